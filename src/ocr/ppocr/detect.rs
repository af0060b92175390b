//! Where the lines are. In: a picture; out: boxes in its pixels. Never reads them.

use rten::Model;
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use super::boxes::{Found, Map, boxes};
use super::rect::Slanted;
use super::{Run, engine};
use crate::model::geometry::Point;
use crate::model::picture::Picture;
use crate::ocr::Error;
use crate::ocr::pixels::{Grey, resize};

/// The network wants sides that are multiples of this.
const STEP: usize = 32;
/// Resolution the network sees: 1,280 pixels for the long side of A4. At 960 weak print is lost, 1,600 costs a second.
const DPI: f32 = 109.5;
/// The long side may not be scaled below this: a scrap of a page is small in points and large in type.
const LEAST_SIDE: f32 = 640.0;
/// ... nor beyond this: a page of 4 × A4 at the resolution above.
const MOST_SIDE: f32 = 5_200.0;
/// Larger images are looked at in tiles of this size, in pixels of the map, so that memory does not grow with the page,
const TILE: usize = 1_280;
/// ... which overlap by this much on each side: the network sees that far.
const OVERLAP: usize = 96;

/// Boxes of the lines in a picture, from the top.
pub(super) fn detect(model: &Model, picture: &Picture, run: &Run) -> Result<Vec<Found>, Error> {
    let (width, height) = size(picture);
    let small = resize(picture, width, height);
    let map = map(model, &small, run)?;
    let (x, y) = (picture.width as f32 / width as f32, picture.height as f32 / height as f32);
    // pixels have their middles at halves
    let grown = |found: Found| {
        let place = found.place;
        let middle = Point { x: (place.middle.x + 0.5) * x, y: (place.middle.y + 0.5) * y };
        let place = Slanted { middle, width: (place.width + 1.0) * x, height: (place.height + 1.0) * y, ..place };
        Found { place, ..found }
    };
    Ok(boxes(&map).into_iter().map(grown).collect())
}

/// Size in which the network sees the picture.
fn size(picture: &Picture) -> (usize, usize) {
    let (w, h) = (picture.width as f32, picture.height as f32);
    let long = w.max(h);
    let scale = (DPI / picture.dpi()).clamp(LEAST_SIDE / long, MOST_SIDE / long);
    // never larger than it is, but for scraps
    let scale = scale.min((LEAST_SIDE / long).max(1.0));
    let side = |n: f32| (((n * scale / STEP as f32).round() as usize) * STEP).max(STEP);
    (side(w), side(h))
}

/// The network's map of an image, put together from tiles where it is large.
fn map(model: &Model, image: &Grey, run: &Run) -> Result<Map, Error> {
    let mut map = Map { width: image.width, height: image.height, likely: vec![0.0; image.width * image.height] };
    for rows in tiles(image.height) {
        for columns in tiles(image.width) {
            run.check()?;
            let tile = infer(model, image, &columns, &rows, run)?;
            let width = columns.seen.len();
            for y in rows.kept.clone() {
                let from = (y - rows.seen.start) * width + (columns.kept.start - columns.seen.start);
                let row = tile.get(from..from + columns.kept.len()).unwrap_or_default();
                let to = y * image.width + columns.kept.start;
                if let Some(out) = map.likely.get_mut(to..to + row.len()) {
                    out.copy_from_slice(row);
                }
            }
        }
    }
    Ok(map)
}

/// Part of a side: what the network sees and what is kept of its answer.
#[derive(Debug, Clone, PartialEq)]
struct Tile {
    seen: std::ops::Range<usize>,
    kept: std::ops::Range<usize>,
}

fn tiles(side: usize) -> Vec<Tile> {
    // a little more than a tile is looked at in one
    if side <= TILE + TILE / 4 {
        return vec![Tile { seen: 0..side, kept: 0..side }];
    }
    let n = side.div_ceil(TILE);
    let each = side.div_ceil(n).div_ceil(STEP) * STEP;
    (0..n)
        .map(|i| {
            let kept = (i * each).min(side)..((i + 1) * each).min(side);
            Tile { seen: kept.start.saturating_sub(OVERLAP)..(kept.end + OVERLAP).min(side), kept }
        })
        .filter(|tile| !tile.kept.is_empty())
        .collect()
}

fn infer(model: &Model, image: &Grey, columns: &Tile, rows: &Tile, run: &Run) -> Result<Vec<f32>, Error> {
    let (width, height) = (columns.seen.len(), rows.seen.len());
    let mut plane = Vec::with_capacity(width * height * 3);
    for y in rows.seen.clone() {
        let from = y * image.width;
        let row = image.luma.get(from + columns.seen.start..from + columns.seen.end).unwrap_or_default();
        plane.extend(row.iter().map(|p| f32::from(*p) / 127.5 - 1.0));
    }
    // grey: the same three times
    plane.extend_from_within(..);
    plane.extend_from_within(..width * height);
    let input = NdTensor::from_data([1, 3, height, width], plane);
    let output = model.run_one(input.view().into(), Some(run.options())).map_err(|e| engine(&e))?;
    let output: Tensor<f32> = output.try_into().map_err(|e| engine(&e))?;
    let likely = output.to_vec();
    if likely.len() == width * height { Ok(likely) } else { Err(engine(&"the detector's map has another size")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::Rect;

    fn picture(width: u32, height: u32, dpi: f32) -> Picture {
        let pt = |px: u32| px as f32 * 72.0 / dpi;
        Picture { width, height, luma: Vec::new(), place: Rect::new(0.0, 0.0, pt(width), pt(height)) }
    }

    #[test]
    fn pages_are_seen_at_one_resolution_within_bounds() {
        assert_eq!(size(&picture(1654, 2339, 200.0)), (896, 1280));
        assert_eq!(size(&picture(2480, 3508, 300.0)), (896, 1280));
        // a page said to be of 23 × 32 inches is seen as it is
        assert_eq!(size(&picture(1654, 2339, 72.0)), (1664, 2336));
        // a scrap is made larger, a wall newspaper does not exhaust memory
        assert_eq!(size(&picture(300, 100, 200.0)), (640, 224));
        assert!(size(&picture(40_000, 30_000, 100.0)).0 <= 5_216);
    }

    #[test]
    fn tiles_cover_a_side_once() {
        for side in [32, 1280, 1600, 1632, 2560, 4000, 5184] {
            let tiles = tiles(side);
            let kept: Vec<usize> = tiles.iter().flat_map(|t| t.kept.clone()).collect();
            assert_eq!(kept, (0..side).collect::<Vec<_>>());
            assert!(tiles.iter().all(|t| t.seen.len() <= 1600 && t.seen.len() % 32 == 0), "{side}: {tiles:?}");
        }
    }
}
