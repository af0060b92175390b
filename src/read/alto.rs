//! ALTO, versions 2 to 4: the tags of a file → its pages with lines, words and boxes in the file's own unit. Margins, print space
//! and blocks of any depth are read in the order they stand in.

use std::collections::HashMap;

use super::boxed::{Row, Sheet, Word};
use super::markup::{Markup, Step, Tag};
use crate::model::geometry::Rect;
use crate::model::page::RawChar;

/// Points in the units that ALTO knows; a pixel is as large as its page says.
const UNITS: [(&str, f32); 2] = [("mm10", 72.0 / 254.0), ("inch1200", 72.0 / 1200.0)];
/// Text kept of elements that hold some; names and numbers are short.
const MAX_TEXT: usize = 200;
/// Type sizes of styles, in points.
const SIZES_PT: std::ops::Range<f32> = 1.0..1_000.0;
/// What huikan calls itself in its own files.
const OWN_NAME: &str = "huikan";

/// What is known so far.
#[derive(Default)]
struct Reading {
    pt: Option<f32>,
    spaced: bool,
    sizes: HashMap<String, f32>,
    /// Size of the block.
    size_pt: Option<f32>,
    sheets: Vec<Sheet>,
    row: Option<Row>,
}

/// The pages of a file, as far as it goes.
pub(super) fn sheets(markup: &mut Markup<'_>) -> Vec<Sheet> {
    let mut reading = Reading::default();
    let mut names: Vec<String> = Vec::new();
    let mut text = String::new();
    while let Some(step) = markup.step() {
        match step {
            Step::Open(tag) => {
                text.clear();
                reading.open(&tag);
                names.push(tag.name().to_owned());
            }
            Step::Text(part) if text.len() < MAX_TEXT => text.push_str(&part),
            Step::Text(_) => {}
            Step::Close => {
                if let Some(name) = names.pop() {
                    reading.close(&name, text.trim());
                }
                text.clear();
            }
        }
    }
    reading.sheets
}

impl Reading {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "TextStyle" => {
                let size = tag.number("FONTSIZE").filter(|size| SIZES_PT.contains(size));
                self.sizes.extend(tag.get("ID").zip(size));
            }
            "Page" => {
                let side = |name| tag.number(name).unwrap_or(0.0).max(0.0);
                let (width, height) = (side("WIDTH"), side("HEIGHT"));
                self.sheets.push(Sheet { width, height, pt: self.pt, lines: Vec::new(), spaced: self.spaced });
            }
            "TextBlock" => self.size_pt = self.size(tag),
            "TextLine" => {
                self.row = Some(Row { bbox: bbox(tag), size_pt: self.size(tag).or(self.size_pt), words: Vec::new() });
            }
            "String" => {
                let Some(row) = &mut self.row else { return };
                let text: String = tag.get("CONTENT").unwrap_or_default().trim().to_owned();
                let confidence = tag.number("WC").map(|wc| wc.clamp(0.0, 1.0));
                row.words.push(Word { text, bbox: bbox(tag), confidence, chars: Vec::new() });
            }
            "Glyph" => {
                let word = self.row.as_mut().and_then(|row| row.words.last_mut());
                let mut content = tag.get("CONTENT").unwrap_or_default();
                if let (Some(word), Some(bbox), Some(c), true) = (word, bbox(tag), content.pop(), content.is_empty()) {
                    let confidence = tag.number("GC").map(|gc| gc.clamp(0.0, 1.0));
                    word.chars.push(RawChar { c, bbox, confidence, others: Vec::new() });
                }
            }
            "HYP" => {
                if let Some(word) = self.row.as_mut().and_then(|row| row.words.last_mut()) {
                    word.text.push('-');
                    word.chars.clear();
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str, text: &str) {
        match name {
            "MeasurementUnit" => self.pt = UNITS.iter().find(|(unit, _)| *unit == text).map(|(_, pt)| *pt),
            "softwareName" => self.spaced |= text == OWN_NAME,
            "TextLine" => {
                let Some(mut row) = self.row.take() else { return };
                row.words.retain(|word| !word.text.is_empty());
                // glyphs that are not those of the text: somebody corrected the one and not the other
                for word in &mut row.words {
                    if !word.chars.iter().map(|c| c.c).eq(word.text.chars()) {
                        word.chars.clear();
                    }
                }
                if let Some(sheet) = self.sheets.last_mut().filter(|_| !row.words.is_empty()) {
                    sheet.lines.push(row);
                }
            }
            _ => {}
        }
    }

    /// The size of the first style named that has one.
    fn size(&self, tag: &Tag<'_>) -> Option<f32> {
        tag.get("STYLEREFS")?.split_whitespace().find_map(|id| self.sizes.get(id).copied())
    }
}

fn bbox(tag: &Tag<'_>) -> Option<Rect> {
    let (x, y) = (tag.number("HPOS")?, tag.number("VPOS")?);
    let (width, height) = (tag.number("WIDTH")?, tag.number("HEIGHT")?);
    (width >= 0.0 && height >= 0.0).then_some(Rect { x0: x, y0: y, x1: x + width, y1: y + height })
}
