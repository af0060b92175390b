//! OCR damage on evidence: pages in, pages with a clean reading beside the extracted one out.
//! Every change is logged with its place, rule and evidence, and can be undone; nothing is moved or dropped here.

mod edited;
mod intrusion;
mod markup;
mod names;
mod shapes;
mod spacing;

use crate::model::note::{Note, Noted};
use crate::model::page::Page;
use crate::model::text::{Certainty, Class, CleanPage, Correction};
use crate::profile::{Profile, Roster};

use edited::Edited;
pub use edited::undo;

/// One rule of repair: what it is and how sure it is.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub id: &'static str,
    pub class: Class,
    pub certainty: Certainty,
    /// Share of its edits that were right on the gold; written as `confidence`.
    pub precision: f64,
}

/// All rules, in the order they are applied.
pub const RULES: [Rule; 8] = [
    markup::EMPHASIS,
    markup::LEADER,
    markup::TAG,
    markup::SUBSCRIPT,
    intrusion::AND,
    spacing::NUMERAL,
    spacing::NAME,
    names::ROSTER,
];

/// The measured precision of a rule of [`RULES`], 1 for changes of structure.
pub fn precision(rule: &str) -> f64 {
    RULES.iter().find(|r| r.id == rule).map_or(1.0, |r| r.precision)
}

/// Repairs all pages of an issue; rules below `least` are flagged, not applied. `None` applies nothing.
pub fn repair(pages: Vec<Page>, profile: &Profile, roster: &Roster, least: Option<Certainty>) -> Noted<Vec<CleanPage>> {
    let mut texts: Vec<Vec<Edited>> =
        pages.iter().map(|p| p.lines.iter().map(|l| Edited::new(l.id, &l.text)).collect()).collect();
    let Some(least) = least else {
        return Noted::new(pages.into_iter().zip(texts).map(|(p, t)| clean_page(p, t)).collect());
    };
    for line in texts.iter_mut().flatten() {
        markup::apply(line, least);
        intrusion::apply(line, least);
        spacing::apply(line, profile, least);
    }
    let mut notes: Vec<Note> = Vec::new();
    names::apply(&mut texts, profile, roster, least, &mut notes);
    let value = pages.into_iter().zip(texts).map(|(p, t)| clean_page(p, t)).collect();
    Noted { value, notes }
}

fn clean_page(page: Page, lines: Vec<Edited>) -> CleanPage {
    let mut clean = Vec::with_capacity(lines.len());
    let mut applied: Vec<Correction> = Vec::new();
    let mut flagged: Vec<Correction> = Vec::new();
    for line in lines {
        let (text, done, doubted) = line.finish();
        clean.push(text);
        applied.extend(done);
        flagged.extend(doubted);
    }
    CleanPage { page, clean, applied, flagged }
}
