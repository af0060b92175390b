//! The settings of a run, and their hash.

use std::path::PathBuf;
use std::time::Duration;

use super::{Paper, PatchBook};
use crate::disk;
use crate::model::text::Certainty;
use crate::ocr::Cache;
use crate::ocr::models::Store;
use crate::record::SCHEMA_VERSION;

/// What the user asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Number of threads, at least 1.
    pub jobs: usize,
    /// Makes issue folders anew that are there.
    pub force: bool,
    pub password: Option<String>,
    /// Time for reading one page; None: the reader's own limit.
    pub page_time: Option<Duration>,
    /// Id of the profile to use; None: chosen by what the pages show.
    pub profile: Option<String>,
    /// Repairs at least this certain are applied; None: none are.
    pub repair: Option<Certainty>,
    /// See [`Settings::with_hash`]. Patches have a hash of their own, issue by issue.
    pub hash: String,
    /// Hash of the same without the texts of the profiles; set with it.
    pub base: String,
    pub patches: PatchBook,
    pub ocr: OcrSettings,
    /// Files beside the records, which do not depend on it: no part of the hash.
    pub paper: Paper,
}

/// Which pages an OCR engine reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OcrMode {
    /// Pages without text, with a layer of text that is not what is printed, or with print in images.
    #[default]
    Auto,
    Off,
    /// All pages that have an image or can be drawn.
    Force,
}

impl OcrMode {
    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Off => "off",
            Self::Force => "force",
        }
    }
}

/// Which program reads them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OcrEngine {
    #[default]
    Ppocr,
    Tesseract,
}

/// How pages are read that are images.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OcrSettings {
    pub mode: OcrMode,
    pub engine: OcrEngine,
    pub models: Store,
    /// Time for one page; None: the reader's own limit.
    pub page_time: Option<Duration>,
    /// Where readings are kept from one run to the next.
    pub cache: Option<Cache>,
}

/// The texts that the user brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// Files of `--profiles`, by name.
    pub profiles: Vec<(PathBuf, String)>,
    /// File of `--roster`.
    pub roster: Option<(PathBuf, String)>,
}

impl Settings {
    /// Sets the hash of all that changes the result. Built-in profiles and rules are covered by the version.
    #[must_use]
    pub fn with_hash(mut self, sources: &Sources) -> Self {
        let repair = match self.repair {
            None => "none",
            Some(Certainty::Suspect) => "suspect",
            Some(Certainty::Likely) => "likely",
            Some(Certainty::Certain) => "certain",
        };
        // the hash of each text, so that moving a line from one file to the next is a change
        let mut parts = vec![SCHEMA_VERSION.to_owned(), repair.to_owned(), self.profile.clone().unwrap_or_default()];
        let profiles: Vec<String> = sources.profiles.iter().map(|(_, text)| disk::sha256(text.as_bytes())).collect();
        parts.extend(profiles.iter().cloned());
        parts.push(sources.roster.as_ref().map(|(_, text)| disk::sha256(text.as_bytes())).unwrap_or_default());
        // a page may come out shorter, but only where the user says so
        parts.extend(self.page_time.map(|time| format!("{} ms", time.as_millis())));
        // the default leaves hashes as they were before there was a choice
        parts.extend(
            Some(self.ocr.mode).filter(|mode| *mode != OcrMode::Auto).map(|mode| format!("ocr {}", mode.as_str())),
        );
        parts.extend((self.ocr.engine == OcrEngine::Tesseract).then(|| "tesseract".to_owned()));
        let short = |parts: &[String]| -> String {
            disk::sha256(
                parts
                    .join(
                        "
",
                    )
                    .as_bytes(),
            )
            .chars()
            .take(SETTINGS_HASH_LEN)
            .collect()
        };
        self.hash = short(&parts);
        parts.drain(BEFORE_PROFILES..BEFORE_PROFILES + profiles.len());
        self.base = short(&parts);
        self
    }
}

/// Parts of the hash that stand before those of the profiles.
const BEFORE_PROFILES: usize = 3;

/// It stands on every row, so it is kept short.
const SETTINGS_HASH_LEN: usize = 16;
