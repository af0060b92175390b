//! Parts of one article: proposals of a feature, departments of an experience page, districts of a round-up,
//! keyword boxes. A part is told by a form that recurs in the article, never by one occurrence.

use std::collections::BTreeSet;

use super::groups::Group;
use super::labels::MARKS;
use super::shape::Shape;
use super::units::Unit;
use crate::model::script::len;
use crate::profile::{LineRole, Part, Profile};

/// A part of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PartStart {
    /// Place in the article's sequence where it starts.
    pub at: usize,
    /// Places of the title lines.
    pub titles: Vec<usize>,
    /// Place of the line that names the unit it comes from.
    pub unit_line: Option<usize>,
    /// Place of the label (关键词) it starts with.
    pub label: Option<usize>,
    /// Places of headings above the title that stand over several parts.
    pub categories: Vec<usize>,
    /// A heading over the parts that follow it (建议速览).
    pub over_many: bool,
    pub rule: &'static str,
}

/// Occurrences of a form that make it the form of parts.
const MIN_PARTS: usize = 2;
/// Longest name of a unit.
const MAX_UNIT_NAME: usize = 24;
/// Longest keyword that names an item.
const MAX_KEYWORD: usize = 30;
/// Longest name of a district.
const MAX_PLACE: usize = 6;

pub(super) struct Range<'a> {
    /// Units of the article in order, its own head left out.
    pub sequence: &'a [usize],
    pub units: &'a [Unit],
    pub shapes: &'a [Shape],
    pub profile: &'a Profile,
    /// The article is headed by a heading over several.
    pub group_article: bool,
}

/// What tells a part of a group of lines.
type Form = fn(&Range, &Group) -> Option<PartStart>;

/// The forms of parts; those of one row may stand for one another: one piece is signed by a person, the next by a body.
const FORMS: [&[Form]; 6] =
    [&[by_unit], &[by_head_lines, by_unit_below], &[by_unit_inside], &[by_marker], &[by_label, by_number], &[by_year]];

/// The parts of an article, in order; empty where it has none.
pub(super) fn parts(range: &Range) -> Vec<PartStart> {
    let groups = super::groups::groups(range.sequence, range.units, range.shapes, range.profile);
    let mut out = Vec::new();
    out.extend(keyword_items(range));
    out.extend(bracketed_items(range));
    out.extend(places(range));
    out.extend(voices(range));
    for forms in FORMS {
        let found: Vec<PartStart> =
            groups.iter().filter_map(|g| forms.iter().find_map(|form| form(range, g))).collect();
        if found.len() >= MIN_PARTS {
            out.extend(found);
        }
    }
    if range.group_article && out.is_empty() {
        out.extend(groups.iter().filter_map(|g| any_heading(range, g)));
    }
    if !out.is_empty() {
        out.extend(groups.iter().filter(|g| g.over_many).map(over_many));
    }
    // one form may see what another saw too: the first in the list above wins
    let mut seen = BTreeSet::new();
    out.retain(|p| p.titles.iter().chain(&p.label).all(|t| seen.insert(*t)));
    out.sort_by_key(|p| p.at);
    out
}

fn part(at: usize, titles: Vec<usize>, rule: &'static str) -> PartStart {
    PartStart { at, titles, unit_line: None, label: None, categories: Vec::new(), over_many: false, rule }
}

fn over_many(group: &Group) -> PartStart {
    PartStart { over_many: true, ..part(group.at.start, group.at.clone().collect(), "part-group-heading") }
}

