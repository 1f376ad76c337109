//! Waivers: the rule that they let stand, and the condition of the returns that they are about.

use super::lower::Lowering;
use super::scope::Scope;
use super::{Rule, Waiver};
use crate::diag::suggest::nearest;
use crate::diag::{Diagnostic, codes};
use crate::syntax::ast::{self, Literal, Name, Quoted, WaiveDecl};

impl Lowering<'_> {
    /// Adds a waiver, or reports its errors and leaves it out.
    pub fn declare_waiver(&mut self, declared: &WaiveDecl) {
        let exprs = self.program.exprs.len();
        match self.waiver(declared) {
            Some(waiver) => self.program.waivers.push(waiver),
            None => self.program.exprs.truncate(exprs),
        }
    }

    fn waiver(&mut self, declared: &WaiveDecl) -> Option<Waiver> {
        let form = self.named_rule(&declared.rule, "Nothing is waived until it is found.")?.form;
        let mut scope = Scope::new(Some(form), &declared.rule.text);
        let condition = self.condition(&mut scope, &declared.condition)?;
        let until = declared.until.as_ref().and_then(|day| match day.kind {
            ast::ExprKind::Literal(Literal::Date(day)) => Some(day),
            _ => None,
        });
        Some(Waiver {
            rule: declared.rule.text.clone(),
            condition: condition.id,
            locals: scope.next_local,
            only: row_names(&declared.only),
            reason: declared.reason.text.clone(),
            approver: declared.approver.text.clone(),
            until,
            span: declared.rule.span,
        })
    }

    /// The first edition of the rule that a test or a waiver names; one that errors keep out is not reported again.
    pub fn named_rule(&mut self, name: &Name, help: &str) -> Option<Rule> {
        if let Some(rule) = self.program.rules.iter().find(|rule| rule.name == name.text) {
            return Some(rule.clone());
        }
        if self.left_out.contains(&name.text) || self.broken.contains(&name.text) {
            return None;
        }
        let mut unknown = Diagnostic::new(&codes::UNKNOWN_RULE, format!("no rule is named `{}`", name.text), name.span, "not a rule");
        let near = nearest(&name.text, self.program.rules.iter().map(|rule| rule.name.as_str())).map(str::to_owned);
        unknown = match near {
            Some(near) => unknown.help(format!("did you mean `{near}`? {help}")).fix(format!("write `{near}`"), name.span, near),
            None => unknown.help(format!("`rulecheck list` shows the names of the rules. {help}")),
        };
        self.report(unknown);
        None
    }
}

/// The names of rows without their quotes.
pub(super) fn row_names(rows: &[Vec<Quoted>]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|name| name.text.clone()).collect()).collect()
}
