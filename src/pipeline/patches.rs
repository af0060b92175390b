//! The archivist's patches: found in issue folders and in the folder of `--patches`, kept by issue.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::SetupError;
use crate::disk::{self, PATCHES};
use crate::output::stamp;
use crate::profile::Patches;

/// All patches of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatchBook {
    /// By issue id: what `--patches` holds, and folders that hold no issue yet.
    by_id: BTreeMap<String, Patches>,
    /// By the hash of the source: what lies in the folders of issues, which may get another id.
    by_source: BTreeMap<String, Patches>,
}

/// Why patches can't be read.
#[derive(Debug, thiserror::Error)]
pub enum PatchesError {
    #[error("{0}")]
    Disk(#[from] disk::Error),
    #[error("{0}")]
    Setup(#[from] SetupError),
}

impl PatchBook {
    /// Reads `DIR/<issue>.toml` and `DIR/<issue>/patches.toml` of `--patches`, and `OUT/<issue>/patches.toml`.
    pub fn read(out: &Path, folder: Option<&Path>) -> Result<Self, PatchesError> {
        let mut book = Self::default();
        if let Some(folder) = folder {
            for (path, text) in disk::read_texts(folder, "toml")? {
                book.add_by_id(path.file_stem(), &path, &text)?;
            }
            for (issue, path) in files_below(folder)? {
                book.add_by_id(issue.file_name(), &path, &disk::read_text(&path)?)?;
            }
        }
        if disk::is_folder(out) {
            for (issue, path) in files_below(out)? {
                let text = disk::read_text(&path)?;
                let made = disk::open(&issue.join("issue.json")).ok().and_then(|bytes| stamp(&bytes));
                match made {
                    Some(stamp) => add(&mut book.by_source, stamp.sha256, parse(&path, &text)?),
                    None => book.add_by_id(issue.file_name(), &path, &text)?,
                }
            }
        }
        Ok(book)
    }

    fn add_by_id(&mut self, id: Option<&std::ffi::OsStr>, path: &Path, text: &str) -> Result<(), SetupError> {
        let id = id.map(|id| id.to_string_lossy().into_owned()).unwrap_or_default();
        add(&mut self.by_id, id, parse(path, text)?);
        Ok(())
    }

    /// The patches of an issue, by the hash of its source and the id its text gives it.
    pub(super) fn of(&self, sha256: &str, id: &str) -> Option<Patches> {
        match (self.by_id.get(id).cloned(), self.by_source.get(sha256).cloned()) {
            (Some(a), Some(b)) => Some(a.and(b)),
            (a, b) => a.or(b),
        }
    }

    /// The settings hash of an issue: that of the run, and behind it that of its patches.
    pub fn settings(&self, run: &str, sha256: &str, id: &str) -> String {
        let digest = self.of(sha256, id).map(|p| disk::sha256(p.digest.as_bytes()));
        run.chars().chain(digest.unwrap_or_default().chars().take(PATCHES_HASH_LEN)).collect()
    }
}

/// Long enough to tell the states of one file apart.
const PATCHES_HASH_LEN: usize = 8;

/// How a file of patches is written.
const PATCHES_HINT: &str = "each patch is a table with who and when: [[patch]] with line or record, was and now; [[kind]] with line \
                            and kind; [[boundary]] with line and begins";

/// What is wrong with the text of a file of patches, in words; None: nothing is.
pub fn bad_patches(text: &str) -> Option<String> {
    Patches::parse(text).err().map(|error| error.to_string())
}

/// Folders in `folder` that hold patches, and the file.
fn files_below(folder: &Path) -> Result<Vec<(PathBuf, PathBuf)>, disk::Error> {
    let folders = disk::entries(folder)?.into_iter().filter(|path| disk::is_folder(path));
    let visible = folders.filter(|p| !p.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b".")));
    Ok(visible.map(|issue| (issue.clone(), issue.join(PATCHES))).filter(|(_, path)| disk::exists(path)).collect())
}

fn add(book: &mut BTreeMap<String, Patches>, key: String, patches: Patches) {
    let before = book.remove(&key).unwrap_or_default();
    book.insert(key, before.and(patches));
}

fn parse(path: &Path, text: &str) -> Result<Patches, SetupError> {
    Patches::parse(text).map_err(|error| SetupError {
        path: Some(path.to_string_lossy().into_owned()),
        message: error.to_string(),
        hint: PATCHES_HINT,
    })
}
