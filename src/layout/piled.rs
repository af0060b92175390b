//! Pages whose characters lie on one another: vertical fonts without their metrics, matrices that a program broke.
//! Nobody can read them by their places; the order they are drawn in is what is left.

use super::Shell;
use super::lines::line;
use super::page::finished;
use super::sign::{Layers, Sign, from_glyphs, upright};
use crate::model::geometry::Point;
use crate::model::page::{Block, FontFace, Glyph, Page};
use crate::model::script::is_han;

/// Two characters whose middles are nearer than this in both directions can't both be read, in em.
const ON_EACH_OTHER_EM: f32 = 0.55;
/// A page is piled where this share of its Han lies on other ones,
const PILED: f32 = 0.3;
/// ... and these are more than a stamp or a watermark.
const FEWEST_PILED: usize = 40;
/// Characters looked at in one square: more tell nothing new, and a hostile page has thousands.
const MOST_AT_A_PLACE: usize = 16;
/// What follows in a line starts no further than this from where the last character ended, in em,
const FOLLOWS_EM: f32 = 2.0;
/// ... nor further back or aside than this.
const ASIDE_EM: f32 = 0.5;

/// Whether so many characters lie on other ones that their places tell no order.
pub(super) fn is_piled(glyphs: &[Glyph]) -> bool {
    let is_han = |g: &&Glyph| g.size_pt > 0.0 && g.text.as_ref().is_some_and(|text| text.chars().any(is_han));
    let han: Vec<&Glyph> = glyphs.iter().filter(is_han).collect();
    if han.len() < FEWEST_PILED {
        return false;
    }
    let mut squares = Squares::new(&han);
    let mut piled = 0;
    for (glyph, i) in han.iter().zip(0..) {
        let middle = glyph.bbox.center();
        let reach = (ON_EACH_OTHER_EM * glyph.size_pt).min(squares.side / 2.0);
        piled += usize::from(squares.any_around(middle, reach, |other| on_each_other(glyph, han[other as usize])));
        squares.add(middle, i);
    }
    piled >= FEWEST_PILED && piled as f32 >= PILED * han.len() as f32
}

/// What lies in each square of a page. Squares that lie far from one another share a place, as who asks looks at distances.
struct Squares {
    /// Side of a square, in points.
    side: f32,
    /// The last that was added to each place.
    last: Vec<u32>,
    /// Of each that was added, the one before it in its place.
    before: Vec<u32>,
}

/// Squares told apart along each side of a page.
const SQUARES: i32 = 128;
/// Nothing there.
const NONE: u32 = u32::MAX;

impl Squares {
    /// Squares of twice the size most of these, one at least, are set in: what reaches half an em to each side needs two of them.
    fn new(glyphs: &[&Glyph]) -> Self {
        let mut sizes: Vec<f32> = glyphs.iter().map(|g| g.size_pt).collect();
        let half = sizes.len() / 2;
        let usual = *sizes.select_nth_unstable_by(half, f32::total_cmp).1;
        let places = (SQUARES * SQUARES) as usize;
        Self { side: 2.0 * usual, last: vec![NONE; places], before: Vec::with_capacity(glyphs.len()) }
    }

    fn row(&self, at: f32) -> i32 {
        ((at / self.side) as i32).rem_euclid(SQUARES)
    }

    /// Whether something was added within `reach` of a point, in points, that is as asked; what shares its squares is asked too.
    fn any_around(&self, point: Point, reach: f32, is_it: impl Fn(u32) -> bool) -> bool {
        let (left, right) = (self.row(point.x - reach), self.row(point.x + reach));
        let (top, bottom) = (self.row(point.y - reach), self.row(point.y + reach));
        let in_square = |x: i32, y: i32| {
            let mut at = self.last[(y * SQUARES + x) as usize];
            for _ in 0..MOST_AT_A_PLACE {
                match self.before.get(at as usize) {
                    Some(_) if is_it(at) => return true,
                    Some(before) => at = *before,
                    None => break,
                }
            }
            false
        };
        let in_row = |y: i32| in_square(left, y) || right != left && in_square(right, y);
        in_row(top) || bottom != top && in_row(bottom)
    }

    /// Adds the next.
    fn add(&mut self, point: Point, i: u32) {
        let place = (self.row(point.y) * SQUARES + self.row(point.x)) as usize;
        self.before.push(std::mem::replace(&mut self.last[place], i));
    }
}

/// The same character twice at one place is bold.
fn on_each_other(a: &Glyph, b: &Glyph) -> bool {
    let (p, q) = (a.bbox.center(), b.bbox.center());
    let near = ON_EACH_OTHER_EM * a.size_pt;
    (p.x - q.x).abs() < near && (p.y - q.y).abs() < near && a.text != b.text
}

