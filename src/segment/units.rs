//! Clean pages → units: one paragraph, heading or line each, with what is known of its look.
//! A unit never crosses a column or page; nothing is decided here.

use std::collections::BTreeSet;

use super::joint::{Turn, is_next_cell, join, wraps};
use super::names::are_names_in_brackets;
use crate::model::abreast;
use crate::model::page::{Block, BlockRole, LineId, PageIndex};
use crate::model::provenance::Extractor;
use crate::model::script::{is_han, len};
use crate::model::text::CleanPage;
use crate::profile::{LABEL_MARKS, Level, LineRole, Profile, probe};

/// One block of print with clean text.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub lines: Vec<LineId>,
    pub text: String,
    /// `text` in the form patterns are matched against.
    pub probe: String,
    pub page: PageIndex,
    pub look: Look,
}

/// How a unit is set.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "independent looks of a block, no state")]
pub(super) struct Look {
    pub role: BlockRole,
    /// Type size relative to body; None without geometry.
    pub size: Option<f32>,
    pub bold: bool,
    /// Whether heavy type would be known: OCR does not see it.
    pub weighed: bool,
    pub centered: bool,
    pub indented: bool,
    pub full: Option<bool>,
    /// Column on its page.
    pub column: u16,
    /// White space before, in lines.
    pub gap: f32,
    /// Level of a markdown heading sign the OCR tool wrote.
    pub markdown: Option<u8>,
}

impl Look {
    /// Whether it is known where on the page its lines stand. Such a page was read once: what stands on it twice was printed twice,
    /// and no loop of an OCR engine.
    pub(super) const fn is_placed(&self) -> bool {
        self.size.is_some()
    }
}

/// All units in reading order, and the lines that hold no text after repair (markdown rules and the like). A unit starts at
/// each line of `cuts`, whatever it looks like.
pub(super) fn units(pages: &[CleanPage], profile: &Profile, cuts: &BTreeSet<LineId>) -> (Vec<Unit>, Vec<LineId>) {
    let (mut units, mut empty) = (Vec::new(), Vec::new());
    for (of_page, empty_of_page) in abreast::map_n(pages.len(), |i| units_of(&pages[i], profile, cuts)) {
        units.extend(of_page);
        empty.extend(empty_of_page);
    }
    (units, empty)
}

fn units_of(page: &CleanPage, profile: &Profile, cuts: &BTreeSet<LineId>) -> (Vec<Unit>, Vec<LineId>) {
    let mut units = Vec::new();
    let mut empty = Vec::new();
    for block in &page.page.blocks {
        let cut = match block.role {
            BlockRole::Heading(_) => group_line(page, block, profile),
            _ => last_heading(page, block, profile).unwrap_or_else(|| closing_line(page, block, profile)),
        };
        let said = |i: &usize| page.page.lines.get(*i).is_some_and(|line| cuts.contains(&line.id));
        // the lines of an entry are told apart by what they say: title, subtitle, author
        let listed = block.role == BlockRole::ContentsEntry;
        let mut ends: Vec<usize> = block.lines.clone().skip(1).filter(|i| listed || *i == cut || said(i)).collect();
        ends.push(block.lines.end);
        let starts = std::iter::once(block.lines.start).chain(ends.clone());
        for (k, lines) in starts.zip(ends).map(|(start, end)| start..end).enumerate() {
            let piece = Block { lines, indented: block.indented || k > 0, ..block.clone() };
            unit(page, &piece, &mut units, &mut empty);
        }
        let text = run_in_title(units.len().checked_sub(1), &mut units, profile);
        units.extend(text);
        let closing = run_in_closing(units.len().checked_sub(1), &mut units, profile);
        units.extend(closing);
    }
    (units, empty)
}

/// Takes the title of an item of news off its text: `●市政协举行书法展　7月3日，…`, a title behind a sign, white space and a dated lead
/// on one line. The line stays the text's in the ledger.
fn run_in_title(last: Option<usize>, units: &mut [Unit], profile: &Profile) -> Option<Unit> {
    let unit = units.get_mut(last?)?;
    let trimmed = unit.text.trim();
    trimmed.starts_with(LABEL_MARKS).then_some(())?;
    let (title, rest) = trimmed.split_once('\u{3000}').or_else(|| trimmed.split_once("  "))?;
    let (title, rest) = (title.trim().to_owned(), rest.trim().to_owned());
    let folded = probe(&rest);
    let is_title = RUN_IN_TITLE.contains(&len(&title)) && !title.contains(['。', '；', '，', '：']);
    let is_news = profile.is(LineRole::Lead, &folded) || profile.is(LineRole::LeadWire, &folded);
    if !is_title || !is_news || len(&rest) < LEAST_NEWS {
        return None;
    }
    let text = Unit { text: rest, probe: folded, ..unit.clone() };
    unit.lines.truncate(1);
    unit.probe = probe(&title);
    unit.text = title;
    Some(text)
}

/// Characters of a title that runs into its text, and of the text at least.
const RUN_IN_TITLE: std::ops::RangeInclusive<usize> = 6..=40;
const LEAST_NEWS: usize = 20;

/// Longest numbered heading that layout may take for the end of a paragraph, in characters.
const NUMBERED_HEADING: usize = 24;

