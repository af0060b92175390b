//! The contents page: where it stands, its sections and entries. Matching entries to articles is `openings`' work.

mod borne_out;
mod line;
mod neighbours;

use std::collections::BTreeSet;
use std::ops::Range;

use super::names::is_name;
use super::units::Unit;
use crate::model::abreast;
use crate::model::article::{ContentsEntry, Section};
use crate::model::page::{BlockRole, LineId};
use crate::model::script::len;
use crate::profile::{Caught, LineRole, Medium, Profile};
use line::{
    MAX_LINE, before_author, entry_line, lone_number, page_of, plain_section, printed_part, set_off, without_author,
};
use neighbours::Neighbours;

/// An entry with its printed lines kept apart: which of them are title and which subtitle is settled when the
/// article is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub section: Option<Section>,
    pub page: Option<u32>,
    pub texts: Vec<String>,
    pub lines: Vec<LineId>,
    /// How many of the texts stood without a page number above the one that has it.
    pub above: usize,
}

impl Entry {
    /// The entry with its first `n` lines as the title and the rest as the subtitle.
    pub(super) fn settled(&self, n: usize) -> ContentsEntry {
        let n = n.clamp(1, self.texts.len().max(1)).min(self.texts.len());
        let subtitle = self.texts[n..].join(" ");
        ContentsEntry {
            section: self.section.clone(),
            page: self.page,
            title: self.texts[..n].join(" "),
            subtitle: (!subtitle.is_empty()).then_some(subtitle),
            lines: self.lines.clone(),
            articles: Vec::new(),
        }
    }
}

/// What was found of the contents.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub entries: Vec<Entry>,
    /// Units that belong to the contents page.
    pub units: Vec<usize>,
    /// Units inside it that are colophon (the sponsor's line at its foot).
    pub colophon: Vec<usize>,
}

impl Contents {
    /// Names of the sections; one that names an entry as well is left out.
    pub(super) fn section_names(&self) -> BTreeSet<String> {
        let titles: BTreeSet<String> =
            self.entries.iter().flat_map(|e| &e.texts).map(|t| crate::profile::probe(t).replace(' ', "")).collect();
        let sections = self.entries.iter().filter_map(|e| e.section.as_ref()).map(|s| s.name.clone());
        sections.filter(|s| !titles.contains(s)).collect()
    }
}

/// Entries that make a contents page.
const MIN_ENTRIES: usize = 4;
/// Units without a page number allowed between two entries (second title line, subtitle, section, running head).
const MAX_BETWEEN: usize = 6;
/// Units between two runs of entries of one contents (a page turn, a foot line, the imprint).
const MAX_APART: usize = 30;
/// A contents page lies in the first part of an issue (share of its units), if it is long.
const FRONT_SHARE: f32 = 0.4;

/// Pages that the entries of a contents page name at least: paragraphs that begin with one number (51CTO：…) are none.
const MIN_PAGES: usize = 3;
/// Entries for each that names an earlier page than the one before, at least: columns are read in a wrong order, too.
const FALLS_SHARE: usize = 5;
/// Lines that may follow the last entry's first line.
const MAX_TAIL: usize = 2;

/// Finds and reads the contents page.
pub(super) fn contents(units: &[Unit], profile: &Profile) -> Contents {
    let mut lines =
        Lines { hits: abreast::map_n(units.len(), |i| entry_line(&units[i], profile)), lone: vec![None; units.len()] };
    lines.without_lists(units);
    let mut runs = entry_runs(units, &lines, profile);
    if runs.is_empty() {
        // page numbers on lines of their own
        lines.lone = (0..units.len()).map(|i| lone_number(i, units, profile)).collect();
        runs = entry_runs(units, &lines, profile);
    }
    let mut found = Contents::default();
    let neighbours = Neighbours::of(units);
    for run in runs {
        read_run(run, units, &lines, profile, &mut found);
    }
    neighbours.part(&mut found.entries);
    without_authors(&mut found.entries, profile);
    let pages: Vec<u32> = found.entries.iter().filter_map(|e| e.page).collect();
    let falls = pages.windows(2).filter(|pair| pair[1] < pair[0]).count();
    let differ = pages.iter().collect::<BTreeSet<_>>().len() + usize::from(pages.len() < found.entries.len());
    let too_few = found.entries.len() < MIN_ENTRIES || differ < MIN_PAGES;
    // the items of a notice are numbered again and again from one
    let none = too_few || falls * FALLS_SHARE > found.entries.len() || !borne_out::by_titles(&found, units, profile);
    if none { Contents::default() } else { found }
}

