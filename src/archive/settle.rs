//! What was converted comes into view, one file after the other: which id it gets, which scan of an issue is shown, what
//! failed. The only place that changes what the archive holds.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

use super::catalogue::{Catalogue, Held};
use super::inbox::Memory;
use super::intake::{Looked, Task};
use super::measure::is_same_issue;
use super::reprocess::basis_of_run;
use super::runs::{Header, Outcome, Row};
use super::workers::{Bench, Failure, Made, Order, Reply, Workers};
use super::{Archive, Card, Entry, Error, Source, Told, quarantine};
use crate::disk;
use crate::pipeline::Line;
use crate::validate::LEDGER;

/// Changes of the catalogue that reach the disk together: a commit costs as much as an issue.
const GATHERED: usize = 32;

/// A run as it goes on.
pub struct Settling<'a> {
    pub archive: &'a Archive,
    pub header: &'a Header,
    pub line: &'a Line,
    pub workers: &'a Workers,
    pub retries: u32,
    pub catalogue: Catalogue,
    pub memory: Memory,
    pub held: BTreeMap<String, Held>,
    /// Id of each issue in view to the hash of its source.
    pub in_view: BTreeMap<String, String>,
    pub quarantine: BTreeMap<String, Entry>,
    pub settled: &'a Mutex<HashSet<String>>,
    pub tell: &'a mut dyn FnMut(&Told),
    pub rows: Vec<Row>,
    pub outcomes: BTreeMap<String, usize>,
    pub records: BTreeMap<String, usize>,
    pub pages: usize,
    pub gathered: usize,
}

