//! The contents page, made from the articles and the pages they were set on.

use super::issue::{Issue, Owner, Role, Unit, cite, furniture, print_lines};
use super::layout::Layout;

#[derive(Debug, Clone)]
pub struct Entry {
    pub section: Option<String>,
    pub page: u32,
    pub title: String,
    pub subtitle: Option<String>,
    pub article: usize,
}

/// Replaces the contents units by ones that name the pages of `laid`.
pub fn fill(issue: &mut Issue, laid: &Layout) {
    let is_contents = |u: &Unit| u.owner == Owner::Furniture("contents");
    let Some(at) = issue.units.iter().position(is_contents) else { return };
    issue.contents = entries(issue, laid);
    let made = units(issue);
    let mut first = true;
    issue.units.retain(|u| !is_contents(u) || std::mem::take(&mut first));
    let after = issue.units.split_off(at + 1);
    issue.units.extend(made);
    issue.units.extend(after);
}

fn entries(issue: &Issue, laid: &Layout) -> Vec<Entry> {
    let listed = |n: usize| {
        let f = &issue.articles[n].fields;
        match f.get("entry") {
            Some(v) => v == "yes",
            None => f.get("parent").is_none() && issue.articles[n].section.is_some(),
        }
    };
    (0..issue.articles.len())
        .filter(|&n| listed(n))
        .map(|n| {
            let a = &issue.articles[n];
            Entry {
                section: a.section.clone(),
                page: issue.printed(laid.first_page(issue, n)).unwrap_or(0),
                title: a.fields.get("entry-title").map_or_else(|| a.title.clone(), cite),
                subtitle: match a.fields.get("entry-subtitle") {
                    Some("-") => None,
                    Some(s) => Some(cite(s)),
                    None => a.subtitle.clone(),
                },
                article: n,
            }
        })
        .collect()
}

fn units(issue: &Issue) -> Vec<Unit> {
    let leading = issue.head.get("contents") != Some("dots");
    let mut out = vec![furniture("contents", Role::Section, &issue.head.text("contents-title"))];
    let mut section = None;
    for (n, e) in issue.contents.iter().enumerate() {
        if e.section != section {
            section.clone_from(&e.section);
            let name = section.clone().unwrap_or_default();
            if issue.head.get("contents-break") == Some(name.as_str()) {
                out.push(furniture("contents", Role::Break, ""));
            }
            let english = issue.head.get(&format!("en-{name}")).map(|s| format!(" {s}")).unwrap_or_default();
            out.push(furniture("contents", Role::Section, &format!("{name}{english}")));
        }
        let a = &issue.articles[e.article];
        let title = a.fields.get("entry-title").map_or_else(|| a.title_lines.clone(), print_lines);
        out.extend(entry_units(issue, n, e, &title, leading));
    }
    out
}

fn entry_units(issue: &Issue, n: usize, e: &Entry, title: &[String], leading: bool) -> Vec<Unit> {
    let unit = |role, text: &str| Unit { entry: Some(n), ..furniture("contents", role, text) };
    let mut out = Vec::new();
    if leading {
        for (i, line) in title.iter().enumerate() {
            let number = if i == 0 { format!("{:02} ", e.page) } else { String::new() };
            out.push(unit(if i == 0 { Role::Entry } else { Role::EntrySub }, &format!("{number}{line}")));
        }
        out.extend(e.subtitle.iter().map(|s| unit(Role::EntrySub, s)));
        return out;
    }
    let author = issue.articles[e.article].fields.get("entry-author").map(|a| format!("／{a}")).unwrap_or_default();
    let all = format!("{}{author}", if title.len() > 1 { e.title.clone() } else { title.join("") });
    let width: usize = all.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let dots = "…".repeat((72usize.saturating_sub(width) / 2).clamp(4, 40));
    out.push(unit(Role::Entry, &format!("{all}{dots}{}", e.page)));
    let dash = |s: &str| if s.starts_with(['—', '（']) { "" } else { "——" };
    out.extend(e.subtitle.iter().map(|s| unit(Role::EntrySub, &format!("{}{s}", dash(s)))));
    out
}

impl Issue {
    /// The number printed on a page of the PDF, None where it is before the first numbered one.
    pub fn printed(&self, pdf_page: u32) -> Option<u32> {
        let offset = self.head.get("folio-offset").map_or(0, |v| v.parse::<i64>().expect("an offset"));
        u32::try_from(i64::from(pdf_page) + 1 + offset).ok().filter(|&n| n > 0)
    }
}
