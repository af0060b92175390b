//! Marks inside Chinese text, to the form GB/T 15834 gives them: full-width commas, colons and brackets, dashes and
//! ellipses of two squares. Numbers, Latin words, addresses and model names keep theirs.

use super::Rule;
use super::edited::{Edit, Edited};
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};
use crate::pattern::Constant;

const CERTAIN: Rule = Rule { id: "", class: Class::Punctuation, certainty: Certainty::Certain, precision: 1.0 };
/// `使命,提案` → `使命，提案`, `主任: 王` → `主任：王`; not `3,500`, `9:30`, `www.a.cn/b,c`, `E-mail:a@b.cn`.
pub(super) const WIDTH: Rule = Rule { id: "mark-width", ..CERTAIN };
/// `(发言人：李明)` → `（发言人：李明）`; not `f(x)`, not the number `(1)` that opens a line.
pub(super) const BRACKET: Rule = Rule { id: "mark-bracket", ..CERTAIN };
/// `--市政协综述` → `——市政协综述`; not `2021--2025`, not a line of dashes.
pub(super) const DASH: Rule = Rule { id: "mark-dash", ..CERTAIN };
/// `提案、建议...都` → `提案、建议……都`; not the leader dots of a contents line.
pub(super) const ELLIPSIS: Rule = Rule { id: "mark-ellipsis", ..CERTAIN };
/// `制度，，做到` → `制度，做到`, `回音。。` → `回音。`: the same mark twice; not `！！`, not an ellipsis of stops.
pub(super) const DOUBLED: Rule = Rule { id: "mark-doubled", ..CERTAIN };
/// `会议召开.` at the end of a sentence → `会议召开。`; likely only: a dot in a foreign name looks the same.
pub(super) const STOP: Rule = Rule { id: "mark-stop", certainty: Certainty::Likely, precision: 0.95, ..CERTAIN };
/// `<<提案工作条例>>` → `《提案工作条例》`; not `a << b`.
pub(super) const TITLE: Rule = Rule { id: "mark-title", ..CERTAIN };

// must match "www.hlj.gov.cn/a,b", "hrb@126.com"; must not match "邮箱"
static ADDRESS: Constant =
    Constant::new(r"(?:https?://|ftp://|www\.)[!-~]+|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+");

/// Half-width marks and their full-width form.
const WIDE: [(char, char); 6] = [(',', '，'), (';', '；'), (':', '：'), ('!', '！'), ('?', '？'), ('\u{FF64}', '、')];

/// How often marks stand full width in Chinese text of the issue: the print's own style.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style {
    full: usize,
}

impl Style {
    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a Edited>) -> Self {
        let wide = |c: &char| matches!(c, '，' | '；' | '：' | '（' | '）' | '！' | '？');
        Self { full: lines.map(|l| l.original().iter().filter(|c| wide(c)).count()).sum() }
    }

    fn evidence(self) -> String {
        match self.full {
            0 => "GB/T 15834: full width in Chinese text".to_owned(),
            n => format!("GB/T 15834: full width in Chinese text; so {n} times in this issue"),
        }
    }
}

pub(super) fn apply(line: &mut Edited, style: Style, least: Certainty) {
    let chars = line.chars();
    let marked = |c: &char| {
        matches!(
            c,
            ',' | ';'
                | ':'
                | '!'
                | '?'
                | '('
                | ')'
                | '-'
                | '－'
                | '―'
                | '─'
                | '.'
                | '<'
                | '。'
                | '，'
                | '、'
                | '；'
                | '：'
        )
    };
    if !chars.iter().any(marked) || !chars.iter().any(|c| is_han(*c)) {
        return;
    }
    let kept = addresses(chars);
    let free = |at: &std::ops::Range<usize>| kept.iter().all(|k| at.end <= k.start || k.end <= at.start);
    let mut edits: Vec<Edit> = (0..chars.len()).filter_map(|i| width(chars, i, style)).collect();
    edits.extend(brackets(chars, style));
    edits.extend(runs(chars));
    edits.retain(|e| free(&e.at));
    line.edit(edits, least);
}

/// Places of web and mail addresses.
fn addresses(chars: &[char]) -> Vec<std::ops::Range<usize>> {
    if !chars.iter().any(|c| matches!(c, '@' | '/' | 'w')) {
        return Vec::new();
    }
    let text: String = chars.iter().collect();
    let (mut done, mut bytes) = (0, 0);
    let mut places = Vec::new();
    for m in ADDRESS.find_iter(&text) {
        done += text.get(bytes..m.start()).map_or(0, |s| s.chars().count());
        let end = done + m.as_str().chars().count();
        // a mark at its end is the sentence's
        let last = chars[done..end].iter().rposition(|c| c.is_ascii_alphanumeric() || *c == '/').unwrap_or_default();
        places.push(done..done + last + 1);
        (done, bytes) = (end, m.end());
    }
    places
}

