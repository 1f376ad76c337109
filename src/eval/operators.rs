//! What each operator makes of values, of unknowns and of what is stated as not applicable. Nothing here knows a program or a return.
//!
//! Every operator is monotone in information: an operand that becomes known never turns one known result into another.

use std::collections::BTreeSet;

use chrono::{Duration, NaiveDate};

use crate::ir::ArithmeticOp;
use crate::value::date::Moment;
use crate::value::number::Number;
use crate::value::{About, Cause, CellId, Currency, Datum, Quantity, Unknown, Value, text_key};

/// The value of a strict operator's known operands, or the cause for which there is none.
pub type Reckoned = Result<Value, Cause>;

/// A strict operator of one operand.
pub fn strict(operand: Datum, at: About, reckon: impl FnOnce(Value) -> Reckoned) -> Datum {
    match operand {
        Datum::Known(value) => settle(reckon(value), at),
        other => other,
    }
}

/// A strict operator of two operands: not applicable absorbs, since nothing that may yet be learned changes it.
pub fn strict_pair(left: Datum, right: Datum, at: About, reckon: impl FnOnce(Value, Value) -> Reckoned) -> Datum {
    match (left, right) {
        (Datum::Known(left), Datum::Known(right)) => settle(reckon(left, right), at),
        (Datum::NotApplicable(cell), _) | (_, Datum::NotApplicable(cell)) => Datum::NotApplicable(cell),
        (Datum::Unknown(unknown), _) | (_, Datum::Unknown(unknown)) => Datum::Unknown(unknown),
    }
}

/// A strict operator of any number of operands.
pub fn strict_all(operands: Vec<Datum>, at: About, reckon: impl FnOnce(Vec<Value>) -> Reckoned) -> Datum {
    let mut values = Vec::with_capacity(operands.len());
    let mut doubt = None;
    for operand in operands {
        match operand {
            Datum::Known(value) => values.push(value),
            Datum::NotApplicable(cell) => return Datum::NotApplicable(cell),
            Datum::Unknown(unknown) => doubt = doubt.or(Some(unknown)),
        }
    }
    match doubt {
        Some(unknown) => Datum::Unknown(unknown),
        None => settle(reckon(values), at),
    }
}

/// A reckoned value with the place of its failure.
pub fn settle(reckoned: Reckoned, at: About) -> Datum {
    match reckoned {
        Ok(value) => Datum::Known(value),
        Err(cause) => Datum::unknown(cause, at),
    }
}

/// Strong Kleene logic over any number of conditions: one that decides wins over all others, then an unknown, then not applicable.
#[derive(Clone, Copy, Debug)]
pub struct Junction {
    decisive: bool,
    decided: bool,
    doubt: Option<Unknown>,
    inapplicable: Option<CellId>,
}

impl Junction {
    /// `and`, and `every`: false decides.
    pub fn all() -> Junction {
        Junction { decisive: false, decided: false, doubt: None, inapplicable: None }
    }

    /// `or`, and `some`: true decides.
    pub fn any() -> Junction {
        Junction { decisive: true, ..Junction::all() }
    }

    /// Takes one more condition, and says whether the result is now settled.
    pub fn add(&mut self, condition: &Datum) -> bool {
        match condition {
            Datum::Known(value) => self.decided |= *value == Value::Bool(self.decisive),
            Datum::NotApplicable(cell) => self.inapplicable = self.inapplicable.or(Some(*cell)),
            Datum::Unknown(unknown) => self.doubt = self.doubt.or(Some(*unknown)),
        }
        self.decided
    }

    pub fn result(self) -> Datum {
        match (self.decided, self.doubt, self.inapplicable) {
            (true, _, _) => Datum::truth(self.decisive),
            (false, Some(unknown), _) => Datum::Unknown(unknown),
            (false, None, Some(cell)) => Datum::NotApplicable(cell),
            (false, None, None) => Datum::truth(!self.decisive),
        }
    }
}

pub fn not(operand: Datum, at: About) -> Datum {
    strict(operand, at, |value| match value {
        Value::Bool(truth) => Ok(Value::Bool(!truth)),
        _ => Err(Cause::NoMatch),
    })
}

