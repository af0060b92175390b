//! The published schemas and the rows written say the same, both ways.

use std::collections::BTreeSet;

use huikan::output::render;
use huikan::record::{KINDS, SCHEMA_VERSION, WARNING_CODES};
use huikan::validate::{SCHEMAS, schema};
use serde_json::Value;

use crate::samples::rows;

fn parsed(kind: &str) -> Value {
    serde_json::from_str(schema(kind).unwrap()).unwrap()
}

/// The schema meant where another is referred to, in the same file or in the shared one.
fn resolve(schema: &Value, here: &Value) -> (Value, Value) {
    let Some(reference) = schema["$ref"].as_str() else { return (schema.clone(), here.clone()) };
    let (file, pointer) = reference.split_once('#').unwrap();
    let document = if file.is_empty() { here.clone() } else { parsed("common") };
    (document.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere")).clone(), document)
}

/// Names in `properties`, with those of the schema it builds on.
fn properties(schema: &Value, here: &Value) -> Vec<(String, Value, Value)> {
    let mut all = Vec::new();
    if schema.get("$ref").is_some() {
        let (base, document) = resolve(schema, here);
        all.extend(properties(&base, &document));
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if !all.iter().any(|(known, ..)| known == name) {
            all.push((name.clone(), property.clone(), here.clone()));
        }
    }
    all
}

/// Goes through a row where every field is filled and a schema side by side: names are the same at every depth, and
/// all are required.
fn agree(place: &str, row: &Value, schema: &Value, here: &Value) {
    match row {
        Value::Object(fields) => {
            let options = schema["anyOf"].as_array().and_then(|options| options.first());
            let schema = options.unwrap_or(schema);
            let properties = properties(schema, here);
            let named: BTreeSet<&String> = properties.iter().map(|(name, ..)| name).collect();
            assert_eq!(fields.keys().collect::<BTreeSet<_>>(), named, "fields of {place}");
            let required = required(schema, here);
            assert_eq!(named, required.iter().collect(), "required keys of {place}");
            for (name, property, document) in &properties {
                agree(&format!("{place}/{name}"), &fields[name], property, document);
            }
        }
        Value::Array(items) => {
            let (list, document) = resolve(schema, here);
            assert!(!items.is_empty(), "{place} is not filled in the sample");
            agree(&format!("{place}/0"), &items[0], &list["items"], &document);
        }
        Value::Null => assert!(
            ["/body/0/level", "/part_of", "/record", "/block", "/quality/warnings/0/block"]
                .iter()
                .any(|known| place.ends_with(known)),
            "{place} is not filled in the sample"
        ),
        _ => {}
    }
}

fn required(schema: &Value, here: &Value) -> BTreeSet<String> {
    let mut names: BTreeSet<String> =
        schema["required"].as_array().into_iter().flatten().map(|n| n.as_str().unwrap().to_owned()).collect();
    if schema.get("$ref").is_some() {
        let (base, document) = resolve(schema, here);
        names.extend(required(&base, &document));
    }
    names
}

#[test]
fn field_names_agree_both_ways() {
    let files = render(&rows("jczx-2031-02").check().unwrap()).map(|(_, bytes)| String::from_utf8(bytes).unwrap());
    let lines = |text: &str| text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>();
    let issue: Value = serde_json::from_str(&files[0]).unwrap();
    agree("issue", &issue, &parsed("issue"), &parsed("issue"));
    let records = lines(&files[1]);
    for kind in KINDS {
        let record = records.iter().find(|r| r["kind"] == kind).unwrap();
        agree(kind, record, &parsed(kind), &parsed(kind));
    }
    agree("ledger", &lines(&files[2])[1], &parsed("ledger"), &parsed("ledger"));
    agree("repair", &lines(&files[3])[0], &parsed("repair"), &parsed("repair"));
}

#[test]
fn every_schema_is_valid_2020_12_and_knows_its_name() {
    for (kind, text) in SCHEMAS {
        let schema: Value = serde_json::from_str(text).unwrap();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["$id"], format!("https://huikan.invalid/schemas/{SCHEMA_VERSION}/{kind}.schema.json"));
        assert!(jsonschema::draft202012::meta::is_valid(&schema), "{kind}");
    }
}

#[test]
fn schemas_are_the_files_in_the_folder() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas");
    let found = crate::program::names(folder.as_ref());
    let mut known: Vec<String> = SCHEMAS.iter().map(|(kind, _)| format!("{kind}.schema.json")).collect();
    known.sort();
    assert_eq!(found, known);
}

#[test]
fn warning_codes_are_those_of_the_schema_and_explained() {
    let common = parsed("common");
    let codes = common["$defs"]["warning_code"]["oneOf"].as_array().unwrap();
    assert!(codes.iter().all(|code| code["description"].as_str().is_some_and(|d| !d.is_empty())));
    let published: BTreeSet<&str> = codes.iter().map(|code| code["const"].as_str().unwrap()).collect();
    assert_eq!(published, BTreeSet::from(WARNING_CODES));
}

#[test]
fn kinds_classes_and_extractors_are_those_of_the_model() {
    use huikan::model::provenance::Extractor;
    use huikan::model::text::Class;
    let common = parsed("common");
    let published = |name: &str| {
        common["$defs"][name]["enum"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(published("kind"), KINDS);
    assert_eq!(published("extractor"), [Extractor::TextLayer, Extractor::Ocr, Extractor::Text].map(Extractor::as_str));
    let classes = [
        Class::Confusion,
        Class::LatinIntrusion,
        Class::Punctuation,
        Class::Spacing,
        Class::BrokenParagraph,
        Class::HeadingSplit,
        Class::ReadingOrder,
        Class::Repeat,
        Class::Markup,
        Class::CodePoint,
        Class::Name,
    ];
    assert_eq!(published("repair_class"), classes.map(Class::as_str));
}
