//! The report on tests: each test of a rule file with what it expected and what came, and the cases beside the rules.

use schemars::JsonSchema;
use serde::Serialize;

use super::tested_cases::{CaseSummary, TestedCase, Unreferenced};
use super::{Figure, Place, Problem, VERSION, build};
use crate::diag::{Diagnostic, Level, codes};
use crate::ir::{Expectation, ExpectedOutcome, Test};
use crate::report::exit::Exit;
use crate::source::SourceMap;

/// Everything that a run of tests has to say.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TestReport {
    /// The version of this layout.
    pub version: u32,
    /// `rulecheck` and its version.
    pub tool: String,
    pub summary: TestSummary,
    /// Problems in the rule files and in the returns of the tests.
    pub problems: Vec<Problem>,
    /// Rules that errors keep out.
    pub left_out: Vec<String>,
    /// By file and place.
    pub tests: Vec<Tested>,
    /// The cases of Markdown files and folders, by file and place.
    pub cases: Vec<TestedCase>,
    /// The rules of the files that no test and no case asks for; none is named where a run leaves out some of these.
    pub never_ran: Vec<String>,
    /// What says what must come, and no case asks for.
    pub unreferenced: Vec<Unreferenced>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TestSummary {
    pub passed: usize,
    pub failed: usize,
    pub not_run: usize,
    /// Tests that were left because an earlier one failed.
    pub left: usize,
    pub cases: CaseSummary,
}

/// One test.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Tested {
    pub title: String,
    pub rule: String,
    pub status: TestStatus,
    pub place: Place,
    /// None for a test that was not run.
    pub expectations: Vec<Expected>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TestStatus {
    Passed,
    /// Something came otherwise.
    Failed,
    /// The rule fires where it should not, and nothing else is otherwise.
    Noisy,
    /// The rule does not fire where it should, and nothing else is otherwise.
    Missing,
    /// Something is wrong with the test or its returns; the problems say what.
    NotRun,
}

/// One `expect`, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Expected {
    /// `fail for Class B`
    pub expected: String,
    pub met: bool,
    pub place: Place,
    /// Every instance that it is about.
    pub came: Vec<Came>,
    /// Why it is not met, where no instance is to blame.
    pub note: Option<String>,
}

/// An instance of the rule under test.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Came {
    /// The path of the return.
    pub path: String,
    /// The name of each row that `for each` bound.
    pub key: Vec<String>,
    /// `pass`, `fail`, `not applicable` or `undetermined`, the last with its cause.
    pub outcome: String,
    pub met: bool,
    /// The message of a fail, or the reason why nothing can be said.
    pub message: Option<String>,
    pub figures: Vec<Figure>,
}

/// What came of a test: for each expectation the instances and a note; `None` where it was not run.
pub struct Tried<'a> {
    pub test: &'a Test,
    pub came: Option<Vec<(Vec<Came>, Option<String>)>>,
}

impl TestStatus {
    pub fn word(self) -> &'static str {
        match self {
            TestStatus::Passed => "ok",
            TestStatus::Failed => "failed",
            TestStatus::Noisy => "noisy",
            TestStatus::Missing => "missing",
            TestStatus::NotRun => "not run",
        }
    }

    fn is_failure(self) -> bool {
        matches!(self, TestStatus::Failed | TestStatus::Noisy | TestStatus::Missing)
    }
}

impl Tried<'_> {
    /// Whether it was run and everything came as expected.
    pub fn is_met(&self) -> bool {
        self.came.as_ref().is_some_and(|came| came.iter().all(|(came, note)| note.is_none() && came.iter().all(|one| one.met)))
    }
}

impl TestReport {
    pub fn new(sources: &SourceMap, tried: Vec<Tried<'_>>, diagnostics: &[Diagnostic], left_out: &[String]) -> TestReport {
        let mut tests: Vec<Tested> = tried.into_iter().map(|one| tested(sources, one)).collect();
        tests.sort_by(|a, b| (&a.place.path, a.place.start).cmp(&(&b.place.path, b.place.start)));
        let count = |is: fn(TestStatus) -> bool| tests.iter().filter(|test| is(test.status)).count();
        let mut left_out = left_out.to_vec();
        left_out.sort();
        left_out.dedup();
        TestReport {
            version: VERSION,
            tool: super::tool(),
            summary: TestSummary {
                passed: count(|status| status == TestStatus::Passed),
                failed: count(TestStatus::is_failure),
                not_run: count(|status| status == TestStatus::NotRun),
                left: 0,
                cases: CaseSummary::default(),
            },
            problems: build::problems(sources, diagnostics),
            left_out,
            tests,
            cases: Vec::new(),
            never_ran: Vec::new(),
            unreferenced: Vec::new(),
        }
    }

