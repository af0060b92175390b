//! What the tests of the rules share: lines in, lines as a rule leaves them out.

use std::sync::LazyLock;

use super::edited::Edited;
use super::words::Words;
use crate::model::geometry::Rect;
use crate::model::page::{Line, LineId, PageIndex, RawChar};
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

/// A line as an engine read it: characters with a second reading and the confidence in the first; the second has the rest.
pub fn doubted(text: &str, doubts: &[(char, char, f32)]) -> Edited {
    let char = |c: char| {
        let doubt = doubts.iter().find(|doubt| doubt.0 == c);
        let confidence = Some(doubt.map_or(1.0, |doubt| doubt.2));
        let others = doubt.map(|doubt| (doubt.1, 1.0 - doubt.2)).into_iter().collect();
        RawChar { c, bbox: Rect::new(0.0, 0.0, 1.0, 1.0), confidence, others }
    };
    Edited::of(&Line {
        id: LineId(1),
        page: PageIndex(0),
        text: text.to_owned(),
        bbox: None,
        size_pt: None,
        bold: false,
        confidence: None,
        chars: text.chars().map(char).collect(),
    })
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
