//! What is particular to one publication, as data: TOML in, compiled patterns and word lists out.
//! Reads no file itself; `disk` hands over the text of user profiles. Never decides where an article starts.

mod compile;
mod labels;
mod lexicon;
mod marker;
mod patches;
mod pattern;
mod roster;
mod sieve;
mod source;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::model::abreast;
pub use labels::{LabelKind, ProposalLabels};
pub use lexicon::Lexicon;
pub use marker::LABEL_MARKS;
use marker::{Lead, answer_of_body};
pub use patches::{Boundary, KindPatch, Patch, PatchError, Patches, Said, Target};
pub use pattern::Pattern;
pub use roster::{Office, Roster, RosterError, RosterPerson};
use sieve::Sieve;

/// Why a profile can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    #[error("profile {name}: {cause}")]
    Syntax { name: String, cause: String },
    #[error("profile {name}: pattern {id}: {cause}")]
    Pattern { name: String, id: String, cause: String },
    #[error("profile {name}: pattern {id} should {expectation} {example:?}")]
    Example { name: String, id: String, expectation: &'static str, example: String },
    #[error("profile {name} extends {base}, which is not built in")]
    UnknownBase { name: String, base: String },
    #[error("there is no profile {id}; known: {known}")]
    Unknown { id: String, known: String },
}

/// Whether an issue is expected to have cover, contents page and colophon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    Magazine,
    Newspaper,
}

/// What a heading pattern opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Article,
    /// A heading over several articles.
    Group,
}

/// Kind of record a heading pattern speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Proposal,
    Speech,
    Meeting,
    Article,
}

/// A heading that opens an article.
#[derive(Debug, Clone)]
pub struct HeadingPattern {
    pub id: String,
    pub kind: Kind,
    pub level: Level,
    pub classification: Option<String>,
    pub regex: Pattern,
}

/// Part a line plays besides heading and body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineRole {
    Credit,
    AuthorNote,
    SpeakerNote,
    Byline,
    DateLine,
    AdoptedLine,
    ListNote,
    Caption,
    PageNumber,
    ContentsTitle,
    ContentsEntry,
    SectionLine,
    Colophon,
    Lead,
    LeadWire,
    Numbered,
    NumberedHigh,
    Subtitle,
    YearSuffix,
    Category,
    /// Label of a column of a page (栏目).
    Column,
    /// A day alone on its line, over the news of that day: 11月9日 星期一.
    Day,
    /// Heading of a box beside an article: 记者手记, 委员名片.
    BoxTitle,
    /// Paragraph with which a proposal starts to ask.
    Plea,
    /// `表1 …`, `图3：…`: the words over a table or under a figure.
    FigureTitle,
    /// Matter of a proposal that is its title: 案由：关于…的建议.
    CaseTitle,
    /// Number of a proposal on a line of its own.
    CaseNumber,
    /// With which a letter or a speech begins: 各位委员：
    Salutation,
    /// Note of the editors over what it introduces: 编者按.
    EditorsNote,
    /// Says where an article goes on: （下转第18页）.
    JumpOut,
    /// Says where it began: （上接第3页）.
    JumpIn,
}

/// A line with a role of its own; its named groups give the values.
#[derive(Debug, Clone)]
pub struct LinePattern {
    pub id: String,
    pub role: LineRole,
    pub regex: Pattern,
}

/// Marked part of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Background,
    Analysis,
    Recommendations,
    Handling,
    /// 关键词: the next line is the keyword and names the item.
    Keyword,
}

/// A section known without the contents page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSection {
    pub name: String,
    pub name_en: Option<String>,
}

