//! What speaks for a heading to open an article: the cues around it, each with its weight. None decides alone.

use super::again::{Again, mark_of};
use super::boxed::goes_on;
use super::furniture::ITEM_SIGNS;
use super::groups::{Group, similarity};
use super::head::own_number;
use super::openings::{View, label_over};
use super::parts::unit_of_title;
use super::shape::Shape;
use super::title_look::{TitleLook, look};
use super::under::{
    is_dated, is_interview, is_letter, is_over_lead, is_over_numbered, is_over_rows, is_over_short_lines, is_over_text,
    is_signed_inside, voices_follow,
};
use super::units::Unit;
use crate::model::script::{is_han, len};
use crate::profile::{Level, LineRole, Part};

/// Shortest paragraph that is no row of figures, in characters.
const LEAST_SENTENCE: usize = 30;

/// Weight of all cues, the rule that speaks loudest, and the cues in words.
pub(super) fn weigh(
    view: &View,
    g: usize,
    entry: Option<usize>,
    titles: &TitleLook,
    first: bool,
) -> (f32, String, Vec<String>) {
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
    let divides = |l: &usize| {
        let label = &view.groups[*l];
        view.profile.is(LineRole::Category, &view.units[label.titles[0]].probe)
            || titles.again.divides_proposals(view, label)
    };
    let column = label.filter(|l| !divides(l));
    if column.is_some() {
        cue(2.0, "under the label of a column".to_owned());
    }
    if let Some(label) = label {
        before(view, &view.groups[label], first, &mut cue);
    } else {
        before(view, group, first, &mut cue);
    }
    after(view, group, titles, &mut cue);
    if let Some(pattern) = own_words(view, group, &titles.again, &mut cue) {
        rule = format!("heading-{pattern}");
    }
    kin(view, g, titles, &mut cue);
    let wire = view.flow.get(group.at.end).is_some_and(|u| view.profile.is(LineRole::LeadWire, &view.units[*u].probe));
    let in_feature = column.is_none() && group.heads.is_empty() && !wire;
    look(view, group, titles, in_feature, &mut cue);
    if entry.is_some() {
        "contents".clone_into(&mut rule);
    }
    (weight, rule, evidence)
}

/// What the group's own words say, and the first words under it; gives the heading pattern they match.
fn own_words(view: &View, group: &Group, again: &Again, cue: &mut impl FnMut(f32, String)) -> Option<String> {
    let first = group.titles.first().map(|t| view.units[*t].probe.as_str()).unwrap_or_default();
    let below = view.flow.get(group.at.end).map(|u| &view.units[*u]);
    if own_number(first).is_some() || view.profile.is(LineRole::CaseNumber, first) {
        cue(2.0, "a proposal's number stands before it".to_owned());
    }
    if group.over_many && below.is_some_and(has_item_sign) {
        cue(2.0, "items with a sign follow".to_owned());
    }
    if voices_follow(view, group) {
        cue(3.0, "voices with a sign follow".to_owned());
    }
    if below.is_some_and(|unit| view.profile.is(LineRole::EditorsNote, &unit.probe)) {
        cue(3.0, "a note of the editors follows".to_owned());
    }
    if unit_of_title(first, view.profile).is_some() {
        cue(1.0, "a body stands before its colon".to_owned());
        if is_over_text(view, group) && again.bodies >= FEWEST_IN_ROW {
            cue(4.0, "one of several headings of this form".to_owned());
        }
    }
    if super::jumps::titled_rest(first, view.profile).is_some() {
        cue(4.0, "goes on from another page".to_owned());
    }
    let mark = mark_of(view, group).filter(|_| is_over_lead(view, group));
    if mark.and_then(|mark| again.marks.get(&mark)).is_some_and(|n| *n >= FEWEST_IN_ROW) {
        cue(5.0, "one of several items of news with this sign".to_owned());
    }
    if is_letter(view, group) {
        cue(3.0, "a salutation follows".to_owned());
    }
    if is_over_rows(view, group) {
        cue(3.0, "rows of figures follow".to_owned());
    }
    if let Some(place) = place_in_lead(view, group) {
        cue(1.5, format!("{place} stands before its colon and in the lead"));
    }
    let pattern = pattern(view, group)?;
    cue(1.0, format!("heading pattern {pattern}"));
    if pattern == LIST && is_over_short_lines(view, group) {
        cue(3.0, "lines of a list follow".to_owned());
    }
    Some(pattern)
}

