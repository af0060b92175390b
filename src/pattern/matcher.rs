//! A regular expression for many short texts: lines and sentences of print.
//!
//! `regex` builds for one pattern and megabytes of text: it compiles each pattern forwards and backwards and makes a table of
//! bytes as it goes. A run of huikan asks 150 patterns of some thousand lines, of which a sieve lets a few per cent pass, and
//! compiling took longer than all the matching. Here a pattern is compiled once, forwards, and matched by the bounded
//! backtracker of the same engine (`regex-automata`; bounded: never more steps than states times bytes). A text too long for
//! that is left to `regex`, which is compiled for it then. Both give the leftmost match, the first alternative preferred.

use std::fmt;
use std::iter;
use std::ops::{Index, Range};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::OnceLock;

use regex_automata::nfa::thompson::backtrack::{BoundedBacktracker, Cache};
use regex_automata::nfa::thompson::{BuildError, Compiler, Config};
use regex_automata::util::captures::GroupInfo;
use regex_automata::util::iter::Searcher;
use regex_automata::util::pool::Pool;
use regex_automata::util::prefilter::Prefilter;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Input, MatchKind, PatternID};
use regex_syntax::hir::Hir;

/// Memory of a compiled pattern, in bytes; that of `regex`.
const SIZE_LIMIT: usize = 10 << 20;
/// Bytes in which the backtracker marks where it has been, a bit for each state and byte of text.
const VISITED: usize = 512 << 10;

thread_local! {
    /// What compiling needs room for is kept from one pattern to the next: making that room took longer than the rest.
    static COMPILER: Compiler = {
        let mut compiler = Compiler::new();
        compiler.configure(Config::new().nfa_size_limit(Some(SIZE_LIMIT)));
        compiler
    };
}

/// Why a pattern can't be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Syntax(#[from] Box<regex_syntax::Error>),
    #[error(transparent)]
    Size(#[from] Box<BuildError>),
}

/// Makes what a thread needs room for to match one pattern.
type NewCache = Box<dyn Fn() -> Cache + Send + Sync + UnwindSafe + RefUnwindSafe>;

/// A compiled pattern.
pub struct Regex {
    text: String,
    short: BoundedBacktracker,
    caches: Pool<Cache, NewCache>,
    /// For texts that are too long for the other.
    long: OnceLock<regex::Regex>,
}

impl fmt::Debug for Regex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Regex").field(&self.text).finish()
    }
}

/// Whether a pattern is asked of texts that nothing has looked at before, so that it pays to look for its first characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    OfAny,
    OfSifted,
}

type Slots = [Option<NonMaxUsize>];

impl Regex {
    /// The pattern whose text was parsed to `hir`.
    pub fn new(text: String, hir: &Hir, asked: Asked) -> Result<Self, Error> {
        let nfa = COMPILER.with(|compiler| compiler.build_from_hir(hir).map_err(Box::new))?;
        let first = match asked {
            Asked::OfAny => Prefilter::from_hir_prefix(MatchKind::LeftmostFirst, hir).filter(Prefilter::is_fast),
            Asked::OfSifted => None,
        };
        let config = BoundedBacktracker::config().prefilter(first).visited_capacity(VISITED);
        let short = BoundedBacktracker::builder().configure(config).build_from_nfa(nfa).map_err(Box::new)?;
        let new_cache = {
            let short = short.clone();
            move || short.create_cache()
        };
        Ok(Self { text, short, caches: Pool::new(Box::new(new_cache)), long: OnceLock::new() })
    }

    pub fn is_match(&self, text: &str) -> bool {
        self.search(text, 0, &mut [])
    }

