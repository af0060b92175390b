//! Running heads and page numbers: rows set apart in the margins, confirmed by repetition across pages.
//!
//! `peel` takes candidates off a page before columns are looked for, so that a footer is not the last line of a
//! column; `confirm` decides with all pages in sight and gives back what was none.

use std::collections::BTreeMap;

use crate::model::geometry::{Rect, Size};
use crate::model::page::{Block, BlockRole, Line, Page};

use super::runs::Run;

/// Share of the page's height at its top and bottom where furniture lies.
const ZONE: f32 = 0.135;
/// Distance to the text that sets a row apart, in em of the body.
const APART_EM: f32 = 0.9;
/// ... and at least this many times what is usual between rows,
const APART: f32 = 1.4;
/// ... where there are so many rows that something is usual.
const FEW_GAPS: usize = 4;
/// Furniture is mostly smaller than the body by this factor,
const SMALL: f32 = 0.97;
/// ... or no larger than by this one: a section's name.
const SIZE: f32 = 1.4;
/// Share of the text's width that the marks of a row of furniture fill at most; first lines of columns fill more.
const INK: f32 = 0.6;
/// The same for marks as large as the body: a lone last line of a column fills more.
const INK_LARGE: f32 = 0.3;
/// Rows of furniture at one end of a page.
const ROWS: usize = 3;
/// Pages a running head must be seen on, digits aside.
const PAGES: usize = 3;
/// ... and on this share of the pages.
const PAGES_SHARE: f32 = 0.2;
/// A running head is no longer than this, in characters.
const LONGEST: usize = 48;
/// Heights of one running head on several pages agree to this, in points.
const SAME_HEIGHT_PT: f32 = 12.0;

/// A page's runs, furniture candidates apart.
pub(super) struct Peeled {
    pub head: Vec<Vec<Run>>,
    pub body: Vec<Run>,
    pub foot: Vec<Vec<Run>>,
}

/// Takes rows set apart in the margins off. `runs` are sorted from the top; `frame` is the page in their frame.
pub(super) fn peel(runs: Vec<Run>, bars: &[Rect], frame: Rect, body: f32) -> Peeled {
    let scale = Scale { body, width: text_width(&runs), apart: (APART_EM * body).max(APART * usual_gap(&runs)) };
    let (head, rest) = peel_end(runs, bars, frame, scale, true);
    let (mut foot, body_runs) = peel_end(rest, bars, frame, scale, false);
    foot.reverse();
    Peeled { head, body: body_runs, foot }
}

/// What is much and what is little on a page.
#[derive(Debug, Clone, Copy)]
struct Scale {
    body: f32,
    width: f32,
    /// White that sets a row apart, in points.
    apart: f32,
}

/// Usual white between rows, in points; 0 on pages with few.
fn usual_gap(runs: &[Run]) -> f32 {
    let mut bottom = f32::MIN;
    let mut gaps = Vec::new();
    for run in runs {
        gaps.extend(Some(run.top - bottom).filter(|g| *g > 0.0 && bottom > f32::MIN));
        bottom = bottom.max(run.bottom);
    }
    gaps.sort_by(f32::total_cmp);
    if gaps.len() < FEW_GAPS { 0.0 } else { gaps[gaps.len() / 2] }
}

fn text_width(runs: &[Run]) -> f32 {
    let (l, r) = runs.iter().fold((f32::MAX, f32::MIN), |(l, r), run| (l.min(run.x0), r.max(run.x1)));
    (r - l).max(1.0)
}

/// Rows at one end, from the margin inwards, and what is left.
fn peel_end(mut runs: Vec<Run>, bars: &[Rect], frame: Rect, scale: Scale, at_top: bool) -> (Vec<Vec<Run>>, Vec<Run>) {
    let mut rows = Vec::new();
    if !at_top {
        runs.sort_by(|a, b| b.bottom.total_cmp(&a.bottom).then(a.x0.total_cmp(&b.x0)));
    }
    while let Some((n, lengths)) = margin(&runs, bars, frame, scale, at_top) {
        let rest = runs.split_off(n);
        let mut taken = std::mem::replace(&mut runs, rest);
        for length in lengths {
            let later = taken.split_off(length);
            rows.push(std::mem::replace(&mut taken, later));
        }
    }
    if !at_top {
        runs.sort_by(Run::order);
    }
    (rows, runs)
}

