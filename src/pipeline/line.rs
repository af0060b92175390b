//! The straight line for one file: bytes in, a draft of its issue out. The one place that calls the stages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::ocr::{MISSING, Reader};
use super::white::{White, is_ended};
use super::{Content, Draft, Settings, Sources, Stop, Watch, Work, each_page};
use crate::model::abreast;
use crate::model::article::Issue;
use crate::model::note::{Note, Noted};
use crate::model::page::{LineId, Page, PageIndex};
use crate::model::provenance::Source;
use crate::model::text::{CleanPage, Gap};
use crate::profile::{Kind, Patches, Profile, ProfileError, Profiles, Roster};
use crate::read::{self, Document, ReadError};
use crate::record::{self, Context, Extracted};
use crate::{layout, repair, segment, validate};

/// What all files of a run share: profiles, roster, settings.
#[derive(Debug)]
pub struct Line {
    settings: Settings,
    /// Those built in are made while the first file is opened.
    profiles: OnceLock<Profiles>,
    roster: Roster,
    ocr: Reader,
}

/// A profile or the roster can't be used.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct SetupError {
    /// The file at fault, where one is.
    pub path: Option<String>,
    pub message: String,
    pub hint: &'static str,
}

impl Line {
    /// Compiles profiles and roster; a profile asked for by name has to be there.
    pub fn new(settings: &Settings, sources: &Sources) -> Result<Self, SetupError> {
        let texts = sources.profiles.iter().map(|(path, text)| (path.to_string_lossy().into_owned(), text.clone()));
        let profiles = OnceLock::new();
        // what the user asks for may not be there
        if !sources.profiles.is_empty() || settings.profile.is_some() {
            let loaded = Profiles::load(&texts.collect::<Vec<_>>()).map_err(|error| bad_profile(&error))?;
            if let Some(id) = &settings.profile {
                loaded.get(id).map_err(|error| bad_profile(&error))?;
            }
            profiles.get_or_init(|| loaded);
        }
        let roster = match &sources.roster {
            None => Roster::default(),
            Some((path, text)) => Roster::parse(text).map_err(|error| SetupError {
                path: Some(path.to_string_lossy().into_owned()),
                message: error.to_string(),
                hint: "each person is a table [[person]] with name = \"…\" and offices = [{ title, organization, from, to }]",
            })?,
        };
        let ocr = Reader::new(&settings.ocr, settings.jobs);
        Ok(Self { settings: settings.clone(), profiles, roster, ocr })
    }

    fn profiles(&self) -> &Profiles {
        self.profiles.get_or_init(|| Profiles::load(&[]).expect("each built-in profile is made by a test"))
    }

    /// Id of the profile that these lines of an input are read with, and the hash of its text.
    pub fn profile_of(&self, lines: &[&str]) -> (String, String) {
        let named = self.settings.profile.as_deref().and_then(|id| self.profiles().get(id).ok());
        let profile = named.unwrap_or_else(|| self.profiles().choose(lines));
        (profile.id.clone(), crate::disk::sha256(profile.digest.as_bytes()))
    }

    /// What all files of the run share.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What reads pages that are images.
    pub(super) fn ocr(&self) -> &Reader {
        &self.ocr
    }

    /// Pages with the repairs that the settings ask for.
    pub(super) fn repaired(&self, pages: Vec<Page>, profile: &Profile) -> Noted<Vec<CleanPage>> {
        repair::repair(pages, profile, &self.roster, self.settings.repair)
    }

    /// One file from its bytes to a draft.
    pub fn convert(&self, work: Work, watch: &dyn Watch) -> Result<Draft<'_>, Stop> {
        let Work { path, hash, content } = work;
        let ended = matches!(&content, Content::File(bytes) if is_ended(bytes));
        let opened = || opened(content, &self.settings);
        let (document, _) = abreast::both(opened, || self.profiles());
        let document = document?;
        let n_pages = document.n_pages();
        let mut notes = document.notes().to_vec();
        let pages = || each_page(n_pages, watch, |index| page(&document, index, &self.ocr, watch));
        let (pages, sha256) = hash.beside(pages);
        let source = Source { path, sha256: sha256.map_err(Stop::Disk)?, media_type: document.media_type() };
        let pages = layout::settle(pages.into_value(&mut notes)).into_value(&mut notes);
        let (extras, paper_notes) = self.settings.paper.make(&document, &pages, &source);
        let gaps = gaps(&document, &pages, ended);
        abreast::let_go(document);
        if pages.iter().all(|page| page.lines.is_empty()) {
            return Err(without_text(&notes));
        }
        let profile = self.profile(&pages);
        let repaired = || self.repaired(pages, profile);
        let pages = abreast::meanwhile(repaired, || profile.make_ready()).into_value(&mut notes);
        let Segmented { pages, issue, settings, kinds } = self.segmented(pages, profile, &source.sha256, &mut notes);
        let issue_id = record::issue_id(&issue, profile, &source.sha256);
        let sha256 = source.sha256.clone();
        let told = notes.clone();
        let finish = move |issue_id: &str| {
            let context = Context {
                profile,
                source: &source,
                issue_id,
                settings: &settings,
                notes: &told,
                gaps: &gaps,
                kinds: &kinds,
            };
            let Extracted { records, issue: row, ledger, repairs } = record::extract(&issue, &pages, &context);
            abreast::let_go((issue, pages));
            validate::check(row, records, ledger, repairs)
        };
        // the rows say the same whatever is written beside them
        notes.extend(paper_notes);
        Ok(Draft { issue_id, sha256, n_pages, notes, extras, finish: Box::new(finish) })
    }

    /// The issue as its patches want it. They may change where articles start, and may name records: the issue is laid out
    /// without them, and again with them.
    fn segmented(&self, pages: Vec<CleanPage>, profile: &Profile, sha256: &str, notes: &mut Vec<Note>) -> Segmented {
        let plain = segment::segment(&pages, profile);
        let id = record::issue_id(&plain.value, profile, sha256);
        let Some(patches) = self.settings.patches.of(sha256, &id) else {
            let issue = plain.into_value(notes);
            return Segmented { pages, issue, settings: self.settings.hash.clone(), kinds: BTreeMap::new() };
        };
        let lines_of = |record: &str| {
            let number: usize = record.rsplit_once("-r")?.1.parse().ok()?;
            let article = plain.value.articles.get(number.checked_sub(1)?)?;
            Some(article.lines.iter().copied().collect::<BTreeSet<LineId>>())
        };
        let pages = repair::patched(pages, &patches, &lines_of).into_value(notes);
        let mut issue = segment::segment_as(&pages, profile, &patches.boundaries).into_value(notes);
        let kinds = kinds(&patches, &mut issue, notes);
        let settings = self.settings.patches.settings(&self.settings.hash, sha256, &id);
        Segmented { pages, issue, settings, kinds }
    }

    /// The profile asked for, else the one that fits the text.
    pub(super) fn profile(&self, pages: &[Page]) -> &Profile {
        let named = self.settings.profile.as_deref().and_then(|id| self.profiles().get(id).ok());
        named.unwrap_or_else(|| {
            let lines: Vec<&str> = pages.iter().flat_map(|page| &page.lines).map(|line| line.text.as_str()).collect();
            self.profiles().choose(&lines)
        })
    }
}

