//! The image of a page. In: the file and a page; out: grey pixels, upright. Scans are taken as they are stored: their
//! pixels are copied from the image streams, strips and tiles put together. Pages with anything else on them are drawn.
//!
//! hayro decodes and draws, as its codecs are measured equal to poppler's; it has no limits of its own, so every image is
//! looked at before it is decoded, and the work is done on a thread that is left behind when its time is up.

mod collage;
mod draw;
mod survey;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;

use hayro::hayro_syntax::{Pdf, PdfData};

use crate::model::geometry::Size;
use crate::model::picture::Picture;

/// Stack of the thread that draws: forms nest.
const STACK_BYTES: usize = 64 << 20;
/// Pixels of one page, at most: A3 in 600 dpi has 70 million.
const MOST_PIXELS: u64 = 120_000_000;

/// Why there is no image of a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("its images can't be read")]
    Unreadable,
    #[error("an image of {width} × {height} pixels is too large")]
    TooLarge { width: u64, height: u64 },
    #[error("an image expands beyond its size")]
    Bomb,
    #[error("it takes longer than {seconds} s to draw")]
    OutOfTime { seconds: u64 },
    #[error("drawing it ended in a bug")]
    Bug,
}

/// The file as hayro sees it, opened when the first image is asked for.
pub(super) struct Pictures {
    bytes: Shared,
    password: String,
    n_pages: usize,
    pdf: OnceLock<Option<Arc<Pdf>>>,
}

/// The bytes of the file, shared with threads that may outlive the page.
#[derive(Clone)]
pub(super) struct Shared(pub Arc<dyn AsRef<[u8]> + Send + Sync>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

impl Pictures {
    pub fn new(bytes: Shared, password: Option<&str>, n_pages: usize) -> Self {
        Self { bytes, password: password.unwrap_or_default().to_owned(), n_pages, pdf: OnceLock::new() }
    }

    /// None where hayro can't open the file, or sees other pages in it.
    fn pdf(&self) -> Option<Arc<Pdf>> {
        let open = || {
            let data = PdfData::from(Arc::new(self.bytes.clone()));
            let opened = catch_unwind(AssertUnwindSafe(|| Pdf::new_with_password(data, &self.password)));
            let pdf = opened.ok()?.ok()?;
            (pdf.pages().len() == self.n_pages).then(|| Arc::new(pdf))
        };
        self.pdf.get_or_init(open).clone()
    }

    /// The image of a page of this size (as the reader of text tells it), in no more than this time.
    pub fn of(&self, index: usize, size: Size, time: Duration) -> Result<Picture, PictureError> {
        let pdf = self.pdf().ok_or(PictureError::Unreadable)?;
        let (send, receive) = mpsc::sync_channel(1);
        let work = move || {
            let made = catch_unwind(AssertUnwindSafe(|| make(&pdf, index, size, time)));
            // nobody listens when the time is up
            let _ = send.send(made.unwrap_or(Err(PictureError::Bug)));
        };
        let thread = std::thread::Builder::new().name("picture".into()).stack_size(STACK_BYTES).spawn(work);
        thread.map_err(|_| PictureError::Unreadable)?;
        receive.recv_timeout(time).unwrap_or(Err(PictureError::OutOfTime { seconds: time.as_secs() }))
    }
}

fn make(pdf: &Pdf, index: usize, size: Size, time: Duration) -> Result<Picture, PictureError> {
    let page = pdf.pages().get(index).ok_or(PictureError::Unreadable)?;
    let survey = survey::survey(page, size, time)?;
    match collage::collage(&survey, size)? {
        Some(picture) => Ok(picture),
        None => draw::draw(page, &survey, size),
    }
}
