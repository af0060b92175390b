//! Pages that another OCR program read, as hOCR or ALTO files: words with boxes → the same lines that huikan's own engines
//! give. In: the files of one issue in the order of their pages. Spaces between words are evidence only: OCR programs part
//! Chinese into words, so layout decides by the gaps; but spaces that huikan wrote itself are those that it saw.
//!
//! | note | means |
//! |---|---|
//! | `markup-damaged` | a file ends early or is not well formed; what stands before is read |
//! | `encoding-mismatch` | a file has another encoding than it says |
//! | `limit-reached` | a page has more words than any print |

use super::markup::{Break, Markup, MarkupError, decode};
use super::{Bytes, alto, hocr};
use crate::model::geometry::{Point, Rect, Size};
use crate::model::note::Note;
use crate::model::page::{PageIndex, RawChar, RawContent, RawLine, RawPage};
use crate::model::picture::Picture;
use crate::model::provenance::Extractor;
use crate::model::script::is_han;
use crate::ocr;

/// Bytes in which a file shows what it is.
const HEAD: usize = 64 << 10;
/// Words of one page; a newspaper page has 10,000 characters.
const MOST_WORDS: usize = 200_000;
/// Pages of one issue.
const MOST_PAGES: usize = 10_000;
/// The long side of a page whose resolution is not known, in points: A4.
const LONG_SIDE_PT: f32 = 841.89;
/// Sides of a page in points; beyond, its box is damage.
const SIDES_PT: std::ops::Range<f32> = 1.0..100_000.0;
/// Confidence where a program tells none: neither sure nor doubtful.
const UNTOLD: f32 = 0.9;
/// A box this many times higher than wide with several characters is a line set downwards.
const DOWNWARDS: f32 = 2.0;

/// Why there are no pages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BoxedError {
    #[error("{format} of {megabytes} MB is no single printed issue")]
    TooLarge { format: &'static str, megabytes: usize },
    #[error("the {format} file is in no known encoding")]
    Encoding { format: &'static str },
    #[error("the {format} file has no page in it{}", cause(.broken.as_deref()))]
    NoPages { format: &'static str, broken: Option<String> },
    #[error("a file among the pages is neither hOCR nor ALTO")]
    Mixed,
}

fn cause(broken: Option<&str>) -> String {
    broken.map(|why| format!(": {why}")).unwrap_or_default()
}

impl BoxedError {
    /// What the user can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "give one file per page, or one per issue, in a folder",
            Self::Encoding { .. } => "save it as UTF-8",
            Self::NoPages { .. } => "run the OCR program again; the file may be cut short",
            Self::Mixed => "keep only the files of the pages in the folder",
        }
    }
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Alto,
    Hocr,
}

impl Format {
    pub fn of(data: &[u8]) -> Option<Self> {
        // the marks are ASCII: in UTF-16 every second byte is zero
        let head: Vec<u8> = data.iter().take(HEAD).copied().filter(|byte| *byte != 0).collect();
        let text = String::from_utf8_lossy(&head);
        let start = text.trim_start_matches(|c: char| !c.is_ascii() || c.is_whitespace());
        if !start.starts_with('<') {
            return None;
        }
        let has = |mark: &str| text.contains(mark);
        if has("<alto") || has(":alto") && has("<Layout") || has(":alto ") {
            Some(Self::Alto)
        } else if has("ocr_page") || has("ocr-system") || has("ocr-capabilities") {
            Some(Self::Hocr)
        } else {
            None
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Alto => "ALTO",
            Self::Hocr => "hOCR",
        }
    }
}

/// Whether bytes are the pages of an OCR program.
pub fn is_boxed(data: &[u8]) -> bool {
    Format::of(data).is_some()
}

/// A page as a file has it, in the file's own unit.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub width: f32,
    pub height: f32,
    /// Points in one unit; None where the file does not say.
    pub pt: Option<f32>,
    pub lines: Vec<Row>,
    /// Its spaces are those that huikan saw.
    pub spaced: bool,
}

/// A line as a file has it.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub bbox: Option<Rect>,
    /// Type size in points, where the file tells one.
    pub size_pt: Option<f32>,
    pub words: Vec<Word>,
}

/// A word; the next one stands apart from it.
#[derive(Debug, Default)]
pub(super) struct Word {
    pub text: String,
    pub bbox: Option<Rect>,
    /// 0..1.
    pub confidence: Option<f32>,
    /// Its characters, where they have boxes of their own.
    pub chars: Vec<RawChar>,
}

/// The pages of one issue.
#[derive(Debug)]
pub struct BoxedDocument {
    pages: Vec<RawPage>,
    format: Format,
    notes: Vec<Note>,
}

