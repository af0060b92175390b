//! A page that is nothing but images, put together pixel by pixel. In: images with their places; out: the page, or None
//! where they do not fit together without being resized.

use hayro::kurbo::{Affine, Rect};

use super::survey::{Luma, Placed, Survey};
use super::{MOST_PIXELS, PictureError};
use crate::model::geometry::{self, Size};
use crate::model::picture::Picture;

/// Images may lean by this much, in pixels over their length: less than a pixel's error in any line.
const LEAN_PX: f64 = 3.0;
/// Images of one page have resolutions alike to this share.
const SAME_SCALE: f64 = 0.01;
/// The images cover this share of the page; where they do not, they are pictures on a page of something else.
const COVERED: f64 = 0.5;
/// White.
const PAPER: u8 = 255;

/// One image, turned upright, and its place.
struct Piece {
    luma: Luma,
    bounds: Rect,
}

pub(super) fn collage(survey: &Survey, size: Size) -> Result<Option<Picture>, PictureError> {
    if survey.other || survey.images.is_empty() {
        return Ok(None);
    }
    let Some(pieces) = survey.images.iter().map(piece).collect::<Option<Vec<_>>>() else { return Ok(None) };
    let Some(first) = pieces.first() else { return Ok(None) };
    let scale = |p: &Piece| (p.bounds.width() / f64::from(p.luma.width), p.bounds.height() / f64::from(p.luma.height));
    let (x, y) = scale(first);
    let alike = |a: f64, b: f64| (a / b - 1.0).abs() <= SAME_SCALE;
    if !pieces.iter().all(|p| alike(scale(p).0, x) && alike(scale(p).1, y)) {
        return Ok(None);
    }
    let all = pieces.iter().skip(1).fold(first.bounds, |all, p| all.union(p.bounds));
    let page = Rect::new(0.0, 0.0, f64::from(size.width), f64::from(size.height));
    let seen = all.intersect(page);
    // an image that hangs over the page shows what nobody sees; a small one lies on a page that may have other text
    if seen.area() < COVERED * page.area() || seen.area() < 0.97 * all.area() {
        return Ok(None);
    }
    let (width, height) = ((all.width() / x).round().max(1.0), (all.height() / y).round().max(1.0));
    if width * height > MOST_PIXELS as f64 {
        return Err(PictureError::TooLarge { width: width as u64, height: height as u64 });
    }
    let (width, height) = (width as usize, height as usize);
    let place = geometry::Rect::new(all.x0 as f32, all.y0 as f32, all.x1 as f32, all.y1 as f32);
    let mut luma = vec![PAPER; width * height];
    for piece in &pieces {
        let left = ((piece.bounds.x0 - all.x0) / x).round().max(0.0) as usize;
        let top = ((piece.bounds.y0 - all.y0) / y).round().max(0.0) as usize;
        for (row, from) in piece.luma.data.chunks_exact(piece.luma.width as usize).enumerate() {
            let start = (top + row) * width + left;
            let room = width.saturating_sub(left).min(from.len());
            let Some(to) = luma.get_mut(start..start + room) else { continue };
            // strips overlap by a row here and there: ink stays
            to.iter_mut().zip(from).for_each(|(to, from)| *to = (*to).min(*from));
        }
    }
    Ok(Some(Picture { width: width as u32, height: height as u32, luma, place }))
}

/// An image with its axes along the page's; None where it leans or is not decoded.
fn piece(placed: &Placed) -> Option<Piece> {
    let luma = placed.luma.as_ref()?;
    let (w, h) = (f64::from(placed.width), f64::from(placed.height));
    let [a, b, c, d, _, _] = placed.transform.as_coeffs();
    let bounds = placed.transform.transform_rect_bbox(Rect::new(0.0, 0.0, w, h));
    let (across, down) = (bounds.width(), bounds.height());
    if across <= 0.0 || down <= 0.0 {
        return None;
    }
    // how far its edges lean, in its pixels
    let upright = (b.abs() * w / down * h.max(w)).max(c.abs() * h / across * h.max(w));
    let lying = (a.abs() * w / across * h.max(w)).max(d.abs() * h / down * h.max(w));
    let luma = match upright <= lying {
        _ if upright.min(lying) > LEAN_PX => return None,
        true => flipped(luma, a < 0.0, d < 0.0),
        // x runs along the page's y: rows become columns
        false => flipped(&transposed(luma), c < 0.0, b < 0.0),
    };
    Some(Piece { luma, bounds })
}

