//! The language server, driven by its messages as an editor drives it.
//!
//! Every text has Chinese words before the place in question, so that a column that is counted in the wrong unit is found out.

pub mod editor;
mod names;
mod requests;
