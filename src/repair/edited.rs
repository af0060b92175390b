//! One line under repair: its present text in pieces, each tied to the extracted characters it came from, so that
//! rules can follow one another and every change still names its place in the extracted text.
//!
//! Changes come in batches sorted by place; a batch costs one walk over the line, however many changes it holds.

use std::iter::Peekable;
use std::ops::Range;
use std::sync::OnceLock;
use std::vec::IntoIter;

use crate::model::page::{BlockRole, Line, LineId, Page, RawChar};
use crate::model::text::{Certainty, Correction};

use super::Rule;

/// A change some rule asks for: characters `at` of the present text become `with`.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub at: Range<usize>,
    pub with: String,
    pub rule: Rule,
    pub evidence: Vec<String>,
}

impl Edit {
    pub(super) fn new(at: Range<usize>, with: impl Into<String>, rule: Rule) -> Self {
        Self { at, with: with.into(), rule, evidence: Vec::new() }
    }

    #[must_use]
    pub(super) fn because(mut self, evidence: impl Into<String>) -> Self {
        self.evidence.push(evidence.into());
        self
    }
}

/// What an OCR engine thought of a character: how sure it was, and what else it may be, likeliest first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Doubt {
    pub confidence: f32,
    pub others: Vec<(char, f32)>,
}

impl Doubt {
    /// How likely the engine held this other reading; None where it did not think of it.
    pub(super) fn of(&self, c: char) -> Option<f32> {
        self.others.iter().find(|(other, _)| *other == c).map(|(_, p)| *p)
    }
}

/// Text that replaces a run of extracted characters.
#[derive(Debug, Clone)]
struct Changed {
    from: Range<usize>,
    chars: Vec<char>,
    rule: Rule,
    evidence: Vec<String>,
}

#[derive(Debug, Clone)]
enum Piece {
    /// Extracted characters that stand as they were.
    Kept(Range<usize>),
    Changed(Changed),
}

/// Bytes of a Han character in UTF-8.
const HAN_BYTES: usize = 3;

/// A line and the changes made to it so far.
#[derive(Debug, Clone)]
pub(super) struct Edited {
    line: LineId,
    original: Vec<char>,
    pieces: Vec<Piece>,
    /// The text as the pieces make it; None where nothing is changed.
    changed: Option<Vec<char>>,
    /// The same as a string, made when it is first asked for: fifty rules read each line.
    text: OnceLock<String>,
    /// Extracted characters that have other readings, by their place.
    doubts: Vec<(usize, Doubt)>,
    flagged: Vec<Correction>,
    /// A row of a table: white space parts its cells.
    tabled: bool,
    /// Batches applied so far.
    batches: usize,
}

impl Edited {
    pub(super) fn new(line: LineId, text: &str) -> Self {
        let original: Vec<char> = text.chars().collect();
        let pieces = vec![Piece::Kept(0..original.len())];
        Self {
            line,
            original,
            pieces,
            changed: None,
            text: text.to_owned().into(),
            doubts: Vec::new(),
            flagged: Vec::new(),
            tabled: false,
            batches: 0,
        }
    }

    /// The lines of a page.
    pub(super) fn of_page(page: &Page) -> Vec<Self> {
        let mut lines: Vec<Self> = page.lines.iter().map(Self::of).collect();
        for block in page.blocks.iter().filter(|block| block.role == BlockRole::Table) {
            for line in lines.get_mut(block.lines.clone()).unwrap_or_default() {
                line.tabled = true;
            }
        }
        lines
    }

    /// Whether it is a row of a table.
    pub(super) const fn is_tabled(&self) -> bool {
        self.tabled
    }

    /// A line with what the engine that read it thought of its characters.
    pub(super) fn of(line: &Line) -> Self {
        let doubt = |(at, char): (usize, &RawChar)| {
            let confidence = char.confidence?;
            (!char.others.is_empty()).then(|| (at, Doubt { confidence, others: char.others.clone() }))
        };
        // only where the two go together can a place in one be a place in the other
        let same = line.text.chars().eq(line.chars.iter().map(|char| char.c));
        let doubts = line.chars.iter().enumerate().filter(|_| same).filter_map(doubt).collect();
        Self { doubts, ..Self::new(line.id, &line.text) }
    }

