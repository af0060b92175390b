//! What part each unit plays by its own looks and words: heading, body, byline, credit, marker …
//! One unit at a time; what the neighbours say is weighed later, in `openings` and `parts`.

use super::groups::{is_group_heading, is_subtitle_over_many};
use super::head::own_number;
use super::headline::{HEADING_SIZE, can_be_heading, is_over_news, is_second_line, looks_set_apart};
use super::jumps;
use super::lone_labels;
use super::names::{are_names_in_brackets, bare_name, is_name, is_name_with_office, is_names, role_and_name};
use super::rows::{is_figures, is_lone_figure, is_table_head, list_number, names_bodies, names_holder, names_work};
use super::signature::{self, signed};
use super::units::Unit;
use crate::model::abreast;
use crate::model::page::BlockRole;
use crate::model::script::{is_sentence_end, len};
use crate::profile::{Level, LineRole, Part, Profile};

/// The part a unit plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    Body,
    /// Could be a heading of any level.
    Heading,
    /// Byline of authors at the head (□ …, 本报记者 …).
    Byline,
    /// "role name" or a bare name under a heading.
    SpeakerLine,
    /// The same over the heading it belongs to.
    SpeakerOver,
    DateLine,
    AdoptedLine,
    ListNote,
    /// Source line at the end.
    Credit,
    AuthorNote,
    /// （发言人：…）, or name and office under the text.
    SpeakerNote,
    /// Label of a part of a proposal; the text that follows it on the line.
    Marker(Part, String),
    /// A heading with its own number: 一、 (一) 第一部分.
    Numbered,
    /// 案号：… 提案人：… : a labelled line of a proposal.
    Label,
    /// （下转第18页）
    JumpOut,
    /// （上接第3页）
    JumpIn,
}

impl Shape {
    /// Lines that can only stand at the end of an article.
    pub(super) fn closes(&self) -> bool {
        matches!(self, Self::Credit | Self::SpeakerNote | Self::AuthorNote | Self::JumpOut)
    }

    /// The part that a label alone on its line names; its text stands under it.
    pub(super) fn label(&self) -> Option<Part> {
        match self {
            Self::Marker(part, rest) if rest.is_empty() => Some(*part),
            _ => None,
        }
    }

    /// Lines that say whose a text is.
    pub(super) fn signs(&self) -> bool {
        matches!(self, Self::Byline | Self::SpeakerLine | Self::SpeakerOver)
    }

    /// Lines that stand between a title and the text.
    pub(super) fn heads(&self) -> bool {
        self.signs() || matches!(self, Self::DateLine | Self::AdoptedLine)
    }
}

/// Longest heading on a line with its own number.
const MAX_NUMBERED: usize = 40;
/// Longest "role name" line.
const MAX_SPEAKER_LINE: usize = 40;
/// Shapes of all units. `numbered` are headings that number the articles.
pub(super) fn shapes(units: &[Unit], numbered: &[usize], profile: &Profile) -> Vec<Shape> {
    let mut shapes: Vec<Shape> = abreast::map_n(units.len(), |i| shape(&units[i], profile));
    for i in 0..shapes.len() {
        if is_of_table(i, units, &shapes, profile) {
            shapes[i] = Shape::Body;
        }
        if i > 0 && shapes[i - 1] == Shape::Label && profile.is(LineRole::CaseNumber, &units[i].probe) {
            // 提案人：… / 2022年提案 第0108号
            shapes[i] = Shape::Label;
        }
        if shapes[i] == Shape::Body && is_second_line(i, units, &shapes) {
            shapes[i] = Shape::Heading;
        }
        if shapes[i] == Shape::Body && is_over_news(i, units, &shapes, profile) {
            shapes[i] = Shape::Heading;
        }
        let over_heading = shapes.get(i + 1) == Some(&Shape::Heading);
        if over_heading && matches!(&shapes[i], Shape::Marker(Part::Keyword, value) if !value.is_empty()) {
            // 关键词：水乡旅游 over the title of a proposal names the group it stands in
            shapes[i] = Shape::Heading;
        }
        if i > 0 && shapes[i] == Shape::SpeakerNote && shapes[i - 1] == Shape::Heading {
            // 发言人：… under the title, not at the end
            shapes[i] = Shape::SpeakerLine;
        }
        if i > 0 && (shapes[i] == Shape::Heading || shapes[i] == Shape::Body && units[i].lines.len() == 1) {
            refine(i, units, &mut shapes, profile);
        }
    }
    for i in 1..shapes.len().saturating_sub(1) {
        // text / 某局 / 2016年8月26日: a letter or a notice is signed and dated at its end
        let signed =
            shapes[i] == Shape::Heading && profile.lexicon.bodies.iter().any(|b| units[i].probe.ends_with(b.as_str()));
        if signed && shapes[i - 1] == Shape::Body && shapes[i + 1] == Shape::DateLine {
            shapes[i] = Shape::Body;
        }
    }
    for &i in numbered {
        if shapes[i] == Shape::Body {
            shapes[i] = Shape::Heading;
        }
    }
    jumps::heads_of_rests(units, &mut shapes, profile);
    numbered_titles(units, &mut shapes, profile);
    signature::place(units, &mut shapes, profile);
    lone_labels::place(units, &mut shapes, profile);
    shapes
}

