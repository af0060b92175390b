//! What an OCR engine itself thought of as a second reading, as one witness of two: where the issue, the lexicon or the
//! roster asks for that very character in that very place, it was misread. Alone a second reading proves nothing: it is
//! flagged where the engine was hardly surer of the first. Numbers and opposites are never changed, names by the roster only.

use super::Rule;
use super::confusion::{OPPOSITES, may_be_name};
use super::edited::{Doubt, Edit, Edited};
use super::words::Words;
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};
use crate::profile::Profile;

/// `要始终打起政协使命` → `扛起政协使命` where the engine thought of 扛 as well and `扛起政协使` stands elsewhere, 打起政协使 nowhere; or
/// where a set word of the lexicon asks for it. Not 三届 for 五届, not a name.
pub(super) const WORD: Rule =
    Rule { id: "confusion-second-reading", class: Class::Confusion, certainty: Certainty::Certain, precision: 1.0 };
/// A character that the engine took for hardly likelier than another: flagged only.
pub(super) const DOUBTED: Rule =
    Rule { id: "reading-doubted", class: Class::Confusion, certainty: Certainty::Suspect, precision: 0.6 };

/// Second readings from this confidence on are a witness.
const LEAST: f32 = 0.02;
/// ... against one place of the issue from here on,
const LIKELY: f32 = 0.09;
/// ... and behind so many characters of its line.
const FROM: usize = 2;
/// First readings below this confidence are in doubt by themselves,
const UNSURE: f32 = 0.6;
/// ... where the second one has this much.
const RIVAL: f32 = 0.2;
/// Characters of the context that stands elsewhere, the one in doubt included.
const CONTEXT: usize = 5;

pub(super) fn apply(line: &mut Edited, words: &Words, profile: &Profile, least: Certainty) {
    let doubts = line.doubts();
    if doubts.is_empty() {
        return;
    }
    let chars = line.chars();
    let edits = doubts.iter().filter_map(|(at, doubt)| {
        mended(chars, *at, doubt, words, profile).or_else(|| doubted(chars, *at, doubt, words))
    });
    let edits: Vec<Edit> = edits.collect();
    line.edit(edits, least);
}

/// The second reading that something else asks for, too.
fn mended(chars: &[char], at: usize, doubt: &Doubt, words: &Words, profile: &Profile) -> Option<Edit> {
    let printed = *chars.get(at)?;
    let is_word = |c: char| is_han(c) && !OPPOSITES.contains(c);
    if !is_word(printed) || may_be_name(chars, at, profile) {
        return None;
    }
    let others = doubt.others.iter().filter(|(c, p)| *p >= LEAST && is_word(*c));
    others.into_iter().find_map(|(right, p)| {
        let why = elsewhere(chars, at, (*right, *p), words).or_else(|| in_lexicon(chars, at, *right, profile))?;
        Some(Edit::new(at..at + 1, *right, WORD).because(why))
    })
}

/// The same characters around the second reading stand elsewhere in the issue, and around the first nowhere.
fn elsewhere(chars: &[char], at: usize, (right, p): (char, f32), words: &Words) -> Option<String> {
    // a name may have begun in the line above
    if at < FROM {
        return None;
    }
    let is_edge = |beyond: Option<usize>| !beyond.and_then(|i| chars.get(i)).is_some_and(|c| is_han(*c));
    // in the middle first; at its ends only where no word can go on beyond
    let inside = [2, 1, 3].into_iter().map(|before| (before, true));
    let ends = [(0, is_edge(at.checked_sub(1))), (CONTEXT - 1, is_edge(Some(at + 1)))];
    inside.chain(ends).filter(|(_, may)| *may).find_map(|(before, _)| {
        let start = at.checked_sub(before)?;
        let own = chars.get(start..start + CONTEXT)?;
        let mut wanted = own.to_vec();
        wanted[before] = right;
        // one place alone may be the misread one
        let witness = words.five(&wanted).filter(|witness| witness.count > 1 || p >= LIKELY)?;
        let alone = words.five(own).is_some_and(|own| own.count == 1) && is_usual(chars, at, right, words);
        let wanted: String = wanted.iter().collect();
        alone.then(|| format!("{wanted} in line {}", witness.line.0))
    })
}

/// The pairs that another reading makes with its neighbours stand in the issue as often as those that are printed, this place
/// left out: what is misread elsewhere is no witness against a word that the issue is full of.
fn is_usual(chars: &[char], at: usize, right: char, words: &Words) -> bool {
    let before = at.checked_sub(1).and_then(|i| chars.get(i));
    let pairs = |c: char| {
        let left = before.map_or(0, |before| words.two(*before, c));
        left + chars.get(at + 1).map_or(0, |after| words.two(c, *after))
    };
    let neighbours = [before, chars.get(at + 1)].into_iter().flatten().filter(|c| is_han(**c)).count() as u32;
    chars.get(at).is_some_and(|printed| pairs(right) + neighbours >= pairs(*printed))
}

