//! What an OCR tool gives of the laid-out issue before it makes mistakes: lines in reading order, a blank line between
//! paragraphs, a paragraph cut where a column ends.

use super::chance::Chance;
use super::issue::{Issue, Owner, Part, Role};
use super::layout::{Fragment, Layout};

/// One non-blank line of the text.
#[derive(Debug, Clone)]
pub struct Read {
    /// Place in the print's reading order.
    pub order: usize,
    pub owner: Owner,
    pub role: Role,
    pub part: Option<Part>,
    pub entry: Option<usize>,
    /// Index of the unit it comes from.
    pub unit: usize,
    pub page: usize,
    pub text: String,
    /// Blank lines after it.
    pub blanks: usize,
    /// The line goes on in the next piece of the same unit.
    pub cut: bool,
}

#[derive(Debug, Clone)]
pub struct Slip {
    /// Order of the line it stands on.
    pub order: usize,
    pub wrong: String,
    pub right: String,
    pub class: &'static str,
    pub next: Option<usize>,
}

#[derive(Default)]
pub struct Ocr {
    pub lines: Vec<Read>,
    pub slips: Vec<Slip>,
    /// Orders of (first, again) passages.
    pub loops: Vec<(Vec<usize>, Vec<usize>)>,
    pub swaps: Vec<(Vec<usize>, String)>,
    /// Blank lines at the head of the file.
    pub lead: usize,
}

impl Ocr {
    pub fn text(&self) -> String {
        let mut out = "\n".repeat(self.lead);
        for l in &self.lines {
            out.push_str(&l.text);
            out.push_str(&"\n".repeat(l.blanks + 1));
        }
        out
    }

    /// Line number in the file of each line, from 1.
    pub fn numbers(&self) -> Vec<usize> {
        let mut n = self.lead + 1;
        let mut out = Vec::new();
        for l in &self.lines {
            out.push(n);
            n += l.blanks + 1;
        }
        out
    }

    fn push(&mut self, issue: &Issue, unit: usize, page: usize, text: &str) {
        let u = &issue.units[unit];
        self.lines.push(Read {
            order: self.lines.len(),
            owner: u.owner.clone(),
            role: u.role,
            part: u.part,
            entry: u.entry,
            unit,
            page,
            text: text.to_owned(),
            blanks: 1,
            cut: false,
        });
    }
}

pub fn read(issue: &Issue, laid: &Layout) -> Ocr {
    let mut chance = Chance::new(u64::from(issue.head.number("seed").unwrap_or(1)));
    let cut = issue.head.percent("cut");
    let heads = issue.head.percent("two-line-heads");
    let mut out = Ocr { lead: issue.head.number("lead").unwrap_or(0) as usize, ..Ocr::default() };
    let kept = issue.head.get("furniture") == Some("kept");
    let mut page = usize::MAX;
    let mut last: Option<&Fragment> = None;
    for f in &laid.fragments {
        if f.page != page && kept {
            turn(&mut out, issue, laid, (page, f.page));
        }
        page = f.page;
        let unit = &issue.units[f.unit];
        let again = out.lines.iter().rposition(|l| l.unit == f.unit && l.role == unit.role);
        let paragraph = matches!(unit.role, Role::Para | Role::Row | Role::Quote | Role::Closing);
        if let (Some(n), true) = (again, last.is_some_and(|l| l.unit == f.unit) && n_is_last(&out, again)) {
            // the OCR tool saw that the paragraph goes on in the next column
            if !paragraph || chance.percent(100 - cut) {
                if paragraph {
                    out.lines[n].text.push_str(&f.text);
                }
                last = Some(f);
                continue;
            }
        }
        if paragraph {
            if let Some(n) = again {
                out.lines[n].cut = true;
            }
            out.push(issue, f.unit, f.page, &f.text);
        } else if again.is_none() {
            print_lines(&mut out, issue, f, chance.percent(heads));
        }
        last = Some(f);
    }
    if kept {
        turn(&mut out, issue, laid, (page, usize::MAX));
    }
    out
}

fn n_is_last(out: &Ocr, n: Option<usize>) -> bool {
    n.is_some_and(|n| n + 1 == out.lines.len())
}

/// Lines of a heading or of another unit that is set line by line.
fn print_lines(out: &mut Ocr, issue: &Issue, f: &Fragment, apart: bool) {
    let unit = &issue.units[f.unit];
    let title = matches!(unit.role, Role::Title | Role::PartTitle | Role::Banner | Role::Subtitle | Role::Heading(_));
    if title && !apart && unit.lines.len() > 1 {
        let text = unit.lines.join(" ");
        out.push(issue, f.unit, f.page, &text);
        return;
    }
    for line in &unit.lines {
        out.push(issue, f.unit, f.page, line);
    }
    if unit.lines.len() > 1 && title {
        let at = out.lines.len() - unit.lines.len();
        let (order, wrong) = (out.lines[at].order, unit.lines[0].clone());
        out.slips.push(Slip {
            order,
            right: unit.lines.join(" "),
            wrong,
            class: "heading-split",
            next: Some(order + 1),
        });
    }
}

/// Page number of the page that ends, running head of the one that begins.
fn turn(out: &mut Ocr, issue: &Issue, laid: &Layout, (from, to): (usize, usize)) {
    let margin = |page| super::pdf::marginalia(issue, laid, page);
    let mut add = |what, text: String, page| {
        out.lines.push(Read {
            order: out.lines.len(),
            owner: Owner::Furniture(what),
            role: Role::Cover,
            part: None,
            entry: None,
            unit: usize::MAX,
            page,
            text,
            blanks: 1,
            cut: false,
        });
    };
    if let Some((_, number)) = margin(from) {
        add("page number", number, from);
    }
    if let Some((head, _)) = margin(to) {
        add("running head", head, to);
    }
}
