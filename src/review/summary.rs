//! What the overview shows of one issue, and how it is kept beside the issue's page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::folder::{Folder, list, number, said};
use super::issue::called;

/// One row of the overview.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// As in `issue.json`.
    pub id: String,
    /// Folder of its page in the site.
    pub folder: String,
    /// Publication, year and number in words.
    pub name: String,
    pub year: Option<i64>,
    pub number: Option<u64>,
    pub pages: u64,
    pub lines: u64,
    pub unplaced: u64,
    pub proposals: u64,
    pub speeches: u64,
    pub meetings: u64,
    pub articles: u64,
    pub repairs: u64,
    /// Entries of the contents page that do not agree with the articles.
    pub contents: u64,
    /// Number of warnings of each code.
    pub warnings: BTreeMap<String, u64>,
    /// Pages with an image.
    pub images: u64,
}

impl Summary {
    /// Counts an issue; `folder` is the name its page has in the site.
    pub fn of(issue: &Folder, folder: &str, n_images: usize) -> Self {
        let row = &issue.issue;
        let counts = &row["counts"];
        let mut warnings = BTreeMap::new();
        let of_records = issue.records.iter().flat_map(|record| list(&record["quality"]["warnings"]));
        for warning in list(&row["quality"]["warnings"]).iter().chain(of_records) {
            *warnings.entry(said(&warning["code"]).to_owned()).or_default() += 1;
        }
        let check = &row["contents_check"];
        let entries = ["missing", "page_mismatches"].map(|key| list(&check[key]).len() as u64);
        Self {
            id: said(&row["id"]).to_owned(),
            folder: folder.to_owned(),
            name: called(row),
            year: row["year"].as_i64(),
            number: row["number"].as_u64(),
            pages: number(&counts["pages"]),
            lines: number(&counts["lines"]),
            unplaced: number(&row["coverage"]["unplaced"]),
            proposals: number(&counts["proposals"]),
            speeches: number(&counts["speeches"]),
            meetings: number(&counts["meetings"]),
            articles: number(&counts["articles"]),
            repairs: number(&counts["repairs"]),
            contents: entries.iter().sum(),
            warnings,
            images: n_images as u64,
        }
    }

    /// Records of each kind, in the order of the contract.
    pub(super) fn kinds(&self) -> [u64; 4] {
        [self.proposals, self.speeches, self.meetings, self.articles]
    }
}