impl BoxedDocument {
    /// Reads all files. One that is damaged gives what stands before the damage.
    pub fn open(files: &[Bytes]) -> Result<Self, BoxedError> {
        let mut pages = Vec::new();
        let mut notes = Vec::new();
        let mut first = None;
        for file in files {
            let data = (**file).as_ref();
            let format = Format::of(data).ok_or(BoxedError::Mixed)?;
            first = first.or(Some(format));
            let here = PageIndex(pages.len() as u32);
            let (sheets, broken) = sheets(data, format, here, &mut notes)?;
            if sheets.is_empty() && files.len() == 1 {
                return Err(BoxedError::NoPages { format: format.name(), broken });
            }
            if let Some(broken) = broken {
                let last = PageIndex((pages.len() + sheets.len()).saturating_sub(1) as u32);
                let message = format!("the {} file is damaged: {broken}; what stands before is read", format.name());
                let note = Note::warning("markup-damaged", message).on_page(last);
                notes.push(note.hint("run the OCR program again; the file may be cut short"));
            }
            for sheet in sheets.into_iter().take(MOST_PAGES.saturating_sub(pages.len())) {
                let index = PageIndex(pages.len() as u32);
                pages.push(page(sheet, index, &mut notes));
            }
        }
        match first {
            Some(format) if !pages.is_empty() => Ok(Self { pages, format, notes }),
            format => Err(BoxedError::NoPages { format: format.map_or("hOCR", Format::name), broken: None }),
        }
    }

    pub fn n_pages(&self) -> usize {
        self.pages.len()
    }

    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    pub fn media_type(&self) -> &'static str {
        match self.format {
            Format::Alto => "application/alto+xml",
            Format::Hocr => "text/vnd.hocr+html",
        }
    }

    pub fn page(&self, index: PageIndex) -> RawPage {
        self.pages.get(index.0 as usize).cloned().unwrap_or_else(|| blank(index, None))
    }
}

fn blank(index: PageIndex, size: Option<Size>) -> RawPage {
    RawPage {
        index,
        size,
        content: RawContent::Glyphs(Vec::new()),
        fonts: Vec::new(),
        images: Vec::new(),
        rules: Vec::new(),
        extractor: Extractor::Ocr,
    }
}

/// The pages of one file, and what ended it early.
fn sheets(
    data: &[u8],
    format: Format,
    at: PageIndex,
    notes: &mut Vec<Note>,
) -> Result<(Vec<Sheet>, Option<String>), BoxedError> {
    let name = format.name();
    let (text, is_other) = decode(data).map_err(|error| match error {
        MarkupError::TooLarge { megabytes } => BoxedError::TooLarge { format: name, megabytes },
        MarkupError::Encoding => BoxedError::Encoding { format: name },
    })?;
    if is_other {
        let message = format!("the {name} file has another encoding than it says");
        notes.push(Note::info("encoding-mismatch", message).on_page(at));
    }
    let mut markup = Markup::new(&text, format == Format::Hocr);
    let sheets = match format {
        Format::Alto => alto::sheets(&mut markup),
        Format::Hocr => hocr::sheets(&mut markup),
    };
    let broken = markup.broken.as_ref().map(|broken| match broken {
        Break::TooDeep => format!("elements nest too deep at byte {}", markup.position()),
        Break::Malformed { cause } => format!("{cause} (byte {})", markup.position()),
    });
    Ok((sheets, broken))
}

fn page(mut sheet: Sheet, index: PageIndex, notes: &mut Vec<Note>) -> RawPage {
    let words: usize = sheet.lines.iter().map(|line| line.words.len()).sum();
    if words > MOST_WORDS {
        let mut seen = 0;
        sheet.lines.retain(|line| {
            seen += line.words.len();
            seen <= MOST_WORDS
        });
        let message = format!("only the first {MOST_WORDS} of {words} words are read");
        notes.push(Note::warning("limit-reached", message).on_page(index));
    }
    // a page that does not say how large it is is as large as what is on it
    let boxes = || sheet.lines.iter().flat_map(|line| line.words.iter().map(|w| w.bbox).chain([line.bbox])).flatten();
    let far = |of: fn(&Rect) -> f32| boxes().map(|b| of(&b)).fold(0.0, f32::max);
    let width = if sheet.width > 0.0 { sheet.width } else { far(|b| b.x1) };
    let height = if sheet.height > 0.0 { sheet.height } else { far(|b| b.y1) };
    let pt = sheet.pt.filter(|pt| SIDES_PT.contains(&(width.max(height) * pt)));
    let pt = pt.unwrap_or_else(|| LONG_SIDE_PT / width.max(height).max(1.0));
    let (width, height) = (width.max(1.0), height.max(1.0));
    let size = Size { width: width * pt, height: height * pt };
    let lines = if sheet.spaced { as_told(&sheet, pt) } else { as_read(&sheet, width, height, size) };
    RawPage { content: RawContent::Lines(lines), ..blank(index, Some(size)) }
}

