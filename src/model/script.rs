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
    let mut key = String::with_capacity(s.len());
    for c in s.chars() {
        match in_key(c) {
            InKey::As(folded) => key.push(folded),
            InKey::Not => {}
            // what becomes of it may depend on what stands beside it
            InKey::Rare => return s.nfkc().filter(|c| c.is_alphanumeric()).collect(),
        }
    }
    key
}

/// What is left of a character in a key.
enum InKey {
    As(char),
    Not,
    /// None of those that nearly all print consists of.
    Rare,
}

/// Asking the tables of Unicode for each character took half the time of a large file.
fn in_key(c: char) -> InKey {
    match c {
        '\u{4E00}'..='\u{9FFF}' => InKey::As(c),
        '\0'..='\x7F' if c.is_ascii_alphanumeric() => InKey::As(c),
        // full width forms of ASCII stand in its order
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).map_or(InKey::Rare, in_key),
        // the last ranges are 、。《》【】 and the wide space
        '\0'..='\x7F'
        | '“'
        | '”'
        | '‘'
        | '’'
        | '—'
        | '…'
        | '·'
        | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3012}'
        | '\u{3014}'..='\u{301F}' => InKey::Not,
        _ => InKey::Rare,
    }
}

/// Widths folded (NFKC), white space removed, punctuation kept. Never stored.
pub fn fold(s: &str) -> String {
    s.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// Number of characters.
pub fn len(s: &str) -> usize {
    s.chars().count()
}

/// Up to six characters as one number, different for different runs of one length: a number is hashed in a fraction of the
/// time. Three fit into 64 bits.
pub fn packed(run: &[char]) -> u128 {
    run.iter().fold(0, |packed, c| packed << CHAR_BITS | u128::from(u32::from(*c)))
}

/// Bits that tell all characters apart.
const CHAR_BITS: u32 = 21;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_to_a_key_is_the_long_way() {
        for c in (0..0x1_0000).filter_map(char::from_u32) {
            for text in [c.to_string(), format!("会{c}1")] {
                let long: String = text.nfkc().filter(|c| c.is_alphanumeric()).collect();
                assert_eq!(key(&text), long, "U+{:04X}", u32::from(c));
            }
        }
    }
}
