//! White space of a text file that clean text does not keep: blank lines that hold spaces, the end of the last line.
//! Noted, so that undo gives the text back byte for byte.

use std::collections::BTreeMap;

use crate::model::page::{LineId, RawContent, RawPage};
use crate::model::text::Gap;

/// The white lines of a text, gathered page by page.
#[derive(Debug, Default)]
pub(super) struct White {
    /// Blank lines, by number.
    blank: BTreeMap<u32, String>,
}

impl White {
    /// Notes the blank lines of a page.
    pub(super) fn add(&mut self, page: &RawPage) {
        let RawContent::Lines(lines) = &page.content else { return };
        let blank = lines.iter().filter(|line| line.text.trim().is_empty());
        self.blank.extend(blank.map(|line| (line.number, line.text.clone())));
    }

    /// The gaps that are no plain empty lines, between the lines with these numbers (sorted). `ended`: the last line of
    /// the file has its end.
    pub(super) fn gaps(&self, lines: &[LineId], ended: bool) -> Vec<Gap> {
        let Some((first, last)) = lines.first().zip(lines.last()) else { return Vec::new() };
        let run =
            |from: u32, to: u32| (from..to).map(|n| self.blank.get(&n).map_or("", String::as_str)).collect::<Vec<_>>();
        let mut gaps = Vec::new();
        let mut add = |line: LineId, before: bool, printed: String, n: usize| {
            let repaired = "\n".repeat(n);
            if printed != repaired {
                gaps.push(Gap { line, before, printed, repaired });
            }
        };
        let leading = run(1, first.0);
        let printed: String = leading.iter().flat_map(|l| [*l, "\n"]).collect();
        add(*first, true, printed, leading.len());
        for pair in lines.windows(2) {
            let between = run(pair[0].0 + 1, pair[1].0);
            let printed: String = std::iter::once("\n").chain(between.iter().flat_map(|l| [*l, "\n"])).collect();
            add(pair[0], false, printed, between.len() + 1);
        }
        let end = self.blank.keys().next_back().map_or(last.0, |n| *n).max(last.0);
        let trailing: String = run(last.0 + 1, end + 1).iter().flat_map(|l| ["\n", *l]).collect();
        add(*last, false, trailing + if ended { "\n" } else { "" }, 1);
        gaps
    }
}

/// Whether a text ends with a line end, in any encoding.
pub(super) fn is_ended(bytes: &[u8]) -> bool {
    bytes.ends_with(b"\n") || bytes.ends_with(b"\r") || bytes.ends_with(b"\n\0") || bytes.ends_with(b"\r\0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_no_empty_line_is_noted() {
        let blank = [(2, ""), (4, " "), (6, "")].map(|(n, text)| (n, text.to_owned()));
        let white = White { blank: blank.into() };
        let lines = [1, 3, 5].map(LineId);
        let gaps = white.gaps(&lines, true);
        let got: Vec<_> = gaps.iter().map(|g| (g.line.0, g.printed.as_str(), g.repaired.as_str())).collect();
        assert_eq!(got, [(3, "\n \n", "\n\n"), (5, "\n\n", "\n")]);
        assert_eq!(White::default().gaps(&[LineId(1)], false)[0].printed, "");
    }
}
