//! A file made searchable. In: an open file and the lines that were read on some of its pages; out: what to write behind its
//! bytes, as one more update of the kind PDF has for changes (ISO 32000-2, 7.5.6). Not a byte of the original is
//! touched: its images, outlines and signatures stay as they are; cut the update off, and the original is there again.
//!
//! The hidden layer is set before the page's own content, under its image: there the coordinates are the page's own,
//! whatever its content does to them. Text of the page itself that was not believed is marked as replaced, in a way that
//! poppler and PDFium follow as well: its `ActualText` is empty.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::xref::{XrefEntry, XrefType};
use lopdf::{Dictionary, Object, ObjectId, Stream, Writer, dictionary};

use super::blank_font::{self, Codes};
use super::load::PageNode;
use super::overlay::{self, Names};
use super::source::Source;
use super::{marked, objects, page};
use crate::model::page::{Line, PageIndex};

/// Why no layer can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LayerError {
    #[error("the file is encrypted, and what is added would have to be so too")]
    Encrypted,
    #[error("the file is too damaged to be added to")]
    Damaged,
}

impl LayerError {
    /// What the user can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Encrypted => "remove the protection with the program that set it",
            Self::Damaged => "open it in a PDF viewer and save or print it as a new PDF",
        }
    }
}

/// What goes behind the bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Bytes before the file's header, which are left out: all places count from the header.
    pub skip: usize,
    pub tail: Vec<u8>,
}

/// What goes over a page.
#[derive(Debug, Clone, Default)]
pub struct Layer<'a> {
    pub lines: Vec<&'a Line>,
    /// The page's own text is not what is printed: the layer stands for it.
    pub replaces: bool,
}

/// Largest object number of a PDF.
const MOST_OBJECTS: u32 = 8_388_607;

/// The update that lays these lines over their pages.
pub(super) fn update(
    bytes: &[u8],
    source: &Source,
    pages: &[PageNode],
    is_repaired: bool,
    layers: &BTreeMap<PageIndex, Layer<'_>>,
) -> Result<Update, LayerError> {
    let file = &source.file;
    if file.trailer.has(b"Encrypt") || file.encryption_state.is_some() {
        return Err(LayerError::Encrypted);
    }
    let skip = bytes.windows(5).position(|w| w == b"%PDF-").ok_or(LayerError::Damaged)?;
    let chars = |line: &&Line| {
        if line.chars.is_empty() {
            line.text.chars().collect()
        } else {
            line.chars.iter().map(|c| c.c).collect::<Vec<_>>()
        }
    };
    let codes = Codes::of(layers.values().flat_map(|layer| &layer.lines).flat_map(chars));
    let known = file.max_id.max(file.reference_table.max_id()).saturating_add(1);
    let first = known.max(file.reference_table.size);
    let marks = first.saturating_add(blank_font::N_OBJECTS).saturating_add(layers.len() as u32);
    let marks = [(marks, 0), (marks.saturating_add(1), 0)];
    let n_marks = if layers.values().any(|layer| layer.replaces) { 2 } else { 0 };
    let last = marks[0].0.saturating_add(n_marks);
    if last >= MOST_OBJECTS {
        return Err(LayerError::Damaged);
    }
    let fonts = [(first, 0), (first + 1, 0)];
    let mut all: BTreeMap<ObjectId, Object> = blank_font::objects(&codes, first, packed).into_iter().collect();
    if n_marks > 0 {
        let begin = format!("/{} <</ActualText <FEFF>>> BDC q\n", marked::REPLACED);
        for (id, content) in marks.into_iter().zip([begin.into_bytes(), b"\nQ EMC\n".to_vec()]) {
            all.insert(id, Stream::new(Dictionary::new(), content).into());
        }
    }
    for ((index, layer), number) in layers.iter().zip(first + blank_font::N_OBJECTS..) {
        let node = pages.get(index.0 as usize).ok_or(LayerError::Damaged)?;
        let (dict, names) = with_fonts(source, node, fonts).ok_or(LayerError::Damaged)?;
        let place = page::frame(source, node).0.inverse().ok_or(LayerError::Damaged)?;
        let names = Names { across: &names[0], down: &names[1] };
        let content = overlay::operators(&layer.lines, &place, &codes, &names);
        all.insert((number, 0), packed(Dictionary::new(), content).into());
        all.insert(node.id, with_content(source, dict, (number, 0), layer.replaces.then_some(marks)).into());
    }
    let start = bytes.get(skip..).unwrap_or_default();
    let table = Table { bytes: start, source, is_whole: is_repaired || skip > 0, stream: last };
    table.write(&all).map(|tail| Update { skip, tail }).ok_or(LayerError::Damaged)
}

