//! What type and place tell of an issue whose pages have them: the nameplate over its first page, the headings that number its
//! articles, and those in larger type that stand over several of them.

use super::front::iso;
use super::units::Unit;
use crate::model::article::Masthead;
use crate::model::page::BlockRole;
use crate::model::script::{is_han, len};
use crate::profile::Profile;

/// Characters of a publication's name, and how much larger than the body it is set.
const NAME: std::ops::RangeInclusive<usize> = 3..=14;
const NAME_SIZE: f32 = 1.8;
/// Units before the name at most, and those of the nameplate.
const REACH: usize = 3;
const MOST_UNITS: usize = 5;
/// Longest line of a nameplate, in characters.
const LONGEST: usize = 80;
/// Headings that number the articles of an issue, at least.
const FEWEST: usize = 3;
/// Numbered headings looked at: a bound for hostile files.
const MOST_NUMBERED: usize = 2_000;
/// Digits of the number of an article.
const MOST_DIGITS: usize = 3;
/// Sizes that differ by less than this, relative to the body, are one size.
const SAME_SIZE: f32 = 0.06;
/// Letterheads are larger than the body by this factor.
const LETTERHEAD_SIZE: f32 = 1.5;
/// Longest name of a section, in characters.
const LONGEST_SECTION: usize = 12;

/// The nameplate of an issue and the headings that number its articles, in order.
#[derive(Debug, Default)]
pub(super) struct Plate {
    pub nameplate: Option<Nameplate>,
    pub numbered: Vec<usize>,
}

impl Plate {
    pub(super) fn of(units: &[Unit], profile: &Profile) -> Self {
        Self { nameplate: nameplate(units, profile), numbered: numbered(units) }
    }

    /// Headings in larger type right over numbered ones, under a nameplate: the names of sections.
    pub(super) fn sections(&self, units: &[Unit]) -> Vec<(usize, String)> {
        let Some(nameplate) = &self.nameplate else { return Vec::new() };
        let over = |below: &usize| {
            let i = below.checked_sub(1).filter(|i| !nameplate.units.contains(i))?;
            let unit = &units[i];
            let larger = unit.look.size? > units[*below].look.size? + SAME_SIZE;
            let name = unit.probe.replace(' ', "");
            let is_name = matches!(unit.look.role, BlockRole::Heading(_)) && len(&name) <= LONGEST_SECTION;
            (larger && is_name && unit.page == units[*below].page).then_some((i, name))
        };
        self.numbered.iter().filter_map(over).collect()
    }
}

/// The nameplate: the name and the lines with date and number of the issue under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Nameplate {
    pub name: String,
    pub units: std::ops::Range<usize>,
}

/// Finds it: the largest line at the head of the first page, over lines that hold date and number and before the first heading.
fn nameplate(units: &[Unit], profile: &Profile) -> Option<Nameplate> {
    let page = units.first()?.page;
    let of_page = &units[..units.iter().position(|u| u.page != page).unwrap_or(units.len())];
    let size = |u: &Unit| u.look.size.unwrap_or(0.0);
    let largest = of_page.iter().map(size).fold(0.0, f32::max);
    let is_name = |u: &Unit| {
        let name = u.probe.replace(' ', "");
        size(u) >= NAME_SIZE.max(largest - SAME_SIZE) && NAME.contains(&len(&name)) && name.chars().all(is_han)
    };
    let start = of_page.iter().take(REACH).position(is_name)?;
    let below = &of_page[start + 1..];
    let end = below.iter().position(|u| matches!(u.look.role, BlockRole::Heading(_)))?;
    let says = |is_match: &dyn Fn(&str) -> bool| below[..end].iter().any(|u| is_match(&u.probe));
    let p = &profile.masthead;
    let told = says(&|line| p.nameplate_date.is_match(line)) && says(&|line| p.nameplate_number.is_match(line));
    let short =
        (1..=MOST_UNITS).contains(&end) && below[..end].iter().all(|u| len(&u.probe) <= LONGEST * u.lines.len());
    let name = of_page[start].probe.replace(' ', "");
    (told && short).then_some(Nameplate { name, units: start..start + 1 + end })
}

