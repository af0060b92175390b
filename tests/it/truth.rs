//! Runs the program over every fixture and holds the result against the truth: the figures of the reference scorer,
//! computed anew, may not fall below `fixtures/floors.toml`; every line of the input has exactly one fate.

mod figures;
mod gold;
mod run;
mod text;

#[path = "../../examples/typeset/mod.rs"]
mod typeset;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use figures::Figures;
use gold::Gold;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Name of a bulletin and its folder.
fn bulletins() -> Vec<(String, PathBuf)> {
    let name = |p: PathBuf| (p.file_name().unwrap_or_default().to_string_lossy().into_owned(), p);
    typeset::bulletins(&fixtures()).into_iter().map(name).collect()
}

type Floors = BTreeMap<String, BTreeMap<String, f64>>;

fn floors() -> Floors {
    let text = std::fs::read_to_string(fixtures().join("floors.toml")).expect("fixtures/floors.toml is readable");
    toml::from_str(&text).expect("fixtures/floors.toml holds tables of numbers")
}

#[test]
fn committed_fixtures_are_what_the_generator_gives() {
    let stale: Vec<_> = typeset::everything(&fixtures())
        .into_iter()
        .filter(|(path, bytes)| std::fs::read(path).ok().as_ref() != Some(bytes))
        .map(|(path, _)| path)
        .collect();
    assert!(stale.is_empty(), "run `cargo run --example typeset`: {stale:?}");
}

#[test]
fn the_truth_places_every_line_once() {
    for (name, dir) in bulletins() {
        let gold = Gold::read(&dir);
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        for n in gold.all_ranges().iter().flat_map(|&(a, b)| a..=b).filter(|&n| !gold.line(n).trim().is_empty()) {
            *places.entry(n).or_default() += 1;
        }
        let twice: Vec<_> = places.iter().filter(|(_, n)| **n != 1).collect();
        assert!(twice.is_empty(), "{name}: lines placed twice: {twice:?}");
        let missing: Vec<_> = gold.printed_lines().filter(|n| !places.contains_key(n)).collect();
        assert!(missing.is_empty(), "{name}: lines placed nowhere: {missing:?}");
    }
}

#[test]
fn every_slip_of_the_truth_stands_on_its_line() {
    for (name, dir) in bulletins() {
        let gold = Gold::read(&dir);
        for (line, wrong, right) in gold.slips() {
            assert!(gold.line(line).contains(&wrong), "{name} line {line}: {wrong} (for {right}) is not there");
        }
    }
}

#[test]
fn the_truth_as_output_scores_full_marks() {
    for (name, dir) in bulletins() {
        let gold = Gold::read(&dir);
        let figures = figures::score(&gold, &gold.as_output());
        for (figure, value) in figures.known() {
            let least = if figure.starts_with("content_") || figure == "articles_mean_iou" { 0.95 } else { 0.99 };
            assert!(value >= least, "{name}: {figure} is {value:.4} for the truth itself");
        }
    }
}

#[test]
fn empty_output_scores_nothing() {
    for (name, dir) in bulletins() {
        let figures = figures::score(&Gold::read(&dir), &run::Output::default());
        assert!(figures.get("articles_f1") == Some(0.0) && figures.get("content_recall") == Some(0.0), "{name}");
    }
}

#[test]
fn scores_may_not_fall() {
    let floors = floors();
    let mut fell = Vec::new();
    let mut table = String::new();
    for (name, dir) in bulletins() {
        let gold = Gold::read(&dir);
        for file in ["ocr.txt", "born.pdf", "scan.pdf"] {
            let is_scan = file == "scan.pdf";
            if is_scan && !(dir.join(file).is_file() && crate::ocr::has_models("scores of the scanned issue")) {
                continue;
            }
            let key = format!("{name}/{file}");
            let figures = figures::score(&gold, &run::convert(&fixtures(), &dir.join(file)));
            table.push_str(&figures.as_toml(&key));
            fell.extend(below(&key, &figures, floors.get(&key)));
        }
    }
    println!("{table}");
    assert!(fell.is_empty(), "{}\nall figures:\n{table}", fell.join("\n"));
}

/// Figures under their floor, and floors that lack their figure.
fn below(key: &str, figures: &Figures, floors: Option<&BTreeMap<String, f64>>) -> Vec<String> {
    let Some(floors) = floors else { return vec![format!("{key}: no floors in fixtures/floors.toml")] };
    let mut out = Vec::new();
    for (name, floor) in floors {
        match figures.get(name) {
            None => out.push(format!("{key}: {name} has a floor and no figure")),
            Some(v) if v < *floor => out.push(format!("{key}: {name} fell to {v:.4}, floor {floor:.4}")),
            Some(_) => {}
        }
    }
    out
}

#[test]
fn every_line_of_the_input_has_exactly_one_fate() {
    for (name, dir) in bulletins() {
        let gold = Gold::read(&dir);
        let ledger = run::convert(&fixtures(), &dir.join("ocr.txt")).ledger;
        let mut want: Vec<&str> = gold.printed_lines().map(|n| gold.line(n).trim()).collect();
        let mut got: Vec<&str> = ledger.iter().filter_map(|r| r["text"].as_str()).map(str::trim).collect();
        want.sort_unstable();
        got.sort_unstable();
        assert!(
            want == got,
            "{name}: {} lines, {} ledger rows, first difference {:?}",
            want.len(),
            got.len(),
            want.iter().zip(&got).find(|(a, b)| a != b)
        );
        let places: BTreeSet<String> = ledger.iter().map(|r| format!("{}:{}", r["page"], r["line"])).collect();
        assert_eq!(places.len(), ledger.len(), "{name}: a line stands in the ledger twice");
        for row in &ledger {
            assert!(row["fate"].is_string(), "{name}: no fate in {row}");
        }
    }
}
