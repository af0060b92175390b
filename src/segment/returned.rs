//! The units under each opening, once what an OCR engine or the print set elsewhere is put back behind what it continues.

use super::boxed;
use super::jumps;
use super::openings::{Start, View};
use super::shape::Shape;
use super::strays;
use crate::model::script::key;
use crate::profile::LineRole;

/// A piece that was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Returned {
    /// The range it belongs to.
    pub to: usize,
    /// Its units, after the one it goes on from where that tells.
    pub units: Vec<usize>,
    pub rule: &'static str,
    pub evidence: &'static str,
    /// Both ends fit: a sentence was torn, or the print says where it goes on.
    pub torn: bool,
}

/// Rule of rests that stand behind a jump line.
const JUMP: &str = "order-jump";
/// Rule of pieces that stood in the article beside theirs.
pub(super) const ARTICLES: &str = "order-articles";

/// The units under each opening, in order, and what was put back for that.
pub(super) fn ranges(starts: &[Start], view: &View) -> (Vec<Vec<usize>>, Vec<Returned>) {
    let mut ranges = as_read(starts, view);
    let titles = |s: &Start| view.groups[s.group].titles.iter().map(|t| key(&view.units[*t].probe)).collect();
    let titles: Vec<Vec<String>> = starts.iter().map(titles).collect();
    let jumped = jumps::put_back(&mut ranges, &titles, view.units, view.shapes, view.profile);
    let jumped = jumped.into_iter().map(|(to, units)| Returned {
        to,
        units,
        rule: JUMP,
        evidence: "the page says where the article goes on, and the rest where it began",
        torn: true,
    });
    let mut returned: Vec<Returned> = jumped.collect();
    returned.extend(boxed::give_back(&mut ranges, starts, view));
    let lines = |s: &Start| view.flow[view.groups[s.group].at.clone()].to_vec();
    let heads: Vec<Vec<usize>> = starts.iter().map(lines).collect();
    let columns = strays::Columns { units: view.units, shapes: view.shapes, profile: view.profile };
    returned.extend(columns.put_back(&mut ranges, &heads));
    for units in view.misplaced {
        let holds = |range: &Vec<usize>| units.first().is_some_and(|first| range.contains(first));
        if let Some(to) = ranges.iter().position(holds) {
            let evidence = "the same words stand again under this head";
            returned.push(Returned { to, units: units.clone(), rule: ARTICLES, evidence, torn: true });
        }
    }
    (ranges, returned)
}

/// The units under each opening as they were read. A note of the editors behind a whole text stands over what it introduces.
fn as_read(starts: &[Start], view: &View) -> Vec<Vec<usize>> {
    let begin = |k: usize| starts.get(k).map_or(view.flow.len(), |s| view.groups[s.group].at.start);
    let end_of_heads = |k: usize| view.groups[starts[k].group].at.end;
    let range = |k: usize| view.flow[end_of_heads(k)..begin(k + 1).max(end_of_heads(k))].to_vec();
    let mut ranges: Vec<Vec<usize>> = (0..starts.len()).map(range).collect();
    let is_note =
        |u: &usize| view.shapes[*u] == Shape::Body && view.profile.is(LineRole::EditorsNote, &view.units[*u].probe);
    for k in 1..ranges.len() {
        if ranges[k - 1].len() > 1 && ranges[k - 1].last().is_some_and(is_note) {
            let note = ranges[k - 1].pop();
            ranges[k].splice(0..0, note);
        }
    }
    ranges
}
