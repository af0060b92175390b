//! Ledger and repairs of an issue: where every line went, and every change made to the text.

use std::collections::BTreeMap;

use super::extract::{Stage, WHITE, WHITE_BEFORE, corners};
use super::{LedgerRow, Record, RepairRow};
use crate::model::coverage::Fate;
use crate::model::page::LineId;
use crate::model::text::{Class, Gap};

impl Stage<'_> {
    pub(super) fn ledger(&self) -> Vec<LedgerRow> {
        let reasons: BTreeMap<LineId, &'static str> =
            self.issue.coverage.rows.iter().map(|r| (r.line, r.reason)).collect();
        let mut rows: Vec<LedgerRow> = Vec::new();
        for row in &self.issue.coverage.rows {
            let Some(line) = self.lines.get(&row.line) else { continue };
            let (fate, record, block, reason) = match row.fate {
                Fate::Article { article, block } => {
                    let reason = self.article_reason(article, row.line, reasons.get(&row.line).copied().unwrap_or(""));
                    ("record", Some(self.id(article)), block, reason)
                }
                Fate::Furniture(kind) => ("furniture", None, None, format!("{}: {}", kind.as_str(), row.reason)),
                Fate::Repeat { first } => ("repeat", None, None, format!("first at line {}: {}", first.0, row.reason)),
                Fate::Unplaced => ("unplaced", None, None, row.reason.to_owned()),
            };
            rows.push(LedgerRow {
                line: row.line.0,
                page: line.page.0 + 1,
                bbox: line.bbox.as_ref().map(corners),
                text: line.text.clone(),
                clean: self.clean.get(&row.line).map_or_else(|| line.text.clone(), |clean| (*clean).to_owned()),
                fate,
                record,
                block,
                reason,
            });
        }
        rows
    }

    /// The first line of an article says what opened it.
    fn article_reason(&self, article: usize, line: LineId, reason: &str) -> String {
        let a = &self.issue.articles[article];
        if a.lines.first() == Some(&line) {
            format!("opens the record by {}: {}", a.opening.rule, a.opening.evidence.join("; "))
        } else {
            reason.to_owned()
        }
    }

    pub(super) fn repairs(&self) -> Vec<RepairRow> {
        let mut rows: Vec<RepairRow> = Vec::new();
        for page in self.pages {
            let both = page.applied.iter().map(|c| (c, true)).chain(page.flagged.iter().map(|c| (c, false)));
            for (c, applied) in both {
                let (record, block) = self.place(c.line);
                rows.push(RepairRow {
                    id: String::new(),
                    record,
                    block,
                    rule: c.rule,
                    class: c.class.as_str(),
                    lines: vec![c.line.0],
                    printed: c.printed.clone(),
                    repaired: c.repaired.clone(),
                    offset: Some(c.offset),
                    evidence: c.evidence.clone(),
                    confidence: c.confidence,
                    applied,
                });
            }
        }
        for join in self.issue.articles.iter().flat_map(|a| &a.joins) {
            let (record, block) = join.lines.first().map_or((None, None), |l| self.place(*l));
            rows.push(RepairRow {
                id: String::new(),
                record,
                block,
                rule: join.rule,
                class: join.class.as_str(),
                lines: join.lines.iter().map(|l| l.0).collect(),
                printed: join.printed.clone(),
                repaired: join.repaired.clone(),
                offset: None,
                evidence: join.evidence.clone(),
                confidence: join.confidence,
                applied: true,
            });
        }
        rows.extend(self.context.gaps.iter().map(gap_row));
        rows.sort_by(|a, b| (&a.lines, a.offset, &a.rule).cmp(&(&b.lines, b.offset, &b.rule)));
        for (i, row) in rows.iter_mut().enumerate() {
            row.id = format!("{}-c{:05}", self.context.issue_id, i + 1);
        }
        rows
    }

    fn place(&self, line: LineId) -> (Option<String>, Option<usize>) {
        match self.fates.get(&line) {
            Some(Fate::Article { article, block }) => (Some(self.id(*article)), *block),
            _ => (None, None),
        }
    }
}

/// Tells each record how many repairs name it.
pub(super) fn count_repairs(records: &mut [Record], repairs: &[RepairRow]) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for record in repairs.iter().filter_map(|row| row.record.as_deref()) {
        *counts.entry(record).or_default() += 1;
    }
    for record in records {
        let n = counts.get(record.common().id.as_str()).copied().unwrap_or_default();
        record.common_mut().repairs = n;
    }
}

/// White space of a text file between its lines.
fn gap_row(gap: &Gap) -> RepairRow {
    RepairRow {
        id: String::new(),
        record: None,
        block: None,
        rule: if gap.before { WHITE_BEFORE } else { WHITE },
        class: Class::Spacing.as_str(),
        lines: vec![gap.line.0],
        printed: gap.printed.clone(),
        repaired: gap.repaired.clone(),
        offset: None,
        evidence: vec!["white space between lines is not kept".to_owned()],
        confidence: 1.0,
        applied: true,
    }
}
