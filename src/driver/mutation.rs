//! Testing the tests: the rules are changed one place at a time, and each change is one that a test or a case should notice.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::fault::{Fault, shown};
use super::host::{Host, Listing};
use super::trials::{Fixtures, Judged, TestOptions, loaded, meets, tests_of};
use super::{Rules, trials};
use crate::case::{Case, CaseFile, ExpectationKind, name_matches};
use crate::data::{self, Returns};
use crate::diag::Diagnostic;
use crate::eval;
use crate::ir::{Program, Test};
use crate::lint;
use crate::mutate::{self, Mutant, Sameness};
use crate::read;
use crate::report::exit::Exit;
use crate::report::mutated::{Fate, MutationReport};
use crate::source::{SourceId, SourceMap};
use crate::syntax::ast::File;
use crate::ty::FormId;
use crate::value::{Cause, RecordId, ReturnId};
use crate::verdict::{Outcome, Verdict};

/// Rules that were tried with changes.
pub struct MutationRun {
    pub report: MutationReport,
    pub exit: Exit,
    /// The texts, for excerpts.
    pub sources: SourceMap,
}

/// How changed rules are tried.
pub struct MutateOptions<'a> {
    /// How many changes are tried at a time; as many as the machine has processors where it is none.
    pub jobs: Option<NonZero<usize>>,
    /// Is told how many of how many are done.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

/// Changes the rules of the given files one place at a time, and holds each against the tests and the cases that stand beside them.
pub fn mutate(host: &dyn Host, options: &TestOptions, how: &MutateOptions<'_>) -> Result<MutationRun, Fault> {
    // Each change is held against every test; a filter only chooses the rules that are changed.
    let (mut rules, tests) = tests_of(host, &TestOptions { filter: None, ..options.clone() })?;
    let mut diagnostics = lint::without_allowed(&rules.gathered.sources, &rules.files, std::mem::take(&mut rules.diagnostics));
    diagnostics.retain(Diagnostic::is_error);
    if !rules.left_out.is_empty() || !diagnostics.is_empty() {
        let report = MutationReport::not_run(&rules.gathered.sources, &diagnostics, &rules.left_out);
        return Ok(MutationRun { report, exit: Exit::Incomplete, sources: rules.gathered.sources });
    }
    let cases = cases(host, &options.paths.iter().cloned().chain(folders(host, &options.packs)).collect::<Vec<_>>())?;
    let (trials, not_used) = Trials::new(host, &mut rules, tests, &cases)?;
    let files: Vec<Arc<File>> = own_files(&rules, options);
    let mut mutants = mutate::mutants(&rules.program, &rules.gathered.sources, &files);
    if let Some(filter) = &options.filter {
        mutants.retain(|mutant| mutant.rules.iter().any(|rule| rule.contains(&filter.to_lowercase())));
    }
    let fates = trials.fates(&rules.program, &mutants, how);
    let mut report = MutationReport::new(&rules.gathered.sources, &mutants, &fates);
    report.tests = trials.tests.len();
    report.cases = trials.trials.len() - trials.tests.len();
    report.cases_not_used = not_used;
    let exit = if report.summary.survived == 0 { Exit::Clean } else { Exit::Failed };
    Ok(MutationRun { report, exit, sources: rules.gathered.sources })
}

/// The rule files that are changed: those of the paths, or else those of the packs.
fn own_files(rules: &Rules, options: &TestOptions) -> Vec<Arc<File>> {
    let from = if options.paths.is_empty() { 0 } else { rules.from_packs };
    rules.files.get(from..).unwrap_or_default().to_vec()
}

fn folders<'a>(host: &'a dyn Host, packs: &'a [String]) -> impl Iterator<Item = PathBuf> + 'a {
    packs.iter().map(PathBuf::from).filter(|path| host.list(path).is_ok())
}

/// The case files of these folders: Markdown in which some block says what a rule says.
pub(super) fn cases(host: &dyn Host, paths: &[PathBuf]) -> Result<Vec<CaseFile>, Fault> {
    let mut files: BTreeSet<PathBuf> = BTreeSet::new();
    for path in paths {
        match host.list(path)? {
            Listing::File => drop(files.insert(path.clone())),
            Listing::Folder(below) => files.extend(below),
        }
    }
    let mut found = Vec::new();
    for path in files.into_iter().filter(|path| path.extension().is_some_and(|end| end == "md")) {
        let Ok(text) = String::from_utf8(host.read(&path)?) else { continue };
        let Ok(file) = CaseFile::parse(shown(&path), text) else { continue };
        if file.cases.iter().any(|case| !patterns(case).is_empty()) {
            found.push(file);
        }
    }
    Ok(found)
}

