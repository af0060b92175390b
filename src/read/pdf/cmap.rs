//! From the bytes of a string in a composite font to codes, CIDs and text. In: the font's `/Encoding`, a name or a stream;
//! out: one code at a time with its CID and, where the encoding itself says what it means, its text. Never consults the font.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS};
use hayro_cmap::{BfString, CMap, CMapName, CidFamily, WritingMode, load_embedded};

use crate::model::glyph_text::GlyphText;

/// How bytes are cut into codes.
#[derive(Debug, Clone, Copy)]
enum Cutting {
    /// Two bytes each.
    Pairs,
    /// UTF-16: two bytes, four for a surrogate pair.
    Utf16,
    Utf8,
    Utf32,
    /// One byte below, two from the lead bytes of the encoding on.
    Lead(fn(u8) -> bool),
    /// GB 18030: as above, and four where the second byte is a digit.
    Gb18030,
    /// EUC-CN with the four-byte codes of CNS 11643 behind 8E A2.
    CnsEuc,
    /// As the ranges of an embedded CMap have it.
    ByRanges,
}

/// What codes mean by themselves.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    Utf16,
    Utf8,
    Utf32,
    Legacy(&'static Encoding),
    /// Only a CID.
    Nothing,
}

pub(super) struct CodeMap {
    cutting: Cutting,
    meaning: Meaning,
    /// None: the code is the CID.
    cids: Option<Arc<CMap>>,
    /// The CMap an embedded one refers to by `/UseCMap`.
    base: Option<Arc<CMap>>,
    pub vertical: bool,
    pub family: Option<CidFamily>,
}

/// One code of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code {
    pub value: u32,
    pub length: usize,
}

impl CodeMap {
    /// A predefined CMap; an unknown name is read as Identity.
    pub fn predefined(name: &[u8]) -> Self {
        let (cutting, meaning) = scheme(name);
        let is_identity = name.starts_with(b"Identity");
        let cids = if is_identity { None } else { predefined(name) };
        let family =
            cids.as_ref().and_then(|cmap| cmap.metadata().character_collection.clone()).map(|found| found.family);
        Self { cutting, meaning, cids, base: None, vertical: name.ends_with(b"-V") || name == b"V", family }
    }

    /// A CMap embedded in the file; None where it can't be read.
    pub fn embedded(bytes: &[u8], base: Option<&[u8]>, vertical: Option<bool>) -> Option<Self> {
        let cmap = CMap::parse(bytes, load_embedded)?;
        let metadata = cmap.metadata();
        // a copy of a predefined CMap keeps its name, and with it the meaning of its codes
        let own = metadata.name.clone().unwrap_or_default();
        let known =
            if matches!(CMapName::from_bytes(&own), CMapName::Custom(_)) { base.unwrap_or_default() } else { &own };
        let (_, meaning) = if known.is_empty() { (Cutting::Pairs, Meaning::Nothing) } else { scheme(known) };
        Some(Self {
            cutting: Cutting::ByRanges,
            meaning,
            vertical: vertical.unwrap_or(metadata.writing_mode == Some(WritingMode::Vertical)),
            family: metadata.character_collection.clone().map(|found| found.family),
            base: base.and_then(predefined),
            cids: Some(Arc::new(cmap)),
        })
    }

    /// The next code; None at the end of the bytes. A last lone byte is a code of its own.
    pub fn next(&self, bytes: &[u8]) -> Option<Code> {
        let (&first, second) = (bytes.first()?, bytes.get(1).copied());
        let length = match self.cutting {
            Cutting::Pairs => 2,
            Cutting::Utf16 => {
                let low = bytes.get(2).is_some_and(|b| (0xDC..=0xDF).contains(b));
                if (0xD8..=0xDB).contains(&first) && low { 4 } else { 2 }
            }
            Cutting::Utf32 => 4,
            Cutting::Utf8 => match first {
                0..0xC0 => 1,
                0xC0..0xE0 => 2,
                0xE0..0xF0 => 3,
                _ => 4,
            },
            Cutting::Lead(is_lead) => 1 + usize::from(is_lead(first) && second.is_some_and(|b| b >= 0x30)),
            Cutting::Gb18030 => match second {
                Some(0x30..=0x39) if first > 0x80 => 4,
                Some(0x40..) if first > 0x80 => 2,
                _ => 1,
            },
            Cutting::CnsEuc => match first {
                0x8E => 4,
                0xA1..=0xFE => 2,
                _ => 1,
            },
            Cutting::ByRanges => self.length_by_ranges(bytes),
        };
        let code = bytes.get(..length.min(bytes.len()))?;
        Some(Code { value: code.iter().fold(0, |value, &byte| value << 8 | u32::from(byte)), length: code.len() })
    }

