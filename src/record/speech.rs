//! Fields of a speech: who spoke, on what occasion. A speaker is never guessed.

use super::Speaker;
use super::names::is_name;
use crate::model::article::Article;
use crate::model::script::is_han;
use crate::profile::{Profile, probe};

/// The speaker of the head lines, else the only author of the byline where that is a person.
pub(super) fn speaker(article: &Article, profile: &Profile) -> Option<Speaker> {
    if let Some(person) = &article.head.speaker {
        let organization = person.role.as_deref().and_then(|r| organization(r, profile));
        return Some(Speaker { name: person.name.clone(), role: person.role.clone(), organization });
    }
    let known = |word: &String| {
        ["界", "界别", "委员"].iter().any(|e| word.ends_with(e))
            || profile.lexicon.roles.iter().chain(&profile.lexicon.bodies).any(|e| word.ends_with(e.as_str()))
    };
    if let [office, name] = &article.head.byline[..]
        && known(office)
        && is_name(name, profile)
    {
        return Some(of_office(name, office, profile));
    }
    let [one] = &article.head.byline[..] else { return None };
    let n = one.chars().count();
    let body = profile.lexicon.bodies.iter().any(|b| one.ends_with(b.as_str()));
    ((2..=4).contains(&n) && one.chars().all(is_han) && !body).then(|| Speaker {
        name: one.clone(),
        role: None,
        organization: None,
    })
}

/// `文艺界 李某`: the office, or the sector, stands beside the name.
fn of_office(name: &str, office: &str, profile: &Profile) -> Speaker {
    Speaker { name: name.to_owned(), role: Some(office.to_owned()), organization: organization(office, profile) }
}

/// The body in an office: `云泽大学` of 云泽大学教授.
fn organization(role: &str, profile: &Profile) -> Option<String> {
    let first = role.split(['、', ' ', '，', ',']).next()?;
    let office = profile.lexicon.roles.iter().find(|r| first.ends_with(r.as_str()))?;
    let body = first.strip_suffix(office.as_str())?.trim_end_matches("常务");
    (!body.is_empty()).then(|| body.to_owned())
}

/// The meeting as the heading names it: `在…会议上`.
pub(super) fn occasion(article: &Article) -> Option<String> {
    let lines = [article.head.subtitle.as_deref().unwrap_or_default(), article.head.title.as_str()];
    lines.into_iter().map(probe).find_map(|line| {
        let start = line.find('在')? + '在'.len_utf8();
        let rest = line.get(start..)?;
        let end = rest.rfind('上')?;
        let name = rest.get(..end)?.trim();
        (name.chars().count() >= 4).then(|| name.replace(' ', ""))
    })
}

/// An extract, by the words of the print.
pub(super) fn excerpt(article: &Article, group: &str) -> bool {
    let marks = ["摘编", "摘登", "摘要", "摘自", "节选", "选登"];
    let credit = article.joins.iter().any(|j| j.printed.contains("摘自"));
    marks.iter().any(|m| article.head.title.contains(m) || group.contains(m)) || credit
}
