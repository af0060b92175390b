//! Profile TOML → `Profile`: patterns made, examples run, the base's lists added. The examples of built-in profiles are run
//! by a test, not at every start, and their patterns are compiled when first needed.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::pattern::{Pattern, Pool};
use super::source::{BUILT_IN, HeadingToml, LineToml, MastheadToml, ProfileToml};
use super::{
    HeadingPattern, Kind, KnownSection, Level, Lexicon, LinePattern, LineRole, MastheadPatterns, Medium, Part, Profile,
    ProfileError, ProposalLabels, probe,
};

/// A pattern that matches nothing, where a profile gives none.
const NEVER: &str = "[a&&b]";

/// Compiles profiles one after the other; they share bases and patterns.
#[derive(Default)]
pub(super) struct Compiler {
    pool: Pool,
    /// Built-in texts parsed so far, by file name.
    parsed: HashMap<&'static str, Rc<ProfileToml>>,
}

impl Compiler {
    /// A built-in profile, of which a test knows that it is right.
    pub fn built_in(&mut self, file: &'static str, text: &'static str) -> Result<Profile, ProfileError> {
        let own = self.parse_built_in(file, text)?;
        self.profile(file, own, text, false)
    }

    /// A user's profile: all its patterns are compiled and its examples run.
    pub fn checked(&mut self, name: &str, text: &str) -> Result<Profile, ProfileError> {
        let own = Rc::new(parse(name, text)?);
        self.profile(name, own, text, true)
    }

    /// A profile with its base merged in.
    fn profile(
        &mut self,
        name: &str,
        own: Rc<ProfileToml>,
        text: &str,
        checked: bool,
    ) -> Result<Profile, ProfileError> {
        let mut digest = text.to_owned();
        let mut chain = vec![own];
        if let Some(base) = chain[0].extends.clone() {
            let (file, base_text) = built_in(name, &base)?;
            digest.push_str(base_text);
            chain.push(self.parse_built_in(file, base_text)?);
        }
        build(&mut Maker { name, pool: &mut self.pool, checked }, &chain, digest)
    }

    fn parse_built_in(&mut self, file: &'static str, text: &'static str) -> Result<Rc<ProfileToml>, ProfileError> {
        if let Some(known) = self.parsed.get(file) {
            return Ok(Rc::clone(known));
        }
        let parsed = Rc::new(parse(file, text)?);
        self.parsed.insert(file, Rc::clone(&parsed));
        Ok(parsed)
    }
}

fn parse(name: &str, text: &str) -> Result<ProfileToml, ProfileError> {
    toml::from_str(text).map_err(|e| ProfileError::Syntax { name: name.to_owned(), cause: e.to_string() })
}

fn built_in(name: &str, base: &str) -> Result<(&'static str, &'static str), ProfileError> {
    let known = BUILT_IN.iter().find(|(file, _)| file.strip_suffix(".toml") == Some(base));
    known.copied().ok_or_else(|| ProfileError::UnknownBase { name: name.to_owned(), base: base.to_owned() })
}

/// `chain` is the profile itself, then its base: own patterns are tried first, lists are joined.
fn build(make: &mut Maker, chain: &[Rc<ProfileToml>], digest: String) -> Result<Profile, ProfileError> {
    let name = make.name;
    let own = chain.first().ok_or_else(|| syntax(name, "empty"))?;
    let mut headings = Vec::new();
    let mut lines = Vec::new();
    let mut markers = Vec::new();
    let mut sections = Vec::new();
    let mut labels = ProposalLabels::default();
    let mut lexicon = Lexicon::default();
    for source in chain {
        for h in &source.heading {
            headings.push(heading(make, h)?);
        }
        for l in &source.line {
            lines.push(line(make, l)?);
        }
        for m in &source.marker {
            let part = part(name, &m.part)?;
            markers.extend(m.words.iter().map(|w| (w.clone(), part, false)));
            markers.extend(m.bracketed.iter().map(|w| (w.clone(), part, true)));
        }
        sections
            .extend(source.section.iter().map(|s| KnownSection { name: s.name.clone(), name_en: s.name_en.clone() }));
        labels.identifier.extend(source.labels.identifier.iter().cloned());
        labels.proposer.extend(source.labels.proposer.iter().cloned());
        labels.handler.extend(source.labels.handler.iter().cloned());
        labels.result.extend(source.labels.result.iter().cloned());
        labels.year.extend(source.labels.year.iter().cloned());
        add_words(&mut lexicon, source);
    }
    markers.sort_by_key(|(w, _, _)| std::cmp::Reverse(w.chars().count()));
    put_in_order(&mut lexicon);
    let masthead = masthead(make, chain)?;
    let medium = match own.medium.as_str() {
        "magazine" => Medium::Magazine,
        "newspaper" => Medium::Newspaper,
        other => return Err(syntax(name, &format!("medium {other}: use magazine or newspaper"))),
    };
    if !own.id_prefix.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return Err(syntax(name, "id_prefix: use a-z, 0-9 and - only"));
    }
    Ok(Profile {
        id: own.id.clone(),
        name: own.name.clone(),
        publication: own.publication.clone(),
        id_prefix: own.id_prefix.clone(),
        medium,
        detect: own.detect.clone(),
        headings,
        of_role: by_role(&lines),
        lines,
        markers,
        sections,
        masthead,
        labels,
        lexicon,
        digest,
        sieve: Arc::default(),
    })
}

