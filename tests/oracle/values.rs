//! Data of the naive evaluator: values, four-valued truth as tables, and what two values have to do with each other.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::filing::Figure;
use super::places::Place;

/// Every cause by which a value may be unknown, by its name in the manual.
pub type Causes = BTreeSet<&'static str>;

/// How printed digits stand for a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    Exact,
    Rounded,
    Cut,
    Either,
}

#[derive(Clone, Debug)]
pub struct Amount {
    pub value: BigRational,
    pub currency: Option<String>,
    /// The places printed, where the figure is not exact.
    pub places: u32,
    pub digits: Digits,
    /// The power of money in what it counts.
    pub money: i32,
}

#[derive(Clone, Debug)]
pub enum Value<'a> {
    Truth(bool),
    Amount(Amount),
    Date(NaiveDate),
    Month(i32, u32),
    Moment(NaiveDate, Option<(u32, u32)>),
    Time(u32, u32),
    Text(String),
    Code(String),
    Place(Place<'a>),
}

#[derive(Clone, Debug)]
pub enum Datum<'a> {
    Known(Value<'a>),
    /// `stated`: whether it is a cell itself, and not something reckoned from one, and then whether of a text.
    NotApplicable {
        stated: Option<bool>,
    },
    /// `blank`: likewise of a cell that is blank.
    Unknown {
        causes: Causes,
        blank: Option<bool>,
    },
}

pub fn unknown<'a>(cause: &'static str) -> Datum<'a> {
    Datum::Unknown { causes: Causes::from([cause]), blank: None }
}

pub fn not_applicable<'a>() -> Datum<'a> {
    Datum::NotApplicable { stated: None }
}

pub fn exact<'a>(value: BigRational) -> Datum<'a> {
    Datum::Known(Value::Amount(Amount { value, currency: None, places: 0, digits: Digits::Exact, money: 0 }))
}

pub fn whole<'a>(value: i64) -> Datum<'a> {
    exact(BigRational::from(BigInt::from(value)))
}

/// The truth of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Unknown(Causes),
    NotApplicable,
}

impl Truth {
    pub fn of(datum: &Datum) -> Truth {
        match datum {
            Datum::Known(Value::Truth(true)) => Truth::True,
            Datum::Known(Value::Truth(false)) => Truth::False,
            Datum::Known(other) => panic!("{other:?} is no condition"),
            Datum::NotApplicable { .. } => Truth::NotApplicable,
            Datum::Unknown { causes, .. } => Truth::Unknown(causes.clone()),
        }
    }

    pub fn datum<'a>(self) -> Datum<'a> {
        match self {
            Truth::True => Datum::Known(Value::Truth(true)),
            Truth::False => Datum::Known(Value::Truth(false)),
            Truth::NotApplicable => not_applicable(),
            Truth::Unknown(causes) => Datum::Unknown { causes, blank: None },
        }
    }

    pub fn from(truth: bool) -> Truth {
        if truth { Truth::True } else { Truth::False }
    }

    pub fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown(causes) => Truth::Unknown(causes),
            Truth::NotApplicable => Truth::NotApplicable,
        }
    }

    pub fn and(self, other: Truth) -> Truth {
        use Truth::{False, NotApplicable, True, Unknown};
        match (self, other) {
            (True, True) => True,
            (False, _) | (_, False) => False,
            (Unknown(a), Unknown(b)) => Unknown(a.union(&b).copied().collect()),
            (Unknown(a), True | NotApplicable) | (True | NotApplicable, Unknown(a)) => Unknown(a),
            (NotApplicable, True | NotApplicable) | (True, NotApplicable) => NotApplicable,
        }
    }

    pub fn or(self, other: Truth) -> Truth {
        use Truth::{False, NotApplicable, True, Unknown};
        match (self, other) {
            (False, False) => False,
            (True, _) | (_, True) => True,
            (Unknown(a), Unknown(b)) => Unknown(a.union(&b).copied().collect()),
            (Unknown(a), False | NotApplicable) | (False | NotApplicable, Unknown(a)) => Unknown(a),
            (NotApplicable, False | NotApplicable) | (False, NotApplicable) => NotApplicable,
        }
    }
}

/// What a reckoning from all these data comes to where one is not known: not applicable absorbs, then unknown.
pub fn lacking<'a>(data: &[Datum<'a>]) -> Option<Datum<'a>> {
    if data.iter().any(|datum| matches!(datum, Datum::NotApplicable { .. })) {
        return Some(not_applicable());
    }
    let causes: Causes = data
        .iter()
        .filter_map(|datum| match datum {
            Datum::Unknown { causes, .. } => Some(causes.iter().copied()),
            _ => None,
        })
        .flatten()
        .collect();
    if causes.is_empty() { None } else { Some(Datum::Unknown { causes, blank: None }) }
}

pub fn figure<'a>(figure: &Figure, digits: Digits, money: i32) -> Value<'a> {
    match figure.clone() {
        Figure::Number { value, places, currency } => Value::Amount(Amount { value, currency, places, digits, money }),
        Figure::Truth(truth) => Value::Truth(truth),
        Figure::Date(date) => Value::Date(date),
        Figure::Month(year, month) => Value::Month(year, month),
        Figure::Moment(date, hour) => Value::Moment(date, hour),
        Figure::Text(text) => Value::Text(text),
        Figure::Code(code) => Value::Code(code),
    }
}

