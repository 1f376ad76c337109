//! Values, rows and differences as a reader writes them.

use crate::data::{CellState, Returns, Slot};
use crate::form::{FormKind, MemberKind};
use crate::ir::Program;
use crate::ty::{Ty, Unit};
use crate::value::date::ShownDate;
use crate::value::number::Number;
use crate::value::{CellId, Datum, Quantity, RecordId, Value};

/// What a row is called: its most particular mark that is stated, or in a table all of them, else its number; a return by its title and date.
pub fn row_name(program: &Program, returns: &Returns, record: RecordId) -> String {
    let row = returns.record(record);
    let shape = program.forms.shape(row.shape);
    if program.forms.form(shape.form).kind == FormKind::Table {
        let marks: Vec<String> = shape.key.iter().filter_map(|&member| mark(program, returns, record, member)).collect();
        return if marks.is_empty() { format!("row {}", row.row) } else { marks.join(", ") };
    }
    let stated = shape.key.iter().rev().find_map(|&member| mark(program, returns, record, member));
    stated.unwrap_or_else(|| {
        let filed = returns.get(row.owner);
        let title = &program.forms.form(filed.form).title;
        match filed.date {
            _ if row.row > 0 => format!("row {}", row.row),
            Some(date) => format!("{title}, {}", ShownDate(date)),
            None => title.clone(),
        }
    })
}

/// The value that a record states at one of its members.
pub fn mark(program: &Program, returns: &Returns, record: RecordId, member: u16) -> Option<String> {
    let row = returns.record(record);
    let Some(Slot::Cell(cell)) = row.slots.get(usize::from(member)) else { return None };
    let CellState::Figure(figure) = &returns.cell(*cell).state else { return None };
    let MemberKind::Field(field) = &program.forms.shape(row.shape).members.get(usize::from(member))?.kind else { return None };
    Some(value(program, returns, field.ty, figure))
}

/// A value of a type: percentages as percent, codes by the words printed for them, days as days.
pub fn value(program: &Program, returns: &Returns, ty: Ty, value: &Value) -> String {
    match (value, ty) {
        (Value::Quantity(figure), ty) => quantity(figure, ty, false),
        (Value::Code(option), Ty::Code(list)) => {
            let option = program.forms.code_list(list).options.get(usize::from(*option));
            option.map_or_else(|| value.to_string(), |option| option.labels.first().unwrap_or(&option.name).clone())
        }
        (Value::Record(record), _) => row_name(program, returns, *record),
        (other, _) => other.to_string(),
    }
}

/// A value where there is one, else words that say why not.
pub fn datum(program: &Program, returns: &Returns, ty: Ty, datum: &Datum) -> String {
    match datum {
        Datum::Known(known) => value(program, returns, ty, known),
        Datum::NotApplicable(_) => "(not applicable)".to_owned(),
        Datum::Unknown(_) => "(not known)".to_owned(),
    }
}

/// A number as it would read in the place of a cell: with the currency of the cell, as a percentage where the cell is one.
pub fn in_place(program: &Program, returns: &Returns, cell: CellId, number: &Number) -> String {
    let cell = returns.cell(cell);
    let currency = match &cell.state {
        CellState::Figure(Value::Quantity(stated)) => stated.currency,
        _ => None,
    };
    let member = program.forms.shape(returns.record(cell.record).shape).members.get(usize::from(cell.member));
    let ty = match member.map(|member| &member.kind) {
        Some(MemberKind::Field(field)) => field.ty,
        _ => Ty::exact(Unit::NUMBER),
    };
    quantity(&Quantity { number: number.clone(), currency, places: 0 }, ty, false)
}

/// A number with its currency or unit; with a sign in front also where it is positive, if that is asked.
pub fn quantity(figure: &Quantity, ty: Ty, signed: bool) -> String {
    let (unit, percent) = match ty {
        Ty::Quantity { unit, percent, .. } => (unit, percent),
        _ => (Unit::NUMBER, false),
    };
    let hundredfold = if percent { figure.number.multiply(&Number::from(100)) } else { None };
    let number = hundredfold.as_ref().unwrap_or(&figure.number);
    let plus = if signed && !number.is_zero() && !number.is_negative() { "+" } else { "" };
    let currency = figure.currency.map(|currency| format!("{currency} ")).unwrap_or_default();
    let unit = match unit {
        _ if hundredfold.is_some() => " %",
        Unit::DAYS if number.absolute() == Number::from(1) => " day",
        Unit::DAYS => " days",
        _ => "",
    };
    format!("{currency}{plus}{number}{unit}")
}
