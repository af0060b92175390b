//! How sure a record is, and what an archivist should look at.

use std::collections::BTreeSet;

use super::{Quality, Warning};
use crate::model::article::{Article, BlockKind, Issue};
use crate::model::note::Note;
use crate::model::script::{is_han, key};
use crate::model::text::Class;

/// Confidence of a record that nothing speaks for and nothing against.
const BASE: f64 = 0.55;
/// What each cue that opens the article adds, up to four,
const CUE: f64 = 0.1;
/// ... and what each warning takes off.
const DOUBT: f64 = 0.05;
/// A paragraph of so many characters that ends without a mark breaks off; shorter ones may be lines of a list.
const LONG_ENOUGH: usize = 20;

/// What the article itself tells; records add to the warnings.
pub(super) fn quality(issue: &Issue, index: usize) -> Quality {
    let article = &issue.articles[index];
    let mut warnings = Vec::new();
    if article.part_of.is_none() && article.opening.evidence.len() < 2 {
        let why = format!("only one cue opens this article: {}", article.opening.evidence.join(", "));
        warnings.push(warning("heading-uncertain", None, &why));
    }
    if let Some(entry) = article.contents.map(|e| &issue.contents[e])
        && entry.articles.first() == Some(&index)
        && key(&entry.title) != key(&article.head.title)
    {
        let why = format!("the contents page has {}", entry.title);
        warnings.push(warning("contents-title-differs", None, &why));
    }
    warnings.extend(put_in_order(article));
    warnings.extend(broken_off(article));
    let cues = article.opening.evidence.len().min(4) as f64;
    let confidence = (BASE + CUE * cues - DOUBT * warnings.len() as f64).clamp(0.1, 0.95);
    Quality { confidence: (confidence * 100.0).round() / 100.0, warnings }
}

/// What a page was noted for that tells against the records on it, and what that means for them.
const OF_PAGES: [(&str, &str); 2] = [
    ("text-layer-doubtful", "the text may not be what is printed on"),
    ("glyphs-without-text", "signs that have no text are left out on"),
];
/// Confidence at most of a record whose text may not be what is printed.
const DOUBTFUL: f64 = 0.5;
/// Pages named in one warning.
const MOST_NAMED: usize = 5;

/// Adds what was noted of the record's pages, 0-based.
pub(super) fn doubt_pages(quality: &mut Quality, pages: &[u32], notes: &[Note]) {
    for (code, why) in OF_PAGES {
        let of_code = notes.iter().filter(|note| note.code == code).filter_map(|note| note.page);
        let told: BTreeSet<u32> = of_code.map(|page| page.0).filter(|page| pages.contains(page)).collect();
        if told.is_empty() {
            continue;
        }
        let named: Vec<String> = told.iter().take(MOST_NAMED).map(|page| (page + 1).to_string()).collect();
        let more = if told.len() > MOST_NAMED { " and others" } else { "" };
        quality.warnings.push(warning(code, None, &format!("{why} page {}{more}", named.join(", "))));
        let most = if code == OF_PAGES[0].0 { DOUBTFUL } else { 1.0 };
        quality.confidence = (((quality.confidence - DOUBT).clamp(0.1, most)) * 100.0).round() / 100.0;
    }
}

/// A warning of the closed list.
pub(super) fn warning(code: &'static str, block: Option<usize>, message: &str) -> Warning {
    Warning { code, block, message: message.to_owned() }
}

/// Pieces were put where they belong: by a sentence torn between them, or by their words alone.
fn put_in_order(article: &Article) -> Option<Warning> {
    let moves: Vec<_> = article.joins.iter().filter(|j| j.class == Class::ReadingOrder).collect();
    let why = if moves.iter().any(|j| j.confidence < 1.0) {
        "a piece came from the article beside this one by its words alone: compare with the print"
    } else {
        "pieces of columns were put in order"
    };
    (!moves.is_empty()).then(|| warning("reading-order-repaired", None, why))
}

/// Paragraphs before a heading or the end that stop in mid-sentence.
fn broken_off(article: &Article) -> impl Iterator<Item = Warning> + '_ {
    let last = article.body.len().saturating_sub(1);
    article.body.iter().enumerate().filter(|(_, b)| b.kind == BlockKind::Paragraph).filter_map(move |(i, block)| {
        let before_heading = article.body.get(i + 1).is_none_or(|n| matches!(n.kind, BlockKind::Heading(_)));
        ((i == last || before_heading) && breaks_off(&block.text))
            .then(|| warning("text-breaks-off", Some(i), "the paragraph stops in mid-sentence"))
    })
}

/// A paragraph of some length that ends without any mark.
fn breaks_off(text: &str) -> bool {
    let ends_open = |c: char| is_han(c) || matches!(c, '，' | ',' | '、');
    text.chars().count() >= LONG_ENOUGH && text.trim_end().chars().next_back().is_some_and(ends_open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageIndex;

    #[test]
    fn what_was_noted_of_a_page_is_said_of_its_records() {
        let note = |code, page| Note { page: Some(PageIndex(page)), ..Note::warning(code, "") };
        let notes = [note("text-layer-doubtful", 3), note("glyphs-without-text", 3), note("glyphs-without-text", 9)];
        let of = |pages: &[u32]| {
            let mut quality = Quality { confidence: 0.95, warnings: Vec::new() };
            doubt_pages(&mut quality, pages, &notes);
            (quality.confidence, quality.warnings.iter().map(|w| w.message.clone()).collect::<Vec<_>>())
        };
        assert_eq!(of(&[0, 1]), (0.95, Vec::new()));
        assert_eq!(of(&[9]), (0.9, vec!["signs that have no text are left out on page 10".to_owned()]));
        assert!((of(&[2, 3]).0 - 0.45).abs() < 1e-9);
        assert_eq!(of(&[2, 3]).1.len(), 2);
    }
}
