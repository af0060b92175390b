//! Lines with their repairs, and paragraphs with the lines they were made of: what lets a page show print and repair in
//! one place.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::folder::{list, number, said};

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Run {
    /// As printed.
    Kept(String),
    /// What was printed, what stands instead, and the place of the repair among the repairs of the issue.
    Repaired(String, String, usize),
}

/// The repairs applied inside each line, by its number: offset in characters, index, row.
pub(super) fn inside(repairs: &[Value]) -> BTreeMap<u64, Vec<(usize, usize, &Value)>> {
    let mut by_line: BTreeMap<u64, Vec<(usize, usize, &Value)>> = BTreeMap::new();
    for (index, row) in repairs.iter().enumerate().filter(|(_, row)| row["applied"] == true) {
        if let (Some(offset), Some(line)) = (row["offset"].as_u64(), list(&row["lines"]).first()) {
            by_line.entry(number(line)).or_default().push((offset as usize, index, row));
        }
    }
    for changes in by_line.values_mut() {
        changes.sort_by_key(|(offset, index, _)| (*offset, *index));
    }
    by_line
}

/// Cuts a line at its repairs. Where they do not lead from the print to the clean text, the line is one repair of its own.
pub(super) fn runs(text: &str, clean: &str, changes: &[(usize, usize, &Value)]) -> Vec<Run> {
    let cut = cut(text, changes).unwrap_or_default();
    let made: String = cut.iter().map(stands).collect();
    if made == clean {
        return cut;
    }
    vec![Run::Kept(clean.to_owned())]
}

fn cut(text: &str, changes: &[(usize, usize, &Value)]) -> Option<Vec<Run>> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    for (offset, index, row) in changes {
        let (printed, repaired) = (said(&row["printed"]), said(&row["repaired"]));
        let end = offset + printed.chars().count();
        if *offset < at || chars.get(*offset..end)?.iter().collect::<String>() != printed {
            return None;
        }
        keep(&mut out, &chars[at..*offset]);
        out.push(Run::Repaired(printed.to_owned(), repaired.to_owned(), *index));
        at = end;
    }
    keep(&mut out, &chars[at..]);
    Some(out)
}

fn keep(out: &mut Vec<Run>, chars: &[char]) {
    if !chars.is_empty() {
        out.push(Run::Kept(chars.iter().collect()));
    }
}

fn stands(run: &Run) -> &str {
    match run {
        Run::Kept(text) | Run::Repaired(_, text, _) => text,
    }
}

/// Finds the lines in the text of a block: for each the white space before it, and its number. None where the text is not
/// made of just these lines; then it is shown as it is.
pub(super) fn pieces(text: &str, lines: &[(u64, &str)]) -> Option<Vec<(String, u64)>> {
    let mut rest = text;
    let mut out = Vec::new();
    for (line, clean) in lines {
        let clean = clean.trim();
        let start = rest.trim_start();
        let space = rest.strip_suffix(start)?;
        rest = start.strip_prefix(clean)?;
        out.push((space.to_owned(), *line));
    }
    rest.trim().is_empty().then_some(out).filter(|out| !out.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_is_cut_at_its_repairs() {
        let rows = [
            json!({"applied": true, "offset": 1, "lines": [7], "printed": "(", "repaired": "（"}),
            json!({"applied": false, "offset": 0, "lines": [7], "printed": "甲", "repaired": "乙"}),
        ];
        let by_line = inside(&rows);
        let kept = |text: &str| Run::Kept(text.to_owned());
        let repaired = Run::Repaired("(".to_owned(), "（".to_owned(), 0);
        assert_eq!(runs("甲(乙", "甲（乙", &by_line[&7]), [kept("甲"), repaired, kept("乙")]);
        // a log that tells another story than the text
        assert_eq!(runs("甲[乙", "甲（乙", &by_line[&7]), [kept("甲（乙")]);
        assert_eq!(runs("甲", "甲", &[]), [kept("甲")]);
    }

    #[test]
    fn lines_are_found_in_the_paragraph_they_made() {
        let found = pieces("甲乙 丙", &[(1, "甲"), (2, " 乙"), (3, "丙")]);
        assert_eq!(found, Some(vec![(String::new(), 1), (String::new(), 2), (" ".to_owned(), 3)]));
        assert_eq!(pieces("甲乙", &[(1, "甲")]), None);
        assert_eq!(pieces("甲", &[(1, "乙")]), None);
    }
}
