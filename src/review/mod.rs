//! Issue folders in, pages to look at out: an overview, and for each issue its print beside its records.
//!
//! Everything here is bytes in, bytes out: `cli` reads the folders, has `pipeline` make the images of pages, and writes.
//! All text comes from documents and is taken for hostile: HTML made here is escaped, data goes into scripts as JSON in
//! which no character can end the script, and the scripts put it on the page as text, never as HTML. A content-security
//! policy forbids everything that is not a file of the site.
//!
//! ```text
//! SITE/
//!   index.html              the overview
//!   assets/                 style and scripts, the same for every site; issues.js and order.js, the list of issues
//!   issues/<id>/index.html  one issue; data.js holds what is shown, page-0001.png … the images
//!   issues/<id>/made.json   what it was made from, so that an unchanged issue is not made again
//! ```

mod charts;
mod drawing;
mod folder;
mod issue;
mod overview;
mod runs;
mod sheet;
mod summary;
mod text;

pub use drawing::{Drawing, Mark};
pub use folder::{BadRow, Folder};
pub use issue::{Image, Images, data, page};
pub use overview::{Site, index, issues_script, order_script};
pub use sheet::{Sheet, grey_png, sheet};
pub use summary::Summary;
pub use text::file_name;

/// Form of the site; raised when a page made before would not work with the scripts of now.
pub const FORM: u32 = 1;

/// Files every site has, by their path in it.
pub const ASSETS: [(&str, &str); 5] = [
    ("assets/icon.svg", include_str!("assets/icon.svg")),
    ("assets/review.css", include_str!("assets/review.css")),
    ("assets/overview.js", include_str!("assets/overview.js")),
    ("assets/issue.js", include_str!("assets/issue.js")),
    ("assets/corrections.js", include_str!("assets/corrections.js")),
];

/// What a page may load: files of the site and nothing else; no inline script, no inline style, no form, no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'";

/// A page of the site up to its body: its title (as HTML), and the files it loads, `root` being the way up to the site.
fn head(title: &str, root: &str, scripts: &[&str]) -> String {
    let script = |path: &&str| ["<script src=\"", path, "\" defer></script>\n"].concat();
    let scripts: String = scripts.iter().map(script).collect();
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{title} · huikan review</title>
<link rel="icon" href="{root}assets/icon.svg">
<link rel="stylesheet" href="{root}assets/review.css">
{scripts}</head>
"#
    )
}
