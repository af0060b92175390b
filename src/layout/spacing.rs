//! The text of a line: which gaps a reader sees as a space.
//!
//! Drawn spaces are evidence, not text: OCR layers set one after every one or two Han characters, some programs one
//! between any two. Between Han only a wide gap is a space; between Latin words the gap or the drawn space is.

use super::sign::Sign;
use crate::model::geometry::Rect;
use crate::model::page::RawChar;

/// Gap between two Han characters that is a space, in em, ...
const HAN_GAP_EM: f32 = 0.6;
/// ... and by how much it must exceed the usual gap of the line: headlines are letterspaced.
const HAN_OVER_EM: f32 = 0.45;
/// Gap between two Han that is a space in a line of drawn type whose other Han stand close, in em: the stretch of a justified line
/// is shared out among all of them.
const HAN_CLEAR_EM: f32 = 0.25;
/// Gaps between letters that tell how a line spaces them.
const FEWEST_LETTERS: usize = 6;
/// Han stand close up to this much beyond the usual gap of the line, in em;
const LOOSE_EM: f32 = 0.1;
/// ... where there are so many gaps,
const FEWEST_CLOSE: usize = 4;
/// ... and all but a few, one of so many.
const LOOSE_SHARE: usize = 3;
/// Gap between Han and Latin or digits, in em. Typesetting programs put a quarter em there that is no space, and
/// stretch it to fill the line.
const MIXED_GAP_EM: f32 = 0.4;
/// Gap beside Han that is a space where the line's drawn spaces can be trusted, in em: a narrow one is 0.2 em.
const BLANK_EM: f32 = 0.12;
/// The same between two Han of hidden text,
const HIDDEN_BLANK_EM: f32 = 0.4;
/// ... and of text that an engine of ours read, which sets a space only where it sees one: what proves it is there.
const READ_BLANK_EM: f32 = 0.1;
/// ... in a line whose boxes are even. Where words were boxed and their signs spread over them, a sign stands off by chance,
/// but those after it are in step again; a space shifts all that follow, by this share of the pitch.
const HIDDEN_SHIFT: f32 = 0.55;
/// ... and shows between the two signs beside it as well.
const HIDDEN_JUMP: f32 = 0.5;
/// Signs on each side of a gap that tell such a shift.
const SHIFT_REACH: usize = 4;
/// Signs over which the pitch of uneven boxes is measured.
const PITCH_OVER: usize = 4;
/// Distances this near to the pitch, in shares of it, are even,
const EVEN_EM: f32 = 0.08;
/// ... in lines where this share of them is.
const EVEN_SHARE: f32 = 0.7;
/// ... and beside Latin or digits.
const HIDDEN_MIXED_EM: f32 = 0.25;
/// Drawn spaces at more than this share of the places between wide characters were not typed by anyone: a list of
/// names of two characters stays just below.
const TYPED_SHARE: f32 = 0.48;
/// Gap between Latin letters or digits that is a space, in em: word spaces are 0.2 to 0.33.
const LATIN_GAP_EM: f32 = 0.17;
/// The same where a space is drawn.
const LATIN_BLANK_EM: f32 = 0.06;
/// Distances between Han that tell the pitch of a line.
const FEWEST_PITCHES: usize = 4;
/// Gap that parts two cells of a row, in em.
pub(super) const CELL_GAP_EM: f32 = 0.8;

/// Bytes of a Han character in UTF-8.
const HAN_BYTES: usize = 3;

/// Text of a line and what its gaps tell.
pub(super) struct Spelled {
    pub text: String,
    /// The characters of `text` with their places on the page; empty where one has none.
    pub chars: Vec<RawChar>,
    /// Horizontal extents of the pieces between wide gaps.
    pub cells: Vec<(f32, f32)>,
    /// Index in `text`, in characters, where each cell begins.
    pub starts: Vec<usize>,
    /// Distance from one Han to the next in hidden text, in points, and how many told it.
    pub pitch: Option<(f32, usize)>,
}

