//! Tesseract, where it is installed: a second opinion. In: a picture, given to the program on its standard input; out: its
//! lines. It tells confidences by word and places loosely; characters are spread evenly over their word.

use std::time::Duration;

use super::program::{self, ProgramError};
use super::{Allowed, Char, Engine, Error, Line};
use crate::model::geometry::Point;
use crate::model::picture::Picture;
use crate::model::script::is_han;

/// Changes with what is asked of the program.
const ID: &str = "tesseract-chi_sim-psm3-1";
const NAME: &str = "tesseract";
/// Time to say which languages it has.
const ASK: Duration = Duration::from_secs(30);
/// Columns of its table.
const COLUMNS: usize = 12;

/// The program, found to be there with Chinese.
#[derive(Debug)]
pub struct Tesseract(());

impl Tesseract {
    /// Looks for the program and for its simplified Chinese.
    pub fn find() -> Result<Self, ProgramError> {
        let said = program::run(NAME, &["--list-langs"], b"", ASK)?;
        if String::from_utf8_lossy(&said).lines().any(|line| line.trim() == "chi_sim") {
            return Ok(Self(()));
        }
        Err(ProgramError::Missing { name: "its simplified Chinese (chi_sim)".to_owned() })
    }
}

impl Engine for Tesseract {
    fn id(&self) -> &str {
        ID
    }

    fn read(&self, picture: &Picture, allowed: &Allowed) -> Result<Vec<Line>, Error> {
        // PGM: the pixels as they are behind three words
        let mut image = format!("P5\n{} {}\n255\n", picture.width, picture.height).into_bytes();
        image.extend_from_slice(&picture.luma);
        let dpi = (picture.dpi().round() as u32).clamp(70, 2400).to_string();
        let arguments = ["stdin", "stdout", "-l", "chi_sim", "--psm", "3", "--dpi", &dpi, "tsv"];
        let table = program::run(NAME, &arguments, &image, allowed.time).map_err(|error| match error {
            ProgramError::OutOfTime { seconds, .. } => Error::OutOfTime { seconds },
            error => Error::Engine { cause: error.to_string() },
        })?;
        Ok(lines(&String::from_utf8_lossy(&table)))
    }
}

/// A word of the table.
struct Word<'a> {
    /// Page, block, paragraph, line.
    line: [u32; 4],
    /// Left, top, width, height in pixels.
    bbox: [f32; 4],
    confidence: f32,
    text: &'a str,
}

/// Its table: a row for each page, block, paragraph, line and word.
fn lines(table: &str) -> Vec<Line> {
    let words: Vec<Word<'_>> = table.lines().filter_map(word).collect();
    words.chunk_by(|a, b| a.line == b.line).filter_map(line).collect()
}

fn word(row: &str) -> Option<Word<'_>> {
    let cells: Vec<&str> = row.split('\t').collect();
    if cells.len() != COLUMNS || cells.first() != Some(&"5") {
        return None;
    }
    let number = |i: usize| cells.get(i)?.parse::<f32>().ok().filter(|n| n.is_finite());
    let key = |i: usize| cells.get(i)?.parse::<u32>().ok();
    let text = cells.get(11)?.trim();
    (!text.is_empty()).then_some(())?;
    Some(Word {
        line: [key(1)?, key(2)?, key(3)?, key(4)?],
        bbox: [number(6)?, number(7)?, number(8)?, number(9)?],
        confidence: (number(10)? / 100.0).clamp(0.0, 1.0),
        text,
    })
}

fn line(words: &[Word<'_>]) -> Option<Line> {
    let edge = |of: fn(&Word<'_>) -> f32, pick: fn(f32, f32) -> f32| words.iter().map(of).reduce(pick);
    let (left, right) = (edge(|w| w.bbox[0], f32::min)?, edge(|w| w.bbox[0] + w.bbox[2], f32::max)?);
    let (top, bottom) = (edge(|w| w.bbox[1], f32::min)?, edge(|w| w.bbox[1] + w.bbox[3], f32::max)?);
    let width = (right - left).max(1.0);
    let mut chars: Vec<Char> = Vec::new();
    for word in words {
        // it parts Chinese into words, which no print does
        let apart = chars.last().zip(word.text.chars().next()).is_some_and(|(a, b)| is_latin(a.c) && is_latin(b));
        if apart {
            chars.push(Char {
                c: ' ',
                at: (word.bbox[0] - left) / width,
                confidence: word.confidence,
                others: Vec::new(),
            });
        }
        let n = word.text.chars().count() as f32;
        chars.extend(word.text.chars().zip(0..).map(|(c, i)| Char {
            c,
            at: (word.bbox[0] + word.bbox[2] * (i as f32 + 0.5) / n - left) / width,
            confidence: word.confidence,
            others: Vec::new(),
        }));
    }
    let corner = |x: f32, y: f32| Point { x, y };
    let corners = [corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)];
    // its boxes are those of the ink
    Some(Line { corners, found: 1.0, ink: Some((0.0, 1.0)), chars })
}

fn is_latin(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
        1\t1\t0\t0\t0\t0\t0\t0\t400\t300\t-1\t\n\
        5\t1\t1\t1\t1\t1\t10\t20\t60\t30\t96.5\t云泽市\n\
        5\t1\t1\t1\t1\t2\t75\t20\t20\t30\t80\t第\n\
        5\t1\t1\t1\t2\t1\t10\t60\t40\t20\t50\tPage\n\
        5\t1\t1\t1\t2\t2\t60\t60\t10\t20\t50\t3\n\
        5\t1\t1\t1\t3\t1\t10\t90\t40\t20\t50\t \n";

    #[test]
    fn words_are_put_together_to_lines() {
        let lines = lines(TABLE);
        let texts: Vec<String> = lines.iter().map(Line::text).collect();
        assert_eq!(texts, ["云泽市第", "Page 3"]);
        assert_eq!(lines[0].corners[2], Point { x: 95.0, y: 50.0 });
        assert!((lines[0].chars[3].at - 75.0 / 85.0).abs() < 1e-6);
        assert!((lines[0].chars[3].confidence - 0.8).abs() < f32::EPSILON);
    }

    #[test]
    fn damaged_tables_give_what_is_whole() {
        for (cut, _) in TABLE.char_indices() {
            assert!(TABLE.get(..cut).is_some_and(|table| lines(table).len() <= 2));
        }
        assert_eq!(lines("5\t1\t1\t1\t1\t1\tNaN\t20\t60\t30\t96.5\t云"), []);
    }
}
