//! Questions that an institution asks of its bulletins, answered by the catalogue: tables of numbers.

use rusqlite::types::ValueRef;

use crate::archive::Error;
use crate::archive::catalogue::Catalogue;

mod plot;

pub use plot::plot;

/// What the records are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Year,
    Kind,
    Section,
    Category,
    Organ,
    Speaker,
    Proposer,
}

impl By {
    /// All of them, with their names.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("year", Self::Year),
        ("kind", Self::Kind),
        ("section", Self::Section),
        ("category", Self::Category),
        ("organ", Self::Organ),
        ("speaker", Self::Speaker),
        ("proposer", Self::Proposer),
    ];
}

/// One cell.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Cell {
    Nothing,
    Number(f64),
    Text(String),
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Table {
    /// Stable kebab-case name.
    pub name: &'static str,
    pub title: &'static str,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// A question: name, title, SQL. `?1` is the number of rows wanted.
type Question = (&'static str, &'static str, &'static str);

const BY_YEAR: Question = (
    "records-by-year",
    "Records by year and kind",
    "SELECT i.year AS year, count(DISTINCT i.id) AS issues, count(r.id) AS records, \
       count(CASE r.kind WHEN 'proposal' THEN 1 END) AS proposal, count(CASE r.kind WHEN 'speech' THEN 1 END) AS speech, \
       count(CASE r.kind WHEN 'meeting' THEN 1 END) AS meeting, count(CASE r.kind WHEN 'article' THEN 1 END) AS article \
     FROM issues i LEFT JOIN records r ON r.issue = i.id GROUP BY i.year ORDER BY i.year LIMIT ?1",
);
const BY_KIND: Question = (
    "records-by-kind",
    "Records by kind and finer kind",
    "SELECT kind, classification, count(*) AS records FROM records GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ?1",
);
const BY_SECTION: Question = (
    "records-by-section",
    "Records by section of the contents page",
    "SELECT section, count(*) AS records FROM records GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?1",
);
const BY_CATEGORY: Question = (
    "proposals-by-category",
    "Proposals by the heading they stand under",
    "SELECT category, count(*) AS proposals, count(handling) AS handled FROM proposals GROUP BY 1 \
     ORDER BY 2 DESC, 1 LIMIT ?1",
);
const BY_ORGAN: Question = (
    "meetings-by-organ",
    "Meetings by organ",
    "SELECT organ, count(*) AS meetings FROM meetings GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?1",
);
const BY_SPEAKER: Question = (
    "records-by-speaker",
    "Speeches, and meetings spoken at, by speaker",
    "SELECT a.name AS speaker, count(DISTINCT CASE r.kind WHEN 'speech' THEN r.id END) AS speeches, \
       count(DISTINCT CASE r.kind WHEN 'meeting' THEN r.id END) AS meetings, count(DISTINCT r.id) AS records \
     FROM appearances a JOIN records r ON r.id = a.record WHERE a.role = 'speaker' \
     GROUP BY 1 ORDER BY 4 DESC, 1 LIMIT ?1",
);
const BY_PROPOSER: Question = (
    "proposals-by-proposer",
    "Most frequent proposers",
    "SELECT a.name AS proposer, count(DISTINCT a.record) AS proposals, \
       count(DISTINCT CASE a.role WHEN 'lead-proposer' THEN a.record END) AS leading, \
       count(DISTINCT CASE WHEN p.handling IS NOT NULL THEN a.record END) AS handled \
     FROM appearances a JOIN proposals p ON p.id = a.record WHERE a.role IN ('proposer', 'lead-proposer') \
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?1",
);
const HANDLING: Question = (
    "proposals-handled",
    "Proposals with and without word of their handling, by year",
    "SELECT i.year AS year, count(p.handling) AS handled, count(*) - count(p.handling) AS unknown \
     FROM proposals p JOIN records r ON r.id = p.id JOIN issues i ON i.id = r.issue GROUP BY 1 ORDER BY 1 LIMIT ?1",
);
const QUALITY: Question = (
    "quality-by-year",
    "Coverage and warnings by year",
    "SELECT i.year AS year, sum(i.lines) AS lines, sum(i.unplaced) AS unplaced, \
       round(100.0 * (1 - 1.0 * sum(i.unplaced) / max(sum(i.lines), 1)), 2) AS placed_percent, \
       (SELECT coalesce(sum(w.n), 0) FROM warnings w JOIN issues j ON j.id = w.issue WHERE j.year IS i.year) AS warnings \
     FROM issues i GROUP BY i.year ORDER BY i.year LIMIT ?1",
);

/// The tables for one way of counting, or an overview.
pub fn stats(catalogue: &Catalogue, by: Option<By>, limit: usize) -> Result<Vec<Table>, Error> {
    let questions: &[Question] = match by {
        None => &[BY_YEAR, HANDLING, BY_PROPOSER, BY_ORGAN, QUALITY],
        Some(By::Year) => &[BY_YEAR, HANDLING, QUALITY],
        Some(By::Kind) => &[BY_KIND],
        Some(By::Section) => &[BY_SECTION],
        Some(By::Category) => &[BY_CATEGORY],
        Some(By::Organ) => &[BY_ORGAN],
        Some(By::Speaker) => &[BY_SPEAKER],
        Some(By::Proposer) => &[BY_PROPOSER],
    };
    questions.iter().map(|question| answer(catalogue, *question, limit)).collect()
}

fn answer(catalogue: &Catalogue, (name, title, sql): Question, limit: usize) -> Result<Table, Error> {
    let fail = |cause| catalogue.fail(cause);
    let mut statement = catalogue.connection().prepare(sql).map_err(fail)?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut found = statement.query([limit as i64]).map_err(fail)?;
    let mut rows = Vec::new();
    while let Some(row) = found.next().map_err(fail)? {
        let cells = (0..columns.len()).map(|i| row.get_ref(i).map(cell));
        rows.push(cells.collect::<Result<_, _>>().map_err(fail)?);
    }
    Ok(Table { name, title, columns, rows })
}

fn cell(value: ValueRef) -> Cell {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => Cell::Nothing,
        ValueRef::Integer(number) => Cell::Number(number as f64),
        ValueRef::Real(number) => Cell::Number(number),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
    }
}

impl Cell {
    /// As shown to people; nothing printed is a dash.
    pub fn text(&self) -> String {
        match self {
            Self::Nothing => "–".to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}
