//! `unused-parameter`: a parameter that no rule of the program asks for.

use std::collections::BTreeSet;

use super::memory::Known;
use super::{Subject, reachable, roots};
use crate::diag::{Diagnostic, codes};
use crate::ir::{ExprKind, ParameterId};
use crate::syntax::ast::Item;

pub(super) fn check(subject: &Subject<'_>, known: &[Known<'_>]) -> Vec<Diagnostic> {
    let is_parameter = |item: &Item| matches!(item, Item::Parameter(_));
    if !subject.files.iter().any(|file| file.items.iter().any(is_parameter)) {
        return Vec::new();
    }
    let program = subject.program;
    let elsewhere = reachable(program, subject.other_rules().flat_map(roots)).into_iter().filter_map(|id| match program.expr(id).kind {
        ExprKind::Parameter(parameter) => Some(parameter),
        _ => None,
    });
    let here = known.iter().flat_map(|known| known.facts.parameters.iter().copied());
    let used: BTreeSet<ParameterId> = here.chain(elsewhere).collect();
    let used: BTreeSet<&str> = used.iter().filter_map(|id| program.parameters.get(id.0 as usize)).map(|p| p.name.as_str()).collect();
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for item in subject.files.iter().flat_map(|file| &file.items) {
        let Item::Parameter(parameter) = item else { continue };
        let name = parameter.name.text.as_str();
        // Several editions of one parameter are one finding.
        if !used.contains(name) && told.insert(name) {
            let message = format!("no rule uses the parameter `{name}`");
            found.push(
                Diagnostic::new(&codes::UNUSED_PARAMETER, message, parameter.name.span, "not used")
                    .help("Either it is kept up to date for nothing, or a rule that should heed it does not. Remove it, or use it."),
            );
        }
    }
    found
}
