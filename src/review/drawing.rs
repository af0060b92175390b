//! A page with outlines: boxes with labels in, SVG or a PNG out. For `huikan inspect`.

use std::fmt::Write as _;

use super::sheet::grey_png;
use super::text::html;
use crate::model::geometry::{Rect, Size};
use crate::model::picture::Picture;

/// One outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// In points.
    pub bbox: Rect,
    /// What it is: `glyph`, `line`, `block`, `image`, `rule`, or the name of a kind. Chooses the stroke.
    pub class: &'static str,
    /// Set at its top left corner; empty: nothing.
    pub label: String,
    /// What is said of it when it is pointed at; SVG only.
    pub title: String,
}

/// All outlines of one page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawing {
    /// Of the page; None: as large as what is on it.
    pub size: Option<Size>,
    pub marks: Vec<Mark>,
    /// Text set at its place, where there is no image: SVG only.
    pub texts: Vec<(Rect, String)>,
}

/// Colour, width in points and dashes of a class. Widths and dashes differ, so that colour is not all.
fn stroke(class: &str) -> (&'static str, f32, &'static str) {
    match class {
        "glyph" => ("#8a8a8a", 0.3, ""),
        "line" => ("#0072b2", 0.5, ""),
        "block" => ("#d55e00", 1.0, ""),
        "heading" => ("#a0307a", 1.4, ""),
        "image" => ("#009e73", 1.0, "6 3"),
        "rule" => ("#8a6d00", 0.8, "1 2"),
        "proposal" => ("#a85d00", 1.6, ""),
        "speech" => ("#a0307a", 1.6, "7 3"),
        "meeting" => ("#0067a5", 1.6, "3 2"),
        "article" => ("#00795a", 1.6, "10 3 2 3"),
        "unplaced" => ("#c00000", 1.8, "2 2"),
        _ => ("#707070", 0.8, "1 3"),
    }
}

/// Height of a label, in points.
const LABEL_PT: f32 = 8.0;

impl Drawing {
    /// Width and height in points.
    fn extent(&self) -> Size {
        let most = |side: fn(&Rect) -> f32| {
            let marks = self.marks.iter().map(|m| side(&m.bbox));
            marks.chain(self.texts.iter().map(|(bbox, _)| side(bbox))).fold(0.0, f32::max) + 2.0 * LABEL_PT
        };
        self.size.unwrap_or_else(|| Size { width: most(|r| r.x1), height: most(|r| r.y1) })
    }

