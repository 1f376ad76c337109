//! Expressions, one by one: each kind is one call.

use chrono::NaiveDate;

use super::compare::{self, Reading};
use super::interval::Interval;
use super::operators::{self, Junction, Reckoned, settle, strict, strict_all, strict_pair};
use super::recorder::{Recorder, Silent};
use super::sums::Sums;
use super::windows::Absent;
use crate::data::{CellState, Returns, Slot};
use crate::form::{BlankMeans, Field, MemberKind};
use crate::ir::{ArithmeticOp, CompareOp, Count, ExprId, ExprKind, LocalId, ParameterId, Program};
use crate::ty::{Precision, Ty, Unit};
use crate::value::date::{self, Moment, Month, ShortMonth};
use crate::value::number::{Number, Rounding};
use crate::value::{About, Cause, CellId, Datum, Quantity, RecordId, ReturnId, Unknown, Value};

/// Evaluates the expressions of one rule for one return.
pub struct Evaluator<'a, R> {
    pub program: &'a Program,
    pub returns: &'a Returns,
    pub subject: ReturnId,
    /// The rule's date, which chooses the editions of parameters.
    pub date: Option<NaiveDate>,
    /// Whether a parameter was asked for, and so the date mattered.
    pub date_mattered: bool,
    pub locals: Vec<Datum>,
    /// What is asked of a row that may be missing.
    pub absent: Option<Absent>,
    /// The sums that are kept while a program is evaluated; none where all members of a sum are to be gone through.
    pub sums: Option<&'a Sums>,
    pub recorder: R,
}

