//! Sets the units on pages: headings across, body in balanced columns below them, on and on.

use super::issue::{Issue, Owner, Role};
use super::kinsoku;
use super::style::{Align, Paper, Style, style};

/// One line of type, its baseline in points from the top left.
#[derive(Debug, Clone)]
pub struct Line {
    pub page: usize,
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub hei: bool,
    /// Extra space after each glyph, to fill the measure.
    pub spacing: f32,
    pub text: String,
}

/// A grey photograph or an outlined box: x, y of the top left, width, height.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub page: usize,
    pub rect: [f32; 4],
    pub filled: bool,
}

/// What of a unit stands in one column.
#[derive(Debug, Clone)]
pub struct Fragment {
    pub unit: usize,
    pub page: usize,
    /// Counts columns and bands in reading order; a new value is a new column.
    pub column: usize,
    pub text: String,
}

#[derive(Default)]
pub struct Layout {
    pub pages: usize,
    pub lines: Vec<Line>,
    pub shapes: Vec<Shape>,
    /// In reading order; the lines of a paragraph that stand in one column are one fragment.
    pub fragments: Vec<Fragment>,
}

impl Layout {
    pub fn pages_of(&self, issue: &Issue, article: usize) -> Vec<usize> {
        let owned = |f: &&Fragment| issue.units[f.unit].owner == Owner::Article(article);
        let mut pages: Vec<usize> = self.fragments.iter().filter(owned).map(|f| f.page).collect();
        pages.sort_unstable();
        pages.dedup();
        pages
    }

    pub fn first_page(&self, issue: &Issue, article: usize) -> u32 {
        self.pages_of(issue, article).first().copied().unwrap_or(0) as u32
    }
}

/// A line to be set, before it has a place.
struct Atom {
    unit: usize,
    text: String,
    style: Style,
    /// Left edge inside the measure, and the spacing that fills it.
    x: f32,
    spacing: f32,
    first: bool,
}

impl Atom {
    fn height(&self, at_top: bool) -> f32 {
        let before = if self.first && !at_top { self.style.before } else { 0.0 };
        before + if self.first { self.style.photo } else { 0.0 } + self.style.leading
    }
}

struct Setter<'a> {
    issue: &'a Issue,
    paper: Paper,
    out: Layout,
    page: usize,
    y: f32,
    column: usize,
    empty: bool,
}

pub fn set(issue: &Issue) -> Layout {
    let paper = Paper::of(&issue.head);
    let mut setter = Setter { issue, paper, out: Layout::default(), page: 0, y: paper.top, column: 0, empty: true };
    let mut at = 0;
    while let Some(unit) = issue.units.get(at) {
        if unit.role == Role::Break {
            setter.turn();
            at += 1;
        } else if style(unit.role, &paper).across {
            let end = setter.run(at, true);
            setter.across(at, end);
            at = end;
        } else {
            let end = setter.run(at, false);
            setter.columns(at, end);
            at = end;
        }
    }
    setter.out.pages = setter.page + 1;
    super::pdf::furniture(issue, &paper, &mut setter.out);
    setter.out
}

