//! Code points that stand for another: CJK radicals, compatibility and private-use ideographs, vertical and small forms
//! of marks, letters of other scripts that look like a Han character. One table with its source, and NFC; never NFKC,
//! which would make 1 of ①, (一) of ㈠ and a half-width comma of ，.

use std::sync::LazyLock;

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class, is_nfc};

use super::Rule;
use super::edited::{Edit, Edited};
use crate::model::script::is_han;
use crate::model::text::{Certainty, Class};

const CERTAIN: Rule = Rule { id: "", class: Class::CodePoint, certainty: Certainty::Certain, precision: 1.0 };
/// `⼈⺠` (radicals) → `人民`; not 人民 itself, not ㈠.
pub(super) const RADICAL: Rule = Rule { id: "code-radical", ..CERTAIN };
/// `金\u{F90A}` → `金金`, `e\u{301}` → `é`: what NFC unifies; not ① or ㎡, which only NFKC would touch.
pub(super) const CANONICAL: Rule = Rule { id: "code-canonical", ..CERTAIN };
/// `\u{E81E}` → `龴`: characters GB 18030 moved out of the private use area; other private-use points stay.
pub(super) const PRIVATE: Rule = Rule { id: "code-private-use", ..CERTAIN };
/// `﹐` `︵` `｡` → `，` `（` `。`, a soft hyphen between figures → `-`; not `,`, which the rules of marks look at.
pub(super) const FORM: Rule = Rule { id: "code-form", ..CERTAIN };
/// `エ作` (a kana) → `工作`, `二○二三年` → `二〇二三年`, `程・砚` → `程·砚`; not between kana, not the list mark `○`.
pub(super) const LOOK_ALIKE: Rule = Rule { id: "code-look-alike", ..CERTAIN };
/// A zero-width space or soft hyphen between characters goes; a no-break space becomes a space.
pub(super) const INVISIBLE: Rule = Rule { id: "code-invisible", ..CERTAIN };

/// (code point, the unified one, rule), sorted.
static TABLE: LazyLock<Vec<(char, char, Rule)>> = LazyLock::new(|| {
    let mut table: Vec<_> = include_str!("data/codepoints.tsv").lines().filter_map(row).collect();
    table.sort_by_key(|r| r.0);
    table
});

fn row(line: &str) -> Option<(char, char, Rule)> {
    let mut fields = line.split('\t');
    let mut point = || u32::from_str_radix(fields.next()?, 16).ok().and_then(char::from_u32);
    let (from, to) = (point()?, point()?);
    let rule = match fields.next()? {
        "radical" => RADICAL,
        "private-use" => PRIVATE,
        "form" => FORM,
        _ => return None,
    };
    Some((from, to, rule))
}

/// Kana and bopomofo that an OCR engine for several languages reads for a Han character of the same shape.
const LETTERS: [(char, char); 10] = [
    ('ニ', '二'),
    ('エ', '工'),
    ('カ', '力'),
    ('ロ', '口'),
    ('ハ', '八'),
    ('タ', '夕'),
    ('ト', '卜'),
    ('チ', '千'),
    ('オ', '才'),
    ('ㄧ', '一'),
];

pub(super) fn apply(line: &mut Edited, least: Certainty) {
    let chars = line.chars();
    if chars.iter().all(|c| is_plain(*c)) {
        return;
    }
    let mut edits: Vec<Edit> = (0..chars.len()).filter_map(|i| at(chars, i)).collect();
    let text: String = chars.iter().collect();
    if !is_nfc(&text) {
        edits.extend(canonical(chars));
    }
    line.edit(edits, least);
}

/// What no rule of this file looks at.
fn is_plain(c: char) -> bool {
    c.is_ascii() && !matches!(c, 'O' | '0')
        || !matches!(c, '丶' | '口' | '囗')
            && matches!(
                c,
                '\u{4E00}'..='\u{9FFF}' | '，' | '。' | '、' | '“' | '”' | '：' | '；' | '（' | '）' | '《' | '》'
            )
}

