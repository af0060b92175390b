//! Dashes at the ends of a line, which are no text to the detector: `——着力…` at the head of a paragraph. In: a picture and the
//! boxes of its lines; out: the same boxes, longer where a dash lies beside one. Never reads anything.

use super::boxes::Found;
use super::rect::Slanted;
use crate::model::geometry::Point;
use crate::model::picture::Picture;
use crate::ocr::lines::TYPE_OF_BOX;
use crate::ocr::pixels::{Grey, cut};

/// Rows in which the neighbourhood of a box is looked at.
const ROWS: usize = 32;
/// How far beyond a box is looked, in em: two dashes, white before them, and what tells a rule from them.
const BEYOND_EM: f32 = 3.4;
/// ... and how far inside: boxes reach beyond their first sign by less.
const INSIDE_EM: f32 = 0.25;
/// White between a box and its dash, in em.
const APART_EM: f32 = 0.5;
/// Length of one dash at least and of two at most, in em.
const LENGTH_EM: std::ops::RangeInclusive<f32> = 0.7..=2.3;
/// White behind a dash: a rule goes on.
const WHITE_EM: f32 = 0.4;
/// A dash is no thicker than this, in em,
const THICK_EM: f32 = 0.2;
/// ... and lies in the middle of the box, as shares of its height.
const MIDDLE: std::ops::RangeInclusive<f32> = 0.36..=0.64;
/// Least difference of ink and paper.
const LEAST_CONTRAST: i32 = 60;

/// The boxes of a page, with the dashes beside them.
pub(super) fn with_dashes(picture: &Picture, found: &[Found]) -> Vec<Found> {
    let longer = |of: &Found| {
        let mut own = *of;
        for at_end in [false, true] {
            let Some((by, dash)) = beside(picture, &of.place, at_end) else { continue };
            // what lies in another box is that line's
            if !found.iter().any(|other| other.place.holds(dash)) {
                own.place = own.place.stretched(by, at_end);
            }
        }
        own
    };
    found.iter().map(longer).collect()
}

/// How far the box has to reach to hold the dash beside one of its ends, and the middle of that; None without one.
fn beside(picture: &Picture, place: &Slanted, at_end: bool) -> Option<(f32, Point)> {
    let em = TYPE_OF_BOX * place.height;
    if place.width < 2.0 * em || place.height > place.width {
        return None;
    }
    let (s, c) = place.angle.sin_cos();
    let side = if at_end { 1.0 } else { -1.0 };
    // from inside the box outwards
    let at = |out: f32, down: f32| {
        let (x, y) = (side * (place.width / 2.0 + out), down * place.height);
        Point { x: place.middle.x + x * c - y * s, y: place.middle.y + x * s + y * c }
    };
    let (inside, beyond) = (-INSIDE_EM * em, BEYOND_EM * em);
    let corners = [at(inside, -0.5), at(beyond, -0.5), at(beyond, 0.5), at(inside, 0.5)];
    let px_per_column = place.height / ROWS as f32;
    let columns = ((beyond - inside) / px_per_column) as usize;
    let (from, to) = dash(&cut(picture, &corners, columns.max(1), ROWS), em / px_per_column)?;
    let out = |column: usize| inside + column as f32 * px_per_column;
    (out(to) > LENGTH_EM.start() * em / 2.0)
        .then(|| (out(to) + INSIDE_EM * em, at(f32::midpoint(out(from), out(to)), 0.0)))
}

/// First and last column of the dash in what lies beside a box, which is at its left. `em` is in columns.
fn dash(image: &Grey, em: f32) -> Option<(usize, usize)> {
    let (ink, paper) = (i32::from(*image.luma.iter().min()?), i32::from(*image.luma.iter().max()?));
    if paper - ink < LEAST_CONTRAST {
        return None;
    }
    let kinds: Vec<Kind> = (0..image.width).map(|x| kind(image, x, i32::midpoint(ink, paper), em)).collect();
    // the first sign of the line itself
    let own = kinds.iter().take((INSIDE_EM * em) as usize + 1).take_while(|kind| **kind == Kind::Other).count();
    let first = own + kinds[own..].iter().position(|kind| *kind != Kind::White)?;
    let length = kinds[first..].iter().take_while(|kind| **kind == Kind::Dash).count();
    let end = first + length;
    let white = kinds[end..].iter().take_while(|kind| **kind == Kind::White).count();
    // a hair line between two dashes
    let second = kinds[end + white..].iter().take_while(|kind| **kind == Kind::Dash).count();
    let (end, white) = if (white as f32) < WHITE_EM * em && second > 0 {
        let end = end + white + second;
        (end, kinds[end..].iter().take_while(|kind| **kind == Kind::White).count())
    } else {
        (end, white)
    };
    let is_dash = LENGTH_EM.contains(&((end - first) as f32 / em))
        && first as f32 <= (INSIDE_EM + APART_EM) * em
        && (white as f32 >= WHITE_EM * em);
    is_dash.then_some((first, end))
}

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    White,
    /// One thin stroke in the middle.
    Dash,
    Other,
}

fn kind(image: &Grey, x: usize, tone: i32, em: f32) -> Kind {
    let is_dark = |y: &usize| image.luma.get(y * image.width + x).is_some_and(|p| i32::from(*p) < tone);
    let dark: Vec<usize> = (0..image.height).filter(is_dark).collect();
    let (Some(first), Some(last)) = (dark.first(), dark.last()) else { return Kind::White };
    let middle = (first + last + 1) as f32 / 2.0 / image.height as f32;
    let is_thin = (last - first + 1) as f32 <= (THICK_EM * em).max(2.0);
    if is_thin && MIDDLE.contains(&middle) { Kind::Dash } else { Kind::Other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::Rect;

    /// A line of type 20 pixels high from x = 100 on, and bars of ink: left, right, top, bottom.
    fn reached(bars: &[[usize; 4]]) -> f32 {
        let (width, height) = (400_usize, 60_usize);
        let mut luma = vec![240; width * height];
        for bar in bars.iter().chain(&[[100, 118, 20, 40], [122, 140, 20, 40], [300, 318, 20, 40]]) {
            for y in bar[2]..bar[3] {
                luma[y * width + bar[0]..y * width + bar[1]].fill(20);
            }
        }
        let place = Slanted { middle: Point { x: 209.0, y: 30.0 }, width: 226.0, height: 32.0, angle: 0.0 };
        let picture = Picture { width: 400, height: 60, luma, place: Rect::new(0.0, 0.0, 400.0, 60.0) };
        let found = with_dashes(&picture, &[Found { place, score: 0.9 }]);
        found[0].place.middle.x - found[0].place.width / 2.0
    }

    #[test]
    fn a_dash_before_a_line_is_part_of_it() {
        assert!((55.0..60.0).contains(&reached(&[[60, 98, 29, 31]])), "{}", reached(&[[60, 98, 29, 31]]));
        assert!(reached(&[[60, 78, 29, 31], [80, 98, 29, 31]]) < 60.0, "two that do not touch");
        assert!(reached(&[[79, 97, 29, 31]]) < 79.0, "one alone");
    }

    #[test]
    fn rules_frames_and_strokes_of_other_heights_are_none() {
        for bars in [[0, 98, 29, 31], [60, 98, 44, 46], [60, 98, 22, 38], [70, 72, 10, 50], [40, 60, 29, 31]] {
            assert!((reached(&[bars]) - 96.0).abs() < 0.01, "{bars:?}: {}", reached(&[bars]));
        }
    }
}
