//! Columns of the flat feeds: one table for each kind, every column in every row, in the order of the record contract.

use serde_json::Value;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    Text,
    Int,
    Float,
    Bool,
    Date,
    List(Box<Type>),
    Struct(Vec<(&'static str, Type)>),
    /// The texts of all blocks of the body, a line each.
    Joined,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    /// Keys that lead to it from the row.
    pub path: &'static [&'static str],
    pub kind: Type,
}

impl Column {
    /// The value in a row; null where a part of the way is.
    pub fn of<'a>(&self, row: &'a Value) -> &'a Value {
        self.path.iter().fold(row, |value, key| &value[*key])
    }
}

/// The text of a body: blocks, a line each.
pub fn joined(body: &Value) -> String {
    let texts = super::list(body).iter().filter_map(|block| block["text"].as_str());
    texts.collect::<Vec<_>>().join("\n")
}

/// The columns of a kind of record; those that all kinds have where there is no such kind.
pub fn columns(kind: &str) -> Vec<Column> {
    let mut columns = common();
    columns.extend(match kind {
        "proposal" => proposal(),
        "speech" => speech(),
        "meeting" => meeting(),
        _ => Vec::new(),
    });
    columns
}

fn column(name: &'static str, path: &'static [&'static str], kind: Type) -> Column {
    Column { name, path, kind }
}

fn texts() -> Type {
    Type::List(Box::new(Type::Text))
}

fn ints() -> Type {
    Type::List(Box::new(Type::Int))
}

fn structs(fields: Vec<(&'static str, Type)>) -> Type {
    Type::List(Box::new(Type::Struct(fields)))
}

fn people() -> Type {
    structs(vec![("name", Type::Text), ("role", Type::Text)])
}

fn common() -> Vec<Column> {
    let block =
        vec![("type", Type::Text), ("level", Type::Int), ("text", Type::Text), ("page", Type::Int), ("lines", ints())];
    let region = vec![("page", Type::Int), ("bbox", Type::List(Box::new(Type::Float)))];
    let warning = vec![("code", Type::Text), ("block", Type::Int), ("message", Type::Text)];
    vec![
        column("schema_version", &["schema_version"], Type::Text),
        column("id", &["id"], Type::Text),
        column("kind", &["kind"], Type::Text),
        column("classification", &["classification"], Type::Text),
        column("part_of", &["part_of"], Type::Text),
        column("issue", &["issue", "id"], Type::Text),
        column("publication", &["issue", "publication"], Type::Text),
        column("issue_year", &["issue", "year"], Type::Int),
        column("issue_number", &["issue", "number"], Type::Int),
        column("issue_serial", &["issue", "serial"], Type::Int),
        column("section", &["section", "name"], Type::Text),
        column("section_en", &["section", "name_en"], Type::Text),
        column("title", &["title"], Type::Text),
        column("subtitle", &["subtitle"], Type::Text),
        column("byline", &["byline"], texts()),
        column("date", &["date"], Type::Date),
        column("date_precision", &["date_precision"], Type::Text),
        column("outlet", &["credit", "outlet"], Type::Text),
        column("reporters", &["credit", "reporters"], texts()),
        column("frame", &["frame"], texts()),
        column("text", &["body"], Type::Joined),
        column("body", &["body"], structs(block)),
        column("pages", &["pages"], ints()),
        column("source_path", &["provenance", "source", "path"], Type::Text),
        column("source_sha256", &["provenance", "source", "sha256"], Type::Text),
        column("media_type", &["provenance", "source", "media_type"], Type::Text),
        column("source_pages", &["provenance", "pages"], ints()),
        column("regions", &["provenance", "regions"], structs(region)),
        column("extractor", &["provenance", "extractor"], Type::Text),
        column("tool", &["provenance", "tool", "name"], Type::Text),
        column("tool_version", &["provenance", "tool", "version"], Type::Text),
        column("tool_settings", &["provenance", "tool", "settings"], Type::Text),
        column("confidence", &["quality", "confidence"], Type::Float),
        column("warnings", &["quality", "warnings"], structs(warning)),
        column("repairs", &["repairs"], Type::Int),
    ]
}

fn proposal() -> Vec<Column> {
    let proposer = vec![("name", Type::Text), ("kind", Type::Text), ("lead", Type::Bool)];
    vec![
        column("identifier", &["identifier"], Type::Text),
        column("year", &["year"], Type::Int),
        column("category", &["category"], Type::Text),
        column("proposers", &["proposers"], structs(proposer)),
        column("speaker", &["speaker", "name"], Type::Text),
        column("speaker_role", &["speaker", "role"], Type::Text),
        column("keywords", &["keywords"], texts()),
        column("background", &["background"], Type::Text),
        column("analysis", &["analysis"], Type::Text),
        column("recommendations", &["recommendations"], Type::Text),
        column("handling", &["handling"], Type::Text),
        column("handlers", &["handlers"], people()),
        column("result", &["result", "text"], Type::Text),
        column("result_code", &["result", "code"], Type::Text),
        column("result_scheme", &["result", "scheme"], Type::Text),
    ]
}

fn speech() -> Vec<Column> {
    vec![
        column("speaker", &["speaker", "name"], Type::Text),
        column("speaker_role", &["speaker", "role"], Type::Text),
        column("speaker_organization", &["speaker", "organization"], Type::Text),
        column("occasion", &["occasion"], Type::Text),
        column("meeting", &["meeting"], Type::Text),
        column("excerpt", &["excerpt"], Type::Bool),
    ]
}

fn meeting() -> Vec<Column> {
    vec![
        column("name", &["name"], Type::Text),
        column("organ", &["organ"], Type::Text),
        column("term", &["term"], Type::Int),
        column("ordinal", &["ordinal"], Type::Int),
        column("extended", &["extended"], Type::Bool),
        column("start_date", &["start_date"], Type::Date),
        column("end_date", &["end_date"], Type::Date),
        column("place", &["place"], Type::Text),
        column("mode", &["mode"], Type::Text),
        column("chair", &["chair"], people()),
        column("speakers", &["speakers"], people()),
        column("attendees", &["attendees"], people()),
        column("observers", &["observers"], people()),
        column("proposals", &["proposals"], texts()),
        column("decisions", &["decisions"], texts()),
    ]
}
