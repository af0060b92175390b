//! `huikan inspect`: what the first stages saw on the pages of one file, one JSON object a line.

use std::io::{self, BufWriter, Write};
use std::time::Duration;

use serde_json::{Value, json};

use super::args::{self, Inspect};
use super::message::Message;
use super::ocr;
use super::outcome::Exit;
use super::terminal::Terminal;
use crate::disk;
use crate::model::geometry::{Rect, Size};
use crate::model::note::Noted;
use crate::model::page::{Block, BlockRole, Glyph, Page, PageIndex, RawContent, RawLine, RawPage};
use crate::pipeline::{Seen, Settings, Stage, inspect};

pub fn run(args: &Inspect, terminal: &Terminal) -> Exit {
    let path = args.file.to_string_lossy();
    let bytes = match disk::open(&args.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            terminal.say(&Message::of_disk("unreadable-path", &error));
            return Exit::NoInput;
        }
    };
    let stage = match args.stage {
        args::Stage::Read => Stage::Read,
        args::Stage::Layout => Stage::Layout,
    };
    let settings = Settings {
        password: args.password.clone(),
        page_time: args.timeout_per_page.map(Duration::from_secs),
        jobs: ocr::threads(None),
        ocr: ocr::settings(&args.ocr, args.timeout_per_page),
        ..Settings::default()
    };
    let only = args.page.map(|number| PageIndex(number - 1));
    let Noted { value: seen, notes } = match inspect(bytes, &settings, stage, only, terminal) {
        Ok(noted) => noted,
        Err(stop) => {
            terminal.say(&Message::of_stop(&path, &stop));
            return Exit::NoInput;
        }
    };
    for note in &notes {
        terminal.say(&Message::of_note(&path, note));
    }
    if let (true, Some(number)) = (is_empty(&seen), args.page) {
        terminal.say(&Message::error("no-such-page", format!("the file has no page {number}")).at(path));
        return Exit::Usage;
    }
    Exit::of_print(print(&seen), Exit::Done)
}

fn is_empty(seen: &Seen) -> bool {
    match seen {
        Seen::Read(pages) => pages.is_empty(),
        Seen::Layout(pages) => pages.is_empty(),
    }
}

fn print(seen: &Seen) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut put = |row: &Value| writeln!(out, "{row}");
    match seen {
        Seen::Read(pages) => pages.iter().flat_map(read_rows).try_for_each(|row| put(&row))?,
        Seen::Layout(pages) => pages.iter().flat_map(layout_rows).try_for_each(|row| put(&row))?,
    }
    out.flush()
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
            "what": "glyph", "page": number, "text": glyph.text, "bbox": corners(glyph.bbox),
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

fn layout_rows(page: &Page) -> Vec<Value> {
    let number = page.index.0 + 1;
    let mut rows = vec![json!({
        "what": "page", "page": number, "size": page.size.map(sides), "extractor": page.extractor.as_str(),
        "printed": page.printed, "blocks": page.blocks.len(), "lines": page.lines.len(),
    })];
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

fn role(block: &Block) -> &'static str {
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

fn level(block: &Block) -> Option<u8> {
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
