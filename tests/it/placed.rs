//! Issues whose lines have places: what type, columns and rules tell of articles. Small made pages, as in `layout`.

use huikan::layout::settle;
use huikan::model::article::{Article, Issue};
use huikan::model::coverage::Fate;
use huikan::model::geometry::Rect;
use huikan::model::page::{BlockRole, Page};
use huikan::model::text::Certainty;
use huikan::profile::{Profiles, Roster};

use crate::layout::{Sheet, prose};

/// The pages as a reader of the bulletin profile segments them.
fn issue(sheets: &[Sheet]) -> Issue {
    let pages = settle(sheets.iter().map(|sheet| sheet.arranged().value).collect()).value;
    let profiles = Profiles::load(&[]).unwrap();
    let profile = profiles.get("bulletin").unwrap();
    let pages = huikan::repair::repair(pages, profile, &Roster::default(), Some(Certainty::Certain)).value;
    huikan::segment::segment(&pages, profile).value
}

fn titles(issue: &Issue) -> Vec<&str> {
    issue.articles.iter().map(|article| article.head.title.as_str()).collect()
}

fn paragraphs(article: &Article) -> Vec<&str> {
    article.body.iter().map(|block| block.text.as_str()).collect()
}

/// Left edges of two columns of twenty signs of ten points.
const COLUMNS: [f32; 2] = [60.0, 320.0];

impl Sheet {
    /// A paragraph of full lines and a short one.
    fn paragraph(&mut self, x: f32, y: f32, n: usize, seed: usize) -> &mut Self {
        for i in 0..n {
            self.set(x, y + 16.0 * i as f32, 10.0, &prose(20, seed + i));
        }
        self.set(x, y + 16.0 * n as f32, 10.0, &format!("{}。", prose(8, seed + n)))
    }

    fn rule(&mut self, x0: f32, y0: f32, x1: f32, y1: f32) -> &mut Self {
        self.raw.rules.push(Rect { x0, y0, x1, y1 });
        self
    }
}

/// A newsletter's first page: name, date, a section over both columns, four numbered articles of which two stand at one height.
fn newsletter() -> Sheet {
    let mut sheet = Sheet::new(0);
    sheet.set(210.0, 70.0, 24.0, "柳溪晨风消息");
    sheet.set(60.0, 110.0, 10.0, "2031.4.7 No.19");
    sheet.set(440.0, 110.0, 10.0, "云泽市柳溪区");
    sheet.set(252.0, 160.0, 24.0, "活动预告");
    for (n, (column, y)) in [(0, 200.0), (0, 440.0), (1, 200.0), (1, 440.0)].into_iter().enumerate() {
        let title = ["1 编辑部招人", "2 Deadline Ongoing", "3 水乡讲座", "4 图书馆开放时间"][n];
        sheet.set(COLUMNS[column], y, 14.0, title);
        sheet.paragraph(COLUMNS[column], y + 30.0, 5, 100 * (n + 1));
    }
    sheet
}

#[test]
fn a_nameplate_names_the_issue_and_numbered_headings_its_articles() {
    let issue = issue(&[newsletter()]);
    assert_eq!(titles(&issue), ["1 编辑部招人", "2 Deadline Ongoing", "3 水乡讲座", "4 图书馆开放时间"]);
    let sections: Vec<_> = issue.articles.iter().map(|a| a.section.as_ref().map(|s| s.name.as_str())).collect();
    assert_eq!(sections, [Some("活动预告"); 4]);
    let masthead = &issue.masthead;
    assert_eq!(masthead.publication.as_deref(), Some("柳溪晨风消息"));
    assert_eq!((masthead.year, masthead.number), (Some(2031), Some(19)));
    assert_eq!(masthead.printed.as_deref(), Some("2031-04-07"));
}

#[test]
fn a_title_that_fills_its_column_goes_on_without_a_space() {
    let mut sheet = newsletter();
    // fourteen signs of fourteen points fill the column; the rest hangs under the words
    sheet.set(COLUMNS[0], 620.0, 14.0, "5 古镇夜游志愿讲解员征集与培");
    sheet.set(COLUMNS[0] + 14.0, 642.0, 14.0, "训通知");
    sheet.paragraph(COLUMNS[0], 672.0, 2, 900);
    let issue = issue(&[sheet]);
    assert!(titles(&issue).contains(&"5 古镇夜游志愿讲解员征集与培训通知"), "{:?}", titles(&issue));
}

