//! Words found, whatever their length; numbers counted.

use super::{bulletins, folder, inbox, ingest};
use crate::program::huikan;

/// Ids of the hits.
fn found(at: &std::path::Path, words: &[&str]) -> Vec<String> {
    let ran = huikan(at, &[&["search", "A", "--json", "-n", "999"], words].concat());
    let id = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
    let mut ids: Vec<String> = ran.stdout.lines().map(id).collect();
    ids.sort();
    assert_eq!(ran.code, i32::from(ids.is_empty()), "{}", ran.stderr);
    ids
}

/// Ids of the records whose title, subtitle, body or people hold all words, found by reading them.
fn read(at: &std::path::Path, words: &[&str]) -> Vec<String> {
    let mut ids = Vec::new();
    for issue in crate::program::names(&at.join("A/issues")) {
        let text = std::fs::read_to_string(at.join("A/issues").join(issue).join("records.jsonl")).unwrap();
        for line in text.lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let body = row["body"].as_array().unwrap().iter().map(|b| b["text"].as_str().unwrap().to_owned());
            let head = [&row["title"], &row["subtitle"]].map(|v| v.as_str().unwrap_or_default().to_owned());
            let text: Vec<String> = head.into_iter().chain(body).collect();
            if words.iter().all(|word| text.iter().any(|text| text.contains(word))) {
                ids.push(row["id"].as_str().unwrap().to_owned());
            }
        }
    }
    ids.sort();
    ids
}

#[test]
fn chinese_words_of_any_length_are_found() {
    let here = folder();
    let at = here.path();
    inbox(at, &bulletins());
    assert_eq!(ingest(at, &[]).code, 0);
    for words in [
        &["提案"][..],
        &["政协"],
        &["水"],
        &["常委会"],
        &["提案办理"],
        &["主席会议"],
        &["提案", "养老"],
        &["政提"],
        &["案提案"],
    ] {
        let wanted = read(at, words);
        let hits = found(at, words);
        // what is found and not in title or body is among the people or their offices
        let missed: Vec<&String> = wanted.iter().filter(|id| !hits.contains(id)).collect();
        assert!(missed.is_empty(), "{words:?} misses {missed:?}");
    }
    assert!(found(at, &["提案"]).len() > 5);
    assert_eq!(found(at, &["提案的提案的提案"]), [] as [String; 0]);
    assert_eq!(found(at, &["，。"]), [] as [String; 0]);
    // people are found by their names, within one kind and one year too
    let all = found(at, &["程砚舟"]);
    let meetings = found(at, &["程砚舟", "--kind", "meeting"]);
    assert!(!meetings.is_empty() && meetings.len() < all.len());
    assert_eq!(found(at, &["程砚舟", "--year", "1990"]), [] as [String; 0]);
}

#[test]
fn a_hit_shows_title_issue_page_and_the_word() {
    let here = folder();
    let at = here.path();
    inbox(at, &bulletins());
    assert_eq!(ingest(at, &[]).code, 0);
    let ran = huikan(at, &["search", "A", "主席会议", "-n", "1"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ran.stdout);
    assert!(lines[0].contains("主席会议"), "a word in the title ranks first: {}", ran.stdout);
    assert!(
        lines[1].contains("云泽政协 202") && lines[1].contains(", page ") && lines[1].contains(" · meeting · huikan-")
    );
    assert!(lines[2].starts_with("  …"));
}

#[test]
fn tables_say_what_the_records_say() {
    let here = folder();
    let at = here.path();
    inbox(at, &bulletins());
    assert_eq!(ingest(at, &[]).code, 0);
    let ran = huikan(at, &["stats", "A", "--by", "year", "--form", "json", "--plot", "plot.svg"]);
    let tables: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(tables[0]["columns"][0], "year");
    let year = tables[0]["rows"].as_array().unwrap().iter().find(|row| row[0] == 2024.0).unwrap();
    // two issues of 2024: 19 and 26 records
    assert_eq!((year[1].as_f64(), year[2].as_f64()), (Some(2.0), Some(45.0)));
    let sum: f64 = (3..7).map(|i| year[i].as_f64().unwrap()).sum();
    assert!((sum - 45.0).abs() < 0.5, "{sum}");
    let svg = std::fs::read_to_string(at.join("plot.svg")).unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains(">2024</text>") && svg.ends_with("</svg>\n"));
    for by in ["kind", "section", "category", "organ", "speaker", "proposer"] {
        let ran = huikan(at, &["stats", "A", "--by", by, "--form", "csv"]);
        assert_eq!(ran.code, 0);
        assert!(ran.stdout.lines().count() > 1, "{by}: {}", ran.stdout);
    }
    let ran = huikan(at, &["stats", "A"]);
    assert!(ran.stdout.starts_with("Records by year and kind\nyear  issues  records"), "{}", ran.stdout);
}
