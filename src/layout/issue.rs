//! All pages of an issue together: body size, heading levels, line numbers.

use std::collections::BTreeMap;

use crate::model::page::{Block, BlockRole, Line, LineId, Page};
use crate::model::provenance::Extractor;

use super::sign::body_size;

/// A heading is larger than the body by this factor: the step from size 5 (10.5 pt) to small 4 (12 pt) is 1.14.
const HEADING_SIZE: f32 = 1.12;
/// The same for pages read by OCR, whose sizes scatter.
const HEADING_SIZE_OCR: f32 = 1.25;
/// Sizes of headings within this factor are one class.
const SAME_CLASS: f32 = 1.08;
/// A line apart from the text around it is a heading from this factor on: 13 pt over 12 pt is 1.083.
const HEADING_SIZE_APART: f32 = 1.06;
/// White above that sets a line apart, in lines of body.
const APART_GAP: f32 = 0.2;
/// A line set apart is no longer than this, in characters.
const APART_CHARS: usize = 40;
/// Longer than this, in characters or lines, is text in large type.
const LONGEST: (usize, usize) = (100, 5);
/// Levels given at most.
const MOST_LEVELS: usize = 6;

/// Gives roles, size ratios and levels by the sizes of the whole issue.
pub(super) fn roles(pages: &mut [Page]) {
    let Some(body) = body_size(pages.iter().flat_map(prose)) else { return };
    let bold_body = mostly_bold(pages);
    let mut sizes: Vec<f32> = Vec::new();
    for page in pages.iter_mut() {
        let factor = if page.extractor == Extractor::Ocr { HEADING_SIZE_OCR } else { HEADING_SIZE };
        let lines = &page.lines;
        let mut open = false;
        for block in &mut page.blocks {
            let Some(size) = size_of(block, lines) else { continue };
            block.size_ratio = Some(size / body);
            if block.role == BlockRole::Unknown {
                let large =
                    size / body >= factor || (size / body >= HEADING_SIZE_APART && !open && apart(block, lines));
                let heading = short(block, lines) && (large || (block.bold && !bold_body));
                block.role = if heading { BlockRole::Heading(0) } else { BlockRole::Body };
                open = !heading && block.full == Some(true);
                if heading && large {
                    sizes.push(size);
                }
            }
        }
    }
    levels(pages, body, sizes);
    centre(pages);
}

/// Levels by size class, the largest first; headings of the body's size come last.
fn levels(pages: &mut [Page], body: f32, mut sizes: Vec<f32>) {
    sizes.sort_by(|a, b| b.total_cmp(a));
    let mut classes: Vec<f32> = Vec::new();
    for size in sizes {
        if classes.last().is_none_or(|c| c / size > SAME_CLASS) {
            classes.push(size);
        }
    }
    classes.truncate(MOST_LEVELS - 1);
    for block in pages.iter_mut().flat_map(|p| &mut p.blocks) {
        if block.role == BlockRole::Heading(0) {
            let size = block.size_ratio.unwrap_or(1.0) * body;
            let class = classes.iter().position(|c| c / size <= SAME_CLASS + 0.001).unwrap_or(classes.len());
            block.role = BlockRole::Heading(class as u8 + 1);
        }
    }
}

/// A heading that just fills its column shows nothing of its centring: it is set as others of its level are.
fn centre(pages: &mut [Page]) {
    let mut votes: BTreeMap<u8, (usize, usize)> = BTreeMap::new();
    for block in pages.iter().flat_map(|p| &p.blocks) {
        if let BlockRole::Heading(level) = block.role {
            let vote = votes.entry(level).or_default();
            if block.centered { vote.0 += 1 } else { vote.1 += 1 }
        }
    }
    for block in pages.iter_mut().flat_map(|p| &mut p.blocks) {
        if let BlockRole::Heading(level) = block.role
            && block.full == Some(true)
            && !block.indented
            && votes.get(&level).is_some_and(|(centred, other)| centred > other)
        {
            block.centered = true;
        }
    }
}

/// Sizes and lengths of lines that may be body.
fn prose(page: &Page) -> impl Iterator<Item = (f32, usize)> + '_ {
    let blocks = page.blocks.iter().filter(|b| b.role == BlockRole::Unknown);
    let lines = blocks.flat_map(|b| &page.lines[b.lines.clone()]);
    lines.filter_map(|l| Some((l.size_pt?, l.text.chars().count())))
}

fn mostly_bold(pages: &[Page]) -> bool {
    let count = |bold: bool| -> usize {
        pages.iter().flat_map(|p| &p.lines).filter(|l| l.bold == bold).map(|l| l.text.len()).sum()
    };
    count(true) > count(false)
}

fn size_of(block: &Block, lines: &[Line]) -> Option<f32> {
    let mut sizes: Vec<f32> = lines[block.lines.clone()].iter().filter_map(|l| l.size_pt).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied()
}

/// Whether a block stands by itself: short, with white above or in the middle, and no part of a sentence.
fn apart(block: &Block, lines: &[Line]) -> bool {
    let chars: usize = lines[block.lines.clone()].iter().map(|l| l.text.chars().count()).sum();
    let marked = lines[block.lines.clone()].iter().any(|l| l.text.contains(['。', '，', '；']));
    chars <= APART_CHARS && !marked && (block.centered || block.gap_before >= APART_GAP)
}

/// Short enough for a heading, and not a sentence.
fn short(block: &Block, lines: &[Line]) -> bool {
    let lines = &lines[block.lines.clone()];
    let chars: usize = lines.iter().map(|l| l.text.chars().count()).sum();
    let sentence = lines.last().is_some_and(|l| l.text.ends_with(['。', '；', '，', ';']));
    chars <= LONGEST.0 && lines.len() <= LONGEST.1 && !sentence
}

/// Numbers the lines of an issue in reading order; lines of text files have the number of their file.
pub(super) fn number(pages: &mut [Page]) {
    let mut next = 1;
    for page in pages.iter_mut().filter(|p| p.extractor != Extractor::Text) {
        for line in &mut page.lines {
            line.id = LineId(next);
            next += 1;
        }
    }
}
