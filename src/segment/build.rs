//! Openings and their ranges → articles with parts, and the fate of every line.

mod loose;

use std::collections::BTreeMap;

use super::body::Body;
use super::bounds::Bounds;
use super::contents::Entry;
use super::elsewhere::Elsewhere;
use super::groups::{Group, split};
use super::head;
use super::links::Links;
use super::openings::{Start, View};
use super::order::unmix;
use super::parts::{PartStart, Range, VOICE, is_unit_name, is_whole_body, parts, unit_of_title};
use super::returned::Returned;
use super::shape::Shape;
use super::strays::Columns;
use super::units::Unit;
use crate::model::article::{Article, Head, Join, Opening, Section};
use crate::model::coverage::{Fate, Furniture, Placed};
use crate::model::page::LineId;
use crate::model::script::{is_han, key, len};
use crate::model::text::Class;
use crate::profile::{LineRole, Part, Profile};

/// Rule of what was put back into the order of columns.
pub(super) const COLUMNS: &str = "order-columns";
/// Confidence of a move that words alone speak for.
const ONE_END: f64 = 0.8;
/// Longest paragraph that can be a line of verse, in characters.
const LONGEST_VERSE: usize = 40;

/// Works through the flow, article by article.
pub(super) struct Builder<'a> {
    pub units: &'a [Unit],
    pub shapes: &'a [Shape],
    pub groups: &'a [Group],
    pub entries: &'a [Entry],
    pub links: &'a Links<'a>,
    pub elsewhere: &'a Elsewhere,
    pub bounds: &'a Bounds,
    pub profile: &'a Profile,
    pub articles: Vec<Article>,
    /// Fate of lines placed so far.
    pub placed: BTreeMap<LineId, Placed>,
    /// What was put in order for the article built next.
    pub joins: Vec<Join>,
}

