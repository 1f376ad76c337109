//! Published forms as data: each file read by what its form declares to be printed, and written as a return.

use super::fault::Fault;
use super::host::Host;
use super::memory::Memory;
use super::{Options, Rules};
use crate::data::{self, CellState, Document, Returns};
use crate::form::Forms;
use crate::read;
use crate::report::{self, Problem};
use crate::source::SourceMap;

/// What was read, and what could not be.
pub struct Readings {
    pub sources: SourceMap,
    pub forms: Forms,
    pub documents: Vec<Document>,
    pub returns: Returns,
    pub problems: Vec<Problem>,
}

/// Reads the files of a run without judging them.
pub fn read(host: &dyn Host, options: &Options) -> Result<Readings, Fault> {
    if options.inputs.is_empty() {
        return Err(Fault::NoInputs);
    }
    let rules = Rules::load(host, options, &mut Memory::default())?;
    let sources = rules.gathered.sources;
    let documents = read::documents(&rules.program.forms, &sources, &rules.gathered.returns);
    let loaded = data::load_documents(&rules.program.forms, &sources, documents.clone(), &[]);
    let mut diagnostics = rules.gathered.diagnostics;
    diagnostics.extend(rules.diagnostics);
    if documents.is_empty() && diagnostics.is_empty() {
        return Err(Fault::NoReturns(options.inputs.clone()));
    }
    diagnostics.extend(loaded.diagnostics);
    let problems = report::problems(&sources, &diagnostics);
    Ok(Readings { sources, forms: rules.program.forms, documents, returns: loaded.returns, problems })
}

impl Readings {
    /// The cells that cannot be read, one line for each: its place, its field and what stands there.
    pub fn unreadable(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for cell in &self.returns.cells {
            let CellState::Unreadable(could_be) = &cell.state else { continue };
            let shape = self.forms.shape(self.returns.record(cell.record).shape);
            let Some(member) = shape.members.get(cell.member as usize) else { continue };
            let source = self.sources.get(cell.span.source);
            let place = source.position(cell.span.start);
            let choice: Vec<String> =
                could_be.iter().map(|words| if words.is_empty() { "blank".to_owned() } else { format!("`{words}`") }).collect();
            let choice = if choice.is_empty() { String::new() } else { format!("; it could be {}", choice.join(" or ")) };
            lines.push(format!(
                "{}:{}:{}: {}.{} cannot be read: `{}`{choice}",
                source.name, place.line, place.column, shape.name, member.name, cell.printed
            ));
        }
        lines.sort();
        lines.dedup();
        lines
    }
}
