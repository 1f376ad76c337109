//! The tests of rule files: their returns are read, changed and judged, and what comes is held against what is expected.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::fault::{Fault, shown};
use super::host::{Host, Listing};
use super::memory::Memory;
use super::{Options, Rules};
use crate::data::{self, Change, Returns};
use crate::diag::{Diagnostic, codes, suggest};
use crate::eval;
use crate::ir::{self, Expectation, ExpectedOutcome, Program, Test};
use crate::lint;
use crate::pack;
use crate::read;
use crate::report::exit::Exit;
use crate::report::tested::{Came, TestReport, Tried};
use crate::report::{Material, Report, Waivings, reasons};
use crate::source::{SourceId, SourceMap, Span};
use crate::syntax;
use crate::value::{RecordId, ReturnId, normal_text, same_text};
use crate::verdict::{Outcome, Verdict};

/// Which tests to run.
#[derive(Clone, Debug, Default)]
pub struct TestOptions {
    /// Rule files, and folders of them.
    pub paths: Vec<PathBuf>,
    /// Embedded packs by name, or folders.
    pub packs: Vec<String>,
    /// Words that a test's title or its rule's name contains.
    pub filter: Option<String>,
}

/// A run of tests that was done.
pub struct TestRun {
    pub report: TestReport,
    pub exit: Exit,
    /// The texts, for excerpts.
    pub sources: SourceMap,
}

/// Runs the tests of rule files and packs.
pub fn test(host: &dyn Host, options: &TestOptions) -> Result<TestRun, Fault> {
    let (mut rules, tests) = tests_of(host, options)?;
    let mut fixtures = Fixtures::default();
    let mut tried = Vec::new();
    for test in &tests {
        let files = fixtures.of(host, &mut rules, test)?;
        let came = files.and_then(|files| run(&mut rules, test, &files));
        tried.push(Tried { test, came });
    }
    let mut diagnostics = lint::without_allowed(&rules.gathered.sources, &rules.files, rules.diagnostics);
    let tested = rules.files.iter().filter_map(|file| lint::pack_of(file)).map(str::to_owned).chain(options.packs.iter().cloned());
    for pack in tested.collect::<BTreeSet<String>>() {
        diagnostics.extend(lint::missing_translations(&rules.program, &rules.gathered.sources, &pack));
    }
    diagnostics.extend(rules.gathered.diagnostics);
    let report = TestReport::new(&rules.gathered.sources, tried, &diagnostics, &rules.left_out);
    let exit = report.exit();
    Ok(TestRun { report, exit, sources: rules.gathered.sources })
}

/// The rules, and those of their tests that are asked for.
pub(super) fn tests_of(host: &dyn Host, options: &TestOptions) -> Result<(Rules, Vec<Test>), Fault> {
    let options_of_rules = Options { rules: options.paths.clone(), packs: options.packs.clone(), ..Options::default() };
    let mut rules = Rules::load(host, &options_of_rules, &mut Memory::default())?;
    let mut tests = std::mem::take(&mut rules.tests);
    tests.extend(tests_of_packs(&mut rules, &options.packs));
    if let Some(filter) = &options.filter {
        let words = filter.to_lowercase();
        let all = tests.len();
        tests.retain(|test| test.title.to_lowercase().contains(&words) || test.rule.contains(&words));
        if tests.is_empty() && all > 0 {
            return Err(Fault::NoTests(filter.clone()));
        }
    }
    Ok((rules, tests))
}

/// The tests of the embedded packs that are named; only now are those read.
fn tests_of_packs(rules: &mut Rules, packs: &[String]) -> Vec<Test> {
    let mut files = Vec::new();
    for pack in packs.iter().filter(|pack| rules.embedded.contains(*pack)) {
        for (name, text) in pack::tests(pack) {
            let parse = syntax::parse(rules.gathered.sources.add(name, text), text);
            rules.diagnostics.extend(parse.diagnostics);
            files.push(parse.file);
        }
    }
    if files.is_empty() {
        return Vec::new();
    }
    let lowered = ir::lower(std::mem::take(&mut rules.program), &files, &|_, _| None, &rules.gathered.sources);
    rules.program = lowered.program;
    rules.diagnostics.extend(lowered.diagnostics);
    lowered.tests
}

/// The returns of tests, each read once.
#[derive(Default)]
pub(super) struct Fixtures {
    read: BTreeMap<PathBuf, Option<SourceId>>,
}

impl Fixtures {
    /// The files of a test, in its order; `None`, with diagnostics, where one is missing or no text.
    pub fn of(&mut self, host: &dyn Host, rules: &mut Rules, test: &Test) -> Result<Option<Vec<SourceId>>, Fault> {
        let mut files = Vec::new();
        for (name, span) in &test.files {
            files.push(self.file(host, rules, name, *span)?);
        }
        Ok(files.into_iter().collect())
    }

