//! The line up to one stage, for looking at what it saw: bytes in, pages as a stage leaves them out.

use super::line::{opened, page};
use super::{Content, Line, STACK_BYTES, Stop, Watch, each_page};
use crate::disk::Bytes;
use crate::model::article::Issue;
use crate::model::note::Noted;
use crate::model::page::{Page, PageIndex, RawPage};
use crate::model::text::CleanPage;
use crate::{layout, segment};

/// Up to where the line is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Read,
    Layout,
    Repair,
    Segment,
}

/// Pages as a stage leaves them.
#[derive(Debug)]
pub enum Seen {
    Read(Vec<RawPage>),
    Layout(Vec<Page>),
    Repair(Vec<CleanPage>),
    /// With the whole issue, whichever pages are shown.
    Segment(Vec<CleanPage>, Box<Issue>),
}

impl Seen {
    pub fn n_pages(&self) -> usize {
        match self {
            Self::Read(pages) => pages.len(),
            Self::Layout(pages) => pages.len(),
            Self::Repair(pages) | Self::Segment(pages, _) => pages.len(),
        }
    }
}

/// One page of a file, or all of them. A page that is not there gives no page. Layout settles with all pages in sight,
/// so all are read for it.
pub fn inspect(
    bytes: Bytes,
    line: &Line,
    stage: Stage,
    only: Option<PageIndex>,
    watch: &dyn Watch,
) -> Result<Noted<Seen>, Stop> {
    let work = || follow(bytes, line, stage, only, watch);
    // as deep a stack as `convert` has; on a machine that has no room for it the caller's must do
    match rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

fn follow(
    bytes: Bytes,
    line: &Line,
    stage: Stage,
    only: Option<PageIndex>,
    watch: &dyn Watch,
) -> Result<Noted<Seen>, Stop> {
    let document = opened(Content::File(bytes), line.settings())?;
    let ocr = line.ocr();
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
        Stage::Layout | Stage::Repair | Stage::Segment => {
            let pages = each_page(n_pages, watch, |index| page(&document, index, ocr, watch)).into_value(&mut notes);
            let mut pages = layout::settle(pages).into_value(&mut notes);
            if stage == Stage::Layout {
                pages.retain(|page| wanted(page.index));
                Seen::Layout(pages)
            } else {
                let profile = line.profile(&pages);
                let mut pages = line.repaired(pages, profile).into_value(&mut notes);
                let issue = (stage == Stage::Segment).then(|| segment::segment(&pages, profile).into_value(&mut notes));
                pages.retain(|page| wanted(page.page.index));
                match issue {
                    Some(issue) => Seen::Segment(pages, Box::new(issue)),
                    None => Seen::Repair(pages),
                }
            }
        }
    };
    notes.retain(|note| note.page.is_none_or(wanted));
    Ok(Noted { value, notes })
}
