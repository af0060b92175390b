//! The born-digital PDF: text in two fonts that are named, not embedded, as many a Chinese layout program wrote them.

use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, Stream, StringFormat, dictionary};

use super::issue::{Issue, Owner};
use super::kinsoku;
use super::layout::{Layout, Line, Shape};
use super::style::Paper;

/// Running head and page number as printed on a page, None where it has none.
pub fn marginalia(issue: &Issue, laid: &Layout, page: usize) -> Option<(String, String)> {
    let running = issue.head.get("running")?;
    let body = |f: &&super::layout::Fragment| matches!(issue.units[f.unit].owner, Owner::Article(_));
    let has_text = laid.fragments.iter().filter(body).any(|f| f.page == page);
    let number = issue.printed(page as u32)?;
    has_text.then(|| (running.to_owned(), number.to_string()))
}

/// Adds running heads and page numbers.
pub fn furniture(issue: &Issue, paper: &Paper, laid: &mut Layout) {
    for page in 0..laid.pages {
        let Some((head, number)) = marginalia(issue, laid, page) else { continue };
        let size = 9.0;
        let width = kinsoku::width(&head) * size;
        let outer = if page % 2 == 0 { paper.width - paper.side - width } else { paper.side };
        let mut line = |x: f32, y: f32, text: String| {
            laid.lines.push(Line { page, x, y, size, hei: false, spacing: 0.0, text });
        };
        line(outer, 46.0, head);
        let x = (paper.width - kinsoku::width(&number) * size) / 2.0;
        line(x, paper.height - 34.0, number);
        let rect = [paper.side, 52.0, paper.measure(), 0.6];
        laid.shapes.push(Shape { page, rect, filled: true });
    }
}

/// The whole file.
pub fn write(issue: &Issue, laid: &Layout) -> Vec<u8> {
    let paper = Paper::of(&issue.head);
    let mut doc = Document::with_version("1.5");
    let cmap = issue.head.get("cmap").unwrap_or("UniGB-UTF16-H");
    let song = font(&mut doc, "STSong-Light", cmap);
    let hei = font(&mut doc, "STHeiti-Regular", cmap);
    let pages_id = doc.new_object_id();
    let mut kids = Vec::new();
    for page in 0..laid.pages {
        let content = doc.add_object(Stream::new(Dictionary::new(), content(laid, &paper, cmap, page).into_bytes()));
        let id = doc.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages_id, "Contents" => content,
            "MediaBox" => vec![0.into(), 0.into(), paper.width.into(), paper.height.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => song, "F2" => hei } },
        });
        kids.push(Object::Reference(id));
    }
    finish(doc, pages_id, kids, &issue.head.text("doc-title"))
}

/// Page tree, catalogue and information dictionary; compressed bytes.
pub fn finish(mut doc: Document, pages_id: lopdf::ObjectId, kids: Vec<Object>, title: &str) -> Vec<u8> {
    let count = kids.len() as i64;
    doc.objects.insert(pages_id, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = doc.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages_id });
    let mut utf16 = vec![0xFE, 0xFF];
    utf16.extend(title.encode_utf16().flat_map(u16::to_be_bytes));
    let info = doc.add_object(dictionary! { "Title" => Object::String(utf16, StringFormat::Hexadecimal) });
    doc.trailer.set("Root", catalog);
    doc.trailer.set("Info", info);
    doc.compress();
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).expect("a document is written to memory");
    bytes
}

/// A composite font with a predefined CMap, not embedded.
pub fn font(doc: &mut Document, name: &str, cmap: &str) -> lopdf::ObjectId {
    let descriptor = doc.add_object(dictionary! {
        "Type" => "FontDescriptor", "FontName" => name, "Flags" => 4,
        "FontBBox" => vec![(-25).into(), (-254).into(), 1000.into(), 880.into()],
        "ItalicAngle" => 0, "Ascent" => 880, "Descent" => -120, "CapHeight" => 880, "StemV" => 93,
    });
    let registry = |s: &str| Object::String(s.as_bytes().to_vec(), StringFormat::Literal);
    let system = dictionary! { "Registry" => registry("Adobe"), "Ordering" => registry("GB1"), "Supplement" => 4 };
    let descendant = doc.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => name, "CIDSystemInfo" => system,
        "FontDescriptor" => descriptor, "DW" => 1000,
        "W" => vec![1.into(), 95.into(), 500.into(), 814.into(), 939.into(), 500.into()],
    });
    doc.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => format!("{name}-{cmap}"), "Encoding" => cmap,
        "DescendantFonts" => vec![descendant.into()],
    })
}

fn content(laid: &Layout, paper: &Paper, cmap: &str, page: usize) -> String {
    let mut s = String::new();
    let ucs2 = cmap == "UniGB-UCS2-H";
    for shape in laid.shapes.iter().filter(|s| s.page == page) {
        let [left, top, width, height] = shape.rect;
        let paint = if shape.filled { "0.88 g" } else { "1 g" };
        let _ = writeln!(s, "{paint} {left:.2} {:.2} {width:.2} {height:.2} re f", paper.height - top - height);
    }
    s.push_str("0 g\n");
    for line in laid.lines.iter().filter(|l| l.page == page) {
        // the older CMap has the middle dot only as the Japanese one
        let text = if ucs2 { line.text.replace('·', "・") } else { line.text.clone() };
        show(&mut s, &Line { text, ..line.clone() }, paper.height);
    }
    s
}

/// One line of type as its own text object.
pub fn show(s: &mut String, line: &Line, height: f32) {
    let font = if line.hei { "F2" } else { "F1" };
    let _ = write!(
        s,
        "BT /{font} {:.2} Tf {:.3} Tc 1 0 0 1 {:.2} {:.2} Tm <",
        line.size,
        line.spacing,
        line.x,
        height - line.y
    );
    for unit in line.text.encode_utf16() {
        let _ = write!(s, "{unit:04X}");
    }
    s.push_str("> Tj ET\n");
}
