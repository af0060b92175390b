//! Plain text whose columns an OCR engine read in a wrong order: pieces that say themselves where they belong go back, with the
//! change in the log; others stay where they were read.

use super::{records, titles};

fn titled<'r>(records: &'r [serde_json::Value], title: &str) -> &'r serde_json::Value {
    records.iter().find(|r| r["title"].as_str().is_some_and(|t| t.contains(title))).expect(title)
}

fn body_of<'r>(records: &'r [serde_json::Value], title: &str) -> &'r serde_json::Value {
    &titled(records, title)["body"]
}

#[test]
fn who_speaks_tells_which_of_two_stories_a_piece_belongs_to() {
    let text = "
云泽日报 2023年6月15日 星期四 要闻 03

建言水乡旅游 激发消费活力

市政协召开五届七次常委会会议

本报讯（记者 祁望）6月14日，市政协召开五届七次常委会会议，围绕水乡旅游协商议政。市政协主席周望川主持会议并讲话。

周望川指出，水乡旅游是全市的一张名片。近年来游客逐年增加，但仍面临码头老旧、季节性强、要素

以项目之进 促发展之稳

郑维山到东湖区调研重点项目建设

本报记者 秦岭

6月13日，市委书记郑维山深入东湖区调研重点项目建设。郑维山强调，要全力以赴拼项目、抓投资、促增长。

保障不充分等问题。各级政协组织要发挥联系面广的优势，当好政策的宣传员和企业的服务员。

周望川强调，要紧扣议题继续深化调研，形成高质量的协商报告，报送市委、市政府决策参考。

在农机产业园，郑维山走进车间，详细了解产品研发和市场订单，叮嘱企业加大科技投入。
";
    let records = records(text);
    let council = body_of(&records, "建言水乡旅游").to_string();
    let visit = body_of(&records, "以项目之进").to_string();
    assert!(council.contains("季节性强、要素保障不充分") && council.contains("继续深化调研"), "{council}");
    assert!(!visit.contains("周望川") && visit.contains("农机产业园"), "{visit}");
}

#[test]
fn the_end_of_a_cut_sentence_under_the_next_head_goes_back() {
    let text = "
云泽日报 2021年3月2日 星期二 委员声音 05

让老码头的灯亮起来

□ 沈 青（市第二中学教师）

老码头是水乡的记忆，入夜以后却一片漆黑，游客宁可绕路也不愿停留。建议由城管部门统一设计沿岸灯光，为晚归的人开辟夜行

给孩子一条安全的路

□ 许 澜（市中医医院医师）

通道。对沿岸的老建筑可以先亮灯、后修缮，五年内分段完成，让水乡的夜晚重新热闹起来。

学校门前车流交织，每到放学时分，家长和车辆把道路堵得水泄不通，孩子们只能在车缝里穿行。建议错时放学，增设护学岗。
";
    let records = records(text);
    assert_eq!(titles(&records), ["让老码头的灯亮起来", "给孩子一条安全的路"]);
    assert!(body_of(&records, "老码头").to_string().contains("开辟夜行通道。"));
    assert!(!body_of(&records, "安全的路").to_string().contains("沿岸的老建筑"));
}

#[test]
fn a_paragraph_on_the_party_above_goes_back_to_it() {
    let text = "
云泽日报 2021年2月3日 星期三 特别报道 04

同心建言 携手同行

——云泽市各民主党派参政议政侧记

本报记者 祁望

去年以来，云泽市各民主党派围绕中心建言献策，一批建议变成了惠民的政策和项目。

一颗仁心 守护万家健康

□ 农工党云泽市委员会

大考面前，农工党市委的医卫界党员奋战在一线，涌现出一批感人的事迹，受到各界好评。

一线的经历变成了建言的底气，关于健全公共卫生体系的提案当年就得到落实。

让阳光照进每一间教室

□ 民进云泽市委员会

设施建成了，还要有人会用。农工党市委组织专家编写手册，义诊群众九千余人次。

停课不停学，课堂效果如何？民进市委组织会员对两千个家庭做了问卷，形成了专题报告。

架起侨梁 助力开放

□ 致公党云泽市委员会

航班少了，海外的朋友圈不能断。致公党市委建起线上的侨商服务平台，对接了三十个项目。
";
    let records = records(text);
    assert!(body_of(&records, "一颗仁心").to_string().contains("编写手册"));
    let school = body_of(&records, "让阳光").to_string();
    assert!(!school.contains("农工党") && school.contains("停课不停学"), "{school}");
}