    /// A line with changes made before, so that more can follow.
    pub(super) fn resume(line: LineId, text: &str, applied: &[Correction], flagged: Vec<Correction>) -> Self {
        let mut resumed = Self { flagged, ..Self::new(line, text) };
        let edits = applied.iter().map(|c| {
            let rule = Rule { id: c.rule, class: c.class, certainty: c.certainty, precision: c.confidence };
            let at = c.offset..c.offset + c.printed.chars().count();
            Edit { at, with: c.repaired.clone(), rule, evidence: c.evidence.clone() }
        });
        resumed.apply(edits.collect());
        resumed
    }

    /// Batches applied so far: more of them than before means that the text is another.
    pub(super) fn batches(&self) -> usize {
        self.batches
    }

    pub(super) fn id(&self) -> LineId {
        self.line
    }

    /// The text as it stands now.
    pub(super) fn text(&self) -> &str {
        self.text.get_or_init(|| {
            let chars = self.chars();
            let mut text = String::with_capacity(HAN_BYTES * chars.len());
            text.extend(chars);
            text
        })
    }

    /// The characters of the text as it stands now.
    pub(super) fn chars(&self) -> &[char] {
        self.changed.as_deref().unwrap_or(&self.original)
    }

    /// What the pieces make, put together.
    fn joined(&self) -> Vec<char> {
        let mut chars = Vec::with_capacity(self.original.len());
        for piece in &self.pieces {
            match piece {
                Piece::Kept(range) => chars.extend_from_slice(&self.original[range.clone()]),
                Piece::Changed(changed) => chars.extend_from_slice(&changed.chars),
            }
        }
        chars
    }

    /// Characters that stand as they were read and have other readings: their places in the present text.
    pub(super) fn doubts(&self) -> Vec<(usize, &Doubt)> {
        let mut found = Vec::new();
        if self.doubts.is_empty() {
            return found;
        }
        let mut present = 0;
        for piece in &self.pieces {
            match piece {
                Piece::Kept(range) => {
                    let from = self.doubts.partition_point(|(at, _)| *at < range.start);
                    let own = self.doubts.iter().skip(from).take_while(|(at, _)| *at < range.end);
                    found.extend(own.map(|(at, doubt)| (present + at - range.start, doubt)));
                    present += range.len();
                }
                Piece::Changed(changed) => present += changed.chars.len(),
            }
        }
        found
    }

    /// The text as extracted.
    pub(super) fn original(&self) -> &[char] {
        &self.original
    }

    /// Makes the changes whose rule is at least `least` sure and notes the others. Of changes that overlap, the first
    /// one counts.
    pub(super) fn edit(&mut self, edits: Vec<Edit>, least: Certainty) {
        if edits.is_empty() {
            return;
        }
        let mut sorted = edits;
        sorted.sort_by_key(|e| e.at.start);
        self.testify(&mut sorted);
        let mut end = 0;
        sorted.retain(|e| {
            let free = e.at.start >= end && !e.at.is_empty();
            if free {
                end = e.at.end;
            }
            free
        });
        let (sure, doubted): (Vec<Edit>, Vec<Edit>) = sorted.into_iter().partition(|e| e.rule.certainty >= least);
        if !doubted.is_empty() {
            let ids: Vec<&str> = doubted.iter().map(|e| e.rule.id).collect();
            let mut trial = self.clone();
            trial.apply(doubted);
            let (_, made, _) = trial.finish();
            let new = |c: &Correction| ids.contains(&c.rule) && !self.flagged.contains(c);
            let new: Vec<Correction> = made.into_iter().filter(new).collect();
            self.flagged.extend(new);
        }
        self.apply(sure);
    }

    /// Adds what the engine thought of a character to the evidence of what changes it to that.
    fn testify(&self, edits: &mut [Edit]) {
        for (at, doubt) in self.doubts() {
            let Some(edit) = edits.iter_mut().find(|e| e.at == (at..at + 1)) else { continue };
            let mut with = edit.with.chars();
            let (Some(c), None) = (with.next(), with.next()) else { continue };
            let said =
                doubt.of(c).map(|p| format!("the engine read {c} there too ({p:.2}, against {:.2})", doubt.confidence));
            edit.evidence.extend(said.filter(|said| !edit.evidence.contains(said)));
        }
    }

