//! Proposals as lists, reports and lines of labels.

use serde_json::Value;

use super::{records, titles};

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
fn labels_without_colons_in_brackets_and_numbers_behind_titles_are_read() {
    let text = "
督办催出好效果 提案办到心坎上

市政协2023年度重点提案督办成果展示

本报记者 沈青

今年初召开的市政协全会上，委员们带来了612件提案，市政协主席会议从中遴选12件重点督办。

关于改进冬季清冰雪作业方式的提案（第045号提案）

提案人 何屿

主办单位 市城管局

提案内容：人行道除雪滞后、雪堆占车位，是市民反映最集中的问题。建议增加小型清雪机具，先清背街小巷。

办理结果：市城管局新购清雪机具213台，其中适合人行道作业的小型机具占一半以上，布设弃雪场37处，方便了

市民出行。

关于在中小学普及冰上运动的提案

【提案号】第188号 【提案人】九三学社云泽市委员会

【提案内容】冰城的孩子理应会滑冰。建议有条件的学校冬季浇冰场，没有条件的就近共享。

【办理结果】市教育局指导327所学校浇建冰场，覆盖率达71%，聘请退役运动员进校任教。

【承办单位】市教育局、市体育局
";
    let records = records(text);
    assert_eq!(titles(&records)[1..], ["关于改进冬季清冰雪作业方式的提案", "关于在中小学普及冰上运动的提案"]);
    for record in &records[1..] {
        assert_eq!(record["kind"], "proposal");
        assert!(record["recommendations"].as_str().unwrap().contains("建议"), "{record}");
        let handling = record["handling"].as_str().unwrap();
        assert!(handling.contains("机具") || handling.contains("冰场"), "{record}");
    }
    let identifiers: Vec<&str> = records[1..].iter().map(|r| r["identifier"].as_str().unwrap()).collect();
    assert!(identifiers[0].contains("045") && identifiers[1].contains("188"), "{identifiers:?}");
}

#[test]
fn a_numbered_list_of_proposals_with_bare_labels_is_no_contents_page() {
    let item = |n: usize, title: &str, name: &str, asked: &str, done: &str| {
        format!("{n}. {title}\n\n提案者 {name}\n\n建议 {asked}\n\n落实 {done}\n\n")
    };
    let text = [
        "2023年度“十大好提案”\n\n经网络投票、专家评审，年度“十大好提案”日前揭晓，现将它们刊登如下。\n\n".to_owned(),
        item(
            1,
            "推进知识产权服务一张网",
            "何屿",
            "建立快速审查、质押融资一体化平台。",
            "发放质押贷款41.7亿元，惠及企业916家。",
        ),
        item(
            2,
            "保障改造中租户的权益",
            "林舟",
            "先安置、再拆迁，过渡房源向原租户开放。",
            "筹集过渡性房源8200套，已入住1.4万人。",
        ),
        item(
            3,
            "打通地铁与公交的五百米",
            "民建云泽市委",
            "对换乘站点逐一优化，增设风雨连廊。",
            "优化站点67处，开行小巴线路21条。",
        ),
        item(
            4,
            "把古诗写进城市街角",
            "市政协文化文史委员会",
            "设立诗歌地标，编印口袋诗集。",
            "设诗歌地标108处，举办诗会65场。",
        ),
        item(
            5,
            "守住北麓生态红线",
            "九三学社云泽市委",
            "建立视频监控联网平台，严惩违建。",
            "查处违法线索43条，恢复植被1260亩。",
        ),
        item(
            6,
            "建设儿童友好型医院",
            "沈青",
            "增设儿童候诊区，推行分时段预约。",
            "28家医院开设夜间儿科，候诊时间减半。",
        ),
    ]
    .concat();
    let records = records(&text);
    assert_eq!(records.len(), 7, "{:?}", titles(&records));
    for record in &records[1..] {
        assert_eq!((&record["kind"], &record["part_of"]), (&Value::from("proposal"), &records[0]["id"]), "{record}");
        assert!(record["recommendations"].is_string() && record["handling"].is_string(), "{record}");
    }
}

