//! `RawPage` → `Page`: lines, blocks, reading order and roles.
//!
//! Comes in: what `read` found on a page, as glyphs with boxes or as lines. Goes out: the same text in the order a
//! person reads it, as lines grouped into blocks. Layout never changes, adds or drops a printed character: it only drops
//! glyphs without text (`read` counts them) and drawn spaces, sets spaces where a gap is seen, and takes once what was drawn twice at one place.
//!
//! The way of a page, in the order of the modules: glyphs become signs in an upright frame per text direction (`sign`),
//! a lean is taken out (`skew`), hidden words that lie over each other are bound together (`words`), signs that follow each other become runs (`runs`), labels set downwards are taken out (`stacks`), furniture candidates are
//! taken off (`furniture`), the page's columns are looked for (`grid`), gutters part the runs into strips in reading order (`columns`), runs at one height become
//! lines (`lines`, `spacing`), and lines become blocks (`rows`, `blocks`, `page`). Then `settle` looks at all pages
//! of the issue: what repeats in the margins (`furniture`), sizes, levels and line numbers (`issue`).
//!
//! | note | means |
//! |---|---|
//! | `glyphs-without-place` | glyphs with damaged coordinates stand in one line at the end of the page |
//! | `characters-piled` | characters lie on one another; the lines stand as the file draws them (`piled`) |

mod blocks;
mod cells;
mod columns;
mod furniture;
mod grid;
mod gutter;
mod issue;
mod lines;
mod page;
mod piled;
mod rows;
mod rules;
mod runs;
mod sign;
mod skew;
mod spacing;
mod stacks;
mod stories;
mod text;
mod words;

use crate::model::geometry::Size;
use crate::model::note::{Note, Noted};
use crate::model::page::{Page, PageIndex, RawContent, RawPage};
use crate::model::provenance::Extractor;

/// What a page keeps of the page as read.
struct Shell {
    index: PageIndex,
    size: Option<Size>,
    extractor: Extractor,
}

/// Arranges one page. Line ids are 0 (of text files: the number of the line), roles are what the page alone tells;
/// running heads and page numbers are candidates until [`settle`].
pub fn arrange(raw: RawPage) -> Noted<Page> {
    let shell = Shell::of(&raw);
    let layers = match raw.content {
        RawContent::Lines(lines) if text::is_plain(&lines) => return text::arrange(&shell, lines),
        RawContent::Lines(lines) => sign::from_lines(lines),
        RawContent::Glyphs(glyphs) if piled::is_piled(&glyphs) => {
            let note = Note::warning(
                "characters-piled",
                "characters lie on one another: the lines are as the file draws them",
            )
            .on_page(shell.index)
            .hint("look at the page; --ocr force reads what can be seen of it");
            return Noted { value: piled::arrange(&shell, glyphs, &raw.fonts), notes: vec![note] };
        }
        RawContent::Glyphs(glyphs) => sign::from_glyphs(glyphs, &raw.fonts),
        RawContent::Both(glyphs, lines) => sign::from_both(glyphs, &raw.fonts, lines),
    };
    let mut notes = Vec::new();
    if !layers.strays.is_empty() {
        let message = format!("{} glyphs have no usable place and are set at the end", layers.strays.len());
        notes.push(Note::warning("glyphs-without-place", message).on_page(shell.index));
    }
    let value = page::arrange(&shell, layers, &raw.images, &raw.rules);
    Noted { value, notes }
}

/// Settles what only all pages of an issue together can tell: running heads and page numbers, size of the body, levels
/// of headings, and the numbers of lines.
pub fn settle(mut pages: Vec<Page>) -> Noted<Vec<Page>> {
    furniture::confirm(&mut pages);
    issue::roles(&mut pages);
    issue::number(&mut pages);
    Noted::new(pages)
}