/// What looks like a heading and is a row of a table, or the words over one.
fn is_of_table(i: usize, units: &[Unit], shapes: &[Shape], profile: &Profile) -> bool {
    let tabled = || units[i].look.role == BlockRole::Table || profile.is(LineRole::FigureTitle, &units[i].probe);
    match shapes[i] {
        Shape::Heading => tabled() || is_row(i, units, profile),
        Shape::Numbered => tabled(),
        _ => false,
    }
}

/// A row of a box, a table or a list among others of its kind.
fn is_row(i: usize, units: &[Unit], profile: &Profile) -> bool {
    let (above, p) = (i.checked_sub(1).map(|k| units[k].probe.as_str()), units[i].probe.as_str());
    let below = units.get(i + 1);
    let figure = above.is_some_and(|p| is_lone_figure(p) || is_figures(p));
    // 第32号 关于…的提案 over another: a list of proposals, not their texts
    let row = |p: &str| is_figures(p) || own_number(p).is_some();
    let row_below = below.is_some_and(|u| row(&u.probe));
    // 18件 / 重点提案, nearer to the figure than to what follows
    let plain = !units[i].look.is_placed();
    plain && figure && units[i].look.gap < below.map_or(f32::MAX, |u| u.look.gap)
        || is_table_head(p) && row_below
        || !profile.is(LineRole::BoxTitle, p) && row(p) && (above.is_some_and(row) || row_below)
}

/// `1.推进…` / `提案者：…`: the numbered items of a list of proposals are titles, also the one whose label stands elsewhere.
fn numbered_titles(units: &[Unit], shapes: &mut [Shape], profile: &Profile) {
    let item = |i: usize, shapes: &[Shape]| {
        shapes[i] == Shape::Numbered && is_item_number(&units[i].probe) && can_be_heading(&units[i], profile)
    };
    let items: Vec<usize> = (0..units.len()).filter(|i| item(*i, shapes)).collect();
    let labelled = |i: &&usize| matches!(shapes.get(**i + 1), Some(Shape::Label));
    if items.iter().filter(labelled).count() >= FEWEST_ITEMS {
        for i in items {
            shapes[i] = Shape::Heading;
        }
    }
}

/// Items with labels that make a list of proposals.
const FEWEST_ITEMS: usize = 2;

/// `1.推进…`, `12、推进…`
pub(super) fn is_item_number(probe: &str) -> bool {
    list_number(probe).is_some_and(|number| number < 100)
}

