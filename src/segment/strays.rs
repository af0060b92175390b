//! Pieces of plain text that an OCR engine set into the article beside theirs: the foot of one column read after the head of the
//! next. A piece goes back only where its article stops in mid-sentence and the piece says itself that it is no part of where
//! it stands; the rest is left to the reader.

use std::collections::BTreeSet;

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

/// Longest name of a body before what it answers, in characters.
const LONGEST_BODY: usize = 14;

/// Paragraphs between a headline and its lead at most.
const MOST_BEFORE_LEAD: usize = 3;

/// In characters.
const LONGEST_SCRAP: usize = 10;

/// Openings with their units in order, and what they are read against.
pub(super) struct Columns<'a> {
    pub units: &'a [Unit],
    pub shapes: &'a [Shape],
    pub profile: &'a Profile,
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
                moved.push(Returned { to: k, units, rule: ARTICLES, evidence });
            }
            if let Some(label) = self.lacks_its_answer(&ranges[k - 1], &ranges[k])
                && let Some(unit) = ranges[k - 1].pop()
            {
                ranges[k].insert(label + 1, unit);
                let evidence = "answers as the text above does already, and the label below has no answer";
                moved.push(Returned { to: k, units: vec![unit], rule: ARTICLES, evidence });
            }
            for to in (k.saturating_sub(REACH)..k).rev() {
                if let Some((tail, at, evidence)) =
                    self.piece(&ranges[to], &ranges[k], [&heads[to], &heads[k]], to + 1 == k)
                {
                    let piece: Vec<usize> = ranges[k].drain(at).collect();
                    let units = std::iter::once(ranges[to][tail]).chain(piece.iter().copied()).collect();
                    ranges[to].splice((tail + 1)..=tail, piece);
                    moved.push(Returned { to, units, rule: ARTICLES, evidence });
                    break;
                }
            }
        }
        moved
    }

    /// The place in `above` that stops in mid-sentence, the places in `here` that go on from it, and what tells.
    fn piece(
        &self,
        above: &[usize],
        here: &[usize],
        heads: [&[usize]; 2],
        next: bool,
    ) -> Option<(usize, std::ops::Range<usize>, &'static str)> {
        if let Some((tail, at)) = self.others_party(above, here, heads).filter(|_| next) {
            return Some((tail, at, "speaks of the party that heads the article above, and not of its own"));
        }
        if let Some((tail, at)) = self.before_the_lead(above, here, heads[1]).filter(|_| next) {
            return Some((tail, at, "stands between a headline and the first words of its news"));
        }
        if let Some((tail, at)) = self.others_part(above, here).filter(|_| next) {
            return Some((tail, at, "is a part that the proposal above lacks and this one has twice"));
        }
        self.behind_open(above, here, heads[1], next).or_else(|| {
            let (tail, at) = self.others_speaker(above, here, heads).filter(|_| next)?;
            Some((tail, at, "begins with who speaks above, of whom no other word here tells"))
        })
    }

    /// What goes on from the one paragraph above that stops in mid-sentence.
    fn behind_open(
        &self,
        above: &[usize],
        here: &[usize],
        heads: &[usize],
        next: bool,
    ) -> Option<(usize, std::ops::Range<usize>, &'static str)> {
        let tail = self.only_open(above)?;
        if let Some((at, evidence)) = self.behind_closing(above, here) {
            return Some((tail, at, evidence));
        }
        if let Some(at) = self.torn_start(here) {
            let end = self.end_of_torn(above, here, at, heads);
            return Some((tail, at..end, "the one stops inside a sentence, the other starts inside one"));
        }
        let last = tail + 1 == above.len();
        let at = if next && last { self.others_words(above, here, heads) } else { None };
        at.map(|at| (tail, at, "stops inside a sentence, and who speaks in the other is named here only"))
    }

    fn is_plain(&self, unit: usize) -> bool {
        let text = matches!(&self.shapes[unit], Shape::Body | Shape::Marker(..));
        text && self.units[unit].look.size.is_none()
    }

    /// The one paragraph that stops in mid-sentence with no text under it that could go on from it.
    fn only_open(&self, range: &[usize]) -> Option<usize> {
        let open = |at: &usize| {
            let goes_on = range.get(at + 1).is_some_and(|u| self.shapes[*u] == Shape::Body);
            self.is_plain(range[*at]) && open_tail(&self.units[range[*at]].text) && !goes_on
        };
        let mut found = (0..range.len()).filter(open);
        found.next().filter(|_| found.next().is_none())
    }

    /// A paragraph that starts inside a sentence under a heading, a label or a whole paragraph, and ends one.
    fn torn_start(&self, range: &[usize]) -> Option<usize> {
        let open = |unit: usize| self.shapes[unit] == Shape::Body && open_tail(&self.units[unit].text);
        let torn = |at: &usize| {
            let unit = range[*at];
            let continues = at.checked_sub(1).is_some_and(|k| open(range[k]));
            self.shapes[unit] == Shape::Body
                && self.is_plain(unit)
                && (starts_inside(&self.units[unit].text) || self.is_scrap(range, *at))
                && !continues
                && !open(unit)
        };
        // nothing in this article stops inside a sentence either
        let whole = !range.iter().any(|unit| open(*unit));
        (0..range.len().min(LONGEST)).find(torn).filter(|_| whole)
    }

    /// The last words of a sentence and nothing else, under a head or a whole paragraph.
    fn is_scrap(&self, range: &[usize], at: usize) -> bool {
        let text = self.units[range[at]].text.trim();
        let of_words = |c: char| is_han(c) || c.is_ascii_digit() || matches!(c, '%' | '％' | '.');
        let whole = text.strip_suffix('。').is_some_and(|words| words.chars().all(of_words));
        whole && len(text) <= LONGEST_SCRAP && self.units[range[at]].lines.len() == 1
    }

    /// Where the piece that starts with a torn paragraph ends. Under the head it goes on with a label and its text only, since
    /// the article's own text follows; behind whole paragraphs of the article to its end, or to where its own people speak.
    fn end_of_torn(&self, above: &[usize], here: &[usize], at: usize, heads: &[usize]) -> usize {
        let is_body = |k: usize| here.get(k).is_some_and(|u| self.shapes[*u] == Shape::Body && self.is_plain(*u));
        let text = |k: usize| self.units[here[k]].text.as_str();
        let part = |u: &usize| match &self.shapes[*u] {
            Shape::Marker(part, rest) if rest.is_empty() => Some(*part),
            _ => None,
        };
        // a label that the article above has already is not its, nor one that follows the label of another part here
        let labelled = here[..at].iter().any(|u| part(u).is_some());
        let is_label = |u: &usize| !labelled && part(u).is_some_and(|own| above.iter().all(|u| part(u) != Some(own)));
        let item = |k: usize| is_body(k) && self.profile.is(LineRole::Numbered, &self.units[here[k]].probe);
        let mut end = at + 1;
        if here.get(end).is_some_and(is_label) && is_body(end + 1) {
            end += 2;
            while item(end - 1) && item(end) {
                end += 1;
            }
        }
        if here[..at].iter().any(|u| self.shapes[*u] == Shape::Body) {
            let own = heads.iter().chain(&here[..at]);
            let own: Vec<&str> = own.filter_map(|u| self.named_first(self.units[*u].text.as_str(), 1)).collect();
            let is_own = |k: usize| own.iter().any(|name| text(k).contains(name));
            while end - at < LONGEST && is_body(end) && !is_own(end) {
                end += 1;
            }
        }
        end
    }

    /// The paragraphs behind the first whole one up to where the article's own people are named again, if somebody speaks in
    /// them who is named above and nowhere else here.
    fn others_words(&self, above: &[usize], here: &[usize], heads: &[usize]) -> Option<std::ops::Range<usize>> {
        let text = |unit: &usize| self.units[*unit].text.as_str();
        let plain = here.iter().take_while(|u| self.shapes[**u] == Shape::Body && self.is_plain(**u)).count();
        let here = here.get(..plain)?;
        let speakers: Vec<Option<&str>> = here.iter().map(|u| self.named_first(text(u), SURE)).collect();
        let named_above = |name: &str| above.iter().any(|u| text(u).contains(name));
        let in_heads = heads.iter().filter_map(|u| self.named_first(text(u), 1));
        let own: BTreeSet<&str> =
            speakers.iter().flatten().copied().chain(in_heads).filter(|name| !named_above(name)).collect();
        let is_own = |at: usize| own.iter().any(|name| text(&here[at]).contains(name));
        let other = (1..here.len()).find(|at| speakers[*at].is_some_and(named_above))?;
        let name = speakers[other]?;
        let elsewhere = heads.iter().any(|u| text(u).contains(name)) || text(&here[0]).contains(name);
        if elsewhere || !is_own(0) || open_tail(text(&here[0])) {
            return None;
        }
        let start = (1..=other).rev().take_while(|at| !is_own(*at)).last()?;
        let end = (other + 1..here.len()).find(|at| is_own(*at))?;
        let whole = !open_tail(text(&here[end - 1])) && end - start <= LONGEST;
        let not_after = !(end..here.len()).any(|at| text(&here[at]).contains(name));
        (whole && not_after).then_some(start..end)
    }

    /// The first paragraphs under a head that names a party, where they speak of the one that the head above names.
    fn others_party(
        &self,
        above: &[usize],
        here: &[usize],
        heads: [&[usize]; 2],
    ) -> Option<(usize, std::ops::Range<usize>)> {
        let [theirs, own] = heads.map(|lines| self.only_party(lines));
        let (theirs, own) = theirs.zip(own).filter(|(theirs, own)| theirs != own)?;
        let text = |unit: &usize| self.units[*unit].text.as_str();
        let is_body = |unit: &usize| self.shapes[*unit] == Shape::Body && self.is_plain(*unit);
        let start = here.iter().position(is_body)?;
        let strange = |unit: &&usize| is_body(unit) && text(unit).contains(theirs) && !text(unit).contains(own);
        let n = here[start..].iter().take_while(strange).count();
        let goes_on = here.get(start + n).is_some_and(|unit| is_body(unit) && text(unit).contains(own));
        let tail = above.iter().rposition(is_body)?;
        (n > 0 && goes_on).then_some((tail, start..start + n))
    }

    /// Paragraphs under a headline over 本报讯.
    fn before_the_lead(
        &self,
        above: &[usize],
        here: &[usize],
        heads: &[usize],
    ) -> Option<(usize, std::ops::Range<usize>)> {
        let is_body = |unit: &usize| self.shapes[*unit] == Shape::Body && self.is_plain(*unit);
        let is_lead = |unit: &usize| self.profile.is(LineRole::LeadWire, &self.units[*unit].probe);
        let n = here.iter().take_while(|unit| is_body(unit) && !is_lead(unit)).count();
        let lead = here.get(n).is_some_and(|unit| is_body(unit) && is_lead(unit));
        // 编者按 introduces the news it stands over
        let note = here.first().is_some_and(|u| self.profile.is(LineRole::EditorsNote, &self.units[*u].probe));
        let tail = above.iter().rposition(is_body)?;
        let told =
            |unit: &usize| heads.iter().any(|head| shares_a_word(&self.units[*head].probe, &self.units[*unit].probe));
        let headed = here.get(n).is_some_and(told) && !here[..n].iter().any(told);
        ((1..=MOST_BEFORE_LEAD).contains(&n) && lead && headed && !note).then_some((tail, 0..n))
    }

    /// The place of the last label here if no body answers under it, and the text above under a label of that kind ends with the
    /// answer of one body more: `某局：…`.
    fn lacks_its_answer(&self, above: &[usize], here: &[usize]) -> Option<usize> {
        let part = |unit: &usize| match &self.shapes[*unit] {
            Shape::Marker(part, rest) if rest.is_empty() => Some(*part),
            _ => None,
        };
        let body = |unit: &usize| self.shapes[*unit] == Shape::Body && self.is_plain(*unit);
        let answers = |unit: &usize| {
            let (name, _) = self.units[*unit].probe.split_once(':')?;
            ((2..=LONGEST_BODY).contains(&len(name)) && name.chars().all(|c| is_han(c) || c == '、')).then_some(name)
        };
        let label = here.iter().rposition(|unit| part(unit).is_some())?;
        let unanswered = here[label + 1..].iter().all(|unit| body(unit) && answers(unit).is_none());
        let lacking = part(&here[label]).filter(|_| unanswered)?;
        let at = above.iter().rposition(|unit| part(unit) == Some(lacking))?;
        let (last, before) = above[at + 1..].split_last()?;
        let whole = before.iter().chain([last]).all(body) && !open_tail(&self.units[*before.last()?].text);
        let more = answers(last).zip(before.first().and_then(answers)).is_some_and(|(last, first)| last != first);
        (whole && more).then_some(label)
    }

    /// Where in the piece above the text of a head without text begins: a paragraph that begins with the body in that head.
    fn before_its_head(&self, above: &[usize], here: &[usize], heads: &[usize]) -> Option<usize> {
        let is_body = |unit: &usize| self.shapes[*unit] == Shape::Body && self.is_plain(*unit);
        let named = heads.iter().find(|unit| is_unit_name(&self.units[**unit], self.profile))?;
        let name = self.units[*named].probe.replace(' ', "");
        let begins = |unit: &usize| is_body(unit) && self.units[*unit].probe.starts_with(&name);
        let at = above.iter().position(begins).filter(|_| !here.iter().any(is_body))?;
        let own = above[..at].iter().any(is_body) && above[at..].iter().all(is_body);
        own.then_some(at)
    }

    /// A paragraph that begins with who speaks: somebody told of above, and in no other word here.
    fn others_speaker(
        &self,
        above: &[usize],
        here: &[usize],
        heads: [&[usize]; 2],
    ) -> Option<(usize, std::ops::Range<usize>)> {
        if self.profile.medium != Medium::Newspaper {
            return None;
        }
        let is_body = |unit: &usize| self.shapes[*unit] == Shape::Body && self.is_plain(*unit);
        let text = |unit: &usize| self.units[*unit].text.as_str();
        let tells = |lines: &[usize], name: &str| lines.iter().any(|unit| self.units[*unit].probe.contains(name));
        let strange = |at: &usize| {
            let Some(name) = self.named_first(text(&here[*at]), SURE) else { return false };
            let rest = here[..*at].iter().chain(&here[at + 1..]);
            let known = tells(heads[1], name) || rest.clone().any(|unit| text(unit).contains(name));
            (tells(heads[0], name) || tells(above, name)) && !known && rest.filter(|unit| is_body(unit)).count() > 0
        };
        let at = (0..here.len()).filter(|at| is_body(&here[*at])).find(strange)?;
        let tail = above.iter().rposition(is_body)?;
        Some((tail, at..at + 1))
    }

    /// The handling of the proposal above, where that has none and this one has two, the first before its own other parts.
    fn others_part(&self, above: &[usize], here: &[usize]) -> Option<(usize, std::ops::Range<usize>)> {
        let part = |unit: &usize| match &self.shapes[*unit] {
            Shape::Marker(part, _) => Some(*part),
            _ => None,
        };
        let is_text = |unit: &usize| self.is_plain(*unit);
        let handled = |range: &[usize]| range.iter().filter(|unit| part(unit) == Some(Part::Handling)).count();
        let marked = above.iter().any(|unit| part(unit).is_some());
        let first = here.iter().position(|unit| part(unit).is_some())?;
        let early = part(&here[first]) == Some(Part::Handling) && handled(here) == 2;
        if !marked || !early || handled(above) > 0 {
            return None;
        }
        // what was cut off stands right before it
        let body = |at: &usize| self.shapes[here[*at]] == Shape::Body && is_text(&here[*at]);
        let start = (0..first).rev().take_while(body).last().unwrap_or(first);
        let end = (first + 1..here.len()).find(|at| !body(at)).unwrap_or(here.len());
        let tail = above.iter().rposition(is_text)?;
        Some((tail, start..end))
    }

    /// What stands behind the closing line of this article, or before the first of its two where the one above has none.
    fn behind_closing(&self, above: &[usize], here: &[usize]) -> Option<(std::ops::Range<usize>, &'static str)> {
        let is_body = |at: usize| self.shapes[here[at]] == Shape::Body && self.is_plain(here[at]);
        let closes = |unit: &usize| self.shapes[*unit].closes();
        let closing: Vec<usize> = (0..here.len()).filter(|at| closes(&here[*at])).collect();
        match closing[..] {
            [at] if self.is_torn_behind(here, at)
                && (at + 1..here.len()).all(is_body)
                && here.len() - at <= LONGEST =>
            {
                Some((at + 1..here.len(), "stops inside a sentence, and the other stands behind a closing line"))
            }
            [first, last] if last + 1 == here.len() && !above.iter().any(closes) => {
                let start = (1..first).rev().take_while(|at| is_body(*at)).last()?;
                (is_body(0) && first + 1 < last)
                    .then_some((start..first + 1, "stops inside a sentence, and the other has two closing lines"))
            }
            _ => None,
        }
    }

    /// Whether a sentence goes on right behind the closing line.
    fn is_torn_behind(&self, here: &[usize], closing: usize) -> bool {
        let below = here.get(closing + 1).filter(|unit| self.shapes[**unit] == Shape::Body);
        below.is_some_and(|unit| starts_inside(&self.units[*unit].text) || self.is_scrap(here, closing + 1))
    }

    /// The one party that lines name.
    fn only_party(&self, lines: &[usize]) -> Option<&str> {
        let mut named = self
            .profile
            .lexicon
            .parties
            .iter()
            .filter(|party| lines.iter().any(|unit| self.units[*unit].text.contains(party.as_str())));
        named.next().filter(|_| named.next().is_none()).map(String::as_str)
    }

    /// The name that a text begins with, before a word of at least so many characters that tells what its bearer says or does.
    fn named_first<'t>(&self, text: &'t str, shortest: usize) -> Option<&'t str> {
        let follows = |rest: &str| {
            let words = self.profile.lexicon.name_followers.iter();
            let says = rest.strip_prefix('说').is_some_and(|rest| rest.starts_with(['，', ',', '：', ':']));
            says || words.filter(|word| len(word) >= shortest).any(|word| rest.starts_with(word.as_str()))
        };
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
