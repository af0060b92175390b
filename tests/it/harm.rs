//! What repair does to text that is right: the fixtures as written, 100,000 characters of invented text, and, where
//! `HUIKAN_SHARED` names them, the annotated seeds with their certain corrections made.

use std::collections::BTreeMap;

use huikan::model::text::{Certainty, CleanPage, Correction};
use huikan::profile::Roster;

use crate::repair::{corpus, repaired, roster};

/// Letters, digits and Han characters: what an edit of marks and spaces leaves alone.
fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Edits of a clean text by rule: those that change a word, and all.
fn counted(name: &str, clean: &CleanPage, allowed: &dyn Fn(&Correction, &str) -> bool) -> (usize, usize) {
    let n: usize = clean.page.lines.iter().map(|l| l.text.chars().count()).sum();
    let mut rules: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for c in &clean.applied {
        let line = clean.page.lines.iter().position(|l| l.id == c.line).unwrap();
        let changes = words(&c.printed) != words(&c.repaired) && !allowed(c, &clean.clean[line]);
        let count = rules.entry(c.rule).or_default();
        count.0 += usize::from(changes);
        count.1 += 1;
        if changes {
            println!(
                "  {name}: {} at {}: {:?} → {:?} in {}",
                c.rule, c.offset, c.printed, c.repaired, clean.clean[line]
            );
        }
    }
    println!("{name}: {n} characters");
    for rule in huikan::repair::RULES.iter().filter(|r| r.certainty == Certainty::Certain) {
        let (wrong, all) = rules.get(rule.id).copied().unwrap_or_default();
        println!("  {:<26} {wrong:>4} wrong of {all:>5} edits", rule.id);
    }
    (n, rules.values().map(|(wrong, _)| wrong).sum())
}

#[test]
fn clean_text_stays_as_it_is() {
    let fixtures = corpus::fixtures();
    let invented = corpus::invented(120_000);
    assert!(fixtures.len() > 300, "{}", fixtures.len());
    for (name, lines, roster) in [
        ("fixtures", &fixtures, roster()),
        ("invented", &invented, roster()),
        ("invented without roster", &invented, Roster::default()),
    ] {
        let clean = repaired(lines, &roster, Certainty::Certain);
        let (n, wrong) = counted(name, &clean, &|_, _| false);
        assert!(wrong * 100_000 <= n, "{name}: {wrong} wrong edits in {n} characters");
        assert_eq!(wrong, 0, "{name}: the text is made of names, numbers and dates");
    }
}

#[test]
fn a_wrong_edit_of_any_rule_is_counted() {
    let lines = vec!["副主席李明出席会议，2023年立案724件。".to_owned()];
    for rule in huikan::repair::RULES {
        let mut clean = repaired(&lines, &Roster::default(), Certainty::Certain);
        assert_eq!(counted("untouched", &clean, &|_, _| false).1, 0);
        let line = clean.page.lines[0].id;
        for (printed, repaired) in [("明", "名"), ("724", "742"), ("，", "。")] {
            clean.applied.push(Correction {
                line,
                rule: rule.id,
                class: rule.class,
                certainty: rule.certainty,
                printed: printed.into(),
                repaired: repaired.into(),
                offset: 0,
                evidence: Vec::new(),
                confidence: 1.0,
            });
        }
        assert_eq!(counted(rule.id, &clean, &|_, _| false).1, 2, "a name and a number, and no mark");
    }
}

#[test]
fn annotated_seeds_with_their_corrections_stay_as_they_are() {
    let Some(shared) = std::env::var_os("HUIKAN_SHARED").map(std::path::PathBuf::from) else { return };
    let roster = Roster::parse(&std::fs::read_to_string(shared.join("roster.toml")).unwrap()).unwrap();
    for entry in std::fs::read_dir(shared.join("gold")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let gold: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let seed = std::fs::read_to_string(shared.join("seeds").join(gold["seed"].as_str().unwrap())).unwrap();
        let mut lines: Vec<String> = seed.lines().map(str::to_owned).collect();
        let errors = gold["ocr_errors"].as_array().unwrap();
        for error in errors.iter().filter(|e| e["certain"] != false && e["class"] != "broken-paragraph") {
            if let (Some(line), Some(right)) = (error["line"].as_u64(), error["right"].as_str()) {
                let line = &mut lines[line as usize - 1];
                *line = line.replace(error["wrong"].as_str().unwrap(), right);
            }
        }
        // an edit that makes what an annotator thought likely is none
        let rights: Vec<String> = errors.iter().filter_map(|e| e["right"].as_str()).map(words).collect();
        let allowed = |_: &Correction, line: &str| {
            rights.iter().any(|r| r.chars().count() > 2 && words(line).contains(r.as_str()))
        };
        let clean = repaired(&lines, &roster, Certainty::Certain);
        let (n, wrong) = counted(gold["seed"].as_str().unwrap(), &clean, &allowed);
        assert!(wrong * 100_000 <= n, "{wrong} wrong edits in {n} characters");
    }
}
