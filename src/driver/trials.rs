//! The tests of rule files: their returns are read, changed and judged, and what comes is held against what is expected.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::path::{Path, PathBuf};

use super::fault::{Fault, shown};
use super::host::{Host, Listing};
use super::memory::Memory;
use super::pending::{self, Waiting};
use super::reported::{Aside, Reported};
use super::snapshots::{self, Snapshot, Snapshots};
use super::{Options, Reader, Rules};
use crate::data::{self, Change, Returns};
use crate::diag::{Diagnostic, codes, suggest};
use crate::eval;
use crate::ir::{self, Expectation, ExpectedOutcome, Program, Test};
use crate::lint;
use crate::pack;
use crate::read;
use crate::report::exit::Exit;
use crate::report::tested::{Came, TestReport, Tried};
use crate::report::tested_cases::TestedCase;
use crate::report::{Report, reasons};
use crate::source::{SourceId, SourceMap, Span};
use crate::syntax;
use crate::value::{ReturnId, normal_text, same_text};
use crate::verdict::{Outcome, Verdict};

/// Which tests to run.
#[derive(Clone, Debug, Default)]
pub struct TestOptions {
    /// Rule files, files of cases, and folders of them.
    pub paths: Vec<PathBuf>,
    /// Rule files and folders of them, where the rules under test are not those of the paths.
    pub rules: Option<Vec<PathBuf>>,
    /// Embedded packs by name, or folders.
    pub packs: Vec<String>,
    /// Words that a test's title or its rule's name contains, or a case's title, a rule that it names or its file's name.
    pub filter: Option<String>,
    /// Whether the first test or case that is not as expected ends the run.
    pub fail_fast: bool,
    /// How many cases are judged at a time; as many as the machine has processors where it is none.
    pub jobs: Option<NonZero<usize>>,
    /// How published files are read that are not plain text.
    pub reader: Reader,
}

/// A run of tests that was done.
pub struct TestRun {
    pub report: TestReport,
    pub exit: Exit,
    /// The texts, for excerpts.
    pub sources: SourceMap,
    /// What becomes of the files that wait for a review; nothing after a run that could not be done in full.
    pub waiting: Vec<Waiting>,
}

/// Runs the tests of rule files and packs, and the cases beside them.
pub fn test(host: &dyn Host, options: &TestOptions) -> Result<TestRun, Fault> {
    test_with(host, options, &|_, _| ())
}

