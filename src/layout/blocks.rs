//! Lines of one strip into blocks: one paragraph, heading, entry or table each.
//!
//! A new block opens at an indent, after a line that ends short of the edge, at a change of size, weight or centring,
//! at a wider gap and at a separator. Edges are looked for around each line, since pages lean and text runs
//! around pictures.

use std::cell::Cell;

use crate::model::geometry::Rect;
use crate::model::script::{is_closer, is_han, is_opener, is_sentence_end};

use super::lines::Draft;
use super::rows::{Mark, marks};
use super::rules::Rules;

/// Sizes that differ by more than this factor are different sizes; drawn text.
const SIZE_STEP: f32 = 1.08;
/// The same for OCR layers, whose sizes scatter.
const SIZE_STEP_HIDDEN: f32 = 1.25;
/// A first line is set in by this many em or more; the usual is 2.
const INDENT_EM: f32 = 1.2;
/// Lines whose left edges agree to this many em begin at one edge.
const EDGE_EM: f32 = 0.7;
/// A line that leaves this many em free ends a paragraph; punctuation that may not open a line leaves one.
const SHORT_EM: f32 = 1.5;
/// The same among lines that are justified: nothing but what could not be broken leaves white at the end of a line that goes on.
const SHORT_JUSTIFIED_EM: f32 = 0.6;
/// A justified line ends this near to the edge, in em;
const FLUSH_EM: f32 = 0.06;
/// ... at least so many around do, and one of so many.
const FEWEST_FLUSH: usize = 2;
const FLUSH_SHARE: usize = 3;
/// A line that leaves at most this many em free runs to the edge.
const FULL_EM: f32 = 1.3;
/// Line distance beyond this times the usual is a gap.
const GAP: f32 = 1.25;
/// Line distance for sizes seen too rarely to measure, in em.
const PITCH_EM: f32 = 1.5;
/// Line distances beyond this many em are no line distance.
const MOST_PITCH_EM: f32 = 3.0;
/// Line distances looked at: a bound for hostile pages.
const MOST_PITCHES: usize = 400;
/// Lines to both sides that tell the edges at a line.
const AROUND: usize = 9;
/// With fewer lines around, the column's own edges are better evidence.
const FEW: usize = 6;
/// Free space at both sides of a centred line, in em; less looks like an indented line that happens to end early.
const CENTRED_EM: f32 = 2.6;
/// The same for large or bold lines.
const CENTRED_HEAD_EM: f32 = 0.9;
/// The two sides of a centred line agree to this many em,
const BALANCE_EM: f32 = 1.0;
/// ... or this share of the column.
const BALANCE_SHARE: f32 = 0.02;
/// A line centred on the page leaves this share of its width free at both sides.
const INSET: f32 = 0.12;
/// An edge this near to the column's, in em, is the column's at another height.
const NEAR_EDGE_EM: f32 = 4.0;
/// Text beside a picture is wider than this, in em.
const NARROWEST_EM: f32 = 10.0;
/// A line that fills this share of its column and ends in no mark goes on, though others are longer.
const FILLED: f32 = 0.88;
/// A centred line of body that fills this share of its column goes on in the next.
const FILLED_CENTRED: f32 = 0.75;
/// A headline goes on in the next line if it fills this share of its column,
const FILLED_HEAD: f32 = 0.4;
/// ... or is this long, in characters: two short ones are two headlines.
const LONG_HEAD: usize = 6;
/// Lines larger than the body by this factor are one title, however short: two titles do not follow each other.
const TITLE_SIZE: f32 = 1.4;
/// Labels of hanging paragraphs are no longer than this, in characters.
const LABEL: usize = 8;
/// Underlines lie nearer to the baseline than this many em; separators lie further off.
const UNDERLINE_EM: f32 = 0.35;
/// A separator is at least this share of the column wide.
const SEPARATOR_SHARE: f32 = 0.3;

/// Lines set together.
#[derive(Debug)]
pub(super) struct Group {
    pub lines: Vec<Draft>,
    pub mark: Mark,
    pub centered: bool,
    pub indented: bool,
    pub full: bool,
    pub column: u16,
}

