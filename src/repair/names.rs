//! Names against the roster: a name is put right only where a roster entry's office, body and years stand with it and
//! the characters look alike. Without an entry nothing is changed.

use std::collections::BTreeMap;

use super::Rule;
use super::edited::{Edit, Edited};
use super::shapes::alike;
use crate::model::note::Note;
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};
use crate::profile::{Office, Profile, Roster, RosterPerson};

/// `市政协主席孙坤` → `孙珅` where the roster holds 孙珅, 主席; then every 孙坤 of the issue. Not `主任李伟` for a
/// roster's 李庆 (the shapes differ), not `省政协主席孙坤` (another body), not 孙坤 who left office years ago.
pub(super) const ROSTER: Rule =
    Rule { id: "name-roster", class: Class::Name, certainty: Certainty::Certain, precision: 1.0 };
/// The same characters where another office or a longer name speaks against it: only flagged.
pub(super) const DOUBTED: Rule =
    Rule { id: "name-doubted", class: Class::Name, certainty: Certainty::Suspect, precision: 0.5 };

/// `李坤强调，…` → `李珅` where the roster holds 李珅 and the OCR engine itself thought of 珅 as well: two witnesses, so that no
/// office has to stand before it. Not before a longer name, not behind another office, not where both are people of the roster.
pub(super) const READ: Rule =
    Rule { id: "name-second-reading", class: Class::Name, certainty: Certainty::Certain, precision: 1.0 };

/// `市政协副主度骆闻笛` → `副主席骆闻笛`: right before a name of the roster stands that person's office but for one look-alike
/// character, and no office of another kind.
pub(super) const OFFICE: Rule =
    Rule { id: "confusion-office", class: Class::Confusion, certainty: Certainty::Certain, precision: 1.0 };

/// A misread name: what stands there, whose it is, and what proves it.
type Misread = BTreeMap<Vec<char>, (usize, String)>;

pub(super) fn apply(
    lines: &mut [&mut Edited],
    profile: &Profile,
    roster: &Roster,
    least: Certainty,
    notes: &mut Vec<Note>,
) {
    if roster.people.is_empty() {
        return;
    }
    let search = Search { profile, roster, starts: starts(roster), year: year_of(lines) };
    for line in lines.iter_mut() {
        let edits = search.offices(line.chars());
        line.edit(edits, least);
    }
    let mut misread: Misread = BTreeMap::new();
    for line in lines.iter() {
        search.find(line.chars(), &mut misread);
    }
    for (printed, (person, evidence)) in &misread {
        let right: Vec<char> = roster.people[*person].name.chars().collect();
        let mut places = 0usize;
        for line in lines.iter_mut() {
            let edits = search.edits(line.chars(), printed, &right, *person, evidence);
            places += edits.iter().filter(|e| e.rule.certainty >= least).count();
            line.edit(edits, least);
        }
        let (printed, right): (String, String) = (printed.iter().collect(), right.iter().collect());
        notes.push(Note::info("name-repaired", format!("{printed} read as {right} in {places} places ({evidence})")));
    }
    // last: a name that an office proves is put right in all places
    for line in lines.iter_mut() {
        let edits = search.second_readings(line);
        line.edit(edits, least);
    }
}

/// People by the first and by the second character of their name, so that one of the two may be the misread one.
fn starts(roster: &Roster) -> BTreeMap<(usize, char), Vec<usize>> {
    let mut starts: BTreeMap<(usize, char), Vec<usize>> = BTreeMap::new();
    for (person, name) in roster.people.iter().map(|p| &p.name).enumerate() {
        for (k, c) in name.chars().take(2).enumerate() {
            starts.entry((k, c)).or_default().push(person);
        }
    }
    starts
}

/// The year the issue speaks of most.
fn year_of(lines: &[&mut Edited]) -> Option<i32> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for line in lines {
        for w in line.original().windows(5).filter(|w| w[4] == '年' && w[0] == '2' && w[1] == '0') {
            let digits: String = w[..4].iter().collect();
            if let Ok(year) = digits.parse() {
                *counts.entry(year).or_default() += 1;
            }
        }
    }
    counts.into_iter().max_by_key(|(year, n)| (*n, *year)).map(|(year, _)| year)
}

struct Search<'a> {
    profile: &'a Profile,
    roster: &'a Roster,
    starts: BTreeMap<(usize, char), Vec<usize>>,
    year: Option<i32>,
}