/// Takes authors off that stand behind the titles after a space, where a good part of the entries have them: one name behind a
/// title may be the second half of it.
fn without_authors(entries: &mut [Entry], profile: &Profile) {
    let titled = |e: &Entry| e.texts.last().and_then(|text| before_author(text, profile)).map(str::to_owned);
    let bare: Vec<Option<String>> = entries.iter().map(titled).collect();
    let n_signed = bare.iter().flatten().count();
    if n_signed >= FEWEST_SIGNED && n_signed * SIGNED_SHARE >= entries.len() {
        for (entry, bare) in entries.iter_mut().zip(bare) {
            if let (Some(last), Some(bare)) = (entry.texts.last_mut(), bare) {
                *last = bare;
            }
        }
    }
}

/// Entries with an author that make the form of a contents page: so many, and one in so many.
const FEWEST_SIGNED: usize = 3;
const SIGNED_SHARE: usize = 4;

/// `今日导读` of a newspaper and the lines under it that name a page each; they tell of articles that stand elsewhere.
pub(super) fn guides(units: &[Unit], profile: &Profile) -> Vec<usize> {
    if profile.medium != Medium::Newspaper {
        return Vec::new();
    }
    let titles = (0..units.len()).filter(|i| profile.is(LineRole::ContentsTitle, &units[*i].probe));
    titles
        .flat_map(|title| {
            let entry = |i: &usize| profile.is(LineRole::ContentsEntry, &units[*i].probe);
            let end = (title + 1..units.len()).find(|i| !entry(i)).unwrap_or(units.len());
            if end - title > MIN_GUIDED { title..end } else { title..title }
        })
        .collect()
}

/// Lines that make a guide.
const MIN_GUIDED: usize = 2;

/// What each unit is as a line of a contents page.
struct Lines {
    /// Entries with their page number on the line.
    hits: Vec<Option<Caught>>,
    /// Page numbers on lines of their own.
    lone: Vec<Option<u32>>,
}

impl Lines {
    fn is_entry(&self, i: usize) -> bool {
        self.hits[i].is_some() || self.lone[i].is_some()
    }

    /// Takes out lists: lines numbered one by one, with a stop behind the number. Pages that rise so are rare, and have none.
    fn without_lists(&mut self, units: &[Unit]) {
        let number = |i: usize| super::rows::list_number(&units[i].probe).filter(|_| self.hits[i].is_some());
        let numbers: Vec<Option<u32>> = (0..units.len()).map(number).collect();
        let mut from = 0;
        while from < units.len() {
            let Some(first) = numbers[from] else {
                from += 1;
                continue;
            };
            let next = |n: usize| numbers.get(from + n).copied().flatten() == Some(first + n as u32);
            let n = (1..units.len()).take_while(|n| next(*n)).count() + 1;
            if n >= MIN_ENTRIES {
                self.hits[from..from + n].fill(None);
            }
            from += n;
        }
    }

    fn page(&self, i: usize) -> Option<u32> {
        self.hits[i].as_ref().and_then(page_of).or(self.lone[i])
    }
}

