//! The report on a change of rules: what comes out otherwise for the same returns.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Problem, VERSION};

/// Everything that a comparison of two sets of rules has to say.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ComparisonReport {
    /// The version of this layout.
    pub version: u32,
    /// `rulecheck` and its version.
    pub tool: String,
    pub old: SideOfRules,
    pub new: SideOfRules,
    pub summary: ComparisonSummary,
    /// The rules of which something comes out otherwise, by name.
    pub rules: Vec<ComparedRule>,
}

/// One set of rules, and what it says of the returns.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SideOfRules {
    /// As it was asked for.
    pub name: String,
    pub rules: usize,
    pub passed: usize,
    /// Waived ones included.
    pub failed: usize,
    pub undetermined: usize,
    pub not_applicable: usize,
    /// Rules that errors keep out.
    pub left_out: Vec<String>,
    pub problems: Vec<Problem>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComparisonSummary {
    /// The instances that were judged, by the side that has more of them.
    pub instances: usize,
    pub appeared: usize,
    pub vanished: usize,
    /// Instances that fail by neither, and come out otherwise.
    pub outcome: usize,
    /// Instances that fail by both, with another message.
    pub reworded: usize,
}

/// What comes out otherwise of one rule.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ComparedRule {
    pub name: String,
    pub in_old: bool,
    pub in_new: bool,
    pub appeared: usize,
    pub vanished: usize,
    pub outcome: usize,
    pub reworded: usize,
    /// By return and row.
    pub changes: Vec<Compared>,
}

/// One instance that comes out otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Compared {
    pub kind: ChangeKind,
    /// The path of the return.
    pub path: String,
    /// The name of each row that `for each` bound.
    pub key: Vec<String>,
    /// None where the side has no such instance.
    pub was: Option<Said>,
    pub is: Option<Said>,
}

/// What is said of an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Said {
    /// `pass`, `fail`, `not applicable` or `undetermined`, the last with its cause.
    pub outcome: String,
    /// The message of a fail, or why nothing can be said.
    pub message: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// It fails by the new rules alone.
    Appeared,
    /// It fails by the old rules alone.
    Vanished,
    /// It fails by neither, and comes out otherwise.
    Outcome,
    /// It fails by both, with another message.
    Reworded,
}

impl ChangeKind {
    /// The kinds, the gravest first.
    pub const ALL: [ChangeKind; 4] = [ChangeKind::Appeared, ChangeKind::Vanished, ChangeKind::Outcome, ChangeKind::Reworded];

    pub fn word(self) -> &'static str {
        match self {
            ChangeKind::Appeared => "appeared",
            ChangeKind::Vanished => "vanished",
            ChangeKind::Outcome => "outcome",
            ChangeKind::Reworded => "reworded",
        }
    }
}

impl ComparedRule {
    pub fn new(name: &str, in_old: bool, in_new: bool, mut changes: Vec<Compared>) -> ComparedRule {
        changes.sort_by(|a, b| (a.kind, &a.path, &a.key).cmp(&(b.kind, &b.path, &b.key)));
        let count = |kind: ChangeKind| changes.iter().filter(|change| change.kind == kind).count();
        ComparedRule {
            name: name.to_owned(),
            in_old,
            in_new,
            appeared: count(ChangeKind::Appeared),
            vanished: count(ChangeKind::Vanished),
            outcome: count(ChangeKind::Outcome),
            reworded: count(ChangeKind::Reworded),
            changes,
        }
    }
}

impl ComparisonReport {
    pub fn new(old: SideOfRules, new: SideOfRules, rules: Vec<ComparedRule>, instances: usize) -> ComparisonReport {
        let sum = |of: fn(&ComparedRule) -> usize| rules.iter().map(of).sum();
        let summary = ComparisonSummary {
            instances,
            appeared: sum(|rule| rule.appeared),
            vanished: sum(|rule| rule.vanished),
            outcome: sum(|rule| rule.outcome),
            reworded: sum(|rule| rule.reworded),
        };
        ComparisonReport { version: VERSION, tool: super::tool(), old, new, summary, rules }
    }
}
