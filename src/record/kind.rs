//! Which kind of record an article is, and its finer kind as the print says it.

use super::held;
use crate::model::article::{Article, BlockKind, Issue};
use crate::profile::{HeadingPattern, Kind, LabelKind, Level, LineRole, Part, Profile, probe};

/// Kind and classification of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decision {
    pub kind: Kind,
    pub classification: Option<String>,
}

/// Decides by marked parts first, then by the heading's words, then by the lead.
pub(super) fn decide(index: usize, issue: &Issue, profile: &Profile) -> Decision {
    let article = &issue.articles[index];
    let parent = article.part_of.map(|p| &issue.articles[p]);
    let marked = is_proposal(article, profile) || super::marks::asks_on_the_floor(article, parent, profile);
    // under …发言摘登 an unmarked plea is what somebody said
    let of_speeches = parent.filter(|over| over.head.subtitle.as_deref().is_some_and(|s| s.contains("发言")));
    if let Some(decision) = of_speeches.filter(|_| !marked).and_then(|over| spoken(article, over, profile)) {
        return decision;
    }
    if article.head.spoken && !marked {
        return Decision { kind: Kind::Speech, classification: Some("大会发言".to_owned()) };
    }
    if marked || super::proposal::pleads(article, parent, profile) {
        return Decision { kind: Kind::Proposal, classification: Some(proposal_name(article, parent, profile)) };
    }
    if let Some(parent) = parent
        && let Some(decision) = of_part(article, parent, profile)
    {
        return decision;
    }
    // the section of the contents says that these were spoken
    let sketch = pattern(&article.head.title, profile).is_some_and(|d| d.classification.as_deref() == Some("综述"));
    let floor = !sketch && article.section.as_ref().is_some_and(|s| s.name.contains("大会发言"));
    if floor && (article.head.speaker.is_some() || !article.head.byline.is_empty()) {
        return Decision { kind: Kind::Speech, classification: Some("大会发言".to_owned()) };
    }
    if article.head.speaker.is_some() && article.head.date_line.is_some() {
        let classification = pattern(&article.head.title, profile).filter(|d| d.kind == Kind::Speech);
        return classification.unwrap_or(Decision { kind: Kind::Speech, classification: Some("讲话".to_owned()) });
    }
    if super::speech::is_report_to_an_assembly(article) {
        return Decision { kind: Kind::Speech, classification: Some("工作报告".to_owned()) };
    }
    held::tells_of_a_meeting(article, profile)
        .or_else(|| of_heading(article, profile))
        .or_else(|| of_lead(article, profile))
        .unwrap_or(Decision { kind: Kind::Article, classification: None })
}

/// A part marked as recommendations, a keyword item, or an item of a feature of proposals with their years.
fn is_proposal(article: &Article, profile: &Profile) -> bool {
    let marked = |part: Part| {
        article.body.iter().any(|b| {
            matches!(b.kind, BlockKind::Heading(_)) && profile.marker(&probe(&b.text)).is_some_and(|(p, _)| p == part)
        })
    };
    let told = |kinds: &[LabelKind]| {
        article.body.iter().any(|b| profile.labels.read(&probe(&b.text)).iter().any(|(k, _, _)| kinds.contains(k)))
    };
    let asks = || article.body.iter().any(|b| profile.lexicon.requests.iter().any(|w| b.text.contains(w.as_str())));
    let labelled = told(&[LabelKind::Identifier])
        || told(&[LabelKind::Proposer])
            && (told(&[LabelKind::Handler]) || super::proposal::asks(article, profile) || asks());
    matches!(article.opening.rule.as_str(), "part-keyword" | "part-year")
        || marked(Part::Recommendations)
        || super::proposal::has_bare_parts(article, profile)
        || labelled && !article.body.is_empty()
}

/// What a proposal is called: by the group it stands in, else 提案.
fn proposal_name(article: &Article, parent: Option<&Article>, profile: &Profile) -> String {
    let group = parent.map(|p| p.head.title.as_str()).unwrap_or_default();
    if article.opening.rule == "part-keyword" {
        return "建议".to_owned();
    }
    let name = if group.contains("大会发言") {
        "大会发言"
    } else if group.contains("建言") || has_marker(article, Part::Background, profile) {
        "建言"
    } else {
        "提案"
    };
    name.to_owned()
}

fn has_marker(article: &Article, part: Part, profile: &Profile) -> bool {
    article.body.iter().any(|b| profile.marker(&probe(&b.text)).is_some_and(|(p, _)| p == part))
}

