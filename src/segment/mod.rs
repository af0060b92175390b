//! Clean pages in, one issue out: contents page, masthead, articles with their parts, and the fate of every line.
//! Decides where articles start and end and in which order their lines read; changes no character.

mod again;
mod apart;
mod body;
mod bounds;
mod boxed;
mod build;
mod contents;
mod echo;
mod elsewhere;
mod front;
mod furniture;
mod groups;
mod head;
mod headline;
mod joint;
mod jumps;
mod labels;
mod links;
mod lone_labels;
mod nameplate;
mod names;
mod openings;
mod order;
mod parts;
mod repeats;
mod reruns;
mod returned;
mod rows;
mod sections;
mod series;
mod shape;
mod signature;
mod similar;
mod strays;
mod title_look;
mod under;
mod units;
mod weigh;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::abreast;
use crate::model::article::{Article, ContentsEntry, Issue};
use crate::model::coverage::{Coverage, Fate, Furniture, Placed};
use crate::model::note::{Note, Noted};
use crate::model::page::{BlockRole, LineId, PageIndex};
use crate::model::script::{key, len};
use crate::model::text::CleanPage;
use crate::profile::{Boundary, Profile};

use bounds::Bounds;
use build::Builder;
use contents::{Contents, Entry};
use elsewhere::Elsewhere;
use links::Links;
use nameplate::Plate;
use openings::View;
use shape::{Shape, open_tail};
use units::Unit;

/// Segments an issue. Every non-blank line of the pages has exactly one row in the coverage.
pub fn segment(pages: &[CleanPage], profile: &Profile) -> Noted<Issue> {
    segment_as(pages, profile, &[])
}

/// Segments an issue as [`segment`] does, but for the places where a person says that an article begins, or that none does.
pub fn segment_as(pages: &[CleanPage], profile: &Profile, boundaries: &[Boundary]) -> Noted<Issue> {
    let mut bounds = Bounds::new(boundaries, pages);
    let (units, empty) = units::units(pages, profile, &bounds.cuts(pages));
    let plate = Plate::of(&units, profile);
    let named = profile.of_publication(front::publication(&units, &plate, profile));
    let profile = &named;
    profile.make_ready_for(&units.iter().map(|unit| unit.probe.as_str()).collect::<Vec<_>>());
    let links = Links::new(&units);
    let (mut shapes, elsewhere) =
        abreast::both(|| shape::shapes(&units, &plate.numbered, profile), || Elsewhere::new(&units));
    join_fragments(&units, &mut shapes, &links, profile);
    let (contents, colophon) =
        abreast::both(|| contents::contents(&units, profile), || front::colophon(&units, profile));
    let mut placed = BTreeMap::new();
    let mut labels = Vec::new();
    let front = Front { contents: &contents, colophon: &colophon, plate: &plate };
    let mut flow = flow(&units, &front, profile, &bounds, &mut placed, &mut labels);
    let reruns = reruns::reruns(&flow, &units, &shapes, &elsewhere);
    reruns.settle(&mut flow);
    reruns.place(&units, &mut placed);
    shape::verse(&flow, &units, &mut shapes, profile);
    listed_headings(&contents.entries, &flow, &units, &mut shapes);
    let scene = groups::Scene { units: &units, shapes: &shapes, profile };
    let groups = bounds.groups(heading_groups(&flow, &contents, &scene), &flow, &units, &shapes);
    let view = View {
        flow: &flow,
        units: &units,
        shapes: &shapes,
        groups: &groups,
        entries: &contents.entries,
        sections: &labels,
        numbered: if plate.nameplate.is_some() { &plate.numbered } else { &[] },
        misplaced: &reruns.misplaced,
        profile,
    };
    let starts = bounds.openings(openings::openings(&view), &groups, &units);
    let mut builder = Builder::new(&view, &links, &elsewhere, &bounds, placed);
    let masthead = || front::masthead(&units, &colophon, profile);
    let ((), mut masthead) = abreast::both(|| series::build_all(&mut builder, &view, &starts), masthead);
    let (articles, placed) = (builder.articles, builder.placed);
    let entries = settle_contents(&contents.entries, &articles);
    let mut notes = bounds.unheard(&articles.iter().filter_map(|a| a.lines.first().copied()).collect());
    notes.append(&mut bounds.notes);
    let coverage = coverage(pages, placed, empty, &mut notes);
    if let Some(nameplate) = &plate.nameplate {
        nameplate.tell(&units, profile, &mut masthead);
    }
    Noted { value: Issue { masthead, contents: entries, articles, coverage, page_map: page_map(pages) }, notes }
}

