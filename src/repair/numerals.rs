//! Signs inside numbers, dates and counts that OCR read for another: letters for digits, a dash for 一, 曰 for 日. The
//! frame round the sign proves it; which number it is never changes.

use super::Rule;
use super::edited::{Edit, Edited};
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};

const CERTAIN: Rule = Rule { id: "", class: Class::Confusion, certainty: Certainty::Certain, precision: 1.0 };
/// `1,2OO人次` → `1,200人次`, `6月1l日` → `6月11日`: O, l or I among digits before a counted thing; not `O2O`, `O型`, `5l水`.
pub(super) const LETTER: Rule = Rule { id: "digit-letter-number", ..CERTAIN };
/// `3月5曰` → `3月5日`, `2024牛6月` → `2024年6月`: the frame of a date; not `曰` elsewhere.
pub(super) const DATE: Rule = Rule { id: "confusion-date", ..CERTAIN };
/// `第—次会议` → `第一次会议`, `二十—次` → `二十一次`, `—是` at the head of a sentence → `一是`; not a dash.
pub(super) const ONE: Rule = Rule { id: "confusion-dash-one", ..CERTAIN };
/// `2023一2025年` → `2023—2025年`, `1十4` → `1+4`: a sign between two numbers; not `十一二`.
pub(super) const SIGN: Rule = Rule { id: "confusion-number-sign", ..CERTAIN };

/// What numbers of a print count, or what stands right behind them.
const COUNTED: &str = "年月日时分秒件个家人名位次届期号版条项万亿元户所处座场台套公米亩吨千百岁天周章页本篇批组类种倍度%％，。、；：）)”-—";

pub(super) fn apply(line: &mut Edited, least: Certainty) {
    let chars = line.chars();
    let mut edits = letters(chars);
    for i in 0..chars.len() {
        let before = |n: usize| i.checked_sub(n).and_then(|k| chars.get(k)).copied();
        let after = |n: usize| chars.get(i + n).copied();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        match chars[i] {
            '曰' | '臼' if digit(before(1)) && day_of_month(&chars[..i]) => {
                edits.push(Edit::new(i..i + 1, "日", DATE).because("a month and a day stand before it"));
            }
            '牛' | '午' if (1..=4).all(|n| digit(before(n))) && !digit(before(5)) && month(&chars[i + 1..]) => {
                edits.push(Edit::new(i..i + 1, "年", DATE).because("four digits before it, a month behind it"));
            }
            '—' | '-' | '－' if one(chars, i) => {
                edits.push(Edit::new(i..i + 1, "一", ONE).because("a numeral stands here, no dash"));
            }
            '一' if (1..=4).all(|n| digit(before(n)) && digit(after(n))) && after(5) == Some('年') => {
                edits.push(Edit::new(i..i + 1, "—", SIGN).because("between two years"));
            }
            '十' if digit(before(1)) && digit(after(1)) => {
                edits.push(Edit::new(i..i + 1, "+", SIGN).because("between two digits"));
            }
            _ => {}
        }
    }
    line.edit(edits, least);
}

/// Runs of digits and letters that look like them.
fn letters(chars: &[char]) -> Vec<Edit> {
    let like = |c: &char| matches!(c, 'O' | 'o' | 'l' | 'I');
    let part = |c: &char| c.is_ascii_digit() || like(c);
    let mut edits = Vec::new();
    let mut start = 0;
    while start < chars.len() {
        let end = start + chars[start..].iter().take_while(|c| part(c)).count();
        if end > start && proved(chars, start, end) {
            for i in (start..end).filter(|i| like(&chars[*i])) {
                let digit = if matches!(chars[i], 'O' | 'o') { "0" } else { "1" };
                edits.push(Edit::new(i..i + 1, digit, LETTER).because("a letter among the digits of a number"));
            }
        }
        start = end.max(start + 1);
    }
    edits
}

