//! `archive.json` of an issue folder: which source it was made from, when, by what, and how good the scan is.
//!
//! The cards and manifests are the truth; the catalogue is made from them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Error;
use super::measure::Measure;
use super::runs::Outcome;
use super::store::CARD;
use crate::disk;

/// One source and what was made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    pub source: Source,
    /// Number of the run that made the folder.
    pub run: u64,
    /// Number of the run that changed what is in view because of it: this one, or a later one that brought it back.
    pub shown: u64,
    /// When the first began.
    pub added: String,
    /// What became of the source in that run.
    pub outcome: Outcome,
    pub basis: Basis,
    pub pages: usize,
    /// Part of the file is missing from the records.
    pub partial: bool,
    /// Records by kind.
    pub records: BTreeMap<String, usize>,
    pub measure: Measure,
    /// Ids of records that were in view under this issue, or under another id of the same source, and are no more.
    pub gone: Vec<Gone>,
}

/// A file that came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub sha256: String,
    /// Path in the inbox where it was first seen.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// What a conversion depends on besides its source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Of huikan.
    pub version: String,
    /// Hash of all settings, as in `provenance.tool.settings`.
    pub settings: String,
    /// Hash of the settings but the profiles.
    pub base: String,
    /// Id of the profile that was used.
    pub profile: String,
    /// Hash of that profile's text.
    pub profile_sha256: String,
}

/// Records that left view in one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    pub run: u64,
    pub ids: Vec<String>,
}

impl Card {
    /// The card in an issue folder.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(CARD);
        let bytes = disk::open(&path)?;
        serde_json::from_slice(&bytes).map_err(|error| Error::Bad { path, cause: error.to_string() })
    }

    /// As written to the disk.
    pub fn bytes(&self) -> Vec<u8> {
        super::pretty(self)
    }

    /// Number of records.
    pub fn n_records(&self) -> usize {
        self.records.values().sum()
    }

    /// Adds what left view in the run that shows this card under `now`: records of the folder of `id`, and what was gone
    /// with that. Done twice it is done once: a run that was killed may do it again.
    pub fn follow(&mut self, now: &str, id: &str, before: &Card) {
        let kept = if now == id { self.n_records() } else { 0 };
        let left = (kept..before.n_records()).map(|i| (record_id(id, i), self.shown));
        let told =
            self.gone.iter().chain(&before.gone).flat_map(|gone| gone.ids.iter().map(|id| (id.clone(), gone.run)));
        let mut latest: BTreeMap<String, u64> = BTreeMap::new();
        for (id, run) in told.chain(left) {
            let known = latest.entry(id).or_insert(run);
            *known = run.max(*known);
        }
        // an id that is in view again is not gone
        for i in 0..self.n_records() {
            latest.remove(&record_id(now, i));
        }
        let mut by_run: BTreeMap<u64, Vec<String>> = BTreeMap::new();
        for (id, run) in latest {
            by_run.entry(run).or_default().push(id);
        }
        self.gone = by_run.into_iter().map(|(run, ids)| Gone { run, ids }).collect();
    }
}

/// Id of the record at this position in reading order: `record` numbers them from 1 without a gap.
fn record_id(issue: &str, position: usize) -> String {
    format!("{issue}-r{:04}", position + 1)
}