#[test]
fn what_is_printed_twice_on_a_placed_page_is_no_loop() {
    let said = |town: &str, n: u32| format!("{town}镇检测到阳性样本{n}份均为甲型各型别数据见下表");
    let mut sheet = Sheet::new(0);
    sheet.set(180.0, 70.0, 20.0, "云泽市疫情监测周报");
    for (i, (town, n)) in [("柳溪", 130), ("石桥", 15)].into_iter().enumerate() {
        let y = 120.0 + 80.0 * i as f32;
        sheet.set(80.0, y, 10.0, &said(town, n));
        sheet.set(60.0, y + 16.0, 10.0, &prose(24, 40));
        sheet.set(60.0, y + 32.0, 10.0, "为本周监测的全部结果。");
    }
    sheet.paragraph(60.0, 300.0, 6, 60);
    let issue = issue(&[sheet]);
    let text: String = issue.articles.iter().flat_map(paragraphs).collect();
    assert!(text.contains("柳溪镇检测到") && text.contains("石桥镇检测到"), "{text}");
    assert!(issue.coverage.rows.iter().all(|row| !matches!(row.fate, Fate::Repeat { .. })));
}

#[test]
fn numbered_lines_of_a_notice_are_no_contents_page() {
    let mut sheet = newsletter();
    for (i, line) in
        ["1、仙桥校区", "开放8:00", "2、鼓山校区", "开放9:00", "3、浦西校区", "开放10:00", "4、苏南校区", "开放11:00"]
            .into_iter()
            .enumerate()
    {
        sheet.set(COLUMNS[0], 580.0 + 16.0 * i as f32, 10.0, line);
    }
    let issue = issue(&[sheet]);
    assert!(issue.contents.is_empty());
    assert_eq!(issue.articles.len(), 4);
    let second = paragraphs(&issue.articles[1]).concat();
    assert!(second.contains("1、仙桥校区") && second.contains("开放11:00"), "{second}");
}

#[test]
fn each_row_of_a_ruled_table_stays_a_row() {
    let mut sheet = Sheet::new(0);
    sheet.set(180.0, 70.0, 20.0, "云泽市重点工程进度");
    sheet.paragraph(60.0, 120.0, 4, 10);
    for (i, (name, done)) in
        [("古镇修缮工程", "95.30"), ("清淤", "73.00"), ("水厂迁建二期", "3.75")].into_iter().enumerate()
    {
        let y = 260.0 + 20.0 * i as f32;
        sheet.rule(60.0, y - 14.0, 300.0, y - 13.6);
        for x in [60.0, 180.0, 300.0] {
            sheet.rule(x, y - 14.0, x + 0.4, y + 6.0);
        }
        sheet.set(66.0, y, 10.0, name);
        sheet.set(200.0, y, 10.0, done);
    }
    sheet.rule(60.0, 306.0, 300.0, 306.4);
    sheet.paragraph(60.0, 340.0, 4, 30);
    let page: Page = sheet.page();
    let rows = page.blocks.iter().filter(|block| block.role == BlockRole::Table).map(|block| block.lines.len());
    assert_eq!(rows.sum::<usize>(), 3);
    let issue = issue(&[sheet]);
    let all: Vec<&str> = issue.articles.iter().flat_map(paragraphs).collect();
    for row in ["古镇修缮工程 95.30", "清淤 73.00", "水厂迁建二期 3.75"] {
        assert!(all.contains(&row), "{row}: {all:?}");
    }
}

#[test]
fn a_justified_line_that_ends_early_ends_its_paragraph() {
    let mut sheet = Sheet::new(0);
    for (i, n) in [30, 30, 28, 30, 30, 12].into_iter().enumerate() {
        sheet.set(60.0, 120.0 + 16.0 * i as f32, 10.0, &prose(n, i));
    }
    let page = sheet.page();
    let lengths: Vec<usize> = page.blocks.iter().map(|block| block.lines.len()).collect();
    assert_eq!(lengths, [3, 3]);
}

#[test]
fn a_clear_gap_between_close_han_is_a_space() {
    let mut sheet = Sheet::new(0);
    sheet.set(60.0, 120.0, 10.0, "主讲人：赵华");
    sheet.set(124.5, 120.0, 10.0, "云泽大学经济学院副教授");
    let page = sheet.page();
    assert_eq!(page.lines[0].text, "主讲人：赵华 云泽大学经济学院副教授");
}

