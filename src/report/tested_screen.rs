//! The report on tests for people at a terminal.

use super::terminal::{Paint, Screen, Style};
use super::tested::{Came, Expected, TestReport, TestStatus, Tested};
use super::tested_cases::{CaseStatus, CaseSummary, ChangeOfCase, TestedCase};
use super::text::{counted, grouped, listed, visible};
use crate::source::SourceMap;

/// Every test with its status, what was expected and did not come, and the counts.
pub fn render(report: &TestReport, sources: &SourceMap, style: Style) -> String {
    let mut screen = Screen::new(sources, style);
    if !style.quiet {
        screen.problems(&report.problems);
        screen.left_out(&report.left_out);
        for test in &report.tests {
            screen.test(test);
        }
        for case in &report.cases {
            screen.case(case);
        }
        if !report.tests.is_empty() || !report.cases.is_empty() {
            screen.line("");
        }
        screen.not_used(report);
    }
    screen.test_counts(report);
    screen.out
}

impl Screen<'_> {
    fn test(&mut self, test: &Tested) {
        let paint = match test.status {
            TestStatus::Passed => Paint::Green,
            TestStatus::Failed | TestStatus::Noisy | TestStatus::Missing => Paint::Red,
            TestStatus::NotRun => Paint::Yellow,
        };
        let word = self.paint(paint, &format!("{:<7}", test.status.word()));
        let name = self.paint(Paint::Dim, &format!("({})", visible(&test.rule)));
        self.line(&format!("{word}  {}  {name}", visible(&test.title)));
        for expected in test.expectations.iter().filter(|expected| !expected.met) {
            self.unmet(test, expected);
        }
    }

    fn case(&mut self, case: &TestedCase) {
        let paint = match case.status {
            CaseStatus::Ok => Paint::Green,
            CaseStatus::New | CaseStatus::NotRun => Paint::Yellow,
            CaseStatus::Changed | CaseStatus::Noisy | CaseStatus::Missing | CaseStatus::Errors => Paint::Red,
        };
        let word = self.paint(paint, &format!("{:<7}", case.status.word()));
        let place = self.paint(Paint::Dim, &format!("({}:{})", visible(&case.path), case.line));
        self.line(&format!("{word}  {}  {place}", visible(&case.title)));
        for line in case.problem.iter().flat_map(|problem| problem.lines()) {
            self.line(&format!("    {}", visible(line)));
        }
        case.changes.iter().for_each(|change| self.change(change));
    }

    /// A change in words, and its lines as they are expected and as they came.
    pub fn change(&mut self, change: &ChangeOfCase) {
        let paint = match change.kind.as_str() {
            "appeared" => Paint::Red,
            "vanished" => Paint::Green,
            _ => Paint::Yellow,
        };
        let word = self.paint(paint, &format!("{:<8}", change.kind));
        self.line(&format!("  {word}  {}", visible(&change.about)));
        for (sign, paint, lines) in [("-", Paint::Red, &change.was), ("+", Paint::Green, &change.is)] {
            for line in lines {
                let line = self.paint(paint, &format!("{sign} {}", visible(line)));
                self.line(&format!("    {line}"));
            }
        }
    }

    /// The rules that nothing asks for, and what nothing asks for of what says what must come.
    fn not_used(&mut self, report: &TestReport) {
        if !report.never_ran.is_empty() {
            self.noted("never ran: ", &listed(&report.never_ran));
        }
        for of in &report.unreferenced {
            let line = of.line.map_or(String::new(), |line| format!(":{line}"));
            self.noted("unreferenced: ", &format!("{}{line}: {}", of.path, of.reason));
        }
        if !report.never_ran.is_empty() || !report.unreferenced.is_empty() {
            self.line("");
        }
    }

    /// What was expected and what came, with the figures of a fail.
    fn unmet(&mut self, test: &Tested, expected: &Expected) {
        let place = &expected.place;
        self.noted("expected ", &format!("{}, at {}:{}", expected.expected, place.path, place.line));
        if let Some(note) = &expected.note {
            self.noted("but ", note);
        }
        for came in expected.came.iter().filter(|came| !came.met) {
            self.noted("came ", &instance(came));
            if let Some(message) = &came.message {
                self.noted("  ", message);
            }
            for figure in &came.figures {
                let printed = if figure.printed.is_empty() { format!("({})", figure.state) } else { figure.printed.clone() };
                let changed = if figure.place.source == test.place.source { ", changed by the test" } else { "" };
                self.noted("  - ", &format!("{} {printed} ({}:{}{changed})", figure.field, figure.place.path, figure.place.line));
            }
        }
    }

    fn test_counts(&mut self, report: &TestReport) {
        let summary = &report.summary;
        let paint = match (summary.failed, summary.not_run) {
            (0, 0) if summary.passed > 0 => Paint::Green,
            (0, _) => Paint::Yellow,
            _ => Paint::Red,
        };
        let mut counts = format!("{} passed, {} failed", grouped(summary.passed), grouped(summary.failed));
        if summary.not_run > 0 {
            counts.push_str(&format!(", {} not run", grouped(summary.not_run)));
        }
        if summary.left > 0 {
            counts.push_str(&format!(", {} left", grouped(summary.left)));
        }
        let counts = self.paint(paint, &counts);
        if summary.cases.all() == 0 {
            let aside = if report.tests.is_empty() && summary.left == 0 { "; no test was found" } else { "" };
            return self.line(&format!("{counts}{aside}"));
        }
        let cases = self.case_counts(summary.cases);
        self.line(&format!("{counts}; {cases}"));
    }

    /// `3 cases: 1 ok, 1 changed, 1 noisy`
    fn case_counts(&self, of: CaseSummary) -> String {
        let words = [
            (of.changed, "changed"),
            (of.new, "new"),
            (of.noisy, "noisy"),
            (of.missing, "missing"),
            (of.errors, "with errors"),
            (of.not_run, "not run"),
        ];
        let others = words.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!(", {} {word}", grouped(*count)));
        let paint = if of.ok == of.all() { Paint::Green } else { Paint::Red };
        let text = format!("{}: {} ok{}", counted(of.all(), "case", "cases"), grouped(of.ok), others.collect::<String>());
        self.paint(paint, &text)
    }
}

/// `fail for Class B in september.yaml`
fn instance(came: &Came) -> String {
    let key = if came.key.is_empty() { String::new() } else { format!(" for {}", came.key.join(", ")) };
    format!("{}{key} in {}", came.outcome, came.path)
}