#[test]
fn text_behind_a_box_goes_on_in_the_form_of_the_headings_before_it() {
    let text = "
云泽日报 2020年1月9日 星期四 两会特刊 04

把真知灼见写进振兴答卷

本报记者 祁望 秦岭

昨日，市政协五届四次会议举行大会发言，十二位委员登台建言，赢得全场的阵阵掌声。

产业转型 期待加速度

沈青委员说，水乡的高校和企业之间还隔着一堵墙，应当建立成果就地转化的专项基金。

民生改善 聚焦小切口

许澜委员的发言从一顿饭说起，她建议在每个社区开办食堂，让老人走几步就能吃上热饭。

数说提案

大会共收到提案 412 件
经济建设方面 143 件
社会民生方面 127 件

生态环保 守护一江水

何屿委员建议对城区的沟渠实行一河一策，让市民推窗见绿、出门见水，留住水乡的底色。
";
    let records = records(text);
    assert_eq!(titles(&records), ["把真知灼见写进振兴答卷", "数说提案"]);
    assert!(body_of(&records, "真知灼见").to_string().contains("一河一策"));
}

#[test]
fn a_paragraph_that_does_not_say_where_it_belongs_stays_where_it_was_read() {
    let text = "
云泽日报 2023年6月15日 星期四 要闻 03

市政协召开重点提案督办会

本报讯（记者 祁望）6月14日，市政协召开重点提案督办会，对老码头改造提案进行督办，会议要求紧盯

委员送医下乡受欢迎

本报讯（记者 秦岭）6月12日，市政协医药卫生界别委员走进柳溪镇义诊，接诊群众三百余人次。

年初确定的目标任务全部完成，各项协商活动按时开展。
";
    let records = records(text);
    assert!(body_of(&records, "送医下乡").to_string().contains("年初确定"));
}

#[test]
fn text_read_before_its_head_and_again_under_it_belongs_under_it() {
    let text = "
提案落地生根 民生开花结果

——云泽市承办单位提案办理工作经验分享

本报记者 祁望

提案工作是一项全局性工作，办得好才能落到实处。本报今日摘登部分单位的做法，以期相互借鉴。

市交通运输局

畅通城市血脉 跑出办理加速度

去年，市交通运输局承办提案三十九件，主办二十一件，全部按期办结，委员满意率百分之百。

围绕打通公交出行最后一公里，我们新开微循环线路六条，调整线路十一条，方便了沿线居民。

市水务局始终把提案办理作为改进水务工作的重要途径，全年承办提案二十七件，全部按时办结。

在办理河道治理的建议过程中，我们邀请委员沿河踏查，一段一段地看，一处一处地改，水清了岸绿了。

今后，市水务局将持续在办实上用力，在办好上用心，推动提案成果转化为治水的成效。

市水务局

问计于委员 治水为人民

市水务局始终把提案办理作为改进水务工作的重要途径，全年承办提案二十七件，全部按时办结。

在办理河道治理的建议过程中，我们邀请委员沿河踏查，一段一段地看，一处一处地改，水清了岸绿了。

今后，市水务局将持续在办实上用力，在办好上用心，推动提案成果转化为治水的成效。

市教育局

办好民生提案 回应百姓关切

教育是民生之基，历来是委员们关注的热点。市教育局全年承办提案五十二件，全部按时办结。
";
    let records = records(text);
    let water = body_of(&records, "问计于委员");
    assert!(water.to_string().contains("沿河踏查"), "{water}");
    assert!(!body_of(&records, "畅通城市").to_string().contains("沿河踏查"));
    // what was read first is kept: its lines stand before the head's
    assert!(water[0]["lines"][0].as_u64().unwrap() < 22, "{water}");
}

#[test]
fn an_editorial_torn_by_a_story_is_put_together_again() {
    let text = "
2024年1月18日 星期四 责任编辑/祁望

要 闻 3

社 论

同心聚力启新程 勇担使命谱华章

——热烈祝贺市政协五届三次会议胜利闭幕

冰雪为媒，凝心聚力。历时三天的会议圆满完成各项议程，向大会表示热烈的祝贺。

会议期间，全体委员肩负重托，讨论报告、协商国是，一条条真知灼见汇成水乡振兴的蓬勃

市十六届人大三次会议举行预备会议

本报讯（记者 秦岭）1月17日下午，云泽市第十六届人民代表大会第三次会议举行预备会议。

会议应到代表五百二十八名，实到五百零一名，符合法定人数。

生机。

新的一年，任务艰巨，使命光荣。广大政协委员要把牢政治方向，在水乡振兴中展现新的作为。

今日议程

市十六届人大三次会议

九时举行开幕会
听取政府工作报告
";
    let records = records(text);
    assert_eq!(titles(&records), ["同心聚力启新程 勇担使命谱华章", "市十六届人大三次会议举行预备会议", "今日议程"]);
    let editorial = body_of(&records, "同心聚力").to_string();
    assert!(editorial.contains("蓬勃生机。") && editorial.contains("展现新的作为"), "{editorial}");
    assert!(body_of(&records, "预备会议").to_string().ends_with("}]"));
}

