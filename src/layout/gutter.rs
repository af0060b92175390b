//! What lies on both sides of a clear upright strip, and whether that makes it a gutter between columns.

use super::runs::Run;

/// A run this long, in em, is text; cells of tables and labels are shorter.
pub(super) const LONG_EM: f32 = 7.0;
/// A column narrower than this many em is a list of labels or a column of a table.
const NARROW_EM: f32 = 8.0;
/// Text that begins at an edge does so to this many em.
const AT_EDGE_EM: f32 = 0.3;
/// Left of a gutter known from elsewhere at least one row is this many em wide, or it is the edge of a column already cut.
const LABEL_EM: f32 = 5.0;
/// Share of a column's ink that long runs must hold.
const LONG_SHARE: f32 = 0.5;
/// Share of a column's width that its rows must fill on average where its runs are short (a table in a column).
const ROW_SHARE: f32 = 0.5;
/// Numbers this near to the edge of a column stand at it, in em,
const NUMBERS_EM: f32 = 2.0;
/// ... and so many of them are a column of numbers.
const FEWEST_NUMBERS: usize = 4;
/// Rows beside a gutter: the longer and the shorter side. Two rows on both sides may be anything.
const ROWS: (usize, usize) = (4, 2);
/// The same where the gutter goes on one known from elsewhere on the page.
const ROWS_KNOWN: (usize, usize) = (1, 1);
/// The same where one side holds only short runs.
const ROWS_SHORT: (usize, usize) = (6, 5);
/// The same where both sides do, as tables in two columns.
const ROWS_TABLES: (usize, usize) = (8, 6);
/// The same where one side is a narrow note whose rows are not level with those of the text.
const ROWS_NOTE: (usize, usize) = (5, 4);
/// Width of a narrow note beside a text, in em; narrower columns are labels.
const NOTE_EM: f32 = 5.0;
/// Share of its width that the rows of a note fill on average.
const NOTE_SHARE: f32 = 0.75;
/// Of fewer rows half must be long to be text: a note and a list are none.
const ROWS_FEW: usize = 8;
/// Rows of verse on both sides of a gutter, the right ones at the edge where a column of the page begins.
const ROWS_VERSE: (usize, usize) = (3, 3);
/// White between two cells of a row, in em.
const CELL_EM: f32 = 1.4;
/// Level rules that make a table in a column of its own: those of a table across the page reach over every gutter.
const RULES: usize = 4;
/// Rows of one table stand level; no more than this share of them do in tables side by side.
const LEVEL_SHARE: f32 = 0.6;
/// ... to within this many em.
const LEVEL_EM: f32 = 0.2;
/// Rows nearer than this to a line across the gutter, in em, belong to its paragraph.
const CLOSE_EM: f32 = 0.9;

/// A clear upright strip between two columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gutter {
    pub middle: f32,
    pub top: f32,
    pub bottom: f32,
    pub score: f32,
}

/// A stretch of an upright strip that nothing crosses, and what lies beside it.
pub(super) struct Stretch {
    pub start: f32,
    pub after_text: bool,
    west: Side,
    east: Side,
}

/// What lies on one side of a stretch.
struct Side {
    rows: usize,
    /// Baselines of the rows, and whether they are long.
    bases: Vec<(f32, bool)>,
    /// Extent of the row being read, and the sum of those before.
    row: (f32, f32),
    filled: f32,
    long: f32,
    /// Rows with a long run.
    n_long: usize,
    ink: f32,
    x0: f32,
    x1: f32,
    top: f32,
    bottom: f32,
    /// Bottom of the first row.
    first: f32,
    /// Where lone numbers begin.
    numbers: Vec<f32>,
    /// Rows of several cells, and whether the one being read is one of them.
    parted: usize,
    row_parted: bool,
    /// Level rules as wide as a column, none of which reaches over the gutter.
    rules: usize,
}

impl Stretch {
    pub fn from(start: f32) -> Self {
        Self { start, after_text: false, west: Side::empty(), east: Side::empty() }
    }

