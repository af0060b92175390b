//! `huikan explain`: which lines made a record, what opened it, what was repaired and why. Reads the output only.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::args::Explain;
use super::folders::{list, number, rows, said};
use super::message::{Message, escape};
use super::outcome::Exit;
use super::terminal::Terminal;
use crate::disk;
use crate::validate::{ISSUE, LEDGER, RECORDS, REPAIRS};

pub fn run(args: &Explain, terminal: &Terminal) -> Exit {
    let repair = args.id.rsplit_once("-c").is_some_and(|(_, n)| n.bytes().all(|b| b.is_ascii_digit()));
    let text = if repair { of_repair(&args.out, &args.id) } else { Told::read(&args.out, &args.id).map(|t| t.text()) };
    match text {
        Ok(text) => Exit::of_print(io::stdout().lock().write_all(text.as_bytes()), Exit::Done),
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
            put_repair(text, row);
        }
    }
}

/// What was changed where, by which rule, and what spoke for it.
fn put_repair(text: &mut String, row: &Value) {
    let lines: Vec<String> = list(&row["lines"]).iter().map(Value::to_string).collect();
    let applied = if row["applied"] == Value::Bool(true) { "" } else { "  (flagged, not applied)" };
    let (printed, repaired) = (said(&row["printed"]), said(&row["repaired"]));
    let _ = writeln!(text, "{:>6}  {}: {printed:?} → {repaired:?}{applied}", lines.join(","), said(&row["class"]));
    let evidence: Vec<&str> = list(&row["evidence"]).iter().map(said).collect();
    let _ = writeln!(
        text,
        "        rule {}, confidence {}; {}",
        said(&row["rule"]),
        row["confidence"],
        if evidence.is_empty() { "no evidence noted".to_owned() } else { evidence.join("; ") }
    );
}

/// One repair with the lines it touches, as extracted and as repaired.
fn of_repair(out: &Path, id: &str) -> Result<String, Message> {
    let folder = folder_of(out, id)?;
    let Some(row) = rows(&folder.join(REPAIRS), |row| row["id"].as_str() == Some(id))?.pop() else {
        return Err(Message::error("no-repair", format!("there is no repair {id}")).at_path(&folder.join(REPAIRS)));
    };
    let mut text = format!("{id}  {}\n", row["record"].as_str().unwrap_or("in no record"));
    put_repair(&mut text, &row);
    for line in rows(&folder.join(LEDGER), |line| list(&row["lines"]).contains(&line["line"]))? {
        let _ = writeln!(text, "\n{:>6}  page {}", number(&line["line"]), number(&line["page"]));
        let _ = writeln!(text, "  extracted  {}", said(&line["text"]));
        let _ = writeln!(text, "  repaired   {}", said(&line["clean"]));
    }
    Ok(escape_lines(&text))
}

/// The issue folder that should hold the record.
fn folder_of(out: &Path, id: &str) -> Result<PathBuf, Message> {
    let Some((issue, _)) =
        id.rsplit_once("-r").or_else(|| id.rsplit_once("-c")).filter(|(issue, _)| !issue.contains(['/', '\\', '.']))
    else {
        let message = Message::error("no-record", format!("{id} is no id of a record"));
        return Err(message.hint("ids look like hrbzx-2023-01-r0007; records.jsonl has them all"));
    };
    let folders = [out.join(issue), out.to_owned()];
    folders.into_iter().find(|folder| disk::exists(&folder.join(ISSUE))).ok_or_else(|| {
        let message = Message::error("no-issue", format!("there is no issue {issue}")).at_path(out);
        message.hint("give the output folder of convert, or the issue folder")
    })
}

/// Text from a print must not steer the terminal.
fn escape_lines(text: &str) -> String {
    text.lines().map(|line| escape(line) + "\n").collect()
}