    fn length_by_ranges(&self, bytes: &[u8]) -> usize {
        let mut value = 0_u32;
        for (length, &byte) in (1..=4_usize).zip(bytes) {
            value = value << 8 | u32::from(byte);
            if self.listed(value, length).is_some() {
                return length;
            }
        }
        // nothing fits: most embedded CMaps are two-byte throughout
        2
    }

    fn listed(&self, value: u32, length: usize) -> Option<u32> {
        let length = length as u8;
        let maps = [&self.cids, &self.base];
        maps.into_iter().flatten().find_map(|cmap| cmap.lookup_cid_code(value, length))
    }

    pub fn cid(&self, code: Code) -> u32 {
        match &self.cids {
            None => code.value,
            Some(_) => self.listed(code.value, code.length).unwrap_or(0),
        }
    }

    /// The text the encoding itself gives the code.
    pub fn text(&self, code: Code) -> Option<GlyphText> {
        let bytes = code.value.to_be_bytes();
        let bytes = bytes.get(4_usize.checked_sub(code.length)?..)?;
        let text: GlyphText = match self.meaning {
            Meaning::Utf16 if code.length == 2 => char::from_u32(code.value)?.into(),
            Meaning::Utf16 => {
                let units = bytes.chunks_exact(2).map(|pair| pair.iter().fold(0, |unit, &b| unit << 8 | u16::from(b)));
                char::decode_utf16(units).collect::<Result<String, _>>().ok()?.into()
            }
            Meaning::Utf8 => std::str::from_utf8(bytes).ok()?.into(),
            Meaning::Utf32 => char::from_u32(code.value)?.into(),
            Meaning::Legacy(encoding) => {
                encoding.decode_without_bom_handling_and_without_replacement(bytes)?.as_ref().into()
            }
            Meaning::Nothing => return None,
        };
        super::tounicode::plausible(text)
    }
}

/// What the CIDs of one of Adobe's collections read as.
pub(super) struct Collection(Arc<CMap>);

impl Collection {
    pub fn load(family: &CidFamily) -> Option<Self> {
        predefined(family.ucs2_cmap()?.to_bytes()).map(Self)
    }

    pub fn text(&self, cid: u32) -> Option<GlyphText> {
        text_of_cid(&self.0, cid)
    }
}

fn text_of_cid(collection: &CMap, cid: u32) -> Option<GlyphText> {
    super::tounicode::plausible(match collection.lookup_bf_string(cid)? {
        BfString::Char(c) => c.into(),
        BfString::String(text) => text.into(),
    })
}

/// Predefined CMaps are unpacked once for all documents: each costs milliseconds, and there are 65 of them.
fn predefined(name: &[u8]) -> Option<Arc<CMap>> {
    type Unpacked = HashMap<Vec<u8>, Option<Arc<CMap>>>;
    static CMAPS: LazyLock<Mutex<Unpacked>> = LazyLock::new(Mutex::default);
    if matches!(CMapName::from_bytes(name), CMapName::Custom(_)) {
        return None;
    }
    let mut cmaps = CMAPS.lock().unwrap_or_else(PoisonError::into_inner);
    let unpack = || CMap::parse(load_embedded(CMapName::from_bytes(name))?, load_embedded).map(Arc::new);
    cmaps.entry(name.to_vec()).or_insert_with(unpack).clone()
}

