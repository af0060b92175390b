//! Signs into runs: marks that follow each other on one baseline without a wide gap.
//!
//! A run never crosses a column gutter; whether two runs of one height belong to one line is for `columns` and
//! `lines`. A sign drawn twice at one place (fake bold, shadow) is taken once.

use std::cmp::Ordering;

use super::sign::Sign;

/// Widest gap inside a run, in em. Narrower than any gutter seen in print (1 em and up); wider gaps inside a
/// headline only make two runs, which join again in a line.
const RUN_GAP_EM: f32 = 0.9;
/// The same where the sizes differ: a headline must not swallow the body beside it.
const MIXED_GAP_EM: f32 = 0.5;
/// Sizes whose ratio is beyond this are different sizes for [`MIXED_GAP_EM`].
const MIXED_SIZE: f32 = 1.35;
/// How far a sign may reach back into the run it follows, in em: two marks squeezed into one em.
const OVERLAP_EM: f32 = 1.05;
/// The same for hidden text on exactly one baseline: OCR programs stretch words over their neighbours.
const OVERLAP_HIDDEN_EM: f32 = 4.0;
/// Baselines this near, in em, are exactly one: those of two columns never are, in a scan.
pub(super) const SAME_BASE_EM: f32 = 0.02;
/// How far baselines of one run may differ, in em of the smaller sign.
const BASE_EM: f32 = 0.3;
/// A raised or lowered sign is this much smaller than its neighbour.
const SCRIPT_SIZE: f32 = 0.8;
/// ... shares this much of its height with it, in em of the smaller sign,
const SCRIPT_SHARE: f32 = 0.5;
/// ... and touches it: gap in em of the larger sign.
const SCRIPT_GAP_EM: f32 = 0.25;
/// Same text within this distance is the same sign drawn twice, in em.
const DOUBLE_EM: f32 = 0.2;
/// ... and within this share of its own width, or `ll` would lose a letter.
const DOUBLE_WIDTH: f32 = 0.5;
/// Drawn twice at exactly one place is no bold; shifted by more than this many em it is.
const DOUBLE_BOLD_EM: f32 = 0.008;
/// Signs at the end of a run that a double is looked for among.
const DOUBLE_REACH: usize = 4;
/// Height of the bands open runs are filed in, in points.
const BAND_PT: f32 = 4.0;
/// Signs in a line of a column.
const USUAL_SIGNS: usize = 24;
/// Open runs looked at for one sign, and kept in one band: a bound for hostile pages; real ones have one to three.
const MOST_OPEN: usize = 64;

/// Signs that follow each other.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub signs: Vec<Sign>,
    pub x0: f32,
    pub x1: f32,
    pub top: f32,
    pub bottom: f32,
    pub base: f32,
    pub size: f32,
}

impl Run {
    fn new(sign: Sign) -> Self {
        let (x0, x1, top, bottom) = (sign.ink_start(), sign.ink(), sign.top(), sign.bottom());
        Self { x0, x1, top, bottom, base: sign.base, size: sign.size, signs: of_a_line(sign) }
    }

    fn push(&mut self, mut sign: Sign, blank: bool) {
        sign.after_blank |= blank;
        self.x1 = self.x1.max(sign.ink());
        // A raised sign does not lift the baseline of what follows.
        if sign.size > SCRIPT_SIZE * self.size {
            (self.base, self.size) = (sign.base, sign.size.max(self.size));
            (self.top, self.bottom) = (self.top.min(sign.top()), self.bottom.max(sign.bottom()));
        }
        self.signs.push(sign);
    }

    pub fn middle(&self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }

    pub fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// From the top, a total order.
    pub fn order(&self, other: &Self) -> Ordering {
        let first = || match (self.signs.first(), other.signs.first()) {
            (Some(a), Some(b)) => a.order(b),
            _ => Ordering::Equal,
        };
        self.top.total_cmp(&other.top).then(self.x0.total_cmp(&other.x0)).then_with(first)
    }

