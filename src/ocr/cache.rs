//! What an engine read, kept from one run to the next. In: an engine and a picture; out: its lines, as they were read.
//! A stored reading that is damaged counts as none; one that can't be stored is a pity and no error.

use std::fmt::Write as _;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::{Char, Engine, Line};
use crate::disk;
use crate::model::geometry::Point;
use crate::model::picture::Picture;

/// First line of a stored reading; changes with the form.
const FORM: &str = "huikan reading 1";

/// A folder of readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    pub folder: PathBuf,
}

impl Cache {
    /// The lines of a picture as this engine read them before.
    pub fn get(&self, engine: &dyn Engine, picture: &Picture) -> Option<Vec<Line>> {
        let path = self.path(engine, picture);
        if !disk::exists(&path) {
            return None;
        }
        parse(&disk::read_text(&path).ok()?)
    }

    /// Keeps the lines of a picture.
    pub fn put(&self, engine: &dyn Engine, picture: &Picture, lines: &[Line]) -> Result<(), disk::Error> {
        let path = self.path(engine, picture);
        if let Some(folder) = path.parent() {
            disk::make_folder(folder)?;
        }
        disk::write(&path, write(lines).as_bytes())
    }

    /// Named by all that the reading depends on: engine and settings, pixels and their resolution.
    fn path(&self, engine: &dyn Engine, picture: &Picture) -> PathBuf {
        let mut hash = Sha256::new();
        let dpi = (picture.dpi() * 10.0).round();
        hash.update(format!("{FORM}\n{}\n{} {} {dpi}\n", engine.id(), picture.width, picture.height));
        hash.update(&picture.luma);
        let name = hash.finalize().iter().fold(String::new(), |mut name, byte| {
            // writing to a string can't fail
            let _ = write!(name, "{byte:02x}");
            name
        });
        let (shelf, rest) = name.split_at(2);
        self.folder.join(shelf).join(format!("{rest}.reading"))
    }
}

/// `L` x and y of four corners, likelihood, top and bottom of the ink (or -); then `C` for each character: code point,
/// place, confidence, and code point and confidence of what else it may be. Numbers are written so that they read the same.
fn write(lines: &[Line]) -> String {
    let mut text = format!("{FORM}\n");
    for line in lines {
        text.push('L');
        for p in line.corners {
            let _ = write!(text, " {} {}", p.x, p.y);
        }
        let _ = write!(text, " {}", line.found);
        let _ = match line.ink {
            Some((top, bottom)) => write!(text, " {top} {bottom}"),
            None => write!(text, " - -"),
        };
        text.push('\n');
        for char in &line.chars {
            let _ = write!(text, "C {:x} {} {}", u32::from(char.c), char.at, char.confidence);
            for (c, confidence) in &char.others {
                let _ = write!(text, " {:x} {confidence}", u32::from(*c));
            }
            text.push('\n');
        }
    }
    text.push_str("end\n");
    text
}

fn parse(text: &str) -> Option<Vec<Line>> {
    let mut rows = text.strip_prefix(FORM)?.strip_prefix('\n')?.strip_suffix("end\n")?.lines();
    let mut lines: Vec<Line> = Vec::new();
    rows.try_for_each(|row| {
        let mut words = row.split(' ');
        match words.next()? {
            "L" => lines.push(line(&mut words)?),
            "C" => lines.last_mut()?.chars.push(char(&mut words)?),
            _ => return None,
        }
        words.next().is_none().then_some(())
    })?;
    Some(lines)
}

fn line<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Line> {
    let mut corners = [Point::default(); 4];
    for corner in &mut corners {
        *corner = Point { x: number(words)?, y: number(words)? };
    }
    let found = number(words)?;
    let (top, bottom) = (words.next()?, words.next()?);
    let ink = match (top, bottom) {
        ("-", "-") => None,
        _ => Some((finite(top)?, finite(bottom)?)),
    };
    Some(Line { corners, found, ink, chars: Vec::new() })
}

fn char<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Char> {
    let mut read = Char { c: sign(words.next()?)?, at: number(words)?, confidence: number(words)?, others: Vec::new() };
    while let Some(word) = words.next() {
        read.others.push((sign(word)?, number(words)?));
    }
    Some(read)
}

fn sign(word: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(word, 16).ok()?)
}

fn number<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<f32> {
    finite(words.next()?)
}

fn finite(word: &str) -> Option<f32> {
    word.parse().ok().filter(|n: &f32| n.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading() -> Vec<Line> {
        let chars = vec![
            Char { c: '会', at: 0.1, confidence: 0.987_654_3, others: vec![('云', 0.01), (' ', 0.003)] },
            Char { c: ' ', at: 1.0 / 3.0, confidence: 1.0, others: Vec::new() },
        ];
        let corners = [(1.5, 2.25), (f32::MIN_POSITIVE, 1e7), (3.0, -4.0), (0.1, 0.2)].map(|(x, y)| Point { x, y });
        vec![
            Line { corners, found: 0.75, ink: Some((0.2, 0.8)), chars },
            Line { corners, found: 0.5, ink: None, chars: Vec::new() },
        ]
    }

    #[test]
    fn a_reading_comes_back_as_it_was() {
        assert_eq!(parse(&write(&reading())), Some(reading()));
        assert_eq!(parse(&write(&[])), Some(Vec::new()));
    }

    #[test]
    fn a_damaged_reading_is_none() {
        let text = write(&reading());
        for (cut, _) in text.char_indices() {
            assert_eq!(text.get(..cut).and_then(parse), None, "cut at {cut}");
        }
        assert_eq!(parse(&text.replace("L 1.5", "L NaN")), None);
        assert_eq!(parse(&text.replace("C 4f1a", "C d800")), None);
    }
}