/// 关键词 / 玉米深加工 / text; also 玉米深加工 / 关键词 / text
fn keyword_items(range: &Range) -> Vec<PartStart> {
    let mut out = Vec::new();
    // 关于…的建议 / 关键词：…: the keywords of a piece that has a title
    let mut n_of_titles = 0;
    for (at, unit) in range.sequence.iter().enumerate() {
        let Shape::Marker(Part::Keyword, rest) = &range.shapes[*unit] else { continue };
        let next = at + 1;
        let named_below = range.sequence.get(next).is_some_and(|u| len(&range.units[*u].probe) <= MAX_KEYWORD);
        let named_above = at.checked_sub(1).filter(|above| range.shapes[range.sequence[*above]] == Shape::Heading);
        let title = match (rest.is_empty() && named_below, named_above) {
            (true, _) => next,
            (false, Some(above)) if rest.is_empty() => above,
            _ => at,
        };
        n_of_titles += usize::from(!rest.is_empty() && named_above.is_some());
        let label = (title != at).then_some(at);
        out.push(PartStart { label, ..part(title.min(at), vec![title], "part-keyword") });
    }
    if out.len() >= MIN_PARTS && n_of_titles * 2 <= out.len() { out } else { Vec::new() }
}

/// 【地下停车】 / text, under a heading over several (关键词速览).
fn bracketed_items(range: &Range) -> Vec<PartStart> {
    let is_item = |unit: &Unit| {
        let word = unit.probe.strip_prefix('【').and_then(|p| p.strip_suffix('】'));
        word.is_some_and(|w| (2..=MAX_KEYWORD).contains(&len(w)) && range.profile.marker(&unit.probe).is_none())
    };
    let over = |u: &&usize| super::groups::is_group_heading(&range.units[**u], range.profile);
    let first = if range.group_article { Some(0) } else { range.sequence.iter().position(|u| over(&u)) };
    let items = range.sequence.iter().enumerate().skip(first.unwrap_or(usize::MAX));
    let items: Vec<(usize, &usize)> = items.filter(|(_, u)| is_item(&range.units[**u])).collect();
    // 【方案】 in each piece is a label of its parts; keywords differ
    let words: BTreeSet<&str> = items.iter().map(|(_, u)| range.units[**u].probe.as_str()).collect();
    let differ = words.len() == items.len();
    let out: Vec<PartStart> = items.into_iter().map(|(at, _)| part(at, vec![at], "part-keyword")).collect();
    if differ && out.len() > MIN_PARTS { out } else { Vec::new() }
}

/// ▲陶湾县
pub(super) fn is_marked_place(p: &str) -> bool {
    let bare = p.trim_start_matches(MARKS).trim_start();
    bare.len() < p.len() && is_place(bare)
}

/// The name of a district.
pub(super) fn is_place(p: &str) -> bool {
    (2..=MAX_PLACE).contains(&len(p)) && p.ends_with(['县', '区', '市', '旗', '镇', '乡'])
}

/// ▲陶湾县 / text: news of a round-up headed by where they come from.
fn places(range: &Range) -> Vec<PartStart> {
    let starts = range.sequence.iter().enumerate().filter(|(_, u)| is_marked_place(&range.units[**u].probe));
    let out: Vec<PartStart> = starts.map(|(at, _)| part(at, vec![at], "part-place")).collect();
    if out.len() > MIN_PARTS { out } else { Vec::new() }
}

/// Rule of pieces headed by who speaks.
pub(super) const VOICE: &str = "part-voice";

/// ■李某(市政协委员) / text: what several said, under a heading or none.
fn voices(range: &Range) -> Vec<PartStart> {
    let is_voice = |at: usize| {
        let probe = range.units[range.sequence[at]].probe.as_str();
        let bare = probe.trim_start_matches(MARKS).trim_start();
        let text = range.sequence.get(at + 1).is_some_and(|u| range.shapes[*u] == Shape::Body);
        bare.len() < probe.len() && text && super::signature::signed(bare, range.profile).is_some()
    };
    let found: Vec<usize> = (0..range.sequence.len()).filter(|at| is_voice(*at)).collect();
    if found.len() <= MIN_PARTS {
        return Vec::new();
    }
    let heading = found[0].checked_sub(1).filter(|above| range.shapes[range.sequence[*above]] == Shape::Heading);
    let over = heading.map(|at| PartStart { over_many: true, ..part(at, vec![at], "part-group-heading") });
    over.into_iter().chain(found.into_iter().map(|at| part(at, vec![at], VOICE))).collect()
}

