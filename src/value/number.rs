//! Exact numbers: a decimal where its 96 bits and 28 places hold the value, else a rational. No operation rounds.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Rationals beyond this many bits in numerator or denominator are refused as too large.
const MOST_BITS: u64 = 4096;

/// The most digits of a figure, in returns and in rules.
pub const MOST_DIGITS: usize = 28;

/// An exact number. Equal values are equal however they are held.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Number {
    Decimal(Decimal),
    /// A value that no [`Decimal`] holds exactly.
    Rational(Box<BigRational>),
}

/// How [`Number::round`] treats the digits that it drops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Rounding {
    /// To the nearest, halves away from zero.
    HalfUp,
    /// To the nearest, halves to zero.
    HalfDown,
    /// To the nearest, halves to the even digit.
    HalfEven,
    /// Towards minus infinity.
    Floor,
    /// Towards plus infinity.
    Ceiling,
    /// Towards zero.
    Truncate,
    /// Away from zero.
    Away,
}

impl Default for Number {
    fn default() -> Number {
        Number::zero()
    }
}

impl Number {
    pub fn zero() -> Number {
        Number::Decimal(Decimal::ZERO)
    }

    /// The number with these digits and as many decimal places; `None` beyond 28 places.
    pub fn from_digits(mantissa: i128, places: u32) -> Option<Number> {
        Decimal::try_from_i128_with_scale(mantissa, places).ok().map(Number::Decimal)
    }

    /// Reads plain digits with an optional point and sign, as `-0.0025`; no grouping, no exponent, at most [`MOST_DIGITS`] digits.
    pub fn parse(text: &str) -> Option<Number> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() || (digits.contains('.') && fraction.is_empty()) {
            return None;
        }
        if whole.len() + fraction.len() > MOST_DIGITS {
            return None;
        }
        let mut mantissa: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            mantissa = mantissa * 10 + i128::from(byte - b'0');
        }
        Number::from_digits(if negative { -mantissa } else { mantissa }, fraction.len() as u32)
    }

    /// The value as a rational, whatever holds it.
    pub fn to_rational(&self) -> BigRational {
        match self {
            Number::Decimal(d) => BigRational::new(BigInt::from(d.mantissa()), BigInt::from(10u8).pow(d.scale())),
            Number::Rational(r) => (**r).clone(),
        }
    }

    /// A rational, held as a decimal where one fits; `None` where it is too large.
    pub fn from_rational(value: BigRational) -> Option<Number> {
        if value.numer().bits() > MOST_BITS || value.denom().bits() > MOST_BITS {
            return None;
        }
        Some(as_decimal(&value).map_or_else(|| Number::Rational(Box::new(value)), Number::Decimal))
    }

    pub fn is_zero(&self) -> bool {
        match self {
            Number::Decimal(d) => d.is_zero(),
            Number::Rational(r) => r.is_zero(),
        }
    }

    pub fn is_negative(&self) -> bool {
        match self {
            Number::Decimal(d) => d.is_sign_negative() && !d.is_zero(),
            Number::Rational(r) => r.is_negative(),
        }
    }

    /// Whether there is nothing behind the decimal point.
    pub fn is_whole(&self) -> bool {
        match self {
            Number::Decimal(d) => d.normalize().scale() == 0,
            Number::Rational(r) => r.is_integer(),
        }
    }

    /// `self + other`; `None` where the result is too large.
    pub fn add(&self, other: &Number) -> Option<Number> {
        if let (Number::Decimal(a), Number::Decimal(b)) = (self, other)
            && let Some(sum) = add_decimals(*a, *b)
        {
            return Some(Number::Decimal(sum));
        }
        Number::from_rational(self.to_rational() + other.to_rational())
    }

    /// `self - other`; `None` where the result is too large.
    pub fn subtract(&self, other: &Number) -> Option<Number> {
        self.add(&other.negate())
    }

    /// `self * other`; `None` where the result is too large.
    pub fn multiply(&self, other: &Number) -> Option<Number> {
        if let (Number::Decimal(a), Number::Decimal(b)) = (self, other)
            && let Some(product) = multiply_decimals(*a, *b)
        {
            return Some(Number::Decimal(product));
        }
        Number::from_rational(self.to_rational() * other.to_rational())
    }

    /// `self / other`; `None` where the result is too large. The caller has excluded a zero divisor.
    pub fn divide(&self, other: &Number) -> Option<Number> {
        if other.is_zero() {
            return None;
        }
        Number::from_rational(self.to_rational() / other.to_rational())
    }

    pub fn negate(&self) -> Number {
        match self {
            Number::Decimal(d) => Number::Decimal(-*d),
            Number::Rational(r) => Number::Rational(Box::new(-(**r).clone())),
        }
    }

    pub fn absolute(&self) -> Number {
        if self.is_negative() { self.negate() } else { self.clone() }
    }

    /// The number with at most this many decimal places, rounded as named; `None` where it is too large.
    pub fn round(&self, places: u32, rounding: Rounding) -> Option<Number> {
        let scale = BigRational::from_integer(BigInt::from(10u8).pow(places));
        let scaled = self.to_rational() * &scale;
        let floor = scaled.floor();
        let rest = &scaled - &floor;
        let half = BigRational::new(BigInt::one(), BigInt::from(2u8));
        let up = match rounding {
            Rounding::Floor => false,
            Rounding::Ceiling => !rest.is_zero(),
            Rounding::Truncate => scaled.is_negative() && !rest.is_zero(),
            Rounding::Away => !scaled.is_negative() && !rest.is_zero(),
            Rounding::HalfUp | Rounding::HalfDown | Rounding::HalfEven => match rest.cmp(&half) {
                Ordering::Less => false,
                Ordering::Greater => true,
                Ordering::Equal => match rounding {
                    Rounding::HalfUp => !scaled.is_negative(),
                    Rounding::HalfDown => scaled.is_negative(),
                    _ => (floor.to_integer() % BigInt::from(2u8)) != BigInt::zero(),
                },
            },
        };
        let whole = if up { floor + BigRational::one() } else { floor };
        Number::from_rational(whole / scale)
    }

    /// Half a unit of the last of `places` decimal places.
    pub fn half_unit(places: u32) -> Number {
        Number::from_digits(5, places + 1)
            .unwrap_or_else(|| Number::Rational(Box::new(BigRational::new(BigInt::from(5u8), BigInt::from(10u8).pow(places + 1)))))
    }

    /// The value as a whole number that fits a machine word, for counts of days.
    pub fn to_i64(&self) -> Option<i64> {
        if !self.is_whole() {
            return None;
        }
        self.to_rational().to_integer().to_i64()
    }
}

