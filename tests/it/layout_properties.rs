//! What layout must hold on any page: no text lost or made, input order without effect, every line in one block.

use std::collections::BTreeMap;

use huikan::layout::{arrange, settle};
use huikan::model::geometry::{Point, Rect};
use huikan::model::glyph_text::GlyphText;
use huikan::model::page::{Glyph, Page, RawContent, RawPage};
use proptest::prelude::*;

use crate::layout::{Sheet, glyph, prose};

fn page_of(glyphs: Vec<Glyph>) -> RawPage {
    RawPage { content: RawContent::Glyphs(glyphs), ..Sheet::new(0).raw }
}

fn tally(chars: impl Iterator<Item = char>) -> BTreeMap<char, usize> {
    let mut tally = BTreeMap::new();
    for c in chars.filter(|c| !c.is_whitespace()) {
        *tally.entry(c).or_default() += 1;
    }
    tally
}

fn tally_page(page: &Page) -> BTreeMap<char, usize> {
    tally(page.lines.iter().flat_map(|l| l.text.chars()))
}

fn tally_glyphs(glyphs: &[Glyph]) -> BTreeMap<char, usize> {
    tally(glyphs.iter().filter_map(|g| g.text.as_ref()).flat_map(GlyphText::chars))
}

fn whole(page: &Page) {
    let mut next = 0;
    for block in &page.blocks {
        assert_eq!(block.lines.start, next, "blocks leave no line out and share none");
        assert!(block.lines.end > next, "no block is empty");
        next = block.lines.end;
    }
    assert_eq!(next, page.lines.len());
}

/// A coordinate: mostly on the page, sometimes damaged.
fn coordinate() -> impl Strategy<Value = f32> {
    prop_oneof![
        20 => 0.0..800.0_f32,
        1 => prop_oneof![Just(f32::NAN), Just(f32::INFINITY), Just(f32::MIN), Just(-1e9_f32), Just(1e20_f32)],
    ]
}

prop_compose! {
    /// Any glyph; texts differ so that none counts as drawn twice.
    fn any_glyph()(
        x in coordinate(), y in coordinate(), width in -5.0..60.0_f32,
        size in prop_oneof![20 => 1.0..40.0_f32, 1 => Just(f32::NAN), 1 => Just(-3.0), 1 => Just(1e7_f32)],
        angle in prop_oneof![10 => Just(0.0_f32), 1 => Just(90.0), 1 => -180.0..180.0_f32, 1 => Just(f32::NAN)],
        vertical in prop::bool::weighted(0.1), invisible in any::<bool>(),
    ) -> Glyph {
        Glyph {
            origin: Point { x, y },
            bbox: Rect { x0: x, y0: y - size, x1: x + width, y1: y },
            size_pt: size, angle_deg: angle, vertical, invisible,
            ..glyph("", 0.0, 0.0, 1.0, 1.0)
        }
    }
}

fn any_glyphs() -> impl Strategy<Value = Vec<Glyph>> {
    prop::collection::vec(any_glyph(), 0..120).prop_map(|glyphs| {
        let sign = |i: u32| char::from_u32(0x4E00 + i).map(GlyphText::from);
        glyphs.into_iter().zip(0..).map(|(g, i)| Glyph { text: sign(i), ..g }).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_text_is_lost_or_made(glyphs in any_glyphs()) {
        let page = arrange(page_of(glyphs.clone())).value;
        whole(&page);
        prop_assert_eq!(tally_page(&page), tally_glyphs(&glyphs));
        let settled = settle(vec![page]).value.remove(0);
        whole(&settled);
        prop_assert_eq!(tally_page(&settled), tally_glyphs(&glyphs));
    }

    #[test]
    fn shuffling_the_glyphs_changes_nothing(
        (glyphs, shuffled) in any_glyphs().prop_flat_map(|g| (Just(g.clone()), Just(g).prop_shuffle())),
    ) {
        prop_assert_eq!(describe(&arrange(page_of(glyphs)).value), describe(&arrange(page_of(shuffled)).value));
    }
}

/// Everything of a page as text: NaN is equal to itself here.
fn describe(page: &Page) -> String {
    format!("{page:?}")
}

#[test]
fn a_page_of_prose_keeps_its_text_whatever_the_order_of_its_glyphs() {
    let mut sheet = Sheet::new(0);
    for i in 0..30 {
        let y = 100.0 + 16.0 * i as f32;
        sheet.set(60.0, y, 10.0, &prose(22, i)).set(300.0, y + 3.0, 10.0, &prose(22, 40 + i));
    }
    let forward = sheet.page();
    sheet.glyphs().reverse();
    assert_eq!(sheet.page(), forward);
    let middle = sheet.glyphs().len() / 3;
    sheet.glyphs().rotate_left(middle);
    assert_eq!(sheet.page(), forward);
}

#[test]
fn half_a_million_glyphs_are_all_arranged() {
    let spread = |i: u32| glyph("字", (i % 997) as f32 * 0.6, (i / 997) as f32 * 1.55, 1.0, 0.6);
    let piled = |i: u32| {
        let sign = char::from_u32(0x4E00 + i % 20_000).map(String::from).unwrap_or_default();
        glyph(&sign, 300.0 + (i % 7) as f32 * 0.001, 400.0, 10.0, 10.0)
    };
    let scattered =
        |i: u32| glyph("字", (i % 199) as f32 * 3.0, (i / 199) as f32 * 0.3, 0.6 + (i % 5) as f32 * 0.1, 0.6);
    for make in [&spread as &dyn Fn(u32) -> Glyph, &piled, &scattered] {
        let page = arrange(page_of((0..500_000).map(make).collect())).value;
        whole(&page);
    }
}
