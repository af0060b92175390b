//! Spaces that OCR put where the print has none: round numerals in Chinese text and inside names of two characters
//! that the print only spaced out to the width of three.

use super::Rule;
use super::edited::Edited;
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};
use crate::profile::Profile;

/// `提案 832 件` → `提案832件`; not the number a contents entry starts with.
pub(super) const NUMERAL: Rule =
    Rule { id: "space-numeral", class: Class::Spacing, certainty: Certainty::Certain, precision: 1.0 };
/// `市政协副主席 赵 明`, `□ 李 明`: a surname and one more character at the end of a short line.
pub(super) const NAME: Rule =
    Rule { id: "space-name", class: Class::Spacing, certainty: Certainty::Certain, precision: 1.0 };

/// Longest line that is a byline or a "role name" line, in characters.
const MAX_NAME_LINE: usize = 40;

pub(super) fn apply(line: &mut Edited, profile: &Profile, least: Certainty) {
    let chars = line.chars();
    for i in (1..chars.len().saturating_sub(1)).rev() {
        if chars[i] == ' ' && numeral_gap(&chars, i) {
            line.replace(i..i + 1, "", &NUMERAL, Vec::new(), least);
        }
    }
    let chars = line.chars();
    if let Some(gap) = spaced_name(&chars, profile) {
        line.replace(gap, "", &NAME, vec!["surname and one character at the end of a short line".to_owned()], least);
    }
}

/// A single space between a Han character (or a closing mark) and a digit.
fn numeral_gap(chars: &[char], i: usize) -> bool {
    let (before, after) = (chars[i - 1], chars[i + 1]);
    let latin = chars[..i].iter().rev().find(|c| !c.is_ascii_digit()).is_some_and(char::is_ascii_alphabetic);
    if latin {
        // P04 聚焦, Covid19 疫情: a code, not a count
        return false;
    }
    if before.is_ascii_digit() && (is_han(after) || after == '%') {
        // a number at the very start may be a page number of the contents page, set apart on purpose
        return (i == 4 && after == '年') || chars[..i].iter().any(|c| !c.is_ascii_digit() && *c != ' ');
    }
    is_han(before) && after.is_ascii_digit() && counts_on(chars, i + 1)
}

/// The number that starts at `i` is followed by a Han character: text goes on after it (not a trailing page number).
fn counts_on(chars: &[char], i: usize) -> bool {
    let rest = chars[i..].iter().skip_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | ' ' | '-' | '—'));
    rest.clone().next().is_some_and(|c| !c.is_whitespace())
}

fn spaced_name(chars: &[char], profile: &Profile) -> Option<std::ops::Range<usize>> {
    if chars.len() > MAX_NAME_LINE || chars.iter().any(|c| matches!(c, '。' | '，' | ',' | '；')) {
        return None;
    }
    let end = chars.iter().rposition(|c| !c.is_whitespace())? + 1;
    let last = end.checked_sub(1)?;
    let gap_end = last;
    let gap_start = chars[..gap_end].iter().rposition(|c| !c.is_whitespace())? + 1;
    let surname = gap_start.checked_sub(1)?;
    let stands_apart =
        surname == 0 || matches!(chars[surname - 1], ' ' | '\u{3000}' | '□' | '■' | '◇' | '◆' | '○' | '●');
    (gap_start < gap_end && stands_apart && is_han(chars[last]) && profile.lexicon.surnames.contains(&chars[surname]))
        .then_some(gap_start..gap_end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::LineId;
    use crate::profile::Profiles;

    #[test]
    fn numerals_and_spaced_names_close_up_and_headlines_keep_their_halves() {
        let profiles = Profiles::load(&[]).expect("built-in profiles");
        let profile = profiles.get("bulletin").expect("bulletin");
        for (printed, want) in [
            ("征集提案 832 件、立案 724 件", "征集提案832件、立案724件"),
            ("2024 年工作安排", "2024年工作安排"),
            ("06 李明作工作报告", "06 李明作工作报告"),
            ("市政协召开会议 12", "市政协召开会议 12"),
            ("□ 李 明", "□ 李明"),
            ("市政协副主席 赵 明", "市政协副主席 赵明"),
            ("扛起责任 助力振兴", "扛起责任 助力振兴"),
            ("办复率 100 %", "办复率100%"),
        ] {
            let mut e = Edited::new(LineId(1), printed);
            apply(&mut e, profile, Certainty::Certain);
            assert_eq!(e.finish().0, want, "{printed}");
        }
    }
}
