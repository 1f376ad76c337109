//! Built-ins: the functions of one value, and the phrases on days and rounding.

use super::infer::Typed;
use super::lower::Lowering;
use super::scope::Scope;
use super::{Count, ExprId, ExprKind};
use crate::builtin::{self, Function};
use crate::diag::suggest::advice;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{self, Name};
use crate::ty::{Ty, Unit};
use crate::value::date::ShortMonth;
use crate::value::number::Rounding;

impl Lowering<'_> {
    /// `NAME of X`.
    pub fn function(&mut self, scope: &mut Scope, name: &Name, operand: &ast::Expr, span: Span) -> Option<Typed> {
        let Some(function) = builtin::function(&name.text) else {
            let mut diagnostic =
                Diagnostic::new(&codes::UNKNOWN_FUNCTION, format!("there is no function `{} of`", name.text), name.span, "not a function");
            diagnostic.help = advice(&name.text, builtin::function_words());
            self.report(diagnostic);
            return None;
        };
        let operand = self.expr(scope, operand)?;
        let (kind, ty) = match function {
            Function::Month => {
                self.a_day(operand)?;
                (ExprKind::MonthOf(operand.id), Ty::Month)
            }
            Function::Date => {
                self.expect(operand, |ty| ty == Ty::Moment, "a moment")?;
                (ExprKind::DateOf(operand.id), Ty::Date)
            }
            Function::FirstDay | Function::LastDay => {
                self.expect(operand, |ty| ty == Ty::Month, "a month")?;
                (ExprKind::DayOfMonth { month: operand.id, last: function == Function::LastDay }, Ty::Date)
            }
            Function::Floor | Function::Ceiling | Function::Absolute => {
                self.an_exact_number(operand)?;
                let round = |rounding| ExprKind::Round { value: operand.id, places: 0, rounding };
                let kind = match function {
                    Function::Floor => round(Rounding::Floor),
                    Function::Ceiling => round(Rounding::Ceiling),
                    _ => ExprKind::Absolute(operand.id),
                };
                (kind, operand.ty)
            }
        };
        self.push(scope, kind, ty, span)
    }

    /// `round X to 2 places half up`. A percentage is held as a hundredth of its figure, so it keeps two places more.
    pub fn round(&mut self, scope: &mut Scope, value: &ast::Expr, places: u32, rounding: Rounding, span: Span) -> Option<Typed> {
        let value = self.expr(scope, value)?;
        self.an_exact_number(value)?;
        let places = if matches!(value.ty, Ty::Quantity { percent: true, .. }) { places + 2 } else { places };
        self.push(scope, ExprKind::Round { value: value.id, places, rounding }, value.ty, span)
    }

    fn an_exact_number(&mut self, operand: Typed) -> Option<()> {
        self.not_rounded(operand, "rounding")?;
        self.expect(operand, |ty| matches!(ty, Ty::Quantity { .. } | Ty::Zero), "a number")
    }

    fn a_day(&mut self, operand: Typed) -> Option<()> {
        self.expect(operand, |ty| matches!(ty, Ty::Date | Ty::Moment), "a date")
    }

    /// `08:30 on D`, `filing_hour on D`.
    pub fn time_on(&mut self, scope: &mut Scope, time: &ast::Expr, date: &ast::Expr, span: Span) -> Option<Typed> {
        let (time, date) = (self.expr(scope, time), self.expr(scope, date));
        let (time, date) = (time?, date?);
        self.expect(time, |ty| ty == Ty::Time, "a time such as `08:30`")?;
        self.expect(date, |ty| ty == Ty::Date, "a date")?;
        self.push(scope, ExprKind::TimeOn { time: time.id, date: date.id }, Ty::Moment, span)
    }

    /// How many a phrase counts.
    fn count(&mut self, scope: &mut Scope, count: &ast::Count) -> Option<Count> {
        let named = match count {
            ast::Count::Ordinal(count) | ast::Count::Number(count) => return Some(Count::Written(*count)),
            ast::Count::Named(named) => self.expr(scope, named)?,
        };
        self.not_rounded(named, "counting")?;
        if let Ty::Quantity { unit: Unit::NUMBER, percent: false, .. } | Ty::Zero = named.ty {
            return Some(Count::Reckoned(named.id));
        }
        let label = format!("this is {}", self.describe(named.ty));
        let mut diagnostic = Diagnostic::new(&codes::TYPE_MISMATCH, "a plain number is expected here", named.span, label);
        if matches!(named.ty, Ty::Quantity { unit: Unit::DAYS, .. }) {
            diagnostic.help = Some("`days` are calendar days. What a phrase counts is a number without a unit: `5`.".to_owned());
        }
        self.report(diagnostic);
        None
    }

    /// `3 months after D, or the last day of the month`.
    pub fn months(
        &mut self,
        scope: &mut Scope,
        (months, before, short): (&ast::Count, bool, Option<ShortMonth>),
        from: &ast::Expr,
        span: Span,
    ) -> Option<Typed> {
        let (months, from) = (self.count(scope, months), self.expr(scope, from));
        let (months, from) = (months?, from?);
        self.expect(from, |ty| matches!(ty, Ty::Date | Ty::Moment | Ty::Month), "a date or a month")?;
        let of_month = from.ty == Ty::Month;
        let after = Span { start: from.span.end, end: span.end, ..span };
        match short {
            None if !of_month => {
                let end = Span { start: span.end, ..span };
                let message = "nothing says which day it is where the month is too short";
                self.report(
                    Diagnostic::new(&codes::CLAUSE, message, span, "what of the 31st?")
                        .help("Add `, or the last day of the month`, or `, or the first day of the next month`, as the provision has it.")
                        .fix("write `, or the last day of the month`", end, ", or the last day of the month"),
                );
                return None;
            }
            Some(_) if of_month => {
                self.report(
                    Diagnostic::new(&codes::CLAUSE, "months from a month are a month, and none is too short", after, "has no meaning here")
                        .fix("leave it out", after, ""),
                );
                return None;
            }
            _ => {}
        }
        let kind = ExprKind::MonthsFrom { months, before, from: from.id, short };
        self.push(scope, kind, if of_month { Ty::Month } else { Ty::Date }, span)
    }

    /// Reports `D + 3 months`, which leaves open what becomes of the 31st.
    pub fn months_added(
        &mut self,
        scope: &mut Scope,
        op: ast::ArithmeticOp,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
    ) -> Option<()> {
        let ast::ExprKind::Literal(ast::Literal::Months(_)) = right.kind else { return Some(()) };
        let left_typed = self.expr(scope, left)?;
        let (is_sum, is_day) = (op == ast::ArithmeticOp::Add, matches!(left_typed.ty, Ty::Date | Ty::Moment));
        let is_month = left_typed.ty == Ty::Month;
        if !(is_sum || op == ast::ArithmeticOp::Subtract) || !(is_day || is_month) {
            return Some(());
        }
        let text = |span: Span| self.sources.get(span.source).text.get(span.start as usize..span.end as usize).unwrap_or("").to_owned();
        let (day, count) = (text(left.span), text(right.span));
        let (phrase, what, label, help) = if is_month {
            ("", "a month", "not so", "What is counted in months is written as a phrase.")
        } else {
            let help = "Months differ in length, so a rule says which day it means where the month is too short.";
            (", or the last day of the month", "a date", "what of the 31st in a short month?", help)
        };
        let written = format!("{count} {} {day}{phrase}", if is_sum { "after" } else { "before" });
        let message = format!("months are not {} {what}", if is_sum { "added to" } else { "taken from" });
        self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, span, label).help(help).fix(
            format!("write `{written}`"),
            span,
            written,
        ));
        None
    }

    /// The parts of `5th business day after D in CAL` and its like: how many, from which day, by which calendar.
    pub fn counted_days(
        &mut self,
        scope: &mut Scope,
        count: &ast::Count,
        from: &ast::Expr,
        calendar: &Name,
    ) -> Option<(Count, ExprId, u16)> {
        let (count, from) = (self.count(scope, count), self.expr(scope, from));
        let (count, from) = (count?, from?);
        self.a_day(from)?;
        Some((count, from.id, self.calendar(calendar)?))
    }

    /// `business days between D and E in CAL`.
    pub fn business_days_between(
        &mut self,
        scope: &mut Scope,
        after: &ast::Expr,
        until: &ast::Expr,
        calendar: &Name,
        span: Span,
    ) -> Option<Typed> {
        let (after, until) = (self.expr(scope, after), self.expr(scope, until));
        let days: [Typed; 2] = [after?, until?];
        for day in days {
            self.a_day(day)?;
        }
        let calendar = self.calendar(calendar)?;
        let [after, until]: [ExprId; 2] = days.map(|day| day.id);
        self.push(scope, ExprKind::BusinessDaysBetween { after, until, calendar }, Ty::exact(Unit::NUMBER), span)
    }

    /// The place of a calendar of this name.
    fn calendar(&mut self, calendar: &Name) -> Option<u16> {
        let place = self.program.calendars.iter().position(|known| known.name == calendar.text);
        if place.is_none() && !self.broken.contains(&calendar.text) {
            let message = format!("there is no calendar `{}`", calendar.text);
            let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_CALENDAR, message, calendar.span, "not a calendar");
            diagnostic.help = advice(&calendar.text, self.program.calendars.iter().map(|c| c.name.as_str()))
                .or_else(|| Some("Declare it with `calendar`, or name its pack with `use`.".to_owned()));
            self.report(diagnostic);
        }
        u16::try_from(place?).ok()
    }
}
