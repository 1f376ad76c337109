//! Days, months and moments. No clock is read here.

use std::cmp::Ordering;
use std::fmt;

use chrono::{Datelike, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    pub fn of(date: NaiveDate) -> Month {
        Month { year: date.year(), month: date.month() }
    }

    pub fn previous(self) -> Month {
        if self.month == 1 { Month { year: self.year - 1, month: 12 } } else { Month { year: self.year, month: self.month - 1 } }
    }

    pub fn next(self) -> Month {
        if self.month == 12 { Month { year: self.year + 1, month: 1 } } else { Month { year: self.year, month: self.month + 1 } }
    }

    /// The month so many months later, or earlier where they are negative; `None` beyond the years that can be counted.
    pub fn plus(self, months: i64) -> Option<Month> {
        let count = (i64::from(self.year) * 12 + i64::from(self.month) - 1).checked_add(months)?;
        Some(Month { year: i32::try_from(count.div_euclid(12)).ok()?, month: u32::try_from(count.rem_euclid(12)).ok()? + 1 })
    }

    /// The first day; `None` beyond the years that dates hold.
    pub fn first_day(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month, 1)
    }

    /// The last day; `None` beyond the years that dates hold.
    pub fn last_day(self) -> Option<NaiveDate> {
        self.next().first_day()?.pred_opt()
    }
}

/// What stands for a day that a month does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShortMonth {
    /// The last day that it has.
    LastDay,
    /// The first day of the month after it.
    FirstOfNext,
}

/// The day of the same number so many months later, or earlier where they are negative; `None` beyond the years that dates hold.
pub fn months_from(date: NaiveDate, months: i64, short: ShortMonth) -> Option<NaiveDate> {
    let month = Month::of(date).plus(months)?;
    NaiveDate::from_ymd_opt(month.year, month.month, date.day()).or_else(|| match short {
        ShortMonth::LastDay => month.last_day(),
        ShortMonth::FirstOfNext => month.next().first_day(),
    })
}

/// The English names of the months, January first.
pub const MONTH_NAMES: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", MONTH_NAMES[(self.month as usize - 1) % 12], self.year)
    }
}

/// A day, and the time of that day where it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Moment {
    pub date: NaiveDate,
    pub time: Option<NaiveTime>,
}

impl Moment {
    /// Which comes first; `None` on one day where either hour is unknown.
    pub fn compare(self, other: Moment) -> Option<Ordering> {
        match (self.date.cmp(&other.date), self.time, other.time) {
            (Ordering::Equal, Some(a), Some(b)) => Some(a.cmp(&b)),
            (Ordering::Equal, _, _) => None,
            (order, _, _) => Some(order),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            Some(time) => write!(f, "{} {}", ShownDate(self.date), time.format("%H:%M")),
            None => write!(f, "{}", ShownDate(self.date)),
        }
    }
}

/// A date as people write it: `30 September 2022`.
pub struct ShownDate(pub NaiveDate);

impl fmt::Display for ShownDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.day(), Month::of(self.0))
    }
}