    /// The present text of extracted characters `at` and of what the same changes touched: its place, and what it would
    /// be with `with` there and nothing else changed. None where nothing of it is left.
    pub(super) fn as_extracted(&self, at: &Range<usize>, with: &str) -> Option<(Range<usize>, String)> {
        let mut from = at.clone();
        let (mut start, mut end) = (usize::MAX, 0);
        let mut present = 0;
        for piece in &self.pieces {
            match piece {
                Piece::Kept(range) => {
                    let (first, last) = (range.start.max(at.start), range.end.min(at.end));
                    if first < last {
                        start = start.min(present + first - range.start);
                        end = end.max(present + last - range.start);
                    }
                    present += range.len();
                }
                Piece::Changed(changed) => {
                    if changed.from.start < at.end && at.start < changed.from.end {
                        from = from.start.min(changed.from.start)..from.end.max(changed.from.end);
                        start = start.min(present);
                        end = end.max(present + changed.chars.len());
                    }
                    present += changed.chars.len();
                }
            }
        }
        let before = self.original.get(from.start..at.start)?.iter();
        let after = self.original.get(at.end..from.end)?.iter();
        let text = before.copied().chain(with.chars()).chain(after.copied()).collect();
        (start < end).then_some((start..end, text))
    }

    /// One walk over the pieces; `edits` are sorted and do not overlap.
    fn apply(&mut self, edits: Vec<Edit>) {
        if edits.is_empty() {
            return;
        }
        self.batches += 1;
        let mut walk = Walk { edits: edits.into_iter().peekable(), at: 0, open: None, out: Vec::new() };
        for piece in std::mem::take(&mut self.pieces) {
            match piece {
                Piece::Kept(range) => walk.kept(range),
                Piece::Changed(changed) => walk.changed(changed, &self.original),
            }
        }
        walk.close();
        self.pieces = walk.out;
        self.changed = Some(self.joined());
        self.text = OnceLock::new();
    }

    /// Clean text, applied and flagged corrections by offset.
    pub(super) fn finish(mut self) -> (String, Vec<Correction>, Vec<Correction>) {
        let text = self.text.take().unwrap_or_else(|| self.chars().iter().collect());
        let changed = std::mem::take(&mut self.pieces).into_iter().filter_map(|p| match p {
            // a rule that put back what another took away changed nothing
            Piece::Changed(c) if c.chars != self.original[c.from.clone()] => Some(c),
            _ => None,
        });
        let applied = changed.map(|c| Correction {
            line: self.line,
            offset: c.from.start,
            printed: self.original[c.from].iter().collect(),
            repaired: c.chars.into_iter().collect(),
            rule: c.rule.id,
            class: c.rule.class,
            certainty: c.rule.certainty,
            confidence: c.rule.precision,
            evidence: c.evidence,
        });
        let applied: Vec<Correction> = applied.collect();
        // what was in doubt and was settled later is in doubt no more
        self.flagged.retain(|f| !applied.iter().any(|a| (a.offset, &a.repaired) == (f.offset, &f.repaired)));
        self.flagged.sort_by_key(|c| c.offset);
        (text, applied, self.flagged)
    }
}

/// A batch of edits being merged into the pieces of a line.
struct Walk {
    edits: Peekable<IntoIter<Edit>>,
    /// Characters of the present text passed so far.
    at: usize,
    /// The change under way, and where in the present text it ends.
    open: Option<(Changed, usize)>,
    out: Vec<Piece>,
}

impl Walk {
    fn kept(&mut self, range: Range<usize>) {
        let mut start = range.start;
        while start < range.end {
            let left = range.end - start;
            if let Some((changed, end)) = &mut self.open {
                if *end > self.at {
                    let n = left.min(*end - self.at);
                    changed.from.end = start + n;
                    (start, self.at) = (start + n, self.at + n);
                    continue;
                }
                self.close();
            }
            let next = self.edits.peek().map_or(usize::MAX, |e| e.at.start) - self.at;
            let n = left.min(next);
            if n > 0 {
                self.out.push(Piece::Kept(start..start + n));
                (start, self.at) = (start + n, self.at + n);
            }
            if start < range.end && n == next {
                self.begin(start..start);
            }
        }
    }

    /// The next edit opens at the extracted characters `from`.
    fn begin(&mut self, from: Range<usize>) {
        if let Some(edit) = self.edits.next() {
            let changed =
                Changed { from, chars: edit.with.chars().collect(), rule: edit.rule, evidence: edit.evidence };
            self.open = Some((changed, edit.at.end));
        }
    }

