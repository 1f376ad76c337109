//! Types and units of the rule language.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a quantity counts, as powers: shares × price is money, since a price is money per share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Unit {
    pub shares: i8,
    pub money: i8,
    pub days: i8,
}

impl Unit {
    /// Ratios, percentages and counts.
    pub const NUMBER: Unit = Unit { shares: 0, money: 0, days: 0 };
    pub const SHARES: Unit = Unit { shares: 1, money: 0, days: 0 };
    pub const MONEY: Unit = Unit { shares: 0, money: 1, days: 0 };
    pub const PRICE: Unit = Unit { shares: -1, money: 1, days: 0 };
    pub const DAYS: Unit = Unit { shares: 0, money: 0, days: 1 };

    /// The unit of a product; `None` where a power leaves the range that makes sense.
    pub fn times(self, other: Unit) -> Option<Unit> {
        self.combine(other, i8::checked_add)
    }

    /// The unit of a quotient; `None` where a power leaves the range that makes sense.
    pub fn per(self, other: Unit) -> Option<Unit> {
        self.combine(other, i8::checked_sub)
    }

    fn combine(self, other: Unit, op: fn(i8, i8) -> Option<i8>) -> Option<Unit> {
        let unit = Unit { shares: op(self.shares, other.shares)?, money: op(self.money, other.money)?, days: op(self.days, other.days)? };
        [unit.shares, unit.money, unit.days].iter().all(|power| power.abs() <= 8).then_some(unit)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Unit::NUMBER => return f.write_str("a number"),
            Unit::SHARES => return f.write_str("shares"),
            Unit::MONEY => return f.write_str("money"),
            Unit::PRICE => return f.write_str("a price"),
            Unit::DAYS => return f.write_str("days"),
            _ => {}
        }
        let powers = [("shares", self.shares), ("money", self.money), ("days", self.days)];
        let side = |sign: i8| {
            let words: Vec<String> = powers
                .iter()
                .filter(|(_, power)| power * sign > 0)
                .map(|(word, power)| if power.abs() == 1 { (*word).to_owned() } else { format!("{word}^{}", power.abs()) })
                .collect();
            words.join(" × ")
        };
        match (side(1), side(-1)) {
            (over, under) if under.is_empty() => f.write_str(&over),
            (over, under) if over.is_empty() => write!(f, "1 per {under}"),
            (over, under) => write!(f, "{over} per {under}"),
        }
    }
}

/// Whether the printed digits of a figure are the whole figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Precision {
    Exact,
    /// Rounded to the nearest at the places shown, either way at the half.
    Rounded,
    /// Cut towards zero at the places shown.
    Truncated,
    /// One or the other, as the filer chose.
    RoundedOrTruncated,
}

/// Names a shape (a form, a group of fields, the rows of a list) of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShapeId(pub u16);

/// Names a form of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FormId(pub u16);

/// Names a list of codes of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CodeListId(pub u16);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ty {
    Bool,
    Quantity {
        unit: Unit,
        precision: Precision,
        /// Shown and read as a percentage.
        percent: bool,
    },
    /// The literal `0`, which is zero in each unit.
    Zero,
    Date,
    Month,
    Moment,
    /// A time of no day.
    Time,
    Code(CodeListId),
    Text,
    /// One record: a return, a group of fields, a row.
    Record(ShapeId),
    /// The rows of a list.
    List(ShapeId),
    /// The other returns of a form.
    Returns(FormId),
    /// Several business days.
    BusinessDays,
}

impl Ty {
    /// An exact quantity in a unit.
    pub const fn exact(unit: Unit) -> Ty {
        Ty::Quantity { unit, precision: Precision::Exact, percent: false }
    }
}
