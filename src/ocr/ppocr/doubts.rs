//! Characters whose shapes the network can hardly tell apart: the page and the neighbours decide between what it thought of.
//! In: the lines of a page; out: the same, where another reading is taken the first one being kept among the others.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::model::script::is_han;
use crate::ocr::{Char, Line};

/// A page is set in simplified characters when of those that have two forms at most this share is traditional.
const STRAY: f32 = 0.03;
/// Characters with two forms that a page must have to tell.
const ENOUGH: usize = 30;
/// A traditional form read surer than this stands there: a name board, a title written by hand.
const SURE: f32 = 0.95;
/// 一 is never in doubt where it is printed (.99 and more, without another reading); with — among its readings from this
/// confidence on, it is one, as in 决策—督办—落实.
const DASH: f32 = 0.02;
/// ... where the other characters of the line are read this sure: in weak print everything is in doubt.
const CLEAR: f32 = 0.97;

/// Lines before and after one in which a chain may go on: two columns are told line by line in turns.
const NEAR: usize = 3;

/// Traditional to simplified.
static TWINS: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let pair = |line: &str| {
        let mut chars = line.chars();
        Some((chars.next()?, chars.nth(1)?))
    };
    include_str!("data/twins.tsv").lines().filter(|line| !line.starts_with('#')).filter_map(pair).collect()
});
static SIMPLIFIED: LazyLock<HashSet<char>> = LazyLock::new(|| TWINS.values().copied().collect());

/// Settles the doubts of a page.
pub(super) fn settle(lines: &mut [Line]) {
    dashes(lines);
    for line in lines.iter_mut() {
        degrees(&mut line.chars);
    }
    let n = |is: &dyn Fn(char) -> bool| lines.iter().flat_map(|line| &line.chars).filter(|c| is(c.c)).count();
    let (traditional, simplified) = (n(&|c| TWINS.contains_key(&c)), n(&|c| SIMPLIFIED.contains(&c)));
    if simplified < ENOUGH || traditional as f32 > STRAY * (traditional + simplified) as f32 {
        return;
    }
    for char in lines.iter_mut().flat_map(|line| &mut line.chars) {
        let twin = TWINS.get(&char.c).filter(|_| char.confidence <= SURE);
        if let Some(twin) = twin {
            take(char, *twin, 0.0);
        }
    }
}

/// ℃ that was read as ° and ℃.
fn degrees(chars: &mut Vec<Char>) {
    let twice = |i: &usize| chars[*i].c == '°' && chars.get(i + 1).is_some_and(|next| next.c == '℃');
    if let Some(i) = (0..chars.len()).find(twice) {
        chars.remove(i);
    }
}

/// — read as 一 between two words. Dashes that part words come in chains (决策—督办—落实): one doubt alone proves nothing.
fn dashes(lines: &mut [Line]) {
    let doubts: Vec<Vec<usize>> = lines.iter().map(|line| doubtful_dashes(&line.chars)).collect();
    for at in 0..lines.len() {
        let near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(doubts.len());
        if doubts[near].iter().map(Vec::len).sum::<usize>() > 1 {
            for i in &doubts[at] {
                take(&mut lines[at].chars[*i], '—', DASH);
            }
        }
    }
}

/// Places of 一 between two words that may be —.
fn doubtful_dashes(chars: &[Char]) -> Vec<usize> {
    let between = |i: &usize| chars[i - 1].c != '第' && is_han(chars[i - 1].c) && is_han(chars[i + 1].c);
    let doubted = |i: &usize| chars[*i].c == '一' && chars[*i].others.iter().any(|(c, p)| *c == '—' && *p >= DASH);
    let clear = |i: &usize| {
        let rest = chars.iter().enumerate().filter(|(other, _)| other != i).map(|(_, c)| c.confidence);
        rest.sum::<f32>() / (chars.len() - 1) as f32 >= CLEAR
    };
    (1..chars.len().saturating_sub(1)).filter(|i| doubted(i) && between(i) && clear(i)).collect()
}

/// Takes another reading where the network thought of it.
fn take(char: &mut Char, wanted: char, least: f32) {
    if let Some(other) = char.others.iter_mut().find(|(c, p)| *c == wanted && *p >= least) {
        std::mem::swap(&mut char.c, &mut other.0);
        std::mem::swap(&mut char.confidence, &mut other.1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::Point;

    /// A line; of a character with another reading: that reading and the confidences of both.
    fn line(text: &str, sure: f32, doubts: &[(char, char, f32, f32)]) -> Line {
        let char = |c: char| {
            let doubt = doubts.iter().find(|doubt| doubt.0 == c);
            let others = doubt.map(|doubt| (doubt.1, doubt.3)).into_iter().collect();
            Char { c, at: 0.5, confidence: doubt.map_or(sure, |doubt| doubt.2), others }
        };
        Line { corners: [Point::default(); 4], found: 1.0, ink: None, chars: text.chars().map(char).collect() }
    }

    fn settled(line: Line) -> String {
        let simplified = "国务院关于进一步深化农业农村发展改革的决议说明了们这个问题应该怎样进行认真讨论并且达成协议后来时间从业务经济";
        let mut lines = [line, self::line(simplified, 1.0, &[])];
        settle(&mut lines);
        lines[0].text()
    }

    #[test]
    fn on_a_simplified_page_a_form_in_doubt_is_simplified() {
        assert_eq!(settled(line("体育界別", 1.0, &[('別', '别', 0.56, 0.44)])), "体育界别");
        assert_eq!(settled(line("体育界別", 1.0, &[])), "体育界別", "nothing else was thought of");
        assert_eq!(settled(line("体育界別", 1.0, &[('別', '别', 0.97, 0.03)])), "体育界別", "it was sure");
        assert_eq!(settled(line("體育界別與經濟發展", 1.0, &[('別', '别', 0.56, 0.44)])), "體育界別與經濟發展");
    }

    #[test]
    fn degrees_read_twice_are_degrees() {
        assert_eq!(settled(line("从5°℃至8℃", 1.0, &[])), "从5℃至8℃");
        assert_eq!(settled(line("北纬45°至", 1.0, &[])), "北纬45°至");
    }

    #[test]
    fn a_dash_taken_for_one_is_a_dash_between_words_only() {
        let doubt = [('一', '—', 0.97, 0.03)];
        assert_eq!(settled(line("众创空间一孵化器一加速器", 1.0, &doubt)), "众创空间—孵化器—加速器");
        assert_eq!(settled(line("众创空间一孵化器", 1.0, &doubt)), "众创空间一孵化器", "one doubt alone");
        assert_eq!(settled(line("第一时间", 1.0, &doubt)), "第一时间");
        assert_eq!(settled(line("一、工作", 1.0, &doubt)), "一、工作");
        assert_eq!(settled(line("众创空间一孵化器一加速器", 0.9, &doubt)), "众创空间一孵化器一加速器", "weak print");
        assert_eq!(settled(line("形成一批", 1.0, &[])), "形成一批");
    }
}
