//! News, round-ups and lists of names.

use super::{records, titles};

#[test]
fn places_behind_a_mark_are_the_pieces_of_a_round_up() {
    let text = "
县区传真

▲柳溪县

柳溪县政协围绕柑橘产业开展协商，推动建成三处分拣中心，果农卖果不再出镇。

▲南岸区

南岸区政协在三十六个社区设立委员工作室，请委员每月坐班一天，听居民说事。

▲云台县

云台县政协组织文史委员走访古桥古渡，整理出版了当地第一本水运史料。
";
    let records = records(text);
    let places: Vec<&str> = titles(&records).into_iter().skip(1).collect();
    assert_eq!(places, ["柳溪县", "南岸区", "云台县"]);
}

#[test]
fn days_without_a_year_count_back_from_when_an_issue_that_comes_every_two_months_was_printed() {
    let text = |how_often: &str| {
        format!(
            "云泽政协\n2019年第4期\n{how_often} 总第106期\n\n市政协召开主席会议\n\n7月11日，市政协召开第三十四次主席会议。\
             市政协主席何屿主持会议，会议审议了有关事项。\n"
        )
    };
    assert_eq!(records(&text("双月刊"))[0]["date"], "2019-07-11");
    assert_eq!(records(&text("月刊"))[0]["date"], "2018-07-11");
}

#[test]
fn items_with_a_sign_are_news_and_no_captions() {
    let text = "
云泽晚报 2003年3月18日 星期二

简 讯

△3月8日，市政协女委员联谊会举行茶话会，表彰了十名女委员。

△柳溪县政协召开水稻品牌研讨会，三十余位专家到会。

△东湖区政协与区法院建立提案直通车，三个月办结提案十四件。
";
    let records = records(text);
    let all = serde_json::to_string(&records).unwrap();
    for words in ["女委员联谊会", "水稻品牌研讨会", "提案直通车"] {
        assert!(all.contains(words), "{words} is in no record");
    }
}

#[test]
fn names_of_a_committee_are_no_imprint() {
    let text = "
云泽政协
2024年第3期 总第160期

政协云泽市第五届委员会各专门委员会主任、副主任名单

（2024年2月25日市政协五届十次常委会会议通过）

提案委员会

主 任：何屿
副主任：周启文 尚可人

经济委员会

主 任：薛长清
副主任：祁远山 温如玉

农业和农村委员会

主 任：顾南星
副主任：陆明远
";
    let records = records(text);
    let all = serde_json::to_string(&records).unwrap();
    assert!(all.contains("薛长清") && all.contains("顾南星"), "{all}");
}

#[test]
fn text_before_the_first_heading_of_a_page_is_an_article_however_short_its_paragraphs() {
    let text = "
第十四条 经费审查小组一般为三至七人。

第十五条 小组成员应当熟悉财务，办事公道。

第十六条 小组每年开会两次，会议由组长召集。

第十七条 小组向全体会议报告工作，接受询问。

第十八条 小组的任期与全体会议的任期相同。
";
    let all = serde_json::to_string(&records(text)).unwrap();
    assert!(all.contains("第十四条") && all.contains("任期相同"), "{all}");
}

#[test]
fn news_has_no_headings_inside_whatever_stands_in_the_next_headline() {
    let text = "
何屿到市委党校调研协商理论工作

本报讯（记者 沈 青）日前，市政协副主席何屿到市委党校调研协商理论工作，与专家学者座谈。

调研中，双方就共建委员培训课程达成共识。

市政协举办“水乡书香·委员讲堂”

本报讯（实习生 许 澜 记者 林舟）“这堂课没有听够。”3月22日，市政协委员讲堂第九期在市图书馆开讲。

柳溪县：为非遗传承人搭台唱戏

3月16日，柳溪县政协邀请剪纸、竹编等十二位传承人参加板凳会，协调景区免费开辟展销摊位。

三言两语

●祁望委员：暖气热不热，要看老百姓的脚底板。

●邵远委员：提案要少一些应该，多一些怎么办。
";
    let records = records(text);
    assert_eq!(
        titles(&records),
        ["何屿到市委党校调研协商理论工作", "市政协举办“水乡书香·委员讲堂”", "柳溪县：为非遗传承人搭台唱戏", "三言两语"]
    );
    assert_eq!(records[1]["byline"], serde_json::json!(["许澜", "林舟"]));
}

#[test]
fn sentences_behind_a_box_of_figures_are_another_piece() {
    let text = "
数读报告

新增城镇就业 56.8 万人；

改造老旧小区 1000 万平方米；

新改建农村公路 600 公里。

会场内外

“无纸化”省下两吨纸。今年大会首次为代表委员配备平板电脑，会议文件、报告、议案建议都装在里面。

“云采访”成新常态。记者与代表委员之间隔着屏幕，却拉近了距离，一个上午完成了六场采访。
";
    assert_eq!(titles(&records(text)), ["数读报告", "会场内外"]);
}

#[test]
fn a_copy_that_breaks_off_in_another_article_is_a_loop_and_a_closing_line_is_none() {
    let first = "会议审议了主席会议工作规则，听取了关于重点提案督办工作进展情况、机关作风建设活动情况的汇报，通过了委员履职考评办法。";
    let cut: String = first.chars().take(45).collect();
    let text = format!(
        "
市政协召开第十一次主席会议

本报讯（记者 沈青）7月24日，市政协主席何屿主持召开第十一次主席会议，研究有关事项。

{first}

（云泽日报 沈青）

做足生物经济大文章

本报讯（记者 沈青）7月17日，市政协副主席林舟带领调研组到柳溪县开展专题调研。

{cut}

在玉米园区，林舟详细询问产销和研发投入，叮嘱企业把实验室建在生产线旁边。

（云泽日报 沈青）
"
    );
    let records = records(&text);
    assert_eq!(titles(&records), ["市政协召开第十一次主席会议", "做足生物经济大文章"]);
    assert_eq!(records[1]["body"].as_array().unwrap().len(), 2, "{}", records[1]);
    for record in &records {
        assert_eq!(record["credit"]["outlet"], "云泽日报");
    }
}
