//! Pieces of plain text that an OCR engine set into the article beside theirs: the foot of one column read after the head of the
//! next. A piece goes back where it fits its own article and not the one it stands in: a sentence torn between the two, or
//! words that only one of them can have said. What does not tell is left where it was read.

use std::collections::BTreeSet;
use std::ops::Range;

use super::names::is_name;
use super::order::starts_inside;
use super::parts::is_unit_name;
use super::returned::{ARTICLES, Returned};
use super::shape::{Shape, open_tail};
use super::units::Unit;
use crate::model::script::{is_han, len};
use crate::profile::{LineRole, Medium, Part, Profile};

/// Openings between a piece and the text it goes on from, at most.
const REACH: usize = 2;
/// Units of one piece at most: more are an article of their own.
const LONGEST: usize = 8;
/// Paragraphs between a headline and its lead at most.
const MOST_BEFORE_LEAD: usize = 3;
/// Longest end of a sentence that stands alone, in characters.
const LONGEST_SCRAP: usize = 10;

/// What openings are read against.
pub(super) struct Columns<'a> {
    pub units: &'a [Unit],
    pub shapes: &'a [Shape],
    pub profile: &'a Profile,
}

/// The units of two openings, one above the other, and the lines of their heads.
struct Pair<'p> {
    above: &'p [usize],
    here: &'p [usize],
    head_above: &'p [usize],
    head: &'p [usize],
}

/// Part of `here` that belongs behind the place `tail` of `above`.
struct Piece {
    tail: usize,
    at: Range<usize>,
    evidence: &'static str,
    /// A sentence is torn between the two.
    torn: bool,
}

