//! Who wrote or put something: the names in a byline without the offices beside them, and the names of a closing line that
//! has no outlet. Gives nothing where a word is neither a name nor an office.

use std::sync::LazyLock;

use regex::Regex;

use super::Credit;
use super::names::{is_name, is_written_as_name};
use crate::model::article;
use crate::model::script::len;
use crate::profile::{Profile, probe};

// must match "等6名", "等 5 名委员", "等十二位委员"; must not match "平等"
static AND_OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    #[allow(clippy::expect_used)]
    Regex::new(r"\s*等\s*[\d一二三四五六七八九十]+\s*余?(?:名|位|人)(?:\p{Han}{0,4}委员|代表|同志)?$")
        .expect("constant pattern")
});

/// Names of a byline. `李某 市政协委员` is 李某, `赵某等5名委员` is 赵某; bodies stay as they are.
pub(super) fn authors(byline: &[String], profile: &Profile) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for entry in byline {
        let bare = AND_OTHERS.replace(entry, "").into_owned();
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

/// What a closing line says. `（记者 李某）` and `（李某 赵某）` name people and no outlet.
pub(super) fn credit(line: &article::Credit, profile: &Profile) -> Option<Credit> {
    let outlet = Some(line.outlet.clone()).filter(|o| !o.is_empty());
    let mut reporters = line.reporters.clone();
    if outlet.is_none() {
        reporters.retain(|r| is_name(r, profile));
    }
    (outlet.is_some() || !reporters.is_empty()).then_some(Credit { outlet, reporters })
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
        assert!(line("云泽日报", &[]).is_some_and(|c| c.outlet.as_deref() == Some("云泽日报")));
    }
}
