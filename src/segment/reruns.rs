//! Runs of lines that stand again word for word, headings and all: an OCR engine went over a part of the page twice. Only tells
//! which; the articles are made of what is left.

use std::collections::{BTreeMap, BTreeSet};

use super::elsewhere::Elsewhere;
use super::shape::Shape;
use super::units::Unit;
use crate::model::coverage::{Fate, Placed};
use crate::model::page::LineId;
use crate::model::script::key;

/// Units in a run at least: a headline over one paragraph may be told again on another page.
const SHORTEST_RUN: usize = 3;

/// Lines of a head between two copies, at most.
const MAX_HEAD: usize = 4;

/// What was read twice.
#[derive(Debug, Default)]
pub(super) struct Reruns {
    /// Units that stand again, each with the unit where its words stand first.
    pub again: Vec<(usize, usize)>,
    /// Runs that stand first before a head and again under it: the first belongs where the second stands.
    pub misplaced: Vec<Vec<usize>>,
}

impl Reruns {
    /// Takes out of the flow what stands again and puts what was read before its head under it.
    pub(super) fn settle(&self, flow: &mut Vec<usize>) {
        let first_of: BTreeMap<usize, usize> = self.again.iter().copied().collect();
        let moved: BTreeSet<usize> = self.misplaced.iter().flatten().copied().collect();
        let kept = |unit: &usize| match first_of.get(unit) {
            Some(first) => Some(*first).filter(|first| moved.contains(first)),
            None => Some(*unit).filter(|unit| !moved.contains(unit)),
        };
        *flow = flow.iter().filter_map(kept).collect();
    }

    /// Places the lines of what stands again beside those of the first copy.
    pub(super) fn place(&self, units: &[Unit], placed: &mut BTreeMap<LineId, Placed>) {
        for (unit, first) in &self.again {
            let first = units[*first].lines.first().copied().unwrap_or_default();
            for line in &units[*unit].lines {
                placed
                    .insert(*line, Placed { line: *line, fate: Fate::Repeat { first }, reason: "run-of-lines-again" });
            }
        }
    }
}

pub(super) fn reruns(flow: &[usize], units: &[Unit], shapes: &[Shape], seen: &Elsewhere) -> Reruns {
    let mut place_of = vec![None; units.len()];
    for (place, unit) in flow.iter().enumerate() {
        place_of[*unit] = Some(place);
    }
    let same = |a: usize, b: usize| key(&units[flow[a]].text) == key(&units[flow[b]].text);
    let mut found = Reruns::default();
    let mut from = 0;
    while from < flow.len() {
        let first = seen.first(flow[from]).filter(|_| seen.proves(flow[from])).and_then(|unit| place_of[unit]);
        let Some(first) = first.filter(|first| *first < from && same(*first, from)) else {
            from += 1;
            continue;
        };
        let again =
            |a: usize, b: usize| same(a, b) || seen.first(flow[b]) == Some(flow[a]) || seen.alike(flow[a], flow[b]);
        let above = (1..=first).take_while(|n| first + n < from && again(first - n, from - n)).count();
        // the last may break off
        let below =
            (1..flow.len() - from).take_while(|n| first + n < from - above && again(first + n, from + n)).count();
        if above + below + 1 >= SHORTEST_RUN {
            let between = flow.get(first + below + 1..from - above).unwrap_or_default();
            let head = (1..=MAX_HEAD).contains(&between.len())
                && between.iter().all(|u| shapes[*u] == Shape::Heading || shapes[*u].heads());
            let pairs = (from - above..=from + below).map(|place| (flow[place], flow[place + first - from]));
            found.again.extend(pairs);
            if head {
                found.misplaced.push(flow[first - above..=first + below].to_vec());
            }
        }
        from += below + 1;
    }
    found
}
