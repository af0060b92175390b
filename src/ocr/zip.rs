//! Files out of a zip archive held in memory: as much of the format (APPNOTE 6.3, classic records) as Python wheels use.
//! In: bytes of an archive and a name; out: the file's bytes. Never more of them than the caller allows.

use std::io::Read;

/// Signatures of the records.
const END: [u8; 4] = *b"PK\x05\x06";
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// Fixed lengths of the records.
const END_LEN: usize = 22;
const ENTRY_LEN: usize = 46;
const LOCAL_LEN: usize = 30;
/// A comment may follow the end record.
const MOST_COMMENT: usize = 1 << 16;

/// The content of the file whose path in the archive ends in `name`; None where there is none, it is damaged, or larger
/// than `limit`.
pub(super) fn file(archive: &[u8], name: &str, limit: usize) -> Option<Vec<u8>> {
    let tail = archive.len().saturating_sub(END_LEN + MOST_COMMENT);
    let end = tail + archive.get(tail..)?.windows(4).rposition(|w| w == END)?;
    archive.get(end..end + END_LEN)?;
    let (n, mut at) = (u16_at(archive, end + 10)?, u32_at(archive, end + 16)? as usize);
    for _ in 0..n {
        let entry = archive.get(at..).filter(|e| e.starts_with(&ENTRY))?;
        let [name_len, extra, comment] = [28, 30, 32].map(|at| u16_at(entry, at).map(usize::from));
        let (name_len, rest) = (name_len?, extra? + comment?);
        if entry.get(ENTRY_LEN..ENTRY_LEN + name_len)?.ends_with(name.as_bytes()) {
            return content(archive, entry, limit);
        }
        at += ENTRY_LEN + name_len + rest;
    }
    None
}

fn content(archive: &[u8], entry: &[u8], limit: usize) -> Option<Vec<u8>> {
    let (method, packed) = (u16_at(entry, 10)?, u32_at(entry, 20)? as usize);
    let local = archive.get(u32_at(entry, 42)? as usize..).filter(|l| l.starts_with(&LOCAL))?;
    let from = LOCAL_LEN + usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
    let packed = local.get(from..from + packed)?;
    let mut bytes = Vec::new();
    let most = limit as u64 + 1;
    match method {
        0 => packed.take(most).read_to_end(&mut bytes).ok()?,
        8 => flate2::read::DeflateDecoder::new(packed).take(most).read_to_end(&mut bytes).ok()?,
        _ => return None,
    };
    (bytes.len() <= limit).then_some(bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive of stored or deflated files.
    fn archive(files: &[(&str, &[u8], bool)]) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, bytes, deflate) in files {
            let packed = if *deflate {
                let mut packed = Vec::new();
                let mut encoder = flate2::read::DeflateEncoder::new(*bytes, flate2::Compression::best());
                encoder.read_to_end(&mut packed).expect("writing to memory");
                packed
            } else {
                bytes.to_vec()
            };
            let method: u16 = if *deflate { 8 } else { 0 };
            let sizes = [packed.len() as u32, bytes.len() as u32].map(u32::to_le_bytes).concat();
            let at = out.len() as u32;
            out.extend(LOCAL);
            out.extend([&[0; 4], &method.to_le_bytes()[..], &[0; 8], &sizes].concat());
            out.extend([(name.len() as u16).to_le_bytes(), [0; 2]].concat());
            out.extend(name.as_bytes());
            out.extend(packed);
            directory.extend(ENTRY);
            directory.extend([&[0; 6], &method.to_le_bytes()[..], &[0; 8], &sizes].concat());
            directory.extend((name.len() as u16).to_le_bytes());
            directory.extend([0; 12]);
            directory.extend(at.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let start = out.len() as u32;
        out.extend(&directory);
        out.extend(END);
        out.extend([0; 4]);
        out.extend([(files.len() as u16).to_le_bytes(); 2].concat());
        out.extend((directory.len() as u32).to_le_bytes());
        out.extend(start.to_le_bytes());
        out.extend([0; 2]);
        out
    }

    #[test]
    fn stored_and_deflated_files_are_found_by_the_end_of_their_path() {
        let zip = archive(&[("a/one.bin", b"first", false), ("a/two.bin", &[7; 5000], true)]);
        assert_eq!(file(&zip, "/one.bin", 100).as_deref(), Some(&b"first"[..]));
        assert_eq!(file(&zip, "/two.bin", 5000), Some(vec![7; 5000]));
        assert_eq!(file(&zip, "/three.bin", 100), None);
    }

    #[test]
    fn what_is_too_large_cut_short_or_no_archive_is_nothing() {
        let zip = archive(&[("a/two.bin", &[7; 5000], true)]);
        assert_eq!(file(&zip, "/two.bin", 4999), None);
        for cut in 0..zip.len() {
            assert_eq!(file(&zip[..cut], "/two.bin", 5000), None, "cut at {cut}");
        }
        assert_eq!(file(b"no archive", "two", 10), None);
    }
}
