//! One issue → its records, issue row, ledger and repairs. The straight line of this stage.

use std::collections::BTreeMap;

use super::byline;
use super::dates::{self, Reference};
use super::kind::{Decision, decide};
use super::people::present;
use super::quality::{doubt_pages, quality, warning};
use super::{
    Block, Common, IssueRef, IssueRow, LedgerRow, Meeting, Person, Plain, Proposal, Provenance, Record, Region,
    RepairRow, SCHEMA_VERSION, Section, Source, Speech, Tool, meeting, proposal, signed, speech, witness,
};
use crate::model::abreast;
use crate::model::article::{Article, BlockKind, Issue};
use crate::model::coverage::Fate;
use crate::model::geometry::Rect;
use crate::model::note::Note;
use crate::model::page::{Line, LineId, PageIndex};
use crate::model::provenance::{Extractor, Source as ModelSource};
use crate::model::text::{CleanPage, Gap};
use crate::profile::{Kind, LineRole, Medium, Profile, probe};

/// What the stage needs to know beside the issue.
pub struct Context<'a> {
    pub profile: &'a Profile,
    pub source: &'a ModelSource,
    pub issue_id: &'a str,
    /// Hash of all settings that change the result.
    pub settings: &'a str,
    /// What earlier stages noticed.
    pub notes: &'a [Note],
    /// White space of a text file that its lines do not hold.
    pub gaps: &'a [Gap],
    /// Kinds a person gave: that of the record which holds the line.
    pub kinds: &'a BTreeMap<LineId, Kind>,
}

/// Rule of the white space behind a line of a text file.
pub const WHITE: &str = "white-lines";
/// Rule of the white space before its first line.
pub const WHITE_BEFORE: &str = "white-lines-before";

/// All rows of one issue, not yet validated.
#[derive(Debug, Clone, PartialEq)]
pub struct Extracted {
    pub records: Vec<Record>,
    pub issue: IssueRow,
    pub ledger: Vec<LedgerRow>,
    pub repairs: Vec<RepairRow>,
}

/// ASCII id of an issue: `<prefix>-<year>-<number>`, by its serial number, or by its content where nothing is printed.
pub fn issue_id(issue: &Issue, profile: &Profile, sha256: &str) -> String {
    let m = &issue.masthead;
    let prefix = &profile.id_prefix;
    match (m.year, m.number, m.serial) {
        (Some(year), Some(number), _) => format!("{prefix}-{year}-{number:02}"),
        (_, _, Some(serial)) => format!("{prefix}-n{serial}"),
        _ => format!("{prefix}-{}", sha256.get(..12).unwrap_or(sha256)),
    }
}

/// Records, issue row, ledger and repairs of an issue.
pub fn extract(issue: &Issue, pages: &[CleanPage], context: &Context) -> Extracted {
    let credited = signed::credited(issue, context.profile);
    let issue = credited.as_ref().unwrap_or(issue);
    let stage = Stage::new(issue, pages, context);
    let records = || abreast::map_n(issue.articles.len(), |i| stage.record(i));
    let lines = || abreast::both(|| stage.repairs(), || stage.ledger());
    let (mut records, (repairs, ledger)): (Vec<Record>, _) = abreast::both(records, lines);
    link_meetings(&mut records);
    witness::speakers(issue, &mut records);
    super::ledger::count_repairs(&mut records, &repairs);
    let issue = stage.issue_row(&records, &ledger, repairs.len());
    Extracted { records, issue, ledger, repairs }
}

/// A document's date and signature are among its last blocks.
const SIGNED_BLOCKS: usize = 2;

/// The issue with what its rows are made from.
pub(super) struct Stage<'a> {
    pub issue: &'a Issue,
    pub pages: &'a [CleanPage],
    pub context: &'a Context<'a>,
    pub lines: BTreeMap<LineId, &'a Line>,
    /// Lines as repaired.
    pub clean: BTreeMap<LineId, &'a str>,
    reference: Option<Reference>,
    pub fates: BTreeMap<LineId, Fate>,
    /// What read each page.
    extractors: BTreeMap<PageIndex, Extractor>,
    /// Record position (from 0) of each article: reading order of first lines, parts after their whole.
    order: Vec<usize>,
}

