//! Second readings of an OCR engine as evidence: whatever they are, changes can be taken back and come to rest, numbers
//! stay, and right text is not harmed by them.

use huikan::model::geometry::Rect;
use huikan::model::page::{Page, RawChar};
use huikan::model::text::{Certainty, CleanPage, put_back};
use huikan::repair::repair;
use proptest::prelude::*;

use crate::repair::{any_line, corpus, page, profile, repaired, roster};

const NUMERALS: &str = "0123456789一二三四五六七八九十百千万亿两零〇";

/// A page as an engine read it: every `every`th character may be another one of the page.
fn doubted(lines: &[String], every: usize, seed: usize) -> Page {
    let mut page = page(lines);
    let all: Vec<char> = lines.iter().flat_map(|line| line.chars()).collect();
    let mut n = seed;
    for line in &mut page.lines {
        let char = |c: char| {
            // a step that has no factor in common with lengths of texts
            n = n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let other =
                (n >> 33).checked_rem(every).filter(|rest| *rest == 0).and_then(|_| all.get((n >> 17) % all.len()));
            let others = other.filter(|other| **other != c).map(|other| (*other, 0.3)).into_iter().collect();
            RawChar { c, bbox: Rect::new(0.0, 0.0, 1.0, 1.0), confidence: Some(0.55), others }
        };
        line.chars = line.text.chars().map(char).collect();
    }
    page
}

fn mended(lines: &[String], every: usize, seed: usize) -> CleanPage {
    repair(vec![doubted(lines, every, seed)], profile(), &roster(), Some(Certainty::Certain)).value.remove(0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn changes_with_second_readings_can_be_taken_back_and_come_to_rest(
        lines in proptest::collection::vec(any_line(), 1..8), seed in any::<usize>(),
    ) {
        let clean = mended(&lines, 3, seed);
        for (line, text) in clean.page.lines.iter().zip(&clean.clean) {
            let own = clean.applied.iter().filter(|c| c.line == line.id);
            let back = put_back(text, own.map(|c| (c.offset, c.printed.as_str(), c.repaired.as_str())));
            prop_assert_eq!(back.as_deref(), Some(line.text.as_str()));
        }
        prop_assert_eq!(&repaired(&clean.clean, &roster(), Certainty::Certain).clean, &clean.clean);
    }
}

#[test]
fn right_text_with_second_readings_stays_as_it_is() {
    let text = [corpus::fixtures(), corpus::invented(60_000)].concat();
    let without = repaired(&text, &roster(), Certainty::Certain);
    let n_chars: usize = text.iter().map(|line| line.chars().count()).sum();
    let mut n_harmed = 0;
    for seed in 1..=3 {
        let with = mended(&text, 10, seed);
        for c in with.applied.iter().filter(|c| c.rule.ends_with("second-reading")) {
            println!("{}: {} → {} in {}", c.rule, c.printed, c.repaired, with.clean[c.line.0 as usize - 1]);
            assert!(!c.printed.chars().chain(c.repaired.chars()).any(|c| NUMERALS.contains(c)), "a number");
            n_harmed += 1;
        }
        let others = |page: &CleanPage| page.applied.iter().filter(|c| !c.rule.ends_with("second-reading")).count();
        assert_eq!(others(&with), others(&without), "no other rule looks at readings");
    }
    println!("{n_harmed} wrong edits in {} characters, a tenth of them in doubt", 3 * n_chars);
    assert!(n_harmed * 20_000 <= 3 * n_chars, "{n_harmed}");
}
