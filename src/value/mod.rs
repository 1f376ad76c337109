//! Values, and the reasons why there is none.

pub mod calendar;
pub mod date;
pub mod number;
pub mod polynomial;

use std::fmt;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use date::{Moment, Month, ShownDate};
use number::Number;

/// An ISO 4217 code, three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The currency that has this ISO 4217 code; `None` for anything else.
    pub fn parse(text: &str) -> Option<Currency> {
        iso_currency::Currency::from_code(text)?;
        text.as_bytes().try_into().ok().map(Currency)
    }

    /// The currency that three letters in front of a printed figure name: a code, or the common name of one.
    pub fn printed(text: &str) -> Option<Currency> {
        Currency::parse(common_name(text).unwrap_or(text))
    }

    /// The code that is likely to be meant by three letters that are none: that of their common name, else all there are to choose from.
    pub fn candidates(text: &str) -> Vec<String> {
        if let Some(code) = common_name(text) {
            return vec![code.to_owned()];
        }
        let letters = || (b'A'..=b'Z').map(char::from);
        let codes = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c].iter().collect::<String>())));
        codes.filter(|code| Currency::parse(code).is_some()).collect()
    }
}

/// The code of a currency that is commonly printed by another name.
fn common_name(text: &str) -> Option<&'static str> {
    match text {
        "RMB" => Some("CNY"),
        "NTD" => Some("TWD"),
        _ => None,
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|&b| write!(f, "{}", b as char))
    }
}

/// A number with what it counts. Its unit is static and lives in its type; only the currency is known at run time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    pub number: Number,
    /// `None` for what is not money, and for a zero that fits each currency.
    pub currency: Option<Currency>,
    /// How many decimal places were printed, in the terms of `number` (a percent adds two); 0 for what was not printed.
    pub places: u32,
}

impl Quantity {
    /// More places than any figure has: those of what stands for nothing but itself.
    const ALL_PLACES: u32 = u32::MAX;

    /// A zero that a form reads into a cell without digits: it stands for nothing but itself, so no places leave it open.
    pub fn unprinted_zero() -> Quantity {
        Quantity { number: Number::zero(), currency: None, places: Quantity::ALL_PLACES }
    }

    /// Whether no digits were printed that could leave the number open.
    pub fn is_unprinted(&self) -> bool {
        self.places == Quantity::ALL_PLACES
    }

    /// A number that was reckoned rather than printed.
    pub fn plain(number: Number) -> Quantity {
        Quantity { number, currency: None, places: 0 }
    }
}

/// Names a record (a return, a group of fields, a row) of the loaded returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordId(pub u32);

/// Names a cell of the loaded returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellId(pub u32);

/// Names a return of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReturnId(pub u32);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    Bool(bool),
    Quantity(Quantity),
    Date(NaiveDate),
    Month(Month),
    Moment(Moment),
    /// A time of no day.
    Time(NaiveTime),
    /// The place of the value in its declared list.
    Code(u16),
    /// Text with its runs of white space made single spaces; compared without regard to case.
    Text(Arc<str>),
    Record(RecordId),
}

/// Why there is no value. The list is closed; each cause is reported with the place to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A return or the issuer's profile is not among the files of the run.
    NotLoaded,
    /// The cell is there but cannot be read.
    Unreadable,
    /// The cell is blank and the form gives a blank no meaning.
    Blank,
    /// The document has no such cell or list.
    Absent,
    /// A lookup found no row, or several; or nothing was there to choose the largest from.
    NoMatch,
    DivisionByZero,
    /// A day outside the days that the calendar's table covers.
    BeyondCalendar,
    CurrenciesDiffer,
    /// The result has more digits than are kept.
    TooLarge,
    /// Two moments of one day, and the hour of one is unknown.
    HourUnknown,
    /// Other returns of this kind may exist that were not loaded.
    OpenCollection,
    /// The printed digits leave both answers possible.
    Precision,
    /// No edition of a parameter is in force on the date.
    NoEdition,
    /// The date that chooses the edition is not known, and the editions differ.
    EditionUnknown,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Cause; 14] = [
        Cause::NotLoaded,
        Cause::Unreadable,
        Cause::Blank,
        Cause::Absent,
        Cause::NoMatch,
        Cause::DivisionByZero,
        Cause::BeyondCalendar,
        Cause::CurrenciesDiffer,
        Cause::TooLarge,
        Cause::HourUnknown,
        Cause::OpenCollection,
        Cause::Precision,
        Cause::NoEdition,
        Cause::EditionUnknown,
    ];

    /// The stable name, which reports and tests use.
    pub const fn id(self) -> &'static str {
        match self {
            Cause::NotLoaded => "not-loaded",
            Cause::Unreadable => "unreadable",
            Cause::Blank => "blank",
            Cause::Absent => "absent",
            Cause::NoMatch => "no-match",
            Cause::DivisionByZero => "division-by-zero",
            Cause::BeyondCalendar => "beyond-calendar",
            Cause::CurrenciesDiffer => "currencies-differ",
            Cause::TooLarge => "too-large",
            Cause::HourUnknown => "hour-unknown",
            Cause::OpenCollection => "open-collection",
            Cause::Precision => "precision",
            Cause::NoEdition => "no-edition",
            Cause::EditionUnknown => "edition-unknown",
        }
    }
}

