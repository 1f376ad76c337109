//! `rulecheck`: a declarative rule language for share-capital returns, and the evaluator that runs it.
#![forbid(unsafe_code)]

pub mod builtin;
pub mod case;
pub mod cli;
pub mod data;
pub mod diag;
pub mod driver;
pub mod eval;
pub mod fmt;
pub mod form;
pub mod ir;
pub mod pack;
pub mod report;
pub mod source;
pub mod syntax;
pub mod ty;
pub mod value;
pub mod verdict;
