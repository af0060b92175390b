//! The font of a hidden text layer: it draws nothing and tells what its codes read as. In: the characters of a file; out: the
//! objects of the font. Codes are two bytes, numbered from 1 in the order of the characters; all are one em wide, so that
//! whoever sets them gives each its width by scaling.
//!
//! The font program is a TrueType file made here: some readers take no text of fonts that are not embedded, or look for a
//! font of the same name and measure that. Its one glyph is as large as its em and has no area, so that nothing would be
//! seen of it even if it were drawn: PDFium, which Chromium reads PDFs with, drops single characters without an extent.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};

use crate::model::page::LAYER_FONT;

/// Characters of one file, at most: a code has two bytes.
pub(super) const MOST_CHARS: usize = 65_000;
/// Share of an em above and below the baseline, in thousandths: what CJK fonts agree on.
const ASCENT: i64 = 880;
const DESCENT: i64 = -120;

/// Codes of characters.
pub(super) struct Codes(BTreeMap<char, u16>);

impl Codes {
    /// Characters beyond [`MOST_CHARS`] have no code.
    pub fn of(chars: impl Iterator<Item = char>) -> Self {
        let all: BTreeSet<char> = chars.collect();
        Self(all.into_iter().take(MOST_CHARS).zip(1_u16..).collect())
    }

    pub fn get(&self, c: char) -> Option<u16> {
        self.0.get(&c).copied()
    }
}

/// The objects of the font for lines from left to right and for those set downwards, numbered from the first id given:
/// the fonts are the first two.
pub(super) fn objects(codes: &Codes, first: u32, pack: fn(Dictionary, Vec<u8>) -> Stream) -> Vec<(ObjectId, Object)> {
    let id = |n: u32| (first + n, 0);
    let font = |encoding: &str| {
        dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => LAYER_FONT, "Encoding" => encoding,
            "DescendantFonts" => vec![Object::Reference(id(2))], "ToUnicode" => id(3),
        }
    };
    let text = |text: &str| Object::string_literal(text);
    let cid_font = dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => LAYER_FONT,
        "CIDSystemInfo" => dictionary! { "Registry" => text("Adobe"), "Ordering" => text("Identity"), "Supplement" => 0 },
        "FontDescriptor" => id(4), "DW" => 1000, "CIDToGIDMap" => id(5),
    };
    let descriptor = dictionary! {
        "Type" => "FontDescriptor", "FontName" => LAYER_FONT, "Flags" => 5, "ItalicAngle" => 0, "StemV" => 80,
        "FontBBox" => vec![0.into(), DESCENT.into(), 1000.into(), ASCENT.into()],
        "Ascent" => ASCENT, "Descent" => DESCENT, "CapHeight" => ASCENT, "FontFile2" => id(6),
    };
    // every code is drawn by the same glyph
    let glyphs: Vec<u8> =
        std::iter::once(0_u16).chain(codes.0.values().map(|_| 1)).flat_map(u16::to_be_bytes).collect();
    let program = program();
    let length = program.len() as i64;
    vec![
        (id(0), font("Identity-H").into()),
        (id(1), font("Identity-V").into()),
        (id(2), cid_font.into()),
        (id(3), pack(Dictionary::new(), to_unicode(codes).into_bytes()).into()),
        (id(4), descriptor.into()),
        (id(5), pack(Dictionary::new(), glyphs).into()),
        (id(6), pack(dictionary! { "Length1" => length }, program).into()),
    ]
}

/// Number of objects of the font.
pub(super) const N_OBJECTS: u32 = 7;

/// What the codes read as.
fn to_unicode(codes: &Codes) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let entries: Vec<(&char, &u16)> = codes.0.iter().collect();
    // the format allows a hundred in one piece
    for some in entries.chunks(100) {
        let _ = writeln!(map, "{} beginbfchar", some.len());
        for (c, code) in some {
            let _ = write!(map, "<{code:04X}> <");
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(map, "{unit:04X}");
            }
            map.push_str(">\n");
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}

