//! The parser that pest derives from `rulecheck.pest`, in a package of its own so that a change of the compiler does not derive it again.
#![forbid(unsafe_code)]

pub use pest;

/// The parser of rule files; its rules are those of `rulecheck.pest`.
#[derive(pest_derive::Parser)]
#[grammar = "rulecheck.pest"]
pub struct RuleParser;
