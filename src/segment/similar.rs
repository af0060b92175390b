//! How alike two printed strings are.

use crate::model::script::packed;

/// Length of the longest common subsequence of two strings: a bit for each character of the first, all of them at once
/// (Hyyrö 2004, "Bit-parallel LCS-length computation revisited"); by the usual table where it has too many.
fn common(a: &[char], b: &[char]) -> usize {
    if a.len() > u64::BITS as usize {
        return common_by_table(a, b);
    }
    let places = Places::of(a);
    let mut open = u64::MAX;
    for c in b {
        let met = open & places.at(*c);
        open = open.wrapping_add(met) | (open - met);
    }
    // the bits beyond the end of the first string stay set
    open.count_zeros() as usize
}

/// Where each character of a string of at most 64 stands: a bit for each place.
struct Places([(char, u64); 128]);

impl Places {
    fn of(text: &[char]) -> Self {
        let mut places = Self([('\0', 0); 128]);
        for (i, c) in text.iter().enumerate() {
            let slot = places.slot(*c);
            places.0[slot] = (*c, places.0[slot].1 | 1 << i);
        }
        places
    }

    fn at(&self, c: char) -> u64 {
        self.0[self.slot(c)].1
    }

    /// Its own, or the first free one: half of them are.
    fn slot(&self, c: char) -> usize {
        let mut slot = c as usize % self.0.len();
        while self.0[slot].1 != 0 && self.0[slot].0 != c {
            slot = (slot + 1) % self.0.len();
        }
        slot
    }
}

fn common_by_table(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0usize; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

/// At least what [`ratio`] gives, at a fraction of its work: how many characters the strings share in any order. Characters are
/// told apart by their last byte, so some count that differ.
pub(super) fn ratio_at_most(a: &str, b: &str) -> f32 {
    let mut counts = [0i32; 256];
    let (mut total, mut shared) = (0usize, 0usize);
    for c in a.chars() {
        counts[(c as u32 & 0xFF) as usize] += 1;
        total += 1;
    }
    for c in b.chars() {
        let left = &mut counts[(c as u32 & 0xFF) as usize];
        shared += usize::from(*left > 0);
        *left -= 1;
        total += 1;
    }
    if total == 0 { 0.0 } else { 2.0 * shared as f32 / total as f32 }
}

/// 0..1: twice the longest common subsequence over both lengths.
pub(super) fn ratio(a: &str, b: &str) -> f32 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let total = a.len() + b.len();
    if total == 0 { 0.0 } else { 2.0 * common(&a, &b) as f32 / total as f32 }
}

/// Characters in a shingle of [`shingles`].
const SHINGLE: usize = 5;

/// Runs of characters, each packed into one number ([`packed`]), in order and each once.
pub(super) type Shingles = Vec<u128>;

/// The set of all runs of five characters.
pub(super) fn shingles(key: &str) -> Shingles {
    let chars: Vec<char> = key.chars().collect();
    let mut runs: Shingles = chars.windows(SHINGLE).map(packed).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// Whether one set holds this share of another; never of an empty one. Two texts that have nothing in common are told apart
/// after a few runs.
pub(super) fn holds(whole: &[u128], part: &[u128], share: f32) -> bool {
    let n = part.len() as f32;
    let mut rest = whole.iter().peekable();
    let (mut held, mut missed) = (0_usize, 0_usize);
    for run in part {
        while rest.next_if(|other| *other < run).is_some() {}
        if rest.peek() == Some(&run) {
            held += 1;
        } else {
            missed += 1;
            if ((part.len() - missed) as f32) / n < share {
                return false;
            }
        }
    }
    !part.is_empty() && held as f32 / n >= share
}

#[cfg(test)]
mod tests {
    use super::{common, common_by_table, holds, ratio, ratio_at_most, shingles};

    #[test]
    fn the_bound_is_never_below_the_ratio() {
        let texts = ["", "市政协召开会议", "议会开召协政市", "市政协举行会议", "abc会议", "\u{4E00}\u{4F00}\u{4E00}"];
        for (a, b) in texts.iter().flat_map(|a| texts.iter().map(move |b| (a, b))) {
            assert!(ratio_at_most(a, b) >= ratio(a, b), "{a} {b}");
        }
        assert!(ratio_at_most("市政协", "乡村路") < 0.1);
    }

    #[test]
    fn both_ways_find_the_longest_common_subsequence() {
        let long: String = "市政协召开第五次会议听取工作报告".chars().cycle().take(63).collect();
        let texts = [
            "",
            "会",
            "会议会",
            "议会开召协政市",
            "市政协举行会议",
            "工作会议报告会",
            &long,
            &format!("{long}会"),
            &format!("{long}会议"),
        ];
        let texts = texts.map(|text| text.chars().collect::<Vec<_>>());
        for (a, b) in texts.iter().flat_map(|a| texts.iter().map(move |b| (a, b))) {
            assert_eq!(common(a, b), common_by_table(a, b), "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_share_is_held_or_not() {
        let (whole, part) = (shingles("市政协召开第五次会议听取工作报告"), shingles("市政协召开第五次会议"));
        assert!(holds(&whole, &part, 1.0) && !holds(&part, &whole, 0.6) && holds(&part, &whole, 0.5));
        assert!(!holds(&whole, &[], 0.0) && !holds(&[], &whole, 0.1));
    }
}
