//! What the words in one cell of a return say, for a cell of a declared kind.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};

use crate::diag::{Code, codes, suggest};
use crate::form::Forms;
use crate::ty::{Ty, Unit};
use crate::value::date::{MONTH_NAMES, Moment, Month};
use crate::value::number::{MOST_DIGITS, Number};
use crate::value::{Currency, Quantity, Value, normal_text, same_text};

use super::CellState;

/// Why the words of a cell cannot be read; the parts of a diagnostic without its place.
#[derive(Debug)]
pub(super) struct Misread {
    pub code: &'static Code,
    pub message: String,
    pub label: String,
    pub help: Option<String>,
}

impl Misread {
    fn new(code: &'static Code, message: String, label: &str, help: impl Into<Option<String>>) -> Misread {
        Misread { code, message, label: label.to_owned(), help: help.into() }
    }
}

/// Reads the words of a cell.
pub(super) fn read(printed: &str, ty: Ty, forms: &Forms) -> Result<CellState, Misread> {
    let words = normal_text(printed);
    if let Ty::Code(list) = ty
        && let Some(option) =
            forms.code_list(list).options.iter().position(|option| {
                same_text(&option.name, &words) || option.labels.iter().any(|label| same_text(&normal_text(label), &words))
            })
    {
        return Ok(CellState::Figure(Value::Code(option as u16)));
    }
    if is_blank(&words) {
        return Ok(CellState::Blank);
    }
    if is_not_applicable(&words) {
        return Ok(CellState::NotApplicable);
    }
    let value = match ty {
        Ty::Quantity { unit, percent, .. } => match quantity(&words, unit, percent)? {
            Some(quantity) => Value::Quantity(quantity),
            None => return Ok(CellState::Blank),
        },
        Ty::Bool => Value::Bool(yes_no(&words)?),
        Ty::Date => Value::Date(date(&words)?),
        Ty::Month => Value::Month(month(&words)?),
        Ty::Moment => Value::Moment(moment(&words)?),
        Ty::Code(list) => {
            let options = &forms.code_list(list).options;
            let known = options.iter().flat_map(|o| std::iter::once(o.name.as_str()).chain(o.labels.iter().map(String::as_str)));
            let advice = suggest::nearest(&words, known).map(|near| format!("did you mean `{near}`?"));
            let advice = advice.or_else(|| suggest::advice(&words, options.iter().map(|o| o.labels.first().unwrap_or(&o.name).as_str())));
            let message = format!("`{words}` is not one of the values that the form declares here");
            return Err(Misread::new(&codes::UNKNOWN_CODE, message, "not a value of this field", advice));
        }
        _ => Value::Text(Arc::from(words)),
    };
    Ok(CellState::Figure(value))
}

/// Whether nothing is printed, or a lone dash.
pub(super) fn is_blank(words: &str) -> bool {
    matches!(words, "" | "-" | "\u{2010}" | "\u{2011}" | "\u{2012}" | "\u{2013}" | "\u{2014}" | "\u{2015}" | "\u{2212}")
}

/// Whether the words say that the cell, list or group does not apply.
pub(super) fn is_not_applicable(words: &str) -> bool {
    ["n/a", "not applicable"].iter().any(|stated| words.eq_ignore_ascii_case(stated))
}

fn yes_no(words: &str) -> Result<bool, Misread> {
    match words.to_ascii_lowercase().as_str() {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err(Misread::new(
            &codes::BAD_VALUE,
            format!("`{words}` is neither yes nor no"),
            "not yes or no",
            "Write `yes` or `no`. The cell counts as unreadable.".to_owned(),
        )),
    }
}

/// A number with its currency; `None` where only the currency, the unit or the percent sign is printed.
fn quantity(words: &str, unit: Unit, percent: bool) -> Result<Option<Quantity>, Misread> {
    let mut rest = words;
    let mut negative = false;
    if rest.eq_ignore_ascii_case("nil") {
        rest = "0";
    }
    rest = sign(rest, &mut negative);
    let currency = if unit.money == 0 { None } else { currency(rest) };
    if currency.is_some() {
        rest = sign(rest[3..].trim_start(), &mut negative);
    }
    if unit.money != 0
        && currency.is_none()
        && let Some(misread) = unknown_currency(words, rest)
    {
        return Err(misread);
    }
    let percent_sign = unit == Unit::NUMBER && rest.ends_with('%');
    if percent_sign {
        rest = rest[..rest.len() - 1].trim_end();
    }
    let rest = without_unit(rest, unit);
    if rest.is_empty() && !negative {
        return Ok(None);
    }
    let (digits, places) = plain_digits(words, rest)?;
    let Some(mut number) = Number::parse(&digits) else { return Err(no_number(words)) };
    if negative {
        number = number.negate();
    }
    let mut shown = places;
    if percent || percent_sign {
        number = number.divide(&Number::from(100)).ok_or_else(|| no_number(words))?;
        shown += 2;
    }
    if (unit == Unit::SHARES || unit == Unit::DAYS) && !number.is_whole() {
        let message = format!("`{words}` is not a whole number of {unit}");
        let help =
            format!("Nothing is counted in parts of {unit}; look for a point that stands for a comma. The figure counts as unreadable.");
        return Err(Misread::new(&codes::BAD_NUMBER, message, "has a fraction", help));
    }
    Ok(Some(Quantity { number, currency, places: shown }))
}

