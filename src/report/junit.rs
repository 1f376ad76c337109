//! JUnit XML, as CI servers read it: suites of cases, each passed, failed, in error or skipped.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::text::{counted, visible};
use super::{Figure, Finding, Problem, Report, RuleCounts, Undetermined, reasons};
use crate::diag::Level;

/// A whole run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suites {
    pub name: String,
    pub suites: Vec<Suite>,
}

/// Cases that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suite {
    pub name: String,
    pub cases: Vec<Case>,
}

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it belongs to; servers group by it.
    pub class: String,
    pub name: String,
    pub outcome: Outcome,
    /// What else is to be said of it.
    pub output: Option<String>,
}

/// What came of a case; the texts are shown as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed {
        message: String,
        kind: String,
        text: String,
    },
    /// It could not be tried as asked.
    Error {
        message: String,
        kind: String,
        text: String,
    },
    /// It was not tried, or nothing can be said.
    Skipped {
        message: String,
    },
}

/// The XML. It has no times, so that the same run gives the same bytes.
pub fn render(of: &Suites) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Nothing but memory is written to.
    let written = write(&mut writer, of);
    let mut text = written.ok().and_then(|()| String::from_utf8(writer.into_inner()).ok()).unwrap_or_default();
    text.push('\n');
    text
}

type Xml = Writer<Vec<u8>>;

fn write(writer: &mut Xml, of: &Suites) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let cases = || of.suites.iter().flat_map(|suite| &suite.cases);
    let root = writer.create_element("testsuites").with_attribute(("name", harmless(&of.name).as_str()));
    root.with_attributes(counts(cases(), false).iter().map(|(name, count)| (*name, count.as_str())))
        .write_inner_content(|writer| of.suites.iter().try_for_each(|suite| write_suite(writer, suite)))?;
    Ok(())
}

fn write_suite(writer: &mut Xml, suite: &Suite) -> io::Result<()> {
    let element = writer.create_element("testsuite").with_attribute(("name", harmless(&suite.name).as_str()));
    let counts = counts(suite.cases.iter(), true);
    let element = element.with_attributes(counts.iter().map(|(name, count)| (*name, count.as_str())));
    element.write_inner_content(|writer| suite.cases.iter().try_for_each(|case| write_case(writer, case)))?;
    Ok(())
}

/// The counts that servers show; `skipped` stands on a suite only.
fn counts<'a>(cases: impl Iterator<Item = &'a Case>, of_suite: bool) -> Vec<(&'static str, String)> {
    let (mut tests, mut failures, mut errors, mut skipped) = (0usize, 0usize, 0usize, 0usize);
    for case in cases {
        tests += 1;
        match case.outcome {
            Outcome::Passed => {}
            Outcome::Failed { .. } => failures += 1,
            Outcome::Error { .. } => errors += 1,
            Outcome::Skipped { .. } => skipped += 1,
        }
    }
    let mut counts = vec![("tests", tests.to_string()), ("failures", failures.to_string()), ("errors", errors.to_string())];
    if of_suite {
        counts.push(("skipped", skipped.to_string()));
    }
    counts
}

