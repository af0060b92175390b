//! Runs of one strip into lines: runs at one height are one line, however wide the gaps between them.

use crate::model::geometry::Rect;
use crate::model::page::RawChar;

use super::runs::{Run, SAME_BASE_EM};
use super::sign::Sign;
use super::spacing::{Spelled, is_wide, spell};

/// Runs whose baselines differ by less, in em of the smaller, lie in one line.
const ROW_EM: f32 = 0.35;
/// Runs of unlike sizes whose heights overlap by this share of the smaller lie in one line too.
const ROW_SHARE: f32 = 0.7;
/// Runs in one line overlap each other sideways by no more than this, in em.
const SIDE_EM: f32 = 0.3;
/// The same for hidden text on exactly one baseline, whose words are stretched over each other.
const SIDE_HIDDEN_EM: f32 = 2.0;
/// The size of a hidden line is taken from the distance of its Han where there are this many,
const PITCHED: usize = 5;
/// ... and it differs from the height by no more than this factor,
const PITCH_TO_HEIGHT: f32 = 2.2;
/// ... and only on pages with this many lines that have one.
const FEWEST_PITCHED: usize = 5;
/// Rows looked back at: rows come from the top, only the last few can take another run.
const ROWS_BACK: usize = 6;

/// One line of print with all that later steps ask about it. Extents are in the frame of its layer.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub text: String,
    pub x0: f32,
    pub x1: f32,
    pub top: f32,
    pub bottom: f32,
    pub base: f32,
    pub size: f32,
    pub bold: bool,
    pub hidden: bool,
    pub confidence: Option<f32>,
    pub place: Option<Rect>,
    /// See [`Spelled::chars`].
    pub chars: Vec<RawChar>,
    /// Extents of the pieces between wide gaps.
    pub cells: Vec<(f32, f32)>,
    /// Where each cell begins in `text`, in characters.
    pub starts: Vec<usize>,
    /// The row of a ruled table, where its cells hold several lines each.
    pub row: Option<usize>,
    /// Width of the first piece that can't be broken, in points: had it found room above, it would stand there.
    pub head: f32,
    /// Distance from one Han to the next in hidden text, in points, and how many told it.
    pub pitch: Option<(f32, usize)>,
}

/// Takes runs sorted from the top; gives lines from the top, from left to right at one height.
pub(super) fn lines(runs: Vec<Run>) -> Vec<Draft> {
    let mut rows: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        let from = rows.len().saturating_sub(ROWS_BACK);
        let fit = (from..rows.len()).rev().find(|&i| rows[i].iter().rev().take(ROWS_BACK).all(|r| beside(r, &run)));
        match fit {
            Some(i) => rows[i].push(run),
            None => rows.push(vec![run]),
        }
    }
    let mut lines: Vec<Draft> = rows.into_iter().filter_map(draft).collect();
    lines.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.x0.total_cmp(&b.x0)).then(a.text.cmp(&b.text)));
    lines
}

/// Evens out the sizes of the hidden lines of a page. OCR programs give a line the height of its highest sign; the distance of its
/// Han is the em it is set in, and scatters less. The page tells how the two relate.
pub(super) fn even_out(lines: &mut [&mut Draft]) {
    let told = |line: &Draft| line.pitch.filter(|(_, n)| *n >= PITCHED);
    let ratios = lines.iter().filter_map(|l| Some(told(l)?.0 / l.size)).filter(|r| r.is_finite());
    let mut ratios: Vec<f32> = ratios.collect();
    if ratios.len() < FEWEST_PITCHED {
        return;
    }
    ratios.sort_by(f32::total_cmp);
    let usual = ratios[ratios.len() / 2];
    for line in lines {
        let Some((pitch, _)) = told(line) else { continue };
        let size = pitch / usual;
        if size < line.size * PITCH_TO_HEIGHT && size > line.size / PITCH_TO_HEIGHT {
            line.size = size;
        }
    }
}

