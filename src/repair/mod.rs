//! OCR damage on evidence: pages in, pages with a clean reading beside the extracted one out.
//! Every change is logged with its place, rule and evidence, and can be undone; nothing is moved or dropped here.
//!
//! One file is one family of rules. They are applied in the order of [`RULES`]: signs of tools first, then marks and
//! spaces, then words (which are looked for in text whose marks are right), names last. `patches` holds what people
//! decided, which comes after all rules.

mod codepoints;
mod confusion;
mod digits;
mod doubled;
mod edited;
mod intrusion;
mod loops;
mod marks;
mod markup;
mod names;
mod numerals;
mod patches;
mod phrases;
mod quotes;
mod readings;
mod setwords;
mod shapes;
mod spacing;
mod terms;
#[cfg(test)]
mod testing;
mod tex;
mod torn;
mod variants;
mod words;

use crate::model::abreast;
use crate::model::note::{Note, Noted};
use crate::model::page::Page;
use crate::model::text::{Certainty, Class, CleanPage, Correction};
use crate::profile::{Profile, Roster};

use edited::Edited;
pub use patches::patched;

/// One rule of repair: what it is and how sure it is.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub id: &'static str,
    pub class: Class,
    pub certainty: Certainty,
    /// Share of its edits that were right on the gold and on damage made on purpose; written as `confidence`.
    pub precision: f64,
}

/// All rules, in the order they are applied.
pub const RULES: [Rule; 52] = [
    markup::ESCAPE,
    markup::TEX,
    markup::TAG,
    markup::LEADER,
    markup::EMPHASIS,
    codepoints::RADICAL,
    codepoints::CANONICAL,
    codepoints::PRIVATE,
    codepoints::FORM,
    codepoints::LOOK_ALIKE,
    codepoints::INVISIBLE,
    digits::SUBSCRIPT,
    digits::CIRCLED,
    digits::YEAR_LETTER,
    numerals::LETTER,
    numerals::DATE,
    numerals::ONE,
    numerals::SIGN,
    intrusion::AND,
    intrusion::OTHER,
    quotes::PAIR,
    quotes::DIRECTION,
    marks::WIDTH,
    marks::BRACKET,
    marks::DASH,
    marks::ELLIPSIS,
    marks::TITLE,
    marks::DOUBLED,
    marks::STOP,
    spacing::NUMERAL,
    spacing::MARK,
    spacing::NAME,
    spacing::PHRASE,
    spacing::WORD,
    spacing::PROSE,
    phrases::PHRASE,
    phrases::SEALED,
    setwords::WORD,
    setwords::CUT,
    torn::CLAUSE,
    loops::SENTENCE,
    doubled::WORD,
    doubled::NEIGHBOUR,
    confusion::SAME_WORD,
    confusion::DOUBTED,
    readings::WORD,
    readings::DOUBTED,
    terms::TERM,
    names::ROSTER,
    names::READ,
    names::DOUBTED,
    names::OFFICE,
];

/// Repairs all pages of an issue; rules below `least` are flagged, not applied. `None` applies nothing.
pub fn repair(pages: Vec<Page>, profile: &Profile, roster: &Roster, least: Option<Certainty>) -> Noted<Vec<CleanPage>> {
    let texts = || abreast::map_n(pages.len(), |i| Edited::of_page(&pages[i]));
    let lexicon = || (phrases::Phrases::of(profile), setwords::SetWords::of(profile), torn::phrases(profile));
    let (mut texts, lexicon): (Vec<Vec<Edited>>, _) = abreast::both(texts, lexicon);
    let mut notes: Vec<Note> = Vec::new();
    if let Some(least) = least {
        let mut lines: Vec<&mut Edited> = texts.iter_mut().flatten().collect();
        let style = marks::Style::of(lines.iter().map(|l| &**l));
        // one repair may be what another one waits for; once more over the issue where something changed
        let mut settled = vec![None; lines.len()];
        let mut words = None;
        for _ in 0..MOST_PASSES {
            let before: usize = lines.iter().map(|l| l.batches()).sum();
            abreast::each_pair(&mut lines, &mut settled, |line, settled| {
                // these rules see nothing but the line: as it was left, it stays
                if *settled != Some(line.batches()) {
                    *settled = each_line(line, style, profile, least).then(|| line.batches());
                }
            });
            whole_issue(&mut lines, &mut words, profile, &lexicon, least);
            names::apply(&mut lines, profile, roster, least, &mut notes);
            if lines.iter().map(|l| l.batches()).sum::<usize>() == before {
                break;
            }
        }
        variants::note(&lines, profile, roster, &mut notes);
    }
    let value = abreast::map(pages.into_iter().zip(texts).collect(), |(p, t)| clean_page(p, t));
    Noted { value, notes }
}

/// A first pass, one for what it made possible, and some to spare; a text that still changes is no print.
const MOST_PASSES: usize = 6;

/// Blank lines between a headline and what it goes on in.
const FEW_LINES: usize = 6;

/// Rules that need no more than the line. Says whether the line came to rest.
fn each_line(line: &mut Edited, style: marks::Style, profile: &Profile, least: Certainty) -> bool {
    for _ in 0..MOST_PASSES {
        let before = line.batches();
        markup::apply(line, least);
        codepoints::apply(line, least);
        digits::apply(line, least);
        numerals::apply(line, least);
        intrusion::apply(line, least);
        quotes::apply(line, least);
        marks::apply(line, style, least);
        spacing::apply(line, profile, least);
        loops::apply(line, least);
        if line.batches() == before {
            return true;
        }
    }
    false
}

/// Rules whose witness is the rest of the issue or the profile's lexicon.
fn whole_issue(
    lines: &mut [&mut Edited],
    counted: &mut Option<words::Words>,
    profile: &Profile,
    (phrases, set_words, plain): &(phrases::Phrases, setwords::SetWords, Vec<Vec<char>>),
    least: Certainty,
) {
    let here = lines.iter().map(|l| &**l);
    let words = match counted {
        Some(words) => {
            words.again(here);
            &*words
        }
        None => counted.insert(words::Words::of(here)),
    };
    abreast::each(lines, |line| {
        spacing::apply_words(line, words, profile, least);
        phrases.apply(line, least);
        set_words.apply(line, words, profile, least);
        torn::apply(line, plain, least);
        doubled::apply(line, words, profile, least);
        confusion::apply(line, words, profile, least);
        readings::apply(line, words, profile, least);
    });
    let ends = abreast::map_n(lines.len(), |i| {
        let below = lines[i + 1..].iter().take(FEW_LINES);
        set_words.cut_end(lines[i], || below.map(|l| l.text()).find(|text| !text.trim().is_empty()))
    });
    for (line, end) in lines.iter_mut().zip(ends) {
        line.edit(end.into_iter().collect(), least);
    }
    terms::apply(lines, least);
}

fn clean_page(page: Page, lines: Vec<Edited>) -> CleanPage {
    let mut clean = Vec::with_capacity(lines.len());
    let mut applied: Vec<Correction> = Vec::new();
    let mut flagged: Vec<Correction> = Vec::new();
    for line in lines {
        let (text, done, doubted) = line.finish();
        clean.push(text);
        applied.extend(done);
        flagged.extend(doubted);
    }
    CleanPage { page, clean, applied, flagged }
}
