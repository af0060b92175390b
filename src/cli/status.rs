//! `huikan status`: what an archive holds and how its runs went.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use super::archive_args::Status as Args;
use super::message::escape;
use super::outcome::Exit;
use super::terminal::Terminal;
use super::{archive_exit, archive_message};
use crate::archive::{Archive, Manifest, Status, status};

pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let found = Archive::open(&args.archive).and_then(|archive| status(&archive));
    let status = match found {
        Ok(status) => status,
        Err(error) => {
            terminal.say(&archive_message(&error));
            return archive_exit(&error);
        }
    };
    let text = if terminal.is_json() {
        format!("{}\n", serde_json::to_string(&status).expect("counts are plain data"))
    } else {
        text(&status)
    };
    Exit::of_print(io::stdout().lock().write_all(text.as_bytes()), Exit::Done)
}

fn text(status: &Status) -> String {
    let mut out = String::new();
    let records: i64 = status.records.iter().map(|(_, n)| n).sum();
    let kinds: Vec<String> = status.records.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    // writing to a string can't fail
    let _ = writeln!(out, "sources  {:>8}   {} superseded", status.sources, status.superseded);
    let _ = writeln!(out, "issues   {:>8}", status.issues);
    let _ = writeln!(out, "records  {records:>8}   {}", kinds.join(", "));
    for (version, settings, n) in &status.made_by {
        let _ = writeln!(out, "made by  {n:>8}   version {version}, settings {settings}");
    }
    if let Some(run) = &status.open_run {
        let _ = writeln!(out, "run {} began {} and has not ended", run.run, run.started);
    }
    if !status.runs.is_empty() {
        let _ = writeln!(out, "\nlast runs");
    }
    for run in &status.runs {
        let _ = writeln!(out, "{}", line(run));
    }
    if !status.quarantine.is_empty() {
        let _ = writeln!(out, "\nquarantine");
    }
    for entry in &status.quarantine {
        let state = if entry.parked { "parked".to_owned() } else { format!("tried {}", entry.attempts) };
        let (name, message) = (escape(&entry.source.name), escape(&entry.message));
        let _ = writeln!(out, "{state:<8} {name}: {}: {message}", entry.code);
    }
    out
}

fn line(run: &Manifest) -> String {
    let said: Vec<String> = run.outcomes.iter().map(|(outcome, n)| format!("{n} {outcome}")).collect();
    let (number, started) = (run.header.run, &run.header.started);
    match &run.finished {
        None => format!("{number:>6}  {started}  given up"),
        Some(_) => format!("{number:>6}  {started}  {:>7.1} s  {}", run.seconds.total, said.join(", ")),
    }
}
