//! A line of print that an OCR engine read too early: `过去五年，民生福祉的“金点子”。本届政协…，增进质量、讲求实效”的方针`.
//! Two set phrases prove it, one torn where the line is missing, one that goes over the place with the line put back.

use std::ops::Range;

use super::Rule;
use super::edited::{Edit, Edited};
use crate::model::text::{Certainty, Class};
use crate::profile::Profile;

/// The clause up to its full stop moves to the tear; not where the phrase's tail may stand by itself, nor where no
/// phrase joins the clause to the words before the tear.
pub(super) const CLAUSE: Rule =
    Rule { id: "order-clause", class: Class::ReadingOrder, certainty: Certainty::Certain, precision: 1.0 };

/// Characters of a phrase's tail that are no accident.
const SHORTEST_TAIL: usize = 6;
/// Characters that one half of the joining phrase has at least.
const SHORTEST_HALF: usize = 2;
/// Longest clause moved; a line of print in a narrow column has twenty.
const LONGEST: usize = 60;

/// The set phrases of a profile, in characters.
pub(super) fn phrases(profile: &Profile) -> Vec<Vec<char>> {
    profile.lexicon.phrases.iter().map(|p| p.chars().collect()).collect()
}

pub(super) fn apply(line: &mut Edited, phrases: &[Vec<char>], least: Certainty) {
    let chars = line.chars();
    // a tear loses the opening one of two quotation marks
    if chars.iter().filter(|c| **c == '”').count() <= chars.iter().filter(|c| **c == '“').count() {
        return;
    }
    let marks: Vec<usize> = (0..chars.len()).filter(|i| chars[*i] == '”').collect();
    let Some((tear, torn)) = phrases.iter().find_map(|p| Some((tear(chars, &marks, p)?, p))) else { return };
    let found = phrases.iter().find_map(|p| Some((clause(chars, tear, p)?, p)));
    if let Some((at, joining)) = found {
        let moved: String = chars[at.clone()].iter().chain(&chars[tear..=tear]).collect();
        let name = |p: &[char]| p.iter().collect::<String>();
        let why = [
            format!("the set phrase {} is torn before {}", name(torn), chars[tear]),
            format!("put there, the clause makes the set phrase {}", name(joining)),
        ];
        let edits = [Edit::new(at, "", CLAUSE), Edit::new(tear..tear + 1, moved, CLAUSE)];
        let because = |e: Edit| why.iter().fold(e, |e, w| e.because(w.clone()));
        line.edit(edits.into_iter().map(because).collect(), least);
    }
}

/// Where the tail of a phrase stands without its head, before one of the quotation `marks` that closes nothing.
fn tear(chars: &[char], marks: &[usize], phrase: &[char]) -> Option<usize> {
    (1..phrase.len().saturating_sub(SHORTEST_TAIL - 1)).find_map(|k| {
        let tail = &phrase[k..];
        if !marks.iter().any(|mark| chars[..*mark].ends_with(tail)) {
            return None;
        }
        let at = chars.windows(tail.len()).position(|w| w == tail)?;
        let torn = at > 0 && chars[at - 1] != phrase[k - 1];
        let closes_nothing = chars.get(at + tail.len()) == Some(&'”') && unopened(&chars[..at]);
        (torn && closes_nothing).then_some(at)
    })
}

/// No quotation mark is open at the end.
fn unopened(chars: &[char]) -> bool {
    chars.iter().rev().find(|c| matches!(c, '“' | '”')).is_none_or(|c| *c == '”')
}

/// The clause before the tear, from behind a mark to its full stop, that makes `phrase` with the words at the tear.
fn clause(chars: &[char], tear: usize, phrase: &[char]) -> Option<Range<usize>> {
    (SHORTEST_HALF..=phrase.len().saturating_sub(SHORTEST_HALF)).find_map(|k| {
        let (head, tail) = phrase.split_at(k);
        if !chars[..tear].ends_with(head) {
            return None;
        }
        let start =
            (1..tear).find(|s| matches!(chars[s - 1], '，' | '、' | '；') && chars[*s..tear].starts_with(tail))?;
        let end = start + chars[start..tear].iter().position(|c| *c == '。')? + 1;
        (end - start <= LONGEST && end < tear && unopened(&chars[start..end])).then_some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    fn mended(text: &str) -> String {
        testing::line(text, |line| apply(line, &phrases(testing::bulletin()), Certainty::Certain))
    }

    #[test]
    fn a_clause_read_too_early_goes_back_and_others_stay() {
        assert_eq!(
            mended("一年来，命运共同体的“大文章”。我们着眼构建人类长期共存、互相监督”的方针。"),
            "一年来，命运共同体的“大文章”。我们着眼构建人类长期共存、互相监督”的方针。"
        );
        assert_eq!(
            mended("一年来，民生福祉的“好点子”。委员们写下件件提案，变成了增进互相监督、肝胆相照、荣辱与共”的方针。"),
            "一年来，委员们写下件件提案，变成了增进民生福祉的“好点子”。互相监督、肝胆相照、荣辱与共”的方针。"
        );
    }

    #[test]
    fn whole_phrases_and_pairs_of_marks_are_no_tear() {
        for text in [
            "一年来，民生福祉的“好点子”。委员们增进“互相监督、肝胆相照、荣辱与共”的情谊。",
            "一年来，民生福祉的“好点子”。委员们遵循“长期共存、互相监督、肝胆相照、荣辱与共”的方针。",
            "一年来，企业的“好点子”。变成了增进互相监督、肝胆相照、荣辱与共”的方针。",
        ] {
            assert_eq!(mended(text), text);
        }
    }
}
