//! Rules: their clauses in order, their editions, their message.

use std::collections::BTreeMap;

use super::lower::{Lowering, PackedFile};
use super::scope::Scope;
use super::{Binder, ExprId, ExprKind, Rule, Severity, Step, Template, TemplatePart, Window};
use crate::diag::{Diagnostic, codes};
use crate::form::FormKind;
use crate::source::Span;
use crate::syntax::ast::{self, Assertion, RuleDecl, Verb};
use crate::ty::{FormId, Ty};

impl Lowering<'_> {
    /// Adds a rule, or reports its errors and leaves it out.
    pub fn declare_rule(&mut self, declared: &RuleDecl, file: &PackedFile, seen: &mut BTreeMap<String, Span>) {
        let exprs = self.program.exprs.len();
        match self.sound_rule(declared, file, seen) {
            Some(rule) => {
                self.names.entry(rule.name.clone()).or_default().push(self.program.rules.len());
                self.program.rules.push(rule);
            }
            None => {
                self.program.exprs.truncate(exprs);
                self.left_out.push(declared.name.text.clone());
            }
        }
        seen.entry(declared.name.text.clone()).or_insert(declared.name.span);
    }

    /// A rule without errors, as it was lowered before if it still is what it was.
    fn sound_rule(&mut self, declared: &RuleDecl, file: &PackedFile, seen: &BTreeMap<String, Span>) -> Option<Rule> {
        let text = self.sources.text(declared.span);
        if let Some(pieces) = &mut self.pieces
            && let Some(rule) = pieces.recall(declared, file, text, &mut self.program.exprs)
        {
            return self.editions(declared, &file.pack, rule.window, seen).then_some(rule);
        }
        let (told, first) = (self.diagnostics.len(), self.program.exprs.len());
        let form = self.applies_to(declared, file)?;
        let assertion = declared.assertion.as_ref()?;
        let window = self.window(declared.effective.as_ref());
        let rule = self.rule(declared, file, (form, assertion, window));
        let is_quiet = self.diagnostics.len() == told;
        let is_sound = !self.diagnostics[told..].iter().any(Diagnostic::is_error);
        if let (Some(rule), Some(pieces), true) = (&rule, &mut self.pieces, is_quiet) {
            pieces.keep(rule, file, text, &self.program.exprs, first);
        }
        let is_unique = self.editions(declared, &file.pack, window, seen);
        rule.filter(|_| is_sound && is_unique)
    }

    fn rule(&mut self, declared: &RuleDecl, file: &PackedFile, (form, assertion, window): (FormId, &Assertion, Window)) -> Option<Rule> {
        let mut scope = Scope::new(Some(form), &declared.name.text);
        let by = self.edition_date(&mut scope, declared)?;
        let (binders, filter) = match &declared.for_each {
            Some(each) => {
                let binders = self.binders(&mut scope, &each.binders)?;
                self.goes_through_rows(&binders)?;
                let filter = match &each.filter {
                    Some(filter) => Some(self.condition(&mut scope, filter)?.id),
                    None => None,
                };
                (binders, filter)
            }
            None => (Vec::new(), None),
        };
        let steps = self.steps(&mut scope, declared)?;
        let condition = self.condition(&mut scope, &assertion.condition)?;
        let message = match &assertion.message {
            Some(template) => Some(self.template(&mut scope, template, condition.id, &[])?),
            None => None,
        };
        // A translation shows what the English message shows, so it need not hold that twice.
        let shown = self.holes(assertion.message.as_ref(), message.as_ref());
        let mut messages = Vec::new();
        for (language, template) in &assertion.messages {
            messages.push((language.text.clone(), self.template(&mut scope, template, condition.id, &shown)?));
        }
        let doubt = self.doubt(&mut scope, assertion)?;
        Some(Rule {
            name: declared.name.text.clone(),
            title: declared.title.as_ref().map_or_else(|| declared.name.text.replace(['.', '-', '_'], " "), |title| title.text.clone()),
            titles: declared.titles.iter().map(|(language, title)| (language.text.clone(), title.text.clone())).collect(),
            pack: file.pack.clone(),
            form,
            cites: declared.cites.iter().map(|cite| cite.text.clone()).collect(),
            window,
            by,
            binders,
            filter,
            steps,
            severity: match assertion.verb {
                Verb::Must => Severity::Error,
                Verb::Should => Severity::Warning,
                Verb::Note => Severity::Note,
            },
            assertion: condition.id,
            message,
            messages,
            doubt,
            locals: scope.next_local,
            span: declared.span,
            assertion_span: assertion.span,
        })
    }

    /// An instance of a rule is named by its rows; a day is none.
    fn goes_through_rows(&mut self, binders: &[Binder]) -> Option<()> {
        let days = binders.iter().map(|binder| self.program.expr(binder.list)).find(|list| list.ty == Ty::BusinessDays);
        let Some(span) = days.map(|list| list.span) else { return Some(()) };
        let problem =
            Diagnostic::new(&codes::TYPE_MISMATCH, "a rule goes through rows, and days are none", span, "these are business days");
        self.report(problem.help("Go through the days in the condition, with `every`, `some`, `total of` or their like."));
        None
    }

    fn applies_to(&mut self, declared: &RuleDecl, file: &PackedFile) -> Option<FormId> {
        let name = declared.applies_to.as_ref()?;
        let Some(form) = self.program.forms.find(&name.text) else {
            self.unknown_form(name);
            return None;
        };
        if self.program.forms.form(form).kind == FormKind::Table {
            let message = format!("`{}` is a table, and a table is not judged", name.text);
            let help = format!(
                "A rule applies to a form, and its returns are judged by the table: `{}[…]`, or `for each … in {}`.",
                name.text, name.text
            );
            self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, name.span, "not a form").help(help));
            return None;
        }
        let pack = self.program.forms.form(form).pack.clone();
        if !file.sees.contains(&pack) {
            let message = format!("`{}` is a form of the pack `{pack}`, which this file does not use", name.text);
            self.report(
                Diagnostic::new(&codes::UNKNOWN_FORM, message, name.span, "of another pack")
                    .help(format!("Write `use {pack}` at the head of the file, so that readers know where the form comes from.")),
            );
            return None;
        }
        Some(form)
    }

    /// Whether no other rule of this name stands in the way: another pack's, or an edition in force on the same day.
    fn editions(&mut self, declared: &RuleDecl, pack: &str, window: Window, seen: &BTreeMap<String, Span>) -> bool {
        let name = &declared.name.text;
        let others = self.names.get(name).into_iter().flatten().filter_map(|&place| self.program.rules.get(place));
        let others: Vec<(String, Window, Span)> = others.map(|rule| (rule.pack.clone(), rule.window, rule.span)).collect();
        for (other_pack, other_window, span) in others {
            let place = seen.get(name).copied().unwrap_or(span);
            if other_pack != pack {
                let message = format!("two packs have a rule named `{name}`");
                let of = |pack: &str| if pack.is_empty() { "a file of no pack".to_owned() } else { format!("the pack `{pack}`") };
                self.report(
                    Diagnostic::new(&codes::DUPLICATE_NAME, message, declared.name.span, format!("here in {}", of(pack)))
                        .also(place, format!("and here in {}", of(&other_pack)))
                        .help(
                            "A finding names its rule, so each name can stand for one rule only. Rename one of them; this one is left out.",
                        ),
                );
                return false;
            }
            if other_window.overlaps(&window) {
                let (code, message) = if declared.effective.is_some() {
                    (&codes::EDITION_OVERLAP, format!("two editions of `{name}` are in force on the same day"))
                } else {
                    (&codes::DUPLICATE_NAME, format!("there are two rules named `{name}`"))
                };
                self.report(Diagnostic::new(code, message, declared.name.span, "again here").also(place, "first here").help(
                    "Rename one of them, or give them dates that do not overlap with `effective from … until …`. This one is left out.",
                ));
                return false;
            }
        }
        true
    }

    fn edition_date(&mut self, scope: &mut Scope, declared: &RuleDecl) -> Option<Option<ExprId>> {
        let Some(by) = declared.effective.as_ref().and_then(|effective| effective.by.as_ref()) else { return Some(None) };
        let mut names = by.names.iter();
        let first = names.next()?;
        let mut path = ast::Expr { kind: ast::ExprKind::Name(first.text.clone()), span: first.span };
        for name in names {
            let span = path.span.to(name.span);
            path = ast::Expr { kind: ast::ExprKind::Member(Box::new(path), name.clone()), span };
        }
        let typed = self.expr(scope, &path)?;
        self.expect(typed, |ty| matches!(ty, Ty::Date | Ty::Moment), "a date")?;
        Some(Some(typed.id))
    }

    fn steps(&mut self, scope: &mut Scope, declared: &RuleDecl) -> Option<Vec<Step>> {
        let mut steps = Vec::new();
        for step in &declared.steps {
            match step {
                ast::Step::When { condition, .. } => steps.push(Step::When(self.condition(scope, condition)?.id)),
                ast::Step::Given { name, value, .. } => {
                    scope.defining = Some(name.text.clone());
                    let value = self.expr(scope, value);
                    scope.defining = None;
                    let value = value?;
                    if matches!(value.ty, Ty::List(_) | Ty::Returns(_)) {
                        let label = format!("this is {}", self.describe(value.ty));
                        self.report(
                            Diagnostic::new(&codes::TYPE_MISMATCH, "`given` names one value or one row", value.span, label)
                                .help("Name the list itself where it is gone through."),
                        );
                        return None;
                    }
                    let local = self.bind(scope, name, value.ty, value.is_figure);
                    steps.push(Step::Given { name: name.text.clone(), local, value: value.id });
                }
            }
        }
        Some(steps)
    }

    fn doubt(&mut self, scope: &mut Scope, assertion: &Assertion) -> Option<Vec<ExprId>> {
        let mut doubt = Vec::new();
        for path in &assertion.doubt {
            let typed = self.expr(scope, path)?;
            if !typed.is_figure {
                let label = format!("this is {}", self.describe(typed.ty));
                self.report(Diagnostic::new(&codes::TYPE_MISMATCH, "only a figure of the return can be in doubt", typed.span, label));
                return None;
            }
            doubt.push(typed.id);
        }
        Some(doubt)
    }

    /// The values in the holes of a message, by the words in which they are written.
    fn holes(&self, written: Option<&ast::Template>, message: Option<&Template>) -> Vec<(String, ExprId)> {
        let parts = written.into_iter().flat_map(|written| &written.parts).zip(message.into_iter().flat_map(|message| &message.parts));
        let shown = parts.filter_map(|pair| match pair {
            (ast::TemplatePart::Hole { value, .. }, TemplatePart::Hole { value: id, .. }) => {
                Some((self.sources.text(value.span).to_owned(), *id))
            }
            _ => None,
        });
        shown.collect()
    }

    /// A message; of its values, those that are `shown` already are not lowered again.
    fn template(&mut self, scope: &mut Scope, template: &ast::Template, assertion: ExprId, shown: &[(String, ExprId)]) -> Option<Template> {
        let mut parts = Vec::new();
        for part in &template.parts {
            parts.push(match part {
                ast::TemplatePart::Text(text) => TemplatePart::Text(text.clone()),
                ast::TemplatePart::Hole { value, format, .. } => {
                    let signed = match format {
                        None => false,
                        Some(name) if name.text == "signed" => true,
                        Some(name) => {
                            let message = format!("there is no way to show a value as `{}`", name.text);
                            self.report(
                                Diagnostic::new(&codes::TEMPLATE, message, name.span, "not known")
                                    .help("A hole is `{value}`, or `{value:signed}` to show a plus sign too."),
                            );
                            return None;
                        }
                    };
                    match shown.iter().find(|(words, _)| words == self.sources.text(value.span)) {
                        Some((_, known)) => TemplatePart::Hole { value: *known, signed },
                        None => self.hole(scope, value, signed, assertion)?,
                    }
                }
            });
        }
        Some(Template { parts })
    }

    fn hole(&mut self, scope: &mut Scope, value: &ast::Expr, signed: bool, assertion: ExprId) -> Option<TemplatePart> {
        if matches!(&value.kind, ast::ExprKind::Name(name) if name == "difference") && !scope.locals.iter().any(|l| l.name == "difference")
        {
            let is_comparison = match &self.program.expr(assertion).kind {
                ExprKind::Compare { first, .. } => matches!(self.program.expr(*first).ty, Ty::Quantity { .. } | Ty::Zero | Ty::Date),
                ExprKind::Agrees { .. } => true,
                _ => false,
            };
            if !is_comparison {
                self.report(
                    Diagnostic::new(&codes::TEMPLATE, "there is no difference to show here", value.span, "not a comparison of numbers")
                        .help("`{difference}` is the left side of the condition less its right side. Write the values themselves instead."),
                );
                return None;
            }
            return Some(TemplatePart::Difference { signed });
        }
        let typed = self.expr(scope, value)?;
        if matches!(typed.ty, Ty::List(_) | Ty::Returns(_)) {
            let label = format!("this is {}", self.describe(typed.ty));
            self.report(Diagnostic::new(&codes::TEMPLATE, "a message shows values, not lists", value.span, label));
            return None;
        }
        if signed && !matches!(typed.ty, Ty::Quantity { .. }) {
            self.report(Diagnostic::new(&codes::TEMPLATE, "only a number has a sign", value.span, "not a number"));
            return None;
        }
        Some(TemplatePart::Hole { value: typed.id, signed })
    }
}
