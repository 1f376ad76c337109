//! Dates at the head of a form that stand apart from their words.

use chrono::NaiveDate;

use super::fill::Filler;
use super::sheet::{Cell, Reading, Record, Slot};
use super::values::{Atom, What, atoms};
use crate::data::printed_date;
use crate::form::{Form, Previous, Printed, WordingPiece};
use crate::ty::Ty;
use crate::value::date::Month;

impl Filler<'_> {
    /// Gives the dates at the head of a monthly form to its fields where they stand apart from their words: the month's end where its words
    /// are printed and nothing is behind them, or all of the dates where no words of the head are left. The head ends with the first row, so
    /// that no other field can have them, and there must be just as many as fields.
    pub(super) fn dates_apart(&mut self, form: &Form, parts: &[Printed], title: usize, record: &mut Record) {
        let (Some(Previous::MonthBefore), Some([month])) = (&form.previous, form.dated.as_deref()) else { return };
        let fields = self.dates_of_head(form, parts);
        let Some(end) = first_row(record) else { return };
        let free = self.free_dates(end);
        let missing: Vec<u16> = fields.iter().copied().filter(|field| self.has_no_words(record, *field)).collect();
        let is_apart = |date: &Atom| self.is_alone_on_line(date) && self.bytes(&date.tokens).start >= title;
        let (is_in_place, note) = match (&missing[..], &free[..]) {
            ([field], [date]) => (
                field == month && record.cell(*field).is_some() && is_apart(date),
                "stands apart from its words: the only date of the head that no other field has, and the end of a month",
            ),
            (missing, free) => (
                missing.len() == fields.len() && missing.len() == free.len() && missing.iter().all(|field| record.cell(*field).is_none()),
                "stands without its words: the dates of the head in their order, of which the first is the end of a month",
            ),
        };
        let days: Option<Vec<NaiveDate>> = free.iter().map(|date| printed_date(&date.text)).collect();
        if !is_in_place || missing.first() != Some(month) || !days.is_some_and(|days| ends_month_first(&days)) {
            return;
        }
        for (field, date) in missing.iter().zip(free) {
            let place = self.bytes(&date.tokens);
            let reading = Reading { words: Some(date.text), place, notes: vec![note.to_owned()] };
            let cell = self.cells.add(Cell { readings: vec![reading], group: None, unreadable: None });
            record.put(&[*field], cell);
        }
    }

    /// The fields for dates before the first part of a print, in their order.
    fn dates_of_head(&self, form: &Form, parts: &[Printed]) -> Vec<u16> {
        let lines = parts.iter().map_while(|part| match part {
            Printed::Line { wordings, within: None, .. } => Some(wordings),
            _ => None,
        });
        let mut fields: Vec<u16> = Vec::new();
        for piece in lines.flatten().flat_map(|wording| &wording.pieces) {
            if let WordingPiece::Hole { path, .. } = piece
                && let [field] = path[..]
                && matches!(self.ty(form.shape, path), Some(Ty::Date | Ty::Moment))
                && !fields.contains(&field)
            {
                fields.push(field);
            }
        }
        fields
    }

    fn has_no_words(&self, record: &Record, field: u16) -> bool {
        let Some(cell) = record.cell(field) else { return true };
        self.cells.cells[cell].unreadable.is_none() && self.cells.readings(cell).iter().all(|reading| reading.words.is_none())
    }

    /// The dates before a byte that no field has.
    fn free_dates(&self, end: usize) -> Vec<Atom> {
        let mut dates = atoms(self.tokens, &self.tokens_in(&(0..end)), &self.currencies);
        let taken = |date: &Atom| {
            let place = self.bytes(&date.tokens);
            let mut readings = self.cells.cells.iter().flat_map(|cell| &cell.readings).filter(|reading| reading.words.is_some());
            readings.any(|reading| reading.place.start < place.end && place.start < reading.place.end)
        };
        dates.retain(|date| date.what == What::Date && !taken(date) && !self.passed[date.tokens.start]);
        dates
    }

    fn is_alone_on_line(&self, value: &Atom) -> bool {
        let line = |at: Option<usize>| at.and_then(|at| self.tokens.get(at)).map(|token| token.line);
        let own = line(Some(value.tokens.start));
        line(value.tokens.start.checked_sub(1)) != own && line(Some(value.tokens.end)) != own
    }
}

/// The byte at which the first row of a list begins.
fn first_row(record: &Record) -> Option<usize> {
    let rows = record.slots.values().filter_map(|slot| match slot {
        Slot::Rows(rows) => Some(rows),
        _ => None,
    });
    rows.flatten().map(|row| row.place.start).min()
}

/// Whether the first of some days is the last of its month, and the others follow it in order.
fn ends_month_first(days: &[NaiveDate]) -> bool {
    days.first().is_some_and(|first| Month::of(*first).last_day() == Some(*first)) && days.is_sorted()
}
