//! Arguments, exit codes and the wording of every message that needs no conversion.

use std::path::Path;

use huikan::output::render;
use huikan::validate::SCHEMAS;

use crate::program::{command, huikan, huikan_fed, names};
use crate::samples::rows;

/// An output folder with one issue, `jczx-2031-02`, in `out`.
fn with_issue() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let issue = folder.path().join("out/jczx-2031-02");
    std::fs::create_dir_all(&issue).unwrap();
    for (name, bytes) in render(&rows("jczx-2031-02").check().unwrap()) {
        std::fs::write(issue.join(name), bytes).unwrap();
    }
    folder
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from));
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn help_and_version_are_data() {
    let here = tempfile::tempdir().unwrap();
    for args in [&["--help"][..], &["convert", "--help"], &["validate", "-h"], &["schema", "-h"], &["explain", "-h"]] {
        let ran = huikan(here.path(), args);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{args:?}");
        assert!(ran.stdout.contains("Usage: huikan"), "{args:?}");
    }
    let ran = huikan(here.path(), &["--version"]);
    assert_eq!((ran.code, ran.stdout), (0, format!("huikan {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn every_option_has_help() {
    use std::process::Stdio;
    let here = tempfile::tempdir().unwrap();
    let shown = command(here.path()).args(["convert", "--help"]).stdin(Stdio::null()).output().unwrap();
    let help = String::from_utf8(shown.stdout).unwrap();
    let lines: Vec<&str> = help.lines().collect();
    for (i, line) in
        lines.iter().enumerate().filter(|(_, line)| line.trim_start().starts_with("--") || line.starts_with("  -"))
    {
        let said =
            line.trim().split("  ").nth(1).is_some() || lines.get(i + 1).is_some_and(|next| next.starts_with("     "));
        assert!(said, "no help for {line}");
    }
    for option in [
        "--out",
        "--jobs",
        "--profile ",
        "--profiles",
        "--roster",
        "--password",
        "--repair",
        "--force",
        "--quiet",
        "--json",
        "--color",
    ] {
        assert!(help.contains(option), "{option}");
    }
}

#[test]
fn wrong_arguments_exit_2() {
    let here = tempfile::tempdir().unwrap();
    for args in [
        &[][..],
        &["convert"],
        &["convert", "a.pdf"],
        &["convert", "a.pdf", "-o", "out", "--jobs", "0"],
        &["convert", "a.pdf", "-o", "out", "--repair", "wild"],
        &["frobnicate"],
        &["validate"],
        &["explain", "out"],
    ] {
        let ran = huikan(here.path(), args);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
        assert!(!ran.stderr.is_empty());
    }
    assert_eq!(names(here.path()), [] as [&str; 0]);
}

#[test]
fn schemas_are_listed_and_printed() {
    let here = tempfile::tempdir().unwrap();
    let ran = huikan(here.path(), &["schema"]);
    assert_eq!(ran.stdout, "common\nproposal\nspeech\nmeeting\narticle\nissue\nledger\nrepair\n");
    for (kind, text) in SCHEMAS {
        let ran = huikan(here.path(), &["schema", kind]);
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, text, ""));
    }
    let ran = huikan(here.path(), &["schema", "poem"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert_eq!(
        ran.stderr,
        "huikan: there is no schema poem\n  hint: the kinds are common, proposal, speech, meeting, article, issue, ledger, repair\n"
    );
}

#[test]
fn valid_output_is_found_valid() {
    let folder = with_issue();
    for path in ["out", "out/jczx-2031-02", "out/../out/jczx-2031-02/."] {
        let ran = huikan(folder.path(), &["validate", path]);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{path}");
        assert_eq!(ran.stderr, "huikan: 1 issue folder: all rows are valid\n");
    }
}

#[test]
fn a_violation_names_file_line_and_value() {
    let folder = with_issue();
    replace(&folder.path().join("out/jczx-2031-02/records.jsonl"), "\"kind\":\"speech\"", "\"kind\":\"poem\"");
    let ran = huikan(folder.path(), &["validate", "out"]);
    assert_eq!(ran.code, 1);
    assert_eq!(
        ran.stdout,
        "out/jczx-2031-02/records.jsonl:3: /kind: is not one of proposal, speech, meeting, article\n\
         out/jczx-2031-02/issue.json:1: /counts/speeches: is 1, but there are 0 records of that kind\n"
    );
    assert_eq!(ran.stderr, "huikan: 1 issue folder: 2 violations\n");
    let ran = huikan(folder.path(), &["validate", "out", "--json"]);
    let first: serde_json::Value = serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap();
    assert_eq!((first["line"].as_u64(), first["pointer"].as_str()), (Some(3), Some("/kind")));
}

#[test]
fn broken_folders_are_named() {
    let folder = with_issue();
    std::fs::remove_file(folder.path().join("out/jczx-2031-02/ledger.jsonl")).unwrap();
    let ran = huikan(folder.path(), &["validate", "out"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (1, "out/jczx-2031-02/ledger.jsonl:1: cannot read: there is no such file or folder\n")
    );
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let ran = huikan(folder.path(), &["validate", "empty"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.starts_with(
        "huikan: empty: there is no issue folder in it\n  hint: give an output folder of convert, or one of the folders in it\n"
    ));
    let ran = huikan(folder.path(), &["validate", "nowhere", "--quiet"]);
    assert_eq!(ran.code, 3);
    assert_eq!(
        ran.stderr,
        "huikan: nowhere: cannot list: there is no such file or folder\n  hint: check the path; quote it if it holds spaces\n"
    );
}

#[test]
fn explain_tells_lines_opening_and_repairs() {
    let folder = with_issue();
    for out in ["out", "out/jczx-2031-02"] {
        let ran = huikan(folder.path(), &["explain", out, "jczx-2031-02-r0003"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        assert_eq!(ran.stdout, EXPLAINED);
    }
}

const EXPLAINED: &str = "\
jczx-2031-02-r0003  speech  座谈会
  江城政协召开座谈会
  共商大计

opened by  heading-召开: contents 0.97
part of    jczx-2031-02-r0002
source     江城.pdf
confidence 0.9
warning    unplaced-lines: 1 line of jczx-2031-02 has no place

2 lines
     5  page 1    title        会议听取了报吿。
     6  page 1    block 0      会议听取了报吿。

1 repairs
     6  code-point: \"吿\" → \"告\"
        rule compatibility-form, confidence 0.999; 报告 stands 3 times
";

#[test]
fn explain_says_what_it_does_not_find() {
    let folder = with_issue();
    let said = |id: &str| {
        let ran = huikan(folder.path(), &["explain", "out", id]);
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
        ran.stderr
    };
    assert_eq!(
        said("jczx-2031-02-r0099"),
        "huikan: out/jczx-2031-02/records.jsonl: there is no record jczx-2031-02-r0099\n"
    );
    assert_eq!(
        said("xyz-r0001"),
        "huikan: out: there is no issue xyz\n  hint: give the output folder of convert, or the issue folder\n"
    );
    for id in ["poem", "../../etc-r0001"] {
        assert_eq!(
            said(id),
            format!(
                "huikan: {id} is no id of a record\n  hint: ids look like hrbzx-2023-01-r0007; records.jsonl has them all\n"
            )
        );
    }
}

#[test]
fn messages_are_json_on_request() {
    let here = tempfile::tempdir().unwrap();
    let ran = huikan(here.path(), &["--json", "convert", "nowhere.pdf", "-o", "out"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(
        lines[0],
        r#"{"level":"error","code":"unreadable-path","path":"nowhere.pdf","page":null,"line":null,"message":"cannot read: there is no such file or folder","hint":"check the path; quote it if it holds spaces"}"#
    );
    let summary: serde_json::Value = serde_json::from_str(lines[1]).unwrap();
    assert_eq!((summary["code"].as_str(), summary["summary"]["failed"].as_u64()), (Some("summary"), Some(1)));
}

#[test]
fn colour_is_used_when_asked_for() {
    let here = tempfile::tempdir().unwrap();
    let said = |color| huikan(here.path(), &["--color", color, "schema", "poem"]).stderr;
    assert!(said("always").starts_with("\x1b[1;31mhuikan:\x1b[0m there is no schema poem\n  \x1b[36mhint:\x1b[0m"));
    assert!(!said("auto").contains('\x1b'));
    assert!(!said("never").contains('\x1b'));
}

#[test]
fn a_name_cannot_steer_the_terminal() {
    let here = tempfile::tempdir().unwrap();
    let ran = huikan_fed(here.path(), &["convert", "-", "-o", "out", "--quiet"], b"red\x1b[31m\xe2\x80\xae.pdf\n");
    assert_eq!(ran.code, 3);
    assert_eq!(
        ran.stderr,
        "huikan: red\\u{1b}[31m\\u{202e}.pdf: cannot read: there is no such file or folder\n  hint: check the path; quote it if it holds spaces\n"
    );
}

#[test]
fn a_closed_stdout_is_no_error() {
    use std::process::Stdio;
    let here = tempfile::tempdir().unwrap();
    // nobody reads: the reading end is closed before the program writes
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended = command(here.path()).args(["schema", "common"]).stdin(Stdio::null()).stdout(writer).status().unwrap();
    assert_eq!(ended.code(), Some(0));
}
