//! Who chaired, spoke, attended and sat in, out of running text: an office, the names after it, and what the clause
//! says they did. Names are kept as printed; where a name's end is not sure nobody is named.

use super::Person;
use super::again;
use super::deeds::{
    Deed, Listed, MAX_OTHERS, absent, deed, deed_at_end, heard, listed_under, names_a_report, others_end, said_so,
    was_absent,
};
use super::minutes;
use super::names::{closed_up, is_name, is_written_as_name, names_at, role_at, starts_with, without_notes};
use crate::model::script::is_han;
use crate::profile::{Profile, probe};

/// People of a meeting by what they did, each list in order of mention.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Present {
    pub chair: Vec<Person>,
    pub speakers: Vec<Person>,
    pub attendees: Vec<Person>,
    pub observers: Vec<Person>,
    /// Names that stand for others: as printed, and the listed name one character apart.
    pub misread: Vec<(String, String)>,
}

/// Reads all paragraphs of a report.
pub(super) fn present<'a>(paragraphs: impl Iterator<Item = &'a str>, profile: &Profile) -> Present {
    let mut out = Present::default();
    for paragraph in paragraphs {
        let printed = without_notes(&probe(paragraph));
        for (deed, people) in minutes::present(&printed, profile) {
            file(&mut out, &people, deed);
        }
        let text = closed_up(&printed, profile);
        let mut silent: Vec<Person> = Vec::new();
        for sentence in text.split(|c| matches!(c, '。' | ';' | '!' | '?')) {
            silent = read_sentence(sentence, &silent, profile, &mut out);
            again::speaks(&sentence.iter().collect::<String>(), &mut out);
        }
    }
    out.misread = again::one_person(&mut out);
    out
}

/// Reads one sentence; gives the people of whom it has not said what they did. `silent` are those of the sentence before.
fn read_sentence(chars: &[char], silent: &[Person], profile: &Profile, out: &mut Present) -> Vec<Person> {
    let sentence: String = chars.iter().collect();
    if let [one] = silent
        && let Some(said) = sentence.trim_start_matches('”').strip_prefix(['他', '她'])
        && said_so(said)
    {
        file(out, std::slice::from_ref(one), Deed::Spoke);
    }
    let mut waiting: Vec<Person> = Vec::new();
    let mut at = 0;
    let listed = listed_under(&sentence);
    let next = |at: usize| next_mention(chars, at, listed, profile);
    while let Some(found) = next(at) {
        at = found.end;
        if absent(chars, found.start, profile) {
            waiting.clear();
            continue;
        }
        let rest: String = chars[at..].iter().collect();
        if rest.starts_with("关于") || found.heard && names_a_report(&rest) {
            // 听取了主任某某关于…的汇报: the report was given; 委员某某关于…的提案 says nothing of the meeting
            if found.heard && names_a_report(&rest) {
                file(out, &found.people, Deed::Spoke);
            }
            waiting.clear();
            continue;
        }
        waiting.extend(found.people);
        if rest.starts_with([',', '、']) && next(at).is_some_and(|n| n.start <= at + 1) {
            continue;
        }
        // what they did stands before the next people of the sentence
        let until = next(at).map_or(chars.len(), |n| n.start);
        let clause: String = chars[at..until].iter().collect();
        let in_list = listed.filter(|list| list.from <= found.start).map(|list| list.deed);
        let deed = deed(&clause).or_else(|| deed_at_end(&clause, &rest)).or(in_list);
        match deed {
            Some(deed) => file(out, &waiting, deed),
            // the verb may stand after more people whose names could not be read
            None if !was_absent(&clause) => continue,
            None => {}
        }
        waiting.clear();
    }
    if let Some(Listed { deed, from }) = listed {
        // 应邀出席的市领导还有：李某、吴某，郑某
        let list: String = chars[from..].iter().collect();
        for name in list.split(['、', ',']).filter(|name| is_name(name, profile)) {
            file(out, &[Person { name: name.to_owned(), role: None }], deed);
        }
    }
    waiting
}

struct Mention {
    /// First character of the role.
    start: usize,
    /// First character after the last name.
    end: usize,
    people: Vec<Person>,
    /// The office is behind 听取了.
    heard: bool,
}

