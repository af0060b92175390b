//! Clean text to try repairs on: the articles of the fixtures as their authors wrote them, and text invented here from
//! patterns that rules might trip over.

use std::path::Path;

/// A small generator of chance, the same on every machine.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n.max(1)
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// The lines of the fixtures' articles, without the signs of the fixture format.
pub fn fixtures() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/yunze");
    let mut issues: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path().join("source.txt")).collect();
    issues.sort();
    let mut lines = Vec::new();
    for source in issues.iter().filter(|path| path.is_file()) {
        let mut body = false;
        for line in std::fs::read_to_string(source).unwrap().lines() {
            match line.trim() {
                "---" => body = true,
                line if line.starts_with("===") => body = false,
                "" => {}
                line if body && line.contains(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)) => {
                    lines.push(line.trim_start_matches(['#', '!', '^', '>', '@', '*', ' ']).to_owned());
                }
                _ => {}
            }
        }
    }
    lines
}

const NAMES: [&str; 24] = [
    "孙坤",
    "孙珅",
    "赵昱",
    "赵罡",
    "李末",
    "李未",
    "王士元",
    "王土元",
    "陈候",
    "陈侯",
    "周清",
    "周请",
    "吴晴",
    "何治",
    "何冶",
    "林今",
    "林令",
    "郑千里",
    "郑干里",
    "马由",
    "马田",
    "高崇",
    "高祟",
    "程砚舟",
];
const OFFICES: [&str; 8] = [
    "市政协委员",
    "区政协主席",
    "省政协副主席",
    "市教育局局长",
    "云泽大学教授",
    "县委书记",
    "民建会员",
    "街道办事处主任",
];
const BODIES: [&str; 8] = [
    "云泽市政协",
    "东湖区政协",
    "岚江省政协",
    "市发展改革委",
    "市农业农村局",
    "高新区管委会",
    "民盟市委会",
    "市总工会",
];
const TOPICS: [&str; 16] = [
    "老旧小区改造",
    "冷链物流体系建设",
    "寒地特色种植",
    "工业互联网应用",
    "基层医疗服务",
    "城乡区域协调发展",
    "职业教育产教融合",
    "湿地生态保护",
    "夜间经济",
    "社区养老",
    "中小企业融资",
    "数字政务",
    "非物质文化遗产传承",
    "道路交通治理",
    "制造业转型升级",
    "青年人才引进",
];
const VERBS: [&str; 8] = ["围绕", "聚焦", "针对", "就", "紧扣", "着眼", "对", "结合"];
const DEEDS: [&str; 8] = [
    "开展专题调研",
    "召开协商座谈会",
    "组织委员视察",
    "提出意见建议",
    "深入基层走访",
    "听取情况通报",
    "举办读书活动",
    "进行民主监督",
];
const CLAUSES: [&str; 26] = [
    "奋力打造“一刻钟”服务圈",
    "推动建议真落实、见实效",
    "因地制定实施方案",
    "组织查访慰问和营房环境整治",
    "统筹大调研与大走访",
    "民企监督员列席",
    "聚力解决堵点",
    "坚持“人民城市人民建”",
    "做到“把‘小事’当‘大事’”",
    "子曰：“学而时习之”",
    "一一对应、一一落实",
    "既要“走出去”，又要“请进来”",
    "大家认真研究研究、反复讨论讨论",
    "要把制造制造业母机摆在首位",
    "高新区区域内的企业",
    "促进发展展会经济",
    "打造造船基地",
    "人人参与、人人尽责",
    "推动人民民主不断发展",
    "一步一步走、一件一件办",
    "提高高校服务能力",
    "在生产产品的过程中",
    "聚力主责主业",
    "注重围绕中心、服务大局、提升质量",
    "坚持既定规划和年度计划",
    "上午与下午分别进行",
];
const FACTS: [&str; 26] = [
    "推广O2O模式和O2O项目",
    "捐献O型血200ml、饮用水5l",
    "登记型号A1O2和CO2传感器",
    "往返云泽—岚江航线",
    "实施2021—2025年规划",
    "按10的3次方计",
    "优惠价$100至$200",
    "采用C++与Python3.11",
    "订购H&M、AT&T设备",
    "支出1,200.50元",
    "门牌为和平路12-1号",
    "坐标N38.5°、E114.2°",
    "同比增长12.5%",
    "投入资金3,500万元",
    "使用AC352型直升机",
    "建成5G+智慧园区",
    "接入IPv6网络",
    "排放CO₂约1.2万吨",
    "水质含H₂O₂检测项",
    "气温在-15℃至-4℃之间",
    "覆盖1～3期工程",
    "服务24小时“不打烊”",
    "完成第①至③项任务",
    "面积达120㎡",
    "比例为3:2",
    "于9:30开始",
];
const PLACES: [&str; 6] = [
    "网址为http://www.yunze.example/a,b?c=d",
    "邮箱是zx@yunze.example",
    "云政发〔2024〕12号文件",
    "《关于加强提案办理工作的意见（试行）》",
    "“三个一”工程",
    "《云泽日报》（2024年3月1日第2版）",
];

