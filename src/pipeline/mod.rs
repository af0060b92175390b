//! Drives the straight line for one issue, and many issues side by side.
//!
//! Paths in; for each, in the order given, an [`Outcome`] out: the rendered files of its issue folder, or why there are
//! none. The result does not depend on the number of jobs: what may run in parallel runs in parallel, names are given
//! in input order. A panic ends one page or one file, never the run. Nothing is written here.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::disk::{self, Bytes, Out, Unhashed};
use crate::model::abreast;
use crate::model::note::Note;
use crate::output;
use crate::validate::{Checked, Violation};

mod alone;
mod fence;
mod inspect;
mod line;
mod names;
mod ocr;
mod pages;
mod paper;
mod patches;
mod pictures;
mod settings;
mod white;

pub use alone::Alone;
pub use fence::{Bug, catch, quiet_panics};
pub use inspect::{Seen, Stage, inspect};
pub use line::{Line, SetupError};
pub use pages::each_page;
pub use paper::{Extra, Paper, SharedBytes};
pub use patches::{PatchBook, PatchesError, bad_patches};
pub use pictures::{Pictures, source_hash};
pub use settings::{OcrEngine, OcrMode, OcrSettings, Settings, Sources};

use names::{Admission, Names};

/// Files held in memory at once, for each job.
const FILES_PER_JOB: usize = 4;

/// Stack of a worker: page trees and forms nest, and one hostile file must not end the run.
const STACK_BYTES: usize = 32 << 20;

/// One file, read.
#[derive(Debug)]
pub struct Work {
    /// As given; what `provenance.source.path` says.
    pub path: String,
    pub hash: Hash,
    pub content: Content,
}

/// The SHA-256 of an input, in lower-case hex.
#[derive(Debug)]
pub enum Hash {
    Known(String),
    /// Worked out while the pages are read: nobody has to know it before.
    Later(Unhashed),
}

impl Hash {
    /// What `work` makes while the hash is worked out, and the hash.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn beside<A: Send>(self, work: impl FnOnce() -> A + Send) -> (A, Result<String, disk::Error>) {
        match self {
            Self::Known(sha256) => (work(), Ok(sha256)),
            Self::Later(unhashed) => abreast::both(work, || unhashed.sha256()),
        }
    }
}

/// What an input holds.
#[derive(Debug)]
pub enum Content {
    File(Bytes),
    /// A folder of images, or of what an OCR program read on them: the pages of one issue.
    Pages(Vec<Bytes>),
}

/// Makes the rows of an issue under its final id, and checks them.
pub type Finish<'a> = Box<dyn FnOnce(&str) -> Result<Checked, Vec<Violation>> + Send + 'a>;

/// An issue whose name is not settled yet.
pub struct Draft<'a> {
    /// As `record` proposes it.
    pub issue_id: String,
    /// Hash of the source.
    pub sha256: String,
    pub n_pages: usize,
    pub notes: Vec<Note>,
    /// Files beside the records.
    pub extras: Vec<Extra>,
    pub finish: Finish<'a>,
}

/// Why there are no records for a file.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    #[error("{0}")]
    Disk(#[from] disk::Error),
    /// What `read` says of it.
    #[error("{message}")]
    Unreadable { code: &'static str, message: String, hint: String },
    #[error("{id} was made from the same file with other settings or by another version")]
    OtherSettings { id: String },
    #[error("the records are not valid: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Invalid(Vec<Violation>),
    #[error("internal error: {0}")]
    Bug(Bug),
}

impl Stop {
    /// Stable kebab-case name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Disk(_) => "unreadable-path",
            Self::Unreadable { code, .. } => code,
            Self::OtherSettings { .. } => "other-settings",
            Self::Invalid(_) => "invalid-records",
            Self::Bug(_) => "internal",
        }
    }

    /// What the user can do.
    pub fn hint(&self) -> &str {
        match self {
            Self::Disk(error) => error.hint(),
            Self::Unreadable { hint, .. } => hint,
            Self::OtherSettings { .. } => "--force replaces it",
            Self::Invalid(_) | Self::Bug(_) => "this is an error in huikan; please report it with the file",
        }
    }
}

/// The files of one issue folder, ready to be written.
#[derive(Debug)]
pub struct Product {
    pub id: String,
    pub checked: Checked,
    pub files: output::Files,
    /// Files beside the records.
    pub extras: Vec<Extra>,
    /// Another issue folder made from the same file, to be removed when this one is written.
    pub replaces: Option<String>,
}

/// What became of a file that was read.
#[derive(Debug)]
pub enum Done {
    Converted(Box<Product>),
    /// Its issue folder is there, made by this version with these settings.
    Unchanged {
        id: String,
        /// Its lines that found no place.
        unplaced: usize,
    },
    /// The same bytes came earlier in this run.
    Duplicate {
        of: String,
    },
}

/// What became of one input.
#[derive(Debug)]
pub struct Outcome {
    pub path: String,
    pub n_pages: usize,
    pub notes: Vec<Note>,
    pub result: Result<Done, Stop>,
}

impl Outcome {
    /// Part of the file is missing from the records.
    pub fn is_partial(&self) -> bool {
        self.notes.iter().any(|note| note.code == pages::PAGE_FAILED || ocr::MISSING.contains(&note.code))
    }
}

/// Why a run can't go on at all.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("{0}")]
    Disk(#[from] disk::Error),
    #[error("cannot start {0} threads: {1}")]
    Threads(usize, rayon::ThreadPoolBuildError),
}

/// Somebody who watches the work go on.
pub trait Watch: Sync {
    /// So many more pages are to be done.
    fn pages(&self, n_pages: usize);
    fn page_done(&self);
    fn file_done(&self);
    /// Something that takes time is being done, once.
    fn tell(&self, message: &str);
}

