//! A map of how likely each pixel is text → boxes of lines (the post-processing of DB, Liao et al. 2020, as PaddleOCR
//! does it). In: the map; out: slanted rectangles in pixels of the map.

use super::rect::{Slanted, around};

/// A pixel is text from here on.
const IS_TEXT: f32 = 0.3;
/// A box is kept where its pixels are text by this much on average.
const IS_LINE: f32 = 0.5;
/// Boxes are grown by area × this / perimeter: the map marks a line's core only.
const GROW: f32 = 1.6;
/// Smaller boxes are specks, in pixels of the map.
const SPECK: f32 = 3.0;
/// Lines on one page; a broadsheet has some 1,500.
const MOST_BOXES: usize = 6_000;

/// How likely each pixel is text, row by row.
pub(super) struct Map {
    pub width: usize,
    pub height: usize,
    pub likely: Vec<f32>,
}

/// A line's box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub place: Slanted,
    /// Mean likelihood of its pixels.
    pub score: f32,
}

/// The boxes of all lines, from the top.
pub(super) fn boxes(map: &Map) -> Vec<Found> {
    pieces(map).into_iter().take(MOST_BOXES).filter_map(|piece| found(map, piece)).collect()
}

fn found(map: &Map, edge: Vec<(i32, i32)>) -> Option<Found> {
    let core = around(edge)?;
    if core.width.min(core.height) < SPECK {
        return None;
    }
    let score = mean(map, &core);
    if score < IS_LINE {
        return None;
    }
    let by = core.width * core.height * GROW / (2.0 * (core.width + core.height));
    let place = core.grown(by);
    (place.width.min(place.height) >= SPECK + 2.0).then_some(Found { place, score })
}

/// Pixels that touch each other, corners included: of each piece the left and right ends of its rows, which hold its
/// hull. Pixels are taken as 2 × 2, so that hair lines between strokes close.
fn pieces(map: &Map) -> Vec<Vec<(i32, i32)>> {
    let (w, h) = (map.width, map.height);
    let is_text = |x: usize, y: usize| map.likely.get(y * w + x).is_some_and(|p| *p > IS_TEXT);
    let dilated = |x: usize, y: usize| {
        is_text(x, y)
            || (x > 0 && is_text(x - 1, y))
            || (y > 0 && is_text(x, y - 1))
            || (x > 0 && y > 0 && is_text(x - 1, y - 1))
    };
    // runs of each row joined to those of the row above that touch them
    let mut owners: Vec<usize> = Vec::new();
    let mut runs: Vec<(usize, usize, usize, usize)> = Vec::new();
    let mut above = 0..0;
    for y in 0..h {
        let from = runs.len();
        let mut x = 0;
        while x < w {
            if !dilated(x, y) {
                x += 1;
                continue;
            }
            let start = x;
            while x < w && dilated(x, y) {
                x += 1;
            }
            let piece = owners.len();
            owners.push(piece);
            for &(a, b, _, other) in runs.get(above.clone()).unwrap_or_default() {
                if a <= x && b >= start {
                    let (one, two) = (root(&mut owners, piece), root(&mut owners, other));
                    owners[one.max(two)] = one.min(two);
                }
            }
            runs.push((start, x, y, piece));
        }
        above = from..runs.len();
    }
    let mut edges: Vec<Vec<(i32, i32)>> = vec![Vec::new(); owners.len()];
    for (start, end, y, piece) in runs {
        let piece = root(&mut owners, piece);
        edges[piece].extend([(start as i32, y as i32), (end as i32 - 1, y as i32)]);
    }
    edges.retain(|edge| !edge.is_empty());
    edges
}

fn root(owners: &mut [usize], mut of: usize) -> usize {
    while owners[of] != of {
        owners[of] = owners[owners[of]];
        of = owners[of];
    }
    of
}

/// Mean of the map inside a rectangle.
fn mean(map: &Map, rect: &Slanted) -> f32 {
    let (s, c) = rect.angle.sin_cos();
    let corners = rect.corners();
    let bound = |of: fn(&crate::model::geometry::Point) -> f32, most: usize| {
        let lo = corners.iter().map(of).fold(f32::MAX, f32::min).floor().max(0.0) as usize;
        let hi = corners.iter().map(of).fold(0.0, f32::max).ceil().max(0.0) as usize;
        lo..hi.saturating_add(1).min(most)
    };
    let (mut sum, mut n) = (0.0_f32, 0_u32);
    for y in bound(|p| p.y, map.height) {
        for x in bound(|p| p.x, map.width) {
            let (dx, dy) = (x as f32 - rect.middle.x, y as f32 - rect.middle.y);
            let inside =
                (dx * c + dy * s).abs() <= rect.width / 2.0 + 0.5 && (dy * c - dx * s).abs() <= rect.height / 2.0 + 0.5;
            if inside {
                sum += map.likely.get(y * map.width + x).copied().unwrap_or(0.0);
                n += 1;
            }
        }
    }
    sum / n.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(width: usize, height: usize, text: &[std::ops::Range<usize>], rows: std::ops::Range<usize>) -> Map {
        let mut likely = vec![0.0; width * height];
        for y in rows {
            for x in text.iter().cloned().flatten() {
                likely[y * width + x] = 0.9;
            }
        }
        Map { width, height, likely }
    }

    #[test]
    fn two_stretches_of_text_are_two_lines() {
        let found = boxes(&map(100, 20, &[5..40, 60..95], 5..12));
        assert_eq!(found.len(), 2);
        assert!((found[0].place.middle.x - 22.5).abs() < 1.0);
        assert!(found[0].place.height > 9.0 && found[0].place.width > 36.0, "grown: {:?}", found[0].place);
    }

    #[test]
    fn a_hair_line_between_strokes_closes_and_a_gap_does_not() {
        assert_eq!(boxes(&map(60, 20, &[5..20, 21..50], 5..12)).len(), 1);
        assert_eq!(boxes(&map(60, 20, &[5..20, 24..50], 5..12)).len(), 2);
    }

    #[test]
    fn specks_and_faint_marks_are_no_lines() {
        let one = |columns| map(60, 20, std::slice::from_ref(&columns), 5..12);
        assert_eq!(boxes(&map(60, 20, std::slice::from_ref(&(5..7)), 5..7)), []);
        let mut faint = one(5..50);
        faint.likely.iter_mut().for_each(|p| *p *= 0.4);
        assert_eq!(boxes(&faint), []);
    }

    #[test]
    fn strokes_that_meet_below_are_one_piece() {
        // a U: two runs in the upper rows, joined in the last
        let mut u = map(40, 20, &[5..12, 25..32], 4..14);
        for x in 5..32 {
            u.likely[13 * 40 + x] = 0.9;
            u.likely[14 * 40 + x] = 0.9;
        }
        assert_eq!(pieces(&u).len(), 1);
    }
}
