//! `ActualText`: what marked content reads as where its glyphs don't say so. In: the glyphs of the content and the text; out:
//! the glyphs with their text replaced. Never joins glyphs of different lines, and leaves alone what already reads so.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::model::glyph_text::GlyphText;
use crate::model::page::Glyph;

/// Tag of marked content whose text another layer stands for: huikan's own files have it round text that was not believed.
pub(super) const REPLACED: &str = "HuikanReplaced";
/// Longer runs are paragraphs; their glyphs know better where each character stands.
const MAX_JOINED: usize = 24;

/// A text string of the file: UTF-16 or UTF-8 by its mark, Latin otherwise.
pub(super) fn text_string(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest).0,
        [0xFF, 0xFE, rest @ ..] => UTF_16LE.decode_without_bom_handling(rest).0,
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest),
        _ => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    };
    text.chars().filter(|c| !matches!(c, '\u{200B}' | '\u{FEFF}' | '\0')).collect()
}

/// Gives the glyphs from `start` on the text `actual`.
pub(super) fn apply(glyphs: &mut Vec<Glyph>, start: usize, actual: &str) {
    let Some(inside) = glyphs.get_mut(start..) else { return };
    let drawn: String = inside.iter().filter_map(|glyph| glyph.text.as_ref()).flat_map(GlyphText::chars).collect();
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let complete = inside.iter().all(|glyph| glyph.text.is_some());
    if inside.is_empty() || (complete && bare(&drawn) == bare(actual)) {
        return;
    }
    if bare(actual).is_empty() {
        // a hyphen at a line's end, a tab drawn as a sign: read as nothing or as a space
        if inside.len() <= 2 {
            for glyph in inside {
                glyph.text = Some(' '.into());
            }
        }
        return;
    }
    let characters: Vec<char> = bare(actual).chars().collect();
    if characters.len() == inside.len() {
        for (glyph, c) in inside.iter_mut().zip(characters) {
            glyph.text = Some(c.into());
        }
        return;
    }
    let Some(first) = inside.first().cloned() else { return };
    let in_line = inside.iter().all(|glyph| (glyph.origin.y - first.origin.y).abs() < first.size_pt.max(1.0) / 2.0);
    if in_line && inside.len() <= MAX_JOINED && characters.len() <= MAX_JOINED {
        let bbox = inside.iter().fold(first.bbox, |bbox, glyph| bbox.union(&glyph.bbox));
        glyphs.truncate(start);
        glyphs.push(Glyph { text: Some(actual.trim().into()), bbox, ..first });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::{Point, Rect};
    use crate::model::page::FontId;

    fn glyph(x: f32, text: Option<&str>) -> Glyph {
        Glyph {
            text: text.map(Into::into),
            origin: Point { x, y: 100.0 },
            bbox: Rect::new(x, 90.0, x + 10.0, 100.0),
            size_pt: 10.0,
            font: FontId(0),
            invisible: false,
            vertical: false,
            angle_deg: 0.0,
        }
    }

    fn texts(glyphs: &[Glyph]) -> Vec<String> {
        glyphs.iter().map(|glyph| glyph.text.as_ref().map_or("?".into(), ToString::to_string)).collect()
    }

    #[test]
    fn as_many_characters_as_glyphs_are_dealt_out() {
        let mut glyphs = vec![glyph(0.0, Some("x")), glyph(10.0, None), glyph(20.0, Some("y"))];
        apply(&mut glyphs, 1, "会刊");
        assert_eq!(texts(&glyphs), ["x", "会", "刊"]);
    }

    #[test]
    fn a_ligature_of_two_glyphs_becomes_one() {
        let mut glyphs = vec![glyph(0.0, Some("f")), glyph(10.0, Some("f"))];
        apply(&mut glyphs, 0, "ffi");
        assert_eq!(texts(&glyphs), ["ffi"]);
        assert_eq!(glyphs[0].bbox, Rect::new(0.0, 90.0, 20.0, 100.0));
    }

    #[test]
    fn glyphs_that_read_so_already_stay() {
        let mut glyphs = vec![glyph(0.0, Some("会")), glyph(10.0, Some(" ")), glyph(20.0, Some("刊"))];
        apply(&mut glyphs, 0, "会刊");
        assert_eq!(texts(&glyphs), ["会", " ", "刊"]);
    }

    #[test]
    fn text_strings_are_read_by_their_mark() {
        assert_eq!(text_string(&[0xFE, 0xFF, 0x4F, 0x1A]), "会");
        assert_eq!(text_string("\u{FEFF}会".as_bytes()), "会");
        assert_eq!(text_string(b"caf\xE9"), "café");
    }
}
