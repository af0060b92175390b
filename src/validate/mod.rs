//! Rows in, checked rows or the list of what is wrong with them out.
//!
//! Every row is held against its published schema, and the four files of an issue against each other. [`Checked`]
//! is made here and nowhere else, and `output` accepts nothing else. Text already written is checked by the same code.

use std::fmt;
use std::ops::Index;

use serde::Serialize;
use serde_json::Value;

use crate::model::abreast;
use crate::record::{IssueRow, KINDS, LedgerRow, Record, RepairRow};

mod cross;
mod refill;
mod schemas;

use refill::refill;
pub use schemas::{SCHEMAS, schema};

/// Name of the file of the issue itself.
pub const ISSUE: &str = "issue.json";
/// Name of the file of the records.
pub const RECORDS: &str = "records.jsonl";
/// Name of the file of all lines.
pub const LEDGER: &str = "ledger.jsonl";
/// Name of the file of all changes.
pub const REPAIRS: &str = "repairs.jsonl";
/// The files of an issue folder, in the order of the contract.
pub const FILES: [&str; 4] = [ISSUE, RECORDS, LEDGER, REPAIRS];

/// More violations than this in one row say nothing new.
const MAX_PER_ROW: usize = 20;

/// The rows of one issue, all valid and in agreement. Can't be changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    issue: IssueRow,
    records: Vec<Record>,
    ledger: Vec<LedgerRow>,
    repairs: Vec<RepairRow>,
}

impl Checked {
    pub fn issue(&self) -> &IssueRow {
        &self.issue
    }

    pub fn records(&self) -> &[Record] {
        &self.records
    }

    pub fn ledger(&self) -> &[LedgerRow] {
        &self.ledger
    }

    pub fn repairs(&self) -> &[RepairRow] {
        &self.repairs
    }
}

/// One thing wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// One of [`FILES`].
    pub file: &'static str,
    /// Line of the file, from 1.
    pub row: usize,
    /// JSON pointer to the value; empty for the whole row.
    pub pointer: String,
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.row)?;
        if !self.pointer.is_empty() {
            write!(f, "{}: ", self.pointer)?;
        }
        f.write_str(&self.message)
    }
}

/// The rows of one issue, checked. The four files are the four arguments.
///
/// # Errors
/// All violations, in the order of the files and rows.
pub fn check(
    issue: IssueRow,
    records: Vec<Record>,
    ledger: Vec<LedgerRow>,
    repairs: Vec<RepairRow>,
) -> Result<Checked, Vec<Violation>> {
    let mut violations = Vec::new();
    let rows = Rows {
        issue: whole(ISSUE, std::slice::from_ref(&issue), &mut violations).pop().unwrap_or_default(),
        records: whole(RECORDS, &records, &mut violations),
        ledger: held(LEDGER, &ledger, &mut violations),
        repairs: held(REPAIRS, &repairs, &mut violations),
    };
    cross::check(&rows, &mut violations);
    abreast::let_go(rows);
    if violations.is_empty() { Ok(Checked { issue, records, ledger, repairs }) } else { Err(violations) }
}

/// The bytes of the four files of an issue folder, as found.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    pub issue: &'a [u8],
    pub records: &'a [u8],
    pub ledger: &'a [u8],
    pub repairs: &'a [u8],
}

/// What is wrong with files already written; empty where nothing is. `folder` is the name of the issue folder.
pub fn check_written(folder: &str, files: &Written) -> Vec<Violation> {
    let mut violations = Vec::new();
    let issue = parse(ISSUE, 1, files.issue, &mut violations).unwrap_or(Value::Null);
    let records = parse_lines(RECORDS, files.records, &mut violations);
    let ledger = parse_lines(LEDGER, files.ledger, &mut violations);
    let repairs = parse_lines(REPAIRS, files.repairs, &mut violations);
    // a line that is no JSON shifts all that follow; the rest would be noise
    if violations.is_empty() {
        let rows = Rows {
            issue: whole(ISSUE, &[issue], &mut violations).pop().unwrap_or_default(),
            records: whole(RECORDS, &records, &mut violations),
            ledger: held(LEDGER, &ledger, &mut violations),
            repairs: held(REPAIRS, &repairs, &mut violations),
        };
        cross::check(&rows, &mut violations);
        let id = rows.issue["id"].as_str().unwrap_or_default();
        if id != folder {
            violations.push(Violation::new(ISSUE, 1, "/id", format!("is {id:?} in a folder named {folder:?}")));
        }
    }
    violations
}

/// The rows of one issue: as JSON values, and of ledger and repairs what [`cross`] asks for.
struct Rows {
    issue: Value,
    records: Vec<Value>,
    ledger: Vec<Kept>,
    repairs: Vec<Kept>,
}

