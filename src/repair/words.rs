//! What words the issue itself holds: runs of two, three and five Han characters with their counts, the evidence for
//! reading a place as the same word elsewhere is read. Counts alone decide nothing.

use std::collections::hash_map::Entry;

use foldhash::HashMap;

use super::edited::Edited;
use crate::model::abreast;
use crate::model::page::LineId;
use crate::model::script::{is_han, packed};

/// What stands in the middle of five characters whose outer four are known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Middle {
    pub c: char,
    pub count: u32,
    /// Where it stands first.
    pub line: LineId,
}

/// The readings of one place, in the order of the issue: nearly always one.
#[derive(Debug)]
enum Readings {
    One(Middle),
    More(Vec<Middle>),
}

impl Readings {
    fn as_slice(&self) -> &[Middle] {
        match self {
            Self::One(middle) => std::slice::from_ref(middle),
            Self::More(middles) => middles,
        }
    }

    /// Counts one that stands there once more.
    fn add(&mut self, new: Middle) {
        match self {
            Self::One(only) if only.c == new.c => only.count += 1,
            Self::One(only) => *self = Self::More(vec![*only, new]),
            Self::More(middles) => match middles.iter_mut().find(|m| m.c == new.c) {
                Some(known) => known.count += 1,
                None => middles.push(new),
            },
        }
    }
}

/// All runs of an issue, by their characters as one number.
#[derive(Debug, Default)]
pub(super) struct Words {
    two: HashMap<u64, u32>,
    three: HashMap<u64, u32>,
    /// By the outer four of five characters.
    middle: HashMap<u128, Readings>,
}

impl Words {
    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a Edited>) -> Self {
        let lines: Vec<(LineId, &[char])> = lines.map(|line| (line.id(), line.chars())).collect();
        // of three characters one or two begin a run that was not met before
        let room = lines.iter().map(|(_, chars)| chars.len()).sum::<usize>() / 2;
        let runs = || abreast::both(|| pairs(&lines, room), || triples(&lines, room));
        let (middle, (two, three)) = abreast::both(|| middles(&lines, room), runs);
        Self { two, three, middle }
    }

    pub(super) fn two(&self, a: char, b: char) -> u32 {
        self.two.get(&(packed(&[a, b]) as u64)).copied().unwrap_or_default()
    }

    pub(super) fn three(&self, a: char, b: char, c: char) -> u32 {
        self.three.get(&(packed(&[a, b, c]) as u64)).copied().unwrap_or_default()
    }

    /// The readings of the middle of five characters, in the order of the issue.
    pub(super) fn middles(&self, outer: [char; 4]) -> &[Middle] {
        self.middle.get(&packed(&outer)).map(Readings::as_slice).unwrap_or_default()
    }

    /// How often these five characters stand side by side.
    pub(super) fn five(&self, w: &[char]) -> Option<Middle> {
        let five: [char; 5] = w.try_into().ok()?;
        self.middles([five[0], five[1], five[3], five[4]]).iter().find(|m| m.c == five[2]).copied()
    }
}

type Lines<'a> = [(LineId, &'a [char])];

fn pairs(lines: &Lines, room: usize) -> HashMap<u64, u32> {
    let mut two: HashMap<u64, u32> = HashMap::with_capacity_and_hasher(room, Default::default());
    for w in lines.iter().flat_map(|(_, chars)| chars.windows(2)) {
        if let [a, b] = *w
            && is_han(a)
            && is_han(b)
        {
            *two.entry(packed(&[a, b]) as u64).or_default() += 1;
        }
    }
    two
}

fn triples(lines: &Lines, room: usize) -> HashMap<u64, u32> {
    let mut three: HashMap<u64, u32> = HashMap::with_capacity_and_hasher(room, Default::default());
    for w in lines.iter().flat_map(|(_, chars)| chars.windows(3)) {
        if let [a, b, c] = *w
            && w.iter().all(|c| is_han(*c))
        {
            *three.entry(packed(&[a, b, c]) as u64).or_default() += 1;
        }
    }
    three
}

fn middles(lines: &Lines, room: usize) -> HashMap<u128, Readings> {
    let mut middle: HashMap<u128, Readings> = HashMap::with_capacity_and_hasher(room, Default::default());
    for (line, w) in lines.iter().flat_map(|(line, chars)| chars.windows(5).map(move |w| (*line, w))) {
        if let [a, b, c, d, e] = *w
            && is_han(c)
            && is_context(&[a, b, d, e])
        {
            let new = Middle { c, count: 1, line };
            match middle.entry(packed(&[a, b, d, e])) {
                Entry::Vacant(place) => {
                    place.insert(Readings::One(new));
                }
                Entry::Occupied(mut place) => place.get_mut().add(new),
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
