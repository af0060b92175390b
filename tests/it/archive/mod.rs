//! The nightly job and its feeds, run as a user runs them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use huikan::archive::Archive;
use huikan::archive::catalogue::Catalogue;

use crate::program::{Ran, huikan};

mod crash;
mod feeds;
mod hostile;
mod runs;
mod search;
mod units;

/// A folder in memory where there is one: these tests wait for the disk all the time.
pub fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    tempfile::Builder::new().tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap()
}

/// A short text that no other number gives, of one dated report.
pub fn small(number: usize) -> String {
    format!(
        "市政协委员视察第{number}号工地\n\n本报讯（记者 何屿）4月15日，部分市政协委员来到柳溪县，视察第{number}号工地的防汛备汛工作。\n\n\
         委员们注意到，个别仓库的救生衣已过检验期，当即要求整改。\n"
    )
}

/// A fixture's file.
pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)).unwrap()
}

/// An inbox with these files.
pub fn inbox(at: &Path, files: &[(&str, Vec<u8>)]) -> PathBuf {
    let inbox = at.join("in");
    for (name, bytes) in files {
        let path = inbox.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    inbox
}

/// Six of the bulletins: three issues, each as OCR text and as PDF.
pub fn bulletins() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("2023-11.txt", fixture("yunze/2023-11/ocr.txt")),
        ("2023-11.pdf", fixture("yunze/2023-11/born.pdf")),
        ("2024-01.txt", fixture("yunze/2024-01/ocr.txt")),
        ("2024-03.pdf", fixture("yunze/2024-03/born.pdf")),
        ("news.txt", fixture("yunze/news-proposals/ocr.txt")),
    ]
}

/// The time of a run at rest.
pub const NOW: &str = "2026-11-21T02:30:00Z";

/// Arguments of an ingest at rest into `at/A`.
pub fn typed(more: &[&str]) -> Vec<String> {
    let fixed =
        ["ingest", "in", "--archive", "A", "--settle", "0", "--now", NOW, "--jobs", "2", "--quiet", "--ocr", "off"];
    let more_has = |name: &str| more.contains(&name);
    let mut typed: Vec<String> = Vec::new();
    let mut i = 0;
    while i < fixed.len() {
        // an option given again replaces the one here
        if fixed[i].starts_with("--") && more_has(fixed[i]) {
            i += 1 + usize::from(fixed[i] != "--quiet");
            continue;
        }
        typed.push(fixed[i].to_owned());
        i += 1;
    }
    typed.extend(more.iter().map(|arg| (*arg).to_owned()));
    typed
}

pub fn ingest(at: &Path, more: &[&str]) -> Ran {
    let typed = typed(more);
    huikan(at, &typed.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Outcomes of the last run by name.
pub fn outcomes(at: &Path) -> BTreeMap<String, usize> {
    last_manifest(at)["outcomes"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(k, n)| (k.clone(), n.as_u64().unwrap() as usize))
        .collect()
}

/// The manifest of the last run.
pub fn last_manifest(at: &Path) -> serde_json::Value {
    let runs = crate::program::names(&at.join("A/runs"));
    serde_json::from_slice(&std::fs::read(at.join("A/runs").join(runs.last().unwrap())).unwrap()).unwrap()
}

/// Counts as a list that reads well in a test.
pub fn counts(found: &BTreeMap<String, usize>) -> String {
    found.iter().map(|(name, n)| format!("{n} {name}")).collect::<Vec<_>>().join(", ")
}

/// All files below a folder: path and bytes. Of the catalogue what it says: how SQLite laid out its pages depends on the
/// order of changes.
pub fn tree(archive: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![archive.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut empty = true;
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            empty = false;
            let name = path.strip_prefix(archive).unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name == "catalogue.sqlite" {
                let catalogue = Catalogue::open(&Archive::open(archive).unwrap()).unwrap();
                found.insert(name, catalogue.dump().unwrap().join("\n").into_bytes());
            } else {
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
        if empty {
            found.insert(format!("{}/", folder.strip_prefix(archive).unwrap().display()), Vec::new());
        }
    }
    found
}

/// Fails with the names of the files that differ.
pub fn assert_same(found: &BTreeMap<String, Vec<u8>>, wanted: &BTreeMap<String, Vec<u8>>, when: &str) {
    let differ: Vec<&String> = found
        .keys()
        .chain(wanted.keys())
        .filter(|name| found.get(*name) != wanted.get(*name))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    assert!(differ.is_empty(), "{when}: {differ:?}");
}

/// An archive that verify finds nothing in.
pub fn assert_sound(at: &Path) {
    let ran = huikan(at, &["verify", "A", "--quiet"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
}
