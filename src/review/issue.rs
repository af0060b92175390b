//! One issue: what its page shows, as data for the script, and the HTML the script fills.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::folder::{Folder, bbox, list, number, said};
use super::head;
use super::runs::{inside, pieces, runs};
use super::sheet::Sheet;
use super::text::{html, script};

/// The images of an issue's pages.
#[derive(Debug, Clone, Default)]
pub struct Images {
    /// By page from 1.
    pub pages: BTreeMap<u64, Image>,
    /// What the reader has to know of them: why there are none, or that they are of another file.
    pub note: Option<String>,
}

/// The image of one page.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Name of its file.
    pub file: String,
    /// Where it lies on the page: x0, y0, x1, y1 in points.
    pub place: [f64; 4],
    /// Its lines have to be set on it to be seen.
    pub bare: bool,
}

impl Images {
    /// Takes an image in, and gives the name of its file.
    pub fn add(&mut self, page: u64, sheet: &Sheet) -> String {
        let name = format!("page-{page:04}.png");
        self.pages.insert(page, Image { file: name.clone(), place: sheet.place, bare: sheet.bare });
        name
    }
}

/// White space around what is printed on a page whose size is not known, in points.
const MARGIN_PT: f64 = 36.0;
/// Longest step down between two lines of one region, in heights of a line.
const FAR: f64 = 6.0;

/// The script that holds all that is shown of an issue.
pub fn data(folder: &Folder, images: &Images) -> Vec<u8> {
    let places: BTreeMap<&str, usize> =
        folder.records.iter().enumerate().map(|(i, record)| (said(&record["id"]), i)).collect();
    let place = |id: &Value| id.as_str().and_then(|id| places.get(id).copied());
    let value = json!({
        "folder": folder.name,
        "issue": folder.issue,
        "patches": folder.patches,
        "imageNote": images.note,
        "pages": pages(folder, images, &place),
        "records": records(folder),
        "repairs": folder.repairs,
        "warnings": warnings(folder, &place),
    });
    script("huikanIssue", &value)
}

/// All pages of the file, with their lines and regions.
fn pages(folder: &Folder, images: &Images, place: &dyn Fn(&Value) -> Option<usize>) -> Vec<Value> {
    let mut by_page: BTreeMap<u64, Vec<&Value>> = images.pages.keys().map(|page| (*page, Vec::new())).collect();
    for row in &folder.ledger {
        by_page.entry(number(&row["page"])).or_default().push(row);
    }
    let printed: BTreeMap<u64, &Value> =
        list(&folder.issue["page_map"]).iter().map(|row| (number(&row["pdf"]) + 1, &row["printed"])).collect();
    let repaired = inside(&folder.repairs);
    let one = |(page, rows): (u64, Vec<&Value>)| {
        let lines: Vec<Value> = rows
            .iter()
            .map(|row| {
                let n = number(&row["line"]);
                let changes = repaired.get(&n).map(Vec::as_slice).unwrap_or_default();
                json!({
                    "n": n, "box": row["bbox"], "runs": runs(said(&row["text"]), said(&row["clean"]), changes),
                    "fate": row["fate"], "record": place(&row["record"]), "block": row["block"], "reason": row["reason"],
                })
            })
            .collect();
        let image = images.pages.get(&page);
        json!({
            "page": page, "printed": printed.get(&page), "view": view(&rows, image.map(|image| image.place)),
            "image": image.map(|image| json!({ "file": image.file, "place": image.place, "bare": image.bare })),
            "lines": lines, "regions": regions(&rows, place),
        })
    };
    by_page.into_iter().map(one).collect()
}

/// The part of the page to show: the image and all that is printed. None where nothing has a place.
fn view(rows: &[&Value], image: Option<[f64; 4]>) -> Option<[f64; 4]> {
    let print = rows.iter().filter_map(|row| bbox(&row["bbox"])).reduce(around);
    match (image, print) {
        (Some(image), Some(print)) => Some(around(image, print)),
        (Some(image), None) => Some(image),
        (None, Some([x0, y0, x1, y1])) => {
            Some([(x0 - MARGIN_PT).min(0.0), (y0 - MARGIN_PT).min(0.0), x1 + MARGIN_PT, y1 + MARGIN_PT])
        }
        (None, None) => None,
    }
}