/// An article to be built: where its head lies and what it is a part of.
#[derive(Default)]
struct Plan {
    part_of: Option<usize>,
    head: Head,
    /// Units whose lines the head holds.
    head_units: Vec<usize>,
    section: Option<Section>,
    category: Option<String>,
    contents: Option<usize>,
    opening: Opening,
    joins: Vec<Join>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        view: &View<'a>,
        links: &'a Links<'a>,
        elsewhere: &'a Elsewhere,
        bounds: &'a Bounds,
        placed: BTreeMap<LineId, Placed>,
    ) -> Self {
        let View { units, shapes, groups, entries, profile, .. } = *view;
        let (articles, joins) = (Vec::new(), Vec::new());
        Self { units, shapes, groups, entries, links, elsewhere, bounds, profile, articles, placed, joins }
    }

    /// One that has built nothing, for an article that is built beside others.
    pub(super) fn beside(&self, joins: Vec<Join>) -> Self {
        Self { articles: Vec::new(), placed: BTreeMap::new(), joins, ..*self }
    }

    /// Adds what was built beside: an article with its parts. Gives the index of that article.
    pub(super) fn add(&mut self, built: Self, part_of: Option<usize>) -> usize {
        let first = self.articles.len();
        for (i, mut article) in built.articles.into_iter().enumerate() {
            article.part_of = if i == 0 { part_of } else { article.part_of.map(|of| of + first) };
            self.articles.push(article);
        }
        for (line, mut placed) in built.placed {
            if let Fate::Article { article, .. } = &mut placed.fate {
                *article += first;
            }
            self.place_line(line, placed);
        }
        first
    }

    /// One top-level article: its group and the flow up to the next opening.
    pub(super) fn article(&mut self, start: &Start, flow: &[usize], section: Option<Section>) -> usize {
        let group = &self.groups[start.group];
        let entry = start.entry.map(|e| &self.entries[e]);
        let mut sequence: Vec<usize> = flow.to_vec();
        let (group, given_back) = self.without_first_part(group, entry, flow);
        let group = &group;
        let signed = self.signature(group, entry);
        let mut titled = group.clone();
        if entry.is_some_and(|entry| super::sections::is_section_label(entry, group, self.units, self.profile)) {
            self.place(titled.titles.remove(0), Fate::Furniture(Furniture::RunningHead), "section-of-the-contents");
        }
        let column = self.column_of_title(&mut titled, entry);
        let section = section.or(column);
        titled.titles.truncate(titled.titles.len() - usize::from(signed.is_some()));
        let lines: Vec<&Unit> = titled.titles.iter().map(|t| &self.units[*t]).collect();
        let (kicker, lines) = lines.split_at(group.n_kicker.min(lines.len().saturating_sub(1)));
        let division = split(&titled, entry, self.units, self.profile);
        let mut head = head::titles(lines, division.n_title, self.profile);
        head::add_kicker(&mut head, kicker);
        head::close_up_title(&mut head, entry);
        head.byline.extend(signed.map(|u| self.units[u].text.trim().to_owned()));
        for unit in &group.heads {
            head::add_line(&mut head, &self.units[*unit], &self.shapes[*unit], self.profile);
        }
        sequence.splice(0..0, given_back);
        // what the print says of the adoption of a list is text, too
        sequence.splice(0..0, group.heads.iter().copied().filter(|u| self.shapes[*u] == Shape::AdoptedLine));
        let heads = titled.titles.iter().chain(&signed).chain(&group.heads);
        let head_units = heads.copied().filter(|u| !sequence.contains(u)).collect();
        let plan = Plan {
            head,
            head_units,
            section,
            contents: start.entry,
            opening: Opening { rule: start.rule.clone(), evidence: start.evidence.clone() },
            ..Plan::default()
        };
        self.with_parts(plan, sequence, group.over_many)
    }

    /// Takes the name of a column off the title it stands over; `None` where the contents name the article.
    fn column_of_title(&mut self, titled: &mut Group, entry: Option<&Entry>) -> Option<Section> {
        if entry.is_some() || !super::labels::is_over_own_title(titled, self.units, self.profile) {
            return None;
        }
        let label = titled.titles.remove(0);
        self.place(label, Fate::Furniture(Furniture::RunningHead), "column-label");
        Some(Section { name: super::labels::words(&self.units[label]), name_en: None })
    }

    /// Where the articles' parts start with a body's name (or 某局：…) and the head's own tail does too, that tail is
    /// the first part's head.
    fn without_first_part(&self, group: &Group, entry: Option<&Entry>, flow: &[usize]) -> (Group, Vec<usize>) {
        let unit = |u: &usize| {
            is_unit_name(&self.units[*u], self.profile) || unit_of_title(&self.units[*u].probe, self.profile).is_some()
        };
        let named =
            |u: &usize| entry.is_some_and(|e| e.texts.iter().any(|t| key(t).contains(&key(&self.units[*u].text))));
        let recurs = flow.iter().filter(|u| self.shapes[**u] == Shape::Heading && unit(u)).count();
        let cut = (1..group.titles.len()).find(|k| unit(&group.titles[*k]) && !named(&group.titles[*k]));
        let inside = |k: usize| unit_of_title(&self.units[group.titles[k]].probe, self.profile).is_some();
        match cut.filter(|k| recurs >= 2 && (k + 1 < group.titles.len() || inside(*k))) {
            Some(cut) => {
                let mut own = group.clone();
                let mut back = own.titles.split_off(cut);
                back.append(&mut own.heads);
                (own, back)
            }
            None => (group.clone(), Vec::new()),
        }
    }

    /// The author's line under a title that looks like a heading itself: the editors, or a short name that the
    /// contents page does not count to the title.
    fn signature(&self, group: &Group, entry: Option<&Entry>) -> Option<usize> {
        let last = *group.titles.last().filter(|_| group.titles.len() > 1)?;
        let unit = &self.units[last];
        let editors = unit.probe.starts_with("本刊") || unit.probe.starts_with("本报");
        let short = (2..=4).contains(&len(&unit.probe)) && unit.probe.chars().all(is_han);
        let known = entry.is_some_and(|e| e.texts.iter().any(|t| key(t).ends_with(&key(&unit.text))));
        // 关于…的报告 / 市政协提案委员会: a whole body after a title that is whole itself, though the contents list it
        let above = group.titles.get(group.titles.len() - 2).map(|t| &self.units[*t].probe);
        let under_subtitle = above.is_some_and(|above| self.profile.is(LineRole::Subtitle, above));
        let whole = (group.titles.len() == 2 || under_subtitle) && is_whole_body(&unit.probe, self.profile);
        let body = is_unit_name(unit, self.profile) && entry.is_some() && (!known || whole);
        let unnamed = whole && entry.is_none() && self.entries.is_empty();
        (editors || short && entry.is_some() && !known || body || unnamed).then_some(last)
    }

    /// Sets apart what is no text, puts order right, finds parts and builds all.
    fn with_parts(&mut self, mut plan: Plan, mut sequence: Vec<usize>, group_article: bool) -> usize {
        plan.joins.append(&mut self.joins);
        self.set_apart(&mut sequence, &mut plan.joins);
        for moved in unmix(&mut sequence, self.units, self.shapes, self.links) {
            plan.joins.push(self.moved(COLUMNS, &moved.units, moved.evidence));
        }
        let is_long = |u: &usize| self.shapes[*u] == Shape::Body && len(&self.units[*u].text) >= LONGEST_VERSE;
        // poems under one author's name are one piece
        let poems = !plan.head.byline.is_empty() && !sequence.iter().any(is_long);
        let group_article = group_article && !poems;
        let range =
            Range { sequence: &sequence, units: self.units, shapes: self.shapes, profile: self.profile, group_article };
        let mut found = parts(&range);
        found.retain(|part| !self.bounds.joins_part(part, &sequence, self.units));
        let (own, mut ranges) = divide(&found, &sequence, self.shapes);
        let columns = Columns { units: self.units, shapes: self.shapes, profile: self.profile };
        let head_lines = |part: &PartStart| {
            let signs = sequence[part.at..].iter().take_while(|u| self.shapes[**u] != Shape::Body);
            signs.copied().collect()
        };
        let heads: Vec<Vec<usize>> = found.iter().map(head_lines).collect();
        for piece in columns.put_back(&mut ranges, &heads) {
            plan.joins.push(self.put_back(&piece));
        }
        let section = plan.section.clone();
        let parent = self.build(plan, &own);
        self.build_parts(parent, &found, &ranges, &sequence, section.as_ref());
        parent
    }

    fn build_parts(
        &mut self,
        parent: usize,
        found: &[PartStart],
        ranges: &[Vec<usize>],
        sequence: &[usize],
        section: Option<&Section>,
    ) {
        let mut over = parent;
        let mut category: Option<String> = None;
        for (part, range) in found.iter().zip(ranges) {
            if let Some(last) = part.categories.last() {
                category = Some(super::labels::words(&self.units[sequence[*last]]));
            }
            let mut head = self.part_head(part, sequence);
            // the label that opens an item (关键词) is in no field: it stands in the body
            let head_units: Vec<usize> = part.unit_line.iter().chain(&part.titles).map(|p| sequence[*p]).collect();
            let mut text: Vec<usize> = range.iter().copied().filter(|u| !head_units.contains(u)).collect();
            text.retain(|u| !part.categories.iter().any(|c| sequence[*c] == *u));
            let heads: Vec<usize> = text.iter().copied().take_while(|u| self.shapes[*u].heads()).collect();
            for unit in &heads {
                head::add_line(&mut head, &self.units[*unit], &self.shapes[*unit], self.profile);
            }
            text.drain(..heads.len());
            let evidence = vec![format!("this form recurs {} times in the article", found.len())];
            let plan = Plan {
                part_of: Some(if part.over_many { parent } else { over }),
                head,
                head_units: head_units.into_iter().chain(heads).collect(),
                section: section.cloned(),
                category: category.clone(),
                opening: Opening { rule: part.rule.to_owned(), evidence },
                ..Plan::default()
            };
            let built = self.build(plan, &text);
            if part.over_many {
                over = built;
            }
        }
    }

    /// Title and author of a part, by its form.
    fn part_head(&self, part: &PartStart, sequence: &[usize]) -> Head {
        let lines: Vec<&Unit> = part.titles.iter().map(|t| &self.units[sequence[*t]]).collect();
        let mut head = head::titles(&lines, lines.len(), self.profile);
        if let [only] = lines[..]
            && let Some((Part::Keyword, rest)) = self.profile.marker(&only.probe)
            && !rest.is_empty()
        {
            // 关键词：银发食堂
            head.title = rest;
        }
        if let [only] = lines[..]
            && part.rule == VOICE
            && let Some(person) = head::speaker_of(head::unmarked(&only.probe), self.profile)
        {
            head.title.clone_from(&person.name);
            head.byline.push(person.name.clone());
            head.speaker = Some(person);
            head.spoken = true;
        }
        if let Some(at) = part.unit_line {
            let name = self.units[sequence[at]].text.trim();
            head.byline.push(name.trim_end_matches(['—', '-', '：', ':', ' ']).to_owned());
            head.speaker = head::speaker_of(&self.units[sequence[at]].probe, self.profile);
        }
        if let [only] = lines[..]
            && part.unit_line.is_none()
            && is_whole_body(&only.probe, self.profile)
        {
            // 某县政协 / text: news of a round-up headed by who sent them
            head.byline.push(only.text.trim().to_owned());
        }
        if part.rule == "part-unit-inside"
            && let Some(name) = lines.first().and_then(|u| unit_of_title(&u.probe, self.profile))
        {
            head.byline.push(name.to_owned());
        }
        head
    }

    /// Builds one article out of its units; gives its index.
    fn build(&mut self, plan: Plan, own: &[usize]) -> usize {
        let index = self.articles.len();
        let mut head = plan.head;
        let mut body = Body::of(own, self.units, self.shapes);
        let mut credit = None;
        let mut lines: Vec<LineId> = Vec::new();
        for unit in &plan.head_units {
            lines.extend(&self.units[*unit].lines);
            self.place(*unit, Fate::Article { article: index, block: None }, "head");
        }
        if let Some(unit) = head.year.and_then(|year| self.year_line(year, &plan.head_units)) {
            // the title field does not hold the year: the line stands in the body as printed
            let block = body.heading(&self.units[unit]);
            self.place(unit, Fate::Article { article: index, block: Some(block) }, "head");
        }
        let last_credit = own.iter().rposition(|u| self.shapes[*u] == Shape::Credit);
        for (at, unit) in own.iter().enumerate() {
            lines.extend(&self.units[*unit].lines);
            let in_field = if Some(at) == last_credit {
                credit = head::credit(&self.units[*unit], self.profile);
                credit.is_some()
            } else {
                self.tells_of_the_head(&mut head, *unit, at + 1 == own.len())
            };
            if head.byline.is_empty() {
                head.byline = head::authors_in_text(&self.units[*unit], at == 0, self.profile);
            }
            let block = (!in_field).then(|| body.add(*unit, self.units, self.shapes, self.profile));
            self.place(*unit, Fate::Article { article: index, block }, if in_field { "field" } else { "body" });
        }
        let mut joins = plan.joins;
        joins.extend(body.joins);
        self.articles.push(Article {
            part_of: plan.part_of,
            head,
            section: plan.section,
            category: plan.category,
            credit,
            body: body.blocks,
            lines,
            contents: plan.contents,
            opening: plan.opening,
            joins,
        });
        index
    }

    /// The last line of a head that has a year.
    fn year_line(&self, year: i32, head_units: &[usize]) -> Option<usize> {
        let year = year.to_string();
        head_units.iter().rev().copied().find(|u| self.units[*u].probe.contains(&year))
    }

    /// Reads what a unit of the text says of its speaker, author or day; whether nothing but a field holds it.
    fn tells_of_the_head(&self, head: &mut Head, unit: usize, last: bool) -> bool {
        let unit = (&self.units[unit], &self.shapes[unit]);
        match unit.1 {
            Shape::SpeakerNote => {
                head::speaker_note(head, unit.0, self.profile);
                true
            }
            Shape::DateLine if last => {
                // the date under a letter or a notice is its own, and stands in the text as printed
                head::add_line(head, unit.0, unit.1, self.profile);
                false
            }
            Shape::Byline if head.byline.is_empty() => {
                head::add_line(head, unit.0, unit.1, self.profile);
                true
            }
            _ => false,
        }
    }

    pub(super) fn place(&mut self, unit: usize, fate: Fate, reason: &'static str) {
        for line in &self.units[unit].lines {
            self.place_line(*line, Placed { line: *line, fate, reason });
        }
    }

    fn place_line(&mut self, line: LineId, new: Placed) {
        // a closing line that runs on behind a paragraph shares its line; the paragraph's place stands
        let in_body = self.placed.get(&line).is_some_and(|p| matches!(p.fate, Fate::Article { block: Some(_), .. }));
        if !(in_body && matches!(new.fate, Fate::Article { block: None, .. })) {
            self.placed.insert(line, new);
        }
    }

    /// The log of a piece that was put back.
    pub(super) fn put_back(&self, piece: &Returned) -> Join {
        let join = self.moved(piece.rule, &piece.units, piece.evidence.to_owned());
        Join { confidence: if piece.torn { 1.0 } else { ONE_END }, ..join }
    }

    /// The log of a change of order.
    pub(super) fn moved(&self, rule: &'static str, units: &[usize], evidence: String) -> Join {
        let lines: Vec<LineId> = units.iter().flat_map(|u| self.units[*u].lines.iter().copied()).collect();
        let mut printed: Vec<u32> = lines.iter().map(|l| l.0).collect();
        let repaired = format!("{printed:?}");
        printed.sort_unstable();
        let printed = format!("{printed:?}");
        Join { class: Class::ReadingOrder, rule, lines, printed, repaired, evidence: vec![evidence], confidence: 1.0 }
    }
}

/// Units of the article itself, and those of each part.
fn divide(parts: &[PartStart], sequence: &[usize], shapes: &[Shape]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let Some(first) = parts.first() else { return (sequence.to_vec(), Vec::new()) };
    let head_of = |p: &PartStart| p.categories.first().copied().unwrap_or(p.at).min(p.at);
    let mut end = sequence.len();
    // one closing line at the very end belongs to the whole; where parts have their own it is the last part's
    let credits = (first.at..end).filter(|k| shapes[sequence[*k]] == Shape::Credit).count();
    let mut own: Vec<usize> = sequence[..head_of(first)].to_vec();
    if credits == 1 && parts.len() > 1 && end > 0 && shapes[sequence[end - 1]] == Shape::Credit {
        end -= 1;
    }
    let mut ranges = Vec::new();
    for (k, part) in parts.iter().enumerate() {
        own.extend(part.categories.iter().map(|c| sequence[*c]));
        let stop = parts.get(k + 1).map_or(end, head_of);
        ranges.push(sequence[part.at..stop.max(part.at)].to_vec());
    }
    own.extend(&sequence[end..]);
    (own, ranges)
}
