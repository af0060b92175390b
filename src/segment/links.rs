//! Evidence that one piece of text goes on in another: the words made at the joint stand elsewhere in the issue.

use std::sync::OnceLock;

use foldhash::HashMap;

use super::units::Unit;
use crate::model::script::{is_closer, is_opener};

/// The characters of the issue and where each of them stands, told when it is first asked: where geometry gives the order of
/// the text, it rarely is. A table of all runs would cost ten times as much as is asked of it.
pub(super) struct Links<'a> {
    units: &'a [Unit],
    text: OnceLock<Text>,
}

/// The signs of all units, one unit after the other.
#[derive(Default)]
struct Text {
    signs: Vec<char>,
    places: HashMap<char, Vec<u32>>,
}

/// Places of a character that are looked at: what stands nowhere among the first thousand is no word of the issue, and a hostile
/// text has one character a million times.
const MOST_PLACES: usize = 1_000;

/// Stands between two units.
const BETWEEN: char = '\0';

impl Text {
    fn of(units: &[Unit]) -> Self {
        let mut text = Self::default();
        for c in units.iter().flat_map(|unit| signs(&unit.text).chain([BETWEEN])) {
            if c != BETWEEN {
                text.places.entry(c).or_default().push(text.signs.len() as u32);
            }
            text.signs.push(c);
        }
        text
    }

    /// How often these characters stand side by side, among the first [`MOST_PLACES`] places of the rarest of them.
    fn count(&self, run: &[char]) -> u32 {
        let places = |(i, c): (usize, &char)| (i, self.places.get(c).map(Vec::as_slice).unwrap_or_default());
        let rarest = run.iter().enumerate().map(places).min_by_key(|(_, places)| places.len());
        let Some((i, places)) = rarest else { return 0 };
        let starts = places.iter().take(MOST_PLACES).filter_map(|at| (*at as usize).checked_sub(i));
        starts.filter(|from| self.signs.get(*from..from + run.len()) == Some(run)).count() as u32
    }
}

/// A bigram counts as a word of the issue from this often on.
const MIN_BIGRAM: u32 = 2;

impl<'a> Links<'a> {
    pub(super) fn new(units: &'a [Unit]) -> Self {
        Self { units, text: OnceLock::new() }
    }

    fn seen(&self, run: &[char]) -> u32 {
        self.text.get_or_init(|| Text::of(self.units)).count(run)
    }

    /// How well `tail` and `head` join, 0 for no evidence: runs over the joint that stand elsewhere, longer ones
    /// count more. A head that starts with a mark that can't start a paragraph joins any open tail.
    pub(super) fn score(&self, tail: &str, head: &str) -> u32 {
        let a: Vec<char> = last_signs(tail, 3);
        let b: Vec<char> = signs(head).take(3).collect();
        let starts_closed = head.trim_start().chars().next().is_some_and(|c| is_closer(c) || "，、。；,;".contains(c));
        let mut score = u32::from(starts_closed) * 4;
        for (i, j) in [(1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3)] {
            let (Some(x), Some(y)) = (a.get(a.len().wrapping_sub(i)..), b.get(..j)) else { continue };
            let run: Vec<char> = x.iter().chain(y).copied().collect();
            let seen = self.seen(&run);
            score += match i + j {
                2 => u32::from(seen >= MIN_BIGRAM),
                3 => 2 * u32::from(seen >= 1),
                _ => 3 * u32::from(seen >= 1),
            };
        }
        score
    }

    /// The last two characters of the one are followed by the first of the other in half of all places at least: 提案审
    /// before 查, not 发展 before 我.
    pub(super) fn binds(&self, tail: &str, head: &str) -> bool {
        let (mut run, next) = (last_signs(tail, 2), signs(head).next());
        // the end of the piece itself is one place, and has nothing behind it
        let places = self.seen(&run).saturating_sub(1);
        run.extend(next);
        let together = self.seen(&run);
        together >= 1 && together * 2 >= places
    }
}

fn signs(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace() && !is_opener(*c) && !is_closer(*c))
}

fn last_signs(text: &str, n: usize) -> Vec<char> {
    let all: Vec<char> = signs(text).collect();
    all[all.len().saturating_sub(n)..].to_vec()
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn runs_are_counted_as_often_as_they_stand_and_not_across_units() {
        let signs: Vec<char> = "提案审查提案办理提\0案审查会".chars().collect();
        let mut text = Text { signs, ..Text::default() };
        for (at, c) in text.signs.iter().enumerate().filter(|(_, c)| **c != super::BETWEEN) {
            text.places.entry(*c).or_default().push(at as u32);
        }
        let count = |run: &str| text.count(&run.chars().collect::<Vec<_>>());
        assert_eq!([count("提案"), count("审查"), count("案审查"), count("提案审查")], [2, 2, 2, 1]);
        assert_eq!([count("查提"), count("提案会"), count("无"), count("")], [1, 0, 0, 0]);
    }
}
