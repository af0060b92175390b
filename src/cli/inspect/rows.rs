//! What the stages saw, as JSON: one object for each thing.

use serde_json::{Value, json};

use crate::model::article::{Article, Issue};
use crate::model::coverage::{Fate, Placed};
use crate::model::geometry::{Rect, Size};
use crate::model::page::{Block, BlockRole, Glyph, LineId, Page, RawContent, RawLine, RawPage};
use crate::model::text::{Certainty, CleanPage, Correction};
use crate::pipeline::Seen;

/// All rows, page by page.
pub(super) fn rows(seen: &Seen) -> Vec<Value> {
    match seen {
        Seen::Read(pages) => pages.iter().flat_map(read_rows).collect(),
        Seen::Layout(pages) => pages.iter().flat_map(layout_rows).collect(),
        Seen::Repair(pages) => pages.iter().flat_map(repair_rows).collect(),
        Seen::Segment(pages, issue) => segment_rows(pages, issue),
    }
}

fn read_rows(page: &RawPage) -> Vec<Value> {
    let number = page.index.0 + 1;
    let fonts: Vec<Value> =
        page.fonts.iter().map(|font| json!({ "name": font.name, "bold": font.bold, "italic": font.italic })).collect();
    let mut rows = vec![json!({
        "what": "page", "page": number, "size": page.size.map(sides), "extractor": page.extractor.as_str(), "fonts": fonts,
    })];
    let (glyphs, lines): (&[Glyph], &[RawLine]) = match &page.content {
        RawContent::Glyphs(glyphs) => (glyphs, &[]),
        RawContent::Lines(lines) => (&[], lines),
        RawContent::Both(glyphs, lines) => (glyphs, lines),
    };
    rows.extend(glyphs.iter().map(|glyph| {
        json!({
            "what": "glyph", "page": number, "text": glyph.text.as_ref().map(ToString::to_string), "bbox": corners(glyph.bbox),
            "origin": [short(glyph.origin.x), short(glyph.origin.y)], "size": short(glyph.size_pt),
            "font": glyph.font.0, "angle": short(glyph.angle_deg), "vertical": glyph.vertical,
            "invisible": glyph.invisible,
        })
    }));
    rows.extend(lines.iter().map(|line| {
        let chars =
            line.chars.iter().map(|c| json!([c.c, short(c.bbox.x0), short(c.bbox.x1), c.confidence.map(short)]));
        json!({
            "what": "line", "page": number, "number": line.number, "text": line.text, "bbox": line.bbox.map(corners),
            "size": line.size_pt.map(short), "confidence": line.confidence.map(short),
            "chars": chars.collect::<Vec<_>>(),
        })
    }));
    rows.extend(page.images.iter().map(|image| {
        json!({
            "what": "image", "page": number, "bbox": corners(image.bbox), "pixels": [image.width_px, image.height_px],
        })
    }));
    rows.extend(page.rules.iter().map(|rule| json!({ "what": "rule", "page": number, "bbox": corners(*rule) })));
    rows
}

fn page_row(page: &Page) -> Value {
    json!({
        "what": "page", "page": page.index.0 + 1, "size": page.size.map(sides), "extractor": page.extractor.as_str(),
        "printed": page.printed, "blocks": page.blocks.len(), "lines": page.lines.len(),
    })
}

fn layout_rows(page: &Page) -> Vec<Value> {
    let number = page.index.0 + 1;
    let mut rows = vec![page_row(page)];
    for (at, block) in page.blocks.iter().enumerate() {
        for line in page.lines.get(block.lines.clone()).unwrap_or_default() {
            rows.push(json!({
                "what": "line", "page": number, "id": line.id.0, "text": line.text, "bbox": line.bbox.map(corners),
                "size": line.size_pt.map(short), "bold": line.bold, "confidence": line.confidence, "block": at,
                "role": role(block), "level": level(block), "ratio": block.size_ratio.map(short),
                "centered": block.centered, "indented": block.indented, "full": block.full,
                "gap": short(block.gap_before), "column": block.column,
            }));
        }
    }
    rows
}

pub(super) fn role(block: &Block) -> &'static str {
    match block.role {
        BlockRole::Unknown => "unknown",
        BlockRole::Body => "body",
        BlockRole::Heading(_) => "heading",
        BlockRole::Caption => "caption",
        BlockRole::RunningHead => "running-head",
        BlockRole::PageNumber => "page-number",
        BlockRole::ContentsEntry => "contents-entry",
        BlockRole::Table => "table",
    }
}

