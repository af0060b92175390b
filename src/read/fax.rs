//! What faxes and many scanners pack black and white pages with (CCITT T.4: modified Huffman, Group 3 in one and two
//! dimensions; T.6: Group 4), in strips or tiles of a TIFF file, also with the bits of each byte the other way round. In: the
//! bytes of a file; out: a bit for each pixel, 1 for white. Only what the TIFF decoder refuses comes here.

use std::io::Cursor;

use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};
use tiff::decoder::Decoder;
use tiff::tags::Tag;

use super::image::ImageError;

/// How bits are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    /// Rows in one dimension, each from a byte's first bit on, nothing between them.
    Huffman,
    Group3 {
        two_dimensions: bool,
    },
    Group4,
}

/// The pieces of a page and how they are packed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Strips {
    packing: Packing,
    /// The first pixel of a byte is its last bit.
    is_reversed: bool,
    /// White is 0.
    white_is_zero: bool,
    /// Width and height of a piece; of the lowest and the rightmost ones less is seen.
    size: (usize, usize),
    /// Whether pieces have this height even at the foot of the page.
    is_tiled: bool,
    /// Offset and length of each.
    pieces: Vec<(usize, usize)>,
}

/// The pieces of a page of one bit a pixel that the TIFF decoder can't unpack; None for all others.
pub(super) fn strips(file: &mut Decoder<Cursor<&[u8]>>) -> Option<Strips> {
    let (width, height) = file.dimensions().ok()?;
    let mut number = |tag| file.find_tag_unsigned::<u32>(tag).ok().flatten();
    let is_reversed = number(Tag::FillOrder) == Some(2);
    let packing = match number(Tag::Compression).unwrap_or(1) {
        2 => Packing::Huffman,
        3 => Packing::Group3 { two_dimensions: number(Tag::Unknown(T4_OPTIONS)).unwrap_or(0) & 1 == 1 },
        4 if is_reversed => Packing::Group4,
        1 if is_reversed => Packing::None,
        _ => return None,
    };
    if number(Tag::BitsPerSample).unwrap_or(1) != 1 || number(Tag::SamplesPerPixel).unwrap_or(1) != 1 {
        return None;
    }
    let white_is_zero = number(Tag::PhotometricInterpretation) == Some(0);
    let tile = number(Tag::TileWidth).zip(number(Tag::TileLength));
    let rows = number(Tag::RowsPerStrip).unwrap_or(height).clamp(1, height);
    let (w, h) = tile.unwrap_or((width, rows));
    let mut list = |tag| file.find_tag_unsigned_vec::<u64>(tag).ok().flatten();
    let (offsets, lengths) = match tile {
        Some(_) => (list(Tag::TileOffsets)?, list(Tag::TileByteCounts)?),
        None => (list(Tag::StripOffsets)?, list(Tag::StripByteCounts)?),
    };
    let pieces =
        offsets.into_iter().zip(lengths).map(|(at, n)| Some((usize::try_from(at).ok()?, usize::try_from(n).ok()?)));
    let size = (w as usize, h as usize);
    Some(Strips {
        packing,
        is_reversed,
        white_is_zero,
        size,
        is_tiled: tile.is_some(),
        pieces: pieces.collect::<Option<_>>()?,
    })
}

/// Number of the tag that says how Group 3 was used.
const T4_OPTIONS: u16 = 292;

/// The bits of a page, rows filled up to whole bytes.
pub(super) fn unpacked(bytes: &[u8], strips: &Strips, width: usize, height: usize) -> Result<Vec<u8>, ImageError> {
    let damaged = |cause: &str| ImageError::Damaged { format: "TIFF", cause: cause.to_owned() };
    let (w, h) = strips.size;
    if w == 0 || h == 0 || w > width.max(MOST_TILE) || h > height.max(MOST_TILE) {
        return Err(damaged("its pieces have no size"));
    }
    let across = width.div_ceil(w);
    let mut page = Bits { row: width.div_ceil(8), data: vec![0xFF; width.div_ceil(8) * height] };
    for (i, (at, n)) in strips.pieces.iter().take(across * height.div_ceil(h)).enumerate() {
        let (left, top) = (i % across * w, i / across * h);
        let rows = if strips.is_tiled { h } else { h.min(height - top.min(height)) };
        let data = bytes.get(*at..at.saturating_add(*n)).ok_or_else(|| damaged("it ends too early"))?;
        let data: Vec<u8> =
            if strips.is_reversed { data.iter().map(|b| b.reverse_bits()).collect() } else { data.to_vec() };
        let mut piece = Piece { page: &mut page, left, width: w.min(width - left), y: top, bottom: height, strips };
        match strips.packing {
            Packing::None => plain(&mut piece, &data, w),
            packing => decode(&mut piece, &data, packing, w, rows),
        }
    }
    Ok(page.data)
}

/// Sides of tiles that may be larger than the page, in pixels.
const MOST_TILE: usize = 1 << 14;

struct Bits {
    row: usize,
    data: Vec<u8>,
}

/// A piece being written to its page.
struct Piece<'a> {
    page: &'a mut Bits,
    left: usize,
    /// Of it that lies on the page.
    width: usize,
    y: usize,
    bottom: usize,
    strips: &'a Strips,
}

impl Piece<'_> {
    /// Makes these columns of the present row black.
    fn blacken(&mut self, from: usize, to: usize) {
        if self.y >= self.bottom {
            return;
        }
        for x in from.min(self.width)..to.min(self.width) {
            let x = x + self.left;
            if let Some(byte) = self.page.data.get_mut(self.y * self.page.row + x / 8) {
                *byte &= !(0x80 >> (x % 8));
            }
        }
    }
}

impl hayro_ccitt::Decoder for Piece<'_> {
    fn push_row(&mut self, changes: &[u32]) {
        // what the code calls black is 1, whatever that is here
        let mut ends: Vec<usize> = changes.iter().map(|x| *x as usize).collect();
        if !self.strips.white_is_zero {
            ends.insert(0, 0);
        }
        for run in ends.chunks(2) {
            self.blacken(run[0], run.get(1).copied().unwrap_or(usize::MAX));
        }
        self.y += 1;
    }
}

/// What is behind damage in a piece stays white.
fn decode(piece: &mut Piece<'_>, data: &[u8], packing: Packing, columns: usize, rows: usize) {
    let encoding = match packing {
        Packing::Group4 => EncodingMode::Group4,
        Packing::Group3 { two_dimensions: true } => EncodingMode::Group3_2D,
        _ => EncodingMode::Group3_1D,
    };
    let settings = DecodeSettings {
        columns: columns as u32,
        rows: rows as u32,
        end_of_block: packing != Packing::Huffman,
        end_of_line: matches!(packing, Packing::Group3 { .. }),
        rows_are_byte_aligned: packing == Packing::Huffman,
        encoding,
        strict: false,
    };
    // an error says that rows are missing; those before it are written
    let _ = hayro_ccitt::decode(data, piece, &mut DecoderContext::new(settings));
}

fn plain(piece: &mut Piece<'_>, data: &[u8], columns: usize) {
    let is_black = |byte: u8, x: usize| (byte >> (7 - x % 8) & 1 == 1) == piece.strips.white_is_zero;
    let black: Vec<Vec<usize>> = data
        .chunks(columns.div_ceil(8))
        .map(|row| (0..columns).filter(|x| row.get(x / 8).is_some_and(|byte| is_black(*byte, *x))).collect())
        .collect();
    for row in black {
        for x in row {
            piece.blacken(x, x + 1);
        }
        piece.y += 1;
    }
}
