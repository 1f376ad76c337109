//! The cases beside rules: found, judged by the rules of a run, and held against what they expect.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::cases::{corrections, verdicts};
use super::fault::{Fault, shown};
use super::gather::Gathered;
use super::host::{Host, Listing, MemoryHost};
use super::reported::{Aside, Reported};
use super::trials::TestOptions;
use super::{Reader, Rules, rule_ids, waivers};
use crate::case::{Answer, Case, CaseFile, Expectation, ExpectationKind, InputFile, name_matches};
use crate::data::{self, Returns};
use crate::diag::Diagnostic;
use crate::eval;
use crate::ir::{Program, Rule};
use crate::locate::{self, Limits};
use crate::read;
use crate::report::tested_cases::{TestedCase, Unreferenced};
use crate::source::{SourceId, SourceMap};
use crate::ty::FormId;

/// What a folder of returns must give stands in it under this name.
const EXPECTED: &str = "expected.report";

/// The mark in the name of a file that waits for a review.
const PENDING: &str = "pending";

/// A file of cases.
pub(super) struct Snapshot {
    pub path: PathBuf,
    pub file: CaseFile,
    /// The files of the folder by their paths in it, where the case is a folder of returns.
    folder: Option<Vec<(String, Vec<u8>)>>,
}

/// Files of cases, and what seems to be one and is of no use.
#[derive(Default)]
pub(super) struct Snapshots {
    pub files: Vec<Snapshot>,
    pub unreferenced: Vec<Unreferenced>,
    /// Files that say what must come of cases and cannot be read as such.
    pub broken: Vec<TestedCase>,
}

/// A file of cases, and what came of them.
pub(super) struct Judged<'s> {
    pub snapshot: &'s Snapshot,
    /// What came of each case of the file; `None` for one that was not judged.
    pub answers: Vec<Option<Answer>>,
}

/// The files of cases below these paths, in order.
pub(super) fn find(host: &dyn Host, paths: &[PathBuf]) -> Result<Snapshots, Fault> {
    let files = files_below(host, paths)?;
    let is_expected = |path: &Path| path.file_name().is_some_and(|name| name == EXPECTED);
    let folders: Vec<&Path> = files.iter().filter(|path| is_expected(path)).filter_map(|path| path.parent()).collect();
    let mut found = Snapshots::default();
    for path in &files {
        if let Some(of) = reviewed(path) {
            if !matches!(host.list(&of), Ok(Listing::File)) && read_file(host, path)?.is_some() {
                found.unreferenced.push(Unreferenced::new(shown(path), &format!("it waits for `{}`, which is not there", shown(&of))));
            }
            continue;
        }
        if is_expected(path) {
            let folder = path.parent().unwrap_or(Path::new(""));
            let inputs = files_of(host, folder, &folders)?;
            if inputs.is_empty() {
                found.unreferenced.push(Unreferenced::new(shown(path), "no return stands in its folder"));
            } else if let Some(file) = read_file(host, path)?.and_then(Result::ok) {
                found.files.push(Snapshot { path: path.clone(), file, folder: Some(inputs) });
            }
            continue;
        }
        match read_file(host, path)? {
            Some(Ok(file)) => found.files.push(Snapshot { path: path.clone(), file, folder: None }),
            Some(Err(problem)) => found.broken.push(TestedCase::broken(shown(path), problem)),
            None => {}
        }
    }
    Ok(found)
}

/// Reads a file of cases; `None` for one that says nothing of what must come, and the reason where it cannot be understood.
pub(super) fn read_file(host: &dyn Host, path: &Path) -> Result<Option<Result<CaseFile, String>>, Fault> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let is_expected = name == EXPECTED || name == shown(&pending_path(Path::new(EXPECTED)));
    if !is_expected && path.extension().is_none_or(|end| end != "md") {
        return Ok(None);
    }
    let Ok(text) = String::from_utf8(host.read(path)?) else { return Ok(None) };
    if is_expected {
        return Ok(Some(Ok(of_folder(path, text))));
    }
    let is_meant = text.lines().any(|line| line.starts_with("```report"));
    match CaseFile::parse(shown(path), text) {
        Ok(file) if file.cases.iter().any(|case| !case.expectations.is_empty()) => Ok(Some(Ok(file))),
        Err(problem) if is_meant => Ok(Some(Err(problem))),
        Ok(_) | Err(_) => Ok(None),
    }
}

