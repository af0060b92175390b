//! One run: the inbox listed, what is new or due converted, brought into view and accounted for.
//!
//! Killed at any moment, the next run with the same settings goes on with it and ends with the same archive:
//! - an original is under its hash before it is converted, an issue folder comes into view by one rename;
//! - what a source became, in which run, is said in its issue folder or quarantine file, so nothing is done twice;
//! - the catalogue follows the folders, and is brought in line with them after a run that did not end;
//! - manifest, metrics and the memory of the inbox are written last, from the same folders.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::catalogue::Catalogue;
use super::inbox::{Inbox, Memory, readable};
use super::intake::{Intake, Task};
use super::reprocess::{State, is_behind};
use super::runs::{self, Header, Manifest, Row, Seconds};
use super::settle::Settling;
use super::workers::Workers;
use super::{Archive, Clock, Error, Reprocess, iso, metrics, quarantine};
use crate::disk::{self, Lock};
use crate::pipeline::Line;

/// What the user asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub inbox: PathBuf,
    /// Originals are second names of the files of the inbox where the file system allows.
    pub by_link: bool,
    /// Seconds a file has to be unchanged before it is taken.
    pub settle_s: u64,
    /// Runs that try a file again after it failed.
    pub retries: u32,
    pub reprocess: Reprocess,
    pub jobs: usize,
    /// A second place for the metrics, such as the folder that node_exporter reads.
    pub metrics: Option<PathBuf>,
}

/// What became of one file, as it happens.
#[derive(Debug, Clone)]
pub struct Told {
    pub row: Row,
    pub pages: usize,
    /// Of the conversion.
    pub seconds: f64,
}

/// A run and what it works with.
pub struct Ingest<'a> {
    pub root: &'a Path,
    pub options: &'a Options,
    pub workers: &'a Workers,
    pub line: &'a Line,
    pub clock: &'a dyn Clock,
}

impl Ingest<'_> {
    /// Does the run, and tells each file.
    ///
    /// # Errors
    /// What keeps the run from going on; what is done by then stays, and the next run goes on.
    pub fn run(&self, tell: &mut dyn FnMut(&Told)) -> Result<Manifest, Error> {
        disk::make_folder(self.root)?;
        let holder = format!("process {} since {}\n", std::process::id(), iso(self.clock.now()));
        let _lock = Lock::take(&self.root.join("lock"), &holder)?;
        let archive = Archive::make(self.root)?;
        let was_killed = runs::open_run(&archive)?.is_some();
        let run = runs::next(&archive)?;
        archive.recover(run)?;
        if was_killed {
            archive.drop_outrun(run)?;
        }
        let header = runs::begin(&archive, self.header())?;
        let catalogue = open_catalogue(&archive, was_killed)?;
        let ended = self.go_on(&archive, &header, catalogue, tell);
        if ended.is_err() {
            // room for what else needs it; the next run would do the same
            for path in disk::entries(&self.root.join("work")).unwrap_or_default() {
                let _ = disk::remove(&path);
            }
        }
        ended
    }

    fn header(&self) -> Header {
        let settings = self.line.settings();
        Header {
            run: 0,
            started: iso(self.clock.now()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            settings: settings.hash.clone(),
            inbox: readable(&self.options.inbox),
        }
    }

    fn go_on(
        &self,
        archive: &Archive,
        header: &Header,
        catalogue: Catalogue,
        tell: &mut dyn FnMut(&Told),
    ) -> Result<Manifest, Error> {
        let mut memory = Memory::read(archive);
        let Inbox { files, errors } =
            memory.list(&self.options.inbox, archive, self.clock.now(), self.options.settle_s);
        let listed_s = self.clock.elapsed_s();
        let state = self.state(archive, header, &catalogue)?;
        let tasks = tasks(files, &state, archive, self.line);
        let settled = Mutex::new(HashSet::new());
        let mut settling = Settling {
            archive,
            header,
            line: self.line,
            workers: self.workers,
            retries: self.options.retries,
            catalogue,
            memory,
            held: state.held.clone(),
            in_view: in_view(&state),
            quarantine: state.quarantine.clone(),
            settled: &settled,
            tell,
            rows: Vec::new(),
            outcomes: BTreeMap::new(),
            records: BTreeMap::new(),
            pages: 0,
            gathered: 0,
        };
        for error in &errors {
            let name = error.path.strip_prefix(&self.options.inbox).unwrap_or(&error.path);
            settling.unlisted(&readable(name), error);
        }
        let intake = Intake {
            archive,
            state: &state,
            workers: self.workers,
            line: self.line,
            clock: self.clock,
            by_link: self.options.by_link,
            jobs: self.options.jobs,
            settled: &settled,
        };
        intake.run(&tasks, |number, task, looked| settling.settle(number, task, looked))?;
        settling.flush()?;
        self.close(settling, listed_s)
    }

    /// What the archive holds as the run begins.
    fn state(&self, archive: &Archive, header: &Header, catalogue: &Catalogue) -> Result<State, Error> {
        let held = catalogue.held()?;
        let mut entries = BTreeMap::new();
        for entry in quarantine::entries(archive)? {
            if held.contains_key(&entry.source.sha256) {
                // killed between the issue and this file
                quarantine::release(archive, &entry.source.sha256)?;
            } else {
                entries.insert(entry.source.sha256.clone(), entry);
            }
        }
        Ok(State { run: header.run, reprocess: self.options.reprocess, held, quarantine: entries })
    }

    /// The account of the run, written from the outside in: what says that it is finished comes last.
    fn close(&self, mut settling: Settling, listed_s: f64) -> Result<Manifest, Error> {
        let archive = settling.archive;
        let total = self.clock.elapsed_s();
        let round = |seconds: f64| (seconds * 1000.0).round() / 1000.0;
        settling.rows.sort_by(|a, b| a.name.cmp(&b.name));
        let held = settling.held.values();
        let outdated = held.filter(|held| held.in_view && is_behind(held, archive, self.line)).count();
        let manifest = Manifest {
            header: settling.header.clone(),
            finished: Some(iso(self.clock.now())),
            seconds: Seconds { listing: round(listed_s), converting: round(total - listed_s), total: round(total) },
            outcomes: settling.outcomes,
            records: settling.records,
            pages: settling.pages,
            outdated,
            files: settling.rows,
        };
        settling.catalogue.note_run(&manifest)?;
        settling.memory.write(archive)?;
        let text = metrics::text(&manifest, settling.quarantine.values(), self.clock.now());
        disk::write(&archive.root().join("metrics.prom"), text.as_bytes())?;
        if let Some(place) = &self.options.metrics {
            disk::write(place, text.as_bytes())?;
        }
        runs::end(archive, &manifest)?;
        Ok(manifest)
    }
}

