//! Forms, profiles and tables: their clauses and fields.

use rulecheck_grammar::Rule;
use rulecheck_grammar::pest::iterators::Pair;

use super::ast::{CodeOption, End, FieldAttribute, FieldDecl, FormClause, FormDecl, MemberDecl, Name, Path, Quoted, TableDecl, TypeExpr};
use super::exprs::start_to;
use super::items::Builder;
use crate::source::Span;

impl Builder<'_> {
    pub(super) fn form(&mut self, pair: Pair<'_, Rule>) -> Option<FormDecl> {
        let is_profile = pair.as_rule() == Rule::profile_item;
        let (mut name, mut title) = (None, None);
        let (mut clauses, mut members) = (Vec::new(), Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::string => title = Some(self.quoted(&part)),
                Rule::field_member | Rule::record_member | Rule::list_member => members.push(self.member(part)?),
                Rule::kw_form | Rule::kw_profile | Rule::kw_end | Rule::EOI => {}
                _ => clauses.push(self.form_clause(part)?),
            }
        }
        Some(FormDecl { is_profile, name: name?, title, clauses, members, span: self.whole })
    }

    pub(super) fn table(&mut self, pair: Pair<'_, Rule>) -> Option<TableDecl> {
        let (mut name, mut title) = (None, None);
        let (mut key, mut rows_in): (Vec<Name>, Option<Quoted>) = (Vec::new(), None);
        let mut members = Vec::new();
        let mut titles = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::string => title = Some(self.quoted(&part)),
                Rule::title_clause => titles.push(self.translated_title(part)?),
                Rule::key_clause => self.key(part, &mut key),
                Rule::rows_in_clause => {
                    let place = self.keyword_span(&part);
                    let file = part.into_inner().find(|part| part.as_rule() == Rule::string)?;
                    if let Some(earlier) = rows_in.replace(self.quoted(&file)) {
                        self.twice("rows in", earlier.span, place);
                    }
                }
                Rule::field_member => members.push(self.member(part)?),
                _ => {}
            }
        }
        self.languages("title of a table", title.is_some(), &titles);
        Some(TableDecl { name: name?, title, titles, key, rows_in, members, span: self.whole })
    }

    /// The names of a key; a second key is reported and stands in place of the first.
    fn key(&mut self, pair: Pair<'_, Rule>, key: &mut Vec<Name>) {
        let place = self.keyword_span(&pair);
        if let Some(earlier) = key.first() {
            self.twice("key", earlier.span, place);
        }
        *key = pair.into_inner().filter(|part| part.as_rule() == Rule::name).map(|part| self.name(&part)).collect();
    }

    fn form_clause(&mut self, pair: Pair<'_, Rule>) -> Option<FormClause> {
        let start = self.span(&pair);
        let rule = pair.as_rule();
        if rule == Rule::title_clause {
            let (language, title) = self.translated_title(pair)?;
            return Some(FormClause::Title { language, title });
        }
        if rule == Rule::previous_closes_clause {
            return self.previous_closes(pair);
        }
        let mut names: Vec<Name> = Vec::new();
        let mut paths: Vec<Path> = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::path => paths.push(self.path(part)?),
                _ => {}
            }
        }
        let mut names = names.into_iter();
        if rule == Rule::known_by_clause {
            return Some(FormClause::IssuerKnownBy(paths));
        }
        let mut paths = paths.into_iter();
        match rule {
            Rule::plural_clause => Some(FormClause::Plural(names.next()?)),
            Rule::dated_clause => Some(FormClause::Dated(paths.next()?)),
            Rule::previous_month => Some(FormClause::PreviousMonth(start)),
            Rule::counts_clause => {
                let (form, from, until, count) = (paths.next()?, paths.next()?, paths.next()?, paths.next()?);
                let span = start_to(start, count.span);
                Some(FormClause::Counts { form, from, until, count, span })
            }
            _ => Some(FormClause::Amended { field: paths.next()?, code: names.next()? }),
        }
    }

    /// `previous FORM closes at PATH with PATH where this opens at PATH with PATH`.
    fn previous_closes(&mut self, pair: Pair<'_, Rule>) -> Option<FormClause> {
        let start = self.span(&pair);
        let mut form = None;
        let mut ends: Vec<End> = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => form = Some(self.name(&part)),
                Rule::path => ends.push(End { date: self.path(part)?, balance: None }),
                Rule::balance => {
                    let path = part.into_inner().find(|part| part.as_rule() == Rule::path)?;
                    ends.last_mut()?.balance = Some(self.path(path)?);
                }
                _ => {}
            }
        }
        let opening = ends.pop()?;
        let last = opening.balance.as_ref().unwrap_or(&opening.date).span;
        Some(FormClause::PreviousCloses { form, closing: ends.pop()?, opening, span: start_to(start, last) })
    }

    fn member(&mut self, pair: Pair<'_, Rule>) -> Option<MemberDecl> {
        if pair.as_rule() == Rule::field_member {
            return self.field(pair).map(MemberDecl::Field);
        }
        let span = self.span(&pair);
        let is_list = pair.as_rule() == Rule::list_member;
        let (mut name, mut label) = (None, None);
        let mut blank_is_empty = false;
        let (mut key, mut members): (Vec<Name>, Vec<MemberDecl>) = (Vec::new(), Vec::new());
        let mut labels = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::string => label = Some(self.quoted(&part)),
                Rule::blank_is_empty => blank_is_empty = true,
                Rule::label_clause => labels.push(self.translated_title(part)?),
                Rule::key_clause => self.key(part, &mut key),
                Rule::field_member | Rule::record_member | Rule::list_member => members.push(self.member(part)?),
                _ => {}
            }
        }
        let name = name?;
        self.languages("label", label.is_some(), &labels);
        Some(if is_list {
            MemberDecl::List { name, label, labels, blank_is_empty, key, members, span }
        } else {
            MemberDecl::Record { name, label, labels, members, span }
        })
    }

    fn field(&mut self, pair: Pair<'_, Rule>) -> Option<FieldDecl> {
        let start = self.span(&pair);
        let mut end = start;
        let (mut name, mut label, mut ty) = (None, None, None);
        let (mut attributes, mut labels) = (Vec::new(), Vec::new());
        for part in pair.into_inner() {
            let place = self.span(&part);
            end = place;
            let attribute = match part.as_rule() {
                Rule::name => {
                    name = Some(self.name(&part));
                    continue;
                }
                Rule::string => {
                    label = Some(self.quoted(&part));
                    continue;
                }
                Rule::basic_type => {
                    ty = Some(TypeExpr::Basic(self.name(&part)));
                    continue;
                }
                Rule::code_type => {
                    let (code, span) = self.code_type(part)?;
                    (ty, end) = (Some(code), span);
                    continue;
                }
                Rule::label_clause => {
                    let (language, words) = self.translated_title(part)?;
                    end = words.span;
                    labels.push((language, words));
                    continue;
                }
                Rule::blank_is_zero => FieldAttribute::BlankIsZero(place),
                Rule::blank_is_not_applicable => FieldAttribute::BlankIsNotApplicable(place),
                Rule::not_applicable_is_zero => FieldAttribute::NotApplicableIsZero(place),
                Rule::rounded_or_truncated => FieldAttribute::RoundedOrTruncated(place),
                Rule::rounded => FieldAttribute::Rounded(place),
                Rule::truncated => FieldAttribute::Truncated(place),
                Rule::often_wrong => FieldAttribute::OftenWrong(place),
                Rule::seldom_wrong => FieldAttribute::SeldomWrong(place),
                Rule::part_of_clause => {
                    let path = part.into_inner().find(|part| part.as_rule() == Rule::path)?;
                    let path = self.path(path)?;
                    end = path.span;
                    FieldAttribute::PartOf(path)
                }
                _ => continue,
            };
            attributes.push(attribute);
        }
        self.languages("label", label.is_some(), &labels);
        Some(FieldDecl { name: name?, ty: ty?, label, labels, attributes, span: start_to(start, end) })
    }

    /// `code of a "A" or "B", c`, and where it ends.
    fn code_type(&mut self, pair: Pair<'_, Rule>) -> Option<(TypeExpr, Span)> {
        let start = self.span(&pair);
        let mut options = Vec::new();
        let mut end = start;
        for option in pair.into_inner().filter(|part| part.as_rule() == Rule::code_option) {
            let mut name = None;
            let mut labels: Vec<Quoted> = Vec::new();
            for part in option.into_inner() {
                match part.as_rule() {
                    Rule::name => name = Some(self.name(&part)),
                    Rule::string => labels.push(self.quoted(&part)),
                    _ => continue,
                }
                end = self.span(&part);
            }
            options.push(CodeOption { name: name?, labels });
        }
        let span = start_to(start, end);
        Some((TypeExpr::Code { options, span }, span))
    }
}
