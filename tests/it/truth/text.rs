//! How texts are compared: letters, digits and Han only, in runs of four.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

const RUN: usize = 4;

/// What two readings of one print must share.
pub fn norm(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).collect()
}

/// A multiset of runs of four characters.
#[derive(Debug, Clone, Default)]
pub struct Grams(BTreeMap<String, u32>);

impl Grams {
    pub fn of(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut out = BTreeMap::new();
        let mut add = |run: &[char]| *out.entry(run.iter().collect()).or_default() += 1;
        if chars.len() < RUN {
            add(&chars);
        } else {
            chars.windows(RUN).for_each(add);
        }
        Self(out)
    }

    pub fn count(&self) -> u32 {
        self.0.values().sum()
    }

    pub fn overlap(&self, other: &Self) -> u32 {
        self.0.iter().map(|(k, n)| (*n).min(other.0.get(k).copied().unwrap_or(0))).sum()
    }

    /// Shared part of the union.
    pub fn iou(&self, other: &Self) -> f64 {
        let both = self.overlap(other);
        let union = self.count() + other.count() - both;
        share(f64::from(both), f64::from(union))
    }

    /// The larger count of each run.
    pub fn widen(&mut self, other: &Self) {
        for (k, n) in &other.0 {
            let mine = self.0.entry(k.clone()).or_default();
            *mine = (*mine).max(*n);
        }
    }
}

/// `a / b`, 0 where `b` is 0.
pub fn share(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { 0.0 }
}
