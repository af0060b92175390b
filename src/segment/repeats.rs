//! Passages that stand twice in one article: pull quotes the print sets apart, and loops an OCR engine invented.
//! Only marks them; nothing is deleted, and a repeat names the line where the passage stands first.

use foldhash::{HashMap, HashMapExt};

use super::shape::Shape;
use super::similar::{Shingles, holds, shingles};
use super::units::{Look, Unit};
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

/// Passages of an article up to which no index is made of them.
const FEW: usize = 40;

struct Passage {
    len: usize,
    shingles: Shingles,
}

/// For each unit of `sequence` whether it stands again. `sequence` is the flow of one top-level article.
pub(super) fn repeats(sequence: &[usize], units: &[Unit], shapes: &[Shape]) -> Vec<Option<Again>> {
    // what is placed is no loop, and set as its neighbours are no quote
    if sequence.iter().map(|u| &units[*u].look).all(|look| look.is_placed() && !is_set_apart(look)) {
        return vec![None; sequence.len()];
    }
    let passages: Vec<Option<Passage>> = sequence
        .iter()
        .map(|u| {
            let key = key(&units[*u].text);
            let text = matches!(shapes[*u], Shape::Body | Shape::Heading);
            (text && len(&key) >= MIN_LEN).then(|| Passage { len: len(&key), shingles: shingles(&key) })
        })
        .collect();
    let mut out = vec![None; sequence.len()];
    // few are held against one another at less cost than that of an index
    let mut index = (passages.iter().flatten().count() > FEW).then(Index::default);
    for i in 0..sequence.len() {
        let Some(passage) = &passages[i] else { continue };
        let look = &units[sequence[i]].look;
        let can_be_quote = if look.is_placed() { is_set_apart(look) } else { shapes[sequence[i]] == Shape::Body };
        if can_be_quote && is_quote(i, passage, &passages, &out) {
            out[i] = Some(Again::PullQuote);
        } else if !look.is_placed()
            && let Some(first) = first_of(i, passage, &passages, &out, index.as_ref())
        {
            out[i] = Some(Again::Loop { first });
        } else if let Some(index) = &mut index {
            index.add(i, passage);
        }
    }
    for i in (0..sequence.len().saturating_sub(1)).rev() {
        // the passage before a repeat, altered more than the rest of the loop
        if out[i].is_none()
            && let (Some(passage), Some(Again::Loop { first })) = (&passages[i], out[i + 1])
            && let Some(before) = first.checked_sub(1).filter(|f| *f < i)
            && passages[before].as_ref().is_some_and(|p| holds(&p.shingles, &passage.shingles, LOOP_IN_CHAIN))
        {
            out[i] = Some(Again::Loop { first: before });
        }
    }
    out
}

/// Whether a unit is set in other type than the body.
fn is_set_apart(look: &Look) -> bool {
    look.bold || look.size.is_some_and(|size| (size - 1.0).abs() >= OTHER_SIZE)
}

/// By how much the size of other type differs from that of the body.
const OTHER_SIZE: f32 = 0.08;

fn is_quote(i: usize, passage: &Passage, passages: &[Option<Passage>], out: &[Option<Again>]) -> bool {
    let near = i.saturating_sub(QUOTE_REACH)..(i + QUOTE_REACH + 1).min(passages.len());
    near.filter(|j| *j != i && out[*j].is_none()).any(|j| {
        passages[j].as_ref().is_some_and(|p| {
            p.len as f32 >= passage.len as f32 * QUOTE_LONGER && holds(&p.shingles, &passage.shingles, QUOTE)
        })
    })
}

fn first_of(
    i: usize,
    passage: &Passage,
    passages: &[Option<Passage>],
    out: &[Option<Again>],
    index: Option<&Index>,
) -> Option<usize> {
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
        j < i && out[j].is_none() && holds(&first.shingles, &passage.shingles, least)
    };
    let known = || match index {
        Some(index) => index.alike(passage).into_iter().find(|j| fits(*j)),
        None => (0..i).find(|j| fits(*j)),
    };
    chained.filter(|j| fits(*j)).or_else(known)
}

/// Which passages hold a run of characters: a text of 600 pages has thousands, and each would be held against all before it.
#[derive(Default)]
struct Index {
    /// Last posting of each run of characters.
    last: HashMap<u128, u32>,
    /// Passages, each with the posting of the same run before it.
    postings: Vec<(u32, Option<u32>)>,
}

impl Index {
    fn add(&mut self, i: usize, passage: &Passage) {
        for shingle in &passage.shingles {
            let before = self.last.insert(*shingle, self.postings.len() as u32);
            self.postings.push((i as u32, before));
        }
    }

    /// Passages that may hold as much of this one as makes a loop, in order.
    fn alike(&self, passage: &Passage) -> Vec<usize> {
        let mut shared: HashMap<u32, u32> = HashMap::new();
        for shingle in &passage.shingles {
            let last = self.last.get(shingle).copied();
            let chain = std::iter::successors(last, |at| self.postings.get(*at as usize)?.1);
            for at in chain.take(MOST_POSTINGS) {
                *shared.entry(self.postings[at as usize].0).or_default() += 1;
            }
        }
        // what stands in very many passages is not counted in all of them
        let least = passage.shingles.len() as f32 * LOOP * COUNTED;
        let mut found: Vec<usize> =
            shared.into_iter().filter(|(_, n)| *n as f32 >= least).map(|(i, _)| i as usize).collect();
        found.sort_unstable();
        found
    }
}

/// Passages looked at for one run of characters: more hold it in tables only.
const MOST_POSTINGS: usize = 64;
/// Share of the runs that must be found for a passage to be looked at closely.
const COUNTED: f32 = 0.5;
