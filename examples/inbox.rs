//! Fills a folder with many bulletins made of the fixtures: `cargo run --example inbox -- FOLDER N [--short]`.
//!
//! Each is the OCR text of a fixture under the year and number of another month; with `--short`, a report of two lines. For
//! measuring archives that are larger than a repository should be.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a generator reads and writes files")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Fixtures that have a masthead, and its line.
const BULLETINS: [(&str, &str); 3] = [("2023-11", "第11期"), ("2024-01", "第1期"), ("2024-03", "第3期")];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, n, ..] = &args[..] else {
        eprintln!("usage: inbox FOLDER N [--short]");
        return ExitCode::from(2);
    };
    let short = args.iter().any(|arg| arg == "--short");
    match n.parse().map_err(|_| "N is no number".to_owned()).and_then(|n| fill(Path::new(folder), n, short)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(5)
        }
    }
}

/// Writes N files; short ones are a report each.
fn fill(folder: &Path, n: usize, short: bool) -> Result<(), String> {
    let fail = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    std::fs::create_dir_all(folder).map_err(|error| fail(folder, error))?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/yunze");
    let mut texts = Vec::new();
    for (name, number) in BULLETINS {
        let path: PathBuf = root.join(name).join("ocr.txt");
        texts.push((std::fs::read_to_string(&path).map_err(|error| fail(&path, error))?, number));
    }
    for i in 0..n {
        let (text, number) = &texts[i % texts.len()];
        let text = if short { report(i) } else { issue(text, number, i) };
        let path = folder.join(format!("{i:06}.txt"));
        std::fs::write(&path, text).map_err(|error| fail(&path, error))?;
    }
    Ok(())
}

/// Two hundred years that a bulletin can name, with so many numbers each: the same text under one year and number would be taken
/// for another scan of the same issue.
const FIRST_YEAR: usize = 1900;
const NUMBERS: usize = 50;

/// The i-th number since then.
fn issue(text: &str, number: &str, i: usize) -> String {
    let (year, own) = (FIRST_YEAR + i / NUMBERS, i % NUMBERS + 1);
    let masthead = text.lines().find(|line| line.contains(number)).unwrap_or_default();
    text.replacen(masthead, &format!("{year}年{}月 第{own}期", i % 12 + 1), 1)
}

fn report(i: usize) -> String {
    format!(
        "市政协委员视察第{i}号工地\n\n本报讯（记者 何屿）4月15日，部分市政协委员来到柳溪县，视察第{i}号工地的防汛备汛工作。\n"
    )
}
