//! Words in, records that hold them out, the best first.

use rusqlite::params;
use rusqlite::types::Value as Cell;

use super::{Catalogue, words};
use crate::archive::Error;

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words between white space; all have to be found.
    pub words: String,
    pub kind: Option<String>,
    pub year: Option<i32>,
    /// At most so many hits.
    pub limit: usize,
}

/// One record that was found.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Hit {
    pub id: String,
    pub kind: String,
    pub title: String,
    pub issue: String,
    pub publication: Option<String>,
    pub year: Option<i32>,
    pub number: Option<i32>,
    pub date: Option<String>,
    /// Page of the file, from 1, where the first word stands; of the record's beginning where it stands in the title.
    pub page: Option<u32>,
    /// Text around the first word that the body holds; the beginning of the body where none does.
    pub snippet: String,
    /// The word in the snippet: first and behind last character.
    pub mark: Option<[usize; 2]>,
}

/// A word in the title counts for so many in the body; one among the people for so many.
const WEIGHTS: &str = "8.0, 3.0, 1.0";
/// Characters shown on either side of a word.
const AROUND: usize = 30;

/// The records that hold all words: first those whose title does, each ranked by BM25; hits of equal rank in the order they came
/// in. A word that stands in most records tells nothing of which is about it, but in the title it does, and only where too few
/// titles hold the words the others are ranked at all. Words that more than 20,000 records hold rank nothing: the records
/// that came in last are given then.
pub fn search(catalogue: &Catalogue, query: &Query) -> Result<Vec<Hit>, Error> {
    let Some(matching) = words::query(&query.words) else { return Ok(Vec::new()) };
    let mut hits = ranked(catalogue, query, &format!("title : ({matching})"))?;
    if hits.len() < query.limit {
        let titled = hits.len();
        for hit in ranked(catalogue, query, &matching)? {
            let known = hits[..titled].iter().any(|first| first.id == hit.id);
            if !known && hits.len() < query.limit {
                hits.push(hit);
            }
        }
    }
    Ok(hits)
}

/// Records that hold the words at most for ranking to tell anything: where 政协 stands in every title, no record is about it.
const MOST_RANKED: usize = 20_000;

/// Whether so many records match that ranking them says nothing.
fn is_everywhere(catalogue: &Catalogue, matching: &str) -> Result<bool, Error> {
    let sql = format!("SELECT rowid FROM search WHERE search MATCH ?1 LIMIT 1 OFFSET {MOST_RANKED}");
    let found = catalogue.connection().prepare(&sql).and_then(|mut statement| statement.exists(params![matching]));
    found.map_err(|cause| catalogue.fail(cause))
}

/// The best hits of an expression of the full-text index; where it matches nearly everything, those that came in last.
fn ranked(catalogue: &Catalogue, query: &Query, matching: &str) -> Result<Vec<Hit>, Error> {
    let fail = |cause| catalogue.fail(cause);
    // ranked inside the index alone where nothing else narrows the hits: the texts of the others are never read
    let narrowed = query.kind.is_some() || query.year.is_some();
    let everywhere = !narrowed && is_everywhere(catalogue, matching)?;
    let best = if everywhere {
        "SELECT rowid, -rowid AS score FROM search WHERE search MATCH ?1 AND (?3 IS NULL) AND (?4 IS NULL) \
         ORDER BY rowid DESC LIMIT ?2"
    } else if narrowed {
        "SELECT s.rowid AS rowid, s.score AS score FROM \
           (SELECT rowid, bm25(search, WEIGHTS) AS score FROM search WHERE search MATCH ?1) s \
         JOIN records r ON r.rowid = s.rowid JOIN issues i ON i.id = r.issue \
         WHERE (?3 IS NULL OR r.kind = ?3) AND (?4 IS NULL OR i.year = ?4) ORDER BY score, s.rowid LIMIT ?2"
    } else {
        "SELECT rowid, rank AS score FROM search WHERE search MATCH ?1 AND rank MATCH 'bm25(WEIGHTS)' \
         AND (?3 IS NULL) AND (?4 IS NULL) ORDER BY rank LIMIT ?2"
    };
    let sql = format!(
        "SELECT r.id, r.kind, r.title, r.issue, i.publication, i.year, i.number, r.date, r.text, r.block_pages \
         FROM ({best}) b JOIN records r ON r.rowid = b.rowid JOIN issues i ON i.id = r.issue ORDER BY b.score, b.rowid",
    );
    let sql = sql.replace("WEIGHTS", WEIGHTS);
    let mut statement = catalogue.connection().prepare(&sql).map_err(fail)?;
    let kind = query.kind.clone().map_or(Cell::Null, Cell::Text);
    let year = query.year.map_or(Cell::Null, |year| Cell::Integer(year.into()));
    let rows = statement.query_map(params![matching, query.limit as i64, kind, year], |row| {
        let (text, pages): (String, String) = (row.get(8)?, row.get(9)?);
        let (page, snippet, mark) = shown(&text, &pages, &query.words);
        Ok(Hit {
            id: row.get(0)?,
            kind: row.get(1)?,
            title: row.get(2)?,
            issue: row.get(3)?,
            publication: row.get(4)?,
            year: row.get(5)?,
            number: row.get(6)?,
            date: row.get(7)?,
            page,
            snippet,
            mark,
        })
    });
    rows.map_err(fail)?.collect::<Result<_, _>>().map_err(fail)
}

