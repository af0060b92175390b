//! PDFs built here, object by object, and read back. The text is invented. The last test reads the shared cases, where the
//! environment says where they are.

use encoding_rs::GBK;
use huikan::model::page::{Glyph, PageIndex, RawContent, RawPage};
use huikan::read::pdf::{Document, Limits, Options, PdfError};
use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};
use proptest::prelude::*;

/// A file with one page of 200 × 300 points; `F1` is a Chinese font as old bulletins have it: not embedded, no ToUnicode.
struct Print {
    file: lopdf::Document,
    page: ObjectId,
    resources: Dictionary,
}

impl Print {
    fn new() -> Self {
        let mut file = lopdf::Document::with_version("1.6");
        let descendant = file.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "STSong-Light",
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("GB1"), "Supplement" => 2,
            },
        });
        let font = file.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "STSong-Light", "Encoding" => "GBK-EUC-H",
            "DescendantFonts" => vec![descendant.into()],
        });
        let pages = file.new_object_id();
        let page = file.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 200.into(), 300.into()],
        });
        file.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into());
        let catalog = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        file.trailer.set("Root", catalog);
        Self { file, page, resources: dictionary! { "Font" => dictionary! { "F1" => font } } }
    }

    fn on_page(&mut self, key: &str, value: impl Into<Object>) {
        let page = self.file.get_object_mut(self.page).and_then(Object::as_dict_mut).expect("the page");
        page.set(key, value);
    }

    /// Puts the content on the page, in one stream or several.
    fn with(mut self, parts: &[&[u8]]) -> Self {
        let streams: Vec<Object> = parts
            .iter()
            .map(|part| self.file.add_object(Stream::new(Dictionary::new(), part.to_vec())).into())
            .collect();
        self.on_page("Contents", streams);
        self
    }

    fn form(&mut self, content: &[u8]) -> ObjectId {
        let dict = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 100.into(), 100.into()],
            "Resources" => self.resources.clone(),
        };
        self.file.add_object(Stream::new(dict, content.to_vec()))
    }

    fn bytes(mut self) -> Vec<u8> {
        let resources = self.resources.clone();
        self.on_page("Resources", resources);
        let mut bytes = Vec::new();
        self.file.save_to(&mut bytes).expect("writing to memory");
        bytes
    }

    fn read(self) -> (RawPage, Vec<&'static str>) {
        read(self.bytes(), &Options::default())
    }
}

fn read(bytes: Vec<u8>, options: &Options) -> (RawPage, Vec<&'static str>) {
    let page = Document::open(Box::new(bytes), options).expect("a readable file").page(PageIndex(0));
    (page.value, page.notes.iter().map(|note| note.code).collect())
}

/// `(…)` with the text in GBK.
fn gbk(text: &str) -> Vec<u8> {
    [b"(", GBK.encode(text).0.as_ref(), b")"].concat()
}

fn glyphs(page: &RawPage) -> &[Glyph] {
    match &page.content {
        RawContent::Glyphs(glyphs) => glyphs,
        RawContent::Lines(_) | RawContent::Both(..) => &[],
    }
}

fn text(page: &RawPage) -> String {
    glyphs(page).iter().map(|glyph| glyph.text.as_ref().map_or_else(|| "?".to_owned(), ToString::to_string)).collect()
}

fn near(a: f32, b: f32) -> bool {
    (a - b).abs() < 0.01
}

#[test]
fn a_font_not_embedded_is_read_at_its_place() {
    let content = [b"BT /F1 10 Tf 1 0 0 1 20 250 Tm ".as_slice(), &gbk("会刊A"), b" Tj ET"].concat();
    let (page, notes) = Print::new().with(&[&content]).read();
    assert_eq!((text(&page).as_str(), notes.as_slice()), ("会刊A", &[][..]));
    let second = &glyphs(&page)[1];
    assert!(near(second.origin.x, 30.0) && near(second.origin.y, 50.0) && near(second.size_pt, 10.0), "{second:?}");
    assert!(near(second.bbox.x1, 40.0) && near(second.bbox.y0, 41.2) && near(second.bbox.y1, 51.2), "{second:?}");
    assert_eq!(page.fonts[0].name, "STSong-Light");
}

