//! How much work one file may ask for. In: nothing; out: numbers. Never a decision: who meets a limit says so by a note.
#![allow(clippy::disallowed_methods, reason = "the clock is what the time for a page is held against")]

use std::time::{Duration, Instant};

/// Bounds on one document; the defaults are far above what a printed page needs and far below what hurts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes one stream may expand to, over all its filters. A page of text has some 20 KB, the largest vector page met 30 MB.
    pub stream_bytes: usize,
    /// Bytes all form contents kept for one page may take together.
    pub form_bytes: usize,
    /// Operators on one page, those of forms included.
    pub operators: usize,
    /// Glyphs on one page.
    pub glyphs: usize,
    /// Images and, apart from them, rules kept for one page.
    pub marks: usize,
    /// Forms within forms.
    pub form_depth: usize,
    /// Forms drawn on one page, each repetition counted: nested forms multiply.
    pub forms: usize,
    /// Saved graphics states (`q`) on one page.
    pub states: usize,
    /// Time for one page.
    pub page_time: Duration,
    /// Bytes of a CMap after expansion.
    pub cmap_bytes: usize,
    /// Bytes of an embedded font program after expansion.
    pub font_bytes: usize,
    /// Pages of one file.
    pub pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            stream_bytes: 64 << 20,
            form_bytes: 64 << 20,
            operators: 3_000_000,
            glyphs: 500_000,
            marks: 20_000,
            form_depth: 12,
            forms: 20_000,
            states: 4_096,
            page_time: Duration::from_secs(10),
            cmap_bytes: 8 << 20,
            font_bytes: 48 << 20,
            pages: 100_000,
        }
    }
}

/// The work left on one page.
#[derive(Debug)]
pub(super) struct Budget {
    operators: usize,
    glyphs: usize,
    forms: usize,
    deadline: Instant,
    /// The first limit that was met, in words.
    spent: Option<&'static str>,
}

impl Budget {
    pub fn new(limits: &Limits) -> Self {
        Self {
            operators: limits.operators,
            glyphs: limits.glyphs,
            forms: limits.forms,
            deadline: Instant::now() + limits.page_time,
            spent: None,
        }
    }

    pub fn operator(&mut self) -> bool {
        // the clock is asked rarely: a call costs more than most operators
        if self.operators.is_multiple_of(512) && Instant::now() > self.deadline {
            self.stop("the time for one page");
        }
        match self.operators.checked_sub(1) {
            Some(left) => self.operators = left,
            None => self.stop("operators on one page"),
        }
        self.spent.is_none()
    }

    pub fn glyph(&mut self) -> bool {
        match self.glyphs.checked_sub(1) {
            Some(left) => self.glyphs = left,
            None => self.stop("glyphs on one page"),
        }
        self.spent.is_none()
    }

    pub fn form(&mut self) -> bool {
        match self.forms.checked_sub(1) {
            Some(left) => self.forms = left,
            None => self.stop("forms drawn on one page"),
        }
        self.spent.is_none()
    }

    pub fn stop(&mut self, what: &'static str) {
        self.spent.get_or_insert(what);
    }

    pub fn is_spent(&self) -> bool {
        self.spent.is_some()
    }

    pub fn spent(&self) -> Option<&'static str> {
        self.spent
    }
}
