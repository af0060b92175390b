//! The command line: arguments in, work done by `pipeline`, exit code out. The only place that prints.
//!
//! stdout is for data, stderr for messages and progress.

use clap::Parser;

use crate::{archive, pipeline};

mod archive_args;
mod args;
mod clock;
mod convert;
mod coverage;
mod explain;
mod export;
mod feed_args;
mod folders;
mod ingest;
mod inspect;
mod making_args;
mod message;
mod models;
mod ocr;
mod outcome;
mod review;
mod review_args;
mod schema;
mod search;
mod serve;
mod sources;
mod stats;
mod status;
mod summary;
mod terminal;
mod undo;
mod validate;
mod verify;
mod work;

use args::{Args, Command};
use message::Message;
pub use outcome::Exit;
use terminal::Terminal;

/// Runs the command given by the arguments of the process.
pub fn run() -> Exit {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // help and version are data and end well; a closed pipe is nobody's error
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
    };
    pipeline::quiet_panics();
    let mut terminal = Terminal::new(&args.show);
    let ended = pipeline::catch(|| match &args.command {
        Command::Convert(args) => convert::run(args, &mut terminal),
        Command::Validate(args) => validate::run(args, &terminal),
        Command::Schema(args) => schema::run(args, &terminal),
        Command::Inspect(args) => inspect::run(args, &terminal),
        Command::Explain(args) => explain::run(args, &terminal),
        Command::Undo(args) => undo::run(args, &terminal),
        Command::Coverage(args) => coverage::run(args, &terminal),
        Command::Models(args) => models::run(args, &terminal),
        Command::Ingest(args) => ingest::run(args, &terminal),
        Command::Status(args) => status::run(args, &terminal),
        Command::Verify(args) => verify::run(args, &terminal),
        Command::Export(args) => export::run(args, &terminal),
        Command::Search(args) => search::run(args, &terminal),
        Command::Stats(args) => stats::run(args, &terminal),
        Command::Review(args) => review::run(args, &mut terminal),
        Command::Work(args) => work::run(args, &terminal),
    });
    ended.unwrap_or_else(|bug| {
        let message = Message::error("internal", format!("internal error: {bug}"));
        terminal.say(&message.hint("this is an error in huikan; please report it"));
        Exit::Internal
    })
}

/// What keeps an archive from being used.
fn archive_message(error: &archive::Error) -> Message {
    let code = match error {
        archive::Error::Disk(_) => "unusable-archive",
        archive::Error::NotAnArchive { .. } => "not-an-archive",
        archive::Error::Locked { .. } => "locked",
        archive::Error::Bad { .. } => "damaged-archive",
        archive::Error::Catalogue { .. } => "unusable-catalogue",
        archive::Error::Worker { .. } => "no-worker",
        archive::Error::Since { .. } => "bad-since",
    };
    let message = Message::error(code, error.to_string()).hint(error.hint());
    match error.path() {
        Some(path) => message.at_path(path),
        None => message,
    }
}

/// How a command that reads an archive ends on an error.
fn archive_exit(error: &archive::Error) -> Exit {
    match error {
        archive::Error::Locked { .. } => Exit::Locked,
        archive::Error::Since { .. } => Exit::Usage,
        archive::Error::Worker { .. } => Exit::Internal,
        _ => Exit::NoInput,
    }
}
