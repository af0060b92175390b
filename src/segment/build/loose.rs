//! Text that no opening stands over: before the first article of an issue, or on a page without any heading.

use super::super::head;
use super::super::shape::Shape;
use super::super::units::Unit;
use super::{Builder, Plan};
use crate::model::article::{Head, Opening};
use crate::model::coverage::{Fate, Furniture};
use crate::model::page::BlockRole;
use crate::model::script::len;

/// Shortest paragraph that makes loose text an article and not the words of a cover, in characters.
const MIN_TEXT: usize = 80;
/// Blank lines over the title of a preface, and the longest line of its author, in characters.
const WHITE_OVER_TITLE: f32 = 2.0;
const LONGEST_AUTHOR: usize = 3;
/// A heading is the title of a page's text if it is larger than the body by this factor.
const LARGE_TITLE: f32 = 1.3;
/// Longest title made from the first words of a text without a heading.
const MAX_MADE_TITLE: usize = 20;

impl Builder<'_> {
    /// Text before the first opening, or a page without any heading.
    pub(in crate::segment) fn loose(&mut self, flow: &[usize], cover: bool) {
        let is_text = |u: &usize| self.shapes[*u] == Shape::Body && len(&self.units[*u].text) >= MIN_TEXT;
        // a page without a cover: whatever stands before its first heading is text, however short its paragraphs
        let is_piece = |u: &&usize| matches!(self.shapes[**u], Shape::Body | Shape::Numbered);
        let all: usize = flow.iter().filter(is_piece).map(|u| len(&self.units[*u].text)).sum();
        let first = match flow.iter().position(is_text) {
            None if !cover && all >= MIN_TEXT => flow.iter().position(|u| is_piece(&u)),
            first => first,
        };
        let Some(first) = first else {
            for unit in flow {
                let fate = if cover { Fate::Furniture(Furniture::Cover) } else { Fate::Unplaced };
                self.place(*unit, fate, if cover { "before-first-article" } else { "no-heading" });
            }
            return;
        };
        let (first, titles) = self.heading_over(flow, first);
        let before: Vec<usize> = flow[..first - titles.len()].to_vec();
        let mut head = Head { title: made_title(&self.units[flow[first]].text), ..Head::default() };
        let lines: Vec<&Unit> = titles.iter().map(|t| &self.units[*t]).collect();
        if let Some((title, author)) = lines.split_first() {
            head = head::titles(&[title], 1, self.profile);
            head.byline.extend(author.iter().map(|u| u.probe.replace(' ', "")));
        }
        for unit in &before {
            self.place(*unit, if cover { Fate::Furniture(Furniture::Cover) } else { Fate::Unplaced }, "no-heading");
        }
        let opening = Opening { rule: "no-heading".to_owned(), evidence: vec!["text without a heading".to_owned()] };
        let plan = Plan { head, head_units: titles, opening, ..Plan::default() };
        self.with_parts(plan, flow[first..].to_vec(), false);
    }

    /// The paragraph of loose text that stands first, and the heading right over it, with a short line for its author: a preface
    /// under its title, and not under the lines of a cover. Paragraphs may be short where a heading stands over them.
    fn heading_over(&self, flow: &[usize], first: usize) -> (usize, Vec<usize>) {
        let sentence =
            |u: &usize| self.shapes[*u] == Shape::Body && self.units[*u].probe.ends_with(['。', '！', '？', '”']);
        let short = flow[..first].iter().rev().take_while(|u| sentence(u)).count();
        let first = first - short;
        let mut titles: Vec<usize> = Vec::new();
        for unit in flow[..first].iter().rev().take_while(|u| self.shapes[**u] == Shape::Heading) {
            titles.insert(0, *unit);
            if self.units[*unit].look.gap >= WHITE_OVER_TITLE {
                break;
            }
        }
        let author = |u: &usize| self.units[*u].probe.chars().filter(|c| *c != ' ').count() <= LONGEST_AUTHOR;
        let told = titles.len() == 1 || titles.len() == 2 && author(&titles[1]);
        if told { (first, titles) } else { self.largest_over(flow, first).unwrap_or((first, Vec::new())) }
    }

    /// The heading in the largest type over the first paragraph on its page, where places are known, and what stands under it.
    fn largest_over(&self, flow: &[usize], first: usize) -> Option<(usize, Vec<usize>)> {
        let page = self.units[*flow.get(first)?].page;
        let size = |at: &usize| self.units[flow[*at]].look.size.unwrap_or(0.0);
        let heading = |at: &usize| {
            let unit = &self.units[flow[*at]];
            unit.page == page && matches!(unit.look.role, BlockRole::Heading(_)) && size(at) >= LARGE_TITLE
        };
        let title = (0..first).filter(heading).max_by(|a, b| size(a).total_cmp(&size(b)).then(b.cmp(a)))?;
        Some((title + 1, vec![flow[title]]))
    }
}

/// A title for text that has none: its first words. Never empty where there is text, whatever marks it begins with.
fn made_title(text: &str) -> String {
    let words = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let words = if words.is_empty() { text.trim() } else { words };
    words
        .chars()
        .enumerate()
        .take_while(|(i, c)| *i == 0 || !"，。、,；".contains(*c))
        .map(|(_, c)| c)
        .take(MAX_MADE_TITLE)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::made_title;

    #[test]
    fn a_title_is_made_of_the_first_words_whatever_marks_stand_before_them() {
        assert_eq!(made_title("市政协视察，柳溪县。"), "市政协视察");
        assert_eq!(made_title("。，”市政协视察，柳溪县"), "市政协视察");
        assert_eq!(made_title("……。"), "……");
    }
}
