//! Mutants of whole clauses: conditions of rules, the days of editions, the values of parameters, what a blank stands for.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::literals::shifted;
use super::{Edit, Kind, Sower};
use crate::form::{BlankMeans, Field, MemberKind};
use crate::ir::{RuleId, Window};
use crate::source::Span;
use crate::syntax::ast::{self, FieldAttribute, Item, MemberDecl};
use crate::ty::ShapeId;

/// One end of an edition moved by a day, and what is written then; or a window without its `by`.
struct Moved {
    span: Span,
    text: String,
    window: Window,
}

impl Sower<'_> {
    /// The mutants of the clauses of a file.
    pub(super) fn clauses(&mut self, file: &ast::File) {
        for item in &file.items {
            match item {
                Item::Rule(declared) => self.rule(declared),
                Item::Parameter(declared) => self.parameter(declared),
                Item::Form(declared) => self.members(&declared.members),
                Item::Table(declared) => self.members(&declared.members),
                _ => {}
            }
        }
    }

    fn rule(&mut self, declared: &ast::RuleDecl) {
        let Some(place) = self.program.rules.iter().position(|rule| rule.span == declared.span) else { return };
        let (id, rule) = (RuleId(place as u32), &self.program.rules[place]);
        for (at, step) in declared.steps.iter().enumerate() {
            if let ast::Step::When { span, .. } = step {
                let mut left = rule.steps.clone();
                if at < left.len() {
                    left.remove(at);
                    self.add(Kind::Condition, *span, String::new(), Edit::Steps(id, left), [id]);
                }
            }
        }
        if let Some((each, filter)) = declared.for_each.as_ref().and_then(|each| Some((each, each.filter.as_ref()?)))
            && let Some(last) = each.binders.last()
        {
            let span = Span { start: last.list.span.end, ..filter.span };
            self.add(Kind::Condition, span, String::new(), Edit::Filter(id, None), [id]);
        }
        let Some(effective) = &declared.effective else { return };
        for Moved { span, text, window } in moved(effective, rule.window) {
            self.add(Kind::Edition, span, text, Edit::Window(id, window), [id]);
        }
        if let Some(by) = &effective.by {
            let before = effective.until.as_ref().or(effective.from.as_ref()).map_or(effective.span.start, |day| day.span.end);
            let span = Span { start: before, end: by.span.end, ..by.span };
            self.add(Kind::Edition, span, String::new(), Edit::By(id, None), [id]);
        }
    }

    fn parameter(&mut self, declared: &ast::ParameterDecl) {
        for (place, parameter) in self.program.parameters.iter().enumerate() {
            for (at, edition) in parameter.editions.iter().enumerate().filter(|(_, edition)| edition.span == declared.span) {
                let rules: BTreeSet<RuleId> = self.reach.parameters.get(&place).cloned().unwrap_or_default();
                if let Some((value, text)) = shifted(&edition.value, self.text(declared.value.span)) {
                    let changed = Edit::Parameter(place, at, Box::new(crate::ir::ParameterEdition { value, ..edition.clone() }));
                    self.add(Kind::Parameter, declared.value.span, text, changed, rules.clone());
                }
                let Some(effective) = &declared.effective else { continue };
                for Moved { span, text, window } in moved(effective, edition.window) {
                    let changed = Edit::Parameter(place, at, Box::new(crate::ir::ParameterEdition { window, ..edition.clone() }));
                    self.add(Kind::Edition, span, text, changed, rules.clone());
                }
            }
        }
    }

    fn members(&mut self, members: &[MemberDecl]) {
        for member in members {
            match member {
                MemberDecl::Field(field) => self.field(field),
                MemberDecl::Record { members, .. } | MemberDecl::List { members, .. } => self.members(members),
            }
        }
    }

    fn field(&mut self, declared: &ast::FieldDecl) {
        let shapes = (0u16..).map(ShapeId).zip(&self.program.forms.shapes);
        let mut slots = shapes.flat_map(|(shape, of)| (0u16..).zip(&of.members).map(move |(slot, member)| (shape, slot, member)));
        let Some((shape, slot, member)) = slots.find(|(_, _, member)| member.span == declared.name.span) else { return };
        let MemberKind::Field(field) = &member.kind else { return };
        let rules = self.reach.fields.get(&(shape, slot)).cloned().unwrap_or_default();
        for attribute in &declared.attributes {
            let (span, changed) = match attribute {
                FieldAttribute::BlankIsZero(span) | FieldAttribute::BlankIsNotApplicable(span) => {
                    (*span, Field { blank: BlankMeans::Unknown, ..field.clone() })
                }
                FieldAttribute::NotApplicableIsZero(span) => (*span, Field { not_applicable_is_zero: false, ..field.clone() }),
                FieldAttribute::Rounded(_)
                | FieldAttribute::Truncated(_)
                | FieldAttribute::RoundedOrTruncated(_)
                | FieldAttribute::OftenWrong(_)
                | FieldAttribute::SeldomWrong(_)
                | FieldAttribute::PartOf(_) => continue,
            };
            self.add(Kind::Blank, span, String::new(), Edit::Field(shape, slot, Box::new(changed)), rules.clone());
        }
    }
}

/// An edition that begins a day later, and one that ends a day earlier.
fn moved(effective: &ast::Effective, window: Window) -> Vec<Moved> {
    let day = |expr: Option<&ast::Expr>, day: Option<NaiveDate>| Some((expr?.span, day?));
    let from = day(effective.from.as_ref(), window.from.and_then(|from| from.succ_opt()));
    let until = day(effective.until.as_ref(), window.until.and_then(|until| until.pred_opt()));
    let from = from.map(|(span, day)| Moved { span, text: day.to_string(), window: Window { from: Some(day), ..window } });
    let until = until.map(|(span, day)| Moved { span, text: day.to_string(), window: Window { until: Some(day), ..window } });
    from.into_iter().chain(until).collect()
}