fn at(chars: &[char], i: usize) -> Option<Edit> {
    let c = chars[i];
    if let Ok(row) = TABLE.binary_search_by_key(&c, |r| r.0) {
        let (from, to, rule) = TABLE[row];
        let why = format!("U+{:04X} stands for U+{:04X}", from as u32, to as u32);
        return Some(Edit::new(i..i + 1, to, rule).because(why));
    }
    let between = |is: fn(char) -> bool| i > 0 && is(chars[i - 1]) && chars.get(i + 1).is_some_and(|n| is(*n));
    match c {
        '\u{AD}' if between(|c| c.is_ascii_digit()) => {
            Some(Edit::new(i..i + 1, "-", FORM).because("a soft hyphen between figures is printed"))
        }
        '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => {
            Some(Edit::new(i..i + 1, "", INVISIBLE).because(format!("U+{:04X} is not printed", c as u32)))
        }
        '\u{A0}' => Some(Edit::new(i..i + 1, " ", INVISIBLE).because("a no-break space")),
        '・' | '‧' | '•' if between(is_han) => {
            Some(Edit::new(i..i + 1, "·", LOOK_ALIKE).because("the dot between Han characters is ·"))
        }
        '口' | '囗' if i == 0 && byline(chars) => {
            Some(Edit::new(i..i + 1, "□", LOOK_ALIKE).because("a box before the author's name"))
        }
        '丶' if between(is_han) => {
            Some(Edit::new(i..i + 1, "、", LOOK_ALIKE).because("a stroke between words is a mark"))
        }
        '○' | 'O' | '◯' | '0' if in_year(chars, i) => {
            Some(Edit::new(i..i + 1, "〇", LOOK_ALIKE).because("stands in a year written in Han numerals"))
        }
        _ => {
            let (_, han) = LETTERS.iter().find(|(letter, _)| *letter == c)?;
            let near = |n: Option<&char>| n.is_some_and(|n| is_han(*n));
            let alone = !near_kana(chars, i) && (near(chars.get(i + 1)) || i > 0 && near(chars.get(i - 1)));
            alone.then(|| {
                Edit::new(i..i + 1, *han, LOOK_ALIKE)
                    .because(format!("{c} of another script stands among Han characters"))
            })
        }
    }
}

/// `口 本刊记者 李明`, `口 李明`: one character set apart before a short line of names.
fn byline(chars: &[char]) -> bool {
    let rest: String = chars[1..].iter().collect();
    let words: Vec<&str> = rest.split_whitespace().collect();
    let named = |w: &&str| is_word(w) && (2..=4).contains(&w.chars().count());
    let reporter = words.first().is_some_and(|w| w.ends_with("记者") || w.ends_with("通讯员"));
    rest.starts_with(' ') && words.len() <= 3 && words.iter().all(named) && (reporter || words.len() == 1)
}

fn is_word(word: &str) -> bool {
    word.chars().all(is_han)
}

fn near_kana(chars: &[char], i: usize) -> bool {
    let kana = |c: &char| matches!(c, '\u{3040}'..='\u{312F}');
    i.checked_sub(1).and_then(|k| chars.get(k)).is_some_and(kana) || chars.get(i + 1).is_some_and(kana)
}

/// One of four numerals before 年, two of them Han.
fn in_year(chars: &[char], i: usize) -> bool {
    let digit = |c: &char| "一二三四五六七八九".contains(*c);
    let numeral = |c: &char| digit(c) || matches!(c, '〇' | '○' | 'O' | '◯' | '0');
    (i.saturating_sub(3)..=i).any(|start| {
        chars.get(start..start + 5).is_some_and(|year| {
            year[4] == '年' && year[..4].iter().all(numeral) && year[..4].iter().filter(|c| digit(c)).count() >= 2
        })
    })
}

/// A base and the marks on it, where NFC writes them otherwise.
fn canonical(chars: &[char]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut start = 0;
    while start < chars.len() {
        let marks = chars[start + 1..].iter().take_while(|c| canonical_combining_class(**c) != 0).count();
        let end = start + 1 + marks;
        let nfc: String = chars[start..end].iter().copied().nfc().collect();
        if !nfc.chars().eq(chars[start..end].iter().copied()) {
            edits.push(Edit::new(start..end, nfc, CANONICAL).because("the same character in Unicode normal form C"));
        }
        start = end;
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    fn mended(text: &str) -> String {
        testing::line(text, |line| apply(line, Certainty::Certain))
    }

    #[test]
    fn code_points_that_stand_for_another_are_unified() {
        for (printed, want) in [
            ("⼈⺠政协", "人民政协"),
            ("\u{F90A}融", "金融"),
            ("cafe\u{301}", "caf\u{E9}"),
            ("会议﹐讨论｡", "会议，讨论。"),
            ("エ作报告", "工作报告"),
            ("ㄧ年来", "一年来"),
            ("二○二三年", "二〇二三年"),
            ("二O二三年一月", "二〇二三年一月"),
            ("热合曼・买买提", "热合曼·买买提"),
            ("政\u{200B}协", "政协"),
            ("2014\u{AD}2020年", "2014-2020年"),
            ("口 本刊记者 李明", "□ 本刊记者 李明"),
            ("口 李明", "□ 李明"),
            ("二0二四年，单位丶时限", "二〇二四年，单位、时限"),
        ] {
            assert_eq!(mended(printed), want);
        }
    }

    #[test]
    fn signs_of_the_print_stay() {
        for printed in [
            "口 述 历史",
            "口述历史",
            "口 腔 医 院",
            "① ㈠ ㎡ ℃ Ⅳ，：（）％～",
            "○ 委员风采",
            "カタログ",
            "OPEC+",
            "㊣",
            "\u{E000}",
            "5G 时代 AIO",
        ] {
            assert_eq!(mended(printed), printed);
        }
    }
}
