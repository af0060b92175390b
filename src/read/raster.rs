//! Image files as a PDF holds their pixels: nothing is lost, and nothing is decoded that a PDF takes as it is. JPEG files and
//! the pixels of ordinary PNG files are passed on as they stand; what is left is decoded and deflated. Where an image is
//! see-through, white paper shows.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use png::ColorType;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;

use super::image::{Head, ImageError, jpeg_error, png_error, png_reader};
use super::tagged::{self, Samples, on_paper};
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

pub(super) fn tiff(bytes: &[u8], page: usize, head: &Head, size: Size) -> Result<Packed, ImageError> {
    let Samples { colors, bits, data } = tagged::samples(bytes, page)?;
    let (width, height) = (head.width, head.height);
    Ok(Packed { width, height, size, colors, bits, packing: Packing::Deflated, data: deflated(&data)? })
}

fn deflated(data: &[u8]) -> Result<Vec<u8>, ImageError> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    let done = encoder.write_all(data).and_then(|()| encoder.finish());
    done.map_err(|error| ImageError::Damaged { format: "page's", cause: error.to_string() })
}
