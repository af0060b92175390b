//! `案号:第12号 提案人:李某`: the labelled values that stand on the lines of a proposal.

/// "label: value" lines of a proposal.
#[derive(Debug, Clone, Default)]
pub struct ProposalLabels {
    pub identifier: Vec<String>,
    pub proposer: Vec<String>,
    pub handler: Vec<String>,
    pub result: Vec<String>,
    pub year: Vec<String>,
}

/// What a label of a proposal gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelKind {
    Identifier,
    Proposer,
    Handler,
    Result,
    Year,
}

impl ProposalLabels {
    /// The labelled values of a line in order, several on one line too: `案号:第12号 提案人:李某`.
    pub fn read(&self, probe: &str) -> Vec<(LabelKind, String, String)> {
        let lists = [
            (LabelKind::Identifier, &self.identifier),
            (LabelKind::Proposer, &self.proposer),
            (LabelKind::Handler, &self.handler),
            (LabelKind::Result, &self.result),
            (LabelKind::Year, &self.year),
        ];
        let spelled = self.spelled_out(probe);
        let probe = spelled.as_str();
        // (提案人:李某) under a title
        let bare = probe.strip_prefix('(').and_then(|p| p.strip_suffix(')')).filter(|p| !p.contains(['(', ')']));
        let pieces: Vec<&str> = bare.unwrap_or(probe).split(':').collect();
        let mut out = Vec::new();
        for pair in 0..pieces.len().saturating_sub(1) {
            let before: String = pieces[pair].chars().filter(|c| !c.is_whitespace()).collect();
            let known = lists.iter().flat_map(|(kind, list)| list.iter().map(move |label| (*kind, label)));
            let label = known.filter(|(_, l)| before.ends_with(l.as_str())).max_by_key(|(_, l)| l.len());
            let Some((kind, label)) = label else { continue };
            let value = self.before_label(pieces[pair + 1], pair + 2 < pieces.len());
            if !value.is_empty() {
                out.push((kind, label.clone(), value));
            }
        }
        out
    }

    /// Whether the line begins with a labelled value.
    pub fn open(&self, probe: &str) -> bool {
        let spelled = self.spelled_out(probe);
        let mut signs = spelled.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | '【'));
        self.read(probe).first().is_some_and(|(_, label, _)| label.chars().all(|c| signs.next() == Some(c)))
    }

    /// The line with a colon behind each label: `【提案号】第12号 【提案人】李某`, `提案人 李某`.
    fn spelled_out(&self, probe: &str) -> String {
        let lists = [&self.identifier, &self.proposer, &self.handler, &self.result, &self.year];
        let known = |word: &str| lists.iter().any(|list| list.iter().any(|label| label == word));
        if let Some((label, value)) = probe.split_once(' ')
            && label.chars().count() >= LEAST_BARE_LABEL
            && known(label)
            && !value.contains(':')
        {
            return format!("{label}:{value}");
        }
        let mut out = String::with_capacity(probe.len());
        let mut rest = probe;
        if let Some((number, labelled)) = numbered(probe)
            && let Some(identifier) = self.identifier.first()
            && lists.iter().any(|list| list.iter().any(|label| labelled.starts_with(label.as_str())))
        {
            // 第0037号 提案者:李某: the number's own label is left out
            out = format!("{identifier}:{number} ");
            rest = labelled;
        }
        while let Some((before, inside, after)) = rest
            .split_once('【')
            .and_then(|(before, more)| more.split_once('】').map(|(inside, after)| (before, inside, after)))
        {
            out.push_str(before);
            if known(inside) {
                out.push_str(inside);
                out.push(':');
                rest = after.trim_start_matches(':');
            } else {
                out.extend(["【", inside, "】"]);
                rest = after;
            }
        }
        out + rest
    }

    /// The value without the next label at its end.
    fn before_label(&self, piece: &str, more: bool) -> String {
        let piece = piece.trim();
        if !more {
            return piece.to_owned();
        }
        let lists = [&self.identifier, &self.proposer, &self.handler, &self.result, &self.year];
        let all = lists.into_iter().flatten();
        let label = all.filter(|l| piece.ends_with(l.as_str())).max_by_key(|l| l.len());
        label.and_then(|l| piece.strip_suffix(l.as_str())).unwrap_or(piece).trim().to_owned()
    }
}

/// `第0037号` at the start of a line, and what stands behind it.
fn numbered(probe: &str) -> Option<(String, &str)> {
    let (number, rest) = probe.strip_prefix('第')?.split_once('号')?;
    let digits = number.trim();
    let all = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    all.then(|| (format!("第{digits}号"), rest.trim_start_matches([' ', ':', ',', '|'])))
}

/// Shortest label that a space alone parts from its value, in characters: 代表 李某 may be anything.
const LEAST_BARE_LABEL: usize = 3;

#[cfg(test)]
mod tests {
    use super::{LabelKind, ProposalLabels};

    fn labels() -> ProposalLabels {
        let list = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        ProposalLabels {
            identifier: list(&["案号", "编号"]),
            proposer: list(&["提案人", "提案者"]),
            handler: list(&["承办单位"]),
            ..ProposalLabels::default()
        }
    }

    #[test]
    fn a_number_before_labelled_values_is_the_first_of_them() {
        let line = "第0037号 提案者:民建市委会 承办单位:市商务局";
        let want = [
            (LabelKind::Identifier, "第0037号"),
            (LabelKind::Proposer, "民建市委会"),
            (LabelKind::Handler, "市商务局"),
        ];
        let got = labels().read(line);
        assert_eq!(got.iter().map(|(kind, _, value)| (*kind, value.as_str())).collect::<Vec<_>>(), want);
        assert!(labels().open(line));
        assert!(!labels().open("第12号 关于加装电梯的提案"));
    }

    #[test]
    fn labels_open_a_line_only_at_its_start() {
        assert!(labels().open("(提案人:李某)") && labels().open("【提案者】李某"));
        assert!(!labels().open("据了解,提案人:李某"));
    }
}
