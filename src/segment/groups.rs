//! Heading groups: title lines with the byline, speaker and date lines under them, and how they divide into
//! title and subtitle.

use std::borrow::Cow;
use std::ops::Range;

use super::contents::Entry;
use super::head::own_number;
use super::parts::is_marked_place;
use super::shape::Shape;
use super::similar::{ratio, ratio_at_most};
use super::units::Unit;
use crate::model::abreast;
use crate::model::page::BlockRole;
use crate::model::script::{is_han, key, len};
use crate::profile::{Level, LineRole, Profile, ends_as};

/// Headings that stand together, in `flow` (indexes of units that are no furniture).
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// Places in the flow.
    pub at: Range<usize>,
    /// Units that are heading lines, in order.
    pub titles: Vec<usize>,
    /// The first so many of them stand over the title (引题, kicker).
    pub n_kicker: usize,
    /// Units that are bylines, speaker, date or adoption lines.
    pub heads: Vec<usize>,
    /// The only title is a heading over several articles.
    pub over_many: bool,
    /// The only title is the label of a column of the page.
    pub label: bool,
}

/// More headings in a row than this are a list or a cover, not the head of one article.
const MAX_TITLES: usize = 6;

impl Group {
    /// A group that begins with this unit, at this place of the flow.
    fn new(at: usize) -> Self {
        Self { at: at..at + 1, titles: Vec::new(), n_kicker: 0, heads: Vec::new(), over_many: false, label: false }
    }
}

/// All heading groups of the flow.
pub(super) fn groups(flow: &[usize], units: &[Unit], shapes: &[Shape], profile: &Profile) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    let mut current: Option<Group> = None;
    for (at, unit) in flow.iter().copied().enumerate() {
        match &shapes[unit] {
            Shape::Heading => match place(unit, current.as_ref(), units, profile) {
                Place::Within => {
                    if let Some(g) = &mut current {
                        g.titles.push(unit);
                        let p = &units[unit].probe;
                        g.over_many |= is_subtitle_over_many(p, profile) || excerpts(&units[unit], profile);
                        g.at.end = at + 1;
                    }
                }
                Place::First { over_many } => {
                    out.extend(current.replace(Group { titles: vec![unit], over_many, ..Group::new(at) }));
                }
            },
            Shape::SpeakerOver => out.extend(current.replace(Group { heads: vec![unit], ..Group::new(at) })),
            shape if shape.heads() && current.is_some() => {
                if let Some(g) = &mut current {
                    g.heads.push(unit);
                    g.at.end = at + 1;
                }
            }
            _ => out.extend(current.take()),
        }
    }
    out.extend(current);
    let mut out: Vec<Group> = out.into_iter().flat_map(|group| two_heads(group, flow, units, profile)).collect();
    out.retain(|g| (1..=MAX_TITLES).contains(&g.titles.len()));
    out
}

/// Where a heading stands.
enum Place {
    /// In the group above it.
    Within,
    /// At the beginning of a group, which may stand over several articles.
    First { over_many: bool },
}

fn place(unit: usize, current: Option<&Group>, units: &[Unit], profile: &Profile) -> Place {
    // 提案“回头看” / 三件提案办理情况选登: under a title such a line is its subtitle
    let under_title = current.is_some_and(|g| {
        g.heads.is_empty()
            && !g.over_many
            && g.titles.last().is_some_and(|t| t + 1 == unit)
            && units[unit].look.gap < 2.0
            && len(&units[unit].probe) >= 8
    });
    let over_many = !under_title && is_group_heading(&units[unit], profile);
    let fresh = over_many || begins_anew(&units[unit], current, units, profile);
    let last = current.and_then(|g| g.titles.last());
    let apart = last.is_some_and(|t| *t + 1 < unit && parted(*t, unit, units) || stands_apart(&units[unit]));
    // the name of who speaks stands over it
    let under_name = current.is_some_and(|g| g.titles.is_empty());
    if current.is_some() && (under_name || !(fresh || apart)) { Place::Within } else { Place::First { over_many } }
}

