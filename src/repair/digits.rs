//! Digits an OCR tool wrote in another dress: subscript or circled for plain ones, a letter in a year. Never changes
//! which number it is.

use super::Rule;
use super::edited::{Edit, Edited};
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};

/// `P₀₄` → `P04`; not `CO₂` or `H₂O`: a formula has no leading zero and stands behind a letter.
pub(super) const SUBSCRIPT: Rule =
    Rule { id: "digit-subscript", class: Class::Markup, certainty: Certainty::Certain, precision: 1.0 };
/// `20②3年` → `2023年`: inside a number; not `①2023年`, not a note mark behind one.
pub(super) const CIRCLED: Rule =
    Rule { id: "digit-circled", class: Class::Markup, certainty: Certainty::Certain, precision: 1.0 };
/// `2O23年` → `2023年`, `l998年` → `1998年`: a letter in a year of the 20th or 21st century; not `O型`, not `2O个`.
pub(super) const YEAR_LETTER: Rule =
    Rule { id: "digit-letter", class: Class::Confusion, certainty: Certainty::Certain, precision: 1.0 };

pub(super) fn apply(line: &mut Edited, least: Certainty) {
    let chars = line.chars();
    let mut edits = Vec::new();
    for (i, c) in chars.iter().enumerate() {
        match c {
            '₀'..='₉' if subscript_number(chars, i) => {
                let digit = char::from(b'0' + (*c as u32 - '₀' as u32) as u8);
                edits.push(Edit::new(i..i + 1, digit, SUBSCRIPT).because("a number set as subscript"));
            }
            '①'..='⑨' | '⓪' if inside_number(chars, i) => {
                let value = if *c == '⓪' { 0 } else { *c as u32 - '①' as u32 + 1 };
                edits.push(Edit::new(i..i + 1, char::from(b'0' + value as u8), CIRCLED).because("inside a number"));
            }
            'O' | 'o' | 'l' | 'I' if in_year(chars, i) => {
                let digit = if matches!(c, 'O' | 'o') { "0" } else { "1" };
                edits.push(Edit::new(i..i + 1, digit, YEAR_LETTER).because("a letter in a year"));
            }
            _ => {}
        }
    }
    line.edit(edits, least);
}

/// The run of subscripts is a number, not part of a formula: it starts with 0 or behind no letter.
fn subscript_number(chars: &[char], i: usize) -> bool {
    let sub = |c: &char| matches!(c, '₀'..='₉');
    let start = chars[..i].iter().rposition(|c| !sub(c)).map_or(0, |k| k + 1);
    let behind_letter = start > 0 && (chars[start - 1].is_ascii_alphabetic() || matches!(chars[start - 1], ')' | '）'));
    (chars[start] == '₀' && chars.get(start + 1).is_some_and(sub)) || !behind_letter
}

fn inside_number(chars: &[char], i: usize) -> bool {
    let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    i > 0 && digit(chars.get(i - 1)) && digit(chars.get(i + 1))
}

fn in_year(chars: &[char], i: usize) -> bool {
    (i.saturating_sub(3)..=i).any(|start| {
        let Some(five) = chars.get(start..start + 5) else { return false };
        let alone =
            start == 0 || is_han(chars[start - 1]) || matches!(chars[start - 1], '，' | '。' | '（' | '“' | ' ');
        let digits: String = five[..4]
            .iter()
            .map(|c| match c {
                'O' | 'o' => '0',
                'l' | 'I' => '1',
                c => *c,
            })
            .collect();
        let digit_count = five[..4].iter().filter(|c| c.is_ascii_digit()).count();
        alone && five[4] == '年' && digit_count >= 2 && digits.parse().is_ok_and(|y: u32| (1900..2100).contains(&y))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::LineId;

    #[test]
    fn digits_in_another_dress_are_plain_and_formulas_stay() {
        for (printed, want) in [
            ("P₀₄ 聚焦", "P04 聚焦"),
            ("征集提案₈₃₂件", "征集提案832件"),
            ("20②3年", "2023年"),
            ("2O23年，l998年", "2023年，1998年"),
            ("CO₂和H₂O", "CO₂和H₂O"),
            ("①2023年", "①2023年"),
            ("2023年①", "2023年①"),
            ("2O个、O型血、IO年", "2O个、O型血、IO年"),
        ] {
            let mut e = Edited::new(LineId(1), printed);
            apply(&mut e, Certainty::Certain);
            assert_eq!(e.finish().0, want);
        }
    }
}
