//! Reports of meetings that no heading pattern tells: minutes, sketches of a meeting that name its chair, what a standing
//! meeting decided, and leads that put the place between the meeting and 举行. Gives nothing where only a word of them is there.

use super::kind::Decision;
use super::{meeting, minutes, people};
use crate::model::article::Article;
use crate::pattern::Constant;
use crate::profile::{Kind, Profile, probe};

// must match "主席会议研究部署下半年工作", "秘书长办公会议听取汇报"; must not match "主席会议成员走访企业"
static DECIDED: Constant =
    Constant::new(r"(?:主[席任]|秘书长|常委会?|党组|办公|联席)会议(?:研究|听取|审议|讨论|部署|传达|协商|通过|决定)");
// must match "市政协党组中心组举行集体学习"; must not match "组织集体学习的经验"
static STUDIED: Constant = Constant::new(r"(?:中心组|党组).{0,12}(?:举行|开展|进行|召开).{0,14}集体学习$");
// must match "——双月协商座谈会侧记"; must not match "五届一次会议开幕侧记", "走访侧记"
static SKETCH: Constant = Constant::new(r"(?:会|会议|协商|询问|议政|听证)侧记$");
// must match "读书分享会在东湖书院举行"; must not match "在东湖书院读书"
static PLACED: Constant =
    Constant::new(r"^(?P<what>.{2,40}?)在[^,。在]{2,20}?(?P<held>举行|召开|举办|开讲|开幕|闭幕)$");
// must match "把协商会开到了田间地头"; must not match "把会员卡办到手"
static MOVED: Constant = Constant::new(r"把\p{Han}{0,8}(?:协商|座谈|议事|恳谈|议政)会(?:议)?(?:开|搬|办)(?:到|进|在)");

// must match "随后主持召开督办会", "召开重点提案座谈会"; must not match "召开座谈会7次"
static CALLED: Constant = Constant::new(r"召开\p{Han}{0,8}(?:督办|座谈|协商|评议)会(?:[,。]|$)");

/// What heading and text say together.
pub(super) fn tells_of_a_meeting(article: &Article, profile: &Profile) -> Option<Decision> {
    let subtitle = article.head.subtitle.as_deref().unwrap_or_default();
    let heads = [probe(&article.head.title), probe(subtitle)];
    if heads.iter().any(|head| STUDIED.is_match(head)) {
        return Some(meeting_called("集体学习"));
    }
    if heads.iter().any(|head| DECIDED.is_match(head))
        || meeting::paragraphs(article).take(MINUTES).any(|p| minutes::is_minutes(&probe(p), profile))
    {
        return Some(meeting_called("会议"));
    }
    let supervised = heads.iter().any(|h| h.contains("督办") && !h.ends_with("纪实") && !h.ends_with("综述"));
    if supervised && meeting::paragraphs(article).take(SUPERVISED).any(|p| CALLED.is_match(&probe(p))) {
        return Some(meeting_called("督办会"));
    }
    let sketched = heads.iter().any(|head| SKETCH.is_match(head));
    let chaired = || !people::present(meeting::paragraphs(article), profile).chair.is_empty();
    (sketched && chaired()).then(|| meeting_called("侧记"))
}

/// Paragraphs at the head of a report on a proposal's handling among which a meeting is called.
const SUPERVISED: usize = 3;
/// Paragraphs at the head of a report among which its minutes stand.
const MINUTES: usize = 6;

fn meeting_called(name: &str) -> Decision {
    Decision { kind: Kind::Meeting, classification: Some(name.to_owned()) }
}

/// A clause without the place before its verb: `“分享会”在东湖书院举行` is 分享会举行.
pub(super) fn without_place(clause: &str) -> Option<String> {
    let bare = clause.replace(['“', '”', '"'], "");
    let c = PLACED.captures(&bare)?;
    Some(format!("{}{}", c.name("what")?.as_str(), c.name("held")?.as_str()))
}

/// 市政协把协商会开到了村头.
pub(super) fn moved(clause: &str) -> Option<Decision> {
    MOVED.is_match(clause).then(|| meeting_called("协商会"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_taken_out_of_a_clause() {
        assert_eq!(without_place("2022年首期“云泽讲堂”在市图书馆举行").as_deref(), Some("2022年首期云泽讲堂举行"));
        assert_eq!(without_place("委员们在市图书馆读书"), None);
    }

    #[test]
    fn standing_meetings_and_sketches_are_told_by_their_headings() {
        assert!(DECIDED.is_match("主任会议听取专项工作汇报") && !DECIDED.is_match("主席会议成员包联企业"));
        assert!(SKETCH.is_match("远程协商会侧记") && !SKETCH.is_match("五届一次会议开幕侧记"));
        assert!(CALLED.is_match("随后召开重点提案督办会。") && !CALLED.is_match("先后召开座谈会7次,走访三地"));
        assert!(STUDIED.is_match("市政协党组理论学习中心组开展集体学习") && !STUDIED.is_match("集体学习"));
        assert!(moved("县政协把恳谈会开到了茶园里").is_some() && moved("他把会员卡办到手").is_none());
    }
}
