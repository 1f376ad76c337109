//! `rulecheck`: a declarative rule language for share-capital returns, and the evaluator that runs it.
//!
//! A run takes rule files and returns, and gives a [`report::Report`]: what passes, what fails with every figure that decided,
//! and what could not be judged, with its cause.
//!
//! ```
//! use std::path::PathBuf;
//!
//! use rulecheck::driver::{self, MemoryHost, Options};
//!
//! let rules = r#"
//!     form statement "Statement of shares"
//!       field opening "Balance at the start" shares
//!       field change "Increase / decrease (-)" shares blank is 0
//!       field closing "Balance at the end" shares
//!     end
//!
//!     rule roll-forward
//!       "Closing balance is the opening balance plus the change"
//!       applies to statement
//!       must opening + change = closing
//!     end
//! "#;
//! let statement = "form: statement\nopening: 1,000\nchange: -50\nclosing: 905\n";
//!
//! let host = MemoryHost::default().with("house.rules", rules).with("september.yaml", statement);
//! let options = Options { inputs: vec![PathBuf::from("september.yaml")], rules: vec![PathBuf::from("house.rules")], ..Options::default() };
//! let checked = driver::check(&host, &options)?;
//!
//! let finding = &checked.report.findings[0];
//! assert_eq!(finding.instance.rule, "roll-forward");
//! assert_eq!(finding.message, "1,000 + (-50) = 950, but the return states 905; difference 45");
//! assert_eq!(finding.figures[2].label, "Balance at the end");
//! assert_eq!((finding.figures[2].place.line, finding.figures[2].place.column), (4, 10));
//! assert_eq!(checked.exit.code(), 1);
//! # Ok::<(), rulecheck::driver::Fault>(())
//! ```
//!
//! From the outside in: [`driver`] runs everything; [`syntax`], [`ir`], [`data`] and [`eval`] are its stages, pure functions all;
//! [`report`] says what came of it.
#![forbid(unsafe_code)]

pub mod builtin;
pub mod case;
pub mod cli;
pub mod config;
mod csv;
pub mod data;
pub mod diag;
pub mod driver;
pub mod eval;
pub mod fmt;
pub mod form;
pub mod ir;
pub mod layout;
pub mod lint;
pub mod locate;
pub mod lsp;
pub mod manifest;
pub mod mutate;
pub mod pack;
pub mod read;
pub mod report;
pub mod scaffold;
pub mod site;
pub mod source;
pub mod syntax;
pub mod template;
pub mod ty;
pub mod value;
pub mod verdict;