#[test]
fn paragraphs_between_a_headline_and_its_lead_are_the_story_s_above() {
    let text = "
云泽晚报 2020年1月9日 星期四 要闻 A03

环城轻轨又一座车站主体结构封顶

本报讯（记者 祁望）记者从市轨道集团获悉，体育公园站主体结构封顶，车站位于滨河大道与长江路交口。

江畔灯展迎客来 百米长卷画水乡

据介绍，车站附属结构将在四月份复工，同步开展轨道铺设和机电安装，年底前具备通车条件。

本报讯（记者 秦岭）长一百一十米的大型灯展昨日在江畔点亮，十八名师生历时二十一天完成。
";
    let records = records(text);
    assert!(body_of(&records, "车站主体").to_string().contains("附属结构"));
    assert!(!body_of(&records, "江畔灯展").to_string().contains("附属结构"));
}

#[test]
fn what_stands_behind_a_closing_line_or_has_one_too_many_goes_back_to_the_text_cut_above() {
    let text = "
云泽日报 2021年1月19日 星期二 06版

奋力书写基层人大工作高分答卷

——柳溪县人大常委会工作综述

通讯员 祁望

代表是人大工作的主体。常委会持续擦亮代表联络站的招牌，让代表走进群众中间。

打铁必须自身硬。县人大四次会议期间代表提出的建议全部办结，代表满意率

县人大常委会举行第三十五次会议

12月25日，县人大常委会举行第三十五次会议，听取和审议县政府关于环境状况的报告。

（秦岭）

100%。

新的一年，柳溪县人大常委会将以更加奋发有为的姿态书写新的答卷。

全县乡镇人大工作座谈会召开

12月30日，全县乡镇人大工作座谈会召开，会议要求认真筹备开好新一届乡

代表视察水环境治理

1月7日，县人大常委会组织部分代表视察水环境治理，实地查看了三处河道。

镇人民代表大会，以扎实举措迎接换届。

（许澜）

代表们对水环境治理的成效给予肯定，建议健全长效机制。

（何屿）
";
    let records = records(text);
    let survey = body_of(&records, "高分答卷").to_string();
    assert!(survey.contains("满意率100%。") && survey.contains("新的答卷"), "{survey}");
    let meeting = titled(&records, "座谈会");
    assert!(meeting["body"].to_string().contains("新一届乡镇人民代表大会"));
    assert_eq!(meeting["credit"]["reporters"], serde_json::json!(["许澜"]));
    assert!(body_of(&records, "代表视察").to_string().contains("长效机制"));
}

#[test]
fn a_handling_read_into_the_next_proposal_goes_back_to_the_one_without() {
    let text = "
云泽日报 2018年9月14日 星期五 05版

八件好提案 激起一池春水

本报记者 祁望

一件提案，凝结着委员的智慧和心血。半年多来，各承办单位把重点提案办理作为头等大事来抓。

关于破解停车难的提案

提案人：市政协城乡建设委员会
主办单位：市城市管理局

【内容摘要】我市机动车保有量已超过五十万辆，主城区泊位缺口很大。建议挖掘存量、错时开放，

关于推动科技成果转化的提案

提案人：民盟云泽市委员会

加快建设统一的智慧停车平台，规范路内停车收费。

【办理情况】市城管局对四区停车资源开展普查，新增泊位三千二百个，平台已上线运行。

主办单位：市工业和信息化局

【内容摘要】高校院所科研实力雄厚，但就地转化不足。建议设立中试基地，建立成果清单。

【办理情况】市工信局采纳建议，设立转化专项资金，促成项目四十三个。
";
    let records = records(text);
    let parking = titled(&records, "停车难").to_string();
    assert!(parking.contains("智慧停车平台") && parking.contains("新增泊位三千二百个"), "{parking}");
    let science = titled(&records, "科技成果").to_string();
    assert!(!science.contains("停车") && science.contains("促成项目四十三个"), "{science}");
}

#[test]
fn a_paragraph_that_begins_with_who_speaks_in_the_story_above_goes_back() {
    let text = "
云泽日报 2022年1月25日 星期二 两会特刊 07

把冷资源做成热产业

省人大代表 金兰

来自柳溪的金兰代表特意在报告里画了一道线，她说，水乡的冬天一样可以有客人。

打通成果转化的最后一公里

省政协委员 卢明

报告中科技一词出现了三十多次，这让来自高校的卢明委员格外振奋。

金兰建议，串联起沿江的冬季旅游资源，打造一条精品线路，让游客住得下来。

卢明说，今年他准备围绕概念验证中心继续调研，把实验室和车间连起来。
";
    let records = records(text);
    assert!(body_of(&records, "冷资源").to_string().contains("串联起沿江"));
    assert!(!body_of(&records, "最后一公里").to_string().contains("金兰"));
    // words alone speak for it: the archivist is sent to the print
    let warnings = titled(&records, "冷资源")["quality"]["warnings"].to_string();
    assert!(warnings.contains("reading-order-repaired") && warnings.contains("compare with the print"), "{warnings}");
}
