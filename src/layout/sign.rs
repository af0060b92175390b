//! Glyphs into signs: the same marks in an upright frame, where text runs to the right and lines go down.
//!
//! Comes in: glyphs of a page in any direction. Goes out: one layer per text direction, each with its own frame.
//! Nothing is dropped here but glyphs without text.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::model::geometry::{Point, Rect};
use crate::model::glyph_text::GlyphText;
use crate::model::page::{FontFace, Glyph, LAYER_FONT, RawLine};
use crate::model::script::{is_closer, is_opener, is_sentence_end};

/// Share of the type size above the baseline; CJK fonts agree on 0.88.
pub(super) const ASCENT_EM: f32 = 0.88;
/// Share of the type size below the baseline.
pub(super) const DESCENT_EM: f32 = 0.12;
/// Degrees a glyph may lean and still belong to its quarter turn: scans lean up to 3°, watermarks 30° and more.
const LEAN_DEG: f32 = 6.0;
/// Part of a closing mark's box that its ink may fill, in em.
const HALF_EM: f32 = 0.55;
/// Differences below this many points are rounding.
const SAME_PT: f32 = 0.02;
/// Coordinates beyond this many points are damage: the largest page a PDF may have is 14,400.
const FAR_PT: f32 = 100_000.0;
/// Sizes beyond this many points are damage.
const HUGE_PT: f32 = 5_000.0;
/// Type size given to marks without one, in points; only keeps divisions sane.
const MIN_SIZE_PT: f32 = 0.5;
/// A box this many times higher than wide with several characters is a vertical line.
const VERTICAL_LINE: f32 = 2.0;

/// One mark, in the frame of its layer.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "four things that are so or not, each on its own")]
pub(super) struct Sign {
    pub text: GlyphText,
    /// Where it stands in its line: its own `x0`, or that of its word where hidden words lie over each other.
    pub word: f32,
    pub x0: f32,
    pub x1: f32,
    pub base: f32,
    pub size: f32,
    pub bold: bool,
    pub hidden: bool,
    /// A drawn space lies before this sign.
    pub after_blank: bool,
    pub confidence: Option<f32>,
    /// See [`RawChar::others`](crate::model::page::RawChar).
    pub others: Vec<(char, f32)>,
    /// Spaces beside it were told by huikan itself, when it read the page before: they are as drawn.
    pub spaced: bool,
    /// Where it lies on the page; None where that can't be told.
    pub place: Option<Rect>,
}

impl Sign {
    /// A space, drawn: evidence only, never text.
    pub fn is_blank(&self) -> bool {
        self.text.is_blank()
    }

    /// Of exactly the same size, on exactly the same baseline.
    pub fn is_set_as(&self, other: &Self) -> bool {
        self.size.total_cmp(&other.size).is_eq() && self.base.total_cmp(&other.base).is_eq()
    }

    pub fn middle(&self) -> f32 {
        f32::midpoint(self.x0, self.x1)
    }

    pub fn top(&self) -> f32 {
        self.base - ASCENT_EM * self.size
    }

    pub fn bottom(&self) -> f32 {
        self.base + DESCENT_EM * self.size
    }

    /// Where its ink ends: a full stop a full em wide fills half of its box, and hangs out of columns with the rest.
    pub fn ink(&self) -> f32 {
        let half = self.x0 + HALF_EM * self.size;
        let mark =
            |c: char| is_closer(c) || is_sentence_end(c) && c != '…' || matches!(c, '，' | '、' | '；' | '：' | '．');
        if self.text.one().is_some_and(mark) { self.x1.min(half) } else { self.x1 }
    }

    /// Where its ink begins: an opening mark a full em wide fills the second half of its box.
    pub fn ink_start(&self) -> f32 {
        let opens = self.text.one().is_some_and(is_opener);
        if opens && self.x1 - self.x0 > HALF_EM * self.size { self.x1 - HALF_EM * self.size } else { self.x0 }
    }

    /// A total order that depends on nothing but the sign itself, so input order can't show in the result.
    pub fn order(&self, other: &Self) -> Ordering {
        (step(self.word).cmp(&step(other.word)))
            .then(step(self.x0).cmp(&step(other.x0)))
            .then(self.base.total_cmp(&other.base))
            .then(self.text.cmp(&other.text))
            .then(self.size.total_cmp(&other.size))
            .then(self.x0.total_cmp(&other.x0))
            .then(self.x1.total_cmp(&other.x1))
            .then(self.bold.cmp(&other.bold))
            .then(self.hidden.cmp(&other.hidden))
    }
}

/// A coordinate in steps that rounding can't change. A cast, as rounding is a call into the system's library on most machines.
fn step(x: f32) -> i32 {
    (x / SAME_PT + 0.5) as i32
}

