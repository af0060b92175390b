//! Labels set downwards in level type: one large character under another, beside the article they name (委/员/观/点).
//! By lines they would be taken for words of whatever stands beside them.

use super::lines::{Draft, line};
use super::runs::Run;
use crate::model::script::is_han;

/// Characters that make a label: fewer stand under one another by chance.
const FEWEST: usize = 3;
/// ... and more are no label.
const MOST: usize = 12;
/// They are larger than the body by this factor,
const SIZE: f32 = 1.2;
/// ... of one size to within this share of it,
const SAME_SIZE: f32 = 0.08;
/// ... with their middles within this many em,
const ASIDE_EM: f32 = 0.25;
/// ... and this far from one to the next, in em.
const PITCH_EM: (f32, f32) = (0.85, 2.2);
/// Distances that differ by no more than this, in em, are one.
const SAME_PITCH_EM: f32 = 0.35;
/// Another run of that size this near, in em, makes it a word of a line.
const BESIDE_EM: f32 = 1.2;
/// Large single characters and runs of a page up to which labels are looked for: a bound for hostile pages.
const MOST_LONE: usize = 300;
const MOST_RUNS: usize = 20_000;
/// A label stands within this many em of what it names.
const REACH_EM: f32 = 3.0;

/// Takes the labels out of a layer's runs.
pub(super) fn stacks(runs: Vec<Run>, body: f32) -> (Vec<Draft>, Vec<Run>) {
    let mut lone: Vec<usize> = (0..runs.len()).filter(|i| is_lone(&runs[*i], body)).collect();
    if lone.len() < FEWEST || lone.len() > MOST_LONE || runs.len() > MOST_RUNS {
        return (Vec::new(), runs);
    }
    lone.retain(|i| !runs.iter().enumerate().any(|(k, other)| k != *i && is_beside(&runs[*i], other)));
    lone.sort_by(|a, b| runs[*a].top.total_cmp(&runs[*b].top).then(runs[*a].x0.total_cmp(&runs[*b].x0)));
    let mut chains: Vec<Vec<usize>> = Vec::new();
    for i in lone {
        let fits = |chain: &&mut Vec<usize>| goes_on(chain, &runs[i], &runs);
        match chains.iter_mut().find(fits) {
            Some(chain) => chain.push(i),
            None => chains.push(vec![i]),
        }
    }
    chains.retain(|chain| (FEWEST..=MOST).contains(&chain.len()));
    let labels = chains.iter().filter_map(|chain| label(chain, &runs)).collect();
    let taken: Vec<usize> = chains.into_iter().flatten().collect();
    let rest = runs.into_iter().enumerate().filter(|(i, _)| !taken.contains(i)).map(|(_, run)| run).collect();
    (labels, rest)
}

/// Whether a line stands so near a label that the label may name it.
pub(super) fn is_near(label: &Draft, line: &Draft) -> bool {
    let reach = REACH_EM * label.size;
    line.x0 < label.x1 + reach
        && line.x1 > label.x0 - reach
        && line.top < label.bottom + label.size
        && line.bottom > label.top - label.size
}

fn is_lone(run: &Run, body: f32) -> bool {
    let mut chars = run.signs.iter().flat_map(|sign| sign.text.chars());
    run.size >= SIZE * body && chars.next().is_some_and(is_han) && chars.next().is_none()
}

/// Level with a run and next to it, in type of its size or larger.
fn is_beside(run: &Run, other: &Run) -> bool {
    let level = other.top < run.bottom && other.bottom > run.top;
    let gap = (other.x0 - run.x1).max(run.x0 - other.x1);
    level && gap < BESIDE_EM * run.size && other.size >= run.size * (1.0 - SAME_SIZE)
}

fn goes_on(chain: &[usize], run: &Run, runs: &[Run]) -> bool {
    let Some(last) = chain.last().map(|i| &runs[*i]) else { return false };
    let em = last.size;
    let pitch = run.base - last.base;
    let even = chain.len() < 2 || {
        let before = last.base - runs[chain[chain.len() - 2]].base;
        (pitch - before).abs() <= SAME_PITCH_EM * em
    };
    let middle = |r: &Run| f32::midpoint(r.x0, r.x1);
    (run.size / em - 1.0).abs() <= SAME_SIZE
        && (middle(run) - middle(last)).abs() <= ASIDE_EM * em
        && (PITCH_EM.0 * em..=PITCH_EM.1 * em).contains(&pitch)
        && even
}

/// The characters as one line, at the place of all of them.
fn label(chain: &[usize], runs: &[Run]) -> Option<Draft> {
    let mut signs: Vec<_> = chain.iter().flat_map(|i| runs[*i].signs.iter().cloned()).collect();
    let base = signs.first()?.base;
    for sign in &mut signs {
        // laid down, so that the characters follow each other as in any line
        (sign.x0, sign.x1, sign.word, sign.base) = (sign.base, sign.base + sign.size, sign.base, base);
    }
    let laid = line(&signs)?;
    let fold =
        |f: fn(f32, f32) -> f32, of: fn(&Run) -> f32, from: f32| chain.iter().map(|i| of(&runs[*i])).fold(from, f);
    let text = laid.text.replace(' ', "");
    Some(Draft {
        text,
        chars: Vec::new(),
        x0: fold(f32::min, |r| r.x0, f32::MAX),
        x1: fold(f32::max, |r| r.x1, f32::MIN),
        top: fold(f32::min, |r| r.top, f32::MAX),
        bottom: fold(f32::max, |r| r.bottom, f32::MIN),
        base,
        cells: Vec::new(),
        starts: Vec::new(),
        row: None,
        ..laid
    })
}
