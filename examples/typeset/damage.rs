//! The mistakes OCR tools make, put in on purpose, each written down.

use super::chance::Chance;
use super::issue::{Issue, Owner, Role};
use super::ocr::{Ocr, Read, Slip};

pub fn apply(issue: &Issue, mut ocr: Ocr) -> Ocr {
    let head = &issue.head;
    let mut chance = Chance::new(u64::from(head.number("seed").unwrap_or(1)) + 77);
    for swap in head.words("swap") {
        columns(issue, &mut ocr, &swap);
    }
    punctuation(&mut ocr, &mut chance, head.percent("half"));
    numerals(&mut ocr, &mut chance, head.percent("number-space"));
    latin(&mut ocr, &mut chance, head.number("and").unwrap_or(0));
    for pair in head.list("misread") {
        misread(&mut ocr, &pair);
    }
    names(&mut ocr);
    markdown(&mut ocr, head.get("markdown").is_some());
    for id in head.words("loop") {
        repeat(issue, &mut ocr, &id);
    }
    tight(&mut ocr, &mut chance);
    cuts(&mut ocr);
    ocr
}

fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

fn body_of(issue: &Issue, ocr: &Ocr, id: &str) -> Vec<usize> {
    let own = |l: &Read| matches!(l.owner, Owner::Article(n) if issue.articles[n].id == id);
    (0..ocr.lines.len()).filter(|&n| own(&ocr.lines[n]) && ocr.lines[n].role == Role::Para).collect()
}

/// The four column pieces of a page come in the order 1 3 2 4; pieces 1 and 3 end in the middle of a sentence.
fn columns(issue: &Issue, ocr: &mut Ocr, id: &str) {
    let first = |ocr: &Ocr, k: usize| {
        let body = body_of(issue, ocr, id);
        let mut units: Vec<usize> = body.iter().map(|&n| ocr.lines[n].unit).collect();
        units.dedup();
        body.into_iter().find(|&n| Some(&ocr.lines[n].unit) == units.get(k)).expect("four paragraphs to swap")
    };
    let k = long_from(issue, ocr, id);
    let (from, to) = (first(ocr, k), first(ocr, k + 3));
    whole(ocr, from, to);
    let a = first(ocr, k);
    split(ocr, a);
    let d = first(ocr, k + 3);
    split(ocr, d);
    // pieces: a | a+1 .. c | c+1 .. d | d+1
    let c = first(ocr, k + 1);
    let moved: Vec<Read> = ocr.lines.splice(a + 1..=d, []).collect();
    let second = c - a;
    let (two, three) = moved.split_at(second);
    let orders: Vec<usize> = moved.iter().map(|l| l.order).collect();
    let mut swapped = three.to_vec();
    swapped.extend_from_slice(two);
    insert(ocr, a + 1, swapped);
    ocr.swaps.push((orders, "columns of the page in the order 1 3 2 4".to_owned()));
}

/// The first paragraph that is long enough to be cut and has such another three further on.
fn long_from(issue: &Issue, ocr: &Ocr, id: &str) -> usize {
    let mut lengths: Vec<(usize, usize)> = Vec::new();
    for l in body_of(issue, ocr, id).into_iter().map(|n| &ocr.lines[n]) {
        let length = l.text.chars().count();
        match lengths.last_mut() {
            Some((unit, n)) if *unit == l.unit => *n += length,
            _ => lengths.push((l.unit, length)),
        }
    }
    let long = |k: usize| lengths.get(k).is_some_and(|(_, n)| *n >= 60);
    (0..lengths.len()).find(|&k| long(k) && long(k + 3)).expect("two long paragraphs three apart")
}

fn insert(ocr: &mut Ocr, at: usize, lines: Vec<Read>) {
    let after = ocr.lines.split_off(at);
    ocr.lines.extend(lines);
    ocr.lines.extend(after);
}

/// Puts pieces of paragraphs between two lines together again.
fn whole(ocr: &mut Ocr, from: usize, to: usize) {
    let mut n = from;
    while n < to.min(ocr.lines.len() - 1) + 2 && n + 1 < ocr.lines.len() {
        if ocr.lines[n].cut && ocr.lines[n + 1].unit == ocr.lines[n].unit {
            let next = ocr.lines.remove(n + 1);
            ocr.lines[n].text.push_str(&next.text);
            ocr.lines[n].cut = next.cut;
        } else {
            n += 1;
        }
    }
}

/// Cuts a line near its middle, between two Han characters. Orders are doubled to make room.
fn split(ocr: &mut Ocr, at: usize) {
    for l in &mut ocr.lines {
        l.order *= 2;
    }
    for s in &mut ocr.slips {
        s.order *= 2;
        s.next = s.next.map(|n| n * 2);
    }
    for (lines, _) in &mut ocr.swaps {
        for n in lines.iter_mut() {
            *n *= 2;
        }
    }
    let chars: Vec<char> = ocr.lines[at].text.chars().collect();
    let middle = chars.len() / 2;
    let place = (middle..chars.len() - 1).find(|&i| is_han(chars[i - 1]) && is_han(chars[i])).unwrap_or(middle);
    let mut rest = ocr.lines[at].clone();
    ocr.lines[at].text = chars.iter().take(place).collect();
    ocr.lines[at].cut = true;
    rest.text = chars.iter().skip(place).collect();
    rest.order += 1;
    ocr.lines.insert(at + 1, rest);
}