impl Search<'_> {
    /// Notes what stands for a roster's name behind an office of that person.
    fn find(&self, chars: &[char], misread: &mut Misread) {
        for (start, c) in chars.iter().enumerate() {
            let second = chars.get(start + 1).and_then(|c| self.starts.get(&(1, *c)));
            for &person in self.starts.get(&(0, *c)).into_iter().chain(second).flatten() {
                let name: Vec<char> = self.roster.people[person].name.chars().collect();
                let Some(found) = chars.get(start..start + name.len()) else { continue };
                if !one_alike(found, &name) || misread.contains_key(found) {
                    continue;
                }
                let text: String = found.iter().collect();
                let known = self.roster.people.iter().any(|p| p.name == text);
                let longer = self.may_go_on(chars, start + name.len());
                if let Some(office) = self.office_of(person, &chars[..start]).filter(|_| !known && !longer) {
                    misread.insert(
                        found.to_vec(),
                        (person, format!("roster: {} {office}", self.roster.people[person].name)),
                    );
                }
            }
        }
    }

    /// Names of the roster that the engine thought of itself.
    fn second_readings(&self, line: &Edited) -> Vec<Edit> {
        let doubts = line.doubts();
        if doubts.is_empty() {
            return Vec::new();
        }
        let chars = line.chars();
        let others = doubts.iter().flat_map(|(at, doubt)| doubt.others.iter().map(move |other| (*at, *other)));
        let likely = others.filter(|(_, (_, p))| *p >= LEAST_READING);
        likely.filter_map(|(at, (right, _))| self.second_reading(chars, at, right)).collect()
    }

    /// The name that stands at a character if that is read so, all its other characters as printed.
    fn second_reading(&self, chars: &[char], at: usize, right: char) -> Option<Edit> {
        let is_name = |start: usize, name: &[char]| {
            let found = chars.get(start..start + name.len())?;
            let printed: String = found.iter().collect();
            let same = (0..name.len()).all(|k| start + k == at || found[k] == name[k]);
            (same && self.roster.people.iter().all(|person| person.name != printed)).then_some(())
        };
        let found = self.roster.people.iter().enumerate().find_map(|(person, RosterPerson { name, .. })| {
            let name: Vec<char> = name.chars().collect();
            let k = name.iter().position(|c| *c == right)?;
            let start = at.checked_sub(k)?;
            is_name(start, &name)?;
            // two characters alone may be part of a word
            let named = name.len() > 2 || self.is_apart(chars, start, start + name.len());
            (named && !self.may_go_on(chars, start + name.len())).then_some((person, start))
        });
        let (person, start) = found?;
        let rule = if self.other_office(person, &chars[..start]) { DOUBTED } else { READ };
        let why = format!("roster: {}", self.roster.people[person].name);
        Some(Edit::new(at..at + 1, right, rule).because(why))
    }

    /// What stands before may end before a name: an office, a mark, the start of the line; and a word that follows names
    /// or a mark stands behind.
    fn is_apart(&self, chars: &[char], start: usize, end: usize) -> bool {
        let before: String = chars[start.saturating_sub(LONGEST_OFFICE)..start].iter().collect();
        let roles = &self.profile.lexicon.roles;
        let is_before =
            before.chars().next_back().is_none_or(|c| !is_han(c)) || roles.iter().any(|r| before.ends_with(r.as_str()));
        is_before && self.is_followed(chars, end)
    }

    /// Offices misread right before the names of those who hold them.
    fn offices(&self, chars: &[char]) -> Vec<Edit> {
        let mut edits = Vec::new();
        for (start, c) in chars.iter().enumerate() {
            for &person in self.starts.get(&(0, *c)).into_iter().flatten() {
                let RosterPerson { name, offices, .. } = &self.roster.people[person];
                if !chars[start..].iter().take(name.chars().count()).copied().eq(name.chars()) {
                    continue;
                }
                let misread = offices.iter().find_map(|o| {
                    let title: Vec<char> = o.title.chars().collect();
                    let at = start.checked_sub(title.len()).filter(|_| title.len() >= SHORTEST_OFFICE)?;
                    let printed = &chars[at..start];
                    let printed_text: String = printed.iter().collect();
                    let known = self.profile.lexicon.roles.iter().any(|r| printed_text.ends_with(r.as_str()));
                    (one_alike(printed, &title) && !known).then_some((at, title))
                });
                if let Some((at, title)) = misread {
                    let wrong = (0..title.len()).find(|k| chars[at + k] != title[*k]).unwrap_or_default();
                    let edit = Edit::new(at + wrong..at + wrong + 1, title[wrong], OFFICE);
                    edits.push(edit.because(format!("roster: {name} {}", title.iter().collect::<String>())));
                }
            }
        }
        edits
    }

    /// The edits for each whole `printed` of a line.
    fn edits(&self, chars: &[char], printed: &[char], right: &[char], person: usize, evidence: &str) -> Vec<Edit> {
        let places = chars.windows(printed.len()).enumerate().filter(|(_, w)| *w == printed).map(|(start, _)| start);
        let edit = |start: usize| {
            let against = self.may_go_on(chars, start + printed.len()) || self.other_office(person, &chars[..start]);
            let rule = if against { DOUBTED } else { ROSTER };
            let one = printed.iter().zip(right).enumerate().find(|(_, (p, r))| p != r);
            one.map(|(k, (p, r))| {
                let edit = Edit::new(start + k..start + k + 1, *r, rule).because(evidence);
                edit.because(format!("{p} and {r} look alike"))
            })
        };
        places.filter_map(edit).collect()
    }

    /// The name may have one more character: what follows is no word that follows names, and the next would be.
    fn may_go_on(&self, chars: &[char], end: usize) -> bool {
        !self.is_followed(chars, end) && self.is_followed(chars, end + 1)
    }

    /// What stands there may follow a name.
    fn is_followed(&self, chars: &[char], at: usize) -> bool {
        let rest: String = chars[at.min(chars.len())..].iter().take(4).collect();
        let lexicon = &self.profile.lexicon;
        rest.chars().next().is_none_or(|c| !is_han(c))
            || lexicon.name_followers.iter().chain(&lexicon.roles).any(|w| rest.starts_with(w.as_str()))
    }

    /// The office before a name, where it is this person's.
    fn office_of(&self, person: usize, before: &[char]) -> Option<String> {
        let (office, body) = office_before(before, self.profile)?;
        self.fits(person, &office, &body).then_some(office)
    }

    /// Right before the name stands an office that is not this person's.
    fn other_office(&self, person: usize, before: &[char]) -> bool {
        let near: String = before[before.len().saturating_sub(8)..].iter().collect();
        let adjacent = self.profile.lexicon.roles.iter().any(|r| near.ends_with(r.as_str()) && r != "同志");
        adjacent && self.office_of(person, before).is_none()
    }

    fn fits(&self, person: usize, office: &str, body: &str) -> bool {
        let RosterPerson { offices, .. } = &self.roster.people[person];
        // 常务副主席 is a 副主席 too
        let title = |o: &Office| o.title == office || o.title == format!("常务{office}");
        let years = |o: &Office| self.year.is_none_or(|y| o.from.is_none_or(|f| f <= y) && o.to.is_none_or(|t| y <= t));
        offices.iter().any(|o| title(o) && years(o) && same_body(body, o.organization.as_deref()))
    }
}

