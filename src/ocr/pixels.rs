//! Grey images made smaller, turned, and cut out along a slanted line. In: pixels; out: pixels. Never decides what to cut.

use crate::model::geometry::Point;
use crate::model::picture::Picture;

/// Grey pixels without a place on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grey {
    pub width: usize,
    pub height: usize,
    pub luma: Vec<u8>,
}

/// What a pixel adds to which pixels of the result along one axis.
struct Taps {
    from: usize,
    weights: Vec<f32>,
}

/// Area averages, linear between pixels where the result is larger: each result pixel is the mean of what it covers.
fn taps(n_in: usize, n_out: usize) -> Vec<Taps> {
    let scale = n_in as f32 / n_out as f32;
    let reach = scale.max(1.0);
    (0..n_out)
        .map(|out| {
            let middle = (out as f32 + 0.5) * scale - 0.5;
            let from = (middle - reach).ceil().max(0.0) as usize;
            let to = ((middle + reach).floor() as usize).min(n_in - 1);
            let mut weights: Vec<f32> =
                (from..=to.max(from)).map(|i| (1.0 - (i as f32 - middle).abs() / reach).max(0.0)).collect();
            let sum: f32 = weights.iter().sum();
            if sum > 0.0 {
                for w in &mut weights {
                    *w /= sum;
                }
            } else {
                let n = weights.len() as f32;
                weights.fill(1.0 / n);
            }
            Taps { from: from.min(n_in - 1), weights }
        })
        .collect()
}

/// The picture in another size. Sides are at least 1.
pub(super) fn resize(picture: &Picture, width: usize, height: usize) -> Grey {
    let (w_in, h_in) = (picture.width as usize, picture.height as usize);
    if (w_in, h_in) == (width, height) {
        return Grey { width, height, luma: picture.luma.clone() };
    }
    let (across, down) = (taps(w_in, width), taps(h_in, height));
    let mut narrow = vec![0.0_f32; width * h_in];
    for (row, out) in picture.luma.chunks_exact(w_in).zip(narrow.chunks_exact_mut(width)) {
        for (tap, out) in across.iter().zip(out) {
            let pixels = row.iter().skip(tap.from);
            *out = pixels.zip(&tap.weights).map(|(p, w)| f32::from(*p) * w).sum();
        }
    }
    let mut luma = vec![0_u8; width * height];
    let mut sums = vec![0.0_f32; width];
    for (tap, out) in down.iter().zip(luma.chunks_exact_mut(width)) {
        sums.fill(0.5);
        for (i, weight) in tap.weights.iter().enumerate() {
            let Some(row) = narrow.chunks_exact(width).nth(tap.from + i) else { continue };
            sums.iter_mut().zip(row).for_each(|(sum, p)| *sum += p * weight);
        }
        out.iter_mut().zip(&sums).for_each(|(out, sum)| *out = *sum as u8);
    }
    Grey { width, height, luma }
}

/// Whether there are no shades: nearly all pixels are black or white.
pub(super) fn is_bilevel(picture: &Picture) -> bool {
    let n = picture.luma.iter().filter(|p| matches!(p, 0..=8 | 247..=255)).count();
    n as f32 >= BILEVEL * picture.luma.len() as f32
}

/// Share of black and white pixels in an image that has no shades.
const BILEVEL: f32 = 0.999;

/// Each pixel with this share of each of its neighbours, across and down.
pub(super) fn softened(picture: &Picture, share: f32) -> Picture {
    let (w, h) = (picture.width as usize, picture.height as usize);
    let mixed = |before: u8, own: u8, after: u8| {
        let (before, own, after) = (f32::from(before), f32::from(own), f32::from(after));
        (own + (before + after - 2.0 * own) * share + 0.5) as u8
    };
    let mut across = Vec::with_capacity(w * h);
    for row in picture.luma.chunks_exact(w.max(1)) {
        let at = |x: usize| row.get(x.min(w - 1)).copied().unwrap_or(255);
        across.extend((0..w).map(|x| mixed(at(x.saturating_sub(1)), at(x), at(x + 1))));
    }
    let mut luma = Vec::with_capacity(w * h);
    let at = |x: usize, y: usize| across.get(y.min(h - 1) * w + x).copied().unwrap_or(255);
    for y in 0..h {
        luma.extend((0..w).map(|x| mixed(at(x, y.saturating_sub(1)), at(x, y), at(x, y + 1))));
    }
    Picture { luma, ..picture.clone() }
}

/// Quarter turns clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    None,
    Right,
    Half,
    Left,
}

impl Turn {
    /// The place in the picture as it was, of a place in the turned one.
    pub fn back(self, p: Point, width: f32, height: f32) -> Point {
        match self {
            Self::None => p,
            Self::Right => Point { x: p.y, y: height - p.x },
            Self::Half => Point { x: width - p.x, y: height - p.y },
            Self::Left => Point { x: width - p.y, y: p.x },
        }
    }
}

