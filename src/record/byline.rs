//! Who wrote or put something: the names in a byline without the offices beside them, and the names of a closing line that
//! has no outlet. Gives nothing where a word is neither a name nor an office.

use super::Credit;
use super::names::{is_name, is_written_as_name};
use crate::model::article;
use crate::model::script::{is_han, len};
use crate::pattern::Constant;
use crate::profile::{Profile, probe};

// must match "等6名", "等 5 名委员", "等十二位委员"; must not match "平等"
static AND_OTHERS: Constant =
    Constant::new(r"\s*等\s*[\d一二三四五六七八九十]+\s*余?(?:名|位|人)(?:\p{Han}{0,4}委员|代表|同志)?$");

/// Names of a byline. `李某 市政协委员` is 李某, `赵某等5名委员` is 赵某; bodies stay as they are.
pub(super) fn authors(byline: &[String], profile: &Profile) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for entry in &printed(byline, profile) {
        let bare = AND_OTHERS.replaced(entry, "");
        for name in without_offices(&bare, profile).unwrap_or_else(|| vec![bare]) {
            if !out.contains(&name) {
                out.push(name);
            }
        }
    }
    // half of a name set wide whose other half went with another word
    if out.len() > 1 {
        out.retain(|name| len(name) > 1);
    }
    out
}

/// The entries without the rules of a table around them, halves of names set wide joined, and without what is said of the
/// names: 本报记者某某 实习生 某某, 云泽日报、云报记者某某.
fn printed(byline: &[String], profile: &Profile) -> Vec<String> {
    let cells = byline.iter().map(|e| e.trim_matches(['|', ' ', '\u{3000}'])).filter(|e| !e.is_empty());
    let mut out: Vec<String> = Vec::new();
    let mut half = false;
    for cell in cells {
        let single = len(cell) == 1 && cell.chars().all(is_han);
        match out.last_mut() {
            Some(last) if half && single => {
                last.push_str(cell);
                half = false;
            }
            _ => {
                out.push(cell.to_owned());
                half = single;
            }
        }
    }
    let named = |e: &String| is_name(e, profile) && !is_outlet(e);
    if out.iter().any(named) {
        out.retain(|e| !is_outlet(e) && !CRAFTS.contains(&e.as_str()));
    }
    out
}

/// What stands beside names in bylines and closing lines and is none.
const CRAFTS: [&str; 13] = [
    "实习生",
    "通讯员",
    "记者",
    "本报记者",
    "见习记者",
    "特约记者",
    "供稿",
    "整理",
    "采写",
    "撰稿",
    "摄影",
    "文图",
    "报道",
];

/// 云泽日报, 云报: short words that end as names of papers do.
fn is_outlet(word: &str) -> bool {
    (2..=8).contains(&len(word)) && word.ends_with(['报', '网', '刊'])
}

/// The names of an entry that is names and offices, None of anything else.
fn without_offices(entry: &str, profile: &Profile) -> Option<Vec<String>> {
    let p = probe(entry);
    let words = words(&p);
    let office = |w: &String| profile.lexicon.roles.iter().any(|r| w.ends_with(r.as_str()));
    let seat = |w: &String| w.contains("政协委员") || w.contains("政协常委") || w.contains("人大代表");
    if let [only] = &words[..] {
        let cut = profile.lexicon.roles.iter().filter_map(|r| only.rsplit_once(r.as_str()));
        let name = cut.map(|(_, name)| name).find(|name| is_name(name, profile));
        return name.filter(|_| !is_name(only, profile)).map(|name| vec![name.to_owned()]);
    }
    let (offices, names): (Vec<String>, Vec<String>) = words.into_iter().partition(|w| office(w) || seat(w));
    // beside a seat in the assembly any name is one, whatever its surname
    let seated = offices.iter().any(seat);
    let named = |w: &String| {
        let chars: Vec<char> = w.chars().collect();
        is_name(w, profile) || seated && (2..=4).contains(&chars.len()) && is_written_as_name(&chars, profile)
    };
    (!offices.is_empty() && !names.is_empty() && names.iter().all(named)).then_some(names)
}

/// The words between spaces; two single characters in a row are a name set wide.
pub(super) fn words(p: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut half = false;
    for word in p.split(' ').filter(|w| !w.is_empty()) {
        match out.last_mut() {
            Some(last) if half && len(word) == 1 => {
                last.push_str(word);
                half = false;
            }
            _ => {
                out.push(word.to_owned());
                half = len(word) == 1;
            }
        }
    }
    out
}

/// What a closing line says. `（记者 李某）` and `（李某 赵某）` name people and no outlet, `（云泽日报 李某 编辑室 赵某）` two.
pub(super) fn credit(line: &article::Credit, profile: &Profile) -> Option<Credit> {
    let mut outlets: Vec<&str> = Vec::new();
    let mut reporters: Vec<String> = Vec::new();
    if signs(&line.outlet, profile) && line.reporters.is_empty() {
        reporters.push(line.outlet.clone());
    } else if !line.outlet.is_empty() {
        outlets.push(&line.outlet);
    }
    for reporter in line.reporters.iter().filter(|r| !CRAFTS.contains(&r.trim())) {
        let is_body = || profile.lexicon.bodies.iter().any(|b| reporter.ends_with(b.as_str()));
        if !outlets.is_empty()
            && len(reporter) >= 4
            && !is_name(reporter, profile)
            && (is_outlet(reporter) || is_body())
        {
            outlets.push(reporter);
        } else if !outlets.is_empty() || is_name(reporter, profile) {
            reporters.push(reporter.clone());
        }
    }
    let outlet = (!outlets.is_empty()).then(|| outlets.join(" "));
    (outlet.is_some() || !reporters.is_empty()).then_some(Credit { outlet, reporters })
}

