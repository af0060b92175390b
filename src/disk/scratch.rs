//! A folder for work in progress: made empty, gone with all it holds when it is dropped.

use std::path::{Path, PathBuf};

use super::{Error, make_folder};

/// A folder that nobody else uses.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// A hidden folder inside `parent`.
    pub fn new(parent: &Path) -> Result<Self, Error> {
        static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = parent.join(format!(".huikan-scratch-{}-{number}.tmp", std::process::id()));
        make_folder(&path)?;
        Ok(Self { path })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // what can't be removed is hidden, and named as ours
        let _ = std::fs::remove_dir_all(&self.path);
    }
}
