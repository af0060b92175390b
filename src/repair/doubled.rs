//! A word or character that an OCR model wrote twice, or wrote in the place of its neighbour: put right where the same
//! text stands once elsewhere in the issue.

use super::Rule;
use super::confusion::may_be_name;
use super::edited::{Edit, Edited};
use super::words::Words;
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};
use crate::profile::Profile;

/// `先进装备制造制造业` → `先进装备制造业`, which stands elsewhere; not `研究研究`, whose neighbours no line has so.
pub(super) const WORD: Rule =
    Rule { id: "doubled-word", class: Class::Confusion, certainty: Certainty::Certain, precision: 1.0 };
/// `滨江区区域` → `滨江站区域`, which stands elsewhere, where 滨江区 stands only so; not `高新区区域` beside `高新区`.
pub(super) const NEIGHBOUR: Rule =
    Rule { id: "doubled-neighbour", class: Class::Confusion, certainty: Certainty::Certain, precision: 1.0 };

/// Longest word looked for twice, in characters.
const LONGEST: usize = 6;
const NUMERALS: &str = "一二三四五六七八九十百千万亿两零〇";

pub(super) fn apply(line: &mut Edited, words: &Words, profile: &Profile, least: Certainty) {
    let chars = line.chars();
    let mut edits = Vec::new();
    let mut i = 2;
    while i + 2 < chars.len() {
        if let Some(edit) = word(chars, i, words) {
            i = edit.at.end;
            edits.push(edit);
        } else {
            edits.extend(neighbour(chars, i, words, profile));
            i += 1;
        }
    }
    line.edit(edits, least);
}

/// The word that starts at `i` stands twice; once is what the issue has elsewhere between the same characters.
fn word(chars: &[char], i: usize, words: &Words) -> Option<Edit> {
    (2..=LONGEST).find_map(|n| {
        if chars.get(i + n) != chars.get(i) {
            return None;
        }
        let unit = chars.get(i..i + n)?;
        let after = chars.get(i + 2 * n)?;
        if chars.get(i + n..i + 2 * n)? != unit || unit.iter().any(|c| !is_han(*c) || NUMERALS.contains(*c)) {
            return None;
        }
        if unit.iter().all(|c| *c == unit[0]) {
            return None;
        }
        let once: Vec<char> = [&chars[i - 2..i], unit, &[*after]].concat();
        let witness = once.windows(5).map(|w| words.five(w)).collect::<Option<Vec<_>>>()?;
        // said twice elsewhere too, it is said twice
        let seam = [&unit[n - 2..], &unit[..2], &[chars.get(i + n + 2).copied().unwrap_or(*after)]].concat();
        if words.five(&seam).is_some_and(|m| m.count > 1) {
            return None;
        }
        let (once, unit): (String, String) = (once.iter().collect(), unit.iter().collect());
        let why = format!("{once} in line {}", witness.first()?.line.0);
        Some(Edit::new(i..i + n, "", WORD).because(why).because(format!("{unit} stands twice")))
    })
}

/// The character at `i` repeats the next one, where another one stands elsewhere between the same two characters before
/// and four behind.
fn neighbour(chars: &[char], i: usize, words: &Words, profile: &Profile) -> Option<Edit> {
    let around: [char; 5] = chars.get(i - 2..=i + 2)?.try_into().ok()?;
    let [a, b, printed, next, last] = around;
    if printed != next || !around.iter().all(|c| is_han(*c)) || NUMERALS.contains(printed) {
        return None;
    }
    let readings = words.middles([a, b, next, last]);
    let here = readings.iter().find(|m| m.c == printed)?.count;
    let other = readings.iter().find(|m| m.c != printed && m.c != b && !NUMERALS.contains(m.c))?;
    let behind = words.five(&[&[other.c], chars.get(i + 1..i + 5)?].concat()).is_some();
    // the word the doubled character would end stands nowhere but here
    let unknown = words.three(a, b, printed) == here;
    if !behind || !unknown || may_be_name(chars, i, profile) {
        return None;
    }
    let word: String = [a, b, other.c, next, last].iter().collect();
    let why = format!("{word} in line {}", other.line.0);
    Some(Edit::new(i..i + 1, other.c, NEIGHBOUR).because(why).because(format!("{printed} repeats its neighbour")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    fn mended(lines: &[&str]) -> String {
        testing::first(lines, |line, words| apply(line, words, testing::bulletin(), Certainty::Certain))
    }

    #[test]
    fn what_stands_twice_is_read_as_elsewhere_in_the_issue() {
        for (lines, want) in [
            (["发展先进装备制造制造业集群", "壮大先进装备制造业"], "发展先进装备制造业集群"),
            (["建设南岸滨江区区域综合体", "围绕滨江站区域综合整治"], "建设南岸滨江站区域综合体"),
        ] {
            assert_eq!(mended(&lines), want);
        }
    }

    #[test]
    fn words_said_twice_by_right_stay() {
        for lines in [
            ["大家认真研究研究再说", "认真研究对策"],
            ["建设滨江区区域综合体", "围绕滨江站区域综合整治，滨江区政府"],
            ["促进发展展会经济", "推动发展社会经济"],
            ["推动人人参与治理", "推动人民参与治理"],
        ] {
            assert_eq!(mended(&lines), lines[0]);
        }
    }
}