fn scheme(name: &[u8]) -> (Cutting, Meaning) {
    let name = std::str::from_utf8(name).unwrap_or_default();
    let stem = name.trim_end_matches("-H").trim_end_matches("-V").trim_end_matches("-HW");
    let gbk_lead: fn(u8) -> bool = |b| (0x81..=0xFE).contains(&b);
    let sjis_lead: fn(u8) -> bool = |b| matches!(b, 0x81..=0x9F | 0xE0..=0xFC);
    let euc_lead: fn(u8) -> bool = |b| matches!(b, 0x8E | 0xA1..=0xFE);
    match stem {
        "GB-EUC" | "GBK-EUC" | "GBKp-EUC" | "GBpc-EUC" => (Cutting::Lead(gbk_lead), Meaning::Legacy(GBK)),
        "GBK2K" => (Cutting::Gb18030, Meaning::Legacy(GB18030)),
        "B5pc" | "ETen-B5" | "ETenms-B5" | "HKscs-B5" => (Cutting::Lead(gbk_lead), Meaning::Legacy(BIG5)),
        "CNS-EUC" => (Cutting::CnsEuc, Meaning::Nothing),
        "EUC" => (Cutting::Lead(euc_lead), Meaning::Legacy(EUC_JP)),
        "KSC-EUC" | "KSCms-UHC" | "KSCpc-EUC" => (Cutting::Lead(gbk_lead), Meaning::Legacy(EUC_KR)),
        _ if stem.contains("RKSJ") => (Cutting::Lead(sjis_lead), Meaning::Legacy(SHIFT_JIS)),
        _ if stem.starts_with("Uni") && stem.ends_with("UTF32") => (Cutting::Utf32, Meaning::Utf32),
        _ if stem.starts_with("Uni") && stem.ends_with("UTF8") => (Cutting::Utf8, Meaning::Utf8),
        _ if stem.starts_with("Uni") => (Cutting::Utf16, Meaning::Utf16),
        _ => (Cutting::Pairs, Meaning::Nothing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, bytes: &[u8]) -> (String, Vec<u32>) {
        let map = CodeMap::predefined(name.as_bytes());
        let (mut text, mut cids, mut rest) = (String::new(), Vec::new(), bytes);
        while let Some(code) = map.next(rest) {
            text.extend(map.text(code).iter().flat_map(GlyphText::chars));
            cids.push(map.cid(code));
            rest = &rest[code.length..];
        }
        (text, cids)
    }

    #[test]
    fn each_encoding_reads_its_own_bytes() {
        let gbk = GBK.encode("会A刊").0;
        assert_eq!(read("GBK-EUC-H", &gbk).0, "会A刊");
        assert_eq!(read("GBKp-EUC-V", &gbk).0, "会A刊");
        assert_eq!(read("GBK2K-H", &GB18030.encode("㐀会a").0).0, "㐀会a");
        assert_eq!(read("ETen-B5-H", &BIG5.encode("會1").0).0, "會1");
        assert_eq!(read("90ms-RKSJ-H", &SHIFT_JIS.encode("会x").0).0, "会x");
        assert_eq!(read("UniGB-UTF16-H", &[0x4F, 0x1A, 0xD8, 0x40, 0xDC, 0x00]).0, "会\u{20000}");
    }

    #[test]
    fn the_middle_dot_of_names_is_read_though_no_cmap_has_it() {
        assert_eq!(read("UniGB-UCS2-H", &[0x00, 0xB7]).0, "·");
    }

    #[test]
    fn identity_codes_are_cids_and_cids_have_text_by_their_collection() {
        let (text, cids) = read("Identity-H", &[0x0B, 0xB8]);
        assert_eq!((text.as_str(), cids.as_slice()), ("", &[3000][..]));
        let cid = read("UniGB-UCS2-H", &[0x4F, 0x1A]).1[0];
        let collection = Collection::load(&CidFamily::AdobeGB1).expect("a table that comes with hayro-cmap");
        assert_eq!(collection.text(cid), Some('会'.into()));
    }
}
