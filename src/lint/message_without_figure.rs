//! `message-without-figure`: a rule about figures whose message shows none.

use super::{Subject, givens};
use crate::diag::{Diagnostic, codes};
use crate::form::MemberKind;
use crate::ir::{ExprId, ExprKind, Program, Rule, TemplatePart};
use crate::syntax::ast::RuleDecl;
use crate::ty::Ty;

pub(super) fn of_rule(subject: &Subject<'_>, declared: &RuleDecl, rule: &Rule) -> Option<Diagnostic> {
    let message = rule.message.as_ref()?;
    let template = declared.assertion.as_ref()?.message.as_ref()?;
    let is_plain = message.parts.iter().all(|part| matches!(part, TemplatePart::Text(_)));
    (is_plain && is_about_figures(subject.program, rule)).then(|| {
        let words = format!("the message of `{}` names no figure", rule.name);
        Diagnostic::new(&codes::MESSAGE_WITHOUT_FIGURE, words, template.span, "no `{…}`").help(
            "A filer must see the figures that disagree. Put them in holes, for example `{c.closing}`, and `{difference}` for how far they are apart.",
        )
    })
}

/// Whether what is asserted turns on a number or a day, rather than on whether something is there.
fn is_about_figures(program: &Program, rule: &Rule) -> bool {
    let givens = givens(rule);
    let mut open: Vec<ExprId> = vec![rule.assertion];
    while let Some(id) = open.pop() {
        let expr = program.expr(id);
        match &expr.kind {
            ExprKind::Presence { .. } => {}
            ExprKind::Local(local) => open.extend(givens.get(local)),
            ExprKind::Member { of, slot } if is_figure(program, *of, *slot) => return true,
            // Which rows are counted is not what is asserted of them.
            ExprKind::Aggregate { binders, body, .. } => open.extend(binders.iter().map(|binder| binder.list).chain(*body)),
            kind => open.extend(kind.children()),
        }
    }
    false
}

fn is_figure(program: &Program, of: ExprId, slot: u16) -> bool {
    let Ty::Record(shape) = program.expr(of).ty else { return false };
    let member = program.forms.shape(shape).members.get(usize::from(slot));
    member.is_some_and(|member| match &member.kind {
        MemberKind::Field(field) => matches!(field.ty, Ty::Quantity { .. } | Ty::Date | Ty::Month | Ty::Moment),
        MemberKind::Record(_) | MemberKind::List { .. } => false,
    })
}
