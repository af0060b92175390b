//! `huikan undo`: the text of an issue as it was extracted, made from the repaired lines and the log of repairs.
//!
//! The extracted text in the ledger is only what the result is held against.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::path::Path;

use serde_json::Value;

use super::args::Undo;
use super::folders::{list, rows, said, some_folders};
use super::message::Message;
use super::outcome::Exit;
use super::terminal::Terminal;
use crate::disk;
use crate::model::text::{Change, put_back};
use crate::record::{WHITE, WHITE_BEFORE};
use crate::validate::{ISSUE, LEDGER, REPAIRS};

pub fn run(args: &Undo, terminal: &Terminal) -> Exit {
    let folders = match some_folders(&args.out) {
        Ok(folders) => folders,
        Err(message) => {
            terminal.say(&message);
            return Exit::NoInput;
        }
    };
    if folders.len() > 1 && !args.output.as_ref().is_some_and(|path| disk::is_folder(path)) {
        let message = Message::error("several-issues", format!("{} issues lie in it", folders.len()));
        terminal.say(&message.at_path(&args.out).hint("give one issue folder, or -o and a folder that is there"));
        return Exit::Usage;
    }
    for folder in &folders {
        let text = match extracted(folder) {
            Ok(text) => text,
            Err(message) => {
                terminal.say(&message);
                return Exit::Partly;
            }
        };
        let Some(output) = &args.output else {
            return Exit::of_print(io::stdout().lock().write_all(text.as_bytes()), Exit::Done);
        };
        let path = if disk::is_folder(output) {
            output.join(format!("{}.txt", disk::real_name(folder)))
        } else {
            output.clone()
        };
        if let Err(error) = disk::write(&path, text.as_bytes()) {
            terminal.say(&Message::of_disk("unwritable-output", &error));
            return Exit::NoOutput;
        }
    }
    Exit::Done
}

/// The extracted text of one issue.
fn extracted(folder: &Path) -> Result<String, Message> {
    let ledger = rows(&folder.join(LEDGER), |_| true)?;
    let repairs = rows(&folder.join(REPAIRS), |row| row["applied"] == Value::Bool(true))?;
    let issue = disk::open(&folder.join(ISSUE)).map_err(|error| Message::of_disk("unreadable-path", &error))?;
    let issue: Value = serde_json::from_slice(&issue).unwrap_or_default();
    let log = Log::of(&repairs);
    let mut lines: Vec<(u32, u64, String)> = Vec::with_capacity(ledger.len());
    for row in &ledger {
        let number = row["line"].as_u64().unwrap_or_default() as u32;
        let text = put_back(said(&row["clean"]), log.changes(number)).filter(|text| text == said(&row["text"]));
        let Some(text) = text else {
            let message = "taking the repairs back does not give the extracted text";
            let mut message = Message::error("undo-differs", message).at_path(&folder.join(LEDGER));
            message.line = Some(number);
            return Err(message.hint("huikan validate says what is wrong with a folder"));
        };
        lines.push((number, row["page"].as_u64().unwrap_or_default(), text));
    }
    let plain = said(&issue["provenance"]["source"]["media_type"]) == "text/plain";
    Ok(if plain { text_file(&lines, &log) } else { pages(&lines) })
}

/// The repairs that were applied, by line.
struct Log<'a> {
    inside: HashMap<u32, Vec<Change<'a>>>,
    /// White space behind a line, and before it.
    behind: BTreeMap<u32, &'a str>,
    before: BTreeMap<u32, &'a str>,
}

impl<'a> Log<'a> {
    fn of(repairs: &'a [Value]) -> Self {
        let mut log = Self { inside: HashMap::new(), behind: BTreeMap::new(), before: BTreeMap::new() };
        for row in repairs {
            let line = list(&row["lines"]).first().and_then(Value::as_u64).unwrap_or_default() as u32;
            let (printed, repaired) = (said(&row["printed"]), said(&row["repaired"]));
            match (row["offset"].as_u64(), said(&row["rule"])) {
                (Some(offset), _) => log.inside.entry(line).or_default().push((offset as usize, printed, repaired)),
                (None, WHITE) => drop(log.behind.insert(line, printed)),
                (None, WHITE_BEFORE) => drop(log.before.insert(line, printed)),
                // joins and moves change no line: the ledger has the lines in the order of the input
                (None, _) => {}
            }
        }
        for changes in log.inside.values_mut() {
            changes.sort_by_key(|(offset, ..)| *offset);
        }
        log
    }

    fn changes(&self, line: u32) -> Vec<Change<'a>> {
        self.inside.get(&line).cloned().unwrap_or_default()
    }
}

/// Lines at their numbers, the lines between them blank.
fn text_file(lines: &[(u32, u64, String)], log: &Log) -> String {
    let mut text = String::new();
    if let Some((first, ..)) = lines.first() {
        let blank = "\n".repeat(first.saturating_sub(1) as usize);
        text.push_str(log.before.get(first).copied().unwrap_or(&blank));
    }
    for (i, (number, _, line)) in lines.iter().enumerate() {
        text.push_str(line);
        let next = lines.get(i + 1).map_or(number + 1, |(next, ..)| *next);
        let ends = "\n".repeat((next - number).max(1) as usize);
        text.push_str(log.behind.get(number).copied().unwrap_or(&ends));
    }
    text
}

/// Lines in reading order, a form feed before each new page.
fn pages(lines: &[(u32, u64, String)]) -> String {
    let mut text = String::new();
    let mut on = lines.first().map_or(0, |(_, page, _)| *page);
    for (_, page, line) in lines {
        if *page != on {
            text.push('\u{C}');
            on = *page;
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}
