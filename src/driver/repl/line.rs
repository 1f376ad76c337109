//! One expression: it becomes the `given` of a rule that applies to the chosen return and row and always holds, and its value is read off.

use std::sync::Arc;

use super::{Repl, Reply};
use crate::diag::Diagnostic;
use crate::eval;
use crate::ir::{self, ExprId, Program, Rule, Step};
use crate::report::reasons::{self, Facts};
use crate::report::tree::{self, Ground};
use crate::source::SourceId;
use crate::syntax::{self, ast};
use crate::ty::{Precision, Ty, Unit};
use crate::value::{Datum, Value};
use crate::verdict::Verdict;

/// What the rule around an expression is called; no file can have a rule of this name.
const RULE: &str = "this expression";

/// What the value is called in that rule.
const VALUE: &str = "its value";

/// An expression in its place.
struct Read {
    program: Program,
    value: ExprId,
}

impl Repl {
    /// Reckons an expression, and says how.
    pub(super) fn expression(&mut self, text: &str) -> Reply {
        match self.read(text) {
            Ok(read) => self.reckoned(&read),
            Err(diagnostics) => self.problems(&diagnostics),
        }
    }

    /// The type of an expression in words.
    pub(super) fn type_of(&mut self, text: &str) -> Reply {
        match self.read(text) {
            Ok(read) => {
                let ty = read.program.expr(read.value).ty;
                let is_rounded = matches!(ty, Ty::Quantity { precision, .. } if precision != Precision::Exact);
                let rounded = if is_rounded { ", rounded" } else { "" };
                Reply::told(format!("{}{rounded}\n", ir::describe(&read.program.forms, ty)))
            }
            Err(diagnostics) => self.problems(&diagnostics),
        }
    }

    /// The type of an expression that may be wrong, for completion.
    pub(super) fn quiet_type_of(&self, text: &str) -> Option<Ty> {
        let mut sources = self.sources.clone();
        let source = sources.add("", text);
        let value = syntax::expression(source, text).ok()?;
        let lowered = self.lower(&sources, Arc::new(self.around(source, value)));
        let rule = lowered.program.rules.iter().find(|rule| rule.name == RULE)?;
        Some(lowered.program.expr(given(rule)?).ty)
    }

    fn read(&mut self, text: &str) -> Result<Read, Vec<Diagnostic>> {
        let source = self.add_source(text);
        let value = syntax::expression(source, text)?;
        let lowered = self.lower(&self.sources, Arc::new(self.around(source, value)));
        match lowered.program.rules.iter().find(|rule| rule.name == RULE).and_then(given) {
            Some(value) => Ok(Read { program: lowered.program, value }),
            None => Err(lowered.diagnostics.into_iter().filter(|of| of.primary.span.source == source).collect()),
        }
    }

    /// A file with the rule around an expression.
    fn around(&self, source: SourceId, value: ast::Expr) -> ast::File {
        let span = value.span;
        let name = |text: &str| ast::Name { text: text.to_owned(), span };
        let expr = |kind| ast::Expr { kind, span };
        let form = &self.program.forms.form(self.returns.get(self.on).form).name;
        let lists = self.row.as_ref().map_or(&[][..], |row| &row.lists);
        let binder = |(depth, list): (usize, &Vec<String>)| {
            let around = depth.checked_sub(1).map(|around| row_name(lists.len() - around));
            let mut names = around.iter().chain(list);
            let first = expr(ast::ExprKind::Name(names.next().cloned().unwrap_or_default()));
            let list = names.fold(first, |of, member| expr(ast::ExprKind::Member(Box::new(of), name(member))));
            ast::Binder { name: name(&row_name(lists.len() - depth)), list }
        };
        let binders: Vec<ast::Binder> = lists.iter().enumerate().map(binder).collect();
        let assertion = ast::Assertion {
            verb: ast::Verb::Must,
            condition: expr(ast::ExprKind::Literal(ast::Literal::Bool(true))),
            message: None,
            messages: Vec::new(),
            doubt: Vec::new(),
            span,
        };
        let rule = ast::RuleDecl {
            name: name(RULE),
            title: None,
            titles: Vec::new(),
            why: None,
            whys: Vec::new(),
            applies_to: Some(name(form)),
            cites: Vec::new(),
            effective: None,
            for_each: (!binders.is_empty()).then_some(ast::ForEach { binders, filter: None, span }),
            steps: vec![ast::Step::Given { name: name(VALUE), value, span }],
            assertion: Some(assertion),
            span,
        };
        let items = self.uses(source).into_iter().chain([ast::Item::Rule(rule)]).collect();
        ast::File { source, items, broken: Vec::new(), comments: Vec::new() }
    }

