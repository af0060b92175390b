//! Numbers, units and formulas that OCR tools write as TeX, as the print has them: `3.5\mathrm{km}^2` → `3.5km²`. What is
//! not wholly understood stays as it is.

use std::iter::Peekable;
use std::str::Chars;

/// Commands that stand for one sign.
const SIGNS: [(&str, &str); 13] = [
    ("sim", "～"),
    ("times", "×"),
    ("pm", "±"),
    ("geq", "≥"),
    ("ge", "≥"),
    ("leq", "≤"),
    ("le", "≤"),
    ("rightarrow", "→"),
    ("to", "→"),
    ("circ", "°"),
    ("cdot", "·"),
    ("permil", "‰"),
    ("quad", " "),
];
/// Commands that only say how their argument is set.
const DRESS: [&str; 6] = ["mathrm", "text", "mathbf", "textbf", "mathit", "rm"];

const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉";
const CIRCLED: &str = "①②③④⑤⑥⑦⑧⑨";

/// What stands between two `$`, in plain signs; None where it has no sign of TeX and is no number, or is not understood.
pub(super) fn plain(source: &str) -> Option<String> {
    let number = source.contains(|c: char| c.is_ascii_digit())
        && source.chars().all(|c| c.is_ascii_digit() || "-+~.,% ".contains(c));
    if !number && !source.contains(['\\', '^', '_']) {
        return None;
    }
    let mut out = String::new();
    run(&mut source.chars().peekable(), &mut out, 0)?;
    let out = out.replace("°C", "℃");
    out.contains(|c: char| c.is_alphanumeric()).then_some(out)
}

/// Groups in groups at most.
const DEEPEST: usize = 4;

fn run(chars: &mut Peekable<Chars>, out: &mut String, depth: usize) -> Option<()> {
    while let Some(c) = chars.next() {
        match c {
            ' ' => {}
            '{' => out.push_str(&group(chars, depth)?),
            '^' | '_' => {
                let dress = if c == '^' { RAISED } else { LOWERED };
                let inner = argument(chars, depth)?;
                let small = inner.chars().map(|c| in_dress(c, dress)).collect::<Option<String>>();
                out.push_str(&small.or_else(|| (inner == "°").then_some(inner))?);
            }
            '\\' => command(chars, out, depth)?,
            c if c.is_ascii_alphanumeric() || "-+~.,%()/=<>:".contains(c) => out.push(c),
            _ => return None,
        }
    }
    Some(())
}

fn in_dress(c: char, dress: &str) -> Option<char> {
    dress.chars().nth(c.to_digit(10)? as usize)
}

/// The inside of a group whose brace was read.
fn group(chars: &mut Peekable<Chars>, depth: usize) -> Option<String> {
    let mut open = 1;
    let mut inner = String::new();
    for c in chars.by_ref() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            break;
        }
        inner.push(c);
    }
    let mut out = String::new();
    if open > 0 || depth >= DEEPEST {
        return None;
    }
    run(&mut inner.chars().peekable(), &mut out, depth + 1)?;
    Some(out)
}

/// A group, a command or one sign.
fn argument(chars: &mut Peekable<Chars>, depth: usize) -> Option<String> {
    let mut out = String::new();
    match chars.next()? {
        '{' => return group(chars, depth),
        '\\' => command(chars, &mut out, depth)?,
        c => out.push(c),
    }
    Some(out)
}

fn command(chars: &mut Peekable<Chars>, out: &mut String, depth: usize) -> Option<()> {
    let mut name = String::new();
    while let Some(c) = chars.next_if(char::is_ascii_alphabetic) {
        name.push(c);
    }
    if name.is_empty() {
        // \% and the thin spaces of TeX
        match chars.next()? {
            '%' => out.push('%'),
            ',' | ';' | ' ' | '!' => {}
            _ => return None,
        }
    } else if let Some((_, sign)) = SIGNS.iter().find(|(n, _)| *n == name) {
        out.push_str(sign);
    } else if DRESS.contains(&name.as_str()) {
        while chars.next_if_eq(&' ').is_some() {}
        out.push_str(&argument(chars, depth)?);
    } else if name == "textcircled" {
        let digit = argument(chars, depth)?.parse::<usize>().ok()?;
        out.push(CIRCLED.chars().nth(digit.checked_sub(1)?)?);
    } else {
        return None;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_is_understood_is_plain_and_the_rest_stays() {
        for (source, want) in [
            ("83.4\\%", Some("83.4%")),
            ("-15^{\\circ}C", Some("-15℃")),
            ("3.5\\mathrm{km}^2", Some("3.5km²")),
            ("\\mathrm{CO}_2", Some("CO₂")),
            ("1 \\sim 3", Some("1～3")),
            ("\\textcircled{2}", Some("②")),
            ("100", Some("100")),
            ("100 and ", None),
            ("\\frac{1}{2}", None),
            ("x^n", None),
            ("{{{{{{1}}}}}}^2", None),
            ("_", None),
        ] {
            assert_eq!(plain(source).as_deref(), want, "{source}");
        }
    }
}
