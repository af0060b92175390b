//! hOCR (1.2): the tags of an HTML file → its pages with lines, words and boxes in pixels. What an element is stands in its class,
//! where it is in its title. Works on what Tesseract, OCRopus, kraken and gcv2hocr write; other elements are walked through.

use super::boxed::{Row, Sheet, Word};
use super::markup::{Markup, Step, Tag};
use crate::model::geometry::Rect;
use crate::model::page::RawChar;

const PT_PER_INCH: f32 = 72.0;
/// Resolutions that a scanner was told; others are what a program wrote that did not know.
const SANE_DPI: std::ops::RangeInclusive<f32> = 100.0..=1_250.0;
/// Classes of lines.
const LINES: [&str; 6] = ["ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"];
/// Text kept of one word, in bytes; one that is longer is a whole page without words.
const MAX_WORD: usize = 64 << 10;

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Line,
    Word,
    Char,
    Other,
}

/// The pages of a file, as far as it goes.
pub(super) fn sheets(markup: &mut Markup<'_>) -> Vec<Sheet> {
    let mut reading = Reading::default();
    let mut open: Vec<Kind> = Vec::new();
    while let Some(step) = markup.step() {
        match step {
            Step::Open(tag) => {
                let kind = kind(&tag);
                reading.open(kind, &tag);
                open.push(kind);
            }
            Step::Text(text) => reading.text(&text),
            Step::Close => reading.close(open.pop().unwrap_or(Kind::Other)),
        }
    }
    reading.sheets
}

fn kind(tag: &Tag<'_>) -> Kind {
    let classes = tag.get("class").unwrap_or_default();
    let of = |class: &str| match class {
        "ocr_page" => Some(Kind::Page),
        "ocrx_word" | "ocr_word" => Some(Kind::Word),
        "ocrx_cinfo" | "ocr_cinfo" => Some(Kind::Char),
        class => LINES.contains(&class).then_some(Kind::Line),
    };
    classes.split_whitespace().find_map(of).unwrap_or(Kind::Other)
}

#[derive(Default)]
struct Reading {
    sheets: Vec<Sheet>,
    row: Option<Row>,
    word: Option<Word>,
    /// Place and confidence of the character that is open.
    char: Option<(Rect, Option<f32>)>,
    /// Text of a line outside of its words.
    loose: String,
}

impl Reading {
    fn open(&mut self, kind: Kind, tag: &Tag<'_>) {
        let title = Title(tag.get("title").unwrap_or_default());
        match kind {
            Kind::Page => {
                let bbox = title.bbox("bbox").unwrap_or_default();
                let dpi = title.numbers("scan_res").first().copied().filter(|dpi| SANE_DPI.contains(dpi));
                let pt = dpi.map(|dpi| PT_PER_INCH / dpi);
                self.sheets.push(Sheet { width: bbox.x1, height: bbox.y1, pt, lines: Vec::new(), spaced: false });
            }
            Kind::Line => {
                self.end_line();
                self.row = Some(Row { bbox: title.bbox("bbox"), size_pt: None, words: Vec::new() });
            }
            Kind::Word => {
                self.end_word();
                let confidence = title.percent("x_wconf");
                self.word = Some(Word { text: String::new(), bbox: title.bbox("bbox"), confidence, chars: Vec::new() });
            }
            Kind::Char => {
                let bbox = title.bbox("x_bboxes").or_else(|| title.bbox("bbox"));
                let confidence = title.percent("x_conf").or_else(|| title.percent("x_confs"));
                self.char = bbox.map(|bbox| (bbox, confidence));
            }
            Kind::Other => {}
        }
    }

    fn text(&mut self, text: &str) {
        let into = match (&mut self.word, &self.row) {
            (Some(word), _) => {
                if let (Some((bbox, confidence)), Some(c)) = (self.char, text.trim().chars().next()) {
                    word.chars.push(RawChar { c, bbox, confidence, others: Vec::new() });
                }
                &mut word.text
            }
            (None, Some(_)) => &mut self.loose,
            (None, None) => return,
        };
        if into.len() < MAX_WORD {
            into.push_str(text);
        }
    }

    fn close(&mut self, kind: Kind) {
        match kind {
            Kind::Char => self.char = None,
            Kind::Word => self.end_word(),
            Kind::Line => self.end_line(),
            Kind::Page => {
                self.end_word();
                self.end_line();
            }
            Kind::Other => {}
        }
    }

    fn end_word(&mut self) {
        self.char = None;
        let Some(mut word) = self.word.take() else { return };
        // white space in a word is how the file is laid out
        word.text = word.text.split_whitespace().collect();
        if !word.chars.iter().map(|c| c.c).eq(word.text.chars()) {
            word.chars.clear();
        }
        if word.text.is_empty() {
            return;
        }
        match &mut self.row {
            Some(row) => row.words.push(word),
            // a word in no line is a line
            None => self.add(Row { bbox: word.bbox, size_pt: None, words: vec![word] }),
        }
    }

    fn end_line(&mut self) {
        self.end_word();
        let loose = std::mem::take(&mut self.loose);
        let Some(mut row) = self.row.take() else { return };
        if row.words.is_empty() {
            // programs that tell lines only
            let text = loose.split_whitespace().collect::<Vec<_>>().join(" ");
            if !text.is_empty() {
                row.words.push(Word { text, bbox: row.bbox, ..Word::default() });
            }
        }
        if !row.words.is_empty() {
            self.add(row);
        }
    }

    fn add(&mut self, row: Row) {
        // lines outside of any page are on one that was not told
        if self.sheets.is_empty() {
            self.sheets.push(Sheet::default());
        }
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.lines.push(row);
        }
    }
}

/// The properties in a title: `bbox 10 20 30 40; x_wconf 96`.
struct Title(String);

impl Title {
    fn numbers(&self, key: &str) -> Vec<f32> {
        let property = self.0.split(';').map(str::trim).find_map(|p| p.strip_prefix(key)?.strip_prefix(' '));
        let numbers = property.unwrap_or_default().split_whitespace().take(4);
        numbers.map_while(|n| n.parse().ok()).filter(|n: &f32| n.is_finite()).collect()
    }

    fn bbox(&self, key: &str) -> Option<Rect> {
        let [x0, y0, x1, y1] = self.numbers(key).try_into().ok()?;
        Some(Rect::new(x0, y0, x1, y1))
    }

    fn percent(&self, key: &str) -> Option<f32> {
        self.numbers(key).first().map(|n| (n / 100.0).clamp(0.0, 1.0))
    }
}
