//! Items to lines: the order of their clauses, and how far each stands in.

use super::brackets::{Level, Next};
use super::clause::{Clause, Original};
use super::page::{Above, Line};
use crate::source::Span;
use crate::syntax::ast::{
    Assertion, CalendarDecl, DefineDecl, FieldAttribute, FieldDecl, File, FormClause, FormDecl, Item, MemberDecl, Name, ParameterDecl,
    Quoted, RuleDecl, SetDecl, Step, TableDecl, TypeExpr, Verb,
};

/// How much further in the lines of a clause begin after its first: more than the message below it.
const HANG: usize = 4;

/// The same where no message can follow.
const SHORT_HANG: usize = 2;

/// The lines of a file.
pub(super) fn lines<'a>(original: &'a Original<'a>, file: &File) -> Vec<Line<'a>> {
    let mut writer = Writer { original, lines: Vec::new(), indent: 0 };
    let mut before = None;
    for item in &file.items {
        writer.item(item, before);
        before = Some(item);
    }
    writer.lines
}

pub(super) struct Writer<'a> {
    original: &'a Original<'a>,
    lines: Vec<Line<'a>>,
    indent: usize,
}

impl<'a> Writer<'a> {
    /// Adds a line that stands in the source from the start of one span to the end of another.
    pub(super) fn line(&mut self, above: Above, place: (Span, Span), write: impl FnOnce(&mut Clause<'a>)) {
        self.hanging_line(HANG, above, place, write);
    }

    /// Adds a line after whose first the others begin so many columns further in.
    fn hanging_line(&mut self, hang: usize, above: Above, (first, last): (Span, Span), write: impl FnOnce(&mut Clause<'a>)) {
        let mut clause = Clause::new(self.original);
        clause.hanging(hang, write);
        let place = first.range().start..last.range().end;
        self.lines.push(Line { clause, indent: self.indent, place, above, opens: false, closes: false });
    }

    /// Adds a line that opens what the lines of `inner` belong to, and the `end` of it; `whole` is where it all stands.
    pub(super) fn block(
        &mut self,
        above: Above,
        whole: Span,
        head_ends: Span,
        head: impl FnOnce(&mut Clause<'a>),
        inner: impl FnOnce(&mut Self),
    ) {
        self.line(above, (whole, head_ends), head);
        if let Some(line) = self.lines.last_mut() {
            line.opens = true;
        }
        self.indent += 2;
        inner(self);
        self.indent -= 2;
        let end = Span { start: whole.end.saturating_sub("end".len() as u32).max(whole.start), ..whole };
        self.line(Above::Nothing, (end, end), |clause| clause.words("end"));
        if let Some(line) = self.lines.last_mut() {
            line.closes = true;
        }
    }

    fn item(&mut self, item: &Item, before: Option<&Item>) {
        let above = match (before, item) {
            (Some(Item::Pack(_) | Item::Use(_)), Item::Use(_))
            | (Some(Item::Parameter(_)), Item::Parameter(_))
            | (Some(Item::Set(_)), Item::Set(_))
            | (Some(Item::Define(_)), Item::Define(_)) => Above::BlankOrTogether,
            _ => Above::Blank,
        };
        match item {
            Item::Pack(pack) => {
                let end = pack.title.as_ref().map_or(pack.name.span, |title| title.span);
                self.line(above, (pack.span, end), |clause| {
                    clause.words("pack ");
                    clause.name(&pack.name);
                    clause.title(pack.title.as_ref());
                });
            }
            Item::Use(used) => self.line(above, (used.span, used.name.span), |clause| {
                clause.words("use ");
                clause.name(&used.name);
            }),
            Item::Form(form) => self.form(above, form),
            Item::Table(table) => self.table(above, table),
            Item::Printed(printed) => self.printed(above, printed),
            Item::Calendar(calendar) => self.calendar(above, calendar),
            Item::Parameter(parameter) => self.parameter(above, parameter),
            Item::Set(set) => self.set(above, set),
            Item::Define(define) => self.define(above, define),
            Item::Rule(rule) => self.rule(above, rule),
            Item::Test(test) => self.test(above, test),
            Item::Waive(waiver) => self.waive(above, waiver),
        }
    }

    fn calendar(&mut self, above: Above, calendar: &CalendarDecl) {
        let head_ends = calendar.title.as_ref().map_or(calendar.name.span, |title| title.span);
        let head = |clause: &mut Clause<'a>| {
            clause.words("calendar ");
            clause.name(&calendar.name);
            clause.title(calendar.title.as_ref());
        };
        self.block(above, calendar.span, head_ends, head, |writer| {
            writer.line(Above::Nothing, (calendar.file.span, calendar.file.span), |clause| {
                clause.words("closed days in ");
                clause.quoted(&calendar.file);
            });
            writer.line(Above::Nothing, (calendar.first.span, calendar.last.span), |clause| {
                clause.words("covers ");
                clause.literal(&calendar.first);
                clause.words(" to ");
                clause.literal(&calendar.last);
            });
        });
    }

    /// A parameter on one line where it fits; with a title, its clauses have lines of their own.
    fn parameter(&mut self, above: Above, parameter: &ParameterDecl) {
        let has_lines = parameter.title.is_some();
        let effective = parameter.effective.as_ref();
        let cited = parameter.cites.first().zip(parameter.cites.last());
        let last =
            effective.map(|effective| effective.span).into_iter().chain(cited.map(|(_, last)| last.span)).max_by_key(|span| span.end);
        let value_ends = parameter.value.span;
        let ends = if has_lines { value_ends } else { last.unwrap_or(value_ends) };
        self.hanging_line(SHORT_HANG, above, (parameter.span, ends), |clause| {
            clause.words("parameter ");
            clause.name(&parameter.name);
            clause.title(parameter.title.as_ref());
            clause.words(" = ");
            clause.whole(&parameter.value);
            if !has_lines && last.is_some() {
                clause.group(|clause| {
                    if let Some(effective) = effective {
                        clause.may_end(" ");
                        clause.effective(effective);
                    }
                    if cited.is_some() {
                        clause.may_end(" ");
                        clause.cites(&parameter.cites);
                    }
                });
            }
        });
        self.indent += 2;
        if let Some(effective) = effective.filter(|_| has_lines) {
            self.line(Above::Nothing, (effective.span, effective.span), |clause| clause.effective(effective));
        }
        if let Some((first, last)) = cited.filter(|_| has_lines) {
            self.line(Above::Nothing, (first.span, last.span), |clause| clause.cites(&parameter.cites));
        }
        self.indent -= 2;
    }

    fn set(&mut self, above: Above, set: &SetDecl) {
        let clauses = set.effective.iter().map(|effective| effective.span).chain(set.cites.last().map(|last| last.span));
        let last = clauses.max_by_key(|span| span.end);
        self.hanging_line(SHORT_HANG, above, (set.span, last.unwrap_or(set.value.span)), |clause| {
            clause.words("set ");
            clause.path(&set.parameter);
            clause.words(" = ");
            clause.whole(&set.value);
            if last.is_none() {
                return;
            }
            clause.group(|clause| {
                if let Some(effective) = &set.effective {
                    clause.may_end(" ");
                    clause.effective(effective);
                }
                if !set.cites.is_empty() {
                    clause.may_end(" ");
                    clause.cites(&set.cites);
                }
            });
        });
    }

    fn define(&mut self, above: Above, define: &DefineDecl) {
        self.hanging_line(SHORT_HANG, above, (define.span, define.body.span), |clause| {
            clause.words("define ");
            clause.name(&define.name);
            clause.words("(");
            clause.group(|clause| {
                clause.listed(&define.parameters, |clause, (name, ty)| {
                    clause.name(name);
                    clause.words(" : ");
                    type_expr(clause, ty);
                });
            });
            clause.words(") =");
            clause.body(|clause| clause.whole(&define.body));
        });
    }

    fn form(&mut self, above: Above, form: &FormDecl) {
        let head_ends = form.title.as_ref().map_or(form.name.span, |title| title.span);
        let head = |clause: &mut Clause<'a>| {
            clause.words(if form.is_profile { "profile " } else { "form " });
            clause.name(&form.name);
            clause.title(form.title.as_ref());
        };
        self.block(above, form.span, head_ends, head, |writer| {
            for clause in &form.clauses {
                writer.form_clause(clause);
            }
            for member in &form.members {
                writer.member(member);
            }
        });
    }

    fn table(&mut self, above: Above, table: &TableDecl) {
        let head = |clause: &mut Clause<'a>| {
            clause.words("table ");
            clause.name(&table.name);
            clause.title(table.title.as_ref());
        };
        self.block(above, table.span, label_or(table.title.as_ref(), table.name.span), head, |writer| {
            table.titles.iter().for_each(|(language, title)| writer.text_in("title ", Above::Nothing, language, title));
            writer.key(&table.key);
            if let Some(file) = &table.rows_in {
                writer.line(Above::Nothing, (file.span, file.span), |clause| {
                    clause.words("rows in ");
                    clause.quoted(file);
                });
            }
            table.members.iter().for_each(|member| writer.member(member));
        });
    }

