//! The second reader, for files lopdf gives up on or finds no pages in: hayro-syntax reads the container, its objects become
//! lopdf's, and all later steps are the same. In: the bytes of a file; out: a document and its pages, or nothing.
//!
//! hayro sets itself no limits, so what could expand without bound is looked at first: files whose object streams are larger than
//! a stream may be, encrypted files and very large ones are left alone.

use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, ObjRef, Object as Found, ObjectIdentifier, Stream};
use hayro_syntax::xref::XRef;
use lopdf::{Dictionary, Object, ObjectId};

use super::load::{PageNode, drop_pixels, missing_content};
use super::{Limits, objects};

/// Files larger than this are not read a second time, in bytes: the bytes are copied.
const MOST_BYTES: usize = 64 << 20;
/// Objects within objects.
const MOST_DEPTH: usize = 64;
/// Objects of one file.
const MOST_OBJECTS: usize = 1_000_000;
/// Bytes of all streams together over the bytes of the file: damaged streams may lie over each other.
const MOST_STREAMS: usize = 4;
/// Where the dictionary of a stream ends at the latest after its type, in bytes.
const DICT_REACH: usize = 4 << 10;

pub(super) fn load(bytes: &[u8], limits: &Limits) -> Option<(lopdf::Document, Vec<PageNode>)> {
    if !is_safe(bytes, limits) {
        return None;
    }
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let nothing = lopdf::Document::new();
    let mut translation = Translation {
        xref: pdf.xref(),
        known: &nothing,
        file: lopdf::Document::new(),
        open: Vec::new(),
        room: bytes.len().saturating_mul(MOST_STREAMS),
    };
    let mut ids = Vec::new();
    for (page, number) in pdf.pages().iter().take(limits.pages).zip((0..u32::MAX).rev()) {
        // a page written inside the tree has no number of its own, and hayro gives that of the node it is written in
        let own =
            page.raw().obj_id().filter(|id| pdf.xref().get::<Dict<'_>>(*id).is_some_and(|dict| dict == *page.raw()));
        let id = own.map_or((number, u16::MAX), id);
        let dict = translation.dict(page.raw(), 0);
        translation.file.objects.insert(id, Object::Dictionary(dict));
        ids.push(id);
    }
    translation.file.trailer.set("Root", Object::Reference(id(pdf.xref().root_id())));
    translation.open.push(pdf.xref().root_id());
    translation.follow();
    let file = translation.file;
    let pages = ids.into_iter().map(|id| PageNode { id, ancestors: ancestors(&file, id) }).collect::<Vec<_>>();
    (!pages.is_empty()).then_some((file, pages))
}

/// Adds the objects that pages show and lopdf has left out, as it does with streams whose end is damaged; true where it found any.
pub(super) fn fill(bytes: &[u8], file: &mut lopdf::Document, pages: &[PageNode], limits: &Limits) -> bool {
    let missing: Vec<ObjectId> = missing_content(file, pages).into_iter().filter(|id| is_written(bytes, *id)).collect();
    if missing.is_empty() || !is_safe(bytes, limits) {
        return false;
    }
    let Ok(pdf) = Pdf::new(bytes.to_vec()) else { return false };
    let open =
        missing.iter().map(|(number, generation)| ObjectIdentifier::new(*number, i32::from(*generation))).collect();
    let room = bytes.len().saturating_mul(MOST_STREAMS);
    let mut translation = Translation { xref: pdf.xref(), known: file, file: lopdf::Document::new(), open, room };
    translation.follow();
    let found = translation.file.objects;
    file.objects.extend(found);
    missing.iter().any(|id| matches!(file.objects.get(id), Some(Object::Stream(_))))
}

/// Whether an object's number stands in the file as the head of an object.
fn is_written(bytes: &[u8], (number, generation): ObjectId) -> bool {
    contains(bytes, format!("{number} {generation} obj").as_bytes())
}

/// Whether nothing in a file can make hayro work without end.
fn is_safe(bytes: &[u8], limits: &Limits) -> bool {
    bytes.len() <= MOST_BYTES && !contains(bytes, b"/Encrypt") && expands_within(bytes, limits.stream_bytes)
}

/// The nodes above a page, nearest first.
fn ancestors(file: &lopdf::Document, page: ObjectId) -> Vec<ObjectId> {
    let mut above = Vec::new();
    let mut at = page;
    while let Some(parent) =
        file.objects.get(&at).and_then(objects::as_dict).and_then(|dict| objects::reference(dict, b"Parent"))
    {
        if parent == page || above.contains(&parent) || above.len() >= MOST_DEPTH {
            break;
        }
        above.push(parent);
        at = parent;
    }
    above
}

fn id(id: ObjectIdentifier) -> ObjectId {
    (id.obj_number, u16::try_from(id.gen_number).unwrap_or(u16::MAX))
}

/// hayro's objects on their way to lopdf's.
struct Translation<'a> {
    xref: &'a XRef,
    /// What lopdf has read itself.
    known: &'a lopdf::Document,
    file: lopdf::Document,
    /// Referred to, not yet looked at.
    open: Vec<ObjectIdentifier>,
    /// Bytes of streams still allowed.
    room: usize,
}

impl<'a> Translation<'a> {
    /// All objects that can be reached.
    fn follow(&mut self) {
        while let Some(next) = self.open.pop() {
            let id = id(next);
            let known = self.known.objects.contains_key(&id) || self.file.objects.contains_key(&id);
            if known || self.file.objects.len() >= MOST_OBJECTS {
                continue;
            }
            let found = self.xref.get::<Found<'a>>(next);
            let object = found.map_or(Object::Null, |found| self.object(&found, 0));
            self.file.objects.insert(id, object);
        }
    }