/// Signs of one text direction.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    /// Degrees its text is turned on the page, clockwise.
    pub angle_deg: f32,
    pub signs: Vec<Sign>,
}

/// All signs of a page.
#[derive(Debug, Default)]
pub(super) struct Layers {
    /// The direction most of the page is set in, then the others.
    pub by_direction: Vec<Layer>,
    /// Signs whose place is damaged; kept so that no text is lost.
    pub strays: Vec<Sign>,
}

/// Turns a point by `-angle`: into the frame of text that is set at `angle`.
pub(super) fn upright(p: Point, angle_deg: f32) -> Point {
    if angle_deg == 0.0 {
        return p;
    }
    let (s, c) = angle_deg.to_radians().sin_cos();
    Point { x: p.x * c + p.y * s, y: p.y * c - p.x * s }
}

/// The box of a turned box.
pub(super) fn upright_box(r: Rect, angle_deg: f32) -> Rect {
    if angle_deg == 0.0 {
        return Rect::new(r.x0, r.y0, r.x1, r.y1);
    }
    let corners = [(r.x0, r.y0), (r.x1, r.y0), (r.x0, r.y1), (r.x1, r.y1)];
    let mut turned = corners.iter().map(|&(x, y)| upright(Point { x, y }, angle_deg));
    let first = turned.next().unwrap_or_default();
    turned.fold(Rect { x0: first.x, y0: first.y, x1: first.x, y1: first.y }, |r, p| Rect {
        x0: r.x0.min(p.x),
        y0: r.y0.min(p.y),
        x1: r.x1.max(p.x),
        y1: r.y1.max(p.y),
    })
}

/// Sorts the glyphs of a page into layers.
pub(super) fn from_glyphs(glyphs: Vec<Glyph>, fonts: &[FontFace]) -> Layers {
    from_both(glyphs, fonts, Vec::new())
}

fn sort(glyphs: Vec<Glyph>, fonts: &[FontFace], out: &mut Layers) -> BTreeMap<i32, Vec<Sign>> {
    // a few directions at most, nearly always one: found by looking through them
    let mut by_angle: Vec<(i32, Vec<Sign>)> = Vec::new();
    let mut blank_before = false;
    let n_glyphs = glyphs.len();
    for mut glyph in glyphs {
        let font = fonts.get(usize::from(glyph.font.0));
        let bold = font.is_some_and(|f| f.bold);
        let spaced = glyph.invisible && font.is_some_and(|f| f.name == LAYER_FONT);
        let Some(text) = glyph.text.take().filter(|t| !t.is_empty()) else {
            continue;
        };
        if !sane(&glyph) {
            out.strays.extend(Some(stray(text, bold)).filter(|s| !s.is_blank()));
            continue;
        }
        let angle = direction(&glyph);
        let placed = place(&glyph, text, angle as f32, bold);
        // huikan's own layers come line by line: a space may part two runs, which would forget it
        let after_blank = spaced && blank_before;
        blank_before = spaced && placed.is_blank();
        let sign = Sign { after_blank, spaced, ..placed };
        if let Some((_, signs)) = by_angle.iter_mut().find(|(known, _)| *known == angle) {
            signs.push(sign);
        } else {
            let mut signs = Vec::with_capacity(if by_angle.is_empty() { n_glyphs } else { 1 });
            signs.push(sign);
            by_angle.push((angle, signs));
        }
    }
    by_angle.into_iter().collect()
}

/// Lines of an OCR engine: as signs of one character where the engine placed them, else of many; lines without a box
/// become strays.
pub(super) fn from_lines(lines: Vec<RawLine>) -> Layers {
    from_both(Vec::new(), &[], lines)
}

/// Glyphs of a page, and lines read from images on it.
pub(super) fn from_both(glyphs: Vec<Glyph>, fonts: &[FontFace], lines: Vec<RawLine>) -> Layers {
    let mut out = Layers::default();
    let mut by_angle = sort(glyphs, fonts, &mut out);
    for line in lines {
        let text = GlyphText::from(line.text.trim());
        if text.is_empty() {
            continue;
        }
        let boxes = line.bbox.iter().chain(line.chars.iter().map(|c| &c.bbox));
        let sane = boxes.into_iter().all(|b| [b.x0, b.y0, b.x1, b.y1].iter().all(|v| near(*v)));
        let Some(bbox) = line.bbox.filter(|_| sane) else {
            out.strays.push(Sign { confidence: line.confidence, ..stray(text, false) });
            continue;
        };
        let angle = line_angle(&line, bbox);
        let size = line.size_pt.filter(|s| sane_size(*s));
        let signs = by_angle.entry(angle).or_default();
        let sign = |text: GlyphText, bbox: Rect, confidence: Option<f32>| Sign {
            spaced: line.spaced,
            ..read_sign(text, bbox, angle as f32, size, confidence)
        };
        if line.chars.is_empty() {
            signs.push(sign(text, bbox, line.confidence));
        } else {
            let before = std::iter::once(None).chain(line.chars.iter().map(Some));
            signs.extend(line.chars.iter().zip(before).map(|(c, before)| Sign {
                after_blank: line.spaced && before.is_some_and(|before| before.c == ' '),
                others: c.others.clone(),
                ..sign(c.c.into(), c.bbox, c.confidence)
            }));
        }
    }
    finish(out, by_angle)
}

