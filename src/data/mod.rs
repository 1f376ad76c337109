//! Returns as they were filed, and the tables beside them: every cell with its state, its printed words and the place where it was read.

mod bind;
mod change;
mod history;
mod issuers;
mod json;
mod keys;
mod printed;
mod raw;
mod tables;
#[cfg(test)]
mod tests;
mod yaml;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use crate::diag::Diagnostic;
use crate::form::Forms;
use crate::source::{SourceId, SourceMap, Span};
use crate::ty::{FormId, ShapeId};
use crate::value::{CellId, RecordId, ReturnId, Value};

pub use history::{ByDay, Count, End, History, Link, Links, OfForm};
pub use keys::{KeyIndex, Mark};
pub use printed::printed_date;
pub use raw::{Content, Entry, Node};
pub use yaml::{is_escaped, quoted};

/// The returns of a run, and what is wrong with their documents.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    pub returns: Returns,
    pub diagnostics: Vec<Diagnostic>,
}

pub use change::Change;

/// Reads documents and binds them to the declared forms. A file with an error in its structure is left out;
/// a cell with an error is unreadable. The order of `documents` changes nothing: they are taken by name.
pub fn load(forms: &Forms, sources: &SourceMap, documents: &[SourceId]) -> Loaded {
    load_documents(forms, sources, documents.iter().map(|&id| Document::of_data(sources, id)).collect(), &[])
}

/// A document before its form is known, or why it cannot be read.
#[derive(Clone, Debug)]
pub struct Document {
    pub source: SourceId,
    pub content: Result<Node, Box<Diagnostic>>,
    /// How some of its cells were read, by their places.
    pub notes: BTreeMap<Span, Vec<String>>,
    /// What is wrong with it, although something of it could be read.
    pub problems: Vec<Diagnostic>,
}

impl Document {
    /// A document in YAML or JSON.
    pub fn of_data(sources: &SourceMap, source: SourceId) -> Document {
        Document::new(source, raw::read(source, sources.get(source)))
    }

    /// A document of which nothing but its content is to be said.
    pub fn new(source: SourceId, content: Result<Node, Box<Diagnostic>>) -> Document {
        Document { source, content, notes: BTreeMap::new(), problems: Vec::new() }
    }
}

