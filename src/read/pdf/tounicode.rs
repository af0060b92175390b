//! ToUnicode maps. In: the bytes of a CMap; out: code → text, for the codes whose text can be believed. Never control
//! characters, and nothing at all from a map that gives one text to most of its codes: such maps are made by tools that had
//! no idea, and what comes after them (the font's own encoding) knows better.

use std::collections::HashMap;

use super::lex::{Lexer, Token};
use crate::model::glyph_text::GlyphText;

/// Entries read from one map; a full two-byte map has 65,536.
const MAX_ENTRIES: usize = 200_000;
/// UTF-16 units one code may stand for: ligatures have four, the longest Arabic one eighteen.
const MAX_UNITS: usize = 32;
/// From this number of codes on, one text for most of them is a lie.
const MIN_SHARED: usize = 5;

#[derive(Debug, Clone, PartialEq)]
struct Range {
    low: u32,
    high: u32,
    /// The text of the code `low`.
    base: GlyphText,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct ToUnicode {
    /// Ascending, not overlapping as far as the file keeps to it.
    ranges: Vec<Range>,
    /// The ordering of the collection whose own map this one goes on from: `GB1` for `/Adobe-GB1-UCS2 usecmap`.
    base: Option<Vec<u8>>,
}

impl ToUnicode {
    pub fn parse(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(bytes);
        let mut named = None;
        while let Some(token) = lexer.next() {
            match token {
                Token::Name(name) => named = Some(name),
                Token::Word(b"usecmap") => {
                    let name = named.take().unwrap_or_default();
                    let ordering = name.strip_prefix(b"Adobe-").and_then(|rest| rest.strip_suffix(b"-UCS2"));
                    map.base = ordering.map(<[u8]>::to_vec);
                }
                Token::Word(b"beginbfchar") => map.characters(&mut lexer),
                Token::Word(b"beginbfrange") => map.stretches(&mut lexer),
                _ => {}
            }
        }
        if map.is_one_text_for_all() {
            return Self { base: map.base, ..Self::default() };
        }
        // stable, so that of two entries for a code the later is found last
        map.ranges.sort_by_key(|range| range.low);
        map
    }

    /// The ordering of Adobe's collection that codes without an entry belong to.
    pub fn ordering(&self) -> Option<&[u8]> {
        self.base.as_deref()
    }

    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    fn add(&mut self, low: u32, high: u32, text: &[u8]) {
        if self.ranges.len() < MAX_ENTRIES && low <= high {
            let units = utf16(text);
            if !units.is_empty() && units.len() <= MAX_UNITS {
                let chars = char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}'));
                self.ranges.push(Range { low, high, base: chars.collect::<String>().into() });
            }
        }
    }

    fn characters(&mut self, lexer: &mut Lexer) {
        let mut code = None;
        for token in lexer.by_ref() {
            match (token, code.take()) {
                (Token::Text(bytes), None) => code = Some(number(&bytes)),
                (Token::Text(bytes), Some(code)) => self.add(code, code, &bytes),
                (Token::Word(b"endbfchar"), _) => return,
                _ => {}
            }
        }
    }

    fn stretches(&mut self, lexer: &mut Lexer) {
        let mut bounds: Vec<u32> = Vec::new();
        let mut listed = None;
        for token in lexer.by_ref() {
            match token {
                Token::Text(bytes) => match (bounds.as_slice(), listed) {
                    (&[low, high], Some(step)) => {
                        if let Some(code) = low.checked_add(step).filter(|code| *code <= high) {
                            self.add(code, code, &bytes);
                        }
                        listed = step.checked_add(1);
                    }
                    (&[low, high], None) => {
                        self.add(low, high, &bytes);
                        bounds.clear();
                    }
                    _ => bounds.push(number(&bytes)),
                },
                Token::ArrayOpen if listed.is_none() => listed = Some(0),
                Token::ArrayClose => {
                    listed = None;
                    bounds.clear();
                }
                Token::Word(b"endbfrange") => return,
                _ => {}
            }
        }
    }

