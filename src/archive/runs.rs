//! Runs: numbered without gaps, begun by `run.json`, ended by a manifest. A run that was killed is gone on with.
//!
//! Numbers, not times, say what came later: clocks are set back.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Archive, Error};
use crate::disk;

/// What a run is asked to do. A run that was killed is gone on with by one that is asked the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub run: u64,
    pub started: String,
    pub version: String,
    pub settings: String,
    pub inbox: String,
}

/// What became of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Made into an issue.
    Converted,
    /// Made into an issue, with part of the file missing.
    Partial,
    /// Converted; it took the place of another scan of the same issue.
    Superseding,
    /// Converted and kept aside: the scan in view is as good or better.
    KeptAside,
    /// In the archive already.
    Unchanged,
    /// The same bytes are in the archive under another name.
    Duplicate,
    /// Still being copied, by its time: left for the next run.
    Fresh,
    /// Gave no issue; in quarantine.
    Failed,
    /// Failed before; waits for the next try, or is parked.
    Quarantined,
    /// Could not be read or listed.
    Unreadable,
}

impl Outcome {
    /// As in manifests and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Converted => "converted",
            Self::Partial => "partial",
            Self::Superseding => "superseding",
            Self::KeptAside => "kept-aside",
            Self::Unchanged => "unchanged",
            Self::Duplicate => "duplicate",
            Self::Fresh => "fresh",
            Self::Failed => "failed",
            Self::Quarantined => "quarantined",
            Self::Unreadable => "unreadable",
        }
    }

    /// All, in the order above.
    pub const ALL: [Self; 10] = [
        Self::Converted,
        Self::Partial,
        Self::Superseding,
        Self::KeptAside,
        Self::Unchanged,
        Self::Duplicate,
        Self::Fresh,
        Self::Failed,
        Self::Quarantined,
        Self::Unreadable,
    ];
}

/// One file of a manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub name: String,
    pub sha256: Option<String>,
    pub outcome: Outcome,
    /// The issue made of it.
    pub issue: Option<String>,
    pub records: usize,
    /// Why it failed: code and message.
    pub code: Option<String>,
    pub message: Option<String>,
}

/// `runs/000012.json`: the account of one run. Files that nothing happened to are only counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    #[serde(flatten)]
    pub header: Header,
    /// Null where the run was given up.
    pub finished: Option<String>,
    /// Of the part of the run that finished it.
    pub seconds: Seconds,
    /// Files by outcome.
    pub outcomes: BTreeMap<String, usize>,
    /// Records by kind, of the files converted.
    pub records: BTreeMap<String, usize>,
    /// Pages of the files converted.
    pub pages: usize,
    /// Issues made by another version or with other settings, which `--reprocess changed` would make anew.
    pub outdated: usize,
    pub files: Vec<Row>,
}

/// How long the phases took, in seconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Seconds {
    pub listing: f64,
    pub converting: f64,
    pub total: f64,
}

/// The manifests there are, in order.
pub fn manifests(archive: &Archive) -> Result<Vec<Manifest>, Error> {
    let paths = disk::entries(&archive.runs())?;
    let files = paths.into_iter().filter(|path| path.extension().is_some_and(|e| e == "json"));
    files.map(|path| read(&path)).collect()
}

/// The run that was begun and not finished.
pub fn open_run(archive: &Archive) -> Result<Option<Header>, Error> {
    let path = current(archive);
    if !disk::exists(&path) {
        return Ok(None);
    }
    read(&path).map(Some)
}

/// Begins a run, or goes on with the one that was killed. One that was asked something else is closed as given up.
pub fn begin(archive: &Archive, mut header: Header) -> Result<Header, Error> {
    if let Some(open) = open_run(archive)? {
        let same = Header { run: header.run, started: header.started.clone(), ..open.clone() } == header;
        if same {
            return Ok(open);
        }
        if disk::exists(&place(archive, open.run)) {
            // killed between the manifest and this file: that run is finished
            disk::remove(&current(archive))?;
            return begin(archive, header);
        }
        let given_up = Manifest {
            header: open,
            finished: None,
            seconds: Seconds::default(),
            outcomes: BTreeMap::new(),
            records: BTreeMap::new(),
            pages: 0,
            outdated: 0,
            files: Vec::new(),
        };
        end(archive, &given_up)?;
    }
    header.run = last(archive)? + 1;
    disk::write(&current(archive), &super::pretty(&header))?;
    Ok(header)
}

/// Ends a run: its manifest stands, and nothing says any more that it goes on.
pub fn end(archive: &Archive, manifest: &Manifest) -> Result<(), Error> {
    disk::write(&place(archive, manifest.header.run), &super::pretty(manifest))?;
    Ok(disk::remove(&current(archive))?)
}

/// Number of the run that goes on, or of the one that will begin.
pub fn next(archive: &Archive) -> Result<u64, Error> {
    let open = open_run(archive)?.map(|open| open.run);
    open.map_or_else(|| Ok(last(archive)? + 1), Ok)
}

/// Number of the last run with a manifest; 0 where there is none.
pub fn last(archive: &Archive) -> Result<u64, Error> {
    let number = |path: &PathBuf| path.file_stem()?.to_str()?.parse::<u64>().ok();
    Ok(disk::entries(&archive.runs())?.iter().filter_map(number).max().unwrap_or(0))
}

fn place(archive: &Archive, run: u64) -> PathBuf {
    archive.runs().join(format!("{run:06}.json"))
}

fn current(archive: &Archive) -> PathBuf {
    archive.root().join("run.json")
}

fn read<T: serde::de::DeserializeOwned>(path: &std::path::Path) -> Result<T, Error> {
    let bytes = disk::open(path)?;
    serde_json::from_slice(&bytes).map_err(|error| Error::Bad { path: path.to_owned(), cause: error.to_string() })
}