/// Rows at one end that are set apart from what follows: how many runs they hold, in all and each.
fn margin(
    runs: &[Run],
    bars: &[Rect],
    frame: Rect,
    Scale { body, width, apart }: Scale,
    at_top: bool,
) -> Option<(usize, Vec<usize>)> {
    let mut n = 0;
    let mut lengths = Vec::new();
    while lengths.len() < ROWS {
        let length = row_length(runs.get(n..)?, at_top)?;
        let row = &runs[n..n + length];
        n += length;
        lengths.push(length);
        let next = runs.get(n)?;
        let (top, bottom) = row.iter().fold((f32::MAX, f32::MIN), |(t, b), r| (t.min(r.top), b.max(r.bottom)));
        let (in_zone, gap) = if at_top {
            (bottom <= frame.y0 + ZONE * frame.height(), (bottom, next.top))
        } else {
            (top >= frame.y1 - ZONE * frame.height(), (next.bottom, top))
        };
        if !in_zone || !slight(row, body, width) {
            return None;
        }
        let between = |b: &Rect| b.y0 >= gap.0 - 0.2 * body && b.y1 <= gap.1 + 0.2 * body;
        let ruled = bars.iter().any(|b| between(b) && b.width() > 0.5 * width);
        if gap.1 - gap.0 >= apart || ruled {
            return Some((n, lengths));
        }
    }
    None
}

/// Little enough for furniture: a few characters, small or with much white beside them.
fn slight(row: &[Run], body: f32, width: f32) -> bool {
    let ink: f32 = row.iter().map(Run::width).sum();
    let chars: usize = row.iter().map(Run::chars).sum();
    let size = row.iter().map(|r| r.size).fold(0.0, f32::max);
    let small = size <= SMALL * body && ink <= INK * width;
    chars <= LONGEST && (small || (size <= SIZE * body && ink <= INK_LARGE * width))
}

/// How many of the first runs overlap the first one's row.
fn row_length(runs: &[Run], at_top: bool) -> Option<usize> {
    let first = runs.first()?;
    let mut edge = if at_top { first.bottom } else { first.top };
    let mut n = 1;
    while let Some(run) = runs.get(n) {
        if (at_top && run.top >= edge) || (!at_top && run.bottom <= edge) {
            break;
        }
        edge = if at_top { edge.max(run.bottom) } else { edge.min(run.top) };
        n += 1;
    }
    Some(n)
}

/// The number a page number consists of: `12`, `· 12 ·`, `— 12 —`, `第12页`.
pub(super) fn page_number(text: &str) -> Option<u32> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !"·•-—–－─~～.|｜".contains(*c)).collect();
    let bare =
        bare.strip_prefix('第').and_then(|t| t.strip_suffix('页').or_else(|| t.strip_suffix('頁'))).unwrap_or(&bare);
    digits(bare)
}

fn digits(text: &str) -> Option<u32> {
    let value = |c: char| c.to_digit(10).or_else(|| (('０'..='９').contains(&c)).then(|| c as u32 - '０' as u32));
    let n = text.chars().count();
    if n == 0 || n > 4 {
        return None;
    }
    text.chars().try_fold(0, |sum, c| Some(sum * 10 + value(c)?))
}

/// Numbers at the start and end of a running head: one of them may be the page's.
fn outer_numbers(text: &str) -> impl Iterator<Item = u32> + '_ {
    let first = text.split_whitespace().next();
    let last = text.split_whitespace().next_back();
    let inner = |t: &str| page_number(t);
    page_number(text).into_iter().chain(first.into_iter().chain(last).filter_map(inner))
}

/// Decides on candidates with all pages in sight, and finds the printed page numbers.
pub(super) fn confirm(pages: &mut [Page]) {
    let repeated = repeated(pages);
    let n_pages = pages.len();
    let offset = offset(pages);
    for page in pages.iter_mut() {
        let (size, index) = (page.size, i64::from(page.index.0));
        let lines = &page.lines;
        let mut printed = None;
        for block in &mut page.blocks {
            let Some(zone) = zone(block, size) else { continue };
            let text = text_of(block, lines);
            let seen = block.lines.len() == 1
                && repeated.contains_key(&key(zone, &text))
                && at_usual(&repeated, zone, &text, block, n_pages);
            let numbers: Vec<u32> = outer_numbers(&text)
                .filter(|n| i64::from(*n) - index == offset.unwrap_or(i64::from(*n) - index))
                .collect();
            match block.role {
                BlockRole::PageNumber if offset.is_none() || !numbers.is_empty() => {}
                BlockRole::PageNumber => block.role = BlockRole::RunningHead,
                BlockRole::RunningHead if seen || !numbers.is_empty() => {}
                BlockRole::RunningHead => block.role = BlockRole::Unknown,
                BlockRole::Unknown if seen => {
                    block.role =
                        if page_number(&text).is_some() { BlockRole::PageNumber } else { BlockRole::RunningHead };
                }
                _ => {}
            }
            if matches!(block.role, BlockRole::PageNumber | BlockRole::RunningHead) {
                printed = printed.or(numbers.first().copied());
            }
        }
        page.printed = printed;
    }
}

