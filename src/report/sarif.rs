//! The report as SARIF 2.1.0, the form in which code scanning takes findings.
//!
//! A fail is a result of kind `fail`, an open question one of kind `open`; what is waived is suppressed with its reason. Problems in the
//! files are notifications of the invocation. Columns count UTF-16 units, as the run says.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::fingerprint::{Fingerprint, Fingerprints};
use super::text::visible;
use super::{Citation, Finding, Instance, Place, Problem, Report, RuleCounts, Undetermined, reasons};
use crate::diag::{Level, codes};
use crate::source::SourceMap;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What stands for the place of the packs, whose texts are part of the program and in no folder of the user.
const PACKS: &str = "PACKS";

/// One run with all results, on one line.
pub fn render(report: &Report, sources: &SourceMap) -> String {
    let writer = Writer {
        report,
        sources,
        inputs: report.inputs.iter().map(|input| input.path.as_str()).collect(),
        rules: report.rules.iter().enumerate().map(|(at, rule)| (rule.name.as_str(), at)).collect(),
        fingerprints: Fingerprints::new(&report.inputs),
        met: RefCell::default(),
    };
    let log = writer.log();
    // The log holds only strings, numbers and lists, which always have a JSON form.
    let mut text = serde_json::to_string(&log).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    automation_details: Named,
    invocations: [Invocation; 1],
    original_uri_base_ids: BTreeMap<&'static str, Described>,
    artifacts: Vec<Artifact>,
    column_kind: &'static str,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
struct Named {
    id: &'static str,
}

#[derive(Serialize)]
struct Described {
    description: Text,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor<'a>>,
    notifications: Vec<Descriptor<'a>>,
}

/// A rule, or the code of a problem.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    short_description: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    default_configuration: Configuration,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties<'a>>,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties<'a> {
    cites: &'a [String],
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    descriptor: Code,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
}

#[derive(Serialize)]
struct Code {
    id: String,
}

#[derive(Serialize)]
struct Artifact {
    location: ArtifactLocation,
    hashes: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Page>,
}

/// Where a file has pages, its lines are those of the text that was read from it, so no region is given.
#[derive(Serialize)]
struct Page {
    page: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: usize,
    end_line: u32,
    end_column: usize,
}

struct Writer<'a> {
    report: &'a Report,
    sources: &'a SourceMap,
    inputs: BTreeSet<&'a str>,
    rules: BTreeMap<&'a str, usize>,
    fingerprints: Fingerprints<'a>,
    /// How often each fingerprint was given: rows without a key may share one.
    met: RefCell<BTreeMap<Fingerprint, usize>>,
}