/// Takes the signs of a line from left to right.
pub(super) fn spell(signs: &[Sign]) -> Spelled {
    let habit = Habit::of(signs);
    let n_wide = signs.iter().filter(|s| s.text.chars().all(is_wide)).count();
    let pitch = Some((habit.em, n_wide)).filter(|(pitch, _)| *pitch > 0.0);
    let text = String::with_capacity(signs.len() * (HAN_BYTES + 1));
    let mut out =
        Spelled { text, chars: Vec::with_capacity(signs.len()), cells: Vec::new(), starts: Vec::new(), pitch };
    let mut n_chars = 0;
    for (i, sign) in signs.iter().enumerate() {
        let gap = i.checked_sub(1).map(|p| em_gap(&signs[p], sign));
        if let Some(gap) = gap
            && habit.is_space(signs, i, gap)
        {
            out.text.push(' ');
            out.chars.extend(gap_char(&signs[i - 1], sign));
            n_chars += 1;
        }
        match out.cells.last_mut() {
            Some(cell) if gap.is_some_and(|g| g < CELL_GAP_EM + habit.usual) => cell.1 = cell.1.max(sign.x1),
            _ => {
                out.cells.push((sign.x0, sign.x1));
                out.starts.push(n_chars);
            }
        }
        sign.text.push_to(&mut out.text);
        if let Some(c) = sign.text.one() {
            let others = || sign.others.clone();
            out.chars.extend(sign.place.map(|bbox| RawChar { c, bbox, confidence: sign.confidence, others: others() }));
            n_chars += 1;
            continue;
        }
        out.chars.extend(placed(sign));
        n_chars += sign.text.n_chars();
    }
    if out.chars.len() != n_chars {
        out.chars.clear();
    }
    out
}

/// The characters of a sign, its place shared out evenly among them.
fn placed(sign: &Sign) -> impl Iterator<Item = RawChar> + '_ {
    let n = sign.text.n_chars().max(1) as f32;
    sign.text.chars().zip(0_u16..).filter_map(move |(c, i)| {
        let Rect { x0, y0, x1, y1 } = sign.place?;
        let part = |from: f32, to: f32, i: u16| from + (to - from) * f32::from(i) / n;
        // several characters in a high box stand below each other
        let bbox = if n > 1.0 && y1 - y0 > x1 - x0 {
            Rect { y0: part(y0, y1, i), y1: part(y0, y1, i + 1), x0, x1 }
        } else {
            Rect { x0: part(x0, x1, i), x1: part(x0, x1, i + 1), y0, y1 }
        };
        Some(RawChar { c, bbox, confidence: sign.confidence, others: Vec::new() })
    })
}

/// The space between two signs.
fn gap_char(a: &Sign, b: &Sign) -> Option<RawChar> {
    let (a, b) = (a.place?, b.place?);
    let (from, to) = (a.center(), b.center());
    let all = a.union(&b);
    let bbox = if (to.x - from.x).abs() >= (to.y - from.y).abs() {
        let [left, right] = if from.x <= to.x { [a.x1, b.x0] } else { [b.x1, a.x0] };
        Rect { x0: left, x1: right.max(left), ..all }
    } else {
        let [top, bottom] = if from.y <= to.y { [a.y1, b.y0] } else { [b.y1, a.y0] };
        Rect { y0: top, y1: bottom.max(top), ..all }
    };
    Some(RawChar { c: ' ', bbox, confidence: None, others: Vec::new() })
}

fn em_gap(a: &Sign, b: &Sign) -> f32 {
    (b.x0 - a.x1) / a.size.max(b.size)
}

/// What the whole line says about its gaps.
#[allow(clippy::struct_excessive_bools, reason = "four things that are so or not, each on its own")]
struct Habit {
    /// Usual gap between wide characters, in em, where the line is letterspaced; 0 otherwise.
    usual: f32,
    /// Its drawn spaces are few enough to have been typed.
    typed: bool,
    /// Hidden text of a scan: programs set a space after every word they believe in.
    hidden: bool,
    /// Hidden text has the boxes of ink, which say nothing of gaps: distance from the middle of one Han to the next's.
    pitch: f32,
    /// The same as the size of the type, over long stretches.
    em: f32,
    /// Most distances are the pitch: boxes of signs, not of words.
    even: bool,
    /// Usual gap between letters and digits, in em, of a line that has enough of them; that between wide characters otherwise.
    latin: f32,
    /// Drawn type whose Han stand close to each other, but for a few.
    close: bool,
}

