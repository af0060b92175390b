//! Rows of issue folders in, rows of tables out.

use rusqlite::{Connection, params};
use serde_json::Value;

use super::words;
use crate::archive::runs::Manifest;
use crate::archive::{Archive, Card, Error};
use crate::disk;
use crate::validate::{ISSUE, RECORDS};

/// Why a change could not be made.
pub enum Fault {
    Sql(rusqlite::Error),
    Archive(Box<Error>),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Archive(Box::new(error))
    }
}

type Written = Result<(), Fault>;

/// Writes an issue in view with its source and its records, or those of one kind, in the place of what is there. Gives
/// their number.
pub fn issue(to: &Connection, archive: &Archive, id: &str, kind: Option<&str>) -> Result<usize, Fault> {
    let folder = archive.issue(id);
    let card = Card::read(&folder)?;
    remove_issue(to, id)?;
    source(to, id, true, &card)?;
    for gone in &card.gone {
        for record in &gone.ids {
            let mut statement = to.prepare_cached("INSERT OR REPLACE INTO gone VALUES (?, ?, ?)")?;
            statement.execute(params![record, id, gone.run as i64])?;
        }
    }
    let row = disk::open(&folder.join(ISSUE)).map_err(Error::from)?;
    let row: Value = serde_json::from_slice(&row)
        .map_err(|error| Error::Bad { path: folder.join(ISSUE), cause: error.to_string() })?;
    issue_row(to, id, &row, &card)?;
    let path = folder.join(RECORDS);
    let bytes = disk::open(&path).map_err(Error::from)?;
    let mut n = 0;
    for line in bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
        let row: Value = serde_json::from_slice(line)
            .map_err(|error| Error::Bad { path: path.clone(), cause: error.to_string() })?;
        if kind.is_none_or(|kind| row["kind"] == kind) {
            record(to, id, &row)?;
            n += 1;
        }
    }
    Ok(n)
}

/// Writes a value that describes the whole.
pub fn note(to: &Connection, key: &str, value: &str) -> Written {
    to.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", params![key, value])?;
    Ok(())
}

/// Writes a record that is in view no more.
pub fn gone(to: &Connection, id: &str, run: u64) -> Written {
    let issue = id.rsplit_once("-r").map_or(id, |(issue, _)| issue);
    to.prepare_cached("INSERT OR IGNORE INTO gone VALUES (?, ?, ?)")?.execute(params![id, issue, run as i64])?;
    Ok(())
}

/// Writes a source.
pub fn source(to: &Connection, issue: &str, in_view: bool, card: &Card) -> Written {
    let (source, basis) = (&card.source, &card.basis);
    let mut statement = to.prepare_cached("INSERT OR REPLACE INTO sources VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)")?;
    statement.execute(params![
        source.sha256,
        source.name,
        source.size as i64,
        issue,
        in_view,
        card.run as i64,
        basis.version,
        basis.settings,
        basis.base,
        basis.profile,
        basis.profile_sha256,
        card.measure.score,
        card.measure.chars as i64,
        serde_json::to_string(card).expect("cards are plain data"),
    ])?;
    Ok(())
}

/// Removes a source, unless its issue was written again under another.
pub fn forget(to: &Connection, sha256: &str, issue: &str) -> Written {
    to.execute("DELETE FROM sources WHERE sha256 = ? AND issue = ?", params![sha256, issue])?;
    Ok(())
}

/// Writes a run that has ended.
pub fn run(to: &Connection, manifest: &Manifest) -> Written {
    let key = format!("run:{:06}", manifest.header.run);
    let value = serde_json::json!({ "started": manifest.header.started, "finished": manifest.finished });
    note(to, &key, &value.to_string())
}

