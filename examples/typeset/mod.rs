//! From an invented bulletin's source text to all its forms: OCR text, born-digital PDF, PDF with
//! scanned pages, truth. Pure functions of the
//! source and its seed; no clock, no environment.

mod broken;
mod chance;
mod contents;
mod damage;
mod issue;
mod kinsoku;
mod layout;
mod ocr;
mod pdf;
mod scan;
mod source;
mod style;
mod truth;

use std::path::{Path, PathBuf};

/// Every generated file under `fixtures`, with its bytes.
pub fn everything(fixtures: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut out = Vec::new();
    for dir in bulletins(fixtures) {
        let text = std::fs::read_to_string(dir.join("source.txt")).expect("a source is readable");
        let made = bulletin(&text);
        out.push((dir.join("ocr.txt"), made.ocr.into_bytes()));
        let images = scan::images(&dir);
        if !images.is_empty() {
            out.push((dir.join("scan.pdf"), scan::write(&made.pdf, &images)));
        }
        out.push((dir.join("born.pdf"), made.pdf));
        out.push((dir.join("truth.json"), made.truth.into_bytes()));
    }
    for (name, bytes) in broken::files() {
        out.push((fixtures.join("broken").join(name), bytes));
    }
    out
}

/// Folders with a `source.txt`, sorted.
pub fn bulletins(fixtures: &Path) -> Vec<PathBuf> {
    let mut dirs: Vec<PathBuf> = std::fs::read_dir(fixtures.join("yunze"))
        .expect("fixtures/yunze is there")
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.join("source.txt").is_file())
        .collect();
    dirs.sort();
    dirs
}

struct Made {
    ocr: String,
    pdf: Vec<u8>,
    truth: String,
}

fn bulletin(text: &str) -> Made {
    let source = source::parse(text);
    let mut issue = issue::build(&source);
    let mut laid = layout::set(&issue);
    // the contents page needs the pages, and pushes them on: once to know its length, once for the numbers
    for _ in 0..2 {
        contents::fill(&mut issue, &laid);
        laid = layout::set(&issue);
    }
    let ocr = ocr::read(&issue, &laid);
    let ocr = damage::apply(&issue, ocr);
    Made { pdf: pdf::write(&issue, &laid), truth: truth::write(&issue, &laid, &ocr), ocr: ocr.text() }
}