/// The next office with names after it, or bare name that addresses the meeting.
fn next_mention(chars: &[char], from: usize, listed: Option<Listed>, profile: &Profile) -> Option<Mention> {
    for i in from..chars.len() {
        if let Some(role_end) = role_at(chars, i, profile)
            && let Some((names, end)) = names_at(chars, role_end, profile)
        {
            // 在主席台就座的有市政协主席某某: the list begins behind 有
            let list = listed.filter(|list| list.from <= i).map_or(from, |list| list.from.max(from));
            let start = role_start(chars, i, list);
            let role: String = chars[start..role_end].iter().collect();
            let heard = heard(&role);
            let role = clean_role(&role.chars().skip(heard.unwrap_or(0)).collect::<String>());
            let people = names.into_iter().map(|name| Person { name, role: Some(role.clone()) }).collect();
            return Some(Mention { start, end, people, heard: heard.is_some() });
        }
        if listed.is_some_and(|list| list.from == i)
            && let Some((names, end)) = names_at(chars, i, profile)
        {
            return Some(bare(names, i, end));
        }
        if let Some(found) = office_behind(chars, i, profile).or_else(|| bare_names(chars, i, profile)) {
            return Some(found);
        }
        let at_clause_start = i == 0 || matches!(chars[i - 1], ',' | ':' | '”');
        if at_clause_start
            && let Some((names, end)) = names_at(chars, i, profile)
            && (addresses(&chars[end..]) || names.len() == 1 && end - i > 2 && reports(&chars[i..end], &chars[end..]))
        {
            return Some(bare(names, i, end));
        }
    }
    None
}

/// People named without an office.
fn bare(names: Vec<String>, start: usize, end: usize) -> Mention {
    let people = names.into_iter().map(|name| Person { name, role: None }).collect();
    Mention { start, end, people, heard: false }
}

/// `丁某某委员认为`, `王某某副主席主持`: the office behind the name, at the start of a clause.
fn office_behind(chars: &[char], i: usize, profile: &Profile) -> Option<Mention> {
    // 做餐饮的李某委员, 经济界李某委员: told by what they do
    if i > 0 && is_han(chars[i - 1]) && !matches!(chars[i - 1], '的' | '界') {
        return None;
    }
    let written = |n: usize| chars.get(i..i + n).is_some_and(|name| is_written_as_name(name, profile));
    let surname = chars.get(i).is_some_and(|c| profile.lexicon.surnames.contains(c));
    let end = [3, 2]
        .into_iter()
        .filter(|n| surname && written(*n))
        .map(|n| i + n)
        .find(|e| role_at(chars, *e, profile).is_some())?;
    let office_end = role_at(chars, end, profile)?;
    let role: String = chars[end..office_end].iter().collect();
    // 云工大教授李某: the name stands behind, what stands before is a body
    if names_at(chars, office_end, profile).is_some() {
        return None;
    }
    // 某某代表常委会作工作报告: stands for others, is no delegate
    if role == "代表" && addresses(&chars[end..]) {
        return None;
    }
    let person = Person { name: chars[i..end].iter().collect(), role: Some(role) };
    Some(Mention { start: i, end: office_end, people: vec![person], heard: false })
}

/// Verbs that a bare name at the start of a clause is the subject of.
const DEEDS: [&str; 22] = [
    "主持",
    "分别主持",
    "共同主持",
    "轮流主持",
    "出席",
    "参加",
    "分别参加",
    "分别出席",
    "先后参加",
    "宣布",
    "列席",
    "致辞",
    "讲话",
    "陪同",
    "到会",
    "应邀",
    "在主席台",
    "发言",
    "先后发言",
    "先后作",
    "分别发言",
    "分别作",
];

/// `孙某、王某某出席`, `会议由李某主持`, `市领导孙某、王某参加`: names without an office, directly before what they did.
fn bare_names(chars: &[char], i: usize, profile: &Profile) -> Option<Mention> {
    let before: String = chars[i.saturating_sub(3)..i].iter().collect();
    let begins = i == 0
        || matches!(chars[i - 1], ',' | ':' | '”' | '由')
        || ["领导", "以及", "主持人"].iter().any(|w| before.ends_with(w));
    if !begins {
        return None;
    }
    let first = names_at(chars, i, profile)?;
    let all = names_by_rank(chars, first.clone(), profile);
    let (names, end) = [first, all].into_iter().find(|(_, end)| acted(&chars[*end..]))?;
    Some(bare(names, i, end))
}

