//! What holds of every program, checked in tests: ids are in range, children come before parents, conditions are conditions.

use super::{ExprId, ExprKind, LookupKeys, Program, Rule, Step, TemplatePart};
use crate::ty::Ty;

impl ExprKind {
    /// The expressions that this one is made of.
    pub fn children(&self) -> Vec<ExprId> {
        use ExprKind as K;
        match self {
            K::Constant(_)
            | K::Parameter(_)
            | K::Local(_)
            | K::Subject
            | K::Previous(_)
            | K::Returns(_)
            | K::RowsOfReturns { .. }
            | K::Profile(_)
            | K::Table(_) => Vec::new(),
            K::Within { of, window } => std::iter::once(*of).chain(window.exprs()).collect(),
            K::Member { of, .. } => vec![*of],
            K::Lookup { list, keys } => {
                let mut children = vec![*list];
                match keys {
                    LookupKeys::Each(keys) => children.extend(keys),
                    LookupKeys::Any(key, _) | LookupKeys::SameAs(key, _) => children.push(*key),
                }
                children
            }
            K::ReturnOf(of)
            | K::Negate(of)
            | K::Not(of)
            | K::Absolute(of)
            | K::MonthOf(of)
            | K::DateOf(of)
            | K::Presence { cell: of, .. }
            | K::IsCode { value: of, .. }
            | K::Round { value: of, .. }
            | K::DayOfMonth { month: of, .. } => vec![*of],
            K::BusinessDay { count, from, .. } | K::BusinessDays { count, from, .. } | K::MonthsFrom { months: count, from, .. } => {
                count.expr().into_iter().chain([*from]).collect()
            }
            K::Arithmetic(_, a, b)
            | K::And(a, b)
            | K::Or(a, b)
            | K::BusinessDaysBetween { after: a, until: b, .. }
            | K::TimeOn { time: a, date: b }
            | K::Let { value: a, body: b, .. }
            | K::SameRow { left: a, right: b, .. } => vec![*a, *b],
            K::Compare { first, rest } => std::iter::once(*first).chain(rest.iter().map(|(_, expr)| *expr)).collect(),
            K::Agrees { stated, bases } => std::iter::once(*stated).chain(bases.iter().copied()).collect(),
            K::If { condition, then, otherwise } => vec![*condition, *then, *otherwise],
            K::Aggregate { binders, filter, body, .. } => {
                binders.iter().map(|binder| binder.list).chain(filter.iter().copied()).chain(body.iter().copied()).collect()
            }
            K::Extreme { of, .. } | K::Whichever(of) => of.clone(),
        }
    }
}

impl Rule {
    /// The outermost expressions of what the rule reads, in every language of its message.
    pub fn roots(&self) -> Vec<ExprId> {
        let messages = self.message.iter().chain(self.messages.iter().map(|(_, message)| message));
        let holes = messages.flat_map(|message| &message.parts).filter_map(|part| match part {
            TemplatePart::Hole { value, .. } => Some(*value),
            TemplatePart::Text(_) | TemplatePart::Difference { .. } => None,
        });
        let steps = self.steps.iter().map(|step| match step {
            Step::When(condition) => *condition,
            Step::Given { value, .. } => *value,
        });
        let lists = self.binders.iter().map(|binder| binder.list);
        lists.chain(self.by).chain(self.filter).chain(steps).chain([self.assertion]).chain(holes).collect()
    }
}

/// The first thing that does not hold of a program, in words.
pub fn verify(program: &Program) -> Result<(), String> {
    for (place, expr) in program.exprs.iter().enumerate() {
        if expr.kind.children().iter().any(|child| child.0 as usize >= place) {
            return Err(format!("expression {place} is made of one that comes after it"));
        }
        if let ExprKind::Member { of, slot } = expr.kind {
            let Ty::Record(shape) = program.expr(of).ty else {
                return Err(format!("expression {place} asks for a member of what is no record"));
            };
            if program.forms.shape(shape).members.len() <= slot as usize {
                return Err(format!("expression {place} asks for a member that its shape does not have"));
            }
        }
    }
    if let Some(waiver) = program.waivers.iter().find(|waiver| program.expr(waiver.condition).ty != Ty::Bool) {
        return Err(format!("the condition of the waiver of `{}` is neither true nor false", waiver.rule));
    }
    for rule in &program.rules {
        let whens = rule.steps.iter().filter_map(|step| match step {
            Step::When(condition) => Some(*condition),
            Step::Given { .. } => None,
        });
        for condition in whens.chain(rule.filter).chain([rule.assertion]) {
            if program.expr(condition).ty != Ty::Bool {
                return Err(format!("a condition of `{}` is neither true nor false", rule.name));
            }
        }
        let binders = rule.binders.iter().map(|binder| binder.local);
        let givens = rule.steps.iter().filter_map(|step| match step {
            Step::Given { local, .. } => Some(*local),
            Step::When(_) => None,
        });
        if binders.chain(givens).any(|local| local.0 >= rule.locals) {
            return Err(format!("a local of `{}` is beyond its count", rule.name));
        }
        let holes = rule.message.iter().flat_map(|message| &message.parts).filter_map(|part| match part {
            TemplatePart::Hole { value, .. } => Some(*value),
            _ => None,
        });
        if holes.chain(rule.doubt.iter().copied()).any(|expr| expr.0 as usize >= program.exprs.len()) {
            return Err(format!("`{}` names an expression that does not exist", rule.name));
        }
    }
    Ok(())
}
