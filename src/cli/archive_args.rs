//! The arguments of the commands over an archive, as typed.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};

use super::making_args::Making;

/// Take new files of an inbox into an archive: the nightly job
///
/// A file is known by its content: one that is in the archive is not converted again, whatever its name. Each file is
/// converted by a process of its own with a limit of time and memory; one that fails goes into quarantine, with a reason,
/// and is tried again in later runs. A run that was killed is gone on with by the next. The inbox is never changed.
#[derive(Debug, clap::Args)]
pub struct Ingest {
    /// Folder with PDFs and texts (walked in order of names)
    #[arg(value_hint = ValueHint::DirPath, value_name = "INBOX")]
    pub inbox: PathBuf,
    /// The archive; made where it is not there
    #[arg(long, short, value_hint = ValueHint::DirPath, value_name = "ARCHIVE")]
    pub archive: PathBuf,
    /// End with exit code 4 where more than this share (0 to 1) of the files converted fails
    #[arg(long, value_parser = share, value_name = "RATE")]
    pub max_failed: Option<f64>,
    /// Time for one file: a scanned issue of 48 pages takes about five minutes of one core
    #[arg(long, value_parser = seconds, default_value = "1800", value_name = "SECONDS")]
    pub timeout_per_file: f64,
    /// Memory for one file (private memory of its process; Linux only)
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..), default_value_t = 2048, value_name = "MB")]
    pub max_memory: u64,
    /// Runs that try a file again after it failed; then it is parked
    #[arg(long, default_value_t = 3, value_name = "N")]
    pub retries: u32,
    /// A file that changed in the last SECONDS may still be copied, and is left for the next run
    #[arg(long, default_value_t = 60, value_name = "SECONDS")]
    pub settle: u64,
    /// Keep originals as second names (hard links) of the files in the inbox where the file system allows
    #[arg(long)]
    pub link: bool,
    /// Make anew what another version or other settings made
    #[arg(long, value_enum, value_name = "WHAT")]
    pub reprocess: Option<Again>,
    /// Write the metrics to this file as well: the textfile folder of node_exporter
    #[arg(long, value_hint = ValueHint::FilePath, value_name = "FILE")]
    pub metrics: Option<PathBuf>,
    /// Number of files converted side by side; the result does not depend on it [default: one for each core]
    #[arg(long, short, value_parser = clap::value_parser!(u16).range(1..=512), value_name = "N")]
    pub jobs: Option<u16>,
    /// The time of the run, such as 2026-11-21T02:30:00Z, on a clock that stands still: the same run gives the same bytes
    #[arg(long, hide = true, value_parser = time, value_name = "TIME")]
    pub now: Option<u64>,
    #[command(flatten)]
    pub making: Making,
}

/// What is made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Again {
    /// What this version, or a changed profile, roster or level of repair, would make differently, and files of which pages
    /// are missing
    Changed,
    /// Everything
    All,
}

/// Convert files for `ingest`, as told on stdin
#[derive(Debug, clap::Args)]
pub struct Work {
    /// The archive
    #[arg(long, value_name = "ARCHIVE")]
    pub archive: PathBuf,
    /// Private memory of this process
    #[arg(long, value_name = "MB")]
    pub max_memory: u64,
    /// Process that gives the orders; the worker ends with it
    #[arg(long, value_name = "ID")]
    pub parent: i32,
    #[command(flatten)]
    pub making: Making,
}

/// Say what an archive holds, what waits in quarantine and how the last runs went
#[derive(Debug, clap::Args)]
pub struct Status {
    #[arg(value_hint = ValueHint::DirPath, value_name = "ARCHIVE")]
    pub archive: PathBuf,
}

/// Hold an archive against itself: hashes, schemas, catalogue against folders, what belongs to nothing
///
/// What is wrong is printed on stdout as path: code: message.
#[derive(Debug, clap::Args)]
pub struct Verify {
    #[arg(value_hint = ValueHint::DirPath, value_name = "ARCHIVE")]
    pub archive: PathBuf,
    /// Make the catalogue anew from the folders, and set right what a killed run left
    #[arg(long)]
    pub repair: bool,
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "it is no number".to_owned())?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("it is not between 0 and 1".to_owned()) }
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "it is no number".to_owned())?;
    if (0.001..=604_800.0).contains(&seconds) {
        Ok(seconds)
    } else {
        Err("it is not between 0.001 and 604800".to_owned())
    }
}

fn time(text: &str) -> Result<u64, String> {
    crate::archive::parse_time(text).ok_or_else(|| "it is no time such as 2026-11-21T02:30:00Z".to_owned())
}