/// Converts all inputs and hands each outcome to `commit` in the order of the inputs. `line` is the straight line for
/// one file. Ends early where `commit` says so.
pub fn convert_all<'a, L>(
    inputs: &[PathBuf],
    settings: &Settings,
    out: &Out,
    line: &L,
    watch: &dyn Watch,
    mut commit: impl FnMut(Outcome) -> ControlFlow<()>,
) -> Result<(), RunError>
where
    L: Fn(Work, &dyn Watch) -> Result<Draft<'a>, Stop> + Sync,
{
    let mut names = Names::new(out, settings)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(settings.jobs).stack_size(STACK_BYTES).build();
    let pool = pool.map_err(|error| RunError::Threads(settings.jobs, error))?;
    // of one file for an empty folder nothing is to be looked up by its hash
    let later = inputs.len() == 1 && names.is_first();
    for chunk in inputs.chunks(settings.jobs.max(1) * FILES_PER_JOB) {
        let read: Vec<_> = pool.install(|| chunk.par_iter().map(|path| read(path, later)).collect());
        let admitted: Vec<_> = read.into_iter().map(|(path, work)| admit(path, work, &mut names)).collect();
        let drafted: Vec<_> = pool.install(|| admitted.into_par_iter().map(|s| s.draft(line, watch)).collect());
        let named: Vec<_> = drafted.into_iter().map(|step| step.name(&mut names)).collect();
        let outcomes: Vec<_> = pool.install(|| named.into_par_iter().map(Named::finish).collect());
        for outcome in outcomes {
            if commit(outcome).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Opens an input. Its hash is told `later` where that may be.
fn read(path: &Path, later: bool) -> (String, Result<Work, Stop>) {
    let name = path.to_string_lossy().into_owned();
    let work = || -> Result<Work, disk::Error> {
        if later && !disk::is_folder(path) {
            let bytes = disk::open(path)?;
            if let Some(unhashed) = bytes.unhashed(path) {
                return Ok(Work { path: name.clone(), hash: Hash::Later(unhashed), content: Content::File(bytes) });
            }
        }
        let (sha256, content) = content(path)?;
        Ok(Work { path: name.clone(), hash: Hash::Known(sha256), content })
    };
    let work = work().map_err(Stop::Disk);
    (name, work)
}

/// What a path holds, and its hash: of a folder of pages the hash of their hashes.
fn content(path: &Path) -> Result<(String, Content), disk::Error> {
    if !disk::is_folder(path) {
        let bytes = disk::open(path)?;
        return Ok((bytes.sha256(path)?, Content::File(bytes)));
    }
    let pages = disk::pages(path)?.iter().map(|path| disk::open(path)).collect::<Result<Vec<_>, _>>()?;
    let hashes: String = pages.iter().map(|page| disk::sha256(page)).collect();
    Ok((disk::sha256(hashes.as_bytes()), Content::Pages(pages)))
}

/// A file on its way: still to be worked on, or its result is known.
struct Step<T> {
    path: String,
    next: Result<T, Result<Done, Stop>>,
}

type Admitted = Step<Work>;
type Drafted<'a> = Step<Draft<'a>>;
type Named<'a> = Step<(Draft<'a>, names::Name)>;

fn admit(path: String, work: Result<Work, Stop>, names: &mut Names) -> Admitted {
    let admission = |work: &Work, names: &mut Names| match &work.hash {
        Hash::Known(sha256) => names.admit(&path, sha256),
        Hash::Later(_) => Admission::Convert,
    };
    let next = work.map_err(Err).and_then(|work| match admission(&work, names) {
        Admission::Convert => Ok(work),
        Admission::Unchanged { id, unplaced } => Err(Ok(Done::Unchanged { id, unplaced })),
        Admission::Duplicate { of } => Err(Ok(Done::Duplicate { of })),
        Admission::OtherSettings { id } => Err(Err(Stop::OtherSettings { id })),
    });
    Step { path, next }
}

impl Admitted {
    fn draft<'a, L>(self, line: &L, watch: &dyn Watch) -> Drafted<'a>
    where
        L: Fn(Work, &dyn Watch) -> Result<Draft<'a>, Stop> + Sync,
    {
        let next = self.next.and_then(|work| {
            fence::catch(|| line(work, watch)).map_err(Stop::Bug).and_then(|draft| draft).map_err(Err)
        });
        watch.file_done();
        Step { path: self.path, next }
    }
}

impl<'a> Drafted<'a> {
    fn name(self, names: &mut Names) -> Named<'a> {
        let next = self.next.map(|mut draft| {
            let name = names.name(&draft.issue_id, &draft.sha256);
            if name.id != draft.issue_id {
                let message = format!("another issue has the id {}; this one is {}", draft.issue_id, name.id);
                draft.notes.push(Note::warning("issue-id-clash", message));
            }
            (draft, name)
        });
        Step { path: self.path, next }
    }
}

impl Named<'_> {
    fn finish(self) -> Outcome {
        let (draft, name) = match self.next {
            Ok(next) => next,
            Err(result) => return Outcome { path: self.path, n_pages: 0, notes: Vec::new(), result },
        };
        let Draft { n_pages, notes, extras, finish, .. } = draft;
        let names::Name { id, replaces } = name;
        let checked = fence::catch(|| finish(&id)).map_err(Stop::Bug).and_then(|rows| rows.map_err(Stop::Invalid));
        let result = checked.map(|checked| {
            let files = output::render(&checked);
            Done::Converted(Box::new(Product { id, checked, files, extras, replaces }))
        });
        Outcome { path: self.path, n_pages, notes, result }
    }
}
