//! huikan (会刊): the PDFs and OCR texts of printed assembly bulletins in, schema-validated records out.
//!
//! The line of data, in reading order of the modules:
//! `disk` → `read` → `layout` → `repair` → `segment` → `record` → `validate` → `output`, driven by `pipeline`,
//! started by `cli`. Imports point one way; `tests/it/tidy.rs` holds the table.
//!
//! Beside the records, `pipeline/paper` has files made of the pages in reading order: a searchable PDF (`read/pdf/update`
//! writes behind the original's bytes, `output/scans` makes a PDF of images) and ALTO (`output/alto`). `tests/it/paper.rs`
//! holds that both read back as the same lines.
//!
//! Over many nights: `archive` takes files of an inbox in, has worker processes run the line of data on each, brings issue
//! folders into view by one rename and keeps a catalogue that follows the folders; `export` makes feeds of the folders for
//! other engines, `stats` tables of the catalogue. `review` makes pages to look at of issue folders, and takes corrections. `tests/it/archive/` holds what they promise: killed at any step an
//! archive ends with the same bytes, one writer, nothing twice, nothing outside of it.

pub mod model;

pub mod pattern;

pub mod disk;
pub mod profile;

pub mod ocr;

pub mod layout;
pub mod read;
pub mod record;
pub mod repair;
pub mod segment;

pub mod output;
pub mod validate;

pub mod pipeline;

pub mod archive;
pub mod export;
pub mod stats;

pub mod review;

pub mod cli;
