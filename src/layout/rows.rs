//! Lines that are no prose: contents entries and rows of tables, told by their cells.

use crate::model::script::is_opener;

use super::lines::Draft;
use super::rules::Rules;

/// Leader dots of this number or more lead to a page number.
const DOTS: usize = 4;
/// Entries without dots count only in company.
const FEWEST_ENTRIES: usize = 4;
/// ... and as this share of the lines of their strip.
const ENTRY_SHARE: f32 = 0.25;
/// Rows that make a table.
const FEWEST_ROWS: usize = 3;
/// Gap between cells of a table, in em of the body: names in a list are an em apart.
const CELL_EM: f32 = 1.4;
/// Rows of a table are of one size, to this factor,
const SAME_SIZE: f32 = 1.15;
/// ... and no further apart than this many em.
const MOST_PITCH_EM: f32 = 4.0;
/// Cells stand under each other if their left edges or middles agree to this many em.
const ALIGNED_EM: f32 = 0.7;

/// What a line is, besides prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    /// A contents line that ends in a page number.
    Entry,
    /// A contents line that begins with one, and may run on.
    Numbered,
    /// A row of a table.
    Row,
}

/// One mark per line of a strip.
pub(super) fn marks(lines: &[Draft], body: f32, rules: &Rules) -> Vec<Mark> {
    let mut marks = vec![Mark::None; lines.len()];
    rows(lines, body, &mut marks);
    ruled(lines, rules, &mut marks);
    for (line, mark) in lines.iter().zip(&mut marks) {
        if leads(&line.text) {
            *mark = Mark::Entry;
        }
    }
    let numbered: Vec<(usize, u32)> = lines.iter().enumerate().filter_map(|(i, l)| Some((i, apart(l)?))).collect();
    let rising = numbered.windows(2).filter(|w| w[0].1 <= w[1].1).count() + 1;
    if numbered.len() >= FEWEST_ENTRIES
        && rising >= numbered.len().saturating_sub(1)
        && numbered.len() as f32 >= ENTRY_SHARE * lines.len() as f32
    {
        for (i, _) in numbered {
            marks[i] = if leads(&lines[i].text) { Mark::Entry } else { Mark::Numbered };
        }
    }
    marks
}

/// Leader dots, and at most a page number after them.
fn leads(text: &str) -> bool {
    let dot = |c: &char| matches!(c, '.' | '…' | '·' | '．' | '⋯' | '‥' | '•' | '・');
    let end = || text.chars().rev().filter(|c| !c.is_whitespace());
    let number = end().take_while(|c| c.is_numeric() || "()（）-—PpⅠⅡⅢⅣⅤ".contains(*c)).count();
    let dots = end().skip(number).take_while(dot);
    // One ellipsis sign is three dots; prose ends in two of them, but with no number after.
    let weight: usize = dots.map(|c| if matches!(c, '…' | '⋯') { 3 } else { 1 }).sum();
    (number > 0 && number <= 8 && weight >= DOTS) || weight >= 4 * DOTS
}

/// The page number set apart at the left or right of a line.
fn apart(line: &Draft) -> Option<u32> {
    let first = *line.starts.get(1)?;
    let last = *line.starts.last()?;
    let chars: Vec<char> = line.text.chars().collect();
    let number = |part: &[char]| {
        let text: String = part.iter().filter(|c| !c.is_whitespace()).collect();
        if text.is_empty() || text.chars().count() > 3 { None } else { text.parse::<u32>().ok() }
    };
    // Both sides a number: a row of figures.
    match (number(chars.get(..first)?), number(chars.get(last..)?)) {
        (Some(n), None) | (None, Some(n)) => Some(n),
        _ => None,
    }
}

/// Marks stretches of lines whose cells stand under each other.
fn rows(lines: &[Draft], body: f32, marks: &mut [Mark]) {
    let cells: Vec<Vec<(f32, f32)>> = lines.iter().map(|l| wide_cells(l, body)).collect();
    let mut from = 0;
    for i in 1..=lines.len() {
        let goes_on = i < lines.len() && alike(&lines[i - 1], &lines[i]) && aligned(&cells[i - 1], &cells[i], body);
        if goes_on {
            continue;
        }
        if i - from >= FEWEST_ROWS {
            marks[from..i].fill(Mark::Row);
        }
        from = i;
    }
}

/// Marks lines of ruled tables: an upright rule stands between two cells, or the line stands in one of several cells side by side.
fn ruled(lines: &[Draft], rules: &Rules, marks: &mut [Mark]) {
    for (line, mark) in lines.iter().zip(marks) {
        let beside = rules.beside(line.base - MIDDLE_EM * line.size);
        let between = line.cells.windows(2).any(|pair| beside.iter().any(|x| *x >= pair[0].1 && *x <= pair[1].0));
        let left = beside.iter().any(|x| *x <= line.x0);
        let right = beside.iter().any(|x| *x >= line.x1);
        let celled = between || left && right && beside.len() >= CELL_RULES;
        // columns have upright rules between them as well
        let framed = || rules.frame((line.x0, line.x1), line.base, MOST_CELL_EM * line.size);
        if line.row.is_some() || celled && framed() {
            *mark = Mark::Row;
        }
    }
}

/// A cell is no higher than this, in em.
const MOST_CELL_EM: f32 = 8.0;
/// Middle of a line above its baseline, in em.
const MIDDLE_EM: f32 = 0.35;
/// Upright rules beside a line in one of two cells.
const CELL_RULES: usize = 3;

/// Cells parted by gaps of a table's width.
fn wide_cells(line: &Draft, body: f32) -> Vec<(f32, f32)> {
    let mut cells: Vec<(f32, f32)> = Vec::new();
    if line.cells.len() == 2 && item(line) {
        return cells;
    }
    for &(x0, x1) in &line.cells {
        match cells.last_mut() {
            Some(last) if x0 - last.1 < CELL_EM * body => last.1 = x1,
            _ => cells.push((x0, x1)),
        }
    }
    cells
}

fn alike(a: &Draft, b: &Draft) -> bool {
    a.size.max(b.size) <= SAME_SIZE * a.size.min(b.size) && b.base - a.base <= MOST_PITCH_EM * b.size
}

/// A label and its text: an item of a list, no row.
fn item(line: &Draft) -> bool {
    let first = line.text.chars().next();
    let label = line.starts.get(1).is_some_and(|&n| n <= 7);
    label && first.is_some_and(|c| is_opener(c) || c == '第' || c.is_numeric() || "一二三四五六七八九十●■·".contains(c))
}

fn aligned(a: &[(f32, f32)], b: &[(f32, f32)], body: f32) -> bool {
    if a.len() < 2 || b.len() < 2 {
        return false;
    }
    let same = |p: f32, q: f32| (p - q).abs() <= ALIGNED_EM * body;
    let under = |p: &(f32, f32)| {
        b.iter().any(|q| same(p.0, q.0) || same(p.1, q.1) || same(f32::midpoint(p.0, p.1), f32::midpoint(q.0, q.1)))
    };
    a.iter().filter(|p| under(p)).count() >= 2
}
