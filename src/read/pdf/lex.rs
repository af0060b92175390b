//! Tokens of content streams and CMaps. In: bytes; out: tokens, one after the other, to the end of the bytes whatever they
//! hold. Never an error and never a stop: what is no token is skipped. Knows no operators, except where a stream's end
//! cuts a word in two.

use std::borrow::Cow;
use std::ops::Deref;

/// The bytes of a string.
#[derive(Debug, Clone)]
pub(super) enum Text<'a> {
    /// As they stand in the file.
    Plain(&'a [u8]),
    /// Decoded: most strings hold one code or a few.
    Short([u8; SHORT], u8),
    Long(Vec<u8>),
}

/// Bytes of a string that needs no memory of its own.
const SHORT: usize = 22;

impl Deref for Text<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Plain(bytes) => bytes,
            Self::Short(bytes, length) => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Self::Long(bytes) => bytes,
        }
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

/// Bytes written one after the other.
struct Written {
    short: [u8; SHORT],
    length: u8,
    long: Vec<u8>,
}

impl Written {
    /// With room for `room` bytes at least.
    fn with_room(room: usize) -> Self {
        let long = if room > SHORT { Vec::with_capacity(room) } else { Vec::new() };
        Self { short: [0; SHORT], length: 0, long }
    }

    fn push(&mut self, byte: u8) {
        match self.short.get_mut(usize::from(self.length)) {
            Some(place) if self.long.capacity() == 0 => {
                *place = byte;
                self.length += 1;
            }
            _ => self.long.push(byte),
        }
    }

    fn text<'a>(self) -> Text<'a> {
        if self.long.capacity() == 0 { Text::Short(self.short, self.length) } else { Text::Long(self.long) }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    Name(Cow<'a, [u8]>),
    Text(Text<'a>),
    ArrayOpen,
    ArrayClose,
    DictOpen,
    DictClose,
    /// An operator, `true`, `null`, or rubbish.
    Word(&'a [u8]),
}

/// Parentheses within a string; deeper ones are read as plain characters.
const MAX_PARENTHESES: usize = 1_000;

pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where one content stream ends and the next begins, ascending. A blank there ends a token, but not a string:
    /// producers that cut anywhere cut strings too, and a blank put into one would shift all its two-byte codes.
    cuts: &'a [usize],
}

impl<'a> Lexer<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, cuts: &[] }
    }

    pub fn with_cuts(bytes: &'a [u8], cuts: &'a [usize]) -> Self {
        Self { bytes, at: 0, cuts }
    }

    pub fn position(&self) -> usize {
        self.at
    }

    pub fn seek(&mut self, position: usize) {
        self.at = position.min(self.bytes.len());
    }

    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at.checked_add(ahead)?).copied()
    }

    fn skip_blank(&mut self) {
        while let Some(byte) = self.peek(0) {
            if byte == b'%' {
                while self.peek(0).is_some_and(|b| b != b'\n' && b != b'\r') {
                    self.at += 1;
                }
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    /// The end of the run of regular characters from here, before and after regard to cuts.
    fn run(&mut self) -> (usize, usize) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = self.at + rest.iter().position(|&b| !is_regular(b)).unwrap_or(rest.len());
        while self.cuts.first().is_some_and(|&cut| cut <= self.at) {
            self.cuts = self.cuts.get(1..).unwrap_or_default();
        }
        let cut = self.cuts.first().copied().unwrap_or(end).min(end);
        (cut, end)
    }

    fn slice(&self, from: usize, to: usize) -> &'a [u8] {
        self.bytes.get(from..to).unwrap_or_default()
    }

    fn name(&mut self) -> Token<'a> {
        self.at += 1;
        let (end, _) = self.run();
        let raw = self.slice(self.at, end);
        self.at = end;
        if !raw.contains(&b'#') {
            return Token::Name(Cow::Borrowed(raw));
        }
        let mut name = Vec::with_capacity(raw.len());
        let mut rest = raw;
        while let [first, tail @ ..] = rest {
            rest = tail;
            match (first, tail) {
                (b'#', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    name.push(hex_value(*high) << 4 | hex_value(*low));
                    rest = after;
                }
                _ => name.push(*first),
            }
        }
        Token::Name(Cow::Owned(name))
    }

    fn number(&mut self) -> Token<'a> {
        let (end, _) = self.run();
        let raw = self.slice(self.at, end);
        let length = raw.iter().position(|b| !matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.')).unwrap_or(raw.len());
        self.at += length.max(1);
        Token::Number(lenient_number(raw.get(..length).unwrap_or_default()))
    }

    fn word(&mut self) -> Token<'a> {
        let (cut, end) = self.run();
        let (part, whole) = (self.slice(self.at, cut), self.slice(self.at, end));
        let word = if cut < end && !is_operator(part) && is_operator(whole) { whole } else { part };
        self.at += word.len().max(1);
        Token::Word(word)
    }

    fn hex_text(&mut self) -> Token<'a> {
        self.at += 1;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|&b| b == b'>').unwrap_or(rest.len());
        let mut text = Written::with_room(length / 2 + 1);
        let mut high = None;
        for &byte in rest.iter().take(length).filter(|b| b.is_ascii_hexdigit()) {
            match high.take() {
                None => high = Some(hex_value(byte)),
                Some(value) => text.push(value << 4 | hex_value(byte)),
            }
        }
        if let Some(value) = high {
            text.push(value << 4);
        }
        self.at = (self.at + length + 1).min(self.bytes.len());
        Token::Text(text.text())
    }

    fn literal_text(&mut self) -> Token<'a> {
        self.at += 1;
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        // most strings have no escapes and no parentheses: no copy then
        if let Some(end) = rest.iter().position(|b| matches!(b, b'(' | b')' | b'\\' | b'\r'))
            && rest.get(end) == Some(&b')')
        {
            self.at = start + end + 1;
            return Token::Text(Text::Plain(self.slice(start, start + end)));
        }
        let mut text = Vec::new();
        let mut open = 1_usize;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            match byte {
                b'(' if open < MAX_PARENTHESES => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                b'\r' => {
                    self.at += usize::from(self.peek(0) == Some(b'\n'));
                    text.push(b'\n');
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        Token::Text(Text::Long(text))
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek(0) else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => self.at += usize::from(self.peek(0) == Some(b'\n')),
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek(0) else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push(value as u8);
            }
            other => text.push(other),
        }
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.skip_blank();
            let token = match (self.peek(0)?, self.peek(1)) {
                (b'/', _) => return Some(self.name()),
                (b'(', _) => return Some(self.literal_text()),
                (b'<', Some(b'<')) => (2, Token::DictOpen),
                (b'<', _) => return Some(self.hex_text()),
                (b'>', Some(b'>')) => (2, Token::DictClose),
                (b'[', _) => (1, Token::ArrayOpen),
                (b']', _) => (1, Token::ArrayClose),
                (b')' | b'>' | b'{' | b'}', _) => {
                    self.at += 1;
                    continue;
                }
                (b'0'..=b'9' | b'+' | b'-' | b'.', _) => return Some(self.number()),
                _ => return Some(self.word()),
            };
            self.at += token.0;
            return Some(token.1);
        }
    }
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn hex_value(digit: u8) -> u8 {
    (digit as char).to_digit(16).map_or(0, |value| value as u8)
}

