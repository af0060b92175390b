//! Articles in their order: which stand under one heading, one label of a column or one day.

use super::build::Builder;
use super::groups;
use super::labels;
use super::openings::{Start, View};
use super::returned::ranges;
use super::sections;
use super::shape::Shape;
use super::under::is_signed_inside;
use super::units::Unit;
use crate::model::abreast;
use crate::model::article::Section;
use crate::model::coverage::{Fate, Furniture};
use crate::profile::{LineRole, Medium};

/// Builds the loose text at the head and every article with its section and group.
pub(super) fn build_all(builder: &mut Builder, view: &View, starts: &[Start]) {
    let begin = |s: &Start| view.groups[s.group].at.start;
    let first = starts.first().map_or(view.flow.len(), begin);
    builder.loose(&view.flow[..first], view.profile.medium == Medium::Magazine);
    let sections = sections::of_openings(starts, view);
    let (ranges, returned) = ranges(starts, view);
    let mut series = Series { view, starts, sections, steps: Vec::new(), group: None, column: None, day: None };
    for (k, flow) in ranges.iter().enumerate() {
        if view.groups[starts[k].group].label {
            series.label(k, flow);
        } else {
            series.article(k, flow);
        }
    }
    // each article is built out of its own units alone
    let build = |step: &Step| {
        let Step::Article(planned) = step else { return None };
        let joins = returned.iter().filter(|piece| piece.to == planned.k).map(|piece| builder.put_back(piece));
        let mut own = builder.beside(joins.collect());
        own.article(&starts[planned.k], &ranges[planned.k], planned.section.clone());
        if let (Some(day), Some(article)) = (&planned.day, own.articles.first_mut()) {
            article.head.date_line.get_or_insert_with(|| day.clone());
        }
        Some(own)
    };
    let built = abreast::map_n(series.steps.len(), |i| build(&series.steps[i]));
    let mut indices: Vec<Option<usize>> = Vec::with_capacity(series.steps.len());
    for (step, built) in series.steps.iter().zip(built) {
        indices.push(match (step, built) {
            (Step::Article(planned), Some(built)) => {
                let over = planned.over.and_then(|over| indices.get(over).copied().flatten());
                Some(builder.add(built, over))
            }
            (Step::Label(unit), _) => {
                builder.place(*unit, Fate::Furniture(Furniture::RunningHead), "column-label");
                None
            }
            (Step::Article(_), None) => None,
        });
    }
}

/// What comes of an opening.
enum Step {
    /// The label of a column: nothing but furniture.
    Label(usize),
    Article(Planned),
}

/// An article to be built.
struct Planned {
    /// Its opening.
    k: usize,
    section: Option<Section>,
    /// The step of the article it is a piece of.
    over: Option<usize>,
    /// The day whose news it is.
    day: Option<String>,
}

/// What stands over the articles that follow.
struct Series<'a> {
    view: &'a View<'a>,
    starts: &'a [Start],
    sections: Vec<Option<Section>>,
    /// What comes of the openings so far.
    steps: Vec<Step>,
    /// The step of the article that heads a series, and the opening of its first piece.
    group: Option<(usize, usize)>,
    /// The column whose label stands over the next article.
    column: Option<Section>,
    /// The day whose news follow.
    day: Option<String>,
}

