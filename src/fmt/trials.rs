//! Tests and waivers to lines.

use super::brackets::{Level, Next};
use super::clause::Clause;
use super::items::Writer;
use super::page::Above;
use crate::syntax::ast::{Change, Content, Expectation, ExpectedOutcome, Quoted, TestDecl, WaiveDecl};

impl<'a> Writer<'a> {
    pub(super) fn test(&mut self, above: Above, test: &TestDecl) {
        let head = |clause: &mut Clause<'a>| {
            clause.words("test ");
            clause.quoted(&test.title);
            clause.words(" of ");
            clause.name(&test.rule);
        };
        self.block(above, test.span, test.rule.span, head, |writer| {
            if let Some((first, last)) = test.files.first().zip(test.files.last()) {
                writer.line(Above::Nothing, (first.span, last.span), |clause| {
                    clause.words("with ");
                    clause.group(|clause| clause.joined(&test.files, "and ", |clause, file| clause.quoted(file)));
                });
            }
            test.changes.iter().for_each(|change| writer.change(change));
            test.expectations.iter().for_each(|expected| writer.expectation(expected));
        });
    }

    fn change(&mut self, change: &Change) {
        self.line(Above::Kept, (change.span, change.span), |clause| {
            clause.words("changing ");
            clause.kept_from_name(|clause| clause.expr(&change.path, Level::Postfix, Next::End));
            in_file(clause, change.file.as_ref());
            clause.words(" to ");
            match &change.content {
                Content::Blank(span) => clause.leaf("blank", *span),
                Content::Unreadable(span) => clause.leaf("unreadable", *span),
                Content::Absent(span) => clause.leaf("absent", *span),
                Content::NotApplicable(span) => clause.leaf("not applicable", *span),
                Content::Code(name) => clause.name(name),
                Content::Value(value) => clause.whole(value),
            }
        });
    }

    fn expectation(&mut self, expected: &Expectation) {
        self.line(Above::Kept, (expected.span, expected.span), |clause| {
            clause.words("expect ");
            match &expected.outcome {
                ExpectedOutcome::Pass => clause.words("pass"),
                ExpectedOutcome::Fail => clause.words("fail"),
                ExpectedOutcome::NotApplicable => clause.words("not applicable"),
                ExpectedOutcome::Undetermined(cause) => {
                    clause.words("undetermined");
                    if let Some(cause) = cause {
                        clause.words(" ");
                        clause.name(cause);
                    }
                }
            }
            if !expected.rows.is_empty() {
                clause.words(" for ");
                rows(clause, &expected.rows);
            }
            in_file(clause, expected.file.as_ref());
        });
    }

    pub(super) fn waive(&mut self, above: Above, waiver: &WaiveDecl) {
        let head = |clause: &mut Clause<'a>| {
            clause.words("waive ");
            clause.name(&waiver.rule);
        };
        self.block(above, waiver.span, waiver.rule.span, head, |writer| {
            writer.line(Above::Nothing, (waiver.condition.span, waiver.condition.span), |clause| {
                clause.words("for ");
                clause.kept_from_name(|clause| clause.whole(&waiver.condition));
            });
            let names = || waiver.only.iter().flatten();
            if let Some((first, last)) = names().next().zip(names().last()) {
                writer.line(Above::Nothing, (first.span, last.span), |clause| {
                    clause.words("only ");
                    rows(clause, &waiver.only);
                });
            }
            writer.line(Above::Nothing, (waiver.reason.span, waiver.reason.span), |clause| {
                clause.words("because ");
                clause.quoted(&waiver.reason);
            });
            writer.line(Above::Nothing, (waiver.approver.span, waiver.approver.span), |clause| {
                clause.words("approved by ");
                clause.quoted(&waiver.approver);
            });
            if let Some(until) = &waiver.until {
                writer.line(Above::Nothing, (until.span, until.span), |clause| {
                    clause.words("until ");
                    clause.literal(until);
                });
            }
        });
    }
}

/// ` in "september.yaml"`, where a file is named.
fn in_file(clause: &mut Clause<'_>, file: Option<&Quoted>) {
    if let Some(file) = file {
        clause.words(" in ");
        clause.quoted(file);
    }
}

/// `"Class A", "row 2" and "Class B"`
fn rows(clause: &mut Clause<'_>, rows: &[Vec<Quoted>]) {
    clause.group(|clause| clause.joined(rows, "and ", |clause, row| clause.listed(row, |clause, name| clause.quoted(name))));
}
