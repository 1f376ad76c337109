//! A whole run: files are found and read, rules lowered, returns loaded and judged, and the report is made.

mod annotate;
pub mod apart;
mod backtest;
pub mod baseline;
mod cases;
mod coverage;
mod desk;
mod explain;
mod fault;
mod format;
mod gather;
mod host;
mod linting;
mod memory;
mod mutation;
mod packs;
mod pending;
mod published;
mod read;
mod reckoning;
pub mod repl;
mod reported;
mod rulebook;
mod select;
mod session;
mod snapshots;
mod suite;
#[cfg(test)]
mod tests;
mod trials;
mod waivers;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::data::{self, Returns};
use crate::diag::{Diagnostic, suggest};
use crate::eval;
use crate::form::{Form, FormKind};
use crate::ir::{self, Program, RuleId, Test};
use crate::lint;
use crate::locate::{self, Limits};
use crate::pack;
use crate::read as reading;
use crate::report::exit::Exit;
use crate::report::list::RuleList;
use crate::report::{Grade, Material, Report, SeverityChange};
use crate::source::{SourceId, SourceMap};
use crate::syntax::ast;
use crate::ty::FormId;
use crate::verdict::Verdict;

pub use annotate::{Annotated, annotate};
pub use apart::Reader;
pub use backtest::{ComparisonRun, Side, compare};
pub use coverage::{CoverageRun, cover};
pub use explain::{Derivations, Explained, Suspicions, derive, explain, suggest, why};
pub use fault::{Fault, MOST_BYTES};
pub use format::{Formatted, FormattedFile, Outcome, format, format_bytes};
pub use host::{DiskHost, Host, Listing, MemoryHost};
pub use linting::{Edit, Linted, Looked, lint};
pub use mutation::{MutateOptions, MutationRun, mutate};
pub use pending::{Pending, PendingCase, Waiting, pending, pending_beside};
pub use read::{Done, Readings, read, read_in_parts};
pub use reckoning::{Reckoned, reckon};
pub use rulebook::Rulebook;
pub use session::Session;
pub use trials::{TestOptions, TestRun, holds_rules, test, test_with};

use gather::Gathered;
use memory::Memory;
use packs::Packs;
use select::Selection;

/// What to check, with what.
#[derive(Clone, Debug)]
pub struct Options {
    /// Files and folders of returns.
    pub inputs: Vec<PathBuf>,
    /// Files and folders of rules, beside those of the packs.
    pub rules: Vec<PathBuf>,
    /// Embedded packs by name, or folders; empty for the embedded ones whose forms are loaded.
    pub packs: Vec<String>,
    /// Rules to take, by name or pattern; empty for all.
    pub select: Vec<String>,
    /// Rules to leave, by name or pattern.
    pub ignore: Vec<String>,
    /// The day that stands for today; recorded only.
    pub as_of: Option<NaiveDate>,
    /// Causes that may leave something undetermined, by id; an empty list stands for all.
    pub allow_undetermined: Option<Vec<String>>,
    /// The least grave grade that fails the run.
    pub fail_on: Grade,
    /// How PDF files are read.
    pub reader: Reader,
    /// The language of titles and messages, by its tag; English where there is none, or no text in it.
    pub language: Option<String>,
    /// A file of findings that are known already.
    pub baseline: Option<PathBuf>,
    /// Rules that are given as texts, each with the name under which it is shown.
    pub texts: Vec<(String, String)>,
    /// Severities to change, by a rule's name or a pattern; a name goes before a pattern.
    pub severities: Vec<SeverityChange>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            inputs: Vec::new(),
            rules: Vec::new(),
            packs: Vec::new(),
            select: Vec::new(),
            ignore: Vec::new(),
            as_of: None,
            allow_undetermined: None,
            fail_on: Grade::Error,
            reader: Reader::default(),
            language: None,
            baseline: None,
            texts: Vec::new(),
            severities: Vec::new(),
        }
    }
}