/// Sums, differences, products and quotients; `money` is whether the result still counts money, and so keeps a currency.
pub fn arithmetic(op: ArithmeticOp, left: Value, right: Value, money: bool) -> Reckoned {
    use ArithmeticOp::{Add, Subtract};
    match (op, left, right) {
        (_, Value::Quantity(left), Value::Quantity(right)) => quantities(op, &left, &right, money).map(Value::Quantity),
        (Add, Value::Date(date), Value::Quantity(days)) | (Add, Value::Quantity(days), Value::Date(date)) => {
            shift(date, &days.number).map(Value::Date)
        }
        (Subtract, Value::Date(date), Value::Quantity(days)) => shift(date, &days.number.negate()).map(Value::Date),
        (Add, Value::Moment(moment), Value::Quantity(days)) | (Add, Value::Quantity(days), Value::Moment(moment)) => {
            Ok(Value::Moment(Moment { date: shift(moment.date, &days.number)?, ..moment }))
        }
        (Subtract, Value::Moment(moment), Value::Quantity(days)) => {
            Ok(Value::Moment(Moment { date: shift(moment.date, &days.number.negate())?, ..moment }))
        }
        (Subtract, Value::Date(left), Value::Date(right)) => {
            Ok(Value::Quantity(Quantity::plain(Number::from(left.signed_duration_since(right).num_days()))))
        }
        _ => Err(Cause::NoMatch),
    }
}

/// Arithmetic on numbers with their currencies.
pub fn quantities(op: ArithmeticOp, left: &Quantity, right: &Quantity, money: bool) -> Result<Quantity, Cause> {
    let currency = one_currency(left.currency, right.currency)?;
    let number = match op {
        ArithmeticOp::Add => left.number.add(&right.number),
        ArithmeticOp::Subtract => left.number.subtract(&right.number),
        ArithmeticOp::Multiply => left.number.multiply(&right.number),
        ArithmeticOp::Divide if right.number.is_zero() => return Err(Cause::DivisionByZero),
        ArithmeticOp::Divide => left.number.divide(&right.number),
    };
    let number = number.ok_or(Cause::TooLarge)?;
    Ok(Quantity { number, currency: currency.filter(|_| money), places: 0 })
}

/// The currency of two amounts together; an amount without one takes the other's.
pub fn one_currency(left: Option<Currency>, right: Option<Currency>) -> Result<Option<Currency>, Cause> {
    match (left, right) {
        (Some(left), Some(right)) if left != right => Err(Cause::CurrenciesDiffer),
        (left, right) => Ok(left.or(right)),
    }
}

fn shift(date: NaiveDate, days: &Number) -> Result<NaiveDate, Cause> {
    let days = days.to_i64().and_then(Duration::try_days).ok_or(Cause::TooLarge)?;
    date.checked_add_signed(days).ok_or(Cause::TooLarge)
}

/// The negative; the digits that are shown stay as many.
pub fn negate(value: Value) -> Reckoned {
    match value {
        Value::Quantity(quantity) => Ok(Value::Quantity(Quantity { number: quantity.number.negate(), ..quantity })),
        _ => Err(Cause::NoMatch),
    }
}

pub fn absolute(value: Value) -> Reckoned {
    match value {
        Value::Quantity(quantity) => Ok(Value::Quantity(Quantity { number: quantity.number.absolute(), ..quantity })),
        _ => Err(Cause::NoMatch),
    }
}

/// The sum of the terms; of none, zero.
pub fn total(terms: Vec<Value>) -> Reckoned {
    let mut sum = Quantity::plain(Number::zero());
    for term in terms {
        let Value::Quantity(term) = term else { return Err(Cause::NoMatch) };
        sum = quantities(ArithmeticOp::Add, &sum, &term, true)?;
    }
    Ok(Value::Quantity(sum))
}

/// The largest or smallest of the values; of none, no match.
pub fn extreme(largest: bool, values: Vec<Value>) -> Reckoned {
    let mut currency = None;
    for value in &values {
        if let Value::Quantity(quantity) = value {
            currency = one_currency(currency, quantity.currency)?;
        }
    }
    let mut values = values.into_iter();
    let mut best = values.next().ok_or(Cause::NoMatch)?;
    for value in values {
        let order = super::compare::order(&value, &best)?;
        if if largest { order.is_gt() } else { order.is_lt() } {
            best = value;
        }
    }
    Ok(best)
}

/// How many different values there are, each told from the others as `=` does.
pub fn distinct(values: Vec<Value>) -> Reckoned {
    let mut texts = BTreeSet::new();
    let mut others: Vec<Value> = Vec::new();
    for value in values {
        if let Value::Text(text) = &value {
            texts.insert(text_key(text));
            continue;
        }
        let mut known = false;
        for other in &others {
            known |= super::compare::equal(other, &value)?;
        }
        if !known {
            others.push(value);
        }
    }
    let count = i64::try_from(texts.len() + others.len()).map_err(|_| Cause::TooLarge)?;
    Ok(Value::Quantity(Quantity::plain(Number::from(count))))
}
