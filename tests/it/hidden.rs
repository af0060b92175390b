//! Hidden layers as OCR programs write them: boxes of words that are wrong, heights that wobble. All text is invented.

use huikan::model::page::{BlockRole, Glyph, Page};

use super::layout::{Sheet, glyph, prose};

fn hidden(glyph: Glyph) -> Glyph {
    Glyph { invisible: true, ..glyph }
}

/// A word from `x` on, each sign and the space behind it `width` wide.
fn word(sheet: &mut Sheet, text: &str, x: f32, y: f32, size: f32, width: f32) {
    for (i, c) in text.chars().chain([' ']).enumerate() {
        sheet.glyphs().push(hidden(glyph(&c.to_string(), x + width * i as f32, y, size, width)));
    }
}

/// A line of words of one sign, each `pitch` after the other, in type said to be `size` high.
fn line(sheet: &mut Sheet, text: &str, y: f32, size: f32, pitch: f32) {
    for (i, c) in text.chars().enumerate() {
        // boxes of ink: narrower than the em, and not all alike
        let width = pitch * [0.5, 0.62, 0.55, 0.7][i % 4];
        let x = 60.0 + pitch * i as f32 + pitch * [0.12, 0.3, 0.2, 0.05][i % 4];
        word(sheet, &c.to_string(), x, y, size, width);
    }
}

fn texts(page: &Page) -> Vec<&str> {
    page.lines.iter().map(|line| line.text.as_str()).collect()
}

#[test]
fn words_that_lie_over_each_other_are_not_mixed() {
    let mut sheet = Sheet::new(0);
    word(&mut sheet, "关于", 60.0, 100.0, 10.0, 10.0);
    // its box is half as wide again as it should be, and reaches over the next word
    word(&mut sheet, "云泽水", 82.0, 100.0, 10.0, 16.0);
    word(&mut sheet, "乡", 111.5, 100.0, 10.0, 9.0);
    word(&mut sheet, "的", 122.0, 100.0, 10.0, 9.0);
    assert_eq!(texts(&sheet.page()).concat().replace(' ', ""), "关于云泽水乡的");
    // the order of the glyphs in the file plays no part
    sheet.glyphs().reverse();
    assert_eq!(texts(&sheet.page()).concat().replace(' ', ""), "关于云泽水乡的");
}

#[test]
fn a_hidden_word_drawn_twice_is_still_read_once() {
    let mut sheet = Sheet::new(0);
    word(&mut sheet, "桥头春色", 60.0, 100.0, 10.0, 10.0);
    word(&mut sheet, "桥头春色", 60.3, 100.0, 10.0, 10.0);
    assert_eq!(texts(&sheet.page()), ["桥头春色"]);
}

#[test]
fn a_sign_that_stands_off_makes_no_space_but_a_shift_that_lasts_does() {
    let mut sheet = Sheet::new(0);
    // the fifth sign stands half an em too far right; the sixth is in step again
    let at = |i: usize| if i == 4 { 0.55 } else { 0.0 };
    for (i, c) in "江南好风景旧曾谙".chars().enumerate() {
        let wobble = [0.3, 0.0, 0.14, 0.22][i % 4];
        word(&mut sheet, &c.to_string(), 60.0 + 10.0 * (i as f32 + at(i) + wobble), 100.0, 10.0, 6.0);
    }
    for (i, c) in "日出江花红胜火岸".chars().enumerate() {
        let wobble = [0.3, 0.0, 0.14, 0.22][i % 4];
        let shift = if i >= 4 { 1.0 } else { 0.0 };
        word(&mut sheet, &c.to_string(), 60.0 + 10.0 * (i as f32 + shift + wobble), 130.0, 10.0, 6.0);
    }
    assert_eq!(texts(&sheet.page()), ["江南好风景旧曾谙", "日出江花 红胜火岸"]);
}

#[test]
fn the_size_of_a_hidden_line_is_that_of_its_pitch() {
    let mut sheet = Sheet::new(0);
    let heights = [12.0, 13.0, 11.5, 16.5, 12.5, 13.0, 12.0, 17.0];
    for (i, height) in heights.iter().enumerate() {
        line(&mut sheet, &prose(30, i), 200.0 + 20.0 * i as f32, *height, 10.5);
    }
    line(&mut sheet, &prose(16, 20), 160.0, 13.0, 17.0);
    let page = sheet.page();
    let heading = |i: usize| {
        let block = page.blocks.iter().find(|b| b.lines.contains(&i)).unwrap();
        matches!(block.role, BlockRole::Heading(_))
    };
    assert_eq!(page.lines.len(), 9);
    assert!(heading(0), "set half as large again, whatever its height");
    assert!((1..9).all(|i| !heading(i)), "{:?}", page.lines.iter().map(|l| l.size_pt).collect::<Vec<_>>());
}
