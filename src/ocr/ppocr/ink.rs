//! How high the type of a line stands in its box, by its ink. In: the pixels of a line, straightened; out: top and bottom
//! of its ink. Neighbouring lines that reach into the box are left out.

use crate::ocr::pixels::Grey;

/// Least difference of ink and paper.
const LEAST_CONTRAST: i32 = 40;
/// Share of that difference below which a pixel is paper.
pub(super) const FAINT: f32 = 0.3;
/// A row has ink from this share of the darkest row's on.
const ROW_SHARE: f32 = 0.06;
/// White rows inside type, as a share of the height: the strokes of 二 and 三 stand apart.
const GAP: f32 = 0.14;

/// Top and bottom of the ink, as shares of the height; None where there is none.
pub(super) fn extent(line: &Grey) -> Option<(f32, f32)> {
    let (ink, paper) = tones(&line.luma)?;
    let floor = FAINT * (paper - ink) as f32;
    let dark = |p: &u8| ((paper - i32::from(*p)) as f32 - floor).max(0.0);
    let rows: Vec<f32> = line.luma.chunks_exact(line.width.max(1)).map(|row| row.iter().map(dark).sum()).collect();
    let most = rows.iter().copied().fold(0.0, f32::max);
    let has_ink: Vec<bool> = rows.iter().map(|row| *row > ROW_SHARE * most).collect();
    // from the row with ink nearest to the middle outwards
    let middle = has_ink.len() / 2;
    let start = (0..has_ink.len()).filter(|&y| has_ink[y]).min_by_key(|y| y.abs_diff(middle))?;
    let gap = (GAP * line.height as f32) as usize;
    let reach = |rows: &mut dyn Iterator<Item = usize>| {
        let (mut last, mut white) = (start, 0);
        for y in rows {
            if has_ink[y] {
                (last, white) = (y, 0);
            } else {
                white += 1;
                if white > gap {
                    break;
                }
            }
        }
        last
    };
    let top = reach(&mut (0..start).rev());
    let bottom = reach(&mut (start..has_ink.len()));
    let height = line.height as f32;
    Some((top as f32 / height, (bottom + 1) as f32 / height))
}

/// The darkest and the lightest tones, a few odd pixels left out.
pub(super) fn tones(luma: &[u8]) -> Option<(i32, i32)> {
    let mut counts = [0_usize; 256];
    for p in luma {
        counts[usize::from(*p)] += 1;
    }
    let at = |share: f32| {
        let wanted = (luma.len() as f32 * share) as usize;
        let mut seen = 0;
        counts.iter().position(|n| {
            seen += n;
            seen > wanted
        })
    };
    let (ink, paper) = (at(0.02)? as i32, at(0.8)? as i32);
    (paper - ink >= LEAST_CONTRAST).then_some((ink, paper))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(height: usize, ink: &[std::ops::Range<usize>]) -> Grey {
        let width = 40;
        let mut luma = vec![240; width * height];
        for y in ink.iter().cloned().flatten() {
            luma[y * width..y * width + 20].fill(20);
        }
        Grey { width, height, luma }
    }

    #[test]
    fn ink_is_measured_and_the_next_line_is_not() {
        let line_above = 0..4;
        assert_eq!(extent(&line(48, &[line_above, 14..34])), Some((14.0 / 48.0, 34.0 / 48.0)));
    }

    #[test]
    fn strokes_apart_are_one_sign_and_paper_is_none() {
        assert_eq!(extent(&line(48, &[14..17, 22..25, 31..34])), Some((14.0 / 48.0, 34.0 / 48.0)));
        assert_eq!(extent(&line(48, &[])), None);
    }
}
