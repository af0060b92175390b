//! What stands behind an article's closing line, or as its last paragraph, and has all stood before: a loop of the OCR engine over the end of
//! the articles. Only tells which units; the print has no two articles that end in the same words.

use std::collections::HashMap;

use super::shape::Shape;
use super::units::Unit;
use crate::model::script::{key, len};

/// Shortest passage that proves a loop, in letters and Han.
const MIN_PASSAGE: usize = 30;

/// Two reports may end in the same list of who was there.
fn names_people(text: &str) -> bool {
    ["出席", "参加", "列席", "主持"].iter().any(|w| text.contains(w))
}

/// Places in `sequence` from the first that is an echo, each with the unit where its words stand first; empty where
/// anything new stands behind the closing line.
pub(super) fn echo(sequence: &[usize], units: &[Unit], shapes: &[Shape]) -> Vec<(usize, usize)> {
    let open_end = sequence.len().checked_sub(1).filter(|last| shapes[sequence[*last]] == Shape::Body);
    let close = sequence.iter().position(|u| shapes[*u].closes()).map(|c| c + 1).or(open_end);
    let Some(start) = close.filter(|c| *c > 0) else { return Vec::new() };
    let behind = &sequence[start..];
    let Some(first) = behind.first() else { return Vec::new() };
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (i, unit) in units.iter().enumerate().take(*first) {
        seen.entry(key(&unit.text)).or_insert(i);
    }
    if Some(start) == open_end && names_people(&units[*first].text) {
        return Vec::new();
    }
    let again: Option<Vec<(usize, usize)>> = behind
        .iter()
        .enumerate()
        .map(|(k, u)| seen.get(&key(&units[*u].text)).map(|first| (start + k, *first)))
        .collect();
    let proves = behind.iter().any(|u| len(&key(&units[*u].text)) >= MIN_PASSAGE);
    again.filter(|_| proves).unwrap_or_default()
}
