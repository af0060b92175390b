//! `huikan explain`: which lines made a record, what opened it, what was repaired. Reads the output only.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::args::Explain;
use super::message::{Message, escape};
use super::outcome::Exit;
use super::terminal::Terminal;
use crate::disk;
use crate::validate::{ISSUE, LEDGER, RECORDS, REPAIRS};

pub fn run(args: &Explain, terminal: &Terminal) -> Exit {
    match Told::read(&args.out, &args.record) {
        Ok(told) => Exit::of_print(io::stdout().lock().write_all(told.text().as_bytes()), Exit::Done),
        Err(message) => {
            terminal.say(&message);
            Exit::NoInput
        }
    }
}

/// How the reason of a title line begins; rule and evidence follow.
const OPENS: &str = "opens the record by ";

/// What the output says of one record.
struct Told {
    record: Value,
    /// Rows of the ledger that name it.
    lines: Vec<Value>,
    /// Rows of the repairs that name it.
    repairs: Vec<Value>,
}

impl Told {
    fn read(out: &Path, id: &str) -> Result<Self, Message> {
        let folder = folder_of(out, id)?;
        let named = |key: &str, row: &Value| row[key].as_str() == Some(id);
        let record = rows(&folder.join(RECORDS), |row| named("id", row))?.pop();
        let Some(record) = record else {
            return Err(Message::error("no-record", format!("there is no record {id}")).at_path(&folder.join(RECORDS)));
        };
        let lines = rows(&folder.join(LEDGER), |row| named("record", row))?;
        let repairs = rows(&folder.join(REPAIRS), |row| named("record", row))?;
        Ok(Self { record, lines, repairs })
    }

    fn text(&self) -> String {
        let mut text = String::new();
        self.put_head(&mut text);
        self.put_lines(&mut text);
        self.put_repairs(&mut text);
        escape_lines(&text)
    }

    fn put_head(&self, text: &mut String) {
        let r = &self.record;
        let _ = writeln!(text, "{}  {}  {}", said(&r["id"]), said(&r["kind"]), said(&r["classification"]));
        let _ = writeln!(text, "  {}", said(&r["title"]));
        if let Some(subtitle) = r["subtitle"].as_str() {
            let _ = writeln!(text, "  {subtitle}");
        }
        let _ = writeln!(text, "\nopened by  {}", self.opening());
        if let Some(whole) = r["part_of"].as_str() {
            let _ = writeln!(text, "part of    {whole}");
        }
        let _ = writeln!(text, "source     {}", said(&r["provenance"]["source"]["path"]));
        let _ = writeln!(text, "confidence {}", r["quality"]["confidence"]);
        for warning in list(&r["quality"]["warnings"]) {
            let _ = writeln!(text, "warning    {}: {}", said(&warning["code"]), said(&warning["message"]));
        }
    }

    /// The reason of the title line holds rule and evidence; the first line's where none says it is the title.
    fn opening(&self) -> &str {
        let title = self.lines.iter().find_map(|row| said(&row["reason"]).strip_prefix(OPENS));
        title.unwrap_or_else(|| {
            self.lines.first().map_or("no line: all its text comes from its parts", |row| said(&row["reason"]))
        })
    }

    fn put_lines(&self, text: &mut String) {
        let _ = writeln!(text, "\n{} lines", self.lines.len());
        for row in &self.lines {
            let place = match row["block"].as_u64() {
                Some(block) => format!("block {block}"),
                // the evidence stands above
                None if said(&row["reason"]).starts_with(OPENS) => "title".to_owned(),
                None => said(&row["reason"]).to_owned(),
            };
            let _ = writeln!(
                text,
                "{:>6}  page {:<4} {place:<12} {}",
                number(&row["line"]),
                number(&row["page"]),
                said(&row["text"])
            );
        }
    }

    fn put_repairs(&self, text: &mut String) {
        let _ = writeln!(text, "\n{} repairs", self.repairs.len());
        for row in &self.repairs {
            let lines: Vec<String> = list(&row["lines"]).iter().map(Value::to_string).collect();
            let applied = if row["applied"] == Value::Bool(true) { "" } else { "  (flagged, not applied)" };
            let (printed, repaired) = (said(&row["printed"]), said(&row["repaired"]));
            let _ =
                writeln!(text, "{:>6}  {}: {printed:?} → {repaired:?}{applied}", lines.join(","), said(&row["class"]));
            let evidence: Vec<&str> = list(&row["evidence"]).iter().map(said).collect();
            let _ = writeln!(
                text,
                "        rule {}, confidence {}; {}",
                said(&row["rule"]),
                row["confidence"],
                if evidence.is_empty() { "no evidence noted".to_owned() } else { evidence.join("; ") }
            );
        }
    }
}

/// The issue folder that should hold the record.
fn folder_of(out: &Path, id: &str) -> Result<PathBuf, Message> {
    let Some((issue, _)) = id.rsplit_once("-r").filter(|(issue, _)| !issue.contains(['/', '\\', '.'])) else {
        let message = Message::error("no-record", format!("{id} is no id of a record"));
        return Err(message.hint("ids look like hrbzx-2023-01-r0007; records.jsonl has them all"));
    };
    let folders = [out.join(issue), out.to_owned()];
    folders.into_iter().find(|folder| disk::exists(&folder.join(ISSUE))).ok_or_else(|| {
        let message = Message::error("no-issue", format!("there is no issue {issue}")).at_path(out);
        message.hint("give the output folder of convert, or the issue folder")
    })
}

/// The rows of a file that are asked for.
fn rows(path: &Path, wanted: impl Fn(&Value) -> bool) -> Result<Vec<Value>, Message> {
    let bytes = disk::open(path).map_err(|error| Message::of_disk("unreadable-path", &error))?;
    let lines = bytes.split(|b| *b == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
    let mut rows = Vec::new();
    for (i, line) in lines {
        let row: Value = serde_json::from_slice(line).map_err(|error| {
            let mut message = Message::error("bad-row", format!("is no JSON: {error}")).at_path(path);
            message.line = Some(i as u32 + 1);
            message.hint("huikan validate says what is wrong with a folder")
        })?;
        if wanted(&row) {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// Text from a print must not steer the terminal.
fn escape_lines(text: &str) -> String {
    text.lines().map(|line| escape(line) + "\n").collect()
}

fn said(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A number as text, which can be set in a column.
fn number(value: &Value) -> String {
    value.to_string()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