impl Setter<'_> {
    fn turn(&mut self) {
        if !self.empty {
            self.page += 1;
            self.y = self.paper.top;
            self.empty = true;
        }
    }

    fn bottom(&self) -> f32 {
        self.paper.height - self.paper.foot
    }

    /// End of the run of units that are set across, or in columns.
    fn run(&self, from: usize, across: bool) -> usize {
        let units = self.issue.units.get(from..).unwrap_or_default();
        let same = |u: &super::issue::Unit| u.role != Role::Break && style(u.role, &self.paper).across == across;
        from + units.iter().take_while(|u| same(u)).count()
    }

    fn across(&mut self, from: usize, to: usize) {
        let measure = self.paper.measure();
        let atoms: Vec<Atom> = (from..to).flat_map(|u| self.atoms(u, measure)).collect();
        let heading = atoms.first().is_some_and(|a| a.style.keep);
        let height: f32 = atoms.iter().map(|a| a.height(false)).sum();
        if heading && self.y + height + 3.0 * self.paper.leading > self.bottom() {
            self.turn();
        }
        self.column += 1;
        for atom in atoms {
            if self.y + atom.height(self.empty) > self.bottom() {
                self.turn();
                self.column += 1;
            }
            let h = atom.height(self.empty);
            self.place(&atom, self.paper.side, self.y, measure);
            self.y += h;
        }
    }

    fn columns(&mut self, from: usize, to: usize) {
        let width = self.paper.column_width();
        let atoms: Vec<Atom> = self.in_order(from, to, width);
        let mut rest = atoms.as_slice();
        self.y += if self.empty { 0.0 } else { 6.0 };
        while !rest.is_empty() {
            let room = self.bottom() - self.y;
            if room < 3.0 * self.paper.leading {
                self.turn();
                continue;
            }
            let height = self.balanced(rest, room);
            let taken = self.fill(rest, height);
            rest = rest.get(taken..).unwrap_or_default();
            if rest.is_empty() {
                self.y += height + 8.0;
            } else {
                self.turn();
            }
        }
    }

    /// Smallest height in which all columns hold the atoms, or the whole room.
    fn balanced(&self, atoms: &[Atom], room: f32) -> f32 {
        let total: f32 = atoms.iter().map(|a| a.height(false)).sum();
        let mut height = total / self.paper.columns as f32;
        while height < room {
            if self.places(atoms, height).len() == atoms.len() {
                return height;
            }
            height += 2.0;
        }
        room
    }

    /// (column, y) of as many atoms as fit.
    fn places(&self, atoms: &[Atom], height: f32) -> Vec<(usize, f32)> {
        let (mut column, mut y) = (0, 0.0);
        let mut out = Vec::new();
        for (n, atom) in atoms.iter().enumerate() {
            let keep = self.kept_with(atom, atoms.get(n + 1..).unwrap_or_default());
            if y + atom.height(y == 0.0) + keep > height + 0.01 && y > 0.0 {
                column += 1;
                y = 0.0;
            }
            if column == self.paper.columns {
                break;
            }
            out.push((column, y));
            y += atom.height(y == 0.0);
        }
        out
    }

    /// Height of what must follow an atom in the same column: more headings, and two lines of text.
    fn kept_with(&self, atom: &Atom, next: &[Atom]) -> f32 {
        if !atom.style.keep {
            return 0.0;
        }
        let heads: f32 = next.iter().take_while(|a| a.style.keep).map(|a| a.height(false)).sum();
        heads + 2.0 * self.paper.leading
    }

    fn fill(&mut self, atoms: &[Atom], height: f32) -> usize {
        let places = self.places(atoms, height);
        let width = self.paper.column_width();
        let mut last = usize::MAX;
        let top = self.y;
        for (atom, &(column, y)) in atoms.iter().zip(&places) {
            if column != last {
                self.column += 1;
                last = column;
            }
            let x = self.paper.side + column as f32 * (width + self.paper.gap);
            // at the head of a column the space before an atom is not set
            let before = if y == 0.0 && atom.first { atom.style.before } else { 0.0 };
            self.place(atom, x, top + y - before, width);
        }
        places.len()
    }

    fn place(&mut self, atom: &Atom, x: f32, top: f32, width: f32) {
        let s = &atom.style;
        let mut y = top + if atom.first && !(self.empty && s.across) { s.before } else { 0.0 };
        self.empty = false;
        if atom.first && s.photo > 0.0 {
            let rect = [x, y, width, s.photo - 4.0];
            self.out.shapes.push(Shape { page: self.page, rect, filled: true });
            y += s.photo;
        }
        if s.boxed {
            let rect = [x, y + 1.0, width, s.leading];
            self.out.shapes.push(Shape { page: self.page, rect, filled: true });
        }
        let baseline = y + f32::midpoint(s.leading, s.size) - s.size * 0.12;
        self.out.lines.push(Line {
            page: self.page,
            x: x + atom.x,
            y: baseline,
            size: s.size,
            hei: s.hei,
            spacing: atom.spacing,
            text: atom.text.clone(),
        });
        self.note(atom);
    }

    fn note(&mut self, atom: &Atom) {
        match self.out.fragments.last_mut() {
            Some(f) if f.unit == atom.unit && f.page == self.page && f.column == self.column => {
                f.text.push_str(&atom.text);
            }
            _ => self.out.fragments.push(Fragment {
                unit: atom.unit,
                page: self.page,
                column: self.column,
                text: atom.text.clone(),
            }),
        }
    }

    /// Atoms of a run; a pull quote stands in the middle of the paragraph before it.
    fn in_order(&self, from: usize, to: usize, width: f32) -> Vec<Atom> {
        let mut out: Vec<Atom> = Vec::new();
        for u in from..to {
            let atoms = self.atoms(u, width);
            let unit = &self.issue.units[u];
            let before = out.iter().rev().take_while(|a| a.unit + 1 == u).count();
            if unit.role == Role::Quote && before >= 4 {
                let at = out.len() - before / 2;
                out.splice(at..at, atoms);
            } else {
                out.extend(atoms);
            }
        }
        out
    }

    fn atoms(&self, unit: usize, measure: f32) -> Vec<Atom> {
        let u = &self.issue.units[unit];
        let s = style(u.role, &self.paper);
        let ems = measure / s.size - 2.0 * s.inset;
        let mut set: Vec<(String, bool, bool)> = Vec::new();
        for text in &u.lines {
            let broken = kinsoku::lines(text, ems, s.indent);
            let n = broken.len();
            set.extend(broken.into_iter().enumerate().map(|(i, l)| (l, i == 0, i + 1 == n)));
        }
        let lines = set.into_iter().enumerate();
        lines.map(|(i, (text, opens, ends))| place_in(unit, &s, ems, text, (opens, ends), i == 0)).collect()
    }
}

fn place_in(unit: usize, s: &Style, ems: f32, text: String, ends: (bool, bool), first: bool) -> Atom {
    let indent = if ends.0 { s.indent } else { 0.0 };
    let free = ems - indent - kinsoku::width(&text);
    let n = text.chars().count();
    let (x, spacing) = match s.align {
        Align::Center => (free / 2.0, 0.0),
        Align::Right => (free, 0.0),
        Align::Justify if !ends.1 && n > 1 => (indent, free / (n - 1) as f32),
        Align::Justify | Align::Left => (indent, 0.0),
    };
    Atom {
        unit,
        text,
        style: *s,
        x: (x + s.inset).max(0.0) * s.size,
        spacing: spacing.clamp(-0.1, 0.6) * s.size,
        first,
    }
}