/// Numbers as written by careless producers: `--5` is -5, `1.2.3` is 1.2, `12-34` is 12, `.` is 0.
fn lenient_number(raw: &[u8]) -> f64 {
    let (mut value, mut scale, mut negative, mut digits) = (0.0_f64, None, false, false);
    for &byte in raw {
        match byte {
            b'0'..=b'9' => {
                digits = true;
                let digit = f64::from(byte - b'0');
                match &mut scale {
                    None => value = value * 10.0 + digit,
                    Some(scale) => {
                        *scale /= 10.0;
                        value += digit * *scale;
                    }
                }
            }
            b'.' if scale.is_none() => scale = Some(1.0_f64),
            b'-' if !digits => negative = true,
            b'+' if !digits => {}
            _ => break,
        }
    }
    let value = if value.is_finite() { value } else { 0.0 };
    if negative { -value } else { value }
}

/// The operators of content streams (ISO 32000-2, annex A).
pub(super) fn is_operator(word: &[u8]) -> bool {
    const OPERATORS: &str = " b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q re \
        RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \" ";
    word.len() <= 3 && std::str::from_utf8(word).is_ok_and(|word| OPERATORS.split(' ').any(|known| known == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(bytes: &[u8]) -> Vec<Token<'_>> {
        Lexer::new(bytes).collect()
    }

    #[test]
    fn careless_numbers_are_read() {
        let numbers = [("--5", -5.0), ("1.2.3", 1.2), ("-.5", -0.5), (".", 0.0), ("12-34", 12.0), ("+7", 7.0)];
        for (written, meant) in numbers {
            assert_eq!(words(written.as_bytes()), [Token::Number(meant)], "{written}");
        }
    }

    #[test]
    fn a_number_ends_where_an_operator_begins() {
        assert_eq!(words(b"0Td"), [Token::Number(0.0), Token::Word(b"Td")]);
    }

    #[test]
    fn stray_brackets_and_rubbish_do_not_stop_the_reading() {
        let tokens = words(b") } > ### 1 Tj");
        assert_eq!(tokens, [Token::Word(b"###"), Token::Number(1.0), Token::Word(b"Tj")]);
    }

    #[test]
    fn strings_keep_nested_parentheses_and_escapes() {
        let tokens = words(b"(a(b)c) (\\101\\n\\) \\\r\nx) <48 6 5 6>");
        let texts: Vec<&[u8]> = tokens.iter().map(|t| if let Token::Text(t) = t { &**t } else { b"?" }).collect();
        assert_eq!(texts, [&b"a(b)c"[..], b"A\n) x", b"He`"]);
    }

    #[test]
    fn names_decode_their_hex_escapes() {
        assert_eq!(words(b"/A#42#zz"), [Token::Name(Cow::Borrowed(b"AB#zz"))]);
    }

    #[test]
    fn a_stream_end_parts_words_but_not_strings() {
        // cuts inside the string and inside `Tj`
        let tokens: Vec<_> = Lexer::with_cuts(b"(ab)Tj 1 0 Td", &[2, 5]).collect();
        assert_eq!(tokens[0], Token::Text(Text::Plain(b"ab")));
        assert_eq!(tokens[1], Token::Word(b"Tj"));
        // a cut between `Tj` and `q`
        let tokens: Vec<_> = Lexer::with_cuts(b"(ab)Tjq", &[6]).collect();
        assert_eq!(tokens[1..], [Token::Word(b"Tj"), Token::Word(b"q")]);
    }
}
