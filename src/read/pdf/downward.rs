//! Text that runs down the page though its font runs across. In: the glyphs of a page in the order they are drawn; out: the same
//! glyphs, those set one under another marked as vertical. Some typesetting systems place every character of a vertical page by
//! itself, in the font for horizontal text; only the order of drawing shows which way it is read.

use crate::model::page::Glyph;

/// From one character to the next below it, in em: marks are half as high as characters.
const PITCH_EM: std::ops::RangeInclusive<f32> = 0.45..=1.35;
/// Their middles lie above one another to within this many em.
const ASIDE_EM: f32 = 0.2;
/// Characters one under another that are no accident,
const FEWEST: usize = 5;
/// ... on a page with so many of them,
const FEWEST_ON_PAGE: usize = 40;
/// ... that are this share of all its characters.
const SHARE: f32 = 0.6;

/// Marks what is set downwards, on pages where most is.
pub(super) fn mark(glyphs: &mut [Glyph]) {
    let shown: Vec<usize> = (0..glyphs.len()).filter(|i| glyphs.get(*i).is_some_and(is_shown)).collect();
    let follows = |pair: &[usize]| match pair {
        [a, b] => matches!((glyphs.get(*a), glyphs.get(*b)), (Some(a), Some(b)) if is_below(b, a)),
        _ => false,
    };
    let mut downward: Vec<usize> = Vec::new();
    let mut start = 0;
    for end in 1..=shown.len() {
        if shown.get(end - 1..=end).is_some_and(follows) {
            continue;
        }
        let run = shown.get(start..end).unwrap_or_default();
        if run.len() >= FEWEST {
            downward.extend(run);
        }
        start = end;
    }
    if downward.len() < FEWEST_ON_PAGE || (downward.len() as f32) < SHARE * shown.len() as f32 {
        return;
    }
    for at in downward {
        if let Some(glyph) = glyphs.get_mut(at) {
            glyph.vertical = true;
        }
    }
}

fn is_shown(glyph: &Glyph) -> bool {
    glyph.text.as_ref().is_some_and(|text| !text.is_blank())
}

/// Upright, of the same size, and where the next character of vertical text stands.
fn is_below(next: &Glyph, last: &Glyph) -> bool {
    let em = last.size_pt.max(1.0);
    let (from, to) = (last.bbox.center(), next.bbox.center());
    let is_upright = |glyph: &Glyph| glyph.angle_deg.abs() < 1.0;
    is_upright(next)
        && is_upright(last)
        && (next.size_pt - last.size_pt).abs() < 0.1 * em
        && (to.x - from.x).abs() <= ASIDE_EM * em
        && PITCH_EM.contains(&((to.y - from.y) / em))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::{Point, Rect};
    use crate::model::page::FontId;

    fn glyph(x: f32, y: f32) -> Glyph {
        Glyph {
            text: Some("会".into()),
            origin: Point { x, y },
            bbox: Rect { x0: x, y0: y - 8.8, x1: x + 10.0, y1: y + 1.2 },
            size_pt: 10.0,
            font: FontId(0),
            invisible: false,
            vertical: false,
            angle_deg: 0.0,
        }
    }

    #[test]
    fn a_page_drawn_down_its_lines_is_vertical() {
        let mut glyphs: Vec<Glyph> = (0..4)
            .flat_map(|line| (0..20).map(move |i| glyph(200.0 - 16.0 * line as f32, 50.0 + 10.0 * i as f32)))
            .collect();
        glyphs.extend((0..10).map(|i| glyph(20.0 + 10.0 * i as f32, 20.0)));
        mark(&mut glyphs);
        assert_eq!(glyphs.iter().filter(|glyph| glyph.vertical).count(), 80);
        assert!(!glyphs[85].vertical);
    }

    #[test]
    fn lines_across_stay_so_and_so_does_a_column_of_one_table() {
        let mut glyphs: Vec<Glyph> = (0..8)
            .flat_map(|line| (0..20).map(move |i| glyph(20.0 + 10.0 * i as f32, 50.0 + 16.0 * line as f32)))
            .collect();
        glyphs.extend((0..45).map(|i| glyph(250.0, 50.0 + 10.0 * i as f32)));
        mark(&mut glyphs);
        assert!(glyphs.iter().all(|glyph| !glyph.vertical));
    }
}