/// Id of the heading pattern of lists.
const LIST: &str = "list";

/// Headings of one form that make a row of news.
const FEWEST_IN_ROW: usize = 3;

/// What the article above says of a heading under it: it goes on in its form, or has none inside.
fn kin(view: &View, g: usize, titles: &TitleLook, cue: &mut impl FnMut(f32, String)) {
    let group = &view.groups[g];
    if titles.signed && group.heads.is_empty() && is_signed_inside(view, g) {
        cue(3.0, "its text is signed, as the one above is".to_owned());
    }
    let sentence = |u: &usize| {
        let text = &view.units[*u].text;
        view.shapes[*u] == Shape::Body && text.ends_with('。') && len(text) >= LEAST_SENTENCE
    };
    if titles.set_in.is_some_and(|set_in| goes_on(view, set_in, g)) {
        return cue(-2.0, "has the form of the headings before what is set in above".to_owned());
    }
    if titles.figures && view.flow.get(group.at.end).is_some_and(sentence) {
        cue(3.0, "sentences follow, and no figures as in the box above".to_owned());
    }
    if is_under_a_day(view, g) {
        cue(3.0, "news of one day".to_owned());
    }
    if is_between_closing_lines(view, g) {
        cue(1.5, "its text ends with a closing line, as the one above does".to_owned());
    }
    let counted = group.titles.iter().any(|t| super::names::ends_with_count(&view.units[*t].probe));
    if let Some((from, weight)) = titles.news.filter(|_| !counted)
        && (1..=MAX_NEWS_ABOVE).contains(&group.at.start.saturating_sub(from))
    {
        cue(weight, "what stands above has no headings inside: news, a list".to_owned());
        if is_short_news(view, from, group.at.start) && is_dated(view, group.at.end) {
            cue(1.5, "short news with days in a row".to_owned());
        }
    }
    if titles.text.is_some_and(|from| is_under_answered_labels(view, group, from)) {
        cue(3.0, "the labels of the proposal above have all come".to_owned());
    }
    if titles.mark.is_some_and(|mark| mark_of(view, group) == Some(mark)) {
        cue(4.0, "the sign before it is that of the article above".to_owned());
    }
}

/// Whether the label above is a day, and a few paragraphs stand under the heading: `11月9日 星期一` over the news of that day.
fn is_under_a_day(view: &View, g: usize) -> bool {
    let label = view.groups[..g].iter().rev().find(|group| group.label);
    let day = label.and_then(|group| group.titles.first());
    day.is_some_and(|title| view.profile.is(LineRole::Day, &view.units[*title].probe))
        && is_over_text(view, &view.groups[g])
}

/// Whether a heading without a number stands under the text of a proposal's last label: 【建议】 and its text, and no other heading.
fn is_under_answered_labels(view: &View, group: &Group, from: usize) -> bool {
    let above = view.flow.get(from..group.at.start).unwrap_or_default();
    let asked = above
        .iter()
        .rposition(|u| matches!(&view.shapes[*u], Shape::Marker(Part::Recommendations | Part::Handling, _)));
    // an issue with a contents page names its proposals there
    let unlisted = view.entries.is_empty();
    let labels = above.iter().filter(|u| matches!(view.shapes[**u], Shape::Marker(..) | Shape::Label)).count();
    let plain = |u: &usize| matches!(view.shapes[*u], Shape::Body | Shape::Marker(..));
    let only_text = asked.is_some_and(|at| above[at..].len() > 1 && above[at..].iter().all(plain));
    unlisted && labels >= FEWEST_LABELS && only_text && is_over_text(view, group)
}

/// Labels that make a proposal with parts.
const FEWEST_LABELS: usize = 2;

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

