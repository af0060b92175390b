//! Reading order inside one article where the OCR tool mixed columns up. Pieces move only when both ends fit:
//! a paragraph that stops in mid-sentence and the only piece that goes on from it.

use super::links::Links;
use super::shape::{Shape, open_tail};
use super::units::Unit;
use crate::model::script::{is_closer, is_han};
use crate::profile::Part;

/// Units looked ahead for the other half of a mix-up; more than a page of them is no column swap.
const REACH: usize = 12;
/// Evidence that a piece goes on in another (see `Links::score`).
const MIN_LINK: u32 = 2;

/// A change of order: the units concerned, in their new order, and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move {
    pub units: Vec<usize>,
    pub evidence: String,
}

/// Swaps interleaved column pieces: `A… | B… J… | C… | D…` with A going on in C and J in D becomes `A C B J D`.
pub(super) fn unmix(sequence: &mut [usize], units: &[Unit], shapes: &[Shape], links: &Links) -> Vec<Move> {
    let mut moves = Vec::new();
    let body = |u: usize| shapes[u] == Shape::Body;
    // layout has put lines in order whose places are known
    let open = |u: usize| body(u) && !units[u].look.is_placed() && open_tail(&units[u].text);
    let mut i = 0;
    while i + 3 < sequence.len() {
        if open(sequence[i])
            && !body(sequence[i + 1])
            && let Some((j, d)) = mix_up(i, sequence, units, &body, &open, links)
        {
            sequence[i + 1..d].rotate_left(j - i);
            let at = &sequence[i..=d.min(sequence.len() - 1)];
            let evidence = "both cut paragraphs go on in the other column's piece".to_owned();
            moves.push(Move { units: at.to_vec(), evidence });
        }
        i += 1;
    }
    moves
}

/// The end `j` of the piece that stands in between and the start `d` of its continuation.
fn mix_up(
    i: usize,
    sequence: &[usize],
    units: &[Unit],
    body: &impl Fn(usize) -> bool,
    open: &impl Fn(usize) -> bool,
    links: &Links,
) -> Option<(usize, usize)> {
    let text = |k: usize| units[sequence[k]].text.as_str();
    let end = (i + REACH).min(sequence.len().saturating_sub(1));
    for j in i + 2..end {
        if !open(sequence[j]) || !body(sequence[j + 1]) {
            continue;
        }
        let wrong = links.score(text(j), text(j + 1));
        let found = (j + 2..=end).find(|d| {
            body(sequence[*d]) && !open(sequence[*d - 1]) && links.score(text(j), text(*d)) >= MIN_LINK.max(wrong + 1)
        });
        if let Some(d) = found {
            return Some((j, d));
        }
    }
    None
}

/// Pieces that start inside a sentence right under a label or heading, and the one piece of the same text that stops in
/// mid-sentence: that piece is moved before it. Where there are several such pieces nothing is moved.
pub(super) fn orphans(sequence: &mut [usize], units: &[Unit], shapes: &[Shape], links: &Links) -> Vec<Move> {
    let mut moves = Vec::new();
    for i in 1..sequence.len() {
        let marked = |k: usize| shapes[sequence[k]].label().is_some();
        let body = |k: usize| shapes[sequence[k]] == Shape::Body && !units[sequence[k]].look.is_placed();
        let text = |k: usize| units[sequence[k]].text.as_str();
        if !body(i) || !marked(i - 1) || !starts_inside(text(i)) {
            continue;
        }
        let end = (i + 1..sequence.len()).find(|k| !body(*k) && !marked(*k)).unwrap_or(sequence.len());
        let open = |k: &usize| body(*k) && open_tail(text(*k));
        let mut tails = (i + 1..end).filter(open);
        let (Some(tail), None) = (tails.next(), tails.next()) else { continue };
        let goes_on = |k: usize| k + 1 < end && body(k + 1) && links.score(text(k), text(k + 1)) >= MIN_LINK;
        if !open_tail(text(i)) && !goes_on(tail) {
            let (first, second) = (sequence[tail], sequence[i]);
            sequence[i..=tail].rotate_right(1);
            let evidence = "the one starts inside a sentence, and only the other stops inside one".to_owned();
            moves.push(Move { units: vec![first, second], evidence });
        }
    }
    moves
}

