//! Cover, masthead and colophon: the lines that tell of the issue itself, and what they say.

use super::contents::{is_label_line, spaced_label};
use super::nameplate::Plate;
use super::units::Unit;
use crate::model::article::Masthead;
use crate::model::coverage::Furniture;
use crate::model::page::PageIndex;
use crate::model::script::{is_han, len};
use crate::profile::{LineRole, Medium, Pattern, Profile, ends_as, probe};

/// Longest line of a colophon without a label (list of names, slogan).
const MAX_PLAIN: usize = 30;
/// Units without a label allowed between two labelled ones.
const MAX_BETWEEN: usize = 4;
/// Labelled lines that make a colophon.
const MIN_LABELS: usize = 4;
/// Longest line that holds a masthead field.
const MAX_FIELD: usize = 80;
/// Units around the serial number in which lone numbers are year and number of the issue.
const COVER_REACH: usize = 8;

/// Units of the colophon: runs of `label: value` lines with the names and short lines among and around them.
pub(super) fn colophon(units: &[Unit], profile: &Profile) -> Vec<usize> {
    let labelled: Vec<usize> = (0..units.len()).filter(|i| is_label_line(&units[*i].probe, profile)).collect();
    let mut out = Vec::new();
    let mut run: Vec<usize> = Vec::new();
    for i in labelled {
        if run.last().is_some_and(|last| i - last > MAX_BETWEEN) {
            close(&mut run, units, profile, &mut out);
        }
        run.push(i);
    }
    close(&mut run, units, profile, &mut out);
    out
}

fn close(run: &mut Vec<usize>, units: &[Unit], profile: &Profile, out: &mut Vec<usize>) {
    let committee = |i: &usize| {
        let label = units[*i].probe.split(':').next().unwrap_or_default().replace(' ', "");
        profile.masthead.seats.contains(&label)
    };
    if let (Some(first), Some(last)) = (run.first().copied(), run.last().copied())
        && run.len() >= MIN_LABELS
        && !run.iter().all(committee)
    {
        let mut start = first;
        while start > 0 && first - start < MAX_BETWEEN && is_imprint(&units[start - 1], profile) {
            start -= 1;
        }
        let mut end = last + 1;
        while end < units.len() && end - last <= MAX_BETWEEN && is_imprint(&units[end], profile) {
            end += 1;
        }
        out.extend(start..end);
    }
    run.clear();
}

/// A line that only an imprint or a cover holds.
pub(super) fn is_imprint(unit: &Unit, profile: &Profile) -> bool {
    let p = &unit.probe;
    profile.publication.as_deref().is_some_and(|name| *p == name)
        || profile.masthead.furniture.iter().any(|f| f.is_match(p)) && len(p) <= MAX_PLAIN
        || is_label_line(p, profile)
        || profile.masthead.serial.is_match(p) && len(p) <= MAX_PLAIN
        || profile.masthead.permit.is_match(p)
        || is_names(p)
}

/// Names in a row: `毛某 闫某 范某某`.
fn is_names(p: &str) -> bool {
    let words: Vec<&str> = p.split(' ').collect();
    words.len() >= 2 && words.iter().all(|w| (1..=4).contains(&len(w)) && w.chars().all(is_han))
}

/// A label spaced out to the width of others, closed up: `印 数:1200册`, `印 数 1200册`.
fn close_label(probe: &str, profile: &Profile) -> String {
    match probe.split_once(':') {
        Some((label, value)) if len(label) <= 10 => format!("{}:{value}", label.replace(' ', "")),
        _ => spaced_label(probe, profile).map_or_else(|| probe.to_owned(), |(label, value)| format!("{label}:{value}")),
    }
}

/// Units at the start of an issue among which its name stands.
const NAME_REACH: usize = 8;

/// Name of the publication: the profile's, else as imprint (《…》编辑部) or masthead print it.
pub(super) fn publication(units: &[Unit], plate: &Plate, profile: &Profile) -> Option<String> {
    if profile.publication.is_some() {
        return profile.publication.clone();
    }
    let of_plate = || plate.nameplate.as_ref().map(|found| found.name.clone());
    if profile.medium == Medium::Newspaper {
        let named = paper(units.iter().take(NAME_REACH).map(|u| u.probe.as_str()), profile);
        return named.or_else(of_plate);
    }
    let quoted = |p: &str| {
        let (head, _) = p.split_once("》编辑部")?;
        head.rsplit_once('《').map(|(_, name)| name.to_owned())
    };
    if let Some(name) = units.iter().filter(|u| len(&u.probe) <= MAX_FIELD).find_map(|u| quoted(&u.probe)) {
        return Some(name);
    }
    let masthead = |u: &&Unit| {
        let p = u.probe.as_str();
        (3..=8).contains(&len(p)) && p.chars().all(is_han) && p.contains("政协")
    };
    let named = units.iter().take(NAME_REACH).find(masthead).or_else(|| running_name(units));
    // a newspaper page that lists so much that it looks like a magazine still has its folio line
    let head = units.iter().take(NAME_REACH).map(|u| u.probe.as_str());
    let paper = || paper(head.filter(|p| profile.masthead.folio.is_match(p)), profile);
    named.map(|u| u.probe.clone()).or_else(paper).or_else(of_plate)
}

