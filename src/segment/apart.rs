//! What stands inside an article's range and is no part of its text: passages an OCR engine read twice, labels and
//! headings set again, words under a picture. Each is placed with a reason; nothing is deleted.

use std::collections::BTreeMap;

use super::build::{Builder, COLUMNS};
use super::echo::echo;
use super::links::Links;
use super::order::{orphans, stray_labels};
use super::repeats::{Again, repeats};
use super::shape::{Shape, open_tail};
use super::units::Unit;
use crate::model::article::Join;
use crate::model::coverage::{Fate, Furniture};
use crate::model::script::{key, len};
use crate::profile::{LineRole, Medium};

/// Shortest paragraph after a closing line that is text and not a caption.
const MIN_AFTER_CLOSE: usize = 40;
/// Lines under pictures behind the closing line at most: more are a table or a list.
const MOST_AFTER_CLOSE: usize = 16;
/// Longest line under a photograph that tells what it shows.
const MAX_PHOTO_LINE: usize = 40;
/// Share of its pairs of characters that a paragraph above has too.
const TOLD_ABOVE: f32 = 0.85;

impl Builder<'_> {
    /// Takes repeats and strays out and puts orphans where they go on from.
    pub(super) fn set_apart(&mut self, sequence: &mut Vec<usize>, joins: &mut Vec<Join>) {
        self.take_out_jumps(sequence);
        self.take_out_echoes(sequence);
        self.take_out_repeats(sequence, joins);
        self.take_out_strays(sequence);
        self.take_out_captions(sequence);
        for moved in orphans(sequence, self.units, self.shapes, self.links) {
            joins.push(self.moved(COLUMNS, &moved.units, moved.evidence));
        }
    }

    /// Lines that say where an article goes on or comes from.
    fn take_out_jumps(&mut self, sequence: &mut Vec<usize>) {
        let is_jump = |u: &usize| matches!(self.shapes[*u], Shape::JumpOut | Shape::JumpIn);
        let (jumps, kept) = sequence.iter().copied().partition(is_jump);
        *sequence = kept;
        let jumps: Vec<usize> = jumps;
        for unit in jumps {
            self.place(unit, Fate::Furniture(Furniture::RunningHead), "says-where-an-article-goes-on");
        }
    }

    /// Words that stand again behind the closing line.
    fn take_out_echoes(&mut self, sequence: &mut Vec<usize>) {
        for (place, first) in echo(sequence, self.units, self.shapes, self.elsewhere).into_iter().rev() {
            let unit = sequence.remove(place);
            let first = self.units[first].lines.first().copied().unwrap_or_default();
            self.place(unit, Fate::Repeat { first }, "stands-again-behind-the-closing-line");
        }
        let strange = |place: &usize| {
            let first = self.elsewhere.loop_inside(sequence[*place], self.units, self.shapes)?;
            (!sequence.contains(&first)).then_some((*place, first))
        };
        let loops: Vec<(usize, usize)> = (1..sequence.len()).filter_map(|place| strange(&place)).collect();
        for (place, first) in loops.into_iter().rev() {
            let unit = sequence.remove(place);
            let first = self.units[first].lines.first().copied().unwrap_or_default();
            self.place(unit, Fate::Repeat { first }, "stands-in-another-article");
        }
    }

    /// Sets repeats apart. Where the second copy stands in the right place and the first does not, the first is moved
    /// there and the second is the repeat.
    fn take_out_repeats(&mut self, sequence: &mut Vec<usize>, joins: &mut Vec<Join>) {
        let again = repeats(sequence, self.units, self.shapes);
        let first_line = |u: usize| self.units[u].lines.first().copied().unwrap_or_default();
        let mut kept = Vec::with_capacity(sequence.len());
        let mut moves: BTreeMap<usize, (usize, &'static str)> = BTreeMap::new();
        let copies = Copies { sequence, again: &again, units: self.units, shapes: self.shapes, links: self.links };
        let mut placed = Vec::new();
        for (i, unit) in sequence.iter().copied().enumerate() {
            match again[i] {
                None => kept.push(unit),
                Some(Again::PullQuote) => {
                    placed.push((unit, Fate::Furniture(Furniture::PullQuote), "repeats-a-paragraph-nearby"));
                }
                Some(Again::Loop { first }) => {
                    placed.push((unit, Fate::Repeat { first: first_line(sequence[first]) }, "stands-again"));
                    if let Some(why) = copies.misplaced(i, first) {
                        moves.insert(i, (sequence[first], why));
                    }
                }
            }
        }
        for (unit, fate, reason) in placed {
            self.place(unit, fate, reason);
        }
        // the unit that stays and those moved behind it
        let mut chain: Vec<usize> = Vec::new();
        let mut last = "";
        for (i, (unit, why)) in &moves {
            // a passage of several paragraphs comes one after the other, each behind the one before it
            let before = (0..*i).rev().find_map(|k| match moves.get(&k) {
                Some((moved, _)) => Some(*moved),
                None => Some(sequence[k]).filter(|u| kept.contains(u) && u != unit),
            });
            if let Some(anchor) = before {
                kept.retain(|u| u != unit);
                let at = kept.iter().position(|u| *u == anchor).map_or(kept.len(), |p| p + 1);
                kept.insert(at, *unit);
                if chain.last() != Some(&anchor) {
                    self.log_move(&chain, last, joins);
                    chain = vec![anchor];
                }
                chain.push(*unit);
                last = why;
            }
        }
        self.log_move(&chain, last, joins);
        self.take_out_heading_loops(&mut kept);
        *sequence = kept;
    }

    fn log_move(&self, chain: &[usize], why: &str, joins: &mut Vec<Join>) {
        if chain.len() > 1 {
            joins.push(self.moved(COLUMNS, chain, why.to_owned()));
        }
    }

    /// Heading groups that stand again word for word, with the label right under them.
    fn take_out_heading_loops(&mut self, sequence: &mut Vec<usize>) {
        let groups = super::groups::groups(sequence, self.units, self.shapes, self.profile);
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut out: Vec<usize> = Vec::new();
        for group in &groups {
            let keys: Vec<String> = group.titles.iter().map(|t| key(&self.units[*t].text)).collect();
            if keys.iter().all(|k| seen.contains_key(k) && len(k) >= 6) {
                for (title, k) in group.titles.iter().zip(&keys) {
                    let first = self.units[seen[k]].lines.first().copied().unwrap_or_default();
                    self.place(*title, Fate::Repeat { first }, "heading-stands-again");
                    out.push(*title);
                }
                let below = sequence.get(group.at.end).copied();
                if let Some(label) = below.filter(|u| self.shapes[*u].label().is_some()) {
                    let first = self.units[out[0]].lines.first().copied().unwrap_or_default();
                    self.place(label, Fate::Repeat { first }, "label-of-a-repeated-heading");
                    out.push(label);
                }
            }
            for (title, k) in group.titles.iter().zip(keys) {
                seen.entry(k).or_insert(*title);
            }
        }
        sequence.retain(|u| !out.contains(u));
    }

    fn take_out_strays(&mut self, sequence: &mut Vec<usize>) {
        let strays = stray_labels(sequence, self.units, self.shapes);
        let out: Vec<usize> = strays.iter().map(|(stray, _)| sequence[*stray]).collect();
        for (stray, label) in strays {
            let first = self.units[sequence[label]].lines.first().copied().unwrap_or_default();
            self.place(sequence[stray], Fate::Repeat { first }, "label-inside-a-sentence");
        }
        sequence.retain(|u| !out.contains(u));
    }

    /// Headings without text after the closing line: words under a picture, or of the back cover. On newspaper pages
    /// also a line under a photograph.
    fn take_out_captions(&mut self, sequence: &mut Vec<usize>) {
        if self.profile.medium == Medium::Newspaper {
            let photo: Vec<usize> = (1..sequence.len()).filter(|i| self.is_photo_line(*i, sequence)).collect();
            for i in photo.into_iter().rev() {
                let reason = "says-once-more-what-a-paragraph-says";
                self.place(sequence.remove(i), Fate::Furniture(Furniture::Caption), reason);
            }
        }
        let Some(close) = sequence.iter().rposition(|u| self.shapes[*u].closes()) else { return };
        let text =
            |u: &usize| len(&self.units[*u].text) >= MIN_AFTER_CLOSE || matches!(self.shapes[*u], Shape::Marker(..));
        let after = &sequence[close + 1..];
        if after.len() > MOST_AFTER_CLOSE || after.iter().any(text) {
            return;
        }
        for unit in sequence.split_off(close + 1) {
            self.place(unit, Fate::Furniture(Furniture::Caption), "after-the-closing-line");
        }
    }

    /// `3月12日，市代表建议交办会召开。` under the last paragraph of a text, between it and the next heading: one dated
    /// sentence whose words a paragraph above has all. What opens a text, or says something new, is text.
    fn is_photo_line(&self, i: usize, sequence: &[usize]) -> bool {
        let unit = &self.units[sequence[i]];
        let body = |u: usize| self.shapes[u] == Shape::Body;
        let ends = sequence.get(i + 1).is_none_or(|u| self.shapes[*u] == Shape::Heading);
        let p = unit.probe.as_str();
        let one_sentence = p.ends_with('。') && p.matches('。').count() == 1;
        if !body(sequence[i]) || !ends || !one_sentence || len(p) > MAX_PHOTO_LINE || unit.look.is_placed() {
            return false;
        }
        let above = sequence[..i].iter().rev().take_while(|u| body(**u));
        let pairs = |text: &str| -> Vec<[char; 2]> {
            let chars: Vec<char> = key(text).chars().collect();
            chars.windows(2).filter_map(|w| w.try_into().ok()).collect()
        };
        let own = pairs(&unit.text);
        self.profile.is(LineRole::Lead, p)
            && !open_tail(&self.units[sequence[i - 1]].text)
            && above.into_iter().any(|u| {
                let theirs = pairs(&self.units[*u].text);
                let told = own.iter().filter(|pair| theirs.contains(pair)).count();
                told as f32 >= own.len() as f32 * TOLD_ABOVE
            })
    }
}

