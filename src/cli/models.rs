//! `huikan models`: which OCR models there are, whose, and whether they are whole; `install` gets them.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::args::{Models, ModelsAction};
use super::message::Message;
use super::ocr;
use super::outcome::Exit;
use super::terminal::Terminal;
use crate::ocr::models::{DETECTOR, ModelError, ORIGIN, PACKAGE, RECOGNISER, Store};
use crate::pipeline::Watch;

pub fn run(args: &Models, terminal: &Terminal) -> Exit {
    match &args.action {
        Some(ModelsAction::Install { models, from }) => {
            let store = ocr::store(models.clone().or_else(|| args.models.clone()), false);
            let tell = |message: &str| terminal.tell(message);
            let installed = match from {
                Some(from) => store.install_from(from),
                // what is there and whole need not be fetched again
                None => store.load().map(drop).or_else(|_| store.install(&tell)),
            };
            match installed.and_then(|()| store.load().map(drop)) {
                Ok(()) => show(&store),
                Err(error) => say(&error, terminal),
            }
        }
        None => show(&ocr::store(args.models.clone(), true)),
    }
}

fn say(error: &ModelError, terminal: &Terminal) -> Exit {
    terminal.say(&Message::error("no-ocr-model", error.to_string()).hint(error.hint()));
    Exit::NoOutput
}

fn show(store: &Store) -> Exit {
    let state = store.load().map_or_else(|error| error.to_string(), |_| "installed and whole".to_owned());
    let folder = store.folder.as_ref().map_or_else(|| "none".to_owned(), |folder| folder.display().to_string());
    let mut text = format!("folder   {folder}\nstate    {state}\norigin   {ORIGIN}\npackage  {PACKAGE}\n");
    for known in [DETECTOR, RECOGNISER] {
        let _ = writeln!(text, "file     {} {} bytes\n         SHA-256 {}", known.name, known.bytes, known.sha256);
    }
    let printed = io::stdout().lock().write_all(text.as_bytes());
    Exit::of_print(printed, if store.load().is_ok() { Exit::Done } else { Exit::Partly })
}
