//! Where a value was printed.

use super::geometry::Rect;
use super::page::PageIndex;

/// How the text of a page was got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extractor {
    /// The text drawn in a PDF (visible, or the hidden layer of a scan).
    TextLayer,
    /// An OCR engine: run by huikan, or before it by another program (hOCR, ALTO).
    Ocr,
    /// A text file.
    Text,
}

impl Extractor {
    /// The name in `provenance.extractor`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TextLayer => "text-layer",
            Self::Ocr => "ocr",
            Self::Text => "text",
        }
    }
}

/// The input an issue was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As given on the command line; not made absolute, so that output does not depend on the machine.
    pub path: String,
    /// Lower-case hex.
    pub sha256: String,
    pub media_type: &'static str,
}

/// A box on a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    pub page: PageIndex,
    pub bbox: Rect,
}
