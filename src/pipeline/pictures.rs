//! The images of a source's pages: a path in, what the caller makes of each page's pixels out. For looking, not for reading.

use std::path::Path;
use std::time::Duration;

use rayon::prelude::*;

use super::fence::catch;
use super::line::opened;
use super::{STACK_BYTES, Settings, Stop, Watch, content};
use crate::disk;
use crate::model::page::PageIndex;
use crate::model::picture::Picture;
use crate::read::Document;

/// Time for the image of one page.
const PAGE_TIME: Duration = Duration::from_mins(1);

/// A source with images of its pages.
pub struct Pictures {
    document: Document,
}

/// The hash a source is known by: of a file its content's, of a folder of images the hash of their hashes.
pub fn source_hash(path: &Path) -> Result<String, disk::Error> {
    if disk::is_folder(path) {
        return content(path).map(|(sha256, _)| sha256);
    }
    disk::hash_file(path).map(|(sha256, _)| sha256)
}

impl Pictures {
    /// Opens a source. None where its hash is another than the one asked for.
    pub fn open(path: &Path, sha256: Option<&str>, settings: &Settings) -> Result<Option<Self>, Stop> {
        let (found, content) = content(path)?;
        if sha256.is_some_and(|wanted| wanted != found) {
            return Ok(None);
        }
        let document = catch(|| opened(content, settings)).map_err(Stop::Bug).and_then(|opened| opened)?;
        Ok(Some(Self { document }))
    }

    pub fn n_pages(&self) -> usize {
        self.document.n_pages()
    }

    /// The image of one page; why there is none is said in words.
    pub fn page(&self, index: PageIndex) -> Result<Picture, String> {
        let made = catch(|| self.document.picture(index, PAGE_TIME));
        made.map_err(|bug| bug.to_string()).and_then(|made| made.map_err(|error| error.to_string()))
    }

    /// What `work` makes of the image of each page, in page order; why there is none is said in words. No more pages are in
    /// memory than there are jobs.
    pub fn map<T: Send>(
        &self,
        jobs: usize,
        watch: &dyn Watch,
        work: impl Fn(PageIndex, Result<Picture, String>) -> T + Sync + Send,
    ) -> Vec<T> {
        let one = |index: usize| {
            let index = PageIndex(index as u32);
            let made = work(index, self.page(index));
            watch.page_done();
            made
        };
        watch.pages(self.n_pages());
        // without threads of its own the caller's must do
        match rayon::ThreadPoolBuilder::new().num_threads(jobs.max(1)).stack_size(STACK_BYTES).build() {
            Ok(pool) => pool.install(|| (0..self.n_pages()).into_par_iter().map(one).collect()),
            Err(_) => (0..self.n_pages()).map(one).collect(),
        }
    }
}
