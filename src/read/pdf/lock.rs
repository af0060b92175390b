//! Encryption written in ways lopdf does not take. In: a file that would not open, and its trailer; out: the same file with one
//! more update at its end, which says the same in the ordinary way. Never undoes encryption itself.
//!
//! Two ways are met: `/Encrypt` as a dictionary within the trailer (LibreOffice writes it so), and no `/ID`.

use lopdf::{Dictionary, Object, StringFormat, Writer};

/// The file with an ordinary trailer; None where the trailer is ordinary already.
pub(super) fn with_ordinary_trailer(bytes: &[u8], trailer: &Dictionary) -> Option<Vec<u8>> {
    let direct = match trailer.get(b"Encrypt").ok()? {
        Object::Dictionary(dict) => Some(dict.clone()),
        _ => None,
    };
    if direct.is_none() && trailer.has(b"ID") {
        return None;
    }
    let start = bytes.windows(5).position(|w| w == b"%PDF-")?;
    let mut patched = bytes.get(start..)?.to_vec();
    let mut trailer = trailer.clone();
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