    /// The run up to a sign, and from it on.
    pub fn split_at(mut self, at: usize) -> (Self, Self) {
        let tail = self.signs.split_off(at);
        (Self::of(self.signs), Self::of(tail))
    }

    fn of(signs: Vec<Sign>) -> Self {
        let fold = |f: fn(f32, f32) -> f32, of: fn(&Sign) -> f32| signs.iter().map(of).reduce(f).unwrap_or_default();
        let (x0, x1) = (fold(f32::min, Sign::ink_start), fold(f32::max, Sign::ink));
        let (top, bottom) = (fold(f32::min, Sign::top), fold(f32::max, Sign::bottom));
        let mut run = Self { x0, x1, top, bottom, base: 0.0, size: 0.0, signs };
        settle(&mut run);
        run
    }

    pub fn is_hidden(&self) -> bool {
        self.signs.iter().all(|s| s.hidden)
    }

    pub fn chars(&self) -> usize {
        self.signs.iter().map(|s| s.text.n_chars()).sum()
    }
}

/// The first of the signs of a line, with room for the others.
fn of_a_line(sign: Sign) -> Vec<Sign> {
    let mut signs = Vec::with_capacity(USUAL_SIGNS);
    signs.push(sign);
    signs
}

/// Takes signs sorted by [`Sign::order`]; gives runs sorted from the top.
pub(super) fn runs(signs: Vec<Sign>) -> Vec<Run> {
    let mut sweep = Sweep { open: Bands::over(&signs), ..Sweep::default() };
    for sign in signs {
        sweep.take(sign);
    }
    let mut runs = sweep.runs;
    for run in &mut runs {
        settle(run);
    }
    runs.sort_by(Run::order);
    runs
}

