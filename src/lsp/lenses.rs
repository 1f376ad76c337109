//! What can be run from the text: a test, and a rule against a return that stands beside it.

use std::path::{Path, PathBuf};

use ls_types::{CodeLens, Command, Uri};
use serde_json::{Value, json};

use super::view::View;
use crate::driver::{self, Fault, Host, Options, Reckoned, TestOptions};
use crate::report::tested::TestStatus;
use crate::syntax::ast::Item;

/// Runs the test of a title: the file and the title.
pub const RUN_TEST: &str = "rulecheck.runTest";
/// Checks a return against one rule: the file, the rule, and the path of the return.
pub const CHECK_AGAINST: &str = "rulecheck.checkAgainst";

/// How many returns are offered for one rule.
const MOST_RETURNS: usize = 3;

/// The lenses of a file.
pub fn lenses(view: &View<'_>, host: &dyn Host, path: &Path, uri: &Uri) -> Vec<CodeLens> {
    let Some(file) = view.analysis.tree(view.source) else { return Vec::new() };
    let returns = returns_beside(host, path);
    let mut lenses = Vec::new();
    for item in &file.items {
        match item {
            Item::Test(test) => {
                let arguments = json!([uri, test.title.text]);
                lenses.push(lens(view, test.span.range(), "Run test".to_owned(), RUN_TEST, arguments));
            }
            Item::Rule(rule) => {
                let form = rule.applies_to.as_ref().map_or("", |form| form.text.as_str());
                for (_, path) in returns.iter().filter(|(named, _)| named == form).take(MOST_RETURNS) {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    let arguments = json!([uri, rule.name.text, path]);
                    lenses.push(lens(view, rule.span.range(), format!("Check against {name}"), CHECK_AGAINST, arguments));
                }
            }
            _ => {}
        }
    }
    lenses
}

fn lens(view: &View<'_>, bytes: std::ops::Range<usize>, title: String, command: &str, arguments: Value) -> CodeLens {
    let start = view.lines.position(bytes.start);
    let arguments = arguments.as_array().cloned();
    CodeLens {
        range: ls_types::Range { start, end: start },
        command: Some(Command { title, command: command.to_owned(), arguments }),
        data: None,
    }
}

/// The returns in the folder of a file that name their form, with it.
fn returns_beside(host: &dyn Host, path: &Path) -> Vec<(String, PathBuf)> {
    let is_data =
        |path: &PathBuf| path.extension().is_some_and(|end| ["yaml", "yml", "json"].iter().any(|data| end.eq_ignore_ascii_case(data)));
    let files = path.parent().and_then(|folder| host.beside(folder).ok()).unwrap_or_default();
    let form = |path: PathBuf| {
        let text = String::from_utf8(host.read(&path).ok()?).ok()?;
        let named = text.lines().find_map(|line| line.trim_start().trim_start_matches(['{', '"', ' ']).strip_prefix("form"))?;
        let form = named.trim_start_matches(['"', ':', ' ']).trim_end().trim_end_matches(['"', ',']);
        Some((form.to_owned(), path))
    };
    files.into_iter().filter(is_data).filter_map(form).collect()
}

/// What running something came to.
pub struct Ran {
    /// Whether all is as it should be.
    pub is_good: bool,
    pub message: String,
}

/// Runs a test, and says what came of it.
pub fn run_test(host: &dyn Host, rules: &[PathBuf], title: &str) -> Result<Ran, Fault> {
    let options = TestOptions { paths: rules.to_vec(), filter: Some(title.to_owned()), ..TestOptions::default() };
    let run = driver::test(host, &options)?;
    let mut lines = Vec::new();
    let mut is_good = true;
    for test in run.report.tests.iter().filter(|test| test.title == title) {
        let word = test.status.word();
        is_good &= test.status == TestStatus::Passed;
        lines.push(format!("{word}: {} ({})", test.title, test.rule));
        for expected in test.expectations.iter().filter(|expected| !expected.met) {
            lines.push(format!("expected {}", expected.expected));
            lines.extend(expected.note.clone());
            for came in expected.came.iter().filter(|came| !came.met) {
                let message = came.message.as_ref().map_or(String::new(), |message| format!(": {message}"));
                lines.push(format!("{}{message}", came.outcome));
            }
        }
        if test.status == TestStatus::NotRun {
            lines.extend(run.report.problems.first().map(|problem| problem.message.clone()));
        }
    }
    Ok(Ran { is_good: is_good && !lines.is_empty(), message: lines.join("\n") })
}

/// Checks a return against a rule.
pub fn check_against(host: &dyn Host, rules: &[PathBuf], rule: &str, filing: &Path) -> Result<(Ran, Reckoned), Fault> {
    let options = Options { inputs: vec![filing.to_owned()], rules: rules.to_vec(), ..Options::default() };
    let reckoned = driver::reckon(host, &options, rule)?;
    let counts = &reckoned.report.summary.counts;
    let mut lines = vec![format!(
        "{rule} on {}: {} passed, {} failed, {} not applicable, {} undetermined",
        filing.file_name().unwrap_or_default().to_string_lossy(),
        counts.passed,
        counts.failed,
        counts.not_applicable,
        counts.undetermined
    )];
    lines.extend(reckoned.report.findings.iter().map(|finding| finding.message.clone()));
    lines.extend(reckoned.report.undetermined.iter().map(|open| open.reason.clone()));
    let is_good = counts.failed == 0 && counts.undetermined == 0 && counts.passed > 0;
    Ok((Ran { is_good, message: lines.join("\n") }, reckoned))
}
