//! Articles that go on elsewhere: （下转第18页） at the foot of one page, （上接第3页） over the rest on another.
//! The rest goes back behind what it continues; the jump lines themselves are furniture.

use std::collections::VecDeque;

use super::shape::Shape;
use super::units::Unit;
use crate::model::script::{key, len};
use crate::profile::{LineRole, Profile};

/// `水乡测量队(上接第一版)` over a rest whose beginning stands in another file: the title of what is here.
pub(super) fn heads_of_rests(units: &[Unit], shapes: &mut [Shape], profile: &Profile) {
    for i in 0..units.len() {
        let Some(title) = titled_rest(&units[i].probe, profile).filter(|_| shapes[i] == Shape::JumpIn) else {
            continue;
        };
        let begun = (0..i).any(|k| shapes[k] == Shape::Heading && key(&units[k].probe) == key(title));
        if !begun && units[i].probe.contains('版') {
            shapes[i] = Shape::Heading;
        }
    }
}

/// The title before a jump line.
pub(super) fn titled_rest<'a>(probe: &'a str, profile: &Profile) -> Option<&'a str> {
    let (title, _) = probe.rsplit_once('(').filter(|(title, _)| len(title) >= 2)?;
    profile.is(LineRole::JumpIn, probe).then(|| title.trim())
}

/// Moves rests back; gives each with the range it belongs to. Pages of newspapers (版) are files of their own: where their articles come from and go on is not in
/// sight.
/// `titles` are the keys of the titles of each opening: a rest under its title has its beginning in sight.
/// `ranges` are the units under each opening, in order; jump lines stay where they are. What follows a
/// jump line directly under a heading has a head of its own and stays.
pub(super) fn put_back(
    ranges: &mut [Vec<usize>],
    titles: &[Vec<String>],
    units: &[Unit],
    shapes: &[Shape],
    profile: &Profile,
) -> Vec<(usize, Vec<usize>)> {
    let mut open: VecDeque<(u32, usize, usize)> = VecDeque::new();
    let mut returned = Vec::new();
    for k in 0..ranges.len() {
        let mut at = 0;
        while at < ranges[k].len() {
            let unit = ranges[k][at];
            let of_page = units[unit].probe.contains('版');
            let named = titled_rest(&units[unit].probe, profile).map(key);
            let under_title = |to: usize| named.as_ref().is_some_and(|name| titles[to].contains(name));
            let in_sight = !of_page || open.iter().any(|(_, to, _)| under_title(*to));
            if shapes[unit] == Shape::JumpOut {
                let page = page(LineRole::JumpOut, unit, units, profile);
                let place = open.iter().position(|(p, ..)| *p > page).unwrap_or(open.len());
                open.insert(place, (page, k, unit));
            }
            let rest = (shapes[unit] == Shape::JumpIn && in_sight && at > 0).then(|| rest(&ranges[k], at, shapes));
            // the rest of what jumped to the nearest page comes first
            if let Some(end) = rest.filter(|end| *end > at + 1)
                && let Some((_, to, out)) = {
                    let at = open
                        .iter()
                        .position(|(_, to, out)| under_title(*to) || !of_page && !units[*out].probe.contains('版'));
                    at.and_then(|at| open.remove(at))
                }
            {
                let moved: Vec<usize> = ranges[k].drain(at + 1..end).collect();
                if let Some(place) = ranges[to].iter().position(|u| *u == out) {
                    ranges[to].splice(place + 1..=place, moved.iter().copied());
                    returned.push((to, moved));
                }
            }
            at += 1;
        }
    }
    returned
}

/// Where a rest ends: at the next jump line.
fn rest(range: &[usize], at: usize, shapes: &[Shape]) -> usize {
    let next = (at + 1..range.len()).find(|i| matches!(shapes[range[*i]], Shape::JumpIn | Shape::JumpOut));
    next.unwrap_or(range.len())
}

/// The page a jump line names; the last where that is no number (封三).
fn page(role: LineRole, unit: usize, units: &[Unit], profile: &Profile) -> u32 {
    let caught = profile.line(role, &units[unit].probe);
    caught.and_then(|c| c.get("page")?.parse().ok()).unwrap_or(u32::MAX)
}
