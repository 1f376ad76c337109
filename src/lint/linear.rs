//! Conditions as linear equations and inequalities over figures, as far as they are some.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use num_rational::BigRational;
use num_traits::Zero;

use super::canon::Canon;
use super::elimination::{Figure, Relation, Sum};
use crate::ir::{ArithmeticOp, CompareOp, ExprId, ExprKind, LocalId, Program, Rule, Step};
use crate::ty::{Precision, Ty};
use crate::value::{Currency, Value};

/// The most figures of one sum.
const MOST_TERMS: usize = 48;

/// The most bits of a number in a sum.
const MOST_BITS: u64 = 512;

/// The most named conditions of one rule that are taken up.
const MOST_NAMES: usize = 128;

/// Why a condition, or a part of it, is not taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unread {
    /// `agrees with`, and comparisons of rounded figures.
    Rounded,
    /// `or` and `if`.
    Choice,
    /// `every` and `some`.
    Rows,
    /// Codes, texts, yes or no, hours, what is present or missing, `<>`.
    Words,
    /// Products and quotients of figures; each is taken for a figure of its own.
    Products,
}

impl Unread {
    /// What a rule has that is not taken up.
    pub fn words(self) -> &'static str {
        match self {
            Unread::Rounded => "rounded figures",
            Unread::Choice => "choices",
            Unread::Rows => "`every` or `some`",
            Unread::Words => "conditions on other things than sums",
            Unread::Products => "products of figures",
        }
    }
}

/// A sum, and how it stands to nought where a condition holds.
pub(super) type Relations = Vec<(Sum, Relation)>;

/// Reads the conditions of one rule.
pub(super) struct Reader<'a, 'p> {
    program: &'a Program,
    canon: &'a mut Canon<'p>,
    /// The conditions that the names of the rule stand for.
    values: BTreeMap<LocalId, ExprId>,
    /// The sums that the names of the rule and of the definitions that it calls stand for.
    sums: BTreeMap<LocalId, Sum>,
    /// The named conditions that were taken up: once is enough.
    named: BTreeSet<(LocalId, bool)>,
    /// What was met that is not taken up.
    pub unread: Vec<Unread>,
    /// The figures in the order in which they were met: an order that is the rule's own.
    pub met: Vec<Figure>,
    /// The currencies of written amounts, each with the figure that stands for one unit of it.
    pub currencies: BTreeMap<Currency, u32>,
}

impl<'a, 'p> Reader<'a, 'p> {
    /// A reader for the rule that `canon` has entered.
    pub fn new(program: &'a Program, canon: &'a mut Canon<'p>, rule: &Rule) -> Reader<'a, 'p> {
        let (sums, named) = (BTreeMap::new(), BTreeSet::new());
        let mut reader = Reader {
            program,
            canon,
            values: super::givens(rule),
            sums,
            named,
            unread: Vec::new(),
            met: Vec::new(),
            currencies: BTreeMap::new(),
        };
        // In their order, so that each finds those before it.
        for step in &rule.steps {
            if let Step::Given { local, value, .. } = step
                && is_sum(program.expr(*value).ty)
            {
                let sum = reader.sum(*value);
                reader.sums.insert(*local, sum);
            }
        }
        reader
    }

    /// What must hold of sums of figures where the condition holds, or where it does not; nothing for a part that is not taken up.
    pub fn condition(&mut self, id: ExprId, holds: bool) -> Relations {
        match &self.program.expr(id).kind {
            ExprKind::Local(local) if self.values.contains_key(local) => {
                let value = self.values[local];
                let is_new = self.named.len() < MOST_NAMES && self.named.insert((*local, holds));
                if is_new { self.condition(value, holds) } else { Relations::new() }
            }
            ExprKind::Let { local, value, body } => {
                self.bind(*local, *value);
                self.condition(*body, holds)
            }
            ExprKind::Not(of) => self.condition(*of, !holds),
            ExprKind::And(left, right) if holds => [self.condition(*left, true), self.condition(*right, true)].concat(),
            ExprKind::Or(left, right) if !holds => [self.condition(*left, false), self.condition(*right, false)].concat(),
            ExprKind::Compare { first, rest } => self.comparison(*first, rest, holds),
            kind => {
                self.unread.push(match kind {
                    ExprKind::Agrees { .. } => Unread::Rounded,
                    ExprKind::And(..) | ExprKind::Or(..) | ExprKind::If { .. } => Unread::Choice,
                    ExprKind::Aggregate { .. } => Unread::Rows,
                    _ => Unread::Words,
                });
                Relations::new()
            }
        }
    }

