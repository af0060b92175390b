//! What stands at the end of an article and has all stood before: a loop of the OCR engine over the end of the articles. Only
//! tells which units; the print has no two articles that end in the same words.

use super::elsewhere::Elsewhere;
use super::shape::Shape;
use super::units::Unit;

/// Two reports may end in the same list of who was there.
fn names_people(text: &str) -> bool {
    ["出席", "参加", "列席", "主持"].iter().any(|w| text.contains(w))
}

/// Places in `sequence` from the first that is an echo, each with the unit where its words stand first. The article's own first
/// unit is none.
pub(super) fn echo(sequence: &[usize], units: &[Unit], shapes: &[Shape], seen: &Elsewhere) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let closed_above = |place: usize| sequence[..place].iter().any(|u| shapes[*u].closes());
    for (place, unit) in sequence.iter().enumerate().skip(1).rev() {
        if shapes[*unit].closes() && !closed_above(place) {
            // its own closing line, which others end with as well
            continue;
        }
        let Some(first) = seen.first(*unit) else { break };
        found.push((place, first));
    }
    found.reverse();
    // the closing line of two articles may be the same, and what it closes is no echo
    while found.first().is_some_and(|(place, _)| shapes[sequence[*place]].closes()) {
        found.remove(0);
    }
    if let [(place, _)] = found[..]
        && names_people(&units[sequence[place]].text)
        && !closed_above(place)
    {
        return Vec::new();
    }
    let proves = found.iter().any(|(place, _)| seen.proves(sequence[*place]));
    if proves { found } else { Vec::new() }
}
