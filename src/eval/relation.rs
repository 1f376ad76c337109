//! What a rule demands of figures: its assertion for one instance, with the figures left open.
//!
//! The structure of the instance stays as it is judged: which rows are chosen, which branch of an `if` is taken, which returns are found.

use super::editions::{self, Family};
use super::expr::Evaluator;
use super::reckoning::Reckoner;
use super::recorder::Silent;
use super::term::{Ends, Term};
use crate::data::{CellState, Returns};
use crate::form::{FormKind, MemberKind};
use crate::ir::{AggregateKind, ArithmeticOp, CompareOp, ExprId, ExprKind, Program, RuleId};
use crate::ty::{Precision, Ty, Unit};
use crate::value::number::Number;
use crate::value::polynomial::Polynomial;
use crate::value::{About, CellId, Datum, Quantity, RecordId, ReturnId, Value};
use crate::verdict::{Condition, Relation, Stands, Unrelated, Verdict};

/// More alternatives than these are not taken apart.
const MOST_ALTERNATIVES: usize = 16;

/// Finds what verdicts demand of figures.
pub struct Relater<'a> {
    program: &'a Program,
    returns: &'a Returns,
    families: Vec<Family>,
    /// The family of each rule, by its place in the program.
    family_of: Vec<usize>,
}

impl<'a> Relater<'a> {
    pub fn new(program: &'a Program, returns: &'a Returns) -> Relater<'a> {
        let families = editions::families(program);
        let mut family_of = vec![0; program.rules.len()];
        for (place, family) in families.iter().enumerate() {
            for id in &family.editions {
                if let Some(of) = family_of.get_mut(id.0 as usize) {
                    *of = place;
                }
            }
        }
        Relater { program, returns, families, family_of }
    }

    /// What a verdict that passes or fails demands; the conditions may name figures of several returns.
    pub fn relation(&self, verdict: &Verdict) -> Result<Relation, Unrelated> {
        let rule = self.program.rule(verdict.rule);
        let reckoner = self.judged_again(verdict).ok_or(Unrelated::NotJudged)?;
        let mut demand = Demand::new(self, reckoner);
        let alternatives = demand.of(rule.assertion, true)?;
        let is_one_comparison = matches!(&self.program.expr(rule.assertion).kind, ExprKind::Compare { rest, .. } if rest.len() == 1);
        let places = demand.places;
        if !places.is_empty() && !is_one_comparison {
            // Of several comparisons another one may be what holds, with a figure of any places.
            return Err(Unrelated::Reckoning);
        }
        let is_open = alternatives.iter().flatten().any(|condition| condition.sum.figures().next().is_some());
        if is_open { Ok(Relation { alternatives, places }) } else { Err(Unrelated::NoFigures) }
    }

    /// The figures that the rule of a verdict names as doubtful.
    pub fn doubted(&self, verdict: &Verdict) -> Vec<CellId> {
        let Some(mut reckoner) = self.judged_again(verdict) else { return Vec::new() };
        let doubt = self.program.rule(verdict.rule).doubt.iter();
        let cell = |&id: &ExprId| {
            let ExprKind::Member { of, slot } = self.program.expr(reckoner.origin(id)).kind else { return None };
            let Datum::Known(Value::Record(record)) = reckoner.evaluator.expr(of) else { return None };
            reckoner.evaluator.slot(record, slot).1
        };
        doubt.filter_map(cell).collect()
    }

    /// The instance of a verdict, judged again so that its locals hold what they held.
    fn judged_again(&self, verdict: &Verdict) -> Option<Reckoner<'a>> {
        let rule = self.program.rule(verdict.rule);
        let family = self.family(verdict.rule)?;
        for (id, date) in editions::candidates(self.program, self.returns, family, verdict.subject).into_iter().flatten() {
            if id != verdict.rule {
                continue;
            }
            let mut evaluator = Evaluator::new(self.program, self.returns, verdict.subject, rule.locals, Silent);
            evaluator.date = date;
            for (binder, &row) in rule.binders.iter().zip(&verdict.rows) {
                evaluator.bind(binder.local, Datum::Known(Value::Record(row)));
            }
            if evaluator.instance(rule).as_ref() == Some(&verdict.outcome) {
                return Some(Reckoner::new(evaluator, rule));
            }
        }
        None
    }

    /// The number that a cell stands for, by the meaning that its form gives to a blank.
    pub fn value(&self, cell: CellId) -> Option<Number> {
        let owner = self.returns.record(self.returns.cell(cell).record).owner;
        match Evaluator::new(self.program, self.returns, owner, 0, Silent).cell(cell) {
            Datum::Known(Value::Quantity(quantity)) => Some(quantity.number),
            _ => None,
        }
    }

    /// The decimal places that any figure in a cell has: none for what counts whole things, those printed for what is rounded to them.
    pub fn grid(&self, cell: CellId) -> Option<u32> {
        let cell = self.returns.cell(cell);
        let shape = self.program.forms.shape(self.returns.record(cell.record).shape);
        let MemberKind::Field(field) = &shape.members.get(usize::from(cell.member))?.kind else { return None };
        match (field.ty, &cell.state) {
            (Ty::Quantity { unit: Unit::SHARES | Unit::DAYS, .. }, _) => Some(0),
            (Ty::Quantity { precision, .. }, CellState::Figure(Value::Quantity(figure))) if precision != Precision::Exact => {
                Some(figure.places).filter(|_| !figure.is_unprinted())
            }
            _ => None,
        }
    }

    /// The verdicts of a rule, with all its editions, on one return among others than those that it was made for.
    pub fn judge(&self, returns: &Returns, rule: RuleId, subject: ReturnId) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        if let Some(family) = self.family(rule) {
            editions::judge(self.program, returns, family, subject, None, &mut verdicts);
        }
        verdicts
    }

    fn family(&self, rule: RuleId) -> Option<&Family> {
        self.families.get(*self.family_of.get(rule.0 as usize)?)
    }
}

