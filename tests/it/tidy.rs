//! The house rules that no compiler checks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The import law, in the order of `lib.rs`: a module may name those in its row, and they stand in rows above it.
const MAY_IMPORT: [(&str, &[&str]); 19] = [
    ("model", &[]),
    ("pattern", &[]),
    ("disk", &[]),
    ("profile", &["model", "pattern"]),
    ("ocr", &["model", "disk"]),
    ("read", &["model", "disk", "ocr"]),
    ("layout", &["model"]),
    ("repair", &["model", "pattern", "profile"]),
    ("segment", &["model", "profile"]),
    ("record", &["model", "pattern", "profile"]),
    ("validate", &["model", "record"]),
    ("output", &["model", "record", "validate"]),
    (
        "pipeline",
        &["model", "disk", "profile", "ocr", "read", "layout", "repair", "segment", "record", "validate", "output"],
    ),
    ("archive", &["model", "disk", "record", "validate", "pipeline"]),
    ("export", &["disk", "record", "archive"]),
    ("stats", &["archive"]),
    ("review", &["model"]),
    ("cli", &["model", "disk", "ocr", "record", "validate", "pipeline", "archive", "export", "stats", "review"]),
    ("main", &["cli"]),
];

/// Words only some modules may say.
const ONLY_IN: [(&str, &[&str]); 28] = [
    ("std::fs", &["src/disk/"]),
    ("Regex::new", &["src/pattern/matcher.rs", "src/pattern/mod.rs", "src/profile/pattern.rs"]),
    ("indicatif", &["src/cli/terminal.rs"]),
    ("lopdf", &["src/read/pdf/"]),
    ("hayro", &["src/read/pdf/", "src/read/fax.rs"]),
    ("flate2", &["src/read/pdf/", "src/read/raster.rs", "src/ocr/zip.rs"]),
    ("rten", &["src/ocr/ppocr/"]),
    ("Command::new", &["src/ocr/program.rs", "src/archive/workers.rs"]),
    ("png::", &["src/read/image.rs", "src/read/raster.rs", "src/pipeline/ocr.rs", "src/review/sheet.rs"]),
    ("tiff::", &["src/read/image.rs", "src/read/tagged.rs", "src/read/fax.rs"]),
    ("zune_jpeg", &["src/read/image.rs", "src/read/raster.rs"]),
    ("weezl", &["src/read/pdf/"]),
    ("skrifa", &["src/read/pdf/"]),
    ("encoding_rs", &["src/read/"]),
    ("quick_xml", &["src/read/markup.rs"]),
    ("toml::", &["src/profile/"]),
    ("rayon", &["src/pipeline/", "src/model/abreast.rs"]),
    ("memmap2", &["src/disk/"]),
    ("anyhow", &["src/cli/", "src/disk/"]),
    ("clap::", &["src/cli/"]),
    ("jsonschema", &["src/validate/"]),
    // SQLite opens its own files
    ("Connection::open", &["src/archive/catalogue/"]),
    ("rusqlite", &["src/archive/", "src/stats/"]),
    ("rustix", &["src/archive/workers.rs"]),
    ("parquet::", &["src/export/"]),
    ("arrow_", &["src/export/parquet.rs"]),
    ("tracing", &["src/cli/ingest.rs"]),
    ("TcpListener", &["src/cli/serve.rs"]),
];