/// The picture turned clockwise.
pub(super) fn turned(picture: &Picture, turn: Turn) -> Picture {
    let (w, h) = (picture.width as usize, picture.height as usize);
    let mut luma = Vec::with_capacity(picture.luma.len());
    match turn {
        Turn::None => luma.extend_from_slice(&picture.luma),
        Turn::Half => luma.extend(picture.luma.iter().rev()),
        Turn::Right => {
            for x in 0..w {
                luma.extend((0..h).rev().filter_map(|y| picture.luma.get(y * w + x)));
            }
        }
        Turn::Left => {
            for x in (0..w).rev() {
                luma.extend((0..h).filter_map(|y| picture.luma.get(y * w + x)));
            }
        }
    }
    let (width, height) = match turn {
        Turn::None | Turn::Half => (picture.width, picture.height),
        Turn::Right | Turn::Left => (picture.height, picture.width),
    };
    Picture { width, height, luma, place: picture.place }
}

/// Samples for one result pixel along one axis, at most: more make no difference that can be read.
const MOST_SAMPLES: usize = 4;

/// What lies between four corners (top left, top right, bottom right, bottom left), straightened to this size.
/// Beyond the picture its edge goes on.
pub(super) fn cut(picture: &Picture, corners: &[Point; 4], width: usize, height: usize) -> Grey {
    let [a, b, _, d] = *corners;
    let right = ((b.x - a.x) / width as f32, (b.y - a.y) / width as f32);
    let down = ((d.x - a.x) / height as f32, (d.y - a.y) / height as f32);
    let samples = |step: (f32, f32)| (step.0.hypot(step.1).round() as usize).clamp(1, MOST_SAMPLES);
    let (n_right, n_down) = (samples(right), samples(down));
    let share = 1.0 / (n_right * n_down) as f32;
    let mut luma = Vec::with_capacity(width * height);
    for row in 0..height {
        for column in 0..width {
            let mut sum = 0.0;
            for i in 0..n_down {
                let v = row as f32 + (i as f32 + 0.5) / n_down as f32;
                for j in 0..n_right {
                    let u = column as f32 + (j as f32 + 0.5) / n_right as f32;
                    sum += sample(picture, a.x + u * right.0 + v * down.0, a.y + u * right.1 + v * down.1);
                }
            }
            luma.push((sum * share + 0.5) as u8);
        }
    }
    Grey { width, height, luma }
}

/// Linear between the middles of pixels.
fn sample(picture: &Picture, x: f32, y: f32) -> f32 {
    let (w, h) = (picture.width as usize, picture.height as usize);
    let x = (x - 0.5).clamp(0.0, (w - 1) as f32);
    let y = (y - 0.5).clamp(0.0, (h - 1) as f32);
    let (x0, y0) = (x as usize, y as usize);
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let (x1, y1) = ((x0 + 1).min(w - 1), (y0 + 1).min(h - 1));
    let at = |x: usize, y: usize| f32::from(picture.luma.get(y * w + x).copied().unwrap_or(255));
    let top = at(x0, y0) + (at(x1, y0) - at(x0, y0)) * fx;
    let bottom = at(x0, y1) + (at(x1, y1) - at(x0, y1)) * fx;
    top + (bottom - top) * fy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::Rect;

    fn picture(width: u32, height: u32, luma: &[u8]) -> Picture {
        Picture { width, height, luma: luma.to_vec(), place: Rect::new(0.0, 0.0, width as f32, height as f32) }
    }

    #[test]
    fn a_smaller_picture_holds_means() {
        let small = resize(&picture(4, 2, &[0, 0, 200, 200, 0, 0, 200, 200]), 2, 1);
        assert_eq!((small.width, small.height), (2, 1));
        assert!(small.luma[0] < 60 && small.luma[1] > 140, "{:?}", small.luma);
        let flat = resize(&picture(7, 5, &[90; 35]), 3, 2);
        assert_eq!(flat.luma, [90; 6]);
    }

    #[test]
    fn black_and_white_is_softened_and_shades_are_told_from_it() {
        let image = picture(3, 3, &[255, 255, 255, 255, 0, 255, 255, 255, 255]);
        assert!(is_bilevel(&image) && !is_bilevel(&picture(2, 1, &[0, 128])));
        let soft = softened(&image, 0.15);
        assert_eq!((soft.luma[4], soft.luma[0], soft.luma[1]), (130, 249, 228), "{:?}", soft.luma);
    }

    #[test]
    fn places_in_turned_pictures_lead_back() {
        let image = picture(3, 2, &[1, 2, 3, 4, 5, 6]);
        assert_eq!(turned(&image, Turn::Right).luma, [4, 1, 5, 2, 6, 3]);
        assert_eq!(turned(&image, Turn::Left).luma, [3, 6, 2, 5, 1, 4]);
        assert_eq!(turned(&image, Turn::Half).luma, [6, 5, 4, 3, 2, 1]);
        for turn in [Turn::None, Turn::Right, Turn::Half, Turn::Left] {
            let there = turned(&image, turn);
            for y in 0..there.height {
                for (x, value) in there.row(y).iter().enumerate() {
                    let p = turn.back(Point { x: x as f32 + 0.5, y: y as f32 + 0.5 }, 3.0, 2.0);
                    assert_eq!(image.row(p.y as u32)[p.x as usize], *value, "{turn:?}");
                }
            }
        }
    }

    #[test]
    fn a_cut_along_the_axes_is_what_lies_there() {
        let image = picture(4, 3, &[0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110]);
        let corner = |x: f32, y: f32| Point { x, y };
        let corners = [corner(1.0, 1.0), corner(3.0, 1.0), corner(3.0, 3.0), corner(1.0, 3.0)];
        assert_eq!(cut(&image, &corners, 2, 2).luma, [50, 60, 90, 100]);
    }
}
