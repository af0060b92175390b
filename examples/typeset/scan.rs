//! `scan.pdf`: the born-digital PDF with some pages replaced by their images, as where a lost page was scanned in. The
//! images lie beside it as `scan-page-N.png` and are not made here: drawing them needs fonts (`draw.rs`).

use std::path::Path;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// Numbers of the pages that have an image, and the images.
pub fn images(dir: &Path) -> Vec<(u32, Vec<u8>)> {
    (1..100)
        .filter_map(|number| Some((number, std::fs::read(dir.join(format!("scan-page-{number}.png"))).ok()?)))
        .collect()
}

/// The file with those pages as images.
pub fn write(born: &[u8], images: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut doc = Document::load_mem(born).expect("our own PDF");
    let pages = doc.get_pages();
    for (number, png) in images {
        let page = pages[number];
        let image = add_image(&mut doc, png);
        let [width, height] = size(&doc, page);
        let content = format!("q {width} 0 0 {height} 0 0 cm /Im1 Do Q\n");
        let content = doc.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
        let page = doc.get_object_mut(page).and_then(Object::as_dict_mut).expect("a page");
        page.set("Contents", content);
        page.set("Resources", dictionary! { "XObject" => dictionary! { "Im1" => image } });
    }
    doc.prune_objects();
    doc.compress();
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).expect("a document is written to memory");
    bytes
}

fn size(doc: &Document, page: ObjectId) -> [f32; 2] {
    let page = doc.get_object(page).and_then(Object::as_dict).expect("a page");
    let corners = page.get(b"MediaBox").and_then(Object::as_array).expect("its size");
    [2, 3].map(|i| corners[i].as_float().expect("a number"))
}

/// A bilevel image as it is in its PNG: 1 is white.
fn add_image(doc: &mut Document, png: &[u8]) -> ObjectId {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
    let mut bits = vec![0; reader.output_buffer_size().expect("a small image")];
    let info = reader.next_frame(&mut bits).expect("its pixels");
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Grayscale, png::BitDepth::One));
    doc.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "ColorSpace" => "DeviceGray", "BitsPerComponent" => 1,
            "Width" => i64::from(info.width), "Height" => i64::from(info.height),
        },
        bits,
    ))
}