fn around(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// Lines of one record, or of one fate, that stand under each other.
struct Region<'a> {
    fate: &'a Value,
    record: Option<usize>,
    /// Its lines are the head or the end of a record, not its body.
    head: bool,
    corners: [f64; 4],
    /// Height of its last line.
    height: f64,
    lines: Vec<u64>,
}

/// Boxes on one page, in reading order. A title over two columns stays apart from the first of them: a box around both
/// would lie over the second.
fn regions(rows: &[&Value], place: &dyn Fn(&Value) -> Option<usize>) -> Vec<Value> {
    let mut found: Vec<Region> = Vec::new();
    for row in rows {
        let Some(corners) = bbox(&row["bbox"]) else { continue };
        let line = Region {
            fate: &row["fate"],
            record: place(&row["record"]),
            head: row["block"].is_null(),
            corners,
            height: (corners[3] - corners[1]).max(1.0),
            lines: vec![number(&row["line"])],
        };
        match found.last_mut().filter(|region| region.head == line.head && goes_on(region, &line)) {
            Some(region) => join(region, line),
            None => found.push(line),
        }
    }
    let mut at = 1;
    while at < found.len() {
        let around = around(found[at - 1].corners, found[at].corners);
        let free = |(i, other): (usize, &Region)| i + 1 == at || i == at || !meet(around, other.corners);
        if goes_on(&found[at - 1], &found[at]) && found.iter().enumerate().all(free) {
            let below = found.remove(at);
            join(&mut found[at - 1], below);
        } else {
            at += 1;
        }
    }
    let row = |r: &Region| json!({ "fate": r.fate, "record": r.record, "box": r.corners, "lines": r.lines });
    found.iter().map(row).collect()
}

/// The second stands right under the first, and is of the same.
fn goes_on(above: &Region, below: &Region) -> bool {
    let (a, b) = (above.corners, below.corners);
    let shared = a[2].min(b[2]) - a[0].max(b[0]);
    let same = above.fate == below.fate && above.record == below.record;
    same && shared > 0.0 && b[3] > a[3] && b[1] - a[3] < FAR * below.height
}

fn join(above: &mut Region, below: Region) {
    above.corners = around(above.corners, below.corners);
    above.height = below.height;
    above.lines.extend(below.lines);
}

/// They share more than an edge.
fn meet(a: [f64; 4], b: [f64; 4]) -> bool {
    a[2].min(b[2]) - a[0].max(b[0]) > 1.0 && a[3].min(b[3]) - a[1].max(b[1]) > 1.0
}

/// A line by its number, and its clean text.
type Numbered<'a> = (u64, &'a str);

/// The records; each block with the lines it was made of, where its text is made of just these.
fn records(folder: &Folder) -> Vec<Value> {
    let mut by_block: BTreeMap<(&str, Option<u64>), Vec<Numbered>> = BTreeMap::new();
    for row in &folder.ledger {
        if let Some(record) = row["record"].as_str() {
            let lines = by_block.entry((record, row["block"].as_u64())).or_default();
            lines.push((number(&row["line"]), said(&row["clean"])));
        }
    }
    let one = |record: &Value| {
        let mut row = record.clone();
        let id = said(&record["id"]);
        let numbers = |block: Option<u64>| -> Vec<u64> {
            by_block.get(&(id, block)).into_iter().flatten().map(|(line, _)| *line).collect()
        };
        row["headLines"] = json!(numbers(None));
        if let Some(blocks) = row["body"].as_array_mut() {
            for (i, block) in blocks.iter_mut().enumerate() {
                let lines = by_block.get(&(id, Some(i as u64))).map(Vec::as_slice).unwrap_or_default();
                block["pieces"] = json!(pieces(said(&block["text"]), lines));
                block["lineNumbers"] = json!(numbers(Some(i as u64)));
            }
        }
        // said once for the whole issue
        if let Some(fields) = row.as_object_mut() {
            fields.remove("issue");
            fields.remove("schema_version");
        }
        if let Some(provenance) = row["provenance"].as_object_mut() {
            provenance.retain(|key, _| key == "regions" || key == "extractor");
        }
        row
    };
    folder.records.iter().map(one).collect()
}

