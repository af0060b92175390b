//! Spaces that OCR put where the print has none: round numerals and marks in Chinese text, between Han characters of
//! running text, inside names of two characters that the print only spaced out to the width of three.

use super::Rule;
use super::edited::{Edit, Edited};
use super::marks::is_prose;
use super::words::Words;
use crate::model::script::{is_closer, is_han, is_opener, len};
use crate::model::text::{Certainty, Class};
use crate::profile::Profile;

const CERTAIN: Rule = Rule { id: "", class: Class::Spacing, certainty: Certainty::Certain, precision: 1.0 };
/// `提案 832 件` → `提案832件`; not the number a contents entry starts with.
pub(super) const NUMERAL: Rule = Rule { id: "space-numeral", ..CERTAIN };
/// `市政协副主席 赵 明`, `□ 李 明`: a surname and one more character at the end of a short line.
pub(super) const NAME: Rule = Rule { id: "space-name", ..CERTAIN };
/// `协商 ，推动` → `协商，推动`, `一、 工作回顾` → `一、工作回顾`; not behind the ！ between two halves of a headline.
pub(super) const MARK: Rule = Rule { id: "space-mark", ..CERTAIN };
/// `经济社 会发展` in running text, where 社会 stands closed up elsewhere; not `扛起责任 助力振兴`, not in quotes.
pub(super) const WORD: Rule = Rule { id: "space-word", ..CERTAIN };
/// The same where the issue has no witness: likely only.
pub(super) const PROSE: Rule = Rule { id: "space-prose", certainty: Certainty::Likely, precision: 0.95, ..CERTAIN };
/// `第十四届委员会 常务委员会` → closed up, where a set phrase of the profile lies over the gap.
pub(super) const PHRASE: Rule = Rule { id: "space-phrase", ..CERTAIN };

/// Longest line that is a byline or a "role name" line, in characters.
const MAX_NAME_LINE: usize = 40;
/// Longest gap that OCR makes; a wider one was set.
const MAX_GAP: usize = 2;

/// Numerals, marks and names: what a line alone proves.
pub(super) fn apply(line: &mut Edited, profile: &Profile, least: Certainty) {
    let chars = line.chars();
    if line.is_tabled() || !chars.iter().any(|c| matches!(c, ' ' | '\u{3000}')) {
        return;
    }
    let mut edits: Vec<Edit> = Vec::new();
    let prose = is_prose(chars);
    for (start, end) in gaps(chars) {
        if end - start == 1 && numeral_gap(chars, start) {
            edits.push(Edit::new(start..end, "", NUMERAL).because("between a figure and a Han character"));
        } else if mark_gap(chars, start, end, prose) {
            edits.push(Edit::new(start..end, "", MARK).because("a full-width mark carries its own white space"));
        }
    }
    line.edit(edits, least);
    let chars = line.chars();
    if let Some(gap) = spaced_name(chars, profile) {
        let why = "surname and one character at the end of a short line";
        line.edit(vec![Edit::new(gap, "", NAME).because(why)], least);
    }
}

/// Gaps between Han characters, which only the issue's own words or a set phrase can prove.
pub(super) fn apply_words(line: &mut Edited, words: &Words, profile: &Profile, least: Certainty) {
    let chars = line.chars();
    if line.is_tabled() || !chars.contains(&' ') {
        return;
    }
    let prose = is_prose(chars);
    let mut edits = Vec::new();
    let mut depth = Depth::default();
    let mut at = 0;
    for (start, end) in gaps(chars) {
        depth.pass(&chars[at..start]);
        at = start;
        if start == 0 || end == chars.len() || end - start > MAX_GAP {
            continue;
        }
        let (before, after) = (chars[start - 1], chars[end]);
        if let Some(phrase) = phrase_over(chars, start, end, profile) {
            edits.push(Edit::new(start..end, "", PHRASE).because(format!("the set phrase {phrase} lies over it")));
        } else if prose && depth.is_outside() && !in_list(chars, start, end) {
            if is_han(before) && is_han(after) {
                let n = words.two(before, after);
                let edit = |rule| Edit::new(start..end, "", rule);
                edits.push(if n > 0 {
                    edit(WORD).because(format!("{before}{after} stands closed up {n} times in the issue"))
                } else {
                    edit(PROSE).because("between Han characters of running text")
                });
            } else if (is_han(before) && is_opener(after)) || (is_closer(before) && is_han(after)) {
                edits.push(Edit::new(start..end, "", MARK).because("a full-width mark carries its own white space"));
            }
        }
    }
    line.edit(edits, least);
}

