//! How alike two printed strings are.

use std::collections::HashSet;

/// Length of the longest common subsequence of two strings, by the usual table; strings are headings, so short.
fn common(a: &[char], b: &[char]) -> usize {
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

/// 0..1: twice the longest common subsequence over both lengths.
pub(super) fn ratio(a: &str, b: &str) -> f32 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let total = a.len() + b.len();
    if total == 0 { 0.0 } else { 2.0 * common(&a, &b) as f32 / total as f32 }
}

/// Characters in a shingle of [`shingles`].
const SHINGLE: usize = 5;

/// The set of all runs of five characters.
pub(super) fn shingles(key: &str) -> HashSet<[char; SHINGLE]> {
    let chars: Vec<char> = key.chars().collect();
    chars.windows(SHINGLE).filter_map(|w| w.try_into().ok()).collect()
}

/// Share of the first set that the second holds; 0 for an empty first set.
pub(super) fn contained(a: &HashSet<[char; SHINGLE]>, b: &HashSet<[char; SHINGLE]>) -> f32 {
    if a.is_empty() { 0.0 } else { a.intersection(b).count() as f32 / a.len() as f32 }
}
