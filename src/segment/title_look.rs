//! How titles are set: what the contents page and the articles above show of it, and how a heading compares.

use super::again::{Again, mark_of};
use super::boxed::{SetIn, is_box_of_figures, may_be_set_in};
use super::groups::Group;
use super::openings::View;
use super::shape::Shape;
use super::under::{is_signed_inside, news_under};
use super::units::Unit;
use crate::profile::LineRole;

/// How the titles that the contents name are set, and what the articles above say of a heading under them.
#[derive(Default)]
pub(super) struct TitleLook {
    pub size: Option<f32>,
    /// Smallest title opened so far, where no contents page tells.
    pub opened: Option<f32>,
    /// Level of the OCR tool's heading marks, where most of them have the same.
    pub markdown: Option<u8>,
    /// Sign before the title of the article above.
    pub mark: Option<char>,
    /// Forms that recur in the issue.
    pub again: Again,
    /// Where the text of the article above begins in the flow, and what a heading under it weighs, if it is a piece of news.
    pub news: Option<(usize, f32)>,
    /// Where the text of the article above begins in the flow.
    pub text: Option<usize>,
    /// The article above may be set into the one before it.
    pub set_in: Option<SetIn>,
    /// The article above is a box of figures.
    pub figures: bool,
    /// An article above has the labelled lines of a proposal under its title.
    pub labelled: bool,
    /// The article above has its author's name.
    pub signed: bool,
}

impl TitleLook {
    /// Takes note of the article that a group opens; `article` is the group that opens the one before.
    pub(super) fn learn(&mut self, view: &View, g: usize, article: Option<usize>) {
        let group = &view.groups[g];
        let size = group.titles.get(group.n_kicker).and_then(|t| view.units[*t].look.size);
        self.mark = mark_of(view, group);
        self.set_in = may_be_set_in(view, group).then_some(SetIn { article, boxed: g });
        self.figures = is_box_of_figures(view, group);
        self.labelled |= view.flow.get(group.at.end).is_some_and(|u| view.shapes[*u] == Shape::Label);
        self.news = news_under(view, group);
        self.text = Some(group.at.end);
        self.signed = group.heads.iter().any(|h| view.shapes[*h].signs()) || is_signed_inside(view, g);
        self.opened = match (self.opened, size) {
            (Some(a), Some(b)) => Some(f32::min(a, b)),
            (a, b) => a.or(b),
        };
    }
}

/// Size, halves, marks and white space.
pub(super) fn look(
    view: &View,
    group: &Group,
    titles: &TitleLook,
    in_feature: bool,
    cue: &mut impl FnMut(f32, String),
) {
    let Some(unit) = group.titles.get(group.n_kicker).map(|t| &view.units[*t]) else { return };
    size(unit, titles, cue);
    markdown(unit, titles, cue);
    if unit.probe.contains(' ') {
        cue(0.5, "set in two halves".to_owned());
    }
    if group.n_kicker > 0 {
        cue(1.0, "a kicker over it".to_owned());
    }
    if unit.look.gap >= 3.0 {
        cue(0.5, "white space above".to_owned());
    }
    if view.profile.is(LineRole::BoxTitle, &unit.probe) {
        cue(4.0, "headed as a box beside an article".to_owned());
    }
    let dashed = |t: &usize| view.units[*t].probe.starts_with("——") && !view.units[*t].look.is_placed();
    if group.titles.iter().skip(group.n_kicker + 1).any(dashed) {
        cue(2.0, "a subtitle with a dash under it".to_owned());
    }
    if view.profile.lexicon.roles.contains(&unit.probe) {
        cue(-4.0, "an office, over those who hold it".to_owned());
    }
    if unit.probe.ends_with("——") {
        cue(-4.0, "names the unit of a part".to_owned());
    }
    let yearly =
        view.profile.line(LineRole::YearSuffix, &unit.probe).is_some_and(|caught| caught.get("year").is_some());
    if in_feature && (yearly || view.profile.is(LineRole::Category, &unit.probe)) {
        cue(-3.0, "reads as a part of a feature".to_owned());
    }
}

/// Size beside that of the titles of the contents, or of the body.
fn size(unit: &Unit, titles: &TitleLook, cue: &mut impl FnMut(f32, String)) {
    if let (Some(size), Some(of_titles)) = (unit.look.size, titles.size) {
        if size >= of_titles {
            cue(2.5, "set as large as the titles of the contents".to_owned());
        } else {
            cue(-2.5, "set smaller than the titles of the contents".to_owned());
        }
    } else if let Some(size) = unit.look.size
        && size >= 1.3
    {
        cue(1.5, format!("set {size:.1} times as large as the body"));
        if titles.opened.is_some_and(|opened| size >= opened * 0.95) {
            cue(1.5, "set as large as the title of an article above".to_owned());
        }
    }
}

/// The OCR tool's heading mark beside those of the titles of the contents.
fn markdown(unit: &Unit, titles: &TitleLook, cue: &mut impl FnMut(f32, String)) {
    match (unit.look.markdown, titles.markdown) {
        (Some(level), Some(of_titles)) if level <= of_titles => {
            cue(2.5, "marked as the titles of the contents are".to_owned());
        }
        (Some(_), Some(_)) => cue(-2.5, "marked lower than the titles of the contents".to_owned()),
        (None, Some(_)) => cue(-1.0, "not marked as the titles of the contents are".to_owned()),
        (Some(1 | 2), None) => cue(1.0, "marked as a heading by the OCR tool".to_owned()),
        _ => {}
    }
}
