//! `missing-title`: a rule that does not say in plain words what must hold.

use crate::diag::{Diagnostic, codes};
use crate::syntax::ast::RuleDecl;

pub(super) fn of_rule(declared: &RuleDecl) -> Option<Diagnostic> {
    declared.title.is_none().then(|| {
        let message = format!("the rule `{}` has no title", declared.name.text);
        Diagnostic::new(&codes::MISSING_TITLE, message, declared.name.span, "no title").help(
            "The title is what people read first in a finding. Say in quotes, after the name, what must hold: \"The closing balance is …\".",
        )
    })
}
