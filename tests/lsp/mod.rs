//! The language server, driven by its messages as an editor drives it.
//!
//! Every text has Chinese words before the place in question, so that a column that is counted in the wrong unit is found out.

mod completion;
pub mod editor;
mod keywords;
mod names;
mod navigation;
mod neovim;
mod requests;
mod session;