/// Places of the patterns of each role.
fn by_role(lines: &[LinePattern]) -> Vec<Vec<usize>> {
    let mut of_role: Vec<Vec<usize>> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let role = line.role as usize;
        of_role.resize_with(of_role.len().max(role + 1), Vec::new);
        of_role[role].push(i);
    }
    of_role
}

/// Lists in which the longest word counts, and those that are looked up by their order.
fn put_in_order(lexicon: &mut Lexicon) {
    for list in [&mut lexicon.roles, &mut lexicon.bodies] {
        list.sort_by_key(|w| std::cmp::Reverse(w.chars().count()));
        list.dedup();
    }
    lexicon.surnames.sort_unstable();
    lexicon.surnames.dedup();
    lexicon.role_starts = beginnings(&lexicon.roles);
    lexicon.compound_starts = beginnings(&lexicon.compound_surnames);
}

/// Characters that words begin with, in order.
fn beginnings(words: &[String]) -> Vec<char> {
    let mut beginnings: Vec<char> = words.iter().filter_map(|word| word.chars().next()).collect();
    beginnings.sort_unstable();
    beginnings.dedup();
    beginnings
}

fn add_words(lexicon: &mut Lexicon, source: &ProfileToml) {
    lexicon.roles.extend(source.lexicon.roles.iter().cloned());
    lexicon.bodies.extend(source.lexicon.bodies.iter().cloned());
    lexicon.parties.extend(source.lexicon.parties.iter().cloned());
    lexicon.surnames.extend(source.lexicon.surnames.chars());
    lexicon.compound_surnames.extend(source.lexicon.compound_surnames.iter().cloned());
    lexicon.not_names.extend(source.lexicon.not_names.iter().cloned());
    lexicon.factual.extend(source.lexicon.factual.iter().cloned());
    lexicon.ends_heading.extend(source.lexicon.ends_heading.iter().cloned());
    lexicon.name_followers.extend(source.lexicon.name_followers.iter().cloned());
    lexicon.absent.extend(source.lexicon.absent.iter().cloned());
    lexicon.asking.extend(source.lexicon.asking.iter().cloned());
    lexicon.requests.extend(source.lexicon.requests.iter().cloned());
    lexicon.spoken.extend(source.lexicon.spoken.iter().cloned());
    lexicon.assemblies.extend(source.lexicon.assemblies.iter().cloned());
    lexicon.columns.extend(source.lexicon.columns.iter().cloned());
    lexicon.sections.extend(source.lexicon.sections.iter().cloned());
    lexicon.excerpts.extend(source.lexicon.excerpts.iter().cloned());
    lexicon.read_by.extend(source.lexicon.read_by.iter().cloned());
    lexicon.arts.extend(source.lexicon.arts.iter().cloned());
    lexicon.stressing.extend(source.lexicon.stressing.iter().cloned());
    lexicon.interviews.extend(source.lexicon.interviews.iter().cloned());
    lexicon.page_names.extend(source.lexicon.page_names.iter().cloned());
    lexicon.minutes.extend(source.lexicon.minutes.iter().cloned());
    lexicon.wishes.extend(source.lexicon.wishes.iter().cloned());
    lexicon.phrases.extend(source.lexicon.phrases.iter().cloned());
    lexicon.sealed_phrases.extend(source.lexicon.sealed_phrases.iter().cloned());
    lexicon.set_words.extend(source.lexicon.set_words.iter().cloned());
    lexicon.never_ends_heading.extend(source.lexicon.never_ends_heading.chars());
}

