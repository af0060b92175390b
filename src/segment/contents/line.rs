//! What one line of a contents page says: an entry with its page, a section's name, a lone page number.

use super::super::groups::is_group_heading;
use super::super::names::is_name;
use super::super::parts::is_whole_body;
use super::super::units::Unit;
use crate::model::article::Section;
use crate::model::script::{is_han, len};
use crate::profile::{Caught, LineRole, Profile};

pub(super) fn entry_line(unit: &Unit, profile: &Profile) -> Option<Caught> {
    if len(&unit.probe) > MAX_LINE || unit.lines.len() > MAX_ENTRY_LINES || unit.probe.ends_with(['。', '?', '；']) {
        return None;
    }
    if let Some(caught) = table_row(&unit.probe) {
        return Some(caught);
    }
    let caught = profile.line(LineRole::ContentsEntry, &unit.probe)?;
    let title = caught.get("title")?;
    // 简 讯 …… 38: leaders make an entry of two characters, too
    let least = if unit.probe.contains("……") || unit.probe.contains("...") { 2 } else { 4 };
    (title.chars().filter(|c| is_han(*c)).count() >= least).then_some(caught)
}

/// Longest line of a contents entry, in characters.
pub(super) const MAX_LINE: usize = 90;

/// Lines of one entry at most: more are a paragraph.
const MAX_ENTRY_LINES: usize = 3;

/// A row of a table an OCR tool made of the contents: `| 聚焦 | 市政协召开会议 | 02 |`.
fn table_row(probe: &str) -> Option<Caught> {
    let cells: Vec<&str> = probe.split('|').map(str::trim).filter(|c| !c.is_empty()).collect();
    if cells.len() < 2 || !probe.contains('|') {
        return None;
    }
    let page = cells.iter().rev().find(|c| c.len() <= 3 && c.chars().all(|d| d.is_ascii_digit()))?;
    let title = cells.iter().max_by_key(|c| c.chars().filter(|h| is_han(*h)).count())?;
    let mut caught = Caught { pattern: "table-row".to_owned(), ..Caught::default() };
    caught.groups.insert("page".to_owned(), (*page).to_owned());
    caught.groups.insert("title".to_owned(), (*title).to_owned());
    if let Some(section) = cells.first().filter(|c| *c != title && *c != page) {
        caught.groups.insert("section".to_owned(), (*section).to_owned());
    }
    (title.chars().filter(|c| is_han(*c)).count() >= 4).then_some(caught)
}

/// A page number alone on its line, next to a short line.
pub(super) fn lone_number(i: usize, units: &[Unit], profile: &Profile) -> Option<u32> {
    let probe = units[i].probe.trim_start_matches(['P', 'p', '.']);
    let number = probe.parse().ok().filter(|n| (1..=400).contains(n) && probe.len() <= 3)?;
    let short = |u: Option<&Unit>| u.is_some_and(|u| len(&u.probe) <= MAX_LINE && !u.probe.ends_with('。'));
    let near = short(i.checked_sub(1).and_then(|k| units.get(k))) && short(units.get(i + 1));
    (near && profile.is(LineRole::PageNumber, &units[i].probe)).then_some(number)
}

pub(super) fn page_of(caught: &Caught) -> Option<u32> {
    caught.get("page").or_else(|| caught.get("page2")).and_then(|p| p.parse().ok())
}

/// A section name alone on its line: one the profile knows, one in 【】 or behind a sign, or two to four Han before a
/// numbered line; an English name may follow a slash.
pub(super) fn plain_section(unit: &Unit, below: &[Unit], profile: &Profile) -> Option<Section> {
    let (han, en) = unit.text.split_once(['/', '／', '|']).unwrap_or((unit.text.as_str(), ""));
    let marked = han.trim().starts_with(['【', '◆', '■', '●', '◇', '□', '★', '▲']);
    let name: String = han.chars().filter(|c| is_han(*c) || matches!(c, '（' | '）' | '(' | ')' | '·')).collect();
    let en = en.trim();
    let name_en = (!en.is_empty() && en.is_ascii()).then(|| en.to_owned());
    if let Some(known) = profile.section(&name) {
        return Some(Section { name, name_en: name_en.or_else(|| known.name_en.clone()) });
    }
    let bare = len(&name) == han.trim().chars().filter(|c| !c.is_whitespace()).count();
    let short = (2..=4).contains(&len(&name)) && bare && name.chars().all(is_han);
    let told = marked && (2..=8).contains(&len(&name)) || name_en.is_some() && (2..=12).contains(&len(&name));
    let entry = |k: usize| below.get(k).is_some_and(|n| entry_line(n, profile).is_some());
    // set off by white space it may stand over an entry of two lines
    let before_entry =
        entry(0) || below.first().is_some_and(|n| n.probe.is_ascii()) || unit.look.gap >= 2.0 && entry(1);
    // nearer to the entry under it than to the one above; numbers that stand behind the titles are `set_off`'s
    let leading = |n: &Unit| n.probe.starts_with(|c: char| c.is_ascii_digit()) && n.look.gap < unit.look.gap;
    let nearer = !unit.look.is_placed() && below.first().is_some_and(leading) && entry(0);
    let apart = nearer && bare && (2..=MAX_SECTION).contains(&len(&name));
    (told || short && before_entry || apart).then_some(Section { name, name_en })
}

