//! The whole program over the shipped fixtures: what is written, what is said of broken inputs.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::program::{Ran, command, huikan, huikan_fed, names};

const MAGAZINE_TEXT: &str = "yunze/2024-03/ocr.txt";
const MAGAZINE_PDF: &str = "yunze/2024-03/born.pdf";
const ISSUES: [&str; 5] = ["2023-11", "2024-03", "news-experience", "news-general", "news-proposals"];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn copy(name: &str, to: &Path) {
    std::fs::copy(fixture(name), to).unwrap();
}

/// Converts with plain messages and without the closing table.
fn convert(folder: &Path, args: &[&str]) -> Ran {
    huikan(folder, &[&["convert", "-o", "out", "--quiet"], args].concat())
}

/// The only issue folder in `out`.
fn only_issue(folder: &Path) -> PathBuf {
    let found = names(&folder.join("out"));
    assert_eq!(found.len(), 1, "{found:?}");
    folder.join("out").join(&found[0])
}

fn rows(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// All files below `out`.
fn everything(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let out = folder.join("out");
    let files = names(&out).into_iter().flat_map(|id| {
        let files = names(&out.join(&id));
        files.into_iter().map(move |file| format!("{id}/{file}"))
    });
    files.map(|file| (file.clone(), std::fs::read(out.join(file)).unwrap())).collect()
}

#[test]
fn every_fixture_converts_and_validates() {
    let here = tempfile::tempdir().unwrap();
    for issue in ISSUES {
        for file in ["ocr.txt", "born.pdf"] {
            copy(&format!("yunze/{issue}/{file}"), &here.path().join(format!("{issue}-{file}")));
        }
    }
    let roster = fixture("yunze/roster.toml");
    let ran = huikan(here.path(), &["convert", ".", "-o", "out", "--roster", roster.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("issues         10"), "{}", ran.stderr);
    let ran = huikan(here.path(), &["validate", "out"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
}

#[test]
fn every_line_of_a_text_is_in_the_ledger_once() {
    for issue in ISSUES {
        let here = tempfile::tempdir().unwrap();
        let input = fixture(&format!("yunze/{issue}/ocr.txt"));
        let ran = convert(here.path(), &[input.to_str().unwrap()]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let text = std::fs::read_to_string(&input).unwrap();
        let printed: Vec<u64> =
            (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).map(|(n, _)| n).collect();
        let ledger = rows(&only_issue(here.path()).join("ledger.jsonl"));
        assert_eq!(ledger.iter().map(|row| row["line"].as_u64().unwrap()).collect::<Vec<_>>(), printed, "{issue}");
    }
}

#[test]
fn every_record_explains_itself() {
    let here = tempfile::tempdir().unwrap();
    convert(here.path(), &[fixture(MAGAZINE_TEXT).to_str().unwrap()]);
    let records = rows(&only_issue(here.path()).join("records.jsonl"));
    assert!(records.len() > 5);
    for record in &records {
        let id = record["id"].as_str().unwrap();
        let ran = huikan(here.path(), &["explain", "out", id]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stdout.starts_with(id));
        assert!(ran.stdout.contains("opened by  "), "{}", ran.stdout);
    }
    // the reason of a title line says what opened the article
    let ledger = rows(&only_issue(here.path()).join("ledger.jsonl"));
    assert!(ledger.iter().any(|row| row["reason"].as_str().unwrap().starts_with("opens the record by ")));
}

#[test]
fn one_job_and_eight_write_the_same_bytes() {
    let results = ["1", "8"].map(|jobs| {
        let here = tempfile::tempdir().unwrap();
        for issue in ISSUES {
            copy(&format!("yunze/{issue}/ocr.txt"), &here.path().join(format!("{issue}.txt")));
            copy(&format!("yunze/{issue}/born.pdf"), &here.path().join(format!("{issue}.pdf")));
        }
        let ran = huikan(here.path(), &["convert", ".", "-o", "out", "--jobs", jobs]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        (ran.stderr, everything(here.path()))
    });
    assert_eq!(results[0], results[1]);
}

#[test]
fn a_file_alone_has_the_hash_of_its_bytes_which_is_told_while_its_pages_are_read() {
    let here = tempfile::tempdir().unwrap();
    let file = here.path().join("a.pdf");
    copy(MAGAZINE_PDF, &file);
    assert_eq!(convert(here.path(), &["a.pdf", "--jobs", "2"]).code, 0);
    let issue = std::fs::read_to_string(only_issue(here.path()).join("issue.json")).unwrap();
    let issue: Value = serde_json::from_str(&issue).unwrap();
    assert_eq!(issue["provenance"]["source"]["sha256"], huikan::disk::sha256(&std::fs::read(file).unwrap()));
}

#[test]
fn a_second_run_finds_nothing_to_do() {
    let here = tempfile::tempdir().unwrap();
    copy(MAGAZINE_TEXT, &here.path().join("a.txt"));
    assert_eq!(convert(here.path(), &["a.txt"]).code, 0);
    let before = everything(here.path());
    let ran = huikan(here.path(), &["convert", "a.txt", "-o", "out"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("issues          0   1 unchanged"), "{}", ran.stderr);
    let ran = convert(here.path(), &["a.txt", "--repair", "none"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.ends_with("or by another version\n  hint: --force replaces it\n"), "{}", ran.stderr);
    assert_eq!(convert(here.path(), &["a.txt", "--repair", "none", "--force"]).code, 0);
    assert_ne!(everything(here.path()), before);
    assert_eq!(convert(here.path(), &["a.txt", "--force"]).code, 0);
    assert_eq!(everything(here.path()), before);
}

#[test]
fn out_inside_the_input_is_not_read() {
    let here = tempfile::tempdir().unwrap();
    copy(MAGAZINE_TEXT, &here.path().join("a.txt"));
    for _ in 0..2 {
        let ran = convert(here.path(), &[".", "--force"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        assert_eq!(names(&here.path().join("out")).len(), 1);
    }
}

#[test]
fn what_is_given_twice_is_converted_once() {
    let here = tempfile::tempdir().unwrap();
    copy(MAGAZINE_TEXT, &here.path().join("a.txt"));
    copy(MAGAZINE_TEXT, &here.path().join("b.txt"));
    let ran = huikan_fed(here.path(), &["convert", "a.txt", "-", ".", "-o", "out"], b"./a.txt\nb.txt\n");
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("issues          1   1 given twice"), "{}", ran.stderr);
    only_issue(here.path());
}

/// What is said of a broken file, and that the batch goes on and nothing of it is written.
fn said_of(broken: &str, args: &[&str]) -> String {
    let here = tempfile::tempdir().unwrap();
    let name = broken.rsplit('/').next().unwrap();
    copy(broken, &here.path().join(name));
    copy(MAGAZINE_TEXT, &here.path().join("good.txt"));
    let ran = convert(here.path(), &[&[name, "good.txt"], args].concat());
    assert_eq!(ran.code, 1, "{broken}: {}", ran.stderr);
    only_issue(here.path());
    let alone = convert(here.path(), &[&[name], args].concat());
    assert_eq!((alone.code, &alone.stderr), (3, &ran.stderr), "{broken}");
    assert!(ran.stderr.starts_with(&format!("huikan: {name}: ")), "{}", ran.stderr);
    assert!(!ran.stderr.contains("internal error"), "{}", ran.stderr);
    ran.stderr
}

#[test]
fn broken_inputs_are_named_and_the_batch_goes_on() {
    for (file, word) in [
        ("broken/empty.txt", "empty"),
        ("broken/not-a-pdf.pdf", "the PNG image is damaged"),
        ("broken/zero-pages.pdf", "no pages"),
        ("broken/binary-junk.bin", "neither"),
        ("broken/encrypted-user-password.pdf", "needs a password"),
    ] {
        let said = said_of(file, &[]);
        assert!(said.contains(word), "{file}: {said}");
        assert!(said.contains("\n  hint: "), "{file}: {said}");
    }
    let said = said_of("broken/encrypted-user-password.pdf", &["--password", "wrong"]);
    assert!(said.contains("not the right one"), "{said}");
}

#[test]
fn the_right_password_opens_an_encrypted_pdf() {
    for file in ["broken/encrypted-user-password.pdf", "broken/encrypted-aes256.pdf"] {
        let here = tempfile::tempdir().unwrap();
        let ran = convert(here.path(), &[fixture(file).to_str().unwrap(), "--password", "huikan-yunze"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{file}");
        only_issue(here.path());
    }
}

#[test]
fn a_truncated_pdf_gives_what_is_left_or_an_error() {
    let whole = std::fs::read(fixture(MAGAZINE_PDF)).unwrap();
    for share in [5, 50, 95] {
        let here = tempfile::tempdir().unwrap();
        std::fs::write(here.path().join("cut.pdf"), &whole[..whole.len() * share / 100]).unwrap();
        let ran = convert(here.path(), &["cut.pdf"]);
        assert!([0, 1, 3].contains(&ran.code), "{share} %: {} {}", ran.code, ran.stderr);
        assert!(!ran.stderr.contains("internal error"), "{}", ran.stderr);
        assert_eq!(names(&here.path().join("out")).len(), usize::from(ran.code != 3), "{share} %");
    }
}

#[test]
fn a_page_without_text_is_named_and_the_rest_goes_on() {
    let here = tempfile::tempdir().unwrap();
    let ran = huikan(
        here.path(),
        &["convert", fixture("broken/page-without-text.pdf").to_str().unwrap(), "-o", "out", "--json", "--ocr", "off"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains(r#""code":"page-without-text""#), "{}", ran.stderr);
    assert!(!rows(&only_issue(here.path()).join("ledger.jsonl")).is_empty());
}

#[test]
fn every_encoding_is_read() {
    for file in ["big5.txt", "gb18030.txt", "utf16le-bom.txt", "crlf.txt", "formfeeds.txt"] {
        let here = tempfile::tempdir().unwrap();
        let ran = convert(here.path(), &[fixture("broken").join(file).to_str().unwrap()]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{file}");
        let ledger = rows(&only_issue(here.path()).join("ledger.jsonl"));
        let text: String = ledger.iter().map(|row| row["text"].as_str().unwrap()).collect();
        assert!(text.contains(['政', '会', '會']) && !text.contains('\u{fffd}'), "{file}: {text}");
    }
}

#[test]
fn a_line_of_200_megabytes_takes_bounded_time_and_memory() {
    let here = tempfile::tempdir().unwrap();
    let path = here.path().join("long.txt");
    std::fs::write(&path, "政协江城市委员会".repeat(200_000_000 / 24)).unwrap();
    // processor seconds stand for time, address space for memory: 200 MB of file, and 1 GB for the work and the stacks of two threads
    let script = format!(
        "ulimit -v 1500000 -t 60; exec \"{}\" convert long.txt -o out --quiet --jobs 2",
        env!("CARGO_BIN_EXE_huikan")
    );
    let mut limited = std::process::Command::new("sh");
    let ended = limited.args(["-c", &script]).current_dir(here.path()).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(matches!(ended.status.code(), Some(0 | 3)), "{:?} {said}", ended.status);
    assert!(!said.contains("internal error"), "{said}");
    assert!(names(&here.path().join("out")).iter().all(|name| !name.starts_with('.')));
}

#[test]
fn a_folder_without_rights_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let here = tempfile::tempdir().unwrap();
    let locked = here.path().join("locked");
    std::fs::create_dir(&locked).unwrap();
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    copy(MAGAZINE_TEXT, &here.path().join("good.txt"));
    let ran = convert(here.path(), &["locked", "good.txt"]);
    // nothing is locked for root
    if ran.code != 0 {
        assert_eq!(ran.code, 1);
        assert!(ran.stderr.starts_with("huikan: locked: cannot list: permission denied\n  hint: "), "{}", ran.stderr);
    }
    only_issue(here.path());
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_killed_run_leaves_no_half_folder() {
    let here = tempfile::tempdir().unwrap();
    for issue in ISSUES {
        copy(&format!("yunze/{issue}/ocr.txt"), &here.path().join(format!("{issue}.txt")));
    }
    for pause_ms in [0, 5, 10, 20, 40, 80, 160] {
        let mut child =
            command(here.path()).args(["convert", ".", "-o", "out", "--quiet"]).stdin(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(pause_ms));
        child.kill().unwrap();
        child.wait().unwrap();
        if here.path().join("out").exists() && names(&here.path().join("out")).iter().any(|name| !name.starts_with('.'))
        {
            let ran = huikan(here.path(), &["validate", "out"]);
            assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
        }
    }
    assert_eq!(convert(here.path(), &["."]).code, 0);
    assert_eq!(names(&here.path().join("out")).len(), ISSUES.len());
}