/// Short lines that hold a publication's name, from which on it is one.
const RUNNING: usize = 4;
/// Longest running head, in characters.
const MAX_RUNNING: usize = 24;

/// A word of the cover that stands in the running heads.
fn running_name(units: &[Unit]) -> Option<&Unit> {
    let word = |u: &&Unit| (3..=8).contains(&len(&u.probe)) && u.probe.chars().all(is_han);
    let again = |name: &str| {
        let holds = |u: &&Unit| u.probe != name && len(&u.probe) <= MAX_RUNNING && u.probe.contains(name);
        units.iter().filter(holds).count() >= RUNNING
    };
    units.iter().take(NAME_REACH).filter(word).find(|u| again(&u.probe))
}

/// A newspaper's name: a word of the page header.
fn paper<'a>(probes: impl Iterator<Item = &'a str>, profile: &Profile) -> Option<String> {
    let header: Vec<&str> = probes.filter(|p| is_page_header(p, profile)).collect();
    let known = header.iter().find_map(|p| words(p).find(|w| profile.masthead.paper.is_match(w)));
    // beside the date of issue stands the paper's name, whatever it is called
    let mut folios = header.iter().filter(|p| profile.masthead.folio.is_match(p));
    known.or_else(|| folios.find_map(|p| words(p).find(|w| is_paper(w)))).map(str::to_owned)
}

/// Words of a page header. Its parts may stand side by side without a space: `云泽日报2023年1月4日`, `云泽日报03要闻`.
fn words(probe: &str) -> impl Iterator<Item = &str> {
    probe.split(|c: char| !is_han(c)).filter(|w| !w.is_empty())
}

/// A name that ends as papers' names do.
fn is_paper(word: &str) -> bool {
    PAPER_LEN.contains(&len(word))
        && word.ends_with('报')
        && !["简报", "预报", "海报"].iter().any(|w| word.ends_with(w))
}

/// Characters of a paper's name.
const PAPER_LEN: std::ops::RangeInclusive<usize> = 3..=8;

/// A line that holds the date of issue, or a newspaper's name and little more.
fn is_page_header(p: &str, profile: &Profile) -> bool {
    let words = p.split(' ').filter(|w| !w.is_empty());
    len(p) <= MAX_FIELD && !p.contains('。') && profile.masthead.folio.is_match(p)
        || len(p) <= MAX_PLAIN
            && words.clone().count() <= 4
            && words.clone().any(|w| profile.masthead.paper.is_match(w))
}

/// Whether a unit can be of cover, masthead or imprint: on a page whose lines have places these stand at its head or foot, but for
/// the first pages of an issue and the last.
fn may_tell(i: usize, units: &[Unit]) -> bool {
    let unit = &units[i];
    let other_page = |k: Option<usize>| k.and_then(|k| units.get(k)).is_none_or(|u| u.page != unit.page);
    let last_page = units.last().map_or(0, |u| u.page.0);
    !unit.look.is_placed()
        || unit.page.0 < FRONT_PAGES
        || unit.page == PageIndex(last_page)
        || other_page(i.checked_sub(PAGE_EDGE))
        || other_page(Some(i + PAGE_EDGE))
}

/// Pages with cover, imprint and contents, and units at the head and the foot of any other page.
const FRONT_PAGES: u32 = 2;
const PAGE_EDGE: usize = 4;

/// What a unit that tells of the issue is, and by what it is told.
pub(super) fn of_the_issue(i: usize, units: &[Unit], profile: &Profile) -> Option<(Furniture, &'static str)> {
    if is_edge_label(i, units, profile) {
        Some((Furniture::Colophon, "imprint"))
    } else if is_page_name(i, units, profile) {
        Some((Furniture::RunningHead, "name-of-the-page"))
    } else if is_cover(i, units, profile) {
        Some((Furniture::Cover, "masthead"))
    } else {
        None
    }
}

/// Units at the head and the foot of a newspaper page among which a labelled line is of the imprint.
const EDGE: usize = 8;

