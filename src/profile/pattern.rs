//! A pattern compiled at its first use: most runs need the patterns of one profile, and not all of those.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use regex_syntax::hir::Hir;

use crate::pattern::{Asked, Error, Regex, narrowed, parsed};

/// A regular expression with its text. Copies share the compiled form.
#[derive(Debug, Clone)]
pub struct Pattern(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    text: String,
    /// The text as it is compiled with what it says; None where it can't be read.
    parsed: OnceLock<Option<(String, Hir)>>,
    compiled: OnceLock<Regex>,
}

impl Inner {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), parsed: OnceLock::new(), compiled: OnceLock::new() }
    }

    /// The pattern's text as it is compiled, and what it says.
    fn read(&self) -> Result<(String, Hir), Error> {
        let text = narrowed(&self.text, &FOLDED);
        let hir = parsed(&text)?;
        Ok((text, hir))
    }

    fn compile(&self) -> Result<Regex, Error> {
        match self.parsed.get() {
            Some(Some((text, hir))) => Regex::new(text.clone(), hir, Asked::OfSifted),
            _ => self.read().and_then(|(text, hir)| Regex::new(text, &hir, Asked::OfSifted)),
        }
    }
}

impl Pattern {
    /// Compiles it now.
    pub(super) fn make_ready(&self) {
        let _: &Regex = self;
    }

    /// What it says, without compiling it; None where it can't be read.
    pub(super) fn parsed(&self) -> Option<&Hir> {
        self.0.parsed.get_or_init(|| self.0.read().ok()).as_ref().map(|(_, hir)| hir)
    }
}

impl Deref for Pattern {
    type Target = Regex;

    /// Compiles at the first call. Patterns of users were compiled when they were read, and each built-in one is by a test.
    fn deref(&self) -> &Regex {
        self.0.compiled.get_or_init(|| self.0.compile().expect("checked when it was read, or by a test"))
    }
}

/// Patterns meet folded text (see `probe`), in which digits are ASCII and white space is the space.
const FOLDED: [(&str, &str); 2] = [(r"\d", "[0-9]"), (r"\s", "[ ]")];

/// Patterns by their text: profiles that extend one base share the base's.
#[derive(Debug, Default)]
pub(super) struct Pool(HashMap<String, Pattern>);

impl Pool {
    /// The pattern, not yet compiled.
    pub fn unchecked(&mut self, text: &str) -> Pattern {
        let new = || Pattern(Arc::new(Inner::new(text)));
        self.0.entry(text.to_owned()).or_insert_with(new).clone()
    }

    /// The pattern, compiled.
    pub fn checked(&mut self, text: &str) -> Result<Pattern, Error> {
        let pattern = self.unchecked(text);
        if pattern.0.compiled.get().is_none() {
            let compiled = pattern.0.compile()?;
            pattern.0.compiled.get_or_init(|| compiled);
        }
        Ok(pattern)
    }
}

#[cfg(test)]
mod tests {
    use super::Pool;

    #[test]
    fn digits_and_spaces_are_those_of_folded_text() {
        let mut pool = Pool::default();
        let pattern = pool.checked(r"^第\d+期[\s第\d]*$").unwrap();
        assert!(pattern.is_match("第12期 第3") && !pattern.is_match("第٣期"));
        assert!(pool.checked(r"^\\d$").unwrap().is_match(r"\d"));
    }

    #[test]
    fn one_text_is_compiled_once_and_a_wrong_one_is_told() {
        let mut pool = Pool::default();
        let (a, b) = (pool.unchecked("^议.$"), pool.checked("^议.$").unwrap());
        assert!(a.0.compiled.get().is_some());
        assert!(std::ptr::eq(&raw const *a, &raw const *b));
        assert!(a.is_match("议案") && !a.is_match("提案"));
        assert!(pool.checked("(").is_err());
    }
}