/// Lines whose words alone say what they are, the surest first.
const BY_ROLE: [(LineRole, Shape); 8] = [
    (LineRole::JumpOut, Shape::JumpOut),
    (LineRole::JumpIn, Shape::JumpIn),
    (LineRole::SpeakerNote, Shape::SpeakerNote),
    (LineRole::DateLine, Shape::DateLine),
    (LineRole::AdoptedLine, Shape::AdoptedLine),
    (LineRole::ListNote, Shape::ListNote),
    (LineRole::Credit, Shape::Credit),
    (LineRole::AuthorNote, Shape::AuthorNote),
];

/// Longest value behind a label; what is longer is text, even where it breaks off.
const MAX_VALUE: usize = 40;
/// In characters.
const MAX_NOTE_LABEL: usize = 6;

fn shape(unit: &Unit, profile: &Profile) -> Shape {
    let p = unit.probe.as_str();
    let is = |role| profile.is(role, p);
    if is(LineRole::EditorsNote) && len(p) <= MAX_NOTE_LABEL {
        // 编者按 alone on its line: the note follows
        return Shape::Body;
    }
    if let Some((_, shape)) = BY_ROLE.into_iter().find(|(role, _)| is(*role)) {
        return shape;
    }
    if is(LineRole::LeadWire) && p.ends_with(')') {
        // 本报讯（记者 李某） alone on its line
        return Shape::Body;
    }
    if is(LineRole::Byline) && !marks_a_heading(p, profile) {
        return Shape::Byline;
    }
    if is(LineRole::CaseTitle) || is(LineRole::CaseNumber) {
        return Shape::Heading;
    }
    let minutes = |(label, _): (&str, &str)| profile.lexicon.minutes.contains(&label.replace(' ', ""));
    if p.split_once(':').is_some_and(minutes) {
        // 时间：… 主持：… of minutes, under the title
        return Shape::Body;
    }
    let marker = profile.marker(p);
    // 办理结果：A is a labelled value, 办理结果：已开通两条线路。 a part
    let tells = marker.as_ref().is_some_and(|(_, rest)| rest.ends_with('。') || len(rest) > MAX_VALUE);
    if !tells && is_proposal_label(p, profile) {
        return Shape::Label;
    }
    if let Some((part, rest)) = marker {
        return Shape::Marker(part, rest);
    }
    if p.starts_with('【') && p.ends_with('】') {
        let column = is(LineRole::BoxTitle) || is(LineRole::Column);
        return if column { Shape::Heading } else { Shape::Numbered };
    }
    if is(LineRole::Numbered) && !is(LineRole::Subtitle) {
        return numbered(unit, profile);
    }
    let boxed = is(LineRole::BoxTitle) && looks_set_apart(unit);
    let heading = (boxed || can_be_heading(unit, profile))
        && !is_names(p, profile)
        && !is_dialogue(p, profile)
        && !names_holder(p, profile)
        && !names_bodies(p, profile)
        && !names_work(p, profile);
    if heading { Shape::Heading } else { Shape::Body }
}

/// Shape of a line with a number before it.
fn numbered(unit: &Unit, profile: &Profile) -> Shape {
    let p = unit.probe.as_str();
    // 一是…, 二要… number sentences, never headings
    let sentence = p.chars().nth(1).is_some_and(|c| matches!(c, '是' | '要')) || p.starts_with('其');
    let heading = !sentence && can_be_heading(unit, profile) && len(p) <= MAX_NUMBERED;
    if heading { Shape::Numbered } else { Shape::Body }
}

/// ■委员名片: a mark that stands before headings as well as before bylines, and no author behind it.
fn marks_a_heading(p: &str, profile: &Profile) -> bool {
    let Some(bare) = p.strip_prefix(['■', '◆', '●', '▲', '△', '◎']).map(str::trim_start) else {
        return false;
    };
    if super::parts::is_place(bare) {
        return true;
    }
    let named = bare.split([' ', '、', '/']).any(|w| is_name(w, profile)) || is_name(&bare.replace(' ', ""), profile);
    let body = profile.lexicon.bodies.iter().any(|b| bare.ends_with(b.as_str()));
    let writer = |w: &str| bare.contains(w) && !bare.contains(['的', '“']);
    !(named || body || writer("记者") || writer("作者") || writer("评论员") || writer("编辑部") || writer("调研组"))
}