impl Habit {
    fn of(signs: &[Sign]) -> Self {
        let wide = |s: &Sign| s.text.chars().all(is_wide);
        let hidden = signs.iter().all(|s| s.hidden);
        let (mut gaps, mut middles, mut blanks) = (Vec::with_capacity(signs.len()), Vec::new(), 0);
        let drawn = !hidden && signs.iter().all(|s| s.confidence.is_none());
        let (mut between_han, mut between_letters): (Vec<f32>, Vec<f32>) = Default::default();
        let mut before = false;
        for (i, sign) in signs.iter().enumerate() {
            let after = std::mem::replace(&mut before, wide(sign));
            if !after || !before {
                if i > 0 && !after && !before {
                    between_letters.push(em_gap(&signs[i - 1], sign));
                }
                continue;
            }
            let pair = &signs[i - 1..=i];
            gaps.push(em_gap(&pair[0], sign));
            blanks += usize::from(sign.after_blank);
            if drawn && pair.iter().all(|s| s.text.chars().all(is_common_han)) {
                between_han.extend(gaps.last());
            }
            // the boxes of marks are of their ink, which is in no middle
            if hidden && pair.iter().all(|s| s.text.chars().all(is_alphanumeric)) {
                middles.extend(Some(sign.middle() - pair[0].middle()).filter(|d| *d > 0.0));
            }
        }
        let typed = blanks <= 1 || blanks as f32 <= TYPED_SHARE * gaps.len() as f32;
        let mut pitch = median(middles.clone());
        let usual_pitch = middles.iter().filter(|d| (**d / pitch - 1.0).abs() <= EVEN_EM).count();
        let even = usual_pitch as f32 >= EVEN_SHARE * middles.len() as f32;
        let mut em = pitch;
        if pitch > 0.0 && !even {
            let over = |w: &[Sign]| (w[w.len() - 1].middle() - w[0].middle()) / (w.len() - 1) as f32;
            let long: Vec<f32> = signs.windows(PITCH_OVER + 1).filter(|w| w.iter().all(wide)).map(over).collect();
            let n_long = long.len();
            let by_long = Some(median(long)).filter(|p| *p > 0.0).unwrap_or(pitch);
            // in a short line every stretch may hold the one space
            em = by_long;
            pitch = if n_long > 2 * PITCH_OVER { by_long } else { by_long.min(pitch) };
        }
        let usual = usual_gap(gaps);
        let loose = between_han.iter().filter(|gap| **gap > usual + LOOSE_EM).count();
        let close = between_han.len() >= FEWEST_CLOSE && loose * LOOSE_SHARE <= between_han.len();
        let latin = if between_letters.len() < FEWEST_LETTERS { usual } else { usual_gap(between_letters) };
        Self { usual, typed, hidden, pitch, em, even, latin, close }
    }

