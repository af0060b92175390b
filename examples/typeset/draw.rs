//! Images of pages: `cargo run --example typeset -- --draw PDF PAGE SONG HEI` draws a page of a born-digital PDF with these
//! two font files and writes `scan-page-N.png` beside it, bilevel and a little askew as a scanner gives it. Done once for
//! each image: the fonts are not part of huikan.

use std::path::Path;
use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::{FontData, FontQuery};
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

const DPI: f32 = 200.0;
/// Degrees clockwise.
const LEAN: f32 = 0.25;
/// Lighter pixels are paper.
const THRESHOLD: f32 = 150.0;
/// Simplified Chinese in font collections of four scripts.
const SIMPLIFIED: u32 = 2;

/// Draws page `number` of `pdf`, and says where the image is.
pub fn draw(pdf: &str, number: &str, song: &str, hei: &str) -> Result<String, Box<dyn std::error::Error>> {
    let path = Path::new(pdf);
    let page: usize = number.parse()?;
    let fonts: [FontData; 2] = [Arc::new(std::fs::read(song)?), Arc::new(std::fs::read(hei)?)];
    let file = Pdf::new(std::fs::read(path)?).map_err(|e| format!("{e:?}"))?;
    let page = file.pages().get(page - 1).ok_or("no such page")?;
    let settings = InterpreterSettings {
        font_resolver: Arc::new(move |query| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(font) => {
                let hei = font.post_script_name.as_deref().is_some_and(|name| name.contains("Hei"));
                Some((fonts[usize::from(hei)].clone(), SIMPLIFIED))
            }
        }),
        ..InterpreterSettings::default()
    };
    let scale = DPI / 72.0;
    let pixels = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let map = render(page, &RenderCache::new(), &settings, &RenderSettings::default(), &pixels);
    let (width, height) = (usize::from(map.width()), usize::from(map.height()));
    let red: Vec<u8> = map.data_as_u8_slice().chunks_exact(4).map(|p| p[0]).collect();
    let image = path.with_file_name(format!("scan-page-{number}.png"));
    std::fs::write(&image, png(&bilevel(&red, width, height), width as u32, height as u32)?)?;
    Ok(image.display().to_string())
}

/// The pixels leaning, as black (false) and white.
fn bilevel(pixels: &[u8], width: usize, height: usize) -> Vec<bool> {
    let (s, c) = LEAN.to_radians().sin_cos();
    let (cx, cy) = (width as f32 / 2.0, height as f32 / 2.0);
    let at = |x: i64, y: i64| {
        let inside = (0..width as i64).contains(&x) && (0..height as i64).contains(&y);
        if inside { f32::from(pixels[y as usize * width + x as usize]) } else { 255.0 }
    };
    let mut out = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let (dx, dy) = (x as f32 - cx, y as f32 - cy);
            let (u, v) = (cx + dx * c + dy * s, cy + dy * c - dx * s);
            let (x0, y0) = (u.floor(), v.floor());
            let (fx, fy) = (u - x0, v - y0);
            let (x0, y0) = (x0 as i64, y0 as i64);
            let top = at(x0, y0) * (1.0 - fx) + at(x0 + 1, y0) * fx;
            let bottom = at(x0, y0 + 1) * (1.0 - fx) + at(x0 + 1, y0 + 1) * fx;
            out.push(top * (1.0 - fy) + bottom * fy > THRESHOLD);
        }
    }
    out
}

fn png(white: &[bool], width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::High);
    let per_metre = (DPI / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
    let mut writer = encoder.write_header()?;
    let rows = white.chunks(width as usize).flat_map(|row| {
        row.chunks(8).map(|bits| bits.iter().enumerate().fold(0_u8, |byte, (i, bit)| byte | u8::from(*bit) << (7 - i)))
    });
    writer.write_image_data(&rows.collect::<Vec<u8>>())?;
    writer.finish()?;
    Ok(bytes)
}
