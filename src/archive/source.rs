//! What the feeds are made from: which issues, which records that are gone, and the rows of their files.

use serde_json::Value;

use super::catalogue::Catalogue;
use super::{Archive, Error, time};
use crate::disk;
use crate::validate::{ISSUE, RECORDS};

/// What the user wants of an archive.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only records of this kind.
    pub kind: Option<String>,
    /// Only what later runs than this one, or runs that ended at or after this day or time, changed.
    pub since: Option<String>,
}

/// The issues selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The last run that came to its end: the value for the next `--since`.
    pub position: u64,
    /// The run behind which the selection begins; None: everything.
    pub since: Option<u64>,
    pub kind: Option<String>,
    /// Ids, in order.
    pub issues: Vec<String>,
    /// Records that were in earlier feeds and are not in this selection any more, in order; empty in a feed of everything.
    pub gone: Vec<String>,
}

/// The issues of a selection.
pub fn selected(catalogue: &Catalogue, selection: &Selection) -> Result<Exported, Error> {
    let fail = |cause| catalogue.fail(cause);
    let connection = catalogue.connection();
    let ids = |sql: &str, since: u64| -> Result<Vec<String>, Error> {
        let mut statement = connection.prepare(sql).map_err(fail)?;
        let rows = statement.query_map([since as i64], |row| row.get(0)).map_err(fail)?;
        rows.collect::<Result<_, _>>().map_err(fail)
    };
    let runs = ended_runs(catalogue)?;
    let position = runs.iter().map(|(run, _)| *run).max().unwrap_or(0);
    let since = selection.since.as_deref().map(|text| resolve(text, &runs, position)).transpose()?;
    let issues = ids("SELECT id FROM issues WHERE run > ?1 ORDER BY id", since.unwrap_or(0))?;
    let mut gone = Vec::new();
    if let Some(since) = since {
        gone = ids("SELECT id FROM gone WHERE run > ?1 AND id NOT IN (SELECT id FROM records)", since)?;
        if let Some(kind) = &selection.kind {
            // a record may have become one of another kind
            let others =
                "SELECT r.id FROM records r JOIN issues i ON i.id = r.issue WHERE i.run > ?1 AND r.kind <> 'KIND'";
            gone.extend(ids(&others.replace("KIND", &kind.replace('\'', "''")), since)?);
        }
        gone.sort();
    }
    Ok(Exported { position, since, kind: selection.kind.clone(), issues, gone })
}

/// Numbers of the runs that have ended, in order, with the time they did.
fn ended_runs(catalogue: &Catalogue) -> Result<Vec<(u64, u64)>, Error> {
    let fail = |cause| catalogue.fail(cause);
    let sql = "SELECT key, value FROM meta WHERE key LIKE 'run:%' ORDER BY key";
    let mut statement = catalogue.connection().prepare(sql).map_err(fail)?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    let mut runs = Vec::new();
    for row in rows.map_err(fail)? {
        let (key, value) = row.map_err(fail)?;
        let number = key.strip_prefix("run:").and_then(|number| number.parse().ok());
        let value: Value = serde_json::from_str(&value).unwrap_or_default();
        let finished = value["finished"].as_str().and_then(time::parse);
        runs.extend(number.zip(finished));
    }
    Ok(runs)
}

/// The run behind which a selection begins. A day stands for the first run that ended on it or later: with a clock that was
/// set back too much is given rather than too little.
fn resolve(text: &str, runs: &[(u64, u64)], last: u64) -> Result<u64, Error> {
    if let Ok(run) = text.parse::<u64>() {
        return Ok(run);
    }
    let from = time::parse(text).ok_or_else(|| Error::Since { text: text.to_owned() })?;
    let first = runs.iter().find(|(_, finished)| *finished >= from);
    Ok(first.map_or(last, |(run, _)| run - 1))
}

impl Exported {
    /// Hands each record of the selection over, with the row of its issue, in the order of ids.
    pub fn each_record<E: From<Error>>(
        &self,
        archive: &Archive,
        mut take: impl FnMut(&Value, &Value) -> Result<(), E>,
    ) -> Result<(), E> {
        for id in &self.issues {
            let folder = archive.issue(id);
            let issue = rows(&folder.join(ISSUE), true)?;
            let issue = issue.first().unwrap_or(&Value::Null);
            for row in rows(&folder.join(RECORDS), false)? {
                if self.kind.as_deref().is_none_or(|kind| row["kind"] == kind) {
                    take(&row, issue)?;
                }
            }
        }
        Ok(())
    }
}

/// The rows of a file: one a line, or one in all.
fn rows(path: &std::path::Path, whole: bool) -> Result<Vec<Value>, Error> {
    let bytes = disk::open(path)?;
    let parse = |text: &[u8]| {
        serde_json::from_slice(text)
            .map_err(|error| Error::Bad { path: path.to_owned(), cause: format!("is no JSON: {error}") })
    };
    if whole {
        return Ok(vec![parse(&bytes)?]);
    }
    bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()).map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_stands_for_the_first_run_that_ended_on_it_or_later() {
        let at = |text: &str| time::parse(text).unwrap();
        let runs = [(1, at("2026-11-20T02:00:00Z")), (2, at("2026-11-21T02:00:00Z")), (3, at("2026-11-19T02:00:00Z"))];
        assert_eq!(resolve("2026-11-20", &runs, 3).unwrap(), 0);
        assert_eq!(resolve("2026-11-21", &runs, 3).unwrap(), 1);
        assert_eq!(resolve("2026-11-22", &runs, 3).unwrap(), 3);
        assert_eq!(resolve("2", &runs, 3).unwrap(), 2);
        assert!(matches!(resolve("yesterday", &runs, 3), Err(Error::Since { .. })));
    }
}
