//! Fonts as the text operators need them. In: a font dictionary; out: for the bytes of a string one sign after the other, with
//! its text and how far it moves the pen. Never fails: a font that can't be read gives signs without text.

use encoding_rs::GBK;
use lopdf::{Dictionary, Object};

use super::composite::Composite;
use super::simple::Simple;
use super::{Limits, objects};
use crate::model::glyph_text::GlyphText;
use crate::model::page::FontFace;

/// Parts of the names of faces heavier than a face for text, lower case: those called bold, and the gothic and headline
/// faces of Chinese print, which have one weight and are set where Latin print has bold.
const HEAVY_NAMES: [&str; 20] = [
    "bold",
    "heavy",
    "black",
    "simhei",
    "heiti",
    "dahei",
    "cuhei",
    "zhunhei",
    "xiaobiaosong",
    "dabiaosong",
    "cusong",
    "fzxbs",
    "fzdbs",
    "fzhtk",
    "黑体",
    "黑體",
    "小标宋",
    "大标宋",
    "粗",
    "大黑",
];
/// ... and of those among them that are not: thin gothics, and families that are used for text and have a bold of their own.
const LIGHT_NAMES: [&str; 4] = ["light", "xihei", "细", "demilight"];

/// One drawn code, in text space of size 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sign {
    pub text: Option<GlyphText>,
    /// How wide the sign is.
    pub width: f64,
    /// In vertical writing: how far the pen moves along y (negative), and where the sign's top centre lies from its origin.
    pub vertical: Option<Vertical>,
    /// A single byte 32, to which word spacing applies.
    pub is_word_space: bool,
    /// Codes of the file it was read from: two for GBK pairs in simple fonts, which get character spacing twice.
    pub codes: u8,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Vertical {
    pub advance: f64,
    pub x: f64,
    pub y: f64,
}

pub(super) struct Font {
    pub face: FontFace,
    /// Size of the type over the size in the file: not 1 for Type 3 fonts, whose units are their own.
    pub size_factor: f64,
    /// What is wrong with it, for a note.
    pub damage: Option<&'static str>,
    kind: Kind,
}

enum Kind {
    Simple(Simple),
    Composite(Box<Composite>),
}

impl Font {
    pub fn load(file: &lopdf::Document, dict: &Dictionary, limits: &Limits) -> Self {
        let composite = objects::name(file, dict, b"Subtype") == Some(b"Type0")
            || objects::array(file, dict, b"DescendantFonts").is_some();
        if composite {
            let descendant = objects::array(file, dict, b"DescendantFonts")
                .and_then(|fonts| objects::as_dict(objects::resolve(file, fonts.first()?)?));
            let described = descendant.unwrap_or(dict);
            let (font, damage) = Composite::load(file, dict, described, limits);
            return Self {
                face: face(file, dict, described),
                size_factor: 1.0,
                damage,
                kind: Kind::Composite(Box::new(font)),
            };
        }
        let (font, damage) = Simple::load(file, dict, limits);
        Self { face: face(file, dict, dict), size_factor: size_factor(file, dict), damage, kind: Kind::Simple(font) }
    }

    /// The signs of a string, handed over one by one until `draw` says no.
    pub fn read(&self, file: &lopdf::Document, bytes: &[u8], draw: impl FnMut(Sign) -> bool) {
        match &self.kind {
            Kind::Simple(font) => font.read(bytes, draw),
            Kind::Composite(font) => font.read(file, bytes, draw),
        }
    }

    pub fn is_vertical(&self) -> bool {
        matches!(&self.kind, Kind::Composite(font) if font.is_vertical())
    }

    /// The text comes from a map or program inside the file, not from the kind of encoding: it can lie.
    pub fn is_subset_of_its_own(&self) -> bool {
        match &self.kind {
            Kind::Simple(font) => font.is_embedded,
            Kind::Composite(font) => font.is_embedded(),
        }
    }
}

