//! Rule files that belong together, as they are understood after the last edit.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::names::Ground;
use crate::diag::Diagnostic;
use crate::driver::Looked;
use crate::ir::Program;
use crate::pack;
use crate::source::{SourceId, SourceMap};
use crate::syntax;
use crate::syntax::ast::{DefineDecl, File, Item};

/// What rule files say, and what is said of them.
#[derive(Clone, Copy)]
pub struct Analysis<'a> {
    pub looked: &'a Looked,
    pub index: &'a Index,
}

/// What is found out once of rule files, and asked often.
#[derive(Default)]
pub struct Index {
    by_path: BTreeMap<PathBuf, SourceId>,
    files: OnceCell<Vec<Arc<File>>>,
    definitions: OnceCell<BTreeMap<String, Arc<DefineDecl>>>,
}

impl Index {
    pub fn new(looked: &Looked) -> Index {
        let named = looked.sources.iter().filter(|(_, source)| !pack::is_part(&source.name));
        Index { by_path: named.map(|(id, source)| (PathBuf::from(&source.name), id)).collect(), ..Index::default() }
    }
}

/// Where a text stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    File(PathBuf),
    /// In the program itself, under a name.
    Embedded(String),
}

impl<'a> Analysis<'a> {
    pub fn sources(&self) -> &'a SourceMap {
        &self.looked.sources
    }

    pub fn program(&self) -> &'a Program {
        &self.looked.program
    }

    pub fn diagnostics(&self) -> &'a [Diagnostic] {
        &self.looked.diagnostics
    }

    /// Every rule file that the program was made of and that has a tree, those inside the program read again.
    pub fn files(&self) -> Vec<Arc<File>> {
        self.index.files.get_or_init(|| files(self.looked)).clone()
    }

    pub fn tree(&self, source: SourceId) -> Option<&'a File> {
        self.looked.tree(source)
    }

    /// The text that was read from a file.
    pub fn source(&self, path: &Path) -> Option<SourceId> {
        self.index.by_path.get(path).copied()
    }

    pub fn place(&self, source: SourceId) -> Place {
        let name = &self.looked.sources.get(source).name;
        match self.looked.path(source) {
            Some(path) => Place::File(path.to_owned()),
            None if pack::is_part(name) => Place::Embedded(name.clone()),
            None => Place::File(PathBuf::from(name)),
        }
    }

    /// What names are found in.
    pub fn ground(&self) -> Ground<'a> {
        let definitions = self.index.definitions.get_or_init(|| definitions(self.looked));
        Ground::new(&self.looked.program, definitions)
    }
}

/// The trees that are at hand, and those of the other rule files that something of the program stands in.
fn files(looked: &Looked) -> Vec<Arc<File>> {
    let program = &looked.program;
    let forms = program.forms.forms.iter().map(|form| form.span);
    let parameters = program.parameters.iter().flat_map(|parameter| parameter.editions.iter().map(|edition| edition.span));
    let definitions = program.definitions.iter().map(|definition| definition.span);
    let rules = program.rules.iter().map(|rule| rule.span);
    let sources: BTreeSet<SourceId> = forms.chain(parameters).chain(definitions).chain(rules).map(|span| span.source).collect();
    let unread = sources.into_iter().filter(|&source| looked.tree(source).is_none());
    let again = unread.map(|id| Arc::new(syntax::parse(id, &looked.sources.get(id).text).file));
    looked.files.iter().cloned().chain(again).collect()
}

/// The definitions of all rule files, those without a tree read again.
fn definitions(looked: &Looked) -> BTreeMap<String, Arc<DefineDecl>> {
    let sources: BTreeSet<SourceId> = looked.program.definitions.iter().map(|of| of.span.source).collect();
    let unread = sources.into_iter().filter(|&source| looked.tree(source).is_none());
    let again = unread.map(|id| Arc::new(syntax::parse(id, &looked.sources.get(id).text).file));
    let files: Vec<Arc<File>> = again.chain(looked.files.iter().cloned()).collect();
    let mut definitions = BTreeMap::new();
    for item in files.iter().flat_map(|file| &file.items) {
        if let Item::Define(define) = item {
            definitions.entry(define.name.text.clone()).or_insert_with(|| Arc::new(define.clone()));
        }
    }
    definitions
}
