//! How a figure may have come to be wrong: what a hand or a reader of paper does to digits.

use crate::value::number::Number;

/// One way in which the figure that stands may have been made from the one that fits. The order is that of plausibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// One digit is another.
    OtherDigit,
    /// Two neighbouring digits changed places.
    Transposition,
    /// A digit is missing.
    LostDigit,
    /// A digit stands there that does not belong.
    AddedDigit,
    /// The figure stands in the cell of another, and that one in its cell.
    Swap,
    /// The figure is that of an earlier return.
    Stale,
    /// The sign is wrong.
    Sign,
    /// Three digits, one group of thousands, are missing.
    LostGroup,
    /// Three digits, one group of thousands, stand there that do not belong.
    AddedGroup,
    /// The point stands so many places too far to the right, or to the left where that is negative.
    PowerOfTen(i32),
    /// Nothing stands where a figure belongs.
    LeftBlank,
}

impl Slip {
    /// Lower is likelier. A figure that no slip explains ranks behind all of them.
    pub fn rank(self) -> u32 {
        match self {
            Slip::OtherDigit | Slip::Transposition | Slip::LostDigit | Slip::AddedDigit => 1,
            Slip::Swap | Slip::Stale | Slip::Sign | Slip::LostGroup | Slip::AddedGroup => 2,
            Slip::PowerOfTen(_) => 3,
            Slip::LeftBlank => 4,
        }
    }
}

/// The rank of a change that is no known slip.
pub const UNEXPLAINED: u32 = 6;

/// The slips that turn one number into another, in the order of their plausibility.
pub fn slips(fitting: &Number, stated: &Number) -> Vec<Slip> {
    let mut found = Vec::new();
    let (right, wrong) = (digits(fitting), digits(stated));
    if fitting.is_negative() == stated.is_negative() {
        if right.len() == wrong.len() {
            let different: Vec<usize> = (0..right.len()).filter(|&at| right[at] != wrong[at]).collect();
            match different[..] {
                [_] => found.push(Slip::OtherDigit),
                [one, other] if other == one + 1 && right[one] == wrong[other] && right[other] == wrong[one] => {
                    found.push(Slip::Transposition)
                }
                _ => {}
            }
        }
        if lacks(&right, &wrong, 1, false) {
            found.push(Slip::LostDigit);
        }
        if lacks(&wrong, &right, 1, false) {
            found.push(Slip::AddedDigit);
        }
        if lacks(&right, &wrong, 3, true) {
            found.push(Slip::LostGroup);
        }
        if lacks(&wrong, &right, 3, true) {
            found.push(Slip::AddedGroup);
        }
        found.extend(power_of_ten(fitting, stated));
    }
    if fitting.negate() == *stated && !fitting.is_zero() {
        found.push(Slip::Sign);
    }
    found.sort_unstable();
    found
}

/// The digits of a number without its sign, with its point.
fn digits(number: &Number) -> Vec<u8> {
    number.absolute().to_string().bytes().filter(|byte| *byte != b',').collect()
}

/// Whether taking out so many neighbouring digits of the longer one leaves the shorter one; groups start where thousands do.
fn lacks(longer: &[u8], shorter: &[u8], count: usize, grouped: bool) -> bool {
    if longer.len() != shorter.len() + count {
        return false;
    }
    let whole = longer.iter().position(|&byte| byte == b'.').unwrap_or(longer.len());
    (0..=shorter.len()).any(|at| {
        let is_group = !grouped || (at + count <= whole && (whole - at).is_multiple_of(count));
        is_group && !longer[at..at + count].contains(&b'.') && longer[..at] == shorter[..at] && longer[at + count..] == shorter[at..]
    })
}

/// By how many places the point is wrong.
fn power_of_ten(fitting: &Number, stated: &Number) -> Option<Slip> {
    let (mut up, mut down) = (fitting.clone(), stated.clone());
    if fitting.is_zero() || stated.is_zero() || fitting == stated {
        return None;
    }
    let ten = Number::from(10);
    (1..=9).find_map(|places| {
        (up, down) = (up.multiply(&ten)?, down.multiply(&ten)?);
        match (up == *stated, down == *fitting) {
            (true, _) => Some(Slip::PowerOfTen(places)),
            (_, true) => Some(Slip::PowerOfTen(-places)),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(fitting: &str, stated: &str) -> Vec<Slip> {
        slips(&Number::parse(fitting).unwrap(), &Number::parse(stated).unwrap())
    }

    #[test]
    fn each_slip_is_seen() {
        assert_eq!(found("25973445420", "25973445421"), [Slip::OtherDigit]);
        assert_eq!(found("1234", "1324"), [Slip::Transposition]);
        assert_eq!(found("1800000", "800000"), [Slip::LostDigit]);
        assert_eq!(found("1800000", "18000000"), [Slip::AddedDigit, Slip::PowerOfTen(1)]);
        assert_eq!(found("1234567000", "1234000"), [Slip::LostGroup]);
        assert_eq!(found("1234000", "1234567000"), [Slip::AddedGroup]);
        assert_eq!(found("5000", "-5000"), [Slip::Sign]);
        assert_eq!(found("0.000000025", "0.00000025"), [Slip::LostDigit, Slip::PowerOfTen(1)]);
        assert_eq!(found("17", "93"), []);
    }
}
