//! Column labels (栏目) of a page without a contents page: a short line over one head or several (委员动态, ■提案摘登).
//! Divides such a line from the head under it; whether it is a heading over several articles is decided in `mod`.

use super::groups::Group;
use super::units::Unit;
use crate::model::script::{is_han, len};
use crate::profile::{LineRole, Medium, Profile};

pub(super) use crate::profile::LABEL_MARKS as MARKS;

/// Longest label behind a mark, in characters.
const MAX_MARKED: usize = 10;

/// A label by its words or its mark.
pub(super) fn is_label(unit: &Unit, profile: &Profile) -> bool {
    let by_words = |role| profile.is(role, &unit.probe);
    is_marked(unit) || [LineRole::Category, LineRole::Column, LineRole::Day].into_iter().any(by_words)
}

/// A few words behind a mark: ■提案摘登.
pub(super) fn is_marked(unit: &Unit) -> bool {
    let p = unit.probe.as_str();
    let bare = p.trim_start_matches(MARKS).trim_start();
    bare.len() < p.len() && (2..=MAX_MARKED).contains(&len(bare)) && !bare.contains([' ', ',', '。'])
}

/// A few characters over a title, on a newspaper page: the name of the column at the head of the page (代表工作), or over a title
/// with its author (委员说).
fn is_short_over_title(group: &Group, units: &[Unit], profile: &Profile) -> bool {
    let [first, second, ..] = group.titles[..] else { return false };
    let (first, second) = (&units[first].probe, &units[second].probe);
    // 履职故事①
    let words = first.trim_end_matches(|c: char| c.is_numeric() || matches!(c, '(' | ')' | ' '));
    let of_columns = profile.lexicon.columns.iter().any(|w| words.starts_with(w.as_str()));
    let short = (2..=MAX_COLUMN).contains(&len(words)) && words.chars().all(is_han) && of_columns;
    // 协商·水乡视线
    let dotted = group.at.start == 0
        && first.split_once(['·', '・']).is_some_and(|(field, rest)| {
            [field, rest].iter().all(|half| (2..=MAX_HALF).contains(&len(half)) && half.chars().all(is_han))
        });
    let title = len(second) >= LEAST_TITLE && !profile.is(LineRole::Subtitle, second);
    let signed = || !group.heads.is_empty();
    profile.medium == Medium::Newspaper && title && (dotted || short && (group.at.start == 0 || signed()))
}

/// Longest half of a name with a dot in it, in characters.
const MAX_HALF: usize = 5;

/// Longest name of a column without a mark, and shortest title under one, in characters.
const MAX_COLUMN: usize = 5;
const LEAST_TITLE: usize = 8;

/// The words of a label without its mark.
pub(super) fn words(unit: &Unit) -> String {
    unit.text.trim().trim_start_matches(MARKS).trim_start().to_owned()
}

/// 记者手记 over the title of what the reporter wrote: the name of a column that opens an article as its title would.
pub(super) fn is_over_own_title(group: &Group, units: &[Unit], profile: &Profile) -> bool {
    let label = |p: &str| profile.is(LineRole::BoxTitle, p) && profile.is(LineRole::Column, p);
    group.titles.len() > 1 && label(&units[group.titles[0]].probe)
}

/// Groups with the label over a head divided from it. Where a contents page names the articles none is divided.
pub(super) fn divided(groups: Vec<Group>, units: &[Unit], flow: &[usize], profile: &Profile) -> Vec<Group> {
    let mut out = Vec::with_capacity(groups.len());
    for mut group in groups {
        let is_box = |t: &usize| profile.is(LineRole::BoxTitle, &units[*t].probe);
        let wire = flow.get(group.at.end).is_some_and(|u| profile.is(LineRole::LeadWire, &units[*u].probe));
        let headline = group.titles.len() == 1 && wire;
        let label =
            |t: &usize| !is_box(t) && (is_label(&units[*t], profile) || is_short_over_title(&group, units, profile));
        if headline || !group.titles.first().is_some_and(label) {
            out.push(group);
            continue;
        }
        if group.titles.len() == 1 {
            group.label = group.heads.is_empty();
            out.push(group);
            continue;
        }
        let at = group.at.clone().find(|p| flow[*p] == group.titles[1]).unwrap_or(group.at.end);
        let rest = group.titles.split_off(1);
        let label = Group { at: group.at.start..at, heads: Vec::new(), n_kicker: 0, label: true, ..group.clone() };
        out.push(label);
        out.push(Group {
            at: at..group.at.end,
            titles: rest,
            n_kicker: group.n_kicker.saturating_sub(1),
            label: false,
            ..group
        });
    }
    out
}
