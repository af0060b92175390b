//! Paths as typed in, the files to convert out, in an order that does not depend on the file system.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use super::images::{is_image, is_issue_of_pages, is_read_page};
use super::{Error, entries, is_hidden};

/// A file of a walked folder that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub path: PathBuf,
    pub why: &'static str,
}

/// What the paths given stand for.
#[derive(Debug, Default)]
pub struct Listing {
    /// In the order given, folders in the order of their names; no file twice.
    pub inputs: Vec<PathBuf>,
    pub skipped: Vec<Skipped>,
    /// Paths that are not there or can't be listed.
    pub errors: Vec<Error>,
}

/// Lists all files below the paths given. A path named `-` stands for the lines of `list`. Files named are always taken;
/// of the files in folders those that look like text, PDF, hOCR or ALTO are. Nothing inside `out` is taken.
pub fn list(paths: &[PathBuf], list: impl BufRead, out: &Path) -> Listing {
    let mut walk = Walk { out: out.canonicalize().ok(), ..Walk::default() };
    let mut list = Some(list);
    for path in paths {
        if path.as_os_str() != "-" {
            walk.named(path);
        } else if let Some(list) = list.take() {
            walk.lines(list);
        }
    }
    walk.listing
}

#[derive(Default)]
struct Walk {
    out: Option<PathBuf>,
    /// Real paths of files and folders met: ends loops of links and drops what was given twice.
    seen: HashSet<PathBuf>,
    listing: Listing,
}

impl Walk {
    /// Paths one a line; a line need not be UTF-8.
    fn lines(&mut self, list: impl BufRead) {
        for line in list.split(b'\n') {
            match line {
                Ok(line) => {
                    let line = line.strip_suffix(b"\r").unwrap_or(&line);
                    if !line.is_empty() {
                        self.named(&path_of(line));
                    }
                }
                Err(error) => return self.listing.errors.push(Error::new(Path::new("-"), "read", error)),
            }
        }
    }

    /// A path that somebody gave: taken whatever it looks like.
    fn named(&mut self, path: &Path) {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path),
            Ok(_) => self.take(path),
            Err(error) => self.listing.errors.push(Error::new(path, "read", error)),
        }
    }

    fn folder(&mut self, folder: &Path) {
        let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        if self.out.as_ref().is_some_and(|out| *out == real) {
            return self.skip(folder, "it is the output folder");
        }
        if !self.seen.insert(real) {
            return self.skip(folder, "it was listed already");
        }
        let paths = match entries(folder) {
            Ok(paths) => paths,
            Err(error) => return self.listing.errors.push(error),
        };
        // pages of one issue, scanned one by one
        if is_issue_of_pages(&paths) {
            return self.listing.inputs.push(folder.to_owned());
        }
        for path in paths {
            if is_hidden(&path) {
                self.skip(&path, "it is hidden");
            } else if path.is_dir() {
                self.folder(&path);
            } else if !path.is_file() {
                self.skip(&path, "it is no regular file, or a link that leads nowhere");
            } else if !is_candidate(&path) {
                let why = "it does not look like a PDF or a text";
                self.skip(&path, if is_image(&path) { "it is an image beside other documents" } else { why });
            } else {
                self.take(&path);
            }
        }
    }

    fn take(&mut self, path: &Path) {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if self.seen.insert(real) {
            self.listing.inputs.push(path.to_owned());
        } else {
            self.skip(path, "it was listed already");
        }
    }

    fn skip(&mut self, path: &Path, why: &'static str) {
        self.listing.skipped.push(Skipped { path: path.to_owned(), why });
    }
}

/// Endings that texts of printed issues come with.
const TEXT_ENDINGS: [&str; 4] = ["txt", "text", "md", "markdown"];

/// Whether a file met in a folder is worth a try: a PDF by its first bytes, a text by its ending or, without any, by the
/// absence of NUL. What it is in truth is decided when it is read.
pub(super) fn is_candidate(path: &Path) -> bool {
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    if extension.as_deref().is_some_and(|e| e == "pdf" || TEXT_ENDINGS.contains(&e)) {
        return true;
    }
    let mut head = Vec::new();
    // a file that can't be opened is taken, so that the error is seen
    let Ok(file) = File::open(path) else { return true };
    if file.take(1024).read_to_end(&mut head).is_err() {
        return true;
    }
    let is_pdf = head.windows(5).any(|w| w == b"%PDF-");
    is_pdf || is_read_page(path) || (extension.is_none() && !head.is_empty() && !head.contains(&0))
}

#[cfg(unix)]
fn path_of(line: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(line))
}

#[cfg(not(unix))]
fn path_of(line: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(line).into_owned())
}
