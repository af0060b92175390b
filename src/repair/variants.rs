//! Names that differ in one look-alike character and hold the same office: one person under two spellings, or two
//! people. Nothing is changed; a note lists them with their places, for whoever keeps the roster.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, Match, MatchKind};

use super::edited::Edited;
use super::shapes::alike;
use crate::model::abreast;
use crate::model::note::Note;
use crate::model::page::LineId;
use crate::model::script::is_han;
use crate::profile::{Profile, Roster};

/// Where a name stands, and with which offices.
#[derive(Default)]
struct Seen {
    lines: Vec<LineId>,
    offices: Vec<String>,
}

/// Notes the variants among names of two or three characters that stand behind an office.
pub(super) fn note(lines: &[&mut Edited], profile: &Profile, roster: &Roster, notes: &mut Vec<Note>) {
    let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&profile.lexicon.roles);
    let Ok(finder) = finder else { return };
    let named = |text: &str| -> Vec<(String, usize)> {
        let name = |found: Match| {
            let rest: Vec<char> = text.get(found.end()..).unwrap_or_default().chars().take(8).collect();
            Some((name_at(&rest, profile)?, found.pattern().as_usize()))
        };
        finder.find_iter(text).filter_map(name).collect()
    };
    let mut names: BTreeMap<String, Seen> = BTreeMap::new();
    for (i, of_line) in abreast::map_n(lines.len(), |i| named(lines[i].text())).into_iter().enumerate() {
        for (name, role) in of_line {
            let seen = names.entry(name).or_default();
            seen.lines.push(lines[i].id());
            seen.offices.push(profile.lexicon.roles[role].clone());
        }
    }
    let known = |name: &str| roster.people.iter().any(|p| p.name == name);
    for (name, seen) in &names {
        for (other, twin) in
            names.range::<str, _>((std::ops::Bound::Excluded(name.as_str()), std::ops::Bound::Unbounded))
        {
            let office = seen.offices.iter().find(|o| twin.offices.contains(o));
            if let Some(office) = office.filter(|_| !(known(name) && known(other)) && one_alike(name, other)) {
                let message = format!("{name} ({}) and {other} ({}), both {office}", places(seen), places(twin));
                let hint = "a roster with the right name decides: --roster FILE";
                notes.push(Note::warning("name-variants", message).at_line(seen.lines[0]).hint(hint));
            }
        }
    }
}

/// A name right behind an office: a surname and one or two characters, then something that ends it.
fn name_at(rest: &[char], profile: &Profile) -> Option<String> {
    let lexicon = &profile.lexicon;
    if !rest.first().is_some_and(|c| lexicon.is_surname(*c)) {
        return None;
    }
    [3, 2].into_iter().find_map(|n| {
        let name: String = rest.get(..n).filter(|name| name.iter().all(|c| is_han(*c)))?.iter().collect();
        let tail: String = rest[n..].iter().collect();
        let ends = tail.chars().next().is_none_or(|c| !is_han(c))
            || lexicon.name_followers.iter().any(|w| tail.starts_with(w.as_str()));
        let word = lexicon.not_names.iter().any(|w| name.contains(w.as_str()) || w.contains(&name));
        (ends && !word).then_some(name)
    })
}

/// Same surname, one other character that looks alike.
fn one_alike(a: &str, b: &str) -> bool {
    if a.chars().count() != b.chars().count() || a.chars().next() != b.chars().next() {
        return false;
    }
    let mut differing = a.chars().zip(b.chars()).filter(|(a, b)| a != b);
    differing.next().is_some_and(|(a, b)| alike(a, b)) && differing.next().is_none()
}

fn places(seen: &Seen) -> String {
    let lines: Vec<String> = seen.lines.iter().take(SHOWN).map(|l| l.0.to_string()).collect();
    let more = if seen.lines.len() > SHOWN { ", …" } else { "" };
    format!("{} times: line {}{more}", seen.lines.len(), lines.join(", "))
}

/// Places named of each variant.
const SHOWN: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    fn noted(lines: &[&str]) -> Vec<String> {
        let mut notes = Vec::new();
        testing::all(lines, |lines| note(lines, testing::bulletin(), &Roster::default(), &mut notes));
        notes.into_iter().map(|n| n.message).collect()
    }

    #[test]
    fn look_alikes_in_one_office_are_listed_and_others_are_not() {
        let got = noted(&["市政协主席孙坤出席会议。", "市政协主席孙珅主持会议，", "副主席李伟、主席孙坤参加"]);
        assert_eq!(got, ["孙坤 (2 times: line 1, 3) and 孙珅 (1 times: line 2), both 主席"]);
        assert_eq!(
            noted(&["副主席李伟出席会议。", "副主席李庆主持会议，", "局长孙坤出席。", "主席孙珅出席。"]),
            [""; 0]
        );
    }
}