/// Quotes and brackets open at a place.
#[derive(Default)]
struct Depth(usize);

impl Depth {
    fn pass(&mut self, chars: &[char]) {
        for c in chars {
            if is_opener(*c) {
                self.0 += 1;
            } else if is_closer(*c) {
                self.0 = self.0.saturating_sub(1);
            }
        }
    }

    fn is_outside(&self) -> bool {
        self.0 == 0
    }
}

/// Runs of ASCII spaces.
fn gaps(chars: &[char]) -> Vec<(usize, usize)> {
    let mut gaps = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if chars[i] == ' ' {
            let end = i + chars[i..].iter().take_while(|c| **c == ' ').count();
            gaps.push((i, end));
            i = end;
        } else {
            i += 1;
        }
    }
    gaps
}

/// A single space between a Han character (or a closing mark) and a digit.
fn numeral_gap(chars: &[char], i: usize) -> bool {
    let (Some(before), Some(after)) = (i.checked_sub(1).map(|k| chars[k]), chars.get(i + 1).copied()) else {
        return false;
    };
    let latin = chars[..i].iter().rev().find(|c| !c.is_ascii_digit()).is_some_and(char::is_ascii_alphabetic);
    if latin {
        // P04 聚焦, Covid19 疫情: a code, not a count
        return false;
    }
    if before.is_ascii_digit() && (is_han(after) || after == '%') {
        // a number at the very start may be a page number of the contents page, set apart on purpose
        let day = after == '月' && chars[i + 1..].iter().skip(1).find(|c| **c != ' ').is_some_and(char::is_ascii_digit);
        return (i == 4 && after == '年') || day || chars[..i].iter().any(|c| !c.is_ascii_digit() && *c != ' ');
    }
    is_han(before) && after.is_ascii_digit() && counts_on(chars, i + 1)
}

/// The number that starts at `i` is followed by a Han character: text goes on after it (not a trailing page number).
fn counts_on(chars: &[char], i: usize) -> bool {
    let behind = chars[i..].iter().skip_while(|c| c.is_ascii_digit() || matches!(c, '.' | ' '));
    if behind.clone().next().is_some_and(|c| matches!(c, '%' | '％')) {
        return true;
    }
    let rest =
        chars[i..].iter().skip_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '，' | '%' | ' ' | '-' | '—'));
    // 云泽政协 2023·1 is a running head set in pieces
    rest.clone().next().is_some_and(|c| !c.is_whitespace() && *c != '·')
}

/// A gap before or behind a mark that has room of its own. `！` and `？` may end the first half of a headline, `。` a
/// sentence before a set gap.
fn mark_gap(chars: &[char], start: usize, end: usize, prose: bool) -> bool {
    if end - start > MAX_GAP || start == 0 || end == chars.len() {
        return false;
    }
    let (before, after) = (chars[start - 1], chars[end]);
    let tight = |c: char| matches!(c, '，' | '、' | '；' | '：');
    let stop = |c: char| matches!(c, '。' | '！' | '？');
    let word = |c: char| is_han(c) || c.is_ascii_digit() || is_opener(c) || is_closer(c);
    ((tight(after) || stop(after)) && word(before))
        || (tight(before) && word(after))
        || (prose && stop(before) && word(after))
}

fn spaced_name(chars: &[char], profile: &Profile) -> Option<std::ops::Range<usize>> {
    if chars.len() > MAX_NAME_LINE || chars.iter().any(|c| matches!(c, '。' | '，' | ',' | '；')) {
        return None;
    }
    let end = chars.iter().rposition(|c| !c.is_whitespace())? + 1;
    let last = end.checked_sub(1)?;
    let gap_start = chars[..last].iter().rposition(|c| !c.is_whitespace())? + 1;
    let surname = gap_start.checked_sub(1)?;
    let stands_apart =
        surname == 0 || matches!(chars[surname - 1], ' ' | '\u{3000}' | '□' | '■' | '◇' | '◆' | '○' | '●');
    (gap_start < last && stands_apart && is_han(chars[last]) && profile.lexicon.is_surname(chars[surname]))
        .then_some(gap_start..last)
}

