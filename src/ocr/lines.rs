//! Lines as an engine read them → lines as all readers give them: in points, with a type size and a box for each
//! character. Nothing is left out or changed.

use super::{Char, Line};
use crate::model::geometry::{Point, Rect};
use crate::model::page::{RawChar, RawLine};
use crate::model::picture::Picture;
use crate::model::script::is_han;

/// Height of the type over the height of a box as the detector grows it, where there is no ink to measure.
pub(super) const TYPE_OF_BOX: f32 = 0.63;
/// Height of the ink of Han characters in em, and of lines that have only Latin letters and digits.
const HAN_INK_EM: f32 = 0.93;
const LATIN_INK_EM: f32 = 0.74;
/// Distances between neighbouring Han characters that tell the size of their line.
const FEWEST_PITCHES: usize = 6;
/// A pitch this much above the height of the type is letterspacing, this much below it squeezed type: not its size.
const PITCH_OF_TYPE: std::ops::RangeInclusive<f32> = 0.9..=1.12;
/// Lines of so many characters or fewer are measured badly.
const SHORT: usize = 6;
/// Lines whose size is as near to that of most of the page, as a share of it, are of that size: type is set in few sizes,
const SAME_SIZE: f32 = 0.07;
/// ... short lines so near.
const SAME_SIZE_SHORT: f32 = 0.14;
/// Distances beyond what two characters take up that are no gap where one of them is not Han: the places of narrow signs are
/// uncertain, and a space between them is read as one. In em,
const LOOSE_EM: f32 = 0.3;
/// ... between two letters or digits, where the engine reads the spaces there are: less is uneven places,
const LOOSE_NARROW_EM: f32 = 1.0;
/// ... and beside marks, which fill a part of their em.
const LOOSE_MARK_EM: f32 = 0.65;
/// Width of Latin letters and digits, in em.
const NARROW_EM: f32 = 0.55;

/// The lines of a page, numbered from 1 as they stand.
pub fn raw_lines(lines: &[Line], picture: &Picture) -> Vec<RawLine> {
    let filled: Vec<&Line> = lines.iter().filter(|line| !line.text().trim().is_empty()).collect();
    let sizes = sizes_px(&filled);
    filled.iter().zip(sizes).zip(1..).map(|((line, size), number)| raw_line(line, size, picture, number)).collect()
}

fn raw_line(line: &Line, em_px: f32, picture: &Picture, number: u32) -> RawLine {
    let corners = line.corners.map(|p| picture.point(p.x, p.y));
    let [first, rest @ ..] = corners;
    let point = |p: Point| Rect::new(p.x, p.y, p.x, p.y);
    let bbox = rest.iter().fold(point(first), |all, p| all.union(&point(*p)));
    // the mean of both directions: pixels may be taller than wide
    let pt_per_px = 72.0 / picture.dpi();
    RawLine {
        number,
        text: line.text(),
        bbox: Some(bbox),
        size_pt: Some(em_px * pt_per_px),
        confidence: Some(line.confidence()),
        chars: chars(line, em_px, picture),
        spaced: false,
    }
}

/// Type sizes in pixels. Those that differ from the size of most of the page by no more than can be measured are it.
fn sizes_px(lines: &[&Line]) -> Vec<f32> {
    let measured: Vec<Measured> = lines.iter().map(|line| Measured::of(line)).collect();
    let sure: Vec<f32> = measured.iter().filter_map(Measured::agreed).collect();
    let mut sizes: Vec<f32> = measured.iter().map(|m| m.size(&sure)).collect();
    let mut weighted: Vec<(f32, usize)> = sizes.iter().copied().zip(lines.iter().map(|l| l.chars.len())).collect();
    weighted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = weighted.iter().map(|w| w.1).sum::<usize>() / 2;
    let mut seen = 0;
    let usual = weighted.iter().find(|w| {
        seen += w.1;
        seen > half
    });
    if let Some(&(usual, _)) = usual {
        for (size, line) in sizes.iter_mut().zip(lines) {
            let near = if line.chars.len() <= SHORT { SAME_SIZE_SHORT } else { SAME_SIZE };
            if is_near(*size, usual, near) {
                *size = usual;
            }
        }
    }
    sizes
}

