//! Names in running text: where one starts and ends, offices beside it, and names set wide. A name's end is sure only where
//! a word that can follow a name stands behind it.

use crate::model::script::is_han;
use crate::pattern::Constant;
use crate::profile::Profile;

// must match "(女)", "(回族)", "(女、满族)", "(民建)", "(记者 李明)"; must not match "(扩大)", "(民族宗教委员会)"
static OF_PERSON: Constant = Constant::new(
    r"\((?:[男女兼]|\p{Han}{1,5}族)(?:[,、 ](?:[男女兼]|\p{Han}{1,5}族))*\)|\((?:中共|民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|工商联|无党派)\)|\([^()]{0,16}(?:记者|通讯员|实习生)[^()]{0,40}\)",
);

/// Text without what stands in brackets behind names and is no part of them: `单某某(女)`, `沙某(回族)`.
pub(super) fn without_notes(text: &str) -> String {
    OF_PERSON.replaced_all(text, "")
}

/// Names from `i` on, separated by 、 or a space; the last one must be followed by a word that can follow a name.
pub(super) fn names_at(chars: &[char], i: usize, profile: &Profile) -> Option<(Vec<String>, usize)> {
    let mut names = Vec::new();
    let mut at = i;
    while let Some(end) = name_end(chars, at, profile) {
        names.push(chars[at..end].iter().collect());
        at = end;
        // 宋某某 裴某 亓某某出席: a list set with spaces
        let spaced = chars.get(at) == Some(&' ') && name_end(chars, at + 1, profile).is_some();
        if chars.get(at) != Some(&'、') && !spaced {
            break;
        }
        if name_end(chars, at + 1, profile).is_some() {
            at += 1;
        } else if let Some(end) = listed_name(chars, at + 1, names.len(), profile) {
            names.push(chars[at + 1..end].iter().collect());
            at = end;
            if chars.get(at) != Some(&'、') || name_end(chars, at + 1, profile).is_none() {
                break;
            }
            at += 1;
        } else {
            break;
        }
    }
    (!names.is_empty()).then_some((names, at))
}

/// End of a name whose surname nobody knows, in a list of names: two or three characters between marks, with a name behind
/// them, or two before.
fn listed_name(chars: &[char], at: usize, n_before: usize, profile: &Profile) -> Option<usize> {
    let end = at + chars.get(at..)?.iter().take_while(|c| is_han(**c)).count();
    let is_name = matches!(end - at, 2 | 3) && is_written_as_name(chars.get(at..end)?, profile);
    let goes_on = chars.get(end) == Some(&'、') && name_end(chars, end + 1, profile).is_some();
    // the last one has to look the more like a name the fewer stand before it
    let ends = chars.get(end) == Some(&',') && (n_before > 1 || end - at == 3);
    (is_name && (goes_on || ends)).then_some(end)
}

/// End of a name that starts at `at`: two to four characters with a surname, then a word that can follow a name.
fn name_end(chars: &[char], at: usize, profile: &Profile) -> Option<usize> {
    let rest = chars.get(at..)?;
    let may_be = rest.first().is_some_and(|c| profile.lexicon.compound_starts.binary_search(c).is_ok());
    let compound = may_be && profile.lexicon.compound_surnames.iter().any(|s| starts_with(rest, s));
    let single = rest.first().is_some_and(|c| profile.lexicon.is_surname(*c));
    let lengths: &[usize] = if compound {
        &[4, 3]
    } else if single {
        &[3, 2]
    } else {
        &[]
    };
    if let Some(n) = in_syllables(rest)
        && follower(chars, at + n, profile).is_some()
        && is_written_as_name(&rest[..n], profile)
    {
        return Some(at + n);
    }
    // the longest word that can follow decides: 常林|认为, not 常林认|为; between equals the longer name
    let candidates = lengths.iter().filter_map(|n| {
        let end = at + n;
        let strength = follower(chars, end, profile)?;
        is_written_as_name(chars.get(at..end)?, profile).then_some((strength, *n, end))
    });
    // 施某|就做好工作提要求, not 施某就|做: between equals a word that leads on is no part of the name
    let leads_on = |end: usize| matches!(chars[end - 1], '就' | '则' | '对' | '在' | '还' | '也' | '并' | '以');
    // nobody is called 骆某在
    let never_ends = |end: usize| matches!(chars[end - 1], '在' | '就' | '则' | '对');
    candidates
        .max_by_key(|(strength, n, end)| (!never_ends(*end), *strength, !leads_on(*end), *n))
        .map(|(_, _, end)| end)
}

/// Characters that Mongolian, Tibetan and Uyghur names are written with, syllable by syllable: 其木格, 扎西多吉.
const SYLLABLES: &str = "阿巴布才策朝达丹旦德多额尔格根贡古哈海赫呼吉加嘉江措克拉兰勒鲁仑洛玛买曼米木那娜尼诺帕普其琪仁热日荣萨桑斯塔特提图吐娃旺乌希西雅依扎孜卓高让木合瓦央嘎顿珠";
/// Lengths of such names that no surname tells.
const IN_SYLLABLES: std::ops::RangeInclusive<usize> = 4..=6;