impl<'a> Stage<'a> {
    fn new(issue: &'a Issue, pages: &'a [CleanPage], context: &'a Context<'a>) -> Self {
        let lines = pages.iter().flat_map(|p| &p.page.lines).map(|l| (l.id, l)).collect();
        let clean = pages.iter().flat_map(|p| p.page.lines.iter().zip(&p.clean)).map(|(l, c)| (l.id, c.as_str()));
        let m = &issue.masthead;
        let bodies = || issue.articles.iter().flat_map(|a| &a.body).map(|b| b.text.as_str());
        let heads = issue.articles.iter().filter_map(|a| a.head.date_line.as_deref());
        let daily = context.profile.medium == Medium::Newspaper;
        let reference = dates::of_issue(m, heads, daily).or_else(|| dates::of_text(bodies()));
        let fates = issue.coverage.rows.iter().map(|r| (r.line, r.fate)).collect();
        Self {
            issue,
            pages,
            context,
            lines,
            clean: clean.collect(),
            reference,
            fates,
            extractors: pages.iter().map(|p| (p.page.index, p.page.extractor)).collect(),
            order: (0..issue.articles.len()).collect(),
        }
    }

    pub(super) fn id(&self, article: usize) -> String {
        format!("{}-r{:04}", self.context.issue_id, self.order[article] + 1)
    }

    fn record(&self, index: usize) -> Record {
        let article = &self.issue.articles[index];
        let profile = self.context.profile;
        let decision = self.said_kind(article, decide(index, self.issue, profile));
        let days = self.days(article, &decision);
        let mut common = self.common(index, &decision);
        self.signed_over_text(index, &mut common);
        common.date = days.as_ref().map(|d| d.start.clone());
        common.date_precision = days.as_ref().map(|_| "day");
        if days.as_ref().is_some_and(|d| d.year_inferred) {
            common.quality.warnings.push(warning("year-inferred", None, "the year is taken from the text's own years"));
        }
        match decision.kind {
            Kind::Proposal => {
                if let (Some(speaker), [line]) = (&article.head.speaker, &common.byline[..])
                    && line.contains(speaker.name.as_str())
                    && speaker.role.is_some()
                {
                    // who puts a proposal is named by name; the office stands in `speaker`
                    common.byline = vec![speaker.name.clone()];
                }
                let parent = article.part_of.map(|p| &self.issue.articles[p]);
                Record::Proposal(proposal_record(common, article, parent, profile))
            }
            Kind::Speech => Record::Speech(self.speech_record(common, article)),
            Kind::Meeting => Record::Meeting(meeting_record(common, article, days, profile)),
            Kind::Article => Record::Article(Plain { common }),
        }
    }

    /// What a person says of the kind wins; the finer kind goes with the kind it is of.
    fn said_kind(&self, article: &Article, decision: Decision) -> Decision {
        match article.lines.iter().find_map(|line| self.context.kinds.get(line)) {
            Some(kind) if *kind != decision.kind => Decision { kind: *kind, classification: None },
            _ => decision,
        }
    }

