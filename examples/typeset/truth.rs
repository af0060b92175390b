//! What a careful archivist says of the issue, as `truth.json`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::issue::{Article, Issue, Owner, Part, Role, cite};
use super::layout::Layout;
use super::ocr::{Ocr, Read};
use super::source::{Fields, split};

pub fn write(issue: &Issue, laid: &Layout, ocr: &Ocr) -> String {
    let numbers = Numbers::of(ocr);
    let articles: Vec<Value> = (0..issue.articles.len()).map(|n| article(issue, laid, ocr, &numbers, n)).collect();
    let printed: Vec<Value> =
        (0..laid.pages as u32).filter_map(|p| issue.printed(p).map(|n| json!({"pdf": p, "printed": n}))).collect();
    let truth = json!({
        "seed": "ocr.txt",
        "issue": head(&issue.head),
        "contents": contents(issue, ocr, &numbers),
        "articles": articles,
        "not_articles": furniture(ocr, &numbers),
        "ocr_errors": errors(ocr, &numbers),
        "order_breaks": swaps(ocr, &numbers),
        "duplicates": loops(ocr, &numbers),
        "pdf": {"file": "born.pdf", "pages": laid.pages, "page_map": if issue.head.get("running").is_some() { printed } else { Vec::new() }},
    });
    let mut text = serde_json::to_string_pretty(&truth).expect("a value is written");
    text.push('\n');
    text
}

/// Line numbers of the text by the print's reading order.
struct Numbers {
    by_order: BTreeMap<usize, usize>,
    /// Line numbers of all non-blank lines, ascending.
    all: Vec<usize>,
}

impl Numbers {
    fn of(ocr: &Ocr) -> Self {
        let all = ocr.numbers();
        Self { by_order: ocr.lines.iter().zip(&all).map(|(l, &n)| (l.order, n)).collect(), all }
    }

    fn line(&self, order: usize) -> usize {
        self.by_order.get(&order).copied().unwrap_or(0)
    }

    /// Line ranges in reading order; neighbours in the file with only blank lines between are one range.
    fn ranges<'a>(&self, lines: impl Iterator<Item = &'a Read>) -> Vec<[usize; 2]> {
        let mut orders: Vec<usize> = lines.map(|l| l.order).collect();
        orders.sort_unstable();
        let mut out: Vec<[usize; 2]> = Vec::new();
        for n in orders.into_iter().map(|o| self.line(o)) {
            match out.last_mut() {
                Some(r) if self.follows(r[1], n) => r[1] = n,
                _ => out.push([n, n]),
            }
        }
        out
    }

    fn follows(&self, a: usize, b: usize) -> bool {
        let at = self.all.binary_search(&a).unwrap_or(usize::MAX - 1);
        self.all.get(at + 1) == Some(&b)
    }
}

fn head(f: &Fields) -> Value {
    let number = |k| f.number(k);
    let editors: Map<String, Value> =
        f.with_prefix("editor-").map(|(k, v)| (k.to_owned(), json!(split(v, ' ')))).collect();
    json!({
        "publication": f.get("publication"), "year": number("year"), "number": number("number"),
        "serial": number("serial"), "permit": f.get("permit"), "printed": f.get("printed"),
        "print_run": number("print-run"), "publisher": f.get("publisher"), "editors": editors,
    })
}

fn contents(issue: &Issue, ocr: &Ocr, numbers: &Numbers) -> Vec<Value> {
    let mut out = Vec::new();
    for (n, e) in issue.contents.iter().enumerate() {
        let first = ocr.lines.iter().filter(|l| l.entry == Some(n)).map(|l| numbers.line(l.order)).min();
        let english = e.section.as_ref().and_then(|s| issue.head.get(&format!("en-{s}")));
        out.push(json!({
            "section": e.section, "section_en": english, "page": e.page, "title": e.title, "subtitle": e.subtitle,
            "line": first,
        }));
    }
    out
}

fn article(issue: &Issue, laid: &Layout, ocr: &Ocr, numbers: &Numbers, n: usize) -> Value {
    let a = &issue.articles[n];
    let f = &a.fields;
    let own = || ocr.lines.iter().filter(|l| l.owner == Owner::Article(n));
    let kind = f.get("kind").unwrap_or("article");
    json!({
        "id": a.id, "kind": kind, "kind_also_ok": f.words("also"), "subkind": f.text("sub"),
        "section": section(issue, a), "parent": f.get("parent"), "title": a.title, "subtitle": a.subtitle,
        "lines": numbers.ranges(own()), "byline": a.byline, "speaker": speaker(f),
        "date": f.get("date"), "date_end": f.get("date-end"), "credit": credit(f),
        "meeting": meeting(f), "proposal": proposal(f, kind, own, numbers), "headings": a.headings,
        "pdf_pages": laid.pages_of(issue, n),
    })
}

