//! Opening a file. In: all its bytes and a password; out: lopdf's document without the pixels of its images, and its pages in
//! order. Never keeps an image's data: a scan of 470 MB stays at some megabytes. What lopdf repaired is told by a note.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, LoadOptions, Object, ObjectId};

use super::{Limits, PdfError, lock, objects, salvage};
use crate::model::note::Note;

/// Levels of the page tree; a balanced tree of 8 per node needs 6 for 100,000 pages.
const MAX_TREE_DEPTH: usize = 64;

/// Content streams looked for that a file does not have: one that lost more is not a file that lost some.
const MOST_MISSING: usize = 64;

/// A page and the nodes above it, nearest first: from them it inherits.
#[derive(Debug, Clone)]
pub(super) struct PageNode {
    pub id: ObjectId,
    pub ancestors: Vec<ObjectId>,
}

impl PageNode {
    /// An attribute of the page or of the nearest node above it that has one.
    pub fn inherited<'a>(&self, file: &'a lopdf::Document, key: &[u8]) -> Option<&'a Dictionary> {
        std::iter::once(&self.id)
            .chain(&self.ancestors)
            .filter_map(|id| objects::as_dict(file.objects.get(id)?))
            .find(|dict| objects::get(file, dict, key).is_some())
    }
}

pub(super) struct Loaded {
    pub file: lopdf::Document,
    pub pages: Vec<PageNode>,
    pub notes: Vec<Note>,
}

pub(super) fn load(bytes: &[u8], password: Option<&str>, limits: &Limits) -> Result<Loaded, PdfError> {
    // the marker may stand behind junk, but not anywhere: a text file about PDFs is no PDF
    if !bytes.get(..bytes.len().min(64 << 10)).is_some_and(|head| head.windows(5).any(|w| w == b"%PDF-")) {
        return Err(PdfError::NotAPdf);
    }
    let mut notes = Vec::new();
    let mut found = parse(bytes, password, limits, false).map(|file| (pages(&file, limits), file));
    let is_poor = |found: &Result<(Vec<PageNode>, lopdf::Document), PdfError>| match found {
        Ok((pages, _)) => pages.is_empty(),
        Err(error) => matches!(error, PdfError::Damaged { .. }),
    };
    if is_poor(&found) {
        // lopdf scans again by itself only where no filter is set
        let rebuilt = parse(bytes, password, limits, true).map(|file| (pages(&file, limits), file));
        if !is_poor(&rebuilt) {
            found = rebuilt;
        } else if let Some(file) = without_table(bytes, password, limits) {
            found = Ok((pages(&file, limits), file));
        }
    }
    #[cfg(feature = "second-reader")]
    if is_poor(&found)
        && let Some((file, pages)) = by_second_reader(bytes, limits)
    {
        notes.push(Note::info("file-repaired", "the file is damaged; its objects were found by another reader"));
        return Ok(Loaded { file, pages, notes });
    }
    #[cfg_attr(not(feature = "second-reader"), expect(unused_mut, reason = "only the second reader adds to it"))]
    let (mut pages, mut file) = found?;
    if pages.is_empty() {
        pages = stray_pages(&file, limits);
        if pages.is_empty() {
            return Err(PdfError::NoPages);
        }
        notes.push(Note::warning(
            "page-tree-damaged",
            "the page tree is unreadable; pages are taken in the order of their objects",
        ));
    }
    #[cfg(feature = "second-reader")]
    if catch_unwind(AssertUnwindSafe(|| super::second::fill(bytes, &mut file, &pages, limits))).unwrap_or(false) {
        notes.push(Note::info("file-repaired", "content with a damaged end was found by another reader"));
    }
    let sought = missing_content(&file, &pages);
    if salvage::refill(bytes, &mut file) | salvage::find(bytes, &mut file, &sought) {
        notes.push(Note::info("file-repaired", "streams without a length were read up to their end"));
    }
    if file.xref_recovery.is_some() {
        notes.push(Note::info("file-repaired", "the cross-reference table was wrong and has been rebuilt"));
    }
    if pages.len() >= limits.pages {
        notes.push(Note::warning("limit-reached", format!("only the first {} pages are read", limits.pages)));
    }
    Ok(Loaded { file, pages, notes })
}

