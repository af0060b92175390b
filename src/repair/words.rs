//! What words the issue itself holds: runs of two, three and five Han characters with their counts, the evidence for
//! reading a place as the same word elsewhere is read. Counts alone decide nothing.

use foldhash::HashMap;

use super::edited::Edited;
use crate::model::abreast;
use crate::model::page::LineId;
use crate::model::script::is_han;

/// What stands in the middle of five characters whose outer four are known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Middle {
    pub c: char,
    pub count: u32,
    /// Where it stands first.
    pub line: LineId,
}

/// All runs of an issue.
#[derive(Debug, Default)]
pub(super) struct Words {
    two: HashMap<[char; 2], u32>,
    three: HashMap<[char; 3], u32>,
    /// By the outer four of five characters; nearly always one reading.
    middle: HashMap<[char; 4], Vec<Middle>>,
}

impl Words {
    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a Edited>) -> Self {
        let lines: Vec<(LineId, Vec<char>)> = lines.map(|line| (line.id(), line.chars())).collect();
        let runs = || abreast::both(|| pairs(&lines), || triples(&lines));
        let (middle, (two, three)) = abreast::both(|| middles(&lines), runs);
        Self { two, three, middle }
    }

    pub(super) fn two(&self, a: char, b: char) -> u32 {
        self.two.get(&[a, b]).copied().unwrap_or_default()
    }

    pub(super) fn three(&self, a: char, b: char, c: char) -> u32 {
        self.three.get(&[a, b, c]).copied().unwrap_or_default()
    }

    /// The readings of the middle of five characters, in the order of the issue.
    pub(super) fn middles(&self, outer: [char; 4]) -> &[Middle] {
        self.middle.get(&outer).map(Vec::as_slice).unwrap_or_default()
    }

    /// How often these five characters stand side by side.
    pub(super) fn five(&self, w: &[char]) -> Option<Middle> {
        let five: [char; 5] = w.try_into().ok()?;
        self.middles([five[0], five[1], five[3], five[4]]).iter().find(|m| m.c == five[2]).copied()
    }
}

type Lines = [(LineId, Vec<char>)];

fn pairs(lines: &Lines) -> HashMap<[char; 2], u32> {
    let mut two: HashMap<[char; 2], u32> = HashMap::default();
    for w in lines.iter().flat_map(|(_, chars)| chars.windows(2)) {
        if let [a, b] = *w
            && is_han(a)
            && is_han(b)
        {
            *two.entry([a, b]).or_default() += 1;
        }
    }
    two
}

fn triples(lines: &Lines) -> HashMap<[char; 3], u32> {
    let mut three: HashMap<[char; 3], u32> = HashMap::default();
    for w in lines.iter().flat_map(|(_, chars)| chars.windows(3)) {
        if let [a, b, c] = *w
            && w.iter().all(|c| is_han(*c))
        {
            *three.entry([a, b, c]).or_default() += 1;
        }
    }
    three
}

fn middles(lines: &Lines) -> HashMap<[char; 4], Vec<Middle>> {
    let mut middle: HashMap<[char; 4], Vec<Middle>> = HashMap::default();
    for (line, w) in lines.iter().flat_map(|(line, chars)| chars.windows(5).map(move |w| (*line, w))) {
        if let [a, b, c, d, e] = *w
            && is_han(c)
            && is_context(&[a, b, d, e])
        {
            let readings = middle.entry([a, b, d, e]).or_default();
            match readings.iter_mut().find(|m| m.c == c) {
                Some(m) => m.count += 1,
                None => readings.push(Middle { c, count: 1, line }),
            }
        }
    }
    middle
}

/// Outer characters that make a context: no spaces or digits, three Han characters at least.
fn is_context(outer: &[char; 4]) -> bool {
    outer.iter().filter(|c| is_han(**c)).count() >= 3
        && outer.iter().all(|c| is_han(*c) || matches!(c, '，' | '。' | '、' | '“' | '”' | '；' | '《' | '》'))
}
