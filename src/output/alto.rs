//! One page as ALTO 4 XML, which archives keep beside their images. In: a page in reading order; out: the bytes of its file.
//!
//! The text is the one that was read, before any repair, so that it agrees with the image. Blocks and lines stand in
//! reading order; running heads and page numbers are among them. Each character has its place where that is known, as a
//! `Glyph`. There is no date in it: the same page gives the same bytes.

use std::fmt::Write as _;

use crate::model::geometry::Rect;
use crate::model::page::{Line, Page, RawChar};
use crate::model::provenance::{Extractor, Source};

/// The declaration and the first tag: names of the standard, which are addresses.
const HEAD: &str = include_str!("alto_head.xml");
/// Units of `inch1200` in a point.
const UNITS_PER_PT: f64 = 1200.0 / 72.0;

/// The ALTO file of a page; None where the page has no geometry, as those of text files.
pub fn alto(page: &Page, source: &Source) -> Option<Vec<u8>> {
    let size = page.size?;
    let mut xml = String::from(HEAD);
    let number = u64::from(page.index.0) + 1;
    description(&mut xml, page, source);
    let styles = Styles::of(page);
    styles.write(&mut xml);
    let sheet = Rect::new(0.0, 0.0, size.width, size.height);
    let _ = write!(xml, "<Layout>\n<Page ID=\"p{number}\" PHYSICAL_IMG_NR=\"{number}\"");
    if let Some(printed) = page.printed {
        let _ = write!(xml, " PRINTED_IMG_NR=\"{printed}\"");
    }
    let _ = write!(xml, " WIDTH=\"{}\" HEIGHT=\"{}\"", units(sheet.width()), units(sheet.height()));
    confidence(&mut xml, "PC", mean(page.lines.iter().filter_map(|line| line.confidence)));
    xml.push_str(">\n<PrintSpace");
    let text = page.lines.iter().filter_map(|line| line.bbox).reduce(|a, b| a.union(&b));
    place(&mut xml, Some(text.unwrap_or(sheet)));
    xml.push_str(">\n");
    for (block, n) in page.blocks.iter().zip(1_usize..) {
        let lines = page.lines.get(block.lines.clone()).unwrap_or_default();
        let _ = write!(xml, "<TextBlock ID=\"p{number}_b{n}\"");
        place(&mut xml, block.bbox);
        xml.push_str(">\n");
        for (line, at) in lines.iter().zip(block.lines.start + 1..) {
            text_line(&mut xml, line, &format!("p{number}_l{at}"), &styles);
        }
        xml.push_str("</TextBlock>\n");
    }
    xml.push_str("</PrintSpace>\n</Page>\n</Layout>\n</alto>\n");
    Some(xml.into_bytes())
}

fn description(xml: &mut String, page: &Page, source: &Source) {
    let said = match page.extractor {
        Extractor::TextLayer => "text layer of the file, arranged in reading order",
        Extractor::Ocr => "characters recognised, arranged in reading order",
        Extractor::Text => "text, arranged in reading order",
    };
    xml.push_str("<Description>\n<MeasurementUnit>inch1200</MeasurementUnit>\n<sourceImageInformation>\n<fileName>");
    escaped(xml, source.path.chars());
    xml.push_str("</fileName>\n<documentIdentifier documentIdentifierLocation=\"sha256\">");
    escaped(xml, source.sha256.chars());
    let version = env!("CARGO_PKG_VERSION");
    let _ = write!(
        xml,
        "</documentIdentifier>\n</sourceImageInformation>\n<Processing ID=\"huikan\">\n\
         <processingCategory>contentGeneration</processingCategory>\n\
         <processingStepDescription>{said}</processingStepDescription>\n<processingSoftware>\n\
         <softwareName>huikan</softwareName>\n<softwareVersion>{version}</softwareVersion>\n</processingSoftware>\n\
         </Processing>\n</Description>\n"
    );
}

/// The type sizes of a page: in hundredths of a point, and whether bold.
struct Styles(Vec<(u32, bool)>);

impl Styles {
    fn of(page: &Page) -> Self {
        let mut styles: Vec<_> = page.lines.iter().filter_map(style).collect();
        styles.sort_unstable();
        styles.dedup();
        Self(styles)
    }

    fn write(&self, xml: &mut String) {
        if self.0.is_empty() {
            return;
        }
        xml.push_str("<Styles>\n");
        for ((size, bold), n) in self.0.iter().zip(1_usize..) {
            let bold = if *bold { " FONTSTYLE=\"bold\"" } else { "" };
            let _ = writeln!(xml, "<TextStyle ID=\"s{n}\" FONTSIZE=\"{}.{:02}\"{bold}/>", size / 100, size % 100);
        }
        xml.push_str("</Styles>\n");
    }

