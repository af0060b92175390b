//! The nightly store: files of an inbox in, issue folders that stay, an index over them, and an account of each run out.
//!
//! [`ingest`] is the only writer and holds a lock; readers open the catalogue. The folders are the truth: an issue folder
//! with its card, a quarantine file, a run manifest. The catalogue follows them and can be made again from them.
//! Time comes from the caller's [`Clock`], conversions from worker processes.

use std::path::PathBuf;

use crate::disk;

mod card;
pub mod catalogue;
mod inbox;
mod ingest;
mod intake;
mod measure;
mod metrics;
mod quarantine;
mod reprocess;
mod runs;
mod settle;
mod source;
mod status;
mod store;
mod time;
mod verify;
mod workers;

pub use card::{Basis, Card, Gone, Source};
pub use ingest::{Ingest, Options, Told};
pub use measure::Measure;
pub use quarantine::{Entry, entries as quarantined};
pub use reprocess::Reprocess;
pub use runs::{Header, Manifest, Outcome, Row, manifests};
pub use source::{Exported, Selection, selected};
pub use status::{Status, status};
pub use store::Archive;
pub use time::{Clock, days, iso, parse as parse_time};
pub use verify::{Finding, verify};
pub use workers::{Failure, Limits, Made, Order, Reply, Workers, confine};

/// Name of the catalogue's file.
const CATALOGUE: &str = "catalogue.sqlite";

/// Why the archive can't be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Disk(#[from] disk::Error),
    #[error("the folder holds other things than an archive")]
    NotAnArchive { path: PathBuf },
    /// Another process writes.
    #[error("another run holds the lock: {holder}")]
    Locked { path: PathBuf, holder: String },
    /// A file of the archive is not as it was written.
    #[error("{cause}")]
    Bad { path: PathBuf, cause: String },
    #[error("the catalogue can't be used: {cause}")]
    Catalogue { path: PathBuf, cause: rusqlite::Error },
    /// A worker process can't be started or was stopped from outside.
    #[error("{cause}")]
    Worker { cause: String },
    /// `--since` names no run and no day.
    #[error("{text:?} is neither a run nor a day")]
    Since { text: String },
}

impl Error {
    /// The path at fault, where one is.
    pub fn path(&self) -> Option<&std::path::Path> {
        match self {
            Self::Disk(error) => Some(&error.path),
            Self::NotAnArchive { path }
            | Self::Locked { path, .. }
            | Self::Bad { path, .. }
            | Self::Catalogue { path, .. } => Some(path),
            Self::Worker { .. } | Self::Since { .. } => None,
        }
    }

    /// What the user can do; empty where there is nothing to say.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Disk(error) => error.hint(),
            Self::NotAnArchive { .. } => "give a new or empty folder, or one that huikan ingest made",
            Self::Locked { .. } => "wait for it to end; the lock goes with its process, there is nothing to delete",
            Self::Catalogue { cause, .. } if cause.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) => {
                "free some space and run again; what was finished is kept"
            }
            Self::Bad { .. } | Self::Catalogue { .. } => "huikan verify ARCHIVE --repair makes the catalogue anew",
            Self::Worker { .. } => "run it again: the next run goes on where this one ended",
            Self::Since { .. } => "give the number of a run (huikan status lists them) or a day such as 2026-11-21",
        }
    }
}

/// JSON for people and tools: two spaces, a line end.
fn pretty<T: serde::Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("what the archive writes is plain data");
    bytes.push(b'\n');
    bytes
}

impl From<disk::LockError> for Error {
    fn from(error: disk::LockError) -> Self {
        match error {
            disk::LockError::Held { path, holder } => Self::Locked { path, holder },
            disk::LockError::Disk(error) => Self::Disk(error),
        }
    }
}
