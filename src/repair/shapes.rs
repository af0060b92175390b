//! Which Han characters look alike: four-corner codes and stroke counts out of the Unihan database
//! (`data/shapes.tsv` names the source). Says nothing about meaning or frequency.

use std::sync::LazyLock;

/// (character, four corners, strokes), sorted by character.
static SHAPES: LazyLock<Vec<(char, [u8; 4], u8)>> = LazyLock::new(|| {
    let mut shapes: Vec<_> = include_str!("data/shapes.tsv").lines().filter_map(row).collect();
    shapes.sort_by_key(|s| s.0);
    shapes
});

fn row(line: &str) -> Option<(char, [u8; 4], u8)> {
    let mut fields = line.split('\t');
    let c = fields.next()?.chars().next().filter(|c| *c != '#')?;
    let corners = fields.next()?.as_bytes().try_into().ok()?;
    Some((c, corners, fields.next()?.parse().ok()?))
}

/// Corners that must agree, of four: 珅 1510 and 坤 4510 share three; 胥 1722 and 晋 1060 one.
const MIN_SHARED_CORNERS: usize = 3;
/// Largest difference in strokes between characters that look alike.
const MAX_STROKES_APART: u8 = 3;

fn shape(c: char) -> Option<([u8; 4], u8)> {
    let i = SHAPES.binary_search_by_key(&c, |s| s.0).ok()?;
    Some((SHAPES[i].1, SHAPES[i].2))
}

/// Whether two characters can be taken for one another in print. False where either is not in the table.
pub(super) fn alike(a: char, b: char) -> bool {
    let (Some((ca, sa)), Some((cb, sb))) = (shape(a), shape(b)) else { return false };
    let shared = ca.iter().zip(&cb).filter(|(x, y)| x == y).count();
    shared >= MIN_SHARED_CORNERS && sa.abs_diff(sb) <= MAX_STROKES_APART
}

/// Whether the upper or the left halves of two characters look the same and the rest is about as dense: 集 and 焦. Too
/// weak to prove anything by itself.
pub(super) fn half_alike(a: char, b: char) -> bool {
    let (Some((ca, sa)), Some((cb, sb))) = (shape(a), shape(b)) else { return false };
    let upper = ca[..2] == cb[..2];
    let left = ca[0] == cb[0] && ca[2] == cb[2];
    (upper || left) && sa.abs_diff(sb) <= 1
}

#[cfg(test)]
mod tests {
    use super::{alike, half_alike};

    #[test]
    fn halves_are_a_weaker_likeness() {
        assert!(half_alike('集', '焦') && !alike('集', '焦'));
        assert!(!half_alike('力', '焦') && !half_alike('规', '计'));
    }

    #[test]
    fn characters_taken_for_one_another_are_alike_and_others_are_not() {
        for (a, b) in [('珅', '坤'), ('罡', '昱'), ('未', '末'), ('己', '已')] {
            assert!(alike(a, b), "{a}{b}");
        }
        for (a, b) in [('明', '庆'), ('伟', '庆'), ('张', '王'), ('胥', '晋')] {
            assert!(!alike(a, b), "{a}{b}");
        }
    }
}
