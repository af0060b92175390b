//! The printed issue: its articles with what is true of them, and its units (a title, a paragraph, a caption …) in
//! reading order, ready to be set.

use super::source::{Block, Fields, Source, split};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Background,
    Analysis,
    Recommendations,
    Handling,
}

impl Part {
    pub const ALL: [Self; 4] = [Self::Background, Self::Analysis, Self::Recommendations, Self::Handling];

    fn of_label(label: &str) -> Option<Self> {
        let has = |words: &[&str]| words.iter().any(|w| label.contains(w));
        if has(&["办理", "答复"]) {
            Some(Self::Handling)
        } else if has(&["背景", "案由"]) {
            Some(Self::Background)
        } else if has(&["分析", "现状", "问题"]) {
            Some(Self::Analysis)
        } else if has(&["建议"]) {
            Some(Self::Recommendations)
        } else {
            None
        }
    }

    fn of_prefix(line: &str) -> Option<(Self, &str)> {
        let (p, rest) = line.split_once(": ")?;
        let part = match p {
            "bg" => Self::Background,
            "ana" => Self::Analysis,
            "rec" => Self::Recommendations,
            "han" => Self::Handling,
            _ => return None,
        };
        Some((part, rest))
    }
}

/// What a unit is, which decides how it is set and how an OCR tool gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Break,
    Cover,
    CoverBig,
    Section,
    Entry,
    EntrySub,
    Colophon,
    Banner,
    Folio,
    UnitName,
    UnitHead,
    Title,
    PartTitle,
    Subtitle,
    HeadLine,
    PartLine,
    Para,
    Heading(u8),
    Label,
    Category,
    Row,
    Closing,
    Quote,
    Caption,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    Article(usize),
    Furniture(&'static str),
}

#[derive(Debug, Clone)]
pub struct Unit {
    pub owner: Owner,
    pub role: Role,
    pub part: Option<Part>,
    /// Lines as the print has them; a paragraph is one line here.
    pub lines: Vec<String>,
    /// The contents entry it belongs to.
    pub entry: Option<usize>,
}

/// What is true of one article, in the words of `truth.json`.
#[derive(Debug, Default, Clone)]
pub struct Article {
    pub id: String,
    pub fields: Fields,
    pub section: Option<String>,
    pub title: String,
    pub title_lines: Vec<String>,
    pub subtitle: Option<String>,
    pub byline: Vec<String>,
    pub headings: Vec<String>,
}

pub struct Issue {
    pub head: Fields,
    pub articles: Vec<Article>,
    pub units: Vec<Unit>,
    pub contents: Vec<super::contents::Entry>,
}

/// Print lines joined as a reader would cite them: ` | ` is a line turn between phrases, ` ~ ` one inside a phrase.
pub fn cite(text: &str) -> String {
    text.replace(" ~ ", "").replace(" | ", " ")
}

pub fn print_lines(text: &str) -> Vec<String> {
    split(&text.replace(" ~ ", " | "), '|')
}

pub fn build(source: &Source) -> Issue {
    let mut issue = Issue { head: source.head.clone(), articles: Vec::new(), units: Vec::new(), contents: Vec::new() };
    let mut section = None;
    for b in &source.blocks {
        match b.kind.as_str() {
            "article" => article(&mut issue, b, &mut section),
            "more" => {
                let n = index(&issue, &b.arg);
                body(&mut issue, n, &b.body);
            }
            "contents" => {
                push(&mut issue, furniture("contents", Role::Break, ""));
            }
            kind => plain(&mut issue, kind, b),
        }
    }
    issue
}

fn index(issue: &Issue, id: &str) -> usize {
    issue.articles.iter().position(|a| a.id == id).unwrap_or_else(|| panic!("no article {id}"))
}

fn push(issue: &mut Issue, unit: Unit) {
    issue.units.push(unit);
}

pub fn furniture(what: &'static str, role: Role, text: &str) -> Unit {
    Unit { owner: Owner::Furniture(what), role, part: None, lines: print_lines(text), entry: None }
}

