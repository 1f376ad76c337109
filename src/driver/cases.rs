//! Cases: what a run says of the files of a case, in the words of its result blocks.

use std::fmt::Write as _;

use super::{Fault, MemoryHost, Options, Reader, TestOptions, TestRun, check, lint, list, test};
use crate::case::{Answer, Case, ExpectationKind, FOLDER, InputFile};
use crate::data::Returns;
use crate::diag::Level;
use crate::eval;
use crate::ir::Program;
use crate::read::document::Limits;
use crate::report::{Place, Problem, Report};
use crate::source::SourceMap;
use crate::verdict::{Outcome, Verdict};

impl Case {
    /// What the run is asked to do.
    pub fn options(&self) -> Options {
        let has_rules = self.inputs.iter().any(InputFile::is_rules);
        let returns = self.inputs.iter().filter(|input| self.is_given(input)).map(|input| input.name.clone().into()).collect();
        let (rules, packs) = match (has_rules, self.is_with_embedded()) {
            (false, _) => (Vec::new(), Vec::new()),
            (true, true) => (vec![FOLDER.into()], Vec::new()),
            (true, false) => (Vec::new(), vec![FOLDER.to_owned()]),
        };
        let reader = Reader::Here { limits: Limits::default() };
        Options { inputs: returns, rules, packs, reader, ..Options::default() }
    }

    /// Runs the case.
    pub fn run(&self) -> Answer {
        let tests = if self.has_tests() { self.run_tests() } else { String::new() };
        Answer { tests, ..self.run_check() }
    }

    /// Which tests are run.
    pub fn test_options(&self) -> TestOptions {
        let options = self.options();
        TestOptions { paths: options.rules, packs: options.packs, reader: options.reader, ..TestOptions::default() }
    }

    fn run_tests(&self) -> String {
        let host = self.test_files().into_iter().fold(MemoryHost::default(), |host, (path, text)| host.with(path, text));
        match test(&host, &self.test_options()) {
            Ok(run) => tested(&run),
            Err(fault) => format!("{fault}\n"),
        }
    }

    fn run_check(&self) -> Answer {
        let host = self.files().into_iter().fold(MemoryHost::default(), |host, (path, text)| host.with(path, text));
        let options = self.options();
        let is_linted = self.expectations.iter().any(|expected| expected.kind == ExpectationKind::Lint);
        let lint = if is_linted { linted(&host, &options) } else { String::new() };
        Answer { lint, ..Case::judged(&host, &options) }
    }

    fn judged(host: &MemoryHost, options: &Options) -> Answer {
        if options.inputs.is_empty() {
            return match list(host, options) {
                Ok((list, sources)) => Answer::of_problems(&list.problems, &sources),
                Err(fault) => Answer::of_fault(&fault),
            };
        }
        match check(host, options) {
            Ok(checked) => Answer {
                verdicts: verdicts(&checked.report, &checked.sources, &checked.program, &checked.returns, &checked.verdicts),
                corrections: corrections(&checked.report),
                ..Answer::of_problems(&checked.report.problems, &checked.sources)
            },
            Err(fault) => Answer::of_fault(&fault),
        }
    }
}

impl Answer {
    pub(super) fn of_fault(fault: &Fault) -> Answer {
        Answer { diagnostics: format!("{fault}\n"), has_errors: true, ..Answer::default() }
    }

    pub(super) fn of_problems(problems: &[Problem], sources: &SourceMap) -> Answer {
        let mut text = String::new();
        for problem in problems {
            let _ = writeln!(text, "{} {} {}", problem.code, shown(&problem.place), problem.message);
            let label = if problem.label.is_empty() { String::new() } else { format!("  {}", problem.label) };
            let _ = writeln!(text, "  | {}{label}", underlined(&problem.place, sources));
            for related in &problem.related {
                let _ = writeln!(text, "  | {} {}", shown(&related.place), related.message);
            }
            for help in problem.help.iter().flat_map(|help| help.lines()) {
                let _ = writeln!(text, "  = {help}");
            }
            if let Some(fix) = &problem.fix {
                let _ = writeln!(text, "  = fix: {} at {}", fix.message, shown(&fix.place));
            }
        }
        Answer { diagnostics: text, has_errors: problems.iter().any(|problem| problem.level == Level::Error), ..Answer::default() }
    }
}

/// What the lints find in the rule files of a case.
fn linted(host: &MemoryHost, options: &Options) -> String {
    match lint(host, &Options { inputs: Vec::new(), ..options.clone() }) {
        Ok(linted) => Answer::of_problems(&linted.report.problems, &linted.sources).diagnostics,
        Err(fault) => Answer::of_fault(&fault).diagnostics,
    }
}

