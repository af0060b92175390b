//! Streams that lopdf hands out empty or not at all, as their `/Length` is missing or no number, or as the word that ends them
//! is damaged. In: the bytes of the file and the document; out: the same document with those streams, read up to the next
//! `endstream` or `endobj`. Never touches encrypted files, and never a stream lopdf has read.

use lopdf::{Dictionary, Object, ObjectId};

use super::content::{Content, Operand, Step};

/// Streams of the pages looked for by their number in one file: each is a walk over all of it.
const MOST_SOUGHT: usize = 32;
/// Files larger than this are not searched, in bytes.
const MOST_BYTES: usize = 64 << 20;
/// Between the head of an object and its stream stands no more than this.
const DICT_REACH: usize = 16 << 10;

/// Fills streams that have a place in the file but no length; true where there was one.
pub(super) fn refill(bytes: &[u8], file: &mut lopdf::Document) -> bool {
    if file.encryption_state.is_some() {
        return false;
    }
    // lopdf counts from the marker of the file, which may stand behind junk
    let marker = bytes.windows(5).position(|w| w == b"%PDF-").unwrap_or(0);
    let mut any = false;
    for object in file.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        let Some(position) = stream.start_position.filter(|_| stream.content.is_empty()) else { continue };
        let starts = [position, position.saturating_add(marker)];
        let Some(start) = starts.into_iter().find(|start| follows_stream(bytes, *start)) else { continue };
        let data = data(bytes, start);
        if !data.is_empty() {
            stream.set_content(data.to_vec());
            any = true;
        }
    }
    any
}

/// Adds streams the file has and lopdf left out; true where there was one.
pub(super) fn find(bytes: &[u8], file: &mut lopdf::Document, missing: &[ObjectId]) -> bool {
    if file.encryption_state.is_some() || bytes.len() > MOST_BYTES {
        return false;
    }
    let mut any = false;
    for &id in missing.iter().take(MOST_SOUGHT) {
        if let Some(stream) = written(bytes, id) {
            file.objects.insert(id, Object::Stream(stream));
            any = true;
        }
    }
    any
}

/// The stream behind the last head of this object.
fn written(bytes: &[u8], (number, generation): ObjectId) -> Option<lopdf::Stream> {
    let head = format!("{number} {generation} obj");
    let heads = bytes.windows(head.len()).enumerate().rev().filter(|(_, window)| *window == head.as_bytes());
    let mut starts = heads.map(|(at, _)| at).filter(|at| {
        // 14 0 obj ends in 4 0 obj
        at.checked_sub(1).and_then(|before| bytes.get(before)).is_none_or(|byte| !byte.is_ascii_digit())
    });
    let start = starts.next()? + head.len();
    let near = bytes.get(start..start.saturating_add(DICT_REACH).min(bytes.len()))?;
    let mut content = Content::new(near, &[]);
    let Some(Step::Operator(b"stream")) = content.step() else { return None };
    let [Operand::Dict(entries)] = content.operands.as_slice() else { return None };
    let dict = dictionary(entries);
    let data = data(bytes, start + content.position());
    Some(lopdf::Stream::new(dict, data.to_vec()))
}

/// What says how the data is packed; the rest may hold references, which are not read here.
fn dictionary(entries: &[Operand]) -> Dictionary {
    let mut dict = Dictionary::new();
    for pair in entries.chunks(2) {
        if let [Operand::Name(key), value] = pair
            && matches!(key.as_ref(), b"Filter" | b"DecodeParms" | b"Type" | b"Subtype")
        {
            dict.set(key.to_vec(), object(value));
        }
    }
    dict
}

fn object(operand: &Operand) -> Object {
    match operand {
        Operand::Number(number) if number.fract() == 0.0 => Object::Integer(*number as i64),
        Operand::Number(number) => Object::Real(*number as f32),
        Operand::Name(name) => Object::Name(name.to_vec()),
        Operand::Text(text) => Object::string_literal(text.to_vec()),
        Operand::Array(items) => Object::Array(items.iter().map(object).collect()),
        Operand::Dict(entries) => {
            let mut dict = Dictionary::new();
            for pair in entries.chunks(2) {
                if let [Operand::Name(key), value] = pair {
                    dict.set(key.to_vec(), object(value));
                }
            }
            Object::Dictionary(dict)
        }
        Operand::Other => Object::Null,
    }
}

fn follows_stream(bytes: &[u8], start: usize) -> bool {
    let before = bytes.get(start.saturating_sub(10)..start).unwrap_or_default();
    before.trim_ascii_end().ends_with(b"stream")
}

/// From the start of the data to what ends it, or to the end of a file that was cut off.
fn data(bytes: &[u8], start: usize) -> &[u8] {
    let rest = bytes.get(start..).unwrap_or_default();
    let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    let end = rest
        .windows(9)
        .position(|window| window == b"endstream" || window.starts_with(b"endobj"))
        .unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}
