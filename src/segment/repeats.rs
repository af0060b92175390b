//! Passages that stand twice in one article: pull quotes the print sets apart, and loops an OCR engine invented.
//! Only marks them; nothing is deleted, and a repeat names the line where the passage stands first.

use super::shape::Shape;
use super::similar::{Shingles, contained, shingles};
use super::units::Unit;
use crate::model::script::{key, len};

/// What a unit that stands again is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// Part of a longer paragraph nearby, set apart by the print.
    PullQuote,
    /// The unit at this place of the sequence again.
    Loop { first: usize },
}

/// Shortest text looked at, in letters and Han.
const MIN_LEN: usize = 18;
/// From this length on a likeness of [`LOOP`] is enough; below it must be [`SHORT_LOOP`]: news of one meeting say
/// much the same in their first sentences.
const LONG: usize = 45;
/// Share of a passage's shingles that must stand in the first one.
const LOOP: f32 = 0.72;
const SHORT_LOOP: f32 = 0.94;
/// The same next to a repeat whose first stands next to this one's.
const LOOP_IN_CHAIN: f32 = 0.45;
/// Share of a pull quote that stands in its paragraph.
const QUOTE: f32 = 0.92;
/// A paragraph is longer than its pull quote by this factor.
const QUOTE_LONGER: f32 = 1.3;
/// Units between a pull quote and its paragraph.
const QUOTE_REACH: usize = 12;

struct Passage {
    len: usize,
    shingles: Shingles,
}

/// For each unit of `sequence` whether it stands again. `sequence` is the flow of one top-level article.
pub(super) fn repeats(sequence: &[usize], units: &[Unit], shapes: &[Shape]) -> Vec<Option<Again>> {
    let passages: Vec<Option<Passage>> = sequence
        .iter()
        .map(|u| {
            let key = key(&units[*u].text);
            let text = matches!(shapes[*u], Shape::Body | Shape::Heading);
            (text && len(&key) >= MIN_LEN).then(|| Passage { len: len(&key), shingles: shingles(&key) })
        })
        .collect();
    let mut out = vec![None; sequence.len()];
    for i in 0..sequence.len() {
        let Some(passage) = &passages[i] else { continue };
        if shapes[sequence[i]] == Shape::Body && is_quote(i, passage, &passages, &out) {
            out[i] = Some(Again::PullQuote);
        } else if let Some(first) = first_of(i, passage, &passages, &out) {
            out[i] = Some(Again::Loop { first });
        }
    }
    for i in (0..sequence.len().saturating_sub(1)).rev() {
        // the passage before a repeat, altered more than the rest of the loop
        if out[i].is_none()
            && let (Some(passage), Some(Again::Loop { first })) = (&passages[i], out[i + 1])
            && let Some(before) = first.checked_sub(1).filter(|f| *f < i)
            && passages[before].as_ref().is_some_and(|p| contained(&passage.shingles, &p.shingles) >= LOOP_IN_CHAIN)
        {
            out[i] = Some(Again::Loop { first: before });
        }
    }
    out
}

fn is_quote(i: usize, passage: &Passage, passages: &[Option<Passage>], out: &[Option<Again>]) -> bool {
    let near = i.saturating_sub(QUOTE_REACH)..(i + QUOTE_REACH + 1).min(passages.len());
    near.filter(|j| *j != i && out[*j].is_none()).any(|j| {
        passages[j].as_ref().is_some_and(|p| {
            p.len as f32 >= passage.len as f32 * QUOTE_LONGER && contained(&passage.shingles, &p.shingles) >= QUOTE
        })
    })
}

fn first_of(i: usize, passage: &Passage, passages: &[Option<Passage>], out: &[Option<Again>]) -> Option<usize> {
    let chained = i.checked_sub(1).and_then(|before| match out[before] {
        Some(Again::Loop { first }) => Some(first + 1),
        _ => None,
    });
    let fits = |j: usize| {
        let Some(first) = passages.get(j).and_then(Option::as_ref) else { return false };
        let least = match (Some(j) == chained, passage.len >= LONG) {
            (true, _) => LOOP_IN_CHAIN,
            (false, true) => LOOP,
            (false, false) => SHORT_LOOP,
        };
        j < i && out[j].is_none() && contained(&passage.shingles, &first.shingles) >= least
    };
    chained.filter(|j| fits(*j)).or_else(|| (0..i).find(|j| fits(*j)))
}
