//! Lines that name who wrote or spoke a text and do nothing else: name and office in any arrangement, under a title, over it, or
//! set apart inside or at the end of the text. Tells what such a line says and where in its article it stands.

use super::names::{bare_name, could_be_name, is_name, is_seat};
use super::shape::Shape;
use super::units::Unit;
use crate::model::abreast;
use crate::model::script::{is_han, len};
use crate::profile::{LineRole, Profile};

/// What a signature says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signed {
    /// Closed up: `薛 琳` is 薛琳.
    pub name: String,
    /// None where the line gives a name, or a name and the sector its bearer sits for.
    pub role: Option<String>,
    /// Others named on the line, each with an office.
    pub others: Vec<String>,
    /// It ends with a colon: what follows is its bearer's.
    pub introduces: bool,
}

/// Longest signature, in characters.
const MAX_LEN: usize = 60;
/// Seats that follow a name directly: 李某委员.
const SEATS: [&str; 3] = ["委员", "常委", "代表"];

/// What a line says if it is a signature with an office, a seat or a sector in it; a bare name is none.
pub(super) fn signed(probe: &str, profile: &Profile) -> Option<Signed> {
    let p = without_note(probe);
    // 市水务局局长 李某—— over the title of what he answered
    let bare = p.strip_suffix(':').or_else(|| p.strip_suffix("——"));
    let (p, introduces) = bare.map_or((p, false), |p| (p.trim_end(), true));
    let reads = |label: &str| profile.lexicon.read_by.iter().any(|word| word == label);
    let read_out = p
        .strip_suffix(')')
        .and_then(|p| p.rsplit_once('('))
        .is_some_and(|(_, inside)| inside.split_once(':').is_some_and(|(label, _)| reads(label)));
    if len(p) > MAX_LEN || p.contains(['。', ';', '!', '?', '“', '《', '【']) || !read_out && p.contains([',', ':'])
    {
        return None;
    }
    if let Some((first, others)) = several(p, profile) {
        return Some(Signed { name: first.0, role: Some(first.1), others, introduces });
    }
    let run_on = || if introduces { behind_office(p, profile) } else { None };
    let told = in_brackets(p, profile).or_else(|| side_by_side(p, profile)).or_else(|| seated(p, profile));
    let (name, role) = told.or_else(run_on)?;
    Some(Signed { name, role, others: Vec::new(), introduces })
}

/// `市政协委员 李某 市政协文史研究员 赵某`: the first with the office, and the names of the others.
fn several(p: &str, profile: &Profile) -> Option<((String, String), Vec<String>)> {
    let words = words(p);
    let mut first: Option<(String, String)> = None;
    let mut others = Vec::new();
    for pair in words.chunks(2) {
        let [office, name] = pair else { return None };
        let seat = is_seat(office);
        let name = person(name, seat, profile).filter(|_| seat || is_office(office, profile))?;
        match first {
            None => first = Some((name, office.clone())),
            Some(_) => others.push(name),
        }
    }
    first.filter(|_| !others.is_empty()).map(|first| (first, others))
}

/// The line without a note before it that says how the speech was given: `(书面发言) 市政协委员 李某`.
fn without_note(probe: &str) -> &str {
    let note = probe.strip_prefix('(').and_then(|p| p.split_once(')'));
    note.filter(|(note, _)| note.ends_with("发言") && len(note) <= 6).map_or(probe, |(_, rest)| rest).trim()
}

/// `李某(市政协委员)`, `李某(工商联界)`, `李某委员(文艺界)`.
fn in_brackets(p: &str, profile: &Profile) -> Option<(String, Option<String>)> {
    let (who, inside) = p.strip_suffix(')')?.split_once('(')?;
    let (who, inside) = (who.trim(), inside.trim());
    if inside.contains(['(', ')']) {
        return None;
    }
    if let Some((_, speaker)) =
        inside.split_once(':').filter(|(label, _)| profile.lexicon.read_by.iter().any(|word| word == label))
        && !who.is_empty()
    {
        // 民建云泽市委员会(宣读人:李某,副主委)
        let (name, office) = speaker.split_once([',', ' ']).filter(|(name, _)| len(name) > 1).unwrap_or((speaker, who));
        return Some((person(name.trim(), true, profile)?, Some(office.trim().to_owned())));
    }
    if let Some((name, Some(seat))) = seated(who, profile).filter(|_| !is_sector(inside)) {
        // 李某委员(某校教师)
        return Some((name, Some(format!("{seat}({inside})"))));
    }
    if is_sector(inside) {
        return seated(who, profile)
            .or_else(|| side_by_side(who, profile))
            .or_else(|| person(who, false, profile).map(|name| (name, None)));
    }
    if let Some((name, Some(role))) = side_by_side(who, profile) {
        // 市政协委员 李某(某校教师)
        return Some((name, Some(format!("{role}({inside})"))));
    }
    if inside.ends_with('组') && GROUP.contains(&len(inside)) && inside.chars().all(is_han) {
        // 李某(专题调研组)
        return Some((person(who, false, profile)?, Some(inside.to_owned())));
    }
    let seat = is_seat(inside) || inside.contains("委员");
    if !is_office(inside, profile) && !seat {
        return None;
    }
    Some((person(who, seat, profile)?, Some(inside.to_owned())))
}