/// `题目一` / `宁某市政协` / `题目二` / `海某市政协`: two heads, the first without its text.
fn two_heads(group: Group, flow: &[usize], units: &[Unit], profile: &Profile) -> Vec<Group> {
    let unit = |k: usize| super::parts::is_unit_name(&units[group.titles[k]], profile);
    if group.titles.len() != 4 || !(unit(1) && unit(3)) || unit(0) || unit(2) {
        return vec![group];
    }
    let at = group.at.clone().find(|p| flow[*p] == group.titles[2]).unwrap_or(group.at.end);
    let first =
        Group { at: group.at.start..at, titles: group.titles[..2].to_vec(), heads: Vec::new(), ..group.clone() };
    vec![first, Group { at: at..group.at.end, titles: group.titles[2..].to_vec(), ..group }]
}

/// A line that begins a head of its own by its words, or because the head above it is complete.
fn begins_anew(unit: &Unit, current: Option<&Group>, units: &[Unit], profile: &Profile) -> bool {
    let figures = |g: &Group| {
        let first = g.titles.first().map(|t| &units[*t].probe);
        first.is_some_and(|first| profile.is(LineRole::BoxTitle, first) && first.starts_with('数'))
    };
    let p = unit.probe.as_str();
    own_number(p).is_some()
        || profile.is(LineRole::CaseNumber, p)
        || is_marked_place(p)
        || current.is_some_and(|g| is_larger_than_subtitle(unit, g, units, profile))
        || current.is_none_or(|g| !g.heads.is_empty() || g.over_many || figures(g))
}

/// Under a title and its subtitle with a dash a heading set larger than the subtitle is the title of the next article.
fn is_larger_than_subtitle(unit: &Unit, group: &Group, units: &[Unit], profile: &Profile) -> bool {
    let last = group.titles.last().map(|t| &units[*t]).filter(|_| group.titles.len() > 1);
    last.is_some_and(|last| {
        let subtitle = last.probe.starts_with(['—', '-']) && profile.is(LineRole::Subtitle, &last.probe);
        subtitle && matches!((unit.look.size, last.look.size), (Some(own), Some(above)) if own > above * CLEARLY_LARGER)
    })
}

const CLEARLY_LARGER: f32 = 1.1;

/// A heading over several articles by its words.
pub(super) fn is_group_heading(unit: &Unit, profile: &Profile) -> bool {
    // 简 讯 is set wide
    let spaced = unit.probe.contains(' ') && unit.probe.split(' ').all(|w| len(w) <= 1);
    let closed = if spaced { Cow::Owned(unit.probe.replace(' ', "")) } else { Cow::Borrowed(unit.probe.as_str()) };
    is_over_many(&closed, profile) && !profile.is(LineRole::Subtitle, &closed)
}

/// `——市政协五届三次会议大会发言摘登`: a subtitle that says so of its title.
pub(super) fn is_subtitle_over_many(p: &str, profile: &Profile) -> bool {
    is_over_many(p.trim_start_matches(['—', '-', ' ']), profile) && profile.is(LineRole::Subtitle, p)
}

/// `代表委员“金点子”摘登` under a title. Where there is geometry, it may be the title's second line.
fn excerpts(unit: &Unit, profile: &Profile) -> bool {
    !unit.look.is_placed() && ends_as(&unit.probe, &profile.lexicon.excerpts) && is_over_many(&unit.probe, profile)
}

fn is_over_many(words: &str, profile: &Profile) -> bool {
    profile.headings_at(Level::Group, words).next().is_some()
}

/// Blank lines from which on two headings of a text belong to different heads.
const MAX_GAP: f32 = 6.0;

/// One after much white space starts a new head.
fn stands_apart(below: &Unit) -> bool {
    !below.look.is_placed() && below.look.gap >= MAX_GAP
}

