//! Evidence.
use crate::data::Returns; use crate::ir::Program; use crate::verdict::{Derivation, Verdict};
pub fn derive(_p: &Program, _r: &Returns, _v: &Verdict) -> Derivation { Derivation { steps: vec![], cells: vec![], comparison: None, message: None } }
