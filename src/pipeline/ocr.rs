//! Pages without text, read by an OCR engine: which pages those are, and what becomes of what is read. The engine is
//! loaded when the first page needs it; a page it can't read keeps what it had, and a note says so.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::Watch;
use super::fence::catch;
use super::settings::{OcrEngine, OcrMode, OcrSettings};
use crate::model::geometry::Rect;
use crate::model::note::{Note, Noted};
use crate::model::page::{Glyph, PageIndex, RawContent, RawLine, RawPage};
use crate::model::picture::Picture;
use crate::model::provenance::Extractor;
use crate::ocr::{Allowed, Engine, Error, Line, Ppocr, Tesseract, raw_lines};
use crate::read::Document;

/// Codes of notes on pages that are missing from the records.
pub(super) const MISSING: [&str; 2] = ["no-ocr-model", "ocr-failed"];
/// Notes that an OCR engine's reading makes void.
const VOID: [&str; 3] = ["page-without-text", "text-layer-doubtful", "glyphs-without-text"];
/// Time for one page. An office machine takes 5 to 20 seconds; one that is busy with other things was seen to take 300.
const PAGE_TIME: Duration = Duration::from_mins(20);
/// Pixels darker than paper by this much are ink,
const INK_DEPTH: u8 = 60;
/// ... and a page with less of it than this share is blank.
const BLANK: f64 = 0.000_2;
/// Live text up to this many characters beside images may be no more than headers and a page number,
const FEW_CHARS: usize = 100;
/// ... if images take up this share of the page,
const MOSTLY_IMAGE: f32 = 0.6;
/// ... and hold this many characters of print: fewer are signs in a photograph.
const PRINT_CHARS: usize = 150;
/// Characters below this confidence are doubtful,
const DOUBTFUL: f32 = 0.8;
/// ... and pages on which this share of them is.
const DOUBTFUL_SHARE: f64 = 0.1;

/// Why there is no engine.
struct NoEngine {
    code: &'static str,
    message: String,
    hint: &'static str,
}

/// What reads pages for all files of a run.
pub(super) struct Reader {
    settings: OcrSettings,
    jobs: usize,
    engine: OnceLock<Result<Box<dyn Engine>, NoEngine>>,
    /// Pages being read now.
    active: AtomicUsize,
}

