//! The content of a page, executed. In: content bytes and resources; out: glyphs, images and rules in page points. Never draws,
//! never fails: what can't be understood is passed over, and the budget ends what does not end by itself.

use std::collections::HashMap;
use std::sync::Arc;

use lopdf::{Dictionary, Object, Stream};

use super::content::{Content, Operand, Step};
use super::fonts::Font;
use super::limits::Budget;
use super::matrix::Matrix;
use super::paths::Path;
use super::source::Source;
use super::{filters, marked, objects};
use crate::model::geometry::{Rect, Size};
use crate::model::page::{FontFace, FontId, Glyph, PlacedImage};

/// What a page holds, as far as it was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub glyphs: Vec<Glyph>,
    pub fonts: Vec<FontFace>,
    pub images: Vec<PlacedImage>,
    pub rules: Vec<Rect>,
    /// Glyphs beyond the edge of the page: nobody ever saw them in print.
    pub off_page: usize,
    /// Fonts with something wrong: name and what.
    pub damaged_fonts: Vec<(String, &'static str)>,
    /// Why content may be missing.
    pub damage: Option<&'static str>,
    /// Wide signs of fonts that carry their own mapping, for the judgement on the text layer.
    pub wide_latin: usize,
}

/// Bytes of content for a glyph where most is text,
const BYTES_PER_GLYPH: usize = 16;
/// ... and glyphs of a full page.
const USUAL_GLYPHS: usize = 1_536;

#[derive(Clone)]
pub(super) struct State {
    pub ctm: Matrix,
    pub font: Option<(FontId, Arc<Font>)>,
    pub size: f64,
    pub char_space: f64,
    pub word_space: f64,
    /// Tz / 100.
    pub stretch: f64,
    pub leading: f64,
    pub rise: f64,
    pub mode: i64,
    pub pen_width: f64,
}

pub(super) struct Interpreter<'a> {
    pub source: &'a Source,
    pub size: Size,
    pub found: Found,
    pub budget: Budget,
    pub state: State,
    pub text_matrix: Matrix,
    pub line_matrix: Matrix,
    /// Whether the line being shown began on the page; None before its first glyph.
    pub line_is_on_page: Option<bool>,
    saved: Vec<State>,
    /// `q` beyond the bound, so that their `Q` are passed over too.
    unsaved: usize,
    path: Path,
    marks: Vec<Mark>,
    /// Forms being drawn, outermost first.
    active: Vec<usize>,
    forms: HashMap<usize, Arc<Vec<u8>>>,
    form_bytes: usize,
    font_ids: HashMap<usize, (FontId, Arc<Font>)>,
    /// Numbers of the same fonts, drawn bold.
    bold_ids: HashMap<FontId, FontId>,
}

/// A `BMC` or `BDC` not yet ended.
struct Mark {
    hides: bool,
    /// Its text is replaced by a layer's; images and rules in it stay.
    replaced: bool,
    actual: Option<(usize, String)>,
}

impl<'a> Interpreter<'a> {
    pub fn new(source: &'a Source, base: Matrix, size: Size) -> Self {
        Self {
            source,
            size,
            found: Found::default(),
            budget: Budget::new(&source.limits),
            state: State {
                ctm: base,
                font: None,
                size: 0.0,
                char_space: 0.0,
                word_space: 0.0,
                stretch: 1.0,
                leading: 0.0,
                rise: 0.0,
                mode: 0,
                pen_width: 1.0,
            },
            text_matrix: Matrix::IDENTITY,
            line_matrix: Matrix::IDENTITY,
            line_is_on_page: None,
            saved: Vec::new(),
            unsaved: 0,
            path: Path::default(),
            marks: Vec::new(),
            active: Vec::new(),
            forms: HashMap::new(),
            form_bytes: 0,
            font_ids: HashMap::new(),
            bold_ids: HashMap::new(),
        }
    }

    /// Runs one content; saved states and marks it leaves behind are dropped with it.
    pub fn run(&mut self, bytes: &[u8], cuts: &[usize], resources: Option<&'a Dictionary>) {
        let (floor, marks) = (self.saved.len(), self.marks.len());
        if self.found.glyphs.capacity() == 0 {
            self.found.glyphs.reserve((bytes.len() / BYTES_PER_GLYPH).min(USUAL_GLYPHS));
        }
        let unsaved = std::mem::take(&mut self.unsaved);
        let mut content = Content::new(bytes, cuts);
        while self.budget.operator()
            && let Some(step) = content.step()
        {
            match step {
                Step::InlineImage { width_px, height_px } => self.place_image(width_px, height_px),
                Step::Operator(b"q") => self.save(),
                Step::Operator(b"Q") => self.restore(floor),
                Step::Operator(b"EMC") if self.marks.len() > marks => self.end_mark(),
                Step::Operator(b"BMC") => self.marks.push(Mark { hides: false, replaced: false, actual: None }),
                Step::Operator(b"BDC") => self.begin_mark(&content, resources),
                Step::Operator(b"Do") => self.draw_object(content.name().unwrap_or_default(), resources),
                Step::Operator(operator) => {
                    if !self.graphics(operator, &content, resources) {
                        self.text_operator(operator, &content, resources);
                    }
                }
            }
        }
        while self.marks.len() > marks {
            self.end_mark();
        }
        self.saved.truncate(floor);
        self.unsaved = unsaved;
    }

