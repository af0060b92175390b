//! `huikan work`: a worker of `ingest`. Orders come down stdin, replies go up stdout, files into the folder of work.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::path::Path;

use super::archive_args::Work as Args;
use super::convert;
use super::outcome::Exit;
use super::terminal::Terminal;
use crate::archive::{Archive, Basis, Failure, Made, Measure, Order, Reply, confine};
use crate::disk;
use crate::pipeline::{Alone, Content, Done, Hash, Line, Outcome, Product, Stop, Work};

pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    if let Err(error) = confine(args.max_memory, args.parent) {
        let _ = writeln!(io::stderr(), "cannot limit the worker: {error}");
        return Exit::Internal;
    }
    let prepared = convert::prepare(&args.making.convert_into(args.archive.join("issues")));
    let line = match prepared {
        Ok((_, line)) => line,
        Err(message) => {
            terminal.say(&message);
            return Exit::Usage;
        }
    };
    let (archive, alone) = match (Archive::open(&args.archive), Alone::new()) {
        (Ok(archive), Ok(alone)) => (archive, alone),
        (Err(error), _) => {
            terminal.say(&super::archive_message(&error));
            return Exit::NoInput;
        }
        (_, Err(error)) => {
            let _ = writeln!(io::stderr(), "failed to allocate a thread: {error}");
            return Exit::Internal;
        }
    };
    for order in io::stdin().lock().lines() {
        // the parent is gone, or says what is no order
        let Some(order) = order.ok().and_then(|order| serde_json::from_str::<Order>(&order).ok()) else { break };
        let reply = convert_one(&archive, &line, &alone, &order);
        let said = serde_json::to_string(&reply).expect("replies are plain data");
        let mut out = io::stdout().lock();
        if writeln!(out, "{said}").and_then(|()| out.flush()).is_err() {
            break;
        }
    }
    Exit::Done
}

fn convert_one(archive: &Archive, line: &Line, alone: &Alone, order: &Order) -> Reply {
    let bytes = match disk::open(&archive.original(&order.sha256)) {
        Ok(bytes) => bytes,
        Err(error) => return Reply::Failed(failure(&Stop::Disk(error))),
    };
    let work =
        Work { path: order.name.clone(), hash: Hash::Known(order.sha256.clone()), content: Content::File(bytes) };
    let outcome = alone.convert(line, work, order.id.as_deref());
    let partial = outcome.is_partial();
    let Outcome { n_pages, notes, result, .. } = outcome;
    let product = match result {
        Ok(Done::Converted(product)) => product,
        Ok(_) => return Reply::Failed(failure(&Stop::OtherSettings { id: order.sha256.clone() })),
        Err(stop) => return Reply::Failed(failure(&stop)),
    };
    if let Err(error) = write(&archive.work(order.number), &product) {
        return Reply::Unwritable { path: error.path.to_string_lossy().into_owned(), message: error.to_string() };
    }
    let checked = &product.checked;
    let mut records = BTreeMap::new();
    for record in checked.records() {
        *records.entry(record.common().kind.to_owned()).or_default() += 1;
    }
    let lines: Vec<&str> = checked.ledger().iter().map(|row| row.text.as_str()).collect();
    let (profile, profile_sha256) = line.profile_of(&lines);
    let tool = &checked.issue().provenance.tool;
    let basis = Basis {
        version: tool.version.to_owned(),
        settings: tool.settings.clone(),
        base: line.settings().base.clone(),
        profile,
        profile_sha256,
    };
    Reply::Made(Box::new(Made {
        id: product.id.clone(),
        pages: n_pages,
        partial,
        records,
        measure: Measure::of(checked, &notes),
        basis,
    }))
}

fn write(folder: &Path, product: &Product) -> Result<(), disk::Error> {
    disk::remove(folder)?;
    disk::make_folder(folder)?;
    product.files.iter().try_for_each(|(name, bytes)| disk::create(&folder.join(name), bytes))
}

fn failure(stop: &Stop) -> Failure {
    Failure { code: stop.code().to_owned(), message: stop.to_string(), hint: stop.hint().to_owned() }
}