/// Two copies of a passage in their surroundings.
struct Copies<'a> {
    sequence: &'a [usize],
    again: &'a [Option<Again>],
    units: &'a [Unit],
    shapes: &'a [Shape],
    links: &'a Links<'a>,
}

impl Copies<'_> {
    /// Why copy `i` stands where the passage belongs and `first` does not; None where the first stands well.
    fn misplaced(&self, i: usize, first: usize) -> Option<&'static str> {
        if self.above_heading(i, first) {
            Some("its copy stands under this heading")
        } else if self.inside_another(i, first) {
            Some("its copy goes on from this piece, and here it stands in another sentence")
        } else {
            None
        }
    }

    fn shape(&self, k: usize) -> &Shape {
        &self.shapes[self.sequence[k]]
    }

    /// The first copy ends right above a heading and the second starts right under it (or goes on from one that does).
    fn above_heading(&self, i: usize, first: usize) -> bool {
        let chained = |k: usize, f: usize| self.again.get(k) == Some(&Some(Again::Loop { first: f }));
        let (mut second_start, mut first_start) = (i, first);
        while second_start > 0 && first_start > 0 && chained(second_start - 1, first_start - 1) {
            (second_start, first_start) = (second_start - 1, first_start - 1);
        }
        let mut end = (i, first);
        while chained(end.0 + 1, end.1 + 1) {
            end = (end.0 + 1, end.1 + 1);
        }
        let heading = |k: usize| *self.shape(k) == Shape::Heading;
        let under_heading = second_start > 0 && heading(second_start - 1);
        let above_heading = end.1 + 1 < second_start && (end.1 + 1..second_start).all(heading);
        let under_own_heading = first_start > 0 && heading(first_start - 1);
        under_heading && above_heading && !under_own_heading
    }

    /// The first copy stands behind a label that cuts a sentence in two; the second goes on from a piece that stops in
    /// mid-sentence, and joins it.
    fn inside_another(&self, i: usize, first: usize) -> bool {
        let (Some(cut), Some(label)) = (first.checked_sub(2), first.checked_sub(1)) else { return false };
        let bare = self.shape(label).label().is_some();
        let open = |k: usize| *self.shape(k) == Shape::Body && open_tail(self.text(k));
        if !bare || !open(cut) || i < 2 || self.again[i - 1].is_some() || !open(i - 1) {
            return false;
        }
        let (tail, head) = (self.text(i - 1), self.text(first));
        unclosed(tail) && closes_first(head) || self.links.score(tail, head) > self.links.score(self.text(cut), head)
    }

    fn text(&self, k: usize) -> &str {
        &self.units[self.sequence[k]].text
    }
}

/// A round bracket is open at the end.
fn unclosed(text: &str) -> bool {
    let depth = |depth: usize, c: char| match c {
        '(' | '（' => depth + 1,
        ')' | '）' => depth.saturating_sub(1),
        _ => depth,
    };
    text.chars().fold(0, depth) > 0
}

/// The first round bracket closes one that is not opened here.
fn closes_first(text: &str) -> bool {
    text.chars().find(|c| "()（）".contains(*c)).is_some_and(|c| matches!(c, ')' | '）'))
}
