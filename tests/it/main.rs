//! All integration tests, one binary.

mod layout;
mod layout_properties;
mod read_pdf;
mod truth;
