//! Rows of boxes and lists: figures, telephone numbers, offices with who holds them. They look like headings on pages of plain
//! text and are none. One folded line in, yes or no out.

use super::names::is_name;
use crate::model::script::{is_han, len};
use crate::profile::Profile;

/// The number of `3.关于…` and `3、关于…`.
pub(super) fn list_number(probe: &str) -> Option<u32> {
    let rest = probe.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = probe.strip_suffix(rest)?.parse().ok()?;
    rest.starts_with(['.', '、']).then_some(number)
}

/// `调研报告 48 篇`: a row of a box of figures.
pub(super) fn is_figures(p: &str) -> bool {
    if ends_with_phone(p) || begins_with_figure(p) || label_and_figure(p) {
        return true;
    }
    let label = p.chars().take_while(|c| is_han(*c) || matches!(c, ' ' | '、')).count();
    let figures: String = p.chars().skip(label).collect();
    let longest = if holds_only_figures(&figures) { MAX_WHOLE_LABEL } else { MAX_FIGURE_LABEL };
    let rest = figures.trim_start_matches(is_of_figure);
    let unit = rest.split([' ', ',']).next().unwrap_or_default();
    let short = len(unit) <= MAX_FIGURE_UNIT || holds_only_figures(&figures);
    (2..=longest).contains(&label) && rest.len() < figures.len() && short && len(p) <= MAX_FIGURES
}

fn is_of_figure(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '%')
}

/// `171件28.1%`: figures, each with a unit, and nothing else.
fn holds_only_figures(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let behind = rest.trim_start_matches(is_of_figure);
        let unit = behind.chars().take_while(|c| !is_of_figure(*c)).count();
        if behind.len() == rest.len() || unit > MAX_FIGURE_UNIT {
            return false;
        }
        rest = behind.char_indices().nth(unit).and_then(|(at, _)| behind.get(at..)).unwrap_or_default();
    }
    !text.is_empty()
}

/// `类别 承办件数 占比`: what the columns of a table hold.
pub(super) fn is_table_head(p: &str) -> bool {
    let words = p.split(' ').filter(|w| !w.is_empty());
    words.clone().count() >= FEWEST_COLUMNS
        && words.clone().all(|w| (2..=MAX_COLUMN_NAME).contains(&len(w)) && w.chars().all(is_han))
}

/// Columns of a table at least, and the longest name of one, in characters.
const FEWEST_COLUMNS: usize = 3;
const MAX_COLUMN_NAME: usize = 6;

/// `提案组 0451-53600011`
fn ends_with_phone(p: &str) -> bool {
    let digits = p.chars().rev().take_while(|c| c.is_ascii_digit() || matches!(c, '-' | ')' | '('));
    digits.filter(char::is_ascii_digit).count() >= FEWEST_PHONE && p.starts_with(is_han)
}

/// `832个 贫困县全部摘帽`, `1.3万亿斤以上 粮食产量`: a figure with its unit, set apart from its words.
fn begins_with_figure(p: &str) -> bool {
    let Some((figure, words)) = p.split_once(' ') else { return false };
    let unit = figure.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%'));
    let digits = figure.len() - unit.len();
    // 3.加强 领导 is a numbered heading
    digits > 0
        && figure.get(..digits).is_some_and(|n| !n.ends_with('.'))
        && len(unit) <= MAX_UNIT_OF_FIGURE
        && !unit.contains(['、', '年', '月', '日', '.', ')'])
        && (!unit.is_empty() || figure.ends_with('%'))
        && words.chars().any(is_han)
}

/// `●得到批示:61件次`: a label, a colon and a figure with its unit.
fn label_and_figure(p: &str) -> bool {
    let Some((label, value)) = p.trim_start_matches(super::labels::MARKS).split_once(':') else { return false };
    let unit = value.chars().rev().take_while(|c| is_han(*c)).count();
    let figure = value.chars().rev().nth(unit).is_some_and(|c| c.is_ascii_digit() || c == '%' || c == ' ');
    (2..=MAX_WHOLE_LABEL).contains(&len(label))
        && label.chars().all(is_han)
        && figure
        && unit <= MAX_FIGURE_UNIT
        && len(value) <= MAX_WHOLE_LABEL
        && value.chars().any(|c| c.is_ascii_digit())
}