    /// The leftmost match.
    pub fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.find_from(text, 0)
    }

    /// All matches, none of which overlaps another.
    pub fn find_iter<'r, 't>(&'r self, text: &'t str) -> impl Iterator<Item = Match<'t>> + use<'r, 't> {
        each_from(text, move |from| self.find_from(text, from).map(|found| (found.range(), found)))
    }

    /// The leftmost match with its groups.
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.captures_from(text, 0)
    }

    pub fn captures_iter<'r, 't>(&'r self, text: &'t str) -> impl Iterator<Item = Captures<'t>> + use<'r, 't> {
        each_from(text, move |from| {
            let found = self.captures_from(text, from)?;
            Some((found.get(0)?.range(), found))
        })
    }

    /// Names of the groups that have one, in the order of the pattern.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.groups().pattern_names(PatternID::ZERO).flatten()
    }

    /// The text with `with` in place of the leftmost match.
    pub fn replaced(&self, text: &str, with: &str) -> String {
        spliced(text, self.find(text).into_iter(), with)
    }

    /// The text with `with` in place of each match.
    pub fn replaced_all(&self, text: &str, with: &str) -> String {
        spliced(text, self.find_iter(text), with)
    }

    fn find_from<'t>(&self, text: &'t str, from: usize) -> Option<Match<'t>> {
        let mut slots = [None; 2];
        self.search(text, from, &mut slots).then(|| matched(text, &slots, 0)).flatten()
    }

    fn captures_from<'t>(&self, text: &'t str, from: usize) -> Option<Captures<'t>> {
        let mut slots = vec![None; self.groups().slot_len()];
        self.search(text, from, &mut slots).then(|| Captures { text, slots, groups: self.groups().clone() })
    }

    fn groups(&self) -> &GroupInfo {
        self.short.get_nfa().group_info()
    }

    /// Whether there is a match from byte `from` on; the leftmost one's places go to as many slots as there are.
    fn search(&self, text: &str, from: usize, slots: &mut Slots) -> bool {
        let input = Input::new(text).range(from..).earliest(slots.is_empty());
        let short = self.short.try_search_slots(&mut self.caches.get(), &input, slots);
        // the one error there is: the text is too long
        short.map_or_else(|_| self.search_long(text, from, slots), |found| found.is_some())
    }

    fn search_long(&self, text: &str, from: usize, slots: &mut Slots) -> bool {
        let regex = self.long.get_or_init(|| {
            let mut builder = regex::RegexBuilder::new(&self.text);
            builder.size_limit(usize::MAX).build().expect("what was compiled once is a pattern")
        });
        let place = |at: Option<Range<usize>>, slots: &mut Slots| {
            for (slot, at) in slots.iter_mut().zip([at.as_ref().map(|at| at.start), at.as_ref().map(|at| at.end)]) {
                *slot = at.and_then(NonMaxUsize::new);
            }
        };
        match slots.len() {
            0 => regex.is_match_at(text, from),
            1 | 2 => regex.find_at(text, from).map(|found| place(Some(found.range()), slots)).is_some(),
            _ => match regex.captures_at(text, from) {
                None => false,
                Some(found) => {
                    for (group, slots) in found.iter().zip(slots.chunks_mut(2)) {
                        place(group.map(|group| group.range()), slots);
                    }
                    true
                }
            },
        }
    }
}

/// What `next` finds from each place on that the last match left, with the range of that match.
fn each_from<'t, T: 't>(text: &'t str, next: impl Fn(usize) -> Option<(Range<usize>, T)>) -> impl Iterator<Item = T> {
    let mut searcher = Searcher::new(Input::new(text));
    iter::from_fn(move || {
        let mut last = None;
        searcher.advance(|input| {
            let found = next(input.start());
            let range = found.as_ref().map(|(range, _)| range.clone());
            last = found.map(|(_, found)| found);
            Ok(range.map(|range| regex_automata::Match::must(0, range)))
        })?;
        last
    })
}

fn spliced<'t>(text: &'t str, matches: impl Iterator<Item = Match<'t>>, with: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for found in matches {
        out.push_str(text.get(end..found.start()).unwrap_or_default());
        out.push_str(with);
        end = found.end();
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}

fn matched<'t>(text: &'t str, slots: &Slots, group: usize) -> Option<Match<'t>> {
    let at = |slot: usize| slots.get(slot).copied().flatten().map(NonMaxUsize::get);
    Some(Match { text, start: at(2 * group)?, end: at(2 * group + 1)? })
}

/// A piece of a text that a pattern or a group of it matched.
#[derive(Debug, Clone, Copy)]
pub struct Match<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl<'t> Match<'t> {
    /// Byte at which it starts.
    pub fn start(&self) -> usize {
        self.start
    }

