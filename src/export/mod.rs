//! Feeds: an archive and a selection in, the files that search and statistics tools load out. Whole or not at all.
//!
//! A feed is made beside its place and renamed into it. `export.json` says which run it goes up to, which is what the next
//! `--since` has to be. All feeds are made from the issue folders; none reads a clock, so the same archive gives the same
//! bytes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::archive::{Archive, Error, Exported};
use crate::disk;
use crate::record::{KINDS, SCHEMA_VERSION};

mod columns;
mod csv;
mod elasticsearch;
mod meilisearch;
mod parquet;
mod passages;
mod sqlite;

pub use columns::{Column, Type, columns};
pub use csv::safe as safe_cell;
pub use passages::{MAX_CHARS, Passage, passages};

/// The form of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A folder with one file for each kind.
    Parquet,
    /// A folder with one file for each kind, with or without a byte order mark.
    Csv { bom: bool },
    /// One database.
    Sqlite,
    /// A folder: documents, settings, deletes.
    Meilisearch,
    /// A folder: bulk files, mapping, deletes.
    Elasticsearch,
}

impl Format {
    /// As typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv { .. } => "csv",
            Self::Sqlite => "sqlite",
            Self::Meilisearch => "meilisearch",
            Self::Elasticsearch => "elasticsearch",
        }
    }
}

/// Why there is no feed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The archive can't be read.
    #[error("{0}")]
    Archive(#[from] Error),
    /// The feed can't be written.
    #[error("{0}")]
    Write(disk::Error),
    /// Something else lies where the feed is to go.
    #[error("something else than a feed of huikan is there")]
    Occupied { path: PathBuf },
    /// A library could not make the form.
    #[error("cannot make the {form}: {cause}")]
    Form { path: PathBuf, form: &'static str, cause: String },
}

/// The file that says what a feed holds.
const ACCOUNT: &str = "export.json";

/// Writes a feed to its place, and gives the number of records in it.
pub fn export(archive: &Archive, exported: &Exported, format: Format, place: &Path) -> Result<usize, ExportError> {
    check_place(place, format)?;
    let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let making = place.with_file_name(format!(".{name}.huikan-tmp"));
    disk::remove(&making).map_err(ExportError::Write)?;
    if let Some(parent) = place.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        disk::make_folder(parent).map_err(ExportError::Write)?;
    }
    let feed = Feed { archive, exported, folder: &making };
    let made = match format {
        Format::Sqlite => sqlite::write(&feed),
        _ => folder(&feed, format),
    };
    let placed = made.and_then(|n| disk::swap_in(&making, place).map(|()| n).map_err(ExportError::Write));
    if placed.is_err() {
        // the first error is the one to tell
        let _ = disk::remove(&making);
    }
    if placed.is_ok() && format == Format::Sqlite {
        let stem = place.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let metadata = place.with_file_name(format!("{stem}.datasette.json"));
        disk::write(&metadata, sqlite::datasette(&stem).as_bytes()).map_err(ExportError::Write)?;
    }
    placed
}

fn folder(feed: &Feed, format: Format) -> Result<usize, ExportError> {
    disk::make_folder(feed.folder).map_err(ExportError::Write)?;
    let n = match format {
        Format::Parquet => parquet::write(feed)?,
        Format::Csv { bom } => csv::write(feed, bom)?,
        Format::Meilisearch => meilisearch::write(feed)?,
        Format::Elasticsearch => elasticsearch::write(feed)?,
        Format::Sqlite => 0,
    };
    let account = feed.account(format.name(), n);
    feed.create(ACCOUNT, pretty(&account).as_bytes())?;
    Ok(n)
}

/// A feed is replaced by a feed; what else is there is left alone.
fn check_place(place: &Path, format: Format) -> Result<(), ExportError> {
    let is_ours = match format {
        _ if !disk::exists(place) => true,
        Format::Sqlite => disk::starts_with(place, b"SQLite format 3\0"),
        _ => disk::exists(&place.join(ACCOUNT)) || disk::entries(place).is_ok_and(|entries| entries.is_empty()),
    };
    if is_ours { Ok(()) } else { Err(ExportError::Occupied { path: place.to_owned() }) }
}

/// A file of a feed that takes the records of one kind.
trait Rows {
    fn add(&mut self, row: &Value) -> Result<(), ExportError>;
    fn end(self) -> Result<(), ExportError>;
}

/// One file for each kind, also where there is no record of it; gives the number of records.
fn tables<R: Rows>(feed: &Feed, begin: impl Fn(&'static str) -> Result<R, ExportError>) -> Result<usize, ExportError> {
    let wanted = |kind: &&'static str| feed.exported.kind.as_deref().is_none_or(|only| only == *kind);
    let mut tables: BTreeMap<&str, R> = BTreeMap::new();
    for kind in KINDS.into_iter().filter(wanted) {
        tables.insert(kind, begin(kind)?);
    }
    let n = feed.each(|row, _| {
        let kind = row["kind"].as_str().unwrap_or_default();
        tables.get_mut(kind).map_or(Ok(()), |table| table.add(row))
    })?;
    tables.into_values().try_for_each(Rows::end)?;
    Ok(n)
}

/// What a feed is made from, and the folder or file it is made in.
struct Feed<'a> {
    archive: &'a Archive,
    exported: &'a Exported,
    folder: &'a Path,
}

impl Feed<'_> {
    /// Hands each record over, with the row of its issue.
    fn each(&self, take: impl FnMut(&Value, &Value) -> Result<(), ExportError>) -> Result<usize, ExportError> {
        let mut take = take;
        let mut n = 0;
        self.exported.each_record(self.archive, |row, issue| {
            n += 1;
            take(row, issue)
        })?;
        Ok(n)
    }

    fn create(&self, name: &str, bytes: &[u8]) -> Result<(), ExportError> {
        disk::create(&self.folder.join(name), bytes).map_err(ExportError::Write)
    }

    /// What `export.json` says.
    fn account(&self, format: &str, n_records: usize) -> Value {
        let Exported { position, since, kind, issues, gone } = self.exported;
        json!({ "format": format, "schema_version": SCHEMA_VERSION, "position": position, "since": since,
            "kind": kind, "issues": issues.len(), "records": n_records, "gone": gone.len() })
    }

    /// Ids of the issues whose documents a search engine has to drop before it takes this feed's: those that changed, and
    /// those that records are gone from. A feed of everything drops nothing.
    fn changed_issues(&self) -> Vec<String> {
        if self.exported.since.is_none() {
            return Vec::new();
        }
        let of_record = |id: &String| id.rsplit_once("-r").map_or(id.clone(), |(issue, _)| issue.to_owned());
        let mut issues: Vec<String> = self.exported.gone.iter().map(of_record).collect();
        issues.extend(self.exported.issues.iter().cloned());
        issues.sort();
        issues.dedup();
        issues
    }
}

/// For people: two spaces, a line end.
fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// A list of a row; empty where it is none.
fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
