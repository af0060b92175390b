//! Units of one article → body blocks: paragraphs whole again across columns and pages, headings over two lines
//! joined, labels as headings. Never joins over a heading, a byline or a credit line.

use super::shape::{Shape, open_tail};
use super::units::{Unit, join};
use crate::model::article::{BlockKind, BodyBlock, Join};
use crate::model::page::LineId;
use crate::model::script::{is_han, len};
use crate::model::text::Class;
use crate::profile::{LineRole, Part, Profile};

/// Longest line of a heading over two lines, in characters.
const MAX_SPLIT_HEADING: usize = 18;
/// Lines of a heading over two lines are of like length: the shorter has at least this share of the longer.
const LIKE_LENGTH: f32 = 0.55;
/// Characters on each side of a joint shown in repairs.jsonl.
const SHOWN: usize = 6;

/// The body so far.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub blocks: Vec<BodyBlock>,
    pub joins: Vec<Join>,
    /// Unit that ended the last paragraph, for its look.
    last: Option<usize>,
}

impl Body {
    /// Adds a unit; gives the index of the block that holds it.
    pub(super) fn add(&mut self, unit: usize, units: &[Unit], shapes: &[Shape], profile: &Profile) -> usize {
        let u = &units[unit];
        let before = self.last.replace(unit);
        match &shapes[unit] {
            Shape::Marker(_, rest) => {
                let (label, rest) = divide(&u.text, rest);
                let at = self.push(BlockKind::Heading(1), label, u);
                if rest.is_empty() { at } else { self.push(BlockKind::Paragraph, rest, u) }
            }
            Shape::Numbered => {
                let level = if profile.is(LineRole::NumberedHigh, &u.probe) { 1 } else { 2 };
                self.push(BlockKind::Heading(level), u.text.clone(), u)
            }
            Shape::Heading => match before {
                Some(b) if self.second_line(b, unit, units, shapes) => self.join_heading(u),
                _ => self.push(BlockKind::Heading(1), u.text.clone(), u),
            },
            _ => match before {
                Some(b) if self.goes_on(b, unit, units, shapes, profile) => self.join_paragraph(u, profile),
                _ => self.push(BlockKind::Paragraph, u.text.clone(), u),
            },
        }
    }

    /// Adds a unit as a heading of the highest level.
    pub(super) fn heading(&mut self, unit: &Unit) -> usize {
        self.push(BlockKind::Heading(1), unit.text.clone(), unit)
    }

    fn push(&mut self, kind: BlockKind, text: String, unit: &Unit) -> usize {
        self.blocks.push(BodyBlock { kind, text, page: unit.page, lines: unit.lines.clone() });
        self.blocks.len() - 1
    }

    /// The unit goes on from the paragraph that ends with unit `before`.
    fn goes_on(&self, before: usize, unit: usize, units: &[Unit], shapes: &[Shape], profile: &Profile) -> bool {
        let Some(last) = self.blocks.last().filter(|b| b.kind == BlockKind::Paragraph) else { return false };
        let (a, b) = (&units[before], &units[unit]);
        if !matches!(shapes[before], Shape::Body | Shape::Marker(..)) || shapes[unit] != Shape::Body {
            return false;
        }
        if matches!(&shapes[before], Shape::Marker(Part::Keyword, words) if !words.is_empty()) {
            return false;
        }
        let numbered = profile.is(LineRole::Numbered, &b.probe) && !b.probe.starts_with(|c: char| c.is_ascii_digit());
        if let (Some(full), Some(_)) = (a.look.full, b.look.full) {
            let turned = a.page != b.page || a.look.ends_page || a.lines.last() != b.lines.first();
            // flush left after a full line, over a column or page break: the same paragraph, whatever its last mark
            return turned && full && !b.look.indented && (!numbered || open_tail(&last.text));
        }
        open_tail(&last.text) && !numbered
    }

    fn join_paragraph(&mut self, unit: &Unit, profile: &Profile) -> usize {
        let at = self.blocks.len() - 1;
        let block = &mut self.blocks[at];
        let printed = format!("{}¶{}", tail(&block.text), start(&unit.text));
        block.text.truncate(block.text.trim_end().len());
        let lost = lost_at(&block.text, unit.text.trim_start(), profile);
        // names of a list stand apart, over a line turn too
        let between = if in_list(&block.text, &unit.text) { Some(' ') } else { lost };
        let repaired = printed.replace('¶', &between.map(String::from).unwrap_or_default());
        block.text.extend(between);
        join(&mut block.text, unit.text.trim_start(), false);
        let lines = joint(&block.lines, unit);
        block.lines.extend(&unit.lines);
        let mut evidence = vec!["the paragraph stops in mid-sentence and the next piece goes on".to_owned()];
        evidence.extend(lost.map(|c| format!("a set word lies over the joint, {c} of it was lost there")));
        self.joins.push(Join {
            class: Class::BrokenParagraph,
            rule: "join-paragraph",
            lines,
            printed,
            repaired,
            evidence,
        });
        at
    }

