//! `meilisearch`: documents as NDJSON, the settings of the index, and what to delete before an increment.

use serde_json::json;

use super::passages::documents;
use super::{ExportError, Feed, pretty};
use crate::disk;

/// Bytes of a file of documents from which on the next is begun: the engine takes 100 MB at a time.
const FILE_BYTES: usize = 64 << 20;

pub(super) fn write(feed: &Feed) -> Result<usize, ExportError> {
    let mut files = Files { feed, name: "documents", open: None, n: 0, bytes: 0 };
    let n = feed.each(|row, _| {
        let lines: Vec<String> = documents(row).iter().map(ToString::to_string).collect();
        files.add(format!("{}\n", lines.join("\n")).as_bytes())
    })?;
    files.end()?;
    let settings = json!({
        "searchableAttributes": ["title", "subtitle", "persons", "organisations", "keywords", "byline", "text"],
        "filterableAttributes": ["record", "issue", "kind", "classification", "publication", "year", "number", "section",
            "date_number", "persons", "organisations", "organ", "outlet", "keywords", "handled", "part_of"],
        "sortableAttributes": ["date_number", "year", "number"],
        "distinctAttribute": "record",
        "displayedAttributes": ["*"],
        "localizedAttributes": [{ "attributePatterns": ["*"], "locales": ["cmn"] }],
    });
    feed.create("settings.json", pretty(&settings).as_bytes())?;
    let issues = feed.changed_issues();
    if !issues.is_empty() {
        let ids: Vec<String> = issues.iter().map(|id| format!("\"{id}\"")).collect();
        let delete = json!({ "filter": format!("issue IN [{}]", ids.join(", ")) });
        feed.create("delete.json", pretty(&delete).as_bytes())?;
    }
    Ok(n)
}

/// Numbered files of lines, each below a size.
pub(super) struct Files<'a> {
    pub feed: &'a Feed<'a>,
    pub name: &'static str,
    pub open: Option<disk::Growing>,
    pub n: usize,
    pub bytes: usize,
}

impl Files<'_> {
    /// Adds whole lines, to a new file where the open one is full.
    pub fn add(&mut self, lines: &[u8]) -> Result<(), ExportError> {
        if self.bytes > 0 && self.bytes + lines.len() > FILE_BYTES {
            self.close()?;
        }
        let mut file = match self.open.take() {
            Some(file) => file,
            None => self.next()?,
        };
        file.add(lines).map_err(ExportError::Write)?;
        self.bytes += lines.len();
        self.open = Some(file);
        Ok(())
    }

    /// Ends the last file; there is one at least.
    pub fn end(mut self) -> Result<(), ExportError> {
        if self.n == 0 {
            self.open = Some(self.next()?);
        }
        self.close()
    }

    fn next(&mut self) -> Result<disk::Growing, ExportError> {
        self.n += 1;
        let path = self.feed.folder.join(format!("{}-{:04}.ndjson", self.name, self.n));
        disk::Growing::create(&path).map_err(ExportError::Write)
    }

    fn close(&mut self) -> Result<(), ExportError> {
        self.bytes = 0;
        self.open.take().map_or(Ok(()), |file| file.end().map_err(ExportError::Write))
    }
}
