//! Numbers, dates, times and texts: what the grammar reads loosely is checked here, each mistake with a message of its own.

use chrono::NaiveDate;

use super::items::Builder;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::value::date::MONTH_NAMES;
use crate::value::number::{MOST_DIGITS, Number};

const GROUPING_HELP: &str =
    "Digits stand alone or in groups of three parted by commas: `25,973,445,421`. To part two values, put a space after the comma.";

impl Builder<'_> {
    /// The number that these digits write. A mistake is reported and zero stands in for it.
    pub(super) fn number(&mut self, text: &str, span: Span) -> Number {
        match checked_number(text, span) {
            Ok(number) => number,
            Err(diagnostic) => {
                self.report(*diagnostic);
                Number::zero()
            }
        }
    }

    /// The day that `year-month-day` names. A mistake is reported and the first day of 1970 stands in for it.
    pub(super) fn date(&mut self, text: &str, span: Span) -> NaiveDate {
        let parts: Vec<u32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
        let &[year, month, day] = parts.as_slice() else { return NaiveDate::default() };
        let Some(date) = NaiveDate::from_ymd_opt(year as i32, month, day) else {
            self.report(missing_day(text, (year, month), span));
            return NaiveDate::default();
        };
        let full = date.format("%Y-%m-%d").to_string();
        if full != text {
            let problem = Diagnostic::new(&codes::LITERAL_DATE, format!("`{text}` lacks a digit"), span, "not a full date");
            self.report(problem.help("Months and days have two digits.").fix(format!("write `{full}`"), span, full.clone()));
        }
        date
    }

    /// Hour and minute. A mistake is reported.
    pub(super) fn time(&mut self, text: &str, span: Span) -> (u32, u32) {
        let mut parts = text.split(':').map(|part| part.parse::<u32>().unwrap_or(u32::MAX));
        let (hour, minute) = (parts.next().unwrap_or(u32::MAX), parts.next().unwrap_or(u32::MAX));
        if hour > 23 || minute > 59 {
            let problem = Diagnostic::new(&codes::LITERAL_DATE, format!("there is no time `{text}`"), span, "no such time");
            self.report(problem.help("Times run from `00:00` to `23:59`."));
            return (0, 0);
        }
        let full = format!("{hour:02}:{minute:02}");
        if full != text {
            let problem = Diagnostic::new(&codes::LITERAL_DATE, format!("`{text}` lacks a digit"), span, "not a full time");
            self.report(problem.help("Hours and minutes have two digits.").fix(format!("write `{full}`"), span, full.clone()));
        }
        (hour, minute)
    }

    /// The place that `1st`, `2nd`, `5th` name. A mistake is reported.
    pub(super) fn ordinal(&mut self, text: &str, span: Span) -> u32 {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let place = digits.parse::<u32>().ok().filter(|&place| (1..=MOST_PLACE).contains(&place));
        let Some(place) = place else {
            let problem = Diagnostic::new(&codes::LITERAL_NUMBER, format!("`{text}` names no place in a sequence"), span, "out of range");
            self.report(problem.help(format!("Places run from `1st` to `{MOST_PLACE}th`.")));
            return 1;
        };
        let full = format!("{place}{}", ordinal_suffix(place));
        if full != text {
            let problem = Diagnostic::new(&codes::LITERAL_NUMBER, format!("`{text}` has the wrong ending"), span, "misspelt");
            self.report(problem.help(format!("Did you mean `{full}`?")).fix(format!("write `{full}`"), span, full.clone()));
        }
        place
    }
}

/// The last place in a sequence that can be named: far more business days than any calendar covers.
const MOST_PLACE: u32 = 9999;

fn ordinal_suffix(place: u32) -> &'static str {
    match (place % 100, place % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

/// The month, 1 to 12, that a word names.
pub(super) fn month_number(word: &str) -> u32 {
    MONTH_NAMES.iter().position(|&name| name == word).map_or(1, |place| place as u32 + 1)
}

/// The words of a quoted text, without its quotes; a quote written twice stands for one.
pub(super) fn unquoted(text: &str) -> String {
    if let Some(inner) = text.strip_prefix('“') {
        return inner.strip_suffix('”').unwrap_or(inner).replace("””", "”").replace("\r\n", "\n");
    }
    let inner = text.strip_prefix('"').unwrap_or(text);
    inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\"").replace("\r\n", "\n")
}

fn checked_number(text: &str, span: Span) -> Result<Number, Box<Diagnostic>> {
    let problem = |message: String, label: &str| Diagnostic::new(&codes::LITERAL_NUMBER, message, span, label);
    if text.contains(['e', 'E']) {
        let problem = problem(format!("`{text}` is written with an exponent"), "exponents are not read");
        let problem = problem.help("Write all digits, so that nobody has to count them.");
        return Err(Box::new(match written_out(text) {
            Some(full) => problem.fix(format!("write `{full}`"), span, full),
            None => problem,
        }));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.contains('.') {
        return Err(Box::new(problem(format!("`{text}` has several decimal points"), "not one number").help(GROUPING_HELP)));
    }
    if fraction.contains(',') {
        let problem = problem(format!("`{text}` has a comma behind its decimal point"), "could be misread");
        return Err(Box::new(problem.help(GROUPING_HELP)));
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let grouped = whole.contains(',');
    if grouped && (first.len() > 3 || first.starts_with('0') || groups.any(|group| group.len() != 3)) {
        return Err(Box::new(problem(format!("`{text}` is not grouped in threes"), "could be misread").help(GROUPING_HELP)));
    }
    let plain: String = text.chars().filter(|&c| c != ',').collect();
    Number::parse(&plain).ok_or_else(|| {
        let digits = plain.chars().filter(char::is_ascii_digit).count();
        let problem = problem(format!("the number has {digits} digits, and at most {MOST_DIGITS} are kept exactly"), "too many digits");
        Box::new(problem.help("No figure of a return is that long. Check whether digits were typed twice."))
    })
}

/// A number with an exponent, in plain digits, where that is short enough to read.
fn written_out(text: &str) -> Option<String> {
    let (base, exponent) = text.split_once(['e', 'E'])?;
    let exponent: i32 = exponent.parse().ok().filter(|e: &i32| e.unsigned_abs() < 20)?;
    let base = Number::parse(base)?;
    let power = Number::parse(&format!("1{}", "0".repeat(exponent.unsigned_abs() as usize)))?;
    let full = if exponent < 0 { base.divide(&power)? } else { base.multiply(&power)? };
    Some(full.to_string()).filter(|text| !text.ends_with('…'))
}

fn missing_day(text: &str, (year, month): (u32, u32), span: Span) -> Diagnostic {
    let problem = Diagnostic::new(&codes::LITERAL_DATE, format!("there is no day `{text}`"), span, "no such day");
    let last = crate::value::date::Month { year: year as i32, month };
    match (1..=12).contains(&month).then(|| last.last_day()).flatten() {
        Some(day) => problem.help(format!("The last day of {last} is `{}`.", day.format("%Y-%m-%d"))),
        None => problem.help("Dates are written year-month-day, for example `2022-09-30`."),
    }
}
