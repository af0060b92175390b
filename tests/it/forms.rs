//! Forms of pages that the fixtures do not show: each a few invented lines, and the records they give.

use serde_json::Value;

use crate::program::{huikan, names};

/// The records of a text, in order.
fn records(text: &str) -> Vec<Value> {
    let here = tempfile::tempdir().unwrap();
    std::fs::write(here.path().join("page.txt"), text).unwrap();
    let ran = huikan(here.path(), &["convert", "page.txt", "-o", "out", "--quiet", "--ocr", "off"]);
    assert!(ran.code <= 1, "{}", ran.stderr);
    let issue = names(&here.path().join("out")).remove(0);
    let rows = std::fs::read_to_string(here.path().join("out").join(issue).join("records.jsonl")).unwrap();
    rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn titles(records: &[Value]) -> Vec<&str> {
    records.iter().map(|r| r["title"].as_str().unwrap()).collect()
}

const SPEECHES: &str = "
04 两会特刊 云泽晚报 2024年1月18日 星期四

同心献策谋发展 群力共绘新蓝图
市政协五届三次会议大会发言摘登

编者按：1月17日上午，市政协五届三次会议举行大会发言，本报摘登部分委员的发言。

让老码头长出新生意

市政协委员、云泽航运研究所所长 何屿

云泽因水而兴，老码头却在城市扩张中渐渐冷清。调研发现，沿线二十余处泊位闲置，仓房年久失修。

应当把码头修缮与沿河步道一并谋划，引入小商小铺，让市民重新走到水边来。

把稻田画变成大课堂

市政协常委、市农业技术推广站站长 周启文

稻田画已连续办了六年，游人看完就走，留不下消费，也留不下知识。

可以请农技员和中小学教师一起编写课程，使孩子们在田埂上认识一粒米的来历。
";

#[test]
fn pieces_with_their_speakers_under_a_head_of_speeches_are_speeches_of_it() {
    let records = records(SPEECHES);
    assert_eq!(titles(&records), ["同心献策谋发展 群力共绘新蓝图", "让老码头长出新生意", "把稻田画变成大课堂"]);
    for (record, name) in records[1..].iter().zip(["何屿", "周启文"]) {
        assert_eq!((&record["kind"], &record["part_of"]), (&Value::from("speech"), &records[0]["id"]));
        assert_eq!(
            (&record["speaker"]["name"], &record["classification"]),
            (&Value::from(name), &Value::from("大会发言"))
        );
    }
    assert_eq!(records[1]["frame"][1], "市政协委员、云泽航运研究所所长 何屿", "the line as printed");
}

#[test]
fn a_column_with_an_introduction_is_an_article_over_its_voices() {
    let text = "
市政协召开民生实事专题座谈会

本报讯（记者 何屿）1月9日，市政协召开民生实事专题座谈会。市政协主席祁远山出席会议并讲话。

委员声音

会场内外，委员们踊跃发言。记者撷取部分观点，与读者分享。

给骑手留一盏灯
市政协委员、市快递协会会长 薛长清
“深夜里奔波的骑手最怕找不到歇脚的地方。希望临街单位把门厅让出一角，放上一把椅子、一壶热水。”

把药店开到家门口
市政协委员、市中心医院药师 尚可人
“老人买药要走很远。希望相关部门把网点排进社区规划，让大家少跑几步路。”
";
    let records = records(text);
    assert_eq!(titles(&records)[1..], ["委员声音", "给骑手留一盏灯", "把药店开到家门口"]);
    assert!(records[2..].iter().all(|r| r["part_of"] == records[1]["id"] && r["kind"] == "speech"));
    assert_eq!(records[0]["body"].as_array().unwrap().len(), 1, "the column is no part of the report before it");
}

#[test]
fn words_in_brackets_under_a_heading_over_several_are_proposals() {
    let text = "
关键词速览

本报从委员提交的信息中梳理出三个关键词。

【地下停车】
市政协委员严冬：应利用公园和学校操场的地下空间建设公共停车场，缓解老城区停车难题。

【适老改造】
市政协委员戚朗：应把居家改造补贴扩大到所有高龄老人，并公布改造清单和价格。

【城市书房】
市政协委员阎小雨：应按照十五分钟阅读圈的目标增设书房，延长夜间开放时间。
";
    let records = records(text);
    assert_eq!(titles(&records), ["关键词速览", "【地下停车】", "【适老改造】", "【城市书房】"]);
    for record in &records[1..] {
        assert_eq!((&record["kind"], &record["part_of"]), (&Value::from("proposal"), &records[0]["id"]));
        assert!(record["recommendations"].as_str().unwrap().contains('应'));
    }
}

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
fn a_report_whose_headings_name_its_parts_and_a_list_under_a_plea_are_proposals() {
    let text = "
关于补齐河湖治理短板的调研与建议

市政协人口资源环境委员会

今年7月至9月，委员会走访了全市十二条河流，形成本报告。

一、背景

境内河网密布，大小河流一百三十余条，近年来治理投入逐年增加。

二、存在问题

支流治理相对滞后，干流面貌一新，小河小沟仍有黑臭。

三、对策建议

以小流域为单元统一规划，把钱花在源头上。

关于加快发展低空经济的建议

民建云泽市委员会

关键词：低空经济 应用场景

低空经济正成为新的增长点，我市起步不晚，却缺少规划。

一、编制专项规划。尽快明确空域、航线和起降点布局。

二、拓展应用场景。在农林植保和应急救援中先行先试。
";
    let records = records(text);
    assert_eq!(records.len(), 2, "{:?}", titles(&records));
    assert!(records.iter().all(|r| r["kind"] == "proposal"));
    assert!(records[0]["background"].as_str().unwrap().starts_with("境内河网"));
    assert!(records[0]["analysis"].as_str().unwrap().starts_with("支流"));
    assert!(records[0]["recommendations"].as_str().unwrap().starts_with("以小流域"));
    assert_eq!(records[1]["keywords"], serde_json::json!(["低空经济", "应用场景"]));
    assert!(records[1]["background"].as_str().unwrap().starts_with("低空经济正"));
    assert!(records[1]["recommendations"].as_str().unwrap().starts_with("一、编制"));
}

#[test]
fn a_number_before_a_title_is_no_part_of_it() {
    let text = "
提案选登

第026号提案 关于增设公交微循环线路的提案

提案人：权静

【提案摘要】
城南新建小区多，公交只沿主干道走，建议开行小车型的微循环线路。

【答复摘要】
已开通两条线路，日均运送乘客一千余人次。

第058号提案 关于建立古树名木档案的提案

提案人：关慕

【提案摘要】
部分古树树干空洞，建议逐株建档，落实养护人。

【答复摘要】
已完成全市古树体检，建档八百余株。
";
    let records = records(text);
    let proposals: Vec<&Value> = records.iter().filter(|r| r["kind"] == "proposal").collect();
    let found: Vec<_> = proposals.iter().map(|r| (r["identifier"].as_str(), r["title"].as_str().unwrap())).collect();
    assert_eq!(
        found,
        [(Some("第026号提案"), "关于增设公交微循环线路的提案"), (Some("第058号提案"), "关于建立古树名木档案的提案")]
    );
}

#[test]
fn a_title_again_beside_the_page_number_is_a_running_head() {
    let text = "
云泽政协
2024年第7期 总第166期

关于上半年提案办理工作情况的通报

市政府副秘书长 钟维

（2024年7月18日）

各位主席、各位常委：

受市政府委托，现将上半年提案办理工作情况通报如下。

一、办理工作基本情况

全市共承办提案四百三十二件，目前已全部答复提案人，沟通率达到百分之百。

9

关于上半年提案办理工作情况的通报

各承办单位普遍做到了办前沟通、办中协商、办后回访。

二、主要做法

坚持开门办案，邀请委员参加现场办理六十余次。

市政协召开五届十四次主席会议

7月20日，市政协召开五届十四次主席会议。市政协主席祁远山主持会议。
";
    let records = records(text);
    assert_eq!(titles(&records), ["关于上半年提案办理工作情况的通报", "市政协召开五届十四次主席会议"]);
    let body = records[0]["body"].as_array().unwrap();
    assert!(body.iter().any(|b| b["text"].as_str().unwrap().starts_with("各承办单位")));
}

#[test]
fn a_title_that_the_cover_and_the_contents_said_before_is_no_running_head() {
    let text = "
云泽政协
2024年第7期 总第166期

市政协五届十四次常委会会议召开

目录

聚焦 Highlights
04 市政协五届十四次常委会会议召开
06 市政协召开社区养老协商座谈会
08 市政协机关开展读书活动
动态 Events
10 市政协委员视察柳溪县水利工程
12 市政协召开界别活动组组长会议
文苑 Essays
14 老渡口的春天
16 我与政协的二十年

3

市政协五届十四次常委会会议召开

7月18日，市政协五届十四次常委会会议召开。市政协主席祁远山主持会议并讲话，会议审议通过了有关人事事项。

（云泽日报 何屿）

市政协召开社区养老协商座谈会

7月20日，市政协召开社区养老协商座谈会。市政协副主席宋远主持会议，委员们围绕社区养老提出意见。

（云泽日报 何屿）

市政协机关开展读书活动

7月22日，市政协机关开展读书活动，二十余名干部交流了读书体会。

（云泽日报 何屿）
";
    let records = records(text);
    let wanted = ["市政协五届十四次常委会会议召开", "市政协召开社区养老协商座谈会", "市政协机关开展读书活动"];
    let with_text: Vec<Value> = records.into_iter().filter(|r| r["body"] != serde_json::json!([])).collect();
    assert_eq!(titles(&with_text), wanted);
}

#[test]
fn what_jumps_to_another_page_comes_back_behind_what_it_continues() {
    let text = "
云泽政协
2003·2
（双月刊）总第14期

目 录

在市政协三届四次会议闭幕时的讲话……………何屿（2）
老码头的新生意……………周启文（3）
稻田画的课堂……………尚可人（4）
渡口的灯……………薛长清（5）

在市政协三届四次会议闭幕时的讲话

（二○○三年三月十六日）

何 屿

各位委员，同志们：这次会议经过五天的紧张工作，就要闭幕了。会议开得民主、团结、求实、鼓劲。

■要在服务发展中有所作为

今年的任务已经明确，要把力量用在刀刃上，凡是群众关心的事，都要先问一问、听一听。

（下转第18页）

老码头的新生意

周启文

云泽因水而兴，老码头却在城市扩张中渐渐冷清，沿线二十余处泊位闲置，仓房年久失修，应当早作打算。

（上接第2页）

■要在加强自身建设上下功夫

委员要加强学习，机关要转变作风，把会议定下的事一件一件落到实处，让群众看得见、摸得着。

稻田画的课堂

尚可人

稻田画已连续办了六年，游人看完就走，留不下消费，也留不下知识，可以请农技员一起编写课程。

渡口的灯

薛长清

渡口的灯亮了三十年，摆渡人换了三代，只有那盏灯一直没有换过地方，过河的人都认得它的光。
";
    let records = records(text);
    assert_eq!(titles(&records), ["在市政协三届四次会议闭幕时的讲话", "老码头的新生意", "稻田画的课堂", "渡口的灯"]);
    let body: String = records[0]["body"].as_array().unwrap().iter().map(|b| b["text"].as_str().unwrap()).collect();
    assert!(body.contains("先问一问、听一听。■要在加强自身建设上下功夫委员要加强学习"), "{body}");
    assert_eq!(records[0]["date"], "2003-03-16", "a day in Han numerals");
    assert!(!records[1]["body"].to_string().contains("加强自身建设"));
}

#[test]
fn a_member_who_speaks_for_others_is_the_speaker() {
    let text = "
云泽晚报 2024年1月18日 星期四

市政协五届三次会议大会发言摘登

让老码头长出新生意

何屿委员代表民建云泽市委员会发言

云泽因水而兴，老码头却在城市扩张中渐渐冷清。沿线二十余处泊位闲置，建议把修缮与步道一并谋划。

把稻田画变成大课堂

市政协农业和农村委员会

（周启文代表发言）

稻田画已连续办了六年，游人看完就走。可以请农技员和教师一起编写课程，让孩子认识一粒米的来历。
";
    let records = records(text);
    let spoken: Vec<_> = records.iter().filter(|r| r["kind"] == "speech").collect();
    assert_eq!(spoken.len(), 2, "{:?}", titles(&records));
    assert_eq!((&spoken[0]["speaker"]["name"], &spoken[0]["byline"][0]), (&"何屿".into(), &"何屿".into()));
    assert_eq!(spoken[1]["speaker"]["name"], "周启文");
    assert_eq!(spoken[1]["byline"][0], "市政协农业和农村委员会");
}

#[test]
fn proposals_printed_in_lines_of_labels() {
    let proposal = |number: u32, matter: &str, names: &str| {
        format!(
            "提案第{number}号\n\n案 由：关于{matter}的建议\n\n提案人：{names}\n\n理 由：我市有关设施虽已铺设多年，但在路口处中断，\
             行走十分不便，每年都有意外发生。\n\n办 法：一、首批在十二个路口安装；二、所需经费列入维护计划。\n\n\
             审查意见：交市公安局会同有关部门研究办理。\n\n"
        )
    };
    let text = format!(
        "云泽晚报 2003年3月18日 星期二\n\n市政协三届四次会议提案选登\n\n{}{}{}",
        proposal(108, "在路口设置盲人提示音", "何屿 周启文"),
        proposal(141, "尽快治理柳溪污染", "九三学社云泽市委员会"),
        proposal(207, "规范校门口停车", "薛长清等五人"),
    );
    let records = records(&text);
    let proposals: Vec<_> = records.iter().filter(|r| r["kind"] == "proposal").collect();
    assert_eq!(proposals.len(), 3, "{:?}", titles(&records));
    let first = proposals[0];
    assert_eq!(first["title"], "关于在路口设置盲人提示音的建议");
    assert_eq!(first["identifier"], "提案第108号");
    assert_eq!(first["byline"], serde_json::json!(["何屿", "周启文"]));
    assert!(first["background"].as_str().unwrap().contains("在路口处中断"), "理由 is the background");
    assert!(first["recommendations"].as_str().unwrap().contains("十二个路口"), "办法 is what is asked");
    assert!(first["handling"].as_str().unwrap().contains("交市公安局"), "审查意见 is the handling");
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
fn questions_that_begin_with_a_number_are_no_contents_page() {
    let turn =
        |said: &str| format!("51网络：{said}\n\n何屿：访问量一直在涨，我们把系统分成三层，每一层各有各的用处。\n\n");
    let questions =
        ["那就聊聊网站的架构", "域名服务是自己写的", "多域名是指地方分站", "再谈谈您的成长经历", "最后说说今后的打算"];
    let text = format!("与何屿谈网站\n\n{}", questions.map(turn).concat());
    let all = serde_json::to_string(&records(&text)).unwrap();
    assert!(questions.iter().all(|q| all.contains(q)), "{all}");
}