    /// Two short headings in a row of like length and look are one heading over two lines.
    fn second_line(&self, before: usize, unit: usize, units: &[Unit], shapes: &[Shape]) -> bool {
        if before + 1 != unit
            || shapes[before] != Shape::Heading
            || !matches!(self.blocks.last().map(|b| b.kind), Some(BlockKind::Heading(_)))
        {
            return false;
        }
        if self.blocks.last().is_some_and(|b| b.lines != units[before].lines) {
            return false;
        }
        let (a, b) = (&units[before], &units[unit]);
        let lengths = (len(&a.probe), len(&b.probe));
        let (short, long) = (lengths.0.min(lengths.1), lengths.0.max(lengths.1));
        let alike = short as f32 >= long as f32 * LIKE_LENGTH;
        let same_look = match (a.look.size, b.look.size) {
            (Some(x), Some(y)) => (x - y).abs() < 0.06 && a.look.bold == b.look.bold,
            _ => true,
        };
        long <= MAX_SPLIT_HEADING && alike && same_look && !a.probe.contains(' ') && !b.probe.contains(' ')
    }

    fn join_heading(&mut self, unit: &Unit) -> usize {
        let at = self.blocks.len() - 1;
        let block = &mut self.blocks[at];
        let printed = format!("{}¶{}", block.text, unit.text);
        block.text = format!("{} {}", block.text.trim_end(), unit.text.trim_start());
        let lines = joint(&block.lines, unit);
        block.lines.extend(&unit.lines);
        let evidence = vec!["two short headings of like length in a row".to_owned()];
        let repaired = block.text.clone();
        self.joins.push(Join { class: Class::HeadingSplit, rule: "join-heading", lines, printed, repaired, evidence });
        at
    }
}

/// Names set apart by blanks on both sides of a line turn: `符某 徐某某` and `徐某 高某`.
fn in_list(tail: &str, head: &str) -> bool {
    let name = |word: Option<&str>| {
        let word = word.map(|w| w.split(['（', '(']).next().unwrap_or_default());
        word.is_some_and(|w| (2..=4).contains(&len(w)) && w.chars().all(is_han))
    };
    let (mut before, mut after) = (tail.rsplit([' ', '\u{3000}']), head.trim_start().split([' ', '\u{3000}']));
    name(before.next()) && name(before.next()) && name(after.next()) && name(after.next())
}

/// The character lost between two pieces: a set word lies over the joint but for it. Only where the second piece starts
/// inside a word (one lone character before its first mark).
fn lost_at(tail: &str, head: &str, profile: &Profile) -> Option<char> {
    let mut signs = head.chars();
    let (first, second) = (signs.next()?, signs.next()?);
    if !is_han(first) || !"，、,".contains(second) {
        return None;
    }
    let mut found = profile.lexicon.set_words.iter().filter_map(|word| {
        let (start, end) = word.split_at_checked(word.char_indices().nth(2)?.0)?;
        let lost = end.chars().next()?;
        (tail.ends_with(start) && end.chars().nth(1) == Some(first)).then_some(lost)
    });
    found.next().filter(|_| found.next().is_none())
}

fn joint(lines: &[LineId], unit: &Unit) -> Vec<LineId> {
    lines.last().into_iter().chain(unit.lines.first()).copied().collect()
}

fn tail(text: &str) -> String {
    let n = len(text);
    text.chars().skip(n.saturating_sub(SHOWN)).collect()
}

fn start(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

/// A label and the text behind it on its line, as printed; `rest` is that text in folded form.
fn divide(text: &str, rest: &str) -> (String, String) {
    if rest.is_empty() {
        return (text.trim().to_owned(), String::new());
    }
    let end = text
        .find(['】', ']', '〕', ':', '：'])
        .map(|i| i + text.get(i..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
    match end.and_then(|e| Some((text.get(..e)?, text.get(e..)?))) {
        Some((label, after)) => (label.trim().to_owned(), after.trim_start_matches([':', '：', ' ']).to_owned()),
        None => (text.trim().to_owned(), String::new()),
    }
}
