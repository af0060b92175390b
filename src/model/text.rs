//! Clean text and the corrections between it and the print.

use super::page::{LineId, Page};

/// The class of a repair, as RECORDS names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    Confusion,
    LatinIntrusion,
    Punctuation,
    Spacing,
    BrokenParagraph,
    HeadingSplit,
    ReadingOrder,
    Repeat,
    Markup,
    CodePoint,
    Name,
}

impl Class {
    /// The `class` written in repairs.jsonl.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confusion => "confusion",
            Self::LatinIntrusion => "latin-intrusion",
            Self::Punctuation => "punctuation",
            Self::Spacing => "spacing",
            Self::BrokenParagraph => "broken-paragraph",
            Self::HeadingSplit => "heading-split",
            Self::ReadingOrder => "reading-order",
            Self::Repeat => "repeat",
            Self::Markup => "markup",
            Self::CodePoint => "code-point",
            Self::Name => "name",
        }
    }
}

/// How sure a repair is: applied, applied on request, or only flagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    Suspect,
    Likely,
    Certain,
}

/// One change inside one line. Offsets count characters of the line's text as extracted; corrections of a
/// line are sorted and do not overlap, so that putting `printed` back at each gives the extracted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub line: LineId,
    /// First character replaced, in the extracted text.
    pub offset: usize,
    pub printed: String,
    pub repaired: String,
    pub rule: &'static str,
    pub class: Class,
    pub certainty: Certainty,
    pub evidence: Vec<String>,
}

/// A page whose lines have a clean reading beside the extracted one.
#[derive(Debug, Clone, PartialEq)]
pub struct CleanPage {
    pub page: Page,
    /// Clean text of each line, same order as `page.lines`.
    pub clean: Vec<String>,
    /// Sorted by line and offset; only those applied (the text in `clean` shows them).
    pub applied: Vec<Correction>,
    /// Seen but not applied at the certainty asked for.
    pub flagged: Vec<Correction>,
}
