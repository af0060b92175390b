//! The image of a page made small: grey pixels in, a PNG of sixteen greys out.

use crate::model::picture::Picture;

/// Width of the images, in pixels: print of nine points stays readable.
const WIDTH_PX: u32 = 1000;

/// The image of one page, ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// PNG.
    pub png: Vec<u8>,
    /// Where the image lies on the page: x0, y0, x1, y1 in points.
    pub place: [f64; 4],
    /// The lines read are not seen on it: their fonts are not in the file, or the text lies over the image unseen.
    pub bare: bool,
}

/// Pixels darker than white by this much are ink,
const INK: u8 = 40;
/// ... a line with less of it than this share of its box is not seen,
const LEAST_INK: f64 = 0.03;
/// ... and a page where fewer lines than this share are seen needs its lines set on it.
const SEEN: f64 = 0.5;

/// Shrinks the image of a page and packs it; `lines` are the boxes of the lines read on it, in points. None where it has
/// no pixels.
pub fn sheet(picture: &Picture, lines: &[[f64; 4]]) -> Option<Sheet> {
    if picture.width == 0 || picture.height == 0 {
        return None;
    }
    let (width, height) = size(picture);
    let luma = shrink(picture, width, height);
    // two pixels a byte; a row begins with a new byte
    let row_bytes = (width as usize).div_ceil(2);
    let mut packed = vec![0_u8; row_bytes * height as usize];
    for (row, out) in luma.chunks_exact(width as usize).zip(packed.chunks_exact_mut(row_bytes)) {
        for (x, grey) in row.iter().enumerate() {
            let level = ((u16::from(*grey) + 8) / 17).min(15) as u8;
            out[x / 2] |= if x % 2 == 0 { level << 4 } else { level };
        }
    }
    let png = encode(width, height, png::BitDepth::Four, &packed)?;
    let place = picture.place;
    let place = [place.x0, place.y0, place.x1, place.y1].map(|v| (f64::from(v) * 100.0).round() / 100.0);
    Some(Sheet { png, place, bare: is_bare(picture, lines) })
}

fn is_bare(picture: &Picture, lines: &[[f64; 4]]) -> bool {
    let seen = lines.iter().filter(|corners| ink(picture, corners) >= LEAST_INK).count();
    !lines.is_empty() && (seen as f64) < SEEN * lines.len() as f64
}

/// Share of a box that is ink.
fn ink(picture: &Picture, corners: &[f64; 4]) -> f64 {
    let place = picture.place;
    let pixel = |pt: f64, from: f32, side: f32, n: u32| {
        let at = (pt - f64::from(from)) / f64::from(side.max(f32::EPSILON)) * f64::from(n);
        at.clamp(0.0, f64::from(n)) as usize
    };
    let [x0, x1] = [corners[0], corners[2]].map(|x| pixel(x, place.x0, place.width(), picture.width));
    let [y0, y1] = [corners[1], corners[3]].map(|y| pixel(y, place.y0, place.height(), picture.height));
    let dark = (y0..y1).flat_map(|y| picture.row(y as u32).get(x0..x1).unwrap_or_default()).filter(|p| **p < 255 - INK);
    dark.count() as f64 / ((x1 - x0.min(x1)) * (y1 - y0.min(y1))).max(1) as f64
}

/// Pixels of 256 greys as PNG. None where the size does not fit them.
pub fn grey_png(width: u32, height: u32, luma: &[u8]) -> Option<Vec<u8>> {
    encode(width, height, png::BitDepth::Eight, luma)
}

fn encode(width: u32, height: u32, depth: png::BitDepth, pixels: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(depth);
    encoder.set_compression(png::Compression::Balanced);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(pixels).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// Width and height of the small image; a small one keeps its size.
fn size(picture: &Picture) -> (u32, u32) {
    if picture.width <= WIDTH_PX {
        return (picture.width, picture.height);
    }
    let height = u64::from(picture.height) * u64::from(WIDTH_PX) / u64::from(picture.width);
    (WIDTH_PX, (height as u32).max(1))
}

/// Each pixel is the mean of those it stands for.
fn shrink(picture: &Picture, width: u32, height: u32) -> Vec<u8> {
    let edges = |from: u32, to: u32| -> Vec<u32> {
        (0..=to).map(|i| (u64::from(i) * u64::from(from) / u64::from(to)) as u32).collect()
    };
    let (xs, ys) = (edges(picture.width, width), edges(picture.height, height));
    let mut out = Vec::with_capacity((width * height) as usize);
    let mut sums = vec![0_u32; width as usize];
    for rows in ys.windows(2) {
        sums.fill(0);
        for y in rows[0]..rows[1] {
            let row = picture.row(y);
            for (sum, x) in sums.iter_mut().zip(xs.windows(2)) {
                let pixels = row.get(x[0] as usize..x[1] as usize).unwrap_or_default();
                *sum += pixels.iter().map(|p| u32::from(*p)).sum::<u32>();
            }
        }
        let n_rows = rows[1] - rows[0];
        out.extend(sums.iter().zip(xs.windows(2)).map(|(sum, x)| (sum / (n_rows * (x[1] - x[0])).max(1)) as u8));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::Rect;

    #[test]
    fn a_large_image_comes_out_a_thousand_pixels_wide() {
        let (width, height) = (2500, 100);
        let luma = (0..width * height).map(|i| if (i % width) < 1250 { 0 } else { 255 }).collect();
        let picture = Picture { width, height, luma, place: Rect::new(0.0, 0.0, 500.0, 20.0) };
        let sheet = sheet(&picture, &[[0.0, 0.0, 200.0, 20.0]]).unwrap();
        assert_eq!((sheet.place, sheet.bare), ([0.0, 0.0, 500.0, 20.0], false));
        let mut reader = png::Decoder::new(std::io::Cursor::new(&sheet.png)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (1000, 40));
        let mut pixels = vec![0; 20_000];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!((pixels[0], pixels[249], pixels[250], pixels[499]), (0, 0, 255, 255));
    }

    #[test]
    fn a_page_whose_lines_are_not_seen_is_bare() {
        let picture = Picture { width: 10, height: 10, luma: vec![255; 100], place: Rect::new(0.0, 0.0, 100.0, 100.0) };
        assert!(sheet(&picture, &[[0.0, 0.0, 50.0, 10.0]]).unwrap().bare);
        assert!(!sheet(&picture, &[]).unwrap().bare);
        assert!(sheet(&picture, &[[f64::NAN, -5.0, 1e9, 1e300]]).unwrap().bare);
    }

    #[test]
    fn an_image_without_pixels_is_none() {
        let picture = Picture { width: 0, height: 4, luma: Vec::new(), place: Rect::new(0.0, 0.0, 1.0, 1.0) };
        assert_eq!(sheet(&picture, &[]), None);
    }
}
