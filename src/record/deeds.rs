//! What people at a meeting did, out of the words behind their names: chaired, spoke, attended, sat in, or were not there.

use crate::pattern::Constant;
use crate::profile::Profile;

/// What a clause says its people did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Chaired { spoke: bool },
    Spoke,
    Attended,
    Observed,
}

/// A list of people that says before them what they did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Listed {
    pub deed: Deed,
    /// First character of the list.
    pub from: usize,
}

// must match "在主席台就座的还有", "出席会议的市政协副主席有"; must not match "参加讨论的委员认为"
static LIST_OF: Constant = Constant::new(
    r"(?:出席|列席|参加|应邀|到会|就座|就坐)[^,:、]{0,30}?的(?:[^,:、]{0,16}?还?有|[^,:、]{0,8}?(?:领导|老同志|嘉宾)(?:还?有)?):?",
);

/// `应邀出席开幕会的领导有：…`, `列席会议的有…`, `应邀出席的市领导…`: names behind what they did.
pub(super) fn listed_under(sentence: &str) -> Option<Listed> {
    let chars_to = |bytes: usize| sentence.get(..bytes).map(|head| head.chars().count());
    if let Some((head, _)) = sentence.split_once(':') {
        let lists = head.ends_with('有') || head.ends_with("领导") || head.ends_with("同志") || head.ends_with("嘉宾");
        if let Some(deed) = lists.then(|| deed(head)).flatten() {
            return Some(Listed { deed, from: chars_to(head.len() + 1)? });
        }
    }
    let list = LIST_OF.find(sentence)?;
    Some(Listed { deed: deed(list.as_str())?, from: chars_to(list.end())? })
}

// must match "听取了提案委员会主任" before a name; must not match "听取群众意见的"
static HEARD: Constant = Constant::new(r"^.{0,8}听取(?:和|并|审议|讨论)*了?");

/// Length in characters of `会议听取了` at the start of an office: whoever stands there gave the report that is named behind.
pub(super) fn heard(office: &str) -> Option<usize> {
    HEARD.find(office).map(|m| m.as_str().chars().count())
}

/// `关于…情况的汇报`, `受市政府委托作的《…报告》` behind a name.
pub(super) fn names_a_report(clause: &str) -> bool {
    let what = clause.split(',').next().unwrap_or_default();
    let gave =
        (what.starts_with('受') || what.starts_with("代表")) && what.contains("作的") || what.starts_with("所作的");
    (gave || what.starts_with("关于")) && ["汇报", "通报", "报告", "说明", "介绍"].iter().any(|w| what.contains(w))
}

/// Characters behind names in which `等5位常委、委员` stands.
pub(super) const MAX_OTHERS: usize = 12;

/// What follows `等委员`, `等5位常委、委员`, `等同志` behind names.
pub(super) fn others_end(clause: &str) -> Option<&str> {
    let rest = clause.strip_prefix('等').unwrap_or(clause);
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十几多位名".contains(c));
    let mut end = None;
    let mut at = rest;
    while let Some(next) = OTHERS.iter().find_map(|w| at.strip_prefix(w)) {
        at = next;
        end = Some(next);
    }
    end
}

/// Words for those who are counted and not named.
const OTHERS: [&str; 18] = [
    "市领导",
    "省领导",
    "区领导",
    "县领导",
    "州领导",
    "旗领导",
    "领导同志",
    "领导",
    "常委",
    "委员",
    "代表",
    "同志",
    "专家",
    "学者",
    "嘉宾",
    "负责人",
    "人",
    "、",
];

/// Somebody whose speech was studied, or who sent somebody else, was not there.
pub(super) fn absent(chars: &[char], start: usize, profile: &Profile) -> bool {
    let head: String = chars[start..].iter().take(40).collect();
    let before: String = {
        let clause = chars[..start].iter().rposition(|c| *c == ',').map_or(0, |i| i + 1);
        chars[clause..start].iter().collect()
    };
    let own = |w: &String| before.contains(w.as_str()) || head.starts_with(w.as_str());
    profile.lexicon.absent.iter().any(own)
}

/// Words after a name that tell of somebody who sent others or was only quoted.
pub(super) fn was_absent(clause: &str) -> bool {
    // 受常委会委托,向大会作工作报告: who was sent was there
    let sent = clause.starts_with('受');
    !sent && clause.contains("委托") || ["讲话精神", "批示", "所作", "所做"].iter().any(|w| clause.contains(w))
}

/// What the clause after the names says they did: its first words of a deed, and what these people did besides.
pub(super) fn deed(clause: &str) -> Option<Deed> {
    let clause = clause.trim_start_matches(['(', ')', ' ']);
    // 等委员结合工作谈体会: the verb stands behind the others
    let clause = if clause.starts_with('等') { others_end(clause).unwrap_or(clause) } else { clause };
    let pieces: Vec<&str> = clause.split(',').collect();
    let mut about_them = true;
    let mut told = None;
    for (k, piece) in pieces.iter().enumerate() {
        if was_absent(piece) {
            return None;
        }
        told = deed_of(piece, about_them).map(|deed| (k, deed));
        if told.is_some() {
            break;
        }
        // 李某委员以自己为例，建议…: the verb stands behind what the words before lead to
        about_them = piece.starts_with('受') || LEADS_ON.iter().any(|w| piece.starts_with(w));
    }
    let (k, deed) = told?;
    let more = || pieces[k + 1..].iter().take_while(|p| GOES_ON.iter().any(|w| p.starts_with(w)));
    match deed {
        // 主持会议，并就下步工作讲话; 出席会议，副秘书长列席会议 tells of others
        Deed::Chaired { spoke: false } => Some(Deed::Chaired { spoke: more().any(|p| has(p, &SPOKE[..3])) }),
        Deed::Attended if more().any(|p| deed_of(p, false) == Some(Deed::Spoke)) => Some(Deed::Spoke),
        deed => Some(deed),
    }
}

