//! Inputs and outputs that are not there or can't be used; no stage is reached.

use std::path::Path;

use crate::program::{huikan, huikan_fed, names};

/// Runs `convert` and gives exit code and messages without the closing table.
fn convert(folder: &Path, args: &[&str]) -> (i32, String) {
    let ran = huikan(folder, &[&["convert", "--quiet"], args].concat());
    assert_eq!(ran.stdout, "");
    (ran.code, ran.stderr)
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let here = tempfile::tempdir().unwrap();
    assert_eq!(
        convert(here.path(), &["no such.pdf", "-o", "out"]),
        (
            3,
            "huikan: no such.pdf: cannot read: there is no such file or folder\n  hint: check the path; quote it if it holds spaces\n"
                .into()
        )
    );
    assert_eq!(names(&here.path().join("out")), [] as [&str; 0]);
}

#[test]
fn an_output_that_is_a_file_fails_before_any_work() {
    let here = tempfile::tempdir().unwrap();
    std::fs::write(here.path().join("out"), "a file").unwrap();
    std::fs::write(here.path().join("a.txt"), "text").unwrap();
    let (code, said) = convert(here.path(), &["a.txt", "-o", "out"]);
    assert_eq!(code, 5);
    assert_eq!(said, "huikan: out: cannot write to the output folder: it is there already and is no folder\n");
    let (code, said) = convert(here.path(), &["a.txt", "-o", "out/below"]);
    assert_eq!(code, 5);
    assert_eq!(said, "huikan: out/below: cannot write to the output folder: a file stands where a folder should be\n");
    assert_eq!(std::fs::read_to_string(here.path().join("out")).unwrap(), "a file");
}

#[test]
fn a_folder_without_texts_is_no_input() {
    let here = tempfile::tempdir().unwrap();
    std::fs::create_dir(here.path().join("in")).unwrap();
    std::fs::write(here.path().join("in/picture.png"), b"\x89PNG").unwrap();
    std::fs::write(here.path().join("in/.hidden.txt"), "text").unwrap();
    let (code, said) = convert(here.path(), &["in", "-o", "out"]);
    assert_eq!(code, 3);
    assert_eq!(
        said,
        "huikan: there is no PDF, no text and no page image among the inputs\n  hint: --json lists the files that were skipped, and why; a file given by name is always tried\n"
    );
    let ran = huikan(here.path(), &["convert", "in", "-o", "out", "--json"]);
    assert!(
        ran.stderr.contains(r#""path":"in/.hidden.txt","page":null,"line":null,"message":"skipped: it is hidden""#)
    );
    assert!(ran.stderr.contains(
        r#""path":"in/picture.png","page":null,"line":null,"message":"skipped: it does not look like a PDF or a text""#
    ));
}

#[test]
fn roster_and_profiles_that_are_not_there_are_wrong_configuration() {
    let here = tempfile::tempdir().unwrap();
    std::fs::write(here.path().join("a.txt"), "text").unwrap();
    let hint = "  hint: check the path; quote it if it holds spaces\n";
    assert_eq!(
        convert(here.path(), &["a.txt", "-o", "out", "--roster", "r.toml"]),
        (2, format!("huikan: r.toml: cannot read: there is no such file or folder\n{hint}"))
    );
    assert_eq!(
        convert(here.path(), &["a.txt", "-o", "out", "--profiles", "p"]),
        (2, format!("huikan: p: cannot list: there is no such file or folder\n{hint}"))
    );
    std::fs::write(here.path().join("r.toml"), b"name = \"\xff\"").unwrap();
    assert_eq!(
        convert(here.path(), &["a.txt", "-o", "out", "--roster", "r.toml"]),
        (2, "huikan: r.toml: cannot read: it is not UTF-8\n".into())
    );
    assert_eq!(names(here.path()), ["a.txt", "r.toml"], "nothing is written before the configuration is right");
}

#[test]
fn what_is_no_regular_file_is_not_waited_for() {
    let here = tempfile::tempdir().unwrap();
    let (code, said) = convert(here.path(), &["/dev/zero", "-o", "out"]);
    assert_eq!((code, said.as_str()), (3, "huikan: /dev/zero: cannot read: it is no regular file\n"));
}

#[cfg(unix)]
#[test]
fn loops_of_links_end() {
    let here = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(here.path().join("in/deep")).unwrap();
    std::os::unix::fs::symlink("..", here.path().join("in/deep/up")).unwrap();
    std::os::unix::fs::symlink("nowhere", here.path().join("in/broken.txt")).unwrap();
    let ran = huikan(here.path(), &["convert", "in", "-o", "out", "--json"]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.stderr
            .contains(r#""path":"in/deep/up","page":null,"line":null,"message":"skipped: it was listed already""#)
    );
    assert!(ran.stderr.contains("it is no regular file, or a link that leads nowhere"));
}

#[test]
fn a_list_on_stdin_may_hold_anything() {
    let here = tempfile::tempdir().unwrap();
    let ran = huikan_fed(here.path(), &["convert", "-", "-o", "out", "--quiet"], b"\r\n\n\xff.pdf\r\nb.pdf");
    assert_eq!(ran.code, 3);
    let said: Vec<&str> = ran.stderr.lines().filter(|line| line.starts_with("huikan")).collect();
    assert_eq!(
        said,
        [
            "huikan: \u{fffd}.pdf: cannot read: there is no such file or folder",
            "huikan: b.pdf: cannot read: there is no such file or folder"
        ]
    );
}
