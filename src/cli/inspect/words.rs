//! What the stages saw, for people: one line for each thing, set in under its page.

use std::fmt::Write as _;

use super::rows::{articles, certainty, fate, level, placed, role};
use crate::cli::message::escape;
use crate::model::article::Issue;
use crate::model::geometry::{Rect, Size};
use crate::model::page::{Glyph, Page, RawContent, RawLine, RawPage};
use crate::model::text::{CleanPage, Correction};
use crate::pipeline::Seen;

/// All pages.
pub(super) fn words(seen: &Seen) -> String {
    let mut out = String::new();
    match seen {
        Seen::Read(pages) => pages.iter().for_each(|page| read(page, &mut out)),
        Seen::Layout(pages) => pages.iter().for_each(|page| layout(page, &mut out)),
        Seen::Repair(pages) => pages.iter().for_each(|page| repair(page, &mut out)),
        Seen::Segment(pages, issue) => segment(pages, issue, &mut out),
    }
    out
}

// writing to a string can't fail: results are dropped below

fn size(size: Option<Size>) -> String {
    size.map_or_else(|| "no geometry".to_owned(), |s| format!("{:.1} × {:.1} pt", s.width, s.height))
}

fn corners(bbox: Option<Rect>) -> String {
    bbox.map_or_else(String::new, |b| format!("{:6.1} {:6.1} {:6.1} {:6.1}", b.x0, b.y0, b.x1, b.y1))
}

fn read(page: &RawPage, out: &mut String) {
    let (glyphs, lines): (&[Glyph], &[RawLine]) = match &page.content {
        RawContent::Glyphs(glyphs) => (glyphs, &[]),
        RawContent::Lines(lines) => (&[], lines),
        RawContent::Both(glyphs, lines) => (glyphs, lines),
    };
    let _ = writeln!(
        out,
        "page {}: {}, {}, {} glyphs, {} lines, {} images, {} rules",
        page.index.0 + 1,
        size(page.size),
        page.extractor.as_str(),
        glyphs.len(),
        lines.len(),
        page.images.len(),
        page.rules.len()
    );
    for glyph in glyphs {
        let font = page.fonts.get(usize::from(glyph.font.0)).map(|font| font.name.as_str()).unwrap_or_default();
        let text =
            glyph.text.as_ref().map_or_else(|| "(no Unicode value)".to_owned(), |text| escape(&text.to_string()));
        let unseen = if glyph.invisible { "  unseen" } else { "" };
        let _ = writeln!(
            out,
            "  {}  {:5.1} pt  {text}  {}{unseen}",
            corners(Some(glyph.bbox)),
            glyph.size_pt,
            escape(font)
        );
    }
    for line in lines {
        let sure = line.confidence.map_or_else(String::new, |c| format!("  {c:.2}"));
        let _ = writeln!(out, "  {:5}  {}{sure}  {}", line.number, corners(line.bbox), escape(&line.text));
    }
    for image in &page.images {
        let _ =
            writeln!(out, "  {}  image of {} × {} pixels", corners(Some(image.bbox)), image.width_px, image.height_px);
    }
    for rule in &page.rules {
        let _ = writeln!(out, "  {}  rule", corners(Some(*rule)));
    }
}

fn heading(page: &Page, out: &mut String) {
    let printed = page.printed.map_or_else(String::new, |n| format!(", printed {n}"));
    let (n, size, extractor) = (page.index.0 + 1, size(page.size), page.extractor.as_str());
    let _ = writeln!(out, "page {n}: {size}, {extractor}{printed}");
}

fn layout(page: &Page, out: &mut String) {
    heading(page, out);
    for (at, block) in page.blocks.iter().enumerate() {
        let level = level(block).map_or_else(String::new, |level| format!(" {level}"));
        let ratio = block.size_ratio.map_or_else(String::new, |r| format!(", {r:.2} × body"));
        let looks = [(block.bold, "bold"), (block.centered, "centred"), (block.indented, "indented")];
        let looks: String = looks.iter().filter(|(is, _)| *is).flat_map(|(_, name)| [", ", name]).collect();
        let _ = writeln!(
            out,
            "  block {}: {}{level}, column {}{ratio}{looks}, {:.1} lines above",
            at + 1,
            role(block),
            block.column,
            block.gap_before
        );
        for line in page.lines.get(block.lines.clone()).unwrap_or_default() {
            let _ = writeln!(out, "    {:5}  {}  {}", line.id.0, corners(line.bbox), escape(&line.text));
        }
    }
}

fn repair(page: &CleanPage, out: &mut String) {
    heading(&page.page, out);
    for (line, clean) in page.page.lines.iter().zip(&page.clean) {
        if line.text == *clean {
            let _ = writeln!(out, "  {:5}  {}", line.id.0, escape(clean));
        } else {
            let _ = writeln!(out, "  {:5}  - {}\n         + {}", line.id.0, escape(&line.text), escape(clean));
        }
        let of_line = |all: &[Correction]| all.iter().filter(|c| c.line == line.id).cloned().collect::<Vec<_>>();
        let (applied, flagged) = (of_line(&page.applied), of_line(&page.flagged));
        let both = applied.iter().map(|c| (c, "")).chain(flagged.iter().map(|c| (c, ", not applied")));
        for (c, not) in both {
            let _ = writeln!(
                out,
                "           {} at {}: {:?} → {:?} ({}{not}): {}",
                c.rule,
                c.offset,
                c.printed,
                c.repaired,
                certainty(c.certainty),
                escape(&c.evidence.join("; "))
            );
        }
    }
}

fn segment(pages: &[CleanPage], issue: &Issue, out: &mut String) {
    for page in pages {
        heading(&page.page, out);
        for (line, clean) in page.page.lines.iter().zip(&page.clean) {
            let Some(placed) = placed(issue, line.id) else { continue };
            let (fate, article, block) = fate(placed.fate);
            let at = match (article, block) {
                (Some(article), Some(block)) => format!("{} block {block}", article + 1),
                (Some(article), None) => format!("{} {fate}", article + 1),
                _ => fate.to_owned(),
            };
            let _ = writeln!(out, "  {:5}  {at:<14}  {}", line.id.0, escape(clean));
        }
    }
    for (number, article) in articles(pages, issue) {
        let part = article.part_of.map_or_else(String::new, |whole| format!(", part of {}", whole + 1));
        let _ = writeln!(out, "article {number}{part}: {}", escape(&article.head.title));
        if let Some(subtitle) = &article.head.subtitle {
            let _ = writeln!(out, "  subtitle: {}", escape(subtitle));
        }
        let _ = writeln!(out, "  opened by {}", escape(&article.opening.rule));
        for evidence in &article.opening.evidence {
            let _ = writeln!(out, "    {}", escape(evidence));
        }
        for join in &article.joins {
            let _ = writeln!(out, "  {}: {}", join.rule, escape(&join.evidence.join("; ")));
        }
    }
}
