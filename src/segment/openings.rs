//! Which heading groups open an article. Cues are weighed together, none decides alone: the contents page, what
//! stands before (a credit line) and after (byline, speaker, date line), type size, heading patterns.

use super::contents::Entry;
use super::furniture::ITEM_SIGNS;
use super::groups::{Group, agreement, entry_keys, similarity, title_keys};
use super::head::own_number;
use super::shape::Shape;
use super::units::Unit;
use crate::model::script::{is_han, len};
use crate::profile::{Level, LineRole, Part, Profile};

/// A group that opens an article.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// Index into the groups.
    pub group: usize,
    /// Index of the contents entry that names it.
    pub entry: Option<usize>,
    pub rule: String,
    pub evidence: Vec<String>,
}

/// Likeness from which on an entry can name a heading.
const MIN_SIMILARITY: f32 = 0.66;
/// Likeness from which on a second heading belongs to the same entry ("第一次会议", "第二次会议").
const SAME_ENTRY: f32 = 0.85;
/// Weight a heading needs to open an article where the contents page does not name it.
const NEEDED_WITH_CONTENTS: f32 = 4.0;
/// The same in an issue or page without contents.
const NEEDED_WITHOUT: f32 = 3.0;
/// What it comes down to where most entries are not found, and the contents page is no complete list of titles.
const NEEDED_WITH_POOR_CONTENTS: f32 = 2.5;
/// Share of the entries that may be missed on a good contents page,
const MISSED_FEW: f32 = 0.1;
/// ... and on one that is no list of titles any more.
const MISSED_MANY: f32 = 0.3;
/// Sizes that differ by less than this factor are alike,
const ABOUT: f32 = 0.95;
/// ... and by less than this share are the same.
const EXACT: f32 = 0.012;
/// A contents page counts as one when this many of its entries are found, in percent.
const CONTENTS_TRUSTED: usize = 50;

pub(super) struct View<'a> {
    pub flow: &'a [usize],
    pub units: &'a [Unit],
    pub shapes: &'a [Shape],
    pub groups: &'a [Group],
    pub entries: &'a [Entry],
    pub profile: &'a Profile,
}

/// The openings, in order.
pub(super) fn openings(view: &View) -> Vec<Start> {
    let named = align(view);
    let trusted =
        !view.entries.is_empty() && named.iter().flatten().count() * 100 >= view.entries.len() * CONTENTS_TRUSTED;
    let mut title_look = TitleLook {
        size: title_size(view, &named),
        opened: None,
        markdown: title_level(view, &named),
        mark: None,
        news: None,
    };
    let needed = if trusted { needed(view, &named) } else { NEEDED_WITHOUT };
    let mut starts: Vec<Start> = Vec::new();
    let mut last_entry = None;
    for (g, group) in view.groups.iter().enumerate() {
        if group.label {
            continue;
        }
        let entry = named[g].or_else(|| shared_entry(view, g, last_entry));
        let (weight, rule, evidence) = weigh(view, g, entry, &title_look, starts.is_empty());
        let over_many =
            group.over_many && if trusted { followed_by_named(view, g, &named) } else { followed_by_head(view, g) };
        let first_text = starts.is_empty() && named[..=g].iter().all(Option::is_none) && followed_by_text(view, group);
        let torn = on_contents_page(view, group) && !followed_by_text(view, group);
        let opens = entry.is_some() || over_many || first_text || weight >= needed && !torn;
        if opens {
            if let Some(label) = label_over(view, g) {
                let evidence = vec!["the label of a column stands over an article".to_owned()];
                starts.push(Start { group: label, entry: None, rule: "column-label".to_owned(), evidence });
            }
            last_entry = entry.or(last_entry);
            let size = group.titles.get(group.n_kicker).and_then(|t| view.units[*t].look.size);
            title_look.mark = mark_of(view, group);
            title_look.news = news_under(view, group);
            title_look.opened = match (title_look.opened, size) {
                (Some(a), Some(b)) => Some(f32::min(a, b)),
                (a, b) => a.or(b),
            };
            starts.push(Start { group: g, entry, rule, evidence });
        }
    }
    if starts.is_empty() && view.groups.first().is_some_and(|group| group.at.end < view.flow.len()) {
        let evidence = vec!["no other heading opens an article".to_owned()];
        starts.push(Start { group: 0, entry: None, rule: "heading".to_owned(), evidence });
    }
    starts
}

