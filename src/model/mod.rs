//! The nouns that cross stage borders: what a page, a line, a correction, an article and a note are.
//! No regex, no I/O, no decisions live here.

pub mod abreast;
pub mod article;
pub mod coverage;
pub mod geometry;
pub mod glyph_text;
pub mod note;
pub mod page;
pub mod picture;
pub mod provenance;
pub mod script;
pub mod text;