    /// Another stretch in the same memory: a page has thousands.
    pub fn restart(&mut self, start: f32, after_text: bool) {
        (self.start, self.after_text) = (start, after_text);
        // most strips run through text, where each line ends a stretch with nothing beside it
        for side in [&mut self.west, &mut self.east] {
            if side.rows > 0 || side.rules > 0 {
                side.clear();
            }
        }
    }

    /// `number` says that the run is one and nothing else.
    pub fn add(&mut self, run: &Run, number: bool, west: bool, body: f32) {
        if west { self.west.add(run, number, body) } else { self.east.add(run, number, body) }
    }

    /// A level rule beside the strip.
    pub fn add_rule(&mut self, width: f32, west: bool, body: f32) {
        let side = if west { &mut self.west } else { &mut self.east };
        side.rules += usize::from(width >= NARROW_EM * body);
    }

    pub fn gutter(&self, body: f32, known: bool, edge: Option<f32>, (end, middle): (f32, f32)) -> Option<Gutter> {
        let (west, east) = (&self.west, &self.east);
        if west.rows == 0 || east.rows == 0 {
            return None;
        }
        let (more, less) = (west.rows.max(east.rows), west.rows.min(east.rows));
        let enough = |(a, b): (usize, usize)| more >= a && less >= b;
        let (text_west, text_east) = (west.is_text(body), east.is_text(body));
        let short = (text_west && east.fills(body)) || (text_east && west.fills(body));
        let good = (enough(ROWS) && text_west && text_east && !listed(west, east, body))
            || (enough(ROWS_SHORT) && short && !tabled(west, east, body))
            || (enough(ROWS_SHORT) && (text_west && east.rules >= RULES || text_east && west.rules >= RULES))
            || (enough(ROWS_NOTE)
                && !level(west, east, body)
                && (west.is_note(body) && text_east || text_west && east.is_note(body)))
            || (enough(ROWS_TABLES) && west.fills(body) && east.fills(body) && !level(west, east, body))
            || (known && enough(ROWS_KNOWN) && (text_west || text_east) && west.x1 - west.x0 >= LABEL_EM * body)
            || edge.is_some_and(|edge| enough(ROWS_VERSE) && (east.x0 - edge).abs() <= AT_EDGE_EM * body);
        if !good || east.begins_with_numbers(body) {
            return None;
        }
        let top = self.top(body);
        let shared = west.bottom.min(east.bottom) - west.top.max(east.top);
        Some(Gutter { middle, top, bottom: end, score: shared.max(0.1) })
    }

    /// Where the columns begin: the last short line of a paragraph across both belongs to that, not to a column.
    fn top(&self, body: f32) -> f32 {
        let (early, late) =
            if self.west.top <= self.east.top { (&self.west, &self.east) } else { (&self.east, &self.west) };
        let tail = self.after_text && early.first < late.top && early.top - self.start < CLOSE_EM * body;
        if tail { f32::midpoint(early.first, late.top).min(early.first + 0.1 * body) } else { self.start }
    }
}

impl Side {
    fn empty() -> Self {
        Self {
            rows: 0,
            bases: Vec::new(),
            row: (0.0, 0.0),
            filled: 0.0,
            long: 0.0,
            n_long: 0,
            ink: 0.0,
            x0: f32::MAX,
            x1: f32::MIN,
            top: f32::MAX,
            bottom: f32::MIN,
            first: f32::MAX,
            numbers: Vec::new(),
            parted: 0,
            row_parted: false,
            rules: 0,
        }
    }

    fn clear(&mut self) {
        self.bases.clear();
        self.numbers.clear();
        (self.rows, self.n_long, self.rules, self.parted) = (0, 0, 0, 0);
        self.row_parted = false;
        (self.row, self.filled, self.long, self.ink) = ((0.0, 0.0), 0.0, 0.0, 0.0);
        (self.x0, self.x1, self.top, self.bottom, self.first) = (f32::MAX, f32::MIN, f32::MAX, f32::MIN, f32::MAX);
    }

