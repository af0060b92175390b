//! How sure a record is, and what an archivist should look at.

use super::{Quality, Warning};
use crate::model::article::{Article, BlockKind, Issue};
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
