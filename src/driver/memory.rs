//! What a run keeps for the next: the trees of rule files. A tree is a function of its text, so nothing kept can be out of date.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::source::{Source, SourceId};
use crate::syntax::{self, ast};

/// The trees of rule files by their texts.
#[derive(Default)]
pub(super) struct Memory {
    trees: BTreeMap<(SourceId, String), Kept>,
}

struct Kept {
    text: Arc<str>,
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
