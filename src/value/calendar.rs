//! Business days: every weekday that the calendar's table does not call closed, inside the span that the table covers.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A table of closed days with its horizon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    pub name: String,
    /// The first and last day of which the table knows.
    pub first: NaiveDate,
    pub last: NaiveDate,
    /// Closed days in ascending order.
    pub closed: Vec<NaiveDate>,
}

impl Calendar {
    /// Whether a day is a business day; `None` beyond the horizon.
    pub fn is_business_day(&self, day: NaiveDate) -> Option<bool> {
        if day < self.first || day > self.last {
            return None;
        }
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        Some(!weekend && self.closed.binary_search(&day).is_err())
    }

    /// The `ordinal`-th business day after (or before) a day, which itself never counts, and is the one of number 0; `None` beyond the horizon.
    pub fn nth_business_day(&self, from: NaiveDate, ordinal: u32, before: bool) -> Option<NaiveDate> {
        (0..ordinal).try_fold(from, |day, _| self.next_business_day(day, before))
    }

    /// So many business days after (or before) a day, which itself never counts, the nearest first; `None` beyond the horizon.
    pub fn business_days(&self, from: NaiveDate, count: u32, before: bool) -> Option<Vec<NaiveDate>> {
        let mut day = from;
        let mut next = || {
            day = self.next_business_day(day, before)?;
            Some(day)
        };
        (0..count).map(|_| next()).collect()
    }

    fn next_business_day(&self, from: NaiveDate, before: bool) -> Option<NaiveDate> {
        let mut day = from;
        loop {
            day = if before { day.pred_opt()? } else { day.succ_opt()? };
            if self.is_business_day(day)? {
                return Some(day);
            }
        }
    }

    /// How many business days come after one day, up to and with another; none where that is no later. `None` beyond the horizon.
    pub fn business_days_between(&self, after: NaiveDate, until: NaiveDate) -> Option<u32> {
        let mut count = 0;
        let mut day = after;
        while day < until {
            day = day.succ_opt()?;
            count += u32::from(self.is_business_day(day)?);
        }
        Some(count)
    }
}
