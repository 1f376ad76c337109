//! Rule files in their one layout: which files are meant, and what each would become. Nothing is written here.

use std::path::{Path, PathBuf};

use super::Host;
use super::fault::Fault;
use super::gather::Gathered;
use crate::diag::Diagnostic;
use crate::fmt::{self, Refusal};
use crate::report::{self, Problem};
use crate::source::{SourceId, SourceMap};

/// Rule files, and what each would become.
pub struct Formatted {
    pub files: Vec<FormattedFile>,
    /// What is wrong with the files, those that are left as they are for it and those that could not be read as text.
    pub problems: Vec<Problem>,
    pub sources: SourceMap,
}

/// One rule file.
pub struct FormattedFile {
    pub path: PathBuf,
    pub source: SourceId,
    pub outcome: Outcome,
}

/// What becomes of a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is as it should be.
    Kept,
    /// It would have this text.
    Changed(String),
    /// It has errors.
    Errors,
    /// It is left as it is, for its new layout would not be read as the same rules.
    Altered,
}

/// Formats rule files, and those in folders.
pub fn format(host: &dyn Host, paths: &[PathBuf]) -> Result<Formatted, Fault> {
    let mut gathered = Gathered::new(SourceMap::default());
    gathered.add_rules(host, paths)?;
    Ok(formatted(gathered))
}

/// Formats the bytes of one rule file that is called so.
pub fn format_bytes(name: &str, bytes: Vec<u8>) -> Formatted {
    let mut gathered = Gathered::new(SourceMap::default());
    gathered.add_rule_text(Path::new(name), bytes);
    formatted(gathered)
}

fn formatted(gathered: Gathered) -> Formatted {
    let mut diagnostics: Vec<Diagnostic> = gathered.diagnostics;
    let mut files = Vec::new();
    for &source in &gathered.rules {
        let text = &*gathered.sources.get(source).text;
        let outcome = match fmt::format(source, text) {
            Ok(formatted) if formatted == text => Outcome::Kept,
            Ok(formatted) => Outcome::Changed(formatted),
            Err(Refusal::Altered) => Outcome::Altered,
            Err(Refusal::Errors(errors)) => {
                diagnostics.extend(errors);
                Outcome::Errors
            }
        };
        let path = gathered.places.get(&source).cloned().unwrap_or_default();
        files.push(FormattedFile { path, source, outcome });
    }
    Formatted { problems: report::problems(&gathered.sources, &diagnostics), files, sources: gathered.sources }
}
