//! huikan (会刊): the PDFs and OCR texts of printed assembly bulletins in, schema-validated records out.
//!
//! The line of data, in reading order of the modules:
//! `disk` → `read` → `layout` → `repair` → `segment` → `record` → `validate` → `output`, driven by `pipeline`,
//! started by `cli`. Imports point one way; `tests/it/tidy.rs` holds the table.

pub mod model;

pub mod disk;
pub mod profile;

pub mod layout;
pub mod read;
pub mod record;
pub mod repair;
pub mod segment;

pub mod output;
pub mod validate;

pub mod archive;
pub mod pipeline;

pub mod cli;
