//! One character read as another that looks like it, put right where the same word stands right elsewhere in the issue.
//!
//! The witness is the word in its place: two characters before and two behind agree, the reading there stands at least
//! twice, and the word as printed here stands nowhere else. Counts alone decide nothing; names are only flagged, numbers
//! and opposites (上 下) passed over, since two of them in the same place are the rule, not an error.

use super::Rule;
use super::edited::{Edit, Edited};
use super::shapes::alike;
use super::words::{Middle, Words};
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};
use crate::profile::Profile;

/// `城乡区城协调` → `区域` where `城乡区域协调` stands elsewhere and 区城, 城协 nowhere; not 未 for 末 by itself.
pub(super) const SAME_WORD: Rule =
    Rule { id: "confusion-same-word", class: Class::Confusion, certainty: Certainty::Certain, precision: 1.0 };
/// The same with a weaker witness (one place, or parts of the printed word known): flagged only.
pub(super) const DOUBTED: Rule =
    Rule { id: "confusion-doubted", class: Class::Confusion, certainty: Certainty::Suspect, precision: 0.5 };

/// Characters that stand for one another by right in the same place.
pub(super) const OPPOSITES: &str =
    "一二三四五六七八九十百千万亿两零〇甲乙丙丁上中下左右东西南北大小前后内外男女正副老少高低长短早晚第几他她它们";

pub(super) fn apply(line: &mut Edited, words: &Words, profile: &Profile, least: Certainty) {
    let chars = line.chars();
    let mut edits = Vec::new();
    for i in 2..chars.len().saturating_sub(2) {
        if let [a, b, c, d, e] = chars[i - 2..=i + 2]
            && is_han(c)
            && let readings @ [_, _, ..] = words.middles([a, b, d, e])
            && let Some(right) = witness(readings, c)
        {
            if OPPOSITES.contains(c) || OPPOSITES.contains(right.c) {
                continue;
            }
            let unknown = words.two(b, c) <= 1 && words.two(c, d) <= 1;
            let known = words.two(b, right.c) >= 2 && words.two(right.c, d) >= 2;
            if right.count < 2 && !(unknown && known) {
                continue;
            }
            let free = !may_be_name(chars, i, profile) && [a, b, d, e].iter().all(|c| is_han(*c));
            let rule = if right.count >= 2 && unknown && known && free { SAME_WORD } else { DOUBTED };
            let why = format!("{b}{}{d} in line {} between the same characters", right.c, right.line.0);
            edits.push(
                Edit::new(i..i + 1, right.c, rule).because(why).because(format!("{c} and {} look alike", right.c)),
            );
        }
    }
    line.edit(edits, least);
}

/// The other reading of a place that stands once as printed.
fn witness(readings: &[Middle], printed: char) -> Option<Middle> {
    readings.iter().find(|m| m.c == printed && m.count == 1)?;
    readings.iter().filter(|m| m.c != printed && alike(m.c, printed)).max_by_key(|m| m.count).copied()
}

/// A surname with something before it that may end before a name: office, mark, start of the line.
pub(super) fn may_be_name(chars: &[char], i: usize, profile: &Profile) -> bool {
    (i.saturating_sub(2)..=i).any(|s| {
        let before: String = chars[s.saturating_sub(LONGEST_ROLE)..s].iter().collect();
        profile.lexicon.is_surname(chars[s])
            && (s == 0 || !is_han(chars[s - 1]) || profile.lexicon.roles.iter().any(|r| before.ends_with(r.as_str())))
    })
}

/// Characters of the longest office looked for before a name.
const LONGEST_ROLE: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    /// The lines repaired with each other as witnesses; the first one is returned.
    fn mended(lines: &[&str]) -> String {
        testing::first(lines, |line, words| apply(line, words, testing::bulletin(), Certainty::Certain))
    }

    #[test]
    fn a_word_that_stands_right_elsewhere_is_put_right() {
        let lines = ["促进城乡区城协调发展。", "推动城乡区域协调发展。", "统筹城乡区域协调发展的要求"];
        assert_eq!(mended(&lines), "促进城乡区域协调发展。");
    }

    #[test]
    fn names_numbers_and_single_witnesses_stay() {
        for lines in [
            ["副主席孙坤出席会议。", "副主席孙珅出席会议。", "副主席孙珅出席会议。"],
            ["市政协三届会议召开", "市政协五届会议召开", "市政协五届会议召开"],
            ["促进城乡区城协调发展。", "推动城乡区域协调发展。", "无关"],
        ] {
            assert_eq!(mended(&lines), lines[0]);
        }
    }
}