/// What an engine can do for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    None,
    /// The page's own text is none, or is not to be believed.
    Whole,
    /// Images that may hold text beside text that is drawn.
    Beside,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Reader {
    pub fn new(settings: &OcrSettings, jobs: usize) -> Self {
        Self { settings: settings.clone(), jobs: jobs.max(1), engine: OnceLock::new(), active: AtomicUsize::new(0) }
    }

    /// A page of a document, with its images read where that is called for.
    pub fn page(&self, document: &Document, index: PageIndex, watch: &dyn Watch) -> Noted<RawPage> {
        let page = document.page(index);
        let need = self.need(document, &page);
        if need == Need::None {
            return page;
        }
        let Noted { value: page, notes } = page;
        let read =
            self.read(document, index, watch).map(|read| read.filter(|read| need != Need::Beside || is_print(read)));
        match read {
            Ok(Some(read)) => merged(page, notes, &read, need),
            Ok(None) => Noted { value: page, notes },
            Err(note) => {
                let mut notes = notes;
                // that it was not read says that it has no text; that its text is not to be believed stays true
                notes.retain(|note| need == Need::Beside || note.code != VOID[0]);
                if need == Need::Whole || note.code != "no-ocr-model" {
                    notes.push(note.on_page(index));
                }
                Noted { value: page, notes }
            }
        }
    }

    fn need(&self, document: &Document, page: &Noted<RawPage>) -> Need {
        let has = |code: &str| page.notes.iter().any(|note| note.code == code);
        let is_text = matches!(document, Document::Text(_) | Document::Boxed(_));
        // a page that asked for too much work is hostile to whoever draws it
        if is_text || self.settings.mode == OcrMode::Off || has("limit-reached") || has("page-failed") {
            return Need::None;
        }
        if self.settings.mode == OcrMode::Force || has("page-without-text") || has("text-layer-doubtful") {
            return Need::Whole;
        }
        if is_image_with_header(&page.value) { Need::Beside } else { Need::None }
    }

    /// The lines of a page and its picture; None where it is blank.
    fn read(&self, document: &Document, index: PageIndex, watch: &dyn Watch) -> Result<Option<Read>, Note> {
        let time = self.settings.page_time.unwrap_or(PAGE_TIME);
        let failed = |cause: String| {
            let note = Note::warning("ocr-failed", format!("its image could not be read: {cause}"));
            note.hint("look at the page; the rest of the file is not touched")
        };
        let picture = document.picture(index, time).map_err(|error| failed(error.to_string()))?;
        if is_blank(&picture) {
            return Ok(None);
        }
        let engine =
            self.engine(watch).map_err(|none| Note::warning(none.code, none.message.clone()).hint(none.hint))?;
        let kept = self.settings.cache.as_ref().and_then(|cache| cache.get(engine, &picture));
        let lines = match kept {
            Some(lines) => lines,
            None => self.run(engine, &picture, time).map_err(|error| failed(error.to_string()))?,
        };
        Ok(Some(Read { lines: raw_lines(&lines, &picture) }))
    }

    fn engine(&self, watch: &dyn Watch) -> Result<&dyn Engine, &NoEngine> {
        self.engine.get_or_init(|| self.load(watch)).as_ref().map(AsRef::as_ref)
    }

    fn load(&self, watch: &dyn Watch) -> Result<Box<dyn Engine>, NoEngine> {
        let none = |message: String, hint| NoEngine { code: "no-ocr-model", message, hint };
        if self.settings.engine == OcrEngine::Tesseract {
            let hint = "install tesseract and its simplified Chinese, or leave --ocr-engine out";
            return Ok(Box::new(Tesseract::find().map_err(|error| none(error.to_string(), hint))?));
        }
        let files = self.settings.models.load_or_install(&|message| watch.tell(message));
        let files = files.map_err(|error| none(error.to_string(), error.hint()))?;
        let engine = apart(|| Ppocr::load(files)).map_err(|error| NoEngine {
            code: "ocr-failed",
            message: error.to_string(),
            hint: "huikan models says which files are in use",
        })?;
        Ok(Box::new(engine))
    }

    fn run(&self, engine: &dyn Engine, picture: &Picture, time: Duration) -> Result<Vec<Line>, Error> {
        let active = self.active.fetch_add(1, Ordering::SeqCst) + 1;
        let allowed = Allowed { time, threads: (self.jobs / active).max(1) };
        let read = apart(|| engine.read(picture, &allowed));
        self.active.fetch_sub(1, Ordering::SeqCst);
        if let (Some(cache), Ok(lines)) = (&self.settings.cache, &read) {
            // a reading that can't be kept is made again next time, and that is all
            let _ = cache.put(engine, picture, lines);
        }
        read
    }
}

/// Does the work on a thread of its own. A worker of a pool that waits for another pool takes up the next page meanwhile:
/// all pages of a file would be held at once, and one that waits for the engine would wait for itself.
fn apart<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    let fenced = || catch(work).unwrap_or_else(|bug| Err(Error::Engine { cause: bug.to_string() }));
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("ocr".into()).spawn_scoped(scope, fenced);
        let ended = thread.map(|thread| thread.join().unwrap_or(Err(Error::Engine { cause: "it died".into() })));
        ended.unwrap_or_else(|error| Err(Error::Engine { cause: error.to_string() }))
    })
}

/// What an engine read on a page.
struct Read {
    lines: Vec<RawLine>,
}

fn merged(page: RawPage, mut notes: Vec<Note>, read: &Read, need: Need) -> Noted<RawPage> {
    let index = page.index;
    let lines = read.lines.clone();
    notes.extend(low_confidence(&lines).map(|note| note.on_page(index)));
    if need == Need::Whole {
        notes.retain(|note| !VOID.contains(&note.code));
        notes.push(Note::info("page-read", format!("{} lines read from its image", lines.len())).on_page(index));
        return Noted {
            value: RawPage { content: RawContent::Lines(lines), fonts: Vec::new(), extractor: Extractor::Ocr, ..page },
            notes,
        };
    }
    let RawContent::Glyphs(glyphs) = page.content else { return Noted { value: page, notes } };
    let lines: Vec<RawLine> = lines.into_iter().filter(|line| !is_drawn(line, &glyphs)).collect();
    notes.push(Note::info("page-read", format!("{} lines read from images on it", lines.len())).on_page(index));
    Noted { value: RawPage { content: RawContent::Both(glyphs, lines), ..page }, notes }
}