fn add_decimals(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale().max(b.scale());
    let a = a.mantissa().checked_mul(10i128.checked_pow(scale - a.scale())?)?;
    let b = b.mantissa().checked_mul(10i128.checked_pow(scale - b.scale())?)?;
    Decimal::try_from_i128_with_scale(a.checked_add(b)?, scale).ok()
}

fn multiply_decimals(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale() + b.scale();
    if scale > 28 {
        let (a, b) = (a.normalize(), b.normalize());
        return if a.scale() + b.scale() > 28 { None } else { multiply_decimals(a, b) };
    }
    Decimal::try_from_i128_with_scale(a.mantissa().checked_mul(b.mantissa())?, scale).ok()
}

/// The decimal that equals a rational: its denominator has no factor but 2 and 5, and it fits 96 bits and 28 places.
fn as_decimal(value: &BigRational) -> Option<Decimal> {
    if value.denom().is_one() {
        return Decimal::try_from_i128_with_scale(value.numer().to_i128()?, 0).ok();
    }
    if value.denom().bits() > 96 {
        return None;
    }
    let (two, five) = (BigInt::from(2u8), BigInt::from(5u8));
    let (mut rest, mut twos, mut fives) = (value.denom().clone(), 0u32, 0u32);
    while (&rest % &two).is_zero() {
        rest /= &two;
        twos += 1;
    }
    while (&rest % &five).is_zero() {
        rest /= &five;
        fives += 1;
    }
    let places = twos.max(fives);
    if !rest.is_one() || places > 28 {
        return None;
    }
    let mantissa = value.numer() * two.pow(places - twos) * five.pow(places - fives);
    Decimal::try_from_i128_with_scale(mantissa.to_i128()?, places).ok()
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        match (self, other) {
            (Number::Decimal(a), Number::Decimal(b)) => a.cmp(b),
            (a, b) => a.to_rational().cmp(&b.to_rational()),
        }
    }
}

impl std::hash::Hash for Number {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.to_rational().hash(state);
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number::Decimal(Decimal::from(value))
    }
}

/// Digits grouped by thousands without needless zeros: `25,973,445,420`, `0.00000025`.
/// A value that no decimal holds is cut to 12 significant places and followed by `…`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, cut) = match self {
            Number::Decimal(d) => (d.normalize().to_string(), false),
            Number::Rational(r) => (significant(r), true),
        };
        let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
        f.write_str(sign)?;
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        if let Some(fraction) = fraction {
            write!(f, ".{fraction}")?;
        }
        if cut { f.write_str("…") } else { Ok(()) }
    }
}

/// A rational's decimal expansion, cut after 12 digits from its first that is not zero.
fn significant(value: &BigRational) -> String {
    let ten = BigInt::from(10u8);
    let magnitude = value.abs();
    let whole = magnitude.to_integer();
    let mut rest = magnitude.numer() % magnitude.denom();
    let mut text = if value.is_negative() { format!("-{whole}.") } else { format!("{whole}.") };
    let mut shown = if whole.is_zero() { 0 } else { whole.to_string().len().min(11) };
    while shown < 12 && text.len() < 400 {
        rest *= &ten;
        let digit = &rest / magnitude.denom();
        rest %= magnitude.denom();
        if shown > 0 || !digit.is_zero() {
            shown += 1;
        }
        text.push_str(&digit.to_string());
    }
    text
}