    fn file(&mut self, host: &dyn Host, rules: &mut Rules, name: &str, span: Span) -> Result<Option<SourceId>, Fault> {
        let place = rules.gathered.place(span.source).map(Path::to_owned);
        let path = match &place {
            Some(place) => place.parent().unwrap_or(Path::new("")).join(name),
            None => Path::new(&rules.gathered.sources.get(span.source).name).with_file_name(name),
        };
        let is_plain = !name.trim().is_empty() && Path::new(name).is_relative();
        let identity = if place.is_some() { host.identity(&path) } else { path.clone() };
        if let (Some(known), true) = (self.read.get(&identity), is_plain) {
            return Ok(*known);
        }
        let found = match place {
            None => pack::fixture(&shown(&path)).map(|text| rules.gathered.sources.add(shown(&path), text)),
            Some(_) if is_plain && matches!(host.list(&path), Ok(Listing::File)) => {
                let read = rules.gathered.add_return(host, &path)?;
                self.read.insert(identity, read);
                return Ok(read);
            }
            Some(place) => {
                let missing = missing(host, &place, name, span);
                rules.diagnostics.push(missing);
                return Ok(None);
            }
        };
        if found.is_none() {
            let message = format!("no file `{name}` is embedded with the pack");
            rules.diagnostics.push(Diagnostic::new(&codes::MISSING_FILE, message, span, "not found"));
        }
        self.read.insert(identity, found);
        Ok(found)
    }
}

/// A file that is not there, with the one that is likely to be meant.
fn missing(host: &dyn Host, rules: &Path, name: &str, span: Span) -> Diagnostic {
    let folder = rules.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = match host.list(folder) {
        Ok(Listing::Folder(files)) => files,
        _ => Vec::new(),
    };
    let is_return = |path: &&PathBuf| path.extension().is_some_and(|end| end != "rules" && end != "csv");
    let names = beside.iter().filter(is_return).map(|path| shown(path.strip_prefix(folder).unwrap_or(path)));
    let names: Vec<String> = names.collect();
    let message = format!("no file `{name}` stands beside `{}`", shown(rules));
    let missing = Diagnostic::new(&codes::MISSING_FILE, message, span, "not found");
    match suggest::nearest(name, names.iter().map(String::as_str)) {
        Some(near) => missing.help(format!("did you mean `{near}`? The test was not run.")).fix(
            format!("write `{near}`"),
            span,
            format!("\"{near}\""),
        ),
        None => missing.help("A test names its returns by their path from the folder of the rule file. The test was not run."),
    }
}

/// The instances that each expectation is about; `None`, with diagnostics, where the returns cannot be taken.
fn run(rules: &mut Rules, test: &Test, files: &[SourceId]) -> Option<Vec<(Vec<Came>, Option<String>)>> {
    let returns = loaded(rules, test, files)?;
    let verdicts = eval::evaluate_rule(&rules.program, &returns, &test.rule);
    let judged = Judged { sources: &rules.gathered.sources, program: &rules.program, returns: &returns, verdicts: &verdicts };
    Some(test.expectations.iter().map(|expected| judged.instances(test, expected, &among(files, expected.file))).collect())
}

/// The returns of a test with its changes; `None`, with diagnostics, where they have errors.
pub(super) fn loaded(rules: &mut Rules, test: &Test, files: &[SourceId]) -> Option<Returns> {
    let changes: Vec<Change<'_>> = test.changes.iter().map(|of| Change { change: &of.change, among: among(files, of.file) }).collect();
    let sources = &rules.gathered.sources;
    let mut loaded = data::load_documents(&rules.program.forms, sources, read::documents(&rules.program.forms, sources, files), &changes);
    data::load_tables(&rules.program.forms, sources, &rules.tables(), &mut loaded);
    let errors: Vec<Diagnostic> = loaded.diagnostics.into_iter().filter(Diagnostic::is_error).collect();
    if errors.is_empty() {
        return Some(loaded.returns);
    }
    rules.diagnostics.extend(errors);
    None
}

/// The file of a test that is named, or else all of them.
pub(super) fn among(files: &[SourceId], named: Option<usize>) -> Vec<SourceId> {
    named.map_or_else(|| files.to_vec(), |at| files.get(at).copied().into_iter().collect())
}

pub(super) struct Judged<'a> {
    pub sources: &'a SourceMap,
    pub program: &'a Program,
    pub returns: &'a Returns,
    pub verdicts: &'a [Verdict],
}

