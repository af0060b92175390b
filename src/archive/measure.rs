//! How good a scan is, so that a better one of the same printed issue can take its place.
//!
//! The score says how much of a scan can be trusted: the share of its lines that found a place, times the share of its
//! pages without a doubt, times what the contents page finds again, less for repairs. A scan takes the place of another
//! where it has the text (at least 95 % of the characters) and scores more by [`MARGIN`], or where the other is a
//! fragment (less than 80 % of the characters) and the score is not worse by more than [`SLACK`]. The figures were chosen,
//! not fitted: they keep two good scans from taking turns.

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use crate::model::note::Note;
use crate::validate::Checked;

/// So much better a scan has to be.
const MARGIN: f64 = 0.005;
/// So much worse a whole scan may be than a fragment.
const SLACK: f64 = 0.1;
/// Share of the shorter text's four-sign pieces that two scans of one issue have in common at least. A character error
/// rate of 10 % in each leaves (0.9^4)^2 = 0.43; two issues of one magazine share formulas and officers, below 0.1.
const SAME_ISSUE: f64 = 0.25;

/// What is counted in one scan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// Characters in records, white space left out.
    pub chars: usize,
    pub lines: usize,
    pub unplaced: usize,
    pub pages: usize,
    /// Pages with text missing, failed or doubtful.
    pub doubtful_pages: usize,
    /// Entries of the contents page, and those without an article.
    pub contents: usize,
    pub contents_missing: usize,
    pub repairs: usize,
    /// 0..1, see the module.
    pub score: f64,
}

/// Notes that cast doubt on a page.
const DOUBTS: [&str; 5] =
    ["page-without-text", "text-layer-doubtful", "glyphs-without-text", "page-failed", "reading-order-doubtful"];

impl Measure {
    /// Counts in the rows of a scan, and scores them.
    pub fn of(checked: &Checked, notes: &[Note]) -> Self {
        let issue = checked.issue();
        let doubtful: BTreeSet<_> =
            notes.iter().filter(|note| DOUBTS.contains(&note.code)).filter_map(|note| note.page).collect();
        let blocks = checked.records().iter().flat_map(|record| &record.common().body);
        let signs = blocks.map(|block| block.text.chars().filter(|c| !c.is_whitespace()).count());
        Self {
            chars: signs.sum(),
            lines: issue.coverage.lines,
            unplaced: issue.coverage.unplaced,
            pages: issue.counts.pages,
            doubtful_pages: doubtful.len(),
            contents: issue.contents.len(),
            contents_missing: issue.contents_check.missing.len(),
            repairs: issue.counts.repairs,
            score: 0.0,
        }
        .scored()
    }

    fn scored(mut self) -> Self {
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        let score = (1.0 - share(self.unplaced, self.lines))
            * (1.0 - share(self.doubtful_pages, self.pages).min(1.0))
            * (1.0 - 0.5 * share(self.contents_missing, self.contents))
            * (1.0 - share(self.repairs, self.lines).min(0.5));
        // four digits, so that no last bit decides
        self.score = (score * 10_000.0).round() / 10_000.0;
        self
    }

    /// Order of scans of one issue, the best last.
    pub fn rank(&self) -> (u64, usize) {
        ((self.score * 10_000.0).round() as u64, self.chars)
    }

    /// Whether this scan is to take the place of the other.
    pub fn is_better_than(&self, other: &Self) -> bool {
        let (mine, theirs) = (self.chars as f64, other.chars as f64);
        let fuller = theirs < 0.8 * mine && self.score >= other.score - SLACK;
        let cleaner = mine >= 0.95 * theirs && self.score >= other.score + MARGIN;
        fuller || cleaner
    }
}

/// Whether two texts are scans of one printed issue: they share enough pieces of four Chinese characters.
pub fn is_same_issue(one: &str, other: &str) -> bool {
    let (one, other) = (pieces(one), pieces(other));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let shared = short.iter().filter(|piece| long.contains(*piece)).count();
    shared as f64 >= SAME_ISSUE * short.len() as f64 && !short.is_empty()
}

fn pieces(text: &str) -> HashSet<[char; 4]> {
    let signs: Vec<char> = text.chars().filter(|c| ('\u{3400}'..='\u{9fff}').contains(c)).collect();
    signs.windows(4).filter_map(|window| window.try_into().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(chars: usize, unplaced: usize) -> Measure {
        Measure { chars, lines: 1000, unplaced, pages: 10, contents: 20, ..Measure::default() }.scored()
    }

    #[test]
    fn a_cleaner_scan_wins_and_two_alike_do_not_take_turns() {
        let (clean, dirty) = (measure(10_000, 2), measure(10_200, 60));
        assert!(clean.is_better_than(&dirty) && !dirty.is_better_than(&clean));
        assert!(!clean.is_better_than(&clean));
        let (a, b) = (measure(10_000, 2), measure(10_000, 5));
        assert!(!a.is_better_than(&b) && !b.is_better_than(&a));
    }

    #[test]
    fn a_fragment_never_takes_the_place_of_the_whole() {
        let (fragment, whole) = (measure(2_000, 0), measure(10_000, 30));
        assert!(!fragment.is_better_than(&whole) && whole.is_better_than(&fragment));
    }

    #[test]
    fn two_issues_under_one_number_are_told_apart() {
        let one = "云泽市政协召开主席会议，程砚舟主持会议并讲话。会议审议通过年度协商计划。";
        let noisy = "云泽巿政协召开主席会议，程砚舟主持会议井讲话。会议审议通过年度协商计划。";
        let other = "各民主党派围绕养老服务体系建设提出建议，相关部门现场回应委员关切的问题。";
        assert!(is_same_issue(one, noisy));
        assert!(!is_same_issue(one, other));
        assert!(!is_same_issue(one, "") && !is_same_issue("", ""));
    }
}