/// Runs of units that hold the contents: entries close together whose pages rise.
fn entry_runs(units: &[Unit], lines: &Lines, profile: &Profile) -> Vec<Range<usize>> {
    let limit = ((units.len() as f32 * FRONT_SHARE) as usize).max(120).min(units.len());
    let mut runs: Vec<(Range<usize>, usize)> = Vec::new();
    let mut last_page = 0;
    let titled = (limit..units.len()).rfind(|i| profile.is(LineRole::ContentsTitle, &units[*i].probe));
    let places = (0..limit).chain(titled.unwrap_or(units.len())..units.len());
    for i in places.filter(|i| lines.is_entry(*i) || units[*i].look.role == BlockRole::ContentsEntry) {
        let page = lines.page(i).unwrap_or(last_page);
        match runs.last_mut() {
            Some((run, n)) if i - run.end <= MAX_BETWEEN && page + 1 >= last_page && !holds_text(run.end, i, units) => {
                run.end = i + 1;
                *n += 1;
            }
            _ => runs.push((i..i + 1, 1)),
        }
        last_page = page;
    }
    // a second contents page starts near the end of the first; single hits in the text are none
    let best = runs.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let Some(first) = runs.iter().position(|(_, n)| *n == best && best >= MIN_ENTRIES.min(3)) else {
        return Vec::new();
    };
    let mut kept = vec![runs[first].0.clone()];
    for (run, n) in &runs[first + 1..] {
        let end = kept.last().map_or(0, |r| r.end);
        let headed = titled.is_some_and(|title| run.start > title && run.start - title <= MAX_BETWEEN || title <= end);
        if *n >= 3 && (run.start - end <= MAX_APART || headed && run.start >= limit) {
            kept.push(run.clone());
        }
    }
    for (run, n) in runs[..first].iter().rev() {
        if *n >= 3 && kept[0].start - run.end <= MAX_APART {
            kept.insert(0, run.clone());
        }
    }
    kept
}

/// Sentences between two numbered lines: these are the headings of a text, and no entries.
fn holds_text(from: usize, to: usize, units: &[Unit]) -> bool {
    units
        .get(from..to)
        .unwrap_or_default()
        .iter()
        .any(|u| u.probe.ends_with('。') && len(&u.probe) >= SHORTEST_SENTENCE)
}

/// In characters.
const SHORTEST_SENTENCE: usize = 15;

/// Reads one run, with the section lines just before it and the lines of its last entry.
fn read_run(run: Range<usize>, units: &[Unit], lines: &Lines, profile: &Profile, found: &mut Contents) {
    let hits = &lines.hits;
    let lone: Vec<usize> = run.clone().filter(|i| lines.lone[*i].is_some()).collect();
    // numbers of their own stand behind the titles where a title stands before the first of them
    let behind = lone.first().is_some_and(|first| {
        let above = first.checked_sub(1).map(|k| &units[k]);
        above.is_some_and(|u| len(&u.probe) >= 8 && !profile.is(LineRole::SectionLine, &u.probe))
    });
    let trailing = behind || is_trailing(&run, hits, units);
    let start = widened_start(run.start, trailing, units, profile);
    let mut state = Reader { section: found.entries.last().and_then(|e| e.section.clone()), ..Reader::default() };
    let mut last_entry_unit = run.start;
    for i in start..run.end {
        if let Some(page) = lines.lone[i] {
            state.number(i, page, behind, units, found);
            continue;
        }
        state.read(i, units, hits, profile, trailing, found);
        if hits[i].is_some() {
            last_entry_unit = i;
        }
    }
    let mut tail = 0;
    let mut i = run.end.max(last_entry_unit + 1);
    while i < units.len() && tail < MAX_TAIL && continues_last(i, units, profile, found) {
        state.read(i, units, hits, profile, false, found);
        tail += 1;
        i += 1;
    }
    state.flush(found);
}

/// Section and picture-entry lines above the first entry belong to the contents too.
fn widened_start(start: usize, trailing: bool, units: &[Unit], profile: &Profile) -> usize {
    let belongs = |i: usize| {
        let (u, below) = (&units[i], units.get(i + 1..).unwrap_or_default());
        trailing && set_off(u, below, profile).is_some()
            || u.probe.contains("页码")
            || profile.is(LineRole::ContentsTitle, &u.probe)
            || profile.is(LineRole::SectionLine, &u.probe)
            || profile.section(&u.text.replace(' ', "")).is_some()
            || u.look.role == BlockRole::ContentsEntry
    };
    let mut first = start;
    for back in 1..=MAX_BETWEEN.min(start) {
        if belongs(start - back) {
            first = start - back;
        }
    }
    first
}

