//! Killed, out of room, locked out: after one clean run the archive is the one that was never disturbed.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{assert_same, assert_sound, fixture, folder, inbox, ingest, small, tree, typed};
use crate::program::command;

/// Thirty files: two scans of one issue, the same bytes twice, three that fail, small ones.
fn thirty(at: &Path) {
    let mut files: Vec<(String, Vec<u8>)> = (0..24).map(|i| (format!("n{i:02}.txt"), small(i).into_bytes())).collect();
    files.push(("a-scan.txt".into(), fixture("yunze/2023-11/ocr.txt")));
    files.push(("b-scan.pdf".into(), fixture("yunze/2023-11/born.pdf")));
    files.push(("again.txt".into(), small(3).into_bytes()));
    files.push(("empty.txt".into(), Vec::new()));
    files.push(("junk.pdf".into(), fixture("broken/not-a-pdf.pdf")));
    files.push(("locked.pdf".into(), fixture("broken/encrypted-user-password.pdf")));
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    assert_eq!(files.len(), 30);
    inbox(at, &files);
}

/// Runs ingest with a fault; its exit code, none where it was killed.
fn with_fault(at: &Path, fault: &str) -> Option<i32> {
    let mut command = command(at);
    command
        .args(typed(&[]))
        .env("HUIKAN_FAULT", fault)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().unwrap().code()
}

fn start_over(at: &Path) {
    let _ = std::fs::remove_dir_all(at.join("A"));
}

/// Kills a run at each of these steps until one is not reached; gives that step.
fn killed_at_steps(steps: impl Iterator<Item = u64>) -> u64 {
    let here = folder();
    let at = here.path();
    thirty(at);
    assert_eq!(ingest(at, &[]).code, 1);
    assert_sound(at);
    let wanted = tree(&at.join("A"));
    for step in steps {
        start_over(at);
        if with_fault(at, &format!("kill:{step}")).is_some() {
            assert_same(&tree(&at.join("A")), &wanted, "not killed");
            return step;
        }
        assert_eq!(ingest(at, &[]).code, 1, "after a kill at step {step}");
        assert_same(&tree(&at.join("A")), &wanted, &format!("killed at step {step}"));
    }
    unreachable!("a run has an end")
}

// two halves, so that two cores share them
#[test]
fn killed_at_every_odd_write_it_ends_with_the_same_archive() {
    assert!(killed_at_steps((1..).step_by(2)) > 200);
}

#[test]
fn killed_at_every_even_write_it_ends_with_the_same_archive() {
    assert!(killed_at_steps((2..).step_by(2)) > 200);
}