/// Whether the paragraphs from one place of the flow to another are short news: few, and the first begins with a day.
fn is_short_news(view: &View, from: usize, to: usize) -> bool {
    (1..=MAX_NEWS).contains(&to.saturating_sub(from)) && is_dated(view, from)
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

/// What stands above the group.
fn before(view: &View, group: &Group, first: bool, cue: &mut impl FnMut(f32, String)) {
    let above = group.at.start.checked_sub(1).map(|i| view.flow[i]);
    let first_title = view.flow.get(group.at.start).copied().unwrap_or_default();
    let labelled = |(unit, name): &(usize, String)| {
        let alone = view.units[*unit].probe.replace(' ', "") == *name;
        alone && *unit < first_title && above.is_none_or(|above| above < *unit)
    };
    if view.sections.iter().any(labelled) {
        cue(3.0, "under the name of a section".to_owned());
    }
    let Some(above) = above else {
        return cue(2.0, "stands first".to_owned());
    };
    // 本报记者 李某 at the end of a text
    let text_above = group.at.start >= 2 && view.shapes[view.flow[group.at.start - 2]] == Shape::Body;
    let signed_off = view.shapes[above] == Shape::Byline && text_above;
    if view.shapes[above].closes() || signed_off {
        cue(3.0, "follows a closing line".to_owned());
    } else if first {
        cue(1.0, "no article before it".to_owned());
    }
}

/// Whether the last title line is the name of a body.
fn is_signed_by_body(view: &View, group: &Group) -> bool {
    group.titles.len() > 1
        && group.titles.last().is_some_and(|t| super::parts::is_unit_name(&view.units[*t], view.profile))
        && !view.units[group.titles[0]].probe.ends_with('会')
}

/// What stands in and below the group.
fn after(view: &View, group: &Group, titles: &TitleLook, cue: &mut impl FnMut(f32, String)) {
    head_lines(view, group, cue);
    let Some(below) = view.flow.get(group.at.end).copied() else {
        return cue(-3.0, "nothing follows".to_owned());
    };
    lead(view, group, below, cue);
    if is_over_numbered(view, group) {
        cue(3.0, "a numbered list follows".to_owned());
    }
    if is_interview(view, group, titles.text) {
        cue(3.0, "question and answer follow".to_owned());
    }
    if is_signed_by_body(view, group) {
        let whole =
            group.titles.last().is_some_and(|t| super::parts::is_whole_body(&view.units[*t].probe, view.profile));
        // under a title of the contents such pieces are its parts
        let weight = if whole && view.entries.is_empty() { 3.0 } else { 1.0 };
        cue(weight, "a body signs it".to_owned());
    }
    match &view.shapes[below] {
        Shape::Marker(part, _) if *part != Part::Handling => cue(1.0, "a marked part follows".to_owned()),
        Shape::Heading if !group.over_many && !is_signed_by_body(view, group) => {
            cue(-1.0, "another heading follows".to_owned());
        }
        Shape::Label if titles.labelled => {
            cue(3.0, "labelled lines of a proposal follow, as under one above".to_owned());
        }
        Shape::Label => cue(2.0, "labelled lines of a proposal follow".to_owned()),
        Shape::ListNote => cue(3.0, "a note on a list follows".to_owned()),
        Shape::JumpIn => cue(4.0, "goes on from another page".to_owned()),
        shape if shape.closes() => cue(-2.0, "a closing line follows".to_owned()),
        _ => {}
    }
}

/// Bylines, speakers and dates under the title.
fn head_lines(view: &View, group: &Group, cue: &mut impl FnMut(f32, String)) {
    for head in &group.heads {
        let what = match view.shapes[*head] {
            Shape::Byline => "a byline",
            Shape::SpeakerLine => "a speaker's line",
            Shape::SpeakerOver => "a speaker's line over it, nothing",
            Shape::DateLine => "a date line",
            _ => "an adoption line",
        };
        // □ stands before authors and nothing else
        let square = view.shapes[*head] == Shape::Byline && view.units[*head].probe.starts_with('□');
        let first = *head == group.heads[0];
        cue(
            if !first {
                0.5
            } else if square {
                4.0
            } else {
                3.0
            },
            format!("{what} under it"),
        );
    }
}

/// How the text under a group begins.
fn lead(view: &View, group: &Group, below: usize, cue: &mut impl FnMut(f32, String)) {
    let probe = &view.units[below].probe;
    if view.profile.is(LineRole::LeadWire, probe) {
        cue(3.0, "a news lead follows".to_owned());
    } else if view.profile.is(LineRole::Lead, probe) {
        cue(1.0, "a dated lead follows".to_owned());
    }
    if repeated_in_lead(view, group, below) {
        cue(2.0, "the lead repeats the title's words".to_owned());
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
        let hit = view.profile.headings_at(Level::Article, &view.units[*t].probe).next()?;
        Some(hit.id.clone())
    })
}
