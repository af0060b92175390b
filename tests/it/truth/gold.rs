//! The truth of one bulletin and the OCR text its line numbers point into.

use std::path::Path;

use serde_json::{Value, json};

use super::run::Output;
use super::text::norm;

pub struct Gold {
    pub truth: Value,
    lines: Vec<String>,
}

impl Gold {
    pub fn read(dir: &Path) -> Self {
        let read = |name: &str| std::fs::read_to_string(dir.join(name)).expect("a fixture is readable");
        let truth = serde_json::from_str(&read("truth.json")).expect("truth.json is JSON");
        Self { truth, lines: read("ocr.txt").split('\n').map(str::to_owned).collect() }
    }

    /// A line of the OCR text, numbered from 1.
    pub fn line(&self, n: usize) -> &str {
        n.checked_sub(1).and_then(|n| self.lines.get(n)).map_or("", String::as_str)
    }

    pub fn printed_lines(&self) -> impl Iterator<Item = usize> {
        (1..=self.lines.len()).filter(|&n| !self.line(n).trim().is_empty())
    }

    pub fn articles(&self) -> &[Value] {
        list(&self.truth["articles"])
    }

    /// (line, wrong, right) of every slip.
    pub fn slips(&self) -> Vec<(usize, String, String)> {
        list(&self.truth["ocr_errors"]).iter().map(slip).collect()
    }

    /// Slips that change words: they are put right before lines are compared with fields.
    fn word_slips(&self) -> Vec<(usize, String, String)> {
        let words = |e: &&Value| !matches!(e["class"].as_str(), Some("broken-paragraph" | "punct-width"));
        list(&self.truth["ocr_errors"]).iter().filter(words).map(slip).collect()
    }

    /// Line ranges of articles and of what is in no article.
    pub fn all_ranges(&self) -> Vec<(usize, usize)> {
        let mut out: Vec<_> = self.articles().iter().flat_map(|a| ranges(&a["lines"])).collect();
        out.extend(list(&self.truth["not_articles"]).iter().flat_map(|f| ranges(&f["lines"])));
        out
    }

    /// Lines of an article in reading order: as read, and with the certain slips put right.
    pub fn lines_of(&self, article: &Value) -> Vec<(String, String)> {
        let slips = self.word_slips();
        let mut out = Vec::new();
        for n in ranges(&article["lines"]).into_iter().flat_map(|(a, b)| a..=b) {
            let mut fixed = self.line(n).to_owned();
            for (_, wrong, right) in slips.iter().filter(|(line, _, _)| *line == n) {
                fixed = fixed.replace(wrong, right);
            }
            out.push((self.line(n).to_owned(), fixed));
        }
        out
    }

    pub fn text(&self, range: &Value) -> String {
        ranges(range).into_iter().flat_map(|(a, b)| a..=b).map(|n| self.line(n)).collect()
    }

    /// The truth in the shape of the program's output, to try the scorer on.
    pub fn as_output(&self) -> Output {
        Output {
            records: self.articles().iter().map(|a| self.record(a)).collect(),
            issue: {
                let mut issue = self.truth["issue"].clone();
                issue["contents"] = self.truth["contents"].clone();
                issue
            },
            ledger: Vec::new(),
        }
    }

    /// Text blocks; a heading may stand on two lines.
    fn body(&self, a: &Value) -> Vec<Value> {
        let known: Vec<String> = list(&a["headings"]).iter().filter_map(|h| h.as_str()).map(norm).collect();
        let mut lines = self.lines_of(a).into_iter().map(|(read, _)| read).filter(|l| !l.trim().is_empty()).peekable();
        let mut body = Vec::new();
        while let Some(line) = lines.next() {
            let two = lines.peek().map(|next| format!("{line} {next}")).filter(|t| known.contains(&norm(t)));
            let kind = if two.is_some() || known.contains(&norm(&line)) { "heading" } else { "paragraph" };
            if two.is_some() {
                lines.next();
            }
            body.push(json!({"type": kind, "text": two.unwrap_or(line)}));
        }
        body
    }

    fn record(&self, a: &Value) -> Value {
        let mut r = a.clone();
        r["body"] = json!(self.body(a));
        r["section"] = json!({"name": a["section"]});
        for (field, from) in [
            ("term", "term"),
            ("ordinal", "ordinal"),
            ("chair", "chair"),
            ("attendees", "attendees"),
            ("observers", "nonvoting"),
        ] {
            r[field] = a["meeting"][from].clone();
        }
        for part in ["background", "analysis", "recommendations", "handling"] {
            r[part] = json!(self.text(&a["proposal"][part]));
        }
        r["identifier"] = a["proposal"]["identifier"].clone();
        r["year"] = a["proposal"]["year"].clone();
        r["category"] = a["proposal"]["category"].clone();
        r
    }
}

fn slip(e: &Value) -> (usize, String, String) {
    let text = |k: &str| e[k].as_str().unwrap_or_default().to_owned();
    (e["line"].as_u64().unwrap_or(0) as usize, text("wrong"), text("right"))
}

pub fn list(v: &Value) -> &[Value] {
    v.as_array().map_or(&[], Vec::as_slice)
}

/// `[a, b]`, a list of such pairs, or nothing.
fn ranges(v: &Value) -> Vec<(usize, usize)> {
    let number = |v: &Value| v.as_u64().map(|n| n as usize);
    match list(v) {
        [a, b] if a.is_u64() => number(a).zip(number(b)).into_iter().collect(),
        pairs => pairs.iter().flat_map(ranges).collect(),
    }
}
