//! Printed forms: the words on their pages, with holes.

use rulecheck_grammar::Rule;
use rulecheck_grammar::pest::iterators::Pair;

use super::ast::{HeldList, LinesSource, Name, PrintedDecl, PrintedMember, Quoted, RowStart};
use super::exprs::start_to;
use super::items::Builder;
use crate::source::Span;

impl Builder<'_> {
    pub(super) fn printed(&mut self, pair: Pair<'_, Rule>) -> Option<PrintedDecl> {
        let (mut form, mut title) = (None, None);
        let mut members = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => form = Some(self.name(&part)),
                Rule::string => title = Some(self.quoted(&part)),
                Rule::kw_printed | Rule::kw_end | Rule::EOI => {}
                _ => members.push(self.printed_member(part)?),
            }
        }
        Some(PrintedDecl { form: form?, title, members, span: self.whole })
    }

    fn printed_member(&mut self, pair: Pair<'_, Rule>) -> Option<PrintedMember> {
        let start = self.span(&pair);
        match pair.as_rule() {
            Rule::known_words_clause => self.inner_wordings(pair).map(PrintedMember::KnownBy),
            Rule::skip_clause => self.inner_wordings(pair).map(PrintedMember::Skip),
            rule @ (Rule::adds_up_clause | Rule::multiplies_clause) => {
                let paths = pair.into_inner().filter(|part| part.as_rule() == Rule::path);
                let mut terms: Vec<_> = paths.collect::<Vec<_>>().into_iter().filter_map(|path| self.path(path)).collect();
                let total = terms.pop()?;
                let span = start_to(start, total.span);
                Some(match rule {
                    Rule::adds_up_clause => PrintedMember::AddsUp { terms, total, span },
                    _ => PrintedMember::Multiplies { terms, total, span },
                })
            }
            Rule::line_member => self.line_member(pair, start),
            Rule::part_member => {
                let (mut headings, mut holds, mut members, mut end) = (Vec::new(), None, Vec::new(), start);
                for part in pair.into_inner() {
                    end = self.span(&part);
                    match part.as_rule() {
                        Rule::wordings => headings = self.wordings(part),
                        Rule::holds_list => {
                            let or_blank = part.clone().into_inner().any(|part| part.as_rule() == Rule::else_blank);
                            holds = Some(HeldList { list: self.inner_name(part)?, or_blank });
                        }
                        Rule::kw_part | Rule::kw_end => {}
                        _ => members.push(self.printed_member(part)?),
                    }
                }
                Some(PrintedMember::Part { headings, holds, members, span: start_to(start, end) })
            }
            Rule::lines_member => self.lines_member(pair, start),
            _ => {
                let (mut list, mut row_start, mut members, mut end) = (None, None, Vec::new(), start);
                for part in pair.into_inner() {
                    end = self.span(&part);
                    match part.as_rule() {
                        Rule::name => list = Some(self.name(&part)),
                        Rule::kw_each | Rule::kw_end => {}
                        _ if row_start.is_none() => row_start = Some(self.row_start(part)?),
                        _ => members.push(self.printed_member(part)?),
                    }
                }
                Some(PrintedMember::Each { list: list?, start: row_start?, members, span: start_to(start, end) })
            }
        }
    }

    fn lines_member(&mut self, pair: Pair<'_, Rule>, start: Span) -> Option<PrintedMember> {
        let (mut list, mut source, mut wordings) = (None, None, Vec::new());
        for part in pair.into_inner() {
            let rule = part.as_rule();
            match rule {
                Rule::path => list = Some(self.path(part)?),
                Rule::row_as_in | Rule::row_found => {
                    for inner in part.into_inner() {
                        match inner.as_rule() {
                            Rule::name => source = Some(LinesSource::AsIn(self.name(&inner))),
                            Rule::in_words => source = Some(LinesSource::Words(self.inner_name(inner)?)),
                            Rule::wordings => wordings = self.wordings(inner),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        let span = start_to(start, wordings.last()?.span);
        Some(PrintedMember::Lines { list: list?, source: source?, wordings, span })
    }

    fn line_member(&mut self, pair: Pair<'_, Rule>, start: Span) -> Option<PrintedMember> {
        let (mut wordings, mut or_blank, mut within, mut end) = (Vec::new(), false, None, start);
        for part in pair.into_inner() {
            let place = self.span(&part);
            match part.as_rule() {
                Rule::wordings => {
                    wordings = self.wordings(part);
                    end = wordings.last()?.span;
                }
                Rule::else_blank => (or_blank, end) = (true, place),
                Rule::in_words => {
                    let name = self.inner_name(part)?;
                    end = name.span;
                    within = Some(name);
                }
                _ => {}
            }
        }
        Some(PrintedMember::Line { wordings, or_blank, within, span: start_to(start, end) })
    }

    fn row_start(&mut self, pair: Pair<'_, Rule>) -> Option<RowStart> {
        let place = self.span(&pair);
        let rule = pair.as_rule();
        match rule {
            Rule::row_numbered => return Some(RowStart::Numbered(place)),
            Rule::row_headed => return Some(RowStart::Headed(place)),
            _ => {}
        }
        let (mut name, mut wordings, mut names) = (None, Vec::new(), Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::wordings => wordings = self.wordings(part),
                Rule::string => names.push(self.quoted(&part)),
                _ => {}
            }
        }
        Some(match rule {
            Rule::row_columns => RowStart::Columns { field: name?, names },
            Rule::row_from => RowStart::From(wordings),
            Rule::row_led => RowStart::LedBy(name?),
            _ => RowStart::Until(wordings),
        })
    }

    fn inner_name(&self, pair: Pair<'_, Rule>) -> Option<Name> {
        pair.into_inner().find(|part| part.as_rule() == Rule::name).map(|part| self.name(&part))
    }

    fn inner_wordings(&self, pair: Pair<'_, Rule>) -> Option<Vec<Quoted>> {
        pair.into_inner().find(|part| part.as_rule() == Rule::wordings).map(|part| self.wordings(part))
    }

    fn wordings(&self, pair: Pair<'_, Rule>) -> Vec<Quoted> {
        pair.into_inner().filter(|part| part.as_rule() == Rule::string).map(|part| self.quoted(&part)).collect()
    }
}