/// Characters of the name of a group that somebody writes for.
const GROUP: std::ops::RangeInclusive<usize> = 3..=10;

/// The sector somebody sits for: 文艺界, 工商联界别.
fn is_sector(words: &str) -> bool {
    len(words) <= 16 && ["界", "界别"].iter().any(|end| words.ends_with(end))
}

/// `市政协委员、某校校长 李某`, `李 某 市政协常委`.
fn side_by_side(p: &str, profile: &Profile) -> Option<(String, Option<String>)> {
    let words = words(p);
    let (first, after) = words.split_first()?;
    let (last, before) = words.split_last()?;
    let told = |name: &str, rest: &[String]| {
        let role = rest.join(" ");
        let seat = is_seat(&role);
        // asked first: most words are no names, and offices are a long list
        let name = person(name, seat, profile).filter(|_| !rest.is_empty())?;
        let office = seat || is_office(&role, profile) || is_sector(&role) && rest.len() == 1;
        // 市政协驻村工作队 李某
        let body = rest.len() == 1 && super::parts::is_whole_body(&role, profile);
        (office || body).then_some((name, Some(role)))
    };
    told(last, before).or_else(|| told(first, after))
}

/// `李某委员`.
fn seated(p: &str, profile: &Profile) -> Option<(String, Option<String>)> {
    SEATS.iter().find_map(|seat| {
        let name = p.strip_suffix(seat)?;
        Some((person(name, false, profile)?, Some((*seat).to_owned())))
    })
}

/// `市政协委员李某:`, with no space between: the name is what stands behind the last word for an office.
fn behind_office(p: &str, profile: &Profile) -> Option<(String, Option<String>)> {
    let ends = profile.lexicon.roles.iter().filter_map(|role| p.rfind(role.as_str()).map(|at| at + role.len()));
    let (role, name) = p.split_at_checked(ends.max()?)?;
    Some((person(name.trim(), is_seat(role), profile)?, Some(role.to_owned())))
}

/// The words between spaces; single characters in a row are one, set wide.
fn words(p: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut wide = false;
    for word in p.split(' ').filter(|w| !w.is_empty()) {
        let single = len(word) == 1;
        match out.last_mut() {
            Some(last) if single && wide => last.push_str(word),
            _ => out.push(word.to_owned()),
        }
        wide = single;
    }
    out
}

/// A name, closed up. Beside a seat in the assembly any two to four Han are one.
fn person(text: &str, seat: bool, profile: &Profile) -> Option<String> {
    let closed = text.replace(' ', "");
    let named = is_name(&closed, profile) || seat && could_be_name(&closed, profile);
    (named && closed.chars().all(is_han)).then_some(closed)
}

fn is_office(words: &str, profile: &Profile) -> bool {
    let several = words.contains('、');
    let ends = |r: &String| words.ends_with(r.as_str()) || several && words.contains(r.as_str());
    profile.lexicon.roles.iter().any(ends)
}

/// Units between a heading and a signature that stands in its text, at most.
const MAX_INSIDE: usize = 3;
/// Text around a signature that stands in it is at least this long, in characters.
const LEAST_TEXT: usize = 30;

/// Gives signatures that stand over a title, in the text or at its end the shape of what they are. Those under a title are
/// told before, and have theirs.
pub(super) fn place(units: &[Unit], shapes: &mut [Shape], profile: &Profile) {
    let mut lines = signed_lines(units, profile);
    for i in under_portraits(&lines) {
        lines[i] = None;
    }
    bodies_of_a_series(units, shapes, &lines, profile);
    names_under_texts(units, shapes, profile);
    for i in 0..units.len() {
        if units[i].probe.ends_with("——") {
            // it opens a part as a body's name with the dash does
            continue;
        }
        let Some(line) = lines[i].as_ref().filter(|_| matches!(shapes[i], Shape::Heading | Shape::Body)) else {
            continue;
        };
        let beside = |k: Option<usize>| k.and_then(|k| lines.get(k)).is_some_and(Option::is_some);
        let listed = i.checked_sub(1).is_some_and(|k| matches!(shapes[k], Shape::ListNote | Shape::AdoptedLine));
        // one under the other they are a list
        if listed || beside(i.checked_sub(1)) || beside(Some(i + 1)) {
            let below_text = i.checked_sub(1).is_some_and(|k| shapes[k] == Shape::Body);
            if below_text && line.role.is_some() && shapes[i] == Shape::Heading {
                shapes[i] = Shape::Body;
            }
            continue;
        }
        if let Some(shape) = shape_at(i, line, units, shapes, profile) {
            shapes[i] = shape;
        }
    }
}

