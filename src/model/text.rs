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
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    pub line: LineId,
    /// First character replaced, in the extracted text.
    pub offset: usize,
    pub printed: String,
    pub repaired: String,
    pub rule: &'static str,
    pub class: Class,
    pub certainty: Certainty,
    /// Measured precision of the rule, 0..1.
    pub confidence: f64,
    pub evidence: Vec<String>,
}

/// One change to take back: place in the extracted text, what was printed, what stands instead.
pub type Change<'a> = (usize, &'a str, &'a str);

/// Takes changes back: the clean text of one line in, the extracted text out. `changes` are sorted by place and do not
/// overlap. None where the text does not hold what the changes say they put there.
pub fn put_back<'a>(clean: &str, changes: impl IntoIterator<Item = Change<'a>>) -> Option<String> {
    let mut rest = clean.chars();
    let mut out = String::with_capacity(clean.len());
    // characters of the extracted text written so far
    let mut written = 0usize;
    for (offset, printed, repaired) in changes {
        let keep = offset.checked_sub(written)?;
        for _ in 0..keep {
            out.push(rest.next()?);
        }
        for expected in repaired.chars() {
            if rest.next() != Some(expected) {
                return None;
            }
        }
        out.push_str(printed);
        written = offset + printed.chars().count();
    }
    out.push_str(rest.as_str());
    Some(out)
}

/// White space between two lines that the clean text does not keep: blank lines that hold spaces, a last line without
/// its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The line it follows, or goes before.
    pub line: LineId,
    pub before: bool,
    /// As extracted, line ends as `\n`.
    pub printed: String,
    /// As many line ends, and nothing else.
    pub repaired: String,
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
