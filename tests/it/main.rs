//! Tests of whole stages, in one binary.

mod layout;
mod layout_properties;