/// `许 澜` under the last paragraph of a text, nearer to it than to the next title: who wrote it.
fn names_under_texts(units: &[Unit], shapes: &mut [Shape], profile: &Profile) {
    for i in 1..units.len().saturating_sub(1) {
        let text_above = shapes[i - 1] == Shape::Body && units[i - 1].probe.ends_with(['。', '！', '？', '”', '…']);
        let nearer = units[i].look.gap < units[i + 1].look.gap;
        let plain = !units[i].look.is_placed() && shapes[i] == Shape::Heading;
        if plain && text_above && nearer && shapes[i + 1] == Shape::Heading && bare_name(&units[i].probe, profile) {
            shapes[i] = Shape::Byline;
        }
    }
}

/// `市政协提案委员会` between a text and the next title, where others stand over their titles with names: who spoke is a body.
fn bodies_of_a_series(units: &[Unit], shapes: &mut [Shape], lines: &[Option<Signed>], profile: &Profile) {
    let over_title = |i: usize| shapes.get(i + 1) == Some(&Shape::Heading);
    let series = (0..units.len()).filter(|i| lines[*i].is_some() && over_title(*i)).count() >= FEWEST_OF_SERIES;
    let is_body = |i: &usize| {
        let after_text = i.checked_sub(1).is_some_and(|k| {
            shapes[k] == Shape::Body && (len(&units[k].text) >= LEAST_TEXT || units[k].probe.ends_with('。'))
        });
        let title = units.get(i + 1).is_some_and(|u| !super::parts::is_whole_body(&u.probe, profile));
        after_text && title && over_title(*i) && super::parts::is_whole_body(&units[*i].probe, profile)
    };
    let bodies: Vec<usize> = if series { (0..units.len()).filter(is_body).collect() } else { Vec::new() };
    for i in bodies {
        shapes[i] = Shape::SpeakerOver;
    }
}

/// Names over titles that make a series.
const FEWEST_OF_SERIES: usize = 3;

/// Units from a signature to the words under its bearer's portrait, at most.
const PORTRAIT_REACH: usize = 5;

/// Lines that only say once more who signs a text nearby: `李某委员` under a portrait.
pub(super) fn portraits(units: &[Unit], profile: &Profile) -> Vec<usize> {
    under_portraits(&signed_lines(units, profile))
}

fn under_portraits(lines: &[Option<Signed>]) -> Vec<usize> {
    let brief = |line: &Signed| line.role.as_deref().is_some_and(|role| SEATS.contains(&role)) && !line.introduces;
    let more = |line: &Signed, other: &Signed| {
        other.name == line.name && other.role.as_deref().is_some_and(|role| len(role) > LONGEST_SEAT)
    };
    let is_portrait = |i: &usize| {
        let Some(line) = lines[*i].as_ref().filter(|line| brief(line)) else { return false };
        let near = i.saturating_sub(PORTRAIT_REACH)..(i + PORTRAIT_REACH + 1).min(lines.len());
        near.into_iter().filter_map(|k| lines[k].as_ref()).any(|other| more(line, other))
    };
    (0..lines.len()).filter(is_portrait).collect()
}

/// In characters.
const LONGEST_SEAT: usize = 2;

fn signed_lines(units: &[Unit], profile: &Profile) -> Vec<Option<Signed>> {
    abreast::map_n(units.len(), |i| signed_line(&units[i], profile))
}

fn signed_line(unit: &Unit, profile: &Profile) -> Option<Signed> {
    // 记市政协委员、某校教师 李某 is a subtitle
    let alone = unit.lines.len() == 1 && !profile.is(LineRole::Subtitle, &unit.probe);
    alone.then(|| signed(&unit.probe, profile)).flatten()
}