/// Patterns for cover and colophon; each with group `n` (number) or `v` (text).
#[derive(Debug, Clone)]
pub struct MastheadPatterns {
    pub serial: Pattern,
    pub number: Pattern,
    pub year: Pattern,
    pub permit: Pattern,
    pub printed: Pattern,
    pub print_run: Pattern,
    pub publisher: Pattern,
    pub sponsor: Pattern,
    /// Folio line of a newspaper, with its date in group `v`.
    pub folio: Pattern,
    /// Name of a newspaper, a word of its page header.
    pub paper: Pattern,
    /// Date of issue (group `v`, whole or not) and number (`n`, `n2`) in the lines under the name on the first page.
    pub nameplate_date: Pattern,
    pub nameplate_number: Pattern,
    /// The word in large type that makes a letterhead, and the number of the document under it.
    pub letterhead: Pattern,
    pub document_number: Pattern,
    /// How often the publication appears (双月刊) → the months an issue stands for; longest word first.
    pub frequency: Vec<(String, u32)>,
    /// Lines of cover and colophon that hold no field.
    pub furniture: Vec<Pattern>,
    /// Labels of colophon lines, before a colon.
    pub labels: Vec<String>,
    /// Those of them whose values are names.
    pub people: Vec<String>,
    /// Those of them that lists of a committee's members have as well.
    pub seats: Vec<String>,
}

/// One publication's particulars, ready to use.
#[derive(Debug, Clone)]
pub struct Profile {
    pub id: String,
    pub name: String,
    pub publication: Option<String>,
    pub id_prefix: String,
    pub medium: Medium,
    pub detect: Vec<String>,
    pub headings: Vec<HeadingPattern>,
    pub lines: Vec<LinePattern>,
    /// Places in `lines` of each role, by its number.
    of_role: Vec<Vec<usize>>,
    /// Marker word → part, longest word first; the flag says that brackets or a colon are needed.
    pub markers: Vec<(String, Part, bool)>,
    pub sections: Vec<KnownSection>,
    pub masthead: MastheadPatterns,
    pub labels: ProposalLabels,
    pub lexicon: Lexicon,
    /// Canonical text of all sources it was made from, for the settings hash.
    pub digest: String,
    /// Of the line patterns, then the heading patterns.
    sieve: Arc<OnceLock<Option<Sieve>>>,
}

/// Groups caught by a line pattern.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caught {
    pub pattern: String,
    pub groups: BTreeMap<String, String>,
}

impl Caught {
    pub fn get(&self, group: &str) -> Option<&str> {
        self.groups.get(group).map(String::as_str)
    }
}

impl Profile {
    /// Makes what is made at its first use. Patterns are compiled when a text comes that they can match.
    pub fn make_ready(&self) {
        self.can_match(0, "");
    }

    /// The profile as that of a publication.
    #[must_use]
    pub fn of_publication(&self, publication: Option<String>) -> Self {
        Self { publication, ..self.clone() }
    }

    /// The first line pattern of `role` that matches `probe` (see [`probe`]).
    pub fn line(&self, role: LineRole, probe: &str) -> Option<Caught> {
        self.of_role(role)
            .find_map(|(i, p)| if self.can_match(i, probe) { caught(&p.id, &p.regex, probe) } else { None })
    }

    pub fn is(&self, role: LineRole, probe: &str) -> bool {
        self.of_role(role).any(|(i, p)| self.can_match(i, probe) && p.regex.is_match(probe))
    }

