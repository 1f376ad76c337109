//! What follows from conditions: which of them hold always, and which cannot hold together.

use std::collections::{BTreeMap, BTreeSet};

use super::canon::{Canon, Node};
use crate::ir::{CompareOp, ExprId, ExprKind, Program};
use crate::ty::Ty;
use crate::value::number::Number;
use crate::value::{Currency, Quantity, Value};

/// What is known where some conditions hold.
#[derive(Default)]
pub(super) struct Known {
    truths: BTreeMap<Node, bool>,
    codes: BTreeMap<Node, BTreeSet<u16>>,
    ranges: BTreeMap<(Node, Option<Currency>), Range>,
    contradicts: bool,
}

/// A condition apart from the rule that states it, so that it can be held against what is known of another.
pub(super) struct Stated {
    node: Node,
    holds: bool,
    code: Option<(Node, BTreeSet<u16>)>,
    range: Option<((Node, Option<Currency>), Range)>,
}

impl Stated {
    /// A condition of the rule that `canon` has entered.
    pub fn new(program: &Program, canon: &mut Canon<'_>, id: ExprId) -> Stated {
        match &program.expr(id).kind {
            ExprKind::Not(of) => {
                let stated = Stated::new(program, canon, *of);
                Stated { holds: !stated.holds, code: None, range: None, ..stated }
            }
            kind => {
                let code = match kind {
                    ExprKind::IsCode { value, options } => Some((canon.of(*value), options.iter().copied().collect())),
                    _ => None,
                };
                let range = match kind {
                    ExprKind::Compare { first, rest } => match rest.as_slice() {
                        [(op, right)] => bound(program, *first, *op, *right).map(|(of, currency, range)| ((canon.of(of), currency), range)),
                        _ => None,
                    },
                    _ => None,
                };
                Stated { node: canon.of(id), holds: true, code, range }
            }
        }
    }

    /// Whether both say the same in the same words.
    pub fn is(&self, other: &Stated) -> bool {
        (self.node, self.holds) == (other.node, other.holds)
    }
}

/// The numbers between two ends; an end says whether it belongs to them.
#[derive(Clone, Default)]
struct Range {
    low: Option<(Number, bool)>,
    high: Option<(Number, bool)>,
}

impl Range {
    fn of(op: CompareOp, number: &Number) -> Option<Range> {
        let end = |closed| Some((number.clone(), closed));
        Some(match op {
            CompareOp::Equal => Range { low: end(true), high: end(true) },
            CompareOp::Less => Range { low: None, high: end(false) },
            CompareOp::LessOrEqual => Range { low: None, high: end(true) },
            CompareOp::Greater => Range { low: end(false), high: None },
            CompareOp::GreaterOrEqual => Range { low: end(true), high: None },
            CompareOp::Unequal | CompareOp::AtLeast | CompareOp::AtMost => return None,
        })
    }

    fn narrow(&mut self, other: Range) {
        let above = |a: &(Number, bool), b: &(Number, bool)| (&a.0, !a.1) > (&b.0, !b.1);
        let below = |a: &(Number, bool), b: &(Number, bool)| (&a.0, a.1) < (&b.0, b.1);
        if let Some(low) = other.low.filter(|low| self.low.as_ref().is_none_or(|own| above(low, own))) {
            self.low = Some(low);
        }
        if let Some(high) = other.high.filter(|high| self.high.as_ref().is_none_or(|own| below(high, own))) {
            self.high = Some(high);
        }
    }

    fn is_empty(&self) -> bool {
        match (&self.low, &self.high) {
            (Some((low, closed)), Some((high, also))) => low > high || (low == high && !(*closed && *also)),
            _ => false,
        }
    }

    /// Whether every number of this range lies in the other.
    fn is_within(&self, other: &Range) -> bool {
        let mut narrowed = self.clone();
        narrowed.narrow(other.clone());
        (narrowed.low, narrowed.high) == (self.low.clone(), self.high.clone())
    }
}

