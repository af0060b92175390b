//! Checked rows in, the bytes of the four files out; and pages in, the bytes of files for other programs. Pure: serialised
//! first, written later by others.

mod alto;
mod scans;

use serde::Serialize;
use serde_json::Value;

use crate::model::abreast;
use crate::validate::{Checked, ISSUE, LEDGER, RECORDS, REPAIRS};

pub use alto::alto;
pub use scans::scans;

/// The files of one issue folder: name and bytes, in the order of the contract.
pub type Files = [(&'static str, Vec<u8>); 4];

/// The files of one issue. JSON is UTF-8 and not ASCII-escaped; keys stand in the order of the contract.
pub fn render(checked: &Checked) -> Files {
    let of_records = || (pretty(checked.issue()), lines(checked.records()));
    let of_lines = || (lines(checked.ledger()), lines(checked.repairs()));
    let ((issue, records), (ledger, repairs)) = abreast::both(of_records, of_lines);
    [(ISSUE, issue), (RECORDS, records), (LEDGER, ledger), (REPAIRS, repairs)]
}

/// What an issue folder was made from, to tell whether it has to be made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Of the source's bytes.
    pub sha256: String,
    pub version: String,
    /// Hash of the settings.
    pub settings: String,
    /// Lines that found no place.
    pub unplaced: usize,
    /// Pages were left out that can be read once the OCR models are there.
    pub lacks_models: bool,
}

/// The stamp in the text of an `issue.json`; None where it is none of ours.
pub fn stamp(issue: &[u8]) -> Option<Stamp> {
    let issue: Value = serde_json::from_slice(issue).ok()?;
    let field = |pointer: &str| issue.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let warnings = issue.pointer("/quality/warnings").and_then(Value::as_array);
    Some(Stamp {
        lacks_models: warnings.is_some_and(|all| all.iter().any(|warning| warning["code"] == "no-ocr-model")),
        sha256: field("/provenance/source/sha256")?,
        version: field("/provenance/tool/version")?,
        settings: field("/provenance/tool/settings")?,
        unplaced: issue.pointer("/coverage/unplaced").and_then(Value::as_u64).unwrap_or_default() as usize,
    })
}

/// For people: two spaces, a line end.
fn pretty<T: Serialize>(row: &T) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(row).expect("rows are plain data");
    bytes.push(b'\n');
    bytes
}

/// For tools: one row a line, no spaces.
fn lines<T: Serialize + Sync>(rows: &[T]) -> Vec<u8> {
    let pieces: Vec<&[T]> = rows.chunks(ROWS_AT_ONCE).collect();
    let written = |piece: &[T]| {
        let mut bytes = Vec::new();
        for row in piece {
            serde_json::to_writer(&mut bytes, row).expect("rows are plain data");
            bytes.push(b'\n');
        }
        bytes
    };
    abreast::map_n(pieces.len(), |i| written(pieces[i])).concat()
}

/// Rows that one thread writes before it looks for the next.
const ROWS_AT_ONCE: usize = 256;
