//! `missing-citation`: a rule or parameter that does not say where it comes from.

use super::Subject;
use crate::diag::{Diagnostic, codes};
use crate::syntax::ast::{Item, Name, RuleDecl};

pub(super) fn of_rule(rule: &RuleDecl) -> Option<Diagnostic> {
    rule.cites.is_empty().then(|| diagnostic("rule", &rule.name))
}

pub(super) fn of_parameters(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let items = subject.files.iter().flat_map(|file| &file.items);
    let bare = items.filter_map(|item| match item {
        Item::Parameter(parameter) if parameter.cites.is_empty() => Some(diagnostic("parameter", &parameter.name)),
        _ => None,
    });
    bare.collect()
}

fn diagnostic(what: &str, name: &Name) -> Diagnostic {
    Diagnostic::new(&codes::MISSING_CITATION, format!("the {what} `{}` cites nothing", name.text), name.span, "no `cites`")
        .help("Whoever must answer a finding looks up where it comes from. Add `cites \"…\"` with the provision or the house rule.")
}
