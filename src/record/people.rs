//! Who chaired, spoke, attended and sat in, out of running text: an office, the names after it, and what the clause
//! says they did. Names are kept as printed; where a name's end is not sure nobody is named.

use super::Person;
use crate::model::script::is_han;
use crate::profile::{Profile, probe};

/// People of a meeting by what they did, each list in order of mention.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Present {
    pub chair: Vec<Person>,
    pub speakers: Vec<Person>,
    pub attendees: Vec<Person>,
    pub observers: Vec<Person>,
}

/// What a clause says its people did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Chaired { spoke: bool },
    Spoke,
    Attended,
    Observed,
}

/// Reads all paragraphs of a report.
pub(super) fn present<'a>(paragraphs: impl Iterator<Item = &'a str>, profile: &Profile) -> Present {
    let mut out = Present::default();
    for paragraph in paragraphs {
        let text = probe(paragraph);
        for sentence in text.split(['。', ';', '!', '?']) {
            read_sentence(sentence, profile, &mut out);
        }
    }
    out
}

fn read_sentence(sentence: &str, profile: &Profile, out: &mut Present) {
    let chars: Vec<char> = sentence.chars().collect();
    let mut waiting: Vec<Person> = Vec::new();
    let mut at = 0;
    let listed = listed_under(sentence);
    while let Some(found) = next_mention(&chars, at, profile) {
        at = found.end;
        if absent(&chars, found.start, profile) {
            waiting.clear();
            continue;
        }
        waiting.extend(found.people);
        let rest: String = chars[at..].iter().collect();
        if rest.starts_with([',', '、']) && next_mention(&chars, at, profile).is_some_and(|n| n.start <= at + 1) {
            continue;
        }
        // what they did stands before the next people of the sentence
        let until = next_mention(&chars, at, profile).map_or(chars.len(), |n| n.start);
        let clause: String = chars[at..until].iter().collect();
        let deed = deed(&clause).or_else(|| deed_at_end(&clause, &rest)).or(listed.filter(|_| until >= at));
        match deed {
            Some(deed) => file(out, &waiting, deed),
            // the verb may stand after more people whose names could not be read
            None if !was_absent(&clause) => continue,
            None => {}
        }
        waiting.clear();
    }
}

/// `应邀出席开幕会的领导有：…`, `列席会议的有：…`: a list after a colon, with the deed before it.
fn listed_under(sentence: &str) -> Option<Deed> {
    let (head, _) = sentence.split_once(':')?;
    let lists = head.ends_with('有') || head.ends_with("领导") || head.ends_with("同志") || head.ends_with("嘉宾");
    lists.then(|| deed(head)).flatten()
}

struct Mention {
    /// First character of the role.
    start: usize,
    /// First character after the last name.
    end: usize,
    people: Vec<Person>,
}

/// The next office with names after it, or bare name that addresses the meeting.
fn next_mention(chars: &[char], from: usize, profile: &Profile) -> Option<Mention> {
    for i in from..chars.len() {
        if let Some(role_end) = role_at(chars, i, profile)
            && let Some((names, end)) = names_at(chars, role_end, profile)
        {
            let start = role_start(chars, i, from);
            let role: String = chars[start..role_end].iter().collect();
            let role = clean_role(&role);
            let people = names.into_iter().map(|name| Person { name, role: Some(role.clone()) }).collect();
            return Some(Mention { start, end, people });
        }
        if let Some(found) = office_behind(chars, i, profile).or_else(|| bare_names(chars, i, profile)) {
            return Some(found);
        }
        let at_clause_start = i == 0 || matches!(chars[i - 1], ',' | ':' | '”');
        if at_clause_start
            && let Some((names, end)) = names_at(chars, i, profile)
            && names.len() == 1
            && addresses(&chars[end..])
        {
            let people = names.into_iter().map(|name| Person { name, role: None }).collect();
            return Some(Mention { start: i, end, people });
        }
    }
    None
}

