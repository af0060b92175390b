//! `huikan export`: a feed made of an archive.

use super::feed_args::{Export as Args, Form};
use super::message::Message;
use super::outcome::Exit;
use super::terminal::Terminal;
use super::{archive_exit, archive_message};
use crate::archive::catalogue::Catalogue;
use crate::archive::{Archive, Exported, Selection, selected};
use crate::export::{ExportError, Format, export};

pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let selection = Selection { kind: args.kind.clone(), since: args.since.clone() };
    let opened = Archive::open(&args.archive).and_then(|archive| {
        let exported = selected(&Catalogue::open(&archive)?, &selection)?;
        Ok((archive, exported))
    });
    let (archive, exported) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            terminal.say(&archive_message(&error));
            return archive_exit(&error);
        }
    };
    let format = match args.to {
        Form::Parquet => Format::Parquet,
        Form::Csv => Format::Csv { bom: args.bom },
        Form::Sqlite => Format::Sqlite,
        Form::Meilisearch => Format::Meilisearch,
        Form::Elasticsearch => Format::Elasticsearch,
    };
    match export(&archive, &exported, format, &args.output) {
        Ok(n) => {
            terminal.close(&close(terminal.is_json(), n, &exported));
            Exit::Done
        }
        Err(error) => failed(&error, terminal),
    }
}

fn close(json: bool, n: usize, exported: &Exported) -> String {
    let (issues, gone, position) = (exported.issues.len(), exported.gone.len(), exported.position);
    let text = format!("{n} records of {issues} issues, {gone} gone; goes up to run {position}");
    if json { Message::info("summary", text).json() } else { format!("huikan: {text}\n") }
}

fn failed(error: &ExportError, terminal: &Terminal) -> Exit {
    match error {
        ExportError::Archive(error) => {
            terminal.say(&archive_message(error));
            archive_exit(error)
        }
        ExportError::Write(error) => {
            terminal.say(&Message::of_disk("unwritable-output", error));
            Exit::NoOutput
        }
        ExportError::Occupied { path } => {
            let message = Message::error("occupied-output", error.to_string()).at_path(path);
            terminal.say(&message.hint("give another path, or remove it"));
            Exit::NoOutput
        }
        ExportError::Form { path, .. } => {
            terminal.say(&Message::error("unwritable-output", error.to_string()).at_path(path));
            Exit::NoOutput
        }
    }
}
