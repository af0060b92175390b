//! Fields of a proposal: its marked parts, proposers, labels.

use super::byline::{authors, words};
use super::marks::{behind_case, has_question_parts, has_run_in_parts, is_aside, question_marker, run_in_part};
use super::names::is_name;
use super::{Outcome, Person, Proposer, marks};
use crate::model::article::{Article, BlockKind, BodyBlock};
use crate::model::script::{is_han, len};
use crate::pattern::Constant;
use crate::profile::{LabelKind, LineRole, Part, Profile, probe};

/// The marked parts of a proposal's text.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub background: Option<String>,
    pub analysis: Option<String>,
    pub recommendations: Option<String>,
    pub handling: Option<String>,
    /// Words of a line 关键词：… under the title.
    pub keywords: Vec<String>,
}

impl Parts {
    /// Where the text of a part goes; None for text of no part.
    fn slot(&mut self, part: Option<Part>) -> Option<&mut String> {
        match part? {
            Part::Background => Some(self.background.get_or_insert_default()),
            Part::Analysis => Some(self.analysis.get_or_insert_default()),
            Part::Recommendations => Some(self.recommendations.get_or_insert_default()),
            Part::Handling => Some(self.handling.get_or_insert_default()),
            Part::Keyword => None,
        }
    }

    /// Text that stood under no label: all of it is asked, where the article is one item or one paragraph.
    fn close(&mut self, loose: String, asks: bool, article: &Article) {
        let item = is_item(article);
        if self.recommendations.is_some() || loose.is_empty() || !(item || asks && article.body.len() == 1) {
            return;
        }
        if item && self.handling.is_none() && article.opening.rule == "part-year" && tells_of_deeds(&loose) {
            self.handling = Some(loose);
        } else {
            self.recommendations = Some(loose);
        }
    }
}

/// An item that is a proposal as a whole: of a list of keywords, or of a feature with years.
fn is_item(article: &Article) -> bool {
    matches!(article.opening.rule.as_str(), "part-keyword" | "part-year")
}

