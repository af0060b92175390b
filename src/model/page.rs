//! Pages as they travel: `RawPage` out of `read`, `Page` out of `layout`.

use std::ops::Range;

use super::geometry::{Point, Rect, Size};
use super::glyph_text::GlyphText;
use super::provenance::Extractor;

/// Order of a page in its file, from 0. Plain text is one page, index 0, unless it holds form feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PageIndex(pub u32);

/// Index into [`RawPage::fonts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct FontId(pub u16);

/// Name of the font that huikan's own hidden text layers are set in: the spaces in it are those that were seen.
pub const LAYER_FONT: &str = "HuikanLayer";

/// What is known of a font beyond its glyphs; guessed from its name and descriptor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FontFace {
    /// Name as in the file, subset prefix removed; GBK bytes decoded.
    pub name: String,
    pub bold: bool,
    pub italic: bool,
}

/// One drawn sign.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// What it reads as; None where nothing gives it a Unicode value (it still takes its place).
    pub text: Option<GlyphText>,
    /// Start of the glyph on its baseline.
    pub origin: Point,
    /// Advance box: from the origin along the advance, `size` high, in page points.
    pub bbox: Rect,
    /// Type size in points on the page (after all matrices).
    pub size_pt: f32,
    pub font: FontId,
    /// Drawn with render mode 3 (or fully clipped): the hidden layer of an OCRed scan.
    pub invisible: bool,
    /// Set downwards (vertical writing).
    pub vertical: bool,
    /// Angle of the baseline in degrees, clockwise on the page, 0 for ordinary text.
    pub angle_deg: f32,
}

/// An image drawn on the page, in page points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedImage {
    pub bbox: Rect,
    pub width_px: u32,
    pub height_px: u32,
}

/// One line of text that came as a line: from a text file or an OCR engine.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RawLine {
    /// 1-based line number in the input for text; running number on the page otherwise.
    pub number: u32,
    pub text: String,
    pub bbox: Option<Rect>,
    /// Type size in points, from the line's height, where there is geometry.
    pub size_pt: Option<f32>,
    /// Confidence of an OCR engine, 0..1.
    pub confidence: Option<f32>,
    /// Its characters, from left to right as `text` has them; empty where only the line's place is known.
    pub chars: Vec<RawChar>,
    /// Its spaces are those that are printed: none is to be looked for, none to be doubted.
    pub spaced: bool,
}

/// One character of a line with its place. In what an OCR engine gives, a space is one that it saw.
#[derive(Debug, Clone, PartialEq)]
pub struct RawChar {
    pub c: char,
    /// The box it takes up in its line, in points: as high as the type, upright even where the line leans.
    pub bbox: Rect,
    pub confidence: Option<f32>,
    /// What else the engine thought it may be, likeliest first, with confidences; empty where it was sure or does not tell.
    pub others: Vec<(char, f32)>,
}

/// What `read` found on one page.
#[derive(Debug, Clone, PartialEq)]
pub enum RawContent {
    Glyphs(Vec<Glyph>),
    Lines(Vec<RawLine>),
    /// Text that is drawn, and lines read from images beside it.
    Both(Vec<Glyph>, Vec<RawLine>),
}

/// One page as read; nothing is arranged yet.
#[derive(Debug, Clone, PartialEq)]
pub struct RawPage {
    pub index: PageIndex,
    /// None for plain text.
    pub size: Option<Size>,
    pub content: RawContent,
    pub fonts: Vec<FontFace>,
    pub images: Vec<PlacedImage>,
    /// Drawn rules and thin filled boxes: separators.
    pub rules: Vec<Rect>,
    pub extractor: Extractor,
}

/// Number of a line within its issue: for plain text the 1-based line of the file, for pages the
/// running number in reading order from 1. Given once, by `layout`, and never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LineId(pub u32);

/// One line of print, text as extracted.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub id: LineId,
    pub page: PageIndex,
    /// As extracted: never changed after `layout`.
    pub text: String,
    pub bbox: Option<Rect>,
    /// Median type size in points.
    pub size_pt: Option<f32>,
    pub bold: bool,
    pub confidence: Option<f32>,
    /// The characters of `text`, spaces included, with their places; empty where these are not known.
    pub chars: Vec<RawChar>,
}

/// What a block looks like on the page. `Unknown` where there is no geometry to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockRole {
    Unknown,
    Body,
    /// Set larger or heavier than the body; level 1 is the largest size class.
    Heading(u8),
    Caption,
    RunningHead,
    PageNumber,
    /// A contents line: leader dots or a page number set apart.
    ContentsEntry,
    /// Lines of a table, kept as text.
    Table,
}

/// Lines set together: one paragraph, one heading, one caption (or the part of it on this page and column).
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Lines of the page, as indexes into [`Page::lines`].
    pub lines: Range<usize>,
    pub role: BlockRole,
    pub bbox: Option<Rect>,
    /// Type size relative to the body (1.0 = body); None without geometry.
    pub size_ratio: Option<f32>,
    pub bold: bool,
    /// Set in the middle of its column (or across columns), not from its left edge.
    pub centered: bool,
    /// First line starts further right than the column's edge (a new paragraph).
    pub indented: bool,
    /// Last line runs to the column's right edge, so the paragraph may go on elsewhere; None without geometry.
    pub full: Option<bool>,
    /// White space above, in lines of body; for plain text the number of blank lines before.
    pub gap_before: f32,
    /// Column on the page from 0 in reading order; headings across columns open a new run of columns.
    pub column: u16,
}

impl Block {
    /// Lines of which nothing is known but that they stand together, and how much is above them.
    pub fn plain(lines: Range<usize>, gap_before: f32) -> Self {
        Self {
            lines,
            role: BlockRole::Unknown,
            bbox: None,
            size_ratio: None,
            bold: false,
            centered: false,
            indented: false,
            full: None,
            gap_before,
            column: 0,
        }
    }
}

/// One page in reading order.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub index: PageIndex,
    pub size: Option<Size>,
    /// Page number printed on the page, where one was found.
    pub printed: Option<u32>,
    /// In reading order.
    pub lines: Vec<Line>,
    /// In reading order; every line lies in exactly one block.
    pub blocks: Vec<Block>,
    pub extractor: Extractor,
}
