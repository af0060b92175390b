//! One binary for all tests over borders: the program, the output contract, accuracy, the house rules.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "tests make and read files")]
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics has failed")]

mod archive;
mod batch;
mod cli;
mod convert;
mod coverage;
mod faults;
mod forms;
mod harm;
mod hidden;
mod inspect;
mod layout;
mod layout_properties;
mod ocr;
mod paper;
mod patches;
mod pdf_damage;
mod placed;
mod program;
mod read_pdf;
mod repair;
mod review;
mod rows;
mod samples;
mod schemas;
mod tidy;
mod truth;
mod undo;
