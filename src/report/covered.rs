//! The report on what the tests and cases of rules exercise, and what they leave out.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Place, Problem, VERSION, build};
use crate::diag::Diagnostic;
use crate::source::SourceMap;

/// Everything that is to be said of what tests and cases exercise.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CoverageReport {
    /// The version of this layout.
    pub version: u32,
    /// `rulecheck` and its version.
    pub tool: String,
    pub summary: CoverageSummary,
    /// Errors in the rule files; where there are some, nothing was judged.
    pub problems: Vec<Problem>,
    /// Rules that errors keep out.
    pub left_out: Vec<String>,
    /// By name.
    pub rules: Vec<CoveredRule>,
    /// The rules that no test and no case asks for.
    pub never_ran: Vec<String>,
    /// The fields that no rule asks for, by form.
    pub untouched: Vec<UntouchedFields>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CoverageSummary {
    pub tests: usize,
    pub cases: usize,
    /// Cases that bring rules of their own, or files that are no returns; they were not judged.
    pub cases_not_used: usize,
    pub rules: usize,
    /// The rules that some test or case asks for.
    pub exercised: usize,
    pub editions: usize,
    pub editions_exercised: usize,
    /// The rules that were seen to pass, to fail, not to apply and to be undetermined.
    pub seen: Outcomes,
    pub conditions: usize,
    /// The conditions that were seen to hold and seen not to hold.
    pub conditions_both_ways: usize,
    pub fields: usize,
    pub fields_touched: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Outcomes {
    pub pass: usize,
    pub fail: usize,
    pub not_applicable: usize,
    pub undetermined: usize,
}

/// A rule with all its editions.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CoveredRule {
    pub name: String,
    /// How many tests and cases ask for it.
    pub tests: usize,
    pub cases: usize,
    /// How many instances came to each outcome.
    pub outcomes: Outcomes,
    pub editions: Vec<CoveredEdition>,
    /// The conditions that were not seen both ways.
    pub conditions: Vec<OneWay>,
}

/// One edition of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CoveredEdition {
    /// The first day on which it is in force, and the last; none without a bound.
    pub from: Option<String>,
    pub until: Option<String>,
    pub place: Place,
    pub outcomes: Outcomes,
}

/// A condition that was not seen both ways.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OneWay {
    pub place: Place,
    /// As it is written.
    pub text: String,
    pub lacks: Lack,
}

/// What was not seen of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Lack {
    NeverReckoned,
    NeverTrue,
    NeverFalse,
}

impl Lack {
    pub fn words(self) -> &'static str {
        match self {
            Lack::NeverReckoned => "never reckoned",
            Lack::NeverTrue => "never true",
            Lack::NeverFalse => "never false",
        }
    }
}

/// The fields of a form that no rule asks for.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct UntouchedFields {
    pub form: String,
    /// How rules would name them.
    pub fields: Vec<String>,
}

impl Outcomes {
    pub fn all(self) -> usize {
        self.pass + self.fail + self.not_applicable + self.undetermined
    }

    pub fn add(&mut self, other: Outcomes) {
        self.pass += other.pass;
        self.fail += other.fail;
        self.not_applicable += other.not_applicable;
        self.undetermined += other.undetermined;
    }
}

impl CoverageReport {
    /// The report with its counts; those of tests and cases are added by the run.
    pub fn new(rules: Vec<CoveredRule>, untouched: Vec<UntouchedFields>, conditions: usize, fields: usize) -> CoverageReport {
        let ran = |rule: &&CoveredRule| rule.outcomes.all() > 0;
        let count = |has: fn(&Outcomes) -> usize| rules.iter().filter(|rule| has(&rule.outcomes) > 0).count();
        let editions = || rules.iter().flat_map(|rule| &rule.editions);
        let summary = CoverageSummary {
            rules: rules.len(),
            exercised: rules.iter().filter(ran).count(),
            editions: editions().count(),
            editions_exercised: editions().filter(|edition| edition.outcomes.all() > 0).count(),
            seen: Outcomes {
                pass: count(|of| of.pass),
                fail: count(|of| of.fail),
                not_applicable: count(|of| of.not_applicable),
                undetermined: count(|of| of.undetermined),
            },
            conditions,
            conditions_both_ways: conditions - rules.iter().map(|rule| rule.conditions.len()).sum::<usize>(),
            fields,
            fields_touched: fields - untouched.iter().map(|form| form.fields.len()).sum::<usize>(),
            ..CoverageSummary::default()
        };
        let never_ran = rules.iter().filter(|rule| rule.outcomes.all() == 0).map(|rule| rule.name.clone()).collect();
        CoverageReport { summary, rules, never_ran, untouched, ..CoverageReport::not_run(&SourceMap::default(), &[], &[]) }
    }

    /// The report of a run that did not come to judge anything.
    pub fn not_run(sources: &SourceMap, diagnostics: &[Diagnostic], left_out: &[String]) -> CoverageReport {
        CoverageReport {
            version: VERSION,
            tool: super::tool(),
            summary: CoverageSummary::default(),
            problems: build::problems(sources, diagnostics),
            left_out: left_out.to_vec(),
            rules: Vec::new(),
            never_ran: Vec::new(),
            untouched: Vec::new(),
        }
    }

    /// Whether errors kept the run from judging.
    pub fn is_not_run(&self) -> bool {
        !self.problems.is_empty() || !self.left_out.is_empty()
    }
}