/// Text under each marker; paragraphs are kept apart by line feeds. A keyword item is a recommendation as a whole;
/// in a feature of proposals with their handling the text before the handling is the recommendation.
/// `asks` says that the article is a proposal without labels (see [`pleads`]).
pub(super) fn parts(article: &Article, asks: bool, profile: &Profile) -> Parts {
    let mut parts = Parts::default();
    let mut current: Option<Part> = None;
    let whole = is_item(article);
    let mut loose = String::new();
    let numbered = has_numbered_parts(article, profile) || has_bare_parts(article, profile);
    let listed = asks && asks_in_a_list(article, profile);
    let questions = asks && has_question_parts(article);
    let listed = listed && !questions;
    let run_in = has_run_in_parts(article, profile);
    let mut aside = false;
    for block in &article.body {
        let marker = marker(block, numbered, profile)
            .or_else(|| question_marker(block).filter(|_| questions))
            .map(|part| behind_case(part, block, &parts));
        if is_aside(block) {
            // 委员点评 …: what the proposer says of the handling is none of it
            aside = true;
            continue;
        }
        aside = aside && marker.is_none();
        if aside {
            continue;
        }
        if let Some((part, text)) = run_in.then(|| run_in_part(block, profile)).flatten() {
            current = Some(part);
            append(parts.slot(current).unwrap_or(&mut loose), &text);
            continue;
        }
        if current.is_none()
            && let Some(text) = begins_to_ask(block, listed, asks, profile)
        {
            // no label at all: what stands before is its background
            parts.background = Some(std::mem::take(&mut loose)).filter(|b| !b.is_empty());
            parts.recommendations = Some(text).filter(|text| !text.is_empty());
            current = Some(Part::Recommendations);
            continue;
        }
        if let Some(part) = marker {
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
        // 承办单位：… between what was asked and what was done is part of neither
        if is_labelled(block, profile) && (current.is_none() || len(&block.text) <= MAX_LABELLED) {
            continue;
        }
        if current == Some(Part::Keyword) && !whole {
            let words = block.text.split([' ', '\u{3000}', '、', '，', '；', ',', ';']).filter(|w| !w.is_empty());
            parts.keywords.extend(words.map(str::to_owned));
            current = None;
            continue;
        }
        append(parts.slot(current).unwrap_or(&mut loose), &block.text);
    }
    parts.close(loose, asks, article);
    parts
}

/// What a block asks that begins a list or a plea; nothing yet where its line only leads on.
fn begins_to_ask(block: &BodyBlock, listed: bool, asks: bool, profile: &Profile) -> Option<String> {
    if asks && is_plea(block, profile) && marks::only_leads_on(block, profile) {
        return Some(String::new());
    }
    (listed && is_first_of_list(block) || asks && is_plea(block, profile)).then(|| block.text.clone())
}

fn append(target: &mut String, text: &str) {
    if !target.is_empty() {
        target.push('\n');
    }
    target.push_str(text);
}

/// The part that a heading marks.
fn marker(block: &BodyBlock, numbered: bool, profile: &Profile) -> Option<Part> {
    let BlockKind::Heading(_) = block.kind else { return None };
    let p = probe(&block.text);
    let named = |words: &str| profile.marker(words).map(|(part, _)| part);
    // 办理结果(A类,已解决)
    let before_brackets = || p.strip_suffix(')')?.rsplit_once('(').map(|(words, _)| words.trim()).and_then(named);
    named(&p).or_else(before_brackets).or_else(|| numbered_marker(block, profile).filter(|_| numbered))
}

/// 一、背景 / 二、存在问题 / 三、对策建议: the part that a numbered heading names, or one that is such a word alone.
fn numbered_marker(block: &BodyBlock, profile: &Profile) -> Option<Part> {
    let p = probe(&block.text);
    let (number, words) = p.split_once('、').unwrap_or(("", p.as_str()));
    let is_number = number.chars().all(|c| "一二三四五六七八九十".contains(c));
    let heading = matches!(block.kind, BlockKind::Heading(_)) && is_number;
    // a label in brackets may be shorter than one that stands alone
    let whole = || profile.marker(&format!("【{}】", words.trim())).map(|(part, _)| part);
    // 二、存在的主要问题, 三、进一步做好工作的对策建议
    let tail = || {
        let known = profile.markers.iter().filter(|(word, _, _)| len(word) >= SURE_TAIL && !number.is_empty());
        known
            .map(|(word, part, _)| (word, *part))
            .find(|(word, _)| words.trim().ends_with(word.as_str()))
            .map(|(_, p)| p)
    };
    let words = words.trim();
    let counted = !number.is_empty() && len(words) <= MAX_NAMED;
    let ends = |ends: &[&str]| counted && ends.iter().any(|w| words.ends_with(w));
    let troubles = || {
        let told =
            words.starts_with("存在") && words.contains("问题") || ends(&["问题", "不足", "原因", "短板", "困难"]);
        told.then_some(Part::Analysis)
    };
    // 三、对策和建议, 四、几点建议
    let asked = || ends(&["建议", "对策", "对策措施"]).then_some(Part::Recommendations);
    heading.then(|| whole().or_else(tail).or_else(troubles).or_else(asked)).flatten()
}

/// Longest numbered heading that names a part by its last word.
const MAX_NAMED: usize = 14;

/// Longest line of labels inside a part, in characters.
const MAX_LABELLED: usize = 60;

/// A label this long at the end of a numbered heading names a part, in characters.
const SURE_TAIL: usize = 4;

/// 现状 / 问题 / 建议: headings that name two different parts and say no more; one of them asks.
pub(super) fn has_bare_parts(article: &Article, profile: &Profile) -> bool {
    let bare = |b: &&BodyBlock| !b.text.contains('、');
    let named = |part: Part| article.body.iter().filter(bare).any(|b| numbered_marker(b, profile) == Some(part));
    named(Part::Recommendations) && [Part::Background, Part::Analysis, Part::Handling].into_iter().any(named)
}

/// A report headed as one that asks, whose numbered headings name its parts.
pub(super) fn has_numbered_parts(article: &Article, profile: &Profile) -> bool {
    let title = &article.head.title;
    let asks = ["建议", "提案", "议案", "对策"].iter().any(|w| title.contains(w)) || title.ends_with("调研报告");
    let named = |part: Part| article.body.iter().any(|b| numbered_marker(b, profile) == Some(part));
    asks && named(Part::Recommendations) && [Part::Background, Part::Analysis, Part::Handling].into_iter().any(named)
}

/// The first of several numbered paragraphs.
fn is_first_of_list(block: &BodyBlock) -> bool {
    let p = probe(&block.text);
    ["一、", "(一)", "一是", "1.", "1、"].iter().any(|n| p.starts_with(n))
}

/// 关于…的建议 with what is asked as a numbered list, and no paragraph that says so.
fn asks_in_a_list(article: &Article, profile: &Profile) -> bool {
    let second = |b: &BodyBlock| ["二、", "(二)", "二是", "2.", "2、"].iter().any(|n| probe(&b.text).starts_with(n));
    let paragraph = |b: &&BodyBlock| b.kind != BlockKind::Heading(1);
    is_headed_as_proposal(article)
        && !article.body.iter().any(|b| is_plea(b, profile))
        && article.body.iter().filter(paragraph).any(is_first_of_list)
        && article.body.iter().filter(paragraph).any(second)
}

pub(super) fn is_headed_as_proposal(article: &Article) -> bool {
    article.head.title.ends_with("的建议") || article.head.title.ends_with("的提案")
}

/// A line of labels: 案号：… 提案人：… What ends as a sentence does is text.
fn is_labelled(block: &BodyBlock, profile: &Profile) -> bool {
    let p = probe(&block.text);
    if p.ends_with('。') {
        return false;
    }
    let label = profile.labels.read(&p).into_iter().next();
    label.is_some_and(|(_, label, _)| p.replace(' ', "").starts_with(&label))
}

/// A paragraph that starts to ask: 为此，建议…
fn is_plea(block: &BodyBlock, profile: &Profile) -> bool {
    block.kind == BlockKind::Paragraph && profile.is(LineRole::Plea, &probe(&block.text))
}

/// A paragraph of the article starts to ask.
pub(super) fn asks(article: &Article, profile: &Profile) -> bool {
    article.body.iter().any(|b| is_plea(b, profile))
}

/// A short piece under a heading over proposals, or headed as one itself (关于…的建议), that asks in a paragraph of
/// its own.
pub(super) fn pleads(article: &Article, parent: Option<&Article>, profile: &Profile) -> bool {
    let over = |words: &str| profile.lexicon.asking.iter().any(|w| words.contains(w.as_str()));
    let own = is_headed_as_proposal(article);
    let section = article.section.as_ref().is_some_and(|s| over(&s.name));
    let under = parent.is_some_and(|p| over(&p.head.title)) || section;
    (own || under) && article.body.iter().any(|b| is_plea(b, profile))
        || is_short_plea(article, parent, profile)
        || asks_in_a_list(article, profile)
        || has_numbered_parts(article, profile)
        || marks::asks_on_the_floor(article, parent, profile)
}

/// One paragraph by a member under a heading over several (委员建言避暑旅游季) that asks for something in its course.
fn is_short_plea(article: &Article, parent: Option<&Article>, profile: &Profile) -> bool {
    let heads = |p: &Article| format!("{} {}", p.head.title, p.head.subtitle.as_deref().unwrap_or_default());
    let under =
        parent.map(heads).is_some_and(|words| profile.lexicon.asking.iter().any(|w| words.contains(w.as_str())));
    let [only] = &article.body[..] else { return false };
    let asks = profile.lexicon.requests.iter().any(|w| only.text.contains(w.as_str()));
    under && !article.head.byline.is_empty() && asks
}

/// Text without a label that says what was done and asks for nothing: the handling whose label was lost.
fn tells_of_deeds(text: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    !has(&["应", "建议", "亟须", "亟需"]) && has(&["办理", "已", "开展", "印发", "出台", "举办", "完成", "落实"])
}

/// Proposers: the byline, where the line "提案人:" has been read into it too.
pub(super) fn proposers(article: &Article, byline: &[String], profile: &Profile) -> Vec<Proposer> {
    let labelled = label(article, LabelKind::Proposer, profile);
    let held = |value: &String| {
        let value = value.replace(' ', "");
        !byline.is_empty() && byline.iter().all(|name| value.contains(name.as_str()))
    };
    let names = labelled.filter(|v| !held(v)).map_or_else(|| byline.to_vec(), |v| authors(&split(&v), profile));
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

// must match "(市政协委员、云泽大学教授)"; must not match "(第3号"
static NOTE: Constant = Constant::new(r"\([^()]*\)");

/// The people of a line of labels, without what stands in brackets behind them; None where it names others than people.
pub(super) fn put_by(article: &Article, profile: &Profile) -> Option<Vec<String>> {
    people_of(&label(article, LabelKind::Proposer, profile)?, profile)
}

fn people_of(value: &str, profile: &Profile) -> Option<Vec<String>> {
    let names = split(&NOTE.replaced_all(value, " "));
    (!names.is_empty() && names.iter().all(|name| is_name(name, profile))).then_some(names)
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
        let found = profile.labels.read(&probe(&b.text)).into_iter().find(|(k, _, _)| *k == kind);
        found.map(|(_, _, value)| value.trim_matches(['|', ' ']).to_owned())
    })
}

