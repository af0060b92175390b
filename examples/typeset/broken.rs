//! Hostile inputs, each named by its defect, and texts in other encodings and line endings.

use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, StringFormat, dictionary,
};

use super::chance::Chance;
use super::layout::Line;
use super::pdf;

/// Opens `encrypted-user-password.pdf`.
const PASSWORD: &str = "huikan-yunze";

const SIMPLIFIED: [&str; 6] = [
    "市政协召开十五届二十五次主席会议",
    "4月10日，市政协召开十五届二十五次主席会议。市政协主席程砚舟主持会议，副主席祁书云、阮清，秘书长卞长河出席会议。",
    "会议听取了一季度协商计划执行情况的汇报，研究了二季度重点工作，决定五月上旬赴石门岭县开展山区路网建设专题视察。",
    "会议强调，要把调查研究的功夫下在前面，既要到工作做得好的地方总结经验，更要到困难多的地方解剖麻雀。",
    "（云泽日报 宋知夏）",
    "",
];

const TRADITIONAL: [&str; 4] = [
    "市政協召開十五屆二十五次主席會議",
    "4月10日，市政協召開十五屆二十五次主席會議。市政協主席程硯舟主持會議，副主席祁書雲、阮清，秘書長卞長河出席會議。",
    "會議聽取了第一季協商計畫執行情況的匯報，研究了第二季重點工作，決定五月上旬赴石門嶺縣展開山區路網建設專題視察。",
    "（雲澤日報 宋知夏）",
];

/// Name and bytes of every file.
pub fn files() -> Vec<(&'static str, Vec<u8>)> {
    let plain = SIMPLIFIED.join("\n\n");
    let whole = two_pages(true);
    let cut = whole.len() * 55 / 100;
    let utf16 = [0xFFFE_u16.swap_bytes()].into_iter().chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let pages = [SIMPLIFIED[0], SIMPLIFIED[1], SIMPLIFIED[2], SIMPLIFIED[3]].join("\n\u{c}");
    vec![
        ("not-a-pdf.pdf", not_a_pdf()),
        ("truncated.pdf", whole.iter().take(cut).copied().collect()),
        ("zero-pages.pdf", zero_pages()),
        ("empty.txt", Vec::new()),
        ("binary-junk.bin", junk(4096, 9)),
        ("encrypted-user-password.pdf", encrypted()),
        ("page-without-text.pdf", whole),
        ("gb18030.txt", encoding_rs::GB18030.encode(&plain).0.into_owned()),
        ("utf16le-bom.txt", utf16),
        ("big5.txt", encoding_rs::BIG5.encode(&TRADITIONAL.join("\n\n")).0.into_owned()),
        ("crlf.txt", plain.replace('\n', "\r\n").into_bytes()),
        ("formfeeds.txt", pages.into_bytes()),
    ]
}

fn junk(n: usize, seed: u64) -> Vec<u8> {
    let mut chance = Chance::new(seed);
    (0..n).map(|_| chance.below(256) as u8).collect()
}

/// The head of a picture under a PDF's name.
fn not_a_pdf() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(junk(600, 4));
    bytes
}

fn zero_pages() -> Vec<u8> {
    let mut doc = Document::with_version("1.5");
    let pages = doc.new_object_id();
    pdf::finish(doc, pages, Vec::new(), "zero pages")
}

fn text_page(doc: &mut Document, pages: lopdf::ObjectId) -> Object {
    let font = pdf::font(doc, "STSong-Light", "UniGB-UTF16-H");
    let mut content = String::new();
    for (n, text) in SIMPLIFIED.iter().flat_map(|t| super::kinsoku::lines(t, 36.0, 0.0)).enumerate() {
        let y = 90.0 + 20.0 * n as f32;
        pdf::show(&mut content, &Line { page: 0, x: 60.0, y, size: 11.0, hei: false, spacing: 0.0, text }, 729.0);
    }
    let content = doc.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
    let id = doc.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "MediaBox" => media_box(),
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    Object::Reference(id)
}

fn media_box() -> Vec<Object> {
    vec![0.into(), 0.into(), 516.into(), 729.into()]
}

/// A page that is only a picture: grey stripes where lines of print would be.
fn picture_page(doc: &mut Document, pages: lopdf::ObjectId) -> Object {
    let pixels: Vec<u8> = (0..96 * 128).map(|i| if (i / 96) % 6 < 3 && i % 96 > 8 { 90 } else { 245 }).collect();
    let image = doc.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 96, "Height" => 128,
            "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
        },
        pixels,
    ));
    let content = doc.add_object(Stream::new(Dictionary::new(), b"q 400 0 0 600 58 64 cm /Im1 Do Q".to_vec()));
    let id = doc.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "MediaBox" => media_box(),
        "Resources" => dictionary! { "XObject" => dictionary! { "Im1" => image } },
    });
    Object::Reference(id)
}

fn two_pages(with_picture: bool) -> Vec<u8> {
    let mut doc = Document::with_version("1.5");
    let pages = doc.new_object_id();
    let mut kids = vec![text_page(&mut doc, pages)];
    if with_picture {
        kids.push(picture_page(&mut doc, pages));
    }
    pdf::finish(doc, pages, kids, "two pages")
}

/// RC4 with 40 bits: the one scheme without random numbers, so the bytes stay the same.
fn encrypted() -> Vec<u8> {
    let mut doc = Document::load_mem(&two_pages(false)).expect("our own document");
    let id = Object::String(b"yunze-fixture-id".to_vec(), StringFormat::Literal);
    doc.trailer.set("ID", vec![id.clone(), id]);
    let version = EncryptionVersion::V1 {
        document: &doc,
        owner_password: "huikan-owner",
        user_password: PASSWORD,
        permissions: Permissions::PRINTABLE,
    };
    let state = EncryptionState::try_from(version).expect("a state for RC4");
    doc.encrypt(&state).expect("a document to encrypt");
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).expect("a document is written to memory");
    bytes
}
