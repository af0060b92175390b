//! Where the source of an issue lies now: in the folder the user names, in the archive, or where convert found it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::message::Message;
use crate::archive::Archive;
use crate::disk::{self, Listing};
use crate::pipeline::source_hash;

/// A source found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub path: PathBuf,
    /// It has the name of the source, and perhaps another content.
    pub by_name: bool,
}

/// Looks for sources. Files are hashed only when a name alone does not lead to one.
pub(super) struct Finder {
    archive: Option<Archive>,
    listed: Option<Vec<PathBuf>>,
    /// Paths by hash, once all files listed were hashed.
    by_hash: Option<BTreeMap<String, PathBuf>>,
}

impl Finder {
    /// `folder` is what `--pdf` names; nothing inside `site` is taken for a source.
    pub fn new(archive: Option<Archive>, folder: Option<&Path>, site: &Path) -> Result<Self, Message> {
        let listed = folder.map(|folder| {
            let Listing { inputs, mut errors, .. } = disk::list(&[folder.to_owned()], io::empty(), site);
            match errors.pop() {
                Some(error) => Err(Message::of_disk("unreadable-path", &error)),
                None => Ok(inputs),
            }
        });
        Ok(Self { archive, listed: listed.transpose()?, by_hash: None })
    }

    /// What the place of a source depends on, without reading any: names and sizes.
    pub fn hint(&self, path: &str, sha256: &str) -> String {
        let told = |path: &Path| {
            let size = disk::stat(path).map(|stat| stat.size).ok();
            size.map_or_else(String::new, |size| format!("{} {size}", path.display()))
        };
        if let Some(listed) = &self.listed {
            let named: Vec<String> = listed.iter().filter(|p| same_name(p, path)).map(|p| told(p)).collect();
            let all = || listed.iter().map(|p| told(p)).collect::<Vec<_>>();
            let of = if named.is_empty() { all() } else { named };
            return disk::sha256(of.join("\n").as_bytes());
        }
        match &self.archive {
            Some(archive) => told(&archive.original(sha256)),
            None => told(Path::new(path)),
        }
    }

    /// The source with this path and hash, as the issue tells them. Only a file of the folder the user named is taken by
    /// its name alone: what an issue says of a path proves nothing.
    pub fn find(&mut self, path: &str, sha256: &str) -> Option<Found> {
        let exact = |path: PathBuf| Found { path, by_name: false };
        if let Some(listed) = &self.listed {
            let is_it = |path: &Path| source_hash(path).is_ok_and(|found| found == sha256);
            let named = listed.iter().find(|p| same_name(p, path));
            if let Some(named) = named.filter(|p| is_it(p)) {
                return Some(exact(named.clone()));
            }
            let by_hash = self.by_hash.get_or_insert_with(|| {
                let hashed = listed.iter().filter_map(|path| Some((source_hash(path).ok()?, path.clone())));
                hashed.collect()
            });
            let by_name = || named.map(|path| Found { path: path.clone(), by_name: true });
            return by_hash.get(sha256).cloned().map(exact).or_else(by_name);
        }
        let place = match &self.archive {
            Some(archive) => archive.original(sha256),
            None => PathBuf::from(path),
        };
        (is_hash(sha256) && disk::exists(&place)).then(|| exact(place))
    }
}

/// The last parts agree; paths of other systems have other signs between them.
fn same_name(found: &Path, told: &str) -> bool {
    let name = told.rsplit(['/', '\\']).next().unwrap_or_default();
    !name.is_empty() && found.file_name().is_some_and(|found| found.to_string_lossy() == name)
}

/// A path is made of it.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}
