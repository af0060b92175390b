//! Text that goes on behind a box of figures or a story set into it: a heading in the form of those above the box, with no author
//! of its own.

use super::groups::Group;
use super::openings::{Start, View};
use super::returned::{ARTICLES, Returned};
use super::shape::is_dialogue;
use super::under::is_over_text;
use super::units::Unit;
use crate::model::script::{is_han, len};
use crate::profile::LineRole;

/// A box of figures or a piece of news: the group that opens it, and the one that opens the article before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct SetIn {
    pub article: Option<usize>,
    pub boxed: usize,
}

/// Headings above a box whose form the one behind it has, at least.
const FEWEST: usize = 2;
/// Characters of the first half of such a heading, and of the second.
const FIRST_HALF: std::ops::RangeInclusive<usize> = 2..=8;
const SECOND_HALF: std::ops::RangeInclusive<usize> = 3..=16;
/// Shortest text under such a heading, in characters.
const LEAST_TEXT: usize = 30;

/// Whether group `g` goes on with the article into which the box above it is set.
pub(super) fn goes_on(view: &View, set_in: SetIn, g: usize) -> bool {
    let own = |group: &Group| {
        let [only] = group.titles[..] else { return None };
        form(&view.units[only]).filter(|_| group.heads.is_empty())
    };
    let Some(this) = own(&view.groups[g]) else { return false };
    let below = view.flow.get(view.groups[g].at.end).filter(|_| is_over_text(view, &view.groups[g]));
    let text = below.is_some_and(|unit| len(&view.units[*unit].text) >= LEAST_TEXT);
    let above = set_in.article.and_then(|article| view.groups.get(article + 1..set_in.boxed)).unwrap_or_default();
    text && above.iter().filter(|group| own(group) == Some(this)).count() >= FEWEST
}

/// Whether the article that the group opens may stand inside another: a box of figures, or news from the wire.
pub(super) fn may_be_set_in(view: &View, group: &Group) -> bool {
    let wire = view.flow.get(group.at.end).is_some_and(|u| view.profile.is(LineRole::LeadWire, &view.units[*u].probe));
    wire || is_box_of_figures(view, group)
}

/// Whether a group is the title of a box of figures: 数读报告.
pub(super) fn is_box_of_figures(view: &View, group: &Group) -> bool {
    let title = group.titles.first().map(|t| view.units[*t].probe.as_str());
    title.is_some_and(|title| view.profile.is(LineRole::BoxTitle, title) && title.contains('数'))
}

/// Gives what stands behind boxes back to the articles into which they are set.
pub(super) fn give_back(ranges: &mut [Vec<usize>], starts: &[Start], view: &View) -> Vec<Returned> {
    let mut returned = Vec::new();
    for k in 1..ranges.len() {
        let group = starts[k].group;
        if !may_be_set_in(view, &view.groups[group]) {
            continue;
        }
        let set_in = SetIn { article: Some(starts[k - 1].group), boxed: group };
        let behind = view
            .groups
            .iter()
            .enumerate()
            .skip(group + 1)
            .take_while(|(_, g)| g.titles.first().is_some_and(|title| ranges[k].contains(title)));
        let headed = behind.map(|(g, _)| g).find(|g| goes_on(view, set_in, *g)).map(|g| view.groups[g].titles[0]);
        let first = headed.or_else(|| answers(&ranges[k - 1], &ranges[k], view));
        if let Some(at) = first.and_then(|first| ranges[k].iter().position(|u| *u == first)) {
            let rest = ranges[k].split_off(at);
            ranges[k - 1].extend(&rest);
            returned.push(Returned {
                to: k - 1,
                units: rest,
                rule: ARTICLES,
                evidence: "it goes on in the form that stands before what is set in",
                torn: false,
            });
        }
    }
    returned
}

/// The first question or answer behind a box set into an interview.
fn answers(above: &[usize], here: &[usize], view: &View) -> Option<usize> {
    let plain = |unit: &usize| !view.units[*unit].look.is_placed();
    let turn = |unit: &&usize| plain(unit) && is_dialogue(&view.units[**unit].probe, view.profile);
    let interview = above.iter().filter(turn).count() >= FEWEST;
    here.iter().find(turn).copied().filter(|_| interview)
}

/// `产业转型 期待“加速度”`: the length of the first half of a heading in two.
fn form(unit: &Unit) -> Option<usize> {
    // where there is geometry the layout knows what is set into what
    let (first, second) = unit.probe.split_once(' ').filter(|_| !unit.look.is_placed())?;
    let plain = FIRST_HALF.contains(&len(first)) && first.chars().all(is_han);
    (plain && SECOND_HALF.contains(&len(second)) && !second.contains(' ')).then(|| len(first))
}