/// Where what came of a file of cases waits for a review: `issued.pending.md`.
pub(super) fn pending_path(path: &Path) -> PathBuf {
    let end = path.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!("{stem}.{PENDING}{end}"))
}

/// The file of cases that a file waits to take the place of; `None` for a file that waits for nothing.
pub(super) fn reviewed(path: &Path) -> Option<PathBuf> {
    let end = path.extension()?.to_string_lossy().into_owned();
    let stem = path.file_stem()?.to_string_lossy().into_owned();
    let name = format!("{}.{end}", stem.strip_suffix(&format!(".{PENDING}"))?);
    (end == "md" || name == EXPECTED).then(|| path.with_file_name(name))
}

/// The files below these paths.
pub(super) fn files_below(host: &dyn Host, paths: &[PathBuf]) -> Result<BTreeSet<PathBuf>, Fault> {
    let mut files: BTreeSet<PathBuf> = BTreeSet::new();
    for path in paths {
        match host.list(path)? {
            Listing::File => drop(files.insert(path.clone())),
            Listing::Folder(below) => files.extend(below),
        }
    }
    Ok(files)
}

/// The returns and tables of a folder by their paths in it, without those of folders below it that are cases of their own.
fn files_of(host: &dyn Host, folder: &Path, cases: &[&Path]) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    let Listing::Folder(below) = host.list(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })? else {
        return Ok(Vec::new());
    };
    let is_data = |path: &&PathBuf| {
        let end = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
        ["yaml", "yml", "json", "txt", "csv", "pdf", "xlsx", "xls"].contains(&end.as_str())
    };
    let is_of_another = |path: &Path| cases.iter().any(|case| *case != folder && case.starts_with(folder) && path.starts_with(case));
    let own = below.iter().filter(is_data).filter(|path| !is_of_another(path));
    own.map(|path| Ok((shown(path.strip_prefix(folder).unwrap_or(path)), host.read(path)?))).collect()
}

/// The case of a folder: the whole text is what is expected.
fn of_folder(path: &Path, text: String) -> CaseFile {
    let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let title = folder.unwrap_or_else(|| "this folder".to_owned());
    let expectation = Expectation { kind: ExpectationKind::Report(Vec::new()), text: text.clone(), range: 0..text.len(), line: 1 };
    let case = Case { title, line: 1, inputs: Vec::new(), expectations: vec![expectation] };
    CaseFile { name: shown(path), text, cases: vec![case] }
}

impl Snapshot {
    /// Whether a case says what must come, and a filter leaves it: its title, the name of its file or a rule that it names holds the words.
    pub fn is_asked(&self, case: &Case, filter: Option<&String>) -> bool {
        let is_left = |filter: &String| {
            let words = filter.to_lowercase();
            let names = |pattern: &String| pattern.contains(&words);
            case.title.to_lowercase().contains(&words)
                || self.file.name.to_lowercase().contains(&words)
                || case.expectations.iter().any(|of| matches!(&of.kind, ExpectationKind::Report(patterns) if patterns.iter().any(names)))
        };
        !case.expectations.is_empty() && filter.is_none_or(is_left)
    }

    /// The returns of a case that brings nothing but returns and the rows of tables, with their paths; `None` for any other.
    pub fn returns<'s>(&'s self, case: &'s Case) -> Option<Vec<(&'s str, &'s [u8])>> {
        if let Some(folder) = &self.folder {
            return Some(folder.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect());
        }
        let end = |input: &InputFile| input.name.rsplit_once('.').map(|(_, end)| end.to_owned()).unwrap_or_default();
        let is_plain = case.inputs.iter().all(|input| ["yaml", "yml", "json", "txt", "csv"].contains(&end(input).as_str()));
        let is_of_rules = |of: &Expectation| matches!(of.kind, ExpectationKind::Tests | ExpectationKind::Lint);
        let is_taken = is_plain && !case.inputs.is_empty() && !case.expectations.iter().any(is_of_rules);
        is_taken.then(|| case.inputs.iter().map(|input| (input.name.as_str(), input.text.as_bytes())).collect())
    }
}

