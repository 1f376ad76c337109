//! Printed forms to lines.

use super::clause::Clause;
use super::items::Writer;
use super::page::Above;
use crate::source::Span;
use crate::syntax::ast::{LinesSource, PrintedDecl, PrintedMember, Quoted, RowStart};

impl<'a> Writer<'a> {
    pub(super) fn printed(&mut self, above: Above, printed: &PrintedDecl) {
        let head_ends = printed.title.as_ref().map_or(printed.form.span, |title| title.span);
        let head = |clause: &mut Clause<'a>| {
            clause.words("printed ");
            clause.name(&printed.form);
            clause.title(printed.title.as_ref());
        };
        self.block(above, printed.span, head_ends, head, |writer| printed.members.iter().for_each(|member| writer.printed_member(member)));
    }

    fn printed_member(&mut self, member: &PrintedMember) {
        match member {
            PrintedMember::KnownBy(words) => self.worded("known by ", words),
            PrintedMember::Skip(words) => self.worded("skip ", words),
            PrintedMember::AddsUp { terms, total, span } | PrintedMember::Multiplies { terms, total, span } => {
                self.line(Above::Kept, (*span, *span), |clause| {
                    clause.words(if matches!(member, PrintedMember::AddsUp { .. }) { "adds up " } else { "multiplies " });
                    clause.listed(terms, |clause, path| clause.path(path));
                    clause.words(" to ");
                    clause.path(total);
                })
            }
            PrintedMember::Line { wordings, or_blank, within, span } => self.line(Above::Kept, (*span, *span), |clause| {
                clause.words("line ");
                words(clause, wordings);
                if *or_blank {
                    clause.words(" else blank");
                }
                if let Some(field) = within {
                    clause.words(" in ");
                    clause.name(field);
                }
            }),
            PrintedMember::Part { headings, holds, members, span } => {
                let ends = holds.as_ref().map_or_else(|| last(headings, *span), |held| held.list.span);
                let head = |clause: &mut Clause<'a>| {
                    clause.words("part ");
                    words(clause, headings);
                    if let Some(held) = holds {
                        clause.words(" holds ");
                        clause.name(&held.list);
                        if held.or_blank {
                            clause.words(" else blank");
                        }
                    }
                };
                self.block(Above::Kept, *span, ends, head, |writer| members.iter().for_each(|member| writer.printed_member(member)));
            }
            PrintedMember::Lines { list, source, wordings, span } => self.line(Above::Kept, (*span, *span), |clause| {
                clause.words("lines ");
                clause.path(list);
                let (word, name) = match source {
                    LinesSource::AsIn(name) => (" as in ", name),
                    LinesSource::Words(name) => (" in ", name),
                };
                clause.words(word);
                clause.name(name);
                clause.words(" ");
                words(clause, wordings);
            }),
            PrintedMember::Each { list, start, members, span } => {
                let ends = match start {
                    RowStart::From(wordings) | RowStart::Until(wordings) => last(wordings, list.span),
                    RowStart::LedBy(name) => name.span,
                    RowStart::Columns { field, names } => last(names, field.span),
                    RowStart::Numbered(span) | RowStart::Headed(span) => *span,
                };
                let head = |clause: &mut Clause<'a>| {
                    clause.words("each ");
                    clause.name(list);
                    row_start(clause, start);
                };
                self.block(Above::Kept, *span, ends, head, |writer| members.iter().for_each(|member| writer.printed_member(member)));
            }
        }
    }

    fn worded(&mut self, word: &'static str, wordings: &[Quoted]) {
        let Some((first, end)) = wordings.first().zip(wordings.last()) else { return };
        self.line(Above::Kept, (first.span, end.span), |clause| {
            clause.words(word);
            words(clause, wordings);
        });
    }
}

fn last(wordings: &[Quoted], otherwise: Span) -> Span {
    wordings.last().map_or(otherwise, |words| words.span)
}

fn row_start(clause: &mut Clause<'_>, start: &RowStart) {
    match start {
        RowStart::From(wordings) => {
            clause.words(" from ");
            words(clause, wordings);
        }
        RowStart::LedBy(field) => {
            clause.words(" led by ");
            clause.name(field);
        }
        RowStart::Columns { field, names } => {
            clause.words(" in columns ");
            clause.name(field);
            clause.words(" ");
            clause.group(|clause| clause.listed(names, |clause, name| clause.quoted(name)));
        }
        RowStart::Until(wordings) => {
            clause.words(" until ");
            words(clause, wordings);
        }
        RowStart::Numbered(span) => {
            clause.words(" ");
            clause.leaf("numbered", *span);
        }
        RowStart::Headed(span) => {
            clause.words(" ");
            clause.leaf("under heads", *span);
        }
    }
}

/// Wordings parted by `or`, each on a line of its own where they do not fit on one.
fn words(clause: &mut Clause<'_>, wordings: &[Quoted]) {
    clause.group(|clause| clause.joined(wordings, "or ", |clause, words| clause.quoted(words)));
}
