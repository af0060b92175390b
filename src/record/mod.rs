//! Articles in, typed records out: the rows of `records.jsonl` and the fields of `issue.json`.
//!
//! The structs below are the record contract: field order is key order, every key is always present.
//! `None` and `[]` mean "looked for and not printed". Nothing here reads a file or a clock.

mod again;
mod byline;
mod dates;
mod deeds;
mod extract;
mod held;
mod issue;
mod kind;
mod ledger;
mod marks;
mod meeting;
mod mentions;
mod minutes;
mod names;
mod people;
mod proposal;
mod quality;
mod signed;
mod speech;
mod witness;

use serde::Serialize;

pub use extract::{Context, Extracted, WHITE, WHITE_BEFORE, extract, issue_id};

/// Version of the published schemas (`schemas/`); raised with every change a reader could notice.
pub const SCHEMA_VERSION: &str = "1.1.0";

/// The four kinds, in the order of the contract, with the name in `kind`.
pub const KINDS: [&str; 4] = ["proposal", "speech", "meeting", "article"];

/// The closed list of warning codes in `quality.warnings[].code`; documented in `schemas/common.schema.json`.
pub const WARNING_CODES: [&str; 17] = [
    "unplaced-lines",
    "name-variants",
    "heading-uncertain",
    "contents-title-differs",
    "contents-page-differs",
    "reading-order-repaired",
    "reading-order-doubtful",
    "repeat-removed",
    "text-breaks-off",
    "year-inferred",
    "speaker-unknown",
    "glyphs-without-text",
    "text-layer-doubtful",
    "page-without-text",
    "no-ocr-model",
    "ocr-failed",
    "low-confidence",
];

/// One record: a row of `records.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Record {
    Proposal(Proposal),
    Speech(Speech),
    Meeting(Meeting),
    Article(Plain),
}

impl Record {
    /// The fields every kind has.
    pub fn common(&self) -> &Common {
        match self {
            Self::Proposal(r) => &r.common,
            Self::Speech(r) => &r.common,
            Self::Meeting(r) => &r.common,
            Self::Article(r) => &r.common,
        }
    }

    /// The fields every kind has, to be changed.
    pub fn common_mut(&mut self) -> &mut Common {
        match self {
            Self::Proposal(r) => &mut r.common,
            Self::Speech(r) => &mut r.common,
            Self::Meeting(r) => &mut r.common,
            Self::Article(r) => &mut r.common,
        }
    }
}

/// Fields of every record, first and in this order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Common {
    pub schema_version: &'static str,
    /// `<issue-id>-r0001`, numbered in reading order.
    pub id: String,
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// Finer kind as the print says it: 讲话, 工作报告, 常委会会议 …
    pub classification: Option<String>,
    /// Id of the record this one is a part of.
    pub part_of: Option<String>,
    pub issue: IssueRef,
    pub section: Option<Section>,
    pub title: String,
    pub subtitle: Option<String>,
    pub byline: Vec<String>,
    /// ISO date.
    pub date: Option<String>,
    /// `day`, `month` or `year`; null with `date`.
    pub date_precision: Option<&'static str>,
    pub credit: Option<Credit>,
    /// Lines that fields hold and no block does, as repaired, in reading order: headings, bylines, date and credit lines.
    pub frame: Vec<String>,
    pub body: Vec<Block>,
    /// Printed page numbers, where known.
    pub pages: Vec<u32>,
    pub provenance: Provenance,
    pub quality: Quality,
    /// Number of entries of repairs.jsonl that touch this record.
    pub repairs: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct IssueRef {
    pub id: String,
    pub publication: Option<String>,
    pub year: Option<i32>,
    pub number: Option<u32>,
    pub serial: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    pub name: String,
    pub name_en: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Credit {
    /// None where the line names people only: （整理 李某）.
    pub outlet: Option<String>,
    pub reporters: Vec<String>,
}

/// One block of a body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Block {
    /// `heading`, `paragraph` or `list_item`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Of a heading, 1 the highest inside its article; null otherwise.
    pub level: Option<u8>,
    pub text: String,
    /// Page of the file where it begins, from 1.
    pub page: u32,
    /// First and last ledger line it was made of (they need not be all between).
    pub lines: [u32; 2],
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance {
    pub source: Source,
    /// 0-based page indexes in the file.
    pub pages: Vec<u32>,
    pub regions: Vec<Region>,
    /// `text-layer`, `ocr` or `text`.
    pub extractor: &'static str,
    pub tool: Tool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Source {
    pub path: String,
    pub sha256: String,
    pub media_type: &'static str,
}

/// Box on a page: points from the top left.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Region {
    /// 0-based page index.
    pub page: u32,
    /// x0, y0, x1, y1.
    pub bbox: [f64; 4],
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tool {
    pub name: &'static str,
    pub version: &'static str,
    /// Hash of all settings that change the result: profile, roster, repair level, schema version.
    pub settings: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    /// 0..1: share of what was found that had more than one cue.
    pub confidence: f64,
    pub warnings: Vec<Warning>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Warning {
    /// One of [`WARNING_CODES`].
    pub code: &'static str,
    /// Index into `body`; null where it concerns the whole record or issue.
    pub block: Option<usize>,
    pub message: String,
}

/// Somebody named with the role printed before the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    pub name: String,
    pub role: Option<String>,
}

/// Recommendations to government as their own marked part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    #[serde(flatten)]
    pub common: Common,
    /// 案号 as printed.
    pub identifier: Option<String>,
    pub year: Option<i32>,
    /// Heading it stands under.
    pub category: Option<String>,
    pub proposers: Vec<Proposer>,
    /// 发言人.
    pub speaker: Option<Person>,
    pub keywords: Vec<String>,
    pub background: Option<String>,
    pub analysis: Option<String>,
    pub recommendations: Option<String>,
    /// 办理情况.
    pub handling: Option<String>,
    pub handlers: Vec<Person>,
    pub result: Option<Outcome>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposer {
    pub name: String,
    /// `person`, `party`, `committee`, `sector` or `organization`.
    pub kind: &'static str,
    /// The first named.
    pub lead: bool,
}

/// Result of the handling, verbatim; `code` and `scheme` only where printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    pub text: String,
    pub code: Option<String>,
    pub scheme: Option<String>,
}

/// What a named person or body said on an occasion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Speech {
    #[serde(flatten)]
    pub common: Common,
    pub speaker: Option<Speaker>,
    /// The meeting, as named.
    pub occasion: Option<String>,
    /// Id of the meeting's record in the same issue.
    pub meeting: Option<String>,
    /// 摘编, 摘自, 摘登.
    pub excerpt: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Speaker {
    pub name: String,
    pub role: Option<String>,
    pub organization: Option<String>,
}

/// A report that a meeting was held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meeting {
    #[serde(flatten)]
    pub common: Common,
    pub name: Option<String>,
    pub organ: Option<String>,
    /// 届.
    pub term: Option<u32>,
    /// 次.
    pub ordinal: Option<u32>,
    /// 扩大.
    pub extended: bool,
    pub start_date: Option<String>,
    pub end_date: Option<String>,
    pub place: Option<String>,
    /// `in-person`, `video` or `mixed`; null where nothing is said.
    pub mode: Option<&'static str>,
    pub chair: Vec<Person>,
    pub speakers: Vec<Person>,
    /// Everyone named as present with a seat, chair and speakers included.
    pub attendees: Vec<Person>,
    /// 列席.
    pub observers: Vec<Person>,
    /// Titles of 提案 it dealt with.
    pub proposals: Vec<String>,
    /// 审议通过 …
    pub decisions: Vec<String>,
}