impl Series<'_> {
    /// Gives the step.
    fn plan(&mut self, planned: Planned) -> usize {
        self.steps.push(Step::Article(planned));
        self.steps.len() - 1
    }

    /// A label over one article or several.
    fn label(&mut self, k: usize, flow: &[usize]) {
        self.group = None;
        self.column = None;
        let unit = self.view.groups[self.starts[k].group].titles[0];
        let label = &self.view.units[unit];
        let day = self.view.profile.is(LineRole::Day, &label.probe);
        self.day = day.then(|| label.probe.clone());
        let several = over_several(k, self.starts, self.view) && !day;
        if several || !flow.is_empty() {
            let step = self.plan(Planned { k, section: self.sections[k].clone(), over: None, day: None });
            self.group = several.then_some((step, k + 1));
        } else {
            self.steps.push(Step::Label(unit));
            self.column = (!day).then(|| Section { name: labels::words(label), name_en: None });
        }
    }

    fn article(&mut self, k: usize, flow: &[usize]) {
        let heads = &self.view.groups[self.starts[k].group];
        let is_piece = |first: usize| is_sibling(first, k, self.starts, self.view, &self.sections);
        let over = self.group.filter(|(_, first)| is_piece(*first)).map(|(step, _)| step);
        let section = self.column.take().or_else(|| self.sections[k].clone());
        self.day = self.day.take().filter(|_| !heads.over_many);
        let day = self.day.clone();
        let step = self.plan(Planned { k, section, over, day });
        let note = flow.len() <= 1 && flow.iter().all(|u| self.view.shapes[*u] == Shape::Body);
        if heads.over_many && note || is_series(k, flow, self.starts, self.view) {
            self.group = Some((step, k + 1));
        } else if over.is_none() {
            self.group = None;
        }
    }
}

/// Heads of a series (…大会发言摘登) whose pieces follow, each with its author: a heading over several stands among the titles, or a
/// word that asks (建言) over a note of the editors, and no more than a note under them.
fn is_series(k: usize, flow: &[usize], starts: &[Start], view: &View) -> bool {
    let group = &view.groups[starts[k].group];
    let over_many = |unit: &Unit| {
        groups::is_group_heading(unit, view.profile) || groups::is_subtitle_over_many(&unit.probe, view.profile)
    };
    // 本报摘登其中四篇 says it in the note
    let excerpts = |u: &usize| view.profile.lexicon.excerpts.iter().any(|w| view.units[*u].text.contains(w.as_str()));
    let named = group.titles.iter().any(|t| over_many(&view.units[*t])) || flow.iter().any(excerpts);
    let note = flow.len() <= MAX_NOTE && flow.iter().all(|u| matches!(view.shapes[*u], Shape::Body | Shape::Byline));
    let authors = || starts.get(k + 1).is_some_and(|_| form(k + 1, starts, view).0);
    let asked = || {
        let asks = |t: &usize| view.profile.lexicon.asking.iter().any(|w| view.units[*t].probe.contains(w.as_str()));
        let noted = flow.first().is_some_and(|u| view.profile.is(LineRole::EditorsNote, &view.units[*u].probe));
        noted && group.titles.iter().any(asks)
    };
    (named || asked()) && note && over_several(k, starts, view) && authors()
}

/// Paragraphs of a note of the editors at most.
const MAX_NOTE: usize = 3;

/// Whether the label at opening `k` stands over two articles of one form or more, up to the next label.
fn over_several(k: usize, starts: &[Start], view: &View) -> bool {
    let label = |s: &Start| view.groups[s.group].label || view.groups[s.group].over_many;
    let under: Vec<usize> = (k + 1..starts.len()).take_while(|j| !label(&starts[*j])).collect();
    under.len() >= 2 && form(under[0], starts, view) == form(under[1], starts, view)
}

/// Whether opening `k` stands under the group heading whose first part is opening `first`: same section, same form.
fn is_sibling(first: usize, k: usize, starts: &[Start], view: &View, sections: &[Option<Section>]) -> bool {
    let group = &view.groups[starts[k].group];
    let boxed = group.titles.first().is_some_and(|t| view.profile.is(LineRole::BoxTitle, &view.units[*t].probe));
    if k < first || group.over_many || boxed {
        return false;
    }
    // whoever signs may mark the parts of what he asks for, or not
    let (own, of_first) = (form(k, starts, view), form(first, starts, view));
    sections[k] == sections[first] && own.0 == of_first.0 && (own.0 || own.1 == of_first.1)
}

/// What recurs in the parts of a group: a byline at the head, a marked part.
fn form(k: usize, starts: &[Start], view: &View) -> (bool, bool) {
    let group = &view.groups[starts[k].group];
    let signed = group.heads.iter().any(|h| view.shapes[*h].signs()) || is_signed_inside(view, starts[k].group);
    let below = view.flow.get(group.at.end).map(|u| &view.shapes[*u]);
    (signed, matches!(below, Some(Shape::Marker(..))))
}
