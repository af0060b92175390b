//! Markdown, HTML and TeX that OCR tools leave in their output. Takes out only signs that no Chinese print uses this
//! way; never a word.

use std::sync::LazyLock;

use regex::Regex;

use super::Rule;
use super::edited::{Edit, Edited};
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};

const CERTAIN: Rule = Rule { id: "", class: Class::Markup, certainty: Certainty::Certain, precision: 1.0 };
/// `**会议召开**` → `会议召开`; not `2**3`.
pub(super) const EMPHASIS: Rule = Rule { id: "markup-emphasis", ..CERTAIN };
/// `## 会议召开` and `- 26 标题`: the sign a markdown line starts with; not `#1 楼`, not `-15℃`.
pub(super) const LEADER: Rule = Rule { id: "markup-leader", ..CERTAIN };
/// `<br>`, `![](page1.png)`; not `<关于提案工作的意见>`.
pub(super) const TAG: Rule = Rule { id: "markup-tag", ..CERTAIN };
/// `&nbsp;`, `\*` → a space, `*`; not `AT&T`.
pub(super) const ESCAPE: Rule = Rule { id: "markup-escape", ..CERTAIN };
/// `$83.4\%$` → `83.4%`, `$15^{\circ}C$` → `15℃`; not `$100`.
pub(super) const TEX: Rule = Rule { id: "markup-tex", ..CERTAIN };

// must match "**会议**"; must not match "*会议"
static BOLD: LazyLock<Regex> = LazyLock::new(|| compiled(r"\*{2,3}|__|~~"));
// must match "## 标题"; must not match "#1 楼"
static LEAD: LazyLock<Regex> = LazyLock::new(|| compiled(r"^\s*(?:#{1,6}\s+|[-*+]\s+|>\s+|\|\s*)"));
// must match "<br/>", "![图](a.png)"; must not match "《标题》"
static TAGS: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"</?[A-Za-z][A-Za-z0-9]{0,12}(?:\s[^<>]{0,200})?/?>|!\[[^\]]{0,200}\]\([^)]{0,300}\)"));
// must match "---"; must not match "——“三个关键”"
static RULE_LINE: LazyLock<Regex> = LazyLock::new(|| compiled(r"^\s*(?:-{3,}|\*{3,}|_{3,}|={3,}|`{3}\w*)\s*$"));
// must match "&nbsp;", "\*"; must not match "AT&T"
static ESCAPES: LazyLock<Regex> = LazyLock::new(|| compiled(r"&(?:nbsp|amp|lt|gt|quot|#39);|\\[*_#`\[\]()%~>|-]"));
// must match "$83.4\%$"; must not match "$100 与 $200"
static MATHS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"\$\s?([-+~\d.,\s]{1,24})\s?(?:(\\?%)|(\^\{?\\circ\}?\s?(?:\\?(?:mathrm|text)\{)?C\}?))?\s?\$")
});

fn compiled(pattern: &str) -> Regex {
    // the patterns are constants of this file, run by its tests
    #[allow(clippy::expect_used)]
    Regex::new(pattern).expect("constant pattern")
}

pub(super) fn apply(line: &mut Edited, least: Certainty) {
    let text = line.text();
    if !text.contains(['#', '*', '-', '+', '>', '|', '<', '!', '_', '=', '`', '&', '\\', '$', '~']) {
        return;
    }
    // nothing but a markdown rule or fence
    if RULE_LINE.is_match(&text) {
        let whole = 0..text.chars().count();
        line.edit(vec![Edit::new(whole, "", LEADER).because("a line of markdown signs")], least);
        return;
    }
    replace(line, &ESCAPES, ESCAPE, "an escape sequence", least, unescaped);
    replace(line, &MATHS, TEX, "a number set as TeX", least, plain_number);
    replace(line, &TAGS, TAG, "a tag of HTML or markdown", least, nothing);
    replace(line, &LEAD, LEADER, "the sign a markdown line starts with", least, nothing);
    emphasis(line, least);
}

/// Emphasis opened and closed on the line, or running over its start or end.
fn emphasis(line: &mut Edited, least: Certainty) {
    let text = line.text();
    let marks: Vec<_> = BOLD.find_iter(&text).collect();
    let at_edge = |m: &regex::Match| {
        let (before, after) = (text.get(..m.start()).unwrap_or_default(), text.get(m.end()..).unwrap_or_default());
        let edge = before.trim().is_empty() || after.trim().is_empty();
        edge && (before.ends_with(is_han) || after.starts_with(is_han))
    };
    if marks.len() >= 2 || marks.first().is_some_and(at_edge) {
        replace(line, &BOLD, EMPHASIS, "the sign of emphasis in markdown", least, nothing);
    }
}

fn nothing(_: &regex::Captures) -> Option<String> {
    Some(String::new())
}

fn unescaped(found: &regex::Captures) -> Option<String> {
    Some(match &found[0] {
        "&nbsp;" => " ".to_owned(),
        "&amp;" => "&".to_owned(),
        "&lt;" => "<".to_owned(),
        "&gt;" => ">".to_owned(),
        "&quot;" => "\"".to_owned(),
        "&#39;" => "'".to_owned(),
        escaped => escaped.chars().skip(1).collect(),
    })
}

fn plain_number(found: &regex::Captures) -> Option<String> {
    let number: String = found[1].chars().filter(|c| !c.is_whitespace()).collect();
    let sign = if found.get(2).is_some() {
        "%"
    } else if found.get(3).is_some() {
        "℃"
    } else {
        ""
    };
    number.contains(|c: char| c.is_ascii_digit()).then(|| number + sign)
}

/// Replaces all matches by what `make` says of them.
fn replace(
    line: &mut Edited,
    pattern: &Regex,
    rule: Rule,
    why: &str,
    least: Certainty,
    make: fn(&regex::Captures) -> Option<String>,
) {
    let text = line.text();
    // characters and bytes passed so far
    let (mut chars, mut bytes) = (0, 0);
    let mut edits = Vec::new();
    for found in pattern.captures_iter(&text) {
        let (Some(whole), Some(with)) = (found.get(0), make(&found)) else { continue };
        chars += text.get(bytes..whole.start()).map_or(0, |s| s.chars().count());
        let end = chars + whole.as_str().chars().count();
        edits.push(Edit::new(chars..end, with, rule).because(why));
        (chars, bytes) = (end, whole.end());
    }
    line.edit(edits, least);
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
        for (printed, want) in [
            ("## 市政协召开会议", "市政协召开会议"),
            ("- 26 **扛起责任 助力振兴**", "26 扛起责任 助力振兴"),
            ("第一段<br/>第二段", "第一段第二段"),
            ("**政协委员履职", "政协委员履职"),
            ("---", ""),
            ("第一&nbsp;段\\*", "第一 段*"),
            ("占总数的$83.4\\%$，气温$-15^{\\circ}C$", "占总数的83.4%，气温-15℃"),
        ] {
            assert_eq!(mended(printed), want);
        }
    }

    #[test]
    fn signs_of_the_print_stay() {
        for printed in [
            "——“三个关键”。",
            "-15℃至-4℃",
            "2**3",
            "《标题》",
            "#1楼",
            "—— 市政协综述",
            "$100 与 $200",
            "AT&T",
            "<关于提案工作的意见>",
            "*注：内部资料",
        ] {
            assert_eq!(mended(printed), printed);
        }
    }
}
