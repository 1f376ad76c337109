//! Where a name gets its meaning, and where it is used: in the files at hand, and in the packs inside the program.

use std::sync::Arc;

use ls_types::{Location, Range};

use super::diagnostics::location;
use super::loose::{self, Outline};
use super::names::{Occurrence, Symbol};
use super::shelf::Shelf;
use super::view::View;
use crate::source::Span;
use crate::syntax::ast::{File, Item};

/// Where the name at a byte gets its meaning.
pub fn definition(view: &View<'_>, offset: usize, shelf: &dyn Shelf) -> Vec<Location> {
    let Some(name) = view.name_at(offset) else { return Vec::new() };
    let places = declarations(view, &name.symbol);
    places.into_iter().filter_map(|span| location(view.analysis, view.client, span, shelf)).collect()
}

/// Every place where the name at a byte stands.
pub fn references(view: &View<'_>, offset: usize, with_declaration: bool, shelf: &dyn Shelf) -> Vec<Location> {
    let Some(name) = view.name_at(offset) else { return Vec::new() };
    let named = occurrences(view, &name.symbol).into_iter().filter(|of| with_declaration || !of.declares);
    named.filter_map(|of| location(view.analysis, view.client, of.span, shelf)).collect()
}

/// Where the name at a byte stands in the file itself.
pub fn here(view: &View<'_>, offset: usize) -> Vec<Range> {
    let Some(name) = view.name_at(offset) else { return Vec::new() };
    let named = occurrences(view, &name.symbol).into_iter().filter(|of| of.span.source == view.source);
    named.map(|of| view.lines.range(of.span.range())).collect()
}

/// The places where something gets its name.
pub fn declarations(view: &View<'_>, symbol: &Symbol) -> Vec<Span> {
    let forms = &view.program().forms;
    match symbol {
        Symbol::Local(span) => vec![*span],
        Symbol::Field(shape, slot) => forms.shape(*shape).members.get(usize::from(*slot)).map(|member| member.span).into_iter().collect(),
        Symbol::Form(form) | Symbol::Return(form) => vec![forms.form(*form).span],
        other => occurrences(view, other).into_iter().filter(|of| of.declares).map(|of| of.span).collect(),
    }
}

/// Every place where something is named, in the order of the texts.
pub fn occurrences(view: &View<'_>, symbol: &Symbol) -> Vec<Occurrence> {
    let ground = view.analysis.ground();
    let of_item = |item: &Item| ground.names(item).into_iter().filter(|of| of.symbol == *symbol).collect::<Vec<_>>();
    if let Symbol::Local(span) = symbol {
        let file = view.analysis.files().into_iter().find(|file| file.source == span.source);
        let holds = |item: &&Item| item.span().start <= span.start && span.end <= item.span().end;
        let item = file.as_ref().and_then(|file| file.items.iter().find(holds));
        return match item {
            Some(item) => of_item(item),
            None => view.names_around(span.start as usize).into_iter().filter(|of| of.symbol == *symbol).collect(),
        };
    }
    let files: Vec<Arc<File>> = view.analysis.files();
    let mut found: Vec<Occurrence> = files.iter().flat_map(|file| &file.items).flat_map(of_item).collect();
    for file in &files {
        let outline = Outline::new(&view.analysis.sources().get(file.source).text);
        for item in loose_items(file, &outline) {
            found.extend(of_item(&item));
        }
    }
    found.sort_by_key(|of| of.span);
    found
}

/// What can be made out of the items of a file that cannot be read.
pub fn loose_items(file: &File, outline: &Outline<'_>) -> Vec<Item> {
    if file.broken.is_empty() {
        return Vec::new();
    }
    let is_read = |start: usize| file.items.iter().any(|item| item.span().start as usize == start);
    let broken = outline.chunks.iter().filter(|chunk| !is_read(chunk.range.start));
    broken.filter_map(|chunk| loose::rule(file.source, outline, chunk)).map(Item::Rule).collect()
}