/// Digits of a telephone number at least.
const FEWEST_PHONE: usize = 7;
/// Longest unit behind a figure that opens a row, in characters.
const MAX_UNIT_OF_FIGURE: usize = 6;

/// Longest label and unit of a row of figures, and longest row, in characters.
const MAX_FIGURE_LABEL: usize = 8;
/// ... and where the line ends with the figure.
const MAX_WHOLE_LABEL: usize = 14;
const MAX_FIGURE_UNIT: usize = 3;
const MAX_FIGURES: usize = 30;

/// `水乡治理小组组长:李某(女)`: a row of a list.
pub(super) fn names_holder(p: &str, profile: &Profile) -> bool {
    p.rsplit_once(':').is_some_and(|(office, name)| {
        let name = name.split('(').next().unwrap_or_default().replace(' ', "");
        is_name(&name, profile) && profile.lexicon.roles.iter().any(|role| office.ends_with(role.as_str()))
    })
}

/// `《东湖晨曲》(国画) 作者:李某`, `厚德载物(篆书) 李某`: a work of art and who made it, a row under a picture or in a list.
pub(super) fn names_work(p: &str, profile: &Profile) -> bool {
    let art = p.split_once('(').and_then(|(_, more)| more.split_once(')')).map(|(art, _)| art.trim());
    art.is_some_and(|art| profile.lexicon.arts.iter().any(|word| art.ends_with(word.as_str())))
}

/// `民革云泽市委员会 云泽市工商业联合会`: bodies beside one another, a row of a list.
pub(super) fn names_bodies(p: &str, profile: &Profile) -> bool {
    let body =
        |word: &str| len(word) >= SHORTEST_BODY && profile.lexicon.bodies.iter().any(|b| word.ends_with(b.as_str()));
    let words = || p.split(' ').filter(|word| !word.is_empty());
    words().count() >= 2 && words().all(body)
}

/// In characters.
const SHORTEST_BODY: usize = 3;

/// `783件`, `98.6%`: a figure of a box, set over the words for what it counts.
pub(super) fn is_lone_figure(p: &str) -> bool {
    let unit = p.trim_start_matches(is_of_figure);
    p.starts_with(|c: char| c.is_ascii_digit()) && unit.chars().all(is_han) && len(unit) <= MAX_FIGURE_UNIT
}

#[cfg(test)]
mod tests {
    use super::{is_figures, is_lone_figure, names_bodies};
    use crate::profile::Profiles;

    #[test]
    fn bodies_beside_one_another_and_lone_figures_are_rows() {
        let profiles = Profiles::load(&[]).expect("built-in profiles");
        let profile = profiles.get("newspaper").expect("built in");
        assert!(names_bodies("民革云泽市委员会 云泽市工商业联合会", profile));
        assert!(!names_bodies("云泽市政协 把协商议事厅建到村口", profile) && !names_bodies("市教育局", profile));
        assert!(is_lone_figure("783件") && is_lone_figure("98.6%"));
        assert!(!is_lone_figure("783件提案办结") && !is_lone_figure("一百件"));
    }

    #[test]
    fn rows_of_figures_are_told_from_headings() {
        for row in [
            "调研报告 48 篇",
            "提案组 0451-53600011",
            "832个 贫困县全部摘帽",
            "1.3万亿斤以上 粮食产量",
            "意见得到采纳或列入计划92.6%",
            "经济建设171件28.1%",
            "●得到市级领导批示:61件次",
            "捐款捐物:折合人民币1.37亿元",
        ] {
            assert!(is_figures(row), "{row}");
        }
        for heading in [
            "609 件提案这样答卷",
            "2024年 工作回顾",
            "为老码头找出路",
            "3.加强 领导",
            "十二位委员大会开讲",
            "聚焦:2023年提案工作",
        ] {
            assert!(!is_figures(heading), "{heading}");
        }
    }
}
