//! Forms that recur in an issue: headings with a body before a colon, with one sign over news, labels with one sign over proposals.

use std::collections::BTreeMap;

use super::groups::Group;
use super::openings::View;
use super::parts::unit_of_title;
use super::shape::Shape;
use super::under::{is_over_lead, is_over_text};

/// How often headings of one form stand over text.
#[derive(Default)]
pub(super) struct Again {
    /// Those with a body before a colon.
    pub bodies: usize,
    /// Those with this sign, over a dated lead.
    pub marks: BTreeMap<char, usize>,
    /// Labels with this sign over a head that a proposal's labels or parts follow.
    pub columns: BTreeMap<char, usize>,
}

impl Again {
    pub(super) fn of(view: &View) -> Self {
        let mut again = Self::default();
        for group in view.groups.iter().filter(|group| is_over_text(view, group)) {
            let title = group.titles.first().map_or("", |t| view.units[*t].probe.as_str());
            again.bodies += usize::from(unit_of_title(title, view.profile).is_some());
            if let Some(mark) = mark_of(view, group).filter(|_| is_over_lead(view, group)) {
                *again.marks.entry(mark).or_default() += 1;
            }
        }
        for (label, head) in view.groups.iter().zip(view.groups.iter().skip(1)).filter(|(label, _)| label.label) {
            let below = view.flow.get(head.at.end).map(|u| &view.shapes[*u]);
            let proposal = matches!(below, Some(Shape::Label | Shape::Marker(..))) && head.at.start == label.at.end;
            if let Some(mark) = mark_of(view, label).filter(|_| proposal) {
                *again.columns.entry(mark).or_default() += 1;
            }
        }
        again
    }

    /// Whether the label stands over proposals as others with its sign do: over the parts of one feature, then, as well as over
    /// articles.
    pub(super) fn divides_proposals(&self, view: &View, label: &Group) -> bool {
        mark_of(view, label).and_then(|mark| self.columns.get(&mark)).is_some_and(|n| *n >= LEAST_COLUMNS)
    }
}

/// Labels of one sign over proposals that divide a feature.
const LEAST_COLUMNS: usize = 2;

/// The sign before a group's title: ◆, ▲.
pub(super) fn mark_of(view: &View, group: &Group) -> Option<char> {
    let first = view.units[*group.titles.first()?].probe.chars().next()?;
    super::labels::MARKS.contains(&first).then_some(first)
}
