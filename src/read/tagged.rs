//! TIFF files: pages, sizes and samples. In: the bytes of a file; out: the samples of a page as a PDF could hold them.
//!
//! The decoder refuses palettes: it is told that their indexes are greys. What faxes are packed with is `fax`'s.

use std::io::Cursor;

use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

use super::fax;
use super::image::{Head, ImageError, MOST_PIXELS};
use crate::model::picture::Colors;

/// Pages of one file; hostile ones go on for ever.
const MOST_PAGES: usize = 10_000;
const INCHES_PER_CM: f32 = 2.54;
/// Values of the tag that says what samples mean.
const PALETTE: u16 = 3;
const BLACK_IS_ZERO: u16 = 1;

type File<'a> = Decoder<Cursor<&'a [u8]>>;

/// The samples of a page, rows filled up to whole bytes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Samples {
    pub colors: Colors,
    pub bits: u8,
    pub data: Vec<u8>,
}

fn failed(error: &tiff::TiffError) -> ImageError {
    match error {
        tiff::TiffError::UnsupportedError(_) => ImageError::Unsupported("TIFF"),
        _ => ImageError::Damaged { format: "TIFF", cause: error.to_string() },
    }
}

fn open(bytes: &[u8]) -> Result<File<'_>, ImageError> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = 4 * MOST_PIXELS as usize;
    Decoder::new(Cursor::new(bytes)).map(|d| d.with_limits(limits)).map_err(|e| failed(&e))
}

fn page_of(bytes: &[u8], page: usize) -> Result<File<'_>, ImageError> {
    let mut file = open(bytes)?;
    file.seek_to_image(page).map_err(|e| failed(&e))?;
    Ok(file)
}

pub(super) fn n_pages(bytes: &[u8]) -> Result<usize, ImageError> {
    let mut file = open(bytes)?;
    let mut n = 1;
    while file.more_images() && n < MOST_PAGES {
        // what is behind damage is lost; what is before it is not
        if file.next_image().is_err() {
            break;
        }
        n += 1;
    }
    Ok(n)
}

pub(super) fn head(bytes: &[u8], page: usize) -> Result<Head, ImageError> {
    head_of(&mut page_of(bytes, page)?)
}

fn head_of(file: &mut File<'_>) -> Result<Head, ImageError> {
    let (width, height) = file.dimensions().map_err(|e| failed(&e))?;
    let mut number = |tag| {
        let value = file.find_tag(tag).ok().flatten()?;
        value.clone().into_f32().ok().or_else(|| rational(value))
    };
    let unit = number(Tag::ResolutionUnit).map_or(2, |n| n as u32);
    let both = number(Tag::XResolution).zip(number(Tag::YResolution));
    let dpi = match unit {
        2 => both,
        3 => both.map(|(x, y)| (x * INCHES_PER_CM, y * INCHES_PER_CM)),
        _ => None,
    };
    Head { width, height, dpi }.checked()
}

fn rational(value: tiff::decoder::ifd::Value) -> Option<f32> {
    match value {
        tiff::decoder::ifd::Value::Rational(n, d) if d > 0 => Some(n as f32 / d as f32),
        tiff::decoder::ifd::Value::Short(n) => Some(f32::from(n)),
        tiff::decoder::ifd::Value::List(items) => items.into_iter().next().and_then(rational),
        _ => None,
    }
}

fn short(file: &mut File<'_>, tag: Tag) -> Option<u16> {
    file.find_tag_unsigned::<u16>(tag).ok().flatten()
}

/// The samples of a page.
pub(super) fn samples(bytes: &[u8], page: usize) -> Result<Samples, ImageError> {
    let mut file = page_of(bytes, page)?;
    let head = head_of(&mut file)?;
    if let Some(strips) = fax::strips(&mut file) {
        let data = fax::unpacked(bytes, &strips, head.width as usize, head.height as usize)?;
        return Ok(Samples { colors: Colors::Grey, bits: 1, data });
    }
    match short(&mut file, Tag::PhotometricInterpretation) {
        Some(PALETTE) => {
            let palette = file.find_tag_unsigned_vec::<u16>(Tag::ColorMap).map_err(|e| failed(&e))?;
            let palette = palette.ok_or(ImageError::Unsupported("TIFF"))?;
            let indexes = with_meaning(bytes, page, &mut file, BLACK_IS_ZERO)?;
            Ok(Samples { colors: Colors::Indexed(colors(&palette)), ..indexes })
        }
        _ => decoded(&mut file),
    }
}

