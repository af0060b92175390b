//! Composite fonts: strings of codes, codes to CIDs, CIDs to glyphs. In: the Type 0 font dictionary and its descendant; out: the
//! signs of a string. The text of a code comes from the first that knows it: the ToUnicode map, the encoding itself, the
//! character collection, the embedded program, and only then the claim that codes are Unicode.

use std::sync::OnceLock;

use hayro_cmap::CidFamily;
use lopdf::{Dictionary, Object, ObjectId};

use super::cmap::{Code, CodeMap, Collection};
use super::fonts::{self, Declared, Sign, Vertical};
use super::program::Program;
use super::tounicode::{self, ToUnicode};
use super::{Limits, filters, objects};
use crate::model::glyph_text::GlyphText;

/// The half-width space of Adobe-GB1, which stands apart from the other half-width signs: `GBK-EUC-H` maps byte 32 to it.
const GB1_HALF_SPACE: u32 = 7716;
/// The half-width signs of Adobe-GB1, `!` first: as wide as their space.
const GB1_HALF_FIRST: u32 = 814;
/// Entries of `/W` and `/W2` read from one font.
const MAX_WIDTHS: usize = 200_000;

pub(super) struct Composite {
    codes: CodeMap,
    to_unicode: ToUnicode,
    codes_are_unicode: bool,
    family: Option<CidFamily>,
    /// Unpacked when first needed.
    collection: OnceLock<Option<Collection>>,
    glyphs: Glyphs,
    program: Option<(ObjectId, OnceLock<Program>)>,
    font_bytes: usize,
    widths: Vec<(u32, u32, f64)>,
    default_width: f64,
    verticals: Vec<(u32, u32, Vertical)>,
    default_vertical: (f64, f64),
}

/// From CID to glyph of a TrueType program.
enum Glyphs {
    /// CFF and OpenType: as the program has it.
    OfProgram,
    Same,
    Listed(Vec<u8>),
}

impl Glyphs {
    /// A list with a glyph for the space and none for what stands before it is one of characters: writers that count
    /// glyphs begin at the first.
    fn is_by_character(&self) -> bool {
        let Self::Listed(bytes) = self else { return false };
        let has_glyph = |cid: usize| bytes.get(2 * cid..2 * cid + 2).is_some_and(|glyph| glyph != [0, 0]);
        // tabs and line ends are characters too
        has_glyph(32) && !(1..32).filter(|cid| !matches!(cid, 9 | 10 | 13 | 29)).any(has_glyph)
    }
}

impl Composite {
    pub fn load(
        file: &lopdf::Document,
        dict: &Dictionary,
        described: &Dictionary,
        limits: &Limits,
    ) -> (Self, Option<&'static str>) {
        let mut damage = None;
        let codes = code_map(file, dict, limits).unwrap_or_else(|| {
            damage = Some("its encoding can't be read");
            CodeMap::predefined(b"Identity-H")
        });
        let declared = fonts::declared(file, dict);
        let to_unicode = match declared {
            Declared::Map(stream) => {
                let decoded = filters::decode(file, stream, limits.cmap_bytes);
                damage = damage.or(decoded.lost.map(|_| "its ToUnicode map is damaged"));
                ToUnicode::parse(&decoded.bytes)
            }
            _ => ToUnicode::default(),
        };
        let by_map = || Some(CidFamily::from_registry_ordering(b"Adobe", to_unicode.ordering()?));
        let family = family(file, described).or_else(|| codes.family.clone()).or_else(by_map);
        let default_vertical = match objects::numbers(file, described, b"DW2").as_slice() {
            [y, advance, ..] => (y / 1000.0, advance / 1000.0),
            _ => (0.88, -1.0),
        };
        let glyphs = glyphs(file, described, limits);
        let font = Self {
            codes,
            to_unicode,
            codes_are_unicode: matches!(declared, Declared::Identity) || glyphs.is_by_character(),
            family: family.filter(|family| family.ucs2_cmap().is_some()),
            collection: OnceLock::new(),
            glyphs,
            program: program_id(file, described).map(|id| (id, OnceLock::new())),
            font_bytes: limits.font_bytes,
            widths: widths(file, described),
            default_width: objects::number(file, described, b"DW").unwrap_or(1000.0) / 1000.0,
            verticals: verticals(file, described),
            default_vertical,
        };
        (font, damage)
    }