    fn value(&mut self, value: &MaybeRef<Found<'a>>, depth: usize) -> Object {
        match value {
            MaybeRef::Ref(reference) => self.reference(*reference),
            MaybeRef::NotRef(object) => self.object(object, depth),
        }
    }

    fn reference(&mut self, reference: ObjRef) -> Object {
        self.open.push(reference.into());
        Object::Reference(id(reference.into()))
    }

    fn object(&mut self, object: &Found<'a>, depth: usize) -> Object {
        if depth >= MOST_DEPTH {
            return Object::Null;
        }
        match object {
            Found::Null(_) => Object::Null,
            Found::Boolean(value) => Object::Boolean(*value),
            Found::Number(number) => {
                let (whole, exact) = (number.as_i64(), number.as_f64());
                if exact.fract().abs() < f64::EPSILON { Object::Integer(whole) } else { Object::Real(exact as f32) }
            }
            Found::String(text) => Object::string_literal(text.as_bytes().to_vec()),
            Found::Name(name) => Object::Name(name.to_vec()),
            Found::Array(array) => Object::Array(self.array(array, depth + 1)),
            Found::Dict(dict) => Object::Dictionary(self.dict(dict, depth + 1)),
            Found::Stream(stream) => self.stream(stream, depth + 1),
        }
    }

    fn array(&mut self, array: &Array<'a>, depth: usize) -> Vec<Object> {
        array.raw_iter().map(|item| self.value(&item, depth)).collect()
    }

    fn dict(&mut self, dict: &Dict<'a>, depth: usize) -> Dictionary {
        let mut made = Dictionary::new();
        for (key, value) in dict.entries() {
            made.set(key.to_vec(), self.value(&value, depth));
        }
        made
    }

    fn stream(&mut self, stream: &Stream<'a>, depth: usize) -> Object {
        let dict = self.dict(stream.dict(), depth);
        let bytes = stream.raw_data();
        let kept = if bytes.len() <= self.room { bytes.into_owned() } else { Vec::new() };
        self.room -= kept.len();
        let mut made = Object::Stream(lopdf::Stream::new(dict, kept));
        drop_pixels(&mut made);
        made
    }
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    find(bytes, word).is_some()
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|part| part == word)
}

/// Whether all streams that a reader must expand to find the objects stay within a limit together.
fn expands_within(bytes: &[u8], limit: usize) -> bool {
    let mut room = limit;
    for kind in [&b"/ObjStm"[..], b"/XRef"] {
        let mut rest = bytes;
        while let Some(at) = find(rest, kind) {
            rest = rest.get(at + kind.len()..).unwrap_or_default();
            let dict = rest.get(..rest.len().min(DICT_REACH)).unwrap_or_default();
            let Some(start) = find(dict, b"stream") else { continue };
            let before = bytes.len() - rest.len();
            let around = bytes.get(before.saturating_sub(DICT_REACH)..before + start).unwrap_or_default();
            let data = rest.get(start + b"stream".len()..).unwrap_or_default();
            let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
            if contains(around, b"LZW") {
                return false;
            }
            let expanded = expanded(data, room);
            if expanded >= room {
                return false;
            }
            room -= expanded;
        }
    }
    true
}

/// Bytes a stream expands to, as far as it does and no further than a limit.
fn expanded(data: &[u8], limit: usize) -> usize {
    let mut decoder = ZlibDecoder::new(data).take(limit as u64);
    let mut sink = [0_u8; 16 << 10];
    let mut total = 0_usize;
    while let Ok(n @ 1..) = decoder.read(&mut sink) {
        total = total.saturating_add(n);
    }
    total
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn object_stream(size: usize) -> Vec<u8> {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(&vec![b' '; size]).unwrap();
        let packed = packed.finish().unwrap();
        [b"%PDF-1.5\n1 0 obj\n<</Type/ObjStm/Filter/FlateDecode>>\nstream\r\n", &packed[..], b"\nendstream\nendobj\n"]
            .concat()
    }

    #[test]
    fn an_object_stream_that_expands_beyond_the_limit_keeps_the_second_reader_away() {
        assert!(expands_within(&object_stream(1000), 2000));
        assert!(!expands_within(&object_stream(3000), 2000));
        let twice = [object_stream(1500), object_stream(1500)].concat();
        assert!(!expands_within(&twice, 2000));
    }

    #[test]
    fn a_page_written_inside_the_tree_is_read() {
        let text = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/MediaBox[0 0 300 400]/Kids[<</Type/Page/Parent 2 0 R/Contents 3 0 R>>]>>endobj\n3 0 obj<</Length 9>>stream\nBT ET q Q\nendstream endobj\ntrailer<</Root 1 0 R>>";
        let (file, pages) = load(text, &Limits::default()).unwrap();
        assert_eq!((pages.len(), pages[0].ancestors.as_slice()), (1, [(2, 0)].as_slice()));
        let box_of = pages[0].inherited(&file, b"MediaBox").and_then(|d| objects::corners(&file, d, b"MediaBox"));
        assert_eq!(box_of, Some([0.0, 0.0, 300.0, 400.0]));
        assert!(
            matches!(file.objects.get(&(3, 0)), Some(Object::Stream(stream)) if stream.content.starts_with(b"BT ET"))
        );
        assert!(load(b"%PDF-1.4 nothing", &Limits::default()).is_none());
    }
}