/// The patterns of the rules of which a case says what comes; each block is a list of them, and an empty one is about every rule.
fn patterns(case: &Case) -> Vec<&[String]> {
    let patterns = case.expectations.iter().map(|expected| match &expected.kind {
        ExpectationKind::Report(patterns) => Some(patterns.as_slice()),
        _ => None,
    });
    patterns.flatten().collect()
}

/// Returns, and what must come of them.
struct Trial {
    returns: Returns,
    claim: Claim,
}

enum Claim {
    /// What a test expects, by its place, with its files.
    Test(usize, Vec<SourceId>),
    /// What comes of each rule that a case is about.
    Case(BTreeMap<String, Vec<Answer>>),
}

/// What a rule says of one instance, in the words of which a reader would notice a change.
#[derive(PartialEq, Eq)]
struct Answer {
    subject: ReturnId,
    rows: Vec<RecordId>,
    outcome: Came,
    message: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Came {
    Pass,
    Fail,
    NotApplicable,
    Undetermined(Cause),
}

struct Trials {
    tests: Vec<Test>,
    trials: Vec<Trial>,
    /// The trials in which a rule takes part, by its name.
    of_rule: BTreeMap<String, Vec<usize>>,
    sources: SourceMap,
}

impl Trials {
    /// Loads every test and case, with the number of cases that cannot be used.
    fn new(host: &dyn Host, rules: &mut Rules, tests: Vec<Test>, cases: &[CaseFile]) -> Result<(Trials, usize), Fault> {
        let mut trials = Vec::new();
        let mut of_rule: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut fixtures = Fixtures::default();
        for (place, test) in tests.iter().enumerate() {
            let files = fixtures.of(host, rules, test)?;
            let trial = files.and_then(|files| Some((loaded(rules, test, &files)?, files)));
            let Some((returns, files)) = trial else { return Err(Fault::TestsFail(vec![test.title.clone()])) };
            of_rule.entry(test.rule.clone()).or_default().push(trials.len());
            trials.push(Trial { returns, claim: Claim::Test(place, files) });
        }
        let mut not_used = 0;
        for case in cases.iter().flat_map(|file| &file.cases).filter(|case| !patterns(case).is_empty()) {
            let Some(returns) = returns_of(rules, case) else {
                not_used += 1;
                continue;
            };
            let is_about = |name: &str| {
                patterns(case).iter().any(|patterns| patterns.is_empty() || patterns.iter().any(|pattern| name_matches(pattern, name)))
            };
            let names: BTreeSet<&str> = rules.program.rules.iter().map(|rule| rule.name.as_str()).filter(|name| is_about(name)).collect();
            let answers = names.into_iter().map(|name| (name.to_owned(), answers(&rules.program, &returns, name)));
            let answers: BTreeMap<String, Vec<Answer>> = answers.filter(|(_, answers)| !answers.is_empty()).collect();
            for name in answers.keys() {
                of_rule.entry(name.clone()).or_default().push(trials.len());
            }
            trials.push(Trial { returns, claim: Claim::Case(answers) });
        }
        let trials = Trials { tests, trials, of_rule, sources: rules.gathered.sources.clone() };
        let failing = trials.tests.iter().enumerate().filter(|(place, test)| trials.notices(&rules.program, *place, &test.rule));
        let failing: Vec<String> = failing.map(|(_, test)| test.title.clone()).collect();
        if failing.is_empty() { Ok((trials, not_used)) } else { Err(Fault::TestsFail(failing)) }
    }

