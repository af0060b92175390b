//! Files and folders put in place: copied under a hash, renamed, removed, each step down to the disk.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use super::{Error, step, write_new};

/// What the file system says of a file: enough to tell whether it changed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stat {
    /// Device and inode; 0 where the system has none.
    pub device: u64,
    pub inode: u64,
    /// Bytes.
    pub size: u64,
    /// Of the content, in nanoseconds since 1970.
    pub modified_ns: i128,
    /// Of the entry (rights, renames, content), which nobody can set back; 0 where the system has none.
    pub changed_ns: i128,
}

/// What the file system says of a file, links followed.
pub fn stat(path: &Path) -> Result<Stat, Error> {
    let metadata = std::fs::metadata(path).map_err(|error| Error::new(path, "read", error))?;
    Ok(stat_of(&metadata))
}

#[cfg(unix)]
fn stat_of(metadata: &std::fs::Metadata) -> Stat {
    use std::os::unix::fs::MetadataExt;
    let changed_ns = i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec());
    Stat { device: metadata.dev(), inode: metadata.ino(), changed_ns, ..portable(metadata) }
}

#[cfg(not(unix))]
fn stat_of(metadata: &std::fs::Metadata) -> Stat {
    portable(metadata)
}

fn portable(metadata: &std::fs::Metadata) -> Stat {
    let modified_ns = metadata.modified().map_or(0, |time| match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_nanos() as i128,
        Err(before) => -(before.duration().as_nanos() as i128),
    });
    Stat { size: metadata.len(), modified_ns, ..Stat::default() }
}

/// Hash and size of a file, read in pieces: a file of any size costs one buffer.
pub fn hash_file(path: &Path) -> Result<(String, u64), Error> {
    let mut file = regular(path)?;
    let mut digest = Sha256::new();
    let size = pass(&mut file, |piece| {
        digest.update(piece);
        Ok(())
    });
    let size = size.map_err(|error| Error::new(path, "read", error))?;
    Ok((hex(&digest.finalize()), size))
}

/// Copies a file to a new one, down to the disk, and gives the hash and size of what was copied.
pub fn copy_hashed(from: &Path, to: &Path) -> Result<(String, u64), Error> {
    let mut source = regular(from)?;
    let fail = |error| Error::new(to, "write", error);
    step().map_err(fail)?;
    let mut target = File::create_new(to).map_err(fail)?;
    let mut digest = Sha256::new();
    let mut write_error = None;
    let size = pass(&mut source, |piece| {
        digest.update(piece);
        step().and_then(|()| target.write_all(piece)).inspect_err(|error| {
            write_error = Some(io::Error::from(error.kind()));
        })
    });
    if let Some(error) = write_error {
        return Err(fail(error));
    }
    let size = size.map_err(|error| Error::new(from, "read", error))?;
    step().and_then(|()| target.sync_all()).map_err(fail)?;
    Ok((hex(&digest.finalize()), size))
}

/// A second name for a file on the same file system.
pub fn link(from: &Path, to: &Path) -> Result<(), Error> {
    // a link in the inbox stands for the file it leads to
    let from = from.canonicalize().map_err(|error| Error::new(from, "read", error))?;
    step().and_then(|()| std::fs::hard_link(&from, to)).map_err(|error| Error::new(to, "link", error))
}

fn regular(path: &Path) -> Result<File, Error> {
    let metadata = std::fs::metadata(path).map_err(|error| Error::new(path, "read", error))?;
    if !metadata.is_file() {
        return Err(Error::other(path, "read", "it is no regular file"));
    }
    File::open(path).map_err(|error| Error::new(path, "read", error))
}

