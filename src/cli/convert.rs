//! `huikan convert`: inputs listed, the pipeline run, issue folders written, all of it told.

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::args::Convert;
use super::making_args::{Making, Manner};
use super::message::{Level, Message};
use super::ocr;
use super::outcome::Exit;
use super::summary::Summary;
use super::terminal::Terminal;
use crate::disk::{self, Listing, Out};
use crate::model::abreast;
use crate::pipeline::{
    Done, Line, Outcome, Paper, PatchBook, PatchesError, Product, RunError, Settings, SetupError, Sources, Stop, Watch,
    convert_all,
};
use crate::validate::Checked;

/// Bytes of a file up to which what was made of it is left to the end of the process; of a larger one it would be missed before.
const LEFT_TO_EXIT: u64 = 16 << 20;

pub fn run(args: &Convert, terminal: &mut Terminal) -> Exit {
    let (settings, line) = match prepare(args) {
        Ok(prepared) => prepared,
        Err(message) => {
            terminal.say(&message);
            return Exit::Usage;
        }
    };
    let out = match Out::open(&args.out) {
        Ok(out) => out,
        Err(error) => {
            terminal.say(&Message::of_disk("unwritable-output", &error));
            return Exit::NoOutput;
        }
    };
    let mut summary = Summary { max_unplaced: args.max_unplaced, ..Summary::default() };
    let inputs = list(args, terminal, &mut summary);
    let only = is_one_small_file(&inputs);
    if only {
        abreast::end_with_this();
    }
    terminal.start(inputs.len());
    let screen = &*terminal;
    let convert = |work, watch: &dyn Watch| line.convert(work, watch);
    let ended = convert_all(&inputs, &settings, &out, &convert, screen, |outcome| {
        let flow = commit(&outcome, &out, screen, &mut summary);
        if only {
            std::mem::forget(outcome);
        }
        flow
    });
    terminal.stop();
    // patterns and models: see above
    std::mem::forget(line);
    if let Err(error) = ended {
        return broken_off(&error, terminal);
    }
    if let Some((unplaced, most)) = summary.passed_gate() {
        let message = Message::error("too-many-unplaced", format!("{unplaced} lines found no place; {most} may"));
        terminal.say(&message.hint("huikan coverage OUT lists them"));
    }
    terminal.close(&if terminal.is_json() { summary.json() } else { summary.text() });
    summary.exit()
}

/// Tells why a run ended before its last input.
fn broken_off(error: &RunError, terminal: &Terminal) -> Exit {
    match error {
        RunError::Disk(error) => {
            terminal.say(&Message::of_disk("unreadable-output", error));
            Exit::NoOutput
        }
        RunError::Threads(..) => {
            terminal.say(&Message::error("no-threads", error.to_string()).hint("try a smaller --jobs"));
            Exit::Usage
        }
    }
}

/// Whether the process ends with the one file it is given: then giving back memory piece by piece would only take time.
fn is_one_small_file(inputs: &[PathBuf]) -> bool {
    let small = |input| !disk::is_folder(input) && disk::stat(input).is_ok_and(|file| file.size <= LEFT_TO_EXIT);
    matches!(inputs, [input] if small(input))
}

/// Settings and all that has to be right before any work is done.
pub(super) fn prepare(args: &Convert) -> Result<(Settings, Line), Message> {
    let Making { manner, patches } = &args.making;
    let sources = sources(manner)?;
    let settings = Settings {
        jobs: ocr::threads(args.jobs),
        force: args.force,
        paper: Paper { pdf: args.write_pdf, alto: args.write_alto },
        patches: PatchBook::read(&args.out, patches.as_deref()).map_err(|error| match error {
            PatchesError::Disk(error) => Message::of_disk("unreadable-patches", &error),
            PatchesError::Setup(error) => bad_configuration(&error),
        })?,
        ..manner.settings()
    };
    let settings = settings.with_hash(&sources);
    let line = Line::new(&settings, &sources).map_err(|error| bad_configuration(&error))?;
    Ok((settings, line))
}

/// The texts that the user brings: files of a folder of profiles, and a roster.
pub(super) fn sources(manner: &Manner) -> Result<Sources, Message> {
    let mut sources = Sources::default();
    if let Some(folder) = &manner.profiles {
        let texts = disk::read_texts(folder, "toml").map_err(|e| Message::of_disk("unreadable-profiles", &e))?;
        sources.profiles = texts;
    }
    if let Some(path) = &manner.roster {
        let text = disk::read_text(path).map_err(|e| Message::of_disk("unreadable-roster", &e))?;
        sources.roster = Some((path.to_owned(), text));
    }
    Ok(sources)
}

pub(super) fn bad_configuration(error: &SetupError) -> Message {
    Message { path: error.path.clone(), ..Message::error("bad-configuration", error.to_string()).hint(error.hint) }
}