/// Page, snippet and mark of the first word in a text whose lines stand on these pages.
fn shown(text: &str, pages: &str, sought: &str) -> (Option<u32>, String, Option<[usize; 2]>) {
    let pages: Vec<u32> = serde_json::from_str(pages).unwrap_or_default();
    let Some(place) = words::first_place(text, sought) else {
        let snippet = text.lines().next().unwrap_or_default().chars().take(2 * AROUND).collect();
        return (pages.first().copied(), snippet, None);
    };
    let before = text.get(..place.start).unwrap_or_default();
    let word = text.get(place.clone()).unwrap_or_default();
    let after = text.get(place.end..).unwrap_or_default();
    let block = before.matches('\n').count();
    let head: Vec<char> = before.chars().rev().take(AROUND).take_while(|c| *c != '\n').collect();
    let tail = after.chars().take(AROUND).take_while(|c| *c != '\n');
    let snippet: String = head.iter().rev().copied().chain(word.chars()).chain(tail).collect();
    (pages.get(block).copied(), snippet, Some([head.len(), head.len() + word.chars().count()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records 1 to `n` whose text is 政协; the titles of those named have it too.
    fn filled(n: usize, titled: &[usize]) -> Catalogue {
        let catalogue = Catalogue::create(std::path::Path::new("")).unwrap();
        let connection = catalogue.connection();
        let count = format!("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {n})");
        let titles = titled.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        let word = words::index("政协");
        connection
            .execute_batch(&format!(
                "INSERT INTO issues VALUES ('i', '', 2030, 1, NULL, '', '', 1, 1, 0, 0, 0, 0, 0, 1, '', 1); {count} \
                 INSERT INTO records SELECT n, n, 'i', 'article', NULL, NULL, NULL, '', NULL, '[]', NULL, NULL, NULL, '[]', '[]', \
                 '政协', '[1]', '[]', 1, 0, 0 FROM c; {count} \
                 INSERT INTO search(rowid, title, people, body) \
                 SELECT n, iif(n IN ({titles}), '{word}', ''), '', '{word}' FROM c;"
            ))
            .unwrap();
        catalogue
    }

    fn found(catalogue: &Catalogue, limit: usize) -> Vec<String> {
        let query = Query { words: "政协".to_owned(), limit, ..Query::default() };
        search(catalogue, &query).unwrap().into_iter().map(|hit| hit.id).collect()
    }

    #[test]
    fn records_with_the_words_in_the_title_come_first() {
        let catalogue = filled(9, &[3, 8]);
        assert_eq!(found(&catalogue, 4), ["3", "8", "1", "2"]);
        assert_eq!(found(&catalogue, 1), ["3"]);
    }

    #[test]
    fn where_words_stand_everywhere_the_last_records_follow_the_titles() {
        let n = MOST_RANKED + 1;
        let catalogue = filled(n, &[7]);
        assert_eq!(found(&catalogue, 3), ["7".to_owned(), n.to_string(), MOST_RANKED.to_string()]);
    }
}
