//! The smallest rectangle around points, at any angle. In: points; out: its corners.

use crate::model::geometry::Point;

/// A rectangle at an angle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slanted {
    pub middle: Point,
    /// Length along its longer direction, which lies within 45° of the x axis for all but upright boxes.
    pub width: f32,
    pub height: f32,
    /// Direction of the width, in radians; y down.
    pub angle: f32,
}

impl Slanted {
    /// Top left, top right, bottom right, bottom left.
    pub fn corners(&self) -> [Point; 4] {
        let (s, c) = self.angle.sin_cos();
        let (w, h) = (self.width / 2.0, self.height / 2.0);
        let at = |x: f32, y: f32| Point { x: self.middle.x + x * c - y * s, y: self.middle.y + x * s + y * c };
        [at(-w, -h), at(w, -h), at(w, h), at(-w, h)]
    }

    /// Longer by this much at one end.
    pub fn stretched(self, by: f32, at_end: bool) -> Self {
        let (s, c) = self.angle.sin_cos();
        let shift = if at_end { by / 2.0 } else { -by / 2.0 };
        let middle = Point { x: self.middle.x + shift * c, y: self.middle.y + shift * s };
        Self { middle, width: self.width + by, ..self }
    }

    /// Whether a point lies inside.
    pub fn holds(&self, p: Point) -> bool {
        let (s, c) = self.angle.sin_cos();
        let (dx, dy) = (p.x - self.middle.x, p.y - self.middle.y);
        (dx * c + dy * s).abs() <= self.width / 2.0 && (dy * c - dx * s).abs() <= self.height / 2.0
    }

    /// Larger by this much on every side.
    pub fn grown(self, by: f32) -> Self {
        Self { width: self.width + 2.0 * by, height: self.height + 2.0 * by, ..self }
    }
}

/// The rectangle of least area around points; None where there are none.
pub(super) fn around(points: Vec<(i32, i32)>) -> Option<Slanted> {
    let hull = hull(points);
    let first = hull.first()?;
    let edges = hull.iter().zip(hull.iter().cycle().skip(1));
    let mut best: Option<(f32, Slanted)> = None;
    for (a, b) in edges {
        let (dx, dy) = ((b.0 - a.0) as f32, (b.1 - a.1) as f32);
        let length = dx.hypot(dy);
        let (c, s) = if length > 0.0 { (dx / length, dy / length) } else { (1.0, 0.0) };
        let along = |p: &(i32, i32)| p.0 as f32 * c + p.1 as f32 * s;
        let across = |p: &(i32, i32)| p.1 as f32 * c - p.0 as f32 * s;
        let span = |of: &dyn Fn(&(i32, i32)) -> f32| {
            hull.iter().map(of).fold((of(first), of(first)), |(lo, hi), v| (lo.min(v), hi.max(v)))
        };
        let ((u0, u1), (v0, v1)) = (span(&along), span(&across));
        let (u, v) = (f32::midpoint(u0, u1), f32::midpoint(v0, v1));
        let rect = Slanted {
            middle: Point { x: u * c - v * s, y: u * s + v * c },
            width: u1 - u0,
            height: v1 - v0,
            angle: s.atan2(c),
        };
        let area = rect.width * rect.height;
        if best.as_ref().is_none_or(|(least, _)| area < *least) {
            best = Some((area, rect));
        }
    }
    best.map(|(_, rect)| level(rect))
}

/// The same rectangle with its width along the direction nearest to the x axis.
fn level(rect: Slanted) -> Slanted {
    use std::f32::consts::{FRAC_PI_2, FRAC_PI_4, PI};
    // into -90° .. 90°, then the side nearer to the x axis
    let mut angle = rect.angle.rem_euclid(PI);
    if angle > FRAC_PI_2 {
        angle -= PI;
    }
    if angle.abs() <= FRAC_PI_4 {
        return Slanted { angle, ..rect };
    }
    let angle = if angle > 0.0 { angle - FRAC_PI_2 } else { angle + FRAC_PI_2 };
    Slanted { angle, width: rect.height, height: rect.width, ..rect }
}

/// Convex hull (Andrew's monotone chain), its points in order.
fn hull(mut points: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    points.sort_unstable();
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let cross = |o: (i32, i32), a: (i32, i32), b: (i32, i32)| {
        i64::from(a.0 - o.0) * i64::from(b.1 - o.1) - i64::from(a.1 - o.1) * i64::from(b.0 - o.0)
    };
    let half = |points: &mut dyn Iterator<Item = (i32, i32)>| {
        let mut chain: Vec<(i32, i32)> = Vec::new();
        for p in points {
            while let [.., o, a] = chain[..] {
                if cross(o, a, p) > 0 {
                    break;
                }
                chain.pop();
            }
            chain.push(p);
        }
        chain.pop();
        chain
    };
    let mut lower = half(&mut points.iter().copied());
    lower.extend(half(&mut points.iter().rev().copied()));
    lower
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_box_is_itself() {
        let points = vec![(2, 1), (10, 1), (10, 4), (2, 4), (5, 2)];
        let rect = around(points).expect("points");
        assert_eq!((rect.width, rect.height, rect.angle), (8.0, 3.0, 0.0));
        assert_eq!(rect.corners()[0], Point { x: 2.0, y: 1.0 });
    }

    #[test]
    fn a_slanted_box_keeps_its_angle_and_an_upright_one_its_height() {
        let slanted: Vec<(i32, i32)> = (0..200).flat_map(|x| [(x, x / 10), (x, x / 10 + 20)]).collect();
        let rect = around(slanted).expect("points");
        assert!((rect.angle.to_degrees() - 5.7).abs() < 0.5, "{}", rect.angle.to_degrees());
        assert!(rect.width > 195.0 && rect.height < 24.0);
        let upright = around(vec![(0, 0), (3, 0), (3, 50), (0, 50)]).expect("points");
        assert_eq!((upright.width, upright.height), (3.0, 50.0));
    }

    #[test]
    fn lines_and_single_points_have_a_rectangle_too() {
        assert_eq!(around(Vec::new()), None);
        let point = around(vec![(7, 7)]).expect("a point");
        assert_eq!((point.width, point.height, point.middle), (0.0, 0.0, Point { x: 7.0, y: 7.0 }));
        assert!(around(vec![(0, 0), (5, 0)]).is_some_and(|r| (r.width - 5.0).abs() + r.height.abs() < f32::EPSILON));
    }
}
