//! What is written beside the records for those who look at pages: a searchable PDF, and ALTO files for archives. In: the
//! document and its pages in reading order, with the text that was read (no repair touches it, as it has to agree with the
//! image); out: files, and a note where one can't be made or isn't needed. The records do not depend on it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::note::Note;
use crate::model::page::{LAYER_FONT, Line, Page, PageIndex, RawContent, RawPage};
use crate::model::picture::Packed;
use crate::model::provenance::{Extractor, Source};
use crate::output;
use crate::read::{Document, ImageDocument, pdf};

/// Name of the searchable PDF in its issue folder.
const SEARCHABLE: &str = "searchable.pdf";
/// Folder of the ALTO files in an issue folder.
const ALTO: &str = "alto";
/// Files up to this size are opened once more when they are made, in bytes: one that this program can't read is not written.
const CHECKED: usize = 256 << 20;

/// Which files are written beside the records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paper {
    /// `searchable.pdf`.
    pub pdf: bool,
    /// `alto/page-0001.xml` and so on.
    pub alto: bool,
}

/// Bytes that several may hold; a file's own where they are the beginning of another.
pub type SharedBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A file beside the records.
pub struct Extra {
    /// Its path in the issue folder, with forward slashes.
    pub path: String,
    /// Its bytes, in pieces.
    pub parts: Vec<SharedBytes>,
}

impl std::fmt::Debug for Extra {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes: usize = self.parts.iter().map(|part| (**part).as_ref().len()).sum();
        f.debug_struct("Extra").field("path", &self.path).field("bytes", &bytes).finish()
    }
}

impl Paper {
    /// What an issue folder should hold.
    pub(super) fn wanted(self) -> impl Iterator<Item = &'static str> {
        [(self.pdf, SEARCHABLE), (self.alto, ALTO)]
            .into_iter()
            .filter(|(is_wanted, _)| *is_wanted)
            .map(|(_, path)| path)
    }

    /// The files asked for, and notes on those that are not there.
    pub(super) fn make(self, document: &Document, pages: &[Page], source: &Source) -> (Vec<Extra>, Vec<Note>) {
        let (mut files, mut notes) = (Vec::new(), Vec::new());
        if self.pdf {
            match searchable(document, pages) {
                Ok(parts) => files.push(Extra { path: SEARCHABLE.to_owned(), parts }),
                Err(note) => notes.push(note),
            }
        }
        if self.alto {
            let before = files.len();
            files.extend(pages.iter().filter_map(|page| {
                let xml = output::alto(page, source)?;
                let path = format!("{ALTO}/page-{:04}.xml", page.index.0 + 1);
                Some(Extra { path, parts: vec![Arc::new(xml)] })
            }));
            if files.len() == before {
                let note = Note::warning("no-alto", "no ALTO files are written: a text has no places on a page");
                notes.push(note.hint("give the PDF or the images that the text was read from"));
            }
        }
        (files, notes)
    }
}

/// The file with a hidden layer of what was read, or why there is none.
fn searchable(document: &Document, pages: &[Page]) -> Result<Vec<SharedBytes>, Note> {
    let lines = read_lines(pages);
    let whole = pages.iter().filter(|page| page.extractor == Extractor::Ocr).map(|page| page.index).collect();
    match document {
        Document::Pdf(_) if lines.is_empty() => {
            Err(Note::info("searchable-pdf-not-needed", "no page was read by OCR: the file is searchable as it is"))
        }
        Document::Pdf(pdf) => layered(pdf, pdf.bytes(), &lines, &whole),
        Document::Images(images) => {
            let bytes: SharedBytes = Arc::new(output::scans(&packed(images)));
            let own = Shared(Arc::clone(&bytes));
            let pdf = pdf::Document::open(Box::new(own), &pdf::Options::default());
            let pdf = pdf.map_err(|error| failed(&error.to_string(), error.hint()))?;
            layered(&pdf, bytes, &lines, &whole)
        }
        Document::Text(_) | Document::Boxed(_) => {
            let note = Note::warning("no-searchable-pdf", "no searchable PDF is written: there are no images of pages");
            Err(note.hint("give the PDF or the images that the text was read from"))
        }
    }
}

/// The images of the pages; those that can't be had are left blank.
fn packed(images: &ImageDocument) -> Vec<Option<Packed>> {
    (0..images.n_pages() as u32).map(|index| images.packed(PageIndex(index)).ok()).collect()
}

/// Lines that an engine read from images, page by page.
fn read_lines(pages: &[Page]) -> BTreeMap<PageIndex, Vec<&Line>> {
    let is_read = |page: &Page, line: &Line| {
        let read = line.chars.iter().filter(|c| c.confidence.is_some()).count();
        page.extractor == Extractor::Ocr || 2 * read > line.chars.len()
    };
    let of_pages = pages.iter().map(|page| {
        let lines: Vec<&Line> = page.lines.iter().filter(|line| is_read(page, line)).collect();
        (page.index, lines)
    });
    of_pages.filter(|(_, lines)| !lines.is_empty()).collect()
}

fn layered(
    pdf: &pdf::Document,
    bytes: SharedBytes,
    lines: &BTreeMap<PageIndex, Vec<&Line>>,
    whole: &BTreeSet<PageIndex>,
) -> Result<Vec<SharedBytes>, Note> {
    if lines.is_empty() {
        return Ok(vec![bytes]);
    }
    let layers = lines.iter().map(|(index, lines)| {
        // a page that was read whole although it has text: that text is not what is printed
        let replaces = whole.contains(index) && has_text(&pdf.page(*index).value);
        (*index, pdf::Layer { lines: lines.clone(), replaces })
    });
    let update = pdf.layer(&layers.collect()).map_err(|error| failed(&error.to_string(), error.hint()))?;
    let base = (*bytes).as_ref().get(update.skip..).unwrap_or_default();
    if base.len() + update.tail.len() <= CHECKED {
        let whole = [base, &update.tail].concat();
        let again = pdf::Document::open(Box::new(whole), &pdf::Options::default());
        let is_same = again.is_ok_and(|again| {
            again.n_pages() == pdf.n_pages() && lines.keys().all(|index| has_layer(&again.page(*index).value))
        });
        if !is_same {
            let error = pdf::LayerError::Damaged;
            return Err(failed(&error.to_string(), error.hint()));
        }
    }
    let base: SharedBytes = if update.skip == 0 { bytes } else { Arc::new(base.to_vec()) };
    Ok(vec![base, Arc::new(update.tail)])
}

fn has_text(page: &RawPage) -> bool {
    matches!(&page.content, RawContent::Glyphs(glyphs) if !glyphs.is_empty())
}

fn has_layer(page: &RawPage) -> bool {
    page.fonts.iter().any(|font| font.name == LAYER_FONT)
}

fn failed(cause: &str, hint: &'static str) -> Note {
    Note::warning("no-searchable-pdf", format!("no searchable PDF is written: {cause}")).hint(hint)
}

/// Bytes as readers take them.
struct Shared(SharedBytes);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    #[test]
    fn a_text_has_no_pages_to_lay_anything_over() {
        let document = read::open(Box::new("一行\n".as_bytes().to_vec()), &read::Options::default()).expect("a text");
        let source = Source { path: "a.txt".into(), sha256: String::new(), media_type: "text/plain" };
        let (files, notes) = Paper { pdf: true, alto: true }.make(&document, &[], &source);
        assert!(files.is_empty());
        assert_eq!(notes.iter().map(|note| note.code).collect::<Vec<_>>(), ["no-searchable-pdf", "no-alto"]);
    }
}
