//! What a change of a result block means: a finding that appeared, vanished or moved, other figures, other words.

use std::collections::{BTreeMap, BTreeSet};

use super::ExpectationKind;

/// One difference between what a case expects and what came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub kind: ChangeKind,
    /// `issued.roll-forward  monthly.yaml  [Class B]`; the kind of block for what is no verdict.
    pub about: String,
    /// As it was expected, and as it came, a line each.
    pub was: Vec<String>,
    pub is: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// A fail that is not expected.
    Appeared,
    /// A fail that is expected and does not come.
    Vanished,
    /// Another outcome, or an instance that was not there or is no more.
    Outcome,
    /// Other figures.
    Figures,
    /// The same in other words.
    Reworded,
    /// The same at other places.
    Moved,
    /// A block of another kind has another text.
    Text,
}

impl ChangeKind {
    pub fn word(self) -> &'static str {
        match self {
            ChangeKind::Appeared => "appeared",
            ChangeKind::Vanished => "vanished",
            ChangeKind::Outcome => "outcome",
            ChangeKind::Figures => "figures",
            ChangeKind::Reworded => "reworded",
            ChangeKind::Moved => "moved",
            ChangeKind::Text => "text",
        }
    }
}

/// The differences of two texts of a `report` block, in the order of what they are about.
pub fn changes(expected: &str, got: &str) -> Vec<Change> {
    let (was, is) = (entries(expected), entries(got));
    let about: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let changes = about.into_iter().filter_map(|about| {
        let (was, is) = (was.get(about), is.get(about));
        let lines =
            |entry: Option<&Entry>| entry.map(|entry| entry.lines.iter().map(|line| (*line).to_owned()).collect()).unwrap_or_default();
        Some(Change { kind: kind(was, is)?, about: about.clone(), was: lines(was), is: lines(is) })
    });
    changes.collect()
}

/// The differences of two texts of a result block.
pub fn of_block(kind: &ExpectationKind, expected: &str, got: &str) -> Vec<Change> {
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    let found = if matches!(kind, ExpectationKind::Report(_)) { changes(expected, got) } else { Vec::new() };
    if !found.is_empty() || expected == got {
        return found;
    }
    vec![Change { kind: ChangeKind::Text, about: kind.word().to_owned(), was: lines(expected), is: lines(got) }]
}

/// A line of a report block with the figures under it.
struct Entry<'t> {
    outcome: &'t str,
    words: &'t str,
    lines: Vec<&'t str>,
}

/// The entries of a report block by what they are about.
fn entries(text: &str) -> BTreeMap<String, Entry<'_>> {
    let mut entries: BTreeMap<String, Entry<'_>> = BTreeMap::new();
    let mut last: Option<String> = None;
    for line in text.lines() {
        if line.starts_with(' ') {
            if let Some(entry) = last.as_ref().and_then(|about| entries.get_mut(about)) {
                entry.lines.push(line);
            }
            continue;
        }
        let (outcome, rest) = line.split_once("  ").unwrap_or((line, ""));
        let (about, words) = apart(rest);
        let mut name = about.to_owned();
        // Two entries about one instance, as there are of waivers, are told apart by their number.
        while entries.contains_key(&name) {
            name.push('\'');
        }
        entries.insert(name.clone(), Entry { outcome, words, lines: vec![line] });
        last = Some(name);
    }
    entries
}

/// The rule, the path and the key of an entry, and the words behind them.
fn apart(rest: &str) -> (&str, &str) {
    let mut ends = rest.match_indices("  ").map(|(at, _)| at);
    let (rule, path) = (ends.next(), ends.next());
    let Some(path) = rule.and(path) else { return (rest, "") };
    let after = &rest[path + 2..];
    if !after.starts_with('[') {
        return (&rest[..path], after);
    }
    match after.find("]  ") {
        Some(end) => (&rest[..path + 2 + end + 1], &after[end + 3..]),
        None => (rest, ""),
    }
}

fn kind(was: Option<&Entry<'_>>, is: Option<&Entry<'_>>) -> Option<ChangeKind> {
    let fails = |entry: Option<&Entry<'_>>| entry.is_some_and(|entry| entry.outcome == "fail");
    match (was, is) {
        (Some(was), Some(is)) if was.lines == is.lines => None,
        _ if fails(is) && !fails(was) => Some(ChangeKind::Appeared),
        _ if fails(was) && !fails(is) => Some(ChangeKind::Vanished),
        (Some(was), Some(is)) if was.outcome == is.outcome => {
            if figures(was) != figures(is) {
                Some(ChangeKind::Figures)
            } else if was.words != is.words {
                Some(ChangeKind::Reworded)
            } else {
                Some(ChangeKind::Moved)
            }
        }
        _ => Some(ChangeKind::Outcome),
    }
}

/// The figures of an entry without their places.
fn figures<'t>(entry: &Entry<'t>) -> Vec<&'t str> {
    entry.lines.iter().skip(1).filter_map(|line| line.trim_start().split_once("  ").map(|(_, figure)| figure)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAS: &str =
        "pass  a.b  m.yaml  [A]\nfail  a.b  m.yaml  [B]  10 is not 9.\n  m.yaml:3:4  closing  9\nundetermined  c  m.yaml  blank\n";

    fn kinds(is: &str) -> Vec<(ChangeKind, String)> {
        changes(WAS, is).into_iter().map(|change| (change.kind, change.about)).collect()
    }

    #[test]
    fn a_change_is_told_by_what_it_means() {
        let one = |old: &str, new: &str| kinds(&WAS.replacen(old, new, 1));
        let b = || "a.b  m.yaml  [B]".to_owned();
        assert_eq!(kinds(WAS), []);
        assert_eq!(one("pass  a.b", "fail  a.b"), [(ChangeKind::Appeared, "a.b  m.yaml  [A]".to_owned())]);
        assert_eq!(one("fail  a.b", "pass  a.b"), [(ChangeKind::Vanished, b())]);
        assert_eq!(one("undetermined  c", "not applicable  c"), [(ChangeKind::Outcome, "c  m.yaml".to_owned())]);
        assert_eq!(one("closing  9", "closing  8"), [(ChangeKind::Figures, b())]);
        assert_eq!(one("m.yaml:3:4", "m.yaml:4:4"), [(ChangeKind::Moved, b())]);
        assert_eq!(one("10 is not 9.", "10 and 9 differ."), [(ChangeKind::Reworded, b())]);
        assert_eq!(one("pass  a.b  m.yaml  [A]\n", ""), [(ChangeKind::Outcome, "a.b  m.yaml  [A]".to_owned())]);
    }
}