/// Degrees a line is turned, clockwise: 90 where it runs down, 180 and 270 on pages that stand on their head or side.
fn line_angle(line: &RawLine, bbox: Rect) -> i32 {
    let vertical = bbox.height() > VERTICAL_LINE * bbox.width() && line.text.trim().chars().count() > 2;
    let ends = line.chars.first().zip(line.chars.last());
    let back = ends.is_some_and(|(first, last)| {
        let (first, last) = (first.bbox.center(), last.bbox.center());
        if vertical { last.y < first.y } else { last.x < first.x }
    });
    match (vertical, back) {
        (false, false) => 0,
        (true, false) => 90,
        (false, true) => 180,
        (true, true) => 270,
    }
}

/// What an engine read in a box.
fn read_sign(text: GlyphText, bbox: Rect, angle: f32, size: Option<f32>, confidence: Option<f32>) -> Sign {
    let framed = upright_box(bbox, angle);
    let size = size.unwrap_or(framed.height()).max(MIN_SIZE_PT);
    // Boxes of detectors are as high as the ink or a little higher: the middle is what can be trusted.
    let base = framed.center().y + (ASCENT_EM - DESCENT_EM) / 2.0 * size;
    let (x0, x1) = (framed.x0, framed.x1);
    Sign { word: x0, x0, x1, base, size, hidden: true, confidence, place: Some(bbox), ..stray(text, false) }
}

fn finish(mut out: Layers, by_angle: BTreeMap<i32, Vec<Sign>>) -> Layers {
    out.by_direction =
        by_angle.into_iter().map(|(angle, signs)| Layer { angle_deg: angle as f32, signs: sorted(signs) }).collect();
    // Stable: of two directions with as many signs the smaller angle is the page's.
    out.by_direction.sort_by_key(|l| std::cmp::Reverse(l.signs.iter().map(|s| s.text.n_chars()).sum::<usize>()));
    out.strays.sort_by(|a, b| a.text.cmp(&b.text).then(a.bold.cmp(&b.bold)));
    out
}

/// Signs by [`Sign::order`], of which none is bound to a word yet. Short keys are sorted, as a sign is long and a page has
/// thousands; signs are asked only where two lie at one place.
fn sorted(signs: Vec<Sign>) -> Vec<Sign> {
    let place = |s: &Sign| (u64::from(in_order(step(s.word))) << 32) | u64::from(by_bits(s.base));
    let mut keys: Vec<(u64, u32)> = signs.iter().map(place).zip(0..).collect();
    keys.sort_unstable();
    for same in keys.chunk_by_mut(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        same.sort_by(|a, b| signs[a.1 as usize].order(&signs[b.1 as usize]));
    }
    let mut signs: Vec<Option<Sign>> = signs.into_iter().map(Some).collect();
    let mut sorted = Vec::with_capacity(signs.len());
    sorted.extend(keys.into_iter().filter_map(|(_, i)| signs.get_mut(i as usize)?.take()));
    sorted
}

/// A number that compares as the other does.
#[inline]
fn in_order(step: i32) -> u32 {
    step as u32 ^ (1 << 31)
}

/// A number that compares as [`f32::total_cmp`] does.
pub(super) fn by_bits(x: f32) -> u32 {
    let bits = x.to_bits();
    if bits >> 31 == 1 { !bits } else { bits | (1 << 31) }
}

fn near(v: f32) -> bool {
    v.is_finite() && v.abs() <= FAR_PT
}

fn sane_size(size: f32) -> bool {
    size.is_finite() && size > 0.0 && size <= HUGE_PT
}

fn sane(g: &Glyph) -> bool {
    [g.origin.x, g.origin.y, g.bbox.x0, g.bbox.y0, g.bbox.x1, g.bbox.y1].iter().all(|v| near(*v))
        && sane_size(g.size_pt)
        && g.angle_deg.is_finite()
}

fn stray(text: GlyphText, bold: bool) -> Sign {
    Sign {
        text,
        word: 0.0,
        x0: 0.0,
        x1: 0.0,
        base: 0.0,
        size: MIN_SIZE_PT,
        bold,
        hidden: false,
        after_blank: false,
        confidence: None,
        others: Vec::new(),
        spaced: false,
        place: None,
    }
}

