//! Many files through the pipeline with a line of our own making: order, names, panics, what is on disk.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use huikan::disk::{self, Out};
use huikan::model::note::{Note, Noted};
use huikan::pipeline::{Content, Done, Draft, Outcome, Settings, Stop, Watch, Work, convert_all, each_page};

use crate::program::names;
use crate::samples::rows_of;

/// Counts what it is told.
#[derive(Default)]
struct Counter {
    pages: AtomicUsize,
    files: AtomicUsize,
}

impl Watch for Counter {
    fn pages(&self, _: usize) {}
    fn page_done(&self) {
        self.pages.fetch_add(1, Ordering::Relaxed);
    }
    fn file_done(&self) {
        self.files.fetch_add(1, Ordering::Relaxed);
    }
    fn tell(&self, _: &str) {}
}

/// A line that finds in each file the id of its issue, or what is to go wrong.
fn line(work: Work, watch: &dyn Watch) -> Result<Draft<'static>, Stop> {
    let Content::File(bytes) = work.content else { panic!("files are given") };
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let (issue_id, fault) = text.split_once(' ').unwrap();
    let pages = each_page(6, watch, |page| {
        assert!(!(page.0 == 3 && fault.contains("page 4")), "page 4 is odd");
        Noted { value: page, notes: vec![Note::info("seen", "seen").on_page(page)] }
    });
    match fault.trim() {
        "panic" => panic!("the file is odd"),
        "unreadable" => {
            Err(Stop::Unreadable { code: "not-a-pdf", message: "is no PDF".into(), hint: "look at it".into() })
        }
        fault => {
            let invalid = fault == "invalid";
            let sha256 = work.hash.beside(|| ()).1.unwrap();
            let hash = sha256.clone();
            let finish = move |id: &str| {
                let mut rows = rows_of(id, &hash, SETTINGS);
                if invalid {
                    rows.issue.coverage.lines = 0;
                }
                rows.check()
            };
            let issue_id = issue_id.to_owned();
            Ok(Draft {
                issue_id,
                sha256,
                n_pages: pages.value.len(),
                notes: pages.notes,
                extras: Vec::new(),
                finish: Box::new(finish),
            })
        }
    }
}

const SETTINGS: &str = "00000000000000aa";

fn settings(jobs: usize, force: bool) -> Settings {
    Settings { jobs, force, hash: SETTINGS.into(), ..Settings::default() }
}

/// Files with these contents, run and written; what is said of each.
fn run(folder: &Path, contents: &[&str], settings: &Settings) -> Vec<String> {
    let write = |(i, text): (usize, &&str)| {
        let path = folder.join(format!("{i:02}.txt"));
        std::fs::write(&path, text).unwrap();
        path
    };
    let inputs: Vec<PathBuf> = contents.iter().enumerate().map(write).collect();
    let out = Out::open(&folder.join("out")).unwrap();
    let watch = Counter::default();
    let mut told = Vec::new();
    convert_all(&inputs, settings, &out, &line, &watch, |outcome| {
        told.push(tell(&outcome));
        if let Ok(Done::Converted(product)) = &outcome.result {
            out.write(&product.id, &product.files, None).unwrap();
            product.replaces.iter().for_each(|old| out.remove(old).unwrap());
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    told
}

fn tell(outcome: &Outcome) -> String {
    let partial = if outcome.is_partial() { ", partial" } else { "" };
    let codes: Vec<&str> = outcome.notes.iter().map(|n| n.code).filter(|code| *code != "seen").collect();
    let result = match &outcome.result {
        Ok(Done::Converted(product)) => format!("{} of {} pages", product.id, outcome.n_pages),
        Ok(Done::Unchanged { id, .. }) => format!("unchanged {id}"),
        Ok(Done::Duplicate { of }) => format!("duplicate of {}", &of[of.len() - 6..]),
        Err(stop) => format!("{}: {}", stop.code(), stop.to_string().split(" (").next().unwrap()),
    };
    format!("{result}{partial} {}", codes.join(" ")).trim_end().to_owned()
}

#[test]
fn one_odd_page_or_file_stops_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let told = run(
        folder.path(),
        &["a fine", "b panic", "c page 4", "d unreadable", "e invalid", "f fine"],
        &settings(2, false),
    );
    assert_eq!(
        told,
        [
            "a of 6 pages",
            "internal: internal error: the file is odd",
            "c of 5 pages, partial page-failed",
            "not-a-pdf: is no PDF",
            "invalid-records: the records are not valid: issue.json:1: /coverage/lines: is 0, but there are 11 rows in ledger.jsonl",
            "f of 6 pages",
        ]
    );
    assert_eq!(names(&folder.path().join("out")), ["a", "c", "f"]);
}

#[test]
fn any_number_of_jobs_gives_the_same() {
    let contents: Vec<String> = (0..40).map(|n| format!("i{} file {n}", n % 7)).collect();
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    let runs = [1, 2, 8].map(|jobs| {
        let folder = tempfile::tempdir().unwrap();
        let told = run(folder.path(), &contents, &settings(jobs, false));
        (told, everything(&folder.path().join("out")))
    });
    assert_eq!(runs[0].1.len(), 160);
    assert_eq!(runs[0], runs[1]);
    assert_eq!(runs[0], runs[2]);
}

/// All files below a folder.
fn everything(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files =
        names(folder).into_iter().flat_map(|id| names(&folder.join(&id)).into_iter().map(move |f| format!("{id}/{f}")));
    files.map(|file| (file.clone(), std::fs::read(folder.join(file)).unwrap())).collect()
}

#[test]
fn two_issues_with_one_id_get_two_folders() {
    let folder = tempfile::tempdir().unwrap();
    let told = run(folder.path(), &["a one", "a two", "a one"], &settings(2, false));
    let sha = disk::sha256(b"a two");
    let second = format!("a-{}", &sha[..8]);
    assert_eq!(
        told,
        ["a of 6 pages".into(), format!("{second} of 6 pages issue-id-clash"), "duplicate of 00.txt".into()]
    );
    assert_eq!(names(&folder.path().join("out")), ["a".to_owned(), second.clone()]);
    // in another order, with what is there, everything stays where it is
    let told = run(folder.path(), &["a two", "a one"], &settings(2, true));
    assert_eq!(told, [format!("{second} of 6 pages issue-id-clash"), "a of 6 pages".into()]);
}

#[test]
fn what_is_there_is_kept_unless_forced() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["a one"], &settings(2, false));
    assert_eq!(run(folder.path(), &["a one"], &settings(2, false)), ["unchanged a"]);
    let other = Settings { hash: "00000000000000bb".into(), ..settings(2, false) };
    assert_eq!(
        run(folder.path(), &["a one"], &other),
        ["other-settings: a was made from the same file with other settings or by another version"]
    );
    assert_eq!(run(folder.path(), &["a one"], &Settings { force: true, ..other }), ["a of 6 pages"]);
}

