//! Rows of stories: where columns end because the page goes on below in others, and where headlines at one height begin a row that
//! is read after the one above.

use crate::model::script::is_han;

use super::gutter::Gutter;
use super::runs::Run;

/// Where a gutter ends because the page goes on in other columns: a white band across the whole region, below which the
/// text on its right begins at another edge. The columns above are read before what is below.
pub(super) fn band_below(runs: &[Run], gutter: &Gutter, body: f32) -> f32 {
    let beside = runs.iter().filter(|r| r.middle() > gutter.top && r.middle() < gutter.bottom);
    let beside: Vec<&Run> = beside.collect();
    let mut foot: Option<f32> = None;
    let mut n_bands = 0;
    if let Some(row) = new_row(&beside, gutter, body).filter(|row| row.clear) {
        return row.middle;
    }
    for run in &beside {
        if let Some(foot) = foot
            && run.top - foot >= BAND_EM * body
            && n_bands < MOST_BANDS
        {
            n_bands += 1;
            let middle = f32::midpoint(foot, run.top);
            let east = |below: bool| {
                let side = beside.iter().filter(|r| (r.middle() > middle) == below && r.x0 > gutter.middle);
                (side.clone().count(), side.map(|r| r.x0).fold(f32::MAX, f32::min))
            };
            let west = beside.iter().filter(|r| r.middle() > middle && r.x0 < gutter.middle).count();
            let ((_, above), (n_below, below)) = (east(false), east(true));
            if n_below >= BAND_ROWS && west >= BAND_ROWS && above < f32::MAX && below - above > BAND_SHIFT_EM * body {
                return middle;
            }
        }
        foot = Some(foot.map_or(run.bottom, |foot| foot.max(run.bottom)));
    }
    f32::MAX
}

/// A row of stories that begins with headlines at one height.
struct Row {
    /// Height of the white above it.
    middle: f32,
    /// Where its headlines and the text over them end.
    right: f32,
    /// The white goes all across the region.
    clear: bool,
}

/// Where headlines stand at one height on both sides of a gutter, with white above them and text over and under each: a new row
/// of stories, read after the row above. `beside` is sorted from the top.
fn new_row(beside: &[&Run], gutter: &Gutter, body: f32) -> Option<Row> {
    let west = |r: &Run| f32::midpoint(r.x0, r.x1) < gutter.middle;
    let headline = |r: &&&Run| r.size >= ROW_HEADLINE * body && r.width() >= ROW_HEADLINE_EM * body;
    let heads: Vec<&Run> = beside.iter().filter(headline).take(MOST_ROW_HEADLINES).copied().collect();
    let is_text = |r: &&&Run| r.size < ROW_HEADLINE * body;
    heads.iter().filter(|h| west(h)).find_map(|own| {
        let other = heads.iter().find(|r| !west(r) && (r.base - own.base).abs() < ROW_LEVEL_EM * body)?;
        let top = own.top.min(other.top);
        let (left, right) = (own.x0.min(other.x0), own.x1.max(other.x1));
        let over: Vec<&&Run> = beside.iter().filter(|r| r.middle() < top && r.x0 < right && r.x1 > left).collect();
        let foot = over.iter().map(|r| r.bottom).fold(f32::MIN, f32::max);
        let text_over = |on_west: bool| over.iter().filter(|r| is_text(r) && west(r) == on_west).count();
        let under = |h: &Run| {
            let below = beside.iter().filter(|r| is_text(r) && r.middle() > h.bottom);
            below.filter(|r| r.x0 < h.x1 && r.x1 > h.x0).count()
        };
        let told = [text_over(true), text_over(false), under(own), under(other)].iter().all(|n| *n >= ROW_TEXT)
            && !reads_down(beside, &heads, gutter, body);
        // a line of a column that runs past reaches into the white
        let crossed = beside.iter().any(|r| r.top < top && r.bottom > foot);
        (told && top - foot >= ROW_WHITE_EM * body).then(|| Row {
            middle: f32::midpoint(foot, top),
            right: over.iter().map(|r| r.x1).fold(right, f32::max),
            clear: !crossed,
        })
    })
}

