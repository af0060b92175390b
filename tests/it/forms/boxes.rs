//! Tables, boxes, letters, days and sections: what stands among articles of a page and looks like headings, or opens articles
//! of its own.

use super::{records, titles};

#[test]
fn a_table_behind_a_closing_line_is_an_article_and_no_caption() {
    let text = "
两会现场

十位委员登台发言

本报讯（记者 祁望）昨日，市政协五届一次会议举行大会发言，十位委员登台建言，赢得阵阵掌声。

（本报记者 祁望 采写）

书面发言目录

关于修复水乡古桥的建议 民盟云泽市委
让老码头焕发生机 民进云泽市委
推进家庭医生签约 农工党云泽市委
以文化带动夜间旅游 九三学社云泽市委
关注农村校车安全 沈 青委员
保护好抗战旧址 许 澜委员
治理河道垃圾刻不容缓 何 屿委员
";
    let records = records(text);
    let list = records.iter().find(|r| r["title"] == "书面发言目录").expect("the list is an article");
    let body = list["body"].to_string();
    assert!(body.contains("修复水乡古桥") && body.contains("治理河道垃圾"), "{body}");
}

#[test]
fn letters_open_with_a_salutation_and_end_with_who_signed_and_when() {
    let text = "
云泽日报 2017年1月11日 星期三 要闻 03

关于对市政协四届三次会议第0147号提案的答复

尊敬的许澜委员：

您提出的关于开办社区食堂的提案收悉，现答复如下。去年以来，我局在六个街道试办社区食堂，老人凭卡享受优惠。

云泽市民政局

2016年8月26日

关于对市政协四届三次会议第0302号提案的答复

民建云泽市委员会：

贵会提出的关于治理码头油污的提案收悉，经会商，现答复如下。油污回收船已于六月投入使用，水面每日巡查两次。

云泽市交通运输局

2016年9月12日
";
    let records = records(text);
    let found: Vec<_> = records.iter().map(|r| (r["title"].as_str().unwrap(), r["date"].as_str())).collect();
    assert_eq!(
        found,
        [
            ("关于对市政协四届三次会议第0147号提案的答复", Some("2016-08-26")),
            ("关于对市政协四届三次会议第0302号提案的答复", Some("2016-09-12")),
        ]
    );
    assert!(records[0]["body"].to_string().contains("云泽市民政局"));
}

#[test]
fn days_stand_over_their_news_and_are_no_titles() {
    let text = "
一周回眸

11月9日 星期一

市政协召开五届四十一次主席会议

本报讯（记者 祁望）市政协召开五届四十一次主席会议，听取水乡旅游调研情况的汇报。

11月10日 星期二

赵明到老码头调研

市政协主席赵明带领部分委员到老码头调研，察看岸线整治和货场搬迁情况。

冬季清雪微协商在河东社区举行

八名委员与居民围坐一起，就背街小巷清雪谁来扫、钱从哪出展开协商，达成四条共识。
";
    let found = records(text);
    let found = titles(&found);
    for title in ["市政协召开五届四十一次主席会议", "赵明到老码头调研", "冬季清雪微协商在河东社区举行"]
    {
        assert!(found.contains(&title), "{found:?}");
    }
    assert!(!found.iter().any(|t| t.contains("星期")), "{found:?}");
    let text = format!("云泽日报 2020年11月16日 星期一 要闻 4\n{text}");
    let day = |title: &str| records(&text).into_iter().find(|r| r["title"] == title).unwrap()["date"].clone();
    assert_eq!(day("市政协召开五届四十一次主席会议"), "2020-11-09");
    assert_eq!(day("冬季清雪微协商在河东社区举行"), "2020-11-10");
}

#[test]
fn a_heading_under_a_proposal_whose_labels_have_all_come_opens_the_next_article() {
    let text = "
给菜篮子装上冷链

市政协委员、云泽农学院院长 沈青

【现状】

我市果蔬冷链流通率不到三成，产地预冷设施尤其薄弱，果农采下的果子要在田头放上两三天。

【建议】

以县为单位编制产地冷链设施规划，对合作社自建的预冷库执行农业生产电价，用地按设施农用地管理。

乡村医生的养老不能再拖

调研显示，三百名在岗村医中五十五岁以上的占四成，参加企业职工养老保险的不足三成，待遇低、无保障。
";
    let found = records(text);
    assert_eq!(titles(&found), ["给菜篮子装上冷链", "乡村医生的养老不能再拖"]);
}

#[test]
fn headings_of_one_form_in_a_row_are_one_article_each() {
    let text = "
水乡短讯

柳溪县政协：扫码听民声

柳溪县政协在八个乡镇设立民情直通码，群众扫码即可反映问题，委员两日内认领。

东湖区政协：委员护湖

东湖区政协组织委员开展湖岸巡查，清理废旧网具三吨，提出禁渔期管护建议九条。

石桥县政协：书香进矿区

石桥县政协在矿区建起六个委员书屋，捐书八千册，每周六由委员轮流值班。
";
    let found = records(text);
    let found = titles(&found);
    for title in ["柳溪县政协：扫码听民声", "东湖区政协：委员护湖", "石桥县政协：书香进矿区"]
    {
        assert!(found.contains(&title), "{found:?}");
    }
}