impl<'a> Writer<'a> {
    fn log(&self) -> Log<'a> {
        let report = self.report;
        let mut results: Vec<Outcome> = report.findings.iter().map(|finding| self.finding(finding)).collect();
        results.extend(report.undetermined.iter().map(|one| self.undetermined(one)));
        let invocation = Invocation {
            execution_successful: !report.is_incomplete(),
            tool_execution_notifications: report.problems.iter().map(|problem| self.notification(problem)).collect(),
        };
        let rules = report.rules.iter().map(|rule| self.rule(rule)).collect();
        let packs = Described { description: text("the packs of rules that are part of the program") };
        let artifacts = report.inputs.iter().map(|input| Artifact {
            location: ArtifactLocation { uri: uri(&input.path), uri_base_id: None },
            hashes: BTreeMap::from([("sha-256", input.sha256.clone())]),
        });
        let driver =
            Driver { name: env!("CARGO_PKG_NAME"), semantic_version: env!("CARGO_PKG_VERSION"), rules, notifications: self.codes() };
        let run = Run {
            tool: Tool { driver },
            automation_details: Named { id: "rulecheck/check" },
            invocations: [invocation],
            original_uri_base_ids: BTreeMap::from([(PACKS, packs)]),
            artifacts: artifacts.collect(),
            column_kind: "utf16CodeUnits",
            results,
        };
        Log { schema: SCHEMA, version: "2.1.0", runs: [run] }
    }

    fn rule(&self, rule: &'a RuleCounts) -> Descriptor<'a> {
        let known = |cites: &String| self.report.citations.iter().find(|citation| citation.cites == *cites);
        let lines: Vec<String> = rule.cites.iter().map(|cites| known(cites).map_or(cites.clone(), Citation::sentence)).collect();
        Descriptor {
            id: &rule.name,
            short_description: text(&rule.title),
            help: (!lines.is_empty()).then(|| Text { text: lines.iter().map(|line| visible(line)).collect::<Vec<_>>().join("\n") }),
            help_uri: rule.cites.iter().find_map(|cites| known(cites)?.link.clone()),
            default_configuration: Configuration { level: rule.grade.word() },
            properties: Some(Properties { cites: &rule.cites }),
        }
    }

    /// The codes of the problems, each once.
    fn codes(&self) -> Vec<Descriptor<'a>> {
        let met = |id: &str| self.report.problems.iter().any(|problem| problem.code == id);
        let codes = codes::ALL.iter().filter(|code| met(code.id));
        let described = codes.map(|code| Descriptor {
            id: code.id,
            short_description: text(code.title),
            help: Some(text(code.explanation)),
            help_uri: None,
            default_configuration: Configuration { level: level(code.level) },
            properties: None,
        });
        described.collect()
    }

    fn notification(&self, problem: &Problem) -> Notification {
        let help = problem.help.as_ref().map_or(String::new(), |help| format!(". {help}"));
        Notification {
            descriptor: Code { id: problem.code.clone() },
            level: level(problem.level),
            message: text(&format!("{}{help}", problem.message)),
            locations: vec![self.location(&problem.place, None, &problem.label)],
        }
    }

    fn finding(&self, finding: &Finding) -> Outcome {
        let first = finding.first_figure();
        let locations = match first {
            Some(figure) => vec![self.location(&figure.place, Some(&figure.field), &figure.label)],
            None => vec![file(&finding.instance.path)],
        };
        let others = finding.figures.iter().filter(|figure| first != Some(figure));
        let mut related: Vec<Location> = others
            .map(|figure| self.location(&figure.place, Some(&figure.field), &format!("{}: {}", figure.label, figure.printed)))
            .collect();
        related.push(self.location(&finding.rule_place, None, "the rule"));
        let follows = self.report.follows(finding).map_or(String::new(), |follows| format!(" ({follows})"));
        let suppression = |justification: String| Suppression { kind: "external", status: "accepted", justification };
        Outcome {
            kind: "fail",
            level: finding.instance.grade.word(),
            related_locations: related,
            suppressions: match &finding.waived {
                Some(waived) => vec![suppression(waived.sentence())],
                None if finding.known => vec![suppression("known by the baseline".to_owned())],
                None => Vec::new(),
            },
            baseline_state: self.report.baseline.as_ref().map(|_| if finding.known { "unchanged" } else { "new" }),
            ..self.outcome(&finding.instance, &format!("{}{follows}", finding.message), locations)
        }
    }

    fn undetermined(&self, one: &Undetermined) -> Outcome {
        let message = format!("{}: {}", reasons::words(&one.cause), one.reason);
        let location = one.place.as_ref().map_or_else(|| file(&one.instance.path), |place| self.location(place, None, ""));
        // A result that is no fail has no level.
        Outcome { kind: "open", level: "none", ..self.outcome(&one.instance, &message, vec![location]) }
    }

    fn outcome(&self, instance: &Instance, message: &str, locations: Vec<Location>) -> Outcome {
        let rows = if instance.key.is_empty() { String::new() } else { format!("{}: ", instance.rows()) };
        Outcome {
            rule_id: instance.rule.clone(),
            rule_index: self.rules.get(instance.rule.as_str()).copied(),
            kind: "fail",
            level: "none",
            message: text(&format!("{rows}{message}")),
            locations,
            related_locations: Vec::new(),
            partial_fingerprints: BTreeMap::from([("instance/v1", self.fingerprint(instance))]),
            baseline_state: self.report.baseline.as_ref().map(|_| "new"),
            suppressions: Vec::new(),
        }
    }

    /// The hash of what the instance is, and its number among those that share it.
    fn fingerprint(&self, instance: &Instance) -> String {
        let fingerprint = self.fingerprints.of(instance);
        let hash = fingerprint.hash();
        let mut met = self.met.borrow_mut();
        let number = met.entry(fingerprint).or_default();
        *number += 1;
        format!("{hash}:{number}")
    }

    fn location(&self, place: &Place, field: Option<&str>, words: &str) -> Location {
        // Every file of the user is an input of the run; the other texts are those of the packs in the program.
        let is_input = self.inputs.contains(place.path.as_str());
        let uri_base_id = (!is_input && self.is_text(place)).then_some(PACKS);
        Location {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri: uri(&place.path), uri_base_id },
                region: place.within().is_none().then(|| self.region(place)),
                properties: place.page.map(|page| Page { page }),
            },
            logical_locations: field
                .map(|field| LogicalLocation { fully_qualified_name: visible(field).into_owned() })
                .into_iter()
                .collect(),
            message: (!words.is_empty()).then(|| text(words)),
        }
    }

    /// Whether anything is written at the place: a file that was not opened is known by its name only.
    fn is_text(&self, place: &Place) -> bool {
        !self.sources.get(place.source).text.is_empty()
    }

    fn region(&self, place: &Place) -> Region {
        let source = self.sources.get(place.source);
        let column = |offset: u32, line: u32| {
            let before = source.text.get(source.line_range(line).start..offset as usize);
            before.map_or(0, |before| before.encode_utf16().count()) + 1
        };
        let end = source.position(place.end);
        Region {
            start_line: place.line,
            start_column: column(place.start, place.line),
            end_line: end.line,
            end_column: column(place.end, end.line),
        }
    }
}

/// A file as a whole.
fn file(path: &str) -> Location {
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(path), uri_base_id: None },
            region: None,
            properties: None,
        },
        logical_locations: Vec::new(),
        message: None,
    }
}

fn text(words: &str) -> Text {
    Text { text: visible(words).into_owned() }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

/// A path as a URI: absolute ones lead from the root of the machine, all others from wherever the reader is.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let mut out = String::new();
    let is_drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes().get(2) == Some(&b'/');
    if is_drive {
        out.push_str("file:///");
    } else if path.starts_with('/') {
        out.push_str("file://");
    }
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            b':' if is_drive && at == 1 => out.push(':'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_is_a_uri() {
        assert_eq!(uri("returns/月報 1.yaml"), "returns/%E6%9C%88%E5%A0%B1%201.yaml");
        assert_eq!(uri("/a/b#c"), "file:///a/b%23c");
        assert_eq!(uri("C:/a"), "file:///C:/a");
        assert_eq!(uri("a:b"), "a%3Ab");
        assert_eq!(uri("./a/b"), "a/b");
    }
}
