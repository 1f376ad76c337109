//! Words.
use crate::data::Returns; use crate::ir::Program; use crate::value::RecordId;
pub fn row_name(_p: &Program, _r: &Returns, _v: RecordId) -> String { String::new() }
