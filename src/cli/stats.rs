//! `huikan stats`: tables of numbers, for people and for tools.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::feed_args::{Shape, Stats as Args};
use super::message::{Message, escape};
use super::outcome::Exit;
use super::terminal::Terminal;
use super::{archive_exit, archive_message};
use crate::archive::Archive;
use crate::archive::catalogue::Catalogue;
use crate::disk;
use crate::export::safe_cell;
use crate::stats::{Cell, Table, plot, stats};

pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let found = Archive::open(&args.archive)
        .and_then(|archive| Catalogue::open(&archive))
        .and_then(|catalogue| stats(&catalogue, args.by, args.limit));
    let tables = match found {
        Ok(tables) => tables,
        Err(error) => {
            terminal.say(&archive_message(&error));
            return archive_exit(&error);
        }
    };
    if let Some(path) = &args.plot
        && let Err(error) = disk::write(path, plot(&tables).as_bytes())
    {
        terminal.say(&Message::of_disk("unwritable-output", &error));
        return Exit::NoOutput;
    }
    let text = match args.form {
        Shape::Json => json(&tables),
        _ if terminal.is_json() => json(&tables),
        Shape::Csv => tables.iter().map(csv).collect::<Vec<_>>().join("\r\n"),
        Shape::Table => tables.iter().map(table).collect::<Vec<_>>().join("\n"),
    };
    Exit::of_print(io::stdout().lock().write_all(text.as_bytes()), Exit::Done)
}

fn json(tables: &[Table]) -> String {
    format!("{}\n", serde_json::to_string_pretty(tables).expect("tables are plain data"))
}

/// Columns set to the width of what stands in them: a Han character takes two places.
fn table(table: &Table) -> String {
    let rows: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.iter().map(|cell| escape(&cell.text())).collect()).collect();
    let width = |i: usize| {
        let cells = rows.iter().filter_map(|row| row.get(i)).chain([&table.columns[i]]);
        cells.map(|cell| cell.width()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..table.columns.len()).map(width).collect();
    let is_number = |i: usize| i > 0 && table.rows.iter().all(|row| !matches!(row.get(i), Some(Cell::Text(_))));
    let line = |cells: &[String]| {
        let set = cells.iter().enumerate().map(|(i, cell)| {
            let gap = " ".repeat(widths[i].saturating_sub(cell.width()));
            if is_number(i) { format!("{gap}{cell}") } else { format!("{cell}{gap}") }
        });
        format!("{}\n", set.collect::<Vec<_>>().join("  ").trim_end())
    };
    let body: String = rows.iter().map(|row| line(row)).collect();
    format!("{}\n{}{body}", table.title, line(&table.columns))
}

fn csv(table: &Table) -> String {
    let quote = |text: &str| {
        if text.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let cell = |cell: &Cell| match cell {
        Cell::Nothing => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => quote(&safe_cell(text)),
    };
    let rows = table.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(","));
    let rows = std::iter::once(table.columns.join(",")).chain(rows);
    rows.flat_map(|row| [row, "\r\n".to_owned()]).collect()
}
