//! Arranges pages dumped as JSON by any PDF tool and prints what comes out, one JSON object per line of print.
//!
//! For work on `layout` without the PDF reader. Input: `[{index, w, h, fonts: [[name, bold]], images: [[x0, y0, x1, y1]],
//! rules: [...], glyphs: [[text, ox, oy, x0, y0, x1, y1, size, font, hidden, vertical, angle]]}]`.

use huikan::layout::{arrange, settle};
use huikan::model::geometry::{Point, Rect, Size};
use huikan::model::page::{FontFace, FontId, Glyph, PageIndex, PlacedImage, RawContent, RawPage};
use huikan::model::provenance::Extractor;
use serde_json::{Value, json};

fn num(v: &Value) -> f32 {
    v.as_f64().unwrap_or(f64::NAN) as f32
}

fn rect(v: &Value, at: usize) -> Rect {
    Rect::new(num(&v[at]), num(&v[at + 1]), num(&v[at + 2]), num(&v[at + 3]))
}

fn list(v: &Value) -> impl Iterator<Item = &Value> {
    v.as_array().into_iter().flatten()
}

fn glyph(v: &Value) -> Glyph {
    Glyph {
        text: v[0].as_str().map(Into::into),
        origin: Point { x: num(&v[1]), y: num(&v[2]) },
        bbox: rect(v, 3),
        size_pt: num(&v[7]),
        font: FontId(v[8].as_u64().unwrap_or(0) as u16),
        invisible: v[9].as_i64() == Some(1),
        vertical: v[10].as_i64() == Some(1),
        angle_deg: num(&v[11]),
    }
}

fn page(v: &Value) -> RawPage {
    RawPage {
        index: PageIndex(v["index"].as_u64().unwrap_or(0) as u32),
        size: Some(Size { width: num(&v["w"]), height: num(&v["h"]) }),
        content: RawContent::Glyphs(list(&v["glyphs"]).map(glyph).collect()),
        fonts: list(&v["fonts"])
            .map(|f| FontFace {
                name: f[0].as_str().unwrap_or("").into(),
                bold: f[1].as_bool() == Some(true),
                italic: false,
            })
            .collect(),
        images: list(&v["images"]).map(|i| PlacedImage { bbox: rect(i, 0), width_px: 1, height_px: 1 }).collect(),
        rules: list(&v["rules"]).map(|r| rect(r, 0)).collect(),
        extractor: Extractor::TextLayer,
    }
}

fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).ok_or_else(|| anyhow::anyhow!("usage: arrange_dump DUMP.json"))?;
    let dump: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let raw: Vec<RawPage> = list(&dump).map(page).collect();
    let began = std::time::Instant::now();
    let pages = settle(raw.into_iter().map(|r| arrange(r).value).collect()).value;
    eprintln!("{} pages in {} ms", pages.len(), began.elapsed().as_millis());
    for page in &pages {
        for (n, block) in page.blocks.iter().enumerate() {
            for line in &page.lines[block.lines.clone()] {
                let b = line.bbox.map(|b| [b.x0, b.y0, b.x1, b.y1]);
                let out = json!({
                    "page": page.index.0 + 1, "printed": page.printed, "id": line.id.0, "block": n,
                    "role": format!("{:?}", block.role), "ratio": block.size_ratio, "bold": block.bold,
                    "centered": block.centered, "indented": block.indented, "full": block.full,
                    "gap": block.gap_before, "column": block.column, "text": line.text, "bbox": b,
                });
                println!("{out}");
            }
        }
    }
    Ok(())
}