/// Whether what follows names is what they did, or counts others beside them.
fn acted(rest: &[char]) -> bool {
    let and_others: String = rest.iter().take(MAX_OTHERS).collect();
    let uncounted = and_others.trim_start_matches(|c: char| c.is_ascii_digit());
    let counted = uncounted.len() < and_others.len() && uncounted.starts_with(['位', '名'])
        || and_others.chars().nth(1).is_some_and(|c| matches!(c, '位' | '名'));
    if (and_others.starts_with('等') || counted) && (others_end(&and_others).is_some() || with_others(rest)) {
        return true;
    }
    let adverb = rest.first().is_some_and(|c| matches!(c, '等' | '也' | '还' | '均'));
    let verb = &rest[usize::from(adverb)..];
    DEEDS.iter().any(|d| starts_with(verb, d)) || adverb && addresses(verb)
}

/// `等住云泽的省政协委员列席会议`: who the others are, and what all of them did.
fn with_others(rest: &[char]) -> bool {
    let clause: String = rest.iter().take_while(|c| **c != ',').take(MAX_CLAUSE).collect();
    let others = ["委员", "代表", "领导", "同志", "负责人"].iter().find_map(|w| clause.find(w));
    let did = ["列席", "出席", "参加", "到会"].iter().find_map(|w| clause.find(w));
    others.zip(did).is_some_and(|(others, did)| others < did)
}

/// Characters behind 等 in which it is said who the others are and what they did.
const MAX_CLAUSE: usize = 30;

/// `蒋某，贾某、陈某，老领导叶某也应邀出席`: a comma parts ranks; all of them did what stands behind the last.
fn names_by_rank(chars: &[char], first: (Vec<String>, usize), profile: &Profile) -> (Vec<String>, usize) {
    let (mut names, mut end) = first;
    while chars.get(end) == Some(&',') {
        let rank = RANKS.iter().find(|r| starts_with(&chars[end + 1..], r)).map_or(0, |r| r.chars().count());
        let Some((more, after)) = names_at(chars, end + 1 + rank, profile) else { break };
        names.extend(more);
        end = after;
    }
    (names, end)
}

/// What stands before names that have no office any more.
const RANKS: [&str; 4] = ["老领导", "老同志", "市领导", "省领导"];

/// `向大会报告`, `作工作报告`: what only a speaker of the meeting does.
fn addresses(rest: &[char]) -> bool {
    let rest: String = rest.iter().take(40).collect();
    let clause = rest.split(',').next().unwrap_or_default();
    let stands_for = clause.starts_with("代表") && clause.contains('作');
    clause.starts_with("向大会")
        || (clause.starts_with('作') || stands_for)
            && ["报告", "发言", "讲话", "说明"].iter().any(|w| clause.contains(w))
}

/// `李某某介绍了…进展`, `李某某就…作了说明`: a name of three characters that is no word for whoever does something.
fn reports(name: &[char], rest: &[char]) -> bool {
    let rest: String = rest.iter().take(40).collect();
    let clause = rest.split(',').next().unwrap_or_default();
    let word = name.last().is_some_and(|c| matches!(c, '人' | '员' | '者' | '户' | '师' | '方' | '长'));
    let about = clause.starts_with('就') || clause.starts_with("围绕");
    let told = ["作", "提出", "发言", "介绍", "说明"].iter().any(|w| clause.contains(w));
    !word && (["介绍了", "通报了", "汇报了", "传达了", "宣读了"].iter().any(|w| clause.starts_with(w)) || about && told)
}

/// Start of the whole office with its body and the offices before it: `市政协主席、党组书记`.
fn role_start(chars: &[char], i: usize, from: usize) -> usize {
    let mut start = i;
    // 某某和秘书长: the name before 和 could not be read
    if i > from && chars[i - 1] == '和' && names_end_before(&chars[from..i - 1]) {
        return i;
    }
    while start > from && !matches!(chars[start - 1], ',' | ':' | '“' | '”' | ' ') {
        start -= 1;
    }
    start
}

/// Whether what stands before 和 is the last of a list of names, two or three characters behind a mark.
fn names_end_before(chars: &[char]) -> bool {
    let name = chars.iter().rev().take_while(|c| is_han(**c)).count();
    matches!(name, 2 | 3) && chars.len() > name && chars[chars.len() - 1 - name] == '、'
}