    /// The patterns of a role, in the profile's order, with their places.
    fn of_role(&self, role: LineRole) -> impl Iterator<Item = (usize, &LinePattern)> {
        let places = self.of_role.get(role as usize).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|i| Some((*i, self.lines.get(*i)?)))
    }

    /// All heading patterns that match, in the profile's order.
    pub fn headings_of<'a>(&'a self, probe: &'a str) -> impl Iterator<Item = &'a HeadingPattern> {
        self.headings_where(|_| true, probe)
    }

    /// Those of one level: no pattern of the other is asked.
    pub fn headings_at<'a>(&'a self, level: Level, probe: &'a str) -> impl Iterator<Item = &'a HeadingPattern> {
        self.headings_where(move |heading| heading.level == level, probe)
    }

    fn headings_where<'a>(
        &'a self,
        wanted: impl Fn(&HeadingPattern) -> bool,
        probe: &'a str,
    ) -> impl Iterator<Item = &'a HeadingPattern> {
        let headings = (self.lines.len()..).zip(&self.headings);
        let matches = move |i: usize, h: &HeadingPattern| self.can_match(i, probe) && h.regex.is_match(probe);
        headings.filter(move |(i, h)| wanted(h) && matches(*i, h)).map(|(_, h)| h)
    }

    /// Whether the pattern at this place of the sieve can match.
    fn can_match(&self, pattern: usize, probe: &str) -> bool {
        self.sieve().is_none_or(|sieve| sieve.lets_pass(pattern, probe))
    }

    fn sieve(&self) -> Option<&Sieve> {
        self.sieve.get_or_init(|| Sieve::new(self.patterns())).as_ref()
    }

    /// The patterns of the sieve.
    fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        self.lines.iter().map(|line| &line.regex).chain(self.headings.iter().map(|h| &h.regex))
    }

    /// Compiles the patterns that one of these texts may match: those of lines now, side by side, those of headings aside, as
    /// they are asked later.
    pub fn make_ready_for(&self, probes: &[&str]) {
        let Some(sieve) = self.sieve() else { return };
        let (lines, headings): (Vec<usize>, Vec<usize>) =
            sieve.let_pass_by(probes).into_iter().partition(|i| *i < self.lines.len());
        let lines: Vec<&Pattern> = lines.iter().map(|i| &self.lines[*i].regex).collect();
        let headings = headings.iter().filter_map(|i| self.headings.get(i - self.lines.len()));
        let headings: Vec<Pattern> = headings.map(|heading| heading.regex.clone()).collect();
        abreast::map_n(lines.len(), |i| lines[i].make_ready());
        abreast::aside(move || headings.iter().for_each(Pattern::make_ready));
    }

    /// The part a line opens and the text left on it after the marker: `【核心建议】应…`.
    pub fn marker(&self, probe: &str) -> Option<(Part, String)> {
        let lead = Lead::of(probe);
        let known = self.markers.iter().find_map(|(word, part, strict)| Some((*part, lead.marked(word, *strict)?)));
        known.or_else(|| {
            let answers =
                self.markers.iter().filter(|(_, part, _)| *part == Part::Handling).map(|(word, ..)| word.as_str());
            Some((Part::Handling, answer_of_body(probe, answers, &self.lexicon.bodies)?))
        })
    }

    /// Whether the word is one of the profile's sections; gives it.
    pub fn section(&self, name: &str) -> Option<&KnownSection> {
        self.sections.iter().find(|s| s.name == name)
    }
}

/// Whether a line ends in one of the words.
pub fn ends_as(probe: &str, words: &[String]) -> bool {
    words.iter().any(|word| probe.ends_with(word.as_str()))
}

fn caught(id: &str, regex: &Pattern, probe: &str) -> Option<Caught> {
    let found = regex.captures(probe)?;
    let groups = regex
        .names()
        .filter_map(|name| found.name(name).map(|m| (name.to_owned(), m.as_str().trim().to_owned())))
        .collect();
    Some(Caught { pattern: id.to_owned(), groups })
}

/// The form patterns are matched against: full-width ASCII folded to half width, runs of white space made one
/// space, ends trimmed. `。、“”《》` stay.
pub fn probe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_folded(*c)) {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + c.len_utf8()..).unwrap_or_default();
        match c {
            '\u{FF01}'..='\u{FF5E}' => out.extend(char::from_u32(c as u32 - 0xFEE0)),
            _ if out.is_empty() || out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    out.push_str(rest);
    out.truncate(out.trim_end().len());
    out
}