    fn key(&mut self, key: &[Name]) {
        let Some((first, last)) = key.first().zip(key.last()) else { return };
        self.line(Above::Nothing, (first.span, last.span), |clause| {
            clause.words("key ");
            clause.group(|clause| clause.listed(key, |clause, name| clause.name(name)));
        });
    }

    fn form_clause(&mut self, written: &FormClause) {
        let above = Above::Kept;
        match written {
            FormClause::Title { language, title } => self.text_in("title ", above, language, title),
            FormClause::Plural(name) => self.line(above, (name.span, name.span), |clause| {
                clause.words("plural ");
                clause.name(name);
            }),
            FormClause::Dated(path) => self.line(above, (path.span, path.span), |clause| {
                clause.words("dated ");
                clause.path(path);
            }),
            FormClause::PreviousMonth(span) => {
                self.line(above, (*span, *span), |clause| clause.leaf("previous is the month before", *span));
            }
            FormClause::PreviousCloses { form, closing, opening, span } => self.line(above, (*span, *span), |clause| {
                clause.group(|clause| {
                    clause.words("previous ");
                    if let Some(form) = form {
                        clause.name(form);
                        clause.words(" ");
                    }
                    clause.words("closes at ");
                    clause.end(closing);
                    clause.may_end(" ");
                    clause.words("where this opens at ");
                    clause.end(opening);
                });
            }),
            FormClause::Amended { field, code } => self.line(above, (field.span, code.span), |clause| {
                clause.words("amended when ");
                clause.path(field);
                clause.words(" is ");
                clause.name(code);
            }),
            FormClause::Counts { form, from, until, count, span } => self.line(above, (*span, *span), |clause| {
                for (words, path) in [("counts ", form), (" from ", from), (" until ", until), (" as ", count)] {
                    clause.words(words);
                    clause.path(path);
                }
            }),
            FormClause::IssuerKnownBy(paths) => {
                let Some((first, last)) = paths.first().zip(paths.last()) else { return };
                self.line(above, (first.span, last.span), |clause| {
                    clause.words("issuer known by ");
                    clause.group(|clause| clause.listed(paths, |clause, path| clause.path(path)));
                });
            }
        }
    }

