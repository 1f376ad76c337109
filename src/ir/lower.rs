//! From trees to the program: declarations first, then definitions, then rules, each with its own errors.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

use super::define::Definitions;
use super::pieces::{Pieces, Surroundings};
use super::{Pack, Program, Test};
use crate::diag::{Diagnostic, codes};
use crate::source::{SourceId, SourceMap};
use crate::syntax::ast::{self, Item};

/// A program, and what could not become part of it.
#[derive(Debug)]
pub struct Lowered {
    pub program: Program,
    pub diagnostics: Vec<Diagnostic>,
    /// The names of rules that errors keep out.
    pub left_out: Vec<String>,
    /// The tests of these files.
    pub tests: Vec<Test>,
}

/// Finds the text of a file that a rule file names, by the rule file and the name.
pub type ReadBeside<'a> = &'a dyn Fn(SourceId, &str) -> Option<SourceId>;

/// Adds rule files to a program.
pub fn lower(base: Program, files: &[impl Borrow<ast::File>], read_beside: ReadBeside<'_>, sources: &SourceMap) -> Lowered {
    lower_with(base, files, read_beside, sources, None)
}

/// The same, and no rule is lowered again that still is what it was the last time.
pub fn lower_again(
    base: Program,
    files: &[impl Borrow<ast::File>],
    read_beside: ReadBeside<'_>,
    sources: &SourceMap,
    pieces: &mut Pieces,
) -> Lowered {
    lower_with(base, files, read_beside, sources, Some(pieces))
}

fn lower_with(
    base: Program,
    files: &[impl Borrow<ast::File>],
    read_beside: ReadBeside<'_>,
    sources: &SourceMap,
    pieces: Option<&mut Pieces>,
) -> Lowered {
    let files: Vec<&ast::File> = files.iter().map(Borrow::borrow).collect();
    let mut lowering = Lowering {
        program: base,
        diagnostics: Vec::new(),
        left_out: Vec::new(),
        definitions: Definitions::default(),
        rule_names: BTreeSet::new(),
        broken: files.iter().flat_map(|file| file.broken.iter().cloned()).collect(),
        names: BTreeMap::new(),
        sources,
        pieces,
    };
    let files: Vec<PackedFile> = files.into_iter().map(|file| lowering.pack_of(file)).collect();
    for file in &files {
        lowering.check_uses(file, &files);
    }
    lowering.check_packs(&files);
    for file in &files {
        for item in &file.file.items {
            match item {
                Item::Form(form) => lowering.declare_form(form, &file.pack),
                Item::Table(table) => lowering.declare_table(table, &file.pack, read_beside),
                Item::Calendar(calendar) => lowering.declare_calendar(calendar, read_beside),
                Item::Parameter(parameter) => lowering.declare_parameter(parameter, &file.pack),
                Item::Rule(rule) => {
                    lowering.rule_names.insert(rule.name.text.clone());
                }
                Item::Pack(_) | Item::Use(_) | Item::Printed(_) | Item::Set(_) | Item::Define(_) | Item::Test(_) | Item::Waive(_) => {}
            }
        }
    }
    for file in &files {
        for item in &file.file.items {
            if let Item::Form(form) = item {
                lowering.declare_followed(form);
            }
        }
    }
    lowering.check_table_names();
    lowering.settings(&files);
    for item in files.iter().flat_map(|file| &file.file.items) {
        if let Item::Printed(printed) = item {
            lowering.declare_print(printed);
        }
    }
    lowering.declare_definitions(&files);
    lowering.declare_rules(&files);
    lowering.gaps(&files);
    let mut tests = Vec::new();
    for item in files.iter().flat_map(|file| &file.file.items) {
        match item {
            Item::Test(test) => tests.extend(lowering.test(test)),
            Item::Waive(waiver) => lowering.declare_waiver(waiver),
            _ => {}
        }
    }
    lowering.left_out.sort();
    lowering.left_out.dedup();
    lowering.diagnostics.sort_by(|a, b| (a.primary.span, &a.message).cmp(&(b.primary.span, &b.message)));
    Lowered { program: lowering.program, diagnostics: lowering.diagnostics, left_out: lowering.left_out, tests }
}