#[test]
fn figures_and_telephone_numbers_are_rows_of_their_box() {
    let text = "
大会秘书处公布联系方式

提案组 0451-53600011
文件组 0451-53600012
新闻组 0451-53600013

五年一笔账

提案 3418 件 立案 2907 件
集体提案 406 件 委员联名提案 1122 件
意见建议得到采纳或列入计划 92.6%

（数据提供：市政协提案委员会）
";
    let found = records(text);
    assert_eq!(titles(&found), ["大会秘书处公布联系方式", "五年一笔账"]);
    assert!(found[1]["body"].to_string().contains("列入计划"));
}

#[test]
fn lines_of_minutes_are_text_under_the_title() {
    let text = "
主席会议研究部署今年工作

时间：2012年2月15日上午
地点：市政协五楼会议室
主持：邵长庚
出席：苗绍周 郝玉兰 卞士诚

市政协四届二次主席会议研究了以下事项，听取了今年工作要点起草情况的说明，确定了领衔督办的重点提案。
";
    let found = records(text);
    assert_eq!(titles(&found), ["主席会议研究部署今年工作"]);
    assert!(found[0]["body"].to_string().contains("市政协五楼会议室"));
}

#[test]
fn a_rest_under_its_title_goes_back_or_opens_an_article_where_its_beginning_is_elsewhere() {
    let text = "
云泽日报 2015年1月26日 星期一 要闻 1

市政协五届三次会议隆重开幕

本报讯（记者 祁望）市政协五届三次会议昨日在市民会堂隆重开幕，五百名委员出席会议。

（下转第二版）

储备菜投放市场

本报讯（记者 何屿）记者从市商务局获悉，首批储备菜今起投放市场，价格低于市价一成。

云泽日报 2015年1月26日 星期一 要闻 2

市政协五届三次会议隆重开幕（上接第一版）

会议听取了常委会工作报告和提案工作情况的报告，委员们将列席市人大会议。

春潮涌动市民会堂（上接第一版）

下午三时整，雄壮的国歌声在市民会堂回荡，旁听席座无虚席，记者早早架好了相机。
";
    let found = records(text);
    assert_eq!(titles(&found), ["市政协五届三次会议隆重开幕", "储备菜投放市场", "春潮涌动市民会堂"]);
    assert!(found[0]["body"].to_string().contains("常委会工作报告"));
}

#[test]
fn a_guide_to_other_pages_is_furniture_and_the_headlines_under_it_are_not() {
    let text = "
云泽日报 2015年1月26日 星期一 今日12版

今日导读

市人大举行预备会议 2版

粮食增产背后的一笔账 5版

冰场为啥一票难求 8版

高举团结民主旗帜 共谱水乡新篇

市政协五届三次会议隆重开幕

赵明等到会祝贺 钱江作工作报告

本报讯（记者 祁望）市政协五届三次会议昨日在市民会堂隆重开幕，五百名委员出席会议，会场气氛热烈。
";
    let found = records(text);
    assert_eq!(found.len(), 1);
    assert!(found[0]["title"].as_str().unwrap().contains("高举团结民主旗帜"), "{:?}", titles(&found));
}

#[test]
fn sections_named_in_running_heads_are_labels_where_no_contents_page_names_them() {
    let text = "
云泽政协

2021 3

总第212期

特 稿

同心向党百年路

6月25日上午，市政协举行庆祝座谈会，五百名委员和机关干部参加。会前集体参观了纪念馆，会场里歌声嘹亮，许多老委员眼里闪着泪光。

本刊记者 程小雨

5

云泽政协 特稿

一艘船的百年梦想

我十九岁进船厂，师傅教我的第一句话是先学做人。今天，我们能造三十万吨的巨轮，我还有个梦想。

17

云泽政协 要闻

要 闻

市政协召开五届十八次常委会会议

5月27日至28日，市政协五届十八次常委会会议召开，围绕水乡经济发展协商议政，市长通报了有关情况。
";
    let found = records(text);
    let told: Vec<_> = found
        .iter()
        .map(|r| (r["title"].as_str().unwrap(), r["section"]["name"].as_str().unwrap_or_default()))
        .collect();
    assert!(told.contains(&("同心向党百年路", "特稿")), "{told:?}");
    assert!(told.contains(&("市政协召开五届十八次常委会会议", "要闻")), "{told:?}");
}