/// The returns of a case, with the texts of the run and its own.
pub(super) struct Brought {
    pub sources: SourceMap,
    pub returns: Returns,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the returns of a case beside the rules of the run; `None` for a case that brings anything else. In a folder, what is no return is
/// passed over.
pub(super) fn bring(rules: &Rules, snapshot: &Snapshot, case: &Case, reader: &Reader) -> Option<Result<Brought, Fault>> {
    let files = snapshot.returns(case)?;
    let host = files.iter().fold(MemoryHost::default(), |host, (name, bytes)| host.with(*name, *bytes));
    let named: Vec<PathBuf> = match snapshot.folder {
        Some(_) => vec![".".into()],
        None => files.iter().map(|(name, _)| name.into()).collect(),
    };
    Some(read_beside(rules, &host, &named, reader))
}

/// Reads returns, and the tables that are given with them, beside rules that have been read before.
pub(super) fn read_beside(rules: &Rules, host: &dyn Host, named: &[PathBuf], reader: &Reader) -> Result<Brought, Fault> {
    let forms = &rules.program.forms;
    let mut gathered = Gathered::new(rules.gathered.sources.clone());
    gathered.add_inputs(host, named, reader, || ())?;
    gathered.add_forms(host, forms)?;
    let mut tables: BTreeMap<FormId, SourceId> = rules.tables().into_iter().collect();
    tables.extend(gathered.add_own_tables(host, forms)?);
    let documents = read::documents(forms, &gathered.sources, &gathered.returns);
    let mut loaded = data::load_documents(forms, &gathered.sources, documents, &[]);
    data::load_tables(forms, &gathered.sources, &tables.into_iter().collect::<Vec<_>>(), &mut loaded);
    let mut diagnostics = gathered.diagnostics;
    diagnostics.extend(loaded.diagnostics);
    Ok(Brought { sources: gathered.sources, returns: loaded.returns, diagnostics })
}

/// Judges the cases that a filter leaves, several at a time. With `is_stopped` none is, for a test before them is not as expected.
pub(super) fn judge<'s>(
    rules: &Rules,
    snapshots: &'s [Snapshot],
    options: &TestOptions,
    is_stopped: bool,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Vec<Judged<'s>> {
    let is_asked = |snapshot: &Snapshot, case: &Case| snapshot.is_asked(case, options.filter.as_ref());
    let of_file =
        |snapshot: &'s Snapshot| snapshot.file.cases.iter().filter(|case| is_asked(snapshot, case)).map(move |case| (snapshot, case));
    let all: Vec<(&Snapshot, &Case)> = snapshots.iter().flat_map(of_file).collect();
    let judge = Judge::new(rules, options);
    let mut answers = if is_stopped { Vec::new() } else { judge.all(&all, progress) };
    answers.resize_with(all.len(), || None);
    let mut answers = answers.into_iter();
    let of_case = |snapshot: &Snapshot, case: &Case, answers: &mut std::vec::IntoIter<Option<Answer>>| {
        if is_asked(snapshot, case) { answers.next().flatten() } else { None }
    };
    let mut judged = Vec::new();
    for snapshot in snapshots {
        let answers = snapshot.file.cases.iter().map(|case| of_case(snapshot, case, &mut answers)).collect();
        judged.push(Judged { snapshot, answers });
    }
    judged
}

/// Judges cases by the rules of a run.
struct Judge<'r> {
    rules: &'r Rules,
    options: &'r TestOptions,
    /// The rules that a case without patterns shows: those of the files under test.
    shown: BTreeSet<&'r str>,
    /// The texts of the run by their names, each with the name under which a case shows it.
    names: Vec<(String, String)>,
}

