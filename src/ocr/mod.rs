//! Images of pages → lines of text with places and confidences. Which pages are read, and what becomes of the lines,
//! is for others to say; nothing is arranged or repaired here.
//!
//! | module | is |
//! |---|---|
//! | `ppocr` | the engine that is built in: two neural networks, run by rten |
//! | `tesseract` | another engine, where it is installed, run as a program |
//! | `models` | the files of the networks: which, where, and how they get there |

mod cache;
mod lines;
pub mod models;
mod pixels;
mod ppocr;
mod program;
mod tesseract;
mod zip;

use std::time::Duration;

use crate::model::geometry::Point;
use crate::model::picture::Picture;

pub use cache::Cache;
pub use lines::raw_lines;
pub use ppocr::Ppocr;
pub use tesseract::Tesseract;

/// What reads images. One engine serves all threads.
pub trait Engine: Send + Sync {
    /// Name and all settings that change its result; part of the key of stored results.
    fn id(&self) -> &str;

    /// The lines of a page, in no particular order. Bounded by the time given.
    fn read(&self, picture: &Picture, allowed: &Allowed) -> Result<Vec<Line>, Error>;
}

/// What one page may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    pub time: Duration,
    /// Threads inside the page.
    pub threads: usize,
}

/// Why a page was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("it took longer than {seconds} s")]
    OutOfTime { seconds: u64 },
    #[error("an image of {width} × {height} pixels is too large")]
    TooLarge { width: u32, height: u32 },
    #[error("the engine failed: {cause}")]
    Engine { cause: String },
}

/// One line as an engine read it. Places are in pixels of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Top left, top right, bottom right, bottom left, in reading direction.
    pub corners: [Point; 4],
    /// How sure the detector is that this is text, 0..1.
    pub found: f32,
    /// Top and bottom of its ink, as shares of its height; None where that could not be measured.
    pub ink: Option<(f32, f32)>,
    /// In reading direction; never empty.
    pub chars: Vec<Char>,
}

/// One character.
#[derive(Debug, Clone, PartialEq)]
pub struct Char {
    pub c: char,
    /// Its middle along the line: 0 at the line's left edge, 1 at its right.
    pub at: f32,
    /// 0..1, as the engine gives it.
    pub confidence: f32,
    /// What else it may be, likeliest first, with confidences.
    pub others: Vec<(char, f32)>,
}

impl Line {
    pub fn text(&self) -> String {
        self.chars.iter().map(|c| c.c).collect()
    }

    /// Mean confidence of its characters.
    pub fn confidence(&self) -> f32 {
        self.chars.iter().map(|c| c.confidence).sum::<f32>() / self.chars.len().max(1) as f32
    }

    /// Length from left to right in pixels.
    pub fn length(&self) -> f32 {
        let [a, b, c, d] = self.corners;
        f32::midpoint((b.x - a.x).hypot(b.y - a.y), (c.x - d.x).hypot(c.y - d.y))
    }

    /// Height across the line in pixels.
    pub fn height(&self) -> f32 {
        let [a, b, c, d] = self.corners;
        f32::midpoint((d.x - a.x).hypot(d.y - a.y), (c.x - b.x).hypot(c.y - b.y))
    }

    /// The place so far along the line (0..1) in the middle of its ink.
    pub fn along(&self, at: f32) -> Point {
        let [a, b, c, d] = self.corners;
        let mix = |from: f32, to: f32, at: f32| from + (to - from) * at;
        let down = self.ink.map_or(0.5, |(top, bottom)| f32::midpoint(top, bottom));
        Point { x: mix(mix(a.x, b.x, at), mix(d.x, c.x, at), down), y: mix(mix(a.y, b.y, at), mix(d.y, c.y, at), down) }
    }

    /// Height of its ink in pixels.
    pub fn ink_height(&self) -> Option<f32> {
        self.ink.map(|(top, bottom)| (bottom - top) * self.height())
    }
}
