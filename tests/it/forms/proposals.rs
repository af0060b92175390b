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
