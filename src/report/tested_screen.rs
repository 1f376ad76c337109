//! The report on tests for people at a terminal.

use super::terminal::{Paint, Screen, Style};
use super::tested::{Came, Expected, TestReport, TestStatus, Tested};
use super::text::{grouped, visible};
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
        if !report.tests.is_empty() {
            screen.line("");
        }
    }
    screen.test_counts(report);
    screen.out
}

impl Screen<'_> {
    fn test(&mut self, test: &Tested) {
        let (word, paint) = match test.status {
            TestStatus::Passed => ("ok", Paint::Green),
            TestStatus::Failed => ("failed", Paint::Red),
            TestStatus::NotRun => ("not run", Paint::Yellow),
        };
        let word = self.paint(paint, &format!("{word:<7}"));
        let name = self.paint(Paint::Dim, &format!("({})", visible(&test.rule)));
        self.line(&format!("{word}  {}  {name}", visible(&test.title)));
        for expected in test.expectations.iter().filter(|expected| !expected.met) {
            self.unmet(test, expected);
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
        let counts = self.paint(paint, &counts);
        let aside = if report.tests.is_empty() { "; no test was found" } else { "" };
        self.line(&format!("{counts}{aside}"));
    }
}

/// `fail for Class B in september.yaml`
fn instance(came: &Came) -> String {
    let key = if came.key.is_empty() { String::new() } else { format!(" for {}", came.key.join(", ")) };
    format!("{}{key} in {}", came.outcome, came.path)
}
