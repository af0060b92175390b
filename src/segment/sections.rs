//! Sections (栏目) of an issue without a contents page: their names stand alone over their first article, and beside the
//! publication's name in the running heads. Tells which units are such labels, and what they name.

use std::collections::BTreeSet;

use super::units::Unit;
use super::{bare_label, groups};
use crate::model::coverage::Furniture;
use crate::model::script::{is_han, len};
use crate::profile::{Medium, Profile};

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