/// Whether text that is drawn lies where the line was read.
fn is_drawn(line: &RawLine, glyphs: &[Glyph]) -> bool {
    let Some(bbox) = line.bbox else { return false };
    let inside = |g: &&Glyph| {
        let p = g.bbox.center();
        !g.invisible && (bbox.x0..=bbox.x1).contains(&p.x) && (bbox.y0..=bbox.y1).contains(&p.y)
    };
    glyphs.iter().filter(inside).count() * 2 >= line.text.chars().count()
}

/// Little live text, and images over most of the page. A hidden layer is somebody else's reading of them.
fn is_image_with_header(page: &RawPage) -> bool {
    let (RawContent::Glyphs(glyphs), Some(size)) = (&page.content, page.size) else { return false };
    let sheet = Rect::new(0.0, 0.0, size.width, size.height);
    let covered: f32 = page.images.iter().map(|i| i.bbox.overlap_x(&sheet) * i.bbox.overlap_y(&sheet)).sum();
    glyphs.len() <= FEW_CHARS
        && glyphs.iter().all(|g| !g.invisible)
        && covered >= MOSTLY_IMAGE * sheet.width() * sheet.height()
}

fn is_print(read: &Read) -> bool {
    let chars = read.lines.iter().flat_map(|line| &line.chars);
    chars.filter(|c| c.confidence.is_some_and(|c| c >= DOUBTFUL)).count() >= PRINT_CHARS
}

fn low_confidence(lines: &[RawLine]) -> Option<Note> {
    let all: usize = lines.iter().map(|line| line.chars.len()).sum();
    let doubtful =
        lines.iter().flat_map(|line| &line.chars).filter(|c| c.confidence.is_some_and(|c| c < DOUBTFUL)).count();
    (doubtful as f64 > all as f64 * DOUBTFUL_SHARE).then(|| {
        let message = format!("{doubtful} of {all} characters were read with little confidence");
        Note::warning("low-confidence", message)
            .hint("compare the page with its image; a scan at 200 to 300 dpi reads better")
    })
}

