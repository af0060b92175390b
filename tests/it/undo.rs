//! `huikan undo` gives back the extracted text: byte for byte for plain text, line for line in reading order for PDFs.

use std::path::{Path, PathBuf};

use crate::program::{Ran, huikan};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Converts one file into `out` below a new folder, and undoes it.
fn undone(input: &Path, options: &[&str]) -> Option<(tempfile::TempDir, Ran)> {
    let here = tempfile::tempdir().unwrap();
    let input = input.to_str().unwrap();
    let args = [&["convert", input, "-o", "out", "--quiet"], options].concat();
    let ran = huikan(here.path(), &args);
    let made = std::fs::read_dir(here.path().join("out")).is_ok_and(|mut folder| folder.next().is_some());
    assert!(ran.code <= 1 || !made, "{input}: {}", ran.stderr);
    made.then(|| {
        let ran = huikan(here.path(), &["undo", "out"]);
        assert_eq!(ran.code, 0, "{input}: {}", ran.stderr);
        (here, ran)
    })
}

/// The extracted lines as the ledger of the one issue has them, with the page of each.
fn ledger(here: &Path) -> Vec<(u64, String)> {
    let issue = std::fs::read_dir(here.join("out")).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(issue.join("ledger.jsonl")).unwrap();
    let rows = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    rows.map(|row| (row["page"].as_u64().unwrap(), row["text"].as_str().unwrap().to_owned())).collect()
}

/// Plain text in UTF-8 with line feeds comes back byte for byte.
fn check_text(path: &Path, options: &[&str]) {
    let Some((_here, ran)) = undone(path, options) else { return };
    let want = std::fs::read_to_string(path).unwrap();
    assert!(ran.stdout == want, "{}: differs from byte {:?}", path.display(), first_difference(&ran.stdout, &want));
}

fn first_difference(a: &str, b: &str) -> Option<usize> {
    a.bytes().zip(b.bytes()).position(|(a, b)| a != b)
}

/// Of a PDF come the lines in reading order, pages apart.
fn check_pages(path: &Path, options: &[&str]) {
    let Some((here, ran)) = undone(path, options) else { return };
    let mut want = String::new();
    let mut on = None;
    for (page, line) in ledger(here.path()) {
        if on.is_some_and(|on| on != page) {
            want.push('\u{C}');
        }
        on = Some(page);
        want.push_str(&line);
        want.push('\n');
    }
    assert!(ran.stdout == want, "{}: differs from byte {:?}", path.display(), first_difference(&ran.stdout, &want));
}

#[test]
fn every_fixture_comes_back() {
    let roster = fixtures().join("yunze/roster.toml");
    let roster = roster.to_str().unwrap();
    for entry in std::fs::read_dir(fixtures().join("yunze")).unwrap() {
        let folder = entry.unwrap().path();
        if folder.is_dir() {
            check_text(&folder.join("ocr.txt"), &["--roster", roster]);
            check_text(&folder.join("ocr.txt"), &["--repair", "likely"]);
            check_pages(&folder.join("born.pdf"), &["--roster", roster]);
        }
    }
    for name in ["formfeeds.txt"] {
        check_text(&fixtures().join("broken").join(name), &[]);
    }
}

#[test]
fn other_encodings_come_back_as_they_were_decoded() {
    let broken = fixtures().join("broken");
    for name in ["big5.txt", "crlf.txt", "gb18030.txt", "utf16le-bom.txt"] {
        let Some((here, ran)) = undone(&broken.join(name), &[]) else { panic!("{name} has text") };
        let want: Vec<String> = ledger(here.path()).into_iter().map(|(_, text)| text).collect();
        let got: Vec<&str> = ran.stdout.lines().filter(|line| !line.trim().is_empty()).collect();
        assert_eq!(got, want, "{name}");
    }
}

#[test]
fn white_space_between_lines_and_a_missing_last_line_end_come_back() {
    let here = tempfile::tempdir().unwrap();
    for text in
        ["\n \n云泽市政协召开会议\n\t\n \n会议由主席主持,大家讨论了。", "云泽市政协召开会议\n\n\n", "会议\n讨论\n \n  "]
    {
        let path = here.path().join("a.txt");
        std::fs::write(&path, text).unwrap();
        let (_there, ran) = undone(&path, &[]).unwrap();
        assert_eq!(ran.stdout, text);
    }
}

#[test]
fn shared_inputs_come_back() {
    let Some(shared) = std::env::var_os("HUIKAN_SHARED").map(PathBuf::from) else { return };
    for entry in std::fs::read_dir(shared.join("seeds")).unwrap() {
        check_text(&entry.unwrap().path(), &["--roster", shared.join("roster.toml").to_str().unwrap()]);
    }
    for folder in ["pdf", "pdfcases", "realpdf/chinese"] {
        for entry in std::fs::read_dir(shared.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "pdf") && std::fs::metadata(&path).unwrap().len() < (4 << 20) {
                check_pages(&path, &[]);
            }
        }
    }
}

#[test]
fn undo_writes_where_it_is_told_and_says_what_is_wrong() {
    let here = tempfile::tempdir().unwrap();
    let input = fixtures().join("yunze/2023-11/ocr.txt");
    assert_eq!(huikan(here.path(), &["convert", input.to_str().unwrap(), "-o", "out", "-q"]).code, 0);
    assert_eq!(huikan(here.path(), &["undo", "out", "-o", "back.txt"]).code, 0);
    assert_eq!(std::fs::read(here.path().join("back.txt")).unwrap(), std::fs::read(&input).unwrap());
    let issue = std::fs::read_dir(here.path().join("out")).unwrap().next().unwrap().unwrap().path();
    let repairs = std::fs::read_to_string(issue.join("repairs.jsonl")).unwrap();
    let fewer: String = repairs.lines().filter(|l| !l.contains("mark-width")).map(|l| format!("{l}\n")).collect();
    std::fs::write(issue.join("repairs.jsonl"), fewer).unwrap();
    let ran = huikan(here.path(), &["undo", "out"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.contains("taking the repairs back does not give the extracted text"), "{}", ran.stderr);
    assert_eq!(huikan(here.path(), &["undo", "nowhere"]).code, 3);
}
