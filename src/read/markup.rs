//! XML and HTML as OCR programs write it → one tag after the other. Encodings by what the bytes are, then by what the file
//! says. No entity is expanded but the five of XML, characters by number and the space that does not break: a file can't make
//! itself larger than it is. Nesting is bounded; what is not well formed is read up to there.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::text;

/// Largest file taken, in bytes: an issue of 500 pages has 50 MB with a box for each character.
const MAX_BYTES: usize = 256 << 20;
/// Elements inside each other; real files have a dozen.
const MAX_DEPTH: usize = 200;
/// Bytes in which a file says what encoding it has.
const HEAD: usize = 1024;
/// Longest name of an entity.
const MAX_ENTITY: usize = 12;
/// Elements of HTML that have no end.
const VOID: [&str; 8] = ["area", "base", "br", "hr", "img", "input", "link", "meta"];

/// Why bytes can't be read as tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MarkupError {
    TooLarge {
        megabytes: usize,
    },
    /// No known encoding fits.
    Encoding,
}

/// What ended a file before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Break {
    TooDeep,
    Malformed { cause: String },
}

/// One thing after the other.
pub(super) enum Step<'a> {
    /// An element begins; its end comes for certain, even where the file has none.
    Open(Tag<'a>),
    /// The end of the innermost open element.
    Close,
    Text(Cow<'a, str>),
}

/// The beginning of an element.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Its name without prefix.
    pub fn name(&self) -> &str {
        local(self.0.name().0)
    }

    /// An attribute with its entities resolved; by name without prefix, upper and lower case alike.
    pub fn get(&self, name: &str) -> Option<String> {
        // checks for names that stand twice take the square of their number
        let mut all = self.0.html_attributes();
        let found = all.with_checks(false).flatten().find(|a| local(a.key.0).eq_ignore_ascii_case(name))?;
        Some(resolved(&found.value))
    }

    /// An attribute that is a number.
    pub fn number(&self, name: &str) -> Option<f32> {
        self.get(name)?.trim().parse().ok().filter(|n: &f32| n.is_finite())
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// A file, tag by tag.
pub(super) struct Markup<'a> {
    reader: Reader<&'a [u8]>,
    is_html: bool,
    /// Names of the open elements.
    open: Vec<String>,
    /// Ends that are still to be told, because the file left them out.
    closing: usize,
    pub broken: Option<Break>,
}

impl<'a> Markup<'a> {
    pub fn new(text: &'a str, is_html: bool) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        config.allow_dangling_amp = true;
        Self { reader, is_html, open: Vec::new(), closing: 0, broken: None }
    }

    /// Where it is, in bytes.
    pub fn position(&self) -> u64 {
        self.reader.buffer_position()
    }

    pub fn step(&mut self) -> Option<Step<'a>> {
        loop {
            if self.closing > 0 {
                self.closing -= 1;
                self.open.pop();
                return Some(Step::Close);
            }
            if self.broken.is_some() {
                return None;
            }
            match self.reader.read_event() {
                Ok(Event::Start(start)) => {
                    let tag = Tag(start);
                    if self.open.len() >= MAX_DEPTH {
                        self.broken = Some(Break::TooDeep);
                        self.closing = self.open.len();
                        continue;
                    }
                    let name = tag.name().to_ascii_lowercase();
                    self.closing = usize::from(self.is_html && VOID.contains(&name.as_str()));
                    self.open.push(name);
                    return Some(Step::Open(tag));
                }
                Ok(Event::Empty(start)) => {
                    self.open.push(String::new());
                    self.closing = 1;
                    return Some(Step::Open(Tag(start)));
                }
                Ok(Event::End(end)) => {
                    let name = local(end.name().0).to_ascii_lowercase();
                    // an end that nothing begins is left out; one that others should have stood before ends them too
                    if let Some(at) = self.open.iter().rposition(|open| *open == name) {
                        self.closing = self.open.len() - at;
                    }
                }
                Ok(Event::Text(text)) => return Some(Step::Text(text.into_inner())),
                Ok(Event::CData(text)) => return Some(Step::Text(text.into_inner())),
                Ok(Event::GeneralRef(name)) => return Some(Step::Text(entity(&name.into_inner()).into())),
                Ok(Event::Eof) => {
                    if let Some(name) = self.open.last() {
                        self.broken = Some(Break::Malformed { cause: format!("it ends inside of <{}>", short(name)) });
                        self.closing = self.open.len();
                        continue;
                    }
                    return None;
                }
                Ok(_) => {}
                Err(error) => {
                    self.broken = Some(Break::Malformed { cause: short(&error.to_string()) });
                    self.closing = self.open.len();
                }
            }
        }
    }
}

