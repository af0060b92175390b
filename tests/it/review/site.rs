//! The files of the site: what is made, what is not made again, what is left alone. Needs no browser.

use std::path::{Path, PathBuf};

use crate::program::{Ran, huikan, names};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/yunze");

struct Place {
    here: tempfile::TempDir,
}

impl Place {
    /// A folder with the issue of a PDF that lies in it.
    fn new() -> Self {
        let place = Self { here: tempfile::tempdir().unwrap() };
        std::fs::copy(format!("{FIXTURES}/news-general/born.pdf"), place.path("page.pdf")).unwrap();
        let ran = place.run(&["convert", "--ocr", "off", "-o", "out", "page.pdf"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.here.path().join(name)
    }

    fn run(&self, args: &[&str]) -> Ran {
        huikan(self.here.path(), args)
    }

    fn review(&self, more: &[&str]) -> Ran {
        self.run(&[&["review", "out", "-o", "site"], more].concat())
    }

    /// The one folder of issues/, and its data.
    fn issue(&self) -> PathBuf {
        let found = names(&self.path("site/issues"));
        assert_eq!(found.len(), 1, "{found:?}");
        self.path("site/issues").join(&found[0])
    }

    fn data(&self) -> String {
        std::fs::read_to_string(self.issue().join("data.js")).unwrap()
    }
}

/// All files below a folder with their bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                found.push((path, bytes));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_same_output_gives_the_same_bytes_for_any_number_of_jobs() {
    let place = Place::new();
    assert_eq!(place.review(&["--jobs", "1"]).code, 0);
    let first = files(&place.path("site"));
    std::fs::remove_dir_all(place.path("site")).unwrap();
    assert_eq!(place.review(&["--jobs", "4"]).code, 0);
    assert_eq!(files(&place.path("site")), first);
    assert!(first.iter().any(|(path, bytes)| path.ends_with("page-0001.png") && bytes.starts_with(b"\x89PNG")));
}

#[test]
fn an_issue_that_did_not_change_is_not_made_again() {
    let place = Place::new();
    assert!(place.review(&[]).stderr.contains("1 made, 0 unchanged"));
    assert!(place.review(&[]).stderr.contains("0 made, 1 unchanged"));
    let issue = std::fs::read_dir(place.path("out")).unwrap().next().unwrap().unwrap().path();
    std::fs::write(issue.join("patches.toml"), "# nothing yet\n").unwrap();
    assert!(place.review(&[]).stderr.contains("1 made, 0 unchanged"));
    assert!(place.data().contains("# nothing yet"));
    // an issue that is gone takes its page with it
    std::fs::rename(&issue, place.path("out/other")).unwrap();
    assert!(place.review(&[]).stderr.contains("1 made"));
    assert_eq!(names(&place.path("site/issues")), ["other"]);
}

#[test]
fn a_source_is_found_elsewhere_by_content_then_by_name() {
    let place = Place::new();
    std::fs::create_dir(place.path("moved")).unwrap();
    std::fs::rename(place.path("page.pdf"), place.path("moved/renamed.pdf")).unwrap();
    let ran = place.review(&[]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("sources are not found") && ran.stderr.contains("--pdf DIR"), "{}", ran.stderr);
    assert!(place.data().contains("The source is not found"));
    assert_eq!(place.review(&["--pdf", "moved"]).stderr.matches("1 made").count(), 1);
    assert!(place.data().contains("page-0001.png") && place.data().contains("\"imageNote\":null"));
    // another file under the old name
    std::fs::copy(format!("{FIXTURES}/news-proposals/born.pdf"), place.path("moved/page.pdf")).unwrap();
    std::fs::remove_file(place.path("moved/renamed.pdf")).unwrap();
    place.review(&["--pdf", "moved"]);
    assert!(place.data().contains("whose content is another"));
    // a file that stands where the source stood is no proof
    std::fs::copy(format!("{FIXTURES}/news-proposals/born.pdf"), place.path("page.pdf")).unwrap();
    place.review(&[]);
    assert!(place.data().contains("The source is not found"));
    assert_eq!(place.review(&["--no-images"]).code, 0);
    assert!(place.data().contains("without images"));
}

#[test]
fn what_is_no_site_is_left_alone_and_what_is_no_output_is_said() {
    let place = Place::new();
    std::fs::create_dir(place.path("site")).unwrap();
    std::fs::write(place.path("site/index.html"), "mine").unwrap();
    let ran = place.review(&[]);
    assert_eq!(ran.code, 5);
    assert!(ran.stderr.contains("holds other things than a site") && ran.stderr.contains("hint:"), "{}", ran.stderr);
    assert_eq!(std::fs::read_to_string(place.path("site/index.html")).unwrap(), "mine");
    let ran = place.run(&["review", "nowhere", "-o", "new"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(!place.path("new").exists());
    // one issue that can't be read does not cost the others
    std::fs::create_dir(place.path("out/broken")).unwrap();
    for file in ["issue.json", "records.jsonl", "ledger.jsonl", "repairs.jsonl"] {
        std::fs::write(place.path("out/broken").join(file), "{\n").unwrap();
    }
    let ran = place.run(&["review", "out", "-o", "new"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("issue.json") && ran.stderr.contains("1 made, 0 unchanged, 1 failed"),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_archive_gives_its_originals() {
    let place = Place::new();
    std::fs::create_dir(place.path("inbox")).unwrap();
    std::fs::rename(place.path("page.pdf"), place.path("inbox/page.pdf")).unwrap();
    let ran = place.run(&["ingest", "inbox", "--archive", "archive", "--settle", "0"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    std::fs::remove_dir_all(place.path("inbox")).unwrap();
    let ran = place.run(&["review", "archive", "-o", "site"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(place.data().contains("page-0001.png"));
}