/// A TrueType file of two glyphs, one em of 1000 units wide: an empty one, and one whose three points lie on one line.
fn program() -> Vec<u8> {
    let head: Vec<u8> = [
        &[0, 1, 0, 0, 0, 1, 0, 0][..],                   // versions
        &[0, 0, 0, 0, 0x5F, 0x0F, 0x3C, 0xF5][..],       // checksum of the file (set below), magic number
        &[0, 0, 0x03, 0xE8][..],                         // flags, units per em
        &[0; 16][..],                                    // no dates: the same bytes every day
        &[0, 0, 0xFF, 0x88, 0x03, 0xE8, 0x03, 0x70][..], // box of all glyphs
        &[0, 0, 0, 3, 0, 2, 0, 0, 0, 0][..],             // style, smallest size, direction, short offsets
    ]
    .concat();
    let hhea: Vec<u8> = [
        &[0, 1, 0, 0, 0x03, 0x70, 0xFF, 0x88, 0, 0][..], // version, ascent, descent, line gap
        &[0x03, 0xE8, 0, 0, 0, 0, 0, 0][..],             // widest advance, bearings, extent
        &[0, 1, 0, 0, 0, 0][..],                         // slope of the caret
        &[0; 10][..],
        &[0, 1][..], // one width for all
    ]
    .concat();
    let maxp: Vec<u8> = [&[0, 1, 0, 0, 0, 2, 0, 3, 0, 1][..], &[0; 22][..]].concat();
    let glyf: Vec<u8> = [
        &[0, 1, 0, 0, 0xFF, 0x88, 0x03, 0xE8, 0x03, 0x70][..], // one contour, and its box
        &[0, 2, 0, 0, 1, 1, 1][..],                            // three points on the curve, no instructions
        &[0, 0, 0x03, 0xE8, 0xFE, 0x0C][..],                   // x: 0, + 1000, - 500
        &[0xFF, 0x88, 0x03, 0xE8, 0xFE, 0x0C][..],             // y: -120, + 1000, - 500
        &[0; 3][..],
    ]
    .concat();
    let half = (glyf.len() / 2) as u8;
    // glyph 1 for the space, in format 4: readers that look for a table of characters find one
    let cmap: Vec<u8> = [
        &[0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12][..],
        &[0, 4, 0, 32, 0, 0, 0, 4, 0, 4, 0, 1, 0, 0][..],
        &[0, 0x20, 0xFF, 0xFF, 0, 0, 0, 0x20, 0xFF, 0xFF, 0xFF, 0xE1, 0, 1, 0, 0, 0, 0][..],
    ]
    .concat();
    let post: Vec<u8> = [&[0, 3, 0, 0][..], &[0; 28][..]].concat();
    let tables: [(&[u8; 4], Vec<u8>); 8] = [
        (b"cmap", cmap),
        (b"glyf", glyf),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", vec![0x03, 0xE8, 0, 0, 0, 0]),
        (b"loca", vec![0, 0, 0, 0, 0, half]),
        (b"maxp", maxp),
        (b"post", post),
    ];
    let mut file: Vec<u8> = vec![0, 1, 0, 0, 0, 8, 0, 128, 0, 3, 0, 0];
    let mut at = 12 + 16 * tables.len();
    let mut bodies = Vec::new();
    let mut adjust = 0;
    for (name, table) in tables {
        if name == b"head" {
            adjust = at + 8;
        }
        let mut padded = table.clone();
        padded.resize(table.len().next_multiple_of(4), 0);
        file.extend_from_slice(name);
        for n in [checksum(&padded), at as u32, table.len() as u32] {
            file.extend_from_slice(&n.to_be_bytes());
        }
        at += padded.len();
        bodies.extend(padded);
    }
    file.extend(bodies);
    let whole = 0xB1B0_AFBA_u32.wrapping_sub(checksum(&file)).to_be_bytes();
    if let Some(place) = file.get_mut(adjust..adjust + 4) {
        place.copy_from_slice(&whole);
    }
    file
}

/// Sum of a table's words, as the format has it.
fn checksum(table: &[u8]) -> u32 {
    let word = |w: &[u8]| w.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
    table.chunks(4).map(word).fold(0, u32::wrapping_add)
}

#[cfg(test)]
mod tests {
    use skrifa::MetadataProvider;

    use super::*;

    #[test]
    fn codes_read_as_their_characters_beyond_the_first_plane_too() {
        let codes = Codes::of("会𠮷刊会".chars());
        assert_eq!(
            (codes.get('会'), codes.get('刊'), codes.get('𠮷'), codes.get('无')),
            (Some(1), Some(2), Some(3), None)
        );
        let map = to_unicode(&codes);
        assert!(map.contains("3 beginbfchar\n<0001> <4F1A>\n<0002> <520A>\n<0003> <D842DFB7>\n"), "{map}");
    }

    #[test]
    fn the_font_is_whole() {
        let font = program();
        assert_eq!(checksum(&font), 0xB1B0_AFBA);
        let font = skrifa::FontRef::new(&font).expect("a font");
        assert_eq!(
            font.glyph_metrics(skrifa::prelude::Size::unscaled(), skrifa::prelude::LocationRef::default())
                .glyph_count(),
            2
        );
        assert_eq!(font.charmap().map(' '), Some(skrifa::GlyphId::new(1)));
    }
}
