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
