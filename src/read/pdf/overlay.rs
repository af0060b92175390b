//! A hidden layer of text over a page. In: the lines of a page, each character with its place in points from the top left;
//! out: the operators that set them without drawing. Every character lies exactly in its box: whoever selects text with a
//! mouse marks what he sees. Between Han characters no gap is left that no space is in: readers make spaces of gaps.

use std::fmt::Write as _;

use super::blank_font::Codes;
use super::matrix::Matrix;
use crate::model::geometry::Rect;
use crate::model::page::{Line, RawChar};

/// Share of the size above the baseline and below it, as the layer's font has it.
const ASCENT_EM: f32 = 0.88;
const DESCENT_EM: f32 = 0.12;
/// Places that differ by less are one: a thousandth of a point is what is written.
const SAME_PT: f32 = 0.01;
/// Characters are no narrower than this, in em: a width of nothing can't be selected.
const NARROWEST_EM: f32 = 0.02;
/// Sizes outside are damage.
const SIZES_PT: std::ops::Range<f32> = 0.5..2_000.0;
/// Coordinates beyond are damage.
const FAR_PT: f32 = 20_000.0;

/// Names of the two fonts in the page's resources.
pub(super) struct Names<'a> {
    pub across: &'a str,
    pub down: &'a str,
}

/// The operators. `place` takes points from the top left to the page's own coordinates.
pub(super) fn operators(lines: &[&Line], place: &Matrix, codes: &Codes, names: &Names) -> Vec<u8> {
    let Matrix { a, b, c, d, e, f } = *place;
    let mut out = String::from("q ");
    for n in [a, b, c, d, e, f] {
        number(&mut out, n as f32);
    }
    out.push_str("cm BT 3 Tr\n");
    for line in lines {
        let chars = characters(line);
        let Some(size) = size(line, &chars) else { continue };
        let is_down = chars.first().zip(chars.last()).is_some_and(|(first, last)| {
            let (from, to) = (first.bbox.center(), last.bbox.center());
            (to.y - from.y).abs() > (to.x - from.x).abs()
        });
        let _ = write!(out, "/{} ", if is_down { names.down } else { names.across });
        number(&mut out, size);
        out.push_str("Tf\n");
        if is_down { down(&mut out, &chars, size, codes) } else { across(&mut out, &chars, size, codes) }
    }
    out.push_str("ET Q\n");
    out.into_bytes()
}

/// The characters of a line: as they are placed, else shared out over its box.
fn characters(line: &Line) -> Vec<RawChar> {
    let sane = |b: &Rect| [b.x0, b.y0, b.x1, b.y1].iter().all(|v| v.is_finite() && v.abs() < FAR_PT);
    if !line.chars.is_empty() {
        return line.chars.iter().filter(|c| sane(&c.bbox)).cloned().collect();
    }
    let Some(bbox) = line.bbox.filter(sane) else { return Vec::new() };
    let n = line.text.chars().count().max(1) as f32;
    let at = |i: usize| bbox.x0 + bbox.width() * i as f32 / n;
    let boxed =
        |(i, c)| RawChar { c, bbox: Rect { x0: at(i), x1: at(i + 1), ..bbox }, confidence: None, others: Vec::new() };
    line.text.chars().enumerate().map(boxed).collect()
}

fn size(line: &Line, chars: &[RawChar]) -> Option<f32> {
    let highest = || chars.iter().map(|c| c.bbox.height()).fold(0.0, f32::max);
    Some(line.size_pt.unwrap_or_else(highest)).filter(|size| !chars.is_empty() && SIZES_PT.contains(size))
}

/// A line from left to right: each character is scaled to the width it takes up.
fn across(out: &mut String, chars: &[RawChar], size: f32, codes: &Codes) {
    let ends = ends(chars);
    // where the next character would be set, and the scale in use
    let mut pen: Option<(f32, f32)> = None;
    let mut scale: Option<f32> = None;
    let mut open = false;
    for (char, (x0, x1)) in chars.iter().zip(ends) {
        let Some(code) = codes.get(char.c) else { continue };
        let base = char.bbox.center().y + (ASCENT_EM - DESCENT_EM) / 2.0 * size;
        let wanted = ((x1 - x0) / size).max(NARROWEST_EM) * 100.0;
        let wanted = (wanted * 1000.0).round() / 1000.0;
        let is_near = |(x, y): (f32, f32)| (x - x0).abs() < SAME_PT && (y - base).abs() < SAME_PT;
        let (moves, scales) = (!pen.is_some_and(is_near), scale != Some(wanted));
        if open && (moves || scales) {
            out.push_str("> Tj\n");
            open = false;
        }
        if moves {
            out.push_str("1 0 0 -1 ");
            number(out, x0);
            number(out, base);
            out.push_str("Tm ");
            pen = Some((x0, base));
        }
        if scales {
            number(out, wanted);
            out.push_str("Tz ");
            scale = Some(wanted);
        }
        if !open {
            out.push('<');
            open = true;
        }
        let _ = write!(out, "{code:04X}");
        pen = pen.map(|(x, y)| (x + wanted / 100.0 * size, y));
    }
    if open {
        out.push_str("> Tj\n");
    }
}