/// Length of a name written in syllables at the start of `rest`.
fn in_syllables(rest: &[char]) -> Option<usize> {
    let n = rest.iter().take_while(|c| SYLLABLES.contains(**c)).count();
    let word: String = rest[..n].iter().collect();
    (IN_SYLLABLES.contains(&n) && !word.contains("提高")).then_some(n)
}

/// Strength of what follows at `end`: the end of the text or a mark most, else the length of the word.
fn follower(chars: &[char], end: usize, profile: &Profile) -> Option<usize> {
    let Some(next) = chars.get(end) else { return (end == chars.len()).then_some(usize::MAX) };
    if next.is_ascii_digit() {
        // 史某某6位常委: counted
        let unit = chars[end..].iter().find(|c| !c.is_ascii_digit());
        return unit.is_some_and(|c| matches!(c, '位' | '名')).then_some(usize::MAX);
    }
    if !is_han(*next) {
        return profile.lexicon.name_followers.iter().any(|f| starts_with(&chars[end..], f)).then_some(usize::MAX);
    }
    let words = profile.lexicon.name_followers.iter().map(String::as_str).chain(["委员", "代表"]);
    words.filter(|f| starts_with(&chars[end..], f)).map(|f| f.chars().count()).max()
}

pub(super) fn is_written_as_name(name: &[char], profile: &Profile) -> bool {
    let word: String = name.iter().collect();
    // 说, 等 and the like lead on to what follows
    let leads_on = matches!(name, [.., '说' | '称' | '等' | '及' | '的' | '了' | '着'] | [_, _, .., '也' | '还']);
    name.iter().all(|c| is_han(*c))
        && !leads_on
        && !profile.lexicon.not_names.iter().any(|w| word.contains(w.as_str()))
        && !profile.lexicon.roles.iter().any(|r| word.ends_with(r.as_str()))
        && !profile.lexicon.bodies.iter().any(|b| word.ends_with(b.as_str()))
}

/// Closes up names of two characters that are set as wide as those of three: `副主席尤 里、林 雪出席`.
pub(super) fn closed_up(text: &str, profile: &Profile) -> Vec<char> {
    let chars: Vec<char> = text.chars().collect();
    let wide = |i: usize| chars[i] == ' ' && i > 0 && is_set_wide(&chars, i, profile);
    (0..chars.len()).filter(|i| !wide(*i)).map(|i| chars[i]).collect()
}

/// The space at `i` stands between a surname, at the start of words or behind an office, and a given name.
fn is_set_wide(chars: &[char], i: usize, profile: &Profile) -> bool {
    let surname = i - 1;
    let behind_office = || profile.lexicon.roles.iter().any(|r| ends_with(&chars[..surname], r));
    let begins = surname == 0
        || !is_han(chars[surname - 1])
        || matches!(chars[surname - 1], '和' | '与' | '及' | '由' | '的')
        || behind_office();
    let name = [Some(&chars[surname]), chars.get(i + 1)];
    let [Some(surname), Some(given)] = name else { return false };
    profile.lexicon.is_surname(*surname)
        && is_written_as_name(&[*surname, *given], profile)
        && begins
        && follower(chars, i + 2, profile).is_some()
}

pub(super) fn ends_with(chars: &[char], word: &str) -> bool {
    let mut at = chars.iter().rev();
    word.chars().rev().all(|c| at.next() == Some(&c))
}

/// End of the longest office that starts at `i`; not 委员 of 委员会, nor 主席 of 主席会议.
pub(super) fn role_at(chars: &[char], i: usize, profile: &Profile) -> Option<usize> {
    profile.lexicon.role_starts.binary_search(chars.get(i)?).ok()?;
    let role = profile.lexicon.roles.iter().find(|r| starts_with(&chars[i..], r))?;
    let end = i + role.chars().count();
    (!matches!(chars.get(end), Some('会' | '团' | '们'))).then_some(end)
}

pub(super) fn starts_with(chars: &[char], word: &str) -> bool {
    let mut n = 0;
    for (k, c) in word.chars().enumerate() {
        if chars.get(k) != Some(&c) {
            return false;
        }
        n += 1;
    }
    n > 0
}

/// A person's name and nothing else: a surname and one or two characters, two of a compound one.
pub(super) fn is_name(word: &str, profile: &Profile) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let compound = profile.lexicon.compound_surnames.iter().any(|s| word.starts_with(s.as_str()));
    let single = chars.first().is_some_and(|c| profile.lexicon.is_surname(*c));
    (single && (2..=3).contains(&chars.len()) || compound && (3..=4).contains(&chars.len()))
        && is_written_as_name(&chars, profile)
}