/// Names and messages hold what the file has: no more of it than a line.
fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

/// Text with its entities resolved.
fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let name = after.split_once(';').map(|(name, _)| name).filter(|name| name.len() <= MAX_ENTITY);
        if let Some(name) = name {
            out.push_str(&entity(name));
            rest = after.get(name.len() + 1..).unwrap_or_default();
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// What an entity stands for; itself where that is the file's own business.
fn entity(name: &str) -> String {
    let of_number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let c = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{A0}'),
        _ => name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(hex) => of_number(hex, 16),
            None => of_number(number, 10),
        }),
    };
    c.map_or_else(|| format!("&{};", short(name)), String::from)
}

/// Bytes as text, and whether the file says it has another encoding than it has.
pub(super) fn decode(data: &[u8]) -> Result<(String, bool), MarkupError> {
    if data.len() > MAX_BYTES {
        return Err(MarkupError::TooLarge { megabytes: data.len() >> 20 });
    }
    let said = declared(data);
    if let Some((encoding, bom)) = Encoding::for_bom(data) {
        let (text, _) = encoding.decode_without_bom_handling(data.get(bom..).unwrap_or_default());
        return Ok((
            text.into_owned(),
            said.is_some_and(|said| said != encoding && !encoding.name().starts_with("UTF-16")),
        ));
    }
    // text in Chinese that is UTF-8 by chance has not been met
    if let Ok(text) = std::str::from_utf8(data) {
        return Ok((text.to_owned(), said.is_some_and(|said| said != UTF_8)));
    }
    let by_label = said.filter(|said| *said != UTF_8).map(|said| said.decode_without_bom_handling(data));
    if let Some((text, false)) = by_label {
        return Ok((text.into_owned(), false));
    }
    text::decode(data).map(|text| (text, said.is_some())).map_err(|_| MarkupError::Encoding)
}

/// The encoding that a declaration or a `<meta>` names.
fn declared(data: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(data.get(..data.len().min(HEAD))?).into_owned();
    ["encoding=", "charset="].into_iter().find_map(|key| {
        let (_, after) = head.split_once(key)?;
        let label: String = after
            .trim_start_matches(['"', '\''])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect();
        Encoding::for_label(label.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, is_html: bool) -> (String, Option<Break>) {
        let mut markup = Markup::new(text, is_html);
        let mut told = String::new();
        while let Some(step) = markup.step() {
            match step {
                Step::Open(tag) => {
                    told.push('<');
                    told.push_str(tag.name());
                    told.extend(tag.get("t").map(|t| format!(" {t}")));
                }
                Step::Close => told.push('>'),
                Step::Text(text) => told.push_str(text.trim()),
            }
        }
        (told, markup.broken)
    }

    #[test]
    fn every_element_ends_even_where_the_file_leaves_it_out() {
        assert_eq!(told("<a:b t='1&amp;2'>x<c/></a:b>", false), ("<b 1&2x<c>>".into(), None));
        assert_eq!(told("<p>x<br>y<b>z</p></i>w", true), ("<px<br>y<bz>>w".into(), None));
        let (text, broken) = told("<a><b>x", false);
        assert_eq!(text, "<a<bx>>");
        assert_eq!(broken, Some(Break::Malformed { cause: "it ends inside of <b>".into() }));
    }

    #[test]
    fn nothing_a_file_declares_makes_it_larger() {
        let laughs = "<!DOCTYPE a [<!ENTITY l 'ha'><!ENTITY m '&l;&l;&l;'>]><a t='&m;'>&m;&#x4F1A;&#21002;</a>";
        assert_eq!(told(laughs, false), ("<a &m;&m;会刊>".into(), None));
        let deep = "<a>".repeat(100_000);
        assert_eq!(told(&deep, false).1, Some(Break::TooDeep));
        let wide = format!("<a t='{}'/>", "x".repeat(1 << 20));
        assert_eq!(told(&wide, false).0.len(), (1 << 20) + 4);
    }

    #[test]
    fn the_bytes_say_what_encoding_it_is_and_the_file_is_asked_after_them() {
        let xml = "<?xml version=\"1.0\" encoding=\"GB18030\"?><a>会刊会刊</a>";
        assert_eq!(decode(xml.as_bytes()), Ok((xml.to_owned(), true)));
        let (gb, _, _) = encoding_rs::GB18030.encode(xml);
        assert_eq!(decode(&gb), Ok((xml.to_owned(), false)));
        let lies = xml.replace("GB18030", "UTF-8");
        let (gb, _, _) = encoding_rs::GB18030.encode(&lies);
        assert_eq!(decode(&gb).map(|(text, lied)| (text.contains("会刊"), lied)), Ok((true, true)));
    }
}
