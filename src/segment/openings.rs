//! Which heading groups open an article. Cues are weighed together, none decides alone: the contents page, what
//! stands before (a credit line) and after (byline, speaker, date line), type size, heading patterns.

use super::again::Again;
use super::contents::Entry;
use super::groups::{Group, agreement, entry_keys, similarity, title_keys};
use super::shape::Shape;
use super::title_look::TitleLook;
use super::units::Unit;
use super::weigh::weigh;
use crate::model::abreast;
use crate::profile::{Medium, Profile};

/// A group that opens an article.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// Index into the groups.
    pub group: usize,
    /// Index of the contents entry that names it.
    pub entry: Option<usize>,
    pub rule: String,
    pub evidence: Vec<String>,
}

/// Likeness from which on an entry can name a heading.
const MIN_SIMILARITY: f32 = 0.66;
/// Likeness from which on a second heading belongs to the same entry ("第一次会议", "第二次会议").
const SAME_ENTRY: f32 = 0.85;
/// Weight a heading needs to open an article where the contents page does not name it.
const NEEDED_WITH_CONTENTS: f32 = 4.0;
/// The same in an issue or page without contents.
const NEEDED_WITHOUT: f32 = 3.0;
/// What it comes down to where most entries are not found, and the contents page is no complete list of titles.
const NEEDED_WITH_POOR_CONTENTS: f32 = 2.5;
/// Share of the entries that may be missed on a good contents page,
const MISSED_FEW: f32 = 0.1;
/// ... and on one that is no list of titles any more.
const MISSED_MANY: f32 = 0.3;
/// Sizes that differ by less than this factor are alike,
const ABOUT: f32 = 0.95;
/// ... and by less than this share are the same.
const EXACT: f32 = 0.012;
/// A contents page counts as one when this many of its entries are found, in percent.
const CONTENTS_TRUSTED: usize = 50;

pub(super) struct View<'a> {
    pub flow: &'a [usize],
    pub units: &'a [Unit],
    pub shapes: &'a [Shape],
    pub groups: &'a [Group],
    pub entries: &'a [Entry],
    /// Units that name a section, with the names, where no contents page names them.
    pub sections: &'a [(usize, String)],
    /// Headings that number the articles of an issue, under its nameplate.
    pub numbered: &'a [usize],
    /// Runs of units that were put under the head they were read before.
    pub misplaced: &'a [Vec<usize>],
    pub profile: &'a Profile,
}

/// The openings, in order.
pub(super) fn openings(view: &View) -> Vec<Start> {
    let named = align(view);
    let trusted =
        !view.entries.is_empty() && named.iter().flatten().count() * 100 >= view.entries.len() * CONTENTS_TRUSTED;
    let mut title_look = TitleLook {
        size: title_size(view, &named),
        markdown: title_level(view, &named),
        again: Again::of(view),
        ..TitleLook::default()
    };
    let needed = if trusted { needed(view, &named) } else { NEEDED_WITHOUT };
    let mut starts: Vec<Start> = Vec::new();
    let mut last_entry = None;
    for (g, group) in view.groups.iter().enumerate() {
        if group.label {
            continue;
        }
        let entry = named[g].or_else(|| shared_entry(view, g, last_entry));
        let (weight, rule, evidence) = weigh(view, g, entry, &title_look, starts.is_empty());
        let over_many =
            group.over_many && if trusted { followed_by_named(view, g, &named) } else { followed_by_head(view, g) };
        let first_text = starts.is_empty() && named[..=g].iter().all(Option::is_none) && followed_by_text(view, group);
        let torn = on_contents_page(view, group) && !followed_by_text(view, group);
        let numbered = group.titles.iter().any(|title| view.numbered.contains(title));
        let opens = numbered || entry.is_some() || over_many || first_text || weight >= needed && !torn;
        if opens {
            if let Some(label) = label_over(view, g) {
                let evidence = vec!["the label of a column stands over an article".to_owned()];
                starts.push(Start { group: label, entry: None, rule: "column-label".to_owned(), evidence });
            }
            last_entry = entry.or(last_entry);
            title_look.learn(view, g, starts.last().map(|start| start.group));
            starts.push(Start { group: g, entry, rule, evidence });
        }
    }
    if starts.is_empty() && view.groups.first().is_some_and(|group| group.at.end < view.flow.len()) {
        let evidence = vec!["no other heading opens an article".to_owned()];
        starts.push(Start { group: 0, entry: None, rule: "heading".to_owned(), evidence });
    }
    starts
}

/// The label of a column right over a group, or with a few lines of introduction between where the group names its author or proposer.
pub(super) fn label_over(view: &View, g: usize) -> Option<usize> {
    let above = g.checked_sub(1)?;
    let between = view.flow.get(view.groups[above].at.end..view.groups[g].at.start)?;
    let below = view.flow.get(view.groups[g].at.end).map(|u| &view.shapes[*u]);
    let signed = || view.groups[g].heads.iter().any(|h| view.shapes[*h].signs()) || below == Some(&Shape::Label);
    let note = || between.len() <= MAX_NOTE && between.iter().all(|u| view.shapes[*u] == Shape::Body) && signed();
    (view.groups[above].label && (between.is_empty() || note())).then_some(above)
}

/// Lines of an introduction under a label at most.
const MAX_NOTE: usize = 3;

/// The weight a heading needs beside a contents page: the less of it was found, the less it says of a heading not in it.
fn needed(view: &View, named: &[Option<usize>]) -> f32 {
    let missed = 1.0 - named.iter().flatten().count() as f32 / view.entries.len() as f32;
    let poor = ((missed - MISSED_FEW) / (MISSED_MANY - MISSED_FEW)).clamp(0.0, 1.0);
    NEEDED_WITH_CONTENTS - poor * (NEEDED_WITH_CONTENTS - NEEDED_WITH_POOR_CONTENTS)
}

