//! What a test prints in a cell in place of what the return says.

use std::sync::Arc;

use super::{CellState, Loaded, Return, Slot, printed};
use crate::diag::{Diagnostic, codes};
use crate::form::{CellChange, CellContent, CellStep, Forms};
use crate::source::SourceId;
use crate::value::{CellId, RecordId, Value, normal_text, same_text};

/// A change, and the files of which the first that holds its form is changed.
pub struct Change<'a> {
    pub change: &'a CellChange,
    pub among: Vec<SourceId>,
}

/// Prints something else in one cell, which keeps the place where the test states it; what cannot be done is reported.
pub(super) fn apply(forms: &Forms, loaded: &mut Loaded, of: &Change<'_>) {
    let form = &forms.form(of.change.form).name;
    let in_file = |source: &SourceId| loaded.returns.returns.iter().find(|filed| filed.source == *source && filed.form == of.change.form);
    let Some(filed) = of.among.iter().find_map(in_file) else {
        let message = format!("no return of the form `{form}` is among the files of the test");
        let problem = Diagnostic::new(&codes::MISSING_ROW, message, of.change.path, "a field of that form");
        return loaded.diagnostics.push(problem.help("Name its file after `with`. The test was not run."));
    };
    match cell(forms, loaded, filed, &of.change.steps) {
        Ok(cell) => print(forms, loaded, cell, of.change),
        Err(found) => {
            let message = match found {
                0 => "the return has no such row",
                _ => "the return has several such rows",
            };
            let problem = Diagnostic::new(&codes::MISSING_ROW, message, of.change.path, "not one cell of the return");
            loaded.diagnostics.push(problem.help("A row is named by what its key says, or by its number. The test was not run."));
        }
    }
}

/// The cell at the end of the steps; or the number of rows in question where that is not one.
fn cell(forms: &Forms, loaded: &Loaded, filed: &Return, steps: &[CellStep]) -> Result<CellId, usize> {
    let mut record = filed.root;
    let mut rows: &[RecordId] = &[];
    for step in steps {
        match step {
            CellStep::Member(slot) => match loaded.returns.record(record).slots.get(usize::from(*slot)) {
                Some(Slot::Cell(cell)) => return Ok(*cell),
                Some(Slot::Record(inner)) => record = *inner,
                Some(Slot::Rows(inner)) => rows = inner,
                Some(Slot::NoRows(_)) | None => rows = &[],
            },
            CellStep::Row(number) => {
                let found = rows.iter().find(|row| loaded.returns.record(**row).row == *number);
                record = *found.ok_or(0_usize)?;
            }
            CellStep::Key(key) => {
                let found: Vec<&RecordId> = rows.iter().filter(|row| has_key(forms, loaded, **row, key)).collect();
                let [one] = found[..] else { return Err(found.len()) };
                record = *one;
            }
        }
    }
    Err(0)
}

/// Whether a row's key has these values: one for each member, or one that any member has.
fn has_key(forms: &Forms, loaded: &Loaded, row: RecordId, key: &[Value]) -> bool {
    let record = loaded.returns.record(row);
    let says = |member: u16, wanted: &Value| {
        let Some(Slot::Cell(cell)) = record.slots.get(usize::from(member)) else { return false };
        let cell = loaded.returns.cell(*cell);
        match (&cell.state, wanted) {
            (CellState::Figure(Value::Text(text)), Value::Text(wanted)) => same_text(text, wanted),
            (CellState::Figure(_), Value::Text(wanted)) => same_text(&normal_text(&cell.printed), wanted),
            (CellState::Figure(value), wanted) => value == wanted,
            _ => false,
        }
    };
    let members = &forms.shape(record.shape).key;
    match key {
        [one] => members.iter().any(|&member| says(member, one)),
        several => members.len() == several.len() && members.iter().zip(several).all(|(&member, value)| says(member, value)),
    }
}

fn print(forms: &Forms, loaded: &mut Loaded, id: CellId, change: &CellChange) {
    let cell = loaded.returns.cell(id);
    let shape = forms.shape(loaded.returns.record(cell.record).shape);
    let Some(member) = shape.members.get(usize::from(cell.member)) else { return };
    let crate::form::MemberKind::Field(field) = &member.kind else { return };
    let (state, printed) = match &change.content {
        CellContent::Printed(words) => match printed::read(words, field.ty, forms) {
            Ok(state) => (state, words.as_str()),
            Err(misread) => {
                let mut problem = Diagnostic::new(misread.code, misread.message, change.span, misread.label);
                problem.help = misread.help;
                loaded.diagnostics.push(problem);
                (CellState::Unreadable(Vec::new()), words.as_str())
            }
        },
        CellContent::Blank => (CellState::Blank, ""),
        CellContent::NotApplicable => (CellState::NotApplicable, "Not applicable"),
        CellContent::Unreadable => (CellState::Unreadable(Vec::new()), ""),
        CellContent::Absent => (CellState::Absent, ""),
    };
    let printed = Arc::from(printed);
    if let Some(cell) = loaded.returns.cells.get_mut(id.0 as usize) {
        (cell.state, cell.printed, cell.span) = (state, printed, change.span);
    }
}
