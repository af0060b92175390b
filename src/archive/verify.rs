//! An archive held against itself: hashes, schemas, catalogue against folders, what belongs to nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::catalogue::Catalogue;
use super::{Archive, Card, Error, quarantine, runs};
use crate::disk::{self, Lock, LockError};
use crate::validate::{FILES, Written, check_written};

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// Path in the archive.
    pub path: String,
    /// Stable kebab-case name.
    pub code: &'static str,
    pub message: String,
}

/// Looks at everything in the archive. With `repair` the catalogue is made anew, and what a killed run left is set right,
/// before. Nobody writes meanwhile; an archive that can't be written to is looked at without a lock.
pub fn verify(archive: &Archive, repair: bool) -> Result<Vec<Finding>, Error> {
    let holder = format!("process {}, which verifies\n", std::process::id());
    let _lock = match Lock::take(&archive.root().join("lock"), &holder) {
        Ok(lock) => Some(lock),
        Err(LockError::Disk(_)) if !repair => None,
        Err(error) => return Err(error.into()),
    };
    if repair {
        archive.recover(runs::next(archive)?)?;
        Catalogue::rebuild(archive)?;
    }
    let mut look = Look { archive, findings: Vec::new(), sources: BTreeSet::new() };
    look.folders()?;
    look.quarantine()?;
    look.originals()?;
    look.catalogue();
    look.leftovers()?;
    look.findings.sort_by(|a, b| (&a.path, a.code).cmp(&(&b.path, b.code)));
    Ok(look.findings)
}

struct Look<'a> {
    archive: &'a Archive,
    findings: Vec<Finding>,
    /// Hashes of the sources that something in the archive was made of.
    sources: BTreeSet<String>,
}

impl Look<'_> {
    fn find(&mut self, path: &Path, code: &'static str, message: impl Into<String>) {
        let path = path.strip_prefix(self.archive.root()).unwrap_or(path).to_string_lossy().into_owned();
        self.findings.push(Finding { path, code, message: message.into() });
    }

    fn folders(&mut self) -> Result<(), Error> {
        let shown = self.archive.issue_ids()?.into_iter().map(|id| (id.clone(), self.archive.issue(&id)));
        for (id, folder) in shown.chain(self.archive.superseded_folders()?) {
            let card = match Card::read(&folder) {
                Ok(card) => card,
                Err(error) => {
                    self.find(&folder, "bad-card", error.to_string());
                    continue;
                }
            };
            self.issue_files(&id, &folder, &card);
            self.sources.insert(card.source.sha256.clone());
            if !disk::exists(&self.archive.original(&card.source.sha256)) {
                self.find(&folder, "missing-original", format!("its source {} is not there", card.source.sha256));
            }
        }
        Ok(())
    }

    fn issue_files(&mut self, id: &str, folder: &Path, card: &Card) {
        let mut missing = Vec::new();
        let [issue, records, ledger, repairs] = FILES.map(|file| {
            disk::open(&folder.join(file)).unwrap_or_else(|error| {
                missing.push((folder.join(file), error.to_string()));
                disk::Bytes::Owned(Vec::new())
            })
        });
        let is_whole = missing.is_empty();
        for (path, message) in missing {
            self.find(&path, "missing-file", message);
        }
        if !is_whole {
            return;
        }
        let written = Written { issue: &issue, records: &records, ledger: &ledger, repairs: &repairs };
        for violation in check_written(id, &written) {
            self.find(&folder.join(violation.file), "invalid-rows", violation.to_string());
        }
        let n_records = records.split(|b| *b == b'\n').filter(|row| !row.is_empty()).count();
        if n_records != card.n_records() {
            let message = format!("holds {n_records} records, its card says {}", card.n_records());
            self.find(folder, "bad-card", message);
        }
    }

    fn quarantine(&mut self) -> Result<(), Error> {
        for entry in quarantine::entries(self.archive)? {
            let sha256 = entry.source.sha256;
            if !disk::exists(&self.archive.original(&sha256)) {
                let path = self.archive.quarantine().join(format!("{sha256}.json"));
                self.find(&path, "missing-original", format!("its source {sha256} is not there"));
            }
            self.sources.insert(sha256);
        }
        Ok(())
    }

    fn originals(&mut self) -> Result<(), Error> {
        for folder in disk::entries(&self.archive.root().join("originals"))? {
            for path in disk::entries(&folder)? {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                match disk::hash_file(&path) {
                    Ok((sha256, _)) if sha256 != name => {
                        self.find(&path, "changed-original", format!("its content has the hash {sha256}"));
                    }
                    Err(error) => self.find(&path, "unreadable-original", error.to_string()),
                    _ if !self.sources.contains(&name) => {
                        self.find(&path, "orphan", "nothing in the archive was made of it");
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The catalogue has to say what one made now from the folders says.
    fn catalogue(&mut self) {
        let path = self.archive.catalogue();
        let catalogue = match Catalogue::open(self.archive) {
            Ok(catalogue) => catalogue,
            Err(error) => {
                return self.find(&path, "bad-catalogue", error.to_string());
            }
        };
        let compare = || -> Result<Vec<String>, Error> {
            let damage = catalogue.damage()?;
            if !damage.is_empty() {
                return Ok(damage);
            }
            let (now, fresh) = (catalogue.dump()?, Catalogue::of_folders(self.archive)?.dump()?);
            let now: BTreeSet<&String> = now.iter().collect();
            let fresh: BTreeSet<&String> = fresh.iter().collect();
            let short = |row: &str| row.chars().take(80).collect::<String>();
            let extra = now.difference(&fresh).map(|row| format!("says what the folders don't: {}", short(row)));
            let missing = fresh.difference(&now).map(|row| format!("lacks: {}", short(row)));
            Ok(extra.chain(missing).take(20).collect())
        };
        match compare() {
            Ok(found) => found.into_iter().for_each(|what| self.find(&path, "bad-catalogue", what)),
            // folders that can't be read were told already
            Err(Error::Bad { .. } | Error::Disk(_)) => {}
            Err(error) => self.find(&path, "bad-catalogue", error.to_string()),
        }
    }

    fn leftovers(&mut self) -> Result<(), Error> {
        if let Some(run) = runs::open_run(self.archive)? {
            let message = format!("run {} has not ended; the next run goes on with it", run.run);
            self.find(&self.archive.root().join("run.json"), "open-run", message);
        }
        let hidden = |path: &PathBuf| path.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b"."));
        let work = disk::entries(&self.archive.root().join("work"))?;
        let aside = disk::entries(&self.archive.issues())?.into_iter().filter(hidden);
        let temporary = disk::entries(self.archive.root())?.into_iter().filter(hidden);
        for path in work.into_iter().chain(aside).chain(temporary) {
            self.find(&path, "leftover", "a run that did not end left it; the next run takes it away");
        }
        Ok(())
    }
}
