//! The number of a term (届) misread: `十五届` in an article headed `十三届` that looks back on its own term.

use super::Rule;
use super::edited::{Edit, Edited};
use super::marks::is_prose;
use super::shapes::alike;
use crate::model::text::{Certainty, Class};
use crate::pattern::Constant;

/// `过去五年，十五届市政协…` under the headline `十三届市政协提案…` → `十三届`: the heading names the term, the paragraph
/// looks back on it, the numerals look alike, no other place has the later term, and a term two on has not sat yet. Not
/// `十四届` beside `十三届`, not a memoir that names both.
pub(super) const TERM: Rule =
    Rule { id: "confusion-term", class: Class::Confusion, certainty: Certainty::Certain, precision: 1.0 };

// must match "十三届市政协"; must not match "届时市政协"
static MENTION: Constant = Constant::new(r"([二三四五六七八九]?十?[一二三四五六七八九十])届([\p{Han}]{0,2}政协)");
// must match "过去五年，"; must not match "五年计划"
static BACK: Constant = Constant::new("过去五年|五年来|本届|届内");

/// How many lines below a heading are taken for its article's beginning.
const NEAR: usize = 6;

/// One mention: where, which numeral, of which body.
struct Mention {
    line: usize,
    /// First character of the numeral.
    at: usize,
    numeral: String,
    body: String,
    heading: bool,
}

pub(super) fn apply(lines: &mut [&mut Edited], least: Certainty) {
    let mentions: Vec<Mention> = lines.iter().enumerate().flat_map(|(n, line)| mentions(n, line)).collect();
    for m in mentions.iter().filter(|m| !m.heading) {
        let alone = mentions.iter().filter(|o| o.numeral == m.numeral).count() == 1;
        let above = mentions.iter().rev().find(|o| o.heading && o.body == m.body && o.line < m.line);
        let Some(head) = above.filter(|o| alone && m.line - o.line <= NEAR) else { continue };
        let (Some(own), Some(printed)) = (value(&head.numeral), value(&m.numeral)) else { continue };
        let Some((k, right)) = one_alike(&m.numeral, &head.numeral) else { continue };
        if printed >= own + 2 && BACK.is_match(lines[m.line].text()) {
            let why = format!("the heading in line {} has {}届{}", lines[head.line].id().0, head.numeral, head.body);
            let edit = Edit::new(m.at + k..m.at + k + 1, right, TERM).because(why);
            let edit = edit.because("the paragraph looks back on a whole term, and a term two on has not sat yet");
            lines[m.line].edit(vec![edit], least);
        }
    }
}

fn mentions(n: usize, line: &Edited) -> Vec<Mention> {
    let chars = line.chars();
    if !chars.contains(&'届') {
        return Vec::new();
    }
    let text: String = chars.iter().collect();
    let heading = !is_prose(chars);
    let found = MENTION.captures_iter(&text).map(|c| Mention {
        line: n,
        at: text.get(..c.get(1).map_or(0, |m| m.start())).map_or(0, |s| s.chars().count()),
        numeral: c[1].to_owned(),
        body: c[2].to_owned(),
        heading,
    });
    found.collect()
}

/// The one character that differs, and what should stand there.
fn one_alike(printed: &str, right: &str) -> Option<(usize, char)> {
    if printed.chars().count() != right.chars().count() {
        return None;
    }
    let mut differing = printed.chars().zip(right.chars()).enumerate().filter(|(_, (a, b))| a != b);
    let (k, (a, b)) = differing.next()?;
    (differing.next().is_none() && alike(a, b)).then_some((k, b))
}

/// 十三 → 13.
fn value(numeral: &str) -> Option<u32> {
    let digit = |c: char| "一二三四五六七八九".chars().position(|d| d == c).map(|i| i as u32 + 1);
    let tens = numeral.chars().position(|c| c == '十');
    let chars: Vec<char> = numeral.chars().collect();
    match tens {
        None => digit(*chars.first()?),
        Some(at) => {
            let ten = if at == 0 { 1 } else { digit(chars[0])? };
            Some(ten * 10 + chars.get(at + 1).map_or(Some(0), |c| digit(*c))?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    fn mended(lines: &[&str]) -> Vec<String> {
        testing::all(lines, |lines| apply(lines, Certainty::Certain))
    }

    const HEAD: &str = "十三届市政协3500余件提案助力发展";

    #[test]
    fn a_term_that_has_not_sat_yet_is_the_one_of_the_heading() {
        let lines = [HEAD, "过去五年，十五届市政协引领委员聚焦目标，紧盯热点问题。"];
        assert_eq!(mended(&lines)[1], "过去五年，十三届市政协引领委员聚焦目标，紧盯热点问题。");
    }

    #[test]
    fn the_next_term_and_terms_named_twice_stay() {
        for lines in [
            [HEAD, "过去五年，十四届市政协引领委员聚焦目标，紧盯热点问题。", ""],
            [HEAD, "如今，十五届市政协引领委员聚焦目标，紧盯热点问题。", ""],
            [HEAD, "过去五年，十五届市政协引领委员聚焦目标。十五届市政协的委员紧盯问题。", ""],
            ["无关的标题", "过去五年，十五届市政协引领委员聚焦目标，紧盯热点问题。", ""],
        ] {
            assert_eq!(mended(&lines), lines);
        }
    }
}
