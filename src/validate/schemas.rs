//! The published schemas as text and as validators, which are compiled with the program. Nothing is fetched: every reference is
//! resolved among the texts below, and the name under which they know each other is no address that exists.

use jsonschema::ValidationError;
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

/// The validator of one schema.
pub(super) struct Validator {
    is_valid: fn(&Value) -> bool,
    /// What is wrong, at most as much as asked for.
    errors: for<'v> fn(&'v Value, usize) -> Vec<ValidationError<'v>>,
}

impl Validator {
    pub(super) fn is_valid(&self, row: &Value) -> bool {
        (self.is_valid)(row)
    }

    /// All that is wrong with a row, up to `most`.
    pub(super) fn errors<'v>(&self, row: &'v Value, most: usize) -> Vec<ValidationError<'v>> {
        (self.errors)(row, most)
    }
}

/// The validator of this kind; None for an unknown kind and for the shared definitions.
pub(super) fn validator(kind: &str) -> Option<&'static Validator> {
    VALIDATORS.iter().find(|(name, _)| *name == kind).map(|(_, validator)| validator)
}

macro_rules! compiled {
    ($($kind:literal $name:ident $path:literal),*) => {
        $(
            #[jsonschema::validator(
                path = $path,
                draft = Draft202012,
                resources = {
                    "https://huikan.invalid/schemas/1.1.0/common.schema.json" => { path = "schemas/common.schema.json" },
                },
                validate_formats = true,
                pattern_options = { engine = regex },
            )]
            struct $name;
        )*

        static VALIDATORS: [(&str, Validator); 7] = [
            $(($kind, Validator {
                is_valid: |row| $name::is_valid(row),
                errors: |row, most| $name::iter_errors(row).take(most).collect(),
            })),*
        ];
    };
}

compiled! {
    "proposal" Proposal "schemas/proposal.schema.json",
    "speech" Speech "schemas/speech.schema.json",
    "meeting" Meeting "schemas/meeting.schema.json",
    "article" Article "schemas/article.schema.json",
    "issue" Issue "schemas/issue.schema.json",
    "ledger" Ledger "schemas/ledger.schema.json",
    "repair" Repair "schemas/repair.schema.json"
}
