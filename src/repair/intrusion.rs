//! English words an OCR model wrote for the Chinese ones it read: ` and ` between Han for 和.

use super::Rule;
use super::edited::{Edit, Edited};
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};

/// `价值 and 独到` → `价值和独到`; not in `Events and Activities`. No Chinese print sets a bare " and " between Han.
pub(super) const AND: Rule =
    Rule { id: "latin-and", class: Class::LatinIntrusion, certainty: Certainty::Certain, precision: 1.0 };
/// `城市 of 发展` → `城市的发展`, ` or ` → 或: likely only, since another word may have stood there.
pub(super) const OTHER: Rule =
    Rule { id: "latin-word", class: Class::LatinIntrusion, certainty: Certainty::Likely, precision: 0.9 };

const WORDS: [(&str, &str, Rule); 4] =
    [("and", "和", AND), ("of", "的", OTHER), ("or", "或", OTHER), ("is", "是", OTHER)];

pub(super) fn apply(line: &mut Edited, least: Certainty) {
    let chars = line.chars();
    let mut edits = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if !chars[i].is_ascii_alphabetic() {
            i += 1;
            continue;
        }
        let end = i + chars[i..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
        let word: String = chars[i..end].iter().collect();
        if let Some((_, han, rule)) = WORDS.iter().find(|(latin, ..)| word.eq_ignore_ascii_case(latin))
            && let Some(at) = between_han(chars, i, end)
        {
            let why = format!("{word} stands alone between Han characters");
            edits.push(Edit::new(at, *han, *rule).because(why));
        }
        i = end;
    }
    line.edit(edits, least);
}

/// The word with the spaces round it, where Han characters or their marks stand on both sides.
fn between_han(chars: &[char], start: usize, end: usize) -> Option<std::ops::Range<usize>> {
    let before = chars[..start].iter().rposition(|c| *c != ' ')?;
    let after = end + chars[end..].iter().position(|c| *c != ' ')?;
    let joins = |c: char| is_han(c) || matches!(c, '”' | '“' | '》' | '《' | '）' | '（');
    (joins(chars[before]) && joins(chars[after])).then_some(before + 1..after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::LineId;

    #[test]
    fn and_between_han_is_he_and_english_stays() {
        for (printed, want) in [
            ("方案 and 规划，保护 and 推进", "方案和规划，保护和推进"),
            ("“一带一路” And “双循环”", "“一带一路”和“双循环”"),
            ("动态 Events and Activities", "动态 Events and Activities"),
            ("R and D 中心", "R and D 中心"),
            ("品牌 brand 建设", "品牌 brand 建设"),
            ("城市 of 发展", "城市 of 发展"),
        ] {
            let mut e = Edited::new(LineId(1), printed);
            apply(&mut e, Certainty::Certain);
            assert_eq!(e.finish().0, want);
        }
    }
}
