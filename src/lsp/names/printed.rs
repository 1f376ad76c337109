//! Names in the print of a form, those in the holes of its words among them.

use super::Resolver;
use crate::source::Span;
use crate::syntax::ast::{LinesSource, Name, PrintedMember, Quoted, RowStart};
use crate::ty::{ShapeId, Ty};

impl Resolver<'_> {
    pub fn printed(&mut self, shape: ShapeId, members: &[PrintedMember]) {
        for member in members {
            self.printed_member(shape, member);
        }
    }

    fn printed_member(&mut self, shape: ShapeId, member: &PrintedMember) {
        match member {
            PrintedMember::KnownBy(words) | PrintedMember::Skip(words) => self.wordings(shape, words),
            PrintedMember::AddsUp { terms, total, .. } | PrintedMember::Multiplies { terms, total, .. } => {
                for path in terms.iter().chain([total]) {
                    self.path(shape, &path.names);
                }
            }
            PrintedMember::Line { wordings, within, .. } => {
                self.wordings(shape, wordings);
                self.path(shape, within);
            }
            PrintedMember::Part { headings, holds, members, .. } => {
                self.wordings(shape, headings);
                self.path(shape, holds.iter().map(|held| &held.list));
                self.printed(shape, members);
            }
            PrintedMember::Each { list, start, members, .. } => {
                let Some(Ty::List(rows)) = self.path(shape, [list]) else { return };
                match start {
                    RowStart::From(words) | RowStart::Until(words) => self.wordings(rows, words),
                    RowStart::LedBy(field) | RowStart::Columns { field, .. } => drop(self.path(rows, [field])),
                    RowStart::Numbered(_) | RowStart::Headed(_) => {}
                }
                self.printed(rows, members);
            }
            PrintedMember::Lines { list, source, wordings, .. } => {
                let rows = self.path(shape, &list.names);
                let (LinesSource::AsIn(name) | LinesSource::Words(name)) = source;
                self.path(shape, [name]);
                if let Some(Ty::List(rows)) = rows {
                    self.wordings(rows, wordings);
                }
            }
        }
    }

    fn wordings(&mut self, shape: ShapeId, wordings: &[Quoted]) {
        for path in wordings.iter().flat_map(holes) {
            self.path(shape, &path);
        }
    }
}

/// The paths in the holes of some words, each name with its place: `{closing}`, `{rows.kind...}`.
fn holes(quoted: &Quoted) -> Vec<Vec<Name>> {
    let mut paths = Vec::new();
    let mut hole: Option<Vec<Name>> = None;
    for (at, c) in placed(quoted) {
        match (c, &mut hole) {
            ('{', _) => hole = Some(vec![named(quoted, at + 1)]),
            ('}', _) => paths.extend(hole.take()),
            ('.', Some(path)) => path.push(named(quoted, at + 1)),
            (c, Some(path)) if !c.is_whitespace() => {
                if let Some(name) = path.last_mut() {
                    name.text.push(c);
                    name.span.end = (at + c.len_utf8()) as u32;
                }
            }
            _ => {}
        }
    }
    // Dots that say that a value runs on give names without letters.
    paths.iter_mut().for_each(|path| path.retain(|name| !name.text.is_empty()));
    paths
}

fn named(quoted: &Quoted, at: usize) -> Name {
    Name { text: String::new(), span: Span::new(quoted.span.source, at, at) }
}

/// The characters of a text in quotes with their places; a quote in it is written twice.
fn placed(quoted: &Quoted) -> Vec<(usize, char)> {
    let plain: usize = quoted.text.chars().map(|c| if c == '"' { 2 } else { c.len_utf8() }).sum();
    let (quote, close) = if quoted.span.range().len() == plain + 2 { (1, '"') } else { ('“'.len_utf8(), '”') };
    let mut at = quoted.span.start as usize + quote;
    let mut placed = Vec::new();
    for c in quoted.text.chars() {
        placed.push((at, c));
        at += c.len_utf8() * if c == close { 2 } else { 1 };
    }
    placed
}
