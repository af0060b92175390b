//! The columns a page shows as a whole: left edges at which long lines begin, each with a long line to its left.
//!
//! One stretch between two headings may hold three lines a column, too few to tell columns from a table; the same edge
//! all down the page tells. Where columns nearly touch, runs that bridge two of them are parted at the edge.

use super::runs::Run;

/// A run this long, in em of the body, is a line of text; cells of tables and labels are shorter.
const LONG_EM: f32 = 7.0;
/// Edges that agree to this many em are one.
const SAME_EM: f32 = 0.3;
/// Long lines that begin at an edge of the page's columns,
const FEWEST: usize = 4;
/// ... and of these, such with a long line beside them in the row.
const FEWEST_BESIDE: usize = 3;
/// The line beside ends no further to the left than this many em: last lines of paragraphs end anywhere.
const BESIDE_EM: f32 = 4.0;
/// White before an edge that parts a run there, in em: nothing inside a line stands so just there.
const PART_EM: f32 = 0.25;
/// A sign that stands at an edge does so to this many em.
const AT_EM: f32 = 0.12;
/// Runs looked at: a bound for hostile pages.
const MOST_RUNS: usize = 5_000;

/// Where columns begin, and how far apart.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// Left edges of columns but the first, from the left.
    pub edges: Vec<f32>,
    /// White between the columns.
    gutter: f32,
    /// From one left edge to the next; 0 where there is one column.
    pitch: f32,
}

impl Grid {
    /// The grid of a page's runs, which are sorted from the top.
    pub fn of(runs: &[Run], body: f32) -> Self {
        let mut long: Vec<&Run> = runs.iter().take(MOST_RUNS).filter(|r| r.width() >= LONG_EM * body).collect();
        let rows = long.clone();
        long.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let mut grid = Self { edges: Vec::new(), gutter: f32::MAX, pitch: f32::MAX };
        let mut rest = long.as_slice();
        while let Some(first) = rest.first() {
            let n = rest.partition_point(|r| r.x0 - first.x0 <= SAME_EM * body);
            let (same, later) = rest.split_at(n.max(1));
            rest = later;
            let gaps: Vec<f32> = if same.len() >= FEWEST {
                same.iter().filter_map(|r| beside(&rows, r, body)).collect()
            } else {
                Vec::new()
            };
            if gaps.len() >= FEWEST_BESIDE {
                let edge = same[same.len() / 2].x0;
                grid.pitch = grid.pitch.min(grid.edges.last().map_or(f32::MAX, |last| edge - last));
                grid.gutter = gaps.iter().copied().fold(grid.gutter, f32::min);
                grid.edges.push(edge);
            }
        }
        if let (Some(second), Some(left)) = (grid.edges.first(), long.first().map(|r| r.x0)) {
            grid.pitch = grid.pitch.min(second - left);
        }
        grid
    }

    /// The right edge of a column that begins at `left`: where the next would leave its gutter, though there is none.
    pub fn right(&self, left: f32, right: f32, ink: f32) -> f32 {
        if self.edges.is_empty() {
            return right;
        }
        right.min(ink.max(left + self.pitch - self.gutter))
    }

    /// Parts the runs that bridge two columns.
    pub fn part(&self, runs: Vec<Run>, body: f32) -> Vec<Run> {
        if self.edges.is_empty() {
            return runs;
        }
        let mut parted = Vec::with_capacity(runs.len());
        for mut run in runs {
            for edge in self.edges.iter().rev() {
                if let Some(at) = place(&run, *edge, body) {
                    let (rest, tail) = run.split_at(at);
                    parted.push(tail);
                    run = rest;
                }
            }
            parted.push(run);
        }
        parted.sort_by(Run::order);
        parted
    }
}

/// White between a run and the long one to its left in the row.
fn beside(rows: &[&Run], run: &Run, body: f32) -> Option<f32> {
    // Sorted by top: rows further up than a line begin far before this one.
    let from = rows.partition_point(|r| r.top < run.top - 2.0 * body);
    let to = rows.partition_point(|r| r.top <= run.bottom);
    let level = rows.get(from..to.max(from)).unwrap_or_default().iter();
    let gaps = level.filter(|r| r.middle() < run.bottom && r.middle() > run.top).map(|r| run.x0 - r.x1);
    gaps.filter(|gap| *gap > 0.0 && *gap <= BESIDE_EM * body).reduce(f32::min)
}

/// The sign of a run that stands at an edge with white before it.
fn place(run: &Run, edge: f32, body: f32) -> Option<usize> {
    if run.x0 >= edge - body || run.x1 <= edge + body {
        return None;
    }
    let at = run.signs.iter().position(|s| (s.x0 - edge).abs() <= AT_EM * body)?;
    let before = run.signs.get(at.checked_sub(1)?)?;
    (run.signs[at].x0 - before.x1 >= PART_EM * body).then_some(at)
}
