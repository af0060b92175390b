//! The straight line for one file: bytes in, a draft of its issue out. The one place that calls the stages.

use super::{Draft, Settings, Sources, Stop, Watch, Work};

/// What all files of a run share: profiles, roster, settings.
#[derive(Debug)]
pub struct Line {
    #[expect(dead_code, reason = "read by the stages")]
    settings: Settings,
}

/// A profile or the roster can't be used.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct SetupError {
    pub path: String,
    pub message: String,
    pub hint: &'static str,
}

impl Line {
    pub fn new(settings: &Settings, _sources: &Sources) -> Result<Self, SetupError> {
        Ok(Self { settings: settings.clone() })
    }

    /// One file from its bytes to a draft.
    pub fn convert(&self, work: Work, _watch: &dyn Watch) -> Result<Draft<'_>, Stop> {
        let Work { path, bytes, .. } = work;
        let message = format!("the stages are not joined yet: {} bytes of {path}", bytes.len());
        Err(Stop::Unreadable { code: "unreadable", message, hint: String::new() })
    }
}
