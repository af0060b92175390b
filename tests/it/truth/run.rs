//! Runs `huikan convert` on one input and reads what it wrote.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What the program wrote for one input.
#[derive(Debug, Default)]
pub struct Output {
    pub records: Vec<Value>,
    pub issue: Value,
    pub ledger: Vec<Value>,
}

pub fn convert(fixtures: &Path, input: &Path) -> Output {
    let out = tempfile::tempdir().expect("a folder for the output");
    let mut command = Command::new(env!("CARGO_BIN_EXE_huikan"));
    command.arg("convert").arg(input).arg("-o").arg(out.path());
    command.arg("--roster").arg(fixtures.join("yunze/roster.toml"));
    let profiles = fixtures.join("profiles");
    if profiles.is_dir() {
        command.arg("--profiles").arg(profiles);
    }
    let done = command.output().expect("huikan starts");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "convert {}: {}: {said}", input.display(), done.status);
    let folder = issue_folder(out.path());
    Output {
        records: rows(&folder.join("records.jsonl")),
        ledger: rows(&folder.join("ledger.jsonl")),
        issue: serde_json::from_str(&read(&folder.join("issue.json"))).expect("issue.json is JSON"),
    }
}

/// The one folder below `out` that holds an issue.
fn issue_folder(out: &Path) -> PathBuf {
    let entries = std::fs::read_dir(out).expect("the output folder is readable");
    let folder = |p: &PathBuf| p.join("issue.json").is_file();
    let mut folders: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).filter(folder).collect();
    folders.sort();
    folders.into_iter().next().unwrap_or_else(|| panic!("no issue below {}", out.display()))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn rows(path: &Path) -> Vec<Value> {
    let row = |l: &str| serde_json::from_str(l).unwrap_or_else(|e| panic!("{}: {e}: {l}", path.display()));
    read(path).lines().filter(|l| !l.trim().is_empty()).map(row).collect()
}
