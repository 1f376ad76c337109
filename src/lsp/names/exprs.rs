//! Names and types of expressions.

use super::{Resolver, Symbol};
use crate::form::{FormKind, MemberKind};
use crate::source::Span;
use crate::syntax::ast::{AggregateKind, ArithmeticOp, Binder, Expr, ExprKind, Literal, Name};
use crate::ty::{Precision, ShapeId, Ty, Unit};

impl Resolver<'_> {
    /// The type of an expression, as far as it has one.
    pub fn expr(&mut self, expr: &Expr) -> Option<Ty> {
        let ty = self.expr_here(expr);
        self.types.extend(ty.map(|ty| (expr.span, ty)));
        ty
    }

    fn all<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> Vec<Option<Ty>> {
        exprs.into_iter().map(|expr| self.expr(expr)).collect()
    }

    fn expr_here(&mut self, expr: &Expr) -> Option<Ty> {
        match &expr.kind {
            ExprKind::Literal(literal) => literal_ty(literal),
            ExprKind::Name(name) => self.name(name, expr.span),
            ExprKind::Member(of, name) => {
                let of = self.expr(of)?;
                self.member(of, name)
            }
            ExprKind::Lookup(list, keys) => {
                let list = self.expr(list);
                self.all(keys);
                match list? {
                    Ty::List(rows) => Some(Ty::Record(rows)),
                    _ => None,
                }
            }
            ExprKind::Call(name, arguments) => {
                self.all(arguments);
                let ty = self.definition_ty(&name.text);
                self.uses(name.span, Symbol::Definition(name.text.clone()), ty);
                ty
            }
            ExprKind::Of(name, operand) => {
                let operand = self.expr(operand);
                let ty = function_ty(&name.text, operand);
                self.uses(name.span, Symbol::Function(name.text.clone()), ty);
                ty
            }
            ExprKind::Extreme(_, of) => common(self.all(of)),
            ExprKind::Whichever(of) => common(self.all(of)),
            ExprKind::Within(of, window) => {
                let of = self.expr(of);
                self.all(window.bounds());
                of
            }
            ExprKind::Previous(form) => self.form(form).map(Ty::Record),
            ExprKind::Negate(operand) => self.expr(operand),
            ExprKind::Arithmetic(op, left, right) => {
                let (left, right) = (self.expr(left), self.expr(right));
                reckoned(*op, left?, right?)
            }
            ExprKind::If { condition, then, otherwise } => {
                self.expr(condition);
                common(self.all([&**then, &**otherwise]))
            }
            ExprKind::Aggregate { kind, binders, filter, body } => {
                self.within_binders(binders, |resolver| resolver.aggregate(*kind, filter.as_deref(), body.as_deref()))
            }
            ExprKind::Round { value, .. } => self.expr(value),
            ExprKind::Months { months, from, .. } => {
                self.all(months.named());
                self.expr(from).map(|from| if from == Ty::Month { Ty::Month } else { Ty::Date })
            }
            ExprKind::BusinessDay { count, from, calendar, .. } | ExprKind::BusinessDays { count, from, calendar, .. } => {
                self.all(count.named());
                self.expr(from);
                self.calendar(calendar);
                Some(if matches!(expr.kind, ExprKind::BusinessDays { .. }) { Ty::BusinessDays } else { Ty::Date })
            }
            ExprKind::BusinessDaysBetween { after, until, calendar } => {
                self.all([&**after, &**until]);
                self.calendar(calendar);
                Some(Ty::exact(Unit::NUMBER))
            }
            ExprKind::TimeOn { time, date } => {
                self.all([&**time, &**date]);
                Some(Ty::Moment)
            }
            condition => self.condition(condition),
        }
    }

    /// What is true or false.
    fn condition(&mut self, kind: &ExprKind) -> Option<Ty> {
        match kind {
            ExprKind::Not(operand) | ExprKind::IsPresent(operand) | ExprKind::IsMissing(operand) => drop(self.expr(operand)),
            ExprKind::And(left, right) | ExprKind::Or(left, right) => drop(self.all([&**left, &**right])),
            ExprKind::Compare(first, rest) => drop(self.all(std::iter::once(&**first).chain(rest.iter().map(|(_, expr)| expr)))),
            ExprKind::Agrees { stated, bases } => drop(self.all(std::iter::once(&**stated).chain(bases))),
            ExprKind::IsCode(value, options) => {
                let ty = self.expr(value);
                for option in options {
                    self.code(ty, option);
                }
            }
            _ => return None,
        }
        Some(Ty::Bool)
    }

    /// What is done with rows that have names, which mean nothing afterwards.
    pub fn within_binders<T>(&mut self, binders: &[Binder], inner: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.scope.locals.len();
        self.binders(binders);
        let found = inner(self);
        self.scope.locals.truncate(mark);
        found
    }

    pub fn binders(&mut self, binders: &[Binder]) {
        for binder in binders {
            let row = match self.expr(&binder.list) {
                Some(Ty::List(rows)) => Some(Ty::Record(rows)),
                Some(Ty::Returns(form)) => Some(Ty::Record(self.ground.program.forms.form(form).shape)),
                Some(Ty::BusinessDays) => Some(Ty::Date),
                _ => None,
            };
            self.bind(&binder.name, row);
        }
    }

    fn aggregate(&mut self, kind: AggregateKind, filter: Option<&Expr>, body: Option<&Expr>) -> Option<Ty> {
        self.all(filter);
        let body = self.all(body).into_iter().flatten().next();
        match kind {
            AggregateKind::Count | AggregateKind::Distinct => Some(Ty::exact(Unit::NUMBER)),
            AggregateKind::Every | AggregateKind::Some => Some(Ty::Bool),
            AggregateKind::Total | AggregateKind::Largest | AggregateKind::Smallest => body,
        }
    }

    /// A member of a record, or the rows of a list of all returns.
    fn member(&mut self, of: Ty, name: &Name) -> Option<Ty> {
        let forms = &self.ground.program.forms;
        let (shape, lists_only) = match of {
            Ty::Record(shape) => (shape, false),
            Ty::Returns(form) => (forms.form(form).shape, true),
            _ => return None,
        };
        if let Some(slot) = forms.shape(shape).find(&name.text) {
            let is_list = matches!(forms.shape(shape).members.get(slot as usize)?.kind, MemberKind::List { .. });
            let ty = self.ground.member_ty(shape, slot).filter(|_| is_list || !lists_only);
            self.uses(name.span, Symbol::Field(shape, slot), ty);
            return ty;
        }
        let form = forms.shape(shape).form;
        if name.text != "return" || lists_only || forms.form(form).kind == FormKind::Table {
            return None;
        }
        let ty = Some(Ty::Record(forms.form(form).shape));
        self.uses(name.span, Symbol::Return(form), ty);
        ty
    }

    /// One of the values of a code.
    pub fn code(&mut self, ty: Option<Ty>, option: &Name) {
        let Some(Ty::Code(list)) = ty else { return };
        let place = self.ground.program.forms.code_list(list).options.iter().position(|known| known.name == option.text);
        if let Some(place) = place {
            self.uses(option.span, Symbol::Code(list, place as u16), ty);
        }
    }

    /// A form by its name, and its shape.
    pub fn form(&mut self, name: &Name) -> Option<ShapeId> {
        let forms = &self.ground.program.forms;
        let form = forms.find(&name.text)?;
        let shape = forms.rows_of(form).unwrap_or(forms.form(form).shape);
        self.uses(name.span, Symbol::Form(form), Some(Ty::Record(shape)));
        Some(shape)
    }

    fn calendar(&mut self, calendar: &Name) {
        self.uses(calendar.span, Symbol::Calendar(calendar.text.clone()), None);
    }

    /// The type of what a definition gives.
    fn definition_ty(&mut self, name: &str) -> Option<Ty> {
        if self.calls.iter().any(|called| called == name) {
            return None;
        }
        let definition = self.ground.definitions.get(name)?.clone();
        let mut inner = Resolver::new(self.ground);
        inner.calls = self.calls.iter().cloned().chain([name.to_owned()]).collect();
        inner.parameters(&definition);
        inner.expr(&definition.body)
    }

    /// The places of a path from a shape on, and the type at its end.
    pub fn path<'n>(&mut self, from: ShapeId, names: impl IntoIterator<Item = &'n Name>) -> Option<Ty> {
        let mut at = Some(Ty::Record(from));
        for name in names {
            let Some(Ty::Record(shape) | Ty::List(shape)) = at else { return None };
            let slot = self.ground.program.forms.shape(shape).find(&name.text)?;
            at = self.ground.member_ty(shape, slot);
            self.uses(name.span, Symbol::Field(shape, slot), at);
        }
        at
    }

    /// Notes what a rule or parameter cites; the place is that of the words between the quotes.
    pub fn citation(&mut self, text: &str, span: Span) {
        self.uses(span, Symbol::Citation(text.to_owned()), None);
    }
}

