//! The site in a real browser: looked at, stepped through, corrected, attacked.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use huikan::review::{self, Site, Summary};
use serde_json::Value;

use super::browser::{Browser, PATIENCE};
use crate::program::huikan;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/yunze");

/// Converts fixtures in a folder and makes the site of them.
fn site(here: &Path, sources: &[&str]) {
    let paths: Vec<String> = sources.iter().map(|source| format!("{FIXTURES}/{source}")).collect();
    let mut args = vec!["convert", "--ocr", "off", "-o", "out"];
    args.extend(paths.iter().map(String::as_str));
    let ran = huikan(here, &args);
    assert!(ran.code <= 1, "{}", ran.stderr);
    make(here, "out");
}

fn make(here: &Path, out: &str) {
    let ran = huikan(here, &["review", out, "-o", "site"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

fn url(here: &Path, page: &str) -> String {
    format!("file://{}/site/{page}", here.display())
}

fn rows(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    let whole = path.extension().is_some_and(|e| e == "json");
    let rows = if whole { vec![text.as_str()] } else { text.lines().collect() };
    rows.into_iter().map(|row| serde_json::from_str(row).unwrap()).collect()
}

#[test]
fn a_record_is_found_on_its_page_and_a_page_leads_to_its_records() {
    let here = tempfile::tempdir().unwrap();
    site(here.path(), &["2023-11/scan.pdf", "2024-01/ocr.txt"]);
    let Some(browser) = Browser::open(here.path()) else { return };
    browser.go(&url(here.path(), "index.html"));
    assert_eq!(browser.eval("document.querySelectorAll('#issues tbody tr').length"), 2);
    browser.click("#issues tbody tr:first-child a");
    browser.wait("document.documentElement.dataset.ready === 'yes' && document.body.className === 'issue'");

    // from a record to its regions
    browser.click("#record-2 h3 button");
    assert_eq!(browser.eval("document.querySelectorAll('#sheet .region.selected').length > 0"), true);
    assert_eq!(browser.eval("document.querySelector('#sheet .region.selected').dataset.record"), "2");
    let outlined = "(() => { const s = getComputedStyle(document.querySelector('#sheet .region.selected')); \
                    return s.stroke !== 'none' && parseFloat(s.strokeWidth) > 2; })()";
    assert_eq!(browser.eval(outlined), true);
    browser.wait("document.querySelector('#sheet image').getBoundingClientRect().width > 100");

    // from a region to its record
    browser.eval("showPage(3)");
    browser.click("#sheet .region.meeting");
    let both = "document.querySelector('.card.selected').id === 'record-' + document.querySelector('#sheet .region.selected').dataset.record";
    assert_eq!(browser.eval(both), true);

    // pages and issues by keys
    browser.eval("showPage(2)");
    browser.keys("\u{E014}");
    assert_eq!(browser.eval("state.page"), 3);
    browser.keys("\u{E012}\u{E012}");
    assert_eq!(browser.eval("state.page"), 1);
    browser.keys("?");
    assert_eq!(browser.eval("document.getElementById('help').open"), true);
    browser.keys("\u{E00C}");
    assert_eq!(browser.eval("document.getElementById('help').open"), false);
    browser.keys("?n");
    browser.wait("document.documentElement.dataset.ready === 'yes' && data.folder === 'huikan-2024-01'");

    // a text without pages shows its lines; a line leads to its record
    assert_eq!(browser.eval("document.querySelectorAll('#sheet ol.lines li').length > 100"), true);
    browser.click("#sheet li[data-record=\"3\"]");
    assert_eq!(browser.eval("document.querySelector('.card.selected').id"), "record-3");
    assert_eq!(browser.log(), [] as [String; 0]);
}

#[test]
fn warnings_are_stepped_through_and_repairs_show_their_evidence() {
    let here = tempfile::tempdir().unwrap();
    site(here.path(), &["2024-01/ocr.txt"]);
    let Some(browser) = Browser::open(here.path()) else { return };
    browser.go(&url(here.path(), "issues/huikan-2024-01/index.html"));
    let n = browser.eval("data.warnings.length").as_u64().unwrap();
    assert!(n > 1);
    for warning in (0..n).chain([0]) {
        browser.keys("w");
        assert_eq!(browser.eval("state.warning"), warning);
        let at_its_line =
            "(() => { const w = data.warnings[state.warning]; return !w.line || state.line === w.line; })()";
        assert_eq!(browser.eval(at_its_line), true);
    }
    browser.keys("W");
    assert_eq!(browser.eval("state.warning"), n - 1);
    assert_eq!(browser.eval("document.querySelectorAll('#panel-warnings [aria-current=true]').length"), 1);

    browser.click("#panel-records .block > .piece .repair");
    let shown = browser.eval("document.querySelector('.evidence').textContent");
    assert!(
        shown.as_str().unwrap().contains("GB/T 15834") || shown.as_str().unwrap().contains("confidence"),
        "{shown}"
    );
    browser.click("#tab-contents");
    assert_eq!(browser.eval("document.querySelectorAll('#panel-contents tbody tr').length"), 13);
    assert_eq!(browser.log(), [] as [String; 0]);
}

#[test]
fn a_correction_made_on_the_page_is_replayed_by_convert() {
    let here = tempfile::tempdir().unwrap();
    site(here.path(), &["2023-11/ocr.txt"]);
    let Some(browser) = Browser::open(here.path()) else { return };
    browser.go(&url(here.path(), "issues/huikan-2023-11/index.html"));
    browser.click("#tab-corrections");
    browser.write("#who", "王\"档案\"");
    browser.click("#tab-records");
    // a text: the second record's first paragraph
    browser.click("#record-1 h3 button");
    browser.click("#record-1 .block.paragraph .piece");
    browser.keys("e");
    let text = browser.eval("document.querySelector('.line-text').value").as_str().unwrap().to_owned();
    let corrected = text.replacen('，', "，【𠀀勘误】", 1);
    browser.write(".line-text", &corrected);
    browser.write(".line-note", "见\\原件");
    browser.click(".keep-text");
    // a kind, and a boundary
    browser.click("#record-0 .line1 button");
    browser.eval("document.querySelector('.kinds').value = 'speech'");
    browser.click(".keep-kind");
    let gone = browser.eval("data.records[4].title").as_str().unwrap().to_owned();
    browser.click("#record-4 .line1 button");
    browser.click(".joins");
    browser.click("#tab-corrections");
    assert_eq!(browser.eval("document.querySelectorAll('#pending .row').length"), 3);
    // corrections are still there when the page is opened again
    browser.go(&url(here.path(), "issues/huikan-2023-11/index.html"));
    browser.click("#tab-corrections");
    assert_eq!(browser.eval("document.querySelectorAll('#pending .row').length"), 3);
    browser.click("#download");
    let file = here.path().join("patches.toml");
    let begun = Instant::now();
    while !file.exists() {
        assert!(begun.elapsed() < PATIENCE, "nothing was downloaded: {:?}", browser.log());
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(browser.log(), [] as [String; 0]);

    let issue = here.path().join("out/huikan-2023-11");
    std::fs::copy(&file, issue.join("patches.toml")).unwrap();
    let source = format!("{FIXTURES}/2023-11/ocr.txt");
    let ran = huikan(here.path(), &["convert", "--ocr", "off", "-o", "out", "--json", &source]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!ran.stderr.contains("patch-"), "{}", ran.stderr);
    let records = rows(&issue.join("records.jsonl"));
    assert_eq!(records[0]["kind"], "speech");
    assert!(records.iter().all(|record| record["title"] != gone.as_str()));
    assert!(records[1]["body"][0]["text"].as_str().unwrap().contains("，【𠀀勘误】"), "{}", records[1]["body"][0]);
    assert!(rows(&issue.join("repairs.jsonl")).iter().any(|row| row["rule"] == "patch"));
    assert_eq!(huikan(here.path(), &["validate", "out"]).code, 0);

    // the page made of it knows the file: what is downloaded next holds it, too
    make(here.path(), "out");
    browser.go(&url(here.path(), "issues/huikan-2023-11/index.html"));
    assert_eq!(browser.eval("corrections.file()"), std::fs::read_to_string(&file).unwrap());
}

#[test]
fn the_overview_of_a_thousand_issues_opens_at_once() {
    let here = tempfile::tempdir().unwrap();
    let issue = |i: i64| Summary {
        id: format!("huikan-{i}"),
        folder: format!("huikan-{i}"),
        name: format!("云泽政协 {} no. {}", 1980 + i / 24, i % 24 + 1),
        year: Some(1980 + i / 24),
        number: Some(i as u64 % 24 + 1),
        lines: 700,
        unplaced: u64::from(i % 50 == 0),
        articles: 20,
        warnings: [("text-breaks-off".to_owned(), 2)].into(),
        ..Summary::default()
    };
    let site = Site { issues: (0..1000).map(issue).collect() };
    let put = |path: &str, bytes: &[u8]| std::fs::write(here.path().join("site").join(path), bytes).unwrap();
    std::fs::create_dir_all(here.path().join("site/assets")).unwrap();
    put("index.html", &review::index(&site));
    put("assets/issues.js", &review::issues_script(&site));
    for (path, text) in review::ASSETS {
        put(path, text.as_bytes());
    }
    let Some(browser) = Browser::open(here.path()) else { return };
    browser.go(&url(here.path(), "index.html"));
    let opened = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd";
    assert!(browser.eval(opened).as_f64().unwrap() < 2000.0);
    assert_eq!(browser.eval("document.querySelectorAll('#issues tbody tr').length"), 100);
    browser.click("#later");
    assert_eq!(browser.eval("document.getElementById('rows').textContent"), "101 to 200");
    browser.write("#find", "1995");
    assert_eq!(browser.eval("document.getElementById('shown').textContent"), "24 of 1000 issues");
    assert!(browser.eval("document.querySelector('figure').textContent").as_str().unwrap().contains("by decade"));
}

/// Texts that try to be more than text.
const HOSTILE: &str =
    "</script><script>globalThis.owned=1</script><img src=x onerror='globalThis.owned=2'>\u{2028}\"'`${owned}";

#[test]
fn hostile_texts_and_paths_do_nothing() {
    let here = tempfile::tempdir().unwrap();
    let source = here.path().join("it's \"a\" <b>&amp;.txt");
    std::fs::copy(format!("{FIXTURES}/2023-11/ocr.txt"), &source).unwrap();
    let ran = huikan(here.path(), &["convert", "--ocr", "off", "-o", "out", source.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let issue = here.path().join("out/huikan-2023-11");
    for (file, keys) in [
        ("records.jsonl", &["title", "subtitle", "classification", "kind"][..]),
        ("ledger.jsonl", &["reason", "text", "clean"]),
        ("repairs.jsonl", &["rule", "printed", "repaired"]),
        ("issue.json", &["publication", "publisher", "id"]),
    ] {
        let mut text = String::new();
        for mut row in rows(&issue.join(file)) {
            for key in keys {
                row[*key] = HOSTILE.into();
            }
            row["quality"]["warnings"] = serde_json::json!([{ "code": HOSTILE, "block": null, "message": HOSTILE }]);
            writeln!(text, "{row}").unwrap();
        }
        std::fs::write(issue.join(file), text).unwrap();
    }
    let named = here.path().join("out/a\"><script>'&");
    std::fs::rename(&issue, &named).unwrap();
    std::fs::write(named.join("patches.toml"), format!("# {HOSTILE}\n")).unwrap();
    make(here.path(), "out");
    let Some(browser) = Browser::open(here.path()) else { return };
    browser.go(&url(here.path(), "index.html"));
    assert!(browser.eval("document.querySelector('#issues tbody').textContent").as_str().unwrap().contains("onerror"));
    browser.click("#issues tbody a");
    browser.wait("document.documentElement.dataset.ready === 'yes' && document.body.className === 'issue'");
    for tab in ["warnings", "repairs", "contents", "unplaced", "corrections", "records"] {
        browser.click(&format!("#tab-{tab}"));
    }
    browser.keys("wjj");
    assert_eq!(browser.eval("document.querySelector('#record-0 h3').textContent"), HOSTILE);
    assert!(browser.eval("document.getElementById('file').textContent").as_str().unwrap().contains(HOSTILE));
    assert_eq!(browser.eval("typeof globalThis.owned"), "undefined");
    assert_eq!(browser.eval("document.querySelectorAll('img, iframe, [onerror], script:not([src])').length"), 0);
    // and a script that came in all the same would not run: the policy stands
    browser.eval("document.body.append(Object.assign(document.createElement('script'), { textContent: 'globalThis.owned = 3' }))");
    assert_eq!(browser.eval("typeof globalThis.owned"), "undefined");
}