/// Id of each issue in view to the hash of its source.
fn in_view(state: &State) -> BTreeMap<String, String> {
    let shown = state.held.iter().filter(|(_, held)| held.in_view);
    shown.map(|(sha256, held)| (held.issue.clone(), sha256.clone())).collect()
}

/// The catalogue, in line with the folders.
fn open_catalogue(archive: &Archive, was_killed: bool) -> Result<Catalogue, Error> {
    match Catalogue::open_to_write(archive) {
        Some(catalogue) if !was_killed && catalogue.held().is_ok() => Ok(catalogue),
        Some(mut catalogue) if was_killed => match catalogue.reconcile(archive) {
            Ok(()) => Ok(catalogue),
            Err(Error::Catalogue { .. } | Error::Bad { .. }) => Catalogue::rebuild(archive),
            Err(error) => Err(error),
        },
        _ => Catalogue::rebuild(archive),
    }
}

/// The files of the inbox in the order of their names, then what else is due: in quarantine, or to be made anew.
fn tasks(files: Vec<super::inbox::Found>, state: &State, archive: &Archive, line: &Line) -> Vec<Task> {
    let in_inbox: BTreeSet<String> = files.iter().filter_map(|found| found.sha256.clone()).collect();
    let mut tasks: Vec<Task> = files.into_iter().map(Task::File).collect();
    let known: BTreeSet<&String> = state.held.keys().chain(state.quarantine.keys()).collect();
    for sha256 in known.into_iter().filter(|sha256| !in_inbox.contains(*sha256)) {
        let of_this_run = state.held.get(sha256).is_some_and(|held| held.card.run == state.run)
            || state.quarantine.get(sha256).is_some_and(|entry| entry.last_run == state.run);
        if of_this_run || state.need(sha256, archive, line) != super::reprocess::Need::Nothing {
            tasks.push(Task::Held(sha256.clone()));
        }
    }
    tasks
}
