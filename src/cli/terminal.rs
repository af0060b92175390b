//! What the user sees while work goes on: messages and two bars on stderr, never mixed up. The only place that names
//! `indicatif`, and that asks the environment about the terminal.
#![allow(clippy::disallowed_methods, reason = "NO_COLOR and TERM are read here")]

use std::fmt;
use std::io::{self, IsTerminal, Write};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::args::{Color, Show};
use super::message::{Level, Message};
use crate::pipeline::Watch;

/// The user's screen.
pub struct Terminal {
    json: bool,
    quiet: bool,
    color: bool,
    bars: MultiProgress,
    files: ProgressBar,
    pages: ProgressBar,
}

impl Terminal {
    pub fn new(show: &Show) -> Self {
        let is_terminal = io::stderr().is_terminal();
        let is_plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let color = match show.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !is_plain,
        };
        let bars = MultiProgress::new();
        if !is_terminal || show.quiet || show.json {
            bars.set_draw_target(ProgressDrawTarget::hidden());
        }
        let (files, pages) = (ProgressBar::hidden(), ProgressBar::hidden());
        Self { json: show.json, quiet: show.quiet, color: color && !show.json, bars, files, pages }
    }

    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Data on stdout may be coloured: it is a terminal too.
    pub fn is_colored(&self) -> bool {
        self.color && io::stdout().is_terminal()
    }

    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Prints a message. What is only worth knowing is for `--json`.
    pub fn say(&self, message: &Message) {
        let least = match (self.quiet, self.json) {
            (true, _) => Level::Error,
            (false, true) => Level::Info,
            (false, false) => Level::Warning,
        };
        if message.level >= least {
            self.put(&if self.json { message.json() } else { message.text(self.color) });
        }
    }

    /// Prints text that closes a run; not for `--quiet`.
    pub fn close(&self, text: &str) {
        if !self.quiet {
            self.put(text);
        }
    }

    /// Shows the bars for so many files.
    pub fn start(&mut self, n_files: usize) {
        let rate = |state: &ProgressState, out: &mut dyn fmt::Write| {
            let _ = write!(out, "{:.1}/s", state.per_sec());
        };
        let form = "{prefix:>6} [{bar:30}] {pos}/{len}  {rate}  {eta} left";
        let style = ProgressStyle::with_template(form).expect("the form is well made");
        let style = style.progress_chars("=> ").with_key("rate", rate);
        let bar = |n: u64, name| self.bars.add(ProgressBar::new(n)).with_prefix(name).with_style(style.clone());
        (self.files, self.pages) = (bar(n_files as u64, "files"), bar(0, "pages"));
    }

    /// Takes the bars away.
    pub fn stop(&self) {
        self.files.finish_and_clear();
        self.pages.finish_and_clear();
    }

    /// A stderr that is closed or full is no reason to lose the work.
    fn put(&self, text: &str) {
        self.bars.suspend(|| {
            let _ = io::stderr().lock().write_all(text.as_bytes());
        });
    }
}

impl Watch for Terminal {
    fn pages(&self, n_pages: usize) {
        self.pages.inc_length(n_pages as u64);
    }

    fn page_done(&self) {
        self.pages.inc(1);
    }

    fn file_done(&self) {
        self.files.inc(1);
    }

    fn tell(&self, message: &str) {
        if self.json {
            self.say(&Message::info("working", message));
        } else if !self.quiet {
            self.put(&Message::info("working", message).text(self.color));
        }
    }
}