/// Texts are the same without regard to case, and to "Class" before a letter.
fn plain(text: &str) -> String {
    let lower = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    match lower.split(' ').collect::<Vec<_>>()[..] {
        ["class", name] => name.to_owned(),
        _ => lower,
    }
}

pub fn same<'a>(left: &Value<'a>, right: &Value<'a>) -> Result<bool, &'static str> {
    match (left, right) {
        (Value::Truth(a), Value::Truth(b)) => Ok(a == b),
        (Value::Code(a), Value::Code(b)) => Ok(a == b),
        (Value::Text(a), Value::Text(b)) => Ok(plain(a) == plain(b)),
        _ => order(left, right).map(Ordering::is_eq),
    }
}

pub fn order<'a>(left: &Value<'a>, right: &Value<'a>) -> Result<Ordering, &'static str> {
    match (left, right) {
        (Value::Amount(a), Value::Amount(b)) => {
            currency(a, b)?;
            Ok(a.value.cmp(&b.value))
        }
        (Value::Date(a), Value::Date(b)) => Ok(a.cmp(b)),
        (Value::Time(h, m), Value::Time(i, n)) => Ok((h, m).cmp(&(i, n))),
        (Value::Month(y, m), Value::Month(z, n)) => Ok((y, m).cmp(&(z, n))),
        (Value::Date(a), Value::Moment(b, hour)) => moments((*a, None), (*b, *hour)),
        (Value::Moment(a, hour), Value::Date(b)) => moments((*a, *hour), (*b, None)),
        (Value::Moment(a, one), Value::Moment(b, other)) => moments((*a, *one), (*b, *other)),
        _ => panic!("{left:?} and {right:?} have no order"),
    }
}

type Hour = Option<(u32, u32)>;

fn moments(left: (NaiveDate, Hour), right: (NaiveDate, Hour)) -> Result<Ordering, &'static str> {
    match (left.1, right.1) {
        _ if left.0 != right.0 => Ok(left.0.cmp(&right.0)),
        (Some(a), Some(b)) => Ok(a.cmp(&b)),
        _ => Err("hour-unknown"),
    }
}

/// The one currency of two amounts.
pub fn currency(a: &Amount, b: &Amount) -> Result<Option<String>, &'static str> {
    match (&a.currency, &b.currency) {
        (Some(a), Some(b)) if a != b => Err("currencies-differ"),
        (a, b) => Ok(a.clone().or_else(|| b.clone())),
    }
}

/// One unit of the last place printed.
fn unit(places: u32) -> BigRational {
    BigRational::new(BigInt::from(1), BigInt::from(10).pow(places))
}

/// Whether `x` holds for all, for none, or for some only of the figures that printed digits may stand for: `left` at least `right`.
pub fn at_least(left: &Amount, right: &Amount) -> Result<bool, &'static str> {
    currency(left, right)?;
    let ((low, low_in), (high, high_in)) = interval(left);
    let ((floor, floor_in), (ceiling, _)) = interval(right);
    let _ = low_in;
    if low >= ceiling {
        Ok(true)
    } else if high < floor || (high == floor && !(high_in && floor_in)) {
        Ok(false)
    } else {
        Err("precision")
    }
}

type End = (BigRational, bool);

fn interval(x: &Amount) -> (End, End) {
    let (unit, half) = (unit(x.places), unit(x.places) / BigInt::from(2));
    let itself = (x.value.clone(), true);
    let rounded = ((&x.value - &half, true), (&x.value + &half, true));
    // Cutting is towards zero, so what is cut lies further from zero than what is printed.
    let beyond = ((&x.value - &unit, false), (&x.value + &unit, false));
    let (up, down) = (!x.value.is_negative(), !x.value.is_positive());
    match x.digits {
        Digits::Exact => (itself.clone(), itself),
        Digits::Rounded => rounded,
        Digits::Cut => (if down { beyond.0 } else { itself.clone() }, if up { beyond.1 } else { itself }),
        Digits::Either => (if down { beyond.0 } else { rounded.0 }, if up { beyond.1 } else { rounded.1 }),
    }
}

/// Whether the printed digits of `x` are those of `e`.
pub fn agrees(x: &Amount, e: &Amount) -> Result<bool, &'static str> {
    currency(x, e)?;
    let distance = (&x.value - &e.value).abs();
    let rounded = distance <= unit(x.places) / BigInt::from(2);
    let cut = (&e.value / unit(x.places)).trunc() * unit(x.places) == x.value;
    Ok(match x.digits {
        Digits::Exact => distance.is_zero(),
        Digits::Rounded => rounded,
        Digits::Cut => cut,
        Digits::Either => rounded || cut,
    })
}

/// A day some days on.
pub fn shifted(day: NaiveDate, days: &BigRational) -> Result<NaiveDate, &'static str> {
    let count: i64 = if days.is_integer() { i64::try_from(days.to_integer()).map_err(|_| "too-large")? } else { return Err("too-large") };
    let step = Days::new(count.unsigned_abs());
    let moved = if count < 0 { day.checked_sub_days(step) } else { day.checked_add_days(step) };
    moved.ok_or("too-large")
}
