//! What type and place tell of an issue whose pages have them: the nameplate over its first page, the headings that number its
//! articles, and those in larger type that stand over several of them.

use super::units::Unit;
use crate::model::article::Masthead;
use crate::model::page::BlockRole;
use crate::model::script::{is_han, len};
use crate::pattern::Constant;

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
/// Sizes that differ by less than this, relative to the body, are one size.
const SAME_SIZE: f32 = 0.06;
/// Letterheads are larger than the body by this factor.
const LETTERHEAD_SIZE: f32 = 1.5;
/// Longest name of a section, in characters.
const LONGEST_SECTION: usize = 12;

static DATE: Constant =
    Constant::new(r"(?:^|\D)(?P<y>(?:19|20)\d\d) ?[年./-] ?(?P<m>\d{1,2}) ?[月./-] ?(?P<d>\d{1,2})(?:\D|$)");
static NUMBER: Constant = Constant::new(r"(?:^|[^A-Za-z])(?:[Nn][Oo]\. ?|第 ?)(?P<n>\d{1,4})(?:\D|$)");
/// The same, whatever is missing of them.
static NAMES_DATE: Constant = Constant::new(r"(?:^|\D)(?:19|20)\d\d ?[年./-] ?\d{1,2}");
static NAMES_NUMBER: Constant = Constant::new(r"(?:^|[^A-Za-z])[Nn][Oo]\.|第 ?\d{1,4} ?期");
static DOCUMENT_NUMBER: Constant =
    Constant::new(r"^\p{Han}{2,12} ?[〔\[(【](?:19|20)\d\d[〕\])】] ?(?:第 ?)?\d{1,5} ?号$");
static NUMBERED: Constant = Constant::new(r"^(?P<n>\d{1,3})[ 　].*\p{Alphabetic}");

/// The nameplate of an issue and the headings that number its articles, in order.
#[derive(Debug, Default)]
pub(super) struct Plate {
    pub nameplate: Option<Nameplate>,
    pub numbered: Vec<usize>,
}

impl Plate {
    pub(super) fn of(units: &[Unit]) -> Self {
        Self { nameplate: nameplate(units), numbered: numbered(units) }
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
pub(super) fn nameplate(units: &[Unit]) -> Option<Nameplate> {
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
    let says = |pattern: &Constant| below[..end].iter().any(|u| pattern.is_match(&u.probe));
    let told = says(&NAMES_DATE) && says(&NAMES_NUMBER);
    let short =
        (1..=MOST_UNITS).contains(&end) && below[..end].iter().all(|u| len(&u.probe) <= LONGEST * u.lines.len());
    let name = of_page[start].probe.replace(' ', "");
    (told && short).then_some(Nameplate { name, units: start..start + 1 + end })
}

impl Nameplate {
    /// Sets what the lines under the name say, which no other line of the issue says better.
    pub(super) fn tell(&self, units: &[Unit], masthead: &mut Masthead) {
        for unit in &units[self.units.clone()] {
            if let Some(date) = DATE.captures(&unit.probe) {
                let part = |name: &str| date.name(name).and_then(|m| m.as_str().parse::<u32>().ok()).unwrap_or(0);
                let (year, month, day) = (part("y"), part("m"), part("d"));
                if (1..=12).contains(&month) && (1..=31).contains(&day) {
                    masthead.printed = Some(format!("{year:04}-{month:02}-{day:02}"));
                    masthead.year = i32::try_from(year).ok();
                }
            }
            let number = || NUMBER.captures(&unit.probe)?.name("n")?.as_str().parse().ok();
            masthead.number = number().or(masthead.number);
        }
    }
}

/// Letterheads of official documents: who issues it and 文件 in large type, and under them the number of the document, up to which
/// the lines are the letter's and not its title.
pub(super) fn letterheads(units: &[Unit]) -> Vec<usize> {
    let head = |i: usize, page| {
        let unit = &units[i];
        let large = unit.look.size.is_some_and(|size| size >= LETTERHEAD_SIZE);
        large && unit.page == page && matches!(unit.look.role, BlockRole::Heading(_))
    };
    let of_number = |i: usize| {
        let lines = (0..i).rev().take(MOST_UNITS).take_while(|k| head(*k, units[i].page));
        let start = lines.min()?;
        units[start..i].iter().any(|u| u.probe.contains("文件")).then_some(start..=i)
    };
    let numbers = (0..units.len()).filter(|i| units[*i].look.is_placed() && DOCUMENT_NUMBER.is_match(&units[*i].probe));
    numbers.filter_map(of_number).flatten().collect()
}

/// Headings of one size that number the articles: `1 …`, `2 …`, `3 …`, several of them on one page at least once, as page headers
/// never are. Empty where there are none.
fn numbered(units: &[Unit]) -> Vec<usize> {
    let number = |u: &Unit| -> Option<u32> {
        let heading = matches!(u.look.role, BlockRole::Heading(_)) && u.look.is_placed();
        heading.then(|| NUMBERED.captures(&u.probe)?.name("n")?.as_str().parse().ok())?
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
