//! Rows by their keys, so that one of many is found without going through all.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::value::date::Month;
use crate::value::number::Number;
use crate::value::{RecordId, Value, text_key};

/// What a row has at one member of its key, in a form in which the same marks are equal and others are not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Blank, or stated as not applicable.
    None,
    Bool(bool),
    Number(Number),
    Date(NaiveDate),
    Month(Month),
    Code(u16),
    Text(String),
}

impl Mark {
    /// The mark of a value; `None` for those of which being the same is more than being equal: amounts of money, whose currencies may
    /// differ, and moments, whose hours may not be known.
    pub fn of(value: &Value) -> Option<Mark> {
        Some(match value {
            Value::Bool(truth) => Mark::Bool(*truth),
            Value::Quantity(quantity) if quantity.currency.is_none() => Mark::Number(quantity.number.clone()),
            Value::Date(date) => Mark::Date(*date),
            Value::Month(month) => Mark::Month(*month),
            Value::Code(option) => Mark::Code(*option),
            Value::Text(text) => Mark::Text(text_key(text)),
            Value::Quantity(_) | Value::Moment(_) | Value::Time(_) | Value::Record(_) => return None,
        })
    }
}

/// The rows of a table by the marks of their keys.
#[derive(Clone, Debug, Default)]
pub struct KeyIndex {
    /// By all members of the key.
    whole: BTreeMap<Vec<Mark>, Vec<RecordId>>,
    /// By each member of the key, in its order.
    parts: Vec<BTreeMap<Mark, Vec<RecordId>>>,
    /// Rows of which some mark is not known, or has no equal; they may agree with any key.
    doubtful: Vec<RecordId>,
}

impl KeyIndex {
    /// Sorts rows in by their marks, one for each member of the key; a row with `None` among them is doubtful.
    pub fn of(rows: impl Iterator<Item = (RecordId, Vec<Option<Mark>>)>) -> KeyIndex {
        let mut index = KeyIndex::default();
        for (row, marks) in rows {
            let Some(marks) = marks.into_iter().collect::<Option<Vec<Mark>>>() else {
                index.doubtful.push(row);
                continue;
            };
            index.parts.resize_with(marks.len().max(index.parts.len()), BTreeMap::new);
            for (part, mark) in index.parts.iter_mut().zip(&marks) {
                part.entry(mark.clone()).or_default().push(row);
            }
            index.whole.entry(marks).or_default().push(row);
        }
        index
    }

    /// The rows that may have this key, in their order: all others have another.
    pub fn with_key(&self, marks: &[Mark]) -> Vec<RecordId> {
        self.and_doubtful(self.whole.get(marks).into_iter())
    }

    /// The rows that may have this mark at one of these places in the key, in their order: all others have none.
    pub fn with_mark(&self, mark: &Mark, places: &[usize]) -> Vec<RecordId> {
        self.and_doubtful(places.iter().filter_map(|&place| self.parts.get(place)?.get(mark)))
    }

    fn and_doubtful<'i>(&'i self, found: impl Iterator<Item = &'i Vec<RecordId>>) -> Vec<RecordId> {
        let mut rows: Vec<RecordId> = found.flatten().chain(&self.doubtful).copied().collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thousand rows of which each has a number and one of ten names, and every hundredth a number that is not known.
    fn index() -> KeyIndex {
        let marks = |row: u32| {
            let number = Mark::Number(Number::from(i64::from(row)));
            vec![(!row.is_multiple_of(100)).then_some(number), Some(Mark::Text((row % 10).to_string()))]
        };
        KeyIndex::of((0..1000).map(|row| (RecordId(row), marks(row))))
    }

    #[test]
    fn a_lookup_takes_the_rows_of_the_key_and_the_doubtful_ones_alone() {
        let doubtful: Vec<RecordId> = (0..10).map(|row| RecordId(row * 100)).collect();
        let index = index();
        let found = index.with_key(&[Mark::Number(Number::from(250)), Mark::Text("0".to_owned())]);
        assert_eq!(found.len(), doubtful.len() + 1);
        assert!(found.is_sorted() && found.contains(&RecordId(250)));
        assert_eq!(index.with_key(&[Mark::Number(Number::from(250)), Mark::Text("1".to_owned())]), doubtful);
        assert_eq!(index.with_mark(&Mark::Number(Number::from(7)), &[0, 1]).len(), doubtful.len() + 1);
        assert_eq!(index.with_mark(&Mark::Text("3".to_owned()), &[0, 1]).len(), doubtful.len() + 100);
        assert_eq!(index.with_mark(&Mark::None, &[0, 1]), doubtful);
    }
}
