//! One page. In: its node in the page tree; out: the raw page, top left at the origin, and the notes on it. Annotations that
//! show something (stamps, text boxes, form fields) are part of the page; comments and links are not.

use lopdf::{Dictionary, Object};

use super::interpret::{Found, Interpreter};
use super::load::PageNode;
use super::matrix::{self, Matrix};
use super::source::Source;
use super::{annotations, doubtful, downward, filters, objects};
use crate::model::geometry::Size;
use crate::model::note::{Note, Noted};
use crate::model::page::{PageIndex, RawContent, RawPage};
use crate::model::provenance::Extractor;

/// Streams one page's content may be cut into.
const MAX_PARTS: usize = 20_000;
/// Sides of a page in points; beyond them the box is nonsense.
const SIDE_PT: std::ops::Range<f64> = 1.0..1e6;
/// A4, for pages whose box can't be read.
const A4: [f64; 4] = [0.0, 0.0, 595.276, 841.89];

pub(super) fn read(source: &Source, node: &PageNode, index: PageIndex) -> Noted<RawPage> {
    let (base, size) = frame(source, node);
    let mut interpreter = Interpreter::new(source, base, size);
    let file = &source.file;
    let resources = node.inherited(file, b"Resources").and_then(|dict| objects::dict(file, dict, b"Resources"));
    if let Some(dict) = file.objects.get(&node.id).and_then(objects::as_dict) {
        let (bytes, cuts, damage) = content(source, dict);
        interpreter.run(&bytes, &cuts, resources);
        interpreter.found.damage = interpreter.found.damage.or(damage);
        annotations::draw(&mut interpreter, dict, base);
    }
    let limit = interpreter.budget.spent();
    let mut found = interpreter.found;
    downward::mark(&mut found.glyphs);
    let notes = notes(&found, limit).into_iter().map(|note| note.on_page(index)).collect();
    let page = RawPage {
        index,
        size: Some(size),
        content: RawContent::Glyphs(found.glyphs),
        fonts: found.fonts,
        images: found.images,
        rules: found.rules,
        extractor: Extractor::TextLayer,
    };
    Noted { value: page, notes }
}

/// Size of what is seen of a page, in points.
pub(super) fn size(source: &Source, node: &PageNode) -> Size {
    frame(source, node).1
}

/// A page of which nothing could be read.
pub(super) fn empty(index: PageIndex) -> RawPage {
    RawPage {
        index,
        size: Some(Size { width: matrix::finite(A4[2]), height: matrix::finite(A4[3]) }),
        content: RawContent::Glyphs(Vec::new()),
        fonts: Vec::new(),
        images: Vec::new(),
        rules: Vec::new(),
        extractor: Extractor::TextLayer,
    }
}

/// From the page's own coordinates to points from the top left, and the size of what is seen.
pub(super) fn frame(source: &Source, node: &PageNode) -> (Matrix, Size) {
    let file = &source.file;
    let corners = |key: &[u8]| {
        let found = objects::corners(file, node.inherited(file, key)?, key)?;
        let [x0, y0, x1, y1] = found;
        (SIDE_PT.contains(&(x1 - x0)) && SIDE_PT.contains(&(y1 - y0))).then_some(found)
    };
    let media = corners(b"MediaBox");
    let crop = corners(b"CropBox");
    let seen = match (crop, media) {
        (Some(crop), Some(media)) => common(crop, media).unwrap_or(media),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => A4,
    };
    let [x0, y0, x1, y1] = seen;
    let unit = node.inherited(file, b"UserUnit").and_then(|dict| objects::number(file, dict, b"UserUnit"));
    let unit = unit.filter(|unit| (0.01..1000.0).contains(unit)).unwrap_or(1.0);
    let turns = node.inherited(file, b"Rotate").and_then(|dict| objects::integer(file, dict, b"Rotate")).unwrap_or(0);
    let (width, height) = (x1 - x0, y1 - y0);
    let (base, (width, height)) = match turns.rem_euclid(360) / 90 {
        1 => ([0.0, 1.0, 1.0, 0.0, -y0, -x0], (height, width)),
        2 => ([-1.0, 0.0, 0.0, 1.0, x1, -y0], (width, height)),
        3 => ([0.0, -1.0, -1.0, 0.0, y1, x1], (height, width)),
        _ => ([1.0, 0.0, 0.0, -1.0, -x0, y1], (width, height)),
    };
    let scale = Matrix::new([unit, 0.0, 0.0, unit, 0.0, 0.0]);
    let size = Size { width: matrix::finite(width * unit), height: matrix::finite(height * unit) };
    (Matrix::new(base).then(&scale), size)
}