/// The samples of a page, told to the decoder as ones of another meaning.
fn with_meaning(bytes: &[u8], page: usize, file: &mut File<'_>, meaning: u16) -> Result<Samples, ImageError> {
    let at = meaning_at(bytes, file).ok_or(ImageError::Unsupported("TIFF"))?;
    let mut changed = bytes.to_vec();
    let value = if is_big_endian(bytes) { meaning.to_be_bytes() } else { meaning.to_le_bytes() };
    changed.get_mut(at..at + 2).ok_or(ImageError::Unsupported("TIFF"))?.copy_from_slice(&value);
    decoded(&mut page_of(&changed, page)?)
}

fn is_big_endian(bytes: &[u8]) -> bool {
    bytes.first() == Some(&b'M')
}

/// Where the file says what samples of this page mean.
fn meaning_at(bytes: &[u8], file: &mut File<'_>) -> Option<usize> {
    let is_big_endian = is_big_endian(bytes);
    // of large files (43 for 42) numbers take up more
    let is_large = bytes.get(2..4).is_some_and(|n| n.contains(&43));
    let (count, entry, value) = if is_large { (8, 20, 12) } else { (2, 12, 8) };
    let number = |at: usize, n: usize| {
        let bytes = bytes.get(at..at.checked_add(n)?)?;
        let add = |sum: usize, byte: &u8| sum << 8 | usize::from(*byte);
        Some(if is_big_endian { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) })
    };
    let start = usize::try_from(file.ifd_pointer()?.0).ok()?;
    let entries = (0..number(start, count)?).map(|i| start + count + i * entry);
    let mut entries = entries.take_while(|at| at + entry <= bytes.len());
    let tag = usize::from(Tag::PhotometricInterpretation.to_u16());
    entries.find(|at| number(*at, 2) == Some(tag)).map(|at| at + value)
}

/// Red, green and blue of each entry.
fn colors(palette: &[u16]) -> Vec<u8> {
    let n = palette.len() / 3;
    // some programs wrote bytes where the format has two for each value
    let shift = if palette.iter().any(|v| *v > 255) { 8 } else { 0 };
    let channels = (0..n).flat_map(|i| [i, n + i, 2 * n + i]);
    channels.map(|at| palette.get(at).map_or(255, |v| (v >> shift) as u8)).collect()
}

fn decoded(file: &mut File<'_>) -> Result<Samples, ImageError> {
    let color = file.colortype().map_err(|e| failed(&e))?;
    let (width, height) = file.dimensions().map_err(|e| failed(&e))?;
    let pixels = width as usize * height as usize;
    let is_planar = short(file, Tag::PlanarConfiguration) == Some(2);
    let mut read = DecodingResult::U8(Vec::new());
    file.read_image_to_buffer(&mut read).map_err(|e| failed(&e))?;
    let data: Vec<u8> = match read {
        DecodingResult::U8(data) => data,
        DecodingResult::U16(data) => data.into_iter().map(|p| (p >> 8) as u8).collect(),
        _ => return Err(ImageError::Unsupported("TIFF")),
    };
    let data = if is_planar { interleaved(&data, pixels) } else { data };
    let of = |colors, data| Ok(Samples { colors, bits: 8, data });
    match color {
        ColorType::Gray(bits @ (1 | 2 | 4)) => Ok(Samples { colors: Colors::Grey, bits, data }),
        ColorType::Gray(8 | 16) => of(Colors::Grey, data),
        ColorType::GrayA(8 | 16) | ColorType::Multiband { bit_depth: 8 | 16, num_samples: 2 } => {
            of(Colors::Grey, on_paper::<1>(&data))
        }
        ColorType::RGB(8 | 16) => of(Colors::Rgb, data),
        ColorType::YCbCr(8) => of(Colors::Rgb, rgb_of_ycbcr(&data)),
        ColorType::RGBA(8 | 16) => of(Colors::Rgb, on_paper::<3>(&data)),
        ColorType::CMYK(8 | 16) => of(Colors::Cmyk { is_inverted: false }, data),
        _ => Err(ImageError::Unsupported("TIFF")),
    }
}

