//! Files, names, clocks and file systems as they should not be: one stops nothing, nothing leaves the archive.

use std::path::Path;

use super::{assert_sound, counts, folder, inbox, ingest, last_manifest, outcomes, small, tree};
use crate::program::{huikan, names};

#[test]
fn one_file_that_takes_too_much_stops_nothing() {
    let here = folder();
    let at = here.path();
    // each line a heading of its own: far more work and memory than its size says
    let much = (0..200_000).map(|i| format!("第{i}次会议召开（{i}）\n\n")).collect::<Vec<_>>().concat();
    inbox(at, &[("a.txt", small(1).into_bytes()), ("much.txt", much.into_bytes()), ("z.txt", small(2).into_bytes())]);
    assert_eq!(ingest(at, &["--timeout-per-file", "1.5"]).code, 1);
    assert_eq!(counts(&outcomes(at)), "2 converted, 1 failed");
    let row = last_manifest(at)["files"].as_array().unwrap().iter().find(|r| r["name"] == "much.txt").unwrap().clone();
    assert_eq!(
        (row["code"].as_str(), row["message"].as_str()),
        (Some("timeout"), Some("it was not done after 1.5 seconds"))
    );
    assert_sound(at);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_is_limited_for_each_file() {
    let here = folder();
    let at = here.path();
    let much = (0..400_000).map(|i| format!("第{i}行文字在此\n")).collect::<Vec<_>>().concat();
    inbox(at, &[("a.txt", small(1).into_bytes()), ("much.txt", much.into_bytes()), ("z.txt", small(2).into_bytes())]);
    assert_eq!(ingest(at, &["--max-memory", "110"]).code, 1);
    assert_eq!(counts(&outcomes(at)), "2 converted, 1 failed");
    let row = last_manifest(at)["files"].as_array().unwrap().iter().find(|r| r["name"] == "much.txt").unwrap().clone();
    assert_eq!(
        (row["code"].as_str(), row["message"].as_str()),
        (Some("out-of-memory"), Some("it needs more than 110 MB of memory"))
    );
}

#[cfg(unix)]
#[test]
fn odd_names_and_loops_of_links_stay_inside() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let here = folder();
    let at = here.path();
    let files = at.join("in");
    std::fs::create_dir_all(files.join("deep/deeper")).unwrap();
    std::fs::write(at.join("outside.txt"), small(90)).unwrap();
    for (i, name) in [
        &b"new\nline.txt"[..],
        b" space .txt",
        b"\xff\xfe.txt",
        b"a..%2f..%2fout.txt",
        "\u{202e}txt.fdp.txt".as_bytes(),
    ]
    .iter()
    .enumerate()
    {
        std::fs::write(files.join(OsStr::from_bytes(name)), small(i)).unwrap();
    }
    std::fs::write(files.join("deep/deeper/plain"), small(60)).unwrap();
    symlink("..", files.join("deep/up")).unwrap();
    symlink("../../../outside.txt", files.join("deep/deeper/to-outside.txt")).unwrap();
    symlink("loop-a.txt", files.join("loop-b.txt")).unwrap();
    symlink("loop-b.txt", files.join("loop-a.txt")).unwrap();
    let before = names(at);
    ingest(at, &["--metrics", "figures.prom"]);
    let mut after = names(at);
    after.retain(|name| name != "A" && name != "figures.prom");
    assert_eq!(after, before);
    assert_eq!(outcomes(at)["converted"], 7);
    let manifest = last_manifest(at);
    let listed: Vec<&str> =
        manifest["files"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    for name in ["new%0Aline.txt", " space .txt", "%FF%FE.txt", "a..%252f..%252fout.txt", "%E2%80%AEtxt.fdp.txt"] {
        assert!(listed.contains(&name), "{name} is not among {listed:?}");
    }
    assert!(names(&at.join("A/issues")).iter().all(|id| id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')));
    assert_eq!(std::fs::read_to_string(at.join("outside.txt")).unwrap(), small(90));
    assert_sound(at);
}

#[test]
fn the_inbox_is_never_changed() {
    let here = folder();
    let at = here.path();
    let files =
        inbox(at, &[("a.txt", small(1).into_bytes()), ("sub/b.txt", small(2).into_bytes()), ("c.txt", Vec::new())]);
    let look = || -> Vec<_> {
        let stat = |name: &str| std::fs::metadata(files.join(name)).unwrap();
        ["a.txt", "sub/b.txt", "c.txt"].map(|name| (stat(name).modified().unwrap(), stat(name).len())).into()
    };
    let before = look();
    ingest(at, &[]);
    assert_eq!(look(), before);
    assert_eq!(names(&files), ["a.txt", "c.txt", "sub"]);
}

#[test]
fn an_archive_below_the_inbox_is_not_its_own_input() {
    let here = folder();
    let at = here.path();
    inbox(at, &[("a.txt", small(1).into_bytes())]);
    let typed = ["ingest", "in", "--archive", "in/A", "--settle", "0", "--quiet"];
    for _ in 0..2 {
        assert_eq!(huikan(at, &typed).code, 0);
    }
    assert_eq!(names(&at.join("in/A/issues")).len(), 1);
    let ran = huikan(at, &["ingest", "in/A/originals", "--archive", "in/A", "--quiet"]);
    assert_eq!(
        (ran.code, ran.stderr.lines().next().unwrap()),
        (2, "huikan: in/A/originals: the inbox is in the archive")
    );
}

#[test]
fn a_folder_with_other_things_is_left_alone() {
    let here = folder();
    let at = here.path();
    inbox(at, &[("a.txt", small(1).into_bytes())]);
    std::fs::create_dir(at.join("A")).unwrap();
    std::fs::write(at.join("A/letter.txt"), "dear").unwrap();
    let ran = ingest(at, &[]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (
            2,
            "huikan: A: the folder holds other things than an archive\n  hint: give a new or empty folder, or one that huikan \
             ingest made\n"
        )
    );
    assert_eq!(huikan(at, &["ingest", "nowhere", "--archive", "B"]).code, 3);
    assert_eq!(huikan(at, &["status", "B"]).code, 3);
}

#[test]
fn a_clock_that_goes_backwards_keeps_the_order_of_runs() {
    let here = folder();
    let at = here.path();
    inbox(at, &[("a.txt", small(1).into_bytes())]);
    assert_eq!(ingest(at, &["--now", "2026-11-21T02:30:00Z"]).code, 0);
    inbox(at, &[("b.txt", small(2).into_bytes())]);
    assert_eq!(ingest(at, &["--now", "1999-01-01T00:00:00Z"]).code, 0);
    assert_eq!(names(&at.join("A/runs")), ["000001.json", "000002.json"]);
    let rows = |since: &str| {
        assert_eq!(huikan(at, &["export", "A", "--to", "csv", "-o", "x", "--since", since, "--quiet"]).code, 0);
        let account = std::fs::read(at.join("x/export.json")).unwrap();
        serde_json::from_slice::<serde_json::Value>(&account).unwrap()["records"].as_u64().unwrap()
    };
    assert_eq!((rows("0"), rows("1"), rows("2")), (2, 1, 0));
    // a day that lies between the two is not taken to have had no run
    assert_eq!(rows("2026-11-21"), 2);
}

#[test]
fn an_archive_that_cannot_be_written_to_can_be_read() {
    let here = folder();
    let at = here.path();
    inbox(at, &[("a.txt", small(1).into_bytes())]);
    assert_eq!(ingest(at, &[]).code, 0);
    let before = tree(&at.join("A"));
    let made_read_only = read_only(&at.join("A"));
    let search = huikan(at, &["search", "A", "防汛"]);
    let stats = huikan(at, &["stats", "A"]);
    let verify = huikan(at, &["verify", "A"]);
    let again = ingest(at, &[]);
    let writable = std::process::Command::new("mount").args(["-o", "remount,bind,rw"]).arg(at.join("A")).status();
    if made_read_only {
        assert!(writable.unwrap().success());
        assert!(std::process::Command::new("umount").arg(at.join("A")).status().unwrap().success());
        assert_eq!(again.code, 5, "{}", again.stderr);
        assert_eq!(tree(&at.join("A")), before);
    } else {
        println!("not tested: this machine does not let us mount an archive read-only");
    }
    assert_eq!((search.code, stats.code, verify.code), (0, 0, 0), "{}{}", verify.stdout, verify.stderr);
}

/// Rights do not stop the superuser, a mount does. Whether it could be made.
fn read_only(folder: &Path) -> bool {
    let mount = |args: &[&str]| {
        std::process::Command::new("mount").args(args).arg(folder).status().is_ok_and(|status| status.success())
    };
    let bind = std::process::Command::new("mount").arg("--bind").arg(folder).arg(folder).status();
    bind.is_ok_and(|status| status.success()) && mount(&["-o", "remount,bind,ro"])
}

#[cfg(unix)]
#[test]
fn linked_originals_share_their_bytes_and_copied_ones_do_not() {
    use std::os::unix::fs::MetadataExt;
    let here = folder();
    let at = here.path();
    let files = inbox(at, &[("a.txt", small(1).into_bytes())]);
    assert_eq!(ingest(at, &["--link"]).code, 0);
    assert_eq!(std::fs::metadata(files.join("a.txt")).unwrap().nlink(), 2);
    assert_eq!(ingest(at, &[]).code, 0);
    assert_eq!(counts(&outcomes(at)), "1 unchanged");
    std::fs::remove_dir_all(at.join("A")).unwrap();
    assert_eq!(ingest(at, &[]).code, 0);
    assert_eq!(std::fs::metadata(files.join("a.txt")).unwrap().nlink(), 1);
}
