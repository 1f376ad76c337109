//! Names in the items of a rule file.

use super::{Resolver, Symbol};
use crate::syntax::ast::{
    Assertion, CalendarDecl, Content, DefineDecl, Effective, End, FieldAttribute, FormClause, FormDecl, Item, MemberDecl, Name,
    ParameterDecl, Path, Quoted, RuleDecl, SetDecl, Step, TableDecl, Template, TemplatePart, TestDecl, TypeExpr, WaiveDecl,
};
use crate::ty::{FormId, ShapeId, Ty};

impl Resolver<'_> {
    pub fn item(&mut self, item: &Item) {
        match item {
            Item::Pack(pack) => self.declares(pack.name.span, Symbol::Pack(pack.name.text.clone()), None),
            Item::Use(used) => self.uses(used.name.span, Symbol::Pack(used.name.text.clone()), None),
            Item::Form(form) => self.form_item(form),
            Item::Table(table) => self.table(table),
            Item::Printed(printed) => {
                if let Some(shape) = self.form(&printed.form) {
                    self.printed(shape, &printed.members);
                }
            }
            Item::Calendar(CalendarDecl { name, .. }) => self.declares(name.span, Symbol::Calendar(name.text.clone()), None),
            Item::Parameter(parameter) => self.parameter(parameter),
            Item::Set(set) => self.set(set),
            Item::Define(define) => self.define(define),
            Item::Rule(rule) => self.rule(rule),
            Item::Test(test) => self.test(test),
            Item::Waive(waive) => self.waive(waive),
        }
    }

    fn form_item(&mut self, declared: &FormDecl) {
        let Some(id) = self.ground.program.forms.find(&declared.name.text) else { return };
        let root = self.ground.program.forms.form(id).shape;
        self.declares(declared.name.span, Symbol::Form(id), Some(Ty::Record(root)));
        for clause in &declared.clauses {
            self.form_clause(id, root, clause);
        }
        self.members(&declared.members, &[root]);
    }

    fn form_clause(&mut self, form: FormId, root: ShapeId, clause: &FormClause) {
        match clause {
            FormClause::Title { .. } | FormClause::PreviousMonth(_) => {}
            FormClause::Plural(name) => self.declares(name.span, Symbol::Plural(form), Some(Ty::Returns(form))),
            FormClause::Dated(path) => drop(self.path(root, &path.names)),
            FormClause::PreviousCloses { form: other, closing, opening, .. } => {
                let from = other.as_ref().map_or(Some(root), |other| self.form(other));
                self.end(from, closing);
                self.end(Some(root), opening);
            }
            FormClause::Amended { field, code } => {
                let ty = self.path(root, &field.names);
                self.code(ty, code);
            }
            FormClause::IssuerKnownBy(paths) => paths.iter().for_each(|path| {
                self.path(root, &path.names);
            }),
            FormClause::Counts { form, from, until, count, .. } => {
                [form, from, until, count].into_iter().for_each(|path| {
                    self.path(root, &path.names);
                });
            }
        }
    }

    fn end(&mut self, root: Option<ShapeId>, end: &End) {
        let Some(root) = root else { return };
        for path in std::iter::once(&end.date).chain(&end.balance) {
            self.path(root, &path.names);
        }
    }

    /// Members of the first of `around`, which lists the shapes outwards to the form.
    fn members(&mut self, members: &[MemberDecl], around: &[ShapeId]) {
        for member in members {
            let name = match member {
                MemberDecl::Field(field) => &field.name,
                MemberDecl::Record { name, .. } | MemberDecl::List { name, .. } => name,
            };
            let Some(&(shape, slot)) = self.ground.members.get(&name.span) else { continue };
            let ty = self.ground.member_ty(shape, slot);
            self.declares(name.span, Symbol::Field(shape, slot), ty);
            match member {
                MemberDecl::Field(field) => {
                    if let (Some(Ty::Code(list)), TypeExpr::Code { options, .. }) = (ty, &field.ty) {
                        for (place, option) in (0u16..).zip(options) {
                            self.declares(option.name.span, Symbol::Code(list, place), ty);
                        }
                    }
                    for attribute in &field.attributes {
                        if let FieldAttribute::PartOf(path) = attribute {
                            self.total(path, around);
                        }
                    }
                }
                MemberDecl::Record { members, .. } => self.inner(ty, members, &[], around),
                MemberDecl::List { members, key, .. } => self.inner(ty, members, key, around),
            }
        }
    }

    fn inner(&mut self, ty: Option<Ty>, members: &[MemberDecl], key: &[Name], around: &[ShapeId]) {
        let Some(Ty::Record(inner) | Ty::List(inner)) = ty else { return };
        for name in key {
            self.path(inner, [name]);
        }
        let around: Vec<ShapeId> = std::iter::once(inner).chain(around.iter().copied()).collect();
        self.members(members, &around);
    }

    /// The total that a figure is a part of, in the place that is nearest outwards.
    fn total(&mut self, path: &Path, around: &[ShapeId]) {
        let has =
            |shape: &&ShapeId| path.names.first().is_some_and(|name| self.ground.program.forms.shape(**shape).find(&name.text).is_some());
        if let Some(&shape) = around.iter().find(has) {
            self.path(shape, &path.names);
        }
    }

    fn table(&mut self, declared: &TableDecl) {
        let Some(id) = self.ground.program.forms.find(&declared.name.text) else { return };
        let Some(rows) = self.ground.program.forms.rows_of(id) else { return };
        self.declares(declared.name.span, Symbol::Form(id), Some(Ty::List(rows)));
        for name in &declared.key {
            self.path(rows, [name]);
        }
        self.members(&declared.members, &[rows]);
    }

    fn parameter(&mut self, declared: &ParameterDecl) {
        let name = &declared.name;
        let ty = self.ground.program.parameters.iter().find(|known| known.name == name.text).map(|known| known.ty);
        self.declares(name.span, Symbol::Parameter(name.text.clone()), ty);
        self.expr(&declared.value);
        self.cites(&declared.cites);
    }

    fn set(&mut self, set: &SetDecl) {
        if let [pack, name] = &set.parameter.names[..] {
            self.uses(pack.span, Symbol::Pack(pack.text.clone()), None);
            let ty = self.ground.program.parameters.iter().find(|known| known.name == name.text).map(|known| known.ty);
            self.uses(name.span, Symbol::Parameter(name.text.clone()), ty);
        }
        self.expr(&set.value);
    }

    fn cites(&mut self, cites: &[Quoted]) {
        for cited in cites {
            self.citation(&cited.text, cited.span);
        }
    }

    fn define(&mut self, declared: &DefineDecl) {
        self.parameters(declared);
        let ty = self.expr(&declared.body);
        self.declares(declared.name.span, Symbol::Definition(declared.name.text.clone()), ty);
    }

    /// Takes up the parameters of a definition.
    pub fn parameters(&mut self, declared: &DefineDecl) {
        for (name, ty) in &declared.parameters {
            let ty = match ty {
                TypeExpr::Basic(ty) => crate::ir::basic_type(&ty.text).or_else(|| self.form(ty).map(Ty::Record)),
                TypeExpr::Of(path) => self.form_path(path),
                TypeExpr::Code { .. } => None,
            };
            self.bind(name, ty);
        }
    }

    /// `next_day_return.classes`: one record or row of a form.
    fn form_path(&mut self, path: &Path) -> Option<Ty> {
        let (form, rest) = path.names.split_first()?;
        let shape = self.form(form)?;
        match self.path(shape, rest)? {
            Ty::Record(inner) | Ty::List(inner) => Some(Ty::Record(inner)),
            _ => None,
        }
    }

    pub fn rule(&mut self, declared: &RuleDecl) {
        self.declares(declared.name.span, Symbol::Rule(declared.name.text.clone()), None);
        let shape = declared.applies_to.as_ref().and_then(|name| self.form(name));
        self.scope.form = shape.map(|shape| self.ground.program.forms.shape(shape).form);
        self.cites(&declared.cites);
        if let (Some(shape), Some(Effective { by: Some(by), .. })) = (shape, &declared.effective) {
            self.path(shape, &by.names);
        }
        if let Some(each) = &declared.for_each {
            self.binders(&each.binders);
            each.filter.iter().for_each(|filter| {
                self.expr(filter);
            });
        }
        for step in &declared.steps {
            match step {
                Step::When { condition, .. } => drop(self.expr(condition)),
                Step::Given { name, value, .. } => {
                    let ty = self.expr(value);
                    self.bind(name, ty);
                }
            }
        }
        declared.assertion.iter().for_each(|assertion| self.assertion(assertion));
    }

    fn assertion(&mut self, assertion: &Assertion) {
        self.expr(&assertion.condition);
        for template in assertion.message.iter().chain(assertion.messages.iter().map(|(_, template)| template)) {
            self.template(template);
        }
        for path in &assertion.doubt {
            self.expr(path);
        }
    }

    fn template(&mut self, template: &Template) {
        for part in &template.parts {
            if let TemplatePart::Hole { value, .. } = part {
                self.expr(value);
            }
        }
    }

    fn test(&mut self, test: &TestDecl) {
        self.uses(test.rule.span, Symbol::Rule(test.rule.text.clone()), None);
        let form = self.ground.program.rules.iter().find(|rule| rule.name == test.rule.text).map(|rule| rule.form);
        self.scope.form = form;
        for change in &test.changes {
            let ty = self.expr(&change.path);
            match &change.content {
                Content::Code(name) => self.code(ty, name),
                Content::Value(value) => drop(self.expr(value)),
                Content::Blank(_) | Content::Unreadable(_) | Content::Absent(_) | Content::NotApplicable(_) => {}
            }
        }
    }

    fn waive(&mut self, waive: &WaiveDecl) {
        self.uses(waive.rule.span, Symbol::Rule(waive.rule.text.clone()), None);
        self.scope.form = self.ground.program.rules.iter().find(|rule| rule.name == waive.rule.text).map(|rule| rule.form);
        self.expr(&waive.condition);
    }
}