/// Takes off a minus sign, or parentheses around the whole, where none was taken off before.
fn sign<'a>(text: &'a str, negative: &mut bool) -> &'a str {
    if *negative {
        return text;
    }
    let bare = text
        .strip_prefix(['-', '\u{2212}'])
        .map(str::trim_start)
        .or_else(|| text.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')).map(str::trim));
    match bare {
        Some(bare) => {
            *negative = true;
            bare
        }
        None => text,
    }
}

/// The currency at the head of a figure, if one is printed there.
fn currency(text: &str) -> Option<Currency> {
    let code = text.get(..3)?;
    let after = text[3..].chars().next();
    if after.is_some_and(char::is_alphabetic) { None } else { Currency::printed(code) }
}

/// An amount behind three capital letters that name no currency.
fn unknown_currency(words: &str, figure: &str) -> Option<Misread> {
    let code = figure.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_uppercase()))?;
    figure[3..].trim_start().starts_with(|c: char| c.is_ascii_digit()).then(|| {
        let candidates = Currency::candidates(code);
        let near = suggest::nearest(code, candidates.iter().map(String::as_str));
        let near = near.map_or(String::new(), |near| format!(" Did you mean `{near}`?"));
        let help = format!("Currencies are written by their code of ISO 4217, such as `HKD`.{near} The figure counts as unreadable.");
        Misread::new(&codes::BAD_NUMBER, format!("`{code}` in `{words}` is not a currency"), "no such currency", help)
    })
}

/// The figure without the word for what it counts.
fn without_unit(text: &str, unit: Unit) -> &str {
    let words: &[&str] = match unit {
        Unit::SHARES => &["shares", "share"],
        Unit::DAYS => &["days", "day"],
        _ => &[],
    };
    let bare = |word: &&str| {
        let at = text.len().checked_sub(word.len())?;
        let (figure, tail) = (text.get(..at)?, text.get(at..)?);
        tail.eq_ignore_ascii_case(word).then(|| figure.trim_end())
    };
    words.iter().find_map(bare).unwrap_or(text)
}

/// The digits without their grouping, and how many stand behind the point.
fn plain_digits(words: &str, figure: &str) -> Result<(String, u32), Misread> {
    let bytes = figure.as_bytes();
    let exponent = |(at, byte): (usize, &u8)| matches!(byte, b'e' | b'E') && at > 0 && bytes[at - 1].is_ascii_digit();
    if bytes.iter().enumerate().any(exponent) && bytes.iter().all(|b| b.is_ascii_digit() || b"eE+-.,".contains(b)) {
        let help = "Write the figure with all its digits, as the form prints it. It counts as unreadable.".to_owned();
        return Err(Misread::new(&codes::BAD_NUMBER, format!("`{words}` is written with an exponent"), "an exponent", help));
    }
    let (whole, fraction) = figure.split_once('.').map_or((figure, None), |(whole, fraction)| (whole, Some(fraction)));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let figures_only = figure.bytes().all(|byte| byte.is_ascii_digit() || byte == b',' || byte == b'.') && figure.contains(',');
    if whole.contains(',') && figures_only {
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or("");
        if first.len() > 3 || !all_digits(first) || groups.any(|group| group.len() != 3 || !all_digits(group)) {
            return Err(bad_groups(words));
        }
    }
    if figures_only && fraction.is_some_and(|fraction| fraction.contains(',')) {
        return Err(bad_groups(words));
    }
    let whole = whole.replace(',', "");
    if !all_digits(&whole) || fraction.is_some_and(|fraction| !all_digits(fraction)) {
        return Err(no_number(words));
    }
    let places = fraction.map_or(0, str::len);
    if whole.len() + places > MOST_DIGITS {
        let message = format!("the figure has {} digits, more than the {MOST_DIGITS} that are kept", whole.len() + places);
        let help = "No share capital has so many digits: look for two figures run together. The figure counts as unreadable.".to_owned();
        return Err(Misread::new(&codes::BAD_NUMBER, message, "too many digits", help));
    }
    let digits = if let Some(fraction) = fraction { format!("{whole}.{fraction}") } else { whole };
    Ok((digits, places as u32))
}

