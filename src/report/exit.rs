//! The exit code, decided once from the report and before anything is printed.

use super::{Grade, Report};

/// How a run ends for the program that started it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything that applies passes.
    Clean,
    /// 1: some rule fails at or above the chosen grade.
    Failed,
    /// 2: the run could not be done as asked.
    Incomplete,
    /// 3: nothing fails, but something could not be judged, or nothing was.
    Undetermined,
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Failed => 1,
            Exit::Incomplete => 2,
            Exit::Undetermined => 3,
        }
    }

    /// The exit of a run. `allowed` are the ids of causes that may leave something undetermined; empty stands for all of them.
    pub fn of(report: &Report, fail_on: Grade, allowed: Option<&[String]>) -> Exit {
        let summary = &report.summary;
        if report.is_incomplete() {
            return Exit::Incomplete;
        }
        if report.findings.iter().any(|finding| finding.is_new() && finding.instance.grade <= fail_on) {
            return Exit::Failed;
        }
        let is_allowed = |cause: &str| allowed.is_some_and(|causes| causes.is_empty() || causes.iter().any(|id| id == cause));
        let open = report.undetermined.iter().any(|one| one.instance.grade <= fail_on && !is_allowed(&one.cause));
        let nothing = summary.counts.passed + summary.counts.failed + summary.counts.known + summary.counts.waived == 0;
        if open || (nothing && !allowed.is_some_and(<[String]>::is_empty)) { Exit::Undetermined } else { Exit::Clean }
    }
}
