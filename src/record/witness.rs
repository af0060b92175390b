//! Two records of one issue as witnesses for each other: a proposal spoken on the floor whose note gives the speaker's
//! office only, and the meeting's report that names who spoke on that topic. Changes no text; where the byline and the
//! report differ the report's reading stands in `speaker`, the byline stays as printed, and a warning says so.

use super::{Record, Warning};
use crate::model::article::Issue;
use crate::model::script::{is_han, key, len};

/// Share of the title's two-character runs that the report's clause about a speaker must hold.
const SAME_TOPIC: f32 = 0.6;
/// Characters of a clause looked at behind a speaker's name.
const CLAUSE: usize = 60;

/// Compares the speakers of proposals with those the meetings' reports name.
pub(super) fn speakers(issue: &Issue, records: &mut [Record]) {
    let reports: Vec<(String, String)> = records
        .iter()
        .filter_map(|r| match r {
            Record::Meeting(m) => {
                let text: String = m.common.body.iter().map(|b| b.text.as_str()).collect();
                Some(m.speakers.iter().map(|p| (p.name.clone(), text.clone())).collect::<Vec<_>>())
            }
            _ => None,
        })
        .flatten()
        .collect();
    for (index, record) in records.iter_mut().enumerate() {
        let Record::Proposal(p) = record else { continue };
        // only where the note under the text gives no name of its own: the name came from the byline
        let from_byline = issue.articles.get(index).is_some_and(
            |a| matches!((&a.head.byline[..], &a.head.speaker), ([one], Some(s)) if *one == s.name && s.role.is_some()),
        );
        let Some(speaker) = p.speaker.as_mut().filter(|_| from_byline) else { continue };
        let topic = key(&p.common.title);
        let named = reports.iter().find(|(name, text)| {
            *name != speaker.name && one_apart(name, &speaker.name) && spoke_on(name, text, &topic)
        });
        if let Some((name, _)) = named {
            let message = format!("the byline has {}, the meeting's report {name} on the same topic", speaker.name);
            p.common.quality.warnings.push(Warning { code: "name-variants", block: None, message });
            speaker.name.clone_from(name);
        }
    }
}

/// Names of one length that differ in one character: one of them is misread.
fn one_apart(a: &str, b: &str) -> bool {
    len(a) == len(b) && a.chars().all(is_han) && a.chars().zip(b.chars()).filter(|(x, y)| x != y).count() == 1
}

/// The report says of `name` that they spoke on `topic`.
fn spoke_on(name: &str, text: &str, topic: &str) -> bool {
    let Some(at) = text.find(name) else { return false };
    let clause: String = text.get(at..).unwrap_or_default().chars().take(CLAUSE).collect();
    let clause = key(&clause);
    let runs: Vec<String> = topic.chars().collect::<Vec<_>>().windows(2).map(|w| w.iter().collect()).collect();
    let shared = runs.iter().filter(|r| clause.contains(r.as_str())).count();
    !runs.is_empty() && shared as f32 / runs.len() as f32 >= SAME_TOPIC
}
