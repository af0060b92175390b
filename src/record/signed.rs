//! Names in brackets under an article's last paragraph, `（李某）`, `（赵 某 李某某）`: they become its credit, and stand in its body no
//! more. Every other closing line was told by its words while the articles were found; these are told by their names alone.

use super::byline::words;
use super::names::is_name;
use crate::model::article::{BlockKind, BodyBlock, Credit, Issue};
use crate::model::coverage::Fate;
use crate::profile::{Profile, probe};

/// Names that sign an article, at most.
const MAX_NAMES: usize = 4;
/// What may stand behind the names.
const CRAFTS: [&str; 6] = ["整理", "供稿", "采写", "报道", "撰稿", "文/摄"];

/// The issue with such lines as credits; None where no article has one.
pub(super) fn credited(issue: &Issue, profile: &Profile) -> Option<Issue> {
    let found: Vec<(usize, Vec<String>)> = issue
        .articles
        .iter()
        .enumerate()
        .filter(|(_, article)| article.credit.is_none())
        .filter_map(|(index, article)| Some((index, signatories(&article.body, profile)?)))
        .collect();
    if found.is_empty() {
        return None;
    }
    let mut issue = issue.clone();
    for (index, reporters) in found {
        let block = issue.articles[index].body.len() - 1;
        issue.articles[index].body.pop();
        issue.articles[index].credit = Some(Credit { outlet: String::new(), reporters });
        let held = Fate::Article { article: index, block: Some(block) };
        for row in issue.coverage.rows.iter_mut().filter(|row| row.fate == held) {
            row.fate = Fate::Article { article: index, block: None };
            row.reason = "field";
        }
    }
    Some(issue)
}

/// The names of the closing line, under text.
fn signatories(body: &[BodyBlock], profile: &Profile) -> Option<Vec<String>> {
    let [.., text, last] = body else { return None };
    let under_text = text.kind != BlockKind::Heading(1);
    let line = last.kind == BlockKind::Paragraph && last.lines.len() == 1;
    (under_text && line).then(|| names(last, profile)).flatten()
}

fn names(block: &BodyBlock, profile: &Profile) -> Option<Vec<String>> {
    let p = probe(&block.text);
    let inside = p.strip_prefix('(')?.strip_suffix(')')?.trim();
    let craft = CRAFTS.iter().find_map(|craft| inside.strip_suffix(craft));
    let named = words(&craft.unwrap_or(inside).replace('、', " "));
    ((1..=MAX_NAMES).contains(&named.len()) && named.iter().all(|name| is_name(name, profile))).then_some(named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::{LineId, PageIndex};
    use crate::profile::Profiles;

    fn read(text: &str) -> Option<Vec<String>> {
        let profiles = Profiles::load(&[]).expect("built-in profiles");
        let block = |text: &str| BodyBlock {
            kind: BlockKind::Paragraph,
            text: text.to_owned(),
            page: PageIndex(0),
            lines: vec![LineId(1)],
        };
        signatories(
            &[block("市政协送法律进林场，受到欢迎。"), block(text)],
            profiles.get("bulletin").expect("bulletin"),
        )
    }

    #[test]
    fn names_in_brackets_under_the_text_sign_it() {
        assert_eq!(read("（尚明远）"), Some(vec!["尚明远".to_owned()]));
        assert_eq!(read("（赵 川、李明 供稿）"), Some(vec!["赵川".to_owned(), "李明".to_owned()]));
        for other in
            ["（全文）", "（资料图片）", "（待续）", "（连载一）", "（市政协办公室）", "李明远", "（李明远说）"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