/// Whether two columns are read down, though headlines stand at one height: their numbers rise down the columns, or the sentence
/// at the foot of the left one goes on at the head of the right one.
fn reads_down(beside: &[&Run], heads: &[&Run], gutter: &Gutter, body: f32) -> bool {
    let west = |r: &Run| f32::midpoint(r.x0, r.x1) < gutter.middle;
    let number = |head: &&Run| -> Option<u32> {
        let own = leading_number(head);
        // the number may stand apart from the words
        let apart =
            || beside.iter().filter(|r| r.x0 < head.x0 && r.size >= ROW_HEADLINE * body && west(r) == west(head));
        own.or_else(|| leading_number(apart().find(|r| (r.base - head.base).abs() < 0.3 * head.size)?))
    };
    let down = |side: bool| heads.iter().filter(move |h| west(h) == side).filter_map(&number);
    let numbers: Vec<u32> = down(true).chain(down(false)).collect();
    if numbers.len() >= NUMBERED_HEADS && numbers.windows(2).all(|pair| pair[0] < pair[1]) {
        return true;
    }
    let of_side = |side: bool| beside.iter().filter(move |r| west(r) == side && r.size < ROW_HEADLINE * body);
    let foot = of_side(true).max_by(|a, b| a.base.total_cmp(&b.base).then(a.x1.total_cmp(&b.x1)));
    let head = of_side(false).min_by(|a, b| a.base.total_cmp(&b.base).then(a.x0.total_cmp(&b.x0)));
    let (Some(foot), Some(head)) = (foot, head) else { return false };
    let edge = of_side(true).map(|r| r.x1).fold(f32::MIN, f32::max);
    let start = of_side(false).map(|r| r.x0).fold(f32::MAX, f32::min);
    let cut =
        foot.signs.last().is_some_and(|s| s.text.chars().next_back().is_some_and(is_han)) && edge - foot.x1 < body;
    // no headline stands over the text on the right
    let open = heads.iter().filter(|h| !west(h)).all(|h| h.top > head.top) && head.x0 - start < 0.5 * body;
    cut && open && head.signs.first().is_some_and(|s| s.text.chars().next().is_some_and(is_han))
}

/// Headings with a number each from which on their order tells.
const NUMBERED_HEADS: usize = 3;

/// The number that a run begins with.
fn leading_number(run: &Run) -> Option<u32> {
    let digits: String = run.signs.iter().map_while(|s| s.text.chars().next().filter(char::is_ascii_digit)).collect();
    if digits.len() > 3 { None } else { digits.parse().ok() }
}

/// Where a row of stories ends that a gutter would cut through beside a column that runs past the row.
pub(super) fn beside_rows(runs: &[Run], gutter: &Gutter, body: f32) -> Option<f32> {
    let beside: Vec<&Run> = runs.iter().filter(|r| r.middle() > gutter.top && r.middle() < gutter.bottom).collect();
    new_row(&beside, gutter, body).filter(|row| !row.clear).map(|row| row.right)
}

/// A headline of a row is larger than the body by this factor, and this wide in em;
const ROW_HEADLINE: f32 = 1.35;
const ROW_HEADLINE_EM: f32 = 4.0;
/// ... two stand at one height when their bases are this close, in em, and the white above them is this high;
const ROW_LEVEL_EM: f32 = 0.6;
const ROW_WHITE_EM: f32 = 0.8;
/// ... runs of text above and below each at least, and headlines looked at: a bound for hostile pages.
const ROW_TEXT: usize = 2;
const MOST_ROW_HEADLINES: usize = 24;

/// Height of a white band between two stories, in em,
const BAND_EM: f32 = 1.5;
/// ... how far the edge below it is from the one above, in em,
const BAND_SHIFT_EM: f32 = 3.0;
/// ... of which a page has no more than this many,
const MOST_BANDS: usize = 60;
/// ... and runs below it on both sides.
const BAND_ROWS: usize = 2;
