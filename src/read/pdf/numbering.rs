//! Glyph names that are numbers. In: the names a simple font gives its codes; out: whether they only repeat the codes, so that the
//! codes are letters after all. Bitmap fonts of TeX are written so (`a97` for code 97), and some printer drivers' (`C61`).
//! Only those: the outlines that Founder's programs embed are called `G21` at code 33 as well, and show whatever sign it was.
//!
//! A subset whose codes were counted from its first glyph on has such names as well, and there they say nothing: its codes
//! are one run without holes, where those of a text leave out the letters it does not use.

use super::program;

/// Holes between the codes, at least,
const FEWEST_HOLES: usize = 2;
/// ... and one for so many codes.
const CODES_PER_HOLE: usize = 10;
/// Letters among the codes where the names say nothing at all.
const FEWEST_LETTERS: usize = 5;

/// Whether the codes of a Type 3 font stand for the letters they are, as far as its names tell.
pub(super) fn names_are_codes(names: &[Option<String>]) -> bool {
    let named: Vec<(usize, &str)> = names
        .iter()
        .enumerate()
        .filter_map(|(code, name)| Some((code, name.as_deref()?)))
        .filter(|(_, name)| *name != ".notdef")
        .collect();
    let holes = named.windows(2).filter(|pair| matches!(pair, [(a, _), (b, _)] if b - a > 1)).count();
    if holes < FEWEST_HOLES || holes * CODES_PER_HOLE < named.len() {
        return false;
    }
    let letters = named.iter().filter(|(code, _)| u8::try_from(*code).is_ok_and(|code| code.is_ascii_alphabetic()));
    named.iter().all(|(code, name)| is_number_of(name, *code))
        || letters.count() >= FEWEST_LETTERS && named.iter().all(|(_, name)| is_unknown(name))
}

/// Some letters and the code, in decimal or hexadecimal.
fn is_number_of(name: &str, code: usize) -> bool {
    let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let hex = name.get(name.len().saturating_sub(2)..).unwrap_or_default();
    digits.len() < name.len() && digits.parse() == Ok(code)
        || name.len() == 3 && usize::from_str_radix(hex, 16) == Ok(code)
}

/// No name of the glyph list. The dingbats of that list are called `a1` to `a206`, as glyphs numbered by anybody are.
fn is_unknown(name: &str) -> bool {
    let number = name.strip_prefix('a').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    number || program::text_of_name(name).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(listed: &[(usize, &str)]) -> Vec<Option<String>> {
        let mut names = vec![None; 256];
        for (code, name) in listed {
            names[*code] = Some((*name).to_owned());
        }
        names
    }

    #[test]
    fn names_that_count_the_glyphs_of_a_subset_are_no_letters() {
        let counted: Vec<(usize, String)> = (33..60).map(|code| (code, format!("g{code}"))).collect();
        let counted: Vec<(usize, &str)> = counted.iter().map(|(code, name)| (*code, name.as_str())).collect();
        assert!(!names_are_codes(&names(&counted)));
    }

    #[test]
    fn names_that_repeat_the_codes_of_a_text_are_letters() {
        assert!(names_are_codes(&names(&[(32, "C20"), (44, "C2c"), (65, "C41"), (97, "C61")])));
        assert!(names_are_codes(&names(&[(65, "a65"), (97, "a97"), (101, "a101")])));
        assert!(!names_are_codes(&names(&[(65, "a12"), (97, "a13"), (101, "a14")])));
        let free = [(45, "B9"), (65, "BT"), (97, "CP"), (99, "CR"), (104, "CW"), (108, "D0"), (121, "DD")];
        assert!(names_are_codes(&names(&free)));
        assert!(!names_are_codes(&names(&[(65, "A"), (97, "a"), (101, "e"), (110, "n"), (115, "s"), (117, "u")])));
    }
}
