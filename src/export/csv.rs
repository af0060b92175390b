//! `csv`: one UTF-8 file for each kind. Lists are JSON in their cell. Safe to open in a spreadsheet: a text that one would
//! take for a formula gets an apostrophe before it.

use serde_json::Value;

use super::columns::{Column, Type, columns, joined};
use super::{ExportError, Feed, Rows, tables};
use crate::disk;

/// First signs that make a spreadsheet take a cell for a formula (OWASP, "CSV Injection"), in half and full width.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Bytes gathered before they are written.
const PIECE: usize = 1 << 20;

pub(super) fn write(feed: &Feed, bom: bool) -> Result<usize, ExportError> {
    let n = tables(feed, |kind| Table::begin(feed, kind, bom))?;
    if feed.exported.since.is_some() {
        let rows = std::iter::once("id").chain(feed.exported.gone.iter().map(String::as_str));
        let text: String = rows.flat_map(|id| [id, "\r\n"]).collect();
        feed.create("gone.csv", text.as_bytes())?;
    }
    Ok(n)
}

struct Table {
    columns: Vec<Column>,
    rows: csv::Writer<Vec<u8>>,
    file: disk::Growing,
}

impl Table {
    fn begin(feed: &Feed, kind: &str, bom: bool) -> Result<Self, ExportError> {
        let path = feed.folder.join(format!("{kind}.csv"));
        let mut file = disk::Growing::create(&path).map_err(ExportError::Write)?;
        if bom {
            file.add("\u{feff}".as_bytes()).map_err(ExportError::Write)?;
        }
        let columns = columns(kind);
        let mut table = Self { rows: writer(), columns, file };
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        table.rows.write_record(names).map_err(|error| table.fail(&error))?;
        Ok(table)
    }

    fn pass_on(&mut self) -> Result<(), ExportError> {
        let rows = std::mem::replace(&mut self.rows, writer());
        let bytes = rows.into_inner().map_err(|error| ExportError::Form {
            path: self.file.path().to_owned(),
            form: "CSV",
            cause: error.to_string(),
        })?;
        self.file.add(&bytes).map_err(ExportError::Write)
    }

    fn fail(&self, error: &csv::Error) -> ExportError {
        ExportError::Form { path: self.file.path().to_owned(), form: "CSV", cause: error.to_string() }
    }
}

impl Rows for Table {
    fn add(&mut self, row: &Value) -> Result<(), ExportError> {
        let cells: Vec<String> = self.columns.iter().map(|column| cell(column, column.of(row))).collect();
        self.rows.write_record(&cells).map_err(|error| self.fail(&error))?;
        if self.rows.get_ref().len() < PIECE {
            return Ok(());
        }
        self.pass_on()
    }

    fn end(mut self) -> Result<(), ExportError> {
        self.pass_on()?;
        self.file.end().map_err(ExportError::Write)
    }
}

fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new())
}

fn cell(column: &Column, value: &Value) -> String {
    match (&column.kind, value) {
        (Type::Joined, body) => safe(&joined(body)),
        (_, Value::Null) => String::new(),
        (Type::Text | Type::Date, Value::String(text)) => safe(text),
        (_, value) => value.to_string(),
    }
}

/// A text that no spreadsheet takes for a formula.
pub fn safe(text: &str) -> String {
    if text.trim_start_matches([' ', '\u{3000}', '\n']).starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
