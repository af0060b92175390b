//! The overview: totals and charts as HTML, the issues as data for the script.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::charts::{Bar, KINDS, chart};
use super::head;
use super::summary::Summary;
use super::text::{html, script};

/// All issues of a site, in the order they are stepped through.
#[derive(Debug, Clone, Default)]
pub struct Site {
    pub issues: Vec<Summary>,
}

impl Site {
    /// Puts the issues in the order of their print: year, number, id.
    pub fn sort(&mut self) {
        self.issues.sort_by(|a, b| {
            let key = |s: &Summary| (s.year.unwrap_or(i64::MAX), s.number.unwrap_or(u64::MAX), s.id.clone());
            key(a).cmp(&key(b)).then_with(|| a.folder.cmp(&b.folder))
        });
    }
}

/// The script with the rows of the overview.
pub fn issues_script(site: &Site) -> Vec<u8> {
    script("huikanIssues", &site.issues)
}

/// The script with the order of the issues, for the pages of issues.
pub fn order_script(site: &Site) -> Vec<u8> {
    script("huikanOrder", &site.issues.iter().map(|s| s.folder.as_str()).collect::<Vec<_>>())
}

/// The first page of the site.
pub fn index(site: &Site) -> Vec<u8> {
    let figures = figures(site);
    let charts = [years(site), warnings(site)].concat();
    let head = head("Issues", "", &["assets/issues.js", "assets/overview.js"]);
    format!(
        r#"{head}<body class="overview">
<header><h1>Issues</h1></header>
<main>
<dl class="figures" aria-label="Totals">
{figures}</dl>
<div class="charts">
{charts}</div>
<section aria-labelledby="list-title">
<h2 id="list-title">All issues</h2>
<div class="bar">
<label>Find <input type="search" id="find" placeholder="id, publication or year"></label>
<label>Show <select id="filter">
<option value="all">all issues</option>
<option value="warnings">with warnings</option>
<option value="unplaced">with unplaced lines</option>
<option value="contents">whose contents page disagrees</option>
<option value="images">without images</option>
</select></label>
<span id="shown" role="status"></span>
</div>
<div class="scroll">
<table id="issues">
<thead><tr></tr></thead>
<tbody></tbody>
</table>
</div>
<div class="bar"><button type="button" id="earlier">Earlier rows</button><span id="rows"></span><button type="button" id="later">Later rows</button></div>
</section>
<noscript><p class="note">The list of issues needs JavaScript. Nothing is loaded but the files of this folder.</p></noscript>
</main>
</body>
</html>
"#
    )
    .into_bytes()
}

fn sum(site: &Site, of: impl Fn(&Summary) -> u64) -> u64 {
    site.issues.iter().map(of).sum()
}

fn figures(site: &Site) -> String {
    let (lines, unplaced) = (sum(site, |s| s.lines), sum(site, |s| s.unplaced));
    let placed = if lines == 0 { 100.0 } else { (lines - unplaced.min(lines)) as f64 * 100.0 / lines as f64 };
    let warnings = sum(site, |s| s.warnings.values().sum());
    let rows = [
        ("Issues", grouped(site.issues.len() as u64), String::new()),
        ("Pages", grouped(sum(site, |s| s.pages)), String::new()),
        ("Records", grouped(sum(site, |s| s.kinds().iter().sum())), by_kind(site)),
        ("Lines placed", percent(placed), format!("{} unplaced of {}", grouped(unplaced), grouped(lines))),
        ("Repairs", grouped(sum(site, |s| s.repairs)), String::new()),
        ("Warnings", grouped(warnings), format!("in {} issues", grouped(issues_with_warnings(site)))),
    ];
    rows.iter().fold(String::new(), |mut out, (name, figure, more)| {
        let _ = writeln!(out, "<div><dt>{name}</dt><dd>{figure}</dd><dd class=\"more\">{}</dd></div>", html(more));
        out
    })
}

/// Never 100 where a line is missing.
fn percent(share: f64) -> String {
    if share >= 100.0 { "100 %".to_owned() } else { format!("{:.2} %", (share * 100.0).floor() / 100.0) }
}

fn by_kind(site: &Site) -> String {
    let name = |i: usize| {
        let n = sum(site, |s| s.kinds()[i]);
        let (one, many) = KINDS[i].1;
        format!("{} {}", grouped(n), if n == 1 { one } else { many })
    };
    (0..KINDS.len()).map(name).collect::<Vec<_>>().join(" · ")
}

fn issues_with_warnings(site: &Site) -> u64 {
    site.issues.iter().filter(|s| !s.warnings.is_empty()).count() as u64
}

/// `12,345`.
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// More years than this are shown as decades.
const MOST_YEARS: usize = 16;

/// Records by year and kind.
fn years(site: &Site) -> String {
    let mut years: Vec<Option<i64>> = site.issues.iter().map(|issue| issue.year).collect();
    years.sort_unstable();
    years.dedup();
    let decades = years.len() > MOST_YEARS;
    let span = |year: i64| if decades { year.div_euclid(10) * 10 } else { year };
    let mut by_year: BTreeMap<Option<i64>, [u64; 4]> = BTreeMap::new();
    for issue in &site.issues {
        let year = by_year.entry(issue.year.map(span)).or_default();
        for (sum, n) in year.iter_mut().zip(issue.kinds()) {
            *sum += n;
        }
    }
    let label = |year: Option<i64>| match year {
        None => "no year".to_owned(),
        Some(year) if decades => format!("{year}–{}", year + 9),
        Some(year) => year.to_string(),
    };
    let bars = by_year.into_iter().rev().map(|(year, kinds)| Bar { label: label(year), parts: kinds.to_vec() });
    let title = if decades { "Records by decade and kind" } else { "Records by year and kind" };
    chart("years", title, &bars.collect::<Vec<_>>(), true)
}

fn warnings(site: &Site) -> String {
    let mut by_code: BTreeMap<&str, u64> = BTreeMap::new();
    for (code, n) in site.issues.iter().flat_map(|s| &s.warnings) {
        *by_code.entry(code).or_default() += n;
    }
    let mut rows: Vec<(&str, u64)> = by_code.into_iter().collect();
    rows.sort_by_key(|(code, n)| (std::cmp::Reverse(*n), *code));
    let bars: Vec<Bar> = rows.iter().map(|(code, n)| Bar { label: (*code).to_owned(), parts: vec![*n] }).collect();
    chart("warnings", "Warnings by code", &bars, false)
}
