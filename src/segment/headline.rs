//! What a heading must be by its looks and words: short, whole, set apart, and no piece of a paragraph.

use super::shape::{Shape, is_dialogue, open_tail};
use super::units::Unit;
use crate::model::page::BlockRole;
use crate::model::script::{is_closer, is_han, len};
use crate::profile::{LineRole, Profile};

/// Longest heading, in characters; the longest of a real issue has 40.
const MAX_HEADING: usize = 70;

/// Longest heading with a comma in it, where no type size tells a heading from a piece of a paragraph.
const MAX_WITH_COMMA: usize = 28;

/// Type size, relative to body, from which on a short line is a heading.
pub(super) const HEADING_SIZE: f32 = 1.08;

/// ... and a line with a mark that has no partner.
const TITLE_SIZE: f32 = 1.3;

/// Short, no sentence in it, nothing that shows a cut: what a heading must be.
pub(super) fn can_be_heading(unit: &Unit, profile: &Profile) -> bool {
    let p = unit.probe.as_str();
    let n = p.chars().filter(|c| !c.is_whitespace()).count();
    if !(2..=MAX_HEADING).contains(&n) || p.chars().filter(|c| is_han(*c)).count() < 2 {
        return false;
    }
    let (Some(first), Some(last)) = (p.chars().next(), p.chars().next_back()) else { return false };
    if matches!(last, '。' | ';' | ',' | '、' | ':' | '…')
        || is_closer(first)
        || matches!(first, '、' | '。' | ',' | ';')
    {
        return false;
    }
    if p.ends_with('|') || p.matches('|').count() > 1 {
        // a row of a table an OCR tool drew
        return false;
    }
    if n > MAX_WITH_COMMA && p.contains(',') && !unit.look.is_placed() {
        return false;
    }
    if p.contains('。') || p.contains(';') || p.matches(',').count() > 1 || !(balanced(p) || is_large(unit)) {
        return false;
    }
    if !profile.is(LineRole::Subtitle, p)
        && profile.lexicon.never_ends_heading.contains(&last)
        && !profile.lexicon.ends_heading.iter().any(|word| p.ends_with(word.as_str()))
        && !is_two_halves(p)
    {
        return false;
    }
    looks_set_apart(unit)
}

/// `去年的提案 今年咋样了`: two halves of a headline, each without a mark. A piece of a paragraph has no space inside.
fn is_two_halves(p: &str) -> bool {
    p.split_once(' ').is_some_and(|halves| {
        [halves.0, halves.1].iter().all(|half| (4..=16).contains(&len(half)) && half.chars().all(is_han))
    })
}

/// Where there is geometry a heading is larger, heavier or centred; without it nothing speaks against.
pub(super) fn looks_set_apart(unit: &Unit) -> bool {
    let look = &unit.look;
    match look.size {
        None => true,
        Some(size) => {
            matches!(look.role, BlockRole::Heading(_))
                || size >= HEADING_SIZE
                || look.bold
                || look.centered
                // a number and a few words on a line of their own, in type whose weight nobody saw
                || unit.lines.len() == 1 && is_numbered_words(&unit.probe) && (!look.weighed || is_few_words(&unit.probe))
        }
    }
}

/// `一、工作回顾`, `(二)加强学习`: a number of the two highest orders and words.
fn is_numbered_words(p: &str) -> bool {
    let is_number = |c: char| "一二三四五六七八九十".contains(c);
    let bare = p.strip_prefix('(').unwrap_or(p);
    let words = bare.trim_start_matches(is_number);
    words.len() < bare.len() && words.starts_with(['、', ')'])
}

/// A number and so few words, without a comma, are a heading however they are set.
fn is_few_words(p: &str) -> bool {
    // the one 、 is the number's own
    len(p) <= FEW_WORDS && !p.contains([',', ':']) && p.matches('、').count() <= 1
}

/// In characters.
const FEW_WORDS: usize = 16;

/// Set so large that it is a heading whatever is in it: OCR programs lose quotation marks and turn them round.
fn is_large(unit: &Unit) -> bool {
    matches!(unit.look.role, BlockRole::Heading(_)) && unit.look.size.is_some_and(|s| s >= TITLE_SIZE)
}

fn balanced(p: &str) -> bool {
    [('“', '”'), ('《', '》'), ('(', ')'), ('【', '】'), ('‘', '’')]
        .iter()
        .all(|(open, close)| p.matches(*open).count() == p.matches(*close).count())
}

/// `夜里十点后` / `公交能不能再等等` over the labels of a proposal or an author: set close under the first line of a title, and apart
/// from what follows.
pub(super) fn is_second_line(i: usize, units: &[Unit], shapes: &[Shape]) -> bool {
    let (unit, below) = (&units[i], units.get(i + 1));
    let close = i > 0 && shapes[i - 1] == Shape::Heading && unit.look.gap < below.map_or(0.0, |u| u.look.gap);
    close
        && !unit.look.is_placed()
        && unit.lines.len() == 1
        && len(&unit.probe) <= MAX_WITH_COMMA
        && unit.probe.chars().all(|c| is_han(c) || c == ' ')
        && matches!(shapes.get(i + 1), Some(Shape::Label | Shape::Byline))
}

/// A short line over the lead of a news story (本报讯), a subtitle, an author or an interview is a headline, whatever it ends with:
/// `早餐车都去哪儿了` under a whole paragraph.
pub(super) fn is_over_news(i: usize, units: &[Unit], shapes: &[Shape], profile: &Profile) -> bool {
    let (unit, below) = (&units[i], units.get(i + 1));
    let p = unit.probe.as_str();
    let whole_above = i.checked_sub(1).is_none_or(|k| shapes[k] != Shape::Body || !open_tail(&units[k].text));
    let headed = || match shapes.get(i + 1) {
        Some(Shape::Heading) => {
            p.ends_with(['了', '着', '过']) && unit.look.gap > below.map_or(0.0, |u| u.look.gap) - 0.5
        }
        Some(Shape::Byline | Shape::Label) => true,
        _ => below.is_some_and(|u| is_dialogue(&u.probe, profile)),
    };
    !unit.look.is_placed()
        && unit.lines.len() == 1
        && (SHORTEST_HEADLINE..=MAX_WITH_COMMA).contains(&len(p))
        && p.chars().all(|c| is_han(c) || c == ' ')
        && (below.is_some_and(|u| profile.is(LineRole::LeadWire, &u.probe)) || whole_above && headed())
}

/// In characters.
const SHORTEST_HEADLINE: usize = 6;
