//! Lists, and what is made of their rows: totals, counts, extremes, `every` and `some`.

use std::borrow::Cow;

use super::expr::Evaluator;
use super::operators::{self, Junction, strict_all};
use super::recorder::Recorder;
use crate::data::Slot;
use crate::ir::{AggregateKind, Binder, ExprId, ExprKind};
use crate::ty::FormId;
use crate::value::number::Number;
use crate::value::{About, Cause, Datum, Quantity, RecordId, Value};

/// The rows that an expression lists.
pub enum Listed<'a> {
    Rows(Cow<'a, [RecordId]>),
    /// The returns that are loaded, of those that may exist.
    Open(Vec<RecordId>, FormId),
    /// Nothing can be said of the rows; never a known datum.
    Nothing(Datum),
}

/// One stop of a walk over rows: every binder holds a row, or rows are missing for a reason.
pub enum Stop {
    Row,
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
            ExprKind::Returns(form) => Listed::Open(self.others(*form), *form),
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
        let one = || Datum::Known(Value::Quantity(Quantity::plain(Number::from(1))));
        let mut terms = Vec::new();
        self.walk(binders, &mut |this, stop| {
            match stop {
                Stop::Gap(gap) => terms.push(gap),
                Stop::Row => match this.chooses(filter) {
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
        self.walk(binders, &mut |this, stop| {
            let row = match stop {
                Stop::Gap(gap) => gap,
                Stop::Row => {
                    let chosen = this.chooses(filter);
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

    /// Whether the row that is bound is chosen.
    pub fn chooses(&mut self, filter: Option<ExprId>) -> Datum {
        let Some(filter) = filter else { return Datum::truth(true) };
        self.recorder.choosing();
        let chosen = self.expr(filter);
        self.recorder.chosen();
        chosen
    }

    /// Visits every combination of rows, and every gap; the visitor says whether to go on.
    pub fn walk(&mut self, binders: &'a [Binder], visit: &mut dyn FnMut(&mut Self, Stop) -> bool) -> bool {
        let Some((binder, inner)) = binders.split_first() else { return visit(self, Stop::Row) };
        let (rows, gap) = match self.list(binder.list) {
            Listed::Rows(rows) => (rows, None),
            Listed::Open(rows, form) => {
                let others = About::Others(self.subject, form.0);
                (Cow::Owned(rows), Some(Datum::unknown(Cause::OpenCollection, others)))
            }
            Listed::Nothing(gap) => (Cow::Borrowed(&[][..]), Some(gap)),
        };
        for &row in rows.iter() {
            self.bind(binder.local, Datum::Known(Value::Record(row)));
            if !self.walk(inner, visit) {
                return false;
            }
        }
        gap.is_none_or(|gap| visit(self, Stop::Gap(gap)))
    }
}
