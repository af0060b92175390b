//! What is written for those who look at pages, and read from them: searchable PDFs, ALTO, hOCR.

use std::path::Path;

use huikan::read::{self, Document};
use serde_json::Value;

use crate::ocr::has_models;
use crate::program::{Ran, huikan, names};

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).to_string_lossy().into_owned()
}

fn convert(folder: &Path, inputs: &[&str], out: &str, more: &[&str]) -> Ran {
    let roster = fixture("yunze/roster.toml");
    let mut args = vec!["convert"];
    args.extend(inputs);
    args.extend(["-o", out, "--roster", &roster, "--offline", "--json"]);
    args.extend(more);
    huikan(folder, &args)
}

/// The one issue folder in an output folder.
fn issue(folder: &Path, out: &str) -> std::path::PathBuf {
    let out = folder.join(out);
    let names = names(&out);
    assert_eq!(names.len(), 1, "{names:?}");
    out.join(&names[0])
}

fn rows(folder: &Path, out: &str, name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(issue(folder, out).join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn lines(folder: &Path, out: &str) -> Vec<String> {
    rows(folder, out, "ledger.jsonl").iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect()
}

/// Records without what names their source.
fn records(folder: &Path, out: &str) -> Vec<Value> {
    let mut rows = rows(folder, out, "records.jsonl");
    for row in &mut rows {
        let row = row.as_object_mut().unwrap();
        row.remove("provenance");
        row.remove("quality");
    }
    rows
}

#[test]
fn a_searchable_pdf_keeps_the_file_and_reads_as_it_was_read() {
    if !has_models("searchable PDF") {
        return;
    }
    let here = tempfile::tempdir().unwrap();
    let here = here.path();
    let scan = fixture("yunze/2023-11/scan.pdf");
    let ran = convert(here, &[&scan], "a", &["--write-pdf", "--write-alto", "--cache", "cache"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let pdf = issue(here, "a").join("searchable.pdf");
    let (made, original) = (std::fs::read(&pdf).unwrap(), std::fs::read(&scan).unwrap());
    assert!(made.starts_with(&original) && made.len() > original.len(), "the file stands in front of the update");
    let ran = convert(here, &[pdf.to_str().unwrap()], "b", &["--ocr", "off"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(lines(here, "a"), lines(here, "b"));
    assert_eq!(records(here, "a"), records(here, "b"));
    // ALTO of the same pages, as one issue
    let alto = issue(here, "a").join("alto");
    assert_eq!(names(&alto).len(), 9);
    let ran = convert(here, &[alto.to_str().unwrap()], "c", &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(lines(here, "a"), lines(here, "c"));
    // the same bytes with other threads; made when it is asked for, and not again
    let first = |out: &str| std::fs::read(issue(here, out).join("searchable.pdf")).unwrap();
    let ran = convert(here, &[&scan], "d", &["--cache", "cache"]);
    assert!(ran.stderr.contains(r#""code":"converted""#), "{}", ran.stderr);
    let ran = convert(here, &[&scan], "d", &["--cache", "cache", "--write-pdf", "--jobs", "1"]);
    assert!(ran.stderr.contains(r#""code":"converted""#), "{}", ran.stderr);
    assert!(first("a") == first("d"));
    let ran = convert(here, &[&scan], "d", &["--cache", "cache", "--write-pdf"]);
    assert!(ran.stderr.contains(r#""code":"unchanged""#), "{}", ran.stderr);
}

#[test]
fn an_image_becomes_a_page_that_reads_as_the_image() {
    if !has_models("searchable PDF of images") {
        return;
    }
    let here = tempfile::tempdir().unwrap();
    let here = here.path();
    let image = fixture("yunze/2023-11/scan-page-5.png");
    let ran = convert(here, &[&image], "a", &["--write-pdf"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let pdf = issue(here, "a").join("searchable.pdf");
    let ran = convert(here, &[pdf.to_str().unwrap()], "b", &["--ocr", "off"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(lines(here, "a"), lines(here, "b"));
    // the pixels are the same
    let picture = |path: &str| {
        let document = read::open(Box::new(std::fs::read(path).unwrap()), &read::Options::default()).unwrap();
        document.picture(huikan::model::page::PageIndex(0), std::time::Duration::from_mins(5)).unwrap()
    };
    assert!(picture(&image).luma == picture(pdf.to_str().unwrap()).luma);
}

#[test]
fn a_layer_stands_for_the_text_that_was_not_believed() {
    if !has_models("a text layer replaced") {
        return;
    }
    let here = tempfile::tempdir().unwrap();
    let here = here.path();
    let ran = convert(here, &[&fixture("yunze/2023-11/scan-page-5.png")], "a", &["--write-pdf", "--cache", "cache"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let pdf = issue(here, "a").join("searchable.pdf");
    // its page is read anew, with another in its place
    let ran = convert(here, &[pdf.to_str().unwrap()], "b", &["--ocr", "force", "--write-pdf", "--cache", "cache"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let again = issue(here, "b").join("searchable.pdf");
    let ran = convert(here, &[again.to_str().unwrap()], "c", &["--ocr", "off"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(lines(here, "b"), lines(here, "c"));
}

#[test]
fn what_needs_no_layer_or_can_have_none_is_told() {
    let here = tempfile::tempdir().unwrap();
    let here = here.path();
    let ran = convert(here, &[&fixture("yunze/2023-11/born.pdf")], "a", &["--write-pdf", "--write-alto"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains(r#""code":"searchable-pdf-not-needed""#), "{}", ran.stderr);
    assert!(!issue(here, "a").join("searchable.pdf").exists());
    let alto = issue(here, "a").join("alto");
    let ran = convert(here, &[alto.to_str().unwrap()], "b", &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(lines(here, "a"), lines(here, "b"), "ALTO of a text layer reads as the layer");
    let ran = convert(here, &[&fixture("yunze/2023-11/ocr.txt")], "c", &["--write-pdf", "--write-alto"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for code in ["no-searchable-pdf", "no-alto"] {
        assert!(ran.stderr.contains(&format!(r#""code":"{code}""#)), "{}", ran.stderr);
    }
}

const HOCR: &str = "<?xml version='1.0' encoding='UTF-8'?>
<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Transitional//EN' 'xhtml1.dtd'>
<html><head><title></title><meta name='ocr-system' content='tesseract 5.3.0'></head><body>
<div class='ocr_page' id='page_1' title='image \"a;b.png\"; bbox 0 0 1654 2339; ppageno 0; scan_res 200 200'>
<p class='ocr_par'><span class='ocr_line' title='bbox 200 200 520 230; baseline 0 0; x_size 31'>
<span class='ocrx_word' title='bbox 200 200 260 230; x_wconf 96'><strong>会议</strong></span>
<span class='ocrx_word' title='bbox 260 200 320 230; x_wconf 90'>通过</span>
<span class='ocrx_word' title='bbox 320 200 350 230; x_wconf 90'>了</span>
<span class='ocrx_word' title='bbox 360 200 440 230; x_wconf 50'>AT&amp;T</span>
<span class='ocrx_word' title='bbox 450 200 520 230; x_wconf 80'>plan</span></span></p></div></body></html>";

fn page(data: &[u8]) -> huikan::model::page::RawPage {
    let document = read::open(Box::new(data.to_vec()), &read::Options::default()).unwrap();
    assert!(matches!(document, Document::Boxed(_)));
    document.page(huikan::model::page::PageIndex(0)).value
}

#[test]
fn hocr_is_read_with_its_places_and_chinese_words_are_no_words() {
    let raw = page(HOCR.as_bytes());
    let size = raw.size.unwrap();
    assert!((size.height - 842.0).abs() < 0.1, "{size:?}");
    let arranged = huikan::layout::arrange(raw).value;
    let texts: Vec<&str> = arranged.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["会议通过了AT&T plan"]);
    let line = &arranged.lines[0];
    let bbox = line.bbox.unwrap();
    assert!((bbox.x0 - 72.0).abs() < 3.0 && (bbox.y0 - 72.0).abs() < 3.0, "{bbox:?}");
    assert!((line.size_pt.unwrap() - 10.8).abs() < 0.9, "{:?}", line.size_pt);
    assert!((line.confidence.unwrap() - 0.5).abs() < 0.01);
    // where it does not say how it was scanned its page is A4
    let unknown = page(HOCR.replace("; scan_res 200 200", "").as_bytes());
    assert!((unknown.size.unwrap().height - 841.89).abs() < 0.1);
}

#[test]
fn alto_of_other_programs_is_read_in_each_of_its_units() {
    let alto = |unit: &str, one: f32| {
        let n = |inches: f32| inches * one;
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a:alto xmlns:a=\"x\"><a:Description><a:MeasurementUnit>{unit}</a:MeasurementUnit>\
             </a:Description><a:Layout><a:Page ID=\"p\" PHYSICAL_IMG_NR=\"1\" WIDTH=\"{}\" HEIGHT=\"{}\"><a:PrintSpace><a:TextBlock ID=\"b\">\
             <a:TextLine HPOS=\"{x}\" VPOS=\"{x}\" WIDTH=\"{}\" HEIGHT=\"{}\"><a:String CONTENT=\"委员\" HPOS=\"{x}\" VPOS=\"{x}\" WIDTH=\"{}\" HEIGHT=\"{}\" WC=\"0.7\"/>\
             <a:SP/><a:String CONTENT=\"会\" HPOS=\"{}\" VPOS=\"{x}\" WIDTH=\"{}\" HEIGHT=\"{}\"/></a:TextLine></a:TextBlock></a:PrintSpace></a:Page></a:Layout></a:alto>",
            n(8.27),
            n(11.693),
            n(0.45),
            n(0.15),
            n(0.3),
            n(0.15),
            n(1.3),
            n(0.15),
            n(0.15),
            x = n(1.0),
        )
    };
    for (unit, one) in [("inch1200", 1200.0), ("mm10", 254.0), ("pixel", 200.0)] {
        let arranged = huikan::layout::arrange(page(alto(unit, one).as_bytes())).value;
        assert_eq!(arranged.lines.len(), 1, "{unit}");
        assert_eq!(arranged.lines[0].text, "委员会");
        let bbox = arranged.lines[0].bbox.unwrap();
        assert!((bbox.x0 - 72.0).abs() < 2.0 && (bbox.x1 - 104.4).abs() < 3.0, "{unit}: {bbox:?}");
    }
}

#[test]
fn hostile_pages_cost_no_more_than_themselves() {
    let open = |data: Vec<u8>| read::open(Box::new(data), &read::Options::default());
    let message = |data: Vec<u8>| match open(data) {
        Ok(document) => {
            document.notes().iter().map(|n| format!("{}: {}", n.code, n.message)).collect::<Vec<_>>().join("\n")
        }
        Err(error) => format!("{error} / {}", error.hint()),
    };
    // cut anywhere, nothing but text, an error or a note comes of it
    for cut in (0..HOCR.len()).filter(|cut| HOCR.is_char_boundary(*cut)) {
        if let Ok(document) = open(HOCR.as_bytes()[..cut].to_vec()) {
            document.page(huikan::model::page::PageIndex(0));
        }
    }
    let cut = HOCR.find("plan").unwrap();
    assert!(
        message(HOCR.as_bytes()[..cut].to_vec())
            .starts_with("markup-damaged: the hOCR file is damaged: it ends inside of <span>")
    );
    assert_eq!(
        message(b"<html><head><meta name='ocr-system' content='x'/></head></html>".to_vec()),
        "the hOCR file has no page in it / run the OCR program again; the file may be cut short"
    );
    let deep = format!("<alto><Layout>{}", "<Page>".repeat(200_000));
    assert!(message(deep.into_bytes()).contains("elements nest too deep"));
    let laughs = "<!DOCTYPE alto [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><alto><Layout><Page WIDTH='9' HEIGHT='9'>\
                  <TextLine HPOS='1' VPOS='1' WIDTH='1' HEIGHT='1'><String CONTENT='&b;&b;'/></TextLine></Page></Layout></alto>";
    let read::Document::Boxed(document) = open(laughs.into()).unwrap() else { panic!("ALTO") };
    let huikan::model::page::RawContent::Lines(lines) = document.page(huikan::model::page::PageIndex(0)).content else {
        panic!()
    };
    assert_eq!(lines[0].text, "&b;&b;");
    let wide = format!(
        "<alto><Layout><Page WIDTH='1e38' HEIGHT='-5' ID='{}'><TextLine HPOS='NaN' VPOS='1e38' WIDTH='inf' HEIGHT='1'>\
        <String CONTENT='字' HPOS='-1e38' VPOS='1e38' WIDTH='1e38' HEIGHT='1e38'/></TextLine></Page></Layout></alto>",
        "x".repeat(8 << 20)
    );
    let Ok(Document::Boxed(document)) = open(wide.into_bytes()) else { panic!("ALTO") };
    huikan::layout::arrange(document.page(huikan::model::page::PageIndex(0)));
    // says UTF-8, is GB18030
    let (gb, _, _) = encoding_rs::GB18030.encode(HOCR);
    assert!(message(gb.into_owned()).starts_with("encoding-mismatch: the hOCR file has another encoding than it says"));
}

#[test]
fn pages_of_an_ocr_program_in_a_folder_are_one_issue() {
    let here = tempfile::tempdir().unwrap();
    let here = here.path();
    std::fs::create_dir(here.join("in")).unwrap();
    for (name, word) in [("p10.hocr", "十页"), ("p2.hocr", "二页")] {
        std::fs::write(here.join("in").join(name), HOCR.replace("会议", word)).unwrap();
    }
    std::fs::copy(fixture("yunze/2023-11/scan-page-5.png"), here.join("in/p2.png")).unwrap();
    let ran = convert(here, &["in"], "out", &["--force"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let found = lines(here, "out");
    assert_eq!(found, ["二页通过了AT&T plan", "十页通过了AT&T plan"]);
    // a file of several pages is an issue of its own
    let whole = HOCR.replace("</body>", &HOCR[HOCR.find("<div").unwrap()..]);
    std::fs::write(here.join("in/p3.hocr"), whole).unwrap();
    let ran = convert(here, &["in"], "out2", &[]);
    assert!(ran.stderr.contains(r#""path":"in/p3.hocr""#), "{}", ran.stderr);
}

#[test]
fn any_bytes_of_markup_give_an_error_or_a_result() {
    let alto = "<?xml version='1.0' encoding='UTF-8'?><alto><Description><MeasurementUnit>pixel</MeasurementUnit></Description><Layout>\
        <Page ID='p' WIDTH='100' HEIGHT='200'><PrintSpace><TextBlock><TextLine HPOS='1' VPOS='2' WIDTH='30' HEIGHT='10'>\
        <String CONTENT='会刊' HPOS='1' VPOS='2' WIDTH='20' HEIGHT='10' WC='0.5'><Glyph CONTENT='会' HPOS='1' VPOS='2' WIDTH='10' HEIGHT='10'/>\
        </String></TextLine></TextBlock></PrintSpace></Page></Layout></alto>";
    let pieces: [&[u8]; 8] = [b"<", b"&#x110000;", b"<!--", b"<![CDATA[", b"]]>", b"\xff", b"<!DOCTYPE a [", b"'"];
    // chance that is the same every time
    let mut seed = 1_u64;
    let mut chance = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    for round in 0..3_000 {
        let mut bytes = if round % 2 == 0 { alto.as_bytes().to_vec() } else { HOCR.as_bytes().to_vec() };
        for _ in 0..=chance(6) {
            let at = chance(bytes.len());
            match chance(4) {
                0 => bytes[at] = chance(256) as u8,
                1 => drop(bytes.drain(at..(at + 1 + chance(60)).min(bytes.len()))),
                _ => drop(bytes.splice(at..at, pieces[chance(pieces.len())].iter().copied())),
            }
            bytes.push(b' ');
        }
        if let Ok(document) = read::open(Box::new(bytes), &read::Options::default()) {
            for page in 0..document.n_pages() {
                huikan::layout::arrange(document.page(huikan::model::page::PageIndex(page as u32)).value);
            }
        }
    }
}
