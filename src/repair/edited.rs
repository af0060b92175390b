//! One line under repair: its clean text, each character tied to the extracted characters it came from, so that
//! rules can follow one another and every change still names its place in the extracted text.

use std::ops::Range;

use crate::model::page::LineId;
use crate::model::text::{Certainty, Correction};

use super::Rule;

#[derive(Debug, Clone)]
struct Cell {
    c: char,
    /// Extracted characters it stands for.
    from: Range<usize>,
}

/// A line and the changes made to it so far.
#[derive(Debug, Clone)]
pub(super) struct Edited {
    line: LineId,
    original: Vec<char>,
    cells: Vec<Cell>,
    applied: Vec<Correction>,
    flagged: Vec<Correction>,
}

impl Edited {
    pub(super) fn new(line: LineId, text: &str) -> Self {
        let original: Vec<char> = text.chars().collect();
        let cells = original.iter().enumerate().map(|(i, c)| Cell { c: *c, from: i..i + 1 }).collect();
        Self { line, original, cells, applied: Vec::new(), flagged: Vec::new() }
    }

    /// The text as it stands now.
    pub(super) fn text(&self) -> String {
        self.cells.iter().map(|c| c.c).collect()
    }

    pub(super) fn chars(&self) -> Vec<char> {
        self.cells.iter().map(|c| c.c).collect()
    }

    /// Replaces characters `at` of the present text. Applied where the rule is at least `least` sure, flagged otherwise.
    pub(super) fn replace(
        &mut self,
        at: Range<usize>,
        with: &str,
        rule: &Rule,
        evidence: Vec<String>,
        least: Certainty,
    ) {
        if at.is_empty() || at.end > self.cells.len() {
            return;
        }
        let from = self.cells[at.start].from.start..self.cells[at.end - 1].from.end;
        if rule.certainty < least {
            let correction = self.correction(from, with.to_owned(), rule, evidence);
            self.flagged.push(correction);
            return;
        }
        let (at, from, evidence) = self.absorb(at, from, evidence);
        // characters of swallowed earlier changes that lie outside `at` keep their present reading
        let repaired = with.to_owned();
        let cells = with.chars().map(|c| Cell { c, from: from.clone() }).collect::<Vec<_>>();
        self.cells.splice(at, cells);
        let correction = self.correction(from, repaired, rule, evidence);
        self.applied.push(correction);
    }

    /// Removes earlier corrections that the new one lies over; only whole ones can, because each replacement is
    /// one run of cells with one source range. Gives the widened ranges and the joined evidence.
    fn absorb(
        &mut self,
        at: Range<usize>,
        from: Range<usize>,
        mut evidence: Vec<String>,
    ) -> (Range<usize>, Range<usize>, Vec<String>) {
        let overlaps = |c: &Correction| {
            let end = c.offset + c.printed.chars().count();
            c.offset < from.end && from.start < end
        };
        let old: Vec<Correction> = self.applied.iter().filter(|c| overlaps(c)).cloned().collect();
        self.applied.retain(|c| !overlaps(c));
        evidence.extend(old.into_iter().flat_map(|c| c.evidence));
        (at, from, evidence)
    }

    fn correction(&self, from: Range<usize>, repaired: String, rule: &Rule, evidence: Vec<String>) -> Correction {
        Correction {
            line: self.line,
            offset: from.start,
            printed: self.original[from].iter().collect(),
            repaired,
            rule: rule.id,
            class: rule.class,
            certainty: rule.certainty,
            evidence,
        }
    }

    /// Clean text, applied and flagged corrections by offset.
    pub(super) fn finish(mut self) -> (String, Vec<Correction>, Vec<Correction>) {
        self.applied.sort_by_key(|c| c.offset);
        self.flagged.sort_by_key(|c| c.offset);
        (self.text(), self.applied, self.flagged)
    }
}

/// Puts the print back: `corrections` of one line, sorted by offset, none overlapping.
pub fn undo(clean: &str, corrections: &[Correction]) -> String {
    let clean: Vec<char> = clean.chars().collect();
    let mut out = String::new();
    // how far the clean text has been copied, and where that is in the extracted text
    let (mut at, mut source) = (0usize, 0usize);
    for c in corrections {
        let keep = c.offset.saturating_sub(source);
        out.extend(clean.iter().skip(at).take(keep));
        out.push_str(&c.printed);
        at += keep + c.repaired.chars().count();
        source = c.offset + c.printed.chars().count();
    }
    out.extend(clean.iter().skip(at));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::Class;

    const RULE: Rule = Rule { id: "t", class: Class::Markup, certainty: Certainty::Certain, precision: 1.0 };

    #[test]
    fn changes_upon_changes_can_all_be_undone() {
        let text = "## **会 议** 2024 年";
        let mut e = Edited::new(LineId(1), text);
        e.replace(0..3, "", &RULE, vec![], Certainty::Certain);
        assert_eq!(e.text(), "**会 议** 2024 年");
        e.replace(0..2, "", &RULE, vec![], Certainty::Certain);
        e.replace(3..5, "", &RULE, vec![], Certainty::Certain);
        e.replace(1..2, "", &RULE, vec![], Certainty::Certain);
        e.replace(0..1, "回", &RULE, vec![], Certainty::Certain);
        e.replace(0..1, "会", &RULE, vec![], Certainty::Certain);
        let (clean, applied, _) = e.finish();
        assert_eq!(clean, "会议 2024 年");
        assert_eq!(undo(&clean, &applied), text);
    }
}
