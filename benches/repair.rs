//! What repair costs: an issue's worth of text once, ten times and a hundred times, and its share of a run on a PDF with
//! a text layer. `cargo bench --bench repair`.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a bench reads the clock and files")]
#![allow(clippy::unwrap_used, reason = "a bench that panics has failed")]

use std::path::Path;
use std::time::{Duration, Instant};

use huikan::model::page::{Block, Line, LineId, Page, PageIndex};
use huikan::model::provenance::Extractor;
use huikan::model::text::Certainty;
use huikan::profile::{Profiles, Roster};
use huikan::read::{self, Options};
use huikan::{layout, repair, segment};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/yunze");
    let profiles = Profiles::load(&[]).unwrap();
    let profile = profiles.get("bulletin").unwrap();
    let roster = Roster::parse(&std::fs::read_to_string(root.join("roster.toml")).unwrap()).unwrap();
    let text = std::fs::read_to_string(root.join("2024-03/ocr.txt")).unwrap();
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
    for times in [1, 10, 100] {
        // each copy has words of its own, as ten issues have
        let copies: Vec<String> =
            (0..times).flat_map(|n| lines.iter().map(move |line| line.replace('会', &shifted(n)))).collect();
        let n: usize = copies.iter().map(|l| l.chars().count()).sum();
        let pages = vec![page(&copies)];
        let (took, made) = timed(|| repair::repair(pages.clone(), profile, &roster, Some(Certainty::Certain)));
        let edits: usize = made.value.iter().map(|p| p.applied.len()).sum();
        assert!(edits >= times * 100, "{edits}");
        let per = took.as_secs_f64() * 1e9 / n as f64;
        println!("{times:>4} ×  {n:>8} characters  {edits:>7} edits  {took:>10.2?}  {per:>6.0} ns a character");
    }
    for path in ["2024-03/born.pdf", "2024-01/born.pdf"] {
        share(&root.join(path), profile, &roster);
    }
    // a larger PDF of one's own: HUIKAN_BENCH_PDF=…
    if let Some(path) = std::env::var_os("HUIKAN_BENCH_PDF") {
        share(Path::new(&path), profile, &roster);
    }
}

/// Time of repair as a share of reading, layout, repair and segmentation.
fn share(path: &Path, profile: &huikan::profile::Profile, roster: &Roster) {
    let bytes = std::fs::read(path).unwrap();
    let (reading, pages) = timed(|| {
        let document = read::open(Box::new(bytes.clone()), &Options::default()).unwrap();
        let pages = (0..document.n_pages() as u32).map(|i| layout::arrange(document.page(PageIndex(i)).value).value);
        layout::settle(pages.collect()).value
    });
    let (repairing, clean) = timed(|| repair::repair(pages.clone(), profile, roster, Some(Certainty::Certain)).value);
    let (segmenting, issue) = timed(|| segment::segment(&clean, profile).value);
    assert!(!issue.coverage.rows.is_empty());
    let all = reading + repairing + segmenting;
    let share = repairing.as_secs_f64() * 100.0 / all.as_secs_f64();
    println!("{}: repair {repairing:.2?} of {all:.2?}: {share:.1} %", path.display());
}

/// The best of some runs, and what the last one gave.
fn timed<T>(work: impl Fn() -> T) -> (Duration, T) {
    let mut best = Duration::MAX;
    let mut runs = 0;
    loop {
        let start = Instant::now();
        let made = work();
        best = best.min(start.elapsed());
        runs += 1;
        if runs == 5 {
            return (best, made);
        }
    }
}

/// A character for the `n`th copy.
fn shifted(n: usize) -> String {
    char::from_u32('一' as u32 + 97 * n as u32).unwrap_or('会').to_string()
}

fn page(lines: &[String]) -> Page {
    let line = |(n, text): (u32, &String)| Line {
        id: LineId(n),
        page: PageIndex(0),
        text: text.clone(),
        bbox: None,
        size_pt: None,
        bold: false,
        confidence: None,
        chars: Vec::new(),
    };
    let block = Block::plain(0..lines.len(), 0.0);
    Page {
        index: PageIndex(0),
        size: None,
        printed: None,
        lines: (1..).zip(lines).map(line).collect(),
        blocks: vec![block],
        extractor: Extractor::Text,
    }
}