/// A column as the lines in it see it.
pub(super) struct Column<'a> {
    pub left: f32,
    pub right: f32,
    pub number: u16,
    pub bars: &'a [Rect],
    pub rules: &'a Rules,
    /// Type size of the page's body.
    pub body: f32,
    /// Middle of the page, where the column is the whole page.
    pub middle: Option<f32>,
}

struct Edged {
    line: Draft,
    left: f32,
    right: f32,
    /// The lines around it run to the very edge, as drawn type does.
    justified: bool,
    centred: bool,
    mark: Mark,
}

/// Takes the lines of a strip from the top.
pub(super) fn groups(lines: Vec<Draft>, column: &Column) -> Vec<Group> {
    let pitches = Pitches::of(&lines);
    let styled = marks(&lines, column.body, column.rules);
    let sides = sides(&lines, &styled, column);
    let mut groups: Vec<Group> = Vec::new();
    let mut open: Vec<Edged> = Vec::new();
    for ((line, (left, right, justified)), mark) in lines.into_iter().zip(sides).zip(styled) {
        let centred = centred(&line, left, right, column);
        let next = Edged { line, left, right, justified, centred, mark };
        if opens(&open, &next, column, &pitches) {
            groups.extend(close(std::mem::take(&mut open), column.number));
        }
        open.push(next);
    }
    groups.extend(close(open, column.number));
    groups
}

fn close(lines: Vec<Edged>, column: u16) -> Option<Group> {
    let (first, last) = (lines.first()?, lines.last()?);
    let centered = lines.iter().any(|l| l.centred) && lines.iter().all(|l| l.centred || l.fills());
    let indented = !centered && first.line.x0 - first.left >= INDENT_EM * first.line.size;
    let full = last.right - last.line.x1 <= FULL_EM * last.line.size;
    let mark = lines.iter().map(|l| l.mark).find(|m| *m != Mark::None).unwrap_or(Mark::None);
    Some(Group { mark, centered, indented, full, column, lines: lines.into_iter().map(|l| l.line).collect() })
}

/// Whether a line opens a new block after the lines of the open one.
fn opens(open: &[Edged], next: &Edged, column: &Column, pitches: &Pitches) -> bool {
    let Some(last) = open.last() else { return true };
    let (a, b) = (&last.line, &next.line);
    if last.mark == Mark::Row && next.mark == Mark::Row {
        return a.row.is_none() || a.row != b.row;
    }
    let entry_goes_on = last.mark == Mark::Numbered && next.mark == Mark::None && a.bold == b.bold;
    if next.mark == Mark::Row || next.mark == Mark::Numbered || last.mark != Mark::None && !entry_goes_on {
        return true;
    }
    let step = if a.hidden || b.hidden { SIZE_STEP_HIDDEN } else { SIZE_STEP };
    if a.size.max(b.size) > step * a.size.min(b.size)
        || last.centred != next.centred && !run_on(last, next) && !spills(last, next, column)
    {
        return true;
    }
    let distance = (b.base - a.base) / pitches.of_size(b.size);
    if entry_goes_on && last.mark == Mark::Numbered {
        return distance > 1.5 * GAP || ends_short(last, b);
    }
    if distance > GAP || parted(a, b, column) {
        return true;
    }
    let short = ends_short(last, b) || ends_early(open, b);
    if next.centred {
        // Body lines one under the other are a byline, a date, an address; headings break where the sense does.
        let share = (a.x1 - a.x0) / (last.right - last.left).max(1.0);
        let title = a.size.min(b.size) >= TITLE_SIZE * column.body;
        let headline = head(a, column) && (title || share >= FILLED_HEAD || a.text.chars().count() >= LONG_HEAD);
        return a.bold != b.bold || !(share >= FILLED_CENTRED || headline);
    }
    if short || (a.bold != b.bold && !run_on(last, next)) {
        return true;
    }
    turns(open, last, next)
}

