//! Reading order: a region of runs is cut along gutters until no column is left to part.
//!
//! One cut takes the tallest clear gutter with text on both sides and gives four regions, read in this order: what is
//! above it, left of it, right of it, below it. A heading, table, image or rule that crosses a gutter ends it, so the
//! columns above a spanning element are read before it and those below after it. Lines are not formed yet: a row
//! of a table must not be mistaken for columns, nor a row across two columns for one line.

use crate::model::geometry::Rect;

use super::grid::Grid;
use super::gutter::{Gutter, LONG_EM, Stretch, is_number};
use super::rules::THIN_PT;
use super::runs::Run;
use super::stories::{band_below, beside_rows};

/// Narrowest gutter, in em of the body: newspapers go down to 1 em, boxes of OCR engines reach into it a little.
const GUTTER_EM: f32 = 0.85;
/// The same before an edge at which columns begin all down the page.
const GUTTER_KNOWN_EM: f32 = 0.6;
/// How far a run may reach into a gutter, in em: punctuation hangs out of columns.
const HANG_EM: f32 = 0.12;
/// Steps a gutter is looked for at, in em of the body.
const STEP_EM: f32 = 0.25;
/// ... and at most this many over a region.
const MOST_STEPS: f32 = 400.0;
/// Two gutters this close, in em, are one.
const SAME_GUTTER_EM: f32 = 1.5;
/// A heading alone in its row and centred ends all gutters; it is larger than the body by this factor.
const HEADING_SIZE: f32 = 1.2;
/// ... and centred to within this share of the region's width.
const CENTRED_SHARE: f32 = 0.06;
/// Names in a centred row are parted by spaces; all of it fills no more than this share of the region's width.
const SPACED_SHARE: f32 = 0.4;
/// A byline stands within this many em under its heading,
const BYLINE_EM: f32 = 2.0;
/// ... and its edges are this many em away from those of the text below: else it is the first line of that.
const BYLINE_OFF_EM: f32 = 1.5;
/// A headline beside which a column runs on is larger than the body by this factor.
const HEADLINE_SIZE: f32 = 1.5;
/// White that parts a column beside a headline from what is above, in em.
const FLANK_GAP_EM: f32 = 1.1;
/// Headlines and runs of a region up to which flanks are looked for: a bound for hostile pages.
const MOST_FLANKED: (usize, usize) = (12, 5_000);
/// Rules of one frame begin and end alike to this many points.
const FRAME_PT: f32 = 3.0;
/// Cuts inside cuts: more are no print.
const MOST_DEPTH: usize = 24;

/// Runs of one column (or of a stretch across all columns), sorted from the top.
#[derive(Debug)]
pub(super) struct Strip {
    pub runs: Vec<Run>,
    /// Edges of the column.
    pub left: f32,
    pub right: f32,
    pub column: u16,
}

/// The page's runs as strips in reading order. `bars` are images and rules, in the frame of the runs.
pub(super) fn strips(runs: Vec<Run>, bars: &[Rect], body: f32) -> Vec<Strip> {
    let Some((left, right)) = extent(&runs) else { return Vec::new() };
    let grid = Grid::of(&runs, body);
    let runs = grid.part(runs, body);
    let known = grid.edges.iter().map(|edge| edge - 0.5 * GUTTER_KNOWN_EM * body).collect();
    let mut cutter = Cutter { bars, body, grid, known, out: Vec::new() };
    cutter.cut(Region { runs, left, right, column: 0 }, 0);
    cutter.out
}

struct Region {
    runs: Vec<Run>,
    left: f32,
    right: f32,
    column: u16,
}

struct Cutter<'a> {
    bars: &'a [Rect],
    body: f32,
    grid: Grid,
    /// Middles of gutters of the grid, and of those taken so far.
    known: Vec<f32>,
    out: Vec<Strip>,
}

