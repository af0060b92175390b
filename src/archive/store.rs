//! The folders of an archive: where everything lies, and how an issue comes into view whole or not at all.
//!
//! ```text
//! ARCHIVE/
//!   huikan-archive.json     what this folder is
//!   issues/<issue-id>/      the four files of convert, and archive.json: where the issue came from
//!   superseded/<id>/<hash>/ the same of scans that a better one of the same printed issue replaced
//!   originals/ab/<sha256>   every file that came in, by its content
//!   quarantine/<sha256>.json  why a file gave no issue, and how often it was tried
//!   runs/000012.json        one manifest for each finished run
//!   run.json                the run that is not finished
//!   inbox.json              files of the inbox as last seen, so that an unchanged one is not read
//!   catalogue.sqlite        index over all of it; made again from the folders at any time
//!   metrics.prom, lock, work/
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::card::Card;
use super::{CATALOGUE, Error};
use crate::disk::{self, PATCHES};

/// Says that a folder is an archive, and in which form.
pub const MARK: &str = "huikan-archive.json";
const FORMAT: &str = "{\"format\":1}\n";
/// What an issue's folder says of its making.
pub const CARD: &str = "archive.json";
/// An issue folder on its way out of view.
const ASIDE: &str = ".old-";

/// An archive that is there.
#[derive(Debug, Clone)]
pub struct Archive {
    root: PathBuf,
}

