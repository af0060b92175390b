//! What an archive holds and how its runs went, for people.

use super::catalogue::Catalogue;
use super::runs::{self, Header, Manifest};
use super::{Archive, Entry, Error, quarantine};

/// The state of an archive.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Status {
    pub sources: i64,
    pub issues: i64,
    /// Scans that a better one replaced.
    pub superseded: i64,
    /// Records by kind.
    pub records: Vec<(String, i64)>,
    /// Issues in view by version and settings.
    pub made_by: Vec<(String, String, i64)>,
    pub quarantine: Vec<Entry>,
    /// The last runs, the latest first.
    pub runs: Vec<Manifest>,
    /// The run that was begun and has not ended.
    pub open_run: Option<Header>,
}

/// Runs shown.
const RUNS: usize = 10;

/// Looks at an archive.
pub fn status(archive: &Archive) -> Result<Status, Error> {
    let catalogue = Catalogue::open(archive)?;
    let fail = |cause| catalogue.fail(cause);
    let connection = catalogue.connection();
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(fail);
    let mut statement =
        connection.prepare("SELECT kind, count(*) FROM records GROUP BY kind ORDER BY kind").map_err(fail)?;
    let records = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(fail)?;
    let records = records.collect::<Result<_, _>>().map_err(fail)?;
    let sql = "SELECT version, settings, count(*) FROM sources WHERE in_view GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2";
    let mut statement = connection.prepare(sql).map_err(fail)?;
    let made_by = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).map_err(fail)?;
    let made_by = made_by.collect::<Result<_, _>>().map_err(fail)?;
    let mut manifests = runs::manifests(archive)?;
    manifests.reverse();
    manifests.truncate(RUNS);
    Ok(Status {
        sources: count("SELECT count(*) FROM sources")?,
        issues: count("SELECT count(*) FROM issues")?,
        superseded: count("SELECT count(*) FROM sources WHERE NOT in_view")?,
        records,
        made_by,
        quarantine: quarantine::entries(archive)?,
        runs: manifests,
        open_run: runs::open_run(archive)?,
    })
}
