//! Text layers that lie. In: the glyphs of a page; out: whether their text can be what is printed. Never looks at pixels and
//! never judges language: only signs that no printed page shows.

use std::sync::LazyLock;

use encoding_rs::{BIG5, GBK, SHIFT_JIS};

use super::fonts::Sign;
use super::interpret::Found;
use crate::model::glyph_text::GlyphText;

/// Below this many, chance rules.
const MIN_HAN: usize = 10;
const MIN_WIDE: usize = 12;
/// Where most Han characters are rare ones, fewer will do: a plate of drawings has only its caption.
const MIN_ALL_RARE: usize = 3;
/// From this many signs without text on, their share counts.
const MIN_UNREAD: usize = 20;

/// Font of the hidden layers that Tesseract writes, and OCRmyPDF with it.
const TESSERACT_FONT: &str = "GlyphLessFont";

/// Latin signs as wide as a Han character. Chinese set in a subset font whose codes were numbered from `!` on reads so. Letters,
/// digits, brackets and stops are let pass: full-width ones are set in Chinese, and some maps give them as ASCII.
pub(super) fn is_latin_as_wide_as_han(sign: &Sign) -> bool {
    let Some(text) = &sign.text else { return false };
    sign.vertical.is_none()
        && sign.codes == 1
        && (0.97..1.03).contains(&sign.width)
        && text.chars().all(|c| matches!(c, '"'..='\'' | '*' | '+' | '<'..='>' | '@' | '\\' | '^'..='`' | '{'..='}' | '\u{C0}'..='\u{24F}'))
}

/// Why the text is not to be believed.
pub(super) fn judge(found: &Found) -> Option<String> {
    let unread = found.glyphs.iter().filter(|glyph| glyph.text.is_none()).count();
    if unread >= MIN_UNREAD && unread * 10 > found.glyphs.len() {
        return Some(format!("{unread} of {} glyphs say nothing of what they read as", found.glyphs.len()));
    }
    let (mut han, mut rare, mut strange, mut all) = (0_usize, 0_usize, 0_usize, 0_usize);
    for c in found.glyphs.iter().filter_map(|glyph| glyph.text.as_ref()).flat_map(GlyphText::chars) {
        if c.is_whitespace() {
            continue;
        }
        all += 1;
        match c {
            '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}' => {
                han += 1;
                rare += usize::from(!is_in_use(c));
            }
            '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. => strange += 1,
            _ => {}
        }
    }
    if found.wide_latin >= MIN_WIDE && found.wide_latin * 20 > all {
        return Some(format!("{} Latin signs are as wide as Han characters", found.wide_latin));
    }
    let hidden = found.glyphs.iter().filter(|glyph| {
        glyph.invisible && found.fonts.get(usize::from(glyph.font.0)).is_some_and(|font| font.name == TESSERACT_FONT)
    });
    if han >= MIN_HAN && han * 2 > all && hidden.count() * 2 > found.glyphs.len() {
        return Some(
            "a hidden layer by Tesseract, which misreads one Chinese character in a hundred and more".to_owned(),
        );
    }
    if (rare >= MIN_HAN && rare * 10 > han * 3) || (rare >= MIN_ALL_RARE && rare * 10 > han * 6) {
        return Some(format!("{rare} of {han} Han characters are in hardly any text"));
    }
    if strange >= MIN_HAN && strange * 10 > all * 3 {
        return Some(format!("{strange} of {all} characters are private ones without meaning"));
    }
    None
}

/// Characters of GB 2312, the frequent half of Big5 or the first level of JIS: what nearly all printed text is set in.
fn is_in_use(c: char) -> bool {
    // found once by decoding those parts of the encodings, each at one go: asking the encoders for each character took a third
    // of the time
    static IN_USE: LazyLock<Vec<bool>> = LazyLock::new(|| {
        let mut in_use = vec![false; 1 << 16];
        let parts = [
            (GBK, 0xB0..=0xF7, [0xA1..=0xFE, 0xA1..=0xFE]),
            (BIG5, 0xA4..=0xC6, [0x40..=0x7E, 0xA1..=0xFE]),
            (SHIFT_JIS, 0x88..=0x97, [0x40..=0x7E, 0x80..=0xFC]),
        ];
        for (encoding, leads, trails) in parts {
            let pairs = |lead: u8| trails.iter().flat_map(Clone::clone).flat_map(move |trail: u8| [lead, trail]);
            let bytes: Vec<u8> = leads.flat_map(pairs).collect();
            // pairs that are no character leave replacement characters, which nobody asks about
            for c in encoding.decode_without_bom_handling(&bytes).0.chars() {
                if let Some(slot) = in_use.get_mut(c as usize) {
                    *slot = true;
                }
            }
        }
        in_use
    });
    IN_USE.get(c as usize).copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::{Point, Rect};
    use crate::model::page::{FontFace, FontId, Glyph};

    #[test]
    fn characters_of_daily_print_are_in_use_in_either_script() {
        assert!("提案委员会議錄図".chars().all(is_in_use));
        assert!(!"犌犅犜".chars().any(is_in_use));
    }

    /// A page of one font, hidden or drawn.
    fn page(text: &str, font: &str, invisible: bool) -> Found {
        let face = FontFace { name: font.to_owned(), bold: false, italic: false };
        let glyph = |c: char| Glyph {
            text: Some(c.into()),
            origin: Point::default(),
            bbox: Rect::default(),
            size_pt: 10.0,
            font: FontId(0),
            invisible,
            vertical: false,
            angle_deg: 0.0,
        };
        Found { glyphs: text.chars().map(glyph).collect(), fonts: vec![face], ..Found::default() }
    }

    #[test]
    fn chinese_that_tesseract_hid_under_a_scan_is_doubted_and_other_layers_are_not() {
        let text = "市政协十届二次会议隆重召开，听取并审议工作报告";
        assert!(judge(&page(text, TESSERACT_FONT, true)).is_some_and(|reason| reason.contains("Tesseract")));
        assert_eq!(judge(&page(text, TESSERACT_FONT, false)), None);
        assert_eq!(judge(&page(text, "HuikanLayer", true)), None);
        assert_eq!(judge(&page("The council met in the hall on Friday 提案", TESSERACT_FONT, true)), None);
    }
}
