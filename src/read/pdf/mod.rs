//! Stub until the branch lands.
use super::Bytes;
use crate::model::note::Noted;
use crate::model::page::{PageIndex, RawPage};
#[derive(Debug, Clone, Default)]
pub struct Options { pub password: Option<String> }
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError { #[error("not a PDF")] NotAPdf }
impl PdfError { pub fn hint(&self) -> &'static str { "" } }
pub struct Document;
impl Document {
    pub fn open(_: Bytes, _: &Options) -> Result<Self, PdfError> { Err(PdfError::NotAPdf) }
    pub fn n_pages(&self) -> usize { 0 }
    pub fn page(&self, _: PageIndex) -> Noted<RawPage> { unreachable!() }
}