#[test]
fn a_turned_and_cropped_page_has_its_origin_top_left() {
    let content = [b"BT /F1 10 Tf 0 1 -1 0 60 40 Tm ".as_slice(), &gbk("刊"), b" Tj ET"].concat();
    let mut print = Print::new().with(&[&content]);
    print.on_page("Rotate", 90);
    print.on_page("CropBox", vec![10.into(), 20.into(), 190.into(), 280.into()]);
    let (page, _) = print.read();
    let size = page.size.expect("a size");
    assert!(near(size.width, 260.0) && near(size.height, 180.0));
    let glyph = &glyphs(&page)[0];
    // drawn upwards, seen after a quarter turn to the right: from left to right
    assert!(near(glyph.origin.x, 20.0) && near(glyph.origin.y, 50.0) && near(glyph.angle_deg, 0.0), "{glyph:?}");
}

#[test]
fn spacing_stretch_rise_and_kerning_move_the_glyphs() {
    let content = [
        b"BT /F1 10 Tf 2 Tc 50 Tz 3 Ts 0 100 Td [".as_slice(),
        &gbk("会"),
        b" -1000 ",
        &gbk("刊"),
        b"] TJ T* 14 TL ",
        &gbk("三"),
        b" ' ET",
    ]
    .concat();
    let (page, _) = Print::new().with(&[&content]).read();
    let [_, second, third] = glyphs(&page) else { panic!("three glyphs") };
    // (10 + 2) × ½, and 10 × ½ for the kerning
    assert!(near(second.origin.x, 11.0) && near(second.origin.y, 197.0), "{second:?}");
    assert!(near(third.origin.x, 0.0) && near(third.origin.y, 211.0), "{third:?}");
}

