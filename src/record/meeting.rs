//! Fields of a meeting: name, organ, 届 and 次, days, place, decisions.

use super::minutes;
use crate::model::article::{Article, BlockKind};
use crate::model::script::len;
use crate::pattern::{Captures, Constant};
use crate::profile::probe;

/// Characters of a decision; what runs on is told in the text.
const MAX_DECISION: usize = 200;
/// Characters of the title of a proposal.
const MAX_TITLE: usize = 82;

// must match "十四届五次", "第十四届委员会第二次会议"; must not match "十三届全国政协"
static TERM: Constant =
    Constant::new(r"第?(?P<t>[一二三四五六七八九十\d]{1,4})届(?:.{0,16}?)第?(?P<o>[一二三四五六七八九十\d]{1,4})次");
// must match "提案委员会全体委员第一次会议"; must not match "第一阶段会议"
static OWN_ORDINAL: Constant = Constant::new(r"会议.{0,20}?第(?P<o>[一二三四五六七八九十\d]{1,3})次(?:全体)?会议");
// must match "于1月4日、5日在云泽国际会议中心隆重召开"; must not match "在市委坚强领导下"
static PLACE: Constant = Constant::new(
    r"日?(?:上午|下午|晚)?,?在(?P<p>[^,。;在]{2,24}?)(?:隆重|胜利|联合|顺利|如期|成功|共同)*(?:召开|举行|开幕|闭幕|举办|开讲)",
);
// must match "审议通过了《…决议》"; must not match "审议工作报告"
static DECISION: Constant = Constant::new(r"(?:审议)?(?:并)?(?:表决)?通过(?:了)?(?P<d>[^。;]{4,})");
// must match "《关于加快发展的提案》"; must not match "《政府工作报告》"
static PROPOSAL: Constant = Constant::new(r"《(?P<t>[^《》]{4,}(?:提案|建议))》");

/// Chinese or Arabic number up to 99.
pub(super) fn number(s: &str) -> Option<u32> {
    if let Ok(n) = s.parse() {
        return Some(n);
    }
    let digit = |c: char| "一二三四五六七八九".chars().position(|d| d == c).map(|i| i as u32 + 1);
    let (tens, ones) = match s.split_once('十') {
        Some((tens, ones)) => (if tens.is_empty() { Some(1) } else { tens.chars().next().and_then(digit) }?, ones),
        None => (0, s),
    };
    let ones = if ones.is_empty() { 0 } else { ones.chars().next().and_then(digit)? };
    let n = tens * 10 + ones;
    (n > 0).then_some(n)
}

/// 届 and 次 of the meeting a text names.
pub(super) fn term(text: &str) -> Option<(u32, u32)> {
    let p = probe(text).replace(' ', "");
    // 传达学习…二次会议精神: another meeting's
    let own = |c: &Captures<'_>| {
        let behind = c.get(0).and_then(|m| p.get(m.end()..)).unwrap_or_default();
        !["会议精神", "全会精神", "会议以来", "会议期间", "全体会议精神"].iter().any(|w| behind.starts_with(w))
    };
    let c = TERM.captures_iter(&p).find(own)?;
    Some((number(c.name("t")?.as_str())?, number(c.name("o")?.as_str())?))
}

/// 届 and 次 of a report's meeting: out of its heading, else its first paragraph. A body's own meeting inside a
/// larger one (…二次会议举行提案委员会第一次会议) has its own 次; a body without 届 has 次 alone.
pub(super) fn term_of(article: &Article) -> (Option<u32>, Option<u32>) {
    let heading = format!("{} {}", article.head.title, article.head.subtitle.as_deref().unwrap_or_default());
    let lead = || paragraphs(article).next();
    let Some((t, o)) = term(&heading).or_else(|| lead().and_then(term)) else {
        let held = |lead: &str| ordinal(HELD_ORDINAL.find(&probe(lead).replace(' ', ""))?.as_str());
        return (None, ordinal(&heading).or_else(|| lead().and_then(held)));
    };
    let own = OWN_ORDINAL.captures(&probe(&heading).replace(' ', "")).and_then(|c| number(c.name("o")?.as_str()));
    (Some(t), Some(own.unwrap_or(o)))
}

