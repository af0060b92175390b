//! English words an OCR model wrote for the Chinese ones it read: ` and ` between Han for 和.

use super::Rule;
use super::edited::Edited;
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};

/// `价值 and 独到` → `价值和独到`; not in `Events and Activities`. No Chinese print sets a bare " and " between Han.
pub(super) const AND: Rule =
    Rule { id: "latin-and", class: Class::LatinIntrusion, certainty: Certainty::Certain, precision: 1.0 };

pub(super) fn apply(line: &mut Edited, least: Certainty) {
    while let Some(at) = find(&line.chars()) {
        let before = line.text();
        line.replace(at, "和", &AND, vec!["stands between Han characters".to_owned()], least);
        if line.text() == before {
            return;
        }
    }
}

fn find(chars: &[char]) -> Option<std::ops::Range<usize>> {
    (0..chars.len()).find_map(|i| {
        if chars.get(i..i + 3)? != ['a', 'n', 'd'] {
            return None;
        }
        let start = (0..i).rev().find(|k| chars[*k] != ' ').map(|k| k + 1)?;
        let end = (i + 3..chars.len()).find(|k| chars[*k] != ' ')?;
        let joins = |c: char| is_han(c) || matches!(c, '”' | '“' | '》' | '《');
        (joins(chars[start - 1]) && joins(chars[end])).then_some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::LineId;

    #[test]
    fn and_between_han_is_he_and_english_stays() {
        for (printed, want) in [
            ("方案 and 规划，保护 and 推进", "方案和规划，保护和推进"),
            ("动态 Events and Activities", "动态 Events and Activities"),
            ("R and D 中心", "R and D 中心"),
        ] {
            let mut e = Edited::new(LineId(1), printed);
            apply(&mut e, Certainty::Certain);
            assert_eq!(e.finish().0, want);
        }
    }
}
