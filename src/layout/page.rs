//! One page put together: layers in their order, strips into blocks, blocks into a `Page`.

use crate::model::geometry::{Rect, Size};
use crate::model::page::{Block, BlockRole, Line, LineId, Page, PlacedImage};

use super::Shell;
use super::blocks::{Column, Group, groups};
use super::cells::lines_of;
use super::columns::strips;
use super::furniture::{Peeled, page_number, peel};
use super::lines::{Draft, even_out, line, lines};
use super::rows::Mark;
use super::rules::Rules;
use super::runs::{Run, runs};
use super::sign::{Layer, Layers, body_size, upright_box};
use super::stacks::{is_near, stacks};
use super::{skew, words};

/// Text larger than the body by this factor that lies over other text is a watermark.
const WATERMARK_SIZE: f32 = 2.5;
/// Runs a watermark lies over.
const WATERMARK_OVER: usize = 3;
/// More large runs than this are a poster, not a watermark.
const MOST_WATERMARKS: usize = 40;
/// An image over more than this share of the page is its background.
const BACKGROUND: f32 = 0.6;
/// An image with this many runs on it is a background too.
const RUNS_ON_IMAGE: usize = 3;
/// A rule is flat: this many times longer than thick.
const FLAT: f32 = 4.0;
/// Images looked at: pages are known that are drawn from thousands of strips.
const MOST_BARS: usize = 400;
/// A caption stands within this many em of its picture,
const CAPTION_EM: f32 = 2.5;
/// ... is no larger than the body by this factor,
const CAPTION_SIZE: f32 = 0.96;
/// ... and no longer than this many characters.
const CAPTION_CHARS: usize = 120;
/// A line in the margin that is centred leaves this share of the page's width free.
const INSET: f32 = 0.15;
/// Line distance of a page too short to measure, in em.
const PITCH_EM: f32 = 1.6;

/// Page sizes missing or damaged are taken as this, in points: A4.
const A4: Size = Size { width: 595.0, height: 842.0 };

pub(super) fn arrange(shell: &Shell, layers: Layers, images: &[PlacedImage], rules: &[Rect]) -> Page {
    let size = shell.size.filter(|s| s.width.is_finite() && s.height.is_finite() && s.height > 0.0).unwrap_or(A4);
    let mut draft = Assembly::default();
    for (i, layer) in layers.by_direction.into_iter().enumerate() {
        draft.layer(layer, size, images, rules, i == 0);
    }
    if let Some(stray) = line(&layers.strays) {
        draft.groups.push((BlockRole::Unknown, alone(stray)));
    }
    draft.page(shell)
}

/// A page in the making.
#[derive(Default)]
struct Assembly {
    groups: Vec<(BlockRole, Group)>,
    pictures: Vec<Rect>,
    rules: Rules,
    body: f32,
    pitch: f32,
}

impl Assembly {
    fn layer(&mut self, mut layer: Layer, size: Size, images: &[PlacedImage], rules: &[Rect], main: bool) {
        let lean = skew::lean(&layer);
        skew::straighten(&mut layer, lean);
        words::bind(&mut layer.signs);
        let angle = layer.angle_deg;
        let marks = layer.signs.iter().filter(|s| !s.is_blank()).map(|s| (s.size, s.text.n_chars()));
        let Some(body) = body_size(marks) else { return };
        let (labels, runs) = stacks(runs(layer.signs), body);
        let (watermarks, runs) = watermarks(runs, body);
        let frame = upright_box(Rect { x0: 0.0, y0: 0.0, x1: size.width, y1: size.height }, angle);
        let pictures: Vec<Rect> = pictures(images, size, angle, &runs);
        let mut bars = pictures.clone();
        bars.extend(turned(rules, angle).filter(|b| b.width() > FLAT * b.height()));
        self.rules = Rules::of(turned(rules, angle));
        if main {
            self.body = body;
            self.pictures = pictures;
        }
        let peeled = if main {
            peel(runs, &bars, frame, body)
        } else {
            Peeled { head: Vec::new(), body: runs, foot: Vec::new() }
        };
        for row in peeled.head {
            self.margin(row, frame);
        }
        let first = self.groups.len();
        self.text(peeled.body, &bars, body, main.then_some(frame));
        for label in labels {
            let near = |(_, group): &(BlockRole, Group)| group.lines.iter().any(|line| is_near(&label, line));
            let at = self.groups.iter().skip(first).position(near).map_or(self.groups.len(), |at| first + at);
            self.groups.insert(at, (BlockRole::Unknown, alone(label)));
        }
        for row in peeled.foot {
            self.margin(row, frame);
        }
        for run in watermarks {
            self.groups.extend(line(&run.signs).map(|l| (BlockRole::Unknown, alone(l))));
        }
    }