/// Whether the left edge says that a new paragraph begins, though the line before is full.
fn turns(open: &[Edged], last: &Edged, next: &Edged) -> bool {
    let (a, b) = (&last.line, &next.line);
    let indent = b.x0 - next.left;
    let shift = b.x0 - a.x0;
    if flush_right(last, next) {
        return false;
    }
    if indent >= INDENT_EM * b.size {
        // Set in like the line before: a hanging paragraph goes on, but only where it has shown that it hangs.
        let level = shift.abs() < EDGE_EM * b.size;
        // a block set in as a whole: its full lines begin here as well, and the sentence goes on
        let inset = open.len() >= 2 && open.iter().all(|l| (l.line.x0 - b.x0).abs() < EDGE_EM * b.size);
        let full = last.right - a.x1 <= FULL_EM * a.size;
        if inset && full && !a.text.ends_with(|c| is_sentence_end(c) || is_closer(c)) {
            return false;
        }
        let hangs = open.len() >= 2 && open[0].line.x0 < a.x0 - EDGE_EM * a.size;
        return !(level && hangs || first_hang(open, b));
    }
    // Back to the edge after lines set in alike: a block of its own ends.
    open.len() >= 2 && shift < -EDGE_EM * b.size && (open[open.len() - 2].line.x0 - a.x0).abs() < EDGE_EM * b.size
}

/// A credit set at the right edge that needs a second line: the first is full and ends in no mark.
fn flush_right(last: &Edged, next: &Edged) -> bool {
    let at_edge = |l: &Edged| l.right - l.line.x1 <= FULL_EM * l.line.size;
    let open = !last.line.text.ends_with(|c| is_sentence_end(c) || is_closer(c));
    open && at_edge(last) && at_edge(next) && next.line.x0 - next.left > CENTRED_EM * next.line.size
}

/// The second line of a hanging paragraph, set under the text after the label of the first.
fn first_hang(open: &[Edged], next: &Draft) -> bool {
    let [first] = open else { return false };
    let shift = next.x0 - first.line.x0;
    let set_in = first.line.x0 - first.left >= INDENT_EM * first.line.size;
    shift > EDGE_EM * next.size && (set_in || label(&first.line))
}

/// Whether a line begins with a label: `（一）`, `第一条`, `1.`, `一、`, or a few characters and a wide gap.
fn label(line: &Draft) -> bool {
    let start: Vec<char> = line.text.chars().take(LABEL).collect();
    let bracketed = start.first().is_some_and(|c| is_opener(*c)) && start.iter().take(5).any(|c| is_closer(*c));
    let article = start.first() == Some(&'第') && start.iter().any(|c| matches!(c, '条' | '章' | '節' | '节'));
    let numbered =
        start.iter().position(|c| matches!(c, '.' | '、' | '．' | ')' | '）')).is_some_and(|n| n > 0 && n < 4);
    bracketed || article || numbered || line.starts.get(1).is_some_and(|&n| n <= LABEL)
}

/// Large or bold.
fn head(line: &Draft, column: &Column) -> bool {
    line.bold || line.size > SIZE_STEP * column.body
}

/// A heading that fills its column and goes on centred.
fn spills(last: &Edged, next: &Edged, column: &Column) -> bool {
    next.centred && last.fills() && head(&last.line, column)
}

impl Edged {
    /// From edge to edge.
    fn fills(&self) -> bool {
        let em = FULL_EM * self.line.size;
        self.line.x0 - self.left <= em && self.right - self.line.x1 <= em
    }
}

/// Text that plainly runs from one line to the next: full, then from the edge.
fn run_on(last: &Edged, next: &Edged) -> bool {
    let at_edge = next.line.x0 - next.left < EDGE_EM * next.line.size;
    let full = last.right - last.line.x1 <= FULL_EM * last.line.size;
    at_edge && full && !last.centred
}

fn ends_short(last: &Edged, next: &Draft) -> bool {
    let free = last.right - last.line.x1;
    // What could not be broken had to go to the next line: a long word leaves a line short without ending anything.
    let short = free > (SHORT_EM * last.line.size).max(next.head + 0.4 * next.size);
    let ended =
        last.line.text.ends_with(|c| is_sentence_end(c) || is_closer(c) || matches!(c, '：' | ':' | '；' | ';'));
    let filled = last.line.x1 - last.left >= FILLED * (last.right - last.left);
    short && (ended || !filled)
}