/// Takes off words that stand before an office and are no part of it.
fn clean_role(role: &str) -> String {
    let mut role = role.trim_matches(['、', ' ', '和']).to_owned();
    for lead in ["会议由", "会上", "由", "会议邀请", "邀请", "讨论中", "座谈中", "随后", "并由"] {
        if let Some(rest) = role.strip_prefix(lead) {
            role = rest.to_owned();
        }
    }
    // 座谈会由…, 第一课由…
    match role.split_once('由') {
        Some((before, office)) if !before.ends_with('自') && before.chars().count() <= 8 => office.to_owned(),
        _ => role,
    }
}

fn file(out: &mut Present, people: &[Person], deed: Deed) {
    for person in people {
        match deed {
            Deed::Chaired { spoke } => {
                add(&mut out.chair, person);
                if spoke {
                    add(&mut out.speakers, person);
                }
                add(&mut out.attendees, person);
            }
            Deed::Spoke => {
                add(&mut out.speakers, person);
                add(&mut out.attendees, person);
            }
            Deed::Attended => add(&mut out.attendees, person),
            Deed::Observed => add(&mut out.observers, person),
        }
    }
}

fn add(list: &mut Vec<Person>, person: &Person) {
    if list.iter().all(|p| p.name != person.name) {
        list.push(person.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profiles;

    fn read(text: &str) -> Present {
        let profiles = Profiles::load(&[]).expect("built-in profiles");
        present([text].into_iter(), profiles.get("bulletin").expect("bulletin"))
    }

    fn names(people: &[Person]) -> Vec<&str> {
        people.iter().map(|p| p.name.as_str()).collect()
    }

    #[test]
    fn names_in_a_list_need_no_known_surname() {
        let p = read("副主席宋远、裴群、苑晔、霍思敏、亓兆麟，秘书长葛声出席会议。");
        assert_eq!(names(&p.attendees), ["宋远", "裴群", "苑晔", "霍思敏", "亓兆麟", "葛声"]);
        let p = read("副主席宋远、机关干部、裴群出席会议，副主席李明、区县、部门负责人参加会议。");
        assert_eq!(names(&p.attendees), ["宋远", "李明"]);
    }

    #[test]
    fn several_who_chaired_in_turn_are_the_chairs() {
        let p = read(
            "会议听取了情况通报。会议由沈青、骆宁分别主持。市政协副主席骆宁在讲话中要求抓好落实。高校毕业生参加活动。",
        );
        assert_eq!(names(&p.chair), ["沈青", "骆宁"]);
        assert_eq!(names(&p.attendees), ["沈青", "骆宁"]);
    }

    #[test]
    fn who_gave_the_orders_did_not_chair() {
        let p = read("秘书长葛声作动员部署，副秘书长左川主持会议。");
        assert_eq!((names(&p.chair), names(&p.speakers)), (vec!["左川"], vec!["葛声"]));
    }

    #[test]
    fn chair_seats_and_observers_are_told_apart() {
        let p = read(
            "市政协主席、党组书记李云主持会议并讲话。常务副主席、党组副书记王大川，副主席、党组成员赵明、孙小满，秘书长、党组成员周平出席会议。副主席吴江、郑和平列席会议。",
        );
        assert_eq!(names(&p.chair), ["李云"]);
        assert_eq!(names(&p.speakers), ["李云"]);
        assert_eq!(names(&p.attendees), ["李云", "王大川", "赵明", "孙小满", "周平"]);
        assert_eq!(names(&p.observers), ["吴江", "郑和平"]);
        assert_eq!(p.chair[0].role.as_deref(), Some("市政协主席、党组书记"));
    }

    #[test]
    fn speakers_of_a_discussion_are_found_behind_their_words() {
        let p = read("“要提升软实力”政协委员乔木生建议。政协委员、民建云泽市委副主委常林认为，报告很好。");
        assert_eq!(names(&p.speakers), ["乔木生", "常林"]);
    }

    #[test]
    fn names_without_an_office_before_them_are_read_where_the_verb_follows() {
        let p = read("省政协副主席韩立东，市委副书记田汉生出席并讲话，孙云致辞，王镜平主持。刘一鸣列席。");
        assert_eq!(names(&p.chair), ["王镜平"]);
        assert_eq!(names(&p.speakers), ["韩立东", "田汉生", "孙云"]);
        assert_eq!(names(&p.observers), ["刘一鸣"]);
        let p = read("会议由李云主持，市领导孙小满、周平参加。王大川副主席讲话。");
        assert_eq!(names(&p.chair), ["李云"]);
        assert_eq!(names(&p.attendees), ["李云", "孙小满", "周平", "王大川"]);
    }

    #[test]
    fn what_one_group_did_is_not_said_of_the_other() {
        let p = read("副主席宋远、裴群，秘书长葛声出席会议，副秘书长及各专门委员会主任列席会议。");
        assert_eq!((names(&p.attendees), names(&p.observers)), (vec!["宋远", "裴群", "葛声"], vec![]));
        let p = read("市政协副主席宋远主持会议，并就做好下步工作讲话。副主席裴群出席会议并讲话，有关部门负责人列席。");
        assert_eq!((names(&p.chair), names(&p.speakers)), (vec!["宋远"], vec!["宋远", "裴群"]));
        let p = read("副主席宋远参加会议，听取了三个单位的汇报。");
        assert_eq!((names(&p.speakers), names(&p.attendees)), (vec![], vec!["宋远"]));
    }

    #[test]
    fn names_before_leaders_and_counts_are_read() {
        let p = read("代川、王东旭等市领导到会祝贺，并在主席台就座。市委书记李云，市长周平等出席。");
        assert_eq!(names(&p.attendees), ["代川", "王东旭", "李云", "周平"]);
        let p = read("吴志远、林 雪、贺 兰6位常委、委员先后作大会发言。教育界别以及魏东、季秋实等作大会发言。");
        assert_eq!(names(&p.speakers), ["吴志远", "林雪", "贺兰", "魏东", "季秋实"]);
    }

    #[test]
    fn lists_of_leaders_without_offices_are_read() {
        let p = read("应邀出席大会的市领导还有：李川、吴志伟，郑钢、宗明远。");
        assert_eq!(names(&p.attendees), ["李川", "吴志伟", "郑钢", "宗明远"]);
        let p = read("蒋川庆，贾宇、陈志勇，老领导叶公、陈铁也应邀出席大会。");
        assert_eq!(names(&p.attendees), ["蒋川庆", "贾宇", "陈志勇", "叶公", "陈铁"]);
        let p = read("会议由主席团会议主持人李义主持。副市长沈坚到会听取对工作报告的意见。");
        assert_eq!((names(&p.chair), names(&p.speakers)), (vec!["李义"], vec![]));
        let p = read("副主席郝伟、党组成员韩俊，秘书长李昌出席会议，各委办主任列席会议，副主席郝伟主持会议。");
        assert_eq!((names(&p.chair), names(&p.attendees)), (vec!["郝伟"], vec!["郝伟", "韩俊", "李昌"]));
    }

    #[test]
    fn names_set_wide_are_closed_up() {
        let p = read("民革市委主委裴 君、民建市委主委乔智先后发言。市政协主席满 卓出席并讲话。");
        assert_eq!(names(&p.speakers), ["裴君", "乔智", "满卓"]);
    }

    #[test]
    fn members_are_found_by_what_they_say() {
        let p = read(
            "做餐饮的耿明委员直言，招工难。戚本远委员关注的是欠款。单秋实委员以自己的经历为例，建议推行容缺受理。褚建委员作为第一提案人说，希望由街道牵头。",
        );
        assert_eq!(names(&p.speakers), ["耿明", "戚本远", "单秋实", "褚建"]);
        let p = read(
            "副市长施维就做好办理工作提出要求。陈果委员结合边境村的变化谈体会。柳溪县政协主席闻人杰的发言开门见山。",
        );
        assert_eq!(names(&p.speakers), ["施维", "陈果", "闻人杰"]);
        let p = read("云湖区政协主席宗秀兰则把话题引向委员作用发挥。她介绍，区里编了十二个小分队。");
        assert_eq!(names(&p.speakers), ["宗秀兰"]);
        let p = read("关凌代表经济委员会汇报企业走访情况，勾庆川介绍了布展进展，李堪就节能改造作了说明。");
        assert_eq!(names(&p.speakers), ["关凌", "勾庆川"]);
    }

    #[test]
    fn words_for_groups_are_no_names() {
        let p = read(
            "家长代表诉说接送之难，农民代表发言，广大委员认为报告很好，经办人介绍了办理情况。家长代表闵书谈到托管。",
        );
        assert_eq!(names(&p.attendees), ["闵书"]);
    }

    #[test]
    fn people_who_were_only_spoken_of_are_not_present() {
        let p = read(
            "会议学习省委书记许大年在全会上的讲话精神；受市政协主席李云委托，市政协副主席赵明代表常委会向大会报告工作。",
        );
        assert_eq!(names(&p.attendees), ["赵明"]);
    }
}
