//! The 3 × 2 matrices of PDF. In: numbers as the file has them, huge or not finite included; out: points and boxes.
//! Never a panic, and never a coordinate that is not finite: those become 0.

use crate::model::geometry::{Point, Rect};

/// `[a b c d e f]`: x' = a x + c y + e, y' = b x + d y + f.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix {
    pub a: f64,
    pub b: f64,
    pub c: f64,
    pub d: f64,
    pub e: f64,
    pub f: f64,
}

impl Matrix {
    pub const IDENTITY: Self = Self { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    #[expect(clippy::many_single_char_names, reason = "the names of ISO 32000")]
    pub fn new([a, b, c, d, e, f]: [f64; 6]) -> Self {
        Self { a, b, c, d, e, f }
    }

    pub fn translation(x: f64, y: f64) -> Self {
        Self { e: x, f: y, ..Self::IDENTITY }
    }

    /// First `self`, then `next` (PDF writes `self × next`).
    pub fn then(&self, next: &Self) -> Self {
        Self {
            a: self.a * next.a + self.b * next.c,
            b: self.a * next.b + self.b * next.d,
            c: self.c * next.a + self.d * next.c,
            d: self.c * next.b + self.d * next.d,
            e: self.e * next.a + self.f * next.c + next.e,
            f: self.e * next.b + self.f * next.d + next.f,
        }
    }

    pub fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)
    }

    pub fn point(&self, x: f64, y: f64) -> Point {
        let (x, y) = self.apply(x, y);
        Point { x: finite(x), y: finite(y) }
    }

    /// The upright box around the image of the box with these corners.
    pub fn rect(&self, x0: f64, y0: f64, x1: f64, y1: f64) -> Rect {
        if self.b == 0.0 && self.c == 0.0 {
            // nearly all type stands upright
            let (a, b) = (self.point(x0, y0), self.point(x1, y1));
            return Rect::new(a.x, a.y, a.x, a.y).union(&Rect::new(b.x, b.y, b.x, b.y));
        }
        let corners = [self.point(x0, y0), self.point(x1, y0), self.point(x0, y1), self.point(x1, y1)];
        let [first, rest @ ..] = corners;
        rest.iter()
            .fold(Rect::new(first.x, first.y, first.x, first.y), |rect, p| rect.union(&Rect::new(p.x, p.y, p.x, p.y)))
    }

    /// What takes its results back; None where it maps a page to a line or a point.
    pub fn inverse(&self) -> Option<Self> {
        let Self { a, b, c, d, e, f } = *self;
        let area = a * d - b * c;
        let inverse = Self {
            a: d / area,
            b: -b / area,
            c: -c / area,
            d: a / area,
            e: (c * f - d * e) / area,
            f: (b * e - a * f) / area,
        };
        let all = [inverse.a, inverse.b, inverse.c, inverse.d, inverse.e, inverse.f];
        all.iter().all(|v| v.is_finite()).then_some(inverse)
    }

    /// Length on the page of one unit along y: the scale of type.
    pub fn scale_y(&self) -> f64 {
        self.c.hypot(self.d)
    }

    /// Direction of the x axis in degrees; on a page with y down, clockwise.
    pub fn angle_deg(&self) -> f32 {
        let angle = finite(self.b.atan2(self.a).to_degrees());
        if angle.abs() < 1e-3 { 0.0 } else { angle }
    }
}

pub(super) fn finite(n: f64) -> f32 {
    let n = n as f32;
    if n.is_finite() { n } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_applies_its_left_side_first() {
        let scale = Matrix::new([2.0, 0.0, 0.0, 3.0, 0.0, 0.0]);
        let moved = scale.then(&Matrix::translation(10.0, 20.0));
        assert_eq!(moved.apply(1.0, 1.0), (12.0, 23.0));
    }

    #[test]
    fn an_inverse_takes_points_back() {
        let matrix = Matrix::new([0.0, 2.0, -3.0, 0.0, 10.0, 20.0]);
        let (x, y) = matrix.apply(5.0, 7.0);
        assert_eq!(matrix.inverse().map(|back| back.apply(x, y)), Some((5.0, 7.0)));
        assert_eq!(Matrix::new([1.0, 1.0, 1.0, 1.0, 0.0, 0.0]).inverse(), None);
    }

    #[test]
    fn numbers_beyond_all_bounds_become_zero() {
        let huge = Matrix::new([f64::MAX, f64::MAX, f64::MAX, f64::MAX, f64::INFINITY, f64::NAN]);
        let point = huge.then(&huge).point(1.0, 1.0);
        assert_eq!((point.x, point.y), (0.0, 0.0));
    }
}
