//! Labels of the parts of a proposal: the forms in which a page prints them. A folded line and a label's word in, the text
//! behind the label out.

/// The start of a line, looked at once for all words that may be its label.
pub(super) enum Lead<'a> {
    /// `【核心 建议】`: a label in brackets is one, however it is spaced; and what stands behind.
    Bracketed { label: String, rest: &'a str },
    Plain {
        /// ■ 建议: a mark before a label says as much as brackets around it.
        has_mark: bool,
        bare: &'a str,
        /// What follows the number of `二、办法`.
        numbered: Option<&'a str>,
        /// What each of the two begins with.
        firsts: [Option<char>; 2],
    },
    /// A bracket that is not closed.
    Open,
}

impl<'a> Lead<'a> {
    pub(super) fn of(probe: &'a str) -> Self {
        if let Some(rest) = probe.strip_prefix(['【', '[', '〔']) {
            return rest.split_once(['】', ']', '〕']).map_or(Self::Open, |(label, rest)| Self::Bracketed {
                label: label.chars().filter(|c| !c.is_whitespace()).collect(),
                rest,
            });
        }
        let bare = probe.trim_start_matches(LABEL_MARKS).trim_start();
        let numbered = without_number(bare);
        let first = |text: &str| text.chars().find(|c| *c != ' ');
        let firsts = [first(bare), numbered.and_then(first)];
        Self::Plain { has_mark: bare.len() < probe.len(), bare, numbered, firsts }
    }

    /// Whether the line may begin with the word: most words are told by their first character.
    fn may_begin_with(&self, word: &str) -> bool {
        match self {
            Self::Open => false,
            Self::Bracketed { label, .. } => label.starts_with(word),
            Self::Plain { firsts, .. } => word.chars().next().is_some_and(|c| firsts.contains(&Some(c))),
        }
    }

    /// `word` alone, in brackets or before a colon at the start of the line; gives the rest.
    pub(super) fn marked(&self, word: &str, strict: bool) -> Option<String> {
        if !self.may_begin_with(word) {
            return None;
        }
        let (has_mark, bare, numbered) = match self {
            Self::Open => return None,
            Self::Bracketed { label, rest } => {
                return (label == word).then(|| rest.trim_start_matches([':', ' ']).to_owned());
            }
            Self::Plain { has_mark, bare, numbered, .. } => (*has_mark, *bare, *numbered),
        };
        if let Some(rest) = numbered.and_then(|words| after_word(words, word)?.strip_prefix(' ')) {
            // 二、办法 每层加装扶手。 is a label with its text; 二、存在问题 alone may head a part of anything
            return Some(rest.trim().to_owned()).filter(|rest| rest.ends_with('。'));
        }
        let rest = after_word(bare, word)?;
        if rest.starts_with('(') && rest.ends_with(')') && !strict {
            // 办理结果(A类)
            return Some(String::new());
        }
        if let Some(rest) = rest.trim_start().strip_prefix(':') {
            // ■成果转化:从纸上到地上 is a heading; the text of a label is a sentence
            return Some(rest.trim().to_owned()).filter(|rest| !has_mark || rest.is_empty() || rest.ends_with('。'));
        }
        let set_apart = has_mark || bare.contains(' ');
        ((!strict || set_apart) && rest.is_empty()).then(String::new)
    }
}

/// `【市交通运输局答复】…`: the name of a body before one of the `answers`; gives what stands behind the label.
pub(super) fn answer_of_body<'a>(
    probe: &str,
    mut answers: impl Iterator<Item = &'a str>,
    bodies: &[String],
) -> Option<String> {
    let (label, rest) = probe.strip_prefix('【')?.split_once('】')?;
    let named =
        |body: &str| body.chars().count() <= LONGEST_BODY && bodies.iter().any(|end| body.ends_with(end.as_str()));
    answers
        .any(|word| label.strip_suffix(word).is_some_and(named))
        .then(|| rest.trim_start_matches([':', ' ']).to_owned())
}

/// In characters.
const LONGEST_BODY: usize = 20;

/// What follows the number of `一、情况`.
fn without_number(text: &str) -> Option<&str> {
    let words = text.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
    words.strip_prefix('、').filter(|_| words.len() < text.len())
}

/// Marks that a page sets before a label.
pub const LABEL_MARKS: [char; 12] = ['■', '◆', '●', '★', '▲', '▶', '▍', '▌', '▎', '◎', '※', '☆'];

/// What follows `word` at the start of `text`, where it may be set wide: `理 由:…`.
fn after_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text;
    for c in word.chars() {
        rest = rest.trim_start_matches(' ').strip_prefix(c)?;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::{Lead, answer_of_body};

    #[test]
    fn the_answer_of_a_body_is_told_by_its_name_before_the_word() {
        let bodies = ["局".to_owned(), "委员会".to_owned()];
        let answer = |probe: &str| answer_of_body(probe, ["答复", "回复"].into_iter(), &bodies);
        assert_eq!(answer("【市交通运输局答复】").as_deref(), Some(""));
        assert_eq!(answer("【市卫生健康委员会回复】已落实。").as_deref(), Some("已落实。"));
        assert_eq!(answer("【满意的答复】"), None);
    }

    #[test]
    fn a_label_is_told_in_every_form_and_a_numbered_heading_is_none() {
        let rest = |probe: &str, word: &str| Lead::of(probe).marked(word, false);
        assert_eq!(rest("【核心 建议】", "核心建议").as_deref(), Some(""));
        assert_eq!(rest("二、办法 每层加装扶手。", "办法").as_deref(), Some("每层加装扶手。"));
        assert_eq!(rest("办理结果(A类,已解决)", "办理结果").as_deref(), Some(""));
        assert_eq!(rest("二、存在问题", "存在问题"), None);
        assert_eq!(rest("二、办法 和措施", "办法"), None);
        assert_eq!(rest("办法总比困难多", "办法"), None);
    }
}
