//! Content streams as operators with their operands. In: bytes; out: one step after the other, to the end of the bytes. Inline
//! images are stepped over, binary data and all. Never executes anything, never nests deeper than its bound.

use std::borrow::Cow;

use super::lex::{self, Lexer, Text, Token};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand<'a> {
    Number(f64),
    Name(Cow<'a, [u8]>),
    Text(Text<'a>),
    Array(Vec<Operand<'a>>),
    Dict(Vec<Operand<'a>>),
    /// `true`, `null`, rubbish.
    Other,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step<'a> {
    Operator(&'a [u8]),
    InlineImage { width_px: u32, height_px: u32 },
}

/// Operands kept before an operator; the longest operator of the standard has six, colours up to 32.
const MAX_OPERANDS: usize = 64;
/// Elements of one array; the longest `TJ` met had 9,000.
const MAX_ELEMENTS: usize = 200_000;
const MAX_NESTING: usize = 32;

pub(super) struct Content<'a> {
    lexer: Lexer<'a>,
    pub operands: Vec<Operand<'a>>,
    /// Memory of an array that came before: the text of a page is a thousand arrays.
    spare: Vec<Operand<'a>>,
}

impl<'a> Content<'a> {
    pub fn new(bytes: &'a [u8], cuts: &'a [usize]) -> Self {
        Self { lexer: Lexer::with_cuts(bytes, cuts), operands: Vec::new(), spare: Vec::new() }
    }

    /// Where the last step ended.
    pub fn position(&self) -> usize {
        self.lexer.position()
    }

    pub fn step(&mut self) -> Option<Step<'a>> {
        for operand in self.operands.drain(..) {
            if let Operand::Array(mut elements) = operand
                && elements.capacity() > self.spare.capacity()
            {
                elements.clear();
                self.spare = elements;
            }
        }
        loop {
            let token = self.lexer.next()?;
            let operand = match token {
                Token::Word(b"BI") => return Some(self.inline_image()),
                Token::Word(b"true" | b"false" | b"null") => Operand::Other,
                Token::Word(word) => return Some(Step::Operator(word)),
                Token::ArrayOpen | Token::DictOpen => {
                    let (operand, operator) = self.nested(token == Token::DictOpen);
                    self.operands.push(operand);
                    if let Some(word) = operator {
                        return Some(Step::Operator(word));
                    }
                    continue;
                }
                Token::ArrayClose | Token::DictClose => continue,
                plain => plain_operand(plain),
            };
            if self.operands.len() >= MAX_OPERANDS {
                self.operands.remove(0);
            }
            self.operands.push(operand);
        }
    }

    /// An array or dictionary. An operator inside means that its end was forgotten; it is handed back.
    fn nested(&mut self, is_dict: bool) -> (Operand<'a>, Option<&'a [u8]>) {
        let mut frames = vec![(is_dict, std::mem::take(&mut self.spare))];
        let mut beyond = 0_usize;
        let mut operator = None;
        for token in self.lexer.by_ref() {
            match token {
                Token::ArrayOpen | Token::DictOpen if frames.len() >= MAX_NESTING => beyond += 1,
                Token::ArrayOpen => frames.push((false, Vec::new())),
                Token::DictOpen => frames.push((true, Vec::new())),
                Token::ArrayClose | Token::DictClose if beyond > 0 => beyond -= 1,
                Token::ArrayClose | Token::DictClose => {
                    if let [.., _, _] = frames.as_slice() {
                        close(&mut frames);
                    } else {
                        break;
                    }
                }
                // some writers set the state between the strings of an array; its end comes all the same
                Token::Word(b"Tc" | b"Tw" | b"Tz" | b"Ts") if holds_text(&frames) => {}
                Token::Word(word) if lex::is_operator(word) => {
                    operator = Some(word);
                    break;
                }
                plain => {
                    if let Some((_, elements)) = frames.last_mut()
                        && elements.len() < MAX_ELEMENTS
                    {
                        elements.push(plain_operand(plain));
                    }
                }
            }
        }
        while frames.len() > 1 {
            close(&mut frames);
        }
        (frames.pop().map_or(Operand::Other, wrap), operator)
    }

    fn inline_image(&mut self) -> Step<'a> {
        let mut header = ImageHeader::default();
        let mut key: Option<Cow<[u8]>> = None;
        for token in self.lexer.by_ref() {
            match (token, key.take()) {
                (Token::Word(b"ID"), _) => break,
                (Token::Name(name), None) => key = Some(name),
                (token, Some(key)) => header.set(&key, &token),
                _ => {}
            }
        }
        // one blank parts ID from the data
        let start = self.lexer.position() + 1;
        let end = end_of_image(self.lexer.bytes(), start, header.data_bytes());
        self.lexer.seek(end);
        Step::InlineImage { width_px: header.width, height_px: header.height }
    }

    /// The last numbers before the operator.
    pub fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let mut found = [0.0; N];
        let mut numbers = self.operands.iter().rev().filter_map(|operand| match operand {
            Operand::Number(n) => Some(*n),
            _ => None,
        });
        for slot in found.iter_mut().rev() {
            *slot = numbers.next()?;
        }
        Some(found)
    }

    pub fn name(&self) -> Option<&[u8]> {
        self.operands.iter().rev().find_map(|operand| match operand {
            Operand::Name(name) => Some(name.as_ref()),
            _ => None,
        })
    }

    pub fn text(&self) -> Option<&[u8]> {
        self.operands.iter().rev().find_map(|operand| match operand {
            Operand::Text(text) => Some(&**text),
            _ => None,
        })
    }
}

fn plain_operand(token: Token) -> Operand {
    match token {
        Token::Number(n) => Operand::Number(n),
        Token::Name(name) => Operand::Name(name),
        Token::Text(text) => Operand::Text(text),
        _ => Operand::Other,
    }
}

