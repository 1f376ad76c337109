//! Diagnostics in the protocol's words: code and page, related places, tags. The sentences are those of the command line.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ls_types::{CodeDescription, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, NumberOrString, Uri};

use super::analysis::{Analysis, Place};
use super::client::Client;
use super::position::Lines;
use super::shelf::Shelf;
use crate::diag::{Diagnostic, Level, codes};
use crate::report::code_page;
use crate::source::{SourceId, Span};

/// The codes of what has no use and could be left out.
const UNUSED: [&str; 4] = [codes::UNUSED_GIVEN.id, codes::UNUSED_PARAMETER.id, codes::UNUSED_DEFINITION.id, codes::UNUSED_ALLOW.id];

/// What is wrong, file by file, each in the order of the text.
pub fn by_file(analysis: Analysis<'_>, client: &Client, shelf: &dyn Shelf) -> BTreeMap<PathBuf, Vec<ls_types::Diagnostic>> {
    let mut by_source: BTreeMap<SourceId, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in analysis.diagnostics() {
        by_source.entry(diagnostic.primary.span.source).or_default().push(diagnostic);
    }
    let file = |(source, diagnostics): (SourceId, Vec<&Diagnostic>)| {
        let Place::File(path) = analysis.place(source) else { return None };
        let lines = Lines::new(&analysis.sources().get(source).text, client.encoding);
        Some((path, diagnostics.into_iter().map(|of| shown(analysis, client, &lines, of, shelf)).collect()))
    };
    by_source.into_iter().filter_map(file).collect()
}

/// One diagnostic.
pub fn shown(
    analysis: Analysis<'_>,
    client: &Client,
    lines: &Lines<'_>,
    diagnostic: &Diagnostic,
    shelf: &dyn Shelf,
) -> ls_types::Diagnostic {
    let id = diagnostic.code.id;
    let related = diagnostic.secondary.iter().filter_map(|label| {
        let location = location(analysis, client, label.span, shelf)?;
        Some(DiagnosticRelatedInformation { location, message: label.message.clone() })
    });
    ls_types::Diagnostic {
        range: lines.range(diagnostic.primary.span.range()),
        severity: Some(match diagnostic.code.level {
            Level::Error => DiagnosticSeverity::ERROR,
            Level::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(id.to_owned())),
        code_description: page(id, shelf).map(|href| CodeDescription { href }),
        source: Some(env!("CARGO_PKG_NAME").to_owned()),
        message: message(diagnostic),
        related_information: client.related.then(|| related.collect()),
        tags: UNUSED.contains(&id).then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: None,
    }
}

/// The page of a code.
fn page(id: &str, shelf: &dyn Shelf) -> Option<Uri> {
    Uri::from_file_path(shelf.put(&format!("docs/codes/{id}.md"), code_page::page(id)?)?)
}

/// The message with its label, and on lines of their own why it matters and what to do.
fn message(diagnostic: &Diagnostic) -> String {
    let label = &diagnostic.primary.message;
    let first = if label.is_empty() { diagnostic.message.clone() } else { format!("{}: {label}", diagnostic.message) };
    match &diagnostic.help {
        Some(help) => format!("{first}\n{help}"),
        None => first,
    }
}

/// A place in a text, be it part of the program.
pub fn location(analysis: Analysis<'_>, client: &Client, span: Span, shelf: &dyn Shelf) -> Option<Location> {
    let text = &analysis.sources().get(span.source).text;
    let path = match analysis.place(span.source) {
        Place::File(path) => path,
        Place::Embedded(name) => shelf.put(&name, text)?,
    };
    Some(Location { uri: Uri::from_file_path(path)?, range: Lines::new(text, client.encoding).range(span.range()) })
}
