//! The evidence for one verdict: its instance is judged again, and this time everything is written down.

use std::collections::BTreeMap;

use super::compare::Reading;
use super::expr::Evaluator;
use super::operators;
use super::reckoning::Reckoner;
use super::recorder::{Part, Recorder, Silent};
use super::{editions, words};
use crate::data::Returns;
use crate::ir::{ArithmeticOp, CompareOp, ExprId, ExprKind, LocalId, LookupKeys, Program, Rule, Template, TemplatePart};
use crate::ty::{Precision, Ty, Unit};
use crate::value::{About, CellId, Datum, Quantity, Unknown, Value};
use crate::verdict::{Closed, Comparison, Derivation, DerivationStep, Outcome, Side, Verdict};

pub fn derive(program: &Program, returns: &Returns, verdict: &Verdict) -> Derivation {
    let candidates = editions::candidates(program, returns, &editions::family_of(program, verdict.rule), verdict.subject);
    let replayed = candidates.into_iter().flatten().filter(|(id, _)| *id == verdict.rule).find_map(|(_, date)| {
        let mut evaluator = Evaluator::new(program, returns, verdict.subject, program.rule(verdict.rule).locals, Trace::default());
        evaluator.date = date;
        evidence(evaluator, program.rule(verdict.rule), verdict)
    });
    let mut derivation = replayed.unwrap_or_else(|| Trace::default().alone());
    if let Outcome::Undetermined(Unknown { about: About::Cell(cell), .. }) = verdict.outcome {
        add_once(&mut derivation.cells, cell);
    }
    if let Outcome::Undetermined(Unknown { about: About::NoRow(lookup), .. }) = verdict.outcome {
        derivation.looked_for = looked_for(program, returns, &derivation.steps, ExprId(lookup));
    }
    derivation
}

/// The key of the first lookup of an expression that found no row, in words.
fn looked_for(program: &Program, returns: &Returns, steps: &[DerivationStep], lookup: ExprId) -> Option<String> {
    let ExprKind::Lookup { keys, .. } = &program.expr(lookup).kind else { return None };
    let failed = steps.iter().position(|step| step.expr == lookup && matches!(step.datum, Datum::Unknown(_)))?;
    let datum_of = |id: ExprId| steps[..failed].iter().rev().find(|step| step.expr == id).map(|step| &step.datum);
    let in_words = |&id: &ExprId| Some(words::datum(program, returns, program.expr(id).ty, datum_of(id)?));
    match keys {
        LookupKeys::Each(keys) => keys.iter().map(in_words).collect::<Option<Vec<String>>>().map(|keys| keys.join(", ")),
        LookupKeys::Any(key, _) => in_words(key),
        LookupKeys::SameAs(row, slots) => {
            let Some(Datum::Known(Value::Record(row))) = datum_of(*row) else { return None };
            let marks: Option<Vec<String>> = slots.iter().map(|&slot| words::mark(program, returns, *row, slot)).collect();
            marks.map(|marks| marks.join(", "))
        }
    }
}

/// The evidence, if the instance comes to the verdict's outcome on the date that is tried.
fn evidence(mut evaluator: Evaluator<'_, Trace>, rule: &Rule, verdict: &Verdict) -> Option<Derivation> {
    for (binder, &row) in rule.binders.iter().zip(&verdict.rows) {
        evaluator.bind(binder.local, Datum::Known(Value::Record(row)));
    }
    if let Some(unbound) = rule.binders.get(verdict.rows.len()) {
        evaluator.list(unbound.list);
        return Some(evaluator.recorder.alone());
    }
    let is_within = |list| matches!(evaluator.program.expr(list).kind, ExprKind::Within { .. });
    let may_be_in_doubt = rule.binders.iter().any(|binder| is_within(binder.list));
    if evaluator.instance(rule).as_ref() != Some(&verdict.outcome) {
        // Nothing is made of a row that perhaps does not lie in its window.
        let is_in_doubt = may_be_in_doubt && matches!(verdict.outcome, Outcome::Undetermined(_));
        return is_in_doubt.then(|| evaluator.recorder.alone());
    }
    let Evaluator { program, returns, subject, date, locals, recorder, .. } = evaluator;
    let mut silent = Evaluator::new(program, returns, subject, 0, Silent);
    (silent.date, silent.locals) = (date, locals);
    let mut reckoner = Reckoner::new(silent, rule);
    let asserted = recorder.part == Part::Assertion;
    let compared = if asserted { compared(&mut reckoner, rule.assertion, &verdict.outcome) } else { None };
    let difference = compared.as_ref().and_then(|compared| compared.difference.clone());
    let template = rule.message.as_ref().filter(|_| verdict.outcome == Outcome::Fail);
    let message = template.map(|template| fill(&mut reckoner, template, difference));
    let cells = if asserted { recorder.assertion } else { recorder.selection };
    let comparison = compared.map(|compared| compared.comparison);
    Some(Derivation { steps: recorder.steps, cells, comparison, message, looked_for: None, closed: recorder.closed })
}

