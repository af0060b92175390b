//! Runs of lines that stand again word for word, headings and all: an OCR engine went over a part of the page twice. Only tells
//! which; the articles are made of what is left.

use super::elsewhere::Elsewhere;
use super::shape::Shape;
use super::units::Unit;
use crate::model::script::key;

/// Units in a run at least: a headline over one paragraph may be told again on another page.
const SHORTEST_RUN: usize = 3;

/// Lines of a head between two copies, at most.
const MAX_HEAD: usize = 4;

/// Units of the flow that are copies, each with the unit whose words they are: the run that stands again, or the one before a
/// head under which it stands as well.
pub(super) fn reruns(flow: &[usize], units: &[Unit], shapes: &[Shape], seen: &Elsewhere) -> Vec<(usize, usize)> {
    let mut place_of = vec![None; units.len()];
    for (place, unit) in flow.iter().enumerate() {
        place_of[*unit] = Some(place);
    }
    let same = |a: usize, b: usize| key(&units[flow[a]].text) == key(&units[flow[b]].text);
    let mut found = Vec::new();
    let mut from = 0;
    while from < flow.len() {
        let first = seen.first(flow[from]).filter(|_| seen.proves(flow[from])).and_then(|unit| place_of[unit]);
        let Some(first) = first.filter(|first| *first < from && same(*first, from)) else {
            from += 1;
            continue;
        };
        let again = |a: usize, b: usize| same(a, b) || seen.first(flow[b]) == Some(flow[a]);
        let above = (1..=first).take_while(|n| first + n < from && again(first - n, from - n)).count();
        // the last may break off
        let below =
            (1..flow.len() - from).take_while(|n| first + n < from - above && again(first + n, from + n)).count();
        if above + below + 1 >= SHORTEST_RUN {
            let between = flow.get(first + below + 1..from - above).unwrap_or_default();
            let head = (1..=MAX_HEAD).contains(&between.len())
                && between.iter().all(|u| shapes[*u] == Shape::Heading || shapes[*u].heads());
            let pairs = (from - above..=from + below).map(|place| (flow[place], flow[place + first - from]));
            found.extend(pairs.map(|(again, first)| if head { (first, again) } else { (again, first) }));
        }
        from += below + 1;
    }
    found
}
