//! Fields of a speech: who spoke, on what occasion. A speaker is never guessed.

use super::Speaker;
use super::names::is_name;
use crate::model::article::Article;
use crate::model::script::is_han;
use crate::pattern::Constant;
use crate::profile::{Profile, probe};

/// The speaker of the head lines, else the only author of the byline where that is a person.
pub(super) fn speaker(article: &Article, profile: &Profile) -> Option<Speaker> {
    if let Some(person) = &article.head.speaker {
        let organization = person.role.as_deref().and_then(|r| organization(r, profile));
        return Some(Speaker { name: person.name.clone(), role: person.role.clone(), organization });
    }
    if let Some((office, name)) = beside(article, profile) {
        return Some(of_office(name, office, profile));
    }
    if article.head.byline.is_empty() {
        let name = named_under_occasion(article, profile)?;
        return Some(Speaker { name, role: None, organization: None });
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

// must match "(2019年3月5日在市政协五届三次会议上)", "——在云泽市第九届人民代表大会上"; must not match "在全会上他说了三点"
static OCCASION: Constant = Constant::new(
    r"^[—(-]*(?P<day>\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)?,?\s*在[^,。]{4,60}(?:会|会议|大会)上\)?$",
);

/// The line that says when and where it was spoken: the subtitle, or the first line of the text.
fn occasion_line(article: &Article) -> Option<String> {
    let first = article.body.first().map(|b| b.text.as_str());
    let lines = article.head.subtitle.as_deref().into_iter().chain(first);
    lines.map(probe).find(|line| OCCASION.is_match(line))
}

/// The day in that line.
pub(super) fn day(article: &Article) -> Option<String> {
    let line = occasion_line(article)?;
    Some(OCCASION.captures(&line)?.name("day")?.as_str().to_owned())
}

/// The name alone on the line under the occasion, where both stand at the head of the text.
fn named_under_occasion(article: &Article, profile: &Profile) -> Option<String> {
    let [occasion, name, _, ..] = &article.body[..] else { return None };
    let name = probe(&name.text).replace(' ', "");
    (OCCASION.is_match(&probe(&occasion.text)) && is_name(&name, profile)).then_some(name)
}

/// 政府工作报告 with the assembly it was given to under it.
pub(super) fn is_report_to_an_assembly(article: &Article) -> bool {
    let title = probe(&article.head.title);
    let bare = title.split('(').next().unwrap_or_default().trim();
    bare.ends_with("工作报告") && article.head.subtitle.as_deref().is_some_and(|s| OCCASION.is_match(&probe(s)))
}

/// An office, or a sector, with the one name beside it: `文艺界 李某`.
fn beside<'a>(article: &'a Article, profile: &Profile) -> Option<(&'a str, &'a str)> {
    let [office, name] = &article.head.byline[..] else { return None };
    let known = ["界", "界别", "委员"].iter().any(|e| office.ends_with(e))
        || profile.lexicon.roles.iter().chain(&profile.lexicon.bodies).any(|e| office.ends_with(e.as_str()));
    (known && !is_name(office, profile) && is_name(name, profile)).then_some((office.as_str(), name.as_str()))
}

/// The byline as printed: office and name are one entry.
pub(super) fn byline(article: &Article, profile: &Profile) -> Vec<String> {
    if let Some((office, name)) = beside(article, profile) {
        return vec![format!("{office} {name}")];
    }
    let named = named_under_occasion(article, profile).filter(|_| article.head.byline.is_empty());
    named.map_or_else(|| article.head.byline.clone(), |name| vec![name])
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_occasion_may_hold_the_day() {
        let day = |line: &str| OCCASION.captures(&probe(line)).and_then(|c| Some(c.name("day")?.as_str().to_owned()));
        assert_eq!(day("（2019年3月5日在云泽市政协五届三次会议上）").as_deref(), Some("2019年3月5日"));
        assert!(OCCASION.is_match("——在云泽市第九届人民代表大会第二次会议上"));
        assert!(!OCCASION.is_match("在市政协五届三次会议上,他说了三点意见"));
        assert!(!OCCASION.is_match("在云泽江上"));
    }
}
