//! What stands between two printed lines of one paragraph or heading: nothing between Han, a space between Latin words, nothing inside
//! a web address or a title that wraps.

use crate::model::page::{Block, BlockRole};
use crate::model::script::is_han;
use crate::model::text::CleanPage;

/// A last line of a heading shorter than this was torn off a word, in characters.
const SHORTEST_HALF: usize = 3;
/// What web addresses begin with.
const SCHEMES: [&str; 3] = [concat!("https", "://"), concat!("http", "://"), "www."];

/// How a line follows the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// No heading.
    Prose,
    /// The heading breaks where its sense does, as far as is known.
    Heading,
    /// The line above is full, and the words just go on.
    Wrapped,
    /// The next cell of a row of a table.
    Cell,
}

/// Adds a printed line to a paragraph or heading.
pub(super) fn join(text: &mut String, line: &str, turn: Turn) {
    if let (Some(a), Some(b)) = (text.chars().next_back(), line.chars().next()) {
        let torn = line.starts_with('的') || line.chars().count() < SHORTEST_HALF;
        let halves = turn == Turn::Heading && !torn && (is_han(a) || is_han(b));
        let words =
            a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric() && !(a.is_ascii_digit() && b.is_ascii_digit());
        if turn == Turn::Cell || (halves || words || is_next_word(text, b)) && !goes_on(text, line) {
            text.push(' ');
        }
    }
    text.push_str(line);
}

/// A Latin word begins behind a mark that a Latin word ends with: `the cell.` / `Cell`.
fn is_next_word(text: &str, next: char) -> bool {
    let mut end = text.chars().rev();
    let mark = end.next().is_some_and(|c| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')'));
    mark && next.is_ascii_alphabetic() && end.next().is_some_and(|c| c.is_ascii_alphabetic())
}

/// Whether a line goes on inside the web address that the text ends in: its first word is no word of its own.
fn goes_on(text: &str, line: &str) -> bool {
    let of_address = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '(');
    let token = text.char_indices().rev().take(LONGEST_ADDRESS).take_while(|(_, c)| of_address(*c)).last();
    let token = token.and_then(|(at, _)| text.get(at..)).unwrap_or_default();
    let end = line.find(|c| !of_address(c)).unwrap_or(line.len());
    let (first, rest) = line.split_at_checked(end).unwrap_or_default();
    let whole = SCHEMES.iter().any(|scheme| token.contains(scheme));
    // htt / ps:…
    let both = || format!("{token}{first}");
    let alike = |scheme: &str, both: &str| both.starts_with(scheme) || both.len() > SURE && scheme.starts_with(both);
    let torn = token.len() >= SHORTEST_TOKEN
        && SCHEMES.iter().any(|scheme| scheme.starts_with(token) && alike(scheme, &both()));
    let no_word =
        first.contains(|c: char| !c.is_ascii_alphabetic()) || !rest.trim_start().starts_with(|c: char| c.is_ascii());
    torn || whole && !first.is_empty() && (no_word || token.ends_with(['/', '.', '-', '_', '=', '&', '?']))
}

/// Whether line `i` of a heading fills its column, so that the next one only goes on: the edges are those of the text below it, or
/// above.
pub(super) fn wraps(page: &CleanPage, block: &Block, i: usize) -> bool {
    let lines = &page.page.lines;
    let Some(own) = lines.get(i).and_then(|line| line.bbox) else { return false };
    let text = |b: &&Block| b.column == block.column && matches!(b.role, BlockRole::Body | BlockRole::Unknown);
    let below = || page.page.blocks.iter().filter(|b| b.lines.start >= block.lines.end).filter(text).take(BLOCKS_SEEN);
    let above =
        || page.page.blocks.iter().rev().filter(|b| b.lines.end <= block.lines.start).filter(text).take(BLOCKS_SEEN);
    let edges = |blocks: &mut dyn Iterator<Item = &Block>| {
        let boxes = blocks.flat_map(|b| lines.get(b.lines.clone()).unwrap_or_default()).filter_map(|line| line.bbox);
        boxes.fold(None, |edges: Option<(f32, f32)>, b| {
            let (left, right) = edges.unwrap_or((b.x0, b.x1));
            Some((left.min(b.x0), right.max(b.x1)))
        })
    };
    let found = edges(&mut below()).or_else(|| edges(&mut above()));
    found.is_some_and(|(left, right)| {
        own.x1 >= right - FULL_EM * own.height() && own.x0 <= left + FULL_EM * own.height()
    })
}

/// Longest web address, in characters.
const LONGEST_ADDRESS: usize = 2_000;
/// Characters of the beginning of an address before a line ends, and those that prove one over the turn.
const SHORTEST_TOKEN: usize = 3;
const SURE: usize = 5;

/// Whether a line of a table's row stands in another cell than the line before it: beside it, not below.
pub(super) fn is_next_cell(page: &CleanPage, above: usize, i: usize) -> bool {
    let place = |i: usize| page.page.lines.get(i).and_then(|line| line.bbox);
    matches!((place(above), place(i)), (Some(a), Some(b)) if b.x0 >= a.x1 || b.y1 <= a.y0 || b.x0 > a.center().x && b.y0 < a.y1)
}

/// Blocks of text that tell the edges of a column.
const BLOCKS_SEEN: usize = 6;
/// White that a full line of a heading leaves at most, in heights of the line.
const FULL_EM: f32 = 0.6;

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(above: &str, line: &str, turn: Turn) -> String {
        let mut text = above.to_owned();
        join(&mut text, line, turn);
        text
    }

    #[test]
    fn web_addresses_go_on_over_a_line() {
        let web = |rest: &str| rest.replace('@', concat!("https", "://"));
        let prose = |a: &str, b: &str| joined(&web(a), &web(b), Turn::Prose);
        assert_eq!(prose("详见@news.yunze.exa", "mple/a1b2c"), web("详见@news.yunze.example/a1b2c"));
        assert_eq!(prose("见 @yunze.example/s/t6z", "Hpes7bCi_eT"), web("见 @yunze.example/s/t6zHpes7bCi_eT"));
        assert_eq!(prose("@yunze.example/s/abc", "defg。欢迎"), web("@yunze.example/s/abcdefg。欢迎"));
        assert_eq!(joined("报名：htt", "ps:/", Turn::Prose) + "/yunze.example", web("报名：@yunze.example"));
        // a word of its own follows
        assert_eq!(prose("see @yunze.example/abc", "for more"), web("see @yunze.example/abc for more"));
    }

    #[test]
    fn latin_words_are_parted_and_han_is_not() {
        let prose = |a, b| joined(a, b, Turn::Prose);
        assert_eq!(prose("in the cell.", "Cell two"), "in the cell. Cell two");
        assert_eq!(prose("in the", "cell"), "in the cell");
        assert_eq!(prose("委员", "建议"), "委员建议");
        assert_eq!(prose("共202", "4件"), "共2024件");
        assert_eq!(prose("3.", "a"), "3.a");
    }

    #[test]
    fn a_heading_that_wraps_is_not_parted() {
        assert_eq!(joined("关于加快水乡古镇保护利", "用的提案", Turn::Wrapped), "关于加快水乡古镇保护利用的提案");
        assert_eq!(joined("同心同德", "共建水乡", Turn::Heading), "同心同德 共建水乡");
        assert_eq!(joined("云泽市委员会工作规则", "的决定", Turn::Heading), "云泽市委员会工作规则的决定");
    }
}
