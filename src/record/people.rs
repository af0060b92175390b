//! Who chaired, spoke, attended and sat in, out of running text: an office, the names after it, and what the clause
//! says they did. Names are kept as printed; where a name's end is not sure nobody is named.

use super::Person;
use super::again;
use super::deeds::{Deed, Listed, absent, deed, deed_at_end, listed_under, names_a_report, said_so, was_absent};
use super::mentions::next_mention;
use super::minutes;
use super::names::{closed_up, is_name, without_notes};
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
        let minutes = minutes::present(&printed, profile);
        if !minutes.is_empty() {
            // 出席 is a label there, no verb
            for (deed, people) in minutes {
                file(&mut out, &people, deed);
            }
            continue;
        }
        let text = closed_up(&printed, profile);
        let mut silent: Vec<Person> = Vec::new();
        let mut carried = false;
        for piece in text.split_inclusive(|c| matches!(c, '。' | ';' | '!' | '?')) {
            let (sentence, mark) = piece.split_at(piece.len() - usize::from(ends_with_mark(piece)));
            silent = read_sentence(sentence, &silent, carried, profile, &mut out);
            again::speaks(&sentence.iter().collect::<String>(), &mut out);
            // 副主席某某;秘书长某某出席: the deed stands behind the next of the list
            carried = mark.first() == Some(&';') && silent.last().is_some_and(|p| ends_with_name(sentence, &p.name));
        }
    }
    out.misread = again::one_person(&mut out);
    out
}

fn ends_with_mark(piece: &[char]) -> bool {
    piece.last().is_some_and(|c| matches!(c, '。' | ';' | '!' | '?'))
}

fn ends_with_name(sentence: &[char], name: &str) -> bool {
    sentence.iter().rev().copied().take(name.chars().count()).eq(name.chars().rev())
}

/// Reads one sentence; gives the people of whom it has not said what they did. `silent` are those of the sentence before;
/// `carried` says that their list goes on here.
fn read_sentence(
    chars: &[char],
    silent: &[Person],
    carried: bool,
    profile: &Profile,
    out: &mut Present,
) -> Vec<Person> {
    let sentence: String = chars.iter().collect();
    if let [one] = silent
        && let Some(said) = sentence.trim_start_matches('”').strip_prefix(['他', '她'])
        && said_so(said)
    {
        file(out, std::slice::from_ref(one), Deed::Spoke);
    }
    let mut waiting: Vec<Person> = if carried { silent.to_vec() } else { Vec::new() };
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
                // who sits in and is heard has no seat for that
                if out.observers.iter().all(|p| p.name != person.name) {
                    add(&mut out.attendees, person);
                }
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
    fn reporters_of_a_wire_line_are_not_present() {
        let p = read("本报讯（记者 葛声 骆宁）5日下午，市政协副主席沈青参加讨论。");
        assert_eq!(names(&p.attendees), ["沈青"]);
        let p = read("市政协党组成员、副主席沈青；党组成员、秘书长骆宁出席；办公室主任葛声列席。");
        assert_eq!((names(&p.attendees), names(&p.observers)), (vec!["沈青", "骆宁"], vec!["葛声"]));
        let p = read("副主席沈青负责文史；秘书长骆宁出席会议。");
        assert_eq!(names(&p.attendees), ["骆宁"]);
    }

    #[test]
    fn several_names_before_a_verb_of_saying_are_speakers() {
        let p = read("座谈会上，葛声、裴远山等委员结合工作畅谈体会。随后沈青、骆宁、左川三位委员先后登台。");
        assert_eq!(names(&p.speakers), ["葛声", "裴远山", "沈青", "骆宁", "左川"]);
        let p = read("葛声、裴远山结合工作作交流。水利、林业结合实际推进工作，方法、路径要求明确。");
        assert_eq!(names(&p.speakers), ["葛声", "裴远山"]);
    }

    #[test]
    fn who_opens_a_session_chairs_it() {
        let p =
            read("大会执行主席沈青、骆宁在主席台前排就座。上午9时，大会执行主席沈青宣布大会开幕。骆宁宣布了一项决定。");
        assert_eq!((names(&p.chair), names(&p.attendees)), (vec!["沈青"], vec!["沈青", "骆宁"]));
    }

    #[test]
    fn lists_may_say_first_what_their_people_did() {
        let p = read("在主席台就座的有省政协主席沈青，副主席骆宁、葛声（女）、沙尔（回族），秘书长左川。");
        assert_eq!(names(&p.attendees), ["沈青", "骆宁", "葛声", "沙尔", "左川"]);
        assert_eq!(p.attendees[0].role.as_deref(), Some("省政协主席"));
        let p = read("应邀出席开幕会的市领导沈青、骆宁，警备区司令员左川在主席台就座。出席会议的副主席有葛声、裴远。");
        assert_eq!(names(&p.attendees), ["沈青", "骆宁", "左川", "葛声", "裴远"]);
        let p = read("沈青、骆宁等住云泽的省政协委员列席会议。参加讨论的委员认为，沈青的建议有见地。");
        assert_eq!((names(&p.attendees), names(&p.observers)), (vec![], vec!["沈青", "骆宁"]));
    }

    #[test]
    fn whose_report_was_heard_gave_it() {
        let p = read("会议听取了提案委员会主任葛声关于办理情况的汇报，讨论了委员裴远关于修渠的提案。");
        assert_eq!(names(&p.speakers), ["葛声"]);
        assert_eq!(p.speakers[0].role.as_deref(), Some("提案委员会主任"));
        let p = read("会议听取审议了副市长左川受市政府委托作的《关于预算的报告》。副主席骆宁受课题组委托，作了说明。");
        assert_eq!(names(&p.speakers), ["左川", "骆宁"]);
    }

    #[test]
    fn groups_are_visited_and_answers_given() {
        let p = read("沈青、骆宁分别参加经济、教育界讨论。经济界裴远委员建议，路要修。市水务局局长左川答复办理情况。");
        assert_eq!(
            (names(&p.attendees), names(&p.speakers)),
            (vec!["沈青", "骆宁", "裴远", "左川"], vec!["裴远", "左川"])
        );
        let p = read("纪检监察组组长葛声作形势分析。党委副书记裴远作为代表到会。沈青、骆宁作重点发言。");
        assert_eq!(
            (names(&p.speakers), names(&p.attendees)),
            (vec!["葛声", "沈青", "骆宁"], vec!["葛声", "裴远", "沈青", "骆宁"])
        );
    }

    #[test]
    fn names_in_syllables_need_no_surname() {
        let p = read("副主席宋远、萨仁其木格，秘书长葛声出席会议。达瓦卓玛到会并讲话。副主席裴群达木提高认识。");
        assert_eq!(names(&p.attendees), ["宋远", "萨仁其木格", "葛声", "达瓦卓玛"]);
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
