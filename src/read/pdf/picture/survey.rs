//! What is drawn on a page, before any pixel is decoded. In: the page; out: its images with their places, and whether
//! there is anything else to see. Images that would exhaust memory are refused here.

use std::io::Read;
use std::time::{Duration, Instant};

use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::hayro_syntax::object::Stream;
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, InterpreterCache,
    InterpreterSettings, LumaData, Paint, SoftMask, interpret_page,
};
use hayro::kurbo::{Affine, BezPath, Rect, Shape};

use super::{MOST_PIXELS, PictureError};
use crate::model::geometry::Size;

/// Images looked at; pages are known that are drawn from thousands of strips.
const MOST_IMAGES: usize = 20_000;
/// A clip that leaves all but this many points of a page free cuts nothing off.
const SLACK_PT: f64 = 3.0;
/// Lightness (0 to 1) up to which a stencil's paint is ink.
const INK: f32 = 0.5;
/// Bytes a compressed image may expand to beyond what its size asks for.
const SPARE_BYTES: u64 = 1 << 20;
/// Bytes one pixel may have: four channels of 16 bits.
const PIXEL_BYTES: u64 = 8;

/// One image on the page.
pub(super) struct Placed {
    /// From its pixels to points on the page, y down.
    pub transform: Affine,
    pub width: u32,
    pub height: u32,
    /// Grey pixels, 0 is black; decoded only where the page holds nothing but images.
    pub luma: Option<Luma>,
}

/// Decoded pixels; the decoder may know the size better than the image's dictionary.
pub(super) struct Luma {
    pub width: u32,
    pub height: u32,
    pub data: Vec<u8>,
}

/// What there is to see.
#[derive(Default)]
pub(super) struct Survey {
    pub images: Vec<Placed>,
    /// Type, lines, cut or blended images: the page has to be drawn.
    pub other: bool,
}

/// From the page as hayro places it to points from the top left.
pub(super) fn frame(page: &Page<'_>, size: Size) -> Affine {
    let (width, height) = page.render_dimensions();
    let scale = |wanted: f32, given: f32| f64::from(wanted) / f64::from(given.max(f32::EPSILON));
    Affine::scale_non_uniform(scale(size.width, width), scale(size.height, height))
        * page.initial_transform(true).to_kurbo()
}

pub(super) fn survey(page: &Page<'_>, size: Size, time: Duration) -> Result<Survey, PictureError> {
    let look = |decode: bool| {
        let bounds = Rect::new(0.0, 0.0, f64::from(size.width), f64::from(size.height));
        let mut device = Surveyor::new(bounds, decode, time);
        let cache = InterpreterCache::new();
        let settings = InterpreterSettings::default();
        let mut context = Context::new(frame(page, size), bounds, &cache, page.xref(), settings);
        interpret_page(page, &mut context, &mut device);
        device.refused.map_or(Ok(device.survey), Err)
    };
    let survey = look(false)?;
    let pixels: u64 = survey.images.iter().map(|i| u64::from(i.width) * u64::from(i.height)).sum();
    if pixels > MOST_PIXELS {
        let (width, height) = survey.images.iter().map(|i| (i.width, i.height)).max().unwrap_or_default();
        return Err(PictureError::TooLarge { width: width.into(), height: height.into() });
    }
    // only images: once more for their pixels
    if survey.other || survey.images.is_empty() { Ok(survey) } else { look(true) }
}

struct Surveyor {
    survey: Survey,
    page: Rect,
    decode: bool,
    deadline: Instant,
    refused: Option<PictureError>,
}

impl Surveyor {
    #[allow(clippy::disallowed_methods, reason = "the clock is what the time for a page is held against")]
    fn new(page: Rect, decode: bool, time: Duration) -> Self {
        Self { survey: Survey::default(), page, decode, deadline: Instant::now() + time, refused: None }
    }

    /// Nothing more is looked at once something was refused or the time is up.
    #[allow(clippy::disallowed_methods, reason = "the clock is what the time for a page is held against")]
    fn is_over(&mut self) -> bool {
        if self.refused.is_none() && Instant::now() > self.deadline {
            self.refused = Some(PictureError::OutOfTime { seconds: 0 });
        }
        self.refused.is_some()
    }

    /// A shape was painted; what lies under an image that covers the page is not seen.
    fn paint(&mut self, bounds: Rect, paint: &Paint<'_>) {
        if is_white(paint) && self.survey.images.is_empty() {
            return;
        }
        let seen = bounds.intersect(self.page);
        self.survey.other |= seen.width() > 0.0 || seen.height() > 0.0;
    }

    fn covers_page(&self, transform: Affine, width: u32, height: u32) -> bool {
        let bounds = transform.transform_rect_bbox(Rect::new(0.0, 0.0, width.into(), height.into()));
        bounds.inflate(SLACK_PT, SLACK_PT).contains_rect(self.page)
    }
}

