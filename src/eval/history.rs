//! What a rule reads beside its return: the issuer's other returns, its profile, and tables.

use super::expr::Evaluator;
use super::operators::Junction;
use super::recorder::Recorder;
use crate::data::Slot;
use crate::form::Previous;
use crate::ir::ExprId;
use crate::ty::FormId;
use crate::value::date::Month;
use crate::value::{About, Cause, CellId, Datum, RecordId, ReturnId, Unknown, Value};

impl<'a, R: Recorder> Evaluator<'a, R> {
    /// The loaded returns of a form for the same issuer, without the subject.
    pub fn others(&self, form: FormId) -> Vec<RecordId> {
        self.other_returns(form).map(|id| self.returns.get(id).root).collect()
    }

    fn other_returns(&self, form: FormId) -> impl Iterator<Item = ReturnId> + use<'a, R> {
        let (returns, subject) = (self.returns, self.subject);
        let all = returns.issuer(subject).returns.iter().copied();
        all.filter(move |&id| id != subject && returns.get(id).form == form && returns.get(id).superseded_by.is_none())
    }

    pub fn profile(&self, _form: FormId) -> Datum {
        match self.returns.issuer(self.subject).profile {
            Some(profile) => Datum::Known(Value::Record(self.returns.get(profile).root)),
            None => Datum::unknown(Cause::NotLoaded, About::Profile(self.subject)),
        }
    }

    /// The record that holds the rows of a table.
    pub fn table(&self, form: FormId) -> Datum {
        match self.returns.table(form) {
            Some(root) => Datum::Known(Value::Record(root)),
            None => Datum::unknown(Cause::NotLoaded, About::Table(form.0)),
        }
    }

    /// What those of several values say that are read from returns that are loaded. They must say the same, so that one more that is loaded
    /// puts the answer in doubt, and never another in its place.
    pub fn whichever(&mut self, of: &[ExprId], at: About) -> Datum {
        let mut missing = None;
        let mut loaded: Option<Datum> = None;
        let mut doubt = None;
        for &one in of {
            let datum = self.expr(one);
            match (&datum, &loaded) {
                (Datum::Unknown(unknown), _) if unknown.cause == Cause::NotLoaded => missing = missing.or(Some(*unknown)),
                (Datum::Unknown(unknown), _) => doubt = doubt.or(Some(*unknown)),
                (_, None) => loaded = Some(datum),
                (Datum::NotApplicable(_), Some(Datum::NotApplicable(_))) => {}
                (Datum::Known(one), Some(Datum::Known(other))) => match super::compare::equal(one, other) {
                    Ok(true) => {}
                    Ok(false) => doubt = doubt.or(Some(Unknown { cause: Cause::NoMatch, about: at })),
                    Err(cause) => doubt = doubt.or(Some(Unknown { cause, about: at })),
                },
                _ => doubt = doubt.or(Some(Unknown { cause: Cause::NoMatch, about: at })),
            }
        }
        match (doubt, loaded, missing) {
            (Some(unknown), _, _) | (None, None, Some(unknown)) => Datum::Unknown(unknown),
            (None, Some(datum), _) => datum,
            (None, None, None) => Datum::unknown(Cause::NoMatch, at),
        }
    }

    /// How a return of a form is found that comes before the subject.
    fn way_back(&self, form: FormId) -> Option<&'a Previous> {
        let forms = &self.program.forms;
        let followed = forms.form(self.returns.get(self.subject).form).follows.iter().find(|(other, _)| *other == form);
        followed.map(|(_, previous)| previous).or(forms.form(form).previous.as_ref())
    }

    /// The return before the subject: of the month before, or the one that closes where the subject opens; never the nearest.
    pub fn previous(&self, form: FormId) -> Datum {
        let about = About::PreviousOf(self.subject, form.0);
        let way_back = self.way_back(form);
        let mut candidates = Vec::new();
        let mut doubt = None;
        for candidate in self.other_returns(form) {
            let precedes = match way_back {
                Some(Previous::MonthBefore) => self.is_of_month_before(candidate),
                Some(Previous::Closes { closing, opening }) => self.closes_where_subject_opens(candidate, closing, opening),
                None => Datum::truth(false),
            };
            match precedes {
                Datum::Known(Value::Bool(true)) => candidates.push(candidate),
                Datum::Unknown(unknown) => doubt = doubt.or(Some(unknown)),
                Datum::Known(_) | Datum::NotApplicable(_) => {}
            }
        }
        match (candidates.as_slice(), doubt) {
            ([_, _, ..], _) => Datum::unknown(Cause::NoMatch, about),
            (_, Some(unknown)) => Datum::Unknown(unknown),
            ([one], None) => Datum::Known(Value::Record(self.returns.get(*one).root)),
            ([], None) => Datum::unknown(Cause::NotLoaded, about),
        }
    }

    fn is_of_month_before(&self, candidate: ReturnId) -> Datum {
        match (self.returns.get(candidate).date, self.returns.get(self.subject).date) {
            (Some(candidate), Some(subject)) => Datum::truth(Month::of(candidate) == Month::of(subject).previous()),
            (_, None) => Datum::Unknown(self.unknown_date(self.subject)),
            (None, _) => Datum::Unknown(self.unknown_date(candidate)),
        }
    }

    /// Why the date of a return is not known.
    pub fn unknown_date(&self, id: ReturnId) -> Unknown {
        match self.date_cell(id).map(|cell| self.cell(cell)) {
            Some(Datum::Unknown(unknown)) => unknown,
            _ => Unknown { cause: Cause::NotLoaded, about: About::PreviousOf(self.subject, self.returns.get(id).form.0) },
        }
    }

    /// The cell from which the date of a return is read.
    pub fn date_cell(&self, id: ReturnId) -> Option<CellId> {
        let dated = self.program.forms.form(self.returns.get(id).form).dated.as_deref()?;
        self.ends_of(id, dated).first().and_then(|&(record, slot)| self.slot(record, slot).1)
    }

    fn closes_where_subject_opens(&self, candidate: ReturnId, closing: &[u16], opening: &[u16]) -> Datum {
        let at = About::PreviousOf(self.subject, self.returns.get(candidate).form.0);
        let mut any = Junction::any();
        for (closing_row, closing_slot) in self.ends_of(candidate, closing) {
            for (opening_row, opening_slot) in self.ends_of(self.subject, opening) {
                let mut both = self.same_key(closing_row, opening_row, at);
                let closes = self.slot(closing_row, closing_slot).0;
                let opens = self.slot(opening_row, opening_slot).0;
                both.add(&self.same_day(closes, opens, at));
                any.add(&both.result());
            }
        }
        any.result()
    }

    /// Whether two rows have one key, as all rows without a key have.
    pub fn same_key(&self, left: RecordId, right: RecordId, at: About) -> Junction {
        let (left_key, right_key) = (self.key_of(self.returns.record(left).shape), self.key_of(self.returns.record(right).shape));
        let mut same = Junction::all();
        for (&left_slot, &right_slot) in left_key.iter().zip(right_key) {
            same.add(&self.key_part(left, left_slot).same(&self.key_part(right, right_slot), at));
        }
        same
    }

    /// Whether what one row holds at a place is what another holds at another.
    pub fn same_value(&self, (left, at_left): (RecordId, u16), (right, at_right): (RecordId, u16), at: About) -> Datum {
        self.same_day(self.slot(left, at_left).0, self.slot(right, at_right).0, at)
    }

    fn same_day(&self, closes: Datum, opens: Datum, at: About) -> Datum {
        super::operators::strict_pair(closes, opens, at, |closes, opens| super::compare::equal(&closes, &opens).map(Value::Bool))
    }

    /// The records in which a path from a return's root ends, with the last step: one, or one for each row of the lists on the way.
    pub fn ends_of(&self, id: ReturnId, path: &[u16]) -> Vec<(RecordId, u16)> {
        let Some((&last, way)) = path.split_last() else { return Vec::new() };
        let mut records = vec![self.returns.get(id).root];
        for &step in way {
            records = records
                .iter()
                .flat_map(|&record| match self.returns.record(record).slots.get(usize::from(step)) {
                    Some(Slot::Record(group)) => std::slice::from_ref(group),
                    Some(Slot::Rows(rows)) => rows.as_slice(),
                    Some(Slot::Cell(_) | Slot::NoRows(_)) | None => &[],
                })
                .copied()
                .collect();
        }
        records.into_iter().map(|record| (record, last)).collect()
    }
}