#[test]
fn a_folder_that_is_not_ours_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("out/a")).unwrap();
    std::fs::write(folder.path().join("out/a/letter.txt"), "dear").unwrap();
    run(folder.path(), &["a one"], &settings(1, true));
    assert_eq!(names(&folder.path().join("out/a")), ["letter.txt"]);
    assert_eq!(names(&folder.path().join("out")).len(), 2);
}

#[test]
fn the_next_run_cleans_what_a_killed_one_left() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    run(folder.path(), &["a one", "b two"], &settings(1, false));
    let before = everything(&out);
    // killed while making one folder, and between putting an old one aside and the new one in its place;
    // no process has the number 0
    std::fs::create_dir(out.join(".huikan-c-0.tmp")).unwrap();
    std::fs::write(out.join(".huikan-c-0.tmp/issue.json"), "{").unwrap();
    std::fs::rename(out.join("a"), out.join(".huikan-a-0.old")).unwrap();
    // killed before the one put aside was removed
    std::fs::create_dir(out.join(".huikan-b-0.old")).unwrap();
    std::fs::write(out.join(".huikan-probe-0.tmp"), "").unwrap();
    std::fs::write(out.join(".huikan"), "somebody else's").unwrap();
    Out::open(&out).unwrap();
    std::fs::remove_file(out.join(".huikan")).unwrap();
    assert_eq!(everything(&out), before);
}

#[test]
fn a_failed_write_leaves_nothing_and_keeps_the_old() {
    let folder = tempfile::tempdir().unwrap();
    let out = Out::open(&folder.path().join("out")).unwrap();
    out.write("a", &[("issue.json", b"old".to_vec())], None).unwrap();
    // the second file has a name no folder can hold
    let error = out.write("a", &[("issue.json", b"new".to_vec()), ("no/such", Vec::new())], None).unwrap_err();
    assert!(error.path.ends_with("no/such"), "{error}");
    assert_eq!(names(out.path()), ["a"]);
    assert_eq!(std::fs::read(out.path().join("a/issue.json")).unwrap(), b"old");
}

#[test]
fn bars_hear_of_every_page_and_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "a page 4").unwrap();
    let out = Out::open(&folder.path().join("out")).unwrap();
    let watch = Counter::default();
    convert_all(&[path], &settings(1, false), &out, &line, &watch, |_| ControlFlow::Continue(())).unwrap();
    assert_eq!((watch.pages.into_inner(), watch.files.into_inner()), (6, 1));
}