impl Nameplate {
    /// Sets what the lines under the name say, which no other line of the issue says better.
    pub(super) fn tell(&self, units: &[Unit], profile: &Profile, masthead: &mut Masthead) {
        let p = &profile.masthead;
        for unit in &units[self.units.clone()] {
            if let Some(date) = p.nameplate_date.captures(&unit.probe).and_then(|c| iso(c.name("v")?.as_str())) {
                masthead.year = date.get(..4).and_then(|year| year.parse().ok());
                masthead.printed = Some(date);
            }
            let numbers = p.nameplate_number.captures(&unit.probe);
            let number = numbers.and_then(|c| c.name("n").or_else(|| c.name("n2"))?.as_str().parse().ok());
            masthead.number = number.or(masthead.number);
        }
    }
}

/// Letterheads of official documents: who issues it in large type (`某某局文件`), and under them the number of the document, up to which
/// the lines are the letter's and not its title.
pub(super) fn letterheads(units: &[Unit], profile: &Profile) -> Vec<usize> {
    let head = |i: usize, page| {
        let unit = &units[i];
        let large = unit.look.size.is_some_and(|size| size >= LETTERHEAD_SIZE);
        large && unit.page == page && matches!(unit.look.role, BlockRole::Heading(_))
    };
    let of_number = |i: usize| {
        let lines = (0..i).rev().take(MOST_UNITS).take_while(|k| head(*k, units[i].page));
        let start = lines.min()?;
        let is_letter = |u: &Unit| u.probe.split(' ').any(|line| profile.masthead.letterhead.is_match(line));
        units[start..i].iter().any(is_letter).then_some(start..=i)
    };
    let is_number = |u: &Unit| u.look.is_placed() && profile.masthead.document_number.is_match(&u.probe);
    let numbers = (0..units.len()).filter(|i| is_number(&units[*i]));
    numbers.filter_map(of_number).flatten().collect()
}

/// Headings of one size that number the articles: `1 …`, `2 …`, `3 …`, several of them on one page at least once, as page headers
/// never are. Empty where there are none.
fn numbered(units: &[Unit]) -> Vec<usize> {
    let number = |u: &Unit| {
        let (number, words) = u.probe.split_once(' ')?;
        let heading = matches!(u.look.role, BlockRole::Heading(_)) && u.look.is_placed();
        let named = heading && number.len() <= MOST_DIGITS && words.contains(char::is_alphabetic);
        number.parse::<u32>().ok().filter(|_| named)
    };
    let all: Vec<(usize, u32)> =
        units.iter().enumerate().filter_map(|(i, u)| Some((i, number(u)?))).take(MOST_NUMBERED).collect();
    let size = |i: usize| units[i].look.size.unwrap_or(0.0);
    let usual =
        all.iter().map(|(i, _)| (all.iter().filter(|(k, _)| (size(*k) - size(*i)).abs() < SAME_SIZE).count(), *i));
    let Some((_, model)) = usual.max_by_key(|(n, i)| (*n, std::cmp::Reverse(*i))) else { return Vec::new() };
    let alike: Vec<(usize, u32)> =
        all.iter().copied().filter(|(i, _)| (size(*i) - size(model)).abs() < SAME_SIZE).collect();
    let pairs = || alike.windows(2);
    let one_by_one = pairs().filter(|w| w[1].1 == w[0].1 + 1).count();
    let on_one_page = pairs().any(|w| units[w[0].0].page == units[w[1].0].page);
    let told = alike.len() >= FEWEST && on_one_page && one_by_one * 3 >= pairs().count() * 2;
    if told { alike.into_iter().map(|(i, _)| i).collect() } else { Vec::new() }
}
