//! The inbox: which files are there, which are still being copied, and which are as they were when they were last read.
//!
//! A file is known by its content. What the file system says of it (device, inode, size, both times) only saves reading it
//! again: any change of content changes at least the time of change, which nobody can set back.

use std::collections::BTreeMap;
use std::io::empty;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Archive, Error};
use crate::disk::{self, Listing, Stat};

/// What is known of a file of the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    name: String,
    device: u64,
    inode: u64,
    size: u64,
    modified_ns: i64,
    changed_ns: i64,
    /// Of its content, once it was read, and the run that read it.
    sha256: Option<String>,
    run: Option<u64>,
}

/// The files of the inbox as last seen.
#[derive(Debug, Default)]
pub struct Memory {
    before: BTreeMap<String, Seen>,
    now: BTreeMap<String, Seen>,
}

/// One file of the inbox.
#[derive(Debug, Clone)]
pub struct Found {
    pub path: PathBuf,
    /// Path in the inbox, safe to print: see [`readable`].
    pub name: String,
    pub stat: Stat,
    /// Its content, where it is as it was.
    pub sha256: Option<String>,
    /// The run that read that content.
    pub run: Option<u64>,
    /// It may still be copied: left for the next run.
    pub is_fresh: bool,
}

/// What the inbox holds.
#[derive(Debug, Default)]
pub struct Inbox {
    pub files: Vec<Found>,
    /// Paths that can't be listed or read.
    pub errors: Vec<disk::Error>,
}

impl Memory {
    /// What the last run saw; nothing where there is no file or it is damaged: then all is read again.
    pub fn read(archive: &Archive) -> Self {
        let seen = disk::open(&path(archive)).ok().and_then(|bytes| serde_json::from_slice::<Vec<Seen>>(&bytes).ok());
        let before = seen.unwrap_or_default().into_iter().map(|seen| (seen.name.clone(), seen)).collect();
        Self { before, now: BTreeMap::new() }
    }

    /// Lists the inbox in the order of names. A file is fresh where it changed less than `settle_s` seconds before `now`,
    /// unless the last run saw it just so: with a clock that was set back, files are older than they look.
    pub fn list(&mut self, inbox: &Path, archive: &Archive, now: u64, settle_s: u64) -> Inbox {
        let Listing { inputs, errors, .. } = disk::list(&[inbox.to_owned()], empty(), archive.root());
        let mut found = Inbox { files: Vec::new(), errors };
        for path in inputs {
            match disk::stat(&path) {
                Ok(stat) => {
                    let name = readable(path.strip_prefix(inbox).unwrap_or(&path));
                    found.files.push(self.look(path, name, stat, now, settle_s));
                }
                Err(error) => found.errors.push(error),
            }
        }
        found
    }

    fn look(&mut self, path: PathBuf, name: String, stat: Stat, now: u64, settle_s: u64) -> Found {
        let mut seen = Seen {
            name: name.clone(),
            device: stat.device,
            inode: stat.inode,
            size: stat.size,
            modified_ns: stat.modified_ns as i64,
            changed_ns: stat.changed_ns as i64,
            sha256: None,
            run: None,
        };
        let before = self.before.get(&name).cloned().unwrap_or_else(|| seen.clone());
        let known = Seen { sha256: before.sha256.clone(), run: before.run, ..seen.clone() };
        let as_before = self.before.contains_key(&name) && before == known;
        let age_ns = i128::from(now) * 1_000_000_000 - stat.modified_ns;
        let is_fresh = settle_s > 0 && !as_before && age_ns < i128::from(settle_s) * 1_000_000_000;
        if as_before {
            seen = before;
        }
        let (sha256, run) = (seen.sha256.clone(), seen.run);
        self.now.insert(name.clone(), seen);
        Found { path, name, stat, sha256, run, is_fresh }
    }

    /// Notes the content of a file.
    pub fn learn(&mut self, name: &str, sha256: &str, run: u64) {
        if let Some(seen) = self.now.get_mut(name).filter(|seen| seen.sha256.is_none()) {
            (seen.sha256, seen.run) = (Some(sha256.to_owned()), Some(run));
        }
    }

    /// Keeps what was seen for the next run.
    pub fn write(&self, archive: &Archive) -> Result<(), Error> {
        if self.before == self.now {
            return Ok(());
        }
        let seen: Vec<&Seen> = self.now.values().collect();
        let mut bytes = serde_json::to_vec(&seen).expect("what was seen is plain data");
        bytes.push(b'\n');
        Ok(disk::write(&path(archive), &bytes)?)
    }
}

fn path(archive: &Archive) -> PathBuf {
    archive.root().join("inbox.json")
}

/// A path as text that no two paths share, without anything a terminal or a log would act on: bytes that are not UTF-8,
/// control characters, marks that turn the writing direction, `%` and `\` are written `%XX`, byte by byte.
pub fn readable(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if c.is_control() || turns || c == '%' || c == '\\' {
                escape(c.encode_utf8(&mut [0; 4]).as_bytes(), &mut text);
            } else {
                text.push(c);
            }
        }
        escape(chunk.invalid(), &mut text);
    }
    text
}

fn escape(bytes: &[u8], text: &mut String) {
    use std::fmt::Write as _;
    for byte in bytes {
        // writing to a string can't fail
        let _ = write!(text, "%{byte:02X}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn odd_names_become_text_and_stay_apart() {
        use std::os::unix::ffi::OsStrExt;
        let name = |bytes: &[u8]| readable(Path::new(std::ffi::OsStr::from_bytes(bytes)));
        assert_eq!(name("2023/第1期 b.pdf".as_bytes()), "2023/第1期 b.pdf");
        assert_eq!(name(b"a\nb"), "a%0Ab");
        assert_eq!(name(b"a%0Ab"), "a%250Ab");
        assert_eq!(name(b"\xff\xfe.txt"), "%FF%FE.txt");
        assert_eq!(name("\u{202e}fdp.txt".as_bytes()), "%E2%80%AEfdp.txt");
    }
}