/// The run's own size and baseline: those of most of its signs.
fn settle(run: &mut Run) {
    if let Some(first) = run.signs.first()
        && run.signs.iter().all(|s| s.is_set_as(first))
    {
        (run.size, run.base) = (first.size, first.base);
        return;
    }
    let mut order: Vec<(f32, f32)> = run.signs.iter().map(|s| (s.size, s.base)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    if let Some(middle) = order.get(order.len() / 2) {
        (run.size, run.base) = *middle;
    }
}

/// A sweep from left to right over open runs, filed by the height of their baseline.
#[derive(Default)]
struct Sweep {
    runs: Vec<Run>,
    /// A drawn space waits at the end of this run.
    blank: Vec<bool>,
    open: Bands,
}

/// Runs by the height of their baseline, in bands as long as the page is high.
#[derive(Default)]
struct Bands {
    first: i32,
    runs: Vec<Vec<usize>>,
}

impl Bands {
    fn over(signs: &[Sign]) -> Self {
        let bands = || signs.iter().map(|sign| band(sign.base));
        let (Some(first), Some(last)) = (bands().min(), bands().max()) else { return Self::default() };
        Self { first, runs: vec![Vec::new(); last.abs_diff(first) as usize + 1] }
    }

    /// Those of one band, which is that of a sign.
    fn at(&mut self, band: i32) -> &mut Vec<usize> {
        let place = self.place(band);
        &mut self.runs[place]
    }

    fn place(&self, band: i32) -> usize {
        band.max(self.first).abs_diff(self.first) as usize
    }

    /// Those from one band to another, both with them.
    fn between(&mut self, low: i32, high: i32) -> impl Iterator<Item = &mut Vec<usize>> {
        let (low, high) = (self.place(low), self.place(high.saturating_add(1)));
        self.runs.iter_mut().take(high).skip(low)
    }
}

impl Sweep {
    fn take(&mut self, sign: Sign) {
        let best = self.best(&sign);
        if sign.is_blank() {
            if let Some(i) = best {
                self.blank[i] = true;
            }
            return;
        }
        match best {
            Some(i) if double(&mut self.runs[i], &sign) => {}
            Some(i) => {
                let blank = std::mem::take(&mut self.blank[i]);
                let before = band(self.runs[i].base);
                self.runs[i].push(sign, blank);
                let after = band(self.runs[i].base);
                if before != after {
                    self.open.at(before).retain(|&r| r != i);
                    self.open.at(after).push(i);
                }
            }
            None => {
                self.open.at(band(sign.base)).push(self.runs.len());
                self.runs.push(Run::new(sign));
                self.blank.push(false);
            }
        }
    }

    /// The open run this sign follows, if any. Runs left behind are closed on the way.
    fn best(&mut self, sign: &Sign) -> Option<usize> {
        let reach = sign.size.min(200.0);
        let (low, high) = (band(sign.base - reach), band(sign.base + reach));
        let mut best: Option<(f32, usize)> = None;
        let mut seen = 0;
        for open in self.open.between(low, high) {
            if open.is_empty() {
                continue;
            }
            let runs = &self.runs;
            // Too far behind for any sign still to come: they are sorted by where their words start.
            open.retain(|&i| sign.word - runs[i].x1 <= 2.0 * RUN_GAP_EM * runs[i].size.max(sign.size));
            // Only pages with hundreds of signs on one spot get here; the oldest runs are closed.
            if open.len() > 2 * MOST_OPEN {
                open.drain(..MOST_OPEN);
            }
            for &i in open.iter() {
                seen += 1;
                if let Some(cost) = cost(&runs[i], sign)
                    && best.is_none_or(|(c, _)| cost < c)
                {
                    best = Some((cost, i));
                }
            }
            if seen > MOST_OPEN {
                break;
            }
        }
        best.map(|(_, i)| i)
    }
}

fn band(base: f32) -> i32 {
    // `floor` is a call into the system's library on most machines
    let bands = base / BAND_PT;
    bands as i32 - i32::from(bands < 0.0)
}

/// How badly a sign fits at the end of a run; None where it does not.
fn cost(run: &Run, sign: &Sign) -> Option<f32> {
    let (small, large) = (run.size.min(sign.size), run.size.max(sign.size));
    let gap = sign.x0 - run.x1;
    let rise = (sign.base - run.base).abs();
    let hidden = sign.hidden && rise <= SAME_BASE_EM * small;
    let overlap = if hidden { OVERLAP_HIDDEN_EM } else { OVERLAP_EM };
    if gap < -overlap * large && !overlaps_double(run, sign) {
        return None;
    }
    let widest = if large > MIXED_SIZE * small { MIXED_GAP_EM } else { RUN_GAP_EM };
    let level = rise <= BASE_EM * small && gap <= widest * large;
    let shared = run.bottom.min(sign.bottom()) - run.top.max(sign.top());
    let script = small <= SCRIPT_SIZE * large && shared >= SCRIPT_SHARE * small && gap <= SCRIPT_GAP_EM * large;
    (level || script).then_some(rise * 2.0 + gap.abs())
}

fn overlaps_double(run: &Run, sign: &Sign) -> bool {
    run.signs.iter().rev().take(DOUBLE_REACH).any(|s| is_double(s, sign))
}

fn is_double(a: &Sign, b: &Sign) -> bool {
    let reach = (DOUBLE_EM * a.size).min(DOUBLE_WIDTH * (a.x1 - a.x0));
    a.text == b.text
        && (a.x0 - b.x0).abs() <= reach
        && (a.base - b.base).abs() <= DOUBLE_EM * a.size
        && (a.size - b.size).abs() <= DOUBLE_EM * a.size
}

/// Whether the sign is one of the run's last drawn again; if shifted, that one is bold.
fn double(run: &mut Run, sign: &Sign) -> bool {
    let Some(first) = run.signs.iter_mut().rev().take(DOUBLE_REACH).find(|s| is_double(s, sign)) else {
        return false;
    };
    let shift = (first.x0 - sign.x0).abs().max((first.base - sign.base).abs());
    first.bold |= sign.bold || shift > DOUBLE_BOLD_EM * first.size;
    first.hidden &= sign.hidden;
    true
}
