//! The ledger of all lines: every non-blank input line has exactly one fate.

use super::page::LineId;

/// What a line that belongs to no article is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Furniture {
    Cover,
    Contents,
    Colophon,
    RunningHead,
    PageNumber,
    Caption,
    PullQuote,
    /// A line that held nothing but markup of the OCR tool.
    Markup,
}

impl Furniture {
    /// The `reason` written in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cover => "cover",
            Self::Contents => "contents",
            Self::Colophon => "colophon",
            Self::RunningHead => "running-head",
            Self::PageNumber => "page-number",
            Self::Caption => "caption",
            Self::PullQuote => "pull-quote",
            Self::Markup => "markup",
        }
    }
}

/// Where a line went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// In the article with this index in [`super::article::Issue::articles`]; `block` is its index in the
    /// article's body, None where a field (title, byline, credit …) holds the line.
    Article {
        article: usize,
        block: Option<usize>,
    },
    Furniture(Furniture),
    /// A passage an OCR engine invented again; the line where it stands first.
    Repeat {
        first: LineId,
    },
    /// Belongs nowhere we know: a warning, never a silent loss.
    Unplaced,
}

/// One line and its fate, with the rule or reason in kebab-case.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    pub line: LineId,
    pub fate: Fate,
    pub reason: &'static str,
}

/// Every non-blank line of the issue, in line order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coverage {
    pub rows: Vec<Placed>,
}
