//! What the stages saw, as outlines to draw.

use super::rows::{fate, level, placed, role};
use crate::model::article::Issue;
use crate::model::geometry::Rect;
use crate::model::page::{Block, BlockRole, Page, PageIndex, RawContent, RawPage};
use crate::model::text::CleanPage;
use crate::pipeline::Seen;
use crate::review::{Drawing, Mark};

/// One drawing for each page.
pub(super) fn outlines(seen: &Seen) -> Vec<(PageIndex, Drawing)> {
    match seen {
        Seen::Read(pages) => pages.iter().map(|page| (page.index, read(page))).collect(),
        Seen::Layout(pages) => pages.iter().map(|page| (page.index, layout(page))).collect(),
        Seen::Repair(pages) => pages.iter().map(|page| (page.page.index, repair(page))).collect(),
        Seen::Segment(pages, issue) => pages.iter().map(|page| (page.page.index, segment(page, issue))).collect(),
    }
}

fn mark(bbox: Rect, class: &'static str, label: impl Into<String>, title: impl Into<String>) -> Mark {
    Mark { bbox, class, label: label.into(), title: title.into() }
}

fn read(page: &RawPage) -> Drawing {
    let mut drawing = Drawing { size: page.size, ..Drawing::default() };
    let (glyphs, lines) = match &page.content {
        RawContent::Glyphs(glyphs) => (&glyphs[..], &[][..]),
        RawContent::Lines(lines) => (&[][..], &lines[..]),
        RawContent::Both(glyphs, lines) => (&glyphs[..], &lines[..]),
    };
    for glyph in glyphs {
        let text = glyph.text.as_ref().map_or_else(String::new, ToString::to_string);
        drawing.marks.push(mark(glyph.bbox, "glyph", "", format!("{text} {:.1} pt", glyph.size_pt)));
        drawing.texts.push((glyph.bbox, text));
    }
    for line in lines {
        let Some(bbox) = line.bbox else { continue };
        drawing.texts.push((bbox, line.text.clone()));
        drawing.marks.push(mark(bbox, "line", line.number.to_string(), line.text.clone()));
    }
    let images = page.images.iter().map(|image| mark(image.bbox, "image", "", "image"));
    drawing.marks.extend(images.chain(page.rules.iter().map(|rule| mark(*rule, "rule", "", "rule"))));
    drawing
}

/// The lines of a page, each with its number said when pointed at.
fn lines(page: &Page, texts: &[&str]) -> Drawing {
    let mut drawing = Drawing { size: page.size, ..Drawing::default() };
    for (line, text) in page.lines.iter().zip(texts) {
        let Some(bbox) = line.bbox else { continue };
        drawing.texts.push((bbox, (*text).to_owned()));
        drawing.marks.push(mark(bbox, "line", "", format!("line {}: {text}", line.id.0)));
    }
    drawing
}

fn layout(page: &Page) -> Drawing {
    let texts: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
    let mut drawing = lines(page, &texts);
    for (at, block) in page.blocks.iter().enumerate() {
        let Some(bbox) = block.bbox else { continue };
        let class = if matches!(block.role, BlockRole::Heading(_)) { "heading" } else { "block" };
        drawing.marks.push(mark(bbox, class, format!("{} {}", at + 1, named(block)), named(block)));
    }
    drawing
}

/// The role, and the level of a heading.
fn named(block: &Block) -> String {
    level(block).map_or_else(|| role(block).to_owned(), |level| format!("{} {level}", role(block)))
}

/// Only what was changed is outlined, or could have been.
fn repair(page: &CleanPage) -> Drawing {
    let texts: Vec<&str> = page.clean.iter().map(String::as_str).collect();
    let mut drawing = lines(&page.page, &texts);
    drawing.marks.clear();
    for line in &page.page.lines {
        let Some(bbox) = line.bbox else { continue };
        for (all, class) in [(&page.applied, "heading"), (&page.flagged, "unplaced")] {
            let told: Vec<String> = all
                .iter()
                .filter(|c| c.line == line.id)
                .map(|c| format!("{}: {} → {}", c.rule, c.printed, c.repaired))
                .collect();
            if !told.is_empty() {
                drawing.marks.push(mark(bbox, class, told.len().to_string(), told.join("\n")));
            }
        }
    }
    drawing
}

/// Lines of one article or one fate that follow each other, in one box.
fn segment(page: &CleanPage, issue: &Issue) -> Drawing {
    let texts: Vec<&str> = page.clean.iter().map(String::as_str).collect();
    let mut drawing = lines(&page.page, &texts);
    drawing.marks.clear();
    let mut order = 0;
    let mut last: Option<(&'static str, Option<usize>, Option<usize>)> = None;
    for line in &page.page.lines {
        let (Some(bbox), Some(placed)) = (line.bbox, placed(issue, line.id)) else { continue };
        let of = fate(placed.fate);
        let above = drawing.marks.last_mut().filter(|mark| last == Some(of) && bbox.y0 >= mark.bbox.y0);
        if let Some(above) = above {
            above.bbox = above.bbox.union(&bbox);
            continue;
        }
        last = Some(of);
        let (name, article, block) = of;
        let class = match (name, article) {
            ("field", _) => "heading",
            (_, Some(_)) => "article",
            ("unplaced", _) => "unplaced",
            _ => "furniture",
        };
        let Some(article) = article else {
            drawing.marks.push(mark(bbox, class, name, format!("{name}: {}", placed.reason)));
            continue;
        };
        order += 1;
        let evidence = issue.articles.get(article).map(|a| a.opening.evidence.join("; ")).unwrap_or_default();
        let place = block.map_or_else(|| format!("in a field; opened by {evidence}"), |block| format!("block {block}"));
        drawing.marks.push(mark(
            bbox,
            class,
            format!("{order} A{}", article + 1),
            format!("article {}, {place}", article + 1),
        ));
    }
    drawing
}