/// Removes an issue and all that hangs on it; its source stays.
pub fn remove_issue(to: &Connection, id: &str) -> Written {
    let mut statement =
        to.prepare_cached("SELECT rowid, title, subtitle, people, text FROM records WHERE issue = ?")?;
    let rows = statement
        .query_map([id], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    let rows: Vec<(i64, String, Option<String>, String, String)> = rows.collect::<Result<_, _>>()?;
    for (rowid, title, subtitle, people, text) in rows {
        // an index without texts of its own has to be told what to take out
        let (title, people, body) = indexed(&title, subtitle.as_deref(), &people, &text);
        let sql = "INSERT INTO search(search, rowid, title, people, body) VALUES ('delete', ?, ?, ?, ?)";
        to.prepare_cached(sql)?.execute(params![rowid, title, people, body])?;
    }
    let mut names = to.prepare_cached(
        "SELECT DISTINCT name FROM appearances WHERE record IN (SELECT id FROM records WHERE issue = ?)",
    )?;
    let names: Vec<String> = names.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for table in ["proposals", "speeches", "meetings", "articles"] {
        to.execute(&format!("DELETE FROM {table} WHERE id IN (SELECT id FROM records WHERE issue = ?)"), [id])?;
    }
    to.execute("DELETE FROM appearances WHERE record IN (SELECT id FROM records WHERE issue = ?)", [id])?;
    for name in names {
        let unused = "NOT EXISTS (SELECT 1 FROM appearances a WHERE a.name = ?1 AND a.is_person =";
        to.prepare_cached(&format!("DELETE FROM persons WHERE name = ?1 AND {unused} 1)"))?.execute([&name])?;
        to.prepare_cached(&format!("DELETE FROM organisations WHERE name = ?1 AND {unused} 0)"))?.execute([&name])?;
    }
    for table in ["records", "warnings", "gone"] {
        to.execute(&format!("DELETE FROM {table} WHERE issue = ?"), [id])?;
    }
    to.execute("DELETE FROM issues WHERE id = ?", [id])?;
    Ok(())
}

fn issue_row(to: &Connection, id: &str, row: &Value, card: &Card) -> Written {
    let at = |pointer: &str| row.pointer(pointer).and_then(Value::as_i64);
    let text = |key: &str| row[key].as_str();
    let list = |pointer: &str| row.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len) as i64;
    let mut statement = to.prepare_cached("INSERT INTO issues VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")?;
    statement.execute(params![
        id,
        text("publication"),
        at("/year"),
        at("/number"),
        at("/serial"),
        text("printed"),
        text("publisher"),
        at("/counts/pages").unwrap_or(0),
        at("/coverage/lines").unwrap_or(0),
        at("/coverage/unplaced").unwrap_or(0),
        at("/counts/repairs").unwrap_or(0),
        list("/quality/warnings"),
        list("/contents"),
        list("/contents_check/missing"),
        row.pointer("/quality/confidence").and_then(Value::as_f64),
        card.source.sha256,
        card.shown as i64,
    ])?;
    warnings(to, id, "", row)
}

fn warnings(to: &Connection, issue: &str, record: &str, row: &Value) -> Written {
    for warning in list(&row["quality"]["warnings"]) {
        let sql = "INSERT INTO warnings VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1";
        to.prepare_cached(sql)?.execute(params![issue, record, said(&warning["code"])])?;
    }
    Ok(())
}

fn record(to: &Connection, issue: &str, row: &Value) -> Written {
    let id = said(&row["id"]);
    let blocks = list(&row["body"]);
    let text: Vec<&str> = blocks.iter().map(|block| said(&block["text"])).collect();
    // a block is one line, so that the number of a line is the number of its block
    let text = text.iter().map(|block| block.replace('\n', " ")).collect::<Vec<_>>().join("\n");
    let block_pages: Vec<i64> = blocks.iter().map(|block| block["page"].as_i64().unwrap_or(0)).collect();
    let named = named(row);
    let mut people: Vec<&str> = list(&row["byline"]).iter().map(said).collect();
    people.extend(named.iter().filter(|n| n.role != "outlet").flat_map(|n| [Some(n.name), n.title]).flatten());
    let people = people.join("\n");
    let (title, subtitle) = (said(&row["title"]), row["subtitle"].as_str());
    let mut statement =
        to.prepare_cached("INSERT INTO records VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")?;
    statement.execute(params![
        id,
        issue,
        row["kind"].as_str(),
        row["classification"].as_str(),
        row["part_of"].as_str(),
        row["section"]["name"].as_str(),
        title,
        subtitle,
        row["byline"].to_string(),
        row["date"].as_str(),
        row["date_precision"].as_str(),
        row["credit"]["outlet"].as_str(),
        if row["credit"].is_null() { "[]".to_owned() } else { row["credit"]["reporters"].to_string() },
        row["pages"].to_string(),
        text,
        serde_json::to_string(&block_pages).expect("numbers are plain data"),
        people,
        row["quality"]["confidence"].as_f64(),
        list(&row["quality"]["warnings"]).len() as i64,
        row["repairs"].as_i64().unwrap_or(0),
    ])?;
    let rowid = to.last_insert_rowid();
    let (title, people, body) = indexed(title, subtitle, &people, &text);
    let mut statement = to.prepare_cached("INSERT INTO search(rowid, title, people, body) VALUES (?, ?, ?, ?)")?;
    statement.execute(params![rowid, title, people, body])?;
    for (position, named) in named.iter().enumerate() {
        let sql = "INSERT OR IGNORE INTO appearances VALUES (?, ?, ?, ?, ?, ?)";
        let cells = params![id, named.role, position as i64, named.name, named.is_person, named.title];
        to.prepare_cached(sql)?.execute(cells)?;
        let table = if named.is_person { "persons" } else { "organisations" };
        to.prepare_cached(&format!("INSERT OR IGNORE INTO {table} VALUES (?)"))?.execute([named.name])?;
    }
    warnings(to, issue, id, row)?;
    kind(to, id, row)
}

