//! The figures of a run in the text format of Prometheus, for node_exporter's textfile collector: no time stamps, written
//! whole or not at all.

use std::fmt::Write as _;

use super::Entry;
use super::runs::{Manifest, Outcome};
// every kind is named, so that one that did not occur is 0 and not missing
use crate::record::KINDS;

/// The metrics after a run.
pub fn text<'a>(manifest: &Manifest, quarantine: impl Iterator<Item = &'a Entry>, now: u64) -> String {
    let mut text = String::new();
    let mut metric = |name: &str, help: &str, samples: &[(String, f64)]| {
        // writing to a string can't fail
        let _ = writeln!(text, "# HELP huikan_{name} {help}\n# TYPE huikan_{name} gauge");
        for (labels, value) in samples {
            let _ = writeln!(text, "huikan_{name}{labels} {value}");
        }
    };
    let one = |value: f64| vec![(String::new(), value)];
    let counted = |label: &str, name: &str, n: Option<&usize>| {
        (format!("{{{label}=\"{name}\"}}"), n.copied().unwrap_or(0) as f64)
    };
    let (waiting, parked): (Vec<&Entry>, Vec<&Entry>) = quarantine.partition(|entry| !entry.parked);
    metric("last_success_timestamp_seconds", "When a run last came to its end.", &one(now as f64));
    metric("run", "Number of that run.", &one(manifest.header.run as f64));
    metric("run_seconds", "How long it took.", &one(manifest.seconds.total));
    let files: Vec<_> =
        Outcome::ALL.iter().map(|o| counted("outcome", o.name(), manifest.outcomes.get(o.name()))).collect();
    metric("files", "Files of the run by what became of them.", &files);
    let records: Vec<_> = KINDS.iter().map(|kind| counted("kind", kind, manifest.records.get(*kind))).collect();
    metric("records", "Records of the files converted in the run, by kind.", &records);
    metric("pages", "Pages of the files converted in the run.", &one(manifest.pages as f64));
    metric("outdated_issues", "Issues made by another version or other settings.", &one(manifest.outdated as f64));
    let states = [("waiting", waiting.len()), ("parked", parked.len())];
    let states: Vec<_> = states.iter().map(|(state, n)| counted("state", state, Some(n))).collect();
    metric("quarantine_files", "Files in quarantine.", &states);
    text
}
