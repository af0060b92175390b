//! Image files of pages: PNG, JPEG, and TIFF with one page or many. In: the bytes of one file, or of several in the order of
//! their pages; out: grey pixels. There is no text in them: that is an OCR engine's work.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use png::{ColorType, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::tagged::{self, Samples};
use super::{Bytes, raster};
use crate::model::geometry::{Rect, Size};
use crate::model::page::{PageIndex, PlacedImage, RawContent, RawPage};
use crate::model::picture::{Colors, Packed, Picture};
use crate::model::provenance::Extractor;

/// Pixels of one page, at most.
pub(super) const MOST_PIXELS: u64 = 120_000_000;
/// Resolutions that a scanner was told; others are what a program wrote that did not know.
const SANE_DPI: std::ops::RangeInclusive<f32> = 100.0..=1_250.0;
/// The long side of a page whose resolution is not known, in points: A4.
const LONG_SIDE_PT: f32 = 841.89;
const PT_PER_INCH: f32 = 72.0;
const INCHES_PER_METRE: f32 = 39.370_08;
const INCHES_PER_CM: f32 = 2.54;

/// Why an image can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    #[error("the {format} image is damaged: {cause}")]
    Damaged { format: &'static str, cause: String },
    #[error("an image of {width} × {height} pixels is too large")]
    TooLarge { width: u64, height: u64 },
    #[error("this kind of {0} image is not supported")]
    Unsupported(&'static str),
}

impl ImageError {
    /// What the user can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Damaged { .. } => "scan the page again, or open the image in a viewer and save it anew",
            Self::TooLarge { .. } => "scan at 200 to 300 dpi; more is not read better",
            Self::Unsupported(_) => "save it as PNG",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Png,
    Jpeg,
    Tiff,
}

/// Whether bytes begin as an image file does.
pub fn is_image(data: &[u8]) -> bool {
    format(data).is_some()
}

fn format(data: &[u8]) -> Option<Format> {
    match data {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(Format::Png),
        [0xFF, 0xD8, 0xFF, ..] => Some(Format::Jpeg),
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Format::Tiff),
        _ => None,
    }
}

/// The pages of one or several image files.
pub struct ImageDocument {
    files: Vec<Bytes>,
    /// Of each page: its file and its number in it.
    pages: Vec<(usize, usize)>,
}

impl ImageDocument {
    /// Counts pages; pixels are decoded page by page.
    pub fn open(files: Vec<Bytes>) -> Result<Self, ImageError> {
        let mut pages = Vec::new();
        for (file, bytes) in files.iter().enumerate() {
            let bytes = (**bytes).as_ref();
            let is_tiff = format(bytes) == Some(Format::Tiff);
            let n = if is_tiff { guarded("TIFF", || tagged::n_pages(bytes))? } else { 1 };
            pages.extend((0..n).map(|page| (file, page)));
        }
        let document = Self { files, pages };
        // one bad page among others is for whoever reads that page
        let heads = || (0..document.pages.len()).map(|page| document.head(PageIndex(page as u32)));
        match heads().next() {
            Some(Err(error)) if heads().all(|head| head.is_err()) => Err(error),
            _ => Ok(document),
        }
    }

    pub fn n_pages(&self) -> usize {
        self.pages.len()
    }

