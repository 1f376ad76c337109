//! Definitions: checked once where they stand, then worked into each rule that calls them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::declare::basic_type;
use super::infer::Typed;
use super::lower::{Lowering, PackedFile};
use super::scope::Scope;
use super::{Definition, ExprKind};
use crate::diag::suggest::advice;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{DefineDecl, Expr, Item, Name, TypeExpr};
use crate::ty::Ty;

/// The definitions of a run by name.
#[derive(Default)]
pub(super) struct Definitions {
    known: BTreeMap<String, Known>,
}

#[derive(Clone)]
struct Known {
    declared: Arc<DefineDecl>,
    parameters: Vec<Ty>,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Unchecked,
    Checking,
    Sound,
    Broken,
}

impl Definitions {
    /// Each definition with the types that it takes.
    pub fn taken(&self) -> BTreeMap<String, (Arc<DefineDecl>, Vec<Ty>)> {
        self.known.iter().map(|(name, known)| (name.clone(), (known.declared.clone(), known.parameters.clone()))).collect()
    }
}

impl Lowering<'_> {
    /// Takes up the definitions of the program and of these files, and checks each.
    pub fn declare_definitions(&mut self, files: &[PackedFile]) {
        self.recall_definitions(files);
        for file in files {
            for item in &file.file.items {
                let Item::Define(declared) = item else { continue };
                if let Some(earlier) = self.definitions.known.get(&declared.name.text) {
                    let earlier = earlier.declared.name.span;
                    let message = format!("there are two definitions named `{}`", declared.name.text);
                    self.report(
                        Diagnostic::new(&codes::DUPLICATE_NAME, message, declared.name.span, "defined again here")
                            .also(earlier, "defined first here"),
                    );
                    continue;
                }
                self.take_up(declared, State::Unchecked);
                self.program.definitions.push(Definition { name: declared.name.text.clone(), span: declared.span });
            }
        }
        let names: Vec<String> = self.definitions.known.keys().cloned().collect();
        for name in names {
            self.check_definition(&name, None);
        }
    }

    /// Reads the definitions that an already lowered pack kept by their place, where these files may call them.
    fn recall_definitions(&mut self, files: &[PackedFile]) {
        let names_a_pack = |item: &Item| matches!(item, Item::Use(_) | Item::Pack(_));
        let may_call = |item: &Item| matches!(item, Item::Rule(_) | Item::Define(_) | Item::Waive(_));
        let calls = files.iter().any(|file| file.file.items.iter().any(names_a_pack) && file.file.items.iter().any(may_call));
        if !calls {
            return;
        }
        let mut sources: Vec<_> = self.program.definitions.iter().map(|definition| definition.span.source).collect();
        sources.sort_unstable();
        sources.dedup();
        for source in sources {
            let sources = self.sources;
            let file = match &mut self.pieces {
                Some(pieces) => pieces.reread(source, sources),
                None => Arc::new(crate::syntax::parse(source, &sources.get(source).text).file),
            };
            for item in &file.items {
                if let Item::Define(declared) = item {
                    self.take_up(declared, State::Sound);
                }
            }
        }
    }

    fn take_up(&mut self, declared: &DefineDecl, state: State) {
        let mut sound = true;
        let mut parameters = Vec::new();
        for (_, ty) in &declared.parameters {
            match self.parameter_type(ty) {
                Some(ty) => parameters.push(ty),
                None => sound = false,
            }
        }
        let state = if sound { state } else { State::Broken };
        let known = Known { declared: Arc::new(declared.clone()), parameters, state };
        self.definitions.known.insert(declared.name.text.clone(), known);
    }

    fn parameter_type(&mut self, ty: &TypeExpr) -> Option<Ty> {
        match ty {
            TypeExpr::Basic(name) => match basic_type(&name.text) {
                Some(ty) => Some(ty),
                None if self.program.forms.find(&name.text).is_some() => {
                    self.program.forms.find(&name.text).map(|form| Ty::Record(self.program.forms.form(form).shape))
                }
                None => {
                    let mut diagnostic =
                        Diagnostic::new(&codes::UNKNOWN_NAME, format!("there is no type `{}`", name.text), name.span, "not a type");
                    diagnostic.help = advice(&name.text, super::declare::BASIC_TYPES);
                    self.report(diagnostic);
                    None
                }
            },
            TypeExpr::Of(path) => self.shape_of_path(path).map(Ty::Record),
            TypeExpr::Code { span, .. } => {
                self.report(
                    Diagnostic::new(&codes::TYPE_MISMATCH, "a definition takes no code by itself", *span, "a code")
                        .help("Take the row that holds the code instead."),
                );
                None
            }
        }
    }

    fn check_definition(&mut self, name: &str, called_from: Option<Span>) -> bool {
        let Some(known) = self.definitions.known.get_mut(name) else { return false };
        match known.state {
            State::Sound => return true,
            State::Broken => return false,
            State::Checking => {
                let span = called_from.unwrap_or(known.declared.name.span);
                let declared = known.declared.name.span;
                let message = format!("the definition `{name}` comes back to itself");
                self.report(Diagnostic::new(&codes::SELF_REFERENCE, message, span, "called here").also(declared, "defined here").help(
                    "A definition that calls itself never comes to an end. Write it over a finite list with `total of`, `every` or `some`.",
                ));
                return false;
            }
            State::Unchecked => known.state = State::Checking,
        }
        let known = known.clone();
        let mark = self.program.exprs.len();
        let mut scope = Scope::new(None, name);
        for ((name, _), ty) in known.declared.parameters.iter().zip(&known.parameters) {
            self.bind(&mut scope, name, *ty, false);
        }
        let errors = self.diagnostics.len();
        let sound = self.expr(&mut scope, &known.declared.body).is_some() && self.diagnostics.len() == errors;
        self.program.exprs.truncate(mark);
        if let Some(known) = self.definitions.known.get_mut(name) {
            known.state = if sound { State::Sound } else { State::Broken };
        }
        sound
    }

    /// A call, worked in: the arguments become locals and the body follows.
    pub fn call(&mut self, scope: &mut Scope, name: &Name, arguments: &[Expr], span: Span) -> Option<Typed> {
        let Some(known) = self.definitions.known.get(&name.text).cloned() else {
            if self.broken.contains(&name.text) {
                return None;
            }
            let mut diagnostic = Diagnostic::new(
                &codes::UNKNOWN_FUNCTION,
                format!("nothing named `{}` can be called", name.text),
                name.span,
                "not a definition",
            );
            diagnostic.help = advice(&name.text, self.definitions.known.keys().map(String::as_str));
            self.report(diagnostic);
            return None;
        };
        if !self.check_definition(&name.text, Some(span)) {
            return None;
        }
        let wanted = known.declared.parameters.len();
        if arguments.len() != wanted {
            let message = format!("`{}` takes {wanted} {}, and {} are given", name.text, plural(wanted, "value"), arguments.len());
            self.report(
                Diagnostic::new(&codes::TYPE_MISMATCH, message, span, "called here").also(known.declared.name.span, "defined here"),
            );
            return None;
        }
        let mut bound = Vec::new();
        for ((argument, ty), (parameter, _)) in arguments.iter().zip(&known.parameters).zip(&known.declared.parameters) {
            let value = self.expr(scope, argument)?;
            if !self.fits(value.ty, *ty) {
                let message = format!("`{}` takes {} as `{}`", name.text, self.describe(*ty), parameter.text);
                let label = format!("this is {}", self.describe(value.ty));
                self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, argument.span, label).also(parameter.span, "declared here"));
                return None;
            }
            bound.push((parameter.text.clone(), *ty, value));
        }
        self.work_in(scope, &known.declared, bound, span)
    }

    fn work_in(&mut self, scope: &mut Scope, declared: &DefineDecl, bound: Vec<(String, Ty, Typed)>, span: Span) -> Option<Typed> {
        let callers = std::mem::take(&mut scope.locals);
        let form = scope.form.take();
        let lets: Vec<_> = bound.iter().map(|(name, ty, value)| (scope.push(name, *ty, value.is_figure), value.id)).collect();
        let body = self.expr(scope, &declared.body);
        scope.locals = callers;
        scope.form = form;
        let mut result = body?;
        for (local, value) in lets.into_iter().rev() {
            let is_figure = result.is_figure;
            result = self.push(scope, ExprKind::Let { local, value, body: result.id }, result.ty, span)?;
            result = self.as_figure(result, is_figure);
        }
        Some(result)
    }
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}
