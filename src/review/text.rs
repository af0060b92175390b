//! Text of documents made safe for the places it is put in: HTML, scripts, file names.

use std::fmt::Write as _;

use serde::Serialize;

/// Text for HTML and SVG, inside elements and quoted attributes.
pub(super) fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // not allowed in XML at all, and nobody can see them
            c if c.is_control() && !matches!(c, '\n' | '\t') => safe.push('\u{FFFD}'),
            c => safe.push(c),
        }
    }
    safe
}

/// A script that gives `globalThis.NAME` a value. Nothing in the value can end the script or the line.
pub(super) fn script<T: Serialize>(name: &str, value: &T) -> Vec<u8> {
    let json = serde_json::to_string(value).expect("what a page shows is plain data");
    let mut out = format!("globalThis.{name} = ");
    for c in json.chars() {
        match c {
            // `</script>`, `<!--`, and the line ends that old engines see inside strings
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                // writing to a string can't fail
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push_str(";\n");
    out.into_bytes()
}

/// Longest name of a folder of the site.
const LONGEST_NAME: usize = 80;

/// A name for a folder of the site: ASCII letters, digits, `-`, `_` and inner dots. What had to be changed gets a mark made of
/// the whole name, so that two names stay two.
pub fn file_name(name: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let kept: String = name.chars().map(|c| if safe(c) { c } else { '_' }).take(LONGEST_NAME).collect();
    let kept = kept.trim_matches('.');
    if kept == name && !kept.is_empty() {
        return kept.to_owned();
    }
    // FNV-1a: a name, not a secret
    let mark =
        name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{kept}-{mark:016x}").trim_start_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_place_it_is_put_in() {
        assert_eq!(html("<a href=\"x\" on='y'>&\u{0}"), "&lt;a href=&quot;x&quot; on=&#39;y&#39;&gt;&amp;\u{FFFD}");
        let text = String::from_utf8(script("x", &"</script><!--\u{2028}\"\\")).unwrap();
        assert_eq!(text, "globalThis.x = \"\\u003c/script\\u003e\\u003c!--\\u2028\\\"\\\\\";\n");
    }

    #[test]
    fn names_of_folders_stay_inside_the_site_and_apart() {
        assert_eq!(file_name("huikan-2024-03"), "huikan-2024-03");
        for name in ["..", "../../etc", "a/b", "a\\b", "", ".hidden", "会刊", "a\"b", &"x".repeat(300)] {
            let safe = file_name(name);
            assert!(!safe.starts_with('.') && !safe.contains(['/', '\\', '"']) && !safe.is_empty(), "{name}: {safe}");
            assert!(safe.len() < 120);
        }
        assert_ne!(file_name("会刊"), file_name("会报"));
    }
}
