//! What has stood before in the issue, whichever article it stood in: evidence for loops of an OCR engine.

use std::collections::HashMap;

use super::shape::{Shape, open_tail};
use super::similar::{holds, shingles};
use super::units::Unit;
use crate::model::script::{key, len};

/// The texts of an issue by their first characters.
pub(super) struct Elsewhere {
    /// Empty where a unit can be no loop.
    keys: Vec<String>,
    /// Where each text stands first.
    first: HashMap<String, usize>,
    by_start: HashMap<String, Vec<usize>>,
}

/// Characters by which texts are filed.
const START: usize = 8;
/// Texts with one beginning that are looked at: a bound for hostile files.
const MOST_SAME: usize = 24;
/// Shortest text that is known again by its beginning alone, in letters and Han.
const MIN_CUT: usize = 20;
/// Share of a text's runs of characters that the earlier one must hold where a word was read otherwise.
const SAME: f32 = 0.85;
/// Shortest passage that proves a loop, in letters and Han.
const MIN_PASSAGE: usize = 30;
/// Shortest whole paragraph that stands in two articles by no chance.
const MIN_WHOLE: usize = 60;

/// Shortest line of labels that stands for no two proposals.
const MIN_LABELS: usize = 15;

impl Elsewhere {
    pub(super) fn new(units: &[Unit]) -> Self {
        let own = |u: &Unit| if u.look.is_placed() { String::new() } else { key(&u.text) };
        let keys: Vec<String> = units.iter().map(own).collect();
        let (mut first, mut by_start): (HashMap<String, usize>, HashMap<String, Vec<usize>>) = Default::default();
        for (i, key) in keys.iter().enumerate().filter(|(_, key)| !key.is_empty()) {
            first.entry(key.clone()).or_insert(i);
            let same = by_start.entry(start(key)).or_default();
            if same.len() < MOST_SAME {
                same.push(i);
            }
        }
        Self { keys, first, by_start }
    }

    /// The unit before this one that says the same, or of whose beginning this one is a copy that breaks off.
    pub(super) fn first(&self, unit: usize) -> Option<usize> {
        let own = &self.keys[unit];
        if let Some(first) = self.first.get(own).filter(|first| **first < unit) {
            return Some(*first);
        }
        if len(own) < MIN_CUT {
            return None;
        }
        let mut before = self.by_start.get(&start(own))?.iter().copied().take_while(|i| *i < unit).peekable();
        before.peek()?;
        let runs = shingles(own);
        let like = |other: &str| holds(&shingles(other), &runs, SAME);
        before.find(|i| self.keys[*i].starts_with(own.as_str()) || like(&self.keys[*i]))
    }

    /// Whether two long texts say the same but for a few characters.
    pub(super) fn alike(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.keys[a], &self.keys[b]);
        len(a).min(len(b)) >= MIN_PASSAGE && holds(&shingles(a), &shingles(b), SAME)
    }

    /// Whether a text is so long that it proves a loop where it stands again.
    pub(super) fn proves(&self, unit: usize) -> bool {
        len(&self.keys[unit]) >= MIN_PASSAGE
    }

    /// Where a paragraph inside an article stood before in another one, if it is a loop: it breaks off, or is long and the same.
    pub(super) fn loop_inside(&self, unit: usize, units: &[Unit], shapes: &[Shape]) -> Option<usize> {
        let first = self.first(unit)?;
        let (own, other) = (&self.keys[unit], &self.keys[first]);
        if shapes[unit] == Shape::Label {
            // 提案号：… 提案人：… names one proposal
            return (own == other && len(own) >= MIN_LABELS).then_some(first);
        }
        let text = matches!(&shapes[unit], Shape::Body | Shape::Marker(..));
        if !text || !self.proves(unit) {
            return None;
        }
        let cut = open_tail(&units[unit].text) && len(other) > len(own);
        let whole = own == other && len(own) >= MIN_WHOLE;
        (cut || whole).then_some(first)
    }
}

fn start(key: &str) -> String {
    key.chars().take(START).collect()
}