/// Each group of findings with its smallest changes, a line for each figure.
pub(super) fn corrections(report: &Report) -> String {
    let mut text = String::new();
    for correction in &report.corrections {
        let _ = writeln!(text, "{}: {}", correction.findings_named(&report.findings), correction.sentence);
        for rule in &correction.excluded {
            let _ = writeln!(text, "  {rule}");
        }
        for explanation in &correction.explanations {
            let mut mark = "-";
            for change in &explanation.changes {
                let reasons = change.reasons();
                let slips = if reasons.is_empty() { String::new() } else { format!("  {reasons}") };
                let _ = writeln!(
                    text,
                    "  {mark} {}:{}  {}  {}{slips}",
                    change.figure.place.path,
                    change.figure.place.line,
                    change.figure.field,
                    change.sentence()
                );
                mark = " ";
            }
        }
        for finding in correction.findings.iter().filter_map(|&at| report.findings.get(at)) {
            if let Some(follows) = report.follows(finding) {
                let rows = if finding.instance.key.is_empty() { String::new() } else { format!(" ({})", finding.instance.rows()) };
                let _ = writeln!(text, "  {}{rows} {follows}", finding.instance.rule);
            }
        }
        if let Some(advice) = &correction.advice {
            let _ = writeln!(text, "  = {advice}");
        }
    }
    text
}

/// Every test, with what did not come as expected; problems that only a run of the tests finds; and the counts.
fn tested(run: &TestRun) -> String {
    let mut text = Answer::of_problems(&run.report.problems, &run.sources).diagnostics;
    for test in &run.report.tests {
        let _ = writeln!(text, "{}  {}", test.status.word(), test.title);
        for expected in test.expectations.iter().filter(|expected| !expected.met) {
            let _ = writeln!(text, "  expected {}", expected.expected);
            if let Some(note) = &expected.note {
                let _ = writeln!(text, "    {note}");
            }
            for came in expected.came.iter().filter(|came| !came.met) {
                let key = if came.key.is_empty() { String::new() } else { format!("  [{}]", came.key.join(", ")) };
                let message = came.message.as_ref().map_or(String::new(), |message| format!("  {message}"));
                let _ = writeln!(text, "    {}  {}{key}{message}", came.outcome, came.path);
            }
        }
    }
    let summary = &run.report.summary;
    let _ = writeln!(text, "{} passed, {} failed, {} not run", summary.passed, summary.failed, summary.not_run);
    text.replace(&format!("{FOLDER}/"), "")
}

/// Every verdict with its rule's name, ordered by rule, return and rows.
pub(super) fn verdicts(
    report: &Report,
    sources: &SourceMap,
    program: &Program,
    returns: &Returns,
    verdicts: &[Verdict],
) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String, String)> = Vec::new();
    let mut add = |outcome: &str, rule: &str, path: &str, key: &[String], rest: &str| {
        let key = if key.is_empty() { String::new() } else { format!("  [{}]", key.join(", ")) };
        lines.push((rule.to_owned(), path.to_owned(), format!("{outcome}  {rule}  {path}{key}{rest}\n")));
    };
    for verdict in verdicts {
        let outcome = match verdict.outcome {
            Outcome::Pass => "pass",
            Outcome::NotApplicable => "not applicable",
            Outcome::Fail | Outcome::Undetermined(_) => continue,
        };
        let path = &sources.get(returns.get(verdict.subject).source).name;
        let key: Vec<String> = verdict.rows.iter().map(|row| eval::row_name(program, returns, *row)).collect();
        add(outcome, &program.rule(verdict.rule).name, path, &key, "");
    }
    for of in &report.waivers {
        let unknown: String = of.unknown.iter().map(|reason| format!("\n  {reason}")).collect();
        let place = shown(&of.waiver.place);
        add("waiver", &of.rule, &place, &[], &format!("  {}, {} waived: {}{unknown}", of.status.word(), of.fails, of.waiver.sentence()));
    }
    for set in &report.settings {
        let name = format!("{}.{}", set.pack, set.parameter);
        add("set", &name, &shown(&set.place), &[], &format!("  is {}; {}", set.sentence(), set.cites.join(" and ")));
    }
    for finding in &report.findings {
        let mut rest = format!("  {}", finding.message);
        for figure in &finding.figures {
            let printed = if figure.printed.is_empty() { format!("({})", figure.state) } else { figure.printed.clone() };
            let _ = write!(rest, "\n  {}  {}  {printed}", shown(&figure.place), figure.field);
        }
        let outcome = if finding.waived.is_some() { "waived" } else { "fail" };
        add(outcome, &finding.instance.rule, &finding.instance.path, &finding.instance.key, &rest);
    }
    for open in &report.undetermined {
        add("undetermined", &open.instance.rule, &open.instance.path, &open.instance.key, &format!("  {}", open.reason));
    }
    lines.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    lines.into_iter().map(|(rule, _, text)| (rule, text)).collect()
}

fn shown(place: &Place) -> String {
    let path = place.path.strip_prefix(FOLDER).map_or(place.path.as_str(), |rest| rest.trim_start_matches('/'));
    format!("{path}:{}:{}", place.line, place.column)
}

/// The first line of what a place covers, cut where it is long.
fn underlined(place: &Place, sources: &SourceMap) -> String {
    let text = sources
        .iter()
        .find(|(_, source)| source.name == place.path)
        .and_then(|(_, source)| source.text.get(place.start as usize..place.end as usize));
    let line = text.unwrap_or("").lines().next().unwrap_or("");
    if line.chars().count() > 60 { line.chars().take(60).chain(['…']).collect() } else { line.to_owned() }
}