    fn number(&self, line: &Line) -> Option<usize> {
        Some(self.0.binary_search(&style(line)?).ok()? + 1)
    }
}

/// Size in hundredths of a point.
fn style(line: &Line) -> Option<(u32, bool)> {
    let size = line.size_pt.filter(|size| size.is_finite() && *size > 0.0)?;
    Some(((size * 100.0).round() as u32, line.bold))
}

/// A line: strings, and a space between two of them.
fn text_line(xml: &mut String, line: &Line, id: &str, styles: &Styles) {
    // where the places of characters are not known, the line's own place is all there is
    let unplaced = || line.text.chars().map(|c| (c, None)).collect::<Vec<_>>();
    let chars: Vec<(char, Option<&RawChar>)> =
        if line.chars.is_empty() { unplaced() } else { line.chars.iter().map(|c| (c.c, Some(c))).collect() };
    let chars: Vec<_> = chars.into_iter().filter(|(c, _)| is_allowed(*c)).collect();
    let words: Vec<&[(char, Option<&RawChar>)]> = chars.split(|(c, _)| *c == ' ').filter(|w| !w.is_empty()).collect();
    if words.is_empty() {
        return;
    }
    let _ = write!(xml, "<TextLine ID=\"{id}\"");
    if let Some(n) = styles.number(line) {
        let _ = write!(xml, " STYLEREFS=\"s{n}\"");
    }
    place(xml, line.bbox);
    xml.push_str(">\n");
    let mut before: Option<Rect> = None;
    for (i, word) in words.iter().enumerate() {
        let bbox = word.iter().filter_map(|(_, placed)| placed.map(|p| p.bbox)).reduce(|a, b| a.union(&b));
        if i > 0 {
            let gap = before.zip(bbox).map(|(a, b)| gap(a, b));
            xml.push_str("<SP");
            place(xml, gap);
            xml.push_str("/>\n");
        }
        before = bbox;
        string(xml, word, bbox.or(line.bbox.filter(|_| words.len() == 1)), line.confidence);
    }
    xml.push_str("</TextLine>\n");
}

fn string(xml: &mut String, word: &[(char, Option<&RawChar>)], bbox: Option<Rect>, of_line: Option<f32>) {
    xml.push_str("<String CONTENT=\"");
    escaped(xml, word.iter().map(|(c, _)| *c));
    xml.push('"');
    place(xml, bbox);
    confidence(xml, "WC", mean(word.iter().filter_map(|(_, placed)| placed.and_then(|p| p.confidence))).or(of_line));
    if word.iter().any(|(_, placed)| placed.is_none()) {
        xml.push_str("/>\n");
        return;
    }
    xml.push_str(">\n");
    for placed in word.iter().filter_map(|(_, placed)| *placed) {
        xml.push_str("<Glyph CONTENT=\"");
        escaped(xml, std::iter::once(placed.c));
        xml.push('"');
        place(xml, Some(placed.bbox));
        confidence(xml, "GC", placed.confidence);
        xml.push_str("/>\n");
    }
    xml.push_str("</String>\n");
}

/// What lies between two boxes of one line.
fn gap(a: Rect, b: Rect) -> Rect {
    let all = a.union(&b);
    if (b.center().x - a.center().x).abs() >= (b.center().y - a.center().y).abs() {
        let (left, right) = if a.x0 <= b.x0 { (a.x1, b.x0) } else { (b.x1, a.x0) };
        Rect { x0: left, x1: right.max(left), ..all }
    } else {
        let (top, bottom) = if a.y0 <= b.y0 { (a.y1, b.y0) } else { (b.y1, a.y0) };
        Rect { y0: top, y1: bottom.max(top), ..all }
    }
}

fn place(xml: &mut String, bbox: Option<Rect>) {
    let Some(b) = bbox.filter(|b| [b.x0, b.y0, b.x1, b.y1].iter().all(|v| v.is_finite())) else { return };
    let _ = write!(
        xml,
        " HPOS=\"{}\" VPOS=\"{}\" WIDTH=\"{}\" HEIGHT=\"{}\"",
        units(b.x0),
        units(b.y0),
        units(b.width()),
        units(b.height())
    );
}

