//! What a rule says of a return: its outcome for each instance, and the evidence behind it.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::ir::{ExprId, RuleId};
use crate::ty::FormId;
use crate::value::polynomial::Polynomial;
use crate::value::{CellId, Datum, RecordId, ReturnId, Unknown};

/// The answer of one rule for one instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Pass,
    Fail,
    NotApplicable,
    Undetermined(Unknown),
}

/// The outcome of one rule (the edition in force) for one return and one row of each `for each`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub rule: RuleId,
    pub subject: ReturnId,
    /// The rows that `for each` bound, outermost first; empty for a rule without `for each`, and where its list is unknown.
    pub rows: Vec<RecordId>,
    pub outcome: Outcome,
}

/// Why a verdict is what it is; made on demand, from the same evaluator.
#[derive(Clone, Debug, PartialEq)]
pub struct Derivation {
    /// Every expression that was reckoned, with its value, in the order in which it was finished; a list's terms follow each other.
    pub steps: Vec<DerivationStep>,
    /// The cells that decided the outcome, in the order in which they were read, each once.
    pub cells: Vec<CellId>,
    /// The compared sides of a condition that is a comparison or `agrees with`.
    pub comparison: Option<Comparison>,
    /// The message of `else` with its holes filled.
    pub message: Option<String>,
    /// The key for which a table has no row, where that is why nothing could be judged.
    pub looked_for: Option<String>,
    /// The windows of returns that were read and of which nothing is missing, each once.
    pub closed: Vec<Closed>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DerivationStep {
    pub expr: ExprId,
    pub datum: Datum,
    /// The cell that the value was read from, for a field.
    pub cell: Option<CellId>,
}

/// Days on which none of the returns of a form is missing, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    pub form: FormId,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub ground: Ground,
}

/// How it is known that no return is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    NoDays,
    /// The profile counts as many.
    Counted,
    EveryMonth,
    /// Those that a total chooses carry on from each other.
    Linked,
}

/// Both sides of what was asserted.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub left: Side,
    pub right: Side,
    /// `=`, `≤`, `agrees with` …
    pub operator: &'static str,
    /// Left less right, where both are numbers of one unit.
    pub difference: Option<String>,
    /// For `agrees with`: which reading and base fitted, if one did.
    pub fitted: Option<String>,
}

/// One side of a comparison, as a reader writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The reckoning with its values: `1,992,000,000,000 × USD 0.00000025`; the value alone for a plain figure.
    pub reckoning: Arc<str>,
    /// `USD 498,000`
    pub value: Arc<str>,
    /// Whether the side is a figure as filed rather than a reckoning.
    pub stated: bool,
}

/// What a rule demands of the figures of one instance: in at least one of the alternatives all conditions hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    pub alternatives: Vec<Vec<Condition>>,
    /// Figures that have at most so many decimal places where it holds, for they are equal to a rounded number.
    pub places: Vec<(CellId, u32)>,
}

/// A polynomial of figures, and how it stands to zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub sum: Polynomial,
    pub stands: Stands,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stands {
    AtZero,
    AtMostZero,
    BelowZero,
}

/// Why a rule's demand is not a relation between figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unrelated {
    /// It turns on dates, codes, texts or on what is printed at all, and on no figure.
    NoFigures,
    /// It rounds its figures in a way that tells too little of what was rounded.
    Reckoning,
    /// It has too many alternatives, factors or terms.
    TooLarge,
    /// The verdict could not be come to a second time.
    NotJudged,
}
