//! The corpus on every surface: each file here asserts one thing of every case.

pub mod cli;
mod codes;
mod coverage;
pub mod format;
mod library;
mod lsp;
mod order;
pub mod parse;

use crate::corpus::{case_files, none_of};

#[test]
fn every_case_states_what_it_is_about() {
    let titles = case_files().into_iter().flat_map(|file| file.cases.into_iter().map(move |case| (file.name.clone(), case)));
    none_of(titles.filter(|(_, case)| case.title.is_empty()).map(|(name, case)| format!("{name}:{}: no title", case.line)).collect());
}
