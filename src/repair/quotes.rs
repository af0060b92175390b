//! Straight quotation marks in Chinese text, set in pairs: `"` in turn to `“` and `”`.

use super::Rule;
use super::edited::{Edit, Edited};
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};

/// `建设"书香政协"` → `建设“书香政协”`, also where one of the two is right already; not an odd one, not inches.
pub(super) const PAIR: Rule =
    Rule { id: "mark-quote", class: Class::Punctuation, certainty: Certainty::Certain, precision: 1.0 };

/// `“专精特新“企业、”小巨人“企业` → `“专精特新”企业、“小巨人”企业`: marks turned the wrong way, where turning them makes short
/// pairs and one stands where its kind cannot; not marks in marks, not where one is missing.
pub(super) const DIRECTION: Rule =
    Rule { id: "mark-quote-direction", class: Class::Punctuation, certainty: Certainty::Certain, precision: 1.0 };

/// Longest quotation told by the direction of its marks, in characters.
const LONGEST: usize = 20;

pub(super) fn apply(line: &mut Edited, least: Certainty) {
    turned(line, least);
    let chars = line.chars();
    if !chars.iter().any(|c| matches!(c, '"' | '\'')) || !chars.iter().any(|c| is_han(*c)) {
        return;
    }
    for (straight, open, close) in [('"', '“', '”'), ('\'', '‘', '’')] {
        if let Some(edits) = paired(line.chars(), straight, open, close) {
            line.edit(edits, least);
        }
    }
}

/// Turns the double marks of a line that do not open and close in turn.
fn turned(line: &mut Edited, least: Certainty) {
    let chars = line.chars();
    let places: Vec<usize> = (0..chars.len()).filter(|i| matches!(chars[*i], '“' | '”')).collect();
    if places.len() % 2 == 1 || nested(places.iter().map(|i| chars[*i])) {
        return;
    }
    let short = places.chunks(2).all(|p| {
        let inside = &chars[p[0] + 1..p[1]];
        (1..=LONGEST).contains(&inside.len()) && !inside.iter().any(|c| matches!(c, '。' | '，' | ',' | '；'))
    });
    let wrong: Vec<(usize, char)> = places
        .iter()
        .enumerate()
        .map(|(n, i)| (*i, if n % 2 == 0 { '“' } else { '”' }))
        .filter(|(i, right)| chars[*i] != *right)
        .collect();
    if short && wrong.iter().any(|(i, right)| misfit(chars, *i, *right)) {
        let edit = |(i, right): (usize, char)| {
            Edit::new(i..i + 1, right, DIRECTION).because("turned, the marks of the line make pairs")
        };
        line.edit(wrong.into_iter().map(edit).collect(), least);
    }
}

/// Marks that open and close as marks in marks do.
fn nested(marks: impl Iterator<Item = char>) -> bool {
    let mut depth = 0i32;
    for mark in marks {
        depth += if mark == '“' { 1 } else { -1 };
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// A mark that stands where its kind cannot: one that closes right behind a mark of pause, one that opens before it.
fn misfit(chars: &[char], i: usize, right: char) -> bool {
    let pause = |c: &char| matches!(c, '，' | ',' | '、' | '；' | '：');
    if right == '“' { i == 0 || pause(&chars[i - 1]) } else { chars.get(i + 1).is_none_or(pause) }
}

/// The straight marks of a line as opening and closing ones; None where they do not come out even.
fn paired(chars: &[char], straight: char, open: char, close: char) -> Option<Vec<Edit>> {
    let mut start: Option<usize> = None;
    let mut edits = Vec::new();
    for (i, c) in chars.iter().enumerate() {
        let opens = match *c {
            c if c == open => true,
            c if c == close => false,
            c if c == straight => start.is_none(),
            _ => continue,
        };
        if opens == start.is_some() {
            // opened twice or closed twice: nobody can tell which one is missing
            return None;
        }
        if *c == straight {
            // 12" is a size, don't is a word
            if opens && i > 0 && chars[i - 1].is_ascii_alphanumeric() {
                return None;
            }
            let with = if opens { open } else { close };
            edits.push(Edit::new(i..i + 1, with, PAIR).because("the marks of the line make pairs"));
        }
        match start.take() {
            None => start = Some(i),
            Some(from) if !chars[from + 1..i].iter().any(|c| is_han(*c)) => return None,
            Some(_) => {}
        }
    }
    start.is_none().then_some(edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::LineId;

    #[test]
    fn straight_marks_in_pairs_turn_and_odd_ones_stay() {
        for (printed, want) in [
            ("建设\"书香政协\",打造\"云泽书苑\"", "建设“书香政协”,打造“云泽书苑”"),
            ("建设“书香政协\"", "建设“书香政协”"),
            ("称为\"一个'政协'品牌\"", "称为“一个‘政协’品牌”"),
            ("建设\"书香政协", "建设\"书香政协"),
            ("12\"屏幕和14\"屏幕", "12\"屏幕和14\"屏幕"),
            ("say \"yes\"", "say \"yes\""),
            ("围绕“专精特新“企业培育、”小巨人“企业壮大", "围绕“专精特新”企业培育、“小巨人”企业壮大"),
            ("他说“要把“建议”办好”", "他说“要把“建议”办好”"),
            ("称为“专精特新、打造“小巨人", "称为“专精特新、打造“小巨人"),
            ("建设“书香政协“工作站", "建设“书香政协“工作站"),
        ] {
            let mut e = Edited::new(LineId(1), printed);
            apply(&mut e, Certainty::Certain);
            assert_eq!(e.finish().0, want);
        }
    }
}
