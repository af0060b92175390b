//! Markdown, HTML and TeX that OCR tools leave in their output. Takes out only signs that no Chinese print uses this
//! way; never a word.

use super::Rule;
use super::edited::{Edit, Edited};
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};
use crate::pattern::{Captures, Constant, Match, Regex};

const CERTAIN: Rule = Rule { id: "", class: Class::Markup, certainty: Certainty::Certain, precision: 1.0 };
/// `**会议召开**` → `会议召开`; not `2**3`.
pub(super) const EMPHASIS: Rule = Rule { id: "markup-emphasis", ..CERTAIN };
/// `## 会议召开` and `- 26 标题`: the sign a markdown line starts with; not `#1 楼`, not `-15℃`.
pub(super) const LEADER: Rule = Rule { id: "markup-leader", ..CERTAIN };
/// `<br>`, `![](page1.png)`; not `<关于提案工作的意见>`.
pub(super) const TAG: Rule = Rule { id: "markup-tag", ..CERTAIN };
/// `&nbsp;`, `\*` → a space, `*`; not `AT&T`.
pub(super) const ESCAPE: Rule = Rule { id: "markup-escape", ..CERTAIN };
/// `$83.4\%$` → `83.4%`, `$15^{\circ}C$` → `15℃`, `$\mathrm{CO}_2$` → `CO₂`; not `$100`.
pub(super) const TEX: Rule = Rule { id: "markup-tex", ..CERTAIN };

// must match "**会议**"; must not match "*会议"
static BOLD: Constant = Constant::new(r"\*{2,3}|__|~~");
// must match "## 标题"; must not match "#1 楼"
static LEAD: Constant = Constant::new(r"^\s*(?:#{1,6}\s+|[-*+]\s+|>\s+|\|\s*)");
// must match "<br/>", "![图](a.png)"; must not match "《标题》"
static TAGS: Constant = Constant::new(r"</?[A-Za-z][A-Za-z0-9]{0,12}(?:\s[^<>]*)?/?>|!\[[^\]]*\]\([^)]*\)");
// must match "---"; must not match "——“三个关键”"
static RULE_LINE: Constant = Constant::new(r"^\s*(?:-{3,}|\*{3,}|_{3,}|={3,}|`{3}\w*)\s*$");
// must match "|---|:--:|"; must not match "| 类别 | 件数 |"
static TABLE_RULE: Constant = Constant::new(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?)?\s*$");
// must match the inner ends of "<td>类别</td><td>件数</td>"; must not match "<br>"
static CELLS: Constant = Constant::new(r"</t[dh]>\s*<t[dh][^<>]*>|</tr>\s*<tr[^<>]*>\s*<t[dh][^<>]*>");
// must match "&nbsp;", "\*"; must not match "AT&T"
static ESCAPES: Constant = Constant::new(r"&(?:[a-z]{2,8}|#[0-9]{2,5}|#x[0-9a-fA-F]{2,4});|\\[*_#`\[\]()%~>|-]");
// must match "$83.4\%$"; must not match "$100 与 $200"
static MATHS: Constant = Constant::new(r"\$([ -#%-~]{1,60})\$");

pub(super) fn apply(line: &mut Edited, least: Certainty) {
    let text = line.text();
    if !text.contains(['#', '*', '-', '+', '>', '|', '<', '!', '_', '=', '`', '&', '\\', '$', '~']) {
        return;
    }
    // nothing but a markdown rule or fence
    let no_words = !text.contains(is_han) || text.contains("```");
    if no_words && (RULE_LINE.is_match(text) || TABLE_RULE.is_match(text)) {
        let whole = 0..text.chars().count();
        line.edit(vec![Edit::new(whole, "", LEADER).because("a line of markdown signs")], least);
        return;
    }
    if text.contains(['&', '\\']) {
        replace(line, &ESCAPES, ESCAPE, "an escape sequence", least, unescaped);
    }
    if line.text().contains('$') {
        replace(line, &MATHS, TEX, "a number or formula set as TeX", least, plain);
    }
    if line.text().contains(['<', '!']) {
        replace(line, &CELLS, TAG, "the turn from one cell of a table to the next", least, space);
        replace(line, &TAGS, TAG, "a tag of HTML or markdown", least, untagged);
    }
    if line.text().trim_start().starts_with(['#', '-', '*', '+', '>', '|']) {
        replace(line, &LEAD, LEADER, "the sign a markdown line starts with", least, nothing);
    }
    if line.text().contains(['*', '_', '~']) {
        emphasis(line, least);
    }
}