// must match "第十三次主任会议", "2020年第11次集体学习", "第十九次双周协商座谈会"; must not match "第三次产业会议", "第二次来到会场"
static ORDINAL: Constant = Constant::new(
    r"第(?P<o>[一二三四五六七八九十\d]{1,3})次(?:主[席任]|党组|常委会?|集体|全体|联席|秘书长|办公|工作|双周|专题|协商|座谈){0,3}(?:\(扩大\))?(?:会|学习|例会)",
);

// must match "召开第十三次主任会议", "举行2020年第11次集体学习"; must not match "召开扩大会议,研究第五次会议"
static HELD_ORDINAL: Constant =
    Constant::new(r"(?:召开|举行|开展)[^,。]{0,12}?第[一二三四五六七八九十\d]{1,3}次[^,。]{0,8}");

/// 次 of a meeting that no 届 stands before.
fn ordinal(text: &str) -> Option<u32> {
    number(ORDINAL.captures(&probe(text).replace(' ', ""))?.name("o")?.as_str())
}

/// Paragraphs of the body, in order.
pub(super) fn paragraphs(article: &Article) -> impl Iterator<Item = &str> {
    article
        .body
        .iter()
        .filter(|b| b.kind != BlockKind::Heading(1) || b.text.chars().count() > 40)
        .map(|b| b.text.as_str())
}

/// The heading that names the meeting, with the verbs taken off.
pub(super) fn name(article: &Article) -> Option<String> {
    let subtitle = article.head.subtitle.as_deref().unwrap_or_default();
    let names = |s: &str| s.contains('会') || s.contains("讲座") || s.contains("讲堂") || s.contains("讨论");
    let line = [subtitle, article.head.title.as_str()].into_iter().find(|s| names(s))?;
    let mut p = probe(line).trim_start_matches(['—', '-']).trim_end_matches("侧记").to_owned();
    if let Some(first) = p.split(' ').find(|w| names(w) && w.chars().count() >= 8) {
        p = first.to_owned();
    }
    let p = p.replace(' ', "");
    for verb in [
        "组织参加",
        "组织召开",
        "隆重召开",
        "胜利召开",
        "召开",
        "举行",
        "举办",
        "隆重开幕",
        "胜利闭幕",
        "开幕",
        "闭幕",
        "参加",
    ] {
        if let Some((before, after)) = p.split_once(verb) {
            let after = after.trim();
            // "市政协召开十四届五次会议" keeps the organ; "组织参加全国…会议" is not the organ's own meeting
            return Some(match (after.is_empty(), verb) {
                (true, _) => before.to_owned(),
                (false, "组织参加" | "参加") => after.to_owned(),
                _ => format!("{before}{after}"),
            });
        }
    }
    Some(p)
}

/// The body that met, out of the meeting's name.
pub(super) fn organ(name: &str) -> Option<String> {
    let assembly = name.find("政协").map(|i| i + "政协".len()).and_then(|end| name.get(..end))?;
    let assembly = assembly.trim_start_matches(|c: char| !crate::model::script::is_han(c));
    for (word, body) in [
        ("机关党组", "机关党组"),
        ("党组", "党组"),
        ("主席会议", "主席会议"),
        ("常委会", "常委会"),
        ("常务委员会", "常委会"),
    ] {
        if name.contains(word) {
            return Some(format!("{assembly}{body}"));
        }
    }
    Some(assembly.to_owned())
}

/// Sentences of a paragraph that may say where without naming the meeting.
const LEAD: usize = 2;

pub(super) fn place(lead: &str) -> Option<String> {
    let p = probe(lead);
    if let Some(place) = minutes::place(&p) {
        return Some(place);
    }
    // the lead says where, or a sentence on the meeting; what is to be held elsewhere stands further on
    let on_meeting = |s: &&str| ["会议", "大会", "座谈会", "培训", "讲座", "活动"].iter().any(|w| s.starts_with(w));
    let place = p
        .split('。')
        .enumerate()
        .filter(|(k, sentence)| *k < LEAD || on_meeting(sentence))
        .find_map(|(_, sentence)| Some(PLACE.captures(sentence)?.name("p")?.as_str().trim().to_owned()))?;
    let told = ["领导", "基础", "精神", "形势", "背景", "这里", "之际"].iter().any(|w| place.contains(w));
    (!told && !place.ends_with(['年', '月', '下', '中'])).then_some(place)
}

