//! `huikan ingest`: the nightly run, one log line a file, and how it ended.

use std::thread::available_parallelism;
use std::time::Duration;

use tracing::Level;

use super::archive_args::{Again, Ingest};
use super::clock::Time;
use super::message::Message;
use super::outcome::Exit;
use super::terminal::Terminal;
use super::{archive_message, convert};
use crate::archive::{self, Error, Limits, Manifest, Options, Outcome, Reprocess, Told, Workers};
use crate::disk;

pub fn run(args: &Ingest, terminal: &Terminal) -> Exit {
    if !disk::is_folder(&args.inbox) {
        let message = Message::error("no-inbox", "there is no such folder").at_path(&args.inbox);
        terminal.say(&message.hint("give the folder that new files are put into"));
        return Exit::NoInput;
    }
    let (inbox, root) = (disk::real_path(&args.inbox), disk::real_path(&args.archive));
    if inbox.starts_with(&root) {
        let message = Message::error("inbox-in-archive", "the inbox is in the archive").at_path(&args.inbox);
        terminal.say(&message.hint("give two folders; an archive may lie in an inbox, not the other way round"));
        return Exit::Usage;
    }
    let (_, line) = match convert::prepare(&args.making.convert_into(args.archive.join("issues"))) {
        Ok(prepared) => prepared,
        Err(message) => {
            terminal.say(&message);
            return Exit::Usage;
        }
    };
    let workers = match workers(args) {
        Ok(workers) => workers,
        Err(message) => {
            terminal.say(&message);
            return Exit::Internal;
        }
    };
    let options = options(args);
    let clock = Time::new(args.now);
    let ingest =
        archive::Ingest { root: &args.archive, options: &options, workers: &workers, line: &line, clock: &clock };
    let ended = with_log(terminal, || ingest.run(&mut log));
    match ended {
        Ok(manifest) => close(&manifest, args, terminal),
        Err(error) => {
            terminal.say(&archive_message(&error));
            match error {
                Error::Locked { .. } => Exit::Locked,
                Error::NotAnArchive { .. } => Exit::Usage,
                _ => Exit::NoOutput,
            }
        }
    }
}

fn options(args: &Ingest) -> Options {
    Options {
        inbox: args.inbox.clone(),
        by_link: args.link,
        settle_s: args.settle,
        retries: args.retries,
        reprocess: match args.reprocess {
            None => Reprocess::No,
            Some(Again::Changed) => Reprocess::Changed,
            Some(Again::All) => Reprocess::All,
        },
        jobs: args.jobs.map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from),
        metrics: args.metrics.clone(),
    }
}

/// Workers are this program, told to work.
fn workers(args: &Ingest) -> Result<Workers, Message> {
    let program = std::env::current_exe()
        .map_err(|error| Message::error("no-program", format!("cannot find the program itself: {error}")))?;
    let mut typed = vec!["work".into(), format!("--max-memory={}", args.max_memory).into(), "--archive".into()];
    typed.push(args.archive.clone().into_os_string());
    typed.extend(args.making.typed());
    let time = Duration::from_secs_f64(args.timeout_per_file);
    Ok(Workers { program, args: typed, limits: Limits { time, memory_mb: args.max_memory } })
}

/// Runs with the log open: text or, with `--json`, JSON on stderr, one line a file.
fn with_log<T>(terminal: &Terminal, run: impl FnOnce() -> T) -> T {
    let level = if terminal.is_quiet() { Level::ERROR } else { Level::INFO };
    let builder = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(level)
        .with_target(false)
        .with_ansi(false);
    if terminal.is_json() {
        tracing::subscriber::with_default(builder.json().flatten_event(true).finish(), run)
    } else {
        tracing::subscriber::with_default(builder.finish(), run)
    }
}

fn log(told: &Told) {
    let row = &told.row;
    let (outcome, sha256) = (row.outcome.name(), row.sha256.as_deref());
    let (issue, code, why) = (row.issue.as_deref(), row.code.as_deref(), row.message.as_deref());
    let seconds = (told.seconds * 1000.0).round() / 1000.0;
    match row.outcome {
        Outcome::Failed | Outcome::Unreadable => {
            tracing::error!(file = %row.name, sha256, outcome, code, why, seconds, "failed");
        }
        Outcome::Unchanged | Outcome::Quarantined | Outcome::Fresh | Outcome::Duplicate => {
            tracing::debug!(file = %row.name, sha256, outcome, issue, "left");
        }
        _ => tracing::info!(
            file = %row.name, sha256, outcome, issue, records = row.records, pages = told.pages, seconds, "taken"
        ),
    }
}

/// The closing lines, and the exit code.
fn close(manifest: &Manifest, args: &Ingest, terminal: &Terminal) -> Exit {
    let n = |outcome: Outcome| manifest.outcomes.get(outcome.name()).copied().unwrap_or(0);
    let made = n(Outcome::Converted) + n(Outcome::Partial) + n(Outcome::Superseding) + n(Outcome::KeptAside);
    let failed = n(Outcome::Failed) + n(Outcome::Unreadable);
    if manifest.outdated > 0 {
        let message = format!("{} issues were made by another version or with other settings", manifest.outdated);
        terminal.say(&Message::warning("outdated-issues", message).hint("--reprocess changed makes them anew"));
    }
    let rate = failed as f64 / (made + failed).max(1) as f64;
    let gate = args.max_failed.filter(|most| rate > *most);
    if let Some(most) = gate {
        let message = format!("{failed} of {} files failed; a share of {most} may", made + failed);
        terminal.say(&Message::error("too-many-failed", message).hint("huikan status ARCHIVE lists them"));
    }
    let counts = serde_json::json!({ "run": manifest.header.run, "outcomes": manifest.outcomes,
        "records": manifest.records, "pages": manifest.pages, "outdated": manifest.outdated,
        "seconds": manifest.seconds.total });
    terminal.close(&if terminal.is_json() {
        format!("{}\n", serde_json::json!({ "level": "info", "code": "summary", "summary": counts }))
    } else {
        let said: Vec<String> = manifest.outcomes.iter().map(|(outcome, n)| format!("{n} {outcome}")).collect();
        let said = if said.is_empty() { "the inbox is empty".to_owned() } else { said.join(", ") };
        format!("huikan: run {}: {said}; {:.1} s\n", manifest.header.run, manifest.seconds.total)
    });
    match (gate, failed + n(Outcome::Partial)) {
        (Some(_), _) => Exit::Gate,
        (None, 0) => Exit::Done,
        _ => Exit::Partly,
    }
}
