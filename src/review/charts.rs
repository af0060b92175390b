//! Bars as inline SVG. Colours and patterns come from the style sheet by class, so that they follow light and dark.

use std::fmt::Write as _;

use super::overview::grouped;
use super::text::html;

/// The kinds of records in the order of the contract: class, and name for one and for many.
pub(super) const KINDS: [(&str, (&str, &str)); 4] = [
    ("proposal", ("proposal", "proposals")),
    ("speech", ("speech", "speeches")),
    ("meeting", ("meeting", "meetings")),
    ("article", ("article", "articles")),
];

/// One bar.
pub(super) struct Bar {
    pub label: String,
    /// Lengths of its parts: one for each kind, or a single one.
    pub parts: Vec<u64>,
}

/// Bars shown; what is more is summed up in the table of issues.
const MOST_BARS: usize = 16;
const WIDTH_PX: f64 = 560.0;
/// Room for a number behind a bar.
const RIGHT_PX: f64 = 64.0;
const STEP_PX: f64 = 26.0;
const BAR_PX: f64 = 16.0;

/// A figure with a heading, a legend where the parts are kinds, and a text for those who don't see it.
pub(super) fn chart(id: &str, title: &str, bars: &[Bar], kinds: bool) -> String {
    let shown = &bars[..bars.len().min(MOST_BARS)];
    let longest = shown.iter().map(|b| b.label.chars().count()).max().unwrap_or(0);
    let left = (longest as f64 * 7.2 + 14.0).min(220.0);
    let most = shown.iter().map(|b| b.parts.iter().sum::<u64>()).max().unwrap_or(0).max(1);
    let scale = (WIDTH_PX - left - RIGHT_PX) / most as f64;
    let mut body = String::new();
    let mut y = 4.0;
    for bar in shown {
        row(bar, y, left, scale, kinds, &mut body);
        y += STEP_PX;
    }
    if bars.is_empty() {
        let _ = write!(body, "<text class=\"label\" x=\"0\" y=\"17\">none</text>");
        y = STEP_PX;
    }
    let more = bars.len() - shown.len();
    let more = if more == 0 { String::new() } else { format!("<p class=\"more\">and {more} more</p>") };
    let legend = if kinds { legend() } else { String::new() };
    format!(
        "<figure><figcaption id=\"chart-{id}\">{}</figcaption>{legend}\
         <svg class=\"chart\" role=\"group\" aria-labelledby=\"chart-{id}\" viewBox=\"0 0 {WIDTH_PX} {y}\">{body}</svg>\
         {more}</figure>\n",
        html(title)
    )
}

fn row(bar: &Bar, y: f64, left: f64, scale: f64, kinds: bool, out: &mut String) {
    let total: u64 = bar.parts.iter().sum();
    let middle = y + BAR_PX - 4.0;
    // writing to a string can't fail
    let _ = write!(
        out,
        "<g role=\"img\" aria-label=\"{}\"><text class=\"label\" x=\"{:.1}\" y=\"{middle}\">{}</text>",
        html(&spoken(bar, kinds)),
        left - 8.0,
        html(&bar.label)
    );
    let mut x = left;
    for (i, n) in bar.parts.iter().enumerate().filter(|(_, n)| **n > 0) {
        let width = *n as f64 * scale;
        let (class, letter) = if kinds { (KINDS[i].0, LETTERS[i]) } else { ("plain", "") };
        let _ = write!(
            out,
            "<rect class=\"fill {class}\" x=\"{x:.1}\" y=\"{y}\" width=\"{:.1}\" height=\"{BAR_PX}\"/>",
            (width - 1.0).max(1.0)
        );
        if kinds && width >= 14.0 {
            let _ = write!(
                out,
                "<text class=\"letter {class}\" x=\"{:.1}\" y=\"{middle}\">{letter}</text>",
                x + width / 2.0 - 0.5
            );
        }
        x += width;
    }
    let _ = write!(out, "<text class=\"value\" x=\"{:.1}\" y=\"{middle}\">{}</text></g>", x + 6.0, grouped(total));
}

/// What a kind is marked with on the page.
const LETTERS: [&str; 4] = ["P", "S", "M", "A"];

fn spoken(bar: &Bar, kinds: bool) -> String {
    if !kinds {
        return format!("{}: {}", bar.label, bar.parts.iter().sum::<u64>());
    }
    let parts: Vec<String> = bar
        .parts
        .iter()
        .zip(KINDS)
        .map(|(n, (_, (one, many)))| format!("{n} {}", if *n == 1 { one } else { many }))
        .collect();
    format!("{}: {}", bar.label, parts.join(", "))
}

fn legend() -> String {
    let mut items = String::new();
    for ((class, (_, many)), letter) in KINDS.iter().zip(LETTERS) {
        let _ = write!(items, "<li><span class=\"swatch {class}\">{letter}</span> {many}</li>");
    }
    format!("<ul class=\"legend\">{items}</ul>")
}
