//! Rules among the drawn paths. In: path operators under a matrix; out: thin boxes in page points, such as separate columns and
//! articles. Never keeps other shapes.

use super::matrix::Matrix;
use crate::model::geometry::{Point, Rect};

/// Thicker bars are boxes, not rules.
const MAX_THICKNESS: f32 = 3.0;
/// Shorter ones are strokes of drawn letters and tick marks.
const MIN_LENGTH: f32 = 10.0;
/// Segments of one path looked at.
const MAX_SEGMENTS: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Path {
    /// Axis-parallel segments.
    segments: Vec<Rect>,
    /// Closed shapes of axis-parallel segments only.
    boxes: Vec<Rect>,
    start: Option<Point>,
    last: Option<Point>,
    shape: Option<Rect>,
}

impl Path {
    pub fn rectangle(&mut self, matrix: &Matrix, [x, y, width, height]: [f64; 4]) {
        self.end_shape();
        if self.boxes.len() < MAX_SEGMENTS && is_upright(matrix) {
            let rect = matrix.rect(x, y, x + width, y + height);
            self.boxes.push(rect);
            self.segments.extend([
                Rect { y1: rect.y0, ..rect },
                Rect { y0: rect.y1, ..rect },
                Rect { x1: rect.x0, ..rect },
                Rect { x0: rect.x1, ..rect },
            ]);
        }
    }

    pub fn move_to(&mut self, point: Point) {
        self.end_shape();
        self.start = Some(point);
        self.last = Some(point);
        self.shape = Some(Rect::new(point.x, point.y, point.x, point.y));
    }

    pub fn line_to(&mut self, point: Point) {
        let from = self.last.unwrap_or(point);
        let segment = Rect::new(from.x, from.y, point.x, point.y);
        self.last = Some(point);
        if segment.width() > 0.5 && segment.height() > 0.5 {
            self.shape = None;
        } else {
            self.shape = self.shape.map(|shape| shape.union(&segment));
            if self.segments.len() < MAX_SEGMENTS {
                self.segments.push(segment);
            }
        }
    }

    pub fn curve_to(&mut self, point: Point) {
        self.shape = None;
        self.last = Some(point);
    }

    pub fn close(&mut self) {
        if let Some(start) = self.start {
            self.line_to(start);
        }
    }

    fn end_shape(&mut self) {
        if let Some(shape) = self.shape.take()
            && self.boxes.len() < MAX_SEGMENTS
        {
            self.boxes.push(shape);
        }
    }

    /// Ends the path; the rules it drew, if it was filled or stroked with a pen of this width.
    pub fn paint(&mut self, fill: bool, pen: Option<f32>) -> Vec<Rect> {
        self.end_shape();
        let mut rules = Vec::new();
        if fill {
            rules.extend(self.boxes.iter().copied().filter(is_rule));
        }
        if let Some(pen) = pen.filter(|pen| *pen <= MAX_THICKNESS) {
            let half = pen / 2.0;
            let widened = self.segments.iter().map(|s| {
                if s.width() > s.height() {
                    Rect::new(s.x0, s.y0 - half, s.x1, s.y1 + half)
                } else {
                    Rect::new(s.x0 - half, s.y0, s.x1 + half, s.y1)
                }
            });
            rules.extend(widened.filter(is_rule));
        }
        *self = Self::default();
        rules
    }
}

fn is_upright(matrix: &Matrix) -> bool {
    let near_zero = |n: f64| n.abs() < 1e-6;
    (near_zero(matrix.b) && near_zero(matrix.c)) || (near_zero(matrix.a) && near_zero(matrix.d))
}

fn is_rule(rect: &Rect) -> bool {
    let (long, thin) = (rect.width().max(rect.height()), rect.width().min(rect.height()));
    thin <= MAX_THICKNESS && long >= MIN_LENGTH && long >= thin * 4.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_thin_boxes_are_rules_and_boxes_are_not() {
        let mut path = Path::default();
        path.rectangle(&Matrix::IDENTITY, [0.0, 0.0, 200.0, 1.0]);
        path.rectangle(&Matrix::IDENTITY, [0.0, 0.0, 200.0, 100.0]);
        assert_eq!(path.paint(true, None), [Rect::new(0.0, 0.0, 200.0, 1.0)]);
        path.move_to(Point { x: 10.0, y: 10.0 });
        path.line_to(Point { x: 10.0, y: 300.0 });
        assert_eq!(path.paint(false, Some(1.0)), [Rect::new(9.5, 10.0, 10.5, 300.0)]);
        path.move_to(Point { x: 10.0, y: 10.0 });
        path.line_to(Point { x: 100.0, y: 300.0 });
        assert_eq!(path.paint(false, Some(1.0)), []);
    }
}
