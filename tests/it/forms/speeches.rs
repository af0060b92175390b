//! Speeches in series, and who speaks.

use serde_json::Value;

use super::{records, titles};

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
fn several_voices_behind_a_mark_are_pieces_of_those_who_speak() {
    let text = "
协商·水乡视线

一餐热饭怎样端稳端久

——云泽市政协老年助餐专题协商会侧记

本报记者 祁望

十月的云泽秋意渐浓，一场关于老年助餐的协商会在长江社区食堂举行，二十多位委员和居民围坐在一起。

委员观点

■沈青(云泽市政协委员、康宁餐饮公司负责人)

助餐服务要走公益打底、市场反哺的路子，建议盘活闲置用房，免费提供给助餐机构。

■许澜(云泽市政协委员、市中医院医师)

建议制定老年助餐膳食指南，推行一周一谱和分餐制，对慢性病老人另备餐食。

■何屿(云泽市政协委员、师范大学副教授)

建议建立政府补一点、企业让一点、个人掏一点、社会捐一点的筹资机制。
";
    let records = records(text);
    assert_eq!(titles(&records), ["一餐热饭怎样端稳端久", "委员观点", "沈青", "许澜", "何屿"]);
    assert_eq!(records[3]["speaker"]["role"], "云泽市政协委员、市中医院医师");
    assert_eq!(records[3]["part_of"], records[1]["id"]);
}
