//! Breaking Chinese text into lines: no closing mark at the head of a line, no opening mark at its end, numbers and
//! Latin words whole.

const NOT_FIRST: &str = "，。、；：！？）》」』”’】…—·％%〉,.;:!?)";
const NOT_LAST: &str = "（《「『“‘【〈(□";

/// Width in thousandths of an em, as the PDF's fonts declare it.
pub fn advance(c: char) -> f32 {
    if c.is_ascii() { 0.5 } else { 1.0 }
}

pub fn width(text: &str) -> f32 {
    text.chars().map(advance).sum()
}

/// Lines of at most `measure` em, the first `indent` em shorter. Nothing is lost but blanks at line turns.
pub fn lines(text: &str, measure: f32, indent: f32) -> Vec<String> {
    let atoms = atoms(text);
    let mut out = Vec::new();
    let mut line = String::new();
    let mut room = measure - indent;
    for atom in atoms {
        let w = width(&atom);
        if w > room + 0.01 && !line.is_empty() {
            out.push(std::mem::take(&mut line).trim_end().to_owned());
            room = measure;
            if atom == " " {
                continue;
            }
        }
        room -= w;
        line.push_str(&atom);
    }
    if !line.is_empty() {
        out.push(line);
    }
    out
}

/// Pieces between which a line may turn.
fn atoms(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in text.chars() {
        let word = c.is_ascii_alphanumeric() && last.is_ascii_alphanumeric();
        let point = matches!(c, '.' | '%' | '-' | '@') && last.is_ascii_alphanumeric();
        let point_end = c.is_ascii_alphanumeric() && matches!(last, '.' | '-' | '@');
        let glued = word || point || point_end || NOT_FIRST.contains(c) || NOT_LAST.contains(last);
        match out.last_mut() {
            Some(atom) if glued => atom.push(c),
            _ => out.push(c.to_string()),
        }
        last = c;
    }
    out
}