impl<'a> Device<'a> for Surveyor {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, _: &DrawMode) {
        if !self.is_over() {
            self.paint(props.transform.transform_rect_bbox(path.bounding_box()), &props.paint);
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let bounds = clip.path.bounding_box();
        // a clip around the page, or around an image of which all is kept, cuts nothing off
        let is_box = clip.path.elements().len() <= 6;
        let wide = bounds.inflate(SLACK_PT, SLACK_PT).contains_rect(self.page);
        self.survey.other |= !(is_box && wide);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.survey.other |= !rect.inflate(SLACK_PT, SLACK_PT).contains_rect(self.page);
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend_mode: BlendMode) {
        self.survey.other |= opacity < 1.0 || mask.is_some() || blend_mode != BlendMode::Normal;
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, mode: &DrawMode) {
        if !self.is_over() && !matches!(mode, DrawMode::Invisible) {
            self.survey.other = true;
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if self.is_over() {
            return;
        }
        let (width, height) = (image.width(), image.height());
        if u64::from(width) * u64::from(height) > MOST_PIXELS || self.survey.images.len() >= MOST_IMAGES {
            self.refused = Some(PictureError::TooLarge { width: width.into(), height: height.into() });
            return;
        }
        let stream = match &image {
            Image::Stencil(stencil) => stencil.stream(),
            Image::Raster(raster) => raster.stream(),
        };
        if !self.decode && expands_beyond(stream, u64::from(width) * u64::from(height) * PIXEL_BYTES + SPARE_BYTES) {
            self.refused = Some(PictureError::Bomb);
            return;
        }
        self.survey.other |= props.soft_mask.is_some() || props.blend_mode != BlendMode::Normal;
        let opaque = matches!(image, Image::Raster(_));
        if opaque && !self.survey.other && self.covers_page(props.transform, width, height) {
            self.survey.images.clear();
        }
        let luma = if self.decode { decoded(&image) } else { None };
        if self.decode && luma.is_none() {
            self.survey.other = true;
        }
        self.survey.images.push(Placed { transform: props.transform, width, height, luma });
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

fn is_white(paint: &Paint<'_>) -> bool {
    matches!(paint, Paint::Color(color) if color.to_rgba().to_rgba8().iter().all(|c| *c == 255))
}

/// Grey pixels of an image; None where it is see-through or painted with anything but ink.
fn decoded(image: &Image<'_, '_>) -> Option<Luma> {
    let mut luma = None;
    match image {
        Image::Raster(raster) => raster.with_rgba(
            |data, alpha| {
                if alpha.is_none() {
                    luma = Some(grey(data));
                }
            },
            None,
        ),
        Image::Stencil(stencil) => stencil.with_stencil(
            |LumaData { mut data, width, height, .. }, paint| {
                let Paint::Color(color) = paint else { return };
                let [r, g, b, alpha] = color.to_rgba().components();
                if alpha >= 1.0 && r.max(g).max(b) <= INK {
                    for p in &mut data {
                        *p = 255 - *p;
                    }
                    luma = Some(Luma { width, height, data });
                }
            },
            None,
        ),
    }
    luma.filter(|l| l.data.len() == l.width as usize * l.height as usize && !l.data.is_empty())
}

fn grey(data: ImageData) -> Luma {
    match data {
        ImageData::Luma(LumaData { data, width, height, .. }) => Luma { width, height, data },
        ImageData::Rgb(rgb) => {
            let data = rgb.data.chunks_exact(3).map(super::draw::lightness).collect();
            Luma { width: rgb.width, height: rgb.height, data }
        }
    }
}

/// Whether a stream whose first filter packs bytes unpacks to more than this.
fn expands_beyond(stream: &Stream<'_>, limit: u64) -> bool {
    // the type of filters has no public name, but it says what it is
    let filters: Vec<String> = stream.filters().iter().map(|filter| format!("{filter:?}")).collect();
    let is_general = |name: &&String| matches!(name.as_str(), "FlateDecode" | "LzwDecode" | "RunLengthDecode");
    // two general filters in a row are how bombs are made, and how nothing else is
    if filters.iter().filter(is_general).count() > 1 {
        return true;
    }
    if filters.first().is_none_or(|name| name != "FlateDecode") {
        return false;
    }
    let raw = stream.raw_data();
    let mut reader = flate2::read::ZlibDecoder::new(&*raw).take(limit + 1);
    let mut chunk = [0_u8; 16 << 10];
    let mut n = 0_u64;
    while let Ok(more @ 1..) = reader.read(&mut chunk) {
        n += more as u64;
    }
    n > limit
}
