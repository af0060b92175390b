//! How far a page leans, and standing it upright.
//!
//! Comes in: the signs of one layer. Goes out: degrees, at most [`MAX_DEG`]. Looks at baselines only.

use super::sign::{Layer, Sign, upright};
use crate::model::geometry::Point;

/// Scanners and page feeders lean up to this many degrees; more is on purpose.
const MAX_DEG: f32 = 3.0;
/// First pass, in degrees: a line of 400 pt then strays 3.5 pt at most, less than half a line.
const COARSE_DEG: f32 = 0.25;
/// Second pass, in degrees.
const FINE_DEG: f32 = 0.05;
/// A lean must make the baselines this much sharper before the page is touched.
const GAIN: f32 = 1.15;
/// Signs looked at: enough for any page, and a bound for hostile ones.
const SAMPLE: usize = 6_000;
/// Fewer signs say nothing about a page's lean.
const FEWEST: usize = 40;
/// Signs on one exact baseline, on average, from which on a page was set by a program and does not lean: in a scan each
/// word has a baseline of its own.
const LEVEL_SIGNS: usize = 8;
/// Baselines closer than this, in points, are one.
const EXACT_PT: f32 = 0.01;
/// Bins counted at most: the longest page a PDF may have, leaning.
const MOST_BINS: usize = 30_000;
/// Height of the bins baselines are counted in, in points.
const BIN_PT: f32 = 1.0;

/// Degrees clockwise that the text of a layer leans.
pub(super) fn lean(layer: &Layer) -> f32 {
    let signs: Vec<&Sign> = layer.signs.iter().filter(|s| !s.is_blank()).collect();
    if signs.len() < FEWEST {
        return 0.0;
    }
    // Neighbours lie in one column: an even stride through signs sorted by x takes all columns alike.
    let stride = signs.len().div_ceil(SAMPLE);
    let points: Vec<Point> = signs.iter().step_by(stride).map(|s| Point { x: s.x0, y: s.base }).collect();
    if is_level(&points) {
        return 0.0;
    }
    let straight = sharpness(&points, 0.0);
    let coarse = sharpest(&points, 0.0, MAX_DEG, COARSE_DEG);
    let fine = sharpest(&points, coarse, COARSE_DEG, FINE_DEG);
    if sharpness(&points, fine) > straight * GAIN { fine } else { 0.0 }
}

/// Stands a layer upright that leans by `deg`.
pub(super) fn straighten(layer: &mut Layer, deg: f32) {
    if deg == 0.0 {
        return;
    }
    layer.angle_deg += deg;
    for sign in &mut layer.signs {
        let width = sign.x1 - sign.x0;
        let p = upright(Point { x: sign.x0, y: sign.base }, deg);
        (sign.word, sign.x0, sign.x1, sign.base) = (p.x, p.x, p.x + width, p.y);
    }
    layer.signs.sort_by(Sign::order);
}

fn sharpest(points: &[Point], around: f32, reach: f32, step: f32) -> f32 {
    let steps = (reach / step).round() as i32;
    let mut best = (sharpness(points, around), around);
    for i in -steps..=steps {
        let deg = around + i as f32 * step;
        let s = sharpness(points, deg);
        if s > best.0 {
            best = (s, deg);
        }
    }
    best.1
}

/// Whether the baselines are few and exact.
fn is_level(points: &[Point]) -> bool {
    let mut bases: Vec<i32> = points.iter().map(|p| (p.y / EXACT_PT + 0.5) as i32).collect();
    bases.sort_unstable();
    bases.dedup();
    bases.len() * LEVEL_SIGNS <= points.len()
}

/// Sum of squares of the baseline histogram: large where baselines fall together.
fn sharpness(points: &[Point], deg: f32) -> f32 {
    let (s, c) = deg.to_radians().sin_cos();
    let heights = || points.iter().map(|p| (p.y * c - p.x * s) / BIN_PT);
    let (low, high) = heights().fold((f32::MAX, f32::MIN), |(low, high), y| (low.min(y), high.max(y)));
    let low = low.floor();
    let mut counts = vec![0_u32; ((high - low) as usize).min(MOST_BINS) + 1];
    for y in heights() {
        // points of a page that is larger than any are counted in its last bin
        let bin = ((y - low) as usize).min(MOST_BINS);
        counts[bin] += 1;
    }
    counts.into_iter().map(|n| (n as f32).powi(2)).sum()
}