fn scaled(b: Rect, pt: f32) -> Rect {
    Rect::new(b.x0 * pt, b.y0 * pt, b.x1 * pt, b.y1 * pt)
}

/// Lines that huikan wrote: every character has its box, every space was seen.
fn as_told(sheet: &Sheet, pt: f32) -> Vec<RawLine> {
    let line = |(row, number): (&Row, u32)| {
        let mut chars: Vec<RawChar> = Vec::new();
        for word in &row.words {
            if let (Some(before), Some(after)) = (chars.last(), word.chars.first()) {
                let after = scaled(after.bbox, pt);
                let bbox = Rect::new(before.bbox.x1, before.bbox.y0, after.x0, after.y1);
                chars.push(RawChar { c: ' ', bbox, confidence: None, others: Vec::new() });
            }
            chars.extend(word.chars.iter().map(|c| RawChar { bbox: scaled(c.bbox, pt), ..c.clone() }));
        }
        let text = row.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        if row.words.iter().any(|word| word.chars.is_empty()) {
            chars.clear();
        }
        let told = row.words.iter().filter_map(|word| word.confidence);
        RawLine {
            number,
            text,
            bbox: row.bbox.map(|b| scaled(b, pt)),
            size_pt: row.size_pt,
            confidence: told.reduce(f32::min),
            chars,
            spaced: true,
        }
    };
    sheet.lines.iter().zip(1..).map(line).collect()
}

/// Lines of other programs, measured as those of huikan's engines are. The sizes that hOCR tells (`x_size`) are heights of
/// lines, 0.95 to 1.2 of the type in Chinese: the pitch of the characters is nearer.
fn as_read(sheet: &Sheet, width: f32, height: f32, size: Size) -> Vec<RawLine> {
    let place = Rect::new(0.0, 0.0, size.width, size.height);
    let picture = Picture { width: width.ceil() as u32, height: height.ceil() as u32, luma: Vec::new(), place };
    let lines: Vec<ocr::Line> = sheet.lines.iter().filter_map(line).collect();
    ocr::raw_lines(&lines, &picture)
}

/// A word with a box, its neighbours no longer in it.
fn line(row: &Row) -> Option<ocr::Line> {
    let words: Vec<(&Word, Rect)> = row.words.iter().filter_map(|word| Some((word, word.bbox.or(row.bbox)?))).collect();
    let whole = words.iter().map(|(_, bbox)| *bbox).reduce(|a, b| a.union(&b))?;
    let n: usize = words.iter().map(|(word, _)| word.text.chars().count()).sum();
    let is_down = n > 2 && whole.height() > DOWNWARDS * whole.width();
    let span = |b: &Rect| if is_down { (b.y0, b.y1) } else { (b.x0, b.x1) };
    let (from, to) = span(&whole);
    let length = (to - from).max(1.0);
    let mut chars: Vec<ocr::Char> = Vec::new();
    let add = |c: char, at: f32, confidence: Option<f32>, chars: &mut Vec<ocr::Char>| {
        // boxes overlap in print that leans or touches, but characters follow each other
        let least = chars.last().map_or(0.0, |last| last.at);
        let at = ((at - from) / length).max(least).min(1.0);
        chars.push(ocr::Char { c, at, confidence: confidence.unwrap_or(UNTOLD), others: Vec::new() });
    };
    for (i, (word, bbox)) in words.iter().enumerate() {
        let (start, mut end) = span(bbox);
        // a box that runs on over the next word is too long
        if let Some((next, _)) = words.get(i + 1).map(|(_, next)| span(next)).filter(|(next, _)| *next > start) {
            end = end.min(next);
        }
        let is_apart = chars.last().zip(word.text.chars().next()).is_some_and(|(a, b)| is_latin(a.c) && is_latin(b));
        if is_apart {
            add(' ', start, word.confidence, &mut chars);
        }
        if word.chars.is_empty() {
            let n = word.text.chars().count() as f32;
            for (c, k) in word.text.chars().zip(0_u16..) {
                add(c, start + (end - start) * (f32::from(k) + 0.5) / n, word.confidence, &mut chars);
            }
        } else {
            for char in &word.chars {
                let (a, b) = span(&char.bbox);
                add(char.c, f32::midpoint(a, b), char.confidence.or(word.confidence), &mut chars);
            }
        }
    }
    let corner = |x: f32, y: f32| Point { x, y };
    let [tl, tr] = [corner(whole.x0, whole.y0), corner(whole.x1, whole.y0)];
    let [bl, br] = [corner(whole.x0, whole.y1), corner(whole.x1, whole.y1)];
    // in reading direction
    let corners = if is_down { [tr, br, bl, tl] } else { [tl, tr, br, bl] };
    // boxes are those of the ink
    (!chars.is_empty()).then_some(ocr::Line { corners, found: 1.0, ink: Some((0.0, 1.0)), chars })
}

fn is_latin(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c)
}
