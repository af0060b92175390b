//! Classes of characters in Chinese print, and the keys used to compare printed strings.

use unicode_normalization::UnicodeNormalization;

/// A Han character (unified, extension or compatibility ideograph, or 〇).
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3134F}' | '〇')
}

/// A mark that ends a sentence, closing quotes aside.
pub fn is_sentence_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '…')
}

/// A closing quote or bracket.
pub fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '》' | '〉' | ')' | '）' | ']' | '】' | '〕')
}

/// An opening quote or bracket.
pub fn is_opener(c: char) -> bool {
    matches!(c, '“' | '‘' | '「' | '『' | '《' | '〈' | '(' | '（' | '[' | '【' | '〔')
}

/// Letters, digits and Han only, widths folded (NFKC): what two readings of one print share. Never stored.
pub fn key(s: &str) -> String {
    s.nfkc().filter(|c| c.is_alphanumeric()).collect()
}

/// Widths folded (NFKC), white space removed, punctuation kept. Never stored.
pub fn fold(s: &str) -> String {
    s.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// Number of characters.
pub fn len(s: &str) -> usize {
    s.chars().count()
}