/// A file with the pack that its items belong to; the pack of a file without one has no name.
pub(super) struct PackedFile<'a> {
    pub file: &'a ast::File,
    pub pack: String,
    /// The packs whose forms its rules may speak of.
    pub sees: BTreeSet<String>,
}

pub(super) struct Lowering<'a> {
    pub program: Program,
    pub diagnostics: Vec<Diagnostic>,
    pub left_out: Vec<String>,
    pub definitions: Definitions,
    /// The names of all rules in these files, to tell a reference to a rule from a misspelt name.
    pub rule_names: BTreeSet<String>,
    /// The names of items that could not be read; what refers to one is left out without a complaint of its own.
    pub broken: BTreeSet<String>,
    /// The rules of the program by their names.
    pub names: BTreeMap<String, Vec<usize>>,
    pub sources: &'a SourceMap,
    /// The rules as they were lowered before.
    pub pieces: Option<&'a mut Pieces>,
}

impl Lowering<'_> {
    /// The rules of all files, once everything else is declared.
    fn declare_rules(&mut self, files: &[PackedFile]) {
        let definitions = || self.definitions.taken();
        let surroundings = self.pieces.is_some().then(|| Surroundings::new(&self.program, &self.broken, definitions()));
        if let (Some(pieces), Some(surroundings)) = (&mut self.pieces, surroundings) {
            pieces.begin(surroundings, self.sources);
        }
        for (place, rule) in self.program.rules.iter().enumerate() {
            self.names.entry(rule.name.clone()).or_default().push(place);
        }
        let mut seen = BTreeMap::new();
        for file in files {
            for item in &file.file.items {
                if let Item::Rule(rule) = item {
                    self.declare_rule(rule, file, &mut seen);
                }
            }
        }
        if let Some(pieces) = &mut self.pieces {
            pieces.end();
        }
    }

    pub fn report(&mut self, diagnostic: Diagnostic) {
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    fn pack_of<'f>(&mut self, file: &'f ast::File) -> PackedFile<'f> {
        let mut declared: Option<&ast::PackDecl> = None;
        let mut sees = BTreeSet::from([String::new()]);
        for item in &file.items {
            match item {
                Item::Pack(pack) => match declared {
                    Some(first) => {
                        let first = first.name.span;
                        self.report(
                            Diagnostic::new(&codes::CLAUSE, "a file belongs to one pack", pack.name.span, "a second pack")
                                .also(first, "the first pack")
                                .help("Put the items of each pack in files of their own."),
                        );
                    }
                    None => declared = Some(pack),
                },
                Item::Use(used) => {
                    sees.insert(used.name.text.clone());
                }
                _ => {}
            }
        }
        let pack = declared.map_or(String::new(), |pack| pack.name.text.clone());
        if let Some(declared) = declared {
            let title = declared.title.as_ref().map_or(String::new(), |title| title.text.clone());
            match self.program.packs.iter_mut().find(|known| known.name == pack) {
                Some(known) if known.title.is_empty() => known.title = title,
                Some(_) => {}
                None => self.program.packs.push(Pack { name: pack.clone(), title, manifest: None }),
            }
        }
        sees.insert(pack.clone());
        PackedFile { file, pack, sees }
    }

    fn check_uses(&mut self, file: &PackedFile, files: &[PackedFile]) {
        for item in &file.file.items {
            let Item::Use(used) = item else { continue };
            let known = |name: &str| self.program.packs.iter().any(|pack| pack.name == name) || files.iter().any(|file| file.pack == name);
            if !known(&used.name.text) {
                let names: Vec<String> = self.program.packs.iter().map(|pack| pack.name.clone()).collect();
                let mut diagnostic = Diagnostic::new(
                    &codes::UNKNOWN_PACK,
                    format!("no pack is named `{}`", used.name.text),
                    used.name.span,
                    "not a pack of this run",
                );
                diagnostic.help = Some(match crate::diag::suggest::advice(&used.name.text, names.iter().map(String::as_str)) {
                    Some(advice) => format!("Its forms would be missing from this file: {advice}"),
                    None => "Give its folder with `--pack`, or put it beside this file.".to_owned(),
                });
                self.report(diagnostic);
            }
        }
    }
}