/// Whether the last line ends before the edge that the lines around it run to. Lines of a block set in at both sides have an edge of
/// their own.
fn ends_early(open: &[Edged], next: &Draft) -> bool {
    let Some(last) = open.last().filter(|last| last.justified) else { return false };
    let free = last.right - last.line.x1;
    let flush = |other: &Draft| (other.x1 - last.line.x1).abs() <= FLUSH_EM * last.line.size;
    let inset = flush(next) || open.iter().rev().skip(1).take(2).any(|line| flush(&line.line));
    // a Han that found room would stand there; words and addresses that can't be broken leave more
    let unbroken = if next.text.starts_with(is_han) { 0.0 } else { next.head + 0.4 * next.size };
    !inset && free > (SHORT_JUSTIFIED_EM * last.line.size).max(unbroken)
}

/// Whether a rule or an image lies between two lines.
fn parted(a: &Draft, b: &Draft, column: &Column) -> bool {
    let (from, to) = (a.base + UNDERLINE_EM * a.size, b.top + 0.4 * b.size);
    let need = SEPARATOR_SHARE * (column.right - column.left);
    column.bars.iter().any(|r| {
        let middle = f32::midpoint(r.y0, r.y1);
        let shared = r.x1.min(column.right) - r.x0.max(column.left);
        middle > from && middle < to && shared >= need
    })
}

fn centred(line: &Draft, left: f32, right: f32, column: &Column) -> bool {
    let (l, r) = (line.x0 - left, right - line.x1);
    let head = head(line, column);
    let need = if head { CENTRED_HEAD_EM } else { CENTRED_EM } * line.size;
    let balance = (BALANCE_EM * line.size).max(BALANCE_SHARE * (right - left));
    if l.min(r) >= need && (l - r).abs() <= balance {
        return true;
    }
    // The widest line of a page of headings has no free space in its column, but it has on the page.
    column.middle.is_some_and(|m| {
        let off = (f32::midpoint(line.x0, line.x1) - m).abs();
        head && off <= 0.5 * line.size && line.x0 > INSET * 2.0 * m
    })
}

/// Left and right edge of the column at each line, and whether the lines around it are justified. Rows of a table beside prose tell
/// nothing of its edges.
fn sides(lines: &[Draft], marks: &[Mark], column: &Column) -> Vec<(f32, f32, bool)> {
    let prose: Vec<&Draft> = lines.iter().zip(marks).filter(|(_, m)| **m != Mark::Row).map(|(line, _)| line).collect();
    let all: Vec<&Draft> = lines.iter().collect();
    let mut n_prose = 0;
    let side = |(i, mark): (usize, &Mark)| {
        let (among, at) = if *mark == Mark::Row {
            (&all, i)
        } else {
            n_prose += 1;
            (&prose, n_prose - 1)
        };
        let (left, right) = edges(among, at, column);
        (left, right, justified(among, at, right))
    };
    marks.iter().enumerate().map(side).collect()
}

/// Left and right edge of the column at a line: the outermost places where several lines around agree.
fn edges(lines: &[&Draft], at: usize, column: &Column) -> (f32, f32) {
    // As many lines at the ends of a column as in its middle.
    let from = at.saturating_sub(AROUND).min(lines.len().saturating_sub(2 * AROUND + 1));
    let around = &lines[from..(from + 2 * AROUND + 1).min(lines.len())];
    let em = lines[at].size;
    if around.len() < FEW {
        let (x0, x1) = around.iter().fold((column.left, column.right), |(l, r), d| (l.min(d.x0), r.max(d.x1)));
        return (x0, x1);
    }
    let mut lefts: Vec<f32> = around.iter().map(|l| l.x0).collect();
    lefts.sort_by(f32::total_cmp);
    let mut rights: Vec<f32> = around.iter().map(|l| -l.x1).collect();
    rights.sort_by(f32::total_cmp);
    // Around pictures text is narrower than its column: believed where half of the lines say so. Near the column's
    // edge fewer are needed: it only moves a little, as on a leaning page.
    let half = 3.max(around.len() / 2);
    let believed = |sorted: &[f32], few: usize, reach: f32, edge: f32| {
        agreed(sorted, few, reach)
            .filter(|v| (v - edge).abs() <= NEAR_EDGE_EM * em)
            .or_else(|| agreed(sorted, half, reach))
    };
    let found = believed(&rights, 3.max(around.len() / 4), FULL_EM * em, -column.right).map(|r| -r);
    // names one under the other end alike as well
    let wide = |right: &f32| right - column.left >= NARROWEST_EM * em || column.right - right <= NEAR_EDGE_EM * em;
    // beside a picture all lines are narrow; one between two that reach further only ends early
    let reaches = |i: Option<usize>, right: f32| i.and_then(|i| lines.get(i)).is_some_and(|l| l.x1 > right + em);
    let narrow = |right: &f32| {
        let between = reaches(at.checked_sub(1), *right) && reaches(Some(at + 1), *right);
        !reaches(Some(at), *right) && !between
    };
    let right = found.filter(wide).filter(narrow).unwrap_or(column.right);
    let flush = agreed(&lefts, 2, EDGE_EM * em).filter(|v| (v - column.left).abs() <= EDGE_EM * em);
    let left = flush.or_else(|| {
        // Lines set in alike are a list in its column, unless they also fill it: then they are the column.
        let inner = agreed(&lefts, half, EDGE_EM * em)?;
        let fills = |l: &&&Draft| (l.x0 - inner).abs() <= EDGE_EM * em && right - l.x1 <= FULL_EM * em;
        (2 * around.iter().filter(fills).count() >= half).then_some(inner)
    });
    (left.unwrap_or(column.left), right)
}

