//! One binary for all tests over borders: the program, the output contract, the house rules.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    reason = "tests make and read files"
)]

mod program;
mod samples;

mod rows;
mod schemas;