fn write_case(writer: &mut Xml, case: &Case) -> io::Result<()> {
    let (class, name) = (harmless(&case.class), harmless(&case.name));
    let element = writer.create_element("testcase").with_attributes([("classname", class.as_str()), ("name", name.as_str())]);
    if case.outcome == Outcome::Passed && case.output.is_none() {
        element.write_empty()?;
        return Ok(());
    }
    element.write_inner_content(|writer| {
        match &case.outcome {
            Outcome::Passed => {}
            Outcome::Failed { message, kind, text } => explained(writer, "failure", message, kind, text)?,
            Outcome::Error { message, kind, text } => explained(writer, "error", message, kind, text)?,
            Outcome::Skipped { message } => {
                writer.create_element("skipped").with_attribute(("message", harmless(message).as_str())).write_empty()?;
            }
        }
        if let Some(output) = &case.output {
            writer.create_element("system-out").write_text_content(BytesText::new(&lines(output)))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn explained(writer: &mut Xml, element: &str, message: &str, kind: &str, text: &str) -> io::Result<()> {
    let (message, kind) = (harmless(message), harmless(kind));
    let element = writer.create_element(element).with_attributes([("message", message.as_str()), ("type", kind.as_str())]);
    element.write_text_content(BytesText::new(&lines(text)))?;
    Ok(())
}

/// Text on one line without characters that XML cannot hold.
fn harmless(text: &str) -> String {
    visible(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

fn lines(text: &str) -> String {
    text.lines().map(harmless).collect::<Vec<_>>().join("\n")
}

/// A suite for each rule: a case for each fail and each open question, and one that stands for all its other instances. Problems in the
/// files are a suite of their own. What is undetermined is skipped, for nothing can be said of it, neither that it holds nor that it fails.
pub fn of_report(report: &Report) -> Suites {
    let mut suites = Vec::new();
    if !report.problems.is_empty() {
        suites.push(Suite { name: "files".to_owned(), cases: report.problems.iter().map(of_problem).collect() });
    }
    suites.extend(report.rules.iter().map(|rule| {
        let mut cases: Vec<Case> =
            report.findings.iter().filter(|finding| finding.instance.rule == rule.name).map(|one| of_finding(report, one)).collect();
        cases.extend(report.undetermined.iter().filter(|one| one.instance.rule == rule.name).map(of_undetermined));
        cases.push(of_the_others(rule, cases.is_empty()));
        Suite { name: rule.name.clone(), cases }
    }));
    for name in &report.left_out {
        let message = "left out because of errors".to_owned();
        let outcome = Outcome::Error { text: message.clone(), message, kind: "left-out".to_owned() };
        suites.push(Suite { name: name.clone(), cases: vec![Case { class: name.clone(), name: name.clone(), outcome, output: None }] });
    }
    Suites { name: "rulecheck".to_owned(), suites }
}

pub(super) fn of_problem(problem: &Problem) -> Case {
    let place = format!("{}:{}:{}", problem.place.path, problem.place.line, problem.place.column);
    let text = problem.help.as_ref().map_or(place.clone(), |help| format!("{place}\n{help}"));
    let (outcome, output) = match problem.level {
        Level::Error => (Outcome::Error { message: problem.message.clone(), kind: problem.code.clone(), text }, None),
        Level::Warning => (Outcome::Passed, Some(format!("warning: {}\n{text}", problem.message))),
    };
    Case { class: problem.place.path.clone(), name: format!("{} at {place}", problem.code), outcome, output }
}

fn of_finding(report: &Report, finding: &Finding) -> Case {
    let instance = &finding.instance;
    let mut text = vec![finding.message.clone()];
    text.extend(report.follows(finding));
    text.extend(finding.figures.iter().map(figure));
    if !instance.cites.is_empty() {
        text.push(format!("cites: {}", instance.cites.join(", ")));
    }
    let (outcome, output) = match &finding.waived {
        None if finding.known => (Outcome::Passed, Some(format!("known by the baseline\n{}", text.join("\n")))),
        Some(waived) => (Outcome::Passed, Some(format!("waived: {}\n{}", waived.sentence(), text.join("\n")))),
        None => {
            let outcome =
                Outcome::Failed { message: finding.message.clone(), kind: instance.grade.word().to_owned(), text: text.join("\n") };
            (outcome, None)
        }
    };
    Case { class: instance.rule.clone(), name: named(&instance.of, &instance.path, &instance.key), outcome, output }
}

/// `Balance at the end: 905 (statement.yaml:4)`
fn figure(figure: &Figure) -> String {
    let printed = if figure.printed.is_empty() { format!("({})", figure.state) } else { figure.printed.clone() };
    format!("{}: {printed} ({})", figure.label, figure.place.brief())
}

fn of_undetermined(one: &Undetermined) -> Case {
    let instance = &one.instance;
    let message = format!("undetermined, {}: {}", reasons::words(&one.cause), one.reason);
    let name = named(&instance.of, &instance.path, &instance.key);
    Case { class: instance.rule.clone(), name, outcome: Outcome::Skipped { message }, output: None }
}

/// `Monthly Return (FF301), 30 September 2022 (september.yaml): Class B`
fn named(of: &str, path: &str, key: &[String]) -> String {
    let rows = if key.is_empty() { String::new() } else { format!(": {}", key.join(", ")) };
    format!("{of} ({path}){rows}")
}

/// The instances that passed or that the rule does not apply to are counted in a report, not named.
fn of_the_others(rule: &RuleCounts, are_all: bool) -> Case {
    let name = if are_all { "every instance" } else { "every other instance" }.to_owned();
    let counts = &rule.counts;
    let said = format!("{} passed, {} not applicable", counts.passed, counts.not_applicable);
    let (outcome, output) = match (counts.passed, counts.not_applicable) {
        (0, 0) if are_all => (Outcome::Skipped { message: "nothing in these returns calls for it".to_owned() }, None),
        (0, 0) => (Outcome::Skipped { message: "there is none".to_owned() }, None),
        (0, idle) => (Outcome::Skipped { message: format!("{}: it does not apply", counted(idle, "instance", "instances")) }, None),
        _ => (Outcome::Passed, Some(said)),
    };
    Case { class: rule.name.clone(), name, outcome, output }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words_whatever_is_in_them() {
        let outcome =
            Outcome::Failed { message: "a < b & \"c\"\n\u{0}".to_owned(), kind: "error".to_owned(), text: "]]>\u{ffff}".to_owned() };
        let case = Case { class: "r".to_owned(), name: "第一".to_owned(), outcome, output: Some("<x/>".to_owned()) };
        let text = render(&Suites { name: "rulecheck".to_owned(), suites: vec![Suite { name: "r".to_owned(), cases: vec![case] }] });
        assert!(text.contains("message=\"a &lt; b &amp; &quot;c&quot; \\u{0}\""), "{text}");
        assert!(text.contains("]]&gt;\u{fffd}"), "{text}");
        assert!(text.contains("<testsuite name=\"r\" tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\">"), "{text}");
    }
}