fn split(value: &str) -> Vec<String> {
    words(&value.replace(['、', ','], " "))
}

pub(super) fn identifier(article: &Article, frame: &[String], profile: &Profile) -> Option<String> {
    label(article, LabelKind::Identifier, profile).map(|number| only_number(&number)).or_else(|| {
        let headings = article.body.iter().filter(|b| matches!(b.kind, BlockKind::Heading(_))).map(|b| &b.text);
        if let Some(number) = frame.iter().chain(headings.take(1)).find_map(|line| number_behind(line)) {
            return Some(number);
        }
        // 第058号提案 关于…: the number stands before the title
        let line = frame.first()?;
        if profile.is(LineRole::CaseNumber, &probe(line)) {
            return Some(line.trim().to_owned());
        }
        if let Some((number, _)) = case_number(article, profile) {
            return Some(number);
        }
        let (number, _) = line.split_once([' ', '\u{3000}', '：', ':'])?;
        let digits = number.strip_prefix('第')?.split('号').next()?;
        (!digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())).then(|| number.to_owned())
    })
}

/// `2022年提案 第0108号` on a line of its own among the labels: the number, and its year.
fn case_number(article: &Article, profile: &Profile) -> Option<(String, Option<i32>)> {
    article.body.iter().take(CASE_REACH).find_map(|block| {
        let caught = profile.line(LineRole::CaseNumber, &probe(&block.text))?;
        let year = caught.get("year").and_then(|year| year.parse().ok());
        Some((format!("第{}号", caught.get("n")?), year))
    })
}

