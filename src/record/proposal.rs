//! Fields of a proposal: its marked parts, proposers, labels.

use super::{Outcome, Person, Proposer};
use crate::model::article::{Article, BlockKind};
use crate::model::script::{is_han, len};
use crate::profile::{LabelKind, Part, Profile, probe};

/// The marked parts of a proposal's text.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub background: Option<String>,
    pub analysis: Option<String>,
    pub recommendations: Option<String>,
    pub handling: Option<String>,
}

/// Text under each marker; paragraphs are kept apart by line feeds. A keyword item is a recommendation as a whole;
/// in a feature of proposals with their handling the text before the handling is the recommendation.
pub(super) fn parts(article: &Article, profile: &Profile) -> Parts {
    let mut parts = Parts::default();
    let mut current: Option<Part> = None;
    let mut loose = String::new();
    for block in &article.body {
        let marker = profile.marker(&probe(&block.text)).filter(|_| matches!(block.kind, BlockKind::Heading(_)));
        if let Some((part, _)) = marker {
            current = Some(part);
            continue;
        }
        if current.is_none() && loose.is_empty() && matches!(block.kind, BlockKind::Heading(_)) {
            // the title's own line, kept in the body for the year behind it
            continue;
        }
        let target = match current {
            Some(Part::Background) => parts.background.get_or_insert_default(),
            Some(Part::Analysis) => parts.analysis.get_or_insert_default(),
            Some(Part::Recommendations) => parts.recommendations.get_or_insert_default(),
            Some(Part::Handling) => parts.handling.get_or_insert_default(),
            Some(Part::Keyword) | None => &mut loose,
        };
        if !target.is_empty() {
            target.push('\n');
        }
        target.push_str(&block.text);
    }
    let whole = matches!(article.opening.rule.as_str(), "part-keyword" | "part-year");
    if whole && parts.recommendations.is_none() && !loose.is_empty() {
        if parts.handling.is_none() && article.opening.rule == "part-year" && tells_of_deeds(&loose) {
            parts.handling = Some(loose);
        } else {
            parts.recommendations = Some(loose);
        }
    }
    parts
}

/// Text without a label that says what was done and asks for nothing: the handling whose label was lost.
fn tells_of_deeds(text: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    !has(&["应", "建议", "亟须", "亟需"]) && has(&["办理", "已", "开展", "印发", "出台", "举办", "完成", "落实"])
}

/// Proposers out of the byline or a "提案人:" line.
pub(super) fn proposers(article: &Article, profile: &Profile) -> Vec<Proposer> {
    let labelled = label(article, LabelKind::Proposer, profile).map(|v| split(&v));
    let names = labelled.unwrap_or_else(|| article.head.byline.clone());
    names
        .into_iter()
        .enumerate()
        .map(|(i, name)| Proposer { kind: kind_of(&name, profile), lead: i == 0, name })
        .collect()
}

fn kind_of(name: &str, profile: &Profile) -> &'static str {
    let person = (2..=4).contains(&len(name)) && name.chars().all(is_han);
    if profile.lexicon.parties.iter().any(|p| name.contains(p.as_str())) {
        "party"
    } else if name.ends_with("委员会") || name.ends_with("专委会") {
        "committee"
    } else if name.ends_with("界别") || name.ends_with('界') {
        "sector"
    } else if person && !profile.lexicon.bodies.iter().any(|b| name.ends_with(b.as_str())) {
        "person"
    } else {
        "organization"
    }
}

/// Value of the first label of this kind.
fn label(article: &Article, kind: LabelKind, profile: &Profile) -> Option<String> {
    article.body.iter().find_map(|b| {
        profile.labels.read(&probe(&b.text)).into_iter().find(|(k, _, _)| *k == kind).map(|(_, _, value)| value)
    })
}

fn split(value: &str) -> Vec<String> {
    value.split([' ', '、', ',']).map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

pub(super) fn identifier(article: &Article, profile: &Profile) -> Option<String> {
    label(article, LabelKind::Identifier, profile)
}

/// 承办单位, with the role its label gives.
pub(super) fn handlers(article: &Article, profile: &Profile) -> Vec<Person> {
    let mut out = Vec::new();
    for block in &article.body {
        for (kind, label, value) in profile.labels.read(&probe(&block.text)) {
            if kind == LabelKind::Handler {
                let role = label.trim_end_matches("单位").trim_end_matches("部门").to_owned();
                out.extend(split(&value).into_iter().map(|name| Person { name, role: Some(role.clone()) }));
            }
        }
    }
    out
}

/// Result as printed; a letter code only where one is.
pub(super) fn result(article: &Article, profile: &Profile) -> Option<Outcome> {
    let text = label(article, LabelKind::Result, profile)?;
    let code = text.chars().next().filter(|c| matches!(c, 'A'..='D')).map(|c| c.to_string());
    Some(Outcome { text, code, scheme: None })
}
