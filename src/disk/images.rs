//! Folders that hold the pages of one issue as images.

use std::cmp::Ordering;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::inputs::is_candidate;
use super::{Error, entries, is_hidden};

/// First bytes of the images that are read: PNG, JPEG, TIFF.
const MAGIC: [&[u8]; 6] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"];

/// The images of a folder in the order of their pages: by name, numbers in names by value.
pub fn images(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut paths: Vec<PathBuf> =
        entries(folder)?.into_iter().filter(|path| !is_hidden(path) && is_image(path)).collect();
    paths.sort_by(|a, b| by_number(&a.to_string_lossy(), &b.to_string_lossy()).then_with(|| a.cmp(b)));
    Ok(paths)
}

/// Whether what lies in a folder is one issue: images, and beside them nothing that could be an issue.
pub(super) fn is_issue_of_images(paths: &[PathBuf]) -> bool {
    let seen = || paths.iter().filter(|path| !is_hidden(path));
    seen().any(|path| is_image(path)) && !seen().any(|path| path.is_dir() || (!is_image(path) && is_candidate(path)))
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
