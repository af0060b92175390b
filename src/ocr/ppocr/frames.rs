//! The empty square at the head of a byline (□ 市政协委员), whose thin sides the network passes over or takes for something
//! else in weak and black-and-white print. In: the pixels of a line, straightened, and its characters; out: the same with
//! the square.

use super::ink;
use super::recognise::{Ink, SQUEEZE};
use crate::model::script::is_han;
use crate::ocr::Char;
use crate::ocr::pixels::Grey;

/// What the network takes a square for.
const TAKEN_FOR: &str = "口囗□☐ロ回日O0oQDC[](（①〇○◯◎@";
/// What is read surer than this is what stands there.
const SURE: f32 = 0.95;
/// Bylines are short; a line of text may begin with 口.
const MOST_CHARS: usize = 24;
/// Width of the square over its height,
const SQUARE: std::ops::RangeInclusive<f32> = 0.75..=1.3;
/// ... its height over that of the line's type at least,
const HIGH: f32 = 0.5;
/// ... share of each of its sides that is ink at least,
const SIDE: f32 = 0.4;
/// ... and of all four: thin sides break,
const SIDES: f32 = 2.6;
/// ... and of its inside at most.
const INSIDE: f32 = 0.06;
/// Part of the square that its sides may take up, each.
const STROKE: f32 = 0.26;
/// White behind it, as a share of its width.
const APART: f32 = 0.1;
/// Confidence in a square that the network did not see.
const SEEN: f32 = 0.3;

/// Characters with the square before them.
pub(super) fn settle(line: &Grey, ink: Option<Ink>, mut chars: Vec<Char>) -> Vec<Char> {
    if chars.len() > MOST_CHARS || line.width == 0 {
        return chars;
    }
    let Some((from, to)) = square(line, ink) else { return chars };
    let end = to as f32 / line.width as f32;
    let inside = chars.iter().take_while(|c| c.at < end).count();
    let is_doubtful = |c: &Char| TAKEN_FOR.contains(c.c) && c.confidence < SURE;
    let leads = chars.get(inside).is_some_and(|c| is_han(c.c)) && chars[..inside].iter().all(is_doubtful);
    if !leads || chars.first().is_some_and(|c| c.c == '□') {
        return chars;
    }
    let at = (from + to) as f32 / 2.0 / line.width as f32;
    let others = chars.drain(..inside).map(|c| (c.c, c.confidence)).collect();
    chars.insert(0, Char { c: '□', at, confidence: SEEN, others });
    chars
}

/// First and last column of an empty square that a line begins with.
fn square(line: &Grey, ink: Option<Ink>) -> Option<(usize, usize)> {
    let (dark, light) = ink::tones(&line.luma)?;
    let (top, bottom) = ink?;
    let tone = light as f32 - ink::FAINT * (light - dark) as f32;
    let rows = (top * line.height as f32) as usize..((bottom * line.height as f32).ceil() as usize).min(line.height);
    let is_dark = |x: usize, y: usize| line.luma.get(y * line.width + x).is_some_and(|p| f32::from(*p) < tone);
    let has_ink = |x: &usize| rows.clone().filter(|y| is_dark(*x, *y)).count() > 1;
    let from = (0..line.width).find(has_ink)?;
    let to = (from..line.width).find(|x| !has_ink(x))?;
    let is_row = |y: &usize| (from..to).any(|x| is_dark(x, *y));
    let (first, last) = (rows.clone().find(is_row)?, rows.clone().rev().find(is_row)?);
    let (width, height) = (to - from, last + 1 - first);
    let white = ((APART * width as f32) as usize).max(1);
    let fits = SQUARE.contains(&(width as f32 / SQUEEZE / height as f32))
        && height as f32 >= HIGH * rows.len() as f32
        && (to..to + white).all(|x| !has_ink(&x));
    let across = ((STROKE * width as f32) as usize).max(1);
    let down = ((STROKE * height as f32) as usize).max(1);
    let share = |n: usize, of: usize| n as f32 / of.max(1) as f32;
    let upright = |columns: std::ops::Range<usize>| {
        share((first..=last).filter(|y| columns.clone().any(|x| is_dark(x, *y))).count(), height)
    };
    let level = |rows: std::ops::Range<usize>| {
        share((from..to).filter(|x| rows.clone().any(|y| is_dark(*x, y))).count(), width)
    };
    let sides = [
        upright(from..from + across),
        upright(to - across..to),
        level(first..first + down),
        level(last + 1 - down..last + 1),
    ];
    let (columns, inner) = (from + across..to.saturating_sub(across), first + down..(last + 1).saturating_sub(down));
    let filled = columns.clone().map(|x| inner.clone().filter(|y| is_dark(x, *y)).count()).sum::<usize>();
    let is_empty = !columns.is_empty() && share(filled, columns.len() * inner.len()) <= INSIDE;
    let is_closed = sides.iter().all(|side| *side >= SIDE) && sides.iter().sum::<f32>() >= SIDES;
    (fits && is_empty && is_closed).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line with a square of this inside at its head, then bars; characters at these columns.
    fn read(inside: u8, chars: &[(char, f32, f32)]) -> String {
        let (width, height) = (120, 48);
        let mut luma = vec![240; width * height];
        let mut fill = |x: std::ops::Range<usize>, y: std::ops::Range<usize>, tone: u8| {
            for y in y {
                luma[y * width + x.start..y * width + x.end].fill(tone);
            }
        };
        fill(8..25, 12..36, 20);
        fill(10..23, 14..34, inside);
        for x in [32, 56, 80] {
            fill(x..x + 17, 11..37, 20);
        }
        let chars =
            chars.iter().map(|&(c, x, confidence)| Char { c, at: x / width as f32, confidence, others: vec![] });
        let line = Grey { width, height, luma };
        settle(&line, Some((11.0 / 48.0, 37.0 / 48.0)), chars.collect()).iter().map(|c| c.c).collect()
    }

    #[test]
    fn a_square_that_was_passed_over_or_taken_for_something_else_is_there() {
        let rest = [('市', 40.0, 0.9), ('政', 64.0, 0.9), ('协', 88.0, 0.9)];
        assert_eq!(read(240, &rest), "□市政协");
        assert_eq!(read(240, &[&[('口', 16.0, 0.6)], &rest[..]].concat()), "□市政协");
        assert_eq!(read(240, &[&[('[', 12.0, 0.3), (']', 20.0, 0.4)], &rest[..]].concat()), "□市政协");
    }

    #[test]
    fn what_was_read_surely_and_full_squares_stay() {
        let rest = [('腔', 40.0, 0.9), ('医', 64.0, 0.9), ('院', 88.0, 0.9)];
        assert_eq!(read(240, &[&[('口', 16.0, 0.99)], &rest[..]].concat()), "口腔医院");
        assert_eq!(read(240, &[&[('品', 16.0, 0.5)], &rest[..]].concat()), "品腔医院");
        assert_eq!(read(20, &rest), "腔医院");
    }
}