impl Known {
    /// Takes up a condition; `holds` is false for one that is denied.
    pub fn add(&mut self, program: &Program, canon: &mut Canon<'_>, id: ExprId, holds: bool) {
        let kind = &program.expr(id).kind;
        if let ExprKind::Not(of) = kind {
            return self.add(program, canon, *of, !holds);
        }
        if constant(program, id) == Some(!holds) {
            self.contradicts = true;
        }
        if *self.truths.entry(canon.of(id)).or_insert(holds) != holds {
            self.contradicts = true;
        }
        match kind {
            ExprKind::IsCode { value, options } => self.add_code(program, canon, *value, options, holds),
            ExprKind::Compare { first, rest } if holds => {
                if let [(op, right)] = rest.as_slice()
                    && let Some((of, currency, range)) = bound(program, *first, *op, *right)
                {
                    let known = self.ranges.entry((canon.of(of), currency)).or_default();
                    known.narrow(range);
                    self.contradicts |= known.is_empty();
                }
            }
            _ => {}
        }
    }

    fn add_code(&mut self, program: &Program, canon: &mut Canon<'_>, value: ExprId, options: &[u16], holds: bool) {
        let Ty::Code(list) = program.expr(value).ty else { return };
        let all = 0..program.forms.code_list(list).options.len() as u16;
        let left = self.codes.entry(canon.of(value)).or_insert_with(|| all.collect());
        left.retain(|option| options.contains(option) == holds);
        self.contradicts |= left.is_empty();
    }

    /// Whether the conditions cannot hold together.
    pub fn is_contradictory(&self) -> bool {
        self.contradicts
    }

    /// Whether a condition of another rule cannot be false where those taken up hold.
    pub fn covers(&self, stated: &Stated) -> bool {
        let by_code = |(value, options): &(Node, BTreeSet<u16>)| self.codes.get(value).is_some_and(|left| left.is_subset(options));
        let by_range = |(of, range): &((Node, Option<Currency>), Range)| self.ranges.get(of).is_some_and(|known| known.is_within(range));
        self.truths.get(&stated.node) == Some(&stated.holds)
            || stated.code.as_ref().is_some_and(by_code)
            || stated.range.as_ref().is_some_and(by_range)
    }

