//! `sqlite`: the tables and the full text of the catalogue for a selection, in one file that SQLite 3.9 and later reads,
//! and a metadata file for Datasette beside it.

use serde_json::json;

use super::{ExportError, Feed, pretty};
use crate::archive::catalogue::{Catalogue, DATASETTE_QUERY};
use crate::disk;

pub(super) fn write(feed: &Feed) -> Result<usize, ExportError> {
    let mut database = Catalogue::create(feed.folder)?;
    let n = database.fill_with(feed.archive, feed.exported)?;
    database.note("export", &feed.account("sqlite", n).to_string())?;
    database.finish()?;
    drop(database);
    disk::sync(feed.folder).map_err(ExportError::Write)?;
    Ok(n)
}

/// Datasette's metadata: a search box that takes Chinese words as they are typed, and what the tables are.
pub fn datasette(database: &str) -> String {
    pretty(&json!({
        "title": "huikan",
        "databases": { database: {
            "queries": { "search": {
                "title": "Full text: words, all of which have to be found",
                "sql": DATASETTE_QUERY,
            } },
            "tables": {
                "records": { "description": "Every article of every issue", "label_column": "title",
                    "facets": ["kind", "classification", "section"], "sort_desc": "date" },
                "appearances": { "description": "Who and what the fields of records name, and in which role",
                    "facets": ["role"] },
            },
        } },
    }))
}