fn flipped(luma: &Luma, across: bool, down: bool) -> Luma {
    let rows = luma.data.chunks_exact(luma.width.max(1) as usize);
    let mut data = Vec::with_capacity(luma.data.len());
    let mut add = |row: &[u8]| {
        if across {
            data.extend(row.iter().rev());
        } else {
            data.extend_from_slice(row);
        }
    };
    if down {
        rows.rev().for_each(&mut add);
    } else {
        rows.for_each(&mut add);
    }
    Luma { width: luma.width, height: luma.height, data }
}

fn transposed(luma: &Luma) -> Luma {
    let (w, h) = (luma.width as usize, luma.height as usize);
    let mut data = Vec::with_capacity(luma.data.len());
    for x in 0..w {
        data.extend((0..h).filter_map(|y| luma.data.get(y * w + x)));
    }
    Luma { width: luma.height, height: luma.width, data }
}

/// Pixels to the inch of an image at its place.
pub(super) fn dpi(transform: Affine) -> f64 {
    let [a, b, c, d, _, _] = transform.as_coeffs();
    let pt = f64::midpoint(a.hypot(b), c.hypot(d));
    if pt > 0.0 { 72.0 / pt } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(transform: [f64; 6], width: u32, height: u32, data: &[u8]) -> Placed {
        let luma = Some(Luma { width, height, data: data.to_vec() });
        Placed { transform: Affine::new(transform), width, height, luma }
    }

    fn page(images: Vec<Placed>, width: f32, height: f32) -> Option<Picture> {
        collage(&Survey { images, other: false }, Size { width, height }).expect("small")
    }

    #[test]
    fn strips_are_put_together() {
        let images = vec![
            placed([10.0, 0.0, 0.0, 10.0, 0.0, 0.0], 2, 1, &[1, 2]),
            placed([10.0, 0.0, 0.0, 10.0, 0.0, 10.0], 2, 2, &[3, 4, 5, 6]),
        ];
        let picture = page(images, 20.0, 30.0).expect("a picture");
        assert_eq!((picture.width, picture.height), (2, 3));
        assert_eq!(picture.luma, [1, 2, 3, 4, 5, 6]);
        assert_eq!(picture.place, geometry::Rect::new(0.0, 0.0, 20.0, 30.0));
    }

    #[test]
    fn images_in_all_eight_positions_stand_upright() {
        // as seen on the page: 1 2 / 3 4 / 5 6
        let seen = [1, 2, 3, 4, 5, 6];
        let cases: [([f64; 6], u32, u32, [u8; 6]); 8] = [
            ([10.0, 0.0, 0.0, 10.0, 0.0, 0.0], 2, 3, [1, 2, 3, 4, 5, 6]),
            ([-10.0, 0.0, 0.0, 10.0, 20.0, 0.0], 2, 3, [2, 1, 4, 3, 6, 5]),
            ([10.0, 0.0, 0.0, -10.0, 0.0, 30.0], 2, 3, [5, 6, 3, 4, 1, 2]),
            ([-10.0, 0.0, 0.0, -10.0, 20.0, 30.0], 2, 3, [6, 5, 4, 3, 2, 1]),
            ([0.0, 10.0, 10.0, 0.0, 0.0, 0.0], 3, 2, [1, 3, 5, 2, 4, 6]),
            ([0.0, 10.0, -10.0, 0.0, 20.0, 0.0], 3, 2, [2, 4, 6, 1, 3, 5]),
            ([0.0, -10.0, 10.0, 0.0, 0.0, 30.0], 3, 2, [5, 3, 1, 6, 4, 2]),
            ([0.0, -10.0, -10.0, 0.0, 20.0, 30.0], 3, 2, [6, 4, 2, 5, 3, 1]),
        ];
        for (transform, width, height, stored) in cases {
            let picture = page(vec![placed(transform, width, height, &stored)], 20.0, 30.0).expect("a picture");
            assert_eq!(picture.luma, seen, "{transform:?}");
        }
    }

    #[test]
    fn what_leans_differs_in_scale_or_is_a_picture_on_a_page_is_left_to_drawing() {
        let data = [9; 100];
        assert_eq!(page(vec![placed([10.0, 2.0, -2.0, 10.0, 0.0, 0.0], 10, 10, &data)], 100.0, 100.0), None);
        assert_eq!(page(vec![placed([10.0, 0.0, 0.0, 10.0, 0.0, 0.0], 10, 10, &data)], 300.0, 300.0), None);
        let unlike = vec![
            placed([10.0, 0.0, 0.0, 10.0, 0.0, 0.0], 10, 10, &data),
            placed([5.0, 0.0, 0.0, 5.0, 0.0, 0.0], 10, 10, &data),
        ];
        assert_eq!(page(unlike, 100.0, 100.0), None);
    }
}
