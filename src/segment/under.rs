//! What stands under a heading: a letter, the rows of a box, the lines of a list, voices. Each is a cue for an article of its own;
//! `weigh` says how much it counts.

use super::furniture::ITEM_SIGNS;
use super::groups::Group;
use super::openings::View;
use super::rows::list_number;
use super::shape::{Shape, is_dialogue};
use crate::model::script::len;
use crate::profile::{LineRole, ends_as};

/// `●李某委员：…`: at least two lines with one sign, each of which says who speaks.
pub(super) fn voices_follow(view: &View, group: &Group) -> bool {
    let voice = |u: &usize| {
        let probe = &view.units[*u].probe;
        let said = probe.strip_prefix(super::labels::MARKS).or_else(|| probe.strip_prefix(ITEM_SIGNS))?;
        let (who, _) = said.split_once(':')?;
        super::signature::signed(who.trim(), view.profile)
    };
    // 李某(市政协委员):… without a sign
    let plain = |u: &usize| {
        let (who, said) = view.units[*u].probe.split_once(':')?;
        let by_office = super::signature::signed(who.trim(), view.profile).is_some_and(|s| s.role.is_some());
        let named = || who.trim().rsplit_once(' ').is_some_and(|(_, name)| super::names::is_name(name, view.profile));
        (!said.is_empty() && by_office || said.starts_with('“') && named()).then_some(())
    };
    let below = view.flow.get(group.at.end..).unwrap_or_default();
    below.iter().take(2).filter_map(voice).count() == 2 || below.iter().take(3).filter_map(plain).count() >= 2
}

/// Whether a salutation and a text stand under a group.
pub(super) fn is_letter(view: &View, group: &Group) -> bool {
    let below = view.flow.get(group.at.end..).unwrap_or_default();
    let body = |u: &usize| view.shapes[*u] == Shape::Body;
    let [first, second, ..] = below else { return false };
    body(first) && body(second) && view.profile.is(LineRole::Salutation, &view.units[*first].probe)
}

/// Whether an interview begins under a group: `市某局负责人答记者问`, question and answer, and none in the text above from `from` on.
pub(super) fn is_interview(view: &View, group: &Group, from: Option<usize>) -> bool {
    let turn = |u: &usize| is_dialogue(&view.units[*u].probe, view.profile);
    let below = view.flow.get(group.at.end..).unwrap_or_default();
    let above = from.and_then(|from| view.flow.get(from..group.at.start)).unwrap_or_default();
    let named = group.titles.iter().any(|t| ends_as(&view.units[*t].probe, &view.profile.lexicon.interviews));
    named && below.len() >= 2 && below.iter().take(2).all(turn) && !above.iter().any(turn)
}

/// Whether rows of figures or of telephone numbers stand under a group.
pub(super) fn is_over_rows(view: &View, group: &Group) -> bool {
    let row = |u: &&usize| view.shapes[**u] == Shape::Body && super::rows::is_figures(&view.units[**u].probe);
    let rows = view.flow.get(group.at.end..).unwrap_or_default().iter().take_while(row).count();
    let named = group.titles.first().is_some_and(|t| len(&view.units[*t].probe) >= SHORTEST_BOX_TITLE);
    named && view.entries.is_empty() && rows >= FEWEST_ROWS
}

/// Whether a list numbered from one stands under a group, each of its lines short: `1.关于…的建议`.
pub(super) fn is_over_numbered(view: &View, group: &Group) -> bool {
    let below = view.flow.get(group.at.end..).unwrap_or_default();
    let row = |(n, unit): &(usize, &usize)| {
        let p = view.units[**unit].probe.as_str();
        list_number(p) == Some(*n as u32 + 1) && len(p) <= LONGEST_ROW && !p.ends_with('。')
    };
    view.entries.is_empty() && below.iter().enumerate().take_while(row).count() >= FEWEST_NUMBERED
}

/// Lines of a numbered list at least.
const FEWEST_NUMBERED: usize = 4;

/// Rows that make a box, and the shortest title of one, in characters.
const FEWEST_ROWS: usize = 3;
const SHORTEST_BOX_TITLE: usize = 4;

/// Whether short lines without a sentence stand under a group, each for itself.
pub(super) fn is_over_short_lines(view: &View, group: &Group) -> bool {
    let below = view.flow.get(group.at.end..).unwrap_or_default();
    let short = |u: &&usize| {
        let unit = &view.units[**u];
        unit.lines.len() == 1
            && len(&unit.probe) <= LONGEST_ROW
            && !unit.probe.ends_with('。')
            && view.shapes[**u] == Shape::Body
    };
    below.iter().take_while(short).count() >= FEWEST_LINES
}

/// Lines of a list at least, and the longest of one, in characters.
const FEWEST_LINES: usize = 4;
const LONGEST_ROW: usize = 48;

/// Whether a dated lead stands under a group.
pub(super) fn is_over_lead(view: &View, group: &Group) -> bool {
    is_over_text(view, group) && is_dated(view, group.at.end)
}

pub(super) fn is_over_text(view: &View, group: &Group) -> bool {
    view.flow.get(group.at.end).is_some_and(|below| view.shapes[*below] == Shape::Body)
}

/// Whether the paragraph at a place of the flow begins with a day, as news do.
pub(super) fn is_dated(view: &View, at: usize) -> bool {
    view.flow.get(at).is_some_and(|u| view.profile.is(LineRole::Lead, &view.units[*u].probe))
}

/// Where the text under a group begins, and what a heading under it weighs, if it is news or a list.
pub(super) fn news_under(view: &View, group: &Group) -> Option<(usize, f32)> {
    if group.over_many {
        return None;
    }
    let below = *view.flow.get(group.at.end)?;
    let lead = &view.units[below].probe;
    if is_list(view, group) {
        return Some((group.at.end, 3.0));
    }
    // 本报讯（记者 李某） alone on its line stands over a report, which may have headings inside
    if view.profile.is(LineRole::LeadWire, lead) && !lead.ends_with(')') {
        return Some((group.at.end, 3.0));
    }
    view.profile.is(LineRole::Lead, lead).then_some((group.at.end, 1.0))
}

/// Whether a note on a list, or on its adoption, stands under a group.
fn is_list(view: &View, group: &Group) -> bool {
    view.flow.get(group.at.end).is_some_and(|below| view.shapes[*below] == Shape::ListNote)
        || group.heads.iter().any(|h| view.shapes[*h] == Shape::AdoptedLine)
}

/// Whether somebody's name and office stand in the text under a group.
pub(super) fn is_signed_inside(view: &View, g: usize) -> bool {
    let end = view.groups.get(g + 1).map_or(view.flow.len(), |next| next.at.start);
    let under = view.flow.get(view.groups[g].at.end..end).unwrap_or_default();
    let signature = |u: &usize| {
        view.shapes[*u] == Shape::SpeakerNote && !view.profile.is(LineRole::SpeakerNote, &view.units[*u].probe)
    };
    under.iter().any(signature)
}