/// A turn of an interview: `记者：…`, `问：…`, `李某：…`.
pub(super) fn is_dialogue(p: &str, profile: &Profile) -> bool {
    p.split_once(':').is_some_and(|(who, said)| {
        let who = who.trim();
        len(said) >= 4
            && (["记者", "主持人", "问", "答", "本刊", "笔者"].contains(&who)
                // 养老：从“养得起”到“养得好” is a heading, though 养 is a surname
                || is_name(who, profile) && said.ends_with(['?', '!', '。', '”']) && said.contains(['?', '!', '。']))
    })
}

/// Longest line in brackets that closes an article.
const MAX_BRACKETS: usize = 60;

/// A line wholly in brackets, once the profile's own forms are told: a signature, a source, a picture's origin.
fn in_brackets(p: &str) -> bool {
    p.starts_with('(') && p.ends_with(')') && p.matches('(').count() == 1 && (3..=MAX_BRACKETS).contains(&len(p))
}

/// `案号:第12号`, `提案人:李某`: a labelled line of a proposal.
pub(super) fn is_proposal_label(p: &str, profile: &Profile) -> bool {
    profile.labels.open(p)
}

/// Names beside one another under a title are its authors; more of them are a list.
const MAX_AUTHORS: usize = 4;
/// A paragraph under authors is as long as this, in characters; names under names are a list.
const LEAST_TEXT: usize = 30;

/// What a line says of who wrote or spoke, by the heading or the name above it.
fn signs_under_heading(i: usize, units: &[Unit], shapes: &[Shape], profile: &Profile) -> Option<Shape> {
    let p = units[i].probe.as_str();
    // the date may stand over the speaker
    let dated = i > 1 && shapes[i - 1] == Shape::DateLine && shapes[i - 2] == Shape::Heading;
    let office = shapes[i - 1] == Shape::Heading && profile.lexicon.roles.contains(&units[i - 1].probe);
    if office && bare_name(p, profile) {
        // 主席 / 李某: who holds the office
        return Some(Shape::Body);
    }
    let over_series = is_group_heading(&units[i - 1], profile) || is_subtitle_over_many(&units[i - 1].probe, profile);
    let over_next = over_series && shapes.get(i + 1) == Some(&Shape::Heading);
    // 本报讯（记者 李某） alone on its line opens the text
    let wire = profile.is(LineRole::LeadWire, p);
    let titled = shapes[i - 1] == Shape::Heading && !office && !over_next && !wire;
    if dated || titled {
        let line = || signed(p, profile).filter(|s| !s.introduces && !profile.is(LineRole::Subtitle, p));
        let office = role_and_name(p, profile) || line().is_some();
        if len(p) <= MAX_SPEAKER_LINE && (office || bare_name(p, profile)) {
            return Some(Shape::SpeakerLine);
        }
        let over_text =
            units.get(i + 1).is_some_and(|u| len(&u.text) >= LEAST_TEXT || profile.marker(&u.probe).is_some());
        let authors = over_text && is_names(p, profile) && p.split(' ').count() <= MAX_AUTHORS;
        let reporter = p.strip_prefix("记者").is_some_and(|name| bare_name(name, profile));
        if authors || reporter || super::head::name_with_office(p, profile).is_some() {
            return Some(Shape::Byline);
        }
    }
    // 王某某 / 市政协主席 / (2024年1月4日)
    let bracketless = p.trim_matches(['(', ')']);
    let office = profile.lexicon.roles.iter().any(|r| bracketless.ends_with(r.as_str()));
    let above = &units[i - 1].probe;
    let named = |p: &str| is_name(&p.replace(' ', ""), profile) || signed(p, profile).is_some_and(|s| s.role.is_none());
    let under_name = shapes[i - 1] == Shape::SpeakerLine && named(above);
    (under_name && office).then_some(Shape::SpeakerLine)
}

