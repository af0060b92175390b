//! OCR text of one printed issue → lines. Encodings by BOM, then UTF-8, then detection (GB18030, Big5, UTF-16).
//! Lines come as they stand, markdown leftovers and all; nothing is repaired here.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::model::page::{PageIndex, RawContent, RawLine, RawPage};
use crate::model::provenance::Extractor;

/// Largest text taken for one printed issue, in bytes. A 48-page issue has 170 KB.
const MAX_BYTES: usize = 64 << 20;
/// Longest line, in bytes; a printed page holds less than 10 KB.
const MAX_LINE_BYTES: usize = 4 << 20;
/// Share of control characters from which on a file is not text.
const MAX_CONTROL_SHARE: f64 = 0.01;
/// Share of undecodable characters from which on a file is not text.
const MAX_REPLACED_SHARE: f64 = 0.02;
/// Bytes looked at to tell UTF-16 without a mark.
const UTF16_SAMPLE: usize = 4096;

/// Why bytes are not the text of an issue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("neither a PDF nor text ({0})")]
    Binary(&'static str),
    #[error("text of {megabytes} MB is no single printed issue (limit {} MB)", MAX_BYTES >> 20)]
    TooLarge { megabytes: usize },
    #[error("line {line} is {megabytes} MB long (limit {} MB)", MAX_LINE_BYTES >> 20)]
    LongLine { line: usize, megabytes: usize },
    #[error("the file holds no text")]
    Blank,
}

impl TextError {
    /// What the user can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Binary(_) => "give a PDF, or plain text in UTF-8, UTF-16, GB18030 or Big5",
            Self::TooLarge { .. } => "give one file per printed issue",
            Self::LongLine { .. } => "check that the OCR tool wrote line breaks",
            Self::Blank => "check the OCR tool's output",
        }
    }
}

/// A text file, decoded and split into lines; form feeds start pages.
#[derive(Debug)]
pub struct TextDocument {
    /// Lines of each page, numbered over the whole file from 1.
    pages: Vec<Vec<RawLine>>,
}

impl TextDocument {
    /// Decodes and splits. Errors name what the bytes are instead of text.
    pub fn open(data: &[u8]) -> Result<Self, TextError> {
        if data.len() > MAX_BYTES {
            return Err(TextError::TooLarge { megabytes: data.len() >> 20 });
        }
        let text = decode(data)?;
        let mut pages = vec![Vec::new()];
        for (i, line) in split_lines(&text).enumerate() {
            if line.len() > MAX_LINE_BYTES {
                return Err(TextError::LongLine { line: i + 1, megabytes: line.len() >> 20 });
            }
            if line.starts_with('\u{C}') && pages.last().is_some_and(|p| !p.is_empty()) {
                pages.push(Vec::new());
            }
            if let Some(page) = pages.last_mut() {
                let number = u32::try_from(i + 1).unwrap_or(u32::MAX);
                page.push(RawLine { number, text: line.to_owned(), ..RawLine::default() });
            }
        }
        if pages.iter().flatten().all(|l| l.text.trim().is_empty()) {
            return Err(TextError::Blank);
        }
        Ok(Self { pages })
    }

    pub fn n_pages(&self) -> usize {
        self.pages.len()
    }

    /// The lines of a page, blank ones included (white space between paragraphs is evidence).
    pub fn page(&self, index: PageIndex) -> RawPage {
        RawPage {
            index,
            size: None,
            content: RawContent::Lines(self.pages.get(index.0 as usize).cloned().unwrap_or_default()),
            fonts: Vec::new(),
            images: Vec::new(),
            rules: Vec::new(),
            extractor: Extractor::Text,
        }
    }
}

/// Lines without their ends: \n, \r\n, or \r alone where the file has no \n.
fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    let mark = if text.contains('\n') { '\n' } else { '\r' };
    let body = text.strip_suffix(mark).unwrap_or(text);
    body.split(mark).map(|l| l.strip_suffix('\r').unwrap_or(l))
}

