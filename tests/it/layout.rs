//! Layout on small made pages: each test is a sentence about what a reader sees.

use huikan::layout::{arrange, settle};
use huikan::model::geometry::{Point, Rect, Size};
use huikan::model::note::Noted;
use huikan::model::page::{
    BlockRole, FontFace, FontId, Glyph, Page, PageIndex, PlacedImage, RawContent, RawLine, RawPage,
};
use huikan::model::provenance::Extractor;

/// A page being set: text goes where it is told.
pub struct Sheet {
    pub raw: RawPage,
}

impl Sheet {
    pub fn new(index: u32) -> Self {
        let face = |bold| FontFace { name: "Song".into(), bold, italic: false };
        Self {
            raw: RawPage {
                index: PageIndex(index),
                size: Some(Size { width: 600.0, height: 800.0 }),
                content: RawContent::Glyphs(Vec::new()),
                fonts: vec![face(false), face(true)],
                images: Vec::new(),
                rules: Vec::new(),
                extractor: Extractor::TextLayer,
            },
        }
    }

    pub fn glyphs(&mut self) -> &mut Vec<Glyph> {
        match &mut self.raw.content {
            RawContent::Glyphs(glyphs) => glyphs,
            RawContent::Lines(_) | RawContent::Both(..) => unreachable!("sheets are made of glyphs"),
        }
    }

    /// Sets text from `x` on the baseline `y`, em by em; Latin is half an em wide.
    pub fn set(&mut self, x: f32, y: f32, size: f32, text: &str) -> &mut Self {
        self.spaced(x, y, size, 0.0, text)
    }

    /// Sets text with extra space after each sign, in em.
    pub fn spaced(&mut self, x: f32, y: f32, size: f32, extra: f32, text: &str) -> &mut Self {
        let mut at = x;
        for c in text.chars() {
            let width = if c.is_ascii() { 0.5 } else { 1.0 } * size;
            self.glyphs().push(glyph(&c.to_string(), at, y, size, width));
            at += width + extra * size;
        }
        self
    }

    pub fn arranged(&self) -> Noted<Page> {
        arrange(self.raw.clone())
    }

    pub fn page(&self) -> Page {
        settle(vec![self.arranged().value]).value.remove(0)
    }
}

pub fn glyph(text: &str, x: f32, y: f32, size: f32, width: f32) -> Glyph {
    Glyph {
        text: Some(text.into()),
        origin: Point { x, y },
        bbox: Rect { x0: x, y0: y - 0.88 * size, x1: x + width, y1: y + 0.12 * size },
        size_pt: size,
        font: FontId(0),
        invisible: false,
        vertical: false,
        angle_deg: 0.0,
    }
}

/// `n` Han signs that differ from line to line; the last tells the line.
pub fn prose(n: usize, seed: usize) -> String {
    let signs: Vec<char> = "春江潮水连海平月共生滟随波千万里何处无明流宛转绕芳甸照花林皆似霰空".chars().collect();
    let last = char::from_u32(0x5000 + seed as u32);
    (0..n.saturating_sub(1)).map(|i| signs[(i * 7 + seed * 13) % signs.len()]).chain(last).collect()
}

fn texts(page: &Page) -> Vec<&str> {
    page.lines.iter().map(|l| l.text.as_str()).collect()
}

fn blocks(page: &Page) -> Vec<Vec<&str>> {
    page.blocks.iter().map(|b| page.lines[b.lines.clone()].iter().map(|l| l.text.as_str()).collect()).collect()
}