/// Furniture other than a page turn stands between the two: a caption, the contents page.
fn parted(above: usize, below: usize, units: &[Unit]) -> bool {
    if units[above].probe.ends_with("——") {
        // 市某局—— goes on in its title, whatever picture stands between
        return false;
    }
    let turn = |u: &Unit| matches!(u.look.role, BlockRole::RunningHead | BlockRole::PageNumber) || len(&u.probe) <= 4;
    // pieces put in order may stand before one another
    !units.get(above + 1..below).unwrap_or_default().iter().all(turn)
}

/// How a group's lines below the kicker divide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Split {
    /// Number of title lines; the rest are subtitle.
    pub n_title: usize,
    /// How well the contents entry agrees, in percent.
    pub percent: u32,
}

/// Divides title and subtitle: by the contents entry where one is given, by size, else by the words.
pub(super) fn split(group: &Group, entry: Option<&Entry>, units: &[Unit], profile: &Profile) -> Split {
    let texts: Vec<&Unit> = group.titles[group.n_kicker..].iter().map(|t| &units[*t]).collect();
    let percent = entry.map_or(0, |e| (100.0 * similarity(e, group, units)) as u32);
    let by_entry = || entry.and_then(|e| split_by_entry(&texts, e));
    let by_kicker = || (group.n_kicker > 0 && texts.len() > 1).then_some(1);
    let told = split_by_look(&texts).or_else(by_entry).or_else(by_kicker);
    let n_title = told.unwrap_or_else(|| split_by_words(&texts, profile));
    Split { n_title: n_title.clamp(1, texts.len().max(1)), percent }
}

/// Sizes differ: the title is the largest lines at the head.
fn split_by_look(texts: &[&Unit]) -> Option<usize> {
    let size = |u: &Unit| match (u.look.role, u.look.size) {
        (BlockRole::Heading(_) | BlockRole::Body, Some(s)) => Some(s),
        _ => None,
    };
    let first = size(texts.first()?)?;
    let n = texts.iter().take_while(|u| size(u).is_some_and(|s| s > first * 0.92)).count();
    (n < texts.len()).then_some(n)
}

/// Where one line of the entry is the title over several printed lines, or all of it the first of them.
fn split_by_entry(texts: &[&Unit], entry: &Entry) -> Option<usize> {
    let first = key(entry.texts.first()?);
    let prefix = |n: usize| key(&texts[..n].iter().map(|u| u.text.as_str()).collect::<String>());
    let best = (1..=texts.len()).max_by_key(|n| (1000.0 * ratio(&prefix(*n), &first)) as u32)?;
    // entry and head broken alike tell nothing: then the words must
    let told = best > 1 || entry.texts.len() == 1;
    if told && ratio(&prefix(best), &first) >= AGREES {
        return Some(best);
    }
    // 李某作常务委员会工作报告: the entry says who, too
    (2..=texts.len()).rev().find(|n| len(&prefix(*n)) >= LEAST_HELD && first.ends_with(&prefix(*n)))
}

/// Shortest title that an entry holds with more words before it.
const LEAST_HELD: usize = 10;

/// Likeness from which on a line of the contents is the title.
const AGREES: f32 = 0.9;

/// A slogan is the title and the first line of fact after it the subtitle; a dash or "在…会议上" opens a subtitle.
fn split_by_words(texts: &[&Unit], profile: &Profile) -> usize {
    let factual = |u: &Unit| profile.lexicon.factual.iter().any(|w| u.probe.contains(w.as_str()));
    let halves = |u: &Unit| u.probe.contains(' ') && u.probe.chars().filter(|c| *c == ' ').count() <= 3;
    for n in 1..texts.len() {
        let (above, here) = (texts[n - 1], texts[n]);
        if n == 1 && ends_in_body(above, profile) && here.probe.starts_with("关于") {
            // 政协某市委员会常务委员会 / 关于…的报告: who reports is the first half of the title
            continue;
        }
        if profile.is(LineRole::Subtitle, &here.probe) || excerpts(here, profile) {
            return n;
        }
        let slogans_above = texts[..n].iter().all(|u| !factual(u) || halves(u));
        if factual(here) && slogans_above {
            return n;
        }
        // 某某在某区调研时强调 / what he stressed
        let says = ends_as(&above.probe, &profile.lexicon.stressing);
        if factual(above) && complete(above) && !says {
            return n;
        }
    }
    texts.len()
}

