//! Lists on a page, and lines that name a column or a group of a list: none of them is a contents page or a head.

use super::{records, titles};

#[test]
fn a_numbered_list_of_proposals_is_text_and_no_contents_page() {
    let text = "
云泽日报 2020年1月8日 星期三 聚焦两会 05

优秀提案名单

（5件）

1.关于加快水乡旅游发展的建议 民建云泽市委员会
2.关于修缮老码头的建议 民革云泽市委员会
3.关于开办社区食堂的建议 沈 青
4.关于增设护学岗的建议 许 澜
5.关于治理河道垃圾的建议 何 屿

提案工作先进集体名单

（4个）

民革云泽市委员会 民建云泽市委员会
云泽市工商业联合会 市政协提案委员会

市政协提案委员会举行会议

本报讯（记者 祁望）1月6日下午，市政协提案委员会举行第一次全体会议，听取提案征集情况的说明。
";
    let records = records(text);
    assert_eq!(titles(&records), ["优秀提案名单", "提案工作先进集体名单", "市政协提案委员会举行会议"]);
    let text = |k: usize| records[k]["body"].to_string();
    assert!(text(0).contains("修缮老码头") && text(0).contains("治理河道垃圾"), "{}", text(0));
    assert!(text(1).contains("云泽市工商业联合会"), "{}", text(1));
}

#[test]
fn the_name_of_a_column_over_a_title_is_no_part_of_it() {
    let text = "
云泽日报 2020年1月9日 星期四 两会特刊 04

关于开通夜间公交的一次座谈会侧记

本报记者 祁望

夜里十点，柳溪站台上还有三十多个人在等车，座谈会就从这个站台说起，开了两个多小时。

两会手记

听，台下的掌声

秦 岭

大会发言的时间有限，每人不过八分钟，但八分钟背后往往是几个月的奔走，台下的掌声说明了一切。
";
    let records = records(text);
    assert_eq!(titles(&records).last(), Some(&"听，台下的掌声"));
}

#[test]
fn a_headline_stands_between_a_kicker_and_a_subtitle() {
    let text = "
云泽日报 2020年1月9日 星期四 两会特刊 04

聚焦市政协五届四次会议大会发言

把真知灼见写进答卷

十二位委员登台建言 涉及产业民生生态等多个领域

本报记者 祁望

昨日，市政协五届四次会议举行大会发言，十二位委员登台建言，赢得全场的阵阵掌声。
";
    let records = records(text);
    assert_eq!(records[0]["title"], "把真知灼见写进答卷");
    assert_eq!(records[0]["subtitle"], "聚焦市政协五届四次会议大会发言 十二位委员登台建言 涉及产业民生生态等多个领域");
}

#[test]
fn a_contents_line_between_two_entries_goes_where_the_articles_have_it() {
    let entries = [
        ("市政协常委会会议召开 …… 8", Some("围绕数字经济协商议政")),
        ("市政协召开主席会议 …… 9", None),
        ("提高政治站位 扛起责任担当 …… 10", Some("市政协党组召开理论学习中心组学习会")),
        ("省政协调研组来我市调研 …… 11", None),
        ("把实事办到群众心坎上 …… 15", None),
        ("文史漫谈之老码头 …… 16", None),
    ];
    let mut text = "内部资料\n\n云泽政协\n\n目录 CONTENTS\n\n要闻 News\n".to_owned();
    for (entry, subtitle) in entries {
        text.extend(["\n", entry, "\n"]);
        text.extend(subtitle.into_iter().flat_map(|line| ["\n", line, "\n"]));
    }
    for (entry, subtitle) in entries {
        text.extend(["\n", entry.split(" ……").next().unwrap(), "\n"]);
        text.extend(subtitle.into_iter().flat_map(|line| ["\n", line, "\n"]));
        text.push_str("\n5月26日，有关方面在会议中心举行活动，与会人员深入交流，取得了预期的效果，会后又作了回访。\n");
        text.push_str("\n(云泽日报 李明)\n");
    }
    let records = records(&text);
    assert_eq!(titles(&records).len(), 6, "{:?}", titles(&records));
    assert_eq!(
        (&records[0]["title"], &records[0]["subtitle"]),
        (&"市政协常委会会议召开".into(), &"围绕数字经济协商议政".into())
    );
    assert_eq!(records[2]["title"], "提高政治站位 扛起责任担当");
    assert_eq!(records[3]["title"], "省政协调研组来我市调研");
}
