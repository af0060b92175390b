//! The files of one issue folder as rows.

use std::collections::BTreeMap;

use serde_json::Value;

/// One issue folder, read. Rows are as `huikan validate` takes them; what is missing in one shows as nothing.
#[derive(Debug, Clone, Default)]
pub struct Folder {
    /// Name of the folder, where its patches belong.
    pub name: String,
    pub issue: Value,
    pub records: Vec<Value>,
    /// In the order of lines, which is reading order.
    pub ledger: Vec<Value>,
    pub repairs: Vec<Value>,
    /// Text of the `patches.toml` that lies in it; empty where there is none.
    pub patches: String,
}

/// A row that is no JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is no JSON: {cause}")]
pub struct BadRow {
    /// Which of the four files, in the order of the arguments of [`Folder::parse`].
    pub file: usize,
    /// From 1.
    pub line: u32,
    pub cause: String,
}

impl Folder {
    /// Parses the bytes of `issue.json`, `records.jsonl`, `ledger.jsonl` and `repairs.jsonl`.
    pub fn parse(name: &str, files: [&[u8]; 4], patches: String) -> Result<Self, BadRow> {
        let [issue, records, ledger, repairs] = files;
        let issue = serde_json::from_slice(issue).map_err(|error: serde_json::Error| BadRow {
            file: 0,
            line: error.line() as u32,
            cause: error.to_string(),
        })?;
        let [records, ledger, repairs] =
            [(1, records), (2, ledger), (3, repairs)].map(|(file, bytes)| rows(file, bytes));
        Ok(Self { name: name.to_owned(), issue, records: records?, ledger: ledger?, repairs: repairs?, patches })
    }
}

impl Folder {
    /// Boxes of the lines on each page, by page from 1, in points.
    pub fn boxes(&self) -> BTreeMap<u64, Vec<[f64; 4]>> {
        let mut by_page: BTreeMap<u64, Vec<[f64; 4]>> = BTreeMap::new();
        for row in &self.ledger {
            by_page.entry(number(&row["page"])).or_default().extend(bbox(&row["bbox"]));
        }
        by_page
    }
}

fn rows(file: usize, bytes: &[u8]) -> Result<Vec<Value>, BadRow> {
    let lines = bytes.split(|b| *b == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
    let row = |(i, line): (usize, &[u8])| {
        serde_json::from_slice(line).map_err(|error| BadRow { file, line: i as u32 + 1, cause: error.to_string() })
    };
    lines.map(row).collect()
}

/// The text of a value; nothing where it is none.
pub(super) fn said(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The items of a value; nothing where it is no array.
pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The number of a value; 0 where it is none.
pub(super) fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

/// Four corners in points; None for anything else.
pub(super) fn bbox(value: &Value) -> Option<[f64; 4]> {
    let corners: Vec<f64> = list(value).iter().filter_map(Value::as_f64).collect();
    corners.try_into().ok()
}
