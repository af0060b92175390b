//! Mentions of people in a sentence: an office and the names behind it, an office behind a name, or bare names before what
//! they did. Says who is named and where; what they did is read elsewhere.

use super::Person;
use super::deeds::{Listed, MAX_OTHERS, heard, others_end, said_so};
use super::names::{ends_with, is_written_as_name, names_at, role_at, starts_with};
use crate::model::script::is_han;
use crate::profile::Profile;

/// People named at one place.
pub(super) struct Mention {
    /// First character of the role.
    pub start: usize,
    /// First character after the last name.
    pub end: usize,
    pub people: Vec<Person>,
    /// The office is behind 听取了.
    pub heard: bool,
}

/// The next office with names after it, or bare name that addresses the meeting.
pub(super) fn next_mention(chars: &[char], from: usize, listed: Option<Listed>, profile: &Profile) -> Option<Mention> {
    for i in from..chars.len() {
        if let Some(role_end) = role_at(chars, i, profile)
            && let Some((names, end)) = names_at(chars, behind_space(chars, role_end), profile)
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

/// Where a name set apart from its office by a space begins.
fn behind_space(chars: &[char], at: usize) -> usize {
    at + usize::from(chars.get(at) == Some(&' '))
}

/// People named without an office.
fn bare(names: Vec<String>, start: usize, end: usize) -> Mention {
    let people = names.into_iter().map(|name| Person { name, role: None }).collect();
    Mention { start, end, people, heard: false }
}

/// `丁某某委员认为`, `王某某副主席主持`: the office behind the name, at the start of a clause.
fn office_behind(chars: &[char], i: usize, profile: &Profile) -> Option<Mention> {
    // 做餐饮的李某委员, 经济界李某委员: told by what they do
    let led = |c: char| is_han(c) && !matches!(c, '的' | '界' | '和' | '及' | '与' | '由');
    // 10余名委员: counted
    if i > 0 && (led(chars[i - 1]) || chars[i - 1].is_ascii_digit()) {
        return None;
    }
    let (before, last) = listed_before(chars, i, profile);
    let end = before_office(chars, last, profile)?;
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
    let names = before.into_iter().chain([chars[last..end].iter().collect()]);
    let people = names.map(|name| Person { name, role: Some(role.clone()) }).collect();
    Some(Mention { start: i, end: office_end, people, heard: false })
}

/// The names before the last of a list that shares the office behind it, and where the last begins: `李某、王某某副主席`.
fn listed_before(chars: &[char], i: usize, profile: &Profile) -> (Vec<String>, usize) {
    let mut before = Vec::new();
    let mut at = i;
    while let Some((mut names, end)) = names_at(chars, at, profile) {
        // 同 of 同志 may follow a name as well: the last of them has the office
        if role_at(chars, end, profile).is_some()
            && let Some(last) = names.pop()
        {
            before.extend(names);
            return (before, end - last.chars().count());
        }
        if chars.get(end) != Some(&'、') {
            break;
        }
        before.extend(names);
        at = end + 1;
    }
    if before_office(chars, at, profile).is_some() { (before, at) } else { (Vec::new(), i) }
}

/// End of a name that an office follows.
fn before_office(chars: &[char], i: usize, profile: &Profile) -> Option<usize> {
    let written = |n: usize| chars.get(i..i + n).is_some_and(|name| is_written_as_name(name, profile));
    let surname = chars.get(i).is_some_and(|c| profile.lexicon.is_surname(*c));
    let ends = [3, 2].into_iter().filter(|n| surname && written(*n)).map(|n| i + n);
    // 裴某|副主席, not 裴某副|主席: the longer office
    ends.filter_map(|end| Some((role_at(chars, end, profile)? - end, end))).max().map(|(_, end)| end)
}

/// Verbs that a bare name at the start of a clause is the subject of.
const DEEDS: [&str; 30] = [
    "分别到",
    "分别代表",
    "分别汇报",
    "分别通报",
    "分别介绍",
    "分别传达",
    "领学",
    "一行",
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
    let before = &chars[..i];
    let begins = i == 0
        || matches!(chars[i - 1], ',' | ':' | '”' | '由')
        || ["领导", "以及", "主持人", "成员", "发言人", "随后", "会上", "最后", "首先"]
            .iter()
            .any(|w| ends_with(before, w));
    if !begins {
        return None;
    }
    let first = names_at(chars, i, profile)?;
    let all = names_by_rank(chars, first.clone(), profile);
    let (names, end) =
        [first, all].into_iter().find(|(names, end)| acted(&chars[*end..]) || several_say(names, &chars[*end..]))?;
    Some(bare(names, i, end))
}

/// `宋某、裴某某结合工作谈了体会`: several names, one of them of three characters, before a verb of saying.
fn several_say(names: &[String], rest: &[char]) -> bool {
    let rest: String = rest.iter().take(MAX_CLAUSE).collect();
    names.len() > 1 && names.iter().any(|name| name.chars().count() > 2) && said_so(&rest)
}

/// Whether what follows names is what they did, or counts others beside them.
fn acted(rest: &[char]) -> bool {
    let and_others: String = rest.iter().take(MAX_OTHERS).collect();
    let uncounted = and_others.trim_start_matches(|c: char| c.is_ascii_digit());
    let counted = uncounted.len() < and_others.len() && uncounted.starts_with(['位', '名'])
        || and_others.chars().nth(1).is_some_and(|c| matches!(c, '位' | '名'));
    let joined = ["及", "和", "以及"].iter().any(|w| and_others.starts_with(w));
    if joined && with_others(rest) {
        return true;
    }
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
    let others = OTHERS.iter().find_map(|w| clause.find(w));
    let did = ["列席", "出席", "参加", "到会"].iter().find_map(|w| clause.find(w));
    others.zip(did).is_some_and(|(others, did)| others < did)
}

/// Words for others who are not named.
const OTHERS: [&str; 9] = ["委员", "代表", "领导", "同志", "负责人", "主任", "干部", "成员", "人员"];

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
    let for_body = clause.strip_prefix("代表").unwrap_or_default();
    let stands_for = ["作", "答复", "致辞", "发言", "表态", "汇报", "通报"]
        .iter()
        .any(|w| for_body.split_once(w).is_some_and(|(body, _)| !body.starts_with('作') && body.chars().count() > 1));
    stands_for
        || clause.starts_with("向大会")
        || clause.starts_with('作') && ["报告", "发言", "讲话", "说明"].iter().any(|w| clause.contains(w))
}

/// `李某某介绍了…进展`, `李某某就…作了说明`: a name of three characters that is no word for whoever does something.
fn reports(name: &[char], rest: &[char]) -> bool {
    let rest: String = rest.iter().take(40).collect();
    let clause = rest.split(',').next().unwrap_or_default();
    let word = name.last().is_some_and(|c| NO_PERSON.contains(*c));
    let about = clause.starts_with('就') || clause.starts_with("围绕");
    let told = ["作", "提出", "发言", "介绍", "说明"].iter().any(|w| clause.contains(w));
    let passed_on = || ["传达", "通报", "汇报", "宣读"].iter().any(|w| clause.strip_prefix(w).is_some_and(is_long));
    let required = || clause.starts_with("提出") && clause.contains("要求");
    !word
        && (passed_on()
            || required()
            || ["介绍了", "通报了", "汇报了", "传达了", "宣读了"].iter().any(|w| clause.starts_with(w))
            || about && told)
}

/// Ends of words of three characters for groups and offices that begin as names do: 文明办, 金融局, 承包户.
const NO_PERSON: &str = "人员者户师方长办处科室股站组会部队社报网台刊局委院校馆所厅联盟党府";

/// What was passed on is named: 两会精神, 工作情况.
fn is_long(what: &str) -> bool {
    what.chars().count() >= 3
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
    let mut role = role.trim_matches(['、', ' ', '和']);
    for lead in ["会议由", "会上", "由", "会议邀请", "邀请", "讨论中", "座谈中", "随后", "并由", "委托"]
    {
        if let Some(rest) = role.strip_prefix(lead) {
            role = rest;
        }
    }
    // 会议还邀请了…
    if let Some((before, office)) = role.split_once("邀请了")
        && before.chars().count() <= 6
    {
        return office.to_owned();
    }
    // 座谈会由…, 第一课由…
    match role.split_once('由') {
        Some((before, office)) if !before.ends_with('自') && before.chars().count() <= 8 => office.to_owned(),
        _ => role.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profiles;

    fn first(text: &str) -> Option<(Vec<String>, Option<String>)> {
        let profiles = Profiles::load(&[]).expect("built-in profiles");
        let chars: Vec<char> = text.chars().collect();
        let found = next_mention(&chars, 0, None, profiles.get("bulletin").expect("bulletin"))?;
        let role = found.people.first().and_then(|p| p.role.clone());
        Some((found.people.into_iter().map(|p| p.name).collect(), role))
    }

    fn named(name: &str, role: &str) -> (Vec<String>, Option<String>) {
        (vec![name.to_owned()], Some(role.to_owned()))
    }

    #[test]
    fn a_body_before_an_office_is_no_name_where_one_stands_behind() {
        assert_eq!(first("云工大教授谷长青发言"), Some(named("谷长青", "云工大教授")));
        assert_eq!(first("谷长青教授发言"), Some(named("谷长青", "教授")));
        assert_eq!(first("项目负责人介绍了进展"), None);
    }

    #[test]
    fn a_list_may_share_the_office_behind_it() {
        let both = Some((vec!["谷长青".to_owned(), "裴远".to_owned()], Some("副主席".to_owned())));
        assert_eq!(first("谷长青、裴远副主席出席"), both);
        assert_eq!(first("谷长青 裴远参加会议").map(|f| f.0), both.map(|f| f.0));
        assert_eq!(first("主席 谷长青 主持会议"), Some(named("谷长青", "主席")));
        assert_eq!(first("谷长青、裴远同志作补充发言").map(|f| f.0.len()), Some(2));
        assert_eq!(first("10余名委员参加调研"), None);
        assert_eq!(first("文明办汇报工作情况"), None);
    }

    #[test]
    fn who_speaks_for_a_body_is_no_delegate() {
        assert_eq!(first("谷长青代表常委会作工作报告"), Some((vec!["谷长青".to_owned()], None)));
        assert_eq!(first("谷长青代表说,路通了"), Some(named("谷长青", "代表")));
        assert_eq!(first("谷长青代表承办单位答复"), Some((vec!["谷长青".to_owned()], None)));
        assert_eq!(first("谷长青代表作了发言"), Some(named("谷长青", "代表")));
    }

    #[test]
    fn an_office_begins_behind_words_that_lead_to_it() {
        assert_eq!(first("茶话会由市政协副主席谷长青主持"), Some(named("谷长青", "市政协副主席")));
        assert_eq!(first("会议还邀请了监督员代表谷长青参加"), Some(named("谷长青", "监督员代表")));
        assert_eq!(first("会议由谷长青副主席主持"), Some(named("谷长青", "副主席")));
        assert_eq!(first("尚川、威行和秘书长谷长青出席"), Some(named("谷长青", "秘书长")));
        assert_eq!(first("社会和法制委员会主任谷长青出席"), Some(named("谷长青", "社会和法制委员会主任")));
    }
}
