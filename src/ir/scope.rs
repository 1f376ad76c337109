//! What a bare name means inside one rule or definition.

use super::infer::Typed;
use super::lower::Lowering;
use super::{ExprKind, LocalId, ParameterId};
use crate::diag::suggest::advice;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::ty::{FormId, Ty};

/// The names in force at one place of a rule.
pub(super) struct Scope {
    /// The form whose fields are named bare; a definition has none.
    pub form: Option<FormId>,
    pub locals: Vec<Local>,
    /// How many locals were ever made, which is how many one instance holds.
    pub next_local: u32,
    /// The rule or definition itself, to tell a reference to itself.
    pub own_name: String,
    /// The `given` whose value is being read.
    pub defining: Option<String>,
    /// Expressions made so far, for the limit on what calls of definitions unfold to.
    pub size: usize,
    /// How deep the expression under way is nested, definitions included.
    pub depth: usize,
}

#[derive(Clone)]
pub(super) struct Local {
    pub name: String,
    pub id: LocalId,
    pub ty: Ty,
    /// Whether the local stands for a figure as printed, so that `agrees with` knows its digits.
    pub is_figure: bool,
}

impl Scope {
    pub fn new(form: Option<FormId>, own_name: &str) -> Scope {
        Scope { form, locals: Vec::new(), next_local: 0, own_name: own_name.to_owned(), defining: None, size: 0, depth: 0 }
    }

    /// Makes a local without a check of its name.
    pub fn push(&mut self, name: &str, ty: Ty, is_figure: bool) -> LocalId {
        let id = LocalId(self.next_local);
        self.next_local += 1;
        self.locals.push(Local { name: name.to_owned(), id, ty, is_figure });
        id
    }
}

impl Lowering<'_> {
    /// Makes a local, and reports a name that already means something here.
    pub fn bind(&mut self, scope: &mut Scope, name: &Name, ty: Ty, is_figure: bool) -> LocalId {
        let taken = if scope.locals.iter().any(|local| local.name == name.text) {
            Some("another name of this rule")
        } else if scope.form.is_some_and(|form| self.program.forms.shape(self.program.forms.form(form).shape).find(&name.text).is_some()) {
            Some("a field of the form")
        } else if self.program.parameters.iter().any(|parameter| parameter.name == name.text) {
            Some("a parameter")
        } else if self.program.forms.table(&name.text).is_some() {
            Some("a table")
        } else {
            None
        };
        if let Some(what) = taken {
            self.report(
                Diagnostic::new(
                    &codes::DUPLICATE_NAME,
                    format!("`{}` already means something here", name.text),
                    name.span,
                    format!("is also {what}"),
                )
                .help("A reader must know what each name stands for. Choose another one."),
            );
        }
        scope.push(&name.text, ty, is_figure)
    }

    /// What a bare name stands for; an unknown one is reported.
    pub fn name(&mut self, scope: &mut Scope, name: &str, span: Span) -> Option<Typed> {
        if let Some(local) = scope.locals.iter().rev().find(|local| local.name == name).cloned() {
            let typed = self.push(scope, ExprKind::Local(local.id), local.ty, span)?;
            return Some(self.as_figure(typed, local.is_figure));
        }
        if self.broken.contains(name) {
            return None;
        }
        if let Some(form) = scope.form {
            let root = self.program.forms.form(form).shape;
            if let Some(slot) = self.program.forms.shape(root).find(name) {
                let subject = self.push(scope, ExprKind::Subject, Ty::Record(root), span)?;
                return self.member_at(scope, subject, slot, span);
            }
        }
        if let Some(place) = self.program.parameters.iter().position(|parameter| parameter.name == name) {
            let ty = self.program.parameters[place].ty;
            return self.push(scope, ExprKind::Parameter(ParameterId(place as u32)), ty, span);
        }
        if let Some(table) = self.program.forms.table(name) {
            let root = self.program.forms.form(table).shape;
            let record = self.push(scope, ExprKind::Table(table), Ty::Record(root), span)?;
            return self.member_at(scope, record, 0, span);
        }
        if scope.form.is_some() {
            let forms = &self.program.forms;
            if let Some(place) = forms.forms.iter().position(|form| form.plural.as_deref() == Some(name)) {
                let form = FormId(place as u16);
                return self.push(scope, ExprKind::Returns(form), Ty::Returns(form), span);
            }
            if let Some(form) = forms.profile().filter(|&profile| forms.form(profile).name == name) {
                let shape = forms.form(form).shape;
                return self.push(scope, ExprKind::Profile(form), Ty::Record(shape), span);
            }
        }
        let diagnostic = self.unknown_name(scope, name, span);
        self.report(diagnostic);
        None
    }

    fn unknown_name(&self, scope: &Scope, name: &str, span: Span) -> Diagnostic {
        if name == scope.own_name || self.rule_names.contains(name) || scope.defining.as_deref() == Some(name) {
            let message = match scope.defining.as_deref() == Some(name) {
                true => format!("`{name}` is explained by itself"),
                false if name == scope.own_name => format!("the rule `{name}` names itself"),
                false => format!("`{name}` is a rule, and a rule is not a value"),
            };
            return Diagnostic::new(&codes::SELF_REFERENCE, message, span, "refers to it here").help(
                "Rules do not depend on each other or on themselves, so that each can be judged alone. Repeat the calculation, or share it with `define`.",
            );
        }
        if self.program.forms.codes.iter().any(|list| list.options.iter().any(|option| option.name == name)) {
            return Diagnostic::new(&codes::UNKNOWN_NAME, format!("nothing is named `{name}` here"), span, "a code, not a value")
                .help(format!("A code is asked for with `is`: `… is {name}`, or `… is one of {name}, …`."));
        }
        let mut known: Vec<&str> = scope.locals.iter().map(|local| local.name.as_str()).collect();
        known.extend(self.program.parameters.iter().map(|parameter| parameter.name.as_str()));
        known.extend(self.program.forms.table_names());
        if let Some(form) = scope.form {
            known.extend(self.program.forms.shape(self.program.forms.form(form).shape).members.iter().map(|member| member.name.as_str()));
            known.extend(self.program.forms.forms.iter().filter_map(|form| form.plural.as_deref()));
            known.extend(self.program.forms.profile().map(|profile| self.program.forms.form(profile).name.as_str()));
        }
        let near = crate::diag::suggest::nearest(name, known.iter().copied()).map(str::to_owned);
        let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_NAME, format!("nothing is named `{name}` here"), span, "not known");
        diagnostic.help = advice(name, known).or_else(|| {
            Some(
                "A name is a field of the form, a `given` or `for each` of this rule, a parameter, or the name of other returns."
                    .to_owned(),
            )
        });
        match near {
            Some(near) => diagnostic.fix(format!("write `{near}`"), span, near),
            None => diagnostic,
        }
    }
}