/// Everything else.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plain {
    #[serde(flatten)]
    pub common: Common,
}

/// `issue.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IssueRow {
    pub schema_version: &'static str,
    pub id: String,
    pub publication: Option<String>,
    pub year: Option<i32>,
    pub number: Option<u32>,
    pub serial: Option<u32>,
    pub permit: Option<String>,
    /// ISO date.
    pub printed: Option<String>,
    pub print_run: Option<u32>,
    pub publisher: Option<String>,
    /// In the order printed.
    pub editors: Vec<Editors>,
    /// Cover, contents page and colophon, line by line.
    pub frame: Vec<FrameLine>,
    pub contents: Vec<ContentsRow>,
    pub page_map: Vec<PagePair>,
    pub counts: Counts,
    pub contents_check: ContentsCheck,
    pub coverage: CoverageRow,
    pub provenance: Provenance,
    pub quality: Quality,
}

/// Names under one label of the colophon (主任, 委员, 责任编辑 …).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Editors {
    pub role: String,
    pub names: Vec<String>,
}

/// A line of the issue's own matter, as repaired.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrameLine {
    /// `cover`, `contents` or `colophon`.
    pub part: &'static str,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContentsRow {
    pub section: Option<String>,
    pub section_en: Option<String>,
    pub page: Option<u32>,
    pub title: String,
    pub subtitle: Option<String>,
    /// Id of the first record found for it.
    pub record: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PagePair {
    /// Printed page number.
    pub printed: u32,
    /// 0-based page index.
    pub pdf: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Counts {
    pub pages: usize,
    pub lines: usize,
    pub proposals: usize,
    pub speeches: usize,
    pub meetings: usize,
    pub articles: usize,
    pub repairs: usize,
}

/// Contents page against what was found.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct ContentsCheck {
    /// Titles of entries without an article.
    pub missing: Vec<String>,
    /// Ids of top-level records that no entry names.
    pub unlisted: Vec<String>,
    pub page_mismatches: Vec<PageMismatch>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageMismatch {
    pub title: String,
    pub listed: u32,
    pub found: u32,
}

/// Sums over the ledger; `lines` is the sum of the others.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct CoverageRow {
    pub lines: usize,
    pub record: usize,
    pub furniture: usize,
    pub repeat: usize,
    pub unplaced: usize,
}

/// A row of `ledger.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LedgerRow {
    pub line: u32,
    /// Page of the file, from 1.
    pub page: u32,
    pub bbox: Option<[f64; 4]>,
    /// As extracted.
    pub text: String,
    /// With all repairs inside the line.
    pub clean: String,
    /// `record`, `furniture`, `repeat` or `unplaced`.
    pub fate: &'static str,
    pub record: Option<String>,
    /// Index into the record's body; null where a field holds the line.
    pub block: Option<usize>,
    /// Kind of furniture, first line of a repeat, or the rule that placed it.
    pub reason: String,
}

/// A row of `repairs.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RepairRow {
    /// `<issue-id>-c00001`, in line order.
    pub id: String,
    pub record: Option<String>,
    pub block: Option<usize>,
    pub rule: &'static str,
    pub class: &'static str,
    /// Lines concerned; one for a change inside a line.
    pub lines: Vec<u32>,
    pub printed: String,
    pub repaired: String,
    /// Characters from the start of the (first) line as extracted; null for a change of structure.
    pub offset: Option<usize>,
    pub evidence: Vec<String>,
    /// 0..1 as measured for the rule.
    pub confidence: f64,
    /// False where it is only flagged and the text stands as printed.
    pub applied: bool,
}