fn pass(from: &mut File, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<u64> {
    let mut buffer = vec![0; 1 << 17];
    let mut size = 0;
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(size),
            Ok(n) => {
                size += n as u64;
                take(buffer.get(..n).unwrap_or_default())?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn hex(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
        // writing to a string can't fail
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Makes a folder and those above it where they are not there.
pub fn make_folder(path: &Path) -> Result<(), Error> {
    if path.is_dir() {
        return Ok(());
    }
    step().and_then(|()| std::fs::create_dir_all(path)).map_err(|error| Error::new(path, "write", error))
}

/// Writes a new file, down to the disk; one that is there is an error.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_new(path, bytes)
}

/// Gives a file or folder another place on the same file system, and has both folders know it on the disk.
pub fn put(from: &Path, to: &Path) -> Result<(), Error> {
    step().and_then(|()| std::fs::rename(from, to)).map_err(|error| Error::new(to, "write", error))?;
    sync_parent(to)?;
    if from.parent() == to.parent() { Ok(()) } else { sync_parent(from) }
}

/// Has the disk know the entries of a path's folder. Where a folder can't be opened as a file there is nothing to do.
fn sync_parent(path: &Path) -> Result<(), Error> {
    let Some(folder) = path.parent() else { return Ok(()) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if cfg!(unix) && error.kind() != io::ErrorKind::InvalidInput => {
            Err(Error::new(folder, "write", error))
        }
        _ => Ok(()),
    }
}

/// Removes a folder with all that is in it, or a file; what is not there is fine.
pub fn remove(path: &Path) -> Result<(), Error> {
    let fail = |error| Error::new(path, "remove", error);
    let metadata = match std::fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(fail(error)),
    };
    step().map_err(fail)?;
    if metadata.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.map_err(fail)
}

/// Times a lock is tried for again,
const LOCK_TRIES: u32 = 40;
/// ... and the pause before each.
const LOCK_PAUSE: std::time::Duration = std::time::Duration::from_millis(50);

/// A file that one process at a time may hold. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

/// Why there is no lock.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process holds it; `holder` is what it wrote into the file.
    #[error("another run holds the lock: {holder}")]
    Held { path: PathBuf, holder: String },
    #[error("{0}")]
    Disk(#[from] Error),
}

impl Lock {
    /// Takes the lock, and writes into it who holds it. Waits two seconds at most: a process that was killed while it started
    /// another leaves its lock with that one, which lets go of it as soon as it runs.
    pub fn take(path: &Path, holder: &str) -> Result<Self, LockError> {
        let fail = |error| Error::new(path, "lock", error);
        let options = File::options().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = options.map_err(fail)?;
        let mut tries = 0;
        while let Err(refused) = file.try_lock() {
            match refused {
                std::fs::TryLockError::WouldBlock if tries < LOCK_TRIES => {
                    tries += 1;
                    std::thread::sleep(LOCK_PAUSE);
                }
                std::fs::TryLockError::WouldBlock => {
                    let mut holder = String::new();
                    // who it is, is a courtesy
                    let _ = file.take(1024).read_to_string(&mut holder);
                    return Err(LockError::Held { path: path.to_owned(), holder: holder.trim().to_owned() });
                }
                std::fs::TryLockError::Error(error) => return Err(fail(error).into()),
            }
        }
        let told = file.set_len(0).and_then(|()| file.write_all(holder.as_bytes()));
        told.map_err(fail)?;
        Ok(Self { file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // the lock itself ends with the file; a name left in it would only be old
        let _ = self.file.set_len(0);
    }
}

/// A new file that grows piece by piece, and is on the disk once it is ended.
#[derive(Debug)]
pub struct Growing {
    path: PathBuf,
    file: File,
}

impl Growing {
    /// Begins a file; one that is there is an error.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let file = step().and_then(|()| File::create_new(path)).map_err(|error| Error::new(path, "write", error))?;
        Ok(Self { path: path.to_owned(), file })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds bytes at the end.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.write_all(bytes).map_err(|error| Error::new(&self.path, "write", error))
    }

    /// Ends the file, down to the disk.
    pub fn end(self) -> Result<(), Error> {
        step().and_then(|()| self.file.sync_all()).map_err(|error| Error::new(&self.path, "write", error))
    }
}

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        step()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Has a file that another wrote reach the disk.
pub fn sync(path: &Path) -> Result<(), Error> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|error| Error::new(path, "write", error))
}

/// Puts a finished file or folder in the place of what is there. A folder has no single step for that: for a moment
/// nothing is there, and what was there waits beside it under a hidden name.
pub fn swap_in(making: &Path, place: &Path) -> Result<(), Error> {
    if !place.is_dir() {
        return put(making, place);
    }
    let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let aside = place.with_file_name(format!(".{name}.huikan-old"));
    remove(&aside)?;
    put(place, &aside)?;
    if let Err(error) = put(making, place) {
        put(&aside, place)?;
        return Err(error);
    }
    remove(&aside)
}

/// Whether a file begins with these bytes; one that can't be read does not.
pub fn starts_with(path: &Path, head: &[u8]) -> bool {
    let mut found = Vec::new();
    let read = File::open(path).and_then(|file| file.take(head.len() as u64).read_to_end(&mut found));
    read.is_ok() && found == head
}
