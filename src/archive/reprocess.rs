//! Which sources have to be converted in a run, and which of those in the archive are behind the version or the settings.

use std::collections::BTreeMap;

use super::catalogue::Held;
use super::{Archive, Basis, Card, Entry, Source};
use crate::disk;
use crate::pipeline::Line;
use crate::validate::LEDGER;

/// What is made anew of what is in the archive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reprocess {
    /// Nothing but issues whose patches changed.
    #[default]
    No,
    /// What another version, another roster, another level of repair or a changed profile would make differently, and what is
    /// there only in part: its pages may be read now.
    Changed,
    /// Everything.
    All,
}

/// What a run has to do with a source.
#[derive(Debug, Clone, PartialEq)]
pub enum Need {
    /// It is new.
    New,
    /// It is in the archive, and made anew.
    Again(Source),
    /// It is as it has to be.
    Nothing,
}

/// What the archive holds as a run begins.
#[derive(Debug)]
pub struct State {
    pub run: u64,
    pub reprocess: Reprocess,
    pub held: BTreeMap<String, Held>,
    pub quarantine: BTreeMap<String, Entry>,
}

impl State {
    /// What to do with a source. A run that was killed and goes on has done some of it already.
    pub fn need(&self, sha256: &str, archive: &Archive, line: &Line) -> Need {
        if let Some(held) = self.held.get(sha256) {
            let card = &held.card;
            let redo = card.run != self.run
                && (patches_differ(held, line)
                    || self.reprocess == Reprocess::All
                    || self.reprocess == Reprocess::Changed && (card.partial || is_behind(held, archive, line)));
            return if redo { Need::Again(card.source.clone()) } else { Need::Nothing };
        }
        match self.quarantine.get(sha256) {
            None => Need::New,
            Some(entry) if entry.last_run == self.run => Need::Nothing,
            Some(entry) => {
                let changed = self.reprocess != Reprocess::No && entry.basis != basis_of_run(line);
                if !entry.parked || changed { Need::Again(entry.source.clone()) } else { Need::Nothing }
            }
        }
    }
}

/// The basis of a file that never came as far as a profile.
pub fn basis_of_run(line: &Line) -> Basis {
    let settings = line.settings();
    Basis {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        settings: settings.hash.clone(),
        base: settings.base.clone(),
        ..Basis::default()
    }
}

/// The archivist's patches of an issue are others than those it was made with.
fn patches_differ(held: &Held, line: &Line) -> bool {
    let Card { source, basis, .. } = &held.card;
    let now = line.settings().patches.settings("", &source.sha256, &held.issue);
    let then: String = basis.settings.chars().skip(line.settings().hash.chars().count()).collect();
    held.in_view && now != then
}

/// Whether this version with these settings would make something else of a source. Where only profiles changed, those lines
/// that were read choose their profile again, and the text of that profile decides: no PDF is read for it.
pub fn is_behind(held: &Held, archive: &Archive, line: &Line) -> bool {
    let (basis, settings) = (&held.card.basis, line.settings());
    if basis.version != env!("CARGO_PKG_VERSION") || basis.base != settings.base {
        return true;
    }
    if basis.settings.starts_with(&settings.hash) {
        return false;
    }
    let folder = if held.in_view {
        archive.issue(&held.issue)
    } else {
        archive.superseded(&held.issue, &held.card.source.sha256)
    };
    // a ledger that can't be read is made anew
    let Ok(bytes) = disk::open(&folder.join(LEDGER)) else { return true };
    let rows = bytes.split(|b| *b == b'\n').filter_map(|row| serde_json::from_slice::<serde_json::Value>(row).ok());
    let lines: Vec<String> = rows.filter_map(|row| row["text"].as_str().map(str::to_owned)).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    line.profile_of(&lines).1 != basis.profile_sha256
}
