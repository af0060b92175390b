//! An invented issue with one record of each kind, every field filled, and all its rows in agreement.

use huikan::record::{
    Block, Common, ContentsCheck, ContentsRow, Counts, CoverageRow, Credit, Editors, FrameLine, IssueRef, IssueRow,
    LedgerRow, Meeting, Outcome, PageMismatch, PagePair, Person, Plain, Proposal, Proposer, Provenance, Quality,
    Record, Region, RepairRow, SCHEMA_VERSION, Section, Source, Speaker, Speech, Tool, Warning,
};
use huikan::validate::{Checked, Violation, check};

/// The rows of one issue.
#[derive(Debug, Clone)]
pub struct Rows {
    pub issue: IssueRow,
    pub records: Vec<Record>,
    pub ledger: Vec<LedgerRow>,
    pub repairs: Vec<RepairRow>,
}

impl Rows {
    pub fn check(self) -> Result<Checked, Vec<Violation>> {
        check(self.issue, self.records, self.ledger, self.repairs)
    }
}

pub const SHA256: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// An issue with this id.
pub fn rows(id: &str) -> Rows {
    rows_of(id, SHA256, "0123456789abcdef")
}

/// An issue made from a source with this hash under settings with that one.
pub fn rows_of(id: &str, sha256: &str, settings: &str) -> Rows {
    let made = Made { id, sha256, settings };
    let proposal = proposal(made.common(1, "proposal"));
    let meeting = meeting(made.common(2, "meeting"));
    let mut speech = speech(made.common(3, "speech"), format!("{id}-r0002"));
    speech.common.part_of = Some(format!("{id}-r0002"));
    let article = Plain { common: made.common(4, "article") };
    let records =
        vec![Record::Proposal(proposal), Record::Meeting(meeting), Record::Speech(speech), Record::Article(article)];
    let mut ledger: Vec<LedgerRow> = (1..=4).flat_map(|n| made.lines_of(n)).collect();
    ledger.push(Made::line(9, "furniture", "page-number"));
    ledger.push(Made::line(10, "repeat", "3"));
    ledger.push(Made::line(12, "unplaced", "no-place"));
    Rows { issue: made.issue(), records, ledger, repairs: (1..=4).map(|n| made.repair(n)).collect() }
}

struct Made<'a> {
    id: &'a str,
    sha256: &'a str,
    settings: &'a str,
}