fn has_text(l: &Read) -> bool {
    !matches!(l.role, Role::Cover | Role::CoverBig | Role::Folio | Role::Entry | Role::EntrySub)
}

/// Half-width marks on some pages.
fn punctuation(ocr: &mut Ocr, chance: &mut Chance, percent: usize) {
    let pages = 1 + ocr.lines.iter().map(|l| l.page).max().unwrap_or(0);
    let half: Vec<bool> = (0..pages).map(|_| chance.percent(percent)).collect();
    let mut noted = false;
    for l in &mut ocr.lines {
        if !half[l.page] {
            continue;
        }
        let old = l.text.clone();
        l.text = old.chars().map(half_width).collect();
        let mark = old.chars().position(|c| c == '，');
        if let (Some(i), false, true) = (mark, noted, l.role == Role::Para) {
            noted = true;
            let around = |s: &str| s.chars().skip(i.saturating_sub(2)).take(5).collect::<String>();
            let (wrong, right) = (around(&l.text), around(&old));
            ocr.slips.push(Slip { order: l.order, wrong, right, class: "punct-width", next: None });
        }
    }
}

fn half_width(c: char) -> char {
    match c {
        '，' => ',',
        '；' => ';',
        '：' => ':',
        '（' => '(',
        '）' => ')',
        '！' => '!',
        '？' => '?',
        c => c,
    }
}

/// Blanks between figures and Han characters, on some pages.
fn numerals(ocr: &mut Ocr, chance: &mut Chance, percent: usize) {
    let pages = 1 + ocr.lines.iter().map(|l| l.page).max().unwrap_or(0);
    let spaced: Vec<bool> = (0..pages).map(|_| chance.percent(percent)).collect();
    let mut noted = false;
    for l in ocr.lines.iter_mut().filter(|l| has_text(l)) {
        if !spaced[l.page] {
            continue;
        }
        let chars: Vec<char> = l.text.chars().collect();
        let mut out = String::new();
        for (i, &c) in chars.iter().enumerate() {
            let before = i.checked_sub(1).map(|i| chars[i]);
            let turn = |a: char, b: char| (is_han(a) && b.is_ascii_digit()) || (a.is_ascii_digit() && is_han(b));
            if before.is_some_and(|b| turn(b, c)) {
                out.push(' ');
            }
            out.push(c);
        }
        if out != l.text && !noted && l.role == Role::Para {
            noted = true;
            let at = out.chars().position(|c| c == ' ').unwrap_or(0);
            let wrong: String = out.chars().skip(at.saturating_sub(2)).take(6).collect();
            let right: String = wrong.chars().filter(|c| *c != ' ').collect();
            ocr.slips.push(Slip { order: l.order, wrong, right, class: "spacing", next: None });
        }
        l.text = out;
    }
}

/// ` and ` for 和 in some paragraphs.
fn latin(ocr: &mut Ocr, chance: &mut Chance, count: u32) {
    for _ in 0..count {
        let able = |l: &Read| l.role == Role::Para && l.text.chars().count() > 40 && !l.text.contains(" and ");
        let places: Vec<usize> = (0..ocr.lines.len())
            .filter(|&n| able(&ocr.lines[n]) && conjunction(&ocr.lines[n].text).is_some())
            .collect();
        let Some(&n) = places.get(chance.below(places.len())) else { return };
        let l = &mut ocr.lines[n];
        let Some(at) = conjunction(&l.text) else { return };
        let chars: Vec<char> = l.text.chars().collect();
        let left: String = chars.iter().take(at).collect();
        let right: String = chars.iter().skip(at + 1).collect();
        let near = |s: &str, from: usize| s.chars().skip(from).take(2).collect::<String>();
        let (a, b) = (near(&left, at - 2), near(&right, 0));
        l.text = format!("{left} and {right}");
        let (wrong, right) = (format!("{a} and {b}"), format!("{a}和{b}"));
        ocr.slips.push(Slip { order: l.order, wrong, right, class: "latin-intrusion", next: None });
    }
}

/// Place of a 和 that joins two words.
fn conjunction(text: &str) -> Option<usize> {
    let c: Vec<char> = text.chars().collect();
    (3..c.len().saturating_sub(3)).find(|&i| {
        c[i] == '和'
            && is_han(c[i - 1])
            && is_han(c[i - 2])
            && is_han(c[i + 1])
            && is_han(c[i + 2])
            && !"谐平气谈睦煦".contains(c[i + 1])
            && !"温柔缓总".contains(c[i - 1])
    })
}

