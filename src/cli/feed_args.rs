//! The arguments of the commands that make something of an archive, as typed.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ValueEnum, ValueHint};

use crate::stats::By;

/// Write a feed for search or statistics tools; it appears whole or not at all
#[derive(Debug, clap::Args)]
pub struct Export {
    #[arg(value_hint = ValueHint::DirPath, value_name = "ARCHIVE")]
    pub archive: PathBuf,
    /// Form of the feed
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: Form,
    /// The file (sqlite) or folder to write; a feed that is there is replaced
    #[arg(long, short, value_hint = ValueHint::AnyPath, value_name = "PATH")]
    pub output: PathBuf,
    /// Only records of this kind
    #[arg(long, value_parser = ["proposal", "speech", "meeting", "article"], value_name = "K")]
    pub kind: Option<String>,
    /// Only what runs after this one changed, or runs that ended on or after this day, with what is gone since;
    /// `position` in export.json is the value for the next feed
    #[arg(long, value_name = "RUN|DATE")]
    pub since: Option<String>,
    /// Begin CSV files with a byte order mark, so that spreadsheets take them for UTF-8
    #[arg(long)]
    pub bom: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// One typed file for each kind
    Parquet,
    /// One UTF-8 file for each kind
    Csv,
    /// One database with full text
    Sqlite,
    /// Documents, settings, deletes
    Meilisearch,
    /// Bulk files, mapping, deletes; for OpenSearch too
    Elasticsearch,
}

/// Find records by words of any length; all have to be found
#[derive(Debug, clap::Args)]
pub struct Search {
    #[arg(value_hint = ValueHint::DirPath, value_name = "ARCHIVE")]
    pub archive: PathBuf,
    #[arg(required = true, value_name = "WORDS")]
    pub words: Vec<String>,
    /// Only records of this kind
    #[arg(long, value_parser = ["proposal", "speech", "meeting", "article"], value_name = "K")]
    pub kind: Option<String>,
    /// Only records of issues of this year
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i32>,
    /// At most so many
    #[arg(long, short = 'n', default_value_t = 20, value_name = "N")]
    pub limit: usize,
}

/// Count records: by year, kind, section, category, organ, speaker or proposer; without --by an overview
#[derive(Debug, clap::Args)]
pub struct Stats {
    #[arg(value_hint = ValueHint::DirPath, value_name = "ARCHIVE")]
    pub archive: PathBuf,
    #[arg(long, value_parser = by(), value_name = "WHAT")]
    pub by: Option<By>,
    /// Form of the output: --json is the same as json
    #[arg(long, value_enum, default_value_t = Shape::Table, value_name = "FORM")]
    pub form: Shape,
    /// Rows of a table at most
    #[arg(long, short = 'n', default_value_t = 50, value_name = "N")]
    pub limit: usize,
    /// Draw the tables as bars into this file as well
    #[arg(long, value_hint = ValueHint::FilePath, value_name = "FILE.svg")]
    pub plot: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    Table,
    Json,
    Csv,
}

/// What records can be counted by, as it is typed.
fn by() -> impl TypedValueParser<Value = By> {
    PossibleValuesParser::new(By::NAMES.map(|(name, _)| name)).map(|typed| {
        let found = By::NAMES.into_iter().find(|(name, _)| *name == typed);
        found.expect("only these names are let through").1
    })
}
