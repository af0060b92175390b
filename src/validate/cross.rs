//! What no schema can say: the files of an issue hold the same ids, sums and texts.
//!
//! Values of the wrong type are the schemas' business; here they count as absent.

use foldhash::{HashMap, HashMapExt};
use serde_json::Value;

use crate::model::abreast;
use crate::model::text::{Change, put_back};

use super::{ISSUE, LEDGER, RECORDS, REPAIRS, Rows, Violation};

/// Adds to `found` all that disagrees between the rows of one issue.
pub(super) fn check(rows: &Rows, found: &mut Vec<Violation>) {
    let known = Known::of(rows);
    let of_records = || {
        let mut found = Vec::new();
        issue(rows, &known, &mut found);
        records(rows, &known, &mut found);
        ledger(rows, &known, &mut found);
        found
    };
    let of_repairs = || {
        let mut found = Vec::new();
        repairs(rows, &known, &mut found);
        undone(rows, &mut found);
        found
    };
    let (of_records, of_repairs) = abreast::both(of_records, of_repairs);
    found.extend(of_records.into_iter().chain(of_repairs));
}

/// What the rows of one file name in another.
struct Known<'a> {
    issue_id: &'a str,
    /// Record id to its place.
    records: HashMap<&'a str, usize>,
    /// Line number to its row in the ledger.
    lines: HashMap<u64, usize>,
    /// Record id to the number of repairs that name it.
    repairs: HashMap<&'a str, u64>,
}

impl<'a> Known<'a> {
    fn of(rows: &'a Rows) -> Self {
        let ids = rows.records.iter().enumerate();
        let lines = rows.ledger.iter().enumerate();
        let mut repairs = HashMap::new();
        for id in rows.repairs.iter().filter_map(|r| r["record"].as_str()) {
            *repairs.entry(id).or_default() += 1;
        }
        Self {
            issue_id: text(&rows.issue["id"]),
            records: ids.filter_map(|(i, r)| Some((r["id"].as_str()?, i))).collect(),
            lines: lines.filter_map(|(i, r)| Some((r["line"].as_u64()?, i))).collect(),
            repairs,
        }
    }

    fn has_record(&self, id: &Value) -> bool {
        id.as_str().is_none_or(|id| self.records.contains_key(id))
    }

    /// The block exists in the body of the record.
    fn has_block(&self, rows: &Rows, record: &Value, block: &Value) -> bool {
        let (Some(id), Some(block)) = (record.as_str(), block.as_u64()) else { return true };
        let Some(record) = self.records.get(id).and_then(|i| rows.records.get(*i)) else { return true };
        record["body"].as_array().is_none_or(|body| (block as usize) < body.len())
    }
}

fn issue(rows: &Rows, known: &Known, found: &mut Vec<Violation>) {
    let mut wrong = |pointer: String, message: String| found.push(Violation::new(ISSUE, 1, pointer, message));
    let of_kind = |kind: &str| rows.records.iter().filter(|r| text(&r["kind"]) == kind).count();
    let of_fate = |fate: &str| rows.ledger.iter().filter(|r| text(&r["fate"]) == fate).count();
    let sums = [
        ("/counts/lines", rows.ledger.len(), "rows in ledger.jsonl"),
        ("/counts/proposals", of_kind("proposal"), "records of that kind"),
        ("/counts/speeches", of_kind("speech"), "records of that kind"),
        ("/counts/meetings", of_kind("meeting"), "records of that kind"),
        ("/counts/articles", of_kind("article"), "records of that kind"),
        ("/counts/repairs", rows.repairs.len(), "rows in repairs.jsonl"),
        ("/coverage/lines", rows.ledger.len(), "rows in ledger.jsonl"),
        ("/coverage/record", of_fate("record"), "such rows in ledger.jsonl"),
        ("/coverage/furniture", of_fate("furniture"), "such rows in ledger.jsonl"),
        ("/coverage/repeat", of_fate("repeat"), "such rows in ledger.jsonl"),
        ("/coverage/unplaced", of_fate("unplaced"), "such rows in ledger.jsonl"),
    ];
    for (pointer, counted, what) in sums {
        let stated = rows.issue.pointer(pointer).and_then(Value::as_u64);
        if let Some(stated) = stated.filter(|stated| *stated != counted as u64) {
            wrong(pointer.to_owned(), format!("is {stated}, but there are {counted} {what}"));
        }
    }
    for (i, entry) in list(&rows.issue["contents"]).iter().enumerate() {
        if !known.has_record(&entry["record"]) {
            wrong(format!("/contents/{i}/record"), no_record(&entry["record"]));
        }
    }
    for (i, id) in list(&rows.issue["contents_check"]["unlisted"]).iter().enumerate() {
        if !known.has_record(id) {
            wrong(format!("/contents_check/unlisted/{i}"), no_record(id));
        }
    }
}

