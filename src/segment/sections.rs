//! Sections (栏目): which one each opening stands in. Of an issue without a contents page their names stand alone over their first
//! article, and beside the publication's name in the running heads: tells which units are such labels, and what they name.

use std::collections::BTreeSet;

use super::contents::Entry;
use super::groups::Group;
use super::openings::{Start, View};
use super::units::Unit;
use super::{bare_label, groups};
use crate::model::article::Section;
use crate::model::coverage::Furniture;
use crate::model::script::{is_han, key, len};
use crate::profile::{LineRole, Medium, Profile};

/// Characters of a section's name.
const NAME: std::ops::RangeInclusive<usize> = 2..=8;

/// Units that name a section, with the names. `kinds` tells what is furniture already.
pub(super) fn labels(
    units: &[Unit],
    kinds: &[Option<(Furniture, &'static str)>],
    profile: &Profile,
) -> Vec<(usize, String)> {
    if profile.medium != Medium::Magazine {
        return Vec::new();
    }
    let running: Vec<(usize, String)> =
        (0..units.len()).filter_map(|i| running_head(i, units, kinds, profile)).collect();
    if running.is_empty() {
        return Vec::new();
    }
    let mut names: BTreeSet<String> = running.iter().map(|(_, name)| name.clone()).collect();
    names.extend(profile.lexicon.sections.iter().cloned());
    let alone = |i: usize| {
        let name = bare_label(&units[i].probe);
        let label = kinds[i].is_none() && names.contains(&name) && !groups::is_group_heading(&units[i], profile);
        label.then_some((i, name))
    };
    let mut found: Vec<(usize, String)> = (0..units.len()).filter_map(alone).collect();
    found.extend(running);
    found.sort_unstable();
    found.dedup_by_key(|(i, _)| *i);
    found
}

/// `云泽政协 要 闻` beside a page number.
fn running_head(
    i: usize,
    units: &[Unit],
    kinds: &[Option<(Furniture, &'static str)>],
    profile: &Profile,
) -> Option<(usize, String)> {
    let name: String =
        units[i].probe.strip_prefix(profile.publication.as_deref()?)?.chars().filter(|c| *c != ' ').collect();
    let number = |k: Option<usize>| {
        k.and_then(|k| kinds.get(k)).is_some_and(|kind| matches!(kind, Some((Furniture::PageNumber, _))))
    };
    let beside = number(i.checked_sub(1)) || number(Some(i + 1));
    let is_name = NAME.contains(&len(&name)) && name.chars().all(is_han);
    (beside && is_name && units[i].probe.contains(' ')).then_some((i, name))
}

/// A section that the contents name with the page it begins on, and no article of it: 工作动态 over the first of its news.
pub(super) fn is_section_label(entry: &Entry, group: &Group, units: &[Unit], profile: &Profile) -> bool {
    let ([name], [first, second, ..]) = (&entry.texts[..], &group.titles[..]) else { return false };
    // 针尖上的担当 / ——记某委员 is a title
    let titled = profile.is(LineRole::Subtitle, &units[*second].probe);
    len(name) <= MAX_SECTION_LABEL && key(&units[*first].text) == key(name) && !titled
}

/// In characters.
const MAX_SECTION_LABEL: usize = 6;

/// Section of each opening: its entry's; of an article the contents do not name, that of the next named one for a
/// group heading, else of the last.
pub(super) fn of_openings(starts: &[Start], view: &View) -> Vec<Option<Section>> {
    let named = |s: &Start| {
        let entry = &view.entries[s.entry?];
        let label = is_section_label(entry, &view.groups[s.group], view.units, view.profile);
        if label {
            entry.texts.first().map(|name| Section { name: name.replace(' ', ""), name_en: None })
        } else {
            entry.section.clone()
        }
    };
    if !view.sections.is_empty() {
        let labelled = |s: &Start| {
            let title = *view.groups[s.group].titles.first()?;
            let label = view.sections.iter().rev().find(|(unit, _)| *unit < title)?;
            Some(Section { name: label.1.clone(), name_en: None })
        };
        return starts.iter().map(labelled).collect();
    }
    let mut out: Vec<Option<Section>> = starts.iter().map(named).collect();
    for k in 0..starts.len() {
        if out[k].is_none() && starts[k].entry.is_none() {
            let next = starts[k + 1..].iter().find_map(named);
            let before = starts[..k].iter().rev().find_map(named);
            out[k] = if view.groups[starts[k].group].over_many { next.or(before) } else { before };
        }
    }
    out
}
