//! Bytes of one input (PDF, images, hOCR or ALTO of another OCR program, plain text) → pages with positioned text. The kind is told by content, never by the file's name.
//! Fails where nothing can be read at all (not a PDF and not text, encrypted); a bad page is a note.

mod alto;
mod boxed;
mod fax;
mod hocr;
mod image;
mod markup;
pub mod pdf;
mod raster;
mod tagged;
mod text;

use std::time::Duration;

use crate::model::note::{Note, Noted};
use crate::model::page::{PageIndex, RawPage};
use crate::model::picture::Picture;

pub use boxed::{BoxedDocument, BoxedError, is_boxed};
pub use image::{ImageDocument, ImageError, is_image};
pub use text::{TextDocument, TextError};

/// The bytes of an input: read into memory or mapped.
pub type Bytes = Box<dyn AsRef<[u8]> + Send + Sync>;

/// What the user can say about reading.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub pdf: pdf::Options,
}

/// Why an input can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("the file is empty")]
    Empty,
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Pdf(#[from] pdf::PdfError),
    #[error(transparent)]
    Image(#[from] ImageError),
    #[error(transparent)]
    Boxed(#[from] BoxedError),
}

/// Why there is no image of a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error(transparent)]
    Pdf(#[from] pdf::PictureError),
    #[error(transparent)]
    Image(#[from] ImageError),
    #[error("text has no images")]
    Text,
}

impl ReadError {
    /// What the user can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty => "copy the file again; the original may be complete",
            Self::Text(e) => e.hint(),
            Self::Pdf(e) => e.hint(),
            Self::Image(e) => e.hint(),
            Self::Boxed(e) => e.hint(),
        }
    }
}

/// An opened input.
pub enum Document {
    Text(TextDocument),
    Pdf(Box<pdf::Document>),
    Images(ImageDocument),
    /// Read by another OCR program.
    Boxed(BoxedDocument),
}

/// Bytes at the start of a file in which `%PDF-` may stand (readers allow junk before the header).
const PDF_HEADER_WINDOW: usize = 1024;

/// Opens an input by its content.
pub fn open(bytes: Bytes, options: &Options) -> Result<Document, ReadError> {
    let data = (*bytes).as_ref();
    if data.is_empty() {
        return Err(ReadError::Empty);
    }
    if looks_like_pdf(data) {
        return Ok(Document::Pdf(Box::new(pdf::Document::open(bytes, &options.pdf)?)));
    }
    if is_image(data) || is_boxed(data) {
        return open_pages(vec![bytes]);
    }
    Ok(Document::Text(TextDocument::open(data)?))
}

/// Opens the pages of one issue, in their order: images, or what an OCR program read on them.
pub fn open_pages(files: Vec<Bytes>) -> Result<Document, ReadError> {
    if files.first().is_some_and(|file| is_boxed((**file).as_ref())) {
        return Ok(Document::Boxed(BoxedDocument::open(&files)?));
    }
    Ok(Document::Images(ImageDocument::open(files)?))
}

fn looks_like_pdf(data: &[u8]) -> bool {
    let window = &data[..data.len().min(PDF_HEADER_WINDOW)];
    window.windows(5).any(|w| w == b"%PDF-")
}

impl Document {
    pub fn n_pages(&self) -> usize {
        match self {
            Self::Text(d) => d.n_pages(),
            Self::Pdf(d) => d.n_pages(),
            Self::Images(d) => d.n_pages(),
            Self::Boxed(d) => d.n_pages(),
        }
    }

    /// One page; a damaged one comes as far as it could be read, with notes.
    pub fn page(&self, index: PageIndex) -> Noted<RawPage> {
        match self {
            Self::Text(d) => Noted::new(d.page(index)),
            Self::Pdf(d) => d.page(index),
            Self::Boxed(d) => Noted::new(d.page(index)),
            Self::Images(d) => {
                let note = Note::warning("page-without-text", "the page is an image").on_page(index);
                Noted { value: d.page(index), notes: vec![note.hint("read it with an OCR engine")] }
            }
        }
    }

    /// The image of a page, in no more than this time.
    pub fn picture(&self, index: PageIndex, time: Duration) -> Result<Picture, PictureError> {
        match self {
            Self::Text(_) | Self::Boxed(_) => Err(PictureError::Text),
            Self::Pdf(d) => Ok(d.picture(index, time)?),
            Self::Images(d) => Ok(d.picture(index)?),
        }
    }

    /// What was noticed on opening; pages bring their own notes.
    pub fn notes(&self) -> &[Note] {
        match self {
            Self::Text(_) | Self::Images(_) => &[],
            Self::Pdf(d) => d.notes(),
            Self::Boxed(d) => d.notes(),
        }
    }

    pub fn media_type(&self) -> &'static str {
        match self {
            Self::Text(_) => "text/plain",
            Self::Pdf(_) => "application/pdf",
            Self::Images(d) => d.media_type(),
            Self::Boxed(d) => d.media_type(),
        }
    }
}