#[test]
fn the_hidden_layer_of_a_scan_is_told_from_print() {
    let content = [b"BT /F1 10 Tf 3 Tr ".as_slice(), &gbk("会"), b" Tj 2 Tr ", &gbk("刊"), b" Tj ET"].concat();
    let (page, _) = Print::new().with(&[&content]).read();
    assert_eq!(glyphs(&page).iter().map(|glyph| glyph.invisible).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn content_cut_inside_a_string_is_read_whole() {
    let code = GBK.encode("会").0.into_owned();
    let first = [b"BT /F1 10 Tf (".as_slice(), &code[..1]].concat();
    let second = [&code[1..], b") T".as_slice()].concat();
    let (page, _) = Print::new().with(&[&first, &second, b"j ET"]).read();
    assert_eq!(text(&page), "会");
}

#[test]
fn broken_operators_cost_only_themselves() {
    let content = [
        b"BT /F1 10 Tf ) ### 1.2.3 0 0 1 5 --50 Tm ".as_slice(),
        &gbk("会"),
        b" Tj Q Q /None Tf >> [ 1 0 0 rg /F1 1-0 Tf ",
        &gbk("刊"),
        b" Tj BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI ",
        &gbk("三"),
        b" Tj ET",
    ]
    .concat();
    let mut print = Print::new();
    print.on_page("MediaBox", vec![0.into(), (-100).into(), 200.into(), 200.into()]);
    let (page, _) = print.with(&[&content]).read();
    assert_eq!(text(&page), "会刊三");
}

#[test]
fn forms_and_stamps_are_part_of_the_page() {
    let mut print = Print::new();
    let inner = print.form(&[b"BT /F1 10 Tf ".as_slice(), &gbk("内"), b" Tj ET"].concat());
    print.resources.set("XObject", dictionary! { "X" => inner });
    let outer = print.form(b"/X Do");
    let stamp = print.form(&[b"BT /F1 10 Tf ".as_slice(), &gbk("章"), b" Tj ET"].concat());
    print.resources.set("XObject", dictionary! { "X" => outer });
    let stamped = dictionary! {
        "Type" => "Annot", "Subtype" => "Stamp", "Rect" => vec![50.into(), 50.into(), 150.into(), 150.into()],
        "AP" => dictionary! { "N" => stamp },
    };
    print.on_page("Annots", vec![Object::Dictionary(stamped)]);
    let (page, _) = print.with(&[b"/X Do"]).read();
    assert_eq!(text(&page), "内章");
    let stamp = &glyphs(&page)[1];
    assert!(near(stamp.origin.x, 50.0) && near(stamp.origin.y, 250.0), "{stamp:?}");
}

#[test]
fn a_form_that_draws_itself_ends() {
    let mut print = Print::new();
    let form = print.form(&[b"BT /F1 10 Tf ".as_slice(), &gbk("环"), b" Tj ET /X Do /X Do"].concat());
    print.resources.set("XObject", dictionary! { "X" => form });
    let resources = print.resources.clone();
    let stream = print.file.get_object_mut(form).and_then(Object::as_stream_mut).expect("the form");
    stream.dict.set("Resources", resources);
    let (page, notes) = print.with(&[b"/X Do"]).read();
    assert_eq!((text(&page).as_str(), notes.as_slice()), ("环", &["content-damaged"][..]));
}

#[test]
fn actual_text_and_layers_that_are_off_are_heeded() {
    let mut print = Print::new();
    let layer = print.file.add_object(dictionary! { "Type" => "OCG", "Name" => Object::string_literal("draft") });
    let catalog = print.file.catalog_mut().expect("the catalog");
    catalog.set(
        "OCProperties",
        dictionary! { "OCGs" => vec![layer.into()], "D" => dictionary! { "OFF" => vec![layer.into()] } },
    );
    print.resources.set("Properties", dictionary! { "L" => layer });
    let content = [
        b"BT /F1 10 Tf /OC /L BDC ".as_slice(),
        &gbk("稿"),
        b" Tj EMC /Span << /ActualText <FEFF4F1A> >> BDC ",
        &gbk("x"),
        b" Tj EMC ET",
    ]
    .concat();
    let (page, _) = print.with(&[&content]).read();
    assert_eq!(text(&page), "会");
}

#[test]
fn a_page_without_text_says_whether_it_has_an_image() {
    let mut print = Print::new();
    let image = Stream::new(dictionary! { "Subtype" => "Image", "Width" => 1654, "Height" => 2339 }, vec![0; 1000]);
    let image = print.file.add_object(image);
    print.resources.set("XObject", dictionary! { "Im" => image });
    let (page, notes) = print.with(&[b"q 200 0 0 300 0 0 cm /Im Do Q"]).read();
    assert_eq!(notes, ["page-without-text"]);
    assert_eq!((page.images[0].width_px, page.images[0].height_px), (1654, 2339));
    assert!(near(page.images[0].bbox.x1, 200.0) && near(page.images[0].bbox.y1, 300.0));
}

#[test]
fn text_of_characters_nobody_prints_is_doubtful() {
    let lie = [b"BT /F1 10 Tf ".as_slice(), &gbk("犌犅犜犃犆犇犈犉"), b" Tj ET"].concat();
    assert_eq!(Print::new().with(&[&lie]).read().1, ["text-layer-doubtful"]);
    let truth = [b"BT /F1 10 Tf ".as_slice(), &gbk("政協委員議錄與提案辦理犇"), b" Tj ET"].concat();
    assert_eq!(Print::new().with(&[&truth]).read().1, Vec::<&str>::new());
}

#[test]
fn vertical_writing_goes_downwards() {
    let mut print = Print::new();
    let font = print.resources.get(b"Font").and_then(Object::as_dict).and_then(|fonts| fonts.get(b"F1"));
    let font = font.and_then(Object::as_reference).expect("the font");
    let dict = print.file.get_object_mut(font).and_then(Object::as_dict_mut).expect("the font");
    dict.set("Encoding", "GBK-EUC-V");
    let content = [b"BT /F1 10 Tf 100 250 Td ".as_slice(), &gbk("会刊"), b" Tj ET"].concat();
    let (page, _) = print.with(&[&content]).read();
    let [first, second] = glyphs(&page) else { panic!("two glyphs") };
    assert!(
        first.vertical && near(first.bbox.x0, 95.0) && near(first.bbox.y0, 50.0) && near(first.bbox.y1, 60.0),
        "{first:?}"
    );
    assert!(near(second.origin.x, 95.0) && near(second.bbox.y0, 60.0), "{second:?}");
}

#[test]
fn text_beyond_the_edge_is_left_out_unless_its_line_began_on_the_page() {
    let run =
        [b"BT /F1 10 Tf 185 100 Td ".as_slice(), &gbk("会刊三期"), b" Tj 100 0 Td ", &gbk("样"), b" Tj ET"].concat();
    let (page, notes) = Print::new().with(&[&run]).read();
    assert_eq!((text(&page).as_str(), notes.as_slice()), ("会刊三期", &["glyphs-off-page"][..]));
}

#[test]
fn pages_read_in_parallel_are_the_same() {
    fn shared<T: Send + Sync>(value: T) -> T {
        value
    }
    let content = [b"BT /F1 10 Tf ".as_slice(), &gbk("会刊"), b" Tj ET"].concat();
    let file =
        Document::open(Box::new(Print::new().with(&[&content]).bytes()), &Options::default()).expect("a readable file");
    let file = &shared(file);
    let pages = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..4).map(|_| scope.spawn(|| file.page(PageIndex(0)))).collect();
        readers.into_iter().map(|reader| reader.join().expect("a page")).collect::<Vec<_>>()
    });
    assert!(pages.iter().all(|page| *page == pages[0]));
}

