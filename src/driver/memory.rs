//! What a run keeps for the next: the trees of rule files, the rules as they were lowered, and what lints found out of each of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::ir::Pieces;
use crate::lint;
use crate::source::{Source, SourceId, Text};
use crate::syntax::{self, ast};

/// What is kept; nothing of it can be out of date, for each part says of what it was made.
#[derive(Default)]
pub(super) struct Memory {
    /// The trees of rule files by their texts.
    trees: BTreeMap<(SourceId, String), Kept>,
    /// The rules of runs that keep something: of each kind of run its own.
    pieces: BTreeMap<Kind, Pieces>,
    /// The run under way.
    kind: Kind,
    lints: lint::Memory,
}

/// Runs over the same files that make different programs of them.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// With the files as they are given.
    #[default]
    Given,
    /// With the whole folders in which they stand, in place of embedded packs.
    Folders,
}

struct Kept {
    text: Text,
    tree: Tree,
    is_used: bool,
}

/// What a rule file says, and what could not be read of it.
#[derive(Clone)]
pub(super) struct Tree {
    pub file: Arc<ast::File>,
    pub diagnostics: Vec<Diagnostic>,
    pub left_out: Vec<String>,
}

impl Memory {
    /// A memory for runs to come.
    pub fn for_many() -> Memory {
        let pieces = [Kind::Given, Kind::Folders].map(|kind| (kind, Pieces::default()));
        Memory { pieces: pieces.into(), ..Memory::default() }
    }

    /// Begins a run.
    pub fn turn_to(&mut self, kind: Kind) {
        self.kind = kind;
    }

    /// The rules as they were lowered before; none where nothing is to be kept of them.
    pub fn pieces(&mut self) -> Option<&mut Pieces> {
        self.pieces.get_mut(&self.kind)
    }

    /// The rules that were lowered last, and what lints know of them.
    pub fn for_lints(&mut self) -> (Option<&Pieces>, &mut lint::Memory) {
        (self.pieces.get(&self.kind), &mut self.lints)
    }

    /// The tree of a text: the one that is kept, or else a new one.
    pub fn parse(&mut self, id: SourceId, source: &Source) -> Tree {
        let key = (id, source.name.clone());
        if let Some(kept) = self.trees.get_mut(&key)
            && kept.text == source.text
        {
            kept.is_used = true;
            return kept.tree.clone();
        }
        let syntax::Parse { file, diagnostics, left_out } = syntax::parse(id, &source.text);
        let tree = Tree { file: Arc::new(file), diagnostics, left_out };
        self.trees.insert(key, Kept { text: source.text.clone(), tree: tree.clone(), is_used: true });
        tree
    }

    /// Lets go of what was not asked for since this was last called.
    pub fn forget_unused(&mut self) {
        self.trees.retain(|_, kept| std::mem::take(&mut kept.is_used));
    }
}
