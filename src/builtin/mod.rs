//! The built-ins, each described once: how it is written, what it takes and gives, and examples that run.
//!
//! Lowering finds the functions of one value here, the manual prints this table, and the tests run every example.

mod table;

pub use table::ALL;

/// One built-in.
#[derive(Clone, Copy, Debug)]
pub struct Builtin {
    /// The words with which it is looked up: those before `of`, or those that lead its phrase.
    pub name: &'static str,
    pub kind: Kind,
    /// How it is written.
    pub form: &'static str,
    pub takes: &'static str,
    /// What comes out, and in which unit.
    pub gives: &'static str,
    /// What it does, in sentences.
    pub meaning: &'static str,
    pub examples: &'static [Example],
}

/// Whether a built-in is a function of one value, or has a form of its own in the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `NAME of X`
    Function(Function),
    Phrase,
}

/// The functions of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    Floor,
    Ceiling,
    Absolute,
    Month,
    Date,
    FirstDay,
    LastDay,
}

/// An expression, and its value as a message shows it.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    pub written: &'static str,
    pub shown: &'static str,
}

/// The function of one value whose words before `of` these are.
pub fn function(words: &str) -> Option<Function> {
    functions().find(|(name, _)| *name == words).map(|(_, function)| function)
}

/// The words of every function of one value.
pub fn function_words() -> impl Iterator<Item = &'static str> {
    functions().map(|(name, _)| name)
}

fn functions() -> impl Iterator<Item = (&'static str, Function)> {
    ALL.iter().filter_map(|builtin| match builtin.kind {
        Kind::Function(function) => Some((builtin.name, function)),
        Kind::Phrase => None,
    })
}
