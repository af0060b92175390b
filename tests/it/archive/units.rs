//! The shipped systemd units: what they start is a command of this version, and systemd finds nothing wrong with them.

use std::path::Path;
use std::process::Command;

use super::{folder, inbox, small};
use crate::program::huikan;

fn unit(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/systemd").join(name)).unwrap()
}

/// Value of a key of a unit.
fn value<'a>(unit: &'a str, key: &str) -> &'a str {
    let line = unit.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    line.unwrap_or_else(|| panic!("no {key}"))
}

#[test]
fn the_service_starts_what_there_is() {
    let here = folder();
    let at = here.path();
    inbox(at, &[("a.txt", small(1).into_bytes())]);
    let service = unit("huikan-ingest.service");
    let started: Vec<&str> = value(&service, "ExecStart").split_whitespace().skip(1).collect();
    let typed: Vec<&str> = started
        .iter()
        .map(|arg| match *arg {
            "${INBOX}" => "in",
            "${ARCHIVE}" => "A",
            other => other,
        })
        .chain(["--settle", "0", "--quiet"])
        .collect();
    let ran = huikan(at, &typed);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{typed:?}");
    assert_eq!(value(&service, "Type"), "oneshot");
    assert_eq!(value(&unit("huikan-ingest.timer"), "Persistent"), "true");
}

#[test]
fn the_cron_line_of_the_readme_is_a_command_of_this_version() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let line =
        readme.lines().find(|line| line.contains("* * *") && line.contains("huikan ingest")).expect("a cron line");
    let here = folder();
    let at = here.path();
    inbox(at, &[("a.txt", small(1).into_bytes())]);
    let command: Vec<&str> = line.split_whitespace().skip_while(|word| !word.ends_with("huikan")).skip(1).collect();
    let typed: Vec<&str> = command
        .iter()
        .map(|arg| {
            if arg.ends_with("/inbox") {
                "in"
            } else if arg.ends_with("/archive") {
                "A"
            } else {
                arg
            }
        })
        .chain(["--settle", "0"])
        .collect();
    assert_eq!(huikan(at, &typed).code, 0, "{typed:?}");
}

#[test]
fn systemd_finds_nothing_wrong() {
    let here = folder();
    let at = here.path();
    // systemd looks for the program
    let service = unit("huikan-ingest.service").replace("/usr/local/bin/huikan", env!("CARGO_BIN_EXE_huikan"));
    std::fs::write(at.join("huikan-ingest.service"), service).unwrap();
    std::fs::write(at.join("huikan-ingest.timer"), unit("huikan-ingest.timer")).unwrap();
    let mut verify = Command::new("systemd-analyze");
    verify.current_dir(at).args(["verify", "./huikan-ingest.service", "./huikan-ingest.timer"]);
    let Ok(said) = verify.output() else {
        println!("not tested: there is no systemd-analyze on this machine");
        return;
    };
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("huikan")).collect();
    assert_eq!(ours, [] as [&str; 0]);
}
