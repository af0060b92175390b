//! Simple fonts: one byte, one glyph. In: the font dictionary; out: 256 texts and widths, found once. Old Chinese e-books put
//! GBK bytes into simple fonts that claim a Latin encoding; those are read as pairs, where the font or the string shows it.

use encoding_rs::{Encoding, GBK, MACINTOSH, WINDOWS_1252};
use lopdf::{Dictionary, Object};

use super::fonts::{self, Declared, Sign};
use super::program::{self, Program};
use super::tounicode::ToUnicode;
use super::{Limits, filters, numbering, objects, standard};
use crate::model::glyph_text::GlyphText;

/// Names of Chinese system fonts in Latin letters, lower case: what they show is GBK.
const CHINESE_NAMES: [&str; 14] = [
    "simsun",
    "simhei",
    "simfang",
    "simkai",
    "simyou",
    "simli",
    "fangsong",
    "kaiti",
    "stsong",
    "stkaiti",
    "stzhongsong",
    "gb2312",
    "gbk",
    "heiti",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pairs {
    /// The bytes are what the encoding says.
    Never,
    /// Pairs, if a string shows nothing else.
    IfEvident,
    /// The font is Chinese: pairs.
    Always,
}

pub(super) struct Simple {
    texts: Vec<Option<GlyphText>>,
    widths: Vec<f64>,
    pairs: Pairs,
    pub is_embedded: bool,
}

impl Simple {
    pub fn load(file: &lopdf::Document, dict: &Dictionary, limits: &Limits) -> (Self, Option<&'static str>) {
        let mut damage = None;
        let stream = fonts::program_stream(file, dict);
        let to_unicode = match fonts::declared(file, dict) {
            Declared::Map(stream) => {
                let decoded = filters::decode(file, stream, limits.cmap_bytes);
                damage = decoded.lost.map(|_| "its ToUnicode map is damaged");
                ToUnicode::parse(&decoded.bytes)
            }
            _ => ToUnicode::default(),
        };
        let names = differences(file, dict);
        let base = base_encoding(file, dict);
        let mapped = |code: u8| to_unicode.text(u32::from(code));
        let is_bitmap = objects::name(file, dict, b"Subtype") == Some(b"Type3");
        let by_code = is_bitmap && numbering::names_are_codes(&names);
        let known = |code: u8| {
            let name = names[usize::from(code)].as_deref()?;
            Some(if by_code { base_text(LATIN, code) } else { program::text_of_name(name) })
        };
        // a program is parsed only if something is left for it to say
        let wanted = stream.filter(|_| to_unicode.is_empty() && (base.is_none() || known_names_fail(&names)));
        let program = wanted.map(|stream| Program::parse(&filters::decode(file, stream, limits.font_bytes).bytes));
        let name = fonts::base_name(file, dict);
        let pictures = is_of_pictures(name);
        // of these fonts everybody has the encoding, embedded or not
        let standard = is_standard_symbols(name).then(|| standard::metrics(name));
        let own = |code: u8| program.as_ref().and_then(|program| program.text_of_code(code)).cloned();
        let texts: Vec<_> = (0..=255_u8)
            .map(|code| {
                let named = || match known(code) {
                    // a name nobody knows: the program's encoding may still, the base encoding would be a guess
                    Some(text) => text,
                    None if pictures && code != b' ' => own(code).or_else(|| standard?.text(code).cloned()),
                    None => match base {
                        Some(base) => base_text(base, code),
                        None => own(code).or_else(|| program::standard_text(code)),
                    },
                };
                mapped(code).or_else(named)
            })
            .collect();
        let pairs = pairs(file, dict, stream.is_some() || !to_unicode.is_empty());
        let widths = widths(file, dict, &texts);
        (Self { texts, widths, pairs, is_embedded: stream.is_some() }, damage)
    }

    pub fn read(&self, bytes: &[u8], mut draw: impl FnMut(Sign) -> bool) {
        let paired = match self.pairs {
            Pairs::Never => false,
            Pairs::IfEvident => is_evident_gbk(bytes),
            Pairs::Always => true,
        };
        let mut rest = bytes;
        while let [first, tail @ ..] = rest {
            let width = |code: u8| self.widths.get(usize::from(code)).copied().unwrap_or(0.0);
            rest = tail;
            if paired
                && let [second, after @ ..] = tail
                && let Some(text) = gbk_pair(*first, *second)
            {
                rest = after;
                let sign = Sign {
                    text: Some(text),
                    width: width(*first) + width(*second),
                    vertical: None,
                    is_word_space: false,
                    codes: 2,
                };
                if !draw(sign) {
                    return;
                }
                continue;
            }
            let text = self.texts.get(usize::from(*first)).cloned().flatten();
            let sign = Sign { text, width: width(*first), vertical: None, is_word_space: *first == b' ', codes: 1 };
            if !draw(sign) {
                return;
            }
        }
    }
}

const LATIN: Base = Base::Table(WINDOWS_1252);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Table(&'static Encoding),
    Standard,
}

fn base_encoding(file: &lopdf::Document, dict: &Dictionary) -> Option<Base> {
    let named = match objects::get(file, dict, b"Encoding") {
        Some(Object::Name(name)) => Some(name.as_slice()),
        Some(object) => objects::name(file, objects::as_dict(object)?, b"BaseEncoding"),
        None => None,
    };
    match named? {
        b"WinAnsiEncoding" => Some(Base::Table(WINDOWS_1252)),
        b"MacRomanEncoding" => Some(Base::Table(MACINTOSH)),
        b"StandardEncoding" => Some(Base::Standard),
        _ => None,
    }
}

fn base_text(base: Base, code: u8) -> Option<GlyphText> {
    match base {
        Base::Standard => program::standard_text(code),
        Base::Table(encoding) => {
            let bytes = [code];
            super::tounicode::plausible(encoding.decode_without_bom_handling(&bytes).0.as_ref().into())
        }
    }
}

/// Names given to codes by `/Differences`.
fn differences(file: &lopdf::Document, dict: &Dictionary) -> Vec<Option<String>> {
    let mut names = vec![None; 256];
    let encoding = objects::dict(file, dict, b"Encoding");
    let mut code = 0_usize;
    for item in encoding.and_then(|encoding| objects::array(file, encoding, b"Differences")).unwrap_or_default() {
        match objects::resolve(file, item) {
            Some(Object::Name(name)) => {
                if let Some(slot) = names.get_mut(code) {
                    *slot = Some(String::from_utf8_lossy(name).into_owned());
                }
                code = code.saturating_add(1);
            }
            Some(number) => code = objects::as_number(number).map_or(code, |n| n.clamp(0.0, 256.0) as usize),
            None => {}
        }
    }
    names
}

fn known_names_fail(names: &[Option<String>]) -> bool {
    names.iter().flatten().any(|name| program::text_of_name(name).is_none())
}

/// Widths of all codes in text space of size 1.
fn widths(file: &lopdf::Document, dict: &Dictionary, texts: &[Option<GlyphText>]) -> Vec<f64> {
    let unit = match objects::matrix(file, dict, b"FontMatrix") {
        Some(matrix) if objects::name(file, dict, b"Subtype") == Some(b"Type3") => matrix.a,
        _ => 0.001,
    };
    let descriptor = objects::dict(file, dict, b"FontDescriptor");
    let missing = descriptor.and_then(|d| objects::number(file, d, b"MissingWidth")).unwrap_or(0.0);
    let Some(listed) = objects::array(file, dict, b"Widths") else {
        let metrics = standard::metrics(fonts::base_name(file, dict));
        let text = |code: u8| texts.get(usize::from(code)).and_then(Option::as_ref);
        return (0..=255).map(|code| metrics.width(code, text(code))).collect();
    };
    let first = objects::integer(file, dict, b"FirstChar").unwrap_or(0);
    let mut widths = vec![missing * unit; 256];
    for (step, item) in listed.iter().take(256).enumerate() {
        let code = usize::try_from(first.saturating_add(step as i64));
        let width = objects::resolve(file, item).and_then(objects::as_number);
        if let (Ok(code), Some(width)) = (code, width)
            && let Some(slot) = widths.get_mut(code)
        {
            *slot = width * unit;
        }
    }
    widths
}

fn pairs(file: &lopdf::Document, dict: &Dictionary, text_is_known: bool) -> Pairs {
    let name = fonts::base_name(file, dict);
    let subtype = objects::name(file, dict, b"Subtype");
    if text_is_known || subtype == Some(b"Type3") || objects::dict(file, dict, b"Encoding").is_some() {
        return Pairs::Never;
    }
    let lower = String::from_utf8_lossy(name).to_lowercase();
    if is_gbk_name(name) || CHINESE_NAMES.iter().any(|known| lower.contains(known)) {
        Pairs::Always
    } else {
        Pairs::IfEvident
    }
}

/// Fonts whose codes are no letters, whatever encoding they name: the `l` of Wingdings is a bullet.
fn is_of_pictures(name: &[u8]) -> bool {
    let lower = String::from_utf8_lossy(name).to_lowercase();
    let known = |known: &&str| lower.starts_with(*known) || lower.ends_with(*known);
    ["wingdings", "webdings", "dingbats"].iter().any(known) || is_standard_symbols(name)
}

/// Symbol and `ZapfDingbats`, by whatever name a system has them. Segoe UI Symbol and its like have letters.
fn is_standard_symbols(name: &[u8]) -> bool {
    let lower = String::from_utf8_lossy(name).to_lowercase();
    let family = lower.split([',', '-']).next().unwrap_or_default();
    matches!(family, "symbol" | "symbolmt" | "symbolstd" | "symbolneu") || lower.contains("zapfdingbats")
}

/// `/#CB#CE#CC#E5` is 宋体.
fn is_gbk_name(name: &[u8]) -> bool {
    !name.is_ascii() && GBK.decode_without_bom_handling_and_without_replacement(name).is_some()
}

fn gbk_pair(first: u8, second: u8) -> Option<GlyphText> {
    if first < 0x81 || second < 0x40 {
        return None;
    }
    let bytes = [first, second];
    let text = GBK.decode_without_bom_handling_and_without_replacement(&bytes)?;
    Some(GlyphText::from(text.as_ref())).filter(|text| text.one().is_some())
}

/// Two pairs or more, no lone high byte, and all of them in the part of GBK that is in daily use (GB 2312). European text has
/// accented letters one by one.
fn is_evident_gbk(bytes: &[u8]) -> bool {
    let (mut rest, mut found) = (bytes, 0_usize);
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first < 0x80 {
            continue;
        }
        match tail {
            [second @ 0xA1..=0xFE, after @ ..]
                if matches!(first, 0xA1..=0xA3 | 0xB0..=0xF7) && gbk_pair(*first, *second).is_some() =>
            {
                found += 1;
                rest = after;
            }
            _ => return false,
        }
    }
    found >= 2
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    fn read(dict: &Dictionary, bytes: &[u8]) -> Vec<String> {
        let (font, _) = Simple::load(&lopdf::Document::new(), dict, &Limits::default());
        let mut texts = Vec::new();
        font.read(bytes, |sign| {
            texts.push(sign.text.map_or_else(|| "?".to_owned(), |text| text.to_string()));
            true
        });
        texts
    }

    #[test]
    fn a_font_named_in_gbk_bytes_reads_pairs() {
        let dict = dictionary! { "Subtype" => "TrueType", "BaseFont" => Object::Name(vec![0xCB, 0xCE, 0xCC, 0xE5]), "Encoding" => "WinAnsiEncoding" };
        assert_eq!(read(&dict, &GBK.encode("议a案").0), ["议", "a", "案"]);
    }

    #[test]
    fn a_latin_font_reads_pairs_only_from_strings_that_show_them() {
        let dict = dictionary! { "Subtype" => "TrueType", "BaseFont" => "Garamond", "Encoding" => "WinAnsiEncoding" };
        assert_eq!(read(&dict, &GBK.encode("议案").0), ["议", "案"]);
        assert_eq!(read(&dict, b"caf\xE9 cr\xE8me"), "café crème".chars().map(String::from).collect::<Vec<_>>());
    }

    #[test]
    fn a_font_of_pictures_has_no_letters() {
        let dict = dictionary! { "Subtype" => "TrueType", "BaseFont" => "ABCDEF+Wingdings-Regular", "Encoding" => "WinAnsiEncoding" };
        assert_eq!(read(&dict, b"l "), ["?", " "]);
    }

    #[test]
    fn symbol_fonts_that_are_not_embedded_have_their_own_encoding() {
        let font = |name: &str| dictionary! { "Subtype" => "Type1", "BaseFont" => name };
        assert_eq!(read(&font("ZapfDingbats"), b"4"), ["✔"]);
        assert_eq!(read(&font("Symbol"), b"a\xB7"), ["α", "•"]);
        let letters =
            dictionary! { "Subtype" => "TrueType", "BaseFont" => "SegoeUISymbol", "Encoding" => "WinAnsiEncoding" };
        assert_eq!(read(&letters, b"ab"), ["a", "b"]);
    }

    #[test]
    fn names_that_only_repeat_the_code_are_read_as_the_code() {
        let names = [(65, "a65"), (66, "a66"), (72, "a72"), (101, "a101"), (110, "a110")];
        let listed =
            names.iter().flat_map(|(code, name)| [Object::from(*code), Object::from(*name)]).collect::<Vec<_>>();
        let dict = dictionary! { "Subtype" => "Type3", "Encoding" => dictionary! { "Differences" => listed } };
        assert_eq!(read(&dict, b"HenA"), ["H", "e", "n", "A"]);
        // Founder's outlines are numbered by their codes as well, and are any sign
        let founder = [(33, "G21"), (35, "G23"), (38, "G26"), (65, "G41"), (70, "G46")];
        let listed =
            founder.iter().flat_map(|(code, name)| [Object::from(*code), Object::from(*name)]).collect::<Vec<_>>();
        let dict = dictionary! { "Subtype" => "Type1", "BaseFont" => "FzBookMaker0", "Encoding" => dictionary! { "Differences" => listed } };
        assert_eq!(read(&dict, b"!AF"), ["?", "?", "?"]);
    }

    #[test]
    fn differences_are_read_name_by_name() {
        let encoding =
            dictionary! { "Differences" => vec![65.into(), "uni4F1A".into(), "G23".into(), "eacute".into()] };
        let dict = dictionary! { "Subtype" => "Type1", "BaseFont" => "X", "Encoding" => encoding };
        assert_eq!(read(&dict, b"ABCD"), ["会", "?", "é", "D"]);
    }
}