fn literal_ty(literal: &Literal) -> Option<Ty> {
    Some(match literal {
        Literal::Number(number) if number.is_zero() => Ty::Zero,
        Literal::Number(_) => Ty::exact(Unit::NUMBER),
        Literal::Percent(_) => Ty::Quantity { unit: Unit::NUMBER, precision: Precision::Exact, percent: true },
        Literal::Shares(_) => Ty::exact(Unit::SHARES),
        Literal::Days(_) => Ty::exact(Unit::DAYS),
        Literal::Months(_) => return None,
        Literal::Money(..) => Ty::exact(Unit::MONEY),
        Literal::Date(_) => Ty::Date,
        Literal::Month(..) => Ty::Month,
        Literal::Time(..) => Ty::Time,
        Literal::Text(_) => Ty::Text,
        Literal::Bool(_) => Ty::Bool,
    })
}

/// What a function of one value gives.
fn function_ty(name: &str, operand: Option<Ty>) -> Option<Ty> {
    use crate::builtin::Function;
    match crate::builtin::function(name)? {
        Function::Month => Some(Ty::Month),
        Function::Date | Function::FirstDay | Function::LastDay => Some(Ty::Date),
        Function::Floor | Function::Ceiling | Function::Absolute => operand,
    }
}

/// The one type of several values; a bare zero takes the others'.
fn common(types: Vec<Option<Ty>>) -> Option<Ty> {
    types.into_iter().flatten().reduce(both)
}

