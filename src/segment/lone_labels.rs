//! Labels of the parts of a proposal that stand bare: 现状 / text / 问题 / text / 建议 / text, or `建议 设立…。` `落实 已设立…。`. One such
//! word alone may be a piece of a column; two that name different parts of one text are its labels.

use super::shape::Shape;
use super::units::Unit;
use crate::profile::{Part, Profile};

/// Units from one label to the next at most.
const REACH: usize = 8;

/// Gives bare labels with a partner the shape of labels.
pub(super) fn place(units: &[Unit], shapes: &mut [Shape], profile: &Profile) {
    let bare: Vec<Option<(Part, String)>> = (0..units.len()).map(|i| bare_label(i, units, shapes, profile)).collect();
    for i in 0..units.len() {
        let Some((part, text)) = bare[i].clone() else { continue };
        let near = |k: usize| matches!(bare.get(k), Some(Some((other, _))) if *other != part);
        let partner = (i.saturating_sub(REACH)..i).any(near) || (i + 1..=i + REACH).any(near);
        if partner {
            shapes[i] = Shape::Marker(part, text);
        }
    }
}

/// The part a line names: by a word of the profile's and nothing else, with text under it, or with its text behind a space.
fn bare_label(i: usize, units: &[Unit], shapes: &[Shape], profile: &Profile) -> Option<(Part, String)> {
    if !matches!(shapes[i], Shape::Heading | Shape::Body) {
        return None;
    }
    let probe = units[i].probe.as_str();
    let text_behind = |rest: &&str| rest.ends_with('。') && rest.starts_with(|c: char| c == ' ' || c.is_ascii_digit());
    let known = profile.markers.iter().find_map(|(known, part, _)| {
        let rest = probe.strip_prefix(known.as_str())?;
        Some((*part, rest.trim_start())).filter(|_| rest.is_empty() || text_behind(&rest))
    });
    let (part, text) = known?;
    let under = matches!(shapes.get(i + 1), Some(Shape::Body | Shape::Numbered)) && units[i].lines.len() == 1;
    (part != Part::Keyword && (under || !text.is_empty())).then(|| (part, text.to_owned()))
}
