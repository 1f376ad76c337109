//! Running totals: what is added up over windows of returns is added up once for all windows.
//!
//! What a row of a window adds to a total turns on the row, and on what the total reads of its surroundings: the key of another row, a day.
//! Where that is the same in other instances, the row adds the same. So the sums from one row on are kept, and the total over a window is
//! the difference of two of them. It is taken only where each row of the window surely belongs there and what it adds is known; all else is
//! reckoned row by row, and so is everything of which the members are to be shown.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use super::expr::Evaluator;
use super::lists::Stop;
use super::operators;
use super::recorder::Recorder;
use super::windows::Window;
use crate::data::{ByDay, Mark};
use crate::ir::{AggregateKind, Binder, ExprId, ExprKind, LocalId, Program};
use crate::ty::{Precision, Ty};
use crate::value::number::Number;
use crate::value::{About, Currency, Datum, Quantity, RecordId, Value};

/// The sums of one evaluation of a program.
#[derive(Default)]
pub struct Sums {
    plans: RefCell<BTreeMap<ExprId, Option<Rc<Plan>>>>,
    tables: RefCell<BTreeMap<Setting, Table>>,
}

/// A total, the issuer whose returns are added up, and what the total reads of its surroundings.
type Setting = (ExprId, Option<u32>, Vec<Mark>);

/// What a total reads of its surroundings.
struct Plan {
    reads: Vec<Read>,
}

enum Read {
    Value(ExprId),
    /// These members of the key of a row.
    Key(ExprId, Vec<u16>),
}

/// The sums of what the rows add, from one place among them on.
#[derive(Default)]
struct Table {
    first: usize,
    /// The sum of no row, of the first, of the first two …
    sums: Vec<Sum>,
    currency: Option<Currency>,
}

#[derive(Clone, Default)]
struct Sum {
    number: Number,
    /// How many of the rows add something that is not known, or that is not simply added.
    unclear: usize,
    /// How many terms have a currency.
    in_currency: usize,
}

/// What one row adds.
struct Added {
    number: Number,
    currency: Option<Currency>,
    in_currency: usize,
}

impl<'a, R: Recorder> Evaluator<'a, R> {
    /// The total over a window, or the count, by sums that are kept; `None` where it has to be reckoned row by row.
    pub fn running(
        &mut self,
        kind: AggregateKind,
        binders: &'a [Binder],
        filter: Option<ExprId>,
        body: Option<ExprId>,
        at: About,
    ) -> Option<Datum> {
        let (sums, About::Expression(id)) = (self.sums?, at) else { return None };
        let ExprKind::Within { of, window } = self.program.expr(binders.first()?.list).kind else { return None };
        if !matches!(kind, AggregateKind::Total | AggregateKind::Count) || self.absent.is_some() {
            return None;
        }
        let plan = sums.plan(self.program, ExprId(id), (binders, filter, body))?;
        let window = self.window(of, window).ok()?;
        let by_day = self.by_day(window).filter(|by_day| by_day.is_clear())?;
        let setting = (ExprId(id), self.returns.get(self.subject).issuer, self.read(&plan)?);
        if let Err(missing) = self.closed(window) {
            let gap = self.gap(window, missing);
            if self.of_missing(binders, filter, Some(window), gap).is_some() {
                return None;
            }
        }
        let (rows, last) = self.rows_and_last(window, by_day)?;
        let mut table = sums.tables.borrow_mut().remove(&setting).unwrap_or_default();
        let total = self.total_of(&mut table, by_day, (rows, last), (binders, filter, body));
        sums.tables.borrow_mut().insert(setting, table);
        total.map(|total| Datum::Known(Value::Quantity(total)))
    }

    /// The rows of a window that lie there for certain: those on all days before the last, and those on the last day.
    fn rows_and_last(&self, window: Window, by_day: &ByDay) -> Option<(Range<usize>, Vec<usize>)> {
        let (from, until) = window.days();
        let place = |is_before: &dyn Fn(&chrono::NaiveDate) -> bool| by_day.dated.partition_point(|(day, _)| is_before(day));
        let (first, last, end) = (place(&|day| *day < from), place(&|day| *day < until), place(&|day| *day <= until));
        let mut on_last = Vec::new();
        for at in last.max(first)..end {
            let (day, record) = *by_day.dated.get(at)?;
            match self.comes_up_to(window, record, day) {
                Datum::Known(Value::Bool(true)) => on_last.push(at),
                Datum::Known(_) => {}
                Datum::Unknown(_) | Datum::NotApplicable(_) => return None,
            }
        }
        Some((first..last.max(first), on_last))
    }