fn syntax(name: &str, cause: &str) -> ProfileError {
    ProfileError::Syntax { name: name.to_owned(), cause: cause.to_owned() }
}

/// Makes the patterns of one profile.
struct Maker<'a> {
    /// The profile's, for messages.
    name: &'a str,
    pool: &'a mut Pool,
    /// Compile now and run the examples.
    checked: bool,
}

impl Maker<'_> {
    fn pattern(&mut self, id: &str, pattern: &str) -> Result<Pattern, ProfileError> {
        if !self.checked {
            return Ok(self.pool.unchecked(pattern));
        }
        self.pool.checked(pattern).map_err(|e| ProfileError::Pattern {
            name: self.name.to_owned(),
            id: id.to_owned(),
            cause: e.to_string(),
        })
    }

    /// A pattern whose examples hold.
    fn tried(
        &mut self,
        id: &str,
        pattern: &str,
        matches: &[String],
        rejects: &[String],
    ) -> Result<Pattern, ProfileError> {
        let made = self.pattern(id, pattern)?;
        if !self.checked {
            return Ok(made);
        }
        let fails = |expectation, example: &String| ProfileError::Example {
            name: self.name.to_owned(),
            id: id.to_owned(),
            expectation,
            example: example.clone(),
        };
        if let Some(miss) = matches.iter().find(|m| !made.is_match(&probe(m))) {
            return Err(fails("match", miss));
        }
        if let Some(hit) = rejects.iter().find(|r| made.is_match(&probe(r))) {
            return Err(fails("reject", hit));
        }
        Ok(made)
    }
}

fn heading(make: &mut Maker, h: &HeadingToml) -> Result<HeadingPattern, ProfileError> {
    let kind = match h.kind.as_str() {
        "proposal" => Kind::Proposal,
        "speech" => Kind::Speech,
        "meeting" => Kind::Meeting,
        "article" => Kind::Article,
        other => return Err(syntax(make.name, &format!("heading {}: kind {other}", h.id))),
    };
    let level = match h.level.as_str() {
        "article" => Level::Article,
        "group" => Level::Group,
        other => return Err(syntax(make.name, &format!("heading {}: level {other}", h.id))),
    };
    let regex = make.tried(&h.id, &h.pattern, &h.matches, &h.rejects)?;
    Ok(HeadingPattern { id: h.id.clone(), kind, level, classification: h.classification.clone(), regex })
}

fn line(make: &mut Maker, l: &LineToml) -> Result<LinePattern, ProfileError> {
    let role = match l.role.as_str() {
        "credit" => LineRole::Credit,
        "author-note" => LineRole::AuthorNote,
        "speaker-note" => LineRole::SpeakerNote,
        "byline" => LineRole::Byline,
        "date-line" => LineRole::DateLine,
        "adopted-line" => LineRole::AdoptedLine,
        "list-note" => LineRole::ListNote,
        "caption" => LineRole::Caption,
        "page-number" => LineRole::PageNumber,
        "contents-title" => LineRole::ContentsTitle,
        "contents-entry" => LineRole::ContentsEntry,
        "section-line" => LineRole::SectionLine,
        "colophon" => LineRole::Colophon,
        "lead" => LineRole::Lead,
        "lead-wire" => LineRole::LeadWire,
        "numbered" => LineRole::Numbered,
        "numbered-high" => LineRole::NumberedHigh,
        "subtitle" => LineRole::Subtitle,
        "year-suffix" => LineRole::YearSuffix,
        "category" => LineRole::Category,
        "column" => LineRole::Column,
        "day" => LineRole::Day,
        "box-title" => LineRole::BoxTitle,
        "plea" => LineRole::Plea,
        "figure-title" => LineRole::FigureTitle,
        "case-title" => LineRole::CaseTitle,
        "case-number" => LineRole::CaseNumber,
        "salutation" => LineRole::Salutation,
        "editors-note" => LineRole::EditorsNote,
        "jump-out" => LineRole::JumpOut,
        "jump-in" => LineRole::JumpIn,
        other => return Err(syntax(make.name, &format!("line {}: role {other}", l.id))),
    };
    let regex = make.tried(&l.id, &l.pattern, &l.matches, &l.rejects)?;
    Ok(LinePattern { id: l.id.clone(), role, regex })
}