/// Parts of a feature where bodies or people tell what they did or said: speeches under 经验交流 and the like.
fn of_part(article: &Article, parent: &Article, profile: &Profile) -> Option<Decision> {
    if let Some(decision) = spoken(article, parent, profile) {
        return Some(decision);
    }
    let part = article.opening.rule.starts_with("part-");
    let speech = pattern(&article.head.title, profile).filter(|d| d.kind == Kind::Speech);
    part.then(|| speech.unwrap_or(Decision { kind: Kind::Article, classification: None }))
}

/// Ends of subtitles of reviews.
const REVIEWS: [&str; 4] = ["纪实", "侧记", "综述", "见闻"];

/// What a named person or body said, under a heading over speeches.
fn spoken(article: &Article, parent: &Article, profile: &Profile) -> Option<Decision> {
    let over = format!("{} {}", parent.head.title, parent.head.subtitle.as_deref().unwrap_or_default());
    let lead = parent.body.last().map(|b| b.text.as_str()).unwrap_or_default();
    let spoken = profile.lexicon.spoken.iter().any(|w| over.contains(w.as_str()))
        || ["发言摘登", "发言摘编", "发言如下", "发言刊登"].iter().any(|w| lead.contains(w))
        // 举行大会发言，本报摘登其中四篇。
        || lead.contains("发言") && profile.lexicon.excerpts.iter().any(|w| lead.contains(w.as_str()));
    let named = !article.head.byline.is_empty() || article.head.speaker.is_some();
    // a report or a review that stands among speeches was written
    let survey =
        || pattern(&article.head.title, profile).is_some_and(|d| d.classification.as_deref() == Some("调研报告"));
    let written = REVIEWS.iter().any(|w| article.head.subtitle.as_deref().is_some_and(|s| s.ends_with(w))) || survey();
    if spoken && named && !written {
        let name = if over.contains("大会发言") { "大会发言" } else { "交流发言" };
        return Some(Decision { kind: Kind::Speech, classification: Some(name.to_owned()) });
    }
    None
}

/// The first heading pattern that the subtitle (the line of fact) or the title matches.
fn of_heading(article: &Article, profile: &Profile) -> Option<Decision> {
    let title = pattern(&article.head.title, profile);
    if let Some(d) = title.as_ref().filter(|d| d.kind == Kind::Speech) {
        return Some(d.clone());
    }
    let subtitle = article.head.subtitle.as_deref().filter(|s| !s.starts_with('在'));
    subtitle.and_then(|s| pattern(s, profile)).or(title)
}

fn pattern(text: &str, profile: &Profile) -> Option<Decision> {
    let text = probe(text);
    // a title of two halves may tell its kind in either, or across both
    let pieces = std::iter::once(text.as_str()).chain(text.split(' '));
    pieces.filter(|p| !p.is_empty()).find_map(|piece| {
        // 赵某作常委会工作报告 tells that a report was given; it is not its heading
        let told = |h: &&HeadingPattern| h.kind == Kind::Speech && gives_a_report(piece);
        let hit = profile.headings_of(piece).find(|h| !told(h))?;
        let classification =
            if hit.level == Level::Group { Some("摘编".to_owned()) } else { hit.classification.clone() };
        Some(Decision { kind: hit.kind, classification })
    })
}

/// `赵某作…报告`, `会议听取…报告`: a name of two to four characters before the verb.
fn gives_a_report(piece: &str) -> bool {
    let named = piece.split(' ').filter_map(|word| word.split_once('作')).any(|(who, what)| {
        (2..=4).contains(&who.chars().count())
            && !who.ends_with('工')
            && !what.starts_with(['好', '为', '出', '风', '用', '品', '业'])
    });
    named || ["听取", "讨论", "审议", "热议"].iter().any(|w| piece.contains(w))
}

/// A dated lead that says a meeting was held, under a title that is a slogan.
fn of_lead(article: &Article, profile: &Profile) -> Option<Decision> {
    let first = article.body.iter().find(|b| b.kind == BlockKind::Paragraph)?;
    let p = probe(&first.text);
    if !profile.is(LineRole::Lead, &p) && !profile.is(LineRole::LeadWire, &p) {
        return None;
    }
    let sentence = p.split('。').next()?;
    let meets = |clause: &str| pattern(clause, profile).filter(|d| d.kind == Kind::Meeting);
    sentence.split(',').find_map(|clause| {
        meets(clause).or_else(|| meets(&held::without_place(clause)?)).or_else(|| held::moved(clause))
    })
}