/// A section's name by its place, where numbers stand behind the titles: short, set wide or off by white space above and below, and
/// an entry, or a heading over entries, under it. The first line of a title would have the second close under it.
pub(super) fn set_off(unit: &Unit, below: &[Unit], profile: &Profile) -> Option<Section> {
    let name = unit.text.trim().replace([' ', '\u{3000}'], "");
    let plain = |c: char| is_han(c) || matches!(c, '（' | '）' | '(' | ')' | '·');
    let wide = unit.probe.contains(' ') && unit.probe.split(' ').all(|word| len(word) == 1);
    let entry = |k: usize| below.get(k).is_some_and(|u| entry_line(u, profile).is_some());
    let over_group = below.first().is_some_and(|u| is_group_heading(u, profile)) && entry(1);
    let apart = unit.look.gap >= 1.0 && below.first().is_some_and(|u| u.look.gap >= 1.0);
    let short = (2..=MAX_SECTION).contains(&len(&name)) && name.chars().all(plain);
    let over_entry = entry(0) || apart && entry(1);
    (short && (wide || apart) && (over_entry || over_group)).then_some(Section { name, name_en: None })
}

/// In characters.
const MAX_SECTION: usize = 9;

/// Longest author's name behind a title: `标题／作者`.
const MAX_AUTHOR: usize = 12;

/// Signs that lead from a title to its page number.
const LEADERS: [char; 6] = ['…', '⋯', '‥', '·', '•', '.'];

/// The title before an author's name that stands behind it after a space, with the sector its bearer sits for: `做强会展业 工商联界 李某`,
/// `让孩子安心读书 民进云泽市委`.
pub(super) fn before_author<'a>(title: &'a str, profile: &Profile) -> Option<&'a str> {
    let (mut head, last) = title.trim().rsplit_once(' ')?;
    let mut author = last.to_owned();
    if let Some((before, first)) = head.rsplit_once(' ').filter(|(_, first)| len(first) == 1 && len(last) == 1) {
        // 柳 絮 is set wide
        author.insert_str(0, first);
        head = before;
    }
    let body = is_whole_body(&author, profile) || author.starts_with("本刊");
    if !body && !is_name(&author, profile) {
        return None;
    }
    let sector = head.rsplit_once(' ').filter(|(_, sector)| !body && sector.ends_with('界'));
    let head = sector.map_or(head, |(head, _)| head).trim();
    (len(head) >= SHORTEST_SIGNED).then_some(head)
}

/// Shortest title with an author behind it, in characters.
const SHORTEST_SIGNED: usize = 6;

/// The title without the author behind a slash or behind the leaders.
pub(super) fn without_author(title: &str) -> String {
    let signs: Vec<char> = title.chars().collect();
    if let Some(at) =
        signs.windows(3).position(|w| w.iter().all(|c| LEADERS.contains(c)) || matches!(w, ['…' | '⋯', '…' | '⋯', _]))
    {
        let author: String = signs[at..].iter().filter(|c| !LEADERS.contains(c)).collect();
        if len(&author.replace(' ', "")) <= MAX_AUTHOR && at >= 2 {
            return signs[..at].iter().collect::<String>().trim().to_owned();
        }
    }
    match title.rsplit_once(['／', '/', '|']) {
        Some((head, author)) if len(head) >= 4 && len(&author.replace(' ', "")) <= MAX_AUTHOR => head.trim().to_owned(),
        _ => title.to_owned(),
    }
}

/// The title as printed, not in the folded form the pattern saw.
pub(super) fn printed_part(unit: &Unit, title: &str) -> String {
    let wanted = len(title);
    let folded: Vec<char> = unit.probe.chars().collect();
    let title: Vec<char> = title.chars().collect();
    let at = folded.windows(wanted.max(1)).position(|w| w == title.as_slice());
    let printed: Vec<char> = unit.text.trim().chars().collect();
    match at {
        // spaces may have been collapsed in the folded form; then places don't agree and the folded title is taken
        Some(at) if printed.len() == folded.len() => {
            printed[at..at + wanted].iter().collect::<String>().trim().to_owned()
        }
        _ => title.iter().collect(),
    }
}
