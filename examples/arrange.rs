//! Prints the lines of a PDF as layout arranges them, one JSON object each: `arrange FILE.pdf`.

use huikan::layout::{arrange, settle};
use huikan::model::page::{Page, PageIndex};
use huikan::read::pdf::{Document, Options};
use serde_json::json;

fn print(page: &Page) {
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

fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).ok_or_else(|| anyhow::anyhow!("usage: arrange FILE.pdf"))?;
    let document = Document::open(Box::new(std::fs::read(path)?), &Options::default())?;
    let raw: Vec<_> = (0..document.n_pages()).map(|i| document.page(PageIndex(i as u32)).value).collect();
    let began = std::time::Instant::now();
    let pages = settle(raw.into_iter().map(|r| arrange(r).value).collect()).value;
    eprintln!("{} pages arranged in {} ms", pages.len(), began.elapsed().as_millis());
    pages.iter().for_each(print);
    Ok(())
}