fn part(name: &str, part: &str) -> Result<Part, ProfileError> {
    Ok(match part {
        "background" => Part::Background,
        "analysis" => Part::Analysis,
        "recommendations" => Part::Recommendations,
        "handling" => Part::Handling,
        "keyword" => Part::Keyword,
        other => return Err(syntax(name, &format!("marker part {other}"))),
    })
}

fn masthead(make: &mut Maker, chain: &[Rc<ProfileToml>]) -> Result<MastheadPatterns, ProfileError> {
    let mut pick = |get: fn(&MastheadToml) -> &Option<String>, id: &str| {
        let pattern = chain.iter().find_map(|s| get(&s.masthead).as_deref());
        make.pattern(id, pattern.unwrap_or(NEVER))
    };
    let serial = pick(|m| &m.serial, "masthead.serial")?;
    let number = pick(|m| &m.number, "masthead.number")?;
    let year = pick(|m| &m.year, "masthead.year")?;
    let permit = pick(|m| &m.permit, "masthead.permit")?;
    let printed = pick(|m| &m.printed, "masthead.printed")?;
    let print_run = pick(|m| &m.print_run, "masthead.print_run")?;
    let publisher = pick(|m| &m.publisher, "masthead.publisher")?;
    let sponsor = pick(|m| &m.sponsor, "masthead.sponsor")?;
    let folio = pick(|m| &m.folio, "masthead.folio")?;
    let paper = pick(|m| &m.paper, "masthead.paper")?;
    let nameplate_date = pick(|m| &m.nameplate_date, "masthead.nameplate_date")?;
    let nameplate_number = pick(|m| &m.nameplate_number, "masthead.nameplate_number")?;
    let letterhead = pick(|m| &m.letterhead, "masthead.letterhead")?;
    let document_number = pick(|m| &m.document_number, "masthead.document_number")?;
    let mut furniture = Vec::new();
    for pattern in chain.iter().flat_map(|s| &s.masthead.furniture) {
        furniture.push(make.pattern("masthead.furniture", pattern)?);
    }
    let mut frequency: Vec<(String, u32)> = chain.iter().flat_map(|s| s.masthead.frequency.clone()).collect();
    frequency.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
    Ok(MastheadPatterns {
        frequency,
        serial,
        number,
        year,
        permit,
        printed,
        print_run,
        publisher,
        sponsor,
        folio,
        paper,
        nameplate_date,
        nameplate_number,
        letterhead,
        document_number,
        furniture,
        labels: chain.iter().flat_map(|s| s.masthead.labels.iter().cloned()).collect(),
        seats: chain.iter().flat_map(|s| s.masthead.seats.iter().cloned()).collect(),
        people: chain.iter().flat_map(|s| s.masthead.people.iter().cloned()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::source::{BUILT_IN, TEMPLATE};
    use super::{Compiler, Profile, ProfileError};

    fn profile(name: &str, text: &str) -> Result<Profile, ProfileError> {
        Compiler::default().checked(name, text)
    }

    #[test]
    fn every_built_in_profile_compiles_and_its_examples_hold() {
        for (name, text) in BUILT_IN {
            if let Err(e) = profile(name, text) {
                panic!("{e}");
            }
        }
    }

    #[test]
    fn a_mark_before_a_label_says_as_much_as_brackets_but_a_heading_is_none() {
        use super::super::{Part, Profiles};
        let profiles = Profiles::load(&[]).expect("built-in profiles");
        let bulletin = profiles.get("bulletin").expect("the generic profile");
        let part = |probe: &str| bulletin.marker(probe).map(|(part, _)| part);
        assert_eq!(part("■ 建议"), Some(Part::Recommendations));
        assert_eq!(part("理 由:盲道在路口处中断。"), Some(Part::Background));
        assert_eq!(part("■成果转化:从纸上到地上"), None);
        assert_eq!(part("建议"), None, "a word alone may be a piece of a column");
    }

    #[test]
    fn the_template_is_a_working_profile() {
        assert_eq!(profile("_template.toml", TEMPLATE).map(|p| p.id), Ok("my-bulletin".to_owned()));
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        let text = format!("{TEMPLATE}\n[surprise]\nx = 1\n");
        assert!(profile("x", &text).is_err());
    }

    #[test]
    fn an_example_that_does_not_match_is_an_error() {
        let text = TEMPLATE.replace("matches = [\"春日随笔\"]", "matches = [\"春日\"]");
        assert!(profile("x", &text).is_err_and(|e| e.to_string().contains("should match")));
    }
}