    /// What becomes of each mutant, several tried at a time.
    fn fates(&self, program: &Program, mutants: &[Mutant], how: &MutateOptions<'_>) -> Vec<Fate> {
        let workers = how.jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get).clamp(1, mutants.len().max(1));
        let next = AtomicUsize::new(0);
        let done = AtomicUsize::new(0);
        let work = || {
            let mut changed = program.clone();
            let mut fates = Vec::new();
            while let Some((place, mutant)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, mutants.get(at)?))) {
                fates.push((place, self.fate(program, &mut changed, mutant)));
                (how.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, mutants.len());
            }
            fates
        };
        let mut fates = vec![Fate::Survived; mutants.len()];
        thread::scope(|scope| {
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            for (place, fate) in workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()) {
                fates[place] = fate;
            }
        });
        fates
    }

    fn fate(&self, program: &Program, changed: &mut Program, mutant: &Mutant) -> Fate {
        if mutant.rules.is_empty() {
            return Fate::Unreached;
        }
        let mut edits = mutant.edits();
        edits.iter_mut().for_each(|edit| edit.exchange(changed));
        let is_noticed = mutant.rules.iter().any(|rule| {
            let trials = self.of_rule.get(rule).map(Vec::as_slice).unwrap_or_default();
            trials.iter().any(|&trial| self.notices(changed, trial, rule))
        });
        let fate = if is_noticed {
            Fate::Killed
        } else if mutant.rules.iter().all(|rule| Sameness::new(program).of_rule(changed, rule)) {
            Fate::Equivalent
        } else {
            Fate::Survived
        };
        edits.iter_mut().rev().for_each(|edit| edit.exchange(changed));
        fate
    }

    /// Whether a trial does not come out as it should.
    fn notices(&self, program: &Program, trial: usize, rule: &str) -> bool {
        let Some(Trial { returns, claim }) = self.trials.get(trial) else { return false };
        match claim {
            Claim::Test(place, files) => self.tests.get(*place).is_some_and(|test| !self.is_met(program, returns, test, files)),
            Claim::Case(expected) => {
                let expected = expected.get(rule).map(Vec::as_slice).unwrap_or_default();
                let verdicts = eval::evaluate_rule(program, returns, rule);
                let is_same = |(verdict, answer): (&Verdict, &Answer)| {
                    (verdict.subject, &verdict.rows, came(verdict)) == (answer.subject, &answer.rows, answer.outcome)
                };
                if verdicts.len() != expected.len() || !verdicts.iter().zip(expected).all(is_same) {
                    return true;
                }
                let said = verdicts.iter().map(|verdict| message(program, returns, verdict));
                !said.zip(expected).all(|(message, answer)| message == answer.message)
            }
        }
    }

    fn is_met(&self, program: &Program, returns: &Returns, test: &Test, files: &[SourceId]) -> bool {
        let verdicts = eval::evaluate_rule(program, returns, &test.rule);
        let judged = Judged { sources: &self.sources, program, returns, verdicts: &verdicts };
        test.expectations.iter().all(|expected| {
            let (concerned, nothing) = judged.concerned(test, expected, &trials::among(files, expected.file));
            nothing.is_none() && concerned.iter().all(|verdict| meets(verdict, expected))
        })
    }
}

/// The returns of a case that brings nothing but returns and the rows of tables; `None` for any other, and where its texts have errors.
fn returns_of(rules: &mut Rules, case: &Case) -> Option<Returns> {
    let end = |name: &str| name.rsplit_once('.').map(|(_, end)| end.to_owned()).unwrap_or_default();
    if case.inputs.iter().any(|input| !["yaml", "yml", "json", "txt", "csv"].contains(&end(&input.name).as_str())) {
        return None;
    }
    let mut tables: BTreeMap<FormId, SourceId> = rules.tables().into_iter().collect();
    let mut documents = Vec::new();
    for input in &case.inputs {
        let id = rules.gathered.sources.add(&input.name, input.text.as_str());
        match input.name.strip_suffix(".csv") {
            Some(table) => drop(tables.insert(rules.program.forms.table(table)?, id)),
            None => documents.push(id),
        }
    }
    let (forms, sources) = (&rules.program.forms, &rules.gathered.sources);
    let mut loaded = data::load_documents(forms, sources, read::documents(forms, sources, &documents), &[]);
    data::load_tables(forms, sources, &tables.into_iter().collect::<Vec<_>>(), &mut loaded);
    (!loaded.diagnostics.iter().any(Diagnostic::is_error)).then_some(loaded.returns)
}

fn answers(program: &Program, returns: &Returns, rule: &str) -> Vec<Answer> {
    let verdicts = eval::evaluate_rule(program, returns, rule);
    let answer = |verdict: &Verdict| Answer {
        subject: verdict.subject,
        rows: verdict.rows.clone(),
        outcome: came(verdict),
        message: message(program, returns, verdict),
    };
    verdicts.iter().map(answer).collect()
}

fn came(verdict: &Verdict) -> Came {
    match &verdict.outcome {
        Outcome::Pass => Came::Pass,
        Outcome::Fail => Came::Fail,
        Outcome::NotApplicable => Came::NotApplicable,
        Outcome::Undetermined(unknown) => Came::Undetermined(unknown.cause),
    }
}

/// The words of a fail: the rule's message, or else how the two sides compare.
fn message(program: &Program, returns: &Returns, verdict: &Verdict) -> Option<String> {
    if verdict.outcome != Outcome::Fail {
        return None;
    }
    let derivation = eval::derive(program, returns, verdict);
    let compared = derivation.comparison.map(|of| format!("{} {} {}", of.left.value, of.operator, of.right.value));
    derivation.message.or(compared)
}
