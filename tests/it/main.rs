//! All integration tests, one binary.

mod read_pdf;
mod truth;
