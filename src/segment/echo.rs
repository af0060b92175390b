//! What stands behind an article's closing line and has all stood before: a loop of the OCR engine over the end of
//! the articles. Only tells which units; the print has no two articles that end in the same words.

use std::collections::HashMap;

use super::shape::Shape;
use super::units::Unit;
use crate::model::script::{key, len};

/// Shortest passage that proves a loop, in letters and Han.
const MIN_PASSAGE: usize = 30;

/// Places in `sequence` from the first that is an echo, each with the unit where its words stand first; empty where
/// anything new stands behind the closing line.
pub(super) fn echo(sequence: &[usize], units: &[Unit], shapes: &[Shape]) -> Vec<(usize, usize)> {
    let Some(close) = sequence.iter().position(|u| shapes[*u].closes()) else { return Vec::new() };
    let behind = &sequence[close + 1..];
    let Some(first) = behind.first() else { return Vec::new() };
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (i, unit) in units.iter().enumerate().take(*first) {
        seen.entry(key(&unit.text)).or_insert(i);
    }
    let again: Option<Vec<(usize, usize)>> = behind
        .iter()
        .enumerate()
        .map(|(k, u)| seen.get(&key(&units[*u].text)).map(|first| (close + 1 + k, *first)))
        .collect();
    let proves = behind.iter().any(|u| len(&key(&units[*u].text)) >= MIN_PASSAGE);
    again.filter(|_| proves).unwrap_or_default()
}
