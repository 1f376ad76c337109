//! `never-fails`: a rule whose condition holds whatever the figures are.

use super::canon::Canon;
use super::conditions::Known;
use super::never_applies::conditions;
use super::{Subject, conjuncts, givens};
use crate::diag::{Diagnostic, codes};
use crate::ir::Rule;

pub(super) fn of_rule(subject: &Subject<'_>, canon: &mut Canon<'_>, rule: &Rule) -> Option<Diagnostic> {
    let program = subject.program;
    canon.rule(rule);
    let givens = givens(rule);
    let mut known = Known::default();
    for condition in conditions(rule).into_iter().flat_map(|id| conjuncts(program, &givens, id)) {
        known.add(program, canon, condition, true);
    }
    // A rule that applies to nothing is told as such.
    if known.is_contradictory() {
        return None;
    }
    let always = conjuncts(program, &givens, rule.assertion).into_iter().all(|part| known.implies(program, canon, part));
    always.then(|| {
        let message = format!("no return can fail the rule `{}`", rule.name);
        Diagnostic::new(&codes::NEVER_FAILS, message, program.expr(rule.assertion).span, "always holds")
            .help("The rule checks nothing and looks as if it did. Compare with the figure that was meant, or remove the rule.")
    })
}
