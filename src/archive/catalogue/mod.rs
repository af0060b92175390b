//! The catalogue: cards and records in, tables and full text out. SQLite itself opens and writes the file; this is the only
//! module that does so, `disk` does not see these accesses.
//!
//! It follows the folders and holds nothing that they don't: [`Catalogue::rebuild`] makes it again, in the order of ids, so
//! that the same folders give the same bytes.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::runs::Manifest;
use super::{Archive, Card, Error, Exported, runs};
use crate::disk;

mod search;
mod words;
mod write;

pub use search::{Hit, Query, search};
pub use words::{first_place, index as index_words, query as query_words};

/// The full-text query for Datasette: words as typed in `:words`, turned into phrases of pairs by SQL alone.
pub const DATASETTE_QUERY: &str = include_str!("datasette.sql");
const SCHEMA: &str = include_str!("schema.sql");
/// Raised with every change of the tables or of what goes into the index; a catalogue of another number is made anew.
const SCHEMA_NUMBER: i32 = 1;

/// Issues that reach the disk together where a database is filled: a commit costs more than an issue.
const GATHERED: usize = 64;

/// An open catalogue.
#[derive(Debug)]
pub struct Catalogue {
    connection: Connection,
    path: std::path::PathBuf,
}

impl Held {
    /// The same, kept out of view: which run shows it says nothing any more.
    #[must_use]
    pub fn out_of_view(mut self) -> Self {
        self.in_view = false;
        self.card.shown = self.card.run;
        self
    }
}

/// What the catalogue knows of one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    pub issue: String,
    /// Its issue folder is in view; else it is kept as superseded.
    pub in_view: bool,
    pub card: Card,
}

impl Catalogue {
    /// Opens the catalogue of an archive to read from. A disk that can't be written to is fine.
    pub fn open(archive: &Archive) -> Result<Self, Error> {
        let path = archive.catalogue();
        if !disk::exists(&path) {
            let cause = "is missing; huikan verify ARCHIVE --repair makes it".to_owned();
            return Err(Error::Bad { path, cause });
        }
        let open = |flags| {
            let opened = Connection::open_with_flags(&path, flags);
            let connection = opened.map_err(|cause| Error::Catalogue { path: path.clone(), cause })?;
            let catalogue = Self { connection, path: path.clone() };
            catalogue.settings()?;
            catalogue.number().map(|number| (catalogue, number))
        };
        // what a killed run was writing has to be rolled back before anybody reads, and that is a change
        let opened = open(OpenFlags::SQLITE_OPEN_READ_ONLY).or_else(|_| open(OpenFlags::SQLITE_OPEN_READ_WRITE));
        let (catalogue, number) = opened?;
        if number == SCHEMA_NUMBER {
            return Ok(catalogue);
        }
        Err(Error::Bad { path: catalogue.path, cause: "was made by another version of huikan".to_owned() })
    }

