//! Comparisons: exact ones, those of the interval that printed digits stand for, and `agrees with`.

use std::cmp::Ordering;

use super::interval::Interval;
use super::operators::{Reckoned, one_currency, settle};
use crate::ir::CompareOp;
use crate::ty::Precision;
use crate::value::date::Moment;
use crate::value::number::{Number, Rounding};
use crate::value::{About, Cause, Datum, Quantity, Value, same_text};

/// One comparison of two known values; the precisions are those of the figures' types.
pub fn compare(op: CompareOp, left: &Value, right: &Value, precisions: (Precision, Precision)) -> Reckoned {
    let truth = match op {
        CompareOp::Equal => equal(left, right)?,
        CompareOp::Unequal => !equal(left, right)?,
        CompareOp::Less => order(left, right)?.is_lt(),
        CompareOp::LessOrEqual => order(left, right)?.is_le(),
        CompareOp::Greater => order(left, right)?.is_gt(),
        CompareOp::GreaterOrEqual => order(left, right)?.is_ge(),
        CompareOp::AtLeast => at_least(left, right, precisions)?,
        CompareOp::AtMost => at_least(right, left, (precisions.1, precisions.0))?,
    };
    Ok(Value::Bool(truth))
}

/// Whether two values are the same, texts without regard to case.
pub fn equal(left: &Value, right: &Value) -> Result<bool, Cause> {
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => Ok(left == right),
        (Value::Code(left), Value::Code(right)) => Ok(left == right),
        (Value::Text(left), Value::Text(right)) => Ok(same_text(left, right)),
        (Value::Record(left), Value::Record(right)) => Ok(left == right),
        _ => order(left, right).map(Ordering::is_eq),
    }
}

/// `=` and `<>` of two texts. A mark that is stated as not applicable is the same as another so stated, as it is in a key:
/// the class of shares that has no letter in one part of a return has none in the others.
pub fn texts(op: CompareOp, left: &Datum, right: &Datum, at: About) -> Datum {
    let same = match (left, right) {
        (Datum::Unknown(unknown), _) | (_, Datum::Unknown(unknown)) => return Datum::Unknown(*unknown),
        (Datum::Known(left), Datum::Known(right)) => equal(left, right),
        (left, right) => Ok(matches!((left, right), (Datum::NotApplicable(_), Datum::NotApplicable(_)))),
    };
    settle(same.map(|same| Value::Bool(same == (op == CompareOp::Equal))), at)
}

/// Which value comes first. A date beside a moment is a moment of unknown hour; two dates compare as days.
pub fn order(left: &Value, right: &Value) -> Result<Ordering, Cause> {
    let day = |date| Moment { date, time: None };
    let moments = |left: Moment, right| left.compare(right).ok_or(Cause::HourUnknown);
    match (left, right) {
        (Value::Quantity(left), Value::Quantity(right)) => {
            one_currency(left.currency, right.currency)?;
            Ok(left.number.cmp(&right.number))
        }
        (Value::Date(left), Value::Date(right)) => Ok(left.cmp(right)),
        (Value::Month(left), Value::Month(right)) => Ok(left.cmp(right)),
        (Value::Time(left), Value::Time(right)) => Ok(left.cmp(right)),
        (Value::Moment(left), Value::Moment(right)) => moments(*left, *right),
        (Value::Moment(left), Value::Date(right)) => moments(*left, day(*right)),
        (Value::Date(left), Value::Moment(right)) => moments(day(*left), *right),
        _ => Err(Cause::NoMatch),
    }
}

/// `left is at least right`, where each side is all the figures that its printed digits may stand for.
fn at_least(left: &Value, right: &Value, precisions: (Precision, Precision)) -> Result<bool, Cause> {
    let (Value::Quantity(left_side), Value::Quantity(right_side)) = (left, right) else {
        return order(left, right).map(Ordering::is_ge);
    };
    one_currency(left_side.currency, right_side.currency)?;
    let left = Interval::of(left_side, precisions.0)?;
    let right = Interval::of(right_side, precisions.1)?;
    if left.low.at >= right.high.at {
        return Ok(true);
    }
    if left.ends_before(&right) { Ok(false) } else { Err(Cause::Precision) }
}

/// How a stated figure fits what it is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Exact,
    Rounded,
    Cut,
    /// The base has rounded figures in it, and some of what it may be is what the figure may be.
    WithinRounding,
}

/// The reading by which a stated figure is the reckoned one, to the digits shown; `None` where it is not.
pub fn fit(stated: &Quantity, reckoned: &Quantity, precision: Precision) -> Result<Option<Reading>, Cause> {
    one_currency(stated.currency, reckoned.currency)?;
    if stated.number == reckoned.number {
        return Ok(Some(Reading::Exact));
    }
    if stated.is_unprinted() {
        return Ok(None);
    }
    let may_round = matches!(precision, Precision::Rounded | Precision::RoundedOrTruncated);
    let may_cut = matches!(precision, Precision::Truncated | Precision::RoundedOrTruncated);
    if may_round {
        let distance = stated.number.subtract(&reckoned.number).ok_or(Cause::TooLarge)?.absolute();
        if distance <= Number::half_unit(stated.places) {
            return Ok(Some(Reading::Rounded));
        }
    }
    if may_cut {
        let cut = reckoned.number.round(stated.places, Rounding::Truncate).ok_or(Cause::TooLarge)?;
        if cut == stated.number {
            return Ok(Some(Reading::Cut));
        }
    }
    Ok(None)
}

/// The answer over several bases: one that fits is enough, and a base that does not apply is left aside.
pub fn agrees_with_any(answers: &[Datum]) -> Datum {
    let fits = answers.iter().find(|answer| **answer == Datum::truth(true));
    let doubt = || answers.iter().find(|answer| matches!(answer, Datum::Unknown(_)));
    let misfit = || answers.iter().find(|answer| **answer == Datum::truth(false));
    fits.or_else(doubt).or_else(misfit).or(answers.first()).cloned().unwrap_or(Datum::truth(false))
}