/// A person where the outlet stands: a name that does not end as an office's does.
fn signs(outlet: &str, profile: &Profile) -> bool {
    let office = "办处科室股站组会部队社报网台刊局委院校馆所厅联盟党库";
    is_name(outlet, profile) && !outlet.chars().next_back().is_some_and(|c| office.contains(c))
}

// must match "李明远委员反映："; must not match "群众反映：", "委员反映的问题"
static REPORTED_BY: Constant = Constant::new(r"^(?P<name>\p{Han}{2,4}) ?(?:委员|代表|常委)反映:?$");

/// Who is named by the first line of a text: `李明远委员反映：`.
pub(super) fn reported_by(line: &str, profile: &Profile) -> Option<String> {
    let p = probe(line);
    let name = REPORTED_BY.captures(&p)?.name("name")?.as_str();
    is_name(name, profile).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profiles;

    fn read(entries: &[&str]) -> Vec<String> {
        let profiles = Profiles::load(&[]).expect("built-in profiles");
        let entries: Vec<String> = entries.iter().map(|e| (*e).to_owned()).collect();
        authors(&entries, profiles.get("bulletin").expect("bulletin"))
    }

    #[test]
    fn offices_beside_names_are_no_part_of_them() {
        assert_eq!(read(&["市政协委员 李明远"]), ["李明远"]);
        assert_eq!(read(&["李明远 市政协委员、云泽大学教授"]), ["李明远"]);
        assert_eq!(read(&["市政协委员 卓玛才旦"]), ["卓玛才旦"]);
        assert_eq!(read(&["云泽晚报记者 佟 川"]), ["佟川"]);
        assert_eq!(read(&["市政协委员 祁 川 市政协特邀研究员 谢元"]), ["祁川", "谢元"]);
        assert_eq!(read(&["市政协常委王小雨"]), ["王小雨"]);
    }

    #[test]
    fn who_leads_a_number_of_proposers_is_named_alone() {
        assert_eq!(read(&["李明远等 5 名委员"]), ["李明远"]);
        assert_eq!(read(&["李明远等十二位委员", "赵明等6名"]), ["李明远", "赵明"]);
    }

    #[test]
    fn cells_of_tables_and_words_beside_names_are_cleaned() {
        assert_eq!(read(&["|荣", "川", "贺之遥|"]), ["荣川", "贺之遥"]);
        assert_eq!(read(&["云泽日报", "云报", "贺之遥"]), ["贺之遥"]);
        assert_eq!(read(&["贺之遥", "实习生", "荣川"]), ["贺之遥", "荣川"]);
        assert_eq!(read(&["云泽日报"]), ["云泽日报"]);
    }

    #[test]
    fn who_reports_is_named_by_the_first_line() {
        let profiles = Profiles::load(&[]).expect("built-in profiles");
        let profile = profiles.get("bulletin").expect("bulletin");
        assert_eq!(reported_by("贺之遥委员反映：", profile).as_deref(), Some("贺之遥"));
        for other in ["群众反映：", "委员反映：", "贺之遥委员反映的问题", "多名委员反映："] {
            assert_eq!(reported_by(other, profile), None, "{other}");
        }
    }

    #[test]
    fn bodies_and_loose_words_stay_as_they_are() {
        let bodies = ["市政协提案委员会", "东湖区政协委员工作室", "民建云泽市委", "市政协委员联络处", "教师党支部"];
        assert_eq!(read(&bodies), bodies);
        assert_eq!(read(&["市政协 民建云泽市委员会"]), ["市政协 民建云泽市委员会"]);
        assert_eq!(read(&["姜林", "野"]), ["姜林"]);
    }

    #[test]
    fn a_closing_line_of_names_has_no_outlet() {
        let profiles = Profiles::load(&[]).expect("built-in profiles");
        let profile = profiles.get("bulletin").expect("bulletin");
        let line = |outlet: &str, reporters: &[&str]| {
            let reporters = reporters.iter().map(|r| (*r).to_owned()).collect();
            credit(&article::Credit { outlet: outlet.to_owned(), reporters }, profile)
        };
        let own = line("", &["李明", "赵大川"]).expect("a credit");
        assert_eq!((own.outlet, own.reporters), (None, vec!["李明".to_owned(), "赵大川".to_owned()]));
        assert_eq!(line("", &["资料", "图片"]), None);
        let two = line("云泽日报", &["李明", "新闻工作室", "赵大川", "供稿"]).expect("a credit");
        assert_eq!(two.outlet.as_deref(), Some("云泽日报 新闻工作室"));
        assert_eq!(two.reporters, ["李明", "赵大川"]);
        let person = line("慕容远", &[]).expect("a credit");
        assert_eq!((person.outlet, person.reporters), (None, vec!["慕容远".to_owned()]));
        assert!(line("金融办", &[]).is_some_and(|c| c.outlet.is_some()));
        assert!(line("云泽日报", &[]).is_some_and(|c| c.outlet.as_deref() == Some("云泽日报")));
    }
}
