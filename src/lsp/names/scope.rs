//! What a bare name means inside one rule or definition.

use super::{Resolver, Symbol};
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::ty::{FormId, Ty};

/// The names in force at one place.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The form whose fields are named bare.
    pub form: Option<FormId>,
    pub locals: Vec<Local>,
}

/// A name that a rule or definition gives.
#[derive(Clone, Debug)]
pub struct Local {
    pub name: String,
    /// Where it is named first.
    pub span: Span,
    pub ty: Option<Ty>,
}

impl Resolver<'_> {
    /// Gives something a name from here on.
    pub fn bind(&mut self, name: &Name, ty: Option<Ty>) {
        self.declares(name.span, Symbol::Local(name.span), ty);
        self.scope.locals.push(Local { name: name.text.clone(), span: name.span, ty });
    }

    /// What a bare name stands for, in the order in which lowering asks.
    pub fn name(&mut self, name: &str, span: Span) -> Option<Ty> {
        let (symbol, ty) = self.meaning(name)?;
        self.uses(span, symbol, ty);
        ty
    }

    fn meaning(&self, name: &str) -> Option<(Symbol, Option<Ty>)> {
        if let Some(local) = self.scope.locals.iter().rev().find(|local| local.name == name) {
            return Some((Symbol::Local(local.span), local.ty));
        }
        let program = self.ground.program;
        let forms = &program.forms;
        if let Some(form) = self.scope.form {
            let root = forms.form(form).shape;
            if let Some(slot) = forms.shape(root).find(name) {
                return Some((Symbol::Field(root, slot), self.ground.member_ty(root, slot)));
            }
        }
        if let Some(parameter) = program.parameters.iter().find(|parameter| parameter.name == name) {
            return Some((Symbol::Parameter(name.to_owned()), Some(parameter.ty)));
        }
        if let Some(table) = forms.table(name) {
            return Some((Symbol::Form(table), forms.rows_of(table).map(Ty::List)));
        }
        self.scope.form?;
        if let Some(place) = forms.forms.iter().position(|form| form.plural.as_deref() == Some(name)) {
            let form = FormId(place as u16);
            return Some((Symbol::Plural(form), Some(Ty::Returns(form))));
        }
        let profile = forms.profile().filter(|&profile| forms.form(profile).name == name)?;
        Some((Symbol::Form(profile), Some(Ty::Record(forms.form(profile).shape))))
    }
}