fn is_near(size: f32, other: f32, by: f32) -> bool {
    (size / other - 1.0).abs() <= by
}

/// What tells the size of a line's type, in pixels.
struct Measured {
    /// By the height of its ink, or of its box.
    height: f32,
    /// Distance from one Han character to the next, over enough of them.
    pitch: Option<f32>,
}

impl Measured {
    fn of(line: &Line) -> Self {
        let ink_em = if line.chars.iter().any(|c| is_han(c.c)) { HAN_INK_EM } else { LATIN_INK_EM };
        let height = line.ink_height().map_or(line.height() * TYPE_OF_BOX, |ink| ink / ink_em);
        // over stretches of Han, so that the errors of single places cancel out
        let (mut pitches, mut length) = (0, 0.0);
        for pair in line.chars.windows(2).filter(|pair| pair.iter().all(|c| is_han(c.c))) {
            pitches += 1;
            length += (pair[1].at - pair[0].at) * line.length();
        }
        Self { height, pitch: (pitches >= FEWEST_PITCHES).then_some(length / pitches.max(1) as f32) }
    }

    /// The size, where both say the same.
    fn agreed(&self) -> Option<f32> {
        self.pitch.filter(|pitch| PITCH_OF_TYPE.contains(&(pitch / self.height)))
    }

    /// Letterspaced or squeezed type has another pitch than its size; but lines set close make the ink too high, and then
    /// the pitch is a size that other lines of the page surely have.
    fn size(&self, sure: &[f32]) -> f32 {
        let is_other = |size: f32| sure.iter().any(|sure| is_near(size, *sure, SAME_SIZE));
        let by_others = self.pitch.filter(|pitch| *pitch < self.height && is_other(*pitch) && !is_other(self.height));
        self.agreed().or(by_others).unwrap_or(self.height)
    }
}

/// Boxes of the characters: an em or what Latin letters take around their middles, and never over a neighbour's. A space has
/// what is left between its neighbours.
fn chars(line: &Line, em_px: f32, picture: &Picture) -> Vec<RawChar> {
    let em = em_px / line.length().max(1.0);
    let is_space = |i: &usize| line.chars[*i].c.is_whitespace();
    let extent = |i: usize| {
        let char = &line.chars[i];
        let before = (0..i).rev().find(|i| !is_space(i));
        let after = (i + 1..line.chars.len()).find(|i| !is_space(i));
        let from = before.map_or(char.at - reach(char.c, em), |at| borders(&line.chars[at], char, at + 1 < i, em).1);
        let to = after.map_or(char.at + reach(char.c, em), |at| borders(char, &line.chars[at], i + 1 < at, em).0);
        (from, to)
    };
    let place = |i: usize| {
        let char = &line.chars[i];
        if !is_space(&i) {
            return extent(i);
        }
        let from = (0..i).rev().find(|i| !is_space(i)).map_or(char.at, |i| extent(i).1);
        let to = (i + 1..line.chars.len()).find(|i| !is_space(i)).map_or(char.at, |i| extent(i).0);
        (from, to)
    };
    let boxed = |i: usize| raw_char(&line.chars[i], place(i), line, em_px, picture);
    (0..line.chars.len()).map(boxed).collect()
}

/// Half of what a character takes up of its line.
fn reach(c: char, em: f32) -> f32 {
    if is_narrow(c) { NARROW_EM * em / 2.0 } else { em / 2.0 }
}

/// Where the first of two neighbours ends and the second begins; whether the engine read a space between them.
fn borders(a: &Char, b: &Char, spaced: bool, em: f32) -> (f32, f32) {
    let (left, right) = (reach(a.c, em), reach(b.c, em));
    let is_mark = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let loose = if spaced || is_han(a.c) && is_han(b.c) {
        0.0
    } else if is_mark(a.c) || is_mark(b.c) {
        LOOSE_MARK_EM * em
    } else if is_narrow(a.c) && is_narrow(b.c) {
        LOOSE_NARROW_EM * em
    } else {
        LOOSE_EM * em
    };
    let apart = b.at - a.at;
    if apart > left + right + loose {
        return (a.at + left, b.at - right);
    }
    // the border parts their distance as their widths are
    let border = a.at + apart * left / (left + right).max(f32::EPSILON);
    (border, border)
}