    /// Whether a space is seen before a sign that has this gap to the one before it, in em.
    fn is_space(&self, signs: &[Sign], at: usize, gap: f32) -> bool {
        let (a, b) = (&signs[at - 1], &signs[at]);
        let drawn = b.after_blank;
        if a.spaced && b.spaced {
            return drawn;
        }
        let clear = HAN_GAP_EM.max(self.usual + HAN_OVER_EM);
        // an engine of ours sees the spaces beside letters, and none is set there without one; beside digits it sees the
        // quarter em of typesetting as well
        if drawn && is_word(a, b) && a.confidence.is_some() && b.confidence.is_some() {
            return true;
        }
        match (a.text.chars().next_back().is_some_and(is_wide), b.text.chars().next().is_some_and(is_wide)) {
            (false, false) => gap >= if drawn { LATIN_BLANK_EM } else { LATIN_GAP_EM + self.latin },
            (true, true) if self.pitch > 0.0 => {
                let extra = (b.middle() - a.middle()) / self.pitch - 1.0;
                if drawn && a.confidence.is_some() && b.confidence.is_some() {
                    return extra >= READ_BLANK_EM;
                }
                if self.even {
                    return extra >= if drawn { HIDDEN_BLANK_EM } else { HAN_GAP_EM };
                }
                extra >= HIDDEN_JUMP && self.shift(signs, at) >= HIDDEN_SHIFT
            }
            _ if drawn && self.hidden => gap >= HIDDEN_MIXED_EM + self.usual,
            _ if drawn && self.typed => gap >= BLANK_EM + self.usual,
            (true, true) if self.close && [a, b].iter().all(|s| s.text.chars().all(is_common_han)) => {
                gap >= self.usual + HAN_CLEAR_EM
            }
            (true, true) => gap >= clear,
            // Wide punctuation keeps its own distance: no space beside it but a real gap.
            _ if is_mark(a) || is_mark(b) => gap >= clear,
            _ => gap >= MIXED_GAP_EM + self.usual,
        }
    }
}

/// Whether one of two signs is a letter of the alphabet.
fn is_word(a: &Sign, b: &Sign) -> bool {
    [a, b].iter().any(|sign| sign.text.chars().all(|c| !is_wide(c) && c.is_alphabetic()))
}

impl Habit {
    /// How far the wide signs from a place on stand off those before it, in shares of the pitch.
    fn shift(&self, signs: &[Sign], at: usize) -> f32 {
        let wide = |s: &&Sign| s.text.chars().all(is_wide);
        let off = |(i, s): (usize, &Sign)| s.middle() / self.pitch - i as f32;
        let after = signs[at..].iter().take(SHIFT_REACH).take_while(wide).enumerate().map(off).collect();
        let before = signs[..at].iter().rev().take(SHIFT_REACH).take_while(wide).enumerate();
        let before = before.map(|(i, s)| s.middle() / self.pitch + i as f32).collect();
        // signs next to each other are one pitch apart
        middle(after) - middle(before) - 1.0
    }
}

fn middle(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    match values.len() {
        0 => 0.0,
        n if n % 2 == 1 => values[n / 2],
        n => f32::midpoint(values[n / 2 - 1], values[n / 2]),
    }
}

/// Too few say nothing: 0.
fn median(values: Vec<f32>) -> f32 {
    let half = values.len() / 2;
    if values.len() < FEWEST_PITCHES { 0.0 } else { nth(values, half) }
}

/// The value that `n` others come before, of more than `n`.
fn nth(mut values: Vec<f32>, n: usize) -> f32 {
    *values.select_nth_unstable_by(n, f32::total_cmp).1
}

fn usual_gap(gaps: Vec<f32>) -> f32 {
    // One gap alone: nothing tells letterspacing from a space, and what is drawn wide is kept.
    if gaps.len() < 2 {
        return 0.0;
    }
    // The lower third: in a headline of two halves the wide gap is one of few.
    let third = gaps.len() / 3;
    nth(gaps, third).max(0.0)
}

/// Characters a full em wide by nature: Han, CJK punctuation, full-width forms.
pub(super) fn is_wide(c: char) -> bool {
    is_common_han(c)
        || matches!(c,
            '\u{2E80}'..='\u{303E}' | '\u{3041}'..='\u{33FF}' | '\u{3400}'..='\u{4DBF}'
            | '\u{A000}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{E000}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
            | '\u{FF01}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{20000}'..='\u{3FFFD}'
            | '“' | '”' | '‘' | '’' | '…' | '—' | '·' | '●' | '■' | '□' | '○' | '◆' | '★' | '▲')
}

/// What nearly all print consists of: asked first, as the tables of Unicode take their time.
fn is_common_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

fn is_alphanumeric(c: char) -> bool {
    is_common_han(c) || c.is_alphanumeric()
}

/// A single mark of wide punctuation.
fn is_mark(sign: &Sign) -> bool {
    sign.text.one().is_some_and(|c| is_wide(c) && !is_alphanumeric(c))
}
