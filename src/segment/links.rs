//! Evidence that one piece of text goes on in another: the words made at the joint stand elsewhere in the issue.

use foldhash::{HashMap, HashMapExt};

use super::similar::packed;
use super::units::Unit;
use crate::model::script::{is_closer, is_opener};

/// Runs of two, three and four characters of the issue with how often they stand inside its units.
pub(super) struct Links {
    runs: HashMap<u128, u32>,
}

/// A bigram counts as a word of the issue from this often on.
const MIN_BIGRAM: u32 = 2;

impl Links {
    pub(super) fn new(units: &[Unit]) -> Self {
        let mut runs: HashMap<u128, u32> = HashMap::new();
        for unit in units {
            let chars: Vec<char> = signs(&unit.text).collect();
            for i in 0..chars.len() {
                for n in 2..=4 {
                    if let Some(run) = chars.get(i..i + n) {
                        *runs.entry(packed(run.iter().copied())).or_default() += 1;
                    }
                }
            }
        }
        Self { runs }
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
            let seen = self.runs.get(&packed(run.iter().copied())).copied().unwrap_or(0);
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
        let seen = |run: &[char]| self.runs.get(&packed(run.iter().copied())).copied().unwrap_or(0);
        // the end of the piece itself is one place, and has nothing behind it
        let places = seen(&run).saturating_sub(1);
        run.extend(next);
        let together = seen(&run);
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