/// A Han character or a mark only Chinese text has.
fn is_chinese(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3001}'..='\u{3011}' | '“' | '”' | '‘' | '’' | '…' | '℃' | '\u{FF01}'..='\u{FF1F}')
}

fn width(chars: &[char], i: usize, style: Style) -> Option<Edit> {
    let (_, wide) = WIDE.iter().find(|(half, _)| *half == chars[i])?;
    let before = chars[..i].iter().rposition(|c| *c != ' ').map(|k| chars[k])?;
    let next = chars[i + 1..].iter().position(|c| *c != ' ').map(|n| i + 1 + n);
    let after = next.map(|n| chars[n]);
    // 委员, J.P.: a Latin mark with its white space before a Latin word
    let latin = chars.get(i + 1) == Some(&' ') && after.is_some_and(|c| c.is_ascii_alphabetic());
    let fits = if is_chinese(before) {
        !latin
    } else if before.is_ascii_alphanumeric() || matches!(before, '%' | ')' | '+' | '/' | '"') || !before.is_ascii() {
        // behind a figure, a unit or a Latin word the mark belongs to the sentence where that goes on in Chinese
        after.is_some_and(is_chinese) || (after.is_none() && mostly_han(chars) && !is_scheme(chars, i))
    } else {
        false
    };
    fits.then(|| {
        // a full-width mark carries its own white space
        let end = next.filter(|n| chars[i] != '!' && chars[i] != '?' && is_chinese(chars[*n])).unwrap_or(i + 1);
        Edit::new(i..end, *wide, WIDTH).because(style.evidence())
    })
}

/// `https:` at the end of a line, with the rest of the address on the next.
fn is_scheme(chars: &[char], colon: usize) -> bool {
    let word: String = chars[..colon].iter().rev().take_while(|c| c.is_ascii_alphabetic()).collect();
    chars[colon] == ':' && matches!(word.as_str(), "ptth" | "sptth")
}

fn mostly_han(chars: &[char]) -> bool {
    chars.iter().filter(|c| is_han(**c)).count() * 2 > chars.len()
}

/// Round brackets in pairs; those without a partner (the line is cut) by what stands next to them.
fn brackets(chars: &[char], style: Style) -> Vec<Edit> {
    let mut open: Vec<usize> = Vec::new();
    let mut edits = Vec::new();
    let mut widen = |i: usize| {
        if let '(' | ')' = chars[i] {
            let wide = if chars[i] == '(' { "（" } else { "）" };
            edits.push(Edit::new(i..i + 1, wide, BRACKET).because(style.evidence()));
        }
    };
    for (i, c) in chars.iter().enumerate() {
        match c {
            '(' | '（' => open.push(i),
            ')' | '）' => match open.pop() {
                Some(start) if in_chinese(chars, start, i) => {
                    widen(start);
                    widen(i);
                }
                None if i > 0 && is_chinese(chars[i - 1]) => widen(i),
                _ => {}
            },
            _ => {}
        }
    }
    for start in open {
        if chars.get(start + 1).is_some_and(|c| is_chinese(*c)) {
            widen(start);
        }
    }
    edits
}

/// A pair of brackets belongs to Chinese text: it holds some, stands between some, or has one full-width half.
fn in_chinese(chars: &[char], start: usize, end: usize) -> bool {
    let inside = &chars[start + 1..end];
    let near = |c: Option<&char>| c.is_some_and(|c| is_chinese(*c));
    let before = start > 0 && near(chars.get(start - 1));
    let half_wide = (chars[start] == '（') != (chars[end] == '）');
    half_wide || inside.iter().any(|c| is_chinese(*c)) || before && (end + 1 == chars.len() || near(chars.get(end + 1)))
}

/// Dashes, ellipses, title marks and stops: runs of a half-width sign.
fn runs(chars: &[char]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let same = |c: &char| match chars[i] {
            '-' | '—' | '―' | '─' | '－' => matches!(c, '-' | '—' | '―' | '─' | '－'),
            first => *c == first,
        };
        let end = i + chars[i..].iter().take_while(|c| same(c)).count();
        edits.extend(run(chars, i..end.max(i + 1)));
        i = end.max(i + 1);
    }
    edits
}