/// Emphasis opened and closed on the line, or running over its start or end.
fn emphasis(line: &mut Edited, least: Certainty) {
    let text = line.text();
    let marks: Vec<_> = BOLD.find_iter(text).collect();
    let at_edge = |m: &Match| {
        let (before, after) = (text.get(..m.start()).unwrap_or_default(), text.get(m.end()..).unwrap_or_default());
        let edge = before.trim().is_empty() || after.trim().is_empty();
        edge && (before.ends_with(is_han) || after.starts_with(is_han))
    };
    if marks.len() >= 2 || marks.first().is_some_and(at_edge) {
        replace(line, &BOLD, EMPHASIS, "the sign of emphasis in markdown", least, nothing);
    }
}

fn nothing(_: &Captures) -> String {
    String::new()
}

/// Characters of a tag with what stands in it; more than that is text between two signs.
const LONGEST_TAG: usize = 320;

fn in_place_of_tag(found: &Captures, with: &str) -> String {
    let is_tag = found[0].chars().count() <= LONGEST_TAG;
    if is_tag { with.to_owned() } else { found[0].to_owned() }
}

fn untagged(found: &Captures) -> String {
    in_place_of_tag(found, "")
}

fn space(found: &Captures) -> String {
    in_place_of_tag(found, " ")
}

fn unescaped(found: &Captures) -> String {
    match &found[0] {
        named if named.starts_with('&') => {
            let name = named.trim_matches(['&', ';']);
            let known = ENTITIES.iter().find(|(n, _)| *n == name).map(|(_, c)| *c);
            known.or_else(|| numbered(name)).map_or_else(|| named.to_owned(), String::from)
        }
        escaped => escaped.chars().skip(1).collect(),
    }
}

/// Entities of HTML that name a sign of Chinese print.
const ENTITIES: [(&str, char); 18] = [
    ("nbsp", ' '),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("middot", '·'),
    ("times", '×'),
    ("deg", '°'),
    ("permil", '‰'),
    ("ensp", ' '),
    ("emsp", ' '),
    ("plusmn", '±'),
];

/// `#8220` and `#x201C`; None for control characters and what is no character.
fn numbered(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code).filter(|c| !c.is_control())
}

/// What TeX sets, in plain signs; unchanged where that is not sure.
fn plain(found: &Captures) -> String {
    super::tex::plain(&found[1]).unwrap_or_else(|| found[0].to_owned())
}

/// Replaces all matches by what `make` says of them.
fn replace(line: &mut Edited, pattern: &Regex, rule: Rule, why: &str, least: Certainty, make: fn(&Captures) -> String) {
    let text = line.text();
    // characters and bytes passed so far
    let (mut chars, mut bytes) = (0, 0);
    let mut edits = Vec::new();
    for found in pattern.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let with = make(&found);
        if with == whole.as_str() {
            continue;
        }
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
    use crate::repair::testing;

    fn mended(text: &str) -> String {
        testing::line(text, |line| apply(line, Certainty::Certain))
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
            ("&ldquo;互联网&#8221;", "“互联网”"),
            ("<table><tr><td>类别</td><td>件数</td></tr>", "类别 件数"),
            ("|---|:--:|", ""),
            ("园区$3.5\\mathrm{km}^2$，$-12\\sim8^{\\circ}\\mathrm{C}$，$\\mathrm{CO}_2$", "园区3.5km²，-12～8℃，CO₂"),
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
            "R&D; 与 &unknown;",
            "$100 与 $200元",
            "<关于提案工作的意见>",
            "*注：内部资料",
        ] {
            assert_eq!(mended(printed), printed);
        }
        // text between two signs, however it begins
        let long = format!("<b {}>", "会".repeat(LONGEST_TAG));
        assert_eq!(mended(&long), long);
        assert_eq!(mended("<b class=\"会\">会议"), "会议");
    }
}
