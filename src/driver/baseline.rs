//! The file of findings that are known already.

use std::path::Path;

use super::fault::{Fault, shown};
use super::host::Host;
use crate::report::baseline::{Baseline, Unusable};

/// Reads a baseline. One that cannot be understood ends the run: what it knows would be told as new.
pub fn read(host: &dyn Host, path: &Path) -> Result<Baseline, Fault> {
    let unusable = |line, reason: &str| Fault::Baseline { path: path.to_owned(), line, reason: reason.to_owned() };
    let text = String::from_utf8(host.read(path)?).map_err(|_| unusable(1, "it is not UTF-8 text"))?;
    Baseline::parse(shown(path), &text).map_err(|Unusable { line, reason }| unusable(line, &reason))
}
