//! Sentences that an OCR engine wrote again right behind themselves. Loops over whole lines are told in segmentation,
//! where copies may stand far apart.

use super::Rule;
use super::edited::{Edit, Edited};
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};

/// Sentences of thirty Han characters and more, word for word twice in a row: the second copy goes. Not a refrain or a
/// slogan, which is shorter.
pub(super) const SENTENCE: Rule =
    Rule { id: "repeat-sentence", class: Class::Repeat, certainty: Certainty::Certain, precision: 1.0 };

/// Fewer Han characters than this may be said twice on purpose.
const SHORTEST: usize = 30;
/// Sentences in a loop at most.
const LONGEST: usize = 8;

pub(super) fn apply(line: &mut Edited, least: Certainty) {
    let chars = line.chars();
    if chars.len() < 2 * SHORTEST {
        return;
    }
    let ends = sentence_ends(chars);
    let mut edits = Vec::new();
    // `from`: index into `ends` of the sentence a copy would start at
    let mut from = 0;
    while from + 2 < ends.len() {
        let again = (1..=LONGEST).find(|n| twice(chars, &ends, from, *n));
        if let Some(n) = again {
            let at = ends[from + n]..ends[from + 2 * n];
            edits.push(Edit::new(at, "", SENTENCE).because("stands word for word right before"));
            from += n;
        }
        from += 1;
    }
    line.edit(edits, least);
}

/// 0, and the place behind each full stop with the closing marks that follow it.
fn sentence_ends(chars: &[char]) -> Vec<usize> {
    let mut ends = vec![0];
    for (i, c) in chars.iter().enumerate() {
        if matches!(c, '。' | '！' | '？') {
            let closers = chars[i + 1..].iter().take_while(|c| matches!(c, '”' | '’' | '）')).count();
            ends.push(i + 1 + closers);
        }
    }
    ends
}

/// `n` sentences from the `from`th stand twice.
fn twice(chars: &[char], ends: &[usize], from: usize, n: usize) -> bool {
    let (Some(middle), Some(end)) = (ends.get(from + n), ends.get(from + 2 * n)) else { return false };
    let (first, second) = (&chars[ends[from]..*middle], &chars[*middle..*end]);
    first == second && first.iter().filter(|c| is_han(**c)).count() >= SHORTEST
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::LineId;

    #[test]
    fn a_loop_goes_and_refrains_stay() {
        let sentence = "市农业农村局牵头成立工作专班，制定三年行动方案，明确全年的工作思路和目标。";
        let other = "全市企业达到一百零二家。";
        for (printed, want) in [
            (format!("{sentence}{sentence}{other}"), format!("{sentence}{other}")),
            (format!("{other}{sentence}{other}{sentence}{other}"), format!("{other}{sentence}{other}")),
            (format!("{sentence}{sentence}{sentence}"), sentence.to_owned()),
            (format!("{other}{other}"), format!("{other}{other}")),
        ] {
            let mut e = Edited::new(LineId(1), &printed);
            for _ in 0..3 {
                apply(&mut e, Certainty::Certain);
            }
            assert_eq!(e.finish().0, want);
        }
    }
}