    fn is_one_text_for_all(&self) -> bool {
        let mut codes_of: HashMap<&GlyphText, usize> = HashMap::new();
        let mut codes = 0_usize;
        for range in &self.ranges {
            let width = (range.high - range.low) as usize + 1;
            codes = codes.saturating_add(width);
            *codes_of.entry(&range.base).or_default() += 1;
        }
        let most = codes_of.values().copied().max().unwrap_or(0);
        most >= MIN_SHARED && most * 2 > codes
    }

    /// The text of a code, where there is one worth believing.
    pub fn text(&self, code: u32) -> Option<GlyphText> {
        let after = self.ranges.partition_point(|range| range.low <= code);
        let range = self.ranges.get(..after)?.iter().rev().take(4).find(|range| code <= range.high)?;
        plausible(match code - range.low {
            0 => range.base.clone(),
            step => stepped(&range.base, step)?,
        })
    }
}

/// The text with its last character so many further on.
fn stepped(text: &GlyphText, step: u32) -> Option<GlyphText> {
    let mut chars = text.chars();
    let last = char::from_u32(u32::from(chars.next_back()?).checked_add(step)?)?;
    if text.one().is_some() {
        return Some(last.into());
    }
    Some(chars.chain([last]).collect::<String>().into())
}

/// The text, if it has no control characters, replacement characters or holes of Unicode. A tab or line break stands for a space.
pub(super) fn plausible(text: GlyphText) -> Option<GlyphText> {
    let is_bad = |c: char| {
        c.is_control() || matches!(c, '\u{FFF0}'..='\u{FFFF}' | '\u{FEFF}') || (u32::from(c) & 0xFFFE) == 0xFFFE
    };
    (!text.is_empty() && !text.chars().any(is_bad)).then_some(text)
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0_u32, |value, &byte| value.wrapping_shl(8) | u32::from(byte))
}

fn utf16(bytes: &[u8]) -> Vec<u16> {
    match bytes {
        // one byte instead of two: meant as a Latin character
        [single] => vec![u16::from(*single)],
        _ => bytes.chunks_exact(2).map(|pair| number(pair) as u16).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_ranges_and_lists_are_read() {
        let map = ToUnicode::parse(
            b"2 beginbfchar <0001> <4F1A> <0002> <D840DC00> endbfchar
              2 beginbfrange <0010> <0012> <4E00> <0020><0021>[<0041><00420043>] endbfrange",
        );
        let read = |code| map.text(code).map_or_else(String::new, |text| text.to_string());
        assert_eq!([read(1), read(2), read(0x11), read(0x20), read(0x21)], ["会", "\u{20000}", "丁", "A", "BC"]);
        assert_eq!(map.text(0x13), None);
    }

    #[test]
    fn the_identity_range_of_tesseract_maps_each_code_to_itself() {
        let map = ToUnicode::parse(b"1 beginbfrange <0000> <FFFF> <0000> endbfrange");
        assert_eq!(map.text(0x520A), Some('刊'.into()));
        assert_eq!(map.text(7), None);
    }

    #[test]
    fn a_map_that_goes_on_from_that_of_a_collection_names_it() {
        let map = ToUnicode::parse(b"/Adobe-GB1-UCS2 usecmap 1 beginbfchar <0001> <4F1A> endbfchar");
        assert_eq!(map.ordering(), Some(b"GB1".as_slice()));
        assert_eq!(ToUnicode::parse(b"/Other usecmap").ordering(), None);
    }

    #[test]
    fn a_map_with_one_text_for_most_codes_is_not_believed() {
        let entries = ["00", "01", "02", "03", "04", "05", "06"].map(|code| format!("<{code}> <003F>")).join(" ");
        assert!(ToUnicode::parse(format!("7 beginbfchar {entries} endbfchar").as_bytes()).is_empty());
    }
}
