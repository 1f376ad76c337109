//! What else speaks for a change, or against it, beside the rules and the slip that would explain it.

use std::collections::BTreeSet;

use super::relations::Relations;
use crate::data::CellState;
use crate::form::{MemberKind, Trust};
use crate::value::number::Number;
use crate::value::{CellId, ReturnId, Value};

/// What makes it likelier that a figure is wrong, or less likely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// How it was read left something in doubt: it was joined from pieces, or letters were taken for digits.
    Reading(Vec<String>),
    /// A rule that fails names it as doubtful.
    Doubted,
    /// Another filing of the issuer states the value that would fit.
    StatedElsewhere(CellId),
    /// The form says that it is often wrong.
    OftenWrong,
    /// The form says that it is seldom wrong.
    SeldomWrong,
}

impl Evidence {
    /// By how much it lowers the rank of a change; lower is likelier.
    pub fn weight(&self) -> i32 {
        match self {
            Evidence::Reading(_) => 2,
            Evidence::Doubted | Evidence::StatedElsewhere(_) | Evidence::OftenWrong => 1,
            Evidence::SeldomWrong => -1,
        }
    }
}

/// The fewest digits of a figure of which it says something that another filing has the same.
const TELLING_DIGITS: usize = 3;

/// What speaks for a figure being wrong, or against it, if another value would fit.
pub(super) fn evidence(relations: &mut Relations<'_>, failing: &BTreeSet<usize>, cell: CellId, fitting: Option<&Number>) -> Vec<Evidence> {
    let mut found = Vec::new();
    if let Some(notes) = relations.returns.notes.get(&cell) {
        found.push(Evidence::Reading(notes.clone()));
    }
    if failing.iter().any(|&place| relations.doubted(place).contains(&cell)) {
        found.push(Evidence::Doubted);
    }
    found.extend(fitting.and_then(|fitting| stated_elsewhere(relations, cell, fitting)).map(Evidence::StatedElsewhere));
    match trust(relations, cell) {
        Trust::OftenWrong => found.push(Evidence::OftenWrong),
        Trust::SeldomWrong => found.push(Evidence::SeldomWrong),
        Trust::Plain => {}
    }
    found
}

/// How far the form trusts a figure.
fn trust(relations: &Relations<'_>, cell: CellId) -> Trust {
    let cell = relations.returns.cell(cell);
    let shape = relations.program.forms.shape(relations.returns.record(cell.record).shape);
    match shape.members.get(usize::from(cell.member)).map(|member| &member.kind) {
        Some(MemberKind::Field(field)) => field.trust,
        _ => Trust::Plain,
    }
}

/// The first figure of another filing of the issuer that is what would fit here.
fn stated_elsewhere(relations: &Relations<'_>, cell: CellId, fitting: &Number) -> Option<CellId> {
    if fitting.to_string().chars().filter(char::is_ascii_digit).count() < TELLING_DIGITS {
        return None;
    }
    let returns = relations.returns;
    let owner = returns.record(returns.cell(cell).record).owner;
    let is_of_issuer = |other: ReturnId| {
        let (one, other_filing) = (returns.get(owner), returns.get(other));
        other != owner && one.issuer.is_some() && one.issuer == other_filing.issuer && other_filing.superseded_by.is_none()
    };
    let is_same = |state: &CellState| matches!(state, CellState::Figure(Value::Quantity(figure)) if figure.number == *fitting);
    let mut cells = (0u32..).map(CellId).zip(&returns.cells);
    cells.find(|(_, other)| is_same(&other.state) && is_of_issuer(returns.record(other.record).owner)).map(|(cell, _)| cell)
}