/// `他说…`, `她介绍…`, without the pronoun.
pub(super) fn said_so(words: &str) -> bool {
    let verb = ADVERBS.iter().find_map(|adverb| words.strip_prefix(adverb)).unwrap_or(words);
    SAYS.iter().any(|w| verb.starts_with(w))
}

/// What may stand before a verb of saying.
const ADVERBS: [&str; 14] =
    ["现场", "分别", "逐一", "一一", "先后", "接着", "当场", "首先", "最后", "随后", "则", "也", "还", "率先"];

fn has(piece: &str, words: &[&str]) -> bool {
    words.iter().any(|w| piece.contains(w))
}

/// What one piece of a clause says. `about_them` says that its first verb is theirs.
fn deed_of(piece: &str, about_them: bool) -> Option<Deed> {
    if piece.contains("主持") {
        return Some(Deed::Chaired { spoke: has(piece, &SPOKE[..3]) });
    }
    // 大会执行主席某某宣布大会开幕
    if about_them && piece.starts_with("宣布") && has(piece, &OPENS) {
        return Some(Deed::Chaired { spoke: false });
    }
    if piece.contains("列席") {
        return Some(Deed::Observed);
    }
    // who listened to a report did not give it
    let heard = piece.split_once("听取").map_or(piece, |(before, _)| before);
    let role =
        LEADS_ON.iter().any(|w| piece.starts_with(w)) && ["说", "表示", "认为"].iter().any(|w| piece.ends_with(w));
    let says = about_them && (role || said_so(piece));
    let gave = about_them && piece.starts_with('作') && has(piece, &GAVE);
    if says || gave || has(heard, &SPOKE) || has(piece, &SPOKE[..3]) {
        return Some(Deed::Spoke);
    }
    has(piece, &ATTENDED).then_some(Deed::Attended)
}

/// What whoever chairs a session announces.
const OPENS: [&str; 5] = ["开幕", "闭幕", "开会", "开始", "结束"];
/// What somebody gives who speaks, behind 作.
const GAVE: [&str; 8] = ["交流", "分析", "解读", "讲解", "演讲", "讲座", "剖析", "阐述"];
/// What only a speaker of the meeting does; the first three are what a chair may do besides.
const SPOKE: [&str; 32] = [
    "讲话",
    "发言",
    "致辞",
    "报告",
    "通报",
    "介绍",
    "汇报",
    "宣读",
    "传达",
    "授课",
    "主讲",
    "辅导",
    "说明",
    "总结",
    "致开幕词",
    "致闭幕词",
    "动员",
    "部署",
    "提出要求",
    "提要求",
    "提出意见",
    "提出建议",
    "提出希望",
    "表态",
    "点评",
    "作讲座",
    "作了交流",
    "宣讲",
    "作专题",
    "领学",
    "登台",
    "答复",
];
const ATTENDED: [&str; 11] =
    ["出席", "参加", "参会", "到会", "应邀", "与会", "视频形式", "陪同", "就座", "就坐", "在座"];
/// Verbs of saying, directly behind a name.
const SAYS: [&str; 33] = [
    "畅谈",
    "要求",
    "认为",
    "建议",
    "提出",
    "表示",
    "指出",
    "强调",
    "说",
    "介绍",
    "谈",
    "分享",
    "讲述",
    "结合",
    "直言",
    "坦言",
    "呼吁",
    "希望",
    "关注",
    "感慨",
    "提议",
    "插话",
    "接过话",
    "他说",
    "回应",
    "第一个",
    "问得",
    "问道",
    "举手",
    "抢先发言",
    "提醒",
    "追问",
    "没有回避",
];
/// Beginnings of words that lead on to what somebody says.
const LEADS_ON: [&str; 9] = ["以", "就", "针对", "结合", "围绕", "从", "关注", "对", "作为"];
/// Beginnings of words that go on about the same people.
const GOES_ON: [&str; 12] = ["并", "作", "讲", "致", "发表", "传达", "通报", "宣读", "就", "围绕", "对", "分别"];

/// `委员甲就…，委员乙就…作大会发言`: the deed of all stands at the end of the sentence.
pub(super) fn deed_at_end(clause: &str, rest: &str) -> Option<Deed> {
    if others_end(clause).is_some() && rest.contains("建议") {
        return Some(Deed::Spoke);
    }
    let clause = others_end(clause).unwrap_or(clause);
    let speaks = ["发言", "提出建议", "作了交流", "交流"].iter().any(|w| rest.contains(w));
    (clause.starts_with('就') || clause.starts_with("围绕") || clause.starts_with("分别")).then_some(())?;
    speaks.then_some(Deed::Spoke)
}
