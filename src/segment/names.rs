//! Names and offices by their form alone: what can be a person's name, and lines that hold one beside an office.

use crate::model::script::{is_han, len};
use crate::profile::{LineRole, Profile};

/// Two or three Han characters that start with a surname, or four with a compound one.
pub(super) fn is_name(s: &str, profile: &Profile) -> bool {
    let n = len(s);
    if !s.chars().all(is_han) {
        return false;
    }
    let compound = profile.lexicon.compound_surnames.iter().any(|c| s.starts_with(c.as_str()));
    let single = s.chars().next().is_some_and(|c| profile.lexicon.is_surname(c));
    (single && (2..=3).contains(&n) || compound && (3..=4).contains(&n))
        && !profile.lexicon.not_names.iter().any(|w| s.contains(w.as_str()))
}

/// `(许 澜)`, `(许澜 沈青)`: names and nothing else.
pub(super) fn are_names_in_brackets(folded: &str, profile: &Profile) -> bool {
    let Some(inside) = folded.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return false };
    is_name(&inside.replace(' ', ""), profile) || inside.split([' ', '、']).all(|word| is_name(word, profile))
}

/// `增补委员(9名)`: how many names of a list follow.
pub(super) fn ends_with_count(p: &str) -> bool {
    let inside = p.strip_suffix(')').and_then(|p| p.rsplit_once('(')).map(|(_, inside)| inside.replace(' ', ""));
    inside
        .and_then(|inside| inside.strip_suffix(['名', '人', '位']).map(str::to_owned))
        .is_some_and(|n| !n.is_empty() && n.trim_start_matches('共').bytes().all(|b| b.is_ascii_digit()))
}

/// A person's name and nothing else.
pub(super) fn bare_name(p: &str, profile: &Profile) -> bool {
    is_name(&p.replace(' ', ""), profile) && !profile.lexicon.bodies.iter().any(|b| p.ends_with(b.as_str()))
}

/// Two to four Han that are no word of the lexicon.
pub(super) fn could_be_name(name: &str, profile: &Profile) -> bool {
    (2..=4).contains(&len(name))
        && name.chars().all(is_han)
        && !profile.lexicon.not_names.iter().any(|w| name.contains(w.as_str()))
        && !profile.lexicon.roles.iter().any(|r| name.ends_with(r.as_str()))
        && !profile.lexicon.bodies.iter().any(|b| name.ends_with(b.as_str()))
}

/// A seat in the assembly, which only a person holds: whoever stands beside it is one, whatever the surname.
pub(super) fn is_seat(office: &str) -> bool {
    ["政协委员", "政协常委", "政协主席", "政协副主席", "人大代表"].iter().any(|seat| office.contains(seat))
}

/// `明月光 市政协委员、某小学校长`: the name before the office.
pub(super) fn name_and_role(p: &str, profile: &Profile) -> bool {
    let Some((name, office)) = p.split_once(' ') else { return false };
    let ends = profile.lexicon.roles.iter().any(|r| office.ends_with(r.as_str()));
    !office.contains(' ') && could_be_name(name, profile) && (is_seat(office) || ends && is_name(name, profile))
}

/// `市政协副主席 赵明`: ends with a name that follows an office.
pub(super) fn role_and_name(p: &str, profile: &Profile) -> bool {
    if p.contains([',', '。', '“', '《']) {
        return false;
    }
    let Some((head, name)) = p.rsplit_once(' ') else { return false };
    let head = head.trim_end();
    let office = |r: &String| head.ends_with(r.as_str()) || head.contains('、') && head.contains(r.as_str());
    !profile.is(LineRole::Subtitle, p)
        && (is_name(name, profile) && profile.lexicon.roles.iter().any(office)
            || is_seat(head) && could_be_name(name, profile)
            || name_and_role(p, profile))
}

/// A row of a list that gives each name its office: `洪某 市政协委员联络工作委员会主任`.
pub(super) fn is_name_with_office(p: &str, profile: &Profile) -> bool {
    p.split_once(' ').is_some_and(|(name, office)| {
        is_name(name.split('(').next().unwrap_or(name), profile)
            && profile.lexicon.roles.iter().any(|r| office.ends_with(r.as_str()))
    })
}

/// A row of a list of names: `卢某 刘某某 齐某某(女)`.
pub(super) fn is_names(p: &str, profile: &Profile) -> bool {
    let mut words: Vec<String> = Vec::new();
    let mut lone = String::new();
    for word in p.split(' ').map(|w| w.split('(').next().unwrap_or(w)) {
        if len(word) == 1 {
            lone.push_str(word);
            if len(&lone) == 2 {
                words.push(std::mem::take(&mut lone));
            }
        } else {
            words.push(word.to_owned());
        }
    }
    lone.is_empty() && words.len() >= 2 && words.iter().all(|w| is_name(w, profile))
}
