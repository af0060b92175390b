//! The contents page: where it stands, its sections and entries. Matching entries to articles is `openings`' work.

use std::ops::Range;

use super::units::Unit;
use crate::model::article::{ContentsEntry, Section};
use crate::model::page::{BlockRole, LineId};
use crate::model::script::{is_han, len};
use crate::profile::{Caught, LineRole, Profile};

/// An entry with its printed lines kept apart: which of them are title and which subtitle is settled when the
/// article is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub section: Option<Section>,
    pub page: Option<u32>,
    pub texts: Vec<String>,
    pub lines: Vec<LineId>,
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

/// Entries that make a contents page.
const MIN_ENTRIES: usize = 4;
/// Units without a page number allowed between two entries (second title line, subtitle, section, running head).
const MAX_BETWEEN: usize = 6;
/// Units between two runs of entries of one contents (a page turn, a foot line, the imprint).
const MAX_APART: usize = 30;
/// A contents page lies in the first part of an issue (share of its units), if it is long.
const FRONT_SHARE: f32 = 0.4;
/// Longest line of a contents entry, in characters.
const MAX_LINE: usize = 90;
/// Lines that may follow the last entry's first line.
const MAX_TAIL: usize = 2;

/// Finds and reads the contents page.
pub(super) fn contents(units: &[Unit], profile: &Profile) -> Contents {
    let hits: Vec<Option<Caught>> = units.iter().map(|u| entry_line(u, profile)).collect();
    let runs = entry_runs(units, &hits);
    let mut found = Contents::default();
    for run in runs {
        read_run(run, units, &hits, profile, &mut found);
    }
    if found.entries.len() < MIN_ENTRIES { Contents::default() } else { found }
}

fn entry_line(unit: &Unit, profile: &Profile) -> Option<Caught> {
    if len(&unit.probe) > MAX_LINE || unit.probe.ends_with('。') {
        return None;
    }
    let caught = profile.line(LineRole::ContentsEntry, &unit.probe)?;
    let title = caught.get("title")?;
    (title.chars().filter(|c| is_han(*c)).count() >= 4).then_some(caught)
}

fn page_of(caught: &Caught) -> Option<u32> {
    caught.get("page").or_else(|| caught.get("page2")).and_then(|p| p.parse().ok())
}

/// Runs of units that hold the contents: entries close together whose pages rise.
fn entry_runs(units: &[Unit], hits: &[Option<Caught>]) -> Vec<Range<usize>> {
    let limit = ((units.len() as f32 * FRONT_SHARE) as usize).max(120).min(units.len());
    let mut runs: Vec<(Range<usize>, usize)> = Vec::new();
    let mut last_page = 0;
    for i in (0..limit).filter(|i| hits[*i].is_some() || units[*i].look.role == BlockRole::ContentsEntry) {
        let page = hits[i].as_ref().and_then(page_of).unwrap_or(last_page);
        match runs.last_mut() {
            Some((run, n)) if i - run.end <= MAX_BETWEEN && page + 1 >= last_page => {
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
        if *n >= 3 && run.start - end <= MAX_APART {
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

/// Reads one run, with the section lines just before it and the lines of its last entry.
fn read_run(run: Range<usize>, units: &[Unit], hits: &[Option<Caught>], profile: &Profile, found: &mut Contents) {
    let start = widened_start(run.start, units, profile);
    let trailing = is_trailing(&run, hits, units);
    let mut state = Reader { section: found.entries.last().and_then(|e| e.section.clone()), ..Reader::default() };
    let mut last_entry_unit = run.start;
    for i in start..run.end {
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
fn widened_start(start: usize, units: &[Unit], profile: &Profile) -> usize {
    let belongs = |u: &Unit| {
        profile.is(LineRole::ContentsTitle, &u.probe)
            || profile.is(LineRole::SectionLine, &u.probe)
            || profile.section(&u.text.replace(' ', "")).is_some()
            || u.look.role == BlockRole::ContentsEntry
    };
    let mut first = start;
    for back in 1..=MAX_BETWEEN.min(start) {
        if belongs(&units[start - back]) {
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
    probe.split_once(':').is_some_and(|(label, _)| {
        let label = label.replace(' ', "");
        profile.masthead.labels.contains(&label)
    })
}

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
        if let Some(section) = plain_section(unit, units.get(i + 1), profile) {
            self.flush(found);
            self.section = Some(section);
            return;
        }
        self.unnumbered(unit, trailing, profile, found);
    }

    fn open_section(&mut self, caught: &Caught, found: &mut Contents) {
        self.flush(found);
        let name = caught.get("name").unwrap_or_default().replace(' ', "");
        let name_en = caught.get("en").map(|s| s.trim().to_owned());
        self.section = Some(Section { name, name_en });
        self.pending_page = page_of(caught);
    }

    fn entry(&mut self, caught: &Caught, unit: &Unit, found: &mut Contents) {
        let title = without_author(&printed_part(unit, caught.get("title").unwrap_or_default()));
        let mut entry = Entry { section: self.section.clone(), page: page_of(caught), ..Entry::default() };
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
            found.entries.push(Entry { section, page: Some(page), texts, lines: unit.lines.clone() });
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

/// A section name alone on its line: one the profile knows, or two to four Han before a numbered line.
fn plain_section(unit: &Unit, next: Option<&Unit>, profile: &Profile) -> Option<Section> {
    let name = unit.text.replace([' ', '\u{3000}'], "");
    if let Some(known) = profile.section(&name) {
        return Some(Section { name, name_en: known.name_en.clone() });
    }
    let short = (2..=4).contains(&len(&name)) && name.chars().all(is_han);
    let before_entry = next.is_some_and(|n| entry_line(n, profile).is_some());
    (short && before_entry).then_some(Section { name, name_en: None })
}

/// Longest author's name behind a title: `标题／作者`.
const MAX_AUTHOR: usize = 12;

/// The title without the author behind a slash.
fn without_author(title: &str) -> String {
    match title.rsplit_once(['／', '/', '|']) {
        Some((head, author)) if len(head) >= 4 && len(author) <= MAX_AUTHOR => head.trim().to_owned(),
        _ => title.to_owned(),
    }
}

/// The title as printed, not in the folded form the pattern saw.
fn printed_part(unit: &Unit, title: &str) -> String {
    let wanted = len(title);
    let folded: Vec<char> = unit.probe.chars().collect();
    let title: Vec<char> = title.chars().collect();
    let at = folded.windows(wanted.max(1)).position(|w| w == title.as_slice());
    let printed: Vec<char> = unit.text.trim().chars().collect();
    match at {
        // spaces may have been collapsed in the folded form; then places don't agree and the folded title is taken
        Some(at) if printed.len() == folded.len() => {
            printed[at..at + wanted].iter().collect::<String>().trim().to_owned()
        }
        _ => title.iter().collect(),
    }
}
