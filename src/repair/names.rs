//! Names against the roster: a name is put right only where a roster entry's office stands before it and the
//! characters look alike. Without a roster nothing is changed.

use std::collections::BTreeMap;

use super::Rule;
use super::edited::Edited;
use super::shapes::alike;
use crate::model::note::Note;
use crate::model::text::{Certainty, Class};
use crate::profile::{Profile, Roster, RosterPerson};

/// `市政协主席孙坤` → `孙珅` where the roster holds 孙珅, 主席; then every 孙坤 of the issue. Not `主任李伟` for a
/// roster's 李庆: the shapes differ.
pub(super) const ROSTER: Rule =
    Rule { id: "name-roster", class: Class::Name, certainty: Certainty::Certain, precision: 1.0 };

/// A misread name: what stands there and whose it is.
type Misread = BTreeMap<String, (usize, String)>;

pub(super) fn apply(
    pages: &mut [Vec<Edited>],
    profile: &Profile,
    roster: &Roster,
    least: Certainty,
    notes: &mut Vec<Note>,
) {
    if roster.people.is_empty() {
        return;
    }
    let mut misread: Misread = BTreeMap::new();
    for line in pages.iter().flatten() {
        find_with_office(line, profile, roster, &mut misread);
    }
    for (printed, (person, evidence)) in &misread {
        let right = &roster.people[*person].name;
        let mut places = 0usize;
        for line in pages.iter_mut().flatten() {
            places += replace_all(line, printed, right, evidence, least);
        }
        notes.push(Note::info("name-repaired", format!("{printed} read as {right} in {places} places ({evidence})")));
    }
}

/// Puts `right` for each whole `printed` of the line.
fn replace_all(line: &mut Edited, printed: &str, right: &str, evidence: &str, least: Certainty) -> usize {
    let (printed, right): (Vec<char>, Vec<char>) = (printed.chars().collect(), right.chars().collect());
    let chars = line.chars();
    let mut places = 0;
    for start in 0..chars.len().saturating_sub(printed.len() - 1) {
        if chars[start..start + printed.len()] != printed[..] {
            continue;
        }
        places += 1;
        for (i, (p, r)) in printed.iter().zip(&right).enumerate().filter(|(_, (p, r))| p != r) {
            let evidence = vec![evidence.to_owned(), format!("{p} and {r} look alike")];
            line.replace(start + i..start + i + 1, &r.to_string(), &ROSTER, evidence, least);
        }
    }
    places
}

fn find_with_office(line: &Edited, profile: &Profile, roster: &Roster, misread: &mut Misread) {
    let chars = line.chars();
    for (index, person) in roster.people.iter().enumerate() {
        let name: Vec<char> = person.name.chars().collect();
        if name.len() < 2 {
            continue;
        }
        for start in 0..chars.len().saturating_sub(name.len() - 1) {
            let found = &chars[start..start + name.len()];
            if found[0] == name[0]
                && one_alike(found, &name)
                && let Some(office) = office_before(&chars[..start], profile)
                && fits(person, &office)
            {
                let printed: String = found.iter().collect();
                if roster.people.iter().all(|p| p.name != printed) {
                    misread.entry(printed).or_insert_with(|| (index, format!("roster: {} {office}", person.name)));
                }
            }
        }
    }
}

/// Exactly one character differs, and the two look alike.
fn one_alike(found: &[char], name: &[char]) -> bool {
    let mut differing = found.iter().zip(name).filter(|(a, b)| a != b);
    differing.next().is_some_and(|(a, b)| alike(*a, *b)) && differing.next().is_none()
}

/// The office that stands last before a name, in the same clause: `副主席胡某、刘某、` gives 副主席.
fn office_before(before: &[char], profile: &Profile) -> Option<String> {
    let clause =
        before.iter().rposition(|c| matches!(c, '。' | '；' | ';' | '，' | ',' | '：' | ':')).map_or(0, |i| i + 1);
    let clause: String = before[clause..].iter().collect();
    let ends = |role: &String| clause.rfind(role.as_str()).map(|at| (at + role.len(), role.len(), role.clone()));
    profile.lexicon.roles.iter().filter_map(ends).max().map(|(_, _, role)| role)
}

fn fits(person: &RosterPerson, office: &str) -> bool {
    // 常务副主席 is a 副主席 too
    Roster::holds(person, office, None) || person.offices.iter().any(|o| o.title.ends_with(office))
}