    fn total_of(
        &mut self,
        table: &mut Table,
        by_day: &ByDay,
        (rows, last): (Range<usize>, Vec<usize>),
        total: (&'a [Binder], Option<ExprId>, Option<ExprId>),
    ) -> Option<Quantity> {
        let end = last.last().map_or(rows.end, |last| last + 1);
        if table.sums.is_empty() || rows.start < table.first {
            *table = Table { first: rows.start, sums: vec![Sum::default()], currency: None };
        }
        while table.first + table.sums.len() <= end {
            let (_, record) = *by_day.dated.get(table.first + table.sums.len() - 1)?;
            let added = self.added(record, total);
            table.add(added);
        }
        let mut sum = table.between(&rows)?;
        for at in last {
            sum = sum.plus(&table.between(&(at..at + 1))?)?;
        }
        let currency = table.currency.filter(|_| sum.in_currency > 0);
        (sum.unclear == 0).then_some(Quantity { currency, ..Quantity::plain(sum.number) })
    }

    /// What a row adds to a total; `None` where that is not known, or no decimal.
    fn added(&mut self, record: RecordId, (binders, filter, body): (&'a [Binder], Option<ExprId>, Option<ExprId>)) -> Option<Added> {
        let (binder, inner) = binders.split_first()?;
        self.bind(binder.local, Datum::Known(Value::Record(record)));
        let mut added = Some(Added { number: Number::zero(), currency: None, in_currency: 0 });
        self.walk(inner, filter, None, &mut |this, stop| {
            let term = match stop {
                Stop::Gap(_) => None,
                Stop::Row(doubt) => match this.chooses(filter, doubt) {
                    Datum::Known(Value::Bool(true)) => match body.map(|body| this.expr(body)) {
                        None => Some(Quantity::plain(Number::from(1))),
                        Some(Datum::Known(Value::Quantity(term))) => Some(term),
                        Some(_) => None,
                    },
                    Datum::Known(_) => return true,
                    Datum::Unknown(_) | Datum::NotApplicable(_) => None,
                },
            };
            added = added.take().zip(term).and_then(|(added, term)| added.plus(&term));
            added.is_some()
        });
        added
    }

    /// What a total reads of its surroundings as they are; `None` where something of it has no mark.
    fn read(&mut self, plan: &Plan) -> Option<Vec<Mark>> {
        let mut marks = Vec::new();
        for read in &plan.reads {
            match (read, self.expr(read.expr())) {
                (Read::Value(_), Datum::Known(value)) => marks.push(Mark::of(&value)?),
                (Read::Key(_, slots), Datum::Known(Value::Record(row))) => {
                    for &slot in slots {
                        marks.push(self.key_part(row, slot).mark()?);
                    }
                }
                _ => return None,
            }
        }
        Some(marks)
    }
}

impl Sums {
    fn plan(
        &self,
        program: &Program,
        id: ExprId,
        (binders, filter, body): (&[Binder], Option<ExprId>, Option<ExprId>),
    ) -> Option<Rc<Plan>> {
        let make = || {
            let own = binders.iter().map(|binder| binder.local).collect();
            let mut planner = Planner { program, own, reads: Vec::new() };
            for binder in binders.iter().skip(1) {
                // A list that does not turn on the row is another's.
                planner.walk(binder.list)?.then_some(())?;
            }
            filter.into_iter().chain(body).try_for_each(|part| planner.part(part))?;
            Some(Rc::new(Plan { reads: planner.reads }))
        };
        self.plans.borrow_mut().entry(id).or_insert_with(make).clone()
    }
}

impl Read {
    fn expr(&self) -> ExprId {
        match self {
            Read::Value(id) | Read::Key(id, _) => *id,
        }
    }
}

/// Finds what an expression reads that does not turn on the rows of its total.
struct Planner<'a> {
    program: &'a Program,
    /// The locals that hold the rows, or what is reckoned from them.
    own: BTreeSet<LocalId>,
    reads: Vec<Read>,
}

impl Planner<'_> {
    /// Takes up an expression; `None` where it reads what has no plain value.
    fn part(&mut self, id: ExprId) -> Option<()> {
        if !self.walk(id)? {
            self.outside(id)?;
        }
        Some(())
    }