    fn save(&mut self) {
        if self.saved.len() < self.source.limits.states && self.unsaved == 0 {
            self.saved.push(self.state.clone());
        } else {
            self.unsaved += 1;
        }
    }

    fn restore(&mut self, floor: usize) {
        if self.unsaved > 0 {
            self.unsaved -= 1;
        } else if self.saved.len() > floor
            && let Some(state) = self.saved.pop()
        {
            self.state = state;
        }
    }

    fn is_hidden(&self) -> bool {
        self.marks.iter().any(|mark| mark.hides)
    }

    fn is_replaced(&self) -> bool {
        self.marks.iter().any(|mark| mark.replaced)
    }

    fn begin_mark(&mut self, content: &Content, resources: Option<&'a Dictionary>) {
        let file = &self.source.file;
        let mut mark = Mark { hides: false, replaced: false, actual: None };
        match content.operands.as_slice() {
            [.., Operand::Name(tag), Operand::Name(name)] => {
                let properties = resources.and_then(|r| objects::dict(file, r, b"Properties"));
                if let Some(object) = properties.and_then(|p| p.get(name).ok()) {
                    mark.hides = tag.as_ref() == b"OC" && self.source.layers.hides(file, object);
                    let dict = objects::resolve(file, object).and_then(objects::as_dict);
                    if let Some(Object::String(text, _)) = dict.and_then(|d| objects::get(file, d, b"ActualText")) {
                        mark.actual = Some((self.found.glyphs.len(), marked::text_string(text)));
                    }
                }
            }
            [.., Operand::Name(tag), Operand::Dict(_)] if tag.as_ref() == marked::REPLACED.as_bytes() => {
                mark.replaced = true;
            }
            [.., Operand::Dict(entries)] => {
                let text = entries.chunks(2).find_map(|pair| match pair {
                    [Operand::Name(key), Operand::Text(text)] if key.as_ref() == b"ActualText" => Some(text),
                    _ => None,
                });
                mark.actual = text.map(|text| (self.found.glyphs.len(), marked::text_string(text)));
            }
            _ => {}
        }
        if self.marks.len() < self.source.limits.states {
            self.marks.push(mark);
        }
    }

    fn end_mark(&mut self) {
        if let Some(Mark { actual: Some((start, text)), .. }) = self.marks.pop() {
            marked::apply(&mut self.found.glyphs, start, &text);
        }
    }

    /// Operators that are not about text; false where it is none of them.
    fn graphics(&mut self, operator: &[u8], content: &Content, resources: Option<&'a Dictionary>) -> bool {
        match operator {
            b"cm" => {
                if let Some(n) = content.numbers() {
                    self.state.ctm = Matrix::new(n).then(&self.state.ctm);
                }
            }
            b"gs" => self.graphics_state(content.name().unwrap_or_default(), resources),
            b"w" => self.state.pen_width = content.numbers::<1>().map_or(1.0, |[w]| w),
            b"re" => {
                if let Some(n) = content.numbers() {
                    self.path.rectangle(&self.state.ctm, n);
                }
            }
            b"m" | b"l" | b"c" | b"v" | b"y" => {
                if let Some([x, y]) = content.numbers() {
                    let point = self.state.ctm.point(x, y);
                    match operator {
                        b"m" => self.path.move_to(point),
                        b"l" => self.path.line_to(point),
                        _ => self.path.curve_to(point),
                    }
                }
            }
            b"h" => self.path.close(),
            b"S" => self.paint(false, true),
            b"s" | b"b" | b"b*" => {
                self.path.close();
                self.paint(operator != b"s", true);
            }
            b"f" | b"F" | b"f*" => self.paint(true, false),
            b"B" | b"B*" => self.paint(true, true),
            b"n" => self.paint(false, false),
            _ => return false,
        }
        true
    }

    fn paint(&mut self, fill: bool, stroke: bool) {
        let pen = stroke.then(|| super::matrix::finite(self.state.pen_width * self.state.ctm.scale_y()).abs());
        let rules = self.path.paint(fill, pen);
        if !self.is_hidden() {
            let room = self.source.limits.marks.saturating_sub(self.found.rules.len());
            self.found.rules.extend(rules.into_iter().take(room));
        }
    }