/// Writes down what the evaluator does.
struct Trace {
    steps: Vec<DerivationStep>,
    part: Part,
    /// How many choices of rows are under way.
    choosing: u32,
    selection: Vec<CellId>,
    givens: BTreeMap<LocalId, Vec<CellId>>,
    assertion: Vec<CellId>,
    closed: Vec<Closed>,
}

impl Default for Trace {
    fn default() -> Trace {
        let (selection, assertion) = (Vec::new(), Vec::new());
        Trace { steps: Vec::new(), part: Part::Selection, choosing: 0, selection, givens: BTreeMap::new(), assertion, closed: Vec::new() }
    }
}

impl Trace {
    /// What was written down before anything was asserted.
    fn alone(self) -> Derivation {
        let Trace { steps, selection, closed, .. } = self;
        Derivation { steps, cells: selection, comparison: None, message: None, looked_for: None, closed }
    }

    fn read(&mut self, cell: CellId) {
        let cells = match self.part {
            Part::Selection | Part::When => &mut self.selection,
            Part::Given(local) => self.givens.entry(local).or_default(),
            Part::Assertion => &mut self.assertion,
        };
        add_once(cells, cell);
    }
}

impl Recorder for Trace {
    fn finished(&mut self, expr: ExprId, datum: &Datum, cell: Option<CellId>) {
        self.steps.push(DerivationStep { expr, datum: datum.clone(), cell });
        if let Some(cell) = cell.filter(|_| self.choosing == 0) {
            self.read(cell);
        }
    }

    fn closed(&mut self, closed: Closed) {
        if !self.closed.contains(&closed) {
            self.closed.push(closed);
        }
    }

    fn used(&mut self, local: LocalId) {
        if self.choosing == 0 {
            let cells = self.givens.get(&local).cloned().unwrap_or_default();
            cells.into_iter().for_each(|cell| self.read(cell));
        }
    }

    fn part(&mut self, part: Part) {
        self.part = part;
    }

    fn choosing(&mut self) {
        self.choosing += 1;
    }

    fn chosen(&mut self) {
        self.choosing = self.choosing.saturating_sub(1);
    }
}

fn add_once(cells: &mut Vec<CellId>, cell: CellId) {
    if !cells.contains(&cell) {
        cells.push(cell);
    }
}

/// Both sides of the condition that decided, and the number that `{difference}` shows.
struct Compared {
    comparison: Comparison,
    difference: Option<(Quantity, Ty)>,
}

/// The comparison that decided the asserted condition, if it is one or joins some.
fn compared(reckoner: &mut Reckoner<'_>, asserted: ExprId, outcome: &Outcome) -> Option<Compared> {
    let program = reckoner.evaluator.program;
    let mut id = asserted;
    loop {
        id = reckoner.origin(id);
        match &program.expr(id).kind {
            ExprKind::Compare { first, rest } => return Some(chain(reckoner, id, *first, rest, outcome)),
            ExprKind::Agrees { stated, bases } => return agreement(reckoner, *stated, bases),
            ExprKind::And(left, right) => {
                let decides = decides(&reckoner.evaluator.expr(*left), outcome)?;
                id = if decides { *left } else { *right };
            }
            ExprKind::If { condition, then, otherwise } => id = reckoner.branch(*condition, *then, *otherwise)?,
            ExprKind::Let { local, value, body } => {
                reckoner.bind(*local, *value);
                id = *body;
            }
            _ => return None,
        }
    }
}

/// Whether a condition among several is the one that decided; `None` where each of them had to hold.
fn decides(condition: &Datum, outcome: &Outcome) -> Option<bool> {
    match outcome {
        Outcome::Fail => Some(*condition == Datum::truth(false)),
        Outcome::Undetermined(_) => Some(matches!(condition, Datum::Unknown(_))),
        Outcome::Pass | Outcome::NotApplicable => None,
    }
}

/// The first pair of a chain that decided, or the first at all.
fn chain(reckoner: &mut Reckoner<'_>, id: ExprId, first: ExprId, rest: &[(CompareOp, ExprId)], outcome: &Outcome) -> Compared {
    let at = About::Expression(id.0);
    let lefts = std::iter::once(first).chain(rest.iter().map(|(_, right)| *right));
    let pairs: Vec<(ExprId, CompareOp, ExprId)> = lefts.zip(rest).map(|(left, (op, right))| (left, *op, *right)).collect();
    let deciding = pairs.iter().copied().find(|&(left, op, right)| {
        let (left_datum, right_datum) = (reckoner.evaluator.expr(left), reckoner.evaluator.expr(right));
        let datum = reckoner.evaluator.pair(op, (left, left_datum), (right, right_datum), at);
        decides(&datum, outcome).unwrap_or(true)
    });
    let (left, op, right) = deciding.or(pairs.first().copied()).unwrap_or((first, CompareOp::Equal, first));
    sides(reckoner, left, sign_of(op), right, None)
}