/// The label of a column right over a group, or with a few lines of introduction between where the group names its author.
fn label_over(view: &View, g: usize) -> Option<usize> {
    let above = g.checked_sub(1)?;
    let between = view.flow.get(view.groups[above].at.end..view.groups[g].at.start)?;
    let signed = || view.groups[g].heads.iter().any(|h| view.shapes[*h].signs());
    let note = || between.len() <= MAX_NOTE && between.iter().all(|u| view.shapes[*u] == Shape::Body) && signed();
    (view.groups[above].label && (between.is_empty() || note())).then_some(above)
}

/// Lines of an introduction under a label at most.
const MAX_NOTE: usize = 3;

/// The weight a heading needs beside a contents page: the less of it was found, the less it says of a heading not in it.
fn needed(view: &View, named: &[Option<usize>]) -> f32 {
    let missed = 1.0 - named.iter().flatten().count() as f32 / view.entries.len() as f32;
    let poor = ((missed - MISSED_FEW) / (MISSED_MANY - MISSED_FEW)).clamp(0.0, 1.0);
    NEEDED_WITH_CONTENTS - poor * (NEEDED_WITH_CONTENTS - NEEDED_WITH_POOR_CONTENTS)
}

/// Best monotone matching of entries to groups: for each group the entry that names it.
fn align(view: &View) -> Vec<Option<usize>> {
    let (n, m) = (view.entries.len(), view.groups.len());
    let titles: Vec<Vec<String>> = view.groups.iter().map(|g| title_keys(g, view.units)).collect();
    let gain = |e: &Entry| -> Vec<f32> {
        let texts = entry_keys(e);
        let likeness = titles.iter().map(|titles| agreement(&texts, titles));
        likeness.map(|s| if s >= MIN_SIMILARITY { s * s } else { 0.0 }).collect()
    };
    let gain: Vec<Vec<f32>> = view.entries.iter().map(gain).collect();
    // best[i][j]: gain of matching entries i.. with groups j..; walking forward then takes the earliest match
    let mut best = vec![vec![0.0f32; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let matched = if gain[i][j] > 0.0 { gain[i][j] + best[i + 1][j + 1] } else { 0.0 };
            best[i][j] = matched.max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let mut named = vec![None; m];
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        let close = |a: f32, b: f32| (a - b).abs() < 1e-4;
        if gain[i][j] > 0.0 && close(best[i][j], gain[i][j] + best[i + 1][j + 1]) {
            named[j] = Some(i);
            i += 1;
            j += 1;
        } else if close(best[i][j], best[i][j + 1]) {
            j += 1;
        } else {
            i += 1;
        }
    }
    named
}

/// An entry that names several articles: the group right after one it names is as like it.
fn shared_entry(view: &View, group: usize, last: Option<usize>) -> Option<usize> {
    let entry = last?;
    (similarity(&view.entries[entry], &view.groups[group], view.units) >= SAME_ENTRY).then_some(entry)
}

/// How the titles that the contents name are set.
struct TitleLook {
    size: Option<f32>,
    /// Smallest title opened so far, where no contents page tells.
    opened: Option<f32>,
    /// Level of the OCR tool's heading marks, where most of them have the same.
    markdown: Option<u8>,
    /// Sign before the title of the article above.
    mark: Option<char>,
    /// Where the text of the article above begins in the flow, and what a heading under it weighs, if it is a piece of news.
    news: Option<(usize, f32)>,
}

/// The sign before a group's title: ◆, ▲.
fn mark_of(view: &View, group: &Group) -> Option<char> {
    let first = view.units[*group.titles.first()?].probe.chars().next()?;
    super::labels::MARKS.contains(&first).then_some(first)
}

/// The level of markdown heading that most named titles have.
fn title_level(view: &View, named: &[Option<usize>]) -> Option<u8> {
    let titles: Vec<Option<u8>> = view
        .groups
        .iter()
        .zip(named)
        .filter(|(_, n)| n.is_some())
        .filter_map(|(g, _)| Some(view.units[*g.titles.get(g.n_kicker)?].look.markdown))
        .collect();
    let count = |level: u8| titles.iter().filter(|t| **t == Some(level)).count();
    (1..=6).find(|level| count(*level) * 3 >= titles.len() * 2 && !titles.is_empty())
}

/// Type size, relative to body, from which on a heading is set as the titles that the contents name are: a little below their
/// median; where their sizes scatter, as those of an OCR layer do, half-way from the body to it.
fn title_size(view: &View, named: &[Option<usize>]) -> Option<f32> {
    let mut sizes: Vec<f32> = view
        .groups
        .iter()
        .zip(named)
        .filter(|(_, n)| n.is_some())
        .filter_map(|(g, _)| view.units[*g.titles.get(g.n_kicker)?].look.size)
        .collect();
    sizes.sort_by(f32::total_cmp);
    let median = *sizes.get(sizes.len() / 2)?;
    let exact = sizes.iter().filter(|s| (**s / median - 1.0).abs() < EXACT).count() * 2 >= sizes.len();
    Some(if exact { median * ABOUT } else { (median * ABOUT).min(median.sqrt()) })
}

/// A group heading right before an article of the contents page.
fn followed_by_named(view: &View, group: usize, named: &[Option<usize>]) -> bool {
    // an editors' note may stand between
    let adjoins = view.groups.get(group + 1).is_some_and(|next| next.at.start <= view.groups[group].at.end + 1);
    adjoins && named.get(group + 1).copied().flatten().is_some()
}

/// A group heading right before another head, on a page without contents.
fn followed_by_head(view: &View, group: usize) -> bool {
    // an editors' note may stand between
    view.groups.get(group + 1).is_some_and(|next| next.at.start <= view.groups[group].at.end + 1)
}

/// Shortest paragraph that makes the first heading of an issue the head of an article, in characters.
const MIN_FIRST_TEXT: usize = 60;

/// A piece before the first article of the contents: foreword, inside-cover text.
fn followed_by_text(view: &View, group: &Group) -> bool {
    let below = view.flow.get(group.at.end);
    below.is_some_and(|u| view.shapes[*u] == Shape::Body && view.units[*u].text.chars().count() >= MIN_FIRST_TEXT)
}

/// What is left of a contents page that an OCR program could not read looks like titles.
fn on_contents_page(view: &View, group: &Group) -> bool {
    let Some(own) = group.titles.first().and_then(|t| view.units[*t].lines.first()) else { return false };
    // entries of one page of contents follow each other closely; it may go on at the end of the issue
    let around = |pair: &[Entry]| {
        let (above, below) = (pair[0].lines.last(), pair[1].lines.first());
        above.zip(below).is_some_and(|(above, below)| above < own && own < below && below.0 - above.0 <= TORN_LINES)
    };
    view.entries.windows(2).any(around)
}

/// Lines between two entries of one page of contents at most.
const TORN_LINES: u32 = 40;

/// Weight of all cues, the rule that speaks loudest, and the cues in words.
fn weigh(view: &View, g: usize, entry: Option<usize>, titles: &TitleLook, first: bool) -> (f32, String, Vec<String>) {
    let group = &view.groups[g];
    let mut weight = 0.0;
    let mut evidence = Vec::new();
    let mut rule = "heading".to_owned();
    let mut cue = |w: f32, what: String| {
        weight += w;
        evidence.push(what);
    };
    if let Some(e) = entry {
        let likeness = similarity(&view.entries[e], group, view.units);
        cue(5.0, format!("contents entry {} agrees to {:.0} %", e + 1, likeness * 100.0));
    }
    let label = label_over(view, g);
    // a category stands over the parts of one feature as well as over articles: no cue
    let column = label.filter(|l| !view.profile.is(LineRole::Category, &view.units[view.groups[*l].titles[0]].probe));
    if column.is_some() {
        cue(2.0, "under the label of a column".to_owned());
    }
    if let Some(label) = label {
        before(view, &view.groups[label], first, &mut cue);
    } else {
        before(view, group, first, &mut cue);
    }
    after(view, group, &mut cue);
    let numbered = |probe: &str| own_number(probe).is_some() || view.profile.is(LineRole::CaseNumber, probe);
    if group.titles.first().is_some_and(|t| numbered(&view.units[*t].probe)) {
        cue(2.0, "a proposal's number stands before it".to_owned());
    }
    if group.over_many && view.flow.get(group.at.end).is_some_and(|u| has_item_sign(&view.units[*u])) {
        cue(2.0, "items with a sign follow".to_owned());
    }
    if voices_follow(view, group) {
        cue(3.0, "voices with a sign follow".to_owned());
    }
    if is_between_closing_lines(view, g) {
        cue(1.5, "its text ends with a closing line, as the one above does".to_owned());
    }
    if let Some(place) = place_in_lead(view, group) {
        cue(1.5, format!("{place} stands before its colon and in the lead"));
    }
    if let Some(pattern) = pattern(view, group) {
        cue(1.0, format!("heading pattern {pattern}"));
        rule = format!("heading-{pattern}");
    }
    if let Some((from, weight)) = titles.news
        && (1..=MAX_NEWS_ABOVE).contains(&group.at.start.saturating_sub(from))
    {
        cue(weight, "what stands above has no headings inside: news, a list".to_owned());
    }
    if titles.mark.is_some_and(|mark| mark_of(view, group) == Some(mark)) {
        cue(4.0, "the sign before it is that of the article above".to_owned());
    }
    let wire = view.flow.get(group.at.end).is_some_and(|u| view.profile.is(LineRole::LeadWire, &view.units[*u].probe));
    let in_feature = column.is_none() && group.heads.is_empty() && !wire;
    look(view, group, titles, in_feature, &mut cue);
    if entry.is_some() {
        "contents".clone_into(&mut rule);
    }
    (weight, rule, evidence)
}

/// `△市政协…`: a paragraph with a sign before it.
fn has_item_sign(unit: &Unit) -> bool {
    ITEM_SIGNS.iter().any(|sign| unit.probe.starts_with(*sign))
}

/// Whether a closing line stands right above the group and another at the end of the few paragraphs under it: the form of
/// news in a row.
fn is_between_closing_lines(view: &View, g: usize) -> bool {
    let group = &view.groups[g];
    let end = view.groups.get(g + 1).map_or(view.flow.len(), |next| next.at.start);
    let under = view.flow.get(group.at.end..end).unwrap_or_default();
    let closes = |u: &usize| view.shapes[*u].closes();
    let above = group.at.start.checked_sub(1).is_some_and(|at| closes(&view.flow[at]));
    let text = under.split_last().filter(|(last, _)| closes(last)).map(|(_, text)| text);
    above && text.is_some_and(|t| (1..=MAX_NEWS).contains(&t.len()) && t.iter().all(|u| view.shapes[*u] == Shape::Body))
}

/// Paragraphs of a piece of news in a row of them, at most.
const MAX_NEWS: usize = 4;

/// Paragraphs of news above a heading, at most; longer reports have headings inside.
const MAX_NEWS_ABOVE: usize = 8;

/// Where the text under a group begins, and what a heading under it weighs, if it is news or a list.
fn news_under(view: &View, group: &Group) -> Option<(usize, f32)> {
    let below = *view.flow.get(group.at.end)?;
    let lead = &view.units[below].probe;
    let list =
        view.shapes[below] == Shape::ListNote || group.heads.iter().any(|h| view.shapes[*h] == Shape::AdoptedLine);
    if list {
        return Some((group.at.end, 3.0));
    }
    if view.profile.is(LineRole::LeadWire, lead) {
        return Some((group.at.end, 2.0));
    }
    view.profile.is(LineRole::Lead, lead).then_some((group.at.end, 1.0))
}

/// `柳溪县：柑橘熟了` over `7月16日，柳溪县政协…`: the place before the colon of a heading, where the lead begins with it.
fn place_in_lead(view: &View, group: &Group) -> Option<String> {
    let (place, deed) = view.units[*group.titles.first()?].probe.split_once(':')?;
    let place = place.trim();
    let lead: String = view.units[*view.flow.get(group.at.end)?].probe.chars().take(PLACE_IN_LEAD).collect();
    let named = (2..=MAX_PLACE).contains(&len(place)) && len(deed) >= 4 && place.chars().all(is_han);
    (named && lead.contains(place)).then(|| place.to_owned())
}

/// Longest place or body before a colon, and how far into the lead it is looked for, in characters.
const MAX_PLACE: usize = 12;
const PLACE_IN_LEAD: usize = 40;

/// `●李某委员：…`: at least two lines with one sign, each of which says who speaks.
fn voices_follow(view: &View, group: &Group) -> bool {
    let voice = |u: &usize| {
        let probe = &view.units[*u].probe;
        let said = probe.strip_prefix(super::labels::MARKS).or_else(|| probe.strip_prefix(ITEM_SIGNS))?;
        let (who, _) = said.split_once(':')?;
        super::signature::signed(who.trim(), view.profile)
    };
    let below = view.flow.get(group.at.end..).unwrap_or_default();
    below.iter().take(2).filter_map(voice).count() == 2
}

/// What stands above the group.
fn before(view: &View, group: &Group, first: bool, cue: &mut impl FnMut(f32, String)) {
    let Some(above) = group.at.start.checked_sub(1).map(|i| view.flow[i]) else {
        return cue(2.0, "stands first".to_owned());
    };
    if view.shapes[above].closes() {
        cue(3.0, "follows a closing line".to_owned());
    } else if first {
        cue(1.0, "no article before it".to_owned());
    }
}

/// What stands in and below the group.
fn after(view: &View, group: &Group, cue: &mut impl FnMut(f32, String)) {
    for head in &group.heads {
        let what = match view.shapes[*head] {
            Shape::Byline => "a byline",
            Shape::SpeakerLine => "a speaker's line",
            Shape::SpeakerOver => "a speaker's line over it, nothing",
            Shape::DateLine => "a date line",
            _ => "an adoption line",
        };
        cue(if *head == group.heads[0] { 3.0 } else { 0.5 }, format!("{what} under it"));
    }
    let Some(below) = view.flow.get(group.at.end).copied() else {
        return cue(-3.0, "nothing follows".to_owned());
    };
    let probe = &view.units[below].probe;
    if view.profile.is(LineRole::LeadWire, probe) {
        cue(3.0, "a news lead follows".to_owned());
    } else if view.profile.is(LineRole::Lead, probe) {
        cue(1.0, "a dated lead follows".to_owned());
    }
    if repeated_in_lead(view, group, below) {
        cue(2.0, "the lead repeats the title's words".to_owned());
    }
    if group.titles.len() > 1
        && group.titles.last().is_some_and(|t| super::parts::is_unit_name(&view.units[*t], view.profile))
        && !view.units[group.titles[0]].probe.ends_with('会')
    {
        let whole =
            group.titles.last().is_some_and(|t| super::parts::is_whole_body(&view.units[*t].probe, view.profile));
        // under a title of the contents such pieces are its parts
        let weight = if whole && view.entries.is_empty() { 3.0 } else { 1.0 };
        cue(weight, "a body signs it".to_owned());
    }
    match &view.shapes[below] {
        Shape::Marker(part, _) if *part != Part::Handling => cue(1.0, "a marked part follows".to_owned()),
        Shape::Heading if !group.over_many => cue(-1.0, "another heading follows".to_owned()),
        Shape::Label => cue(2.0, "labelled lines of a proposal follow".to_owned()),
        Shape::ListNote => cue(3.0, "a note on a list follows".to_owned()),
        Shape::JumpIn => cue(4.0, "goes on from another page".to_owned()),
        shape if shape.closes() => cue(-2.0, "a closing line follows".to_owned()),
        _ => {}
    }
}

/// Share of a heading's two-character runs that its lead must hold.
const IN_LEAD: f32 = 0.7;
/// Characters of the lead looked at.
const LEAD: usize = 110;

/// News say in their first sentence what their heading says.
fn repeated_in_lead(view: &View, group: &Group, below: usize) -> bool {
    let lead: String = crate::model::script::key(&view.units[below].text).chars().take(LEAD).collect();
    view.shapes[below] == Shape::Body
        && group.titles.iter().any(|t| {
            let title: Vec<char> = crate::model::script::key(&view.units[*t].text).chars().collect();
            let runs: Vec<String> = title.windows(2).map(|w| w.iter().collect()).collect();
            let held = runs.iter().filter(|r| lead.contains(r.as_str())).count();
            title.len() >= 10 && held as f32 >= runs.len() as f32 * IN_LEAD
        })
}

/// The first heading pattern of an article that one of the titles matches.
fn pattern(view: &View, group: &Group) -> Option<String> {
    group.titles.iter().find_map(|t| {
        let hit = view.profile.headings_of(&view.units[*t].probe).find(|h| h.level == Level::Article)?;
        Some(hit.id.clone())
    })
}

/// Size, halves, marks and white space.
fn look(view: &View, group: &Group, titles: &TitleLook, in_feature: bool, cue: &mut impl FnMut(f32, String)) {
    let Some(unit) = group.titles.get(group.n_kicker).map(|t| &view.units[*t]) else { return };
    if let (Some(size), Some(of_titles)) = (unit.look.size, titles.size) {
        if size >= of_titles {
            cue(2.5, "set as large as the titles of the contents".to_owned());
        } else {
            cue(-2.5, "set smaller than the titles of the contents".to_owned());
        }
    } else if let Some(size) = unit.look.size
        && size >= 1.3
    {
        cue(1.5, format!("set {size:.1} times as large as the body"));
        if titles.opened.is_some_and(|opened| size >= opened * 0.95) {
            cue(1.5, "set as large as the title of an article above".to_owned());
        }
    }
    match (unit.look.markdown, titles.markdown) {
        (Some(level), Some(of_titles)) if level <= of_titles => {
            cue(2.5, "marked as the titles of the contents are".to_owned());
        }
        (Some(_), Some(_)) => cue(-2.5, "marked lower than the titles of the contents".to_owned()),
        (None, Some(_)) => cue(-1.0, "not marked as the titles of the contents are".to_owned()),
        (Some(1 | 2), None) => cue(1.0, "marked as a heading by the OCR tool".to_owned()),
        _ => {}
    }
    if unit.probe.contains(' ') {
        cue(0.5, "set in two halves".to_owned());
    }
    if group.n_kicker > 0 {
        cue(1.0, "a kicker over it".to_owned());
    }
    if unit.look.gap >= 3.0 {
        cue(0.5, "white space above".to_owned());
    }
    if view.profile.is(LineRole::BoxTitle, &unit.probe) {
        cue(4.0, "headed as a box beside an article".to_owned());
    }
    if unit.probe.ends_with("——") {
        cue(-4.0, "names the unit of a part".to_owned());
    }
    let yearly = view.profile.is(LineRole::YearSuffix, &unit.probe);
    if in_feature && (yearly || view.profile.is(LineRole::Category, &unit.probe)) {
        cue(-3.0, "reads as a part of a feature".to_owned());
    }
}
