//! The archivist's list of known people: names with offices, the authority for spelling.

use serde::Deserialize;

/// Why a roster can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("roster: {cause}")]
pub struct RosterError {
    pub cause: String,
}

/// An office somebody holds; years bound it where they are known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    pub title: String,
    pub organization: Option<String>,
    pub from: Option<i32>,
    pub to: Option<i32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterPerson {
    pub name: String,
    #[serde(default)]
    pub offices: Vec<Office>,
}

/// All known people, in file order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    pub people: Vec<RosterPerson>,
    /// Text it was read from, for the settings hash.
    pub digest: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RosterToml {
    #[serde(default)]
    person: Vec<RosterPerson>,
}

impl Roster {
    /// Reads a roster: `[[person]]` tables with `name` and `offices = [{ title, organization, from, to }]`.
    pub fn parse(text: &str) -> Result<Self, RosterError> {
        let toml: RosterToml = toml::from_str(text).map_err(|e| RosterError { cause: e.to_string() })?;
        Ok(Self { people: toml.person, digest: text.to_owned() })
    }

    /// Whether the office is somebody's in the given year (unknown bounds fit).
    pub fn holds(person: &RosterPerson, title: &str, year: Option<i32>) -> bool {
        person.offices.iter().any(|o| {
            o.title == title
                && year.is_none_or(|y| o.from.is_none_or(|from| from <= y) && o.to.is_none_or(|to| y <= to))
        })
    }
}
