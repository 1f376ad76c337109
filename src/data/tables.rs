//! Tables from their CSV texts: the first row names the fields, and each other row becomes a record with its cells.

use std::sync::Arc;
use std::sync::OnceLock;

use crate::csv::{self, Field};
use crate::diag::{Diagnostic, codes, suggest};
use crate::form::Shape;
use crate::source::{SourceId, Span};
use crate::ty::{FormId, ShapeId};
use crate::value::{RecordId, ReturnId, normal_text, same_text};

use super::bind::{Binder, Given, Whole};
use super::raw::{Content, Node};
use super::{CellState, Record, Return, Slot, Table};

/// What the first row of a table says.
struct Columns {
    /// The member of the rows that each column holds; `None` for a column that is none or stands there twice.
    members: Vec<Option<u16>>,
    /// The field in which the rest of the text was lost, if there is one.
    open_quote: Option<Span>,
}

impl Binder<'_> {
    /// Reads the rows of a table.
    pub fn table(&mut self, form: FormId, source: SourceId, text: &str) {
        let Some(shape) = self.forms.rows_of(form) else { return };
        let csv = csv::read(text, source);
        let open_quote = csv.open_quote;
        if let Some(span) = open_quote {
            let help = "All that follows it was taken as one field. Close it with a quote; a quote inside a field is written twice.";
            let open = Diagnostic::new(&codes::TABLE_DATA, "a quote is opened and not closed", span, "opens here");
            self.loaded.diagnostics.push(open.help(help));
        }
        let mut rows = csv.rows.into_iter();
        let Some(header) = rows.next() else {
            let place = Span::new(source, 0, 0);
            let empty = Diagnostic::new(&codes::EMPTY_FILE, "the file holds no row", place, "nothing is written here");
            self.loaded
                .diagnostics
                .push(empty.help("The first row of a table names its fields. Write it, or leave the file out of the run."));
            return;
        };
        let columns = Columns { members: self.columns(shape, &header), open_quote };
        let owner = ReturnId(self.loaded.returns.returns.len() as u32);
        let root = RecordId(self.loaded.returns.records.len() as u32);
        let span = Span::new(source, 0, 0);
        self.loaded.returns.returns.push(Return { form, source, root, issuer: None, date: None, superseded_by: None });
        self.loaded.returns.records.push(Record { shape: self.forms.form(form).shape, owner, slots: Vec::new(), row: 0, span });
        let rows: Vec<RecordId> = rows.zip(1..).map(|(fields, number)| self.table_row(owner, shape, number, &columns, fields)).collect();
        self.find_duplicate_rows(shape, &rows);
        self.loaded.returns.records[root.0 as usize].slots = vec![Slot::Rows(rows)];
        self.loaded.returns.tables.insert(form, Table { held_by: owner, by_key: OnceLock::new() });
    }

    /// The member of the rows that each column holds.
    fn columns(&mut self, shape: ShapeId, header: &[Field]) -> Vec<Option<u16>> {
        let shape = self.forms.shape(shape);
        let mut columns: Vec<Option<u16>> = Vec::with_capacity(header.len());
        for field in header {
            let name = normal_text(&field.text);
            let member = shape.find(&name);
            if member.is_none() {
                self.loaded.diagnostics.push(unknown_column(shape, &name, field.span));
            }
            let first = columns.iter().position(|&earlier| member.is_some() && earlier == member);
            if let Some(first) = first.and_then(|first| header.get(first)) {
                let message = format!("the column `{name}` stands there twice");
                self.loaded.diagnostics.push(
                    Diagnostic::new(&codes::DUPLICATE_KEY, message, field.span, "again here")
                        .also(first.span, "first here")
                        .help("Only one of the two can be what is meant. The first is taken; remove or rename the other."),
                );
            }
            columns.push(member.filter(|_| first.is_none()));
        }
        columns
    }

    fn table_row(&mut self, owner: ReturnId, shape: ShapeId, number: u32, columns: &Columns, fields: Vec<Field>) -> RecordId {
        let span = match (fields.first(), fields.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => self.loaded.returns.record(self.loaded.returns.get(owner).root).span,
        };
        let (count, wanted) = (fields.len(), columns.members.len());
        let is_cut_short = fields.last().is_some_and(|last| Some(last.span) == columns.open_quote);
        let mut given: Vec<Option<Given>> = self.forms.shape(shape).members.iter().map(|_| None).collect();
        let unreadable =
            |span, printed: &str| Given::Whole(Whole { state: CellState::Unreadable(Vec::new()), printed: Arc::from(printed), span });
        let end = Span { start: span.end, ..span };
        let mut fields = fields.into_iter();
        for &column in &columns.members {
            let field = fields.next();
            let Some(member) = column.and_then(|member| given.get_mut(usize::from(member))) else { continue };
            *member = Some(match field {
                // With a field too many, which of them is the one too many cannot be told.
                Some(field) if count > wanted || Some(field.span) == columns.open_quote => unreadable(field.span, &field.text),
                Some(Field { text, span }) => Given::Node(Node { span, content: Content::Scalar(text) }),
                None => unreadable(end, ""),
            });
        }
        if count != wanted && !is_cut_short {
            self.wrong_count(count, wanted, span);
        }
        self.record(owner, shape, number, span, given)
    }

    fn wrong_count(&mut self, count: usize, wanted: usize, span: Span) {
        let fields = |count: usize| if count == 1 { "1 field".to_owned() } else { format!("{count} fields") };
        let message = format!("the row has {}, and the first row names {wanted}", fields(count));
        let help = if count > wanted {
            "None of its cells can be trusted, so all count as unreadable. A figure with commas stands in quotes: `\"1,000\"`."
        } else {
            "The cells that are missing count as unreadable. A field with nothing in it still has its comma."
        };
        self.loaded.diagnostics.push(Diagnostic::new(&codes::TABLE_DATA, message, span, "in this row").help(help));
    }
}

fn unknown_column(shape: &Shape, name: &str, span: Span) -> Diagnostic {
    let message = format!("the table `{}` has no field `{name}`", shape.name);
    let diagnostic = Diagnostic::new(&codes::UNKNOWN_KEY, message, span, "not a field");
    let names = || shape.members.iter().map(|member| member.name.as_str());
    let labelled = shape.members.iter().find(|member| same_text(&member.label, name)).map(|member| member.name.as_str());
    match labelled.or_else(|| suggest::nearest(name, names())) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, near),
        None => {
            let advice = suggest::advice(name, names()).map_or(String::new(), |advice| format!("{advice}. "));
            diagnostic.help(format!("{advice}Its cells were passed over."))
        }
    }
}
