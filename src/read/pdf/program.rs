//! What an embedded font program says about its glyphs. In: TrueType, OpenType, CFF or Type 1 data; out: glyph → text by its
//! `cmap` and glyph names, and for simple fonts code → text. Never draws, never measures. Damaged programs say nothing.

use std::collections::HashMap;

use skrifa::raw::ps::{PredefinedEncoding, agl, cff::CffFontRef, type1::Type1Font};
use skrifa::raw::tables::cmap::{CmapIterLimits, CmapSubtable, PlatformId};
use skrifa::raw::types::GlyphId;
use skrifa::raw::{FontRef, TableProvider};

use crate::model::glyph_text::GlyphText;

#[derive(Debug, Default)]
pub(super) struct Program {
    /// By glyph id.
    glyphs: HashMap<u32, GlyphText>,
    /// By CID, where the program is CID-keyed: its glyph id. None where glyph ids are CIDs.
    glyph_of_cid: Option<HashMap<u32, u32>>,
    /// By character code of a simple font, from the program's own encoding.
    codes: HashMap<u8, GlyphText>,
}

impl Program {
    pub fn parse(bytes: &[u8]) -> Self {
        let mut program = Self::default();
        if let Ok(font) = FontRef::new(bytes).or_else(|_| FontRef::from_index(bytes, 0)) {
            program.read_sfnt(&font);
            if let Some(table) = font.table_data(skrifa::raw::types::Tag::new(b"CFF ")) {
                program.read_cff(table.as_bytes());
            }
        } else if bytes.starts_with(&[1, 0]) {
            program.read_cff(bytes);
        } else if let Ok(font) = Type1Font::new(bytes) {
            program.read_type1(&font);
        }
        program
    }

    #[cfg(test)]
    fn is_silent(&self) -> bool {
        self.glyphs.is_empty() && self.codes.is_empty()
    }

    pub fn text_of_glyph(&self, glyph: u32) -> Option<&GlyphText> {
        self.glyphs.get(&glyph)
    }

    /// For fonts without a `CIDToGIDMap`.
    pub fn text_of_cid(&self, cid: u32) -> Option<&GlyphText> {
        let glyph = match &self.glyph_of_cid {
            None => cid,
            Some(map) => *map.get(&cid)?,
        };
        self.text_of_glyph(glyph)
    }

    pub fn text_of_code(&self, code: u8) -> Option<&GlyphText> {
        self.codes.get(&code)
    }

    fn read_sfnt(&mut self, font: &FontRef) {
        self.read_names(font);
        let Ok(cmap) = font.cmap() else { return };
        let data = cmap.offset_data();
        let limits = CmapIterLimits::default_for_font(font);
        let mut symbol = None;
        let mut best: HashMap<u32, char> = HashMap::new();
        for record in cmap.encoding_records().iter().take(16) {
            let Ok(table) = record.subtable(data) else { continue };
            match (record.platform_id(), record.encoding_id()) {
                (PlatformId::Unicode, _) | (PlatformId::Windows, 1 | 10) => {
                    for (code, glyph) in table.iter_with_limits(limits) {
                        if let Some(found) = char::from_u32(code)
                            && glyph.to_u32() != 0
                        {
                            let kept = best.entry(glyph.to_u32()).or_insert(found);
                            *kept = (*kept).min_by_rank(found);
                        }
                    }
                }
                (PlatformId::Windows, 0) | (PlatformId::Macintosh, _) => {
                    symbol = symbol.or(Some(table));
                }
                _ => {}
            }
        }
        self.glyphs.extend(best.into_iter().map(|(glyph, c)| (glyph, c.into())));
        if let Some(table) = symbol {
            self.read_codes(&table);
        }
    }

    /// Glyph names of the `post` table, a last resort.
    fn read_names(&mut self, font: &FontRef) {
        let Ok(post) = font.post() else { return };
        // one walk over the names: asking for them by number begins at the first each time
        for (glyph, name) in post.glyph_names() {
            if let Some(text) = text_of_name(name) {
                self.glyphs.insert(glyph.to_u32(), text);
            }
        }
    }