/// Whether a text starts in the middle of a sentence for certain: with a mark that none starts with, with one lone character
/// before the first mark, or with a few that end a sentence and more behind them (`通道。对取得…`).
pub(super) fn starts_inside(text: &str) -> bool {
    let text = text.trim_start();
    let mut signs = text.chars();
    match (signs.next(), signs.next()) {
        (Some(first), _) if "，、。；,;".contains(first) || is_closer(first) => true,
        (Some(first), Some(second)) => {
            is_han(first) && "，、,。；;".contains(second) && !OPENS_A_LIST.contains(first)
                || ends_at_once(text)
                || ends_a_list(text)
        }
        _ => false,
    }
}

/// Single characters that a list of things or a numbered line begins with: `市、区两级`, `三、`.
const OPENS_A_LIST: &str = "一二三四五六七八九十市省区县镇乡村党政军男女老青";

/// `美育、阅读、科普等。对有需求的…`: things one after the other and no sentence about them.
fn ends_a_list(text: &str) -> bool {
    let Some((first, rest)) = text.split_once('。') else { return false };
    let things = first.strip_suffix('等').map(|list| list.split('、'));
    let plain = |mut things: std::str::Split<char>| {
        things.clone().count() >= FEWEST_THINGS
            && things.all(|thing| (1..=LONGEST_THING).contains(&thing.chars().count()) && thing.chars().all(is_han))
    };
    !rest.trim().is_empty() && things.is_some_and(plain)
}

/// Things in a list at least, and the longest, in characters.
const FEWEST_THINGS: usize = 3;
const LONGEST_THING: usize = 6;

/// A few Han, a full stop or a semicolon, and more.
fn ends_at_once(text: &str) -> bool {
    let Some(at) = text.find(['。', '；', ';']) else { return false };
    let (first, rest) = text.split_at_checked(at).unwrap_or_default();
    let longest = if rest.starts_with('。') { LONGEST_END } else { LONGEST_CLAUSE };
    // 谢谢。 is said so
    let said = first.chars().all(|c| first.starts_with(c))
        || ["是", "对", "好", "不", "没"].iter().any(|w| first.starts_with(w));
    (2..=longest).contains(&first.chars().count())
        && first.chars().all(is_han)
        && !said
        && !rest.trim_start_matches(['。', '；', ';']).trim().is_empty()
}

/// Longest end of a sentence and of a clause, in characters.
const LONGEST_END: usize = 4;
const LONGEST_CLAUSE: usize = 6;

/// Labels that an OCR tool set twice: one in the middle of a sentence whose true place is the next one of its kind.
/// Gives (place of the stray label, place of the true one).
pub(super) fn stray_labels(sequence: &[usize], units: &[Unit], shapes: &[Shape]) -> Vec<(usize, usize)> {
    let part = |k: usize| shapes[sequence[k]].label().filter(|part| *part != Part::Keyword);
    let mut out = Vec::new();
    for i in 1..sequence.len().saturating_sub(1) {
        let Some(here) = part(i) else { continue };
        let cut = shapes[sequence[i - 1]] == Shape::Body && open_tail(&units[sequence[i - 1]].text);
        let goes_on = shapes[sequence[i + 1]] == Shape::Body;
        let next = (i + 1..sequence.len()).find(|k| shapes[sequence[*k]] != Shape::Body);
        if let Some(next) = next
            && cut
            && goes_on
            && part(next) == Some(here)
        {
            out.push((i, next));
        }
    }
    out
}
