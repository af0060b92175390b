//! Regular expressions: compiled at their first use, with classes no wider than Chinese print asks for.

mod matcher;

use std::ops::Deref;
use std::sync::OnceLock;

use regex_syntax::hir::Hir;

pub use matcher::{Asked, Captures, Error, Match, Regex};

/// The classes that patterns name and what they are compiled as. A counted class is copied as often as it may come, so that the
/// all of Unicode that `\p{Han}` (radicals, Suzhou numerals) and `\d` (sixty scripts) stand for is most of what compiling costs.
const CLASSES: [(&str, &str); 2] =
    [(r"\p{Han}", r"[々〇㐀-䶿一-鿿豈-\x{FAFF}\x{20000}-\x{3134F}]"), (r"\d", "[0-9０-９]")];

/// A pattern that is written in the source. The tests of the file it stands in run it.
pub struct Constant {
    text: &'static str,
    compiled: OnceLock<Regex>,
}

impl Constant {
    pub const fn new(text: &'static str) -> Constant {
        Constant { text, compiled: OnceLock::new() }
    }
}

impl Deref for Constant {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        // a constant that does not compile fails the first test that uses it
        #[allow(clippy::expect_used)]
        self.compiled.get_or_init(|| compiled(self.text).expect("constant pattern"))
    }
}

/// The pattern with [`CLASSES`] in place of those it names.
pub fn compiled(text: &str) -> Result<Regex, Error> {
    let text = narrowed(text, &[]);
    let hir = parsed(&text)?;
    Regex::new(text, &hir, Asked::OfAny)
}

/// What a pattern says.
pub fn parsed(text: &str) -> Result<Hir, Error> {
    Ok(regex_syntax::parse(text).map_err(Box::new)?)
}

/// The text of the pattern with `classes` (as written, as compiled) and [`CLASSES`].
pub fn narrowed(text: &str, classes: &[(&str, &str)]) -> String {
    let narrowed = |piece: &str| {
        classes.iter().chain(&CLASSES).fold(piece.to_owned(), |text, (written, class)| text.replace(written, class))
    };
    // behind an escaped backslash the letter is a letter
    let pieces: Vec<String> = text.split(r"\\").map(narrowed).collect();
    pieces.join(r"\\")
}

#[cfg(test)]
mod tests {
    use super::{Constant, compiled};

    #[test]
    fn classes_are_those_of_print_also_inside_brackets() {
        static NAME: Constant = Constant::new(r"^[\p{Han}·]{2,9}第\d期$");
        assert!(NAME.is_match("会·刊第３期") && NAME.is_match("𠮷々〇第3期"));
        assert!(!NAME.is_match("会ab第3期") && !NAME.is_match("会刊第٣期"));
    }

    #[test]
    fn an_escaped_backslash_is_no_class() {
        assert!(compiled(r"^\\d$").unwrap().is_match(r"\d"));
        assert!(compiled("(").is_err());
    }
}