/// Second readings of an engine from this confidence on are a witness.
const LEAST_READING: f32 = 0.02;
/// Characters of the longest office looked for before a name.
const LONGEST_OFFICE: usize = 8;
/// Shorter titles (主席) are told too easily by chance.
const SHORTEST_OFFICE: usize = 3;

/// Exactly one character differs, and the two look alike.
fn one_alike(found: &[char], name: &[char]) -> bool {
    let mut differing = found.iter().zip(name).filter(|(a, b)| a != b);
    name.len() >= 2 && differing.next().is_some_and(|(a, b)| alike(*a, *b)) && differing.next().is_none()
}

/// The office that stands last before a name in the same clause, and what stands before it: `市政协副主席胡某、刘某、`
/// gives 副主席 and 市政协.
fn office_before(before: &[char], profile: &Profile) -> Option<(String, String)> {
    let stop = |c: &char| matches!(c, '。' | '；' | ';' | '，' | ',' | '：' | ':');
    let clause: String = before[before.iter().rposition(stop).map_or(0, |i| i + 1)..].iter().collect();
    let ends = |role: &String| clause.rfind(role.as_str()).map(|at| (at + role.len(), role.len(), role.clone()));
    let (end, len, role) = profile.lexicon.roles.iter().filter_map(ends).max()?;
    let body = clause.get(..end - len).unwrap_or_default();
    Some((role, body.to_owned()))
}