/// Raw bytes of the font's name, without the six letters of a subset.
pub(super) fn base_name<'a>(file: &'a lopdf::Document, dict: &'a Dictionary) -> &'a [u8] {
    let name = objects::name(file, dict, b"BaseFont").unwrap_or_default();
    match name.get(..7) {
        Some([letters @ .., b'+']) if letters.iter().all(u8::is_ascii_uppercase) => name.get(7..).unwrap_or_default(),
        _ => name,
    }
}

fn face(file: &lopdf::Document, dict: &Dictionary, described: &Dictionary) -> FontFace {
    let raw = base_name(file, dict);
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => GBK.decode_without_bom_handling(raw).0.into_owned(),
    };
    let descriptor = objects::dict(file, described, b"FontDescriptor");
    let number = |key: &[u8]| descriptor.and_then(|d| objects::number(file, d, key)).unwrap_or(0.0);
    let flags = number(b"Flags") as i64;
    let lower = name.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let heavy = says(&HEAVY_NAMES) && !says(&LIGHT_NAMES);
    FontFace {
        bold: heavy || flags & (1 << 18) != 0 || number(b"FontWeight") >= 600.0,
        italic: says(&["italic", "oblique"]) || flags & (1 << 6) != 0 || number(b"ItalicAngle") != 0.0,
        name,
    }
}

/// Type 3 glyphs are drawn in units of the font's own; the height of its box is the best guess at the size of type.
fn size_factor(file: &lopdf::Document, dict: &Dictionary) -> f64 {
    let (Some(matrix), Some([_, y0, _, y1])) =
        (objects::matrix(file, dict, b"FontMatrix"), objects::corners(file, dict, b"FontBBox"))
    else {
        return 1.0;
    };
    let factor = (y1 - y0) * matrix.scale_y();
    // some programs write a box of 1000 units whatever the font's own are
    let widest = widest(file, dict) * matrix.a.abs();
    let factor = if widest > 0.0 && factor > MOST_HEIGHT * widest { widest } else { factor };
    if objects::name(file, dict, b"Subtype") == Some(b"Type3") && factor.is_finite() && factor > 0.0 {
        factor
    } else {
        1.0
    }
}

/// A font's box is no higher than so many times its widest character.
const MOST_HEIGHT: f64 = 8.0;

/// The widest of the characters a font gives widths for, in its own units; 0 where it gives none.
fn widest(file: &lopdf::Document, dict: &Dictionary) -> f64 {
    objects::numbers(file, dict, b"Widths").into_iter().filter(|width| width.is_finite()).fold(0.0, f64::max)
}

/// The ToUnicode map of a font: a stream, or a name that says the codes are Unicode already.
pub(super) enum Declared<'a> {
    Map(&'a lopdf::Stream),
    Identity,
    Nothing,
}

pub(super) fn declared<'a>(file: &'a lopdf::Document, dict: &'a Dictionary) -> Declared<'a> {
    match objects::get(file, dict, b"ToUnicode") {
        Some(Object::Stream(stream)) => Declared::Map(stream),
        Some(Object::Name(name)) if name.starts_with(b"Identity") => Declared::Identity,
        _ => Declared::Nothing,
    }
}

/// The stream of the embedded program, if there is one.
pub(super) fn program_stream<'a>(file: &'a lopdf::Document, described: &'a Dictionary) -> Option<&'a lopdf::Stream> {
    let descriptor = objects::dict(file, described, b"FontDescriptor")?;
    [&b"FontFile2"[..], b"FontFile3", b"FontFile"].iter().find_map(|key| objects::stream(file, descriptor, key))
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    #[test]
    fn a_dummy_box_is_no_size_of_type() {
        let font = |scale: f64, width: i64, top: i64| {
            dictionary! {
                "Subtype" => "Type3",
                "FontMatrix" => vec![scale.into(), 0.into(), 0.into(), (-scale).into(), 0.into(), 0.into()],
                "FontBBox" => vec![0.into(), 0.into(), 1000.into(), top.into()],
                "Widths" => vec![width.into(); 3],
            }
        };
        let factor = |font: Dictionary| size_factor(&lopdf::Document::new(), &font);
        assert!((factor(font(0.012, 83, 1000)) - 0.996).abs() < 1e-6);
        assert!((factor(font(0.001, 500, 1200)) - 1.2).abs() < 1e-6);
    }
}