    fn comparison(&mut self, first: ExprId, rest: &[(CompareOp, ExprId)], holds: bool) -> Relations {
        let mut relations = Relations::new();
        if !holds && rest.len() > 1 {
            self.unread.push(Unread::Choice);
            return relations;
        }
        let mut left = first;
        for &(op, right) in rest {
            let types = [left, right].map(|id| self.program.expr(id).ty);
            let is_rounded = |ty: &Ty| matches!(ty, Ty::Quantity { precision, .. } if *precision != Precision::Exact);
            if types.iter().any(is_rounded) {
                self.unread.push(Unread::Rounded);
            } else if !types.into_iter().all(is_sum) {
                self.unread.push(Unread::Words);
            } else {
                let difference = |reader: &mut Self| reader.sum(left).minus(&reader.sum(right));
                match (op, holds) {
                    (CompareOp::Equal, true) | (CompareOp::Unequal, false) => relations.push((difference(self), Relation::Equal)),
                    (CompareOp::Equal, false) | (CompareOp::Unequal, true) => self.unread.push(Unread::Words),
                    (CompareOp::Less, true) | (CompareOp::GreaterOrEqual | CompareOp::AtLeast, false) => {
                        relations.push((difference(self), Relation::Below));
                    }
                    (CompareOp::LessOrEqual | CompareOp::AtMost, true) | (CompareOp::Greater, false) => {
                        relations.push((difference(self), Relation::AtMost));
                    }
                    (CompareOp::Greater, true) | (CompareOp::LessOrEqual | CompareOp::AtMost, false) => {
                        relations.push((negated(&difference(self)), Relation::Below));
                    }
                    (CompareOp::GreaterOrEqual | CompareOp::AtLeast, true) | (CompareOp::Less, false) => {
                        relations.push((negated(&difference(self)), Relation::AtMost));
                    }
                }
            }
            left = right;
        }
        relations
    }

    /// An expression as a sum of figures; what is no sum, or too long a one, is a figure of its own.
    fn sum(&mut self, id: ExprId) -> Sum {
        let sum = self.sum_of_parts(id);
        if sum.terms.len() <= MOST_TERMS && sum.constant.numer().bits() <= MOST_BITS { sum } else { self.figure(id) }
    }

    fn sum_of_parts(&mut self, id: ExprId) -> Sum {
        match &self.program.expr(id).kind {
            ExprKind::Constant(value) => self.constant(value).unwrap_or_else(|| self.figure(id)),
            ExprKind::Parameter(parameter) => {
                let editions = self.program.parameters.get(parameter.0 as usize).map_or(&[][..], |parameter| &parameter.editions);
                match editions {
                    [only] => self.constant(&only.value).unwrap_or_else(|| self.figure(id)),
                    _ => self.figure(id),
                }
            }
            ExprKind::Local(local) => self.sums.get(local).cloned().unwrap_or_else(|| self.figure(id)),
            ExprKind::Let { local, value, body } => {
                self.bind(*local, *value);
                self.sum(*body)
            }
            ExprKind::Negate(of) => negated(&self.sum(*of)),
            ExprKind::Arithmetic(op, left, right) => {
                let (left, right) = (self.sum(*left), self.sum(*right));
                match op {
                    ArithmeticOp::Add => left.plus(&right, &BigRational::from_integer(1.into())),
                    ArithmeticOp::Subtract => left.minus(&right),
                    ArithmeticOp::Multiply if left.terms.is_empty() => right.times(&left.constant),
                    ArithmeticOp::Multiply if right.terms.is_empty() => left.times(&right.constant),
                    ArithmeticOp::Divide if right.terms.is_empty() && !right.constant.is_zero() => left.times(&right.constant.recip()),
                    ArithmeticOp::Multiply | ArithmeticOp::Divide => {
                        self.unread.push(Unread::Products);
                        self.figure(id)
                    }
                }
            }
            _ => self.figure(id),
        }
    }

    /// A written value; money in terms of one unit of its currency, for no two currencies are compared.
    fn constant(&mut self, value: &Value) -> Option<Sum> {
        match value {
            Value::Quantity(quantity) => {
                let number = quantity.number.to_rational();
                Some(match quantity.currency {
                    None => Sum::constant(number),
                    Some(currency) => {
                        let unit = self.canon.named(&format!("one {currency}"));
                        self.currencies.insert(currency, unit);
                        self.meet(unit);
                        Sum::figure(unit).times(&number)
                    }
                })
            }
            Value::Date(date) => Some(Sum::constant(days(*date))),
            _ => None,
        }
    }

    fn figure(&mut self, id: ExprId) -> Sum {
        let figure = self.canon.of(id);
        self.meet(figure);
        Sum::figure(figure)
    }

    fn meet(&mut self, figure: Figure) {
        if !self.met.contains(&figure) {
            self.met.push(figure);
        }
    }

    fn bind(&mut self, local: LocalId, value: ExprId) {
        self.canon.bind(local, value);
        if is_sum(self.program.expr(value).ty) {
            let sum = self.sum(value);
            self.sums.insert(local, sum);
        }
    }
}

fn is_sum(ty: Ty) -> bool {
    matches!(ty, Ty::Quantity { .. } | Ty::Zero | Ty::Date)
}

fn days(date: NaiveDate) -> BigRational {
    BigRational::from_integer(date.num_days_from_ce().into())
}

fn negated(sum: &Sum) -> Sum {
    Sum::default().minus(sum)
}
