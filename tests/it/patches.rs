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
    files.iter().for_each(|file| std::fs::remove_file(file).unwrap());
    archive.patch(&patch("line = 3", "大家", "委员们"));
    assert_eq!(archive.convert(&[]).code, 0);
    assert_eq!(archive.issue(), issue);
    assert!(archive.read("records.jsonl").contains("委员们讨论"));
    assert!(Path::new(&issue).join("patches.toml").exists());
}
