//! Notes: something odd was met and the work went on. Errors (work on this file can't go on) are enums of their own.

use super::page::{LineId, PageIndex};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing, nothing is lost.
    Info,
    /// Something may be wrong or missing in the output.
    Warning,
}

/// What a note says. `code` is stable kebab-case and documented; a new code is a change of interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub severity: Severity,
    pub code: &'static str,
    pub page: Option<PageIndex>,
    pub line: Option<LineId>,
    pub message: String,
    /// What the user can do; empty where there is nothing.
    pub hint: &'static str,
}

impl Note {
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, code, page: None, line: None, message: message.into(), hint: "" }
    }

    pub fn info(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Info, ..Self::warning(code, message) }
    }

    #[must_use]
    pub fn on_page(mut self, page: PageIndex) -> Self {
        self.page = Some(page);
        self
    }

    #[must_use]
    pub fn at_line(mut self, line: LineId) -> Self {
        self.line = Some(line);
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }
}

/// A value and what was noticed while making it.
#[derive(Debug, Clone, PartialEq)]
pub struct Noted<T> {
    pub value: T,
    pub notes: Vec<Note>,
}

impl<T> Noted<T> {
    pub fn new(value: T) -> Self {
        Self { value, notes: Vec::new() }
    }

    /// The value, its notes added to `notes`.
    pub fn into_value(self, notes: &mut Vec<Note>) -> T {
        notes.extend(self.notes);
        self.value
    }
}