/// The same, and says how many of how many cases are judged.
pub fn test_with(host: &dyn Host, options: &TestOptions, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<TestRun, Fault> {
    let cases = cases_of(host, options)?;
    let (mut rules, tests) = tests_of(host, options)?;
    some_are_left(&tests, &cases, options)?;
    let mut fixtures = Fixtures::default();
    let mut tried = Vec::new();
    for test in &tests {
        let files = fixtures.of(host, &mut rules, test)?;
        let came = files.and_then(|files| run(&mut rules, test, &files));
        tried.push(Tried { test, came });
        if options.fail_fast && tried.last().is_some_and(|last| !last.is_met()) {
            break;
        }
    }
    let is_stopped = options.fail_fast && tried.last().is_some_and(|last| !last.is_met());
    let judged = snapshots::judge(&rules, &cases.files, options, is_stopped, progress);
    let never_ran = never_ran(&rules, options, &tests, &judged);
    let mut unreferenced = snapshots::about_nothing(&rules, &cases.files);
    unreferenced.extend(cases.unreferenced);
    unreferenced.sort();
    let mut diagnostics = lint::without_allowed(&rules.gathered.sources, &rules.files, rules.diagnostics);
    let tested = rules.files.iter().filter_map(|file| lint::pack_of(file)).map(str::to_owned).chain(options.packs.iter().cloned());
    for pack in tested.collect::<BTreeSet<String>>() {
        diagnostics.extend(lint::missing_translations(&rules.program, &rules.gathered.sources, &pack));
    }
    diagnostics.extend(rules.gathered.diagnostics);
    let mut report = TestReport::new(&rules.gathered.sources, tried, &diagnostics, &rules.left_out);
    report.summary.left = tests.len() - report.tests.len();
    report.add_cases(cases.broken);
    for snapshots::Judged { snapshot, answers } in &judged {
        let of_file = snapshot.file.cases.iter().zip(answers).filter(|(case, _)| snapshot.is_asked(case, options.filter.as_ref()));
        report.add_cases(of_file.map(|(case, answer)| TestedCase::new(&snapshot.file, case, answer.as_ref())).collect());
    }
    (report.never_ran, report.unreferenced) = (never_ran, unreferenced);
    let exit = report.exit();
    let waiting = if exit == Exit::Incomplete { Vec::new() } else { pending::after(host, &judged)? };
    Ok(TestRun { report, exit, sources: rules.gathered.sources, waiting })
}

/// The cases below the paths, and in the folders of packs.
pub(super) fn cases_of(host: &dyn Host, options: &TestOptions) -> Result<Snapshots, Fault> {
    let folders = options.packs.iter().map(PathBuf::from).filter(|path| host.list(path).is_ok());
    snapshots::find(host, &options.paths.iter().cloned().chain(folders).collect::<Vec<_>>())
}

/// Reports a filter that leaves neither a test nor a case.
fn some_are_left(tests: &[Test], cases: &Snapshots, options: &TestOptions) -> Result<(), Fault> {
    let Some(filter) = &options.filter else { return Ok(()) };
    let is_left = |snapshot: &Snapshot| snapshot.file.cases.iter().any(|case| snapshot.is_asked(case, Some(filter)));
    if tests.is_empty() && !cases.files.iter().any(is_left) { Err(Fault::NoTests(filter.clone())) } else { Ok(()) }
}

/// The rules of the given files that no test and no case asks for; none of a run that leaves some of these out.
fn never_ran(rules: &Rules, options: &TestOptions, tests: &[Test], judged: &[snapshots::Judged<'_>]) -> Vec<String> {
    if options.filter.is_some() || options.fail_fast {
        return Vec::new();
    }
    let own: BTreeSet<SourceId> = rules.under_test().iter().map(|file| file.source).collect();
    let mut asked: BTreeSet<&str> = tests.iter().map(|test| test.rule.as_str()).collect();
    for snapshots::Judged { snapshot, answers } in judged {
        let of_file = snapshot.file.cases.iter().zip(answers).filter(|(case, _)| snapshot.returns(case).is_some());
        asked.extend(of_file.flat_map(|(case, answer)| answer.iter().flat_map(|answer| answer.rules(case))));
    }
    let names = rules.program.rules.iter().filter(|rule| own.contains(&rule.span.source)).map(|rule| rule.name.as_str());
    names.filter(|name| !asked.contains(name)).map(str::to_owned).collect::<BTreeSet<String>>().into_iter().collect()
}

/// The paths at which rules stand: all but files of cases, and folders that hold cases and no rules.
fn rule_paths(host: &dyn Host, paths: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    let ends = |path: &Path, end: &str| path.extension().is_some_and(|of| of == end);
    let is_case = |path: &Path| ends(path, "md") || ends(path, "report");
    let mut found = Vec::new();
    for path in paths {
        let holds_rules = match host.list(path)? {
            Listing::File => !is_case(path),
            Listing::Folder(files) => files.iter().any(|file| ends(file, "rules")) || !files.iter().any(|file| is_case(file)),
        };
        if holds_rules {
            found.push(path.clone());
        }
    }
    Ok(found)
}

/// Whether a rule file is among these paths or below them.
pub fn holds_rules(host: &dyn Host, paths: &[PathBuf]) -> bool {
    let is_rules = |path: &PathBuf| path.extension().is_some_and(|end| end == "rules");
    paths.iter().any(|path| match host.list(path) {
        Ok(Listing::Folder(files)) => files.iter().any(is_rules),
        Ok(Listing::File) | Err(_) => is_rules(path),
    })
}

/// The rules, and those of their tests that are asked for.
pub(super) fn tests_of(host: &dyn Host, options: &TestOptions) -> Result<(Rules, Vec<Test>), Fault> {
    let rules = options.rules.clone().map_or_else(|| rule_paths(host, &options.paths), Ok)?;
    let options_of_rules = Options { rules, packs: options.packs.clone(), ..Options::default() };
    let mut rules = Rules::load(host, &options_of_rules, &mut Memory::default())?;
    let mut tests = std::mem::take(&mut rules.tests);
    tests.extend(tests_of_packs(&mut rules, &options.packs));
    if let Some(filter) = &options.filter {
        let words = filter.to_lowercase();
        tests.retain(|test| test.title.to_lowercase().contains(&words) || test.rule.contains(&words));
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
        let (rules, verdicts) = (vec![verdict.rule], std::slice::from_ref(verdict));
        Reported { sources: self.sources, program: self.program, returns: self.returns, rules, verdicts, aside: Aside::default() }.report()
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
