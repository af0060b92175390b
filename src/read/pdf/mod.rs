//! PDF: the bytes of a file in, pages of positioned glyphs out. The only place that names the PDF crates.
//!
//! lopdf opens the container (damaged tables rebuilt, encryption undone, images emptied); from the content streams on all is our
//! own, as lopdf's text functions lose text without a word. Never arranges text, never touches a disk. Images of pages are hayro's work, and made only when asked for.
//!
//! | note | means |
//! |---|---|
//! | `file-repaired` | the cross-reference table was wrong and has been rebuilt, by lopdf or by the second reader |
//! | `page-tree-damaged` | no page tree; the page objects are taken in the order of their numbers |
//! | `page-without-text` | no glyph with text on the page: a scan, or blank |
//! | `text-layer-doubtful` | there is text, but it can't be what is printed |
//! | `glyphs-without-text` | some glyphs have no Unicode value |
//! | `glyphs-off-page` | text beyond the edge of the page was left out |
//! | `content-damaged` | some of the page's content could not be decoded |
//! | `font-damaged` | a font's encoding or ToUnicode map could not be read |
//! | `limit-reached` | the page (or file) asked for more work than allowed; the rest was not read |
//! | `page-failed` | reading the page hit a bug; nothing of it is given |

mod annotations;
mod blank_font;
mod cmap;
mod composite;
mod content;
mod doubtful;
mod downward;
mod filters;
mod fonts;
mod interpret;
mod layers;
mod lex;
mod limits;
mod load;
mod lock;
mod marked;
mod matrix;
mod numbering;
mod objects;
mod overlay;
mod page;
mod paths;
mod picture;
mod program;
mod salvage;
#[cfg(feature = "second-reader")]
mod second;
mod simple;
mod source;
mod standard;
mod text;
mod tounicode;
mod update;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

pub use limits::Limits;
pub use picture::PictureError;
pub use update::{Layer, LayerError, Update};

use crate::model::note::{Note, Noted};
use crate::model::page::{PageIndex, RawPage};
use crate::model::picture::Picture;
use load::PageNode;
use picture::{Pictures, Shared};
use source::Source;

/// All bytes of a file: a memory map made by the caller, or bytes in memory.
pub type Bytes = Box<dyn AsRef<[u8]> + Send + Sync>;

/// How a file is opened and how much work it may ask for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Tried where the empty password does not open the file.
    pub password: Option<String>,
    pub limits: Limits,
}

/// Why a file can't be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    #[error("not a PDF: it has no %PDF- marker near its beginning")]
    NotAPdf,
    #[error("damaged beyond repair: {cause}")]
    Damaged { cause: String },
    #[error("encrypted, and needs a password")]
    PasswordMissing,
    #[error("encrypted, and the password given is not the right one")]
    PasswordWrong,
    #[error("encrypted in a way that can't be undone: {cause}")]
    Locked { cause: String },
    #[error("it has no pages")]
    NoPages,
    #[error("a stream in it expands beyond {limit} bytes")]
    TooLarge { limit: usize },
}

impl PdfError {
    /// What the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotAPdf => "check that the file is what its name says",
            Self::Damaged { .. } | Self::NoPages => {
                "open it in a PDF viewer and save or print it as a new PDF; get a fresh copy if that fails"
            }
            Self::PasswordMissing => "give the password with the option for it",
            Self::PasswordWrong => "check the password",
            Self::Locked { .. } => "remove the protection with the program that set it",
            Self::TooLarge { .. } => "the file is made to exhaust memory; leave it out",
        }
    }
}

/// An open file. Pages may be read from several threads at once.
pub struct Document {
    source: Source,
    pages: Vec<PageNode>,
    notes: Vec<Note>,
    pictures: Pictures,
    bytes: Arc<dyn AsRef<[u8]> + Send + Sync>,
}

impl Document {
    /// Opens a file. The bytes are kept (a map costs nothing), so that images can be had from them later.
    pub fn open(bytes: Bytes, options: &Options) -> Result<Self, PdfError> {
        let loaded = load::load((*bytes).as_ref(), options.password.as_deref(), &options.limits)?;
        let source = Source::new(loaded.file, options.limits.clone());
        let bytes = Arc::from(bytes);
        let pictures = Pictures::new(Shared(Arc::clone(&bytes)), options.password.as_deref(), loaded.pages.len());
        Ok(Self { source, pages: loaded.pages, notes: loaded.notes, pictures, bytes })
    }

    pub fn n_pages(&self) -> usize {
        self.pages.len()
    }

    /// What was noticed on opening; pages bring their own notes.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Reads a page. Never fails: what can't be read is missing, and a note says so.
    pub fn page(&self, index: PageIndex) -> Noted<RawPage> {
        let Some(node) = self.pages.get(index.0 as usize) else {
            let note = Note::warning("page-without-text", "the file has no such page").on_page(index);
            return Noted { value: page::empty(index), notes: vec![note] };
        };
        // the last guard: a bug met on one page must not cost the others
        catch_unwind(AssertUnwindSafe(|| page::read(&self.source, node, index))).unwrap_or_else(|_| {
            let note = Note::warning("page-failed", "reading the page ended in a bug of the reader").on_page(index);
            Noted { value: page::empty(index), notes: vec![note.hint("please report it with the file")] }
        })
    }

    /// The image of a page, in no more than this time.
    pub fn picture(&self, index: PageIndex, time: Duration) -> Result<Picture, PictureError> {
        let index = index.0 as usize;
        let node = self.pages.get(index).ok_or(PictureError::Unreadable)?;
        self.pictures.of(index, page::size(&self.source, node), time)
    }

    /// The bytes it was opened from.
    pub fn bytes(&self) -> Arc<dyn AsRef<[u8]> + Send + Sync> {
        Arc::clone(&self.bytes)
    }

    /// What makes the file searchable: hidden layers of lines over its pages. The bytes of the file stay.
    ///
    /// # Errors
    /// Where the file is encrypted, or so damaged that nothing can be added to it.
    pub fn layer(&self, layers: &BTreeMap<PageIndex, Layer<'_>>) -> Result<Update, LayerError> {
        let is_repaired = !self.notes.is_empty();
        let bytes = (*self.bytes).as_ref();
        let made =
            catch_unwind(AssertUnwindSafe(|| update::update(bytes, &self.source, &self.pages, is_repaired, layers)));
        made.unwrap_or(Err(LayerError::Damaged))
    }
}