/// A page with the layer's fonts among its resources, and the names they have there: names that are not in use.
fn with_fonts(source: &Source, node: &PageNode, ids: [ObjectId; 2]) -> Option<(Dictionary, [String; 2])> {
    let file = &source.file;
    let mut dict = file.objects.get(&node.id).and_then(objects::as_dict)?.clone();
    // inherited resources become the page's own: the nodes above serve other pages too
    let resources = node.inherited(file, b"Resources").and_then(|dict| objects::dict(file, dict, b"Resources"));
    let mut resources = resources.cloned().unwrap_or_default();
    let mut fonts = objects::dict(file, &resources, b"Font").cloned().unwrap_or_default();
    let free = |fonts: &Dictionary, stem: &str| {
        let names = (0..=fonts.len()).map(|n| format!("{stem}{n}"));
        names.into_iter().find(|name| !fonts.has(name.as_bytes())).unwrap_or_default()
    };
    let names = [free(&fonts, "HuikanAcross"), free(&fonts, "HuikanDown")];
    for (name, id) in names.iter().zip(ids) {
        fonts.set(name.as_bytes(), Object::Reference(id));
    }
    resources.set("Font", fonts);
    dict.set("Resources", resources);
    Some((dict, names))
}

/// The page with one more content stream before its own, and its own between marks where it is replaced.
fn with_content(source: &Source, mut dict: Dictionary, layer: ObjectId, marks: Option<[ObjectId; 2]>) -> Dictionary {
    let own: Vec<Object> = match dict.get(b"Contents") {
        Ok(Object::Array(parts)) => parts.clone(),
        Ok(single @ Object::Reference(_)) => match objects::resolve(&source.file, single) {
            Some(Object::Array(parts)) => parts.clone(),
            _ => vec![single.clone()],
        },
        _ => Vec::new(),
    };
    let mut all = vec![Object::Reference(layer)];
    all.extend(marks.map(|[begin, _]| Object::Reference(begin)));
    all.extend(own);
    all.extend(marks.map(|[_, end]| Object::Reference(end)));
    dict.set("Contents", all);
    dict
}

/// A stream, deflated.
pub(super) fn packed(mut dict: Dictionary, content: Vec<u8>) -> Stream {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    // writing to memory can't fail; if it did, the stream would stand as it is
    let done = encoder.write_all(&content).and_then(|()| encoder.finish());
    match done {
        Ok(small) => {
            dict.set("Filter", "FlateDecode");
            Stream::new(dict, small)
        }
        Err(_) => Stream::new(dict, content),
    }
}

/// The table of an update: where its objects lie.
struct Table<'a> {
    /// The file from its header on.
    bytes: &'a [u8],
    source: &'a Source,
    /// The file's own table can't be used: this one names all objects.
    is_whole: bool,
    /// Number for the table's own object, where it is one.
    stream: u32,
}

/// A row of a table: type, place or stream, generation or index.
type Row = (u8, u64, u16);

