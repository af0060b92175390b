//! Stub until the branch lands.
use crate::model::note::Noted;
use crate::model::page::*;
pub fn arrange(raw: RawPage) -> Noted<Page> {
    let RawContent::Lines(lines) = raw.content else { unreachable!() };
    let mut out = Page { index: raw.index, size: None, printed: None, lines: vec![], blocks: vec![], extractor: raw.extractor };
    let mut gap = 0.0;
    for l in lines {
        if l.text.trim().is_empty() { gap += 1.0; continue; }
        let n = out.lines.len();
        out.lines.push(Line { id: LineId(l.number), page: raw.index, text: l.text, bbox: None, size_pt: None, bold: false, confidence: None });
        out.blocks.push(Block { lines: n..n + 1, role: BlockRole::Unknown, bbox: None, size_ratio: None, bold: false, centered: false, indented: false, full: None, gap_before: gap, column: 0 });
        gap = 0.0;
    }
    Noted::new(out)
}
pub fn settle(pages: Vec<Page>) -> Noted<Vec<Page>> { Noted::new(pages) }