fn common(a: [f64; 4], b: [f64; 4]) -> Option<[f64; 4]> {
    let both = [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])];
    (both[2] - both[0] >= 1.0 && both[3] - both[1] >= 1.0).then_some(both)
}

/// All content of a page in one piece, where its streams meet, and what went wrong.
fn content(source: &Source, dict: &Dictionary) -> (Vec<u8>, Vec<usize>, Option<&'static str>) {
    let file = &source.file;
    let single;
    let parts: &[Object] = match objects::get(file, dict, b"Contents") {
        Some(Object::Array(parts)) => parts,
        Some(stream @ Object::Stream(_)) => {
            single = std::slice::from_ref(stream);
            single
        }
        _ => &[],
    };
    let (mut bytes, mut cuts, mut damage) = (Vec::new(), Vec::new(), None);
    for part in parts.iter().take(MAX_PARTS) {
        let Some(Object::Stream(stream)) = objects::resolve(file, part) else {
            damage = damage.or(Some("a part of the page's content is missing"));
            continue;
        };
        let room = source.limits.stream_bytes.saturating_sub(bytes.len());
        if room == 0 {
            damage = damage.or(Some("it expands beyond the limit"));
            break;
        }
        let decoded = filters::decode(file, stream, room);
        damage = damage.or(decoded.lost);
        bytes.extend_from_slice(&decoded.bytes);
        cuts.push(bytes.len());
    }
    (bytes, cuts, damage)
}

fn notes(found: &Found, limit: Option<&'static str>) -> Vec<Note> {
    let mut notes = Vec::new();
    let readable = found.glyphs.iter().filter(|g| g.text.as_ref().is_some_and(|text| !text.is_blank())).count();
    let unread = found.glyphs.iter().filter(|g| g.text.is_none()).count();
    if readable == 0 {
        let message = match found.images.len() {
            0 => "the page has no text and no image".to_owned(),
            n => format!("the page has no text, but {n} image(s): it may be a scan"),
        };
        notes.push(Note::warning("page-without-text", message).hint("read it with an OCR engine"));
    } else if let Some(reason) = doubtful::judge(found) {
        notes.push(
            Note::warning("text-layer-doubtful", format!("the text may not be what is printed: {reason}"))
                .hint("read it with an OCR engine"),
        );
    }
    if unread > 0 {
        notes.push(
            Note::warning("glyphs-without-text", format!("{unread} glyphs have no text and are left out"))
                .hint("read this page with an OCR engine if much of it is missing"),
        );
    }
    if let Some(damage) = found.damage {
        notes.push(Note::warning("content-damaged", format!("some of the page may be missing: {damage}")));
    }
    if let Some(limit) = limit {
        notes.push(Note::warning("limit-reached", format!("the rest of the page was not read: {limit} ran out")));
    }
    for (name, damage) in &found.damaged_fonts {
        notes.push(Note::warning("font-damaged", format!("font {name}: {damage}")));
    }
    if found.off_page > 0 {
        notes.push(Note::info(
            "glyphs-off-page",
            format!("{} glyphs lie beyond the edge of the page and were left out", found.off_page),
        ));
    }
    notes
}