/// Whether the lines around one are justified: drawn type of its size, of which a good part ends at the very edge.
fn justified(lines: &[&Draft], at: usize, right: f32) -> bool {
    let own = lines[at];
    let around = &lines[at.saturating_sub(AROUND)..(at + AROUND + 1).min(lines.len())];
    let alike = || around.iter().filter(|l| !l.hidden && l.size.max(own.size) <= SIZE_STEP * l.size.min(own.size));
    let flush = alike().filter(|l| (right - l.x1).abs() <= FLUSH_EM * l.size).count();
    !own.hidden && flush >= FEWEST_FLUSH && flush * FLUSH_SHARE >= alike().count()
}

/// The first of these sorted values that as many as `need` lie within `reach` of.
fn agreed(sorted: &[f32], need: usize, reach: f32) -> Option<f32> {
    sorted.windows(need.max(1)).find(|w| w[w.len() - 1] - w[0] <= reach).map(|w| w[0])
}

/// Usual line distances, by type size.
struct Pitches {
    /// Size and distance, sorted.
    found: Vec<(f32, f32)>,
    /// The last size asked for, with its answer: most lines are of the size of the one before.
    last: Cell<Option<(f32, f32)>>,
}

impl Pitches {
    fn of(lines: &[Draft]) -> Self {
        let pairs = lines.windows(2).filter_map(|w| {
            let pitch = w[1].base - w[0].base;
            let alike = w[0].size.max(w[1].size) <= SIZE_STEP * w[0].size.min(w[1].size);
            (alike && pitch > 0.5 * w[1].size && pitch < MOST_PITCH_EM * w[1].size).then_some((w[1].size, pitch))
        });
        let mut found: Vec<(f32, f32)> = pairs.collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Self { found, last: Cell::new(None) }
    }

    fn of_size(&self, size: f32) -> f32 {
        if let Some((_, pitch)) = self.last.get().filter(|(last, _)| last.total_cmp(&size).is_eq()) {
            return pitch;
        }
        let pitch = self.worked_out(size);
        self.last.set(Some((size, pitch)));
        pitch
    }

    fn worked_out(&self, size: f32) -> f32 {
        let near = |s: f32| s.max(size) <= SIZE_STEP * s.min(size);
        let from = self.found.partition_point(|p| p.0 < size / SIZE_STEP);
        let to = self.found.partition_point(|p| p.0 <= size * SIZE_STEP);
        let alike = &self.found[from..to.max(from)];
        let stride = alike.len().div_ceil(MOST_PITCHES).max(1);
        let mut pitches: Vec<f32> = alike.iter().step_by(stride).filter(|p| near(p.0)).map(|p| p.1).collect();
        if pitches.len() < 2 {
            return PITCH_EM * size;
        }
        pitches.sort_by(f32::total_cmp);
        // Of headings that follow each other only those on two lines show their pitch.
        pitches[pitches.len() * 3 / 10]
    }
}
