//! Marks of a proposal's parts beside the labels of the profile: headings that are questions, labels at the start of a
//! paragraph, a line that only leads on to what is asked, and voices beside the handling. Text under no mark is left to
//! the parts' own rules.

use super::proposal::{Parts, is_headed_as_proposal};
use crate::model::article::{Article, BlockKind, BodyBlock};
use crate::model::script::len;
use crate::pattern::Constant;
use crate::profile::{LineRole, Part, Profile, probe};

// must match "我们怎么办", "缺口怎么补", "如何破题"; must not match "怎么看"
static ASKS_WAY: Constant =
    Constant::new(r"(?:怎么|怎样|如何)(?:办|补|干|解|改|破|治|破解|破题|化解|解决)$|(?:出路|办法)在哪里?$");
// must match "差距在哪里", "缺口有多大"; must not match "我们在哪里过年好"
static ASKS_LACK: Constant =
    Constant::new(r"(?:差距|问题|短板|症结|难点|堵点|原因|病根|难)在哪(?:里|儿)?$|有多(?:大|难|少)$|为(?:什么|何)难$");

/// The part that a heading asks after: `差距在哪里` tells what is wrong, `我们怎么办` what is asked.
pub(super) fn question_marker(block: &BodyBlock) -> Option<Part> {
    let BlockKind::Heading(_) = block.kind else { return None };
    let p = probe(&block.text);
    let words = p.trim_end_matches(['?', ' ']);
    if ASKS_WAY.is_match(words) {
        return Some(Part::Recommendations);
    }
    ASKS_LACK.is_match(words).then_some(Part::Analysis)
}

/// Two headings, one that asks what is wrong and one that asks what to do.
pub(super) fn has_question_parts(article: &Article) -> bool {
    let asks = |part: Part| article.body.iter().any(|b| question_marker(b) == Some(part));
    asks(Part::Analysis) && asks(Part::Recommendations)
}

// must match "二、办法 每层加装扶手", "二、建议:加装扶手"; must not match "二、加装扶手"
static RUN_IN: Constant =
    Constant::new(r"^[一二三四五六]、(?P<label>\p{Han}{2,6})(?:[ \u{3000}]+|[:：])(?P<text>\S[\s\S]{9,})$");

/// A paragraph that begins with its number and the label of a part: `二、办法　每层加装扶手…`.
pub(super) fn run_in_part(block: &BodyBlock, profile: &Profile) -> Option<(Part, String)> {
    if block.kind == BlockKind::Heading(1) {
        return None;
    }
    let c = RUN_IN.captures(block.text.trim())?;
    let (part, _) = profile.marker(&format!("【{}】", c.name("label")?.as_str()))?;
    Some((part, c.name("text")?.as_str().to_owned()))
}

/// Paragraphs that begin with the labels of two parts, one of which asks.
pub(super) fn has_run_in_parts(article: &Article, profile: &Profile) -> bool {
    let parts: Vec<Part> = article.body.iter().filter_map(|b| run_in_part(b, profile)).map(|(part, _)| part).collect();
    parts.len() > 1 && parts.contains(&Part::Recommendations)
}

// must match "【委员点评】", "■代表点赞", "【提案点评】某主任:"; must not match "【办理情况】", "评价体系怎么建"
static ASIDE: Constant =
    Constant::new(r"^【\p{Han}{0,4}(?:点评|点赞|评价|感言)】|^[■◆●★▲]?\s*(?:委员|代表|提案人|专家)(?:点评|点赞|感言)$");

/// A voice beside the parts: what the proposer or an expert thinks of the handling.
pub(super) fn is_aside(block: &BodyBlock) -> bool {
    ASIDE.is_match(probe(&block.text).trim())
}

/// 案由 / 理由 / 办法: reasons that stand behind the matter itself are its analysis.
pub(super) fn behind_case(part: Part, block: &BodyBlock, parts: &Parts) -> Part {
    let reasons = probe(&block.text).replace(' ', "").trim_end_matches(':').ends_with("理由");
    if part == Part::Background && reasons && parts.background.is_some() { Part::Analysis } else { part }
}

/// Longest line that leads on to what is asked and says nothing of it: 对此，我们提出如下建议：.
const MAX_LEADS_ON: usize = 16;

/// A speech on the floor whose plea has a line to itself, or whose headings ask what is wrong and what to do.
pub(super) fn asks_on_the_floor(article: &Article, parent: Option<&Article>, profile: &Profile) -> bool {
    let named = !article.head.byline.is_empty() || article.head.speaker.is_some();
    (named && on_the_floor(article, parent) || is_headed_as_proposal(article))
        && (leads_on(article, profile) || has_question_parts(article))
}

fn on_the_floor(article: &Article, parent: Option<&Article>) -> bool {
    let over = |words: &str| words.contains("大会发言");
    let section = article.section.as_ref().is_some_and(|s| over(&s.name));
    section || article.head.spoken || parent.is_some_and(|p| over(&p.head.title))
}

/// A line that only leads on to what is asked, before the last text.
fn leads_on(article: &Article, profile: &Profile) -> bool {
    let before_last = article.body.len().saturating_sub(1);
    article.body.iter().take(before_last).any(|b| only_leads_on(b, profile))
}

/// 为此，我们建议：
pub(super) fn only_leads_on(block: &BodyBlock, profile: &Profile) -> bool {
    let p = probe(&block.text);
    len(&p) <= MAX_LEADS_ON && p.ends_with(':') && profile.is(LineRole::Plea, &p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::{LineId, PageIndex};
    use crate::profile::Profiles;

    fn block(kind: BlockKind, text: &str) -> BodyBlock {
        BodyBlock { kind, text: text.to_owned(), page: PageIndex(0), lines: vec![LineId(1)] }
    }

    #[test]
    fn questions_as_headings_tell_what_is_wrong_and_what_to_do() {
        let part = |text: &str| question_marker(&block(BlockKind::Heading(1), text));
        assert_eq!(part("短板在哪里?"), Some(Part::Analysis));
        assert_eq!(part("(二)缺口怎么补"), Some(Part::Recommendations));
        assert_eq!(part("他怎么看"), None);
        assert_eq!(question_marker(&block(BlockKind::Paragraph, "我们怎么办")), None);
    }

    #[test]
    fn a_label_at_the_start_of_a_paragraph_marks_its_part() {
        let profiles = Profiles::load(&[]).expect("built-in profiles");
        let profile = profiles.get("bulletin").expect("bulletin");
        let read = |text: &str| run_in_part(&block(BlockKind::Paragraph, text), profile);
        let asked = Some((Part::Recommendations, "在渡口两侧增设缓坡和护栏。".to_owned()));
        assert_eq!(read("二、办法　在渡口两侧增设缓坡和护栏。"), asked);
        assert_eq!(read("二、在渡口两侧增设 缓坡和护栏，方便老人。"), None);
    }

    #[test]
    fn voices_beside_the_handling_are_told_by_their_label() {
        let aside = |text: &str| is_aside(&block(BlockKind::Heading(1), text));
        assert!(aside("【委员点评】") && aside("■代表点赞") && aside("【提案点评】某主任：办得好。"));
        assert!(!aside("【办理情况】") && !aside("委员评价体系怎么建") && !aside("【现状分析】"));
    }
}
