//! Reading, and reading with layout, on the typeset fixtures; what comes out is held against what must.

#![allow(clippy::disallowed_methods, reason = "it reads a file")]

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use huikan::layout::{arrange, settle};
use huikan::model::page::{Page, PageIndex, RawContent, RawPage};
use huikan::read::pdf::{Document, Options};

/// A magazine in two columns; pages, glyphs and lines it must give.
const FILE: &str = "fixtures/yunze/2024-03/born.pdf";
const LEAST_GLYPHS: usize = 10_000;
const LEAST_LINES: usize = 500;

fn open() -> Document {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let bytes = std::fs::read(path).expect("the fixture is there");
    Document::open(Box::new(bytes), &Options::default()).expect("the fixture opens")
}

fn read(document: &Document) -> Vec<RawPage> {
    let pages: Vec<RawPage> = (0..document.n_pages() as u32).map(|i| document.page(PageIndex(i)).value).collect();
    let glyphs = |page: &RawPage| if let RawContent::Glyphs(glyphs) = &page.content { glyphs.len() } else { 0 };
    assert!(pages.iter().map(glyphs).sum::<usize>() >= LEAST_GLYPHS);
    pages
}

fn lay_out(pages: Vec<RawPage>) -> Vec<Page> {
    let pages = settle(pages.into_iter().map(|page| arrange(page).value).collect()).value;
    assert!(pages.iter().map(|page| page.lines.len()).sum::<usize>() >= LEAST_LINES);
    pages
}

fn stages(criterion: &mut Criterion) {
    let document = open();
    let mut group = criterion.benchmark_group("pages");
    group.throughput(Throughput::Elements(document.n_pages() as u64));
    group.bench_function("open and read", |b| b.iter(|| read(black_box(&open()))));
    group.bench_function("read", |b| b.iter(|| read(black_box(&document))));
    group.bench_function("read and lay out", |b| b.iter(|| lay_out(read(black_box(&document)))));
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