/// `责任编辑：…`, `电话：…`, `E-mail：…` at the edge of a page.
fn is_edge_label(i: usize, units: &[Unit], profile: &Profile) -> bool {
    let edge = i < EDGE || i + EDGE >= units.len();
    let p = &units[i].probe;
    // 承办单位：… at the foot of a page is the last proposal's
    let of_proposal = !profile.labels.read(p).is_empty();
    profile.medium == Medium::Newspaper
        && len(p) <= MAX_FIELD
        && !p.contains('。')
        && !of_proposal
        && (is_row_of_labels(p, profile) || edge && (is_label_line(p, profile) || profile.is(LineRole::Colophon, p)))
}

/// `要 闻 3`, `特 别 报 道`, `某县政协专版`: the name of a page, set wide at its edge, with its number or without.
fn is_page_name(i: usize, units: &[Unit], profile: &Profile) -> bool {
    let edge = i < EDGE / 2 || i + EDGE / 2 >= units.len();
    let words: Vec<&str> = units[i].probe.split(' ').collect();
    let is_number = |word: &&&str| word.chars().all(|c| c.is_ascii_alphanumeric());
    let (numbers, names): (Vec<&&str>, Vec<&&str>) = words.iter().partition(is_number);
    let wide = (2..=MAX_PAGE_NAME).contains(&names.len())
        && names.iter().all(|word| len(word) == 1 && word.chars().all(is_han))
        && numbers.len() <= 1;
    // 专题 A5
    let numbered = names.len() == 1
        && numbers.len() == 1
        && numbers.iter().all(|n| n.len() <= 3)
        && names.iter().all(|word| (2..=MAX_NAME_BESIDE).contains(&len(word)) && word.chars().all(is_han));
    // 某县人大常委会专版
    let bought = ends_as(&units[i].probe, &profile.lexicon.page_names) && !units[i].probe.contains([',', '。']);
    profile.medium == Medium::Newspaper && edge && (wide || numbered || bought && len(&units[i].probe) <= MAX_PLAIN)
}

/// Longest name of a page beside its number, in characters.
const MAX_NAME_BESIDE: usize = 4;

/// In characters.
const MAX_PAGE_NAME: usize = 6;

/// `责编:赵 江 版式:许 澜`, `责编/赵江 校对/许澜`: two labels of an imprint on a line are one wherever they stand.
fn is_row_of_labels(p: &str, profile: &Profile) -> bool {
    let labelled = |word: &&str| {
        word.split_once([':', '/']).is_some_and(|(label, _)| profile.masthead.labels.iter().any(|l| l == label))
    };
    // 主编 / 某某　编辑 / 某某
    let close = p.replace('\u{3000}', " ").replace(" / ", "/").replace(" : ", ":");
    close.split(' ').filter(labelled).count() >= 2
}

/// What cover and colophon say. `units` are all units of the issue; only short lines are looked at.
pub(super) fn masthead(units: &[Unit], colophon: &[usize], profile: &Profile) -> Masthead {
    let mut m = Masthead { publication: profile.publication.clone(), ..Masthead::default() };
    let p = &profile.masthead;
    let mut sponsor = None;
    let mut serial_at = None;
    let told = |i: usize| colophon.contains(&i) || may_tell(i, units);
    for (i, unit) in units.iter().enumerate().filter(|(i, u)| len(&u.probe) <= MAX_FIELD && told(*i)) {
        let line = close_label(&unit.probe, profile);
        let line = line.as_str();
        let text = |re: &Pattern| {
            re.captures(line).and_then(|c| c.name("v").or_else(|| c.name("v2"))).map(|v| printed(unit, v.as_str()))
        };
        let number = |re: &Pattern| re.captures(line).and_then(|c| c.name("n")?.as_str().parse::<u32>().ok());
        if m.serial.is_none()
            && let Some(n) = number(&p.serial)
        {
            m.serial = Some(n);
            serial_at = Some(i);
            read_number(&mut m, line, profile);
        }
        if len(line) <= MAX_PLAIN && m.months.is_none() {
            m.months = p.frequency.iter().find(|(word, _)| line.contains(word.as_str())).map(|(_, months)| *months);
        }
        m.permit = m.permit.or_else(|| text(&p.permit));
        m.print_run = m.print_run.or_else(|| number(&p.print_run));
        m.printed = m.printed.or_else(|| text(&p.printed).or_else(|| text(&p.folio)).and_then(|v| iso(&v)));
        m.publisher = m.publisher.or_else(|| text(&p.publisher).filter(|_| colophon.contains(&i)));
        sponsor = sponsor.or_else(|| text(&p.sponsor).filter(|_| colophon.contains(&i)));
    }
    m.publisher = m.publisher.or(sponsor);
    if let Some(at) = serial_at {
        cover_numbers(&mut m, units, at, profile);
    }
    m.editors = editors(units, colophon, profile);
    if m.year.is_none() {
        m.year = m.printed.as_deref().and_then(|d| d.get(..4)?.parse().ok());
    }
    m
}