impl Cutter<'_> {
    /// Cuts a region and all that comes out of it; gives the highest column number used.
    fn cut(&mut self, region: Region, depth: usize) -> u16 {
        let gutter = if depth < MOST_DEPTH { self.gutter(&region, region.left) } else { None };
        // rows of stories beside a column that runs past them: that column is parted first
        let gutter = gutter.map(|g| match beside_rows(&region.runs, &g, self.body) {
            Some(right) => self.gutter(&region, right).unwrap_or(g),
            None => g,
        });
        let Some(gutter) = gutter else {
            let Region { runs, left, right, column } = region;
            if let Some((_, ink)) = extent(&runs) {
                let right = if column > 0 { self.grid.right(left, right, ink) } else { right };
                self.out.push(Strip { runs, left, right, column });
            }
            return column;
        };
        self.known.push(gutter.middle);
        let gutter = Gutter { bottom: band_below(&region.runs, &gutter, self.body).min(gutter.bottom), ..gutter };
        let Region { runs, left, right, column } = region;
        let (above, rest): (Vec<_>, Vec<_>) = runs.into_iter().partition(|r| r.middle() < gutter.top);
        let (above, flank) = flanking(above, &gutter, self.body);
        let (below, beside): (Vec<_>, Vec<_>) = rest.into_iter().partition(|r| r.middle() > gutter.bottom);
        let (west, mut east): (Vec<_>, Vec<_>) =
            beside.into_iter().partition(|r| f32::midpoint(r.x0, r.x1) < gutter.middle);
        east.splice(0..0, flank);
        let west_edge = extent(&west).map_or(right, |e| e.1);
        let east_edge = extent(&east).map_or(left, |e| e.0);
        let mut last = self.cut(Region { runs: above, left, right, column }, depth + 1);
        let west = self.cut(Region { runs: west, left, right: west_edge, column }, depth + 1);
        let next = west.saturating_add(1);
        last = last.max(self.cut(Region { runs: east, left: east_edge, right, column: next }, depth + 1));
        last.max(self.cut(Region { runs: below, left, right, column }, depth + 1))
    }

    /// The tallest clear gutter with text on both sides, not left of `from`.
    fn gutter(&self, region: &Region, from: f32) -> Option<Gutter> {
        let width = GUTTER_EM * self.body;
        let reach = region.right - region.left - width;
        if region.runs.len() < 3 || reach <= 0.0 {
            return None;
        }
        let items = self.items(region);
        let sides = Sides::of(&region.runs, HANG_EM * self.body);
        let step = (STEP_EM * self.body).max(reach / MOST_STEPS);
        let steps = (reach / step) as usize;
        let mut best: Option<Gutter> = None;
        let mut stretch = Stretch::from(f32::MIN);
        for x0 in (1..=steps).map(|i| region.left + i as f32 * step).filter(|x0| *x0 >= from) {
            if sides.both_of(x0, x0 + width) {
                best = better(best, self.along(&items, (x0, x0 + width), None, &mut stretch));
            }
        }
        let inside = |edge: &&f32| **edge > region.left.max(from) + self.body && **edge < region.right - self.body;
        for edge in self.grid.edges.iter().filter(inside) {
            let x0 = edge - GUTTER_KNOWN_EM * self.body;
            if sides.both_of(x0, *edge) {
                best = better(best, self.along(&items, (x0, *edge), Some(*edge), &mut stretch));
            }
        }
        best
    }

    /// Runs and what else can end a gutter, from the top.
    fn items<'r>(&self, region: &'r Region) -> Vec<Item<'r>> {
        let (top, bottom) = region.runs.iter().fold((f32::MAX, f32::MIN), |(t, b), r| (t.min(r.top), b.max(r.bottom)));
        let of_run = |(i, run): (usize, &'r Run)| Item {
            x1: hangs_over(&region.runs, i, self.body).unwrap_or(run.x1),
            ..Item::run(run, is_number(run) && !leads_on(&region.runs, i, self.body))
        };
        let mut items: Vec<Item> = region.runs.iter().enumerate().map(of_run).collect();
        items.extend(
            self.bars
                .iter()
                .filter(|b| {
                    b.y1 > top - self.body && b.y0 < bottom + self.body && b.x1 > region.left && b.x0 < region.right
                })
                .map(|b| Item::bar(*b)),
        );
        items.extend(self.headings(region).map(Item::bar));
        items.extend(flanked(&region.runs, self.body).map(Item::bar));
        items.sort_by(|a, b| a.top.total_cmp(&b.top));
        items
    }

    /// Centred headings alone in their rows, and the bylines under them, as bars across the whole region.
    fn headings<'r>(&'r self, region: &'r Region) -> impl Iterator<Item = Rect> + 'r {
        let runs = region.runs.as_slice();
        let width = region.right - region.left;
        let middle = f32::midpoint(region.left, region.right);
        // where the last of them ends: a byline may stand under a subtitle
        let mut head_ends = f32::MIN;
        rows(runs).filter_map(move |(from, to)| {
            let row = runs.get(from..to)?;
            let (x0, x1) = extent(row)?;
            let (top, bottom) = row.iter().fold((f32::MAX, f32::MIN), |(t, b), r| (t.min(r.top), b.max(r.bottom)));
            let centred = (f32::midpoint(x0, x1) - middle).abs() < CENTRED_SHARE * width;
            let alone = to - from == 1
                || x1 - x0 <= SPACED_SHARE * width && row.iter().all(|r| r.width() < LONG_EM * self.body);
            let large = row.iter().all(|r| r.size >= HEADING_SIZE * self.body);
            let above = from.checked_sub(1).and_then(|above| runs.get(above));
            let near = |edge: f32| top - edge < BYLINE_EM * row[0].size;
            let under = || {
                (above.is_some_and(|a| a.size >= HEADING_SIZE * self.body && near(a.bottom)) || near(head_ends))
                    && stands_alone(runs.get(to..).unwrap_or_default(), (x0, x1), self.body)
            };
            let across = Rect { x0: region.left, y0: top, x1: region.right, y1: bottom };
            let found = (alone && centred && (large || under())).then_some(across)?;
            head_ends = bottom;
            Some(found)
        })
    }

    /// The best stretch of the upright strip from `x0` to `x1`, which may end at an edge of the grid.
    fn along(&self, items: &[Item], (x0, x1): (f32, f32), edge: Option<f32>, stretch: &mut Stretch) -> Option<Gutter> {
        let hang = HANG_EM * self.body;
        let known = self.known.iter().any(|k| (k - f32::midpoint(x0, x1)).abs() < SAME_GUTTER_EM * self.body);
        let mut best: Option<Gutter> = None;
        stretch.restart(f32::MIN, false);
        let mut keep = |s: &Stretch, end: f32| {
            if let Some(g) = s.gutter(self.body, known, edge, (end, f32::midpoint(x0, x1)))
                && best.is_none_or(|b| g.score > b.score)
            {
                best = Some(g);
            }
        };
        // the level rule that the stretch begins at
        let mut rule: Option<&Item> = None;
        for item in items {
            if item.x0 < x1 - hang && item.x1 > x0 + hang {
                // between two rules of one frame lie the cells of a table
                let framed = rule.is_some_and(|rule| item.is_rule() && rule.frames(item));
                if !framed {
                    keep(stretch, item.top);
                }
                rule = Some(item).filter(|item| item.is_rule());
                let after_text = item.run.is_some_and(|r| r.size < HEADLINE_SIZE * self.body);
                stretch.restart(stretch.start.max(item.bottom), after_text);
            } else if let Some(run) = item.run.filter(|run| run.middle() > stretch.start) {
                stretch.add(run, item.number, run.x1 <= x0 + hang, self.body);
            } else if item.is_rule() && item.top > stretch.start {
                stretch.add_rule(item.x1 - item.x0, item.x1 <= x0 + hang, self.body);
            }
        }
        keep(stretch, f32::MAX);
        best
    }
}