/// Bytes as text: by a mark of their order, then UTF-8, then by what is likely.
pub(super) fn decode(data: &[u8]) -> Result<String, TextError> {
    if let Some((encoding, bom)) = Encoding::for_bom(data) {
        return checked(encoding, &data[bom..]);
    }
    if let Some(encoding) = unmarked_utf16(data) {
        return checked(encoding, data);
    }
    if std::str::from_utf8(data).is_ok() {
        return checked(UTF_8, data);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(data, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    let mut candidates = vec![GB18030, BIG5, UTF_8];
    if guess == BIG5 {
        candidates.swap(0, 1);
    } else if guess == UTF_8 {
        candidates.swap(0, 2);
    }
    candidates.into_iter().find_map(|e| checked(e, data).ok()).ok_or(TextError::Binary("no known encoding fits"))
}

/// UTF-16 without a mark: every second byte of ASCII signs (line ends, digits) is zero, always the same one.
fn unmarked_utf16(data: &[u8]) -> Option<&'static Encoding> {
    let sample = &data[..data.len().min(UTF16_SAMPLE)];
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let newline = |pair: [u8; 2]| sample.chunks_exact(2).any(|c| c == pair);
    if odd > even && newline([b'\n', 0]) {
        Some(UTF_16LE)
    } else if even > odd && newline([0, b'\n']) {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn checked(encoding: &'static Encoding, data: &[u8]) -> Result<String, TextError> {
    let (text, _) = encoding.decode_without_bom_handling(data);
    let mut total = 0usize;
    let mut control = 0usize;
    let mut replaced = 0usize;
    for c in text.chars() {
        total += 1;
        control += usize::from(c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{C}'));
        replaced += usize::from(c == '\u{FFFD}');
    }
    let share = |n: usize| n as f64 / total.max(1) as f64;
    if share(control) > MAX_CONTROL_SHARE {
        return Err(TextError::Binary("it holds control characters"));
    }
    if share(replaced) > MAX_REPLACED_SHARE {
        return Err(TextError::Binary("its bytes fit no known encoding"));
    }
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(data: &[u8]) -> Vec<String> {
        match TextDocument::open(data) {
            Ok(d) => d.page(PageIndex(0)).lines(),
            Err(e) => vec![e.to_string()],
        }
    }

    impl RawPage {
        fn lines(self) -> Vec<String> {
            match self.content {
                RawContent::Lines(l) => l.into_iter().map(|l| l.text).collect(),
                RawContent::Glyphs(_) | RawContent::Both(..) => Vec::new(),
            }
        }
    }

    const TEXT: &str = "云泽市政协召开会议\n\n会议由市政协主席主持，各位委员参加了讨论。\n";

    #[test]
    fn the_same_text_in_five_encodings_reads_the_same() {
        let want = lines(TEXT.as_bytes());
        assert_eq!(want.len(), 3);
        let utf16 = |le: bool| -> Vec<u8> {
            TEXT.encode_utf16().flat_map(|u| if le { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
        };
        let with_bom = |bom: &[u8], body: Vec<u8>| [bom.to_vec(), body].concat();
        assert_eq!(lines(&with_bom(&[0xEF, 0xBB, 0xBF], TEXT.as_bytes().to_vec())), want);
        assert_eq!(lines(&with_bom(&[0xFF, 0xFE], utf16(true))), want);
        assert_eq!(lines(&utf16(false)), want);
        assert_eq!(lines(&GB18030.encode(TEXT).0), want);
    }

    #[test]
    fn big5_text_is_detected() {
        let text = "雲澤市政協召開會議，會議由主席主持，各位委員參加了討論。\n經濟發展與民生改善是會議的主要議題。\n";
        assert_eq!(lines(&BIG5.encode(text).0), lines(text.as_bytes()));
    }

    #[test]
    fn binary_blank_and_endless_lines_are_told_apart() {
        let junk: Vec<u8> = (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(matches!(TextDocument::open(&junk), Err(TextError::Binary(_))));
        assert!(matches!(TextDocument::open(b"\n \n\t\n"), Err(TextError::Blank)));
        assert!(matches!(
            TextDocument::open(&vec![b'a'; MAX_LINE_BYTES + 1]),
            Err(TextError::LongLine { line: 1, .. })
        ));
        assert!(matches!(TextDocument::open(&vec![b'a'; MAX_BYTES + 1]), Err(TextError::TooLarge { .. })));
    }

    #[test]
    fn form_feeds_start_pages_and_line_numbers_go_on() {
        let d = TextDocument::open("甲\n乙\n\u{C}丙\n".as_bytes()).expect("text");
        assert_eq!(d.n_pages(), 2);
        let RawContent::Lines(l) = d.page(PageIndex(1)).content else { panic!("lines") };
        assert_eq!((l[0].number, l[0].text.as_str()), (3, "\u{C}丙"));
    }

    #[test]
    fn old_line_ends_are_lines_too() {
        assert_eq!(lines("甲\r乙\r".as_bytes()), ["甲", "乙"]);
        assert_eq!(lines("甲\r\n乙\r\n".as_bytes()), ["甲", "乙"]);
    }
}