    fn graphics_state(&mut self, name: &[u8], resources: Option<&'a Dictionary>) {
        let file = &self.source.file;
        let states = resources.and_then(|r| objects::dict(file, r, b"ExtGState"));
        let Some(dict) = states.and_then(|states| objects::dict(file, states, name)) else { return };
        if let Some(width) = objects::number(file, dict, b"LW") {
            self.state.pen_width = width;
        }
        if let Some([font, size]) = objects::array(file, dict, b"Font") {
            if let Some(font) = objects::resolve(file, font).and_then(objects::as_dict) {
                self.state.font = Some(self.font(font));
            }
            self.state.size = objects::resolve(file, size).and_then(objects::as_number).unwrap_or(self.state.size);
        }
    }

    /// The font of a dictionary, and its number on this page.
    pub fn font(&mut self, dict: &'a Dictionary) -> (FontId, Arc<Font>) {
        let key = objects::address(dict);
        if let Some(known) = self.font_ids.get(&key) {
            return known.clone();
        }
        let font = self.source.font(dict);
        let id = self.face(font.face.clone());
        if let Some(damage) = font.damage {
            self.found.damaged_fonts.push((font.face.name.clone(), damage));
        }
        self.font_ids.insert(key, (id, Arc::clone(&font)));
        (id, font)
    }

    /// The number of a font whose signs are drawn with a stroke around them.
    pub fn emboldened(&mut self, id: FontId) -> FontId {
        if let Some(known) = self.bold_ids.get(&id) {
            return *known;
        }
        let face = self.found.fonts.get(usize::from(id.0)).cloned().unwrap_or_default();
        let bold = if face.bold { id } else { self.face(FontFace { bold: true, ..face }) };
        self.bold_ids.insert(id, bold);
        bold
    }

    /// Beyond 65,535 fonts on one page they share the last number.
    pub fn face(&mut self, face: FontFace) -> FontId {
        let id = FontId(u16::try_from(self.found.fonts.len()).unwrap_or(u16::MAX));
        if self.found.fonts.len() < usize::from(u16::MAX) {
            self.found.fonts.push(face);
        }
        id
    }

    fn draw_object(&mut self, name: &[u8], resources: Option<&'a Dictionary>) {
        let file = &self.source.file;
        let objects = resources.and_then(|r| objects::dict(file, r, b"XObject"));
        let Some(stream) = objects.and_then(|objects| objects::stream(file, objects, name)) else { return };
        if self.is_hidden() || self.source.layers.hides_owner(file, &stream.dict) {
            return;
        }
        if objects::name(file, &stream.dict, b"Subtype") == Some(b"Image") {
            let side =
                |key: &[u8]| objects::integer(file, &stream.dict, key).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
            self.place_image(side(b"Width"), side(b"Height"));
        } else {
            self.draw_form(stream, None, resources);
        }
    }

    fn place_image(&mut self, width_px: u32, height_px: u32) {
        if !self.is_hidden() && self.found.images.len() < self.source.limits.marks {
            let bbox = self.state.ctm.rect(0.0, 0.0, 1.0, 1.0);
            self.found.images.push(PlacedImage { bbox, width_px, height_px });
        }
    }

    /// A form, with a matrix to put it in its place (annotations have one) before the present one.
    pub fn draw_form(&mut self, stream: &'a Stream, place: Option<Matrix>, resources: Option<&'a Dictionary>) {
        let file = &self.source.file;
        let key = objects::address(&stream.dict);
        if self.active.contains(&key) || self.active.len() >= self.source.limits.form_depth {
            self.found.damage.get_or_insert("forms that contain themselves or are nested too deep are left out");
            return;
        }
        if !self.budget.form() {
            return;
        }
        let bytes = self.form_content(key, stream);
        let outer = (self.state.clone(), self.text_matrix, self.line_matrix);
        let matrix = objects::matrix(file, &stream.dict, b"Matrix").unwrap_or(Matrix::IDENTITY);
        let placed = place.map_or(matrix, |place| matrix.then(&place));
        self.state.ctm = placed.then(&self.state.ctm);
        self.active.push(key);
        let path = std::mem::take(&mut self.path);
        // old producers left forms to the resources of the page
        self.run(&bytes, &[], objects::dict(file, &stream.dict, b"Resources").or(resources));
        self.path = path;
        self.active.pop();
        (self.state, self.text_matrix, self.line_matrix) = outer;
    }

    /// Forms are often drawn many times on a page: their content is kept, up to a bound.
    fn form_content(&mut self, key: usize, stream: &Stream) -> Arc<Vec<u8>> {
        if let Some(known) = self.forms.get(&key) {
            return Arc::clone(known);
        }
        let decoded = filters::decode(&self.source.file, stream, self.source.limits.stream_bytes);
        if let Some(lost) = decoded.lost {
            self.found.damage.get_or_insert(lost);
        }
        let bytes = Arc::new(decoded.bytes.into_owned());
        if self.form_bytes + bytes.len() <= self.source.limits.form_bytes {
            self.form_bytes += bytes.len();
            self.forms.insert(key, Arc::clone(&bytes));
        }
        bytes
    }

    /// Whether text that is shown now counts: it can be seen, and no layer stands for it.
    pub fn shows(&self) -> bool {
        !self.is_hidden() && !self.is_replaced()
    }
}
