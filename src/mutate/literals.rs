//! Values that are written out, shifted by the least that makes another value of them.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::value::number::Number;
use crate::value::{Quantity, Value};

/// A value a step away, and how it is written; none for a value of which that is not known.
pub(super) fn shifted(value: &Value, text: &str) -> Option<(Value, String)> {
    match value {
        Value::Quantity(quantity) => number(quantity, text),
        Value::Date(day) => {
            let next = day.succ_opt()?;
            Some((Value::Date(next), replaced(text, &day.to_string(), &next.to_string())?))
        }
        Value::Month(month) => {
            let next = month.next();
            Some((Value::Month(next), replaced(text, &month.to_string(), &next.to_string())?))
        }
        Value::Time(time) => {
            let (next, beyond) = time.overflowing_add_signed(TimeDelta::minutes(1));
            let next = if beyond == 0 { next } else { time.overflowing_sub_signed(TimeDelta::minutes(1)).0 };
            Some((Value::Time(next), replaced(text, &value.to_string(), &Value::Time(next).to_string())?))
        }
        Value::Bool(truth) => {
            let (old, new) = if *truth { ("yes", "no") } else { ("no", "yes") };
            Some((Value::Bool(!truth), replaced(text, old, new)?))
        }
        Value::Text(words) => {
            let end = text.rfind('"')?;
            Some((Value::Text(Arc::from(format!("{words}x"))), format!("{}x{}", &text[..end], &text[end..])))
        }
        Value::Moment(_) | Value::Code(_) | Value::Record(_) => None,
    }
}

/// One more of what is counted; of a percentage, one percentage point.
fn number(quantity: &Quantity, text: &str) -> Option<(Value, String)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let length = text[start..].find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).unwrap_or(text.len() - start);
    let digits = &text[start..start + length];
    let plain = Number::parse(&digits.replace(',', ""))?;
    let after = &text[start + length..];
    let step = if after.starts_with('%') { Number::parse("0.01")? } else { Number::from(1) };
    // Zero has no unit of its own, and one of something has.
    if plain.is_zero() && after.trim_end_matches(')').trim().is_empty() {
        return None;
    }
    let next = Quantity { number: quantity.number.add(&step)?, ..quantity.clone() };
    let written = plain.add(&Number::from(1))?;
    let after = after.replacen(" share", " shares", usize::from(after.starts_with(" share") && !after.starts_with(" shares")));
    let after = after.replacen(" day", " days", usize::from(after.starts_with(" day") && !after.starts_with(" days")));
    Some((Value::Quantity(next), format!("{}{written}{after}", &text[..start])))
}

fn replaced(text: &str, old: &str, new: &str) -> Option<String> {
    text.contains(old).then(|| text.replacen(old, new, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shifted_as_it_is_written() {
        let plain = |digits: &str| Value::Quantity(Quantity::plain(Number::parse(digits).unwrap()));
        let written = |digits: &str, text: &str| shifted(&plain(digits), text).map(|(value, text)| (value == plain("1001"), text));
        assert_eq!(written("1000", "1,000 shares"), Some((true, "1,001 shares".to_owned())));
        assert_eq!(written("1", "1 share"), Some((false, "2 shares".to_owned())));
        assert_eq!(shifted(&plain("0.1"), "10%"), Some((plain("0.11"), "11%".to_owned())));
        assert_eq!(written("1.99", "HKD 1.99"), Some((false, "HKD 2.99".to_owned())));
        assert_eq!(written("0", "0"), None);
        let day = Value::Date(chrono::NaiveDate::from_ymd_opt(2022, 9, 30).unwrap());
        assert_eq!(shifted(&day, "2022-09-30").unwrap().1, "2022-10-01");
        assert_eq!(shifted(&Value::Text("Class B".into()), "\"Class B\"").unwrap().1, "\"Class Bx\"");
        let time = |hour, minute| Value::Time(chrono::NaiveTime::from_hms_opt(hour, minute, 0).unwrap());
        assert_eq!(shifted(&time(8, 30), "08:30"), Some((time(8, 31), "08:31".to_owned())));
        assert_eq!(shifted(&time(23, 59), "23:59"), Some((time(23, 58), "23:58".to_owned())));
        assert_eq!(shifted(&Value::Bool(true), "yes").unwrap(), (Value::Bool(false), "no".to_owned()));
    }
}