const VERSE: [&str; 6] = [
    "山一程，水一程，湖上归舟载月行。",
    "明月几时圆，几时圆，且问江头老钓船。",
    "岁岁年年人不老，年年岁岁柳如烟。",
    "归去来兮，归去来兮，田园芜矣胡不归？",
    "风萧萧兮云水寒，故人一去兮何日还！",
    "其一",
];
const RARE: [&str; 6] = [
    "参会的有陶喆、赵堃、李昇、孙淼淼、张犇、何翀等委员。",
    "阿不都热合曼·买买提、卓玛·次仁向大家致意。",
    "欧阳䶮、司马懿轩、尉迟昉三位青年作了发言。",
    "展出《蘭亭》拓片、“墨韻”书法和篆刻作品四十余件。",
    "① 总则；② 细则；③ 附则。㈠ 适用范围 ⑴ 说明",
    "①2023年，②2024年，详见第③项及Ⅳ类标准。",
];

/// At least so many characters of invented text, one paragraph or heading a line.
pub fn invented(characters: usize) -> Vec<String> {
    let mut chance = Chance::new(7);
    let mut lines: Vec<String> = Vec::new();
    let mut n = 0;
    while n < characters {
        let line = match chance.below(12) {
            0 => heading(&mut chance),
            1 => special(&mut chance),
            _ => paragraph(&mut chance),
        };
        n += line.chars().count();
        lines.push(line);
    }
    lines
}

fn heading(chance: &mut Chance) -> String {
    match chance.below(4) {
        0 => format!(
            "{} {}",
            chance.pick(&["扛起责任", "同心同行", "凝聚共识", "汇聚力量"]),
            chance.pick(&["助力振兴", "共谋发展", "履职为民"])
        ),
        1 => format!("{}{}{}", chance.pick(&BODIES), chance.pick(&VERBS), chance.pick(&TOPICS)),
        2 => format!("——{}工作综述", chance.pick(&BODIES)),
        _ => format!(
            "政协云泽市第{}届委员会第{}次会议召开",
            chance.pick(&["三", "四", "五"]),
            chance.pick(&["一", "二", "三"])
        ),
    }
}

/// Lines that are no prose: lists, codes, foreign words, verse.
fn special(chance: &mut Chance) -> String {
    let names =
        |chance: &mut Chance, n: usize, by: &str| (0..n).map(|_| *chance.pick(&NAMES)).collect::<Vec<_>>().join(by);
    match chance.below(14) {
        7 => chance.pick(&VERSE).to_string(),
        8 => chance.pick(&RARE).to_string(),
        9 => format!(
            "序号 {} 单位 {} 得分 {}.{}",
            1 + chance.below(90),
            chance.pick(&BODIES),
            chance.below(100),
            chance.below(100)
        ),
        10 => format!("{}、{}", 1 + chance.below(9), chance.pick(&TOPICS)),
        11 => format!("（{}）{}", chance.pick(&["一", "二", "三", "十一"]), chance.pick(&TOPICS)),
        12 => format!("口 述 {}", chance.pick(&["历史", "实录"])),
        13 => format!("{} {} {}", 2000 + chance.below(25), chance.below(9999), chance.below(100)),
        0 => names(chance, 6, " "),
        1 => format!("出席会议的有{}，共计三十余人。", names(chance, 4, "、")),
        2 => format!("（{}日报 {}）", chance.pick(&["云泽", "岚江"]), chance.pick(&NAMES)),
        3 => "Events and Activities, (more) at R&D Center".to_owned(),
        4 => format!("{} 湖光潋滟晴方好，山色空蒙雨亦奇。", chance.pick(&NAMES)),
        5 => format!(
            "{}年{}月{}日 星期{}",
            2018 + chance.below(8),
            1 + chance.below(12),
            1 + chance.below(28),
            chance.pick(&["一", "三", "五"])
        ),
        _ => format!("{:02} {} {}", 1 + chance.below(48), chance.pick(&["凝心聚力", "务实为民"]), chance.pick(&TOPICS)),
    }
}

fn paragraph(chance: &mut Chance) -> String {
    let mut text = format!("{}月{}日，", 1 + chance.below(12), 1 + chance.below(28));
    for _ in 0..2 + chance.below(5) {
        let sentence = match chance.below(6) {
            0 => format!("{}{}出席会议并讲话。", chance.pick(&OFFICES), chance.pick(&NAMES)),
            1 => format!("{}介绍，今年以来{}，{}。", chance.pick(&NAMES), chance.pick(&FACTS), chance.pick(&FACTS)),
            2 => format!("会议强调，{}，{}。", chance.pick(&CLAUSES), chance.pick(&CLAUSES)),
            3 => format!("详见{}，共{}件。", chance.pick(&PLACES), 1 + chance.below(4000)),
            4 => format!("过去五年，{}届市政协{}。", chance.pick(&["十三", "十四", "十五"]), chance.pick(&DEEDS)),
            _ => format!(
                "{}{}{}，{}。",
                chance.pick(&BODIES),
                chance.pick(&VERBS),
                chance.pick(&TOPICS),
                chance.pick(&DEEDS)
            ),
        };
        text.push_str(&sentence);
    }
    text
}
