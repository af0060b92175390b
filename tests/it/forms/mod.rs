//! Forms of pages that the fixtures do not show: each a few invented lines, and the records they give.

mod boxes;
mod fields;
mod lists;
mod news;
mod pages;
mod proposals;
mod signatures;
mod speeches;
mod strayed;

use serde_json::Value;

use crate::program::{huikan, names};

/// The records of a text, in order.
fn records(text: &str) -> Vec<Value> {
    let here = tempfile::tempdir().unwrap();
    std::fs::write(here.path().join("page.txt"), text).unwrap();
    let ran = huikan(here.path(), &["convert", "page.txt", "-o", "out", "--quiet", "--ocr", "off"]);
    assert!(ran.code <= 1, "{}", ran.stderr);
    let issue = names(&here.path().join("out")).remove(0);
    let rows = std::fs::read_to_string(here.path().join("out").join(issue).join("records.jsonl")).unwrap();
    rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn titles(records: &[Value]) -> Vec<&str> {
    records.iter().map(|r| r["title"].as_str().unwrap()).collect()
}