/// An issue, with what its patches make of it.
struct Segmented {
    pages: Vec<CleanPage>,
    issue: Issue,
    /// The settings hash of the issue.
    settings: String,
    /// Kinds a person gave, by line.
    kinds: BTreeMap<LineId, Kind>,
}

/// The kinds that patches give; who gave one stands with what opened the article.
fn kinds(patches: &Patches, issue: &mut Issue, notes: &mut Vec<Note>) -> BTreeMap<LineId, Kind> {
    let mut kinds = BTreeMap::new();
    for patch in &patches.kinds {
        let (line, words) = (LineId(patch.line), patch.said.words());
        match issue.articles.iter_mut().find(|article| article.lines.contains(&line)) {
            Some(article) => {
                article.opening.evidence.push(format!("of this kind by {words}"));
                kinds.insert(line, patch.kind);
            }
            None => notes.push(
                Note::warning("patch-stale", format!("line {}: kind by {words}: no article holds it", patch.line))
                    .hint("look at the line in the ledger and correct the patch"),
            ),
        }
    }
    kinds
}

/// What the settings say of reading.
fn reading(settings: &Settings) -> read::Options {
    let mut options = read::Options::default();
    options.pdf.password.clone_from(&settings.password);
    options.pdf.limits.page_time = settings.page_time.unwrap_or(options.pdf.limits.page_time);
    options
}

/// The document an input holds.
pub(super) fn opened(content: Content, settings: &Settings) -> Result<Document, Stop> {
    let document = match content {
        Content::File(bytes) => {
            let memory = bytes.release();
            let document = read::open(Box::new(bytes), &reading(settings));
            memory.now();
            document
        }
        Content::Pages(pages) => {
            read::open_pages(pages.into_iter().map(|page| Box::new(page) as read::Bytes).collect())
        }
    };
    document.map_err(|error| unreadable(&error))
}

/// One page, read and arranged.
pub(super) fn page(document: &Document, index: PageIndex, ocr: &Reader, watch: &dyn Watch) -> Noted<Page> {
    let mut notes = Vec::new();
    let raw = ocr.page(document, index, watch).into_value(&mut notes);
    let value = layout::arrange(raw).into_value(&mut notes);
    Noted { value, notes }
}

/// The white space of a text file that its lines do not hold; a PDF has none.
fn gaps(document: &Document, pages: &[Page], ended: bool) -> Vec<Gap> {
    if document.media_type() != "text/plain" {
        return Vec::new();
    }
    let mut white = White::default();
    for index in 0..document.n_pages() {
        white.add(&document.page(PageIndex(index as u32)).value);
    }
    let mut lines: Vec<LineId> = pages.iter().flat_map(|page| &page.lines).map(|line| line.id).collect();
    lines.sort_unstable();
    white.gaps(&lines, ended)
}

/// A file of pictures: an issue without a line would look like success.
fn without_text(notes: &[Note]) -> Stop {
    let first = notes.iter().find(|note| MISSING.contains(&note.code)).or(notes.first());
    let message = first.map(|note| format!(" ({})", note.message)).unwrap_or_default();
    let hint = first.filter(|note| MISSING.contains(&note.code)).map(|note| note.hint);
    Stop::Unreadable {
        code: "no-text",
        message: format!("no page has text{message}"),
        hint: hint.unwrap_or("run huikan with --ocr auto, or an OCR program over it").to_owned(),
    }
}

fn bad_profile(error: &ProfileError) -> SetupError {
    let hint = match error {
        ProfileError::Unknown { .. } => "give one of these to --profile, or its file's folder to --profiles",
        _ => "correct the profile; _template.toml explains every key",
    };
    SetupError { path: None, message: error.to_string(), hint }
}

fn unreadable(error: &ReadError) -> Stop {
    Stop::Unreadable { code: "unreadable", message: error.to_string(), hint: error.hint().to_owned() }
}
