//! The report on changed rules: which changes the tests noticed, and which they let pass.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Place, Problem, VERSION, build};
use crate::diag::Diagnostic;
use crate::mutate::{Kind, Mutant};
use crate::source::{SourceMap, Span};

/// Everything that a run with changed rules has to say.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MutationReport {
    /// The version of this layout.
    pub version: u32,
    /// `rulecheck` and its version.
    pub tool: String,
    pub summary: MutationSummary,
    /// Errors in the rule files; where there are some, nothing was tried.
    pub problems: Vec<Problem>,
    /// Rules that errors keep out.
    pub left_out: Vec<String>,
    /// How many tests, and how many cases, each change was held against as far as they ask for its rules.
    pub tests: usize,
    pub cases: usize,
    /// Cases that bring rules of their own, or files that are no returns; the changes were not held against them.
    pub cases_not_used: usize,
    /// By kind of change; kinds of which there is none are left out.
    pub kinds: Vec<KindCounts>,
    /// The changes that no test and no case noticed, by place.
    pub survivors: Vec<Change>,
    /// Changes that are not counted.
    pub not_counted: Vec<Change>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MutationSummary {
    /// The rules that some change reaches.
    pub rules: usize,
    /// The changes that count.
    pub mutants: usize,
    pub killed: usize,
    pub survived: usize,
    /// The changes that are not counted: what the rules say is the same after them.
    pub equivalent: usize,
    /// The changes that are not counted because no rule asks for what they change.
    pub unreached: usize,
    /// How many of a thousand were noticed; none where nothing counts.
    pub killed_of_1000: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KindCounts {
    pub kind: String,
    /// What is changed.
    pub title: String,
    pub mutants: usize,
    pub killed: usize,
    pub survived: usize,
    pub killed_of_1000: Option<usize>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    pub kind: String,
    /// The rules that it reaches.
    pub rules: Vec<String>,
    pub place: Place,
    /// What stands there, and what was put there.
    pub replaced: String,
    pub by: String,
    /// The lines of the place, before and after.
    pub before: Vec<String>,
    pub after: Vec<String>,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Some test or case came out otherwise.
    Killed,
    Survived,
    /// The rules say the same after it.
    Equivalent,
    /// No rule asks for what it changes.
    Unreached,
}

impl MutationReport {
    pub fn new(sources: &SourceMap, mutants: &[Mutant], fates: &[Fate]) -> MutationReport {
        let count = |kind: Option<Kind>, fate: Fate| {
            mutants.iter().zip(fates).filter(|(mutant, of)| kind.is_none_or(|kind| kind == mutant.kind) && **of == fate).count()
        };
        let kinds = Kind::ALL.into_iter().map(|kind| {
            let (killed, survived) = (count(Some(kind), Fate::Killed), count(Some(kind), Fate::Survived));
            KindCounts {
                kind: kind.id().to_owned(),
                title: kind.title().to_owned(),
                mutants: killed + survived,
                killed,
                survived,
                killed_of_1000: share(killed, survived),
            }
        });
        let of = |wanted: &[Fate]| -> Vec<Change> {
            let chosen = mutants.iter().zip(fates).filter(|(_, fate)| wanted.contains(fate));
            let mut changes: Vec<Change> = chosen.map(|(mutant, _)| change(sources, mutant)).collect();
            changes.sort_by(|a, b| (&a.place.path, a.place.start, a.place.end).cmp(&(&b.place.path, b.place.start, b.place.end)));
            changes
        };
        let (killed, survived) = (count(None, Fate::Killed), count(None, Fate::Survived));
        let rules: BTreeSet<&String> = mutants.iter().flat_map(|mutant| &mutant.rules).collect();
        let summary = MutationSummary {
            rules: rules.len(),
            mutants: killed + survived,
            killed,
            survived,
            equivalent: count(None, Fate::Equivalent),
            unreached: count(None, Fate::Unreached),
            killed_of_1000: share(killed, survived),
        };
        MutationReport {
            summary,
            kinds: kinds.filter(|kind| kind.mutants > 0).collect(),
            survivors: of(&[Fate::Survived]),
            not_counted: of(&[Fate::Equivalent, Fate::Unreached]),
            ..MutationReport::not_run(sources, &[], &[])
        }
    }

    /// The report of a run that did not come to change anything.
    pub fn not_run(sources: &SourceMap, diagnostics: &[Diagnostic], left_out: &[String]) -> MutationReport {
        MutationReport {
            version: VERSION,
            tool: super::tool(),
            summary: MutationSummary::default(),
            problems: build::problems(sources, diagnostics),
            left_out: left_out.to_vec(),
            tests: 0,
            cases: 0,
            cases_not_used: 0,
            kinds: Vec::new(),
            survivors: Vec::new(),
            not_counted: Vec::new(),
        }
    }
}

fn share(killed: usize, survived: usize) -> Option<usize> {
    (killed * 1000).checked_div(killed + survived)
}

fn change(sources: &SourceMap, mutant: &Mutant) -> Change {
    let Span { start, end, .. } = mutant.span;
    let source = sources.get(mutant.span.source);
    let (first, last) = (source.position(start).line, source.position(end).line);
    let range = source.line_range(first).start..source.line_range(last).end;
    let part = |range: std::ops::Range<usize>| source.text.get(range).unwrap_or_default();
    let before = part(range.clone());
    let head = part(range.start..start as usize);
    let head = if mutant.text.is_empty() { head.trim_end_matches(' ') } else { head };
    let after = format!("{head}{}{}", mutant.text, part(end as usize..range.end));
    let lines = |text: &str| text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    Change {
        kind: mutant.kind.id().to_owned(),
        rules: mutant.rules.iter().cloned().collect(),
        place: build::place(sources, mutant.span),
        replaced: part(mutant.span.range()).to_owned(),
        by: mutant.text.clone(),
        before: lines(before),
        after: lines(&after),
    }
}