    pub fn media_type(&self) -> &'static str {
        let first = self.files.first().and_then(|bytes| format((**bytes).as_ref()));
        match first {
            Some(Format::Jpeg) => "image/jpeg",
            Some(Format::Tiff) => "image/tiff",
            _ => "image/png",
        }
    }

    /// The page as it is without its text: one image.
    pub fn page(&self, index: PageIndex) -> RawPage {
        let head = self.head(index).ok();
        let size = head.as_ref().map(|head| size(head.width, head.height, head.dpi));
        let image = head.zip(size).map(|(head, size)| PlacedImage {
            bbox: Rect::new(0.0, 0.0, size.width, size.height),
            width_px: head.width,
            height_px: head.height,
        });
        RawPage {
            index,
            size,
            content: RawContent::Glyphs(Vec::new()),
            fonts: Vec::new(),
            images: image.into_iter().collect(),
            rules: Vec::new(),
            extractor: Extractor::Ocr,
        }
    }

    fn head(&self, index: PageIndex) -> Result<Head, ImageError> {
        let (bytes, page) = self.bytes(index)?;
        match format(bytes) {
            Some(Format::Png) => guarded("PNG", || png_head(bytes)),
            Some(Format::Jpeg) => guarded("JPEG", || jpeg_head(bytes)),
            _ => guarded("TIFF", || tagged::head(bytes, page)),
        }
    }

    /// The image of a page as a PDF holds it.
    pub fn packed(&self, index: PageIndex) -> Result<Packed, ImageError> {
        let (bytes, page) = self.bytes(index)?;
        let head = self.head(index)?;
        let size = size(head.width, head.height, head.dpi);
        match format(bytes) {
            Some(Format::Png) => guarded("PNG", || raster::png(bytes, size)),
            Some(Format::Jpeg) => guarded("JPEG", || raster::jpeg(bytes, size)),
            _ => guarded("TIFF", || raster::tiff(bytes, page, &head, size)),
        }
    }

    /// The file of a page, and its number in it.
    fn bytes(&self, index: PageIndex) -> Result<(&[u8], usize), ImageError> {
        let found = self.pages.get(index.0 as usize).and_then(|&(file, page)| Some((self.files.get(file)?, page)));
        let missing = || ImageError::Damaged { format: "page's", cause: "there is no such page".to_owned() };
        found.map(|(bytes, page)| ((**bytes).as_ref(), page)).ok_or_else(missing)
    }

    /// The pixels of a page.
    pub fn picture(&self, index: PageIndex) -> Result<Picture, ImageError> {
        let (bytes, page) = self.bytes(index)?;
        match format(bytes) {
            Some(Format::Png) => guarded("PNG", || png_picture(bytes)),
            Some(Format::Jpeg) => guarded("JPEG", || jpeg_picture(bytes)),
            _ => guarded("TIFF", || tiff_picture(bytes, page)),
        }
    }
}

/// A bug of a decoder costs its page, not the run.
fn guarded<T>(format: &'static str, work: impl FnOnce() -> Result<T, ImageError>) -> Result<T, ImageError> {
    let bug = || ImageError::Damaged { format, cause: "decoding it ended in a bug".to_owned() };
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(bug()))
}

/// What is known before decoding.
pub(super) struct Head {
    pub width: u32,
    pub height: u32,
    pub dpi: Option<(f32, f32)>,
}

impl Head {
    pub(super) fn checked(self) -> Result<Self, ImageError> {
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        if width == 0 || height == 0 || width * height > MOST_PIXELS {
            return Err(ImageError::TooLarge { width, height });
        }
        Ok(self)
    }
}

fn size(width: u32, height: u32, dpi: Option<(f32, f32)>) -> Size {
    let (w, h) = (width as f32, height as f32);
    if let Some((x, y)) = dpi.filter(|(x, y)| SANE_DPI.contains(x) && SANE_DPI.contains(y)) {
        Size { width: w * PT_PER_INCH / x, height: h * PT_PER_INCH / y }
    } else {
        let scale = LONG_SIDE_PT / w.max(h);
        Size { width: w * scale, height: h * scale }
    }
}

fn picture(head: &Head, luma: Vec<u8>, format: &'static str) -> Result<Picture, ImageError> {
    let (width, height) = (head.width, head.height);
    if luma.len() as u64 != u64::from(width) * u64::from(height) {
        return Err(ImageError::Damaged { format, cause: "it has another size than it says".to_owned() });
    }
    let size = size(width, height, head.dpi);
    Ok(Picture { width, height, luma, place: Rect::new(0.0, 0.0, size.width, size.height) })
}

/// Lightness (ITU-R BT.601) of pixels of so many channels on white paper; the last of two and four is alpha.
fn grey(data: &[u8], channels: usize) -> Vec<u8> {
    let on_paper = |luma: u32, alpha: u32| ((luma * alpha + 255 * (255 - alpha)) / 255) as u8;
    let luma = |p: &[u8]| match *p {
        [r, g, b, ..] => (299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b) + 500) / 1000,
        [l, ..] => u32::from(l),
        [] => 255,
    };
    let alpha = |p: &[u8]| if p.len().is_multiple_of(2) { p.last().map_or(255, |a| u32::from(*a)) } else { 255 };
    data.chunks_exact(channels.max(1)).map(|p| on_paper(luma(p), alpha(p))).collect()
}

// ---- PNG

pub(super) type Png<'a> = png::Reader<Cursor<&'a [u8]>>;

pub(super) fn png_error(error: &png::DecodingError) -> ImageError {
    ImageError::Damaged { format: "PNG", cause: error.to_string() }
}

