//! Widths of the standard fonts, which a file may leave out (ISO 32000-2, 9.6.2.2). In: the name of a font; out: how wide its signs
//! are, from Adobe's own metrics (the AFM files, as a crate). A font that is none of the fourteen is measured by the one it is
//! most like: it is not known, and near enough for lines and spaces.

use std::collections::HashMap;
use std::sync::LazyLock;

use pdf_core_14_font_afms as afm;

use super::program;
use crate::model::glyph_text::GlyphText;

/// The metrics of one font.
pub(super) struct Metrics {
    by_text: HashMap<GlyphText, f64>,
    /// By the font's own encoding.
    by_code: HashMap<u8, f64>,
    /// What the codes of that encoding show.
    texts: HashMap<u8, GlyphText>,
    /// Of signs that are not in it.
    usual: f64,
}

impl Metrics {
    /// The width of a code that shows this text, in text space of size 1.
    pub fn width(&self, code: u8, text: Option<&GlyphText>) -> f64 {
        let known = text.and_then(|text| self.by_text.get(text)).or_else(|| self.by_code.get(&code));
        known.copied().unwrap_or(self.usual)
    }

    /// What a code shows in the font's own encoding.
    pub fn text(&self, code: u8) -> Option<&GlyphText> {
        self.texts.get(&code)
    }

    /// Reads the lines `C 32 ; WX 278 ; N space ; B …` of an AFM file.
    fn parse(text: &str) -> Self {
        let (mut by_text, mut by_code, mut texts) = (HashMap::new(), HashMap::new(), HashMap::new());
        for line in text.lines().filter(|line| line.starts_with("C ")) {
            let field = |key: &str| line.split(';').find_map(|part| part.trim().strip_prefix(key)?.strip_prefix(' '));
            let Some(width) = field("WX").and_then(|w| w.trim().parse::<f64>().ok()) else { continue };
            let code = field("C").and_then(|code| code.trim().parse::<u8>().ok());
            by_code.extend(code.map(|code| (code, width / 1000.0)));
            if let Some(text) = field("N").and_then(|name| program::text_of_name(name.trim())) {
                texts.extend(code.map(|code| (code, text.clone())));
                by_text.entry(text).or_insert(width / 1000.0);
            }
        }
        let usual = by_text.get(&GlyphText::from('n')).or_else(|| by_code.get(&b'n')).copied().unwrap_or(0.5);
        Self { by_text, by_code, texts, usual }
    }
}

/// The metrics of the standard font a name says.
pub(super) fn metrics(name: &[u8]) -> &'static Metrics {
    let lower = String::from_utf8_lossy(name).to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let (bold, slanted) = (says(&["bold", "black", "heavy"]), says(&["italic", "oblique"]));
    let family = if says(&["courier", "mono", "consol"]) {
        Family::Courier
    } else if says(&["symbol"]) {
        Family::Symbol
    } else if says(&["dingbats"]) {
        Family::Dingbats
    } else if says(&["times", "roman", "serif", "georgia", "garamond"]) && !says(&["sans"]) {
        Family::Times
    } else {
        Family::Helvetica
    };
    match (family, bold, slanted) {
        (Family::Courier, ..) => &COURIER,
        (Family::Symbol, ..) => &SYMBOL,
        (Family::Dingbats, ..) => &DINGBATS,
        (Family::Times, false, false) => &TIMES,
        (Family::Times, true, false) => &TIMES_BOLD,
        (Family::Times, false, true) => &TIMES_ITALIC,
        (Family::Times, true, true) => &TIMES_BOLD_ITALIC,
        // Helvetica leans without changing its widths
        (Family::Helvetica, false, _) => &HELVETICA,
        (Family::Helvetica, true, _) => &HELVETICA_BOLD,
    }
}

enum Family {
    Courier,
    Symbol,
    Dingbats,
    Times,
    Helvetica,
}

static COURIER: LazyLock<Metrics> = LazyLock::new(|| Metrics::parse(afm::COURIER));
static SYMBOL: LazyLock<Metrics> = LazyLock::new(|| Metrics::parse(afm::SYMBOL));
static DINGBATS: LazyLock<Metrics> = LazyLock::new(|| Metrics::parse(afm::ZAPF_DINGBATS));
static TIMES: LazyLock<Metrics> = LazyLock::new(|| Metrics::parse(afm::TIMES_ROMAN));
static TIMES_BOLD: LazyLock<Metrics> = LazyLock::new(|| Metrics::parse(afm::TIMES_BOLD));
static TIMES_ITALIC: LazyLock<Metrics> = LazyLock::new(|| Metrics::parse(afm::TIMES_ITALIC));
static TIMES_BOLD_ITALIC: LazyLock<Metrics> = LazyLock::new(|| Metrics::parse(afm::TIMES_BOLD_ITALIC));
static HELVETICA: LazyLock<Metrics> = LazyLock::new(|| Metrics::parse(afm::HELVETICA));
static HELVETICA_BOLD: LazyLock<Metrics> = LazyLock::new(|| Metrics::parse(afm::HELVETICA_BOLD));

#[cfg(test)]
mod tests {
    use super::*;

    /// A font, a code, what it shows, and its width: taken from ISO 32000's own fonts as every reader knows them.
    const WIDTHS: [(&str, u8, &str, f64); 7] = [
        ("Helvetica", b' ', " ", 0.278),
        ("Helvetica-BoldOblique", b'A', "A", 0.722),
        ("Times-Roman", b'i', "i", 0.278),
        ("Times-BoldItalic", b'W', "W", 0.889),
        ("Courier-Bold", b'W', "W", 0.6),
        ("Symbol", b'a', "α", 0.631),
        ("Arial,Bold", b'm', "m", 0.889),
    ];

    #[test]
    fn the_codes_of_symbol_fonts_have_the_texts_of_their_own_encodings() {
        let read = |name: &[u8], code| metrics(name).text(code).and_then(GlyphText::one);
        assert_eq!(read(b"Symbol", 0x61), Some('α'));
        assert_eq!(read(b"SymbolMT", 0xB7), Some('•'));
        assert_eq!(read(b"ZapfDingbats", b'4'), Some('✔'));
        assert_eq!(read(b"Symbol", 3), None);
    }

    #[test]
    fn the_widths_are_those_of_the_metrics() {
        for (name, code, text, width) in WIDTHS {
            assert!((metrics(name.as_bytes()).width(code, Some(&text.into())) - width).abs() < 1e-9, "{name} {text}");
        }
        assert!((metrics(b"ZapfDingbats").width(0x21, None) - 0.974).abs() < 1e-9);
        assert!(metrics(b"Helvetica").width(200, Some(&'会'.into())) > 0.3);
    }
}