fn run(chars: &[char], at: std::ops::Range<usize>) -> Option<Edit> {
    let before = at.start.checked_sub(1).map(|i| chars[i]);
    let after = chars.get(at.end).copied();
    let (left, right) = (before.is_some_and(is_chinese), after.is_some_and(is_chinese));
    let n = at.len();
    match chars[at.start] {
        '-' | '—' | '―' | '─' | '－' if (2..=4).contains(&n) && chars[at.clone()].iter().any(|c| *c != '—') => {
            let fits = right && (left || before.is_none());
            fits.then(|| Edit::new(at, "——", DASH).because("GB/T 15834: a dash takes two squares"))
        }
        '，' | '、' | '；' | '：' | '。' if n == 2 && left => {
            Some(Edit::new(at.start + 1..at.end, "", DOUBLED).because("no sentence has this mark twice"))
        }
        '.' | '。' if (3..=6).contains(&n) => {
            let fits = left && (right || after.is_none()) && is_prose(chars);
            fits.then(|| Edit::new(at, "……", ELLIPSIS).because("GB/T 15834: an ellipsis is six dots"))
        }
        '.' if n == 1 && before.is_some_and(is_han) && is_prose(chars) => {
            let ends = after.is_none_or(|c| matches!(c, '”' | '’' | '）' | ')'));
            ends.then(|| Edit::new(at, "。", STOP).because("ends a sentence of Chinese text"))
        }
        '<' if n == 2 && right => closing_title(chars, at),
        '>' if n == 2 && left => {
            opening_title(chars, &at).then(|| Edit::new(at, "》", TITLE).because("a pair of << >>"))
        }
        _ => None,
    }
}

fn closing_title(chars: &[char], at: std::ops::Range<usize>) -> Option<Edit> {
    let rest = chars.get(at.end..)?;
    let close = rest.windows(2).position(|w| w == ['>', '>'])?;
    let opened_again = rest[..close].contains(&'<');
    (!opened_again).then(|| Edit::new(at, "《", TITLE).because("a pair of << >>"))
}

fn opening_title(chars: &[char], at: &std::ops::Range<usize>) -> bool {
    let before = &chars[..at.start];
    let open = before.iter().rposition(|c| *c == '<');
    let closed = before.iter().rposition(|c| *c == '>');
    open.is_some_and(|o| o > 0 && before[o - 1] == '<' && closed.is_none_or(|c| c < o))
}

/// A line of running text, not a heading or a contents line.
pub(super) fn is_prose(chars: &[char]) -> bool {
    chars.len() >= PROSE && chars.iter().any(|c| matches!(c, '，' | '。' | '；' | ',' | '、'))
}

/// Characters from which on a line with a comma or stop in it is running text.
const PROSE: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    fn mended(text: &str) -> String {
        testing::line(text, |line| apply(line, Style::default(), Certainty::Certain))
    }

    #[test]
    fn marks_in_chinese_text_are_full_width() {
        for (printed, want) in [
            ("使命,提案;建议:一是?", "使命，提案；建议：一是？"),
            ("主任: 王镜铭 张希清", "主任：王镜铭 张希清"),
            ("占83.4%,其中AC352,建议用5G+,好", "占83.4%，其中AC352，建议用5G+，好"),
            ("哈尔滨市内部资料(连续性)出版物", "哈尔滨市内部资料（连续性）出版物"),
            ("(发言人:政协委员、董事长)", "（发言人：政协委员、董事长）"),
            ("规划(2021-2025)实施", "规划（2021-2025）实施"),
            ("--市政协提案工作综述", "——市政协提案工作综述"),
            ("各位委员围绕提案、建议、调研...都作了充分的准备", "各位委员围绕提案、建议、调研……都作了充分的准备"),
            ("学习<<提案工作条例>>", "学习《提案工作条例》"),
            ("邮箱:hrb@126.com", "邮箱：hrb@126.com"),
            ("详见www.a.cn/b,c?d=e,共12件,面积120㎡,比去年多", "详见www.a.cn/b,c?d=e，共12件，面积120㎡，比去年多"),
            ("(一)强化理论武装", "（一）强化理论武装"),
            ("建立制度，，做到事事有回音。。", "建立制度，做到事事有回音。"),
        ] {
            assert_eq!(mended(printed), want);
        }
    }

    #[test]
    fn numbers_latin_and_addresses_keep_their_marks() {
        for printed in [
            "3,500余件",
            "上午9:30开会",
            "网址www.a.cn/b,c?d=e",
            "E-mail:a@b.cn",
            "R&D, IPv6",
            "(1)加强领导",
            "2021--2025年",
            "市政协召开会议......12",
            "-15℃至-4℃",
            "企业—碳交易机构—农村",
            "Events, and (more)",
            "第4.7公里",
            "报名方式和详情请见原文https:",
            "赵华议员, G.B.S., J.P.",
        ] {
            assert_eq!(mended(printed), printed);
        }
    }
}
