//! The text operators. In: strings under the text state; out: glyphs at their places. Never decides what is a space or a line;
//! text drawn in mode 2 (filled and stroked) is one glyph.

use lopdf::Dictionary;

use super::content::{Content, Operand};
use super::fonts::{Sign, Vertical};
use super::interpret::{Interpreter, State};
use super::matrix::{self, Matrix};
use super::{doubtful, objects};
use crate::model::geometry::{Rect, Size};
use crate::model::page::{FontId, Glyph};

/// Han characters fill their square about so: 0.88 above the baseline, 0.12 below.
const ASCENT: f64 = 0.88;
const DESCENT: f64 = -0.12;
/// How far beyond the edge of the page a glyph may start and still count as on it.
const EDGE_PT: f32 = 1.0;

impl<'a> Interpreter<'a> {
    pub fn text_operator(&mut self, operator: &[u8], content: &Content, resources: Option<&'a Dictionary>) {
        let number = || content.numbers::<1>().map(|[n]| n);
        match operator {
            b"Tj" => self.show(content.text().unwrap_or_default()),
            b"TJ" => self.show_spaced(content),
            b"'" => {
                self.next_line(0.0, -self.state.leading);
                self.show(content.text().unwrap_or_default());
            }
            b"\"" => {
                if let Some([word, char]) = content.numbers() {
                    (self.state.word_space, self.state.char_space) = (word, char);
                }
                self.next_line(0.0, -self.state.leading);
                self.show(content.text().unwrap_or_default());
            }
            b"BT" => {
                (self.text_matrix, self.line_matrix) = (Matrix::IDENTITY, Matrix::IDENTITY);
                self.line_is_on_page = None;
            }
            b"Td" | b"TD" => {
                if let Some([x, y]) = content.numbers() {
                    if operator == b"TD" {
                        self.state.leading = -y;
                    }
                    self.next_line(x, y);
                }
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"Tm" => {
                if let Some(n) = content.numbers() {
                    self.line_matrix = Matrix::new(n);
                    self.text_matrix = self.line_matrix;
                    self.line_is_on_page = None;
                }
            }
            b"Tf" => self.set_font(content, resources),
            b"Tc" => self.state.char_space = number().unwrap_or(0.0),
            b"Tw" => self.state.word_space = number().unwrap_or(0.0),
            b"Tz" => self.state.stretch = number().map_or(1.0, |n| n / 100.0),
            b"TL" => self.state.leading = number().unwrap_or(0.0),
            b"Ts" => self.state.rise = number().unwrap_or(0.0),
            b"Tr" => self.state.mode = number().unwrap_or(0.0) as i64,
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = Matrix::translation(x, y).then(&self.line_matrix);
        self.text_matrix = self.line_matrix;
        self.line_is_on_page = None;
    }

    fn set_font(&mut self, content: &Content, resources: Option<&'a Dictionary>) {
        if let Some([size]) = content.numbers() {
            self.state.size = size;
        }
        let file = &self.source.file;
        let fonts = resources.and_then(|r| objects::dict(file, r, b"Font"));
        let named = content.name().and_then(|name| objects::dict(file, fonts?, name));
        // a font that is missing is read as a Latin one
        self.state.font = Some(self.font(named.unwrap_or(&self.source.no_font)));
    }

    fn show_spaced(&mut self, content: &Content) {
        let Some(Operand::Array(items)) = content.operands.last() else {
            // `(text) TJ`, as some write it
            return self.show(content.text().unwrap_or_default());
        };
        let is_vertical = self.state.font.as_ref().is_some_and(|(_, font)| font.is_vertical());
        for item in items {
            match item {
                Operand::Text(bytes) => self.show(bytes),
                Operand::Number(n) => {
                    let move_by = -n / 1000.0 * self.state.size;
                    let (x, y) = if is_vertical { (0.0, move_by) } else { (move_by * self.state.stretch, 0.0) };
                    self.text_matrix = Matrix::translation(x, y).then(&self.text_matrix);
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let source = self.source;
        let (id, font) = self.state.font.clone().unwrap_or_else(|| self.font(&source.no_font));
        // filled and stroked: the bold of programs whose font has none
        let id = if matches!(self.state.mode, 2 | 6) { self.emboldened(id) } else { id };
        let pen = Pen::new(&self.state, &self.text_matrix, id, font.size_factor);
        let own_mapping = font.is_subset_of_its_own();
        let shows = self.shows();
        let (mut x, mut y) = (0.0, 0.0);
        font.read(&source.file, bytes, |sign| {
            let spacing =
                pen.char_space * f64::from(sign.codes) + if sign.is_word_space { pen.word_space } else { 0.0 };
            let (at_x, at_y) = (x, y);
            match sign.vertical {
                Some(vertical) => y += vertical.advance * pen.size + spacing,
                None => x += (sign.width * pen.size + spacing) * pen.stretch,
            }
            if !self.budget.glyph() {
                return false;
            }
            if shows {
                if own_mapping && doubtful::is_latin_as_wide_as_han(&sign) {
                    self.found.wide_latin += 1;
                }
                let glyph = pen.glyph(sign, at_x, at_y);
                // a line that starts on the page and runs over its edge is badly set, but meant to be read;
                // one that starts beyond is a printer's slug
                let starts = self.line_is_on_page.get_or_insert(is_on_page(&glyph.bbox, self.size));
                if *starts || is_on_page(&glyph.bbox, self.size) {
                    self.found.glyphs.push(glyph);
                } else {
                    self.found.off_page += 1;
                }
            }
            true
        });
        self.text_matrix = Matrix::translation(x, y).then(&self.text_matrix);
    }
}

fn is_on_page(bbox: &Rect, size: Size) -> bool {
    bbox.x1 >= -EDGE_PT && bbox.y1 >= -EDGE_PT && bbox.x0 <= size.width + EDGE_PT && bbox.y0 <= size.height + EDGE_PT
}

/// What is the same for all glyphs of one string.
struct Pen {
    to_page: Matrix,
    size: f64,
    stretch: f64,
    rise: f64,
    char_space: f64,
    word_space: f64,
    size_pt: f32,
    angle_deg: f32,
    font: FontId,
    invisible: bool,
}

impl Pen {
    fn new(state: &State, text_matrix: &Matrix, font: FontId, size_factor: f64) -> Self {
        let to_page = text_matrix.then(&state.ctm);
        let with_size = Matrix::new([state.size * state.stretch, 0.0, 0.0, state.size, 0.0, 0.0]).then(&to_page);
        Self {
            to_page,
            size: state.size,
            stretch: state.stretch,
            rise: state.rise,
            char_space: state.char_space,
            word_space: state.word_space,
            size_pt: matrix::finite(with_size.scale_y() * size_factor),
            angle_deg: with_size.angle_deg(),
            font,
            invisible: state.mode == 3,
        }
    }

    fn glyph(&self, sign: Sign, x: f64, y: f64) -> Glyph {
        let width = sign.width * self.size * self.stretch;
        let (origin, [x0, y0, x1, y1]) = match sign.vertical {
            None => {
                let y = y + self.rise;
                ((x, y), [x, y + DESCENT * self.size, x + width, y + ASCENT * self.size])
            }
            Some(Vertical { advance, x: shift_x, y: shift_y }) => {
                // some fonts have nonsense here; the place of the box is known without it
                let shift_y = if (0.0..1.5).contains(&shift_y) { shift_y } else { ASCENT };
                let (x, top) = (x - shift_x * self.size * self.stretch, y + self.rise);
                ((x, top - shift_y * self.size), [x, top + advance * self.size, x + width, top])
            }
        };
        Glyph {
            text: sign.text,
            origin: self.to_page.point(origin.0, origin.1),
            bbox: self.to_page.rect(x0, y0, x1, y1),
            size_pt: self.size_pt,
            font: self.font,
            invisible: self.invisible,
            vertical: sign.vertical.is_some(),
            angle_deg: self.angle_deg,
        }
    }
}
