//! Units of one article → body blocks: paragraphs whole again across columns and pages, headings over two lines
//! joined, labels as headings. Never joins over a heading, a byline or a credit line.

use super::joint::{Turn, join};
use super::names::bare_name;
use super::shape::{Shape, open_tail};
use super::units::Unit;
use crate::model::article::{BlockKind, BodyBlock, Join};
use crate::model::page::{BlockRole, LineId};
use crate::model::script::{is_han, len};
use crate::model::text::Class;
use crate::profile::{LineRole, Part, Profile, probe};

/// Units above that tell whether paragraphs are set in.
const INDENTS_SEEN: usize = 6;
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
    /// How the headings are divided that the print sets in two halves on one line.
    halves: Vec<Halves>,
}

impl Body {
    /// The body of an article of these units, none of them added yet.
    pub(super) fn of(own: &[usize], units: &[Unit], shapes: &[Shape]) -> Self {
        let headings = own.iter().filter(|u| shapes[**u] == Shape::Heading);
        Self { halves: headings.filter_map(|u| Halves::of(&units[*u].text)).collect(), ..Self::default() }
    }

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
                _ => match self.heading_run_in(u) {
                    Some((heading, text)) => self.part_heading(heading, text, u),
                    None => self.push(BlockKind::Paragraph, u.text.clone(), u),
                },
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

    /// A heading that runs into its paragraph: divided as two others of the article are that stand on lines of their own.
    fn heading_run_in(&self, unit: &Unit) -> Option<(String, String)> {
        let text = unit.text.trim();
        let found = self.halves.iter().find_map(|halves| {
            let twice = self.halves.iter().filter(|other| *other == halves).count() >= 2;
            let end = text.char_indices().nth(halves.len()).filter(|_| twice)?.0;
            let (heading, rest) = text.split_at_checked(end)?;
            let alike = Halves::of(heading).is_some_and(|own| own == *halves);
            (alike && rest.starts_with(is_han) && len(rest) >= LEAST_RUN_IN).then_some((heading, rest))
        });
        found.map(|(heading, rest)| (heading.to_owned(), rest.to_owned()))
    }

    /// Parts a heading from the paragraph it runs into; gives the paragraph's block.
    fn part_heading(&mut self, heading: String, text: String, unit: &Unit) -> usize {
        self.joins.push(Join {
            class: Class::HeadingSplit,
            rule: "part-heading",
            lines: unit.lines.clone(),
            printed: format!("{}{}", tail(&heading), start(&text)),
            repaired: format!("{}¶{}", tail(&heading), start(&text)),
            evidence: vec![
                "other headings of the article have halves of these lengths, on lines of their own".to_owned(),
            ],
            confidence: 1.0,
        });
        self.push(BlockKind::Heading(1), heading, unit);
        self.push(BlockKind::Paragraph, text, unit)
    }

    /// The unit goes on from the paragraph that ends with unit `before`.
    fn goes_on(&self, before: usize, unit: usize, units: &[Unit], shapes: &[Shape], profile: &Profile) -> bool {
        let Some(last) = self.blocks.last().filter(|b| b.kind == BlockKind::Paragraph) else { return false };
        let (a, b) = (&units[before], &units[unit]);
        if !matches!(shapes[before], Shape::Body | Shape::Marker(..)) || shapes[unit] != Shape::Body {
            return false;
        }
        if [a, b].iter().any(|u| u.look.role == BlockRole::Table) || bare_name(&a.probe, profile) {
            // rows of a table; who holds the office above
            return false;
        }
        if matches!(&shapes[before], Shape::Marker(Part::Keyword, words) if !words.is_empty()) {
            return false;
        }
        let numbered = profile.is(LineRole::Numbered, &b.probe) && !b.probe.starts_with(|c: char| c.is_ascii_digit());
        if let (Some(full), Some(_)) = (a.look.full, b.look.full) {
            // flush left after a full line, over a column or page break: the same paragraph, whatever its last mark, where
            // paragraphs are set in
            let turned = a.page != b.page || a.look.column != b.look.column;
            let set_in = units[before.saturating_sub(INDENTS_SEEN)..=before].iter().any(|u| u.look.indented);
            let open = open_tail(&last.text);
            return full && !b.look.indented && (open || turned && set_in && !numbered);
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
        join(&mut block.text, unit.text.trim_start(), Turn::Prose);
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
            confidence: 1.0,
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
        // 搭好台子 / 群众在哪里…, where another heading has both halves on one line and the first as long
        let halved = self.halves.iter().any(|h| h.mark == ' ' && h.first == lengths.0);
        let alike = halved || short as f32 >= long as f32 * LIKE_LENGTH;
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
        let class = Class::HeadingSplit;
        self.joins.push(Join { class, rule: "join-heading", lines, printed, repaired, evidence, confidence: 1.0 });
        at
    }
}

/// A heading of two halves: their lengths in characters, and what stands between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Halves {
    first: usize,
    mark: char,
    second: usize,
}

impl Halves {
    /// None for a line of other than two halves.
    fn of(heading: &str) -> Option<Self> {
        let heading = heading.trim();
        let (at, mark) = heading.char_indices().find(|(_, c)| matches!(c, ' ' | '，'))?;
        let (first, second) = (heading.get(..at)?, heading.get(at + mark.len_utf8()..)?);
        let half =
            |h: &str| (LEAST_HALF..=MOST_HALF).contains(&len(h)) && h.chars().all(|c| is_han(c) || "“”".contains(c));
        (half(first) && half(second)).then(|| Self { first: len(first), mark, second: len(second) })
    }

    /// In characters.
    fn len(&self) -> usize {
        self.first + 1 + self.second
    }
}

/// Lengths of the halves of a heading, in characters.
const LEAST_HALF: usize = 3;
const MOST_HALF: usize = 12;
/// A paragraph that a heading runs into is at least this long, in characters.
const LEAST_RUN_IN: usize = 30;

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
    let whole = (text.trim().to_owned(), String::new());
    if rest.is_empty() {
        return whole;
    }
    let behind = |(at, _): (usize, char)| text.split_at_checked(at).filter(|(_, after)| probe(after) == rest);
    let divided = text.char_indices().skip(1).take(LONGEST_LABEL).find_map(behind);
    divided.map_or(whole, |(label, after)| (label.trim().to_owned(), after.trim().to_owned()))
}

/// Longest label with its marks and spaces, in characters.
const LONGEST_LABEL: usize = 24;