/// Whether [`probe`] makes another character of it. Tells Han and ASCII at a glance: every line is asked several times.
fn is_folded(c: char) -> bool {
    match c {
        '!'..='~' | '\u{3001}'..='\u{FF00}' => false,
        '\u{FF01}'..='\u{FF5E}' => true,
        c => c.is_whitespace(),
    }
}

/// All profiles at hand: the built-in ones and the user's.
#[derive(Debug, Clone)]
pub struct Profiles {
    all: Vec<Profile>,
}

/// Profile used where nothing else is detected in a magazine.
const GENERIC: &str = "bulletin";
/// Profile used where the text shows neither contents page nor colophon.
const NEWSPAPER: &str = "newspaper";

impl Profiles {
    /// The built-in profiles and those given as (name, TOML text); a user's profile replaces a built-in of the same id.
    pub fn load(user: &[(String, String)]) -> Result<Self, ProfileError> {
        let mut compiler = compile::Compiler::default();
        let mut all = Vec::new();
        for (name, text) in source::BUILT_IN {
            all.push(compiler.built_in(name, text)?);
        }
        for (name, text) in user {
            let profile = compiler.checked(name, text)?;
            all.retain(|p: &Profile| p.id != profile.id);
            all.push(profile);
        }
        Ok(Self { all })
    }

    pub fn ids(&self) -> Vec<&str> {
        self.all.iter().map(|p| p.id.as_str()).collect()
    }

    pub fn get(&self, id: &str) -> Result<&Profile, ProfileError> {
        self.all
            .iter()
            .find(|p| p.id == id)
            .ok_or_else(|| ProfileError::Unknown { id: id.to_owned(), known: self.ids().join(", ") })
    }

    /// The profile for a text, where none is asked for. A publication's own name counts most, and only where the
    /// text looks like an issue of a magazine (serial number, permit or contents page); otherwise the newspaper
    /// profile. `lines` are the lines of the input, in order.
    pub fn choose(&self, lines: &[&str]) -> &Profile {
        let probes: Vec<String> = abreast::map_n(lines.len(), |i| probe(lines[i]));
        let magazine = self.looks_like_magazine(&probes);
        let hits = |p: &Profile| p.detect.iter().filter(|d| probes.iter().any(|l| l.contains(d.as_str()))).count();
        let named = |p: &&Profile| p.medium == Medium::Magazine && p.publication.is_some();
        let best =
            self.all.iter().rev().filter(named).filter(|_| magazine).map(|p| (hits(p), p)).max_by_key(|(n, _)| *n);
        if let Some((n, profile)) = best
            && n > 0
        {
            return profile;
        }
        let id = if magazine { GENERIC } else { NEWSPAPER };
        self.all.iter().find(|p| p.id == id).unwrap_or(&self.all[0])
    }

    fn looks_like_magazine(&self, probes: &[String]) -> bool {
        let Some(generic) = self.all.iter().find(|p| p.id == GENERIC) else { return false };
        // printed on its first pages
        if probes.iter().any(|l| generic.masthead.serial.is_match(l) || generic.masthead.permit.is_match(l)) {
            return true;
        }
        // one pattern over many lines, of a profile that may not be the one: a sieve would not pay
        let entry: Vec<&Pattern> =
            generic.lines.iter().filter(|l| l.role == LineRole::ContentsEntry).map(|l| &l.regex).collect();
        // entries follow one another: numbered headings have sentences between them
        let (mut run, mut longest) = (0, 0);
        for line in probes.iter().filter(|line| !line.is_empty()) {
            if entry.iter().any(|pattern| pattern.is_match(line)) {
                run += 1;
                longest = longest.max(run);
            } else if line.ends_with('。') {
                run = 0;
            }
        }
        longest >= MIN_CONTENTS_ENTRIES
    }
}

/// Lines that look like contents entries from which on a text is taken for a magazine: a newspaper page may hold a
/// few lines that start or end with a number.
const MIN_CONTENTS_ENTRIES: usize = 6;
