//! `unused-definition`: a calculation that no rule calls. Calls are worked into the rules, so what was called left its places there.

use std::collections::BTreeSet;

use super::memory::Known;
use super::{Subject, reachable, roots};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::Item;

pub(super) fn check(subject: &Subject<'_>, known: &[Known<'_>]) -> Vec<Diagnostic> {
    let is_definition = |item: &Item| matches!(item, Item::Define(_));
    if !subject.files.iter().any(|file| file.items.iter().any(is_definition)) {
        return Vec::new();
    }
    let program = subject.program;
    let elsewhere = reachable(program, subject.other_rules().flat_map(roots)).into_iter().map(|id| program.expr(id).span);
    let places: BTreeSet<Span> = known.iter().flat_map(|known| known.facts.worked_in.iter().copied()).chain(elsewhere).collect();
    let mut found = Vec::new();
    for item in subject.files.iter().flat_map(|file| &file.items) {
        let Item::Define(definition) = item else { continue };
        let body = definition.body.span;
        let first = Span { end: body.start, ..body };
        let is_called = places.range(first..).next().is_some_and(|place| place.source == body.source && place.start < body.end);
        if !is_called {
            let message = format!("no rule uses the definition `{}`", definition.name.text);
            found.push(
                Diagnostic::new(&codes::UNUSED_DEFINITION, message, definition.name.span, "not used")
                    .help("Either it can go, or a rule that should call it repeats it. Remove it, or call it."),
            );
        }
    }
    found
}
