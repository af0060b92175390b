//! Files in and out: the only module that names `std::fs`. Every error names its path.
//!
//! What the bytes mean is no business of this module.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "this is the place for them")]

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memmap2::Mmap;
use sha2::{Digest, Sha256};

mod images;
mod inputs;
mod out;
mod place;
mod scratch;
mod steps;

pub use images::pages;
pub use inputs::{Listing, Skipped, list};
pub use out::{Existing, Out, PATCHES};
pub use place::{
    Growing, Lock, LockError, Stat, copy_hashed, create, hash_file, link, make_folder, put, remove, starts_with, stat,
    swap_in, sync,
};
pub use scratch::Scratch;
pub use steps::step;

/// What could not be done with which path.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action}: {}", reason(.source))]
pub struct Error {
    pub path: PathBuf,
    pub action: &'static str,
    pub source: io::Error,
}

impl Error {
    fn new(path: &Path, action: &'static str, source: io::Error) -> Self {
        Self { path: path.to_owned(), action, source }
    }

    fn other(path: &Path, action: &'static str, why: &'static str) -> Self {
        Self::new(path, action, io::Error::other(why))
    }

    /// What the user can do; empty where there is nothing to say.
    pub fn hint(&self) -> &'static str {
        match self.source.kind() {
            io::ErrorKind::NotFound => "check the path; quote it if it holds spaces",
            io::ErrorKind::PermissionDenied => "check the rights on the file and the folders above it",
            io::ErrorKind::StorageFull => "free some space and run again; what was finished is kept",
            _ => "",
        }
    }
}

/// The reason alone, without the number of the operating system's error.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotADirectory => "a file stands where a folder should be".to_owned(),
        io::ErrorKind::AlreadyExists => "it is there already and is no folder".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or_default().to_owned()
        }
    }
}

/// The content of a file.
#[derive(Debug)]
pub enum Bytes {
    Owned(Vec<u8>),
    /// With the file it maps.
    Mapped(Arc<Mmap>, File),
}

impl Bytes {
    /// What lets go of its memory later, when the bytes are in other hands.
    pub fn release(&self) -> Release {
        match self {
            Self::Owned(_) => Release(None),
            Self::Mapped(map, _) => Release(Some(Arc::clone(map))),
        }
    }

    /// SHA-256 in lower-case hex. Of a mapped file it is read in pieces: through the map the whole of it would stay in
    /// memory.
    pub fn sha256(&self, path: &Path) -> Result<String, Error> {
        let Self::Mapped(_, file) = self else { return Ok(sha256(self)) };
        hash_of(file, path)
    }

    /// The same, to be worked out when these bytes are in other hands; None where that can't be.
    pub fn unhashed(&self, path: &Path) -> Option<Unhashed> {
        let Self::Mapped(_, file) = self else { return None };
        Some(Unhashed { file: file.try_clone().ok()?, path: path.to_owned() })
    }
}

/// A mapped file whose hash is still to be worked out.
#[derive(Debug)]
pub struct Unhashed {
    file: File,
    path: PathBuf,
}

impl Unhashed {
    /// SHA-256 in lower-case hex.
    pub fn sha256(&self) -> Result<String, Error> {
        hash_of(&self.file, &self.path)
    }
}

fn hash_of(file: &File, path: &Path) -> Result<String, Error> {
    let fail = |error| Error::new(path, "read", error);
    let (mut file, mut digest) = (BufReader::with_capacity(PIECE, file), Sha256::new());
    file.rewind().map_err(fail)?;
    loop {
        let n_bytes = file.fill_buf().map_err(fail).map(|piece| {
            digest.update(piece);
            piece.len()
        })?;
        if n_bytes == 0 {
            return Ok(hex(&digest.finalize()));
        }
        file.consume(n_bytes);
    }
}

/// Lets go of the memory that pages of a mapped file take; they are read again where they are needed.
#[derive(Debug)]
pub struct Release(Option<Arc<Mmap>>);

