//! Lines with somebody's name and office, in whatever arrangement and place.

use serde_json::Value;

use super::{records, titles};

const SERIES: &str = "
聚力转型谋新篇 同心协力启新程

市政协五届三次会议大会发言摘登

1月17日上午，市政协五届三次会议举行大会发言，现将部分发言摘登如下。

本报记者 沈 青 许澜 整理

以航运延长产业链 让老码头焕发新活力

何屿(市政协经济委员会主任)

云泽不缺码头，缺的是把码头用好的办法。调研发现，沿线二十余处泊位闲置，仓房年久失修。

民建云泽市委副主委 林 舟

数字赋能 让农业插上翅膀

全市农机装了北斗终端，数据收上来却没有人用，农户的补贴和土地确权各有一张图。

邵远委员:

守护湿地家底 擦亮水乡名片

我在湿地上干了二十六年，小时候一出门就是芦苇荡，后来水少了，鸟也少了。

为民营企业松绑减负要见真章

祁 望(工商联界)

市工商联副主席、云泽北辰公司董事长

作为一名企业负责人，我想替同行说几句心里话，大家最盼的是政策说了算、算了兑现。

织密基层小网格 兜住民生大平安

网格员是社区里最忙的人，每名网格员平均承担统计、排查、宣传等二十七项任务。

(书面发言) 程 砚 民革云泽市委社会与法制委员会主任

减负才能增效。要列出网格事项准入清单，清单之外的事谁交办谁负责到底。
";

#[test]
fn pieces_of_a_series_are_told_by_the_names_under_over_and_in_them() {
    let records = records(SERIES);
    let speakers: Vec<(&str, &Value)> =
        records[1..].iter().map(|r| (r["title"].as_str().unwrap(), &r["speaker"]["name"])).collect();
    let wanted = [
        ("以航运延长产业链 让老码头焕发新活力", "何屿"),
        ("数字赋能 让农业插上翅膀", "林舟"),
        ("守护湿地家底 擦亮水乡名片", "邵远"),
        ("为民营企业松绑减负要见真章", "祁望"),
        ("织密基层小网格 兜住民生大平安", "程砚"),
    ];
    let wanted: Vec<(&str, Value)> = wanted.into_iter().map(|(title, name)| (title, Value::from(name))).collect();
    assert_eq!(speakers, wanted.iter().map(|(title, name)| (*title, name)).collect::<Vec<_>>());
    for record in &records[1..] {
        assert_eq!((&record["kind"], &record["part_of"]), (&Value::from("speech"), &records[0]["id"]), "{record}");
    }
    assert_eq!(records[4]["speaker"]["role"], "市工商联副主席、云泽北辰公司董事长");
}

#[test]
fn a_name_under_a_portrait_is_its_caption() {
    let text = "
两会声音

把急救设备装到车站和体育馆

市政协委员、市急救中心主任 卢 桥

卢桥委员

心脏骤停的黄金抢救时间只有四分钟，等救护车来往往来不及，公共场所应当配备急救设备。

让老人跨过数字鸿沟

市人大代表、南岸区河西街道党工委书记 沈青

扫码、挂号、打车，年轻人动动手指的事，对老年人却是一道坎，要保留人工窗口。

沈青代表
";
    let records = records(text);
    assert_eq!(titles(&records), ["两会声音", "把急救设备装到车站和体育馆", "让老人跨过数字鸿沟"]);
    for record in &records[1..] {
        assert_eq!(record["body"].as_array().unwrap().len(), 1, "{record}");
        assert!(record["speaker"]["role"].as_str().unwrap().len() > 10, "{record}");
    }
}

#[test]
fn offices_in_a_list_of_those_elected_open_nothing() {
    let text = "
政协云泽市第五届委员会主席、副主席、秘书长名单

（2024年1月18日政协云泽市第五届委员会第三次会议选举产生）

主席

何屿

副主席

林 舟 沈青(女) 祁望

秘书长

许澜

以新担当书写新答卷

——热烈祝贺市政协五届三次会议闭幕

本报评论员

肩负重任再出发，凝心聚力谱华章。历时四天的市政协五届三次会议圆满完成各项议程，胜利闭幕。
";
    let records = records(text);
    assert_eq!(titles(&records), ["政协云泽市第五届委员会主席、副主席、秘书长名单", "以新担当书写新答卷"]);
    assert_eq!(records[1]["kind"], "article");
}
