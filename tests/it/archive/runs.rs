//! One night after the other: nothing twice, nothing mixed, nothing lost.

use super::{
    assert_same, assert_sound, bulletins, counts, fixture, folder, inbox, ingest, last_manifest, outcomes, small, tree,
};
use crate::program::{huikan, names};

#[test]
fn the_second_night_changes_nothing() {
    let here = folder();
    let at = here.path();
    inbox(at, &bulletins());
    let ran = ingest(at, &[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(counts(&outcomes(at)), "4 converted, 1 kept-aside");
    assert_sound(at);
    let before = tree(&at.join("A/issues"));
    assert_eq!(ingest(at, &["--jobs", "1"]).code, 0);
    assert_eq!(counts(&outcomes(at)), "5 unchanged");
    assert_eq!(last_manifest(at)["files"].as_array().unwrap().len(), 0);
    assert_same(&tree(&at.join("A/issues")), &before, "second night");
    let status = huikan(at, &["status", "A"]);
    assert_eq!(status.code, 0);
    assert!(status.stdout.contains("issues          4\n"), "{}", status.stdout);
    assert!(
        std::fs::read_to_string(at.join("A/metrics.prom")).unwrap().contains("huikan_files{outcome=\"unchanged\"} 5\n")
    );
}

#[test]
fn any_number_of_jobs_gives_the_same_archive() {
    let here = folder();
    let at = here.path();
    inbox(at, &bulletins());
    assert_eq!(ingest(at, &["--jobs", "1"]).code, 0);
    let one = tree(&at.join("A"));
    std::fs::remove_dir_all(at.join("A")).unwrap();
    assert_eq!(ingest(at, &["--jobs", "8"]).code, 0);
    assert_same(&tree(&at.join("A")), &one, "8 jobs");
}

#[test]
fn content_counts_and_not_the_name() {
    let here = folder();
    let at = here.path();
    let inbox = inbox(at, &[("a.txt", small(1).into_bytes()), ("b.txt", small(2).into_bytes())]);
    assert_eq!(ingest(at, &[]).code, 0);
    std::fs::rename(inbox.join("a.txt"), inbox.join("z.txt")).unwrap();
    // other bytes of the same length and the same time under a known name
    let time = std::fs::metadata(inbox.join("b.txt")).unwrap().modified().unwrap();
    std::fs::write(inbox.join("b.txt"), small(3)).unwrap();
    std::fs::File::options().write(true).open(inbox.join("b.txt")).unwrap().set_modified(time).unwrap();
    assert_eq!(ingest(at, &[]).code, 0);
    assert_eq!(counts(&outcomes(at)), "1 converted, 1 duplicate");
    assert_eq!(names(&at.join("A/issues")).len(), 3);
    assert_sound(at);
}

#[test]
fn a_better_scan_takes_the_place_of_the_one_before() {
    let here = folder();
    let at = here.path();
    // the first scan lost the second half of the issue
    let text = String::from_utf8(fixture("yunze/2023-11/ocr.txt")).unwrap();
    let half: String = text.lines().take(text.lines().count() / 2).flat_map(|line| [line, "\n"]).collect();
    inbox(at, &[("a.txt", half.into_bytes())]);
    assert_eq!(ingest(at, &[]).code, 0);
    let of_half = huikan(at, &["search", "A", "云泽", "-n", "99", "--json"]).stdout.lines().count();
    inbox(at, &[("b.pdf", fixture("yunze/2023-11/born.pdf"))]);
    assert_eq!(ingest(at, &[]).code, 0);
    assert_eq!(counts(&outcomes(at)), "1 superseding, 1 unchanged");
    assert_eq!(names(&at.join("A/issues")), ["huikan-2023-11"]);
    assert_eq!(names(&at.join("A/superseded/huikan-2023-11")).len(), 1);
    let of_whole = huikan(at, &["search", "A", "云泽", "-n", "99", "--json"]).stdout.lines().count();
    assert!(of_whole > of_half, "{of_whole} of {of_half}");
    assert_sound(at);
    // the worse scan under another name changes nothing
    std::fs::rename(at.join("in/a.txt"), at.join("in/c.txt")).unwrap();
    assert_eq!(ingest(at, &[]).code, 0);
    assert_eq!(counts(&outcomes(at)), "1 duplicate, 1 unchanged");
}

#[test]
fn two_issues_under_one_number_are_both_kept() {
    let here = folder();
    let at = here.path();
    let other = String::from_utf8(fixture("yunze/2024-03/ocr.txt")).unwrap();
    let misread = other.replace("2024年3月 第3期", "2024年1月 第1期").replace("第3期", "第1期");
    inbox(at, &[("a.txt", fixture("yunze/2024-01/ocr.txt")), ("b.txt", misread.into_bytes())]);
    ingest(at, &[]);
    assert_eq!(counts(&outcomes(at)), "2 converted");
    let ids = names(&at.join("A/issues"));
    assert_eq!(ids.len(), 2);
    assert!(ids[1].starts_with(&format!("{}-", ids[0])), "{ids:?}");
    assert_sound(at);
}

#[test]
fn other_settings_wait_to_be_asked_for() {
    let here = folder();
    let at = here.path();
    inbox(at, &bulletins());
    assert_eq!(ingest(at, &[]).code, 0);
    let ran = huikan(at, &["ingest", "in", "--archive", "A", "--settle", "0", "--repair", "none"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.stderr.contains("warning: 4 issues were made by another version or with other settings"),
        "{}",
        ran.stderr
    );
    assert_eq!(counts(&outcomes(at)), "5 unchanged");
    assert_eq!(ingest(at, &["--repair", "none", "--reprocess", "changed"]).code, 0);
    assert_eq!(outcomes(at).values().sum::<usize>(), 5);
    assert_eq!(last_manifest(at)["outdated"], 0);
    assert_eq!(last_manifest(at)["files"].as_array().unwrap().len(), 5);
    assert_sound(at);
    // asked again there is nothing left to do
    assert_eq!(ingest(at, &["--repair", "none", "--reprocess", "changed"]).code, 0);
    assert_eq!(counts(&outcomes(at)), "5 unchanged");
    // everything is made anew from the originals, with an inbox that is empty
    std::fs::remove_dir_all(at.join("in")).unwrap();
    std::fs::create_dir(at.join("in")).unwrap();
    assert_eq!(ingest(at, &["--repair", "none", "--reprocess", "all"]).code, 0);
    assert_eq!(last_manifest(at)["files"].as_array().unwrap().len(), 5);
    assert_sound(at);
}

#[test]
fn a_changed_profile_makes_anew_only_what_it_reads() {
    let here = folder();
    let at = here.path();
    inbox(at, &bulletins());
    std::fs::create_dir(at.join("p")).unwrap();
    let profile = |matched: &str| {
        format!(
            "id = \"town\"\nname = \"town\"\nextends = \"bulletin\"\npublication = \"{matched}\"\nid_prefix = \"town\"\n\
             medium = \"magazine\"\ndetect = [\"{matched}\"]\n"
        )
    };
    std::fs::write(at.join("p/town.toml"), profile("无此刊物")).unwrap();
    assert_eq!(ingest(at, &["--profiles", "p"]).code, 0);
    std::fs::write(at.join("p/town.toml"), profile("亦无此刊")).unwrap();
    assert_eq!(ingest(at, &["--profiles", "p", "--reprocess", "changed"]).code, 0);
    assert_eq!((counts(&outcomes(at)).as_str(), last_manifest(at)["outdated"].as_u64()), ("5 unchanged", Some(0)));
    // now it takes the bulletins, and leaves the newspaper page
    std::fs::write(at.join("p/town.toml"), profile("云泽政协")).unwrap();
    assert_eq!(ingest(at, &["--profiles", "p"]).code, 0);
    assert_eq!(last_manifest(at)["outdated"], 3);
    assert_eq!(ingest(at, &["--profiles", "p", "--reprocess", "changed"]).code, 0);
    assert_eq!(outcomes(at)["unchanged"], 1);
    let ids = names(&at.join("A/issues"));
    assert_eq!(ids.iter().filter(|id| id.starts_with("town-")).count(), 3, "{ids:?}");
    assert_eq!(ids.len(), 4);
    assert_sound(at);
    // what moved to another id is gone under the old one, and a feed says so
    assert_eq!(huikan(at, &["export", "A", "--to", "csv", "-o", "x", "--since", "3", "--quiet"]).code, 0);
    let gone = std::fs::read_to_string(at.join("x/gone.csv")).unwrap();
    assert!(gone.contains("huikan-2024-03-r0001\r\n") && !gone.contains("town-"), "{gone}");
}

#[test]
fn failures_are_tried_again_and_then_parked() {
    let here = folder();
    let at = here.path();
    inbox(at, &[("a.txt", small(1).into_bytes()), ("b.pdf", fixture("broken/not-a-pdf.pdf"))]);
    let mut said = Vec::new();
    for _ in 0..4 {
        ingest(at, &["--retries", "2"]);
        said.push(counts(&outcomes(at)));
    }
    assert_eq!(
        said,
        ["1 converted, 1 failed", "1 failed, 1 unchanged", "1 failed, 1 unchanged", "1 quarantined, 1 unchanged"]
    );
    assert_eq!(ingest(at, &["--retries", "2"]).code, 0, "what is parked is no failure of this run");
    let status = huikan(at, &["status", "A"]);
    assert!(status.stdout.contains("parked   b.pdf: unreadable: "), "{}", status.stdout);
    // other settings are a new chance, when asked for
    ingest(at, &["--retries", "2", "--repair", "none", "--reprocess", "changed"]);
    assert_eq!(outcomes(at)["failed"], 1);
    // the file is gone from the inbox: it is in the archive, and still tried
    std::fs::remove_file(at.join("in/b.pdf")).unwrap();
    assert_eq!(ingest(at, &["--retries", "9", "--repair", "none"]).code, 1);
    assert_eq!(counts(&outcomes(at)), "1 failed, 1 unchanged");
    assert_sound(at);
}

#[test]
fn too_many_failures_end_with_their_own_code() {
    let here = folder();
    let at = here.path();
    inbox(at, &[("a.txt", small(1).into_bytes()), ("b.pdf", fixture("broken/not-a-pdf.pdf"))]);
    let ran = ingest(at, &["--max-failed", "0.4"]);
    assert_eq!((ran.code, ran.stderr.lines().last().unwrap()), (4, "  hint: huikan status ARCHIVE lists them"));
    assert!(ran.stderr.contains("huikan: 1 of 2 files failed; a share of 0.4 may\n"));
    std::fs::remove_dir_all(at.join("A")).unwrap();
    assert_eq!(ingest(at, &["--max-failed", "0.5"]).code, 1);
}

#[test]
fn a_file_that_is_still_copied_is_left_for_the_next_run() {
    let here = folder();
    let at = here.path();
    inbox(at, &[("a.txt", small(1).into_bytes())]);
    let typed = ["ingest", "in", "--archive", "A", "--settle", "3600", "--quiet"];
    assert_eq!(huikan(at, &typed).code, 0);
    assert_eq!(counts(&outcomes(at)), "1 fresh");
    assert_eq!(names(&at.join("A/issues")), [] as [&str; 0]);
    // seen a second time just as it was, it is whole, whatever the clock says
    assert_eq!(huikan(at, &typed).code, 0);
    assert_eq!(counts(&outcomes(at)), "1 converted");
}

#[test]
fn patches_of_people_stay_and_are_used() {
    let here = folder();
    let at = here.path();
    inbox(at, &[("a.txt", fixture("yunze/2023-11/ocr.txt"))]);
    assert_eq!(ingest(at, &[]).code, 0);
    let issue = at.join("A/issues/huikan-2023-11");
    let records = std::fs::read_to_string(issue.join("records.jsonl")).unwrap();
    let row: serde_json::Value = serde_json::from_str(records.lines().next().unwrap()).unwrap();
    let (line, text) = {
        let ledger = std::fs::read_to_string(issue.join("ledger.jsonl")).unwrap();
        let rows = ledger.lines().map(|row| serde_json::from_str::<serde_json::Value>(row).unwrap());
        let row =
            rows.into_iter().find(|l| l["record"] == row["id"] && l["clean"].as_str().unwrap().contains('，')).unwrap();
        (row["line"].as_u64().unwrap(), row["clean"].as_str().unwrap().to_owned())
    };
    let first: String = text.chars().take(4).collect();
    let patch = format!(
        "[[patch]]\nline = {line}\nwas = \"{first}\"\nnow = \"{first}甲\"\nwho = \"测试\"\nwhen = \"2026-11-21\"\n"
    );
    std::fs::write(issue.join("patches.toml"), patch).unwrap();
    assert_eq!(ingest(at, &[]).code, 0);
    assert_eq!(counts(&outcomes(at)), "1 converted");
    assert!(std::fs::read_to_string(issue.join("records.jsonl")).unwrap().contains(&format!("{first}甲")));
    assert!(issue.join("patches.toml").is_file());
    assert_eq!(ingest(at, &[]).code, 0);
    assert_eq!(counts(&outcomes(at)), "1 unchanged");
    assert_sound(at);
}

#[test]
fn verify_names_what_is_wrong_and_repairs_the_catalogue() {
    let here = folder();
    let at = here.path();
    inbox(at, &bulletins());
    assert_eq!(ingest(at, &[]).code, 0);
    assert_eq!(huikan(at, &["verify", "A", "--repair"]).code, 0);
    let catalogue = std::fs::read(at.join("A/catalogue.sqlite")).unwrap();
    assert_eq!(huikan(at, &["verify", "A", "--repair"]).code, 0);
    assert_eq!(std::fs::read(at.join("A/catalogue.sqlite")).unwrap(), catalogue, "made twice, it is the same file");
    std::fs::remove_file(at.join("A/catalogue.sqlite")).unwrap();
    let ran = huikan(at, &["verify", "A"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.starts_with("catalogue.sqlite: bad-catalogue: is missing"), "{}", ran.stdout);
    assert_eq!(huikan(at, &["verify", "A", "--repair"]).code, 0);
    assert_eq!(std::fs::read(at.join("A/catalogue.sqlite")).unwrap(), catalogue);

    let original = |sha256: &str| at.join("A/originals").join(&sha256[..2]).join(sha256);
    let card: serde_json::Value =
        serde_json::from_slice(&std::fs::read(at.join("A/issues/huikan-2024-03/archive.json")).unwrap()).unwrap();
    let sha256 = card["source"]["sha256"].as_str().unwrap();
    std::fs::write(original(sha256), "other bytes").unwrap();
    std::fs::write(at.join("A/originals/00x"), "").unwrap_or_default();
    std::fs::remove_file(at.join("A/originals/00x")).unwrap();
    let stray = "00".repeat(32);
    std::fs::create_dir_all(original(&stray).parent().unwrap()).unwrap();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    std::fs::create_dir_all(original(empty).parent().unwrap()).unwrap();
    std::fs::write(original(empty), "").unwrap();
    let records = at.join("A/issues/huikan-2024-01/records.jsonl");
    let text = std::fs::read_to_string(&records).unwrap();
    std::fs::write(&records, text.replacen("\"kind\":\"", "\"kind\":\"x", 1)).unwrap();
    let found = huikan(at, &["verify", "A"]).stdout;
    let codes: Vec<&str> = found.lines().filter_map(|line| line.split(": ").nth(1)).collect();
    for code in ["changed-original", "orphan", "invalid-rows"] {
        assert!(codes.contains(&code), "{code} is not among {found}");
    }
}

#[test]
fn a_scanned_issue_is_partial_until_its_pages_can_be_read() {
    let at = folder();
    let scan = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/yunze/2023-11/scan.pdf");
    std::fs::create_dir_all(at.path().join("in")).unwrap();
    std::fs::copy(scan, at.path().join("in/scan.pdf")).unwrap();
    let without = ["--ocr", "auto", "--models", "none", "--offline"];
    ingest(at.path(), &without);
    assert_eq!(counts(&outcomes(at.path())), "1 partial");
    if !crate::ocr::has_models("a scanned issue in an archive") {
        return;
    }
    let ran = ingest(at.path(), &["--ocr", "auto", "--offline", "--reprocess", "changed"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(counts(&outcomes(at.path())), "1 converted");
}
