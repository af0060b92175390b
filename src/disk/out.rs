//! The output folder: issue folders appear in it whole or not at all.
//!
//! A folder is made under a hidden name and renamed into place. What a killed run left is cleaned by the next.

use std::io;
use std::path::{Path, PathBuf};

use super::{Bytes, Error, entries, exists, is_folder, is_hidden, open, step, write_new, write_parts, write_together};

/// An output folder that can be written to.
#[derive(Debug)]
pub struct Out {
    path: PathBuf,
}

/// An issue folder found in the output folder.
#[derive(Debug)]
pub struct Existing {
    /// Its name, which is the issue's id.
    pub name: String,
    /// The text of its `issue.json`.
    pub issue: Bytes,
}

/// Hidden names: `.huikan-<id>-<pid>.tmp` is being made, `….old` is being replaced.
const PREFIX: &str = ".huikan-";
const MAKING: &str = ".tmp";
const ASIDE: &str = ".old";

/// The file of an issue folder that people write: never made, never changed, carried over when the folder is replaced.
pub const PATCHES: &str = "patches.toml";

impl Out {
    /// Makes the folder where it is not there, tries to write to it, and cleans what a killed run left.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let fail = |error| Error::new(path, "write to the output folder", error);
        std::fs::create_dir_all(path).map_err(fail)?;
        let out = Self { path: path.to_owned() };
        let probe = out.hidden("probe", MAKING);
        remove_file(&probe)?;
        write_new(&probe, b"").map_err(|error| fail(error.source))?;
        remove_file(&probe)?;
        out.clean()?;
        Ok(out)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The issue folders there are: folders with an `issue.json`.
    pub fn existing(&self) -> Result<Vec<Existing>, Error> {
        let mut found = Vec::new();
        for path in entries(&self.path)? {
            let Some(name) = path.file_name().and_then(|n| n.to_str()) else { continue };
            if is_hidden(&path) || !is_folder(&path) {
                continue;
            }
            if let Ok(issue) = open(&path.join("issue.json")) {
                found.push(Existing { name: name.to_owned(), issue });
            }
        }
        Ok(found)
    }

    /// Something with this name is there; a folder that holds nothing but patches waits for its issue.
    pub fn has(&self, id: &str) -> bool {
        let place = self.path.join(id);
        let waits = || is_folder(&place) && entries(&place).is_ok_and(|e| e == [place.join(PATCHES)]);
        exists(&place) && !waits()
    }

    /// Whether an issue folder holds a file or folder of this name.
    pub fn holds(&self, id: &str, name: &str) -> bool {
        exists(&self.path.join(id).join(name))
    }

    /// Writes an issue folder, in the place of the one that is there; its patches stay, else those of the folder of the
    /// name `old` come over.
    pub fn write(&self, id: &str, files: &[(&str, Vec<u8>)], old: Option<&str>) -> Result<(), Error> {
        self.write_with(id, files, &[], old)
    }

    /// The same with further files, which come in pieces and may lie in folders of the issue folder.
    pub fn write_with(
        &self,
        id: &str,
        files: &[(&str, Vec<u8>)],
        extras: &[(&str, Vec<&[u8]>)],
        old: Option<&str>,
    ) -> Result<(), Error> {
        let (place, making, aside) = (self.path.join(id), self.hidden(id, MAKING), self.hidden(id, ASIDE));
        let kept = [Some(id), old].into_iter().flatten().map(|id| self.path.join(id).join(PATCHES));
        let kept = kept.into_iter().find(|path| exists(path));
        let made = Self::make(&making, files)
            .and_then(|()| extras.iter().try_for_each(|(path, parts)| Self::add(&making.join(path), parts)))
            .and_then(|()| kept.map_or(Ok(()), |kept| write_new(&making.join(PATCHES), &open(&kept)?)))
            .and_then(|()| Self::put(&making, &place, &aside));
        if made.is_err() {
            // the first error is the one to tell; what can't be removed now is cleaned by the next run
            let _ = remove_folder(&making);
        }
        made
    }

    /// Removes an issue folder; it disappears whole.
    pub fn remove(&self, id: &str) -> Result<(), Error> {
        let aside = self.hidden(id, MAKING);
        remove_folder(&aside)?;
        rename(&self.path.join(id), &aside)?;
        remove_folder(&aside)
    }

    fn make(making: &Path, files: &[(&str, Vec<u8>)]) -> Result<(), Error> {
        remove_folder(making)?;
        std::fs::create_dir(making).map_err(|error| Error::new(making, "write", error))?;
        let pieces: Vec<(PathBuf, [&[u8]; 1])> =
            files.iter().map(|(name, bytes)| (making.join(name), [bytes.as_slice()])).collect();
        write_together(&pieces)
    }

    fn add(path: &Path, parts: &[&[u8]]) -> Result<(), Error> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| Error::new(folder, "write", error))?;
        }
        write_parts(path, parts)
    }

    fn put(making: &Path, place: &Path, aside: &Path) -> Result<(), Error> {
        if !exists(place) {
            return rename(making, place);
        }
        remove_folder(aside)?;
        rename(place, aside)?;
        if let Err(error) = rename(making, place) {
            rename(aside, place)?;
            return Err(error);
        }
        remove_folder(aside)
    }

    fn hidden(&self, id: &str, ending: &str) -> PathBuf {
        self.path.join(format!("{PREFIX}{id}-{}{ending}", std::process::id()))
    }

    /// Removes what runs that are no more left; puts back a folder that was aside when its run was killed.
    fn clean(&self) -> Result<(), Error> {
        for path in entries(&self.path)? {
            let name = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_prefix(PREFIX));
            let ending = [MAKING, ASIDE].into_iter().find(|ending| name.is_some_and(|n| n.ends_with(ending)));
            let (Some(name), Some(ending)) = (name, ending) else { continue };
            let Some((id, pid)) = name.strip_suffix(ending).and_then(|stem| stem.rsplit_once('-')) else { continue };
            if pid.parse().is_ok_and(is_running) {
                continue;
            }
            if ending == ASIDE && !self.has(id) {
                rename(&path, &self.path.join(id))?;
            } else if is_folder(&path) {
                remove_folder(&path)?;
            } else {
                remove_file(&path)?;
            }
        }
        Ok(())
    }
}

/// Another process with this number runs. Where the system has no `/proc` none is taken to.
fn is_running(pid: u32) -> bool {
    pid != std::process::id() && exists(&Path::new("/proc").join(pid.to_string()))
}

fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    step().and_then(|()| std::fs::rename(from, to)).map_err(|error| Error::new(to, "write", error))
}

fn remove_folder(path: &Path) -> Result<(), Error> {
    absent_is_fine(std::fs::remove_dir_all(path), path)
}

fn remove_file(path: &Path) -> Result<(), Error> {
    absent_is_fine(std::fs::remove_file(path), path)
}

fn absent_is_fine(result: io::Result<()>, path: &Path) -> Result<(), Error> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::new(path, "remove", error)),
        _ => Ok(()),
    }
}
