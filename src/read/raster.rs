//! Image files as a PDF holds their pixels: nothing is lost, and nothing is decoded that a PDF takes as it is. JPEG files and
//! the pixels of ordinary PNG files are passed on as they stand; what is left is decoded and deflated. Where an image is
//! see-through, white paper shows.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use png::ColorType;
use tiff::decoder::DecodingResult;
use tiff::tags::{PhotometricInterpretation, Tag};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;

use super::image::{ImageError, Tiff, jpeg_error, png_error, png_reader, tiff_error};
use crate::model::geometry::Size;
use crate::model::picture::{Colors, Packed, Packing};

/// A JPEG file is an image of a PDF as it is.
pub(super) fn jpeg(bytes: &[u8], size: Size) -> Result<Packed, ImageError> {
    let mut decoder = JpegDecoder::new(ZCursor::new(bytes));
    decoder.decode_headers().map_err(|e| jpeg_error(&e))?;
    let info = decoder.info().ok_or_else(|| jpeg_error(&"it has no header"))?;
    let colors = match decoder.input_colorspace() {
        Some(ColorSpace::Luma) => Colors::Grey,
        // Adobe's programs write inks the other way round, and say that it was they
        Some(ColorSpace::CMYK | ColorSpace::YCCK) => Colors::Cmyk { is_inverted: is_adobe(bytes) },
        _ => Colors::Rgb,
    };
    let (width, height) = (info.width.into(), info.height.into());
    Ok(Packed { width, height, size, colors, bits: 8, packing: Packing::Jpeg, data: bytes.to_vec() })
}

/// Whether there is a segment of Adobe's in front of the pixels.
fn is_adobe(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[0xFF, marker, high, low]) = bytes.get(at..at + 4) {
        if marker == 0xEE && bytes.get(at + 4..at + 9) == Some(b"Adobe") {
            return true;
        }
        if marker == 0xDA {
            return false;
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    false
}

pub(super) fn png(bytes: &[u8], size: Size) -> Result<Packed, ImageError> {
    let (mut reader, head) = png_reader(bytes)?;
    let (width, height) = (head.width, head.height);
    let info = reader.info();
    let colors = match (info.color_type, &info.palette) {
        (ColorType::Grayscale, _) => Some(Colors::Grey),
        (ColorType::Rgb, _) => Some(Colors::Rgb),
        (ColorType::Indexed, Some(palette)) => Some(Colors::Indexed(palette.to_vec())),
        _ => None,
    };
    if let Some(colors) = colors.filter(|_| !info.interlaced && info.trns.is_none()) {
        let bits = info.bit_depth as u8;
        let data = png_data(bytes);
        return Ok(Packed { width, height, size, colors, bits, packing: Packing::DeflatedPng, data });
    }
    let mut data = vec![0; reader.output_buffer_size().ok_or(ImageError::Unsupported("PNG"))?];
    let frame = reader.next_frame(&mut data).map_err(|e| png_error(&e))?;
    data.truncate(frame.buffer_size());
    let (colors, data) = match frame.color_type {
        ColorType::Grayscale | ColorType::Indexed => (Colors::Grey, data),
        ColorType::GrayscaleAlpha => (Colors::Grey, on_paper::<1>(&data)),
        ColorType::Rgb => (Colors::Rgb, data),
        ColorType::Rgba => (Colors::Rgb, on_paper::<3>(&data)),
    };
    Ok(Packed { width, height, size, colors, bits: 8, packing: Packing::Deflated, data: deflated(&data)? })
}

/// The deflated pixels of a PNG file: its `IDAT` chunks put together.
fn png_data(bytes: &[u8]) -> Vec<u8> {
    let mut data = Vec::new();
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let body = bytes.get(at + 8..at.saturating_add(8).saturating_add(length)).unwrap_or_default();
        if head.ends_with(b"IDAT") {
            data.extend_from_slice(body);
        }
        at = at.saturating_add(12).saturating_add(length);
    }
    data
}

pub(super) fn tiff(decoder: &mut Tiff<'_>, size: Size) -> Result<Packed, ImageError> {
    let (width, height) = decoder.dimensions().map_err(|e| tiff_error(&e))?;
    let color = decoder.colortype().map_err(|e| tiff_error(&e))?;
    let palette = match color {
        tiff::ColorType::Palette(_) => {
            let palette = decoder.find_tag_unsigned_vec::<u16>(Tag::ColorMap).map_err(|e| tiff_error(&e))?;
            Some(palette.ok_or(ImageError::Unsupported("TIFF"))?)
        }
        _ => None,
    };
    let photometric = decoder.find_tag_unsigned::<u16>(Tag::PhotometricInterpretation).ok().flatten();
    let is_palette = photometric == Some(PhotometricInterpretation::RGBPalette.to_u16());
    let data = match decoder.read_image().map_err(|e| tiff_error(&e))? {
        DecodingResult::U8(data) => data,
        DecodingResult::U16(data) => data.into_iter().map(|p| (p >> 8) as u8).collect(),
        _ => return Err(ImageError::Unsupported("TIFF")),
    };
    let (colors, bits, data) = match color {
        // the decoder gives rows of such pixels filled up to whole bytes, as a PDF has them
        tiff::ColorType::Gray(bits @ (1 | 2 | 4)) => (Colors::Grey, bits, data),
        tiff::ColorType::Gray(8 | 16) => (Colors::Grey, 8, data),
        tiff::ColorType::GrayA(_) => (Colors::Grey, 8, on_paper::<1>(&data)),
        tiff::ColorType::RGB(8 | 16) | tiff::ColorType::YCbCr(8) => (Colors::Rgb, 8, data),
        tiff::ColorType::RGBA(8 | 16) => (Colors::Rgb, 8, on_paper::<3>(&data)),
        tiff::ColorType::CMYK(8) => (Colors::Cmyk { is_inverted: false }, 8, data),
        tiff::ColorType::Palette(bits @ (1 | 2 | 4 | 8)) if is_palette => {
            let palette = palette.unwrap_or_default();
            let n = palette.len() / 3;
            let channel = |i: usize| (0..3).map(move |c| c * n + i);
            let colors = (0..n).flat_map(channel).map(|at| palette.get(at).map_or(255, |v| (v >> 8) as u8));
            (Colors::Indexed(colors.collect()), bits, data)
        }
        _ => return Err(ImageError::Unsupported("TIFF")),
    };
    Ok(Packed { width, height, size, colors, bits, packing: Packing::Deflated, data: deflated(&data)? })
}

/// Pixels of `N` channels and one that says how much of them shows, on white paper.
fn on_paper<const N: usize>(data: &[u8]) -> Vec<u8> {
    let mix = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    let pixels = data.chunks_exact(N + 1);
    pixels
        .flat_map(|pixel| pixel.iter().take(N).map(|value| mix(*value, pixel.last().copied().unwrap_or(255))))
        .collect()
}

fn deflated(data: &[u8]) -> Result<Vec<u8>, ImageError> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    let done = encoder.write_all(data).and_then(|()| encoder.finish());
    done.map_err(|error| ImageError::Damaged { format: "page's", cause: error.to_string() })
}