fn bad_groups(words: &str) -> Misread {
    let help =
        "Commas part groups of three digits, and a point comes before decimals: `25,973,445,421`, `0.01`. The figure counts as unreadable.";
    Misread::new(
        &codes::BAD_NUMBER,
        format!("the commas in `{words}` do not part groups of three digits"),
        "wrong grouping",
        help.to_owned(),
    )
}

fn no_number(words: &str) -> Misread {
    let help = "A figure is digits, with a sign, a currency such as `HKD` before it or `%` after it where they belong. \
                It counts as unreadable; write `{unreadable: \"…\"}` where the return itself cannot be read.";
    Misread::new(&codes::BAD_NUMBER, format!("`{words}` cannot be read as one figure"), "not a figure of this field", help.to_owned())
}

/// The day that some words name, in any of the ways in which a date is written.
pub fn printed_date(words: &str) -> Option<NaiveDate> {
    date(words).ok()
}

fn date(words: &str) -> Result<NaiveDate, Misread> {
    let Some((year, month, day)) = date_parts(words) else {
        return Err(no_date(words, "a date", "`2022-09-30`, `30 September 2022`, `30/09/2022` or `2022年9月30日`"));
    };
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| does_not_exist(words))
}

fn month(words: &str) -> Result<Month, Misread> {
    let parts = match words.split_once('-') {
        Some((year, month)) if month.len() == 2 => year_of(year).zip(digits_of(month)),
        _ => match words.split_once(' ') {
            Some((name, year)) => year_of(year).zip(month_named(name)),
            None => words.strip_suffix('月').and_then(|rest| rest.split_once('年')).and_then(|(y, m)| year_of(y).zip(digits_of(m))),
        },
    };
    match parts {
        Some((year, month)) if (1..=12).contains(&month) => Ok(Month { year, month }),
        Some(_) => Err(does_not_exist(words)),
        None => Err(no_date(words, "a month", "`2022-09` or `September 2022`")),
    }
}

fn moment(words: &str) -> Result<Moment, Misread> {
    if let Some((day, time)) = words.rsplit_once([' ', 'T'])
        && let Some((hour, minute)) = time.split_once(':')
    {
        let hour = digits_of(hour);
        let (Some(hour), Some(minute), 2) = (hour, digits_of(minute), minute.len()) else {
            return Err(no_date(words, "a date with a time", "`2022-10-07 08:15` or `7 October 2022 08:15`"));
        };
        let time = NaiveTime::from_hms_opt(hour, minute, 0).ok_or_else(|| does_not_exist(words))?;
        return Ok(Moment { date: date(day)?, time: Some(time) });
    }
    Ok(Moment { date: date(words)?, time: None })
}

/// Year, month and day of a date in any of the ways in which one is written, whether or not that day exists.
fn date_parts(words: &str) -> Option<(i32, u32, u32)> {
    if let [year, month, day] = words.split('-').collect::<Vec<_>>()[..] {
        return if month.len() == 2 && day.len() == 2 { Some((year_of(year)?, digits_of(month)?, digits_of(day)?)) } else { None };
    }
    if let [year, month, day] = words.split('/').collect::<Vec<_>>()[..]
        && year.len() == 4
    {
        return Some((year_of(year)?, digits_of(month)?, digits_of(day)?));
    }
    if let [day, month, year] = words.split('/').collect::<Vec<_>>()[..] {
        return Some((year_of(year)?, digits_of(month)?, digits_of(day)?));
    }
    if let Some((year, rest)) = words.split_once('年') {
        let (month, day) = rest.strip_suffix('日')?.split_once('月')?;
        return Some((year_of(year.trim())?, digits_of(month.trim())?, digits_of(day.trim())?));
    }
    let [first, second, year] = words.split(' ').collect::<Vec<_>>()[..] else { return None };
    match month_named(second) {
        Some(month) => Some((year_of(year)?, month, digits_of(first)?)),
        None => Some((year_of(year)?, month_named(first)?, digits_of(second.strip_suffix(',').unwrap_or(second))?)),
    }
}

fn month_named(word: &str) -> Option<u32> {
    MONTH_NAMES.iter().position(|name| name.eq_ignore_ascii_case(word)).map(|at| at as u32 + 1)
}

fn year_of(text: &str) -> Option<i32> {
    if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// One or two digits.
fn digits_of(text: &str) -> Option<u32> {
    if matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn does_not_exist(words: &str) -> Misread {
    let help = "Look the date up in the return; the day comes before the month where both are numbers. The date counts as unreadable.";
    Misread::new(&codes::BAD_DATE, format!("`{words}` does not exist"), "no such day or hour", help.to_owned())
}

fn no_date(words: &str, what: &str, ways: &str) -> Misread {
    let help = format!("Write it as {ways}. The date counts as unreadable.");
    Misread::new(&codes::BAD_DATE, format!("`{words}` cannot be read as {what}"), "not read", help)
}
