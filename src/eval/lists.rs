//! Lists, and what is made of their rows: totals, counts, extremes, `every` and `some`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::expr::{Evaluator, day_of};
use super::operators::{self, Junction, strict_all};
use super::recorder::Recorder;
use super::windows::Window;
use crate::data::Slot;
use crate::ir::{AggregateKind, Binder, ExprId, ExprKind};
use crate::ty::FormId;
use crate::value::date::ShownDate;
use crate::value::number::Number;
use crate::value::{About, Cause, Datum, Quantity, RecordId, Unknown, Value};

/// The rows that an expression lists.
pub enum Listed<'a> {
    Rows(Cow<'a, [RecordId]>),
    /// The returns that are loaded, or rows of theirs, of those that may exist.
    Open(Listing),
    /// Days, which are no rows.
    Days(Vec<NaiveDate>),
    /// Nothing can be said of the rows; never a known datum.
    Nothing(Datum),
}

/// Other returns, or rows of theirs.
pub struct Listing {
    pub rows: Vec<RecordId>,
    /// Those of the rows that may not belong here, and why that is not known.
    pub doubts: BTreeMap<RecordId, Unknown>,
    /// Why there may be more.
    pub gaps: Vec<Unknown>,
    /// The window that is not closed.
    pub window: Option<Window>,
    /// What is to be said where there is no row.
    pub none: Unknown,
}

/// One stop of a walk over rows: every binder holds a row, which perhaps does not belong there, or rows are missing for a reason.
pub enum Stop {
    Row(Option<Unknown>),
    Gap(Datum),
}

