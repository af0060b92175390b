//! Words of hidden text that lie over each other.
//!
//! OCR programs place each word of a hidden layer by itself, and the boxes of Chinese words are often wrong: too wide, so that a
//! word ends in the middle of the next. Signs sorted by their place would then mix two words. Comes in: the signs of one layer.
//! Goes out: the same, each with the place its word starts at where words overlap. Visible text is left alone.

use super::runs::SAME_BASE_EM;
use super::sign::{Sign, by_bits};

/// The signs of one word follow each other exactly, but for rounding, in points,
const JOINT_PT: f32 = 0.06;
/// ... and are of one width, as a word is stretched as a whole: shares of the width.
const SAME_WIDTH: f32 = 0.02;
/// Words reach into each other by more than this, in em.
const OVER_EM: f32 = 0.1;
/// Words that start nearer than this, in em, are one word drawn twice.
const TWICE_EM: f32 = 0.2;
/// Words looked back at, for a sign and for an overlap: a line that is in order needs one.
const WORDS_BACK: usize = 8;

/// Signs that follow each other, as indexes.
struct Word {
    signs: Vec<usize>,
    start: f32,
    /// Where its last sign that is no space ends.
    ink: f32,
    /// Where the next sign of it would start.
    end: f32,
    width: f32,
    size: f32,
}

/// Takes signs in their order. Finds words that overlap and binds their signs together; sorts the signs again where it found any.
pub(super) fn bind(signs: &mut [Sign]) {
    // the signs are in order: sorted by their index they are again
    let by_base = |(i, sign): (usize, &Sign)| (u64::from(by_bits(sign.base)) << 32) | i as u64;
    let mut hidden: Vec<u64> = signs.iter().enumerate().filter(|(_, sign)| sign.hidden).map(by_base).collect();
    hidden.sort_unstable();
    let hidden: Vec<(f32, usize)> =
        hidden.into_iter().map(|key| key as u32 as usize).map(|i| (signs[i].base, i)).collect();
    let mut found = false;
    let level = |a: &(f32, usize), b: &(f32, usize)| b.0 - a.0 <= SAME_BASE_EM * signs[a.1].size.min(signs[b.1].size);
    let mut starts: Vec<(usize, f32)> = Vec::new();
    for line in hidden.chunk_by(level) {
        let words = words(line, signs);
        for (word, bound) in words.iter().zip(overlapping(&words)) {
            if bound {
                found = true;
                starts.extend(word.signs.iter().map(|&i| (i, word.start)));
            }
        }
    }
    for (i, start) in starts {
        signs[i].word = start;
    }
    if found {
        signs.sort_by(Sign::order);
    }
}

/// The words of one line, by where they start.
fn words(line: &[(f32, usize)], signs: &[Sign]) -> Vec<Word> {
    let mut line: Vec<usize> = line.iter().map(|(_, i)| *i).collect();
    line.sort_unstable();
    let mut words: Vec<Word> = Vec::new();
    for i in line {
        let sign = &signs[i];
        let width = sign.x1 - sign.x0;
        let ink = if sign.is_blank() { f32::MIN } else { sign.x1 };
        let follows = |word: &&mut Word| {
            (word.end - sign.x0).abs() <= JOINT_PT
                && (word.width - width).abs() <= SAME_WIDTH * width
                && (word.size - sign.size).abs() <= SAME_WIDTH * sign.size
        };
        match words.iter_mut().rev().take(WORDS_BACK).find(follows) {
            Some(word) => {
                word.signs.push(i);
                (word.end, word.ink) = (sign.x1, word.ink.max(ink));
            }
            None => words.push(Word { signs: vec![i], start: sign.x0, ink, end: sign.x1, width, size: sign.size }),
        }
    }
    words
}

/// Which words lie over a neighbour, or under one.
fn overlapping(words: &[Word]) -> Vec<bool> {
    let mut over = vec![false; words.len()];
    for (i, word) in words.iter().enumerate() {
        for (back, before) in words[..i].iter().enumerate().rev().take(WORDS_BACK) {
            let apart = word.start - before.start;
            if apart > TWICE_EM * word.size && before.ink - word.start > OVER_EM * word.size {
                (over[i], over[back]) = (true, true);
            }
        }
    }
    over
}