/// 南岗区政协 / 发挥三个作用… / text; also 市公安局—— / …
fn by_unit(range: &Range, group: &Group) -> Option<PartStart> {
    let places: Vec<usize> = group.at.clone().filter(|p| range.shapes[range.sequence[*p]] == Shape::Heading).collect();
    let name_at = places.iter().position(|p| is_unit_name(&range.units[range.sequence[*p]], range.profile))?;
    let titles: Vec<usize> = places.get(name_at + 1..)?.to_vec();
    if titles.is_empty() || group.over_many {
        return None;
    }
    let unit_line = Some(places[name_at]);
    let categories = places[..name_at].to_vec();
    Some(PartStart { unit_line, categories, ..part(places[name_at], titles, "part-unit") })
}

/// “板凳议事”聊出幸福村 / 通河县政协 / text
fn by_unit_below(range: &Range, group: &Group) -> Option<PartStart> {
    let places: Vec<usize> = group.at.clone().filter(|p| range.shapes[range.sequence[*p]] == Shape::Heading).collect();
    let (last, titles) = places.split_last()?;
    let unit = |p: &usize| is_unit_name(&range.units[range.sequence[*p]], range.profile);
    if titles.is_empty() || !unit(last) || titles.iter().any(unit) || group.over_many {
        return None;
    }
    Some(PartStart { unit_line: Some(*last), ..part(titles[0], titles.to_vec(), "part-unit-below") })
}

/// 市财政局：把钱袋子用在刀刃上 / text
fn by_unit_inside(range: &Range, group: &Group) -> Option<PartStart> {
    let first = range.sequence[group.at.start];
    (unit_of_title(&range.units[first].probe, range.profile).is_some() && !group.over_many)
        .then(|| titled(range, group, "part-unit-inside"))
}

/// The body a title starts with, before its colon.
pub(super) fn unit_of_title<'a>(probe: &'a str, profile: &Profile) -> Option<&'a str> {
    let (name, rest) = super::head::unmarked(probe).split_once([':', '|', '丨', '｜'])?;
    let name = name.trim();
    let plain = (3..=MAX_UNIT_NAME).contains(&len(name)) && !name.contains([' ', ',', '、', '“', '《']);
    let body = || profile.lexicon.bodies.iter().any(|b| name.ends_with(b.as_str()));
    // 民建中央：…
    let party = || name.strip_suffix("中央").is_some_and(|party| profile.lexicon.parties.iter().any(|p| p == party));
    (plain && len(rest) >= 4 && (body() || party())).then_some(name)
}

/// title / 案号：… 提案人：… / text
fn by_label(range: &Range, group: &Group) -> Option<PartStart> {
    let below = range.sequence.get(group.at.end)?;
    (range.shapes[*below] == Shape::Label && !group.over_many).then(|| titled(range, group, "part-label"))
}

/// 9.title / text: an item of a list of proposals whose label stands elsewhere.
fn by_number(range: &Range, group: &Group) -> Option<PartStart> {
    let first = group.titles.first()?;
    super::shape::is_item_number(&range.units[*first].probe).then(|| titled(range, group, "part-label"))
}

/// The name of a body and nothing else: ends as such names end, or with the dash that introduces its text.
pub(super) fn is_unit_name(unit: &Unit, profile: &Profile) -> bool {
    // 市 工 商 联 is set wide
    let wide = unit.probe.contains(' ') && unit.probe.split(' ').all(|word| len(word) <= 1);
    if wide && is_whole_body(&unit.probe.replace(' ', ""), profile) {
        return true;
    }
    let p = unit.probe.as_str();
    if p.ends_with("——") && super::signature::signed(p, profile).is_some() {
        // 市水务局局长 李某——
        return true;
    }
    if p.contains('“') && is_whole_body(&p.replace(['“', '”'], ""), profile) {
        // 民进云泽市委员会“同心”工作站
        return true;
    }
    let name = p.trim_end_matches(['—', '-', ':']).trim_end();
    let dashed = name.len() < p.len();
    let plain = len(name) <= MAX_UNIT_NAME && !name.contains([' ', ',', '、', '“', '《', '。']);
    plain
        && !tells_a_deed(name)
        && profile.lexicon.bodies.iter().any(|b| name.ends_with(b.as_str()) && (dashed || len(name) >= 3))
}

