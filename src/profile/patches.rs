//! An archivist's own corrections: what stood where, what stands now, who said so and when; of which kind a record is,
//! and where articles begin.

use serde::Deserialize;

use super::Kind;

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

/// Who says so, when, and why; in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub who: String,
    pub when: String,
    pub note: Option<String>,
}

impl Said {
    /// `王档案, 2026-03-01, 见原件`.
    pub fn words(&self) -> String {
        [Some(&self.who), Some(&self.when), self.note.as_ref()]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// The record that holds a line is of this kind, whatever its words say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindPatch {
    /// Number of a line, as in the ledger.
    pub line: u32,
    pub kind: Kind,
    pub said: Said,
}

/// An article begins at a line, or none does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boundary {
    /// Number of a line, as in the ledger.
    pub line: u32,
    /// Lines of the title, counted from that line; None: no article begins there, its lines go on in the one before.
    pub title_lines: Option<usize>,
    pub said: Said,
}

/// The patches of one issue, in file order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Patches {
    pub list: Vec<Patch>,
    pub kinds: Vec<KindPatch>,
    pub boundaries: Vec<Boundary>,
    /// Text they were read from, for the settings hash.
    pub digest: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PatchesToml {
    #[serde(default)]
    patch: Vec<PatchToml>,
    #[serde(default)]
    kind: Vec<KindToml>,
    #[serde(default)]
    boundary: Vec<BoundaryToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindToml {
    line: u32,
    kind: String,
    who: String,
    when: toml::Value,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BoundaryToml {
    line: u32,
    begins: bool,
    title_lines: Option<usize>,
    who: String,
    when: toml::Value,
    note: Option<String>,
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
    /// Reads `[[patch]]` tables with `line` or `record`, `was` and `now`; `[[kind]]` tables with `line` and `kind`;
    /// `[[boundary]]` tables with `line`, `begins` and perhaps `title_lines`. All have `who`, `when` and perhaps `note`.
    pub fn parse(text: &str) -> Result<Self, PatchError> {
        let read: PatchesToml = toml::from_str(text).map_err(|e| PatchError { cause: e.to_string() })?;
        let list = numbered("patch", read.patch, PatchToml::checked)?;
        let kinds = numbered("kind", read.kind, KindToml::checked)?;
        let boundaries = numbered("boundary", read.boundary, BoundaryToml::checked)?;
        Ok(Self { list, kinds, boundaries, digest: text.to_owned() })
    }

    /// These, then the others.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.list.extend(others.list);
        self.kinds.extend(others.kinds);
        self.boundaries.extend(others.boundaries);
        self.digest.push_str(&others.digest);
        self
    }
}

/// Checks all tables of one name; an error says which it is of.
fn numbered<A, B>(name: &str, tables: Vec<A>, check: fn(A) -> Result<B, &'static str>) -> Result<Vec<B>, PatchError> {
    let number = |(i, table)| check(table).map_err(|cause| PatchError { cause: format!("{name} {}: {cause}", i + 1) });
    tables.into_iter().enumerate().map(number).collect()
}

fn said(who: String, when: toml::Value, note: Option<String>) -> Result<Said, &'static str> {
    if who.trim().is_empty() {
        return Err("who is empty");
    }
    let when = match when {
        toml::Value::String(when) => when,
        toml::Value::Datetime(when) => when.to_string(),
        _ => return Err("when is a date"),
    };
    Ok(Said { who, when, note })
}

/// More lines than any title has.
const MOST_TITLE_LINES: usize = 6;

impl KindToml {
    fn checked(self) -> Result<KindPatch, &'static str> {
        let kind = match self.kind.as_str() {
            "proposal" => Kind::Proposal,
            "speech" => Kind::Speech,
            "meeting" => Kind::Meeting,
            "article" => Kind::Article,
            _ => return Err("kind is proposal, speech, meeting or article"),
        };
        Ok(KindPatch { line: self.line, kind, said: said(self.who, self.when, self.note)? })
    }
}

impl BoundaryToml {
    fn checked(self) -> Result<Boundary, &'static str> {
        let title_lines = match (self.begins, self.title_lines) {
            (false, Some(_)) => return Err("title_lines goes with begins = true"),
            (true, Some(n)) if !(1..=MOST_TITLE_LINES).contains(&n) => {
                return Err("title_lines is a number from 1 to 6");
            }
            (true, n) => Some(n.unwrap_or(1)),
            (false, None) => None,
        };
        Ok(Boundary { line: self.line, title_lines, said: said(self.who, self.when, self.note)? })
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
        let Said { who, when, note } = said(self.who, self.when, self.note)?;
        Ok(Patch { target, was: self.was, now: self.now, who, when, note })
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
    fn kinds_and_boundaries_are_read() {
        let text = "[[kind]]\nline = 3\nkind = \"speech\"\nwho = \"王\"\nwhen = 2026-03-01\n\
                    [[boundary]]\nline = 9\nbegins = true\ntitle_lines = 2\nwho = \"王\"\nwhen = 2026-03-01\nnote = \"见原件\"\n\
                    [[boundary]]\nline = 12\nbegins = false\nwho = \"王\"\nwhen = 2026-03-01\n";
        let patches = Patches::parse(text).expect("patches");
        assert_eq!((patches.kinds[0].line, patches.kinds[0].kind), (3, Kind::Speech));
        let [begins, joins] = &patches.boundaries[..] else { panic!("{:?}", patches.boundaries) };
        assert_eq!((begins.line, begins.title_lines, joins.title_lines), (9, Some(2), None));
        assert_eq!(begins.said.words(), "王, 2026-03-01, 见原件");
        for text in [
            "[[kind]]\nline = 3\nkind = \"poem\"\nwho = \"王\"\nwhen = 2026-03-01",
            "[[boundary]]\nline = 3\nbegins = true\ntitle_lines = 0\nwho = \"王\"\nwhen = 2026-03-01",
            "[[boundary]]\nline = 3\nbegins = false\ntitle_lines = 1\nwho = \"王\"\nwhen = 2026-03-01",
            "[[boundary]]\nline = 3\nwho = \"王\"\nwhen = 2026-03-01",
        ] {
            assert!(Patches::parse(text).is_err(), "{text}");
        }
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
