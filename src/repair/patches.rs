//! An archivist's corrections, replayed after all rules. They win over rules; one that no longer applies is told of and
//! changes nothing.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Rule;
use super::edited::{Edit, Edited};
use crate::model::note::{Note, Noted};
use crate::model::page::LineId;
use crate::model::text::{Certainty, Class, CleanPage};
use crate::profile::{Patch, Patches, Target};

/// What a person decided.
const PATCH: Rule = Rule { id: "patch", class: Class::Confusion, certainty: Certainty::Certain, precision: 1.0 };

/// Applies `patches` to pages that were repaired. `lines_of` gives the lines of a record by its id.
pub fn patched(
    pages: Vec<CleanPage>,
    patches: &Patches,
    lines_of: &dyn Fn(&str) -> Option<BTreeSet<LineId>>,
) -> Noted<Vec<CleanPage>> {
    let mut texts: Vec<Vec<Edited>> = pages.iter().map(resumed).collect();
    let mut notes = Vec::new();
    for patch in &patches.list {
        let wanted: BTreeSet<LineId> = match &patch.target {
            Target::Line(line) => BTreeSet::from([LineId(*line)]),
            Target::Record(record) => lines_of(record).unwrap_or_default(),
        };
        let mut lines: Vec<&mut Edited> = texts.iter_mut().flatten().filter(|l| wanted.contains(&l.id())).collect();
        let places: usize = lines.iter_mut().map(|line| apply(line, patch)).sum();
        if places == 0 {
            notes.push(stale(patch, &lines));
        }
    }
    let value = pages.into_iter().zip(texts).map(|(page, lines)| super::clean_page(page.page, lines)).collect();
    Noted { value, notes }
}

fn resumed(page: &CleanPage) -> Vec<Edited> {
    let of = |line: LineId, all: &[crate::model::text::Correction]| -> Vec<_> {
        let start = all.partition_point(|c| c.line < line);
        all[start..].iter().take_while(|c| c.line == line).cloned().collect()
    };
    let sorted = |all: &[crate::model::text::Correction]| {
        let mut all = all.to_vec();
        all.sort_by_key(|c| (c.line, c.offset));
        all
    };
    let (applied, flagged) = (sorted(&page.applied), sorted(&page.flagged));
    let resume = |l: &crate::model::page::Line| Edited::resume(l.id, &l.text, &of(l.id, &applied), of(l.id, &flagged));
    page.page.lines.iter().map(resume).collect()
}

/// Puts `now` for each `was` of the line as it stands, else of the line as extracted. Gives the number of places.
fn apply(line: &mut Edited, patch: &Patch) -> usize {
    let was: Vec<char> = patch.was.chars().collect();
    let rule = Rule { class: class_of(patch), ..PATCH };
    let edit = |at: Range<usize>, with: String| {
        let edit = Edit::new(at, with, rule).because(format!("{}, {}", patch.who, patch.when));
        patch.note.iter().fold(edit, |edit, note| edit.because(note.clone()))
    };
    let mut edits: Vec<Edit> = places(line.chars(), &was).into_iter().map(|at| edit(at, patch.now.clone())).collect();
    if edits.is_empty() {
        let extracted = places(line.original(), &was);
        let present = extracted.iter().filter_map(|at| line.as_extracted(at, &patch.now));
        edits = present.map(|(at, with)| edit(at, with)).collect();
    }
    let n = edits.len();
    line.edit(edits, Certainty::Certain);
    n
}

/// Where `word` stands, places that do not overlap.
fn places(chars: &[char], word: &[char]) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    for start in 0..(chars.len() + 1).saturating_sub(word.len()) {
        if chars[start..start + word.len()] == *word && places.last().is_none_or(|p| p.end <= start) {
            places.push(start..start + word.len());
        }
    }
    places
}

/// The class that fits what a patch changes.
fn class_of(patch: &Patch) -> Class {
    let words = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let marks = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if marks(&patch.was) == marks(&patch.now) {
        Class::Spacing
    } else if words(&patch.was) == words(&patch.now) {
        Class::Punctuation
    } else {
        Class::Confusion
    }
}

fn stale(patch: &Patch, lines: &[&mut Edited]) -> Note {
    let place = match &patch.target {
        Target::Line(line) => format!("line {line}"),
        Target::Record(record) => record.clone(),
    };
    let made = !patch.now.is_empty() && lines.iter().any(|l| l.text().contains(&patch.now));
    let (why, hint) = if lines.is_empty() {
        ("there is no such place any more", "find the text in the ledger and correct the patch")
    } else if made {
        ("the text reads so already", "the patch is no longer needed")
    } else {
        ("that text does not stand there any more", "look at the line in the ledger and correct the patch")
    };
    let message = format!("{place}: {} → {} by {}, {}: {why}", patch.was, patch.now, patch.who, patch.when);
    let note = if made { Note::info("patch-not-needed", message) } else { Note::warning("patch-stale", message) };
    note.hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::put_back;

    fn patch(was: &str, now: &str) -> Patch {
        let (who, when) = ("王".to_owned(), "2026-03-01".to_owned());
        Patch { target: Target::Line(1), was: was.to_owned(), now: now.to_owned(), who, when, note: None }
    }

    #[test]
    fn a_patch_names_the_text_as_it_stands_or_as_it_was_extracted() {
        let rule = Rule { id: "t", ..PATCH };
        for (was, now, want) in
            [("孙珅", "孙绅", "主席孙绅讲话"), ("孙坤", "孙绅", "主席孙绅讲话"), ("李", "张", "主席孙珅讲话")]
        {
            let mut e = Edited::new(LineId(1), "主席孙坤讲话");
            e.edit(vec![Edit::new(3..4, "珅", rule)], Certainty::Certain);
            apply(&mut e, &patch(was, now));
            let (clean, applied, _) = e.finish();
            assert_eq!(clean, want);
            let changes = applied.iter().map(|c| (c.offset, c.printed.as_str(), c.repaired.as_str()));
            assert_eq!(put_back(&clean, changes).as_deref(), Some("主席孙坤讲话"));
        }
    }

    #[test]
    fn the_class_says_what_changed() {
        assert_eq!(class_of(&patch("孙 坤", "孙坤")), Class::Spacing);
        assert_eq!(class_of(&patch("好,", "好。")), Class::Punctuation);
        assert_eq!(class_of(&patch("坤", "珅")), Class::Confusion);
    }
}