pub(super) fn png_reader(bytes: &[u8]) -> Result<(Png<'_>, Head), ImageError> {
    let limits = png::Limits { bytes: 1 << 30 };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    // the size is told first: what is too large is that, whatever else may be wrong with it
    let head = decoder.read_header_info().map_err(|e| png_error(&e))?;
    Head { width: head.width, height: head.height, dpi: None }.checked()?;
    let reader = decoder.read_info().map_err(|e| png_error(&e))?;
    let info = reader.info();
    let dpi = info.pixel_dims.filter(|d| matches!(d.unit, png::Unit::Meter));
    let dpi = dpi.map(|d| (d.xppu as f32 / INCHES_PER_METRE, d.yppu as f32 / INCHES_PER_METRE));
    let head = Head { width: info.width, height: info.height, dpi }.checked()?;
    Ok((reader, head))
}

fn png_head(bytes: &[u8]) -> Result<Head, ImageError> {
    png_reader(bytes).map(|(_, head)| head)
}

fn png_picture(bytes: &[u8]) -> Result<Picture, ImageError> {
    let (mut reader, head) = png_reader(bytes)?;
    let mut data = vec![0; reader.output_buffer_size().ok_or(ImageError::Unsupported("PNG"))?];
    let frame = reader.next_frame(&mut data).map_err(|e| png_error(&e))?;
    data.truncate(frame.buffer_size());
    let channels = match frame.color_type {
        ColorType::Grayscale | ColorType::Indexed => 1,
        ColorType::GrayscaleAlpha => 2,
        ColorType::Rgb => 3,
        ColorType::Rgba => 4,
    };
    picture(&head, grey(&data, channels), "PNG")
}

// ---- JPEG

type Jpeg<'a> = JpegDecoder<ZCursor<&'a [u8]>>;

pub(super) fn jpeg_error(cause: &dyn std::fmt::Debug) -> ImageError {
    ImageError::Damaged { format: "JPEG", cause: format!("{cause:?}") }
}

fn jpeg_decoder(bytes: &[u8]) -> Result<(Jpeg<'_>, Head), ImageError> {
    let options = DecoderOptions::default().set_max_width(1 << 16).set_max_height(1 << 16);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|e| jpeg_error(&e))?;
    let info = decoder.info().ok_or_else(|| jpeg_error(&"it has no header"))?;
    let per_unit = (f32::from(info.x_density), f32::from(info.y_density));
    let dpi = match info.pixel_density {
        1 => Some(per_unit),
        2 => Some((per_unit.0 * INCHES_PER_CM, per_unit.1 * INCHES_PER_CM)),
        _ => None,
    };
    let head = Head { width: info.width.into(), height: info.height.into(), dpi }.checked()?;
    // what holds brightness apart gives it without the colours
    let wanted = match decoder.input_colorspace() {
        Some(ColorSpace::Luma | ColorSpace::YCbCr) => ColorSpace::Luma,
        _ => ColorSpace::RGB,
    };
    decoder.set_options(options.jpeg_set_out_colorspace(wanted));
    Ok((decoder, head))
}

fn jpeg_head(bytes: &[u8]) -> Result<Head, ImageError> {
    jpeg_decoder(bytes).map(|(_, head)| head)
}

fn jpeg_picture(bytes: &[u8]) -> Result<Picture, ImageError> {
    let (mut decoder, head) = jpeg_decoder(bytes)?;
    let data = decoder.decode().map_err(|e| jpeg_error(&e))?;
    let pixels = head.width as usize * head.height as usize;
    picture(&head, grey(&data, data.len() / pixels.max(1)), "JPEG")
}

// ---- TIFF

fn tiff_picture(bytes: &[u8], page: usize) -> Result<Picture, ImageError> {
    let head = tagged::head(bytes, page)?;
    let Samples { colors, bits, data } = tagged::samples(bytes, page)?;
    let width = head.width as usize;
    let luma = match colors {
        Colors::Grey if bits < 8 => unpacked(&data, width, usize::from(bits)).map(spread(bits)).collect(),
        Colors::Grey => data,
        Colors::Rgb => grey(&data, 3),
        Colors::Indexed(palette) => {
            let luma = grey(&palette, 3);
            unpacked(&data, width, usize::from(bits))
                .map(|i| luma.get(usize::from(i)).copied().unwrap_or(255))
                .collect()
        }
        // ink on white paper
        Colors::Cmyk { is_inverted } => {
            let on = |ink: u8| u32::from(if is_inverted { ink } else { 255 - ink });
            let rgb = |p: &[u8]| [0, 1, 2].map(|i| (on(p[i]) * on(p[3]) / 255) as u8);
            grey(&data.chunks_exact(4).flat_map(rgb).collect::<Vec<_>>(), 3)
        }
    };
    picture(&head, luma, "TIFF")
}

/// Values of so many bits as shades of 8.
fn spread(bits: u8) -> impl Fn(u8) -> u8 {
    let most = (1_u16 << bits) - 1;
    move |value| (u16::from(value) * 255 / most) as u8
}