#[test]
fn a_table_on_one_side_of_a_gutter_is_read_with_its_column() {
    let mut sheet = Sheet::new(0);
    for i in 0..16 {
        let y = 100.0 + 20.0 * i as f32;
        sheet.rule(60.0, y - 14.0, 290.0, y - 13.6);
        sheet.set(66.0, y, 10.0, &prose(5, i));
        sheet.set(200.0, y, 10.0, &format!("2.{}", i + 10));
    }
    sheet.rule(60.0, 406.0, 290.0, 406.4);
    sheet.paragraph(COLUMNS[0], 430.0, 2, 50);
    for i in 0..5 {
        sheet.paragraph(COLUMNS[1], 100.0 + 80.0 * i as f32, 3, 70 + 10 * i);
    }
    let page = sheet.page();
    let column = |needle: &str| {
        let line = page.lines.iter().position(|line| line.text.contains(needle)).unwrap();
        page.blocks.iter().find(|block| block.lines.contains(&line)).unwrap().column
    };
    assert_eq!(column(&prose(20, 50)), 0);
    assert_eq!(column(&prose(20, 70)), 1);
    let at = |needle: &str| page.lines.iter().position(|line| line.text.contains(needle)).unwrap();
    assert!(at(&prose(20, 50)) < at(&prose(20, 70)), "the left column is read to its foot first");
}

#[test]
fn a_letterhead_is_no_title() {
    let mut sheet = Sheet::new(0);
    sheet.set(180.0, 80.0, 24.0, "云泽市水务局文件");
    sheet.set(230.0, 120.0, 10.0, "云水发〔2031〕86号");
    sheet.set(168.0, 170.0, 14.0, "关于加强水乡古镇河道管护的通知");
    sheet.paragraph(60.0, 210.0, 8, 10);
    let issue = issue(&[sheet]);
    assert_eq!(titles(&issue), ["关于加强水乡古镇河道管护的通知"]);
}

#[test]
fn a_sentence_that_goes_on_in_the_next_column_is_read_down() {
    let mut sheet = Sheet::new(0);
    // two stories of which the second heads stand at one height in both columns
    for (column, seed) in [(0, 10), (1, 300)] {
        let x = COLUMNS[column];
        for i in 0..8 {
            sheet.set(x, 100.0 + 16.0 * i as f32, 10.0, &prose(20, seed + i));
        }
        sheet.set(x, 290.0, 14.0, ["水乡夜游开启", "湿地公园扩建"][column]);
        for i in 0..12 {
            sheet.set(x, 320.0 + 16.0 * i as f32, 10.0, &prose(20, seed + 20 + i));
        }
    }
    let page = sheet.page();
    let at = |needle: &str| page.lines.iter().position(|line| line.text.contains(needle)).unwrap();
    assert!(
        at(&prose(20, 41)) < at(&prose(20, 300)),
        "the foot of the left column comes before the head of the right one"
    );
}

#[test]
fn wrapped_cells_of_a_ruled_table_are_read_cell_by_cell() {
    let mut sheet = Sheet::new(0);
    sheet.set(180.0, 70.0, 20.0, "云泽市重点工程进度");
    sheet.paragraph(60.0, 120.0, 4, 10);
    for (i, name) in [["云泽古镇沿河", "步道修缮工程"], ["第二水厂迁建", "及管网改造"]].into_iter().enumerate()
    {
        let y = 260.0 + 36.0 * i as f32;
        sheet.rule(60.0, y - 14.0, 300.0, y - 13.6);
        for x in [60.0, 180.0, 300.0] {
            sheet.rule(x, y - 14.0, x + 0.4, y + 22.0);
        }
        sheet.set(66.0, y, 10.0, name[0]).set(66.0, y + 16.0, 10.0, name[1]);
        sheet.set(200.0, y + 8.0, 10.0, ["95.30", "3.75"][i]);
    }
    sheet.rule(60.0, 318.0, 300.0, 318.4);
    sheet.paragraph(60.0, 350.0, 4, 30);
    let issue = issue(&[sheet]);
    let all: Vec<&str> = issue.articles.iter().flat_map(paragraphs).collect();
    for row in ["云泽古镇沿河步道修缮工程 95.30", "第二水厂迁建及管网改造 3.75"] {
        assert!(all.contains(&row), "{row}: {all:?}");
    }
}