fn raw_char(char: &Char, (from, to): (f32, f32), line: &Line, em_px: f32, picture: &Picture) -> RawChar {
    let (start, end) = (line.along(from), line.along(to));
    let half = em_px / 2.0;
    // as high as the type across the line, be it set from left to right or downwards
    let [a, b] = if (end.x - start.x).abs() >= (end.y - start.y).abs() {
        let y = f32::midpoint(start.y, end.y);
        [picture.point(start.x, y - half), picture.point(end.x, y + half)]
    } else {
        let x = f32::midpoint(start.x, end.x);
        [picture.point(x - half, start.y), picture.point(x + half, end.y)]
    };
    let bbox = Rect::new(a.x, a.y, b.x, b.y);
    RawChar { c: char.c, bbox, confidence: Some(char.confidence), others: char.others.clone() }
}

/// Half-width characters.
fn is_narrow(c: char) -> bool {
    c.is_ascii() || matches!(c, '·' | '\u{A1}'..='\u{24F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of characters at these middles, in pixels, on a picture of 72 dpi.
    fn line(chars: &[(char, f32)], length: f32, height: f32) -> RawLine {
        let corner = |x: f32, y: f32| Point { x, y };
        let line = Line {
            corners: [corner(0.0, 0.0), corner(length, 0.0), corner(length, height), corner(0.0, height)],
            found: 0.9,
            ink: Some((0.1, 0.1 + 9.3 / height)),
            chars: chars
                .iter()
                .map(|&(c, x)| Char { c, at: x / length, confidence: 0.9, others: Vec::new() })
                .collect(),
        };
        let picture = Picture { width: 400, height: 100, luma: Vec::new(), place: Rect::new(0.0, 0.0, 400.0, 100.0) };
        raw_lines(&[line], &picture).remove(0)
    }

    #[test]
    fn the_size_of_type_set_solid_is_its_pitch() {
        let set = |pitch: f32| {
            let chars: Vec<(char, f32)> =
                "市政协委员会会刊".chars().zip(0..).map(|(c, i)| (c, 12.0 + pitch * i as f32)).collect();
            line(&chars, 200.0, 14.0).size_pt.map(|size| (size * 100.0).round() / 100.0)
        };
        assert_eq!(set(10.4), Some(10.4));
        assert_eq!(set(20.0), Some(10.0), "letterspaced: by its ink");
    }

    #[test]
    fn ink_of_lines_set_close_is_not_believed_against_the_other_lines() {
        let sure = [10.5, 10.6, 16.0];
        let size = |height, pitch| Measured { height, pitch: Some(pitch) }.size(&sure);
        assert!((size(13.9, 10.7) - 10.7).abs() < 0.01, "the pitch is that of other lines");
        assert!((size(13.9, 12.0) - 13.9).abs() < 0.01, "squeezed type");
        assert!((size(10.5, 20.0) - 10.5).abs() < 0.01, "letterspaced type");
    }

    #[test]
    fn boxes_touch_and_do_not_overlap() {
        let read = line(&[('第', 6.0), ('3', 14.0), ('期', 22.0)], 30.0, 14.0);
        let boxes: Vec<Rect> = read.chars.iter().map(|c| c.bbox).collect();
        assert!(boxes.windows(2).all(|pair| pair[0].x1 <= pair[1].x0 + 0.01), "{boxes:?}");
        assert!(boxes[0].width() > boxes[1].width());
    }

    #[test]
    fn a_space_takes_what_is_left_and_digits_that_lie_loosely_are_one_number() {
        let read = line(&[('日', 10.0), ('报', 20.0), (' ', 27.0), ('王', 33.0), ('越', 43.0)], 70.0, 14.0);
        let boxes: Vec<Rect> = read.chars.iter().map(|c| c.bbox).collect();
        assert!((boxes[1].x1 - 25.0).abs() < 0.5 && (boxes[2].width() - 3.0).abs() < 0.5, "{boxes:?}");
        let read = line(&[('第', 10.0), ('1', 18.0), ('4', 25.5), ('8', 30.0), ('期', 38.0)], 50.0, 14.0);
        assert!(read.chars.windows(2).all(|pair| (pair[0].bbox.x1 - pair[1].bbox.x0).abs() < 0.01), "{:?}", read.chars);
    }
}
