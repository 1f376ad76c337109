//! `never-applies`: a rule whose conditions cannot hold together.

use super::canon::Canon;
use super::conditions::Known;
use super::{Subject, conjuncts, givens};
use crate::diag::{Diagnostic, codes};
use crate::ir::{ExprId, Rule, Step};

pub(super) fn of_rule(subject: &Subject<'_>, canon: &mut Canon<'_>, rule: &Rule) -> Option<Diagnostic> {
    canon.rule(rule);
    let givens = givens(rule);
    let mut known = Known::default();
    for condition in conditions(rule).into_iter().flat_map(|id| conjuncts(subject.program, &givens, id)) {
        known.add(subject.program, canon, condition, true);
        if known.is_contradictory() {
            let message = format!("the rule `{}` applies to nothing", rule.name);
            let span = subject.program.expr(condition).span;
            return Some(Diagnostic::new(&codes::NEVER_APPLIES, message, span, "never holds here").help(
                "The rule checks nothing and looks as if it did. Correct the condition that contradicts the others, or remove the rule.",
            ));
        }
    }
    None
}

/// What must hold for a rule to be judged: its `where` and each `when`.
pub(super) fn conditions(rule: &Rule) -> Vec<ExprId> {
    let whens = rule.steps.iter().filter_map(|step| match step {
        Step::When(condition) => Some(*condition),
        Step::Given { .. } => None,
    });
    rule.filter.into_iter().chain(whens).collect()
}
