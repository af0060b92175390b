//! PDFs as other hands wrote or broke them, typed out here object by object, and read back. The text is invented.

use std::collections::BTreeMap;
use std::sync::Arc;

use huikan::model::page::{PageIndex, RawContent};
use huikan::read::pdf::{Document, Options};
use lopdf::encryption::crypt_filters::{Aes128CryptFilter, CryptFilter};
use lopdf::{Object, Stream, dictionary};

/// A file of one page with these objects after its catalog (1), pages (2) and page (3); the page names 4 as its content and
/// has `more` in its dictionary.
fn file(more: &str, objects: &str, trailer: &str) -> Vec<u8> {
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
    let text = format!(
        "%PDF-1.6\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
         3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R\n\
         /Resources << /Font << /F1 {font} >> >> {more} >>\nendobj\n{objects}\n"
    );
    let entries: Vec<String> = (1..20)
        .filter_map(|number| Some((number, text.find(&format!("\n{number} 0 obj"))? + 1)))
        .map(|(number, at)| format!("{number} 1\n{at:010} 00000 n \n"))
        .collect();
    let table = format!("xref\n0 1\n0000000000 65535 f \n{}", entries.concat());
    let start = text.len();
    let end = format!("{table}trailer\n<< /Root 1 0 R /Size 20 {trailer} >>\nstartxref\n{start}\n%%EOF\n");
    [text, end].concat().into_bytes()
}

fn read(bytes: Vec<u8>) -> String {
    read_with(bytes, None).expect("a readable file")
}

fn read_with(bytes: Vec<u8>, password: Option<&str>) -> Option<String> {
    let options = Options { password: password.map(str::to_owned), ..Options::default() };
    let page = Document::open(Box::new(bytes), &options).ok()?.page(PageIndex(0)).value;
    let RawContent::Glyphs(glyphs) = page.content else { return None };
    Some(glyphs.iter().filter_map(|glyph| glyph.text.as_ref()).map(ToString::to_string).collect())
}

const CONTENT: &str = "BT /F1 12 Tf 20 100 Td (Agenda) Tj ET";

#[test]
fn a_stream_without_a_usable_length_is_read_to_its_end() {
    for dict in ["<< >>", "<< /Lngth 37 >>", "<< /Length () >>", "<< /Length 99 0 R >>"] {
        let bytes = file("", &format!("4 0 obj\n{dict}\nstream\n{CONTENT}\nendstream\nendobj"), "");
        assert_eq!(read(bytes), "Agenda", "{dict}");
    }
}

#[test]
fn a_stream_whose_last_word_is_damaged_is_read_to_the_end_of_its_object() {
    let bytes = file("", &format!("4 0 obj\n<< /Length 37 >>\nstream\n{CONTENT}\nenxstream\nendobj"), "");
    assert_eq!(read(bytes), "Agenda");
    // an object whose number only ends like the one sought is another
    let other = format!(
        "4 0 obj\n<< /Length 37 >>\nstream\n{CONTENT}\nenxstream\nendobj\n14 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj"
    );
    assert_eq!(read(file("", &other, "")), "Agenda");
}

#[test]
fn operators_inside_an_array_of_strings_leave_it_whole() {
    let content = "BT /F1 12 Tf 20 100 Td [(Agen) 0.0 Tc -250 (da) 0.0 Tc] TJ ET";
    assert_eq!(read(file("", &format!("4 0 obj\n<< >>\nstream\n{content}\nendstream\nendobj"), "")), "Agenda");
}

#[test]
fn text_boxes_and_fields_without_an_appearance_are_read() {
    let empty = "4 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj\n";
    let note = "5 0 obj\n<< /Type /Annot /Subtype /FreeText /Rect [20 20 200 40] /DA (/Helv 10 Tf) /Contents <FEFF4F1A8BAE> >>\nendobj\n";
    let typed = "6 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [20 60 200 80] /DA (/Helv 0 Tf) /V (Li Ming) >>\nendobj\n";
    let secret =
        "7 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /Ff 8192 /Rect [20 90 200 110] /V (hidden) >>\nendobj\n";
    let unseen =
        "8 0 obj\n<< /Type /Annot /Subtype /FreeText /F 2 /Rect [20 120 200 140] /Contents (unseen) >>\nendobj";
    let bytes = file("/Annots [5 0 R 6 0 R 7 0 R 8 0 R]", &[empty, note, typed, secret, unseen].concat(), "");
    assert_eq!(read(bytes), "会议Li Ming");
}

/// An encrypted file whose crypt filters stand in objects of their own.
fn locked_elsewhere() -> Vec<u8> {
    let mut file = lopdf::Document::with_version("1.6");
    let content = file.add_object(Stream::new(dictionary! {}, CONTENT.as_bytes().to_vec()));
    let pages = file.new_object_id();
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" };
    let page = file.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 300.into(), 200.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    file.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into());
    let catalog = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    file.trailer.set("Root", catalog);
    let id = Object::string_literal("0123456789abcdef");
    file.trailer.set("ID", vec![id.clone(), id]);
    let filter: Arc<dyn CryptFilter> = Arc::new(Aes128CryptFilter);
    let version = lopdf::EncryptionVersion::V4 {
        document: &file,
        encrypt_metadata: true,
        crypt_filters: BTreeMap::from([(b"StdCF".to_vec(), filter)]),
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: "owner",
        user_password: "",
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).expect("a key");
    file.encrypt(&state).expect("encrypting");
    let mut encrypt = file.get_encrypted().expect("the entry").clone();
    let mut filters = encrypt.get(b"CF").and_then(Object::as_dict).expect("the filters").clone();
    let standard = file.add_object(filters.get(b"StdCF").expect("the filter").clone());
    filters.set("StdCF", standard);
    encrypt.set("CF", file.add_object(filters));
    let at = file.trailer.get(b"Encrypt").and_then(Object::as_reference).expect("its object");
    file.objects.insert(at, encrypt.into());
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("writing to memory");
    bytes
}

#[test]
fn crypt_filters_in_objects_of_their_own_are_found() {
    assert_eq!(read(locked_elsewhere()), "Agenda");
}

#[test]
fn a_file_of_which_only_the_attachments_are_encrypted_is_open() {
    let key = "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF";
    let lock = format!(
        "10 0 obj\n<< /Filter /Standard /V 4 /R 4 /Length 128 /P -4 /O <{key}> /U <{key}>\n\
         /CF << /StdCF << /CFM /AESV2 /AuthEvent /EFOpen /Length 16 >> >> /StmF /Identity /StrF /Identity /EFF /StdCF >>\nendobj"
    );
    let objects = format!("4 0 obj\n<< /Length 37 >>\nstream\n{CONTENT}\nendstream\nendobj\n{lock}");
    let trailer = "/ID [<00> <00>] /Encrypt 10 0 R";
    assert_eq!(read_with(file("", &objects, trailer), None).as_deref(), Some("Agenda"));
    let locked = objects.replace("/StmF /Identity", "/StmF /StdCF");
    assert_eq!(read_with(file("", &locked, trailer), None), None);
}
