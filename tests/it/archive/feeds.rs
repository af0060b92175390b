//! Feeds: every record in each, every key in every row, safe to open, whole or not there. The engines themselves load them
//! in `.ci/feeds`.

use std::collections::BTreeSet;
use std::path::Path;

use huikan::export::{MAX_CHARS, columns, safe_cell};
use serde_json::Value;

use super::{bulletins, folder, inbox, ingest, small, tree};
use crate::program::{huikan, names};

fn export(at: &Path, form: &str, more: &[&str]) {
    let ran = huikan(at, &[&["export", "A", "--to", form, "-o", form, "--quiet"], more].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}

fn lines(path: &Path) -> Vec<Value> {
    std::fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// All records of the archive, from its folders.
fn records(at: &Path) -> Vec<Value> {
    names(&at.join("A/issues"))
        .iter()
        .flat_map(|id| lines(&at.join("A/issues").join(id).join("records.jsonl")))
        .collect()
}

#[test]
fn every_key_of_a_kind_has_its_column() {
    for kind in huikan::record::KINDS {
        let checked = crate::samples::rows("a-2024-01").check().unwrap();
        let row = checked.records().iter().find(|record| record.common().kind == kind).unwrap();
        let row = serde_json::to_value(row).unwrap();
        let reached: BTreeSet<&str> = columns(kind).iter().map(|column| column.path[0]).collect();
        let keys: BTreeSet<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(reached, keys, "{kind}");
        let names: Vec<&str> = columns(kind).iter().map(|column| column.name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{kind} has a column twice");
    }
}

#[test]
fn csv_holds_every_record_once() {
    let here = folder();
    let at = here.path();
    inbox(at, &bulletins());
    assert_eq!(ingest(at, &[]).code, 0);
    export(at, "csv", &["--bom"]);
    let mut ids = BTreeSet::new();
    for kind in huikan::record::KINDS {
        let text = std::fs::read_to_string(at.join("csv").join(format!("{kind}.csv"))).unwrap();
        let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let at_id = reader.headers().unwrap().iter().position(|name| name == "id").unwrap();
        for row in reader.records() {
            assert!(ids.insert(row.unwrap()[at_id].to_owned()));
        }
    }
    let wanted: BTreeSet<String> = records(at).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, wanted);
}

#[test]
fn no_cell_is_a_formula() {
    for text in ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", " =1", "\n=1", "\u{3000}=1"] {
        assert_eq!(safe_cell(text), format!("'{text}"));
    }
    for text in ["", "提案=办理", "——在会上的讲话", "(1)"] {
        assert_eq!(safe_cell(text), text);
    }
}

#[test]
fn the_same_archive_gives_the_same_feeds() {
    let here = folder();
    let at = here.path();
    inbox(at, &bulletins());
    assert_eq!(ingest(at, &[]).code, 0);
    let forms = ["csv", "parquet", "sqlite", "meilisearch", "elasticsearch"];
    let make = || {
        forms.map(|form| {
            export(at, form, &[]);
            let path = at.join(form);
            if path.is_dir() { tree(&path) } else { [(String::new(), std::fs::read(path).unwrap())].into() }
        })
    };
    assert!(make() == make());
    let hidden: Vec<String> = names(at).into_iter().filter(|name| name.starts_with('.')).collect();
    assert_eq!(hidden, [] as [&str; 0]);
}

#[test]
fn search_engines_get_passages_within_their_limits() {
    let here = folder();
    let at = here.path();
    inbox(at, &bulletins());
    assert_eq!(ingest(at, &[]).code, 0);
    export(at, "meilisearch", &[]);
    export(at, "elasticsearch", &[]);
    let documents = lines(&at.join("meilisearch/documents-0001.ndjson"));
    let mut of_records = BTreeSet::new();
    let settings: Value =
        serde_json::from_slice(&std::fs::read(at.join("meilisearch/settings.json")).unwrap()).unwrap();
    for document in &documents {
        let id = document["id"].as_str().unwrap();
        assert!(id.len() <= 511 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{id}");
        assert!(document["text"].as_str().unwrap().chars().count() <= MAX_CHARS);
        of_records.insert(document["record"].as_str().unwrap().to_owned());
        for list in ["searchableAttributes", "filterableAttributes", "sortableAttributes"] {
            for field in settings[list].as_array().unwrap() {
                assert!(document.get(field.as_str().unwrap()).is_some(), "{field} of {list}");
            }
        }
    }
    assert_eq!(of_records.len(), records(at).len());
    // bulk: an action and a document by turns, ids as before, only fields of the mapping, no keyword too long
    let bulk = lines(&at.join("elasticsearch/bulk-0001.ndjson"));
    assert_eq!(bulk.len(), 2 * documents.len());
    let index: Value = serde_json::from_slice(&std::fs::read(at.join("elasticsearch/index.json")).unwrap()).unwrap();
    let mapped = index["mappings"]["properties"].as_object().unwrap();
    for (pair, document) in bulk.chunks(2).zip(&documents) {
        assert_eq!(pair[0], serde_json::json!({ "index": { "_id": document["id"] } }));
        for (field, value) in pair[1].as_object().unwrap() {
            let kind = mapped.get(field).unwrap_or_else(|| panic!("{field} is not mapped"))["type"].as_str().unwrap();
            assert!(kind != "keyword" || value.as_str().is_none_or(|text| text.len() <= 32_766), "{field}");
            assert!(kind != "integer" || value.is_null() || value.is_i64() || value.is_array(), "{field}: {value}");
            assert!(kind != "date" || value.is_null() || value.as_str().unwrap().len() == 10, "{field}");
        }
    }
    assert!(std::fs::read(at.join("elasticsearch/bulk-0001.ndjson")).unwrap().ends_with(b"\n"));
}

#[test]
fn an_increment_holds_what_changed_and_what_is_gone() {
    let here = folder();
    let at = here.path();
    inbox(at, &[("a.pdf", super::fixture("yunze/2024-01/born.pdf")), ("b.txt", small(1).into_bytes())]);
    assert_eq!(ingest(at, &[]).code, 0);
    export(at, "csv", &[]);
    let account = |form: &str| -> Value {
        serde_json::from_slice(&std::fs::read(at.join(form).join("export.json")).unwrap()).unwrap()
    };
    assert_eq!((account("csv")["position"].as_u64(), account("csv")["records"].as_u64()), (Some(1), Some(20)));
    inbox(at, &[("c.txt", small(2).into_bytes())]);
    assert_eq!(ingest(at, &[]).code, 0);
    for form in ["csv", "meilisearch", "elasticsearch", "parquet"] {
        export(at, form, &["--since", "1"]);
        assert_eq!((account(form)["issues"].as_u64(), account(form)["records"].as_u64()), (Some(1), Some(1)), "{form}");
    }
    let delete: Value = serde_json::from_slice(&std::fs::read(at.join("meilisearch/delete.json")).unwrap()).unwrap();
    assert!(delete["filter"].as_str().unwrap().starts_with("issue IN [\"paper-"));
    assert_eq!(std::fs::read_to_string(at.join("csv/gone.csv")).unwrap(), "id\r\n");
    // nothing since the last run: nothing but headings
    export(at, "csv", &["--since", "2"]);
    assert_eq!(account("csv")["records"], 0);
    let ran = huikan(at, &["export", "A", "--to", "csv", "-o", "csv", "--since", "yesterday"]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (
            2,
            "huikan: \"yesterday\" is neither a run nor a day\n  hint: give the number of a run (huikan status lists them) or a day \
             such as 2026-11-21\n"
        )
    );
}

#[test]
fn what_is_no_feed_is_not_replaced() {
    let here = folder();
    let at = here.path();
    inbox(at, &[("a.txt", small(1).into_bytes())]);
    assert_eq!(ingest(at, &[]).code, 0);
    for form in ["csv", "sqlite", "parquet"] {
        let ran = huikan(at, &["export", "A", "--to", form, "-o", "in"]);
        assert_eq!(
            (ran.code, ran.stderr.as_str()),
            (5, "huikan: in: something else than a feed of huikan is there\n  hint: give another path, or remove it\n")
        );
    }
    assert_eq!(names(&at.join("in")), ["a.txt"]);
}
