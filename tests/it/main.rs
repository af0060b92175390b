//! One binary for all tests over borders: the program, the output contract, accuracy, the house rules.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "tests make and read files")]
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics has failed")]

mod program;
mod samples;

mod batch;
mod cli;
mod convert;
mod faults;
mod rows;
mod schemas;
mod tidy;
mod truth;
