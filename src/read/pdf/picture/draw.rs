//! A page drawn. In: the page and what is on it; out: its pixels, at the resolution of its images or one that reads well.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::survey::Survey;
use super::{MOST_PIXELS, PictureError, collage};
use crate::model::geometry::{Rect, Size};
use crate::model::picture::Picture;

/// Resolution of a page without images.
const DPI: f64 = 200.0;
/// Bounds on the resolution taken from images: more is not read better, less loses strokes of drawn type.
const LEAST_DPI: f64 = 200.0;
const MOST_DPI: f64 = 400.0;
/// Images smaller than this share of the page don't set its resolution.
const LARGE: f64 = 0.1;
/// hayro counts pixels of a side in 16 bits.
const MOST_SIDE: f64 = 32_000.0;

pub(super) fn draw(page: &Page<'_>, survey: &Survey, size: Size) -> Result<Picture, PictureError> {
    let area = f64::from(size.width) * f64::from(size.height);
    let large = survey.images.iter().filter(|i| {
        let shown = i.transform.determinant().abs() * f64::from(i.width) * f64::from(i.height);
        shown >= LARGE * area
    });
    let finest = large.map(|i| collage::dpi(i.transform)).fold(0.0, f64::max);
    let dpi = if finest > 0.0 { finest.clamp(LEAST_DPI, MOST_DPI) } else { DPI };
    let longest = f64::from(size.width.max(size.height));
    let scale = (dpi / 72.0).min(MOST_SIDE / longest).min((MOST_PIXELS as f64 / 4.0 / area).sqrt());
    let (width, height) = page.render_dimensions();
    let settings = PixmapSettings {
        x_scale: (f64::from(size.width) * scale / f64::from(width)) as f32,
        y_scale: (f64::from(size.height) * scale / f64::from(height)) as f32,
        bg_color: WHITE,
    };
    let cache = RenderCache::new();
    let pixmap = render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    if width == 0 || height == 0 {
        return Err(PictureError::Unreadable);
    }
    let luma = pixmap.data_as_u8_slice().chunks_exact(4).map(lightness).collect();
    let place = Rect::new(0.0, 0.0, size.width, size.height);
    Ok(Picture { width, height, luma, place })
}

/// Lightness of an RGB pixel (ITU-R BT.601).
pub(super) fn lightness(pixel: &[u8]) -> u8 {
    let [r, g, b] = [0, 1, 2].map(|i| pixel.get(i).map_or(255, |c| u32::from(*c)));
    ((299 * r + 587 * g + 114 * b + 500) / 1000) as u8
}
