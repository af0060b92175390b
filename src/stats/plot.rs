//! Tables as bars: one SVG for all, readable without a style sheet or a font of its own.

use std::fmt::Write as _;

use super::{Cell, Table};

/// Bars of a table at most; a longer one shows its first rows and says so.
const MAX_BARS: usize = 30;
const WIDTH_PX: f64 = 960.0;
/// Where the labels end and the bars begin.
const LEFT_PX: f64 = 240.0;
/// Room for the number behind a bar.
const RIGHT_PX: f64 = 90.0;
const BAR_PX: f64 = 16.0;
const STEP_PX: f64 = 22.0;
/// Okabe and Ito's colours, which people who see fewer colours tell apart.
const COLOURS: [&str; 6] = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"];
/// Columns that say the same as others together, or measure something else than they do.
const NOT_DRAWN: [&str; 5] = ["records", "issues", "placed_percent", "lines", "year"];

/// Draws all tables under each other.
pub fn plot(tables: &[Table]) -> String {
    let mut body = String::new();
    let mut y = 20.0;
    for table in tables {
        y = draw(table, y, &mut body);
    }
    format!(
        "<svg xmlns=\"http\u{3a}//www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH_PX} {y}\" width=\"{WIDTH_PX}\" height=\"{y}\" \
         font-family=\"Noto Sans CJK SC, Source Han Sans SC, sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{body}</svg>\n"
    )
}

/// Draws one table from a height on, and gives the height where it ends.
fn draw(table: &Table, top: f64, out: &mut String) -> f64 {
    let series = series(table);
    let rows: Vec<(String, Vec<f64>)> = table.rows.iter().take(MAX_BARS).map(|row| bar(table, row, &series)).collect();
    let most = rows.iter().map(|(_, values)| values.iter().sum::<f64>()).fold(0.0, f64::max);
    let scale = if most > 0.0 { (WIDTH_PX - LEFT_PX - RIGHT_PX) / most } else { 0.0 };
    let mut y = top + 16.0;
    // writing to a string can't fail
    let _ =
        writeln!(out, "<text x=\"12\" y=\"{y}\" font-size=\"15\" font-weight=\"bold\">{}</text>", escape(table.title));
    let mut x = LEFT_PX;
    y += 20.0;
    for (i, column) in series.iter().enumerate() {
        let name = table.columns.get(*column).map(String::as_str).unwrap_or_default();
        let colour = COLOURS[i % COLOURS.len()];
        let _ = writeln!(out, "<rect x=\"{x}\" y=\"{}\" width=\"10\" height=\"10\" fill=\"{colour}\"/>", y - 9.0);
        let _ = writeln!(out, "<text x=\"{}\" y=\"{y}\">{}</text>", x + 14.0, escape(name));
        x += 30.0 + 8.0 * name.len() as f64;
    }
    y += 10.0;
    for (label, values) in &rows {
        let middle = y + BAR_PX - 4.0;
        let _ =
            writeln!(out, "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{}</text>", LEFT_PX - 8.0, escape(label));
        let mut x = LEFT_PX;
        for (i, value) in values.iter().enumerate() {
            let (width, colour) = (value * scale, COLOURS[i % COLOURS.len()]);
            let _ = writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{BAR_PX}\" fill=\"{colour}\"/>"
            );
            x += width;
        }
        let sum: f64 = values.iter().sum();
        let _ = writeln!(out, "<text x=\"{:.1}\" y=\"{middle}\">{sum}</text>", x + 6.0);
        y += STEP_PX;
    }
    let hidden = table.rows.len().saturating_sub(MAX_BARS);
    if hidden > 0 || rows.is_empty() {
        let what = if hidden > 0 { format!("and {hidden} more") } else { "nothing to show".to_owned() };
        let _ = writeln!(out, "<text x=\"{LEFT_PX}\" y=\"{}\">{what}</text>", y + 12.0);
        y += STEP_PX;
    }
    y + 24.0
}

/// The columns drawn: numbers, but those that hold sums of others; all numbers where nothing else is left.
fn series(table: &Table) -> Vec<usize> {
    let is_number = |i: &usize| *i > 0 && table.rows.iter().any(|row| matches!(row.get(*i), Some(Cell::Number(_))));
    let all: Vec<usize> = (0..table.columns.len()).filter(is_number).collect();
    let parts: Vec<usize> = all.iter().copied().filter(|i| !NOT_DRAWN.contains(&table.columns[*i].as_str())).collect();
    let parts = match table.name {
        // these columns overlap, so that only the first says how many there are
        "proposals-by-proposer" | "proposals-by-category" => parts.into_iter().take(1).collect(),
        _ => parts,
    };
    if parts.is_empty() { all } else { parts }
}

fn bar(table: &Table, row: &[Cell], series: &[usize]) -> (String, Vec<f64>) {
    let is_label = |i: usize| i == 0 || row.get(i).is_some_and(|cell| matches!(cell, Cell::Text(_)));
    let labels = (0..table.columns.len()).filter(|i| is_label(*i)).filter_map(|i| row.get(i).map(Cell::text));
    let label: String = labels.collect::<Vec<_>>().join(" · ");
    let label = match label.char_indices().nth(20) {
        Some((end, _)) => format!("{}…", label.get(..end).unwrap_or_default()),
        None => label,
    };
    let value = |i: &usize| if let Some(Cell::Number(n)) = row.get(*i) { n.max(0.0) } else { 0.0 };
    (label, series.iter().map(value).collect())
}

fn escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut safe, c| {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // XML 1.0 has no place for them
            c if c.is_control() => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
        safe
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_place() {
        let rows = vec![
            vec![Cell::Text("<a> & \"b\"\u{1}".into()), Cell::Number(2.0)],
            vec![Cell::Nothing, Cell::Number(1.0)],
        ];
        let table = Table { name: "t", title: "T", columns: vec!["who".into(), "n".into()], rows };
        let svg = plot(&[table]);
        assert!(svg.contains("&lt;a&gt; &amp; &quot;b&quot;\u{fffd}"));
        assert!(svg.contains(">–</text>"));
        assert_eq!(svg.matches("<rect").count(), 4);
    }
}
