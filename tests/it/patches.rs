//! An archivist's corrections are replayed at every run, told of when they no longer apply, and never lost.

use std::path::{Path, PathBuf};

use crate::program::{Ran, huikan};

const TEXT: &str =
    "市政协召开提案工作座谈会\n\n3月1日，市政协召开提案工作座谈会，市政协主席程砚舟主持会议，大家讨论了工作。\n";

struct Archive {
    here: tempfile::TempDir,
}

impl Archive {
    fn new() -> Self {
        let here = tempfile::tempdir().unwrap();
        std::fs::write(here.path().join("a.txt"), TEXT).unwrap();
        Self { here }
    }

    fn convert(&self, options: &[&str]) -> Ran {
        huikan(self.here.path(), &[&["convert", "a.txt", "-o", "out"], options].concat())
    }

    fn issue(&self) -> PathBuf {
        let mut folders = std::fs::read_dir(self.here.path().join("out")).unwrap();
        folders.next().unwrap().unwrap().path()
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.issue().join(file)).unwrap()
    }

    fn patch(&self, text: &str) {
        std::fs::write(self.issue().join("patches.toml"), text).unwrap();
    }
}

fn patch(target: &str, was: &str, now: &str) -> String {
    format!(
        "[[patch]]\n{target}\nwas = \"{was}\"\nnow = \"{now}\"\nwho = \"王档案\"\nwhen = 2026-03-01\nnote = \"见原件\"\n"
    )
}

#[test]
fn a_patch_lasts_over_runs_and_force() {
    let archive = Archive::new();
    assert_eq!(archive.convert(&[]).code, 0);
    let text = patch("line = 3", "程砚舟", "程砚周");
    archive.patch(&text);
    for options in [&[][..], &[], &["--force"], &["--force", "--repair", "none"]] {
        let ran = archive.convert(options);
        assert_eq!(ran.code, 0, "{options:?}: {}", ran.stderr);
        assert!(archive.read("records.jsonl").contains("程砚周主持"), "{options:?}");
        assert_eq!(archive.read("patches.toml"), text);
    }
    assert!(archive.read("repairs.jsonl").contains("王档案, 2026-03-01"));
    assert_eq!(huikan(archive.here.path(), &["validate", "out"]).code, 0);
    assert_eq!(huikan(archive.here.path(), &["undo", "out"]).stdout, TEXT);
}

#[test]
fn a_run_without_changes_makes_nothing_anew_and_a_changed_patch_does() {
    let archive = Archive::new();
    archive.convert(&[]);
    archive.patch(&patch("line = 3", "讨论", "研究"));
    assert!(archive.convert(&["--json"]).stderr.contains("\"converted\""));
    assert!(archive.convert(&["--json"]).stderr.contains("\"unchanged\""));
    archive.patch(&patch("line = 3", "讨论", "商讨"));
    assert!(archive.convert(&["--json"]).stderr.contains("\"converted\""));
    assert!(archive.read("records.jsonl").contains("大家商讨了工作"));
    std::fs::remove_file(archive.issue().join("patches.toml")).unwrap();
    archive.convert(&[]);
    assert!(archive.read("records.jsonl").contains("大家讨论了工作"));
}

