//! Examples of rules: for each outcome of a rule the first verdict that a case of the pack gives, with its derivation and the texts it read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Refusal;
use crate::case::{Case, CaseFile};
use crate::driver::{Checked, Fault, Host, Listing, MemoryHost, Options, Rulebook};
use crate::report::tree::{Derived, Reckoned};
use crate::verdict::{Outcome, Verdict};

/// The lines of a text that are shown around a figure that was read.
const AROUND: usize = 12;

/// Examples by the names of rules, in the order of [`Shows`].
pub(super) type Examples = BTreeMap<String, BTreeMap<Shows, Example>>;

/// What an example shows of its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Shows {
    Fail,
    Pass,
    /// That it cannot be judged, or does not apply.
    Neither,
}

/// One verdict of a case.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Example {
    pub shows: Shows,
    /// The heading of the case.
    pub title: String,
    /// The case file and the line of the heading.
    pub place: String,
    pub derived: Derived,
    /// What the rule tells the filer, where it fails.
    pub message: Option<String>,
    pub texts: Vec<Excerpt>,
}

/// Lines of a text that the verdict rests on.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Excerpt {
    pub name: String,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Line {
    pub number: usize,
    pub text: String,
    /// Whether a figure was read here.
    pub read: bool,
}

/// Runs the cases below a pack's folder with the pack.
pub(super) fn examples(host: &dyn Host, pack: &Path, options: &Options) -> Result<Examples, Refusal> {
    let book = Rulebook::load(host, options)?;
    let mut examples = Examples::new();
    for path in case_files(host, pack)? {
        let bytes = host.read(&path)?;
        let name = path.strip_prefix(pack).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let Ok(text) = String::from_utf8(bytes) else { continue };
        // A page of prose is no case file, and has nothing to show.
        let Ok(file) = CaseFile::parse(name, text) else { continue };
        for case in &file.cases {
            if let Some(checked) = run(&book, case) {
                take(&mut examples, &checked, &file, case);
            }
        }
    }
    Ok(examples)
}

fn case_files(host: &dyn Host, pack: &Path) -> Result<Vec<PathBuf>, Fault> {
    match host.list(pack)? {
        Listing::File => Ok(Vec::new()),
        Listing::Folder(files) => Ok(files.into_iter().filter(|path| path.extension().is_some_and(|end| end == "md")).collect()),
    }
}

/// Judges the returns of a case; a case with rules of its own, or that cannot be run, shows nothing of the pack.
fn run(book: &Rulebook, case: &Case) -> Option<Checked> {
    let of_case = case.options();
    if of_case.inputs.is_empty() || !of_case.rules.is_empty() || !of_case.packs.is_empty() {
        return None;
    }
    let files = case.files().into_iter().fold(MemoryHost::default(), |files, (path, text)| files.with(path, text));
    book.check(&files, &of_case.inputs, &of_case.reader).ok()
}

/// Keeps the verdicts of a case that show something of a rule that no earlier one shows. A case shows the rules that its `report` blocks
/// name; of others it says nothing on purpose.
fn take(examples: &mut Examples, checked: &Checked, file: &CaseFile, case: &Case) {
    for verdict in &checked.verdicts {
        let rule = &checked.program.rule(verdict.rule).name;
        let shows = match verdict.outcome {
            Outcome::Pass => Shows::Pass,
            Outcome::Fail => Shows::Fail,
            Outcome::NotApplicable | Outcome::Undetermined(_) => Shows::Neither,
        };
        if !case.is_about(rule) || examples.get(rule).is_some_and(|shown| shown.contains_key(&shows)) {
            continue;
        }
        if let Some(example) = example(checked, verdict, shows, file, case) {
            examples.entry(rule.clone()).or_default().insert(shows, example);
        }
    }
}

fn example(checked: &Checked, verdict: &Verdict, shows: Shows, file: &CaseFile, case: &Case) -> Option<Example> {
    let derived = checked.derived(&[verdict]).pop()?;
    let finding = checked.report.findings.iter().find(|finding| {
        let of = &finding.instance;
        of.rule == derived.rule && of.path == derived.path && of.key == derived.key
    });
    let message = finding.map(|finding| finding.message.clone());
    let texts = excerpts(checked, &derived);
    Some(Example { shows, title: case.title.clone(), place: format!("{}:{}", file.name, case.line), derived, message, texts })
}

/// The texts that a derivation read, around the lines of its figures.
fn excerpts(checked: &Checked, derived: &Derived) -> Vec<Excerpt> {
    let mut read: BTreeMap<String, BTreeSet<usize>> = BTreeMap::from([(derived.path.clone(), BTreeSet::new())]);
    let mut open: Vec<&Reckoned> = derived.steps.iter().collect();
    while let Some(step) = open.pop() {
        if let Some(figure) = &step.figure {
            read.entry(figure.place.path.clone()).or_default().insert(figure.place.line as usize);
        }
        open.extend(&step.parts);
    }
    let excerpt = |(name, lines): (String, BTreeSet<usize>)| {
        let (_, source) = checked.sources.iter().find(|(_, source)| source.name == name)?;
        let near = |number: usize| lines.is_empty() || lines.iter().any(|line| line.abs_diff(number) <= AROUND);
        let numbered = source.text.lines().enumerate().map(|(at, text)| (at + 1, text));
        let lines = numbered
            .filter(|(number, _)| near(*number))
            .map(|(number, text)| Line { number, text: text.to_owned(), read: lines.contains(&number) })
            .collect();
        Some(Excerpt { name, lines })
    };
    read.into_iter().filter_map(excerpt).collect()
}
