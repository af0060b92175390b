//! The thin rules of a page, of which ruled tables are made.

use crate::model::geometry::Rect;

/// Rules are no thicker than this, in points.
pub(super) const THIN_PT: f32 = 2.0;
/// Rules that meet do so to this many points; nearer ones are one rule drawn twice.
pub(super) const MEET_PT: f32 = 2.5;
/// Rules of each direction looked at: a bound for hostile pages.
const MOST_RULES: usize = 400;

/// Thin rules in the frame of the runs.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// From the top.
    pub level: Vec<Rect>,
    pub upright: Vec<Rect>,
}

impl Rules {
    /// Sorts out the rules of a page.
    pub fn of(rules: impl Iterator<Item = Rect>) -> Self {
        let mut found = Self::default();
        for rule in rules {
            let (thick, all) = if rule.width() > rule.height() {
                (rule.height(), &mut found.level)
            } else {
                (rule.width(), &mut found.upright)
            };
            if thick <= THIN_PT && all.len() < MOST_RULES {
                all.push(rule);
            }
        }
        found.level.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
        found
    }

    /// Places of the upright rules that stand beside a height, from left to right.
    pub fn beside(&self, y: f32) -> Vec<f32> {
        places(self.upright.iter().filter(|rule| rule.y0 < y && rule.y1 > y))
    }

    /// Places of the upright rules that reach from one level rule to another, inside them.
    pub fn between(&self, over: &Rect, under: &Rect) -> Vec<f32> {
        let (left, right) = (over.x0.max(under.x0), over.x1.min(under.x1));
        places(self.upright.iter().filter(|rule| {
            rule.y0 <= over.y1 + MEET_PT
                && rule.y1 >= under.y0 - MEET_PT
                && rule.x0 >= left - MEET_PT
                && rule.x1 <= right + MEET_PT
        }))
    }

    /// Whether level rules run over and under a place, this near.
    pub fn frame(&self, (x0, x1): (f32, f32), y: f32, reach: f32) -> bool {
        let along = || self.level.iter().filter(|rule| rule.x0 < x1 && rule.x1 > x0);
        let near = |gap: f32| gap >= 0.0 && gap <= reach;
        along().any(|rule| near(y - rule.y0)) && along().any(|rule| near(rule.y0 - y))
    }
}

fn places<'a>(upright: impl Iterator<Item = &'a Rect>) -> Vec<f32> {
    let mut places: Vec<f32> = upright.map(|rule| rule.x0).collect();
    places.sort_by(f32::total_cmp);
    places.dedup_by(|a, b| (*a - *b).abs() <= MEET_PT);
    places
}
