//! Head lines of an article → title, subtitle, byline, speaker, date line.

use super::contents::Entry;
use super::jumps::titled_rest;
use super::names::{are_names_in_brackets, could_be_name, is_name, name_and_role, role_and_name};
use super::shape::Shape;
use super::signature::{Signed, signed};
use super::units::Unit;
use crate::model::article::{Credit, Head, Person};
use crate::model::script::{fold, is_han, key, len};
use crate::profile::{LabelKind, LineRole, Profile, probe};

/// A heading without the mark or the number the print sets before it.
pub(super) fn unmarked(text: &str) -> &str {
    let bare = text.trim_start_matches(['■', '◆', '●', '★', '▲', '▶', '▍', '▌', '▎']).trim_start();
    let words = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = (1..=2).contains(&(bare.len() - words.len()));
    let behind = words.strip_prefix(['.', '、', '．']).filter(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
    behind.filter(|_| numbered).map_or(bare, str::trim_start)
}

/// `第058号提案 关于…的提案`: number and title of a proposal.
pub(super) fn own_number(probe: &str) -> Option<(&str, &str)> {
    let (number, title) = probe.split_once([' ', ':'])?;
    let digits = number.strip_prefix('第')?.trim_end_matches(['提', '案', '建', '议']).strip_suffix('号')?;
    let is_number = (1..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    (is_number && len(title) >= SHORTEST_NUMBERED).then(|| (number, title.trim()))
}

/// Labels of boxes that tell more about the article beside them.
fn is_reference(probe: &str, profile: &Profile) -> bool {
    let bare = unmarked(probe);
    profile.is(LineRole::BoxTitle, probe)
        && len(bare) <= 4
        && ["链接", "阅读", "背景", "手记", "札记", "短评", "快评", "微评", "编后"].iter().any(|w| bare.ends_with(w))
}

/// Characters of a title behind a number at least.
const SHORTEST_NUMBERED: usize = 6;

/// Title text out of title lines, a year behind it taken off.
pub(super) fn titles(lines: &[&Unit], n_title: usize, profile: &Profile) -> Head {
    let joined = |units: &[&Unit]| units.iter().map(|u| unmarked(u.text.trim())).collect::<Vec<_>>().join(" ");
    let (title, subtitle) = lines.split_at(n_title.min(lines.len()));
    // 新闻链接 / headline: the box has a title of its own
    let over = |u: &Unit| is_reference(&u.probe, profile) || profile.is(LineRole::CaseNumber, &u.probe);
    let labelled = title.len() > 1 && over(title[0]);
    let title = if labelled { &title[1..] } else { title };
    let mut head = Head { title: joined(title), ..Head::default() };
    if let [only] = title
        && profile.is(LineRole::CaseTitle, &only.probe)
        && let Some((_, matter)) = head.title.split_once(['：', ':'])
    {
        // 案 由：关于…的建议
        head.title = matter.trim().to_owned();
    }
    if let Some(number) = title.first().and_then(|u| Some(own_number(&u.probe)?.0.chars().count())) {
        let title: String = head.title.chars().skip(number).collect();
        title.trim_start_matches([' ', ':', '：']).clone_into(&mut head.title);
    }
    if title.last().is_some_and(|u| titled_rest(&u.probe, profile).is_some())
        && let Some(at) = head.title.rfind(['(', '（'])
    {
        // 水乡测量队（上接第一版）
        head.title.truncate(at);
    }
    if let Some(caught) = title.last().and_then(|u| profile.line(LineRole::YearSuffix, &u.probe)) {
        head.year = caught.get("year").and_then(|y| y.parse().ok());
        if let Some(at) = head.title.rfind(['(', '（']) {
            head.title.truncate(at);
            head.title.truncate(head.title.trim_end().len());
        }
    }
    let mut subtitle = joined(subtitle);
    if subtitle.is_empty()
        && let Some((title, last)) = head.title.rsplit_once(' ')
        && profile.is(LineRole::Subtitle, &probe(last))
    {
        // （摘要） or 读《…》 on the title's own line
        last.clone_into(&mut subtitle);
        head.title = title.trim_end().to_owned();
    }
    head.subtitle = (!subtitle.is_empty()).then_some(subtitle);
    head
}

/// A title torn inside a phrase by its line turn: where the contents page has the same words on one line, its
/// spaces are the print's.
pub(super) fn close_up_title(head: &mut Head, entry: Option<&Entry>) {
    let Some(entry) = entry else { return };
    if let Some(listed) = entry.texts.iter().find(|t| key(t) == key(&head.title)) {
        let spaces = |s: &str| s.chars().filter(|c| c.is_whitespace()).count();
        if spaces(listed) < spaces(&head.title) && fold(listed) == fold(&head.title) {
            listed.trim().clone_into(&mut head.title);
        }
    }
}

/// Lines over the title: cited with the subtitle, before it.
pub(super) fn add_kicker(head: &mut Head, kicker: &[&Unit]) {
    if kicker.is_empty() {
        return;
    }
    let lines = kicker.iter().map(|u| u.text.trim().to_owned()).chain(head.subtitle.take());
    head.subtitle = Some(lines.collect::<Vec<_>>().join(" "));
}

/// Adds what a byline, speaker or date line says.
pub(super) fn add_line(head: &mut Head, unit: &Unit, shape: &Shape, profile: &Profile) {
    match shape {
        Shape::Byline => add_byline(head, unit, profile),
        Shape::SpeakerLine if profile.is(LineRole::SpeakerNote, &unit.probe) => speaker_note(head, unit, profile),
        Shape::SpeakerLine
            if head.speaker.as_ref().is_some_and(|s| s.role.is_none()) && role_name(&unit.probe, profile).is_none() =>
        {
            // the office stands under the name
            if let Some(speaker) = &mut head.speaker {
                speaker.role = Some(unit.text.trim().trim_matches(['(', ')', '（', '）']).to_owned());
            }
        }
        Shape::SpeakerOver => match signed(&unit.probe, profile) {
            Some(person) => add_signature(head, person),
            None => head.byline.push(unit.text.trim().to_owned()),
        },
        Shape::SpeakerLine => match (role_name(&unit.probe, profile), signed(&unit.probe, profile)) {
            (None, Some(person)) => add_signature(head, person),
            // (书面发言) 市政协委员 李某
            (_, Some(person)) if unit.probe.starts_with('(') => add_signature(head, person),
            (person, _) => {
                head.byline.push(close_up(&unit.probe, profile));
                if let Some(person) = person {
                    head.speaker.get_or_insert(person);
                }
            }
        },
        Shape::DateLine | Shape::AdoptedLine => {
            let role = if *shape == Shape::DateLine { LineRole::DateLine } else { LineRole::AdoptedLine };
            if let Some(date) = profile.line(role, &unit.probe).and_then(|c| c.get("date").map(str::to_owned)) {
                head.date_line.get_or_insert(date);
            }
        }
        _ => {}
    }
}

fn add_byline(head: &mut Head, unit: &Unit, profile: &Profile) {
    let caught = profile.line(LineRole::Byline, &unit.probe);
    let names = caught.as_ref().and_then(|c| c.get("names").or_else(|| c.get("names2"))).unwrap_or(&unit.probe);
    if unit.probe.contains("记者")
        && let Some(speaker) = &head.speaker
    {
        // 市政协委员李某: over the title, who wrote it down under it
        head.byline.retain(|name| *name != speaker.name);
    }
    let reported = caught.as_ref().is_some_and(|c| c.pattern == "byline-reported");
    if let Some(person) = name_with_office(names, profile) {
        head.byline.push(person.name.clone());
        head.speaker.get_or_insert(person);
    } else if let Some(person) = role_name(names, profile).filter(|_| !reported) {
        head.byline.push(names.to_owned());
        head.speaker.get_or_insert(person);
    } else {
        head.byline.extend(authors(names));
    }
}

/// Authors that a unit of the text names: the proposers under their label or, in the first unit, the reporters of its lead.
pub(super) fn authors_in_text(unit: &Unit, first: bool, profile: &Profile) -> Vec<String> {
    let proposers = labelled_proposers(unit, profile).unwrap_or_default();
    if proposers.is_empty() && first { wire_reporters(unit, profile) } else { proposers }
}

/// Reporters of a news lead: `本报讯（记者 李某 通讯员 王某）`; correspondents are left to the lead.
fn wire_reporters(unit: &Unit, profile: &Profile) -> Vec<String> {
    let Some(caught) = profile.line(LineRole::LeadWire, &unit.probe) else { return Vec::new() };
    let names = caught.get("names").unwrap_or_default();
    let reporters = names.split("通讯员").next().unwrap_or_default();
    let titles = ["首席记者", "实习记者", "见习记者", "全媒体记者", "记者", "实习生"];
    let reporters = titles.iter().fold(reporters.to_owned(), |names, title| names.replace(title, " "));
    authors(&reporters).into_iter().filter(|n| is_name(n, profile)).collect()
}

/// Names of a `提案人:李某、赵某` line.
fn labelled_proposers(unit: &Unit, profile: &Profile) -> Option<Vec<String>> {
    let labels = profile.labels.read(&unit.probe);
    let (_, _, value) = labels.into_iter().find(|(kind, _, _)| *kind == LabelKind::Proposer)?;
    // 反映人：李某（市政协委员）
    let bare = value.split('(').next().unwrap_or(&value).trim();
    let words = authors(if bare.is_empty() { &value } else { bare });
    let office = |w: &String| !is_name(w, profile) && profile.lexicon.roles.iter().any(|r| w.ends_with(r.as_str()));
    let named = words.iter().any(|w| !office(w));
    let names = words.into_iter().filter(|w| !named || !office(w)).map(|w| without_office(&w, profile));
    Some(names.map(|n| n.trim_end_matches("委员").trim_end_matches("代表").to_owned()).collect())
}

/// `市政协委员李某` without the office; anything else as it is.
fn without_office(word: &str, profile: &Profile) -> String {
    let behind = |r: &String| word.rsplit_once(r.as_str()).map(|(_, name)| name).filter(|name| is_name(name, profile));
    let name = if is_name(word, profile) { None } else { profile.lexicon.roles.iter().find_map(behind) };
    name.unwrap_or(word).to_owned()
}

/// `李明(市政协委员、某大学教授)`.
pub(super) fn name_with_office(text: &str, profile: &Profile) -> Option<Person> {
    let (name, role) = text.trim().strip_suffix(')')?.split_once('(')?;
    let name = name.replace(' ', "");
    let office = profile.lexicon.roles.iter().any(|r| role.ends_with(r.as_str()) || role.starts_with(r.as_str()))
        || role.contains("委员");
    ((2..=4).contains(&len(&name)) && name.chars().all(is_han) && office && !role.contains(['(', ')', '。']))
        .then(|| Person { name, role: Some(role.trim().to_owned()) })
}

/// `市政协副主席 赵明` or a bare name.
fn role_name(text: &str, profile: &Profile) -> Option<Person> {
    let text = text.trim();
    if is_name(&text.replace(' ', ""), profile) {
        return Some(Person { name: text.replace(' ', ""), role: None });
    }
    if let Some((name, role)) = text.split_once(' ').filter(|_| name_and_role(text, profile)) {
        return Some(Person { name: name.to_owned(), role: Some(role.trim().to_owned()) });
    }
    let (role, name) = text.rsplit_once(' ')?;
    let office = |r: &String| role.ends_with(r.as_str()) || role.contains('、') && role.contains(r.as_str());
    let office = profile.lexicon.roles.iter().any(office);
    (office && (is_name(name, profile) || role_and_name(text, profile)))
        .then(|| Person { name: name.to_owned(), role: Some(role.trim().to_owned()) })
}

/// A name spaced out to three characters' width, closed up.
fn close_up(text: &str, profile: &Profile) -> String {
    let closed = text.replace(' ', "");
    if is_name(&closed, profile) { closed } else { text.to_owned() }
}

/// Words that say what somebody did, after a slash, and are no part of the name.
const CRAFTS: [&str; 10] = ["文", "图", "摄", "整理", "撰文", "摄影", "口述", "讲述", "记录", "采写"];

/// Authors of a byline: names or bodies; photographers are left out.
fn authors(names: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut lone: Option<String> = None;
    for word in names.split([' ', '、', '，', ',']).filter(|w| !w.is_empty()) {
        // 口述:李某
        let word = word.rsplit_once(':').map_or(word, |(_, name)| name);
        let (name, craft) = word.split_once('/').unwrap_or((word, ""));
        if craft.starts_with('摄') || CRAFTS.contains(&name) || name.is_empty() {
            // 赵 明/摄
            lone = lone.filter(|_| len(name) != 1);
            continue;
        }
        match (len(name), lone.take()) {
            (1, Some(first)) => out.push(first + name),
            (1, None) => lone = Some(name.to_owned()),
            (_, before) => {
                out.extend(before);
                out.push(name.trim_start_matches("通讯员").trim_start_matches("记者").to_owned());
            }
        }
    }
    out.extend(lone);
    out.retain(|n| !n.is_empty());
    out
}

/// Who speaks by a line with name and office.
pub(super) fn speaker_of(probe: &str, profile: &Profile) -> Option<Person> {
    signed(probe, profile).map(|signed| Person { name: signed.name, role: signed.role })
}

/// A signature over the title, in the text or under it.
fn add_signature(head: &mut Head, signed: Signed) {
    head.byline.push(signed.name.clone());
    head.byline.extend(signed.others);
    head.speaker.get_or_insert(Person { name: signed.name, role: signed.role });
}

/// （发言人：张某 市政协副主席） or （发言人：市政协委员、某公司董事长）: the role alone leaves the name to the byline.
pub(super) fn speaker_note(head: &mut Head, unit: &Unit, profile: &Profile) {
    let Some(caught) = profile.line(LineRole::SpeakerNote, &unit.probe) else {
        if let Some(person) = signed(&unit.probe, profile) {
            add_signature(head, person);
        }
        return;
    };
    if caught.pattern == "speaker-for" {
        let own = caught.get("for");
        let name = own.or_else(|| caught.get("speaker")).unwrap_or_default().replace(' ', "");
        if could_be_name(&name, profile) {
            head.byline.extend(own.map(|_| name.clone()));
            head.speaker = Some(Person { name, role: None });
            head.spoken = true;
        }
        return;
    }
    let Some(said) = caught.get("speaker") else { return };
    // the pattern saw the folded form; take the words as printed
    let printed = unit.text.split_once(['：', ':']).map_or(said, |(_, rest)| rest.trim_end_matches([')', '）'])).trim();
    let (first, rest) = printed.split_once([' ', '\u{3000}', '（', '(']).unwrap_or((printed, ""));
    // 严 某：a name of two characters spaced out
    let spaced = rest.split_once([' ', '（', '(']).filter(|(second, _)| len(first) == 1 && len(second) == 1);
    let (first, rest) = spaced.map_or((first.to_owned(), rest), |(second, rest)| (format!("{first}{second}"), rest));
    if is_name(&first, profile) {
        let role = rest.trim().trim_end_matches([')', '）']);
        head.speaker = Some(Person { name: first, role: (!role.is_empty()).then(|| role.to_owned()) });
        return;
    }
    if let Some((role, name)) = printed.rsplit_once([' ', '\u{3000}'])
        && is_name(name, profile)
        && profile.lexicon.roles.iter().any(|r| role.ends_with(r.as_str()))
    {
        head.speaker = Some(Person { name: name.to_owned(), role: Some(role.trim().to_owned()) });
        return;
    }
    let person = match &head.byline[..] {
        [one] if is_name(one, profile) => one.clone(),
        _ => return,
    };
    head.speaker = Some(Person { name: person, role: Some(printed.to_owned()) });
}

/// （云泽日报 李某 王某某）
pub(super) fn credit(unit: &Unit, profile: &Profile) -> Option<Credit> {
    if are_names_in_brackets(&unit.probe, profile) {
        let inside = unit.probe.trim_matches(['(', ')']);
        return Some(Credit { outlet: String::new(), reporters: authors(inside) });
    }
    let caught = profile.line(LineRole::Credit, &unit.probe)?;
    let outlet = caught.get("outlet")?.to_owned();
    let reporters = caught.get("reporters").map(authors).unwrap_or_default();
    let reporters = reporters.into_iter().filter(|r| r.chars().all(is_han)).collect();
    Some(Credit { outlet, reporters })
}
