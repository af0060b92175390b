//! Repair as a stage: damage made on purpose is mended and counted rule by rule, repairing twice is repairing once,
//! and every change can be taken back.

pub mod corpus;
mod damage;
mod frames;
mod readings;

use huikan::model::page::{Block, Line, LineId, Page, PageIndex};
use huikan::model::provenance::Extractor;
use huikan::model::text::{Certainty, CleanPage, put_back};
use huikan::profile::{Profile, Profiles, Roster};
use huikan::repair::repair;
use proptest::prelude::*;
use std::sync::LazyLock;

/// One page of plain lines.
pub fn page(lines: &[String]) -> Page {
    let line = |(n, text): (u32, &String)| Line {
        id: LineId(n),
        page: PageIndex(0),
        text: text.clone(),
        bbox: None,
        size_pt: None,
        bold: false,
        confidence: None,
        chars: Vec::new(),
    };
    let block = |n: usize| Block::plain(n..n + 1, 1.0);
    Page {
        index: PageIndex(0),
        size: None,
        printed: None,
        lines: (1..).zip(lines).map(line).collect(),
        blocks: (0..lines.len()).map(block).collect(),
        extractor: Extractor::Text,
    }
}

/// The built-in profile of any bulletin.
pub fn profile() -> &'static Profile {
    static PROFILE: LazyLock<Profile> = LazyLock::new(|| Profiles::load(&[]).unwrap().get("bulletin").unwrap().clone());
    &PROFILE
}

/// The office holders of the invented city.
pub fn roster() -> Roster {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/yunze/roster.toml");
    Roster::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Lines as they leave the stage.
pub fn repaired(lines: &[String], roster: &Roster, least: Certainty) -> CleanPage {
    repair(vec![page(lines)], profile(), roster, Some(least)).value.remove(0)
}

/// The lines as they were extracted, from the repaired ones and the log.
fn undone(clean: &CleanPage) -> Vec<Option<String>> {
    let lines = clean.page.lines.iter().zip(&clean.clean);
    let undo = |(line, text): (&Line, &String)| {
        let own = clean.applied.iter().filter(|c| c.line == line.id);
        put_back(text, own.map(|c| (c.offset, c.printed.as_str(), c.repaired.as_str())))
    };
    lines.map(undo).collect()
}

/// Pieces that rules look at, side by side in any order.
fn any_line() -> impl Strategy<Value = String> {
    let pieces = [
        "市政协",
        "主席",
        "程砚丹",
        "程砚舟",
        "会议",
        "，",
        ",",
        ":",
        "(",
        ")",
        "（",
        "）",
        "\"",
        "'",
        "“",
        "”",
        " ",
        "  ",
        "2024",
        "2O24年",
        "年",
        "12",
        "₀",
        "②",
        "**",
        "## ",
        "- ",
        "<br>",
        "&nbsp;",
        "\\*",
        "$8\\%$",
        "and",
        " and ",
        "⼈",
        "工",
        "エ",
        "--",
        "——",
        "...",
        "<<",
        ">>",
        "。",
        "、",
        "聚集主责主业",
        "委员会 常务委员会",
        "制造制造业",
        "制造业",
        "十三届",
        "十五届",
        "过去五年",
        "\u{200B}",
        "e\u{301}",
        "二○二三年",
        "http://a.cn/,",
        "a@b.cn",
        "P",
        "%",
        "\u{3000}",
        "赵 明",
        "|",
        "未",
        "末",
    ];
    proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..24).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn repairing_twice_is_repairing_once(lines in proptest::collection::vec(any_line(), 1..8)) {
        let roster = roster();
        for least in [Certainty::Certain, Certainty::Likely] {
            let once = repaired(&lines, &roster, least);
            let twice = repaired(&once.clean, &roster, least);
            prop_assert_eq!(&once.clean, &twice.clean);
        }
    }

    #[test]
    fn every_repair_can_be_taken_back(lines in proptest::collection::vec(prop_oneof![any_line(), any::<String>()], 1..8)) {
        let lines: Vec<String> = lines.into_iter().map(|l| l.replace(['\n', '\r'], " ")).collect();
        for least in [Certainty::Certain, Certainty::Likely] {
            let clean = repaired(&lines, &roster(), least);
            let want: Vec<Option<String>> = lines.iter().cloned().map(Some).collect();
            prop_assert_eq!(undone(&clean), want);
        }
    }

    #[test]
    fn the_ledger_covers_every_line_of_any_text(lines in proptest::collection::vec(prop_oneof![any_line(), any::<String>()], 1..30)) {
        let lines: Vec<String> =
            lines.into_iter().map(|l| l.replace(['\n', '\r'], " ")).filter(|l| !l.trim().is_empty()).collect();
        let pages = repair(vec![page(&lines)], profile(), &roster(), Some(Certainty::Certain)).value;
        let issue = huikan::segment::segment(&pages, profile()).value;
        let placed: Vec<u32> = issue.coverage.rows.iter().map(|r| r.line.0).collect();
        prop_assert_eq!(placed, (1..=lines.len() as u32).collect::<Vec<_>>());
    }
}

#[test]
fn nothing_is_applied_where_nothing_is_asked_for() {
    let lines = vec!["## 使命,提案 832 件 and 建议".to_owned()];
    let clean = repair(vec![page(&lines)], profile(), &roster(), None).value;
    assert_eq!(clean[0].clean, lines);
    assert!(clean[0].applied.is_empty());
}

#[test]
fn every_rule_has_a_name_of_its_own_and_a_measured_precision() {
    let mut ids: Vec<&str> = huikan::repair::RULES.iter().map(|r| r.id).collect();
    ids.sort_unstable();
    let n = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), n);
    for rule in huikan::repair::RULES {
        assert!(rule.certainty != Certainty::Certain || rule.precision >= 0.99, "{}", rule.id);
    }
}
