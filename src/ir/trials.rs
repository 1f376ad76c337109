//! Tests: the rule that they try, the cells that they change, what they expect.

use super::declare::unknown_member;
use super::lower::Lowering;
use super::waivers::row_names;
use super::{Expectation, ExpectedOutcome, Test, TestChange};
use crate::diag::suggest::{advice, nearest};
use crate::diag::{Diagnostic, codes};
use crate::form::{CellChange, CellContent, CellStep, MemberKind};
use crate::source::Span;
use crate::syntax::ast::{self, Content, Expr, ExprKind, Literal, Name, Quoted, TestDecl};
use crate::ty::{FormId, ShapeId, Ty, Unit};
use crate::value::{Cause, Value, normal_text};

/// What the way to a cell has come to.
enum Reached {
    Record(ShapeId),
    List(ShapeId),
    Field(Ty),
}

/// The way so far: the form, its steps, and what they lead to.
struct Way {
    form: FormId,
    steps: Vec<CellStep>,
    at: Reached,
}

impl Lowering<'_> {
    /// A test whose names and types are right; the errors of any other are reported.
    pub fn test(&mut self, declared: &TestDecl) -> Option<Test> {
        let errors = self.diagnostics.len();
        let form = self.named_rule(&declared.rule, "The test was not run.")?.form;
        let changes = declared.changes.iter().map(|change| self.change(form, declared, change)).collect::<Vec<_>>();
        let expectations = declared.expectations.iter().map(|expected| self.expectation(declared, expected)).collect::<Vec<_>>();
        let is_sound = !self.diagnostics[errors..].iter().any(Diagnostic::is_error);
        is_sound.then(|| Test {
            title: declared.title.text.clone(),
            rule: declared.rule.text.clone(),
            form,
            files: declared.files.iter().map(|file| (file.text.clone(), file.span)).collect(),
            changes: changes.into_iter().flatten().collect(),
            expectations: expectations.into_iter().flatten().collect(),
            span: declared.title.span,
        })
    }

    fn expectation(&mut self, test: &TestDecl, expected: &ast::Expectation) -> Option<Expectation> {
        let outcome = match &expected.outcome {
            ast::ExpectedOutcome::Pass => ExpectedOutcome::Pass,
            ast::ExpectedOutcome::Fail => ExpectedOutcome::Fail,
            ast::ExpectedOutcome::NotApplicable => ExpectedOutcome::NotApplicable,
            ast::ExpectedOutcome::Undetermined(None) => ExpectedOutcome::Undetermined(None),
            ast::ExpectedOutcome::Undetermined(Some(cause)) => ExpectedOutcome::Undetermined(Some(self.cause(cause)?)),
        };
        let file = self.file_of(test, expected.file.as_ref())?;
        Some(Expectation { outcome, rows: row_names(&expected.rows), file, span: expected.span })
    }

    fn cause(&mut self, name: &Name) -> Option<Cause> {
        let found = Cause::ALL.into_iter().find(|cause| cause.id() == name.text);
        if found.is_none() {
            let message = format!("`{}` is not a cause for which something is undetermined", name.text);
            let mut unknown = Diagnostic::new(&codes::UNKNOWN_NAME, message, name.span, "not a cause");
            let near = nearest(&name.text, Cause::ALL.into_iter().map(Cause::id));
            let known = || Cause::ALL.map(|cause| format!("`{}`", cause.id())).join(", ");
            unknown.help = Some(near.map_or_else(|| format!("known here: {}", known()), |near| format!("did you mean `{near}`?")));
            self.report(unknown);
        }
        found
    }

    /// The place of a file among those of a test. The outer `None` says that the test has no such file.
    fn file_of(&mut self, test: &TestDecl, file: Option<&Quoted>) -> Option<Option<usize>> {
        let Some(file) = file else { return Some(None) };
        let place = test.files.iter().position(|known| known.text == file.text);
        if place.is_none() {
            let message = format!("the test has no file `{}`", file.text);
            let mut unknown = Diagnostic::new(&codes::UNKNOWN_NAME, message, file.span, "not after `with`");
            unknown.help = advice(&file.text, test.files.iter().map(|file| file.text.as_str()));
            self.report(unknown);
        }
        place.map(Some)
    }

    fn change(&mut self, form: FormId, test: &TestDecl, change: &ast::Change) -> Option<TestChange> {
        let file = self.file_of(test, change.file.as_ref())?;
        let way = self.way(form, &change.path)?;
        let Reached::Field(ty) = way.at else {
            let message = "only a single figure, date, code or text can be changed";
            let label = if matches!(way.at, Reached::List(_)) { "a list" } else { "several fields" };
            let problem = Diagnostic::new(&codes::TYPE_MISMATCH, message, change.path.span, label);
            self.report(
                problem.help("Go on to one of its fields; a row is named by its key, `issued[\"Class B\"].closing`, or its number."),
            );
            return None;
        };
        let content = self.content(ty, &change.content)?;
        let change = CellChange { form: way.form, steps: way.steps, content, span: change.content.span(), path: change.path.span };
        Some(TestChange { change, file })
    }

    /// The way that a path leads: from a field of the rule's form, or from the name of another form.
    fn way(&mut self, form: FormId, path: &Expr) -> Option<Way> {
        match &path.kind {
            ExprKind::Name(name) => {
                let shape = self.program.forms.form(form).shape;
                if let Some(slot) = self.program.forms.shape(shape).find(name) {
                    return self.stepped(Way { form, steps: Vec::new(), at: Reached::Record(shape) }, slot);
                }
                if let Some(other) = self.program.forms.find(name) {
                    let shape = self.program.forms.form(other).shape;
                    return Some(Way { form: other, steps: Vec::new(), at: Reached::Record(shape) });
                }
                let forms = self.program.forms.forms.iter().map(|form| form.name.as_str());
                let known = self.program.forms.shape(shape).members.iter().map(|member| member.name.as_str()).chain(forms);
                let near = nearest(name, known).map(str::to_owned);
                let message = format!("`{}` has no field `{name}`", self.program.forms.form(form).name);
                let mut unknown = Diagnostic::new(&codes::UNKNOWN_FIELD, message, path.span, "no such field");
                if let Some(near) = near {
                    unknown = unknown.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), path.span, near);
                }
                self.report(unknown);
                None
            }
            ExprKind::Member(of, name) => {
                let way = self.way(form, of)?;
                let shape = match way.at {
                    Reached::Record(shape) => shape,
                    Reached::List(_) => {
                        let problem =
                            Diagnostic::new(&codes::TYPE_MISMATCH, "this is a list, and one of its rows is meant", of.span, "a list");
                        self.report(problem.help("Name the row by its key or its number: `issued[\"Class B\"]`, `movements[2]`."));
                        return None;
                    }
                    Reached::Field(ty) => {
                        let label = format!("this is {}", self.describe(ty));
                        self.report(Diagnostic::new(&codes::TYPE_MISMATCH, "a single value has no fields", of.span, label));
                        return None;
                    }
                };
                let Some(slot) = self.program.forms.shape(shape).find(&name.text) else {
                    let unknown = unknown_member(self.program.forms.shape(shape), name);
                    self.report(unknown);
                    return None;
                };
                self.stepped(way, slot)
            }
            ExprKind::Lookup(of, keys) => {
                let way = self.way(form, of)?;
                let Reached::List(rows) = way.at else {
                    self.report(Diagnostic::new(&codes::TYPE_MISMATCH, "only a list has rows", of.span, "not a list"));
                    return None;
                };
                let step = self.row(rows, keys, path.span)?;
                let steps = way.steps.into_iter().chain([step]).collect();
                Some(Way { steps, at: Reached::Record(rows), ..way })
            }
            _ => {
                let message = "a test changes a cell of a return, and this is not the way to one";
                let problem = Diagnostic::new(&codes::TYPE_MISMATCH, message, path.span, "not a path");
                self.report(problem.help("A path is names of fields joined by dots, with the row of a list in brackets."));
                None
            }
        }
    }

    fn stepped(&self, mut way: Way, slot: u16) -> Option<Way> {
        let Reached::Record(shape) = way.at else { return None };
        way.at = match &self.program.forms.shape(shape).members.get(usize::from(slot))?.kind {
            MemberKind::Field(field) => Reached::Field(field.ty),
            MemberKind::Record(inner) => Reached::Record(*inner),
            MemberKind::List { rows, .. } => Reached::List(*rows),
        };
        way.steps.push(CellStep::Member(slot));
        Some(way)
    }

    /// The row that is named by its number or its key.
    fn row(&mut self, rows: ShapeId, keys: &[Expr], span: Span) -> Option<CellStep> {
        if let [Expr { kind: ExprKind::Literal(Literal::Number(number)), .. }] = keys {
            return Some(CellStep::Row(number.to_string().replace(',', "").parse().unwrap_or(0)));
        }
        let members = self.program.forms.shape(rows).key.len();
        if members == 0 {
            let message = "the rows of this list have no key";
            let problem = Diagnostic::new(&codes::TYPE_MISMATCH, message, span, "a key is given");
            self.report(problem.help("Name the row by its number, counted from 1: `movements[2]`."));
            return None;
        }
        if keys.len() > 1 && keys.len() != members {
            let message = format!("the key of this list has {members} members, and {} are given", keys.len());
            self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, span, "not its key"));
            return None;
        }
        let mut values = Vec::new();
        for key in keys {
            values.push(match &key.kind {
                ExprKind::Literal(Literal::Text(text)) => Value::Text(normal_text(text).into()),
                ExprKind::Literal(Literal::Date(date)) => Value::Date(*date),
                _ => {
                    let problem = Diagnostic::new(&codes::TYPE_MISMATCH, "a row is named by what is printed in it", key.span, "not plain");
                    self.report(problem.help("Write a text in quotes, a date, or the number of the row."));
                    return None;
                }
            });
        }
        Some(CellStep::Key(values))
    }

    /// What is to be printed in a field of a type.
    fn content(&mut self, ty: Ty, content: &Content) -> Option<CellContent> {
        Some(match content {
            Content::Blank(_) => CellContent::Blank,
            Content::Unreadable(_) => CellContent::Unreadable,
            Content::Absent(_) => CellContent::Absent,
            Content::NotApplicable(_) => CellContent::NotApplicable,
            Content::Code(name) => {
                let Ty::Code(list) = ty else {
                    let message = format!("the field holds {}, and `{}` is a name", self.describe(ty), name.text);
                    self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, name.span, "not such a value"));
                    return None;
                };
                let option = self.code_option(list, name)?;
                let option = self.program.forms.code_list(list).options.get(usize::from(option))?;
                CellContent::Printed(option.labels.first().unwrap_or(&option.name).clone())
            }
            Content::Value(value) => CellContent::Printed(self.printed(ty, value)?),
        })
    }

    /// The words that a form would show for a value that fits the type.
    fn printed(&mut self, ty: Ty, value: &Expr) -> Option<String> {
        let literal = match &value.kind {
            ExprKind::Negate(inner) => &inner.kind,
            kind => kind,
        };
        let unit = match ty {
            Ty::Quantity { unit, .. } => Some(unit),
            _ => None,
        };
        let words = normal_text(self.sources.text(value.span));
        let fits = match literal {
            ExprKind::Literal(Literal::Text(text)) => return Some(text.clone()),
            ExprKind::TimeOn { time, date } if ty == Ty::Moment && matches!(time.kind, ExprKind::Literal(Literal::Time(..))) => {
                let [day, time] = [date, time].map(|part| normal_text(self.sources.text(part.span)));
                return Some(format!("{day} {time}"));
            }
            ExprKind::Literal(Literal::Number(_)) => unit.is_some(),
            ExprKind::Literal(Literal::Percent(_)) => unit == Some(Unit::NUMBER),
            ExprKind::Literal(Literal::Shares(_)) => unit == Some(Unit::SHARES),
            ExprKind::Literal(Literal::Days(_)) => unit == Some(Unit::DAYS),
            ExprKind::Literal(Literal::Money(..)) => unit.is_some_and(|unit| unit.money != 0),
            ExprKind::Literal(Literal::Date(_)) => matches!(ty, Ty::Date | Ty::Moment),
            ExprKind::Literal(Literal::Month(..)) => ty == Ty::Month,
            ExprKind::Literal(Literal::Bool(_)) => ty == Ty::Bool,
            _ => false,
        };
        if !fits {
            let message = format!("the field holds {}, and `{words}` is no such value", self.describe(ty));
            let problem = Diagnostic::new(&codes::TYPE_MISMATCH, message, value.span, "does not fit the field");
            self.report(problem.help("A text in quotes is read as if it were printed in the cell."));
            return None;
        }
        Some(words)
    }
}