fn section(issue: &Issue, a: &Article) -> Option<String> {
    let listed = !issue.contents.is_empty();
    a.section.clone().filter(|_| listed)
}

fn speaker(f: &Fields) -> Option<Value> {
    let parts = f.list("speaker");
    Some(json!({"name": parts.first()?, "role": parts.get(1)}))
}

fn credit(f: &Fields) -> Option<Value> {
    let parts = f.list("credit");
    let reporters: Vec<String> = parts.get(1).map(|r| split(r, ' ')).unwrap_or_default();
    Some(json!({"outlet": parts.first()?, "reporters": reporters}))
}

fn meeting(f: &Fields) -> Option<Value> {
    let name = f.get("meeting")?;
    let mut attendees = f.words("attendees");
    let mut add = |names: Vec<String>| {
        for n in names {
            if !attendees.contains(&n) {
                attendees.push(n);
            }
        }
    };
    add(f.words("chair"));
    add(f.words("speakers"));
    Some(json!({
        "name": name, "organ": f.get("organ"), "term": f.number("term"), "ordinal": f.number("ordinal"),
        "place": f.get("place"), "chair": f.words("chair"), "speakers": f.words("speakers"),
        "attendees": attendees, "nonvoting": f.words("observers"),
    }))
}

fn proposal<'a, I: Iterator<Item = &'a Read>>(
    f: &Fields,
    kind: &str,
    own: impl Fn() -> I,
    numbers: &Numbers,
) -> Option<Value> {
    if kind != "proposal" {
        return None;
    }
    let range = |part: Part| {
        let text = |l: &&Read| l.part == Some(part) && matches!(l.role, Role::Para | Role::Row);
        match numbers.ranges(own().filter(text)).as_slice() {
            [] => Value::Null,
            [one] => json!(one),
            many => json!(many),
        }
    };
    let [background, analysis, recommendations, handling] = Part::ALL.map(range);
    Some(json!({
        "identifier": f.get("identifier"), "year": f.number("print-year"), "category": f.get("category").map(cite),
        "background": background, "analysis": analysis, "recommendations": recommendations, "handling": handling,
    }))
}

fn furniture(ocr: &Ocr, numbers: &Numbers) -> Vec<Value> {
    let mut out: Vec<(&str, [usize; 2])> = Vec::new();
    for (l, &n) in ocr.lines.iter().zip(&numbers.all) {
        let Owner::Furniture(what) = l.owner else { continue };
        match out.last_mut() {
            Some((w, r)) if *w == what && numbers.follows(r[1], n) => r[1] = n,
            _ => out.push((what, [n, n])),
        }
    }
    out.into_iter().map(|(what, lines)| json!({"what": what, "lines": lines})).collect()
}

fn errors(ocr: &Ocr, numbers: &Numbers) -> Vec<Value> {
    let mut slips: Vec<(usize, Value)> = Vec::new();
    for s in &ocr.slips {
        let line = numbers.line(s.order);
        let next = s.next.map(|n| numbers.line(n));
        let mut v = json!({"line": line, "wrong": s.wrong, "right": s.right, "class": s.class, "certain": true});
        if let (Some(next), Some(map)) = (next, v.as_object_mut()) {
            map.insert("next".to_owned(), json!(next));
        }
        slips.push((line, v));
    }
    slips.sort_by_key(|(line, _)| *line);
    slips.into_iter().map(|(_, v)| v).collect()
}

fn swaps(ocr: &Ocr, numbers: &Numbers) -> Vec<Value> {
    let range = |orders: &[usize]| {
        let lines: Vec<usize> = orders.iter().map(|&o| numbers.line(o)).collect();
        [lines.iter().min().copied().unwrap_or(0), lines.iter().max().copied().unwrap_or(0)]
    };
    ocr.swaps.iter().map(|(o, note)| json!({"lines": range(o), "note": note})).collect()
}

fn loops(ocr: &Ocr, numbers: &Numbers) -> Vec<Value> {
    let lines = |o: &[usize]| o.iter().map(|&o| numbers.line(o)).collect::<Vec<_>>();
    ocr.loops
        .iter()
        .map(|(first, again)| json!({"first": lines(first), "again": lines(again), "note": "OCR loop"}))
        .collect()
}