#[test]
fn patches_of_a_record_and_of_a_folder_of_their_own() {
    let archive = Archive::new();
    archive.convert(&[]);
    let id = archive.issue().file_name().unwrap().to_str().unwrap().to_owned();
    let folder = archive.here.path().join("mine");
    std::fs::create_dir_all(folder.join(&id)).unwrap();
    std::fs::write(folder.join(format!("{id}.toml")), patch("line = 3", "大家", "委员们")).unwrap();
    std::fs::write(
        folder.join(&id).join("patches.toml"),
        patch(&format!("record = \"{id}-r0001\""), "座谈会", "恳谈会"),
    )
    .unwrap();
    let ran = archive.convert(&["--patches", "mine"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let records = archive.read("records.jsonl");
    assert!(records.contains("\"title\":\"市政协召开提案工作恳谈会\"") && records.contains("委员们讨论"), "{records}");
}

#[test]
fn a_patch_that_no_longer_applies_is_told_of() {
    let archive = Archive::new();
    archive.convert(&[]);
    archive.patch(
        &[patch("line = 3", "程砚丹", "程砚周"), patch("line = 99", "甲", "乙"), patch("line = 1", "提案", "")]
            .concat(),
    );
    let ran = archive.convert(&["--json"]);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.stderr.matches("\"code\":\"patch-stale\"").count(), 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("that text does not stand there any more"), "{}", ran.stderr);
    assert!(archive.read("records.jsonl").contains("市政协召开工作座谈会"));
}

#[test]
fn a_file_of_patches_that_cannot_be_read_ends_the_run_before_any_work() {
    let archive = Archive::new();
    archive.convert(&[]);
    archive.patch("[[patch]]\nline = 3\n");
    let ran = archive.convert(&[]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("patches.toml") && ran.stderr.contains("hint:"), "{}", ran.stderr);
}

#[test]
fn a_folder_with_nothing_but_patches_waits_for_its_issue() {
    let archive = Archive::new();
    archive.convert(&[]);
    let issue = archive.issue();
    let files: Vec<_> = std::fs::read_dir(&issue).unwrap().map(|e| e.unwrap().path()).collect();
    for file in files {
        std::fs::remove_file(file).unwrap();
    }
    archive.patch(&patch("line = 3", "大家", "委员们"));
    assert_eq!(archive.convert(&[]).code, 0);
    assert_eq!(archive.issue(), issue);
    assert!(archive.read("records.jsonl").contains("委员们讨论"));
    assert!(Path::new(&issue).join("patches.toml").exists());
}

/// An archive with a whole issue, and the rows of its files.
fn whole_issue() -> Archive {
    let archive = Archive::new();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/yunze/2023-11/ocr.txt");
    std::fs::copy(source, archive.here.path().join("a.txt")).unwrap();
    assert_eq!(archive.convert(&[]).code, 0);
    archive
}

fn rows(archive: &Archive, file: &str) -> Vec<serde_json::Value> {
    archive.read(file).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The first line of the record with this title.
fn first_line(archive: &Archive, title: &str) -> u64 {
    let records = rows(archive, "records.jsonl");
    let id = &records.iter().find(|record| record["title"] == title).unwrap()["id"];
    rows(archive, "ledger.jsonl").iter().find(|row| row["record"] == *id).unwrap()["line"].as_u64().unwrap()
}

fn titles(archive: &Archive) -> Vec<String> {
    rows(archive, "records.jsonl").iter().map(|record| record["title"].as_str().unwrap().to_owned()).collect()
}

const SAID: &str = "who = \"王档案\"\nwhen = 2026-03-01\nnote = \"见原件\"\n";

#[test]
fn a_patch_says_that_no_article_begins_at_a_line() {
    let archive = whole_issue();
    let before = titles(&archive);
    let title = "市政协机关开展敬老月走访活动";
    let line = first_line(&archive, title);
    archive.patch(&format!("[[boundary]]\nline = {line}\nbegins = false\n{SAID}"));
    let ran = archive.convert(&["--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let want: Vec<String> = before.into_iter().filter(|t| t != title).collect();
    assert_eq!(titles(&archive), want);
    assert!(!ran.stderr.contains("patch-stale"), "{}", ran.stderr);
    assert_eq!(huikan(archive.here.path(), &["validate", "out"]).code, 0);
}

#[test]
fn the_first_article_begins_whatever_a_patch_says() {
    let archive = whole_issue();
    let before = titles(&archive);
    let line = first_line(&archive, &before[0]);
    archive.patch(&format!("[[boundary]]\nline = {line}\nbegins = false\n{SAID}"));
    let ran = archive.convert(&["--json"]);
    assert_eq!((ran.code, titles(&archive)), (0, before));
    assert!(ran.stderr.contains("nothing stands before it"), "{}", ran.stderr);
}

#[test]
fn a_patch_says_that_an_article_begins_at_a_line() {
    let archive = whole_issue();
    let before = titles(&archive);
    // a paragraph's second block becomes the title of an article of its own
    let ledger = rows(&archive, "ledger.jsonl");
    let body = ledger.iter().filter(|row| row["fate"] == "record" && row["block"].as_u64() == Some(1));
    let row = body.max_by_key(|row| row["line"].as_u64()).unwrap();
    let (line, text) = (row["line"].as_u64().unwrap(), row["clean"].as_str().unwrap().to_owned());
    archive.patch(&format!("[[boundary]]\nline = {line}\nbegins = true\n{SAID}"));
    let ran = archive.convert(&["--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let after = titles(&archive);
    assert_eq!(after.len(), before.len() + 1);
    assert!(after.iter().any(|title| text.starts_with(title.as_str())), "{after:?}");
    let opened = rows(&archive, "ledger.jsonl").into_iter().find(|row| row["line"].as_u64() == Some(line)).unwrap();
    assert!(opened["reason"].as_str().unwrap().contains("by patch: 王档案, 2026-03-01, 见原件"), "{opened}");
    assert_eq!(huikan(archive.here.path(), &["validate", "out"]).code, 0);
}

#[test]
fn a_patch_gives_a_record_its_kind() {
    let archive = whole_issue();
    let title = "市政协机关开展敬老月走访活动";
    let line = first_line(&archive, title);
    for kind in ["speech", "meeting", "proposal"] {
        archive.patch(&format!("[[kind]]\nline = {line}\nkind = \"{kind}\"\n{SAID}"));
        let ran = archive.convert(&[]);
        assert_eq!(ran.code, 0, "{kind}: {}", ran.stderr);
        let records = rows(&archive, "records.jsonl");
        assert_eq!(records.iter().find(|record| record["title"] == title).unwrap()["kind"], kind);
        assert_eq!(huikan(archive.here.path(), &["validate", "out"]).code, 0, "{kind}");
    }
    assert!(archive.read("ledger.jsonl").contains("of this kind by 王档案, 2026-03-01"));
}

#[test]
fn kinds_and_boundaries_that_no_longer_apply_are_told_of() {
    let archive = Archive::new();
    archive.convert(&[]);
    archive.patch(&format!(
        "[[kind]]\nline = 99\nkind = \"speech\"\n{SAID}[[boundary]]\nline = 99\nbegins = true\n{SAID}\
         [[boundary]]\nline = 99\nbegins = false\n{SAID}"
    ));
    let ran = archive.convert(&["--json"]);
    assert_eq!((ran.code, ran.stderr.matches("\"code\":\"patch-stale\"").count()), (0, 3), "{}", ran.stderr);
}