    /// Whether a condition cannot be false where those taken up hold.
    pub fn implies(&self, program: &Program, canon: &mut Canon<'_>, id: ExprId) -> bool {
        if constant(program, id) == Some(true) || self.truths.get(&canon.of(id)) == Some(&true) {
            return true;
        }
        match &program.expr(id).kind {
            ExprKind::And(left, right) => self.implies(program, canon, *left) && self.implies(program, canon, *right),
            ExprKind::Or(left, right) => {
                let is_denied = |of: ExprId, other: Node, canon: &mut Canon<'_>| match program.expr(of).kind {
                    ExprKind::Not(of) => canon.of(of) == other,
                    _ => false,
                };
                let (one, other) = (canon.of(*left), canon.of(*right));
                is_denied(*left, other, canon)
                    || is_denied(*right, one, canon)
                    || self.implies(program, canon, *left)
                    || self.implies(program, canon, *right)
            }
            ExprKind::Not(of) => self.denies(program, canon, *of),
            ExprKind::Agrees { stated, bases } => {
                let stated = canon.of(*stated);
                bases.iter().any(|base| canon.of(*base) == stated)
            }
            ExprKind::IsCode { value, options } => {
                self.codes_left(program, canon, *value).is_some_and(|left| left.iter().all(|option| options.contains(option)))
            }
            ExprKind::Compare { first, rest } => {
                let lefts = std::iter::once(*first).chain(rest.iter().map(|(_, right)| *right));
                let pairs: Vec<_> = lefts.zip(rest).map(|(left, (op, right))| (left, *op, *right)).collect();
                pairs.into_iter().all(|(left, op, right)| self.implies_pair(program, canon, left, op, right))
            }
            _ => false,
        }
    }

    /// Whether a condition cannot be true where those taken up hold.
    fn denies(&self, program: &Program, canon: &mut Canon<'_>, id: ExprId) -> bool {
        let excluded = match &program.expr(id).kind {
            ExprKind::IsCode { value, options } => {
                self.codes_left(program, canon, *value).is_some_and(|left| left.iter().all(|option| !options.contains(option)))
            }
            _ => false,
        };
        excluded || self.truths.get(&canon.of(id)) == Some(&false) || constant(program, id) == Some(false)
    }

    /// The values that a code can still have.
    fn codes_left(&self, program: &Program, canon: &mut Canon<'_>, value: ExprId) -> Option<BTreeSet<u16>> {
        let Ty::Code(list) = program.expr(value).ty else { return None };
        let all = 0..program.forms.code_list(list).options.len() as u16;
        Some(self.codes.get(&canon.of(value)).cloned().unwrap_or_else(|| all.collect()))
    }

    fn implies_pair(&self, program: &Program, canon: &mut Canon<'_>, left: ExprId, op: CompareOp, right: ExprId) -> bool {
        let holds_of_itself = matches!(op, CompareOp::Equal | CompareOp::LessOrEqual | CompareOp::GreaterOrEqual);
        if holds_of_itself && canon.of(left) == canon.of(right) {
            return true;
        }
        let Some((of, currency, range)) = bound(program, left, op, right) else { return false };
        self.ranges.get(&(canon.of(of), currency)).is_some_and(|known| known.is_within(&range))
    }
}

/// A comparison of something with a written number: what is compared, the number's currency, and the range it leaves.
fn bound(program: &Program, left: ExprId, op: CompareOp, right: ExprId) -> Option<(ExprId, Option<Currency>, Range)> {
    let number = |id: ExprId| match &program.expr(id).kind {
        ExprKind::Constant(Value::Quantity(Quantity { number, currency, .. })) => Some((number, *currency)),
        _ => None,
    };
    match (number(left), number(right)) {
        (None, Some((number, currency))) => Some((left, currency, Range::of(op, number)?)),
        (Some((number, currency)), None) => Some((right, currency, Range::of(op.turned(), number)?)),
        _ => None,
    }
}

/// Whether a condition that reads nothing holds.
fn constant(program: &Program, id: ExprId) -> Option<bool> {
    match &program.expr(id).kind {
        ExprKind::Constant(Value::Bool(truth)) => Some(*truth),
        ExprKind::Not(of) => constant(program, *of).map(|truth| !truth),
        ExprKind::And(left, right) => match (constant(program, *left), constant(program, *right)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        ExprKind::Or(left, right) => match (constant(program, *left), constant(program, *right)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        ExprKind::Compare { first, rest } => {
            let [(op, right)] = rest.as_slice() else { return None };
            let (ExprKind::Constant(left), ExprKind::Constant(right)) = (&program.expr(*first).kind, &program.expr(*right).kind) else {
                return None;
            };
            let order = match (left, right) {
                (Value::Quantity(left), Value::Quantity(right)) if left.currency == right.currency => left.number.cmp(&right.number),
                (Value::Date(left), Value::Date(right)) => left.cmp(right),
                _ => return None,
            };
            match op {
                CompareOp::Equal => Some(order.is_eq()),
                CompareOp::Unequal => Some(order.is_ne()),
                CompareOp::Less => Some(order.is_lt()),
                CompareOp::LessOrEqual | CompareOp::AtMost => Some(order.is_le()),
                CompareOp::Greater => Some(order.is_gt()),
                CompareOp::GreaterOrEqual | CompareOp::AtLeast => Some(order.is_ge()),
            }
        }
        _ => None,
    }
}