impl Archive {
    /// An archive to read from.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let archive = Self { root: root.to_owned() };
        if !disk::is_folder(root) {
            let source = std::io::ErrorKind::NotFound.into();
            return Err(disk::Error { path: root.to_owned(), action: "read the archive", source }.into());
        }
        archive.check_mark()?;
        Ok(archive)
    }

    /// An archive to write to; made where there is nothing. A folder that holds something else is left alone.
    pub fn make(root: &Path) -> Result<Self, Error> {
        let archive = Self { root: root.to_owned() };
        disk::make_folder(root)?;
        let half_made = |path: &PathBuf| is_temporary(path) || path.ends_with("lock");
        if !disk::exists(&root.join(MARK)) && disk::entries(root)?.iter().all(half_made) {
            disk::write(&root.join(MARK), FORMAT.as_bytes())?;
        }
        archive.check_mark()?;
        for folder in ["issues", "superseded", "originals", "quarantine", "runs", "work"] {
            disk::make_folder(&root.join(folder))?;
        }
        Ok(archive)
    }

    fn check_mark(&self) -> Result<(), Error> {
        let mark = self.root.join(MARK);
        if !disk::exists(&mark) {
            return Err(Error::NotAnArchive { path: self.root.clone() });
        }
        let text = disk::read_text(&mark)?;
        if text == FORMAT { Ok(()) } else { Err(Error::Bad { path: mark, cause: "is of another version".to_owned() }) }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn catalogue(&self) -> PathBuf {
        self.root.join(CATALOGUE)
    }

    /// The folder of issue folders: an output folder as `convert` makes it.
    pub fn issues(&self) -> PathBuf {
        self.root.join("issues")
    }

    /// Where an issue in view lies.
    pub fn issue(&self, id: &str) -> PathBuf {
        self.issues().join(id)
    }

    /// Where a scan lies that is not in view.
    pub fn superseded(&self, id: &str, sha256: &str) -> PathBuf {
        self.root.join("superseded").join(id).join(sha256.get(..16).unwrap_or(sha256))
    }

    /// Where the bytes of a source lie.
    pub fn original(&self, sha256: &str) -> PathBuf {
        self.root.join("originals").join(sha256.get(..2).unwrap_or("00")).join(sha256)
    }

    pub fn quarantine(&self) -> PathBuf {
        self.root.join("quarantine")
    }

    pub fn runs(&self) -> PathBuf {
        self.root.join("runs")
    }

    /// A folder of work in progress; the number tells apart what is worked on at the same time.
    pub fn work(&self, number: usize) -> PathBuf {
        self.root.join("work").join(number.to_string())
    }

    /// Copies or links the bytes of a file to where work is done. Gives hash and size.
    pub fn take_in(&self, path: &Path, by_link: bool, number: usize) -> Result<(String, u64), Error> {
        let making = self.coming_in(number);
        disk::remove(&making)?;
        // another file system, or one without links: a copy does as well
        let linked = by_link && disk::link(path, &making).is_ok();
        let taken = if linked { disk::hash_file(&making) } else { disk::copy_hashed(path, &making) };
        if taken.is_err() {
            // the first error is the one to tell
            let _ = disk::remove(&making);
        }
        Ok(taken?)
    }

    /// Keeps what was taken in as an original. The same bytes are kept once.
    pub fn keep(&self, number: usize, sha256: &str) -> Result<(), Error> {
        let place = self.original(sha256);
        if disk::exists(&place) {
            return self.let_go(number);
        }
        disk::make_folder(place.parent().unwrap_or(&self.root))?;
        Ok(disk::put(&self.coming_in(number), &place)?)
    }

    /// Drops what was taken in.
    pub fn let_go(&self, number: usize) -> Result<(), Error> {
        Ok(disk::remove(&self.coming_in(number))?)
    }

    fn coming_in(&self, number: usize) -> PathBuf {
        self.root.join("work").join(format!("{number}.original"))
    }

    /// Puts a finished folder in the place of an issue, with its card. The patches of people stay. What stood there goes,
    /// or is kept as superseded with a card of its own.
    pub fn place(&self, made: &Path, id: &str, card: &Card, keep: Option<&Card>) -> Result<(), Error> {
        let place = self.issue(id);
        let patches = place.join(PATCHES);
        if disk::exists(&patches) && !disk::exists(&made.join(PATCHES)) {
            disk::create(&made.join(PATCHES), &disk::open(&patches)?)?;
        }
        disk::create(&made.join(CARD), &card.bytes())?;
        match keep {
            Some(kept) => {
                self.write_card(id, kept)?;
                self.put_aside(&place, id, &kept.source.sha256)?;
            }
            None if disk::exists(&place) => {
                let aside = self.issues().join(format!("{ASIDE}{id}"));
                disk::remove(&aside)?;
                disk::put(&place, &aside)?;
                disk::put(made, &place)?;
                return Ok(disk::remove(&aside)?);
            }
            None => {}
        }
        Ok(disk::put(made, &place)?)
    }

    /// Keeps a finished folder as a scan that is not in view.
    pub fn place_aside(&self, made: &Path, id: &str, card: &Card) -> Result<(), Error> {
        disk::create(&made.join(CARD), &card.bytes())?;
        self.put_aside(made, id, &card.source.sha256)
    }

    fn put_aside(&self, folder: &Path, id: &str, sha256: &str) -> Result<(), Error> {
        let place = self.superseded(id, sha256);
        disk::remove(&place)?;
        disk::make_folder(place.parent().unwrap_or(&self.root))?;
        Ok(disk::put(folder, &place)?)
    }

    /// Ids of the issues in view, in order.
    pub fn issue_ids(&self) -> Result<Vec<String>, Error> {
        names_in(&self.issues())
    }

    /// Ids and folders of the scans not in view, in order.
    pub fn superseded_folders(&self) -> Result<Vec<(String, PathBuf)>, Error> {
        let mut found = Vec::new();
        for id in names_in(&self.root.join("superseded"))? {
            let folder = self.root.join("superseded").join(&id);
            found.extend(names_in(&folder)?.into_iter().map(|name| (id.clone(), folder.join(name))));
        }
        Ok(found)
    }

    /// Sets right what a killed run left: work in progress goes, issues on their way out of view go or come back.
    ///
    /// `run` is the run that goes on or begins.
    pub fn recover(&self, run: u64) -> Result<(), Error> {
        for folder in [self.root.clone(), self.runs(), self.quarantine()] {
            for path in disk::entries(&folder)?.into_iter().filter(|path| is_temporary(path)) {
                disk::remove(&path)?;
            }
        }
        for path in disk::entries(&self.root.join("work"))? {
            disk::remove(&path)?;
        }
        for path in disk::entries(&self.issues())? {
            let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix(ASIDE));
            let Some(id) = name else { continue };
            let place = self.issue(id);
            if disk::exists(&place) { disk::remove(&path)? } else { disk::put(&path, &place)? }
        }
        self.restore(run)
    }

    /// A source that a killed run had made anew elsewhere, before it could take away what was made of it before: the later
    /// stays.
    pub fn drop_outrun(&self, run: u64) -> Result<(), Error> {
        let shown = self.issue_ids()?.into_iter().map(|id| self.issue(&id));
        let aside = self.superseded_folders()?.into_iter().map(|(_, folder)| folder);
        let mut latest: BTreeMap<String, (u64, PathBuf)> = BTreeMap::new();
        for folder in shown.chain(aside) {
            let Ok(card) = Card::read(&folder) else { continue };
            let outrun = match latest.get(&card.source.sha256) {
                Some((run, other)) if *run < card.run => Some(other.clone()),
                Some(_) => Some(folder.clone()),
                None => None,
            };
            if outrun.as_ref() != Some(&folder) {
                latest.insert(card.source.sha256, (card.run, folder));
            }
            if let Some(outrun) = outrun {
                disk::remove(&outrun)?;
            }
        }
        self.restore(run)
    }

    /// Writes the card of an issue in view again, whole or not at all.
    pub fn write_card(&self, id: &str, card: &Card) -> Result<(), Error> {
        self.replace_card(&self.issue(id), card)
    }

    fn replace_card(&self, folder: &Path, card: &Card) -> Result<(), Error> {
        let making = self.root.join("work").join("card");
        disk::remove(&making)?;
        disk::create(&making, &card.bytes())?;
        Ok(disk::put(&making, &folder.join(CARD))?)
    }

    /// An issue whose scan left view while none came in: the best of those kept aside comes back,
    /// shown by this run.
    pub fn restore(&self, run: u64) -> Result<(), Error> {
        for id in names_in(&self.root.join("superseded"))? {
            let folder = self.root.join("superseded").join(&id);
            let scans = disk::entries(&folder)?;
            if !disk::exists(&self.issue(&id)) {
                let cards = scans.iter().filter_map(|scan| Some((Card::read(scan).ok()?, scan)));
                let best = cards.max_by(|(a, x), (b, y)| a.measure.rank().cmp(&b.measure.rank()).then(y.cmp(x)));
                if let Some((mut card, scan)) = best {
                    card.shown = run;
                    self.replace_card(scan, &card)?;
                    disk::put(scan, &self.issue(&id))?;
                }
            }
            if disk::entries(&folder)?.is_empty() {
                disk::remove(&folder)?;
            }
        }
        Ok(())
    }
}

/// Names of the folders in a folder, in order, hidden ones left out.
fn names_in(folder: &Path) -> Result<Vec<String>, Error> {
    let paths = disk::entries(folder)?.into_iter().filter(|path| disk::is_folder(path));
    let names = paths.filter_map(|path| path.file_name()?.to_str().map(str::to_owned));
    Ok(names.filter(|name| !name.starts_with('.')).collect())
}

/// A file that `disk::write` was making.
fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().map(std::ffi::OsStr::as_encoded_bytes).unwrap_or_default();
    name.starts_with(b".") && name.ends_with(b".tmp")
}