/// The values of pixels of a byte and less, rows filled up to whole bytes.
fn unpacked(data: &[u8], width: usize, bits: usize) -> impl Iterator<Item = u8> + '_ {
    let most = ((1_u16 << bits) - 1) as u8;
    let row = (width * bits).div_ceil(8).max(1);
    let pixel = move |line: &[u8], x: usize| {
        let byte = line.get(x * bits / 8).copied().unwrap_or(0);
        byte >> (8 - bits - (x * bits) % 8) & most
    };
    data.chunks(row).flat_map(move |line| (0..width).map(move |x| pixel(line, x)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_known_by_their_first_bytes() {
        assert!(
            is_image(b"\x89PNG\r\n\x1a\nrest")
                && is_image(b"\xff\xd8\xff\xe0")
                && is_image(b"II*\0")
                && is_image(b"MM\0*")
        );
        assert!(!is_image(b"\x89PNG") && !is_image(b"%PDF-1.4") && !is_image(b"") && !is_image("目录".as_bytes()));
    }

    #[test]
    fn a_resolution_nobody_set_is_not_believed() {
        for dpi in [Some((200.0, 200.0)), Some((72.0, 72.0)), None] {
            let size = size(1654, 2339, dpi);
            assert!((size.height - 842.0).abs() < 0.5 && (size.width - 595.0).abs() < 0.5, "{dpi:?}: {size:?}");
        }
    }

    #[test]
    fn bits_are_spread_and_rows_are_padded() {
        let shades = |data: &[u8], width, bits: u8| -> Vec<u8> {
            unpacked(data, width, usize::from(bits)).map(spread(bits)).collect()
        };
        assert_eq!(shades(&[0b1010_0000, 0b0100_0000], 3, 1), [255, 0, 255, 0, 255, 0]);
        assert_eq!(shades(&[0x0F, 0x80], 3, 4), [0, 255, 136]);
    }

    #[test]
    fn what_is_see_through_is_paper() {
        assert_eq!(grey(&[0, 255, 0, 0], 2), [0, 255]);
        assert_eq!(grey(&[255, 255, 255, 255, 0, 0, 0, 128], 4), [255, 127]);
        assert_eq!(grey(&[255, 0, 0], 3), [76]);
    }

    #[test]
    fn damage_and_size_are_told() {
        let open = |files: &[&[u8]]| ImageDocument::open(files.iter().map(|f| Box::new(f.to_vec()) as Bytes).collect());
        let bad: &[u8] = b"\x89PNG\r\n\x1a\nnothing";
        assert!(matches!(open(&[bad]).err(), Some(ImageError::Damaged { format: "PNG", .. })));
        // a header that promises 60,000 × 60,000 pixels
        let mut huge = Vec::new();
        png::Encoder::new(&mut huge, 60_000, 60_000).write_header().expect("a header");
        assert_eq!(open(&[&huge]).err(), Some(ImageError::TooLarge { width: 60_000, height: 60_000 }));
        // beside a good page they are pages that can't be read
        let mut good = Vec::new();
        let mut writer = png::Encoder::new(&mut good, 1, 1).write_header().expect("a header");
        writer.write_image_data(&[255]).expect("a pixel");
        writer.finish().expect("an end");
        let document = open(&[&good, bad]).expect("one good page");
        assert!(document.picture(PageIndex(0)).is_ok() && document.picture(PageIndex(1)).is_err());
        assert!(document.page(PageIndex(1)).images.is_empty());
    }

    #[test]
    fn a_png_and_a_tiff_of_two_pages_give_their_pixels() {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 2, 2);
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(vec![0, 0, 0, 255, 255, 255]);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&[0, 1, 1, 0]).expect("pixels");
        writer.finish().expect("an end");
        let document = ImageDocument::open(vec![Box::new(bytes)]).expect("a PNG");
        assert_eq!(document.picture(PageIndex(0)).expect("pixels").luma, [0, 255, 255, 0], "not the palette's indexes");

        let mut bytes = Cursor::new(Vec::new());
        let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).expect("an encoder");
        for page in [[1_u8, 2, 3, 4], [5, 6, 7, 8]] {
            encoder.write_image::<tiff::encoder::colortype::Gray8>(2, 2, &page).expect("a page");
        }
        let document = ImageDocument::open(vec![Box::new(bytes.into_inner())]).expect("a TIFF");
        assert_eq!(document.n_pages(), 2);
        assert_eq!(document.picture(PageIndex(1)).expect("pixels").luma, [5, 6, 7, 8]);
    }
}
