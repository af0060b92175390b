//! The first stages alone, for looking at what they saw: bytes in, pages as read or as arranged out.

use super::line::{opened, page};
use super::ocr::Reader;
use super::{Content, STACK_BYTES, Settings, Stop, Watch, each_page};
use crate::disk::Bytes;
use crate::layout;
use crate::model::note::Noted;
use crate::model::page::{Page, PageIndex, RawPage};

/// Up to where the line is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Read,
    Layout,
}

/// Pages as a stage leaves them.
#[derive(Debug)]
pub enum Seen {
    Read(Vec<RawPage>),
    Layout(Vec<Page>),
}

/// One page of a file, or all of them. A page that is not there gives no page. Layout settles with all pages in sight,
/// so all are read for it.
pub fn inspect(
    bytes: Bytes,
    settings: &Settings,
    stage: Stage,
    only: Option<PageIndex>,
    watch: &dyn Watch,
) -> Result<Noted<Seen>, Stop> {
    let work = || follow(bytes, settings, stage, only, watch);
    // as deep a stack as `convert` has; on a machine that has no room for it the caller's must do
    match rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

fn follow(
    bytes: Bytes,
    settings: &Settings,
    stage: Stage,
    only: Option<PageIndex>,
    watch: &dyn Watch,
) -> Result<Noted<Seen>, Stop> {
    let document = opened(Content::File(bytes), settings)?;
    let ocr = Reader::new(&settings.ocr, settings.jobs);
    let mut notes = document.notes().to_vec();
    let n_pages = document.n_pages();
    let wanted = |index: PageIndex| only.is_none_or(|only| only == index);
    let value = match stage {
        Stage::Read => {
            let read = |index| {
                if !wanted(index) {
                    return Noted::new(None);
                }
                let Noted { value, notes } = ocr.page(&document, index, watch);
                Noted { value: Some(value), notes }
            };
            let pages = each_page(n_pages, watch, read).into_value(&mut notes);
            Seen::Read(pages.into_iter().flatten().collect())
        }
        Stage::Layout => {
            let pages = each_page(n_pages, watch, |index| page(&document, index, &ocr, watch)).into_value(&mut notes);
            let mut pages = layout::settle(pages).into_value(&mut notes);
            pages.retain(|page| wanted(page.index));
            Seen::Layout(pages)
        }
    };
    notes.retain(|note| note.page.is_none_or(wanted));
    Ok(Noted { value, notes })
}
