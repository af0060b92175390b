//! The arguments of `huikan review`, as typed.

use std::path::PathBuf;

use clap::ValueHint;

/// Make a site to look at: the print beside the records, with repairs, warnings and corrections
///
/// The site is files only: open SITE/index.html. Corrections made in it are saved as patches.toml, which belongs into the
/// issue's folder and is replayed by the next run of convert. Issues that did not change are not made again.
#[derive(Debug, clap::Args)]
pub struct Review {
    /// Output folder of convert, one issue folder, or an archive
    #[arg(value_hint = ValueHint::DirPath, value_name = "OUT|ARCHIVE")]
    pub out: PathBuf,
    /// Folder of the site; made where it is not there
    #[arg(long = "output", short = 'o', value_hint = ValueHint::DirPath, value_name = "SITE")]
    pub site: PathBuf,
    /// Folder with the sources, where they no longer lie where convert found them; known by content, else by name
    #[arg(long, value_hint = ValueHint::DirPath, value_name = "DIR")]
    pub pdf: Option<PathBuf>,
    /// Make no images of pages
    #[arg(long)]
    pub no_images: bool,
    /// Serve the site on this machine (127.0.0.1) until interrupted: pages can then write patches.toml themselves [default
    /// port: one that is free]
    #[arg(long, value_name = "PORT", num_args = 0..=1, default_missing_value = "0")]
    pub serve: Option<u16>,
    /// Password of encrypted PDFs
    #[arg(long, value_name = "PW")]
    pub password: Option<String>,
    /// Number of threads; the result does not depend on it [default: one for each core]
    #[arg(long, short, value_parser = clap::value_parser!(u16).range(1..=512), value_name = "N")]
    pub jobs: Option<u16>,
}
