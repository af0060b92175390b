//! To come.

pub mod pdf;
