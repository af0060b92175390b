//! `huikan coverage` and the gate `--max-unplaced`.

use std::path::Path;

use huikan::output::render;

use crate::program::huikan;
use crate::samples::rows;

/// An output folder with one issue of eleven lines, one of them unplaced.
fn with_issue() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let issue = folder.path().join("out/jczx-2031-02");
    std::fs::create_dir_all(&issue).unwrap();
    for (name, bytes) in render(&rows("jczx-2031-02").check().unwrap()) {
        std::fs::write(issue.join(name), bytes).unwrap();
    }
    folder
}

#[test]
fn coverage_says_where_every_line_went() {
    let here = with_issue();
    let ran = huikan(here.path(), &["coverage", "out"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let rows = std::fs::read_to_string(here.path().join("out/jczx-2031-02/ledger.jsonl")).unwrap();
    let n = rows.lines().count();
    assert!(ran.stdout.starts_with(&format!("jczx-2031-02: {n} lines\n  record ")), "{}", ran.stdout);
    assert!(ran.stdout.contains("in 4 records") && ran.stdout.contains("    body"), "{}", ran.stdout);
    assert!(ran.stdout.lines().any(|l| l.starts_with("  line ") && l.contains("page 1")), "{}", ran.stdout);
    let ran = huikan(here.path(), &["coverage", "--json", "out/jczx-2031-02"]);
    let row: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((row["lines"].as_u64(), row["unplaced"].as_array().map(Vec::len)), (Some(n as u64), Some(1)));
}

#[test]
fn too_many_unplaced_lines_exit_4() {
    let here = with_issue();
    assert_eq!(huikan(here.path(), &["coverage", "out", "--max-unplaced", "1"]).code, 0);
    let ran = huikan(here.path(), &["coverage", "out", "--max-unplaced", "0"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (4, "huikan: 1 lines found no place; 0 may\n"));
    assert_eq!(huikan(here.path(), &["coverage", "nowhere"]).code, 3);
}

#[test]
fn the_gate_of_convert_fails_the_run_and_keeps_the_output() {
    let here = tempfile::tempdir().unwrap();
    // nothing in it is known to any profile
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/yunze/2023-11/ocr.txt");
    let args = ["convert", input.to_str().unwrap(), "-o", "out", "-q", "--max-unplaced"];
    let ran = huikan(here.path(), &[&args[..], &["100000"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let issue = std::fs::read_dir(here.path().join("out")).unwrap().next().unwrap().unwrap().path().join("issue.json");
    let text = std::fs::read_to_string(&issue).unwrap();
    let row: serde_json::Value = serde_json::from_str(&text).unwrap();
    let unplaced = row["coverage"]["unplaced"].as_u64().unwrap();
    // the run looks at issues that are there already too: one unplaced line more, and the same gate closes
    let more = text.replace(&format!("\"unplaced\": {unplaced}"), &format!("\"unplaced\": {}", unplaced + 1));
    std::fs::write(&issue, more).unwrap();
    let ran = huikan(here.path(), &[&args[..], &[unplaced.to_string().as_str()]].concat());
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    assert!(ran.stderr.contains("lines found no place"), "{}", ran.stderr);
    assert!(issue.exists());
}