fn records(rows: &Rows, known: &Known, found: &mut Vec<Violation>) {
    for (i, record) in rows.records.iter().enumerate() {
        let mut wrong = |pointer: &str, message: String| found.push(Violation::new(RECORDS, i + 1, pointer, message));
        let id = text(&record["id"]);
        let due = format!("{}-r{:04}", known.issue_id, i + 1);
        if id != due {
            wrong("/id", format!("is {id:?}, and {due:?} is next in order"));
        }
        if record["issue"]["id"] != rows.issue["id"] {
            wrong("/issue/id", format!("is not the id in {ISSUE}"));
        }
        if record["provenance"]["source"] != rows.issue["provenance"]["source"] {
            wrong("/provenance/source", format!("is not the source in {ISSUE}"));
        }
        if let Some(whole) = record["part_of"].as_str() {
            match known.records.get(whole) {
                None => wrong("/part_of", no_record(&record["part_of"])),
                Some(at) if *at >= i => wrong("/part_of", format!("{whole} does not stand earlier")),
                Some(_) => {}
            }
        }
        if let Some(meeting) = record["meeting"].as_str() {
            let kind = known.records.get(meeting).and_then(|at| rows.records.get(*at)).map(|r| text(&r["kind"]));
            if kind != Some("meeting") {
                wrong("/meeting", format!("{meeting} is no record of a meeting"));
            }
        }
        let named = known.repairs.get(id).copied().unwrap_or_default();
        if let Some(stated) = record["repairs"].as_u64().filter(|stated| *stated != named) {
            wrong("/repairs", format!("is {stated}, but {named} rows of {REPAIRS} name the record"));
        }
        body(rows, known, record, &mut wrong);
    }
}

/// Blocks name lines that the ledger gives to a record, warnings name blocks that exist.
fn body(rows: &Rows, known: &Known, record: &Value, wrong: &mut impl FnMut(&str, String)) {
    for (b, block) in list(&record["body"]).iter().enumerate() {
        for line in list(&block["lines"]).iter().filter_map(Value::as_u64) {
            let fate = known.lines.get(&line).and_then(|at| rows.ledger.get(*at)).map(|row| text(&row["fate"]));
            if fate != Some("record") {
                wrong(&format!("/body/{b}/lines"), format!("{LEDGER} does not give line {line} to a record"));
            }
        }
    }
    for (w, warning) in list(&record["quality"]["warnings"]).iter().enumerate() {
        if !known.has_block(rows, &record["id"], &warning["block"]) {
            wrong(&format!("/quality/warnings/{w}/block"), no_block(&warning["block"]));
        }
    }
}

fn ledger(rows: &Rows, known: &Known, found: &mut Vec<Violation>) {
    let mut last = 0;
    for (i, row) in rows.ledger.iter().enumerate() {
        let mut wrong = |pointer: &str, message: String| found.push(Violation::new(LEDGER, i + 1, pointer, message));
        let line = row["line"].as_u64().unwrap_or_default();
        if line == last {
            wrong("/line", format!("line {line} has two rows"));
        } else if line < last {
            wrong("/line", format!("line {line} comes after line {last}"));
        }
        last = line;
        if !known.has_record(&row["record"]) {
            wrong("/record", no_record(&row["record"]));
        }
        if !known.has_block(rows, &row["record"], &row["block"]) {
            wrong("/block", no_block(&row["block"]));
        }
    }
}

fn repairs(rows: &Rows, known: &Known, found: &mut Vec<Violation>) {
    for (i, row) in rows.repairs.iter().enumerate() {
        let mut wrong = |pointer: &str, message: String| found.push(Violation::new(REPAIRS, i + 1, pointer, message));
        let id = text(&row["id"]);
        let due = format!("{}-c{:05}", known.issue_id, i + 1);
        if id != due {
            wrong("/id", format!("is {id:?}, and {due:?} is next in order"));
        }
        if !known.has_record(&row["record"]) {
            wrong("/record", no_record(&row["record"]));
        }
        if !known.has_block(rows, &row["record"], &row["block"]) {
            wrong("/block", no_block(&row["block"]));
        }
        let lines: Vec<u64> = list(&row["lines"]).iter().filter_map(Value::as_u64).collect();
        for line in lines.iter().filter(|line| !known.lines.contains_key(line)) {
            wrong("/lines", format!("{LEDGER} has no line {line}"));
        }
        // what undo relies on: the printed text stands where the repair says
        if let (Some(offset), Some(line)) = (row["offset"].as_u64(), lines.first()) {
            let extracted = known.lines.get(line).and_then(|at| rows.ledger.get(*at)).map(|row| text(&row["text"]));
            if extracted.is_some_and(|extracted| !stands_at(extracted, offset as usize, text(&row["printed"]))) {
                wrong("/printed", format!("does not stand at character {offset} of line {line} in {LEDGER}"));
            }
        }
    }
}

/// Taking all repairs of a line back gives its extracted text.
fn undone(rows: &Rows, found: &mut Vec<Violation>) {
    let mut changes: HashMap<u64, Vec<Change>> = HashMap::new();
    for row in rows.repairs.iter().filter(|row| row["applied"] == Value::Bool(true)) {
        if let (Some(offset), Some(line)) = (row["offset"].as_u64(), row["lines"][0].as_u64()) {
            let change = (offset as usize, text(&row["printed"]), text(&row["repaired"]));
            changes.entry(line).or_default().push(change);
        }
    }
    for (i, row) in rows.ledger.iter().enumerate() {
        let mut changes = row["line"].as_u64().and_then(|line| changes.remove(&line)).unwrap_or_default();
        changes.sort_by_key(|(offset, ..)| *offset);
        if put_back(text(&row["clean"]), changes).as_deref() != Some(text(&row["text"])) {
            let message = format!("taking the repairs in {REPAIRS} back does not give the extracted text");
            found.push(Violation::new(LEDGER, i + 1, "/clean", message));
        }
    }
}

/// `part` stands in `whole` after `offset` characters.
fn stands_at(whole: &str, offset: usize, part: &str) -> bool {
    let mut rest = whole.chars();
    // nth(n - 1) leaves what follows the first n characters
    if offset > 0 && rest.nth(offset - 1).is_none() {
        return false;
    }
    rest.as_str().starts_with(part)
}

fn no_record(id: &Value) -> String {
    format!("{} is in no row of {RECORDS}", text(id))
}

fn no_block(block: &Value) -> String {
    format!("the record's body has no block {block}")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
