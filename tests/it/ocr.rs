//! Pages that are images: from pixels to records with the real engine, and what happens without it. Tests that need the
//! models say so where they are not installed (`huikan models install`; `.ci/run` does).

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{Ran, huikan};

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).to_string_lossy().into_owned()
}

/// Whether the models are there; says what is left out where they are not.
pub fn has_models(what: &str) -> bool {
    let here = tempfile::tempdir().unwrap();
    let has = huikan(here.path(), &["models"]).code == 0;
    if !has {
        println!("skipped: {what}: the OCR models are not installed (huikan models install)");
    }
    has
}

fn convert(folder: &Path, more: &[&str]) -> Ran {
    let scan = fixture("yunze/2023-11/scan.pdf");
    let roster = fixture("yunze/roster.toml");
    let mut args = vec!["convert", &scan, "-o", "out", "--roster", &roster, "--force", "--offline"];
    args.extend(more);
    huikan(folder, &args)
}

/// The bytes of the files of the one issue in `out`, by name.
fn written(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let issue = std::fs::read_dir(folder.join("out")).unwrap().next().unwrap().unwrap().path();
    let mut files: Vec<PathBuf> = std::fs::read_dir(issue).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files.iter().map(|f| (f.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(f).unwrap())).collect()
}

fn rows(folder: &Path, name: &str) -> Vec<Value> {
    let files = written(folder);
    let (_, bytes) = files.iter().find(|(file, _)| file == name).unwrap();
    String::from_utf8(bytes.clone()).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn a_scanned_page_among_others_becomes_records() {
    if !has_models("a scanned page among others") {
        return;
    }
    let here = tempfile::tempdir().unwrap();
    let cache = here.path().join("cache");
    let cache = cache.to_str().unwrap();
    let ran = convert(here.path(), &["--cache", cache, "--jobs", "2"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let records = rows(here.path(), "records.jsonl");
    let of = |title: &str| records.iter().find(|r| r["title"] == title).unwrap_or_else(|| panic!("{title} is missing"));
    assert_eq!(of("书香浸润初心 交流碰撞智慧")["provenance"]["extractor"], "ocr");
    assert_eq!(of("把“问号”变成“句号”")["provenance"]["extractor"], "text-layer");
    // the same bytes with other threads, and from what was kept
    let first = written(here.path());
    for more in [&["--jobs", "1"][..], &["--cache", cache, "--jobs", "1"]] {
        let ran = convert(here.path(), more);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(first == written(here.path()), "other bytes with {more:?}");
    }
}

#[test]
fn a_page_on_its_side_or_head_is_read_as_it_should_stand() {
    if !has_models("turned pages") {
        return;
    }
    let here = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(fixture("yunze/2023-11/scan-page-5.png")).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes));
    reader.set_transformations(png::Transformations::EXPAND);
    let mut reader = reader.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    // the upper half is enough to be read
    let (width, height) = (info.width as usize, info.height as usize / 2);
    pixels.truncate(width * height);
    let right: Vec<u8> =
        (0..width).flat_map(|x| (0..height).rev().map(move |y| (x, y))).map(|(x, y)| pixels[y * width + x]).collect();
    let half: Vec<u8> = pixels.iter().rev().copied().collect();
    for (name, pixels, width, height) in [("right.png", right, height, width), ("half.png", half, width, height)] {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width as u32, height as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        std::fs::write(here.path().join(name), out).unwrap();
        let ran = huikan(here.path(), &["inspect", name, "--stage", "read", "--offline"]);
        assert!(ran.stdout.contains(r#""text":"市政协举办第四季度委员读书分享会""#), "{name}: {}", ran.stdout);
        let ran = huikan(here.path(), &["convert", name, "-o", "out", "--offline", "--force"]);
        assert!(ran.code == 0, "{name}: {}", ran.stderr);
        let titles: Vec<Value> = rows(here.path(), "records.jsonl").iter().map(|r| r["title"].clone()).collect();
        assert!(titles.contains(&"书香浸润初心 交流碰撞智慧".into()), "{name}: {titles:?}");
        std::fs::remove_dir_all(here.path().join("out")).unwrap();
    }
}

#[test]
fn without_models_the_page_is_marked_and_the_rest_goes_on() {
    let here = tempfile::tempdir().unwrap();
    let ran = convert(here.path(), &["--models", "none", "--json"]);
    assert_eq!(ran.code, 1, "part of the issue is missing: {}", ran.stderr);
    assert!(ran.stderr.contains(r#""code":"no-ocr-model""#) && ran.stderr.contains(r#""page":5"#), "{}", ran.stderr);
    assert!(ran.stderr.contains("huikan models install --from FILE"), "the hint says how: {}", ran.stderr);
    assert!(rows(here.path(), "records.jsonl").len() > 5);
    // once more without --force: what could not be read is tried again
    let scan = fixture("yunze/2023-11/scan.pdf");
    let roster = fixture("yunze/roster.toml");
    let again = ["convert", &scan, "-o", "out", "--roster", &roster, "--offline", "--models", "none", "--json"];
    let ran = huikan(here.path(), &again);
    assert!(ran.code == 1 && ran.stderr.contains(r#""code":"converted""#), "{}", ran.stderr);
    let ran = convert(here.path(), &["--ocr", "off", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains(r#""code":"page-without-text""#), "{}", ran.stderr);
}

#[test]
fn models_that_are_cut_short_or_others_are_not_used() {
    let here = tempfile::tempdir().unwrap();
    let models = here.path().join("models");
    std::fs::create_dir(&models).unwrap();
    let detector = models.join("PP-OCRv6_det_small.onnx");
    for (bytes, why) in [(1000, "it is cut short"), (9_929_594, "its SHA-256 is another")] {
        std::fs::write(&detector, vec![7_u8; bytes]).unwrap();
        let ran = convert(here.path(), &["--models", "models", "--json"]);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert!(ran.stderr.contains(r#""code":"no-ocr-model""#) && ran.stderr.contains(why), "{}", ran.stderr);
        let ran = huikan(here.path(), &["models", "--models", "models"]);
        assert!(ran.code == 1 && ran.stdout.contains(why), "{}", ran.stdout);
    }
}

#[test]
fn models_are_taken_from_a_copy_and_checked() {
    let here = tempfile::tempdir().unwrap();
    std::fs::create_dir(here.path().join("copy")).unwrap();
    let install = ["models", "install", "--models", "models", "--from", "copy"];
    let ran = huikan(here.path(), &install);
    assert_eq!(ran.code, 5);
    assert_eq!(
        ran.stderr,
        "huikan: copy does not hold PP-OCRv6_det_small.onnx\n  hint: give the wheel of rapidocr 3.10.0, or a folder with the two .onnx files\n"
    );
    std::fs::write(here.path().join("copy/PP-OCRv6_det_small.onnx"), vec![0; 9_929_594]).unwrap();
    let ran = huikan(here.path(), &install);
    assert!(ran.code == 5 && ran.stderr.contains("its SHA-256 is another"), "{}", ran.stderr);
    assert!(!here.path().join("models/PP-OCRv6_det_small.onnx").exists(), "nothing unknown is installed");
}

#[test]
fn an_image_too_large_to_hold_is_refused_before_it_is_decoded() {
    let here = tempfile::tempdir().unwrap();
    let mut huge = Vec::new();
    png::Encoder::new(&mut huge, 60_000, 60_000).write_header().unwrap();
    std::fs::write(here.path().join("huge.png"), huge).unwrap();
    let ran = huikan(here.path(), &["convert", "huge.png", "-o", "out", "--offline"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stderr.contains("an image of 60000 × 60000 pixels is too large"), "{}", ran.stderr);

    std::fs::write(here.path().join("huge.pdf"), pdf_with_image(60_000, 60_000)).unwrap();
    let ran = huikan(here.path(), &["convert", "huge.pdf", "-o", "out", "--offline"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stderr.contains("an image of 60000 × 60000 pixels is too large"), "{}", ran.stderr);
}

/// A page whose image says it has this size.
fn pdf_with_image(width: i64, height: i64) -> Vec<u8> {
    use lopdf::{Dictionary, Document, Object, Stream, dictionary};
    let mut doc = Document::with_version("1.5");
    let image = doc.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
            "Width" => width, "Height" => height,
        },
        vec![0; 100],
    ));
    let content = doc.add_object(Stream::new(Dictionary::new(), b"q 595 0 0 842 0 0 cm /Im1 Do Q".to_vec()));
    let pages = doc.new_object_id();
    let page = doc.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "XObject" => dictionary! { "Im1" => image } },
    });
    let kids = vec![Object::Reference(page)];
    doc.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 1 }.into());
    let root = doc.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    doc.trailer.set("Root", root);
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_folder_of_images_is_one_issue() {
    let here = tempfile::tempdir().unwrap();
    let folder = here.path().join("scans/第208期");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["p2.png", "p10.png"] {
        std::fs::copy(fixture("yunze/2023-11/scan-page-5.png"), folder.join(name)).unwrap();
    }
    let ran = huikan(here.path(), &["convert", "scans", "-o", "out", "--ocr", "off", "--json"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stderr.contains(r#""path":"scans/第208期""#), "{}", ran.stderr);
    assert!(ran.stderr.contains("no page has text"), "{}", ran.stderr);
    // beside a document they are its illustrations
    std::fs::write(folder.join("a.txt"), "文").unwrap();
    let ran = huikan(here.path(), &["convert", "scans", "-o", "out", "--ocr", "off", "--json"]);
    assert!(ran.stderr.contains("it is an image beside other documents"), "{}", ran.stderr);
}