/// `2024年第3期 总第160期` on one line.
fn read_number(m: &mut Masthead, line: &str, profile: &Profile) {
    let rest = profile.masthead.serial.replaced(line, "");
    m.number = m.number.or_else(|| profile.masthead.number.captures(&rest)?.name("n")?.as_str().parse().ok());
    m.year = m.year.or_else(|| profile.masthead.year.captures(&rest)?.name("n")?.as_str().parse().ok());
}

/// Year and number as lone figures near the serial number on the cover: `1`, `2023`.
fn cover_numbers(m: &mut Masthead, units: &[Unit], at: usize, profile: &Profile) {
    let near = at.saturating_sub(COVER_REACH)..(at + COVER_REACH + 1).min(units.len());
    for unit in &units[near] {
        read_number(m, &unit.probe, profile);
        for word in unit.probe.split([' ', '·', '.', '/', '-', '年', '期', '第']) {
            match word.parse::<u32>() {
                Ok(n) if (1950..=2100).contains(&n) && word.len() == 4 => m.year = m.year.or(i32::try_from(n).ok()),
                Ok(n) if (1..=24).contains(&n) && unit.probe.chars().count() <= 12 => m.number = m.number.or(Some(n)),
                _ => {}
            }
        }
    }
}

/// The day in a printed date of three numbers.
pub(super) fn iso(date: &str) -> Option<String> {
    let numbers: Vec<u32> =
        date.split(|c: char| !c.is_ascii_digit()).filter(|s| !s.is_empty()).filter_map(|s| s.parse().ok()).collect();
    let [y, m, d] = numbers[..] else { return None };
    ((1..=12).contains(&m) && (1..=31).contains(&d)).then(|| format!("{y:04}-{m:02}-{d:02}"))
}

/// The printed form of what a pattern found in the folded line.
fn printed(unit: &Unit, value: &str) -> String {
    let tail = unit.text.split(['：', ':']).next_back().map_or("", str::trim);
    if probe(tail) == value.trim() { tail.to_owned() } else { value.trim().to_owned() }
}

/// Labels with their names, continuation lines added.
fn editors(units: &[Unit], colophon: &[usize], profile: &Profile) -> Vec<(String, Vec<String>)> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    let mut open = false;
    for i in colophon {
        let p = &units[*i].probe;
        if let Some((label, value)) = p.split_once(':') {
            let label = label.replace(' ', "");
            open = profile.masthead.people.contains(&label);
            if open {
                out.push((label, names(value)));
            }
        } else if open && is_names(p) {
            if let Some((_, all)) = out.last_mut() {
                all.extend(names(p));
            }
        } else {
            open = false;
        }
    }
    out
}

/// Names separated by spaces or 、; a two-character name spaced out to three is closed up.
fn names(value: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut lone: Option<String> = None;
    for word in value.split([' ', '、', ',']).filter(|w| !w.is_empty()) {
        match (len(word), lone.take()) {
            (1, Some(first)) => out.push(first + word),
            (1, None) => lone = Some(word.to_owned()),
            (_, before) => {
                out.extend(before);
                out.push(word.to_owned());
            }
        }
    }
    out.extend(lone);
    out
}

/// A line of cover or masthead, wherever it stands: serial number, permit, the publication's name alone.
fn is_cover(i: usize, units: &[Unit], profile: &Profile) -> bool {
    let p = &units[i].probe;
    let short = len(p) <= MAX_PLAIN;
    if !may_tell(i, units) {
        return false;
    }
    is_page_header(p, profile)
        || profile.publication.as_deref().is_some_and(|name| *p == name)
        || short && (profile.masthead.serial.is_match(p) || profile.masthead.furniture.iter().any(|f| f.is_match(p)))
        || len(p) <= MAX_FIELD && profile.masthead.permit.is_match(p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profiles;

    #[test]
    fn a_paper_is_named_by_the_words_beside_its_date_however_they_are_set() {
        let profiles = Profiles::load(&[]).expect("built-in profiles");
        let profile = profiles.get("newspaper").expect("newspaper");
        let name = |line: &str| paper([probe(line).as_str()].into_iter(), profile);
        assert_eq!(name("云泽日报2023年7月27日 星期四 要闻 3").as_deref(), Some("云泽日报"));
        assert_eq!(name("2024 年 1 月 17 日 星期三 云泽晚报03两会专题 编辑/盛 楠").as_deref(), Some("云泽晚报"));
        assert_eq!(name("A5 水乡生活报 2023年12月29日 星期五").as_deref(), Some("水乡生活报"));
        assert_eq!(name("2023年12月29日 星期五 天气预报"), None);
    }
}