/// Blocks at the beginning of a proposal among which its number stands.
const CASE_REACH: usize = 4;

/// `关于…的提案（第045号提案）`, `…机制（2023年第218号）`: the number in brackets behind the title.
fn number_behind(line: &str) -> Option<String> {
    let p = probe(line);
    let number = p.strip_suffix(')')?.rsplit_once('(')?.1.replace(' ', "");
    let bare = number.split_once('年').map_or(number.as_str(), |(_, rest)| rest).trim_start_matches('度');
    let digits = bare.strip_prefix('第')?.trim_end_matches(['提', '案', '建', '议']).strip_suffix('号')?;
    ((1..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

/// `2023年第0087号 经济建设类`: the number ends with 号, what stands behind it is of the kind.
fn only_number(value: &str) -> String {
    let end = value.split_once("号 ").map(|(number, _)| format!("{number}号"));
    end.unwrap_or_else(|| value.to_owned())
}

/// The kind that stands behind the number: `2023年第0087号 经济建设类`.
pub(super) fn kind_behind_number(article: &Article, profile: &Profile) -> Option<String> {
    let number = label(article, LabelKind::Identifier, profile)?;
    let (_, kind) = number.split_once("号 ")?;
    let kind = kind.trim().trim_matches(['(', ')']).strip_suffix('类')?;
    ((2..=MAX_KIND).contains(&len(kind)) && kind.chars().all(is_han)).then(|| kind.to_owned())
}

/// Longest name of a kind of proposals.
const MAX_KIND: usize = 10;

/// The year a label gives (年度：2023年), or the number of the proposal (2023年第0087号, 〔2023〕12号).
pub(super) fn year(article: &Article, profile: &Profile) -> Option<i32> {
    let numbered = || {
        let number = label(article, LabelKind::Identifier, profile)?;
        let number = number.trim_start_matches(['第', '〔', '[', '(', ' ']).to_owned();
        let marked = number.get(4..).is_some_and(|rest| rest.trim_start().starts_with(['年', '〕', ']', ')']));
        marked.then_some(number)
    };
    let Some(value) = label(article, LabelKind::Year, profile).or_else(numbered) else {
        return case_number(article, profile)?.1;
    };
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
                out.extend(
                    split(value.trim_matches(['|', ' ']))
                        .into_iter()
                        .map(|name| Person { name, role: Some(role.clone()) }),
                );
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_behind_titles_and_kinds_behind_numbers_are_told_apart() {
        assert_eq!(number_behind("关于改进清雪的提案（第 045 号提案）").as_deref(), Some("第045号提案"));
        assert_eq!(number_behind("留住水乡老匠人(2023年第218号)").as_deref(), Some("2023年第218号"));
        assert_eq!(number_behind("完善人才引进机制(2018 年)"), None);
        assert_eq!(number_behind("第三届水乡节(第2号展馆)"), None);
        assert_eq!(only_number("2023年第0087号 经济建设类"), "2023年第0087号");
        assert_eq!(only_number("第12号"), "第12号");
    }

    #[test]
    fn proposers_are_named_without_what_stands_in_brackets() {
        let profiles = crate::profile::Profiles::load(&[]).expect("built-in profiles");
        let read = |value| people_of(value, profiles.get("bulletin").expect("bulletin"));
        let two = read("苗可(市政协委员、云泽渔场场长) 单于飞(市政协委员)");
        assert_eq!(two, Some(vec!["苗可".to_owned(), "单于飞".to_owned()]));
        assert_eq!(read("市政协提案委员会"), None);
    }

    #[test]
    fn proposers_set_wide_stay_one() {
        assert_eq!(split("李 想 王立波、赵明"), ["李想", "王立波", "赵明"]);
    }
}
