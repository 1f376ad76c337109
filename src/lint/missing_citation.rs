//! `missing-citation`: a rule or parameter that does not say where it comes from.

use super::Subject;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::Item;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let items = subject.files.iter().flat_map(|file| &file.items);
    let bare = items.filter_map(|item| match item {
        Item::Rule(rule) if rule.cites.is_empty() => Some(("rule", &rule.name)),
        Item::Parameter(parameter) if parameter.cites.is_empty() => Some(("parameter", &parameter.name)),
        _ => None,
    });
    bare.map(|(what, name)| diagnostic(what, &name.text, name.span)).collect()
}

fn diagnostic(what: &str, name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::MISSING_CITATION, format!("the {what} `{name}` cites nothing"), span, "no `cites`")
        .help("Whoever must answer a finding looks up where it comes from. Add `cites \"…\"` with the provision or the house rule.")
}