    fn add(&mut self, run: &Run, number: bool, body: f32) {
        if self.bases.last().is_none_or(|(b, _)| run.base - b > 0.5 * body) {
            if self.rows == 0 {
                self.first = run.bottom;
            }
            self.filled += self.row.1 - self.row.0;
            self.row = (run.x0, run.x1);
            self.rows += 1;
            self.bases.push((run.base, false));
            self.row_parted = false;
        } else {
            let gap = (run.x0 - self.row.1).max(self.row.0 - run.x1);
            if gap >= CELL_EM * body && !std::mem::replace(&mut self.row_parted, true) {
                self.parted += 1;
            }
            self.row = (self.row.0.min(run.x0), self.row.1.max(run.x1));
        }
        self.ink += run.width();
        if number {
            self.numbers.push(run.x0);
        }
        if run.width() >= LONG_EM * body {
            self.long += run.width();
            if let Some((_, long)) = self.bases.last_mut() {
                self.n_long += usize::from(!*long);
                *long = true;
            }
        }
        (self.x0, self.x1) = (self.x0.min(run.x0), self.x1.max(run.x1));
        (self.top, self.bottom) = (self.top.min(run.top), self.bottom.max(run.bottom));
    }

    /// The row level with this baseline: whether it is long.
    fn level_with(&self, base: f32, body: f32) -> Option<bool> {
        let at = self.bases.partition_point(|(b, _)| *b < base);
        let near = self.bases.get(at.saturating_sub(1)..(at + 1).min(self.bases.len()))?;
        near.iter().find(|(b, _)| (b - base).abs() <= LEVEL_EM * body).map(|(_, long)| *long)
    }

    /// Mostly long runs: lines of text.
    fn is_text(&self, body: f32) -> bool {
        let few = self.rows < ROWS_FEW && 2 * self.n_long < self.rows;
        !few && self.n_long >= self.rows.min(2)
            && self.long >= LONG_SHARE * self.ink
            && self.rows > 0
            && self.x1 - self.x0 >= NARROW_EM * body
    }

    /// Full rows of a column too narrow for text: a note beside it.
    fn is_note(&self, body: f32) -> bool {
        let width = self.x1 - self.x0;
        let filled = self.filled + self.row.1 - self.row.0;
        (NOTE_EM * body..NARROW_EM * body).contains(&width) && filled >= NOTE_SHARE * width * self.rows as f32
    }

    /// Lone numbers stand at its edge: page numbers of a contents page whose leaders were not read, which belong to the
    /// titles on the left, or the figures of a table.
    fn begins_with_numbers(&self, body: f32) -> bool {
        self.numbers.iter().filter(|x| **x - self.x0 <= NUMBERS_EM * body).count() >= FEWEST_NUMBERS
    }

    /// Rows as wide as the column, of whatever: a table.
    fn fills(&self, body: f32) -> bool {
        let width = self.x1 - self.x0;
        let filled = self.filled + self.row.1 - self.row.0;
        width >= NARROW_EM * body && filled >= ROW_SHARE * width * self.rows as f32
    }
}

/// Up to three digits and nothing else.
pub(super) fn is_number(run: &Run) -> bool {
    let mut chars = run.signs.iter().flat_map(|sign| sign.text.chars());
    (1..=3).contains(&run.signs.len()) && chars.all(|c| c.is_ascii_digit())
}

/// Whether most of few rows stand level with short ones on the other side: a list in columns of its own.
fn listed(west: &Side, east: &Side, body: f32) -> bool {
    let (few, many) = if west.rows < east.rows { (west, east) } else { (east, west) };
    let short = few.bases.iter().filter(|(b, _)| many.level_with(*b, body) == Some(false)).count();
    few.rows < ROWS_FEW && 2 * short > few.rows
}

/// Whether the rows on both sides are those of one table: they stand level, and on one side most have several cells.
fn tabled(west: &Side, east: &Side, body: f32) -> bool {
    let celled = |side: &Side| side.parted as f32 > LEVEL_SHARE * side.rows as f32;
    (celled(west) || celled(east)) && level(west, east, body)
}

/// Whether the rows on both sides stand level, as the rows of one table do.
fn level(west: &Side, east: &Side, body: f32) -> bool {
    let (few, many) = if west.rows < east.rows { (west, east) } else { (east, west) };
    few.bases.iter().filter(|(b, _)| many.level_with(*b, body).is_some()).count() as f32 > LEVEL_SHARE * few.rows as f32
}