/// Left and right ends: those of neighbours meet where no space is between them. A space takes up what is free.
fn ends(chars: &[RawChar]) -> Vec<(f32, f32)> {
    let mut ends: Vec<(f32, f32)> = chars.iter().map(|c| (c.bbox.x0, c.bbox.x1)).collect();
    for i in 1..chars.len() {
        let (is_space, after_space) = (chars[i].c == ' ', chars[i - 1].c == ' ');
        let (before, after) = (ends[i - 1].1, ends[i].0);
        // set back into the line, as a note above it is: not a neighbour
        if ends[i].0 < ends[i - 1].0 || (is_space && after_space) {
            continue;
        }
        match (is_space, after_space) {
            (true, _) => ends[i].0 = before,
            (_, true) => ends[i - 1].1 = after.max(ends[i - 1].0),
            _ => {
                let border = f32::midpoint(before, after);
                ends[i - 1].1 = border;
                ends[i].0 = border;
            }
        }
    }
    ends
}

/// A line set downwards: each character stands in the middle of its column.
fn down(out: &mut String, chars: &[RawChar], size: f32, codes: &Codes) {
    out.push_str("100 Tz ");
    for char in chars {
        let Some(code) = codes.get(char.c) else { continue };
        let middle = char.bbox.center();
        out.push_str("1 0 0 -1 ");
        number(out, middle.x);
        number(out, middle.y - size / 2.0);
        let _ = writeln!(out, "Tm <{code:04X}> Tj");
    }
}

/// A number as PDF has it: no exponent, at most five digits behind the point, a blank after it.
fn number(out: &mut String, n: f32) {
    let n = if n.is_finite() { f64::from(n) } else { 0.0 };
    let mut text = format!("{n:.5}");
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    out.push_str(if text == "-0" { "0" } else { &text });
    out.push(' ');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(chars: &[(char, f32, f32)]) -> Line {
        let char = |&(c, x0, x1): &(char, f32, f32)| RawChar {
            c,
            bbox: Rect::new(x0, 10.0, x1, 20.0),
            confidence: None,
            others: Vec::new(),
        };
        Line {
            id: crate::model::page::LineId(1),
            page: crate::model::page::PageIndex(0),
            text: chars.iter().map(|c| c.0).collect(),
            bbox: Some(Rect::new(0.0, 10.0, 100.0, 20.0)),
            size_pt: Some(10.0),
            bold: false,
            confidence: None,
            chars: chars.iter().map(char).collect(),
        }
    }

    fn set(line: &Line) -> String {
        let codes = Codes::of("ABC ".chars());
        let names = Names { across: "H", down: "V" };
        String::from_utf8(operators(&[line], &Matrix::IDENTITY, &codes, &names)).expect("ASCII")
    }

    #[test]
    fn characters_fill_the_gaps_between_them_and_a_space_takes_its_own() {
        let text = set(&line(&[('A', 0.0, 10.0), ('B', 14.0, 24.0), (' ', 26.0, 28.0), ('C', 30.0, 40.0)]));
        assert_eq!(
            text,
            "q 1 0 0 1 0 0 cm BT 3 Tr\n/H 10 Tf\n1 0 0 -1 0 18.8 Tm 120 Tz <00020003> Tj\n60 Tz <0001> Tj\n100 Tz <0004> Tj\nET Q\n"
        );
    }

    #[test]
    fn lines_that_run_downwards_are_set_so() {
        let mut column = line(&[('A', 0.0, 10.0), ('B', 0.0, 10.0)]);
        column.chars[1].bbox = Rect::new(0.0, 20.0, 10.0, 30.0);
        assert!(set(&column).contains("/V 10 Tf\n100 Tz 1 0 0 -1 5 10 Tm <0002> Tj\n1 0 0 -1 5 20 Tm <0003> Tj\n"));
    }

    #[test]
    fn damage_sets_nothing() {
        let mut bad = line(&[('A', f32::NAN, 10.0)]);
        bad.size_pt = Some(f32::INFINITY);
        assert_eq!(set(&bad), "q 1 0 0 1 0 0 cm BT 3 Tr\nET Q\n");
        let mut text = String::new();
        for n in [f32::NAN, -0.000_001, 1e9, 0.5, 12.0] {
            number(&mut text, n);
        }
        assert_eq!(text, "0 0 1000000000 0.5 12 ");
    }
}