    /// The day the record is about: its date line, else the first day of its lead.
    fn days(&self, article: &Article, decision: &Decision) -> Option<dates::Days> {
        if let Some(line) = &article.head.date_line {
            return dates::first_day(line, self.reference);
        }
        let last = article.body.iter().rev().take(SIGNED_BLOCKS);
        let signed =
            last.map(|b| probe(&b.text)).find_map(|text| dates::signed(&text, &self.context.profile.lexicon.bodies));
        if matches!(decision.kind, Kind::Speech | Kind::Proposal) {
            let spoken = || dates::first_day(&speech::day(article)?, None);
            return signed.or_else(spoken);
        }
        if article.opening.rule.starts_with("part-") {
            // news of a round-up start with their day; pieces of a feature speak of many
            let first = article.body.iter().find(|b| b.kind == BlockKind::Paragraph)?;
            let opening: String = probe(&first.text).chars().take(MAX_DAY).collect();
            return dates::first_day(&opening, self.reference)
                .filter(|_| opening.starts_with(|c: char| c.is_ascii_digit()))
                .or_else(|| dates::lead_day(&opening, self.reference));
        }
        let review = decision.classification.as_deref() == Some("综述");
        let mut paragraphs = article.body.iter().filter(|b| b.kind == BlockKind::Paragraph);
        let first = paragraphs.next()?;
        let lead = |text: &str| {
            let p = probe(text);
            self.context.profile.is(LineRole::Lead, &p) || self.context.profile.is(LineRole::LeadWire, &p)
        };
        if signed.is_some() && !lead(&first.text) {
            // a document: the day under it is its own, days in it are what it speaks of
            return signed;
        }
        let found = self.day_of_lead(&probe(&first.text));
        if review && !lead(&first.text) && found.is_none() {
            return None;
        }
        // a standfirst may stand before the dated lead
        found.or_else(|| {
            let second = paragraphs.next().filter(|b| lead(&b.text))?;
            self.day_of_lead(&probe(&second.text))
        })
    }

    fn day_of_lead(&self, lead: &str) -> Option<dates::Days> {
        dates::lead_day(lead, self.reference).or_else(|| dates::first_day(lead, self.reference))
    }

    fn common(&self, index: usize, decision: &Decision) -> Common {
        let article = &self.issue.articles[index];
        let provenance = self.provenance(&article.lines);
        let mut quality = quality(self.issue, index);
        doubt_pages(&mut quality, &provenance.pages, self.context.notes);
        let kind = match decision.kind {
            Kind::Proposal => "proposal",
            Kind::Speech => "speech",
            Kind::Meeting => "meeting",
            Kind::Article => "article",
        };
        Common {
            schema_version: SCHEMA_VERSION,
            id: self.id(index),
            kind,
            classification: decision.classification.clone(),
            part_of: article.part_of.map(|p| self.id(p)),
            issue: self.issue_ref(),
            section: article.section.as_ref().map(|s| Section { name: s.name.clone(), name_en: s.name_en.clone() }),
            title: article.head.title.clone(),
            subtitle: article.head.subtitle.clone(),
            // who speaks is cited with the office, whoever writes or proposes by name
            byline: match decision.kind {
                Kind::Speech => speech::byline(article, self.context.profile),
                _ => self.authors(article),
            },
            date: None,
            date_precision: None,
            credit: article.credit.as_ref().and_then(|line| byline::credit(line, self.context.profile)),
            frame: self.frame(index),
            body: article.body.iter().map(block).collect(),
            pages: self.printed_pages(article),
            provenance,
            quality,
            repairs: 0,
        }
    }

    /// Who wrote or put it: the byline, else whom its first line names.
    fn authors(&self, article: &Article) -> Vec<String> {
        let authors = byline::authors(&article.head.byline, self.context.profile);
        if let Some(all) = proposal::put_by(article, self.context.profile)
            .filter(|all| all.len() > authors.len() && authors.iter().all(|name| all.contains(name)))
        {
            return all;
        }
        let first = article.body.first().filter(|_| authors.is_empty());
        let named = first.and_then(|block| byline::reported_by(&block.text, self.context.profile));
        authors.into_iter().chain(named).collect()
    }

    /// A closing line of names that stands over the text is a byline: `文/图 李某`.
    fn signed_over_text(&self, index: usize, common: &mut Common) {
        let article = &self.issue.articles[index];
        if !common.byline.is_empty() {
            return;
        }
        let Some(text) = article.body.first().and_then(|b| b.lines.iter().min()) else { return };
        let credit = common.credit.take_if(|c| {
            let over = |name: &String| {
                let held = |line: &LineId| self.clean.get(line).is_some_and(|clean| clean.contains(name.as_str()));
                article.lines.iter().filter(|line| *line < text).any(held)
            };
            c.outlet.is_none() && c.reporters.iter().all(over)
        });
        common.byline = credit.map(|credit| credit.reporters).unwrap_or_default();
    }