    fn member(&mut self, member: &MemberDecl) {
        match member {
            MemberDecl::Field(field) => self.field(field),
            MemberDecl::Record { name, label, labels, members, span } => {
                let head = |clause: &mut Clause<'a>| {
                    clause.words("record ");
                    clause.name(name);
                    clause.title(label.as_ref());
                };
                self.block(Above::Kept, *span, label_or(label.as_ref(), name.span), head, |writer| {
                    labels.iter().for_each(|(language, label)| writer.text_in("label ", Above::Nothing, language, label));
                    members.iter().for_each(|member| writer.member(member));
                });
            }
            MemberDecl::List { name, label, labels, blank_is_empty, key, members, span } => {
                let head = |clause: &mut Clause<'a>| {
                    clause.words("list ");
                    clause.name(name);
                    clause.title(label.as_ref());
                    if *blank_is_empty {
                        clause.words(" blank is empty");
                    }
                };
                self.block(Above::Kept, *span, label_or(label.as_ref(), name.span), head, |writer| {
                    labels.iter().for_each(|(language, label)| writer.text_in("label ", Above::Nothing, language, label));
                    writer.key(key);
                    members.iter().for_each(|member| writer.member(member));
                });
            }
        }
    }

    /// A field stays on one line, as a row of a table does; only the values of a code are broken.
    fn field(&mut self, field: &FieldDecl) {
        self.hanging_line(SHORT_HANG, Above::Kept, (field.span, field.span), |clause| {
            clause.words("field ");
            clause.name(&field.name);
            clause.title(field.label.as_ref());
            clause.words(" ");
            type_expr(clause, &field.ty);
            for attribute in &field.attributes {
                clause.words(" ");
                match attribute {
                    FieldAttribute::BlankIsZero(span) => clause.leaf("blank is 0", *span),
                    FieldAttribute::BlankIsNotApplicable(span) => clause.leaf("blank is not applicable", *span),
                    FieldAttribute::NotApplicableIsZero(span) => clause.leaf("not applicable is 0", *span),
                    FieldAttribute::Rounded(span) => clause.leaf("rounded", *span),
                    FieldAttribute::Truncated(span) => clause.leaf("truncated", *span),
                    FieldAttribute::RoundedOrTruncated(span) => clause.leaf("rounded or truncated", *span),
                    FieldAttribute::OftenWrong(span) => clause.leaf("often wrong", *span),
                    FieldAttribute::SeldomWrong(span) => clause.leaf("seldom wrong", *span),
                    FieldAttribute::PartOf(path) => {
                        clause.words("part of ");
                        clause.path(path);
                    }
                }
            }
            for (language, label) in &field.labels {
                clause.words(" label ");
                clause.name(language);
                clause.title(Some(label));
            }
        });
    }

    fn rule(&mut self, above: Above, rule: &RuleDecl) {
        let head = |clause: &mut Clause<'a>| {
            clause.words("rule ");
            clause.name(&rule.name);
        };
        self.block(above, rule.span, rule.name.span, head, |writer| {
            if let Some(title) = &rule.title {
                writer.line(Above::Nothing, (title.span, title.span), |clause| clause.quoted(title));
            }
            rule.titles.iter().for_each(|(language, title)| writer.text_in("title ", Above::Nothing, language, title));
            if let Some(why) = &rule.why {
                writer.line(Above::Nothing, (why.span, why.span), |clause| {
                    clause.words("because ");
                    clause.quoted(why);
                });
            }
            rule.whys.iter().for_each(|(language, why)| writer.text_in("because ", Above::Nothing, language, why));
            if let Some(form) = &rule.applies_to {
                writer.line(Above::Nothing, (form.span, form.span), |clause| {
                    clause.words("applies to ");
                    clause.name(form);
                });
            }
            if let Some((first, last)) = rule.cites.first().zip(rule.cites.last()) {
                writer.line(Above::Nothing, (first.span, last.span), |clause| clause.cites(&rule.cites));
            }
            if let Some(effective) = &rule.effective {
                writer.line(Above::Nothing, (effective.span, effective.span), |clause| clause.effective(effective));
            }
            if let Some(rows) = &rule.for_each {
                writer.line(Above::Nothing, (rows.span, rows.span), |clause| {
                    clause.group(|clause| {
                        clause.words("for each ");
                        clause.rows(&rows.binders, rows.filter.as_ref(), Next::End);
                    });
                });
            }
            rule.steps.iter().for_each(|step| writer.step(step));
            if let Some(assertion) = &rule.assertion {
                writer.assertion(assertion);
            }
        });
    }

    /// `title zh-Hant "…"`, or another word before it.
    fn text_in(&mut self, word: &'static str, above: Above, language: &Name, text: &Quoted) {
        self.line(above, (language.span, text.span), |clause| {
            clause.words(word);
            clause.name(language);
            clause.title(Some(text));
        });
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::When { condition, span } => self.line(Above::Kept, (*span, *span), |clause| {
                clause.words("when ");
                clause.whole(condition);
            }),
            Step::Given { name, value, span } => self.line(Above::Kept, (*span, *span), |clause| {
                clause.words("given ");
                clause.name(name);
                clause.words(" = ");
                clause.whole(value);
            }),
        }
    }

    fn assertion(&mut self, assertion: &Assertion) {
        self.line(Above::Kept, (assertion.span, assertion.span), |clause| {
            clause.words(match assertion.verb {
                Verb::Must => "must ",
                Verb::Should => "should ",
                Verb::Note => "note ",
            });
            clause.whole(&assertion.condition);
        });
        self.indent += 2;
        if let Some(message) = &assertion.message {
            self.line(Above::Nothing, (message.span, message.span), |clause| {
                clause.words("else ");
                clause.leaf(clause.original.words(message.span), message.span);
            });
        }
        for (language, message) in &assertion.messages {
            self.line(Above::Nothing, (language.span, message.span), |clause| {
                clause.words("else ");
                clause.name(language);
                clause.words(" ");
                clause.leaf(clause.original.words(message.span), message.span);
            });
        }
        if let Some((first, last)) = assertion.doubt.first().zip(assertion.doubt.last()) {
            self.line(Above::Nothing, (first.span, last.span), |clause| {
                clause.words("doubt ");
                clause.group(|clause| {
                    clause.listed(&assertion.doubt, |clause, figure| clause.expr(figure, Level::Postfix, Next::Comma));
                });
            });
        }
        self.indent -= 2;
    }
}

fn label_or(label: Option<&Quoted>, name: Span) -> Span {
    label.map_or(name, |label| label.span)
}

fn type_expr(clause: &mut Clause, ty: &TypeExpr) {
    match ty {
        TypeExpr::Basic(name) => clause.name(name),
        TypeExpr::Of(path) => clause.path(path),
        TypeExpr::Code { options, span } => {
            clause.leaf("code of", *span);
            clause.group(|clause| {
                clause.may_end(" ");
                clause.listed(options, |clause, option| {
                    clause.name(&option.name);
                    for (place, label) in option.labels.iter().enumerate() {
                        clause.words(if place == 0 { " " } else { " or " });
                        clause.quoted(label);
                    }
                });
            });
        }
    }
}