/// A row with no more of its keys than are asked for: as values rows take ten times their space, and an issue of 500
/// pages has 60,000.
struct Kept {
    keys: &'static [&'static str],
    values: Box<[Value]>,
}

impl Index<&str> for Kept {
    type Output = Value;

    /// Null where the row has no such key.
    fn index(&self, key: &str) -> &Value {
        let at = self.keys.iter().position(|known| *known == key);
        at.and_then(|at| self.values.get(at)).unwrap_or(&Value::Null)
    }
}

impl Violation {
    fn new(file: &'static str, row: usize, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file, row, pointer: pointer.into(), message: message.into() }
    }
}

/// The schema of a row; None for a record whose kind has none.
fn schema_of(file: &str, row: &Value) -> Option<&'static str> {
    match file {
        ISSUE => Some("issue"),
        LEDGER => Some("ledger"),
        REPAIRS => Some("repair"),
        _ => KINDS.into_iter().find(|kind| row["kind"] == *kind),
    }
}

/// Keys of ledger and repairs that [`cross`] looks at; of the other files it looks at nearly all.
fn keys_of(file: &str) -> &'static [&'static str] {
    match file {
        LEDGER => &["line", "record", "block", "fate", "text", "clean"],
        REPAIRS => &["id", "record", "block", "lines", "offset", "printed", "repaired", "applied"],
        _ => &[],
    }
}

/// Rows as JSON values, each held against its schema.
fn whole<T: Serialize + Sync>(file: &'static str, rows: &[T], found: &mut Vec<Violation>) -> Vec<Value> {
    each_against_schema(file, rows, std::mem::take, found)
}

/// The same, but of each row only what is asked for later is kept.
fn held<T: Serialize + Sync>(file: &'static str, rows: &[T], found: &mut Vec<Violation>) -> Vec<Kept> {
    let keys = keys_of(file);
    let keep = |row: &mut Value| {
        let values = keys.iter().map(|key| row.get(key).cloned().unwrap_or_default()).collect();
        Kept { keys, values }
    };
    each_against_schema(file, rows, keep, found)
}

fn each_against_schema<T: Serialize + Sync, K: Send>(
    file: &'static str,
    rows: &[T],
    keep: impl Fn(&mut Value) -> K + Sync + Send,
    found: &mut Vec<Violation>,
) -> Vec<K> {
    let one = |row: &mut Value, i: usize| {
        refill(&rows[i], row);
        let wrong = against_schema(file, i + 1, row);
        (keep(row), wrong)
    };
    let each = abreast::map_n_with(rows.len(), Value::default, one);
    let (kept, wrong): (Vec<K>, Vec<Vec<Violation>>) = each.into_iter().unzip();
    found.extend(wrong.into_iter().flatten());
    kept
}

fn against_schema(file: &'static str, number: usize, row: &Value) -> Vec<Violation> {
    let Some(kind) = schema_of(file, row) else {
        return vec![Violation::new(file, number, "/kind", format!("is not one of {}", KINDS.join(", ")))];
    };
    // most rows are valid, and a yes or no costs a fraction of the list
    let Some(validator) = schemas::validator(kind).filter(|validator| !validator.is_valid(row)) else {
        return Vec::new();
    };
    let violation = |error: jsonschema::ValidationError| {
        let message = format!("{} (it is {})", error.masked(), excerpt(error.instance()));
        Violation::new(file, number, error.instance_path().as_str(), message)
    };
    validator.errors(row, MAX_PER_ROW).into_iter().map(violation).collect()
}

/// A value on one line, cut where it gets long.
fn excerpt(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// Serialising a row can fail only on a map with keys that are no strings, and rows have none.
fn value<T: Serialize>(row: &T) -> Value {
    serde_json::to_value(row).expect("rows are plain data")
}

fn parse(file: &'static str, row: usize, bytes: &[u8], found: &mut Vec<Violation>) -> Option<Value> {
    serde_json::from_slice(bytes)
        .map_err(|error| found.push(Violation::new(file, row, "", format!("is no JSON: {error}"))))
        .ok()
}

fn parse_lines(file: &'static str, bytes: &[u8], found: &mut Vec<Violation>) -> Vec<Value> {
    let Some(whole) = bytes.strip_suffix(b"\n") else {
        if !bytes.is_empty() {
            let row = bytes.split(|b| *b == b'\n').count();
            found.push(Violation::new(file, row, "", "the last line is cut off: no line end"));
        }
        return Vec::new();
    };
    let lines = whole.split(|b| *b == b'\n').enumerate();
    lines.filter_map(|(i, line)| parse(file, i + 1, line, found)).collect()
}
