//! Operators: which kinds and units fit together, and what comes out.

use super::infer::Typed;
use super::lower::Lowering;
use super::scope::Scope;
use super::{AggregateKind, ArithmeticOp, CompareOp, ExprId, ExprKind};
use crate::diag::{Diagnostic, codes};
use crate::form::Shape;
use crate::source::Span;
use crate::syntax::ast;
use crate::ty::{Precision, Ty, Unit};

impl Lowering<'_> {
    /// Reports a rounded figure where an exact one is needed.
    pub fn not_rounded(&mut self, typed: Typed, what: &str) -> Option<()> {
        if !typed.is_rounded() {
            return Some(());
        }
        self.report(
            Diagnostic::new(&codes::ROUNDED_FIGURE, format!("{what} needs exact figures"), typed.span, "a rounded figure")
                .help("Its printed digits stand for an interval, so nothing exact can be reckoned from it. Reckon the exact value, and let the figure `agrees with` it."),
        );
        None
    }

    pub fn negate(&mut self, scope: &mut Scope, operand: &ast::Expr, span: Span) -> Option<Typed> {
        let operand = self.expr(scope, operand)?;
        self.not_rounded(operand, "a change of sign")?;
        self.expect(operand, |ty| matches!(ty, Ty::Quantity { .. } | Ty::Zero), "a number")?;
        self.push(scope, ExprKind::Negate(operand.id), operand.ty, span)
    }

    pub fn arithmetic(&mut self, scope: &mut Scope, op: ArithmeticOp, left: &ast::Expr, right: &ast::Expr, span: Span) -> Option<Typed> {
        self.months_added(scope, op, left, right, span)?;
        let (left, right) = (self.expr(scope, left), self.expr(scope, right));
        let (left, right) = (left?, right?);
        let what = match op {
            ArithmeticOp::Add => "a sum",
            ArithmeticOp::Subtract => "a difference",
            ArithmeticOp::Multiply => "a product",
            ArithmeticOp::Divide => "a quotient",
        };
        self.not_rounded(left, what)?;
        self.not_rounded(right, what)?;
        self.reckoned(scope, op, left, right, span)
    }

    /// What a figure agrees with: exact, or a sum of rounded figures, each times or divided by something exact.
    pub fn base(&mut self, scope: &mut Scope, expr: &ast::Expr) -> Option<Typed> {
        match &expr.kind {
            ast::ExprKind::Negate(operand) => {
                let operand = self.base(scope, operand)?;
                self.expect(operand, |ty| matches!(ty, Ty::Quantity { .. } | Ty::Zero), "a number")?;
                self.push(scope, ExprKind::Negate(operand.id), operand.ty, expr.span)
            }
            ast::ExprKind::Arithmetic(op, left, right) => {
                self.months_added(scope, *op, left, right, expr.span)?;
                let (left, right) = (self.base(scope, left), self.base(scope, right));
                let (left, right) = (left?, right?);
                match op {
                    ArithmeticOp::Add | ArithmeticOp::Subtract => {}
                    ArithmeticOp::Multiply if left.is_rounded() => self.not_rounded(right, "a product with a rounded figure")?,
                    ArithmeticOp::Multiply => {}
                    ArithmeticOp::Divide => self.not_rounded(right, "a divisor")?,
                }
                self.reckoned(scope, *op, left, right, expr.span)
            }
            ast::ExprKind::Aggregate { kind: AggregateKind::Total, binders, filter, body: Some(body) } => {
                let mark = scope.locals.len();
                let total = self.total_of_terms(scope, binders, filter.as_deref(), body, expr.span);
                scope.locals.truncate(mark);
                total
            }
            _ => self.expr(scope, expr),
        }
    }

    /// `total of BODY for each …`, where the body may be rounded.
    fn total_of_terms(
        &mut self,
        scope: &mut Scope,
        binders: &[ast::Binder],
        filter: Option<&ast::Expr>,
        body: &ast::Expr,
        span: Span,
    ) -> Option<Typed> {
        let binders = self.binders(scope, binders)?;
        let filter = match filter {
            Some(filter) => Some(self.condition(scope, filter)?.id),
            None => None,
        };
        let body = self.base(scope, body)?;
        self.expect(body, |ty| matches!(ty, Ty::Quantity { .. } | Ty::Zero), "a number")?;
        let kind = ExprKind::Aggregate { kind: AggregateKind::Total, binders, filter, body: Some(body.id) };
        self.push(scope, kind, body.ty, span)
    }

    /// Sums, differences, products and quotients by their units; what a rounded figure is part of is rounded.
    fn reckoned(&mut self, scope: &mut Scope, op: ArithmeticOp, left: Typed, right: Typed, span: Span) -> Option<Typed> {
        let ty = match op {
            ArithmeticOp::Add => self.sum_type(left, right, true),
            ArithmeticOp::Subtract => self.sum_type(left, right, false),
            ArithmeticOp::Multiply => self.product_type(left, right, Unit::times),
            ArithmeticOp::Divide => self.product_type(left, right, Unit::per),
        }?;
        let ty = match ty {
            Ty::Quantity { unit, percent, .. } if left.is_rounded() || right.is_rounded() => {
                Ty::Quantity { unit, percent, precision: Precision::Rounded }
            }
            ty => ty,
        };
        self.push(scope, ExprKind::Arithmetic(op, left.id, right.id), ty, span)
    }

    fn sum_type(&mut self, left: Typed, right: Typed, is_sum: bool) -> Option<Ty> {
        match (left.ty, right.ty) {
            (Ty::Date | Ty::Moment, Ty::Quantity { unit: Unit::DAYS, .. }) => return Some(left.ty),
            (Ty::Date, Ty::Date) if !is_sum => return Some(Ty::exact(Unit::DAYS)),
            _ => {}
        }
        if [left.ty, right.ty].iter().any(|ty| matches!(ty, Ty::Date | Ty::Month | Ty::Moment)) {
            let message = if is_sum { "only days are added to a date" } else { "only days, or another date, are taken from a date" };
            self.report(
                Diagnostic::new(&codes::TYPE_MISMATCH, message, left.span, format!("this is {}", self.describe(left.ty)))
                    .also(right.span, format!("this is {}", self.describe(right.ty)))
                    .help("The date comes first and the days after it: `period_end + 30 days`."),
            );
            return None;
        }
        self.quantities(left, right)?;
        self.common(left, right, |left, right| match is_sum {
            true => format!("{left} and {right} cannot be added"),
            false => format!("{right} cannot be taken from {left}"),
        })
    }

    fn quantities(&mut self, left: Typed, right: Typed) -> Option<()> {
        for side in [left, right] {
            self.expect(side, |ty| matches!(ty, Ty::Quantity { .. } | Ty::Zero), "a number")?;
        }
        Some(())
    }

    /// The one type of two quantities of one unit, where a bare zero takes the other's.
    pub fn common(&mut self, left: Typed, right: Typed, message: impl Fn(&str, &str) -> String) -> Option<Ty> {
        match (left.ty, right.ty) {
            (Ty::Zero, other) | (other, Ty::Zero) => Some(other),
            (Ty::Quantity { unit: a, percent: p, precision }, Ty::Quantity { unit: b, percent: q, .. }) if a == b => {
                Some(Ty::Quantity { unit: a, precision, percent: p && q })
            }
            _ => {
                let message = message(&self.name_of(left), &self.name_of(right));
                let label = format!("this is {}", self.describe(left.ty));
                let diagnostic = Diagnostic::new(&codes::UNIT_MISMATCH, message, left.span, label)
                    .also(right.span, format!("this is {}", self.describe(right.ty)));
                let diagnostic = match self.missing_unit(left, right).or_else(|| self.missing_unit(right, left)) {
                    Some((number, unit)) => {
                        let behind = Span { start: number.end, ..number };
                        diagnostic.help(format!("A bare number counts nothing in particular. Say what it counts: `… {unit}`.")).fix(
                            format!("write `{unit}` behind the number"),
                            behind,
                            format!(" {unit}"),
                        )
                    }
                    None => diagnostic.help(
                        "Only quantities of one unit are added or compared. Units multiply and divide: shares times a price is money.",
                    ),
                };
                self.report(diagnostic);
                None
            }
        }
    }

    /// A bare number beside shares or days, and the unit that it lacks.
    fn missing_unit(&self, number: Typed, beside: Typed) -> Option<(Span, &'static str)> {
        let is_bare = matches!(self.program.expr(number.id).kind, ExprKind::Constant(_)) && number.ty == Ty::exact(Unit::NUMBER);
        let unit = match beside.ty {
            Ty::Quantity { unit: Unit::SHARES, .. } => "shares",
            Ty::Quantity { unit: Unit::DAYS, .. } => "days",
            _ => return None,
        };
        is_bare.then_some((number.span, unit))
    }

    /// A field by its printed label, anything else by its kind.
    fn name_of(&self, typed: Typed) -> String {
        if let ExprKind::Member { of, slot } = self.program.expr(typed.id).kind
            && let Ty::Record(shape) = self.program.expr(of).ty
        {
            let label = &self.program.forms.shape(shape).members[slot as usize].label;
            return format!("\"{label}\" ({})", self.describe(typed.ty));
        }
        self.describe(typed.ty)
    }

    fn product_type(&mut self, left: Typed, right: Typed, combine: fn(Unit, Unit) -> Option<Unit>) -> Option<Ty> {
        self.quantities(left, right)?;
        let unit = |ty| match ty {
            Ty::Quantity { unit, .. } => unit,
            _ => Unit::NUMBER,
        };
        let Some(unit) = combine(unit(left.ty), unit(right.ty)) else {
            let message = "the units multiply beyond anything that has a meaning";
            self.report(Diagnostic::new(&codes::UNIT_MISMATCH, message, left.span.to(right.span), "here"));
            return None;
        };
        Some(Ty::exact(unit))
    }

    pub fn compare(&mut self, scope: &mut Scope, first: &ast::Expr, rest: &[(CompareOp, ast::Expr)], span: Span) -> Option<Typed> {
        let first = self.expr(scope, first);
        let rest: Vec<_> = rest.iter().map(|(op, expr)| (*op, self.expr(scope, expr))).collect();
        let first = first?;
        let rest: Option<Vec<(CompareOp, Typed)>> = rest.into_iter().map(|(op, typed)| Some((op, typed?))).collect();
        let rest = rest?;
        if let (Ty::Record(_), [(op, right)]) = (first.ty, rest.as_slice())
            && matches!(right.ty, Ty::Record(_))
        {
            return self.same_row_test(scope, first, *op, *right, span);
        }
        let mut left = first;
        for &(op, right) in &rest {
            self.comparable(op, left, right)?;
            left = right;
        }
        let rest: Vec<(CompareOp, ExprId)> = rest.into_iter().map(|(op, typed)| (op, typed.id)).collect();
        self.push(scope, ExprKind::Compare { first: first.id, rest }, Ty::Bool, span)
    }

    /// Two rows are the same where their keys are, whichever lists they stand in.
    fn same_row_test(&mut self, scope: &mut Scope, left: Typed, op: CompareOp, right: Typed, span: Span) -> Option<Typed> {
        let (Ty::Record(a), Ty::Record(b)) = (left.ty, right.ty) else { return None };
        let (a, b) = (self.program.forms.shape(a), self.program.forms.shape(b));
        let member = |shape: &Shape, slot: u16| shape.members[slot as usize].name.clone();
        let keys: Option<Vec<(u16, u16)>> = (a.key.len() == b.key.len())
            .then(|| a.key.iter().map(|&slot| Some((slot, *b.key.iter().find(|&&other| member(b, other) == member(a, slot))?))).collect())
            .flatten();
        let keys = keys.filter(|keys| !keys.is_empty() && matches!(op, CompareOp::Equal | CompareOp::Unequal));
        let Some(keys) = keys else {
            let diagnostic =
                Diagnostic::new(&codes::TYPE_MISMATCH, "only rows with one and the same key can be compared", span, "compared here")
                    .help("`=` and `<>` of two rows ask whether their keys agree; both lists must declare a key of the same fields.");
            self.report(diagnostic);
            return None;
        };
        let same = self.push(scope, ExprKind::SameRow { left: left.id, right: right.id, keys }, Ty::Bool, span)?;
        if op == CompareOp::Unequal { self.push(scope, ExprKind::Not(same.id), Ty::Bool, span) } else { Some(same) }
    }

    fn comparable(&mut self, op: CompareOp, left: Typed, right: Typed) -> Option<()> {
        let ordered = !matches!(op, CompareOp::Equal | CompareOp::Unequal);
        match (left.ty, right.ty) {
            (Ty::Quantity { .. } | Ty::Zero, Ty::Quantity { .. } | Ty::Zero) => {
                self.precision_of_comparison(op, left, right)?;
                self.common(left, right, |left, right| format!("{left} and {right} cannot be compared")).map(drop)
            }
            (Ty::Date | Ty::Moment, Ty::Date | Ty::Moment) | (Ty::Month, Ty::Month) | (Ty::Time, Ty::Time) => Some(()),
            (a, b) if a == b && !ordered && matches!(a, Ty::Bool | Ty::Code(_) | Ty::Text) => Some(()),
            (a, b) if a == b && matches!(a, Ty::Bool | Ty::Code(_) | Ty::Text) => {
                let message = format!("{} has no order", self.describe(a));
                self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, left.span.to(right.span), "cannot be ordered"));
                None
            }
            (a, b) => {
                let message = format!("{} and {} cannot be compared", self.name_of(left), self.name_of(right));
                self.report(
                    Diagnostic::new(&codes::TYPE_MISMATCH, message, left.span, format!("this is {}", self.describe(a)))
                        .also(right.span, format!("this is {}", self.describe(b))),
                );
                None
            }
        }
    }

    fn precision_of_comparison(&mut self, op: CompareOp, left: Typed, right: Typed) -> Option<()> {
        let interval = matches!(op, CompareOp::AtLeast | CompareOp::AtMost);
        let Some(rounded) = [left, right].into_iter().find(Typed::is_rounded) else { return Some(()) };
        if interval && rounded.is_figure && !(left.is_rounded() && right.is_rounded()) {
            return Some(());
        }
        let help = match op {
            CompareOp::Equal | CompareOp::Unequal => "Its printed digits stand for an interval. Write `… agrees with …`.",
            _ if interval => "At least and at most compare one figure as printed with an exact value.",
            _ => {
                "Its printed digits stand for an interval. Write `… agrees with …`, or compare the whole interval with `is at least` or `is at most`."
            }
        };
        let mut diagnostic = Diagnostic::new(
            &codes::ROUNDED_FIGURE,
            "a rounded figure is compared as if it were exact",
            rounded.span,
            "rounded on the form",
        )
        .help(help);
        if op == CompareOp::Equal && rounded.id == left.id {
            let between = Span { source: left.span.source, start: left.span.end, end: right.span.start };
            diagnostic = diagnostic.fix("write `agrees with`", between, " agrees with ");
        }
        self.report(diagnostic);
        None
    }

    pub fn agrees(&mut self, scope: &mut Scope, stated: &ast::Expr, bases: &[ast::Expr], span: Span) -> Option<Typed> {
        let stated = self.expr(scope, stated);
        let bases: Vec<Option<Typed>> = bases.iter().map(|base| self.base(scope, base)).collect();
        let (stated, bases) = (stated?, bases.into_iter().collect::<Option<Vec<Typed>>>()?);
        self.expect(stated, |ty| matches!(ty, Ty::Quantity { .. }), "a number")?;
        if !stated.is_figure {
            self.report(
                Diagnostic::new(&codes::ROUNDED_FIGURE, "what agrees must be a figure of the return", stated.span, "a reckoning")
                    .help("`agrees with` allows for the digits that are printed, and a reckoning prints none. Put the figure first."),
            );
            return None;
        }
        if !stated.is_rounded() && bases.iter().any(|base| !base.is_rounded()) {
            let label = "the form does not call it rounded";
            self.report(
                Diagnostic::new(&codes::ROUNDED_FIGURE, "an exact figure is compared as if it were rounded", stated.span, label)
                    .help("Compare with `=`, or declare the field as `rounded` in its form."),
            );
            return None;
        }
        for base in &bases {
            self.quantities(stated, *base)?;
            self.common(stated, *base, |left, right| format!("{left} and {right} cannot agree"))?;
        }
        let bases = bases.into_iter().map(|base| base.id).collect();
        self.push(scope, ExprKind::Agrees { stated: stated.id, bases }, Ty::Bool, span)
    }

    pub fn choice(
        &mut self,
        scope: &mut Scope,
        condition: &ast::Expr,
        then: &ast::Expr,
        otherwise: &ast::Expr,
        span: Span,
    ) -> Option<Typed> {
        let condition = self.condition(scope, condition);
        let (then, otherwise) = (self.expr(scope, then), self.expr(scope, otherwise));
        let (condition, then, otherwise) = (condition?, then?, otherwise?);
        let ty = match (then.ty, otherwise.ty) {
            (Ty::Quantity { .. } | Ty::Zero, Ty::Quantity { .. } | Ty::Zero) => {
                self.not_rounded(then, "a choice")?;
                self.not_rounded(otherwise, "a choice")?;
                self.common(then, otherwise, |left, right| format!("the choice is between {left} and {right}"))?
            }
            (a, b) if a == b && !matches!(a, Ty::List(_) | Ty::Returns(_)) => a,
            (a, b) => {
                let message = "both sides of `if … then … else` must be of one kind";
                self.report(
                    Diagnostic::new(&codes::TYPE_MISMATCH, message, then.span, format!("this is {}", self.describe(a)))
                        .also(otherwise.span, format!("this is {}", self.describe(b))),
                );
                return None;
            }
        };
        self.push(scope, ExprKind::If { condition: condition.id, then: then.id, otherwise: otherwise.id }, ty, span)
    }

    pub fn extreme(&mut self, scope: &mut Scope, largest: bool, of: &[ast::Expr], span: Span) -> Option<Typed> {
        let of: Vec<Option<Typed>> = of.iter().map(|value| self.expr(scope, value)).collect();
        let of = of.into_iter().collect::<Option<Vec<Typed>>>()?;
        let mut first = *of.first()?;
        for next in &of {
            self.not_rounded(*next, "the largest or smallest")?;
            first.ty = match (first.ty, next.ty) {
                (a @ (Ty::Date | Ty::Month), b) if a == b => a,
                _ => {
                    self.quantities(first, *next)?;
                    self.common(first, *next, |left, right| format!("{left} and {right} cannot be compared"))?
                }
            };
        }
        let ids = of.iter().map(|value| value.id).collect();
        self.push(scope, ExprKind::Extreme { largest, of: ids }, first.ty, span)
    }

    /// Whether a value may be compared with a member of a key.
    pub fn same_kind(&self, a: Ty, b: Ty) -> bool {
        match (a, b) {
            (Ty::Quantity { unit: a, .. }, Ty::Quantity { unit: b, .. }) => a == b,
            (a, b) => a == b,
        }
    }
}