/// The lines of a piled page as they are drawn, each on its own; characters without a usable place come last.
pub(super) fn arrange(shell: &Shell, glyphs: Vec<Glyph>, fonts: &[FontFace]) -> Page {
    let mut drawn: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        match drawn.last_mut() {
            Some(line) if line.last().is_some_and(|last| follows(last, &glyph)) => line.push(glyph),
            _ => drawn.push(vec![glyph]),
        }
    }
    let mut page = shell.page();
    let mut strays = Vec::new();
    for glyphs in drawn {
        let Layers { by_direction, strays: without } = from_glyphs(glyphs, fonts);
        strays.extend(without);
        for layer in by_direction {
            add(&mut page, shell, &layer.signs);
        }
    }
    add(&mut page, shell, &strays);
    page
}

fn add(page: &mut Page, shell: &Shell, signs: &[Sign]) {
    // a space that stands alone is no line
    let Some(draft) = line(signs).filter(|draft| !draft.text.trim().is_empty()) else { return };
    let at = page.lines.len();
    page.lines.push(finished(shell, draft));
    page.blocks.push(Block::plain(at..at + 1, 0.0));
}

/// Whether a glyph goes on where the one before ended.
fn follows(before: &Glyph, glyph: &Glyph) -> bool {
    let turned = if before.vertical { 90.0 } else { before.angle_deg };
    let (a, b) = (upright(start(before), turned), upright(start(glyph), turned));
    let advance = if before.vertical { before.bbox.height() } else { before.bbox.width() };
    let (gap, aside, em) = (b.x - a.x - advance, (b.y - a.y).abs(), before.size_pt.max(glyph.size_pt));
    before.vertical == glyph.vertical
        && (before.angle_deg - glyph.angle_deg).abs() < 1.0
        && (-ASIDE_EM * em..=FOLLOWS_EM * em).contains(&gap)
        && aside <= ASIDE_EM * em
}

/// Where a glyph starts along its line: that of a vertical one at the middle of its upper edge, as widths differ.
fn start(glyph: &Glyph) -> Point {
    if glyph.vertical { Point { x: glyph.bbox.center().x, y: glyph.bbox.y0 } } else { glyph.origin }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::Rect;
    use crate::model::page::{FontId, PageIndex};
    use crate::model::provenance::Extractor;

    fn glyph(c: char, x: f32, y: f32, vertical: bool) -> Glyph {
        Glyph {
            text: Some(c.to_string().into()),
            origin: Point { x, y: y + 10.56 },
            bbox: Rect::new(x, y, x + 12.0, y + 12.0),
            size_pt: 12.0,
            font: FontId(0),
            invisible: false,
            vertical,
            angle_deg: 0.0,
        }
    }

    /// Lines that each run down from one under the other, as programs write that take a vertical font for a level one.
    fn heap() -> Vec<Glyph> {
        let text = [
            "云泽市第三届委员会第二次会议在会堂开幕",
            "会议听取并审议常务委员会所作的工作报告",
            "委员分组讨论水网修复与老街更新等提案",
        ];
        let line = |(i, line): (usize, &&str)| -> Vec<Glyph> {
            let down = |(k, c)| glyph(c, 50.0, 70.0 + 18.0 * i as f32 + 12.0 * k as f32, true);
            line.chars().enumerate().map(down).collect()
        };
        text.iter().enumerate().flat_map(line).collect()
    }

    #[test]
    fn a_heap_is_told_from_columns_and_from_bold_drawn_twice() {
        let mut heap = heap();
        // a second heap beside it, as two columns have it
        let aside =
            heap.clone().into_iter().map(|g| glyph(g.text.unwrap().one().unwrap(), g.bbox.x0 + 200.0, g.bbox.y0, true));
        heap.extend(aside.collect::<Vec<_>>());
        assert!(is_piled(&heap));
        let level = |i: usize| glyph('会', 50.0 + 12.0 * (i % 20) as f32, 70.0 + 18.0 * (i / 20) as f32, false);
        let twice: Vec<Glyph> = (0..200).flat_map(|i| [level(i), level(i)]).collect();
        assert!(!is_piled(&twice));
    }

    #[test]
    fn a_heap_gives_the_lines_as_drawn() {
        let shell = Shell { index: PageIndex(0), size: None, extractor: Extractor::TextLayer };
        let page = arrange(&shell, heap(), &[]);
        let lines: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(lines[0], "云泽市第三届委员会第二次会议在会堂开幕");
        assert_eq!(lines.len(), 3);
        assert_eq!(page.blocks.len(), 3);
    }

    #[test]
    fn a_space_that_is_drawn_alone_is_no_line() {
        let shell = Shell { index: PageIndex(0), size: None, extractor: Extractor::TextLayer };
        let alone = |c: char| glyph(c, 500.0, 700.0, false);
        let page = arrange(&shell, heap().into_iter().chain([alone('\u{A0}')]).collect(), &[]);
        assert!(page.lines.len() == 3 && page.lines.iter().all(|line| !line.text.trim().is_empty()));
    }
}