    /// Adds cases, and counts them.
    pub fn add_cases(&mut self, cases: Vec<TestedCase>) {
        cases.iter().for_each(|case| self.summary.cases.add(case.status));
        self.cases.extend(cases);
    }

    /// 2 where something is wrong with the files or nothing ran, 1 where a test or a case is not as expected.
    pub fn exit(&self) -> Exit {
        let has_errors = self.problems.iter().any(|problem| problem.level == Level::Error);
        let lacks_texts = self.problems.iter().any(|problem| problem.code == codes::MISSING_TRANSLATION.id);
        let cases = self.summary.cases;
        let ran = self.summary.passed + self.summary.failed + cases.ok + cases.unexpected();
        match self.summary {
            _ if has_errors || !self.left_out.is_empty() || ran == 0 || cases.errors > 0 => Exit::Incomplete,
            TestSummary { not_run: 1.., .. } => Exit::Incomplete,
            TestSummary { failed: 1.., .. } => Exit::Failed,
            _ if cases.unexpected() > 0 => Exit::Failed,
            _ if lacks_texts => Exit::Failed,
            _ => Exit::Clean,
        }
    }
}

fn tested(sources: &SourceMap, tried: Tried<'_>) -> Tested {
    let of = tried.test;
    let expected = |(expected, (came, note)): (&Expectation, (Vec<Came>, Option<String>))| Expected {
        expected: words(of, expected),
        met: note.is_none() && came.iter().all(|one| one.met),
        place: build::place(sources, expected.span),
        came,
        note,
    };
    let expectations: Option<Vec<Expected>> = tried.came.map(|came| of.expectations.iter().zip(came).map(expected).collect());
    let status = expectations.as_ref().map_or(TestStatus::NotRun, |all| status(of, all));
    Tested {
        title: of.title.clone(),
        rule: of.rule.clone(),
        status,
        place: build::place(sources, of.span),
        expectations: expectations.unwrap_or_default(),
    }
}

/// What came of the expectations of a test that was run.
fn status(test: &Test, expectations: &[Expected]) -> TestStatus {
    let unmet: Vec<(&Expectation, &Expected)> = test.expectations.iter().zip(expectations).filter(|(_, one)| !one.met).collect();
    let fires = |one: &Expected| one.note.is_none() && one.came.iter().all(|came| came.met || came.outcome == "fail");
    match () {
        () if unmet.is_empty() => TestStatus::Passed,
        () if unmet.iter().all(|(expected, _)| expected.outcome == ExpectedOutcome::Fail) => TestStatus::Missing,
        () if unmet.iter().all(|(_, one)| fires(one)) => TestStatus::Noisy,
        () => TestStatus::Failed,
    }
}

/// An expectation in words: `undetermined (blank) for Class B and Class A`.
fn words(test: &Test, expected: &Expectation) -> String {
    let outcome = match expected.outcome {
        ExpectedOutcome::Pass => "pass".to_owned(),
        ExpectedOutcome::Fail => "fail".to_owned(),
        ExpectedOutcome::NotApplicable => "not applicable".to_owned(),
        ExpectedOutcome::Undetermined(None) => "undetermined".to_owned(),
        ExpectedOutcome::Undetermined(Some(cause)) => format!("undetermined ({})", cause.id()),
    };
    let rows: Vec<String> = expected.rows.iter().map(|row| row.join(", ")).collect();
    let rows = if rows.is_empty() { String::new() } else { format!(" for {}", super::text::listed(&rows)) };
    let file = expected.file.and_then(|at| test.files.get(at)).map_or(String::new(), |(file, _)| format!(" in {file}"));
    format!("{outcome}{rows}{file}")
}