/// Nothing darker than the paper.
fn is_blank(picture: &Picture) -> bool {
    let mut counts = [0_usize; 256];
    for p in &picture.luma {
        counts[usize::from(*p)] += 1;
    }
    let half = picture.luma.len() / 2;
    let mut seen = 0;
    let paper = counts.iter().position(|n| {
        seen += n;
        seen > half
    });
    let ink_until = paper.unwrap_or(255).saturating_sub(usize::from(INK_DEPTH));
    let ink: usize = counts.iter().take(ink_until).sum();
    // white on black counts the other way round
    let light: usize = counts.iter().skip(paper.unwrap_or(255) + usize::from(INK_DEPTH)).sum();
    ((ink + light) as f64) < picture.luma.len() as f64 * BLANK
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::model::geometry::Point;
    use crate::ocr::Char;
    use crate::read;

    struct Silent;

    impl Watch for Silent {
        fn pages(&self, _: usize) {}
        fn page_done(&self) {}
        fn file_done(&self) {}
        fn tell(&self, _: &str) {}
    }

    /// Reads one line on every page, or does what it is told.
    struct Fake(fn(&Picture) -> Result<Vec<Line>, Error>, Arc<AtomicBool>);

    impl Engine for Fake {
        fn id(&self) -> &'static str {
            "fake"
        }

        fn read(&self, picture: &Picture, _: &Allowed) -> Result<Vec<Line>, Error> {
            self.1.store(true, Ordering::SeqCst);
            (self.0)(picture)
        }
    }

    fn reader(mode: OcrMode, work: fn(&Picture) -> Result<Vec<Line>, Error>) -> (Reader, Arc<AtomicBool>) {
        let asked = Arc::new(AtomicBool::new(false));
        let reader = Reader::new(&OcrSettings { mode, ..OcrSettings::default() }, 2);
        let _ = reader.engine.set(Ok(Box::new(Fake(work, Arc::clone(&asked)))));
        (reader, asked)
    }

    /// A page of 100 × 100 pixels, the upper rows of this tone.
    fn image(tone: u8) -> Document {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 100, 100);
        encoder.set_color(png::ColorType::Grayscale);
        let mut pixels = vec![255; 10_000];
        pixels[..2_000].fill(tone);
        encoder.write_header().and_then(|mut w| w.write_image_data(&pixels)).expect("a PNG");
        read::open(Box::new(bytes), &read::Options::default()).expect("an image")
    }

    fn one_line() -> Vec<Line> {
        let corners = [(10.0, 10.0), (50.0, 10.0), (50.0, 40.0), (10.0, 40.0)].map(|(x, y)| Point { x, y });
        let chars =
            [('会', 0.25), ('刊', 0.75)].map(|(c, at)| Char { c, at, confidence: 0.4, others: Vec::new() }).to_vec();
        vec![Line { corners, found: 0.9, ink: None, chars }]
    }

    fn codes(page: &Noted<RawPage>) -> Vec<&'static str> {
        page.notes.iter().map(|note| note.code).collect()
    }

    #[test]
    fn what_an_engine_reads_takes_the_place_of_what_is_missing() {
        let (reader, _) = reader(OcrMode::Auto, |_| Ok(one_line()));
        let page = reader.page(&image(0), PageIndex(0), &Silent);
        assert_eq!(codes(&page), ["low-confidence", "page-read"]);
        assert_eq!(page.value.extractor, Extractor::Ocr);
        let RawContent::Lines(lines) = &page.value.content else { panic!("lines") };
        assert_eq!((lines[0].text.as_str(), lines[0].chars.len()), ("会刊", 2));
    }

    #[test]
    fn an_engine_that_panics_costs_its_page_only() {
        let (reader, _) = reader(OcrMode::Auto, |_| panic!("odd pixels"));
        for _ in 0..2 {
            let page = reader.page(&image(0), PageIndex(0), &Silent);
            assert_eq!(codes(&page), ["ocr-failed"]);
            assert!(page.notes[0].message.contains("odd pixels"), "{}", page.notes[0].message);
        }
        assert_eq!(reader.active.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn a_page_that_takes_too_long_is_marked() {
        let (reader, _) = reader(OcrMode::Auto, |_| Err(Error::OutOfTime { seconds: 3 }));
        let page = reader.page(&image(0), PageIndex(0), &Silent);
        assert_eq!(codes(&page), ["ocr-failed"]);
        assert!(page.notes[0].message.contains("longer than 3 s"));
    }

    #[test]
    fn blank_pages_and_those_not_asked_for_never_reach_the_engine() {
        let (reader_auto, asked) = reader(OcrMode::Auto, |_| Ok(one_line()));
        assert_eq!(codes(&reader_auto.page(&image(250), PageIndex(0), &Silent)), ["page-without-text"]);
        let (reader_off, asked_off) = reader(OcrMode::Off, |_| Ok(one_line()));
        assert_eq!(codes(&reader_off.page(&image(0), PageIndex(0), &Silent)), ["page-without-text"]);
        assert!(!asked.load(Ordering::SeqCst) && !asked_off.load(Ordering::SeqCst));
    }

    #[test]
    fn a_reading_is_kept_and_used_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let cached = |work| {
            let (mut reader, asked) = reader(OcrMode::Auto, work);
            reader.settings.cache = Some(crate::ocr::Cache { folder: folder.path().to_owned() });
            let page = reader.page(&image(0), PageIndex(0), &Silent);
            (page, asked.load(Ordering::SeqCst))
        };
        let (first, asked) = cached(|_| Ok(one_line()));
        assert!(asked);
        let (second, asked) = cached(|_| panic!("nobody should ask"));
        assert!(!asked);
        assert_eq!(first, second);
    }

    #[test]
    fn lines_read_where_text_is_drawn_are_the_same_line() {
        let bbox = Rect::new(0.0, 0.0, 40.0, 10.0);
        let line = RawLine { text: "市政协".into(), bbox: Some(bbox), ..RawLine::default() };
        let glyph = |x: f32| Glyph {
            text: Some("市".into()),
            origin: Point { x, y: 9.0 },
            bbox: Rect::new(x, 0.0, x + 10.0, 10.0),
            size_pt: 10.0,
            font: crate::model::page::FontId(0),
            invisible: false,
            vertical: false,
            angle_deg: 0.0,
        };
        assert!(is_drawn(&line, &[glyph(0.0), glyph(10.0)]));
        assert!(!is_drawn(&line, &[glyph(0.0), glyph(300.0)]));
    }
}
