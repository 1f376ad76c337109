//! What the evaluator tells to those who ask why. Judging asks nothing, and so pays nothing.

use crate::ir::{ExprId, LocalId};
use crate::value::{CellId, Datum};
use crate::verdict::Closed;

/// Hears what the evaluator does.
pub trait Recorder {
    /// An expression came to a value; for a field, read from a cell.
    fn finished(&mut self, _expr: ExprId, _datum: &Datum, _cell: Option<CellId>) {}
    /// Nothing is missing from the returns of some days that are read.
    fn closed(&mut self, _closed: Closed) {}
    /// A local was read.
    fn used(&mut self, _local: LocalId) {}
    /// What follows, up to the next part, belongs to this part of the rule.
    fn part(&mut self, _part: Part) {}
    /// What follows only selects rows, until `chosen`.
    fn choosing(&mut self) {}
    fn chosen(&mut self) {}
}

/// The parts of a rule's instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Selection,
    When,
    Given(LocalId),
    Assertion,
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Recorder for Silent {}