    pub fn is_vertical(&self) -> bool {
        self.codes.vertical
    }

    pub fn is_embedded(&self) -> bool {
        self.program.is_some()
    }

    pub fn read(&self, file: &lopdf::Document, bytes: &[u8], mut draw: impl FnMut(Sign) -> bool) {
        let mut rest = bytes;
        while let Some(code) = self.codes.next(rest) {
            rest = rest.get(code.length.max(1)..).unwrap_or_default();
            let cid = self.codes.cid(code);
            let width = self.width(cid);
            let sign = Sign {
                text: self.text(file, code, cid),
                width,
                vertical: self.codes.vertical.then(|| self.vertical(cid, width)),
                is_word_space: code.length == 1 && code.value == 32,
                codes: 1,
            };
            if !draw(sign) {
                return;
            }
        }
    }

    /// Writers that list the half-width signs often forget their space: it is no wider for that.
    fn width(&self, cid: u32) -> f64 {
        let half_space = || {
            let is_half = cid == GB1_HALF_SPACE && matches!(self.family, Some(CidFamily::AdobeGB1));
            is_half.then(|| find(&self.widths, GB1_HALF_FIRST)).flatten()
        };
        find(&self.widths, cid).or_else(half_space).unwrap_or(self.default_width)
    }

    fn vertical(&self, cid: u32, width: f64) -> Vertical {
        let (y, advance) = self.default_vertical;
        find(&self.verticals, cid).unwrap_or(Vertical { advance, x: width / 2.0, y })
    }

    fn text(&self, file: &lopdf::Document, code: Code, cid: u32) -> Option<GlyphText> {
        if let Some(text) = self.to_unicode.text(code.value).or_else(|| self.codes.text(code)) {
            return Some(text);
        }
        let by_collection = || {
            let family = self.family.as_ref()?;
            self.collection.get_or_init(|| Collection::load(family)).as_ref()?.text(cid)
        };
        let by_program = || self.text_by_program(file, cid);
        // where CIDs are the glyph ids of an embedded TrueType program, the program says what is drawn,
        // and a collection named beside it is often a form letter
        let found = match self.glyphs {
            Glyphs::Same if self.program.is_some() => by_program().or_else(by_collection),
            _ => by_collection().or_else(by_program),
        };
        found.or_else(|| tounicode::plausible(char::from_u32(code.value).filter(|_| self.codes_are_unicode)?.into()))
    }

    fn text_by_program(&self, file: &lopdf::Document, cid: u32) -> Option<GlyphText> {
        let (id, cell) = self.program.as_ref()?;
        let program = cell.get_or_init(|| match file.objects.get(id) {
            Some(Object::Stream(stream)) => Program::parse(&filters::decode(file, stream, self.font_bytes).bytes),
            _ => Program::default(),
        });
        let text = match &self.glyphs {
            Glyphs::OfProgram => program.text_of_cid(cid),
            Glyphs::Same => program.text_of_glyph(cid),
            Glyphs::Listed(bytes) => {
                let at = usize::try_from(cid).ok()?.checked_mul(2)?;
                let [high, low] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
                program.text_of_glyph(u32::from(u16::from_be_bytes([high, low])))
            }
        };
        text.cloned()
    }
}

fn code_map(file: &lopdf::Document, dict: &Dictionary, limits: &Limits) -> Option<CodeMap> {
    match objects::get(file, dict, b"Encoding") {
        Some(Object::Name(name)) => Some(CodeMap::predefined(name)),
        Some(Object::Stream(stream)) => {
            let decoded = filters::decode(file, stream, limits.cmap_bytes);
            let vertical = objects::integer(file, &stream.dict, b"WMode").map(|mode| mode == 1);
            let base = match objects::get(file, &stream.dict, b"UseCMap") {
                Some(Object::Name(name)) => Some(name.as_slice()),
                Some(Object::Stream(other)) => objects::name(file, &other.dict, b"CMapName"),
                _ => None,
            };
            CodeMap::embedded(&decoded.bytes, base, vertical)
                .or_else(|| objects::name(file, &stream.dict, b"CMapName").map(CodeMap::predefined))
        }
        _ => None,
    }
}