    /// A row in the margin, as a candidate.
    fn margin(&mut self, row: Vec<Run>, frame: Rect) {
        for line in lines(row) {
            let number = page_number(&line.text).is_some();
            let role = if number { BlockRole::PageNumber } else { BlockRole::RunningHead };
            let off = (f32::midpoint(line.x0, line.x1) - frame.center().x).abs();
            let centered = off < line.size && line.x0 > frame.x0 + INSET * frame.width();
            self.groups.push((role, Group { centered, ..alone(line) }));
        }
    }

    fn text(&mut self, runs: Vec<Run>, bars: &[Rect], body: f32, frame: Option<Rect>) {
        let mut strips: Vec<_> = strips(runs, bars, body)
            .into_iter()
            .map(|s| (s.left, s.right, s.column, lines_of(s.runs, &self.rules, body)))
            .collect();
        even_out(&mut strips.iter_mut().flat_map(|s| &mut s.3).collect::<Vec<_>>());
        let whole = strips.iter().all(|s| s.2 == 0);
        if frame.is_some() {
            self.pitch = pitch(strips.iter().map(|s| s.3.as_slice()), body);
        }
        for (left, right, number, lines) in strips {
            let page = frame.filter(|_| whole);
            let middle = page.map(|f| f.center().x);
            // Margins are alike unless lines tell otherwise: the longest line of a list fills nothing.
            let right = page.map_or(right, |f| right.max(f.x0 + f.x1 - left));
            let column = Column { left, right, number, bars, rules: &self.rules, body, middle };
            for group in groups(lines, &column) {
                let role = self.role(&group, frame.is_some());
                self.groups.push((role, group));
            }
        }
    }

    /// What a block is as far as its page alone tells.
    fn role(&self, group: &Group, main: bool) -> BlockRole {
        match group.mark {
            Mark::Entry | Mark::Numbered => BlockRole::ContentsEntry,
            Mark::Row => BlockRole::Table,
            Mark::None if main && self.is_caption(group) => BlockRole::Caption,
            Mark::None => BlockRole::Unknown,
        }
    }

    fn is_caption(&self, group: &Group) -> bool {
        let (Some(first), Some(last)) = (group.lines.first(), group.lines.last()) else { return false };
        let chars: usize = group.lines.iter().map(|l| l.text.chars().count()).sum();
        if chars > CAPTION_CHARS {
            return false;
        }
        // 文 in the same line: who wrote the article, under its title.
        let byline = ["/文", "／文"].iter().any(|mark| last.text.contains(mark));
        let credited = last.text.ends_with("/摄") || last.text.ends_with("／摄") || last.text.ends_with(" 摄");
        let figure = first.text.starts_with('图')
            && first.text.chars().nth(1).is_some_and(|c| c.is_numeric() || c.is_whitespace());
        let small = group.lines.iter().all(|l| l.size <= CAPTION_SIZE * self.body);
        let reach = CAPTION_EM * self.body;
        let beside = self.pictures.iter().any(|p| {
            let shared = p.x1.min(last.x1) - p.x0.max(first.x0);
            let below = first.top - p.y1;
            let above = p.y0 - last.bottom;
            shared > 0.0 && ((-reach..=reach).contains(&below) || (0.0..=reach).contains(&above))
        });
        credited && !byline || (beside && (small || figure))
    }

    fn page(self, shell: &Shell) -> Page {
        let mut page = shell.page();
        let mut above: Option<(f32, f32, u16)> = None;
        for (role, group) in self.groups {
            let (Some(first), Some(last)) = (group.lines.first(), group.lines.last()) else { continue };
            let gap = above.map_or(0.0, |(bottom, _, _)| first.top - bottom);
            let next = (last.bottom, last.x0, group.column);
            // White that belongs to the line distance itself is no gap.
            let gap = (gap - (self.pitch - self.body).max(0.0)) / self.pitch.max(1.0);
            let from = page.lines.len();
            let block = block(from, role, &group, self.body, gap.max(0.0));
            page.lines.extend(group.lines.into_iter().map(|l| finished(shell, l)));
            page.blocks.push(block);
            above = Some(next);
        }
        page
    }
}

