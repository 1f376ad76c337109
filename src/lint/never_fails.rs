//! `never-fails`: a rule whose condition holds whatever the figures are.

use super::canon::Canon;
use super::conditions::Known;
use super::never_applies::conditions;
use super::{Subject, conjuncts, givens};
use crate::diag::{Diagnostic, codes};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let program = subject.program;
    let mut canon = Canon::new(program);
    let mut found = Vec::new();
    for (_, rule) in subject.rules() {
        canon.rule(rule);
        let givens = givens(rule);
        let mut known = Known::default();
        for condition in conditions(rule).into_iter().flat_map(|id| conjuncts(program, &givens, id)) {
            known.add(program, &mut canon, condition, true);
        }
        // A rule that applies to nothing is told as such.
        if known.is_contradictory() {
            continue;
        }
        if conjuncts(program, &givens, rule.assertion).into_iter().all(|part| known.implies(program, &mut canon, part)) {
            let message = format!("no return can fail the rule `{}`", rule.name);
            let span = program.expr(rule.assertion).span;
            found.push(
                Diagnostic::new(&codes::NEVER_FAILS, message, span, "always holds")
                    .help("The rule checks nothing and looks as if it did. Compare with the figure that was meant, or remove the rule."),
            );
        }
    }
    found
}