/// In at least one of these all conditions hold; none at all for what cannot hold.
pub(super) type Alternatives = Vec<Vec<Condition>>;

pub(super) struct Demand<'a> {
    pub relater: &'a Relater<'a>,
    pub reckoner: Reckoner<'a>,
    /// Figures that have at most so many places where the comparison holds.
    pub places: Vec<(CellId, u32)>,
    /// What must hold beside the comparison at hand so that its terms are what they are taken for.
    beside: Vec<Condition>,
    /// Which one is taken of each several of which the largest or smallest is asked for, and of how many; in the order of the reckoning.
    choices: Vec<(usize, usize)>,
    /// How many of them were met.
    met: usize,
}

pub(super) const LARGE: Unrelated = Unrelated::TooLarge;

impl<'a> Demand<'a> {
    fn new(relater: &'a Relater<'a>, reckoner: Reckoner<'a>) -> Demand<'a> {
        Demand { relater, reckoner, places: Vec::new(), beside: Vec::new(), choices: Vec::new(), met: 0 }
    }

    /// What makes a condition true or, where that is wanted, false.
    fn of(&mut self, id: ExprId, wanted: bool) -> Result<Alternatives, Unrelated> {
        let program = self.reckoner.evaluator.program;
        let id = self.reckoner.origin(id);
        match &program.expr(id).kind {
            ExprKind::And(left, right) if wanted => both(self.of(*left, true)?, &self.of(*right, true)?),
            ExprKind::And(left, right) => either(self.of(*left, false)?, self.of(*right, false)?),
            ExprKind::Or(left, right) if wanted => either(self.of(*left, true)?, self.of(*right, true)?),
            ExprKind::Or(left, right) => both(self.of(*left, false)?, &self.of(*right, false)?),
            ExprKind::Not(of) => self.of(*of, !wanted),
            ExprKind::If { condition, then, otherwise } => match self.reckoner.branch(*condition, *then, *otherwise) {
                Some(branch) => self.of(branch, wanted),
                None => Ok(Vec::new()),
            },
            ExprKind::Let { local, value, body } => {
                self.reckoner.bind(*local, *value);
                self.of(*body, wanted)
            }
            ExprKind::Compare { first, rest } => self.chain(*first, rest, wanted),
            ExprKind::Agrees { stated, bases } if wanted => {
                let mut all = Vec::new();
                for &base in bases {
                    all = either(all, self.each_choice(|this| this.agreement(*stated, base))?)?;
                }
                Ok(all)
            }
            ExprKind::Aggregate { kind: kind @ (AggregateKind::Every | AggregateKind::Some), binders, filter, body: Some(body) } => {
                let every = (*kind == AggregateKind::Every) == wanted;
                let Some(rows) = self.reckoner.rows_chosen(binders, *filter) else { return Ok(Vec::new()) };
                let locals = self.reckoner.evaluator.locals.clone();
                let mut all = if every { vec![Vec::new()] } else { Vec::new() };
                for row in rows {
                    self.reckoner.evaluator.locals = row;
                    let one = self.of(*body, wanted)?;
                    all = if every { both(all, &one)? } else { either(all, one)? };
                }
                self.reckoner.evaluator.locals = locals;
                Ok(all)
            }
            _ => Ok(if self.reckoner.evaluator.expr(id) == Datum::truth(wanted) { vec![Vec::new()] } else { Vec::new() }),
        }
    }

    fn chain(&mut self, first: ExprId, rest: &[(CompareOp, ExprId)], wanted: bool) -> Result<Alternatives, Unrelated> {
        let mut all = if wanted { vec![Vec::new()] } else { Vec::new() };
        let mut left = first;
        for &(op, right) in rest {
            let pair = self.each_choice(|this| this.pair(left, op, right, wanted))?;
            all = if wanted { both(all, &pair)? } else { either(all, pair)? };
            left = right;
        }
        Ok(all)
    }

    /// What is demanded in at least one of the ways in which the largest or smallest of several can be chosen.
    fn each_choice(&mut self, demand: impl Fn(&mut Self) -> Result<Alternatives, Unrelated>) -> Result<Alternatives, Unrelated> {
        let mut all = Vec::new();
        loop {
            self.met = 0;
            all = either(all, demand(self)?)?;
            while self.choices.last().is_some_and(|(taken, of)| taken + 1 >= *of) {
                self.choices.pop();
            }
            match self.choices.last_mut() {
                Some((taken, _)) => *taken += 1,
                None => return Ok(all),
            }
        }
    }

    fn pair(&mut self, left: ExprId, op: CompareOp, right: ExprId, wanted: bool) -> Result<Alternatives, Unrelated> {
        let evaluator = &mut self.reckoner.evaluator;
        let data = (evaluator.expr(left), evaluator.expr(right));
        let (Datum::Known(Value::Quantity(_)), Datum::Known(Value::Quantity(_))) = &data else {
            let at = About::Expression(left.0);
            let holds = evaluator.pair(op, (left, data.0), (right, data.1), at);
            return Ok(if holds == Datum::truth(wanted) { vec![Vec::new()] } else { Vec::new() });
        };
        let op = if wanted { op } else { opposite(op) };
        if let Some(alternatives) = self.rounded(op, left, right)? {
            let beside = std::mem::take(&mut self.beside);
            return both(alternatives, &vec![beside]);
        }
        let (left, right) = match op {
            CompareOp::AtLeast => (self.ends(right)?.high.0, self.ends(left)?.low.0),
            CompareOp::AtMost => (self.ends(left)?.high.0, self.ends(right)?.low.0),
            _ => (self.term(left)?, self.term(right)?),
        };
        let one = |stands, less: &Term, more: &Term, this: &mut Self| this.stands(less, stands, more).map(|conditions| vec![conditions]);
        let alternatives = match op {
            CompareOp::Equal => one(Stands::AtZero, &left, &right, self)?,
            CompareOp::Unequal => {
                let below = one(Stands::BelowZero, &left, &right, self)?;
                either(below, one(Stands::BelowZero, &right, &left, self)?)?
            }
            CompareOp::Less => one(Stands::BelowZero, &left, &right, self)?,
            CompareOp::LessOrEqual | CompareOp::AtLeast | CompareOp::AtMost => one(Stands::AtMostZero, &left, &right, self)?,
            CompareOp::Greater => one(Stands::BelowZero, &right, &left, self)?,
            CompareOp::GreaterOrEqual => one(Stands::AtMostZero, &right, &left, self)?,
        };
        let beside = std::mem::take(&mut self.beside);
        both(alternatives, &vec![beside])
    }

    /// `less − more` stands so to zero; a quotient is multiplied out, and what is below the line keeps its sign.
    pub fn stands(&mut self, less: &Term, stands: Stands, more: &Term) -> Result<Vec<Condition>, Unrelated> {
        let Term { over, under } = less.plus(&more.negated()).ok_or(LARGE)?;
        let below = self.current(&under).ok_or(LARGE)?;
        if below.is_zero() {
            return Err(Unrelated::NotJudged);
        }
        let (over, under) = if below.is_negative() { (over.negated(), under.negated()) } else { (over, under) };
        let mut conditions = vec![Condition { sum: over, stands }];
        if under.as_constant().is_none() {
            conditions.push(Condition { sum: under.negated(), stands: Stands::BelowZero });
        }
        Ok(conditions)
    }

    /// What makes a stated figure agree with one base: its readings, each an alternative.
    fn agreement(&mut self, stated: ExprId, base: ExprId) -> Result<Alternatives, Unrelated> {
        let evaluator = &mut self.reckoner.evaluator;
        let precision = evaluator.precision(stated);
        let exact_base = evaluator.precision(base) == Precision::Exact;
        let (Datum::Known(Value::Quantity(figure)), Datum::Known(Value::Quantity(reckoned))) =
            (evaluator.expr(stated), evaluator.expr(base))
        else {
            return Ok(Vec::new());
        };
        if !exact_base {
            let (stated, base) = (self.ends(stated)?, self.ends(base)?);
            let meets = |low: &(Term, bool), high: &(Term, bool), this: &mut Self| {
                let stands = if low.1 && high.1 { Stands::AtMostZero } else { Stands::BelowZero };
                this.stands(&low.0, stands, &high.0)
            };
            let mut conditions = meets(&stated.low, &base.high, self)?;
            conditions.extend(meets(&base.low, &stated.high, self)?);
            conditions.append(&mut self.beside);
            return Ok(vec![conditions]);
        }
        let (x, e) = (self.term(stated)?, self.term(base)?);
        // A figure without printed digits stands for nothing but itself.
        let precision = if figure.is_unprinted() { Precision::Exact } else { precision };
        let mut readings = Vec::new();
        if precision == Precision::Exact {
            readings.push(self.stands(&x, Stands::AtZero, &e)?);
        }
        if matches!(precision, Precision::Rounded | Precision::RoundedOrTruncated) {
            let half = Number::half_unit(figure.places);
            let mut near = self.stands(&x.shifted(&half.negate()).ok_or(LARGE)?, Stands::AtMostZero, &e)?;
            near.extend(self.stands(&e, Stands::AtMostZero, &x.shifted(&half).ok_or(LARGE)?)?);
            readings.push(near);
        }
        if matches!(precision, Precision::Truncated | Precision::RoundedOrTruncated) {
            readings.push(self.cut(&x, &e, &figure, reckoned.number.is_negative())?);
        }
        let beside = std::mem::take(&mut self.beside);
        both(readings, &vec![beside])
    }

    /// What makes a figure its base with the further digits cut off, which takes a positive one down and a negative one up.
    fn cut(&mut self, stated: &Term, base: &Term, figure: &Quantity, up: bool) -> Result<Vec<Condition>, Unrelated> {
        let half = Number::half_unit(figure.places);
        let unit = half.add(&half).ok_or(LARGE)?;
        let (low, high) = if up { (unit.negate(), Number::zero()) } else { (Number::zero(), unit) };
        let ends = if up { (Stands::BelowZero, Stands::AtMostZero) } else { (Stands::AtMostZero, Stands::BelowZero) };
        let mut conditions = self.stands(&stated.shifted(&low).ok_or(LARGE)?, ends.0, base)?;
        conditions.extend(self.stands(base, ends.1, &stated.shifted(&high).ok_or(LARGE)?)?);
        Ok(conditions)
    }

    /// What a quantity is made of.
    pub fn term(&mut self, id: ExprId) -> Result<Term, Unrelated> {
        let program = self.reckoner.evaluator.program;
        let id = self.reckoner.origin(id);
        match &program.expr(id).kind {
            ExprKind::Member { of, slot } => self.figure(id, *of, *slot),
            ExprKind::Negate(of) => Ok(self.term(*of)?.negated()),
            ExprKind::Arithmetic(op, left, right) if is_quantity(program, *left) && is_quantity(program, *right) => {
                let (left, right) = (self.term(*left)?, self.term(*right)?);
                let term = match op {
                    ArithmeticOp::Add => left.plus(&right),
                    ArithmeticOp::Subtract => left.plus(&right.negated()),
                    ArithmeticOp::Multiply => left.times(&right),
                    ArithmeticOp::Divide => left.divided_by(&right),
                };
                term.ok_or(LARGE)
            }
            ExprKind::Absolute(of) => {
                let term = self.term(*of)?;
                let negative = matches!(self.reckoner.evaluator.expr(*of), Datum::Known(Value::Quantity(of)) if of.number.is_negative());
                let term = if negative { term.negated() } else { term };
                self.keep(&Term::constant(Number::zero()), &term)?;
                Ok(term)
            }
            ExprKind::If { condition, then, otherwise } => match self.reckoner.branch(*condition, *then, *otherwise) {
                Some(branch) => self.term(branch),
                None => Err(Unrelated::NotJudged),
            },
            ExprKind::Let { local, value, body } => {
                self.reckoner.bind(*local, *value);
                self.term(*body)
            }
            ExprKind::Extreme { largest, of } => {
                let terms: Vec<Term> = of.iter().map(|&of| self.term(of)).collect::<Result<_, _>>()?;
                self.extreme(*largest, &terms)
            }
            ExprKind::Aggregate { kind: kind @ (AggregateKind::Largest | AggregateKind::Smallest), binders, filter, body: Some(body) } => {
                let rows = self.reckoner.rows_chosen(binders, *filter).ok_or(Unrelated::NotJudged)?;
                let locals = self.reckoner.evaluator.locals.clone();
                let mut terms = Vec::with_capacity(rows.len());
                for row in rows {
                    self.reckoner.evaluator.locals = row;
                    terms.push(self.term(*body)?);
                }
                self.reckoner.evaluator.locals = locals;
                self.extreme(*kind == AggregateKind::Largest, &terms)
            }
            ExprKind::Aggregate { kind: AggregateKind::Total, binders, filter, body: Some(body) } => {
                let rows = self.reckoner.rows_chosen(binders, *filter).ok_or(Unrelated::NotJudged)?;
                let locals = self.reckoner.evaluator.locals.clone();
                let mut total = Term::constant(Number::zero());
                for row in rows {
                    self.reckoner.evaluator.locals = row;
                    total = total.plus(&self.term(*body)?).ok_or(LARGE)?;
                }
                self.reckoner.evaluator.locals = locals;
                Ok(total)
            }
            ExprKind::Round { .. } => Err(Unrelated::Reckoning),
            _ => self.value(id),
        }
    }

    /// One of several that is to be the largest or smallest; the others are not beyond it.
    fn extreme(&mut self, largest: bool, terms: &[Term]) -> Result<Term, Unrelated> {
        let at = self.met;
        self.met += 1;
        if at == self.choices.len() {
            self.choices.push((0, terms.len()));
        }
        let taken = self.choices.get(at).map_or(0, |(taken, _)| *taken);
        let chosen = terms.get(taken).ok_or(Unrelated::NotJudged)?;
        for (_, other) in terms.iter().enumerate().filter(|(place, _)| *place != taken) {
            if largest { self.keep(other, chosen)? } else { self.keep(chosen, other)? }
        }
        Ok(chosen.clone())
    }

    /// Notes that one term must stay at most another.
    fn keep(&mut self, less: &Term, more: &Term) -> Result<(), Unrelated> {
        let conditions = self.stands(less, Stands::AtMostZero, more)?;
        self.beside.extend(conditions);
        Ok(())
    }

    /// A quantity as it stands.
    fn value(&mut self, id: ExprId) -> Result<Term, Unrelated> {
        match self.reckoner.evaluator.expr(id) {
            Datum::Known(Value::Quantity(quantity)) => Ok(Term::constant(quantity.number)),
            _ => Err(Unrelated::NotJudged),
        }
    }

    /// A cell of a return is left open; reference data and the profile stand as they are.
    fn figure(&mut self, id: ExprId, of: ExprId, slot: u16) -> Result<Term, Unrelated> {
        let evaluator = &mut self.reckoner.evaluator;
        let Datum::Known(Value::Record(record)) = evaluator.expr(of) else { return Err(Unrelated::NotJudged) };
        match evaluator.slot(record, slot) {
            (Datum::Known(Value::Quantity(_)), Some(cell)) if is_filed(evaluator, record) => Ok(Term::whole(Polynomial::figure(cell))),
            _ => self.value(id),
        }
    }

    /// What a linear reckoning of rounded figures may stand for, with the figures left open.
    fn ends(&mut self, id: ExprId) -> Result<Ends, Unrelated> {
        let evaluator = &mut self.reckoner.evaluator;
        let precision = evaluator.precision(id);
        if precision == Precision::Exact {
            let term = self.term(id)?;
            return Ok(Ends::exactly(term));
        }
        let program = evaluator.program;
        let id = self.reckoner.origin(id);
        match &program.expr(id).kind {
            ExprKind::Member { .. } => {
                let Datum::Known(Value::Quantity(figure)) = self.reckoner.evaluator.expr(id) else { return Err(Unrelated::NotJudged) };
                let term = self.term(id)?;
                Ends::around(&term, &figure, precision).ok_or(LARGE)
            }
            ExprKind::Negate(of) => Ok(self.ends(*of)?.negated()),
            ExprKind::Arithmetic(op @ (ArithmeticOp::Add | ArithmeticOp::Subtract), left, right) => {
                let (left, mut right) = (self.ends(*left)?, self.ends(*right)?);
                if *op == ArithmeticOp::Subtract {
                    right = right.negated();
                }
                left.plus(&right).ok_or(LARGE)
            }
            ExprKind::Aggregate { kind: AggregateKind::Total, binders, filter, body: Some(body) } => {
                let rows = self.reckoner.rows_chosen(binders, *filter).ok_or(Unrelated::NotJudged)?;
                let locals = self.reckoner.evaluator.locals.clone();
                let mut total = Ends::exactly(Term::constant(Number::zero()));
                for row in rows {
                    self.reckoner.evaluator.locals = row;
                    total = total.plus(&self.ends(*body)?).ok_or(LARGE)?;
                }
                self.reckoner.evaluator.locals = locals;
                Ok(total)
            }
            _ => Err(Unrelated::Reckoning),
        }
    }

    /// The value of a polynomial as the figures stand.
    fn current(&self, sum: &Polynomial) -> Option<Number> {
        let value = |cell: &CellId| match self.reckoner.evaluator.cell(*cell) {
            Datum::Known(Value::Quantity(quantity)) => Some(quantity.number),
            _ => None,
        };
        sum.terms().try_fold(Number::zero(), |total, (figures, coefficient)| {
            let product = figures.iter().try_fold(coefficient.clone(), |product, cell| product.multiply(&value(cell)?))?;
            total.add(&product)
        })
    }
}

pub(super) fn is_quantity(program: &Program, id: ExprId) -> bool {
    matches!(program.expr(id).ty, Ty::Quantity { .. } | Ty::Zero)
}

/// Whether a record is of a filed return, not of reference data or of the profile.
fn is_filed(evaluator: &Evaluator<'_, Silent>, record: RecordId) -> bool {
    let form = evaluator.returns.get(evaluator.returns.record(record).owner).form;
    evaluator.program.forms.form(form).kind == FormKind::Return
}

fn opposite(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Equal => CompareOp::Unequal,
        CompareOp::Unequal => CompareOp::Equal,
        CompareOp::Less => CompareOp::GreaterOrEqual,
        CompareOp::LessOrEqual | CompareOp::AtMost => CompareOp::Greater,
        CompareOp::Greater => CompareOp::LessOrEqual,
        CompareOp::GreaterOrEqual | CompareOp::AtLeast => CompareOp::Less,
    }
}

pub(super) fn either(mut left: Alternatives, right: Alternatives) -> Result<Alternatives, Unrelated> {
    left.extend(right);
    if left.len() > MOST_ALTERNATIVES { Err(LARGE) } else { Ok(left) }
}

pub(super) fn both(left: Alternatives, right: &Alternatives) -> Result<Alternatives, Unrelated> {
    if left.len() * right.len() > MOST_ALTERNATIVES {
        return Err(LARGE);
    }
    let joined = |one: &Vec<Condition>, other: &Vec<Condition>| one.iter().chain(other).cloned().collect();
    Ok(left.iter().flat_map(|one| right.iter().map(move |other| joined(one, other))).collect())
}