impl<'a, R: Recorder> Evaluator<'a, R> {
    pub fn new(program: &'a Program, returns: &'a Returns, subject: ReturnId, locals: u32, recorder: R) -> Evaluator<'a, R> {
        let root = Datum::Known(Value::Record(returns.get(subject).root));
        Evaluator {
            program,
            returns,
            subject,
            date: None,
            date_mattered: false,
            locals: vec![root; locals as usize],
            absent: None,
            sums: None,
            recorder,
        }
    }

    /// The datum of an expression.
    pub fn expr(&mut self, id: ExprId) -> Datum {
        let program = self.program;
        let at = About::Expression(id.0);
        let datum = match &program.expr(id).kind {
            ExprKind::Member { of, slot } => return self.member(id, *of, *slot),
            ExprKind::Constant(value) => Datum::Known(value.clone()),
            ExprKind::Parameter(parameter) => self.parameter(*parameter, at),
            ExprKind::Local(local) => self.local(*local),
            ExprKind::Subject => Datum::Known(Value::Record(self.returns.get(self.subject).root)),
            ExprKind::Lookup { list, keys } => self.lookup(id, *list, keys),
            ExprKind::Previous(form) => self.previous(*form),
            ExprKind::Profile(form) => self.profile(*form),
            ExprKind::Table(form) => self.table(*form),
            ExprKind::ReturnOf(of) => self.return_of(*of, at),
            ExprKind::Returns(_) | ExprKind::RowsOfReturns { .. } | ExprKind::Within { .. } | ExprKind::BusinessDays { .. } => {
                Datum::unknown(Cause::NoMatch, at)
            }
            ExprKind::Negate(of) => strict(self.expr(*of), at, operators::negate),
            ExprKind::Not(of) => operators::not(self.expr(*of), at),
            ExprKind::Arithmetic(op, left, right) => self.arithmetic(id, *op, *left, *right),
            ExprKind::And(left, right) => self.junction(Junction::all(), *left, *right),
            ExprKind::Or(left, right) => self.junction(Junction::any(), *left, *right),
            ExprKind::Compare { first, rest } => self.compare(*first, rest, at),
            ExprKind::SameRow { left, right, keys } => self.same_row(*left, *right, keys, at),
            ExprKind::Agrees { stated, bases } => self.agrees(*stated, bases, at),
            ExprKind::Presence { cell, missing } => self.presence(*cell, *missing, at),
            ExprKind::IsCode { value, options } => strict(self.expr(*value), at, |value| is_code(&value, options)),
            ExprKind::If { condition, then, otherwise } => self.conditional(*condition, *then, *otherwise),
            ExprKind::Aggregate { kind, binders, filter, body } => self.aggregate(*kind, binders, *filter, *body, at),
            ExprKind::Let { local, value, body } => self.bind_and(*local, *value, *body),
            ExprKind::Extreme { largest, of } => self.extreme(*largest, of, at),
            ExprKind::Whichever(of) => self.whichever(of, at),
            ExprKind::Round { value, places, rounding } => strict(self.expr(*value), at, |value| round(value, *places, *rounding)),
            ExprKind::Absolute(of) => strict(self.expr(*of), at, operators::absolute),
            ExprKind::MonthOf(of) => strict(self.expr(*of), at, |value| day_of(&value).map(|day| Value::Month(Month::of(day)))),
            ExprKind::DateOf(of) => strict(self.expr(*of), at, |value| day_of(&value).map(Value::Date)),
            ExprKind::DayOfMonth { month, last } => strict(self.expr(*month), at, |value| day_of_month(&value, *last)),
            ExprKind::BusinessDay { count, before, from, calendar } => {
                let calendar = &program.calendars[usize::from(*calendar)];
                self.counting(*count, *from, at, |count, from| {
                    let day = calendar.nth_business_day(day_of(from)?, count, *before);
                    day.map(Value::Date).ok_or(Cause::BeyondCalendar)
                })
            }
            ExprKind::BusinessDaysBetween { after, until, calendar } => {
                let calendar = &program.calendars[usize::from(*calendar)];
                let (after, until) = (self.expr(*after), self.expr(*until));
                strict_pair(after, until, at, |after, until| {
                    let count = calendar.business_days_between(day_of(&after)?, day_of(&until)?).ok_or(Cause::BeyondCalendar)?;
                    Ok(Value::Quantity(Quantity::plain(Number::from(i64::from(count)))))
                })
            }
            ExprKind::MonthsFrom { months, before, from, short } => self.counting(*months, *from, at, |months, from| {
                let months = i64::from(months);
                months_from(from, if *before { -months } else { months }, *short)
            }),
            ExprKind::TimeOn { time, date } => {
                let (time, date) = (self.expr(*time), self.expr(*date));
                strict_pair(time, date, at, |time, date| time_on(&time, &date))
            }
        };
        self.recorder.finished(id, &datum, None);
        datum
    }

    fn local(&mut self, local: LocalId) -> Datum {
        self.recorder.used(local);
        self.locals[local.0 as usize].clone()
    }

    /// Puts a value into a local.
    pub fn bind(&mut self, local: LocalId, datum: Datum) {
        self.locals[local.0 as usize] = datum;
    }

    fn bind_and(&mut self, local: LocalId, value: ExprId, body: ExprId) -> Datum {
        let datum = self.expr(value);
        self.bind(local, datum);
        self.expr(body)
    }

    fn parameter(&mut self, id: ParameterId, at: About) -> Datum {
        self.date_mattered = true;
        let Some(date) = self.date else { return Datum::unknown(Cause::EditionUnknown, at) };
        let editions = &self.program.parameters[id.0 as usize].editions;
        let edition = editions.iter().find(|edition| edition.window.contains(date)).map(|edition| edition.value.clone());
        settle(edition.ok_or(Cause::NoEdition), at)
    }

    fn member(&mut self, id: ExprId, of: ExprId, slot: u16) -> Datum {
        let (datum, cell) = match self.expr(of) {
            Datum::Known(Value::Record(record)) => self.slot(record, slot),
            Datum::Known(_) => (Datum::unknown(Cause::NoMatch, About::Expression(id.0)), None),
            other => (other, None),
        };
        self.recorder.finished(id, &datum, cell);
        datum
    }

    /// What a record holds at one of its members; a list has no datum, only rows.
    pub fn slot(&self, record: RecordId, slot: u16) -> (Datum, Option<CellId>) {
        match self.returns.record(record).slots.get(usize::from(slot)) {
            Some(Slot::Cell(cell)) => (self.cell(*cell), Some(*cell)),
            Some(Slot::Record(group)) => (Datum::Known(Value::Record(*group)), None),
            Some(Slot::NoRows(cell)) => (self.cell(*cell), Some(*cell)),
            Some(Slot::Rows(_)) | None => (Datum::unknown(Cause::Absent, About::Member(record, slot)), None),
        }
    }

    /// What a cell says, by the meaning that its form gives to a blank and to "not applicable".
    pub fn cell(&self, id: CellId) -> Datum {
        let cell = self.returns.cell(id);
        let field = self.field(cell.record, cell.member);
        let zero = || Datum::Known(Value::Quantity(Quantity::unprinted_zero()));
        let unknown = |cause| Datum::unknown(cause, About::Cell(id));
        match &cell.state {
            CellState::Figure(value) => Datum::Known(value.clone()),
            CellState::NotApplicable if field.is_some_and(|field| field.not_applicable_is_zero) => zero(),
            CellState::NotApplicable => Datum::NotApplicable(id),
            CellState::Blank => match field.map_or(BlankMeans::Unknown, |field| field.blank) {
                BlankMeans::Unknown => unknown(Cause::Blank),
                BlankMeans::Zero => zero(),
                BlankMeans::NotApplicable => Datum::NotApplicable(id),
            },
            CellState::Unreadable(_) => unknown(Cause::Unreadable),
            CellState::Absent => unknown(Cause::Absent),
        }
    }

    fn field(&self, record: RecordId, member: u16) -> Option<&'a Field> {
        let shape = self.program.forms.shape(self.returns.record(record).shape);
        match &shape.members.get(usize::from(member))?.kind {
            MemberKind::Field(field) => Some(field),
            MemberKind::Record(_) | MemberKind::List { .. } => None,
        }
    }

    fn return_of(&mut self, of: ExprId, at: About) -> Datum {
        let returns = self.returns;
        strict(self.expr(of), at, |value| match value {
            Value::Record(record) => Ok(Value::Record(returns.get(returns.record(record).owner).root)),
            _ => Err(Cause::NoMatch),
        })
    }

    fn arithmetic(&mut self, id: ExprId, op: ArithmeticOp, left: ExprId, right: ExprId) -> Datum {
        let money = matches!(self.program.expr(id).ty, Ty::Quantity { unit: Unit { money, .. }, .. } if money != 0);
        let left = self.expr(left);
        let right = self.expr(right);
        strict_pair(left, right, About::Expression(id.0), |left, right| operators::arithmetic(op, left, right, money))
    }

    fn junction(&mut self, mut junction: Junction, left: ExprId, right: ExprId) -> Datum {
        let left = self.expr(left);
        if !junction.add(&left) {
            let right = self.expr(right);
            junction.add(&right);
        }
        junction.result()
    }

    fn compare(&mut self, first: ExprId, rest: &[(CompareOp, ExprId)], at: About) -> Datum {
        let mut junction = Junction::all();
        let (mut left_id, mut left) = (first, self.expr(first));
        for &(op, right_id) in rest {
            let right = self.expr(right_id);
            if junction.add(&self.pair(op, (left_id, left), (right_id, right.clone()), at)) {
                break;
            }
            (left_id, left) = (right_id, right);
        }
        junction.result()
    }

    /// One comparison of two neighbours in a chain.
    pub fn pair(&self, op: CompareOp, left: (ExprId, Datum), right: (ExprId, Datum), at: About) -> Datum {
        if self.program.expr(left.0).ty == Ty::Text {
            // Only a cell itself can be a mark that is stated as not applicable; what is reckoned from one does not apply.
            let reckoned = [&left, &right].into_iter().find(|side| is_not_applicable(&side.1) && !self.is_mark(side.0, &side.1));
            return reckoned.map_or_else(|| compare::texts(op, &left.1, &right.1, at), |(_, datum)| datum.clone());
        }
        let precisions = (self.precision(left.0), self.precision(right.0));
        strict_pair(left.1, right.1, at, |left, right| compare::compare(op, &left, &right, precisions))
    }

    /// Whether what an expression lacks is lacking in the cell that it names, blank or stated as not applicable, and not in another from
    /// which it is reckoned.
    pub fn is_mark(&self, id: ExprId, datum: &Datum) -> bool {
        let (Datum::NotApplicable(cell) | Datum::Unknown(Unknown { cause: Cause::Blank, about: About::Cell(cell) })) = datum else {
            return false;
        };
        let (expr, cell) = (self.program.expr(id), self.returns.cell(*cell));
        let shape = self.returns.record(cell.record).shape;
        expr.is_figure
            && match expr.kind {
                ExprKind::Member { of, slot } => self.program.expr(of).ty == Ty::Record(shape) && cell.member == slot,
                _ => self.field(cell.record, cell.member).is_some_and(|field| field.ty == expr.ty),
            }
    }

    /// Whether the digits of an expression's type are the whole figure.
    pub fn precision(&self, id: ExprId) -> Precision {
        match self.program.expr(id).ty {
            Ty::Quantity { precision, .. } => precision,
            _ => Precision::Exact,
        }
    }

    fn agrees(&mut self, stated: ExprId, bases: &[ExprId], at: About) -> Datum {
        let precision = self.precision(stated);
        let stated = self.expr(stated);
        let mut answers = Vec::with_capacity(bases.len());
        for &base in bases {
            let reckoned = self.expr(base);
            answers.push(strict_pair(stated.clone(), reckoned, at, |stated, reckoned| {
                self.fit(&stated, precision, &reckoned, base).map(|reading| Value::Bool(reading.is_some()))
            }));
        }
        compare::agrees_with_any(&answers)
    }

    /// The reading by which a stated figure is what is reckoned from a base; `None` where it is not.
    pub fn fit(&self, stated: &Value, precision: Precision, reckoned: &Value, base: ExprId) -> Result<Option<Reading>, Cause> {
        let (Value::Quantity(stated), Value::Quantity(reckoned)) = (stated, reckoned) else { return Err(Cause::NoMatch) };
        if self.precision(base) == Precision::Exact {
            return compare::fit(stated, reckoned, precision);
        }
        operators::one_currency(stated.currency, reckoned.currency)?;
        // Its figures are on record already, from the reckoning of its value.
        let mut silent = Evaluator::new(self.program, self.returns, self.subject, 0, Silent);
        (silent.date, silent.locals) = (self.date, self.locals.clone());
        let meets = Interval::of(stated, precision)?.meets(&silent.interval(base)?);
        Ok(meets.then_some(Reading::WithinRounding))
    }

    fn presence(&mut self, cell: ExprId, missing: bool, at: About) -> Datum {
        let program = self.program;
        let here = match &program.expr(cell).kind {
            ExprKind::Member { of, slot } => match self.expr(*of) {
                Datum::Known(Value::Record(record)) => self.slot_presence(cell, record, *slot),
                Datum::Known(_) => Datum::unknown(Cause::NoMatch, at),
                other => other,
            },
            _ => match self.expr(cell) {
                Datum::Known(_) => Datum::truth(true),
                Datum::NotApplicable(_) => Datum::truth(false),
                unknown => unknown,
            },
        };
        if missing { operators::not(here, at) } else { here }
    }

    fn slot_presence(&mut self, expr: ExprId, record: RecordId, slot: u16) -> Datum {
        let (datum, cell) = self.slot(record, slot);
        self.recorder.finished(expr, &datum, cell);
        match self.returns.record(record).slots.get(usize::from(slot)) {
            Some(Slot::Rows(rows)) => return Datum::truth(!rows.is_empty()),
            Some(Slot::Record(_)) => return Datum::truth(true),
            Some(Slot::Cell(_) | Slot::NoRows(_)) | None => {}
        }
        let Some(cell) = cell else { return datum };
        match self.returns.cell(cell).state {
            CellState::Figure(_) => Datum::truth(true),
            CellState::Blank | CellState::NotApplicable => Datum::truth(false),
            CellState::Unreadable(_) => Datum::unknown(Cause::Unreadable, About::Cell(cell)),
            CellState::Absent => Datum::unknown(Cause::Absent, About::Cell(cell)),
        }
    }

    fn conditional(&mut self, condition: ExprId, then: ExprId, otherwise: ExprId) -> Datum {
        match self.expr(condition) {
            Datum::Known(Value::Bool(true)) => self.expr(then),
            Datum::Known(_) => self.expr(otherwise),
            Datum::NotApplicable(cell) => Datum::NotApplicable(cell),
            Datum::Unknown(unknown) => match (self.expr(then), self.expr(otherwise)) {
                (Datum::NotApplicable(cell), Datum::NotApplicable(_)) => Datum::NotApplicable(cell),
                _ => Datum::Unknown(unknown),
            },
        }
    }

    /// What comes of a number of something, counted from a day or month.
    pub fn counting(&mut self, count: Count, from: ExprId, at: About, reckon: impl FnOnce(u32, &Value) -> Reckoned) -> Datum {
        match count {
            Count::Written(count) => strict(self.expr(from), at, |from| reckon(count, &from)),
            Count::Reckoned(count) => {
                let (count, from) = (self.expr(count), self.expr(from));
                strict_pair(count, from, at, |count, from| reckon(counted(&count)?, &from))
            }
        }
    }

    fn extreme(&mut self, largest: bool, of: &[ExprId], at: About) -> Datum {
        let operands = of.iter().map(|&operand| self.expr(operand)).collect();
        strict_all(operands, at, |values| operators::extreme(largest, values))
    }
}