/// A run that was done.
pub struct Checked {
    pub report: Report,
    pub exit: Exit,
    /// The texts, for excerpts.
    pub sources: SourceMap,
    /// What the report was made of: the rules that took part, the returns, and every verdict.
    pub program: Program,
    pub returns: Returns,
    pub verdicts: Vec<Verdict>,
}

/// Checks returns against rules.
pub fn check(host: &dyn Host, options: &Options) -> Result<Checked, Fault> {
    Ok(check_and(host, options, |_| ())?.0)
}

/// Checks returns against rules, and tells something more of what the report is made of.
fn check_and<T>(host: &dyn Host, options: &Options, tell: impl FnOnce(&Material<'_>) -> T) -> Result<(Checked, T), Fault> {
    if options.inputs.is_empty() {
        return Err(Fault::NoInputs);
    }
    let baseline = options.baseline.as_deref().map(|path| baseline::read(host, path)).transpose()?;
    let mut rules = Rules::load(host, options, &mut Memory::default())?;
    let documents = reading::documents(&rules.program.forms, &rules.gathered.sources, &rules.gathered.returns);
    let mut loaded = data::load_documents(&rules.program.forms, &rules.gathered.sources, documents, &[]);
    if rules.gathered.returns.is_empty() && rules.gathered.diagnostics.is_empty() && rules.diagnostics.is_empty() {
        return Err(Fault::NoReturns(options.inputs.clone()));
    }
    let packs = rules.packs(options, Some(&loaded.returns));
    rules.narrow(options, &packs)?;
    let severities = select::change_severities(&options.severities, &mut rules.program)?;
    data::load_tables(&rules.program.forms, &rules.gathered.sources, &rules.tables(), &mut loaded);
    let Rules { gathered, mut program, diagnostics, left_out, files, .. } = rules;
    let mut diagnostics = lint::without_allowed(&gathered.sources, &files, diagnostics);
    diagnostics.extend(gathered.diagnostics);
    diagnostics.extend(loaded.diagnostics);
    let untranslated = options.language.as_deref().map(|language| program.speak(language));
    let returns = loaded.returns;
    let verdicts = eval::evaluate(&program, &returns);
    let as_of = options.as_of.or_else(|| returns.returns.iter().filter_map(|of| of.date).max());
    let waivings = waivers::waive(&program, &returns, &verdicts, as_of);
    let groups = locate::locate(&program, &returns, &verdicts, &waivings.waived.keys().copied().collect(), Limits::default());
    let material = Material {
        sources: &gathered.sources,
        program: &program,
        returns: &returns,
        files: gathered.files,
        diagnostics,
        left_out,
        rules: rule_ids(&program),
        verdicts: &verdicts,
        waivings,
        severities,
        baseline: baseline.as_ref(),
        packs: packs.into_iter().collect(),
        untranslated,
        as_of,
        derive: &|verdict| eval::derive(&program, &returns, verdict),
        row_name: &|row| eval::row_name(&program, &returns, row),
        groups,
        figure_of: &|cell, number| eval::shown_in(&program, &returns, cell, number),
    };
    let told = tell(&material);
    let report = Report::new(material);
    let exit = Exit::of(&report, options.fail_on, options.allow_undetermined.as_deref());
    Ok((Checked { report, exit, sources: gathered.sources, program, returns, verdicts }, told))
}

/// The rules that a run would take, and the texts for excerpts. With `as_of`, only the editions in force on that day.
pub fn list(host: &dyn Host, options: &Options) -> Result<(RuleList, SourceMap), Fault> {
    let Book { sources, mut program, diagnostics, left_out, files, .. } = book(host, options)?;
    let diagnostics = lint::without_allowed(&sources, &files, diagnostics);
    if let Some(day) = options.as_of {
        program.rules.retain(|rule| rule.window.contains(day));
        for parameter in &mut program.parameters {
            parameter.editions.retain(|edition| edition.window.contains(day));
        }
    }
    let untranslated = options.language.as_deref().map(|language| program.speak(language));
    let list = RuleList { untranslated, ..RuleList::new(&sources, &program, &rule_ids(&program), &diagnostics, &left_out) };
    Ok((list, sources))
}

/// The rules of a run with their texts, before any return is read.
pub struct Book {
    pub sources: SourceMap,
    pub program: Program,
    pub diagnostics: Vec<Diagnostic>,
    /// The names of rules that errors keep out.
    pub left_out: Vec<String>,
    /// The rule files that were given, as written: those of packs first.
    pub files: Vec<Arc<ast::File>>,
    /// How many of them are of packs.
    pub from_packs: usize,
    /// Where each of them stands.
    pub places: BTreeMap<SourceId, PathBuf>,
}

/// Reads the rules that a run would take.
pub fn book(host: &dyn Host, options: &Options) -> Result<Book, Fault> {
    book_again(host, options, &mut Memory::default())
}

/// Reads the rules that a run would take, and of rule files only those that have changed.
fn book_again(host: &dyn Host, options: &Options, memory: &mut Memory) -> Result<Book, Fault> {
    let mut rules = Rules::load(host, options, memory)?;
    let packs = rules.packs(options, None);
    rules.narrow(options, &packs)?;
    select::change_severities(&options.severities, &mut rules.program)?;
    let Rules { gathered, program, mut diagnostics, left_out, files, from_packs, .. } = rules;
    diagnostics.extend(gathered.diagnostics);
    Ok(Book { sources: gathered.sources, program, diagnostics, left_out, files, from_packs, places: gathered.places })
}

fn rule_ids(program: &Program) -> Vec<RuleId> {
    (0..program.rules.len() as u32).map(RuleId).collect()
}

/// All texts of a run, and the program that its rule files make.
struct Rules {
    gathered: Gathered,
    program: Program,
    /// The names of the embedded packs.
    embedded: BTreeSet<String>,
    /// The packs that the run names.
    named: Vec<String>,
    /// How many of the texts are those of the embedded packs.
    embedded_texts: u32,
    /// The tables that the run brings itself.
    own_tables: BTreeMap<FormId, SourceId>,
    diagnostics: Vec<Diagnostic>,
    left_out: Vec<String>,
    tests: Vec<Test>,
    /// The rule files as written, those of packs first.
    files: Vec<Arc<ast::File>>,
    from_packs: usize,
    /// The packs that the rule files bring and ask for.
    brought: Packs,
}

impl Rules {
    fn load(host: &dyn Host, options: &Options, memory: &mut Memory) -> Result<Rules, Fault> {
        Rules::load_onto(host, options, memory, pack::program)
    }

    /// The forms of a run, without the rules of the embedded packs where nothing needs them.
    fn load_forms(host: &dyn Host, options: &Options) -> Result<Rules, Fault> {
        Rules::load_onto(host, options, &mut Memory::default(), pack::forms)
    }

    /// Loads what a run brings, and what it needs of the embedded packs.
    fn load_onto(
        host: &dyn Host,
        options: &Options,
        memory: &mut Memory,
        needed: fn() -> Result<Program, pack::Damaged>,
    ) -> Result<Rules, Fault> {
        let mut sources = SourceMap::default();
        pack::add_texts(&mut sources);
        let embedded_texts = sources.len() as u32;
        let mut gathered = Gathered::new(sources);
        let mut base = gathered.add_inputs(host, &options.inputs, &options.reader, needed)?.map_err(|_| Fault::Damaged)?;
        let embedded: BTreeSet<String> = base.packs.iter().map(|pack| pack.name.clone()).collect();
        let folders = pack_folders(host, options, &embedded)?;
        gathered.add_rules(host, &folders)?;
        let from_packs = gathered.rules.len();
        gathered.add_rules(host, &options.rules)?;
        for (name, text) in &options.texts {
            gathered.add_rule_text(Path::new(name), text.clone().into_bytes());
        }
        // Rule files may use all that the packs have.
        if !gathered.rules.is_empty() && base.rules.is_empty() {
            base = pack::program().map_err(|_| Fault::Damaged)?;
        }
        let replaces = !folders.is_empty() && folders.len() == options.packs.len();
        let named = options.packs.clone();
        let mut rules = Rules {
            gathered,
            program: base,
            embedded,
            named,
            embedded_texts,
            own_tables: BTreeMap::new(),
            diagnostics: Vec::new(),
            left_out: Vec::new(),
            files: Vec::new(),
            from_packs,
            tests: Vec::new(),
            brought: Packs::default(),
        };
        rules.lower(host, replaces, memory)?;
        rules.gathered.add_forms(host, &rules.program.forms)?;
        rules.own_tables = rules.gathered.add_own_tables(host, &rules.program.forms)?;
        Ok(rules)
    }

    /// Parses and lowers the rule files that were given, and those of packs that they need; without any, the embedded program stays as it
    /// is. Packs that are given as folders replace the embedded ones, unless one of those is named or needed too.
    fn lower(&mut self, host: &dyn Host, replaces: bool, memory: &mut Memory) -> Result<(), Fault> {
        if self.gathered.rules.is_empty() {
            return Ok(());
        }
        let mut files = self.parse(host, 0, memory)?;
        let given = files.len();
        while self.brought.fetch(host, &mut self.gathered, &files, &self.embedded)? {
            let further = self.parse(host, files.len(), memory)?;
            files.extend(further);
        }
        let fetched = files.split_off(given);
        self.from_packs += fetched.len();
        let files: Vec<Arc<ast::File>> = fetched.into_iter().chain(files).collect();
        if replaces && !self.brought.ask_for(&self.embedded) {
            (self.program, self.embedded) = (Program::default(), BTreeSet::new());
        }
        let tables = &self.gathered.tables;
        let beside = |rules, name: &str| tables.get(&(rules, name.to_owned())).copied();
        let base = std::mem::take(&mut self.program);
        let mut base = if self.gives_way(&base, &files) { Program::default() } else { base };
        self.brought.describe(&mut base);
        let lowered = match memory.pieces() {
            Some(pieces) => ir::lower_again(base, &files, &beside, &self.gathered.sources, pieces),
            None => ir::lower(base, &files, &beside, &self.gathered.sources),
        };
        self.program = lowered.program;
        self.diagnostics.extend(lowered.diagnostics);
        self.tests = lowered.tests;
        self.left_out.extend(lowered.left_out);
        self.files = files;
        Ok(())
    }

    /// The trees of the rule files from a place on, with the files that they name.
    fn parse(&mut self, host: &dyn Host, from: usize, memory: &mut Memory) -> Result<Vec<Arc<ast::File>>, Fault> {
        let mut files = Vec::new();
        for id in self.gathered.rules.get(from..).unwrap_or_default().to_vec() {
            let parse = memory.parse(id, self.gathered.sources.get(id));
            self.diagnostics.extend(parse.diagnostics);
            self.left_out.extend(parse.left_out);
            for item in &parse.file.items {
                let file = match item {
                    ast::Item::Calendar(calendar) => Some(&calendar.file),
                    ast::Item::Table(table) => table.rows_in.as_ref(),
                    _ => None,
                };
                if let Some(file) = file {
                    self.gathered.add_table(host, id, &file.text)?;
                }
            }
            self.brought.take(host, &mut self.gathered, &parse.file)?;
            files.push(parse.file);
        }
        Ok(files)
    }

    /// Whether the embedded packs stay out: the rule files declare forms or tables of the same names, and neither they nor the run ask for a
    /// pack that they do not bring.
    fn gives_way(&self, base: &Program, files: &[Arc<ast::File>]) -> bool {
        let declared = |item: &ast::Item| match item {
            ast::Item::Form(form) => base.forms.find(&form.name.text),
            ast::Item::Table(table) => base.forms.find(&table.name.text),
            _ => None,
        };
        let clash = files.iter().flat_map(|file| &file.items).any(|item| declared(item).is_some());
        let asked = |name: &str| self.embedded.contains(name);
        clash && !self.brought.ask_for(&self.embedded) && !self.named.iter().any(|name| asked(name))
    }

    /// The tables to load, each with its text: the run's own, else that which its rule file names. The texts of embedded packs are taken
    /// only where a rule of the run asks for the table, so that a run does not read what it does not need.
    fn tables(&self) -> Vec<(FormId, SourceId)> {
        if !self.program.forms.forms.iter().any(|form| form.kind == FormKind::Table) {
            return Vec::new();
        }
        let used = self.program.tables_used();
        let forms = (0u16..).map(FormId).zip(&self.program.forms.forms);
        let declared = |id: FormId, form: &Form| form.rows_in.filter(|text| text.0 >= self.embedded_texts || used.contains(&id));
        forms.filter_map(|(id, form)| Some((id, self.own_tables.get(&id).copied().or_else(|| declared(id, form))?))).collect()
    }

    /// The rule files under test: those that were given beside packs, or where there is none those of the packs.
    fn under_test(&self) -> &[Arc<ast::File>] {
        self.files.get(self.from_packs..).filter(|files| !files.is_empty()).unwrap_or(&self.files)
    }

    /// The packs of the run: the embedded ones that are named or, where none is, those with a loaded form; and all others.
    fn packs(&self, options: &Options, returns: Option<&Returns>) -> BTreeSet<String> {
        let forms = &self.program.forms;
        let is_loaded = |name: &str| match returns {
            None => true,
            Some(returns) => returns.returns.iter().any(|of| forms.form(of.form).pack == name),
        };
        let takes = |name: &str| {
            let is_named = options.packs.iter().any(|given| given == name);
            !self.embedded.contains(name) || is_named || self.is_needed(name) || (options.packs.is_empty() && is_loaded(name))
        };
        self.program.packs.iter().map(|pack| pack.name.clone()).filter(|name| takes(name)).collect()
    }

    /// Whether a pack that is given as a folder needs an embedded one, which then takes part with it.
    fn is_needed(&self, name: &str) -> bool {
        self.from_packs > 0 && self.brought.asks_for(name)
    }

    /// Leaves only the rules that take part.
    fn narrow(&mut self, options: &Options, packs: &BTreeSet<String>) -> Result<(), Fault> {
        self.program.rules.retain(|rule| packs.contains(&rule.pack) || !self.embedded.contains(&rule.pack));
        let names = self.program.rules.iter().map(|rule| rule.name.as_str()).chain(self.left_out.iter().map(String::as_str));
        let selection = Selection::new(&options.select, &options.ignore, &names.collect::<Vec<_>>())?;
        self.program.rules.retain(|rule| selection.takes(&rule.name));
        self.left_out.retain(|name| selection.takes(name));
        Ok(())
    }
}

/// The values of `--pack` that are folders; each other one must name an embedded pack.
fn pack_folders(host: &dyn Host, options: &Options, embedded: &BTreeSet<String>) -> Result<Vec<PathBuf>, Fault> {
    let mut folders = Vec::new();
    for name in &options.packs {
        if embedded.contains(name) {
            continue;
        }
        let path = PathBuf::from(name);
        match host.list(&path) {
            Ok(_) => folders.push(path),
            Err(Fault::Missing(_)) => {
                let advice = suggest::advice(name, embedded.iter().map(String::as_str));
                return Err(Fault::UnknownPack { name: name.clone(), advice });
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(folders)
}
