//! The cells of a form in the order in which it is printed, whatever file they are to be filled in.

use crate::form::{BlankMeans, Field, Forms, MemberKind};
use crate::ty::{FormId, ShapeId, Ty, Unit};

/// One member of a form: a cell to fill in, or what holds such cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell<'f> {
    /// How many groups and lists it stands in.
    pub depth: usize,
    /// Whether it is the first member of a row.
    pub begins_row: bool,
    pub name: &'f str,
    /// The words that are printed on the form.
    pub label: &'f str,
    pub content: Content<'f>,
}

/// What a member of a form holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content<'f> {
    /// One figure, date, code or text.
    Field {
        /// `a number of shares`
        kind: &'static str,
        /// For a code, the words of which one is printed.
        options: Vec<&'f str>,
        /// What a blank says, where it says something: `blank means 0`.
        blank: Option<&'static str>,
    },
    /// Members that belong together; they follow, one deeper.
    Group,
    /// Rows; the members of one follow, one deeper.
    Rows,
}

/// Every member of a form: of a group or a list its members follow it.
pub fn cells(forms: &Forms, form: FormId) -> Vec<Cell<'_>> {
    let mut cells = Vec::new();
    add(forms, forms.form(form).shape, 0, false, &mut cells);
    cells
}

fn add<'f>(forms: &'f Forms, shape: ShapeId, depth: usize, are_row: bool, cells: &mut Vec<Cell<'f>>) {
    for (at, member) in forms.shape(shape).members.iter().enumerate() {
        let (content, below) = match &member.kind {
            MemberKind::Field(field) => (self::field(forms, field), None),
            MemberKind::Record(shape) => (Content::Group, Some((*shape, false))),
            MemberKind::List { rows, .. } => (Content::Rows, Some((*rows, true))),
        };
        cells.push(Cell { depth, begins_row: are_row && at == 0, name: &member.name, label: &member.label, content });
        if let Some((shape, are_row)) = below {
            add(forms, shape, depth + 1, are_row, cells);
        }
    }
}

/// What a field holds.
pub fn field<'f>(forms: &'f Forms, field: &Field) -> Content<'f> {
    let options = match field.ty {
        Ty::Code(list) => {
            forms.code_list(list).options.iter().map(|option| option.labels.first().unwrap_or(&option.name).as_str()).collect()
        }
        _ => Vec::new(),
    };
    let blank = match field.blank {
        BlankMeans::Unknown => None,
        BlankMeans::Zero => Some("blank means 0"),
        BlankMeans::NotApplicable => Some("blank means not applicable"),
    };
    Content::Field { kind: kind(field.ty), options, blank }
}

fn kind(ty: Ty) -> &'static str {
    match ty {
        Ty::Quantity { percent: true, .. } => "a percentage",
        Ty::Quantity { unit: Unit::SHARES, .. } => "a number of shares",
        Ty::Quantity { unit: Unit::MONEY, .. } => "an amount of money",
        Ty::Quantity { unit: Unit::PRICE, .. } => "a price",
        Ty::Quantity { unit: Unit::DAYS, .. } => "a number of days",
        Ty::Quantity { .. } | Ty::Zero => "a number",
        Ty::Date => "a date",
        Ty::Month => "a month",
        Ty::Moment => "a date, perhaps with a time",
        Ty::Bool => "Yes or No",
        Ty::Code(_) => "one of",
        Ty::Text | Ty::Time | Ty::Record(_) | Ty::List(_) | Ty::Returns(_) | Ty::BusinessDays => "words",
    }
}