impl<'r> Judge<'r> {
    fn new(rules: &'r Rules, options: &'r TestOptions) -> Judge<'r> {
        let own: BTreeSet<SourceId> = rules.under_test().iter().map(|file| file.source).collect();
        let is_shown = |rule: &&Rule| own.is_empty() || own.contains(&rule.span.source);
        let shown = rules.program.rules.iter().filter(is_shown).map(|rule| rule.name.as_str()).collect();
        let texts = rules.gathered.sources.iter().filter(|(id, _)| id.0 >= rules.embedded_texts);
        let mut names: Vec<(String, String)> = texts
            .filter_map(|(_, source)| Some((format!("  {}:", source.name), format!("  {}:", source.name.rsplit_once('/')?.1))))
            .collect();
        names.sort();
        names.dedup();
        Judge { rules, options, shown, names }
    }

    /// What comes of each case; `None` for those after one that was not as expected, where the run stops there.
    fn all(&self, all: &[(&Snapshot, &Case)], progress: &(dyn Fn(usize, usize) + Sync)) -> Vec<Option<Answer>> {
        let processors = || thread::available_parallelism().ok();
        let workers = self.options.jobs.or_else(processors).map_or(1, NonZero::get).clamp(1, all.len().max(1));
        // One worker goes through the cases in order, so that what a run stops at does not turn on chance.
        let workers = if self.options.fail_fast { 1 } else { workers };
        let (next, done, stop) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
        let work = || {
            let mut found = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some((snapshot, case)) = all.get(place) else { break };
                let answer = self.answer(snapshot, case);
                if self.options.fail_fast && !answer.mismatches(&snapshot.file, case).is_empty() {
                    stop.store(true, Ordering::Relaxed);
                }
                found.push((place, answer));
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, all.len());
            }
            found
        };
        let mut answers: Vec<Option<Answer>> = Vec::new();
        answers.resize_with(all.len(), || None);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            let found = workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause)));
            for (place, answer) in found {
                answers[place] = Some(answer);
            }
        });
        answers
    }

    fn answer(&self, snapshot: &Snapshot, case: &Case) -> Answer {
        match bring(self.rules, snapshot, case, &self.options.reader) {
            Some(Ok(brought)) => self.judged(case, &brought),
            Some(Err(fault)) => Answer::of_fault(&fault),
            None => case.run(),
        }
    }

    /// What the rules of the run say of returns: those under test, and those that the case names.
    fn judged(&self, case: &Case, brought: &Brought) -> Answer {
        let (program, Brought { sources, returns, diagnostics }) = (&self.rules.program, brought);
        let judged = eval::evaluate(program, returns);
        let as_of = returns.returns.iter().filter_map(|of| of.date).max();
        let waivings = waivers::waive(program, returns, &judged, as_of);
        let groups = if case.expectations.iter().any(|of| of.kind == ExpectationKind::Corrections) {
            locate::locate(program, returns, &judged, &waivings.waived.keys().copied().collect(), Limits::default())
        } else {
            Vec::new()
        };
        let report = Reported {
            sources,
            program,
            returns,
            rules: rule_ids(program),
            verdicts: &judged,
            aside: Aside { diagnostics: diagnostics.clone(), waivings, as_of, groups },
        }
        .report();
        let named = |rule: &str| patterns(case).any(|patterns| patterns.iter().any(|pattern| name_matches(pattern, rule)));
        let said = verdicts(&report, sources, program, returns, &judged).into_iter();
        let said = said.filter(|(rule, _)| self.shown.contains(rule.as_str()) || !is_rule(program, rule) || named(rule));
        Answer {
            verdicts: said.map(|(rule, text)| (rule, self.without_folders(text))).collect(),
            corrections: corrections(&report),
            ..Answer::of_problems(&report.problems, sources)
        }
    }

    /// The words with the texts of the run by the names of their files, so that they are the same wherever the run is.
    fn without_folders(&self, text: String) -> String {
        self.names.iter().fold(text, |text, (path, name)| if text.contains(path) { text.replace(path, name) } else { text })
    }
}

/// Whether a name is that of a rule; a value that is set for a parameter has another.
fn is_rule(program: &Program, name: &str) -> bool {
    program.rules.iter().any(|rule| rule.name == name)
}

/// The patterns of the rules of which a case says what comes; each block is a list of them, and an empty one is about every rule.
pub(super) fn patterns(case: &Case) -> impl Iterator<Item = &[String]> {
    case.expectations.iter().filter_map(|expected| match &expected.kind {
        ExpectationKind::Report(patterns) => Some(patterns.as_slice()),
        _ => None,
    })
}

/// The blocks about rules of which there is none, of cases that are judged by the rules of the run.
pub(super) fn about_nothing(rules: &Rules, snapshots: &[Snapshot]) -> Vec<Unreferenced> {
    let is_known = |pattern: &String| {
        let parameters = rules.program.parameters.iter().map(|of| format!("{}.{}", of.pack, of.name));
        rules.program.rules.iter().any(|rule| name_matches(pattern, &rule.name))
            || parameters.into_iter().any(|name| name_matches(pattern, &name))
    };
    let mut found = Vec::new();
    for snapshot in snapshots {
        for case in snapshot.file.cases.iter().filter(|case| snapshot.returns(case).is_some()) {
            for expected in &case.expectations {
                let ExpectationKind::Report(patterns) = &expected.kind else { continue };
                let unknown = patterns.iter().filter(|pattern| !is_known(pattern));
                found.extend(unknown.map(|pattern| Unreferenced {
                    line: Some(expected.line),
                    ..Unreferenced::new(snapshot.file.name.clone(), &format!("no rule is called `{pattern}`"))
                }));
            }
        }
    }
    found
}