/// Top or bottom zone of the page, if the block lies in one.
fn zone(block: &Block, size: Option<Size>) -> Option<bool> {
    let (bbox, size) = (block.bbox?, size?);
    if bbox.y1 <= size.height * ZONE {
        Some(true)
    } else if bbox.y0 >= size.height * (1.0 - ZONE) {
        Some(false)
    } else {
        None
    }
}

fn text_of(block: &Block, lines: &[Line]) -> String {
    lines[block.lines.clone()].iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn key(top: bool, text: &str) -> (bool, String) {
    let mut key = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        let c = if c.is_numeric() { '#' } else { c };
        if c != '#' || !key.ends_with('#') {
            key.push(c);
        }
    }
    // The number stands outside: left on even pages, right on odd ones.
    (top, key.trim_matches('#').to_owned())
}

type Seen = BTreeMap<(bool, String), Vec<f32>>;

/// Lines in the margins that occur on several pages, digits aside, with their heights.
fn repeated(pages: &[Page]) -> Seen {
    let mut seen = Seen::new();
    for page in pages {
        let mut own = Seen::new();
        for block in page.blocks.iter().filter(|b| b.lines.len() == 1) {
            let Some(zone) = zone(block, page.size) else { continue };
            let text = text_of(block, &page.lines);
            if text.chars().count() <= LONGEST {
                own.entry(key(zone, &text)).or_default().push(block.bbox.map_or(0.0, |b| b.center().y));
            }
        }
        // what one page has several times is a label of its articles
        for (key, heights) in own.into_iter().filter(|(_, heights)| heights.len() == 1) {
            seen.entry(key).or_default().extend(heights);
        }
    }
    seen.retain(|_, heights| heights.len() >= PAGES);
    for heights in seen.values_mut() {
        heights.sort_by(f32::total_cmp);
    }
    seen
}

/// Whether the block lies where its like lies on enough other pages. Heads of tables and notes under them repeat too:
/// only small lines at the top are believed on few pages, sections being short.
fn at_usual(seen: &Seen, zone: bool, text: &str, block: &Block, n_pages: usize) -> bool {
    let y = block.bbox.map_or(0.0, |b| b.center().y);
    let slight = zone && block.role == BlockRole::RunningHead && block.size_ratio.is_some_and(|r| r < SMALL);
    let need = if slight { PAGES } else { PAGES.max((n_pages as f32 * PAGES_SHARE).ceil() as usize) };
    let near = |heights: &Vec<f32>| heights.iter().filter(|h| (**h - y).abs() <= SAME_HEIGHT_PT).count() >= need;
    seen.get(&key(zone, text)).is_some_and(near)
}

/// How far printed numbers are ahead of page order, agreed by most candidates; None where nothing tells.
fn offset(pages: &[Page]) -> Option<i64> {
    let mut votes: BTreeMap<i64, usize> = BTreeMap::new();
    for page in pages {
        let furniture = page.blocks.iter().filter(|b| matches!(b.role, BlockRole::PageNumber | BlockRole::RunningHead));
        let mut found: Vec<i64> = furniture
            .flat_map(|b| outer_numbers(&text_of(b, &page.lines)).collect::<Vec<_>>())
            .map(|n| i64::from(n) - i64::from(page.index.0))
            .collect();
        found.sort_unstable();
        found.dedup();
        for o in found {
            *votes.entry(o).or_default() += 1;
        }
    }
    // With two pages or more, one page alone tells nothing.
    let need = if pages.len() > 2 { 2 } else { 1 };
    votes.into_iter().filter(|v| v.1 >= need).max_by_key(|&(o, n)| (n, std::cmp::Reverse(o))).map(|v| v.0)
}