/// Page numbers stand behind the titles rather than before them.
fn is_trailing(run: &Range<usize>, hits: &[Option<Caught>], units: &[Unit]) -> bool {
    let entries = || run.clone().filter(|i| hits[*i].is_some());
    let behind = entries().filter(|i| units[*i].probe.ends_with(|c: char| c.is_ascii_digit() || c == ')')).count();
    behind * 2 > entries().count()
}

/// Whether a line after the last numbered one still belongs to its entry: short, close, and not the start of the
/// first article (whose title the contents hold).
fn continues_last(i: usize, units: &[Unit], profile: &Profile, found: &Contents) -> bool {
    let unit = &units[i];
    let text = &unit.probe;
    let near = unit.look.gap <= 1.5 && units[i - 1].page == unit.page;
    let known = found.entries.iter().any(|e| e.texts.iter().any(|t| crate::profile::probe(t) == *text));
    near && !known
        && len(text) <= MAX_LINE
        && !text.ends_with('。')
        && !profile.is(LineRole::PageNumber, text)
        && !profile.is(LineRole::Colophon, text)
        && profile.publication.as_deref() != Some(text.as_str())
        && !is_label_line(text, profile)
        && !matches!(unit.look.role, BlockRole::Heading(_) | BlockRole::RunningHead | BlockRole::PageNumber)
}

/// `label: value` of a colophon.
pub(super) fn is_label_line(probe: &str, profile: &Profile) -> bool {
    let is_label = |label: &str| profile.masthead.labels.contains(&label.replace(' ', ""));
    probe.split_once(':').is_some_and(|(label, _)| is_label(label)) || spaced_label(probe, profile).is_some()
}

/// `主 管 政协某市委员会`, `印 数 800册`: a label spaced out to the width of others, or set off by a space alone, and its value.
pub(super) fn spaced_label<'a>(probe: &'a str, profile: &Profile) -> Option<(String, &'a str)> {
    let wide = probe.split(' ').take_while(|word| len(word) == 1).count();
    let n = if wide >= 2 { wide } else { 1 };
    let label: String = probe.split(' ').take(n).collect();
    let value = probe.splitn(n + 1, ' ').nth(n)?;
    let known = len(&label) >= 2 && profile.masthead.labels.contains(&label);
    (known && len(probe) <= MAX_LABELLED).then_some((label, value))
}

/// Longest line of a label and its value without a colon.
const MAX_LABELLED: usize = 36;

#[derive(Default)]
struct Reader {
    section: Option<Section>,
    /// Page number on a section line: the next unnumbered title is a picture entry with that page.
    pending_page: Option<u32>,
    /// Unnumbered lines before a trailing page number.
    waiting: Vec<(String, LineId)>,
}

impl Reader {
    fn read(
        &mut self,
        i: usize,
        units: &[Unit],
        hits: &[Option<Caught>],
        profile: &Profile,
        trailing: bool,
        found: &mut Contents,
    ) {
        let unit = &units[i];
        let p = unit.probe.as_str();
        if profile.is(LineRole::Colophon, p) || is_label_line(p, profile) {
            found.colophon.push(i);
            return;
        }
        found.units.push(i);
        let head_line = profile.publication.as_deref().is_some_and(|name| p.starts_with(name));
        if head_line || profile.is(LineRole::ContentsTitle, p) || profile.is(LineRole::PageNumber, p) {
            return;
        }
        if let Some(section) = profile.line(LineRole::SectionLine, p) {
            self.open_section(&section, found);
            return;
        }
        if let Some(caught) = &hits[i] {
            self.entry(caught, unit, found);
            return;
        }
        if p.is_ascii() {
            self.english_name(p);
            return;
        }
        if p.contains("---") || p.contains("页码") {
            return;
        }
        let small = is_smaller_than_entry(i, units, hits);
        self.without_number(unit, units.get(i + 1..).unwrap_or_default(), small, trailing, profile, found);
    }

    /// The section's English name on its own line.
    fn english_name(&mut self, p: &str) {
        if let Some(section) = self.section.as_mut().filter(|s| s.name_en.is_none()) {
            section.name_en = Some(p.to_owned());
        }
    }

