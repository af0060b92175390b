//! Records cut into passages for search engines: each short enough for their limits, each with the fields of its record.
//!
//! Meilisearch keeps 65,535 positions of a field and drops the rest without a word; a sentence mark counts as up to eight.
//! Elasticsearch takes no term above 32,766 bytes and highlights at most a million characters. [`MAX_CHARS`] keeps clear of
//! both.

use serde_json::{Map, Value, json};

use super::list;

/// Characters of a passage at most: eight positions each would still be below 65,535.
pub const MAX_CHARS: usize = 4000;
/// Characters from which on a passage is closed at the next end of a block.
const FULL: usize = 1200;

/// One piece of the text of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    pub text: String,
    /// Page of the file, from 1, where it begins.
    pub page: Option<i64>,
}

/// The text of a record in passages, at least one. Blocks are kept whole where they fit.
pub fn passages(row: &Value) -> Vec<Passage> {
    let mut done: Vec<Passage> = Vec::new();
    let mut open = Passage { text: String::new(), page: None };
    for block in list(&row["body"]) {
        let page = block["page"].as_i64();
        for piece in pieces(block["text"].as_str().unwrap_or_default()) {
            let (has, comes) = (open.text.chars().count(), piece.chars().count());
            if has > 0 && (has >= FULL || has + 1 + comes > MAX_CHARS) {
                done.push(std::mem::replace(&mut open, Passage { text: String::new(), page: None }));
            }
            if !open.text.is_empty() {
                open.text.push('\n');
            }
            open.text.push_str(&piece);
            open.page = open.page.or(page);
        }
    }
    if !open.text.is_empty() || done.is_empty() {
        done.push(open);
    }
    done
}

/// A block in pieces of at most [`MAX_CHARS`], cut behind sentences where there are any.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut open: Vec<char> = Vec::new();
    for c in text.chars() {
        open.push(c);
        if open.len() == MAX_CHARS {
            let end = open.iter().rposition(|c| matches!(c, '。' | '！' | '？' | '；' | '\n'));
            let end = end.map_or(MAX_CHARS, |at| at + 1);
            pieces.push(open.drain(..end).collect());
        }
    }
    pieces.push(open.into_iter().collect());
    pieces.retain(|piece: &String| !piece.is_empty());
    pieces
}

/// The documents of a record: one for each passage. Ids are ASCII: the record's, and the number of the passage.
pub(super) fn documents(row: &Value) -> Vec<Value> {
    let record = row["id"].as_str().unwrap_or_default();
    let date = row["date"].as_str();
    let number = date.and_then(|date| date.replace('-', "").parse::<i64>().ok());
    let passages = passages(row);
    let n_passages = passages.len();
    let document = |(i, passage): (usize, Passage)| {
        let fields = json!({
            "id": format!("{record}-p{:03}", i + 1),
            "record": record,
            "passage": i + 1,
            "passages": n_passages,
            "kind": row["kind"],
            "classification": row["classification"],
            "part_of": row["part_of"],
            "issue": row["issue"]["id"],
            "publication": row["issue"]["publication"],
            "year": row["issue"]["year"],
            "number": row["issue"]["number"],
            "section": row["section"]["name"],
            "title": row["title"],
            "subtitle": row["subtitle"],
            "byline": row["byline"],
            "date": date,
            "date_number": number,
            "outlet": row["credit"]["outlet"],
            "persons": people(row),
            "organisations": bodies(row),
            "organ": row["organ"],
            "keywords": list(&row["keywords"]),
            "handled": row["kind"].as_str().filter(|kind| *kind == "proposal").map(|_| !row["handling"].is_null()),
            "pages": row["pages"],
            "page": passage.page,
            "confidence": row["quality"]["confidence"],
            "text": passage.text,
        });
        let Value::Object(fields) = fields else { return Value::Null };
        Value::Object(fields.into_iter().collect::<Map<_, _>>())
    };
    passages.into_iter().enumerate().map(document).collect()
}

/// People that the fields of a record name, each once.
fn people(row: &Value) -> Vec<&str> {
    let persons = list(&row["proposers"]).iter().filter(|p| p["kind"] == "person");
    let listed = ["chair", "speakers", "attendees", "observers"].into_iter().flat_map(|key| list(&row[key]));
    let named = persons.chain(listed).chain([&row["speaker"]]).filter_map(|p| p["name"].as_str());
    let reporters = list(&row["credit"]["reporters"]).iter().filter_map(Value::as_str);
    once(named.chain(reporters))
}

/// Bodies that the fields of a record name, each once.
fn bodies(row: &Value) -> Vec<&str> {
    let proposers = list(&row["proposers"]).iter().filter(|p| p["kind"] != "person");
    let named = proposers.chain(list(&row["handlers"])).filter_map(|p| p["name"].as_str());
    once(named.chain(row["speaker"]["organization"].as_str()).chain(row["organ"].as_str()))
}

fn once<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut once = Vec::new();
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(blocks: &[String]) -> Value {
        let body: Vec<Value> =
            blocks.iter().enumerate().map(|(i, text)| json!({ "text": text, "page": i + 1 })).collect();
        json!({ "id": "a-2024-01-r0001", "kind": "article", "title": "题", "body": body })
    }

    #[test]
    fn no_passage_is_too_long_and_no_sign_is_lost() {
        let long = "提案办理协商会召开。".repeat(1200);
        let unbroken = "协".repeat(9001);
        let blocks = ["短。".to_owned(), long.clone(), unbroken.clone(), "尾".to_owned()];
        let passages = passages(&row(&blocks));
        assert!(passages.iter().all(|p| p.text.chars().count() <= MAX_CHARS));
        let all: String = passages.iter().map(|p| p.text.replace('\n', "")).collect();
        assert_eq!(all, blocks.concat());
        assert!(passages.iter().all(|p| p.page.is_some()));
    }

    #[test]
    fn a_record_without_a_body_is_found_by_its_title() {
        let documents = documents(&row(&[]));
        assert_eq!(documents.len(), 1);
        assert_eq!(documents[0]["id"], "a-2024-01-r0001-p001");
        assert_eq!(documents[0]["text"], "");
    }
}