/// The set phrase that lies over a gap: `…委员会 常务委员会`.
fn phrase_over<'a>(chars: &[char], start: usize, end: usize, profile: &'a Profile) -> Option<&'a str> {
    let (before, after) = (&chars[..start], &chars[end..]);
    let lies_over = |phrase: &str, k: usize| {
        let mut left = before.get(before.len().wrapping_sub(k)..).unwrap_or_default().iter().chain(after);
        phrase.chars().all(|c| left.next() == Some(&c))
    };
    // nearly all phrases hold neither of the two characters beside the gap
    let parted = [before.last(), after.first()].into_iter().flatten().collect::<String>();
    let fits = |phrase: &&String| {
        phrase.contains(&parted)
            && len(phrase) >= SHORTEST_PHRASE
            && (2..len(phrase) - 1).any(|k| k <= before.len() && lies_over(phrase, k))
    };
    profile.lexicon.phrases.iter().find(fits).map(String::as_str)
}

/// Shorter ones meet by chance where a headline's halves meet.
const SHORTEST_PHRASE: usize = 6;

/// The gap is one of several in a row of short pieces: names of a list.
fn in_list(chars: &[char], start: usize, end: usize) -> bool {
    let piece = |c: &&char| is_han(**c);
    let left = chars[..start].iter().rev().take_while(piece).count();
    let right = chars[end..].iter().take_while(piece).count();
    let short = |n: usize| (1..=4).contains(&n);
    let gap_left = start > left && chars[start - left - 1] == ' ';
    let gap_right = chars.get(end + right) == Some(&' ');
    (short(left) && gap_left) || (short(right) && gap_right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    fn mended(text: &str, witness: &str) -> String {
        let words = Words::of(testing::extracted(&[witness]).iter());
        testing::line(text, |line| {
            apply(line, testing::bulletin(), Certainty::Certain);
            apply_words(line, &words, testing::bulletin(), Certainty::Certain);
        })
    }

    #[test]
    fn numerals_and_spaced_names_close_up_and_headlines_keep_their_halves() {
        for (printed, want) in [
            ("征集提案 832 件、立案 724 件", "征集提案832件、立案724件"),
            ("2024 年工作安排", "2024年工作安排"),
            ("3 月 15 日，市政协召开会议", "3月15日，市政协召开会议"),
            ("06 月光如水照山城", "06 月光如水照山城"),
            ("06 李明作工作报告", "06 李明作工作报告"),
            ("市政协召开会议 12", "市政协召开会议 12"),
            ("□ 李 明", "□ 李明"),
            ("市政协副主席 赵 明", "市政协副主席 赵明"),
            ("扛起责任 助力振兴", "扛起责任 助力振兴"),
            ("办复率 100 %", "办复率100%"),
            ("一、 工作回顾", "一、工作回顾"),
            ("22 云泽政协 2023·1", "22 云泽政协 2023·1"),
            ("同心同行！ 云泽在行动", "同心同行！ 云泽在行动"),
            ("政协云泽市第五届委员会 常务委员会工作报告", "政协云泽市第五届委员会常务委员会工作报告"),
        ] {
            assert_eq!(mended(printed, ""), want, "{printed}");
        }
    }

    #[test]
    fn a_gap_in_running_text_closes_on_evidence_and_lists_and_quotes_keep_theirs() {
        let witness = "推动经济社会高质量发展";
        for (printed, want) in [
            ("会议指出，要紧紧围绕经济社 会发展大局开展工作。", "会议指出，要紧紧围绕经济社会发展大局开展工作。"),
            ("会议以“扛起社 会责任”为题，各位委员参加了讨论。", "会议以“扛起社 会责任”为题，各位委员参加了讨论。"),
            ("出席会议的有王社 会长明 李伟 张军，共计三十余人。", "出席会议的有王社 会长明 李伟 张军，共计三十余人。"),
        ] {
            assert_eq!(mended(printed, witness), want, "{printed}");
        }
    }
}