/// What an unknown value is about: the place to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// A cell that holds no value.
    Cell(CellId),
    /// A field or list that a record does not have: the record and the member's place in its shape.
    Member(RecordId, u16),
    /// The return of a form before this one, by the place of the form.
    PreviousOf(ReturnId, u16),
    /// The other returns of a form, for the issuer of this return.
    Others(ReturnId, u16),
    /// The returns of a form, by its place, on some days, for the issuer of this return.
    Within(ReturnId, u16, Stretch),
    /// The issuer's profile, for the issuer of this return.
    Profile(ReturnId),
    /// The rows of a table, by the place of its form.
    Table(u16),
    /// The expression of the rule that came to nothing, by its place in the program.
    Expression(u32),
    /// The lookup in a table that found no row, by its place in the program.
    NoRow(u32),
}

/// Days of which not all returns may be loaded, and what is known of those that are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub missing: Missing,
}

/// What is known of returns that may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missing {
    /// Nothing says how many there are.
    Unstated,
    /// Fewer are loaded than the profile counts.
    Fewer,
    /// One carries on from a return that closes on this day.
    ClosesOn(NaiveDate),
    /// None that is loaded carries on from this day, and there may be none.
    OpensOn(NaiveDate),
    /// None that is loaded carries on from this day, although later ones are loaded.
    CarriesOnFrom(NaiveDate),
    /// The return of this month, of those that are filed monthly.
    Month(Month),
    /// What says that none is missing is at odds with what is loaded.
    Contradicted,
}

impl Missing {
    /// A return that must be there and is not loaded is another cause than one that only may be.
    pub fn cause(self) -> Cause {
        match self {
            Missing::Fewer | Missing::ClosesOn(_) | Missing::CarriesOnFrom(_) | Missing::Month(_) => Cause::NotLoaded,
            Missing::Unstated | Missing::OpensOn(_) | Missing::Contradicted => Cause::OpenCollection,
        }
    }
}

/// A value that is not known, with its cause and the place to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    pub cause: Cause,
    pub about: About,
}

/// A value, or the reason that there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Datum {
    Known(Value),
    /// The return states that this does not apply. The cell is where it says so.
    NotApplicable(CellId),
    Unknown(Unknown),
}

impl Datum {
    pub fn unknown(cause: Cause, about: About) -> Datum {
        Datum::Unknown(Unknown { cause, about })
    }

    pub fn truth(value: bool) -> Datum {
        Datum::Known(Value::Bool(value))
    }
}

/// The value as a reader writes it; records show nothing, and codes only their place (the form has their words).
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(true) => f.write_str("yes"),
            Value::Bool(false) => f.write_str("no"),
            Value::Quantity(Quantity { number, currency: Some(currency), .. }) => write!(f, "{currency} {number}"),
            Value::Quantity(Quantity { number, .. }) => write!(f, "{number}"),
            Value::Date(date) => write!(f, "{}", ShownDate(*date)),
            Value::Month(month) => write!(f, "{month}"),
            Value::Moment(moment) => write!(f, "{moment}"),
            Value::Time(time) => write!(f, "{}", time.format("%H:%M")),
            Value::Code(option) => write!(f, "#{option}"),
            Value::Text(text) => f.write_str(text),
            Value::Record(_) => Ok(()),
        }
    }
}

/// Text as it is compared: runs of white space (no-break spaces too) become one space, typographic quotes plain ones.
pub fn normal_text(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201c}' | '\u{201d}' => '"',
            c => c,
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two texts say the same: without regard to case, and to the word "Class" before a letter ("Class B" and "B").
pub fn same_text(a: &str, b: &str) -> bool {
    text_key(a) == text_key(b)
}

/// What [`same_text`] compares, for texts that are sorted or looked up by it.
pub fn text_key(text: &str) -> String {
    let lower = text.to_lowercase();
    match lower.strip_prefix("class ") {
        Some(rest) if !rest.contains(' ') => rest.to_owned(),
        _ => lower,
    }
}