/// What a signature is by what stands around it.
fn shape_at(i: usize, line: &Signed, units: &[Unit], shapes: &[Shape], profile: &Profile) -> Option<Shape> {
    let text = |k: usize| shapes.get(k) == Some(&Shape::Body) && len(&units[k].text) >= LEAST_TEXT;
    // what the editors say before the first piece is nobody's
    let text_above = i.checked_sub(1).is_some_and(|k| text(k) && !profile.is(LineRole::EditorsNote, &units[k].probe));
    let titled = shapes.get(i + 1) == Some(&Shape::Heading);
    if titled {
        let below = (i + 1..shapes.len()).find(|k| shapes[*k] != Shape::Heading);
        let signed_below = below.is_some_and(|k| shapes[k].signs());
        let over = line.introduces || !signed_below && (!text_above || is_signed_above(i, shapes));
        return Some(if over { Shape::SpeakerOver } else { Shape::SpeakerNote }).filter(|_| over || text_above);
    }
    // the end of a text before what is no heading any more, or the line slipped into it
    let inside = text_above && (text(i + 1) || i + 1 == shapes.len());
    let heading = (i.saturating_sub(MAX_INSIDE)..i).any(|k| shapes[k] == Shape::Heading);
    (inside && heading && !line.introduces && !is_signed_above(i, shapes)).then_some(Shape::SpeakerNote)
}

/// Whether the text above already has somebody's name on it.
fn is_signed_above(i: usize, shapes: &[Shape]) -> bool {
    let Some(heading) = shapes[..i].iter().rposition(|s| *s == Shape::Heading) else { return false };
    let over = shapes[..heading].iter().rposition(|s| *s != Shape::Heading);
    over.is_some_and(|k| shapes[k] == Shape::SpeakerOver)
        || shapes[heading..i].iter().any(|s| s.signs() || *s == Shape::SpeakerNote)
}

#[cfg(test)]
mod tests {
    use super::signed;
    use crate::profile::Profiles;

    #[test]
    fn name_and_office_are_told_in_any_arrangement() {
        let profiles = Profiles::load(&[]).expect("built-in profiles");
        let profile = profiles.get("newspaper").expect("built in");
        let told = |p: &str| signed(p, profile).map(|s| (s.name, s.role));
        let is = |name: &str, role: &str| Some((name.to_owned(), Some(role.to_owned())));
        assert_eq!(told("林舟(市政协经济委员会主任)"), is("林舟", "市政协经济委员会主任"));
        assert_eq!(told("民建云泽市委副主委 沈 青"), is("沈青", "民建云泽市委副主委"));
        assert_eq!(told("许 澜 市政协提案委员会副主任"), is("许澜", "市政协提案委员会副主任"));
        assert_eq!(told("何屿委员:"), is("何屿", "委员"));
        assert_eq!(told("市政协委员何屿:"), is("何屿", "市政协委员"));
        assert_eq!(told("市政协委员何屿"), None);
        assert_eq!(told("何 屿委员(文艺界)"), is("何屿", "委员"));
        assert_eq!(told("市政协驻村工作队 何屿"), is("何屿", "市政协驻村工作队"));
        assert_eq!(told("(书面发言) 市政协委员 明月光"), is("明月光", "市政协委员"));
        assert_eq!(told("市政协委员 许澜(市第二中学)"), is("许澜", "市政协委员(市第二中学)"));
        assert_eq!(told("市政协委员 祁 望 市文史研究员 沈青"), is("祁望", "市政协委员"));
        assert_eq!(told("邵 远(工商联界)"), Some(("邵远".to_owned(), None)));
        assert_eq!(told("市水务局局长 邵 远——"), is("邵远", "市水务局局长"));
        assert_eq!(told("邵远(专题调研组)"), is("邵远", "专题调研组"));
        assert_eq!(told("工商联界 邵 远"), is("邵远", "工商联界"));
        assert_eq!(told("何屿委员(市第二中学教师)"), is("何屿", "委员(市第二中学教师)"));
        assert_eq!(told("民建云泽市委员会(宣读人:沈青,民建云泽市委副主委)"), is("沈青", "民建云泽市委副主委"));
        assert_eq!(told("民建云泽市委员会(发言人:沈青)"), is("沈青", "民建云泽市委员会"));
        assert_eq!(
            told("民盟云泽市委会(发言人:沈青 市政协常委、民盟市委会副主委)"),
            is("沈青", "市政协常委、民盟市委会副主委")
        );
        for other in [
            "让老码头长出新生意",
            "市政协委员视察码头",
            "(内部资料 免费交流)",
            "市政协领导到会祝贺",
            "优秀委员",
            "全体委员",
        ] {
            assert_eq!(told(other), None, "{other}");
        }
    }
}
