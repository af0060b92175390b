//! Rows of ruled tables whose cells hold several lines: read cell by cell, not across.
//!
//! Comes in: the runs of one strip and the rules of the page. Goes out: the lines of the strip; those of a row with wrapped cells
//! follow each other by cells and know that they are one row. A row whose cells hold one line each stays a line.

use std::collections::BTreeMap;

use crate::model::geometry::Rect;

use super::lines::{Draft, lines};
use super::rules::{MEET_PT, Rules};
use super::runs::Run;

/// A row is at least this high, in em of the body: double rules make none.
const LEAST_EM: f32 = 0.9;
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
    fn holds(&self, run: &Run) -> bool {
        let (left, right) = (self.sides[0], self.sides[self.sides.len() - 1]);
        run.middle() > self.top && run.middle() < self.bottom && run.x1 > left && run.x0 < right
    }

    /// The cell that a run stands in; None where it stands in none or in several.
    fn cell(&self, run: &Run) -> Option<usize> {
        let inside = |x: f32| self.sides.iter().filter(|side| **side <= x).count();
        let (first, last) = (inside(run.x0 + MEET_PT), inside(run.x1 - MEET_PT));
        (first == last && first > 0 && first < self.sides.len()).then(|| first - 1)
    }
}

/// The lines of a strip of the page, from the top.
pub(super) fn lines_of(runs: Vec<Run>, rules: &Rules, body: f32) -> Vec<Draft> {
    let rows = rows(rules, body);
    if rows.is_empty() {
        return lines(runs);
    }
    let mut by_row: BTreeMap<usize, Vec<Run>> = BTreeMap::new();
    let mut prose = Vec::new();
    for run in runs {
        match rows.iter().position(|row| row.holds(&run)) {
            Some(row) => by_row.entry(row).or_default().push(run),
            None => prose.push(run),
        }
    }
    // a row comes where it begins
    let mut placed: Vec<(f32, Draft)> = Vec::new();
    for (at, runs) in by_row {
        match wrapped_cells(&rows[at], &runs) {
            Some(cells) => {
                let drafts = cells.into_iter().flat_map(lines).map(|line| Draft { row: Some(at), ..line });
                placed.extend(drafts.map(|line| (rows[at].top, line)));
            }
            None => prose.extend(runs),
        }
    }
    prose.sort_by(Run::order);
    placed.extend(lines(prose).into_iter().map(|line| (line.base, line)));
    placed.sort_by(|a, b| a.0.total_cmp(&b.0));
    placed.into_iter().map(|(_, line)| line).collect()
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

fn rows(rules: &Rules, body: f32) -> Vec<Row> {
    if rules.upright.len() < FEWEST_UPRIGHTS {
        return Vec::new();
    }
    let row = |(i, over): (usize, &Rect)| {
        // tables stand side by side
        let under = rules.level[i + 1..].iter().find(|under| {
            under.y0 - over.y1 >= LEAST_EM * body && under.x1.min(over.x1) - under.x0.max(over.x0) >= LEAST_EM * body
        })?;
        let sides = rules.between(over, under);
        (sides.len() >= FEWEST_UPRIGHTS).then_some(Row { top: over.y1, bottom: under.y0, sides })
    };
    rules.level.iter().enumerate().filter_map(row).collect()
}