/// A line that is the name of a body.
fn ends_in_body(unit: &Unit, profile: &Profile) -> bool {
    !unit.probe.contains([' ', ',', '。']) && profile.lexicon.bodies.iter().any(|b| unit.probe.ends_with(b.as_str()))
}

/// A line of fact that can stand alone: `市政协召开…会议`, not `市政协五届三次会议`.
fn complete(unit: &Unit) -> bool {
    ["召开", "举行", "举办", "开讲", "开展", "参加", "调研", "视察", "慰问", "讨论", "观看", "报告", "开幕", "闭幕"]
        .iter()
        .any(|w| unit.probe.contains(w))
        && len(&unit.probe) >= 8
}

/// How well an entry names a group, 0..1: best over the leading lines of both.
pub(super) fn similarity(entry: &Entry, group: &Group, units: &[Unit]) -> f32 {
    likeness(entry, &group.titles[group.n_kicker..], units)
}

fn likeness(entry: &Entry, titles: &[usize], units: &[Unit]) -> f32 {
    agreement(&entry_keys(entry), &title_keys(titles, units), 0.0)
}

/// Keys of the lines of an entry.
pub(super) fn entry_keys(entry: &Entry) -> Vec<String> {
    // 大事记（1月至3月）: the heading may have the brackets on a line of their own, which is no title
    let bare =
        |text: &str| text.strip_suffix(['）', ')']).and_then(|t| t.rsplit_once(['（', '('])).map(|(t, _)| key(t));
    let short = |t: &String| bare(t.trim()).filter(|t| (2..LEAST_BARE).contains(&len(t)));
    entry.texts.iter().map(|t| short(t).unwrap_or_else(|| key(t))).collect()
}

/// Titles as long as this are known with what stands in brackets behind them, too.
const LEAST_BARE: usize = 6;

/// Keys of what may be a title: the first of these lines, the first two together, and so on.
pub(super) fn title_keys(titles: &[usize], units: &[Unit]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::with_capacity(titles.len());
    for title in titles {
        let before = keys.last().map_or("", String::as_str);
        keys.push(format!("{before}{}", key(&units[*title].text)));
    }
    keys
}

/// Likeness of a title that an entry holds whole.
const HELD: f32 = 0.9;

/// How well the lines of an entry agree with [`title_keys`]: see [`similarity`]. What agrees less than `least` may be said to
/// agree in nothing.
pub(super) fn agreement(texts: &[String], titles: &[String], least: f32) -> f32 {
    let mut best = 0.0f32;
    for i in 1..=texts.len() {
        let named = texts[..i].concat();
        for title in titles {
            let matters = |at_most: f32| at_most > best && at_most >= least;
            // quick bound: lengths too far apart can't be alike
            let (short, long) = (named.len().min(title.len()) as f32, named.len().max(title.len()) as f32);
            if matters(short * 2.0 / (short + long)) && matters(ratio_at_most(&named, title)) {
                best = best.max(ratio(&named, title));
            }
            let long_enough = || title.chars().filter(|c| is_han(*c)).count() >= 10;
            if best < HELD && title.len() <= named.len() && long_enough() && named.contains(title) {
                best = HELD;
            }
        }
    }
    best
}

/// Likeness by which a later line must agree better than the first before it starts a head of its own.
const CLEARLY: f32 = 0.2;

/// A line this much smaller than the one below it is a kicker over the title.
const KICKER_SIZE: f32 = 0.9;