/// Lines of full width from `x` on, the first at `y`, 16 pt apart.
fn column(sheet: &mut Sheet, x: f32, y: f32, n_lines: usize, ems: usize, seed: usize) {
    for i in 0..n_lines {
        sheet.set(x, y + 16.0 * i as f32, 10.0, &prose(ems, seed + i));
    }
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let mut sheet = Sheet::new(0);
    column(&mut sheet, 60.0, 100.0, 20, 22, 0);
    column(&mut sheet, 300.0, 107.0, 20, 22, 50);
    let page = sheet.page();
    let want: Vec<String> = (0..20).map(|i| prose(22, i)).chain((0..20).map(|i| prose(22, 50 + i))).collect();
    assert_eq!(texts(&page), want);
    assert_eq!(page.blocks.iter().map(|b| b.column).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn a_heading_across_closes_the_columns_above_it() {
    let mut sheet = Sheet::new(0);
    for (x, seed) in [(60.0, 0), (300.0, 10)] {
        column(&mut sheet, x, 120.0, 8, 22, seed);
        column(&mut sheet, x, 330.0, 8, 22, seed + 20);
    }
    sheet.set(180.0, 290.0, 20.0, "一座桥和它的两岸人家");
    let page = sheet.page();
    let at = page.lines.iter().position(|l| l.text == "一座桥和它的两岸人家");
    assert_eq!(at, Some(16));
    let heading = page.blocks.iter().find(|b| b.lines.contains(&16)).map(|b| (b.role, b.centered, b.lines.len()));
    assert_eq!(heading, Some((BlockRole::Heading(1), true, 1)));
}

#[test]
fn an_indent_opens_a_paragraph_and_a_short_line_ends_one() {
    let mut sheet = Sheet::new(0);
    sheet.set(80.0, 100.0, 10.0, &prose(28, 0));
    sheet.set(60.0, 116.0, 10.0, &prose(30, 1));
    sheet.set(60.0, 132.0, 10.0, &prose(30, 2));
    sheet.set(80.0, 148.0, 10.0, &prose(28, 3));
    sheet.set(60.0, 164.0, 10.0, &prose(9, 4));
    sheet.set(60.0, 180.0, 10.0, &prose(30, 5));
    sheet.set(60.0, 196.0, 10.0, &prose(30, 6));
    let page = sheet.page();
    assert_eq!(page.blocks.iter().map(|b| b.lines.len()).collect::<Vec<_>>(), [3, 2, 2]);
    assert_eq!(page.blocks.iter().map(|b| b.indented).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(page.blocks.iter().map(|b| b.full).collect::<Vec<_>>(), [Some(true), Some(false), Some(true)]);
}

#[test]
fn a_title_on_two_lines_is_one_block_and_its_subtitle_another() {
    let mut sheet = Sheet::new(0);
    sheet.set(220.0, 100.0, 20.0, "山城的早晨与老街");
    sheet.set(240.0, 126.0, 20.0, "上的一碗面条");
    sheet.set(246.0, 150.0, 12.0, "写在新年的第一天里");
    column(&mut sheet, 60.0, 190.0, 12, 48, 0);
    let page = sheet.page();
    let blocks = blocks(&page);
    assert_eq!(blocks[0], ["山城的早晨与老街", "上的一碗面条"]);
    assert_eq!(blocks[1], ["写在新年的第一天里"]);
    assert_eq!(page.blocks[0].role, BlockRole::Heading(1));
    assert_eq!(page.blocks[1].role, BlockRole::Heading(2));
    assert!(page.blocks[0].size_ratio.is_some_and(|r| (r - 2.0).abs() < 0.01));
}

#[test]
fn spaces_between_han_are_kept_only_where_a_gap_is_seen() {
    let mut sheet = Sheet::new(0);
    // An OCR layer: a drawn space after every other sign, no gap to see.
    for (i, c) in "桥 下 流水 人家".chars().enumerate() {
        let x = 60.0 + 10.0 * i as f32 - 10.0 * "桥 下 流水 人家".chars().take(i).filter(|c| *c == ' ').count() as f32;
        sheet.glyphs().push(glyph(&c.to_string(), x, 100.0, 10.0, if c == ' ' { 0.1 } else { 10.0 }));
    }
    // Two halves of a headline, an em apart.
    sheet.set(60.0, 140.0, 10.0, "晓风残月").set(110.0, 140.0, 10.0, "杨柳岸边");
    // Letterspaced, no word gaps.
    sheet.spaced(60.0, 180.0, 10.0, 0.7, "长亭外古道边");
    // Latin keeps its spaces; a digit beside Han has none but a drawn gap.
    sheet.set(60.0, 220.0, 10.0, "第12期 The Old Bridge");
    let page = sheet.page();
    assert_eq!(texts(&page), ["桥下流水人家", "晓风残月 杨柳岸边", "长亭外古道边", "第12期 The Old Bridge"]);
}

#[test]
fn a_sign_drawn_twice_is_read_once_and_bold() {
    let mut sheet = Sheet::new(0);
    sheet.set(60.0, 100.0, 10.0, "第一条");
    sheet.set(60.3, 100.0, 10.0, "第一条");
    sheet.set(60.0, 116.0, 10.0, "哈哈11ll");
    let page = sheet.page();
    assert_eq!(texts(&page), ["第一条", "哈哈11ll"]);
    assert!(page.lines[0].bold && !page.lines[1].bold);
}

#[test]
fn a_leaning_page_is_read_as_an_upright_one() {
    let mut sheet = Sheet::new(0);
    column(&mut sheet, 60.0, 150.0, 20, 22, 0);
    column(&mut sheet, 310.0, 150.0, 20, 22, 50);
    let upright = sheet.page();
    let (sin, cos) = 2.5_f32.to_radians().sin_cos();
    for g in sheet.glyphs() {
        let (x, y) = (g.origin.x, g.origin.y);
        let (nx, ny) = (x * cos - y * sin + 20.0, x * sin + y * cos);
        let w = g.bbox.width();
        *g = Glyph { angle_deg: 2.5, text: g.text.clone(), ..glyph("", nx, ny, 10.0, w * cos + 10.0 * sin) };
    }
    let leaning = sheet.page();
    assert_eq!(texts(&leaning), texts(&upright));
    assert_eq!(blocks(&leaning), blocks(&upright));
}

#[test]
fn rows_of_a_table_and_contents_entries_stay_lines() {
    let mut sheet = Sheet::new(0);
    for (i, (name, n, place)) in
        [("桥梁", "12", "北岸"), ("渡口", "7", "南岸"), ("码头", "31", "下游")].iter().enumerate()
    {
        let y = 100.0 + 20.0 * i as f32;
        sheet.set(80.0, y, 10.0, name).set(250.0, y, 10.0, n).set(420.0, y, 10.0, place);
    }
    for i in 0..4 {
        let y = 300.0 + 20.0 * i as f32;
        sheet.set(60.0, y, 10.0, &format!("{}…………………………{}", prose(12, i), 10 + i));
    }
    let page = sheet.page();
    assert_eq!(texts(&page)[0], "桥梁 12 北岸");
    let roles: Vec<BlockRole> = page.blocks.iter().map(|b| b.role).collect();
    assert_eq!(roles, [[BlockRole::Table; 3].as_slice(), [BlockRole::ContentsEntry; 4].as_slice()].concat());
}

#[test]
fn a_running_head_repeats_and_a_page_number_counts() {
    let mut pages = Vec::new();
    for i in 0..4_u32 {
        let mut sheet = Sheet::new(i);
        sheet.set(if i % 2 == 0 { 60.0 } else { 460.0 }, 40.0, 8.0, "河畔月刊");
        column(&mut sheet, 60.0, 100.0, 20, 48, i as usize * 20);
        sheet.set(290.0, 760.0, 8.0, &format!("· {} ·", i + 7));
        pages.push(sheet.arranged().value);
    }
    for page in settle(pages).value {
        assert_eq!(page.blocks.first().map(|b| b.role), Some(BlockRole::RunningHead));
        assert_eq!(page.blocks.last().map(|b| b.role), Some(BlockRole::PageNumber));
        assert_eq!(page.printed, Some(page.index.0 + 7));
    }
}

#[test]
fn a_caption_stands_by_its_picture() {
    let mut sheet = Sheet::new(0);
    column(&mut sheet, 60.0, 100.0, 10, 48, 0);
    let bbox = Rect { x0: 150.0, y0: 280.0, x1: 450.0, y1: 450.0 };
    sheet.raw.images.push(PlacedImage { bbox, width_px: 300, height_px: 170 });
    sheet.set(220.0, 464.0, 8.0, "河边的老水车 江小舟/摄");
    column(&mut sheet, 60.0, 500.0, 10, 48, 20);
    let page = sheet.page();
    let roles: Vec<BlockRole> = page.blocks.iter().map(|b| b.role).collect();
    assert_eq!(roles, [BlockRole::Body, BlockRole::Caption, BlockRole::Body]);
}

#[test]
fn vertical_columns_are_read_from_the_right() {
    let mut sheet = Sheet::new(0);
    for (col, text) in ["床前明月光疑是", "地上霜举头望明"].iter().enumerate() {
        for (i, c) in text.chars().enumerate() {
            let (x, y) = (500.0 - 20.0 * col as f32, 100.0 + 10.0 * i as f32);
            let bbox = Rect { x0: x - 5.0, y0: y, x1: x + 5.0, y1: y + 10.0 };
            let mut g = glyph(&c.to_string(), x, y, 10.0, 10.0);
            (g.bbox, g.vertical) = (bbox, true);
            sheet.glyphs().push(g);
        }
    }
    assert_eq!(texts(&sheet.page()), ["床前明月光疑是", "地上霜举头望明"]);
}

#[test]
fn a_watermark_stays_out_of_the_lines_it_lies_over() {
    let mut sheet = Sheet::new(0);
    column(&mut sheet, 60.0, 100.0, 20, 48, 0);
    let clean = texts(&sheet.page()).join("\n");
    for (i, c) in "样本".chars().enumerate() {
        let at = 200.0 + 60.0 * i as f32;
        let mut g = glyph(&c.to_string(), at, at, 60.0, 100.0);
        g.angle_deg = 45.0;
        sheet.glyphs().push(g);
    }
    let page = sheet.page();
    assert_eq!(texts(&page).join("\n"), format!("{clean}\n样本"));
}

#[test]
fn lines_of_an_engine_go_the_same_way_as_glyphs() {
    let mut sheet = Sheet::new(0);
    let line = |number, x: f32, y: f32, text: String| RawLine {
        number,
        bbox: Some(Rect { x0: x, y0: y, x1: x + 10.0 * text.chars().count() as f32, y1: y + 10.0 }),
        spaced: false,
        text,
        size_pt: Some(10.0),
        confidence: Some(0.9),
        chars: Vec::new(),
    };
    let rows = (0..12).flat_map(|i| {
        [
            line(2 * i + 1, 60.0, 100.0 + 16.0 * i as f32, prose(22, i as usize)),
            line(2 * i + 2, 300.0, 100.0 + 16.0 * i as f32, prose(22, 50 + i as usize)),
        ]
    });
    sheet.raw.content = RawContent::Lines(rows.collect());
    sheet.raw.extractor = Extractor::Ocr;
    let page = sheet.page();
    assert_eq!(page.blocks.len(), 2);
    assert_eq!(page.lines[12].text, prose(22, 50));
    assert_eq!(page.lines[12].id.0, 13);
    assert_eq!(page.lines[12].confidence, Some(0.9));
}

#[test]
fn plain_lines_are_blocks_of_their_own_and_blank_ones_are_counted() {
    let line = |number, text: &str| RawLine {
        number,
        text: text.into(),
        bbox: None,
        size_pt: None,
        confidence: None,
        chars: Vec::new(),
        spaced: false,
    };
    let mut sheet = Sheet::new(0);
    sheet.raw.size = None;
    sheet.raw.extractor = Extractor::Text;
    sheet.raw.content =
        RawContent::Lines(vec![line(1, ""), line(2, "河畔 月刊"), line(3, "  "), line(4, ""), line(5, "正文")]);
    let page = sheet.page();
    assert_eq!(texts(&page), ["河畔 月刊", "正文"]);
    assert_eq!(page.lines.iter().map(|l| l.id.0).collect::<Vec<_>>(), [2, 5]);
    assert_eq!(page.blocks.iter().map(|b| b.gap_before).collect::<Vec<_>>(), [1.0, 2.0]);
    assert!(page.blocks.iter().all(|b| b.role == BlockRole::Unknown && b.full.is_none() && b.lines.len() == 1));
}

#[test]
fn glyphs_without_text_are_left_out() {
    let mut sheet = Sheet::new(0);
    sheet.set(60.0, 100.0, 10.0, "月光");
    let mut blank = glyph("", 80.0, 100.0, 10.0, 10.0);
    blank.text = None;
    sheet.glyphs().push(blank);
    let noted = sheet.arranged();
    assert_eq!(noted.notes, []);
    assert_eq!(texts(&noted.value), ["月光"]);
}

#[test]
fn a_column_that_begins_beside_a_headline_is_read_after_the_text_below_it() {
    let mut sheet = Sheet::new(0);
    // The end of one article in two columns, then the headline of the next over its first column and part of the second.
    column(&mut sheet, 60.0, 100.0, 6, 22, 0);
    column(&mut sheet, 300.0, 100.0, 6, 22, 10);
    sheet.set(60.0, 300.0, 25.0, "船歌唱到天亮的时候了");
    column(&mut sheet, 60.0, 330.0, 12, 22, 20);
    column(&mut sheet, 330.0, 240.0, 5, 19, 40);
    column(&mut sheet, 300.0, 330.0, 12, 22, 60);
    let page = sheet.page();
    let at = |text: &str| page.lines.iter().position(|l| l.text == text);
    assert_eq!(at(&prose(22, 15)), Some(11));
    assert_eq!(at("船歌唱到天亮的时候了"), Some(12));
    assert_eq!(at(&prose(22, 31)), Some(24));
    assert_eq!(at(&prose(19, 40)), Some(25));
    assert_eq!(at(&prose(22, 60)), Some(30));
}

/// Where a line stands in the reading order.
fn place(page: &Page, text: &str) -> usize {
    texts(page).iter().position(|t| *t == text).unwrap_or_else(|| panic!("{text} is no line of {:?}", texts(page)))
}

#[test]
fn a_label_set_downwards_is_one_line_before_what_it_names() {
    let mut sheet = Sheet::new(0);
    sheet.set(60.0, 100.0, 22.0, "渡口的灯亮了三十年");
    column(&mut sheet, 60.0, 130.0, 12, 22, 0);
    for (i, c) in "委员观点".chars().enumerate() {
        sheet.set(300.0, 96.0 + 22.0 * i as f32, 16.0, &c.to_string());
    }
    let page = sheet.page();
    assert_eq!(place(&page, "委员观点") + 1, place(&page, "渡口的灯亮了三十年"));
    assert_eq!(place(&page, &prose(22, 0)) + 11, place(&page, &prose(22, 11)), "the text below stays whole");
}

#[test]
fn stories_below_a_white_band_are_read_after_the_columns_above_it() {
    let mut sheet = Sheet::new(0);
    column(&mut sheet, 60.0, 100.0, 10, 22, 0);
    column(&mut sheet, 300.0, 107.0, 10, 22, 50);
    // other columns below: the right one begins 40 points further in
    column(&mut sheet, 60.0, 300.0, 6, 24, 100);
    column(&mut sheet, 340.0, 307.0, 6, 20, 150);
    let page = sheet.page();
    let order = [prose(22, 9), prose(22, 50), prose(22, 59), prose(24, 100), prose(20, 150)];
    let places: Vec<usize> = order.iter().map(|text| place(&page, text)).collect();
    assert!(places.is_sorted(), "{places:?}");
}

/// Two rows of stories in two columns each, under headlines at one height; the second row at `y`.
fn rows_of_stories(sheet: &mut Sheet, y: f32) -> [String; 4] {
    for (k, (x, top)) in [(60.0, 100.0), (300.0, 100.0), (60.0, y), (300.0, y)].into_iter().enumerate() {
        sheet.set(x + 40.0, top, 16.0, &prose(9, 300 + k));
        column(sheet, x, top + 24.0, 8, 22, 50 * k);
    }
    [0, 1, 2, 3].map(|k| prose(22, 50 * k + 7))
}

#[test]
fn a_row_of_stories_under_headlines_at_one_height_is_read_after_the_row_above() {
    let mut sheet = Sheet::new(0);
    let ends = rows_of_stories(&mut sheet, 280.0);
    let page = sheet.page();
    let places: Vec<usize> = ends.iter().map(|text| place(&page, text)).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_column_that_runs_past_two_rows_of_stories_is_read_whole_beside_them() {
    let mut sheet = Sheet::new(0);
    let ends = rows_of_stories(&mut sheet, 280.0);
    column(&mut sheet, 540.0, 96.0, 22, 10, 400);
    let page = sheet.page();
    let places: Vec<usize> = ends.iter().map(|text| place(&page, text)).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(place(&page, &prose(10, 400)) + 21, place(&page, &prose(10, 421)), "the column stays whole");
}

#[test]
fn headlines_at_different_heights_leave_their_columns_whole() {
    let mut sheet = Sheet::new(0);
    for (k, (x, middle)) in [(60.0, 240.0), (300.0, 320.0)].into_iter().enumerate() {
        column(&mut sheet, x, 100.0, ((middle - 124.0) / 16.0) as usize, 22, 50 * k);
        sheet.set(x + 40.0, middle, 16.0, &prose(9, 300 + k));
        column(&mut sheet, x, middle + 24.0, 8, 22, 150 + 50 * k);
    }
    let page = sheet.page();
    let order = [prose(22, 0), prose(22, 157), prose(22, 50), prose(22, 207)];
    let places: Vec<usize> = order.iter().map(|text| place(&page, text)).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_byline_under_a_subtitle_stays_whole_over_the_gutter() {
    let mut sheet = Sheet::new(0);
    sheet.set(210.0, 100.0, 20.0, "渡口的灯亮了三十年");
    sheet.set(225.0, 125.0, 11.5, "——记摆渡人何屿和他的船");
    // its space lies where the gutter is below
    sheet.set(246.0, 145.0, 10.0, "本刊记者").set(303.0, 145.0, 10.0, "周启文");
    column(&mut sheet, 60.0, 170.0, 12, 22, 0);
    column(&mut sheet, 310.0, 170.0, 12, 22, 50);
    let page = sheet.page();
    assert_eq!(place(&page, "本刊记者 周启文") + 1, place(&page, &prose(22, 0)));
}

#[test]
fn a_narrow_note_beside_a_text_is_no_part_of_its_lines() {
    let mut sheet = Sheet::new(0);
    for i in 0..6 {
        sheet.set(60.0, 104.0 + 19.0 * i as f32, 10.0, &prose(7, 50 + i));
    }
    column(&mut sheet, 150.0, 100.0, 12, 30, 0);
    let page = sheet.page();
    assert_eq!(place(&page, &prose(30, 0)) + 11, place(&page, &prose(30, 11)));
    assert_eq!(place(&page, &prose(7, 50)) + 5, place(&page, &prose(7, 55)));
}

#[test]
fn a_label_of_a_page_s_articles_is_no_running_head() {
    let mut sheet = Sheet::new(0);
    for i in 0..3 {
        sheet.set(60.0, 690.0 + 30.0 * i as f32, 10.0, "【办理结果】");
        sheet.set(60.0, 705.0 + 30.0 * i as f32, 10.0, &prose(40, i));
    }
    column(&mut sheet, 60.0, 100.0, 30, 40, 100);
    let page = sheet.page();
    assert!(page.blocks.iter().all(|b| b.role != BlockRole::RunningHead), "{:?}", blocks(&page));
}

#[test]
fn numbers_of_headings_at_the_edge_of_a_column_are_no_page_numbers() {
    let mut sheet = Sheet::new(0);
    // a table under text in the left column: its inner white is nearly as tall as the gutter
    column(&mut sheet, 60.0, 100.0, 4, 22, 200);
    for i in 0..22 {
        let y = 180.0 + 16.0 * i as f32;
        sheet.set(60.0, y, 10.0, &prose(9, i)).set(190.0, y, 10.0, "10.15");
    }
    for k in 0..4 {
        let y = 100.0 + 112.0 * k as f32;
        sheet.set(300.0, y, 14.0, &(k + 2).to_string()).set(321.0, y, 14.0, "往期讲座的消息");
        column(&mut sheet, 300.0, y + 20.0, 4, 24, 100 + 10 * k);
    }
    let page = sheet.page();
    let row = format!("{} 10.15", prose(9, 0));
    assert_eq!(place(&page, &row), 4, "{:?}", texts(&page));
    assert_eq!(place(&page, &prose(24, 100)), 27, "{:?}", texts(&page));
}
