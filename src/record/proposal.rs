//! Fields of a proposal: its marked parts, proposers, labels.

use super::{Outcome, Person, Proposer};
use crate::model::article::{Article, BlockKind, BodyBlock};
use crate::model::script::{is_han, len};
use crate::profile::{LabelKind, LineRole, Part, Profile, probe};

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
/// `asks` says that the article is a proposal without labels (see [`pleads`]).
pub(super) fn parts(article: &Article, asks: bool, profile: &Profile) -> Parts {
    let mut parts = Parts::default();
    let mut current: Option<Part> = None;
    let whole = matches!(article.opening.rule.as_str(), "part-keyword" | "part-year");
    let mut loose = String::new();
    for block in &article.body {
        let marker = profile.marker(&probe(&block.text)).filter(|_| matches!(block.kind, BlockKind::Heading(_)));
        if current.is_none() && asks && is_plea(block, profile) {
            // no label at all: what stands before the plea is its background
            parts.background = Some(std::mem::take(&mut loose)).filter(|b| !b.is_empty());
            parts.recommendations = Some(block.text.clone());
            current = Some(Part::Recommendations);
            continue;
        }
        if let Some((part, _)) = marker {
            if current.is_none() && part == Part::Recommendations && !whole && !loose.is_empty() {
                // the situation is told without a label of its own
                parts.background = Some(std::mem::take(&mut loose));
            }
            current = Some(part);
            continue;
        }
        if current.is_none() && loose.is_empty() && matches!(block.kind, BlockKind::Heading(_)) {
            // the title's own line, kept in the body for the year behind it
            continue;
        }
        if current.is_none() && is_labelled(block, profile) {
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
    if asks && parts.recommendations.is_none() && !whole && article.body.len() == 1 {
        parts.recommendations = Some(std::mem::take(&mut loose));
    }
    if whole && parts.recommendations.is_none() && !loose.is_empty() {
        if parts.handling.is_none() && article.opening.rule == "part-year" && tells_of_deeds(&loose) {
            parts.handling = Some(loose);
        } else {
            parts.recommendations = Some(loose);
        }
    }
    parts
}

/// A line of labels: 案号：… 提案人：…
fn is_labelled(block: &BodyBlock, profile: &Profile) -> bool {
    let p = probe(&block.text);
    let label = profile.labels.read(&p).into_iter().next();
    label.is_some_and(|(_, label, _)| p.replace(' ', "").starts_with(&label))
}

/// A paragraph that starts to ask: 为此，建议…
fn is_plea(block: &BodyBlock, profile: &Profile) -> bool {
    block.kind == BlockKind::Paragraph && profile.is(LineRole::Plea, &probe(&block.text))
}

/// Words of headings over pieces that ask, whatever their form.
const ASKING: [&str; 7] = ["社情民意", "提案", "建言", "建议", "金点子", "议案", "献策"];

/// A short piece under a heading over proposals, or headed as one itself (关于…的建议), that asks in a paragraph of
/// its own.
pub(super) fn pleads(article: &Article, parent: Option<&Article>, profile: &Profile) -> bool {
    let over = |words: &str| ASKING.iter().any(|w| words.contains(w));
    let own = article.head.title.ends_with("的建议") || article.head.title.ends_with("的提案");
    let section = article.section.as_ref().is_some_and(|s| over(&s.name));
    let under = parent.is_some_and(|p| over(&p.head.title)) || section;
    (own || under) && article.body.iter().any(|b| is_plea(b, profile)) || is_short_plea(article, parent)
}

/// One paragraph by a member under a heading over several (委员建言避暑旅游季) that asks for something in its course.
fn is_short_plea(article: &Article, parent: Option<&Article>) -> bool {
    let heads = |p: &Article| format!("{} {}", p.head.title, p.head.subtitle.as_deref().unwrap_or_default());
    let under = parent.map(heads).is_some_and(|words| ASKING.iter().any(|w| words.contains(w)));
    let [only] = &article.body[..] else { return false };
    let asks = ["。建议", "，建议", "我建议", "，应", "。应", "希望", "呼吁"].iter().any(|w| only.text.contains(w));
    under && !article.head.byline.is_empty() && asks
}

/// Text without a label that says what was done and asks for nothing: the handling whose label was lost.
fn tells_of_deeds(text: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    !has(&["应", "建议", "亟须", "亟需"]) && has(&["办理", "已", "开展", "印发", "出台", "举办", "完成", "落实"])
}

/// Proposers: the byline, where the line "提案人:" has been read into it too.
pub(super) fn proposers(article: &Article, profile: &Profile) -> Vec<Proposer> {
    let byline = &article.head.byline;
    let labelled = label(article, LabelKind::Proposer, profile);
    let held = |value: &String| !byline.is_empty() && byline.iter().all(|name| value.contains(name.as_str()));
    let names = labelled.filter(|v| !held(v)).map_or_else(|| byline.clone(), |v| split(&v));
    names
        .into_iter()
        .map(|name| match &article.head.speaker {
            Some(speaker) if name.ends_with(&speaker.name) || name.starts_with(&speaker.name) => speaker.name.clone(),
            _ => name,
        })
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

/// The year a label gives (年度：2023年).
pub(super) fn year(article: &Article, profile: &Profile) -> Option<i32> {
    let value = label(article, LabelKind::Year, profile)?;
    let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|y| (1949..=2100).contains(y))
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
