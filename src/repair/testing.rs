//! What the tests of the rules share: lines in, lines as a rule leaves them out.

use std::sync::LazyLock;

use super::edited::Edited;
use super::words::Words;
use crate::model::page::LineId;
use crate::profile::{Profile, Profiles};

/// The profile the rules are tried with.
pub fn bulletin() -> &'static Profile {
    static PROFILES: LazyLock<Profiles> = LazyLock::new(|| Profiles::load(&[]).expect("built-in profiles"));
    PROFILES.get("bulletin").expect("bulletin")
}

/// Lines as they were extracted, numbered from 1.
pub fn extracted(lines: &[&str]) -> Vec<Edited> {
    lines.iter().zip(1..).map(|(text, n)| Edited::new(LineId(n), text)).collect()
}

/// A line after a rule.
pub fn line(text: &str, rule: impl FnOnce(&mut Edited)) -> String {
    let mut line = Edited::new(LineId(1), text);
    rule(&mut line);
    line.finish().0
}

/// The first of several lines after a rule that takes all of them as witnesses.
pub fn first(lines: &[&str], rule: impl FnOnce(&mut Edited, &Words)) -> String {
    let mut lines = extracted(lines);
    let words = Words::of(lines.iter());
    rule(&mut lines[0], &words);
    lines.remove(0).finish().0
}

/// Lines after a rule that changes all of them.
pub fn all(lines: &[&str], rule: impl FnOnce(&mut [&mut Edited])) -> Vec<String> {
    let mut lines = extracted(lines);
    rule(&mut lines.iter_mut().collect::<Vec<_>>());
    lines.into_iter().map(|line| line.finish().0).collect()
}
