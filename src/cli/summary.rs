//! Counts of a run, and the table that closes it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::message::{Level, Message};
use super::outcome::Exit;
use crate::record::IssueRow;

/// Counts over all inputs of a run.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    pub issues: usize,
    pub unchanged: usize,
    pub duplicates: usize,
    /// Issues with pages left out.
    pub partial: usize,
    pub failed: usize,
    pub pages: usize,
    pub records: Records,
    pub lines: Lines,
    pub repairs: usize,
    /// Warnings by code.
    pub warnings: BTreeMap<String, usize>,
    /// Failures that are errors in huikan.
    #[serde(skip)]
    pub bugs: usize,
    /// Failures to read an input.
    #[serde(skip)]
    pub unread: usize,
    #[serde(skip)]
    pub out_failed: bool,
    /// Unplaced lines of issues that did not have to be made again.
    #[serde(skip)]
    pub unplaced_before: usize,
    /// So many unplaced lines may be.
    #[serde(skip)]
    pub max_unplaced: Option<usize>,
}

#[derive(Debug, Default, Serialize)]
pub struct Records {
    pub proposals: usize,
    pub speeches: usize,
    pub meetings: usize,
    pub articles: usize,
}

#[derive(Debug, Default, Serialize)]
pub struct Lines {
    pub record: usize,
    pub furniture: usize,
    pub repeat: usize,
    pub unplaced: usize,
}

impl Summary {
    /// Counts an issue that was written.
    pub fn add(&mut self, issue: &IssueRow) {
        self.issues += 1;
        self.pages += issue.counts.pages;
        self.repairs += issue.counts.repairs;
        self.records.proposals += issue.counts.proposals;
        self.records.speeches += issue.counts.speeches;
        self.records.meetings += issue.counts.meetings;
        self.records.articles += issue.counts.articles;
        self.lines.record += issue.coverage.record;
        self.lines.furniture += issue.coverage.furniture;
        self.lines.repeat += issue.coverage.repeat;
        self.lines.unplaced += issue.coverage.unplaced;
    }

    /// Counts the warnings among these messages.
    pub fn warn(&mut self, messages: &[Message]) {
        for message in messages.iter().filter(|m| m.level == Level::Warning) {
            *self.warnings.entry(message.code.clone()).or_default() += 1;
        }
    }

    /// How many unplaced lines there are too many for the user, of how many.
    pub fn passed_gate(&self) -> Option<(usize, usize)> {
        let unplaced = self.lines.unplaced + self.unplaced_before;
        self.max_unplaced.filter(|most| unplaced > *most).map(|most| (unplaced, most))
    }

    /// How the run ended.
    pub fn exit(&self) -> Exit {
        let done = self.issues + self.unchanged + self.duplicates;
        if self.out_failed {
            Exit::NoOutput
        } else if done == 0 && self.failed > 0 && self.unread == self.failed {
            Exit::NoInput
        } else if done == 0 && self.failed > 0 && self.bugs == self.failed {
            Exit::Internal
        } else if self.passed_gate().is_some() {
            Exit::Gate
        } else if self.failed + self.partial > 0 {
            Exit::Partly
        } else {
            Exit::Done
        }
    }

    /// One JSON object and a line end.
    pub fn json(&self) -> String {
        let counts = serde_json::to_value(self).expect("counts are plain data");
        let line = serde_json::json!({ "level": "info", "code": "summary", "summary": counts });
        format!("{line}\n")
    }

    /// The table.
    pub fn text(&self) -> String {
        let counted = |list: &[(usize, &str)]| {
            let said = list.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
            said.collect::<Vec<_>>().join(", ")
        };
        let (r, l) = (&self.records, &self.lines);
        let files = [
            (self.unchanged, "unchanged"),
            (self.duplicates, "given twice"),
            (self.partial, "partial"),
            (self.failed, "failed"),
        ];
        let kinds =
            [(r.proposals, "proposals"), (r.speeches, "speeches"), (r.meetings, "meetings"), (r.articles, "articles")];
        let fates =
            [(l.record, "in records"), (l.furniture, "furniture"), (l.repeat, "repeats"), (l.unplaced, "unplaced")];
        let warnings: Vec<_> = self.warnings.iter().map(|(code, n)| (*n, code.as_str())).collect();
        let sum = |list: &[(usize, &str)]| list.iter().map(|(n, _)| n).sum();
        let rows = [
            ("issues", self.issues, counted(&files)),
            ("pages", self.pages, String::new()),
            ("records", sum(&kinds), counted(&kinds)),
            ("lines", sum(&fates), counted(&fates)),
            ("repairs", self.repairs, String::new()),
            ("warnings", sum(&warnings), counted(&warnings)),
        ];
        rows.iter().fold(String::new(), |mut table, (name, number, parts)| {
            let row = format!("{name:<9}{number:>8}   {parts}");
            let _ = writeln!(table, "{}", row.trim_end());
            table
        })
    }
}