/// Where the runs of a region begin and end. Through a column of text a strip has nothing on one side, and need not be followed.
struct Sides {
    /// The first run ends here,
    first_end: f32,
    /// ... and the last begins here.
    last_start: f32,
    hang: f32,
}

impl Sides {
    fn of(runs: &[Run], hang: f32) -> Self {
        let ends = |(first, last): (f32, f32), run: &Run| (first.min(run.x1), last.max(run.x0));
        let (first_end, last_start) = runs.iter().fold((f32::MAX, f32::MIN), ends);
        Self { first_end, last_start, hang }
    }

    /// Whether there are runs on both sides of an upright strip.
    fn both_of(&self, x0: f32, x1: f32) -> bool {
        self.first_end <= x0 + self.hang && self.last_start >= x1 - self.hang
    }
}

/// The taller of two gutters, the first where they are alike.
fn better(best: Option<Gutter>, found: Option<Gutter>) -> Option<Gutter> {
    match (best, found) {
        (Some(a), Some(b)) => Some(if b.score > a.score { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// What can lie in or beside an upright strip: a run, or a bar.
struct Item<'a> {
    run: Option<&'a Run>,
    /// The run is a number that stands alone.
    number: bool,
    x0: f32,
    x1: f32,
    top: f32,
    bottom: f32,
}

impl<'a> Item<'a> {
    fn run(run: &'a Run, number: bool) -> Self {
        let Run { x0, x1, top, bottom, .. } = *run;
        Self { run: Some(run), number, x0, x1, top, bottom }
    }

    /// A level rule.
    fn is_rule(&self) -> bool {
        self.run.is_none() && self.bottom - self.top <= THIN_PT
    }

    /// Whether two rules begin and end alike.
    fn frames(&self, other: &Self) -> bool {
        (self.x0 - other.x0).abs() <= FRAME_PT && (self.x1 - other.x1).abs() <= FRAME_PT
    }

    fn bar(bar: Rect) -> Self {
        Self { run: None, number: false, x0: bar.x0, x1: bar.x1, top: bar.y0, bottom: bar.y1 }
    }
}

/// Whether words follow a run closely on its line: `3 讲座` is a heading, and its number no page number. `runs` are sorted from
/// the top.
fn leads_on(runs: &[Run], i: usize, body: f32) -> bool {
    let own = &runs[i];
    let near = runs.get(i.saturating_sub(LEVEL_RUNS)..(i + LEVEL_RUNS + 1).min(runs.len())).unwrap_or_default();
    near.iter().any(|r| {
        let gap = r.x0 - own.x1;
        (r.base - own.base).abs() < 0.3 * own.size && gap >= 0.0 && gap < NUMBER_GAP_EM * body
    })
}

/// Where the text begins that a run is printed over: a line too long for its column. No line across columns has others beside it at
/// half its height. `runs` are sorted from the top.
fn hangs_over(runs: &[Run], i: usize, body: f32) -> Option<f32> {
    let own = &runs[i];
    if own.width() < LONG_EM * body {
        return None;
    }
    let near = runs.get(i.saturating_sub(LEVEL_RUNS)..(i + LEVEL_RUNS + 1).min(runs.len())).unwrap_or_default();
    let under = near.iter().find(|r| {
        let shared = own.bottom.min(r.bottom) - own.top.max(r.top);
        let over = own.x1 - r.x0;
        shared > OVERHANG_SHARE * own.size && r.x1 > own.x1 && over > 0.0 && over < MOST_OVERHANG * own.width()
    });
    under.map(|r| r.x0 - body)
}

/// Share of its height that a line shares with the one it is printed over, and of its length at most that lies over it.
const OVERHANG_SHARE: f32 = 0.4;
const MOST_OVERHANG: f32 = 0.3;

/// Runs at one height that are looked at on each side, and the white between the number and the words of a heading, in em.
const LEVEL_RUNS: usize = 8;
const NUMBER_GAP_EM: f32 = 2.0;

/// Rows of runs sorted from the top, as index ranges: runs whose heights overlap.
fn rows(runs: &[Run]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let mut bottom = runs.get(from)?.bottom;
        let start = from;
        from += 1;
        while let Some(next) = runs.get(from).filter(|r| r.top < bottom) {
            bottom = bottom.max(next.bottom);
            from += 1;
        }
        Some((start, from))
    })
}

/// Whether a row shares no edge with the text below it.
fn stands_alone(runs: &[Run], (x0, x1): (f32, f32), body: f32) -> bool {
    let below = runs.iter().find(|r| r.x0 < x1 && r.x1 > x0);
    let off = BYLINE_OFF_EM * body;
    below.is_none_or(|r| (r.x0 - x0).abs() > off && (r.x1 - x1).abs() > off)
}

/// Headlines beside which a column begins higher up, as bars from where it begins: what is above ends there.
fn flanked(runs: &[Run], body: f32) -> impl Iterator<Item = Rect> + '_ {
    let most = if runs.len() > MOST_FLANKED.1 { 0 } else { MOST_FLANKED.0 };
    let headlines = runs.iter().filter(move |r| r.size >= HEADLINE_SIZE * body).take(most);
    headlines.filter_map(move |h| {
        let (top, _) = flank(runs, h, body)?;
        // A column that runs all the way beside the headline has nothing to do with it.
        let first = runs.first()?.top;
        (top > first + body).then_some(Rect { x0: h.x0, y0: top, x1: h.x1, y1: h.bottom })
    })
}

