//! `unused-given`: a name that a rule gives to a value and never uses.

use super::{Subject, edits, reachable, roots};
use crate::diag::{Diagnostic, codes};
use crate::ir::{ExprKind, LocalId, Rule, Step};
use crate::syntax::ast::{self, RuleDecl};

pub(super) fn of_rule(subject: &Subject<'_>, declared: &RuleDecl, rule: &Rule) -> Vec<Diagnostic> {
    let unused: Vec<LocalId> = unused(subject, rule);
    let mut found = Vec::new();
    for (written, step) in declared.steps.iter().zip(&rule.steps) {
        let (ast::Step::Given { name, span, .. }, Step::Given { local, .. }) = (written, step) else { continue };
        if unused.contains(local) {
            let message = format!("nothing uses `{}`", name.text);
            let whole = edits::line_of(&subject.sources.get(span.source).text, *span);
            found.push(
                Diagnostic::new(&codes::UNUSED_GIVEN, message, name.span, "given and not used")
                    .help("A reader looks for what it is for. Remove the clause, or use it in the condition or the message.")
                    .fix("remove the clause", whole, ""),
            );
        }
    }
    found
}

fn unused(subject: &Subject<'_>, rule: &Rule) -> Vec<LocalId> {
    if !rule.steps.iter().any(|step| matches!(step, Step::Given { .. })) {
        return Vec::new();
    }
    let used: Vec<LocalId> = reachable(subject.program, roots(rule))
        .into_iter()
        .filter_map(|id| match subject.program.expr(id).kind {
            ExprKind::Local(local) => Some(local),
            _ => None,
        })
        .collect();
    let given = rule.steps.iter().filter_map(|step| match step {
        Step::Given { local, .. } => Some(*local),
        Step::When(_) => None,
    });
    given.filter(|local| !used.contains(local)).collect()
}
