//! A line without a page number between two entries whose numbers stand behind the titles: the subtitle of the entry above, or
//! the first line of the title below. The articles tell: there it stands under the one or over the other.

use std::collections::BTreeSet;

use super::Entry;
use super::line::MAX_LINE;
use crate::model::script::{key, len};
use crate::segment::units::Unit;

/// Short lines of the issue, each with the one under it.
pub(super) struct Neighbours(BTreeSet<(String, String)>);

impl Neighbours {
    pub(super) fn of(units: &[Unit]) -> Neighbours {
        let short = |unit: &Unit| len(&unit.probe) <= MAX_LINE;
        let pairs = units.windows(2).filter(|pair| pair.iter().all(short));
        Neighbours(pairs.map(|pair| (key(&pair[0].text), key(&pair[1].text))).collect())
    }

    /// Gives lines above an entry's own to the entry before, where the articles have them there. Those of which no article tells
    /// go with the most.
    pub(super) fn part(&self, entries: &mut [Entry]) {
        let verdicts: Vec<Option<bool>> = (0..entries.len()).map(|i| self.belongs_before(i, entries)).collect();
        let n_before = verdicts.iter().flatten().filter(|before| **before).count();
        let most = n_before * 2 > verdicts.iter().flatten().count();
        for (i, verdict) in verdicts.into_iter().enumerate() {
            let open = i > 0 && entries[i].above > 0 && entries[i].section == entries[i - 1].section;
            if verdict.unwrap_or(open && most) {
                hand_over(i, entries);
            }
        }
    }

    /// Whether the lines above the entry's own belong to the entry before; nothing where the articles do not tell.
    fn belongs_before(&self, i: usize, entries: &[Entry]) -> Option<bool> {
        let entry = &entries[i];
        let (above, own) = entry.texts.split_at_checked(entry.above)?;
        let (first, last) = (above.first()?, above.last()?);
        let stands = |upper: &str, lower: &str| self.0.contains(&(key(upper), key(lower)));
        if own.first().is_some_and(|own| stands(last, own)) {
            return Some(false);
        }
        let before = i.checked_sub(1).and_then(|k| entries[k].texts.last())?;
        stands(before, first).then_some(true)
    }
}

/// The lines above the entry's own become the last of the entry before.
fn hand_over(i: usize, entries: &mut [Entry]) {
    let (before, from) = entries.split_at_mut(i);
    let (Some(before), Some(entry)) = (before.last_mut(), from.first_mut()) else { return };
    let n = entry.above.min(entry.texts.len()).min(entry.lines.len());
    before.texts.extend(entry.texts.drain(..n));
    before.lines.extend(entry.lines.drain(..n));
    entry.above = 0;
}
