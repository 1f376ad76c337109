//! The returns of an issuer by their days, and what links and counts them: made once for each issuer, when the first window is asked for.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Mark;
use crate::ty::FormId;
use crate::value::date::Month;
use crate::value::number::Number;
use crate::value::{Currency, RecordId, ReturnId, Unknown};

/// What is known of an issuer's returns, form by form.
#[derive(Clone, Debug, Default)]
pub struct History {
    pub forms: BTreeMap<FormId, OfForm>,
}

/// The returns of one form.
#[derive(Clone, Debug, Default)]
pub struct OfForm {
    pub returns: ByDay,
    /// The rows of each list of the form, by the place of the list.
    pub rows: BTreeMap<u16, ByDay>,
    /// The rows of the form's chain by their keys, in the order in which they close.
    pub links: BTreeMap<Vec<Mark>, Links>,
    /// Rows that may be anywhere in their chain, or part of several: what is known of their keys, member by member, and the day on which they
    /// close where that is known.
    pub loose: Vec<(Vec<Option<Mark>>, Option<NaiveDate>)>,
    /// Of a form that is filed monthly: how many returns each month has.
    pub months: BTreeMap<Month, u32>,
    /// What the profile counts.
    pub counts: Vec<Count>,
}

/// Returns or rows by the days on which they lie; one with several days stands at each.
#[derive(Clone, Debug, Default)]
pub struct ByDay {
    pub dated: Vec<(NaiveDate, RecordId)>,
    /// Those of which a day is not known.
    pub undated: Vec<(RecordId, Unknown)>,
    /// Why rows may be missing of returns that are loaded.
    pub lacking: Vec<Unknown>,
    /// Whether one stands at several days.
    pub repeats: bool,
}

impl ByDay {
    /// Whether each stands at one day, and none may lie anywhere else.
    pub fn is_clear(&self) -> bool {
        self.undated.is_empty() && self.lacking.is_empty() && !self.repeats
    }

    /// Those that lie on some days, ends included.
    pub fn between(&self, from: NaiveDate, until: NaiveDate) -> &[(NaiveDate, RecordId)] {
        let first = self.dated.partition_point(|(day, _)| *day < from);
        let end = self.dated.partition_point(|(day, _)| *day <= until);
        self.dated.get(first..end).unwrap_or(&[])
    }
}

/// The rows of a chain with one key, in the order in which they close.
#[derive(Clone, Debug, Default)]
pub struct Links {
    pub links: Vec<Link>,
    /// For each the place of the first of those that lead to it one by one: each opens where the one before it closes, on a later day than
    /// that one, and no other link does, nor closes there.
    pub runs: Vec<usize>,
    /// For each the earliest day on which it or a later one opens.
    pub earliest: Vec<NaiveDate>,
    /// The places of the links of each return.
    pub of_return: BTreeMap<ReturnId, Vec<usize>>,
}

/// One row of a chain: where it opens and closes.
#[derive(Clone, Debug)]
pub struct Link {
    pub row: RecordId,
    pub opens: End,
    pub closes: End,
    /// The places of the links of the same key that open where this one closes.
    pub next: Vec<usize>,
}

/// A day, and the balance on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    pub day: NaiveDate,
    /// `None` where it is not known; then it is the same as no other.
    pub balance: Option<(Option<Currency>, Number)>,
}

/// So many returns are counted from one day to another, and so many are loaded.
#[derive(Clone, Debug)]
pub struct Count {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub counted: Number,
    pub loaded: Number,
    /// Whether more that are loaded may lie on these days.
    pub in_doubt: bool,
}