/// in-person, video or mixed, where the text says anything of it.
pub(super) fn mode(article: &Article) -> Option<&'static str> {
    let text: String = paragraphs(article).take(3).collect();
    let video =
        text.contains("视频形式") || text.contains("视频会议") || text.contains("网络视频") || text.contains("线上");
    let present = text.contains("现场") || text.contains("出席会议") || text.contains("线下");
    match (video, present) {
        (true, true) => Some("mixed"),
        (true, false) => Some("video"),
        (false, true) if text.contains("现场") => Some("in-person"),
        _ => None,
    }
}

/// What was passed, as printed.
pub(super) fn decisions(article: &Article) -> Vec<String> {
    let mut out = Vec::new();
    for paragraph in paragraphs(article) {
        for sentence in paragraph.split(['。', '；', ';']) {
            if sentence.contains("审议")
                && let Some(c) = DECISION.captures(sentence)
                && let Some(d) = c.name("d")
            {
                let start: String = d.as_str().chars().take(MAX_DECISION).collect();
                out.push(start.trim().to_owned());
            }
        }
    }
    out
}

/// Titles of proposals a meeting on proposals dealt with.
pub(super) fn proposals(article: &Article) -> Vec<String> {
    let heading = format!("{}{}", article.head.title, article.head.subtitle.as_deref().unwrap_or_default());
    let on_proposals = heading.contains("提案") && ["督办", "协商", "办理"].iter().any(|w| heading.contains(w));
    let mut out: Vec<String> = Vec::new();
    for paragraph in paragraphs(article) {
        for sentence in paragraph.split('。').filter(|s| on_proposals || deals_with_proposals(s)) {
            let titles = PROPOSAL.captures_iter(sentence).filter_map(|c| c.name("t")).map(|t| t.as_str().to_owned());
            for title in titles.filter(|t| len(t) <= MAX_TITLE && (on_proposals || t.ends_with("提案"))) {
                if !out.contains(&title) {
                    out.push(title);
                }
            }
        }
    }
    out
}

/// A sentence of a meeting's report on how proposals are handled: 《…的提案》由主席督办, 听取《…的提案》办理情况的汇报.
fn deals_with_proposals(sentence: &str) -> bool {
    sentence.contains("会议") && ["督办", "办理"].iter().any(|w| sentence.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_and_ordinals_are_read_in_both_forms() {
        assert_eq!(term("市政协十四届五次常委会会议召开"), Some((14, 5)));
        assert_eq!(term("政协云泽市第五届委员会第三次会议"), Some((5, 3)));
        assert_eq!(term("市政协十四届十九次党组(扩大)会议召开"), Some((14, 19)));
        assert_eq!(term("十三届全国政协经济委员会履职情况"), None);
    }

    #[test]
    fn another_meetings_number_is_not_this_ones() {
        assert_eq!(term("传达学习省政协十二届四次会议精神大会"), None);
        assert_eq!(term("传达省政协十二届四次会议精神 市政协五届九次党组会议召开"), Some((5, 9)));
    }

    #[test]
    fn the_place_stands_in_the_lead_or_in_a_sentence_on_the_meeting() {
        assert_eq!(place("5月6日，协商会在云泽饭店联合召开。").as_deref(), Some("云泽饭店"));
        assert_eq!(place("5月6日，市政协开会。会议在东楼礼堂举行。").as_deref(), Some("东楼礼堂"));
        assert_eq!(place("5月6日，市政协开会。气氛热烈。明年将在江城举办画展。"), None);
        assert_eq!(place("这是在开局之年召开的会议。"), None);
    }

    #[test]
    fn an_ordinal_may_stand_without_a_term() {
        assert_eq!(ordinal("市人大常委会召开第十三次主任会议"), Some(13));
        assert_eq!(ordinal("中心组举行2020年第9次集体学习"), Some(9));
        assert_eq!(ordinal("全市第三次产业会议"), None);
    }

    #[test]
    fn only_sentences_on_their_handling_name_proposals_that_were_dealt_with() {
        assert!(deals_with_proposals("会议决定，《关于疏浚沟渠的提案》由副主席督办"));
        assert!(!deals_with_proposals("他去年写的《关于疏浚沟渠的提案》获了奖"));
    }

    #[test]
    fn chinese_numbers_up_to_ninety_nine() {
        assert_eq!(["一", "十", "十二", "二十", "二十一", "7"].map(number), [1, 10, 12, 20, 21, 7].map(Some));
        assert_eq!(number("百"), None);
    }
}