/// `right>wrong n`: every `n`th mention of a name is read as another.
fn misread(ocr: &mut Ocr, pair: &str) {
    let (names, every) = pair.split_once(' ').unwrap_or((pair, "2"));
    let (right, wrong) = names.split_once('>').unwrap_or_else(|| panic!("right>wrong: {pair}"));
    let every: usize = every.trim().parse().unwrap_or(2);
    let mut seen = 0;
    for l in ocr.lines.iter_mut().filter(|l| l.text.contains(right)) {
        seen += 1;
        if seen % every == 0 {
            l.text = l.text.replace(right, wrong);
            let (wrong, right) = (wrong.to_owned(), right.to_owned());
            ocr.slips.push(Slip { order: l.order, wrong, right, class: "confusion", next: None });
        }
    }
}

/// Names the print itself spaces out (李 明): a reader drops the blank.
fn names(ocr: &mut Ocr) {
    for l in ocr.lines.iter().filter(|l| matches!(l.role, Role::HeadLine | Role::PartLine)) {
        let c: Vec<char> = l.text.chars().collect();
        let n = c.len();
        if n >= 4 && c[n - 2] == ' ' && is_han(c[n - 1]) && is_han(c[n - 3]) && !is_han(c[n - 4]) {
            let wrong: String = c[n - 3..].iter().collect();
            let right = wrong.replace(' ', "");
            ocr.slips.push(Slip { order: l.order, wrong, right, class: "spacing", next: None });
        }
    }
}

/// Headings with `## `, contents lines as a bold list.
fn markdown(ocr: &mut Ocr, on: bool) {
    if !on {
        return;
    }
    let mut noted = false;
    for l in &mut ocr.lines {
        let old = l.text.clone();
        l.text = match l.role {
            Role::Title => format!("## {old}"),
            Role::PartTitle => format!("**{old}**"),
            Role::Heading(1) => format!("### {old}"),
            Role::Entry => match old.split_once(' ') {
                Some((page, title)) if page.chars().all(|c| c.is_ascii_digit()) => format!("- {page} **{title}**"),
                _ => format!("- {old}"),
            },
            _ => continue,
        };
        if !noted && l.role == Role::Title {
            noted = true;
            ocr.slips.push(Slip { order: l.order, wrong: "## ".into(), right: old, class: "markup", next: None });
        }
    }
}

/// The first two paragraphs of an article come again after its last, the second broken off.
fn repeat(issue: &Issue, ocr: &mut Ocr, id: &str) {
    let body = body_of(issue, ocr, id);
    let (Some(&first), Some(&second), Some(&last)) = (body.first(), body.get(1), body.last()) else { return };
    let next = ocr.lines.iter().map(|l| l.order).max().unwrap_or(0) + 1;
    let copy = |n: usize, order: usize, share: usize| {
        let mut l = ocr.lines[n].clone();
        let keep = l.text.chars().count() * share / 100;
        l.text = l.text.chars().take(keep).collect();
        Read { order, owner: Owner::Furniture("OCR loop"), cut: false, role: Role::Cover, unit: usize::MAX, ..l }
    };
    let again = [copy(first, next, 100), copy(second, next + 1, 70)];
    let orders = vec![ocr.lines[first].order, ocr.lines[second].order];
    insert(ocr, last + 1, again.to_vec());
    ocr.loops.push((orders, vec![next, next + 1]));
}

/// OCR tools leave no blank line between some lines that belong together.
fn tight(ocr: &mut Ocr, chance: &mut Chance) {
    let n = ocr.lines.len();
    for i in 0..n.saturating_sub(1) {
        let (a, b) = (ocr.lines[i].role, ocr.lines[i + 1].role);
        let same_title = ocr.lines[i].unit == ocr.lines[i + 1].unit && !matches!(a, Role::Para);
        let rows = a == Role::Row && b == Role::Row || a == Role::Colophon && b == Role::Colophon;
        let entry = matches!(a, Role::Entry | Role::EntrySub) && b == Role::EntrySub;
        ocr.lines[i].blanks = match () {
            () if same_title => usize::from(chance.percent(50)),
            () if rows => usize::from(chance.percent(15)),
            () if entry => usize::from(chance.percent(40)),
            () if b == Role::Title || b == Role::Banner => 1 + chance.below(3),
            () => 1,
        };
    }
}

/// Notes where paragraphs are cut.
fn cuts(ocr: &mut Ocr) {
    let mut slips = Vec::new();
    for l in ocr.lines.iter().filter(|l| l.cut) {
        let next = |m: &&Read| m.unit == l.unit && m.order > l.order;
        let Some(m) = ocr.lines.iter().filter(next).min_by_key(|m| m.order) else { continue };
        let n = l.text.chars().count();
        let wrong: String = l.text.chars().skip(n.saturating_sub(6)).collect();
        let right = format!("{wrong}{}", m.text.chars().take(6).collect::<String>());
        slips.push(Slip { order: l.order, wrong, right, class: "broken-paragraph", next: Some(m.order) });
    }
    ocr.slips.extend(slips);
    for s in ocr.slips.iter_mut().filter(|s| s.class == "heading-split") {
        if let Some(l) = ocr.lines.iter().find(|l| l.order == s.order) {
            s.wrong.clone_from(&l.text);
        }
    }
}