fn block(from: usize, role: BlockRole, group: &Group, body: f32, gap_before: f32) -> Block {
    let mut sizes: Vec<f32> = group.lines.iter().map(|l| l.size).collect();
    sizes.sort_by(f32::total_cmp);
    Block {
        lines: from..from + group.lines.len(),
        role,
        bbox: group.lines.iter().filter_map(|l| l.place).reduce(|a, b| a.union(&b)),
        size_ratio: sizes.get(sizes.len() / 2).filter(|_| body > 0.0).map(|s| s / body),
        bold: 2 * group.lines.iter().filter(|l| l.bold).count() > group.lines.len(),
        centered: group.centered,
        indented: group.indented,
        full: Some(group.full),
        gap_before,
        column: group.column,
    }
}

pub(super) fn finished(shell: &Shell, line: Draft) -> Line {
    Line {
        id: LineId(0),
        page: shell.index,
        text: line.text,
        bbox: line.place,
        size_pt: line.place.map(|_| line.size),
        bold: line.bold,
        confidence: line.confidence,
        chars: line.chars,
    }
}

fn alone(line: Draft) -> Group {
    Group { lines: vec![line], mark: Mark::None, centered: false, indented: false, full: false, column: 0 }
}

/// Parts large runs that lie over others from the rest.
fn watermarks(runs: Vec<Run>, body: f32) -> (Vec<Run>, Vec<Run>) {
    let large: Vec<usize> = (0..runs.len()).filter(|&i| runs[i].size > WATERMARK_SIZE * body).collect();
    if large.is_empty() || large.len() > MOST_WATERMARKS {
        return (Vec::new(), runs);
    }
    let over = |w: &Run| {
        let hit = |r: &&Run| {
            r.size < w.size / WATERMARK_SIZE
                && r.middle() > w.top + 0.15 * w.size
                && r.middle() < w.bottom - 0.15 * w.size
                && r.x0 < w.x1 - 0.2 * w.size
                && r.x1 > w.x0 + 0.2 * w.size
        };
        runs.iter().filter(hit).count() >= WATERMARK_OVER
    };
    let marks: Vec<bool> = (0..runs.len()).map(|i| large.binary_search(&i).is_ok() && over(&runs[i])).collect();
    let (marked, rest): (Vec<_>, Vec<_>) = runs.into_iter().zip(marks).partition(|(_, m)| *m);
    (marked.into_iter().map(|(r, _)| r).collect(), rest.into_iter().map(|(r, _)| r).collect())
}

/// Images that text is set around, in the frame of the runs.
fn pictures(images: &[PlacedImage], size: Size, angle: f32, runs: &[Run]) -> Vec<Rect> {
    let area = size.width * size.height;
    let sane = |b: &Rect| [b.x0, b.y0, b.x1, b.y1].iter().all(|v| v.is_finite());
    let boxes = images.iter().map(|i| i.bbox).filter(sane).filter(|b| b.width() * b.height() < BACKGROUND * area);
    let boxes = boxes.take(MOST_BARS).map(|b| upright_box(b, angle));
    let on = |b: &Rect, r: &Run| {
        let x = f32::midpoint(r.x0, r.x1);
        x > b.x0 && x < b.x1 && r.middle() > b.y0 && r.middle() < b.y1
    };
    boxes.filter(|b| runs.iter().filter(|r| on(b, r)).take(RUNS_ON_IMAGE).count() < RUNS_ON_IMAGE).collect()
}

/// Rules in the frame of the runs.
fn turned(rules: &[Rect], angle: f32) -> impl Iterator<Item = Rect> + '_ {
    let sane = |b: &Rect| [b.x0, b.y0, b.x1, b.y1].iter().all(|v| v.is_finite());
    rules.iter().filter(move |b| sane(b)).take(MOST_BARS).map(move |b| upright_box(*b, angle))
}

/// Usual distance of lines of the body.
fn pitch<'a>(strips: impl Iterator<Item = &'a [Draft]>, body: f32) -> f32 {
    let near = |d: &Draft| (d.size / body - 1.0).abs() < 0.1;
    let mut found: Vec<f32> = strips
        .flat_map(|lines| lines.windows(2))
        .filter(|w| near(&w[0]) && near(&w[1]))
        .map(|w| w[1].base - w[0].base)
        .filter(|p| *p > 0.8 * body && *p < 3.0 * body)
        .collect();
    found.sort_by(f32::total_cmp);
    found.get(found.len() * 3 / 10).copied().unwrap_or(PITCH_EM * body)
}
