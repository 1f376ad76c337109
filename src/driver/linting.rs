//! Linting rule files: which are looked at, what is said of them, and the edits that put right what is certain.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::{Fault, shown};
use super::memory::{Kind, Memory};
use super::{Book, Host, Listing, Options, book_again};
use crate::diag::{Diagnostic, Fix};
use crate::ir::{self, Program};
use crate::lint::{self, Found, Subject, edits, pack_of};
use crate::manifest;
use crate::pack;
use crate::report::exit::Exit;
use crate::report::lint::{Fixed, LintReport, NotCompared};
use crate::source::{SourceId, SourceMap};
use crate::syntax::{self, ast};

/// Rule files that were linted.
pub struct Linted {
    pub report: LintReport,
    pub exit: Exit,
    /// The texts, for excerpts.
    pub sources: SourceMap,
    /// The files that fixes would change.
    pub edits: Vec<Edit>,
}

/// A file with its fixes made.
pub struct Edit {
    pub path: PathBuf,
    pub text: String,
    pub fixed: Vec<Fixed>,
}

/// Lints the rule files of `options.rules`; without any, the packs that are named; without those, the embedded packs.
pub fn lint(host: &dyn Host, options: &Options) -> Result<Linted, Fault> {
    Ok(look(host, options, &mut Memory::default())?.linted())
}

/// Rule files with all that is known of them: their trees, the program that they make, and what is wrong with them.
pub struct Looked {
    /// The texts, to which all spans lead.
    pub sources: SourceMap,
    /// The trees of the rule files that were looked at, in order of their paths; items that cannot be read are left out.
    pub files: Vec<Arc<ast::File>>,
    /// What all rule files make together, those of packs included, as far as there are no errors.
    pub program: Program,
    /// Errors and warnings in the order of the texts; of a program with errors they are all that is told, without the lints.
    pub diagnostics: Vec<Diagnostic>,
    /// The names of rules that errors keep out.
    pub left_out: Vec<String>,
    /// How many rules could not be held against the others, by what it is of them that is not compared.
    pub not_compared: BTreeMap<&'static str, usize>,
    /// How many rules were looked at; editions count by themselves.
    pub rules: usize,
    /// Where the texts stand that were read as rule files.
    places: BTreeMap<SourceId, PathBuf>,
    is_sound: bool,
}

impl Looked {
    /// The text of a rule file, by the path under which the run came to it.
    pub fn source(&self, path: &Path) -> Option<SourceId> {
        self.places.iter().find(|(_, place)| *place == path).map(|(source, _)| *source)
    }

    /// Where a text stands; none for a text of an embedded pack.
    pub fn path(&self, source: SourceId) -> Option<&Path> {
        self.places.get(&source).map(PathBuf::as_path)
    }

    /// The tree of one of the rule files that were looked at.
    pub fn tree(&self, source: SourceId) -> Option<&ast::File> {
        self.files.iter().find(|file| file.source == source).map(Arc::as_ref)
    }

    /// What is wrong in one text, in its order.
    pub fn diagnostics_in(&self, source: SourceId) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(move |diagnostic| diagnostic.primary.span.source == source)
    }

    /// The report of it, for people and for JSON.
    fn linted(self) -> Linted {
        let edits = if self.is_sound { edits(&self) } else { Vec::new() };
        let mut paths: Vec<String> = self.files.iter().map(|file| self.sources.get(file.source).name.clone()).collect();
        paths.sort();
        let mut report = LintReport::new(&self.sources, paths, self.rules, &self.diagnostics, self.left_out);
        let not_compared = self.not_compared.into_iter();
        report.not_compared = not_compared.map(|(what, rules)| NotCompared { what: what.to_owned(), rules }).collect();
        let exit = match (report.has_errors(), report.problems.is_empty()) {
            (true, _) => Exit::Incomplete,
            (false, false) => Exit::Failed,
            (false, true) => Exit::Clean,
        };
        Linted { report, exit, sources: self.sources, edits }
    }
}

