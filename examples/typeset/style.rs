//! Paper, columns and the type of each kind of unit.

use super::issue::Role;
use super::source::Fields;

/// Sizes in points, origin top left.
#[derive(Debug, Clone, Copy)]
pub struct Paper {
    pub width: f32,
    pub height: f32,
    pub side: f32,
    pub top: f32,
    pub foot: f32,
    pub columns: usize,
    pub gap: f32,
    pub body: f32,
    pub leading: f32,
    pub newspaper: bool,
}

impl Paper {
    pub fn of(head: &Fields) -> Self {
        let columns = head.number("columns").unwrap_or(2) as usize;
        let magazine = Self {
            width: 516.0,
            height: 729.0,
            side: 54.0,
            top: 72.0,
            foot: 60.0,
            columns,
            gap: 22.0,
            body: 10.5,
            leading: 16.5,
            newspaper: false,
        };
        let height = head.number("height").unwrap_or(1420) as f32;
        match head.get("paper") {
            Some("a4") => Self { width: 595.0, height: 842.0, side: 68.0, body: 11.0, leading: 18.0, ..magazine },
            Some("news") => Self {
                width: 1000.0,
                height,
                side: 42.0,
                top: 50.0,
                foot: 40.0,
                gap: 18.0,
                body: 9.5,
                leading: 14.0,
                newspaper: true,
                ..magazine
            },
            _ => magazine,
        }
    }

    pub fn measure(&self) -> f32 {
        self.width - 2.0 * self.side
    }

    pub fn column_width(&self) -> f32 {
        (self.measure() - self.gap * (self.columns - 1) as f32) / self.columns as f32
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Center,
    Right,
    Justify,
}

/// How a unit is set; its switches are independent of each other.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub size: f32,
    pub leading: f32,
    pub hei: bool,
    pub align: Align,
    /// First-line indent and the indent of the whole block, in em.
    pub indent: f32,
    pub inset: f32,
    /// Set across all columns.
    pub across: bool,
    pub before: f32,
    /// Room for a photograph above.
    pub photo: f32,
    /// Not to be left alone at the foot of a column.
    pub keep: bool,
    pub boxed: bool,
}

fn body(paper: &Paper) -> Style {
    Style {
        size: paper.body,
        leading: paper.leading,
        hei: false,
        align: Align::Justify,
        indent: 2.0,
        inset: 0.0,
        across: false,
        before: 0.0,
        photo: 0.0,
        keep: false,
        boxed: false,
    }
}

/// A centred heading across the columns.
fn head(paper: &Paper, size: f32, hei: bool, before: f32) -> Style {
    let leading = size * 1.45;
    Style { size, leading, hei, align: Align::Center, indent: 0.0, across: true, before, keep: true, ..body(paper) }
}

/// The type of a role on this paper.
pub fn style(role: Role, paper: &Paper) -> Style {
    let body = body(paper);
    let big = if paper.newspaper { 24.0 } else { 18.0 };
    let head = |size, hei, before| head(paper, size, hei, before);
    let left = |s: Style| Style { align: Align::Left, indent: 0.0, ..s };
    let across = |s: Style| Style { across: true, ..left(s) };
    let in_column = |s: Style| Style { across: false, leading: 19.0, ..s };
    match role {
        Role::Break | Role::Para => body,
        Role::Folio => Style { keep: false, ..head(9.0, false, 0.0) },
        Role::CoverBig => head(38.0, true, 26.0),
        Role::Cover => head(13.0, false, 14.0),
        Role::Section => Style { align: Align::Left, ..head(14.0, true, 8.0) },
        Role::Entry => across(Style { before: 4.0, ..body }),
        Role::EntrySub => across(Style { inset: 1.5, size: body.size - 1.0, ..body }),
        Role::Colophon => across(Style { inset: 4.0, size: 8.5, leading: 12.5, ..body }),
        Role::Banner => head(big * 1.4, true, 10.0),
        Role::Title => head(big, true, 22.0),
        Role::PartTitle => in_column(head(paper.body + 3.0, true, paper.leading * 0.6)),
        Role::Subtitle => head(paper.body + 2.5, false, 2.0),
        Role::HeadLine => head(paper.body + 0.5, false, 3.0),
        Role::PartLine => in_column(head(paper.body, false, 1.0)),
        Role::Category => head(paper.body + 6.0, true, 14.0),
        Role::UnitHead => head(paper.body + 4.0, false, paper.leading),
        Role::UnitName => in_column(head(paper.body + 1.5, false, paper.leading)),
        Role::Heading(1) => Style { hei: true, keep: true, size: paper.body + 1.0, before: 5.0, ..body },
        Role::Heading(_) | Role::Label => Style { hei: true, keep: true, before: 3.0, ..left(body) },
        Role::Row => left(body),
        Role::Closing => Style { align: Align::Right, indent: 0.0, before: 3.0, ..body },
        Role::Quote => Style { hei: true, boxed: true, inset: 1.0, indent: 0.0, before: 10.0, ..body },
        Role::Caption => caption(paper),
    }
}

/// Small type centred under a photograph.
fn caption(paper: &Paper) -> Style {
    let size = paper.body - 1.5;
    let leading = paper.leading - 2.0;
    Style { size, leading, photo: 92.0, before: 8.0, align: Align::Center, indent: 0.0, ..body(paper) }
}