    /// The codes of a symbol font, whose glyphs have text by another table.
    fn read_codes(&mut self, table: &CmapSubtable) {
        for code in 0..=255_u8 {
            let glyph = [0xF000, 0, 0xF100].iter().find_map(|base| table.map_codepoint(base + u32::from(code)));
            let text = glyph.and_then(|glyph| self.glyphs.get(&glyph.to_u32()).cloned());
            self.codes.extend(text.map(|text| (code, text)));
        }
    }

    fn read_cff(&mut self, bytes: &[u8]) {
        let Ok(font) = CffFontRef::new_cff(bytes, 0, None) else { return };
        let Some(charset) = font.charset() else { return };
        if font.is_cid() {
            let cids = charset.iter().take(1 << 16).map(|(glyph, sid)| (u32::from(sid.to_u16()), glyph.to_u32()));
            self.glyph_of_cid = Some(cids.collect());
            return;
        }
        for (glyph, sid) in charset.iter().take(1 << 16) {
            let name = font.string(sid).and_then(|name| std::str::from_utf8(name).ok());
            if let Some(text) = name.and_then(text_of_name) {
                self.glyphs.entry(glyph.to_u32()).or_insert(text);
            }
        }
        if let Some(encoding) = font.encoding() {
            let text = |code| self.glyphs.get(&encoding.map(code)?.to_u32()).cloned();
            self.codes = (0..=255).filter_map(|code| Some((code, text(code)?))).collect();
        }
    }

    fn read_type1(&mut self, font: &Type1Font) {
        for (glyph, name) in font.glyph_names() {
            self.glyphs.extend(text_of_name(name).map(|text| (GlyphId::to_u32(glyph), text)));
        }
        if let Some(encoding) = font.encoding() {
            let text = |code| text_of_name(encoding.glyph_name(code)?);
            self.codes = (0..=255).filter_map(|code| Some((code, text(code)?))).collect();
        }
    }
}

/// Of two characters for one glyph, the one a writer would have typed.
trait Rank {
    fn min_by_rank(self, other: Self) -> Self;
}

impl Rank for char {
    fn min_by_rank(self, other: Self) -> Self {
        let rank = |c: char| match c {
            '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. => 3,
            // radicals and compatibility forms share glyphs with ordinary characters
            '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{2F800}'..='\u{2FA1F}' => {
                2
            }
            '\u{A0}' | '\u{AD}' | '\u{0}'..='\u{1F}' => 1,
            _ => 0,
        };
        if (rank(other), other) < (rank(self), self) { other } else { self }
    }
}

/// The text of a glyph name, by the Adobe Glyph List, or `uniXXXX`. Invented names (`G23`, `c45`) have none.
pub(super) fn text_of_name(name: &str) -> Option<GlyphText> {
    if name.is_empty() || name == ".notdef" {
        return None;
    }
    super::tounicode::plausible(agl::name_to_chars(name).collect::<String>().into())
}

/// The text of a code in Adobe's StandardEncoding.
pub(super) fn standard_text(code: u8) -> Option<GlyphText> {
    text_of_name(PredefinedEncoding::Standard.name(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_glyph_list_have_text_and_invented_ones_none() {
        let read = |name| text_of_name(name).map(|text| text.to_string());
        assert_eq!(read("eacute").as_deref(), Some("é"));
        assert_eq!(read("uni4F1A").as_deref(), Some("会"));
        assert_eq!(read("f_i").as_deref(), Some("fi"));
        assert_eq!([read("G23"), read("c4"), read(".notdef")], [None, None, None]);
    }

    #[test]
    fn rubbish_is_a_silent_program() {
        for bytes in [&b""[..], b"\x01\x00", b"\x00\x01\x00\x00\xFF\xFF", b"%!PS-AdobeFont"] {
            assert!(Program::parse(bytes).is_silent());
        }
    }

    #[test]
    fn a_radical_gives_way_to_the_character_it_looks_like() {
        assert_eq!('\u{2F00}'.min_by_rank('一'), '一');
        assert_eq!('一'.min_by_rank('\u{E000}'), '一');
    }
}
