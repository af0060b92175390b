//! The pages of one file side by side: a page that fails is marked, the others go on.

use rayon::prelude::*;

use super::{Watch, fence};
use crate::model::note::{Note, Noted};
use crate::model::page::PageIndex;

/// Code of the note on a page that is missing because of a bug; the file counts as partial.
pub(super) const PAGE_FAILED: &str = "page-failed";

/// Runs `work` on every page, in parallel; values and notes come in page order. Pages that failed have no value.
pub fn each_page<T: Send>(
    n_pages: usize,
    watch: &dyn Watch,
    work: impl Fn(PageIndex) -> Noted<T> + Sync,
) -> Noted<Vec<T>> {
    watch.pages(n_pages);
    let pages: Vec<_> = (0..n_pages as u32)
        .into_par_iter()
        .map(|index| {
            let page = PageIndex(index);
            let made = fence::catch(|| work(page));
            watch.page_done();
            (page, made)
        })
        .collect();
    let mut all = Noted::new(Vec::with_capacity(n_pages));
    for (page, made) in pages {
        match made {
            Ok(noted) => {
                let value = noted.into_value(&mut all.notes);
                all.value.push(value);
            }
            Err(bug) => all.notes.push(
                Note::warning(PAGE_FAILED, format!("the page is left out: internal error: {bug}"))
                    .on_page(page)
                    .hint("this is an error in huikan; please report it with the file"),
            ),
        }
    }
    all
}
