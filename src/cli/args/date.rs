//! A day as an argument.

use chrono::NaiveDate;

/// Reads a day as rule files write it.
pub(super) fn date(text: &str) -> Result<NaiveDate, &'static str> {
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day = if is_plain { NaiveDate::parse_from_str(text, "%Y-%m-%d").ok() } else { None };
    day.ok_or("not a day of the calendar; write it as 2022-09-30")
}