/// Whole degrees of the layer a glyph belongs to: a quarter turn where it nearly is one.
fn direction(g: &Glyph) -> i32 {
    if g.vertical {
        return 90;
    }
    if g.angle_deg == 0.0 {
        return 0;
    }
    let angle = g.angle_deg.rem_euclid(360.0);
    let quarter = (angle / 90.0).round() * 90.0;
    if (angle - quarter).abs() <= LEAN_DEG { (quarter as i32).rem_euclid(360) } else { angle.round() as i32 }
}

fn place(g: &Glyph, text: GlyphText, angle: f32, bold: bool) -> Sign {
    let size = g.size_pt.max(MIN_SIZE_PT);
    let bbox = Rect::new(g.bbox.x0, g.bbox.y0, g.bbox.x1, g.bbox.y1);
    let (x0, x1, base) = if g.vertical {
        let framed = upright_box(bbox, angle);
        // The origin of a vertical glyph is at its middle: lay the frame's baseline where it would be.
        (framed.x0, framed.x1, framed.center().y + (ASCENT_EM - DESCENT_EM) / 2.0 * size)
    } else {
        let origin = upright(g.origin, angle);
        let advance = advance(bbox, size, g.angle_deg);
        (origin.x, origin.x + advance, origin.y)
    };
    let mut sign = Sign { word: x0, x0, x1, base, size, hidden: g.invisible, place: Some(bbox), ..stray(text, bold) };
    if !sign.hidden {
        // the white half of an opening mark may be drawn over the mark before it
        sign.word = sign.ink_start();
    }
    sign
}

/// Advance of a glyph from its axis-parallel box, which a turned glyph fills only in part.
fn advance(bbox: Rect, size: f32, angle_deg: f32) -> f32 {
    if angle_deg == 0.0 {
        return bbox.width().max(0.0);
    }
    let (s, c) = angle_deg.to_radians().sin_cos();
    let (s, c) = (s.abs(), c.abs());
    let advance = if c >= s { (bbox.width() - size * s) / c } else { (bbox.height() - size * c) / s };
    advance.max(0.0)
}

/// The type size most characters are set in, in points: sizes in half points, neighbours counted in, since
/// OCR layers scatter around the true size.
pub(super) fn body_size(sizes: impl Iterator<Item = (f32, usize)>) -> Option<f32> {
    let mut count: BTreeMap<i32, usize> = BTreeMap::new();
    // most signs are of the size of the one before
    let mut same = (0, 0);
    for (size, n) in sizes {
        let bin = (size * 2.0 + 0.5) as i32;
        if bin != same.0 {
            let (before, n) = std::mem::replace(&mut same, (bin, 0));
            *count.entry(before).or_default() += n;
        }
        same.1 += n;
    }
    *count.entry(same.0).or_default() += same.1;
    count.retain(|_, n| *n > 0);
    let near = |bin: i32| (bin - 1..=bin + 1).filter_map(|b| Some((*count.get(&b)?, b)));
    let best = count.keys().max_by_key(|&&bin| {
        (near(bin).map(|(n, _)| n).sum::<usize>(), count.get(&bin).copied(), std::cmp::Reverse(bin))
    });
    // The neighbours vote for the class; its size is that of its most frequent member.
    let usual = best.and_then(|&bin| near(bin).max());
    usual.map(|(_, bin)| (bin as f32 / 2.0).max(MIN_SIZE_PT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_place_compare_as_the_place_does() {
        let values = [f32::MIN, -2.5, -0.0, 0.0, 0.02, 700.03, 700.04, f32::MAX];
        assert!(values.windows(2).all(|pair| by_bits(pair[0]) < by_bits(pair[1])));
        assert!([i32::MIN, -1, 0, 1, i32::MAX].windows(2).all(|pair| in_order(pair[0]) < in_order(pair[1])));
    }

    #[test]
    fn signs_come_in_their_order_whatever_order_they_were_drawn_in() {
        let sign = |c: char, x0: f32, base: f32| Sign { x0, word: x0, base, ..stray(c.into(), false) };
        let drawn =
            [('丙', 30.0, 10.0), ('甲', 10.0, 20.0), ('丁', 30.0, 10.0), ('乙', 10.0, 40.0), ('甲', 10.0, 20.0)];
        let signs: Vec<Sign> = drawn.map(|(c, x0, base)| sign(c, x0, base)).into();
        let mut wanted = signs.clone();
        wanted.sort_by(Sign::order);
        let texts = |signs: Vec<Sign>| signs.into_iter().map(|s| s.text.to_string()).collect::<String>();
        assert_eq!(texts(sorted(signs.clone())), texts(wanted.clone()));
        assert_eq!(texts(sorted(signs.into_iter().rev().collect())), texts(wanted));
    }
}