#[test]
fn limits_end_the_page_and_say_so() {
    let content = [b"BT /F1 10 Tf ".to_vec(), [gbk("会"), b" Tj ".to_vec()].concat().repeat(1000)].concat();
    let options = Options { limits: Limits { glyphs: 10, ..Limits::default() }, ..Options::default() };
    let (page, notes) = read(Print::new().with(&[&content]).bytes(), &options);
    assert_eq!((glyphs(&page).len(), notes.as_slice()), (10, &["limit-reached"][..]));
    let options = Options { limits: Limits { stream_bytes: 100, ..Limits::default() }, ..Options::default() };
    let mut print = Print::new().with(&[&content]);
    print.file.compress();
    let (page, notes) = read(print.bytes(), &options);
    assert!(glyphs(&page).len() < 50 && notes.contains(&"content-damaged"), "{notes:?}");
}

fn locked(direct: bool) -> Vec<u8> {
    let content = [b"BT /F1 10 Tf ".as_slice(), &gbk("密"), b" Tj ET"].concat();
    let mut print = Print::new().with(&[&content]);
    let resources = print.resources.clone();
    print.on_page("Resources", resources);
    let mut file = print.file;
    let id = Object::string_literal("0123456789abcdef");
    file.trailer.set("ID", vec![id.clone(), id]);
    let version = lopdf::EncryptionVersion::V2 {
        document: &file,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).expect("a key");
    file.encrypt(&state).expect("encrypting");
    if direct {
        let dict = file.get_encrypted().expect("the entry").clone();
        file.trailer.set("Encrypt", dict);
    }
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("writing to memory");
    bytes
}

#[test]
fn a_missing_password_is_told_from_a_wrong_one() {
    for direct in [false, true] {
        let open = |password: Option<&str>| {
            let options = Options { password: password.map(str::to_owned), ..Options::default() };
            Document::open(Box::new(locked(direct)), &options).map(|file| text(&file.page(PageIndex(0)).value))
        };
        assert_eq!(open(None), Err(PdfError::PasswordMissing));
        assert_eq!(open(Some("guess")), Err(PdfError::PasswordWrong));
        assert_eq!(open(Some("user")), Ok("密".to_owned()), "direct: {direct}");
    }
}