impl Table<'_> {
    fn write(&self, all: &BTreeMap<ObjectId, Object>) -> Option<Vec<u8>> {
        let file = &self.source.file;
        let mut tail = vec![b'\n'];
        let mut rows: BTreeMap<u32, Row> = BTreeMap::new();
        if self.is_whole {
            rows.insert(0, (0, 0, u16::MAX));
            let known = file.reference_table.entries.iter();
            rows.extend(known.filter_map(|(number, entry)| match entry {
                // beyond the file lies what was put there to open it
                XrefEntry::Normal { offset, .. } if *offset as usize >= self.bytes.len() => None,
                XrefEntry::Normal { offset, generation } => Some((*number, (1, u64::from(*offset), *generation))),
                XrefEntry::Compressed { container, index } => Some((*number, (2, u64::from(*container), *index))),
                XrefEntry::Free | XrefEntry::UnusableFree => None,
            }));
            // objects that only another reader found stand in no table
            if file.objects.keys().any(|(number, _)| !rows.contains_key(number)) {
                return None;
            }
        }
        for (id, object) in all {
            rows.insert(id.0, (1, (self.bytes.len() + tail.len()) as u64, id.1));
            write_object(&mut tail, *id, object)?;
        }
        let mut trailer = file.trailer.clone();
        for key in [&b"XRefStm"[..], b"Length", b"Filter", b"DecodeParms", b"W", b"Index", b"Type", b"Prev"] {
            trailer.remove(key);
        }
        if !self.is_whole {
            trailer.set("Prev", super::lock::last_table(self.bytes)?);
        }
        let at = self.bytes.len() + tail.len();
        // one more than the highest number in use: the new objects have those before the table's own
        trailer.set("Size", i64::from(self.stream));
        if self.is_whole || matches!(file.reference_table.cross_reference_type, XrefType::CrossReferenceStream) {
            trailer.set("Size", i64::from(self.stream) + 1);
            rows.insert(self.stream, (1, at as u64, 0));
            let stream = table_stream(trailer, &rows);
            write_object(&mut tail, (self.stream, 0), &stream.into())?;
        } else {
            write_rows(&mut tail, &rows);
            tail.extend_from_slice(b"trailer\n");
            Writer::write_object(&mut tail, &Object::Dictionary(trailer)).ok()?;
        }
        tail.extend_from_slice(format!("\nstartxref\n{at}\n%%EOF\n").as_bytes());
        Some(tail)
    }
}

fn write_object(tail: &mut Vec<u8>, id: ObjectId, object: &Object) -> Option<()> {
    tail.extend_from_slice(format!("{} {} obj\n", id.0, id.1).as_bytes());
    Writer::write_object(tail, object).ok()?;
    tail.extend_from_slice(b"\nendobj\n");
    Some(())
}

/// Runs of neighbouring numbers: the first of each, and how many.
fn runs(rows: &BTreeMap<u32, Row>) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in rows.keys() {
        match runs.last_mut() {
            Some((first, n)) if *first + *n == *number => *n += 1,
            _ => runs.push((*number, 1)),
        }
    }
    runs
}

fn table_stream(trailer: Dictionary, rows: &BTreeMap<u32, Row>) -> Stream {
    let index: Vec<Object> = runs(rows).into_iter().flat_map(|(first, n)| [first.into(), n.into()]).collect();
    let mut dict = trailer;
    dict.extend(&dictionary! { "Type" => "XRef", "Index" => index, "W" => vec![1.into(), 8.into(), 2.into()] });
    let row = |(kind, place, last): &Row| {
        let mut row = vec![*kind];
        row.extend_from_slice(&place.to_be_bytes());
        row.extend_from_slice(&last.to_be_bytes());
        row
    };
    packed(dict, rows.values().flat_map(row).collect())
}

fn write_rows(tail: &mut Vec<u8>, rows: &BTreeMap<u32, Row>) {
    tail.extend_from_slice(b"xref\n");
    for (first, n) in runs(rows) {
        tail.extend_from_slice(format!("{first} {n}\n").as_bytes());
        for (_, place, generation) in rows.range(first..first + n).map(|(_, row)| row) {
            tail.extend_from_slice(format!("{place:010} {generation:05} n \n").as_bytes());
        }
    }
}