fn is_not_applicable(datum: &Datum) -> bool {
    matches!(datum, Datum::NotApplicable(_))
}

/// The day of a date or a moment.
pub fn day_of(value: &Value) -> Result<NaiveDate, Cause> {
    match value {
        Value::Date(date) => Ok(*date),
        Value::Moment(moment) => Ok(moment.date),
        _ => Err(Cause::NoMatch),
    }
}

fn is_code(value: &Value, options: &[u16]) -> Reckoned {
    match value {
        Value::Code(option) => Ok(Value::Bool(options.contains(option))),
        _ => Err(Cause::NoMatch),
    }
}

fn round(value: Value, places: u32, rounding: Rounding) -> Reckoned {
    let Value::Quantity(quantity) = value else { return Err(Cause::NoMatch) };
    let number = quantity.number.round(places, rounding).ok_or(Cause::TooLarge)?;
    Ok(Value::Quantity(Quantity { number, currency: quantity.currency, places: 0 }))
}

fn day_of_month(value: &Value, last: bool) -> Reckoned {
    let Value::Month(month) = value else { return Err(Cause::NoMatch) };
    let day = if last { month.last_day() } else { month.first_day() };
    day.map(Value::Date).ok_or(Cause::TooLarge)
}

fn months_from(value: &Value, months: i64, short: Option<ShortMonth>) -> Reckoned {
    match value {
        Value::Month(month) => month.plus(months).map(Value::Month).ok_or(Cause::TooLarge),
        _ => date::months_from(day_of(value)?, months, short.unwrap_or(ShortMonth::LastDay)).map(Value::Date).ok_or(Cause::TooLarge),
    }
}

fn time_on(time: &Value, date: &Value) -> Reckoned {
    match time {
        Value::Time(time) => Ok(Value::Moment(Moment { date: day_of(date)?, time: Some(*time) })),
        _ => Err(Cause::NoMatch),
    }
}

/// How many a phrase counts; nothing has a place in a sequence that is not whole, or below nought, or beyond what could be written.
fn counted(value: &Value) -> Result<u32, Cause> {
    let Value::Quantity(quantity) = value else { return Err(Cause::NoMatch) };
    let count = quantity.number.to_i64().and_then(|count| u32::try_from(count).ok());
    count.filter(|&count| count <= Count::MOST).ok_or(Cause::NoMatch)
}