#[test]
fn what_is_no_pdf_or_has_no_page_is_refused_with_its_cause() {
    let open = |bytes: &[u8]| {
        Document::open(Box::new(bytes.to_vec()), &Options::default()).err().map(|error| error.to_string())
    };
    assert_eq!(open(b"").as_deref(), Some("not a PDF: it has no %PDF- marker near its beginning"));
    assert_eq!(
        open(b"%PDF-1.4\n%%EOF").as_deref(),
        Some("damaged beyond repair: failed parsing cross reference table")
    );
    let mut file = lopdf::Document::with_version("1.4");
    let pages = file.add_object(dictionary! { "Type" => "Pages", "Kids" => Vec::<Object>::new(), "Count" => 0 });
    let catalog = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    file.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("writing to memory");
    assert_eq!(open(&bytes).as_deref(), Some("it has no pages"));
}

/// The only page is written inside the tree, where a reference has to stand; lopdf finds no page.
#[cfg(feature = "second-reader")]
#[test]
fn a_page_that_lopdf_does_not_find_is_found_by_the_second_reader() {
    let mut print = Print::new().with(&[&[b"BT /F1 10 Tf 20 250 Td ".as_slice(), &gbk("会刊"), b" Tj ET"].concat()]);
    let resources = print.resources.clone();
    print.on_page("Resources", resources);
    let page = print.file.objects.remove(&print.page).expect("the page");
    let tree = print.file.catalog().and_then(|c| c.get(b"Pages")).and_then(Object::as_reference).expect("the tree");
    let kids = print.file.get_object_mut(tree).and_then(Object::as_dict_mut).expect("the tree");
    kids.set("Kids", vec![page]);
    let mut bytes = Vec::new();
    print.file.save_to(&mut bytes).expect("writing to memory");
    let file = Document::open(Box::new(bytes), &Options::default()).expect("a readable file");
    assert_eq!((file.n_pages(), file.notes()[0].code), (1, "file-repaired"));
    assert_eq!(text(&file.page(PageIndex(0)).value), "会刊");
}

proptest! {
    #[test]
    fn any_content_gives_a_page(content in proptest::collection::vec(any::<u8>(), 0..400)) {
        let (page, _) = Print::new().with(&[&content]).read();
        prop_assert!(page.size.is_some());
    }

    #[test]
    fn any_damage_gives_an_error_or_pages(place in 0.0..1.0_f64, with in any::<u8>(), cut in 0.5..1.0_f64) {
        let content = [b"BT /F1 10 Tf ".as_slice(), &gbk("会刊三期"), b" Tj ET"].concat();
        let mut bytes = Print::new().with(&[&content]).bytes();
        let at = (place * bytes.len() as f64) as usize;
        bytes[at] = with;
        bytes.truncate((cut * bytes.len() as f64) as usize);
        if let Ok(file) = Document::open(Box::new(bytes), &Options::default()) {
            for index in 0..file.n_pages() {
                let notes = file.page(PageIndex(index as u32)).notes;
                prop_assert!(notes.iter().all(|note| note.code != "page-failed"));
            }
        }
    }
}

#[test]
fn the_shared_cases_read_without_one_wrong_character() {
    let Ok(shared) = std::env::var("HUIKAN_SHARED") else {
        return println!("skipped: HUIKAN_SHARED does not say where the shared cases are");
    };
    let mut n_cases = 0;
    for entry in std::fs::read_dir(format!("{shared}/pdfcases")).expect("the folder of cases") {
        let path = entry.expect("an entry").path();
        let Ok(expected) = std::fs::read(path.with_extension("json")) else { continue };
        if path.extension().is_none_or(|extension| extension != "pdf") {
            continue;
        }
        let expected: Vec<Vec<String>> = serde_json::from_slice(&expected).expect("lines by page");
        let bytes = std::fs::read(&path).expect("a readable case");
        let file = Document::open(Box::new(bytes), &Options::default()).expect("a readable PDF");
        assert_eq!(file.n_pages(), expected.len(), "{}", path.display());
        for (index, lines) in expected.iter().enumerate() {
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let page = file.page(PageIndex(index as u32)).value;
            assert_eq!(bare(&text(&page)), bare(&lines.concat()), "{} page {index}", path.display());
        }
        n_cases += 1;
    }
    assert!(n_cases > 0, "no case found");
}
