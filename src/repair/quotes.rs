//! Straight quotation marks in Chinese text, set in pairs: `"` in turn to `“` and `”`.

use super::Rule;
use super::edited::{Edit, Edited};
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};

/// `建设"书香政协"` → `建设“书香政协”`, also where one of the two is right already; not an odd one, not inches.
pub(super) const PAIR: Rule =
    Rule { id: "mark-quote", class: Class::Punctuation, certainty: Certainty::Certain, precision: 1.0 };

pub(super) fn apply(line: &mut Edited, least: Certainty) {
    let chars = line.chars();
    if !chars.iter().any(|c| matches!(c, '"' | '\'')) || !chars.iter().any(|c| is_han(*c)) {
        return;
    }
    for (straight, open, close) in [('"', '“', '”'), ('\'', '‘', '’')] {
        if let Some(edits) = paired(&line.chars(), straight, open, close) {
            line.edit(edits, least);
        }
    }
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
        ] {
            let mut e = Edited::new(LineId(1), printed);
            apply(&mut e, Certainty::Certain);
            assert_eq!(e.finish().0, want);
        }
    }
}
