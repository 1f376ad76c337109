//! Tests of rules, and waivers: their clauses, which may come in any order.

use rulecheck_grammar::Rule;
use rulecheck_grammar::pest::iterators::Pair;

use super::ast::{Change, Content, Expectation, ExpectedOutcome, Expr, ExprKind, Name, Quoted, TestDecl, WaiveDecl};
use super::exprs::start_to;
use super::items::Builder;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

impl Builder<'_> {
    pub(super) fn test(&mut self, pair: Pair<'_, Rule>) -> Option<TestDecl> {
        let (mut title, mut rule) = (None, None);
        let mut files: Vec<Quoted> = Vec::new();
        let (mut changes, mut expectations) = (Vec::new(), Vec::new());
        let mut expects = false;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::string => title = Some(self.quoted(&part)),
                Rule::rule_name => rule = Some(self.name(&part)),
                Rule::with_clause => files.extend(self.cites(part)),
                Rule::changing_clause => changes.extend(self.change(part)),
                Rule::expect_clause => {
                    expects = true;
                    expectations.extend(self.expectation(part));
                }
                _ => {}
            }
        }
        let (title, rule) = (title?, rule?);
        if files.is_empty() {
            let missing = Diagnostic::new(&codes::CLAUSE, "the test names no returns", title.span, "no `with`");
            self.report(missing.help("Add `with` and the file of a return, in quotes, as it stands beside the rule file."));
        }
        if !expects {
            let missing = Diagnostic::new(&codes::CLAUSE, "the test expects nothing", title.span, "no `expect`");
            self.report(missing.help("Add `expect` and `pass`, `fail`, `not applicable` or `undetermined`."));
        }
        Some(TestDecl { title, rule, files, changes, expectations, span: self.whole })
    }

    /// `changing PATH in "file" to CONTENT`.
    fn change(&mut self, pair: Pair<'_, Rule>) -> Option<Change> {
        let start = self.keyword_span(&pair);
        let (mut path, mut file, mut content) = (None, None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::postfix_expr => path = Some(self.expr(part)?),
                Rule::string => file = Some(self.quoted(&part)),
                Rule::cell_state => {
                    let span = self.span(&part);
                    content = Some(match part.as_str() {
                        "blank" => Content::Blank(span),
                        "unreadable" => Content::Unreadable(span),
                        "absent" => Content::Absent(span),
                        _ => Content::NotApplicable(span),
                    });
                }
                Rule::name => content = Some(Content::Code(self.name(&part))),
                Rule::time_on => content = Some(Content::Value(self.expr(part)?)),
                Rule::figure => content = Some(Content::Value(self.figure(part)?)),
                _ => {}
            }
        }
        let content = content?;
        let span = start_to(start, content.span());
        Some(Change { path: path?, file, content, span })
    }

    /// A literal, perhaps negated.
    fn figure(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let mut sign = None;
        let mut value = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::minus => sign = Some(self.span(&part)),
                _ => value = Some(self.expr(part)?),
            }
        }
        let value = value?;
        match sign {
            Some(sign) => Some(Expr { span: start_to(sign, value.span), kind: ExprKind::Negate(Box::new(value)) }),
            None => Some(value),
        }
    }

    /// `expect OUTCOME for "row" and "row" in "file"`.
    fn expectation(&mut self, pair: Pair<'_, Rule>) -> Option<Expectation> {
        let start = self.keyword_span(&pair);
        let mut end = start;
        let (mut outcome, mut cause, mut file) = (None, None, None);
        let mut rows = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::outcome => {
                    end = self.span(&part);
                    outcome = Some((part.as_str().to_owned(), end));
                }
                Rule::cause => {
                    cause = Some(self.name(&part));
                    end = self.span(&part);
                }
                Rule::rows => {
                    rows = self.row_names(part);
                    end = rows.last().and_then(|row: &Vec<Quoted>| row.last()).map_or(end, |name| name.span);
                }
                Rule::string => {
                    end = self.span(&part);
                    file = Some(self.quoted(&part));
                }
                _ => {}
            }
        }
        let (words, place) = outcome?;
        if let (Some(cause), false) = (&cause, words == "undetermined") {
            let message = format!("`{}` is the name of a cause, and only `undetermined` has one", cause.text);
            let problem = Diagnostic::new(&codes::CLAUSE, message, cause.span, "out of place").also(place, "expected here");
            self.report(problem.help("The names of rows stand in quotes after `for`."));
            return None;
        }
        let outcome = match words.as_str() {
            "pass" => ExpectedOutcome::Pass,
            "fail" => ExpectedOutcome::Fail,
            "undetermined" => ExpectedOutcome::Undetermined(cause),
            _ => ExpectedOutcome::NotApplicable,
        };
        Some(Expectation { outcome, rows, file, span: start_to(start, end) })
    }

    fn row_names(&self, pair: Pair<'_, Rule>) -> Vec<Vec<Quoted>> {
        let rows = pair.into_inner().filter(|part| part.as_rule() == Rule::row);
        rows.map(|row| row.into_inner().map(|name| self.quoted(&name)).collect()).collect()
    }

    pub(super) fn waive(&mut self, pair: Pair<'_, Rule>) -> Option<WaiveDecl> {
        let mut rule: Option<Name> = None;
        let mut condition: Option<(Expr, Span)> = None;
        let mut only: Option<(Vec<Vec<Quoted>>, Span)> = None;
        let (mut reason, mut approver) = (None, None);
        let mut until: Option<(Expr, Span)> = None;
        for part in pair.into_inner() {
            let place = self.keyword_span(&part);
            match part.as_rule() {
                Rule::rule_name => rule = Some(self.name(&part)),
                Rule::waived_for_clause => {
                    let read = self.expr(part.into_inner().nth(1)?)?;
                    self.once("for", &mut condition, read, place);
                }
                Rule::only_clause => {
                    let rows = self.row_names(part.into_inner().nth(1)?);
                    self.once("only", &mut only, rows, place);
                }
                Rule::because_clause => {
                    let words = self.quoted(&part.into_inner().nth(1)?);
                    self.once("because", &mut reason, words, place);
                }
                Rule::approved_clause => {
                    let words = self.quoted(&part.into_inner().nth(1)?);
                    self.once("approved by", &mut approver, words, place);
                }
                Rule::until_clause => {
                    let day = self.expr(part.into_inner().nth(1)?)?;
                    self.once("until", &mut until, day, place);
                }
                _ => {}
            }
        }
        let rule = rule?;
        let condition = self.needed(&rule, condition, "for", "Add `for` and the condition of the returns that it is about.");
        let reason = self.needed(&rule, reason, "because", "Add `because` and the reason, so that a reader can judge it.");
        let approver = self.needed(&rule, approver, "approved by", "Add `approved by` and who has agreed to it.");
        Some(WaiveDecl {
            rule,
            condition: condition?,
            only: only.map_or_else(Vec::new, |(only, _)| only),
            reason: reason?,
            approver: approver?,
            until: until.map(|(day, _)| day),
            span: self.whole,
        })
    }

    /// The clause of a waiver, or a diagnostic that it is missing.
    fn needed<T>(&mut self, rule: &Name, clause: Option<(T, Span)>, word: &str, help: &str) -> Option<T> {
        if clause.is_none() {
            let message = format!("the waiver of `{}` has no `{word}`", rule.text);
            self.report(Diagnostic::new(&codes::CLAUSE, message, rule.span, format!("no `{word}`")).help(help));
        }
        clause.map(|(clause, _)| clause)
    }
}

impl Content {
    /// Where it is written.
    pub fn span(&self) -> Span {
        match self {
            Content::Blank(span) | Content::Unreadable(span) | Content::Absent(span) | Content::NotApplicable(span) => *span,
            Content::Code(name) => name.span,
            Content::Value(value) => value.span,
        }
    }
}