/// Planes behind one another as pixels behind one another.
fn interleaved(planes: &[u8], pixels: usize) -> Vec<u8> {
    let n = planes.len() / pixels.max(1);
    (0..pixels).flat_map(|i| (0..n).filter_map(move |plane| planes.get(plane * pixels + i))).copied().collect()
}

/// Brightness and two differences of colour (ITU-R BT.601, as JPEG has them).
fn rgb_of_ycbcr(data: &[u8]) -> Vec<u8> {
    let rgb = |p: &[u8]| {
        let [y, cb, cr] = [0, 1, 2].map(|i| f32::from(p.get(i).copied().unwrap_or(128)));
        let (cb, cr) = (cb - 128.0, cr - 128.0);
        [y + 1.402 * cr, y - 0.344_14 * cb - 0.714_14 * cr, y + 1.772 * cb].map(|v| v.round() as u8)
    };
    data.chunks_exact(3).flat_map(rgb).collect()
}

/// Pixels of `N` channels and one that says how much of them shows, on white paper.
pub(super) fn on_paper<const N: usize>(data: &[u8]) -> Vec<u8> {
    let mix = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    let pixels = data.chunks_exact(N + 1);
    pixels
        .flat_map(|pixel| pixel.iter().take(N).map(|value| mix(*value, pixel.last().copied().unwrap_or(255))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A TIFF file of one page: its strips behind a directory of these entries (tag, values) besides where the strips are.
    fn file(strips: &[&[u8]], entries: &[(u16, &[u16])]) -> Vec<u8> {
        let lengths: Vec<u16> = strips.iter().map(|s| s.len() as u16).collect();
        let mut all: Vec<(u16, Vec<u16>)> = entries.iter().map(|(tag, values)| (*tag, values.to_vec())).collect();
        all.extend([(273, vec![0; strips.len()]), (279, lengths)]);
        all.sort();
        let mut bytes = b"II*\0\x08\0\0\0".to_vec();
        bytes.extend((all.len() as u16).to_le_bytes());
        let mut behind = bytes.len() + 12 * all.len() + 4;
        let n_values = |values: &Vec<u16>| if values.len() > 2 { 2 * values.len() } else { 0 };
        let mut at = behind + all.iter().map(|(_, v)| n_values(v)).sum::<usize>();
        let mut values_behind: Vec<u8> = Vec::new();
        for (tag, values) in &mut all {
            if *tag == 273 {
                for (value, strip) in values.iter_mut().zip(strips) {
                    *value = at as u16;
                    at += strip.len();
                }
            }
            bytes.extend(tag.to_le_bytes());
            bytes.extend(3_u16.to_le_bytes());
            bytes.extend((values.len() as u32).to_le_bytes());
            let own: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
            if own.len() <= 4 {
                bytes.extend(own.iter().copied().chain([0; 4]).take(4));
            } else {
                bytes.extend((behind as u32).to_le_bytes());
                behind += own.len();
                values_behind.extend(own);
            }
        }
        bytes.extend([0; 4]);
        bytes.extend(values_behind);
        bytes.extend(strips.concat());
        bytes
    }

    const WIDTH: u16 = 256;
    const HEIGHT: u16 = 257;
    const SIZE: &[u16] = &[2];

    fn read(strips: &[&[u8]], entries: &[(u16, &[u16])]) -> Samples {
        let size: [(u16, &[u16]); 2] = [(WIDTH, SIZE), (HEIGHT, SIZE)];
        samples(&file(strips, &[&size, entries].concat()), 0).expect("samples")
    }

    #[test]
    fn palettes_of_all_depths_keep_their_indexes() {
        // black, white, red, nothing: all reds, all greens, all blues
        let palette = |n: usize| {
            let channel = |colors: [u16; 3]| colors.into_iter().chain(std::iter::repeat(0)).take(n);
            [channel([0, 65_535, 65_535]), channel([0, 65_535, 0]), channel([0, 65_535, 0])]
                .map(Vec::from_iter)
                .concat()
        };
        for (bits, rows) in
            [(8_u16, [0_u8, 1, 2, 0].to_vec()), (4, vec![0x01, 0x20]), (1, vec![0b0100_0000, 0b1000_0000])]
        {
            let colors = palette(1 << bits);
            let read =
                read(&[&rows], &[(258, &[bits]), (259, &[1]), (262, &[3]), (277, &[1]), (278, SIZE), (320, &colors)]);
            assert_eq!((read.bits, &read.data), (bits as u8, &rows), "{bits} bits");
            let Colors::Indexed(colors) = read.colors else { panic!("a palette") };
            assert_eq!(&colors[..6], [0, 0, 0, 255, 255, 255]);
        }
    }

    #[test]
    fn planes_apart_and_two_channels_are_put_together() {
        let planes: [&[u8]; 3] = [&[1, 2, 3, 4], &[11, 12, 13, 14], &[21, 22, 23, 24]];
        let rgb: &[(u16, &[u16])] =
            &[(258, &[8, 8, 8]), (259, &[1]), (262, &[2]), (277, &[3]), (278, SIZE), (284, &[2])];
        let apart = read(&planes, rgb);
        assert_eq!((apart.colors, apart.data), (Colors::Rgb, vec![1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24]));
        let grey: &[(u16, &[u16])] = &[(258, &[8, 8]), (259, &[1]), (262, &[1]), (277, &[2]), (278, SIZE), (338, &[2])];
        let two = read(&[&[10, 255, 20, 0, 30, 255, 40, 255]], grey);
        assert_eq!((two.colors, two.data), (Colors::Grey, vec![10, 255, 30, 40]));
    }

    #[test]
    fn faxes_are_unpacked_whatever_they_call_black() {
        // a row of Group 3: end of line, two white, then to the end black; and one all white (8 pixels)
        let rows = "000000000001 0111 0010 000000000001 10011".replace(' ', "");
        let bits: Vec<u8> = rows.bytes().map(|b| b - b'0').chain([0; 7]).collect();
        let packed: Vec<u8> = bits.chunks_exact(8).map(|b| b.iter().fold(0, |byte, bit| byte << 1 | bit)).collect();
        let entries = |white: u16, fill: u16| -> Vec<(u16, Vec<u16>)> {
            [(256, 8), (257, 2), (258, 1), (259, 3), (262, white), (266, fill), (277, 1), (278, 2)]
                .map(|(tag, value)| (tag, vec![value]))
                .to_vec()
        };
        for (white, fill) in [(0, 1), (1, 1), (0, 2)] {
            let entries = entries(white, fill);
            let entries: Vec<(u16, &[u16])> = entries.iter().map(|(tag, v)| (*tag, v.as_slice())).collect();
            let stored: Vec<u8> = packed.iter().map(|b| if fill == 2 { b.reverse_bits() } else { *b }).collect();
            let read = samples(&file(&[&stored], &entries), 0).expect("samples");
            // six black behind two white, and white; or the other way round
            let wanted = if white == 0 { vec![0b1100_0000, 0xFF] } else { vec![0b0011_1111, 0] };
            assert_eq!((read.bits, read.data), (1, wanted), "{white} {fill}");
        }
    }

    #[test]
    fn brightness_and_colours_of_a_jpeg_are_not_red_green_and_blue() {
        assert_eq!(rgb_of_ycbcr(&[0, 128, 128, 255, 128, 128, 76, 85, 255]), [0, 0, 0, 255, 255, 255, 254, 0, 0]);
    }
}