/// Best monotone matching of entries to groups: for each group the entry that names it.
fn align(view: &View) -> Vec<Option<usize>> {
    let (n, m) = (view.entries.len(), view.groups.len());
    let titles: Vec<Vec<String>> =
        view.groups.iter().map(|g| title_keys(&g.titles[g.n_kicker..], view.units)).collect();
    let gain = |e: &Entry| -> Vec<f32> {
        let texts = entry_keys(e);
        let likeness = titles.iter().map(|titles| agreement(&texts, titles, MIN_SIMILARITY));
        likeness.map(|s| if s >= MIN_SIMILARITY { s * s } else { 0.0 }).collect()
    };
    let gain: Vec<Vec<f32>> = abreast::map_n(n, |i| gain(&view.entries[i]));
    // best[i][j]: gain of matching entries i.. with groups j..; walking forward then takes the earliest match
    let mut best = vec![vec![0.0f32; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let matched = if gain[i][j] > 0.0 { gain[i][j] + best[i + 1][j + 1] } else { 0.0 };
            best[i][j] = matched.max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let mut named = vec![None; m];
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        let close = |a: f32, b: f32| (a - b).abs() < 1e-4;
        if gain[i][j] > 0.0 && close(best[i][j], gain[i][j] + best[i + 1][j + 1]) {
            named[j] = Some(i);
            i += 1;
            j += 1;
        } else if close(best[i][j], best[i][j + 1]) {
            j += 1;
        } else {
            i += 1;
        }
    }
    named
}

/// An entry that names several articles: the group right after one it names is as like it.
fn shared_entry(view: &View, group: usize, last: Option<usize>) -> Option<usize> {
    let entry = last?;
    (similarity(&view.entries[entry], &view.groups[group], view.units) >= SAME_ENTRY).then_some(entry)
}

/// The level of markdown heading that most named titles have.
fn title_level(view: &View, named: &[Option<usize>]) -> Option<u8> {
    let titles: Vec<Option<u8>> = view
        .groups
        .iter()
        .zip(named)
        .filter(|(_, n)| n.is_some())
        .filter_map(|(g, _)| Some(view.units[*g.titles.get(g.n_kicker)?].look.markdown))
        .collect();
    let count = |level: u8| titles.iter().filter(|t| **t == Some(level)).count();
    (1..=6).find(|level| count(*level) * 3 >= titles.len() * 2 && !titles.is_empty())
}

/// Type size, relative to body, from which on a heading is set as the titles that the contents name are: a little below their
/// median; where their sizes scatter, as those of an OCR layer do, half-way from the body to it.
fn title_size(view: &View, named: &[Option<usize>]) -> Option<f32> {
    let mut sizes: Vec<f32> = view
        .groups
        .iter()
        .zip(named)
        .filter(|(_, n)| n.is_some())
        .filter_map(|(g, _)| view.units[*g.titles.get(g.n_kicker)?].look.size)
        .collect();
    sizes.sort_by(f32::total_cmp);
    let median = *sizes.get(sizes.len() / 2)?;
    let exact = sizes.iter().filter(|s| (**s / median - 1.0).abs() < EXACT).count() * 2 >= sizes.len();
    Some(if exact { median * ABOUT } else { (median * ABOUT).min(median.sqrt()) })
}

/// A group heading right before an article of the contents page.
fn followed_by_named(view: &View, group: usize, named: &[Option<usize>]) -> bool {
    // an editors' note may stand between
    let adjoins = view.groups.get(group + 1).is_some_and(|next| next.at.start <= view.groups[group].at.end + 1);
    adjoins && named.get(group + 1).copied().flatten().is_some()
}

/// A group heading right before another head, on a page without contents.
fn followed_by_head(view: &View, group: usize) -> bool {
    // an editors' note may stand between, and who put the pieces together
    let Some(next) = view.groups.get(group + 1) else { return false };
    let between = view.flow.get(view.groups[group].at.end..next.at.start).unwrap_or_default();
    let signs = between.iter().filter(|u| view.shapes[**u].signs()).count();
    between.len() <= 1 + signs
}

/// Shortest paragraph that makes the first heading of an issue the head of an article, in characters.
const MIN_FIRST_TEXT: usize = 60;
/// The same on a newspaper page.
const MIN_FIRST_SENTENCE: usize = 20;

/// A piece before the first article of the contents: foreword, inside-cover text.
fn followed_by_text(view: &View, group: &Group) -> bool {
    let below = view.flow.get(group.at.end);
    // a newspaper page has no cover whose words could look like a title
    let least = if view.profile.medium == Medium::Newspaper { MIN_FIRST_SENTENCE } else { MIN_FIRST_TEXT };
    below.is_some_and(|u| view.shapes[*u] == Shape::Body && view.units[*u].text.chars().count() >= least)
}

/// What is left of a contents page that an OCR program could not read looks like titles.
fn on_contents_page(view: &View, group: &Group) -> bool {
    let Some(own) = group.titles.first().and_then(|t| view.units[*t].lines.first()) else { return false };
    // entries of one page of contents follow each other closely; it may go on at the end of the issue
    let around = |pair: &[Entry]| {
        let (above, below) = (pair[0].lines.last(), pair[1].lines.first());
        above.zip(below).is_some_and(|(above, below)| above < own && own < below && below.0 - above.0 <= TORN_LINES)
    };
    view.entries.windows(2).any(around)
}

/// Lines between two entries of one page of contents at most.
const TORN_LINES: u32 = 40;