    /// Whether an expression turns on the rows; of one that does, all parts that do not are read.
    fn walk(&mut self, id: ExprId) -> Option<bool> {
        let kind = &self.program.expr(id).kind;
        match kind {
            ExprKind::Local(local) => Some(self.own.contains(local)),
            // The edition of a parameter may not be known, which is told only where it is asked for.
            ExprKind::Parameter(_)
            | ExprKind::Aggregate { .. }
            | ExprKind::Returns(_)
            | ExprKind::RowsOfReturns { .. }
            | ExprKind::Within { .. } => None,
            ExprKind::Let { local, value, body } => {
                self.own.insert(*local);
                self.part(*value)?;
                self.part(*body)?;
                Some(true)
            }
            ExprKind::SameRow { left, right, keys } => {
                let sides = (self.walk(*left)?, self.walk(*right)?);
                match sides {
                    (true, false) => self.reads.push(Read::Key(*right, keys.iter().map(|(_, slot)| *slot).collect())),
                    (false, true) => self.reads.push(Read::Key(*left, keys.iter().map(|(slot, _)| *slot).collect())),
                    _ => {}
                }
                Some(sides.0 || sides.1)
            }
            _ => {
                let children = kind.children();
                let inside: Vec<bool> = children.iter().map(|&child| self.walk(child)).collect::<Option<_>>()?;
                let is_own = inside.contains(&true);
                if is_own {
                    children.iter().zip(inside).filter(|(_, inside)| !inside).try_for_each(|(&child, _)| self.outside(child))?;
                }
                Some(is_own)
            }
        }
    }

    /// Reads an expression that does not turn on the rows.
    fn outside(&mut self, id: ExprId) -> Option<()> {
        let expr = self.program.expr(id);
        let is_plain = match expr.ty {
            Ty::Quantity { precision, .. } => precision == Precision::Exact,
            Ty::Record(_) | Ty::List(_) | Ty::Returns(_) | Ty::BusinessDays => false,
            _ => true,
        };
        if !matches!(expr.kind, ExprKind::Constant(_)) {
            is_plain.then(|| self.reads.push(Read::Value(id)))?;
        }
        Some(())
    }
}

impl Table {
    fn add(&mut self, added: Option<Added>) {
        let last = self.sums.last().cloned().unwrap_or_default();
        let fits = |added: &Added| operators::one_currency(self.currency, added.currency).ok();
        let next = added.and_then(|added| {
            let currency = fits(&added)?;
            let number = last.number.add(&added.number)?;
            Some((currency, Sum { number, in_currency: last.in_currency + added.in_currency, ..last }))
        });
        match next {
            Some((currency, sum)) => {
                self.currency = currency;
                self.sums.push(sum);
            }
            None => self.sums.push(Sum { unclear: last.unclear + 1, ..last }),
        }
    }

    /// The sum of some of the rows that are added up.
    fn between(&self, rows: &Range<usize>) -> Option<Sum> {
        let sum = |at: usize| self.sums.get(at.checked_sub(self.first)?);
        let (before, after) = (sum(rows.start)?, sum(rows.end)?);
        Some(Sum {
            number: after.number.subtract(&before.number)?,
            unclear: after.unclear - before.unclear,
            in_currency: after.in_currency - before.in_currency,
        })
    }
}

impl Sum {
    fn plus(&self, other: &Sum) -> Option<Sum> {
        Some(Sum {
            number: self.number.add(&other.number)?,
            unclear: self.unclear + other.unclear,
            in_currency: self.in_currency + other.in_currency,
        })
    }
}

impl Added {
    /// With another term; `None` for one that is no decimal, for only sums of decimals never grow too large to be reckoned.
    fn plus(self, term: &Quantity) -> Option<Added> {
        let Number::Decimal(_) = term.number else { return None };
        let currency = operators::one_currency(self.currency, term.currency).ok()?;
        let number = self.number.add(&term.number)?;
        Some(Added { number, currency, in_currency: self.in_currency + usize::from(term.currency.is_some()) })
    }
}
