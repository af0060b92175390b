//! Damage to numbers, quotation marks, set words and whole clauses, on lines of their own: each names the rule that must
//! mend it, with as many forms as chance gives.

use super::corpus::Chance;

/// A damaged line and the clean one.
pub type Pair = (String, String);
/// Makes one.
type Frame = fn(&mut Chance) -> Pair;

/// Kinds of damage by name, each with a way to make one.
pub const FRAMES: [(&str, Frame); 13] = [
    ("letters in a count", |c| {
        let n = (100 + c.below(800)).to_string();
        let damaged = n.replace('0', "O").replace('1', "l");
        let one = |n: &str| format!("全年共办理提案{n}件，办复率达到百分之百。");
        (one(&damaged), one(&n))
    }),
    ("日 read as 曰", |c| {
        let one = |day: &str, (m, d): (usize, usize)| format!("{m}月{d}{day}，云泽市政协召开专题协商会议。");
        let date = (1 + c.below(12), 1 + c.below(28));
        (one("曰", date), one("日", date))
    }),
    ("一 read as a dash", |c| {
        let what = *c.pick(&["届", "次", "条", "章", "期"]);
        (format!("根据第—{what}的规定，认真开展各项工作。"), format!("根据第一{what}的规定，认真开展各项工作。"))
    }),
    ("TeX", |c| {
        let n = c.below(100);
        let one = |n: &str| format!("满意率为{n}，比上年有所提高。");
        (one(&format!("${n}.5\\%$")), one(&format!("{n}.5%")))
    }),
    ("entities", |c| {
        let what = *c.pick(&["书香政协", "有事好商量", "委员工作室"]);
        (format!("打造&ldquo;{what}&rdquo;品牌，服务群众。"), format!("打造“{what}”品牌，服务群众。"))
    }),
    ("turned quotation marks", |c| {
        let what = *c.pick(&["书香政协", "有事好商量", "委员工作室"]);
        (format!("围绕”{what}“、“同心“，开展协商。"), format!("围绕“{what}”、“同心”，开展协商。"))
    }),
    ("a mark twice", |c| {
        let mark = *c.pick(&["，", "、", "；"]);
        (format!("听取情况通报{mark}{mark}实地察看现场。。"), format!("听取情况通报{mark}实地察看现场。"))
    }),
    ("a sentence twice", |c| {
        let n = 1 + c.below(90);
        let one = format!("市农业农村局牵头成立工作专班，制定第{n}号行动方案，明确全年的工作思路和主要任务目标。");
        (format!("{one}{one}各项工作有序推进。"), format!("{one}各项工作有序推进。"))
    }),
    ("look-alike in a set word", |c| {
        let (wrong, right) = *c.pick(&[("深人开展", "深入开展"), ("参攻议政", "参政议政"), ("深人学习", "深入学习")]);
        let n = c.below(900);
        (format!("各位委员{wrong}，完成第{n}项任务。"), format!("各位委员{right}，完成第{n}项任务。"))
    }),
    ("headline without its end", |c| {
        let word = *c.pick(&["履职水平", "参政议政", "乡村振兴", "民生福祉"]);
        let cut: String = word.chars().take(3).collect();
        let who = *c.pick(&["东湖区政协", "城西县政协", "高新区政协"]);
        (format!("{who}搭建平台不断助推{cut}"), format!("{who}搭建平台不断助推{word}"))
    }),
    ("a clause read too early", |c| {
        let n = c.below(900);
        let head = "一年来，";
        let clause = "民生福祉的“金点子”。";
        let (a, b) = (format!("委员们提交第{n}件提案，变成了增进"), "互相监督、肝胆相照、荣辱与共”的方针。");
        (format!("{head}{clause}{a}{b}"), format!("{head}{a}{clause}{b}"))
    }),
    ("look-alike in an office", |c| {
        let name = *c.pick(&["祁书云", "邬晓岚", "沈伯谦"]);
        (format!("市政协副主度{name}出席会议。"), format!("市政协副主席{name}出席会议。"))
    }),
    ("signs between numbers", |c| {
        let (a, b) = (2000 + c.below(10), 2011 + c.below(14));
        (format!("印发行动方案（{a}一{b}年），明确思路。"), format!("印发行动方案（{a}—{b}年），明确思路。"))
    }),
];