impl Columns<'_> {
    /// Puts pieces back, in place. `heads` are the title lines of each opening, and who signs it.
    pub(super) fn put_back(&self, ranges: &mut [Vec<usize>], heads: &[Vec<usize>]) -> Vec<Returned> {
        let mut moved = Vec::new();
        for k in 1..ranges.len() {
            if let Some(at) = self.before_its_head(&ranges[k - 1], &ranges[k], &heads[k]) {
                let units = ranges[k - 1].split_off(at);
                ranges[k].extend(&units);
                let evidence = "begins with the body that heads the piece below, which has no text of its own";
                moved.push(Returned { to: k, units, rule: ARTICLES, evidence, torn: false });
            }
            for to in (k.saturating_sub(REACH)..k).rev() {
                let pair = Pair { above: &ranges[to], here: &ranges[k], head_above: &heads[to], head: &heads[k] };
                let Some(Piece { tail, at, evidence, torn }) = self.piece(&pair, to + 1 == k) else { continue };
                let piece: Vec<usize> = ranges[k].drain(at).collect();
                let units = std::iter::once(ranges[to][tail]).chain(piece.iter().copied()).collect();
                ranges[to].splice((tail + 1)..=tail, piece);
                moved.push(Returned { to, units, rule: ARTICLES, evidence, torn });
                break;
            }
        }
        moved
    }

    /// The piece of `here` that belongs to `above`; only a torn sentence is looked for beyond the next opening.
    fn piece(&self, pair: &Pair, next: bool) -> Option<Piece> {
        let torn = || self.torn_sentence(pair);
        if !next {
            return torn();
        }
        self.others_party(pair)
            .or_else(|| self.before_the_lead(pair))
            .or_else(|| self.others_part(pair))
            .or_else(|| self.behind_closing(pair))
            .or_else(torn)
            .or_else(|| self.others_words(pair))
            .or_else(|| self.others_speaker(pair))
    }

    fn text(&self, unit: usize) -> &str {
        &self.units[unit].text
    }

    /// A paragraph without a place on the page.
    fn is_body(&self, unit: usize) -> bool {
        self.shapes[unit] == Shape::Body && !self.units[unit].look.is_placed()
    }

    fn is_open(&self, unit: usize) -> bool {
        open_tail(self.text(unit))
    }

    fn last_body(&self, range: &[usize]) -> Option<usize> {
        range.iter().rposition(|unit| self.is_body(*unit))
    }

    /// The one paragraph that stops in mid-sentence with no text under it that could go on from it.
    fn only_open(&self, range: &[usize]) -> Option<usize> {
        let text = |unit: usize| self.is_body(unit) || matches!(self.shapes[unit], Shape::Marker(..));
        let open = |at: &usize| {
            let goes_on = range.get(at + 1).is_some_and(|u| self.shapes[*u] == Shape::Body);
            text(range[*at]) && !self.units[range[*at]].look.is_placed() && self.is_open(range[*at]) && !goes_on
        };
        let mut found = (0..range.len()).filter(open);
        found.next().filter(|_| found.next().is_none())
    }

    /// One stops inside a sentence, the other starts inside one.
    fn torn_sentence(&self, pair: &Pair) -> Option<Piece> {
        let tail = self.only_open(pair.above)?;
        let at = self.torn_start(pair.here)?;
        let evidence = "the one stops inside a sentence, the other starts inside one";
        Some(Piece { tail, at: at..self.end_of_torn(pair, at), evidence, torn: true })
    }

    /// A paragraph that starts inside a sentence under a heading, a label or a whole paragraph, and ends one.
    fn torn_start(&self, range: &[usize]) -> Option<usize> {
        let open = |unit: usize| self.shapes[unit] == Shape::Body && self.is_open(unit);
        let torn = |at: &usize| {
            let continues = at.checked_sub(1).is_some_and(|k| open(range[k]));
            self.is_body(range[*at]) && self.is_torn(range[*at]) && !continues
        };
        // nothing in this article stops inside a sentence
        let whole = !range.iter().any(|unit| open(*unit));
        (0..range.len().min(LONGEST)).find(torn).filter(|_| whole)
    }

    /// Starts inside a sentence, or is the last words of one and nothing else.
    fn is_torn(&self, unit: usize) -> bool {
        let text = self.text(unit).trim();
        let of_words = |c: char| is_han(c) || c.is_ascii_digit() || matches!(c, '%' | '％' | '.');
        let scrap = text.strip_suffix('。').is_some_and(|words| words.chars().all(of_words));
        starts_inside(text) || scrap && len(text) <= LONGEST_SCRAP && self.units[unit].lines.len() == 1
    }

    /// Where the piece that starts with a torn paragraph ends. Under the head it goes on with a label and its text only, since
    /// the article's own text follows; behind whole paragraphs of the article to its end, or to where its own people speak.
    fn end_of_torn(&self, pair: &Pair, at: usize) -> usize {
        let here = pair.here;
        let part = |unit: &usize| self.shapes[*unit].label();
        let body = |k: usize| here.get(k).is_some_and(|unit| self.is_body(*unit));
        let item = |k: usize| body(k) && self.profile.is(LineRole::Numbered, &self.units[here[k]].probe);
        // a label that the article above has already is not its, nor one that follows the label of another part here
        let labelled = here[..at].iter().any(|unit| part(unit).is_some());
        let lacks = |own: Part| pair.above.iter().all(|unit| part(unit) != Some(own));
        let mut end = at + 1;
        if !labelled && here.get(end).and_then(part).is_some_and(lacks) && body(end + 1) {
            end += 2;
            while item(end - 1) && item(end) {
                end += 1;
            }
        }
        if here[..at].iter().any(|unit| self.shapes[*unit] == Shape::Body) {
            let own = pair.head.iter().chain(&here[..at]);
            let own: Vec<&str> = own.filter_map(|unit| self.named_first(*unit, 1)).collect();
            let is_own = |k: usize| own.iter().any(|name| self.text(here[k]).contains(name));
            while end - at < LONGEST && body(end) && !is_own(end) {
                end += 1;
            }
        }
        end
    }

    /// The paragraphs behind the first whole one up to where the article's own people are named again, if the text above stops in
    /// mid-sentence and somebody speaks in them who is named there and nowhere else here.
    fn others_words(&self, pair: &Pair) -> Option<Piece> {
        let tail = self.only_open(pair.above).filter(|tail| tail + 1 == pair.above.len())?;
        let plain = pair.here.iter().take_while(|unit| self.is_body(**unit)).count();
        let here = pair.here.get(..plain)?;
        let tells = |lines: &[usize], name: &str| lines.iter().any(|unit| self.text(*unit).contains(name));
        let speakers: Vec<Option<&str>> = here.iter().map(|unit| self.named_first(*unit, SURE)).collect();
        let in_head = pair.head.iter().filter_map(|unit| self.named_first(*unit, 1));
        let named = speakers.iter().flatten().copied().chain(in_head);
        let own: BTreeSet<&str> = named.filter(|name| !tells(pair.above, name)).collect();
        let is_own = |at: usize| own.iter().any(|name| self.text(here[at]).contains(name));
        let other = (1..here.len()).find(|at| speakers[*at].is_some_and(|name| tells(pair.above, name)))?;
        let name = speakers[other]?;
        if tells(pair.head, name) || tells(&here[..1], name) || !is_own(0) || self.is_open(here[0]) {
            return None;
        }
        let start = (1..=other).rev().take_while(|at| !is_own(*at)).last()?;
        let end = (other + 1..here.len()).find(|at| is_own(*at))?;
        let whole = !self.is_open(here[end - 1]) && end - start <= LONGEST && !tells(&here[end..], name);
        let evidence = "stops inside a sentence, and who speaks in the other is named here only";
        whole.then_some(Piece { tail, at: start..end, evidence, torn: true })
    }

    /// The first paragraphs under a head that names a party, where they speak of the one that the head above names.
    fn others_party(&self, pair: &Pair) -> Option<Piece> {
        let theirs = self.only_party(pair.head_above)?;
        let own = self.only_party(pair.head).filter(|own| *own != theirs)?;
        let tells = |unit: &usize, name: &str| self.is_body(*unit) && self.text(*unit).contains(name);
        let start = pair.here.iter().position(|unit| self.is_body(*unit))?;
        let strange = |unit: &&usize| tells(unit, theirs) && !tells(unit, own);
        let n = pair.here[start..].iter().take_while(strange).count();
        let goes_on = pair.here.get(start + n).is_some_and(|unit| tells(unit, own));
        let tail = self.last_body(pair.above)?;
        let evidence = "speaks of the party that heads the article above, and not of its own";
        (n > 0 && goes_on).then_some(Piece { tail, at: start..start + n, evidence, torn: false })
    }

    /// Paragraphs under a headline over 本报讯, which has the headline's words and they have not.
    fn before_the_lead(&self, pair: &Pair) -> Option<Piece> {
        let probe = |unit: &usize| self.units[*unit].probe.as_str();
        let is_lead = |unit: &usize| self.profile.is(LineRole::LeadWire, probe(unit));
        let n = pair.here.iter().take_while(|unit| self.is_body(**unit) && !is_lead(unit)).count();
        let lead = pair.here.get(n).filter(|unit| self.is_body(**unit) && is_lead(unit))?;
        // 编者按 introduces the news it stands over
        let note = pair.here.first().is_some_and(|unit| self.profile.is(LineRole::EditorsNote, probe(unit)));
        let tail = self.last_body(pair.above)?;
        let told = |unit: &usize| pair.head.iter().any(|head| shares_a_word(probe(head), probe(unit)));
        let headed = told(lead) && !pair.here[..n].iter().any(told);
        let evidence = "stands between a headline and the first words of its news";
        let few = (1..=MOST_BEFORE_LEAD).contains(&n);
        (few && headed && !note).then_some(Piece { tail, at: 0..n, evidence, torn: false })
    }

    /// Where in the piece above the text of a head without text begins: a paragraph that begins with the body in that head.
    fn before_its_head(&self, above: &[usize], here: &[usize], head: &[usize]) -> Option<usize> {
        let is_body = |unit: &usize| self.is_body(*unit);
        let named = head.iter().find(|unit| is_unit_name(&self.units[**unit], self.profile))?;
        let name = self.units[*named].probe.replace(' ', "");
        let begins = |unit: &usize| is_body(unit) && self.units[*unit].probe.starts_with(&name);
        let at = above.iter().position(begins).filter(|_| !here.iter().any(is_body))?;
        let own = above[..at].iter().any(is_body) && above[at..].iter().all(is_body);
        own.then_some(at)
    }

    /// A paragraph of a newspaper that begins with who speaks: somebody told of above, and in no other word here.
    fn others_speaker(&self, pair: &Pair) -> Option<Piece> {
        if self.profile.medium != Medium::Newspaper {
            return None;
        }
        let tells = |lines: &[usize], name: &str| lines.iter().any(|unit| self.units[*unit].probe.contains(name));
        let strange = |at: &usize| {
            let Some(name) = self.named_first(pair.here[*at], SURE) else { return false };
            let (before, after) = (&pair.here[..*at], &pair.here[at + 1..]);
            let known = [pair.head, before, after].iter().any(|lines| tells(lines, name));
            let others = before.iter().chain(after).any(|unit| self.is_body(*unit));
            (tells(pair.head_above, name) || tells(pair.above, name)) && !known && others
        };
        let at = (0..pair.here.len()).filter(|at| self.is_body(pair.here[*at])).find(strange)?;
        let tail = self.last_body(pair.above)?;
        let evidence = "begins with who speaks above, of whom no other word here tells";
        Some(Piece { tail, at: at..at + 1, evidence, torn: false })
    }

    /// The handling of the proposal above, where that has none and this one has two, the first before its own other parts.
    fn others_part(&self, pair: &Pair) -> Option<Piece> {
        let part = |unit: &usize| match &self.shapes[*unit] {
            Shape::Marker(part, _) => Some(*part),
            _ => None,
        };
        let (above, here) = (pair.above, pair.here);
        let handled = |range: &[usize]| range.iter().filter(|unit| part(unit) == Some(Part::Handling)).count();
        let first = here.iter().position(|unit| part(unit).is_some())?;
        let early = part(&here[first]) == Some(Part::Handling) && handled(here) == 2;
        if !early || handled(above) > 0 || !above.iter().any(|unit| part(unit).is_some()) {
            return None;
        }
        // what was cut off stands right before it
        let body = |at: &usize| self.is_body(here[*at]);
        let start = (0..first).rev().take_while(body).last().unwrap_or(first);
        let end = (first + 1..here.len()).find(|at| !body(at)).unwrap_or(here.len());
        let tail = above.iter().rposition(|unit| self.is_body(*unit) || part(unit).is_some())?;
        let evidence = "is a part that the proposal above lacks and this one has twice";
        Some(Piece { tail, at: start..end, evidence, torn: false })
    }

    /// What stands behind the closing line of this article, or before the first of its two where the one above has none; the text
    /// above stops in mid-sentence.
    fn behind_closing(&self, pair: &Pair) -> Option<Piece> {
        let here = pair.here;
        let tail = self.only_open(pair.above)?;
        let is_body = |at: usize| self.is_body(here[at]);
        let closes = |unit: &usize| self.shapes[*unit].closes();
        let closing: Vec<usize> = (0..here.len()).filter(|at| closes(&here[*at])).collect();
        let (at, evidence) = match closing[..] {
            [at] => {
                let torn = here.get(at + 1).is_some_and(|unit| self.is_body(*unit) && self.is_torn(*unit));
                let whole = torn && (at + 1..here.len()).all(is_body) && here.len() - at <= LONGEST;
                let evidence = "stops inside a sentence, and the other stands behind a closing line";
                Some((at + 1..here.len(), evidence)).filter(|_| whole)
            }
            [first, last] if last + 1 == here.len() && !pair.above.iter().any(closes) => {
                let start = (1..first).rev().take_while(|at| is_body(*at)).last()?;
                let evidence = "stops inside a sentence, and the other has two closing lines";
                Some((start..first + 1, evidence)).filter(|_| is_body(0) && first + 1 < last)
            }
            _ => None,
        }?;
        Some(Piece { tail, at, evidence, torn: true })
    }

    /// The one party that lines name.
    fn only_party(&self, lines: &[usize]) -> Option<&str> {
        let tells = |party: &&String| lines.iter().any(|unit| self.text(*unit).contains(party.as_str()));
        let mut named = self.profile.lexicon.parties.iter().filter(tells);
        named.next().filter(|_| named.next().is_none()).map(String::as_str)
    }

    /// The name that a text begins with, before a word that tells what its bearer says or does: of at least so many characters, or
    /// with a mark behind it.
    fn named_first(&self, unit: usize, shortest: usize) -> Option<&str> {
        let sure = |word: &str, rest: &str| len(word) >= shortest || rest.starts_with(['，', ',', '：', ':']);
        let follows = |rest: &str| {
            let mut words = self.profile.lexicon.name_followers.iter();
            words.any(|word| {
                let behind = rest.strip_prefix(word.as_str()).filter(|_| word.starts_with(is_han));
                behind.is_some_and(|behind| sure(word, behind))
            })
        };
        let text = self.text(unit);
        let ends = text.char_indices().map(|(at, _)| at).skip(2).take(LONGEST_NAME - 1);
        ends.filter_map(|end| text.split_at_checked(end))
            .find(|(name, rest)| is_name(name, self.profile) && follows(rest))
            .map(|(name, _)| name)
    }
}

/// Whether two characters side by side of a heading stand in a text.
fn shares_a_word(heading: &str, text: &str) -> bool {
    let signs: Vec<char> = heading.chars().collect();
    signs.windows(2).filter(|pair| pair.iter().all(|c| is_han(*c))).any(|pair| text.contains(&String::from_iter(pair)))
}

/// Characters of a word behind a name that makes it sure in running text; in a heading one is enough.
const SURE: usize = 2;
/// In characters.
const LONGEST_NAME: usize = 4;
