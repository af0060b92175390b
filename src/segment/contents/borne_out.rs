//! Whether a contents page is one: the titles it lists stand over articles. Numbered lines of a notice (`1、东校区`, `2)物理组`)
//! have the form of entries, but nothing stands under their words elsewhere.

use std::collections::BTreeSet;

use super::Contents;
use crate::model::page::BlockRole;
use crate::model::script::{key, len};
use crate::profile::{LineRole, Profile};
use crate::segment::similar::{ratio, ratio_at_most};
use crate::segment::units::Unit;

/// One entry in so many stands over an article, at least.
const FOUND_SHARE: usize = 4;
/// Shorter words than this stand anywhere, in characters.
const SHORTEST: usize = 4;
/// Longer units than this are no titles, in characters.
const LONGEST: usize = 60;
/// How like a title its entry is, where OCR read one of them wrongly.
const LIKE: f32 = 0.6;
/// Entries and titles compared one by one at most: a bound for hostile texts.
const MOST_COMPARED: usize = 200_000;

/// What leads from a title to its page.
const LEADERS: [&str; 4] = ["....", "……", "····", "．．．"];

/// Whether the page says what it is (`目录`, leaders), or its titles are found outside it. Where most of the text is contents, there
/// is nothing to find them in.
pub(super) fn by_titles(found: &Contents, units: &[Unit], profile: &Profile) -> bool {
    let inside: BTreeSet<usize> = found.units.iter().chain(&found.colophon).copied().collect();
    let leads = |p: &str| LEADERS.iter().any(|dots| p.contains(dots));
    let told = |i: &usize| {
        let unit = &units[*i];
        let entry = unit.look.role == BlockRole::ContentsEntry && leads(&unit.text);
        entry || profile.is(LineRole::ContentsTitle, &unit.probe)
    };
    if inside.iter().any(told) {
        return true;
    }
    let outside = || (0..units.len()).filter(|i| !inside.contains(i)).map(|i| &units[i]);
    let n_inside: usize = inside.iter().map(|i| len(&units[*i].probe)).sum();
    if outside().map(|unit| len(&unit.probe)).sum::<usize>() < n_inside {
        return true;
    }
    // the rows of another table are no titles
    let heads = |u: &&Unit| !u.look.is_placed() || matches!(u.look.role, BlockRole::Heading(_));
    let titles: BTreeSet<String> =
        outside().filter(heads).filter(|u| len(&u.probe) <= LONGEST).map(|unit| words(&unit.text)).collect();
    let entries: Vec<String> = found.entries.iter().map(|e| words(&e.texts.concat())).collect();
    let needed = entries.len().div_ceil(FOUND_SHARE);
    let same = entries.iter().filter(|entry| titles.contains(*entry)).count();
    if same >= needed {
        return true;
    }
    if entries.len() * titles.len() > MOST_COMPARED {
        return false;
    }
    let stands = |entry: &&String| len(entry) >= SHORTEST && titles.iter().any(|title| is_like(entry, title));
    entries.iter().filter(stands).count() >= needed
}

/// The letters of a text: figures are alike everywhere.
fn words(text: &str) -> String {
    key(text).chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Whether the words of an entry are those of a title, or one of its lines.
fn is_like(entry: &str, title: &str) -> bool {
    len(title) >= SHORTEST
        && (entry.contains(title)
            || title.contains(entry) && len(title) <= 2 * len(entry)
            || ratio_at_most(entry, title) >= LIKE && ratio(entry, title) >= LIKE)
}