fn both(left: Ty, right: Ty) -> Ty {
    match (left, right) {
        (Ty::Zero, other) => other,
        (Ty::Quantity { unit, precision, percent: p }, Ty::Quantity { percent: q, .. }) => {
            Ty::Quantity { unit, precision, percent: p && q }
        }
        (left, _) => left,
    }
}

fn reckoned(op: ArithmeticOp, left: Ty, right: Ty) -> Option<Ty> {
    let ty = match (op, left, right) {
        (ArithmeticOp::Add | ArithmeticOp::Subtract, Ty::Date | Ty::Moment, Ty::Quantity { unit: Unit::DAYS, .. }) => left,
        (ArithmeticOp::Subtract, Ty::Date, Ty::Date) => Ty::exact(Unit::DAYS),
        (ArithmeticOp::Add | ArithmeticOp::Subtract, ..) => both(left, right),
        (ArithmeticOp::Multiply, ..) => Ty::exact(unit(left)?.times(unit(right)?)?),
        (ArithmeticOp::Divide, ..) => Ty::exact(unit(left)?.per(unit(right)?)?),
    };
    Some(match ty {
        Ty::Quantity { unit, percent, .. } if is_rounded(left) || is_rounded(right) => {
            Ty::Quantity { unit, percent, precision: Precision::Rounded }
        }
        ty => ty,
    })
}

fn unit(ty: Ty) -> Option<Unit> {
    match ty {
        Ty::Quantity { unit, .. } => Some(unit),
        Ty::Zero => Some(Unit::NUMBER),
        _ => None,
    }
}

fn is_rounded(ty: Ty) -> bool {
    matches!(ty, Ty::Quantity { precision, .. } if precision != Precision::Exact)
}