/// The column to the right of a headline that runs past it: where it begins, and its runs down to the headline's
/// foot. `runs` are sorted from the top.
fn flank(runs: &[Run], headline: &Run, body: f32) -> Option<(f32, Vec<usize>)> {
    let beside = |r: &Run| r.x0 >= headline.x1 - HANG_EM * body && r.size < HEADLINE_SIZE * body;
    let mut top = headline.bottom;
    let mut chain = Vec::new();
    for (i, run) in runs.iter().enumerate().rev().filter(|(_, r)| r.middle() < headline.bottom && beside(r)) {
        if top - run.bottom > FLANK_GAP_EM * body {
            break;
        }
        top = top.min(run.top);
        chain.push(i);
    }
    (top < headline.top).then_some((top, chain))
}

/// Takes the column beside the headline over a gutter out of what is above: it is read with the column below it.
fn flanking(above: Vec<Run>, gutter: &Gutter, body: f32) -> (Vec<Run>, Vec<Run>) {
    let over = |r: &&Run| {
        let near = (r.bottom - gutter.top).abs() < 0.5 * body;
        near && r.size >= HEADLINE_SIZE * body && r.x0 < gutter.middle && r.x1 > gutter.middle
    };
    let small = above.len() <= MOST_FLANKED.1;
    let found = above.iter().find(over).filter(|_| small).and_then(|h| flank(&above, h, body));
    let Some((_, chain)) = found else { return (above, Vec::new()) };
    let (flank, rest): (Vec<_>, Vec<_>) = above.into_iter().enumerate().partition(|(i, _)| chain.contains(i));
    (rest.into_iter().map(|r| r.1).collect(), flank.into_iter().map(|r| r.1).collect())
}

fn extent(runs: &[Run]) -> Option<(f32, f32)> {
    if runs.is_empty() {
        return None;
    }
    Some(runs.iter().fold((f32::MAX, f32::MIN), |(l, r), run| (l.min(run.x0), r.max(run.x1))))
}
