//! What `segment` makes of an issue: its articles, contents page, masthead and colophon.

use super::coverage::Coverage;
use super::page::{LineId, PageIndex};
use super::text::Class;

/// A piece of an article's body.
#[derive(Debug, Clone, PartialEq)]
pub struct BodyBlock {
    pub kind: BlockKind,
    /// Clean text; a paragraph is whole again across columns and pages.
    pub text: String,
    /// Page where it begins.
    pub page: PageIndex,
    /// The lines it was made of, in reading order.
    pub lines: Vec<LineId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// Level 1 is the highest inside the article.
    Heading(u8),
    Paragraph,
    ListItem,
}

/// Why an article starts where it does, for `explain`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opening {
    /// Id of the heading pattern or rule that opened it.
    pub rule: String,
    /// The cues that spoke for it, in words.
    pub evidence: Vec<String>,
}

/// A structural repair: lines joined, split, moved or set apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    pub class: Class,
    pub rule: &'static str,
    /// Lines concerned, in the order of the result.
    pub lines: Vec<LineId>,
    pub printed: String,
    pub repaired: String,
    pub evidence: Vec<String>,
    /// From 0 to 1; less than 1 where one end of what was moved speaks for it alone.
    pub confidence: f64,
}

/// Source line at the end of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credit {
    pub outlet: String,
    pub reporters: Vec<String>,
}

/// Somebody named in a role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    pub name: String,
    pub role: Option<String>,
}

/// A section (栏目) of the contents page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    pub name: String,
    pub name_en: Option<String>,
}

/// Head matter of an article, lines already taken out of the body.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Head {
    pub title: String,
    pub subtitle: Option<String>,
    /// Authors or proposers printed at the head.
    pub byline: Vec<String>,
    /// "role name" line under a speech title, or （发言人：…） at the end of a proposal.
    pub speaker: Option<Person>,
    /// The head says that this was spoken: 李明委员代表某界别发言.
    pub spoken: bool,
    /// A date line, text as printed without its brackets.
    pub date_line: Option<String>,
    /// Year printed behind the title, as in …机制(2018 年).
    pub year: Option<i32>,
}

/// One article, or one part of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Index of the article it is a part of.
    pub part_of: Option<usize>,
    pub head: Head,
    pub section: Option<Section>,
    /// Heading of the group it stands under (聚焦中心热点·建真言).
    pub category: Option<String>,
    pub credit: Option<Credit>,
    pub body: Vec<BodyBlock>,
    /// All lines, fields and body, in reading order.
    pub lines: Vec<LineId>,
    /// Entry of [`Issue::contents`] that names it.
    pub contents: Option<usize>,
    pub opening: Opening,
    pub joins: Vec<Join>,
}

/// One entry of the contents page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ContentsEntry {
    pub section: Option<Section>,
    /// Printed page number.
    pub page: Option<u32>,
    pub title: String,
    pub subtitle: Option<String>,
    pub lines: Vec<LineId>,
    /// Articles found for it, in order; empty: none.
    pub articles: Vec<usize>,
}

/// What cover, masthead and colophon say of the issue.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Masthead {
    pub publication: Option<String>,
    pub year: Option<i32>,
    pub number: Option<u32>,
    /// Months an issue stands for, where the print says how often it appears (双月刊: 2).
    pub months: Option<u32>,
    /// Running number over all years (总第 N 期).
    pub serial: Option<u32>,
    pub permit: Option<String>,
    /// ISO date of printing.
    pub printed: Option<String>,
    pub print_run: Option<u32>,
    pub publisher: Option<String>,
    /// (label, names) in the order printed.
    pub editors: Vec<(String, Vec<String>)>,
}

/// One issue, all its lines accounted for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Issue {
    pub masthead: Masthead,
    pub contents: Vec<ContentsEntry>,
    /// In reading order, parts after the article they belong to.
    pub articles: Vec<Article>,
    pub coverage: Coverage,
    /// (printed page, page index) pairs, sorted.
    pub page_map: Vec<(u32, PageIndex)>,
}
