//! Set words of four characters as witnesses: three characters of one with a look-alike for the fourth, and headlines
//! that end inside one.

use aho_corasick::AhoCorasick;

use super::Rule;
use super::confusion::may_be_name;
use super::edited::{Edit, Edited};
use super::marks::is_prose;
use super::phrases::mend_around;
use super::shapes::alike;
use super::words::Words;
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};
use crate::profile::Profile;

/// `深人开展` → `深入开展`: three characters of a set word, the fourth looks like the right one; not `深度开展`.
pub(super) const WORD: Rule =
    Rule { id: "confusion-set-word", class: Class::Confusion, certainty: Certainty::Certain, precision: 1.0 };
/// `…不断提升履职水` as a whole headline → `…履职水平`: it ends inside a set word and the next line does not go on with
/// the rest.
pub(super) const CUT: Rule =
    Rule { id: "dropped-word-end", class: Class::Confusion, certainty: Certainty::Certain, precision: 1.0 };

/// Characters of a set word.
const LENGTH: usize = 4;
/// A headline shorter than this may be a label.
const SHORTEST_LINE: usize = 10;

/// The set words of a profile, ready to be looked for.
pub(super) struct SetWords {
    words: Vec<[char; LENGTH]>,
    /// Both halves of each word: where one character is wrong, one half stands.
    halves: Option<AhoCorasick>,
}

impl SetWords {
    pub(super) fn of(profile: &Profile) -> Self {
        let words: Vec<[char; LENGTH]> =
            profile.lexicon.set_words.iter().filter_map(|w| w.chars().collect::<Vec<_>>().try_into().ok()).collect();
        let halves = words.iter().flat_map(|w| [w[..2].iter().collect::<String>(), w[2..].iter().collect()]);
        // patterns of words always build; without them there is nothing to look for
        Self { halves: AhoCorasick::new(halves).ok(), words }
    }

    /// Misread characters of a line.
    pub(super) fn apply(&self, line: &mut Edited, words: &Words, profile: &Profile, least: Certainty) {
        let Some(halves) = &self.halves else { return };
        mend_around(line, halves, least, |chars, half, at| {
            let start = at.checked_sub(half % 2 * 2)?;
            self.mended(chars, start, &self.words[half / 2], words, profile)
        });
    }

    fn mended(
        &self,
        chars: &[char],
        start: usize,
        word: &[char; LENGTH],
        words: &Words,
        profile: &Profile,
    ) -> Option<Edit> {
        let found = chars.get(start..start + LENGTH)?;
        let mut wrong = (0..LENGTH).filter(|i| found[*i] != word[*i]);
        let (at, None) = (wrong.next()?, wrong.next()) else { return None };
        let fits = is_han(found[at]) && alike(found[at], word[at]) && !may_be_name(chars, start + at, profile);
        // 建议真落实 is no 认真落实: what stands there may be half of another word, known from elsewhere or from the list
        let known = self.known_otherwise(chars, start + at, at, word[at], words);
        let other = known || self.words.iter().any(|w| overlaps(chars, start + at, w));
        let word: String = word.iter().collect();
        (fits && !other).then(|| {
            let edit = Edit::new(start + at..start + at + 1, word.chars().nth(at).unwrap_or_default(), WORD);
            edit.because(format!("the set word {word}"))
        })
    }

    /// The pairs that the printed character makes stand in other words of the issue too: more often than in set words
    /// with the same slip, which may be misread everywhere.
    fn known_otherwise(&self, chars: &[char], i: usize, at: usize, right: char, words: &Words) -> bool {
        let slips = self.words.iter().flat_map(|w| (0..LENGTH).filter(move |p| w[*p] == right).map(move |p| (w, p)));
        let inside: u32 = slips
            .map(|(w, p)| {
                let mut slip = *w;
                slip[p] = chars[i];
                let first = p.saturating_sub(1).min(LENGTH - 3);
                words.three(slip[first], slip[first + 1], slip[first + 2])
            })
            .sum();
        let pair = |k: usize| chars.get(k + 1).map_or(0, |next| words.two(chars[k], *next));
        let (before_most, behind_most) = (if at == 0 { 1 } else { inside }, if at + 1 == LENGTH { 1 } else { inside });
        i.checked_sub(1).map_or(0, pair) > before_most || pair(i) > behind_most
    }

    /// A headline that ends inside a word. `next` gives the text of the line below.
    pub(super) fn cut_end<'a>(&self, line: &Edited, next: impl FnOnce() -> Option<&'a str>) -> Option<Edit> {
        let chars = line.chars();
        let end = chars.iter().rposition(|c| !c.is_whitespace()).map_or(0, |i| i + 1);
        if end < SHORTEST_LINE || is_prose(&chars[..end]) {
            return None;
        }
        let cut = |word: &&[char; LENGTH]| chars[..end].ends_with(&word[..LENGTH - 1]);
        let mut cuts = self.words.iter().filter(cut);
        let (Some(word), None) = (cuts.next(), cuts.next()) else { return None };
        let goes_on = next().is_some_and(|n| n.trim_start().starts_with(word[LENGTH - 1]));
        let with: String = [word[LENGTH - 2], word[LENGTH - 1]].iter().collect();
        let word: String = word.iter().collect();
        let why = format!("the headline ends inside the set word {word}");
        (!goes_on).then(|| Edit::new(end - 1..end, with, CUT).because(why))
    }
}

/// The word stands over character `i`.
fn overlaps(chars: &[char], i: usize, word: &[char; LENGTH]) -> bool {
    (i.saturating_sub(LENGTH - 1)..=i).any(|s| chars.get(s..s + LENGTH) == Some(word.as_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    fn mended(text: &str, next: Option<&str>) -> String {
        let words = SetWords::of(testing::bulletin());
        testing::first(&[text, "大家的建议，听取建议"], |line, issue| {
            words.apply(line, issue, testing::bulletin(), Certainty::Certain);
            let end = words.cut_end(line, || next);
            line.edit(end.into_iter().collect(), Certainty::Certain);
        })
    }

    #[test]
    fn look_alikes_in_set_words_are_put_right_and_other_words_stay() {
        for (printed, want) in [
            ("要深人开展调研，认真参攻议政", "要深入开展调研，认真参政议政"),
            ("群策群力，建议献策", "群策群力，建议献策"),
            ("要深度开展调研，建言咨政", "要深度开展调研，建言咨政"),
            ("统筹协同推进，不断完成任务", "统筹协同推进，不断完成任务"),
        ] {
            assert_eq!(mended(printed, None), want);
        }
    }

    #[test]
    fn a_headline_that_ends_inside_a_word_gets_its_end_and_a_broken_one_does_not() {
        let printed = "发挥阵地作用不断提升委员履职水";
        assert_eq!(mended(printed, Some("为提升水平，")), "发挥阵地作用不断提升委员履职水平");
        for (line, next) in [
            (printed, Some("平的实践与思考")),
            ("履职水", None),
            ("会议指出，各位委员要结合实际，不断提升履职水", None),
        ] {
            assert_eq!(mended(line, next), line);
        }
    }
}
