//! What stands around articles: running heads, numbers, jumps, contents pages.

use serde_json::Value;

use super::{records, titles};

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
fn questions_that_begin_with_a_number_are_no_contents_page() {
    let turn =
        |said: &str| format!("51网络：{said}\n\n何屿：访问量一直在涨，我们把系统分成三层，每一层各有各的用处。\n\n");
    let questions =
        ["那就聊聊网站的架构", "域名服务是自己写的", "多域名是指地方分站", "再谈谈您的成长经历", "最后说说今后的打算"];
    let text = format!("与何屿谈网站\n\n{}", questions.map(turn).concat());
    let all = serde_json::to_string(&records(&text)).unwrap();
    assert!(questions.iter().all(|q| all.contains(q)), "{all}");
}

#[test]
fn a_note_of_the_editors_under_a_title_that_asks_heads_what_members_ask() {
    let piece = |title: &str, who: &str, what: &str| {
        format!(
            "{title}\n\n{who}\n\n{what}多年来没有得到解决，我走访了四个县，牧户和村民都盼着早日改变。\n\n为此，我建议：\n\n一是建一条走廊。由供销社运营，按吨位收低价租金。\n\n"
        )
    };
    let text = [
        "为水乡建言 向未来发力\n\n编者按\n\n调研得深，建议才能说到点子上。本期选登几位委员的建议，以飨读者，也盼有关部门看到。\n\n".to_owned(),
        piece("让山歌变成富民产业", "市政协委员 何屿", "冷链的短板"),
        piece("破解上楼难要算好三本账", "市政协委员、柳溪县某社区书记 林舟", "加装电梯的难题"),
        piece("给夜间的孩子一盏灯", "许 澜 市政协委员、市农林科学院工程师", "托管的难题"),
    ]
    .concat();
    let records = records(&text);
    assert_eq!(
        titles(&records),
        ["为水乡建言 向未来发力", "让山歌变成富民产业", "破解上楼难要算好三本账", "给夜间的孩子一盏灯"]
    );
    for record in &records[1..] {
        assert_eq!((&record["kind"], &record["part_of"]), (&Value::from("proposal"), &records[0]["id"]), "{record}");
    }
}

#[test]
fn a_heading_that_runs_into_its_paragraph_is_parted_as_its_sisters_are() {
    let text = "
聚焦绿色发展 守护美丽水乡

市政协助力生态文明建设履职纪实

本刊记者 沈青

绿色是水乡的底色，市政协一年来围绕生态文明建设组织了多次视察和协商，提出了许多建议。

一江清水 久久为功

市政协连续三年监督河道治理，委员们走遍了十二条支流，写下了四十六篇巡河日记，推动排口逐一整治。

一片蓝天 步步为营

委员们围绕秸秆禁烧提出提案，推动建立县乡村三级联动机制，全年优良天数增加了二十一天。

一城绿意 点滴做起群众身边的绿地虽小，却最能让人感到变化，委员们推动建成口袋公园五十五处。
";
    let records = records(text);
    let headings: Vec<&str> = records[0]["body"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|b| b["type"] == "heading")
        .map(|b| b["text"].as_str().unwrap())
        .collect();
    assert_eq!(headings, ["一江清水 久久为功", "一片蓝天 步步为营", "一城绿意 点滴做起"]);
}

#[test]
fn headlines_that_end_as_sentences_and_letters_to_an_editor_open_their_pieces() {
    let text = "
05 民声 云泽日报 2023年7月18日 星期二

小信息牵出一串实举措

——市政协社情民意直通车首批建议获部门回应

本报记者 祁望 文/摄

码头的共享单车能不能摆得再齐一点？小区的充电桩为什么有桩无电？首批建议已有三十八条得到回复。

早餐车都去哪儿了

市城管局相关负责人答本报记者问

问：有市民反映，小区附近的早餐车少了，是被取缔了吗？

答：不是取缔，而是归位。我们在六个街道划出了便民摊区，早餐车可以免费进驻。

委员来信

别让健身角成了晾晒场

编辑同志：

我是市政协委员沈青，最近我走访了六个街道的健身角，发现不少器材上晾着被褥，居民无处锻炼。

我建议建立健身器材户口簿，每件器材贴上二维码，扫码即可报修，让健身角回到居民手里。

市政协委员 沈青
";
    let records = records(text);
    assert_eq!(
        titles(&records).iter().map(|t| t.split(' ').next().unwrap()).collect::<Vec<_>>(),
        ["小信息牵出一串实举措", "早餐车都去哪儿了", "别让健身角成了晾晒场"]
    );
    assert_eq!(records[0]["subtitle"], "——市政协社情民意直通车首批建议获部门回应");
}

#[test]
fn labels_under_titles_make_a_row_of_proposals_whatever_stands_between() {
    let text = "
03 两会特别报道 云泽晚报 2021年2月3日 星期三

微建议 大民生

代表委员“金点子”摘登

早市、食堂、公交站，两会内外，代表委员把目光投向百姓身边的小事。

整理/云泽晚报记者 祁望 秦岭

给早市立个规矩

建议人：市政协委员 沈青

【现状】

早市烟火气浓、价格实惠，但占道经营、散市后垃圾遗留等问题让居民头疼。

【核心建议】

统一制定早市管理规范，实行定时、定点、定品类，摊主实名登记。

夜里十点后
公交能不能再等等

建议人：市政协委员 许澜

【核心建议】

结合商圈和车站的夜间客流，延长二十条骨干线路的末班车时间。

快递包装也该瘦瘦身

市政协委员何屿算过一笔账，她所在的社区一天能清出两大车包装，大多用过一次就扔了。
";
    let records = records(text);
    let found = titles(&records);
    assert_eq!(found[1..], ["给早市立个规矩", "夜里十点后 公交能不能再等等", "快递包装也该瘦瘦身"]);
    assert_eq!((found[0], &records[0]["subtitle"]), ("微建议 大民生", &"代表委员“金点子”摘登".into()));
}
