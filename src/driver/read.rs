//! Published forms as data: each file read by what its form declares to be printed, and written as a return.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::fault::Fault;
use super::gather;
use super::host::{Host, Listing};
use super::{Options, Rules};
use crate::data::{self, CellState, Document, Returns};
use crate::form::Forms;
use crate::read;
use crate::report::{self, Problem};
use crate::source::SourceMap;

/// What was read, and what could not be.
pub struct Readings {
    pub sources: SourceMap,
    pub forms: Forms,
    pub documents: Vec<Document>,
    pub returns: Returns,
    pub problems: Vec<Problem>,
}

/// Reads the files of a run without judging them.
pub fn read(host: &dyn Host, options: &Options) -> Result<Readings, Fault> {
    if options.inputs.is_empty() {
        return Err(Fault::NoInputs);
    }
    let rules = Rules::load_forms(host, options)?;
    let sources = rules.gathered.sources;
    let documents = read::documents(&rules.program.forms, &sources, &rules.gathered.returns);
    let loaded = data::load_documents(&rules.program.forms, &sources, documents.clone(), &[]);
    let mut diagnostics = rules.gathered.diagnostics;
    diagnostics.extend(rules.diagnostics);
    if documents.is_empty() && diagnostics.is_empty() {
        return Err(Fault::NoReturns(options.inputs.clone()));
    }
    diagnostics.extend(loaded.diagnostics);
    let problems = report::problems(&sources, &diagnostics);
    Ok(Readings { sources, forms: rules.program.forms, documents, returns: loaded.returns, problems })
}

/// How many files of a long run are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    pub files: usize,
    pub all: usize,
}

/// The most files that are held at a time.
const MOST_FILES: usize = 32;

/// Reads the files of a run some at a time, in their order, so that many take no more room than a few. Gives what was read of each part to
/// `take`, with how far the run has come.
///
/// # Errors
///
/// Where a file or folder cannot be read, or `take` gives an error.
pub fn read_in_parts<E: From<Fault>>(
    host: &dyn Host,
    options: &Options,
    take: &mut dyn FnMut(Readings, Done) -> Result<(), E>,
) -> Result<(), E> {
    let parts = parts(host, &options.inputs)?;
    let all = parts.iter().map(|part| part.returns).sum();
    let mut done = Done { files: 0, all };
    let mut any = false;
    for part in &parts {
        done.files += part.returns;
        let options = Options { inputs: part.inputs.iter().map(|(path, _)| path.clone()).collect(), ..options.clone() };
        match read(&PartHost { host, part }, &options) {
            Err(Fault::NoReturns(_)) if parts.len() > 1 => continue,
            readings => {
                let mut readings = readings?;
                // What is wrong with the rule files is said with the first part.
                readings.problems.retain(|problem| !any || part.names.contains(problem.place.path.as_str()));
                any = true;
                take(readings, done)?;
            }
        }
    }
    if any { Ok(()) } else { Err(Fault::NoReturns(options.inputs.clone()).into()) }
}

/// Some of the files of a run.
#[derive(Default)]
struct Part {
    /// The paths that were given, each with those of its files that are read now where it is a folder.
    inputs: Vec<(PathBuf, Option<Vec<PathBuf>>)>,
    /// How the files are named in what is said of them.
    names: BTreeSet<String>,
    returns: usize,
}

/// The files of a run, some at a time; rule files and tables belong to each part.
fn parts(host: &dyn Host, inputs: &[PathBuf]) -> Result<Vec<Part>, Fault> {
    let mut common: Vec<(PathBuf, Option<Vec<PathBuf>>)> = Vec::new();
    let mut parts: Vec<Part> = vec![Part::default()];
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    for input in inputs {
        let (files, is_folder) = match host.list(input)? {
            Listing::File => (vec![input.clone()], false),
            Listing::Folder(files) => (files, true),
        };
        let (returns, others): (Vec<PathBuf>, Vec<PathBuf>) = files.into_iter().partition(|file| gather::may_be_return(host, file));
        common.push((input.clone(), is_folder.then(|| others.clone())));
        for file in returns {
            if !seen.insert(host.identity(&file)) {
                continue;
            }
            if parts.last().is_none_or(|part| part.returns >= MOST_FILES) {
                parts.push(Part::default());
            }
            let Some(part) = parts.last_mut() else { continue };
            part.returns += 1;
            part.names.insert(super::fault::shown(&file));
            match part.inputs.last_mut().filter(|(path, _)| is_folder && path == input) {
                Some((_, Some(files))) => files.push(file),
                _ => part.inputs.push((input.clone(), is_folder.then(|| vec![file]))),
            }
        }
    }
    let others: Vec<(PathBuf, Option<Vec<PathBuf>>)> = common
        .into_iter()
        .filter(|(path, others)| match others {
            Some(others) => !others.is_empty(),
            None => !gather::may_be_return(host, path),
        })
        .collect();
    for part in &mut parts {
        for (path, others) in &others {
            match part.inputs.iter_mut().find(|(own, _)| own == path) {
                Some((_, Some(files))) => files.extend(others.iter().flatten().cloned()),
                _ => part.inputs.push((path.clone(), others.clone())),
            }
        }
    }
    if inputs.is_empty() {
        return Err(Fault::NoInputs);
    }
    Ok(parts)
}

/// The files of the machine, of which the folders of a run hold only those of one part.
struct PartHost<'a> {
    host: &'a dyn Host,
    part: &'a Part,
}

impl Host for PartHost<'_> {
    fn list(&self, path: &Path) -> Result<Listing, Fault> {
        match self.part.inputs.iter().find(|(input, _)| input == path) {
            Some((_, Some(files))) => Ok(Listing::Folder(files.clone())),
            _ => self.host.list(path),
        }
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Fault> {
        self.host.read(path)
    }

    fn head(&self, path: &Path, most: usize) -> Result<Vec<u8>, Fault> {
        self.host.head(path, most)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        self.host.identity(path)
    }
}

impl Readings {
    /// The cells that cannot be read, one line for each: its place, its field and what stands there.
    pub fn unreadable(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for cell in &self.returns.cells {
            let CellState::Unreadable(could_be) = &cell.state else { continue };
            let shape = self.forms.shape(self.returns.record(cell.record).shape);
            let Some(member) = shape.members.get(cell.member as usize) else { continue };
            let source = self.sources.get(cell.span.source);
            let place = source.position(cell.span.start);
            let page = || Some(format!("page {}", source.page_at(cell.span.start)?));
            let page = source.cell_at(cell.span.start).or_else(page).map(|within| format!(" ({within})")).unwrap_or_default();
            let choice: Vec<String> =
                could_be.iter().map(|words| if words.is_empty() { "blank".to_owned() } else { format!("`{words}`") }).collect();
            let choice = if choice.is_empty() { String::new() } else { format!("; it could be {}", choice.join(" or ")) };
            lines.push(format!(
                "{}:{}:{}{page}: {}.{} cannot be read: `{}`{choice}",
                source.name, place.line, place.column, shape.name, member.name, cell.printed
            ));
        }
        lines.sort();
        lines.dedup();
        lines
    }
}