    /// Lines of an article that stand in no block of its body.
    fn frame(&self, index: usize) -> Vec<String> {
        let in_field = |line: &&LineId| matches!(self.fates.get(line), Some(Fate::Article { article, block: None }) if *article == index);
        let clean = |line| self.clean.get(line).filter(|text| !text.is_empty()).map(|text| (*text).to_owned());
        self.issue.articles[index].lines.iter().filter(in_field).filter_map(clean).collect()
    }

    fn issue_ref(&self) -> IssueRef {
        let m = &self.issue.masthead;
        IssueRef {
            id: self.context.issue_id.to_owned(),
            publication: m.publication.clone(),
            year: m.year,
            number: m.number,
            serial: m.serial,
        }
    }

    /// Printed numbers of the pages it stands on; of a text without pages the page its contents entry names.
    fn printed_pages(&self, article: &Article) -> Vec<u32> {
        let mut pages: Vec<u32> = article
            .lines
            .iter()
            .filter_map(|l| self.lines.get(l))
            .filter_map(|l| self.issue.page_map.iter().find(|(_, index)| *index == l.page).map(|(n, _)| *n))
            .collect();
        pages.sort_unstable();
        pages.dedup();
        if pages.is_empty() {
            pages.extend(article.contents.and_then(|e| self.issue.contents[e].page));
        }
        pages
    }

    pub(super) fn provenance(&self, lines: &[LineId]) -> Provenance {
        let mut boxes: BTreeMap<u32, Option<Rect>> = BTreeMap::new();
        for line in lines.iter().filter_map(|l| self.lines.get(l)) {
            let seen = boxes.entry(line.page.0).or_default();
            *seen = match (*seen, line.bbox) {
                (Some(a), Some(b)) => Some(a.union(&b)),
                (a, b) => a.or(b),
            };
        }
        let regions =
            boxes.iter().filter_map(|(page, bbox)| bbox.map(|b| Region { page: *page, bbox: corners(&b) })).collect();
        let s = self.context.source;
        Provenance {
            source: Source { path: s.path.clone(), sha256: s.sha256.clone(), media_type: s.media_type },
            pages: boxes.keys().copied().collect(),
            regions,
            extractor: self.extractor(lines).as_str(),
            tool: Tool {
                name: "huikan",
                version: env!("CARGO_PKG_VERSION"),
                settings: self.context.settings.to_owned(),
            },
        }
    }

    /// How most of these lines were got; of two that got as many, the less sure one.
    fn extractor(&self, lines: &[LineId]) -> Extractor {
        let mut counts: BTreeMap<Extractor, usize> = BTreeMap::new();
        for line in lines.iter().filter_map(|l| self.lines.get(l)) {
            let extractor = self.extractors.get(&line.page).copied();
            *counts.entry(extractor.unwrap_or(Extractor::Text)).or_default() += 1;
        }
        let most = counts.into_iter().max_by_key(|&(extractor, n)| (n, extractor == Extractor::Ocr));
        most.map_or(Extractor::Text, |(extractor, _)| extractor)
    }

    fn speech_record(&self, mut common: Common, article: &Article) -> Speech {
        let profile = self.context.profile;
        let group = article.part_of.map(|p| self.issue.articles[p].head.title.as_str()).unwrap_or_default();
        let speaker = speech::speaker(article, profile);
        if speaker.is_none() && common.byline.is_empty() {
            common.quality.warnings.push(warning("speaker-unknown", None, "the print names no speaker"));
        }
        let occasion = speech::occasion(article);
        let excerpt = speech::excerpt(article, group) || self.credit_line_says(article, "摘自");
        Speech { common, speaker, occasion, meeting: None, excerpt }
    }

