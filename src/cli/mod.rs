//! The command line: arguments in, work done by `pipeline`, exit code out. The only place that prints.
//!
//! stdout is for data, stderr for messages and progress.

use clap::Parser;

use crate::pipeline;

mod args;
mod convert;
mod coverage;
mod explain;
mod folders;
mod inspect;
mod message;
mod models;
mod ocr;
mod outcome;
mod schema;
mod summary;
mod terminal;
mod undo;
mod validate;

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
    });
    ended.unwrap_or_else(|bug| {
        let message = Message::error("internal", format!("internal error: {bug}"));
        terminal.say(&message.hint("this is an error in huikan; please report it"));
        Exit::Internal
    })
}
