//! What came of cases: each as it was expected to, or with what changed in meaning.

use schemars::JsonSchema;
use serde::Serialize;

use crate::case::meaning::{self, Change, ChangeKind};
use crate::case::{self, Answer, Case, CaseFile, ExpectationKind};

/// One case of a Markdown file, or one folder of returns.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TestedCase {
    pub title: String,
    /// The file that says what must come.
    pub path: String,
    /// The line of its heading, from 1.
    pub line: usize,
    pub status: CaseStatus,
    /// What came otherwise than expected.
    pub changes: Vec<ChangeOfCase>,
    /// What is wrong with its texts.
    pub problem: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CaseStatus {
    Ok,
    /// Something came otherwise.
    Changed,
    /// It does not say yet what must come.
    New,
    /// A rule fires where it should not, and nothing else is otherwise.
    Noisy,
    /// A rule does not fire where it should, and nothing else is otherwise.
    Missing,
    /// Its texts have errors that it does not expect.
    Errors,
    /// An earlier one was not as expected, and the run stopped there.
    NotRun,
}

/// What came otherwise than expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangeOfCase {
    /// `appeared`, `vanished`, `outcome`, `figures`, `reworded`, `moved` or `text`.
    pub kind: String,
    /// The rule, the return and the row, or the kind of block.
    pub about: String,
    /// The lines as they are expected.
    pub was: Vec<String>,
    /// The lines as they came.
    pub is: Vec<String>,
}

/// How many cases came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CaseSummary {
    pub ok: usize,
    pub changed: usize,
    pub new: usize,
    pub noisy: usize,
    pub missing: usize,
    pub errors: usize,
    pub not_run: usize,
}

/// Something that says what must come, and that no case of the run asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Unreferenced {
    pub path: String,
    /// The line, from 1; none for the whole file.
    pub line: Option<usize>,
    pub reason: String,
}

impl Unreferenced {
    pub fn new(path: String, reason: &str) -> Unreferenced {
        Unreferenced { path, line: None, reason: reason.to_owned() }
    }
}

impl From<&Change> for ChangeOfCase {
    fn from(change: &Change) -> ChangeOfCase {
        let Change { kind, about, was, is } = change;
        ChangeOfCase { kind: kind.word().to_owned(), about: about.clone(), was: was.clone(), is: is.clone() }
    }
}

impl CaseStatus {
    pub fn word(self) -> &'static str {
        match self {
            CaseStatus::Ok => "ok",
            CaseStatus::Changed => "changed",
            CaseStatus::New => "new",
            CaseStatus::Noisy => "noisy",
            CaseStatus::Missing => "missing",
            CaseStatus::Errors => "errors",
            CaseStatus::NotRun => "not run",
        }
    }
}

impl CaseSummary {
    pub fn add(&mut self, status: CaseStatus) {
        let count = match status {
            CaseStatus::Ok => &mut self.ok,
            CaseStatus::Changed => &mut self.changed,
            CaseStatus::New => &mut self.new,
            CaseStatus::Noisy => &mut self.noisy,
            CaseStatus::Missing => &mut self.missing,
            CaseStatus::Errors => &mut self.errors,
            CaseStatus::NotRun => &mut self.not_run,
        };
        *count += 1;
    }

    pub fn all(self) -> usize {
        self.ok + self.unexpected() + self.errors + self.not_run
    }

    /// How many were judged and came out otherwise than expected.
    pub fn unexpected(self) -> usize {
        self.changed + self.new + self.noisy + self.missing
    }
}

impl TestedCase {
    /// What came of a case; without an answer it was not run.
    pub fn new(file: &CaseFile, case: &Case, answer: Option<&Answer>) -> TestedCase {
        let tested = |status, changes: &[Change], problem| TestedCase {
            title: case.title.clone(),
            path: file.name.clone(),
            line: case.line,
            status,
            changes: changes.iter().map(ChangeOfCase::from).collect(),
            problem,
        };
        let Some(answer) = answer else { return tested(CaseStatus::NotRun, &[], None) };
        if answer.has_errors && !case.expectations.iter().any(|expected| expected.kind == ExpectationKind::Diagnostics) {
            return tested(CaseStatus::Errors, &[], Some(answer.diagnostics.clone()));
        }
        let of = |expected: &case::Expectation| meaning::of_block(&expected.kind, &expected.text, &answer.block(&expected.kind));
        let changes: Vec<Change> = case.expectations.iter().flat_map(of).collect();
        tested(status(case, &changes), &changes, None)
    }

    /// A file that says what must come of cases and cannot be understood.
    pub fn broken(path: String, problem: String) -> TestedCase {
        TestedCase { title: path.clone(), path, line: 1, status: CaseStatus::Errors, changes: Vec::new(), problem: Some(problem + "\n") }
    }
}

fn status(case: &Case, changes: &[Change]) -> CaseStatus {
    let all = |kind: ChangeKind| changes.iter().all(|change| change.kind == kind);
    match () {
        () if changes.is_empty() => CaseStatus::Ok,
        () if case.expectations.iter().all(|expected| expected.text.trim().is_empty()) => CaseStatus::New,
        () if all(ChangeKind::Appeared) => CaseStatus::Noisy,
        () if all(ChangeKind::Vanished) => CaseStatus::Missing,
        () => CaseStatus::Changed,
    }
}
