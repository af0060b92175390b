//! Prints the glyphs of a PDF, for work on the reader: `dump_glyphs FILE [PASSWORD] [--boxes | --time | --text]`.

use huikan::model::page::{PageIndex, RawContent};
use huikan::read::pdf::{Document, Options};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = arguments.first().expect("a path");
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let password = arguments.get(1).filter(|argument| !argument.starts_with("--")).cloned();
    let start = std::time::Instant::now();
    let bytes = Box::new(std::fs::read(path).expect("a readable file"));
    let document = match Document::open(bytes, &Options { password, ..Options::default() }) {
        Ok(document) => document,
        Err(error) => return println!("!error {error} ({})", error.hint()),
    };
    let opened = start.elapsed();
    for note in document.notes() {
        println!("!note {} {}", note.code, note.message);
    }
    let mut n_glyphs = 0;
    let rounds = if has("--time") { 20 } else { 1 };
    for index in (0..document.n_pages()).cycle().take(document.n_pages() * rounds) {
        let page = document.page(PageIndex(index as u32));
        let RawContent::Glyphs(glyphs) = &page.value.content else { continue };
        n_glyphs += glyphs.len();
        if has("--time") {
            continue;
        }
        println!(
            "!page {index} {:?} images {} rules {}",
            page.value.size,
            page.value.images.len(),
            page.value.rules.len()
        );
        for note in &page.notes {
            println!("!note {index} {} {}", note.code, note.message);
        }
        let mut last = f32::NAN;
        let mut line = String::new();
        for glyph in glyphs {
            let text = glyph.text.as_deref().unwrap_or("\u{FFFD}");
            if has("--boxes") {
                let (o, b) = (glyph.origin, glyph.bbox);
                println!(
                    "{text}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.1}\t{}",
                    o.x, o.y, b.x0, b.y0, b.x1, b.y1, glyph.size_pt, glyph.angle_deg, glyph.invisible
                );
                continue;
            }
            if (glyph.origin.y - last).abs() > 1.0 && !line.is_empty() && !glyph.vertical {
                println!("{line}");
                line.clear();
            }
            last = glyph.origin.y;
            line.push_str(text);
        }
        println!("{line}");
    }
    eprintln!("{n_glyphs} glyphs, {} pages, opened {opened:?}, all {:?}", document.n_pages(), start.elapsed());
}
