//! `huikan inspect`: what the stages saw on the pages of one file, as JSON, in words, or drawn.

use std::io::{self, BufWriter, IsTerminal, Write};

use super::args::{self, Inspect, InspectFormat};
use super::convert::{bad_configuration, sources};
use super::message::Message;
use super::ocr;
use super::outcome::Exit;
use super::terminal::Terminal;
use crate::disk;
use crate::model::note::Noted;
use crate::model::page::PageIndex;
use crate::pipeline::{Line, Pictures, Seen, Settings, Stage, inspect};
use crate::review::Drawing;

mod outlines;
mod rows;
mod words;

pub fn run(args: &Inspect, terminal: &Terminal) -> Exit {
    match look(args, terminal) {
        Ok(bytes) => put(args, &bytes, terminal),
        Err(failed) => {
            terminal.say(&failed.message);
            failed.exit
        }
    }
}

/// Why nothing is shown, and how the run ends.
struct Failed {
    message: Box<Message>,
    exit: Exit,
}

fn failed(message: Message, exit: Exit) -> Failed {
    Failed { message: Box::new(message), exit }
}

fn look(args: &Inspect, terminal: &Terminal) -> Result<Vec<u8>, Failed> {
    let path = args.file.to_string_lossy();
    if args.format == InspectFormat::Png && args.output.is_none() && io::stdout().is_terminal() {
        let message = Message::error("no-terminal-format", "a PNG is nothing for a terminal");
        return Err(failed(message.hint("give a file: -o page.png"), Exit::Usage));
    }
    let bytes =
        disk::open(&args.file).map_err(|error| failed(Message::of_disk("unreadable-path", &error), Exit::NoInput))?;
    let line = line(args).map_err(|message| failed(message, Exit::Usage))?;
    let stage = match args.stage {
        args::Stage::Read => Stage::Read,
        args::Stage::Layout => Stage::Layout,
        args::Stage::Repair => Stage::Repair,
        args::Stage::Segment => Stage::Segment,
    };
    let only = args.page.map(|number| PageIndex(number - 1));
    let seen = inspect(bytes, &line, stage, only, terminal);
    let Noted { value: seen, notes } = seen.map_err(|stop| failed(Message::of_stop(&path, &stop), Exit::NoInput))?;
    for note in &notes {
        terminal.say(&Message::of_note(&path, note));
    }
    if let (true, Some(number)) = (seen.n_pages() == 0, args.page) {
        let message = Message::error("no-such-page", format!("the file has no page {number}"));
        return Err(failed(message.at(path), Exit::Usage));
    }
    match args.format {
        InspectFormat::Json => Ok(rows::rows(&seen).iter().flat_map(|row| format!("{row}\n").into_bytes()).collect()),
        InspectFormat::Text => Ok(words::words(&seen).into_bytes()),
        InspectFormat::Svg | InspectFormat::Png => draw(args, &seen, line.settings()),
    }
}

/// Profiles, roster and settings, as convert has them.
fn line(args: &Inspect) -> Result<Line, Message> {
    let sources = sources(&args.manner)?;
    let settings = Settings { jobs: ocr::threads(None), ..args.manner.settings() };
    Line::new(&settings, &sources).map_err(|error| bad_configuration(&error))
}

/// One page with outlines.
fn draw(args: &Inspect, seen: &Seen, settings: &Settings) -> Result<Vec<u8>, Failed> {
    let path = args.file.to_string_lossy();
    let usage = |code: &str, text: &str, hint: &str| {
        failed(Message::error(code, text).at(path.clone()).hint(hint), Exit::Usage)
    };
    let mut drawings = outlines::outlines(seen);
    let (Some((index, drawing)), 1) = (drawings.pop(), seen.n_pages()) else {
        let text = format!("the file has {} pages, and one can be drawn", seen.n_pages());
        return Err(usage("several-pages", &text, "give one: --page N"));
    };
    if drawing.marks.is_empty() && drawing.size.is_none() {
        return Err(usage("no-geometry", "nothing on the page has a place", "a text has lines only: --format text"));
    }
    if args.format == InspectFormat::Svg {
        return Ok(drawing.svg().into_bytes());
    }
    png(args, &drawing, index, settings)
}

fn png(args: &Inspect, drawing: &Drawing, index: PageIndex, settings: &Settings) -> Result<Vec<u8>, Failed> {
    let path = args.file.to_string_lossy();
    let opened = Pictures::open(&args.file, None, settings);
    let opened = opened.map_err(|stop| failed(Message::of_stop(&path, &stop), Exit::NoInput))?;
    let picture = opened.ok_or_else(String::new).and_then(|pictures| pictures.page(index));
    let png = picture.and_then(|picture| drawing.png(picture).ok_or_else(|| "it can't be packed".to_owned()));
    png.map_err(|cause| {
        let mut message = Message::error("page-without-image", format!("there is no image: {cause}")).at(path);
        message.page = Some(index.0 + 1);
        failed(message.hint("--format svg needs none"), Exit::NoInput)
    })
}

fn put(args: &Inspect, bytes: &[u8], terminal: &Terminal) -> Exit {
    let Some(path) = &args.output else {
        let mut out = BufWriter::new(io::stdout().lock());
        return Exit::of_print(out.write_all(bytes).and_then(|()| out.flush()), Exit::Done);
    };
    if let Err(error) = disk::write(path, bytes) {
        terminal.say(&Message::of_disk("unwritable-output", &error));
        return Exit::NoOutput;
    }
    Exit::Done
}
