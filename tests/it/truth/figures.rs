//! The figures, each from 0 to 1: what the reference scorer measures, written from its description.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::gold::{Gold, list};
use super::run::Output;
use super::text::{Grams, norm, share};

/// An output record stands for an article of the print from this overlap on.
const MATCH: f64 = 0.8;
/// Below it two texts are not taken for one.
const NEAR: f64 = 0.3;
/// Smaller articles (a heading over parts) are not scored on their own.
const BIG: usize = 40;

#[derive(Debug, Default)]
pub struct Figures(BTreeMap<&'static str, f64>);

impl Figures {
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.get(name).copied()
    }

    pub fn known(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.0.iter().map(|(k, v)| (*k, *v))
    }

    /// Ready for `floors.toml`, rounded down.
    pub fn as_toml(&self, key: &str) -> String {
        let mut out = format!("[\"{key}\"]\n");
        for (name, value) in &self.0 {
            let _ = writeln!(out, "{name} = {:.3}", (value * 1000.0).floor() / 1000.0);
        }
        out.push('\n');
        out
    }
}

/// Hits and tries of a field with one value.
#[derive(Default)]
struct Tally(BTreeMap<&'static str, (f64, f64)>);

impl Tally {
    fn add(&mut self, name: &'static str, good: bool) {
        self.parts(name, if good { 1.0 } else { 0.0 }, 1.0);
    }

    fn parts(&mut self, name: &'static str, hit: f64, of: f64) {
        let t = self.0.entry(name).or_default();
        *t = (t.0 + hit, t.1 + of);
    }

    /// A field that is a set: twice the hits over both sizes.
    fn set(&mut self, name: &'static str, want: &[String], got: &[String]) {
        let mut left = got.to_vec();
        let mut hit = 0.0;
        for w in want {
            if let Some(at) = left.iter().position(|g| g == w) {
                left.swap_remove(at);
                hit += 1.0;
            }
        }
        self.parts(name, 2.0 * hit, (want.len() + got.len()) as f64);
    }
}

/// The printed words of one article, and their runs.
struct Text {
    article: usize,
    grams: Grams,
}

pub fn score(gold: &Gold, out: &Output) -> Figures {
    let texts: Vec<Text> = (0..gold.articles().len()).filter_map(|n| article_text(gold, n)).collect();
    let records: Vec<Grams> = out.records.iter().map(|r| Grams::of(&norm(&record_text(r)))).collect();
    let mut figures = Figures::default();
    coverage(&mut figures, &texts, &records);
    let matched = matches(&texts, &records);
    segmentation(&mut figures, &texts, &records, &matched);
    let mut tally = Tally::default();
    for (n, text) in texts.iter().enumerate() {
        let none = Value::Null;
        let record = matched.get(&n).map_or(&none, |(r, _)| &out.records[*r]);
        fields(&mut tally, gold, &gold.articles()[text.article], record);
    }
    issue(&mut tally, gold, &out.issue);
    for (name, (hit, of)) in tally.0 {
        if of > 0.0 {
            figures.0.insert(name, hit / of);
        }
    }
    figures
}

fn article_text(gold: &Gold, article: usize) -> Option<Text> {
    let a = &gold.articles()[article];
    let frame = Frame::of(a);
    let lines = gold.lines_of(a);
    let body: Vec<_> = lines.iter().filter(|(read, fixed)| !frame.holds(read) && !frame.holds(fixed)).collect();
    let kept = if body.is_empty() { lines.iter().collect() } else { body };
    let text = norm(&kept.iter().map(|(read, _)| read.as_str()).collect::<String>());
    (text.chars().count() >= BIG).then(|| Text { article, grams: Grams::of(&text) })
}

/// A record's body without the lines that its fields hold.
fn record_text(r: &Value) -> String {
    let frame = Frame::of(r);
    let texts = list(&r["body"]).iter().filter_map(|b| b["text"].as_str().or(b.as_str()));
    let body: Vec<&str> = texts.filter(|t| !frame.holds(t)).collect();
    if body.is_empty() {
        return ["title", "subtitle"].iter().filter_map(|k| r[*k].as_str()).collect::<Vec<_>>().join("\n");
    }
    body.join("\n")
}

/// What of a record's fields may stand on lines of its own in the print.
struct Frame {
    title: String,
    subtitle: String,
    byline: Vec<String>,
    speaker: String,
    role: String,
    outlet: String,
}

impl Frame {
    fn of(a: &Value) -> Self {
        let text = |v: &Value| norm(v.as_str().unwrap_or_default());
        Self {
            title: text(&a["title"]),
            subtitle: text(&a["subtitle"]),
            byline: names(&a["byline"]),
            speaker: text(&a["speaker"]["name"]),
            role: text(&a["speaker"]["role"]),
            outlet: text(&a["credit"]["outlet"]),
        }
    }

    fn holds(&self, line: &str) -> bool {
        let t = norm(line);
        let length = t.chars().count();
        let said = |s: &str| !s.is_empty() && t == *s;
        if t.is_empty() || self.title.contains(&t) || self.subtitle.contains(&t) {
            return true;
        }
        if length > 60 {
            return false;
        }
        let (name, role) = (&self.speaker, &self.role);
        let speaker =
            !name.is_empty() && (said(name) || said(&format!("{role}{name}")) || said(&format!("{name}{role}")));
        let byline = said(&self.byline.concat()) || self.byline.iter().any(|b| said(b));
        let outlet = self.outlet.chars().count();
        let bracket = line.trim_start().starts_with(['(', '（']);
        let credit = outlet > 0 && t.contains(&self.outlet) && length <= outlet + 16 && bracket;
        let opens = t.starts_with("发言人") || t.starts_with("摘自") || (t.starts_with("本报记者") && length < 16);
        let title = !self.title.is_empty() && t == format!("{}{}", self.title, self.subtitle);
        title || speaker || byline || credit || opens || is_date_line(line)
    }
}

/// （2024年3月15日） and nothing else.
fn is_date_line(line: &str) -> bool {
    let folded: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let inner = folded.strip_prefix(['(', '（']).and_then(|s| s.strip_suffix([')', '）']));
    let Some((year, rest)) = inner.and_then(|s| s.split_once('年')) else { return false };
    let Some((month, day)) = rest.split_once('月') else { return false };
    let number = |s: &str, n: &[usize]| n.contains(&s.len()) && s.chars().all(|c| c.is_ascii_digit());
    let day = day.strip_suffix('日');
    number(year, &[4]) && number(month, &[1, 2]) && day.is_some_and(|d| number(d, &[1, 2]))
}

fn names(v: &Value) -> Vec<String> {
    let name = |x: &Value| x.as_str().or(x["name"].as_str()).map(norm);
    list(v).iter().filter_map(name).filter(|n| !n.is_empty()).collect()
}

fn coverage(figures: &mut Figures, texts: &[Text], records: &[Grams]) {
    let union = |all: &mut dyn Iterator<Item = &Grams>| {
        let mut out = Grams::default();
        all.for_each(|g| out.widen(g));
        out
    };
    let total = |n: &mut dyn Iterator<Item = &Grams>| f64::from(n.map(Grams::count).sum::<u32>());
    let want = union(&mut texts.iter().map(|t| &t.grams));
    let got = union(&mut records.iter());
    let both = f64::from(want.overlap(&got));
    figures.0.insert("content_recall", share(both, f64::from(want.count())));
    figures.0.insert("content_precision", share(both, f64::from(got.count())));
    let repeated = |union: &Grams, all: f64| if all > 0.0 { 1.0 - f64::from(union.count()) / all } else { 0.0 };
    let mine = repeated(&got, total(&mut records.iter()));
    let print = repeated(&want, total(&mut texts.iter().map(|t| &t.grams)));
    // 1 where the output repeats no more than the print does
    figures.0.insert("unrepeated", 1.0 - (mine - print).max(0.0));
}

/// For each article its record and their overlap; best pairs first, each used once.
fn matches(texts: &[Text], records: &[Grams]) -> BTreeMap<usize, (usize, f64)> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (t, text) in texts.iter().enumerate() {
        for (r, grams) in records.iter().enumerate() {
            pairs.push((text.grams.iou(grams), t, r));
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(b.2.cmp(&a.2)));
    let mut out = BTreeMap::new();
    let mut taken = vec![false; records.len()];
    for (v, t, r) in pairs.into_iter().take_while(|p| p.0 >= NEAR) {
        if !taken[r] && !out.contains_key(&t) {
            taken[r] = true;
            out.insert(t, (r, v));
        }
    }
    out
}

fn segmentation(f: &mut Figures, texts: &[Text], records: &[Grams], matched: &BTreeMap<usize, (usize, f64)>) {
    let good = matched.values().filter(|(_, v)| *v >= MATCH).count() as f64;
    let whole = (BIG - 4) as u32;
    let given = records.iter().filter(|g| g.count() >= whole).count() as f64;
    let printed = texts.len() as f64;
    let sum: f64 = matched.values().map(|(_, v)| v).sum();
    let (precision, recall) = (share(good, given), share(good, printed));
    f.0.insert("articles_precision", precision);
    f.0.insert("articles_recall", recall);
    f.0.insert("articles_f1", share(2.0 * precision * recall, precision + recall));
    f.0.insert("articles_mean_iou", share(sum, printed));
}

fn same(a: &Value, b: &Value) -> bool {
    norm(&plain(a)) == norm(&plain(b))
}

fn plain(v: &Value) -> String {
    match v {
        Value::Null => String::new(),
        Value::String(s) => s.clone(),
        v => v.to_string(),
    }
}

fn fields(t: &mut Tally, gold: &Gold, a: &Value, r: &Value) {
    let also = list(&a["kind_also_ok"]);
    t.add("kind", r["kind"] == a["kind"] || also.contains(&r["kind"]));
    t.add("title", same(&a["title"], &r["title"]));
    if !plain(&a["subtitle"]).is_empty() || !plain(&r["subtitle"]).is_empty() {
        t.add("subtitle", same(&a["subtitle"], &r["subtitle"]));
    }
    if a["section"].is_string() {
        let section = if r["section"].is_object() { &r["section"]["name"] } else { &r["section"] };
        t.add("section", same(&a["section"], section));
    }
    if a["date"].is_string() {
        t.add("date", a["date"] == r["date"] || a["date"] == r["start_date"]);
    }
    if a["speaker"].is_object() {
        t.add("speaker_name", same(&a["speaker"]["name"], &r["speaker"]["name"]));
        if a["speaker"]["role"].is_string() {
            t.add("speaker_role", same(&a["speaker"]["role"], &r["speaker"]["role"]));
        }
    }
    t.set("byline", &names(&a["byline"]), &names(&r["byline"]));
    if a["credit"].is_object() {
        t.add("credit_outlet", same(&a["credit"]["outlet"], &r["credit"]["outlet"]));
        t.set("credit_reporters", &names(&a["credit"]["reporters"]), &names(&r["credit"]["reporters"]));
    }
    if a["kind"] == "meeting" && a["meeting"].is_object() {
        meeting(t, &a["meeting"], r);
    }
    if a["kind"] == "proposal" && a["proposal"].is_object() {
        proposal(t, gold, &a["proposal"], r);
    }
    if !list(&a["headings"]).is_empty() {
        let blocks = list(&r["body"]).iter().filter(|b| b["type"] == "heading");
        let got: Vec<String> = blocks.filter_map(|b| b["text"].as_str()).map(norm).collect();
        t.set("headings", &names(&a["headings"]), &got);
    }
}

fn meeting(t: &mut Tally, m: &Value, r: &Value) {
    for (name, key) in [("meeting_term", "term"), ("meeting_ordinal", "ordinal")] {
        if m[key].is_u64() {
            t.add(name, m[key] == r[key]);
        }
    }
    t.set("meeting_chair", &names(&m["chair"]), &names(&r["chair"]));
    t.set("meeting_attendees", &names(&m["attendees"]), &names(&r["attendees"]));
    t.set("meeting_observers", &names(&m["nonvoting"]), &names(&r["observers"]));
}

fn proposal(t: &mut Tally, gold: &Gold, p: &Value, r: &Value) {
    if p["year"].is_u64() {
        t.add("proposal_year", p["year"] == r["year"]);
    }
    if p["category"].is_string() {
        t.add("proposal_category", same(&p["category"], &r["category"]));
    }
    if p["identifier"].is_string() {
        t.add("proposal_identifier", same(&p["identifier"], &r["identifier"]));
    }
    for part in ["background", "analysis", "recommendations", "handling"] {
        if !p[part].is_null() {
            let want = Grams::of(&norm(&gold.text(&p[part])));
            let got = Grams::of(&norm(&plain(&r[part])));
            t.add("proposal_parts", want.iou(&got) >= MATCH);
        }
    }
}

fn issue(t: &mut Tally, gold: &Gold, issue: &Value) {
    let want = &gold.truth["issue"];
    for key in ["publication", "year", "number", "serial", "permit", "printed", "print_run", "publisher"] {
        if !want[key].is_null() {
            t.add("issue_fields", same(&want[key], &issue[key]));
        }
    }
    let entries = |v: &Value| -> Vec<String> {
        list(v).iter().map(|c| format!("{}|{}", c["page"], norm(&plain(&c["title"])))).collect()
    };
    let want = entries(&gold.truth["contents"]);
    if !want.is_empty() {
        t.set("contents_f1", &want, &entries(&issue["contents"]));
    }
}