    fn reckoned(&self, read: &Read) -> Reply {
        let verdicts = eval::evaluate_rule(&read.program, &self.returns, RULE);
        let is_here =
            |verdict: &&Verdict| verdict.subject == self.on && self.row.as_ref().is_none_or(|row| verdict.rows.last() == Some(&row.record));
        let derivation = verdicts.iter().find(is_here).map(|verdict| eval::derive(&read.program, &self.returns, verdict));
        let steps = derivation.map(|derivation| derivation.steps).unwrap_or_default();
        let Some(step) = steps.iter().rev().find(|step| step.expr == read.value) else {
            return Reply::refused("nothing can be reckoned here; choose another return with `:on`, or another row with `:for`\n");
        };
        let ground = Ground {
            sources: &self.sources,
            program: &read.program,
            returns: &self.returns,
            shown: &|ty, datum| eval::shown(&read.program, &self.returns, ty, datum),
            row_name: &|row| eval::row_name(&read.program, &self.returns, row),
        };
        let mut text = self.value(&read.program, read.program.expr(read.value).ty, &step.datum);
        if let Datum::Unknown(unknown) = step.datum {
            let facts = Facts { sources: &self.sources, program: &read.program, returns: &self.returns };
            text.push_str(&format!("  {}\n", crate::report::terminal::harmless(&facts.reason(unknown).0)));
        }
        if let Some(reckoned) = ground.reckoned(&steps, read.value) {
            text.push_str(&tree::render_parts(&reckoned, self.style));
        }
        Reply::told(text)
    }

    /// A value in words, with its unit where the words do not name it.
    fn value(&self, program: &Program, ty: Ty, datum: &Datum) -> String {
        match datum {
            Datum::Known(Value::Bool(true)) => "yes\n".to_owned(),
            Datum::Known(Value::Bool(false)) => "no\n".to_owned(),
            Datum::Unknown(unknown) => format!("not known ({})\n", reasons::words(reasons::id(unknown.cause))),
            Datum::NotApplicable(_) => "not applicable\n".to_owned(),
            known @ Datum::Known(_) => {
                let unit = match ty {
                    Ty::Quantity { percent: true, .. } | Ty::Quantity { unit: Unit::NUMBER | Unit::MONEY | Unit::DAYS, .. } => {
                        String::new()
                    }
                    Ty::Quantity { unit: Unit::PRICE, .. } => " per share".to_owned(),
                    Ty::Quantity { unit, .. } => format!(" {unit}"),
                    _ => String::new(),
                };
                let shown = eval::shown(program, &self.returns, ty, known);
                format!("{}{unit}\n", crate::report::terminal::harmless(&shown))
            }
        }
    }
}

/// What rows are called, counted from the chosen one outwards: `row`, `outer`, and so on.
fn row_name(place: usize) -> String {
    match place {
        0 | 1 => "row".to_owned(),
        2 => "outer".to_owned(),
        place => format!("outer_{}", place - 1),
    }
}

fn given(rule: &Rule) -> Option<ExprId> {
    rule.steps.iter().find_map(|step| match step {
        Step::Given { value, .. } => Some(*value),
        Step::When(_) => None,
    })
}
