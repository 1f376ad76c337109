//! The tree-sitter grammar of rulecheck's rule files, and its queries for editors.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_rulecheck() -> *const ();
}

/// The language, for a parser of the crate `tree-sitter`.
// SAFETY: `src/parser.c`, which tree-sitter generates and `build.rs` compiles, defines this function with this signature.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_rulecheck) };

/// What has which colour.
pub const HIGHLIGHTS: &str = include_str!("../../queries/highlights.scm");
/// What can be folded.
pub const FOLDS: &str = include_str!("../../queries/folds.scm");
/// What is indented.
pub const INDENTS: &str = include_str!("../../queries/indents.scm");
/// Where a name holds.
pub const LOCALS: &str = include_str!("../../queries/locals.scm");