fn proved(chars: &[char], start: usize, end: usize) -> bool {
    let run = &chars[start..end];
    let digits = run.iter().filter(|c| c.is_ascii_digit()).count();
    let before = start.checked_sub(1).map(|k| chars[k]);
    let behind = end + chars[end..].iter().take_while(|c| **c == ' ').count();
    let after = chars.get(behind).copied();
    let latin =
        |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '@' | '_' | '.' | '#'));
    if digits == 0 || digits == run.len() || latin(before) || latin(after) {
        return false;
    }
    // 1,2OO: the group before it is a number of its own
    let grouped = matches!(before, Some(',')) && start >= 2 && chars[start - 2].is_ascii_digit() && run.len() == 3;
    let dated = matches!(before, Some('月' | '年')) && matches!(after, Some('日' | '月')) && run.len() == 2;
    let years = after == Some('一') && chars.get(behind + 1).is_some_and(char::is_ascii_digit);
    let counted = years || after.map_or(digits >= 2, |c| COUNTED.contains(c));
    let numbered = before == Some('第') && run.len() >= 2;
    let whole =
        before.is_none_or(|c| is_han(c) || matches!(c, '，' | ',' | '。' | '、' | '（' | '(' | '“' | ' ' | '：'));
    let first = run[0].is_ascii_digit();
    // litres, and oxygen and its like
    let unit = run.ends_with(&['l']) && !after.is_some_and(|c| "年月日件个家人名位次届期号版".contains(c));
    grouped
        || whole
            && counted
            && !unit
            && (numbered || dated || first || digits >= 2 || matches!(run, ['l' | 'I', _, _, ..]))
}

/// `…月15` right before: a day of a month.
fn day_of_month(chars: &[char]) -> bool {
    let digits = chars.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let rest = &chars[..chars.len() - digits];
    (1..=2).contains(&digits) && rest.ends_with(&['月']) && rest.iter().rev().nth(1).is_some_and(char::is_ascii_digit)
}

/// `6月…` right behind.
fn month(chars: &[char]) -> bool {
    let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    (1..=2).contains(&digits) && chars.get(digits) == Some(&'月')
}

/// A dash that stands for 一: 第—次, 二十—次, 十—月, and —是 at the head of a sentence whose 二是 follows.
fn one(chars: &[char], i: usize) -> bool {
    let dash = |c: Option<&char>| c.is_some_and(|c| matches!(c, '—' | '-' | '－' | '―'));
    let before = i.checked_sub(1).and_then(|k| chars.get(k));
    let after = chars.get(i + 1);
    if dash(before) || dash(after) {
        return false;
    }
    let counter = after.is_some_and(|c| "届次条章期批个项卷号版集辑季年月日".contains(*c));
    // —条条, —处处 behind a mark; 其— alone on its line
    let doubled = after.is_some_and(|c| is_han(*c) && chars.get(i + 2) == Some(c));
    match before {
        None | Some('，' | ',' | '。' | '、' | '；') if doubled => true,
        Some('其') if chars.len() == 2 => true,
        Some('第') => counter,
        Some('十') => counter && i >= 2 && !chars[i - 2].is_ascii_digit(),
        None | Some('。' | '；' | '：' | ' ') => {
            after == Some(&'是') && chars[i..].windows(2).any(|w| w == ['二', '是'])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    fn mended(text: &str) -> String {
        testing::line(text, |line| apply(line, Certainty::Certain))
    }

    #[test]
    fn the_frame_of_a_number_proves_its_signs() {
        for (printed, want) in [
            ("日均访问量1,2OO人次，立案4O8件，新增lO2家", "日均访问量1,200人次，立案408件，新增102家"),
            ("2024牛6月1l日至3月5曰，5l2件", "2024年6月11日至3月5日，512件"),
            ("第—次会议、十五届二十—次会议、十—月", "第一次会议、十五届二十一次会议、十一月"),
            ("立案4O8 件，电话O431-88776656，第O3版", "立案408 件，电话0431-88776656，第03版"),
            ("邮编15OO10", "邮编150010"),
            ("走进城区，—条条道路宽敞整洁", "走进城区，一条条道路宽敞整洁"),
            ("其—", "其一"),
            ("要做到三点。—是突出重点，二是突出实效", "要做到三点。一是突出重点，二是突出实效"),
            ("行动方案（2023一2025年）明确“1十4+N”思路", "行动方案（2023—2025年）明确“1+4+N”思路"),
        ] {
            assert_eq!(mended(printed), want);
        }
    }

    #[test]
    fn codes_units_and_dashes_stay() {
        for text in [
            "O2O模式、O2O项目、O型血、IO接口、CO2排放、H2O、第2O",
            "5l水、500ml、i5处理器、A1O2型",
            "子曰：学而时习之。12目标、年中5目",
            "2024牛年大吉，牛年2024",
            "2021—2025年、—15℃、上海—北京、第—、十—",
            "——是这座城市的记忆，二是",
            "十一二个、二十一世纪",
            "www.a.cn/1O0",
        ] {
            assert_eq!(mended(text), text);
        }
    }
}