#[test]
fn speakers_over_their_titles_may_be_bodies_or_read_for_them() {
    let text = "
智慧在这里碰撞

——市政协五届一次会议大会发言摘登

民革云泽市委（发言人：葛连生）

打通断头路 畅通微循环

城区道路里程只增加了十一公里，我们走访发现断头路二十七条，最短的只差六十米，群众绕行多年。

许澜委员：

场县共建要走向相融

农场与县里过去隔着一条壕沟，这几年共建让农机跨了区、学校合了班，老百姓尝到了甜头。

何屿委员（市中心医院主任医师）

让每个家庭都有一位医生朋友

在门诊我常碰到坐三个小时汽车来量血压的老人，挂号排队一上午，跟我说话不到五分钟。

市政协城建环保委员会

给供热最末端的居民一个暖冬

一栋楼同样交热费，一楼和顶楼却常年只有十四五度，供热投诉中这三类住户占到七成，问题出在管网老化。
";
    let found = records(text);
    let speeches: Vec<_> = found.iter().filter(|r| r["kind"] == "speech").collect();
    let told: Vec<_> =
        speeches.iter().map(|r| (r["title"].as_str().unwrap(), r["byline"][0].as_str().unwrap_or_default())).collect();
    assert_eq!(
        told,
        [
            ("打通断头路 畅通微循环", "葛连生"),
            ("场县共建要走向相融", "许澜"),
            ("让每个家庭都有一位医生朋友", "何屿"),
            ("给供热最末端的居民一个暖冬", "市政协城建环保委员会"),
        ]
    );
}

#[test]
fn a_preface_before_the_contents_page_has_its_own_title() {
    let text = "
云泽政协

2024年第4期 总第163期

春江水暖

四月的云泽江，冰排已经走远，第一班轮渡靠上了码头。

刚刚过去的这个冬天，水乡成了游客心头的好去处。这座城市的热情不只来自冰雕雪塑，也来自出租车司机的一句问候、早市大姐的一碗热汤。

目 录

聚焦

06 在市政协五届十一次常委会会议上的讲话
10 把会议精神带回去
12 远程协商会侧记
14 构建全季旅游新格局
15 补强装备产业链
";
    let found = records(text);
    assert_eq!(titles(&found)[0], "春江水暖");
    assert!(found[0]["body"].to_string().contains("冰排已经走远"));
}

#[test]
fn titles_of_news_that_run_into_their_text_behind_a_sign_open_an_article_each() {
    let text = "
要闻简讯

●市政协机关举办书法展\u{3000}7月3日，市政协机关举办迎新书法展，机关干部送展作品四十余幅。

●市政协来水乡调研旅游\u{3000}7月5日，市政协副主席何屿率队到水乡调研旅游，走访了老码头和古桥。

●医卫界委员赴柳溪义诊\u{3000}7月8日，市政协医卫界别组织十一名委员赴柳溪县义诊，服务群众二百人次。
";
    let found = records(text);
    let told: Vec<_> =
        found.iter().map(|r| (r["title"].as_str().unwrap(), r["date"].as_str().unwrap_or_default())).collect();
    let titles: Vec<&str> = told.iter().map(|(title, _)| *title).collect();
    assert_eq!(titles, ["要闻简讯", "市政协机关举办书法展", "市政协来水乡调研旅游", "医卫界委员赴柳溪义诊"]);
    assert!(found[2]["body"].to_string().contains("走访了老码头"));
}

#[test]
fn offices_with_names_and_bodies_with_a_dash_open_the_parts_of_one_feature() {
    let text = "
提案者点题 承办者答卷

——云泽市重点提案承办单位办理答复实录

本报记者 祁望

群众关心什么，提案就关注什么。六月里，八个承办单位走上台，向提案者报告办理进展，回应群众关切。

市教育局——

办好课后服务 让家长放心

针对提升课后服务质量的提案，市教育局出台了实施办法，全市学校全部开展课后服务，家长满意率明显提高。

市水务局局长 许澜——

守护一江碧水 建设幸福河湖

提案办得好不好，江水最有发言权。我们排查整治入河排污口一百六十四个，关停取缔企业十二家。

市文化局——

做好冰雪文章

市文化局推出冬季旅游精品线路十条，改造提升景区服务设施，今后将进一步完善旅游基础设施。
";
    let found = records(text);
    assert_eq!(
        titles(&found),
        ["提案者点题 承办者答卷", "办好课后服务 让家长放心", "守护一江碧水 建设幸福河湖", "做好冰雪文章"]
    );
    assert!(found[1..].iter().all(|r| r["part_of"] == found[0]["id"]));
    assert_eq!(found[2]["byline"][0], "许澜");
}

#[test]
fn the_answer_of_a_body_in_brackets_is_the_handling_of_its_proposal() {
    let text = "
关于加强城区山体保护的提案

提案号：2019年第36号

提案人：沈青

【问题】

城区山环水抱，山体是城市的绿肺，近年来挖山建房时有发生，部分山体破损裸露。

【建议】

开展城区山体资源普查，划定保护红线，一山一档，向社会公布。

【市自然资源局答复】

我局已完成普查，对十二处破损山体实施复绿，新建山体公园三个。
";
    let found = records(text);
    let handling = found[0]["handling"].to_string();
    assert!(found[0]["kind"] == "proposal" && handling.contains("山体公园三个"), "{handling}");
}