fn list(args: &Convert, terminal: &Terminal, summary: &mut Summary) -> Vec<PathBuf> {
    let Listing { inputs, skipped, errors } = disk::list(&args.inputs, io::stdin().lock(), &args.out);
    for file in &skipped {
        terminal.say(&Message::info("skipped", format!("skipped: {}", file.why)).at_path(&file.path));
    }
    for error in &errors {
        terminal.say(&Message::of_disk("unreadable-path", error));
    }
    summary.failed += errors.len();
    summary.unread += errors.len();
    if inputs.is_empty() && errors.is_empty() {
        let message = Message::error("no-input", "there is no PDF, no text and no page image among the inputs");
        terminal.say(
            &message.hint("--json lists the files that were skipped, and why; a file given by name is always tried"),
        );
        summary.failed += 1;
        summary.unread += 1;
    }
    inputs
}

/// Writes what came of one input, and tells it. Ends the run where nothing more can be written.
fn commit(outcome: &Outcome, out: &Out, terminal: &Terminal, summary: &mut Summary) -> ControlFlow<()> {
    let partial = outcome.is_partial();
    let Outcome { path, notes, result, .. } = outcome;
    let mut messages: Vec<Message> = notes.iter().map(|note| Message::of_note(path, note)).collect();
    let mut flow = ControlFlow::Continue(());
    match result {
        Ok(Done::Converted(product)) => {
            add_warnings(path, &product.checked, &mut messages);
            if let Err(error) = write(product, out) {
                messages.push(Message::of_disk("unwritable-output", &error));
                summary.out_failed = true;
                flow = ControlFlow::Break(());
            } else {
                summary.add(product.checked.issue());
                summary.partial += usize::from(partial);
                messages.push(Message::info("converted", format!("written to {}", product.id)).at(path));
            }
        }
        Ok(Done::Unchanged { id, unplaced }) => {
            summary.unchanged += 1;
            summary.unplaced_before += *unplaced;
            messages.push(Message::info("unchanged", format!("{id} is made from it already")).at(path));
        }
        Ok(Done::Duplicate { of }) => {
            summary.duplicates += 1;
            messages.push(Message::info("duplicate-input", format!("has the same content as {of}")).at(path));
        }
        Err(stop) => {
            summary.failed += 1;
            summary.unread += usize::from(matches!(stop, Stop::Disk(_) | Stop::Unreadable { .. }));
            summary.bugs += usize::from(matches!(stop, Stop::Bug(_) | Stop::Invalid(_)));
            messages.push(Message::of_stop(path, stop));
        }
    }
    summary.warn(&messages);
    tell(&messages, terminal);
    flow
}

fn write(product: &Product, out: &Out) -> Result<(), disk::Error> {
    let extras: Vec<(&str, Vec<&[u8]>)> = product
        .extras
        .iter()
        .map(|extra| (extra.path.as_str(), extra.parts.iter().map(|part| (**part).as_ref()).collect()))
        .collect();
    out.write_with(&product.id, &product.files, &extras, product.replaces.as_deref())?;
    product.replaces.as_ref().map_or(Ok(()), |old| out.remove(old))
}

/// The warnings in the rows that no note has told already.
fn add_warnings(path: &str, checked: &Checked, messages: &mut Vec<Message>) {
    let records = checked.records().iter().map(|record| (Some(record.common()), &record.common().quality));
    for (record, quality) in std::iter::once((None, &checked.issue().quality)).chain(records) {
        for warning in &quality.warnings {
            let told = |m: &Message| m.code == warning.code && m.message.contains(&warning.message);
            if messages.iter().any(told) {
                continue;
            }
            let place = record.map(|record| format!("{}: ", record.id)).unwrap_or_default();
            let text = format!("{place}{}", warning.message);
            let mut message = Message::new(Level::Warning, warning.code, text).at(path);
            let block = record.and_then(|record| record.body.get(warning.block?));
            message.page = block.map(|block| block.page);
            message.line = block.map(|block| block.lines[0]);
            messages.push(message);
        }
    }
}

/// Every message for tools; for people one line for each code of warning.
fn tell(messages: &[Message], terminal: &Terminal) {
    for (i, message) in messages.iter().enumerate() {
        if terminal.is_json() || message.level != Level::Warning {
            terminal.say(message);
            continue;
        }
        let alike = |other: &&Message| other.level == message.level && other.code == message.code;
        if messages.iter().take(i).any(|other| alike(&other)) {
            continue;
        }
        let n = messages.iter().filter(alike).count();
        let times = if n > 1 { format!(" ({n} times)") } else { String::new() };
        terminal.say(&Message { message: format!("{}{times}: {}", message.code, message.message), ..message.clone() });
    }
}
