//! `huikan inspect`: what reading and layout saw, one JSON object a line.

use std::path::Path;

use serde_json::Value;

use crate::program::huikan;

fn fixtures() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"))
}

fn rows(stdout: &str) -> Vec<Value> {
    stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of<'a>(rows: &'a [Value], what: &str) -> Vec<&'a Value> {
    rows.iter().filter(|row| row["what"] == what).collect()
}

#[test]
fn glyphs_are_printed_as_they_were_read() {
    let ran = huikan(fixtures(), &["inspect", "yunze/news-general/born.pdf", "--stage", "read"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let rows = rows(&ran.stdout);
    let pages = of(&rows, "page");
    assert_eq!(
        (pages.len(), pages[0]["page"].as_u64(), pages[0]["extractor"].as_str()),
        (1, Some(1), Some("text-layer"))
    );
    let glyphs = of(&rows, "glyph");
    let text: String = glyphs.iter().filter_map(|glyph| glyph["text"].as_str()).collect();
    assert!(text.contains("市政协委员视察防汛备汛工作"));
    let first = glyphs[0];
    assert_eq!(first["bbox"].as_array().map(Vec::len), Some(4));
    assert!(first["size"].as_f64().unwrap() > 1.0 && first["invisible"] == false);
}

#[test]
fn lines_come_in_reading_order_with_their_blocks() {
    let ran = huikan(fixtures(), &["inspect", "yunze/news-general/born.pdf"]);
    assert_eq!(ran.code, 0);
    let rows = rows(&ran.stdout);
    let lines = of(&rows, "line");
    let ids: Vec<u64> = lines.iter().filter_map(|line| line["id"].as_u64()).collect();
    assert_eq!(ids, (1..=lines.len() as u64).collect::<Vec<_>>());
    let at = |text: &str| lines.iter().position(|line| line["text"] == text).unwrap();
    let title = lines[at("市政协委员视察防汛备汛工作")];
    assert_eq!((title["role"].as_str(), title["centered"].as_bool()), (Some("heading"), Some(true)));
    // five columns of two to five lines each, under a headline across them
    assert!(at("榜配套”，建设共享模具中心，引导金") < at("心。沈伯谦表示，协商不是一锤子买"));
    assert_eq!(at("本报记者 单雨竹"), at("——记石门岭县政协委员鲁大川") + 1);
}

#[test]
fn one_page_alone_is_the_same_as_among_all() {
    let file = "yunze/2023-11/born.pdf";
    let all = huikan(fixtures(), &["inspect", file]);
    let alone = huikan(fixtures(), &["inspect", file, "--page", "4", "--timeout-per-page", "60"]);
    assert_eq!((all.code, alone.code), (0, 0));
    let of_four: Vec<&str> = all.stdout.lines().filter(|line| line.contains("\"page\":4,")).collect();
    assert_eq!(alone.stdout.lines().collect::<Vec<_>>(), of_four);
}

#[test]
fn what_is_not_there_is_said() {
    let ran = huikan(fixtures(), &["inspect", "yunze/news-general/born.pdf", "--page", "9"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert_eq!(ran.stderr, "huikan: yunze/news-general/born.pdf: the file has no page 9\n");
    let ran = huikan(fixtures(), &["inspect", "broken/not-a-pdf.pdf", "--stage", "read"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    let ran = huikan(fixtures(), &["inspect", "broken/encrypted-user-password.pdf", "--json"]);
    let message: Value = serde_json::from_str(ran.stderr.lines().next().unwrap()).unwrap();
    assert_eq!((ran.code, message["code"].as_str()), (3, Some("unreadable")));
    for wrong in [["--page", "0"], ["--stage", "record"], ["--timeout-per-page", "0"]] {
        assert_eq!(huikan(fixtures(), &[&["inspect", "broken/crlf.txt"], &wrong[..]].concat()).code, 2);
    }
}

#[test]
fn repairs_are_shown_beside_the_print() {
    let ran = huikan(fixtures(), &["inspect", "yunze/2024-01/ocr.txt", "--stage", "repair"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let rows = rows(&ran.stdout);
    let correction = of(&rows, "correction").into_iter().find(|row| row["rule"] == "mark-bracket").unwrap();
    assert_eq!((correction["printed"].as_str(), correction["applied"].as_bool()), (Some("("), Some(true)));
    let line = of(&rows, "line").into_iter().find(|row| row["id"] == correction["line"]).unwrap();
    assert!(line["text"].as_str().unwrap().contains('(') && line["clean"].as_str().unwrap().contains('（'));
    let none = huikan(fixtures(), &["inspect", "yunze/2024-01/ocr.txt", "--stage", "repair", "--repair", "none"]);
    assert!(!none.stdout.contains("\"applied\":true"));
    let text = huikan(fixtures(), &["inspect", "yunze/2024-01/ocr.txt", "--stage", "repair", "--format", "text"]);
    assert!(text.stdout.contains("\n         + ") && text.stdout.contains("mark-bracket at "), "{}", text.stdout);
}

#[test]
fn articles_are_shown_with_what_opened_them() {
    let file = "yunze/2023-11/born.pdf";
    let ran = huikan(fixtures(), &["inspect", file, "--page", "4", "--stage", "segment"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let rows = rows(&ran.stdout);
    assert_eq!(of(&rows, "page").len(), 1);
    let articles = of(&rows, "article");
    let titles: Vec<&str> = articles.iter().filter_map(|row| row["title"].as_str()).collect();
    assert!(titles.contains(&"政协云泽市第十五届委员会增补委员名单"), "{titles:?}");
    assert!(articles.iter().all(|row| !row["evidence"].as_array().unwrap().is_empty()));
    // every line shown names an article shown, or what else it is
    for line in of(&rows, "line") {
        let known = articles.iter().any(|row| row["article"] == line["article"]);
        assert!(known || line["article"].is_null() && line["fate"] == "running-head" || line["fate"] == "page-number");
    }
    let text = huikan(fixtures(), &["inspect", file, "--page", "4", "--stage", "segment", "--format", "text"]);
    assert!(text.stdout.contains("opened by contents"), "{}", text.stdout);
}

#[test]
fn a_page_is_drawn_with_outlines() {
    let here = tempfile::tempdir().unwrap();
    let file = "yunze/2023-11/born.pdf";
    for stage in ["read", "layout", "repair", "segment"] {
        let ran = huikan(fixtures(), &["inspect", file, "-p", "4", "-s", stage, "--format", "svg"]);
        assert_eq!(ran.code, 0, "{stage}: {}", ran.stderr);
        assert!(ran.stdout.starts_with("<svg ") && ran.stdout.ends_with("</svg>\n"), "{stage}");
        let out = here.path().join(format!("{stage}.png"));
        let ran = huikan(
            fixtures(),
            &["inspect", file, "-p", "4", "-s", stage, "--format", "png", "-o", out.to_str().unwrap()],
        );
        assert_eq!(ran.code, 0, "{stage}: {}", ran.stderr);
        assert!(std::fs::read(&out).unwrap().starts_with(b"\x89PNG"), "{stage}");
    }
    let segment = huikan(fixtures(), &["inspect", file, "-p", "4", "-s", "segment", "--format", "svg"]).stdout;
    assert!(segment.contains("class=\"heading\"") && segment.contains("contents entry"), "{segment}");
}

#[test]
fn what_can_not_be_drawn_is_said() {
    let ran = huikan(fixtures(), &["inspect", "yunze/2023-11/born.pdf", "--format", "svg"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("9 pages") && ran.stderr.contains("hint: give one: --page N"), "{}", ran.stderr);
    let ran = huikan(fixtures(), &["inspect", "yunze/2024-01/ocr.txt", "--format", "png"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("has a place"), "{}", ran.stderr);
}