/// `丁某某委员认为`, `王某某副主席主持`: the office behind the name, at the start of a clause.
fn office_behind(chars: &[char], i: usize, profile: &Profile) -> Option<Mention> {
    if i > 0 && is_han(chars[i - 1]) {
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
    let role = chars[end..office_end].iter().collect();
    let person = Person { name: chars[i..end].iter().collect(), role: Some(role) };
    Some(Mention { start: i, end: office_end, people: vec![person] })
}

/// Verbs that a bare name at the start of a clause is the subject of.
const DEEDS: [&str; 10] = ["主持", "出席", "参加", "列席", "致辞", "讲话", "陪同", "到会", "应邀", "在主席台"];

/// Characters behind names in which `等5位常委、委员` stands.
const MAX_OTHERS: usize = 12;

/// What follows `等委员`, `等5位常委、委员`, `等同志` behind names.
fn others_end(clause: &str) -> Option<&str> {
    let rest = clause.strip_prefix('等').unwrap_or(clause);
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十几多位名".contains(c));
    let mut end = None;
    let mut at = rest;
    while let Some(next) = ["常委", "委员", "代表", "同志", "专家", "人", "、"].iter().find_map(|w| at.strip_prefix(w))
    {
        at = next;
        end = Some(next);
    }
    end
}

/// `孙某、王某某出席`, `会议由李某主持`, `市领导孙某、王某参加`: names without an office, directly before what they did.
fn bare_names(chars: &[char], i: usize, profile: &Profile) -> Option<Mention> {
    let before: String = chars[i.saturating_sub(3)..i].iter().collect();
    let begins = i == 0 || matches!(chars[i - 1], ',' | ':' | '”' | '由') || before.ends_with("领导");
    if !begins {
        return None;
    }
    let (names, end) = names_at(chars, i, profile)?;
    let and_others: String = chars[end..].iter().take(MAX_OTHERS).collect();
    let counted = and_others.chars().nth(1).is_some_and(|c| matches!(c, '位' | '名'));
    let others = (and_others.starts_with('等') || counted) && others_end(&and_others).is_some();
    (others || DEEDS.iter().any(|d| starts_with(&chars[end..], d))).then(|| Mention {
        start: i,
        end,
        people: names.into_iter().map(|name| Person { name, role: None }).collect(),
    })
}

/// `向大会报告`, `作工作报告`: what only a speaker of the meeting does.
fn addresses(rest: &[char]) -> bool {
    let rest: String = rest.iter().take(40).collect();
    let clause = rest.split(',').next().unwrap_or_default();
    clause.starts_with("向大会")
        || clause.starts_with('作') && ["报告", "发言", "讲话", "说明"].iter().any(|w| clause.contains(w))
}

/// End of the longest office that starts at `i`; not 委员 of 委员会, nor 主席 of 主席会议.
fn role_at(chars: &[char], i: usize, profile: &Profile) -> Option<usize> {
    let role = profile.lexicon.roles.iter().find(|r| starts_with(&chars[i..], r))?;
    let end = i + role.chars().count();
    (!matches!(chars.get(end), Some('会' | '团' | '们'))).then_some(end)
}

fn starts_with(chars: &[char], word: &str) -> bool {
    let mut n = 0;
    for (k, c) in word.chars().enumerate() {
        if chars.get(k) != Some(&c) {
            return false;
        }
        n += 1;
    }
    n > 0
}

/// Names from `i` on, separated by 、 or a space; the last one must be followed by a word that can follow a name.
fn names_at(chars: &[char], i: usize, profile: &Profile) -> Option<(Vec<String>, usize)> {
    let mut names = Vec::new();
    let mut at = i;
    while let Some(end) = name_end(chars, at, profile) {
        names.push(chars[at..end].iter().collect());
        at = end;
        if chars.get(at) != Some(&'、') {
            break;
        }
        if name_end(chars, at + 1, profile).is_some() {
            at += 1;
        } else if let Some(end) = listed_name(chars, at + 1, names.len(), profile) {
            names.push(chars[at + 1..end].iter().collect());
            at = end;
            if chars.get(at) != Some(&'、') || name_end(chars, at + 1, profile).is_none() {
                break;
            }
            at += 1;
        } else {
            break;
        }
    }
    (!names.is_empty()).then_some((names, at))
}

/// End of a name whose surname nobody knows, in a list of names: two or three characters between marks, with a name behind
/// them, or two before.
fn listed_name(chars: &[char], at: usize, n_before: usize, profile: &Profile) -> Option<usize> {
    let end = at + chars.get(at..)?.iter().take_while(|c| is_han(**c)).count();
    let is_name = matches!(end - at, 2 | 3) && is_written_as_name(chars.get(at..end)?, profile);
    let goes_on = chars.get(end) == Some(&'、') && name_end(chars, end + 1, profile).is_some();
    // the last one has to look the more like a name the fewer stand before it
    let ends = chars.get(end) == Some(&',') && (n_before > 1 || end - at == 3);
    (is_name && (goes_on || ends)).then_some(end)
}

/// End of a name that starts at `at`: two to four characters with a surname, then a word that can follow a name.
fn name_end(chars: &[char], at: usize, profile: &Profile) -> Option<usize> {
    let rest = chars.get(at..)?;
    let compound = profile.lexicon.compound_surnames.iter().any(|s| starts_with(rest, s));
    let single = rest.first().is_some_and(|c| profile.lexicon.surnames.contains(c));
    let lengths: &[usize] = if compound {
        &[4, 3]
    } else if single {
        &[3, 2]
    } else {
        return None;
    };
    // the longest word that can follow decides: 常林|认为, not 常林认|为; between equals the longer name
    let candidates = lengths.iter().filter_map(|n| {
        let end = at + n;
        let strength = follower(chars, end, profile)?;
        is_written_as_name(chars.get(at..end)?, profile).then_some((strength, *n, end))
    });
    candidates.max_by_key(|(strength, n, _)| (*strength, *n)).map(|(_, _, end)| end)
}

/// Strength of what follows at `end`: the end of the text or a mark most, else the length of the word.
fn follower(chars: &[char], end: usize, profile: &Profile) -> Option<usize> {
    let Some(next) = chars.get(end) else { return (end == chars.len()).then_some(usize::MAX) };
    if !is_han(*next) {
        return profile.lexicon.name_followers.iter().any(|f| starts_with(&chars[end..], f)).then_some(usize::MAX);
    }
    let words = profile.lexicon.name_followers.iter().map(String::as_str).chain(["委员", "代表"]);
    words.filter(|f| starts_with(&chars[end..], f)).map(|f| f.chars().count()).max()
}

fn is_written_as_name(name: &[char], profile: &Profile) -> bool {
    let word: String = name.iter().collect();
    name.iter().all(|c| is_han(*c))
        && !matches!(name.last(), Some('说' | '称'))
        && !profile.lexicon.not_names.iter().any(|w| word.contains(w.as_str()))
        && !profile.lexicon.roles.iter().any(|r| word.ends_with(r.as_str()))
        && !profile.lexicon.bodies.iter().any(|b| word.ends_with(b.as_str()))
}

/// Start of the whole office with its body and the offices before it: `市政协主席、党组书记`.
fn role_start(chars: &[char], i: usize, from: usize) -> usize {
    let mut start = i;
    while start > from && !matches!(chars[start - 1], ',' | ':' | '“' | '”' | ' ') {
        start -= 1;
    }
    start
}

/// Takes off words that stand before an office and are no part of it.
fn clean_role(role: &str) -> String {
    let mut role = role.trim_matches(['、', ' ', '和']).to_owned();
    for lead in ["会议由", "会上", "由", "会议邀请", "邀请", "讨论中", "座谈中", "随后", "并由"] {
        if let Some(rest) = role.strip_prefix(lead) {
            role = rest.to_owned();
        }
    }
    role
}

/// Somebody whose speech was studied, or who sent somebody else, was not there.
fn absent(chars: &[char], start: usize, profile: &Profile) -> bool {
    let head: String = chars[start..].iter().take(40).collect();
    let before: String = {
        let clause = chars[..start].iter().rposition(|c| *c == ',').map_or(0, |i| i + 1);
        chars[clause..start].iter().collect()
    };
    let own = |w: &String| before.contains(w.as_str()) || head.starts_with(w.as_str());
    profile.lexicon.absent.iter().any(own)
}

/// Words after a name that tell of somebody who sent others or was only quoted.
fn was_absent(clause: &str) -> bool {
    ["委托", "讲话精神", "批示", "所作", "所做"].iter().any(|w| clause.contains(w))
}

/// What the clause after the names says.
fn deed(clause: &str) -> Option<Deed> {
    let clause = clause.trim_start_matches(['(', ')']);
    if was_absent(clause) {
        return None;
    }
    let has = |words: &[&str]| words.iter().any(|w| clause.contains(w));
    if has(&["主持"]) {
        return Some(Deed::Chaired { spoke: has(&["讲话", "发言", "致辞"]) });
    }
    if has(&["列席"]) {
        return Some(Deed::Observed);
    }
    let first = |words: &[&str]| words.iter().any(|w| clause.starts_with(w));
    let spoke = [
        "讲话",
        "发言",
        "报告",
        "通报",
        "致辞",
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
    ];
    if first(&["认为", "建议", "提出", "表示", "指出", "强调", "说", "介绍", "谈", "分享", "讲述", "结合"])
        || has(&spoke)
    {
        return Some(Deed::Spoke);
    }
    has(&["出席", "参加", "参会", "到会", "应邀", "与会", "视频形式", "陪同", "就座", "在座"]).then_some(Deed::Attended)
}

/// `委员甲就…，委员乙就…作大会发言`: the deed of all stands at the end of the sentence.
fn deed_at_end(clause: &str, rest: &str) -> Option<Deed> {
    if others_end(clause).is_some() && rest.contains("建议") {
        return Some(Deed::Spoke);
    }
    let clause = others_end(clause).unwrap_or(clause);
    let speaks = ["发言", "提出建议", "作了交流", "交流"].iter().any(|w| rest.contains(w));
    (clause.starts_with('就') || clause.starts_with("围绕") || clause.starts_with("分别")).then_some(())?;
    speaks.then_some(Deed::Spoke)
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
    fn people_who_were_only_spoken_of_are_not_present() {
        let p = read(
            "会议学习省委书记许大年在全会上的讲话精神；受市政协主席李云委托，市政协副主席赵明代表常委会向大会报告工作。",
        );
        assert_eq!(names(&p.attendees), ["赵明"]);
    }
}