/// Heading groups, divided where the contents page or the label of a column says so.
fn heading_groups(flow: &[usize], contents: &Contents, scene: &groups::Scene) -> Vec<groups::Group> {
    let groups = groups::groups(flow, scene.units, scene.shapes, scene.profile);
    let groups = groups::divided(groups, &contents.entries, flow, scene);
    if contents.entries.is_empty() { labels::divided(groups, scene.units, flow, scene.profile) } else { groups }
}

/// Lines of a title at most.
const MAX_TITLE_LINES: usize = 3;

/// Lines that together are a title of the contents page, whatever mark the first of them ends with.
fn listed_headings(entries: &[Entry], flow: &[usize], units: &[Unit], shapes: &mut [Shape]) {
    let listed: BTreeSet<String> = entries
        .iter()
        .flat_map(|e| [key(&e.texts.concat()), key(e.texts.first().map_or("", String::as_str))])
        .collect();
    if listed.is_empty() {
        return;
    }
    for at in 0..flow.len() {
        let mut said = String::new();
        for n in 1..=MAX_TITLE_LINES.min(flow.len() - at) {
            let unit = &units[flow[at + n - 1]];
            if unit.lines.len() > 1 || unit.look.is_placed() {
                break;
            }
            said.push_str(&key(&unit.text));
            if n > 1 && said.chars().count() >= SHORTEST_TITLE && listed.contains(&said) {
                for unit in flow.iter().skip(at).take(n).filter(|u| shapes[**u] == Shape::Body).collect::<Vec<_>>() {
                    shapes[*unit] = Shape::Heading;
                }
            }
        }
    }
}

/// Evidence needed to take a line that looks like a heading for a piece of a paragraph.
const FRAGMENT: u32 = 5;

/// A short piece of a paragraph cut by columns looks like a heading where there is no geometry; the words over the
/// joint with the next piece tell.
fn join_fragments(units: &[Unit], shapes: &mut [Shape], links: &Links, profile: &Profile) {
    for i in 1..units.len().saturating_sub(1) {
        let unit = &units[i];
        let office = profile.lexicon.roles.contains(&unit.probe);
        if shapes[i] != Shape::Heading || unit.look.is_placed() || unit.probe.contains(' ') || office {
            continue;
        }
        // what follows a whole sentence and has no comma reads as a headline does
        let after_whole = shapes[i - 1] != Shape::Body || !open_tail(&units[i - 1].text);
        let comma = unit.probe.contains(',');
        let least = if after_whole && !comma { FRAGMENT + 3 } else { FRAGMENT };
        let below = &units[i + 1].text;
        let bound = comma || !after_whole || links.binds(&unit.text, below);
        let goes_on = shapes[i + 1] == Shape::Body && bound && links.score(&unit.text, below) >= least;
        let comes_from = shapes[i - 1] == Shape::Body
            && open_tail(&units[i - 1].text)
            && links.score(&units[i - 1].text, &unit.text) >= FRAGMENT;
        if (goes_on || comes_from) && profile.headings_of(&unit.probe).next().is_none() {
            shapes[i] = Shape::Body;
        }
    }
}

/// What was found of the lines that tell of the issue itself.
#[derive(Clone, Copy)]
struct Front<'a> {
    contents: &'a Contents,
    colophon: &'a [usize],
    plate: &'a Plate,
}

/// Units that may belong to articles, in order; all others are placed.
fn flow(
    units: &[Unit],
    front: &Front,
    profile: &Profile,
    bounds: &Bounds,
    placed: &mut BTreeMap<LineId, Placed>,
    labels: &mut Vec<(usize, String)>,
) -> Vec<usize> {
    let mut kinds = kinds(units, front, profile);
    if front.contents.entries.is_empty() {
        *labels = sections::labels(units, &kinds, profile);
        if labels.is_empty() {
            *labels = front.plate.sections(units);
        }
        for (i, _) in labels {
            kinds[*i] = Some((Furniture::RunningHead, "section-of-the-issue"));
        }
    }
    for i in running_titles(units, &kinds) {
        kinds[i] = Some((Furniture::RunningHead, "title-again-beside-the-page-number"));
    }
    let mut flow = Vec::new();
    for (i, kind) in kinds.into_iter().enumerate() {
        match kind.filter(|_| !bounds.is_title(&units[i])) {
            None => flow.push(i),
            Some((kind, reason)) => {
                for line in &units[i].lines {
                    placed.insert(*line, Placed { line: *line, fate: Fate::Furniture(kind), reason });
                }
            }
        }
    }
    flow
}

