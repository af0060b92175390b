//! Lines that are on the page but in no article: page numbers, running heads, captions.

use std::collections::HashMap;

use super::units::Unit;
use crate::model::abreast;
use crate::model::coverage::Furniture;
use crate::model::page::BlockRole;
use crate::model::script::{is_han, is_sentence_end, len};
use crate::profile::{LineRole, Medium, Profile};

/// Longest running head, in characters.
const MAX_RUNNING_HEAD: usize = 20;
/// A short line is a running head from this many times on.
const MIN_REPEATS: usize = 3;
/// Type size, relative to body, up to which a short line is the words under a picture.
const CAPTION_SIZE: f32 = 0.87;
/// Longest caption without a photographer's name.
const MAX_CAPTION: usize = 60;

/// What each unit is, where it is furniture.
pub(super) fn furniture(units: &[Unit], profile: &Profile) -> Vec<Option<Furniture>> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for unit in units.iter().filter(|u| len(&u.probe) <= MAX_RUNNING_HEAD) {
        *counts.entry(without_digits(&unit.probe)).or_default() += 1;
    }
    let mut kinds: Vec<Option<Furniture>> = abreast::map_n(units.len(), |i| kind(&units[i], &counts, profile));
    for (i, kind) in kinds.iter_mut().enumerate() {
        if *kind == Some(Furniture::Caption) && (is_item(i, units) || is_small_text(i, units, profile)) {
            *kind = None;
        }
    }
    kinds
}

/// Lines in a row in small type that are a text of its own: captions come one or two at a time.
const SMALL_TEXT: usize = 4;

/// Whether a unit in small type is no caption, though it looks like one: a piece of a list or note set small, of a sentence that
/// goes on from edge to edge, or what stands right under a title.
fn is_small_text(i: usize, units: &[Unit], profile: &Profile) -> bool {
    let unit = &units[i];
    if unit.look.role == BlockRole::Caption || profile.is(LineRole::Caption, &unit.probe) {
        return false;
    }
    let small = |u: &&Unit| u.page == unit.page && u.look.size.is_some_and(|s| s <= CAPTION_SIZE);
    let text = |u: &&Unit| small(u) && u.look.role != BlockRole::Caption;
    let above = units[..i].iter().rev().take_while(text).map(|u| u.lines.len()).sum::<usize>();
    let below = units[i + 1..].iter().take_while(text).map(|u| u.lines.len()).sum::<usize>();
    let goes_on = unit.look.full == Some(true) && !unit.probe.ends_with(is_sentence_end);
    let over = i.checked_sub(1).map(|k| &units[k]).filter(|u| u.page == unit.page);
    let dated = || [LineRole::AdoptedLine, LineRole::DateLine].iter().any(|role| profile.is(*role, &unit.probe));
    let heading = over.is_some_and(|u| matches!(u.look.role, BlockRole::Heading(_)));
    let under_title = heading && (unit.look.centered || dated());
    above + unit.lines.len() + below >= SMALL_TEXT || goes_on || under_title
}

/// Signs that stand before captions as well as before items of news.
pub(super) const ITEM_SIGNS: [char; 5] = ['▲', '△', '▼', '▽', '◎'];
/// Lines with one sign in a row that are items: pictures come one or two at a time.
const FEWEST_ITEMS: usize = 3;

/// `△市政协…。`: one of several lines in a row with the same sign, which are items of news and no captions.
fn is_item(i: usize, units: &[Unit]) -> bool {
    let sign = |u: &Unit| u.probe.chars().next().filter(|c| ITEM_SIGNS.contains(c) && !u.look.is_placed());
    let Some(own) = sign(&units[i]) else { return false };
    let above = units[..i].iter().rev().take_while(|u| sign(u) == Some(own)).count();
    let below = units[i + 1..].iter().take_while(|u| sign(u) == Some(own)).count();
    above + 1 + below >= FEWEST_ITEMS
}

fn kind(unit: &Unit, counts: &HashMap<String, usize>, profile: &Profile) -> Option<Furniture> {
    match unit.look.role {
        BlockRole::RunningHead => return Some(Furniture::RunningHead),
        BlockRole::PageNumber => return Some(Furniture::PageNumber),
        BlockRole::Table => return None,
        // a byline in small type beside a picture is no caption
        BlockRole::Caption if !profile.is(LineRole::Byline, &unit.probe) => return Some(Furniture::Caption),
        _ => {}
    }
    let p = unit.probe.as_str();
    let small = unit.look.size.is_some_and(|s| s <= CAPTION_SIZE);
    if small && unit.lines.len() <= 2 && len(p) <= MAX_CAPTION && !profile.is(LineRole::Credit, p) {
        return Some(Furniture::Caption);
    }
    if profile.is(LineRole::PageNumber, p) && !unit.look.is_placed() {
        return Some(Furniture::PageNumber);
    }
    if len(p) <= MAX_CAPTION
        && profile.is(LineRole::Caption, p)
        && !profile.is(LineRole::Byline, p)
        && !profile.is(LineRole::AuthorNote, p)
    {
        return Some(Furniture::Caption);
    }
    if !unit.look.is_placed() && profile.medium == Medium::Magazine && is_running_head(p, counts, profile) {
        return Some(Furniture::RunningHead);
    }
    None
}

/// The masthead or a section name with a page number, or one of them again and again through the issue.
fn is_running_head(p: &str, counts: &HashMap<String, usize>, profile: &Profile) -> bool {
    if len(p) > 2 * MAX_RUNNING_HEAD {
        return false;
    }
    let words = without_digits(p);
    let numbered = words != p.replace(' ', "");
    let publication = profile.publication.as_deref().is_some_and(|name| words.starts_with(name));
    let section = profile.line(LineRole::SectionLine, p).is_some() || profile.section(&words).is_some();
    let often = counts.get(&words).copied().unwrap_or(0) >= MIN_REPEATS;
    // 聚焦 Highlights alone is a section page or a running head wherever it stands outside the contents
    let bilingual = profile.line(LineRole::SectionLine, p).is_some() && len(p) <= 36;
    // 议政 · 2020·9: the number of the issue, and the section that the page stands in
    let issue = p.trim_start_matches(|c: char| is_han(c)).replace([' ', '·', '/', '|'], "");
    let year = issue.len() >= 5 && issue.bytes().all(|b| b.is_ascii_digit()) && issue.starts_with(['1', '2']);
    let of_issue = year && p.contains('·') && (2..=6).contains(&len(&words)) && issue.len() <= 6;
    of_issue || publication && (numbered || often) && len(&words) <= 12 || section && (numbered || often) || bilingual
}

fn without_digits(p: &str) -> String {
    p.chars()
        .filter(|c| !c.is_ascii_digit() && !c.is_whitespace() && !matches!(c, '|' | '·' | '-' | '—' | '/' | '.'))
        .collect()
}
