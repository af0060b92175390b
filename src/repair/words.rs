//! What words the issue itself holds: runs of two, three and five Han characters with their counts, the evidence for
//! reading a place as the same word elsewhere is read. Counts alone decide nothing.

use std::collections::BTreeSet;
use std::collections::hash_map::Entry;

use foldhash::{HashMap, HashMapExt};

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
    /// The lines they were counted in.
    counted: Counted,
}

/// The characters of all lines, one line after the other.
#[derive(Debug, Default)]
struct Counted {
    chars: Vec<char>,
    ends: Vec<usize>,
}

impl Counted {
    fn of(lines: &Lines) -> Self {
        let mut all = Self::default();
        for (_, chars) in lines {
            all.chars.extend_from_slice(chars);
            all.ends.push(all.chars.len());
        }
        all
    }

    fn line(&self, i: usize) -> &[char] {
        let start = i.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(i).and_then(|end| self.chars.get(start..*end)).unwrap_or_default()
    }
}

impl Words {
    /// The same for lines of which some were changed since, which are few or none: as if they were counted anew.
    pub(super) fn again<'a>(&mut self, lines: impl Iterator<Item = &'a Edited> + Clone) {
        let now: Vec<(LineId, &[char])> = lines.clone().map(|line| (line.id(), line.chars())).collect();
        let changed: Vec<usize> = (0..now.len()).filter(|i| now[*i].1 != self.counted.line(*i)).collect();
        if now.len() != self.counted.ends.len() || changed.len() > now.len() / FEW_CHANGED {
            *self = Self::of(lines);
            return;
        }
        if changed.is_empty() {
            return;
        }
        let mut outer: BTreeSet<u128> = BTreeSet::new();
        let mut begins = vec![false; BEGINNINGS];
        for i in changed {
            let (before, after) = (self.counted.line(i), now[i].1);
            for (chars, up) in [(before, false), (after, true)] {
                chars.windows(2).filter_map(run).for_each(|key| count(&mut self.two, key, up));
                chars.windows(3).filter_map(run).for_each(|key| count(&mut self.three, key, up));
                for w in chars.windows(5) {
                    if let Some((key, _)) = around(w) {
                        outer.insert(key);
                        begins[beginning(w[0])] = true;
                    }
                }
            }
        }
        for key in &outer {
            self.middle.remove(key);
        }
        // readings stand in the order of the issue: those of these places are looked for in all of it
        for (line, chars) in &now {
            let windows = chars.windows(5).filter(|w| begins[beginning(w[0])]);
            for (key, c) in windows.filter_map(around).filter(|(key, _)| outer.contains(key)) {
                read(&mut self.middle, key, c, *line);
            }
        }
        self.counted = Counted::of(&now);
    }

    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a Edited>) -> Self {
        let lines: Vec<(LineId, &[char])> = lines.map(|line| (line.id(), line.chars())).collect();
        // of three characters one or two begin a run that was not met before
        let room = lines.iter().map(|(_, chars)| chars.len()).sum::<usize>() / 2;
        let runs = || abreast::both(|| pairs(&lines, room), || triples(&lines, room));
        let (middle, (two, three)) = abreast::both(|| middles(&lines, room), runs);
        Self { two, three, middle, counted: Counted::of(&lines) }
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

/// Of so many lines one may be changed where the others are not counted again.
const FEW_CHANGED: usize = 8;
/// Classes of first characters.
const BEGINNINGS: usize = 4096;

/// The class of a first character.
fn beginning(first: char) -> usize {
    first as usize % BEGINNINGS
}

/// Two or three Han characters.
fn run(w: &[char]) -> Option<u64> {
    w.iter().all(|c| is_han(*c)).then(|| packed(w) as u64)
}

/// The outer four of five characters, and what stands between them.
fn around(w: &[char]) -> Option<(u128, char)> {
    let [a, b, c, d, e] = *w else { return None };
    (is_han(c) && is_context(&[a, b, d, e])).then(|| (packed(&[a, b, d, e]), c))
}

/// Counts a run once more, or once less.
fn count(runs: &mut HashMap<u64, u32>, key: u64, up: bool) {
    if up {
        *runs.entry(key).or_default() += 1;
    } else if let Entry::Occupied(mut known) = runs.entry(key) {
        *known.get_mut() -= 1;
        if *known.get() == 0 {
            known.remove();
        }
    }
}

fn read(middle: &mut HashMap<u128, Readings>, key: u128, c: char, line: LineId) {
    let new = Middle { c, count: 1, line };
    match middle.entry(key) {
        Entry::Vacant(place) => {
            place.insert(Readings::One(new));
        }
        Entry::Occupied(mut place) => place.get_mut().add(new),
    }
}

fn pairs(lines: &Lines, room: usize) -> HashMap<u64, u32> {
    let mut two: HashMap<u64, u32> = HashMap::with_capacity(room);
    for key in lines.iter().flat_map(|(_, chars)| chars.windows(2)).filter_map(run) {
        *two.entry(key).or_default() += 1;
    }
    two
}

fn triples(lines: &Lines, room: usize) -> HashMap<u64, u32> {
    let mut three: HashMap<u64, u32> = HashMap::with_capacity(room);
    for key in lines.iter().flat_map(|(_, chars)| chars.windows(3)).filter_map(run) {
        *three.entry(key).or_default() += 1;
    }
    three
}

fn middles(lines: &Lines, room: usize) -> HashMap<u128, Readings> {
    let mut middle: HashMap<u128, Readings> = HashMap::with_capacity(room);
    for (line, chars) in lines {
        for (key, c) in chars.windows(5).filter_map(around) {
            read(&mut middle, key, c, *line);
        }
    }
    middle
}

/// Outer characters that make a context: no spaces or digits, three Han characters at least.
fn is_context(outer: &[char; 4]) -> bool {
    outer.iter().filter(|c| is_han(**c)).count() >= 3
        && outer.iter().all(|c| is_han(*c) || matches!(c, '，' | '。' | '、' | '“' | '”' | '；' | '《' | '》'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::testing;

    /// What is counted, in an order of its own.
    fn all(words: &Words) -> String {
        let sorted = |runs: &HashMap<u64, u32>| {
            let mut runs: Vec<(u64, u32)> = runs.iter().map(|(key, n)| (*key, *n)).collect();
            runs.sort_unstable();
            runs
        };
        let mut middle: Vec<(u128, String)> =
            words.middle.iter().map(|(key, readings)| (*key, format!("{:?}", readings.as_slice()))).collect();
        middle.sort_unstable();
        format!("{:?}", (sorted(&words.two), sorted(&words.three), middle))
    }

    #[test]
    fn counted_again_is_counted_anew() {
        let mut lines = vec!["市政协提案委员会召开会议，研究部署重点工作"; 3];
        lines.extend(["市政协提案委贝会召开会议，研究部署重点工作"; 2]);
        lines.extend(["云泽区政协举行专题协商座谈会"; 30]);
        let mut words = Words::of(testing::extracted(&lines).iter());
        for (at, text) in [
            (0, "市政协提案委贝会召开会议，研究部署重点工作"),
            (4, "市政协提案委员会召开会议"),
            (3, ""),
            (20, "短"),
            (20, "云泽区"),
        ] {
            lines[at] = text;
            let now = testing::extracted(&lines);
            words.again(now.iter());
            assert_eq!(all(&words), all(&Words::of(now.iter())), "line {at} is {text}");
        }
        let other = testing::extracted(&lines[..9]);
        words.again(other.iter());
        assert_eq!(all(&words), all(&Words::of(other.iter())));
    }
}