#[test]
fn marked_labels_over_what_deputies_asked_and_offices_answered_are_parts() {
    let item = |title: &str, who: &str, asked: &str, done: &str, praise: &str| {
        format!(
            "{title}\n\n■代表建言\n\n市人大代表{who}：{asked}\n\n■部门答复\n\n市交通运输局：{done}\n\n■代表点赞\n\n{who}：{praise}\n\n"
        )
    };
    let head = "一件件建议落地 一桩桩实事暖心\n\n——代表建议办理工作扫描\n\n本报记者 沈青\n\n代表建议一头连着部署，一头连着百姓，今年的建议全部办复。\n\n";
    let text = [
        head.to_owned(),
        item(
            "公交开进小区门口",
            "何屿",
            "新建小区入住率逐年提高，公交却只走主干道，建议增加微循环线路。",
            "收到建议后，我局调整了三条线路，日均运送乘客一千余人次。",
            "从小区门口到地铁站只用了九分钟，老邻居们都说方便。",
        ),
        item(
            "让小修小补回归生活",
            "林舟",
            "修鞋、配钥匙、磨菜刀这些小手艺越来越难找，建议在一刻钟生活圈里留出摊点。",
            "已设置修鞋亭八十七处，市民在地图上就能找到，还为老师傅减免了费用。",
            "提出不到半年，家附近就有了固定的修鞋亭，老师傅也有了安身的地方。",
        ),
    ]
    .concat();
    let records = records(&text);
    assert_eq!(titles(&records)[1..], ["公交开进小区门口", "让小修小补回归生活"]);
    for (record, done) in records[1..].iter().zip(["调整了三条线路", "八十七处"]) {
        assert_eq!(record["kind"], "proposal");
        assert!(record["recommendations"].as_str().unwrap().contains("建议"), "{record}");
        assert!(record["handling"].as_str().unwrap().contains(done), "{record}");
    }
}

#[test]
fn numbers_before_labelled_values_and_marked_columns_that_name_the_category() {
    let text = "
把群众小事办成民生大事

——市政协四届三次会议以来提案办理情况选登

本报记者 祁望

市政协四届三次会议以来，广大委员共提交提案三百余件，经审查立案的已经全部办复，本报选取其中四件。

■产业兴市

加快冷链物流体系建设

第 0037 号 提案者：民建云泽市委会 承办单位：市商务局

案由：我市是重要的水产生产基地，但产地预冷设施不足，损耗居高不下。

建议：布局产地型冷链集配中心，支持龙头企业建设公共冷库。

答复：市商务局制定实施方案，新增冷库库容十万立方米。

做强水乡文旅品牌

第 0102 号 提案者：沈青、许澜委员 承办单位：市文旅局

案由：游客过路多、过夜少，市区住宿餐饮带动不足。

建议：推出以市区为中心的旅游环线，打造河灯节等特色项目。

答复：市文旅局开通旅游直通车五条，冬季推出惠民消费券。

■民生暖心

办好社区老年食堂

第 0009 号 提案者：市政协提案委员会 承办单位：市民政局

案由：高龄老人做饭难、吃饭难问题突出。

建议：坚持公益属性与市场运营相结合，分步开办。

答复：市民政局建立补贴机制，建成食堂四十六家。
";
    let records = records(text);
    let rows: Vec<_> = records[1..]
        .iter()
        .map(|r| (r["title"].as_str().unwrap(), r["category"].as_str(), r["part_of"] == records[0]["id"]))
        .collect();
    assert_eq!(
        rows,
        [
            ("加快冷链物流体系建设", Some("产业兴市"), true),
            ("做强水乡文旅品牌", Some("产业兴市"), true),
            ("办好社区老年食堂", Some("民生暖心"), true)
        ]
    );
    assert!(records[1..].iter().all(|r| r["kind"] == "proposal" && !r["handling"].is_null()));
}
