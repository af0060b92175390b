//! The image of a page: what an OCR engine reads.

use super::geometry::{Point, Rect, Size};

/// Points in an inch.
const PT_PER_INCH: f32 = 72.0;

/// Grey pixels of a page, upright as a reader holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Row by row from the top left, 0 is black; `width` × `height` of them.
    pub luma: Vec<u8>,
    /// Where the image lies on its page, in points.
    pub place: Rect,
}

impl Picture {
    /// The point on the page of a place in pixels; 0, 0 is the top left corner of the first pixel.
    pub fn point(&self, x_px: f32, y_px: f32) -> Point {
        Point {
            x: self.place.x0 + x_px * self.pt_per_px_x(),
            y: self.place.y0 + y_px * self.place.height() / (self.height.max(1) as f32),
        }
    }

    /// Points that one pixel is wide.
    pub fn pt_per_px_x(&self) -> f32 {
        self.place.width() / self.width.max(1) as f32
    }

    /// Pixels to the inch, the mean of both directions.
    pub fn dpi(&self) -> f32 {
        let across = self.width as f32 / self.place.width().max(f32::EPSILON);
        let down = self.height as f32 / self.place.height().max(f32::EPSILON);
        f32::midpoint(across, down) * PT_PER_INCH
    }

    /// A row of pixels; empty beyond the image.
    pub fn row(&self, y: u32) -> &[u8] {
        let width = self.width as usize;
        let from = y as usize * width;
        self.luma.get(from..from + width).unwrap_or_default()
    }
}

/// The image of a page as a PDF holds it: in colour, without loss.
#[derive(Debug, Clone, PartialEq)]
pub struct Packed {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// What it measures on paper, in points.
    pub size: Size,
    pub colors: Colors,
    /// Bits of one channel of one pixel.
    pub bits: u8,
    pub packing: Packing,
    pub data: Vec<u8>,
}

/// What the channels of a pixel mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Colors {
    /// 0 is black.
    Grey,
    Rgb,
    /// Four inks; 0 is none, or the most where it is turned round.
    Cmyk {
        is_inverted: bool,
    },
    /// Numbers of colours, red, green and blue of each after the other.
    Indexed(Vec<u8>),
}

/// How the pixels are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// A whole JPEG file.
    Jpeg,
    /// Deflated rows, each filled up to whole bytes.
    Deflated,
    /// Deflated rows with PNG's filters.
    DeflatedPng,
}
