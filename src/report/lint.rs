//! What `lint` says: the problems that it found in rules, and what it put right.

use schemars::JsonSchema;
use serde::Serialize;

use super::build::problems;
use super::terminal::{self, Style};
use super::text::counted;
use super::{Problem, VERSION};
use crate::diag::{Diagnostic, Level};
use crate::source::SourceMap;

/// The result of linting rule files.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LintReport {
    /// The version of this layout.
    pub version: u32,
    /// The rule files that were looked at.
    pub files: Vec<String>,
    /// How many rules they hold; editions count by themselves.
    pub rules: usize,
    /// What was put right, in order.
    pub fixed: Vec<Fixed>,
    pub problems: Vec<Problem>,
    /// Rules that were not held against the others for contradictions, in whole or in part.
    pub not_compared: Vec<NotCompared>,
    /// Rules that errors keep out; where there are some, only errors are told.
    pub left_out: Vec<String>,
}

/// What is not compared between rules, and how many have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotCompared {
    /// For example "choices".
    pub what: String,
    pub rules: usize,
}

/// An edit that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fixed {
    pub code: String,
    /// What was wrong.
    pub message: String,
    /// What was done, for example "remove the clause".
    pub fix: String,
    pub path: String,
    /// Where it stood before the edit.
    pub line: u32,
}

impl LintReport {
    pub fn new(sources: &SourceMap, files: Vec<String>, rules: usize, diagnostics: &[Diagnostic], left_out: Vec<String>) -> LintReport {
        let problems = problems(sources, diagnostics);
        LintReport { version: VERSION, files, rules, fixed: Vec::new(), problems, not_compared: Vec::new(), left_out }
    }

    /// Whether rule files have errors, so that they could not be linted.
    pub fn has_errors(&self) -> bool {
        !self.left_out.is_empty() || self.problems.iter().any(|problem| problem.level == Level::Error)
    }
}

/// The report for people, ending with a line that counts.
pub fn render(report: &LintReport, sources: &SourceMap, style: Style) -> String {
    let mut text = String::new();
    for fixed in &report.fixed {
        let line = format!("fixed[{}] {}:{}: {}: {}", fixed.code, fixed.path, fixed.line, fixed.message, fixed.fix);
        text.push_str(&terminal::harmless(&line));
        text.push('\n');
    }
    if !report.fixed.is_empty() {
        text.push('\n');
    }
    text.push_str(&terminal::render_problems(&report.problems, sources, style));
    let errors = report.problems.iter().filter(|problem| problem.level == Level::Error).count();
    let warnings = report.problems.len() - errors;
    let fixed = if report.fixed.is_empty() { String::new() } else { format!(", {} fixed", report.fixed.len()) };
    if errors > 0 {
        text.push_str(&format!("not linted, for the rule files have {}{fixed}\n", counted(errors, "error", "errors")));
    } else {
        let rules = counted(report.rules, "rule", "rules");
        let files = counted(report.files.len(), "file", "files");
        if !report.not_compared.is_empty() {
            let parts = report.not_compared.iter().map(|of| format!("{} for {}", counted(of.rules, "rule", "rules"), of.what));
            text.push_str(&format!("not held against the others in full: {}\n", parts.collect::<Vec<_>>().join(", ")));
        }
        text.push_str(&format!("{}{fixed}: {rules} in {files}\n", counted(warnings, "warning", "warnings")));
    }
    text
}
