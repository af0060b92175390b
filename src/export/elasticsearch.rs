//! `elasticsearch`: bulk files for `POST /INDEX/_bulk`, the index with its mapping, and what to delete before an increment.
//! OpenSearch takes the same.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::meilisearch::Files;
use super::passages::documents;
use super::{ExportError, Feed, pretty};

/// A keyword of so many characters is below 32,766 bytes in UTF-8, whatever they are; a longer one is stored, not indexed.
const MAX_KEYWORD: usize = 8191;

pub(super) fn write(feed: &Feed) -> Result<usize, ExportError> {
    let mut files = Files { feed, name: "bulk", open: None, n: 0, bytes: 0 };
    let n = feed.each(|row, _| {
        let mut lines = String::new();
        for mut document in documents(row) {
            let id = document.as_object_mut().and_then(|fields| fields.remove("id"));
            let action = json!({ "index": { "_id": id } });
            // writing to a string can't fail
            let _ = writeln!(lines, "{action}\n{document}");
        }
        files.add(lines.as_bytes())
    })?;
    files.end()?;
    feed.create("index.json", pretty(&index()).as_bytes())?;
    let issues = feed.changed_issues();
    if !issues.is_empty() {
        let delete = json!({ "query": { "terms": { "issue": issues } } });
        feed.create("delete_by_query.json", pretty(&delete).as_bytes())?;
    }
    Ok(n)
}

/// Settings and mapping: nothing is guessed by the engine, and no text is a keyword. `cjk` is the one built-in analyzer that
/// finds Chinese words of two characters.
fn index() -> Value {
    let keyword = json!({ "type": "keyword", "ignore_above": MAX_KEYWORD });
    let text = json!({ "type": "text", "analyzer": "cjk" });
    let both = json!({ "type": "text", "analyzer": "cjk",
        "fields": { "keyword": { "type": "keyword", "ignore_above": MAX_KEYWORD } } });
    let integer = json!({ "type": "integer" });
    json!({
        "settings": { "index": { "number_of_shards": 1 } },
        "mappings": { "dynamic": "strict", "properties": {
            "record": keyword, "passage": integer, "passages": integer, "kind": keyword, "classification": keyword,
            "part_of": keyword, "issue": keyword, "publication": keyword, "year": integer, "number": integer,
            "section": keyword, "title": text, "subtitle": text, "byline": both,
            "date": { "type": "date", "format": "strict_date" }, "date_number": integer, "outlet": keyword,
            "persons": both, "organisations": both, "organ": keyword, "keywords": both,
            "handled": { "type": "boolean" }, "pages": integer, "page": integer, "confidence": { "type": "float" },
            "text": text,
        } },
    })
}