/// Binds documents that were read before, and prints something else in some of their cells before anything is made of these.
pub fn load_documents(forms: &Forms, sources: &SourceMap, mut documents: Vec<Document>, changes: &[Change<'_>]) -> Loaded {
    documents.sort_by(|a, b| (&sources.get(a.source).name, a.source).cmp(&(&sources.get(b.source).name, b.source)));
    // One file may hold several returns, each in its place.
    documents.dedup_by_key(|document| (document.source, document.content.as_ref().ok().map(|node| node.span)));
    let mut binder = bind::Binder::new(forms);
    for Document { source, content, notes, problems } in documents {
        binder.loaded.diagnostics.extend(problems);
        match content {
            Ok(content) => {
                binder.notes = notes;
                binder.document(source, content);
            }
            Err(diagnostic) => binder.loaded.diagnostics.push(*diagnostic),
        }
    }
    let mut loaded = binder.loaded;
    for change in changes {
        change::apply(forms, &mut loaded, change);
    }
    issuers::assign(forms, sources, &mut loaded);
    loaded
}

/// Reads the rows of tables, each from its CSV text, and adds them to what was loaded.
pub fn load_tables(forms: &Forms, sources: &SourceMap, tables: &[(FormId, SourceId)], loaded: &mut Loaded) {
    let mut binder = bind::Binder { forms, loaded: std::mem::take(loaded), notes: BTreeMap::new() };
    for &(table, source) in tables {
        binder.table(table, source, &sources.get(source).text);
    }
    *loaded = binder.loaded;
}

/// Everything that was loaded in a run. Records and cells are flat tables; ids point into them.
#[derive(Clone, Debug, Default)]
pub struct Returns {
    pub returns: Vec<Return>,
    pub records: Vec<Record>,
    pub cells: Vec<Cell>,
    pub issuers: Vec<Issuer>,
    pub tables: BTreeMap<FormId, Table>,
    /// How cells were read, where there is something to say of it.
    pub notes: BTreeMap<CellId, Vec<String>>,
}

/// A table that was loaded.
#[derive(Clone, Debug)]
pub struct Table {
    /// Where its root stands among the returns; no issuer has it.
    pub held_by: ReturnId,
    /// Its rows by their keys, made when the first of them is looked up.
    pub by_key: OnceLock<KeyIndex>,
}

/// One return (or profile) of one issuer, or a table.
#[derive(Clone, Debug)]
pub struct Return {
    pub form: FormId,
    pub source: SourceId,
    pub root: RecordId,
    /// The place in [`Returns::issuers`]; a table has none.
    pub issuer: Option<u32>,
    /// The value of the form's `dated` field, where it can be read.
    pub date: Option<NaiveDate>,
    /// The return that amends this one. A superseded return is not judged and is not found by `previous` or collections.
    pub superseded_by: Option<ReturnId>,
}

/// Returns that share a stock code have one issuer; names never decide.
#[derive(Clone, Debug, Default)]
pub struct Issuer {
    /// The smallest of its stock codes, or where it has none the name of its file.
    pub name: String,
    pub stock_codes: Vec<String>,
    /// Its profile, where exactly one was loaded.
    pub profile: Option<ReturnId>,
    /// Its returns that are not superseded, profiles apart, ordered by date (unknown dates last), then form, then file name.
    pub returns: Vec<ReturnId>,
    /// The same by their days, made when the first window is asked for.
    pub history: OnceLock<History>,
}

/// Whose the tables are.
static NOBODY: Issuer =
    Issuer { name: String::new(), stock_codes: Vec::new(), profile: None, returns: Vec::new(), history: OnceLock::new() };

/// One return, group of fields or row.
#[derive(Clone, Debug)]
pub struct Record {
    pub shape: ShapeId,
    pub owner: ReturnId,
    /// One for each member of the shape, in its order.
    pub slots: Vec<Slot>,
    /// For a row: its number in its list, from 1. For others 0.
    pub row: u32,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Slot {
    Cell(CellId),
    Record(RecordId),
    /// The rows, in the order of the document.
    Rows(Vec<RecordId>),
    /// A list of which nothing can be said; the cell in its place is blank, absent or unreadable.
    NoRows(CellId),
}

/// One scalar of a return.
#[derive(Clone, Debug)]
pub struct Cell {
    pub record: RecordId,
    /// The place of the member in the record's shape.
    pub member: u16,
    pub state: CellState,
    /// The words as printed; empty for an absent cell.
    pub printed: Arc<str>,
    /// Where it was read; for an absent cell, the record in which it is missing.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum CellState {
    Figure(Value),
    /// Nothing printed, a dash, or a unit alone.
    Blank,
    /// "Not applicable", "N/A".
    NotApplicable,
    /// Something is printed that cannot be read; the readings that are possible, if the document names them.
    Unreadable(Vec<String>),
    /// The document has no such cell.
    Absent,
}

impl Returns {
    pub fn get(&self, id: ReturnId) -> &Return {
        &self.returns[id.0 as usize]
    }

    pub fn record(&self, id: RecordId) -> &Record {
        &self.records[id.0 as usize]
    }

    pub fn cell(&self, id: CellId) -> &Cell {
        &self.cells[id.0 as usize]
    }

    pub fn issuer(&self, of: ReturnId) -> &Issuer {
        self.get(of).issuer.and_then(|at| self.issuers.get(at as usize)).unwrap_or(&NOBODY)
    }

    /// The record whose one list holds the rows of a table, where it is loaded.
    pub fn table(&self, form: FormId) -> Option<RecordId> {
        self.tables.get(&form).map(|table| self.get(table.held_by).root)
    }
}