/// What furniture each unit is, if any, and why.
fn kinds(units: &[Unit], front: &Front, profile: &Profile) -> Vec<Option<(Furniture, &'static str)>> {
    let Front { contents, colophon, plate } = *front;
    let furniture = furniture::furniture(units, profile);
    let mut kinds: Vec<Option<(Furniture, &'static str)>> =
        furniture.into_iter().map(|f| f.map(|f| (f, "looks-and-words"))).collect();
    for i in &contents.units {
        kinds[*i] = Some((Furniture::Contents, "contents-page"));
    }
    for i in colophon.iter().chain(&contents.colophon) {
        kinds[*i] = Some((Furniture::Colophon, "imprint"));
    }
    for i in contents::guides(units, profile) {
        kinds[i] = Some((Furniture::Contents, "guide-to-other-pages"));
    }
    let sections = contents.section_names();
    let Plate { nameplate, numbered } = plate;
    for i in nameplate.as_ref().map_or(0..0, |found| found.units.clone()) {
        kinds[i] = kinds[i].or(Some((Furniture::Cover, "masthead")));
    }
    for i in nameplate::letterheads(units, profile) {
        kinds[i] = kinds[i].or(Some((Furniture::Cover, "letterhead")));
    }
    let of_the_issue = |i: usize| {
        let unit = &units[i];
        if kinds[i].is_some() || numbered.binary_search(&i).is_ok() {
            return kinds[i];
        }
        let plain = unit.look.size.is_none_or(|size| size <= 1.0) && unit.probe.len() <= LONGEST_LABEL;
        if plain && sections.contains(&bare_label(&unit.probe)) {
            return Some((Furniture::RunningHead, "section-of-the-contents"));
        }
        // a paper with a nameplate says there what it is, and elsewhere at most its name
        let named = profile.publication.as_deref() == Some(unit.probe.as_str());
        if nameplate.is_some() && !named || unit.look.role == BlockRole::Table {
            return None;
        }
        front::of_the_issue(i, units, profile)
    };
    kinds = abreast::map_n(units.len(), of_the_issue);
    for i in signature::portraits(units, profile) {
        kinds[i] = kinds[i].or(Some((Furniture::Caption, "name-under-a-portrait")));
    }
    kinds
}

/// Longest line that is a label, however it is decorated, in bytes.
const LONGEST_LABEL: usize = 300;

/// A label without what it is decorated with: │领│导│论│坛│, ★社情民意★, 读 者 来 信.
fn bare_label(probe: &str) -> String {
    let bars = |c: char| matches!(c, ' ' | '│' | '|' | '丨' | '┃' | '▏');
    probe.replace(bars, "").trim_matches(|c| labels::MARKS.contains(&c) || matches!(c, '(' | ')')).to_owned()
}

/// Shorter lines than this are no titles, in characters.
const SHORTEST_TITLE: usize = 6;

/// Lines between a title and its text at most: subtitle, speaker, date, address.
const MAX_HEAD_LINES: usize = 5;

/// Whether a sentence follows soon: under a line of the cover or of a contents page others like it stand.
fn heads_text(i: usize, units: &[Unit], kinds: &[Option<(Furniture, &'static str)>]) -> bool {
    let below = units.iter().zip(kinds).skip(i + 1).filter(|(_, kind)| kind.is_none()).take(MAX_HEAD_LINES);
    below.into_iter().any(|(unit, _)| unit.probe.ends_with('。'))
}

/// Lines beside a page number that say again what stood earlier: titles as running heads of their later pages. What only the
/// cover or the contents page said before stands for the first time.
fn running_titles(units: &[Unit], kinds: &[Option<(Furniture, &'static str)>]) -> Vec<usize> {
    let edge = |i: usize| {
        matches!(kinds.get(i), Some(Some((Furniture::PageNumber | Furniture::RunningHead, _))))
            && !units[i].look.is_placed()
    };
    let listed =
        kinds.iter().rposition(|kind| matches!(kind, Some((Furniture::Contents, _)))).map_or(0, |last| last + 1);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    for (i, unit) in units.iter().enumerate().skip(listed) {
        let title = len(&unit.probe) >= SHORTEST_TITLE
            && !unit.probe.starts_with(['(', '【', '□', '■'])
            && !unit.probe.ends_with(['。', ')', ';', ',']);
        if kinds[i].is_some() || unit.look.is_placed() || !title {
            continue;
        }
        let beside = i.checked_sub(1).is_some_and(edge) || edge(i + 1);
        let said = key(&unit.text);
        if beside && seen.contains(&said) {
            found.push(i);
        } else if heads_text(i, units, kinds) {
            seen.insert(said);
        }
    }
    found
}

/// Entries with title and subtitle divided as the article's head is, and the articles found for each.
fn settle_contents(entries: &[Entry], articles: &[Article]) -> Vec<ContentsEntry> {
    entries
        .iter()
        .enumerate()
        .map(|(e, entry)| {
            let found: Vec<usize> = (0..articles.len()).filter(|a| articles[*a].contents == Some(e)).collect();
            let n = found.first().map_or_else(|| lines_of_title(entry), |a| agreeing_lines(entry, &articles[*a]));
            ContentsEntry { articles: found, ..entry.settled(n) }
        })
        .collect()
}

/// The number of leading lines of an entry that agree best with the article's title.
fn agreeing_lines(entry: &Entry, article: &Article) -> usize {
    let title = key(&article.head.title);
    let subtitle = article.head.subtitle.as_deref().map(key).unwrap_or_default();
    let byline = key(&article.head.byline.concat());
    (1..=entry.texts.len())
        .max_by_key(|n| {
            let (head, rest) = (key(&entry.texts[..*n].concat()), key(&entry.texts[*n..].concat()));
            let tail = if rest.is_empty() && subtitle.is_empty() { 1.0 } else { similar::ratio(&rest, &subtitle) };
            // the contents may list who wrote it under the title
            let tail = if !byline.is_empty() && rest == byline { 1.0 } else { tail };
            (1000.0 * (2.0 * similar::ratio(&head, &title) + tail)) as i64
        })
        .unwrap_or(1)
}

/// Longest title line on a contents page; a longer one was broken.
const FULL_LINE: usize = 30;

/// Without an article to compare with: a first line that fills its line goes on in the next.
fn lines_of_title(entry: &Entry) -> usize {
    let full = entry.texts.first().is_some_and(|t| len(t) >= FULL_LINE);
    if full && entry.texts.len() > 1 { 2 } else { 1 }
}

/// One row for each non-blank line, in line order; what nothing placed is unplaced, with a note.
fn coverage(
    pages: &[CleanPage],
    mut placed: BTreeMap<LineId, Placed>,
    empty: Vec<LineId>,
    notes: &mut Vec<Note>,
) -> Coverage {
    for line in empty {
        placed.insert(line, Placed { line, fate: Fate::Furniture(Furniture::Markup), reason: "markup-only" });
    }
    let mut rows = Vec::new();
    let mut unplaced = 0usize;
    for line in pages.iter().flat_map(|p| &p.page.lines).filter(|l| !l.text.trim().is_empty()) {
        let row = placed.remove(&line.id).unwrap_or(Placed { line: line.id, fate: Fate::Unplaced, reason: "no-rule" });
        unplaced += usize::from(row.fate == Fate::Unplaced);
        rows.push(row);
    }
    rows.sort_by_key(|r| r.line);
    if unplaced > 0 {
        notes.push(
            Note::warning("unplaced-lines", format!("{unplaced} lines belong to no article"))
                .hint("see the rows with fate unplaced in ledger.jsonl"),
        );
    }
    Coverage { rows }
}

/// Printed page numbers and the pages of the file they stand on.
fn page_map(pages: &[CleanPage]) -> Vec<(u32, PageIndex)> {
    let mut map: Vec<(u32, PageIndex)> =
        pages.iter().filter_map(|p| p.page.printed.map(|n| (n, p.page.index))).collect();
    map.sort_unstable();
    map.dedup();
    map
}
