//! What each name of a rule file stands for, and of which type it is.
//!
//! Lowering finds this out too, and then forgets it: its program has no names. Here names are found in the tree alone, so that those of a
//! rule with errors, or of one that is half written, are known as well. Types are those that lowering gives, which the tests compare.

mod exprs;
mod items;
mod printed;
mod scope;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::form::MemberKind;
use crate::ir::Program;
use crate::source::{SourceId, Span};
use crate::syntax;
use crate::syntax::ast::{DefineDecl, Item, RuleDecl};
use crate::ty::{CodeListId, FormId, ShapeId, Ty};

pub use scope::{Local, Scope};

/// Something that has a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Symbol {
    Pack(String),
    /// A form, the profile or a table.
    Form(FormId),
    /// What the returns of a form are called together.
    Plural(FormId),
    Field(ShapeId, u16),
    /// `.return`: the whole return that a record belongs to.
    Return(FormId),
    Code(CodeListId, u16),
    Calendar(String),
    Parameter(String),
    Definition(String),
    Rule(String),
    /// A `given`, a row, a parameter of a definition, by the place where it is named first.
    Local(Span),
    /// The words of a function before `of`.
    Function(String),
    /// What a rule or parameter cites.
    Citation(String),
}

/// A name in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    pub span: Span,
    pub symbol: Symbol,
    /// Whether it is here that the name gets its meaning.
    pub declares: bool,
    /// The type of what it stands for, where that is a value.
    pub ty: Option<Ty>,
}

/// What names are found in.
pub struct Ground<'a> {
    pub program: &'a Program,
    /// The definitions by name.
    pub definitions: &'a BTreeMap<String, Arc<DefineDecl>>,
    /// The members of forms by the place of their declaration.
    members: BTreeMap<Span, (ShapeId, u16)>,
}

impl<'a> Ground<'a> {
    pub fn new(program: &'a Program, definitions: &'a BTreeMap<String, Arc<DefineDecl>>) -> Ground<'a> {
        let shapes = (0u16..).map(ShapeId).zip(&program.forms.shapes);
        let members = shapes.flat_map(|(id, shape)| (0u16..).zip(&shape.members).map(move |(slot, member)| (member.span, (id, slot))));
        Ground { program, definitions, members: members.collect() }
    }

    /// The names in an item, in the order of the text.
    pub fn names(&self, item: &Item) -> Vec<Occurrence> {
        let mut resolver = Resolver::new(self);
        resolver.item(item);
        resolver.finish().0
    }

    /// The types of the expressions in an item.
    pub fn types(&self, item: &Item) -> Vec<(Span, Ty)> {
        let mut resolver = Resolver::new(self);
        resolver.item(item);
        resolver.finish().1
    }

    /// What has a name at the end of a rule.
    pub fn scope_of_rule(&self, rule: &RuleDecl) -> Scope {
        let mut resolver = Resolver::new(self);
        resolver.rule(rule);
        resolver.scope
    }

    /// What has a name in the body of a definition.
    pub fn scope_of_definition(&self, define: &DefineDecl) -> Scope {
        let mut resolver = Resolver::new(self);
        resolver.parameters(define);
        resolver.scope
    }

    /// The type of what words stand for in a scope.
    pub fn type_in(&self, scope: &Scope, source: SourceId, words: &str) -> Option<Ty> {
        let expr = syntax::expression(source, words).ok()?;
        let mut resolver = Resolver::new(self);
        resolver.scope = scope.clone();
        resolver.expr(&expr)
    }

    /// What a path from a form leads to: `next_day_return.classes`.
    pub fn type_of_path(&self, path: &str) -> Option<Ty> {
        let forms = &self.program.forms;
        let mut names = path.split('.').map(str::trim);
        let form = forms.find(names.next()?)?;
        let root = Ty::Record(forms.rows_of(form).unwrap_or(forms.form(form).shape));
        names.try_fold(root, |at, name| {
            let (Ty::Record(shape) | Ty::List(shape)) = at else { return None };
            self.member_ty(shape, forms.shape(shape).find(name)?)
        })
    }

    /// The type of a member.
    pub fn member_ty(&self, shape: ShapeId, slot: u16) -> Option<Ty> {
        Some(match &self.program.forms.shapes.get(shape.0 as usize)?.members.get(slot as usize)?.kind {
            MemberKind::Field(field) => field.ty,
            MemberKind::Record(inner) => Ty::Record(*inner),
            MemberKind::List { rows, .. } => Ty::List(*rows),
        })
    }
}

/// A walk through an item.
pub(super) struct Resolver<'g> {
    ground: &'g Ground<'g>,
    scope: Scope,
    found: Vec<Occurrence>,
    types: Vec<(Span, Ty)>,
    /// The definitions whose bodies are being looked at, so that one that calls itself comes to an end.
    calls: Vec<String>,
}

impl<'g> Resolver<'g> {
    pub fn new(ground: &'g Ground<'g>) -> Resolver<'g> {
        Resolver { ground, scope: Scope::default(), found: Vec::new(), types: Vec::new(), calls: Vec::new() }
    }

    fn finish(mut self) -> (Vec<Occurrence>, Vec<(Span, Ty)>) {
        self.found.sort_by(|a, b| (a.span, &a.symbol, !a.declares).cmp(&(b.span, &b.symbol, !b.declares)));
        self.found.dedup_by(|a, b| a.span == b.span && a.symbol == b.symbol);
        (self.found, self.types)
    }

    fn uses(&mut self, span: Span, symbol: Symbol, ty: Option<Ty>) {
        self.found.push(Occurrence { span, symbol, declares: false, ty });
    }

    fn declares(&mut self, span: Span, symbol: Symbol, ty: Option<Ty>) {
        self.found.push(Occurrence { span, symbol, declares: true, ty });
    }
}