    /// Opens the catalogue of an archive to write to; None where there is none, or none of this version, or a damaged one.
    pub fn open_to_write(archive: &Archive) -> Option<Self> {
        let path = archive.catalogue();
        if !disk::exists(&path) {
            return None;
        }
        let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE).ok()?;
        let catalogue = Self { connection, path };
        catalogue.settings().ok()?;
        let sound = catalogue.number().is_ok_and(|number| number == SCHEMA_NUMBER);
        sound.then_some(catalogue)
    }

    /// A new database with empty tables.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let fail = |cause| Error::Catalogue { path: path.to_owned(), cause };
        if path != Path::new("") {
            disk::remove(path)?;
        }
        let connection = Connection::open(path).map_err(fail)?;
        let catalogue = Self { connection, path: path.to_owned() };
        catalogue.settings()?;
        let script = format!("BEGIN; {SCHEMA} PRAGMA user_version = {SCHEMA_NUMBER}; COMMIT;");
        catalogue.connection.execute_batch(&script).map_err(fail)?;
        Ok(catalogue)
    }

    /// Makes the catalogue of an archive anew from its folders; it stands whole or not at all.
    pub fn rebuild(archive: &Archive) -> Result<Self, Error> {
        let making = archive.root().join(".catalogue.sqlite.tmp");
        let mut catalogue = Self::create(&making)?;
        let fill = catalogue.fill(archive);
        drop(catalogue);
        fill?;
        disk::remove(&journal(&archive.catalogue()))?;
        disk::put(&making, &archive.catalogue())?;
        Self::open_to_write(archive).ok_or_else(|| Error::Bad {
            path: archive.catalogue(),
            cause: "cannot be opened after it was made".to_owned(),
        })
    }

    /// What the catalogue of an archive has to say, in a file that goes when it is closed.
    pub fn of_folders(archive: &Archive) -> Result<Self, Error> {
        let mut catalogue = Self::create(Path::new(""))?;
        catalogue.fill(archive)?;
        Ok(catalogue)
    }

    fn fill(&mut self, archive: &Archive) -> Result<(), Error> {
        for ids in archive.issue_ids()?.chunks(GATHERED) {
            self.begin()?;
            for id in ids {
                self.write(|to| write::issue(to, archive, id, None).map(|_| ()))?;
            }
            self.commit()?;
        }
        self.begin()?;
        for (id, folder) in archive.superseded_folders()? {
            let card = Card::read(&folder)?;
            self.write(|to| write::source(to, &id, false, &card))?;
        }
        for manifest in runs::manifests(archive)? {
            self.note_run(&manifest)?;
        }
        self.commit()?;
        self.optimize()
    }

    /// Brings the catalogue in line with the folders after a run that was killed: what differs is written again.
    pub fn reconcile(&mut self, archive: &Archive) -> Result<(), Error> {
        let mut before = self.held()?;
        for id in archive.issue_ids()? {
            let card = Card::read(&archive.issue(&id))?;
            let held = before.remove(&card.source.sha256);
            if held.is_none_or(|held| held != Held { issue: id.clone(), in_view: true, card }) {
                self.write(|to| write::issue(to, archive, &id, None).map(|_| ()))?;
            }
        }
        for (id, folder) in archive.superseded_folders()? {
            let card = Card::read(&folder)?;
            let held = before.remove(&card.source.sha256);
            if held.is_none_or(|held| held != Held { issue: id.clone(), in_view: false, card: card.clone() }) {
                self.write(|to| write::source(to, &id, false, &card))?;
            }
        }
        for (sha256, held) in before {
            self.write(|to| write::forget(to, &sha256, &held.issue))?;
        }
        let ids: std::collections::BTreeSet<String> = archive.issue_ids()?.into_iter().collect();
        for id in self.issue_ids()?.into_iter().filter(|id| !ids.contains(id)) {
            self.write(|to| write::remove_issue(to, &id))?;
        }
        for manifest in runs::manifests(archive)? {
            self.note_run(&manifest)?;
        }
        Ok(())
    }

    /// Notes that an issue came into view, or is there anew.
    pub fn put_issue(&mut self, archive: &Archive, id: &str) -> Result<(), Error> {
        self.write(|to| write::issue(to, archive, id, None).map(|_| ()))
    }

    /// Notes that an issue is no more.
    pub fn remove_issue(&mut self, id: &str) -> Result<(), Error> {
        self.write(|to| write::remove_issue(to, id))
    }

    /// Notes a source that is kept out of view.
    pub fn put_aside(&mut self, id: &str, card: &Card) -> Result<(), Error> {
        self.write(|to| write::source(to, id, false, card))
    }

    /// Notes a run that has ended.
    pub fn note_run(&mut self, manifest: &Manifest) -> Result<(), Error> {
        self.write(|to| write::run(to, manifest))
    }

    /// Fills an empty database with the issues of a selection; runs and tombstones come along. Gives the number of records.
    pub fn fill_with(&mut self, archive: &Archive, exported: &Exported) -> Result<usize, Error> {
        let mut n = 0;
        self.begin()?;
        for id in &exported.issues {
            self.write(|to| write::issue(to, archive, id, exported.kind.as_deref()).map(|added| n += added))?;
        }
        for id in &exported.gone {
            self.write(|to| write::gone(to, id, exported.position))?;
        }
        for manifest in runs::manifests(archive)?.iter().filter(|manifest| manifest.finished.is_some()) {
            self.note_run(manifest)?;
        }
        self.commit()?;
        Ok(n)
    }

    /// Writes a value that describes the whole.
    pub fn note(&mut self, key: &str, value: &str) -> Result<(), Error> {
        self.write(|to| write::note(to, key, value))
    }

    /// Puts index and file into their smallest form.
    pub fn finish(&self) -> Result<(), Error> {
        self.optimize()?;
        self.connection.execute_batch("VACUUM; ANALYZE;").map_err(|cause| self.fail(cause))
    }

    /// Everything known of sources, by hash.
    pub fn held(&self) -> Result<std::collections::BTreeMap<String, Held>, Error> {
        let fail = |cause| self.fail(cause);
        let mut statement =
            self.connection.prepare("SELECT sha256, issue, in_view, card FROM sources").map_err(fail)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
        let mut held = std::collections::BTreeMap::new();
        for row in rows.map_err(fail)? {
            let (sha256, issue, in_view, card): (String, String, bool, String) = row.map_err(fail)?;
            let card = serde_json::from_str(&card)
                .map_err(|error| Error::Bad { path: self.path.clone(), cause: error.to_string() })?;
            held.insert(sha256, Held { issue, in_view, card });
        }
        Ok(held)
    }

    /// Ids of the issues in the catalogue.
    pub fn issue_ids(&self) -> Result<Vec<String>, Error> {
        let fail = |cause| self.fail(cause);
        let mut statement = self.connection.prepare("SELECT id FROM issues ORDER BY id").map_err(fail)?;
        let rows = statement.query_map([], |row| row.get(0)).map_err(fail)?;
        rows.collect::<Result<_, _>>().map_err(fail)
    }

    /// All rows of all tables but the index, in an order of their own: two catalogues of the same folders say the same.
    pub fn dump(&self) -> Result<Vec<String>, Error> {
        let fail = |cause| self.fail(cause);
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY name";
        let mut statement = self.connection.prepare(tables).map_err(fail)?;
        let names = statement.query_map([], |row| row.get::<_, String>(0)).map_err(fail)?;
        let names: Vec<String> = names.collect::<Result<_, _>>().map_err(fail)?;
        let mut lines = Vec::new();
        for name in names {
            let mut statement = self.connection.prepare(&format!("SELECT * FROM {name}")).map_err(fail)?;
            let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
            let mut rows = statement.query([]).map_err(fail)?;
            while let Some(row) = rows.next().map_err(fail)? {
                let cells = columns.iter().enumerate().filter(|(_, column)| *column != "rowid");
                let cells = cells.map(|(i, _)| row.get_ref(i).map(|cell| format!("{cell:?}")));
                let cells = cells.collect::<Result<Vec<_>, _>>().map_err(fail)?;
                lines.push(format!("{name}\t{}", cells.join("\t")));
            }
        }
        lines.sort();
        Ok(lines)
    }

    /// What SQLite finds wrong with the file; empty where nothing is.
    pub fn damage(&self) -> Result<Vec<String>, Error> {
        let fail = |cause| self.fail(cause);
        let mut statement = self.connection.prepare("PRAGMA integrity_check").map_err(fail)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).map_err(fail)?;
        let said: Vec<String> = rows.collect::<Result<_, _>>().map_err(fail)?;
        Ok(said.into_iter().filter(|line| line != "ok").collect())
    }

    /// The connection, for those who ask questions of their own.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// An error of SQLite with the path of the catalogue.
    pub fn fail(&self, cause: rusqlite::Error) -> Error {
        Error::Catalogue { path: self.path.clone(), cause }
    }

    /// Begins to gather changes: they reach the disk together, at [`Catalogue::commit`].
    pub fn begin(&self) -> Result<(), Error> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|cause| self.fail(cause))
    }

    /// Writes the changes gathered.
    pub fn commit(&self) -> Result<(), Error> {
        let stepped = disk::step().map_err(|source| disk::Error { path: self.path.clone(), action: "write", source });
        stepped?;
        self.connection.execute_batch("COMMIT").map_err(|cause| self.fail(cause))
    }

    /// Puts the index into its smallest form.
    pub fn optimize(&self) -> Result<(), Error> {
        let done = self.connection.execute("INSERT INTO search(search) VALUES ('optimize')", []);
        done.map(|_| ()).map_err(|cause| self.fail(cause))
    }

    /// One change: whole or not at all. Inside of [`Catalogue::begin`] it is part of what is gathered.
    fn write(&mut self, change: impl FnOnce(&Connection) -> Result<(), write::Fault>) -> Result<(), Error> {
        let path = self.path.clone();
        let fail = |fault| match fault {
            write::Fault::Sql(cause) => Error::Catalogue { path: path.clone(), cause },
            write::Fault::Archive(error) => *error,
        };
        if !self.connection.is_autocommit() {
            return change(&self.connection).map_err(fail);
        }
        let transaction = self.connection.transaction().map_err(|cause| fail(cause.into()))?;
        change(&transaction).map_err(&fail)?;
        transaction.commit().map_err(|cause| fail(cause.into()))
    }

    fn number(&self) -> Result<i32, Error> {
        let number = self.connection.query_row("PRAGMA user_version", [], |row| row.get(0));
        number.map_err(|cause| self.fail(cause))
    }

    /// No write-ahead log: it would leave two more files and need a writable disk to read from. Nothing is spilled before
    /// it is committed, so readers wait only while a commit is written.
    fn settings(&self) -> Result<(), Error> {
        let script = "PRAGMA busy_timeout = 10000; PRAGMA cache_size = -8192; PRAGMA cache_spill = OFF; \
                      PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;";
        self.connection.execute_batch(script).map_err(|cause| self.fail(cause))
    }
}

/// The rollback journal beside a database.
fn journal(path: &Path) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-journal");
    name.into()
}
