//! CPU time of the first stages on one thread, and lopdf's own text beside them: `stages FILE.pdf…`. `benches/peers.sh` runs it.

#![allow(clippy::disallowed_methods, reason = "it reads files and the clock")]

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use huikan::layout::{arrange, settle};
use huikan::model::page::{PageIndex, RawContent};
use huikan::read::pdf::{Document, Options};

/// Each stage is run this often; the shortest counts, as everything else is other work on the machine.
const RUNS: usize = 5;

/// Time this thread has had on a core, where the system tells (Linux); else the clock.
fn now() -> Duration {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ns = told.and_then(|text| text.split_whitespace().next()?.parse().ok());
    ns.map_or_else(|| BEGAN.elapsed(), Duration::from_nanos)
}

fn shortest<T>(mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut best: Option<(Duration, T)> = None;
    for _ in 0..RUNS {
        let began = now();
        let value = work();
        let took = now().saturating_sub(began);
        if best.as_ref().is_none_or(|(least, _)| took < *least) {
            best = Some((took, value));
        }
    }
    best.expect("there is at least one run")
}

fn main() -> anyhow::Result<()> {
    println!(
        "{:40} {:>6} {:>9} {:>8} {:>8} {:>8} {:>9}",
        "file", "pages", "glyphs", "open ms", "read", "layout", "lopdf"
    );
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let open = || Document::open(Box::new(bytes.clone()), &Options::default());
        let (opening, document) = shortest(open);
        let document = document?;
        let n_pages = document.n_pages() as u32;
        // fonts are kept by the document: a fresh one for each run
        let (both, pages) = shortest(|| {
            let document = open().expect("it opened before");
            (0..n_pages).map(|i| document.page(PageIndex(i)).value).collect::<Vec<_>>()
        });
        let reading = both.saturating_sub(opening);
        let glyphs: usize =
            pages.iter().map(|p| if let RawContent::Glyphs(g) = &p.content { g.len() } else { 0 }).sum();
        let (arranging, _) = shortest(|| settle(pages.iter().cloned().map(|p| arrange(p).value).collect()));
        let (copying, _) = shortest(|| pages.clone());
        let began = now();
        let peer =
            lopdf::Document::load_mem(&bytes).and_then(|file| file.extract_text(&(1..=n_pages).collect::<Vec<_>>()));
        let peer_ms = peer.map_or(f64::NAN, |_| now().saturating_sub(began).as_secs_f64() * 1e3);
        let a_page = |time: Duration| time.as_secs_f64() * 1e3 / f64::from(n_pages.max(1));
        println!(
            "{path:40} {n_pages:6} {glyphs:9} {:8.1} {:8.3} {:8.3} {:9.3}",
            opening.as_secs_f64() * 1e3,
            a_page(reading),
            a_page(arranging.saturating_sub(copying)),
            peer_ms / f64::from(n_pages.max(1)),
        );
    }
    println!("read, layout and lopdf in ms a page");
    Ok(())
}
