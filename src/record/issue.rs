//! `issue.json`: masthead, colophon, contents page and its check, counts, coverage.

use super::extract::Stage;
use super::quality::warning;
use super::{
    ContentsCheck, ContentsRow, Counts, CoverageRow, Editors, FrameLine, IssueRow, LedgerRow, PageMismatch, PagePair,
    Quality, Record, SCHEMA_VERSION, Warning,
};
use crate::model::coverage::{Fate, Furniture, Placed};
use crate::model::note::Severity;
use crate::model::page::LineId;

impl Stage<'_> {
    pub(super) fn issue_row(&self, records: &[Record], ledger: &[LedgerRow], repairs: usize) -> IssueRow {
        let m = &self.issue.masthead;
        let all: Vec<LineId> = self.lines.keys().copied().collect();
        let count = |kind: &str| records.iter().filter(|r| r.common().kind == kind).count();
        let coverage = coverage(ledger);
        IssueRow {
            schema_version: SCHEMA_VERSION,
            id: self.context.issue_id.to_owned(),
            publication: m.publication.clone(),
            year: m.year,
            number: m.number,
            serial: m.serial,
            permit: m.permit.clone(),
            printed: m.printed.clone(),
            print_run: m.print_run,
            publisher: m.publisher.clone(),
            editors: m
                .editors
                .iter()
                .map(|(role, names)| Editors { role: role.clone(), names: names.clone() })
                .collect(),
            frame: self.issue_frame(),
            contents: self.contents_rows(),
            page_map: self.issue.page_map.iter().map(|(printed, i)| PagePair { printed: *printed, pdf: i.0 }).collect(),
            counts: Counts {
                pages: self.pages.len(),
                lines: ledger.len(),
                proposals: count("proposal"),
                speeches: count("speech"),
                meetings: count("meeting"),
                articles: count("article"),
                repairs,
            },
            contents_check: self.contents_check(),
            coverage,
            provenance: self.provenance(&all),
            quality: self.issue_quality(ledger),
        }
    }

    /// What is printed of the issue itself; running heads, page numbers and captions stand in the ledger only.
    fn issue_frame(&self) -> Vec<FrameLine> {
        let line = |row: &Placed| match row.fate {
            Fate::Furniture(part @ (Furniture::Cover | Furniture::Contents | Furniture::Colophon)) => {
                let text = self.clean.get(&row.line).filter(|text| !text.is_empty())?;
                Some(FrameLine { part: part.as_str(), text: (*text).to_owned() })
            }
            _ => None,
        };
        self.issue.coverage.rows.iter().filter_map(line).collect()
    }

    fn contents_rows(&self) -> Vec<ContentsRow> {
        let row = |e: &crate::model::article::ContentsEntry| ContentsRow {
            section: e.section.as_ref().map(|s| s.name.clone()),
            section_en: e.section.as_ref().and_then(|s| s.name_en.clone()),
            page: e.page,
            title: e.title.clone(),
            subtitle: e.subtitle.clone(),
            record: e.articles.first().map(|a| self.id(*a)),
        };
        self.issue.contents.iter().map(row).collect()
    }

    fn contents_check(&self) -> ContentsCheck {
        let entries = &self.issue.contents;
        if entries.is_empty() {
            return ContentsCheck::default();
        }
        let missing = entries.iter().filter(|e| e.articles.is_empty()).map(|e| e.title.clone()).collect();
        let unlisted = (0..self.issue.articles.len())
            .filter(|i| self.issue.articles[*i].contents.is_none() && self.issue.articles[*i].part_of.is_none())
            .map(|i| self.id(i))
            .collect();
        let page_mismatches = entries
            .iter()
            .filter_map(|e| {
                let article = &self.issue.articles[*e.articles.first()?];
                let line = self.lines.get(article.lines.first()?)?;
                let found = self.issue.page_map.iter().find(|(_, i)| *i == line.page)?.0;
                let listed = e.page.filter(|p| *p != found)?;
                Some(PageMismatch { title: e.title.clone(), listed, found })
            })
            .collect();
        ContentsCheck { missing, unlisted, page_mismatches }
    }

    fn issue_quality(&self, ledger: &[LedgerRow]) -> Quality {
        let mut warnings: Vec<Warning> = Vec::new();
        for note in self.context.notes.iter().filter(|n| n.severity == Severity::Warning) {
            if super::WARNING_CODES.contains(&note.code) && warnings.iter().all(|w| w.code != note.code) {
                let n = self.context.notes.iter().filter(|m| m.code == note.code).count();
                let page = note.page.map(|p| format!("page {}: ", p.0 + 1)).unwrap_or_default();
                let more = if n > 1 { format!(" (and {} more)", n - 1) } else { String::new() };
                warnings.push(warning(note.code, None, &format!("{page}{}{more}", note.message)));
            }
        }
        let repeats = ledger.iter().filter(|r| r.fate == "repeat").count();
        if repeats > 0 {
            warnings.push(warning("repeat-removed", None, &format!("{repeats} lines stand again and were set apart")));
        }
        let lost = ledger.iter().filter(|r| r.fate == "unplaced").count() as f64 / ledger.len().max(1) as f64;
        let confidence = (0.95 - lost - 0.02 * warnings.len() as f64).clamp(0.0, 1.0);
        Quality { confidence: (confidence * 100.0).round() / 100.0, warnings }
    }
}

fn coverage(ledger: &[LedgerRow]) -> CoverageRow {
    let count = |fate: &str| ledger.iter().filter(|r| r.fate == fate).count();
    CoverageRow {
        lines: ledger.len(),
        record: count("record"),
        furniture: count("furniture"),
        repeat: count("repeat"),
        unplaced: count("unplaced"),
    }
}