/// Content streams that pages name and the file does not have.
pub(super) fn missing_content(file: &lopdf::Document, pages: &[PageNode]) -> Vec<ObjectId> {
    let named =
        pages.iter().filter_map(|page| file.objects.get(&page.id).and_then(objects::as_dict)?.get(b"Contents").ok());
    let parts = named.flat_map(|named| match named {
        Object::Array(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    });
    let ids = parts.filter_map(|part| part.as_reference().ok());
    let is_there = |id: &ObjectId| matches!(file.objects.get(id), Some(Object::Stream(_) | Object::Array(_)));
    ids.filter(|id| !is_there(id)).take(MOST_MISSING).collect()
}

/// A panic of the second reader is one more reader that gave up.
#[cfg(feature = "second-reader")]
fn by_second_reader(bytes: &[u8], limits: &Limits) -> Option<(lopdf::Document, Vec<PageNode>)> {
    catch_unwind(AssertUnwindSafe(|| super::second::load(bytes, limits))).ok().flatten()
}

fn parse(bytes: &[u8], password: Option<&str>, limits: &Limits, scan: bool) -> Result<lopdf::Document, PdfError> {
    let found = parse_as_it_is(bytes, password, limits, scan);
    let trailer = match &found {
        // the right password may have failed for the way the encryption is written down
        Err(PdfError::PasswordMissing | PdfError::PasswordWrong) => {
            let options = options(None, limits, scan);
            let locked = catch_unwind(AssertUnwindSafe(|| lopdf::Document::load_mem_with_options(bytes, options)));
            locked.ok().and_then(Result::ok).map(|locked| locked.trailer)
        }
        // or have been taken, and the way to decode with it not been found
        Ok(file) if file.encryption_state.is_some() && lock::refers_elsewhere(bytes) => Some(file.trailer.clone()),
        _ => None,
    };
    trailer.and_then(|trailer| unlocked(bytes, &trailer, password, limits, scan)).map_or(found, Ok)
}

/// An encrypted file, its encryption written down in another way.
fn unlocked(
    bytes: &[u8],
    trailer: &Dictionary,
    password: Option<&str>,
    limits: &Limits,
    scan: bool,
) -> Option<lopdf::Document> {
    let bare = lock::without_lock(bytes, trailer).and_then(|patched| parse_as_it_is(&patched, None, limits, scan).ok());
    let mut written = None;
    if let Some(bare) = bare
        && let Some(encrypt) = objects::dict(&bare, trailer, b"Encrypt").or_else(|| lock::dictionary(&bare))
    {
        if lock::leaves_pages_open(&bare, encrypt) {
            return Some(bare);
        }
        written = lock::refers_elsewhere(bytes).then(|| lock::written_out(&bare, encrypt, 0));
    }
    let patched = lock::with_ordinary_trailer(bytes, trailer, written)?;
    parse_as_it_is(&patched, password, limits, scan).ok()
}

fn options(password: Option<&str>, limits: &Limits, scan: bool) -> LoadOptions {
    LoadOptions {
        password: password.map(str::to_owned),
        filter: Some(without_pixels),
        force_reconstruct: scan,
        max_decompressed_size: Some(limits.stream_bytes),
        ..LoadOptions::default()
    }
}

fn parse_as_it_is(
    bytes: &[u8],
    password: Option<&str>,
    limits: &Limits,
    scan: bool,
) -> Result<lopdf::Document, PdfError> {
    let options = options(password, limits, scan);
    // lopdf has had panics on made-up files; one more must not end the run of a whole archive
    let loaded = catch_unwind(AssertUnwindSafe(|| lopdf::Document::load_mem_with_options(bytes, options)));
    let mut file = match loaded {
        Ok(Ok(file)) => file,
        Ok(Err(lopdf::Error::InvalidPassword)) if password.is_some() => return Err(PdfError::PasswordWrong),
        Ok(Err(lopdf::Error::Decryption(cause))) => return Err(PdfError::Locked { cause: cause.to_string() }),
        Ok(Err(lopdf::Error::UnsupportedSecurityHandler(name))) => {
            let cause = format!("security handler {} is not supported", String::from_utf8_lossy(&name));
            return Err(PdfError::Locked { cause });
        }
        Ok(Err(lopdf::Error::Parse(lopdf::ParseError::InvalidFileHeader))) => return Err(PdfError::NotAPdf),
        Ok(Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { limit }))) => {
            return Err(PdfError::TooLarge { limit });
        }
        Ok(Err(error)) => return Err(PdfError::Damaged { cause: error.to_string() }),
        Err(_) => return Err(PdfError::Damaged { cause: "the parser gave up on it".to_owned() }),
    };
    if file.trailer.has(b"Encrypt") && file.encryption_state.is_none() {
        return Err(if password.is_some() { PdfError::PasswordWrong } else { PdfError::PasswordMissing });
    }
    if file.encryption_state.is_some() {
        // encrypted files are loaded without the filter
        for object in file.objects.values_mut() {
            drop_pixels(object);
        }
    }
    Ok(file)
}

