//! Encryption written in ways lopdf does not take. In: a file that would not open, and its trailer; out: the same file with one
//! more update at its end, which says the same in the ordinary way. Never undoes encryption itself.
//!
//! Three ways are met: `/Encrypt` as a dictionary within the trailer (LibreOffice writes it so), no `/ID`, and parts of the
//! dictionary in objects of their own. Files of which only the attachments are encrypted are opened as if nothing were.

use lopdf::{Dictionary, Object, StringFormat, Writer};

use super::objects;

/// Dictionaries within dictionaries that are written out: `/CF`, its filters, and one more.
const MOST_DEPTH: usize = 4;
/// Behind `/CF` a reference stands within so many bytes, where there is one.
const REACH: usize = 64;

/// The file with an update that says it is not encrypted: strings and streams stay as they lie there.
pub(super) fn without_lock(bytes: &[u8], trailer: &Dictionary) -> Option<Vec<u8>> {
    let mut trailer = trailer.clone();
    trailer.remove(b"Encrypt");
    with_trailer(bytes, trailer, None)
}

/// Whether the pages can be read without a key: all that is encrypted are attachments.
pub(super) fn leaves_pages_open(file: &lopdf::Document, encrypt: &Dictionary) -> bool {
    let is_open = |key: &[u8]| matches!(objects::name(file, encrypt, key), None | Some(b"Identity"));
    objects::integer(file, encrypt, b"V").is_some_and(|version| version >= 4) && is_open(b"StmF") && is_open(b"StrF")
}

/// Whether the crypt filters of a file may stand in objects of their own.
pub(super) fn refers_elsewhere(bytes: &[u8]) -> bool {
    let near = |at: usize| bytes.get(at..bytes.len().min(at + REACH)).unwrap_or_default();
    bytes.windows(3).enumerate().any(|(at, word)| {
        word == b"/CF"
            && near(at).windows(3).any(|part| part == b" R>" || part == b" R " || part == b" R/" || part == b" R\n")
    })
}

/// The encryption dictionary among the objects of a file that was opened without its lock.
pub(super) fn dictionary(file: &lopdf::Document) -> Option<&Dictionary> {
    let dicts = file.objects.values().filter_map(objects::as_dict);
    dicts
        .into_iter()
        .find(|dict| objects::name(file, dict, b"Filter") == Some(b"Standard") && dict.has(b"O") && dict.has(b"U"))
}

/// A dictionary with all that it refers to written into it.
pub(super) fn written_out(file: &lopdf::Document, dict: &Dictionary, depth: usize) -> Dictionary {
    let mut written = Dictionary::new();
    for (key, value) in dict {
        let value = match objects::resolve(file, value) {
            Some(Object::Dictionary(inner)) if depth < MOST_DEPTH => {
                Object::Dictionary(written_out(file, inner, depth + 1))
            }
            Some(other) => other.clone(),
            None => continue,
        };
        written.set(key.clone(), value);
    }
    written
}

/// The file with an ordinary trailer, and this dictionary for its encryption where one is given; None where the trailer is
/// ordinary already.
pub(super) fn with_ordinary_trailer(
    bytes: &[u8],
    trailer: &Dictionary,
    written: Option<Dictionary>,
) -> Option<Vec<u8>> {
    let direct = match trailer.get(b"Encrypt") {
        _ if written.is_some() => written,
        Ok(Object::Dictionary(dict)) => Some(dict.clone()),
        _ => None,
    };
    if direct.is_none() && trailer.has(b"ID") {
        return None;
    }
    with_trailer(bytes, trailer.clone(), direct)
}

/// The file with one more update: its trailer, and a dictionary for `/Encrypt`.
fn with_trailer(bytes: &[u8], mut trailer: Dictionary, direct: Option<Dictionary>) -> Option<Vec<u8>> {
    let start = bytes.windows(5).position(|w| w == b"%PDF-")?;
    let mut patched = bytes.get(start..)?.to_vec();
    for key in [&b"XRefStm"[..], b"Length", b"Filter", b"DecodeParms", b"W", b"Index", b"Type"] {
        trailer.remove(key);
    }
    trailer.set("Prev", last_table(bytes)?);
    if !trailer.has(b"ID") {
        let none = Object::String(Vec::new(), StringFormat::Hexadecimal);
        trailer.set("ID", vec![none.clone(), none]);
    }
    let mut entries = String::from("0 0\n");
    if let Some(mut dict) = direct {
        write_strings_in_hex(&mut dict);
        let number = trailer.get(b"Size").and_then(Object::as_i64).ok().filter(|n| (1..8_388_607).contains(n))?;
        patched.push(b'\n');
        entries = format!("{number} 1\n{:010} 00000 n \n", patched.len());
        patched.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        Writer::write_object(&mut patched, &Object::Dictionary(dict)).ok()?;
        patched.extend_from_slice(b"\nendobj\n");
        trailer.set("Encrypt", Object::Reference((u32::try_from(number).ok()?, 0)));
        trailer.set("Size", number + 1);
    }
    patched.push(b'\n');
    let table = patched.len();
    patched.extend_from_slice(format!("xref\n{entries}trailer\n").as_bytes());
    Writer::write_object(&mut patched, &Object::Dictionary(trailer)).ok()?;
    patched.extend_from_slice(format!("\nstartxref\n{table}\n%%EOF\n").as_bytes());
    Some(patched)
}

/// Where the file says its last cross-reference table begins.
pub(super) fn last_table(bytes: &[u8]) -> Option<i64> {
    let tail = bytes.get(bytes.len().saturating_sub(2048)..)?;
    let at = tail.windows(9).rposition(|w| w == b"startxref")?;
    let digits = tail.get(at + 9..)?.iter().copied().skip_while(u8::is_ascii_whitespace).take_while(u8::is_ascii_digit);
    String::from_utf8(digits.take(12).collect()).ok()?.parse().ok()
}

/// Keys are binary: in hexadecimal no line end can be mistaken.
fn write_strings_in_hex(dict: &mut Dictionary) {
    for (_, value) in dict.iter_mut() {
        if let Object::String(_, format) = value {
            *format = StringFormat::Hexadecimal;
        }
    }
}