pub(super) fn level(block: &Block) -> Option<u8> {
    if let BlockRole::Heading(level) = block.role { Some(level) } else { None }
}

fn sides(size: Size) -> [f64; 2] {
    [short(size.width), short(size.height)]
}

fn corners(bbox: Rect) -> [f64; 4] {
    [bbox.x0, bbox.y0, bbox.x1, bbox.y1].map(short)
}

/// Hundredths of a point are finer than any print.
fn short(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}

fn repair_rows(page: &CleanPage) -> Vec<Value> {
    let number = page.page.index.0 + 1;
    let mut rows = vec![page_row(&page.page)];
    rows.extend(page.page.lines.iter().zip(&page.clean).map(|(line, clean)| {
        json!({
            "what": "line", "page": number, "id": line.id.0, "text": line.text, "clean": clean,
            "bbox": line.bbox.map(corners),
        })
    }));
    let both = page.applied.iter().map(|c| (c, true)).chain(page.flagged.iter().map(|c| (c, false)));
    rows.extend(both.map(|(correction, applied)| correction_row(number, correction, applied)));
    rows
}

fn correction_row(page: u32, c: &Correction, applied: bool) -> Value {
    json!({
        "what": "correction", "page": page, "line": c.line.0, "offset": c.offset, "printed": c.printed,
        "repaired": c.repaired, "rule": c.rule, "class": c.class.as_str(), "certainty": certainty(c.certainty),
        "confidence": c.confidence, "evidence": c.evidence, "applied": applied,
    })
}

pub(super) fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => "certain",
        Certainty::Likely => "likely",
        Certainty::Suspect => "suspect",
    }
}

fn segment_rows(pages: &[CleanPage], issue: &Issue) -> Vec<Value> {
    let mut rows = Vec::new();
    for page in pages {
        let number = page.page.index.0 + 1;
        rows.push(page_row(&page.page));
        for (line, clean) in page.page.lines.iter().zip(&page.clean) {
            // blank lines have no fate
            let Some(placed) = placed(issue, line.id) else { continue };
            let (fate, article, block) = fate(placed.fate);
            rows.push(json!({
                "what": "line", "page": number, "id": line.id.0, "text": clean, "bbox": line.bbox.map(corners),
                "fate": fate, "article": article.map(|a| a + 1), "block": block, "reason": placed.reason,
            }));
        }
    }
    for (number, article) in articles(pages, issue) {
        rows.push(json!({
            "what": "article", "article": number, "part_of": article.part_of.map(|a| a + 1), "title": article.head.title,
            "subtitle": article.head.subtitle, "byline": article.head.byline,
            "section": article.section.as_ref().map(|s| &s.name), "entry": article.contents.map(|e| e + 1),
            "rule": article.opening.rule, "evidence": article.opening.evidence, "blocks": article.body.len(),
            "lines": article.lines.iter().map(|line| line.0).collect::<Vec<_>>(),
        }));
        rows.extend(article.joins.iter().map(|join| {
            json!({
                "what": "join", "article": number, "rule": join.rule, "class": join.class.as_str(),
                "lines": join.lines.iter().map(|line| line.0).collect::<Vec<_>>(), "printed": join.printed,
                "repaired": join.repaired, "evidence": join.evidence,
            })
        }));
    }
    rows
}

/// The fate of a line; rows of the coverage stand in the order of lines.
pub(super) fn placed(issue: &Issue, line: LineId) -> Option<&Placed> {
    let rows = &issue.coverage.rows;
    rows.binary_search_by_key(&line, |row| row.line).ok().and_then(|at| rows.get(at))
}

/// The name of a fate, the article from 0, and the block of its body.
pub(super) fn fate(fate: Fate) -> (&'static str, Option<usize>, Option<usize>) {
    match fate {
        Fate::Article { article, block: None } => ("field", Some(article), None),
        Fate::Article { article, block } => ("body", Some(article), block),
        Fate::Furniture(kind) => (kind.as_str(), None, None),
        Fate::Repeat { .. } => ("repeat", None, None),
        Fate::Unplaced => ("unplaced", None, None),
    }
}

/// Articles with a line on one of the pages, with their number from 1.
pub(super) fn articles<'a>(pages: &[CleanPage], issue: &'a Issue) -> Vec<(usize, &'a Article)> {
    let shown = |line: &LineId| pages.iter().any(|page| page.page.lines.iter().any(|l| l.id == *line));
    issue.articles.iter().enumerate().filter(|(_, a)| a.lines.iter().any(shown)).map(|(i, a)| (i + 1, a)).collect()
}
