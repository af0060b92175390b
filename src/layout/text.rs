//! Plain text: one line of input is one line and one block. Nothing is guessed.

use crate::model::note::Noted;
use crate::model::page::{Block, Line, LineId, Page, PageIndex, RawLine, RawPage};

use super::Shell;

/// Lines without geometry; blank lines are counted into the `gap_before` of the next.
pub(super) fn arrange(shell: &Shell, raw: Vec<RawLine>) -> Noted<Page> {
    let mut lines = Vec::new();
    let mut blocks = Vec::new();
    let mut blank = 0_u16;
    for line in raw {
        if line.text.trim().is_empty() {
            blank = blank.saturating_add(1);
            continue;
        }
        let at = lines.len();
        blocks.push(Block::plain(at..at + 1, f32::from(std::mem::take(&mut blank))));
        lines.push(plain(shell.index, line));
    }
    Noted::new(Page { lines, blocks, ..shell.page() })
}

fn plain(page: PageIndex, line: RawLine) -> Line {
    Line {
        id: LineId(line.number),
        page,
        text: line.text,
        bbox: None,
        size_pt: line.size_pt,
        bold: false,
        confidence: line.confidence,
        chars: Vec::new(),
    }
}

/// Whether the lines of this page have no geometry at all.
pub(super) fn is_plain(raw: &[RawLine]) -> bool {
    raw.iter().all(|l| l.bbox.is_none())
}

impl Shell {
    pub fn of(raw: &RawPage) -> Self {
        Self { index: raw.index, size: raw.size, extractor: raw.extractor }
    }

    /// The page, nothing on it yet.
    pub fn page(&self) -> Page {
        Page {
            index: self.index,
            size: self.size,
            printed: None,
            lines: Vec::new(),
            blocks: Vec::new(),
            extractor: self.extractor,
        }
    }
}