#[test]
fn the_white_half_of_a_mark_lies_over_the_stop_before_it() {
    let mut sheet = Sheet::new(0);
    sheet.set(60.0, 120.0, 12.0, "1.");
    // kerned back by half an em
    sheet.set(66.0, 120.0, 12.0, "《古镇志》选读");
    assert_eq!(sheet.page().lines[0].text, "1.《古镇志》选读");
}

#[test]
fn latin_words_keep_their_spaces_in_a_line_whose_han_are_stretched() {
    let mut sheet = Sheet::new(0);
    sheet.spaced(60.0, 120.0, 10.0, 0.4, "主讲人：高原");
    for (i, word) in ["Yuan", "Gao,", "University"].into_iter().enumerate() {
        sheet.set(150.0 + 30.0 * i as f32, 120.0, 10.0, word);
    }
    assert!(sheet.page().lines[0].text.ends_with("Yuan Gao, University"), "{}", sheet.page().lines[0].text);
}

#[test]
fn a_row_in_capitals_is_no_masthead() {
    let mut sheet = newsletter();
    for (i, name) in ["YZ MAJOR", "RIVER DAY"].into_iter().enumerate() {
        let y = 620.0 + 20.0 * i as f32;
        sheet.rule(60.0, y - 14.0, 280.0, y - 13.6);
        for x in [60.0, 180.0, 280.0] {
            sheet.rule(x, y - 14.0, x + 0.4, y + 6.0);
        }
        sheet.set(66.0, y, 10.0, name);
        sheet.set(200.0, y, 10.0, &format!("4.{}", 10 + i));
    }
    sheet.rule(60.0, 646.0, 280.0, 646.4);
    let issue = issue(&[sheet]);
    let text: String = issue.articles.iter().flat_map(paragraphs).collect();
    assert!(text.contains("YZ MAJOR 4.10") && text.contains("RIVER DAY 4.11"), "{text}");
}

#[test]
fn cells_of_a_framed_table_are_no_columns() {
    let mut sheet = Sheet::new(0);
    sheet.rule(60.0, 86.0, 280.0, 86.4);
    sheet.rule(60.0, 106.0, 280.0, 106.4);
    for i in 0..20 {
        let y = 100.0 + 20.0 * i as f32;
        for x in [60.0, 180.0, 280.0] {
            sheet.rule(x, y - 14.0, x + 0.4, y + 6.0);
        }
        // from the second row on there is no level rule but the last
        sheet.set(66.0, y, 10.0, &prose(9, i));
        sheet.set(200.0, y, 10.0, &format!("{}.{}", i % 12 + 1, i + 3));
        sheet.set(COLUMNS[1], y, 10.0, &prose(20, 100 + i));
    }
    sheet.rule(60.0, 486.0, 280.0, 486.4);
    let page = sheet.page();
    let row = |i: usize| format!("{} {}.{}", prose(9, i), i % 12 + 1, i + 3);
    let texts: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts[..20], (0..20).map(row).collect::<Vec<_>>());
}

#[test]
fn two_ruled_tables_beside_each_other_have_rows_of_their_own() {
    let mut sheet = Sheet::new(0);
    for (column, x, down) in [(0, 60.0, 0.0), (1, 320.0, 9.0)] {
        for i in 0..3 {
            let y = 120.0 + down + 36.0 * i as f32;
            sheet.rule(x, y - 14.0, x + 220.0, y - 13.6);
            for side in [x, x + 120.0, x + 220.0] {
                sheet.rule(side, y - 14.0, side + 0.4, y + 22.0);
            }
            let seed = 10 * column + i;
            sheet.set(x + 6.0, y, 10.0, &prose(6, seed)).set(x + 6.0, y + 16.0, 10.0, &prose(4, seed + 100));
            sheet.set(x + 140.0, y + 8.0, 10.0, &format!("{}.5", seed + 1));
        }
        sheet.rule(x, 214.0 + down, x + 220.0, 214.4 + down);
        for i in 0..8 {
            sheet.set(x, 260.0 + 16.0 * i as f32, 10.0, &prose(20, 200 + 20 * column + i));
        }
    }
    let page = sheet.page();
    let rows: Vec<Vec<&str>> = page
        .blocks
        .iter()
        .filter(|block| block.role == BlockRole::Table)
        .map(|block| page.lines[block.lines.clone()].iter().map(|line| line.text.as_str()).collect())
        .collect();
    assert_eq!(rows.len(), 6, "{rows:?}");
    assert!(rows.iter().all(|row| row.len() == 3 && row[2].ends_with(".5")), "{rows:?}");
}