    /// A change made before stands whole or not at all: an edit that touches it takes all of it in.
    fn changed(&mut self, old: Changed, original: &[char]) {
        let (start, end) = (self.at, self.at + old.chars.len());
        if self.open.as_ref().is_some_and(|(_, open_end)| *open_end <= start) {
            self.close();
        }
        self.at = end;
        let touching = self.edits.peek().filter(|e| e.at.start < end).map(|e| e.rule);
        let (mut changed, mut open_end) = match (self.open.take(), touching) {
            (Some(open), _) => open,
            (None, Some(rule)) => {
                (Changed { from: old.from.clone(), chars: Vec::new(), rule, evidence: vec![] }, start)
            }
            (None, None) => {
                self.out.push(Piece::Changed(old));
                return;
            }
        };
        changed.from.end = old.from.end;
        // how much of the old text has been passed
        let mut passed = open_end.min(end);
        while let Some(edit) = self.edits.next_if(|e| e.at.start < end) {
            changed.chars.extend_from_slice(&old.chars[passed - start..edit.at.start - start]);
            changed.chars.extend(edit.with.chars());
            changed.evidence.extend(edit.evidence);
            (passed, open_end) = (edit.at.end.min(end), edit.at.end);
        }
        changed.chars.extend_from_slice(&old.chars[passed - start..]);
        changed.evidence.push(swallowed(&old, original));
        changed.evidence.extend(old.evidence);
        self.open = Some((changed, open_end.max(end)));
    }

    fn close(&mut self) {
        if let Some((changed, _)) = self.open.take() {
            self.out.push(Piece::Changed(changed));
        }
    }
}

/// What a change did that another one took in, in words.
fn swallowed(old: &Changed, original: &[char]) -> String {
    let printed: String = original[old.from.clone()].iter().collect();
    let repaired: String = old.chars.iter().collect();
    format!("after {}: {printed:?} → {repaired:?}", old.rule.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::{Class, put_back};

    const RULE: Rule = Rule { id: "t", class: Class::Markup, certainty: Certainty::Certain, precision: 1.0 };

    fn edited(text: &str, batches: &[&[(Range<usize>, &str)]]) -> (String, Vec<Correction>) {
        let mut e = Edited::new(LineId(1), text);
        for batch in batches {
            let edits = batch.iter().map(|(at, with)| Edit::new(at.clone(), *with, RULE));
            e.edit(edits.collect(), Certainty::Certain);
        }
        let (clean, applied, _) = e.finish();
        (clean, applied)
    }

    fn back(clean: &str, applied: &[Correction]) -> Option<String> {
        put_back(clean, applied.iter().map(|c| (c.offset, c.printed.as_str(), c.repaired.as_str())))
    }

    #[test]
    fn changes_upon_changes_can_all_be_undone() {
        let text = "## **会 议** 2024 年";
        let (clean, applied) =
            edited(text, &[&[(0..3, "")], &[(0..2, ""), (5..7, "")], &[(0..1, "回"), (1..2, "")], &[(0..1, "会")]]);
        assert_eq!(clean, "会议 2024 年");
        assert_eq!(back(&clean, &applied).as_deref(), Some(text));
    }

    #[test]
    fn a_change_inside_an_earlier_one_keeps_the_rest_of_it() {
        let text = "甲abc乙";
        let (clean, applied) = edited(text, &[&[(1..4, "丙丁戊")], &[(2..3, "X"), (3..5, "Y")]]);
        assert_eq!(clean, "甲丙XY");
        assert_eq!(applied.len(), 1);
        assert_eq!(back(&clean, &applied).as_deref(), Some(text));
    }

    #[test]
    fn what_is_put_back_by_a_later_rule_is_no_change() {
        let (clean, applied) = edited("甲乙", &[&[(0..1, "丙")], &[(0..1, "甲")]]);
        assert_eq!((clean.as_str(), applied.len()), ("甲乙", 0));
    }

    #[test]
    fn doubtful_changes_are_noted_and_not_made() {
        let doubtful = Rule { id: "doubtful", certainty: Certainty::Suspect, ..RULE };
        let mut e = Edited::new(LineId(1), "甲乙丙");
        e.edit(vec![Edit::new(0..1, "丁", RULE)], Certainty::Certain);
        e.edit(vec![Edit::new(1..2, "戊", doubtful)], Certainty::Likely);
        let (clean, applied, flagged) = e.finish();
        assert_eq!((clean.as_str(), applied.len(), flagged.len()), ("丁乙丙", 1, 1));
        assert_eq!((flagged[0].offset, flagged[0].repaired.as_str()), (1, "戊"));
    }
}