impl<'a, R: Recorder> Evaluator<'a, R> {
    /// The rows that an expression lists.
    pub fn list(&mut self, id: ExprId) -> Listed<'a> {
        let program = self.program;
        match &program.expr(id).kind {
            ExprKind::Member { of, slot } => match self.expr(*of) {
                Datum::Known(Value::Record(record)) => self.rows(id, record, *slot),
                Datum::Known(_) => Listed::Nothing(Datum::unknown(Cause::NoMatch, About::Expression(id.0))),
                other => Listed::Nothing(other),
            },
            ExprKind::Returns(form) => Listed::Open(self.open(self.others(*form), *form)),
            ExprKind::RowsOfReturns { form, list } => {
                let rows = self.others(*form).into_iter().filter_map(|root| self.rows_of(root, *list).ok());
                Listed::Open(self.open(rows.flatten().copied().collect(), *form))
            }
            ExprKind::Within { of, window } => self.within(id, *of, *window),
            ExprKind::BusinessDays { count, before, from, calendar } => {
                let calendar = &program.calendars[usize::from(*calendar)];
                let mut days = Vec::new();
                self.recorder.choosing();
                let datum = self.counting(*count, *from, About::Expression(id.0), |count, from| {
                    days = calendar.business_days(day_of(from)?, count, *before).ok_or(Cause::BeyondCalendar)?;
                    Ok(Value::Text(in_words(&days).into()))
                });
                self.recorder.chosen();
                self.recorder.finished(id, &datum, None);
                if matches!(datum, Datum::Known(_)) { Listed::Days(days) } else { Listed::Nothing(datum) }
            }
            ExprKind::Let { local, value, body } => {
                let datum = self.expr(*value);
                self.bind(*local, datum);
                self.list(*body)
            }
            ExprKind::If { condition, then, otherwise } => match self.expr(*condition) {
                Datum::Known(Value::Bool(true)) => self.list(*then),
                Datum::Known(_) => self.list(*otherwise),
                other => Listed::Nothing(other),
            },
            _ => match self.expr(id) {
                Datum::Known(_) => Listed::Nothing(Datum::unknown(Cause::NoMatch, About::Expression(id.0))),
                other => Listed::Nothing(other),
            },
        }
    }

    /// The returns of a form that are loaded, or rows of theirs; there may always be more.
    fn open(&self, rows: Vec<RecordId>, form: FormId) -> Listing {
        let about = About::Others(self.subject, form.0);
        let gaps = vec![Unknown { cause: Cause::OpenCollection, about }];
        Listing { rows, doubts: BTreeMap::new(), gaps, window: None, none: Unknown { cause: Cause::NotLoaded, about } }
    }

    fn rows(&mut self, id: ExprId, record: RecordId, slot: u16) -> Listed<'a> {
        let returns = self.returns;
        if let Some(Slot::Rows(rows)) = returns.record(record).slots.get(usize::from(slot)) {
            return Listed::Rows(Cow::Borrowed(rows));
        }
        let (datum, cell) = self.slot(record, slot);
        let datum = match datum {
            Datum::Known(_) => Datum::unknown(Cause::Absent, About::Member(record, slot)),
            other => other,
        };
        self.recorder.finished(id, &datum, cell);
        Listed::Nothing(datum)
    }

    pub fn aggregate(
        &mut self,
        kind: AggregateKind,
        binders: &'a [Binder],
        filter: Option<ExprId>,
        body: Option<ExprId>,
        at: About,
    ) -> Datum {
        match (kind, body) {
            (AggregateKind::Every, Some(body)) => self.quantified(Junction::all(), true, binders, filter, body, at),
            (AggregateKind::Some, Some(body)) => self.quantified(Junction::any(), false, binders, filter, body, at),
            (AggregateKind::Every, None) => Datum::truth(true),
            (AggregateKind::Some, None) => self.quantity_of_rows(kind, binders, filter, None, at),
            _ => self.quantity_of_rows(kind, binders, filter, body, at),
        }
    }

    /// Totals, counts and extremes: every row's filter and term must be known.
    fn quantity_of_rows(
        &mut self,
        kind: AggregateKind,
        binders: &'a [Binder],
        filter: Option<ExprId>,
        body: Option<ExprId>,
        at: About,
    ) -> Datum {
        if let Some(total) = self.running(kind, binders, filter, body, at) {
            return total;
        }
        let one = || Datum::Known(Value::Quantity(Quantity::plain(Number::from(1))));
        let mut terms = Vec::new();
        self.walk(binders, filter, None, &mut |this, stop| {
            match stop {
                Stop::Gap(gap) => terms.push(gap),
                Stop::Row(doubt) => match this.chooses(filter, doubt) {
                    Datum::Known(Value::Bool(true)) => terms.push(body.map_or_else(one, |body| this.expr(body))),
                    Datum::Known(_) => {}
                    doubt => terms.push(doubt),
                },
            }
            true
        });
        strict_all(terms, at, |terms| match kind {
            AggregateKind::Largest => operators::extreme(true, terms),
            AggregateKind::Smallest => operators::extreme(false, terms),
            AggregateKind::Distinct => operators::distinct(terms),
            AggregateKind::Some => Ok(Value::Bool(!terms.is_empty())),
            AggregateKind::Total | AggregateKind::Count | AggregateKind::Every => operators::total(terms),
        })
    }

    /// `every` (not chosen, or the condition) and `some` (chosen, and the condition) over the rows.
    fn quantified(
        &mut self,
        mut over: Junction,
        every: bool,
        binders: &'a [Binder],
        filter: Option<ExprId>,
        body: ExprId,
        at: About,
    ) -> Datum {
        self.walk(binders, filter, None, &mut |this, stop| {
            let row = match stop {
                Stop::Gap(gap) => gap,
                Stop::Row(doubt) => {
                    let chosen = this.chooses(filter, doubt);
                    let (mut row, chosen) = if every { (Junction::any(), operators::not(chosen, at)) } else { (Junction::all(), chosen) };
                    if !row.add(&chosen) {
                        let condition = this.expr(body);
                        row.add(&condition);
                    }
                    row.result()
                }
            };
            !over.add(&row)
        });
        over.result()
    }

    /// Whether the row that is bound is chosen, where it perhaps does not belong here.
    pub fn chooses(&mut self, filter: Option<ExprId>, doubt: Option<Unknown>) -> Datum {
        let chosen = match filter {
            None => Datum::truth(true),
            Some(filter) => {
                self.recorder.choosing();
                let chosen = self.expr(filter);
                self.recorder.chosen();
                chosen
            }
        };
        let Some(doubt) = doubt else { return chosen };
        let mut both = Junction::all();
        if !both.add(&chosen) {
            both.add(&Datum::Unknown(doubt));
        }
        both.result()
    }

    /// Visits every combination of rows, and every gap that the filter does not leave out; the visitor says whether to go on.
    pub fn walk(
        &mut self,
        binders: &'a [Binder],
        filter: Option<ExprId>,
        doubt: Option<Unknown>,
        visit: &mut dyn FnMut(&mut Self, Stop) -> bool,
    ) -> bool {
        let Some((binder, inner)) = binders.split_first() else { return visit(self, Stop::Row(doubt)) };
        let listing = match self.list(binder.list) {
            Listed::Rows(rows) => {
                return rows.iter().all(|&row| {
                    self.bind(binder.local, Datum::Known(Value::Record(row)));
                    self.walk(inner, filter, doubt, visit)
                });
            }
            Listed::Days(days) => {
                return days.into_iter().all(|day| {
                    self.bind(binder.local, Datum::Known(Value::Date(day)));
                    self.walk(inner, filter, doubt, visit)
                });
            }
            Listed::Nothing(gap) => return visit(self, Stop::Gap(gap)),
            Listed::Open(listing) => listing,
        };
        for &row in &listing.rows {
            self.bind(binder.local, Datum::Known(Value::Record(row)));
            if !self.walk(inner, filter, doubt.or(listing.doubts.get(&row).copied()), visit) {
                return false;
            }
        }
        listing.gaps.iter().all(|&gap| match self.of_missing(binders, filter, listing.window, gap) {
            Some(gap) => visit(self, Stop::Gap(gap)),
            None => true,
        })
    }
}

/// More days than these are told by the first and the last.
const MOST_SHOWN: usize = 5;

/// Days as they are shown where they were counted.
fn in_words(days: &[NaiveDate]) -> String {
    let shown = |days: &[NaiveDate]| days.iter().map(|&day| ShownDate(day).to_string()).collect::<Vec<_>>();
    match days {
        [] => "none".to_owned(),
        [first, .., last] if days.len() > MOST_SHOWN => format!("{} days, {}", days.len(), shown(&[*first, *last]).join(" to ")),
        days => shown(days).join(", "),
    }
}