    fn credit_line_says(&self, article: &Article, word: &str) -> bool {
        article.lines.iter().rev().take(3).filter_map(|l| self.lines.get(l)).any(|l| l.text.contains(word))
    }
}

/// Characters at the start of news that hold their day.
const MAX_DAY: usize = 12;

pub(super) fn corners(b: &Rect) -> [f64; 4] {
    [b.x0, b.y0, b.x1, b.y1].map(|v| (f64::from(v) * 100.0).round() / 100.0)
}

fn proposal_record(common: Common, article: &Article, parent: Option<&Article>, profile: &Profile) -> Proposal {
    let parts = proposal::parts(article, proposal::pleads(article, parent, profile), profile);
    let item = article.opening.rule == "part-keyword";
    let keywords = if item { vec![article.head.title.clone()] } else { parts.keywords.clone() };
    let speaker = article.head.speaker.as_ref().map(|p| Person { name: p.name.clone(), role: p.role.clone() });
    Proposal {
        identifier: proposal::identifier(article, &common.frame, profile),
        year: article.head.year.or_else(|| proposal::year(article, profile)),
        category: article.category.clone().or_else(|| proposal::kind_behind_number(article, profile)),
        proposers: proposal::proposers(article, &common.byline, profile),
        speaker,
        keywords,
        background: parts.background,
        analysis: parts.analysis,
        recommendations: parts.recommendations,
        handling: parts.handling,
        handlers: proposal::handlers(article, profile),
        result: proposal::result(article, profile),
        common,
    }
}

fn meeting_record(mut common: Common, article: &Article, days: Option<dates::Days>, profile: &Profile) -> Meeting {
    let people = present(meeting::paragraphs(article), profile);
    for (printed, listed) in &people.misread {
        let message = format!("{printed} is taken for {listed}, who is listed with an office");
        common.quality.warnings.push(warning("name-variants", None, &message));
    }
    let name = meeting::name(article);
    let term = meeting::term_of(article);
    let heading = format!("{}{}", common.title, common.subtitle.as_deref().unwrap_or_default());
    let place = meeting::paragraphs(article).take(2).find_map(meeting::place);
    Meeting {
        organ: name.as_deref().and_then(meeting::organ),
        name,
        term: term.0,
        ordinal: term.1,
        extended: heading.contains("扩大"),
        start_date: days.as_ref().map(|d| d.start.clone()),
        end_date: days.and_then(|d| d.end),
        place,
        mode: meeting::mode(article),
        chair: people.chair,
        speakers: people.speakers,
        attendees: people.attendees,
        observers: people.observers,
        proposals: meeting::proposals(article),
        decisions: meeting::decisions(article),
        common,
    }
}

/// Speeches name the record of their meeting where the issue holds a report of it: same 届 and 次, the plenary.
fn link_meetings(records: &mut [Record]) {
    let meetings: Vec<(String, u32, u32, bool)> = records
        .iter()
        .filter_map(|r| match r {
            Record::Meeting(m) => {
                let plenary = m.common.classification.as_deref() == Some("全体会议");
                Some((m.common.id.clone(), m.term?, m.ordinal?, plenary))
            }
            _ => None,
        })
        .collect();
    for record in records {
        if let Record::Speech(s) = record
            && let Some((term, ordinal)) = s.occasion.as_deref().and_then(meeting::term)
        {
            let found = meetings.iter().find(|(_, t, o, plenary)| *plenary && (*t, *o) == (term, ordinal));
            s.meeting = found.map(|(id, ..)| id.clone());
        }
    }
}

fn block(block: &crate::model::article::BodyBlock) -> Block {
    let (kind, level) = match block.kind {
        BlockKind::Heading(level) => ("heading", Some(level)),
        BlockKind::Paragraph => ("paragraph", None),
        BlockKind::ListItem => ("list_item", None),
    };
    let numbers = block.lines.iter().map(|l| l.0);
    let lines = [numbers.clone().min().unwrap_or(0), numbers.max().unwrap_or(0)];
    Block { kind, level, text: block.text.clone(), page: block.page.0 + 1, lines }
}