/// A set word or phrase of the lexicon with the second reading, all its other characters as printed.
fn in_lexicon(chars: &[char], at: usize, right: char, profile: &Profile) -> Option<String> {
    let lexicon = &profile.lexicon;
    let mut words = lexicon.phrases.iter().chain(&lexicon.set_words);
    let fits = |word: &String| {
        let word: Vec<char> = word.chars().collect();
        let places = (0..word.len()).filter(|k| word[*k] == right);
        places.into_iter().any(|k| {
            let found = at.checked_sub(k).and_then(|start| chars.get(start..start + word.len()));
            found.is_some_and(|found| (0..word.len()).all(|i| i == k || found[i] == word[i]))
        })
    };
    words.find(|word| fits(word)).map(|word| format!("the set word {word}"))
}

/// A character that is as likely another.
fn doubted(chars: &[char], at: usize, doubt: &Doubt, words: &Words) -> Option<Edit> {
    let (other, p) = doubt.others.first()?;
    let printed = *chars.get(at)?;
    let of_a_kind = is_han(printed) && is_han(*other) || printed.is_ascii_digit() && other.is_ascii_digit();
    // what was preferred to a likelier reading was so for a reason
    let in_doubt = doubt.confidence < UNSURE && (RIVAL..=doubt.confidence).contains(p) && of_a_kind;
    (in_doubt && is_usual(chars, at, *other, words)).then(|| Edit::new(at..at + 1, *other, DOUBTED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    /// The first line repaired with the others as witnesses: `doubt` is a character of it with its second reading.
    fn mended(lines: &[&str], doubt: (char, char, f32)) -> (String, Vec<&'static str>) {
        let all = testing::extracted(lines);
        let mut first = testing::doubted(lines[0], &[doubt]);
        apply(&mut first, &Words::of(all.iter()), testing::bulletin(), Certainty::Certain);
        let (text, applied, flagged) = first.finish();
        let rules = applied.iter().chain(&flagged).map(|c| c.rule).collect();
        (text, rules)
    }

    #[test]
    fn what_the_engine_and_the_issue_agree_upon_is_put_right() {
        let lines = ["我们打起政协使命责任", "我们扛起政协使命责任"];
        assert_eq!(mended(&lines, ('打', '扛', 0.9)), ("我们扛起政协使命责任".into(), vec![WORD.id]));
        assert_eq!(mended(&lines, ('打', '扛', 0.97)).0, lines[0], "one place alone, and hardly thought of");
        let lines = ["珅主持并讲话", "坤主持并讲话"];
        assert_eq!(mended(&lines, ('珅', '坤', 0.6)).0, lines[0], "a name begun above");
        let lines = ["推动区城协调发展。", "推动区域协调发展。"];
        assert_eq!(mended(&lines, ('城', '域', 0.9)).0, "推动区域协调发展。");
    }

    #[test]
    fn what_the_engine_and_the_lexicon_agree_upon_is_put_right() {
        assert_eq!(mended(&["要深人开展调研"], ('人', '入', 0.9)).0, "要深入开展调研");
        assert_eq!(mended(&["要深度开展调研"], ('度', '广', 0.9)).0, "要深度开展调研");
    }

    #[test]
    fn names_numbers_and_what_stands_elsewhere_stay() {
        for (lines, doubt) in [
            (["副主席孙坤出席会议。", "副主席孙珅出席会议。"], ('坤', '珅', 0.9)),
            (["市政协三届会议召开", "市政协五届会议召开"], ('三', '五', 0.9)),
            (["打起政协使命责任", "抗起政协使命责任"], ('打', '扛', 0.9)),
            (["推动区城协调发展。", "推动区域协调发展。"], ('城', '埌', 0.9)),
        ] {
            assert_eq!(mended(&lines, doubt), (lines[0].to_owned(), Vec::new()));
        }
        let both = ["推动区城协调发展，促进区城协调发展。", "推动区域协调发展。"];
        assert_eq!(mended(&both, ('动', '助', 0.9)).0, both[0]);
    }

    #[test]
    fn an_even_choice_is_flagged() {
        let (text, rules) = mended(&["副主席孙坤出席会议。"], ('坤', '珅', 0.5));
        assert_eq!((text.as_str(), rules), ("副主席孙坤出席会议。", vec![DOUBTED.id]));
    }
}
