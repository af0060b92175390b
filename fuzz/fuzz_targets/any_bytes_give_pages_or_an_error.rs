//! Any bytes: opening them gives a document or an error, and every page of it can be read and arranged. Seeds are the
//! broken fixtures: `cargo fuzz run any_bytes_give_pages_or_an_error fuzz/corpus fixtures/broken -- -max_len=65536`.

#![no_main]

use std::time::Duration;

use huikan::layout::{arrange, settle};
use huikan::model::note::Noted;
use huikan::model::page::PageIndex;
use huikan::read::{Options, open};
use libfuzzer_sys::fuzz_target;

/// Pages looked at: a tree may name one page ten thousand times.
const MOST_PAGES: usize = 8;
/// Bounds small enough that a slow input shows as one.
const PAGE_TIME: Duration = Duration::from_secs(2);
const STREAM_BYTES: usize = 4 << 20;

fuzz_target!(|bytes: &[u8]| {
    let mut options = Options::default();
    options.pdf.limits.page_time = PAGE_TIME;
    options.pdf.limits.stream_bytes = STREAM_BYTES;
    let Ok(document) = open(Box::new(bytes.to_vec()), &options) else { return };
    let n_pages = document.n_pages().min(MOST_PAGES);
    let pages = (0..n_pages as u32).map(|index| {
        let Noted { value, notes } = document.page(PageIndex(index));
        // the reader catches its own bugs page by page; here they must be seen
        assert!(notes.iter().all(|note| note.code != "page-failed"), "page {index}: {notes:?}");
        arrange(value).value
    });
    settle(pages.collect());
});