/// Warnings in reading order, those of the whole issue first; each with the line to look at.
fn warnings(folder: &Folder, place: &dyn Fn(&Value) -> Option<usize>) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for warning in list(&folder.issue["quality"]["warnings"]) {
        found.push(json!({ "code": warning["code"], "message": warning["message"], "record": null, "line": null }));
    }
    let mut first: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &folder.ledger {
        if let Some(record) = row["record"].as_str() {
            first.entry(record).or_insert_with(|| number(&row["line"]));
        }
    }
    for record in &folder.records {
        for warning in list(&record["quality"]["warnings"]) {
            let block = warning["block"].as_u64().and_then(|b| list(&record["body"]).get(b as usize));
            let line = block.and_then(|b| list(&b["lines"]).first()?.as_u64());
            let line = line.or_else(|| first.get(said(&record["id"])).copied());
            found.push(json!({
                "code": warning["code"], "message": warning["message"], "record": place(&record["id"]),
                "block": warning["block"], "line": line,
            }));
        }
    }
    for row in folder.ledger.iter().filter(|row| row["fate"] == "unplaced") {
        found.push(json!({
            "code": "unplaced-line", "message": format!("{}: {}", said(&row["reason"]), said(&row["text"])),
            "record": null, "line": row["line"],
        }));
    }
    found
}

/// What an issue is called: `云泽政协 2024 no. 3`, or its id.
pub(super) fn called(issue: &Value) -> String {
    let Some(publication) = issue["publication"].as_str() else { return said(&issue["id"]).to_owned() };
    let mut name = vec![publication.to_owned()];
    name.extend(issue["year"].as_i64().map(|year| year.to_string()));
    name.extend(issue["number"].as_u64().map(|number| format!("no. {number}")));
    name.join(" ")
}

/// The page of an issue, to be filled by the script.
pub fn page(folder: &Folder) -> Vec<u8> {
    let title = html(&called(&folder.issue));
    let tabs: String = TABS.iter().map(|(id, name)| tab(id, name)).collect();
    let panels: String = TABS.iter().map(|(id, name)| panel(id, name)).collect();
    let scripts = ["../../assets/order.js", "data.js", "../../assets/corrections.js", "../../assets/issue.js"];
    let head = head(&title, "../../", &scripts);
    format!(
        r#"{head}<body class="issue">
<header>
<a class="home" href="../../index.html">All issues</a>
<h1 lang="zh-Hans">{title}</h1>
<p id="facts"></p>
<nav aria-label="Issues">
<a id="previous-issue">Previous issue</a>
<a id="next-issue">Next issue</a>
<button type="button" id="help-button" aria-keyshortcuts="?">Keys</button>
</nav>
</header>
<main>
<section id="print" aria-label="Print">
<div class="bar">
<button type="button" id="previous-page" aria-label="Previous page">‹</button>
<label>Page <select id="page"></select></label>
<button type="button" id="next-page" aria-label="Next page">›</button>
<label><input type="checkbox" id="show-regions" checked> Regions</label>
<label><input type="checkbox" id="show-order"> Reading order</label>
<button type="button" id="zoom" aria-pressed="false">Zoom</button>
</div>
<p id="image-note" class="note" hidden></p>
<div id="sheet" tabindex="0" aria-label="Page of the print"></div>
<ul id="legend" class="legend" aria-label="Kinds"></ul>
</section>
<section id="found" aria-label="Records">
<div class="tabs" role="tablist" aria-label="What was found">
{tabs}</div>
{panels}</section>
</main>
<p id="said" role="status"></p>
<dialog id="help" aria-labelledby="help-title">
<h2 id="help-title">Keys</h2>
<dl id="keys"></dl>
<button type="button" id="help-close">Close</button>
</dialog>
<noscript><p class="note">This page needs JavaScript. Nothing is loaded but the files of this folder.</p></noscript>
</body>
</html>
"#
    )
    .into_bytes()
}

/// The panels beside the print: id and name.
const TABS: [(&str, &str); 6] = [
    ("records", "Records"),
    ("warnings", "Warnings"),
    ("repairs", "Repairs"),
    ("contents", "Contents"),
    ("unplaced", "Unplaced"),
    ("corrections", "Corrections"),
];

fn tab(id: &str, name: &str) -> String {
    format!(
        "<button type=\"button\" role=\"tab\" id=\"tab-{id}\" aria-controls=\"panel-{id}\" aria-selected=\"false\" \
         tabindex=\"-1\">{name} <span class=\"count\"></span></button>\n"
    )
}

fn panel(id: &str, name: &str) -> String {
    let heading = format!("<h2 class=\"unseen\">{name}</h2>");
    format!(
        "<div role=\"tabpanel\" id=\"panel-{id}\" aria-labelledby=\"tab-{id}\" tabindex=\"0\" hidden>{heading}</div>\n"
    )
}