/// Levels a body may be of, as they stand before its kind: `省政协`, `区委`.
const LEVELS: [&str; 6] = ["全国", "省", "自治区", "市", "区", "县"];
const KINDS: [&str; 6] = ["政协", "人大", "政府", "纪委", "监委", "委"];

/// Whether the body named before an office can be the roster's. Where either says nothing it can.
fn same_body(named: &str, organization: Option<&str>) -> bool {
    let Some(organization) = organization else { return true };
    let level_kinds = LEVELS.iter().flat_map(|l| KINDS.iter().map(move |k| (l, k, format!("{l}{k}"))));
    let last = level_kinds
        .filter_map(|(l, k, word)| named.rfind(&word).map(|at| (at, *l, *k)))
        .max_by_key(|(at, l, _)| (*at, l.len()));
    last.is_none_or(|(_, level, kind)| {
        organization.contains(level) && (kind != "政协" || organization.contains("政协"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    const ROSTER_TOML: &str = r#"
        [[person]]
        name = "孙珅"
        offices = [{ title = "主席", organization = "政协云泽市委员会", from = 2022 }]
        [[person]]
        name = "赵罡"
        offices = [{ title = "副主席", organization = "政协云泽市委员会", to = 2020 }]
    "#;

    fn mended(lines: &[&str]) -> Vec<String> {
        let roster = Roster::parse(ROSTER_TOML).expect("roster");
        testing::all(lines, |lines| apply(lines, testing::bulletin(), &roster, Certainty::Certain, &mut Vec::new()))
    }

    #[test]
    fn a_name_with_its_office_is_put_right_in_all_places() {
        let got = mended(&["2023年1月3日，市政协主席孙坤出席会议。", "孙坤强调，要加强学习。", "在孙坤带领下"]);
        assert_eq!(got, ["2023年1月3日，市政协主席孙珅出席会议。", "孙珅强调，要加强学习。", "在孙珅带领下"]);
    }

    #[test]
    fn the_engines_own_second_reading_backs_a_name_of_the_roster() {
        let roster = Roster::parse(ROSTER_TOML).expect("roster");
        let read = |line: &str, doubt: (char, char, f32), least: Certainty| {
            let mut line = testing::doubted(line, &[doubt]);
            apply(&mut [&mut line], testing::bulletin(), &roster, least, &mut Vec::new());
            let (text, applied, flagged) = line.finish();
            (text, applied.len(), flagged.len())
        };
        let sure = |line: &str, doubt| read(line, doubt, Certainty::Certain);
        assert_eq!(sure("孙坤强调，要加强学习。", ('坤', '珅', 0.9)), ("孙珅强调，要加强学习。".into(), 1, 0));
        for (line, doubt) in [
            ("孙坤强调，要加强学习。", ('坤', '伸', 0.9)),
            ("孙坤明强调，要加强学习。", ('坤', '珅', 0.9)),
            ("子孙坤德", ('坤', '珅', 0.9)),
            ("孙坤强调，要加强学习。", ('坤', '珅', 0.999)),
        ] {
            assert_eq!(sure(line, doubt), (line.to_owned(), 0, 0));
        }
        assert_eq!(sure("云泽大学教授孙坤表示", ('坤', '珅', 0.9)), ("云泽大学教授孙坤表示".into(), 0, 1));
    }

    #[test]
    fn other_bodies_years_and_longer_names_stay() {
        for line in ["省政协主席孙坤出席", "2023年，市政协副主席赵昱出席", "市政协主席孙坤明出席", "市长孙坤出席"]
        {
            assert_eq!(mended(&[line]), [line]);
        }
        assert_eq!(
            mended(&["市政协副主度赵罡出席", "市政协副主任赵罡出席"]),
            ["市政协副主席赵罡出席", "市政协副主任赵罡出席"]
        );
        let lines = ["市政协主席孙坤出席会议。", "云泽大学教授孙坤表示"];
        assert_eq!(mended(&lines), ["市政协主席孙珅出席会议。", "云泽大学教授孙坤表示"]);
    }
}