/// The full name of a body of an assembly, a party or a government: 市政协提案委员会, 方正县政协, 民进云泽市委员会.
pub(super) fn is_whole_body(p: &str, profile: &Profile) -> bool {
    let starts = profile.lexicon.assemblies.iter().any(|w| p.starts_with(w.as_str()));
    let place = len(p) <= MAX_ASSEMBLY && (p.ends_with("政协") || p.ends_with("人大常委会"));
    let party = profile.lexicon.parties.iter().any(|w| p.starts_with(w.as_str()));
    let body = profile.lexicon.bodies.iter().any(|b| p.ends_with(b.as_str()));
    !tells_a_deed(p)
        && !p.contains([' ', ',', '、', '“', '《', '。', ':'])
        && len(p) <= MAX_UNIT_NAME
        && body
        && (starts || place || party)
}

/// Longest name of the assembly of a place, in characters.
const MAX_ASSEMBLY: usize = 12;

/// A heading that says what somebody did, though it ends like a body's name: 市政协召开提案督办协商会.
fn tells_a_deed(p: &str) -> bool {
    ["召开", "举行", "举办", "开展", "走进", "调研", "视察", "慰问", "走访"].iter().any(|w| p.contains(w))
}

/// title / 核心建议 / text
fn by_marker(range: &Range, group: &Group) -> Option<PartStart> {
    // labelled lines (案号：… 提案人：…) may stand between title and marker
    let below = range.sequence[group.at.end..].iter().find(|u| range.shapes[**u] != Shape::Label)?;
    matches!(&range.shapes[*below], Shape::Marker(part, _) if *part != Part::Keyword)
        .then(|| titled(range, group, "part-marker"))
}

/// title(2021 年) / text
fn by_year(range: &Range, group: &Group) -> Option<PartStart> {
    let last = group.titles.last()?;
    range.profile.is(LineRole::YearSuffix, &range.units[*last].probe).then(|| titled(range, group, "part-year"))
}

/// title / □ author or role and name / text
fn by_head_lines(range: &Range, group: &Group) -> Option<PartStart> {
    let signed = group.heads.iter().any(|h| range.shapes[*h].signs());
    (signed && !group.over_many).then(|| titled(range, group, "part-signed"))
}

/// The last title line names the part; lines above it that read as a category stand over several parts.
fn titled(range: &Range, group: &Group, rule: &'static str) -> PartStart {
    let places: Vec<usize> = group.at.clone().filter(|p| range.shapes[range.sequence[*p]] == Shape::Heading).collect();
    let probe = |p: &usize| range.units[range.sequence[*p]].probe.as_str();
    let yearly = places.last().is_some_and(|p| range.profile.is(LineRole::YearSuffix, probe(p)));
    let category = |p: &usize| {
        range.profile.is(LineRole::Category, probe(p)) || super::labels::is_marked(&range.units[range.sequence[*p]])
    };
    let n = places.iter().rposition(category).map_or(0, |i| i + 1);
    // with the year behind it a title is whole on its line, unless the line above is set close to it
    let close = places.last().is_some_and(|p| range.units[range.sequence[*p]].look.gap < 1.0);
    let n = if yearly && !close { n.max(places.len() - 1) } else { n };
    let (categories, titles) = places.split_at(n.min(places.len().saturating_sub(1)));
    // 李某 某局局长 over the title
    let over = range.shapes[range.sequence[group.at.start]] == Shape::SpeakerOver;
    let at = titles.first().copied().filter(|_| !over).unwrap_or(group.at.start);
    PartStart { categories: categories.to_vec(), ..part(at, titles.to_vec(), rule) }
}

/// Any heading with text under it, in an article that is a heading over several.
fn any_heading(range: &Range, group: &Group) -> Option<PartStart> {
    let below = range.sequence.get(group.at.end)?;
    let text = matches!(range.shapes[*below], Shape::Body | Shape::Marker(..) | Shape::Numbered | Shape::Label);
    text.then(|| titled(range, group, "part-heading"))
}
