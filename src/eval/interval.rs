//! Intervals: what rounded figures may stand for, and what sums of them may.

use super::expr::Evaluator;
use super::lists::Stop;
use super::recorder::Recorder;
use crate::ir::{AggregateKind, ArithmeticOp, ExprId, ExprKind};
use crate::ty::{Precision, Ty};
use crate::value::number::Number;
use crate::value::{Cause, Datum, Quantity, Value};

/// The figures that printed digits may stand for.
pub struct Interval {
    pub low: End,
    pub high: End,
}

#[derive(Clone)]
pub struct End {
    pub at: Number,
    pub included: bool,
}

impl Interval {
    /// The interval of a figure, by the precision of its field.
    pub fn of(figure: &Quantity, precision: Precision) -> Result<Interval, Cause> {
        if figure.is_unprinted() {
            return Ok(Interval::point(figure.number.clone()));
        }
        let half = Number::half_unit(figure.places);
        let unit = half.add(&half).ok_or(Cause::TooLarge)?;
        let value = &figure.number;
        let ends = |below: Option<(&Number, bool)>, above: Option<(&Number, bool)>| {
            let end = |by: Option<(&Number, bool)>, down: bool| match by {
                None => Some(End { at: value.clone(), included: true }),
                Some((by, included)) => {
                    let at = if down { value.subtract(by) } else { value.add(by) };
                    at.map(|at| End { at, included })
                }
            };
            let low = end(below, true).ok_or(Cause::TooLarge)?;
            let high = end(above, false).ok_or(Cause::TooLarge)?;
            Ok(Interval { low, high })
        };
        let (rounded, cut) = (Some((&half, true)), Some((&unit, false)));
        let either_side = (!value.is_negative(), value.is_negative() || value.is_zero());
        match precision {
            Precision::Exact => ends(None, None),
            Precision::Rounded => ends(rounded, rounded),
            Precision::Truncated => ends(cut.filter(|_| either_side.1), cut.filter(|_| either_side.0)),
            Precision::RoundedOrTruncated => ends(if either_side.1 { cut } else { rounded }, if either_side.0 { cut } else { rounded }),
        }
    }

    /// Exactly one number.
    fn point(at: Number) -> Interval {
        let end = End { at, included: true };
        Interval { low: end.clone(), high: end }
    }

    /// Whether all of it lies below the other.
    pub fn ends_before(&self, other: &Interval) -> bool {
        self.high.at < other.low.at || (self.high.at == other.low.at && !(self.high.included && other.low.included))
    }

    /// Whether the two have a number in common.
    pub fn meets(&self, other: &Interval) -> bool {
        !self.ends_before(other) && !other.ends_before(self)
    }

    fn plus(self, other: Interval) -> Result<Interval, Cause> {
        let end = |a: End, b: End| Some(End { at: a.at.add(&b.at)?, included: a.included && b.included });
        let low = end(self.low, other.low).ok_or(Cause::TooLarge)?;
        let high = end(self.high, other.high).ok_or(Cause::TooLarge)?;
        Ok(Interval { low, high })
    }

    fn negated(self) -> Interval {
        let end = |end: End| End { at: end.at.negate(), ..end };
        Interval { low: end(self.high), high: end(self.low) }
    }

    /// Its ends taken through a multiplication or division by one number, which turns them about where it is negative.
    fn scaled(self, turns: bool, scale: impl Fn(&Number) -> Option<Number>) -> Result<Interval, Cause> {
        let end = |end: End| Some(End { at: scale(&end.at)?, included: end.included });
        let low = end(self.low).ok_or(Cause::TooLarge)?;
        let high = end(self.high).ok_or(Cause::TooLarge)?;
        Ok(if turns { Interval { low: high, high: low } } else { Interval { low, high } })
    }

    /// The one number that it is, if it is one.
    fn single(&self) -> Option<Number> {
        (self.low.at == self.high.at).then(|| self.low.at.clone())
    }
}

impl<R: Recorder> Evaluator<'_, R> {
    /// What a linear expression of rounded figures may be. Its currencies agree and its figures are known where its own value is.
    pub fn interval(&mut self, id: ExprId) -> Result<Interval, Cause> {
        let program = self.program;
        let is_rounded = |id: ExprId| matches!(program.expr(id).ty, Ty::Quantity { precision, .. } if precision != Precision::Exact);
        match &program.expr(id).kind {
            ExprKind::Negate(of) => Ok(self.interval(*of)?.negated()),
            ExprKind::Arithmetic(op, left, right) if is_rounded(id) => {
                let (left, right) = (self.interval(*left)?, self.interval(*right)?);
                match op {
                    ArithmeticOp::Add => left.plus(right),
                    ArithmeticOp::Subtract => left.plus(right.negated()),
                    ArithmeticOp::Multiply => match (left.single(), right.single()) {
                        (_, Some(factor)) => left.scaled(factor.is_negative(), |at| at.multiply(&factor)),
                        (Some(factor), None) => right.scaled(factor.is_negative(), |at| at.multiply(&factor)),
                        (None, None) => Err(Cause::Precision),
                    },
                    ArithmeticOp::Divide => match right.single() {
                        Some(divisor) if divisor.is_zero() => Err(Cause::DivisionByZero),
                        Some(divisor) => left.scaled(divisor.is_negative(), |at| at.divide(&divisor)),
                        None => Err(Cause::Precision),
                    },
                }
            }
            ExprKind::Aggregate { kind: AggregateKind::Total, binders, filter, body: Some(body) } if is_rounded(id) => {
                let mut sum = Ok(Interval::point(Number::zero()));
                self.walk(binders, *filter, None, &mut |this, stop| {
                    let is_chosen = matches!(stop, Stop::Row(doubt) if this.chooses(*filter, doubt) == Datum::truth(true));
                    if is_chosen && let Ok(before) = std::mem::replace(&mut sum, Err(Cause::TooLarge)) {
                        sum = this.interval(*body).and_then(|term| before.plus(term));
                    }
                    sum.is_ok()
                });
                sum
            }
            _ => match self.expr(id) {
                Datum::Known(Value::Quantity(figure)) => Interval::of(&figure, self.precision(id)),
                Datum::Unknown(unknown) => Err(unknown.cause),
                Datum::Known(_) | Datum::NotApplicable(_) => Err(Cause::NoMatch),
            },
        }
    }
}