/// Points in 1/1200 inch, to a hundredth of it.
fn units(pt: f32) -> String {
    let hundredths = (f64::from(pt) * UNITS_PER_PT * 100.0).round() as i64;
    let (sign, n) = (if hundredths < 0 { "-" } else { "" }, hundredths.unsigned_abs());
    match n % 100 {
        0 => format!("{sign}{}", n / 100),
        part => format!("{sign}{}.{part:02}", n / 100),
    }
}

fn confidence(xml: &mut String, name: &str, value: Option<f32>) {
    if let Some(value) = value.filter(|v| v.is_finite()) {
        let _ = write!(xml, " {name}=\"{:.3}\"", value.clamp(0.0, 1.0));
    }
}

fn mean(values: impl Iterator<Item = f32>) -> Option<f32> {
    let (n, sum) = values.fold((0_u32, 0.0), |(n, sum), v| (n + 1, sum + v));
    (n > 0).then(|| sum / n as f32)
}

/// Characters that XML 1.0 can hold; line ends in an attribute would be read as spaces.
fn is_allowed(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

fn escaped(xml: &mut String, text: impl Iterator<Item = char>) {
    for c in text.filter(|c| is_allowed(*c)) {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            c => xml.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::Size;
    use crate::model::page::{Block, BlockRole, LineId, PageIndex};

    fn page(text: &str, placed: bool) -> Page {
        let bbox = |i: usize| Rect::new(72.0 + 10.0 * i as f32, 72.0, 82.0 + 10.0 * i as f32, 82.0);
        let chars = text.chars().enumerate().map(|(i, c)| RawChar {
            c,
            bbox: bbox(i),
            confidence: Some(0.9),
            others: Vec::new(),
        });
        let line = Line {
            id: LineId(1),
            page: PageIndex(2),
            text: text.to_owned(),
            bbox: Some(bbox(0).union(&bbox(text.chars().count().max(1) - 1))),
            size_pt: Some(10.5),
            bold: false,
            confidence: Some(0.9),
            chars: if placed { chars.collect() } else { Vec::new() },
        };
        let block = Block { role: BlockRole::Body, bbox: line.bbox, ..Block::plain(0..1, 0.0) };
        let size = Some(Size { width: 595.0, height: 842.0 });
        Page {
            index: PageIndex(2),
            size,
            printed: Some(3),
            lines: vec![line],
            blocks: vec![block],
            extractor: Extractor::Ocr,
        }
    }

    fn xml(page: &Page) -> String {
        let source = Source { path: "扫描 <1>.pdf".into(), sha256: "ab".into(), media_type: "application/pdf" };
        String::from_utf8(alto(page, &source).expect("a page with a size")).expect("UTF-8")
    }

    #[test]
    fn characters_words_and_spaces_have_their_places() {
        let xml = xml(&page("会刊 3", true));
        assert!(xml.contains("<fileName>扫描 &lt;1&gt;.pdf</fileName>"), "{xml}");
        assert!(xml.contains(
            r#"<Page ID="p3" PHYSICAL_IMG_NR="3" PRINTED_IMG_NR="3" WIDTH="9916.67" HEIGHT="14033.33" PC="0.900">"#
        ));
        assert!(xml.contains(r#"<TextStyle ID="s1" FONTSIZE="10.50"/>"#));
        assert!(
            xml.contains(
                r#"<String CONTENT="会刊" HPOS="1200" VPOS="1200" WIDTH="333.33" HEIGHT="166.67" WC="0.900">"#
            ),
            "{xml}"
        );
        assert!(xml.contains(r#"<SP HPOS="1533.33" VPOS="1200" WIDTH="166.67" HEIGHT="166.67"/>"#), "{xml}");
        assert!(xml.contains(r#"<Glyph CONTENT="3" HPOS="1700""#));
    }

    #[test]
    fn what_xml_can_not_hold_is_left_out_and_signs_of_its_own_are_escaped() {
        let xml = xml(&page("a\u{0}<&\"\u{FFFF}𠮷\u{1b}", true));
        assert!(xml.contains(r#"CONTENT="a&lt;&amp;&quot;𠮷""#), "{xml}");
        assert!(!xml.contains(|c: char| c.is_control() && c != '\n'));
    }

    #[test]
    fn lines_without_places_of_characters_are_lines_too() {
        let xml = xml(&page("会刊 3", false));
        assert!(xml.contains("<String CONTENT=\"会刊\" WC=\"0.900\"/>\n<SP/>\n<String CONTENT=\"3\""), "{xml}");
        assert!(!xml.contains("Glyph"));
        let plain = Page { size: None, ..page("文", false) };
        let source = Source { path: String::new(), sha256: String::new(), media_type: "text/plain" };
        assert_eq!(alto(&plain, &source), None);
    }
}
