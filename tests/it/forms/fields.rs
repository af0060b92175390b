//! Fields of records whose lines stand in less common forms.

use super::{records, titles};

#[test]
fn a_meeting_may_be_printed_as_minutes() {
    let text = "
云泽政协 2024年第3期

主席会议研究部署水网整治

时间：2024年3月5日上午

地点：市政协三楼会议室

主持：陆鸣远

出席：温长林 邵玉洁 乔振山 左 川

列席：蓝天宇 冯晓

会议研究了以下事项。

一、听取秘书长左川关于水网整治督办情况的汇报，原则同意整治方案。

二、研究确定由副主席领衔督办的重点提案，要求按季度报告办理进度。
";
    let records = records(text);
    let record = &records[0];
    assert_eq!(record["kind"], "meeting", "{record:#}");
    let names = |field: &str| {
        let people = record[field].as_array().unwrap();
        people.iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("chair"), ["陆鸣远"]);
    assert_eq!(names("attendees"), ["陆鸣远", "温长林", "邵玉洁", "乔振山", "左川"]);
    assert_eq!(names("observers"), ["蓝天宇", "冯晓"]);
    assert_eq!(names("speakers"), ["左川"]);
    assert_eq!(record["place"], "市政协三楼会议室");
    assert_eq!(record["start_date"], "2024-03-05");
}

#[test]
fn a_sketch_of_a_meeting_with_a_chair_is_a_meeting() {
    let sketch = |lead: &str| {
        let text = format!(
            "
云泽政协 2024年第3期

一张长桌坐满了人

市政协双月协商座谈会侧记

{lead}

市政协委员薛长清坐在窗边，他把去年的账本带来了，一页一页讲给大家听，会场里安静得只剩下翻纸的声音。
"
        );
        records(&text)[0]["kind"].as_str().unwrap().to_owned()
    };
    assert_eq!(sketch("3月5日，协商座谈会在渡口旁的老茶馆举行。市政协副主席温长林主持会议。"), "meeting");
    assert_eq!(sketch("茶馆里的灯亮到很晚，来的人一拨接着一拨，谁也不愿意先走，都说还有话要讲。"), "article");
}

#[test]
fn a_plea_in_a_line_of_its_own_makes_a_speech_a_proposal() {
    let text = "
云泽晚报 2024年1月18日 星期四

市政协五届三次会议大会发言摘登

让老码头长出新生意

何屿委员代表民建云泽市委员会发言

云泽因水而兴，老码头却在城市扩张中渐渐冷清，沿线二十余处泊位闲置，栈桥年久失修。

为此，我们建议：

（一）由城投公司统一修缮沿江二十余处泊位，把栈桥、步道和驿站一并谋划。

（二）对在老码头开店的青年人减免三年租金，引进茶馆、书屋和手作工坊。
";
    let records = records(text);
    let proposal = records.iter().find(|r| r["title"] == "让老码头长出新生意").expect("the speech");
    assert_eq!(proposal["kind"], "proposal", "{:?}", titles(&records));
    assert!(proposal["recommendations"].as_str().unwrap().starts_with("（一）由城投公司"));
    assert!(proposal["background"].as_str().unwrap().starts_with("云泽因水而兴"));
}

#[test]
fn what_the_proposer_says_of_the_handling_is_no_part_of_it() {
    let text = "
云泽政协 2024年第3期

关于修缮沿江栈桥的提案

提案人：何屿

【建议】

由城投公司统一修缮沿江二十余处泊位和栈桥，把步道、驿站一并谋划，年内完工。

【办理情况】

市住建局已修缮栈桥十一座，新建步道三公里，其余栈桥列入明年的民生实事项目。

【委员点评】

何屿委员：答复快，办得实，希望把夜间照明也一并考虑进去。
";
    let record = &records(text)[0];
    assert!(record["handling"].as_str().unwrap().ends_with("民生实事项目。"), "{record:#}");
}

#[test]
fn a_closing_line_may_name_two_outlets() {
    let text = "
云泽晚报 2024年1月18日 星期四

老渡口的摆渡人

天刚亮，老渡口的雾还没有散，摆渡人已经把船缆解开，等着第一批过江的学生和菜农。

他撑了三十一年船，江水涨落都记在心里，谁家的孩子考上了学校，也都记在心里。

（云泽日报 慕容远 融媒体工作室 何屿）
";
    let credit = &records(text)[0]["credit"];
    assert_eq!(credit["outlet"], "云泽日报 融媒体工作室");
    assert_eq!(credit["reporters"], serde_json::json!(["慕容远", "何屿"]));
}

#[test]
fn a_report_to_an_assembly_is_a_speech_of_its_day() {
    let text = "
云泽晚报 2024年1月18日 星期四

政府工作报告（摘登）

——2024年1月16日在云泽市第九届人民代表大会第三次会议上

云泽市市长 陆鸣远

各位代表：

现在，我代表市人民政府向大会报告工作，请予审议，并请市政协委员提出意见。

一、过去一年的工作

全市清淤河道三百里，修缮栈桥十一座，新建步道十九公里，群众出行更加方便。
";
    let records = records(text);
    let report = records.iter().find(|r| r["title"] == "政府工作报告（摘登）").expect("the report");
    assert_eq!((&report["kind"], &report["date"]), (&"speech".into(), &"2024-01-16".into()), "{:?}", titles(&records));
    assert_eq!(report["speaker"]["name"], "陆鸣远");
}
