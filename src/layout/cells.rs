//! Rows of ruled tables whose cells hold several lines: read cell by cell, not across.
//!
//! Comes in: the runs of one strip and the rules of the page. Goes out: the lines of the strip; those of a row with wrapped cells
//! follow each other by cells and know that they are one row. A row whose cells hold one line each stays a line.

use std::collections::BTreeMap;

use crate::model::geometry::Rect;

use super::lines::{Draft, lines};
use super::runs::Run;

/// Rules are no thicker than this, in points.
const THIN_PT: f32 = 2.0;
/// Rules that meet do so to this many points.
const MEET_PT: f32 = 2.5;
/// A row is at least this high, in em of the body: double rules make none.
const LEAST_EM: f32 = 0.9;
/// Rules of a page looked at: a bound for hostile pages.
const MOST_RULES: usize = 400;
/// Upright rules of a row at least: the outer two and one between cells.
const FEWEST_UPRIGHTS: usize = 3;

/// A row of a ruled table: between two level rules, parted by upright ones.
struct Row {
    top: f32,
    bottom: f32,
    /// Upright rules from left to right.
    sides: Vec<f32>,
}

impl Row {
    /// The cell that a run stands in; None where it stands in none or in several.
    fn cell(&self, run: &Run) -> Option<usize> {
        let inside = |x: f32| self.sides.iter().filter(|side| **side <= x).count();
        let (first, last) = (inside(run.x0 + MEET_PT), inside(run.x1 - MEET_PT));
        (first == last && first > 0 && first < self.sides.len()).then(|| first - 1)
    }
}

/// The lines of a strip of the page, from the top. `bars` are level rules and images.
pub(super) fn lines_of(runs: Vec<Run>, bars: &[Rect], uprights: &[Rect], body: f32) -> Vec<Draft> {
    let rows = rows(bars, uprights, body);
    if rows.is_empty() {
        return lines(runs);
    }
    let row_of = |run: &Run| rows.iter().position(|row| run.middle() > row.top && run.middle() < row.bottom);
    let mut by_row: BTreeMap<usize, Vec<Run>> = BTreeMap::new();
    let mut prose = Vec::new();
    for run in runs {
        match row_of(&run) {
            Some(row) => by_row.entry(row).or_default().push(run),
            None => prose.push(run),
        }
    }
    let mut wrapped: Vec<(f32, Vec<Draft>)> = Vec::new();
    for (at, runs) in by_row {
        match wrapped_cells(&rows[at], &runs) {
            Some(cells) => {
                let drafts = cells.into_iter().flat_map(lines).map(|line| Draft { row: Some(at), ..line });
                wrapped.push((rows[at].top, drafts.collect()));
            }
            None => prose.extend(runs),
        }
    }
    prose.sort_by(Run::order);
    let mut out = lines(prose);
    for (top, drafts) in wrapped {
        let at = out.iter().position(|line| line.base > top && line.row.is_none()).unwrap_or(out.len());
        let behind = out.iter().rposition(|line| line.row.is_some()).map_or(0, |last| last + 1);
        let at = at.max(behind.min(out.len()));
        out.splice(at..at, drafts);
    }
    out
}

/// The runs of each cell of a row, if one of them holds several lines and no run stands in two.
fn wrapped_cells(row: &Row, runs: &[Run]) -> Option<Vec<Vec<Run>>> {
    let mut cells: Vec<Vec<Run>> = vec![Vec::new(); row.sides.len().saturating_sub(1)];
    for run in runs {
        cells.get_mut(row.cell(run)?)?.push(run.clone());
    }
    cells.retain(|cell| !cell.is_empty());
    let heights: Vec<usize> = cells.iter().map(|cell| n_lines(cell)).collect();
    let several: Vec<usize> = (0..cells.len()).filter(|i| heights[*i] > 1).collect();
    let figures = several.iter().filter(|i| is_figures(&cells[**i])).count();
    let as_high = |i: &usize| several.iter().filter(|k| heights[**k] == heights[*i]).count();
    // several rows with no rule between them have as many lines in their cells, or figures
    let rows = figures > 1 || several.iter().any(|i| heights[*i] > MOST_WRAPPED && as_high(i) > 1);
    (cells.len() > 1 && !several.is_empty() && heights.contains(&1) && !rows).then_some(cells)
}

/// Lines of a cell up to which two cells may hold as many.
const MOST_WRAPPED: usize = 3;

/// Runs of a cell are sorted from the top.
fn n_lines(cell: &[Run]) -> usize {
    1 + cell.windows(2).filter(|pair| (pair[1].base - pair[0].base).abs() > 0.6 * pair[0].size).count()
}

/// Whether most of a cell's runs hold a figure.
fn is_figures(cell: &[Run]) -> bool {
    let figure = |run: &&Run| run.signs.iter().any(|s| s.text.chars().any(|c| c.is_ascii_digit()));
    cell.iter().filter(figure).count() * 2 > cell.len()
}

fn rows(bars: &[Rect], uprights: &[Rect], body: f32) -> Vec<Row> {
    let mut level: Vec<&Rect> = bars.iter().filter(|bar| bar.height() <= THIN_PT).take(MOST_RULES).collect();
    if level.len() < 2 || uprights.len() < FEWEST_UPRIGHTS {
        return Vec::new();
    }
    level.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    level.windows(2).filter_map(|pair| row(pair[0], pair[1], uprights, body)).collect()
}

fn row(over: &Rect, under: &Rect, uprights: &[Rect], body: f32) -> Option<Row> {
    let (top, bottom) = (over.y1, under.y0);
    let (left, right) = (over.x0.max(under.x0), over.x1.min(under.x1));
    if bottom - top < LEAST_EM * body || right - left < LEAST_EM * body {
        return None;
    }
    let beside = |rule: &&Rect| {
        rule.width() <= THIN_PT
            && rule.y0 <= top + MEET_PT
            && rule.y1 >= bottom - MEET_PT
            && rule.x0 >= left - MEET_PT
            && rule.x1 <= right + MEET_PT
    };
    let mut sides: Vec<f32> = uprights.iter().take(MOST_RULES).filter(beside).map(|rule| rule.x0).collect();
    sides.sort_by(f32::total_cmp);
    sides.dedup_by(|a, b| (*a - *b).abs() <= MEET_PT);
    (sides.len() >= FEWEST_UPRIGHTS).then_some(Row { top, bottom, sides })
}
