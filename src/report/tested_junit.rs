//! The report on tests as JUnit XML: a suite for each rule file and each case file.

use std::collections::BTreeMap;

use super::junit::{self, Case, Outcome, Suite, Suites};
use super::tested::{TestReport, TestStatus, Tested};
use super::tested_cases::{CaseStatus, TestedCase};

/// The XML.
pub fn render(report: &TestReport) -> String {
    let mut by_file: BTreeMap<&str, Vec<Case>> = BTreeMap::new();
    for test in &report.tests {
        by_file.entry(&test.place.path).or_default().push(of_test(test));
    }
    for case in &report.cases {
        by_file.entry(&case.path).or_default().push(of_case(case));
    }
    for problem in &report.problems {
        by_file.entry(&problem.place.path).or_default().push(junit::of_problem(problem));
    }
    let mut suites: Vec<Suite> = by_file.into_iter().map(|(name, cases)| Suite { name: name.to_owned(), cases }).collect();
    if !report.never_ran.is_empty() {
        suites.push(Suite { name: "never ran".to_owned(), cases: report.never_ran.iter().map(|rule| never_ran(rule)).collect() });
    }
    junit::render(&Suites { name: "rulecheck test".to_owned(), suites })
}

fn of_test(test: &Tested) -> Case {
    let unmet: Vec<String> = test
        .expectations
        .iter()
        .filter(|expected| !expected.met)
        .map(|expected| {
            let came: Vec<String> = expected
                .came
                .iter()
                .filter(|came| !came.met)
                .map(|came| match &came.message {
                    Some(message) => format!("  came {} in {}: {message}", came.outcome, came.path),
                    None => format!("  came {} in {}", came.outcome, came.path),
                })
                .collect();
            let note = expected.note.iter().map(|note| format!("  {note}")).collect::<Vec<_>>();
            [vec![format!("expected {}", expected.expected)], note, came].concat().join("\n")
        })
        .collect();
    let outcome = match test.status {
        TestStatus::Passed => Outcome::Passed,
        TestStatus::Failed | TestStatus::Noisy | TestStatus::Missing => {
            Outcome::Failed { message: test.status.word().to_owned(), kind: test.status.word().to_owned(), text: unmet.join("\n") }
        }
        TestStatus::NotRun => error("it was not run; the problems of the files say why", "not-run"),
    };
    Case { class: test.rule.clone(), name: test.title.clone(), outcome, output: None }
}

fn of_case(case: &TestedCase) -> Case {
    let lines = |sign: &str, lines: &[String]| lines.iter().map(|line| format!("{sign} {line}")).collect::<Vec<_>>();
    let changes: Vec<String> = case
        .changes
        .iter()
        .flat_map(|change| [vec![format!("{}  {}", change.kind, change.about)], lines("-", &change.was), lines("+", &change.is)].concat())
        .collect();
    let outcome = match case.status {
        CaseStatus::Ok => Outcome::Passed,
        CaseStatus::NotRun => Outcome::Skipped { message: "an earlier one was not as expected".to_owned() },
        CaseStatus::Errors => error(case.problem.as_deref().unwrap_or_default(), "errors"),
        CaseStatus::Changed | CaseStatus::New | CaseStatus::Noisy | CaseStatus::Missing => {
            Outcome::Failed { message: case.status.word().to_owned(), kind: case.status.word().to_owned(), text: changes.join("\n") }
        }
    };
    Case { class: case.path.clone(), name: case.title.clone(), outcome, output: None }
}

fn never_ran(rule: &str) -> Case {
    let outcome = Outcome::Skipped { message: "no test and no case asks for it".to_owned() };
    Case { class: rule.to_owned(), name: rule.to_owned(), outcome, output: None }
}

fn error(text: &str, kind: &str) -> Outcome {
    let message = text.lines().next().unwrap_or_default().to_owned();
    Outcome::Error { message, kind: kind.to_owned(), text: text.to_owned() }
}