impl Judged<'_> {
    /// The instances of an expectation in words, and why it is not met where that is no instance's fault.
    fn instances(&self, test: &Test, expected: &Expectation, among: &[SourceId]) -> (Vec<Came>, Option<String>) {
        let (concerned, nothing) = self.concerned(test, expected, among);
        (concerned.into_iter().map(|verdict| self.came(verdict, expected)).collect(), nothing)
    }

    /// The instances of an expectation, and why it is not met where that is no instance's fault.
    pub fn concerned(&self, test: &Test, expected: &Expectation, among: &[SourceId]) -> (Vec<&Verdict>, Option<String>) {
        let holds = |source: &SourceId| {
            let found = self.returns.returns.iter().position(|filed| filed.source == *source && filed.form == test.form);
            found.map(|at| ReturnId(at as u32))
        };
        let title = &self.program.forms.form(test.form).title;
        let Some(subject) = among.iter().find_map(holds) else {
            return (Vec::new(), Some(format!("no file of the test holds a return of the form {title}")));
        };
        if let Some(by) = self.returns.get(subject).superseded_by {
            let path = |id: ReturnId| &self.sources.get(self.returns.get(id).source).name;
            return (Vec::new(), Some(format!("{} is amended by {} and is not judged", path(subject), path(by))));
        }
        let of_subject: Vec<&Verdict> = self.verdicts.iter().filter(|verdict| verdict.subject == subject).collect();
        let mut met = Vec::new();
        for verdict in &of_subject {
            if expected.rows.is_empty() || expected.rows.iter().any(|names| is_named(&self.names(verdict), names)) {
                met.push(*verdict);
            }
        }
        let unknown = |names: &&Vec<String>| !of_subject.iter().any(|verdict| is_named(&self.names(verdict), names));
        let nothing = match expected.rows.iter().find(unknown) {
            Some(names) => Some(format!("the rule has no instance for {}", names.join(", "))),
            None if met.is_empty() => Some("the rule has no instance in this return".to_owned()),
            None => None,
        };
        (met, nothing)
    }

    fn names(&self, verdict: &Verdict) -> Vec<String> {
        verdict.rows.iter().map(|row| eval::row_name(self.program, self.returns, *row)).collect()
    }

    fn came(&self, verdict: &Verdict, expected: &Expectation) -> Came {
        let outcome = match &verdict.outcome {
            Outcome::Pass => "pass".to_owned(),
            Outcome::Fail => "fail".to_owned(),
            Outcome::NotApplicable => "not applicable".to_owned(),
            Outcome::Undetermined(unknown) => format!("undetermined ({})", reasons::id(unknown.cause)),
        };
        let met = meets(verdict, expected);
        let mut report = self.report(verdict);
        let (message, figures) = match (report.findings.pop(), report.undetermined.pop()) {
            (Some(finding), _) => (Some(finding.message), finding.figures),
            (None, Some(open)) => (Some(open.reason), Vec::new()),
            (None, None) => (None, Vec::new()),
        };
        let path = self.sources.get(self.returns.get(verdict.subject).source).name.clone();
        Came { path, key: self.names(verdict), outcome, met, message, figures }
    }

    /// The words and figures of one verdict.
    fn report(&self, verdict: &Verdict) -> Report {
        Report::new(Material {
            sources: self.sources,
            program: self.program,
            returns: self.returns,
            files: Vec::new(),
            diagnostics: Vec::new(),
            left_out: Vec::new(),
            rules: vec![verdict.rule],
            verdicts: std::slice::from_ref(verdict),
            waivings: Waivings::default(),
            severities: Vec::new(),
            baseline: None,
            packs: Vec::new(),
            untranslated: None,
            as_of: None,
            derive: &|verdict| eval::derive(self.program, self.returns, verdict),
            row_name: &|row: RecordId| eval::row_name(self.program, self.returns, row),
            groups: Vec::new(),
            figure_of: &|cell, number| eval::shown_in(self.program, self.returns, cell, number),
        })
    }
}

/// Whether an instance comes out as it is expected to.
pub(super) fn meets(verdict: &Verdict, expected: &Expectation) -> bool {
    match (&verdict.outcome, expected.outcome) {
        (Outcome::Pass, ExpectedOutcome::Pass)
        | (Outcome::Fail, ExpectedOutcome::Fail)
        | (Outcome::NotApplicable, ExpectedOutcome::NotApplicable) => true,
        (Outcome::Undetermined(unknown), ExpectedOutcome::Undetermined(cause)) => cause.is_none_or(|cause| cause == unknown.cause),
        _ => false,
    }
}

/// Whether the rows of an instance have these names, outermost first; fewer names stand for all that lies within.
pub(super) fn is_named(rows: &[String], names: &[String]) -> bool {
    names.len() <= rows.len() && rows.iter().zip(names).all(|(row, name)| same_text(&normal_text(row), &normal_text(name)))
}
