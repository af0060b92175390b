//! Folders that hold the pages of one issue: as images, or as an OCR program read them.

use std::cmp::Ordering;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::inputs::is_candidate;
use super::{Error, entries, is_hidden};

/// First bytes of the images that are read: PNG, JPEG, TIFF.
const MAGIC: [&[u8]; 6] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"];

/// Marks of what OCR programs write, near the beginning of the file: ALTO and hOCR.
const READ_MARKS: [&str; 4] = ["<alto", ":alto", "ocr-system", "ocr_page"];
/// Beginnings of a page in such files.
const PAGE_MARKS: [&str; 4] = ["<Page ", ":Page ", "ocr_page'", "ocr_page\""];
/// So much of a file is looked through for a second page, in bytes: one page has up to 1 MB.
const PAGE_REACH: u64 = 4 << 20;

/// The files of a folder that are the pages of one issue, in order: by name, numbers in names by value. Where an OCR
/// program's files are there, these; else the images.
pub fn pages(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut paths: Vec<PathBuf> = entries(folder)?.into_iter().filter(|path| !is_hidden(path)).collect();
    let is_page = if paths.iter().any(|path| is_read_page(path)) { is_read_page } else { is_image };
    paths.retain(|path| is_page(path));
    paths.sort_by(|a, b| by_number(&a.to_string_lossy(), &b.to_string_lossy()).then_with(|| a.cmp(b)));
    Ok(paths)
}

/// Whether what lies in a folder is one issue: images, or files of an OCR program with a page each and maybe the images
/// they were read from, and beside them nothing that could be an issue.
pub(super) fn is_issue_of_pages(paths: &[PathBuf]) -> bool {
    let seen = || paths.iter().filter(|path| !is_hidden(path));
    if seen().any(|path| path.is_dir()) {
        return false;
    }
    let read: Vec<&PathBuf> = seen().filter(|path| is_read_page(path)).collect();
    if read.is_empty() {
        return seen().any(|path| is_image(path)) && !seen().any(|path| !is_image(path) && is_candidate(path));
    }
    let is_other = |path: &&PathBuf| !is_image(path) && !read.contains(path) && is_candidate(path);
    read.len() > 1 && !seen().any(|path| is_other(&path)) && read.iter().all(|path| has_one_page(path))
}

/// Whether a file begins as hOCR or ALTO does.
pub(super) fn is_read_page(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = path.is_file() && File::open(path).is_ok_and(|file| file.take(1024).read_to_end(&mut head).is_ok());
    // in UTF-16 every second byte is zero
    head.retain(|byte| *byte != 0);
    let text = String::from_utf8_lossy(&head);
    let start = text.trim_start_matches(|c: char| !c.is_ascii() || c.is_whitespace());
    read && start.starts_with('<') && READ_MARKS.iter().any(|mark| text.contains(mark))
}

/// Whether no second page begins in a file of an OCR program.
fn has_one_page(path: &Path) -> bool {
    let mut bytes = Vec::new();
    let Ok(file) = File::open(path) else { return false };
    if file.take(PAGE_REACH).read_to_end(&mut bytes).is_err() {
        return false;
    }
    bytes.retain(|byte| *byte != 0);
    let text = String::from_utf8_lossy(&bytes);
    PAGE_MARKS.iter().map(|mark| text.matches(mark).take(2).count()).sum::<usize>() < 2
}

/// Whether a file begins as an image does.
pub(super) fn is_image(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = path.is_file() && File::open(path).is_ok_and(|file| file.take(8).read_to_end(&mut head).is_ok());
    read && MAGIC.iter().any(|magic| head.starts_with(magic))
}

/// `page 9` before `page 10`.
fn by_number(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.chars().peekable(), b.chars().peekable());
    let number = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>| {
        let mut digits = String::new();
        while let Some(digit) = chars.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.trim_start_matches('0').to_owned()
    };
    loop {
        let both_digits = a.peek().is_some_and(char::is_ascii_digit) && b.peek().is_some_and(char::is_ascii_digit);
        let order = if both_digits {
            let (x, y) = (number(&mut a), number(&mut b));
            x.len().cmp(&y.len()).then(x.cmp(&y))
        } else {
            match (a.next(), b.next()) {
                (None, None) => return Ordering::Equal,
                (x, y) => x.cmp(&y),
            }
        };
        if order.is_ne() {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_by_value() {
        let mut names = ["p10.png", "p9.png", "p09b.png", "a2", "p1.png", "扫描12", "扫描3"];
        names.sort_by(|a, b| by_number(a, b));
        assert_eq!(names, ["a2", "p1.png", "p9.png", "p09b.png", "p10.png", "扫描3", "扫描12"]);
    }
}
