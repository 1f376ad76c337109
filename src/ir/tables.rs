//! Tables: from declarations to forms whose rows come from a CSV file, and which of them the rules ask for.

use std::collections::BTreeSet;

use super::lower::Lowering;
use super::{ExprId, ExprKind, Program};
use crate::diag::{Diagnostic, codes};
use crate::form::{FormKind, Member, MemberKind};
use crate::source::SourceId;
use crate::syntax::ast::TableDecl;
use crate::ty::FormId;

impl Lowering<'_> {
    pub fn declare_table(&mut self, declared: &TableDecl, pack: &str, read_beside: &dyn Fn(SourceId, &str) -> Option<SourceId>) {
        let Some((form, root)) = self.new_form(FormKind::Table, &declared.name, declared.title.as_ref(), pack) else { return };
        let name = declared.name.text.clone();
        let rows = self.new_shape(name.clone(), form);
        let label = self.program.forms.form(form).title.clone();
        let titles: Vec<_> = declared.titles.iter().map(|(language, title)| (language.text.clone(), title.text.clone())).collect();
        let kind = MemberKind::List { rows, blank_is_empty: false };
        self.program.forms.shapes[root.0 as usize].members.push(Member {
            name: name.clone(),
            label,
            labels: titles.clone(),
            kind,
            span: declared.name.span,
        });
        self.declare_fields(&declared.members, &[(rows, vec![0]), (root, Vec::new())], form);
        self.declare_key(rows, &declared.key);
        self.program.forms.forms[form.0 as usize].titles = titles;
        let Some(file) = &declared.rows_in else { return };
        match read_beside(file.span.source, &file.text) {
            Some(text) => self.program.forms.forms[form.0 as usize].rows_in = Some(text),
            None => {
                let message = format!("there is no file `{}` beside this rule file", file.text);
                let help = format!("Name a CSV in the same folder, or leave `rows in` out and give each run a file `{name}.csv`.");
                self.report(Diagnostic::new(&codes::TABLE_DATA, message, file.span, "named here").help(help));
            }
        }
    }

    /// Reports parameters that have the name of a table.
    pub fn check_table_names(&mut self) {
        let forms = &self.program.forms;
        let clashes: Vec<_> = self
            .program
            .parameters
            .iter()
            .filter_map(|parameter| {
                let table = forms.form(forms.table(&parameter.name)?).span;
                Some((parameter.name.clone(), parameter.editions.first()?.span, table))
            })
            .collect();
        for (name, parameter, table) in clashes {
            let message = format!("a parameter and a table are both named `{name}`");
            self.report(
                Diagnostic::new(&codes::DUPLICATE_NAME, message, parameter, "the parameter")
                    .also(table, "the table")
                    .help("A name means one thing in a run. Rename one of them."),
            );
        }
    }
}

impl Program {
    /// The tables that the rules of the program ask for; those of rules that were taken out of it do not count.
    pub fn tables_used(&self) -> BTreeSet<FormId> {
        let mut used = BTreeSet::new();
        let mut seen = vec![false; self.exprs.len()];
        let mut open: Vec<ExprId> = self.rules.iter().flat_map(|rule| rule.roots().into_iter().chain(rule.doubt.iter().copied())).collect();
        while let Some(id) = open.pop() {
            if std::mem::replace(&mut seen[id.0 as usize], true) {
                continue;
            }
            let kind = &self.expr(id).kind;
            if let ExprKind::Table(form) = kind {
                used.insert(*form);
            }
            open.extend(kind.children());
        }
        used
    }
}