    /// A line that has no page number: a section, a heading over entries, an author, or a piece of an entry.
    fn without_number(
        &mut self,
        unit: &Unit,
        below: &[Unit],
        small: bool,
        trailing: bool,
        profile: &Profile,
        found: &mut Contents,
    ) {
        let bilingual = self.section.as_ref().is_some_and(|s| s.name_en.is_some());
        let author = small || bilingual && is_name(&unit.probe, profile);
        let section =
            plain_section(unit, below, profile).or_else(|| trailing.then(|| set_off(unit, below, profile)).flatten());
        if let Some(section) = section.filter(|_| !author) {
            self.flush(found);
            self.section = Some(section);
            return;
        }
        if trailing && super::groups::is_group_heading(unit, profile) {
            // a heading over the entries below it, which have the page numbers
            self.flush(found);
            return;
        }
        self.unnumbered(unit, trailing && !author, profile, found);
    }

    /// A page number on its own line: of the lines above it, or of the line below.
    fn number(&mut self, i: usize, page: u32, behind: bool, units: &[Unit], found: &mut Contents) {
        found.units.push(i);
        if !behind {
            self.flush(found);
            self.pending_page = Some(page);
            return;
        }
        if self.waiting.is_empty() {
            return;
        }
        let mut entry = Entry { section: self.section.clone(), page: Some(page), ..Entry::default() };
        for (text, line) in self.waiting.drain(..) {
            entry.texts.push(text);
            entry.lines.push(line);
        }
        entry.lines.extend(&units[i].lines);
        found.entries.push(entry);
    }

    fn open_section(&mut self, caught: &Caught, found: &mut Contents) {
        self.flush(found);
        let name = caught.get("name").unwrap_or_default().replace(' ', "");
        let name_en = caught.get("en").map(|s| s.trim().to_owned());
        self.section = Some(Section { name, name_en });
        self.pending_page = page_of(caught);
    }

    fn entry(&mut self, caught: &Caught, unit: &Unit, found: &mut Contents) {
        if let Some(name) = caught.get("section").filter(|s| (2..=8).contains(&len(s))) {
            self.section = Some(Section { name: name.replace(' ', ""), name_en: None });
        }
        let title = without_author(&printed_part(unit, caught.get("title").unwrap_or_default()));
        let above = self.waiting.len();
        let mut entry = Entry { section: self.section.clone(), page: page_of(caught), above, ..Entry::default() };
        for (text, line) in self.waiting.drain(..) {
            entry.texts.push(text);
            entry.lines.push(line);
        }
        entry.texts.push(title);
        entry.lines.extend(&unit.lines);
        self.pending_page = None;
        found.entries.push(entry);
    }

    fn unnumbered(&mut self, unit: &Unit, trailing: bool, profile: &Profile, found: &mut Contents) {
        if let Some(page) = self.pending_page.take() {
            let section = self.section.clone();
            let texts = vec![unit.text.clone()];
            found.entries.push(Entry { section, page: Some(page), texts, lines: unit.lines.clone(), above: 0 });
            return;
        }
        let subtitle = profile.is(LineRole::Subtitle, &unit.probe) && self.waiting.is_empty();
        if trailing && !subtitle {
            self.waiting.extend(unit.lines.first().map(|l| (unit.text.clone(), *l)));
            return;
        }
        if let Some(last) = found.entries.last_mut() {
            last.texts.push(unit.text.clone());
            last.lines.extend(&unit.lines);
        }
    }

    /// Lines that waited for a page number which never came belong to the entry before.
    fn flush(&mut self, found: &mut Contents) {
        for (text, line) in self.waiting.drain(..) {
            if let Some(last) = found.entries.last_mut() {
                last.texts.push(text);
                last.lines.push(line);
            }
        }
    }
}

/// Type of a line under an entry, beside that of the entry: an author or a subtitle is set smaller.
const SMALLER: f32 = 0.93;

/// Set smaller than the entry above it: more about that entry, no section and no title.
fn is_smaller_than_entry(i: usize, units: &[Unit], hits: &[Option<Caught>]) -> bool {
    let above = (0..i).rev().take(MAX_BETWEEN).find(|k| hits[*k].is_some());
    let size = |k: usize| units[k].look.size;
    above.and_then(size).zip(size(i)).is_some_and(|(entry, own)| own < entry * SMALLER)
}