#[test]
fn killed_while_it_makes_everything_anew_it_ends_with_the_same_archive() {
    let here = folder();
    let at = here.path();
    inbox(at, &super::bulletins());
    std::fs::create_dir(at.join("p")).unwrap();
    let profile = "id = \"town\"\nname = \"town\"\nextends = \"bulletin\"\npublication = \"云泽政协\"\nid_prefix = \"town\"\n\
                   medium = \"magazine\"\ndetect = [\"云泽政协\"]\n";
    std::fs::write(at.join("p/town.toml"), profile).unwrap();
    assert_eq!(ingest(at, &[]).code, 0);
    std::fs::rename(at.join("A"), at.join("before")).unwrap();
    let again = ["--profiles", "p", "--reprocess", "changed"];
    let copy = || {
        start_over(at);
        let copied = std::process::Command::new("cp").arg("-a").arg(at.join("before")).arg(at.join("A")).status();
        assert!(copied.unwrap().success());
    };
    copy();
    assert_eq!(ingest(at, &again).code, 0);
    assert_sound(at);
    let wanted = tree(&at.join("A"));
    for step in (1..).step_by(3) {
        copy();
        let mut command = command(at);
        command.args(typed(&again)).env("HUIKAN_FAULT", format!("kill:{step}"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if command.status().unwrap().code().is_some() {
            assert!(step > 30, "only {step} steps");
            return;
        }
        assert_eq!(ingest(at, &again).code, 0);
        assert_same(&tree(&at.join("A")), &wanted, &format!("killed at step {step}"));
    }
}

#[test]
fn killed_at_200_random_moments_it_ends_with_the_same_archive() {
    let here = folder();
    let at = here.path();
    thirty(at);
    let start = Instant::now();
    assert_eq!(ingest(at, &[]).code, 1);
    let whole = start.elapsed().as_micros() as u64;
    let wanted = tree(&at.join("A"));
    start_over(at);
    let (mut kills, mut ended, mut seed) = (0, 0, 7_u64);
    while kills < 200 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut child = command(at);
        child.args(typed(&[])).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = child.spawn().unwrap();
        std::thread::sleep(Duration::from_micros((seed >> 33) % whole));
        let ended_by_itself = child.try_wait().unwrap().is_some();
        if !ended_by_itself {
            child.kill().unwrap();
            kills += 1;
        }
        child.wait().unwrap();
        let is_told = at.join("A/runs/000001.json").exists();
        // every few kills a clean run, and a new beginning
        if !ended_by_itself && is_told {
            // killed when all was done: a clean run is the second one
            assert!(ingest(at, &[]).code <= 1, "after {kills} kills");
            assert_sound(at);
            start_over(at);
        } else if ended_by_itself || kills % 5 == 0 {
            assert!(ended_by_itself || ingest(at, &[]).code == 1, "after {kills} kills");
            assert_same(&tree(&at.join("A")), &wanted, &format!("after {kills} kills"));
            start_over(at);
            ended += 1;
        }
    }
    assert!(ended >= 40);
}

#[test]
fn a_full_disk_ends_the_run_and_loses_nothing() {
    let here = folder();
    let at = here.path();
    thirty(at);
    assert_eq!(ingest(at, &[]).code, 1);
    let wanted = tree(&at.join("A"));
    for step in [1, 2, 5, 9, 20, 33, 71, 150, 222] {
        for fault in ["full", "deny"] {
            start_over(at);
            let code = with_fault(at, &format!("{fault}:{step}"));
            assert_eq!(code, Some(5), "{fault} at step {step}");
            assert_eq!(ingest(at, &[]).code, 1);
            assert_same(&tree(&at.join("A")), &wanted, &format!("{fault} at step {step}"));
        }
    }
}

/// The same with a file system that is really full. Mounting one needs rights that not every machine gives.
#[cfg(target_os = "linux")]
#[test]
fn a_small_file_system_that_fills_up_is_told_and_recovered_from() {
    use std::process::Command;
    let here = folder();
    let at = here.path();
    thirty(at);
    std::fs::create_dir(at.join("A")).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=300k", "tmpfs"]).arg(at.join("A")).status();
    if !mounted.is_ok_and(|status| status.success()) {
        println!("not tested: this machine does not let us mount a tmpfs");
        return;
    }
    let full = ingest(at, &[]);
    let free = Command::new("mount").args(["-o", "remount,size=64m"]).arg(at.join("A")).status();
    let then = free.is_ok_and(|status| status.success()).then(|| ingest(at, &[]));
    let sound = crate::program::huikan(at, &["verify", "A", "--quiet"]);
    let unmounted = Command::new("umount").arg(at.join("A")).status().unwrap();
    assert!(unmounted.success());
    assert_eq!(full.code, 5, "{}", full.stderr);
    assert!(full.stderr.contains("full"), "{}", full.stderr);
    assert_eq!(then.unwrap().code, 1);
    assert_eq!((sound.code, sound.stdout.as_str()), (0, ""));
}

#[test]
fn a_second_run_says_who_holds_the_lock() {
    let here = folder();
    let at = here.path();
    thirty(at);
    assert_eq!(ingest(at, &[]).code, 1);
    let lock = std::fs::File::options().read(true).write(true).open(at.join("A/lock")).unwrap();
    std::fs::write(at.join("A/lock"), "process 77 since 2026-11-21T02:00:00Z\n").unwrap();
    lock.try_lock().unwrap();
    let ran = ingest(at, &[]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (
            11,
            "huikan: A/lock: another run holds the lock: process 77 since 2026-11-21T02:00:00Z\n  hint: wait for it to end; \
             the lock goes with its process, there is nothing to delete\n"
        )
    );
    drop(lock);
    assert_eq!(ingest(at, &["--retries", "9"]).code, 1);
}

#[test]
fn two_runs_at_once_do_the_work_of_one() {
    let here = folder();
    let at = here.path();
    thirty(at);
    let start = || {
        let mut child = command(at);
        child.args(typed(&[])).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let mut both = [start(), start()];
    let mut codes: Vec<i32> = both.iter_mut().map(|child| child.wait().unwrap().code().unwrap()).collect();
    codes.sort_unstable();
    // the later may begin when the earlier has ended
    assert!(codes == [1, 11] || codes == [1, 1], "{codes:?}");
    assert_sound(at);
    assert_eq!(crate::program::names(&at.join("A/issues")).len(), 25);
}