/// Sizes further apart than this factor,
const OTHER_SIZE: f32 = 1.25;
/// ... are two lines that stand level by chance where this much white lies between them, in em.
const FAR_EM: f32 = 2.0;

fn beside(a: &Run, b: &Run) -> bool {
    let (small, large) = (a.size.min(b.size), a.size.max(b.size));
    let side = a.x1.min(b.x1) - a.x0.max(b.x0);
    let shared = a.bottom.min(b.bottom) - a.top.max(b.top);
    let level = (a.base - b.base).abs() <= ROW_EM * small;
    let inside = large > 1.5 * small && shared >= ROW_SHARE * (a.bottom - a.top).min(b.bottom - b.top);
    let apart = large > OTHER_SIZE * small && -side > FAR_EM * large;
    let hidden = a.is_hidden() && b.is_hidden() && (a.base - b.base).abs() <= SAME_BASE_EM * small;
    let most = if hidden { SIDE_HIDDEN_EM } else { SIDE_EM };
    side <= most * small && (level || inside) && !apart
}

fn draft(mut row: Vec<Run>) -> Option<Draft> {
    if row.len() == 1 {
        // the signs of a run are in their order
        return line(&row.pop()?.signs);
    }
    let mut signs: Vec<Sign> = row.into_iter().flat_map(|r| r.signs).collect();
    signs.sort_by(Sign::order);
    line(&signs)
}

/// A line of these signs, which are sorted by x; None where there are none.
pub(super) fn line(signs: &[Sign]) -> Option<Draft> {
    let first = signs.first()?;
    let Spelled { text, chars: placed, cells, starts, pitch } = spell(signs);
    let (size, base) = typical(signs);
    let (mut all, mut bold, mut hidden) = (0, 0, 0);
    let (mut x0, mut x1, mut top, mut bottom) = (first.x0, first.ink(), first.top(), first.bottom());
    let mut place = first.place;
    for sign in signs {
        let n = sign.text.n_chars();
        all += n;
        bold += if sign.bold { n } else { 0 };
        hidden += if sign.hidden { n } else { 0 };
        (x0, x1) = (x0.min(sign.x0), x1.max(sign.ink()));
        (top, bottom) = (top.min(sign.top()), bottom.max(sign.bottom()));
        place = match (place, sign.place) {
            (Some(all), Some(one)) => Some(all.union(&one)),
            (all, one) => all.or(one),
        };
    }
    Some(Draft {
        text,
        chars: placed,
        x0,
        x1,
        top,
        bottom,
        base,
        size,
        bold: 2 * bold > all,
        hidden: 2 * hidden > all,
        confidence: signs.iter().filter_map(|s| s.confidence).reduce(f32::min),
        place,
        cells,
        starts,
        row: None,
        head: head(signs),
        pitch,
    })
}

/// Median size of the line's characters, and the baseline of the sign that has it.
fn typical(signs: &[Sign]) -> (f32, f32) {
    if let Some(first) = signs.first()
        && signs.iter().all(|s| s.is_set_as(first))
    {
        return (first.size, first.base);
    }
    let mut sizes: Vec<(f32, f32, usize)> = signs.iter().map(|s| (s.size, s.base, s.text.n_chars())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let half = sizes.iter().map(|s| s.2).sum::<usize>() / 2;
    let mut seen = 0;
    let median = sizes.iter().find(|s| {
        seen += s.2;
        seen > half
    });
    median.map_or((0.0, 0.0), |m| (m.0, m.1))
}

fn head(signs: &[Sign]) -> f32 {
    let Some(first) = signs.first() else { return 0.0 };
    let mut end = first.x1;
    if first.text.n_chars() > 1 {
        return first.size;
    }
    for pair in signs.windows(2) {
        let wide = pair[1].text.chars().any(is_wide) || pair[0].text.chars().any(is_wide);
        if wide || pair[1].after_blank || pair[1].x0 - pair[0].x1 > 0.15 * first.size {
            break;
        }
        end = pair[1].x1;
    }
    end - first.x0
}