/// The last line of a block where that is a heading of its own: a label (【现状分析】) or a number with a few words, behind
/// a line that ends a sentence near the edge. The next paragraph is set in, so nothing else is lost to it.
fn last_heading(page: &CleanPage, block: &Block, profile: &Profile) -> Option<usize> {
    let last = block.lines.end.checked_sub(1).filter(|last| *last > block.lines.start)?;
    if !ends_sentence(page, last - 1) {
        return None;
    }
    let line = probe(page.clean.get(last)?);
    let label = profile.marker(&line).is_some_and(|(_, rest)| rest.is_empty());
    let is_words = |c: char| is_han(c) || c.is_ascii_digit();
    let numbered = profile.is(LineRole::Numbered, &line)
        && line.chars().count() <= NUMBERED_HEADING
        && line.chars().next_back().is_some_and(is_words);
    (label || numbered).then_some(last)
}

fn ends_sentence(page: &CleanPage, line: usize) -> bool {
    page.clean.get(line).is_some_and(|l| l.trim_end().ends_with(['。', '！', '？', '”']))
}

/// Where a heading over several articles ends that is set with the first of them in one block.
fn group_line(page: &CleanPage, block: &Block, profile: &Profile) -> usize {
    let group = |i: &usize| {
        let line = page.clean.get(*i).map(|l| probe(l)).unwrap_or_default();
        profile.headings_at(Level::Group, &line).next().is_some()
    };
    let last = block.lines.end.saturating_sub(1);
    (block.lines.start..last).find(group).map_or(block.lines.end, |i| i + 1)
}

/// Takes a credit or speaker's note that runs on behind the last sentence of a paragraph off it; it keeps the line
/// it stands on, which stays the paragraph's in the ledger.
fn run_in_closing(last: Option<usize>, units: &mut [Unit], profile: &Profile) -> Option<Unit> {
    let unit = units.get_mut(last?)?;
    let at = unit.text.rfind(['（', '('])?;
    let (head, tail) = (unit.text.get(..at)?.trim_end().to_owned(), unit.text.get(at..)?.to_owned());
    if !head.ends_with(['。', '！', '？', '”']) {
        return None;
    }
    let folded = probe(&tail);
    let closing = profile.is(LineRole::SpeakerNote, &folded)
        || profile.is(LineRole::Credit, &folded)
        || are_names_in_brackets(&folded, profile);
    if !closing {
        return None;
    }
    let closing = Unit {
        lines: unit.lines.last().copied().into_iter().collect(),
        text: tail,
        probe: folded,
        page: unit.page,
        look: unit.look,
    };
    unit.probe = probe(&head);
    unit.text = head;
    Some(closing)
}

/// Lines looked back for the start of a closing line.
const CLOSING_LINES: usize = 4;

/// Where a credit or speaker's note starts that layout took for the end of the paragraph above it (a paragraph that
/// ends at the very edge gives geometry nothing to tell); the end of the block where there is none.
fn closing_line(page: &CleanPage, block: &Block, profile: &Profile) -> usize {
    let end = block.lines.end;
    let first = end.saturating_sub(CLOSING_LINES).max(block.lines.start + 1);
    (first..end)
        .find(|start| {
            let opens = |line: &String| line.trim().is_empty() || line.trim_start().starts_with(['(', '（']);
            if !ends_sentence(page, start - 1) || !page.clean.get(*start).is_some_and(opens) {
                return false;
            }
            let tail: String = page.clean.get(*start..end).unwrap_or_default().concat();
            let tail = probe(&tail);
            tail.starts_with('(') && (profile.is(LineRole::SpeakerNote, &tail) || profile.is(LineRole::Credit, &tail))
        })
        .unwrap_or(end)
}

fn unit(page: &CleanPage, block: &Block, units: &mut Vec<Unit>, empty: &mut Vec<LineId>) {
    let heading = matches!(block.role, BlockRole::Heading(_));
    let mut lines = Vec::new();
    let mut text = String::new();
    let mut raw_first = None;
    for i in block.lines.clone() {
        let (Some(line), Some(clean)) = (page.page.lines.get(i), page.clean.get(i)) else { continue };
        let clean = clean.trim();
        if clean.is_empty() {
            if !line.text.trim().is_empty() {
                empty.push(line.id);
            }
            continue;
        }
        raw_first.get_or_insert(line.text.as_str());
        lines.push(line.id);
        let turn = match i.checked_sub(1).filter(|above| *above >= block.lines.start) {
            Some(above) if heading && wraps(page, block, above) => Turn::Wrapped,
            _ if heading => Turn::Heading,
            Some(above) if block.role == BlockRole::Table && is_next_cell(page, above, i) => Turn::Cell,
            _ => Turn::Prose,
        };
        join(&mut text, clean, turn);
    }
    if lines.is_empty() {
        return;
    }
    let raw = raw_first.unwrap_or_default().trim();
    let hashes = raw.chars().take_while(|c| *c == '#').count();
    let look = Look {
        role: block.role,
        size: block.size_ratio,
        bold: block.bold,
        weighed: page.page.extractor != Extractor::Ocr,
        centered: block.centered,
        indented: block.indented,
        full: block.full,
        column: block.column,
        gap: block.gap_before,
        markdown: (hashes > 0).then(|| u8::try_from(hashes).unwrap_or(6)),
    };
    let probe = probe(&text);
    units.push(Unit { lines, text, probe, page: page.page.index, look });
}
