//! The arguments that say how files are made into records, for all commands that do so.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ValueEnum, ValueHint};

use super::args::Convert;
use super::ocr;
use crate::model::text::Certainty;
use crate::pipeline::{OcrEngine, OcrMode, Settings};

/// How files are read and their text is repaired.
#[derive(Debug, Clone, clap::Args)]
pub struct Manner {
    /// Use the publication profile with this id instead of the one that fits best
    #[arg(long, value_name = "ID")]
    pub profile: Option<String>,
    /// Folder with further publication profiles (*.toml)
    #[arg(long, value_hint = ValueHint::DirPath, value_name = "DIR")]
    pub profiles: Option<PathBuf>,
    /// Known people with offices and dates (TOML): an authority for how names are written
    #[arg(long, value_hint = ValueHint::FilePath, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// Password of encrypted PDFs
    #[arg(long, value_name = "PW")]
    pub password: Option<String>,
    /// Time for reading one page; what is not read by then is left out, and a note says so [default: 10; for OCR 1200]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=86_400), value_name = "SECONDS")]
    pub timeout_per_page: Option<u64>,
    /// Which repairs of the text to apply; the others are listed as not applied
    #[arg(long, value_enum, default_value_t = Repair::Certain, value_name = "LEVEL")]
    pub repair: Repair,
    #[command(flatten)]
    pub ocr: Ocr,
}

impl Manner {
    /// As the pipeline has them; the rest is left at what is usual.
    pub fn settings(&self) -> Settings {
        Settings {
            password: self.password.clone(),
            page_time: self.timeout_per_page.map(Duration::from_secs),
            profile: self.profile.clone(),
            repair: self.repair.certainty(),
            ocr: ocr::settings(&self.ocr, self.timeout_per_page),
            ..Settings::default()
        }
    }
}

/// How files become issue folders.
#[derive(Debug, Clone, clap::Args)]
pub struct Making {
    #[command(flatten)]
    pub manner: Manner,
    /// Folder with your own corrections, DIR/<issue>.toml or DIR/<issue>/patches.toml; those in the issue's own folder
    /// (patches.toml) are always used
    #[arg(long, value_hint = ValueHint::DirPath, value_name = "DIR")]
    pub patches: Option<PathBuf>,
}

impl Making {
    /// The arguments of a conversion into this folder.
    pub fn convert_into(&self, out: PathBuf) -> Convert {
        Convert {
            write_pdf: false,
            write_alto: false,
            inputs: Vec::new(),
            out,
            jobs: Some(1),
            max_unplaced: None,
            force: false,
            making: self.clone(),
        }
    }

    /// The same as typed, for a worker.
    pub fn typed(&self) -> Vec<OsString> {
        let Self { manner, patches } = self;
        let mut typed: Vec<OsString> = Vec::new();
        let mut add = |name: &str, value: Option<OsString>| {
            if let Some(value) = value {
                let mut arg = OsString::from(format!("--{name}="));
                arg.push(value);
                typed.push(arg);
            }
        };
        add("profile", manner.profile.clone().map(Into::into));
        add("profiles", manner.profiles.clone().map(Into::into));
        add("roster", manner.roster.clone().map(Into::into));
        add("password", manner.password.clone().map(Into::into));
        add("timeout-per-page", manner.timeout_per_page.map(|seconds| seconds.to_string().into()));
        add("repair", name(&manner.repair));
        add("patches", patches.clone().map(Into::into));
        add("ocr", name(&manner.ocr.when));
        add("ocr-engine", name(&manner.ocr.engine));
        add("models", manner.ocr.models.clone().map(Into::into));
        add("cache", manner.ocr.cache.clone().map(Into::into));
        if manner.ocr.offline {
            typed.push("--offline".into());
        }
        typed
    }
}

/// A value as it is typed.
fn name(value: &impl ValueEnum) -> Option<OsString> {
    value.to_possible_value().map(|value| value.get_name().into())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Repair {
    /// The text as extracted
    None,
    /// What is certain
    Certain,
    /// What is certain or likely
    Likely,
}

impl Repair {
    /// The least certainty that is applied.
    pub fn certainty(self) -> Option<Certainty> {
        match self {
            Self::None => None,
            Self::Certain => Some(Certainty::Certain),
            Self::Likely => Some(Certainty::Likely),
        }
    }
}

/// How pages are read that are images.
#[derive(Debug, Clone, clap::Args)]
pub struct Ocr {
    /// Which pages an OCR engine reads
    #[arg(id = "ocr", long = "ocr", value_enum, default_value_t = Reading::Auto, value_name = "WHEN")]
    pub when: Reading,
    /// What reads them
    #[arg(long = "ocr-engine", value_enum, default_value_t = ReadingEngine::Ppocr, value_name = "ENGINE")]
    pub engine: ReadingEngine,
    /// Folder with the OCR models [default: huikan/models in the user's data folder]
    #[arg(long, value_hint = ValueHint::DirPath, value_name = "DIR")]
    pub models: Option<PathBuf>,
    /// Never fetch anything; without models pages that are images are marked and left out
    #[arg(long)]
    pub offline: bool,
    /// Folder that keeps what was read of each image, so that no image is read twice
    #[arg(long, value_hint = ValueHint::DirPath, value_name = "DIR")]
    pub cache: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Reading {
    /// Pages without text, with text that is not what is printed, or with print in images
    Auto,
    Off,
    /// All pages, whatever text they have
    Force,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReadingEngine {
    /// Built in: PP-OCRv6
    Ppocr,
    /// The program of this name, if it is installed; reads scans less well
    Tesseract,
}

impl ReadingEngine {
    /// What the pipeline calls it.
    pub fn engine(self) -> OcrEngine {
        match self {
            Self::Ppocr => OcrEngine::Ppocr,
            Self::Tesseract => OcrEngine::Tesseract,
        }
    }
}

impl Reading {
    /// What the pipeline calls it.
    pub fn mode(self) -> OcrMode {
        match self {
            Self::Auto => OcrMode::Auto,
            Self::Off => OcrMode::Off,
            Self::Force => OcrMode::Force,
        }
    }
}
