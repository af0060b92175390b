//! `huikan validate`: holds issue folders against the schemas and against themselves.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::args::Validate;
use super::folders::issue_folders;
use super::message::{Message, escape};
use super::outcome::Exit;
use super::terminal::Terminal;
use crate::disk;
use crate::validate::{FILES, Violation, Written, check_written};

pub fn run(args: &Validate, terminal: &Terminal) -> Exit {
    let mut folders = Vec::new();
    let mut n_failed = 0;
    for path in &args.paths {
        match issue_folders(path) {
            Ok(found) if !found.is_empty() => folders.extend(found),
            Ok(_) => {
                n_failed += 1;
                let message = Message::error("no-issue-folder", "there is no issue folder in it").at_path(path);
                terminal.say(&message.hint("give an output folder of convert, or one of the folders in it"));
            }
            Err(error) => {
                n_failed += 1;
                terminal.say(&Message::of_disk("unreadable-path", &error));
            }
        }
    }
    let mut violations = 0;
    let mut out = BufWriter::new(io::stdout().lock());
    for folder in &folders {
        let found = check_folder(folder);
        violations += found.len();
        if let Err(error) = found.iter().try_for_each(|v| print(&mut out, folder, v, terminal.is_json())) {
            return Exit::of_print(Err(error), Exit::Partly);
        }
    }
    let flushed = out.flush();
    terminal.close(&close(terminal.is_json(), folders.len(), violations));
    let exit = match (folders.len(), violations + n_failed) {
        (0, _) => Exit::NoInput,
        (_, 0) => Exit::Done,
        _ => Exit::Partly,
    };
    Exit::of_print(flushed, exit)
}

fn check_folder(folder: &Path) -> Vec<Violation> {
    let mut missing = Vec::new();
    let mut read = |file: &'static str| match disk::open(&folder.join(file)) {
        Ok(bytes) => bytes,
        Err(error) => {
            missing.push(Violation { file, row: 1, pointer: String::new(), message: error.to_string() });
            disk::Bytes::Owned(Vec::new())
        }
    };
    let [issue, records, ledger, repairs] = FILES.map(&mut read);
    if !missing.is_empty() {
        return missing;
    }
    let written = Written { issue: &issue, records: &records, ledger: &ledger, repairs: &repairs };
    check_written(&disk::real_name(folder), &written)
}

fn print(out: &mut impl Write, folder: &Path, violation: &Violation, json: bool) -> io::Result<()> {
    if json {
        let path = folder.join(violation.file).to_string_lossy().into_owned();
        let Violation { row, pointer, message, .. } = violation;
        let row = serde_json::json!({ "path": path, "line": row, "pointer": pointer, "message": message });
        return writeln!(out, "{row}");
    }
    writeln!(out, "{}/{}", escape(&folder.to_string_lossy()), escape(&violation.to_string()))
}

fn close(json: bool, n_folders: usize, violations: usize) -> String {
    let what = match violations {
        0 => "all rows are valid".to_owned(),
        1 => "1 violation".to_owned(),
        n => format!("{n} violations"),
    };
    let folders = if n_folders == 1 { "1 issue folder".to_owned() } else { format!("{n_folders} issue folders") };
    if json {
        return Message::info("summary", format!("{folders}: {what}")).json();
    }
    format!("huikan: {folders}: {what}\n")
}
