//! What waits for a review: files of cases beside which a run of their tests left another text.

use std::path::{Path, PathBuf};

use super::fault::{Fault, shown};
use super::host::{Host, Listing};
use super::snapshots::{Judged, files_below, pending_path, read_file, reviewed};
use crate::case::{Answer, Case, CaseFile, ExpectationKind, meaning};

/// What becomes of the file that waits beside a file of cases, after a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub path: PathBuf,
    /// What waits; `None` where nothing does any more.
    pub text: Option<String>,
}

/// A file that waits for a review.
#[derive(Clone, Debug)]
pub struct Pending {
    /// The file of cases, and the one that waits to take its place.
    pub path: PathBuf,
    pub pending: PathBuf,
    /// The file of cases as it is; `None` where there is none any more, or where its cases are not those of the file that waits.
    base: Option<CaseFile>,
    proposed: CaseFile,
}

/// One case of it whose expectations would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingCase {
    /// Its place among the cases of the file.
    pub place: usize,
    pub title: String,
    /// The line of its heading.
    pub line: usize,
    pub changes: Vec<meaning::Change>,
}

/// What waits below these paths, in order.
pub fn pending(host: &dyn Host, paths: &[PathBuf]) -> Result<Vec<Pending>, Fault> {
    let mut found = Vec::new();
    for waiting in files_below(host, paths)? {
        let Some(path) = reviewed(&waiting) else { continue };
        let Some(Ok(proposed)) = read_file(host, &waiting)? else { continue };
        let base = parsed(host, &path)?.filter(|file| fits(file, &proposed));
        found.push(Pending { base, path, pending: waiting, proposed });
    }
    Ok(found)
}

/// What waits beside a file of cases; `None` where nothing does.
pub fn pending_beside(host: &dyn Host, path: &Path) -> Option<PathBuf> {
    let beside = pending_path(path);
    let is_file = |path: &Path| matches!(host.list(path), Ok(Listing::File));
    (is_file(path) && is_file(&beside)).then_some(beside)
}

/// What becomes of the files that wait, after a run that judged these cases. A case that was not judged waits as it did.
pub(super) fn after(host: &dyn Host, judged: &[Judged<'_>]) -> Result<Vec<Waiting>, Fault> {
    let mut all = Vec::new();
    for Judged { snapshot, answers } in judged {
        let path = pending_path(&snapshot.path);
        let file = &snapshot.file;
        let waits = parsed(host, &path)?;
        let old = waits.as_ref().filter(|old| fits(file, old));
        let blocks = |(place, (case, answer)): (usize, (&Case, &Option<Answer>))| match answer {
            Some(answer) => Some(case.expectations.iter().map(|expected| answer.block(&expected.kind)).collect()),
            None => old.and_then(|old| texts(old, place)),
        };
        let blocks: Vec<Option<Vec<String>>> = file.cases.iter().zip(answers).enumerate().map(blocks).collect();
        let text = file.with_blocks(&blocks);
        let is_there = matches!(host.list(&path), Ok(Listing::File));
        if text == file.text {
            all.extend(is_there.then_some(Waiting { path, text: None }));
        } else if waits.is_none_or(|waits| waits.text != text) {
            all.push(Waiting { path, text: Some(text) });
        }
    }
    Ok(all)
}

/// Whether two versions of a file have the same cases with the same returns.
fn fits(file: &CaseFile, other: &CaseFile) -> bool {
    let kinds = |case: &Case| case.expectations.iter().map(|expected| expected.kind.clone()).collect::<Vec<ExpectationKind>>();
    let is_same = |(one, other): (&Case, &Case)| one.title == other.title && one.inputs == other.inputs && kinds(one) == kinds(other);
    file.cases.len() == other.cases.len() && file.cases.iter().zip(&other.cases).all(is_same)
}

/// A file of cases, where there is one.
fn parsed(host: &dyn Host, path: &Path) -> Result<Option<CaseFile>, Fault> {
    if !matches!(host.list(path), Ok(Listing::File)) {
        return Ok(None);
    }
    Ok(read_file(host, path)?.and_then(Result::ok))
}

/// The texts of the result blocks of a case.
fn texts(file: &CaseFile, place: usize) -> Option<Vec<String>> {
    Some(file.cases.get(place)?.expectations.iter().map(|expected| expected.text.clone()).collect())
}

impl Pending {
    /// The name under which the file of cases is shown.
    pub fn name(&self) -> String {
        shown(&self.path)
    }

    /// Whether the file of cases is gone, or has other cases than those that were judged.
    pub fn is_out_of_date(&self) -> bool {
        self.base.is_none()
    }

    /// The cases whose expectations would change; none where the file is out of date.
    pub fn cases(&self) -> Vec<PendingCase> {
        let Some(base) = &self.base else { return Vec::new() };
        let pairs = base.cases.iter().zip(&self.proposed.cases).enumerate();
        let changed = pairs.filter_map(|(place, (was, is))| {
            let blocks = was.expectations.iter().zip(&is.expectations);
            let changes: Vec<meaning::Change> = blocks.flat_map(|(was, is)| meaning::of_block(&was.kind, &was.text, &is.text)).collect();
            (!changes.is_empty()).then(|| PendingCase { place, title: was.title.clone(), line: was.line, changes })
        });
        changed.collect()
    }

    /// The text of the file of cases once these are accepted.
    pub fn accepted(&self, places: &[usize]) -> Option<String> {
        Some(mixed(self.base.as_ref()?, &self.proposed, places))
    }

    /// The text that waits once these cases are rejected.
    pub fn rejected(&self, places: &[usize]) -> Option<String> {
        Some(mixed(&self.proposed, self.base.as_ref()?, places))
    }
}

/// The text of a file with the result blocks that another version has for some of its cases.
fn mixed(file: &CaseFile, other: &CaseFile, places: &[usize]) -> String {
    let blocks = |place: usize| if places.contains(&place) { texts(other, place) } else { None };
    file.with_blocks(&(0..file.cases.len()).map(blocks).collect::<Vec<_>>())
}
