//! Damage of known kind put into clean text, one piece a line, with several seeds of chance; recall by kind and
//! precision by rule, printed as the table the README keeps.

use std::collections::{BTreeMap, BTreeSet};

use huikan::model::text::{Certainty, Correction};
use huikan::repair::RULES;

use super::corpus::{self, Chance};
use super::frames::FRAMES;
use super::{repaired, roster};

/// A way to damage a line: name, and the damaged line; None where it does not fit. The last argument is the corpus.
type Damage = (&'static str, fn(&[char], &mut Chance, &Words) -> Option<String>);

const DAMAGES: [Damage; 22] = [
    ("half-width marks", half_width),
    ("straight quotes", straight_quotes),
    ("dashes of hyphens", |l, _, _| all(l, "——", "--")),
    ("ellipsis of dots", |l, _, _| all(l, "……", "......")),
    ("space round numerals", numeral_spaces),
    ("space in a word", word_space),
    ("space before a mark", |l, c, _| at_one(l, c, |l, i| l[i] == '，', |c| format!(" {c}"))),
    ("space in a set phrase", |l, _, _| all(l, "委员会常务委员会", "委员会 常务委员会")),
    ("and for 和", |l, c, _| at_one(l, c, |l, i| l[i] == '和' && between_han(l, i), |_| " and ".to_owned())),
    ("markdown heading", |l, _, _| Some(format!("## {}", text(l)))),
    ("markdown emphasis", |l, _, _| Some(format!("**{}**", text(l)))),
    ("html break", |l, c, _| at_one(l, c, |_, i| i > 0, |c| format!("<br>{c}"))),
    ("radical for a character", radical),
    ("kana for a character", kana),
    ("zero-width space", |l, c, _| at_one(l, c, between_han, |c| format!("\u{200B}{c}"))),
    ("circled digit in a number", circled),
    ("letter in a year", |l, _, _| all(l, "2024年", "2O24年")),
    ("look-alike, any place", look_alike),
    ("look-alike, word known", look_alike_known),
    ("look-alike in a set phrase", in_phrase),
    ("word twice, known once", twice),
    ("look-alike in a name", in_name),
];

/// Pairs OCR engines confuse; written down without a look at the table of shapes that the rules use.
const PAIRS: [(char, char); 40] = [
    ('未', '末'),
    ('己', '已'),
    ('土', '士'),
    ('住', '往'),
    ('候', '侯'),
    ('拔', '拨'),
    ('清', '请'),
    ('治', '冶'),
    ('由', '田'),
    ('今', '令'),
    ('问', '间'),
    ('千', '干'),
    ('崇', '祟'),
    ('折', '拆'),
    ('席', '度'),
    ('陪', '赔'),
    ('域', '城'),
    ('建', '健'),
    ('质', '贡'),
    ('议', '仪'),
    ('协', '办'),
    ('形', '刑'),
    ('推', '准'),
    ('述', '速'),
    ('政', '攻'),
    ('责', '贵'),
    ('大', '太'),
    ('王', '玉'),
    ('人', '入'),
    ('天', '夫'),
    ('免', '兔'),
    ('要', '耍'),
    ('市', '布'),
    ('料', '科'),
    ('员', '贝'),
    ('体', '休'),
    ('提', '堤'),
    ('传', '伟'),
    ('环', '坏'),
    ('使', '便'),
];

/// Runs of five characters of the corpus, to tell which words stand elsewhere too.
pub struct Words(BTreeMap<[char; 5], usize>);

fn text(line: &[char]) -> String {
    line.iter().collect()
}

fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

fn between_han(line: &[char], i: usize) -> bool {
    i > 0 && is_han(line[i - 1]) && line.get(i + 1).is_some_and(|c| is_han(*c))
}

fn is_prose(line: &[char]) -> bool {
    line.len() >= 25 && line.contains(&'，')
}

fn all(line: &[char], from: &str, to: &str) -> Option<String> {
    let text = text(line);
    (text.contains(from) && text.chars().count() >= 8).then(|| text.replace(from, to))
}

/// One place that fits, made into something else.
fn at_one(
    line: &[char],
    chance: &mut Chance,
    fits: fn(&[char], usize) -> bool,
    make: fn(char) -> String,
) -> Option<String> {
    let places: Vec<usize> = (0..line.len()).filter(|i| fits(line, *i)).collect();
    let at = *places.get(chance.below(places.len()))?;
    Some(text(&line[..at]) + &make(line[at]) + &text(&line[at + 1..]))
}

fn half_width(line: &[char], _: &mut Chance, _: &Words) -> Option<String> {
    let half = |c: char| match c {
        '，' => ',',
        '；' => ';',
        '：' => ':',
        '（' => '(',
        '）' => ')',
        '？' => '?',
        '！' => '!',
        c => c,
    };
    let damaged: String = line.iter().map(|c| half(*c)).collect();
    (damaged != text(line)).then_some(damaged)
}

fn straight_quotes(line: &[char], _: &mut Chance, _: &Words) -> Option<String> {
    let count = |mark: char| line.iter().filter(|c| **c == mark).count();
    (count('“') > 0 && count('“') == count('”')).then(|| text(line).replace(['“', '”'], "\""))
}

fn numeral_spaces(line: &[char], _: &mut Chance, _: &Words) -> Option<String> {
    if !is_prose(line) {
        return None;
    }
    let mut damaged = String::new();
    for (i, c) in line.iter().enumerate() {
        let turn = |a: char, b: char| (is_han(a) && b.is_ascii_digit()) || (a.is_ascii_digit() && is_han(b));
        if i > 0 && turn(line[i - 1], *c) {
            damaged.push(' ');
        }
        damaged.push(*c);
    }
    (damaged != text(line)).then_some(damaged)
}

fn word_space(line: &[char], chance: &mut Chance, words: &Words) -> Option<String> {
    let _ = words;
    is_prose(line).then(|| at_one(line, chance, |l, i| between_han(l, i) && outside(l, i), |c| format!(" {c}")))?
}

/// No quote or bracket is open.
fn outside(line: &[char], i: usize) -> bool {
    let count = |marks: &[char]| line[..i].iter().filter(|c| marks.contains(c)).count();
    count(&['“', '《', '（']) == count(&['”', '》', '）'])
}

fn radical(line: &[char], chance: &mut Chance, _: &Words) -> Option<String> {
    let of = |c: char| {
        "人⼈大⼤山⼭工⼯力⼒日⽇水⽔生⽣用⽤立⽴老⽼民⺠"
            .chars()
            .collect::<Vec<_>>()
            .chunks(2)
            .find(|p| p[0] == c)
            .map(|p| p[1])
    };
    let places: Vec<usize> = (0..line.len()).filter(|i| of(line[*i]).is_some()).collect();
    let at = *places.get(chance.below(places.len()))?;
    Some(text(&line[..at]) + &of(line[at])?.to_string() + &text(&line[at + 1..]))
}

fn kana(line: &[char], chance: &mut Chance, _: &Words) -> Option<String> {
    let of = |c: char| match c {
        '工' => 'エ',
        '力' => 'カ',
        '口' => 'ロ',
        '二' => 'ニ',
        c => c,
    };
    let places: Vec<usize> = (0..line.len()).filter(|i| of(line[*i]) != line[*i] && between_han(line, *i)).collect();
    let at = *places.get(chance.below(places.len()))?;
    Some(text(&line[..at]) + &of(line[at]).to_string() + &text(&line[at + 1..]))
}

fn circled(line: &[char], chance: &mut Chance, _: &Words) -> Option<String> {
    let inner = |l: &[char], i: usize| {
        i > 0
            && ('1'..='9').contains(&l[i])
            && l[i - 1].is_ascii_digit()
            && l.get(i + 1).is_some_and(char::is_ascii_digit)
    };
    at_one(line, chance, inner, |c| char::from_u32('①' as u32 + c as u32 - '1' as u32).unwrap().to_string())
}

fn other(c: char) -> Option<char> {
    PAIRS.iter().find_map(|(a, b)| if *a == c { Some(*b) } else { (*b == c).then_some(*a) })
}

fn confuse(line: &[char], chance: &mut Chance, fits: &dyn Fn(usize) -> bool) -> Option<String> {
    let places: Vec<usize> = (0..line.len()).filter(|i| other(line[*i]).is_some() && fits(*i)).collect();
    let at = *places.get(chance.below(places.len()))?;
    Some(text(&line[..at]) + &other(line[at])?.to_string() + &text(&line[at + 1..]))
}

fn look_alike(line: &[char], chance: &mut Chance, _: &Words) -> Option<String> {
    confuse(line, chance, &|_| true)
}

fn look_alike_known(line: &[char], chance: &mut Chance, words: &Words) -> Option<String> {
    let known = |i: usize| {
        i >= 2 && line.get(i - 2..i + 3).is_some_and(|w| words.count(w) >= 4 && w.iter().all(|c| is_han(*c)))
    };
    confuse(line, chance, &known)
}

fn in_phrase(line: &[char], chance: &mut Chance, _: &Words) -> Option<String> {
    let _ = chance;
    let line = text(line);
    [
        ("聚焦主责主业", "聚集主责主业"),
        ("政治协商、民主监督", "攻治协商、民主监督"),
        ("全过程人民民主", "全过程入民民主"),
    ]
    .iter()
    .find(|(right, _)| line.contains(right))
    .map(|(right, wrong)| line.replacen(right, wrong, 1))
}

fn twice(line: &[char], chance: &mut Chance, words: &Words) -> Option<String> {
    let known = |i: &usize| {
        *i >= 2
            && line
                .get(i - 2..i + 3)
                .is_some_and(|w| words.count(w) >= 3 && w.iter().all(|c| is_han(*c)) && line[*i] != line[i + 1])
    };
    let places: Vec<usize> = (0..line.len()).filter(known).collect();
    let at = *places.get(chance.below(places.len()))?;
    Some(text(&line[..at + 2]) + &text(&line[at..]))
}

fn in_name(line: &[char], _: &mut Chance, _: &Words) -> Option<String> {
    let line = text(line);
    line.contains("主席程砚舟").then(|| line.replace("程砚舟", "程砚丹"))
}

impl Words {
    fn of(lines: &[String]) -> Self {
        let mut words = BTreeMap::new();
        for line in lines {
            let chars: Vec<char> = line.chars().collect();
            for w in chars.windows(5) {
                *words.entry([w[0], w[1], w[2], w[3], w[4]]).or_default() += 1;
            }
        }
        Self(words)
    }

    fn count(&self, w: &[char]) -> usize {
        <[char; 5]>::try_from(w).ok().and_then(|w| self.0.get(&w).copied()).unwrap_or_default()
    }
}

/// Extra lines, so that kinds of damage that need special words have some.
fn with_phrases(mut lines: Vec<String>) -> Vec<String> {
    for n in 0..60 {
        lines.push(format!("会议要求，要聚焦主责主业，认真做好第{n}项工作，确保落到实处。"));
        lines.push(format!("履行政治协商、民主监督、参政议政职能，完成第{n}项任务……并及时总结。"));
        lines.push(format!("发展全过程人民民主，回顾2024年开展的1{n}3次活动——大家深受鼓舞。"));
        lines.push(format!("市政协主席程砚舟主持第{n}次会议。"));
        lines.push(format!("政协云泽市第五届委员会常务委员会第{n}号公报"));
    }
    lines
}

#[derive(Default)]
struct Score {
    hit: usize,
    of: usize,
}

#[test]
fn damage_made_on_purpose_is_mended() {
    let (_, precision) = measured(Certainty::Likely);
    print_precision(&precision);
    let (recall, precision) = measured(Certainty::Certain);
    print_recall(&recall);
    print_precision(&precision);
    let tried: BTreeSet<&str> = recall.keys().copied().collect();
    assert_eq!(tried.len(), DAMAGES.len() + FRAMES.len(), "each kind of damage has been tried: {tried:?}");
    for rule in RULES.iter().filter(|r| r.certainty == Certainty::Certain) {
        let Some(score) = precision.get(rule.id) else { continue };
        assert!(score.hit * 100 >= score.of * 99, "{}: {} of {} right", rule.id, score.hit, score.of);
    }
    let frames = FRAMES.map(|(kind, _)| kind);
    for kind in SURE.into_iter().chain(frames) {
        let score = &recall[kind];
        // a slip that the text has in other words too is left alone
        let least = if kind == "look-alike in a set word" { 80 } else { 95 };
        assert!(score.hit * 100 >= score.of * least, "{kind}: {} of {} mended", score.hit, score.of);
    }
}

/// Kinds of damage that the line itself or the roster proves.
const SURE: [&str; 14] = [
    "half-width marks",
    "straight quotes",
    "dashes of hyphens",
    "ellipsis of dots",
    "space before a mark",
    "space in a set phrase",
    "and for 和",
    "markdown heading",
    "markdown emphasis",
    "radical for a character",
    "kana for a character",
    "letter in a year",
    "look-alike in a set phrase",
    "look-alike in a name",
];

type Scores = BTreeMap<&'static str, Score>;

/// Recall by kind of damage and precision by rule, over several seeds of chance.
fn measured(least: Certainty) -> (Scores, Scores) {
    let clean = with_phrases([corpus::fixtures(), corpus::invented(40_000)].concat());
    // what repair does to clean text is the harm test's business
    let clean = repaired(&clean, &roster(), least).clean;
    let words = Words::of(&clean);
    let mut recall = Scores::new();
    let mut precision = Scores::new();
    for seed in 1..=20 {
        let mut chance = Chance::new(seed);
        let mut kinds: Vec<Option<&'static str>> = Vec::new();
        let mut damaged = Vec::new();
        for line in &clean {
            let chars: Vec<char> = line.chars().collect();
            // one line in three is damaged, by the first kind that fits from a random one on
            let start = chance.below(DAMAGES.len() * 3);
            let made =
                (0..DAMAGES.len()).map(|k| DAMAGES[(start + k) % DAMAGES.len()]).filter(|_| start < DAMAGES.len());
            let made = made.take(3).find_map(|(kind, damage)| Some((kind, damage(&chars, &mut chance, &words)?)));
            kinds.push(made.as_ref().map(|(kind, _)| *kind));
            damaged.push(made.map_or_else(|| line.clone(), |(_, text)| text));
        }
        let mut clean = clean.clone();
        for (kind, frame) in FRAMES.iter().flat_map(|f| [f; 5]) {
            let (wrong, right) = frame(&mut chance);
            kinds.push((wrong != right).then_some(*kind));
            damaged.push(wrong);
            clean.push(right);
        }
        let result = repaired(&damaged, &roster(), least);
        for (n, kind) in kinds.iter().enumerate() {
            let whole = result.clean[n] == clean[n];
            if let Some(kind) = kind {
                let score = recall.entry(kind).or_default();
                score.of += 1;
                score.hit += usize::from(whole);
            }
            let mut moved = 0;
            for c in result.applied.iter().filter(|c| c.line.0 as usize == n + 1) {
                let right = whole || stands(c, moved, &result.clean[n], &clean[n]);
                moved += c.repaired.chars().count() as isize - c.printed.chars().count() as isize;
                let score = precision.entry(c.rule).or_default();
                score.of += 1;
                score.hit += usize::from(right);
                if !right {
                    println!(
                        "  wrong: {} {:?} → {:?}: {} / {}",
                        c.rule, c.printed, c.repaired, result.clean[n], clean[n]
                    );
                }
            }
        }
    }
    (recall, precision)
}

/// What the change put there stands in the clean line between the same neighbours. `moved`: by how much earlier changes
/// of the line moved it.
fn stands(c: &Correction, moved: isize, result: &str, clean: &str) -> bool {
    let chars: Vec<char> = result.chars().collect();
    let start = c.offset.saturating_add_signed(moved);
    let end = start + c.repaired.chars().count();
    let around: String = chars[start.saturating_sub(2)..(end + 2).min(chars.len())].iter().collect();
    clean.contains(&around)
}

fn print_recall(recall: &Scores) {
    println!("| damage | lines | mended |\n|---|---|---|");
    for (kind, score) in recall {
        println!("| {kind} | {} | {:.3} |", score.of, score.hit as f64 / score.of as f64);
    }
}

fn print_precision(precision: &Scores) {
    println!("| rule | certainty | edits | precision |\n|---|---|---|---|");
    for rule in RULES {
        if let Some(score) = precision.get(rule.id) {
            let share = score.hit as f64 / score.of as f64;
            println!("| {} | {:?} | {} | {share:.4} |", rule.id, rule.certainty, score.of);
        }
    }
}