/// What goes into the index for a record: title, people, body.
fn indexed(title: &str, subtitle: Option<&str>, people: &str, text: &str) -> (String, String, String) {
    let title = format!("{title}\n{}", subtitle.unwrap_or_default());
    (words::index(&title), words::index(people), words::index(text))
}

fn kind(to: &Connection, id: &str, row: &Value) -> Written {
    let text = |key: &str| row[key].as_str();
    match said(&row["kind"]) {
        "proposal" => {
            let mut statement = to.prepare_cached("INSERT INTO proposals VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")?;
            let result = |key: &str| row["result"][key].as_str();
            statement.execute(params![
                id,
                text("identifier"),
                row["year"].as_i64(),
                text("category"),
                row["keywords"].to_string(),
                text("background"),
                text("analysis"),
                text("recommendations"),
                text("handling"),
                result("text"),
                result("code"),
                result("scheme"),
            ])?;
        }
        "speech" => {
            let speaker = |key: &str| row["speaker"][key].as_str();
            let mut statement = to.prepare_cached("INSERT INTO speeches VALUES (?,?,?,?,?,?,?)")?;
            statement.execute(params![
                id,
                speaker("name"),
                speaker("role"),
                speaker("organization"),
                text("occasion"),
                text("meeting"),
                row["excerpt"].as_bool().unwrap_or(false),
            ])?;
        }
        "meeting" => {
            let mut statement = to.prepare_cached("INSERT INTO meetings VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")?;
            statement.execute(params![
                id,
                text("name"),
                text("organ"),
                row["term"].as_i64(),
                row["ordinal"].as_i64(),
                row["extended"].as_bool().unwrap_or(false),
                text("start_date"),
                text("end_date"),
                text("place"),
                text("mode"),
                row["proposals"].to_string(),
                row["decisions"].to_string(),
            ])?;
        }
        _ => {
            to.prepare_cached("INSERT INTO articles VALUES (?)")?.execute([id])?;
        }
    }
    Ok(())
}

/// Somebody or some body named in a field of a record.
struct Named<'a> {
    role: &'static str,
    name: &'a str,
    is_person: bool,
    title: Option<&'a str>,
}

/// All that the fields of a record name, in the order of the fields. People of the same name are one name: nothing is guessed.
fn named<'a>(row: &'a Value) -> Vec<Named<'a>> {
    let mut found = Vec::new();
    let mut add = |role, name: &'a Value, is_person, title: &'a Value| {
        if let Some(name) = name.as_str() {
            found.push(Named { role, name, is_person, title: title.as_str() });
        }
    };
    for proposer in list(&row["proposers"]) {
        let role = if proposer["lead"].as_bool() == Some(true) { "lead-proposer" } else { "proposer" };
        add(role, &proposer["name"], said(&proposer["kind"]) == "person", &Value::Null);
    }
    add("speaker", &row["speaker"]["name"], true, &row["speaker"]["role"]);
    add("of-speaker", &row["speaker"]["organization"], false, &Value::Null);
    add("organ", &row["organ"], false, &Value::Null);
    let roles = [("chair", "chair"), ("speakers", "speaker"), ("attendees", "attendee"), ("observers", "observer")];
    for (key, role) in roles {
        for person in list(&row[key]) {
            add(role, &person["name"], true, &person["role"]);
        }
    }
    for handler in list(&row["handlers"]) {
        add("handler", &handler["name"], false, &handler["role"]);
    }
    add("outlet", &row["credit"]["outlet"], false, &Value::Null);
    for reporter in list(&row["credit"]["reporters"]) {
        add("reporter", reporter, true, &Value::Null);
    }
    found
}

fn said(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