fn plain(issue: &mut Issue, kind: &str, b: &Block) {
    let (what, role) = match kind {
        "cover" => ("cover", Role::Cover),
        "backcover" => ("back cover", Role::Cover),
        "colophon" => ("colophon", Role::Colophon),
        "captions" => ("photo caption", Role::Caption),
        "folio" => ("running head", Role::Folio),
        _ => panic!("unknown block {kind}"),
    };
    if b.arg != "here" {
        push(issue, furniture(what, Role::Break, ""));
    }
    for (n, line) in b.body.iter().enumerate() {
        // the foot of a contents page opens with a larger line
        let role = if kind == "colophon" && n == 0 { Role::Cover } else { role };
        let unit = match (line.strip_prefix("! "), line.strip_prefix("^ ")) {
            (Some(big), _) => furniture(what, Role::CoverBig, big),
            (_, Some(caption)) => furniture("photo caption", Role::Caption, caption),
            _ => furniture(what, role, line),
        };
        push(issue, unit);
    }
}

fn article(issue: &mut Issue, b: &Block, section: &mut Option<String>) {
    let f = &b.fields;
    if let Some(s) = f.get("section") {
        *section = (s != "-").then(|| s.to_owned());
    }
    let title = f.text("title");
    let mut byline = f.list("byline");
    if let (Some(u), true) = (f.get("unit"), byline.is_empty()) {
        byline.push(u.trim_end_matches('—').to_owned());
    }
    issue.articles.push(Article {
        id: b.arg.clone(),
        section: section.clone(),
        title: cite(&title),
        title_lines: print_lines(&title),
        subtitle: f.get("subtitle").map(cite),
        byline,
        headings: Vec::new(),
        fields: f.clone(),
    });
    let n = issue.articles.len() - 1;
    if f.get("break").is_some() {
        push(issue, Unit { owner: Owner::Article(n), ..furniture("", Role::Break, "") });
    }
    head(issue, n, f);
    body(issue, n, &b.body);
    for key in ["print-speaker", "print-credit"] {
        if let Some(text) = f.get(key) {
            own(issue, n, Role::Closing, None, text);
        }
    }
    if let (Some(c), None) = (f.get("credit"), f.get("print-credit")) {
        let text = format!("（{}）", c.replace("; ", " "));
        if f.get("credit-later").is_none() {
            own(issue, n, Role::Closing, None, &text);
        }
    }
}

fn own(issue: &mut Issue, n: usize, role: Role, part: Option<Part>, text: &str) {
    push(issue, Unit { owner: Owner::Article(n), role, part, lines: print_lines(text), entry: None });
}

fn head(issue: &mut Issue, n: usize, f: &Fields) {
    let title = match f.get("set") {
        Some("column") => Role::PartTitle,
        Some("banner") => Role::Banner,
        _ => Role::Title,
    };
    if let Some(u) = f.get("unit").or(f.get("over")) {
        let role = if title == Role::PartTitle { Role::UnitName } else { Role::UnitHead };
        own(issue, n, role, None, u);
    }
    let year = f.get("print-year").map(|y| format!("（{y}年）")).unwrap_or_default();
    own(issue, n, title, None, &format!("{}{year}", f.text("title")));
    for (key, role) in [
        ("subtitle", Role::Subtitle),
        ("print-by", Role::HeadLine),
        ("print-role", Role::HeadLine),
        ("print-date", Role::HeadLine),
    ] {
        if let Some(text) = f.get(key) {
            let role = if title == Role::PartTitle { Role::PartLine } else { role };
            own(issue, n, role, None, text);
        }
    }
}

fn body(issue: &mut Issue, n: usize, lines: &[String]) {
    let mut part = None;
    for line in lines {
        let (tag, rest) = line.split_once(' ').unwrap_or(("", line));
        match tag {
            "#" | "##" => {
                let level = tag.len() as u8;
                own(issue, n, Role::Heading(level), None, rest);
                heading(issue, n, rest);
            }
            "=" => {
                own(issue, n, Role::Category, None, rest);
                heading(issue, n, rest);
            }
            "%" => {
                part = Part::of_label(rest);
                own(issue, n, Role::Label, None, rest);
            }
            "*" => own(issue, n, Role::Row, part, rest),
            ">" => push(issue, furniture("pull quote", Role::Quote, rest)),
            "^" => push(issue, furniture("photo caption", Role::Caption, rest)),
            "@" => own(issue, n, Role::Closing, None, rest),
            _ if line.starts_with('【') && line.ends_with('】') => {
                part = Part::of_label(line);
                own(issue, n, Role::Heading(2), None, line);
                heading(issue, n, line);
            }
            _ => match Part::of_prefix(line) {
                Some((p, text)) => own(issue, n, Role::Para, Some(p), text),
                None => own(issue, n, Role::Para, part, line),
            },
        }
    }
}

fn heading(issue: &mut Issue, n: usize, text: &str) {
    if let Some(a) = issue.articles.get_mut(n) {
        a.headings.push(cite(text));
    }
}
