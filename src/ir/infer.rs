//! Expressions: from the tree to typed expressions, with the first error of each reported at its place.

use chrono::NaiveTime;

use super::lower::Lowering;
use super::scope::Scope;
use super::{AggregateKind, Binder, Expr, ExprId, ExprKind, LookupKeys};
use crate::diag::{Diagnostic, codes};
use crate::form::{Field, FormKind, Forms, MemberKind};
use crate::source::Span;
use crate::syntax::ast::{self, Name};
use crate::ty::{Precision, ShapeId, Ty, Unit};
use crate::value::date::Month;
use crate::value::number::Number;
use crate::value::{Currency, Quantity, Value};

/// How deep expressions may nest, definitions included.
const MOST_NESTING: usize = 256;
/// How many expressions one rule may unfold to.
const MOST_EXPRESSIONS: usize = 100_000;

/// An expression with what its users ask of it.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub id: ExprId,
    pub ty: Ty,
    pub span: Span,
    /// Whether it is a figure of the return as printed, not a reckoning.
    pub is_figure: bool,
}

impl Typed {
    pub fn is_rounded(&self) -> bool {
        matches!(self.ty, Ty::Quantity { precision, .. } if precision != Precision::Exact)
    }
}

impl Lowering<'_> {
    /// Adds an expression to the program; `None` once a rule unfolds to more than can be meant.
    pub fn push(&mut self, scope: &mut Scope, kind: ExprKind, ty: Ty, span: Span) -> Option<Typed> {
        scope.size += 1;
        if scope.size > MOST_EXPRESSIONS {
            // Told once, although the rest of the rule is looked at for other errors.
            if scope.size == MOST_EXPRESSIONS + 1 {
                self.too_large(scope, span);
            }
            return None;
        }
        let id = ExprId(self.program.exprs.len() as u32);
        self.program.exprs.push(Expr { kind, ty, span, is_figure: false });
        Some(Typed { id, ty, span, is_figure: false })
    }

    /// The expression that was just added, as one that is a figure of the return or is not.
    pub fn as_figure(&mut self, typed: Typed, is_figure: bool) -> Typed {
        if let Some(expr) = self.program.exprs.get_mut(typed.id.0 as usize) {
            expr.is_figure = is_figure;
        }
        Typed { is_figure, ..typed }
    }

    fn too_large(&mut self, scope: &Scope, span: Span) {
        let message = format!("`{}` unfolds to more than {MOST_EXPRESSIONS} parts, or nests deeper than {MOST_NESTING}", scope.own_name);
        self.report(
            Diagnostic::new(&codes::NESTING, message, span, "too much here")
                .help("Definitions that call definitions multiply. Name the intermediate results with `given`."),
        );
    }

    /// The typed form of an expression; `None` once its error is reported.
    pub fn expr(&mut self, scope: &mut Scope, expr: &ast::Expr) -> Option<Typed> {
        if scope.depth >= MOST_NESTING {
            self.too_large(scope, expr.span);
            return None;
        }
        scope.depth += 1;
        let typed = self.expr_here(scope, expr);
        scope.depth -= 1;
        typed
    }

    fn expr_here(&mut self, scope: &mut Scope, expr: &ast::Expr) -> Option<Typed> {
        use ast::ExprKind as K;
        let span = expr.span;
        match &expr.kind {
            K::Literal(literal) => {
                let (value, ty) = self.literal(literal, span)?;
                self.push(scope, ExprKind::Constant(value), ty, span)
            }
            K::Name(name) => self.name(scope, name, span),
            K::Member(of, name) => self.member(scope, of, name, span),
            K::Lookup(list, keys) => self.lookup(scope, list, keys, span),
            K::Call(name, arguments) => self.call(scope, name, arguments, span),
            K::Of(name, operand) => self.function(scope, name, operand, span),
            K::Extreme(which, of) => self.extreme(scope, *which == ast::Extreme::Largest, of, span),
            K::Within(of, window) => self.within(scope, of, window, span),
            K::Whichever(of) => self.whichever(scope, of, span),
            K::Previous(form) => self.previous(scope, form, span),
            K::Negate(operand) => self.negate(scope, operand, span),
            K::Not(operand) => {
                let operand = self.condition(scope, operand)?;
                self.push(scope, ExprKind::Not(operand.id), Ty::Bool, span)
            }
            K::Arithmetic(op, left, right) => self.arithmetic(scope, *op, left, right, span),
            K::And(left, right) => {
                let (left, right) = (self.condition(scope, left), self.condition(scope, right));
                self.push(scope, ExprKind::And(left?.id, right?.id), Ty::Bool, span)
            }
            K::Or(left, right) => {
                let (left, right) = (self.condition(scope, left), self.condition(scope, right));
                self.push(scope, ExprKind::Or(left?.id, right?.id), Ty::Bool, span)
            }
            K::Compare(first, rest) => self.compare(scope, first, rest, span),
            K::Agrees { stated, bases } => self.agrees(scope, stated, bases, span),
            K::IsPresent(cell) => self.presence(scope, cell, false, span),
            K::IsMissing(cell) => self.presence(scope, cell, true, span),
            K::IsCode(value, options) => self.is_code(scope, value, options, span),
            K::If { condition, then, otherwise } => self.choice(scope, condition, then, otherwise, span),
            K::Aggregate { kind, binders, filter, body } => self.aggregate(scope, *kind, binders, filter.as_deref(), body.as_deref(), span),
            K::Round { value, places, rounding } => self.round(scope, value, *places, *rounding, span),
            K::Months { months, before, from, short } => self.months(scope, (months, *before, *short), from, span),
            K::BusinessDay { count, before, from, calendar } => {
                let parts = self.counted_days(scope, count, from, calendar);
                let (count, from, calendar) = parts?;
                self.push(scope, ExprKind::BusinessDay { count, before: *before, from, calendar }, Ty::Date, span)
            }
            K::BusinessDays { count, before, from, calendar } => {
                let parts = self.counted_days(scope, count, from, calendar);
                let (count, from, calendar) = parts?;
                self.push(scope, ExprKind::BusinessDays { count, before: *before, from, calendar }, Ty::BusinessDays, span)
            }
            K::BusinessDaysBetween { after, until, calendar } => self.business_days_between(scope, after, until, calendar, span),
            K::TimeOn { time, date } => self.time_on(scope, time, date, span),
        }
    }

    /// An expression that is true or false.
    pub fn condition(&mut self, scope: &mut Scope, expr: &ast::Expr) -> Option<Typed> {
        let typed = self.expr(scope, expr)?;
        self.expect(typed, |ty| ty == Ty::Bool, "a condition")?;
        Some(typed)
    }

    /// Reports a value of another kind than the one wanted.
    pub fn expect(&mut self, typed: Typed, wanted: impl Fn(Ty) -> bool, what: &str) -> Option<()> {
        if wanted(typed.ty) {
            return Some(());
        }
        let label = format!("this is {}", self.describe(typed.ty));
        self.report(Diagnostic::new(&codes::TYPE_MISMATCH, format!("{what} is expected here"), typed.span, label));
        None
    }

    /// A type in the user's words.
    pub fn describe(&self, ty: Ty) -> String {
        describe(&self.program.forms, ty)
    }

    /// Whether a value of one type may stand where another is wanted.
    pub fn fits(&self, given: Ty, wanted: Ty) -> bool {
        match (given, wanted) {
            (Ty::Quantity { unit: a, precision: p, .. }, Ty::Quantity { unit: b, precision: q, .. }) => a == b && p == q,
            (Ty::Zero, Ty::Quantity { precision, .. }) => precision == Precision::Exact,
            (a, b) => a == b,
        }
    }

    fn literal(&mut self, literal: &ast::Literal, span: Span) -> Option<(Value, Ty)> {
        let quantity = |number: &Number, unit| (Value::Quantity(Quantity::plain(number.clone())), Ty::exact(unit));
        Some(match literal {
            ast::Literal::Number(number) if number.is_zero() => (Value::Quantity(Quantity::plain(Number::zero())), Ty::Zero),
            ast::Literal::Number(number) => quantity(number, Unit::NUMBER),
            ast::Literal::Percent(number) => {
                (quantity(number, Unit::NUMBER).0, Ty::Quantity { unit: Unit::NUMBER, precision: Precision::Exact, percent: true })
            }
            ast::Literal::Shares(number) => quantity(number, Unit::SHARES),
            ast::Literal::Days(number) => quantity(number, Unit::DAYS),
            ast::Literal::Money(code, number) => {
                let Some(currency) = Currency::parse(code) else {
                    self.unknown_currency(code, Span { end: span.start + code.len() as u32, ..span });
                    return None;
                };
                let value = Quantity { number: number.clone(), currency: Some(currency), places: 0 };
                (Value::Quantity(value), Ty::exact(Unit::MONEY))
            }
            ast::Literal::Months(_) => {
                self.report(
                    Diagnostic::new(&codes::TYPE_MISMATCH, "a number of months alone has no meaning", span, "from which day?")
                        .help("Months differ in length. Write `3 months after D, or the last day of the month`, or `before D`."),
                );
                return None;
            }
            ast::Literal::Date(date) => (Value::Date(*date), Ty::Date),
            ast::Literal::Month(year, month) => (Value::Month(Month { year: *year, month: *month }), Ty::Month),
            ast::Literal::Time(hour, minute) => (Value::Time(NaiveTime::from_hms_opt(*hour, *minute, 0)?), Ty::Time),
            ast::Literal::Text(text) => (Value::Text(crate::value::normal_text(text).into()), Ty::Text),
            ast::Literal::Bool(value) => (Value::Bool(*value), Ty::Bool),
        })
    }

    fn unknown_currency(&mut self, code: &str, place: Span) {
        let message = format!("`{code}` is not a currency");
        let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_CURRENCY, message, place, "no code of ISO 4217");
        let candidates = Currency::candidates(code);
        let near = match candidates.as_slice() {
            [only] => Some(only.as_str()),
            several => crate::diag::suggest::nearest(code, several.iter().map(String::as_str)),
        };
        if let Some(near) = near {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), place, near);
        }
        self.report(diagnostic);
    }

    /// The value of a parameter, which is written out.
    pub fn parameter_value(&mut self, expr: &ast::Expr) -> Option<(Value, Ty)> {
        if let ast::ExprKind::Literal(literal) = &expr.kind {
            return self.literal(literal, expr.span);
        }
        let typed = match &expr.kind {
            ast::ExprKind::Negate(inner) => match &inner.kind {
                ast::ExprKind::Literal(literal) => self.literal(literal, expr.span).and_then(|(value, ty)| match value {
                    Value::Quantity(q) => Some((Value::Quantity(Quantity { number: q.number.negate(), ..q }), ty)),
                    _ => None,
                }),
                _ => None,
            },
            _ => None,
        };
        if typed.is_none() {
            self.report(
                Diagnostic::new(&codes::TYPE_MISMATCH, "a parameter is a value written out", expr.span, "not a plain value")
                    .help("Write a number, percentage, amount, date, time or text; what is reckoned belongs into `define`."),
            );
        }
        typed
    }

    fn member(&mut self, scope: &mut Scope, of: &ast::Expr, name: &Name, span: Span) -> Option<Typed> {
        let of = self.expr(scope, of)?;
        if let Ty::Returns(form) = of.ty {
            let root = self.program.forms.form(form).shape;
            let shape = self.program.forms.shape(root);
            let list = shape.find(&name.text).and_then(|list| match shape.members[list as usize].kind {
                MemberKind::List { rows, .. } => Some((list, rows)),
                MemberKind::Field(_) | MemberKind::Record(_) => None,
            });
            if let Some((list, rows)) = list {
                return self.push(scope, ExprKind::RowsOfReturns { form, list }, Ty::List(rows), span);
            }
        }
        let Ty::Record(shape) = of.ty else {
            let message = format!("`.{}` asks for a field, and {} has none", name.text, self.describe(of.ty));
            let mut diagnostic = Diagnostic::new(&codes::TYPE_MISMATCH, message, name.span, "no fields here").also(of.span, "of this");
            if matches!(of.ty, Ty::List(_) | Ty::Returns(_)) {
                diagnostic.help =
                    Some("Name one row with `[…]`, or go through all with `for each`, `total of`, `every` or `some`.".to_owned());
            }
            self.report(diagnostic);
            return None;
        };
        if let Some(slot) = self.program.forms.shape(shape).find(&name.text) {
            return self.member_at(scope, of, slot, span);
        }
        let form = self.program.forms.form(self.program.forms.shape(shape).form);
        if name.text == "return" && form.kind != FormKind::Table {
            let root = form.shape;
            return self.push(scope, ExprKind::ReturnOf(of.id), Ty::Record(root), span);
        }
        let diagnostic = super::declare::unknown_member(self.program.forms.shape(shape), name);
        self.report(diagnostic);
        None
    }

    /// A member that is known to exist.
    pub fn member_at(&mut self, scope: &mut Scope, of: Typed, slot: u16, span: Span) -> Option<Typed> {
        let Ty::Record(shape) = of.ty else { return None };
        let (ty, is_figure) = match &self.program.forms.shape(shape).members[slot as usize].kind {
            MemberKind::Field(Field { ty, .. }) => (*ty, true),
            MemberKind::Record(inner) => (Ty::Record(*inner), false),
            MemberKind::List { rows, .. } => (Ty::List(*rows), false),
        };
        let typed = self.push(scope, ExprKind::Member { of: of.id, slot }, ty, span)?;
        Some(self.as_figure(typed, is_figure))
    }

    fn lookup(&mut self, scope: &mut Scope, list: &ast::Expr, keys: &[ast::Expr], span: Span) -> Option<Typed> {
        let list = self.expr(scope, list)?;
        let Ty::List(rows) = list.ty else {
            let label = format!("this is {}", self.describe(list.ty));
            self.report(Diagnostic::new(&codes::TYPE_MISMATCH, "`[…]` finds a row of a list", list.span, label));
            return None;
        };
        let members = self.program.forms.shape(rows).key.clone();
        if members.is_empty() {
            let message = format!("the rows of `{}` have no key to find them by", self.program.forms.shape(rows).name);
            self.report(
                Diagnostic::new(&codes::TYPE_MISMATCH, message, span, "cannot be looked up")
                    .help("Declare the key with the list, or choose the rows with `for each … where …`."),
            );
            return None;
        }
        let keys: Option<Vec<Typed>> = keys.iter().map(|key| self.expr(scope, key)).collect();
        let keys = keys?;
        let keys = match keys.as_slice() {
            [row] if matches!(row.ty, Ty::Record(_)) => self.same_row(*row, rows, &members)?,
            [key] if members.len() > 1 => {
                let candidates: Vec<u16> =
                    members.iter().copied().filter(|&slot| self.same_kind(self.field_ty(rows, slot), key.ty)).collect();
                if candidates.is_empty() {
                    let label = format!("this is {}", self.describe(key.ty));
                    self.report(Diagnostic::new(&codes::TYPE_MISMATCH, "no part of the key is of this kind", key.span, label));
                    return None;
                }
                LookupKeys::Any(key.id, candidates)
            }
            several if several.len() == members.len() => {
                for (key, slot) in several.iter().zip(&members) {
                    let wanted = self.field_ty(rows, *slot);
                    let what = self.describe(wanted);
                    let fits = self.same_kind(wanted, key.ty);
                    self.expect(*key, |_| fits, &what)?;
                }
                LookupKeys::Each(several.iter().map(|key| key.id).collect())
            }
            several => {
                let names: Vec<String> =
                    members.iter().map(|&slot| format!("`{}`", self.program.forms.shape(rows).members[slot as usize].name)).collect();
                let message = format!("the key is {}, and {} values are given", names.join(" and "), several.len());
                self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, span, "looked up here"));
                return None;
            }
        };
        self.push(scope, ExprKind::Lookup { list: list.id, keys }, Ty::Record(rows), span)
    }

    fn same_row(&mut self, row: Typed, rows: ShapeId, members: &[u16]) -> Option<LookupKeys> {
        let Ty::Record(other) = row.ty else { return None };
        let mut slots = Vec::new();
        for &slot in members {
            let member = &self.program.forms.shape(rows).members[slot as usize];
            let same = self.program.forms.shape(other).find(&member.name).filter(|&found| {
                matches!(self.program.forms.shape(other).members[found as usize].kind, MemberKind::Field(_))
                    && self.same_kind(self.field_ty(other, found), self.field_ty(rows, slot))
            });
            let Some(found) = same else {
                let message = format!("the row has no `{}` to find the other row by", member.name);
                self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, row.span, format!("this is {}", self.describe(row.ty))));
                return None;
            };
            slots.push(found);
        }
        Some(LookupKeys::SameAs(row.id, slots))
    }

    fn field_ty(&self, shape: ShapeId, slot: u16) -> Ty {
        match &self.program.forms.shape(shape).members[slot as usize].kind {
            MemberKind::Field(field) => field.ty,
            MemberKind::Record(inner) => Ty::Record(*inner),
            MemberKind::List { rows, .. } => Ty::List(*rows),
        }
    }

    fn is_code(&mut self, scope: &mut Scope, value: &ast::Expr, options: &[Name], span: Span) -> Option<Typed> {
        let value = self.expr(scope, value)?;
        let Ty::Code(list) = value.ty else {
            let label = format!("this is {}", self.describe(value.ty));
            let mut diagnostic = Diagnostic::new(&codes::TYPE_MISMATCH, "`is` asks which code a field holds", value.span, label);
            if value.ty == Ty::Text {
                diagnostic.help = Some("Compare text with `=`: `… = \"…\"`.".to_owned());
            }
            self.report(diagnostic);
            return None;
        };
        let options: Option<Vec<u16>> = options.iter().map(|option| self.code_option(list, option)).collect();
        self.push(scope, ExprKind::IsCode { value: value.id, options: options? }, Ty::Bool, span)
    }

    fn presence(&mut self, scope: &mut Scope, cell: &ast::Expr, missing: bool, span: Span) -> Option<Typed> {
        let cell = self.expr(scope, cell)?;
        let kind = &self.program.expr(cell.id).kind;
        let has_place = matches!(kind, ExprKind::Member { .. }) || matches!(cell.ty, Ty::Record(_)) && !matches!(kind, ExprKind::Subject);
        if !has_place {
            let message = "only a field, a list, a row or a return can be present or missing";
            let label = format!("this is {}", self.describe(cell.ty));
            self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, cell.span, label));
            return None;
        }
        self.push(scope, ExprKind::Presence { cell: cell.id, missing }, Ty::Bool, span)
    }

    /// The rows that each name takes in turn; the names stay in the scope until the caller takes them out.
    pub fn binders(&mut self, scope: &mut Scope, binders: &[ast::Binder]) -> Option<Vec<Binder>> {
        let mut lowered = Vec::new();
        for binder in binders {
            let list = self.expr(scope, &binder.list);
            let row = match list.map(|list| list.ty) {
                Some(Ty::List(rows)) => Ty::Record(rows),
                Some(Ty::Returns(form)) => Ty::Record(self.program.forms.form(form).shape),
                Some(Ty::BusinessDays) => Ty::Date,
                _ => {
                    if let Some(list) = list {
                        self.not_gone_through(&binder.list, list);
                    }
                    return None;
                }
            };
            let local = self.bind(scope, &binder.name, row, false);
            lowered.push(Binder { name: binder.name.text.clone(), local, list: list?.id });
        }
        Some(lowered)
    }

    /// Reports what is no list; of a business day, that all of them can be meant.
    fn not_gone_through(&mut self, written: &ast::Expr, list: Typed) {
        let label = format!("this is {}", self.describe(list.ty));
        let diagnostic = Diagnostic::new(&codes::TYPE_MISMATCH, "`in` wants a list or other returns", list.span, label);
        let is_counted = |count: &ast::Count| !matches!(count, ast::Count::Ordinal(_));
        self.report(match &written.kind {
            ast::ExprKind::BusinessDay { count, .. } if is_counted(count) => {
                let start = Span { end: list.span.start, ..list.span };
                diagnostic.help("`the 5 business days before D` are all of them; without `the` it is the last of them.").fix(
                    "write `the`",
                    start,
                    "the ",
                )
            }
            _ => diagnostic,
        });
    }

    fn aggregate(
        &mut self,
        scope: &mut Scope,
        kind: AggregateKind,
        binders: &[ast::Binder],
        filter: Option<&ast::Expr>,
        body: Option<&ast::Expr>,
        span: Span,
    ) -> Option<Typed> {
        let mark = scope.locals.len();
        let parts = self.aggregate_parts(scope, kind, binders, filter, body);
        scope.locals.truncate(mark);
        let (binders, filter, body, ty) = parts?;
        self.push(scope, ExprKind::Aggregate { kind, binders, filter, body }, ty, span)
    }

    #[allow(clippy::type_complexity, reason = "the parts of one aggregate, taken apart at once by the only caller")]
    fn aggregate_parts(
        &mut self,
        scope: &mut Scope,
        kind: AggregateKind,
        binders: &[ast::Binder],
        filter: Option<&ast::Expr>,
        body: Option<&ast::Expr>,
    ) -> Option<(Vec<Binder>, Option<ExprId>, Option<ExprId>, Ty)> {
        let binders = self.binders(scope, binders)?;
        let filter = match filter {
            Some(filter) => Some(self.condition(scope, filter)?.id),
            None => None,
        };
        let body = match body {
            Some(body) => Some(self.expr(scope, body)?),
            None => None,
        };
        let ty = match (kind, body) {
            (AggregateKind::Count, _) => Ty::exact(Unit::NUMBER),
            (AggregateKind::Every | AggregateKind::Some, Some(body)) => {
                self.expect(body, |ty| ty == Ty::Bool, "a condition")?;
                Ty::Bool
            }
            (AggregateKind::Distinct, Some(body)) => {
                self.not_rounded(body, "telling values apart")?;
                let is_plain = |ty| !matches!(ty, Ty::Record(_) | Ty::List(_) | Ty::Returns(_) | Ty::BusinessDays);
                self.expect(body, is_plain, "a plain value")?;
                Ty::exact(Unit::NUMBER)
            }
            (AggregateKind::Total, Some(body)) => {
                self.not_rounded(body, "a total")?;
                self.expect(body, |ty| matches!(ty, Ty::Quantity { .. } | Ty::Zero), "a number")?;
                body.ty
            }
            (_, Some(body)) => {
                self.not_rounded(body, "the largest or smallest")?;
                self.expect(body, |ty| matches!(ty, Ty::Quantity { .. } | Ty::Date | Ty::Month), "a number, date or month")?;
                body.ty
            }
            (_, None) => return None,
        };
        Some((binders, filter, body.map(|body| body.id), ty))
    }
}

/// A type in the user's words.
pub fn describe(forms: &Forms, ty: Ty) -> String {
    match ty {
        Ty::Bool => "a condition or yes/no".to_owned(),
        Ty::Quantity { percent: true, .. } => "a percentage".to_owned(),
        Ty::Quantity { unit, .. } => unit.to_string(),
        Ty::Zero => "zero".to_owned(),
        Ty::Date => "a date".to_owned(),
        Ty::Month => "a month".to_owned(),
        Ty::Moment => "a moment".to_owned(),
        Ty::Time => "a time".to_owned(),
        Ty::Code(_) => "a code".to_owned(),
        Ty::Text => "text".to_owned(),
        Ty::Record(shape) => format!("one record of `{}`", forms.shape(shape).name),
        Ty::List(shape) => format!("the list `{}`", forms.shape(shape).name),
        Ty::Returns(form) => format!("all returns of the form `{}`", forms.form(form).name),
        Ty::BusinessDays => "business days".to_owned(),
    }
}