/// Looks at rule files; what the memory holds of them is not made again.
pub(super) fn look(host: &dyn Host, options: &Options, memory: &mut Memory) -> Result<Looked, Fault> {
    memory.turn_to(Kind::Given);
    let mut book = book_again(host, options, memory)?;
    let names: BTreeSet<String> = own(&book).iter().map(|file| book.sources.get(file.source).name.clone()).collect();
    // Files of an embedded pack stand in place of it, with the rest of their folder.
    if own(&book).iter().any(|file| pack_of(file).is_some_and(pack::is_embedded)) && !options.rules.is_empty() {
        let folders = options.rules.iter().map(|path| folder_of(host, path)).collect::<BTreeSet<_>>();
        let packs = folders.into_iter().chain(options.packs.iter().cloned()).collect();
        memory.turn_to(Kind::Folders);
        book = book_again(host, &Options { packs, rules: Vec::new(), ..options.clone() }, memory)?;
        book.from_packs = 0;
    }
    let from_packs = if own(&book).len() == book.files.len() { 0 } else { book.from_packs };
    let mut files = book.files.split_off(from_packs);
    files.retain(|file| names.is_empty() || names.contains(&book.sources.get(file.source).name));
    let is_embedded = files.is_empty();
    if is_embedded {
        let lowered = lower_again(&book.sources);
        files = lowered.files;
        files.retain(|file| is_wanted(&book.sources.get(file.source).name, options));
        (book.program, book.diagnostics) = (lowered.program, lowered.diagnostics);
    }
    let is_sound = book.left_out.is_empty() && !book.diagnostics.iter().any(Diagnostic::is_error);
    let subject = Subject::new(&book.sources, &book.program, &files);
    let rules = subject.rule_count();
    let (pieces, lints) = memory.for_lints();
    let found = match is_sound {
        true => lint::lint_again(&subject, &book.diagnostics, pieces.filter(|_| !is_embedded), lints),
        false => Found { diagnostics: book.diagnostics, not_compared: BTreeMap::new() },
    };
    Ok(Looked {
        sources: book.sources,
        files,
        program: book.program,
        diagnostics: found.diagnostics,
        left_out: book.left_out,
        not_compared: found.not_compared,
        rules,
        places: book.places,
        is_sound,
    })
}

/// The files that are asked about: those given beside packs, or else those of the packs.
fn own(book: &Book) -> &[Arc<ast::File>] {
    let beside = book.files.get(book.from_packs..).unwrap_or_default();
    if beside.is_empty() { &book.files } else { beside }
}

/// The folder that a rule file belongs to; a folder belongs to itself.
fn folder_of(host: &dyn Host, path: &Path) -> String {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), PathBuf::from);
    let folder = if matches!(host.list(path), Ok(Listing::File)) { parent } else { path.to_owned() };
    shown(&folder)
}

/// Whether a text is of the embedded packs that are named, or of any where none is.
fn is_wanted(name: &str, options: &Options) -> bool {
    options.packs.is_empty() || options.packs.iter().any(|pack| name.starts_with(&format!("rules/{pack}/")))
}

/// The embedded packs, from their texts: what was made of them at build time has no tree and no warnings.
struct LoweredAgain {
    files: Vec<Arc<ast::File>>,
    program: Program,
    diagnostics: Vec<Diagnostic>,
}

fn lower_again(sources: &SourceMap) -> LoweredAgain {
    let part = |name: &str| sources.iter().find(|(_, source)| source.name == name && pack::is_part(name)).map(|(id, _)| id);
    let beside = |from: SourceId, name: &str| {
        let folder = sources.get(from).name.rsplit_once('/').map_or("", |(folder, _)| folder);
        part(&format!("{folder}/{name}"))
    };
    let rules = sources.iter().filter(|(_, source)| source.name.ends_with(".rules") && pack::is_part(&source.name));
    let files: Vec<Arc<ast::File>> = rules.map(|(id, source)| Arc::new(syntax::parse(id, &source.text).file)).collect();
    let mut base = Program::default();
    for (id, source) in sources.iter().filter(|(_, source)| source.name.ends_with(manifest::FILE_NAME) && pack::is_part(&source.name)) {
        manifest::read(id, &source.text).0.into_iter().for_each(|manifest| base.describe(manifest));
    }
    let lowered = ir::lower(base, &files, &beside, sources);
    LoweredAgain { files, program: lowered.program, diagnostics: lowered.diagnostics }
}

/// The fixes, file by file; a file that would be the worse for them is left as it is.
fn edits(looked: &Looked) -> Vec<Edit> {
    let mut by_file: BTreeMap<SourceId, Vec<(&Diagnostic, &Fix)>> = BTreeMap::new();
    for diagnostic in &looked.diagnostics {
        if let Some(fix) = &diagnostic.fix {
            by_file.entry(fix.span.source).or_default().push((diagnostic, fix));
        }
    }
    let edit = |(source, fixes): (SourceId, Vec<(&Diagnostic, &Fix)>)| {
        let path = looked.path(source)?.to_owned();
        let before = looked.sources.get(source);
        let text = edits::apply(&before.text, &fixes.iter().map(|(_, fix)| *fix).collect::<Vec<_>>());
        if !syntax::parse(source, &text).diagnostics.is_empty() {
            return None;
        }
        let fixed = fixes.iter().map(|(diagnostic, fix)| Fixed {
            code: diagnostic.code.id.to_owned(),
            message: diagnostic.message.clone(),
            fix: fix.message.clone(),
            path: before.name.clone(),
            line: before.position(diagnostic.primary.span.start).line,
        });
        Some(Edit { path, text, fixed: fixed.collect() })
    };
    by_file.into_iter().filter_map(edit).collect()
}