fn sign_of(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::Unequal => "≠",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual | CompareOp::AtMost => "≤",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual | CompareOp::AtLeast => "≥",
    }
}

/// The stated figure beside the base that fitted, or beside the first.
fn agreement(reckoner: &mut Reckoner<'_>, stated: ExprId, bases: &[ExprId]) -> Option<Compared> {
    let precision = reckoner.evaluator.precision(stated);
    let figure = reckoner.evaluator.expr(stated);
    for (place, &base) in bases.iter().enumerate() {
        let reckoned = reckoner.evaluator.expr(base);
        let (Datum::Known(stated_value), Datum::Known(base_value)) = (&figure, &reckoned) else { continue };
        if let Ok(Some(reading)) = reckoner.evaluator.fit(stated_value, precision, base_value, base) {
            let word = match reading {
                Reading::Exact => "exact",
                Reading::Rounded => "rounded",
                Reading::Cut => "cut",
                Reading::WithinRounding => "within the rounding of its figures",
            };
            let fitted = format!("base {}: {}, {word}", place + 1, reckoner.side(base).reckoning);
            return Some(sides(reckoner, stated, "agrees with", base, Some(fitted)));
        }
    }
    let base = bases.first()?;
    Some(sides(reckoner, stated, "agrees with", *base, None))
}

fn sides(reckoner: &mut Reckoner<'_>, left: ExprId, operator: &'static str, right: ExprId, fitted: Option<String>) -> Compared {
    let difference = difference(reckoner, left, right);
    let shown = difference.as_ref().map(|(number, ty)| words::quantity(number, *ty, false));
    let (left, right) = (side_beside(reckoner, left, right), side_beside(reckoner, right, left));
    let comparison = Comparison { left, right, operator, difference: shown, fitted };
    Compared { comparison, difference }
}

/// One side; a bare ratio beside a percentage is shown as a percentage too.
fn side_beside(reckoner: &mut Reckoner<'_>, id: ExprId, other: ExprId) -> Side {
    let program = reckoner.evaluator.program;
    let mut side = reckoner.side(id);
    let other = program.expr(other).ty;
    let is_ratio = matches!(program.expr(id).ty, Ty::Quantity { unit: Unit::NUMBER, percent: false, .. });
    if is_ratio && matches!(other, Ty::Quantity { percent: true, .. }) {
        let value: std::sync::Arc<str> = words::datum(program, reckoner.evaluator.returns, other, &reckoner.evaluator.expr(id)).into();
        side.reckoning = if side.reckoning == side.value { value.clone() } else { side.reckoning };
        side.value = value;
    }
    side
}

/// Left less right, with the type that says how it is shown.
fn difference(reckoner: &mut Reckoner<'_>, left: ExprId, right: ExprId) -> Option<(Quantity, Ty)> {
    let program = reckoner.evaluator.program;
    let ty = match (program.expr(left).ty, program.expr(right).ty) {
        (Ty::Quantity { unit, percent, .. }, Ty::Quantity { unit: other, percent: also, .. }) if unit == other => {
            Ty::Quantity { unit, precision: Precision::Exact, percent: percent || also }
        }
        (ty @ Ty::Quantity { .. }, Ty::Zero) | (Ty::Zero, ty @ Ty::Quantity { .. }) => ty,
        (Ty::Zero, Ty::Zero) => Ty::exact(Unit::NUMBER),
        _ => return None,
    };
    match (reckoner.evaluator.expr(left), reckoner.evaluator.expr(right)) {
        (Datum::Known(Value::Quantity(left)), Datum::Known(Value::Quantity(right))) => {
            let number = operators::quantities(ArithmeticOp::Subtract, &left, &right, true).ok()?;
            Some((number, ty))
        }
        _ => None,
    }
}

/// The message with its holes filled.
fn fill(reckoner: &mut Reckoner<'_>, template: &Template, difference: Option<(Quantity, Ty)>) -> String {
    let program = reckoner.evaluator.program;
    let mut text = String::new();
    for part in &template.parts {
        match part {
            TemplatePart::Text(words) => text.push_str(words),
            TemplatePart::Hole { value, signed: true } => match reckoner.evaluator.expr(*value) {
                Datum::Known(Value::Quantity(number)) => text.push_str(&words::quantity(&number, program.expr(*value).ty, true)),
                _ => text.push_str(&reckoner.value(*value)),
            },
            TemplatePart::Hole { value, signed: false } => text.push_str(&reckoner.value(*value)),
            TemplatePart::Difference { signed } => match &difference {
                Some((number, ty)) => text.push_str(&words::quantity(number, *ty, *signed)),
                None => text.push_str("(not known)"),
            },
        }
    }
    text
}
