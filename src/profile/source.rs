//! The TOML form of a profile, as written by people; unknown keys are errors.

use serde::Deserialize;

/// Built-in profiles: (file name, text). A base stands before those that extend it.
pub(super) const BUILT_IN: [(&str, &str); 3] = [
    ("bulletin.toml", include_str!("data/bulletin.toml")),
    ("harbin-zhengxie.toml", include_str!("data/harbin-zhengxie.toml")),
    ("newspaper.toml", include_str!("data/newspaper.toml")),
];

/// The template users copy; compiled by a test so that it can't rot.
#[cfg(test)]
pub(super) const TEMPLATE: &str = include_str!("data/_template.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileToml {
    pub id: String,
    pub name: String,
    pub extends: Option<String>,
    pub publication: Option<String>,
    pub id_prefix: String,
    pub medium: String,
    #[serde(default)]
    pub detect: Vec<String>,
    #[serde(default)]
    pub heading: Vec<HeadingToml>,
    #[serde(default)]
    pub line: Vec<LineToml>,
    #[serde(default)]
    pub marker: Vec<MarkerToml>,
    #[serde(default)]
    pub section: Vec<SectionToml>,
    #[serde(default)]
    pub labels: LabelsToml,
    #[serde(default)]
    pub masthead: MastheadToml,
    #[serde(default)]
    pub lexicon: LexiconToml,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadingToml {
    pub id: String,
    pub kind: String,
    pub level: String,
    pub classification: Option<String>,
    pub pattern: String,
    pub matches: Vec<String>,
    pub rejects: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineToml {
    pub id: String,
    pub role: String,
    pub pattern: String,
    pub matches: Vec<String>,
    pub rejects: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MarkerToml {
    pub part: String,
    pub words: Vec<String>,
    #[serde(default)]
    pub bracketed: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionToml {
    pub name: String,
    pub name_en: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LabelsToml {
    pub identifier: Vec<String>,
    pub proposer: Vec<String>,
    pub handler: Vec<String>,
    pub result: Vec<String>,
    pub year: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MastheadToml {
    pub serial: Option<String>,
    pub number: Option<String>,
    pub year: Option<String>,
    pub permit: Option<String>,
    pub printed: Option<String>,
    pub print_run: Option<String>,
    pub frequency: std::collections::BTreeMap<String, u32>,
    pub publisher: Option<String>,
    pub sponsor: Option<String>,
    pub folio: Option<String>,
    pub paper: Option<String>,
    pub nameplate_date: Option<String>,
    pub nameplate_number: Option<String>,
    pub letterhead: Option<String>,
    pub document_number: Option<String>,
    pub furniture: Vec<String>,
    pub labels: Vec<String>,
    pub people: Vec<String>,
    pub seats: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LexiconToml {
    pub roles: Vec<String>,
    pub bodies: Vec<String>,
    pub parties: Vec<String>,
    pub surnames: String,
    pub compound_surnames: Vec<String>,
    pub not_names: Vec<String>,
    pub factual: Vec<String>,
    pub never_ends_heading: String,
    pub name_followers: Vec<String>,
    pub ends_heading: Vec<String>,
    pub absent: Vec<String>,
    pub asking: Vec<String>,
    pub requests: Vec<String>,
    pub spoken: Vec<String>,
    pub columns: Vec<String>,
    pub assemblies: Vec<String>,
    pub sections: Vec<String>,
    #[serde(default)]
    pub excerpts: Vec<String>,
    #[serde(default)]
    pub read_by: Vec<String>,
    pub arts: Vec<String>,
    pub stressing: Vec<String>,
    pub interviews: Vec<String>,
    pub page_names: Vec<String>,
    #[serde(default)]
    pub minutes: Vec<String>,
    #[serde(default)]
    pub wishes: Vec<String>,
    pub phrases: Vec<String>,
    pub sealed_phrases: Vec<String>,
    pub set_words: Vec<String>,
}