/// Headings that are something else by what stands before them: a "role name" line under a title, the first
/// paragraph after a marker.
fn refine(i: usize, units: &[Unit], shapes: &mut [Shape], profile: &Profile) {
    if let Some(signs) = signs_under_heading(i, units, shapes, profile) {
        shapes[i] = signs;
        return;
    }
    let p = units[i].probe.as_str();
    if shapes[i] != Shape::Heading {
        return;
    }
    let wishes = profile.lexicon.wishes.iter().any(|w| p.starts_with(w.as_str()));
    let exclaims = p.ends_with(['!', '！']) && (p.contains([',', ':']) || wishes);
    if exclaims && shapes[i - 1] == Shape::Body && !units[i].look.is_placed() {
        // 最后，预祝大会圆满成功！ the last words of a speech
        shapes[i] = Shape::Body;
        return;
    }
    // (根据录音整理) under a title says how it was made, and at the end of a text as well
    let under_text = shapes[i - 1] == Shape::Body && len(&units[i - 1].text) >= LEAST_TEXT;
    if in_brackets(p) && (under_text || !profile.is(LineRole::Subtitle, p)) {
        let closes = matches!(shapes[i - 1], Shape::Body | Shape::Credit | Shape::Numbered);
        let signed = are_names_in_brackets(p, profile);
        shapes[i] = match (closes, signed) {
            (true, true) => Shape::Credit,
            (true, false) => Shape::AuthorNote,
            _ => Shape::ListNote,
        };
        return;
    }
    let in_list = matches!(shapes[i - 1], Shape::ListNote | Shape::AdoptedLine)
        || shapes[i - 1] == Shape::Body && is_name_with_office(&units[i - 1].probe, profile);
    if in_list && is_name_with_office(p, profile) {
        shapes[i] = Shape::Body;
        return;
    }
    // 办理情况 / “哈尔滨市重点培育” / …: what follows a label directly is its text
    let headed =
        units.get(i + 1).is_some_and(|below| bare_name(&below.probe, profile) || shape(below, profile).heads());
    if let Shape::Marker(part, rest) = &shapes[i - 1]
        && *part != Part::Keyword
        && rest.is_empty()
        && !headed
        && units[i].look.size.is_none_or(|s| s < HEADING_SIZE)
    {
        shapes[i] = Shape::Body;
    }
}

/// More headings in a row than this are verse or a list.
const MAX_RUN: usize = 6;

/// Many short lines in a row are the text of a poem or a list, not headings. `flow` holds the units that are no
/// furniture.
pub(super) fn verse(flow: &[usize], units: &[Unit], shapes: &mut [Shape], profile: &Profile) {
    let mut start = 0;
    while start < flow.len() {
        let boxed = |i: usize| profile.is(LineRole::BoxTitle, &units[flow[i]].probe);
        let plain = |i: usize| shapes[flow[i]] == Shape::Heading && !units[flow[i]].look.is_placed() && !boxed(i);
        let parted = |i: usize| i > start && units[flow[i]].look.gap >= 2.0;
        let end = (start..flow.len()).find(|i| !plain(*i) || parted(*i)).unwrap_or(flow.len());
        if end - start > MAX_RUN {
            // 重点提案一览表 over its rows
            let titled = profile.headings_at(Level::Article, &units[flow[start]].probe).next().is_some();
            for unit in &flow[start + usize::from(titled)..end] {
                shapes[*unit] = Shape::Body;
            }
        }
        start = end.max(start + 1);
    }
}

/// Whether a paragraph stops in the middle of a sentence.
pub(super) fn open_tail(text: &str) -> bool {
    let mut rest = text.trim_end().chars().rev();
    let Some(mut last) = rest.next() else { return false };
    while matches!(last, '”' | '’' | '」' | '』' | ')' | '）') {
        match rest.next() {
            Some(c) => last = c,
            None => return false,
        }
    }
    !is_sentence_end(last) && !matches!(last, ':' | '：')
}
