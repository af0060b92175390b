//! A meeting's record printed as minutes: `时间：… 地点：… 主持：… 出席：… 列席：…`, a label a line or all of them run
//! together. What stands behind a label reaches to the next one. Names are given only where all of a list reads as names.

use super::Person;
use super::byline::words;
use super::deeds::Deed;
use super::names::{is_name, is_written_as_name};
use crate::model::script::{is_han, len};
use crate::pattern::Constant;
use crate::profile::Profile;

// must match "主持：李明", "列席人员 赵川", "时间：3月5日"; must not match "主持会议并讲话", "出席会议"
static LABEL: Constant = Constant::new(
    r"(?P<label>时 ?间|地 ?点|会议主持|主 ?持 ?人?|(?:出席|参加|参会|列席|缺席|请假)(?:人员|人|领导)?|缺 ?席|请 ?假|记 ?录 ?人?|议 ?题|内 ?容)(?:\s*:\s*|\s+)",
);

/// One label with what stands behind it.
struct Entry<'a> {
    label: String,
    value: &'a str,
}

/// The labels of a paragraph that begins with one, in order.
fn entries(paragraph: &str) -> Vec<Entry<'_>> {
    let found: Vec<_> = LABEL.captures_iter(paragraph).filter_map(|c| Some((c.get(0)?, c.name("label")?))).collect();
    // run together behind a heading: only where several of them follow each other
    let begins = found.first().is_some_and(|(whole, _)| whole.start() == 0);
    if !begins && found.len() < RUN_TOGETHER {
        return Vec::new();
    }
    let ends = found.iter().skip(1).map(|(whole, _)| whole.start()).chain([paragraph.len()]);
    found
        .iter()
        .zip(ends)
        .filter_map(|((whole, label), end)| {
            let value = paragraph.get(whole.end()..end)?.trim();
            Some(Entry { label: label.as_str().replace(' ', ""), value })
        })
        .collect()
}

/// Labels that stand in one paragraph behind other text.
const RUN_TOGETHER: usize = 4;

/// Who was there, by what the labels of `paragraph` say; empty where it is no minutes.
pub(super) fn present(paragraph: &str, profile: &Profile) -> Vec<(Deed, Vec<Person>)> {
    let said = |entry: &Entry| {
        let deed = deed(&entry.label)?;
        Some((deed, people(entry.value, profile)?))
    };
    entries(paragraph).iter().filter_map(said).collect()
}

/// A paragraph that is a line of minutes naming who chaired or attended.
pub(super) fn is_minutes(paragraph: &str, profile: &Profile) -> bool {
    present(paragraph, profile).iter().any(|(deed, _)| matches!(deed, Deed::Chaired { .. } | Deed::Attended))
}

/// What stands behind 地点.
pub(super) fn place(paragraph: &str) -> Option<String> {
    let found = entries(paragraph);
    let place = found.iter().find(|entry| entry.label == "地点")?.value;
    (!place.is_empty() && len(place) <= MAX_PLACE && !place.contains(['。', ','])).then(|| place.to_owned())
}

/// Longest name of a place.
const MAX_PLACE: usize = 30;

fn deed(label: &str) -> Option<Deed> {
    match label {
        _ if label.contains("主持") => Some(Deed::Chaired { spoke: false }),
        _ if label.starts_with("列席") => Some(Deed::Observed),
        _ if ["出席", "参加", "参会"].iter().any(|w| label.starts_with(w)) => Some(Deed::Attended),
        _ => None,
    }
}

// must match "会议研究了"; must not match "会议室"
static TEXT: Constant =
    Constant::new(r"(?:本次)?(?:会议|大会)(?:研究|听取|审议|讨论|传达|学习|指出|强调|认为|通报|决定|围绕|对|就)");

/// The names of a list, an office before a name with it; None where something is neither.
fn people(value: &str, profile: &Profile) -> Option<Vec<Person>> {
    // the text may run on behind the last list
    let value = TEXT.find(value).and_then(|text| value.get(..text.start())).unwrap_or(value);
    let value = value.trim_end_matches(['。', ';']).replace(['、', ',', ';'], " ");
    let words = words(&value);
    let office = |w: &str| profile.lexicon.roles.iter().any(|r| w.ends_with(r.as_str()));
    let several = words.len() > 2;
    let mut role: Option<String> = None;
    let mut out = Vec::new();
    for word in words {
        if office(&word) {
            role = Some(word);
        } else if is_name(&word, profile) || several && looks_like_name(&word, profile) {
            out.push(Person { name: word, role: role.clone() });
        } else {
            return None;
        }
    }
    (!out.is_empty()).then_some(out)
}

/// A name among several whose surname nobody knows.
fn looks_like_name(word: &str, profile: &Profile) -> bool {
    let chars: Vec<char> = word.chars().collect();
    matches!(chars.len(), 2 | 3) && chars.iter().all(|c| is_han(*c)) && is_written_as_name(&chars, profile)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profiles;

    fn read(text: &str) -> Vec<(Deed, Vec<String>)> {
        let profiles = Profiles::load(&[]).expect("built-in profiles");
        let found = present(text, profiles.get("bulletin").expect("bulletin"));
        found.into_iter().map(|(deed, people)| (deed, people.into_iter().map(|p| p.name).collect())).collect()
    }

    #[test]
    fn labels_say_who_chaired_attended_and_sat_in() {
        let chaired = Deed::Chaired { spoke: false };
        let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert_eq!(read("主持:林大川"), [(chaired, names(&["林大川"]))]);
        assert_eq!(read("出席:林大川 于 非 秘书长 周平"), [(Deed::Attended, names(&["林大川", "于非", "周平"]))]);
        assert_eq!(
            read("时间 5月2日上午 地点 机关三楼 主持人 林大川 参加人员 周平 于 非 列席人员 赵明 记录 王一"),
            [
                (chaired, names(&["林大川"])),
                (Deed::Attended, names(&["周平", "于非"])),
                (Deed::Observed, names(&["赵明"]))
            ]
        );
    }

    #[test]
    fn text_that_runs_on_behind_the_last_list_is_none_of_it() {
        let names = vec!["周平".to_owned(), "赵明".to_owned()];
        assert_eq!(read("列席:周平 赵明会议研究了三项工作。"), [(Deed::Observed, names)]);
    }

    #[test]
    fn sentences_with_the_same_words_are_no_minutes() {
        for text in
            ["主持会议的是副主席林大川。", "出席:机关全体干部", "请假:周平", "会议由林大川 主持 召开", "参加 调研活动"]
        {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn the_place_is_what_its_label_gives() {
        assert_eq!(place("地点:市政协三楼会议室").as_deref(), Some("市政协三楼会议室"));
        assert_eq!(place("地点:机关三楼 主持:林大川").as_deref(), Some("机关三楼"));
        assert_eq!(place("会议地点选在村里。"), None);
    }
}