/// A file that lost its table and has its catalog in an object stream: lopdf finds no root and gives up. With a root of
/// our own it loads what there is, and the catalog is among it. Also for files cut off in the middle.
fn without_table(bytes: &[u8], password: Option<&str>, limits: &Limits) -> Option<lopdf::Document> {
    let own = (999_999, 0);
    let patched =
        [bytes, b"\n999999 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 999999 0 R/Size 1000000>>\n"].concat();
    let mut file = parse_as_it_is(&patched, password, limits, true).ok()?;
    let is_type = |object: &Object, name: &[u8]| matches!(object, Object::Dictionary(dict) if dict.has_type(name));
    let catalog =
        file.objects.iter().rev().find(|(id, object)| **id != own && is_type(object, b"Catalog")).map(|(id, _)| *id);
    if let Some(id) = catalog {
        file.trailer.set("Root", id);
    }
    file.objects.values().any(|object| is_type(object, b"Page")).then_some(file)
}

/// lopdf takes a plain function here, no closure.
#[expect(clippy::unnecessary_wraps, reason = "the type of lopdf's filter")]
fn without_pixels(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    drop_pixels(object);
    // of the answer only the Some counts for objects of the file; those of object streams are taken from it
    let kept = if matches!(object, Object::Stream(_)) { Object::Null } else { object.clone() };
    Some((id, kept))
}

/// Empties image streams; their dictionaries stay, and with them width and height.
pub(super) fn drop_pixels(object: &mut Object) {
    if let Object::Stream(stream) = object
        && stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
    {
        stream.content = Vec::new();
        // or lopdf would take it for a stream whose length was not yet known, and read it again
        stream.start_position = None;
    }
}

/// The pages the catalog leads to, in order. A node that is its own ancestor is left out.
fn pages(file: &lopdf::Document, limits: &Limits) -> Vec<PageNode> {
    let root = objects::dict(file, &file.trailer, b"Root").and_then(|catalog| objects::reference(catalog, b"Pages"));
    let mut found = Vec::new();
    let mut open: Vec<(ObjectId, Vec<ObjectId>)> = root.map(|id| (id, Vec::new())).into_iter().collect();
    let mut visits = 0_usize;
    while let Some((id, ancestors)) = open.pop() {
        visits += 1;
        if found.len() >= limits.pages || visits > limits.pages.saturating_mul(2) {
            break;
        }
        let Some(node) = file.objects.get(&id).and_then(objects::as_dict) else { continue };
        match objects::array(file, node, b"Kids") {
            Some(kids) if ancestors.len() < MAX_TREE_DEPTH && !node.has_type(b"Page") => {
                let mut above = Vec::with_capacity(ancestors.len() + 1);
                above.push(id);
                above.extend(&ancestors);
                let kids = kids.iter().rev().filter_map(|kid| kid.as_reference().ok());
                open.extend(kids.filter(|kid| !above.contains(kid)).map(|kid| (kid, above.clone())));
            }
            Some(_) => {}
            None if node.has_type(b"Pages") || node.has_type(b"Catalog") => {}
            None => found.push(PageNode { id, ancestors }),
        }
    }
    found
}

/// Pages no tree leads to: all page objects, in the order of their numbers.
fn stray_pages(file: &lopdf::Document, limits: &Limits) -> Vec<PageNode> {
    let ids: BTreeSet<ObjectId> = file
        .objects
        .iter()
        .filter(|(_, object)| matches!(object, Object::Dictionary(dict) if dict.has_type(b"Page")))
        .map(|(id, _)| *id)
        .collect();
    let above =
        |id: ObjectId| objects::as_dict(file.objects.get(&id)?).and_then(|dict| objects::reference(dict, b"Parent"));
    ids.into_iter().take(limits.pages).map(|id| PageNode { id, ancestors: above(id).into_iter().collect() }).collect()
}
