//! The published schemas as text and as compiled validators. Nothing is fetched: every reference is resolved
//! among the texts below.

use std::sync::LazyLock;

use jsonschema::{PatternOptions, Registry, Validator};
use serde_json::Value;

/// All schemas by kind, shared definitions first, then the four kinds of record, then the other files.
pub const SCHEMAS: [(&str, &str); 8] = [
    ("common", include_str!("../../schemas/common.schema.json")),
    ("proposal", include_str!("../../schemas/proposal.schema.json")),
    ("speech", include_str!("../../schemas/speech.schema.json")),
    ("meeting", include_str!("../../schemas/meeting.schema.json")),
    ("article", include_str!("../../schemas/article.schema.json")),
    ("issue", include_str!("../../schemas/issue.schema.json")),
    ("ledger", include_str!("../../schemas/ledger.schema.json")),
    ("repair", include_str!("../../schemas/repair.schema.json")),
];

/// The text of the schema of this kind.
pub fn schema(kind: &str) -> Option<&'static str> {
    SCHEMAS.iter().find(|(name, _)| *name == kind).map(|(_, text)| *text)
}

/// The compiled schema of this kind; None for an unknown kind and for the shared definitions.
pub(super) fn validator(kind: &str) -> Option<&'static Validator> {
    VALIDATORS.iter().find(|(name, _)| *name == kind).map(|(_, validator)| validator)
}

/// Compiles the schemas now.
pub fn make_ready() {
    LazyLock::force(&VALIDATORS);
}

/// Compiled once, at the first row.
static VALIDATORS: LazyLock<Vec<(&'static str, Validator)>> = LazyLock::new(|| {
    let parsed: Vec<(&'static str, Value)> =
        SCHEMAS.iter().map(|(kind, text)| (*kind, serde_json::from_str(text).expect("schemas are JSON"))).collect();
    let mut registry = Registry::new();
    for (_, schema) in &parsed {
        let id = schema["$id"].as_str().expect("schemas have an $id");
        registry = registry.add(id, schema).expect("schema ids are URIs");
    }
    let registry = registry.prepare().expect("schemas refer to each other only");
    let compiled = parsed.iter().filter(|(kind, _)| *kind != "common").map(|(kind, schema)| {
        let validator = jsonschema::options()
            .with_registry(&registry)
            .with_pattern_options(PatternOptions::regex())
            .should_validate_formats(true)
            .offline()
            .build(schema)
            .expect("schemas are valid 2020-12");
        (*kind, validator)
    });
    compiled.collect()
});