fn wrap((is_dict, elements): (bool, Vec<Operand>)) -> Operand {
    if is_dict { Operand::Dict(elements) } else { Operand::Array(elements) }
}

fn close(frames: &mut Vec<(bool, Vec<Operand<'_>>)>) {
    if let Some(inner) = frames.pop()
        && let Some((_, outer)) = frames.last_mut()
        && outer.len() < MAX_ELEMENTS
    {
        outer.push(wrap(inner));
    }
}

#[derive(Debug, Default)]
struct ImageHeader {
    width: u32,
    height: u32,
    bits: usize,
    /// 0 where the colour space is not one of the plain ones.
    colors: usize,
    is_filtered: bool,
}

impl ImageHeader {
    fn set(&mut self, key: &[u8], value: &Token) {
        match (key, value) {
            (b"W" | b"Width", Token::Number(n)) => self.width = *n as u32,
            (b"H" | b"Height", Token::Number(n)) => self.height = *n as u32,
            (b"BPC" | b"BitsPerComponent", Token::Number(n)) => self.bits = *n as usize,
            (b"IM" | b"ImageMask", Token::Word(b"true")) => (self.bits, self.colors) = (1, 1),
            (b"CS" | b"ColorSpace", Token::Name(name)) => {
                self.colors = match name.as_ref() {
                    b"G" | b"DeviceGray" | b"CalGray" => 1,
                    b"RGB" | b"DeviceRGB" => 3,
                    b"CMYK" | b"DeviceCMYK" => 4,
                    _ => 0,
                }
            }
            (b"CS" | b"ColorSpace", Token::ArrayOpen) => self.colors = 1,
            (b"F" | b"Filter", _) => self.is_filtered = true,
            _ => {}
        }
    }

    /// Length of the data, where it follows from the header.
    fn data_bytes(&self) -> Option<usize> {
        if self.is_filtered || self.colors == 0 || self.bits == 0 {
            return None;
        }
        let row = (self.width as usize).checked_mul(self.bits.checked_mul(self.colors)?)?.div_ceil(8);
        row.checked_mul(self.height as usize)
    }
}

/// The place behind the `EI` that ends the data. Data may hold the letters EI: what follows must look like content.
fn end_of_image(bytes: &[u8], start: usize, length: Option<usize>) -> usize {
    let after_blanks = |from: usize| {
        let rest = bytes.get(from..)?;
        let blanks = rest.iter().take(4).take_while(|b| lex::is_blank(**b)).count();
        rest.get(blanks..)?.starts_with(b"EI").then_some(from + blanks + 2)
    };
    if let Some(end) = length.and_then(|length| after_blanks(start.checked_add(length)?)) {
        return end;
    }
    let mut at = start;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.windows(2).position(|pair| pair == b"EI")) {
        let end = at + found + 2;
        let blank_before = at + found == start || bytes.get(at + found - 1).is_some_and(|b| lex::is_blank(*b));
        let blank_after = bytes.get(end).is_none_or(|b| lex::is_blank(*b));
        if blank_after && (blank_before || length.is_none()) && looks_like_content(bytes.get(end..).unwrap_or_default())
        {
            return end;
        }
        at = end;
    }
    bytes.len()
}

/// Whether an array is open that has strings in it.
fn holds_text(frames: &[(bool, Vec<Operand>)]) -> bool {
    frames.last().is_some_and(|(is_dict, elements)| {
        !is_dict && elements.iter().any(|element| matches!(element, Operand::Text(_)))
    })
}

fn looks_like_content(bytes: &[u8]) -> bool {
    let near = bytes.get(..bytes.len().min(32)).unwrap_or_default();
    if near.iter().any(|b| !matches!(b, 9 | 10 | 13 | 0 | 32..=126)) {
        return false;
    }
    let first = Lexer::new(bytes).take(12).find_map(|token| match token {
        Token::Word(word) => Some(word),
        _ => None,
    });
    first.is_none_or(lex::is_operator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operators(bytes: &[u8]) -> Vec<String> {
        let mut content = Content::new(bytes, &[]);
        std::iter::from_fn(|| content.step())
            .map(|step| match step {
                Step::Operator(word) => String::from_utf8_lossy(word).into_owned(),
                Step::InlineImage { width_px, height_px } => format!("{width_px}x{height_px}"),
            })
            .collect()
    }

    #[test]
    fn an_inline_image_with_ei_in_its_data_is_stepped_over() {
        let bytes = b"q BI /W 2 /H 3 /BPC 8 /CS /G ID \x00 EI \xFF\nEI Q BT";
        assert_eq!(operators(bytes), ["q", "2x3", "Q", "BT"]);
        let filtered = b"BI /W 2 /H 3 /F /Fl ID x EI \x80\xFFEI EI zz\x01 \nEI\nQ";
        assert_eq!(operators(filtered), ["2x3", "Q"]);
    }

    #[test]
    fn an_array_without_an_end_does_not_swallow_the_page() {
        assert_eq!(operators(b"[ (a) 1 TJ 0 0 Td"), ["TJ", "Td"]);
    }

    #[test]
    fn operators_between_the_strings_of_an_array_do_not_end_it() {
        let mut content = Content::new(b"[(a) 0 Tc -250 (b) 0.1 Tc] TJ", &[]);
        assert_eq!(content.step(), Some(Step::Operator(b"TJ")));
        assert!(matches!(content.operands.as_slice(), [Operand::Array(elements)] if elements.len() == 5));
    }

    #[test]
    fn deep_nesting_ends() {
        let bytes = [b"[".repeat(100_000), b"]".repeat(100_000), b" Tj".to_vec()].concat();
        assert_eq!(operators(&bytes), ["Tj"]);
    }
}
