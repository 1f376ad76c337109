//! The tests and cases of rules, loaded and ready to be judged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Rules;
use super::fault::Fault;
use super::host::Host;
use super::snapshots::{self, Snapshot, patterns};
use super::trials::{self, Fixtures, Judged, TestOptions, cases_of, loaded, meets, tests_of};
use crate::case::{Case, name_matches};
use crate::data::Returns;
use crate::diag::Diagnostic;
use crate::eval;
use crate::ir::{Program, Test};
use crate::lint;
use crate::source::{SourceId, SourceMap};
use crate::syntax::ast::File;
use crate::value::{Cause, RecordId, ReturnId};
use crate::verdict::{Outcome, Verdict};

/// The rules under test, with every test and case of theirs.
pub(super) struct Suite {
    pub program: Program,
    pub sources: SourceMap,
    /// The rule files under test: those of the paths, or else those of the packs.
    pub files: Vec<Arc<File>>,
    pub tests: Vec<Test>,
    /// The tests first, in their order, then the cases.
    pub trials: Vec<Trial>,
    /// Cases with rules of their own, or with files that are no returns.
    pub cases_not_used: usize,
    /// The trials in which a rule takes part, by its name.
    of_rule: BTreeMap<String, Vec<usize>>,
}

/// Rule files with errors, of which nothing can be tested.
pub(super) struct Broken {
    pub sources: SourceMap,
    pub diagnostics: Vec<Diagnostic>,
    pub left_out: Vec<String>,
}

impl Suite {
    /// Loads the rules, their tests and their cases. What a filter leaves out is loaded too.
    pub fn load(host: &dyn Host, options: &TestOptions) -> Result<Result<Suite, Broken>, Fault> {
        let (mut rules, tests) = tests_of(host, &TestOptions { filter: None, ..options.clone() })?;
        let mut diagnostics = lint::without_allowed(&rules.gathered.sources, &rules.files, std::mem::take(&mut rules.diagnostics));
        diagnostics.retain(Diagnostic::is_error);
        if !rules.left_out.is_empty() || !diagnostics.is_empty() {
            return Ok(Err(Broken { sources: rules.gathered.sources, diagnostics, left_out: rules.left_out }));
        }
        let cases = cases_of(host, options)?.files;
        let mut trials = Vec::new();
        let mut of_rule: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut fixtures = Fixtures::default();
        for (place, test) in tests.iter().enumerate() {
            let files = fixtures.of(host, &mut rules, test)?;
            let trial = files.and_then(|files| Some((loaded(&mut rules, test, &files)?, files)));
            let Some((returns, files)) = trial else { return Err(Fault::TestsFail(vec![test.title.clone()])) };
            of_rule.entry(test.rule.clone()).or_default().push(trials.len());
            trials.push(Trial { returns, claim: Claim::Test(place, files) });
        }
        let mut cases_not_used = 0;
        let all = cases.iter().flat_map(|snapshot| snapshot.file.cases.iter().map(move |case| (snapshot, case)));
        for (snapshot, case) in all.filter(|(_, case)| patterns(case).next().is_some()) {
            let Some(returns) = returns_of(&rules, snapshot, case, options) else {
                cases_not_used += 1;
                continue;
            };
            let answers = of_case(&rules.program, &returns, case);
            answers.keys().for_each(|name| of_rule.entry(name.clone()).or_default().push(trials.len()));
            trials.push(Trial { returns, claim: Claim::Case(answers) });
        }
        let from = if options.paths.is_empty() { 0 } else { rules.from_packs };
        let files = rules.files.split_off(from.min(rules.files.len()));
        let Rules { gathered, program, .. } = rules;
        Ok(Ok(Suite { program, sources: gathered.sources, files, tests, trials, cases_not_used, of_rule }))
    }

    /// The trials in which a rule takes part.
    pub fn trials_of(&self, rule: &str) -> impl Iterator<Item = &Trial> {
        self.of_rule.get(rule).into_iter().flatten().filter_map(|&trial| self.trials.get(trial))
    }

    /// The tests that do not pass, by their titles.
    pub fn failing(&self) -> Vec<String> {
        let is_failing = |(test, trial): &(&Test, &Trial)| self.notices(&self.program, trial, &test.rule);
        self.tests.iter().zip(&self.trials).filter(is_failing).map(|(test, _)| test.title.clone()).collect()
    }

    /// The verdicts of a rule that a trial is about.
    pub fn concerned(&self, trial: &Trial, rule: &str) -> Vec<Verdict> {
        let verdicts = eval::evaluate_rule(&self.program, &trial.returns, rule);
        let Claim::Test(place, files) = &trial.claim else { return verdicts };
        let Some(test) = self.tests.get(*place) else { return Vec::new() };
        let judged = Judged { sources: &self.sources, program: &self.program, returns: &trial.returns, verdicts: &verdicts };
        let expected =
            test.expectations.iter().flat_map(|expected| judged.concerned(test, expected, &trials::among(files, expected.file)).0);
        let mut concerned: Vec<Verdict> = Vec::new();
        for verdict in expected {
            if !concerned.contains(verdict) {
                concerned.push(verdict.clone());
            }
        }
        concerned
    }

