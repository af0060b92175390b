//! Rows that disagree are found, each by the check made for it; the sample agrees with itself.

use huikan::output::render;
use huikan::record::{LedgerRow, Record};
use huikan::validate::{Written, check_written};

use crate::samples::{Rows, rows};

/// The violations after a change, as printed.
fn after(change: impl FnOnce(&mut Rows)) -> Vec<String> {
    let mut rows = rows("jczx-2031-02");
    change(&mut rows);
    rows.check().err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn the_sample_is_valid() {
    assert_eq!(after(|_| ()), [] as [&str; 0]);
}

#[test]
fn a_row_against_its_schema_names_file_row_and_value() {
    assert_eq!(
        after(|rows| rows.records[1].common_mut().title.clear()),
        ["records.jsonl:2: /title: value is shorter than 1 character (it is \"\")"]
    );
    assert_eq!(
        after(|rows| rows.issue.printed = Some("2031-02-30".into())),
        ["issue.json:1: /printed: value is not a \"date\" (it is \"2031-02-30\")"]
    );
    assert_eq!(after(|rows| rows.records[0].common_mut().date = None).len(), 1, "a precision without a date");
    assert_eq!(after(|rows| rows.records[0].common_mut().quality.confidence = f64::NAN).len(), 1);
    assert_eq!(after(|rows| rows.ledger[8].block = Some(0)).len(), 1, "furniture has no block");
}

#[test]
fn an_unknown_warning_code_is_not_written() {
    let found = after(|rows| rows.issue.quality.warnings[0].code = "odd-smell");
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("issue.json:1: /quality/warnings/0/code: "), "{found:?}");
}

#[test]
fn sums_must_equal_the_rows() {
    assert_eq!(
        after(|rows| rows.issue.coverage.unplaced = 0),
        ["issue.json:1: /coverage/unplaced: is 0, but there are 1 such rows in ledger.jsonl"]
    );
    assert_eq!(
        after(|rows| rows.issue.counts.speeches = 2),
        ["issue.json:1: /counts/speeches: is 2, but there are 1 records of that kind"]
    );
    assert_eq!(
        after(|rows| rows.records[3].common_mut().repairs = 0),
        ["records.jsonl:4: /repairs: is 0, but 1 rows of repairs.jsonl name the record"]
    );
}

#[test]
fn ids_are_numbered_in_order() {
    let found = after(|rows| rows.repairs.swap(0, 1));
    assert_eq!(
        found[0],
        "repairs.jsonl:1: /id: is \"jczx-2031-02-c00002\", and \"jczx-2031-02-c00001\" is next in order"
    );
    let found = after(|rows| rows.records.swap(0, 1));
    assert!(found[0].starts_with("records.jsonl:1: /id: "), "{found:?}");
}

#[test]
fn a_part_stands_after_its_whole() {
    assert_eq!(
        after(|rows| rows.records[0].common_mut().part_of = Some("jczx-2031-02-r0004".into())),
        ["records.jsonl:1: /part_of: jczx-2031-02-r0004 does not stand earlier"]
    );
    assert_eq!(
        after(|rows| rows.records[3].common_mut().part_of = Some("jczx-2031-02-r0009".into())),
        ["records.jsonl:4: /part_of: jczx-2031-02-r0009 is in no row of records.jsonl"]
    );
}

#[test]
fn a_speech_names_a_record_of_a_meeting() {
    let change = |rows: &mut Rows| {
        let Record::Speech(speech) = &mut rows.records[2] else { panic!("the third is the speech") };
        speech.meeting = Some("jczx-2031-02-r0001".into());
    };
    assert_eq!(after(change), ["records.jsonl:3: /meeting: jczx-2031-02-r0001 is no record of a meeting"]);
}

#[test]
fn a_line_has_one_row_in_order() {
    let twice = after(|rows| rows.ledger[10].line = 10);
    assert_eq!(twice, ["ledger.jsonl:11: /line: line 10 has two rows"]);
    let back = after(|rows| rows.ledger[10].line = 9);
    assert_eq!(back, ["ledger.jsonl:11: /line: line 9 comes after line 10"]);
}

#[test]
fn a_block_names_lines_of_the_ledger() {
    assert_eq!(
        after(|rows| rows.records[0].common_mut().body[0].lines = [2, 9]),
        ["records.jsonl:1: /body/0/lines: ledger.jsonl does not give line 9 to a record"]
    );
    assert_eq!(
        after(|rows| rows.ledger[1].block = Some(7)),
        ["ledger.jsonl:2: /block: the record's body has no block 7"]
    );
}

#[test]
fn what_a_repair_calls_printed_stands_in_the_line() {
    assert_eq!(
        after(|rows| rows.repairs[0].offset = Some(5)),
        [
            "repairs.jsonl:1: /printed: does not stand at character 5 of line 2 in ledger.jsonl",
            "ledger.jsonl:2: /clean: taking the repairs in repairs.jsonl back does not give the extracted text",
        ]
    );
    assert_eq!(after(|rows| rows.repairs[0].offset = Some(500)).len(), 2);
    assert_eq!(
        after(|rows| rows.repairs[0].lines = vec![11]),
        [
            "repairs.jsonl:1: /lines: ledger.jsonl has no line 11",
            "ledger.jsonl:2: /clean: taking the repairs in repairs.jsonl back does not give the extracted text",
        ]
    );
}

#[test]
fn what_is_written_is_read_back_as_valid() {
    let files = render(&rows("jczx-2031-02").check().unwrap()).map(|(_, bytes)| bytes);
    let [issue, records, ledger, repairs] = &files;
    let written = Written { issue, records, ledger, repairs };
    assert_eq!(check_written("jczx-2031-02", &written), []);
    let elsewhere: Vec<String> = check_written("other", &written).iter().map(ToString::to_string).collect();
    assert_eq!(elsewhere, ["issue.json:1: /id: is \"jczx-2031-02\" in a folder named \"other\""]);
    let cut = Written { records: &records[..records.len() - 1], ..written };
    let cut: Vec<String> = check_written("jczx-2031-02", &cut).iter().map(ToString::to_string).collect();
    assert_eq!(cut, ["records.jsonl:4: the last line is cut off: no line end"]);
}

#[test]
fn text_is_written_as_utf_8_in_the_order_of_the_contract() {
    let files = render(&rows("jczx-2031-02").check().unwrap()).map(|(_, bytes)| String::from_utf8(bytes).unwrap());
    assert!(files[0].starts_with(
        "{\n  \"schema_version\": \"1.1.0\",\n  \"id\": \"jczx-2031-02\",\n  \"publication\": \"江城政协\""
    ));
    assert!(files[1].starts_with("{\"schema_version\":\"1.1.0\",\"id\":\"jczx-2031-02-r0001\",\"kind\":\"proposal\",\"classification\":\"座谈会\""));
    assert!(files.iter().all(|text| text.ends_with("}\n")));
    assert_eq!(files[2].lines().count(), 11);
}

#[test]
fn a_million_lines_are_checked() {
    let mut rows = rows("jczx-2031-02");
    let first = rows.ledger[10].line;
    // would not end if every line were held against every other
    let more = (1..=1_000_000).map(|n| LedgerRow { line: first + n, ..rows.ledger[10].clone() });
    rows.ledger.extend(more.collect::<Vec<_>>());
    rows.issue.counts.lines += 1_000_000;
    rows.issue.coverage.lines += 1_000_000;
    rows.issue.coverage.unplaced += 1_000_000;
    rows.check().unwrap();
}
