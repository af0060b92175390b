//! Set phrases of the profile's lexicon as witnesses: where a phrase that is never worded otherwise stands with one
//! character wrong, that character was misread.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::Rule;
use super::edited::{Edit, Edited};
use super::shapes::{alike, half_alike};
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};
use crate::profile::Profile;

/// `聚集主责主业` → `聚焦主责主业`: one character, whose upper or left half at least looks like the right one; not
/// `聚力主责主业`.
pub(super) const PHRASE: Rule =
    Rule { id: "confusion-phrase", class: Class::Confusion, certainty: Certainty::Certain, precision: 1.0 };
/// `增产品、提品质、创品牌“三品”` → `增品种、…`: a phrase that counts its own parts proves two characters side by side.
pub(super) const SEALED: Rule =
    Rule { id: "confusion-sealed-phrase", class: Class::Confusion, certainty: Certainty::Certain, precision: 1.0 };

/// One phrase, and the rule it is a witness for.
struct Phrase {
    chars: Vec<char>,
    rule: Rule,
}

/// The phrases of a profile, ready to be looked for.
pub(super) struct Phrases {
    list: Vec<Phrase>,
    /// Halves of the phrases: where one character is wrong, one half stands.
    halves: Option<AhoCorasick>,
    /// (phrase, where in it the half starts), by pattern.
    places: Vec<(usize, usize)>,
}

/// Fewer characters than this are no context.
const SHORTEST: usize = 5;

impl Phrases {
    pub(super) fn of(profile: &Profile) -> Self {
        let list = |words: &[String], rule: Rule| -> Vec<Phrase> {
            let chars = words.iter().map(|w| w.chars().collect::<Vec<_>>());
            chars.filter(|c| c.len() >= SHORTEST).map(|chars| Phrase { chars, rule }).collect()
        };
        let mut all = list(&profile.lexicon.phrases, PHRASE);
        all.extend(list(&profile.lexicon.sealed_phrases, SEALED));
        let mut patterns: Vec<String> = Vec::new();
        let mut places = Vec::new();
        for (p, phrase) in all.iter().enumerate() {
            let middle = phrase.chars.len() / 2;
            for half in [0..middle, middle..phrase.chars.len()] {
                places.push((p, half.start));
                patterns.push(phrase.chars[half].iter().collect());
            }
        }
        // without patterns there is nothing to look for; patterns of words always build
        Self { list: all, halves: AhoCorasick::new(&patterns).ok(), places }
    }

    pub(super) fn apply(&self, line: &mut Edited, least: Certainty) {
        let Some(halves) = &self.halves else { return };
        mend_around(line, halves, least, |chars, half, at| {
            let (phrase, offset) = self.places[half];
            self.list[phrase].mended(chars, at.checked_sub(offset)?)
        });
    }
}

/// Applies the edit that each half of a word found in a line gives: `mended` takes the characters of the line, the pattern
/// that was found and where it begins. A character gets one edit only.
pub(super) fn mend_around(
    line: &mut Edited,
    halves: &AhoCorasick,
    least: Certainty,
    mended: impl Fn(&[char], usize, usize) -> Option<Edit>,
) {
    let text = line.text();
    if !halves.is_match(text) {
        return;
    }
    let chars = line.chars();
    let mut edits: Vec<Edit> = Vec::new();
    let (mut done, mut bytes) = (0, 0);
    for found in halves.find_overlapping_iter(text) {
        // overlapping matches come by their ends
        if found.start() < bytes {
            (done, bytes) = (0, 0);
        }
        done += text.get(bytes..found.start()).map_or(0, |s| s.chars().count());
        bytes = found.start();
        let edit = mended(chars, found.pattern().as_usize(), done);
        edits.extend(edit.filter(|e| edits.iter().all(|other| other.at != e.at)));
    }
    line.edit(edits, least);
}

impl Phrase {
    /// What stands at `start` instead of the phrase, where it can be proved.
    fn mended(&self, chars: &[char], start: usize) -> Option<Edit> {
        let found = chars.get(start..start + self.chars.len())?;
        let wrong: Vec<usize> = (0..found.len()).filter(|i| found[*i] != self.chars[*i]).collect();
        let (first, last) = (*wrong.first()?, *wrong.last()?);
        let at: Range<usize> = start + first..start + last + 1;
        let right: String = self.chars[first..=last].iter().collect();
        let han = |i: &usize| is_han(found[*i]) && is_han(self.chars[*i]);
        let like = |i: &usize| alike(found[*i], self.chars[*i]) || half_alike(found[*i], self.chars[*i]);
        let proved = match self.rule.id {
            id if id == SEALED.id => wrong.len() <= 2 && last - first == wrong.len() - 1,
            _ => wrong.len() == 1 && wrong.iter().all(like),
        };
        let phrase: String = self.chars.iter().collect();
        (proved && wrong.iter().all(han))
            .then(|| Edit::new(at, right, self.rule).because(format!("the set phrase {phrase}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    #[test]
    fn set_phrases_prove_a_character_and_other_wordings_stay() {
        let phrases = Phrases::of(testing::bulletin());
        for (printed, want) in [
            ("我们聚集主责主业，聚焦主责主业", "我们聚焦主责主业，聚焦主责主业"),
            ("开展增产品、提品质、创品牌“三品”行动", "开展增品种、提品质、创品牌“三品”行动"),
            ("聚力主责主业", "聚力主责主业"),
            ("增产品、提品质、创品牌", "增产品、提品质、创品牌"),
            ("围绕中心、服务大局、提高质量、注重实效", "围绕中心、服务大局、提高质量、注重实效"),
            ("国民经济和社会发展规划", "国民经济和社会发展规划"),
        ] {
            assert_eq!(testing::line(printed, |line| phrases.apply(line, Certainty::Certain)), want);
        }
    }
}