    /// Whether a trial does not come out as it should, by another program.
    pub fn notices(&self, program: &Program, trial: &Trial, rule: &str) -> bool {
        let Trial { returns, claim } = trial;
        match claim {
            Claim::Test(place, files) => self.tests.get(*place).is_some_and(|test| !self.is_met(program, returns, test, files)),
            Claim::Case(expected) => {
                let expected = expected.get(rule).map(Vec::as_slice).unwrap_or_default();
                let verdicts = eval::evaluate_rule(program, returns, rule);
                let is_same = |(verdict, answer): (&Verdict, &Answer)| {
                    (verdict.subject, &verdict.rows, came(verdict)) == (answer.subject, &answer.rows, answer.outcome)
                };
                if verdicts.len() != expected.len() || !verdicts.iter().zip(expected).all(is_same) {
                    return true;
                }
                let said = verdicts.iter().map(|verdict| message(program, returns, verdict));
                !said.zip(expected).all(|(message, answer)| message == answer.message)
            }
        }
    }

    fn is_met(&self, program: &Program, returns: &Returns, test: &Test, files: &[SourceId]) -> bool {
        let verdicts = eval::evaluate_rule(program, returns, &test.rule);
        let judged = Judged { sources: &self.sources, program, returns, verdicts: &verdicts };
        test.expectations.iter().all(|expected| {
            let (concerned, nothing) = judged.concerned(test, expected, &trials::among(files, expected.file));
            nothing.is_none() && concerned.iter().all(|verdict| meets(verdict, expected))
        })
    }
}

/// Returns, and what must come of them.
pub(super) struct Trial {
    pub returns: Returns,
    pub claim: Claim,
}

pub(super) enum Claim {
    /// What a test expects, by its place, with its files.
    Test(usize, Vec<SourceId>),
    /// What comes of each rule that a case is about.
    Case(BTreeMap<String, Vec<Answer>>),
}

/// What a rule says of one instance, in the words of which a reader would notice a change.
#[derive(PartialEq, Eq)]
pub(super) struct Answer {
    subject: ReturnId,
    rows: Vec<RecordId>,
    outcome: Came,
    message: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Came {
    Pass,
    Fail,
    NotApplicable,
    Undetermined(Cause),
}

/// What comes of each rule that a case is about.
fn of_case(program: &Program, returns: &Returns, case: &Case) -> BTreeMap<String, Vec<Answer>> {
    let is_about =
        |name: &str| patterns(case).any(|patterns| patterns.is_empty() || patterns.iter().any(|pattern| name_matches(pattern, name)));
    let names: BTreeSet<&str> = program.rules.iter().map(|rule| rule.name.as_str()).filter(|name| is_about(name)).collect();
    let answers = names.into_iter().map(|name| (name.to_owned(), answers(program, returns, name)));
    answers.filter(|(_, answers)| !answers.is_empty()).collect()
}

/// The returns of a case that brings nothing but returns and the rows of tables; `None` for any other, and where its texts have errors.
fn returns_of(rules: &Rules, snapshot: &Snapshot, case: &Case, options: &TestOptions) -> Option<Returns> {
    let brought = snapshots::bring(rules, snapshot, case, &options.reader)?.ok()?;
    (!brought.diagnostics.iter().any(Diagnostic::is_error)).then_some(brought.returns)
}

fn answers(program: &Program, returns: &Returns, rule: &str) -> Vec<Answer> {
    let verdicts = eval::evaluate_rule(program, returns, rule);
    let answer = |verdict: &Verdict| Answer {
        subject: verdict.subject,
        rows: verdict.rows.clone(),
        outcome: came(verdict),
        message: message(program, returns, verdict),
    };
    verdicts.iter().map(answer).collect()
}

fn came(verdict: &Verdict) -> Came {
    match &verdict.outcome {
        Outcome::Pass => Came::Pass,
        Outcome::Fail => Came::Fail,
        Outcome::NotApplicable => Came::NotApplicable,
        Outcome::Undetermined(unknown) => Came::Undetermined(unknown.cause),
    }
}

/// The words of a fail: the rule's message, or else how the two sides compare.
fn message(program: &Program, returns: &Returns, verdict: &Verdict) -> Option<String> {
    if verdict.outcome != Outcome::Fail {
        return None;
    }
    let derivation = eval::derive(program, returns, verdict);
    let compared = derivation.comparison.map(|of| format!("{} {} {}", of.left.value, of.operator, of.right.value));
    derivation.message.or(compared)
}
