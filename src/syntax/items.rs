//! Items other than forms and rules, and the [`Builder`] that makes the tree of all of them.

use rulecheck_grammar::Rule;
use rulecheck_grammar::pest::iterators::Pair;

use super::ast::{
    CalendarDecl, DefineDecl, Effective, Expr, Item, Name, PackDecl, ParameterDecl, Path, Quoted, SetDecl, TypeExpr, UseDecl,
};
use super::exprs::start_to;
use super::literals::unquoted;
use crate::diag::Diagnostic;
use crate::source::{SourceId, Span};

/// Makes the tree of one item from what the grammar matched, and collects what is wrong in it.
pub(super) struct Builder<'a> {
    pub source: SourceId,
    /// Where the text that the grammar read begins in its file.
    pub base: usize,
    /// The whole item.
    pub whole: Span,
    pub diagnostics: &'a mut Vec<Diagnostic>,
}

impl Builder<'_> {
    /// The tree of an item. `None`, always with a diagnostic, where it cannot be made.
    pub(super) fn item(&mut self, pair: Pair<'_, Rule>) -> Option<Item> {
        match pair.as_rule() {
            Rule::pack_item => self.pack(pair).map(Item::Pack),
            Rule::use_item => self.use_decl(pair).map(Item::Use),
            Rule::form_item | Rule::profile_item => self.form(pair).map(Item::Form),
            Rule::table_item => self.table(pair).map(Item::Table),
            Rule::printed_item => self.printed(pair).map(Item::Printed),
            Rule::calendar_item => self.calendar(pair).map(Item::Calendar),
            Rule::parameter_item => self.parameter(pair).map(Item::Parameter),
            Rule::set_item => self.set(pair).map(Item::Set),
            Rule::define_item => self.define(pair).map(Item::Define),
            Rule::test_item => self.test(pair).map(Item::Test),
            Rule::waive_item => self.waive(pair).map(Item::Waive),
            _ => self.rule(pair).map(Item::Rule),
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The place of a match. It is exact for what ends with a word or sign of its own. A match that ends with an optional part may run on
    /// over the blanks after it, so that only its start is of use.
    pub(super) fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        Span::new(self.source, self.base + span.start(), self.base + span.end())
    }

    pub(super) fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Name { text: pair.as_str().to_owned(), span: self.span(pair) }
    }

    pub(super) fn quoted(&self, pair: &Pair<'_, Rule>) -> Quoted {
        Quoted { text: unquoted(pair.as_str()), span: self.span(pair) }
    }

    pub(super) fn path(&self, pair: Pair<'_, Rule>) -> Option<Path> {
        let names: Vec<Name> = pair.into_inner().map(|part| self.name(&part)).collect();
        let span = names.first()?.span.to(names.last()?.span);
        Some(Path { names, span })
    }

    fn pack(&mut self, pair: Pair<'_, Rule>) -> Option<PackDecl> {
        let (mut name, mut title) = (None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::string => title = Some(self.quoted(&part)),
                _ => {}
            }
        }
        Some(PackDecl { name: name?, title, span: self.whole })
    }

    fn use_decl(&mut self, pair: Pair<'_, Rule>) -> Option<UseDecl> {
        let name = pair.into_inner().find(|part| part.as_rule() == Rule::name).map(|part| self.name(&part))?;
        Some(UseDecl { name, span: self.whole })
    }

    fn calendar(&mut self, pair: Pair<'_, Rule>) -> Option<CalendarDecl> {
        let (mut name, mut title, mut file) = (None, None, None);
        let mut named_file = false;
        let mut days = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::closed_days_in => named_file = true,
                Rule::string if named_file => file = Some(self.quoted(&part)),
                Rule::string => title = Some(self.quoted(&part)),
                Rule::date => days.push(self.expr(part)?),
                _ => {}
            }
        }
        let mut days = days.into_iter();
        Some(CalendarDecl { name: name?, title, file: file?, first: days.next()?, last: days.next()?, span: self.whole })
    }

    fn parameter(&mut self, pair: Pair<'_, Rule>) -> Option<ParameterDecl> {
        let (mut name, mut title, mut value) = (None, None, None);
        let mut effective: Option<Effective> = None;
        let mut cites: Vec<Quoted> = Vec::new();
        let mut cited = None;
        for part in pair.into_inner() {
            let place = self.keyword_span(&part);
            match part.as_rule() {
                Rule::kw_parameter | Rule::equals | Rule::EOI => {}
                Rule::name if name.is_none() => name = Some(self.name(&part)),
                Rule::string if title.is_none() && value.is_none() => title = Some(self.quoted(&part)),
                Rule::effective_clause => {
                    if let Some(earlier) = &effective {
                        self.twice("effective", earlier.span, place);
                    }
                    effective = Some(self.effective(part)?);
                }
                Rule::cites_clause => {
                    if let Some(earlier) = cited.replace(place) {
                        self.twice("cites", earlier, place);
                    }
                    cites = self.cites(part);
                }
                _ => value = Some(self.expr(part)?),
            }
        }
        Some(ParameterDecl { name: name?, title, value: value?, effective, cites, span: self.whole })
    }

    fn set(&mut self, pair: Pair<'_, Rule>) -> Option<SetDecl> {
        let (mut parameter, mut value) = (None, None);
        let mut effective: Option<Effective> = None;
        let mut cites: Vec<Quoted> = Vec::new();
        let mut cited = None;
        for part in pair.into_inner() {
            let place = self.keyword_span(&part);
            match part.as_rule() {
                Rule::kw_set | Rule::equals | Rule::EOI => {}
                Rule::path if parameter.is_none() => parameter = self.path(part),
                Rule::effective_clause => {
                    if let Some(earlier) = &effective {
                        self.twice("effective", earlier.span, place);
                    }
                    effective = Some(self.effective(part)?);
                }
                Rule::cites_clause => {
                    if let Some(earlier) = cited.replace(place) {
                        self.twice("cites", earlier, place);
                    }
                    cites = self.cites(part);
                }
                _ => value = Some(self.expr(part)?),
            }
        }
        Some(SetDecl { parameter: parameter?, value: value?, effective, cites, span: self.whole })
    }

    fn define(&mut self, pair: Pair<'_, Rule>) -> Option<DefineDecl> {
        let (mut name, mut body) = (None, None);
        let mut parameters = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::kw_define | Rule::open_paren | Rule::close_paren | Rule::equals | Rule::EOI => {}
                Rule::name if name.is_none() => name = Some(self.name(&part)),
                Rule::parameter => {
                    let mut inner = part.into_inner().filter(|part| part.as_rule() != Rule::colon);
                    let name = self.name(&inner.next()?);
                    let ty = inner.next()?;
                    let ty = if ty.as_rule() == Rule::path { TypeExpr::Of(self.path(ty)?) } else { TypeExpr::Basic(self.name(&ty)) };
                    parameters.push((name, ty));
                }
                _ => body = Some(self.expr(part)?),
            }
        }
        Some(DefineDecl { name: name?, parameters, body: body?, span: self.whole })
    }

    /// `effective from D until D by PATH`, or `effective until D by PATH`.
    pub(super) fn effective(&mut self, pair: Pair<'_, Rule>) -> Option<Effective> {
        let start = self.span(&pair);
        let mut days: Vec<Expr> = Vec::new();
        let mut by = None;
        let mut is_open = false;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::effective_until => is_open = true,
                Rule::date => days.push(self.expr(part)?),
                Rule::path => by = self.path(part),
                _ => {}
            }
        }
        let end = by.as_ref().map(|path| path.span).or(days.last().map(|day| day.span))?;
        let mut days = days.into_iter();
        let from = if is_open { None } else { Some(days.next()?) };
        Some(Effective { from, until: days.next(), by, span: start_to(start, end) })
    }

    pub(super) fn cites(&self, pair: Pair<'_, Rule>) -> Vec<Quoted> {
        pair.into_inner().filter(|part| part.as_rule() == Rule::string).map(|part| self.quoted(&part)).collect()
    }

    /// The word or phrase with which a clause begins.
    pub(super) fn keyword_span(&self, clause: &Pair<'_, Rule>) -> Span {
        let first = clause.clone().into_inner().next();
        self.span(first.as_ref().unwrap_or(clause))
    }
}