    /// Byte behind its last.
    pub fn end(&self) -> usize {
        self.end
    }

    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    pub fn as_str(&self) -> &'t str {
        self.text.get(self.start..self.end).unwrap_or_default()
    }
}

/// A match with its groups.
#[derive(Debug)]
pub struct Captures<'t> {
    text: &'t str,
    slots: Vec<Option<NonMaxUsize>>,
    groups: GroupInfo,
}

impl<'t> Captures<'t> {
    /// The group of this number; 0 is the whole match.
    pub fn get(&self, group: usize) -> Option<Match<'t>> {
        matched(self.text, &self.slots, group)
    }

    pub fn name(&self, name: &str) -> Option<Match<'t>> {
        self.get(self.groups.to_index(PatternID::ZERO, name)?)
    }
}

/// The text of a group; empty where it took no part.
impl Index<usize> for Captures<'_> {
    type Output = str;

    fn index(&self, group: usize) -> &str {
        self.get(group).map_or("", |found| found.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regex(text: &str, asked: Asked) -> Regex {
        Regex::new(text.to_owned(), &regex_syntax::parse(text).unwrap(), asked).unwrap()
    }

    /// What `regex` and this one say of a text, however long it is.
    fn agree(pattern: &str, text: &str) {
        let theirs = regex::Regex::new(pattern).unwrap();
        for ours in [regex(pattern, Asked::OfAny), regex(pattern, Asked::OfSifted)] {
            assert_eq!(ours.is_match(text), theirs.is_match(text), "{pattern}");
            let found: Vec<Range<usize>> = ours.find_iter(text).map(|m| m.range()).collect();
            assert_eq!(found, theirs.find_iter(text).map(|m| m.range()).collect::<Vec<_>>(), "{pattern}");
            assert_eq!(ours.find(text).map(|m| m.range()), theirs.find(text).map(|m| m.range()), "{pattern}");
            let groups = |i: usize| ours.captures_iter(text).map(|c| c.get(i).map(|m| m.range())).collect::<Vec<_>>();
            for i in 0..theirs.captures_len() {
                let of_theirs = theirs.captures_iter(text).map(|c| c.get(i).map(|m| m.range()));
                assert_eq!(groups(i), of_theirs.collect::<Vec<_>>(), "{pattern} group {i}");
            }
            assert_eq!(ours.replaced(text, "·"), theirs.replace(text, "·"));
            assert_eq!(ours.replaced_all(text, "·"), theirs.replace_all(text, "·"));
        }
    }

    #[test]
    fn it_says_what_regex_says_of_short_texts_and_long_ones() {
        let line = "关于加强城市绿化的提案（第12号），王一平委员；关于改善交通的建议（第7号）。";
        for pattern in [
            r"关于(?P<what>.{2,30}?)的(?P<kind>提案|建议)(?:（第(\d+)号）)?",
            r"^关于.*?的",
            r"。$",
            r"第|第12",
            r"[^。；]{0,60}委员",
            r"\b|（",
            r"x*",
            r"市政府",
        ] {
            agree(pattern, line);
            agree(pattern, "");
            agree(pattern, &line.repeat(400));
        }
    }

    #[test]
    fn a_long_text_is_left_to_regex() {
        let pattern = regex(r"(?P<body>.{4,60})委员会", Asked::OfSifted);
        assert!(pattern.is_match("市政协提案委员会") && pattern.long.get().is_none());
        let long = format!("{}市政协提案委员会", "一".repeat(50_000));
        assert!(pattern.is_match(&long) && pattern.long.get().is_some());
        assert_eq!(pattern.names().collect::<Vec<_>>(), ["body"]);
        assert_eq!(pattern.captures(&long).unwrap().name("body").map(|m| m.as_str().chars().count()), Some(60));
    }

    #[test]
    fn a_pattern_that_would_take_much_memory_is_refused() {
        let text = r"\p{Han}{1,60}{1,200}";
        let hir = regex_syntax::parse(text).unwrap();
        assert!(matches!(Regex::new(text.to_owned(), &hir, Asked::OfAny), Err(Error::Size(_))));
    }
}
