//! Which folder an issue goes into, and whether it has to be made at all.

use std::collections::HashMap;

use super::Settings;
use crate::disk::{self, Out};
use crate::output::{Stamp, stamp};

/// The names given and the issues known, in this run and in the output folder.
pub(super) struct Names<'a> {
    out: &'a Out,
    settings: &'a Settings,
    /// Issue id to the hash of its source.
    owners: HashMap<String, String>,
    /// Hash of a source to the issue folder made from it before this run.
    made: HashMap<String, (String, Stamp)>,
    /// Hash of a source to its path in this run.
    seen: HashMap<String, String>,
}

/// Whether a file is to be converted.
pub(super) enum Admission {
    Convert,
    Unchanged { id: String, unplaced: usize },
    Duplicate { of: String },
    OtherSettings { id: String },
}

/// The name an issue gets.
pub(super) struct Name {
    pub id: String,
    /// Folder made from the same source under another name.
    pub replaces: Option<String>,
}

impl<'a> Names<'a> {
    pub fn new(out: &'a Out, settings: &'a Settings) -> Result<Self, disk::Error> {
        let mut names = Self { out, settings, owners: HashMap::new(), made: HashMap::new(), seen: HashMap::new() };
        for folder in out.existing()? {
            if let Some(stamp) = stamp(&folder.issue) {
                names.owners.insert(folder.name.clone(), stamp.sha256.clone());
                names.made.insert(stamp.sha256.clone(), (folder.name, stamp));
            }
        }
        Ok(names)
    }

    /// No issue was made before this run.
    pub fn is_first(&self) -> bool {
        self.made.is_empty()
    }

    /// Looks at a file before any work is done on it.
    pub fn admit(&mut self, path: &str, sha256: &str) -> Admission {
        if let Some(of) = self.seen.get(sha256) {
            return Admission::Duplicate { of: of.clone() };
        }
        self.seen.insert(sha256.to_owned(), path.to_owned());
        match self.made.get(sha256) {
            Some((id, stamp)) if !self.settings.force => {
                let id = id.clone();
                if stamp.version != env!("CARGO_PKG_VERSION") || !stamp.settings.starts_with(&self.settings.hash) {
                    return Admission::OtherSettings { id };
                }
                if stamp.lacks_models {
                    return Admission::Convert;
                }
                // patches that were added or changed are replayed without being asked
                if stamp.settings != self.settings.patches.settings(&self.settings.hash, sha256, &id) {
                    return Admission::Convert;
                }
                if self.settings.paper.wanted().any(|file| !self.out.holds(&id, file)) {
                    return Admission::Convert;
                }
                Admission::Unchanged { id, unplaced: stamp.unplaced }
            }
            _ => Admission::Convert,
        }
    }

    /// The proposed id where it is free or ours, else with the first signs of the source's hash behind it.
    pub fn name(&mut self, proposed: &str, sha256: &str) -> Name {
        let suffixed = [8, 16, 64].map(|n| format!("{proposed}-{}", sha256.get(..n).unwrap_or(sha256)));
        let mut candidates = std::iter::once(proposed.to_owned()).chain(suffixed);
        let id = candidates.find(|id| self.is_free(id, sha256)).unwrap_or_else(|| sha256.to_owned());
        self.owners.insert(id.clone(), sha256.to_owned());
        let replaces = self.made.get(sha256).map(|(old, _)| old.clone()).filter(|old| *old != id);
        Name { id, replaces }
    }

    /// A folder without a stamp is not ours to replace.
    fn is_free(&self, id: &str, sha256: &str) -> bool {
        self.owners.get(id).map_or_else(|| !self.out.has(id), |owner| owner == sha256)
    }
}