const BANNED_NAMES: [&str; 10] =
    ["util", "utils", "common", "misc", "helper", "helpers", "manager", "process", "handle", "types"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder: path from the root with forward slashes, and text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The top-level module a file belongs to.
fn module_of(path: &str) -> &str {
    path.trim_start_matches("src/").split('/').next().unwrap().trim_end_matches(".rs")
}

/// Top-level modules named in a text: `crate::x`, `huikan::x` and each name of `crate::{x::…, y::…}`.
fn imported(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    for (at, root) in ["crate::", "huikan::"].iter().flat_map(|root| code.match_indices(root)) {
        let rest = &code[at + root.len()..];
        let word = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (i, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && !c.is_whitespace() => {
                        names.insert(word(&group[i..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            names.insert(word(rest));
        }
    }
    names
}

#[test]
fn the_law_itself_points_one_way() {
    for (row, (module, may)) in MAY_IMPORT.iter().enumerate() {
        for name in *may {
            let at = MAY_IMPORT.iter().position(|(module, _)| module == name);
            assert!(at.is_some_and(|at| at < row), "{module} may not name {name}: it stands in no row above");
        }
    }
}

#[test]
fn modules_import_only_what_the_law_allows() {
    let mut broken = Vec::new();
    for (path, text) in sources("src").iter().filter(|(path, _)| path != "src/lib.rs") {
        let module = module_of(path);
        let Some((_, may)) = MAY_IMPORT.iter().find(|(name, _)| *name == module) else {
            broken.push(format!("{path}: {module} has no row in the law"));
            continue;
        };
        for name in imported(text) {
            let known = MAY_IMPORT.iter().any(|(module, _)| *module == name);
            if known && name != module && !may.contains(&name.as_str()) {
                broken.push(format!("{path}: {module} may not import {name}"));
            }
        }
    }
    assert_eq!(broken, [] as [String; 0]);
}

#[test]
fn imports_are_found_in_every_form() {
    let text = "use crate::model::page;\nuse crate::{read::Document, layout::{a, b}, segment};\n// crate::ocr\nhuikan::cli::run()";
    assert_eq!(imported(text), ["cli", "layout", "model", "read", "segment"].map(String::from).into());
}

#[test]
fn some_words_are_said_in_one_place_only() {
    let mut broken = Vec::new();
    for (path, text) in sources("src") {
        for (word, places) in ONLY_IN {
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            // as a word or the beginning of one
            let begins = |line: &str, at: usize| {
                line.get(..at).is_some_and(|l| !l.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
            };
            let said = |line: &str| line.match_indices(word).any(|(at, _)| begins(line, at));
            if code.clone().any(said) && !places.iter().any(|place| path.starts_with(place)) {
                broken.push(format!("{path} names {word}"));
            }
        }
    }
    assert_eq!(broken, [] as [String; 0]);
}

#[test]
fn every_file_says_what_it_is_and_is_short() {
    let mut broken = Vec::new();
    for (path, text) in [sources("src"), sources("tests")].concat() {
        if !text.starts_with("//!") {
            broken.push(format!("{path} does not open with //!"));
        }
        if text.lines().count() > 500 {
            broken.push(format!("{path} has more than 500 lines"));
        }
    }
    assert_eq!(broken, [] as [String; 0]);
}

#[test]
fn names_say_what_is_in_a_file() {
    let stems = sources("src")
        .into_iter()
        .flat_map(|(path, _)| path.trim_end_matches(".rs").split('/').map(str::to_owned).collect::<Vec<_>>());
    let banned: Vec<String> = stems.filter(|stem| BANNED_NAMES.contains(&stem.as_str())).collect();
    assert_eq!(banned, [] as [String; 0]);
}

#[test]
fn nothing_is_left_undone_or_skipped() {
    // spelled in pieces, or this file would be found
    let marks = [["todo", "!("], ["unimplemented", "!("], ["#[ign", "ore"], ["dbg", "!("]].map(|parts| parts.concat());
    let mut broken = Vec::new();
    for (path, text) in [sources("src"), sources("tests")].concat() {
        broken.extend(marks.iter().filter(|mark| text.contains(*mark)).map(|mark| format!("{path}: {mark}")));
    }
    assert_eq!(broken, [] as [String; 0]);
}

#[test]
fn schemas_are_reached_by_name_only_in_memory() {
    for (path, text) in sources("src") {
        // names that nobody can own, and no machine can reach
        let text = text.replace("https://huikan.invalid/", "");
        assert!(!text.contains("http://") && !text.contains("https://"), "{path} names an address");
    }
}
