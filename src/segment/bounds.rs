//! Where an archivist says that articles begin, or that none does. What a person says wins over all cues.

use std::collections::BTreeSet;

use super::groups::Group;
use super::openings::Start;
use super::parts::PartStart;
use super::shape::Shape;
use super::units::Unit;
use crate::model::note::Note;
use crate::model::page::LineId;
use crate::model::text::CleanPage;
use crate::profile::Boundary;

/// The boundaries said, with the lines they speak of.
pub(super) struct Bounds {
    begins: Vec<Begin>,
    /// Line at which no article begins, and who says so.
    joins: Vec<(LineId, String)>,
    /// What can't be done.
    pub notes: Vec<Note>,
}

/// An article begins.
struct Begin {
    /// The lines of its title, in order.
    titles: Vec<LineId>,
    words: String,
}

impl Bounds {
    pub(super) fn new(boundaries: &[Boundary], pages: &[CleanPage]) -> Self {
        let mut bounds = Self { begins: Vec::new(), joins: Vec::new(), notes: Vec::new() };
        for boundary in boundaries {
            let words = boundary.said.words();
            let line = LineId(boundary.line);
            let printed = pages.iter().find_map(|page| {
                let lines: Vec<LineId> = page.page.lines.iter().map(|l| l.id).collect();
                lines.iter().position(|id| *id == line).map(|at| lines[at..].to_vec())
            });
            match (printed, boundary.title_lines) {
                (None, _) => bounds.notes.push(stale(line, &words, "there is no such line any more")),
                (Some(_), None) => bounds.joins.push((line, words)),
                (Some(lines), Some(n)) => {
                    bounds.begins.push(Begin { titles: lines.into_iter().take(n).collect(), words });
                }
            }
        }
        bounds
    }

    /// Lines at which a unit has to start: titles are units of their own.
    pub(super) fn cuts(&self, pages: &[CleanPage]) -> BTreeSet<LineId> {
        let mut cuts = BTreeSet::new();
        for begin in &self.begins {
            cuts.extend(begin.titles.first());
            let last = begin.titles.last();
            let lines = || pages.iter().flat_map(|page| &page.page.lines).map(|line| line.id);
            cuts.extend(last.and_then(|last| lines().skip_while(|id| id != last).nth(1)));
        }
        cuts
    }

    /// The lines of a title are no furniture.
    pub(super) fn is_title(&self, unit: &Unit) -> bool {
        self.begins.iter().any(|begin| unit.lines.iter().any(|line| begin.titles.contains(line)))
    }

    /// The groups with those that are said; what is left of groups they cut stays before them.
    pub(super) fn groups(
        &self,
        mut groups: Vec<Group>,
        flow: &[usize],
        units: &[Unit],
        shapes: &[Shape],
    ) -> Vec<Group> {
        for begin in &self.begins {
            let is_title = |unit: &usize| units[*unit].lines.iter().any(|line| begin.titles.contains(line));
            let Some(start) = flow.iter().position(is_title) else { continue };
            let n_titles = flow[start..].iter().take_while(|unit| is_title(unit)).count();
            let n_heads = flow[start + n_titles..].iter().take_while(|unit| shapes[**unit].heads()).count();
            let end = start + n_titles + n_heads;
            let own = Group {
                at: start..end,
                titles: flow[start..start + n_titles].to_vec(),
                n_kicker: 0,
                heads: flow[start + n_titles..end].to_vec(),
                over_many: false,
                label: false,
            };
            groups = groups.into_iter().filter_map(|group| before(group, start..end, flow)).collect();
            let at = groups.partition_point(|group| group.at.start < start);
            groups.insert(at, own);
        }
        groups
    }

    /// The openings with those that are said, and without those that are said to be none.
    pub(super) fn openings(&mut self, mut starts: Vec<Start>, groups: &[Group], units: &[Unit]) -> Vec<Start> {
        for begin in &self.begins {
            let is_it =
                |group: &Group| group.titles.first().is_some_and(|t| units[*t].lines.first() == begin.titles.first());
            let Some(group) = groups.iter().position(is_it) else {
                let line = begin.titles.first().copied().unwrap_or(LineId(0));
                self.notes.push(stale(line, &begin.words, "the line holds no text of an article"));
                continue;
            };
            if let Some(start) = starts.iter_mut().find(|start| start.group == group) {
                start.evidence.push(begin.words.clone());
                continue;
            }
            let at = starts.partition_point(|start| start.group < group);
            let start = Start { group, entry: None, rule: "patch".to_owned(), evidence: vec![begin.words.clone()] };
            starts.insert(at, start);
        }
        let mut first = true;
        starts.retain(|start| {
            // the first article has none before it that it could go on; `unheard` tells of it
            let keeps = std::mem::take(&mut first);
            let group = &groups[start.group];
            let holds = |line: &LineId| group.titles.iter().chain(&group.heads).any(|u| units[*u].lines.contains(line));
            keeps || !self.joins.iter().any(|(line, _)| holds(line))
        });
        starts
    }

    /// Whether a part of an article is said to be none.
    pub(super) fn joins_part(&self, part: &PartStart, sequence: &[usize], units: &[Unit]) -> bool {
        let places = part.titles.iter().chain(&part.unit_line).chain(&part.label);
        let mut lines = places.flat_map(|place| &units[sequence[*place]].lines);
        lines.any(|line| self.joins.iter().any(|(join, _)| join == line))
    }

    /// What is said and was not so: an article begins at a line all the same.
    pub(super) fn unheard(&self, firsts: &BTreeSet<LineId>) -> Vec<Note> {
        let kept = self.joins.iter().filter(|(line, _)| firsts.contains(line));
        kept.map(|(line, words)| stale(*line, words, "nothing stands before it that it could go on")).collect()
    }
}

/// What is left of a group where another takes these places.
fn before(group: Group, taken: std::ops::Range<usize>, flow: &[usize]) -> Option<Group> {
    if group.at.end <= taken.start || group.at.start >= taken.end {
        return Some(group);
    }
    let left = group.at.start..taken.start.max(group.at.start);
    let kept = |all: &[usize]| -> Vec<usize> {
        all.iter().copied().filter(|unit| flow[left.clone()].contains(unit)).collect()
    };
    let (titles, heads) = (kept(&group.titles), kept(&group.heads));
    (!titles.is_empty()).then(|| Group {
        n_kicker: group.n_kicker.min(titles.len() - 1),
        titles,
        heads,
        at: left,
        ..group
    })
}

fn stale(line: LineId, words: &str, why: &str) -> Note {
    Note::warning("patch-stale", format!("line {}: boundary by {words}: {why}", line.0))
        .hint("look at the line in the ledger and correct the patch")
}
