//! An archivist's own corrections: what stood where, what stands now, who said so and when.

use serde::Deserialize;

/// Why a file of patches can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("patches: {cause}")]
pub struct PatchError {
    pub cause: String,
}

/// Where a patch applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Number of a line, as in the ledger.
    Line(u32),
    /// Id of a record; all its lines.
    Record(String),
}

/// One correction by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    pub target: Target,
    /// As it stands in the output, or as it was extracted.
    pub was: String,
    pub now: String,
    pub who: String,
    pub when: String,
    pub note: Option<String>,
}

/// The patches of one issue, in file order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Patches {
    pub list: Vec<Patch>,
    /// Text they were read from, for the settings hash.
    pub digest: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PatchesToml {
    #[serde(default)]
    patch: Vec<PatchToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PatchToml {
    line: Option<u32>,
    record: Option<String>,
    was: String,
    now: String,
    who: String,
    when: toml::Value,
    note: Option<String>,
}

impl Patches {
    /// Reads `[[patch]]` tables with `line` or `record`, `was`, `now`, `who`, `when` and perhaps `note`.
    pub fn parse(text: &str) -> Result<Self, PatchError> {
        let read: PatchesToml = toml::from_str(text).map_err(|e| PatchError { cause: e.to_string() })?;
        let patches = read.patch.into_iter().enumerate().map(|(i, patch)| {
            patch.checked().map_err(|cause| PatchError { cause: format!("patch {}: {cause}", i + 1) })
        });
        Ok(Self { list: patches.collect::<Result<_, _>>()?, digest: text.to_owned() })
    }

    /// These, then the others.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.list.extend(others.list);
        self.digest.push_str(&others.digest);
        self
    }
}

impl PatchToml {
    fn checked(self) -> Result<Patch, &'static str> {
        let target = match (self.line, self.record) {
            (Some(line), None) => Target::Line(line),
            (None, Some(record)) => Target::Record(record),
            _ => return Err("give either line or record"),
        };
        if self.was.is_empty() || self.was == self.now {
            return Err("was has to be some text other than now");
        }
        if [&self.was, &self.now].iter().any(|text| text.contains(['\n', '\r'])) {
            return Err("was and now lie inside one line");
        }
        if self.who.trim().is_empty() {
            return Err("who is empty");
        }
        let when = match self.when {
            toml::Value::String(when) => when,
            toml::Value::Datetime(when) => when.to_string(),
            _ => return Err("when is a date"),
        };
        Ok(Patch { target, was: self.was, now: self.now, who: self.who, when, note: self.note })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_are_read_with_dates_of_both_forms() {
        let text = "[[patch]]\nline = 3\nwas = \"坤\"\nnow = \"珅\"\nwho = \"王\"\nwhen = 2026-03-01\n\
                    [[patch]]\nrecord = \"x-r0001\"\nwas = \"a\"\nnow = \"\"\nwho = \"王\"\nwhen = \"2026-03-02\"\nnote = \"见原件\"\n";
        let patches = Patches::parse(text).expect("patches");
        assert_eq!(patches.list.len(), 2);
        assert_eq!((patches.list[0].target.clone(), patches.list[0].when.as_str()), (Target::Line(3), "2026-03-01"));
    }

    #[test]
    fn a_patch_that_says_too_little_is_an_error() {
        for text in [
            "[[patch]]\nwas = \"a\"\nnow = \"b\"\nwho = \"c\"\nwhen = \"d\"",
            "[[patch]]\nline = 1\nwas = \"a\"\nnow = \"a\"\nwho = \"c\"\nwhen = \"d\"",
            "[[patch]]\nline = 1\nwas = \"a\"\nnow = \"b\"\nwho = \" \"\nwhen = \"d\"",
            "[[patch]]\nline = 1\nwas = \"a\"\nnow = \"b\"\nwho = \"c\"\nwhen = 3",
            "[[patch]]\nline = 1\nwas = \"a\"\nnow = \"b\"\nwho = \"c\"\nwhen = \"d\"\nwhy = \"e\"",
        ] {
            assert!(Patches::parse(text).is_err(), "{text}");
        }
    }
}