/// Tells lines that stand over a title from the title: by size, or where the contents name a later line and the line
/// before it is no part of that title. After a closing line such a line is the title's kicker; otherwise it is the
/// foot of the article before, and the group is divided.
pub(super) fn divided(groups: Vec<Group>, entries: &[Entry], flow: &[usize], scene: &Scene) -> Vec<Group> {
    // where each is divided, and whether the contents say so
    let cuts = abreast::map_n(groups.len(), |i| {
        let group = &groups[i];
        let named = named_later(group, entries, scene);
        let smaller = || smaller_first(group, scene);
        let shortest = || shortest_of_three(group, scene).filter(|_| entries.is_empty());
        let cut = named.or_else(smaller).or_else(|| unmarked_first(group, scene)).or_else(shortest)?;
        Some((cut, named.is_some()))
    });
    let mut out = Vec::with_capacity(groups.len());
    for (mut group, cut) in groups.into_iter().zip(cuts) {
        let Some((cut, named)) = cut else {
            out.push(group);
            continue;
        };
        let above = group.at.start.checked_sub(1).and_then(|p| flow.get(p));
        let after_close = above.is_none_or(|u| scene.shapes[*u].closes());
        if after_close || !named {
            group.n_kicker = cut;
            out.push(group);
            continue;
        }
        let at = group.at.clone().find(|p| flow[*p] == group.titles[cut]).unwrap_or(group.at.end);
        let (above, below) = group.titles.split_at(cut);
        let (above, below) = (above.to_vec(), below.to_vec());
        out.push(Group { at: group.at.start..at, titles: above, ..Group::new(at) });
        out.push(Group { at: at..group.at.end, titles: below, n_kicker: 0, label: false, ..group });
    }
    out
}

/// A line without the heading sign of an OCR tool that the next has.
fn unmarked_first(group: &Group, scene: &Scene) -> Option<usize> {
    let marked = |k: usize| scene.units[group.titles[k]].look.markdown.is_some();
    (group.titles.len() > 1 && !marked(0) && marked(1)).then_some(1)
}

/// Three lines of plain text, the middle one clearly the shortest: the headline, a kicker over it and a subtitle under it. A
/// headline over three lines has no short one in the middle.
fn shortest_of_three(group: &Group, scene: &Scene) -> Option<usize> {
    let lines: Vec<&Unit> = group.titles.iter().map(|t| &scene.units[*t]).collect();
    let [kicker, title, subtitle] = lines[..] else { return None };
    let plain = lines.iter().all(|u| !u.look.is_placed() && !scene.profile.is(LineRole::Subtitle, &u.probe));
    let least = len(&kicker.probe).min(len(&subtitle.probe));
    (plain && (SHORTEST_TITLE..=LONGEST_BETWEEN).contains(&len(&title.probe)) && len(&title.probe) + SHORTER <= least)
        .then_some(1)
}

/// Length of a headline between a kicker and a subtitle, and how much shorter than both it is, in characters.
const SHORTEST_TITLE: usize = 6;
const LONGEST_BETWEEN: usize = 18;
const SHORTER: usize = 3;

/// What all groups are read against.
pub(super) struct Scene<'a> {
    pub units: &'a [Unit],
    pub shapes: &'a [Shape],
    pub profile: &'a Profile,
}

/// The line from which on an entry names the group much better than from its first.
fn named_later(group: &Group, entries: &[Entry], scene: &Scene) -> Option<usize> {
    (1..group.titles.len()).find(|k| {
        let line = &scene.units[group.titles[*k]].probe;
        !scene.profile.is(LineRole::Subtitle, line)
            && entries.iter().any(|e| {
                let later = likeness(e, &group.titles[*k..], scene.units);
                later >= AGREES && later >= likeness(e, &group.titles, scene.units) + CLEARLY
            })
    })
}

/// The first lines are smaller than the one below them, and no unit's name over its own title.
fn smaller_first(group: &Group, scene: &Scene) -> Option<usize> {
    let size = |k: usize| scene.units[group.titles[k]].look.size;
    let largest = (0..group.titles.len()).filter_map(size).max_by(f32::total_cmp)?;
    let cut = (0..group.titles.len()).find(|k| size(*k).is_some_and(|s| s >= largest * 0.98))?;
    let first = &scene.units[group.titles[0]];
    let unit = super::parts::is_unit_name(first, scene.profile);
    (cut > 0 && !unit && size(0)? < largest * KICKER_SIZE).then_some(cut)
}
