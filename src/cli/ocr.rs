//! What the user says of OCR, as settings; and where the system keeps what programs need.
#![allow(clippy::disallowed_methods, reason = "the user's data folder is told by the environment")]

use std::path::PathBuf;
use std::thread::available_parallelism;
use std::time::Duration;

use super::making_args::Ocr;
use crate::ocr::Cache;
use crate::ocr::models::Store;
use crate::pipeline::OcrSettings;

pub(super) fn settings(args: &Ocr, timeout: Option<u64>) -> OcrSettings {
    OcrSettings {
        mode: args.when.mode(),
        engine: args.engine.engine(),
        models: store(args.models.clone(), args.offline),
        page_time: timeout.map(Duration::from_secs),
        cache: args.cache.clone().map(|folder| Cache { folder }),
    }
}

/// The models in the folder given, else in the user's.
pub(super) fn store(folder: Option<PathBuf>, offline: bool) -> Store {
    Store { folder: folder.or_else(|| Some(data_folder()?.join("huikan").join("models"))), offline }
}

/// The number given, else one for each core.
pub(super) fn threads(jobs: Option<u16>) -> usize {
    jobs.map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from)
}

/// Where programs keep data for this user: as the XDG base directories, macOS and Windows have it.
fn data_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || folder("HOME").filter(|home| home.is_absolute());
    if cfg!(windows) {
        return folder("LOCALAPPDATA");
    }
    if cfg!(target_os = "macos") {
        return home().map(|home| home.join("Library").join("Application Support"));
    }
    folder("XDG_DATA_HOME").filter(|data| data.is_absolute()).or_else(|| home().map(|home| home.join(".local/share")))
}