    /// The outlines as SVG, one unit a point.
    pub fn svg(&self) -> String {
        let Size { width, height } = self.extent();
        let mut out = format!(
            "<svg xmlns=\"http\u{3a}//www.w3.org/2000/svg\" viewBox=\"0 0 {width:.2} {height:.2}\" \
             width=\"{width:.2}pt\" height=\"{height:.2}pt\" font-family=\"sans-serif\" font-size=\"{LABEL_PT}\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        );
        for (bbox, text) in &self.texts {
            let size = bbox.height() * 0.86;
            // writing to a string can't fail
            let _ = writeln!(
                out,
                "<text lang=\"zh-Hans\" x=\"{:.2}\" y=\"{:.2}\" font-size=\"{size:.2}\" textLength=\"{:.2}\" \
                 lengthAdjust=\"spacingAndGlyphs\" fill=\"#555555\">{}</text>",
                bbox.x0,
                bbox.y1 - bbox.height() * 0.14,
                bbox.width(),
                html(text)
            );
        }
        for mark in &self.marks {
            let (colour, wide, dashes) = stroke(mark.class);
            let Rect { x0, y0, .. } = mark.bbox;
            let _ = write!(
                out,
                "<g class=\"{}\"><rect x=\"{x0:.2}\" y=\"{y0:.2}\" width=\"{:.2}\" height=\"{:.2}\" fill=\"none\" \
                 pointer-events=\"all\" stroke=\"{colour}\" stroke-width=\"{wide}\" stroke-dasharray=\"{dashes}\">\
                 <title>{}</title></rect>",
                mark.class,
                mark.bbox.width(),
                mark.bbox.height(),
                html(&mark.title)
            );
            if !mark.label.is_empty() {
                let at = (y0 - 1.5).max(LABEL_PT);
                let _ = write!(out, "<text x=\"{x0:.2}\" y=\"{at:.2}\" fill=\"{colour}\">{}</text>", html(&mark.label));
            }
            out.push_str("</g>\n");
        }
        out.push_str("</svg>\n");
        out
    }

    /// The outlines drawn into the image of the page: grey, wider strokes for what stands higher. None where the image
    /// can't be packed.
    pub fn png(&self, mut picture: Picture) -> Option<Vec<u8>> {
        for mark in &self.marks {
            let (_, wide, dashes) = stroke(mark.class);
            let across = picture.width as f32 / picture.place.width().max(f32::EPSILON);
            let down = picture.height as f32 / picture.place.height().max(f32::EPSILON);
            let x = |pt: f32| ((pt - picture.place.x0) * across).round() as i64;
            let y = |pt: f32| ((pt - picture.place.y0) * down).round() as i64;
            let Rect { x0, y0, x1, y1 } = mark.bbox;
            let corners = [x(x0), y(y0), x(x1), y(y1)];
            let wide = ((wide * across).round() as i64).max(1);
            let tone = if mark.class == "glyph" { 150 } else { 60 };
            outline(&mut picture, corners, wide, !dashes.is_empty(), tone);
            digits(&mut picture, (corners[0], corners[1]), &mark.label, (LABEL_PT * down / 6.0).round() as i64);
        }
        grey_png(picture.width, picture.height, &picture.luma)
    }
}

/// Pixels of a dash, and of the room behind it.
const DASH_PX: i64 = 8;

fn outline(picture: &mut Picture, [x0, y0, x1, y1]: [i64; 4], wide: i64, dashed: bool, tone: u8) {
    let drawn = |at: i64| !dashed || at.rem_euclid(2 * DASH_PX) < DASH_PX;
    // what lies beyond the image is cut off before it is counted through
    let (left, right) = (x0.max(0), x1.min(i64::from(picture.width)));
    let (top, bottom) = (y0.max(0), y1.min(i64::from(picture.height)));
    for i in 0..wide {
        for x in (left..right).filter(|x| drawn(*x)) {
            dot(picture, x, y0 + i, tone);
            dot(picture, x, y1 - i, tone);
        }
        for y in (top..bottom).filter(|y| drawn(*y)) {
            dot(picture, x0 + i, y, tone);
            dot(picture, x1 - i, y, tone);
        }
    }
}

fn dot(picture: &mut Picture, x: i64, y: i64, tone: u8) {
    let (width, height) = (i64::from(picture.width), i64::from(picture.height));
    if (0..width).contains(&x)
        && (0..height).contains(&y)
        && let Some(pixel) = picture.luma.get_mut((y * width + x) as usize)
    {
        *pixel = tone;
    }
}

/// Figures and the four letters of kinds, five dots high and three wide: rows from the top, the left dot the highest bit.
const FIGURES: [(char, [u8; 5]); 15] = [
    (' ', [0, 0, 0, 0, 0]),
    ('0', [7, 5, 5, 5, 7]),
    ('1', [2, 6, 2, 2, 7]),
    ('2', [7, 1, 7, 4, 7]),
    ('3', [7, 1, 7, 1, 7]),
    ('4', [5, 5, 7, 1, 1]),
    ('5', [7, 4, 7, 1, 7]),
    ('6', [7, 4, 7, 5, 7]),
    ('7', [7, 1, 1, 1, 1]),
    ('8', [7, 5, 7, 5, 7]),
    ('9', [7, 5, 7, 1, 7]),
    ('P', [6, 5, 6, 4, 4]),
    ('S', [3, 4, 2, 1, 6]),
    ('M', [5, 7, 7, 5, 5]),
    ('A', [2, 5, 7, 5, 5]),
];

/// Sets what of a label has a figure, black on white, above the corner.
fn digits(picture: &mut Picture, (x, y): (i64, i64), label: &str, dot_px: i64) {
    let dot_px = dot_px.max(1);
    let figure = |c: char| FIGURES.iter().find(|(f, _)| *f == c).map(|(_, rows)| rows);
    let figures: Vec<&[u8; 5]> = label.chars().filter_map(figure).collect();
    let top = (y - 7 * dot_px).max(0);
    let fill = |picture: &mut Picture, column: i64, row: i64, tone: u8| {
        for i in 0..dot_px * dot_px {
            dot(picture, x + column * dot_px + i % dot_px, top + row * dot_px + i / dot_px, tone);
        }
    };
    if !label.contains(|c: char| c != ' ' && figure(c).is_some()) {
        return;
    }
    for column in 0..=figures.len() as i64 * 4 {
        (0..7).for_each(|row| fill(picture, column, row, 255));
    }
    for (i, rows) in figures.iter().enumerate() {
        for (row, bits) in rows.iter().enumerate() {
            for column in (0..3).filter(|column| bits & (4 >> column) != 0) {
                fill(picture, i as i64 * 4 + 1 + column, row as i64 + 1, 0);
            }
        }
    }
}
