//! One message to the user, as text or as JSON. Says nothing itself.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::disk;
use crate::model::note::{Note, Severity};
use crate::pipeline::Stop;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Info,
    Warning,
    Error,
}

/// The keys of `--json`, in this order.
#[allow(clippy::struct_field_names, reason = "the keys are a published interface")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    pub level: Level,
    /// Stable kebab-case name.
    pub code: String,
    pub path: Option<String>,
    /// From 1.
    pub page: Option<u32>,
    pub line: Option<u32>,
    pub message: String,
    pub hint: Option<String>,
}

impl Message {
    pub fn new(level: Level, code: &str, message: impl Into<String>) -> Self {
        let (path, page, line, hint) = (None, None, None, None);
        Self { level, code: code.to_owned(), path, page, line, message: message.into(), hint }
    }

    pub fn error(code: &str, message: impl Into<String>) -> Self {
        Self::new(Level::Error, code, message)
    }

    pub fn warning(code: &str, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, code, message)
    }

    pub fn info(code: &str, message: impl Into<String>) -> Self {
        Self::new(Level::Info, code, message)
    }

    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    #[must_use]
    pub fn at_path(self, path: &Path) -> Self {
        self.at(path.to_string_lossy())
    }

    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned()).filter(|hint| !hint.is_empty());
        self
    }

    /// A failed access to the file system.
    pub fn of_disk(code: &str, error: &disk::Error) -> Self {
        Self::error(code, error.to_string()).at_path(&error.path).hint(error.hint())
    }

    /// Why a file gave no records.
    pub fn of_stop(path: &str, stop: &Stop) -> Self {
        Self::error(stop.code(), stop.to_string()).at(path).hint(stop.hint())
    }

    /// What a stage noticed.
    pub fn of_note(path: &str, note: &Note) -> Self {
        let level = if note.severity == Severity::Warning { Level::Warning } else { Level::Info };
        let mut message = Self::new(level, note.code, &note.message).at(path).hint(note.hint);
        message.page = note.page.map(|page| page.0 + 1);
        message.line = note.line.map(|line| line.0);
        message
    }

    /// `huikan: path: page 12: what is wrong`, and the hint on a line of its own.
    pub fn text(&self, color: bool) -> String {
        let paint = |code: &str, text: &str| if color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() };
        let mut text = paint(if self.level == Level::Error { "1;31" } else { "1" }, "huikan:");
        if let Some(path) = &self.path {
            let _ = write!(text, " {}:", escape(path));
        }
        if let Some(page) = self.page {
            let _ = write!(text, " page {page}:");
        }
        if let Some(line) = self.line {
            let _ = write!(text, " line {line}:");
        }
        if self.level == Level::Warning {
            let _ = write!(text, " {}", paint("33", "warning:"));
        }
        // a message of several lines (a place in a TOML file) keeps them, set in, so that none looks like a message
        let lines: Vec<String> = self.message.lines().map(escape).collect();
        let _ = writeln!(text, " {}", lines.join("\n    "));
        if let Some(hint) = &self.hint {
            let _ = writeln!(text, "  {} {}", paint("36", "hint:"), escape(hint));
        }
        text
    }

    /// One JSON object and a line end.
    pub fn json(&self) -> String {
        let mut line = serde_json::to_string(self).expect("messages are plain data");
        line.push('\n');
        line
    }
}

/// Names and texts come from anywhere: control characters would reach the terminal, and marks that turn the writing
/// direction would show another name than the one meant.
pub fn escape(text: &str) -> String {
    let is_unsafe = |c: char| {
        c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(is_unsafe) {
        return text.to_owned();
    }
    text.chars().fold(String::new(), |mut safe, c| {
        if is_unsafe(c) {
            safe.extend(c.escape_default());
        } else {
            safe.push(c);
        }
        safe
    })
}
