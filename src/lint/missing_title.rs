//! `missing-title`: a rule that does not say in plain words what must hold.

use super::Subject;
use crate::diag::{Diagnostic, codes};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let untitled = subject.rules().filter(|(declared, _)| declared.title.is_none());
    untitled
        .map(|(declared, rule)| {
            let message = format!("the rule `{}` has no title", rule.name);
            Diagnostic::new(&codes::MISSING_TITLE, message, declared.name.span, "no title").help(
                "The title is what people read first in a finding. Say in quotes, after the name, what must hold: \"The closing balance is …\".",
            )
        })
        .collect()
}
