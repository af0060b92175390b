//! Text as the full-text index sees it, and the user's words as a query over it.
//!
//! SQLite's own tokenizers find no Chinese word: `unicode61` takes a whole run of characters for one word, `trigram` knows
//! none of two characters. Here a run of Han characters is written as its overlapping pairs and its last character alone:
//! 市政协 → `市政 政协 协`. A word of two characters is one token, a longer one a phrase of pairs, a single character a prefix.
//! Pairs, not single characters: the list of places of 政 is as long as the archive, that of 政协 is not.

use unicode_normalization::UnicodeNormalization;

/// One run of characters of the same sort.
enum Run {
    Han(Vec<char>),
    Other(String),
}

/// Text for the index: tokens between spaces.
pub fn index(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for run in runs(text) {
        push_run(&run, true, &mut out);
    }
    out
}

/// The query for words between white space: all have to be found, each as a phrase. None where there is nothing to find.
pub fn query(words: &str) -> Option<String> {
    let phrases: Vec<String> = words.split_whitespace().filter_map(phrase).collect();
    (!phrases.is_empty()).then(|| phrases.join(" AND "))
}

/// One word as a phrase. The last run of a word may go on in the text, so its last character says nothing alone.
fn phrase(word: &str) -> Option<String> {
    let runs: Vec<Run> = runs(word).collect();
    let (last, before) = runs.split_last()?;
    let mut tokens = String::new();
    for run in before {
        push_run(run, true, &mut tokens);
    }
    let is_single = matches!(last, Run::Han(signs) if signs.len() == 1);
    push_run(last, is_single, &mut tokens);
    let prefix = if is_single { "*" } else { "" };
    // tokens hold letters, digits and Han characters only, so nothing in them can end the quotes
    Some(format!("\"{}\"{prefix}", tokens.trim_end()))
}

fn push_run(run: &Run, with_last: bool, out: &mut String) {
    match run {
        Run::Other(word) => {
            out.push_str(word);
            out.push(' ');
        }
        Run::Han(signs) => {
            for pair in signs.windows(2) {
                out.extend(pair);
                out.push(' ');
            }
            if let Some(last) = signs.last().filter(|_| with_last) {
                out.push(*last);
                out.push(' ');
            }
        }
    }
}

/// Runs of Han characters and of other letters and digits, in compatibility form and without case; all else parts them.
fn runs(text: &str) -> impl Iterator<Item = Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for c in text.nfkc().flat_map(char::to_lowercase) {
        let is_word = c.is_alphanumeric();
        match runs.last_mut().filter(|_| open && is_word) {
            Some(Run::Han(signs)) if is_han(c) => signs.push(c),
            Some(Run::Other(word)) if !is_han(c) => word.push(c),
            _ if is_word => runs.push(if is_han(c) { Run::Han(vec![c]) } else { Run::Other(c.to_string()) }),
            _ => {}
        }
        open = is_word;
    }
    runs.into_iter()
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇' | '々')
}

/// Where one of the words stands in a text: byte range of the first that is found, compared as the index compares.
pub fn first_place(text: &str, words: &str) -> Option<std::ops::Range<usize>> {
    let key = |text: &str| -> String { text.nfkc().flat_map(char::to_lowercase).collect() };
    // the key of a text with the byte where each of its characters comes from
    let mut folded: Vec<(char, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        folded.extend(key(c.encode_utf8(&mut [0; 4])).chars().map(|k| (k, at)));
    }
    words.split_whitespace().find_map(|word| {
        let word: Vec<char> = key(word).chars().collect();
        let start = folded.windows(word.len().max(1)).position(|w| w.iter().map(|(c, _)| c).eq(word.iter()))?;
        let end = folded.get(start + word.len()).map_or(text.len(), |(_, at)| *at);
        Some(folded.get(start)?.1..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_become_pairs_and_a_last_sign() {
        assert_eq!(index("市政协召开，AI2 大会"), "市政 政协 协召 召开 开 ai2 大会 会 ");
        assert_eq!(index("ＡＢ①"), "ab1 ");
        assert_eq!(index("……"), "");
    }

    #[test]
    fn words_become_phrases() {
        assert_eq!(query("政协").unwrap(), "\"政协\"");
        assert_eq!(query("提案办理 AI").unwrap(), "\"提案 案办 办理\" AND \"ai\"");
        assert_eq!(query("水").unwrap(), "\"水\"*");
        assert_eq!(query("AI技术").unwrap(), "\"ai 技术\"");
        assert_eq!(query("第3次").unwrap(), "\"第 3 次\"*");
        assert_eq!(query(" ，\" ").as_deref(), None);
        assert_eq!(query("\" OR title:*").unwrap(), "\"or\" AND \"title\"");
    }

    #[test]
    fn a_place_is_found_behind_signs_that_fold_to_more() {
        let text = "第㎡条：ＡＩ技术";
        assert_eq!(text.get(first_place(text, "ai技").unwrap()).unwrap(), "ＡＩ技");
        assert_eq!(first_place(text, "没有"), None);
    }
}