impl Made<'_> {
    fn record_id(&self, n: usize) -> String {
        format!("{}-r{n:04}", self.id)
    }

    /// Record `n` stands on lines 2n-1 (title) and 2n (body).
    fn common(&self, n: usize, kind: &'static str) -> Common {
        let line = 2 * n as u32;
        Common {
            schema_version: SCHEMA_VERSION,
            id: self.record_id(n),
            kind,
            classification: Some("座谈会".into()),
            part_of: (n == 4).then(|| self.record_id(1)),
            issue: IssueRef {
                id: self.id.into(),
                publication: Some("江城政协".into()),
                year: Some(2031),
                number: Some(2),
                serial: Some(77),
            },
            section: Some(Section { name: "聚焦".into(), name_en: Some("Highlights".into()) }),
            title: "江城政协召开座谈会".into(),
            subtitle: Some("共商大计".into()),
            byline: vec!["林一帆".into()],
            date: Some("2031-02-03".into()),
            date_precision: Some("day"),
            credit: Some(Credit { outlet: Some("江城日报".into()), reporters: vec!["周二白".into()] }),
            frame: vec!["江城政协召开座谈会".into()],
            body: vec![Block {
                kind: "paragraph",
                level: None,
                text: "会议听取了报告。".into(),
                page: 1,
                lines: [line, line],
            }],
            pages: vec![4],
            provenance: self.provenance(),
            quality: self.quality(Some(0)),
            repairs: 1,
        }
    }

    fn lines_of(&self, n: usize) -> [LedgerRow; 2] {
        let of = |row: LedgerRow, block: Option<usize>| {
            let clean = if block.is_some() { "会议听取了报告。".into() } else { row.clean.clone() };
            LedgerRow { record: Some(self.record_id(n)), block, clean, ..row }
        };
        let title = "opens the record by heading-召开: contents 0.97";
        [
            of(Self::line(2 * n as u32 - 1, "record", title), None),
            of(Self::line(2 * n as u32, "record", "paragraph"), Some(0)),
        ]
    }

    fn line(line: u32, fate: &'static str, reason: &str) -> LedgerRow {
        LedgerRow {
            line,
            page: 1,
            bbox: Some([56.5, 100.0, 300.0, 112.0]),
            text: "会议听取了报吿。".into(),
            clean: "会议听取了报吿。".into(),
            fate,
            record: None,
            block: None,
            reason: reason.into(),
        }
    }

    fn repair(&self, n: usize) -> RepairRow {
        RepairRow {
            id: format!("{}-c{n:05}", self.id),
            record: Some(self.record_id(n)),
            block: Some(0),
            rule: "compatibility-form",
            class: "code-point",
            lines: vec![2 * n as u32],
            printed: "吿".into(),
            repaired: "告".into(),
            offset: Some(6),
            evidence: vec!["报告 stands 3 times".into()],
            confidence: 0.999,
            applied: true,
        }
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            source: Source { path: "江城.pdf".into(), sha256: self.sha256.into(), media_type: "application/pdf" },
            pages: vec![0],
            regions: vec![Region { page: 0, bbox: [56.5, 100.0, 300.0, 112.0] }],
            extractor: "text-layer",
            tool: Tool { name: "huikan", version: env!("CARGO_PKG_VERSION"), settings: self.settings.into() },
        }
    }

    fn quality(&self, block: Option<usize>) -> Quality {
        let message = format!("1 line of {} has no place", self.id);
        Quality { confidence: 0.9, warnings: vec![Warning { code: "unplaced-lines", block, message }] }
    }

    fn issue(&self) -> IssueRow {
        IssueRow {
            schema_version: SCHEMA_VERSION,
            id: self.id.into(),
            publication: Some("江城政协".into()),
            year: Some(2031),
            number: Some(2),
            serial: Some(77),
            permit: Some("江新出印字 3100001".into()),
            printed: Some("2031-02-25".into()),
            print_run: Some(1000),
            publisher: Some("政协江城市委员会".into()),
            editors: vec![Editors { role: "主编".into(), names: vec!["林一帆".into()] }],
            frame: vec![FrameLine { part: "contents", text: "4 江城政协召开座谈会".into() }],
            contents: vec![ContentsRow {
                section: Some("聚焦".into()),
                section_en: Some("Highlights".into()),
                page: Some(4),
                title: "江城政协召开座谈会".into(),
                subtitle: Some("共商大计".into()),
                record: Some(self.record_id(2)),
            }],
            page_map: vec![PagePair { printed: 4, pdf: 0 }],
            counts: Counts { pages: 1, lines: 11, proposals: 1, speeches: 1, meetings: 1, articles: 1, repairs: 4 },
            contents_check: ContentsCheck {
                missing: vec!["简讯".into()],
                unlisted: vec![self.record_id(1)],
                page_mismatches: vec![PageMismatch {
                    title: "江城政协召开座谈会".into(), listed: 4, found: 5
                }],
            },
            coverage: CoverageRow { lines: 11, record: 8, furniture: 1, repeat: 1, unplaced: 1 },
            provenance: self.provenance(),
            quality: self.quality(None),
        }
    }
}

fn person(name: &str) -> Person {
    Person { name: name.into(), role: Some("主席".into()) }
}

fn proposal(common: Common) -> Proposal {
    Proposal {
        common,
        identifier: Some("第 031 号".into()),
        year: Some(2030),
        category: Some("教育".into()),
        proposers: vec![Proposer { name: "林一帆".into(), kind: "person", lead: true }],
        speaker: Some(person("周二白")),
        keywords: vec!["职业教育".into()],
        background: Some("背景。".into()),
        analysis: Some("分析。".into()),
        recommendations: Some("建议。".into()),
        handling: Some("办理情况。".into()),
        handlers: vec![Person { name: "市教育局".into(), role: Some("主办".into()) }],
        result: Some(Outcome { text: "已采纳".into(), code: Some("A".into()), scheme: Some("ABC".into()) }),
    }
}

fn speech(common: Common, meeting: String) -> Speech {
    Speech {
        common,
        speaker: Some(Speaker {
            name: "林一帆".into(),
            role: Some("主席".into()),
            organization: Some("江城市政协".into()),
        }),
        occasion: Some("江城政协座谈会".into()),
        meeting: Some(meeting),
        excerpt: true,
    }
}

fn meeting(common: Common) -> Meeting {
    Meeting {
        common,
        name: Some("江城政协座谈会".into()),
        organ: Some("政协江城市委员会".into()),
        term: Some(9),
        ordinal: Some(3),
        extended: true,
        start_date: Some("2031-02-03".into()),
        end_date: Some("2031-02-04".into()),
        place: Some("江城宾馆".into()),
        mode: Some("in-person"),
        chair: vec![person("林一帆")],
        speakers: vec![person("林一帆")],
        attendees: vec![person("林一帆")],
        observers: vec![person("周二白")],
        proposals: vec!["关于职业教育的提案".into()],
        decisions: vec!["审议通过了工作要点".into()],
    }
}
