//! `huikan search`: records that hold all words, the best first.

use std::io::{self, BufWriter, Write};

use super::feed_args::Search as Args;
use super::message::escape;
use super::outcome::Exit;
use super::terminal::Terminal;
use super::{archive_exit, archive_message};
use crate::archive::Archive;
use crate::archive::catalogue::{Catalogue, Hit, Query, search};

pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let query = Query { words: args.words.join(" "), kind: args.kind.clone(), year: args.year, limit: args.limit };
    let found = Archive::open(&args.archive)
        .and_then(|archive| Catalogue::open(&archive))
        .and_then(|catalogue| search(&catalogue, &query));
    let hits = match found {
        Ok(hits) => hits,
        Err(error) => {
            terminal.say(&archive_message(&error));
            return archive_exit(&error);
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let printed = hits.iter().try_for_each(|hit| print(&mut out, hit, terminal)).and_then(|()| out.flush());
    // as grep does: nothing found is told by the exit code
    Exit::of_print(printed, if hits.is_empty() { Exit::Partly } else { Exit::Done })
}

fn print(out: &mut impl Write, hit: &Hit, terminal: &Terminal) -> io::Result<()> {
    if terminal.is_json() {
        return writeln!(out, "{}", serde_json::to_string(hit).expect("hits are plain data"));
    }
    let publication = hit.publication.as_deref().unwrap_or(&hit.issue);
    let number = match (hit.year, hit.number) {
        (Some(year), Some(number)) => format!(" {year} no. {number}"),
        (Some(year), None) => format!(" {year}"),
        _ => String::new(),
    };
    let page = hit.page.map(|page| format!(", page {page}")).unwrap_or_default();
    let bold = |text: &str| if terminal.is_colored() { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() };
    writeln!(out, "{}", bold(&escape(&hit.title)))?;
    writeln!(out, "  {}{number}{page} · {} · {}", escape(publication), hit.kind, hit.id)?;
    let signs: Vec<char> = hit.snippet.chars().collect();
    let part = |from: usize, to: usize| escape(&signs.get(from..to).unwrap_or_default().iter().collect::<String>());
    match hit.mark {
        Some([from, to]) => {
            writeln!(out, "  …{}{}{}…", part(0, from), bold(&part(from, to)), part(to, signs.len()))
        }
        None => writeln!(out, "  {}…", part(0, signs.len())),
    }
}