impl Settling<'_> {
    /// Settles one task.
    pub fn settle(&mut self, number: usize, task: &Task, looked: Looked) -> Result<(), Error> {
        let (name, is_news) = match task {
            // read by a part of this run that was killed, it is news still
            Task::File(found) => (found.name.clone(), found.run.is_none_or(|run| run == self.header.run)),
            Task::Held(_) => (String::new(), false),
        };
        match looked {
            Looked::Fresh => self.count_only(&name, Outcome::Fresh, None),
            Looked::Unreadable(error) => self.unreadable(&name, &error),
            Looked::Known(sha256) => {
                self.memory.learn(&name, &sha256, self.header.run);
                self.known(&name, &sha256, is_news);
            }
            Looked::Converted { source, reply, again, seconds } => {
                self.memory.learn(&name, &source.sha256, self.header.run);
                if self.is_of_this_run(&source.sha256) {
                    // the same bytes came under another name while this was converted
                    self.known(&name, &source.sha256, is_news);
                    return Ok(disk::remove(&self.archive.work(number))?);
                }
                match reply {
                    Reply::Made(made) => self.made(source, *made, number, seconds)?,
                    Reply::Failed(failure) => self.failed(source, failure, again, seconds)?,
                    Reply::Unwritable { path, message } => {
                        let source = std::io::Error::other(message);
                        return Err(disk::Error { path: path.into(), action: "write", source }.into());
                    }
                }
                disk::remove(&self.archive.work(number))?;
            }
        }
        Ok(())
    }

    fn is_of_this_run(&self, sha256: &str) -> bool {
        self.held.get(sha256).is_some_and(|held| held.card.run == self.header.run)
            || self.quarantine.get(sha256).is_some_and(|entry| entry.last_run == self.header.run)
    }

    /// A source that nothing has to be done for: it is as it was, or a part of this run that was killed has done it.
    fn known(&mut self, name: &str, sha256: &str, is_news: bool) {
        let first = self.settled.lock().unwrap_or_else(PoisonError::into_inner).insert(sha256.to_owned());
        let run = self.header.run;
        if let Some(held) = self.held.get(sha256).cloned() {
            if first && held.card.run == run {
                self.converted(&held, 0.0);
            } else if name.is_empty() || name == held.card.source.name {
                self.count_only(name, Outcome::Unchanged, Some(sha256));
            } else {
                self.other_name(name, sha256, Outcome::Duplicate, Some(held.issue), is_news);
            }
        } else if let Some(entry) = self.quarantine.get(sha256).cloned() {
            if first && entry.last_run == run {
                self.row_of(&entry, 0.0);
            } else {
                self.other_name(name, sha256, Outcome::Quarantined, None, is_news);
            }
        }
    }

    fn made(&mut self, source: Source, mut made: Made, number: usize, seconds: f64) -> Result<(), Error> {
        let archive = self.archive;
        let sha256 = source.sha256.clone();
        let before = self.held.get(&sha256).cloned();
        let mut rival = self.rival(&made.id, &sha256);
        if rival.is_some() && !self.is_scan_of(&made.id, number)? {
            // one number printed on two issues, or misread: both are kept, the later under a longer id
            let id = format!("{}-{}", made.id, sha256.get(..8).unwrap_or(&sha256));
            match self.under_another_id(&source, id, number)? {
                Ok(again) => made = again,
                Err(failure) => return self.failed(source, failure, before.is_some(), seconds),
            }
            rival = self.rival(&made.id, &sha256);
        }
        let wins = rival.as_ref().is_none_or(|rival| made.measure.is_better_than(&rival.card.measure));
        let outcome = match (&rival, wins) {
            (Some(_), false) => Outcome::KeptAside,
            (Some(_), true) => Outcome::Superseding,
            _ if made.partial => Outcome::Partial,
            _ => Outcome::Converted,
        };
        let Made { id, pages, partial, records, measure, basis, .. } = made;
        let (run, added) = (self.header.run, self.header.started.clone());
        let mut card =
            Card { source, run, shown: run, added, outcome, basis, pages, partial, records, measure, gone: Vec::new() };
        let folder = archive.work(number);
        self.gather()?;
        if wins {
            if let Some(shown) = rival.as_ref().or(before.as_ref().filter(|held| held.in_view && held.issue == id)) {
                card.follow(&id, &id, &shown.card);
            }
            if let Some(moved) = before.as_ref().filter(|held| held.in_view && held.issue != id) {
                card.follow(&id, &moved.issue, &moved.card);
            }
            let rival = rival.map(Held::out_of_view);
            archive.place(&folder, &id, &card, rival.as_ref().map(|rival| &rival.card))?;
            self.catalogue.put_issue(archive, &id)?;
            if let Some(rival) = rival {
                self.catalogue.put_aside(&id, &rival.card)?;
                self.held.insert(rival.card.source.sha256.clone(), rival);
            }
        } else {
            let moved = before.as_ref().filter(|held| held.in_view && held.issue != id);
            if let Some((moved, mut shown)) = moved.zip(rival) {
                // nothing of this source will be in view any more: what is shown in its stead says what is gone
                shown.card.shown = run;
                shown.card.follow(&id, &moved.issue, &moved.card);
                archive.write_card(&id, &shown.card)?;
                self.show(shown)?;
            }
            archive.place_aside(&folder, &id, &card)?;
            self.catalogue.put_aside(&id, &card)?;
        }
        if wins {
            self.in_view.insert(id.clone(), sha256.clone());
        }
        self.leave(before, &id, wins)?;
        if self.quarantine.remove(&sha256).is_some() {
            quarantine::release(archive, &sha256)?;
        }
        let held = Held { issue: id, in_view: wins, card };
        self.settled.lock().unwrap_or_else(PoisonError::into_inner).insert(sha256.clone());
        self.converted(&held, seconds);
        self.held.insert(sha256, held);
        Ok(())
    }

    /// The scan in view under an id, where it is of another source.
    fn rival(&self, id: &str, sha256: &str) -> Option<Held> {
        let shown = self.in_view.get(id).filter(|shown| *shown != sha256)?;
        self.held.get(shown).cloned()
    }

    /// Whether the folder of work holds another scan of the issue in view under an id.
    fn is_scan_of(&self, id: &str, number: usize) -> Result<bool, Error> {
        let text = |folder: &std::path::Path| -> Result<String, Error> {
            Ok(String::from_utf8_lossy(&disk::open(&folder.join(LEDGER))?).into_owned())
        };
        Ok(is_same_issue(&text(&self.archive.issue(id))?, &text(&self.archive.work(number))?))
    }

    fn under_another_id(&self, source: &Source, id: String, number: usize) -> Result<Result<Made, Failure>, Error> {
        disk::remove(&self.archive.work(number))?;
        let order = Order { sha256: source.sha256.clone(), name: source.name.clone(), number, id: Some(id) };
        match Bench::new(self.workers).convert(&order)? {
            Reply::Made(made) => Ok(Ok(*made)),
            Reply::Failed(failure) => Ok(Err(failure)),
            Reply::Unwritable { path, message } => {
                let source = std::io::Error::other(message);
                Err(disk::Error { path: path.into(), action: "write", source }.into())
            }
        }
    }

    /// What was made of a source before goes, where it lies elsewhere than what was made now.
    fn leave(&mut self, before: Option<Held>, id: &str, in_view: bool) -> Result<(), Error> {
        let Some(before) = before else { return Ok(()) };
        let archive = self.archive;
        let sha256 = &before.card.source.sha256;
        if before.issue == id && before.in_view == in_view {
            return Ok(());
        }
        if !before.in_view {
            return Ok(disk::remove(&archive.superseded(&before.issue, sha256))?);
        }
        if before.issue == id {
            return Ok(());
        }
        disk::remove(&archive.issue(&before.issue))?;
        self.catalogue.remove_issue(&before.issue)?;
        self.in_view.remove(&before.issue);
        archive.restore(self.header.run)?;
        if !disk::exists(&archive.issue(&before.issue)) {
            return Ok(());
        }
        // a scan that was kept aside is the best there is now, and comes into view with this run
        let card = Card::read(&archive.issue(&before.issue))?;
        self.show(Held { issue: before.issue, in_view: true, card })
    }

    /// Notes what an issue in view says now.
    fn show(&mut self, held: Held) -> Result<(), Error> {
        self.catalogue.put_issue(self.archive, &held.issue)?;
        let sha256 = held.card.source.sha256.clone();
        self.in_view.insert(held.issue.clone(), sha256.clone());
        self.held.insert(sha256, held);
        Ok(())
    }

    fn failed(&mut self, source: Source, failure: Failure, again: bool, seconds: f64) -> Result<(), Error> {
        let sha256 = source.sha256.clone();
        self.settled.lock().unwrap_or_else(PoisonError::into_inner).insert(sha256.clone());
        if again && self.held.contains_key(&sha256) {
            // what was made of it before is better than nothing; it is tried again when asked again
            let issue = self.held.get(&sha256).map(|held| held.issue.clone());
            let Failure { code, message, .. } = failure;
            let row = Row {
                name: source.name,
                sha256: Some(sha256),
                outcome: Outcome::Failed,
                issue,
                records: 0,
                code: Some(code),
                message: Some(message),
            };
            self.add(row, seconds, 0);
            return Ok(());
        }
        let basis = basis_of_run(self.line);
        let before = self.quarantine.get(&sha256);
        let entry = Entry::after(before, source, failure, basis, self.header.run, self.retries);
        entry.write(self.archive)?;
        self.row_of(&entry, seconds);
        self.quarantine.insert(sha256, entry);
        Ok(())
    }

    fn row_of(&mut self, entry: &Entry, seconds: f64) {
        let row = Row {
            name: entry.source.name.clone(),
            sha256: Some(entry.source.sha256.clone()),
            outcome: Outcome::Failed,
            issue: None,
            records: 0,
            code: Some(entry.code.clone()),
            message: Some(entry.message.clone()),
        };
        self.add(row, seconds, 0);
    }

    fn converted(&mut self, held: &Held, seconds: f64) {
        let card = &held.card;
        for (kind, n) in &card.records {
            *self.records.entry(kind.clone()).or_default() += n;
        }
        let row = Row {
            name: card.source.name.clone(),
            sha256: Some(card.source.sha256.clone()),
            outcome: card.outcome,
            issue: Some(held.issue.clone()),
            records: card.n_records(),
            code: None,
            message: None,
        };
        self.pages += card.pages;
        self.add(row, seconds, card.pages);
    }

    fn unreadable(&mut self, name: &str, error: &disk::Error) {
        let row = Row {
            name: name.to_owned(),
            sha256: None,
            outcome: Outcome::Unreadable,
            issue: None,
            records: 0,
            code: Some("unreadable-path".to_owned()),
            message: Some(error.to_string()),
        };
        self.add(row, 0.0, 0);
    }

    /// A path of the inbox that could not be listed.
    pub fn unlisted(&mut self, name: &str, error: &disk::Error) {
        self.unreadable(name, error);
    }

    fn other_name(&mut self, name: &str, sha256: &str, outcome: Outcome, issue: Option<String>, is_news: bool) {
        if !is_news || name.is_empty() {
            return self.count_only(name, outcome, Some(sha256));
        }
        let sha256 = Some(sha256.to_owned());
        let row = Row { name: name.to_owned(), sha256, outcome, issue, records: 0, code: None, message: None };
        self.add(row, 0.0, 0);
    }

    /// A file that nothing happened to: told, counted, not listed.
    fn count_only(&mut self, name: &str, outcome: Outcome, sha256: Option<&str>) {
        if name.is_empty() {
            return;
        }
        let (name, sha256) = (name.to_owned(), sha256.map(str::to_owned));
        let row = Row { name, sha256, outcome, issue: None, records: 0, code: None, message: None };
        *self.outcomes.entry(outcome.name().to_owned()).or_default() += 1;
        (self.tell)(&Told { row, pages: 0, seconds: 0.0 });
    }

    fn add(&mut self, row: Row, seconds: f64, pages: usize) {
        *self.outcomes.entry(row.outcome.name().to_owned()).or_default() += 1;
        (self.tell)(&Told { row: row.clone(), pages, seconds });
        self.rows.push(row);
    }

    /// Begins a change of the catalogue; every now and then those gathered are written.
    fn gather(&mut self) -> Result<(), Error> {
        if self.gathered == GATHERED {
            self.flush()?;
        }
        if self.gathered == 0 {
            self.catalogue.begin()?;
        }
        self.gathered += 1;
        Ok(())
    }

    /// Writes the changes gathered.
    pub fn flush(&mut self) -> Result<(), Error> {
        if self.gathered > 0 {
            self.catalogue.commit()?;
            self.gathered = 0;
        }
        Ok(())
    }
}
