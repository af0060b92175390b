//! Markdown and HTML that OCR tools leave in their output, and subscript digits for plain ones.
//! Takes out only signs that no Chinese print uses this way; never a word.

use std::sync::LazyLock;

use regex::Regex;

use super::Rule;
use super::edited::Edited;
use crate::model::text::{Certainty, Class};

/// `**会议召开**` → `会议召开`.
pub(super) const EMPHASIS: Rule =
    Rule { id: "markup-emphasis", class: Class::Markup, certainty: Certainty::Certain, precision: 1.0 };
/// `## 会议召开` and `- 26 标题`: the sign a markdown line starts with.
pub(super) const LEADER: Rule =
    Rule { id: "markup-leader", class: Class::Markup, certainty: Certainty::Certain, precision: 1.0 };
/// `<br>`, `![](page1.png)`.
pub(super) const TAG: Rule =
    Rule { id: "markup-tag", class: Class::Markup, certainty: Certainty::Certain, precision: 1.0 };
/// `P₀₄` → `P04`.
pub(super) const SUBSCRIPT: Rule =
    Rule { id: "markup-subscript", class: Class::Markup, certainty: Certainty::Certain, precision: 1.0 };

// must match "**会议**"; must not match "2**3"
static BOLD: LazyLock<Regex> = LazyLock::new(|| compiled(r"\*{2,3}|__"));
// must match "## 标题"; must not match "#1 楼"
static LEAD: LazyLock<Regex> = LazyLock::new(|| compiled(r"^\s*(?:#{1,6}\s+|[-*+]\s+|>\s+|\|\s*)"));
// must match "<br/>", "![图](a.png)"; must not match "《标题》"
static TAGS: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"</?[A-Za-z][A-Za-z0-9]{0,12}(?:\s[^<>]{0,200})?/?>|!\[[^\]]{0,200}\]\([^)]{0,300}\)"));
// must match "---"; must not match "——“三个关键”"
static RULE_LINE: LazyLock<Regex> = LazyLock::new(|| compiled(r"^\s*(?:-{3,}|\*{3,}|_{3,}|={3,}|`{3}\w*)\s*$"));

fn compiled(pattern: &str) -> Regex {
    // the patterns are constants of this file, run by its tests
    #[allow(clippy::expect_used)]
    Regex::new(pattern).expect("constant pattern")
}

/// Whether the line is nothing but a markdown rule or fence.
fn is_rule_line(text: &str) -> bool {
    RULE_LINE.is_match(text)
}

pub(super) fn apply(line: &mut Edited, least: Certainty) {
    let text = line.text();
    if is_rule_line(&text) {
        line.replace(0..text.chars().count(), "", &LEADER, Vec::new(), least);
        return;
    }
    take_out(line, &TAGS, &TAG, least);
    take_out(line, &LEAD, &LEADER, least);
    if BOLD.find_iter(&line.text()).count() >= 2 {
        take_out(line, &BOLD, &EMPHASIS, least);
    }
    for (i, c) in line.chars().into_iter().enumerate() {
        if let '₀'..='₉' = c
            && let Some(digit) = char::from_digit(c as u32 - '₀' as u32, 10)
        {
            line.replace(i..i + 1, &digit.to_string(), &SUBSCRIPT, Vec::new(), least);
        }
    }
}

/// Removes all matches, last first so that the earlier places stay true.
fn take_out(line: &mut Edited, pattern: &Regex, rule: &Rule, least: Certainty) {
    let text = line.text();
    let places: Vec<_> = pattern
        .find_iter(&text)
        .map(|m| {
            let start = text.get(..m.start()).map_or(0, |s| s.chars().count());
            start..start + m.as_str().chars().count()
        })
        .collect();
    for at in places.into_iter().rev() {
        line.replace(at, "", rule, Vec::new(), least);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::LineId;

    fn mended(text: &str) -> String {
        let mut e = Edited::new(LineId(1), text);
        apply(&mut e, Certainty::Certain);
        e.finish().0
    }

    #[test]
    fn markdown_goes_and_words_stay() {
        assert_eq!(mended("## 市政协召开会议"), "市政协召开会议");
        assert_eq!(mended("- 26 **扛起责任 助力振兴**"), "26 扛起责任 助力振兴");
        assert_eq!(mended("P₀₄ 聚焦"), "P04 聚焦");
        assert_eq!(mended("第一段<br/>第二段"), "第一段第二段");
        assert_eq!(mended("---"), "");
    }

    #[test]
    fn signs_of_the_print_stay() {
        for printed in ["——“三个关键”。", "-15℃至-4℃", "2**3", "《标题》", "#1楼", "—— 市政协综述"]
        {
            assert_eq!(mended(printed), printed);
        }
    }
}
