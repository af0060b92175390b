//! `quarantine/<sha256>.json`: why a file gave no issue, and how often it was tried.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Archive, Basis, Error, Failure, Source};
use crate::disk;

/// One file that failed. The bytes are among the originals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub source: Source,
    /// Stable kebab-case name of the reason: one of `convert`'s, or `timeout`, `out-of-memory`, `crashed`.
    pub code: String,
    pub message: String,
    pub hint: String,
    /// Runs that tried it.
    pub attempts: u32,
    pub first_run: u64,
    pub last_run: u64,
    /// Not tried again until its settings or the version change and `--reprocess` asks for it.
    pub parked: bool,
    pub basis: Basis,
}

impl Entry {
    /// After one more failure; parked once it was tried `1 + retries` times.
    pub fn after(
        before: Option<&Self>,
        source: Source,
        failure: Failure,
        basis: Basis,
        run: u64,
        retries: u32,
    ) -> Self {
        // a run that was killed and goes on has tried it once
        let tried = before.map_or(0, |entry| entry.attempts - u32::from(entry.last_run == run));
        // other settings are a new beginning
        let tried = if before.is_some_and(|entry| entry.basis != basis) { 0 } else { tried };
        let Failure { code, message, hint } = failure;
        let attempts = tried + 1;
        Self {
            source: before.map_or(source, |entry| entry.source.clone()),
            code,
            message,
            hint,
            attempts,
            first_run: before.map_or(run, |entry| entry.first_run),
            last_run: run,
            parked: attempts > retries,
            basis,
        }
    }

    /// Writes the entry to its file.
    pub fn write(&self, archive: &Archive) -> Result<(), Error> {
        Ok(disk::write(&path(archive, &self.source.sha256), &super::pretty(self))?)
    }
}

/// Takes a file out of quarantine; one that is not in it is fine.
pub fn release(archive: &Archive, sha256: &str) -> Result<(), Error> {
    let path = path(archive, sha256);
    if disk::exists(&path) { Ok(disk::remove(&path)?) } else { Ok(()) }
}

/// All entries, by hash.
pub fn entries(archive: &Archive) -> Result<Vec<Entry>, Error> {
    let paths = disk::entries(&archive.quarantine())?;
    let files = paths.into_iter().filter(|path| path.extension().is_some_and(|e| e == "json"));
    files
        .map(|path| {
            let bytes = disk::open(&path)?;
            serde_json::from_slice(&bytes).map_err(|error| Error::Bad { path, cause: error.to_string() })
        })
        .collect()
}

fn path(archive: &Archive, sha256: &str) -> PathBuf {
    archive.quarantine().join(format!("{sha256}.json"))
}