fn family(file: &lopdf::Document, described: &Dictionary) -> Option<CidFamily> {
    let info = objects::dict(file, described, b"CIDSystemInfo")?;
    let text = |key: &[u8]| match objects::get(file, info, key) {
        Some(Object::String(bytes, _) | Object::Name(bytes)) => bytes.as_slice(),
        _ => &[],
    };
    let family = CidFamily::from_registry_ordering(text(b"Registry"), text(b"Ordering"));
    // Adobe-Identity says nothing; the encoding's own collection may
    family.ucs2_cmap().is_some().then_some(family)
}

fn glyphs(file: &lopdf::Document, described: &Dictionary, limits: &Limits) -> Glyphs {
    let is_truetype = objects::dict(file, described, b"FontDescriptor").is_some_and(|d| d.has(b"FontFile2"));
    match objects::get(file, described, b"CIDToGIDMap") {
        Some(Object::Stream(stream)) => {
            Glyphs::Listed(filters::decode(file, stream, limits.cmap_bytes).bytes.into_owned())
        }
        _ if is_truetype => Glyphs::Same,
        _ => Glyphs::OfProgram,
    }
}

fn program_id(file: &lopdf::Document, described: &Dictionary) -> Option<ObjectId> {
    let descriptor = objects::dict(file, described, b"FontDescriptor")?;
    [&b"FontFile2"[..], b"FontFile3", b"FontFile"].iter().find_map(|key| objects::reference(descriptor, key))
}

/// `/W`: `first [w …]` or `first last w`, in turns; what fits neither is passed over.
fn widths(file: &lopdf::Document, described: &Dictionary) -> Vec<(u32, u32, f64)> {
    entries(file, described, b"W", 1, |values| values.first().map(|w| w / 1000.0))
}

/// `/W2`: the same with three numbers each.
fn verticals(file: &lopdf::Document, described: &Dictionary) -> Vec<(u32, u32, Vertical)> {
    entries(file, described, b"W2", 3, |values| match values {
        [advance, x, y] => Some(Vertical { advance: advance / 1000.0, x: x / 1000.0, y: y / 1000.0 }),
        _ => None,
    })
}

fn entries<T>(
    file: &lopdf::Document,
    described: &Dictionary,
    key: &[u8],
    each: usize,
    read: impl Fn(&[f64]) -> Option<T>,
) -> Vec<(u32, u32, T)> {
    let mut found = Vec::new();
    let mut pending: Vec<f64> = Vec::new();
    for item in objects::array(file, described, key).unwrap_or_default().iter().take(MAX_WIDTHS) {
        match objects::resolve(file, item) {
            Some(Object::Array(listed)) => {
                let first = pending.last().copied().unwrap_or(0.0).max(0.0) as u32;
                pending.clear();
                let values: Vec<f64> = listed
                    .iter()
                    .take(MAX_WIDTHS)
                    .filter_map(|v| objects::as_number(objects::resolve(file, v)?))
                    .collect();
                for (cid, values) in (first..).zip(values.chunks(each)) {
                    found.extend(read(values).map(|value| (cid, cid, value)));
                }
            }
            Some(object) => pending.extend(objects::as_number(object)),
            None => {}
        }
        if let [first, last, values @ ..] = pending.as_slice()
            && values.len() == each
        {
            found.extend(read(values).map(|value| (first.max(0.0) as u32, last.max(0.0) as u32, value)));
            pending.clear();
        }
        if found.len() > MAX_WIDTHS {
            break;
        }
    }
    found.sort_by_key(|(first, ..)| *first);
    found
}

fn find<T: Copy>(entries: &[(u32, u32, T)], cid: u32) -> Option<T> {
    let after = entries.partition_point(|(first, ..)| *first <= cid);
    let near = entries.get(..after)?.iter().rev().take(4);
    near.into_iter().find(|(_, last, _)| cid <= *last).map(|(.., value)| *value)
}
