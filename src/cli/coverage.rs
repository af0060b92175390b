//! `huikan coverage`: where every line of an issue went, and which found no place and why. Reads the ledger only.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

use serde_json::{Value, json};

use super::args::Coverage;
use super::folders::{number, rows, said, some_folders};
use super::message::{Message, escape};
use super::outcome::Exit;
use super::terminal::Terminal;
use crate::disk;
use crate::validate::LEDGER;

pub fn run(args: &Coverage, terminal: &Terminal) -> Exit {
    let mut unplaced = 0;
    let mut exit = Exit::Done;
    let mut out = io::stdout().lock();
    for path in &args.paths {
        let told =
            some_folders(path).and_then(|folders| folders.iter().map(|f| Told::read(f)).collect::<Result<Vec<_>, _>>());
        match told {
            Ok(issues) => {
                for told in issues {
                    unplaced += told.unplaced.len();
                    let text = if terminal.is_json() { told.json() } else { told.text() };
                    if let Err(error) = out.write_all(text.as_bytes()) {
                        return Exit::of_print(Err(error), exit);
                    }
                }
            }
            Err(message) => {
                terminal.say(&message);
                exit = Exit::NoInput;
            }
        }
    }
    if exit == Exit::Done
        && let Some(most) = args.max_unplaced.filter(|most| unplaced > *most)
    {
        terminal.say(&Message::error("too-many-unplaced", format!("{unplaced} lines found no place; {most} may")));
        exit = Exit::Gate;
    }
    exit
}

/// Where the lines of one issue went.
struct Told {
    id: String,
    n_lines: usize,
    /// Lines by fate, and by the first word of their reason.
    fates: BTreeMap<String, BTreeMap<String, usize>>,
    /// Records that hold lines.
    n_records: usize,
    unplaced: Vec<Value>,
}

impl Told {
    fn read(folder: &Path) -> Result<Self, Message> {
        let ledger = rows(&folder.join(LEDGER), |_| true)?;
        let mut fates: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        let mut records: Vec<&str> = Vec::new();
        for row in &ledger {
            records.extend(row["record"].as_str());
            let kind = kind_of(row);
            *fates.entry(said(&row["fate"]).to_owned()).or_default().entry(kind).or_default() += 1;
        }
        records.sort_unstable();
        records.dedup();
        let (n_lines, n_records) = (ledger.len(), records.len());
        let unplaced = ledger.into_iter().filter(|row| row["fate"] == "unplaced").collect();
        Ok(Self { id: disk::real_name(folder), n_lines, fates, n_records, unplaced })
    }

    fn count(&self, fate: &str) -> usize {
        self.fates.get(fate).map_or(0, |kinds| kinds.values().sum())
    }

    fn text(&self) -> String {
        let mut text = format!("{}: {} lines\n", escape(&self.id), self.n_lines);
        for fate in ["record", "furniture", "repeat", "unplaced"] {
            let n = self.count(fate);
            let share = n as f64 * 100.0 / self.n_lines.max(1) as f64;
            let what = if fate == "record" { format!("in {} records", self.n_records) } else { String::new() };
            let _ = writeln!(text, "{}", format!("  {fate:<10}{n:>7}  {share:>5.1} %  {what}").trim_end());
            let mut kinds: Vec<_> = self.fates.get(fate).into_iter().flatten().collect();
            kinds.sort_by_key(|(kind, n)| (std::cmp::Reverse(**n), kind.as_str()));
            for (kind, n) in kinds {
                let _ = writeln!(text, "    {:<24}{n:>7}", escape(kind));
            }
        }
        for row in &self.unplaced {
            let (line, page) = (number(&row["line"]), number(&row["page"]));
            let _ = writeln!(
                text,
                "  line {line}, page {page}: {}: {}",
                escape(said(&row["reason"])),
                escape(said(&row["text"]))
            );
        }
        text
    }

    fn json(&self) -> String {
        let unplaced: Vec<Value> = self.unplaced.iter().map(row_json).collect();
        let row = json!({ "issue": self.id, "lines": self.n_lines, "fates": self.fates, "unplaced": unplaced });
        format!("{row}\n")
    }
}

fn row_json(row: &Value) -> Value {
    json!({ "line": row["line"], "page": row["page"], "text": row["text"], "reason": row["reason"] })
}

/// What holds a line: a block, a field of the record, or the kind of furniture.
fn kind_of(row: &Value) -> String {
    let reason = said(&row["reason"]);
    match said(&row["fate"]) {
        "record" if row["block"].is_u64() => "body".to_owned(),
        "record" if reason.starts_with("opens the record by ") => "title".to_owned(),
        "repeat" => "passage again".to_owned(),
        _ => reason.split(':').next().unwrap_or_default().to_owned(),
    }
}