impl Release {
    /// Opening a file reads all of it once; most of it, the images, never again.
    pub fn now(&self) {
        #[cfg(unix)]
        if let Some(map) = &self.0 {
            // SAFETY: the map is of a file and never written to: what is let go of comes back from the file as it was.
            #[allow(unsafe_code)]
            let done = unsafe { map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
            // advice, no more: a system that can't take it keeps the memory
            drop(done);
        }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Owned(bytes) => bytes,
            Self::Mapped(map, _) => map,
        }
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

/// Files up to this size are read whole: cheaper than a map, and nobody can pull them away while they are used.
const LARGEST_READ: u64 = 8 << 20;
/// Larger files are hashed in pieces of this many bytes.
const PIECE: usize = 256 << 10;

/// The content of a file. A pipe, a device or a folder is an error: reading one might never end.
pub fn open(path: &Path) -> Result<Bytes, Error> {
    let fail = |error| Error::new(path, "read", error);
    let metadata = std::fs::metadata(path).map_err(fail)?;
    if metadata.is_dir() {
        return Err(Error::other(path, "read", "it is a folder"));
    }
    if !metadata.is_file() {
        return Err(Error::other(path, "read", "it is no regular file"));
    }
    let mut file = File::open(path).map_err(fail)?;
    if metadata.len() <= LARGEST_READ {
        let mut bytes = Vec::with_capacity(metadata.len() as usize);
        file.read_to_end(&mut bytes).map_err(fail)?;
        return Ok(Bytes::Owned(bytes));
    }
    // SAFETY: the map is private to this process and only read. Another process that cuts the file short
    // while it is mapped can end this one by a signal, but can't make it read what it should not.
    #[allow(unsafe_code)]
    let map = unsafe { Mmap::map(&file) };
    map.map(|map| Bytes::Mapped(Arc::new(map), file)).map_err(fail)
}

/// The content of a text file that has to be UTF-8.
pub fn read_text(path: &Path) -> Result<String, Error> {
    String::from_utf8(open(path)?.to_vec()).map_err(|_| Error::other(path, "read", "it is not UTF-8"))
}

/// The texts of the files with this extension in a folder, by name; files whose name starts with `_` or `.` are left out.
pub fn read_texts(folder: &Path, extension: &str) -> Result<Vec<(PathBuf, String)>, Error> {
    let mut texts = Vec::new();
    for path in entries(folder)? {
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"_") || is_hidden(&path));
        if !hidden && path.extension().is_some_and(|e| e.eq_ignore_ascii_case(extension)) {
            texts.push((path.clone(), read_text(&path)?));
        }
    }
    Ok(texts)
}

/// SHA-256 in lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
        // writing to a string can't fail
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The paths in a folder, sorted by name, so that every run sees the same order.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let fail = |error| Error::new(folder, "list", error);
    let found = std::fs::read_dir(folder).map_err(fail)?;
    let mut paths = found.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>().map_err(fail)?;
    paths.sort();
    Ok(paths)
}

/// A folder, links followed.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// A path with links followed and without `.` and `..`; itself where it leads nowhere.
pub fn real_path(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Something is there, be it a broken link.
pub fn exists(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok()
}

/// The last part of a path, with `.`, `..` and links followed; empty where there is none.
pub fn real_name(path: &Path) -> String {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Writes a file whole or not at all, in the place of one that is there.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let fail = |error| Error::new(path, "write", error);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let making = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    if let Err(error) = write_new(&making, bytes) {
        let _ = std::fs::remove_file(&making);
        return Err(fail(error.source));
    }
    step().and_then(|()| std::fs::rename(&making, path)).map_err(|error| {
        // the first error is the one to tell
        let _ = std::fs::remove_file(&making);
        fail(error)
    })
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// Writes a new file, down to the disk.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_parts(path, &[bytes])
}

/// Writes a new file of several pieces, down to the disk.
fn write_parts(path: &Path, parts: &[&[u8]]) -> Result<(), Error> {
    let write = || {
        let file = written(path, parts)?;
        file.sync_all()
    };
    write().map_err(|error| Error::new(path, "write", error))
}

/// Writes new files, and waits for the disk once for all of them: one after the other they would wait longer than they are
/// written.
fn write_together(files: &[(PathBuf, [&[u8]; 1])]) -> Result<(), Error> {
    let failed = |path: &Path, error: io::Error| Error::new(path, "write", error);
    let all = files.iter().map(|(path, parts)| written(path, parts).map_err(|error| failed(path, error)));
    let all: Vec<File> = all.collect::<Result<_, Error>>()?;
    let synced: Vec<io::Result<()>> = std::thread::scope(|scope| {
        let others =
            all.iter().skip(1).map(|file| (file, std::thread::Builder::new().spawn_scoped(scope, || file.sync_all())));
        let others: Vec<_> = others.collect();
        let first = all.first().map(File::sync_all);
        // where there is no thread to be had the file is waited for here
        let rest = others.into_iter().map(|(file, thread)| match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(synced)) => synced,
            _ => file.sync_all(),
        });
        first.into_iter().chain(rest).collect()
    });
    files.iter().zip(synced).try_for_each(|((path, _), synced)| synced.map_err(|error| failed(path, error)))
}

/// A new file with these pieces in it; they may not have reached the disk.
fn written(path: &Path, parts: &[&[u8]]) -> io::Result<File> {
    step()?;
    let mut file = File::create_new(path)?;
    step()?;
    parts.iter().try_for_each(|part| file.write_all(part))?;
    Ok(file)
}
