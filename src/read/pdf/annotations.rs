//! Annotations that show something: stamps, text boxes, form fields. In: the page's dictionary; out: their glyphs among those
//! of the page. What has no appearance of its own (programs leave it to the viewer) is written as its text says, line by line.

use lopdf::{Dictionary, Object};

use super::interpret::Interpreter;
use super::lex::{Lexer, Token};
use super::matrix::Matrix;
use super::{marked, objects};
use crate::model::geometry::Rect;
use crate::model::page::{FontFace, Glyph};

const MAX_ANNOTATIONS: usize = 5_000;
/// Bit 14 of the flags of a field: a password.
const PASSWORD: i64 = 1 << 13;
/// Steps from a field to the one that has its type.
const MAX_PARENTS: usize = 8;
/// Size of type where the annotation leaves it to the viewer, in points.
const USUAL_PT: f64 = 12.0;
/// Distance of lines, and where the first stands below the top, in em.
const LINE_EM: f64 = 1.2;
/// Width of a sign, in em: Han characters are square, others half as wide, near enough to set lines apart.
const HALF_EM: f64 = 0.5;
/// Part of a sign above its baseline, in em.
const ASCENT_EM: f64 = 0.88;
/// Characters of one text.
const MAX_CHARS: usize = 10_000;

/// Draws what the annotations of a page show, over its content.
pub(super) fn draw<'a>(interpreter: &mut Interpreter<'a>, dict: &'a Dictionary, base: Matrix) {
    let source = interpreter.source;
    let file = &source.file;
    for item in objects::array(file, dict, b"Annots").unwrap_or_default().iter().take(MAX_ANNOTATIONS) {
        if interpreter.budget.is_spent() {
            return;
        }
        let Some(annotation) = objects::resolve(file, item).and_then(objects::as_dict) else { continue };
        let flags = objects::integer(file, annotation, b"F").unwrap_or(0);
        let is_hidden = flags & 0b10_0010 != 0 || source.layers.hides_owner(file, annotation);
        let is_apart = matches!(objects::name(file, annotation, b"Subtype"), Some(b"Popup" | b"Link" | b"Text"));
        if is_hidden || is_apart {
            continue;
        }
        let Some(form) = appearance(file, annotation) else {
            if !annotation.has(b"AP") {
                write(interpreter, annotation, base);
            }
            continue;
        };
        let Some(place) = placement(file, annotation, &form.dict) else { continue };
        interpreter.state.ctm = base;
        interpreter.draw_form(form, Some(place), None);
    }
}

/// The normal appearance, in the state the annotation is in.
fn appearance<'a>(file: &'a lopdf::Document, annotation: &'a Dictionary) -> Option<&'a lopdf::Stream> {
    let appearances = objects::dict(file, annotation, b"AP")?;
    match objects::get(file, appearances, b"N")? {
        Object::Stream(form) => Some(form),
        Object::Dictionary(states) => objects::stream(file, states, objects::name(file, annotation, b"AS")?),
        _ => None,
    }
}

/// What takes the appearance's box to the annotation's rectangle (ISO 32000-2, 12.5.5).
fn placement(file: &lopdf::Document, annotation: &Dictionary, form: &Dictionary) -> Option<Matrix> {
    let [left, bottom, right, top] = objects::corners(file, annotation, b"Rect")?;
    let [x0, y0, x1, y1] = objects::corners(file, form, b"BBox")?;
    let matrix = objects::matrix(file, form, b"Matrix").unwrap_or(Matrix::IDENTITY);
    let bbox: Rect = matrix.rect(x0, y0, x1, y1);
    let scale = |wanted: f64, given: f32| if given.abs() > 1e-6 { wanted / f64::from(given) } else { 1.0 };
    let (x, y) = (scale(right - left, bbox.width()), scale(top - bottom, bbox.height()));
    Some(Matrix::new([x, 0.0, 0.0, y, left - f64::from(bbox.x0) * x, bottom - f64::from(bbox.y0) * y]))
}

/// An attribute of a field, its own or inherited.
fn field<'a>(file: &'a lopdf::Document, annotation: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut at = annotation;
    for _ in 0..MAX_PARENTS {
        if let Some(found) = objects::get(file, at, key) {
            return Some(found);
        }
        at = objects::dict(file, at, b"Parent")?;
    }
    None
}

/// What an annotation without an appearance says: a text box, or the value of a field that is typed or chosen.
fn own_text(file: &lopdf::Document, annotation: &Dictionary) -> Option<String> {
    let value = match objects::name(file, annotation, b"Subtype")? {
        b"FreeText" => objects::get(file, annotation, b"Contents"),
        b"Widget" => {
            let is_typed = matches!(field(file, annotation, b"FT"), Some(Object::Name(kind)) if matches!(kind.as_slice(), b"Tx" | b"Ch"));
            let is_secret =
                matches!(field(file, annotation, b"Ff"), Some(Object::Integer(flags)) if flags & PASSWORD != 0);
            field(file, annotation, b"V").filter(|_| is_typed && !is_secret)
        }
        _ => None,
    };
    match value? {
        Object::String(bytes, _) => Some(marked::text_string(bytes)).filter(|text| !text.trim().is_empty()),
        _ => None,
    }
}

/// The size in `/DA`, such as `/Helv 12 Tf 0 g`; 0 there means: as large as fits.
fn size(file: &lopdf::Document, annotation: &Dictionary, height: f64) -> f64 {
    let mut size = None;
    if let Some(Object::String(bytes, _)) = field(file, annotation, b"DA") {
        let mut last = None;
        for token in Lexer::new(bytes) {
            match token {
                Token::Number(number) => last = Some(number),
                Token::Word(b"Tf") => size = last,
                _ => {}
            }
        }
    }
    size.filter(|size| (1.0..200.0).contains(size)).unwrap_or(USUAL_PT.min(height / LINE_EM)).max(1.0)
}

/// Writes the text of an annotation into its box.
fn write(interpreter: &mut Interpreter, annotation: &Dictionary, base: Matrix) {
    let file = &interpreter.source.file;
    let Some(text) = own_text(file, annotation) else { return };
    let Some([left, bottom, right, top]) = objects::corners(file, annotation, b"Rect") else { return };
    let size = size(file, annotation, top - bottom);
    let single = top - bottom < 2.0 * size;
    let font = interpreter.face(FontFace::default());
    let (mut x, mut y) = (left, if single { f64::midpoint(top, bottom) - 0.38 * size } else { top - size });
    for c in text.chars().take(MAX_CHARS) {
        let advance = size * if c.is_ascii() || !is_wide(c) { HALF_EM } else { 1.0 };
        if matches!(c, '\r' | '\n') || (x + advance > right && x > left && !single) {
            (x, y) = (left, if c == '\n' && x <= left { y } else { y - LINE_EM * size });
        }
        if c.is_control() {
            continue;
        }
        if !interpreter.budget.glyph() {
            return;
        }
        interpreter.found.glyphs.push(Glyph {
            text: Some(c.into()),
            origin: base.point(x, y),
            bbox: base.rect(x, y - (1.0 - ASCENT_EM) * size, x + advance, y + ASCENT_EM * size),
            size_pt: super::matrix::finite(size * base.scale_y()),
            font,
            invisible: false,
            vertical: false,
            angle_deg: base.angle_deg(),
        });
        x += advance;
    }
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}
