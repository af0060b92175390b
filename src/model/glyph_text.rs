//! What a glyph reads as: nearly always one character, and a page has thousands of them, each passed on from stage to stage.
//! One character lies in the glyph itself; only ligatures and words cost memory of their own. Asked for millions of times, by
//! other modules: hence the many `inline`.

use std::cmp::Ordering;
use std::fmt;

/// A short text that is one character or, rarely, none or several.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct GlyphText(Held);

/// `More` is never one character: what is equal is held in one way.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Held {
    One(char),
    More(Box<str>),
}

impl GlyphText {
    /// Its character, where it is just one.
    #[inline]
    pub fn one(&self) -> Option<char> {
        match self.0 {
            Held::One(c) => Some(c),
            Held::More(_) => None,
        }
    }

    #[inline]
    pub fn chars(&self) -> Chars<'_> {
        match &self.0 {
            Held::One(c) => Chars { one: Some(*c), more: "".chars() },
            Held::More(text) => Chars { one: None, more: text.chars() },
        }
    }

    #[inline]
    pub fn n_chars(&self) -> usize {
        match &self.0 {
            Held::One(_) => 1,
            Held::More(text) => text.chars().count(),
        }
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        matches!(&self.0, Held::More(text) if text.is_empty())
    }

    /// Nothing but white space.
    #[inline]
    pub fn is_blank(&self) -> bool {
        self.chars().all(char::is_whitespace)
    }

    /// Adds it to the end of a text.
    #[inline]
    pub fn push_to(&self, text: &mut String) {
        match &self.0 {
            Held::One(c) => text.push(*c),
            Held::More(own) => text.push_str(own),
        }
    }
}

/// The characters of a [`GlyphText`].
#[derive(Debug, Clone)]
pub struct Chars<'a> {
    one: Option<char>,
    more: std::str::Chars<'a>,
}

impl Iterator for Chars<'_> {
    type Item = char;

    #[inline]
    fn next(&mut self) -> Option<char> {
        self.one.take().or_else(|| self.more.next())
    }
}

impl DoubleEndedIterator for Chars<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<char> {
        self.more.next_back().or_else(|| self.one.take())
    }
}

impl From<char> for GlyphText {
    fn from(c: char) -> Self {
        Self(Held::One(c))
    }
}

impl From<&str> for GlyphText {
    fn from(text: &str) -> Self {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => c.into(),
            _ => Self(Held::More(text.into())),
        }
    }
}

impl From<String> for GlyphText {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

/// The order of the texts.
impl Ord for GlyphText {
    fn cmp(&self, other: &Self) -> Ordering {
        self.chars().cmp(other.chars())
    }
}

impl PartialOrd for GlyphText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for GlyphText {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.chars().try_for_each(|c| fmt::Write::write_char(f, c))
    }
}

impl fmt::Debug for GlyphText {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_text_it_was_made_from() {
        for text in ["", "会", "f", "ffi", "会刊", "\u{20000}", " "] {
            let held = GlyphText::from(text);
            assert_eq!(held.to_string(), text);
            assert_eq!(held.n_chars(), text.chars().count());
            assert_eq!(held.is_empty(), text.is_empty());
            assert_eq!(held.chars().rev().collect::<String>(), text.chars().rev().collect::<String>());
            let mut added = "甲".to_owned();
            held.push_to(&mut added);
            assert_eq!(added, format!("甲{text}"));
        }
    }

    #[test]
    fn texts_compare_as_their_characters_do() {
        let mut texts = ["会刊", "会", "", "ffi", "f", "\u{20000}"];
        let mut held = texts.map(GlyphText::from);
        texts.sort_unstable();
        held.sort();
        assert_eq!(held.map(|text| text.to_string()), texts);
        assert_eq!(GlyphText::from('会'), GlyphText::from("会"));
    }
}
